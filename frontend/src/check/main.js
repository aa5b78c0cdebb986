// SPDX-License-Identifier: Apache-2.0
// The checking page: it recomputes opened ballots. It shares no state with the booth (no storage, no messages, no
// address), and sends nothing.

import { isBlankList } from "../protocol/blank_list.js";
import { verifyOpened } from "../verify/opened_ballot.js";
import { bdi, el, errorSummary, facts, grouped, tracker } from "../page/dom.js";
import { width } from "../protocol/answers.js";
import { Told, explained } from "../errors.js";
import { words } from "./words.js";

const text = document.getElementById("opened");
const file = document.getElementById("opened-file");
const result = document.getElementById("check-result");

const names = (list) => el("ul", { class: "chosen" }, ...list.map((name) => el("li", {}, bdi(name))));

function chosenAnswers(question, row) {
  if (question.blank && row[0] === 1) return el("p", { class: "chosen" }, words.nobodyBlank);
  const bits = question.blank ? row.slice(1) : row;
  const list = question.answers.filter((_, at) => bits[at] === 1);
  return list.length === 0 ? el("p", { class: "chosen" }, words.nobodyChosen) : names(list);
}

/** Show ranks as numbers, and grades by their names in the record. */
function chosenNumbers({ answers, grades }, paper) {
  if (paper.every((number) => number === 0)) return el("p", { class: "chosen" }, words.nobodyBlank);
  const order = answers.map((name, at) => ({ name, number: paper[at] })).sort((one, other) => (one.number || 999) - (other.number || 999));
  return facts(...order.map(({ name, number }) => [bdi(name), number === 0 ? words.checkNoNumber : (grades[number - 1] ?? words.checkNumber(number))]));
}

/** Only the charter says whether the record's last list is the blank vote; without a charter, check 2.5 warns of such a list. */
function chosenList(question, rows) {
  const { answers } = question;
  const list = rows.findIndex((row) => row[0] === 1);
  if (isBlankList(question, list)) return el("p", { class: "chosen" }, words.nobodyBlank);
  const [name, ...candidates] = answers[list];
  const chosen = candidates.filter((_, at) => rows[list][at + 1] === 1);
  return el("div", {}, el("p", {}, words.listName, " ", el("strong", {}, bdi(name))), names(chosen));
}

const kinds = { choice: chosenAnswers, ranked: chosenNumbers, lists: chosenList };
const chosen = (question, choices) => kinds[question.kind](question, choices);

function report({ election, credential, checkNumber, choices }) {
  const contests = election.questions.flatMap((question, at) => [el("h3", {}, bdi(question.title)), chosen(question, choices[at])]);
  const total = election.questions.reduce((sum, question) => sum + width(question), 0);
  const code = (value) => el("span", { class: "checksum", translate: "no" }, grouped(value));
  return [
    el("h2", { tabindex: "-1" }, words.checkGood),
    ...contests,
    el("h3", {}, words.numberLabel),
    tracker(checkNumber),
    el("p", {}, words.checkCompare),
    el("p", { class: "hint" }, words.checkScope(total)),
    facts([words.checkElection, bdi(election.name)], [words.checkPhi, code(election.phi)], [words.checkCredential, code(credential)]),
  ];
}

/** The reason in the protocol's terms, for those who investigate: in English, like the specification. */
function technical({ cause }) {
  if (cause === undefined) return [];
  return [el("p", { class: "hint" }, words.checkTechnical, " ", el("span", { lang: "en", dir: "ltr" }, cause.message))];
}

function check() {
  try {
    if (text.value.trim() === "") throw new Told(words.checkEmpty);
    result.replaceChildren(el("div", { class: "notice good" }, ...report(verifyOpened(text.value))));
    result.querySelector("h2").focus();
  } catch (error) {
    const summary = errorSummary(words.checkBad, [{ text: explained(error), target: "opened" }]);
    if (text.value.trim() !== "") summary.append(el("p", {}, words.checkBadAdvice), ...technical(error));
    result.replaceChildren(summary);
    summary.focus();
  }
}

/** Show "Checking…" first: on an old phone the computation takes about a second. */
function start() {
  result.replaceChildren(el("p", { role: "status" }, words.checking));
  setTimeout(check, 20);
}

async function load() {
  const [chosenFile] = file.files;
  if (chosenFile === undefined) return;
  try {
    text.value = await chosenFile.text();
    start();
  } catch {
    result.replaceChildren(errorSummary(words.checkBad, [{ text: words.checkUnreadable, target: "opened-file" }]));
  }
}

document.getElementById("check-start").addEventListener("click", start);
file.addEventListener("change", load);
document.getElementById("check-form").hidden = false;
