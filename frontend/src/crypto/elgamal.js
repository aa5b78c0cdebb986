// SPDX-License-Identifier: Apache-2.0
// ElGamal in the exponent (section 4.11.1): (g^r, y^r g^m).

import { expectFields } from "./canonical.js";
import { G, IDENTITY, parsePoint, pointText, power, randomScalar } from "./group.js";

/** Encrypt a group element with the given r. */
export function encryptElement(y, r, element) {
  return { alpha: power(G, r), beta: power(y, r).add(element) };
}

/** Encrypt m (0 or 1) with the given r. */
export function encryptWith(y, r, m) {
  return encryptElement(y, r, m === 1 ? G : IDENTITY);
}

/** Encrypt m (0 or 1) with fresh randomness, and return the ciphertext and r. */
export function encrypt(y, m) {
  const r = randomScalar();
  return { ciphertext: encryptWith(y, r, m), r };
}

/** Multiply ciphertexts: the encryption of the sum of their plaintexts. */
export function combine(ciphertexts) {
  const start = { alpha: IDENTITY, beta: IDENTITY };
  return ciphertexts.reduce((sum, c) => ({ alpha: sum.alpha.add(c.alpha), beta: sum.beta.add(c.beta) }), start);
}

export function ciphertextText({ alpha, beta }) {
  return `${pointText(alpha)},${pointText(beta)}`;
}

export function encodeCiphertext({ alpha, beta }) {
  return { alpha: pointText(alpha), beta: pointText(beta) };
}

/** Parse a ciphertext; both elements are checked for canonical form and, by `parse`, for membership. */
export function parseCiphertext(record, parse = parsePoint) {
  expectFields(record, ["alpha", "beta"], "A ciphertext");
  return { alpha: parse(record.alpha), beta: parse(record.beta) };
}
