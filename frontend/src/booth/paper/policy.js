// SPDX-License-Identifier: Apache-2.0
// What the organisation allows, warns of or blocks on the paper of a contest (docs/spec/charter.md, `paper`). The needs
// of the counting rule take precedence, and a blank vote is never affected.

const STRICTNESS = ["allowed", "warned", "blocked"];

/** Return how strict a contest is about "under_vote", "rank_gaps" or "equal_ranks". */
function strictness({ policy = {} }, what) {
  const wanted = policy[what] ?? "allowed";
  return STRICTNESS.includes(wanted) ? wanted : "blocked";
}

/** Return whether a contest accepts no paper on which a candidate is left out. */
export const wantsAll = (contest) => strictness(contest, "under_vote") === "blocked";

/** Sort what is unusual on a paper, a list of { what, text, warning, target }, into what to block and what to warn of. */
export function judge(contest, oddities) {
  const those = (how) => oddities.filter(({ what }) => strictness(contest, what) === how);
  return { blocked: those("blocked"), warned: those("warned") };
}
