// SPDX-License-Identifier: Apache-2.0
// Ballots (section 4.17): made, verified, and opened for a challenge.

import { decode, encode, expectArray, expectFields } from "./canonical.js";
import { publicCredential, secretExponent } from "./credentials.js";
import { ciphertextText, combine, encodeCiphertext, encrypt, parseCiphertext } from "./elgamal.js";
import { width } from "./election.js";
import { ChoiceNotAllowed, InvalidEncoding, InvalidProof } from "./errors.js";
import { parseKey, pointText, reduce } from "./group.js";
import { sha256Base64 } from "./hashing.js";
import * as proofs from "./proofs.js";

/** Return the tracking number of a ballot: the hash of its exact text. */
export function trackingNumber(ballotText) {
  return sha256Base64(ballotText);
}

/** Check choices (0 or 1 per answer, a leading blank flag where a blank vote is allowed) against a question. */
export function checkChoices(question, choices) {
  if (choices.length !== width(question) || !choices.every((value) => value === 0 || value === 1)) {
    throw new ChoiceNotAllowed(`“${question.title}”: the choices do not fit the ballot paper.`);
  }
  const isBlank = question.blank && choices[0] === 1;
  const chosen = choices.slice(question.blank ? 1 : 0).reduce((sum, value) => sum + value, 0);
  if (isBlank ? chosen > 0 : chosen < question.min || chosen > question.max) {
    throw new ChoiceNotAllowed(`“${question.title}”: ${chosen} chosen, which the ballot paper does not allow.`);
  }
}

function sumItems(items) {
  return {
    ciphertext: combine(items.map((item) => item.ciphertext)),
    r: reduce(items.reduce((sum, item) => sum + item.r, 0n)),
    m: items.reduce((sum, item) => sum + item.m, 0),
  };
}

function statementOf(base, ciphertexts) {
  return `${base}|${ciphertexts.map(ciphertextText).join(",")}`;
}

function makeAnswer(base, y, question, choices) {
  const items = choices.map((m) => ({ ...encrypt(y, m), m }));
  const statement = statementOf(base, items.map((item) => item.ciphertext));
  const sum = sumItems(question.blank ? items.slice(1) : items);
  const { min, max } = question;
  const overall = question.blank
    ? proofs.proveBlankOverall(statement, y, items[0], sum, min, max)
    : proofs.proveInterval(statement, y, sum, min, max);
  const record = {
    choices: items.map((item) => encodeCiphertext(item.ciphertext)),
    individual_proofs: items.map((item) => proofs.proveInterval(base, y, item, 0, 1).map(proofs.encodeProof)),
    overall_proof: overall.map(proofs.encodeProof),
  };
  if (question.blank) {
    record.blank_proof = proofs.proveBlank(statement, y, items[0], sum).map(proofs.encodeProof);
  }
  return { record, randomness: items.map((item) => item.r) };
}

/**
 * Make a signed ballot.
 * Returns { text, trackingNumber, randomness }. The caller must forget `randomness` (wipe) once the ballot is to
 * be cast: whoever has it can prove how the voter voted.
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

function verifyAnswer(base, y, question, record) {
  const fields = ["choices", "individual_proofs", "overall_proof", ...(question.blank ? ["blank_proof"] : [])];
  expectFields(record, fields, `The answer to “${question.title}”`);
  const size = width(question);
  expectArray(record.choices, size, "The list of encrypted choices");
  expectArray(record.individual_proofs, size, "The list of proofs");
  const choices = record.choices.map(parseCiphertext);
  const individual = record.individual_proofs.map((list) => proofs.parseProofs(list, 2, "A proof of a single choice"));
  choices.forEach((c, at) => {
    proofs.verifyInterval(base, y, c, 0, 1, individual[at], `The proof of choice ${at + 1}`);
  });
  verifyOverall(statementOf(base, choices), y, question, record, choices);
  return choices;
}

function verifyOverall(statement, y, question, record, choices) {
  const { min, max, blank } = question;
  const count = max - min + 1 + (blank ? 1 : 0);
  const overall = proofs.parseProofs(record.overall_proof, count, "The proof of the number of choices");
  if (!blank) {
    proofs.verifyInterval(statement, y, combine(choices), min, max, overall, "The proof of the number of choices");
    return;
  }
  const sum = combine(choices.slice(1));
  const blankProof = proofs.parseProofs(record.blank_proof, 2, "The proof of the blank vote");
  proofs.verifyBlank(statement, y, choices[0], sum, blankProof);
  proofs.verifyBlankOverall(statement, y, choices[0], sum, min, max, overall);
}

/**
 * Verify everything about a ballot that the election record alone can tell.
 * Whether its credential is on the list, and whether it was used before, only the board can tell.
 * Returns { credential, trackingNumber, choices }. Throws InvalidEncoding or InvalidProof.
 */
export function verifyBallot(election, text) {
  const ballot = decode(text, "The ballot");
  expectFields(ballot, ["election_uuid", "election_hash", "credential", "answers", "signature"], "The ballot");
  if (ballot.election_uuid !== election.uuid) throw new InvalidProof("The ballot belongs to another election.");
  if (ballot.election_hash !== election.phi) throw new InvalidProof("The ballot names another election fingerprint.");
  verifyBallotSignature(ballot);
  expectArray(ballot.answers, election.questions.length, "The list of answers");
  const base = `${election.phi}|${ballot.credential}`;
  const choices = election.questions.map((q, at) => verifyAnswer(base, election.y, q, ballot.answers[at]));
  return { credential: ballot.credential, trackingNumber: trackingNumber(text), choices };
}

function verifyBallotSignature({ signature, ...unsigned }) {
  expectFields(signature, ["hash", "proof"], "The signature");
  if (typeof signature.hash !== "string") throw new InvalidEncoding("The hash in the signature must be a text.");
  const credential = parseKey(unsigned.credential);
  if (signature.hash !== sha256Base64(encode(unsigned))) throw new InvalidProof("The hash in the signature is wrong.");
  proofs.verifySignature(credential, signature.hash, proofs.parseProof(signature.proof));
}
