// SPDX-License-Identifier: Apache-2.0
// The prime-order subgroup of Ed25519 (specification, section 5.2.1).
//
// A point is written as the 64 hexadecimal digits of its compressed *number*: the usual 32 little-endian
// bytes in reverse order. Each element has exactly one spelling, and everything else is refused.

import { normalizeZ } from "@noble/curves/abstract/curve.js";
import { ed25519 } from "@noble/curves/ed25519.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";

import { InvalidEncoding } from "../errors.js";
import { randomBelow } from "./random.js";

const Point = ed25519.Point;
const WINDOW = 8;

export const Q = Point.CURVE().n;
export const G = Point.BASE;
export const IDENTITY = Point.ZERO;

const POINT = /^[0-9a-f]{64}$/;
const SCALAR = /^(0|[1-9][0-9]{0,76})$/;

/** Reduce an integer modulo q, into [0, q). */
export function reduce(number) {
  const rest = number % Q;
  return rest < 0n ? rest + Q : rest;
}

export function randomScalar() {
  return randomBelow(Q);
}

const DIGITS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
const texts = new WeakMap(); // points never change, and hashing needs the same texts again and again

/** Return the text of a point. */
export function pointText(point) {
  let text = texts.get(point);
  if (text === undefined) {
    text = Array.from(point.toBytes().reverse(), (byte) => DIGITS[byte]).join("");
    texts.set(point, text);
  }
  return text;
}

/** Return the same points in affine form, which makes their texts cheap: one inversion for all of them. */
export function normalized(points) {
  return normalizeZ(Point, points);
}

/** Return what elements are sorted by: the digits of the 32 little-endian bytes. */
export function sortKey(point) {
  return pointText(point).match(/../g).reverse().join("");
}

/** Return the point of the curve with this compressed number, or null. */
function decompress(bytes) {
  try {
    return Point.fromBytes(bytes, false);
  } catch {
    return null;
  }
}

/**
 * Parse the text of a point of the whole curve. The caller must still make sure that the point is in the prime-order
 * subgroup: `parsePoint` does, and so does `verifySubgroup` for many points at once.
 */
export function parseCurvePoint(text) {
  if (typeof text !== "string" || !POINT.test(text)) {
    throw new InvalidEncoding("A group element must be written as 64 lower-case hexadecimal digits.");
  }
  const bytes = Uint8Array.from({ length: 32 }, (_, at) => parseInt(text.slice(62 - 2 * at, 64 - 2 * at), 16));
  const point = decompress(bytes);
  if (point === null) throw new InvalidEncoding("A group element is not a point of the curve.");
  if (pointText(point) !== text) throw new InvalidEncoding("A group element is not in its canonical form.");
  return point;
}

/**
 * Parse the text of a point of the prime-order subgroup.
 * Throws InvalidEncoding for any other spelling, for points off the curve and for points outside the subgroup.
 */
export function parsePoint(text) {
  const point = parseCurvePoint(text);
  if (!point.isTorsionFree()) throw new InvalidEncoding("A group element is outside the prime-order subgroup.");
  return point;
}

/** Parse a public key or credential: a point that must not be the identity. */
export function parseKey(text) {
  const point = parsePoint(text);
  if (point.is0()) throw new InvalidEncoding("A key or credential must not be the identity element.");
  return point;
}

/** Parse a decimal scalar in [0, q), without sign, spaces or leading zeros. */
export function parseScalar(text) {
  if (typeof text !== "string" || !SCALAR.test(text)) {
    throw new InvalidEncoding("A number must be written in decimal digits, without sign or leading zeros.");
  }
  const number = BigInt(text);
  if (number >= Q) throw new InvalidEncoding("A number is not smaller than the group order.");
  return number;
}

/** Prepare tables for a base that is used many times (g has them from the start). */
export function prepare(base) {
  return base.precompute(WINDOW, false);
}

/** Raise a base to a secret exponent in [0, q); the library's blinded multiplication. */
export function power(base, exponent) {
  return exponent === 0n || base.is0() ? IDENTITY : base.multiply(exponent);
}

/** Raise a base to a public exponent in [0, q); the time depends on it, so it must never be secret. */
export function powerVartime(base, exponent) {
  return base.is0() ? IDENTITY : base.multiplyUnsafe(exponent);
}

function littleEndian(number) {
  const bytes = new Uint8Array(32);
  for (let at = 0; at < 32; at += 1, number >>= 8n) bytes[at] = Number(number & 255n);
  return bytes;
}

/** Decompress numbers from `start` on; return the first result of `accept(point)` that is not null. */
function find(start, accept) {
  for (let number = start; ; number += 1n) {
    const point = decompress(littleEndian(number));
    const found = point === null ? null : accept(point);
    if (found !== null) return found;
  }
}

/** Return the element whose text is the smallest number >= `number` that is one (section 5.2.1, of_ints). */
export function embed(number) {
  return find(number, (point) => (point.isTorsionFree() ? point : null)); // the identity counts too: it is a paper of zeros
}

/** Return the number that is an element's text. */
export function extract(point) {
  return BigInt(`0x${pointText(point)}`);
}

const generators = new Map();

/** Return the independent generator number `index`, from -1 (tables 6 to 9): never from data (C17). */
export function generator(index) {
  if (!generators.has(index)) {
    const start = BigInt(`0x${bytesToHex(sha256(new TextEncoder().encode(`ggen|${index}`)))}`) >> 2n;
    generators.set(index, find(start, (point) => point.double().double().double()));
  }
  return generators.get(index);
}

prepare(G);
