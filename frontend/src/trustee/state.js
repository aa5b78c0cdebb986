// SPDX-License-Identifier: Apache-2.0
// What this device remembers about an election for its trustee: which tally was decrypted (a public hash), and with which
// public key the rehearsal was passed. None of it is secret. It keeps a server from asking twice (T13, T14, M8).

import { BallotError } from "../errors.js";

const key = (uuid) => `ballot-trustee-${uuid}`;

function read(uuid) {
  try {
    return JSON.parse(window.localStorage.getItem(key(uuid))) ?? {};
  } catch {
    return {};
  }
}

/** Throws if the browser does not store it: then nothing must be decrypted. */
function write(uuid, change) {
  const text = JSON.stringify({ ...read(uuid), ...change });
  window.localStorage.setItem(key(uuid), text);
  if (window.localStorage.getItem(key(uuid)) !== text) throw new BallotError("The browser has not kept it.");
}

export const rememberedTally = (uuid) => read(uuid).tally ?? null;
export const rememberTally = (uuid, tally) => write(uuid, { tally });
/** `signingKey` identifies the key file; a new key generation makes a new file and needs a new rehearsal. */
export const hasRehearsed = (uuid, signingKey) => read(uuid).rehearsed === signingKey;
export const hasRehearsedAny = (uuid) => read(uuid).rehearsed !== undefined;

export function rememberRehearsal(uuid, signingKey) {
  try {
    write(uuid, { rehearsed: signingKey });
  } catch {
    // the rehearsal itself has succeeded; before decryption the page insists on storage
  }
}
