// SPDX-License-Identifier: Apache-2.0
// Ballots (section 4.17): encrypted, signed, and verified.

import { checkChoices, makeAnswer, verifyAnswer } from "./answers.js";
import { decode, encode, expectArray, expectFields } from "../crypto/canonical.js";
import { publicCredential, secretExponent } from "../crypto/credentials.js";
import { ChoiceNotAllowed, InvalidEncoding, InvalidProof } from "../errors.js";
import { parsePoint, pointText } from "../crypto/group.js";
import { sha256Base64 } from "../crypto/hashing.js";
import * as proofs from "../crypto/proofs.js";

const UNSIGNED = ["election_uuid", "election_hash", "credential", "answers"];

/** Return the tracking number of a ballot: the hash of its exact text. */
export function trackingNumber(ballotText) {
  return sha256Base64(ballotText);
}

/** Return the check number of an unsigned ballot: the hash that its signature will name. */
export function checkNumber(unsignedText) {
  return sha256Base64(unsignedText);
}

/**
 * Encrypt a ballot, without signing it: it can be opened for a challenge, or signed and cast, but not both (P8).
 * Returns { unsigned, checkNumber, randomness }. The caller must forget `randomness` (wipe) before the ballot is signed:
 * anybody who has it can prove how the voter voted.
 */
export function encryptBallot(election, token, choices) {
  if (choices.length !== election.questions.length) throw new ChoiceNotAllowed("The number of contests is wrong.");
  election.questions.forEach((question, at) => checkChoices(question, choices[at]));
  const credential = pointText(publicCredential(secretExponent(election.uuid, token)));
  const base = `${election.phi}|${credential}`;
  const answers = election.questions.map((question, at) => makeAnswer(base, election.y, question, choices[at]));
  const unsigned = encode({
    election_uuid: election.uuid,
    election_hash: election.phi,
    credential,
    answers: answers.map((answer) => answer.record),
  });
  return { unsigned, checkNumber: checkNumber(unsigned), randomness: answers.map((answer) => answer.randomness) };
}

/** Sign an encrypted ballot, so that it can be cast. Returns { text, trackingNumber }. */
export function signBallot(election, token, unsigned) {
  const hash = checkNumber(unsigned);
  const proof = proofs.encodeProof(proofs.sign(secretExponent(election.uuid, token), hash));
  const text = encode({ ...JSON.parse(unsigned), signature: { hash, proof } });
  return { text, trackingNumber: trackingNumber(text) };
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
  expectFields(ballot, [...UNSIGNED, "signature"], "The ballot");
  checkAddressee(election, ballot);
  verifyBallotSignature(ballot, parse);
  const choices = verifyAnswers(election, ballot, parse);
  return { credential: ballot.credential, trackingNumber: trackingNumber(text), choices };
}

/**
 * Verify a ballot that is not signed, and must not be: one that a challenge opens.
 * Returns { credential, checkNumber, choices }. Throws InvalidEncoding or InvalidProof.
 */
export function verifyUnsigned(election, text) {
  const ballot = decode(text, "The ballot");
  expectFields(ballot, UNSIGNED, "The ballot");
  checkAddressee(election, ballot);
  parseCredential(ballot, parsePoint);
  const choices = verifyAnswers(election, ballot, parsePoint);
  return { credential: ballot.credential, checkNumber: checkNumber(text), choices };
}

function checkAddressee(election, ballot) {
  if (ballot.election_uuid !== election.uuid) throw new InvalidProof("The ballot belongs to another election.");
  if (ballot.election_hash !== election.phi) throw new InvalidProof("The ballot names another election fingerprint.");
}

function verifyAnswers(election, { answers, credential }, parse) {
  expectArray(answers, election.questions.length, "The list of answers");
  const base = `${election.phi}|${credential}`;
  return election.questions.map((q, at) => verifyAnswer(base, election.y, q, answers[at], parse));
}

function parseCredential({ credential }, parse) {
  const point = parse(credential);
  if (point.is0()) throw new InvalidEncoding("A credential must not be the identity element.");
  return point;
}

function verifyBallotSignature({ signature, ...unsigned }, parse) {
  expectFields(signature, ["hash", "proof"], "The signature");
  if (typeof signature.hash !== "string") throw new InvalidEncoding("The hash in the signature must be a text.");
  const credential = parseCredential(unsigned, parse);
  if (signature.hash !== checkNumber(encode(unsigned))) throw new InvalidProof("The hash in the signature is wrong.");
  proofs.verifySignature(credential, signature.hash, proofs.parseProof(signature.proof));
}
