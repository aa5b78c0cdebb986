// SPDX-License-Identifier: Apache-2.0
// The mixnet of an election: one independent permutation for each ranked question (section 4.19).

import { encode, expectArray, expectFields } from "../crypto/canonical.js";
import { encodeCiphertext, parseCiphertext } from "../crypto/elgamal.js";
import { InvalidProof } from "../errors.js";
import { parseCurvePoint, parseScalar, pointText } from "../crypto/group.js";
import { verifySubgroup } from "../crypto/multiexp.js";
import { STEPS, proveShuffle, shuffle, verifyShuffle } from "../crypto/shuffle.js";

/** Return the ciphertexts of a tally that are shuffled: a list for each ranked question. */
export function rankedLists({ questions }, tally) {
  return tally.filter((_, at) => questions[at].kind === "ranked");
}

/** Return the tally with its ranked ciphertexts replaced by shuffled ones: what trustees decrypt. */
export function merge({ questions }, tally, shuffled) {
  const rest = [...shuffled];
  return tally.map((entries, at) => (questions[at].kind === "ranked" ? rest.shift() : entries));
}

function encodeShuffleProof({ t: [t1, t2, t3, [t41, t42], tHat], s: [s1, s2, s3, s4, sHat, sPrime], c, cHat }) {
  const [commitments, pair] = [[t1, t2, t3], [t41, t42]].map((points) => points.map(pointText));
  const responses = [s1, s2, s3, s4].map(String);
  return [
    [...commitments, pair, tHat.map(pointText)],
    [...responses, sHat.map(String), sPrime.map(String)],
    c.map(pointText),
    cHat.map(pointText),
  ];
}

function parseShuffleProof(record, size, parse) {
  expectArray(record, 4, "The proof of a shuffle");
  const [t, s, c, cHat] = record;
  expectArray(t, 5, "The first part of the proof of a shuffle");
  expectArray(t[3], 2, "The fourth commitment of the proof of a shuffle");
  expectArray(s, 6, "The second part of the proof of a shuffle");
  for (const list of [t[4], s[4], s[5], c, cHat]) expectArray(list, size, "A list in the proof of a shuffle");
  return {
    t: [parse(t[0]), parse(t[1]), parse(t[2]), t[3].map(parse), t[4].map(parse)],
    s: [...s.slice(0, 4).map(parseScalar), s[4].map(parseScalar), s[5].map(parseScalar)],
    c: c.map(parse),
    cHat: cHat.map(parse),
  };
}

/** Shuffle each list independently and prove it. Returns the text of the `shuffle` record and the new lists. */
export function makeShuffle({ y, phi }, before, report = () => {}) {
  const total = before.reduce((sum, entries) => sum + STEPS * entries.length, 0);
  let done = 0;
  const count = (steps) => report((done += steps), total);
  const made = before.map((entries) => {
    const shuffled = shuffle(y, entries, count);
    return { after: shuffled.after, proof: proveShuffle(y, phi, entries, shuffled, count) };
  });
  const record = {
    ciphertexts: made.map(({ after }) => after.map(encodeCiphertext)),
    proofs: made.map(({ proof }) => encodeShuffleProof(proof)),
  };
  return { text: encode(record), after: made.map(({ after }) => after) };
}

/** Verify a `shuffle` record against the lists that it shuffles, and return the new lists (checks 7.3, 7.5, 7.6). */
export function verifyShuffleRecord({ y, phi }, before, record) {
  expectFields(record, ["ciphertexts", "proofs"], "The shuffle");
  expectArray(record.ciphertexts, before.length, "The lists of a shuffle");
  expectArray(record.proofs, before.length, "The proofs of a shuffle");
  const points = [];
  const parse = (text) => {
    points.push(parseCurvePoint(text));
    return points.at(-1);
  };
  const after = record.ciphertexts.map((entries, at) => {
    expectArray(entries, before[at].length, "A list of a shuffle");
    return entries.map((entry) => parseCiphertext(entry, parse));
  });
  const proofs = record.proofs.map((proof, at) => parseShuffleProof(proof, before[at].length, parse));
  verifySubgroup(points, "The shuffle");
  after.forEach((entries, at) => {
    verifyShuffle(y, phi, before[at], entries, proofs[at]);
    refuseSame(before[at], entries);
  });
  return after;
}

/** Refuse a shuffle that keeps a ciphertext unchanged: it would hide nothing (T17). */
function refuseSame(before, after) {
  const known = new Set(before.map(({ alpha }) => pointText(alpha)));
  if (after.some(({ alpha }) => known.has(pointText(alpha)))) {
    throw new InvalidProof("The shuffle hands on a ciphertext unchanged.");
  }
}
