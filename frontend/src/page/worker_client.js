// SPDX-License-Identifier: Apache-2.0
// The page's side of a worker that keeps secrets: the booth's worker has the token's secret exponent and the randomness
// of the encryption, the trustee's worker the key. The secrets exist only inside the worker, and end with it.

import { Told, inWords } from "../errors.js";

export class WorkerClient {
  #script;
  #failed;
  #worker = null;
  #waiting = new Map();
  #next = 0;

  /** `failed`: what to say if the worker does not start in this browser. */
  constructor(script, failed) {
    this.#script = script;
    this.#failed = failed;
  }

  #start() {
    let worker;
    try {
      worker = new Worker(this.#script);
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

  /** Start the worker, and so load its script, before it is needed. */
  warm() {
    this.#worker ??= this.#start();
  }

  /** Send the worker one request, and return its answer; `report` receives its progress. */
  ask(what, data = {}, report = () => {}) {
    return new Promise((resolve, reject) => {
      this.#worker ??= this.#start();
      this.#next += 1;
      this.#waiting.set(this.#next, { resolve, reject, report });
      this.#worker.postMessage({ id: this.#next, what, ...data });
    });
  }

  /** Wipe the randomness, then end the worker and everything it knows (P8). */
  async forget() {
    if (this.#worker === null) return;
    await this.ask("forget");
    this.#worker.terminate();
    this.#worker = null;
  }
}
