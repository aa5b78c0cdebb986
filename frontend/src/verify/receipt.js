// SPDX-License-Identifier: Apache-2.0
// The verification of the server's signed receipt, by the page that received it (docs/spec/receipt.md).

import { decode } from "../crypto/canonical.js";
import { fromHex, hex, sha256Base64, sha256Bytes, sha256Hex, toBytes } from "../crypto/hashing.js";
import { labelled } from "../crypto/labels.js";
import { isSigned } from "../crypto/signing.js";

const LABEL = "ballot/receipt/1";
const HASH = /^[0-9a-f]{64}$/;
const SIGNATURE = /^[0-9a-f]{128}$/;
const NOTE =
  /^(?<text>(?<origin>[^\s+]+)\n(?<size>0|[1-9][0-9]{0,14})\n(?<root>[A-Za-z0-9+/]{43}=)\ncompanion (?:0|[1-9][0-9]{0,9}) [0-9a-f]{64}\n)\n— (?<name>[^\s+]+) (?<signature>[A-Za-z0-9+/]+={0,2})\n$/;

function unbase64(text) {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

function concat(...parts) {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

function receiptIsSigned(receipt, key) {
  if (!HASH.test(key) || !SIGNATURE.test(receipt.signature)) return false;
  const { election_uuid: uuid, tracking_number: number, height, event, setup_event: setup, checkpoint, inclusion } = receipt;
  const parts = [uuid, number, String(height), event, setup, checkpoint, inclusion.join(","), receipt.server_key];
  return isSigned(key, labelled(LABEL, ...parts), fromHex(receipt.signature));
}

/** Return { size, root } of a checkpoint if it is signed with the key and belongs to the election, else null. */
function readCheckpoint(note, key, uuid) {
  const match = NOTE.exec(note);
  if (match === null) return null;
  const { text, origin, size, root, name, signature } = match.groups;
  if (name !== origin || !origin.endsWith(`/${uuid}`)) return null;
  const signed = unbase64(signature);
  const keyId = sha256Bytes(concat(toBytes(`${name}\n\u0001`), fromHex(key))).slice(0, 4);
  if (hex(signed.slice(0, 4)) !== hex(keyId) || !isSigned(key, toBytes(text), signed.slice(4))) return null;
  return { size: Number(size), root: hex(unbase64(root)) };
}

const nodeHash = (left, right) => sha256Bytes(concat(Uint8Array.of(1), left, right));

/** Verify an inclusion proof (RFC 9162, 2.1.3.2): does the path lead from the leaf to the root? */
function isIncluded(content, index, size, path, root) {
  if (!(index >= 0 && index < size)) return false;
  let [node, last, result] = [index, size - 1, sha256Bytes(concat(Uint8Array.of(0), toBytes(content)))];
  const halve = () => ([node, last] = [Math.floor(node / 2), Math.floor(last / 2)]);
  for (const sibling of path) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      result = nodeHash(fromHex(sibling), result);
      while (node > 0 && node % 2 === 0) halve();
    } else {
      result = nodeHash(result, fromHex(sibling));
    }
    halve();
  }
  return last === 0 && hex(result) === root;
}

function hasShape(receipt) {
  const isText = (name) => typeof receipt[name] === "string";
  return (
    typeof receipt === "object" &&
    receipt !== null &&
    ["election_uuid", "tracking_number", "event", "setup_event", "checkpoint", "server_key", "signature"].every(isText) &&
    Number.isSafeInteger(receipt.height) &&
    Array.isArray(receipt.inclusion) &&
    receipt.inclusion.every((sibling) => typeof sibling === "string" && HASH.test(sibling))
  );
}

function isEventOf({ event, height }, ballotText) {
  try {
    const { type, height: at, payload } = decode(event, "The event");
    return type === "Ballot" && at === height && payload === sha256Hex(ballotText);
  } catch {
    return false;
  }
}

/**
 * Verify a receipt against what this page knows: { uuid, trackingNumber, ballotText, setupEvent, serverKey }.
 * Returns the names of what is wrong (`receiptProblems` in booth/words.js); an empty list means a valid receipt. Nothing
 * that the receipt says about itself is trusted: the tracking number is computed here, from the ballot sent (B7).
 */
export function verifyReceipt(receipt, expected) {
  if (!hasShape(receipt)) return ["shape"];
  const { serverKey, uuid, ballotText } = expected;
  const problems = [];
  const own = sha256Base64(ballotText);
  if (receipt.tracking_number !== own || expected.trackingNumber !== own) problems.push("trackingNumber");
  if (receipt.election_uuid !== uuid) problems.push("election");
  if (receipt.server_key !== serverKey) problems.push("serverKey");
  if (receipt.setup_event !== expected.setupEvent) problems.push("setupEvent");
  if (!receiptIsSigned(receipt, serverKey)) problems.push("signature");
  if (!isEventOf(receipt, ballotText)) problems.push("event");
  const checkpoint = HASH.test(serverKey) ? readCheckpoint(receipt.checkpoint, serverKey, uuid) : null;
  if (checkpoint === null) problems.push("checkpoint");
  else if (!isIncluded(receipt.event, receipt.height, checkpoint.size, receipt.inclusion, checkpoint.root)) {
    problems.push("inclusion");
  }
  return problems;
}
