// SPDX-License-Identifier: Apache-2.0
// The errors of the browser code, and what people are told about them. A message is in English and technical, unless it
// is marked with N_: then it is in the catalogues. A technical message is shown inside a translated sentence.

import { N_, _, fill, isolated } from "./language.js";

/** `reason`: a technical text, or a sentence for people, marked with N_ and carrying the values of its places. */
export class BallotError extends Error {
  constructor(reason, options) {
    super(typeof reason === "string" ? reason : fill(reason.message, reason.values), options);
    this.said = typeof reason === "string" ? null : reason;
  }

  get name() {
    return this.constructor.name;
  }
}

/** A record, a point, a number or a token that is not in its canonical form. */
export class InvalidEncoding extends BallotError {}

/** A proof or a signature that does not verify. */
export class InvalidProof extends BallotError {}

/** Choices that the rules of the ballot paper do not allow. */
export class ChoiceNotAllowed extends BallotError {}

/** A kind of election that this version cannot handle. */
export class Unsupported extends BallotError {}

/** The device has no source of cryptographic randomness: nothing may be encrypted. */
export class RandomnessMissing extends BallotError {}

/** What a page says to its reader, already in their language. */
export class Told extends BallotError {}

/** There was no answer from the server. */
export class Unreachable extends Told {
  constructor(sentence = _("We could not reach the server. Check your connection and try again: nothing is lost.")) {
    super(sentence);
  }
}

const BROKEN = N_("Something went wrong on this device (%(error)s).");

/** Return a sentence of N_ with the error's message as its %(error)s. */
export const around = (sentence, error) => ({ ...sentence, values: { ...sentence.values, error: error.message } });

/** Return what to say about an error: its own sentence, or one around its technical reason. */
export const saidOf = (error, otherwise = BROKEN) => error.said ?? around(otherwise, error);

/** Translate a sentence into the language of the page. Names and technical reasons cannot change its direction. */
export function inWords({ message, values }) {
  return _(message, Object.fromEntries(Object.entries(values).map(([name, value]) => [name, isolated(String(value))])));
}

/** Return what a page says about an error. */
export const explained = (error) => (error instanceof Told ? error.message : inWords(saidOf(error)));

/** Run `act`; if it throws one of our errors, throw the same kind with this sentence, and the original as its cause. */
export function orSay(sentence, act) {
  try {
    return act();
  } catch (cause) {
    if (!(cause instanceof BallotError)) throw cause;
    throw new cause.constructor(sentence, { cause });
  }
}
