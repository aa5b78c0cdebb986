// SPDX-License-Identifier: Apache-2.0
// Opened ballots (Benaloh challenge, docs/spec/opened-ballot.md): an encrypted ballot with its randomness and without a
// signature, so that it cannot be cast. Their verification is in verify/opened_ballot.js, so that the booth need not load
// its many sentences.

import { checkNumber } from "./ballot.js";
import { encode } from "../crypto/canonical.js";

export const TYPE = "ballot-challenge/1";

/** Return the text of an opened ballot. */
export function encodeOpened(electionText, unsigned, choices, randomness) {
  return encode({
    type: TYPE,
    election: electionText,
    ballot: unsigned,
    choices,
    randomness: randomness.map((row) => row.map(String)),
    check_number: checkNumber(unsigned),
  });
}
