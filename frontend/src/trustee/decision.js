// SPDX-License-Identifier: Apache-2.0
// What a trustee's device does with a verified archive: shuffle, make a share, or nothing. It decides by the archive, its
// key file and its own memory. What the server asks for (`asked`) is a request, and never a reason (T13, T14, T16, M8).

import { InvalidProof } from "../errors.js";
import { fingerprint } from "../crypto/signing.js";
import { LEFT_OUT, NOT_OURS, OTHER_ELECTION, OTHER_GENERATION, OTHER_SETUP, OTHER_SHUFFLE, OTHER_TALLY, STILL_SHUFFLING } from "./refusals.js";

function insist(condition, sentence) {
  if (!condition) throw new InvalidProof(sentence);
}

/** Return our number among the trustees: where the charter has the fingerprint of our signing key. */
function findOwner({ charter }, signingKey) {
  insist(charter !== null, "The election names no charter, so nobody has said who the trustees and the mixers are.");
  const at = charter.signing_keys.indexOf(fingerprint(signingKey));
  insist(at >= 0, NOT_OURS);
  return at + 1;
}

/** Refuse whatever is not what this device has seen, shuffled or decrypted before. */
function compareWithMemory(board, { setupEvent = board.setupEvent, generation, shuffled, opened }) {
  insist(setupEvent === board.setupEvent, OTHER_SETUP);
  insist(generation === undefined || board.generations.includes(generation), OTHER_GENERATION);
  insist(opened === undefined || (opened.tally === board.tallyDigest && opened.shuffle === board.shuffle), OTHER_TALLY);
  insist(shuffled === undefined || shuffled.tally === board.tallyDigest, OTHER_SHUFFLE);
}

function expectShuffle(board, owner) {
  insist(board.isRanked, "Nothing of this election is shuffled.");
  insist(!board.isMixed, "The shuffling is over.");
  insist(board.required.includes(owner), "By the charter, you are not one of those who shuffle.");
  insist(!board.shuffles.some((shuffle) => shuffle.owner === owner), "Your shuffle is in the archive already.");
}

function expectShare({ required, isRanked, isMixed, shuffles }, { shuffled }) {
  if (!isRanked) return;
  const isComplete = required.length > 0 && required.every((mixer) => shuffles.some(({ owner }) => owner === mixer));
  insist(isMixed && isComplete, STILL_SHUFFLING);
  insist(shuffled === undefined || shuffles.some(({ hash }) => shuffled.hashes.includes(hash)), LEFT_OUT);
}

/**
 * Return { act, owner }: `act` is what was asked, "shuffle" or "share"; throws with the reason if it may not be done.
 * `uuid`: the election of the personal link. `memory`: { setupEvent, generation, shuffled: { tally, hashes },
 * opened: { tally, shuffle } }, each if there is one.
 */
export function decide(board, { uuid, signingKey, asked, memory }) {
  insist(board.uuid === uuid, OTHER_ELECTION);
  const owner = findOwner(board, signingKey);
  compareWithMemory(board, memory);
  if (asked === "shuffle") expectShuffle(board, owner);
  else expectShare(board, memory);
  return { act: asked === "shuffle" ? "shuffle" : "share", owner };
}
