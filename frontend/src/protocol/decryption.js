// SPDX-License-Identifier: Apache-2.0
// A trustee's share: partial decryption (section 4.20), the strong proof of all of it (M2), its signature (M5), and
// the commitment that is sent first (M3).
//
// The nonces of the proofs are derived from the private key and from everything they are used for. So the same trustee
// makes the same share of the same tally again, byte for byte: the device need not keep anything between the commitment
// and the share, and no nonce is ever used for two different challenges (C20).

import { encode } from "../crypto/canonical.js";
import { InvalidProof } from "../errors.js";
import { G, normalized, pointText, power, powerVartime, reduce } from "../crypto/group.js";
import { sha256Hex } from "../crypto/hashing.js";
import { labelledHash, labelledScalar } from "../crypto/labels.js";
import { powerProduct } from "../crypto/multiexp.js";
import { encodeProof, proveDecryption } from "../crypto/proofs.js";
import { recordParts, signParts, signingKey } from "../crypto/signing.js";

const SHARE_LABEL = "ballot/share/1";
const NONCE_LABEL = "ballot/share-nonce/1";
const STRONG = "ballot/strong-decryption/1";

const nonce = (privateKey, ...parts) => labelledScalar(NONCE_LABEL, String(privateKey), ...parts);

/** Arrange one question's entries as on the board: in rows for a lists question. */
export function nest(question, entries) {
  if (question.kind !== "lists") return entries;
  const rest = [...entries];
  return question.answers.map((row) => rest.splice(0, row.length));
}

/** Return factors and proofs, flat for each question. */
function decryptAll(phi, privateKey, tally, report) {
  const publicKey = power(G, privateKey);
  const total = tally.reduce((sum, entries) => sum + entries.length, 0);
  let done = 0;
  const factors = tally.map((entries) => normalized(entries.map(({ alpha }) => (report((done += 1), 2 * total), power(alpha, privateKey)))));
  const prove = ({ alpha }) => {
    report((done += 1), 2 * total);
    const w = nonce(privateKey, "factor", phi, pointText(publicKey), pointText(alpha));
    return proveDecryption(phi, privateKey, publicKey, alpha, w);
  };
  return { publicKey, factors, proofs: tally.map((entries) => entries.map(prove)) };
}

// --- M2

/** The hash of everything that a strong proof is about. */
export function strongSeed({ phi, setupEvent, tallyDigest, shuffle }, owner, publicKey, alphas, factors) {
  const lists = [alphas, factors].map((points) => points.map(pointText).join(","));
  return labelledHash(`${STRONG}/seed`, "Ed25519", phi, setupEvent, tallyDigest, shuffle, String(owner), pointText(publicKey), ...lists);
}

function batch(seed, alphas, factors) {
  const rho = alphas.map((_, at) => labelledScalar(`${STRONG}/coefficient`, seed, String(at)));
  return [powerProduct(alphas, rho), powerProduct(factors, rho)];
}

const strongChallenge = (seed, ...elements) => labelledScalar(`${STRONG}/challenge`, seed, ...elements.map(pointText));

function proveStrong(seed, alphas, factors, privateKey) {
  const [alpha, factor] = batch(seed, alphas, factors);
  const w = nonce(privateKey, "strong", seed);
  const challenge = strongChallenge(seed, alpha, factor, power(G, w), power(alpha, w));
  return { challenge, response: reduce(w - privateKey * challenge) };
}

/** Verify a strong proof (check 8.5). */
export function verifyStrong(seed, publicKey, alphas, factors, { challenge, response }) {
  const [alpha, factor] = batch(seed, alphas, factors);
  const against = (base, value) => powerVartime(base, response).add(powerVartime(value, challenge));
  if (strongChallenge(seed, alpha, factor, against(G, publicKey), against(alpha, factor)) !== challenge) {
    throw new InvalidProof("The strong decryption proof does not hold.");
  }
}

// --- the share

/**
 * Make the share of one trustee.
 * `board`: { phi, questions, tally, tallyDigest, shuffle, setupEvent, answers } of a verified archive.
 * Returns { text, commitment }: the text of the share, and its hash, which is sent first (M3).
 */
export function makeShare(board, owner, privateKey, signingSeed, report = () => {}) {
  const { publicKey, factors, proofs } = decryptAll(board.phi, privateKey, board.tally, report);
  const record = {
    decryption_factors: board.questions.map((q, at) => nest(q, factors[at].map(pointText))),
    decryption_proofs: board.questions.map((q, at) => nest(q, proofs[at].map(encodeProof))),
  };
  const alphas = board.tally.flat().map(({ alpha }) => alpha);
  const seed = strongSeed(board, owner, publicKey, alphas, factors.flat());
  const parts = recordParts(board.phi, board.setupEvent, owner, board.answers, encode(record));
  const text = encode({
    owner,
    partial_decryption: record,
    strong_proof: encodeProof(proveStrong(seed, alphas, factors.flat(), privateKey)),
    signing_key: signingKey(signingSeed),
    answers: board.answers,
    signature: signParts(signingSeed, SHARE_LABEL, ...parts),
  });
  return { text, commitment: sha256Hex(text) };
}
