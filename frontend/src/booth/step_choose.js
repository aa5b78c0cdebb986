// SPDX-License-Identifier: Apache-2.0
// Step 1: the ballot paper.

import { contestProblems, contestSection } from "./paper/contests.js";
import { button, el } from "../page/dom.js";
import { showReview } from "./step_review.js";
import { shortMoment } from "../page/times.js";
import { words } from "./words.js";

export function showChoose(booth) {
  const contests = booth.questions.map((_, at) => contestSection(booth, at));
  const review = button(words.review, () => toReview(booth));
  booth.show(1, words.chooseHeading, ...notes(booth), ...contests, el("p", { class: "actions" }, review));
  if (booth.changed !== null) document.getElementById(`contest-${booth.changed}`).focus();
  booth.changed = null;
}

function notes(booth) {
  const texts = [];
  if (booth.spentAt) texts.push(words.spentButAgain(shortMoment(booth.spentAt)));
  if (booth.weight > 1) texts.push(words.weight(booth.weight));
  return texts.map((text) => el("p", { class: "notice" }, text));
}

function toReview(booth) {
  const errors = booth.questions.flatMap((_, at) => contestProblems(booth, at));
  if (errors.length > 0) booth.complain(...errors);
  else showReview(booth);
}
