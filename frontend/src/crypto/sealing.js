// SPDX-License-Identifier: Apache-2.0
// AES-256-GCM from the browser itself (WebCrypto), which only pages loaded over https or from this computer can use.

import { InvalidProof, Unsupported } from "../errors.js";
import { N_ } from "../language.js";

function subtle() {
  const found = globalThis.crypto?.subtle;
  if (found === undefined) {
    throw new Unsupported(N_("This browser offers no encryption to this page. Open the page by its https address, in a newer browser."));
  }
  return found;
}

async function importKey(key, use) {
  return subtle().importKey("raw", key, "AES-GCM", false, [use]);
}

const parameters = (iv, label) => (label === null ? { name: "AES-GCM", iv } : { name: "AES-GCM", iv, additionalData: label });

/** Encrypt under a 32-byte key; the tag is at the end. `label` (bytes or null) is authenticated too. */
export async function sealBytes(key, iv, bytes, label = null) {
  return new Uint8Array(await subtle().encrypt(parameters(iv, label), await importKey(key, "encrypt"), bytes));
}

/** Decrypt; throws InvalidProof with `problem` if the key or the content is wrong. */
export async function openBytes(key, iv, bytes, problem, label = null) {
  const imported = await importKey(key, "decrypt");
  try {
    return new Uint8Array(await subtle().decrypt(parameters(iv, label), imported, bytes));
  } catch {
    throw new InvalidProof(problem);
  }
}
