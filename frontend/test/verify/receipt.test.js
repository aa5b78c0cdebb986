// SPDX-License-Identifier: Apache-2.0
// B7, M6: each thing that a receipt says is checked. Every lie here is signed by the server, and all that follows from it
// is made again, so that only the check in question can find it.
import assert from "node:assert/strict";
import { test } from "node:test";

import { encode } from "../../src/crypto/canonical.js";
import { base64, fromHex, hex, sha256Base64, sha256Bytes, sha256Hex, toBytes } from "../../src/crypto/hashing.js";
import { signParts, signingKey } from "../../src/crypto/signing.js";
import { verifyReceipt } from "../../src/verify/receipt.js";
import { ed25519 } from "@noble/curves/ed25519.js";

const [SEED, OTHER_SEED] = [7, 8].map((byte) => new Uint8Array(32).fill(byte));
const [KEY, OTHER_KEY] = [SEED, OTHER_SEED].map(signingKey);
const UUID = "F78tZv8VkGDmiP";
const ORIGIN = `vote.example/${UUID}`;
const BALLOT = '{"ballot":"text"}';
const SETUP = sha256Hex("setup");
const EXPECTED = { uuid: UUID, trackingNumber: sha256Base64(BALLOT), ballotText: BALLOT, setupEvent: SETUP, serverKey: KEY };

const padded = (bytes) => base64(bytes).padEnd(4 * Math.ceil(bytes.length / 3), "=");
const joined = (...parts) => Uint8Array.from(parts.flatMap((part) => [...toBytes(part)]));
const leafHash = (text) => sha256Bytes(joined("\u0000", text));
const nodeHash = (left, right) => sha256Bytes(joined("\u0001", left, right));
const half = (leaves) => 2 ** Math.ceil(Math.log2(leaves.length) - 1);

function rootOf(leaves) {
  return leaves.length === 1 ? leaves[0] : nodeHash(rootOf(leaves.slice(0, half(leaves))), rootOf(leaves.slice(half(leaves))));
}

/** Return the path of a leaf, from the leaf upwards (RFC 9162, 2.1.3.1). */
function pathOf(index, leaves) {
  if (leaves.length === 1) return [];
  const [left, right] = [leaves.slice(0, half(leaves)), leaves.slice(half(leaves))];
  return index < left.length ? [...pathOf(index, left), rootOf(right)] : [...pathOf(index - left.length, right), rootOf(left)];
}

function checkpoint({ size, root, origin = ORIGIN, name = origin, seed = SEED, keyId, companion = `companion 1 ${"0".repeat(64)}` }) {
  const text = `${origin}\n${size}\n${padded(root)}\n${companion}\n`;
  const id = keyId ?? sha256Bytes(joined(`${name}\n\u0001`, fromHex(signingKey(seed)))).slice(0, 4);
  return `${text}\n— ${name} ${padded(joined(id, ed25519.sign(toBytes(text), seed)))}\n`;
}

function signed(receipt, seed = SEED) {
  const { election_uuid: uuid, tracking_number: number, height, event, setup_event: setup, checkpoint: note, inclusion } = receipt;
  const parts = [uuid, number, String(height), event, setup, note, [inclusion].flat().join(","), receipt.server_key];
  return { ...receipt, signature: signParts(seed, "ballot/receipt/1", ...parts.map(String)) };
}

/** Return the receipt of the ballot at `index` of a board of `size` events; `note` and `change` are what is not as it should be. */
function receiptFor({ index = 2, size = 5, event = {}, note = {}, ...change } = {}) {
  const text = encode({ parent: SETUP, height: index, type: "Ballot", payload: sha256Hex(BALLOT), ...event });
  const leaves = Array.from({ length: size }, (_, at) => leafHash(at === index ? text : `event ${at}`));
  const honest = {
    election_uuid: UUID, tracking_number: sha256Base64(BALLOT), height: index, event: text, setup_event: SETUP,
    checkpoint: checkpoint({ size, root: rootOf(leaves), ...note }), inclusion: pathOf(index, leaves).map(hex), server_key: KEY,
  };
  return signed({ ...honest, ...change });
}

const problemsOf = (receipt, expected = {}) => verifyReceipt(receipt, { ...EXPECTED, ...expected });

test("a true receipt holds at every place of boards of every size", () => {
  for (let size = 1; size <= 9; size += 1) {
    for (let index = 0; index < size; index += 1) assert.deepEqual(problemsOf(receiptFor({ index, size })), [], `${index} of ${size}`);
  }
});

const LIES = {
  "the server signed for another election": [receiptFor({ election_uuid: "another" }), "election"],
  "another server's key": [receiptFor({ server_key: OTHER_KEY }), "serverKey"],
  "another Setup event": [receiptFor({ setup_event: sha256Hex("other") }), "setupEvent"],
  "another tracking number": [receiptFor({ tracking_number: sha256Base64("other") }), "trackingNumber"],
  "signed by another": [signed(receiptFor(), OTHER_SEED), "signature"],
  "a signature in capital digits": [{ ...receiptFor(), signature: receiptFor().signature.toUpperCase() }, "signature"],
  "an event of another type": [receiptFor({ event: { type: "Setup" } }), "event"],
  "an event of another height": [receiptFor({ event: { height: 3 } }), "event"],
  "an event with another ballot": [receiptFor({ event: { payload: sha256Hex("other") } }), "event"],
  "a checkpoint that is none": [receiptFor({ checkpoint: "no note" }), "checkpoint"],
  "a checkpoint of another election": [receiptFor({ note: { origin: "vote.example/another" } }), "checkpoint"],
  "a checkpoint signed under another name": [receiptFor({ note: { name: `other.example/${UUID}` } }), "checkpoint"],
  "a checkpoint signed by another key": [receiptFor({ note: { seed: OTHER_SEED } }), "checkpoint"],
  "a checkpoint signed by another key under the right id": [
    receiptFor({ note: { seed: OTHER_SEED, keyId: sha256Bytes(joined(`${ORIGIN}\n\u0001`, fromHex(KEY))).slice(0, 4) } }), "checkpoint",
  ],
  "a checkpoint under the id of another key": [receiptFor({ note: { keyId: Uint8Array.of(1, 2, 3, 4) } }), "checkpoint"],
  "a checkpoint without its companion line": [receiptFor({ note: { companion: "more" } }), "checkpoint"],
  "another root": [receiptFor({ note: { root: leafHash("other") } }), "inclusion"],
  "a height below the board": [receiptFor({ index: 0, size: 1, height: -1, ...alone(-1) }), "inclusion"],
  "a height beyond the board": [receiptFor({ index: 0, size: 1, height: 1, ...alone(1) }), "inclusion"],
  "a path that ends below the root": [receiptFor({ index: 0, size: 2, inclusion: [], note: { root: leafHash(eventAt(0)) } }), "inclusion"],
  "a path that goes on above the root": [
    receiptFor({ index: 0, size: 1, inclusion: [SETUP], note: { root: nodeHash(fromHex(SETUP), leafHash(eventAt(0))) } }), "inclusion",
  ],
};

function eventAt(height) {
  return encode({ parent: SETUP, height, type: "Ballot", payload: sha256Hex(BALLOT) });
}

/** A board of one event, which says that it has this height. */
function alone(height) {
  return { event: { height }, note: { root: leafHash(eventAt(height)) } };
}

for (const [name, [receipt, problem]] of Object.entries(LIES)) {
  test(`a lie is named: ${name}`, () => assert.deepEqual(problemsOf(receipt), [problem]));
}

test("what the page knows is compared, and not only what the receipt says", () => {
  assert.deepEqual(problemsOf(receiptFor(), { trackingNumber: sha256Base64("other") }), ["trackingNumber"]);
  assert.deepEqual(problemsOf(receiptFor(), { ballotText: "other", trackingNumber: sha256Base64("other") }), ["trackingNumber", "event"]);
  const capitals = KEY.toUpperCase();
  assert.deepEqual(problemsOf(receiptFor({ server_key: capitals }), { serverKey: capitals }), ["signature", "checkpoint"]);
});

test("what does not have the form of a receipt is not read", () => {
  const texts = ["election_uuid", "tracking_number", "event", "setup_event", "checkpoint", "server_key"];
  const shapes = [undefined, null, "receipt", 5, [], { ...receiptFor(), signature: 5 }];
  shapes.push(...texts.map((name) => signed({ ...receiptFor(), [name]: 5 })));
  const [first, ...rest] = receiptFor().inclusion;
  const paths = ["", null, [[first], ...rest], [first.toUpperCase(), ...rest], [5, ...rest]];
  shapes.push(...["2", 2.5, null].map((height) => receiptFor({ height })), ...paths.map((inclusion) => receiptFor({ inclusion })));
  for (const shape of shapes) assert.deepEqual(problemsOf(shape), ["shape"], JSON.stringify(shape));
});
