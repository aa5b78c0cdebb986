// SPDX-License-Identifier: Apache-2.0
// The start: what will happen, and the ballot token.

import { explained } from "../errors.js";
import { wasReloaded } from "../page/fragment.js";
import { parseToken, tokenIn } from "../crypto/token.js";
import { bdi, button, el, link } from "../page/dom.js";
import { moment, shortMoment } from "../page/times.js";
import { words } from "./words.js";

const FIELD = "token";
const A_SECOND = 1000;
const A_WHILE = 10 * A_SECOND;
const HALF_A_DAY = 12 * 3600 * A_SECOND;

/** Show the start page; `ways`: { next: the token is known and may be used; again: ask again whether the election is open }. */
export function showStart(booth, ways) {
  const { info } = booth;
  if (info.state !== "open") {
    showNotOpen(booth, ways.again);
    return;
  }
  const status = el("p", { role: "status" });
  const start = button(words.start, () => checkToken(booth, status, start, ways));
  booth.show(
    0,
    booth.name,
    info.closes_at ? el("p", { class: "lead" }, words.electionCloses(moment(info.closes_at))) : null,
    el("p", {}, info.re_voting ? words.mayVoteAgain : words.oneBallot),
    el("p", {}, words.encrypted),
    info.marked_register ? el("p", {}, words.markedRegister) : null,
    wasReloaded() && tokenIn(booth.typed) === null ? el("p", { class: "notice" }, words.reloaded) : null,
    ...tokenField(booth, start),
    el("p", { class: "actions" }, start),
    status,
    el("p", {}, link(words.help, booth.helpPage("top"))),
  );
}

/** Say why there is no ballot paper. The token stays in this page's memory, so the voter can continue from here. */
function showNotOpen(booth, again) {
  const { state } = booth.info;
  const reason = { stopped: booth.info.stop_reason, "called-off": booth.info.call_off_reason }[state];
  const comes = state === "waiting" || state === "stopped";
  booth.useless = !comes;
  booth.show(
    0,
    booth.name,
    el("p", { class: "lead" }, words.states[state] ?? words.stateUnknown),
    reason ? el("p", {}, bdi(reason)) : null,
    ...whenNotOpen(booth.info).map((text) => el("p", {}, text)),
    comes ? el("p", { class: "actions" }, button(words.tryAgain, again)) : null,
    el("p", {}, link(words.electionPage, booth.electionPage)),
  );
}

function whenNotOpen({ state, opens_at: opensAt, closes_at: closesAt }) {
  if (state === "stopped") return [words.stoppedAdvice, words.keepOpen];
  if (state === "waiting") return [...(opensAt ? [words.opensAt(moment(opensAt))] : []), words.opensByItself];
  return state === "closed" && closesAt && Date.parse(closesAt) <= Date.now() ? [words.closedAt(moment(closesAt))] : [];
}

/**
 * Return how long the booth waits before it asks again whether voting has opened: until the opening by the server's
 * clock, and then at intervals that depend on when the page was opened, so that not all booths ask at once. The wait is
 * capped, because browser timers cannot run for a month.
 */
export function untilNextLook({ opens_at: opensAt, now }) {
  const wait = Date.parse(opensAt) - Date.parse(now) || 0; // without a time an officer opens it by hand
  return Math.min(Math.max(wait + A_SECOND, A_WHILE + (performance.now() % A_WHILE)), HALF_A_DAY + A_SECOND);
}

/** With a valid token from the link there is nothing to type; otherwise show a field, which keeps what was entered. */
function tokenField(booth, start) {
  if (tokenIn(booth.typed) !== null) return [el("p", { class: "hint" }, words.tokenFromLink)];
  const input = el("input", {
    id: FIELD,
    type: "text",
    class: "input mono",
    autocomplete: "off",
    autocapitalize: "none",
    autocorrect: "off",
    spellcheck: "false",
    "aria-describedby": "token-hint token-error",
    oninput: () => booth.give(input.value),
    onkeydown: (event) => event.key === "Enter" && start.click(),
  });
  input.value = booth.typed;
  return [
    el(
      "div",
      { class: "field" },
      el("label", { for: FIELD }, words.tokenLabel),
      el("p", { class: "hint", id: "token-hint" }, words.tokenHint),
      el("p", { class: "error", id: "token-error" }),
      input,
    ),
  ];
}

/** Ask the server about the public credential: a token has no check digit, so only the roll can tell. */
async function checkToken(booth, status, start, ways) {
  if (start.getAttribute("aria-disabled") === "true") return;
  let token;
  try {
    token = parseToken(booth.typed);
  } catch (error) {
    refuse(booth, ways, words.tokenErrors[error.reason](error.detail));
    return;
  }
  const isCurrent = booth.mark();
  start.setAttribute("aria-disabled", "true");
  status.textContent = words.checkingToken;
  try {
    const { credential, lots } = await booth.ask("voter", { token });
    const answer = await askAbout(booth, token, credential);
    if (isCurrent()) judge(booth, ways, { token, lots }, answer);
  } catch (error) {
    if (isCurrent()) booth.complain({ text: explained(error) });
  } finally {
    start.removeAttribute("aria-disabled");
    status.textContent = "";
  }
}

/** Only the holder of a token learns whether and when it was used: its other half is public (P5). */
async function askAbout(booth, token, credential) {
  return booth.api.token(credential, await booth.ask("prove", { token }));
}

function judge(booth, ways, { token, lots }, answer) {
  if (!answer.ok) {
    if (answer.code === "unknown-token") refuse(booth, ways, words.unknownToken);
    else booth.complain({ text: words.refusals[answer.code] ?? (answer.message || words.refusedOtherwise) });
    return;
  }
  if (answer.value.replaced_at) {
    showDead(booth, words.replacedToken(shortMoment(answer.value.replaced_at)), words.replacedAdvice);
    return;
  }
  if (answer.value.removed_at) {
    showDead(booth, words.revokedToken(shortMoment(answer.value.removed_at)), words.revokedAdvice);
    return;
  }
  const spentAt = answer.value.spent_at;
  if (!answer.value.fresh && !booth.info.re_voting) {
    showSpent(booth, spentAt);
    return;
  }
  booth.take(token, lots);
  booth.weight = answer.value.weight ?? 1;
  booth.spentAt = spentAt ?? null;
  ways.next();
}

/** Show the field (even if the token came with the link) with what was entered, and the reason. */
function refuse(booth, ways, text) {
  if (document.getElementById(FIELD) === null) {
    const given = booth.typed;
    booth.typed = "";
    showStart(booth, ways);
    booth.typed = given;
    document.getElementById(FIELD).value = given;
  }
  const input = document.getElementById(FIELD);
  input.setAttribute("aria-invalid", "true");
  input.parentElement.classList.add("wrong");
  document.getElementById("token-error").textContent = text;
  booth.complain({ text, target: FIELD });
}

export function spentSentence(spentAt) {
  return words.spentToken(spentAt ? shortMoment(spentAt) : "");
}

function showSpent(booth, spentAt) {
  showDead(booth, spentSentence(spentAt), words.spentAdvice);
}

/** Say why the token is no longer valid, and what to do. */
function showDead(booth, sentence, advice) {
  booth.useless = true;
  booth.show(
    0,
    booth.name,
    el("div", { class: "notice warn" }, el("p", {}, sentence), el("p", {}, advice)),
    el("p", { class: "actions" }, link(words.electionPage, booth.electionPage), link(words.whenWrong, booth.helpPage("wrong"))),
  );
}
