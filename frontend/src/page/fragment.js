// SPDX-License-Identifier: Apache-2.0
// The part of a personal link after the #: a secret, never sent to the server and kept only in the page's memory.

/** Return it, and remove it from the address bar and the history immediately (B18, W16). */
export function takeFragment() {
  const fragment = window.location.hash.slice(1);
  if (fragment !== "") window.history.replaceState(window.history.state, "", window.location.pathname + window.location.search);
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

/** Return whether the page was reloaded: then it has lost the secret, because nothing secret is stored. */
export function wasReloaded() {
  return performance.getEntriesByType("navigation")[0]?.type === "reload";
}

/** Follow a link to another language of this page, and hand over the secret. */
export function takeAlong(event, link, secret) {
  event.preventDefault();
  window.location.assign(`${link.href}#${encodeURIComponent(secret)}`);
}
