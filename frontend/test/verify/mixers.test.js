// SPDX-License-Identifier: Apache-2.0
// T16, check 7.2: who must shuffle, who was excused from it and how, and whose shuffle each is.
import assert from "node:assert/strict";
import { test } from "node:test";

import { sha256Hex } from "../../src/crypto/hashing.js";
import { fingerprint, signingKey } from "../../src/crypto/signing.js";
import { checkMixers, readExcused, requiredMixers } from "../../src/verify/mixers.js";
import { checkSignatures, signShuffle } from "../../src/verify/shuffle_signatures.js";
import { board, companionOf, hashOf } from "./board.js";

// -- who must shuffle

const refuses = (message, act) => assert.throws(act, { name: "InvalidProof", message });

test("a mixer who was excused need not shuffle, as long as enough do", () => {
  assert.deepEqual(requiredMixers({ mixers: [1, 2, 4] }, [], [1]), [1, 2, 4]);
  assert.deepEqual(requiredMixers({ mixers: [1, 2, 4, 5], minimum_mixers: 2 }, [2, 5], [1, 4]), [1, 4]);
});

test("an excusal that the charter does not allow is refused", () => {
  const policy = { mixers: [1, 2, 4], minimum_mixers: 2 };
  refuses("Trustee 1 was excused from shuffling, and has shuffled.", () => requiredMixers(policy, [1], [1]));
  const twice = "Trustee 2 was excused from shuffling twice, or does not shuffle by the charter.";
  refuses(twice, () => requiredMixers({ ...policy, minimum_mixers: 1 }, [2, 2], []));
  refuses(twice.replace("2", "3"), () => requiredMixers(policy, [3], []));
  const floor = "Trustee 2 was excused from shuffling, and the charter demands 2 mixers at least.";
  refuses(floor, () => requiredMixers(policy, [1, 2], []));
  refuses(floor.replace("demands 2", "demands 3"), () => requiredMixers({ mixers: [1, 2, 4] }, [2], []));
});

test("only mixers shuffle, and all of them before the end of the shuffles", () => {
  checkMixers({ mixers: [1, 2, 3] }, [1, 2], [2, 1], true);
  checkMixers({ mixers: [1, 2, 3] }, [1, 2], [], false);
  refuses("By the charter, trustee 4 is not one of those who shuffle.", () => checkMixers({ mixers: [1, 2] }, [], [1, 4], false));
  refuses("The shuffles of trustees 2, 3 are missing.", () => checkMixers({ mixers: [1, 2, 3] }, [1, 2, 3], [1], true));
});

// -- how somebody was excused

const ARCHIVE = board("Setup", "Ballot", "EndBallots", "EncryptedTally", "Shuffle", "Shuffle", "EndShuffles");
const excusal = (owner, height, more = {}) => ({ record: "excused_mixer", event: hashOf(height), owner, reason: "In hospital", ...more });
const signatureAt = (height) => ({ record: "signature", event: hashOf(height) });

test("mixers are excused while the ballots are being shuffled, in order", () => {
  assert.deepEqual(readExcused(ARCHIVE, null), []);
  const lines = [excusal(2, 3, { reason: "𝔊".repeat(1000) }), excusal(3, 3), signatureAt(4), excusal(5, 4), signatureAt(5), signatureAt(6)];
  assert.deepEqual(readExcused(ARCHIVE, companionOf(...lines)), [2, 3, 5]);
});

const BAD = {
  "no reason": [excusal(2, 3, { reason: "" })],
  "a reason that is a list": [excusal(2, 3, { reason: ["x"] })],
  "a reason that is too long": [excusal(2, 3, { reason: "x".repeat(1001) })],
  "an owner that is a text": [excusal("2", 3)],
  "an unknown event": [{ ...excusal(2, 3), event: "0".repeat(64) }],
  "before the tally": [excusal(2, 2)],
  "after the shuffles": [excusal(2, 6)],
  "written down after a later event": [signatureAt(4), excusal(2, 3)],
  "written down after a later event, and another excusal": [signatureAt(5), excusal(2, 5), excusal(3, 4)],
};
for (const [name, lines] of Object.entries(BAD)) {
  const message = "An excusal from shuffling is not valid, or was not made while the ballots were being shuffled.";
  test(`an excusal is refused: ${name}`, () => refuses(message, () => readExcused(ARCHIVE, companionOf(...lines))));
}

test("an excusal with another field is refused", () => {
  assert.throws(() => readExcused(ARCHIVE, companionOf(excusal(2, 3, { more: 1 }))), { name: "InvalidEncoding" });
});

// -- whose a shuffle is

const SEEDS = [1, 2, 3].map((byte) => new Uint8Array(32).fill(byte));
const KEYS = SEEDS.map(signingKey);
const PLACE = { phi: "phi", setupEvent: hashOf(0), signingKeys: [KEYS[0], KEYS[1]].map(fingerprint) };
const SHUFFLE = { event: ARCHIVE.events[4], owner: 1, text: "shuffle" };

/** Return a mixer's signature; `of`: what is signed. */
function signature({ seed = SEEDS[0], phi = "phi", owner = 1, text = "shuffle", answers = hashOf(3), ...more } = {}) {
  const signed = signShuffle(seed, { phi, setupEvent: hashOf(0), lastEvent: answers }, owner, text);
  return { record: "signature", event: hashOf(4), owner: 1, signing_key: signingKey(seed), answers: hashOf(3), signature: signed, ...more };
}

const signed = (...records) => checkSignatures(PLACE, companionOf(...records), [SHUFFLE]);

test("a shuffle that its mixer signed is accepted, and signatures of other events are not looked at", () => {
  signed(signature(), signature({ event: hashOf(5), seed: SEEDS[2] }));
});

const FOREIGN = {
  "nobody signed": [],
  "a stranger signed": [signature({ seed: SEEDS[2] })],
  "another mixer signed": [signature({ seed: SEEDS[1] })],
  "the signature is said to be of another": [{ ...signature(), owner: 2 }],
  "the signature is said to answer another event": [{ ...signature(), answers: hashOf(2) }],
  "another shuffle was signed": [signature({ text: "other" })],
  "a shuffle of another election was signed": [signature({ phi: "other" })],
  "a shuffle of another owner was signed": [{ ...signature({ owner: 2 }), owner: 1 }],
  "a shuffle of another list was signed": [{ ...signature({ answers: hashOf(2) }), answers: hashOf(3) }],
  "one of two signatures is not the mixer's": [signature(), signature({ seed: SEEDS[2] })],
  "the key is in capital digits": [signature({ signing_key: KEYS[0].toUpperCase() })],
  "the signature is in capital digits": [signature({ signature: signature().signature.toUpperCase() })],
};
for (const [name, records] of Object.entries(FOREIGN)) {
  const message = "The shuffle of trustee 1 is not signed with the signing key in the charter.";
  test(`a shuffle is nobody's: ${name}`, () => refuses(message, () => signed(...records)));
}

test("a signature with another field is refused", () => {
  assert.throws(() => signed(signature({ more: sha256Hex("") })), { name: "InvalidEncoding" });
});
