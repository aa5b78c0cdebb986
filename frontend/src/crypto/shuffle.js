// SPDX-License-Identifier: Apache-2.0
// Verifiable shuffles of ciphertexts: permutation, re-encryption, and the proof of Terelius and Wikström in the form
// of CHVote 1.3.2 (section 6, tables 1 to 14). Lists start at 0 here; psi[i] is the input's place of the i-th output.
//
// The prover knows a and b of every commitment g^a h^b of the chain, so each costs only powers of two fixed bases.
// Verification combines the N equations of the chain into one, with random coefficients.

import { ciphertextText } from "./elgamal.js";
import { InvalidProof } from "../errors.js";
import { G, IDENTITY, generator, normalized, pointText, power, prepare, randomScalar, reduce } from "./group.js";
import { hashToScalar, sha256Hex } from "./hashing.js";
import { powerProduct } from "./multiexp.js";
import { randomBytes, randomPermutation } from "./random.js";

const ignore = () => {};
const EVERY = 50;

const randomScalars = (size) => Array.from({ length: size }, randomScalar);

/** Make a list step by step, and tell `report` from time to time how many steps were done. */
function steps(size, make, report) {
  const list = new Array(size);
  for (let at = 0; at < size; at += 1) {
    list[at] = make(at);
    if ((at + 1) % EVERY === 0) report(EVERY);
  }
  report(size % EVERY);
  return list;
}

function normalizedCiphertexts(ciphertexts) {
  const flat = normalized(ciphertexts.flatMap(({ alpha, beta }) => [alpha, beta]));
  return ciphertexts.map((_, at) => ({ alpha: flat[2 * at], beta: flat[2 * at + 1] }));
}

/** Shuffle (table 1): returns { after, randomness (of each input), psi }. */
export function shuffle(y, before, report = ignore) {
  const psi = randomPermutation(before.length);
  const randomness = randomScalars(before.length);
  const reencrypt = (at) => {
    const r = randomness[at];
    return { alpha: before[at].alpha.add(power(G, r)), beta: before[at].beta.add(power(y, r)) };
  };
  const fresh = normalizedCiphertexts(steps(before.length, reencrypt, report));
  return { after: psi.map((at) => fresh[at]), randomness, psi };
}

// --- hash inputs (tables 11, 12, 14)

const joinPoints = (points) => points.map((point) => `${pointText(point)},`).join("");
const joinCiphertexts = (ciphertexts) => ciphertexts.map((entry) => `${ciphertextText(entry)},`).join("");

function manyChallenges(size, statement) {
  const head = sha256Hex(statement);
  return Array.from({ length: size }, (_, at) => hashToScalar(head + sha256Hex(String(at))));
}

const generators = (size) => Array.from({ length: size }, (_, at) => generator(at));

/** What both sides compute from public data. */
function makeStatement(phi, before, after, c) {
  const committed = joinCiphertexts(before) + joinCiphertexts(after) + joinPoints(c);
  const u = manyChallenges(before.length, `shuffle-challenges|${phi}|${committed}`);
  return { h: prepare(generator(-1)), generators: generators(before.length), committed, u };
}

function finalChallenge(phi, y, committed, [t1, t2, t3, [t41, t42], tHat], cHat) {
  const text = joinPoints([t1, t2, t3, t41, t42]) + joinPoints(tHat) + committed + joinPoints(cHat) + pointText(y);
  return hashToScalar(`shuffle-challenge|${phi}|${text}`);
}

// --- proving (tables 4, 10, 13)

function commitToPermutation(psi, report) {
  const r = randomScalars(psi.length);
  const c = new Array(psi.length);
  steps(psi.length, (i) => (c[psi[i]] = power(G, r[psi[i]]).add(generator(i))), report);
  return { c: normalized(c), r };
}

/** The exponents of the chain: commitment i is g^a[i] h^b[i], and the chain starts with h = g^0 h^1. */
function chainExponents(r, u) {
  const a = [0n];
  const b = [1n];
  for (let i = 0; i < u.length; i += 1) {
    a.push(reduce(r[i] + u[i] * a[i]));
    b.push(reduce(u[i] * b[i]));
  }
  return { a, b };
}

const twoPowers = (h, a, b) => power(G, a).add(power(h, b));

function commit(y, after, known, { omega: [w1, w2, w3, w4], hat, prime }, chain, report) {
  const t3 = power(G, w3).add(powerProduct(known.generators, prime));
  const t41 = power(y, reduce(-w4)).add(powerProduct(after.map((entry) => entry.beta), prime));
  const t42 = power(G, reduce(-w4)).add(powerProduct(after.map((entry) => entry.alpha), prime));
  const link = (i) => twoPowers(known.h, reduce(hat[i] + prime[i] * chain.a[i]), reduce(prime[i] * chain.b[i]));
  const tHat = normalized(steps(after.length, link, report));
  return [power(G, w1), power(G, w2), t3, [t41, t42], tHat];
}

const sum = (numbers) => reduce(numbers.reduce((total, number) => total + number, 0n));
const weigh = (numbers, weights) => sum(numbers.map((number, at) => number * weights[at]));

/** Return r-hat: the sum of each r of the chain times the product of all u' after it. */
function weighChain(r, u) {
  let behind = 1n;
  let total = 0n;
  for (let i = u.length - 1; i >= 0; i -= 1) {
    total = reduce(total + r[i] * behind);
    behind = reduce(behind * u[i]);
  }
  return total;
}

/** Prove that `after` is a shuffle of `before` (table 4); returns { t, s, c, cHat }. */
export function proveShuffle(y, phi, before, { after, randomness, psi }, report = ignore) {
  const size = before.length;
  const { c, r } = commitToPermutation(psi, report);
  const known = makeStatement(phi, before, after, c);
  const uPrime = psi.map((at) => known.u[at]);
  const rHat = randomScalars(size);
  const chain = chainExponents(rHat, uPrime);
  const cHat = normalized(steps(size, (i) => twoPowers(known.h, chain.a[i + 1], chain.b[i + 1]), report));
  const nonces = { omega: randomScalars(4), hat: randomScalars(size), prime: randomScalars(size) };
  const t = commit(y, after, known, nonces, chain, report);
  const own = finalChallenge(phi, y, known.committed, t, cHat);
  const [w1, w2, w3, w4] = nonces.omega;
  const s = [
    reduce(w1 + own * sum(r)),
    reduce(w2 + own * weighChain(rHat, uPrime)),
    reduce(w3 + own * weigh(r, known.u)),
    reduce(w4 + own * weigh(randomness, known.u)),
    nonces.hat.map((w, i) => reduce(w + own * rHat[i])),
    nonces.prime.map((w, i) => reduce(w + own * uPrime[i])),
  ];
  return { t, s, c, cHat };
}

/** How many steps `shuffle` and `proveShuffle` report together for each ciphertext. */
export const STEPS = 4;

// --- verifying (table 5)

const product = (points) => points.reduce((total, point) => total.add(point), IDENTITY);
const minus = (scalar) => reduce(-scalar);

function randomCoefficient() {
  return randomBytes(16).reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);
}

/** Verify all links of the chain in one equation; a wrong one passes with probability 2^-128. */
function verifyChain({ t, s, cHat }, h, own) {
  const size = cHat.length;
  const rho = Array.from({ length: size }, randomCoefficient);
  const [tHat, sHat, sPrime] = [t[4], s[4], s[5]];
  const ofG = weigh(sHat, rho);
  const ofChain = cHat.map((_, i) => reduce(-own * rho[i] + (i + 1 < size ? sPrime[i + 1] * rho[i + 1] : 0n)));
  const ofH = size > 0 ? reduce(sPrime[0] * rho[0]) : 0n;
  const total = powerProduct([...cHat, ...tHat], [...ofChain, ...rho.map(minus)]);
  return total.add(power(G, ofG)).add(power(h, ofH)).is0();
}

function equations(y, before, after, proof, known, own) {
  const { t: [t1, t2, t3, [t41, t42]], s: [s1, s2, s3, s4, , sPrime], c, cHat } = proof; // prettier-ignore
  const { h, generators: hs, u } = known;
  const against = (commitment, base, response) => power(commitment, minus(own)).add(power(base, response));
  const total = u.reduce((all, one) => reduce(all * one), 1n);
  const last = cHat.length > 0 ? cHat.at(-1) : h;
  const both = (name) => powerProduct([...before, ...after].map((entry) => entry[name]), [...u.map((x) => reduce(-own * x)), ...sPrime]);
  return [
    () => t1.equals(against(product(c).subtract(product(hs)), G, s1)),
    () => t2.equals(against(last.subtract(power(h, total)), G, s2)),
    () => t3.equals(power(G, s3).add(powerProduct([...c, ...hs], [...u.map((x) => reduce(-own * x)), ...sPrime]))),
    () => t41.equals(power(y, minus(s4)).add(both("beta"))),
    () => t42.equals(power(G, minus(s4)).add(both("alpha"))),
    () => verifyChain(proof, h, own),
  ];
}

/** Verify that `after` is a shuffle of `before` (table 5). Throws InvalidProof. All elements must be in the group. */
export function verifyShuffle(y, phi, before, after, proof) {
  const { t, s, c, cHat } = proof;
  const lengths = [after, t[4], s[4], s[5], c, cHat].map((list) => list.length);
  if (lengths.some((length) => length !== before.length)) {
    throw new InvalidProof("The shuffle and its proof have lists of different lengths.");
  }
  const known = makeStatement(phi, before, after, c);
  const own = finalChallenge(phi, y, known.committed, t, cHat);
  if (!equations(y, before, after, proof, known, own).every((holds) => holds())) {
    throw new InvalidProof("The proof of the shuffle does not hold.");
  }
}
