// SPDX-License-Identifier: Apache-2.0
// The page's side of a worker that keeps secrets: the booth's, where the token's secret exponent and the randomness
// of the encryption exist, and the trustee's. They exist only inside that worker, and end with it.

import { Told, inWords } from "../errors.js";

export class Encryptor {
  #script;
  #failed;
  #worker = null;
  #waiting = new Map();
  #next = 0;

  /** `failed`: the sentence for a browser in which the worker does not start. */
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

  /** The worker did not start, or broke: whoever waits is told, and the next question starts another one. */
  #fail() {
    this.#worker = null;
    for (const { reject } of this.#waiting.values()) reject(new Told(this.#failed));
    this.#waiting.clear();
  }

  /** Let the worker's script come over the line before it is needed. */
  warm() {
    this.#worker ??= this.#start();
  }

  /** Let the worker do one thing, and return what it answers; `report` gets what it says about its progress. */
  ask(what, data = {}, report = () => {}) {
    return new Promise((resolve, reject) => {
      this.#worker ??= this.#start();
      this.#next += 1;
      this.#waiting.set(this.#next, { resolve, reject, report });
      this.#worker.postMessage({ id: this.#next, what, ...data });
    });
  }

  /** Wipe the randomness, then end the worker with everything that it knows (P8). */
  async forget() {
    if (this.#worker === null) return;
    await this.ask("forget");
    this.#worker.terminate();
    this.#worker = null;
  }
}
