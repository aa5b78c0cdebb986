// SPDX-License-Identifier: Apache-2.0
// The steps in which a trustee makes a key: key, exchange, rehearsal.

import { button, el, grouped, saveAs } from "../page/dom.js";
import { Told, explained } from "../errors.js";
import { recallKey, rememberKey } from "./state.js";
import { words } from "./words.js";

const MIN_PASSPHRASE = 10; // as in crypto/keyfile.js, which only the worker loads

function field(id, label, hint, input) {
  const described = hint ? `${id}-hint` : null;
  if (described) input.setAttribute("aria-describedby", described);
  input.id = id;
  return el("div", { class: "field" }, el("label", { for: id }, label), hint ? el("p", { class: "hint", id: described }, hint) : null, input);
}

const passwordInput = (autocomplete) => el("input", { type: "password", class: "input", autocomplete });

/** A form with one button; `act` runs once at a time, and its errors are shown. */
export function form(page, label, fields, act) {
  const status = el("p", { role: "status" });
  const submit = el("button", {}, label);
  const onsubmit = async (event) => {
    event.preventDefault();
    if (submit.disabled) return;
    submit.disabled = true;
    try {
      await act((text) => (status.textContent = text));
    } catch (error) {
      page.complain(error);
    } finally {
      submit.disabled = false;
      status.textContent = "";
    }
  };
  return el("form", { onsubmit, novalidate: true }, ...fields, el("p", { class: "actions" }, submit), status);
}

/** What is wrong with a field on the page. */
export class FieldError extends Told {
  constructor(sentence, target) {
    super(sentence);
    this.target = target;
  }
}

// --- key

export function showKey(page) {
  const [first, second] = [passwordInput("new-password"), passwordInput("new-password")];
  const fields = [field("passphrase", words.passphrase, words.passphraseHint, first), field("again", words.passphraseAgain, null, second)];
  const act = async (say) => {
    if ([...first.value].length < MIN_PASSPHRASE) throw new FieldError(words.short, "passphrase");
    if (first.value !== second.value) throw new FieldError(words.different, "again");
    say(words.making);
    await page.worker.ask("make", { kind: page.status.trustee.kind });
    const text = await page.worker.ask("seal", { passphrase: first.value, place: { uuid: page.uuid, name: page.status.trustee.name } });
    page.hasNewKey = true;
    [first.value, second.value] = ["", ""];
    showSave(page, text);
  };
  page.show(words.keyHeading, el("p", {}, words.keyText), el("p", {}, howManyOpen(page.status)), form(page, words.makeKey, fields, act));
}

/** Say how many trustees open the result: the certificate binds these numbers, so the trustee sees them first (T7). */
function howManyOpen({ trustee: { kind }, context }) {
  return kind === "single" ? words.keyAlone : words.keyShared(context.threshold, context.size, context.index);
}

const fileName = (page) => `trustee-key-${page.uuid}-${page.status.trustee.owner}.txt`;

function showSave(page, text) {
  let saved = false;
  const save = button(words.saveFile, () => {
    saved = true;
    saveAs(fileName(page), text, "text/plain");
  }, "secondary"); // prettier-ignore
  const act = async (say) => {
    if (!saved) throw new FieldError(words.saveFirst, "save-key");
    say(words.sending);
    await handIn(page);
    page.hasNewKey = false;
    await page.refresh();
  };
  save.id = "save-key";
  page.show(words.saveHeading, el("p", {}, words.saveText), el("p", {}, save), form(page, words.handIn, [], act));
}

async function handIn(page) {
  const { kind, name } = page.status.trustee;
  if (kind === "single") await page.api.post("key", await page.worker.ask("key", { name }));
  else await page.api.post("certificate", await page.worker.ask("certificate", { context: page.status.context }));
}

// --- unlock

/** Return fields for key file and passphrase, and a function that opens the file in the worker. */
function unlockFields(page) {
  const [file, passphrase] = [el("input", { type: "file", accept: ".txt,text/plain", class: "input" }), passwordInput("off")];
  const open = async (say) => {
    const [chosen] = file.files;
    if (chosen === undefined) throw new FieldError(words.noFile, "key-file");
    if (passphrase.value === "") throw new FieldError(words.noPassphrase, "passphrase");
    say(words.opening);
    const { kind, signing_key: signingKey } = page.status.trustee;
    const asked = { kind, text: await chosen.text(), passphrase: passphrase.value, uuid: page.uuid, signingKey };
    passphrase.value = "";
    try {
      await page.worker.ask("open", asked);
    } catch (error) {
      const sentence = explained(error);
      throw new FieldError(sentence, sentence === words.badPassphrase ? "passphrase" : "key-file");
    }
  };
  return { fields: [field("key-file", words.fileLabel, words.fileHint, file), field("passphrase", words.passphrase, null, passphrase)], open };
}

/** The same, but without fields if this trustee's key file has been open since an earlier step. */
export async function unlockIfNeeded(page) {
  const isOpen = await page.worker.ask("isOpen", { signingKey: page.status.trustee.signing_key });
  if (!isOpen) return unlockFields(page);
  const other = button(words.otherFile, () => page.forgetKey(), "secondary");
  return { fields: [el("p", {}, words.isOpen), el("p", { class: "actions" }, other)], open: async () => {} };
}

// --- exchange with the other trustees

const threshold = (page) => page.status.trustee.threshold;

/** Run a step of the exchange in the worker, and remember its certificates and commitments before it is answered. */
async function exchange(page, step, data) {
  const { signing_key: signingKey } = page.status.trustee;
  const { generation: known } = recallKey(page.uuid, signingKey);
  const made = await page.worker.ask(step, { ...data, size: threshold(page), known });
  rememberKey(page.uuid, signingKey, { generation: made.generation });
  return made;
}

async function polynomial(page) {
  const { certs, commitments } = await page.api.get("certificates");
  const made = await exchange(page, "polynomial", { certs, commitments });
  await page.api.post("polynomial", made.polynomial);
  await page.refresh();
}

async function voutput(page) {
  const input = await page.api.get("vinput");
  let made;
  try {
    made = await exchange(page, "voutput", { input });
  } catch (error) {
    page.stop(words.exchangeBad, explained(error), words.exchangeBadAdvice); // it names who sent something wrong (T4)
    return;
  }
  const code = el("span", { class: "checksum", translate: "no" }, grouped(made.fingerprint));
  const act = async (say) => {
    say(words.sending);
    await page.api.post("voutput", made.voutput);
    await page.refresh();
  };
  page.show(words.fingerprintHeading, el("p", {}, words.fingerprintText), el("p", {}, code), form(page, words.fingerprintSame, [], act));
}

const exchanges = { polynomial, voutput };

export async function showExchange(page) {
  const { step } = page.status;
  const { fields, open } = await unlockIfNeeded(page);
  const act = async (say) => {
    await open(say);
    say(words.exchanging);
    await exchanges[step](page);
  };
  page.show(words.exchangeHeading, el("p", {}, words.exchangeText[step]), form(page, words.exchangeDo, fields, act));
}

// --- rehearsal

/** A rehearsal is a proof, and decrypts nothing; so it may be asked for at any time, and often (T13, T21). */
export function showRehearsal(page) {
  const { fields, open } = unlockFields(page);
  const act = async (say) => {
    await open(say);
    say(words.rehearsing);
    const { challenge, voutput_private_key: voutputKey } = await page.api.get("rehearsal");
    rememberKey(page.uuid, page.status.trustee.signing_key, { rehearsed: challenge });
    const proof = await page.worker.ask("rehearse", { uuid: page.uuid, challenge, voutputKey });
    await page.api.post("rehearsal", { proof });
    page.praise = words.rehearsed;
    await page.refresh();
  };
  page.show(words.rehearsalHeading, el("p", {}, words.rehearsalText), form(page, words.exchangeDo, fields, act));
}
