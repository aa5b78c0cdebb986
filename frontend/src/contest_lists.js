// SPDX-License-Identifier: Apache-2.0
// A contest between lists: one list, and at least one candidate on it. The blank vote is the last list of the record.

import { bdi, button, el } from "./dom.js";
import { frame, input, labelled, makeCounter, nameOf, statementOf, withdrawnMark } from "./candidates.js";
import { words } from "./words.js";

export function empty() {
  return { list: null, chosen: new Set() };
}

/** Return rows of 0 and 1: for each list the list itself, then its candidates. */
export function vector({ answers }, { list, chosen }) {
  return answers.map((row, at) => row.map((_, entry) => (at === list && (entry === 0 || chosen.has(entry)) ? 1 : 0)));
}

export function section({ at, question, contest, shown, choice }) {
  const { counter, refusal, box } = makeCounter(at);
  const view = { at, question, contest, choice, counter, refusal };
  view.blank = blankOf(view);
  view.lists = question.answers.map((row, list) => (list === view.blank ? blankCard(view, list) : listCard(view, list, row)));
  refresh(view);
  const cards = shown.map((list) => view.lists[list].item);
  return frame(at, question.title, words.listHow, contest.rule_text, box, el("ul", { class: "cards", role: "list" }, ...cards));
}

/** Return the place of the blank vote among the answers, or null. */
function blankOf({ question: { answers }, contest }) {
  return contest.blank ? answers.length - 1 : null;
}

function blankCard(view, list) {
  const radio = input("radio", `blank-${view.at}`, `list-${view.at}`, false, () => chooseBlank(view, list));
  return { item: el("li", { class: "card candidate blank" }, labelled(radio, words.blank)), radio, boxes: [], group: null };
}

function listCard(view, list, [name, ...names]) {
  const { at, contest } = view;
  const radio = input("radio", `list-${at}-${list}`, `list-${at}`, false, () => chooseList(view, list));
  const boxes = names.map((_, entry) =>
    input("checkbox", `on-list-${at}-${list}-${entry}`, `on-list-${at}-${list}`, false, () => choose(view, entry + 1, boxes[entry].checked)),
  );
  const candidates = contest.lists[list].candidates;
  const items = names.map((one, entry) => el("li", {}, labelled(boxes[entry], ...nameOf(candidates[entry], one)), statementOf(candidates[entry], one)));
  const all = button(words.wholeList, () => chooseAll(view, names.length), "secondary small");
  const legend = el("legend", { class: "sr-only" }, words.candidatesOf(name));
  const group = el("fieldset", { class: "on-list" }, legend, all, el("ul", { class: "cards plain-list", role: "list" }, ...items));
  return { item: el("li", { class: "card candidate" }, labelled(radio, el("span", { class: "name" }, bdi(name)), withdrawnMark(contest.lists[list])), group), radio, boxes, group };
}

function refresh({ choice, question, lists, blank, counter, refusal }) {
  lists.forEach(({ radio, boxes, group }, list) => {
    radio.checked = choice.list === list;
    if (group) group.hidden = choice.list !== list;
    boxes.forEach((box, entry) => (box.checked = choice.list === list && choice.chosen.has(entry + 1)));
  });
  counter.textContent = counted(choice, question, blank);
  refusal.textContent = "";
}

function counted({ list, chosen }, { answers }, blank) {
  if (list === null) return words.noList;
  return list === blank ? words.counterBlank : words.onList(chosen.size, answers[list].length - 1, answers[list][0]);
}

/** Another list: who was chosen on the former one is forgotten, and that is said. */
function chooseList(view, list) {
  const cleared = moveTo(view, list);
  refresh(view);
  if (cleared > 0) view.refusal.textContent = words.listCleared(cleared);
}

/** The blank list has one entry beside its name, as every list must: a blank vote can be written in one way only. */
function chooseBlank(view, list) {
  const cleared = moveTo(view, list);
  view.choice.chosen.add(1);
  refresh(view);
  if (cleared > 0) view.refusal.textContent = words.blankCleared(cleared);
}

/** Choose a list, and return how many people on another one are forgotten by it. */
function moveTo({ choice, blank }, list) {
  const cleared = choice.list === list || choice.list === blank ? 0 : choice.chosen.size;
  if (choice.list !== list) choice.chosen.clear();
  choice.list = list;
  return cleared;
}

function choose(view, entry, isChosen) {
  if (isChosen) view.choice.chosen.add(entry);
  else view.choice.chosen.delete(entry);
  refresh(view);
}

function chooseAll(view, size) {
  for (let entry = 1; entry <= size; entry += 1) view.choice.chosen.add(entry);
  refresh(view);
}

export function problem({ at, question: { title, answers }, contest, shown, choice: { list, chosen } }) {
  if (list === null) return { text: words.chooseList(title, contest.blank), target: `list-${at}-${shown[0]}` };
  if (chosen.size > 0) return null;
  return { text: words.chooseOnList(title, answers[list][0]), target: `on-list-${at}-${list}-0` };
}

/** One list and somebody on it is a whole vote. */
export const oddities = () => [];

export function review(view) {
  const { question: { answers }, contest: { lists }, choice: { list, chosen } } = view; // prettier-ignore
  if (list === blankOf(view)) return el("p", { class: "chosen" }, words.nobodyBlank);
  const [name, ...names] = answers[list];
  const items = names.filter((_, entry) => chosen.has(entry + 1)).map((one) => el("li", {}, bdi(one)));
  return el("div", {}, el("p", {}, words.listName, " ", el("strong", {}, bdi(name)), " ", withdrawnMark(lists[list])), el("ul", { class: "chosen" }, ...items));
}
