// ballot: booth.js, built from frontend/src/booth.js by scripts/build_assets. Do not edit.
// SPDX-License-Identifier: Apache-2.0 AND MIT (@noble/curves 2.4.0, @noble/hashes 2.4.0: MIT)

// src/errors.js
var BallotError = class extends Error {
  get name() {
    return this.constructor.name;
  }
};
var InvalidEncoding = class extends BallotError {
};

// src/api.js
var PATIENCE = 3e4;
var Unreachable = class extends BallotError {
};
async function request(path, options = {}) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const common = { cache: "no-store", credentials: "same-origin", redirect: "error", referrerPolicy: "no-referrer" };
    const response = await fetch(path, { ...common, ...options, signal: stop.signal });
    return { status: response.status, text: decodeUtf8(await response.arrayBuffer()) };
  } catch {
    throw new Unreachable("The server could not be reached.");
  } finally {
    clearTimeout(timer);
  }
}
function decodeUtf8(bytes) {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
}
function understand({ status, text }) {
  let value = null;
  try {
    value = JSON.parse(text);
  } catch {
  }
  if (status === 200 && value !== null) return { ok: true, value };
  const { code = "", message = "", at = null } = value?.error ?? {};
  const fallback = status === 429 ? "rate-limited" : status === 413 ? "too-large" : "unavailable";
  return { ok: false, status, code: code || fallback, message, at };
}
function csrfTokenOf(page) {
  return page.querySelector('meta[name="csrf-token"]')?.content ?? "";
}
var Api = class {
  #csrfToken = csrfTokenOf(document);
  constructor(uuid) {
    this.root = `/vote/${encodeURIComponent(uuid)}`;
  }
  async #post(path, body, isSecond = false) {
    const headers = { "Content-Type": "application/json", "X-CSRFToken": this.#csrfToken };
    const answer = understand(await request(this.root + path, { method: "POST", headers, body }));
    if (answer.ok || answer.code !== "expired" || isSecond) return answer;
    await this.#renew();
    return this.#post(path, body, true);
  }
  /** A page that stayed open for days gets a new form token; nothing that was chosen is lost. */
  async #renew() {
    const { text } = await request(this.root);
    this.#csrfToken = csrfTokenOf(new DOMParser().parseFromString(text, "text/html"));
  }
  async booth() {
    return understand(await request(`${this.root}/booth.json`));
  }
  /** Return the exact text of the election record. */
  async election() {
    const { status, text } = await request(`${this.root}/election.json`);
    return status === 200 ? { ok: true, value: text } : understand({ status, text });
  }
  /** Only the public credential is sent; the token itself never leaves the device. */
  async token(credential) {
    return this.#post("/token", JSON.stringify({ credential }));
  }
  async cast(ballotText) {
    return this.#post("/cast", ballotText);
  }
  /** Look for a tracking number on the board: true, false, or null when the board gave no clear answer. */
  async isOnBoard(trackingNumber) {
    const urlSafe = trackingNumber.replaceAll("+", "-").replaceAll("/", "_");
    try {
      const { status, text } = await request(`${this.root}/board/${urlSafe}`);
      if (status === 404) return false;
      return status === 200 && JSON.parse(text)?.found === true ? true : null;
    } catch {
      return null;
    }
  }
};

// src/dom.js
var SVG = "http://www.w3.org/2000/svg";
function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (typeof value === "boolean") node.toggleAttribute(name, value);
    else node.setAttribute(name, String(value));
  }
  node.append(...children.filter((child) => child !== null));
  return node;
}
function bdi(text) {
  return el("bdi", {}, text);
}
function button(text, onclick, kind = "") {
  return el("button", { type: "button", class: kind, onclick }, text);
}
function link(text, href, attributes = {}) {
  return el("a", { href, ...attributes }, text);
}
function paragraphs(text) {
  return text.split(/\n\s*\n/).map((part) => el("p", { dir: "auto" }, part.trim()));
}
function swatch(colour) {
  const svg = document.createElementNS(SVG, "svg");
  const rect = document.createElementNS(SVG, "rect");
  for (const [name, value] of [["class", "swatch"], ["viewBox", "0 0 10 10"], ["aria-hidden", "true"]]) svg.setAttribute(name, value);
  for (const [name, value] of [["width", "10"], ["height", "10"], ["class", `slate-${colour}`]]) rect.setAttribute(name, value);
  svg.append(rect);
  return svg;
}
function grouped(text) {
  return text.match(/.{1,4}/gu).join(" ");
}
function tracker(text) {
  return el("p", { class: "tracker", translate: "no", dir: "ltr" }, grouped(text));
}
function facts(...pairs) {
  return el("dl", { class: "facts" }, ...pairs.flatMap(([term, value]) => [el("dt", {}, term), el("dd", {}, value)]));
}
function saveAs(name, text) {
  const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const anchor = link("", address, { download: name, hidden: true });
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(address), 1e4);
}
function errorSummary(heading, errors) {
  const items = errors.map(({ text, target }) => el("li", {}, target ? focusLink(text, target) : text));
  return el("div", { class: "error-summary", role: "alert", tabindex: "-1" }, el("h2", {}, heading), el("ul", {}, ...items));
}
function focusLink(text, target) {
  const onclick = (event) => {
    event.preventDefault();
    document.getElementById(target)?.focus();
  };
  return link(text, `#${target}`, { onclick });
}

// src/words.js
var plural = (count, one, many) => count === 1 ? one : many;
var words = {
  // start
  electionCloses: (when) => `Closes ${when}.`,
  oneBallot: "You have one ballot. It takes about two minutes.",
  mayVoteAgain: "It takes about two minutes. You may vote again until the election closes: your last ballot counts.",
  encrypted: "Your vote is encrypted on this device before it is sent; nobody, not even the returning officer, can read a single vote.",
  start: "Start",
  tokenLabel: "Your ballot token",
  tokenHint: "It is in the message that you received, and looks like XXXXX-XXXXXX-XXXXX-XXXXXX. You may leave out the dashes.",
  tokenFromLink: "Your ballot token was taken from your link.",
  checkingToken: "Checking your token…",
  weight: (weight) => `Your ballot counts ${weight} times.`,
  tokenErrors: {
    empty: () => "Enter your ballot token. It is in the message that you received.",
    length: (found) => `A ballot token has 22 letters and digits; this one has ${found}. Compare it with your message.`,
    lookalike: (found) => `A ballot token never contains ${found}. Check for letters that look alike: the digit 0, the capital letters O and I, and the small letter l are never used.`,
    character: (found) => `A ballot token never contains ${found}. Copy it again from your message.`
  },
  unknownToken: "We do not know this token. Check for letters that look alike. If it still fails, it may belong to another election, or may have been replaced: ask the returning officer.",
  spentToken: (when) => `This token has already been used${when}.`,
  spentOn: (when) => ` on ${when}`,
  spentAdvice: "If that was you, your ballot is in the ballot box, and you need to do nothing. If it was not you, tell the returning officer at once.",
  spentButAgain: (when) => `You have already cast a ballot${when}. You can vote again: only your last ballot counts.`,
  // states of the election
  states: {
    draft: "This election has not been opened yet.",
    waiting: "This election has not been opened yet.",
    closed: "This election is closed. No more ballots can be cast."
  },
  stateUnknown: "This election does not take ballots at the moment.",
  opensAt: (when) => `It opens on ${when}.`,
  closedAt: (when) => `It closed on ${when}.`,
  electionPage: "Go to the page of the election",
  // choose
  steps: ["choose", "review", "cast"],
  step: (number, name) => `Step ${number} of 3: ${name}`,
  chooseHeading: "Choose",
  chooseRange: (min, max, count) => {
    if (max === 0) return "Nobody can be chosen here.";
    if (min === max) return `Choose ${max} of ${count}.`;
    if (min === 0) return `Choose up to ${max} of ${count}.`;
    return `Choose ${min} to ${max} of ${count}.`;
  },
  counter: (chosen, max) => `${chosen} of ${max} chosen`,
  counterBlank: "Blank: you vote for nobody",
  tooMany: (max) => `You can choose ${max}. Remove one first.`,
  blank: "Vote for nobody (blank)",
  blankCleared: (count) => `${count} ${plural(count, "choice was", "choices were")} removed: a blank ballot names nobody.`,
  statement: "Read statement",
  statementOf: (name) => ` of ${name}`,
  slate: (name) => `Slate: ${name}`,
  tooFew: (title, chosen, min, blank) => `${title}: you have chosen ${chosen}. Choose at least ${min}` + (blank ? ", or vote for nobody (blank)." : "."),
  review: "Review my ballot",
  summaryHeading: "There is a problem",
  // review
  reviewHeading: "Review your ballot",
  nobodyBlank: "Nobody (blank vote)",
  nobodyChosen: "Nobody. You have left this open.",
  change: "Change",
  encrypting: "Encrypting…",
  encryptingDone: "Encrypting… done.",
  trackingLabel: "Your tracking number",
  trackingHint: "With it you can find your encrypted ballot on the public board. It does not show how you vote.",
  cast: "Cast my ballot",
  castOnce: "Casting cannot be undone.",
  castAgain: "You may vote again until the election closes; your last ballot counts.",
  challenge: "Check that this device encrypts honestly",
  // challenge
  challengeHeading: "Check that this device encrypts honestly",
  challengeText: "This ballot will be opened and thrown away. You can then vote again. Checking works best on another device.",
  challengeFirst: "First write down or photograph this tracking number: the check must show the same one.",
  open: "Open this ballot and throw it away",
  back: "Back",
  openedHeading: "This ballot is open and will not be cast",
  openedText: "Save it, and check it on our checking page, best on another device. It contains the choices of this trial ballot, the random numbers of its encryption, and the encrypted ballot. It must show the tracking number above.",
  openedLabel: "The opened ballot",
  saveOpened: "Save opened ballot",
  checkPage: "Go to the checking page",
  voteAgain: "Vote again",
  // cast
  castHeading: "Cast your ballot",
  sending: "Sending your ballot…",
  castDone: "Your ballot is in the ballot box.",
  alreadyArrived: "Your ballot had already arrived; here is its receipt.",
  saveReceipt: "Save receipt",
  seeBoard: "See it on the board",
  receiptMeaning: "The receipt proves that your ballot was accepted. It cannot show how you voted.",
  receiptVerified: "This page has verified the signature of the receipt, and that your ballot is part of the board.",
  boardFound: "Your ballot is on the public board.",
  boardMissing: "Your ballot is not yet on the public board, although the server has signed a receipt for it. Save the receipt, and look for your tracking number on the board later. If it is still missing then, give the receipt to the returning officer.",
  boardUnknown: "The public board could not be reached just now. Look for your tracking number there later.",
  receiptBadHeading: "The receipt of the server is wrong",
  receiptBadAdvice: "Your ballot may not have been recorded as you sent it. Save this receipt and tell the returning officer and the scrutineer of a candidate.",
  receiptProblems: {
    shape: "It is not in the form of a receipt.",
    trackingNumber: "It names another tracking number than the one that this device computed for your ballot.",
    election: "It belongs to another election.",
    serverKey: "It names another server key than this election's.",
    setupEvent: "It names another set-up of the election than the one that this page was given.",
    signature: "Its signature is not the server's.",
    event: "Its entry on the board is not your ballot.",
    checkpoint: "The server's signature under the state of the board is missing or wrong.",
    inclusion: "It does not prove that your ballot is part of the board."
  },
  receiptSetup: "Setup event (compare it with the one in your message)",
  receiptHeight: "Place on the board",
  closePage: "You can close this page now. This device keeps nothing that could show how you voted.",
  unreachable: "We could not reach the server. Your ballot has not been cast. Try again: nothing is lost.",
  unreachableMore: "If it did arrive all the same, trying again shows its receipt; it can never be counted twice.",
  unreachableToken: "We could not reach the server. Check your connection and try again: nothing is lost.",
  tryAgain: "Try again",
  notCastHeading: "Your ballot has not been cast",
  refusals: {
    "not-open": "The election has not opened yet.",
    closed: "The election has closed. Your ballot came too late and was not accepted.",
    "unknown-token": "The server does not know this token any more. It may have been replaced: look for a newer message.",
    "too-large": "The server refused the ballot because of its size. Reload this page and vote again.",
    "invalid-ballot": "The server found a mistake in the encrypted ballot. Reload this page and vote again, or use another device.",
    "rate-limited": "Too many attempts came from your network. Wait a minute, then try again: nothing is lost.",
    unavailable: "The server cannot accept ballots at the moment. Wait a minute, then try again: nothing is lost."
  },
  refusedOtherwise: "The server did not accept the ballot.",
  startAgain: "Start again",
  // loading and stopping
  loading: "Loading the ballot paper…",
  stoppedHeading: "This page cannot go on",
  reload: "Reload the page",
  mismatch: "The ballot paper on this page does not match the election record. Do not vote here; tell the returning officer.",
  workerFailed: "This browser could not start the program that encrypts your vote. Use another browser or a newer one, or another device.",
  // checking page
  checkEmpty: "Paste an opened ballot, or choose the file that the booth saved.",
  checkUnreadable: "The file could not be read. Choose the file that the booth saved, or paste its text.",
  checking: "Checking…",
  checkGood: "The encryption is honest: the ballot holds exactly these choices.",
  checkBad: "This opened ballot is not right",
  checkBadAdvice: "If you pasted the text, make sure that nothing is missing. If it is complete, do not vote on that device, keep the file and tell the returning officer.",
  checkCompare: "Compare the choices and this tracking number with those that the booth showed before it opened the ballot. They must be equal.",
  checkElection: "Election",
  checkPhi: "Election fingerprint (compare it with the one in your message)",
  checkCredential: "Public credential",
  checkScope: (ciphertexts) => `${ciphertexts} encrypted values were computed again from the choices and the random numbers, and all proofs and the signature of the ballot were verified. This page sends nothing and keeps nothing.`
};

// src/encryptor.js
var Encryptor = class {
  #script;
  #worker = null;
  #waiting = /* @__PURE__ */ new Map();
  #next = 0;
  constructor(script) {
    this.#script = script;
  }
  #start() {
    let worker;
    try {
      worker = new Worker(this.#script);
    } catch {
      throw new BallotError(words.workerFailed);
    }
    worker.addEventListener("message", ({ data }) => this.#settle(data));
    worker.addEventListener("error", () => this.#fail());
    return worker;
  }
  #settle({ id, ok, value, message }) {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (ok) waiting?.resolve(value);
    else waiting?.reject(new BallotError(message));
  }
  #fail() {
    for (const { reject } of this.#waiting.values()) reject(new BallotError(words.workerFailed));
    this.#waiting.clear();
  }
  /** Let the worker do one thing, and return what it answers. */
  ask(what, data = {}) {
    return new Promise((resolve, reject) => {
      this.#worker ??= this.#start();
      this.#next += 1;
      this.#waiting.set(this.#next, { resolve, reject });
      this.#worker.postMessage({ id: this.#next, what, ...data });
    });
  }
  /** Wipe the randomness, then end the worker with everything that it knows (P8). */
  async forget() {
    if (this.#worker === null) return;
    await this.ask("forget");
    this.#worker.terminate();
    this.#worker = null;
  }
};

// src/token.js
var BASE58 = /^[1-9A-HJ-NP-Za-km-z]$/;
var GROUPS = [5, 6, 5, 6];
var LENGTH = 22;
var SEPARATORS = /[\s\u00ad\u200b-\u200f\u2010-\u2015\u2060\u2212\ufeff\uff0d_.-]+/gu;
var InvalidToken = class extends InvalidEncoding {
  constructor(reason, detail) {
    super(`The token cannot be right (${reason}).`);
    this.reason = reason;
    this.detail = detail;
  }
};
function parseToken(typed) {
  const afterLink = typed.includes("#") ? typed.slice(typed.lastIndexOf("#") + 1) : typed;
  const characters = Array.from(afterLink.replace(SEPARATORS, ""));
  if (characters.length === 0) throw new InvalidToken("empty");
  const strange = characters.filter((character) => !BASE58.test(character));
  if (strange.length > 0) {
    const lookalike = strange.every((character) => "0OIl".includes(character));
    throw new InvalidToken(lookalike ? "lookalike" : "character", [...new Set(strange)].join(" "));
  }
  if (characters.length !== LENGTH) throw new InvalidToken("length", characters.length);
  let from = 0;
  return GROUPS.map((size) => characters.slice(from, from += size).join("")).join("-");
}

// src/times.js
var LONG = { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
var SHORT = { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
var LANGUAGE = "en-GB";
function parts(date, options) {
  const found = new Intl.DateTimeFormat(LANGUAGE, options).formatToParts(date);
  return Object.fromEntries(found.map(({ type, value }) => [type, value]));
}
function moment(iso, zone = void 0) {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return String(iso);
  const utc = parts(date, { ...LONG, timeZone: "UTC" });
  const here = parts(date, { ...LONG, timeZone: zone });
  const text = `${utc.weekday} ${utc.day} ${utc.month}, ${utc.hour}:${utc.minute} UTC`;
  if (here.hour === utc.hour && here.minute === utc.minute && here.day === utc.day) return text;
  const day = here.day === utc.day ? "" : `${here.weekday} `;
  return `${text}: ${day}${here.hour}:${here.minute} where you are`;
}
function shortMoment(iso) {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return String(iso);
  const utc = parts(date, { ...SHORT, timeZone: "UTC" });
  return `${utc.day} ${utc.month} at ${utc.hour}:${utc.minute} UTC`;
}

// src/step_start.js
var FIELD = "token";
function showStart(booth2, next) {
  const { info } = booth2;
  if (info.state !== "open") {
    showNotOpen(booth2);
    return;
  }
  const status = el("p", { role: "status" });
  const start = button(words.start, () => checkToken(booth2, status, start, next));
  booth2.show(
    0,
    booth2.name,
    info.closes_at ? el("p", { class: "lead" }, words.electionCloses(moment(info.closes_at))) : null,
    el("p", {}, info.re_voting ? words.mayVoteAgain : words.oneBallot),
    el("p", {}, words.encrypted),
    ...tokenField(booth2, start),
    el("p", { class: "actions" }, start),
    status
  );
}
function showNotOpen(booth2) {
  const { state, opens_at: opensAt, closes_at: closesAt } = booth2.info;
  const hasClosed = state === "closed" && closesAt && Date.parse(closesAt) <= Date.now();
  const willOpen = state !== "closed" && opensAt;
  const when = hasClosed ? words.closedAt(moment(closesAt)) : willOpen ? words.opensAt(moment(opensAt)) : null;
  booth2.show(
    0,
    booth2.name,
    el("p", { class: "lead" }, words.states[state] ?? words.stateUnknown),
    when ? el("p", {}, when) : null,
    el("p", {}, link(words.electionPage, booth2.electionPage))
  );
}
function tokenField(booth2, start) {
  if (isToken(booth2.typed)) return [el("p", { class: "hint" }, words.tokenFromLink)];
  const input = el("input", {
    id: FIELD,
    type: "text",
    class: "input mono",
    autocomplete: "off",
    autocapitalize: "none",
    autocorrect: "off",
    spellcheck: "false",
    "aria-describedby": "token-hint token-error",
    oninput: () => booth2.typed = input.value,
    onkeydown: (event) => event.key === "Enter" && start.click()
  });
  input.value = booth2.typed;
  return [
    el(
      "div",
      { class: "field" },
      el("label", { for: FIELD }, words.tokenLabel),
      el("p", { class: "hint", id: "token-hint" }, words.tokenHint),
      el("p", { class: "error", id: "token-error" }),
      input
    )
  ];
}
function isToken(typed) {
  try {
    parseToken(typed);
    return true;
  } catch {
    return false;
  }
}
async function checkToken(booth2, status, start, next) {
  if (start.getAttribute("aria-disabled") === "true") return;
  let token2;
  try {
    token2 = parseToken(booth2.typed);
  } catch (error) {
    refuse(booth2, next, words.tokenErrors[error.reason](error.detail));
    return;
  }
  start.setAttribute("aria-disabled", "true");
  status.textContent = words.checkingToken;
  try {
    const credential = await booth2.encryptor.ask("credential", { token: token2 });
    judge(booth2, next, token2, await booth2.api.token(credential));
  } catch (error) {
    booth2.complain({ text: error instanceof Unreachable ? words.unreachableToken : error.message });
  } finally {
    start.removeAttribute("aria-disabled");
    status.textContent = "";
  }
}
function judge(booth2, next, token2, answer) {
  if (!answer.ok) {
    if (answer.code === "unknown-token") refuse(booth2, next, words.unknownToken);
    else booth2.complain({ text: words.refusals[answer.code] ?? (answer.message || words.refusedOtherwise) });
    return;
  }
  const spentAt = answer.value.spent_at;
  if (spentAt && !booth2.info.re_voting) {
    showSpent(booth2, spentAt);
    return;
  }
  booth2.token = token2;
  booth2.weight = answer.value.weight ?? 1;
  booth2.spentAt = spentAt ?? null;
  next();
}
function refuse(booth2, next, text) {
  if (document.getElementById(FIELD) === null) {
    const given = booth2.typed;
    booth2.typed = "";
    showStart(booth2, next);
    booth2.typed = given;
    document.getElementById(FIELD).value = given;
  }
  const input = document.getElementById(FIELD);
  input.setAttribute("aria-invalid", "true");
  input.parentElement.classList.add("wrong");
  document.getElementById("token-error").textContent = text;
  booth2.complain({ text, target: FIELD });
}
function spentSentence(spentAt) {
  return words.spentToken(spentAt ? words.spentOn(shortMoment(spentAt)) : "");
}
function showSpent(booth2, spentAt) {
  booth2.show(
    0,
    booth2.name,
    el("div", { class: "notice warn" }, el("p", {}, spentSentence(spentAt)), el("p", {}, words.spentAdvice)),
    el("p", {}, link(words.electionPage, booth2.electionPage))
  );
}

// src/step_cast.js
var WORTH_A_RETRY = ["rate-limited", "unavailable"];
async function showCast(booth2) {
  const { ballot } = booth2;
  try {
    await booth2.encryptor.forget();
  } catch (error) {
    booth2.stop(error.message);
    return;
  }
  await send(booth2, ballot, false);
}
async function send(booth2, ballot, isRetry) {
  booth2.show(3, words.castHeading, el("p", { role: "status" }, words.sending));
  try {
    const hadArrived = isRetry && await booth2.api.isOnBoard(ballot.trackingNumber) === true;
    const answer = await booth2.api.cast(ballot.text);
    if (answer.ok) await showReceipt(booth2, ballot, answer.value, hadArrived);
    else showRefusal(booth2, ballot, answer);
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    showFailure(booth2, ballot, words.unreachable, words.unreachableMore);
  }
}
function showFailure(booth2, ballot, ...texts) {
  const again = button(words.tryAgain, () => send(booth2, ballot, true));
  const notice = el("div", { class: "notice bad", role: "alert" }, ...texts.map((text) => el("p", {}, text)));
  const number = [el("h2", {}, words.trackingLabel), tracker(ballot.trackingNumber)];
  booth2.show(3, words.notCastHeading, notice, el("p", { class: "actions" }, again), ...number);
}
function showRefusal(booth2, ballot, { code, message, at }) {
  if (WORTH_A_RETRY.includes(code)) {
    showFailure(booth2, ballot, words.refusals[code]);
    return;
  }
  const spent = code === "token-spent";
  const text = spent ? spentSentence(at) : words.refusals[code] ?? (message || words.refusedOtherwise);
  const notice = el("div", { class: "notice bad", role: "alert" }, el("p", {}, text), spent ? el("p", {}, words.spentAdvice) : null);
  const reload = button(words.reload, () => window.location.reload(), "secondary");
  booth2.forget();
  booth2.show(3, words.notCastHeading, notice, el("p", { class: "actions" }, reload, link(words.electionPage, booth2.electionPage)));
}
async function showReceipt(booth2, ballot, receipt, hadArrived) {
  const { uuid, info } = booth2;
  const expected = {
    uuid,
    trackingNumber: ballot.trackingNumber,
    ballotText: ballot.text,
    setupEvent: info.setup_event,
    serverKey: info.server_key
  };
  const problems = await booth2.encryptor.ask("receipt", { receipt, expected });
  await booth2.encryptor.forget();
  booth2.forget();
  const save = () => saveAs(`receipt-${uuid}-${ballot.trackingNumber.slice(0, 8).replace(/\W/g, "_")}.json`, JSON.stringify(receipt));
  const board = el("p", { role: "status" });
  const good = problems.length === 0;
  booth2.show(
    3,
    hadArrived ? words.alreadyArrived : words.castDone,
    good ? null : badReceipt(problems),
    el("h2", {}, words.trackingLabel),
    tracker(ballot.trackingNumber),
    el("p", { class: "actions" }, button(words.saveReceipt, save), link(words.seeBoard, booth2.boardPage(ballot.trackingNumber))),
    el("p", {}, words.receiptMeaning),
    good ? el("p", {}, words.receiptVerified) : null,
    board,
    receiptFacts(receipt),
    el("p", { class: "hint" }, words.closePage)
  );
  await lookOnBoard(booth2, ballot, board);
}
function badReceipt(problems) {
  const items = problems.map((problem) => el("li", {}, problem));
  return el(
    "div",
    { class: "notice bad", role: "alert" },
    el("h2", {}, words.receiptBadHeading),
    el("ul", {}, ...items),
    el("p", {}, words.receiptBadAdvice)
  );
}
function receiptFacts(receipt) {
  const { height, setup_event: setup } = receipt;
  const checksum = el("span", { class: "checksum" }, typeof setup === "string" && setup !== "" ? grouped(setup) : "–");
  return facts([words.receiptHeight, String(height)], [words.receiptSetup, checksum]);
}
async function lookOnBoard(booth2, ballot, board) {
  const found = await booth2.api.isOnBoard(ballot.trackingNumber);
  board.textContent = { true: words.boardFound, false: words.boardMissing, null: words.boardUnknown }[String(found)];
  board.className = found === true ? "" : "notice warn";
}

// src/step_review.js
async function showReview(booth2) {
  booth2.ballot = null;
  const status = el("p", { role: "status" }, words.encrypting);
  const result = el("div", {});
  booth2.show(2, words.reviewHeading, ...booth2.questions.map((_, at) => contestReview(booth2, at)), status, result);
  await nextPaint();
  try {
    const choices = choiceVectors(booth2);
    booth2.ballot = await booth2.encryptor.ask("encrypt", { token: booth2.token, choices });
  } catch (error) {
    booth2.stop(error.message);
    return;
  }
  if (!result.isConnected) return;
  status.textContent = words.encryptingDone;
  result.append(...encrypted(booth2));
}
function nextPaint() {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
function contestReview(booth2, at) {
  const { title } = booth2.questions[at];
  const change = el(
    "button",
    { type: "button", class: "secondary", onclick: () => showChoose(booth2, at) },
    words.change,
    el("span", { class: "sr-only" }, ` ${title}`)
  );
  return el("section", { class: "card review" }, el("h2", {}, bdi(title)), chosenNames(booth2, at), change);
}
function chosenNames(booth2, at) {
  const { answers } = booth2.questions[at];
  const { blank, chosen } = booth2.choices[at];
  if (blank) return el("p", { class: "chosen" }, words.nobodyBlank);
  if (chosen.size === 0) return el("p", { class: "chosen" }, words.nobodyChosen);
  const { candidates } = booth2.info.contests[at];
  const names = answers.map((name, answer) => ({ name, answer })).filter(({ answer }) => chosen.has(answer));
  const items = names.map(({ name, answer }) => {
    const candidate = candidates[answer];
    return el("li", {}, el("span", { class: "name" }, bdi(name)), " ", candidate.slate ? slateLine(candidate) : null);
  });
  return el("ul", { class: "chosen" }, ...items);
}
function trackingBlock(booth2) {
  return [
    el("h2", {}, words.trackingLabel),
    tracker(booth2.ballot.trackingNumber),
    el("p", { class: "hint" }, words.trackingHint)
  ];
}
function encrypted(booth2) {
  return [
    ...trackingBlock(booth2),
    el("p", {}, booth2.info.re_voting ? words.castAgain : words.castOnce),
    el("p", { class: "actions" }, button(words.cast, () => showCast(booth2))),
    el("p", {}, button(words.challenge, () => showChallenge(booth2), "plain"))
  ];
}
function showChallenge(booth2) {
  booth2.show(
    2,
    words.challengeHeading,
    el("p", { class: "lead" }, words.challengeText),
    el("h2", {}, words.trackingLabel),
    tracker(booth2.ballot.trackingNumber),
    el("p", {}, words.challengeFirst),
    el("p", { class: "actions" }, button(words.open, () => openBallot(booth2)), button(words.back, () => backToReview(booth2), "secondary"))
  );
}
function backToReview(booth2) {
  const status = el("p", { role: "status" }, words.encryptingDone);
  const contests = booth2.questions.map((_, at) => contestReview(booth2, at));
  booth2.show(2, words.reviewHeading, ...contests, status, el("div", {}, ...encrypted(booth2)));
}
async function openBallot(booth2) {
  const { trackingNumber } = booth2.ballot;
  booth2.ballot = null;
  let opened;
  try {
    opened = await booth2.encryptor.ask("open");
  } catch (error) {
    booth2.stop(error.message);
    return;
  }
  const text = el("textarea", { class: "opened input mono", id: "opened", rows: "8", readonly: true, spellcheck: "false" });
  text.value = opened;
  const save = button(words.saveOpened, () => saveAs(`opened-ballot-${trackingNumber.slice(0, 8).replace(/\W/g, "_")}.json`, opened), "secondary");
  booth2.show(
    2,
    words.openedHeading,
    el("h2", {}, words.trackingLabel),
    tracker(trackingNumber),
    el("p", {}, words.openedText),
    el("div", { class: "field" }, el("label", { for: "opened" }, words.openedLabel), text),
    el("p", { class: "actions" }, save, link(words.checkPage, booth2.checkPage, { target: "_blank", rel: "noopener noreferrer" })),
    el("p", { class: "actions" }, button(words.voteAgain, () => showReviewAfterChallenge(booth2, text)))
  );
}
function showReviewAfterChallenge(booth2, text) {
  text.value = "";
  showChoose(booth2);
}

// src/step_choose.js
function emptyChoices(questions) {
  return questions.map(() => ({ blank: false, chosen: /* @__PURE__ */ new Set() }));
}
function choiceVectors(booth2) {
  return booth2.questions.map(({ answers, blank }, at) => {
    const choice = booth2.choices[at];
    const bits = answers.map((_, answer) => choice.chosen.has(answer) ? 1 : 0);
    return blank ? [choice.blank ? 1 : 0, ...bits] : bits;
  });
}
function showChoose(booth2, focusContest = null) {
  const contests = booth2.questions.map((_, at) => contestSection(booth2, at));
  const review = button(words.review, () => toReview(booth2));
  booth2.show(1, words.chooseHeading, ...notes(booth2), ...contests, el("p", { class: "actions" }, review));
  if (focusContest !== null) document.getElementById(`contest-${focusContest}`).focus();
}
function notes(booth2) {
  const texts = [];
  if (booth2.spentAt) texts.push(words.spentButAgain(words.spentOn(shortMoment(booth2.spentAt))));
  if (booth2.weight > 1) texts.push(words.weight(booth2.weight));
  return texts.map((text) => el("p", { class: "notice" }, text));
}
function contestSection(booth2, at) {
  const question = booth2.questions[at];
  const contest = booth2.info.contests[at];
  const counter = el("p", { role: "status", id: `counter-${at}` });
  const refusal = el("p", { class: "error", role: "alert", id: `refusal-${at}` });
  const boxes = question.answers.map((_, answer) => candidateBox(booth2, at, answer));
  const blank = question.blank ? blankBox(booth2, at) : null;
  const view = { counter, refusal, boxes, blank };
  boxes.forEach((box, answer) => box.addEventListener("change", () => choose(booth2, at, answer, view)));
  blank?.addEventListener("change", () => chooseBlank(booth2, at, view));
  refresh(booth2, at, view);
  const cards = boxes.map((box, answer) => candidateCard(contest.candidates[answer], box, question.answers[answer]));
  if (blank) cards.push(el("li", { class: "card candidate blank" }, labelled(blank, words.blank)));
  return el(
    "fieldset",
    { class: "contest", "aria-describedby": `rule-${at} counter-${at}` },
    el("legend", {}, el("h2", { id: `contest-${at}`, tabindex: "-1" }, bdi(question.title))),
    el("p", { class: "hint", id: `rule-${at}` }, words.chooseRange(question.min, question.max, question.answers.length)),
    contest.rule_text ? el("p", { class: "hint", dir: "auto" }, contest.rule_text) : null,
    el("div", { class: "counter" }, counter, refusal),
    el("ul", { class: "cards" }, ...cards)
  );
}
function candidateBox(booth2, at, answer) {
  const box = el("input", { type: "checkbox", id: `choice-${at}-${answer}`, name: `contest-${at}` });
  box.checked = booth2.choices[at].chosen.has(answer);
  return box;
}
function blankBox(booth2, at) {
  const box = el("input", { type: "checkbox", id: `blank-${at}`, name: `contest-${at}` });
  box.checked = booth2.choices[at].blank;
  return box;
}
function labelled(box, ...content) {
  return el("div", { class: "choice" }, box, el("label", { for: box.id }, ...content));
}
function candidateCard(candidate, box, name) {
  const slate = candidate.slate ? slateLine(candidate) : null;
  const statement = candidate.statement ? el(
    "details",
    { class: "statement" },
    el("summary", {}, words.statement, el("span", { class: "sr-only" }, words.statementOf(name))),
    ...paragraphs(candidate.statement)
  ) : null;
  const label = el("span", { class: "name" }, bdi(name));
  return el("li", { class: "card candidate" }, labelled(box, label, slate), statement);
}
function slateLine({ slate, slate_colour: colour }) {
  const mark = Number.isInteger(colour) && colour >= 0 && colour < 8 ? swatch(colour) : "";
  return el("span", { class: "slate hint" }, mark, " ", el("span", { class: "sr-only" }, words.slate("")), bdi(slate));
}
function choose(booth2, at, answer, view) {
  const choice = booth2.choices[at];
  const { max } = booth2.questions[at];
  const box = view.boxes[answer];
  view.refusal.textContent = "";
  if (!box.checked) {
    choice.chosen.delete(answer);
  } else if (choice.chosen.size >= max) {
    box.checked = false;
    view.refusal.textContent = words.tooMany(max);
  } else {
    choice.chosen.add(answer);
    choice.blank = false;
  }
  refresh(booth2, at, view);
}
function chooseBlank(booth2, at, view) {
  const choice = booth2.choices[at];
  choice.blank = view.blank.checked;
  view.refusal.textContent = "";
  if (choice.blank && choice.chosen.size > 0) {
    view.refusal.textContent = words.blankCleared(choice.chosen.size);
    choice.chosen.clear();
  }
  refresh(booth2, at, view);
}
function refresh(booth2, at, { counter, boxes, blank }) {
  const choice = booth2.choices[at];
  boxes.forEach((box, answer) => box.checked = choice.chosen.has(answer));
  if (blank) blank.checked = choice.blank;
  const { max } = booth2.questions[at];
  counter.textContent = choice.blank ? words.counterBlank : words.counter(choice.chosen.size, max);
}
function toReview(booth2) {
  const errors = booth2.questions.flatMap(({ title, min, blank }, at) => {
    const choice = booth2.choices[at];
    if (choice.blank || choice.chosen.size >= min) return [];
    return [{ text: words.tooFew(title, choice.chosen.size, min, blank), target: `choice-${at}-0` }];
  });
  if (errors.length > 0) booth2.complain(...errors);
  else showReview(booth2);
}

// src/booth.js
var Booth = class {
  constructor(root, tokenFromLink) {
    this.root = root;
    this.uuid = root.dataset.uuid;
    this.name = root.dataset.name;
    this.checkPage = root.dataset.check;
    this.api = new Api(this.uuid);
    this.encryptor = new Encryptor(root.dataset.worker);
    this.typed = tokenFromLink;
    this.token = null;
    this.info = null;
    this.questions = null;
    this.choices = null;
    this.ballot = null;
  }
  get electionPage() {
    return `/elections/${encodeURIComponent(this.uuid)}`;
  }
  boardPage(trackingNumber) {
    return `${this.electionPage}/board?q=${encodeURIComponent(trackingNumber)}`;
  }
  /** Show a step: its place, a heading that takes the focus, and its content. */
  show(number, heading, ...content) {
    const title = el("h1", { tabindex: "-1" }, heading);
    const place = number === 0 ? null : el("p", { class: "progress-line muted" }, words.step(number, words.steps[number - 1]));
    this.root.replaceChildren(...[place, title, ...content].filter((node) => node !== null));
    document.title = `${heading} – ${this.name}`;
    title.focus();
    window.scrollTo(0, 0);
  }
  /** Put an error summary on top of the step that is shown, and move the focus to it. */
  complain(...errors) {
    this.root.querySelector(".error-summary")?.remove();
    const summary = errorSummary(words.summaryHeading, errors);
    this.root.prepend(summary);
    summary.focus();
  }
  /** Forget who votes and how; whoever comes next on this device starts anew. */
  forget() {
    this.typed = "";
    this.token = null;
    this.choices = null;
    this.ballot = null;
  }
  /** The page cannot go on, and nothing was cast: try again with what is there, or load the page anew. */
  stop(message, retry = null) {
    if (retry === null) this.forget();
    const way = retry === null ? button(words.reload, () => window.location.reload()) : button(words.tryAgain, retry);
    const notice = el("div", { class: "notice bad", role: "alert" }, el("p", {}, message));
    this.show(0, words.stoppedHeading, notice, el("p", { class: "actions" }, way));
  }
  /** Load what the server says about the election, and the election record itself if ballots are taken. */
  async load() {
    this.info = valueOf(await this.api.booth());
    if (this.info.state !== "open") return;
    const text = valueOf(await this.api.election());
    const election = await this.encryptor.ask("prepare", { text });
    if (!agree(this.info, election, this.uuid)) throw new BallotError(words.mismatch);
    this.name = election.name;
    this.questions = election.questions;
    this.choices = emptyChoices(this.questions);
  }
};
function valueOf(answer) {
  if (!answer.ok) throw new BallotError(answer.message || words.refusals[answer.code] || words.stateUnknown);
  return answer.value;
}
function agree(info, election, uuid) {
  const contests = info.contests ?? [];
  const sameNames = (contest, question) => contest.candidates.length === question.answers.length && contest.candidates.every((candidate, at) => candidate.name === question.answers[at]);
  return election.uuid === uuid && info.phi === election.phi && contests.length === election.questions.length && contests.every((contest, at) => sameNames(contest, election.questions[at]));
}
function takeFragment() {
  const fragment = window.location.hash.slice(1);
  if (fragment !== "") window.history.replaceState(null, "", window.location.pathname + window.location.search);
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}
async function run(booth2) {
  try {
    await booth2.load();
    showStart(booth2, () => showChoose(booth2));
  } catch (error) {
    booth2.stop(error instanceof Unreachable ? words.unreachableToken : error.message, () => run(booth2));
  }
}
var token = takeFragment();
var booth = new Booth(document.getElementById("booth"), token);
window.addEventListener("hashchange", () => {
  if (window.location.hash.length < 20) return;
  booth.typed = takeFragment();
  if (booth.token === null) run(booth);
});
window.addEventListener("beforeunload", (event) => {
  if (booth.token !== null) event.preventDefault();
});
run(booth);
