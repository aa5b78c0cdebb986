// SPDX-License-Identifier: Apache-2.0
// Whose the shuffles are: each is signed with the key that the charter has for its mixer (check 7.2, M5).

import { decode, expectFields } from "../crypto/canonical.js";
import { InvalidProof } from "../errors.js";
import { fromHex } from "../crypto/hashing.js";
import { labelled } from "../crypto/labels.js";
import { fingerprint, isSigned, recordParts, signParts } from "../crypto/signing.js";

const LABEL = "ballot/shuffle/1";

const LINE = '{"record":"signature",';
const WHAT = "A signature in the companion file";
const FIELDS = ["record", "event", "owner", "signing_key", "answers", "signature"];
const KEY = /^[0-9a-f]{64}$/;
const SIGNATURE = /^[0-9a-f]{128}$/;

/** Sign a mixer's own shuffle, for the end of the board as it was verified. */
export const signShuffle = (seed, { phi, setupEvent, lastEvent }, owner, text) =>
  signParts(seed, LABEL, ...recordParts(phi, setupEvent, owner, lastEvent, text));

function readSignatures(companion) {
  const lines = companion.split("\n").filter((line) => line.startsWith(LINE));
  return lines.map((line) => {
    const record = decode(line, WHAT);
    expectFields(record, FIELDS, WHAT);
    return record;
  });
}

/** Return whether a record is the signature of the charter's mixer over this shuffle at this place of the chain. */
function isSignatureOf({ owner, signing_key: key, answers, signature }, { phi, setupEvent, signingKeys }, { event, owner: mixer, text }) {
  if (!KEY.test(key) || !SIGNATURE.test(signature)) return false;
  const isOfMixer = owner === mixer && fingerprint(key) === signingKeys[mixer - 1] && answers === event.parent;
  const message = labelled(LABEL, ...recordParts(phi, setupEvent, mixer, event.parent, text));
  return isOfMixer && isSigned(key, message, fromHex(signature));
}

/** Check the signature of each shuffle: { event, owner, text }. Without it, an owner is only the server's word. */
export function checkSignatures(place, companion, shuffles) {
  const records = readSignatures(companion);
  for (const shuffle of shuffles) {
    const found = records.filter(({ event }) => event === shuffle.event.hash);
    if (found.length === 0 || !found.every((record) => isSignatureOf(record, place, shuffle))) {
      throw new InvalidProof(`The shuffle of trustee ${shuffle.owner} is not signed with the signing key in the charter.`);
    }
  }
}
