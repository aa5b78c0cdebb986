// SPDX-License-Identifier: Apache-2.0
// Opened ballots (Benaloh challenge): an encrypted ballot with its randomness, never to be cast. Their verification is
// in verify/opened_ballot.js, so that the booth need not load its many sentences.

import { trackingNumber } from "./ballot.js";
import { encode } from "../crypto/canonical.js";

export const TYPE = "ballot-challenge/1";

/** Return the text of an opened ballot. */
export function encodeOpened(electionText, ballotText, choices, randomness) {
  return encode({
    type: TYPE,
    election: electionText,
    ballot: ballotText,
    choices,
    randomness: randomness.map((row) => row.map(String)),
    tracking_number: trackingNumber(ballotText),
  });
}
