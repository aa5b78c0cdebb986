// SPDX-License-Identifier: Apache-2.0
// The errors of the frontend. Every message is a full sentence for people.

export class BallotError extends Error {
  get name() {
    return this.constructor.name;
  }
}

/** A record, a point, a number or a token that is not written in its one canonical form. */
export class InvalidEncoding extends BallotError {}

/** A proof or a signature that does not verify. */
export class InvalidProof extends BallotError {}

/** Choices that the rules of the ballot paper do not allow. */
export class ChoiceNotAllowed extends BallotError {}

/** A kind of election that this version cannot handle. */
export class Unsupported extends BallotError {}

/** The device has no source of cryptographic randomness: nothing may be encrypted. */
export class RandomnessMissing extends BallotError {}
