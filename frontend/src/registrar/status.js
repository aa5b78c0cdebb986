// SPDX-License-Identifier: Apache-2.0
// Progress and errors of the registrar's pages: one line that screen readers hear. And how they ask the server.

import { Unreachable, explained } from "../errors.js";

const OF_SESSION = { credentials: "same-origin", cache: "no-store", redirect: "manual" };

/** Ask the server. When the session has ended it sends on to the log-in page, which is no answer. */
export async function ask(address, options = {}) {
  try {
    return await fetch(address, { ...OF_SESSION, ...options });
  } catch {
    throw new Unreachable();
  }
}

/** Do something; what goes wrong is said in the status line. */
export async function reporting(status, act) {
  try {
    await act();
  } catch (error) {
    status.textContent = explained(error);
  }
}
