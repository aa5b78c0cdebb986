// SPDX-License-Identifier: Apache-2.0
// What a trustee's page asks the server. The personal link is sent in a header, never in an address (W16).

import { encode } from "../crypto/canonical.js";
import { Told, Unreachable } from "../errors.js";
import { _ } from "../language.js";

const COMMON = { cache: "no-store", credentials: "same-origin", redirect: "error", referrerPolicy: "no-referrer" };

async function request(path, options) {
  try {
    return await fetch(path, { ...COMMON, ...options });
  } catch {
    throw new Unreachable();
  }
}

/** Read a body piece by piece, and report how much has arrived. */
async function readBytes(response, report) {
  const total = Number(response.headers.get("Content-Length") ?? 0);
  const parts = [];
  let length = 0;
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    length += value.length;
    report("download", length, Math.max(total, length));
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

async function refusal(response) {
  let error = null;
  try {
    error = (await response.json()).error;
  } catch {
    // a proxy's error page, for example
  }
  return new Told(error?.message ?? _("The server cannot do this at the moment. Wait a minute, then try again."));
}

export class TrusteeApi {
  constructor(uuid, link) {
    this.root = `/trustee/${encodeURIComponent(uuid)}`;
    this.headers = { "X-Trustee-Link": link };
  }

  async get(name) {
    const response = await request(`${this.root}/${name}`, { headers: this.headers });
    if (!response.ok) throw await refusal(response);
    return response.json();
  }

  /** Send a record: an object, or its exact text. */
  async post(name, record) {
    const body = typeof record === "string" ? record : encode(record);
    const headers = { ...this.headers, "Content-Type": "application/json" };
    const response = await request(`${this.root}/${name}`, { method: "POST", headers, body });
    if (!response.ok) throw await refusal(response);
  }

  async #download(name, report) {
    const response = await request(`${this.root}/${name}`, { headers: this.headers });
    if (!response.ok) throw await refusal(response);
    try {
      return await readBytes(response, report);
    } catch {
      throw new Unreachable(_("The download was cut off. Try again: nothing is lost."));
    }
  }

  archive(report) {
    return this.#download("archive", report);
  }

  /** Return the text of the companion file, with everything that is known so far: only trustees get it at that time. */
  async companion(report) {
    return new TextDecoder().decode(await this.#download("companion", report));
  }
}
