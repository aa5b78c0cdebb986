// SPDX-License-Identifier: Apache-2.0
// Progress and errors of the registrar's pages, in one line that screen readers announce; and requests to the server.

import { Unreachable, explained } from "../errors.js";

const OF_SESSION = { credentials: "same-origin", cache: "no-store", redirect: "manual" };

/** Ask the server. If the session has ended it redirects to the log-in page, which is not an answer. */
export async function ask(address, options = {}) {
  try {
    return await fetch(address, { ...OF_SESSION, ...options });
  } catch {
    throw new Unreachable();
  }
}

/** Run `act`; show its error in the status line. */
export async function reporting(status, act) {
  try {
    await act();
  } catch (error) {
    status.textContent = explained(error);
  }
}
