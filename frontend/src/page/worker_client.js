// SPDX-License-Identifier: Apache-2.0
// The page's side of a worker that keeps secrets: the booth's worker has the token's secret exponent and the randomness
// of the encryption, the trustee's worker the key. The secrets exist only inside the worker, and end with it.
//
// A browser checks the integrity of a page's scripts, but not that of a worker (P7). So the page fetches the worker's
// file with the hash that the build wrote into the page's own script, and starts exactly the bytes that came. The
// policy of these pages allows workers made in the page only: an address on the server cannot start one.

import { Told, inWords } from "../errors.js";
import { _ } from "../language.js";

async function fetchWorker(address, failed) {
  try {
    const response = await fetch(address, { credentials: "omit", redirect: "error", integrity: WORKER_INTEGRITY });
    if (response.ok) return URL.createObjectURL(await response.blob());
  } catch {
    if (await answers(address)) throw new Told(otherProgram());
  }
  throw new Told(failed);
}

/** A browser does not say why it refused a file. If the server does send one, it was the wrong one. */
async function answers(address) {
  try {
    return (await fetch(address, { credentials: "omit", redirect: "error" })).ok;
  } catch {
    return false;
  }
}

const otherProgram = () =>
  _("The server sent another program than the one that belongs to this page. It was not started. Load the page again; " +
    "if you see this again, do not go on, and tell the returning officer.");

export class WorkerClient {
  #script;
  #failed;
  #source = null; // the address of the verified bytes, inside this page
  #worker = null; // the promise of a running worker
  #waiting = new Map();
  #next = 0;

  /** `failed`: what to say if the worker does not start in this browser. */
  constructor(script, failed) {
    this.#script = script;
    this.#failed = failed;
  }

  async #start() {
    this.#source ??= await fetchWorker(this.#script, this.#failed);
    let worker;
    try {
      worker = new Worker(this.#source);
    } catch {
      throw new Told(this.#failed);
    }
    worker.addEventListener("message", ({ data }) => this.#settle(data));
    worker.addEventListener("error", () => this.#fail());
    return worker;
  }

  #settle({ id, ok, value, said, progress }) {
    const waiting = this.#waiting.get(id);
    if (progress !== undefined) {
      waiting?.report(...progress);
      return;
    }
    this.#waiting.delete(id);
    if (ok) waiting?.resolve(value);
    else waiting?.reject(new Told(inWords(said))); // a worker knows no language
  }

  /** The worker did not start, or crashed: reject all open requests; the next request starts a new worker. */
  #fail() {
    this.#worker = null;
    for (const { reject } of this.#waiting.values()) reject(new Told(this.#failed));
    this.#waiting.clear();
  }

  /** Start the worker, and so load its script, before it is needed. Whether that failed, the first request says. */
  warm() {
    if (this.#worker !== null) return;
    const starting = this.#start();
    this.#worker = starting;
    starting.catch(() => (this.#worker = null));
  }

  /** Send the worker one request, and return its answer; `report` receives its progress. */
  async ask(what, data = {}, report = () => {}) {
    this.warm();
    const worker = await this.#worker;
    return new Promise((resolve, reject) => {
      this.#next += 1;
      this.#waiting.set(this.#next, { resolve, reject, report });
      worker.postMessage({ id: this.#next, what, ...data });
    });
  }

  /** Wipe the randomness, then end the worker and everything it knows (P8). */
  async forget() {
    if (this.#worker === null) return;
    const worker = await this.#worker;
    await this.ask("forget");
    worker.terminate();
    this.#worker = null;
  }
}
