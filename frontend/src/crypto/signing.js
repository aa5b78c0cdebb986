// SPDX-License-Identifier: Apache-2.0
// Trustees' Ed25519 signatures (RFC 8032) over labelled parts: M5 (docs/spec/labels.md).

import { ed25519 } from "@noble/curves/ed25519.js";

import { fromHex, hex, sha256Bytes, sha256Hex } from "./hashing.js";
import { labelled } from "./labels.js";

/** Return the public key (hex) of a 32-byte seed. */
export function signingKey(seed) {
  return hex(ed25519.getPublicKey(seed));
}

/** Sign `labelled(label, ...parts)`; returns hex. */
export function signParts(seed, label, ...parts) {
  return hex(ed25519.sign(labelled(label, ...parts), seed));
}

/** Return whether a signature (bytes) over a message is of this public key (hex). */
export function isSigned(publicHex, message, signature) {
  try {
    return ed25519.verify(signature, message, fromHex(publicHex), { zip215: false });
  } catch {
    return false; // it is no key, or no signature
  }
}

/** Return SHA-256 of a public signing key (hex): what a charter lists. */
export const fingerprint = (publicHex) => sha256Hex(fromHex(publicHex));

/** Return the signed parts of a share or a shuffle: phi, Setup event, owner, the event it answers, and the record's hash. */
export function recordParts(phi, setupEvent, owner, event, record) {
  return [phi, fromHex(setupEvent), String(owner), fromHex(event), sha256Bytes(record)];
}
