// SPDX-License-Identifier: Apache-2.0
// The steps after the voting: verify the archive, then shuffle, commit, decrypt (M8).

import { el, facts, grouped } from "../page/dom.js";
import { explained, inWords } from "../errors.js";
import { form, unlockIfNeeded } from "./key_steps.js";
import { recall, recallKey, remember, rememberKey } from "./state.js";
import { words } from "./words.js";

/** A bar and a line that show the progress. Screen readers announce only a change of phase, not every step. */
function makeProgress() {
  const bar = el("progress", { class: "meter", max: "1", "aria-labelledby": "progress-text" });
  const text = el("p", { id: "progress-text" });
  const phaseLine = el("p", { class: "sr-only", role: "status" });
  const box = el("div", { hidden: true }, text, bar, phaseLine);
  const report = (phase, done, total) => {
    box.hidden = false;
    const name = words.phases[phase];
    if (phaseLine.textContent !== name) phaseLine.textContent = name;
    const count = phase === "download" ? words.megabytes : String;
    text.textContent = words.progress(name, count(done), count(total));
    bar.max = Math.max(total, 1);
    bar.value = done;
  };
  return { box, report };
}

/** What the archive must permit for each step that the server asks for. The worker decides whether it does. */
const ASKED = { shuffle: "shuffle", commit: "share", decrypt: "share" };

/** Download and verify the archive. If anything is wrong, it stops here, before the key is used. */
async function verify(page, report) {
  const { uuid } = page;
  const archive = await page.api.archive(report);
  const companion = await page.api.companion(report);
  const { setupEvent, opened } = recall(uuid);
  const { generation, shuffled } = recallKey(uuid, page.status.trustee.signing_key);
  const memory = { setupEvent, generation, shuffled, opened };
  const data = { archive: archive.buffer, companion, uuid, asked: ASKED[page.status.step], memory };
  let found;
  try {
    found = await page.worker.ask("audit", data, report);
  } catch (error) {
    showBadArchive(page, explained(error));
    return null;
  }
  if (found.refusal !== undefined) {
    page.stop(words.stopped, inWords(found.refusal));
    return null;
  }
  page.pin(found.setupEvent);
  return found;
}

function showBadArchive(page, message) {
  page.stop(words.badArchive, message, words.badArchiveAdvice);
}

/** The share was already made and committed to on this page: it only has to be sent. */
function showReady(page) {
  const act = async (say) => {
    say(words.sending);
    await page.api.post("share", await page.worker.ask("share"));
    await page.refresh();
  };
  page.show(words.steps.open, el("p", {}, words.readyText), form(page, words.doDecrypt, [], act));
}

export async function showVerify(page) {
  const { step } = page.status;
  if (step === "decrypt" && (await page.worker.ask("share")) !== null) {
    showReady(page);
    return;
  }
  const { fields, open } = await unlockIfNeeded(page);
  const { box, report } = makeProgress();
  const act = async (say) => {
    await open(say);
    say("");
    const found = await verify(page, report);
    if (found !== null) showVerified(page, found);
  };
  const heading = words.steps[step === "shuffle" ? "shuffle" : "open"];
  page.show(heading, el("p", {}, words.verifyText[step]), form(page, words.verify, fields, act), box);
}

const code = (text) => el("span", { class: "checksum", translate: "no" }, grouped(text));

function showVerified(page, found) {
  const { step } = page.status;
  const { box, report } = makeProgress();
  const labels = { shuffle: words.doShuffle, commit: words.doCommit, decrypt: () => words.doDecrypt };
  const act = async (say) => {
    await acts[step](page, found, report, say);
    await page.refresh();
  };
  page.show(
    words.verifiedHeading(found.numberOfBallots),
    el("p", {}, words.verifiedText),
    facts(
      [words.number, String(found.numberOfBallots)],
      [words.tally, code(found.tallyDigest)],
      [words.phi, code(found.phi)],
      [words.setup, code(found.setupEvent)],
    ),
    el("p", {}, words.compare),
    form(page, labels[step](found.numberOfBallots), [], act),
    box,
  );
}

/** Remember what is decrypted before decrypting it: a crash in between must not make a second tally possible (T14). */
async function makeShare(page, { tallyDigest: tally, shuffle }, report) {
  remember(page.uuid, { opened: { tally, shuffle } });
  const isSingle = page.status.trustee.kind === "single";
  const voutputKey = isSingle ? null : (await page.api.get("private-key")).private_key;
  return page.worker.ask("commit", { voutputKey }, report);
}

/** Remember our shuffle before it is sent: if it is left out of the archive, this device notices (T16). */
function rememberShuffle(page, tally, hash) {
  const { signing_key: signingKey } = page.status.trustee;
  const { hashes = [] } = recallKey(page.uuid, signingKey).shuffled ?? {};
  rememberKey(page.uuid, signingKey, { shuffled: { tally, hashes: [...hashes, hash] } });
}

const acts = {
  async shuffle(page, { tallyDigest }, report, say) {
    const { body, hash } = await page.worker.ask("shuffle", {}, report);
    rememberShuffle(page, tallyDigest, hash);
    say(words.sending);
    await page.api.post("shuffle", body);
  },

  async commit(page, found, report, say) {
    const commitment = await makeShare(page, found, report);
    say(words.sending);
    await page.api.post("commitment", { commitment });
  },

  async decrypt(page, found, report, say) {
    await makeShare(page, found, report);
    say(words.sending);
    await page.api.post("share", await page.worker.ask("share"));
  },
};
