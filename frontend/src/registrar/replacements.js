// SPDX-License-Identifier: Apache-2.0
// Replacements that the registrar asks two officers for: two public credentials and a reason are sent to the server.

import { Told } from "../errors.js";
import { _ } from "../language.js";
import { exchanged, spareFor } from "./token_file.js";
import { ask } from "./status.js";

const notLoaded = () => new Told(_("The requests could not be loaded. Load the page again."));

/** Load the requests and their states. */
export async function loadRequests(root) {
  const response = await ask(root.dataset.requests);
  if (!response.ok) throw notLoaded();
  return (await response.json()).replacements;
}

/** Ask to replace a member's token with the next spare one of the file; return all requests. */
export async function askFor(root, rows, lost, why, requests) {
  const spare = spareFor(rows, lost, new Set(requests.map((one) => one.spare)));
  if (!spare) throw new Told(_("No spare token of this weight is left in your file."));
  const body = new FormData();
  const pair = { csrf_token: root.dataset.csrf, revoked: lost.credential, spare: spare.credential, why };
  for (const [name, value] of Object.entries(pair)) body.set(name, value);
  const response = await ask(root.dataset.ask, { method: "POST", body });
  if (!response.headers.get("Content-Type")?.startsWith("application/json")) throw notLoaded();
  const answer = await response.json();
  if (!response.ok) throw new Told(answer.error.message);
  return answer.replacements;
}

/** Return the requests that have not been applied to this file yet, each with the member's row. */
export function openRequests(rows, requests) {
  const byCredential = new Map(rows.map((row) => [row.credential, row]));
  return requests
    .filter(({ revoked, spare }) => byCredential.has(revoked) && byCredential.has(spare))
    .map((request) => ({ request, row: byCredential.get(request.revoked) }));
}

/** Return the rows with the new tokens of all replacements confirmed by two officers. */
export function takeOver(rows, requests) {
  return openRequests(rows, requests)
    .filter(({ request }) => request.state === "done")
    .reduce((taken, { request }) => exchanged(taken, request), rows);
}

/** Say what a request is waiting for. */
export function inWords(state) {
  return {
    waiting: _("Waits for an officer to propose it."),
    proposed: _("Waits for the second officer to confirm it."),
    done: _("Done: the old token is dead."),
    void: _("Not possible any more. Ask again: another spare token is taken."),
  }[state];
}
