// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { test } from "node:test";

import { ed25519, ED25519_TORSION_SUBGROUP } from "@noble/curves/ed25519.js";

import { InvalidEncoding, RandomnessMissing } from "../../src/errors.js";
import { G, IDENTITY, Q, parseKey, parsePoint, parseScalar, pointText, power, powerVartime, randomScalar } from "../../src/crypto/group.js";
import { randomBelow } from "../../src/crypto/random.js";

const P = 2n ** 255n - 19n;
const number = (value) => value.toString(16).padStart(64, "0");

test("the generator is written as its compressed number", () => {
  assert.equal(pointText(G), "6".repeat(62) + "58");
  assert.ok(parsePoint(pointText(G)).equals(G));
});

test("the identity is a legal element but not a legal key", () => {
  assert.equal(pointText(IDENTITY), number(1n));
  assert.ok(parsePoint(number(1n)).is0());
  assert.throws(() => parseKey(number(1n)), InvalidEncoding);
});

test("C9: every other spelling of an element is refused", () => {
  const good = pointText(power(G, 5n));
  const nonCanonical = Array.from({ length: 19 }, (_, k) => number(P + BigInt(k)));
  const withSign = nonCanonical.map((text) => number(BigInt("0x" + text) | (1n << 255n)));
  const signedIdentity = [number((1n << 255n) | 1n), number((1n << 255n) | (P - 1n))];
  const texts = [good.toUpperCase(), good.slice(1), "0" + good, " " + good, good + "\n", "0x" + good.slice(2), "", null, 7];
  const fullWidth = [good.replace(/[0-9]/, "\uff11")];
  for (const text of [...nonCanonical, ...withSign, ...signedIdentity, ...texts, ...fullWidth]) {
    assert.throws(() => parsePoint(text), InvalidEncoding, String(text));
  }
});

test("C6: elements with a component of small order are refused", () => {
  const honest = power(G, randomScalar());
  for (const hex of ED25519_TORSION_SUBGROUP) {
    const torsion = ed25519.Point.fromHex(hex);
    if (torsion.is0()) continue;
    assert.throws(() => parsePoint(pointText(torsion)), InvalidEncoding);
    assert.throws(() => parsePoint(pointText(honest.add(torsion))), InvalidEncoding);
  }
});

test("elements off the curve are refused", () => {
  assert.throws(() => parsePoint(number(2n)), InvalidEncoding);
});

test("C12: every other spelling of a scalar is refused", () => {
  assert.equal(parseScalar("0"), 0n);
  assert.equal(parseScalar(String(Q - 1n)), Q - 1n);
  const bad = ["", "00", "01", "-1", "+5", "0x5", "1_0", " 5", "5 ", "5\n", "1e3", "1.0", "٣", String(Q), "9".repeat(1e6), 5, null];
  for (const text of bad) assert.throws(() => parseScalar(text), InvalidEncoding, String(text).slice(0, 20));
});

test("both multiplications agree, also for zero and the identity", () => {
  for (const exponent of [0n, 1n, Q - 1n, randomScalar()]) {
    assert.ok(power(G, exponent).equals(powerVartime(G, exponent)));
    assert.ok(power(IDENTITY, exponent).is0() && powerVartime(IDENTITY, exponent).is0());
  }
});

test("random numbers stay below their limit and reach all values", () => {
  const seen = new Set(Array.from({ length: 300 }, () => randomBelow(5n)));
  assert.deepEqual([...seen].sort(), [0n, 1n, 2n, 3n, 4n]);
});

test("C20: without crypto.getRandomValues nothing is drawn", () => {
  const original = Object.getOwnPropertyDescriptor(globalThis, "crypto");
  try {
    Object.defineProperty(globalThis, "crypto", { value: undefined, configurable: true });
    assert.throws(() => randomScalar(), RandomnessMissing);
    Object.defineProperty(globalThis, "crypto", { value: {}, configurable: true });
    assert.throws(() => randomScalar(), RandomnessMissing);
  } finally {
    Object.defineProperty(globalThis, "crypto", original);
  }
});
