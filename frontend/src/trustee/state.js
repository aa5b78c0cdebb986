// SPDX-License-Identifier: Apache-2.0
// What this device remembers for a trustee, by the election of the personal link, never by one that the server names: the
// Setup event, what was opened, and for each key the key generation, the rehearsal and the shuffles. None of it is secret.
// It is written before anything is answered, and keeps a server from asking for something else later (T5, T13, T14, T16).

import { Told } from "../errors.js";
import { words } from "./words.js";

const place = (uuid) => `ballot-trustee-${uuid}`;

/** Return { setupEvent, opened: { tally, shuffle }, keys }. Throws if the browser lets nothing be kept. */
export function recall(uuid) {
  try {
    return JSON.parse(window.localStorage.getItem(place(uuid))) ?? {};
  } catch {
    throw new Told(words.noMemory);
  }
}

/** Throws if the browser does not store it: then nothing must be answered. */
export function remember(uuid, change) {
  const text = JSON.stringify({ ...recall(uuid), ...change });
  let kept = null;
  try {
    window.localStorage.setItem(place(uuid), text);
    kept = window.localStorage.getItem(place(uuid));
  } catch {
    // no room, or storage is switched off
  }
  if (kept !== text) throw new Told(words.noMemory);
}

/** Return what is known of one key, by its public signing key: { generation, rehearsed, shuffled: { tally, hashes } }. */
export const recallKey = (uuid, signingKey) => recall(uuid).keys?.[signingKey] ?? {};

export function rememberKey(uuid, signingKey, change) {
  const { keys = {} } = recall(uuid);
  remember(uuid, { keys: { ...keys, [signingKey]: { ...keys[signingKey], ...change } } });
}

/** Whether the rehearsal was passed with a key, as far as this device knows. For display only. */
export function hasRehearsed(uuid, signingKey) {
  try {
    return recallKey(uuid, signingKey).rehearsed !== undefined;
  } catch {
    return false; // a page that needs the memory says that there is none
  }
}
