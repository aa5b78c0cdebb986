// SPDX-License-Identifier: Apache-2.0
// Answers to lists questions: exactly one list, and at least one candidate on it (sections 4.11.3, 4.14, 4.15).
// Choices are rows: for each list, first the list itself, then its candidates.

import { expectArray, expectFields } from "../crypto/canonical.js";
import { combine, encodeCiphertext, encrypt, parseCiphertext } from "../crypto/elgamal.js";
import { ChoiceNotAllowed } from "../errors.js";
import { G, IDENTITY } from "../crypto/group.js";
import { statementOf, sumItems } from "./homomorphic.js";
import * as proofs from "../crypto/proofs.js";

export function width(question) {
  return question.answers.reduce((sum, row) => sum + row.length, 0);
}

export function checkChoices(question, rows) {
  const fits =
    rows.length === question.answers.length &&
    rows.every((row, at) => row.length === question.answers[at].length && row.every((value) => value === 0 || value === 1));
  if (!fits) throw new ChoiceNotAllowed(`“${question.title}”: the choices do not fit the ballot paper.`);
  const isOnList = ([list, ...candidates]) => (list === 1 ? candidates.includes(1) : !candidates.includes(1));
  if (rows.filter(([list]) => list === 1).length !== 1 || !rows.every(isOnList)) {
    throw new ChoiceNotAllowed(`“${question.title}”: choose one list, and at least one candidate on it.`);
  }
}

/** Return the group elements that the ciphertexts of these choices encrypt, flat. */
export function plaintexts(question, rows) {
  return rows.flat().map((value) => (value === 1 ? G : IDENTITY));
}

export function makeAnswer(base, y, question, choices) {
  const rows = choices.map((row) => row.map((m) => ({ ...encrypt(y, m), m })));
  const statement = statementOf(base, rows.flat().map((item) => item.ciphertext));
  const candidates = sumItems(rows.flatMap((row) => row.slice(1)));
  const encode = (list) => list.map(proofs.encodeProof);
  const record = {
    choices: rows.map((row) => row.map((item) => encodeCiphertext(item.ciphertext))),
    individual_proofs: rows.map((row) => row.map((item) => encode(proofs.proveInterval(base, y, item, 0, 1)))),
    overall_proof: encode(proofs.proveInterval(statement, y, sumItems(rows.map((row) => row[0])), 1, 1))[0],
    list_proofs: rows.map((row) => encode(proofs.proveList(statement, y, row[0], sumItems(row.slice(1))))),
    nonzero_proof: proofs.encodeNonzero(proofs.proveNonzero(statement, y, candidates)),
  };
  return { record, randomness: rows.flat().map((item) => item.r) };
}

const FIELDS = ["choices", "individual_proofs", "overall_proof", "list_proofs", "nonzero_proof"];

/** Parse one entry for each list and candidate. */
function parseRows(question, rows, parse, what) {
  expectArray(rows, question.answers.length, what);
  return rows.map((row, at) => {
    expectArray(row, question.answers[at].length, what);
    return row.map(parse);
  });
}

/** Verify an answer and return its ciphertexts, flat. */
export function verifyAnswer(base, y, question, record, parse) {
  expectFields(record, FIELDS, `The answer to “${question.title}”`);
  const rows = parseRows(question, record.choices, (choice) => parseCiphertext(choice, parse), "The list of encrypted choices");
  const parsePair = (list) => proofs.parseProofs(list, 2, "A proof of a single choice");
  const individual = parseRows(question, record.individual_proofs, parsePair, "The list of proofs");
  rows.forEach((row, at) =>
    row.forEach((c, j) => proofs.verifyInterval(base, y, c, 0, 1, individual[at][j], `The proof of list ${at + 1}, entry ${j}`)),
  );
  verifyWhole(statementOf(base, rows.flat()), y, record, rows);
  return rows.flat();
}

function verifyWhole(statement, y, record, rows) {
  const overall = [proofs.parseProof(record.overall_proof)];
  proofs.verifyInterval(statement, y, combine(rows.map((row) => row[0])), 1, 1, overall, "The proof that one list is chosen");
  expectArray(record.list_proofs, rows.length, "The proofs of the lists");
  rows.forEach((row, at) => {
    const proof = proofs.parseProofs(record.list_proofs[at], 2, "The proof of a list");
    proofs.verifyList(statement, y, row[0], combine(row.slice(1)), proof, `The proof of list ${at + 1}`);
  });
  const candidates = combine(rows.flatMap((row) => row.slice(1)));
  proofs.verifyNonzero(statement, y, candidates, proofs.parseNonzero(record.nonzero_proof));
}
