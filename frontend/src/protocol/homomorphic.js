// SPDX-License-Identifier: Apache-2.0
// Answers to homomorphic questions: choose some of the answers (sections 4.11.1, 4.12, 4.13).

import { expectArray, expectFields } from "../crypto/canonical.js";
import { ciphertextText, combine, encodeCiphertext, encrypt, parseCiphertext } from "../crypto/elgamal.js";
import { ChoiceNotAllowed } from "../errors.js";
import { G, IDENTITY, reduce } from "../crypto/group.js";
import * as proofs from "../crypto/proofs.js";

/** Return how many ciphertexts an answer has: one per answer, and a leading one for blank. */
export function width(question) {
  return question.answers.length + (question.blank ? 1 : 0);
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

/** Return the group elements that the ciphertexts of these choices encrypt. */
export function plaintexts(question, choices) {
  return choices.map((value) => (value === 1 ? G : IDENTITY));
}

/** Return the product of some items ({ ciphertext, r, m }), which encrypts their sum. */
export function sumItems(items) {
  return {
    ciphertext: combine(items.map((item) => item.ciphertext)),
    r: reduce(items.reduce((sum, item) => sum + item.r, 0n)),
    m: items.reduce((sum, item) => sum + item.m, 0),
  };
}

export function statementOf(base, ciphertexts) {
  return `${base}|${ciphertexts.map(ciphertextText).join(",")}`;
}

/** Return the encrypted and proved answer, and the randomness of its ciphertexts. */
export function makeAnswer(base, y, question, choices) {
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

/** Verify an answer and return its ciphertexts. */
export function verifyAnswer(base, y, question, record, parse) {
  const fields = ["choices", "individual_proofs", "overall_proof", ...(question.blank ? ["blank_proof"] : [])];
  expectFields(record, fields, `The answer to “${question.title}”`);
  const size = width(question);
  expectArray(record.choices, size, "The list of encrypted choices");
  expectArray(record.individual_proofs, size, "The list of proofs");
  const choices = record.choices.map((choice) => parseCiphertext(choice, parse));
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
