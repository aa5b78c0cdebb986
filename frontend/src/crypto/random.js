// SPDX-License-Identifier: Apache-2.0
// The only source of randomness: crypto.getRandomValues, or nothing.

import { RandomnessMissing } from "../errors.js";
import { N_ } from "../language.js";

/** Return `length` random bytes. Throws RandomnessMissing when the device has no secure source. */
export function randomBytes(length) {
  const source = globalThis.crypto;
  if (source === undefined || typeof source.getRandomValues !== "function") {
    throw new RandomnessMissing(
      N_("This browser has no secure source of random numbers, so it cannot encrypt anything. Use another browser or another device."),
    );
  }
  return source.getRandomValues(new Uint8Array(length));
}

/** Return a uniformly random integer in [0, limit) by rejection sampling. */
export function randomBelow(limit) {
  const bits = (limit - 1n).toString(2).length;
  const length = Math.ceil(bits / 8);
  const mask = (1n << BigInt(bits)) - 1n;
  for (;;) {
    const bytes = randomBytes(length);
    let candidate = 0n;
    for (const byte of bytes) candidate = (candidate << 8n) | BigInt(byte);
    bytes.fill(0);
    candidate &= mask;
    if (candidate < limit) return candidate;
  }
}

/** Return a uniform permutation of 0..size-1 (table 2); `randomBelow` samples by rejection, so there is no bias (C19). */
export function randomPermutation(size) {
  const pool = Array.from({ length: size }, (_, at) => at);
  const psi = [];
  for (let i = 0; i < size; i += 1) {
    const k = i + Number(randomBelow(BigInt(size - i)));
    psi.push(pool[k]);
    pool[k] = pool[i];
  }
  return psi;
}
