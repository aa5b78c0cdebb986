// SPDX-License-Identifier: Apache-2.0
// Step 3, if the election requires it: the code sent by e-mail, before the ballot is cast.

import { button, el, link } from "../page/dom.js";
import { Unreachable } from "../errors.js";
import { words } from "./words.js";

const FIELD = "casting-code";

/** Have the server send a code, and ask for it; `ways`: { send, refuse, fail } continue the cast. */
export async function showCode(booth, casting, ways) {
  booth.show(3, words.codeHeading, el("p", { role: "status" }, words.codeAsking));
  booth.held = true;
  let answer;
  try {
    answer = await booth.api.askCode(casting.ballot.text);
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    ways.fail(() => showCode(booth, casting, ways));
    return;
  }
  if (answer.ok) askForCode(booth, casting, ways);
  else if (answer.code === "too-many-codes") askForCode(booth, casting, ways, words.refusals[answer.code]);
  else ways.refuse(answer);
}

/** Show the field for the code, and what was wrong with the last one. */
export function askForCode(booth, casting, ways, problem = "") {
  const input = el("input", {
    id: FIELD,
    type: "text",
    class: "input mono short",
    inputmode: "numeric",
    autocomplete: "one-time-code",
    maxlength: "12",
    dir: "ltr",
    "aria-describedby": "code-hint code-error",
    onkeydown: (event) => event.key === "Enter" && cast.click(),
  });
  const cast = button(words.cast, () => submit(booth, casting, ways, input.value));
  const error = el("p", { class: "error", id: "code-error" }, problem);
  const hint = el("p", { class: "hint", id: "code-hint" }, words.codeHint);
  booth.show(
    3,
    words.codeHeading,
    el("p", { class: "lead" }, words.codeSent),
    el("div", { class: problem ? "field wrong" : "field" }, el("label", { for: FIELD }, words.codeLabel), hint, error, input),
    el("p", { class: "actions" }, cast),
    el("p", {}, button(words.codeAgain, () => showCode(booth, casting, ways), "plain")),
    el("p", { class: "hint" }, words.codeKeep, " ", link(words.help, booth.helpPage("code"))),
  );
  if (problem) complain(booth, input, problem);
}

function submit(booth, casting, ways, typed) {
  const digits = typed.replace(/\D/gu, "");
  if (digits.length === 6) ways.send({ ...casting, code: digits });
  else askForCode(booth, casting, ways, words.codeEmpty);
}

function complain(booth, input, text) {
  input.setAttribute("aria-invalid", "true");
  booth.complain({ text, target: FIELD });
}
