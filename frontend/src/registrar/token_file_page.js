// SPDX-License-Identifier: Apache-2.0
// The page for the file of tokens: letters, mail merge, and lost tokens. The file never leaves this browser.

import { button, el, saveAs } from "../page/dom.js";
import { Told } from "../errors.js";
import { _, ngettext, number } from "../language.js";
import { csvFile, COLUMNS, findMembers, membersOf, mergeFile, readTokens, spareFor, textOf } from "./token_file.js";
import { letter, loadForms, toWrite } from "./letters.js";
import { askFor, inWords, loadRequests, openRequests, takeOver } from "./replacements.js";
import { ask, reporting } from "./status.js";

const AT_ONCE = 200; // letters: as many as in a batch of the server

/** Let the registrar open a file. */
export function offerFile(root) {
  const input = root.querySelector("input[type=file]");
  const status = root.querySelector("[role=status]");
  const desk = el("div");
  root.append(desk);
  input.disabled = false;
  input.addEventListener("change", () =>
    reporting(status, async () => {
      clearLetters();
      desk.replaceChildren();
      const [particulars, requests, forms] = await Promise.all([loadJson(root.dataset.particulars), loadRequests(root), loadForms(root.dataset.letters)]);
      const booth = `${particulars.public_url.replace(/\/+$/, "")}/vote/${particulars.uuid}`;
      const rows = readTokens(await textOf(input.files[0]), booth);
      const bench = { root, status, desk, particulars, forms, rows, requests };
      show(bench);
      status.textContent = opened(rows);
    }),
  );
}

async function loadJson(address) {
  const response = await ask(address);
  if (!response.ok) throw new Told(_("The particulars of the election could not be loaded. Load the page again."));
  return response.json();
}

function opened(rows) {
  const members = membersOf(rows).length;
  const tokens = ngettext("The file has the token of %(num)s member.", "The file has the tokens of %(num)s members.", members);
  const spares = ngettext("%(num)s spare token is left.", "%(num)s spare tokens are left.", rows.length - members);
  return `${tokens} ${spares}`;
}

/** Show everything that can be done with the current file. */
function show(bench) {
  bench.desk.replaceChildren(...lettersPart(bench), ...mergePart(bench), ...requestsPart(bench), ...memberPart(bench), ...newMemberPart(bench));
}

// -- letters

function lettersPart(bench) {
  const [byPost, all] = [toWrite(bench.rows, false), toWrite(bench.rows, true)];
  const offer = (rows, text) => rows.length > 0 && button(text, () => reporting(bench.status, () => showLetters(bench, rows)), "secondary");
  const buttons = [
    offer(byPost, ngettext("Show %(num)s letter: members without an e-mail address", "Show %(num)s letters: members without an e-mail address", byPost.length)),
    byPost.length < all.length && offer(all, ngettext("Show %(num)s letter: everybody", "Show %(num)s letters: everybody", all.length)),
  ];
  return [el("h2", {}, _("Letters")), el("p", {}, _("For an envelope with a window, on A4. Check a printed QR code with a telephone before you post them.")), el("div", { class: "actions" }, ...buttons.filter(Boolean))];
}

/** Show letters, in batches small enough for a browser to print. */
function showLetters(bench, rows, start = 0) {
  const { particulars, forms, status } = bench;
  const spares = new Set(particulars.spares);
  const part = rows.slice(start, start + AT_ONCE);
  const made = part.map((row) => letter(forms, row, spares.has(row.credential)));
  const end = start + part.length;
  const print = button(_("Print the letters"), () => window.print());
  const next = end < rows.length && button(_("Show the next letters"), () => reporting(status, () => showLetters(bench, rows, end)), "secondary");
  const close = button(_("Close the letters"), clearLetters, "secondary");
  const title = end - start < rows.length ? _("Letters %(first)s to %(last)s of %(total)s", { first: number(start + 1), last: number(end), total: number(rows.length) }) : ngettext("%(num)s letter", "%(num)s letters", rows.length);
  const heading = el("h2", { tabindex: "-1" }, title);
  const place = document.getElementById("letters");
  place.replaceChildren(heading, el("div", { class: "actions" }, ...[print, next, close].filter(Boolean)), el("div", { class: "sheets" }, ...made));
  document.documentElement.classList.add("has-letters");
  status.textContent = ngettext("%(num)s letter is ready to be printed.", "%(num)s letters are ready to be printed.", part.length);
  heading.focus();
}

function clearLetters() {
  document.getElementById("letters").replaceChildren();
  document.documentElement.classList.remove("has-letters");
}

// -- mail merge

function mergePart({ particulars, rows }) {
  const save = () => saveAs(`${particulars.uuid}-merge.csv`, mergeFile(rows, particulars), "text/csv");
  return [
    el("h2", {}, _("Mails")),
    el("p", {}, _("A table for your own mail merge: each member with the personal link and the token, and what the mail should say of the election. Destroy it when the mails are out.")),
    el("div", { class: "actions" }, button(_("Save the file for a mail merge"), save, "secondary")),
  ];
}

// -- lost tokens

function requestsPart(bench) {
  const open = openRequests(bench.rows, bench.requests);
  if (!open.length) return [];
  const items = open.map(({ request, row }) => el("li", {}, el("strong", {}, el("bdi", {}, row.name)), ` ${inWords(request.state)}`));
  const again = button(_("Ask the server again"), () => reporting(bench.status, () => lookAgain(bench)), "secondary");
  const take = open.some(({ request }) => request.state === "done") && button(_("Put the new tokens into the file and save it"), () => saveTaken(bench));
  return [el("h2", {}, _("Replacements you have asked for")), el("ul", {}, ...items), el("div", { class: "actions" }, ...[take, again].filter(Boolean))];
}

async function lookAgain(bench) {
  bench.requests = await loadRequests(bench.root);
  show(bench);
  bench.status.textContent = _("This is how it stands now.");
}

/** Add the new tokens of confirmed replacements to the file, save it, and offer their letters. */
function saveTaken(bench) {
  const before = new Set(bench.rows.filter(({ name }) => name).map(({ token }) => token));
  bench.rows = takeOver(bench.rows, bench.requests);
  saveAs(`${bench.particulars.uuid}-tokens.csv`, csvFile(COLUMNS, bench.rows), "text/csv");
  const fresh = membersOf(bench.rows).filter(({ token }) => !before.has(token));
  show(bench);
  reporting(bench.status, () => {
    showLetters(bench, fresh);
    bench.status.textContent = _("Keep the file that was saved now, and destroy the earlier one. Print the letter, or send the new link yourself.");
  });
}

function memberPart(bench) {
  const input = el("input", { type: "text", id: "who", autocomplete: "off" });
  const found = el("div", { "aria-live": "polite" });
  const search = (event) => {
    event.preventDefault(); // the search stays in this browser
    found.replaceChildren(...foundMembers(bench, input.value));
  };
  return [
    el("h2", {}, _("One member")),
    el(
      "form",
      { onsubmit: search, novalidate: true },
      el("div", { class: "field" }, el("label", { for: "who" }, _("Membership number, e-mail address or name")), input),
      el("div", { class: "actions" }, el("button", { class: "secondary" }, _("Find in the file"))),
    ),
    found,
  ];
}

function foundMembers(bench, asked) {
  const rows = findMembers(bench.rows, asked);
  if (rows.length !== 1) {
    const text = rows.length ? ngettext("%(num)s member is found.", "%(num)s members are found. Use the number or the address.", rows.length) : _("Nobody in the file has this.");
    return [el("p", {}, text)];
  }
  const [row] = rows;
  const one = button(_("Show the letter"), () => reporting(bench.status, () => showLetters(bench, [row])), "secondary");
  return [el("h3", {}, el("bdi", {}, row.name)), el("p", {}, [row.member_id, row.email, row.address].filter(Boolean).join(" · ")), publicCredential(row, _("Public credential, if the officers ask for it:")), el("div", { class: "actions" }, one), lostForm(bench, row)];
}

const publicCredential = (row, words) => el("p", {}, `${words} `, el("code", {}, row.credential));

/** The next spare public credential of each weight, for officers who add a member to the frozen roll. */
function newMemberPart({ rows, requests }) {
  const promised = new Set(requests.map(({ spare }) => spare));
  const weights = [...new Set(membersOf(rows).map(({ weight }) => weight))];
  const spares = weights.map((weight) => spareFor(rows, { weight }, promised)).filter(Boolean);
  const said = spares.map((row) => publicCredential(row, weights.length > 1 ? _("Weight %(weight)s:", { weight: row.weight }) : _("Spare public credential:")));
  return [el("h2", {}, _("A new member")), el("p", {}, _("Two officers add a member to the frozen roll, and ask you for a spare public credential. When it is confirmed, write the member into the row of this credential in your file, and open it here again.")), ...said];
}

function lostForm(bench, row) {
  const reasons = [...bench.root.querySelectorAll("[data-reasons] > li")].map(({ dataset, textContent }) => reasonChoice(dataset.value, textContent));
  const submit = (event) => {
    event.preventDefault();
    const why = new FormData(event.target).get("why");
    reporting(bench.status, async () => {
      if (!why) throw new Told(_("Choose what happened to the token."));
      bench.requests = await askFor(bench.root, bench.rows, row, why, bench.requests);
      show(bench);
      bench.status.textContent = _("Asked for. One officer proposes it, another one confirms it; then the old token is dead. Open your file here again after that.");
    });
  };
  return el("form", { onsubmit: submit, novalidate: true }, el("fieldset", { class: "field" }, el("legend", {}, _("Replace a lost token: what happened to it?")), ...reasons), el("div", { class: "actions" }, el("button", {}, _("Ask two officers to replace it"))));
}

function reasonChoice(value, text) {
  const id = `why-${value}`;
  return el("div", { class: "choice" }, el("input", { type: "radio", name: "why", value, id }), el("label", { for: id }, text));
}
