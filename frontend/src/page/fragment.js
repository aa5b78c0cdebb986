// SPDX-License-Identifier: Apache-2.0
// What stands behind the # of a personal link: a secret, which is not sent to the server. It stays in the page's memory.

/** Take it out of the address bar and out of the history, at once (B18, W16). */
export function takeFragment() {
  const fragment = window.location.hash.slice(1);
  if (fragment !== "") window.history.replaceState(window.history.state, "", window.location.pathname + window.location.search);
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

/** Nothing secret is stored, so a page that was loaded again has forgotten it. */
export function wasReloaded() {
  return performance.getEntriesByType("navigation")[0]?.type === "reload";
}

/** Open the page that a link leads to, another language of this one, with the secret as it came. */
export function takeAlong(event, link, secret) {
  event.preventDefault();
  window.location.assign(`${link.href}#${encodeURIComponent(secret)}`);
}
