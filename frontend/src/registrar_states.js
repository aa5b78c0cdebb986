// SPDX-License-Identifier: Apache-2.0
// The states of the tokens are handed in without anything else that the file holds: it may be the file of tokens.

import { _ } from "./language.js";
import { statesFile } from "./registrar_file.js";
import { reporting } from "./registrar_status.js";

/** Send the form of the states with the columns that belong there, whatever file was chosen. */
export function guardStates(form) {
  const status = form.querySelector("[role=status]");
  form.addEventListener("submit", (event) => {
    const file = form.elements.file.files[0];
    if (!file) return; // the server says that a file is missing
    event.preventDefault();
    reporting(status, async () => {
      const chosen = new DataTransfer();
      chosen.items.add(new File([statesFile(await file.text())], "states.csv", { type: "text/csv" }));
      form.elements.file.files = chosen.files;
      status.textContent = _("Handing in the states…");
      form.submit();
    });
  });
}
