// SPDX-License-Identifier: Apache-2.0
// Ballot tokens as people type them (specification, section 4.8).

import { InvalidEncoding } from "../errors.js";

const BASE58 = /^[1-9A-HJ-NP-Za-km-z]$/;
const GROUPS = [5, 6, 5, 6];
const LENGTH = 22;
const SEPARATORS = /[\s\u00ad\u200b-\u200f\u2010-\u2015\u2060\u2212\ufeff\uff0d_.-]+/gu;

/** A token that was not typed correctly; `reason` selects the sentence that the page shows. */
class InvalidToken extends InvalidEncoding {
  constructor(reason, detail) {
    super(`The token cannot be right (${reason}).`);
    this.reason = reason;
    this.detail = detail;
  }
}

/**
 * Return the canonical token for what a person typed or pasted.
 * Spaces, misplaced dashes and a whole ballot link are accepted. A token has no check digit: only the list of public
 * credentials can tell whether it exists.
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

/** Return the canonical token, or null if what was typed cannot be one. */
export function tokenIn(typed) {
  try {
    return parseToken(typed);
  } catch {
    return null;
  }
}
