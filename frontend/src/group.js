// SPDX-License-Identifier: Apache-2.0
// The prime-order subgroup of Ed25519 (specification, section 5.2.1).
//
// A point is written as the 64 hexadecimal digits of its compressed *number*: the usual 32 little-endian
// bytes in reverse order. Each element has exactly one spelling, and everything else is refused.

import { ed25519 } from "@noble/curves/ed25519.js";

import { InvalidEncoding } from "./errors.js";
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

/** Return the text of a point. */
export function pointText(point) {
  const bytes = point.toBytes().reverse();
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Parse the text of a point of the prime-order subgroup.
 * Throws InvalidEncoding for any other spelling, for points off the curve and for points outside the subgroup.
 */
export function parsePoint(text) {
  if (typeof text !== "string" || !POINT.test(text)) {
    throw new InvalidEncoding("A group element must be written as 64 lower-case hexadecimal digits.");
  }
  const bytes = Uint8Array.from({ length: 32 }, (_, at) => parseInt(text.slice(62 - 2 * at, 64 - 2 * at), 16));
  let point;
  try {
    point = Point.fromBytes(bytes, false);
  } catch {
    throw new InvalidEncoding("A group element is not a point of the curve.");
  }
  if (pointText(point) !== text) throw new InvalidEncoding("A group element is not in its canonical form.");
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

/** Raise a base to a public exponent in [0, q); the time depends on it, so it never sees a secret. */
export function powerVartime(base, exponent) {
  return base.is0() ? IDENTITY : base.multiplyUnsafe(exponent);
}

prepare(G);
