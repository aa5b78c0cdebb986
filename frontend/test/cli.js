// SPDX-License-Identifier: Apache-2.0
// A bridge for tests/frontend: reads one JSON request per line, answers one JSON line each.

import { createInterface } from "node:readline";

import { createBallot, verifyBallot } from "../src/ballot.js";
import { encode } from "../src/canonical.js";
import { encodeOpened, verifyOpened } from "../src/challenge.js";
import { publicCredential, secretExponent } from "../src/credentials.js";
import { parseElection } from "../src/election.js";
import { parsePoint, parseScalar, pointText } from "../src/group.js";
import { parseToken } from "../src/token.js";

const handlers = {
  create({ election, token, choices }) {
    const made = createBallot(parseElection(election), token, choices);
    const opened = encodeOpened(election, made.text, choices, made.randomness);
    return { ballot: made.text, tracking_number: made.trackingNumber, opened };
  },
  verify({ election, ballot }) {
    const { credential, trackingNumber } = verifyBallot(parseElection(election), ballot);
    return { credential, tracking_number: trackingNumber };
  },
  verify_opened({ opened }) {
    const { choices, trackingNumber } = verifyOpened(opened);
    return { choices, tracking_number: trackingNumber };
  },
  credential({ uuid, token }) {
    return { credential: pointText(publicCredential(secretExponent(uuid, token))) };
  },
  token({ typed }) {
    return { token: parseToken(typed) };
  },
  point({ text }) {
    return { text: pointText(parsePoint(text)) };
  },
  scalar({ text }) {
    return { text: String(parseScalar(text)) };
  },
  canonical({ value }) {
    return { text: encode(value) };
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  try {
    console.log(JSON.stringify({ ok: true, ...handlers[request.do](request) }));
  } catch (error) {
    console.log(JSON.stringify({ ok: false, error: error.name, message: error.message }));
  }
}
