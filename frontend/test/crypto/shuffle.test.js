// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { test } from "node:test";

import { ed25519 } from "@noble/curves/ed25519.js";

import { encryptElement } from "../../src/crypto/elgamal.js";
import { InvalidEncoding, InvalidProof } from "../../src/errors.js";
import { G, IDENTITY, Q, pointText, power, prepare, randomScalar } from "../../src/crypto/group.js";
import { makeShuffle, verifyShuffleRecord } from "../../src/protocol/mixnet.js";
import { powerProduct, powersVartime, verifySubgroup } from "../../src/crypto/multiexp.js";
import { randomPermutation } from "../../src/crypto/random.js";
import { proveShuffle, shuffle, verifyShuffle } from "../../src/crypto/shuffle.js";

const PHI = "fingerprint";
const secret = randomScalar();
const y = prepare(power(G, secret));
const list = (size) => Array.from({ length: size }, () => encryptElement(y, randomScalar(), power(G, randomScalar())));
const decrypted = (entries) => entries.map(({ alpha, beta }) => pointText(beta.subtract(power(alpha, secret)))).sort();
// A point of order 8: the y coordinate that libraries for Ed25519 list among the small orders.
const SMALL = ed25519.Point.fromHex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05");

test("a product of powers is what it says, for every length and for exponents that are zero", () => {
  for (const size of [0, 1, 23, 24, 25, 100]) {
    const bases = Array.from({ length: size }, () => power(G, randomScalar()));
    const exponents = bases.map((_, at) => (at % 7 === 3 ? 0n : randomScalar()));
    const expected = bases.reduce((sum, base, at) => sum.add(power(base, exponents[at])), IDENTITY);
    assert.ok(powerProduct(bases, exponents).equals(expected), `${size} powers`);
  }
});

test("several powers of one base are what they say, also at the edges", () => {
  const base = power(G, randomScalar());
  const exponents = [0n, 1n, 15n, 16n, 17n, 31n, 32n, Q - 1n, Q - 16n, (1n << 252n) - 1n, ...Array.from({ length: 20 }, randomScalar)];
  powersVartime(base, exponents).forEach((found, at) => assert.ok(found.equals(power(base, exponents[at])), String(exponents[at])));
  assert.ok(powersVartime(IDENTITY, [5n])[0].is0());
});

test("C6, C7: one element outside the subgroup is found among many", () => {
  assert.ok(SMALL.isSmallOrder());
  for (const size of [1, 5, 127, 128, 203]) {
    const good = Array.from({ length: size }, () => power(G, randomScalar()));
    verifySubgroup(good, "Test");
    for (const multiple of [1n, 2n, 4n]) {
      const bad = [...good];
      const at = Number(randomScalar() % BigInt(size));
      bad[at] = bad[at].add(multiple === 1n ? SMALL : SMALL.multiplyUnsafe(multiple));
      assert.throws(() => verifySubgroup(bad, "Test"), InvalidEncoding);
    }
  }
});

test("C7: two errors that cancel each other out in the sum are found too", () => {
  const points = Array.from({ length: 200 }, () => power(G, randomScalar()));
  points[3] = points[3].add(SMALL);
  points[4] = points[4].subtract(SMALL);
  assert.throws(() => verifySubgroup(points, "Test"), InvalidEncoding);
});

test("C19: permutations are permutations, and all of them are equally likely (chi square)", () => {
  for (const size of [0, 1, 2, 17]) {
    assert.deepEqual(randomPermutation(size).sort((a, b) => a - b), Array.from({ length: size }, (_, at) => at));
  }
  const counts = new Map();
  const draws = 4800;
  for (let draw = 0; draw < draws; draw += 1) {
    const name = randomPermutation(4).join();
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const expected = draws / 24;
  const chi = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  assert.equal(counts.size, 24);
  assert.ok(chi < 65, `chi square with 23 degrees of freedom: ${chi}`); // fails by chance once in 200,000 runs
});

test("C18: shuffles of no, one and several ciphertexts hold the same plaintexts and are proved", () => {
  for (const size of [0, 1, 2, 5, 30]) {
    const before = [list(size)];
    const { text, after } = makeShuffle({ y, phi: PHI }, before);
    assert.deepEqual(decrypted(after[0]), decrypted(before[0]));
    const read = verifyShuffleRecord({ y, phi: PHI }, before, JSON.parse(text));
    assert.deepEqual(read[0].map(({ alpha }) => pointText(alpha)), after[0].map(({ alpha }) => pointText(alpha)));
  }
});

test("P3: several questions are permuted independently", () => {
  const before = [list(12), list(12)];
  const orders = before.map((entries) => shuffle(y, entries).psi.join());
  assert.notEqual(orders[0], orders[1]); // equal by chance once in 479,001,600 runs
});

test("C16: a shuffle is bound to election, key, input and output", () => {
  const before = list(6);
  const made = shuffle(y, before);
  const proof = proveShuffle(y, PHI, before, made);
  verifyShuffle(y, PHI, before, made.after, proof);
  const other = prepare(power(G, randomScalar()));
  const swapped = [made.after[1], made.after[0], ...made.after.slice(2)];
  const cases = [
    () => verifyShuffle(y, "another", before, made.after, proof),
    () => verifyShuffle(other, PHI, before, made.after, proof),
    () => verifyShuffle(y, PHI, [before[1], before[0], ...before.slice(2)], made.after, proof),
    () => verifyShuffle(y, PHI, before, swapped, proof),
    () => verifyShuffle(y, PHI, before, made.after.slice(1), proof),
    () => verifyShuffle(y, PHI, before, [...made.after.slice(0, 5), made.after[0]], proof),
    () => verifyShuffle(y, PHI, before, made.after, { ...proof, cHat: [...proof.cHat.slice(0, 5), proof.c[0]] }),
  ];
  for (const wrong of cases) assert.throws(wrong, InvalidProof);
});

test("a shuffle that changes a vote is refused", () => {
  const before = list(4);
  const made = shuffle(y, before);
  made.after[2] = { ...made.after[2], beta: made.after[2].beta.add(G) };
  const proof = proveShuffle(y, PHI, before, made);
  assert.throws(() => verifyShuffle(y, PHI, before, made.after, proof), InvalidProof);
});

test("T17: a shuffle that hands on a ciphertext unchanged is refused", () => {
  const before = [list(3)];
  const [entries] = before;
  const made = { after: [entries[2], entries[0], entries[1]], randomness: [0n, 0n, 0n], psi: [2, 0, 1] };
  const { t, s, c, cHat } = proveShuffle(y, PHI, entries, made);
  verifyShuffle(y, PHI, entries, made.after, { t, s, c, cHat });
  const texts = (points) => points.map(pointText);
  const proof = [
    [pointText(t[0]), pointText(t[1]), pointText(t[2]), texts(t[3]), texts(t[4])],
    [...s.slice(0, 4).map(String), s[4].map(String), s[5].map(String)],
    texts(c),
    texts(cHat),
  ];
  const ciphertexts = [made.after.map(({ alpha, beta }) => ({ alpha: pointText(alpha), beta: pointText(beta) }))];
  assert.throws(() => verifyShuffleRecord({ y, phi: PHI }, before, { ciphertexts, proofs: [proof] }), /unchanged/);
});
