// SPDX-License-Identifier: Apache-2.0
// Make and save the tokens here; only their public credentials are handed in (B6).

import { encode } from "../crypto/canonical.js";
import { publicCredential, secretExponent } from "../crypto/credentials.js";
import { button, el, saveAs } from "../page/dom.js";
import { Told } from "../errors.js";
import { normalized, pointText, sortKey } from "../crypto/group.js";
import { fromHex, sha256Hex } from "../crypto/hashing.js";
import { labelled } from "../crypto/labels.js";
import { _, number } from "../language.js";
import { randomBelow } from "../crypto/random.js";
import { COLUMNS, csvFile, unguarded } from "./token_file.js";
import { credentialsToSend, send } from "./hand_in.js";
import { ask, reporting } from "./status.js";

const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const GROUPS = [5, 6, 5, 6];
const EVERY = 25;

/** Return a new token, uniformly random among all tokens. */
function newToken() {
  const letter = () => BASE58[Number(randomBelow(58n))];
  return GROUPS.map((size) => Array.from({ length: size }, letter).join("")).join("-");
}

/** Return the hash of a roll as the server computes it: independent of the order, and without guards against formulas. */
export function rollHash(members) {
  const cells = (row) => row.map((cell) => unguarded(String(cell)));
  const digests = members.map((row) => sha256Hex(labelled("ballot/roll-row/1", ...cells(row)))).sort();
  return sha256Hex(labelled("ballot/roll/1", fromHex(digests.join(""))));
}

/** Make tokens for `members` (rows of seven columns) and `spares` (pairs of weight and number). */
async function makeTokens({ uuid, members, spares }, publicUrl, report) {
  const empty = ["", "", "", "", "", ""];
  const wanted = [...members, ...spares.flatMap(([weight, number]) => Array.from({ length: number }, () => [...empty, weight]))];
  const made = [];
  for (const [at, row] of wanted.entries()) {
    const token = newToken();
    made.push({ row, token, point: publicCredential(secretExponent(uuid, token)), isSpare: at >= members.length });
    if (at % EVERY === 0) await report(at, wanted.length);
  }
  normalized(made.map(({ point }) => point)).forEach((point, at) => (made[at].point = point));
  const rows = made.map((one) => tokenRow(uuid, one, publicUrl));
  return { file: csvFile(COLUMNS, rows), credentials: credentialFile(uuid, rollHash(members), made) };
}

/** Return a row of the registrar's file: the cells of the roll, then token, link and credential. */
function tokenRow(uuid, { row, token, point }, publicUrl) {
  const link = `${publicUrl.replace(/\/+$/, "")}/vote/${uuid}#${token}`;
  return Object.fromEntries([...row.map(String), token, link, pointText(point)].map((cell, at) => [COLUMNS[at], cell]));
}

/** Return what is handed in, sorted by the credentials themselves, so that the order of the roll is not revealed (B14). */
function credentialFile(uuid, roll, made) {
  const keyed = made.map(({ row, point, isSpare }) => ({ key: sortKey(point), text: pointText(point), weight: row[6], isSpare }));
  keyed.sort((one, other) => (one.key < other.key ? -1 : 1));
  const isWeighted = keyed.some(({ weight }) => weight !== 1);
  return encode({
    version: 2,
    uuid,
    roll,
    credentials: keyed.map(({ text, weight }) => (isWeighted ? `${text},${weight}` : text)),
    spares: keyed.filter(({ isSpare }) => isSpare).map(({ text }) => text).sort(),
  });
}

async function fetchRoll(root) {
  const response = await ask(root.dataset.roll);
  if (!response.ok) throw new Told(_("The roll could not be loaded. Load the page again."));
  return response.json();
}

async function run(root, status, make) {
  make.disabled = true;
  const { file, credentials } = await makeTokens(await fetchRoll(root), root.dataset.publicUrl, (done, total) => {
    status.textContent = _("Making tokens: %(done)s of %(total)s.", { done: number(done), total: number(total) });
    return new Promise((resolve) => setTimeout(resolve));
  });
  const save = () => {
    saveAs(`${root.dataset.name}-tokens.csv`, file, "text/csv");
    hand.disabled = false;
    status.textContent = _("Check that the file is saved, and make a copy of it. It is nowhere else. Then hand in the public credentials.");
  };
  const hand = button(_("The file is saved: hand in the public credentials"), () => reporting(status, () => send(document.getElementById("hand-in"), credentialsToSend(credentials))));
  hand.disabled = true;
  status.textContent = _("The tokens are made. Save the file first.");
  make.parentElement.replaceWith(el("div", { class: "actions" }, button(_("Save the file of tokens"), save, "secondary"), hand));
}

/** Enable the part of the page that makes the tokens. */
export function offerMaking(root) {
  const status = root.querySelector("[role=status]");
  const make = root.querySelector("[data-act=make]");
  make.disabled = false;
  make.addEventListener("click", () => reporting(status, () => run(root, status, make)));
}
