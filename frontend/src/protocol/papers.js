// SPDX-License-Identifier: Apache-2.0
// What the numbers on a ranked paper may be: that depends on the rule of the count. The protocol would carry any
// number, so this is where a paper that says more than a vote is refused (P4).

import { ChoiceNotAllowed } from "../errors.js";

/** Return the kind of paper that a ranked question asks for, with what limits it; `contest` is what booth.json says. */
export function paperStyle({ grades, answers }, { rule = "", equal_ranks: equal, ranks, blank }) {
  const candidates = answers.length;
  if (grades.length > 0) return { kind: "grades", limit: grades.length, blank: blank === true };
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
