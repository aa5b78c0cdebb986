// SPDX-License-Identifier: Apache-2.0
// From a ballot token (the specification's secret credential, section 4.8) to its public credential.

import { G, Q, power } from "./group.js";
import { sha256Hex } from "./hashing.js";

/** Return the secret exponent of a token: both SHA-256 halves as one 512-bit number modulo q. */
export function secretExponent(uuid, token) {
  const half = (index) => sha256Hex(`derive_credential|${uuid}|${index}|${token}`);
  return BigInt("0x" + half(0) + half(1)) % Q;
}

/** Return the public credential that belongs to a secret exponent. */
export function publicCredential(exponent) {
  return power(G, exponent);
}
