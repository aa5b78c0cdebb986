// SPDX-License-Identifier: Apache-2.0
// Step 3: cast the ballot, and check the server's answer.

import { Told, Unreachable, explained } from "../errors.js";
import { button, el, facts, grouped, link, saveAs, tracker } from "../page/dom.js";
import { askForCode, showCode } from "./step_code.js";
import { spentSentence } from "./step_start.js";
import { words } from "./words.js";

const WORTH_A_RETRY = ["rate-limited", "unavailable", "stopped"];
const OF_THE_CODE = ["code-needed", "code-wrong", "code-expired"];

/** Sign the ballot and end the worker, then send it: at once, or with the code if the election requires one. */
export async function showCast(booth) {
  if (booth.held) return; // the second press of the button
  booth.held = true;
  const { checkNumber } = booth.ballot;
  const casting = { ballot: null, byMail: booth.byMail, code: "", mayHaveArrived: false };
  try {
    const signed = await booth.encryptor.ask("sign", { token: booth.token });
    casting.ballot = { ...signed, checkNumber };
    await booth.encryptor.forget();
  } catch (error) {
    booth.stop(explained(error));
    return;
  }
  if (booth.info.casting_code) await showCode(booth, casting, waysOf(booth, casting));
  else await send(booth, casting);
}

/** What the code page can do next. */
function waysOf(booth, casting) {
  return {
    send: (withCode) => send(booth, withCode),
    refuse: (answer) => showRefusal(booth, casting, answer),
    fail: (retry) => showFailure(booth, casting, retry, words.unreachable),
  };
}

async function send(booth, casting) {
  booth.show(3, words.castHeading, el("p", { role: "status" }, words.sending));
  booth.held = true;
  try {
    const hadArrived = casting.mayHaveArrived && (await booth.api.isOnBoard(casting.ballot.trackingNumber)) === true;
    const answer = await booth.api.cast(casting);
    if (answer.ok) await showReceipt(booth, casting, answer.value, hadArrived);
    else {
      casting.mayHaveArrived ||= answer.code === "unavailable"; // even if only the database's answer was lost
      showRefusal(booth, casting, answer);
    }
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    casting.mayHaveArrived = true;
    showFailure(booth, casting, () => send(booth, casting), words.unreachable, words.unreachableMore);
  }
}

/** Say that it failed, and offer to try again. If the ballot may have arrived, there is no way back to another one. */
function showFailure(booth, { ballot, mayHaveArrived }, retry, ...texts) {
  const again = button(words.tryAgain, retry);
  const notice = el("div", { class: "notice bad", role: "alert" }, ...texts.map((text) => el("p", {}, text)));
  const number = [el("h2", {}, words.trackingLabel), tracker(ballot.trackingNumber)];
  booth.show(3, words.notCastHeading, notice, el("p", { class: "actions" }, again), ...number);
  booth.held = mayHaveArrived;
}

function showRefusal(booth, casting, { code, message, at }) {
  if (WORTH_A_RETRY.includes(code)) {
    showFailure(booth, casting, () => send(booth, casting), words.refusals[code]);
    return;
  }
  if (OF_THE_CODE.includes(code)) {
    askForCode(booth, casting, waysOf(booth, casting), words.refusals[code]);
    return;
  }
  const spent = code === "token-spent";
  const text = spent ? spentSentence(at) : (words.refusals[code] ?? (message || words.refusedOtherwise));
  const advice = spent ? words.spentAdvice : null;
  const notice = el("div", { class: "notice bad", role: "alert" }, el("p", {}, text), advice ? el("p", {}, advice) : null);
  const reload = button(words.reload, () => window.location.reload(), "secondary");
  booth.forget();
  const help = link(words.whenWrong, booth.helpPage("wrong"));
  booth.show(3, words.notCastHeading, notice, el("p", { class: "actions" }, reload, link(words.electionPage, booth.electionPage), help));
}

async function showReceipt(booth, { ballot, byMail }, receipt, hadArrived) {
  const { uuid, info } = booth;
  const expected = {
    uuid,
    trackingNumber: ballot.trackingNumber,
    ballotText: ballot.text,
    setupEvent: info.setup_event,
    serverKey: info.server_key,
  };
  const problems = await problemsOf(booth, receipt, expected);
  booth.forget();
  const save = () => saveAs(`receipt-${uuid}-${ballot.trackingNumber.slice(0, 8).replace(/\W/g, "_")}.json`, JSON.stringify(receipt));
  const board = el("p", { role: "status" });
  const good = problems?.length === 0;
  booth.show(
    3,
    hadArrived ? words.alreadyArrived : words.castDone,
    good || problems === null ? null : badReceipt(problems),
    el("h2", {}, words.trackingLabel),
    tracker(ballot.trackingNumber),
    el("p", { class: "hint" }, words.trackingHint, " ", link(words.whatIsTracking, booth.helpPage("tracking-number"))),
    el("p", { class: "actions" }, button(words.saveReceipt, save), link(words.seeBoard, booth.boardPage(ballot.trackingNumber))),
    el("p", {}, words.receiptMeaning),
    good ? el("p", {}, words.receiptVerified) : null,
    problems === null ? el("p", { class: "notice warn" }, words.receiptUnverified) : null,
    byMail ? el("p", {}, words.receiptMailed) : null,
    board,
    receiptFacts(receipt, ballot.checkNumber),
    el("p", { class: "hint" }, words.closePage),
  );
  await lookOnBoard(booth, ballot, board);
}

/** Return what is wrong with the receipt, or null if this device cannot tell; the ballot is cast in any case. */
async function problemsOf(booth, receipt, expected) {
  try {
    const problems = await booth.encryptor.ask("receipt", { receipt, expected });
    await booth.encryptor.forget();
    return problems;
  } catch (error) {
    if (!(error instanceof Told)) throw error;
    return null;
  }
}

function badReceipt(problems) {
  const items = problems.map((problem) => el("li", {}, words.receiptProblems[problem]));
  return el(
    "div",
    { class: "notice bad", role: "alert" },
    el("h2", {}, words.receiptBadHeading),
    el("ul", {}, ...items),
    el("p", {}, words.receiptBadAdvice),
  );
}

function receiptFacts(receipt, checkNumber) {
  const { height, setup_event: setup } = receipt;
  const checksum = el("span", { class: "checksum" }, typeof setup === "string" && setup !== "" ? grouped(setup) : "–");
  const number = el("span", { class: "checksum", translate: "no" }, grouped(checkNumber));
  return facts([words.receiptCheckNumber, number], [words.receiptHeight, String(height)], [words.receiptSetup, checksum]);
}

/** Look for the ballot on the public board immediately (B8). */
async function lookOnBoard(booth, ballot, board) {
  const found = await booth.api.isOnBoard(ballot.trackingNumber);
  board.textContent = { true: words.boardFound, false: words.boardMissing, null: words.boardUnknown }[String(found)];
  board.className = found === true ? "" : "notice warn";
}
