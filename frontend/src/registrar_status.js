// SPDX-License-Identifier: Apache-2.0
// Progress and errors of the registrar's pages: one line that screen readers hear.

/** Do something; what goes wrong is said in the status line. */
export async function reporting(status, act) {
  try {
    await act();
  } catch (error) {
    status.textContent = error.message;
  }
}
