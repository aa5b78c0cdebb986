// SPDX-License-Identifier: Apache-2.0
// SHA-256 in the three spellings of the protocol: hexadecimal, unpadded Base64, and a scalar.

import { sha256 } from "@noble/hashes/sha2.js";

import { Q } from "./group.js";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const encoder = new TextEncoder();

/** Return the UTF-8 bytes of a text; bytes pass unchanged. */
export function toBytes(data) {
  return typeof data === "string" ? encoder.encode(data) : data;
}

/** Return the lower-case hexadecimal digits of bytes. */
export function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Return bytes in standard Base64 without padding. */
export function base64(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const group = (bytes[at] << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    const digits = Math.min(bytes.length - at, 3) + 1;
    for (let digit = 0; digit < digits; digit += 1) text += ALPHABET[(group >> (18 - 6 * digit)) & 63];
  }
  return text;
}

/** Return SHA-256 as bytes. */
export function sha256Bytes(data) {
  return sha256(toBytes(data));
}

/** Return SHA-256 in hexadecimal. */
export function sha256Hex(data) {
  return hex(sha256(toBytes(data)));
}

/** Return SHA-256 in unpadded standard Base64: election fingerprints (phi) and tracking numbers. */
export function sha256Base64(data) {
  return base64(sha256(toBytes(data)));
}

/** Return SHA-256 of a text as a big-endian number modulo q: the challenges of all proofs. */
export function hashToScalar(text) {
  return BigInt("0x" + sha256Hex(text)) % Q;
}

/** Return the bytes that hexadecimal digits stand for. */
export function fromHex(digits) {
  return Uint8Array.from({ length: digits.length / 2 }, (_, at) => parseInt(digits.slice(2 * at, 2 * at + 2), 16));
}
