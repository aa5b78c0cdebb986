// SPDX-License-Identifier: Apache-2.0
// Ballots (section 4.17): made, verified, and opened for a challenge.

import { checkChoices, makeAnswer, verifyAnswer } from "./answers.js";
import { decode, encode, expectArray, expectFields } from "../crypto/canonical.js";
import { publicCredential, secretExponent } from "../crypto/credentials.js";
import { ChoiceNotAllowed, InvalidEncoding, InvalidProof } from "../errors.js";
import { parsePoint, pointText } from "../crypto/group.js";
import { sha256Base64 } from "../crypto/hashing.js";
import * as proofs from "../crypto/proofs.js";

/** Return the tracking number of a ballot: the hash of its exact text. */
export function trackingNumber(ballotText) {
  return sha256Base64(ballotText);
}

/**
 * Make a signed ballot.
 * Returns { text, trackingNumber, randomness }. The caller must forget `randomness` (wipe) before the ballot is cast:
 * anybody who has it can prove how the voter voted.
 */
export function createBallot(election, token, choices) {
  if (choices.length !== election.questions.length) throw new ChoiceNotAllowed("The number of contests is wrong.");
  election.questions.forEach((question, at) => checkChoices(question, choices[at]));
  const exponent = secretExponent(election.uuid, token);
  const credential = pointText(publicCredential(exponent));
  const base = `${election.phi}|${credential}`;
  const answers = election.questions.map((question, at) => makeAnswer(base, election.y, question, choices[at]));
  const ballot = {
    election_uuid: election.uuid,
    election_hash: election.phi,
    credential,
    answers: answers.map((answer) => answer.record),
  };
  const hash = sha256Base64(encode(ballot));
  ballot.signature = { hash, proof: proofs.encodeProof(proofs.sign(exponent, hash)) };
  const text = encode(ballot);
  return { text, trackingNumber: trackingNumber(text), randomness: answers.map((answer) => answer.randomness) };
}

/** Overwrite the randomness of a ballot. */
export function wipe(randomness) {
  for (const row of randomness) row.fill(0n);
  randomness.length = 0;
}

/**
 * Verify everything about a ballot that needs only the election record.
 * Whether its credential is on the list, and whether it was used before, only the board can tell.
 * Returns { credential, trackingNumber, choices }. Throws InvalidEncoding or InvalidProof.
 * `parse` reads the elements of ciphertexts and credential; one other than `parsePoint` may defer the check of membership.
 */
export function verifyBallot(election, text, parse = parsePoint) {
  const ballot = decode(text, "The ballot");
  expectFields(ballot, ["election_uuid", "election_hash", "credential", "answers", "signature"], "The ballot");
  if (ballot.election_uuid !== election.uuid) throw new InvalidProof("The ballot belongs to another election.");
  if (ballot.election_hash !== election.phi) throw new InvalidProof("The ballot names another election fingerprint.");
  verifyBallotSignature(ballot, parse);
  expectArray(ballot.answers, election.questions.length, "The list of answers");
  const base = `${election.phi}|${ballot.credential}`;
  const choices = election.questions.map((q, at) => verifyAnswer(base, election.y, q, ballot.answers[at], parse));
  return { credential: ballot.credential, trackingNumber: trackingNumber(text), choices };
}

function verifyBallotSignature({ signature, ...unsigned }, parse) {
  expectFields(signature, ["hash", "proof"], "The signature");
  if (typeof signature.hash !== "string") throw new InvalidEncoding("The hash in the signature must be a text.");
  const credential = parse(unsigned.credential);
  if (credential.is0()) throw new InvalidEncoding("A credential must not be the identity element.");
  if (signature.hash !== sha256Base64(encode(unsigned))) throw new InvalidProof("The hash in the signature is wrong.");
  proofs.verifySignature(credential, signature.hash, proofs.parseProof(signature.proof));
}
