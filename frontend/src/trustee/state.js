// SPDX-License-Identifier: Apache-2.0
// What this device remembers of an election for its trustee: which tally was decrypted (a public hash), and with which
// public key the rehearsal was passed. Nothing of it is secret. It is what keeps a server from asking twice (T13, T14, M8).

import { BallotError } from "../errors.js";

const key = (uuid) => `ballot-trustee-${uuid}`;

function read(uuid) {
  try {
    return JSON.parse(window.localStorage.getItem(key(uuid))) ?? {};
  } catch {
    return {};
  }
}

/** Throws if the browser does not let the page remember: then nothing must be decrypted. */
function write(uuid, change) {
  const text = JSON.stringify({ ...read(uuid), ...change });
  window.localStorage.setItem(key(uuid), text);
  if (window.localStorage.getItem(key(uuid)) !== text) throw new BallotError("The browser has not kept it.");
}

export const rememberedTally = (uuid) => read(uuid).tally ?? null;
export const rememberTally = (uuid, tally) => write(uuid, { tally });
/** `signingKey`: which key file it was; after a new key generation there is a new one, and a new rehearsal. */
export const hasRehearsed = (uuid, signingKey) => read(uuid).rehearsed === signingKey;
export const hasRehearsedAny = (uuid) => read(uuid).rehearsed !== undefined;

export function rememberRehearsal(uuid, signingKey) {
  try {
    write(uuid, { rehearsed: signingKey });
  } catch {
    // the rehearsal itself has succeeded; before decrypting, the page will insist
  }
}
