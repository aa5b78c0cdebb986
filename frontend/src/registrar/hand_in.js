// SPDX-License-Identifier: Apache-2.0
// What the registrar hands in as a file. Never is the chosen file itself sent: it may be the file of tokens, by mistake (B6).

import { encode } from "../crypto/canonical.js";
import { Told } from "../errors.js";
import { _ } from "../language.js";
import { statesFile, textOf } from "./token_file.js";
import { reporting } from "./status.js";

const CREDENTIAL = /^[0-9a-f]{64}$/;
const listOf = (form) => (value) => Array.isArray(value) && value.every((item) => form.test(item));
const FIELDS = {
  version: (value) => value === 2,
  uuid: (value) => /^[1-9A-HJ-NP-Za-km-z]{14,}$/.test(value),
  roll: (value) => CREDENTIAL.test(value),
  credentials: listOf(/^[0-9a-f]{64}(,[1-9][0-9]*)?$/),
  spares: listOf(CREDENTIAL),
};

/** Return what may be handed in of a file of public credentials; whatever else a file is, it is refused. */
export function credentialsFile(text) {
  const found = parsed(text);
  const fields = Object.entries(FIELDS);
  if (Object.keys(found).length !== fields.length || !fields.every(([name, isGood]) => isGood(found[name]))) throw notCredentials();
  return encode(Object.fromEntries(fields.map(([name]) => [name, found[name]])));
}

function parsed(text) {
  try {
    return Object(JSON.parse(text));
  } catch {
    throw notCredentials();
  }
}

const notCredentials = () => new Told(_("This is not a file of public credentials. Nothing was sent."));

/** Send the form of the public credentials only with a file of these. */
export const guardCredentials = (form) =>
  guard(form, async (file) => {
    const content = credentialsFile(await textOf(file));
    return { words: _("Handing in the public credentials…"), file: credentialsToSend(content) };
  });

/** Send the form of the states with the columns that belong there, whatever file was chosen. */
export const guardStates = (form) =>
  guard(form, async (file) => {
    const content = statesFile(await textOf(file));
    return { words: _("Handing in the states…"), file: new File([content], "states.csv", { type: "text/csv" }) };
  });

export const credentialsToSend = (content) => new File([content], "credentials.json", { type: "application/json" });

/** Send a form with a file: the page that follows says what was taken, why it was not, or that the session has ended. */
export function send(form, file) {
  const chosen = new DataTransfer();
  chosen.items.add(file);
  form.elements.file.files = chosen.files;
  form.submit();
}

/** Let a form be used, which nobody can send before this watches over it. */
function guard(form, prepare) {
  const status = form.querySelector("[role=status]");
  form.addEventListener("submit", (event) => {
    const chosen = form.elements.file.files[0];
    if (!chosen) return; // the server says that a file is missing
    event.preventDefault();
    reporting(status, async () => {
      const { words, file } = await prepare(chosen);
      status.textContent = words;
      send(form, file);
    });
  });
  for (const control of [form.elements.file, form.querySelector("button")]) control.disabled = false;
}
