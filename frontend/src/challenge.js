// SPDX-License-Identifier: Apache-2.0
// Opened ballots (Benaloh challenge): an encrypted ballot with its randomness, never to be cast.

import { checkChoices, plaintexts, width } from "./answers.js";
import { trackingNumber, verifyBallot } from "./ballot.js";
import { encode, expectArray, expectFields } from "./canonical.js";
import { parseElection } from "./election.js";
import { encryptElement } from "./elgamal.js";
import { InvalidEncoding, InvalidProof } from "./errors.js";
import { parseScalar } from "./group.js";

export const TYPE = "ballot-challenge/1";
const FIELDS = ["type", "election", "ballot", "choices", "randomness", "tracking_number"];

/** Return the text of an opened ballot. */
export function encodeOpened(electionText, ballotText, choices, randomness) {
  return encode({
    type: TYPE,
    election: electionText,
    ballot: ballotText,
    choices,
    randomness: randomness.map((row) => row.map(String)),
    tracking_number: trackingNumber(ballotText),
  });
}

/** Parse pasted or loaded text; white space around and inside the outer object is harmless here. */
function parseOpened(text) {
  let record;
  try {
    record = JSON.parse(text);
  } catch {
    throw new InvalidEncoding("This is not an opened ballot: the text is incomplete or something was changed in it.");
  }
  if (record?.type !== TYPE) throw new InvalidEncoding("This is not an opened ballot of the kind that the booth saves.");
  expectFields(record, FIELDS, "The opened ballot");
  for (const name of ["election", "ballot", "tracking_number"]) {
    if (typeof record[name] !== "string") throw new InvalidEncoding(`The field ${name} must be a text.`);
  }
  return record;
}

function recompute(election, record, choices) {
  expectArray(record.choices, election.questions.length, "The list of choices");
  expectArray(record.randomness, election.questions.length, "The list of random numbers");
  election.questions.forEach((question, q) => {
    if (!Array.isArray(record.choices[q])) throw new InvalidEncoding("The choices of a contest must be a list.");
    expectArray(record.randomness[q], width(question), "The random numbers of a contest");
    checkChoices(question, record.choices[q]);
    plaintexts(question, record.choices[q]).forEach((element, at) => {
      const expected = encryptElement(election.y, parseScalar(record.randomness[q][at]), element);
      const found = choices[q][at];
      if (!expected.alpha.equals(found.alpha) || !expected.beta.equals(found.beta)) {
        throw new InvalidProof(
          `“${question.title}”: the encrypted ballot does not hold the choices that the device showed you. ` +
            "Do not vote on that device.",
        );
      }
    });
  });
}

/**
 * Check an opened ballot from nothing but its own text: every ciphertext is computed again.
 * Returns { election, credential, trackingNumber, choices }, choices as `answers.js` describes them.
 */
export function verifyOpened(text) {
  const record = parseOpened(text);
  const election = parseElection(record.election);
  const verified = verifyBallot(election, record.ballot);
  if (verified.trackingNumber !== record.tracking_number) {
    throw new InvalidProof("The tracking number in the file is not the tracking number of the ballot in it.");
  }
  recompute(election, record, verified.choices);
  return { election, credential: verified.credential, trackingNumber: verified.trackingNumber, choices: record.choices };
}
