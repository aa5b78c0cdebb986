// SPDX-License-Identifier: Apache-2.0
// Step 2: the choices in words, the encryption, and the challenge, which replaces casting.

import { input, labelled } from "./paper/candidates.js";
import { contestReview as chosenIn, contestWarnings, encodedChoices } from "./paper/contests.js";
import { bdi, button, el, link, saveAs, tracker } from "../page/dom.js";
import { explained } from "../errors.js";
import { showCast } from "./step_cast.js";
import { words } from "./words.js";

/** Show the choices and encrypt them. Each visit encrypts again; an earlier ballot is forgotten. */
export async function showReview(booth) {
  booth.ballot = null;
  booth.changing = false;
  const status = el("p", { role: "status", class: "lead" }, words.encrypting);
  const result = el("div", {});
  booth.show(2, words.reviewHeading, status, ...booth.questions.map((_, at) => contestReview(booth, at)), result);
  const isCurrent = booth.mark(); // the voter may go back meanwhile
  await nextPaint();
  try {
    const ballot = await booth.ask("encrypt", { token: booth.token, ...encodedChoices(booth) });
    if (!isCurrent()) return;
    booth.ballot = ballot;
    status.textContent = words.notVoted;
    result.append(...encrypted(booth));
  } catch (error) {
    if (isCurrent()) booth.stop(explained(error));
  }
}

function nextPaint() {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

function contestReview(booth, at) {
  const { title } = booth.questions[at];
  const change = el(
    "button",
    { type: "button", class: "plain", onclick: () => booth.backTo(at, true) },
    words.change,
    el("span", { class: "sr-only" }, ` ${title}`),
  );
  const warnings = contestWarnings(booth, at).map((text) => el("p", { class: "notice warn" }, text));
  return el("section", { class: "card review" }, el("h2", {}, bdi(title)), change, chosenIn(booth, at), ...warnings);
}

/** Folded: few people need it, and nobody needs it to cast. */
function numberBlock(booth) {
  return el(
    "details",
    {},
    el("summary", {}, words.numberLabel),
    tracker(booth.ballot.checkNumber),
    el("p", { class: "hint" }, words.numberHint, " ", link(words.whatIsNumber, booth.helpPage("check"))),
    button(words.challenge, () => showChallenge(booth), "secondary"),
  );
}

/**
 * The receipt is sent by e-mail only on request, because the e-mail is one more place that names the ballot. The page does
 * not ask whether the roll has an address: credentials are public, so the answer would reveal it for every member.
 */
function byMailBox(booth) {
  if (!booth.info.receipt_by_mail) return [];
  const box = input("checkbox", "receipt-by-mail", "receipt-by-mail", booth.byMail, () => (booth.byMail = box.checked));
  return [labelled(box, words.byMail), el("p", { class: "hint inset" }, words.byMailHint)];
}

function encrypted(booth) {
  return [
    ...byMailBox(booth),
    el("p", { class: "actions" }, button(words.cast, () => showCast(booth)), booth.info.re_voting ? words.castAgain : words.castOnce),
    numberBlock(booth),
  ];
}

/** Explain the challenge before anything is opened. */
function showChallenge(booth) {
  booth.show(
    2,
    words.challengeHeading,
    el("p", { class: "lead" }, words.challengeText),
    el("h2", {}, words.numberLabel),
    tracker(booth.ballot.checkNumber),
    el("p", {}, words.challengeFirst),
    el("p", { class: "actions" }, button(words.open, () => openBallot(booth)), button(words.back, () => backToReview(booth), "secondary")),
  );
}

/** Go back without opening: the same ballot may still be cast. */
function backToReview(booth) {
  const contests = booth.questions.map((_, at) => contestReview(booth, at));
  booth.show(2, words.reviewHeading, el("p", { class: "lead" }, words.notVoted), ...contests, ...encrypted(booth));
}

/** Open the ballot. From now on it cannot be cast: nobody has signed it, and the worker forgets it as it opens it. */
async function openBallot(booth) {
  const { checkNumber } = booth.ballot;
  booth.ballot = null;
  const isCurrent = booth.mark();
  let opened;
  try {
    opened = await booth.encryptor.ask("open");
  } catch (error) {
    if (isCurrent()) booth.stop(explained(error));
    return;
  }
  if (!isCurrent()) return;
  const text = el("textarea", { class: "opened input mono", id: "opened", rows: "8", readonly: true, spellcheck: "false" });
  text.value = opened;
  const save = button(words.saveOpened, () => saveAs(`opened-ballot-${checkNumber.slice(0, 8).replace(/\W/g, "_")}.json`, opened), "secondary");
  booth.show(
    2,
    words.openedHeading,
    el("h2", {}, words.numberLabel),
    tracker(checkNumber),
    el("p", {}, words.openedText),
    el("div", { class: "field" }, el("label", { for: "opened" }, words.openedLabel), text),
    el("p", { class: "actions" }, save, link(words.checkPage, booth.checkPage, { target: "_blank", rel: "noopener noreferrer" })),
    el("p", { class: "actions" }, button(words.voteAgain, () => leaveOpened(booth, text))),
  );
}

function leaveOpened(booth, text) {
  text.value = ""; // the old randomness leaves the page
  booth.backTo(0);
}
