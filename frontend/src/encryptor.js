// SPDX-License-Identifier: Apache-2.0
// The page's side of the worker that encrypts. The token's secret exponent and the randomness of the encryption
// exist only inside that worker, and end with it.

import { BallotError } from "./errors.js";
import { words } from "./words.js";

export class Encryptor {
  #script;
  #worker = null;
  #waiting = new Map();
  #next = 0;

  constructor(script) {
    this.#script = script;
  }

  #start() {
    let worker;
    try {
      worker = new Worker(this.#script);
    } catch {
      throw new BallotError(words.workerFailed);
    }
    worker.addEventListener("message", ({ data }) => this.#settle(data));
    worker.addEventListener("error", () => this.#fail());
    return worker;
  }

  #settle({ id, ok, value, message }) {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (ok) waiting?.resolve(value);
    else waiting?.reject(new BallotError(message));
  }

  #fail() {
    for (const { reject } of this.#waiting.values()) reject(new BallotError(words.workerFailed));
    this.#waiting.clear();
  }

  /** Let the worker do one thing, and return what it answers. */
  ask(what, data = {}) {
    return new Promise((resolve, reject) => {
      this.#worker ??= this.#start();
      this.#next += 1;
      this.#waiting.set(this.#next, { resolve, reject });
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
