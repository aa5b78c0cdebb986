// SPDX-License-Identifier: Apache-2.0
// The registrar's file of tokens, in the format of `ballot registrar`: one row for each token; rows of spare tokens have
// no name. It is read and written here, and only its public credentials are ever sent (B6).

import { Told } from "../errors.js";
import { _ } from "../language.js";

export const COLUMNS = ["member_id", "name", "email", "address", "country", "language", "weight", "token", "link", "credential"];
const OF_TOKEN = ["token", "link", "credential"];
// Not after a "return": there the extraction of texts would take a regular expression for a division.
const FORMULA = /^[=+\-@\t\r]/;
const TO_QUOTE = /[",\r\n]/;
const GUARD = /^'(?=[=+\-@\t\r])/; // keeps a spreadsheet from taking a cell for a formula

/** Return the text of a file. With another encoding, names would silently change in the file that is saved later. */
export async function textOf(file) {
  const bytes = await file.arrayBuffer();
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Told(_("The file is not in UTF-8. Save it as “CSV UTF-8”."));
  }
}

/** Return a cell for a CSV file that no spreadsheet takes for a formula. */
function csvCell(text) {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return TO_QUOTE.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Remove the guard against formulas. */
export const unguarded = (cell) => cell.replace(GUARD, "");

/** Return a CSV file with these columns of the rows. */
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

/** Split a text into rows of cells. A quoted cell may contain commas, line breaks and doubled quotation marks. */
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

/** Read the file of tokens of an election; `booth` is the address in front of the token in each link. */
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

/** Find members by membership number, e-mail address or name; returns all matches. */
export function findMembers(rows, asked) {
  const wanted = asked.trim().toLowerCase();
  const exact = membersOf(rows).filter(({ member_id, email }) => [member_id, email].some((text) => text.toLowerCase() === wanted));
  return exact.length || !wanted ? exact : membersOf(rows).filter(({ name }) => name.toLowerCase().includes(wanted));
}

/** Return a spare row that can replace a member's and is in no earlier request; undefined if none is left. */
export function spareFor(rows, lost, promised) {
  return rows.find(({ name, weight, credential }) => !name && weight === lost.weight && !promised.has(credential));
}

/** Return the rows after a replacement: the member's row has the spare token, and the spare row is gone. */
export function exchanged(rows, { revoked, spare }) {
  const fresh = rows.find(({ credential }) => credential === spare);
  const taken = Object.fromEntries(OF_TOKEN.map((name) => [name, fresh[name]]));
  return rows.filter((row) => row !== fresh).map((row) => (row.credential === revoked ? { ...row, ...taken } : row));
}

const MERGED = ["member_id", "name", "email", "address", "country", "language", "link", "token"];
const FACTS = { election: "name", opens_at: "opens_at", closes_at: "closes_at", contact: "contact", fingerprint: "fingerprint", setup_event: "setup_event" };

/** Return the table for a mail merge: each member, the link with the token, and the facts of the election. */
export function mergeFile(rows, particulars) {
  const facts = Object.fromEntries(Object.entries(FACTS).map(([column, fact]) => [column, particulars[fact]]));
  return csvFile([...MERGED, ...Object.keys(FACTS)], membersOf(rows).map((row) => ({ ...row, ...facts })));
}

const OF_STATES = ["member_id", "email", "state", "reason"];

/** Return the part of a table of states that may be handed in: these columns of the rows with a state, never a token. */
export function statesFile(text) {
  const rows = parseCsv(text).filter(({ state }) => state?.trim());
  if (!rows.length) throw new Told(_("The file has no row with a state. Nothing was sent."));
  return csvFile(OF_STATES, rows);
}
