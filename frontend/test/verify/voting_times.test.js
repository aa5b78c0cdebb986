// SPDX-License-Identifier: Apache-2.0
// B4, check 5.15: each rule about stops and ends of the voting, at its edge.
import assert from "node:assert/strict";
import { test } from "node:test";

import { checkTimes } from "../../src/verify/voting_times.js";
import { board, companionOf, hashOf } from "./board.js";

const ARCHIVE = board("Setup", "Ballot", "Ballot", "EndBallots", "EncryptedTally");
const [NOON, ONE, TWO, END, LATER] = [12, 13, 14, 18, 20].map((hour) => `2027-03-01T${hour}:00:00Z`);
const INVALID = "A change of the voting's times is not valid, or belongs to no event at which there was a voting.";

const change = (change, height, at, end, more = {}) => ({ record: "times", event: hashOf(height), change, at, closes_at: end, ...more });
const check = (...records) => checkTimes(ARCHIVE, companionOf(...records));

const GOOD = {
  "nothing was changed": [],
  "extended": [change("extended", 0, NOON, END)],
  "extended twice in one second": [change("extended", 1, NOON, END), change("extended", 1, NOON, LATER)],
  "with the reason": [change("extended", 1, NOON, END, { reason: "𝔊".repeat(1000) })],
  "stopped and resumed with the same end": [change("stopped", 1, NOON, END), change("resumed", 1, ONE, END)],
  "stopped and resumed twice": [
    change("stopped", 0, NOON, END), change("resumed", 0, NOON, END), change("stopped", 1, ONE, END), change("resumed", 1, TWO, END),
  ],
  "stopped when the end had come": [change("stopped", 2, END, END)],
  "extended while it was stopped": [change("stopped", 1, NOON, END), change("extended", 1, ONE, LATER), change("resumed", 1, TWO, LATER)],
  "closed early": [change("closed", 2, NOON, END)],
  "stopped, and closed after the end": [change("stopped", 2, NOON, END), change("closed", 2, LATER, END)],
};

for (const [name, records] of Object.entries(GOOD)) test(`what holds is accepted: ${name}`, () => check(...records));

const BAD = {
  "called off": [[change("called-off", 2, NOON, END)], `The voting was called off at ${NOON}: nothing of it may be decrypted.`],
  "no reason": [[change("extended", 1, NOON, END, { reason: "" })], INVALID],
  "a reason that is a list": [[change("extended", 1, NOON, END, { reason: ["x"] })], INVALID],
  "a reason that is too long": [[change("extended", 1, NOON, END, { reason: "x".repeat(1001) })], INVALID],
  "an unknown change": [[change("stopped", 1, NOON, END), change("paused", 1, ONE, END)], INVALID],
  "a time of another form": [[change("extended", 1, NOON.replace("Z", "+"), END)], INVALID],
  "an end of another form": [[change("extended", 1, NOON, END.replace("Z", "+"))], INVALID],
  "an event after the voting": [[change("extended", 3, NOON, END)], INVALID],
  "an unknown event": [[{ ...change("extended", 1, NOON, END), event: "0".repeat(64) }], INVALID],
  "extended to this very second": [[change("extended", 1, NOON, NOON)], `At ${NOON} the voting was extended, and its end ${NOON} had passed.`],
  "resumed after the end": [
    [change("stopped", 1, NOON, ONE), change("resumed", 1, TWO, ONE)], `At ${TWO} the voting was resumed, and its end ${ONE} had passed.`,
  ],
  "closed after the end": [[change("closed", 2, TWO, ONE)], `At ${TWO} the voting was closed, and its end ${ONE} had passed.`],
  "out of order": [
    [change("extended", 1, ONE, END), change("extended", 1, NOON, LATER)], `A change of the times at ${NOON} is written down after one at ${ONE}.`,
  ],
  "extended to the same end": [
    [change("extended", 1, NOON, END), change("extended", 1, ONE, END)], `The end of the voting was moved from ${END} to ${END}, which is not later.`,
  ],
  "resumed with an earlier end": [
    [change("stopped", 1, NOON, LATER), change("resumed", 1, ONE, END)],
    `The end of the voting was moved from ${LATER} to ${END}, which is not later.`,
  ],
  "extended after it was closed": [
    [change("closed", 2, NOON, END), change("extended", 2, ONE, LATER)],
    `The voting was closed at ${NOON}, and a change of the times at ${ONE} comes after it.`,
  ],
  "resumed without a stop": [[change("resumed", 1, NOON, END)], `The voting was resumed at ${NOON}, and had been so before.`],
  "stopped twice": [
    [change("stopped", 2, NOON, END), change("stopped", 2, ONE, END)], `The voting was stopped at ${ONE}, and had been so before.`,
  ],
  "a ballot during a stop": [
    [change("stopped", 1, NOON, END), change("resumed", 2, ONE, END)],
    "The voting was halted after event 1, and the board had grown to event 2 meanwhile.",
  ],
  "a ballot after a stop that nobody ended": [
    [change("stopped", 1, NOON, END)], "The voting was halted after event 1, and the board had grown to event 2 meanwhile.",
  ],
  "a ballot after an early closing": [
    [change("closed", 1, NOON, END)], "The voting was halted after event 1, and the board had grown to event 2 meanwhile.",
  ],
};

for (const [name, [records, message]] of Object.entries(BAD)) {
  test(`what does not hold is refused: ${name}`, () => assert.throws(() => check(...records), { name: "InvalidProof", message }));
}

test("a record with another field is refused", () => {
  assert.throws(() => check(change("extended", 1, NOON, END, { more: 1 })), { name: "InvalidEncoding" });
});
