// SPDX-License-Identifier: Apache-2.0
// Step 3: cast, and hold the server to what it answers.

import { Unreachable } from "./api.js";
import { button, el, facts, grouped, link, saveAs, tracker } from "./dom.js";
import { spentSentence } from "./step_start.js";
import { words } from "./words.js";

const WORTH_A_RETRY = ["rate-limited", "unavailable"];

/** Forget the randomness, then send the ballot. */
export async function showCast(booth) {
  const { ballot } = booth;
  try {
    await booth.encryptor.forget();
  } catch (error) {
    booth.stop(error.message);
    return;
  }
  await send(booth, ballot, false);
}

async function send(booth, ballot, isRetry) {
  booth.show(3, words.castHeading, el("p", { role: "status" }, words.sending));
  try {
    const hadArrived = isRetry && (await booth.api.isOnBoard(ballot.trackingNumber)) === true;
    const answer = await booth.api.cast(ballot.text);
    if (answer.ok) await showReceipt(booth, ballot, answer.value, hadArrived);
    else showRefusal(booth, ballot, answer);
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    showFailure(booth, ballot, words.unreachable, words.unreachableMore);
  }
}

function showFailure(booth, ballot, ...texts) {
  const again = button(words.tryAgain, () => send(booth, ballot, true));
  const notice = el("div", { class: "notice bad", role: "alert" }, ...texts.map((text) => el("p", {}, text)));
  const number = [el("h2", {}, words.trackingLabel), tracker(ballot.trackingNumber)];
  booth.show(3, words.notCastHeading, notice, el("p", { class: "actions" }, again), ...number);
}

function showRefusal(booth, ballot, { code, message, at }) {
  if (WORTH_A_RETRY.includes(code)) {
    showFailure(booth, ballot, words.refusals[code]);
    return;
  }
  const spent = code === "token-spent";
  const text = spent ? spentSentence(at) : (words.refusals[code] ?? (message || words.refusedOtherwise));
  const notice = el("div", { class: "notice bad", role: "alert" }, el("p", {}, text), spent ? el("p", {}, words.spentAdvice) : null);
  const reload = button(words.reload, () => window.location.reload(), "secondary");
  booth.forget();
  booth.show(3, words.notCastHeading, notice, el("p", { class: "actions" }, reload, link(words.electionPage, booth.electionPage)));
}

async function showReceipt(booth, ballot, receipt, hadArrived) {
  const { uuid, info } = booth;
  const expected = {
    uuid,
    trackingNumber: ballot.trackingNumber,
    ballotText: ballot.text,
    setupEvent: info.setup_event,
    serverKey: info.server_key,
  };
  const problems = await booth.encryptor.ask("receipt", { receipt, expected });
  await booth.encryptor.forget();
  booth.forget();
  const save = () => saveAs(`receipt-${uuid}-${ballot.trackingNumber.slice(0, 8).replace(/\W/g, "_")}.json`, JSON.stringify(receipt));
  const board = el("p", { role: "status" });
  const good = problems.length === 0;
  booth.show(
    3,
    hadArrived ? words.alreadyArrived : words.castDone,
    good ? null : badReceipt(problems),
    el("h2", {}, words.trackingLabel),
    tracker(ballot.trackingNumber),
    el("p", { class: "actions" }, button(words.saveReceipt, save), link(words.seeBoard, booth.boardPage(ballot.trackingNumber))),
    el("p", {}, words.receiptMeaning),
    good ? el("p", {}, words.receiptVerified) : null,
    board,
    receiptFacts(receipt),
    el("p", { class: "hint" }, words.closePage),
  );
  await lookOnBoard(booth, ballot, board);
}

function badReceipt(problems) {
  const items = problems.map((problem) => el("li", {}, problem));
  return el(
    "div",
    { class: "notice bad", role: "alert" },
    el("h2", {}, words.receiptBadHeading),
    el("ul", {}, ...items),
    el("p", {}, words.receiptBadAdvice),
  );
}

function receiptFacts(receipt) {
  const { height, setup_event: setup } = receipt;
  const checksum = el("span", { class: "checksum" }, typeof setup === "string" && setup !== "" ? grouped(setup) : "–");
  return facts([words.receiptHeight, String(height)], [words.receiptSetup, checksum]);
}

/** Look for the ballot on the public board right away (B8). */
async function lookOnBoard(booth, ballot, board) {
  const found = await booth.api.isOnBoard(ballot.trackingNumber);
  board.textContent = { true: words.boardFound, false: words.boardMissing, null: words.boardUnknown }[String(found)];
  board.className = found === true ? "" : "notice warn";
}
