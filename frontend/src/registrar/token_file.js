// SPDX-License-Identifier: Apache-2.0
// The registrar's own file of tokens, as `ballot registrar` reads and writes it too: one row for each token, the rows of
// spare ones without a name. It is read and written here; no part of it but public credentials is ever sent (B6).

import { Told } from "../errors.js";
import { _ } from "../language.js";

export const COLUMNS = ["member_id", "name", "email", "address", "country", "language", "weight", "token", "link", "credential"];
const OF_TOKEN = ["token", "link", "credential"];
// Here, and not behind a "return", where the extraction of texts takes an expression for a division.
const FORMULA = /^[=+\-@\t\r]/;
const TO_QUOTE = /[",\r\n]/;
const GUARD = /^'(?=[=+\-@\t\r])/; // what keeps a spreadsheet from taking a cell for a formula

/** Return the text of a file. Another encoding would change names without a word, in the file that is saved later. */
export async function textOf(file) {
  const bytes = await file.arrayBuffer();
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Told(_("The file is not in UTF-8. Save it as “CSV UTF-8”."));
  }
}

/** Return a cell of a CSV file that no spreadsheet takes for a formula. */
function csvCell(text) {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return TO_QUOTE.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Take off what guards a spreadsheet. */
export const unguarded = (cell) => cell.replace(GUARD, "");

/** Return a CSV file of some columns of the rows. */
export function csvFile(columns, rows) {
  const lines = rows.map((row) => columns.map((name) => csvCell(row[name] ?? "")).join(","));
  return `\ufeff${[columns.join(","), ...lines].join("\r\n")}\r\n`;
}

/** Read a CSV file: a list of objects, one for each row, by the names of its first row. */
export function parseCsv(text) {
  const [header, ...rows] = cellsOf(text.replace(/^\ufeff/, ""));
  const names = (header ?? []).map((name) => name.trim());
  return rows
    .filter((row) => row.some((cell) => cell !== ""))
    .map((row) => Object.fromEntries(names.map((name, at) => [name, unguarded(row[at] ?? "")])));
}

/** Split a text into rows of cells. A quoted cell may hold commas, line breaks and doubled quotation marks. */
function cellsOf(text) {
  const found = [...text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\r|\n|$)/gy)];
  if (found.reduce((length, [cell]) => length + cell.length, 0) !== text.length) throw new Told(_("The file cannot be read as CSV."));
  const rows = [];
  let row = [];
  for (const [, quoted, plain, end] of found) {
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === ",") continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

/** Read a file of tokens that was made for an election; its booth is the address before the token of each link. */
export function readTokens(text, booth) {
  const rows = parseCsv(text);
  if (!rows.length || !COLUMNS.every((name) => name in rows[0])) {
    throw new Told(_("This is not a file of tokens: it needs the columns %(columns)s.", { columns: COLUMNS.join(", ") }));
  }
  if (!rows.every(({ link, token }) => link === `${booth}#${token}`)) throw new Told(_("This file of tokens is of another election, or somebody has changed it."));
  return rows;
}

/** Return the rows of members, without the spare ones. */
export const membersOf = (rows) => rows.filter(({ name }) => name);

/** Find a member by membership number, e-mail address or name: all whom it can mean. */
export function findMembers(rows, asked) {
  const wanted = asked.trim().toLowerCase();
  const exact = membersOf(rows).filter(({ member_id, email }) => [member_id, email].some((text) => text.toLowerCase() === wanted));
  return exact.length || !wanted ? exact : membersOf(rows).filter(({ name }) => name.toLowerCase().includes(wanted));
}

/** Return the spare row that can replace a member's, and that no earlier request has; undefined if none is left. */
export function spareFor(rows, lost, promised) {
  return rows.find(({ name, weight, credential }) => !name && weight === lost.weight && !promised.has(credential));
}

/** Return the rows after a replacement: the member's with the spare token, and without the spare row. */
export function exchanged(rows, { revoked, spare }) {
  const fresh = rows.find(({ credential }) => credential === spare);
  const taken = Object.fromEntries(OF_TOKEN.map((name) => [name, fresh[name]]));
  return rows.filter((row) => row !== fresh).map((row) => (row.credential === revoked ? { ...row, ...taken } : row));
}

const MERGED = ["member_id", "name", "email", "address", "country", "language", "link", "token"];
const FACTS = { election: "name", opens_at: "opens_at", closes_at: "closes_at", contact: "contact", fingerprint: "fingerprint", setup_event: "setup_event" };

/** Return the table for a mail merge: each member, the link with the token, and what the mail says of the election. */
export function mergeFile(rows, particulars) {
  const facts = Object.fromEntries(Object.entries(FACTS).map(([column, fact]) => [column, particulars[fact]]));
  return csvFile([...MERGED, ...Object.keys(FACTS)], membersOf(rows).map((row) => ({ ...row, ...facts })));
}

const OF_STATES = ["member_id", "email", "state", "reason"];

/** Return what may be handed in of a table of states: these columns of the rows that have a state, and never a token. */
export function statesFile(text) {
  const rows = parseCsv(text).filter(({ state }) => state?.trim());
  if (!rows.length) throw new Told(_("The file has no row with a state. Nothing was sent."));
  return csvFile(OF_STATES, rows);
}
