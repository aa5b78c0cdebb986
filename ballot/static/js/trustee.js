// ballot: trustee.js, built from frontend/src/trustee/main.js by scripts/build_assets. Do not edit.
// SPDX-License-Identifier: Apache-2.0
// src/page/dom.js
function el(tag, attributes = {}, ...children) {
  let node = document.createElement(tag);
  for (let [name, value] of Object.entries(attributes))
    name.startsWith("on") ? node.addEventListener(name.slice(2), value) : typeof value == "boolean" ? node.toggleAttribute(name, value) : node.setAttribute(name, String(value));
  return node.append(...children.filter((child) => child !== null)), node;
}
function button(text, onclick, kind = "") {
  return el("button", { type: "button", class: kind, onclick }, text);
}
function link(text, href, attributes = {}) {
  return el("a", { href, ...attributes }, text);
}
function grouped(text) {
  return text.match(/.{1,4}/gu).join(" ");
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
    let field2 = document.getElementById(target);
    field2?.closest("details")?.toggleAttribute("open", !0), field2?.focus();
  };
  return link(text, `#${target}`, { onclick });
}

// src/language.js
var messages = globalThis.ballotMessages ?? {}, code = globalThis.document?.documentElement.lang || "en", locale = `${code}-u-nu-latn`, fill = (message, values) => message.replace(/%(?:\((\w+)\)[sd]|%)/g, (place2, name) => name === void 0 ? "%" : String(values[name])), plurals = new Intl.PluralRules(locale), numbers = new Intl.NumberFormat(locale);
function _(message, values = {}) {
  return fill(messages[message] ?? message, values);
}
var N_ = (message, values = {}) => ({ message, values });
function ngettext(one, many, number, values = {}) {
  let forms = messages[one] ?? { one, other: many };
  return fill(forms[plurals.select(number)] ?? forms.other, { num: numbers.format(number), ...values });
}
var OTHER_WAY = /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
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

// src/page/worker_client.js
async function fetchWorker(address, failed) {
  try {
    let response = await fetch(address, { credentials: "omit", redirect: "error", integrity: "sha384-gz2QQ1YN6+ekzyOBvo31offlQ9kCyUL8F964cqWYNKwAtWBU0A6+9oEg9S/UnIPX" });
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
function takeAlong(event, link3, secret) {
  event.preventDefault(), window.location.assign(`${link3.href}#${encodeURIComponent(secret)}`);
}

// src/crypto/canonical.js
var SHORT = { '"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "	": "\\t" }, ESCAPED = /["\\\u0000-\u001f\u007f]/g;
function encodeString(text) {
  if (/\p{Surrogate}/u.test(text)) throw new InvalidEncoding("A text contains half of a character (a lone surrogate).");
  return `"${text.replace(ESCAPED, (c) => SHORT[c] ?? "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0"))}"`;
}
function encodeNumber(value) {
  if (!Number.isSafeInteger(value) || Object.is(value, -0))
    throw new InvalidEncoding("Only whole numbers are allowed in a record.");
  return String(value);
}
function encode(value) {
  return typeof value == "string" ? encodeString(value) : typeof value == "number" ? encodeNumber(value) : value === null || typeof value == "boolean" ? String(value) : Array.isArray(value) ? `[${value.map(encode).join(",")}]` : `{${Object.entries(value).map(([key, item]) => `${encodeString(key)}:${encode(item)}`).join(",")}}`;
}

// src/trustee/api.js
var COMMON = { cache: "no-store", credentials: "same-origin", redirect: "error", referrerPolicy: "no-referrer" };
async function request(path, options) {
  try {
    return await fetch(path, { ...COMMON, ...options });
  } catch {
    throw new Unreachable();
  }
}
async function readBytes(response, report) {
  let total = Number(response.headers.get("Content-Length") ?? 0), parts = [], length = 0, reader = response.body.getReader();
  for (; ; ) {
    let { done, value } = await reader.read();
    if (done) break;
    parts.push(value), length += value.length, report("download", length, Math.max(total, length));
  }
  let bytes = new Uint8Array(length), at = 0;
  for (let part of parts)
    bytes.set(part, at), at += part.length;
  return bytes;
}
async function refusal(response) {
  let error = null;
  try {
    error = (await response.json()).error;
  } catch {
  }
  return new Told(error?.message ?? _("The server cannot do this at the moment. Wait a minute, then try again."));
}
var TrusteeApi = class {
  constructor(uuid, link3) {
    this.root = `/trustee/${encodeURIComponent(uuid)}`, this.headers = { "X-Trustee-Link": link3 };
  }
  async get(name) {
    let response = await request(`${this.root}/${name}`, { headers: this.headers });
    if (!response.ok) throw await refusal(response);
    return response.json();
  }
  /** Send a record: an object, or its exact text. */
  async post(name, record) {
    let body = typeof record == "string" ? record : encode(record), headers = { ...this.headers, "Content-Type": "application/json" }, response = await request(`${this.root}/${name}`, { method: "POST", headers, body });
    if (!response.ok) throw await refusal(response);
  }
  async #download(name, report) {
    let response = await request(`${this.root}/${name}`, { headers: this.headers });
    if (!response.ok) throw await refusal(response);
    try {
      return await readBytes(response, report);
    } catch {
      throw new Unreachable(_("The download was cut off. Try again: nothing is lost."));
    }
  }
  archive(report) {
    return this.#download("archive", report);
  }
  /** Return the text of the companion file, with everything that is known so far: only trustees get it at that time. */
  async companion(report) {
    return new TextDecoder().decode(await this.#download("companion", report));
  }
};

// src/trustee/refusals.js
var OTHER_ELECTION = N_("The server sent the ballots of another election than the one that you keep a key for."), OTHER_SETUP = N_(
  "This device has seen another Setup event for this election. It may have been set up a second time, with other voters or trustees, so nothing is done. Tell the returning officer and the other trustees."
), NOT_OURS = N_("The election does not have your key at your place. Is this the key file of this election?"), OTHER_TALLY = N_(
  "This device has already decrypted another tally of this election. A second one could show how somebody voted, so it is refused. Tell the returning officer and the other trustees."
), OTHER_SHUFFLE = N_(
  "This device has already shuffled another tally of this election, so nothing is done. Tell the returning officer and the other trustees."
), STILL_SHUFFLING = N_("The ballots are still being shuffled, so nothing is decrypted yet."), LEFT_OUT = N_(
  "You shuffled the ballots on this device, but your shuffle is not among those in the archive. Without it the ballots could be traced, so nothing is decrypted. Tell the returning officer and the other trustees."
), OTHER_GENERATION = N_(
  "The server shows other keys of the trustees than it did before. Somebody has changed them in between, so nothing was sent."
);

// src/trustee/words.js
var words = {
  loading: _("Loading…"),
  heading: (name) => _("Trustee of “%(name)s”", { name: isolated(name) }),
  greeting: (name) => _("You are %(name)s. You keep one part of the key that opens the result: without you and the other trustees nobody can.", { name: isolated(name) }),
  linkHeading: _("Open your personal link"),
  linkText: _("This page needs your personal link from the message of the returning officer. Open that link again, or paste it here."),
  linkLabel: _("Your personal link"),
  linkBad: _("This is not a personal link of this election. Copy the whole link from your message."),
  reloaded: _("This page was loaded again. It keeps nothing secret on your device, so it has forgotten your personal link, and a key that was not handed in yet."),
  go: _("Continue"),
  stopped: _("This cannot go on"),
  tryAgain: _("Try again"),
  summaryHeading: _("There is a problem"),
  workerFailed: _("This browser could not start the program that works with your key. Use another browser, or a newer one."),
  waitHeading: _("Nothing to do just now"),
  waitingFor: _("Waiting for:"),
  lookAgain: _("Look again"),
  looksItself: _("This page looks again by itself. You can also close it and open your link later."),
  stepsHeading: _("Your steps"),
  steps: {
    key: _("Make your key and save it"),
    exchange: _("Exchange keys with the other trustees"),
    rehearsal: _("Show that your key file opens"),
    voting: _("Wait for the end of the voting"),
    shuffle: _("Shuffle the ranked ballots"),
    open: _("Open the result together")
  },
  states: { done: _("done"), now: _("now"), later: _("later") },
  firstSetup: _("The election has been set up. Compare this Setup event with the other trustees now. From now on this device refuses a different one."),
  // key
  keyHeading: _("Make your key"),
  keyText: _("Your key is made on this device, and its secret part never leaves it unencrypted. You save it as a file that only your passphrase opens. Keep the file until the result is published: without it the result may never be opened."),
  keyShared: (needed, size, place2) => _("The key is made together: any %(needed)s of %(size)s trustees can open the result, and you are number %(place)s. If you were told other numbers, stop, and ask the returning officer.", { needed, size, place: place2 }),
  keyAlone: _("Every trustee of this election is needed to open the result."),
  passphrase: _("Passphrase"),
  passphraseHint: _("At least 10 characters. Four or five random words are good. Nobody can reset it: write it down, and keep it apart from the file."),
  passphraseAgain: _("The passphrase again"),
  makeKey: _("Make my key"),
  making: _("Making your key…"),
  short: _("The passphrase is too short: use at least 10 characters."),
  different: _("The two passphrases are different. Type them again."),
  saveHeading: _("Save your key file"),
  saveText: _("Save the file now, in a place that you will find again, best in two places. Then hand in the public part of your key. If you close this page before that, start again."),
  saveFile: _("Save key file"),
  handIn: _("I have saved it: hand in my public key"),
  saveFirst: _("Save the key file first."),
  // unlock
  fileLabel: _("Your key file"),
  fileHint: _("The file that you saved on this page. It begins with BALLOT SECRET."),
  openHeading: _("Open your key file"),
  opening: _("Opening your key file…"),
  noFile: _("Choose your key file."),
  badPassphrase: _("The passphrase does not open this key file, or the file was changed."),
  isOpen: _("Your key file is open."),
  otherFile: _("Choose another key file"),
  noPassphrase: _("Type the passphrase of your key file."),
  // exchange
  exchangeHeading: _("Exchange keys with the other trustees"),
  exchangeText: {
    polynomial: _("All trustees have made their keys. Now your device makes the parts that it sends to each of them, encrypted."),
    voutput: _("The parts of all trustees are there. Now your device checks them, and makes your share of the common key.")
  },
  exchangeDo: _("Open my key and continue"),
  exchanging: _("Computing…"),
  exchangeBad: _("The exchange of keys has failed"),
  exchangeBadAdvice: _("Nothing was handed in. Tell the returning officer what this page says: the keys must be made anew."),
  fingerprintHeading: _("Compare this number with the other trustees"),
  fingerprintText: _("All trustees must see the same number here. Compare it by telephone or in person. If it differs, tell the returning officer: do not go on."),
  fingerprintSame: _("We have compared: hand in my share"),
  // rehearsal
  rehearsalHeading: _("Show that your key file opens"),
  rehearsalText: _("Before the election can open, this device proves with your key file that the file and its passphrase work. Nothing is decrypted. A lost file or passphrase is noticed now, not on the evening of the count. Choose the file from where you keep it."),
  rehearsing: _("Making the proof…"),
  rehearsed: _("It works. Keep the file and the passphrase until the result is published."),
  // verification
  verifyText: {
    shuffle: _("Your device downloads all encrypted ballots, verifies every one, and then shuffles and re-encrypts them, so that nobody can link a ballot to a voter."),
    commit: _("Your device downloads all encrypted ballots, verifies every one, adds them up itself, and makes your share of the decryption. First it sends only a fingerprint of the share; the share follows when the fingerprints of enough trustees are there."),
    decrypt: _("Enough trustees have sent their fingerprints. Your device verifies the ballots once more, and sends your share.")
  },
  readyText: _("Enough trustees have sent their fingerprints. Your share is ready to be sent."),
  verify: _("Open my key and verify the ballots"),
  phases: {
    download: _("Downloading"),
    ballots: _("Verifying ballots"),
    shuffles: _("Verifying shuffles"),
    shuffle: _("Shuffling and proving"),
    check: _("Checking the proof"),
    decrypt: _("Decrypting and proving")
  },
  progress: (phase, done, total) => _("%(phase)s: %(done)s of %(total)s", { phase, done, total }),
  megabytes: (bytes) => _("%(size)s MB", { size: (bytes / 1e6).toFixed(1) }),
  verifiedHeading: (count) => ngettext("Everything is in order: %(num)s ballot", "Everything is in order: %(num)s ballots", count),
  verifiedText: _("Your device has verified every ballot, and computed the tally from them itself."),
  number: _("Ballots that count"),
  tally: _("Hash of the encrypted tally"),
  phi: _("Election fingerprint"),
  setup: _("Setup event"),
  compare: _("Compare the number of ballots with what the returning officer announced."),
  doShuffle: (count) => ngettext("Shuffle %(num)s ballot", "Shuffle %(num)s ballots", count),
  doCommit: (count) => ngettext("Make my share of %(num)s ballot", "Make my share of %(num)s ballots", count),
  doDecrypt: _("Send my share"),
  sending: _("Sending…"),
  badArchive: _("The ballots are not in order"),
  badArchiveAdvice: _("Nothing was shuffled or decrypted. Tell the returning officer what this page says."),
  noMemory: _("This browser does not let the page remember what it has seen and done (private window, or storage switched off). That memory protects the votes from a dishonest server, so use an ordinary window."),
  // end
  doneHeading: _("You have done everything"),
  doneText: _("Thank you. Keep your key file until the result is published; then you may destroy it.")
};

// src/trustee/state.js
var place = (uuid) => `ballot-trustee-${uuid}`;
function recall(uuid) {
  try {
    return JSON.parse(window.localStorage.getItem(place(uuid))) ?? {};
  } catch {
    throw new Told(words.noMemory);
  }
}
function remember(uuid, change) {
  let text = JSON.stringify({ ...recall(uuid), ...change }), kept = null;
  try {
    window.localStorage.setItem(place(uuid), text), kept = window.localStorage.getItem(place(uuid));
  } catch {
  }
  if (kept !== text) throw new Told(words.noMemory);
}
var recallKey = (uuid, signingKey) => recall(uuid).keys?.[signingKey] ?? {};
function rememberKey(uuid, signingKey, change) {
  let { keys = {} } = recall(uuid);
  remember(uuid, { keys: { ...keys, [signingKey]: { ...keys[signingKey], ...change } } });
}
function hasRehearsed(uuid, signingKey) {
  try {
    return recallKey(uuid, signingKey).rehearsed !== void 0;
  } catch {
    return !1;
  }
}

// src/trustee/key_steps.js
var MIN_PASSPHRASE = 10;
function field(id, label, hint, input) {
  let described = hint ? `${id}-hint` : null;
  return described && input.setAttribute("aria-describedby", described), input.id = id, el("div", { class: "field" }, el("label", { for: id }, label), hint ? el("p", { class: "hint", id: described }, hint) : null, input);
}
var passwordInput = (autocomplete) => el("input", { type: "password", class: "input", autocomplete });
function form(page2, label, fields, act) {
  let status = el("p", { role: "status" }), submit = el("button", {}, label);
  return el("form", { onsubmit: async (event) => {
    if (event.preventDefault(), !submit.disabled) {
      submit.disabled = !0;
      try {
        await act((text) => status.textContent = text);
      } catch (error) {
        page2.complain(error);
      } finally {
        submit.disabled = !1, status.textContent = "";
      }
    }
  }, novalidate: !0 }, ...fields, el("p", { class: "actions" }, submit), status);
}
var FieldError = class extends Told {
  constructor(sentence, target) {
    super(sentence), this.target = target;
  }
};
function showKey(page2) {
  let [first, second] = [passwordInput("new-password"), passwordInput("new-password")], fields = [field("passphrase", words.passphrase, words.passphraseHint, first), field("again", words.passphraseAgain, null, second)], act = async (say) => {
    if ([...first.value].length < MIN_PASSPHRASE) throw new FieldError(words.short, "passphrase");
    if (first.value !== second.value) throw new FieldError(words.different, "again");
    say(words.making), await page2.worker.ask("make", { kind: page2.status.trustee.kind });
    let text = await page2.worker.ask("seal", { passphrase: first.value, place: { uuid: page2.uuid, name: page2.status.trustee.name } });
    page2.hasNewKey = !0, [first.value, second.value] = ["", ""], showSave(page2, text);
  };
  page2.show(words.keyHeading, el("p", {}, words.keyText), el("p", {}, howManyOpen(page2.status)), form(page2, words.makeKey, fields, act));
}
function howManyOpen({ trustee: { kind }, context }) {
  return kind === "single" ? words.keyAlone : words.keyShared(context.threshold, context.size, context.index);
}
var fileName = (page2) => `trustee-key-${page2.uuid}-${page2.status.trustee.owner}.txt`;
function showSave(page2, text) {
  let saved = !1, save = button(words.saveFile, () => {
    saved = !0, saveAs(fileName(page2), text, "text/plain");
  }, "secondary"), act = async (say) => {
    if (!saved) throw new FieldError(words.saveFirst, "save-key");
    say(words.sending), await handIn(page2), page2.hasNewKey = !1, await page2.refresh();
  };
  save.id = "save-key", page2.show(words.saveHeading, el("p", {}, words.saveText), el("p", {}, save), form(page2, words.handIn, [], act));
}
async function handIn(page2) {
  let { kind, name } = page2.status.trustee;
  kind === "single" ? await page2.api.post("key", await page2.worker.ask("key", { name })) : await page2.api.post("certificate", await page2.worker.ask("certificate", { context: page2.status.context }));
}
function unlockFields(page2) {
  let [file, passphrase] = [el("input", { type: "file", accept: ".txt,text/plain", class: "input" }), passwordInput("off")], open = async (say) => {
    let [chosen] = file.files;
    if (chosen === void 0) throw new FieldError(words.noFile, "key-file");
    if (passphrase.value === "") throw new FieldError(words.noPassphrase, "passphrase");
    say(words.opening);
    let { kind, signing_key: signingKey } = page2.status.trustee, asked = { kind, text: await chosen.text(), passphrase: passphrase.value, uuid: page2.uuid, signingKey };
    passphrase.value = "";
    try {
      await page2.worker.ask("open", asked);
    } catch (error) {
      let sentence = explained(error);
      throw new FieldError(sentence, sentence === words.badPassphrase ? "passphrase" : "key-file");
    }
  };
  return { fields: [field("key-file", words.fileLabel, words.fileHint, file), field("passphrase", words.passphrase, null, passphrase)], open };
}
async function unlockIfNeeded(page2) {
  if (!await page2.worker.ask("isOpen", { signingKey: page2.status.trustee.signing_key })) return unlockFields(page2);
  let other = button(words.otherFile, () => page2.forgetKey(), "secondary");
  return { fields: [el("p", {}, words.isOpen), el("p", { class: "actions" }, other)], open: async () => {
  } };
}
var threshold = (page2) => page2.status.trustee.threshold;
async function exchange(page2, step, data) {
  let { signing_key: signingKey } = page2.status.trustee, { generation: known } = recallKey(page2.uuid, signingKey), made = await page2.worker.ask(step, { ...data, size: threshold(page2), known });
  return rememberKey(page2.uuid, signingKey, { generation: made.generation }), made;
}
async function polynomial(page2) {
  let { certs, commitments } = await page2.api.get("certificates"), made = await exchange(page2, "polynomial", { certs, commitments });
  await page2.api.post("polynomial", made.polynomial), await page2.refresh();
}
async function voutput(page2) {
  let input = await page2.api.get("vinput"), made;
  try {
    made = await exchange(page2, "voutput", { input });
  } catch (error) {
    page2.stop(words.exchangeBad, explained(error), words.exchangeBadAdvice);
    return;
  }
  let code3 = el("span", { class: "checksum", translate: "no" }, grouped(made.fingerprint)), act = async (say) => {
    say(words.sending), await page2.api.post("voutput", made.voutput), await page2.refresh();
  };
  page2.show(words.fingerprintHeading, el("p", {}, words.fingerprintText), el("p", {}, code3), form(page2, words.fingerprintSame, [], act));
}
var exchanges = { polynomial, voutput };
async function showExchange(page2) {
  let { step } = page2.status, { fields, open } = await unlockIfNeeded(page2), act = async (say) => {
    await open(say), say(words.exchanging), await exchanges[step](page2);
  };
  page2.show(words.exchangeHeading, el("p", {}, words.exchangeText[step]), form(page2, words.exchangeDo, fields, act));
}
function showRehearsal(page2) {
  let { fields, open } = unlockFields(page2), act = async (say) => {
    await open(say), say(words.rehearsing);
    let { challenge, voutput_private_key: voutputKey } = await page2.api.get("rehearsal");
    rememberKey(page2.uuid, page2.status.trustee.signing_key, { rehearsed: challenge });
    let proof = await page2.worker.ask("rehearse", { uuid: page2.uuid, challenge, voutputKey });
    await page2.api.post("rehearsal", { proof }), page2.praise = words.rehearsed, await page2.refresh();
  };
  page2.show(words.rehearsalHeading, el("p", {}, words.rehearsalText), form(page2, words.exchangeDo, fields, act));
}

// src/trustee/tally_steps.js
function makeProgress() {
  let bar = el("progress", { class: "meter", max: "1", "aria-labelledby": "progress-text" }), text = el("p", { id: "progress-text" }), phaseLine = el("p", { class: "sr-only", role: "status" }), box = el("div", { hidden: !0 }, text, bar, phaseLine);
  return { box, report: (phase, done, total) => {
    box.hidden = !1;
    let name = words.phases[phase];
    phaseLine.textContent !== name && (phaseLine.textContent = name);
    let count = phase === "download" ? words.megabytes : String;
    text.textContent = words.progress(name, count(done), count(total)), bar.max = Math.max(total, 1), bar.value = done;
  } };
}
var ASKED = { shuffle: "shuffle", commit: "share", decrypt: "share" };
async function verify(page2, report) {
  let { uuid } = page2, archive = await page2.api.archive(report), companion = await page2.api.companion(report), { setupEvent, opened } = recall(uuid), { generation, shuffled } = recallKey(uuid, page2.status.trustee.signing_key), memory = { setupEvent, generation, shuffled, opened }, data = { archive: archive.buffer, companion, uuid, asked: ASKED[page2.status.step], memory }, found;
  try {
    found = await page2.worker.ask("audit", data, report);
  } catch (error) {
    return showBadArchive(page2, explained(error)), null;
  }
  return found.refusal !== void 0 ? (page2.stop(words.stopped, inWords(found.refusal)), null) : (page2.pin(found.setupEvent), found);
}
function showBadArchive(page2, message) {
  page2.stop(words.badArchive, message, words.badArchiveAdvice);
}
function showReady(page2) {
  let act = async (say) => {
    say(words.sending), await page2.api.post("share", await page2.worker.ask("share")), await page2.refresh();
  };
  page2.show(words.steps.open, el("p", {}, words.readyText), form(page2, words.doDecrypt, [], act));
}
async function showVerify(page2) {
  let { step } = page2.status;
  if (step === "decrypt" && await page2.worker.ask("share") !== null) {
    showReady(page2);
    return;
  }
  let { fields, open } = await unlockIfNeeded(page2), { box, report } = makeProgress(), act = async (say) => {
    await open(say), say("");
    let found = await verify(page2, report);
    found !== null && showVerified(page2, found);
  }, heading = words.steps[step === "shuffle" ? "shuffle" : "open"];
  page2.show(heading, el("p", {}, words.verifyText[step]), form(page2, words.verify, fields, act), box);
}
var code2 = (text) => el("span", { class: "checksum", translate: "no" }, grouped(text));
function showVerified(page2, found) {
  let { step } = page2.status, { box, report } = makeProgress(), labels = { shuffle: words.doShuffle, commit: words.doCommit, decrypt: () => words.doDecrypt }, act = async (say) => {
    await acts[step](page2, found, report, say), await page2.refresh();
  };
  page2.show(
    words.verifiedHeading(found.numberOfBallots),
    el("p", {}, words.verifiedText),
    facts(
      [words.number, String(found.numberOfBallots)],
      [words.tally, code2(found.tallyDigest)],
      [words.phi, code2(found.phi)],
      [words.setup, code2(found.setupEvent)]
    ),
    el("p", {}, words.compare),
    form(page2, labels[step](found.numberOfBallots), [], act),
    box
  );
}
async function makeShare(page2, { tallyDigest: tally, shuffle }, report) {
  remember(page2.uuid, { opened: { tally, shuffle } });
  let voutputKey = page2.status.trustee.kind === "single" ? null : (await page2.api.get("private-key")).private_key;
  return page2.worker.ask("commit", { voutputKey }, report);
}
function rememberShuffle(page2, tally, hash) {
  let { signing_key: signingKey } = page2.status.trustee, { hashes = [] } = recallKey(page2.uuid, signingKey).shuffled ?? {};
  rememberKey(page2.uuid, signingKey, { shuffled: { tally, hashes: [...hashes, hash] } });
}
var acts = {
  async shuffle(page2, { tallyDigest }, report, say) {
    let { body, hash } = await page2.worker.ask("shuffle", {}, report);
    rememberShuffle(page2, tallyDigest, hash), say(words.sending), await page2.api.post("shuffle", body);
  },
  async commit(page2, found, report, say) {
    let commitment = await makeShare(page2, found, report);
    say(words.sending), await page2.api.post("commitment", { commitment });
  },
  async decrypt(page2, found, report, say) {
    await makeShare(page2, found, report), say(words.sending), await page2.api.post("share", await page2.worker.ask("share"));
  }
};

// src/trustee/main.js
var LINK = /^[1-9A-HJ-NP-Za-km-z]{22}$/, PATIENCE = 15e3, LINES = {
  key: "key",
  certificate: "key",
  polynomial: "exchange",
  voutput: "exchange",
  rehearsal: "rehearsal",
  shuffle: "shuffle",
  commit: "open",
  decrypt: "open"
}, TrusteePage = class {
  constructor(root) {
    this.root = root, this.uuid = root.dataset.uuid, this.worker = new WorkerClient(root.dataset.worker, words.workerFailed), this.link = "", this.api = null, this.status = null, this.praise = null, this.firstSetup = null, this.timer = null, this.hasNewKey = !1;
  }
  /** Show a step: whose page this is, what has been done, a heading that takes the focus, and the content. */
  show(heading, ...content) {
    clearTimeout(this.timer);
    let title = el("h1", { tabindex: "-1" }, heading), praise = this.praise && el("div", { class: "notice good", role: "status" }, el("p", {}, this.praise));
    this.praise = null;
    let setup = this.firstSetup && setupNotice(this.firstSetup);
    this.firstSetup = null;
    let who = this.status === null ? null : el("p", { class: "progress-line muted" }, words.heading(this.status.election.name)), list = this.status === null ? null : stepList(this);
    this.root.replaceChildren(...[who, title, praise, setup, ...content, list].filter((node) => node !== null)), document.title = `${heading} – ${this.status?.election.name ?? ""}`, title.focus(), window.scrollTo(0, 0);
  }
  /** Show an error above the current step. */
  complain(error) {
    this.root.querySelector(".error-summary")?.remove();
    let summary = errorSummary(words.summaryHeading, [{ text: explained(error), target: error.target }]);
    this.root.prepend(summary), summary.focus();
  }
  /** Say why nothing more can be done here, and offer to try again. */
  stop(heading, ...texts) {
    let notice = el("div", { class: "notice bad", role: "alert" }, ...texts.map((text) => el("p", {}, text)));
    this.show(heading, notice, el("p", { class: "actions" }, button(words.tryAgain, () => this.start(), "secondary")));
  }
  async refresh() {
    await this.take(await this.api.get("status"));
  }
  /** Show what a status asks for, unless it is of another election than this device has seen before. */
  async take(status) {
    this.status = status;
    try {
      status.election.setup_event && this.pin(status.election.setup_event);
    } catch (error) {
      this.stop(words.stopped, explained(error));
      return;
    }
    await (steps[status.step] ?? showWait)(this);
  }
  /** Remember the Setup event when it is first seen, and show it then. Throws if this device has seen another one. */
  pin(setupEvent) {
    let known = recall(this.uuid).setupEvent;
    if (known !== setupEvent) {
      if (known !== void 0) throw new Told(inWords(OTHER_SETUP));
      remember(this.uuid, { setupEvent }), this.firstSetup = setupEvent;
    }
  }
  /** Close the key file, so that another one can be chosen. */
  async forgetKey() {
    await this.worker.forget(), await this.start();
  }
  async start() {
    try {
      await this.refresh();
    } catch (error) {
      this.stop(words.stopped, explained(error));
    }
  }
  /** Start with the personal link; another one may be that of another trustee, so nothing of before is kept. */
  async enter(link3) {
    await this.worker.forget(), this.link = link3, this.api = new TrusteeApi(this.uuid, link3), await this.start();
  }
}, steps = {
  key: showKey,
  certificate: showKey,
  polynomial: showExchange,
  voutput: showExchange,
  rehearsal: showRehearsal,
  shuffle: showVerify,
  commit: showVerify,
  decrypt: showVerify,
  done: showDone
};
function linesOf({ trustee: { kind, mixes } }) {
  return ["key", kind === "threshold" ? "exchange" : null, "rehearsal", "voting", mixes ? "shuffle" : null, "open"].filter((line) => line !== null);
}
function setupNotice(setupEvent) {
  let code3 = el("span", { class: "checksum", translate: "no" }, grouped(setupEvent));
  return el("div", { class: "notice" }, el("p", {}, words.firstSetup), el("p", {}, code3));
}
function currentLine({ status, uuid }) {
  if (status.step === "done") return null;
  if (LINES[status.step] !== void 0) return LINES[status.step];
  let { state } = status.election;
  return state === "draft" ? status.trustee.kind === "single" || hasRehearsed(uuid, status.trustee.signing_key) ? "voting" : "exchange" : state === "frozen" || state === "open" ? "voting" : "open";
}
function stepList(page2) {
  let lines = linesOf(page2.status), current = currentLine(page2), at = current === null ? lines.length : lines.indexOf(current), items = lines.map((line, index) => {
    let state = index < at ? "done" : index === at ? "now" : "later";
    return el("li", { class: state }, el("span", {}, words.steps[line]), el("span", { class: "state" }, words.states[state]));
  });
  return el("section", {}, el("h2", {}, words.stepsHeading), el("ol", { class: "steps" }, ...items));
}
function waitingFor({ waiting_for: names }) {
  return !Array.isArray(names) || names.length === 0 ? null : el("p", {}, words.waitingFor, " ", ...names.flatMap((name, at) => [at > 0 ? ", " : "", el("bdi", {}, name)]));
}
function showWait(page2) {
  let { status } = page2, look = button(words.lookAgain, () => page2.start(), "secondary");
  page2.show(
    words.waitHeading,
    el("p", { class: "lead" }, status.sentence),
    el("p", {}, words.greeting(status.trustee.name)),
    waitingFor(status),
    el("p", { class: "hint" }, words.looksItself),
    el("p", { class: "actions" }, look)
  ), page2.timer = setTimeout(() => lookAgain(page2), PATIENCE);
}
async function lookAgain(page2) {
  let fresh = null;
  try {
    fresh = await page2.api.get("status");
  } catch {
  }
  if (fresh === null || JSON.stringify(fresh) === JSON.stringify(page2.status)) {
    page2.timer = setTimeout(() => lookAgain(page2), PATIENCE);
    return;
  }
  await page2.take(fresh);
}
async function showDone(page2) {
  await page2.worker.forget(), page2.show(words.doneHeading, el("p", {}, page2.status.sentence), el("p", {}, words.doneText));
}
function showLink(page2, wasWrong) {
  let input = el("input", { type: "text", class: "input mono", id: "link", autocomplete: "off", spellcheck: "false" }), act = async () => {
    let link3 = input.value.trim().split("#").at(-1);
    if (!LINK.test(link3)) {
      page2.complain(new FieldError(words.linkBad, "link"));
      return;
    }
    await page2.enter(link3);
  }, field2 = el("div", { class: "field" }, el("label", { for: "link" }, words.linkLabel), input), notice = wasReloaded() ? el("p", { class: "notice" }, words.reloaded) : null;
  page2.show(words.linkHeading, notice, el("p", {}, words.linkText), form(page2, words.go, [field2], act)), wasWrong && page2.complain(new FieldError(words.linkBad, "link"));
}
var page = new TrusteePage(document.getElementById("trustee")), link2 = takeFragment();
LINK.test(link2) ? page.enter(link2) : showLink(page, link2 !== "");
window.addEventListener("beforeunload", (event) => {
  page.hasNewKey && event.preventDefault();
});
window.addEventListener("hashchange", () => {
  let again = takeFragment();
  LINK.test(again) && page.enter(again);
});
document.addEventListener("click", (event) => {
  let language = event.target.closest("a[hreflang]");
  language !== null && page.link !== "" && takeAlong(event, language, page.link);
});
