// SPDX-License-Identifier: Apache-2.0
// A contest between lists: one list, and at least one candidate on it. The blank vote is the last list of the record. On
// closed lists members tick nobody: choosing the list ticks everybody on it, so that all ballots for it are alike.

import { bdi, button, el } from "../../page/dom.js";
import { frame, input, labelled, makeCounter, more, nameOf, refuse, withdrawnMark } from "./candidates.js";
import { words } from "../words.js";

/** `ticks`: the candidates chosen on each list. Ticks on other lists are kept, but count only if their list is chosen. */
export function empty({ answers }) {
  return { list: null, ticks: answers.map(() => new Set()) };
}

/** Return rows of 0 and 1: for each list the list itself, then its candidates. */
export function vector({ answers }, { list, ticks }) {
  return answers.map((row, at) => row.map((_, entry) => (at === list && (entry === 0 || ticks[at].has(entry)) ? 1 : 0)));
}

export function section({ at, question, contest, shown, choice }) {
  const { counter, refusal, box } = makeCounter(at);
  const view = { at, question, contest, choice, counter, refusal };
  view.blank = blankOf(view);
  view.lists = question.answers.map((row, list) => (list === view.blank ? blankCard(view, list) : listCard(view, list, row)));
  refresh(view);
  const cards = shown.map((list) => view.lists[list].item);
  return frame(at, isClosed(view) ? words.listHowClosed : words.listHow, contest.rule_text, box, el("ul", { class: "cards", role: "list" }, ...cards));
}

/** Return the place of the blank vote among the answers, or null. */
function blankOf({ question: { answers }, contest }) {
  return contest.blank ? answers.length - 1 : null;
}

const isClosed = ({ question }) => question.closed;

function blankCard(view, list) {
  const radio = input("radio", `blank-${view.at}`, `list-${view.at}`, false, () => chooseBlank(view, list));
  return { item: el("li", { class: "card candidate blank" }, labelled(radio, words.blank)), radio, boxes: [], group: null };
}

function listCard(view, list, [name, ...names]) {
  const { at, contest } = view;
  const wholeList = () => chooseAll(view, list, names.length);
  const radio = input("radio", `list-${at}-${list}`, `list-${at}`, false, isClosed(view) ? wholeList : () => moveTo(view, list));
  const boxes = isClosed(view) ? [] : tickBoxes(view, list, names);
  const people = isClosed(view) ? namesOf(view, list, names) : ticksOf(view, list, names, boxes, wholeList);
  const group = el("details", { class: "on-list" }, el("summary", {}, words.candidatesOf(name)), people);
  return { item: el("li", { class: "card candidate" }, labelled(radio, el("span", { class: "name" }, bdi(name)), withdrawnMark(contest.lists[list])), group), radio, boxes, group };
}

function tickBoxes(view, list, names) {
  const boxes = names.map((_, entry) =>
    input("checkbox", `on-list-${view.at}-${list}-${entry}`, `on-list-${view.at}-${list}`, false, () => choose(view, list, entry + 1, boxes[entry].checked)),
  );
  return boxes;
}

/** A candidate without the slate: it is the list. */
const personOf = (candidate, name) => nameOf({ ...candidate, slate: "" }, name);

/** The candidates of a list, each with a box to tick. */
function ticksOf({ contest, question }, list, names, boxes, wholeList) {
  const { candidates } = contest.lists[list];
  const items = names.map((one, entry) => el("li", {}, labelled(boxes[entry], ...personOf(candidates[entry], one)), ...more(candidates[entry], one)));
  const legend = el("legend", { class: "sr-only" }, words.candidatesOf(question.answers[list][0]));
  return el("fieldset", {}, legend, button(words.wholeList, wholeList, "secondary small"), el("ul", { class: "cards plain-list", role: "list" }, ...items));
}

/** The candidates of a closed list, in the order in which they get its seats. */
function namesOf({ contest }, list, names) {
  const { candidates } = contest.lists[list];
  const items = names.map((one, entry) => el("li", {}, ...personOf(candidates[entry], one), " ", ...more(candidates[entry], one)));
  return el("ol", { class: "people" }, ...items);
}

function refresh(view, refused = "") {
  const { choice, lists, counter, refusal } = view;
  lists.forEach(({ radio, boxes, group }, list) => {
    radio.checked = choice.list === list;
    if (group && radio.checked) group.open = true;
    boxes.forEach((box, entry) => (box.checked = radio.checked && choice.ticks[list].has(entry + 1)));
  });
  counter.textContent = counted(view);
  refuse(refusal, refused);
}

function counted(view) {
  const { choice: { list, ticks }, question: { answers }, blank } = view; // prettier-ignore
  if (list === null) return words.noList;
  if (isClosed(view) && list !== blank) return words.listChosen(answers[list][0]);
  return list === blank ? words.counterBlank : words.onList(ticks[list].size, answers[list].length - 1, answers[list][0]);
}

/** Choose another list: say that the ticks on the previous one no longer count. A blank vote forgets them. */
function moveTo(view, list) {
  const { choice, blank } = view;
  const left = isClosed(view) || [null, blank, list].includes(choice.list) ? 0 : choice.ticks[choice.list].size;
  if (left > 0 && list === blank) choice.ticks[choice.list].clear();
  choice.list = list;
  const said = list === blank ? words.blankCleared(left) : words.listLeft;
  refresh(view, left > 0 ? said : "");
}

/** Like every list, the blank one has an entry besides its name; there is only one way to write a blank vote. */
function chooseBlank(view, list) {
  view.choice.ticks[list].add(1);
  moveTo(view, list);
}

/** A tick on another list chooses that list, without ticks from before, which are not shown. */
function choose(view, list, entry, isChosen) {
  const ticks = view.choice.ticks[list];
  if (view.choice.list !== list) ticks.clear();
  if (isChosen) ticks.add(entry);
  else ticks.delete(entry);
  moveTo(view, list);
}

function chooseAll(view, list, size) {
  for (let entry = 1; entry <= size; entry += 1) view.choice.ticks[list].add(entry);
  moveTo(view, list);
}

export function problem({ at, question: { answers }, contest, shown, choice: { list, ticks } }) {
  if (list === null) return { text: words.chooseList(contest.blank), target: `list-${at}-${shown[0]}` };
  if (ticks[list].size > 0) return null;
  return { text: words.chooseOnList(answers[list][0]), target: `on-list-${at}-${list}-0` };
}

/** One list with at least one candidate is a complete vote. */
export const oddities = () => [];

export function review(view) {
  const { question: { answers }, contest: { lists }, choice: { list, ticks } } = view; // prettier-ignore
  if (list === blankOf(view)) return el("p", { class: "chosen" }, words.nobodyBlank);
  const [name, ...names] = answers[list];
  const chosen = el("p", {}, words.listName, " ", el("strong", {}, bdi(name)), " ", withdrawnMark(lists[list]));
  if (isClosed(view)) return el("div", {}, chosen);
  const items = names.filter((_, entry) => ticks[list].has(entry + 1)).map((one) => el("li", {}, bdi(one)));
  return el("div", {}, chosen, el("ul", { class: "chosen" }, ...items));
}
