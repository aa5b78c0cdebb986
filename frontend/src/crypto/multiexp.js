// SPDX-License-Identifier: Apache-2.0
// Products of many powers, and membership of many points at once.

import { InvalidEncoding } from "../errors.js";
import { IDENTITY, Q, power } from "./group.js";
import { randomBytes } from "./random.js";

const SMALL = 24;

function windowBits(size) {
  return Math.max(4, Math.min(12, Math.floor(Math.log2(size)) - 2));
}

/** Return the digits of exponents in base 2^bits, least significant first, each in one typed array. */
function digitsOf(exponents, bits, turns) {
  const mask = (1n << BigInt(bits)) - 1n;
  return exponents.map((exponent) => {
    const digits = new Uint16Array(turns);
    for (let turn = 0, rest = exponent; turn < turns; turn += 1, rest >>= BigInt(bits)) digits[turn] = Number(rest & mask);
    return digits;
  });
}

/** Return sum over d of d * buckets[d], in the notation of addition. */
function collect(buckets) {
  let running = IDENTITY;
  let total = IDENTITY;
  for (let digit = buckets.length - 1; digit > 0; digit -= 1) {
    running = running.add(buckets[digit]);
    total = total.add(running);
  }
  return total;
}

/**
 * Return the product of base^exponent over two lists (Pippenger's method).
 * The sequence of additions depends only on the length: zero digits go into a bucket too, which is then discarded. So
 * the exponents may be secret, as far as this language allows that at all.
 */
export function powerProduct(bases, exponents) {
  if (bases.length < SMALL) return bases.reduce((sum, base, at) => sum.add(power(base, exponents[at])), IDENTITY);
  const bits = windowBits(bases.length);
  const turns = Math.ceil(Q.toString(2).length / bits);
  const digits = digitsOf(exponents, bits, turns);
  let result = IDENTITY;
  for (let turn = turns - 1; turn >= 0; turn -= 1) {
    for (let i = 0; i < bits; i += 1) result = result.double();
    const buckets = new Array(1 << bits).fill(IDENTITY);
    for (let at = 0; at < bases.length; at += 1) {
      const digit = digits[at][turn];
      buckets[digit] = buckets[digit].add(bases[at]);
    }
    result = result.add(collect(buckets));
  }
  return result;
}

const DIGIT = 5;
const TURNS = 51;

/** Return the digits of an exponent in base 32, from -16 to 16, least significant first. */
function signedDigits(exponent) {
  const digits = new Int8Array(TURNS);
  let carry = 0;
  for (let turn = 0, rest = exponent; turn < TURNS; turn += 1, rest >>= 5n) {
    const digit = Number(rest & 31n) + carry;
    carry = digit > 16 ? 1 : 0;
    digits[turn] = digit - 32 * carry;
  }
  return digits;
}

function bucketsOf(ladder, exponent) {
  const buckets = new Array(17).fill(IDENTITY);
  signedDigits(exponent).forEach((digit, turn) => {
    if (digit > 0) buckets[digit] = buckets[digit].add(ladder[turn]);
    else if (digit < 0) buckets[-digit] = buckets[-digit].subtract(ladder[turn]);
  });
  return buckets;
}

/**
 * Return the powers of one base to several public exponents (Yao's method): all share the same squarings.
 * The time depends on the exponents, so they must never be secret.
 */
export function powersVartime(base, exponents) {
  const ladder = [base];
  while (ladder.length < TURNS) {
    let next = ladder.at(-1);
    for (let i = 0; i < DIGIT; i += 1) next = next.double();
    ladder.push(next);
  }
  return exponents.map((exponent) => collect(bucketsOf(ladder, exponent)));
}

const GROUP = 5;
const TRIALS = 128;

/** Return the sums of all subsets of a few points. */
function subsetSums(points) {
  const sums = [IDENTITY];
  for (const point of points) {
    const size = sums.length;
    for (let at = 0; at < size; at += 1) sums.push(sums[at].add(point));
  }
  return sums;
}

/**
 * Verify that all points of the curve in a list are in the prime-order subgroup.
 * Each of 128 random subsets must sum to a point of the subgroup. If any point is outside, each trial detects that
 * with probability at least 1/2, whatever the other points are, so all trials miss it with probability at most 2^-128.
 */
export function verifySubgroup(points, where) {
  if (points.length < TRIALS) {
    if (points.every((point) => point.isTorsionFree())) return;
    throw new InvalidEncoding(`${where}: a group element is outside the prime-order subgroup.`);
  }
  const trials = new Array(TRIALS).fill(IDENTITY);
  for (let at = 0; at < points.length; at += GROUP) {
    const sums = subsetSums(points.slice(at, at + GROUP));
    const choices = randomBytes(TRIALS);
    for (let trial = 0; trial < TRIALS; trial += 1) {
      trials[trial] = trials[trial].add(sums[choices[trial] & (sums.length - 1)]);
    }
  }
  if (!trials.every((point) => point.isTorsionFree())) {
    throw new InvalidEncoding(`${where}: a group element is outside the prime-order subgroup.`);
  }
}
