// SPDX-License-Identifier: Apache-2.0
// The worker that encrypts: it keeps one encrypted ballot until that is either signed to be cast, or opened.

import { encryptBallot, signBallot, wipe } from "../protocol/ballot.js";
import { publicCredential, secretExponent } from "../crypto/credentials.js";
import { displayLots } from "./display_lots.js";
import { parseElection } from "../protocol/election.js";
import { saidOf } from "../errors.js";
import { pointText } from "../crypto/group.js";
import { N_ } from "../language.js";
import { encodeOpened } from "../protocol/opened_ballot.js";
import { proveOwnership } from "../protocol/ownership.js";
import { checkPaper } from "../protocol/papers.js";
import { verifyReceipt } from "../verify/receipt.js";

const UNREADABLE = N_("This page cannot read the ballot paper (%(error)s). Do not vote here; tell the returning officer.");
const FAILED = N_("The encryption failed (%(error)s).");

let election = null;
let electionText = "";
let current = null;

function forget() {
  if (current !== null) wipe(current.randomness);
  current = null;
}

const acts = {
  prepare({ text }) {
    if (text !== electionText) election = parseElection(text);
    electionText = text;
    const { phi, uuid, name, questions } = election;
    return { phi, uuid, name, questions };
  },

  /** Return the public credential of a token, and the lots that order this voter's paper. */
  voter({ token }) {
    const credential = pointText(publicCredential(secretExponent(election.uuid, token)));
    return { credential, lots: displayLots(election, credential) };
  },

  prove: ({ token }) => proveOwnership(election.uuid, token),

  /** `styles`: what the rule of each ranked contest allows; a paper that says more is refused (P4). */
  encrypt({ token, choices, styles }) {
    forget();
    election.questions.forEach(({ kind, title }, at) => {
      if (kind === "ranked") checkPaper(title, choices[at], styles[at]);
    });
    const { unsigned, checkNumber, randomness } = encryptBallot(election, token, choices);
    current = { unsigned, choices, randomness };
    return { checkNumber };
  },

  /** Open the ballot for a challenge, and forget it here at the same moment: it can be opened only once, and not signed. */
  open() {
    const opened = encodeOpened(electionText, current.unsigned, current.choices, current.randomness);
    forget();
    return opened;
  },

  /** Sign the ballot to be cast, once nothing here can open it any more. */
  sign({ token }) {
    const { unsigned } = current;
    forget();
    return signBallot(election, token, unsigned);
  },

  forget,

  receipt({ receipt, expected }) {
    return verifyReceipt(receipt, expected);
  },
};

self.addEventListener("message", ({ data: { id, what, ...data } }) => {
  try {
    self.postMessage({ id, ok: true, value: acts[what](data) });
  } catch (error) {
    self.postMessage({ id, ok: false, said: saidOf(error, what === "prepare" ? UNREADABLE : FAILED) });
  }
});
