// SPDX-License-Identifier: Apache-2.0
// The registrar's pages: make, print, merge and replace tokens here, and send only public credentials (B6).

import { offerFile } from "./token_file_page.js";
import { guardCredentials, guardStates } from "./hand_in.js";
import { offerMaking } from "./tokens.js";

for (const [id, begin] of Object.entries({ "make-tokens": offerMaking, "registrar-file": offerFile, "hand-in": guardCredentials, states: guardStates })) {
  const root = document.getElementById(id);
  if (root) begin(root);
}
