// SPDX-License-Identifier: Apache-2.0
// Ranked papers: a small integer for each candidate, all in one group element (sections 4.11.2, 5.2.1).
//
// What the numbers may be depends on the rule of the count. The protocol would carry any number, so this is where
// a paper that says more than a vote is refused (P4).

import { ChoiceNotAllowed, InvalidEncoding } from "./errors.js";
import { embed, extract } from "./group.js";

export const CAPACITY = 30;
const PADDING = 14n;
const BITS = 8n;

/** Return the group element of a paper. */
export function encodePaper(paper) {
  if (paper.length > CAPACITY) {
    throw new InvalidEncoding(`A ranked contest can have at most ${CAPACITY} candidates; this one has ${paper.length}.`);
  }
  const number = paper.reduce((all, value) => {
    if (!Number.isInteger(value) || value < 0 || value > 255) throw new InvalidEncoding("A rank is a number from 0 to 255.");
    return (all << BITS) | BigInt(value);
  }, 0n);
  return embed(number << PADDING);
}

/** Return the `size` integers that an element stands for; any element gives some. */
export function decodePaper(element, size) {
  let number = extract(element) >> PADDING;
  const paper = [];
  for (let at = 0; at < size; at += 1, number >>= BITS) paper.push(Number(number & 255n));
  return paper.reverse();
}

/** Return whether an element is exactly what an honest voter's paper is encoded as (M1). */
export function isCanonical(element, size) {
  try {
    return encodePaper(decodePaper(element, size)).equals(element);
  } catch {
    return false;
  }
}

/** Return the kind of paper that a contest of the booth asks for, with what limits it. */
export function paperStyle({ rule = "", grades = [], equal_ranks: equal, ranks, blank }, candidates) {
  const isGraded = rule === "majority-judgment" || grades.length > 0;
  if (isGraded) return { kind: "grades", limit: grades.length, blank: blank === true };
  const limit = Number.isInteger(ranks) && ranks > 0 ? Math.min(ranks, candidates) : candidates;
  return { kind: equal ?? rule === "schulze" ? "equal" : "strict", limit, blank: blank !== false };
}

const isBlank = (paper) => paper.every((value) => value === 0);

/** Return whether ranks are 1..k without gaps, and each only once unless equal ranks are allowed. */
function areRanks(paper, limit, equal) {
  const used = paper.filter((value) => value > 0);
  const distinct = new Set(used);
  return (equal || distinct.size === used.length) && distinct.size <= limit && Math.max(0, ...used) === distinct.size;
}

/** Check that a paper says nothing but a vote under its rule. */
export function checkPaper(title, paper, { kind, limit, blank }) {
  const numbers = paper.every((value) => Number.isInteger(value) && value >= 0 && value <= 255);
  const good =
    numbers &&
    (isBlank(paper)
      ? blank
      : kind === "grades"
        ? paper.every((value) => value >= 1 && value <= limit)
        : areRanks(paper, limit, kind === "equal"));
  if (!good) throw new ChoiceNotAllowed(`“${title}”: the ballot paper does not allow these numbers.`);
}
