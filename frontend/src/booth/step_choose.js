// SPDX-License-Identifier: Apache-2.0
// Step 1: the ballot paper, one contest after the other.

import { refuse } from "./paper/candidates.js";
import { contestProblems, contestSection } from "./paper/contests.js";
import { button, el } from "../page/dom.js";
import { showReview } from "./step_review.js";
import { shortMoment } from "../page/times.js";
import { words } from "./words.js";

export function showChoose(booth, at = 0) {
  booth.at = at;
  const isLast = booth.changing || at === booth.questions.length - 1;
  const next = button(isLast ? words.review : words.next, () => goOn(booth, isLast));
  const back = at > 0 && !booth.changing ? button(words.back, () => booth.backTo(at - 1), "secondary") : "";
  const first = at === 0 ? notes(booth) : [];
  booth.show(1, booth.questions[at].title, ...first, contestSection(booth, at), el("p", { class: "actions" }, next, back));
}

function notes(booth) {
  const texts = [];
  if (booth.spentAt) texts.push(words.spentButAgain(shortMoment(booth.spentAt)));
  if (booth.weight > 1) texts.push(words.weight(booth.weight));
  return texts.map((text) => el("p", { class: "notice" }, text));
}

/** Go on, unless something is wrong up to here: then say it in its contest, where it goes away when it is mended. */
function goOn(booth, isLast) {
  const { at, questions } = booth;
  const seen = isLast ? questions : questions.slice(0, at + 1);
  const wrong = seen.findIndex((_, contest) => contestProblems(booth, contest).length > 0);
  if (wrong >= 0) {
    if (wrong !== at) showChoose(booth, wrong);
    complain(wrong, contestProblems(booth, wrong)[0]);
  } else if (isLast) showReview(booth);
  else showChoose(booth, at + 1);
}

function complain(at, { text, target }) {
  const field = document.getElementById(target);
  field.closest("details")?.toggleAttribute("open", true); // a field inside closed details cannot take the focus
  field.focus();
  refuse(document.getElementById(`refusal-${at}`), text, field);
}
