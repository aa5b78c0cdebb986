// SPDX-License-Identifier: Apache-2.0
// The booth: choose, review, cast. This module holds the state and moves between the steps.

import { Api } from "./api.js";
import { emptyChoices, sameContest } from "./paper/contests.js";
import { Told, explained } from "../errors.js";
import { displayOrder } from "./paper/display_order.js";
import { bdi, button, el, errorSummary } from "../page/dom.js";
import { WorkerClient } from "../page/worker_client.js";
import { takeAlong, takeFragment } from "../page/fragment.js";
import { showChoose } from "./step_choose.js";
import { showStart, untilNextLook } from "./step_start.js";
import { tokenIn } from "../crypto/token.js";
import { words } from "./words.js";

class Booth {
  constructor(root, tokenFromLink) {
    this.root = root;
    this.uuid = root.dataset.uuid;
    this.name = root.dataset.name;
    this.checkPage = root.dataset.check;
    this.api = new Api(this.uuid);
    this.encryptor = new WorkerClient(root.dataset.worker, words.workerFailed);
    this.typed = tokenFromLink; // as the person entered it; kept only in this page's memory
    this.useless = false; // whether no ballot can be cast with it any more
    this.token = null;
    this.info = null; // booth.json
    this.record = ""; // the exact text of the election record
    this.questions = null; // from it
    this.orders = null; // the order in which each contest shows its answers; known once the token is
    this.choices = null;
    this.ballot = null; // { checkNumber } of the encrypted ballot, while it may still be signed and cast
    this.byMail = false; // whether to send the receipt by e-mail too
    this.at = 0; // the contest shown last
    this.depth = 0; // how many steps Back can take: 0 on the start page, one more on each contest and on everything after
    this.timer = null; // until the next check of an election that has not opened yet
    this.visit = 0; // number of the step shown; it is raised whenever a late answer would no longer belong to it
    this.held = false; // whether Back has to wait: something was sent, and this step will show what became of it
    this.goal = null; // the depth that Back is on its way to
    this.changing = false; // whether the voter came back from the review to change one contest
  }

  get electionPage() {
    return `/elections/${encodeURIComponent(this.uuid)}`;
  }

  helpPage(part) {
    return `${this.electionPage}/help#${part}`;
  }

  boardPage(trackingNumber) {
    return `${this.electionPage}/board?q=${encodeURIComponent(trackingNumber)}`;
  }

  /** The depth of everything after the contests. */
  get deepest() {
    return this.questions.length + 1;
  }

  /** Show a step (0: start, 1: a contest, 2: review, 3: cast): a heading that takes the focus, and its content. */
  show(number, heading, ...content) {
    const { at, questions } = this;
    const title = el("h1", { tabindex: "-1", id: number === 1 ? `contest-${at}` : "step" }, bdi(heading));
    const isOneOfMany = number === 1 && questions.length > 1;
    const place = isOneOfMany ? el("p", { class: "progress-line" }, words.contestOf(at + 1, questions.length)) : null;
    this.visit += 1;
    this.held = false;
    this.goal = null;
    this.root.replaceChildren(...[place, title, ...content].filter((node) => node !== null));
    document.title = `${heading} – ${this.name}`;
    title.focus();
    window.scrollTo(0, 0);
    if (this.token === null || number === 0) this.#keepPlace(0);
    else this.#keepPlace(number === 1 ? at + 1 : this.deepest);
  }

  /** Keep only our depth, a number, in the browser's history, so that Back goes back one step. */
  #keepPlace(depth) {
    const before = placeInHistory();
    this.depth = depth;
    for (let next = before + 1; next <= depth; next += 1) window.history.pushState({ depth: next }, "");
    if (depth < before) window.history.go(depth - before);
  }

  /** Return a function that says whether this step is still the current one, for answers that arrive late. */
  mark() {
    const { visit } = this;
    return () => this.visit === visit;
  }

  /** Go back to a contest, as the browser's Back does; `changing`: from there straight to the review again. */
  backTo(contest, changing = false) {
    if (this.held || this.goal !== null) return;
    this.changing = changing;
    this.goal = contest + 1;
    window.history.go(this.goal - this.depth);
  }

  /** Put an error summary above the current step, and move the focus to it. */
  complain(...errors) {
    this.root.querySelector(".error-summary")?.remove();
    const summary = errorSummary(words.summaryHeading, errors);
    this.root.prepend(summary);
    summary.focus();
  }

  /** Note what the person entered as the token. Another token means another voter: forget all about the first. */
  give(typed) {
    if (this.token !== null && tokenIn(typed) !== this.token) this.forget();
    this.typed = typed;
    this.useless = false;
    this.visit += 1;
  }

  /** Start or continue with a token. */
  take(token, lots) {
    this.choices ??= emptyChoices(this.questions, this.info.contests);
    this.token = token;
    this.orders = this.questions.map((question, at) => displayOrder(question, this.info.contests[at], lots[at]));
  }

  /** Forget who votes and how; the next person on this device starts from the beginning. */
  forget() {
    this.typed = "";
    this.token = null;
    this.orders = null;
    this.choices = null;
    this.ballot = null;
    this.byMail = false;
    this.changing = false;
  }

  /** Say that the page cannot continue and nothing was cast; offer to try again, or to reload the page. */
  stop(message, retry = null) {
    if (retry === null) this.forget();
    const way = retry === null ? button(words.reload, () => window.location.reload()) : button(words.tryAgain, retry);
    const notice = el("div", { class: "notice bad", role: "alert" }, el("p", {}, message));
    this.show(0, words.stoppedHeading, notice, el("p", { class: "actions" }, way));
  }

  /** Load what the server says about the election, and the election record itself if ballots are accepted. */
  async load() {
    this.encryptor.warm(); // all three at once: on a slow line each one is a round trip
    const [info, record] = await Promise.all([this.api.booth(), this.api.election()]);
    this.info = valueOf(info);
    if (this.info.state !== "open") return;
    this.record = valueOf(record);
    const election = await this.encryptor.ask("prepare", { text: this.record });
    if (!agree(this.info, election, this.uuid)) throw new Told(words.mismatch);
    this.name = election.name;
    this.questions = election.questions;
  }

  /** Ask the worker about the election. After a return from casting the worker is new and does not know it yet. */
  async ask(what, data) {
    await this.encryptor.ask("prepare", { text: this.record });
    return this.encryptor.ask(what, data);
  }
}

function valueOf(answer) {
  if (!answer.ok) throw new Told(answer.message || words.refusals[answer.code] || words.stateUnknown);
  return answer.value;
}

/** Return whether the server describes the ballot paper as the election record does. */
function agree(info, election, uuid) {
  const contests = info.contests ?? [];
  return (
    election.uuid === uuid &&
    info.phi === election.phi &&
    contests.length === election.questions.length &&
    contests.every((contest, at) => sameContest(election.questions[at], contest))
  );
}

function placeInHistory() {
  return window.history.state?.depth ?? 0;
}

/** Follow the browser's Back and Forward: from contest to contest, and from the first to the start. No choice is lost. */
function followHistory(booth) {
  if (window.history.state === null && window.location.hash !== "") {
    window.history.replaceState({ depth: booth.depth }, ""); // a link inside this page: the step is the same
    return;
  }
  const place = placeInHistory();
  if (booth.goal !== null && place > booth.goal) window.history.go(booth.goal - place); // skip the links inside the page
  if (place === booth.depth || place > (booth.goal ?? place)) return;
  if (booth.held || booth.token === null || place === booth.deepest) window.history.go(booth.depth - place); // that step is gone
  else if (place > 0) showChoose(booth, place - 1);
  else begin(booth);
}

function begin(booth) {
  const ways = { next: () => showChoose(booth), again: () => run(booth) };
  showStart(booth, ways);
}

/** Load and show the result. When the page checks `byItself`, it changes only once the wait for the voting is over. */
async function run(booth, byItself = false) {
  const isCurrent = booth.mark();
  const waits = () => booth.info?.state === "waiting";
  const say = (show) => isCurrent() && !(byItself && waits()) && show();
  try {
    await booth.load();
    say(() => begin(booth));
  } catch (error) {
    say(() => booth.stop(explained(error), () => run(booth)));
  }
  clearTimeout(booth.timer);
  if (waits()) booth.timer = setTimeout(() => run(booth, true), untilNextLook(booth.info));
}

const token = takeFragment();
const booth = new Booth(document.getElementById("booth"), token);

window.history.scrollRestoration = "manual"; // each step begins at its top, or at the contest to change
window.addEventListener("popstate", () => followHistory(booth));

// The same page opened again with another link: only the fragment changes, so the browser does not reload the page.
window.addEventListener("hashchange", () => {
  if (window.location.hash.length < 20) return;
  const given = takeFragment();
  if (booth.held) return; // first say what became of the first link's ballot
  const wasTaken = booth.token !== null;
  booth.give(given);
  if (booth.token !== null) return;
  if (wasTaken) begin(booth); // at once: the choices on the page belong to nobody now
  else run(booth);
});

// Another language is another page; it gets the token as the link in the message gave it.
// Every other link opens in a new tab: leaving this page would lose the token, and not every browser asks first.
let takesAlong = false;
document.addEventListener("click", (event) => {
  const link = event.target.closest("a:not([download], [href^='#'])");
  if (link === null || booth.typed === "") return;
  if (link.hreflang !== "") {
    takesAlong = true;
    takeAlong(event, link, booth.typed);
  } else if (!booth.useless) link.target = "_blank";
});

// Ask before a reload: it loses the token, which is no longer in the address bar, and the choices, which are not stored.
window.addEventListener("beforeunload", (event) => {
  const losesToken = booth.typed !== "" && !booth.useless && !takesAlong;
  if (booth.token !== null || losesToken) event.preventDefault();
});

run(booth);
