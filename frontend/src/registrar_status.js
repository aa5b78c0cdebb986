// SPDX-License-Identifier: Apache-2.0
// Progress and errors of the registrar's pages: one line that screen readers hear.

/** How the server is asked. When the session has ended it sends on to the log-in page, which is no answer. */
export const OF_SESSION = { credentials: "same-origin", cache: "no-store", redirect: "manual" };

/** Do something; what goes wrong is said in the status line. */
export async function reporting(status, act) {
  try {
    await act();
  } catch (error) {
    status.textContent = error.message;
  }
}
