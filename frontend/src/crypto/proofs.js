// SPDX-License-Identifier: Apache-2.0
// The proofs of homomorphic answers (sections 4.12, 4.13) and ballot signatures (4.16).
//
// All are one construction: a disjunction "this ciphertext encrypts M_0, or that one M_1, ...".
// A branch is { ciphertext, value }. The prover knows every ciphertext's randomness r and plaintext m, so a
// simulated branch needs only fixed bases: g^s (g^r)^c = g^(s+rc) and y^s (y^r g^(m-M))^c = y^(s+rc) g^((m-M)c).

import { expectArray, expectFields } from "./canonical.js";
import { ciphertextText } from "./elgamal.js";
import { InvalidProof } from "../errors.js";
import { G, normalized, parsePoint, parseScalar, pointText, power, powerVartime, randomScalar, reduce } from "./group.js";
import { hashToScalar } from "./hashing.js";
import { powersVartime } from "./multiexp.js";

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

/** A = g^s alpha^c and B = y^s (beta / g^M)^c = y^s beta^c / g^(Mc), for all branches of one ciphertext together. */
function recomputeAll(y, { alpha, beta }, branches) {
  const challenges = branches.map(({ proof }) => proof.challenge);
  const [alphas, betas] = [alpha, beta].map((base) => powersVartime(base, challenges));
  branches.forEach((branch, at) => {
    const { value, proof: { challenge, response } } = branch; // prettier-ignore
    const a = powerVartime(G, response).add(alphas[at]);
    const b = powerVartime(y, response).add(betas[at]).subtract(powerVartime(G, reduce(BigInt(value) * challenge)));
    branch.commitment = [a, b];
  });
}

function recompute(y, branches) {
  for (const ciphertext of new Set(branches.map((branch) => branch.ciphertext))) {
    recomputeAll(y, ciphertext, branches.filter((branch) => branch.ciphertext === ciphertext));
  }
  return normalized(branches.flatMap((branch) => branch.commitment)).map(pointText).join(",");
}

function verifyDisjunction(y, claims, proofs, hash, what) {
  const branches = claims.map((claim, at) => ({ ...claim, proof: proofs[at] }));
  const commitments = recompute(y, branches);
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

// --- section 4.14: list constraints ---------------------------------------------------------------------

const listBranches = (head, candidates) => [{ ...head, value: 1 }, { ...candidates, value: 0 }];

/** Prove "this list is chosen, or nobody on it". */
export function proveList(statement, y, head, candidates) {
  const real = head.m === 1 ? 0 : 1;
  return proveDisjunction(y, listBranches(head, candidates), real, blankHash("lproof", statement));
}

export function verifyList(statement, y, head, candidates, proofs, what) {
  const branches = listBranches({ ciphertext: head }, { ciphertext: candidates });
  verifyDisjunction(y, branches, proofs, blankHash("lproof", statement), what);
}

// --- section 4.15: a ciphertext does not encrypt 0 ------------------------------------------------------

const nonzeroHash = (statement, elements) => hashToScalar(`nonzero|${statement}|${elements.map(pointText).join(",")}`);

function randomNonzeroScalar() {
  for (;;) {
    const scalar = randomScalar();
    if (scalar !== 0n) return scalar;
  }
}

/** Prove that `item` ({ ciphertext, r, m }) does not encrypt 0. */
export function proveNonzero(statement, y, { ciphertext: { alpha, beta }, r }) {
  const s = randomNonzeroScalar();
  const [w1, w2] = [randomScalar(), randomScalar()];
  const commitment = power(beta, s).add(power(y, reduce(-s * r)));
  const first = power(alpha, w1).add(power(G, w2));
  const challenge = nonzeroHash(statement, [commitment, first, power(beta, w1).add(power(y, w2))]);
  return { commitment, challenge, response: [reduce(w1 - s * challenge), reduce(w2 + s * r * challenge)] };
}

/** A commitment to the identity proves nothing and is refused (C3). */
export function verifyNonzero(statement, y, { alpha, beta }, { commitment, challenge, response: [t1, t2] }) {
  if (commitment.is0()) throw new InvalidProof("The proof that somebody is chosen commits to the identity.");
  const first = powerVartime(alpha, t1).add(powerVartime(G, t2));
  const second = powerVartime(beta, t1).add(powerVartime(y, t2)).add(powerVartime(commitment, challenge));
  if (nonzeroHash(statement, [commitment, first, second]) !== challenge) {
    throw new InvalidProof("The proof that somebody is chosen is wrong.");
  }
}

export function encodeNonzero({ commitment, challenge, response }) {
  return { commitment: pointText(commitment), challenge: String(challenge), response: response.map(String) };
}

export function parseNonzero(record) {
  expectFields(record, ["commitment", "challenge", "response"], "The proof that somebody is chosen");
  expectArray(record.response, 2, "The response of that proof");
  const challenge = parseScalar(record.challenge);
  return { commitment: parsePoint(record.commitment), challenge, response: record.response.map(parseScalar) };
}

// --- knowledge of one exponent: ballot signatures (4.16), ranked answers (4.11.2), keys (4.5), channels (4.6.1),
// --- decryption (4.20) ----------------------------------------------------------------------------------

function proveExponent(prefix, secret, bases, w = randomScalar()) {
  const challenge = hashToScalar(prefix + bases.map((base) => pointText(power(base, w))).join(","));
  return { challenge, response: reduce(w - secret * challenge) };
}

function verifyExponent(prefix, pairs, { challenge, response }, what) {
  const commitments = pairs.map(([base, value]) => powerVartime(base, response).add(powersVartime(value, [challenge])[0]));
  if (hashToScalar(prefix + commitments.map(pointText).join(",")) !== challenge) throw new InvalidProof(`${what} is wrong.`);
}

/** Sign the hash of a ballot with the secret exponent of a credential. */
export function sign(exponent, hash) {
  return proveExponent(`sig|${hash}|`, exponent, [G]);
}

export function verifySignature(credential, hash, proof) {
  verifyExponent(`sig|${hash}|`, [[G, credential]], proof, "The signature of the ballot");
}

const randomnessPrefix = (statement, y, ciphertext) => `raweg|${statement}|${pointText(y)},${ciphertextText(ciphertext)}|`;

/** Prove knowledge of the randomness of a ranked answer; `statement` is phi|credential. */
export function proveRandomness(statement, y, ciphertext, r) {
  return proveExponent(randomnessPrefix(statement, y, ciphertext), r, [G]);
}

export function verifyRandomness(statement, y, ciphertext, proof) {
  const prefix = randomnessPrefix(statement, y, ciphertext);
  verifyExponent(prefix, [[G, ciphertext.alpha]], proof, "The proof of the ranked answer");
}

const knowledgePrefix = (publicKey) => `pok|Ed25519|${pointText(publicKey)}|`;

/** Prove knowledge of the private key of a verification key. */
export function proveKnowledge(secret, publicKey) {
  return proveExponent(knowledgePrefix(publicKey), secret, [G]);
}

export function verifyKnowledge(publicKey, proof) {
  verifyExponent(knowledgePrefix(publicKey), [[G, publicKey]], proof, "The proof of knowledge of a private key");
}

const rehearsalPrefix = (uuid, publicKey, challenge) => `ballot/rehearsal/1|${uuid}|${pointText(publicKey)}|${challenge}|`;

/**
 * Prove knowledge of a trustee's private key for the rehearsal of an election (A1, docs/spec/labels.md). `challenge` is the
 * server's. The proof says nothing of any ciphertext, whatever the server sends (T13).
 */
export function proveRehearsal(uuid, secret, challenge) {
  return proveExponent(rehearsalPrefix(uuid, power(G, secret), challenge), secret, [G]);
}

export function verifyRehearsal(uuid, publicKey, challenge, proof) {
  verifyExponent(rehearsalPrefix(uuid, publicKey, challenge), [[G, publicKey]], proof, "The proof of the rehearsal");
}

/** Sign a text with a trustee's channel key. */
export function signMessage(secret, message) {
  return proveExponent(`sigmsg|${message}|`, secret, [G]);
}

/** Never call it with a key that the message does not name (C23). */
export function verifyMessage(verificationKey, message, proof) {
  verifyExponent(`sigmsg|${message}|`, [[G, verificationKey]], proof, "The signature of a trustee's message");
}

const decryptionPrefix = (phi, publicKey) => `decrypt|${phi}|${pointText(publicKey)}|`;

/** Prove that alpha^x is the decryption factor of the owner of g^x. */
export function proveDecryption(phi, secret, publicKey, alpha, w = randomScalar()) {
  return proveExponent(decryptionPrefix(phi, publicKey), secret, [G, alpha], w);
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
