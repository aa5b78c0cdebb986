// SPDX-License-Identifier: Apache-2.0
// A ranked contest without equal ranks: a tap on a name gives it the next place; a list of places or a drag moves it.

import { bdi, el } from "../../page/dom.js";
import { handle } from "./dragging.js";
import { frame, input, labelled, makeCounter, more, nameOf, refuse, withdrawnMark } from "./candidates.js";
import { wantsAll } from "./policy.js";
import { words } from "../words.js";

const NOWHERE = -1;

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
  view.rest = el("ul", { class: "cards ranking", role: "list", "aria-label": words.notRanked });
  view.cards = question.answers.map((name, answer) => makeCard(view, contest.candidates[answer], answer, name));
  view.blank = style.blank ? input("checkbox", `blank-${at}`, `contest-${at}`, false, () => chooseBlank(view)) : null;
  const blank = view.blank && el("div", { class: "card candidate blank" }, labelled(view.blank, words.blank));
  refresh(view);
  const how = wantsAll(contest) && style.limit === question.answers.length ? words.rankAllHow : words.rankHow(style.limit, question.answers.length);
  return frame(at, how, contest.rule_text, box, view.ranked, view.rest, blank);
}

/** A row: the place, once there is one, the name, which gives the next place or takes it away, and what is behind it. */
function makeCard(view, candidate, answer, name) {
  const said = el("span", { class: "sr-only" });
  const pick = el("button", { type: "button", class: "pick", id: `add-${view.at}-${answer}`, onclick: () => toggle(view, answer) });
  pick.append(said, el("span", {}, ...nameOf(candidate, name)));
  const place = el("select", { class: "place", id: `place-${view.at}-${answer}`, "aria-label": words.placeOf(name), autocomplete: "off" });
  place.addEventListener("change", () => moveTo(view, answer, Number(place.value)));
  const item = el("li", { class: "card candidate" });
  const grip = handle(item, (y) => spotAt(view, answer, y), (spot) => drop(view, answer, spot));
  const [unfold = "", about = ""] = more(candidate, name);
  item.append(place, pick, unfold, grip, about);
  return { item, place, said, pick };
}

/** Return where a card dragged to this height would land: next to a ranked card, or among those not ranked. */
function spotAt(view, answer, y) {
  const { order } = view.choice;
  const others = order.filter((other) => other !== answer);
  const isNew = others.length === order.length;
  if (others.length === 0 || y > view.ranked.getBoundingClientRect().bottom + 8) return isNew ? null : { place: null, node: view.rest, after: false };
  if (isNew && order.length >= view.style.limit) return null;
  const place = others.filter((other) => middle(view.cards[other].item) < y).length;
  const isLast = place === others.length;
  return { place, node: view.cards[others[isLast ? place - 1 : place]].item, after: isLast };
}

function middle(node) {
  const { top, height } = node.getBoundingClientRect();
  return top + height / 2;
}

function drop(view, answer, { place }) {
  const { choice } = view;
  if (place !== null && !choice.order.includes(answer)) choice.order.push(answer);
  choice.blank = false;
  moveTo(view, answer, place ?? NOWHERE);
}

/** Write a candidate's place on the row, for eyes and for screen readers: the list itself shows no numbers. */
function showPlace({ place, said, pick }, at, size) {
  const isRanked = at >= 0;
  const option = (value, text) => el("option", { value, selected: value === at }, text);
  place.hidden = !isRanked;
  place.replaceChildren(...Array.from({ length: size }, (_, other) => option(other, String(other + 1))), option(NOWHERE, words.noRank));
  said.textContent = isRanked ? `${words.rankOf(at + 1)} ` : "";
  pick.setAttribute("aria-pressed", String(isRanked));
}

/** Show the choice; `message`: what has just been done, and `refused`: what cannot be done. */
function refresh(view, message = "", refused = "") {
  const { choice: { order, blank }, style: { limit } } = view; // prettier-ignore
  const rest = view.shown.filter((answer) => !order.includes(answer));
  view.cards.forEach((card, answer) => showPlace(card, order.indexOf(answer), order.length));
  view.ranked.replaceChildren(...order.map((answer) => view.cards[answer].item));
  view.rest.replaceChildren(...rest.map((answer) => view.cards[answer].item));
  view.ranked.hidden = order.length === 0;
  view.rest.hidden = rest.length === 0;
  if (view.blank) view.blank.checked = blank;
  const count = blank ? words.counterBlank : words.ranked(order.length, limit);
  view.counter.replaceChildren(count, " ", el("span", { class: "sr-only" }, message));
  refuse(view.refusal, refused);
}

function toggle(view, answer) {
  const { choice, question, style } = view;
  if (choice.order.includes(answer)) moveTo(view, answer, NOWHERE);
  else if (choice.order.length >= style.limit) refuse(view.refusal, words.tooMany(style.limit));
  else {
    choice.order.push(answer);
    choice.blank = false;
    refresh(view, words.nowPlace(question.answers[answer], choice.order.length, choice.order.length));
    const after = view.shown.slice(view.shown.indexOf(answer) + 1);
    view.cards[after.find((other) => !choice.order.includes(other)) ?? answer].pick.focus();
  }
}

/** Move a ranked candidate to another place, or among those not ranked. */
function moveTo(view, answer, to) {
  const { order } = view.choice;
  const { pick, place } = view.cards[answer];
  const name = view.question.answers[answer];
  order.splice(order.indexOf(answer), 1);
  if (to !== NOWHERE) order.splice(to, 0, answer);
  refresh(view, to === NOWHERE ? words.nowUnranked(name) : words.nowPlace(name, to + 1, order.length));
  (to === NOWHERE ? pick : place).focus();
}

function chooseBlank(view) {
  const { choice } = view;
  choice.blank = view.blank.checked;
  const cleared = choice.blank ? choice.order.length : 0;
  if (choice.blank) choice.order.length = 0;
  refresh(view, "", cleared > 0 ? words.rankingCleared(cleared) : "");
}

/** Return what is missing, or null. To rank nobody is a blank vote, which has to be chosen explicitly. */
export function problem({ at, shown, choice: { blank, order }, style }) {
  if (blank || order.length > 0) return null;
  return { text: words.rankNobody(style.blank), target: `add-${at}-${shown[0]}` };
}

/** Return what is unusual on the paper, though the rule allows it; gaps and equal ranks are impossible here. */
export function oddities({ at, shown, choice: { blank, order }, style: { limit } }) {
  if (blank || order.length >= limit) return [];
  const next = shown.find((answer) => !order.includes(answer));
  const warning = words.youRanked(order.length, limit);
  return [{ what: "under_vote", text: `${warning} ${words.rankAll}`, warning, target: `add-${at}-${next}` }];
}

export function review({ question: { answers }, contest: { candidates }, choice: { blank, order } }) {
  if (blank) return el("p", { class: "chosen" }, words.nobodyBlank);
  const rest = answers.filter((_, answer) => !order.includes(answer));
  const items = order.map((answer) => el("li", {}, bdi(answers[answer]), " ", withdrawnMark(candidates[answer])));
  const others = rest.length === 0 ? null : el("p", { class: "hint" }, words.notRankedNames, ...rest.flatMap((name, at) => [at > 0 ? ", " : " ", bdi(name)]));
  return el("div", {}, el("ol", { class: "chosen numbered" }, ...items), others);
}
