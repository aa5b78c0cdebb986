// SPDX-License-Identifier: Apache-2.0
// B5, B6, checks 4.5 and 5.14: each rule about replaced tokens, and members added or removed.
import assert from "node:assert/strict";
import { test } from "node:test";

import { readTokens } from "../../src/verify/roll_changes.js";
import { board, companionOf, hashOf } from "./board.js";

const ARCHIVE = board("Setup", "Ballot", "Ballot", "EndBallots");
const WEIGHTS = new Map([["a", 1], ["b", 1], ["c", 5], ["s", 1], ["t", 1], ["u", 5]]); // three members, three spares
const SPARES = ["s", "t", "u"];
const LATE = { record: "tracking_numbers", event: hashOf(3), numbers: [] };

const replaced = (number, revoked, spare, height = 0, more = {}) => ({
  record: "replacement", event: hashOf(height), number, revoked, spare, reason: "lost", ...more,
});
const added = (number, spare, height = 0, more = {}) => ({ record: "admission", event: hashOf(height), number, spare, reason: "joined", ...more });
const removed = (number, revoked, height = 0, more = {}) => ({ record: "removal", event: hashOf(height), number, revoked, reason: "left", ...more });
const read = (...records) => readTokens(ARCHIVE, WEIGHTS, SPARES, companionOf(...records));

const REVOKED = "A ballot was cast with a token that was revoked.";
const NOBODY = "A ballot was cast with a spare token that nobody had.";

test("only tokens in force vote", () => {
  const refuse = read(replaced(1, "a", "s"), added(2, "t", 1), removed(3, "b", 1), LATE);
  for (const [credential, height] of [["c", 1], ["s", 1], ["t", 2]]) refuse(credential, height);
  for (const [credential, height, message] of [["a", 1, REVOKED], ["b", 2, REVOKED], ["t", 1, NOBODY], ["u", 2, NOBODY]]) {
    assert.throws(() => refuse(credential, height), { name: "InvalidProof", message });
  }
});

test("without spares members can be removed, and without a companion file nothing is changed", () => {
  readTokens(ARCHIVE, WEIGHTS, undefined, companionOf(removed(1, "a")))("b", 1);
  readTokens(ARCHIVE, WEIGHTS, SPARES, null)("a", 1);
});

test("a change holds that is the first of its kind, or of the weight of the other, or at the event of the one before", () => {
  read(added(1, "s"), removed(2, "s"), replaced(3, "c", "u", 2), replaced(4, "a", "t", 2));
});

const [REPLACEMENT, ADMISSION, REMOVAL] = ["replacement of a token", "admission of a member", "removal of a member"];
const BAD = {
  "another number": [REMOVAL, removed(2, "a")],
  "an unknown reason": [REMOVAL, removed(1, "a", 0, { reason: "lost" })],
  "an event after the voting": [REMOVAL, removed(1, "a", 3)],
  "an unknown event": [REMOVAL, { ...removed(1, "a"), event: "0".repeat(64) }],
  "written down after the voting": [REMOVAL, LATE, removed(1, "a")],
  "a revoked credential that is not in the list": [REMOVAL, removed(1, "x")],
  "a spare of another weight": [REPLACEMENT, replaced(1, "a", "u")],
  "a member's credential issued": [ADMISSION, added(1, "b")],
  "an unknown credential issued": [ADMISSION, added(1, "x")],
  "removed twice": [REMOVAL, removed(1, "a"), removed(2, "a")],
  "a spare removed that nobody has": [REMOVAL, removed(1, "a"), removed(2, "s")],
  "before the change before it": [REMOVAL, removed(1, "a", 1), removed(2, "b", 0)],
  "a spare issued twice": [ADMISSION, added(1, "s"), added(2, "s")],
  "a spare issued twice, the second time in the place of another": [REPLACEMENT, added(1, "s"), replaced(2, "a", "s")],
  "replaced twice": [REPLACEMENT, replaced(1, "a", "s"), replaced(2, "a", "t")],
};
for (const [name, [kind, ...records]] of Object.entries(BAD)) {
  const number = records.filter((record) => record !== LATE).length;
  const message = `Change ${number} of the roll, a ${kind}, does not hold.`;
  test(`a change does not hold: ${name}`, () => assert.throws(() => read(...records), { name: "InvalidProof", message }));
}

test("a change with another field is refused", () => {
  assert.throws(() => read(removed(1, "a", 0, { more: 1 })), { name: "InvalidEncoding" });
});

test("a list of spares that is not sorted, or holds nothing, everything or a stranger, is refused", () => {
  const message = "The charter's list of spare credentials is not valid.";
  for (const spares of [["t", "s"], ["s", "s"], [], [...WEIGHTS.keys()], ["s", "x"]]) {
    assert.throws(() => readTokens(ARCHIVE, WEIGHTS, spares, null), { name: "InvalidProof", message }, spares.join());
  }
});
