// SPDX-License-Identifier: Apache-2.0
// A ranked contest without equal ranks: candidates are put in order by buttons, with a keyboard or by touch.

import { bdi, button, el } from "../../page/dom.js";
import { handle } from "./dragging.js";
import { frame, input, labelled, makeCounter, nameOf, statementOf, withdrawnMark } from "./candidates.js";
import { words } from "../words.js";

export function empty() {
  return { blank: false, order: [] };
}

/** Return the rank of each candidate, 0 for not ranked. */
export function vector({ answers }, { order }) {
  return answers.map((_, answer) => order.indexOf(answer) + 1);
}

export function section({ at, question, contest, shown, choice, style }) {
  const { counter, refusal, box } = makeCounter(at);
  const view = { at, question, shown, choice, style, counter, refusal };
  view.ranked = el("ol", { class: "cards ranking", role: "list", "aria-label": words.yourOrder });
  view.rest = el("ul", { class: "cards ranking", role: "list" });
  view.none = el("p", { class: "hint" }, words.nobodyRanked);
  view.restHeading = el("h3", {}, words.notRanked);
  view.cards = question.answers.map((name, answer) => makeCard(view, contest.candidates[answer], answer, name));
  view.blank = style.blank ? input("checkbox", `blank-${at}`, `contest-${at}`, false, () => chooseBlank(view)) : null;
  const blank = view.blank && el("div", { class: "card candidate blank" }, labelled(view.blank, words.blank));
  refresh(view, words.ranked(choice.order.length, question.answers.length));
  const how = words.rankHow(style.limit, question.answers.length);
  return frame(at, question.title, how, contest.rule_text, box, el("h3", {}, words.yourOrder), view.none, view.ranked, view.restHeading, view.rest, blank);
}

function makeCard(view, candidate, answer, name) {
  const [place, said] = [el("span", { class: "rank", "aria-hidden": "true" }), el("span", { class: "sr-only" })];
  const acts = el("div", { class: "acts" });
  const item = el("li", { class: "card candidate" });
  const grip = handle(item, (y) => spotAt(view, answer, y), (spot) => drop(view, answer, spot));
  const line = el("div", { class: "who" }, place, said, el("span", { class: "grow" }, ...nameOf(candidate, name)), grip);
  item.append(line, acts, ...[statementOf(candidate, name)].filter((node) => node !== null));
  return { item, place, said, acts };
}

/** Return where a card dragged to this height would land: next to a ranked card, or among those not ranked. */
function spotAt(view, answer, y) {
  const { order } = view.choice;
  const others = order.filter((other) => other !== answer);
  const isNew = others.length === order.length;
  const bottom = view.ranked.hidden ? view.none.getBoundingClientRect().bottom : view.ranked.getBoundingClientRect().bottom;
  if (y > bottom + 8) return isNew ? null : { place: null, node: view.rest, after: false };
  if (isNew && order.length >= view.style.limit) return null;
  const place = others.filter((other) => middle(view.cards[other].item) < y).length;
  if (others.length === 0) return { place, node: view.none.hidden ? view.ranked : view.none, after: false };
  const isLast = place === others.length;
  return { place, node: view.cards[others[isLast ? place - 1 : place]].item, after: isLast };
}

function middle(node) {
  const { top, height } = node.getBoundingClientRect();
  return top + height / 2;
}

function drop(view, answer, { place }) {
  const { choice } = view;
  if (place === null) {
    remove(view, answer);
    return;
  }
  if (!choice.order.includes(answer)) choice.order.push(answer);
  choice.blank = false;
  move(view, answer, place, "place");
}

function act(view, answer, what, text, onclick) {
  const hidden = el("span", { class: "sr-only" }, ` ${view.question.answers[answer]}`);
  const node = button(text, onclick, "secondary small");
  node.id = `${what}-${view.at}-${answer}`;
  node.append(hidden);
  return node;
}

/** The buttons of a ranked candidate; the first cannot go up, the last cannot go down. */
function rankedActs(view, answer, place) {
  const { order } = view.choice;
  const acts = [];
  if (place > 0) acts.push(act(view, answer, "up", words.up, () => move(view, answer, place - 1, "up")));
  if (place < order.length - 1) acts.push(act(view, answer, "down", words.down, () => move(view, answer, place + 1, "down")));
  if (order.length > 2) acts.push(placeSelect(view, answer, place));
  acts.push(act(view, answer, "remove", words.unrank, () => remove(view, answer)));
  return acts;
}

/** Go to any place at once. */
function placeSelect(view, answer, place) {
  const options = view.choice.order.map((_, at) => el("option", { value: at, selected: at === place }, String(at + 1)));
  const label = words.placeOf(view.question.answers[answer]);
  const select = el("select", { class: "place", id: `place-${view.at}-${answer}`, "aria-label": label, autocomplete: "off" }, ...options);
  select.addEventListener("change", () => move(view, answer, Number(select.value), "place"));
  return select;
}

/** Write a candidate's rank on the card, visibly and for screen readers: the list itself shows no numbers. */
function number({ place, said }, rank) {
  place.textContent = rank === null ? "" : String(rank);
  said.textContent = rank === null ? "" : `${words.rankOf(rank)} `;
}

function refresh(view, message) {
  const { choice: { order, blank }, question, style } = view; // prettier-ignore
  const rest = view.shown.filter((answer) => !order.includes(answer));
  order.forEach((answer, place) => {
    number(view.cards[answer], place + 1);
    view.cards[answer].acts.replaceChildren(...rankedActs(view, answer, place));
  });
  for (const answer of rest) {
    number(view.cards[answer], null);
    const add = act(view, answer, "add", words.addAs(order.length + 1), () => append(view, answer));
    view.cards[answer].acts.replaceChildren(...(order.length < style.limit ? [add] : []));
  }
  view.ranked.replaceChildren(...order.map((answer) => view.cards[answer].item));
  view.rest.replaceChildren(...rest.map((answer) => view.cards[answer].item));
  for (const node of [view.rest, view.restHeading]) node.hidden = rest.length === 0;
  for (const [node, hide] of [[view.none, order.length > 0], [view.ranked, order.length === 0]]) node.hidden = hide; // prettier-ignore
  if (view.blank) view.blank.checked = blank;
  view.counter.textContent = message;
  view.refusal.textContent = "";
}

function focus(view, answer, ...names) {
  const found = names.map((name) => document.getElementById(`${name}-${view.at}-${answer}`)).find((node) => node !== null);
  found?.focus();
}

function append(view, answer) {
  const { choice, question } = view;
  choice.order.push(answer);
  choice.blank = false;
  refresh(view, words.nowPlace(question.answers[answer], choice.order.length, choice.order.length));
  const after = view.shown.slice(view.shown.indexOf(answer) + 1);
  const next = after.find((other) => !choice.order.includes(other));
  if (next !== undefined && choice.order.length < view.style.limit) focus(view, next, "add");
  else focus(view, answer, "up", "remove");
}

function move(view, answer, to, by) {
  const { order } = view.choice;
  order.splice(order.indexOf(answer), 1);
  order.splice(to, 0, answer);
  refresh(view, words.nowPlace(view.question.answers[answer], to + 1, order.length));
  focus(view, answer, by, by === "up" ? "down" : "up", "remove");
}

function remove(view, answer) {
  const { order } = view.choice;
  order.splice(order.indexOf(answer), 1);
  refresh(view, words.nowUnranked(view.question.answers[answer]));
  focus(view, answer, "add");
}

function chooseBlank(view) {
  const { choice, question } = view;
  choice.blank = view.blank.checked;
  const cleared = choice.order.length;
  if (choice.blank) choice.order.length = 0;
  refresh(view, choice.blank ? words.counterBlank : words.ranked(choice.order.length, question.answers.length));
  if (choice.blank && cleared > 0) view.refusal.textContent = words.rankingCleared(cleared);
}

/** Return what is missing, or null. To rank nobody is a blank vote, which has to be chosen explicitly. */
export function problem({ at, question: { title }, shown, choice: { blank, order }, style }) {
  if (blank || order.length > 0) return null;
  return { text: words.rankNobody(title, style.blank), target: `add-${at}-${shown[0]}` };
}

/** Return what is unusual on the paper, though the rule allows it; gaps and equal ranks are impossible here. */
export function oddities({ at, question: { title }, shown, choice: { blank, order }, style: { limit } }) {
  if (blank || order.length >= limit) return [];
  const next = shown.find((answer) => !order.includes(answer));
  return [{ what: "under_vote", text: words.notAllRanked(title, order.length, limit), target: `add-${at}-${next}` }];
}

export function review({ question: { answers }, contest: { candidates }, choice: { blank, order } }) {
  if (blank) return el("p", { class: "chosen" }, words.nobodyBlank);
  const rest = answers.filter((_, answer) => !order.includes(answer));
  const items = order.map((answer) => el("li", {}, bdi(answers[answer]), " ", withdrawnMark(candidates[answer])));
  const others = rest.length === 0 ? null : el("p", { class: "hint" }, words.notRankedNames, ...rest.flatMap((name, at) => [at > 0 ? ", " : " ", bdi(name)]));
  return el("div", {}, el("ol", { class: "chosen numbered" }, ...items), others);
}
