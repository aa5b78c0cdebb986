// SPDX-License-Identifier: Apache-2.0
// The blank vote in a contest between lists. Not in protocol/lists.js, so that the booth's page loads no arithmetic.

/** How the record writes the blank vote in a contest between lists: as the last list (docs/spec/charter.md). */
export const BLANK_LIST = ["Blank vote", "Blank vote"];

/** Return whether an answer is the blank vote, if the contest has one: by its name and place, as the charter defines. */
export function isBlankList({ answers }, at) {
  return at === answers.length - 1 && answers[at].join("\n") === BLANK_LIST.join("\n");
}
