// SPDX-License-Identifier: Apache-2.0
// The registrar's pages: tokens are made, printed, merged and replaced here, and only public credentials are sent (B6).

import { offerMaking } from "./registrar_make.js";
import { guardStates } from "./registrar_states.js";
import { offerFile } from "./registrar_desk.js";

for (const [id, begin] of Object.entries({ "make-tokens": offerMaking, "registrar-file": offerFile, states: guardStates })) {
  const root = document.getElementById(id);
  if (root) begin(root);
}
