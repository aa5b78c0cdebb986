// SPDX-License-Identifier: Apache-2.0
// What the booth asks the server. An answer is { ok: true, value } or { ok: false, code, message, at };
// it throws Unreachable if there was no answer at all.

import { Unreachable } from "../errors.js";

const PATIENCE = 30_000;

async function request(path, options = {}) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const common = { cache: "no-store", credentials: "same-origin", redirect: "error", referrerPolicy: "no-referrer" };
    const response = await fetch(path, { ...common, ...options, signal: stop.signal });
    return { status: response.status, text: decodeUtf8(await response.arrayBuffer()) };
  } catch {
    throw new Unreachable();
  } finally {
    clearTimeout(timer);
  }
}

/** Decode strictly: the text is hashed later, so it must stand for exactly the bytes received. */
function decodeUtf8(bytes) {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
}

function understand({ status, text }) {
  let value = null;
  try {
    value = JSON.parse(text);
  } catch {
    // a proxy's error page, for example: judged by the status below
  }
  if (status === 200 && value !== null) return { ok: true, value };
  const { code = "", message = "", at = null } = value?.error ?? {};
  const fallback = status === 429 ? "rate-limited" : status === 413 ? "too-large" : "unavailable";
  return { ok: false, status, code: code || fallback, message, at };
}

function csrfTokenOf(page) {
  return page.querySelector('meta[name="csrf-token"]')?.content ?? "";
}

export class Api {
  #csrfToken = csrfTokenOf(document);

  constructor(uuid) {
    this.root = `/vote/${encodeURIComponent(uuid)}`;
  }

  async #post(path, body, wishes = {}, isSecond = false) {
    const headers = { "Content-Type": "application/json", "X-CSRFToken": this.#csrfToken, ...wishes };
    const answer = understand(await request(this.root + path, { method: "POST", headers, body }));
    if (answer.ok || answer.code !== "expired" || isSecond) return answer;
    await this.#renew();
    return this.#post(path, body, wishes, true);
  }

  /** A page that stayed open for days gets a new form token; nothing that was chosen is lost. */
  async #renew() {
    const { text } = await request(this.root);
    this.#csrfToken = csrfTokenOf(new DOMParser().parseFromString(text, "text/html"));
  }

  async booth() {
    return understand(await request(`${this.root}/booth.json`));
  }

  /** Return the exact text of the election record. */
  async election() {
    const { status, text } = await request(`${this.root}/election.json`);
    return status === 200 ? { ok: true, value: text } : understand({ status, text });
  }

  /** Send only the public credential and a proof of holding its token; the token itself never leaves the device. */
  async token(credential, proof) {
    return this.#post("/token", JSON.stringify({ credential, proof }));
  }

  /** Ask for the code by e-mail; the ballot's signature shows that the person asking holds the token. */
  async askCode(ballotText) {
    return this.#post("/code", ballotText);
  }

  /** `code`: from the e-mail, "" if there is none; `byMail`: whether to send the receipt by e-mail too. */
  async cast({ ballot, code, byMail }) {
    const wishes = {};
    if (code !== "") wishes["X-Casting-Code"] = code;
    if (byMail) wishes["X-Receipt-By-Mail"] = "yes";
    return this.#post("/cast", ballot.text, wishes);
  }

  /** Look for a tracking number on the board: true, false, or null when the board gave no clear answer. */
  async isOnBoard(trackingNumber) {
    const urlSafe = trackingNumber.replaceAll("+", "-").replaceAll("/", "_");
    try {
      const { status, text } = await request(`${this.root}/board/${urlSafe}`);
      if (status === 404) return false;
      return status === 200 && JSON.parse(text)?.found === true ? true : null;
    } catch {
      return null;
    }
  }
}
