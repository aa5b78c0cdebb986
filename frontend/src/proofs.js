// SPDX-License-Identifier: Apache-2.0
// The proofs of homomorphic answers (sections 4.12, 4.13) and ballot signatures (4.16).
//
// All of them are one construction: a disjunction "this ciphertext encrypts M_0, or that one M_1, ...".
// A branch is { ciphertext, value }. The prover knows every ciphertext's randomness r and plaintext m, so a
// simulated branch needs only fixed bases: g^s (g^r)^c = g^(s+rc) and y^s (y^r g^(m-M))^c = y^(s+rc) g^((m-M)c).

import { expectArray, expectFields } from "./canonical.js";
import { ciphertextText } from "./elgamal.js";
import { InvalidProof } from "./errors.js";
import { G, parseScalar, pointText, power, powerVartime, randomScalar, reduce } from "./group.js";
import { hashToScalar } from "./hashing.js";

function simulate(y, { value, r, m }) {
  const challenge = randomScalar();
  const response = randomScalar();
  const shift = reduce(response + r * challenge);
  const b = power(y, shift).add(power(G, reduce(BigInt(m - value) * challenge)));
  return { a: power(G, shift), b, challenge, response };
}

function commit(y) {
  const w = randomScalar();
  return { a: power(G, w), b: power(y, w), w };
}

/** Prove a disjunction whose branch `real` is true; `hash` maps the text "A_0,B_0,..." to the challenge. */
function proveDisjunction(y, branches, real, hash) {
  const drafts = branches.map((branch, at) => (at === real ? commit(y) : simulate(y, branch)));
  const total = hash(drafts.map(({ a, b }) => `${pointText(a)},${pointText(b)}`).join(","));
  const others = drafts.reduce((sum, draft, at) => (at === real ? sum : sum + draft.challenge), 0n);
  const truth = drafts[real];
  truth.challenge = reduce(total - others);
  truth.response = reduce(truth.w - branches[real].r * truth.challenge);
  truth.w = 0n;
  return drafts.map(({ challenge, response }) => ({ challenge, response }));
}

function recompute(y, { ciphertext, value }, { challenge, response }) {
  const shifted = ciphertext.beta.subtract(powerVartime(G, BigInt(value)));
  const a = powerVartime(G, response).add(powerVartime(ciphertext.alpha, challenge));
  const b = powerVartime(y, response).add(powerVartime(shifted, challenge));
  return `${pointText(a)},${pointText(b)}`;
}

function verifyDisjunction(y, branches, proofs, hash, what) {
  const commitments = branches.map((branch, at) => recompute(y, branch, proofs[at])).join(",");
  const sum = reduce(proofs.reduce((total, proof) => total + proof.challenge, 0n));
  if (hash(commitments) !== sum) throw new InvalidProof(`${what} is wrong.`);
}

// --- section 4.12: a ciphertext encrypts a value of an interval ---------------------------------------

function intervalHash(statement, ciphertext) {
  const head = `prove|${statement}|${ciphertextText(ciphertext)}|`;
  return (commitments) => hashToScalar(head + commitments);
}

function interval(item, low, high) {
  return Array.from({ length: high - low + 1 }, (_, at) => ({ ...item, value: low + at }));
}

/** Prove that `item` ({ ciphertext, r, m }) encrypts a value in [low, high]. */
export function proveInterval(statement, y, item, low, high) {
  return proveDisjunction(y, interval(item, low, high), item.m - low, intervalHash(statement, item.ciphertext));
}

export function verifyInterval(statement, y, ciphertext, low, high, proofs, what) {
  verifyDisjunction(y, interval({ ciphertext }, low, high), proofs, intervalHash(statement, ciphertext), what);
}

// --- section 4.13: possibly blank votes -----------------------------------------------------------------

function blankHash(label, statement) {
  return (commitments) => hashToScalar(`${label}|${statement}|${commitments}`);
}

const blankBranches = (blank, sum) => [{ ...blank, value: 0 }, { ...sum, value: 0 }];
const overallBranches = (blank, sum, low, high) => [{ ...blank, value: 1 }, ...interval(sum, low, high)];

/** Prove "not blank, or nobody chosen". */
export function proveBlank(statement, y, blank, sum) {
  const real = blank.m === 0 ? 0 : 1;
  return proveDisjunction(y, blankBranches(blank, sum), real, blankHash("bproof0", statement));
}

/** Prove "blank, or a number of choices in [low, high]". */
export function proveBlankOverall(statement, y, blank, sum, low, high) {
  const real = blank.m === 1 ? 0 : sum.m - low + 1;
  return proveDisjunction(y, overallBranches(blank, sum, low, high), real, blankHash("bproof1", statement));
}

export function verifyBlank(statement, y, blank, sum, proofs) {
  const branches = blankBranches({ ciphertext: blank }, { ciphertext: sum });
  verifyDisjunction(y, branches, proofs, blankHash("bproof0", statement), "The proof of the blank vote");
}

export function verifyBlankOverall(statement, y, blank, sum, low, high, proofs) {
  const branches = overallBranches({ ciphertext: blank }, { ciphertext: sum }, low, high);
  const hash = blankHash("bproof1", statement);
  verifyDisjunction(y, branches, proofs, hash, "The proof of the number of choices");
}

// --- section 4.16: signatures ---------------------------------------------------------------------------

const signatureHash = (hash, commitment) => hashToScalar(`sig|${hash}|${pointText(commitment)}`);

/** Sign the hash of a ballot with the secret exponent of a credential. */
export function sign(exponent, hash) {
  const w = randomScalar();
  const challenge = signatureHash(hash, power(G, w));
  return { challenge, response: reduce(w - exponent * challenge) };
}

export function verifySignature(credential, hash, { challenge, response }) {
  const commitment = powerVartime(G, response).add(powerVartime(credential, challenge));
  if (signatureHash(hash, commitment) !== challenge) throw new InvalidProof("The signature of the ballot is wrong.");
}

// --- records --------------------------------------------------------------------------------------------

export function encodeProof({ challenge, response }) {
  return { challenge: String(challenge), response: String(response) };
}

export function parseProof(record) {
  expectFields(record, ["challenge", "response"], "A proof");
  return { challenge: parseScalar(record.challenge), response: parseScalar(record.response) };
}

export function parseProofs(records, length, what) {
  expectArray(records, length, what);
  return records.map(parseProof);
}
