// SPDX-License-Identifier: Apache-2.0
// What every kind of contest shows: a candidate's name and slate, what is behind the name, and the frame of the contest.

import { bdi, el, swatch } from "../../page/dom.js";
import { blocks } from "./statement.js";
import { words } from "../words.js";

export function slateLine({ slate, slate_colour: colour }) {
  const mark = Number.isInteger(colour) && colour >= 0 && colour < 8 ? swatch(colour) : "";
  return el("span", { class: "slate hint" }, mark, " ", el("span", { class: "sr-only" }, words.slate("")), bdi(slate));
}

/** A name with its slate, and whether the candidate has withdrawn. */
export function nameOf(candidate, name) {
  return [el("span", { class: "name" }, bdi(name)), " ", candidate.slate ? slateLine(candidate) : null, withdrawnMark(candidate)];
}

/** What is behind a name: a button, and the photograph, the groups (for quotas) and the statement that it unfolds. */
export function more(candidate, name) {
  const { photograph, groups = [], statement = [] } = candidate;
  if (!photograph && groups.length + statement.length === 0) return [];
  const about = el("div", { class: "about", hidden: true }, photograph ? portrait(candidate) : null);
  about.append(...(groups.length > 0 ? [el("p", { class: "hint" }, bdi(groups.join(", ")))] : []), ...blocks(statement));
  const unfold = () => toggle.setAttribute("aria-expanded", String(!(about.hidden = !about.hidden)));
  const toggle = el("button", { type: "button", class: "plain more", "aria-expanded": "false", onclick: unfold }, words.more);
  toggle.append(el("span", { class: "sr-only" }, words.moreAbout(name)));
  return [toggle, about];
}

/** The small photograph, fetched when it is unfolded; the name next to it says who it shows. */
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

/** Say in a contest what cannot be, and mark the field that it is about; "" takes both away. */
export function refuse(refusal, text, field = null) {
  const marks = { "aria-invalid": "true", "aria-describedby": refusal.id };
  const marked = refusal.closest(".contest")?.querySelector("[aria-invalid]");
  for (const [name, value] of Object.entries(marks)) {
    marked?.removeAttribute(name);
    field?.setAttribute(name, value);
  }
  refusal.textContent = text;
}

/** The frame of a contest: how to choose in one sentence, the content, and last of all the rule of the count. */
export function frame(at, how, ruleText, ...content) {
  const rule = ruleText ? el("details", {}, el("summary", {}, words.countHow), el("p", { dir: "auto" }, ruleText)) : null;
  const described = { class: "contest", "aria-labelledby": `contest-${at}`, "aria-describedby": `rule-${at} counter-${at}` };
  return el("fieldset", described, el("p", { class: "hint", id: `rule-${at}` }, how), ...content, rule);
}
