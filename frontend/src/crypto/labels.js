// SPDX-License-Identifier: Apache-2.0
// Hash inputs of everything we add to the protocol: label and parts, each preceded by its length (docs/spec/labels.md).

import { sha512 } from "@noble/hashes/sha2.js";

import { Q } from "./group.js";
import { hex, toBytes } from "./hashing.js";

/** Return the unambiguous concatenation of a label and parts (texts or bytes). */
export function labelled(label, ...parts) {
  const fields = [label, ...parts].map(toBytes);
  const bytes = new Uint8Array(fields.reduce((total, field) => total + 8 + field.length, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const field of fields) {
    view.setBigUint64(at, BigInt(field.length));
    bytes.set(field, at + 8);
    at += 8 + field.length;
  }
  return bytes;
}

/** Return SHA-512 of `labelled(...)` as bytes. */
export function labelledHash(label, ...parts) {
  return sha512(labelled(label, ...parts));
}

/** Return SHA-512 of `labelled(...)` as a big-endian number modulo q. */
export function labelledScalar(label, ...parts) {
  return BigInt(`0x${hex(labelledHash(label, ...parts))}`) % Q;
}
