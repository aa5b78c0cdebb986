// SPDX-License-Identifier: Apache-2.0
// The lots by which a paper may be ordered: of each voter others, and for one voter the same at every visit and on every
// device (docs/spec/charter.md, `order`). They follow from the public credential, so anybody can compute them again.

import { sha256Hex } from "../crypto/hashing.js";
import { labelled } from "../crypto/labels.js";

const lot = (...parts) => sha256Hex(labelled("ballot/display-order/1", ...parts));

/** Return for each contest one lot for each answer, for the holder of a public credential. */
export function displayLots({ phi, questions }, credential) {
  return questions.map(({ answers }, contest) => answers.map((_, answer) => lot(phi, credential, String(contest), String(answer))));
}
