// ballot: booth.js, built from frontend/src/booth/main.js by scripts/build_assets. Do not edit.
// SPDX-License-Identifier: Apache-2.0
var __defProp = Object.defineProperty;
var __export = (target, all) => {
  for (var name in all)
    __defProp(target, name, { get: all[name], enumerable: !0 });
};

// src/language.js
var messages = globalThis.ballotMessages ?? {}, code = globalThis.document?.documentElement.lang || "en", locale = `${code}-u-nu-latn`, fill = (message, values) => message.replace(/%(?:\((\w+)\)[sd]|%)/g, (place, name) => name === void 0 ? "%" : String(values[name])), plurals = new Intl.PluralRules(locale), numbers = new Intl.NumberFormat(locale);
function _(message, values = {}) {
  return fill(messages[message] ?? message, values);
}
var N_ = (message, values = {}) => ({ message, values });
function ngettext(one, many, number, values = {}) {
  let forms = messages[one] ?? { one, other: many };
  return fill(forms[plurals.select(number)] ?? forms.other, { num: numbers.format(number), ...values });
}
var moments = (options) => new Intl.DateTimeFormat(code === "en" ? "en-GB" : locale, options), OTHER_WAY = /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
function isolated(name) {
  return globalThis.document?.documentElement.dir !== "rtl" && !OTHER_WAY.test(name) ? name : `⁨${name}⁩`;
}

// src/errors.js
var BallotError = class extends Error {
  constructor(reason, options) {
    super(typeof reason == "string" ? reason : fill(reason.message, reason.values), options), this.said = typeof reason == "string" ? null : reason;
  }
  get name() {
    return this.constructor.name;
  }
}, InvalidEncoding = class extends BallotError {
};
var Told = class extends BallotError {
}, Unreachable = class extends Told {
  constructor(sentence = _("We could not reach the server. Check your connection and try again: nothing is lost.")) {
    super(sentence);
  }
}, BROKEN = N_("Something went wrong on this device (%(error)s)."), around = (sentence, error) => ({ ...sentence, values: { ...sentence.values, error: error.message } }), saidOf = (error, otherwise = BROKEN) => error.said ?? around(otherwise, error);
function inWords({ message, values }) {
  return _(message, Object.fromEntries(Object.entries(values).map(([name, value]) => [name, isolated(String(value))])));
}
var explained = (error) => error instanceof Told ? error.message : inWords(saidOf(error));

// src/booth/api.js
var PATIENCE = 3e4;
async function request(path, options = {}) {
  let stop = new AbortController(), timer = setTimeout(() => stop.abort(), PATIENCE);
  try {
    let response = await fetch(path, { ...{ cache: "no-store", credentials: "same-origin", redirect: "error", referrerPolicy: "no-referrer" }, ...options, signal: stop.signal });
    return { status: response.status, text: decodeUtf8(await response.arrayBuffer()) };
  } catch {
    throw new Unreachable();
  } finally {
    clearTimeout(timer);
  }
}
function decodeUtf8(bytes) {
  return new TextDecoder("utf-8", { fatal: !0, ignoreBOM: !0 }).decode(bytes);
}
function understand({ status, text }) {
  let value = null;
  try {
    value = JSON.parse(text);
  } catch {
  }
  if (status === 200 && value !== null) return { ok: !0, value };
  let { code: code2 = "", message = "", at = null } = value?.error ?? {};
  return { ok: !1, status, code: code2 || (status === 429 ? "rate-limited" : status === 413 ? "too-large" : "unavailable"), message, at };
}
function csrfTokenOf(page) {
  return page.querySelector('meta[name="csrf-token"]')?.content ?? "";
}
var Api = class {
  #csrfToken = csrfTokenOf(document);
  constructor(uuid) {
    this.root = `/vote/${encodeURIComponent(uuid)}`;
  }
  async #post(path, body, wishes = {}, isSecond = !1) {
    let headers = { "Content-Type": "application/json", "X-CSRFToken": this.#csrfToken, ...wishes }, answer = understand(await request(this.root + path, { method: "POST", headers, body }));
    return answer.ok || answer.code !== "expired" || isSecond ? answer : (await this.#renew(), this.#post(path, body, wishes, !0));
  }
  /** A page that stayed open for days gets a new form token; nothing that was chosen is lost. */
  async #renew() {
    let { text } = await request(this.root);
    this.#csrfToken = csrfTokenOf(new DOMParser().parseFromString(text, "text/html"));
  }
  async booth() {
    return understand(await request(`${this.root}/booth.json`));
  }
  /** Return the exact text of the election record. */
  async election() {
    let { status, text } = await request(`${this.root}/election.json`);
    return status === 200 ? { ok: !0, value: text } : understand({ status, text });
  }
  /** Send only the public credential and a proof of holding its token; the token itself never leaves the device. */
  async token(credential, proof) {
    return this.#post("/token", JSON.stringify({ credential, proof }));
  }
  /** Ask for the code by e-mail; the ballot's signature shows that the person asking holds the token. */
  async askCode(ballotText) {
    return this.#post("/code", ballotText);
  }
  /** `code`: from the e-mail, "" if there is none; `byMail`: whether to send the receipt by e-mail too. */
  async cast({ ballot, code: code2, byMail }) {
    let wishes = {};
    return code2 !== "" && (wishes["X-Casting-Code"] = code2), byMail && (wishes["X-Receipt-By-Mail"] = "yes"), this.#post("/cast", ballot.text, wishes);
  }
  /** Look for a tracking number on the board: true, false, or null when the board gave no clear answer. */
  async isOnBoard(trackingNumber) {
    let urlSafe = trackingNumber.replaceAll("+", "-").replaceAll("/", "_");
    try {
      let { status, text } = await request(`${this.root}/board/${urlSafe}`);
      return status === 404 ? !1 : status === 200 && JSON.parse(text)?.found === !0 ? !0 : null;
    } catch {
      return null;
    }
  }
};

// src/protocol/blank_list.js
var BLANK_LIST = ["Blank vote", "Blank vote"];
function isBlankList({ answers: answers2 }, at) {
  return at === answers2.length - 1 && answers2[at].join(`
`) === BLANK_LIST.join(`
`);
}

// src/booth/paper/choice.js
var choice_exports = {};
__export(choice_exports, {
  empty: () => empty,
  oddities: () => oddities,
  problem: () => problem,
  review: () => review,
  section: () => section,
  vector: () => vector
});

// src/page/dom.js
var SVG = "http://www.w3.org/2000/svg";
function el(tag, attributes = {}, ...children) {
  let node = document.createElement(tag);
  for (let [name, value] of Object.entries(attributes))
    name.startsWith("on") ? node.addEventListener(name.slice(2), value) : typeof value == "boolean" ? node.toggleAttribute(name, value) : node.setAttribute(name, String(value));
  return node.append(...children.filter((child) => child !== null)), node;
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
function drawn(tag, attributes, ...children) {
  let node = document.createElementNS(SVG, tag);
  for (let [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node.append(...children), node;
}
function svg(shape, attributes) {
  return drawn("svg", { class: "swatch", viewBox: "0 0 10 10", "aria-hidden": "true" }, drawn(shape, attributes));
}
function swatch(colour) {
  return svg("rect", { width: "10", height: "10", class: `slate-${colour}` });
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
  let address = URL.createObjectURL(new Blob([text], { type })), anchor = link("", address, { download: name, hidden: !0 });
  document.body.append(anchor), anchor.click(), anchor.remove(), setTimeout(() => URL.revokeObjectURL(address), 1e4);
}
function errorSummary(heading, errors) {
  let items = errors.map(({ text, target }) => el("li", {}, target ? focusLink(text, target) : text));
  return el("div", { class: "error-summary", role: "alert", tabindex: "-1" }, el("h2", {}, heading), el("ul", {}, ...items));
}
function focusLink(text, target) {
  let onclick = (event) => {
    event.preventDefault();
    let field = document.getElementById(target);
    field?.closest("details")?.toggleAttribute("open", !0), field?.focus();
  };
  return link(text, `#${target}`, { onclick });
}

// src/booth/paper/statement.js
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
    let anchor = link("", address, { rel: REL, target: "_blank" });
    return anchor.append(...line(content)), [anchor, el("span", { class: "muted" }, ` (${host})`)];
  }
};
function line(nodes) {
  return nodes.flatMap((node) => inline[node.kind](node));
}

// src/booth/words.js
var words = {
  // start
  electionCloses: (when) => _("Closes %(when)s.", { when }),
  oneBallot: _("You have one ballot. It takes about two minutes."),
  mayVoteAgain: _("It takes about two minutes. You may vote again until the election closes: your last ballot counts."),
  encrypted: _("Your vote is encrypted on this device before it is sent; nobody, not even the returning officer, can read a single vote."),
  markedRegister: _("The rules of this election require a register of who has voted. Two officers may take it after the end. It says that you voted, never how."),
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
  revokedToken: (when) => _("This token was revoked on %(when)s: its member was taken off the roll.", { when }),
  revokedAdvice: _("If that is not right, tell the returning officer at once: you can be put on the roll again while the voting lasts."),
  spentButAgain: (when) => _("You have already cast a ballot on %(when)s. You can vote again: only your last ballot counts.", { when }),
  // states of the election
  states: {
    draft: _("This election has not been opened yet."),
    waiting: _("This election has not been opened yet."),
    stopped: _("The voting is stopped for the time being. No ballot is accepted."),
    closed: _("This election is closed. No more ballots can be cast."),
    "called-off": _("This election was called off. No ballot is accepted.")
  },
  stoppedAdvice: _("Your token stays valid. The page of the election says when the voting goes on."),
  opensByItself: _("Keep this page open and do not load it again: it goes on by itself when the voting opens."),
  keepOpen: _("Keep this page open, do not load it again, and try again later."),
  stateUnknown: _("This election does not take ballots at the moment."),
  opensAt: (when) => _("It opens on %(when)s.", { when }),
  closedAt: (when) => _("It closed on %(when)s.", { when }),
  electionPage: _("Go to the page of the election"),
  // choose
  contestOf: (number, count) => _("Contest %(number)s of %(count)s", { number, count }),
  countHow: _("How the votes are counted"),
  chooseRange: (min, max, count) => max === 0 ? _("Nobody can be chosen here.") : min === max ? _("Choose %(max)s of %(count)s.", { max, count }) : min === 0 ? _("Choose up to %(max)s of %(count)s.", { max, count }) : _("Choose %(min)s to %(max)s of %(count)s.", { min, max, count }),
  counter: (chosen, max) => _("%(chosen)s of %(max)s chosen", { chosen, max }),
  counterBlank: _("Blank: you vote for nobody"),
  tooMany: (max) => _("You can choose %(max)s. Remove one first.", { max }),
  blank: _("Vote for nobody (blank)"),
  blankCleared: (count) => ngettext("%(num)s choice was removed: a blank ballot names nobody.", "%(num)s choices were removed: a blank ballot names nobody.", count),
  more: _("More"),
  moreAbout: (name) => _(" about %(name)s", { name: isolated(name) }),
  slate: (name) => _("Slate: %(name)s", { name: isolated(name) }),
  withdrawn: _("Withdrawn"),
  withdrawnMeans: _("Votes for this name do not count."),
  tooFew: (chosen, min, blank) => blank ? _("You have chosen %(chosen)s. Choose at least %(min)s, or vote for nobody (blank).", { chosen, min }) : _("You have chosen %(chosen)s. Choose at least %(min)s.", { chosen, min }),
  // choose: what an organisation may warn of or block
  moreChoices: (count) => ngettext("You can choose %(num)s more.", "You can choose %(num)s more.", count),
  youRanked: (given2, count) => _("You have ranked %(given)s of %(count)s.", { given: given2, count }),
  rankAll: _("Rank all, or vote for nobody (blank)."),
  youGraded: (given2, count) => _("You have graded %(given)s of %(count)s.", { given: given2, count }),
  gradeAll: _("Grade all, or vote for nobody (blank)."),
  rankGap: _("A rank is left out. Only the order counts: your ranks are read as 1, 2, 3 without gaps."),
  sameRank: (rank) => _("Rank %(rank)s is given more than once.", { rank }),
  asItIs: _("You can also cast it as it is."),
  // choose: ranks, grades, lists
  rankHow: (limit, count) => limit < count ? _("Choose up to %(limit)s names in your order, your favourite first.", { limit }) : _("Choose the names in your order, your favourite first. Leave out whom you like."),
  rankAllHow: _("Give each candidate a rank: 1 is the best. None may be left out."),
  gradeAllHow: _("Give each candidate a grade. None may be left out."),
  rankEqualHow: _("Give each candidate a rank: 1 is the best. Ranks may be shared. Who gets none comes last."),
  gradeHow: (worst) => _("Give each candidate a grade. Who gets none counts as “%(worst)s”.", { worst: isolated(worst) }),
  yourOrder: _("Your order"),
  notRanked: _("Not ranked"),
  notRankedNames: _("Not ranked:"),
  ranked: (given2, count) => _("%(given)s of %(count)s ranked", { given: given2, count }),
  graded: (given2, count) => _("%(given)s of %(count)s graded", { given: given2, count }),
  rankOf: (rank) => _("Number %(rank)s", { rank }),
  placeOf: (name) => _("Place of %(name)s", { name: isolated(name) }),
  noRank: _("Not ranked"),
  noGrade: _("(no grade given)"),
  nowPlace: (name, place, count) => _("%(name)s: number %(place)s of %(count)s", { name: isolated(name), place, count }),
  nowUnranked: (name) => _("%(name)s: not ranked", { name: isolated(name) }),
  rankingCleared: (count) => ngettext("%(num)s entry was removed: a blank ballot names nobody.", "%(num)s entries were removed: a blank ballot names nobody.", count),
  rankNobody: (blank) => blank ? _("Rank at least one candidate, or vote for nobody (blank).") : _("Rank at least one candidate."),
  gradeNobody: (blank) => blank ? _("Grade at least one candidate, or vote for nobody (blank).") : _("Grade at least one candidate."),
  listHow: _("Choose one list, and then one or more candidates on it."),
  listHowClosed: _("Choose one list."),
  noList: _("No list chosen"),
  listChosen: (name) => _("Chosen: %(name)s", { name: isolated(name) }),
  onList: (chosen, count, name) => _("%(name)s: %(chosen)s of %(count)s chosen", { name: isolated(name), chosen, count }),
  wholeList: _("Choose all on this list"),
  candidatesOf: (name) => _("Candidates of %(name)s", { name: isolated(name) }),
  listLeft: _("Only the list that you choose counts. Choose the other one again to see what you have ticked on it."),
  chooseList: (blank) => blank ? _("Choose a list, or vote for nobody (blank).") : _("Choose a list."),
  chooseOnList: (name) => _("Choose at least one candidate of %(name)s.", { name: isolated(name) }),
  listName: _("List:"),
  next: _("Next"),
  review: _("Review my ballot"),
  summaryHeading: _("There is a problem"),
  // review
  reviewHeading: _("Review your ballot"),
  nobodyBlank: _("Nobody (blank vote)"),
  nobodyChosen: _("Nobody. You have left this open."),
  change: _("Change"),
  encrypting: _("Encrypting…"),
  notVoted: _("You have not voted yet."),
  numberLabel: _("Your check number"),
  numberHint: _("You need it only if you want to check this device. You get your tracking number when you cast."),
  whatIsNumber: _("What is my check number?"),
  trackingLabel: _("Your tracking number"),
  trackingHint: _("With it you can find your encrypted ballot on the public board. It does not show how you vote."),
  cast: _("Cast my ballot"),
  castOnce: _("Casting cannot be undone."),
  castAgain: _("You may vote again until the election closes; your last ballot counts."),
  challenge: _("Check that this device encrypts honestly"),
  // challenge
  challengeHeading: _("Check that this device encrypts honestly"),
  challengeText: _("This ballot will be opened and thrown away. You can then vote again. Checking works best on another device."),
  challengeFirst: _("First write down or photograph this check number: the check must show the same one."),
  open: _("Open this ballot and throw it away"),
  back: _("Back"),
  openedHeading: _("This ballot is open and will not be cast"),
  openedText: _("Save it, and check it on our checking page, best on another device. It contains the choices of this trial ballot, the random numbers of its encryption, and the encrypted ballot without a signature: nobody can cast it. It must show the check number above."),
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
  byMailHint: _("It names your tracking number."),
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
  receiptCheckNumber: _("Check number (the one that you saw before you cast)"),
  closePage: _("You can close this page now. This device keeps nothing that could show how you voted."),
  unreachable: _("We could not reach the server. Your ballot has not been cast. Try again: nothing is lost."),
  unreachableMore: _("If it did arrive all the same, trying again shows its receipt; it can never be counted twice."),
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
    "called-off": _("This election was called off. No ballot is accepted."),
    "token-replaced": _("This token was replaced, so it can no longer be used. Look for the newer message."),
    "token-revoked": _("This token was revoked, because its member was taken off the roll. If that is not right, tell the returning officer at once."),
    "unknown-token": _("The server does not know this token any more. It may have been replaced: look for a newer message."),
    "too-large": _("The server refused the ballot because of its size. Reload this page and vote again."),
    "invalid-ballot": _("The server found a mistake in the encrypted ballot. Reload this page and vote again, or use another device."),
    "rate-limited": _("Too many attempts came from your network. Wait a minute, then try again: nothing is lost."),
    stopped: _("The voting is stopped for the time being. Keep this page open and try again later, or vote again when it goes on: your token stays valid."),
    unavailable: _("The server cannot accept ballots at the moment. Wait a minute, then try again: nothing is lost.")
  },
  refusedOtherwise: _("The server did not accept the ballot."),
  // stopping
  stoppedHeading: _("This page cannot go on"),
  reload: _("Reload the page"),
  mismatch: _("The ballot paper on this page does not match the election record. Do not vote here; tell the returning officer."),
  workerFailed: _("This browser could not start the program that encrypts your vote. Use another browser or a newer one, or another device.")
};

// src/booth/paper/candidates.js
function slateLine({ slate, slate_colour: colour }) {
  let mark2 = Number.isInteger(colour) && colour >= 0 && colour < 8 ? swatch(colour) : "";
  return el("span", { class: "slate hint" }, mark2, " ", el("span", { class: "sr-only" }, words.slate("")), bdi(slate));
}
function nameOf(candidate, name) {
  return [el("span", { class: "name" }, bdi(name)), " ", candidate.slate ? slateLine(candidate) : null, withdrawnMark(candidate)];
}
function more(candidate, name) {
  let { photograph, groups = [], statement = [] } = candidate;
  if (!photograph && groups.length + statement.length === 0) return [];
  let about = el("div", { class: "about", hidden: !0 }, photograph ? portrait(candidate) : null);
  about.append(...groups.length > 0 ? [el("p", { class: "hint" }, bdi(groups.join(", ")))] : [], ...blocks(statement));
  let toggle2 = el("button", { type: "button", class: "plain more", "aria-expanded": "false", onclick: () => toggle2.setAttribute("aria-expanded", String(!(about.hidden = !about.hidden))) }, words.more);
  return toggle2.append(el("span", { class: "sr-only" }, words.moreAbout(name))), [toggle2, about];
}
function portrait({ photograph }) {
  let image = el("img", { alt: "", width: 72, height: 72, loading: "lazy", decoding: "async" });
  return image.src = photograph, el("span", { class: "portrait" }, image);
}
function withdrawnMark({ withdrawn }) {
  if (withdrawn !== !0) return null;
  let mark2 = el("span", { class: "chip warn" }, words.withdrawn);
  return el("span", { class: "slate" }, mark2, " ", el("span", { class: "hint" }, words.withdrawnMeans));
}
function labelled(box, ...content) {
  return el("div", { class: "choice" }, box, el("label", { for: box.id }, ...content));
}
function input(type, id, name, checked, onchange) {
  let box = el("input", { type, id, name, autocomplete: "off", onchange });
  return box.checked = checked, box;
}
function makeCounter(at) {
  let counter = el("p", { role: "status", id: `counter-${at}` }), refusal = el("p", { class: "error", role: "alert", id: `refusal-${at}` });
  return { counter, refusal, box: el("div", { class: "counter" }, counter, refusal) };
}
function refuse(refusal, text, field = null) {
  let marks = { "aria-invalid": "true", "aria-describedby": refusal.id }, marked = refusal.closest(".contest")?.querySelector("[aria-invalid]");
  for (let [name, value] of Object.entries(marks))
    marked?.removeAttribute(name), field?.setAttribute(name, value);
  refusal.textContent = text;
}
function frame(at, how, ruleText, ...content) {
  let rule = ruleText ? el("details", {}, el("summary", {}, words.countHow), el("p", { dir: "auto" }, ruleText)) : null, described = { class: "contest", "aria-labelledby": `contest-${at}`, "aria-describedby": `rule-${at} counter-${at}` };
  return el("fieldset", described, el("p", { class: "hint", id: `rule-${at}` }, how), ...content, rule);
}

// src/booth/paper/policy.js
var STRICTNESS = ["allowed", "warned", "blocked"];
function strictness({ policy = {} }, what) {
  let wanted = policy[what] ?? "allowed";
  return STRICTNESS.includes(wanted) ? wanted : "blocked";
}
var wantsAll = (contest) => strictness(contest, "under_vote") === "blocked";
function judge(contest, oddities5) {
  let those = (how) => oddities5.filter(({ what }) => strictness(contest, what) === how);
  return { blocked: those("blocked"), warned: those("warned") };
}

// src/booth/paper/choice.js
function empty() {
  return { blank: !1, chosen: /* @__PURE__ */ new Set() };
}
function vector({ answers: answers2, blank }, choice) {
  let bits = answers2.map((_2, answer) => choice.chosen.has(answer) ? 1 : 0);
  return blank ? [choice.blank ? 1 : 0, ...bits] : bits;
}
function section({ at, question, contest, shown, choice }) {
  let { counter, refusal, box: line2 } = makeCounter(at), view = { counter, refusal }, name = `contest-${at}`;
  view.boxes = question.answers.map(
    (_2, answer) => input("checkbox", `choice-${at}-${answer}`, name, !1, () => choose(question, choice, answer, view))
  ), view.blank = question.blank ? input("checkbox", `blank-${at}`, name, !1, () => chooseBlank(question, choice, view)) : null, refresh(question, choice, view);
  let cards = shown.map((answer) => card(contest.candidates[answer], view.boxes[answer], question.answers[answer]));
  view.blank && cards.push(el("li", { class: "card candidate blank" }, labelled(view.blank, words.blank)));
  let how = words.chooseRange(wantsAll(contest) ? question.max : question.min, question.max, question.answers.length);
  return frame(at, how, contest.rule_text, line2, el("ul", { class: "cards", role: "list" }, ...cards));
}
function card(candidate, box, name) {
  return el("li", { class: "card candidate" }, labelled(box, ...nameOf(candidate, name)), ...more(candidate, name));
}
function choose(question, choice, answer, view) {
  let { max } = question, box = view.boxes[answer], refused = "";
  box.checked ? choice.chosen.size >= max ? (box.checked = !1, refused = words.tooMany(max)) : (choice.chosen.add(answer), choice.blank = !1) : choice.chosen.delete(answer), refresh(question, choice, view, refused);
}
function chooseBlank(question, choice, view) {
  choice.blank = view.blank.checked;
  let cleared = choice.blank ? choice.chosen.size : 0;
  choice.blank && choice.chosen.clear(), refresh(question, choice, view, cleared > 0 ? words.blankCleared(cleared) : "");
}
function refresh({ max }, choice, { counter, refusal, boxes, blank }, refused = "") {
  boxes.forEach((box, answer) => box.checked = choice.chosen.has(answer)), blank && (blank.checked = choice.blank), counter.textContent = choice.blank ? words.counterBlank : words.counter(choice.chosen.size, max), refuse(refusal, refused);
}
function problem({ at, question: { min, blank }, shown, choice }) {
  return choice.blank || choice.chosen.size >= min ? null : { text: words.tooFew(choice.chosen.size, min, blank), target: `choice-${at}-${shown[0]}` };
}
function oddities({ at, question: { max, blank }, shown, choice }) {
  let { size } = choice.chosen;
  if (choice.blank || size >= max || size === 0 && !blank) return [];
  let first = shown.find((answer) => !choice.chosen.has(answer)), [text, warning] = [words.tooFew(size, max, blank), words.moreChoices(max - size)];
  return [{ what: "under_vote", text, warning, target: `choice-${at}-${first}` }];
}
function review({ question: { answers: answers2 }, contest: { candidates }, shown, choice: { blank, chosen } }) {
  if (blank) return el("p", { class: "chosen" }, words.nobodyBlank);
  if (chosen.size === 0) return el("p", { class: "chosen" }, words.nobodyChosen);
  let items = shown.filter((answer) => chosen.has(answer)).map((answer) => {
    let candidate = candidates[answer], slate = candidate.slate ? slateLine(candidate) : null;
    return el("li", {}, el("span", { class: "name" }, bdi(answers2[answer])), " ", slate, withdrawnMark(candidate));
  });
  return el("ul", { class: "chosen" }, ...items);
}

// src/booth/paper/lists.js
var lists_exports = {};
__export(lists_exports, {
  empty: () => empty2,
  oddities: () => oddities2,
  problem: () => problem2,
  review: () => review2,
  section: () => section2,
  vector: () => vector2
});
function empty2({ answers: answers2 }) {
  return { list: null, ticks: answers2.map(() => /* @__PURE__ */ new Set()) };
}
function vector2({ answers: answers2 }, { list: list2, ticks }) {
  return answers2.map((row, at) => row.map((_2, entry) => at === list2 && (entry === 0 || ticks[at].has(entry)) ? 1 : 0));
}
function section2({ at, question, contest, shown, choice }) {
  let { counter, refusal, box } = makeCounter(at), view = { at, question, contest, choice, counter, refusal };
  view.blank = blankOf(view), view.lists = question.answers.map((row, list2) => list2 === view.blank ? blankCard(view, list2) : listCard(view, list2, row)), refresh2(view);
  let cards = shown.map((list2) => view.lists[list2].item);
  return frame(at, isClosed(view) ? words.listHowClosed : words.listHow, contest.rule_text, box, el("ul", { class: "cards", role: "list" }, ...cards));
}
function blankOf({ question: { answers: answers2 }, contest }) {
  return contest.blank ? answers2.length - 1 : null;
}
var isClosed = ({ question }) => question.closed;
function blankCard(view, list2) {
  let radio = input("radio", `blank-${view.at}`, `list-${view.at}`, !1, () => chooseBlank2(view, list2));
  return { item: el("li", { class: "card candidate blank" }, labelled(radio, words.blank)), radio, boxes: [], group: null };
}
function listCard(view, list2, [name, ...names]) {
  let { at, contest } = view, wholeList = () => chooseAll(view, list2, names.length), radio = input("radio", `list-${at}-${list2}`, `list-${at}`, !1, isClosed(view) ? wholeList : () => moveTo(view, list2)), boxes = isClosed(view) ? [] : tickBoxes(view, list2, names), people = isClosed(view) ? namesOf(view, list2, names) : ticksOf(view, list2, names, boxes, wholeList), group = el("details", { class: "on-list" }, el("summary", {}, words.candidatesOf(name)), people);
  return { item: el("li", { class: "card candidate" }, labelled(radio, el("span", { class: "name" }, bdi(name)), withdrawnMark(contest.lists[list2])), group), radio, boxes, group };
}
function tickBoxes(view, list2, names) {
  let boxes = names.map(
    (_2, entry) => input("checkbox", `on-list-${view.at}-${list2}-${entry}`, `on-list-${view.at}-${list2}`, !1, () => choose2(view, list2, entry + 1, boxes[entry].checked))
  );
  return boxes;
}
var personOf = (candidate, name) => nameOf({ ...candidate, slate: "" }, name);
function ticksOf({ contest, question }, list2, names, boxes, wholeList) {
  let { candidates } = contest.lists[list2], items = names.map((one, entry) => el("li", {}, labelled(boxes[entry], ...personOf(candidates[entry], one)), ...more(candidates[entry], one))), legend = el("legend", { class: "sr-only" }, words.candidatesOf(question.answers[list2][0]));
  return el("fieldset", {}, legend, button(words.wholeList, wholeList, "secondary small"), el("ul", { class: "cards plain-list", role: "list" }, ...items));
}
function namesOf({ contest }, list2, names) {
  let { candidates } = contest.lists[list2], items = names.map((one, entry) => el("li", {}, ...personOf(candidates[entry], one), " ", ...more(candidates[entry], one)));
  return el("ol", { class: "people" }, ...items);
}
function refresh2(view, refused = "") {
  let { choice, lists, counter, refusal } = view;
  lists.forEach(({ radio, boxes, group }, list2) => {
    radio.checked = choice.list === list2, group && radio.checked && (group.open = !0), boxes.forEach((box, entry) => box.checked = radio.checked && choice.ticks[list2].has(entry + 1));
  }), counter.textContent = counted(view), refuse(refusal, refused);
}
function counted(view) {
  let { choice: { list: list2, ticks }, question: { answers: answers2 }, blank } = view;
  return list2 === null ? words.noList : isClosed(view) && list2 !== blank ? words.listChosen(answers2[list2][0]) : list2 === blank ? words.counterBlank : words.onList(ticks[list2].size, answers2[list2].length - 1, answers2[list2][0]);
}
function moveTo(view, list2) {
  let { choice, blank } = view, left = isClosed(view) || [null, blank, list2].includes(choice.list) ? 0 : choice.ticks[choice.list].size;
  left > 0 && list2 === blank && choice.ticks[choice.list].clear(), choice.list = list2;
  let said = list2 === blank ? words.blankCleared(left) : words.listLeft;
  refresh2(view, left > 0 ? said : "");
}
function chooseBlank2(view, list2) {
  view.choice.ticks[list2].add(1), moveTo(view, list2);
}
function choose2(view, list2, entry, isChosen) {
  let ticks = view.choice.ticks[list2];
  view.choice.list !== list2 && ticks.clear(), isChosen ? ticks.add(entry) : ticks.delete(entry), moveTo(view, list2);
}
function chooseAll(view, list2, size) {
  for (let entry = 1; entry <= size; entry += 1) view.choice.ticks[list2].add(entry);
  moveTo(view, list2);
}
function problem2({ at, question: { answers: answers2 }, contest, shown, choice: { list: list2, ticks } }) {
  return list2 === null ? { text: words.chooseList(contest.blank), target: `list-${at}-${shown[0]}` } : ticks[list2].size > 0 ? null : { text: words.chooseOnList(answers2[list2][0]), target: `on-list-${at}-${list2}-0` };
}
var oddities2 = () => [];
function review2(view) {
  let { question: { answers: answers2 }, contest: { lists }, choice: { list: list2, ticks } } = view;
  if (list2 === blankOf(view)) return el("p", { class: "chosen" }, words.nobodyBlank);
  let [name, ...names] = answers2[list2], chosen = el("p", {}, words.listName, " ", el("strong", {}, bdi(name)), " ", withdrawnMark(lists[list2]));
  if (isClosed(view)) return el("div", {}, chosen);
  let items = names.filter((_2, entry) => ticks[list2].has(entry + 1)).map((one) => el("li", {}, bdi(one)));
  return el("div", {}, chosen, el("ul", { class: "chosen" }, ...items));
}

// src/booth/paper/order.js
var order_exports = {};
__export(order_exports, {
  empty: () => empty3,
  oddities: () => oddities3,
  problem: () => problem3,
  review: () => review3,
  section: () => section3,
  vector: () => vector3
});

// src/booth/paper/dragging.js
var EDGE = 70, STEP = 14;
function handle(item, spotAt2, drop2) {
  let node = el("span", { class: "grip" }, svg("path", { class: "dots", d: "M3 2h0M7 2h0M3 5h0M7 5h0M3 8h0M7 8h0" }));
  return node.addEventListener("pointerdown", (event) => {
    event.button === 0 && (event.preventDefault(), follow(event.pointerId, item, spotAt2, drop2));
  }), node;
}
function follow(pointer, item, spotAt2, drop2) {
  let spot = null, mark2 = (found) => {
    spot?.node.classList.remove("drop-before", "drop-after"), spot = found, spot?.node.classList.add(spot.after ? "drop-after" : "drop-before");
  }, listeners = { pointermove: move, pointerup: () => end(!0), pointercancel: () => end(!1), keydown: key };
  function move(event) {
    event.pointerId === pointer && (event.clientY < EDGE && window.scrollBy(0, -STEP), event.clientY > window.innerHeight - EDGE && window.scrollBy(0, STEP), mark2(spotAt2(event.clientY)));
  }
  function key(event) {
    event.key === "Escape" && end(!1);
  }
  function end(isDropped) {
    let found = spot;
    mark2(null), item.classList.remove("dragged");
    for (let [name, listener] of Object.entries(listeners)) document.removeEventListener(name, listener);
    isDropped && found !== null && drop2(found);
  }
  item.classList.add("dragged");
  for (let [name, listener] of Object.entries(listeners)) document.addEventListener(name, listener);
}

// src/booth/paper/order.js
var NOWHERE = -1;
function empty3() {
  return { blank: !1, order: [] };
}
function vector3({ answers: answers2 }, { order }) {
  return answers2.map((_2, answer) => order.indexOf(answer) + 1);
}
function section3({ at, question, contest, shown, choice, style }) {
  let { counter, refusal, box } = makeCounter(at), view = { at, question, shown, choice, style, counter, refusal };
  view.ranked = el("ol", { class: "cards ranking", role: "list", "aria-label": words.yourOrder }), view.rest = el("ul", { class: "cards ranking", role: "list", "aria-label": words.notRanked }), view.cards = question.answers.map((name, answer) => makeCard(view, contest.candidates[answer], answer, name)), view.blank = style.blank ? input("checkbox", `blank-${at}`, `contest-${at}`, !1, () => chooseBlank3(view)) : null;
  let blank = view.blank && el("div", { class: "card candidate blank" }, labelled(view.blank, words.blank));
  refresh3(view);
  let how = wantsAll(contest) && style.limit === question.answers.length ? words.rankAllHow : words.rankHow(style.limit, question.answers.length);
  return frame(at, how, contest.rule_text, box, view.ranked, view.rest, blank);
}
function makeCard(view, candidate, answer, name) {
  let said = el("span", { class: "sr-only" }), pick = el("button", { type: "button", class: "pick", id: `add-${view.at}-${answer}`, onclick: () => toggle(view, answer) });
  pick.append(said, el("span", {}, ...nameOf(candidate, name)));
  let place = el("select", { class: "place", id: `place-${view.at}-${answer}`, "aria-label": words.placeOf(name), autocomplete: "off" });
  place.addEventListener("change", () => moveTo2(view, answer, Number(place.value)));
  let item = el("li", { class: "card candidate" }), grip = handle(item, (y) => spotAt(view, answer, y), (spot) => drop(view, answer, spot)), [unfold = "", about = ""] = more(candidate, name);
  return item.append(place, pick, unfold, grip, about), { item, place, said, pick };
}
function spotAt(view, answer, y) {
  let { order } = view.choice, others = order.filter((other) => other !== answer), isNew = others.length === order.length;
  if (others.length === 0 || y > view.ranked.getBoundingClientRect().bottom + 8) return isNew ? null : { place: null, node: view.rest, after: !1 };
  if (isNew && order.length >= view.style.limit) return null;
  let place = others.filter((other) => middle(view.cards[other].item) < y).length, isLast = place === others.length;
  return { place, node: view.cards[others[isLast ? place - 1 : place]].item, after: isLast };
}
function middle(node) {
  let { top, height } = node.getBoundingClientRect();
  return top + height / 2;
}
function drop(view, answer, { place }) {
  let { choice } = view;
  place !== null && !choice.order.includes(answer) && choice.order.push(answer), choice.blank = !1, moveTo2(view, answer, place ?? NOWHERE);
}
function showPlace({ place, said, pick }, at, size) {
  let isRanked = at >= 0, option = (value, text) => el("option", { value, selected: value === at }, text);
  place.hidden = !isRanked, place.replaceChildren(...Array.from({ length: size }, (_2, other) => option(other, String(other + 1))), option(NOWHERE, words.noRank)), said.textContent = isRanked ? `${words.rankOf(at + 1)} ` : "", pick.setAttribute("aria-pressed", String(isRanked));
}
function refresh3(view, message = "", refused = "") {
  let { choice: { order, blank }, style: { limit } } = view, rest = view.shown.filter((answer) => !order.includes(answer));
  view.cards.forEach((card2, answer) => showPlace(card2, order.indexOf(answer), order.length)), view.ranked.replaceChildren(...order.map((answer) => view.cards[answer].item)), view.rest.replaceChildren(...rest.map((answer) => view.cards[answer].item)), view.ranked.hidden = order.length === 0, view.rest.hidden = rest.length === 0, view.blank && (view.blank.checked = blank);
  let count = blank ? words.counterBlank : words.ranked(order.length, limit);
  view.counter.replaceChildren(count, " ", el("span", { class: "sr-only" }, message)), refuse(view.refusal, refused);
}
function toggle(view, answer) {
  let { choice, question, style } = view;
  if (choice.order.includes(answer)) moveTo2(view, answer, NOWHERE);
  else if (choice.order.length >= style.limit) refuse(view.refusal, words.tooMany(style.limit));
  else {
    choice.order.push(answer), choice.blank = !1, refresh3(view, words.nowPlace(question.answers[answer], choice.order.length, choice.order.length));
    let after = view.shown.slice(view.shown.indexOf(answer) + 1);
    view.cards[after.find((other) => !choice.order.includes(other)) ?? answer].pick.focus();
  }
}
function moveTo2(view, answer, to) {
  let { order } = view.choice, { pick, place } = view.cards[answer], name = view.question.answers[answer];
  order.splice(order.indexOf(answer), 1), to !== NOWHERE && order.splice(to, 0, answer), refresh3(view, to === NOWHERE ? words.nowUnranked(name) : words.nowPlace(name, to + 1, order.length)), (to === NOWHERE ? pick : place).focus();
}
function chooseBlank3(view) {
  let { choice } = view;
  choice.blank = view.blank.checked;
  let cleared = choice.blank ? choice.order.length : 0;
  choice.blank && (choice.order.length = 0), refresh3(view, "", cleared > 0 ? words.rankingCleared(cleared) : "");
}
function problem3({ at, shown, choice: { blank, order }, style }) {
  return blank || order.length > 0 ? null : { text: words.rankNobody(style.blank), target: `add-${at}-${shown[0]}` };
}
function oddities3({ at, shown, choice: { blank, order }, style: { limit } }) {
  if (blank || order.length >= limit) return [];
  let next = shown.find((answer) => !order.includes(answer)), warning = words.youRanked(order.length, limit);
  return [{ what: "under_vote", text: `${warning} ${words.rankAll}`, warning, target: `add-${at}-${next}` }];
}
function review3({ question: { answers: answers2 }, contest: { candidates }, choice: { blank, order } }) {
  if (blank) return el("p", { class: "chosen" }, words.nobodyBlank);
  let rest = answers2.filter((_2, answer) => !order.includes(answer)), items = order.map((answer) => el("li", {}, bdi(answers2[answer]), " ", withdrawnMark(candidates[answer]))), others = rest.length === 0 ? null : el("p", { class: "hint" }, words.notRankedNames, ...rest.flatMap((name, at) => [at > 0 ? ", " : " ", bdi(name)]));
  return el("div", {}, el("ol", { class: "chosen numbered" }, ...items), others);
}

// src/booth/paper/table.js
var table_exports = {};
__export(table_exports, {
  denseRanks: () => denseRanks,
  empty: () => empty4,
  oddities: () => oddities4,
  problem: () => problem4,
  review: () => review4,
  section: () => section4,
  vector: () => vector4
});
function empty4({ answers: answers2 }) {
  return { blank: !1, marks: answers2.map(() => 0) };
}
function denseRanks(marks) {
  let used = [...new Set(marks.filter((mark2) => mark2 > 0))].sort((one, other) => one - other);
  return marks.map((mark2) => used.indexOf(mark2) + 1);
}
function vector4(_2, { blank, marks }, { kind, limit }) {
  return blank ? marks.map(() => 0) : kind === "grades" ? marks.map((mark2) => mark2 || limit) : denseRanks(marks);
}
function section4({ at, question, contest, shown, choice, style }) {
  let { counter, refusal, box } = makeCounter(at), view = { at, question, contest, choice, style, counter, refusal }, make = style.kind === "grades" ? gradeCard : rankCard;
  view.fields = question.answers.map((name, answer) => make(view, answer, name)), view.blank = style.blank ? input("checkbox", `blank-${at}`, `contest-${at}`, !1, () => chooseBlank4(view)) : null;
  let cards = shown.map((answer) => view.fields[answer].item);
  return view.blank && cards.push(el("li", { class: "card candidate blank" }, labelled(view.blank, words.blank))), refresh4(view), frame(at, howTo(style, question, contest), contest.rule_text, box, el("ul", { class: "cards", role: "list" }, ...cards));
}
function howTo({ kind }, { grades }, contest) {
  let isGraded = kind === "grades";
  return wantsAll(contest) ? isGraded ? words.gradeAllHow : words.rankAllHow : isGraded ? words.gradeHow(grades.at(-1)) : words.rankEqualHow;
}
function gradeCard(view, answer, name) {
  let { at, contest, question: { grades: names } } = view, boxes = names.map(
    (_2, grade) => input("radio", `grade-${at}-${answer}-${grade}`, `grade-${at}-${answer}`, !1, () => mark(view, answer, grade + 1))
  ), grades = boxes.map((box, grade) => labelled(box, bdi(names[grade]))), candidate = contest.candidates[answer], group = el("fieldset", { class: "grading" }, el("legend", {}, ...nameOf(candidate, name)), el("div", { class: "grades" }, ...grades)), show = (value) => boxes.forEach((box, grade) => box.checked = value === grade + 1), [toggle2 = null, about = null] = more(candidate, name);
  return { item: el("li", { class: "card candidate" }, toggle2, group, about), show };
}
function rankCard(view, answer, name) {
  let { at, contest, style } = view, ranks = Array.from({ length: style.limit }, (_2, rank) => el("option", { value: rank + 1 }, String(rank + 1))), id = `rank-${at}-${answer}`, select = el("select", { id, class: "place", autocomplete: "off" }, el("option", { value: 0 }, words.noRank), ...ranks);
  select.addEventListener("change", () => mark(view, answer, Number(select.value)));
  let candidate = contest.candidates[answer], line2 = el("div", { class: "who" }, el("label", { for: id }, ...nameOf(candidate, name)), select);
  return { item: el("li", { class: "card candidate" }, line2, ...more(candidate, name)), show: (value) => select.value = String(value) };
}
function mark(view, answer, value) {
  view.choice.marks[answer] = value, value > 0 && (view.choice.blank = !1), refresh4(view);
}
var given = (choice) => choice.marks.filter((value) => value > 0).length;
function refresh4({ choice, question, style, fields, blank, counter, refusal }, refused = "") {
  fields.forEach(({ show }, answer) => show(choice.marks[answer])), blank && (blank.checked = choice.blank);
  let count = style.kind === "grades" ? words.graded : words.ranked;
  counter.textContent = choice.blank ? words.counterBlank : count(given(choice), question.answers.length), refuse(refusal, refused);
}
function chooseBlank4(view) {
  view.choice.blank = view.blank.checked;
  let cleared = view.choice.blank ? given(view.choice) : 0;
  view.choice.blank && view.choice.marks.fill(0), refresh4(view, cleared > 0 ? words.rankingCleared(cleared) : "");
}
function problem4({ at, shown, choice, style }) {
  if (choice.blank || given(choice) > 0) return null;
  let isGraded = style.kind === "grades";
  return { text: isGraded ? words.gradeNobody(style.blank) : words.rankNobody(style.blank), target: isGraded ? `grade-${at}-${shown[0]}-0` : `rank-${at}-${shown[0]}` };
}
function oddities4({ at, shown, choice: { blank, marks }, style }) {
  if (blank) return [];
  let isGraded = style.kind === "grades", field = (answer) => isGraded ? `grade-${at}-${answer}-0` : `rank-${at}-${answer}`, found = [], missing = shown.find((answer) => marks[answer] === 0) ?? -1, given2 = marks.filter((value) => value > 0);
  if (missing >= 0) {
    let warning = (isGraded ? words.youGraded : words.youRanked)(given2.length, marks.length), text = `${warning} ${isGraded ? words.gradeAll : words.rankAll}`;
    found.push({ what: "under_vote", text, warning, target: field(missing) });
  }
  if (isGraded) return found;
  let ranks = denseRanks(marks), shifted = marks.findIndex((value, answer) => value !== ranks[answer]);
  shifted >= 0 && found.push({ what: "rank_gaps", text: words.rankGap, target: field(shifted) });
  let twice = marks.findIndex((value, answer) => value > 0 && marks.indexOf(value) < answer);
  return twice >= 0 && found.push({ what: "equal_ranks", text: words.sameRank(marks[twice]), target: field(twice) }), found;
}
function review4(view) {
  return view.choice.blank ? el("p", { class: "chosen" }, words.nobodyBlank) : view.style.kind === "grades" ? reviewGrades(view) : reviewRanks(view);
}
function reviewGrades({ question: { answers: answers2, grades }, contest: { candidates }, shown, choice: { marks } }) {
  let worst = el("span", {}, bdi(grades.at(-1)), el("span", { class: "hint" }, ` ${words.noGrade}`)), grade = (value) => value === 0 ? worst.cloneNode(!0) : bdi(grades[value - 1]), pairs = shown.map((answer) => [
    el("dt", {}, bdi(answers2[answer])),
    el("dd", {}, grade(marks[answer]), " ", withdrawnMark(candidates[answer]))
  ]);
  return el("dl", { class: "facts" }, ...pairs.flat());
}
function reviewRanks({ question: { answers: answers2 }, contest: { candidates }, choice: { marks } }) {
  let ranks = denseRanks(marks), shown = answers2.map((name, answer) => candidates[answer].withdrawn ? `${name} (${words.withdrawn.toLowerCase()})` : name), namesAt = (rank) => shown.filter((_2, answer) => ranks[answer] === rank), line2 = (names) => names.flatMap((name, at) => [at > 0 ? " = " : "", bdi(name)]), items = Array.from({ length: Math.max(...ranks) }, (_2, at) => el("li", {}, ...line2(namesAt(at + 1)))), rest = namesAt(0), others = rest.length === 0 ? null : el("p", { class: "hint" }, words.notRankedNames, ...rest.flatMap((name, at) => [at > 0 ? ", " : " ", bdi(name)]));
  return el("div", {}, el("ol", { class: "chosen numbered" }, ...items), others);
}

// src/protocol/papers.js
function paperStyle({ grades, answers: answers2 }, { rule = "", equal_ranks: equal, ranks, blank }) {
  let candidates = answers2.length;
  if (grades.length > 0) return { kind: "grades", limit: grades.length, blank: blank === !0 };
  let limit = Number.isInteger(ranks) && ranks > 0 ? Math.min(ranks, candidates) : candidates;
  return { kind: equal ?? rule === "schulze" ? "equal" : "strict", limit, blank: blank !== !1 };
}

// src/booth/paper/contests.js
var kindOf = (question, style) => question.kind === "lists" ? lists_exports : question.kind === "choice" ? choice_exports : style.kind === "strict" ? order_exports : table_exports;
function styleOf(question, contest) {
  return question.kind === "ranked" ? paperStyle(question, contest) : null;
}
function emptyChoices(questions, contests) {
  return questions.map((question, at) => kindOf(question, styleOf(question, contests[at])).empty(question));
}
function viewOf(booth2, at) {
  let [question, contest] = [booth2.questions[at], booth2.info.contests[at]];
  return { at, question, contest, shown: booth2.orders[at], choice: booth2.choices[at], style: styleOf(question, contest) };
}
function ask(booth2, at, what) {
  let view = viewOf(booth2, at);
  return kindOf(view.question, view.style)[what](view);
}
var contestSection = (booth2, at) => ask(booth2, at, "section");
function contestProblems(booth2, at) {
  let problem5 = ask(booth2, at, "problem");
  return problem5 === null ? judge(booth2.info.contests[at], ask(booth2, at, "oddities")).blocked : [problem5];
}
function contestWarnings(booth2, at) {
  let { warned } = judge(booth2.info.contests[at], ask(booth2, at, "oddities"));
  return warned.map(({ text, warning = text }) => `${warning} ${words.asItIs}`);
}
var contestReview = (booth2, at) => ask(booth2, at, "review");
function encodedChoices(booth2) {
  let views = booth2.questions.map((_2, at) => viewOf(booth2, at));
  return { choices: views.map(({ question, choice, style }) => kindOf(question, style).vector(question, choice, style)), styles: views.map(({ style }) => style) };
}
function sameContest(question, contest) {
  let names = (candidates) => candidates.map(({ name }) => name), lists = () => [...contest.lists.map((list2) => [list2.name, ...names(list2.candidates)]), ...contest.blank ? [BLANK_LIST] : []], told = question.kind === "lists" ? lists() : names(contest.candidates), same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  return same(told, question.answers) && same(contest.grades ?? [], question.grades ?? []);
}

// src/booth/paper/display_order.js
function displayOrder(question, { order, candidates = [], blank }, lots) {
  let { answers: answers2, kind } = question, places = answers2.map((_2, answer) => answer);
  if (order !== "random") return places;
  let isLast = (answer) => kind === "lists" ? blank && isBlankList(question, answer) : candidates[answer].reopens === !0;
  return [...places.filter((answer) => !isLast(answer)).sort((one, other) => lots[one] < lots[other] ? -1 : 1), ...places.filter(isLast)];
}

// src/page/worker_client.js
async function fetchWorker(address, failed) {
  try {
    let response = await fetch(address, { credentials: "omit", redirect: "error", integrity: "sha384-INesqNvDyLqKT8mxdoccKF+bC5Sj4+rsvep7pFfrL7vZMHmfyFxWGcQqBsdPDkfD" });
    if (response.ok) return URL.createObjectURL(await response.blob());
  } catch {
    if (await answers(address)) throw new Told(otherProgram());
  }
  throw new Told(failed);
}
async function answers(address) {
  try {
    return (await fetch(address, { credentials: "omit", redirect: "error" })).ok;
  } catch {
    return !1;
  }
}
var otherProgram = () => _("The server sent another program than the one that belongs to this page. It was not started. Load the page again; if you see this again, do not go on, and tell the returning officer."), WorkerClient = class {
  #script;
  #failed;
  #source = null;
  // the address of the verified bytes, inside this page
  #worker = null;
  // the promise of a running worker
  #waiting = /* @__PURE__ */ new Map();
  #next = 0;
  /** `failed`: what to say if the worker does not start in this browser. */
  constructor(script, failed) {
    this.#script = script, this.#failed = failed;
  }
  async #start() {
    this.#source ??= await fetchWorker(this.#script, this.#failed);
    let worker;
    try {
      worker = new Worker(this.#source);
    } catch {
      throw new Told(this.#failed);
    }
    return worker.addEventListener("message", ({ data }) => this.#settle(data)), worker.addEventListener("error", () => this.#fail()), worker;
  }
  #settle({ id, ok, value, said, progress }) {
    let waiting = this.#waiting.get(id);
    if (progress !== void 0) {
      waiting?.report(...progress);
      return;
    }
    this.#waiting.delete(id), ok ? waiting?.resolve(value) : waiting?.reject(new Told(inWords(said)));
  }
  /** The worker did not start, or crashed: reject all open requests; the next request starts a new worker. */
  #fail() {
    this.#worker = null;
    for (let { reject } of this.#waiting.values()) reject(new Told(this.#failed));
    this.#waiting.clear();
  }
  /** Start the worker, and so load its script, before it is needed. Whether that failed, the first request says. */
  warm() {
    if (this.#worker !== null) return;
    let starting = this.#start();
    this.#worker = starting, starting.catch(() => this.#worker = null);
  }
  /** Send the worker one request, and return its answer; `report` receives its progress. */
  async ask(what, data = {}, report = () => {
  }) {
    this.warm();
    let worker = await this.#worker;
    return new Promise((resolve, reject) => {
      this.#next += 1, this.#waiting.set(this.#next, { resolve, reject, report }), worker.postMessage({ id: this.#next, what, ...data });
    });
  }
  /** Wipe the randomness, then end the worker and everything it knows (P8). */
  async forget() {
    if (this.#worker === null) return;
    let worker = await this.#worker;
    await this.ask("forget"), worker.terminate(), this.#worker = null;
  }
};

// src/page/fragment.js
function takeFragment() {
  let fragment = window.location.hash.slice(1);
  fragment !== "" && window.history.replaceState(window.history.state, "", window.location.pathname + window.location.search);
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}
function wasReloaded() {
  return performance.getEntriesByType("navigation")[0]?.type === "reload";
}
function takeAlong(event, link2, secret) {
  event.preventDefault(), window.location.assign(`${link2.href}#${encodeURIComponent(secret)}`);
}

// src/booth/step_code.js
var FIELD = "casting-code";
async function showCode(booth2, casting, ways) {
  booth2.show(3, words.codeHeading, el("p", { role: "status" }, words.codeAsking)), booth2.held = !0;
  let answer;
  try {
    answer = await booth2.api.askCode(casting.ballot.text);
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    ways.fail(() => showCode(booth2, casting, ways));
    return;
  }
  answer.ok ? askForCode(booth2, casting, ways) : answer.code === "too-many-codes" ? askForCode(booth2, casting, ways, words.refusals[answer.code]) : ways.refuse(answer);
}
function askForCode(booth2, casting, ways, problem5 = "") {
  let input2 = el("input", {
    id: FIELD,
    type: "text",
    class: "input mono short",
    inputmode: "numeric",
    autocomplete: "one-time-code",
    maxlength: "12",
    dir: "ltr",
    "aria-describedby": "code-hint code-error",
    onkeydown: (event) => event.key === "Enter" && cast.click()
  }), cast = button(words.cast, () => submit(booth2, casting, ways, input2.value)), error = el("p", { class: "error", id: "code-error" }, problem5), hint = el("p", { class: "hint", id: "code-hint" }, words.codeHint);
  booth2.show(
    3,
    words.codeHeading,
    el("p", { class: "lead" }, words.codeSent),
    el("div", { class: problem5 ? "field wrong" : "field" }, el("label", { for: FIELD }, words.codeLabel), hint, error, input2),
    el("p", { class: "actions" }, cast),
    el("p", {}, button(words.codeAgain, () => showCode(booth2, casting, ways), "plain")),
    el("p", { class: "hint" }, words.codeKeep, " ", link(words.help, booth2.helpPage("code")))
  ), problem5 && complain(booth2, input2, problem5);
}
function submit(booth2, casting, ways, typed) {
  let digits = typed.replace(/\D/gu, "");
  digits.length === 6 ? ways.send({ ...casting, code: digits }) : askForCode(booth2, casting, ways, words.codeEmpty);
}
function complain(booth2, input2, text) {
  input2.setAttribute("aria-invalid", "true"), booth2.complain({ text, target: FIELD });
}

// src/crypto/token.js
var BASE58 = /^[1-9A-HJ-NP-Za-km-z]$/, GROUPS = [5, 6, 5, 6], LENGTH = 22, SEPARATORS = /[\s\u00ad\u200b-\u200f\u2010-\u2015\u2060\u2212\ufeff\uff0d_.-]+/gu, InvalidToken = class extends InvalidEncoding {
  constructor(reason, detail) {
    super(`The token cannot be right (${reason}).`), this.reason = reason, this.detail = detail;
  }
};
function parseToken(typed) {
  let afterLink = typed.includes("#") ? typed.slice(typed.lastIndexOf("#") + 1) : typed, characters = Array.from(afterLink.replace(SEPARATORS, ""));
  if (characters.length === 0) throw new InvalidToken("empty");
  let strange = characters.filter((character) => !BASE58.test(character));
  if (strange.length > 0) {
    let lookalike = strange.every((character) => "0OIl".includes(character));
    throw new InvalidToken(lookalike ? "lookalike" : "character", [...new Set(strange)].join(" "));
  }
  if (characters.length !== LENGTH) throw new InvalidToken("length", characters.length);
  let from = 0;
  return GROUPS.map((size) => characters.slice(from, from += size).join("")).join("-");
}
function tokenIn(typed) {
  try {
    return parseToken(typed);
  } catch {
    return null;
  }
}

// src/page/times.js
var LONG = { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }, SHORT = { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
function parts(date, options) {
  let found = moments(options).formatToParts(date);
  return Object.fromEntries(found.map(({ type, value }) => [type, value]));
}
function moment(iso, zone = void 0) {
  let date = new Date(iso);
  if (Number.isNaN(date.getTime())) return String(iso);
  let utc = parts(date, { ...LONG, timeZone: "UTC" }), here = parts(date, { ...LONG, timeZone: zone }), values = { ...utc, here: `${here.hour}:${here.minute}`, there: here.weekday };
  return here.hour === utc.hour && here.minute === utc.minute && here.day === utc.day ? _("%(weekday)s %(day)s %(month)s, %(hour)s:%(minute)s UTC", values) : here.day === utc.day ? _("%(weekday)s %(day)s %(month)s, %(hour)s:%(minute)s UTC: %(here)s where you are", values) : _("%(weekday)s %(day)s %(month)s, %(hour)s:%(minute)s UTC: %(there)s %(here)s where you are", values);
}
function shortMoment(iso) {
  let date = new Date(iso);
  if (Number.isNaN(date.getTime())) return String(iso);
  let utc = parts(date, { ...SHORT, timeZone: "UTC" });
  return _("%(day)s %(month)s at %(hour)s:%(minute)s UTC", utc);
}

// src/booth/step_start.js
var FIELD2 = "token", A_SECOND = 1e3, A_WHILE = 10 * A_SECOND, HALF_A_DAY = 12 * 3600 * A_SECOND;
function showStart(booth2, ways) {
  let { info } = booth2;
  if (info.state !== "open") {
    showNotOpen(booth2, ways.again);
    return;
  }
  let status = el("p", { role: "status" }), start = button(words.start, () => checkToken(booth2, status, start, ways));
  booth2.show(
    0,
    booth2.name,
    info.closes_at ? el("p", { class: "lead" }, words.electionCloses(moment(info.closes_at))) : null,
    el("p", {}, info.re_voting ? words.mayVoteAgain : words.oneBallot),
    el("p", {}, words.encrypted),
    info.marked_register ? el("p", {}, words.markedRegister) : null,
    wasReloaded() && tokenIn(booth2.typed) === null ? el("p", { class: "notice" }, words.reloaded) : null,
    ...tokenField(booth2, start),
    el("p", { class: "actions" }, start),
    status,
    el("p", {}, link(words.help, booth2.helpPage("top")))
  );
}
function showNotOpen(booth2, again) {
  let { state } = booth2.info, reason = { stopped: booth2.info.stop_reason, "called-off": booth2.info.call_off_reason }[state], comes = state === "waiting" || state === "stopped";
  booth2.useless = !comes, booth2.show(
    0,
    booth2.name,
    el("p", { class: "lead" }, words.states[state] ?? words.stateUnknown),
    reason ? el("p", {}, bdi(reason)) : null,
    ...whenNotOpen(booth2.info).map((text) => el("p", {}, text)),
    comes ? el("p", { class: "actions" }, button(words.tryAgain, again)) : null,
    el("p", {}, link(words.electionPage, booth2.electionPage))
  );
}
function whenNotOpen({ state, opens_at: opensAt, closes_at: closesAt }) {
  return state === "stopped" ? [words.stoppedAdvice, words.keepOpen] : state === "waiting" ? [...opensAt ? [words.opensAt(moment(opensAt))] : [], words.opensByItself] : state === "closed" && closesAt && Date.parse(closesAt) <= Date.now() ? [words.closedAt(moment(closesAt))] : [];
}
function untilNextLook({ opens_at: opensAt, now }) {
  let wait = Date.parse(opensAt) - Date.parse(now) || 0;
  return Math.min(Math.max(wait + A_SECOND, A_WHILE + performance.now() % A_WHILE), HALF_A_DAY + A_SECOND);
}
function tokenField(booth2, start) {
  if (tokenIn(booth2.typed) !== null) return [el("p", { class: "hint" }, words.tokenFromLink)];
  let input2 = el("input", {
    id: FIELD2,
    type: "text",
    class: "input mono",
    autocomplete: "off",
    autocapitalize: "none",
    autocorrect: "off",
    spellcheck: "false",
    "aria-describedby": "token-hint token-error",
    oninput: () => booth2.give(input2.value),
    onkeydown: (event) => event.key === "Enter" && start.click()
  });
  return input2.value = booth2.typed, [
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
async function checkToken(booth2, status, start, ways) {
  if (start.getAttribute("aria-disabled") === "true") return;
  let token2;
  try {
    token2 = parseToken(booth2.typed);
  } catch (error) {
    refuse2(booth2, ways, words.tokenErrors[error.reason](error.detail));
    return;
  }
  let isCurrent = booth2.mark();
  start.setAttribute("aria-disabled", "true"), status.textContent = words.checkingToken;
  try {
    let { credential, lots } = await booth2.ask("voter", { token: token2 }), answer = await askAbout(booth2, token2, credential);
    isCurrent() && judge2(booth2, ways, { token: token2, lots }, answer);
  } catch (error) {
    isCurrent() && booth2.complain({ text: explained(error) });
  } finally {
    start.removeAttribute("aria-disabled"), status.textContent = "";
  }
}
async function askAbout(booth2, token2, credential) {
  return booth2.api.token(credential, await booth2.ask("prove", { token: token2 }));
}
function judge2(booth2, ways, { token: token2, lots }, answer) {
  if (!answer.ok) {
    answer.code === "unknown-token" ? refuse2(booth2, ways, words.unknownToken) : booth2.complain({ text: words.refusals[answer.code] ?? (answer.message || words.refusedOtherwise) });
    return;
  }
  if (answer.value.replaced_at) {
    showDead(booth2, words.replacedToken(shortMoment(answer.value.replaced_at)), words.replacedAdvice);
    return;
  }
  if (answer.value.removed_at) {
    showDead(booth2, words.revokedToken(shortMoment(answer.value.removed_at)), words.revokedAdvice);
    return;
  }
  let spentAt = answer.value.spent_at;
  if (!answer.value.fresh && !booth2.info.re_voting) {
    showSpent(booth2, spentAt);
    return;
  }
  booth2.take(token2, lots), booth2.weight = answer.value.weight ?? 1, booth2.spentAt = spentAt ?? null, ways.next();
}
function refuse2(booth2, ways, text) {
  if (document.getElementById(FIELD2) === null) {
    let given2 = booth2.typed;
    booth2.typed = "", showStart(booth2, ways), booth2.typed = given2, document.getElementById(FIELD2).value = given2;
  }
  let input2 = document.getElementById(FIELD2);
  input2.setAttribute("aria-invalid", "true"), input2.parentElement.classList.add("wrong"), document.getElementById("token-error").textContent = text, booth2.complain({ text, target: FIELD2 });
}
function spentSentence(spentAt) {
  return words.spentToken(spentAt ? shortMoment(spentAt) : "");
}
function showSpent(booth2, spentAt) {
  showDead(booth2, spentSentence(spentAt), words.spentAdvice);
}
function showDead(booth2, sentence, advice) {
  booth2.useless = !0, booth2.show(
    0,
    booth2.name,
    el("div", { class: "notice warn" }, el("p", {}, sentence), el("p", {}, advice)),
    el("p", { class: "actions" }, link(words.electionPage, booth2.electionPage), link(words.whenWrong, booth2.helpPage("wrong")))
  );
}

// src/booth/step_cast.js
var WORTH_A_RETRY = ["rate-limited", "unavailable", "stopped"], OF_THE_CODE = ["code-needed", "code-wrong", "code-expired"];
async function showCast(booth2) {
  if (booth2.held) return;
  booth2.held = !0;
  let { checkNumber } = booth2.ballot, casting = { ballot: null, byMail: booth2.byMail, code: "", mayHaveArrived: !1 };
  try {
    let signed = await booth2.encryptor.ask("sign", { token: booth2.token });
    casting.ballot = { ...signed, checkNumber }, await booth2.encryptor.forget();
  } catch (error) {
    booth2.stop(explained(error));
    return;
  }
  booth2.info.casting_code ? await showCode(booth2, casting, waysOf(booth2, casting)) : await send(booth2, casting);
}
function waysOf(booth2, casting) {
  return {
    send: (withCode) => send(booth2, withCode),
    refuse: (answer) => showRefusal(booth2, casting, answer),
    fail: (retry) => showFailure(booth2, casting, retry, words.unreachable)
  };
}
async function send(booth2, casting) {
  booth2.show(3, words.castHeading, el("p", { role: "status" }, words.sending)), booth2.held = !0;
  try {
    let hadArrived = casting.mayHaveArrived && await booth2.api.isOnBoard(casting.ballot.trackingNumber) === !0, answer = await booth2.api.cast(casting);
    answer.ok ? await showReceipt(booth2, casting, answer.value, hadArrived) : (casting.mayHaveArrived ||= answer.code === "unavailable", showRefusal(booth2, casting, answer));
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    casting.mayHaveArrived = !0, showFailure(booth2, casting, () => send(booth2, casting), words.unreachable, words.unreachableMore);
  }
}
function showFailure(booth2, { ballot, mayHaveArrived }, retry, ...texts) {
  let again = button(words.tryAgain, retry), notice = el("div", { class: "notice bad", role: "alert" }, ...texts.map((text) => el("p", {}, text))), number = [el("h2", {}, words.trackingLabel), tracker(ballot.trackingNumber)];
  booth2.show(3, words.notCastHeading, notice, el("p", { class: "actions" }, again), ...number), booth2.held = mayHaveArrived;
}
function showRefusal(booth2, casting, { code: code2, message, at }) {
  if (WORTH_A_RETRY.includes(code2)) {
    showFailure(booth2, casting, () => send(booth2, casting), words.refusals[code2]);
    return;
  }
  if (OF_THE_CODE.includes(code2)) {
    askForCode(booth2, casting, waysOf(booth2, casting), words.refusals[code2]);
    return;
  }
  let spent = code2 === "token-spent", text = spent ? spentSentence(at) : words.refusals[code2] ?? (message || words.refusedOtherwise), advice = spent ? words.spentAdvice : null, notice = el("div", { class: "notice bad", role: "alert" }, el("p", {}, text), advice ? el("p", {}, advice) : null), reload = button(words.reload, () => window.location.reload(), "secondary");
  booth2.forget();
  let help = link(words.whenWrong, booth2.helpPage("wrong"));
  booth2.show(3, words.notCastHeading, notice, el("p", { class: "actions" }, reload, link(words.electionPage, booth2.electionPage), help));
}
async function showReceipt(booth2, { ballot, byMail }, receipt, hadArrived) {
  let { uuid, info } = booth2, expected = {
    uuid,
    trackingNumber: ballot.trackingNumber,
    ballotText: ballot.text,
    setupEvent: info.setup_event,
    serverKey: info.server_key
  }, problems = await problemsOf(booth2, receipt, expected);
  booth2.forget();
  let save = () => saveAs(`receipt-${uuid}-${ballot.trackingNumber.slice(0, 8).replace(/\W/g, "_")}.json`, JSON.stringify(receipt)), board = el("p", { role: "status" }), good = problems?.length === 0;
  booth2.show(
    3,
    hadArrived ? words.alreadyArrived : words.castDone,
    good || problems === null ? null : badReceipt(problems),
    el("h2", {}, words.trackingLabel),
    tracker(ballot.trackingNumber),
    el("p", { class: "hint" }, words.trackingHint, " ", link(words.whatIsTracking, booth2.helpPage("tracking-number"))),
    el("p", { class: "actions" }, button(words.saveReceipt, save), link(words.seeBoard, booth2.boardPage(ballot.trackingNumber))),
    el("p", {}, words.receiptMeaning),
    good ? el("p", {}, words.receiptVerified) : null,
    problems === null ? el("p", { class: "notice warn" }, words.receiptUnverified) : null,
    byMail ? el("p", {}, words.receiptMailed) : null,
    board,
    receiptFacts(receipt, ballot.checkNumber),
    el("p", { class: "hint" }, words.closePage)
  ), await lookOnBoard(booth2, ballot, board);
}
async function problemsOf(booth2, receipt, expected) {
  try {
    let problems = await booth2.encryptor.ask("receipt", { receipt, expected });
    return await booth2.encryptor.forget(), problems;
  } catch (error) {
    if (!(error instanceof Told)) throw error;
    return null;
  }
}
function badReceipt(problems) {
  let items = problems.map((problem5) => el("li", {}, words.receiptProblems[problem5]));
  return el(
    "div",
    { class: "notice bad", role: "alert" },
    el("h2", {}, words.receiptBadHeading),
    el("ul", {}, ...items),
    el("p", {}, words.receiptBadAdvice)
  );
}
function receiptFacts(receipt, checkNumber) {
  let { height, setup_event: setup } = receipt, checksum = el("span", { class: "checksum" }, typeof setup == "string" && setup !== "" ? grouped(setup) : "–"), number = el("span", { class: "checksum", translate: "no" }, grouped(checkNumber));
  return facts([words.receiptCheckNumber, number], [words.receiptHeight, String(height)], [words.receiptSetup, checksum]);
}
async function lookOnBoard(booth2, ballot, board) {
  let found = await booth2.api.isOnBoard(ballot.trackingNumber);
  board.textContent = { true: words.boardFound, false: words.boardMissing, null: words.boardUnknown }[String(found)], board.className = found === !0 ? "" : "notice warn";
}

// src/booth/step_review.js
async function showReview(booth2) {
  booth2.ballot = null, booth2.changing = !1;
  let status = el("p", { role: "status", class: "lead" }, words.encrypting), result = el("div", {});
  booth2.show(2, words.reviewHeading, status, ...booth2.questions.map((_2, at) => contestReview2(booth2, at)), result);
  let isCurrent = booth2.mark();
  await nextPaint();
  try {
    let ballot = await booth2.ask("encrypt", { token: booth2.token, ...encodedChoices(booth2) });
    if (!isCurrent()) return;
    booth2.ballot = ballot, status.textContent = words.notVoted, result.append(...encrypted(booth2));
  } catch (error) {
    isCurrent() && booth2.stop(explained(error));
  }
}
function nextPaint() {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
function contestReview2(booth2, at) {
  let { title } = booth2.questions[at], change = el(
    "button",
    { type: "button", class: "plain", onclick: () => booth2.backTo(at, !0) },
    words.change,
    el("span", { class: "sr-only" }, ` ${title}`)
  ), warnings = contestWarnings(booth2, at).map((text) => el("p", { class: "notice warn" }, text));
  return el("section", { class: "card review" }, el("h2", {}, bdi(title)), change, contestReview(booth2, at), ...warnings);
}
function numberBlock(booth2) {
  return el(
    "details",
    {},
    el("summary", {}, words.numberLabel),
    tracker(booth2.ballot.checkNumber),
    el("p", { class: "hint" }, words.numberHint, " ", link(words.whatIsNumber, booth2.helpPage("check"))),
    button(words.challenge, () => showChallenge(booth2), "secondary")
  );
}
function byMailBox(booth2) {
  if (!booth2.info.receipt_by_mail) return [];
  let box = input("checkbox", "receipt-by-mail", "receipt-by-mail", booth2.byMail, () => booth2.byMail = box.checked);
  return [labelled(box, words.byMail), el("p", { class: "hint inset" }, words.byMailHint)];
}
function encrypted(booth2) {
  return [
    ...byMailBox(booth2),
    el("p", { class: "actions" }, button(words.cast, () => showCast(booth2)), booth2.info.re_voting ? words.castAgain : words.castOnce),
    numberBlock(booth2)
  ];
}
function showChallenge(booth2) {
  booth2.show(
    2,
    words.challengeHeading,
    el("p", { class: "lead" }, words.challengeText),
    el("h2", {}, words.numberLabel),
    tracker(booth2.ballot.checkNumber),
    el("p", {}, words.challengeFirst),
    el("p", { class: "actions" }, button(words.open, () => openBallot(booth2)), button(words.back, () => backToReview(booth2), "secondary"))
  );
}
function backToReview(booth2) {
  let contests = booth2.questions.map((_2, at) => contestReview2(booth2, at));
  booth2.show(2, words.reviewHeading, el("p", { class: "lead" }, words.notVoted), ...contests, ...encrypted(booth2));
}
async function openBallot(booth2) {
  let { checkNumber } = booth2.ballot;
  booth2.ballot = null;
  let isCurrent = booth2.mark(), opened;
  try {
    opened = await booth2.encryptor.ask("open");
  } catch (error) {
    isCurrent() && booth2.stop(explained(error));
    return;
  }
  if (!isCurrent()) return;
  let text = el("textarea", { class: "opened input mono", id: "opened", rows: "8", readonly: !0, spellcheck: "false" });
  text.value = opened;
  let save = button(words.saveOpened, () => saveAs(`opened-ballot-${checkNumber.slice(0, 8).replace(/\W/g, "_")}.json`, opened), "secondary");
  booth2.show(
    2,
    words.openedHeading,
    el("h2", {}, words.numberLabel),
    tracker(checkNumber),
    el("p", {}, words.openedText),
    el("div", { class: "field" }, el("label", { for: "opened" }, words.openedLabel), text),
    el("p", { class: "actions" }, save, link(words.checkPage, booth2.checkPage, { target: "_blank", rel: "noopener noreferrer" })),
    el("p", { class: "actions" }, button(words.voteAgain, () => leaveOpened(booth2, text)))
  );
}
function leaveOpened(booth2, text) {
  text.value = "", booth2.backTo(0);
}

// src/booth/step_choose.js
function showChoose(booth2, at = 0) {
  booth2.at = at;
  let isLast = booth2.changing || at === booth2.questions.length - 1, next = button(isLast ? words.review : words.next, () => goOn(booth2, isLast)), back = at > 0 && !booth2.changing ? button(words.back, () => booth2.backTo(at - 1), "secondary") : "", first = at === 0 ? notes(booth2) : [];
  booth2.show(1, booth2.questions[at].title, ...first, contestSection(booth2, at), el("p", { class: "actions" }, next, back));
}
function notes(booth2) {
  let texts = [];
  return booth2.spentAt && texts.push(words.spentButAgain(shortMoment(booth2.spentAt))), booth2.weight > 1 && texts.push(words.weight(booth2.weight)), texts.map((text) => el("p", { class: "notice" }, text));
}
function goOn(booth2, isLast) {
  let { at, questions } = booth2, wrong = (isLast ? questions : questions.slice(0, at + 1)).findIndex((_2, contest) => contestProblems(booth2, contest).length > 0);
  wrong >= 0 ? (wrong !== at && showChoose(booth2, wrong), complain2(wrong, contestProblems(booth2, wrong)[0])) : isLast ? showReview(booth2) : showChoose(booth2, at + 1);
}
function complain2(at, { text, target }) {
  let field = document.getElementById(target);
  field.closest("details")?.toggleAttribute("open", !0), field.focus(), refuse(document.getElementById(`refusal-${at}`), text, field);
}

// src/booth/main.js
var Booth = class {
  constructor(root, tokenFromLink) {
    this.root = root, this.uuid = root.dataset.uuid, this.name = root.dataset.name, this.checkPage = root.dataset.check, this.api = new Api(this.uuid), this.encryptor = new WorkerClient(root.dataset.worker, words.workerFailed), this.typed = tokenFromLink, this.useless = !1, this.token = null, this.info = null, this.record = "", this.questions = null, this.orders = null, this.choices = null, this.ballot = null, this.byMail = !1, this.at = 0, this.depth = 0, this.timer = null, this.visit = 0, this.held = !1, this.goal = null, this.changing = !1;
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
    let { at, questions } = this, title = el("h1", { tabindex: "-1", id: number === 1 ? `contest-${at}` : "step" }, bdi(heading)), place = number === 1 && questions.length > 1 ? el("p", { class: "progress-line" }, words.contestOf(at + 1, questions.length)) : null;
    this.visit += 1, this.held = !1, this.goal = null, this.root.replaceChildren(...[place, title, ...content].filter((node) => node !== null)), document.title = `${heading} – ${this.name}`, title.focus(), window.scrollTo(0, 0), this.token === null || number === 0 ? this.#keepPlace(0) : this.#keepPlace(number === 1 ? at + 1 : this.deepest);
  }
  /** Keep only our depth, a number, in the browser's history, so that Back goes back one step. */
  #keepPlace(depth) {
    let before = placeInHistory();
    this.depth = depth;
    for (let next = before + 1; next <= depth; next += 1) window.history.pushState({ depth: next }, "");
    depth < before && window.history.go(depth - before);
  }
  /** Return a function that says whether this step is still the current one, for answers that arrive late. */
  mark() {
    let { visit } = this;
    return () => this.visit === visit;
  }
  /** Go back to a contest, as the browser's Back does; `changing`: from there straight to the review again. */
  backTo(contest, changing = !1) {
    this.held || this.goal !== null || (this.changing = changing, this.goal = contest + 1, window.history.go(this.goal - this.depth));
  }
  /** Put an error summary above the current step, and move the focus to it. */
  complain(...errors) {
    this.root.querySelector(".error-summary")?.remove();
    let summary = errorSummary(words.summaryHeading, errors);
    this.root.prepend(summary), summary.focus();
  }
  /** Note what the person entered as the token. Another token means another voter: forget all about the first. */
  give(typed) {
    this.token !== null && tokenIn(typed) !== this.token && this.forget(), this.typed = typed, this.useless = !1, this.visit += 1;
  }
  /** Start or continue with a token. */
  take(token2, lots) {
    this.choices ??= emptyChoices(this.questions, this.info.contests), this.token = token2, this.orders = this.questions.map((question, at) => displayOrder(question, this.info.contests[at], lots[at]));
  }
  /** Forget who votes and how; the next person on this device starts from the beginning. */
  forget() {
    this.typed = "", this.token = null, this.orders = null, this.choices = null, this.ballot = null, this.byMail = !1, this.changing = !1;
  }
  /** Say that the page cannot continue and nothing was cast; offer to try again, or to reload the page. */
  stop(message, retry = null) {
    retry === null && this.forget();
    let way = retry === null ? button(words.reload, () => window.location.reload()) : button(words.tryAgain, retry), notice = el("div", { class: "notice bad", role: "alert" }, el("p", {}, message));
    this.show(0, words.stoppedHeading, notice, el("p", { class: "actions" }, way));
  }
  /** Load what the server says about the election, and the election record itself if ballots are accepted. */
  async load() {
    this.encryptor.warm();
    let [info, record] = await Promise.all([this.api.booth(), this.api.election()]);
    if (this.info = valueOf(info), this.info.state !== "open") return;
    this.record = valueOf(record);
    let election = await this.encryptor.ask("prepare", { text: this.record });
    if (!agree(this.info, election, this.uuid)) throw new Told(words.mismatch);
    this.name = election.name, this.questions = election.questions;
  }
  /** Ask the worker about the election. After a return from casting the worker is new and does not know it yet. */
  async ask(what, data) {
    return await this.encryptor.ask("prepare", { text: this.record }), this.encryptor.ask(what, data);
  }
};
function valueOf(answer) {
  if (!answer.ok) throw new Told(answer.message || words.refusals[answer.code] || words.stateUnknown);
  return answer.value;
}
function agree(info, election, uuid) {
  let contests = info.contests ?? [];
  return election.uuid === uuid && info.phi === election.phi && contests.length === election.questions.length && contests.every((contest, at) => sameContest(election.questions[at], contest));
}
function placeInHistory() {
  return window.history.state?.depth ?? 0;
}
function followHistory(booth2) {
  if (window.history.state === null && window.location.hash !== "") {
    window.history.replaceState({ depth: booth2.depth }, "");
    return;
  }
  let place = placeInHistory();
  booth2.goal !== null && place > booth2.goal && window.history.go(booth2.goal - place), !(place === booth2.depth || place > (booth2.goal ?? place)) && (booth2.held || booth2.token === null || place === booth2.deepest ? window.history.go(booth2.depth - place) : place > 0 ? showChoose(booth2, place - 1) : begin(booth2));
}
function begin(booth2) {
  showStart(booth2, { next: () => showChoose(booth2), again: () => run(booth2) });
}
async function run(booth2, byItself = !1) {
  let isCurrent = booth2.mark(), waits = () => booth2.info?.state === "waiting", say = (show) => isCurrent() && !(byItself && waits()) && show();
  try {
    await booth2.load(), say(() => begin(booth2));
  } catch (error) {
    say(() => booth2.stop(explained(error), () => run(booth2)));
  }
  clearTimeout(booth2.timer), waits() && (booth2.timer = setTimeout(() => run(booth2, !0), untilNextLook(booth2.info)));
}
var token = takeFragment(), booth = new Booth(document.getElementById("booth"), token);
window.history.scrollRestoration = "manual";
window.addEventListener("popstate", () => followHistory(booth));
window.addEventListener("hashchange", () => {
  if (window.location.hash.length < 20) return;
  let given2 = takeFragment();
  if (booth.held) return;
  let wasTaken = booth.token !== null;
  booth.give(given2), booth.token === null && (wasTaken ? begin(booth) : run(booth));
});
var takesAlong = !1;
document.addEventListener("click", (event) => {
  let link2 = event.target.closest("a:not([download], [href^='#'])");
  link2 === null || booth.typed === "" || (link2.hreflang !== "" ? (takesAlong = !0, takeAlong(event, link2, booth.typed)) : booth.useless || (link2.target = "_blank"));
});
window.addEventListener("beforeunload", (event) => {
  let losesToken = booth.typed !== "" && !booth.useless && !takesAlong;
  (booth.token !== null || losesToken) && event.preventDefault();
});
run(booth);
