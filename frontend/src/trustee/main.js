// SPDX-License-Identifier: Apache-2.0
// A trustee's page: one step at a time, as the server's status says, each explained before it starts.

import { button, el, errorSummary, grouped } from "../page/dom.js";
import { WorkerClient } from "../page/worker_client.js";
import { Told, explained, inWords } from "../errors.js";
import { takeAlong, takeFragment, wasReloaded } from "../page/fragment.js";
import { TrusteeApi } from "./api.js";
import { OTHER_SETUP } from "./refusals.js";
import { hasRehearsed, recall, remember } from "./state.js";
import { showVerify } from "./tally_steps.js";
import { FieldError, form, showExchange, showKey, showRehearsal } from "./key_steps.js";
import { words } from "./words.js";

const LINK = /^[1-9A-HJ-NP-Za-km-z]{22}$/;
const PATIENCE = 15_000;

/** The line in the list of steps for each of the server's steps. */
const LINES = {
  key: "key",
  certificate: "key",
  polynomial: "exchange",
  voutput: "exchange",
  rehearsal: "rehearsal",
  shuffle: "shuffle",
  commit: "open",
  decrypt: "open",
};

class TrusteePage {
  constructor(root) {
    this.root = root;
    this.uuid = root.dataset.uuid;
    this.worker = new WorkerClient(root.dataset.worker, words.workerFailed);
    this.link = ""; // the personal one, kept only in this page's memory
    this.api = null;
    this.status = null;
    this.praise = null; // what has just succeeded
    this.firstSetup = null; // the Setup event, if it has just been seen for the first time
    this.timer = null;
    this.hasNewKey = false; // made, but not yet handed in
  }

  /** Show a step: whose page this is, what has been done, a heading that takes the focus, and the content. */
  show(heading, ...content) {
    clearTimeout(this.timer);
    const title = el("h1", { tabindex: "-1" }, heading);
    const praise = this.praise && el("div", { class: "notice good", role: "status" }, el("p", {}, this.praise));
    this.praise = null;
    const setup = this.firstSetup && setupNotice(this.firstSetup);
    this.firstSetup = null;
    const who = this.status === null ? null : el("p", { class: "progress-line muted" }, words.heading(this.status.election.name));
    const list = this.status === null ? null : stepList(this);
    this.root.replaceChildren(...[who, title, praise, setup, ...content, list].filter((node) => node !== null));
    document.title = `${heading} – ${this.status?.election.name ?? ""}`;
    title.focus();
    window.scrollTo(0, 0);
  }

  /** Show an error above the current step. */
  complain(error) {
    this.root.querySelector(".error-summary")?.remove();
    const summary = errorSummary(words.summaryHeading, [{ text: explained(error), target: error.target }]);
    this.root.prepend(summary);
    summary.focus();
  }

  /** Say why nothing more can be done here, and offer to try again. */
  stop(heading, ...texts) {
    const notice = el("div", { class: "notice bad", role: "alert" }, ...texts.map((text) => el("p", {}, text)));
    this.show(heading, notice, el("p", { class: "actions" }, button(words.tryAgain, () => this.start(), "secondary")));
  }

  async refresh() {
    await this.take(await this.api.get("status"));
  }

  /** Show what a status asks for, unless it is of another election than this device has seen before. */
  async take(status) {
    this.status = status;
    try {
      if (status.election.setup_event) this.pin(status.election.setup_event);
    } catch (error) {
      this.stop(words.stopped, explained(error));
      return;
    }
    await (steps[status.step] ?? showWait)(this);
  }

  /** Remember the Setup event when it is first seen, and show it then. Throws if this device has seen another one. */
  pin(setupEvent) {
    const known = recall(this.uuid).setupEvent;
    if (known === setupEvent) return;
    if (known !== undefined) throw new Told(inWords(OTHER_SETUP));
    remember(this.uuid, { setupEvent });
    this.firstSetup = setupEvent;
  }

  /** Close the key file, so that another one can be chosen. */
  async forgetKey() {
    await this.worker.forget();
    await this.start();
  }

  async start() {
    try {
      await this.refresh();
    } catch (error) {
      this.stop(words.stopped, explained(error));
    }
  }

  /** Start with the personal link; another one may be that of another trustee, so nothing of before is kept. */
  async enter(link) {
    await this.worker.forget();
    this.link = link;
    this.api = new TrusteeApi(this.uuid, link);
    await this.start();
  }
}

const steps = {
  key: showKey,
  certificate: showKey,
  polynomial: showExchange,
  voutput: showExchange,
  rehearsal: showRehearsal,
  shuffle: showVerify,
  commit: showVerify,
  decrypt: showVerify,
  done: showDone,
};

/** The lines of this trustee's list of steps. */
function linesOf({ trustee: { kind, mixes } }) {
  const lines = ["key", kind === "threshold" ? "exchange" : null, "rehearsal", "voting", mixes ? "shuffle" : null, "open"];
  return lines.filter((line) => line !== null);
}

function setupNotice(setupEvent) {
  const code = el("span", { class: "checksum", translate: "no" }, grouped(setupEvent));
  return el("div", { class: "notice" }, el("p", {}, words.firstSetup), el("p", {}, code));
}

/** Return the current line. While the trustee waits, the state of the election decides. */
function currentLine({ status, uuid }) {
  if (status.step === "done") return null;
  if (LINES[status.step] !== undefined) return LINES[status.step];
  const { state } = status.election;
  if (state === "draft") return status.trustee.kind === "single" || hasRehearsed(uuid, status.trustee.signing_key) ? "voting" : "exchange";
  return state === "frozen" || state === "open" ? "voting" : "open";
}

function stepList(page) {
  const lines = linesOf(page.status);
  const current = currentLine(page);
  const at = current === null ? lines.length : lines.indexOf(current);
  const items = lines.map((line, index) => {
    const state = index < at ? "done" : index === at ? "now" : "later";
    return el("li", { class: state }, el("span", {}, words.steps[line]), el("span", { class: "state" }, words.states[state]));
  });
  return el("section", {}, el("h2", {}, words.stepsHeading), el("ol", { class: "steps" }, ...items));
}

function waitingFor({ waiting_for: names }) {
  if (!Array.isArray(names) || names.length === 0) return null;
  return el("p", {}, words.waitingFor, " ", ...names.flatMap((name, at) => [at > 0 ? ", " : "", el("bdi", {}, name)]));
}

/** Nothing to do now: say what comes next and who has not finished, and check again from time to time. */
function showWait(page) {
  const { status } = page;
  const look = button(words.lookAgain, () => page.start(), "secondary");
  page.show(
    words.waitHeading,
    el("p", { class: "lead" }, status.sentence),
    el("p", {}, words.greeting(status.trustee.name)),
    waitingFor(status),
    el("p", { class: "hint" }, words.looksItself),
    el("p", { class: "actions" }, look),
  );
  page.timer = setTimeout(() => lookAgain(page), PATIENCE);
}

/** Check again quietly: the page changes only if something has happened. */
async function lookAgain(page) {
  let fresh = null;
  try {
    fresh = await page.api.get("status");
  } catch {
    // no connection at the moment: try again later
  }
  if (fresh === null || JSON.stringify(fresh) === JSON.stringify(page.status)) {
    page.timer = setTimeout(() => lookAgain(page), PATIENCE);
    return;
  }
  await page.take(fresh);
}

async function showDone(page) {
  await page.worker.forget();
  page.show(words.doneHeading, el("p", {}, page.status.sentence), el("p", {}, words.doneText));
}

function showLink(page, wasWrong) {
  const input = el("input", { type: "text", class: "input mono", id: "link", autocomplete: "off", spellcheck: "false" });
  const act = async () => {
    const link = input.value.trim().split("#").at(-1);
    if (!LINK.test(link)) {
      page.complain(new FieldError(words.linkBad, "link"));
      return;
    }
    await page.enter(link);
  };
  const field = el("div", { class: "field" }, el("label", { for: "link" }, words.linkLabel), input);
  const notice = wasReloaded() ? el("p", { class: "notice" }, words.reloaded) : null;
  page.show(words.linkHeading, notice, el("p", {}, words.linkText), form(page, words.go, [field], act));
  if (wasWrong) page.complain(new FieldError(words.linkBad, "link"));
}

const page = new TrusteePage(document.getElementById("trustee"));
const link = takeFragment();
if (LINK.test(link)) page.enter(link);
else showLink(page, link !== "");

// A key that was made but not handed in would be lost with the page: ask first.
window.addEventListener("beforeunload", (event) => {
  if (page.hasNewKey) event.preventDefault();
});

// The same page opened again with another link: only the fragment changes, so the browser does not reload the page.
window.addEventListener("hashchange", () => {
  const again = takeFragment();
  if (LINK.test(again)) page.enter(again);
});

// Another language is another page; it gets the personal link too.
document.addEventListener("click", (event) => {
  const language = event.target.closest("a[hreflang]");
  if (language !== null && page.link !== "") takeAlong(event, language, page.link);
});
