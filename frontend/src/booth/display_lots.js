// SPDX-License-Identifier: Apache-2.0
// The lots that may order a paper: different for each voter, but the same for one voter at every visit and on every
// device (docs/spec/charter.md, `order`). They are computed from the public credential, so anybody can recompute them.

import { sha256Hex } from "../crypto/hashing.js";
import { labelled } from "../crypto/labels.js";

const lot = (...parts) => sha256Hex(labelled("ballot/display-order/1", ...parts));

/** Return one lot for each answer of each contest, for the holder of a public credential. */
export function displayLots({ phi, questions }, credential) {
  return questions.map(({ answers }, contest) => answers.map((_, answer) => lot(phi, credential, String(contest), String(answer))));
}
