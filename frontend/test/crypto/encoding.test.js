// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";

import { decode, encode } from "../../src/crypto/canonical.js";
import { publicCredential, secretExponent } from "../../src/crypto/credentials.js";
import { InvalidEncoding } from "../../src/errors.js";
import { pointText } from "../../src/crypto/group.js";
import { base64, hashToScalar, sha256Base64, sha256Hex } from "../../src/crypto/hashing.js";
import { parseToken } from "../../src/crypto/token.js";

test("SHA-256 agrees with Node's own, in hexadecimal and in unpadded Base64", () => {
  for (const text of ["", "a", "ab", "abc", "é\u2028", "x".repeat(1000)]) {
    const expected = createHash("sha256").update(text);
    assert.equal(sha256Hex(text), expected.copy().digest("hex"));
    assert.equal(sha256Base64(text), expected.digest("base64").replace(/=+$/, ""));
  }
  assert.equal(base64(Uint8Array.of(251, 255)), "+/8");
});

test("a challenge is the hash as a big-endian number modulo q", () => {
  assert.equal(hashToScalar("abc"), BigInt("0x" + sha256Hex("abc")) % (2n ** 252n + 27742317777372353535851937790883648493n));
});

test("strings are escaped exactly as the reference does", () => {
  assert.equal(encode('"\\/\b\f\n\r\t\u0000\u001f\u007fé\u2028😀'), '"\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\\u007fé\u2028😀"');
});

test("values are compact and keep the order of their fields", () => {
  assert.equal(encode({ b: [1, true, null, "x"], a: {} }), '{"b":[1,true,null,"x"],"a":{}}');
  for (const value of [1.5, NaN, Infinity, -0, 2 ** 53, "\ud800"]) assert.throws(() => encode(value), InvalidEncoding);
});

test("B15: only the canonical spelling is read", () => {
  assert.deepEqual(decode('{"a":["b",1]}', "x"), { a: ["b", 1] });
  const bad = ['{"a": 1}', '{"a":1,"a":1}', '{"a":1}\n', '\ufeff{"a":1}', '["\\u0061"]', '["\\/"]', "[1e2]", "[1.0]", "[-0]", "[NaN]", '["\\ud800"]', "[", "", '["\u007f"]'];
  for (const text of bad) assert.throws(() => decode(text, "x"), InvalidEncoding, text);
  assert.throws(() => decode("[".repeat(1e6), "x"), InvalidEncoding);
  assert.throws(() => decode('"' + "x".repeat(5e6) + '"', "x"), InvalidEncoding);
});

const TOKEN = "ZZ2oJ-BFQYbk-FvTH7-RRAYPh";

test("B17: a typed token is forgiven its spaces, its dashes and the link around it", () => {
  const forms = [TOKEN, ` ${TOKEN}\n`, TOKEN.replaceAll("-", ""), TOKEN.replaceAll("-", " "), "ZZ2o–JBFQ—Ybk FvTH\u00a07RR\u200bAYPh"];
  for (const typed of [...forms, `https://vote.example/vote/abc#${TOKEN}`]) assert.equal(parseToken(typed), TOKEN);
});

test("B17: what cannot be a token is refused, and the reason is named", () => {
  const reasons = {
    "": "empty",
    "  - ": "empty",
    [TOKEN.slice(1)]: "length",
    [TOKEN + "Z"]: "length",
    [TOKEN.replace("o", "0")]: "lookalike",
    [TOKEN.replace("B", "I").replace("Q", "O").replace("h", "l")]: "lookalike",
    [TOKEN.replace("o", "ö")]: "character",
    [TOKEN.replace("o", "😀")]: "character",
    [TOKEN.replace("o", "0").replace("J", "!")]: "character",
  };
  for (const [typed, reason] of Object.entries(reasons)) {
    assert.throws(() => parseToken(typed), (error) => error.reason === reason, typed);
  }
});

test("a credential is derived as the reference derives it", () => {
  const credential = pointText(publicCredential(secretExponent("jWTe3Nx6DNye1q", TOKEN)));
  assert.equal(credential, "7683ec6ae5f6d73c492de3a04ffe061f1a2b79fa4a43a1d24c00c0024f192295");
});
