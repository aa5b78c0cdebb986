// SPDX-License-Identifier: Apache-2.0
// Step 1: the ballot paper.

import { bdi, button, el, paragraphs, swatch } from "./dom.js";
import { showReview } from "./step_review.js";
import { shortMoment } from "./times.js";
import { words } from "./words.js";

export function emptyChoices(questions) {
  return questions.map(() => ({ blank: false, chosen: new Set() }));
}

/** Return the choices as the protocol writes them: 0 or 1 per answer, a leading blank flag where allowed. */
export function choiceVectors(booth) {
  return booth.questions.map(({ answers, blank }, at) => {
    const choice = booth.choices[at];
    const bits = answers.map((_, answer) => (choice.chosen.has(answer) ? 1 : 0));
    return blank ? [choice.blank ? 1 : 0, ...bits] : bits;
  });
}

export function showChoose(booth, focusContest = null) {
  const contests = booth.questions.map((_, at) => contestSection(booth, at));
  const review = button(words.review, () => toReview(booth));
  booth.show(1, words.chooseHeading, ...notes(booth), ...contests, el("p", { class: "actions" }, review));
  if (focusContest !== null) document.getElementById(`contest-${focusContest}`).focus();
}

function notes(booth) {
  const texts = [];
  if (booth.spentAt) texts.push(words.spentButAgain(words.spentOn(shortMoment(booth.spentAt))));
  if (booth.weight > 1) texts.push(words.weight(booth.weight));
  return texts.map((text) => el("p", { class: "notice" }, text));
}

function contestSection(booth, at) {
  const question = booth.questions[at];
  const contest = booth.info.contests[at];
  const counter = el("p", { role: "status", id: `counter-${at}` });
  const refusal = el("p", { class: "error", role: "alert", id: `refusal-${at}` });
  const boxes = question.answers.map((_, answer) => candidateBox(booth, at, answer));
  const blank = question.blank ? blankBox(booth, at) : null;
  const view = { counter, refusal, boxes, blank };
  boxes.forEach((box, answer) => box.addEventListener("change", () => choose(booth, at, answer, view)));
  blank?.addEventListener("change", () => chooseBlank(booth, at, view));
  refresh(booth, at, view);
  const cards = boxes.map((box, answer) => candidateCard(contest.candidates[answer], box, question.answers[answer]));
  if (blank) cards.push(el("li", { class: "card candidate blank" }, labelled(blank, words.blank)));
  return el(
    "fieldset",
    { class: "contest", "aria-describedby": `rule-${at} counter-${at}` },
    el("legend", {}, el("h2", { id: `contest-${at}`, tabindex: "-1" }, bdi(question.title))),
    el("p", { class: "hint", id: `rule-${at}` }, words.chooseRange(question.min, question.max, question.answers.length)),
    contest.rule_text ? el("p", { class: "hint", dir: "auto" }, contest.rule_text) : null,
    el("div", { class: "counter" }, counter, refusal),
    el("ul", { class: "cards" }, ...cards),
  );
}

function candidateBox(booth, at, answer) {
  const box = el("input", { type: "checkbox", id: `choice-${at}-${answer}`, name: `contest-${at}` });
  box.checked = booth.choices[at].chosen.has(answer);
  return box;
}

function blankBox(booth, at) {
  const box = el("input", { type: "checkbox", id: `blank-${at}`, name: `contest-${at}` });
  box.checked = booth.choices[at].blank;
  return box;
}

function labelled(box, ...content) {
  return el("div", { class: "choice" }, box, el("label", { for: box.id }, ...content));
}

function candidateCard(candidate, box, name) {
  const slate = candidate.slate ? slateLine(candidate) : null;
  const statement = candidate.statement
    ? el(
        "details",
        { class: "statement" },
        el("summary", {}, words.statement, el("span", { class: "sr-only" }, words.statementOf(name))),
        ...paragraphs(candidate.statement),
      )
    : null;
  const label = el("span", { class: "name" }, bdi(name));
  return el("li", { class: "card candidate" }, labelled(box, label, slate), statement);
}

export function slateLine({ slate, slate_colour: colour }) {
  const mark = Number.isInteger(colour) && colour >= 0 && colour < 8 ? swatch(colour) : "";
  return el("span", { class: "slate hint" }, mark, " ", el("span", { class: "sr-only" }, words.slate("")), bdi(slate));
}

/** One more or one fewer choice; one too many is refused and said, never silently replaced. */
function choose(booth, at, answer, view) {
  const choice = booth.choices[at];
  const { max } = booth.questions[at];
  const box = view.boxes[answer];
  view.refusal.textContent = "";
  if (!box.checked) {
    choice.chosen.delete(answer);
  } else if (choice.chosen.size >= max) {
    box.checked = false;
    view.refusal.textContent = words.tooMany(max);
  } else {
    choice.chosen.add(answer);
    choice.blank = false;
  }
  refresh(booth, at, view);
}

function chooseBlank(booth, at, view) {
  const choice = booth.choices[at];
  choice.blank = view.blank.checked;
  view.refusal.textContent = "";
  if (choice.blank && choice.chosen.size > 0) {
    view.refusal.textContent = words.blankCleared(choice.chosen.size);
    choice.chosen.clear();
  }
  refresh(booth, at, view);
}

function refresh(booth, at, { counter, boxes, blank }) {
  const choice = booth.choices[at];
  boxes.forEach((box, answer) => (box.checked = choice.chosen.has(answer)));
  if (blank) blank.checked = choice.blank;
  const { max } = booth.questions[at];
  counter.textContent = choice.blank ? words.counterBlank : words.counter(choice.chosen.size, max);
}

function toReview(booth) {
  const errors = booth.questions.flatMap(({ title, min, blank }, at) => {
    const choice = booth.choices[at];
    if (choice.blank || choice.chosen.size >= min) return [];
    return [{ text: words.tooFew(title, choice.chosen.size, min, blank), target: `choice-${at}-0` }];
  });
  if (errors.length > 0) booth.complain(...errors);
  else showReview(booth);
}
