// SPDX-License-Identifier: Apache-2.0
// Letters: the server's letter in each language, filled in here with name, address, token and QR code.

import encodeQR from "qr";

import { el } from "../page/dom.js";
import { Told } from "../errors.js";
import { _ } from "../language.js";
import { membersOf } from "./token_file.js";
import { ask } from "./status.js";

const QUIET_ZONE = 4; // modules, as the standard requires
// Good enough to sort letters by: the last group of at least four digits, or a British code.
const POSTAL_CODE = /\b(?:\d{4,}|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})\b/g;

/** Return a QR code as the path of an SVG, one unit for each module, and its width with the quiet zone. */
export function qrPath(text) {
  const rows = encodeQR(text, "raw", { ecc: "medium", border: QUIET_ZONE });
  const runs = rows.flatMap((row, y) =>
    [...row.map((dark) => (dark ? "1" : "0")).join("").matchAll(/1+/g)].map(({ 0: run, index }) => `M${index} ${y}h${run.length}v1h-${run.length}z`),
  );
  return { path: runs.join(""), size: rows.length };
}

/** Return the lines of an address below the name, with the country in capitals as post offices require. */
export function addressLines({ address, country }) {
  const lines = address.split(/\r\n|\r|\n/).filter(Boolean);
  const place = countryName(country);
  return place && lines.at(-1)?.toUpperCase() !== place ? [...lines, place] : lines;
}

function countryName(code) {
  if (!/^[A-Z]{2}$/.test(code)) return "";
  return new Intl.DisplayNames(["en"], { type: "region" }).of(code).toUpperCase();
}

/** Order rows by country, postal code and name. */
function byPost(one, other) {
  const key = ({ address, country, name }) => [country, address.match(POSTAL_CODE)?.at(-1) ?? "", name].join("\0");
  return key(one) < key(other) ? -1 : 1;
}

/** Return the members who get a letter: those without an e-mail address, or everybody. */
export const toWrite = (rows, everybody) => membersOf(rows).filter(({ email }) => everybody || !email).sort(byPost);

/** Load the server's letters: a section for each language, the election's own language first. */
export async function loadForms(address) {
  const response = await ask(address);
  if (!response.ok) throw new Told(_("The letters could not be loaded. Load the page again."));
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return [...page.querySelectorAll(".letter")];
}

/** Fill in a member's letter, in their language if the election has it, below the organisation's name and logo. */
export function letter(forms, row, isReplaced) {
  const code = row.language.trim().toLowerCase().replace("_", "-").split("-")[0];
  const form = document.importNode(forms.find(({ lang }) => lang === code) ?? forms[0], true);
  if (!isReplaced) form.querySelector(".replaces").remove();
  fill(form, new Map([["{name}", [row.name]], ["{token}", [row.token]], ["{address}", addressLines(row)]]));
  draw(form.querySelector(".qr"), row.link);
  const letterhead = document.getElementById("letterhead");
  if (letterhead) form.prepend(letterhead.content.cloneNode(true));
  return form;
}

/** Fill in the elements whose whole text is a placeholder such as {name}. */
function fill(form, values) {
  for (const node of form.querySelectorAll("bdi, .token")) {
    const lines = values.get(node.textContent);
    if (!lines) continue;
    const parts = lines.flatMap((line, at) => (at ? [el("br"), line] : [line]));
    node.replaceChildren(...parts);
  }
}

function draw(svg, link) {
  const { path, size } = qrPath(link);
  svg.setAttribute("viewBox", `0 0 ${size} ${size}`);
  for (const side of ["width", "height"]) svg.querySelector("rect").setAttribute(side, size);
  svg.querySelector("path").setAttribute("d", path);
}
