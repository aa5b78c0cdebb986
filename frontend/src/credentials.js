// SPDX-License-Identifier: Apache-2.0
// Ballot tokens (the specification's secret credentials, section 4.8).

import { InvalidEncoding } from "./errors.js";
import { G, Q, power } from "./group.js";
import { sha256Hex } from "./hashing.js";

const BASE58 = /^[1-9A-HJ-NP-Za-km-z]$/;
const GROUPS = [5, 6, 5, 6];
const LENGTH = 22;
const SEPARATORS = /[\s\u00ad\u200b-\u200f\u2010-\u2015\u2060\u2212\ufeff\uff0d_.-]+/gu;

/** A token that was not typed correctly; `reason` selects the sentence that the page shows. */
export class InvalidToken extends InvalidEncoding {
  constructor(reason, detail) {
    super(`The token cannot be right (${reason}).`);
    this.reason = reason;
    this.detail = detail;
  }
}

/**
 * Return the canonical token for what a person typed or pasted.
 * Spaces and moved dashes are forgiven, and so is a whole ballot link. There is no check digit in a token:
 * whether it exists, only the list of public credentials can tell.
 */
export function parseToken(typed) {
  const afterLink = typed.includes("#") ? typed.slice(typed.lastIndexOf("#") + 1) : typed;
  const characters = Array.from(afterLink.replace(SEPARATORS, ""));
  if (characters.length === 0) throw new InvalidToken("empty");
  const strange = characters.filter((character) => !BASE58.test(character));
  if (strange.length > 0) {
    const lookalike = strange.every((character) => "0OIl".includes(character));
    throw new InvalidToken(lookalike ? "lookalike" : "character", [...new Set(strange)].join(" "));
  }
  if (characters.length !== LENGTH) throw new InvalidToken("length", characters.length);
  let from = 0;
  return GROUPS.map((size) => characters.slice(from, (from += size)).join("")).join("-");
}

/** Return the secret exponent of a token: both SHA-256 halves as one 512-bit number modulo q. */
export function secretExponent(uuid, token) {
  const half = (index) => sha256Hex(`derive_credential|${uuid}|${index}|${token}`);
  return BigInt("0x" + half(0) + half(1)) % Q;
}

/** Return the public credential that belongs to a secret exponent. */
export function publicCredential(exponent) {
  return power(G, exponent);
}
