// SPDX-License-Identifier: Apache-2.0
// Which numbers a ranked paper may have: that depends on the counting rule. The protocol accepts any number, so a paper
// that says more than a vote has to be refused here (P4).

import { ChoiceNotAllowed } from "../errors.js";

/** Return the kind of paper for a ranked question, and its limits; `contest` is what booth.json says. */
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
