// SPDX-License-Identifier: Apache-2.0
// All kinds of contests behind one interface: the empty choice, the section on the paper, what is missing, the review,
// and the choices as the protocol writes them.

import { BLANK_LIST } from "../../protocol/blank_list.js";
import * as choiceContest from "./choice.js";
import * as listsContest from "./lists.js";
import * as orderContest from "./order.js";
import * as tableContest from "./table.js";
import { paperStyle } from "../../protocol/papers.js";
import { judge } from "./policy.js";
import { words } from "../words.js";

const kindOf = (question, style) => {
  if (question.kind === "lists") return listsContest;
  if (question.kind === "choice") return choiceContest;
  return style.kind === "strict" ? orderContest : tableContest;
};

/** Return what the rule allows on a ranked paper; null for the other kinds. */
function styleOf(question, contest) {
  return question.kind === "ranked" ? paperStyle(question, contest) : null;
}

export function emptyChoices(questions, contests) {
  return questions.map((question, at) => kindOf(question, styleOf(question, contests[at])).empty(question));
}

function viewOf(booth, at) {
  const [question, contest] = [booth.questions[at], booth.info.contests[at]];
  return { at, question, contest, shown: booth.orders[at], choice: booth.choices[at], style: styleOf(question, contest) };
}

function ask(booth, at, what) {
  const view = viewOf(booth, at);
  return kindOf(view.question, view.style)[what](view);
}

export const contestSection = (booth, at) => ask(booth, at, "section");
/** Return what the rule or the organisation does not allow, as { text, target }. */
export function contestProblems(booth, at) {
  const problem = ask(booth, at, "problem");
  return problem === null ? judge(booth.info.contests[at], ask(booth, at, "oddities")).blocked : [problem];
}

/** Return the warnings about what the organisation allows but warns of. */
export function contestWarnings(booth, at) {
  const { warned } = judge(booth.info.contests[at], ask(booth, at, "oddities"));
  return warned.map(({ text, warning = text }) => `${warning} ${words.asItIs}`);
}

export const contestReview = (booth, at) => ask(booth, at, "review");

/** Return the choices as the protocol writes them, and what the rules allow on ranked papers. */
export function encodedChoices(booth) {
  const views = booth.questions.map((_, at) => viewOf(booth, at));
  const choices = views.map(({ question, choice, style }) => kindOf(question, style).vector(question, choice, style));
  return { choices, styles: views.map(({ style }) => style) };
}

/** Return whether the server describes a contest as the election record does. */
export function sameContest(question, contest) {
  const names = (candidates) => candidates.map(({ name }) => name);
  const lists = () => [...contest.lists.map((list) => [list.name, ...names(list.candidates)]), ...(contest.blank ? [BLANK_LIST] : [])];
  const told = question.kind === "lists" ? lists() : names(contest.candidates);
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  return same(told, question.answers) && same(contest.grades ?? [], question.grades ?? []);
}
