// SPDX-License-Identifier: Apache-2.0
// A contest in which candidates are ticked.

import { bdi, el } from "../../page/dom.js";
import { frame, input, labelled, makeCounter, more, nameOf, refuse, slateLine, withdrawnMark } from "./candidates.js";
import { wantsAll } from "./policy.js";
import { words } from "../words.js";

export function empty() {
  return { blank: false, chosen: new Set() };
}

/** Return 0 or 1 for each answer, after a blank flag if a blank vote is allowed. */
export function vector({ answers, blank }, choice) {
  const bits = answers.map((_, answer) => (choice.chosen.has(answer) ? 1 : 0));
  return blank ? [choice.blank ? 1 : 0, ...bits] : bits;
}

export function section({ at, question, contest, shown, choice }) {
  const { counter, refusal, box: line } = makeCounter(at);
  const view = { counter, refusal };
  const name = `contest-${at}`;
  view.boxes = question.answers.map((_, answer) =>
    input("checkbox", `choice-${at}-${answer}`, name, false, () => choose(question, choice, answer, view)),
  );
  view.blank = question.blank ? input("checkbox", `blank-${at}`, name, false, () => chooseBlank(question, choice, view)) : null;
  refresh(question, choice, view);
  const cards = shown.map((answer) => card(contest.candidates[answer], view.boxes[answer], question.answers[answer]));
  if (view.blank) cards.push(el("li", { class: "card candidate blank" }, labelled(view.blank, words.blank)));
  const how = words.chooseRange(wantsAll(contest) ? question.max : question.min, question.max, question.answers.length);
  return frame(at, how, contest.rule_text, line, el("ul", { class: "cards", role: "list" }, ...cards));
}

function card(candidate, box, name) {
  return el("li", { class: "card candidate" }, labelled(box, ...nameOf(candidate, name)), ...more(candidate, name));
}

/** Add or remove a choice. One too many is refused with a message; it never silently replaces another. */
function choose(question, choice, answer, view) {
  const { max } = question;
  const box = view.boxes[answer];
  let refused = "";
  if (!box.checked) {
    choice.chosen.delete(answer);
  } else if (choice.chosen.size >= max) {
    box.checked = false;
    refused = words.tooMany(max);
  } else {
    choice.chosen.add(answer);
    choice.blank = false;
  }
  refresh(question, choice, view, refused);
}

function chooseBlank(question, choice, view) {
  choice.blank = view.blank.checked;
  const cleared = choice.blank ? choice.chosen.size : 0;
  if (choice.blank) choice.chosen.clear();
  refresh(question, choice, view, cleared > 0 ? words.blankCleared(cleared) : "");
}

function refresh({ max }, choice, { counter, refusal, boxes, blank }, refused = "") {
  boxes.forEach((box, answer) => (box.checked = choice.chosen.has(answer)));
  if (blank) blank.checked = choice.blank;
  counter.textContent = choice.blank ? words.counterBlank : words.counter(choice.chosen.size, max);
  refuse(refusal, refused);
}

/** Return what is missing, or null. */
export function problem({ at, question: { min, blank }, shown, choice }) {
  if (choice.blank || choice.chosen.size >= min) return null;
  return { text: words.tooFew(choice.chosen.size, min, blank), target: `choice-${at}-${shown[0]}` };
}

/** Return what is unusual on the paper, though the rule allows it. Without a blank box, to choose nobody is a blank vote. */
export function oddities({ at, question: { max, blank }, shown, choice }) {
  const { size } = choice.chosen;
  if (choice.blank || size >= max || (size === 0 && !blank)) return [];
  const first = shown.find((answer) => !choice.chosen.has(answer));
  const [text, warning] = [words.tooFew(size, max, blank), words.moreChoices(max - size)];
  return [{ what: "under_vote", text, warning, target: `choice-${at}-${first}` }];
}

export function review({ question: { answers }, contest: { candidates }, shown, choice: { blank, chosen } }) {
  if (blank) return el("p", { class: "chosen" }, words.nobodyBlank);
  if (chosen.size === 0) return el("p", { class: "chosen" }, words.nobodyChosen);
  const items = shown.filter((answer) => chosen.has(answer)).map((answer) => {
    const candidate = candidates[answer];
    const slate = candidate.slate ? slateLine(candidate) : null;
    return el("li", {}, el("span", { class: "name" }, bdi(answers[answer])), " ", slate, withdrawnMark(candidate));
  });
  return el("ul", { class: "chosen" }, ...items);
}
