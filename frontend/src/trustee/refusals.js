// SPDX-License-Identifier: Apache-2.0
// Why a trustee's device does not do what the server asks for: what it has seen or done before was different.

import { N_ } from "../language.js";

export const OTHER_ELECTION = N_("The server sent the ballots of another election than the one that you keep a key for.");
export const OTHER_SETUP = N_(
  "This device has seen another Setup event for this election. It may have been set up a second time, with other voters or " +
    "trustees, so nothing is done. Tell the returning officer and the other trustees.",
);
export const NOT_OURS = N_("The election does not have your key at your place. Is this the key file of this election?");
export const OTHER_TALLY = N_(
  "This device has already decrypted another tally of this election. A second one could show how somebody voted, so it is " +
    "refused. Tell the returning officer and the other trustees.",
);
export const OTHER_SHUFFLE = N_(
  "This device has already shuffled another tally of this election, so nothing is done. Tell the returning officer and the " +
    "other trustees.",
);
export const STILL_SHUFFLING = N_("The ballots are still being shuffled, so nothing is decrypted yet.");
export const LEFT_OUT = N_(
  "You shuffled the ballots on this device, but your shuffle is not among those in the archive. Without it the ballots could " +
    "be traced, so nothing is decrypted. Tell the returning officer and the other trustees.",
);
export const OTHER_GENERATION = N_(
  "The server shows other keys of the trustees than it did before. Somebody has changed them in between, so nothing was sent.",
);
