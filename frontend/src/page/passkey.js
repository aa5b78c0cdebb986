// SPDX-License-Identifier: Apache-2.0
// Make or use a passkey: ask the browser, put its answer into the form, and send that like any other form.

import { Told, Unreachable, explained } from "../errors.js";
import { _ } from "../language.js";

const form = document.getElementById("passkey");
const button = form.querySelector("button");
const status = form.querySelector("[role=status]");

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
const text = (buffer) =>
  btoa(Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join(""))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
const known = (credentials) => credentials.map((one) => ({ ...one, id: bytes(one.id) }));

/** Make a passkey with the options that came with the page. */
async function make() {
  const options = JSON.parse(form.dataset.options);
  const user = { ...options.user, id: bytes(options.user.id) };
  const publicKey = { ...options, user, challenge: bytes(options.challenge), excludeCredentials: known(options.excludeCredentials) };
  const made = await navigator.credentials.create({ publicKey });
  return inJson(made, { attestationObject: text(made.response.attestationObject), transports: made.response.getTransports?.() ?? [] });
}

/** Let a passkey sign a fresh challenge from the server. */
async function use() {
  const options = await freshChallenge();
  const publicKey = { ...options, challenge: bytes(options.challenge), allowCredentials: known(options.allowCredentials) };
  const used = await navigator.credentials.get({ publicKey });
  const { authenticatorData, signature, userHandle } = used.response;
  return inJson(used, { authenticatorData: text(authenticatorData), signature: text(signature), userHandle: userHandle && text(userHandle) });
}

async function freshChallenge() {
  const body = new FormData();
  body.set("csrf_token", form.elements.csrf_token.value);
  const request = { method: "POST", body, credentials: "same-origin", cache: "no-store", redirect: "error" };
  let response, answer;
  try {
    response = await fetch(form.dataset.challenge, request);
    answer = await response.json();
  } catch {
    throw new Unreachable();
  }
  if (!response.ok) throw new Told(answer.error.message);
  return answer;
}

const inJson = (credential, response) =>
  JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response: { ...response, clientDataJSON: text(credential.response.clientDataJSON) } });

/** Say what went wrong. Browsers do not reveal whether the person cancelled, took too long, or has no passkey here. */
function sentenceOf(error) {
  if (error instanceof Told) return explained(error);
  const notDone = form.dataset.options
    ? _("No passkey was made: it was cancelled, or it took too long. Try again.")
    : _("No passkey was used: it was cancelled, it took too long, or this device has none of your passkeys. Try again.");
  const sentences = {
    NotAllowedError: notDone,
    AbortError: notDone,
    InvalidStateError: _("This device has a passkey of yours already. Add one on another device."),
    NotSupportedError: _("This device cannot keep a passkey. Use another one, or a security key with a PIN."),
    ConstraintError: _("This device does not check who holds it. Set up a PIN, a finger or a face in its settings, or use another device."),
    SecurityError: _("This is not the address that the passkeys of this site belong to. Open the site by its usual address."),
  };
  return sentences[error.name] ?? _("The passkey did not work: your browser reports “%(name)s”. Try again, or use another way.", { name: error.name });
}

async function submitted(event) {
  event.preventDefault(); // it is sent below, with the answer
  button.disabled = true;
  status.textContent = _("Do what your browser asks for.");
  try {
    form.elements.credential.value = await (form.dataset.options ? make() : use());
    form.submit();
  } catch (error) {
    status.textContent = sentenceOf(error);
    button.disabled = false;
  }
}

if (window.PublicKeyCredential && navigator.credentials) {
  form.addEventListener("submit", submitted);
  button.disabled = false;
} else {
  status.textContent = _("This browser cannot use passkeys. Use a newer one, or another device.");
}
