// SPDX-License-Identifier: Apache-2.0
// What every kind of contest shows: a candidate's name, slate and statement, and the frame of the contest.

import { bdi, el, swatch } from "../../page/dom.js";
import { blocks } from "./statement.js";
import { words } from "../words.js";

export function slateLine({ slate, slate_colour: colour }) {
  const mark = Number.isInteger(colour) && colour >= 0 && colour < 8 ? swatch(colour) : "";
  return el("span", { class: "slate hint" }, mark, " ", el("span", { class: "sr-only" }, words.slate("")), bdi(slate));
}

export function statementOf(candidate, name) {
  if (!candidate.statement?.length) return null;
  const summary = el("summary", {}, words.statement, el("span", { class: "sr-only" }, words.statementOf(name)));
  return el("details", { class: "statement" }, summary, ...blocks(candidate.statement));
}

/** A name with its slate, its groups (for quotas), and whether the candidate has withdrawn. */
export function nameOf(candidate, name) {
  const groups = candidate.groups?.length ? el("span", { class: "slate hint" }, bdi(candidate.groups.join(", "))) : null;
  const said = [el("span", { class: "name" }, bdi(name)), candidate.slate ? slateLine(candidate) : null, groups, withdrawnMark(candidate)];
  return candidate.photograph ? [el("span", { class: "named" }, portrait(candidate), el("span", {}, ...said))] : said;
}

/** The small photograph, fetched shortly before it comes into view; the name next to it says who it shows. */
function portrait({ photograph }) {
  const side = 72;
  const image = el("img", { alt: "", width: side, height: side, loading: "lazy", decoding: "async" });
  image.src = photograph; // set after `loading`, or the browser would fetch it at once
  return el("span", { class: "portrait" }, image);
}

/** The mark of a candidate or list that is on the paper but has withdrawn; null for the others. */
export function withdrawnMark({ withdrawn }) {
  if (withdrawn !== true) return null;
  const mark = el("span", { class: "chip warn" }, words.withdrawn);
  return el("span", { class: "slate" }, mark, " ", el("span", { class: "hint" }, words.withdrawnMeans));
}

export function labelled(box, ...content) {
  return el("div", { class: "choice" }, box, el("label", { for: box.id }, ...content));
}

/** A check box or radio button that is set from the state, never by the browser's memory. */
export function input(type, id, name, checked, onchange) {
  const box = el("input", { type, id, name, autocomplete: "off", onchange });
  box.checked = checked;
  return box;
}

/** One line for what was just done and one for what cannot be done; screen readers read both. */
export function makeCounter(at) {
  const counter = el("p", { role: "status", id: `counter-${at}` });
  const refusal = el("p", { class: "error", role: "alert", id: `refusal-${at}` });
  return { counter, refusal, box: el("div", { class: "counter" }, counter, refusal) };
}

/** The frame of a contest: title, how to choose, the rule of the count, and the content. */
export function frame(at, title, how, ruleText, ...content) {
  return el(
    "fieldset",
    { class: "contest", "aria-describedby": `rule-${at} counter-${at}` },
    el("legend", {}, el("h2", { id: `contest-${at}`, tabindex: "-1" }, bdi(title))),
    el("p", { class: "hint", id: `rule-${at}` }, how),
    ruleText ? el("p", { class: "hint", dir: "auto" }, ruleText) : null,
    ...content,
  );
}
