// SPDX-License-Identifier: Apache-2.0
// Ranked contests in which each candidate gets a rank or a grade of its own: equal ranks, and majority judgment.

import { bdi, el } from "../../page/dom.js";
import { frame, input, labelled, makeCounter, more, nameOf, refuse, withdrawnMark } from "./candidates.js";
import { wantsAll } from "./policy.js";
import { words } from "../words.js";

/** `marks`: what was chosen for each candidate, 0 for nothing yet. */
export function empty({ answers }) {
  return { blank: false, marks: answers.map(() => 0) };
}

/** Return dense ranks: only order and ties count, and gaps could identify the paper (P4). */
export function denseRanks(marks) {
  const used = [...new Set(marks.filter((mark) => mark > 0))].sort((one, other) => one - other);
  return marks.map((mark) => used.indexOf(mark) + 1);
}

/** A candidate without a grade gets the worst one, as in the count. With only one way to write it, no paper stands out. */
export function vector(_, { blank, marks }, { kind, limit }) {
  if (blank) return marks.map(() => 0);
  return kind === "grades" ? marks.map((mark) => mark || limit) : denseRanks(marks);
}

export function section({ at, question, contest, shown, choice, style }) {
  const { counter, refusal, box } = makeCounter(at);
  const view = { at, question, contest, choice, style, counter, refusal };
  const make = style.kind === "grades" ? gradeCard : rankCard;
  view.fields = question.answers.map((name, answer) => make(view, answer, name));
  view.blank = style.blank ? input("checkbox", `blank-${at}`, `contest-${at}`, false, () => chooseBlank(view)) : null;
  const cards = shown.map((answer) => view.fields[answer].item);
  if (view.blank) cards.push(el("li", { class: "card candidate blank" }, labelled(view.blank, words.blank)));
  refresh(view);
  return frame(at, howTo(style, question, contest), contest.rule_text, box, el("ul", { class: "cards", role: "list" }, ...cards));
}

/** Say how to fill in the paper, and what happens to a candidate who is left out. */
function howTo({ kind }, { grades }, contest) {
  const isGraded = kind === "grades";
  if (wantsAll(contest)) return isGraded ? words.gradeAllHow : words.rankAllHow;
  return isGraded ? words.gradeHow(grades.at(-1)) : words.rankEqualHow;
}

/** A candidate with one radio button for each grade. */
function gradeCard(view, answer, name) {
  const { at, contest, question: { grades: names } } = view; // prettier-ignore
  const boxes = names.map((_, grade) =>
    input("radio", `grade-${at}-${answer}-${grade}`, `grade-${at}-${answer}`, false, () => mark(view, answer, grade + 1)),
  );
  const grades = boxes.map((box, grade) => labelled(box, bdi(names[grade])));
  const candidate = contest.candidates[answer];
  const group = el("fieldset", { class: "grading" }, el("legend", {}, ...nameOf(candidate, name)), el("div", { class: "grades" }, ...grades));
  const show = (value) => boxes.forEach((box, grade) => (box.checked = value === grade + 1));
  const [toggle = null, about = null] = more(candidate, name);
  return { item: el("li", { class: "card candidate" }, toggle, group, about), show };
}

/** A candidate with a list of ranks; the same rank may be given twice. */
function rankCard(view, answer, name) {
  const { at, contest, style } = view;
  const ranks = Array.from({ length: style.limit }, (_, rank) => el("option", { value: rank + 1 }, String(rank + 1)));
  const id = `rank-${at}-${answer}`;
  const select = el("select", { id, class: "place", autocomplete: "off" }, el("option", { value: 0 }, words.noRank), ...ranks);
  select.addEventListener("change", () => mark(view, answer, Number(select.value)));
  const candidate = contest.candidates[answer];
  const line = el("div", { class: "who" }, el("label", { for: id }, ...nameOf(candidate, name)), select);
  return { item: el("li", { class: "card candidate" }, line, ...more(candidate, name)), show: (value) => (select.value = String(value)) };
}

function mark(view, answer, value) {
  view.choice.marks[answer] = value;
  if (value > 0) view.choice.blank = false;
  refresh(view);
}

const given = (choice) => choice.marks.filter((value) => value > 0).length;

function refresh({ choice, question, style, fields, blank, counter, refusal }, refused = "") {
  fields.forEach(({ show }, answer) => show(choice.marks[answer]));
  if (blank) blank.checked = choice.blank;
  const count = style.kind === "grades" ? words.graded : words.ranked;
  counter.textContent = choice.blank ? words.counterBlank : count(given(choice), question.answers.length);
  refuse(refusal, refused);
}

function chooseBlank(view) {
  view.choice.blank = view.blank.checked;
  const cleared = view.choice.blank ? given(view.choice) : 0;
  if (view.choice.blank) view.choice.marks.fill(0);
  refresh(view, cleared > 0 ? words.rankingCleared(cleared) : "");
}

export function problem({ at, shown, choice, style }) {
  if (choice.blank || given(choice) > 0) return null;
  const isGraded = style.kind === "grades";
  const text = isGraded ? words.gradeNobody(style.blank) : words.rankNobody(style.blank);
  return { text, target: isGraded ? `grade-${at}-${shown[0]}-0` : `rank-${at}-${shown[0]}` };
}

/** Return what is unusual on the paper, though the rule allows it. */
export function oddities({ at, shown, choice: { blank, marks }, style }) {
  if (blank) return [];
  const isGraded = style.kind === "grades";
  const field = (answer) => (isGraded ? `grade-${at}-${answer}-0` : `rank-${at}-${answer}`);
  const found = [];
  const missing = shown.find((answer) => marks[answer] === 0) ?? -1;
  const given = marks.filter((value) => value > 0);
  if (missing >= 0) {
    const warning = (isGraded ? words.youGraded : words.youRanked)(given.length, marks.length);
    const text = `${warning} ${isGraded ? words.gradeAll : words.rankAll}`;
    found.push({ what: "under_vote", text, warning, target: field(missing) });
  }
  if (isGraded) return found;
  const ranks = denseRanks(marks);
  const shifted = marks.findIndex((value, answer) => value !== ranks[answer]);
  if (shifted >= 0) found.push({ what: "rank_gaps", text: words.rankGap, target: field(shifted) });
  const twice = marks.findIndex((value, answer) => value > 0 && marks.indexOf(value) < answer);
  if (twice >= 0) found.push({ what: "equal_ranks", text: words.sameRank(marks[twice]), target: field(twice) });
  return found;
}

export function review(view) {
  if (view.choice.blank) return el("p", { class: "chosen" }, words.nobodyBlank);
  return view.style.kind === "grades" ? reviewGrades(view) : reviewRanks(view);
}

function reviewGrades({ question: { answers, grades }, contest: { candidates }, shown, choice: { marks } }) {
  const worst = el("span", {}, bdi(grades.at(-1)), el("span", { class: "hint" }, ` ${words.noGrade}`));
  const grade = (value) => (value === 0 ? worst.cloneNode(true) : bdi(grades[value - 1]));
  const pairs = shown.map((answer) => [
    el("dt", {}, bdi(answers[answer])),
    el("dd", {}, grade(marks[answer]), " ", withdrawnMark(candidates[answer])),
  ]);
  return el("dl", { class: "facts" }, ...pairs.flat());
}

function reviewRanks({ question: { answers }, contest: { candidates }, choice: { marks } }) {
  const ranks = denseRanks(marks);
  const shown = answers.map((name, answer) => (candidates[answer].withdrawn ? `${name} (${words.withdrawn.toLowerCase()})` : name));
  const namesAt = (rank) => shown.filter((_, answer) => ranks[answer] === rank);
  const line = (names) => names.flatMap((name, at) => [at > 0 ? " = " : "", bdi(name)]);
  const items = Array.from({ length: Math.max(...ranks) }, (_, at) => el("li", {}, ...line(namesAt(at + 1))));
  const rest = namesAt(0);
  const others = rest.length === 0 ? null : el("p", { class: "hint" }, words.notRankedNames, ...rest.flatMap((name, at) => [at > 0 ? ", " : " ", bdi(name)]));
  return el("div", {}, el("ol", { class: "chosen numbered" }, ...items), others);
}
