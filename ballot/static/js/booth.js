// ballot: booth.js, built from frontend/src/booth.js by scripts/build_assets. Do not edit.
// SPDX-License-Identifier: Apache-2.0 AND MIT (@noble/curves 2.4.0, @noble/hashes 2.4.0: MIT)
var __defProp = Object.defineProperty;
var __export = (target, all) => {
  for (var name in all)
    __defProp(target, name, { get: all[name], enumerable: true });
};

// src/errors.js
var BallotError = class extends Error {
  get name() {
    return this.constructor.name;
  }
};
var InvalidEncoding = class extends BallotError {
};
var RandomnessMissing = class extends BallotError {
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
  const { code: code2 = "", message = "", at = null } = value?.error ?? {};
  const fallback = status === 429 ? "rate-limited" : status === 413 ? "too-large" : "unavailable";
  return { ok: false, status, code: code2 || fallback, message, at };
}
function csrfTokenOf(page) {
  return page.querySelector('meta[name="csrf-token"]')?.content ?? "";
}
var Api = class {
  #csrfToken = csrfTokenOf(document);
  constructor(uuid) {
    this.root = `/vote/${encodeURIComponent(uuid)}`;
  }
  async #post(path, body, wishes = {}, isSecond = false) {
    const headers = { "Content-Type": "application/json", "X-CSRFToken": this.#csrfToken, ...wishes };
    const answer = understand(await request(this.root + path, { method: "POST", headers, body }));
    if (answer.ok || answer.code !== "expired" || isSecond) return answer;
    await this.#renew();
    return this.#post(path, body, wishes, true);
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
  /** Ask for the code by e-mail; the ballot's signature shows that whoever asks holds the token. */
  async askCode(ballotText) {
    return this.#post("/code", ballotText);
  }
  /** `code`: from the mail, "" if there is none; `byMail`: whether the receipt is wanted by e-mail too. */
  async cast({ ballot, code: code2, byMail }) {
    const wishes = {};
    if (code2 !== "") wishes["X-Casting-Code"] = code2;
    if (byMail) wishes["X-Receipt-By-Mail"] = "yes";
    return this.#post("/cast", ballot.text, wishes);
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

// src/contest_choice.js
var contest_choice_exports = {};
__export(contest_choice_exports, {
  empty: () => empty,
  oddities: () => oddities,
  problem: () => problem,
  review: () => review,
  section: () => section,
  vector: () => vector
});

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
function saveAs(name, text, type = "application/json") {
  const address = URL.createObjectURL(new Blob([text], { type }));
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

// src/statement.js
var REL = "noopener noreferrer nofollow";
function blocks(nodes) {
  return nodes.map((node) => node.kind === "list" ? list(node) : el("p", { dir: "auto" }, ...line(node.content)));
}
function list({ ordered, content }) {
  return el(ordered ? "ol" : "ul", {}, ...content.map((item) => el("li", {}, ...blocks(item.content))));
}
var inline = {
  text: ({ text }) => [text],
  break: () => [el("br")],
  strong: ({ content }) => [el("strong", {}, ...line(content))],
  emphasis: ({ content }) => [el("em", {}, ...line(content))],
  link: ({ address, host, content }) => {
    if (!address.startsWith("https://")) return line(content);
    const anchor = link("", address, { rel: REL, target: "_blank" });
    anchor.append(...line(content));
    return [anchor, el("span", { class: "muted" }, ` (${host})`)];
  }
};
function line(nodes) {
  return nodes.flatMap((node) => inline[node.kind](node));
}

// src/language.js
var messages = globalThis.ballotMessages ?? {};
var code = globalThis.document?.documentElement.lang || "en";
var locale = `${code}-u-nu-latn`;
var fill = (message, values) => message.replace(/%(?:\((\w+)\)[sd]|%)/g, (place, name) => name === void 0 ? "%" : String(values[name]));
var plurals = new Intl.PluralRules(locale);
var numbers = new Intl.NumberFormat(locale);
function _(message, values = {}) {
  return fill(messages[message] ?? message, values);
}
function ngettext(one, many, number, values = {}) {
  const forms = messages[one] ?? { one, other: many };
  return fill(forms[plurals.select(number)] ?? forms.other, { num: numbers.format(number), ...values });
}
var moments = (options) => new Intl.DateTimeFormat(code === "en" ? "en-GB" : locale, options);
var OTHER_WAY = /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
function isolated(name) {
  const leftToRight = globalThis.document?.documentElement.dir !== "rtl";
  return leftToRight && !OTHER_WAY.test(name) ? name : `⁨${name}⁩`;
}

// src/words.js
var words = {
  // start
  electionCloses: (when) => _("Closes %(when)s.", { when }),
  oneBallot: _("You have one ballot. It takes about two minutes."),
  mayVoteAgain: _("It takes about two minutes. You may vote again until the election closes: your last ballot counts."),
  encrypted: _("Your vote is encrypted on this device before it is sent; nobody, not even the returning officer, can read a single vote."),
  start: _("Start"),
  tokenLabel: _("Your ballot token"),
  tokenHint: _("It is in the message that you received, and looks like XXXXX-XXXXXX-XXXXX-XXXXXX. You may leave out the dashes."),
  tokenFromLink: _("Your ballot token was taken from your link."),
  checkingToken: _("Checking your token…"),
  weight: (weight) => ngettext("Your ballot counts %(num)s time.", "Your ballot counts %(num)s times.", weight),
  tokenErrors: {
    empty: () => _("Enter your ballot token. It is in the message that you received."),
    length: (found) => _("A ballot token has 22 letters and digits; this one has %(found)s. Compare it with your message.", { found }),
    lookalike: (found) => _("A ballot token never contains %(found)s. Check for letters that look alike: the digit 0, the capital letters O and I, and the small letter l are never used.", { found }),
    character: (found) => _("A ballot token never contains %(found)s. Copy it again from your message.", { found })
  },
  unknownToken: _("We do not know this token. Check for letters that look alike. If it still fails, it may belong to another election, or may have been replaced: ask the returning officer."),
  spentToken: (when) => when ? _("This token has already been used on %(when)s.", { when }) : _("This token has already been used."),
  spentAdvice: _("If that was you, your ballot is in the ballot box, and you need to do nothing. If it was not you, tell the returning officer at once."),
  replacedToken: (when) => _("This token was replaced on %(when)s, so it can no longer be used.", { when }),
  replacedAdvice: _("Look for the newer message, and use the token in it. If you did not ask for a new token, tell the returning officer at once."),
  spentButAgain: (when) => _("You have already cast a ballot on %(when)s. You can vote again: only your last ballot counts.", { when }),
  // states of the election
  states: {
    draft: _("This election has not been opened yet."),
    waiting: _("This election has not been opened yet."),
    stopped: _("The voting is stopped for the time being. No ballot is accepted."),
    closed: _("This election is closed. No more ballots can be cast.")
  },
  stoppedAdvice: _("Your token stays valid. The page of the election says when the voting goes on."),
  stateUnknown: _("This election does not take ballots at the moment."),
  opensAt: (when) => _("It opens on %(when)s.", { when }),
  closedAt: (when) => _("It closed on %(when)s.", { when }),
  electionPage: _("Go to the page of the election"),
  // choose
  steps: [_("choose"), _("review"), _("cast")],
  step: (number, name) => _("Step %(number)s of 3: %(name)s", { number, name }),
  chooseHeading: _("Choose"),
  chooseRange: (min, max, count) => {
    if (max === 0) return _("Nobody can be chosen here.");
    if (min === max) return _("Choose %(max)s of %(count)s.", { max, count });
    if (min === 0) return _("Choose up to %(max)s of %(count)s.", { max, count });
    return _("Choose %(min)s to %(max)s of %(count)s.", { min, max, count });
  },
  counter: (chosen, max) => _("%(chosen)s of %(max)s chosen", { chosen, max }),
  counterBlank: _("Blank: you vote for nobody"),
  tooMany: (max) => _("You can choose %(max)s. Remove one first.", { max }),
  blank: _("Vote for nobody (blank)"),
  blankCleared: (count) => ngettext("%(num)s choice was removed: a blank ballot names nobody.", "%(num)s choices were removed: a blank ballot names nobody.", count),
  statement: _("Read statement"),
  statementOf: (name) => _(" of %(name)s", { name: isolated(name) }),
  slate: (name) => _("Slate: %(name)s", { name: isolated(name) }),
  withdrawn: _("Withdrawn"),
  withdrawnMeans: _("Votes for this name do not count."),
  tooFew: (title, chosen, min, blank) => blank ? _("%(title)s: you have chosen %(chosen)s. Choose at least %(min)s, or vote for nobody (blank).", { title: isolated(title), chosen, min }) : _("%(title)s: you have chosen %(chosen)s. Choose at least %(min)s.", { title: isolated(title), chosen, min }),
  // choose: what an organisation may warn of or block
  fewer: (title, chosen, max, blank) => blank ? _("%(title)s: you have chosen %(chosen)s of %(max)s. Choose more, or vote for nobody (blank).", { title: isolated(title), chosen, max }) : _("%(title)s: you have chosen %(chosen)s of %(max)s. You can choose more.", { title: isolated(title), chosen, max }),
  notAllRanked: (title, given2, count) => _("%(title)s: you have ranked %(given)s of %(count)s. Rank all, or vote for nobody (blank).", { title: isolated(title), given: given2, count }),
  notAllGraded: (title, given2, count) => _("%(title)s: you have graded %(given)s of %(count)s. Grade all, or vote for nobody (blank).", { title: isolated(title), given: given2, count }),
  rankGap: (title) => _("%(title)s: a rank is left out. Only the order counts: your ranks are read as 1, 2, 3 without gaps.", { title: isolated(title) }),
  sameRank: (title, rank) => _("%(title)s: rank %(rank)s is given more than once.", { title: isolated(title), rank }),
  lookTwice: _("Look twice:"),
  // choose: ranks, grades, lists
  rankHow: (limit, count) => limit < count ? _("Rank up to %(limit)s of %(count)s candidates in the order of your preference: number 1 is your favourite.", { limit, count }) : _("Rank as many candidates as you like in the order of your preference: number 1 is your favourite."),
  rankEqualHow: _("Give each candidate a rank: 1 is the best. Several may have the same rank. Those without a rank come last."),
  gradeHow: (worst) => _("Give each candidate a grade. Who gets none counts as “%(worst)s”.", { worst: isolated(worst) }),
  yourOrder: _("Your order"),
  nobodyRanked: _("Nobody is ranked yet. Choose your favourite first."),
  notRanked: _("Not ranked"),
  notRankedNames: _("Not ranked:"),
  ranked: (given2, count) => _("%(given)s of %(count)s ranked", { given: given2, count }),
  graded: (given2, count) => _("%(given)s of %(count)s graded", { given: given2, count }),
  addAs: (place) => _("Rank as number %(place)s", { place }),
  up: _("Move up"),
  down: _("Move down"),
  unrank: _("Remove"),
  placeOf: (name) => _("Place of %(name)s", { name: isolated(name) }),
  noRank: _("Not ranked"),
  noGrade: _("(no grade given)"),
  nowPlace: (name, place, count) => _("%(name)s: number %(place)s of %(count)s", { name: isolated(name), place, count }),
  nowUnranked: (name) => _("%(name)s: not ranked", { name: isolated(name) }),
  rankingCleared: (count) => ngettext("%(num)s entry was removed: a blank ballot names nobody.", "%(num)s entries were removed: a blank ballot names nobody.", count),
  rankNobody: (title, blank) => blank ? _("%(title)s: rank at least one candidate, or vote for nobody (blank).", { title: isolated(title) }) : _("%(title)s: rank at least one candidate.", { title: isolated(title) }),
  gradeNobody: (title, blank) => blank ? _("%(title)s: grade at least one candidate, or vote for nobody (blank).", { title: isolated(title) }) : _("%(title)s: grade at least one candidate.", { title: isolated(title) }),
  listHow: _("Choose one list, and then one or more candidates on it."),
  noList: _("No list chosen"),
  onList: (chosen, count, name) => _("%(name)s: %(chosen)s of %(count)s chosen", { name: isolated(name), chosen, count }),
  wholeList: _("Choose all on this list"),
  candidatesOf: (name) => _("Candidates of %(name)s", { name: isolated(name) }),
  listCleared: (count) => ngettext("%(num)s choice on the other list was removed.", "%(num)s choices on the other list were removed.", count),
  chooseList: (title, blank) => blank ? _("%(title)s: choose a list, or vote for nobody (blank).", { title: isolated(title) }) : _("%(title)s: choose a list.", { title: isolated(title) }),
  chooseOnList: (title, name) => _("%(title)s: choose at least one candidate of %(name)s.", { title: isolated(title), name: isolated(name) }),
  listName: _("List:"),
  review: _("Review my ballot"),
  summaryHeading: _("There is a problem"),
  // review
  reviewHeading: _("Review your ballot"),
  nobodyBlank: _("Nobody (blank vote)"),
  nobodyChosen: _("Nobody. You have left this open."),
  change: _("Change"),
  encrypting: _("Encrypting…"),
  encryptingDone: _("Encrypting… done."),
  trackingLabel: _("Your tracking number"),
  trackingHint: _("With it you can find your encrypted ballot on the public board. It does not show how you vote."),
  cast: _("Cast my ballot"),
  castOnce: _("Casting cannot be undone."),
  castAgain: _("You may vote again until the election closes; your last ballot counts."),
  challenge: _("Check that this device encrypts honestly"),
  // challenge
  challengeHeading: _("Check that this device encrypts honestly"),
  challengeText: _("This ballot will be opened and thrown away. You can then vote again. Checking works best on another device."),
  challengeFirst: _("First write down or photograph this tracking number: the check must show the same one."),
  open: _("Open this ballot and throw it away"),
  back: _("Back"),
  openedHeading: _("This ballot is open and will not be cast"),
  openedText: _("Save it, and check it on our checking page, best on another device. It contains the choices of this trial ballot, the random numbers of its encryption, and the encrypted ballot. It must show the tracking number above."),
  openedLabel: _("The opened ballot"),
  saveOpened: _("Save opened ballot"),
  checkPage: _("Go to the checking page"),
  voteAgain: _("Vote again"),
  // the code by e-mail
  codeHeading: _("Type the code from your e-mail"),
  codeAsking: _("Asking for your code…"),
  codeSent: _("Your ballot is not cast yet. We have sent six digits to the e-mail address that the roll has for you."),
  codeLabel: _("Code"),
  codeHint: _("Six digits. They are good for ten minutes."),
  codeEmpty: _("Type the six digits from the mail."),
  codeAgain: _("Send another code"),
  codeKeep: _("Keep this page open while you look for the mail, among the spam too. Nothing is lost."),
  // cast
  castHeading: _("Cast your ballot"),
  sending: _("Sending your ballot…"),
  castDone: _("Your ballot is in the ballot box."),
  alreadyArrived: _("Your ballot had already arrived; here is its receipt."),
  saveReceipt: _("Save receipt"),
  seeBoard: _("See it on the board"),
  receiptMeaning: _("The receipt proves that your ballot was accepted. It cannot show how you voted."),
  receiptUnverified: _("This browser could not verify the signature of the receipt just now. Your ballot is cast all the same. Save the receipt."),
  receiptMailed: _("The receipt is on its way to the e-mail address that the roll has for you, if it has one."),
  byMail: _("Send the receipt to me by e-mail too"),
  byMailHint: _("The mail names your tracking number. It cannot show how you voted. Without this you are only told that a ballot was cast."),
  whatIsTracking: _("What is my tracking number?"),
  whenWrong: _("What to do when something looks wrong"),
  help: _("Help"),
  reloaded: _("This page was loaded again. It keeps nothing on your device, so it has forgotten your token and your choices, and nothing was cast unless you saw a receipt. Open the link in your message again, or type your token."),
  receiptVerified: _("This page has verified the signature of the receipt, and that your ballot is part of the board."),
  boardFound: _("Your ballot is on the public board."),
  boardMissing: _("Your ballot is not yet on the public board, although the server has signed a receipt for it. Save the receipt, and look for your tracking number on the board later. If it is still missing then, give the receipt to the returning officer."),
  boardUnknown: _("The public board could not be reached just now. Look for your tracking number there later."),
  receiptBadHeading: _("The receipt of the server is wrong"),
  receiptBadAdvice: _("Your ballot may not have been recorded as you sent it. Save this receipt and tell the returning officer and the scrutineer of a candidate."),
  receiptProblems: {
    shape: _("It is not in the form of a receipt."),
    trackingNumber: _("It names another tracking number than the one that this device computed for your ballot."),
    election: _("It belongs to another election."),
    serverKey: _("It names another server key than this election's."),
    setupEvent: _("It names another set-up of the election than the one that this page was given."),
    signature: _("Its signature is not the server's."),
    event: _("Its entry on the board is not your ballot."),
    checkpoint: _("The server's signature under the state of the board is missing or wrong."),
    inclusion: _("It does not prove that your ballot is part of the board.")
  },
  receiptSetup: _("Setup event (compare it with the one in your message)"),
  receiptHeight: _("Place on the board"),
  closePage: _("You can close this page now. This device keeps nothing that could show how you voted."),
  unreachable: _("We could not reach the server. Your ballot has not been cast. Try again: nothing is lost."),
  unreachableMore: _("If it did arrive all the same, trying again shows its receipt; it can never be counted twice."),
  unreachableToken: _("We could not reach the server. Check your connection and try again: nothing is lost."),
  tryAgain: _("Try again"),
  notCastHeading: _("Your ballot has not been cast"),
  refusals: {
    "code-needed": _("Type the six digits from the mail."),
    "code-wrong": _("This code is not right. Type the six digits of the newest mail."),
    "code-expired": _("This code is good no more. Ask for a new one: nothing is lost."),
    "too-many-codes": _("Too many codes were sent to you. The newest one is good for ten minutes; for another, wait an hour."),
    "no-address": _("The roll has no e-mail address for you, so no code can be sent. Ask the returning officer."),
    "not-open": _("The election has not opened yet."),
    closed: _("The election has closed. Your ballot came too late and was not accepted."),
    "token-replaced": _("This token was replaced, so it can no longer be used. Look for the newer message."),
    "unknown-token": _("The server does not know this token any more. It may have been replaced: look for a newer message."),
    "too-large": _("The server refused the ballot because of its size. Reload this page and vote again."),
    "invalid-ballot": _("The server found a mistake in the encrypted ballot. Reload this page and vote again, or use another device."),
    "rate-limited": _("Too many attempts came from your network. Wait a minute, then try again: nothing is lost."),
    stopped: _("The voting is stopped for the time being. Keep this page open and try again later, or vote again when it goes on: your token stays valid."),
    unavailable: _("The server cannot accept ballots at the moment. Wait a minute, then try again: nothing is lost.")
  },
  refusedOtherwise: _("The server did not accept the ballot."),
  startAgain: _("Start again"),
  // loading and stopping
  loading: _("Loading the ballot paper…"),
  stoppedHeading: _("This page cannot go on"),
  reload: _("Reload the page"),
  mismatch: _("The ballot paper on this page does not match the election record. Do not vote here; tell the returning officer."),
  workerFailed: _("This browser could not start the program that encrypts your vote. Use another browser or a newer one, or another device."),
  // checking page
  checkEmpty: _("Paste an opened ballot, or choose the file that the booth saved."),
  checkUnreadable: _("The file could not be read. Choose the file that the booth saved, or paste its text."),
  checking: _("Checking…"),
  checkGood: _("The encryption is honest: the ballot holds exactly these choices."),
  checkBad: _("This opened ballot is not right"),
  checkBadAdvice: _("If you pasted the text, make sure that nothing is missing. If it is complete, do not vote on that device, keep the file and tell the returning officer."),
  checkCompare: _("Compare the choices and this tracking number with those that the booth showed before it opened the ballot. They must be equal."),
  checkNumber: (number) => _("number %(number)s", { number }),
  checkNoNumber: _("no number (0)"),
  checkElection: _("Election"),
  checkPhi: _("Election fingerprint (compare it with the one in your message)"),
  checkCredential: _("Public credential"),
  checkScope: (ciphertexts) => ngettext("%(num)s encrypted value was computed again from the choices and the random numbers, and all proofs and the signature of the ballot were verified. This page sends nothing and keeps nothing.", "%(num)s encrypted values were computed again from the choices and the random numbers, and all proofs and the signature of the ballot were verified. This page sends nothing and keeps nothing.", ciphertexts)
};

// src/candidates.js
function slateLine({ slate, slate_colour: colour }) {
  const mark2 = Number.isInteger(colour) && colour >= 0 && colour < 8 ? swatch(colour) : "";
  return el("span", { class: "slate hint" }, mark2, " ", el("span", { class: "sr-only" }, words.slate("")), bdi(slate));
}
function statementOf(candidate, name) {
  if (!candidate.statement?.length) return null;
  const summary = el("summary", {}, words.statement, el("span", { class: "sr-only" }, words.statementOf(name)));
  return el("details", { class: "statement" }, summary, ...blocks(candidate.statement));
}
function nameOf(candidate, name) {
  const groups = candidate.groups?.length ? el("span", { class: "slate hint" }, bdi(candidate.groups.join(", "))) : null;
  const said = [el("span", { class: "name" }, bdi(name)), candidate.slate ? slateLine(candidate) : null, groups, withdrawnMark(candidate)];
  return candidate.photograph ? [el("span", { class: "named" }, portrait(candidate), el("span", {}, ...said))] : said;
}
function portrait({ photograph }) {
  const side = 72;
  const image = el("img", { alt: "", width: side, height: side, loading: "lazy", decoding: "async" });
  image.src = photograph;
  return el("span", { class: "portrait" }, image);
}
function withdrawnMark({ withdrawn }) {
  if (withdrawn !== true) return null;
  const mark2 = el("span", { class: "chip warn" }, words.withdrawn);
  return el("span", { class: "slate" }, mark2, " ", el("span", { class: "hint" }, words.withdrawnMeans));
}
function labelled(box, ...content) {
  return el("div", { class: "choice" }, box, el("label", { for: box.id }, ...content));
}
function input(type, id, name, checked, onchange) {
  const box = el("input", { type, id, name, autocomplete: "off", onchange });
  box.checked = checked;
  return box;
}
function makeCounter(at) {
  const counter = el("p", { role: "status", id: `counter-${at}` });
  const refusal = el("p", { class: "error", role: "alert", id: `refusal-${at}` });
  return { counter, refusal, box: el("div", { class: "counter" }, counter, refusal) };
}
function frame(at, title, how, ruleText, ...content) {
  return el(
    "fieldset",
    { class: "contest", "aria-describedby": `rule-${at} counter-${at}` },
    el("legend", {}, el("h2", { id: `contest-${at}`, tabindex: "-1" }, bdi(title))),
    el("p", { class: "hint", id: `rule-${at}` }, how),
    ruleText ? el("p", { class: "hint", dir: "auto" }, ruleText) : null,
    ...content
  );
}

// src/contest_choice.js
function empty() {
  return { blank: false, chosen: /* @__PURE__ */ new Set() };
}
function vector({ answers, blank }, choice) {
  const bits = answers.map((_2, answer) => choice.chosen.has(answer) ? 1 : 0);
  return blank ? [choice.blank ? 1 : 0, ...bits] : bits;
}
function section({ at, question, contest, shown, choice }) {
  const { counter, refusal, box: line2 } = makeCounter(at);
  const view = { counter, refusal };
  const name = `contest-${at}`;
  view.boxes = question.answers.map(
    (_2, answer) => input("checkbox", `choice-${at}-${answer}`, name, false, () => choose(question, choice, answer, view))
  );
  view.blank = question.blank ? input("checkbox", `blank-${at}`, name, false, () => chooseBlank(question, choice, view)) : null;
  refresh(question, choice, view);
  const cards = shown.map((answer) => card(contest.candidates[answer], view.boxes[answer], question.answers[answer]));
  if (view.blank) cards.push(el("li", { class: "card candidate blank" }, labelled(view.blank, words.blank)));
  const how = words.chooseRange(question.min, question.max, question.answers.length);
  return frame(at, question.title, how, contest.rule_text, line2, el("ul", { class: "cards" }, ...cards));
}
function card(candidate, box, name) {
  return el("li", { class: "card candidate" }, labelled(box, ...nameOf(candidate, name)), statementOf(candidate, name));
}
function choose(question, choice, answer, view) {
  const { max } = question;
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
  refresh(question, choice, view);
}
function chooseBlank(question, choice, view) {
  choice.blank = view.blank.checked;
  view.refusal.textContent = "";
  if (choice.blank && choice.chosen.size > 0) {
    view.refusal.textContent = words.blankCleared(choice.chosen.size);
    choice.chosen.clear();
  }
  refresh(question, choice, view);
}
function refresh({ max }, choice, { counter, boxes, blank }) {
  boxes.forEach((box, answer) => box.checked = choice.chosen.has(answer));
  if (blank) blank.checked = choice.blank;
  counter.textContent = choice.blank ? words.counterBlank : words.counter(choice.chosen.size, max);
}
function problem({ at, question: { title, min, blank }, shown, choice }) {
  if (choice.blank || choice.chosen.size >= min) return null;
  return { text: words.tooFew(title, choice.chosen.size, min, blank), target: `choice-${at}-${shown[0]}` };
}
function oddities({ at, question: { title, max, blank }, shown, choice }) {
  const { size } = choice.chosen;
  if (choice.blank || size >= max || size === 0 && !blank) return [];
  const first = shown.find((answer) => !choice.chosen.has(answer));
  return [{ what: "under_vote", text: words.fewer(title, size, max, blank), target: `choice-${at}-${first}` }];
}
function review({ question: { answers }, contest: { candidates }, shown, choice: { blank, chosen } }) {
  if (blank) return el("p", { class: "chosen" }, words.nobodyBlank);
  if (chosen.size === 0) return el("p", { class: "chosen" }, words.nobodyChosen);
  const items = shown.filter((answer) => chosen.has(answer)).map((answer) => {
    const candidate = candidates[answer];
    const slate = candidate.slate ? slateLine(candidate) : null;
    return el("li", {}, el("span", { class: "name" }, bdi(answers[answer])), " ", slate, withdrawnMark(candidate));
  });
  return el("ul", { class: "chosen" }, ...items);
}

// src/contest_lists.js
var contest_lists_exports = {};
__export(contest_lists_exports, {
  empty: () => empty2,
  oddities: () => oddities2,
  problem: () => problem2,
  review: () => review2,
  section: () => section2,
  vector: () => vector2
});
function empty2() {
  return { list: null, chosen: /* @__PURE__ */ new Set() };
}
function vector2({ answers }, { list: list2, chosen }) {
  return answers.map((row, at) => row.map((_2, entry) => at === list2 && (entry === 0 || chosen.has(entry)) ? 1 : 0));
}
function section2({ at, question, contest, shown, choice }) {
  const { counter, refusal, box } = makeCounter(at);
  const view = { at, question, contest, choice, counter, refusal };
  view.blank = blankOf(view);
  view.lists = question.answers.map((row, list2) => list2 === view.blank ? blankCard(view, list2) : listCard(view, list2, row));
  refresh2(view);
  const cards = shown.map((list2) => view.lists[list2].item);
  return frame(at, question.title, words.listHow, contest.rule_text, box, el("ul", { class: "cards" }, ...cards));
}
function blankOf({ question: { answers }, contest }) {
  return contest.blank ? answers.length - 1 : null;
}
function blankCard(view, list2) {
  const radio = input("radio", `blank-${view.at}`, `list-${view.at}`, false, () => chooseBlank2(view, list2));
  return { item: el("li", { class: "card candidate blank" }, labelled(radio, words.blank)), radio, boxes: [], group: null };
}
function listCard(view, list2, [name, ...names]) {
  const { at, contest } = view;
  const radio = input("radio", `list-${at}-${list2}`, `list-${at}`, false, () => chooseList(view, list2));
  const boxes = names.map(
    (_2, entry) => input("checkbox", `on-list-${at}-${list2}-${entry}`, `on-list-${at}-${list2}`, false, () => choose2(view, entry + 1, boxes[entry].checked))
  );
  const candidates = contest.lists[list2].candidates;
  const items = names.map((one, entry) => el("li", {}, labelled(boxes[entry], ...nameOf(candidates[entry], one)), statementOf(candidates[entry], one)));
  const all = button(words.wholeList, () => chooseAll(view, names.length), "secondary small");
  const legend = el("legend", { class: "sr-only" }, words.candidatesOf(name));
  const group = el("fieldset", { class: "on-list" }, legend, all, el("ul", { class: "cards plain-list" }, ...items));
  return { item: el("li", { class: "card candidate" }, labelled(radio, el("span", { class: "name" }, bdi(name)), withdrawnMark(contest.lists[list2])), group), radio, boxes, group };
}
function refresh2({ choice, question, lists, blank, counter, refusal }) {
  lists.forEach(({ radio, boxes, group }, list2) => {
    radio.checked = choice.list === list2;
    if (group) group.hidden = choice.list !== list2;
    boxes.forEach((box, entry) => box.checked = choice.list === list2 && choice.chosen.has(entry + 1));
  });
  counter.textContent = counted(choice, question, blank);
  refusal.textContent = "";
}
function counted({ list: list2, chosen }, { answers }, blank) {
  if (list2 === null) return words.noList;
  return list2 === blank ? words.counterBlank : words.onList(chosen.size, answers[list2].length - 1, answers[list2][0]);
}
function chooseList(view, list2) {
  const cleared = moveTo(view, list2);
  refresh2(view);
  if (cleared > 0) view.refusal.textContent = words.listCleared(cleared);
}
function chooseBlank2(view, list2) {
  const cleared = moveTo(view, list2);
  view.choice.chosen.add(1);
  refresh2(view);
  if (cleared > 0) view.refusal.textContent = words.blankCleared(cleared);
}
function moveTo({ choice, blank }, list2) {
  const cleared = choice.list === list2 || choice.list === blank ? 0 : choice.chosen.size;
  if (choice.list !== list2) choice.chosen.clear();
  choice.list = list2;
  return cleared;
}
function choose2(view, entry, isChosen) {
  if (isChosen) view.choice.chosen.add(entry);
  else view.choice.chosen.delete(entry);
  refresh2(view);
}
function chooseAll(view, size) {
  for (let entry = 1; entry <= size; entry += 1) view.choice.chosen.add(entry);
  refresh2(view);
}
function problem2({ at, question: { title, answers }, contest, shown, choice: { list: list2, chosen } }) {
  if (list2 === null) return { text: words.chooseList(title, contest.blank), target: `list-${at}-${shown[0]}` };
  if (chosen.size > 0) return null;
  return { text: words.chooseOnList(title, answers[list2][0]), target: `on-list-${at}-${list2}-0` };
}
var oddities2 = () => [];
function review2(view) {
  const { question: { answers }, contest: { lists }, choice: { list: list2, chosen } } = view;
  if (list2 === blankOf(view)) return el("p", { class: "chosen" }, words.nobodyBlank);
  const [name, ...names] = answers[list2];
  const items = names.filter((_2, entry) => chosen.has(entry + 1)).map((one) => el("li", {}, bdi(one)));
  return el("div", {}, el("p", {}, words.listName, " ", el("strong", {}, bdi(name)), " ", withdrawnMark(lists[list2])), el("ul", { class: "chosen" }, ...items));
}

// src/contest_order.js
var contest_order_exports = {};
__export(contest_order_exports, {
  empty: () => empty3,
  oddities: () => oddities3,
  problem: () => problem3,
  review: () => review3,
  section: () => section3,
  vector: () => vector3
});

// src/dragging.js
var EDGE = 70;
var STEP = 14;
function handle(item, spotAt2, drop2) {
  const node = el("span", { class: "grip", "aria-hidden": "true" }, "⠿");
  node.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    follow(event.pointerId, item, spotAt2, drop2);
  });
  return node;
}
function follow(pointer, item, spotAt2, drop2) {
  let spot = null;
  const mark2 = (found) => {
    spot?.node.classList.remove("drop-before", "drop-after");
    spot = found;
    spot?.node.classList.add(spot.after ? "drop-after" : "drop-before");
  };
  const listeners = { pointermove: move2, pointerup: () => end(true), pointercancel: () => end(false), keydown: key };
  function move2(event) {
    if (event.pointerId !== pointer) return;
    if (event.clientY < EDGE) window.scrollBy(0, -STEP);
    if (event.clientY > window.innerHeight - EDGE) window.scrollBy(0, STEP);
    mark2(spotAt2(event.clientY));
  }
  function key(event) {
    if (event.key === "Escape") end(false);
  }
  function end(isDropped) {
    const found = spot;
    mark2(null);
    item.classList.remove("dragged");
    for (const [name, listener] of Object.entries(listeners)) document.removeEventListener(name, listener);
    if (isDropped && found !== null) drop2(found);
  }
  item.classList.add("dragged");
  for (const [name, listener] of Object.entries(listeners)) document.addEventListener(name, listener);
}

// src/contest_order.js
function empty3() {
  return { blank: false, order: [] };
}
function vector3({ answers }, { order }) {
  return answers.map((_2, answer) => order.indexOf(answer) + 1);
}
function section3({ at, question, contest, shown, choice, style }) {
  const { counter, refusal, box } = makeCounter(at);
  const view = { at, question, shown, choice, style, counter, refusal };
  view.ranked = el("ol", { class: "cards ranking", "aria-label": words.yourOrder });
  view.rest = el("ul", { class: "cards ranking" });
  view.none = el("p", { class: "hint" }, words.nobodyRanked);
  view.restHeading = el("h3", {}, words.notRanked);
  view.cards = question.answers.map((name, answer) => makeCard(view, contest.candidates[answer], answer, name));
  view.blank = style.blank ? input("checkbox", `blank-${at}`, `contest-${at}`, false, () => chooseBlank3(view)) : null;
  const blank = view.blank && el("div", { class: "card candidate blank" }, labelled(view.blank, words.blank));
  refresh3(view, words.ranked(choice.order.length, question.answers.length));
  const how = words.rankHow(style.limit, question.answers.length);
  return frame(at, question.title, how, contest.rule_text, box, el("h3", {}, words.yourOrder), view.none, view.ranked, view.restHeading, view.rest, blank);
}
function makeCard(view, candidate, answer, name) {
  const place = el("span", { class: "rank", "aria-hidden": "true" });
  const acts = el("div", { class: "acts" });
  const item = el("li", { class: "card candidate" });
  const grip = handle(item, (y) => spotAt(view, answer, y), (spot) => drop(view, answer, spot));
  const line2 = el("div", { class: "who" }, place, el("span", { class: "grow" }, ...nameOf(candidate, name)), grip);
  item.append(line2, acts, ...[statementOf(candidate, name)].filter((node) => node !== null));
  return { item, place, acts };
}
function spotAt(view, answer, y) {
  const { order } = view.choice;
  const others = order.filter((other) => other !== answer);
  const isNew = others.length === order.length;
  const bottom = view.ranked.hidden ? view.none.getBoundingClientRect().bottom : view.ranked.getBoundingClientRect().bottom;
  if (y > bottom + 8) return isNew ? null : { place: null, node: view.rest, after: false };
  if (isNew && order.length >= view.style.limit) return null;
  const place = others.filter((other) => middle(view.cards[other].item) < y).length;
  if (others.length === 0) return { place, node: view.none.hidden ? view.ranked : view.none, after: false };
  const isLast = place === others.length;
  return { place, node: view.cards[others[isLast ? place - 1 : place]].item, after: isLast };
}
function middle(node) {
  const { top, height } = node.getBoundingClientRect();
  return top + height / 2;
}
function drop(view, answer, { place }) {
  const { choice } = view;
  if (place === null) {
    remove(view, answer);
    return;
  }
  if (!choice.order.includes(answer)) choice.order.push(answer);
  choice.blank = false;
  move(view, answer, place, "place");
}
function act(view, answer, what, text, onclick) {
  const hidden = el("span", { class: "sr-only" }, ` ${view.question.answers[answer]}`);
  const node = button(text, onclick, "secondary small");
  node.id = `${what}-${view.at}-${answer}`;
  node.append(hidden);
  return node;
}
function rankedActs(view, answer, place) {
  const { order } = view.choice;
  const acts = [];
  if (place > 0) acts.push(act(view, answer, "up", words.up, () => move(view, answer, place - 1, "up")));
  if (place < order.length - 1) acts.push(act(view, answer, "down", words.down, () => move(view, answer, place + 1, "down")));
  if (order.length > 2) acts.push(placeSelect(view, answer, place));
  acts.push(act(view, answer, "remove", words.unrank, () => remove(view, answer)));
  return acts;
}
function placeSelect(view, answer, place) {
  const options = view.choice.order.map((_2, at) => el("option", { value: at, selected: at === place }, String(at + 1)));
  const label = words.placeOf(view.question.answers[answer]);
  const select = el("select", { class: "place", id: `place-${view.at}-${answer}`, "aria-label": label, autocomplete: "off" }, ...options);
  select.addEventListener("change", () => move(view, answer, Number(select.value), "place"));
  return select;
}
function refresh3(view, message) {
  const { choice: { order, blank }, question, style } = view;
  const rest = view.shown.filter((answer) => !order.includes(answer));
  order.forEach((answer, place) => {
    view.cards[answer].place.textContent = String(place + 1);
    view.cards[answer].acts.replaceChildren(...rankedActs(view, answer, place));
  });
  for (const answer of rest) {
    view.cards[answer].place.textContent = "";
    const add2 = act(view, answer, "add", words.addAs(order.length + 1), () => append(view, answer));
    view.cards[answer].acts.replaceChildren(...order.length < style.limit ? [add2] : []);
  }
  view.ranked.replaceChildren(...order.map((answer) => view.cards[answer].item));
  view.rest.replaceChildren(...rest.map((answer) => view.cards[answer].item));
  for (const node of [view.rest, view.restHeading]) node.hidden = rest.length === 0;
  for (const [node, hide] of [[view.none, order.length > 0], [view.ranked, order.length === 0]]) node.hidden = hide;
  if (view.blank) view.blank.checked = blank;
  view.counter.textContent = message;
  view.refusal.textContent = "";
}
function focus(view, answer, ...names) {
  const found = names.map((name) => document.getElementById(`${name}-${view.at}-${answer}`)).find((node) => node !== null);
  found?.focus();
}
function append(view, answer) {
  const { choice, question } = view;
  choice.order.push(answer);
  choice.blank = false;
  refresh3(view, words.nowPlace(question.answers[answer], choice.order.length, choice.order.length));
  const after = view.shown.slice(view.shown.indexOf(answer) + 1);
  const next = after.find((other) => !choice.order.includes(other));
  if (next !== void 0 && choice.order.length < view.style.limit) focus(view, next, "add");
  else focus(view, answer, "up", "remove");
}
function move(view, answer, to, by) {
  const { order } = view.choice;
  order.splice(order.indexOf(answer), 1);
  order.splice(to, 0, answer);
  refresh3(view, words.nowPlace(view.question.answers[answer], to + 1, order.length));
  focus(view, answer, by, by === "up" ? "down" : "up", "remove");
}
function remove(view, answer) {
  const { order } = view.choice;
  order.splice(order.indexOf(answer), 1);
  refresh3(view, words.nowUnranked(view.question.answers[answer]));
  focus(view, answer, "add");
}
function chooseBlank3(view) {
  const { choice, question } = view;
  choice.blank = view.blank.checked;
  const cleared = choice.order.length;
  if (choice.blank) choice.order.length = 0;
  refresh3(view, choice.blank ? words.counterBlank : words.ranked(choice.order.length, question.answers.length));
  if (choice.blank && cleared > 0) view.refusal.textContent = words.rankingCleared(cleared);
}
function problem3({ at, question: { title }, shown, choice: { blank, order }, style }) {
  if (blank || order.length > 0) return null;
  return { text: words.rankNobody(title, style.blank), target: `add-${at}-${shown[0]}` };
}
function oddities3({ at, question: { title }, shown, choice: { blank, order }, style: { limit } }) {
  if (blank || order.length >= limit) return [];
  const next = shown.find((answer) => !order.includes(answer));
  return [{ what: "under_vote", text: words.notAllRanked(title, order.length, limit), target: `add-${at}-${next}` }];
}
function review3({ question: { answers }, contest: { candidates }, choice: { blank, order } }) {
  if (blank) return el("p", { class: "chosen" }, words.nobodyBlank);
  const rest = answers.filter((_2, answer) => !order.includes(answer));
  const items = order.map((answer) => el("li", {}, bdi(answers[answer]), " ", withdrawnMark(candidates[answer])));
  const others = rest.length === 0 ? null : el("p", { class: "hint" }, words.notRankedNames, ...rest.flatMap((name, at) => [at > 0 ? ", " : " ", bdi(name)]));
  return el("div", {}, el("ol", { class: "chosen numbered" }, ...items), others);
}

// src/contest_table.js
var contest_table_exports = {};
__export(contest_table_exports, {
  denseRanks: () => denseRanks,
  empty: () => empty4,
  oddities: () => oddities4,
  problem: () => problem4,
  review: () => review4,
  section: () => section4,
  vector: () => vector4
});
function empty4({ answers }) {
  return { blank: false, marks: answers.map(() => 0) };
}
function denseRanks(marks) {
  const used = [...new Set(marks.filter((mark2) => mark2 > 0))].sort((one, other) => one - other);
  return marks.map((mark2) => used.indexOf(mark2) + 1);
}
function vector4(_2, { blank, marks }, { kind, limit }) {
  if (blank) return marks.map(() => 0);
  return kind === "grades" ? marks.map((mark2) => mark2 || limit) : denseRanks(marks);
}
function section4({ at, question, contest, shown, choice, style }) {
  const { counter, refusal, box } = makeCounter(at);
  const view = { at, question, contest, choice, style, counter, refusal };
  const make = style.kind === "grades" ? gradeCard : rankCard;
  view.fields = question.answers.map((name, answer) => make(view, answer, name));
  view.blank = style.blank ? input("checkbox", `blank-${at}`, `contest-${at}`, false, () => chooseBlank4(view)) : null;
  const cards = shown.map((answer) => view.fields[answer].item);
  if (view.blank) cards.push(el("li", { class: "card candidate blank" }, labelled(view.blank, words.blank)));
  refresh4(view);
  const how = style.kind === "grades" ? words.gradeHow(question.grades.at(-1)) : words.rankEqualHow;
  return frame(at, question.title, how, contest.rule_text, box, el("ul", { class: "cards" }, ...cards));
}
function gradeCard(view, answer, name) {
  const { at, contest, question: { grades: names } } = view;
  const boxes = names.map(
    (_2, grade) => input("radio", `grade-${at}-${answer}-${grade}`, `grade-${at}-${answer}`, false, () => mark(view, answer, grade + 1))
  );
  const grades = boxes.map((box, grade) => labelled(box, bdi(names[grade])));
  const candidate = contest.candidates[answer];
  const group = el("fieldset", { class: "grading" }, el("legend", {}, ...nameOf(candidate, name)), el("div", { class: "grades" }, ...grades));
  const show = (value) => boxes.forEach((box, grade) => box.checked = value === grade + 1);
  return { item: el("li", { class: "card candidate" }, group, statementOf(candidate, name)), show };
}
function rankCard(view, answer, name) {
  const { at, contest, style } = view;
  const ranks = Array.from({ length: style.limit }, (_2, rank) => el("option", { value: rank + 1 }, String(rank + 1)));
  const id = `rank-${at}-${answer}`;
  const select = el("select", { id, class: "place", autocomplete: "off" }, el("option", { value: 0 }, words.noRank), ...ranks);
  select.addEventListener("change", () => mark(view, answer, Number(select.value)));
  const candidate = contest.candidates[answer];
  const line2 = el("div", { class: "who" }, el("label", { for: id }, ...nameOf(candidate, name)), select);
  return { item: el("li", { class: "card candidate" }, line2, statementOf(candidate, name)), show: (value) => select.value = String(value) };
}
function mark(view, answer, value) {
  view.choice.marks[answer] = value;
  if (value > 0) view.choice.blank = false;
  refresh4(view);
}
var given = (choice) => choice.marks.filter((value) => value > 0).length;
function refresh4({ choice, question, style, fields, blank, counter, refusal }) {
  fields.forEach(({ show }, answer) => show(choice.marks[answer]));
  if (blank) blank.checked = choice.blank;
  const count = style.kind === "grades" ? words.graded : words.ranked;
  counter.textContent = choice.blank ? words.counterBlank : count(given(choice), question.answers.length);
  refusal.textContent = "";
}
function chooseBlank4(view) {
  const cleared = given(view.choice);
  view.choice.blank = view.blank.checked;
  if (view.choice.blank) view.choice.marks.fill(0);
  refresh4(view);
  if (view.choice.blank && cleared > 0) view.refusal.textContent = words.rankingCleared(cleared);
}
function problem4({ at, question: { title }, shown, choice, style }) {
  if (choice.blank || given(choice) > 0) return null;
  const isGraded = style.kind === "grades";
  const text = isGraded ? words.gradeNobody(title, style.blank) : words.rankNobody(title, style.blank);
  return { text, target: isGraded ? `grade-${at}-${shown[0]}-0` : `rank-${at}-${shown[0]}` };
}
function oddities4({ at, question: { title }, shown, choice: { blank, marks }, style }) {
  if (blank) return [];
  const isGraded = style.kind === "grades";
  const field = (answer) => isGraded ? `grade-${at}-${answer}-0` : `rank-${at}-${answer}`;
  const found = [];
  const missing = shown.find((answer) => marks[answer] === 0) ?? -1;
  const given2 = marks.filter((value) => value > 0);
  if (missing >= 0) {
    const text = (isGraded ? words.notAllGraded : words.notAllRanked)(title, given2.length, marks.length);
    found.push({ what: "under_vote", text, target: field(missing) });
  }
  if (isGraded) return found;
  const ranks = denseRanks(marks);
  const shifted = marks.findIndex((value, answer) => value !== ranks[answer]);
  if (shifted >= 0) found.push({ what: "rank_gaps", text: words.rankGap(title), target: field(shifted) });
  const twice = marks.findIndex((value, answer) => value > 0 && marks.indexOf(value) < answer);
  if (twice >= 0) found.push({ what: "equal_ranks", text: words.sameRank(title, marks[twice]), target: field(twice) });
  return found;
}
function review4(view) {
  if (view.choice.blank) return el("p", { class: "chosen" }, words.nobodyBlank);
  return view.style.kind === "grades" ? reviewGrades(view) : reviewRanks(view);
}
function reviewGrades({ question: { answers, grades }, contest: { candidates }, shown, choice: { marks } }) {
  const worst = el("span", {}, bdi(grades.at(-1)), el("span", { class: "hint" }, ` ${words.noGrade}`));
  const grade = (value) => value === 0 ? worst.cloneNode(true) : bdi(grades[value - 1]);
  const pairs = shown.map((answer) => [
    el("dt", {}, bdi(answers[answer])),
    el("dd", {}, grade(marks[answer]), " ", withdrawnMark(candidates[answer]))
  ]);
  return el("dl", { class: "facts" }, ...pairs.flat());
}
function reviewRanks({ question: { answers }, contest: { candidates }, choice: { marks } }) {
  const ranks = denseRanks(marks);
  const shown = answers.map((name, answer) => candidates[answer].withdrawn ? `${name} (${words.withdrawn.toLowerCase()})` : name);
  const namesAt = (rank) => shown.filter((_2, answer) => ranks[answer] === rank);
  const line2 = (names) => names.flatMap((name, at) => [at > 0 ? " = " : "", bdi(name)]);
  const items = Array.from({ length: Math.max(...ranks) }, (_2, at) => el("li", {}, ...line2(namesAt(at + 1))));
  const rest = namesAt(0);
  const others = rest.length === 0 ? null : el("p", { class: "hint" }, words.notRankedNames, ...rest.flatMap((name, at) => [at > 0 ? ", " : " ", bdi(name)]));
  return el("div", {}, el("ol", { class: "chosen numbered" }, ...items), others);
}

// node_modules/@noble/hashes/utils.js
function isBytes(a) {
  return a instanceof Uint8Array || ArrayBuffer.isView(a) && a.constructor.name === "Uint8Array" && "BYTES_PER_ELEMENT" in a && a.BYTES_PER_ELEMENT === 1;
}
var atitle = (title) => title ? `"${title}" ` : "";
function anumber(n, title = "") {
  if (typeof n !== "number")
    throw new TypeError(atitle(title) + "expected number, got " + typeof n);
  if (!Number.isSafeInteger(n) || n < 0)
    throw new RangeError(atitle(title) + "expected integer >= 0, got " + n);
  return n;
}
function abytes(value, length, title = "") {
  if (isBytes(value) && (length === void 0 || value.length === length))
    return value;
  if (length !== void 0)
    anumber(length, "length");
  const bytes = isBytes(value);
  const ofLen = length !== void 0 ? ` of length ${length}` : "";
  const got = bytes ? `length=${value.length}` : `type=${typeof value}`;
  const message = atitle(title) + "expected Uint8Array" + ofLen + ", got " + got;
  if (!bytes)
    throw new TypeError(message);
  throw new RangeError(message);
}
var aobject = (value, label) => {
  if (value === null || typeof value !== "object" || Array.isArray(value))
    throw new TypeError((label === "object" ? "" : `"${label}" `) + "expected object, got type=" + typeof value);
};
var aopts = (value, label) => {
  aobject(value, label);
  const proto = Object.getPrototypeOf(value);
  if (proto !== Object.prototype && proto !== null)
    throw new TypeError(`"${label}" expected plain object`);
  if (Object.hasOwn(value, "__proto__"))
    throw new TypeError(`"${label}.__proto__" is not allowed`);
};
function aexists(instance, checkFinished = true) {
  if (instance.destroyed)
    throw new Error("hash was destroyed");
  if (checkFinished && instance.finished)
    throw new Error("digest() was already called");
}
function aoutput(out, instance) {
  abytes(out, void 0, "output");
  const min = instance.outputLen;
  if (!(out.length >= min)) {
    throw new RangeError('"output" expected length >= ' + min);
  }
}
function clean(...arrays) {
  for (let i = 0; i < arrays.length; i++) {
    arrays[i].fill(0);
  }
}
function createView(arr) {
  return new DataView(arr.buffer, arr.byteOffset, arr.byteLength);
}
var hasHexBuiltin = /* @__PURE__ */ (() => (
  // @ts-ignore
  typeof Uint8Array.from([]).toHex === "function" && typeof Uint8Array.fromHex === "function"
))();
var hexes = /* @__PURE__ */ Array.from({ length: 256 }, (_2, i) => i.toString(16).padStart(2, "0"));
function bytesToHex(bytes) {
  abytes(bytes);
  if (hasHexBuiltin)
    return bytes.toHex();
  let hex = "";
  for (let i = 0; i < bytes.length; i++) {
    hex += hexes[bytes[i]];
  }
  return hex;
}
function asciiToBase16(ch) {
  return ch >= 48 && ch <= 57 ? ch - 48 : ch >= 65 && ch <= 70 ? ch - (65 - 10) : ch >= 97 && ch <= 102 ? ch - (97 - 10) : void 0;
}
function hexToBytes(hex) {
  if (typeof hex !== "string")
    throw new TypeError("hex string expected, got " + typeof hex);
  if (hasHexBuiltin) {
    try {
      return Uint8Array.fromHex(hex);
    } catch (error) {
      if (error instanceof SyntaxError)
        throw new RangeError(error.message);
      throw error;
    }
  }
  const hl = hex.length;
  const al = hl / 2;
  if (hl % 2)
    throw new RangeError("hex string expected, got unpadded hex of length " + hl);
  const array = new Uint8Array(al);
  for (let ai = 0, hi = 0; ai < al; ai++, hi += 2) {
    const n1 = asciiToBase16(hex.charCodeAt(hi));
    const n2 = asciiToBase16(hex.charCodeAt(hi + 1));
    if (n1 === void 0 || n2 === void 0) {
      const char = hex[hi] + hex[hi + 1];
      throw new RangeError('hex string expected, got non-hex character "' + char + '" at index ' + hi);
    }
    array[ai] = n1 * 16 + n2;
  }
  return array;
}
function concatBytes(...arrays) {
  let sum = 0;
  for (let i = 0; i < arrays.length; i++) {
    const a = arrays[i];
    abytes(a);
    sum += a.length;
  }
  const res = new Uint8Array(sum);
  for (let i = 0, pad = 0; i < arrays.length; i++) {
    const a = arrays[i];
    res.set(a, pad);
    pad += a.length;
  }
  return res;
}
function checkOpts(defaults, opts, title = "opts") {
  aopts(defaults, "defaults");
  if (opts !== void 0)
    aopts(opts, title);
  const merged = Object.assign(/* @__PURE__ */ Object.create(null), defaults, opts);
  return merged;
}
function createHasher(hashCons, info = {}) {
  if (typeof hashCons !== "function")
    throw new TypeError('"hashCons" expected function, got type=' + typeof hashCons);
  info = checkOpts({}, info, "info");
  const hashC = (msg, opts) => hashCons(opts).update(msg).digest();
  const tmp = hashCons(void 0);
  hashC.outputLen = tmp.outputLen;
  hashC.blockLen = tmp.blockLen;
  hashC.canXOF = tmp.canXOF;
  hashC.create = (opts) => hashCons(opts);
  Object.assign(hashC, info);
  return Object.freeze(hashC);
}
function randomBytes(bytesLength = 32) {
  anumber(bytesLength, "bytesLength");
  const cr = typeof globalThis === "object" ? globalThis.crypto : null;
  if (typeof cr?.getRandomValues !== "function")
    throw new Error("crypto.getRandomValues must be defined");
  if (bytesLength > 65536)
    throw new RangeError(`"bytesLength" expected <= 65536, got ${bytesLength}`);
  return cr.getRandomValues(new Uint8Array(bytesLength));
}
var oidNist = (suffix) => ({
  // Current NIST hashAlgs suffixes used here fit in one DER subidentifier octet.
  // Larger suffix values would need base-128 OID encoding and a different length byte.
  oid: Uint8Array.from([6, 9, 96, 134, 72, 1, 101, 3, 4, 2, suffix])
});

// node_modules/@noble/curves/utils.js
/*! noble-curves - MIT License (c) 2022 Paul Miller (paulmillr.com) */
function aarray(item, title, inner = () => {
}) {
  if (!Array.isArray(item))
    throw new TypeError(`"${title}" expected array, got type=${typeof item}`);
  for (let i = 0; i < item.length; i++)
    inner(item[i], `${title}[${i}]`);
  return item;
}
var abytes2 = (value, length, title) => abytes(value, length, title);
var anumber2 = anumber;
function aobject2(value, title = "object") {
  if (value === null || typeof value !== "object" || Array.isArray(value))
    throw new TypeError(title === "object" ? "expected valid options object" : `"${title}" expected object, got type=${typeof value}`);
  return value;
}
function afunction(value, title) {
  if (typeof value !== "function")
    throw new TypeError(`"${title}" is invalid: expected function, got ${typeof value}`);
  return value;
}
var bytesToHex2 = bytesToHex;
var concatBytes2 = (...arrays) => concatBytes(...arrays);
var hexToBytes2 = (hex) => hexToBytes(hex);
var isBytes2 = isBytes;
var randomBytes2 = (bytesLength) => randomBytes(bytesLength);
var _0n = /* @__PURE__ */ BigInt(0);
var _1n = /* @__PURE__ */ BigInt(1);
var atitle2 = (title) => title ? `"${title}" ` : "";
function abool(value, title = "") {
  if (typeof value !== "boolean")
    throw new TypeError(atitle2(title) + "expected boolean, got type=" + typeof value);
  return value;
}
function abignumber(n) {
  if (typeof n === "bigint") {
    if (!isPosBig(n))
      throw new RangeError("positive bigint expected, got " + n);
  } else
    anumber2(n);
  return n;
}
function asafenumber(value, title = "") {
  if (typeof value !== "number") {
    const prefix = title && `"${title}" `;
    throw new TypeError(prefix + "expected number, got type=" + typeof value);
  }
  if (!Number.isSafeInteger(value)) {
    const prefix = title && `"${title}" `;
    throw new RangeError(prefix + "expected safe integer, got " + value);
  }
}
function hexToNumber(hex) {
  if (typeof hex !== "string")
    throw new TypeError("hex string expected, got " + typeof hex);
  return hex === "" ? _0n : BigInt("0x" + hex);
}
function bytesToNumberBE(bytes) {
  return hexToNumber(bytesToHex(bytes));
}
function bytesToNumberLE(bytes) {
  return hexToNumber(bytesToHex(copyBytes(abytes(bytes)).reverse()));
}
function numberToBytesBE(n, len) {
  anumber(len);
  if (len === 0)
    throw new Error("zero output length is invalid");
  n = abignumber(n);
  const expectedLen = len * 2;
  const hex = n.toString(16);
  if (hex.length > expectedLen)
    throw new RangeError("number is too large");
  return hexToBytes(hex.padStart(expectedLen, "0"));
}
function numberToBytesLE(n, len) {
  return numberToBytesBE(n, len).reverse();
}
function copyBytes(bytes) {
  return Uint8Array.from(abytes2(bytes));
}
function isPosBig(n) {
  return typeof n === "bigint" && _0n <= n;
}
function inRange(n, min, max) {
  return isPosBig(n) && isPosBig(min) && isPosBig(max) && min <= n && n < max;
}
function aInRange(title, n, min, max) {
  if (!inRange(n, min, max))
    throw new RangeError("expected valid " + title + ": " + min + " <= n < " + max + ", got " + n);
}
function bitLen(n) {
  if (n < _0n)
    throw new Error("expected non-negative bigint, got " + n);
  return n === _0n ? 0 : n.toString(2).length;
}
var bitMask = (n) => {
  asafenumber(n, "n");
  return (_1n << BigInt(n)) - _1n;
};
function validateObject(object, fields = {}, optFields = {}, title = "object") {
  aobject2(object, title);
  aobject2(fields, "fields");
  aobject2(optFields, "optFields");
  function checkField(fieldName, expectedType, isOpt) {
    const label = title === "object" ? `param "${String(fieldName)}"` : `"${title}.${String(fieldName)}"`;
    const val = object[fieldName];
    if (!Object.hasOwn(object, fieldName) && (isOpt ? val !== void 0 : expectedType !== "function")) {
      throw new TypeError(`${label} is invalid: expected own property`);
    }
    if (isOpt && val === void 0)
      return;
    const current = typeof val;
    if (current !== expectedType || val === null)
      throw new TypeError(`${label} is invalid: expected ${expectedType}, got ${current}`);
  }
  const iter = (f, isOpt) => Object.entries(f).forEach(([k, v]) => checkField(k, v, isOpt));
  iter(fields, false);
  iter(optFields, true);
}

// node_modules/@noble/curves/abstract/modular.js
/*! noble-curves - MIT License (c) 2022 Paul Miller (paulmillr.com) */
var _0n2 = /* @__PURE__ */ BigInt(0);
var _1n2 = /* @__PURE__ */ BigInt(1);
var _2n = /* @__PURE__ */ BigInt(2);
var _3n = /* @__PURE__ */ BigInt(3);
var _4n = /* @__PURE__ */ BigInt(4);
var _5n = /* @__PURE__ */ BigInt(5);
var _7n = /* @__PURE__ */ BigInt(7);
var _8n = /* @__PURE__ */ BigInt(8);
var _9n = /* @__PURE__ */ BigInt(9);
var _15n = /* @__PURE__ */ BigInt(15);
var _16n = /* @__PURE__ */ BigInt(16);
var POW_WINDOWED_MIN = /* @__PURE__ */ BigInt("0x10000000000000000");
function mod(a, b) {
  if (b <= _0n2)
    throw new Error("mod: expected positive modulus, got " + b);
  const result = a % b;
  return result >= _0n2 ? result : b + result;
}
function pow(num, power2, modulo) {
  if (modulo <= _1n2)
    throw new Error("pow: expected modulus > 1, got " + modulo);
  if (typeof power2 !== "bigint")
    throw new TypeError("invalid exponent: expected bigint, got " + typeof power2);
  if (power2 < _0n2)
    throw new Error("invalid exponent, negatives unsupported");
  if (power2 === _0n2)
    return _1n2;
  if (power2 === _1n2)
    return num;
  let d = num % modulo;
  if (d < _0n2)
    d += modulo;
  if (power2 < POW_WINDOWED_MIN) {
    let p2 = _1n2;
    while (power2 > _0n2) {
      if (power2 & _1n2)
        p2 = p2 * d % modulo;
      d = d * d % modulo;
      power2 >>= _1n2;
    }
    return p2;
  }
  const digits = [];
  while (power2 > _0n2) {
    digits.push(Number(power2 & _15n));
    power2 >>= _4n;
  }
  const table = new Array(16);
  table[0] = _1n2;
  table[1] = d;
  for (let i = 2; i < 16; i++)
    table[i] = table[i - 1] * d % modulo;
  let p = table[digits[digits.length - 1]];
  for (let w = digits.length - 2; w >= 0; w--) {
    p = p * p % modulo;
    p = p * p % modulo;
    p = p * p % modulo;
    p = p * p % modulo;
    const digit = digits[w];
    if (digit !== 0)
      p = p * table[digit] % modulo;
  }
  return p;
}
function pow2(x, power2, modulo) {
  if (modulo <= _1n2)
    throw new Error("pow2: expected modulus > 1, got " + modulo);
  if (power2 < _0n2)
    throw new Error("pow2: expected non-negative exponent, got " + power2);
  let res = x;
  while (power2-- > _0n2) {
    res *= res;
    res %= modulo;
  }
  return res;
}
function invert(number, modulo) {
  if (number === _0n2)
    throw new Error("invert: expected non-zero number");
  if (modulo <= _1n2)
    throw new Error("invert: expected modulus > 1, got " + modulo);
  let a = mod(number, modulo);
  let b = modulo;
  let x = _0n2, u = _1n2;
  while (a !== _0n2) {
    const q = b / a;
    const r = b - a * q;
    const m = x - u * q;
    b = a, a = r, x = u, u = m;
  }
  const gcd = b;
  if (gcd !== _1n2)
    throw new Error("invert: does not exist");
  return mod(x, modulo);
}
function assertIsSquare(Fp2, root, n) {
  const F = Fp2;
  if (!F.eql(F.sqr(root), n))
    throw new Error("Cannot find square root");
}
function aoddModulus(order, fnName) {
  if ((order & _1n2) === _0n2)
    throw new Error(fnName + ": expected odd modulus, got " + order);
}
function sqrt3mod4(Fp2, n) {
  const F = Fp2;
  const p1div4 = (F.ORDER + _1n2) / _4n;
  const root = F.pow(n, p1div4);
  assertIsSquare(F, root, n);
  return root;
}
function sqrt5mod8(Fp2, n) {
  const F = Fp2;
  const p5div8 = (F.ORDER - _5n) / _8n;
  const n2 = F.mul(n, _2n);
  const v = F.pow(n2, p5div8);
  const nv = F.mul(n, v);
  const i = F.mul(F.mul(nv, _2n), v);
  const root = F.mul(nv, F.sub(i, F.ONE));
  assertIsSquare(F, root, n);
  return root;
}
function sqrt9mod16(P) {
  const Fp_ = Field(P);
  const tn = tonelliShanks(P);
  const c1 = tn(Fp_, Fp_.neg(Fp_.ONE));
  const c2 = tn(Fp_, c1);
  const c3 = tn(Fp_, Fp_.neg(c1));
  const c4 = (P + _7n) / _16n;
  return ((Fp2, n) => {
    const F = Fp2;
    let tv1 = F.pow(n, c4);
    let tv2 = F.mul(tv1, c1);
    const tv3 = F.mul(tv1, c2);
    const tv4 = F.mul(tv1, c3);
    const e1 = F.eql(F.sqr(tv2), n);
    const e2 = F.eql(F.sqr(tv3), n);
    tv1 = F.cmov(tv1, tv2, e1);
    tv2 = F.cmov(tv4, tv3, e2);
    const e3 = F.eql(F.sqr(tv2), n);
    const root = F.cmov(tv1, tv2, e3);
    assertIsSquare(F, root, n);
    return root;
  });
}
function tonelliShanks(P) {
  if (P < _3n)
    throw new Error("sqrt is not defined for small field");
  aoddModulus(P, "tonelliShanks");
  let Q2 = P - _1n2;
  let S = 0;
  while (Q2 % _2n === _0n2) {
    Q2 /= _2n;
    S++;
  }
  let Z = _2n;
  const _Fp = Field(P);
  while (FpLegendre(_Fp, Z) === 1) {
    if (Z++ > 1e3)
      throw new Error("Cannot find square root: probably non-prime P");
  }
  if (S === 1)
    return sqrt3mod4;
  let cc = _Fp.pow(Z, Q2);
  const Q1div2 = (Q2 + _1n2) / _2n;
  return function tonelliSlow(Fp2, n) {
    const F = Fp2;
    if (F.is0(n))
      return n;
    if (FpLegendre(F, n) !== 1)
      throw new Error("Cannot find square root");
    let M = S;
    let c = F.mul(F.ONE, cc);
    let t = F.pow(n, Q2);
    let R = F.pow(n, Q1div2);
    while (!F.eql(t, F.ONE)) {
      if (F.is0(t))
        throw new Error("Cannot find square root: probably non-prime P");
      let i = 1;
      let t_tmp = F.sqr(t);
      while (!F.eql(t_tmp, F.ONE)) {
        i++;
        t_tmp = F.sqr(t_tmp);
        if (i === M)
          throw new Error("Cannot find square root");
      }
      const exponent = _1n2 << BigInt(M - i - 1);
      const b = F.pow(c, exponent);
      M = i;
      c = F.sqr(b);
      t = F.mul(t, c);
      R = F.mul(R, b);
    }
    return R;
  };
}
function FpSqrt(P) {
  aoddModulus(P, "Fp.sqrt");
  if (P % _4n === _3n)
    return sqrt3mod4;
  if (P % _8n === _5n)
    return sqrt5mod8;
  if (P % _16n === _9n)
    return sqrt9mod16(P);
  return tonelliShanks(P);
}
var isNegativeLE = (num, modulo) => (mod(num, modulo) & _1n2) === _1n2;
var FIELD_FIELDS = [
  "create",
  "isValid",
  "is0",
  "neg",
  "inv",
  "sqrt",
  "sqr",
  "eql",
  "add",
  "sub",
  "mul",
  "pow",
  "div",
  "addN",
  "subN",
  "mulN",
  "sqrN"
];
function validateField(field) {
  aobject2(field, "field");
  if (typeof field.ORDER !== "bigint")
    throw new TypeError('param "ORDER" is invalid: expected bigint, got ' + typeof field.ORDER);
  asafenumber(field.BYTES, "BYTES");
  asafenumber(field.BITS, "BITS");
  for (const name of FIELD_FIELDS)
    afunction(field[name], "field." + name);
  if (field.BYTES < 1 || field.BITS < 1)
    throw new Error("invalid field: expected BYTES/BITS > 0");
  if (field.ORDER <= _1n2)
    throw new Error("invalid field: expected ORDER > 1, got " + field.ORDER);
  return field;
}
function FpInvertBatch(Fp2, nums, passZero = false) {
  validateField(Fp2);
  aarray(nums, "nums");
  abool(passZero, "passZero");
  const F = Fp2;
  const inverted = new Array(nums.length).fill(passZero ? F.ZERO : void 0);
  const multipliedAcc = nums.reduce((acc, num, i) => {
    if (F.is0(num))
      return acc;
    inverted[i] = acc;
    return F.mul(acc, num);
  }, F.ONE);
  const invertedAcc = F.inv(multipliedAcc);
  nums.reduceRight((acc, num, i) => {
    if (F.is0(num))
      return acc;
    inverted[i] = F.mul(acc, inverted[i]);
    return F.mul(acc, num);
  }, invertedAcc);
  return inverted;
}
function FpLegendre(Fp2, n) {
  validateField(Fp2);
  const F = Fp2;
  aoddModulus(F.ORDER, "FpLegendre");
  const p1mod2 = (F.ORDER - _1n2) / _2n;
  const powered = F.pow(n, p1mod2);
  const yes = F.eql(powered, F.ONE);
  const zero = F.eql(powered, F.ZERO);
  const no = F.eql(powered, F.neg(F.ONE));
  if (!yes && !zero && !no)
    throw new Error("invalid Legendre symbol result");
  return yes ? 1 : zero ? 0 : -1;
}
function nLength(n, nBitLength) {
  if (nBitLength !== void 0)
    anumber2(nBitLength);
  if (n <= _0n2)
    throw new Error("invalid n length: expected positive n, got " + n);
  if (nBitLength !== void 0 && nBitLength < 1)
    throw new Error("invalid n length: expected positive bit length, got " + nBitLength);
  const bits = bitLen(n);
  if (nBitLength !== void 0 && nBitLength < bits)
    throw new Error(`invalid n length: expected nBitLength (${nBitLength}) >= bitLen(n) (${bits})`);
  const _nBitLength = nBitLength !== void 0 ? nBitLength : bits;
  const nByteLength = Math.ceil(_nBitLength / 8);
  return { nBitLength: _nBitLength, nByteLength };
}
var FIELD_SQRT = /* @__PURE__ */ new WeakMap();
var _Field = class {
  ORDER;
  BITS;
  BYTES;
  isLE;
  ZERO = _0n2;
  ONE = _1n2;
  _lengths;
  _mod;
  constructor(ORDER, opts = {}) {
    if (ORDER <= _1n2)
      throw new Error("invalid field: expected ORDER > 1, got " + ORDER);
    let _nbitLength = void 0;
    this.isLE = false;
    if (opts != null && typeof opts === "object") {
      if (typeof opts.BITS === "number")
        _nbitLength = opts.BITS;
      if (typeof opts.sqrt === "function")
        Object.defineProperty(this, "sqrt", { value: opts.sqrt, enumerable: true });
      if (typeof opts.isLE === "boolean")
        this.isLE = opts.isLE;
      if (opts.allowedLengths)
        this._lengths = Object.freeze(opts.allowedLengths.slice());
      if (typeof opts.modFromBytes === "boolean")
        this._mod = opts.modFromBytes;
    }
    const { nBitLength, nByteLength } = nLength(ORDER, _nbitLength);
    if (nByteLength > 2048)
      throw new Error("invalid field: expected ORDER of <= 2048 bytes");
    this.ORDER = ORDER;
    this.BITS = nBitLength;
    this.BYTES = nByteLength;
    Object.freeze(this);
  }
  create(num) {
    return mod(num, this.ORDER);
  }
  isValid(num) {
    if (typeof num !== "bigint")
      throw new TypeError("invalid field element: expected bigint, got " + typeof num);
    return _0n2 <= num && num < this.ORDER;
  }
  is0(num) {
    return num === _0n2;
  }
  // is valid and invertible
  isValidNot0(num) {
    return !this.is0(num) && this.isValid(num);
  }
  isOdd(num) {
    return (num & _1n2) === _1n2;
  }
  neg(num) {
    return mod(-num, this.ORDER);
  }
  eql(lhs, rhs) {
    return lhs === rhs;
  }
  sqr(num) {
    return mod(num * num, this.ORDER);
  }
  add(lhs, rhs) {
    return mod(lhs + rhs, this.ORDER);
  }
  sub(lhs, rhs) {
    return mod(lhs - rhs, this.ORDER);
  }
  mul(lhs, rhs) {
    return mod(lhs * rhs, this.ORDER);
  }
  pow(num, power2) {
    return pow(num, power2, this.ORDER);
  }
  div(lhs, rhs) {
    return mod(lhs * invert(rhs, this.ORDER), this.ORDER);
  }
  // Same as above, but doesn't normalize
  sqrN(num) {
    return num * num;
  }
  addN(lhs, rhs) {
    return lhs + rhs;
  }
  subN(lhs, rhs) {
    return lhs - rhs;
  }
  mulN(lhs, rhs) {
    return lhs * rhs;
  }
  inv(num) {
    return invert(num, this.ORDER);
  }
  sqrt(num) {
    let sqrt = FIELD_SQRT.get(this);
    if (!sqrt)
      FIELD_SQRT.set(this, sqrt = FpSqrt(this.ORDER));
    return sqrt(this, num);
  }
  toBytes(num) {
    return this.isLE ? numberToBytesLE(num, this.BYTES) : numberToBytesBE(num, this.BYTES);
  }
  fromBytes(bytes, skipValidation = false) {
    abytes2(bytes);
    const { _lengths: allowedLengths, BYTES, isLE, ORDER, _mod: modFromBytes } = this;
    if (allowedLengths) {
      if (bytes.length < 1 || !allowedLengths.includes(bytes.length) || bytes.length > BYTES) {
        throw new Error("Field.fromBytes: expected " + allowedLengths + " bytes, got " + bytes.length);
      }
      const padded = new Uint8Array(BYTES);
      padded.set(bytes, isLE ? 0 : padded.length - bytes.length);
      bytes = padded;
    }
    if (bytes.length !== BYTES)
      throw new Error("Field.fromBytes: expected " + BYTES + " bytes, got " + bytes.length);
    let scalar = isLE ? bytesToNumberLE(bytes) : bytesToNumberBE(bytes);
    if (modFromBytes)
      scalar = mod(scalar, ORDER);
    if (!skipValidation) {
      if (!this.isValid(scalar))
        throw new Error("invalid field element: outside of range 0..ORDER");
    }
    return scalar;
  }
  // TODO: we don't need it here, move out to separate fn
  invertBatch(lst) {
    return FpInvertBatch(this, lst, true);
  }
  // We can't move this out because Fp6, Fp12 implement it
  // and it's unclear what to return in there.
  cmov(a, b, condition) {
    abool(condition, "condition");
    return condition ? b : a;
  }
};
function Field(ORDER, opts = {}) {
  Object.freeze(_Field.prototype);
  return new _Field(ORDER, opts);
}

// node_modules/@noble/curves/abstract/curve.js
/*! noble-curves - MIT License (c) 2022 Paul Miller (paulmillr.com) */
var _0n3 = /* @__PURE__ */ BigInt(0);
var _1n3 = /* @__PURE__ */ BigInt(1);
var _4n2 = /* @__PURE__ */ BigInt(4);
var BLIND_BYTES = 16;
var BLIND_BITS = 128;
var FW_WINDOW = 5;
var TABLE_BYTES_MAX = /* @__PURE__ */ (() => 2 ** 31)();
function validatePointCons(Point2) {
  const pc = Point2;
  if (typeof pc !== "function")
    throw new TypeError('"Point" expected constructor, got type=' + typeof Point2);
  afunction(pc.fromAffine, "Point.fromAffine");
  afunction(pc.fromBytes, "Point.fromBytes");
  afunction(pc.fromHex, "Point.fromHex");
  aobject2(pc.BASE, "Point.BASE");
  aobject2(pc.ZERO, "Point.ZERO");
  validateField(pc.Fp);
  validateField(pc.Fn);
}
function normalizeZ(c, points) {
  validatePointCons(c);
  validateMSMPoints(points, c);
  const invertedZs = FpInvertBatch(c.Fp, points.map((p) => p.Z));
  return points.map((p, i) => c.fromAffine(p.toAffine(invertedZs[i])));
}
function validateW(W, bits, min = 1) {
  if (!Number.isSafeInteger(W) || W < min || W > bits)
    throw new Error("invalid window size, expected [" + min + ".." + bits + "], got W=" + W);
}
function validateTableBytes(numPoints, fpBytes) {
  const bytes = numPoints * (4 * fpBytes + 128);
  if (bytes > TABLE_BYTES_MAX)
    throw new Error("invalid window size: table would need ~" + Math.ceil(bytes / 2 ** 20) + " MiB, max " + TABLE_BYTES_MAX / 2 ** 20 + " MiB");
}
function probeRandomBytes(randomBytes4, length) {
  if (randomBytes4 === void 0)
    return void 0;
  afunction(randomBytes4, "randomBytes");
  try {
    const probe = randomBytes4(length);
    if (!isBytes2(probe) || probe.length !== length)
      return void 0;
  } catch {
    return void 0;
  }
  return randomBytes4;
}
function validateMSMPoints(points, c) {
  aarray(points, "points");
  points.forEach((p, i) => {
    if (!(p instanceof c))
      throw new Error("invalid point at index " + i);
  });
}
function validateMSMScalars(scalars, field, maxScalar) {
  if (!Array.isArray(scalars))
    throw new Error("array of scalars expected");
  scalars.forEach((s, i) => {
    const ok = maxScalar === void 0 ? field.isValid(s) : isPosBig(s) && s < maxScalar;
    if (!ok)
      throw new Error("invalid scalar at index " + i);
  });
}
var pointWindowSizes = /* @__PURE__ */ new WeakMap();
function getWindowSize(P) {
  return pointWindowSizes.get(P) || 1;
}
function oddMultiples(p, size) {
  const dbl = p.double();
  const t = [p];
  for (let j = 1; j < size; j++)
    t.push(t[j - 1].add(dbl));
  return t;
}
function wnafDigits(n, W) {
  const size = 2 ** W;
  const half = size / 2;
  const mask = BigInt(size - 1);
  const d = [];
  while (n > _0n3) {
    let w = 0;
    if (n & _1n3) {
      w = Number(n & mask);
      if (w >= half)
        w -= size;
      n -= BigInt(w);
    }
    d.push(w);
    n >>= _1n3;
  }
  return d;
}
function signedWindowDigits(n, W, windows) {
  const size = 2 ** W;
  const half = size / 2;
  const mask = BigInt(size - 1);
  const shiftBy = BigInt(W);
  const d = [];
  for (let w = 0; w < windows; w++) {
    let v = Number(n & mask);
    n >>= shiftBy;
    if (v > half) {
      v -= size;
      n += _1n3;
    }
    d.push(v);
  }
  if (n !== _0n3)
    throw new Error("invalid wnaf");
  return d;
}
function wnafWalk(zero, tables, digits) {
  let max = 0;
  for (const d of digits)
    max = Math.max(max, d.length);
  let acc = zero;
  for (let bit = max - 1; bit >= 0; bit--) {
    if (bit !== max - 1)
      acc = acc.double();
    for (let i = 0; i < digits.length; i++) {
      const w = digits[i][bit];
      if (w) {
        const item = tables[i][Math.abs(w) - 1 >> 1];
        acc = acc.add(w < 0 ? item.negate() : item);
      }
    }
  }
  return acc;
}
var ScalarMultiplier = class {
  Point;
  BASE;
  ZERO;
  randomBytes;
  wnafPrecomputes = /* @__PURE__ */ new WeakMap();
  baseCanBeBlinded;
  bits;
  // Parametrized with a given Point class (not individual point)
  constructor(Point2, randomBytes4) {
    validatePointCons(Point2);
    this.randomBytes = probeRandomBytes(randomBytes4, BLIND_BYTES);
    this.Point = Point2;
    this.BASE = Point2.BASE;
    this.ZERO = Point2.ZERO;
    this.bits = Point2.Fn.BITS;
  }
  /**
   * Creates a signed fixed-window wNAF precomputation table: for every window w, the
   * multiples `[1..2^(W−1)]⋅2^(w⋅W)⋅P`, flattened. All doublings are baked into the table,
   * so cached multiplication is additions-only. `windows = ceil(bits/W) + 1`: the extra
   * window absorbs the final carry of signed-digit recoding.
   * For a 256-bit curve and W=6, the table is 44⋅32 = 1408 points.
   * @param point - Point instance
   * @param W - window size
   * @param bits - scalar bitlength the table must cover
   */
  buildWnafTable(point, W, bits) {
    const windows = Math.ceil(bits / W) + 1;
    const half = 2 ** (W - 1);
    const comp = [];
    let base = point;
    for (let w = 0; w < windows; w++) {
      let acc = base;
      for (let i = 0; i < half; i++) {
        comp.push(acc);
        acc = acc.add(base);
      }
      base = comp[comp.length - 1].double();
    }
    return { W, bits, windows, comp };
  }
  /**
   * Implements ec multiplication using precomputed signed fixed-window wNAF tables.
   * Constant-time: fixed window count with one table addition per window — zero digits feed
   * the fake accumulator — and no doublings; the lookup scans the whole window slice.
   * Scalar bounds are validated by the public entry points ({@link ScalarMultiplier.mulCT},
   * {@link ScalarMultiplier.mulCTBlinded}, {@link ScalarMultiplier.mulUnsafe});
   * signedWindowDigits throws if `n` exceeds the table.
   * @returns real and fake (for const-time) points
   */
  wnafCachedCT(precomputes, n) {
    const { W, windows, comp } = precomputes;
    const half = 2 ** (W - 1);
    const digits = signedWindowDigits(n, W, windows);
    let p = this.ZERO;
    let f = this.BASE;
    for (let w = 0; w < windows; w++) {
      const digit = digits[w];
      const start = w * half;
      const idx = Math.abs(digit) - 1;
      let sel = comp[start];
      for (let i = 1; i < half; i++)
        sel = i === idx ? comp[start + i] : sel;
      const neg = sel.negate();
      if (digit === 0)
        f = f.add(comp[start]);
      else
        p = p.add(digit < 0 ? neg : sel);
    }
    return { p, f };
  }
  // Cache key is point identity plus (W, bits); at most two entries exist per point (public-width
  // `Fn.BITS` and blinded `Fn.BITS + BLIND_BITS`). Callers must not reuse the same point with
  // incompatible `transform(...)` layouts and expect a separate cache entry.
  getWnafPrecomputes(W, point, bits, transform) {
    let entries = this.wnafPrecomputes.get(point);
    let comp = entries?.find((entry) => entry.W === W && entry.bits === bits);
    if (!comp) {
      comp = this.buildWnafTable(point, W, bits);
      if (typeof transform === "function")
        comp = { ...comp, comp: transform(comp.comp) };
      if (!entries) {
        entries = [];
        this.wnafPrecomputes.set(point, entries);
      }
      entries.push(comp);
    }
    return comp;
  }
  assertPoint(point) {
    if (!(point instanceof this.Point))
      throw new TypeError('"point" expected Point instance, got type=' + typeof point);
  }
  // Shared prologue of the constant-time entry points. Rejects scalar 0: in key/signature-style
  // callers a zero scalar means broken upstream plumbing, and concrete Points already reject it.
  // Uses inRange instead of Fn.isValidNot0: validateField() only certifies the arithmetic subset.
  validateMulInput(point, scalar) {
    this.assertPoint(point);
    if (!inRange(scalar, _1n3, this.Point.Fn.ORDER))
      throw new Error("invalid scalar");
  }
  // Constant-time dispatch shared by mulCT / mulCTBlinded. Un-precomputed points (W===1, e.g.
  // ECDH peer keys) skip building a throwaway cached table in favor of a small fixed-window
  // multiply. `n` must be < 2^bits.
  runCT(point, n, bits, transform) {
    const W = getWindowSize(point);
    if (W === 1)
      return this.fixedWindowCT(point, n, bits);
    return this.wnafCachedCT(this.getWnafPrecomputes(W, point, bits, transform), n);
  }
  mulCT(point, scalar, transform) {
    this.validateMulInput(point, scalar);
    return this.runCT(point, scalar, this.bits, transform);
  }
  mulCTBlinded(point, scalar, transform) {
    this.validateMulInput(point, scalar);
    if (this.randomBytes === void 0)
      throw new Error("randomBytes is required for scalar blinding");
    const bits = this.Point.Fn.BITS + BLIND_BITS;
    const blind = this.randomBytes(BLIND_BYTES);
    if (!isBytes2(blind) || blind.length !== BLIND_BYTES)
      throw new Error("randomBytes returned invalid byte array");
    blind[0] = blind[0] & 63 | 128;
    const n = scalar + bytesToNumberBE(blind) * this.Point.Fn.ORDER;
    return this.runCT(point, n, bits, transform);
  }
  /**
   * Constant-time multiplication `n*point` for an un-precomputed point, via a small fixed window.
   * A cached wNAF table only pays off when reused; a flat 2^FW_WINDOW table (`size-1` adds) is
   * far cheaper to build for a single use. The point-operation sequence is independent of `n`:
   * build the table, then per window exactly FW_WINDOW doublings, a data-oblivious scan over
   * every table entry, and one addition (adds the identity when the window digit is 0 — never
   * skipped).
   *
   * `n` must be `< 2^bits`. Assumes complete addition (adding the identity costs the same as any
   * add), which holds for the Weierstrass/Edwards point types used here. The table is left in
   * projective form (no normalizeZ): normalizing this small a table costs more than the
   * mixed-add savings it would buy for a single multiply.
   * @returns real point `p`; `f` duplicates it only to match {@link wnafCachedCT}'s return shape
   * (this path needs no fake accumulator — its op-count is already scalar-independent).
   */
  fixedWindowCT(point, n, bits) {
    const W = FW_WINDOW;
    const size = 1 << W;
    const mask = bitMask(W);
    const table = new Array(size);
    table[0] = this.ZERO;
    for (let i = 1; i < size; i++)
      table[i] = table[i - 1].add(point);
    const windows = Math.ceil(bits / W);
    let acc = this.ZERO;
    for (let window2 = windows - 1; window2 >= 0; window2--) {
      if (window2 !== windows - 1)
        for (let d = 0; d < W; d++)
          acc = acc.double();
      const digit = Number(n >> BigInt(window2 * W) & mask);
      let sel = table[0];
      for (let i = 1; i < size; i++)
        sel = i === digit ? table[i] : sel;
      acc = acc.add(sel);
    }
    return { p: acc, f: acc };
  }
  shouldBlind(point, cofactor) {
    if (this.randomBytes === void 0)
      return false;
    if (cofactor === _1n3)
      return true;
    if (point !== this.BASE)
      return false;
    if (this.baseCanBeBlinded === void 0)
      this.baseCanBeBlinded = this.mulUnsafe(this.BASE, this.Point.Fn.ORDER).is0();
    return this.baseCanBeBlinded;
  }
  mulSecret(point, scalar, cofactor, transform) {
    return this.shouldBlind(point, cofactor) ? this.mulCTBlinded(point, scalar, transform) : this.mulCT(point, scalar, transform);
  }
  mulUnsafe(point, scalar, transform) {
    this.assertPoint(point);
    if (!isPosBig(scalar))
      throw new Error("invalid scalar");
    const W = getWindowSize(point);
    if (W === 1 || scalar >= this.Point.Fn.ORDER)
      return mulAddUnsafe(this.Point, [point], [scalar], true);
    const precomputes = this.getWnafPrecomputes(W, point, this.bits, transform);
    return this.wnafCachedCT(precomputes, scalar).p;
  }
  // Remembers the window size used for precomputed wNAF multiplication of the given point
  // and drops any previously built tables. Usually only the base point is precomputed.
  // W=1 resets the point to the un-precomputed (table-less) paths.
  // W is additionally capped so tables stay under ~2 GiB ({@link TABLE_BYTES_MAX}).
  setWindowSize(point, W) {
    this.assertPoint(point);
    validateW(W, this.bits);
    const windows = Math.ceil((this.bits + BLIND_BITS) / W) + 1;
    validateTableBytes(windows * 2 ** (W - 1), this.Point.Fp.BYTES);
    pointWindowSizes.set(point, W);
    this.wnafPrecomputes.delete(point);
  }
  // True when a window size is set: tables themselves are built lazily on first multiply.
  hasWindowSize(point) {
    return getWindowSize(point) !== 1;
  }
};
function mulAddUnsafe(c, points, scalars, allowOversized = false) {
  validatePointCons(c);
  validateMSMPoints(points, c);
  abool(allowOversized, "allowOversized");
  validateMSMScalars(scalars, c.Fn, allowOversized ? c.Fn.ORDER ** _4n2 : void 0);
  if (points.length !== scalars.length)
    throw new Error("arrays of points and scalars must have equal length");
  const tables = points.map((p) => oddMultiples(p, 4));
  const digits = scalars.map((n) => wnafDigits(n, 4));
  return wnafWalk(c.ZERO, tables, digits);
}
function createField(order, field, isLE) {
  if (field) {
    if (field.ORDER !== order)
      throw new Error("Field.ORDER must match order: Fp == p, Fn == n");
    validateField(field);
    return field;
  } else {
    return Field(order, { isLE });
  }
}
function createCurveFields(type, CURVE, curveOpts = {}, FpFnLE) {
  if (type !== "weierstrass" && type !== "edwards")
    throw new Error('expected curve type "weierstrass" or "edwards"');
  if (FpFnLE === void 0)
    FpFnLE = type === "edwards";
  if (!CURVE || typeof CURVE !== "object")
    throw new Error(`expected valid ${type} CURVE object`);
  validateObject(curveOpts);
  for (const p of ["p", "n", "h"]) {
    const val = CURVE[p];
    if (!(isPosBig(val) && val !== _0n3))
      throw new Error(`CURVE.${p} must be positive bigint`);
  }
  const Fp2 = createField(CURVE.p, curveOpts.Fp, FpFnLE);
  const Fn = createField(CURVE.n, curveOpts.Fn, FpFnLE);
  const _b = type === "weierstrass" ? "b" : "d";
  const params = ["Gx", "Gy", "a", _b];
  for (const p of params) {
    if (!Fp2.isValid(CURVE[p]))
      throw new Error(`CURVE.${p} must be valid field element of CURVE.Fp`);
  }
  CURVE = Object.freeze(Object.assign({}, CURVE));
  return { CURVE, Fp: Fp2, Fn };
}
function createKeygen(randomSecretKey, getPublicKey) {
  return function keygen(seed) {
    const secretKey = randomSecretKey(seed);
    return { secretKey, publicKey: getPublicKey(secretKey) };
  };
}

// node_modules/@noble/hashes/_u64.js
var U32_MASK64 = /* @__PURE__ */ (() => BigInt(2 ** 32 - 1))();
var _32n = /* @__PURE__ */ BigInt(32);
function fromBig(n, le = false) {
  if (le)
    return { h: Number(n & U32_MASK64), l: Number(n >> _32n & U32_MASK64) };
  return { h: Number(n >> _32n & U32_MASK64) | 0, l: Number(n & U32_MASK64) | 0 };
}
function split(lst, le = false) {
  const len = lst.length;
  let Ah = new Uint32Array(len);
  let Al = new Uint32Array(len);
  for (let i = 0; i < len; i++) {
    const { h, l } = fromBig(lst[i], le);
    [Ah[i], Al[i]] = [h, l];
  }
  return [Ah, Al];
}
var fromNumH = (n) => n / 2 ** 32 | 0;
var fromNumL = (n) => n >>> 0;
function setU64FromNum(view, byteOffset, n, isLE) {
  const h = fromNumH(n);
  const l = fromNumL(n);
  view.setUint32(byteOffset, isLE ? l : h, isLE);
  view.setUint32(byteOffset + 4, isLE ? h : l, isLE);
}
var shrSH = (h, _l, s) => h >>> s;
var shrSL = (h, l, s) => h << 32 - s | l >>> s;
var rotrSH = (h, l, s) => h >>> s | l << 32 - s;
var rotrSL = (h, l, s) => h << 32 - s | l >>> s;
var rotrBH = (h, l, s) => h << 64 - s | l >>> s - 32;
var rotrBL = (h, l, s) => h >>> s - 32 | l << 64 - s;
function add(Ah, Al, Bh, Bl) {
  const l = (Al >>> 0) + (Bl >>> 0);
  return { h: Ah + Bh + (l / 2 ** 32 | 0) | 0, l: l | 0 };
}
var add3L = (Al, Bl, Cl) => (Al >>> 0) + (Bl >>> 0) + (Cl >>> 0);
var add3H = (low, Ah, Bh, Ch) => Ah + Bh + Ch + (low / 2 ** 32 | 0) | 0;
var add4L = (Al, Bl, Cl, Dl) => (Al >>> 0) + (Bl >>> 0) + (Cl >>> 0) + (Dl >>> 0);
var add4H = (low, Ah, Bh, Ch, Dh) => Ah + Bh + Ch + Dh + (low / 2 ** 32 | 0) | 0;
var add5L = (Al, Bl, Cl, Dl, El) => (Al >>> 0) + (Bl >>> 0) + (Cl >>> 0) + (Dl >>> 0) + (El >>> 0);
var add5H = (low, Ah, Bh, Ch, Dh, Eh) => Ah + Bh + Ch + Dh + Eh + (low / 2 ** 32 | 0) | 0;

// node_modules/@noble/hashes/_md.js
var HashMD = class {
  blockLen;
  outputLen;
  canXOF = false;
  padOffset;
  isLE;
  // For partial updates less than block size
  buffer;
  view;
  finished = false;
  length = 0;
  pos = 0;
  destroyed = false;
  constructor(blockLen, outputLen, padOffset, isLE) {
    this.blockLen = blockLen;
    this.outputLen = outputLen;
    this.padOffset = padOffset;
    this.isLE = isLE;
    this.buffer = new Uint8Array(blockLen);
    this.view = createView(this.buffer);
  }
  update(data) {
    aexists(this);
    abytes(data);
    const { view, buffer, blockLen } = this;
    const len = data.length;
    let processed = false;
    for (let pos = 0; pos < len; ) {
      const take = Math.min(blockLen - this.pos, len - pos);
      if (take === blockLen) {
        const dataView = createView(data);
        for (; blockLen <= len - pos; pos += blockLen)
          this.process(dataView, pos);
        processed = true;
        continue;
      }
      buffer.set(pos === 0 && take === len ? data : data.subarray(pos, pos + take), this.pos);
      this.pos += take;
      pos += take;
      if (this.pos === blockLen) {
        this.process(view, 0);
        this.pos = 0;
        processed = true;
      }
    }
    this.length += data.length;
    if (processed)
      this.roundClean();
    return this;
  }
  digestInto(out) {
    aexists(this);
    aoutput(out, this);
    this.finished = true;
    const { buffer, view, blockLen, isLE } = this;
    let { pos } = this;
    buffer[pos++] = 128;
    buffer.fill(0, pos);
    if (this.padOffset > blockLen - pos) {
      this.process(view, 0);
      buffer.fill(0);
    }
    setU64FromNum(view, blockLen - 8, this.length * 8, isLE);
    this.process(view, 0);
    this.roundClean();
    const oview = out === buffer ? view : createView(out);
    const len = this.outputLen;
    const outLen = len / 4;
    const state = this.get();
    if (len % 4 || outLen > state.length)
      throw new Error("invalid outputLen");
    for (let i = 0; i < outLen; i++)
      oview.setUint32(4 * i, state[i], isLE);
  }
  digest() {
    const { buffer, outputLen } = this;
    this.digestInto(buffer);
    const res = buffer.slice(0, outputLen);
    this.destroy();
    return res;
  }
  _cloneIntoMeta(to) {
    const { buffer, length, finished, destroyed, pos } = this;
    to.destroyed = destroyed;
    to.finished = finished;
    to.length = length;
    to.pos = pos;
    if (pos)
      to.buffer.set(buffer);
    return to;
  }
  clone() {
    return this._cloneInto();
  }
};
var SHA512_IV = /* @__PURE__ */ Uint32Array.from([
  1779033703,
  4089235720,
  3144134277,
  2227873595,
  1013904242,
  4271175723,
  2773480762,
  1595750129,
  1359893119,
  2917565137,
  2600822924,
  725511199,
  528734635,
  4215389547,
  1541459225,
  327033209
]);

// node_modules/@noble/hashes/sha2.js
var K512 = /* @__PURE__ */ (() => split([
  "0x428a2f98d728ae22",
  "0x7137449123ef65cd",
  "0xb5c0fbcfec4d3b2f",
  "0xe9b5dba58189dbbc",
  "0x3956c25bf348b538",
  "0x59f111f1b605d019",
  "0x923f82a4af194f9b",
  "0xab1c5ed5da6d8118",
  "0xd807aa98a3030242",
  "0x12835b0145706fbe",
  "0x243185be4ee4b28c",
  "0x550c7dc3d5ffb4e2",
  "0x72be5d74f27b896f",
  "0x80deb1fe3b1696b1",
  "0x9bdc06a725c71235",
  "0xc19bf174cf692694",
  "0xe49b69c19ef14ad2",
  "0xefbe4786384f25e3",
  "0x0fc19dc68b8cd5b5",
  "0x240ca1cc77ac9c65",
  "0x2de92c6f592b0275",
  "0x4a7484aa6ea6e483",
  "0x5cb0a9dcbd41fbd4",
  "0x76f988da831153b5",
  "0x983e5152ee66dfab",
  "0xa831c66d2db43210",
  "0xb00327c898fb213f",
  "0xbf597fc7beef0ee4",
  "0xc6e00bf33da88fc2",
  "0xd5a79147930aa725",
  "0x06ca6351e003826f",
  "0x142929670a0e6e70",
  "0x27b70a8546d22ffc",
  "0x2e1b21385c26c926",
  "0x4d2c6dfc5ac42aed",
  "0x53380d139d95b3df",
  "0x650a73548baf63de",
  "0x766a0abb3c77b2a8",
  "0x81c2c92e47edaee6",
  "0x92722c851482353b",
  "0xa2bfe8a14cf10364",
  "0xa81a664bbc423001",
  "0xc24b8b70d0f89791",
  "0xc76c51a30654be30",
  "0xd192e819d6ef5218",
  "0xd69906245565a910",
  "0xf40e35855771202a",
  "0x106aa07032bbd1b8",
  "0x19a4c116b8d2d0c8",
  "0x1e376c085141ab53",
  "0x2748774cdf8eeb99",
  "0x34b0bcb5e19b48a8",
  "0x391c0cb3c5c95a63",
  "0x4ed8aa4ae3418acb",
  "0x5b9cca4f7763e373",
  "0x682e6ff3d6b2b8a3",
  "0x748f82ee5defb2fc",
  "0x78a5636f43172f60",
  "0x84c87814a1f0ab72",
  "0x8cc702081a6439ec",
  "0x90befffa23631e28",
  "0xa4506cebde82bde9",
  "0xbef9a3f7b2c67915",
  "0xc67178f2e372532b",
  "0xca273eceea26619c",
  "0xd186b8c721c0c207",
  "0xeada7dd6cde0eb1e",
  "0xf57d4f7fee6ed178",
  "0x06f067aa72176fba",
  "0x0a637dc5a2c898a6",
  "0x113f9804bef90dae",
  "0x1b710b35131c471b",
  "0x28db77f523047d84",
  "0x32caab7b40c72493",
  "0x3c9ebe0a15c9bebc",
  "0x431d67c49c100d4c",
  "0x4cc5d4becb3e42b6",
  "0x597f299cfc657e2a",
  "0x5fcb6fab3ad6faec",
  "0x6c44198c4a475817"
].map((n) => BigInt(n))))();
var SHA512_Kh = /* @__PURE__ */ (() => K512[0])();
var SHA512_Kl = /* @__PURE__ */ (() => K512[1])();
var SHA512_W_H = /* @__PURE__ */ new Uint32Array(80);
var SHA512_W_L = /* @__PURE__ */ new Uint32Array(80);
var SHA2_64B = class extends HashMD {
  // We cannot use array here since array allows indexing by variable
  // which means optimizer/compiler cannot use registers.
  // h -- high 32 bits, l -- low 32 bits
  // Numeric initializers matter: starting the fields as `undefined` changes
  // V8's field representation and slows hashing down (measured on sha256).
  Ah = 0;
  Al = 0;
  Bh = 0;
  Bl = 0;
  Ch = 0;
  Cl = 0;
  Dh = 0;
  Dl = 0;
  Eh = 0;
  El = 0;
  Fh = 0;
  Fl = 0;
  Gh = 0;
  Gl = 0;
  Hh = 0;
  Hl = 0;
  constructor(outputLen, IV) {
    super(128, outputLen, 16, false);
    this.Ah = IV[0] | 0;
    this.Al = IV[1] | 0;
    this.Bh = IV[2] | 0;
    this.Bl = IV[3] | 0;
    this.Ch = IV[4] | 0;
    this.Cl = IV[5] | 0;
    this.Dh = IV[6] | 0;
    this.Dl = IV[7] | 0;
    this.Eh = IV[8] | 0;
    this.El = IV[9] | 0;
    this.Fh = IV[10] | 0;
    this.Fl = IV[11] | 0;
    this.Gh = IV[12] | 0;
    this.Gl = IV[13] | 0;
    this.Hh = IV[14] | 0;
    this.Hl = IV[15] | 0;
  }
  // prettier-ignore
  get() {
    const { Ah, Al, Bh, Bl, Ch, Cl, Dh, Dl, Eh, El, Fh, Fl, Gh, Gl, Hh, Hl } = this;
    return [Ah, Al, Bh, Bl, Ch, Cl, Dh, Dl, Eh, El, Fh, Fl, Gh, Gl, Hh, Hl];
  }
  // prettier-ignore
  set(Ah, Al, Bh, Bl, Ch, Cl, Dh, Dl, Eh, El, Fh, Fl, Gh, Gl, Hh, Hl) {
    this.Ah = Ah | 0;
    this.Al = Al | 0;
    this.Bh = Bh | 0;
    this.Bl = Bl | 0;
    this.Ch = Ch | 0;
    this.Cl = Cl | 0;
    this.Dh = Dh | 0;
    this.Dl = Dl | 0;
    this.Eh = Eh | 0;
    this.El = El | 0;
    this.Fh = Fh | 0;
    this.Fl = Fl | 0;
    this.Gh = Gh | 0;
    this.Gl = Gl | 0;
    this.Hh = Hh | 0;
    this.Hl = Hl | 0;
  }
  _cloneInto(to) {
    (to ||= new this.constructor()).set(...this.get());
    return this._cloneIntoMeta(to);
  }
  process(view, offset) {
    for (let i = 0; i < 16; i++, offset += 4) {
      SHA512_W_H[i] = view.getUint32(offset);
      SHA512_W_L[i] = view.getUint32(offset += 4);
    }
    for (let i = 16; i < 80; i++) {
      const W15h = SHA512_W_H[i - 15] | 0;
      const W15l = SHA512_W_L[i - 15] | 0;
      const s0h = rotrSH(W15h, W15l, 1) ^ rotrSH(W15h, W15l, 8) ^ shrSH(W15h, W15l, 7);
      const s0l = rotrSL(W15h, W15l, 1) ^ rotrSL(W15h, W15l, 8) ^ shrSL(W15h, W15l, 7);
      const W2h = SHA512_W_H[i - 2] | 0;
      const W2l = SHA512_W_L[i - 2] | 0;
      const s1h = rotrSH(W2h, W2l, 19) ^ rotrBH(W2h, W2l, 61) ^ shrSH(W2h, W2l, 6);
      const s1l = rotrSL(W2h, W2l, 19) ^ rotrBL(W2h, W2l, 61) ^ shrSL(W2h, W2l, 6);
      const SUMl = add4L(s0l, s1l, SHA512_W_L[i - 7], SHA512_W_L[i - 16]);
      const SUMh = add4H(SUMl, s0h, s1h, SHA512_W_H[i - 7], SHA512_W_H[i - 16]);
      SHA512_W_H[i] = SUMh | 0;
      SHA512_W_L[i] = SUMl | 0;
    }
    let { Ah, Al, Bh, Bl, Ch, Cl, Dh, Dl, Eh, El, Fh, Fl, Gh, Gl, Hh, Hl } = this;
    for (let i = 0; i < 80; i++) {
      const sigma1h = rotrSH(Eh, El, 14) ^ rotrSH(Eh, El, 18) ^ rotrBH(Eh, El, 41);
      const sigma1l = rotrSL(Eh, El, 14) ^ rotrSL(Eh, El, 18) ^ rotrBL(Eh, El, 41);
      const CHIh = Eh & Fh ^ ~Eh & Gh;
      const CHIl = El & Fl ^ ~El & Gl;
      const T1ll = add5L(Hl, sigma1l, CHIl, SHA512_Kl[i], SHA512_W_L[i]);
      const T1h = add5H(T1ll, Hh, sigma1h, CHIh, SHA512_Kh[i], SHA512_W_H[i]);
      const T1l = T1ll | 0;
      const sigma0h = rotrSH(Ah, Al, 28) ^ rotrBH(Ah, Al, 34) ^ rotrBH(Ah, Al, 39);
      const sigma0l = rotrSL(Ah, Al, 28) ^ rotrBL(Ah, Al, 34) ^ rotrBL(Ah, Al, 39);
      const MAJh = Ah & Bh ^ Ah & Ch ^ Bh & Ch;
      const MAJl = Al & Bl ^ Al & Cl ^ Bl & Cl;
      Hh = Gh | 0;
      Hl = Gl | 0;
      Gh = Fh | 0;
      Gl = Fl | 0;
      Fh = Eh | 0;
      Fl = El | 0;
      ({ h: Eh, l: El } = add(Dh | 0, Dl | 0, T1h | 0, T1l | 0));
      Dh = Ch | 0;
      Dl = Cl | 0;
      Ch = Bh | 0;
      Cl = Bl | 0;
      Bh = Ah | 0;
      Bl = Al | 0;
      const All = add3L(T1l, sigma0l, MAJl);
      Ah = add3H(All, T1h, sigma0h, MAJh);
      Al = All | 0;
    }
    ({ h: Ah, l: Al } = add(this.Ah | 0, this.Al | 0, Ah | 0, Al | 0));
    ({ h: Bh, l: Bl } = add(this.Bh | 0, this.Bl | 0, Bh | 0, Bl | 0));
    ({ h: Ch, l: Cl } = add(this.Ch | 0, this.Cl | 0, Ch | 0, Cl | 0));
    ({ h: Dh, l: Dl } = add(this.Dh | 0, this.Dl | 0, Dh | 0, Dl | 0));
    ({ h: Eh, l: El } = add(this.Eh | 0, this.El | 0, Eh | 0, El | 0));
    ({ h: Fh, l: Fl } = add(this.Fh | 0, this.Fl | 0, Fh | 0, Fl | 0));
    ({ h: Gh, l: Gl } = add(this.Gh | 0, this.Gl | 0, Gh | 0, Gl | 0));
    ({ h: Hh, l: Hl } = add(this.Hh | 0, this.Hl | 0, Hh | 0, Hl | 0));
    this.set(Ah, Al, Bh, Bl, Ch, Cl, Dh, Dl, Eh, El, Fh, Fl, Gh, Gl, Hh, Hl);
  }
  roundClean() {
    clean(SHA512_W_H, SHA512_W_L);
  }
  destroy() {
    this.destroyed = true;
    clean(this.buffer);
    this.set(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  }
};
var _SHA512 = class extends SHA2_64B {
  constructor() {
    super(64, SHA512_IV);
  }
};
var sha512 = /* @__PURE__ */ createHasher(
  () => new _SHA512(),
  /* @__PURE__ */ oidNist(3)
);

// node_modules/@noble/curves/abstract/edwards.js
/*! noble-curves - MIT License (c) 2022 Paul Miller (paulmillr.com) */
var _0n4 = /* @__PURE__ */ BigInt(0);
var _1n4 = /* @__PURE__ */ BigInt(1);
var _2n2 = /* @__PURE__ */ BigInt(2);
var _4n3 = /* @__PURE__ */ BigInt(4);
var _8n2 = /* @__PURE__ */ BigInt(8);
function isEdValidXY(Fp2, CURVE, x, y) {
  const x2 = Fp2.sqr(x);
  const y2 = Fp2.sqr(y);
  const left = Fp2.add(Fp2.mul(CURVE.a, x2), y2);
  const right = Fp2.add(Fp2.ONE, Fp2.mul(CURVE.d, Fp2.mul(x2, y2)));
  return Fp2.eql(left, right);
}
function edwards(params, extraOpts = {}) {
  validateObject(extraOpts, {}, {}, "extraOpts");
  const opts = extraOpts;
  const validated = createCurveFields("edwards", params, opts, opts.FpFnLE);
  const { Fp: Fp2, Fn } = validated;
  let CURVE = validated.CURVE;
  const { h: cofactor } = CURVE;
  if (FpLegendre(Fp2, CURVE.a) !== 1)
    throw new Error("edwards: CURVE.a must be a square in Fp for complete addition formulas");
  if (FpLegendre(Fp2, CURVE.d) !== -1)
    throw new Error("edwards: CURVE.d must be a non-square in Fp for complete addition formulas");
  validateObject(opts, {}, { uvRatio: "function", randomBytes: "function" });
  const randomBytes4 = opts.randomBytes === void 0 ? randomBytes2 : opts.randomBytes;
  const MASK = _2n2 << BigInt(Fp2.BYTES * 8) - _1n4;
  function isOdd(n) {
    if (!Fp2.isOdd)
      throw new Error("Field does not have .isOdd()");
    return Fp2.isOdd(n);
  }
  const uvRatio2 = opts.uvRatio === void 0 ? (u, v) => {
    try {
      return { isValid: true, value: Fp2.sqrt(Fp2.div(u, v)) };
    } catch (e) {
      return { isValid: false, value: _0n4 };
    }
  } : opts.uvRatio;
  if (!isEdValidXY(Fp2, CURVE, CURVE.Gx, CURVE.Gy))
    throw new Error("bad curve params: generator point");
  const mulA = Fp2.eql(CURVE.a, Fp2.neg(Fp2.ONE)) ? (x) => Fp2.neg(x) : Fp2.eql(CURVE.a, Fp2.ONE) ? (x) => x : (x) => Fp2.mul(CURVE.a, x);
  function acoord(title, n, banZero = false) {
    const min = banZero ? _1n4 : _0n4;
    aInRange("coordinate " + title, n, min, MASK);
    return n;
  }
  function aedpoint(other) {
    if (!(other instanceof Point2))
      throw new Error("EdwardsPoint expected");
  }
  class Point2 {
    static BASE = new Point2(CURVE.Gx, CURVE.Gy, Fp2.ONE, Fp2.mul(CURVE.Gx, CURVE.Gy));
    static ZERO = new Point2(Fp2.ZERO, Fp2.ONE, Fp2.ONE, Fp2.ZERO);
    static Fp = Fp2;
    static Fn = Fn;
    X;
    Y;
    Z;
    T;
    constructor(X, Y, Z, T) {
      this.X = acoord("x", X);
      this.Y = acoord("y", Y);
      this.Z = acoord("z", Z, true);
      this.T = acoord("t", T);
      Object.freeze(this);
    }
    static CURVE() {
      return CURVE;
    }
    /**
     * Create one extended Edwards point from affine coordinates.
     * Does NOT validate that the point is on-curve or torsion-free.
     * Use `.assertValidity()` on adversarial inputs.
     */
    static fromAffine(p) {
      if (p instanceof Point2)
        throw new Error("extended point not allowed");
      const { x, y } = p || {};
      acoord("x", x);
      acoord("y", y);
      return new Point2(x, y, Fp2.ONE, Fp2.mul(x, y));
    }
    // Uses algo from RFC8032 5.1.3.
    static fromBytes(bytes, zip215 = false) {
      const len = Fp2.BYTES;
      const { a, d } = CURVE;
      bytes = copyBytes(abytes2(bytes, len, "point"));
      abool(zip215, "zip215");
      const normed = copyBytes(bytes);
      const lastByte = bytes[len - 1];
      normed[len - 1] = lastByte & ~128;
      const y = bytesToNumberLE(normed);
      const max = zip215 ? MASK : Fp2.ORDER;
      aInRange("point.y", y, _0n4, max);
      const y2 = Fp2.sqr(y);
      const u = Fp2.sub(y2, Fp2.ONE);
      const v = Fp2.sub(Fp2.mulN(d, y2), a);
      let { isValid, value: x } = uvRatio2(u, v);
      if (!isValid)
        throw new Error("bad point: invalid y coordinate");
      const isXOdd = isOdd(x);
      const isLastByteOdd = (lastByte & 128) !== 0;
      if (!zip215 && Fp2.is0(x) && isLastByteOdd)
        throw new Error("bad point: x=0 and x_0=1");
      if (isLastByteOdd !== isXOdd)
        x = Fp2.neg(x);
      return Point2.fromAffine({ x, y });
    }
    static fromHex(hex, zip215 = false) {
      return Point2.fromBytes(hexToBytes2(hex), zip215);
    }
    get x() {
      return this.toAffine().x;
    }
    get y() {
      return this.toAffine().y;
    }
    precompute(windowSize = 6, isLazy = true) {
      wnaf.setWindowSize(this, windowSize);
      if (!isLazy)
        this.multiply(_2n2);
      return this;
    }
    // Useful in fromAffine() - not for fromBytes(), which always created valid points.
    assertValidity() {
      const p = this;
      const { a, d } = CURVE;
      if (p.is0())
        throw new Error("bad point: ZERO");
      const { X, Y, Z, T } = p;
      const X2 = Fp2.sqr(X);
      const Y2 = Fp2.sqr(Y);
      const Z2 = Fp2.sqr(Z);
      const Z4 = Fp2.sqr(Z2);
      const aX2 = Fp2.mul(X2, a);
      const left = Fp2.mul(Fp2.add(aX2, Y2), Z2);
      const right = Fp2.add(Z4, Fp2.mul(d, Fp2.mul(X2, Y2)));
      if (!Fp2.eql(left, right))
        throw new Error("bad point: equation left != right (1)");
      const XY = Fp2.mul(X, Y);
      const ZT = Fp2.mul(Z, T);
      if (!Fp2.eql(XY, ZT))
        throw new Error("bad point: equation left != right (2)");
    }
    // Compare one point to another.
    equals(other) {
      aedpoint(other);
      const { X: X1, Y: Y1, Z: Z1 } = this;
      const { X: X2, Y: Y2, Z: Z2 } = other;
      const X1Z2 = Fp2.mul(X1, Z2);
      const X2Z1 = Fp2.mul(X2, Z1);
      const Y1Z2 = Fp2.mul(Y1, Z2);
      const Y2Z1 = Fp2.mul(Y2, Z1);
      return Fp2.eql(X1Z2, X2Z1) && Fp2.eql(Y1Z2, Y2Z1);
    }
    is0() {
      return this.equals(Point2.ZERO);
    }
    negate() {
      return new Point2(Fp2.neg(this.X), this.Y, this.Z, Fp2.neg(this.T));
    }
    // Fast algo for doubling Extended Point.
    // https://hyperelliptic.org/EFD/g1p/auto-twisted-extended.html#doubling-dbl-2008-hwcd
    // Cost: 4M + 4S + 1*a + 6add + 1*2.
    double() {
      const { X: X1, Y: Y1, Z: Z1 } = this;
      const A = Fp2.sqr(X1);
      const B = Fp2.sqr(Y1);
      const C = Fp2.mul(Fp2.sqr(Z1), _2n2);
      const D = mulA(A);
      const x1y1 = Fp2.addN(X1, Y1);
      const E = Fp2.sub(Fp2.subN(Fp2.sqr(x1y1), A), B);
      const G2 = Fp2.addN(D, B);
      const F = Fp2.subN(G2, C);
      const H = Fp2.subN(D, B);
      const X3 = Fp2.mul(E, F);
      const Y3 = Fp2.mul(G2, H);
      const T3 = Fp2.mul(E, H);
      const Z3 = Fp2.mul(F, G2);
      return new Point2(X3, Y3, Z3, T3);
    }
    // Fast algo for adding 2 Extended Points.
    // https://hyperelliptic.org/EFD/g1p/auto-twisted-extended.html#addition-add-2008-hwcd
    // Cost: 9M + 1*a + 1*d + 7add.
    add(other) {
      aedpoint(other);
      const { d } = CURVE;
      const { X: X1, Y: Y1, Z: Z1, T: T1 } = this;
      const { X: X2, Y: Y2, Z: Z2, T: T2 } = other;
      const A = Fp2.mul(X1, X2);
      const B = Fp2.mul(Y1, Y2);
      const C = Fp2.mul(Fp2.mulN(T1, d), T2);
      const D = Fp2.mul(Z1, Z2);
      const E = Fp2.sub(Fp2.subN(Fp2.mulN(Fp2.addN(X1, Y1), Fp2.addN(X2, Y2)), A), B);
      const F = Fp2.subN(D, C);
      const G2 = Fp2.addN(D, C);
      const H = Fp2.sub(B, mulA(A));
      const X3 = Fp2.mul(E, F);
      const Y3 = Fp2.mul(G2, H);
      const T3 = Fp2.mul(E, H);
      const Z3 = Fp2.mul(F, G2);
      return new Point2(X3, Y3, Z3, T3);
    }
    subtract(other) {
      aedpoint(other);
      return this.add(other.negate());
    }
    // Constant-time multiplication.
    multiply(scalar) {
      if (!Fn.isValidNot0(scalar))
        throw new RangeError("invalid scalar: expected 1 <= sc < curve.n");
      const { p, f } = wnaf.mulSecret(this, scalar, cofactor, normalize);
      return normalize([p, f])[0];
    }
    // Non-constant-time multiplication. Uses double-and-add algorithm.
    // It's faster, but should only be used when you don't care about
    // an exposed private key e.g. sig verification.
    // Keeps the same subgroup-scalar contract: 0 is allowed for public-scalar callers, but
    // n and larger values are rejected instead of being reduced mod n to the identity point.
    multiplyUnsafe(scalar) {
      if (!Fn.isValid(scalar))
        throw new RangeError("invalid scalar: expected 0 <= sc < curve.n");
      if (scalar === _0n4)
        return Point2.ZERO;
      if (this.is0() || scalar === _1n4)
        return this;
      return wnaf.mulUnsafe(this, scalar, normalize);
    }
    // Checks if point is of small order.
    // If you add something to small order point, you will have "dirty"
    // point with torsion component.
    // Clears cofactor and checks if the result is 0.
    isSmallOrder() {
      return this.clearCofactor().is0();
    }
    // Multiplies point by curve order and checks if the result is 0.
    // Returns `false` is the point is dirty.
    isTorsionFree() {
      return wnaf.mulUnsafe(this, CURVE.n).is0();
    }
    // Converts Extended point to default (x, y) coordinates.
    // Can accept precomputed Z^-1 - for example, from invertBatch.
    toAffine(invertedZ) {
      const p = this;
      let iz = invertedZ;
      if (iz != null && typeof iz !== "bigint")
        throw new TypeError('"invertedZ" expected bigint, got type=' + typeof iz);
      const { X, Y, Z } = p;
      const is0 = p.is0();
      if (iz == null)
        iz = is0 ? Fp2.create(_8n2) : Fp2.inv(Z);
      const x = Fp2.mul(X, iz);
      const y = Fp2.mul(Y, iz);
      const zz = Fp2.mul(Z, iz);
      if (is0)
        return { x: Fp2.ZERO, y: Fp2.ONE };
      if (!Fp2.eql(zz, Fp2.ONE))
        throw new Error("invZ was invalid");
      return { x, y };
    }
    clearCofactor() {
      if (cofactor === _1n4)
        return this;
      if (cofactor === _2n2)
        return this.double();
      if (cofactor === _4n3)
        return this.double().double();
      if (cofactor === _8n2)
        return this.double().double().double();
      return this.multiplyUnsafe(cofactor);
    }
    toBytes() {
      const { x, y } = this.toAffine();
      const bytes = Fp2.toBytes(y);
      bytes[bytes.length - 1] |= isOdd(x) ? 128 : 0;
      return bytes;
    }
    toHex() {
      return bytesToHex2(this.toBytes());
    }
    toString() {
      return `<Point ${this.is0() ? "ZERO" : this.toHex()}>`;
    }
  }
  const normalize = (points) => normalizeZ(Point2, points);
  const wnaf = new ScalarMultiplier(Point2, randomBytes4);
  if (wnaf.bits >= 6)
    Point2.BASE.precompute(6);
  Object.freeze(Point2.prototype);
  Object.freeze(Point2);
  return Point2;
}
function eddsa(Point2, cHash, eddsaOpts = {}) {
  validatePointCons(Point2);
  if (typeof cHash !== "function")
    throw new Error('"hash" function param is required');
  const hash = cHash;
  const opts = eddsaOpts;
  validateObject(opts, {}, {
    adjustScalarBytes: "function",
    randomBytes: "function",
    domain: "function",
    prehash: "function",
    zip215: "boolean",
    mapToCurve: "function",
    toMontgomery: "function",
    toMontgomerySecret: "function"
  });
  const { prehash } = opts;
  const { BASE, Fp: Fp2, Fn } = Point2;
  const outputLen = hash.outputLen;
  const expectedLen = 2 * Fp2.BYTES;
  if (outputLen !== void 0) {
    asafenumber(outputLen, "hash.outputLen");
    if (outputLen !== expectedLen)
      throw new Error(`hash.outputLen must be ${expectedLen}, got ${outputLen}`);
  }
  const randomBytes4 = opts.randomBytes === void 0 ? randomBytes2 : opts.randomBytes;
  const toMontgomery2 = opts.toMontgomery;
  const toMontgomerySecret2 = opts.toMontgomerySecret;
  const adjustScalarBytes2 = opts.adjustScalarBytes === void 0 ? (bytes) => bytes : opts.adjustScalarBytes;
  const domain = opts.domain === void 0 ? (data, ctx, phflag) => {
    abool(phflag, "phflag");
    if (ctx.length || phflag)
      throw new Error("Contexts/pre-hash are not supported");
    return data;
  } : opts.domain;
  function modN_LE(hash2) {
    return Fn.create(bytesToNumberLE(hash2));
  }
  function getPrivateScalar(key) {
    const len = lengths.secretKey;
    abytes2(key, lengths.secretKey, "secretKey");
    const hashed = abytes2(hash(key), 2 * len, "hashedSecretKey");
    const head = adjustScalarBytes2(hashed.slice(0, len));
    const prefix = hashed.slice(len, 2 * len);
    const scalar = modN_LE(head);
    return { head, prefix, scalar };
  }
  function getExtendedPublicKey(secretKey) {
    const { head, prefix, scalar } = getPrivateScalar(secretKey);
    const point = BASE.multiply(scalar);
    const pointBytes = point.toBytes();
    return { head, prefix, scalar, point, pointBytes };
  }
  function getPublicKey(secretKey) {
    return getExtendedPublicKey(secretKey).pointBytes;
  }
  function hashDomainToScalar(context = Uint8Array.of(), ...msgs) {
    const msg = concatBytes2(...msgs);
    return modN_LE(hash(domain(msg, abytes2(context, void 0, "context"), !!prehash)));
  }
  function sign(msg, secretKey, options = {}) {
    validateObject(options, {}, {}, "options");
    msg = copyBytes(abytes2(msg, void 0, "message"));
    if (prehash)
      msg = prehash(msg);
    const { prefix, scalar, pointBytes } = getExtendedPublicKey(secretKey);
    const r = hashDomainToScalar(options.context, prefix, msg);
    const R = BASE.multiply(r).toBytes();
    const k = hashDomainToScalar(options.context, R, pointBytes, msg);
    const s = Fn.create(r + k * scalar);
    if (!Fn.isValid(s))
      throw new Error("sign failed: invalid s");
    const rs = concatBytes2(R, Fn.toBytes(s));
    return abytes2(rs, lengths.signature, "result");
  }
  const verifyOpts = {
    zip215: opts.zip215
  };
  function verify(sig, msg, publicKey, options = verifyOpts) {
    validateObject(options);
    const { context } = options;
    const zip215 = options.zip215 === void 0 ? !!verifyOpts.zip215 : options.zip215;
    const len = lengths.signature;
    sig = abytes2(sig, len, "signature");
    msg = abytes2(msg, void 0, "message");
    publicKey = abytes2(publicKey, lengths.publicKey, "publicKey");
    if (zip215 !== void 0)
      abool(zip215, "zip215");
    if (prehash)
      msg = prehash(msg);
    const mid = len / 2;
    const r = sig.subarray(0, mid);
    const s = bytesToNumberLE(sig.subarray(mid, len));
    let A, R, SB;
    try {
      A = Point2.fromBytes(publicKey, zip215);
      R = Point2.fromBytes(r, zip215);
      SB = BASE.multiplyUnsafe(s);
    } catch (error) {
      return false;
    }
    if (!zip215 && A.isSmallOrder())
      return false;
    const k = hashDomainToScalar(context, r, publicKey, msg);
    const RkA = R.add(A.multiplyUnsafe(k));
    return RkA.subtract(SB).clearCofactor().is0();
  }
  const _size = Fp2.BYTES;
  const lengths = {
    secretKey: _size,
    publicKey: _size,
    signature: 2 * _size,
    seed: _size
  };
  function randomSecretKey(seed) {
    seed = seed === void 0 ? randomBytes4(lengths.seed) : seed;
    return abytes2(seed, lengths.seed, "seed");
  }
  function isValidSecretKey(key) {
    return isBytes2(key) && key.length === lengths.secretKey;
  }
  function isValidPublicKey(key, zip215) {
    try {
      return !!Point2.fromBytes(key, zip215 === void 0 ? verifyOpts.zip215 : zip215);
    } catch (error) {
      return false;
    }
  }
  const utils = {
    getExtendedPublicKey,
    randomSecretKey,
    isValidSecretKey,
    isValidPublicKey,
    /** Converts an Edwards public key to a companion Montgomery public key. */
    toMontgomery(publicKey) {
      if (toMontgomery2 === void 0)
        throw new Error("Montgomery conversion is not supported for this curve");
      return toMontgomery2(Point2.fromBytes(publicKey));
    },
    toMontgomerySecret(secretKey) {
      if (toMontgomerySecret2 === void 0)
        throw new Error("Montgomery conversion is not supported for this curve");
      return toMontgomerySecret2(secretKey);
    }
  };
  Object.freeze(lengths);
  Object.freeze(utils);
  return Object.freeze({
    keygen: createKeygen(randomSecretKey, getPublicKey),
    getPublicKey,
    sign,
    verify,
    utils,
    Point: Point2,
    lengths
  });
}

// node_modules/@noble/curves/ed25519.js
/*! noble-curves - MIT License (c) 2022 Paul Miller (paulmillr.com) */
var _1n5 = /* @__PURE__ */ BigInt(1);
var _2n3 = /* @__PURE__ */ BigInt(2);
var _5n2 = /* @__PURE__ */ BigInt(5);
var _8n3 = /* @__PURE__ */ BigInt(8);
var ed25519_CURVE_p = /* @__PURE__ */ BigInt("0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed");
var ed25519_CURVE = /* @__PURE__ */ (() => ({
  p: ed25519_CURVE_p,
  n: BigInt("0x1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed"),
  h: _8n3,
  a: BigInt("0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffec"),
  d: BigInt("0x52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3"),
  Gx: BigInt("0x216936d3cd6e53fec0a4e231fdd6dc5c692cc7609525a7b2c9562d608f25d51a"),
  Gy: BigInt("0x6666666666666666666666666666666666666666666666666666666666666658")
}))();
function ed25519_pow_2_252_3(x) {
  const _10n = BigInt(10), _20n = BigInt(20), _40n = BigInt(40), _80n = BigInt(80);
  const P = ed25519_CURVE_p;
  const x2 = x * x % P;
  const b2 = x2 * x % P;
  const b4 = pow2(b2, _2n3, P) * b2 % P;
  const b5 = pow2(b4, _1n5, P) * x % P;
  const b10 = pow2(b5, _5n2, P) * b5 % P;
  const b20 = pow2(b10, _10n, P) * b10 % P;
  const b40 = pow2(b20, _20n, P) * b20 % P;
  const b80 = pow2(b40, _40n, P) * b40 % P;
  const b160 = pow2(b80, _80n, P) * b80 % P;
  const b240 = pow2(b160, _80n, P) * b80 % P;
  const b250 = pow2(b240, _10n, P) * b10 % P;
  const pow_p_5_8 = pow2(b250, _2n3, P) * x % P;
  return { pow_p_5_8, b2 };
}
function adjustScalarBytes(bytes) {
  bytes[0] &= 248;
  bytes[31] &= 127;
  bytes[31] |= 64;
  return bytes;
}
var ED25519_SQRT_M1 = /* @__PURE__ */ BigInt("19681161376707505956807079304988542015446066515923890162744021073123829784752");
function uvRatio(u, v) {
  const P = ed25519_CURVE_p;
  const v3 = mod(v * v * v, P);
  const v7 = mod(v3 * v3 * v, P);
  const pow3 = ed25519_pow_2_252_3(u * v7).pow_p_5_8;
  let x = mod(u * v3 * pow3, P);
  const vx2 = mod(v * x * x, P);
  const root1 = x;
  const root2 = mod(x * ED25519_SQRT_M1, P);
  const useRoot1 = vx2 === u;
  const useRoot2 = vx2 === mod(-u, P);
  const noRoot = vx2 === mod(-u * ED25519_SQRT_M1, P);
  if (useRoot1)
    x = root1;
  if (useRoot2 || noRoot)
    x = root2;
  if (isNegativeLE(x, P))
    x = mod(-x, P);
  return { isValid: useRoot1 || useRoot2, value: x };
}
var ed25519_Point = /* @__PURE__ */ edwards(ed25519_CURVE, { uvRatio });
var Fp = /* @__PURE__ */ (() => ed25519_Point.Fp)();
function toMontgomery(point) {
  const { y } = point;
  return Fp.toBytes(Fp.div(_1n5 + y, _1n5 - y));
}
function toMontgomerySecret(secretKey) {
  const size = ed25519_Point.Fp.BYTES;
  abytes(secretKey, size);
  return adjustScalarBytes(sha512(secretKey.subarray(0, size))).subarray(0, size);
}
function ed(opts) {
  return eddsa(ed25519_Point, sha512, Object.assign({ adjustScalarBytes, toMontgomery, toMontgomerySecret, zip215: true }, opts));
}
var ed25519 = /* @__PURE__ */ ed({});

// src/random.js
function randomBytes3(length) {
  const source = globalThis.crypto;
  if (source === void 0 || typeof source.getRandomValues !== "function") {
    throw new RandomnessMissing(
      "This browser has no secure source of random numbers, so it cannot encrypt your vote. Use another browser or another device."
    );
  }
  return source.getRandomValues(new Uint8Array(length));
}
function randomBelow(limit) {
  const bits = (limit - 1n).toString(2).length;
  const length = Math.ceil(bits / 8);
  const mask = (1n << BigInt(bits)) - 1n;
  for (; ; ) {
    const bytes = randomBytes3(length);
    let candidate = 0n;
    for (const byte of bytes) candidate = candidate << 8n | BigInt(byte);
    bytes.fill(0);
    candidate &= mask;
    if (candidate < limit) return candidate;
  }
}
function randomPermutation(size) {
  const pool = Array.from({ length: size }, (_2, at) => at);
  const psi = [];
  for (let i = 0; i < size; i += 1) {
    const k = i + Number(randomBelow(BigInt(size - i)));
    psi.push(pool[k]);
    pool[k] = pool[i];
  }
  return psi;
}

// src/group.js
var Point = ed25519.Point;
var WINDOW = 8;
var Q = Point.CURVE().n;
var G = Point.BASE;
var IDENTITY = Point.ZERO;
var DIGITS = Array.from({ length: 256 }, (_2, byte) => byte.toString(16).padStart(2, "0"));
function prepare(base) {
  return base.precompute(WINDOW, false);
}
prepare(G);

// src/hashing.js
var encoder = new TextEncoder();

// src/lists.js
var BLANK_LIST = ["Blank vote", "Blank vote"];
function isBlankList({ answers }, at) {
  return at === answers.length - 1 && answers[at].join("\n") === BLANK_LIST.join("\n");
}

// src/papers.js
function paperStyle({ grades, answers }, { rule = "", equal_ranks: equal, ranks, blank }) {
  const candidates = answers.length;
  if (grades.length > 0) return { kind: "grades", limit: grades.length, blank: blank === true };
  const limit = Number.isInteger(ranks) && ranks > 0 ? Math.min(ranks, candidates) : candidates;
  return { kind: equal ?? rule === "schulze" ? "equal" : "strict", limit, blank: blank !== false };
}

// src/policy.js
var STRICTNESS = ["allowed", "warned", "blocked"];
function strictness({ policy = {} }, what) {
  const wanted = policy[what] ?? "allowed";
  return STRICTNESS.includes(wanted) ? wanted : "blocked";
}
function judge(contest, oddities5) {
  const those = (how) => oddities5.filter(({ what }) => strictness(contest, what) === how);
  return { blocked: those("blocked"), warned: those("warned") };
}

// src/contests.js
var kindOf = (question, style) => {
  if (question.kind === "lists") return contest_lists_exports;
  if (question.kind === "choice") return contest_choice_exports;
  return style.kind === "strict" ? contest_order_exports : contest_table_exports;
};
function styleOf(question, contest) {
  return question.kind === "ranked" ? paperStyle(question, contest) : null;
}
function emptyChoices(questions, contests) {
  return questions.map((question, at) => kindOf(question, styleOf(question, contests[at])).empty(question));
}
function viewOf(booth2, at) {
  const [question, contest] = [booth2.questions[at], booth2.info.contests[at]];
  return { at, question, contest, shown: booth2.orders[at], choice: booth2.choices[at], style: styleOf(question, contest) };
}
function ask(booth2, at, what) {
  const view = viewOf(booth2, at);
  return kindOf(view.question, view.style)[what](view);
}
var contestSection = (booth2, at) => ask(booth2, at, "section");
function contestProblems(booth2, at) {
  const problem5 = ask(booth2, at, "problem");
  return problem5 === null ? judge(booth2.info.contests[at], ask(booth2, at, "oddities")).blocked : [problem5];
}
function contestWarnings(booth2, at) {
  return judge(booth2.info.contests[at], ask(booth2, at, "oddities")).warned.map(({ text }) => text);
}
var contestReview = (booth2, at) => ask(booth2, at, "review");
function encodedChoices(booth2) {
  const views = booth2.questions.map((_2, at) => viewOf(booth2, at));
  const choices = views.map(({ question, choice, style }) => kindOf(question, style).vector(question, choice, style));
  return { choices, styles: views.map(({ style }) => style) };
}
function sameContest(question, contest) {
  const names = (candidates) => candidates.map(({ name }) => name);
  const lists = () => [...contest.lists.map((list2) => [list2.name, ...names(list2.candidates)]), ...contest.blank ? [BLANK_LIST] : []];
  const told = question.kind === "lists" ? lists() : names(contest.candidates);
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  return same(told, question.answers) && same(contest.grades ?? [], question.grades ?? []);
}

// src/display_order.js
function displayOrder(question, { order, candidates = [], blank }) {
  const { answers, kind } = question;
  const places = answers.map((_2, answer) => answer);
  if (order !== "random") return places;
  const isLast = (answer) => kind === "lists" ? blank && isBlankList(question, answer) : candidates[answer].reopens === true;
  const free = places.filter((answer) => !isLast(answer));
  return [...randomPermutation(free.length).map((at) => free[at]), ...places.filter(isLast)];
}

// src/encryptor.js
var Encryptor = class {
  #script;
  #failed;
  #worker = null;
  #waiting = /* @__PURE__ */ new Map();
  #next = 0;
  /** `failed`: the sentence for a browser in which the worker does not start. */
  constructor(script, failed) {
    this.#script = script;
    this.#failed = failed;
  }
  #start() {
    let worker;
    try {
      worker = new Worker(this.#script);
    } catch {
      throw new BallotError(this.#failed);
    }
    worker.addEventListener("message", ({ data }) => this.#settle(data));
    worker.addEventListener("error", () => this.#fail());
    return worker;
  }
  #settle({ id, ok, value, message, progress }) {
    const waiting = this.#waiting.get(id);
    if (progress !== void 0) {
      waiting?.report(...progress);
      return;
    }
    this.#waiting.delete(id);
    if (ok) waiting?.resolve(value);
    else waiting?.reject(new BallotError(message));
  }
  /** The worker did not start, or broke: whoever waits is told, and the next question starts another one. */
  #fail() {
    this.#worker = null;
    for (const { reject } of this.#waiting.values()) reject(new BallotError(this.#failed));
    this.#waiting.clear();
  }
  /** Let the worker's script come over the line before it is needed. */
  warm() {
    this.#worker ??= this.#start();
  }
  /** Let the worker do one thing, and return what it answers; `report` gets what it says about its progress. */
  ask(what, data = {}, report = () => {
  }) {
    return new Promise((resolve, reject) => {
      this.#worker ??= this.#start();
      this.#next += 1;
      this.#waiting.set(this.#next, { resolve, reject, report });
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

// src/step_code.js
var FIELD = "casting-code";
async function showCode(booth2, casting, ways) {
  booth2.show(3, words.codeHeading, el("p", { role: "status" }, words.codeAsking));
  let answer;
  try {
    answer = await booth2.api.askCode(casting.ballot.text);
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    ways.fail(() => showCode(booth2, casting, ways));
    return;
  }
  if (answer.ok) askForCode(booth2, casting, ways);
  else if (answer.code === "too-many-codes") askForCode(booth2, casting, ways, words.refusals[answer.code]);
  else ways.refuse(answer);
}
function askForCode(booth2, casting, ways, problem5 = "") {
  const input2 = el("input", {
    id: FIELD,
    type: "text",
    class: "input mono short",
    inputmode: "numeric",
    autocomplete: "one-time-code",
    maxlength: "12",
    dir: "ltr",
    "aria-describedby": "code-hint code-error",
    onkeydown: (event) => event.key === "Enter" && cast.click()
  });
  const cast = button(words.cast, () => submit(booth2, casting, ways, input2.value));
  const error = el("p", { class: "error", id: "code-error" }, problem5);
  const hint = el("p", { class: "hint", id: "code-hint" }, words.codeHint);
  booth2.show(
    3,
    words.codeHeading,
    el("p", { class: "lead" }, words.codeSent),
    el("div", { class: problem5 ? "field wrong" : "field" }, el("label", { for: FIELD }, words.codeLabel), hint, error, input2),
    el("p", { class: "actions" }, cast),
    el("p", {}, button(words.codeAgain, () => showCode(booth2, casting, ways), "plain")),
    el("p", { class: "hint" }, words.codeKeep, " ", link(words.help, booth2.helpPage("code"), { target: "_blank", rel: "noopener" }))
  );
  if (problem5) complain(booth2, input2, problem5);
}
function submit(booth2, casting, ways, typed) {
  const digits = typed.replace(/\D/gu, "");
  if (digits.length === 6) ways.send({ ...casting, code: digits });
  else askForCode(booth2, casting, ways, words.codeEmpty);
}
function complain(booth2, input2, text) {
  input2.setAttribute("aria-invalid", "true");
  booth2.complain({ text, target: FIELD });
}

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
function parts(date, options) {
  const found = moments(options).formatToParts(date);
  return Object.fromEntries(found.map(({ type, value }) => [type, value]));
}
function moment(iso, zone = void 0) {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return String(iso);
  const utc = parts(date, { ...LONG, timeZone: "UTC" });
  const here = parts(date, { ...LONG, timeZone: zone });
  const values = { ...utc, here: `${here.hour}:${here.minute}`, there: here.weekday };
  if (here.hour === utc.hour && here.minute === utc.minute && here.day === utc.day) {
    return _("%(weekday)s %(day)s %(month)s, %(hour)s:%(minute)s UTC", values);
  }
  if (here.day === utc.day) return _("%(weekday)s %(day)s %(month)s, %(hour)s:%(minute)s UTC: %(here)s where you are", values);
  return _("%(weekday)s %(day)s %(month)s, %(hour)s:%(minute)s UTC: %(there)s %(here)s where you are", values);
}
function shortMoment(iso) {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return String(iso);
  const utc = parts(date, { ...SHORT, timeZone: "UTC" });
  return _("%(day)s %(month)s at %(hour)s:%(minute)s UTC", utc);
}

// src/step_start.js
var FIELD2 = "token";
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
    wasReloaded() && !isToken(booth2.typed) ? el("p", { class: "notice" }, words.reloaded) : null,
    ...tokenField(booth2, start),
    el("p", { class: "actions" }, start),
    status,
    el("p", {}, link(words.help, booth2.helpPage("top")))
  );
}
function wasReloaded() {
  return performance.getEntriesByType("navigation")[0]?.type === "reload";
}
function showNotOpen(booth2) {
  const { state, opens_at: opensAt, closes_at: closesAt } = booth2.info;
  const hasClosed = state === "closed" && closesAt && Date.parse(closesAt) <= Date.now();
  const willOpen = state === "waiting" && opensAt;
  const reason = state === "stopped" ? booth2.info.stop_reason : null;
  const when = state === "stopped" ? words.stoppedAdvice : hasClosed ? words.closedAt(moment(closesAt)) : willOpen ? words.opensAt(moment(opensAt)) : null;
  booth2.show(
    0,
    booth2.name,
    el("p", { class: "lead" }, words.states[state] ?? words.stateUnknown),
    reason ? el("p", {}, bdi(reason)) : null,
    when ? el("p", {}, when) : null,
    el("p", {}, link(words.electionPage, booth2.electionPage))
  );
}
function tokenField(booth2, start) {
  if (isToken(booth2.typed)) return [el("p", { class: "hint" }, words.tokenFromLink)];
  const input2 = el("input", {
    id: FIELD2,
    type: "text",
    class: "input mono",
    autocomplete: "off",
    autocapitalize: "none",
    autocorrect: "off",
    spellcheck: "false",
    "aria-describedby": "token-hint token-error",
    oninput: () => booth2.typed = input2.value,
    onkeydown: (event) => event.key === "Enter" && start.click()
  });
  input2.value = booth2.typed;
  return [
    el(
      "div",
      { class: "field" },
      el("label", { for: FIELD2 }, words.tokenLabel),
      el("p", { class: "hint", id: "token-hint" }, words.tokenHint),
      el("p", { class: "error", id: "token-error" }),
      input2
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
    judge2(booth2, next, token2, await booth2.api.token(credential));
  } catch (error) {
    booth2.complain({ text: error instanceof Unreachable ? words.unreachableToken : error.message });
  } finally {
    start.removeAttribute("aria-disabled");
    status.textContent = "";
  }
}
function judge2(booth2, next, token2, answer) {
  if (!answer.ok) {
    if (answer.code === "unknown-token") refuse(booth2, next, words.unknownToken);
    else booth2.complain({ text: words.refusals[answer.code] ?? (answer.message || words.refusedOtherwise) });
    return;
  }
  if (answer.value.replaced_at) {
    showDead(booth2, words.replacedToken(shortMoment(answer.value.replaced_at)), words.replacedAdvice);
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
  if (document.getElementById(FIELD2) === null) {
    const given2 = booth2.typed;
    booth2.typed = "";
    showStart(booth2, next);
    booth2.typed = given2;
    document.getElementById(FIELD2).value = given2;
  }
  const input2 = document.getElementById(FIELD2);
  input2.setAttribute("aria-invalid", "true");
  input2.parentElement.classList.add("wrong");
  document.getElementById("token-error").textContent = text;
  booth2.complain({ text, target: FIELD2 });
}
function spentSentence(spentAt) {
  return words.spentToken(spentAt ? shortMoment(spentAt) : "");
}
function showSpent(booth2, spentAt) {
  showDead(booth2, spentSentence(spentAt), words.spentAdvice);
}
function showDead(booth2, sentence, advice) {
  booth2.show(
    0,
    booth2.name,
    el("div", { class: "notice warn" }, el("p", {}, sentence), el("p", {}, advice)),
    el("p", { class: "actions" }, link(words.electionPage, booth2.electionPage), link(words.whenWrong, booth2.helpPage("wrong")))
  );
}

// src/step_cast.js
var WORTH_A_RETRY = ["rate-limited", "unavailable", "stopped"];
var OF_THE_CODE = ["code-needed", "code-wrong", "code-expired"];
async function showCast(booth2) {
  const casting = { ballot: booth2.ballot, byMail: booth2.byMail, code: "" };
  try {
    await booth2.encryptor.forget();
  } catch (error) {
    booth2.stop(error.message);
    return;
  }
  if (booth2.info.casting_code) await showCode(booth2, casting, waysOf(booth2, casting));
  else await send(booth2, casting, false);
}
function waysOf(booth2, casting) {
  return {
    send: (withCode) => send(booth2, withCode, false),
    refuse: (answer) => showRefusal(booth2, casting, answer),
    fail: (retry) => showFailure(booth2, casting.ballot, retry, words.unreachable)
  };
}
async function send(booth2, casting, isRetry) {
  const { ballot } = casting;
  booth2.show(3, words.castHeading, el("p", { role: "status" }, words.sending));
  try {
    const hadArrived = isRetry && await booth2.api.isOnBoard(ballot.trackingNumber) === true;
    const answer = await booth2.api.cast(casting);
    if (answer.ok) await showReceipt(booth2, casting, answer.value, hadArrived);
    else showRefusal(booth2, casting, answer);
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    showFailure(booth2, ballot, () => send(booth2, casting, true), words.unreachable, words.unreachableMore);
  }
}
function showFailure(booth2, ballot, retry, ...texts) {
  const again = button(words.tryAgain, retry);
  const notice = el("div", { class: "notice bad", role: "alert" }, ...texts.map((text) => el("p", {}, text)));
  const number = [el("h2", {}, words.trackingLabel), tracker(ballot.trackingNumber)];
  booth2.show(3, words.notCastHeading, notice, el("p", { class: "actions" }, again), ...number);
}
function showRefusal(booth2, casting, { code: code2, message, at }) {
  if (WORTH_A_RETRY.includes(code2)) {
    showFailure(booth2, casting.ballot, () => send(booth2, casting, true), words.refusals[code2]);
    return;
  }
  if (OF_THE_CODE.includes(code2)) {
    askForCode(booth2, casting, waysOf(booth2, casting), words.refusals[code2]);
    return;
  }
  const spent = code2 === "token-spent";
  const text = spent ? spentSentence(at) : words.refusals[code2] ?? (message || words.refusedOtherwise);
  const advice = spent ? words.spentAdvice : null;
  const notice = el("div", { class: "notice bad", role: "alert" }, el("p", {}, text), advice ? el("p", {}, advice) : null);
  const reload = button(words.reload, () => window.location.reload(), "secondary");
  booth2.forget();
  const help = link(words.whenWrong, booth2.helpPage("wrong"));
  booth2.show(3, words.notCastHeading, notice, el("p", { class: "actions" }, reload, link(words.electionPage, booth2.electionPage), help));
}
async function showReceipt(booth2, { ballot, byMail }, receipt, hadArrived) {
  const { uuid, info } = booth2;
  const expected = {
    uuid,
    trackingNumber: ballot.trackingNumber,
    ballotText: ballot.text,
    setupEvent: info.setup_event,
    serverKey: info.server_key
  };
  const problems = await problemsOf(booth2, receipt, expected);
  booth2.forget();
  const save = () => saveAs(`receipt-${uuid}-${ballot.trackingNumber.slice(0, 8).replace(/\W/g, "_")}.json`, JSON.stringify(receipt));
  const board = el("p", { role: "status" });
  const good = problems?.length === 0;
  booth2.show(
    3,
    hadArrived ? words.alreadyArrived : words.castDone,
    good || problems === null ? null : badReceipt(problems),
    el("h2", {}, words.trackingLabel),
    tracker(ballot.trackingNumber),
    el("p", {}, link(words.whatIsTracking, booth2.helpPage("tracking-number"))),
    el("p", { class: "actions" }, button(words.saveReceipt, save), link(words.seeBoard, booth2.boardPage(ballot.trackingNumber))),
    el("p", {}, words.receiptMeaning),
    good ? el("p", {}, words.receiptVerified) : null,
    problems === null ? el("p", { class: "notice warn" }, words.receiptUnverified) : null,
    byMail ? el("p", {}, words.receiptMailed) : null,
    board,
    receiptFacts(receipt),
    el("p", { class: "hint" }, words.closePage)
  );
  await lookOnBoard(booth2, ballot, board);
}
async function problemsOf(booth2, receipt, expected) {
  try {
    const problems = await booth2.encryptor.ask("receipt", { receipt, expected });
    await booth2.encryptor.forget();
    return problems;
  } catch (error) {
    if (!(error instanceof BallotError)) throw error;
    return null;
  }
}
function badReceipt(problems) {
  const items = problems.map((problem5) => el("li", {}, problem5));
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
  booth2.show(2, words.reviewHeading, ...booth2.questions.map((_2, at) => contestReview2(booth2, at)), status, result);
  await nextPaint();
  try {
    booth2.ballot = await booth2.encryptor.ask("encrypt", { token: booth2.token, ...encodedChoices(booth2) });
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
function contestReview2(booth2, at) {
  const { title } = booth2.questions[at];
  const change = el(
    "button",
    { type: "button", class: "secondary", onclick: () => showChoose(booth2, at) },
    words.change,
    el("span", { class: "sr-only" }, ` ${title}`)
  );
  const warnings = contestWarnings(booth2, at).map((text) => el("p", { class: "notice warn" }, el("strong", {}, words.lookTwice), " ", text));
  return el("section", { class: "card review" }, el("h2", {}, bdi(title)), contestReview(booth2, at), ...warnings, change);
}
function trackingBlock(booth2) {
  return [
    el("h2", {}, words.trackingLabel),
    tracker(booth2.ballot.trackingNumber),
    el("p", { class: "hint" }, words.trackingHint, " ", link(words.whatIsTracking, booth2.helpPage("tracking-number"), { target: "_blank", rel: "noopener" }))
  ];
}
function byMailBox(booth2) {
  const box = input("checkbox", "receipt-by-mail", "receipt-by-mail", booth2.byMail, () => booth2.byMail = box.checked);
  return el("div", { class: "field" }, labelled(box, words.byMail), el("p", { class: "hint" }, words.byMailHint));
}
function encrypted(booth2) {
  return [
    ...trackingBlock(booth2),
    byMailBox(booth2),
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
  const contests = booth2.questions.map((_2, at) => contestReview2(booth2, at));
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
function showChoose(booth2, focusContest = null) {
  const contests = booth2.questions.map((_2, at) => contestSection(booth2, at));
  const review5 = button(words.review, () => toReview(booth2));
  booth2.show(1, words.chooseHeading, ...notes(booth2), ...contests, el("p", { class: "actions" }, review5));
  if (focusContest !== null) document.getElementById(`contest-${focusContest}`).focus();
}
function notes(booth2) {
  const texts = [];
  if (booth2.spentAt) texts.push(words.spentButAgain(shortMoment(booth2.spentAt)));
  if (booth2.weight > 1) texts.push(words.weight(booth2.weight));
  return texts.map((text) => el("p", { class: "notice" }, text));
}
function toReview(booth2) {
  const errors = booth2.questions.flatMap((_2, at) => contestProblems(booth2, at));
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
    this.encryptor = new Encryptor(root.dataset.worker, words.workerFailed);
    this.typed = tokenFromLink;
    this.token = null;
    this.info = null;
    this.questions = null;
    this.orders = null;
    this.choices = null;
    this.ballot = null;
    this.byMail = false;
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
    this.byMail = false;
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
    this.encryptor.warm();
    const [info, record] = await Promise.all([this.api.booth(), this.api.election()]);
    this.info = valueOf(info);
    if (this.info.state !== "open") return;
    const text = valueOf(record);
    const election = await this.encryptor.ask("prepare", { text });
    if (!agree(this.info, election, this.uuid)) throw new BallotError(words.mismatch);
    this.name = election.name;
    this.questions = election.questions;
    this.orders ??= this.questions.map((question, at) => displayOrder(question, this.info.contests[at]));
    this.choices = emptyChoices(this.questions, this.info.contests);
  }
};
function valueOf(answer) {
  if (!answer.ok) throw new BallotError(answer.message || words.refusals[answer.code] || words.stateUnknown);
  return answer.value;
}
function agree(info, election, uuid) {
  const contests = info.contests ?? [];
  return election.uuid === uuid && info.phi === election.phi && contests.length === election.questions.length && contests.every((contest, at) => sameContest(election.questions[at], contest));
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
document.addEventListener("click", (event) => {
  const choice = event.target.closest("a[hreflang]");
  if (choice === null || booth.typed === "") return;
  event.preventDefault();
  window.location.assign(`${choice.href}#${encodeURIComponent(booth.typed)}`);
});
window.addEventListener("beforeunload", (event) => {
  if (booth.token !== null) event.preventDefault();
});
run(booth);
