// SPDX-License-Identifier: Apache-2.0
// The checking page: opened ballots are computed again here. It shares no state with the booth: no storage,
// no messages, no address; and it sends nothing.

import { verifyOpened } from "./challenge.js";
import { bdi, el, errorSummary, facts, grouped, tracker } from "./dom.js";
import { width } from "./election.js";
import { BallotError } from "./errors.js";
import { words } from "./words.js";

const text = document.getElementById("opened");
const file = document.getElementById("opened-file");
const result = document.getElementById("check-result");

function chosen(question, row) {
  if (question.blank && row[0] === 1) return el("p", { class: "chosen" }, words.nobodyBlank);
  const bits = question.blank ? row.slice(1) : row;
  const names = question.answers.filter((_, at) => bits[at] === 1);
  if (names.length === 0) return el("p", { class: "chosen" }, words.nobodyChosen);
  return el("ul", { class: "chosen" }, ...names.map((name) => el("li", {}, bdi(name))));
}

function report({ election, credential, trackingNumber, choices }) {
  const contests = election.questions.flatMap((question, at) => [el("h3", {}, bdi(question.title)), chosen(question, choices[at])]);
  const total = election.questions.reduce((sum, question) => sum + width(question), 0);
  const code = (value) => el("span", { class: "checksum", translate: "no" }, grouped(value));
  return [
    el("h2", { tabindex: "-1" }, words.checkGood),
    ...contests,
    el("h3", {}, words.trackingLabel),
    tracker(trackingNumber),
    el("p", {}, words.checkCompare),
    el("p", { class: "hint" }, words.checkScope(total)),
    facts([words.checkElection, bdi(election.name)], [words.checkPhi, code(election.phi)], [words.checkCredential, code(credential)]),
  ];
}

function check() {
  try {
    if (text.value.trim() === "") throw new BallotError(words.checkEmpty);
    result.replaceChildren(el("div", { class: "notice good" }, ...report(verifyOpened(text.value))));
    result.querySelector("h2").focus();
  } catch (error) {
    const known = error instanceof BallotError ? error.message : `The check failed (${error.message}).`;
    const summary = errorSummary(words.checkBad, [{ text: known, target: "opened" }]);
    if (text.value.trim() !== "") summary.append(el("p", {}, words.checkBadAdvice));
    result.replaceChildren(summary);
    summary.focus();
  }
}

/** Show "Checking…" first: on an old phone the computation takes a second. */
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
