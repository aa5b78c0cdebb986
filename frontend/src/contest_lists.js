// SPDX-License-Identifier: Apache-2.0
// A contest between lists: one list, and at least one candidate on it.

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
  view.lists = question.answers.map((row, list) => listCard(view, list, row));
  refresh(view);
  const cards = shown.map((list) => view.lists[list].item);
  return frame(at, question.title, words.listHow, contest.rule_text, box, el("ul", { class: "cards" }, ...cards));
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
  const group = el("fieldset", { class: "on-list" }, legend, all, el("ul", { class: "cards plain-list" }, ...items));
  return { item: el("li", { class: "card candidate" }, labelled(radio, el("span", { class: "name" }, bdi(name)), withdrawnMark(contest.lists[list])), group), radio, boxes, group };
}

function refresh({ choice, question, lists, counter, refusal }) {
  lists.forEach(({ radio, boxes, group }, list) => {
    radio.checked = choice.list === list;
    group.hidden = choice.list !== list;
    boxes.forEach((box, entry) => (box.checked = choice.list === list && choice.chosen.has(entry + 1)));
  });
  const row = choice.list === null ? null : question.answers[choice.list];
  counter.textContent = row === null ? words.noList : words.onList(choice.chosen.size, row.length - 1, row[0]);
  refusal.textContent = "";
}

/** Another list: who was chosen on the former one is forgotten, and that is said. */
function chooseList(view, list) {
  const cleared = view.choice.list === list ? 0 : view.choice.chosen.size;
  if (view.choice.list !== list) view.choice.chosen.clear();
  view.choice.list = list;
  refresh(view);
  if (cleared > 0) view.refusal.textContent = words.listCleared(cleared);
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

export function problem({ at, question: { title, answers }, shown, choice: { list, chosen } }) {
  if (list === null) return { text: words.chooseList(title), target: `list-${at}-${shown[0]}` };
  if (chosen.size > 0) return null;
  return { text: words.chooseOnList(title, answers[list][0]), target: `on-list-${at}-${list}-0` };
}

/** One list and somebody on it is a whole vote. */
export const oddities = () => [];

export function review({ question: { answers }, contest: { lists }, choice: { list, chosen } }) {
  const [name, ...names] = answers[list];
  const items = names.filter((_, entry) => chosen.has(entry + 1)).map((one) => el("li", {}, bdi(one)));
  return el("div", {}, el("p", {}, words.listName, " ", el("strong", {}, bdi(name)), " ", withdrawnMark(lists[list])), el("ul", { class: "chosen" }, ...items));
}
