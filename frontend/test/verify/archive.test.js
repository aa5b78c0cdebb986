// SPDX-License-Identifier: Apache-2.0
// B21, B22, checks 0.1 to 1.3: an archive in exactly one spelling, and in it a chain of events.
import assert from "node:assert/strict";
import { test } from "node:test";

import { encode } from "../../src/crypto/canonical.js";
import { sha256Hex, toBytes } from "../../src/crypto/hashing.js";
import { readArchive } from "../../src/verify/archive.js";

const TIME = 1_795_501_745;
const octal = (number, digits) => `${number.toString(8).padStart(digits, "0")}\0`;

/** Return a record with its header; `put` may change the header's text before the checksum is made, `end` the padding. */
function record(name, content, { time = TIME, put = (header) => header, padding = "\0" } = {}) {
  const bytes = toBytes(content);
  const parts = [name.padEnd(100, "\0"), octal(0o644, 7), octal(0, 7), octal(0, 7), octal(bytes.length, 11), octal(time, 11), " ".repeat(8), "0"];
  const header = put(parts.join("").padEnd(512, "\0"));
  const sum = [...header].reduce((total, character) => total + character.charCodeAt(0), 0);
  const block = `${header.slice(0, 148)}${octal(sum, 6)} ${header.slice(156)}`;
  return [...toBytes(block), ...bytes, ...toBytes(padding.repeat((512 - (bytes.length % 512)) % 512))];
}

const data = (content, change) => record(`${sha256Hex(content)}.data.json`, content, change);
const header = (change, content = encode({ version: 1, timestamp: String(TIME) }), name = "BELENIOS") => record(name, content, change);
const SETUP = "the set-up";
const BALLOT = "a ballot";
const GOOD = [["Setup", SETUP], ["Ballot", BALLOT], ["EndBallots"], ["EncryptedTally", "a tally"], ["PartialDecryption", "a share"]];

/** Return the records of events, each a list [type, payload's text, what is different in the event]. */
function chain(events, { dataOf = (payload) => [data(payload)] } = {}) {
  let parent;
  return events.flatMap(([type, payload, change = {}], height) => {
    const named = payload === undefined ? {} : { payload: sha256Hex(payload) };
    const text = encode({ ...(parent === undefined ? {} : { parent }), height, type, ...named, ...change });
    parent = sha256Hex(text);
    return [...(payload === undefined ? [] : dataOf(payload)), record(`${parent}.event.json`, text)];
  });
}

const read = (...records) => readArchive(Uint8Array.from(records.flat()));

function refused(name, error, message, ...records) {
  test(`an archive is refused: ${name}`, () => assert.throws(() => read(...records).expectNothingElse(), { name: error, message }));
}

test("an archive is read, and holds its events and what they name", () => {
  const archive = read(header(), ...chain(GOOD));
  archive.expectNothingElse();
  assert.deepEqual(archive.events.map(({ type }) => type), GOOD.map(([type]) => type));
  assert.equal(archive.text(archive.events[1].payload), BALLOT);
  assert.equal(archive.events[2].parent, archive.events[1].hash);
  assert.equal(archive.ofType("Ballot").length, 1);
  assert.throws(() => archive.text(sha256Hex("nothing")), { name: "InvalidEncoding" });
});

test("a share that is published again stands there again, and what follows the first is not looked at", () => {
  read(header(), ...chain([...GOOD, GOOD[4]]), data("read by nobody")).expectNothingElse();
});

// -- the container

const WRITTEN = "The archive is not written as the protocol writes it.";
const INCOMPLETE = "The archive is incomplete.";
const NAME = "A record of the archive does not have the hash in its name.";
const good = chain(GOOD);
const first = data(SETUP);
const put = (at, text) => (block) => block.slice(0, at) + text + block.slice(at + text.length);

refused("another owner", "InvalidEncoding", WRITTEN, header(), data(SETUP, { put: put(108, "0000001") }), ...good.slice(1));
refused("another checksum", "InvalidEncoding", WRITTEN, header(), first.with(148, first[148] ^ 1), ...good.slice(1));
refused("padding that is not empty", "InvalidEncoding", WRITTEN, header(), data(SETUP, { padding: "x" }), ...good.slice(1));
refused(
  "a size that is not octal", "InvalidEncoding", "The archive is damaged: a number in it is not octal.",
  header(), data(SETUP, { put: put(124, "         12") }), ...good.slice(1),
);
refused("cut within a header", "InvalidEncoding", INCOMPLETE, header(), ...good, first.slice(0, 90));
refused("cut within a content", "InvalidEncoding", INCOMPLETE, header(), ...good, first.slice(0, 515));
refused("cut within the padding", "InvalidEncoding", INCOMPLETE, header(), ...good.slice(0, -1), good.at(-1).slice(0, -1));
refused("nothing", "InvalidEncoding", "The archive is empty.");
refused("nothing but its header", "InvalidEncoding", "The archive is empty.", header());
const FOREIGN = "This is not the archive of an election.";
refused("no header", "InvalidEncoding", FOREIGN, ...good);
refused("a header of another name", "InvalidEncoding", FOREIGN, header({}, undefined, "ARCHIVE"), ...good);
refused("a header of another time", "InvalidEncoding", FOREIGN, header({ time: TIME + 1 }), ...good);
refused("a record of another time", "InvalidEncoding", NAME, header(), data(SETUP, { time: TIME + 1 }), ...good.slice(1));
refused("a record of another name", "InvalidEncoding", NAME, header(), record("readme", SETUP), ...good);
refused("a record under the hash of another", "InvalidEncoding", NAME, header(), record(`${sha256Hex(SETUP)}.data.json`, "other"), ...good.slice(1));
refused("a record twice", "InvalidEncoding", "The archive has a record twice.", header(), first, ...good);
const EXTRA = "The archive has records that no event names.";
refused("a record that nothing names", "InvalidEncoding", EXTRA, header(), ...chain(GOOD.slice(0, 4)), data("hidden"));
refused("a record that nothing names before a share", "InvalidEncoding", EXTRA, header(), data("hidden"), ...good);

// -- the chain

const BROKEN = "The chain of events in the archive is broken.";
const LACKING = "The archive lacks a record that an event names.";

function refusedChain(name, error, message, events, change) {
  refused(name, error, message, header(), ...chain(events, change));
}

refusedChain("another parent", "InvalidProof", BROKEN, [GOOD[0], ["Ballot", BALLOT, { parent: sha256Hex("other") }]]);
refusedChain("another height", "InvalidProof", BROKEN, [GOOD[0], ["Ballot", BALLOT, { height: 2 }]]);
refusedChain("a first event of height 1", "InvalidProof", BROKEN, [["Setup", SETUP, { height: 1 }]]);
refusedChain("a record that is missing", "InvalidEncoding", LACKING, [GOOD[0]], { dataOf: () => [] });
const [SHUFFLE, MIXED] = [["Shuffle", "a shuffle"], ["EndShuffles"]];
for (const events of [
  [GOOD[1]],
  [GOOD[0], ["Setup", "again"]],
  [GOOD[0], GOOD[3]],
  [...GOOD.slice(0, 3), ["Ballot", "late"]],
  [...GOOD.slice(0, 4), MIXED],
  [...GOOD.slice(0, 4), SHUFFLE, GOOD[4]],
  [...GOOD.slice(0, 4), ["Result", "a result"]],
  [...GOOD, SHUFFLE],
  [...GOOD, ["Result", "a result"], ["PartialDecryption", "late"]],
]) {
  const [type] = events.at(-1);
  refusedChain(`${events.map(([one]) => one).join(", ")}`, "InvalidProof", `In the archive, an event ${type} stands where it cannot stand.`, events);
}
test("the other orders are those of elections", () => {
  read(header(), ...chain([GOOD[0], ...GOOD.slice(2)]));
  read(header(), ...chain([...GOOD.slice(0, 4), SHUFFLE, ["Shuffle", "another"], MIXED, GOOD[4], ["Result", "a result"]]));
});
refusedChain("an event with a field more", "InvalidEncoding", /^An event must have the fields/, [["Setup", SETUP, { more: 1 }]]);
refusedChain("a first event with a parent", "InvalidEncoding", /^An event must have the fields/, [["Setup", SETUP, { parent: sha256Hex("") }]]);
refusedChain("an end with a payload", "InvalidEncoding", /^An event must have the fields/, [GOOD[0], ["EndBallots", BALLOT]]);
refusedChain("a ballot without a payload", "InvalidEncoding", /^An event must have the fields/, [GOOD[0], ["Ballot"]]);
