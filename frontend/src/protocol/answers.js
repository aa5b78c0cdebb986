// SPDX-License-Identifier: Apache-2.0
// Answers to every kind of question behind one interface. Ciphertexts are a flat list; choices depend on the kind:
// 0 or 1 for each entry (choice), a small integer for each candidate (ranked), rows of 0 and 1 (lists).

import * as homomorphic from "./homomorphic.js";
import * as lists from "./lists.js";
import * as ranked from "./ranked.js";

const kinds = { choice: homomorphic, ranked, lists };

/** Return how many ciphertexts an answer has. */
export const width = (question) => kinds[question.kind].width(question);

/** Throws ChoiceNotAllowed if the question does not allow these choices. */
export const checkChoices = (question, choices) => kinds[question.kind].checkChoices(question, choices);

/** Return the group elements that the ciphertexts of these choices encrypt. */
export const plaintexts = (question, choices) => kinds[question.kind].plaintexts(question, choices);

/** Return { record, randomness }; `base` is phi|credential. */
export const makeAnswer = (base, y, question, choices) => kinds[question.kind].makeAnswer(base, y, question, choices);

/** Verify an answer and return its ciphertexts. */
export const verifyAnswer = (base, y, question, record, parse) =>
  kinds[question.kind].verifyAnswer(base, y, question, record, parse);
