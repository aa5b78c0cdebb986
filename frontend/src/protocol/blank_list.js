// SPDX-License-Identifier: Apache-2.0
// The blank vote of a contest of lists. Apart from protocol/lists.js, so that the booth's page loads no arithmetic.

/** How the record writes the blank vote of a contest of lists: a list of its own, the last one (docs/spec/charter.md). */
export const BLANK_LIST = ["Blank vote", "Blank vote"];

/** Whether an answer is the blank vote, where the contest has one: by its name and place, as the charter's mark demands. */
export function isBlankList({ answers }, at) {
  return at === answers.length - 1 && answers[at].join("\n") === BLANK_LIST.join("\n");
}
