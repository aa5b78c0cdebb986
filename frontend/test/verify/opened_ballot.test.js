// SPDX-License-Identifier: Apache-2.0
// B7, P8: what the checking page refuses of an opened ballot, and with which sentence.
import assert from "node:assert/strict";
import { test } from "node:test";

import { encode } from "../../src/crypto/canonical.js";
import { G, Q, pointText, power } from "../../src/crypto/group.js";
import { encryptBallot } from "../../src/protocol/ballot.js";
import { parseElection } from "../../src/protocol/election.js";
import { encodeOpened } from "../../src/protocol/opened_ballot.js";
import { verifyOpened } from "../../src/verify/opened_ballot.js";

const KEY = 4n; // the election's secret key: even a device that knows it cannot lie
const questions = ["Who?", "Who else?"].map((question) => ({ answers: ["A", "B", "C"], min: 1, max: 2, question }));
const about = { version: 1, description: "", name: "n", group: "Ed25519" };
const text = encode({ ...about, public_key: pointText(power(G, KEY)), questions, uuid: "jWTe3Nx6DNye1q" });
const CHOICES = [[0, 1, 0], [1, 0, 1]];
const made = encryptBallot(parseElection(text), "ZZ2oJ-BFQYbk-FvTH7-RRAYPh", CHOICES);
const opened = JSON.parse(encodeOpened(text, made.unsigned, CHOICES, made.randomness));

const FORM = "The opened ballot is not written as the booth writes it: something was changed in it.";
const PAPER = "The choices in the opened ballot do not fit its ballot paper.";
const NUMBERS = "The random numbers in the opened ballot are not complete, or not written as the booth writes them.";
const LIE = "“Who?”: the encrypted ballot does not hold the choices that the device showed you. Do not vote on that device.";
const OTHER_NUMBER = "The check number in the file is not the check number of the ballot in it. Do not vote on that device.";
const [first, second] = opened.randomness;
/** The number with which the second half of the first ciphertext, of 0, is that of 1. */
const trapdoor = (BigInt(first[0]) + Q - inverse(KEY)) % Q;

function inverse(number) {
  for (let k = 0n; ; k += 1n) if ((k * Q + 1n) % number === 0n) return (k * Q + 1n) / number;
}

const BAD = {
  "of another type": [{ type: "ballot-challenge/2" }, "This is not an opened ballot of the kind that the booth saves."],
  "with a field more": [{ more: 1 }, FORM],
  "with a paper that is no text": [{ election: 5 }, FORM],
  "with a ballot that is no text": [{ ballot: 5 }, FORM],
  "with a check number that is no text": [{ check_number: 5 }, FORM],
  "with another check number": [{ check_number: "A".repeat(43) }, OTHER_NUMBER],
  "with choices for a contest more": [{ choices: [...CHOICES, []] }, PAPER],
  "with choices that the paper does not allow": [{ choices: [[1, 1, 1], CHOICES[1]] }, PAPER],
  "with choices that are no list": [{ choices: [null, CHOICES[1]] }, PAPER],
  "with random numbers for a contest more": [{ randomness: [first, second, []] }, NUMBERS],
  "with a random number more": [{ randomness: [first, [...second, "1"]] }, NUMBERS],
  "with other choices": [{ choices: [[1, 0, 0], CHOICES[1]] }, LIE],
  "with another random number": [{ randomness: [["1", ...first.slice(1)], second] }, LIE],
  "with other choices, and numbers that hide it": [
    { choices: [[1, 1, 0], CHOICES[1]], randomness: [[String(trapdoor), ...first.slice(1)], second] }, LIE,
  ],
};

test("an opened ballot is accepted", () => assert.deepEqual(verifyOpened(encode(opened)).choices, CHOICES));

for (const [name, [change, message]] of Object.entries(BAD)) {
  test(`an opened ballot is refused: ${name}`, () => assert.throws(() => verifyOpened(encode({ ...opened, ...change })), { message }));
}
