// ballot: passkey.js, built from frontend/src/page/passkey.js by scripts/build_assets. Do not edit.
// SPDX-License-Identifier: Apache-2.0
// src/language.js
var messages = globalThis.ballotMessages ?? {}, code = globalThis.document?.documentElement.lang || "en", locale = `${code}-u-nu-latn`, fill = (message, values) => message.replace(/%(?:\((\w+)\)[sd]|%)/g, (place, name) => name === void 0 ? "%" : String(values[name])), plurals = new Intl.PluralRules(locale), numbers = new Intl.NumberFormat(locale);
function _(message, values = {}) {
  return fill(messages[message] ?? message, values);
}
var N_ = (message, values = {}) => ({ message, values });
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

// src/page/passkey.js
var form = document.getElementById("passkey"), button = form.querySelector("button"), status = form.querySelector("[role=status]"), bytes = (text2) => Uint8Array.from(atob(text2.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0)), text = (buffer) => btoa(Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("")).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", ""), known = (credentials) => credentials.map((one) => ({ ...one, id: bytes(one.id) }));
async function make() {
  let options = JSON.parse(form.dataset.options), user = { ...options.user, id: bytes(options.user.id) }, publicKey = { ...options, user, challenge: bytes(options.challenge), excludeCredentials: known(options.excludeCredentials) }, made = await navigator.credentials.create({ publicKey });
  return inJson(made, { attestationObject: text(made.response.attestationObject), transports: made.response.getTransports?.() ?? [] });
}
async function use() {
  let options = await freshChallenge(), publicKey = { ...options, challenge: bytes(options.challenge), allowCredentials: known(options.allowCredentials) }, used = await navigator.credentials.get({ publicKey }), { authenticatorData, signature, userHandle } = used.response;
  return inJson(used, { authenticatorData: text(authenticatorData), signature: text(signature), userHandle: userHandle && text(userHandle) });
}
async function freshChallenge() {
  let body = new FormData();
  body.set("csrf_token", form.elements.csrf_token.value);
  let request = { method: "POST", body, credentials: "same-origin", cache: "no-store", redirect: "error" }, response, answer;
  try {
    response = await fetch(form.dataset.challenge, request), answer = await response.json();
  } catch {
    throw new Unreachable();
  }
  if (!response.ok) throw new Told(answer.error.message);
  return answer;
}
var inJson = (credential, response) => JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response: { ...response, clientDataJSON: text(credential.response.clientDataJSON) } });
function sentenceOf(error) {
  if (error instanceof Told) return explained(error);
  let notDone = form.dataset.options ? _("No passkey was made: it was cancelled, or it took too long. Try again.") : _("No passkey was used: it was cancelled, it took too long, or this device has none of your passkeys. Try again.");
  return {
    NotAllowedError: notDone,
    AbortError: notDone,
    InvalidStateError: _("This device has a passkey of yours already. Add one on another device."),
    NotSupportedError: _("This device cannot keep a passkey. Use another one, or a security key with a PIN."),
    ConstraintError: _("This device does not check who holds it. Set up a PIN, a finger or a face in its settings, or use another device."),
    SecurityError: _("This is not the address that the passkeys of this site belong to. Open the site by its usual address.")
  }[error.name] ?? _("The passkey did not work: your browser reports “%(name)s”. Try again, or use another way.", { name: error.name });
}
async function submitted(event) {
  event.preventDefault(), button.disabled = !0, status.textContent = _("Do what your browser asks for.");
  try {
    form.elements.credential.value = await (form.dataset.options ? make() : use()), form.submit();
  } catch (error) {
    status.textContent = sentenceOf(error), button.disabled = !1;
  }
}
window.PublicKeyCredential && navigator.credentials ? (form.addEventListener("submit", submitted), button.disabled = !1) : status.textContent = _("This browser cannot use passkeys. Use a newer one, or another device.");
