// SPDX-License-Identifier: Apache-2.0
// Files that the registrar hands in. The chosen file itself is never sent: it could be the file of tokens, by mistake (B6).

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

/** Return the part of a file of public credentials that may be handed in; any other file is refused. */
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

/** Let the form for public credentials send only a file of public credentials. */
export const guardCredentials = (form) =>
  guard(form, async (file) => {
    const content = credentialsFile(await textOf(file));
    return { words: _("Handing in the public credentials…"), file: credentialsToSend(content) };
  });

/** Let the form for states send only the columns that belong there, whichever file was chosen. */
export const guardStates = (form) =>
  guard(form, async (file) => {
    const content = statesFile(await textOf(file));
    return { words: _("Handing in the states…"), file: new File([content], "states.csv", { type: "text/csv" }) };
  });

export const credentialsToSend = (content) => new File([content], "credentials.json", { type: "application/json" });

/** Send a form with a file; the next page says what was accepted, why not, or that the session has ended. */
export function send(form, file) {
  const chosen = new DataTransfer();
  chosen.items.add(file);
  form.elements.file.files = chosen.files;
  form.submit();
}

/** Guard a form and enable it; until then it cannot be sent. */
function guard(form, prepare) {
  const status = form.querySelector("[role=status]");
  form.addEventListener("submit", (event) => {
    const chosen = form.elements.file.files[0];
    if (!chosen) return; // the server will say that a file is missing
    event.preventDefault();
    reporting(status, async () => {
      const { words, file } = await prepare(chosen);
      status.textContent = words;
      send(form, file);
    });
  });
  for (const control of [form.elements.file, form.querySelector("button")]) control.disabled = false;
}
