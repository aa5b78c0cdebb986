// SPDX-License-Identifier: Apache-2.0
// Answers to ranked questions: one ciphertext for the whole paper (section 4.11.2).

import { expectFields } from "../crypto/canonical.js";
import { encodeCiphertext, encryptElement, parseCiphertext } from "../crypto/elgamal.js";
import { ChoiceNotAllowed } from "../errors.js";
import { randomScalar } from "../crypto/group.js";
import { encodePaper } from "../crypto/embedding.js";
import { encodeProof, parseProof, proveRandomness, verifyRandomness } from "../crypto/proofs.js";

export const width = () => 1;

export function checkChoices(question, paper) {
  if (paper.length !== question.answers.length || !paper.every((n) => Number.isInteger(n) && n >= 0 && n <= 255)) {
    throw new ChoiceNotAllowed(`“${question.title}” needs a small number for each candidate.`);
  }
}

/** Return the one group element that the ciphertext encrypts. */
export function plaintexts(question, paper) {
  return [encodePaper(paper)];
}

export function makeAnswer(base, y, question, paper) {
  const r = randomScalar();
  const ciphertext = encryptElement(y, r, encodePaper(paper));
  const proof = proveRandomness(base, y, ciphertext, r);
  return { record: { choices: encodeCiphertext(ciphertext), proof: encodeProof(proof) }, randomness: [r] };
}

export function verifyAnswer(base, y, question, record, parse) {
  expectFields(record, ["choices", "proof"], `The answer to “${question.title}”`);
  const ciphertext = parseCiphertext(record.choices, parse);
  verifyRandomness(base, y, ciphertext, parseProof(record.proof));
  return [ciphertext];
}
