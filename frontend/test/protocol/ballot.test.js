// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { test } from "node:test";

import { encryptBallot, signBallot, verifyBallot, wipe } from "../../src/protocol/ballot.js";
import { encode } from "../../src/crypto/canonical.js";
import { verifyOpened } from "../../src/verify/opened_ballot.js";
import { encodeOpened } from "../../src/protocol/opened_ballot.js";
import { parseElection } from "../../src/protocol/election.js";
import { combine, encodeCiphertext, encryptWith, parseCiphertext } from "../../src/crypto/elgamal.js";
import { ChoiceNotAllowed, InvalidEncoding, InvalidProof, Unsupported } from "../../src/errors.js";
import { G, pointText, power, randomScalar } from "../../src/crypto/group.js";
import { proveInterval, verifyInterval } from "../../src/crypto/proofs.js";

const TOKEN = "ZZ2oJ-BFQYbk-FvTH7-RRAYPh";

const createBallot = (election, token, choices) => signBallot(election, token, encryptBallot(election, token, choices).unsigned);

function electionText(questions, more = {}) {
  const public_key = more.public_key ?? pointText(power(G, randomScalar()));
  return encode({ version: 1, description: "", name: "n", group: "Ed25519", public_key, questions, uuid: "jWTe3Nx6DNye1q", ...more });
}

const answers = (count) => Array.from({ length: count }, (_, at) => `Candidate ${at}`);

function* everyChoice(length) {
  for (let bits = 0; bits < 2 ** length; bits += 1) yield Array.from({ length }, (_, at) => (bits >> at) & 1);
}

test("C15: exactly the choices within min, max and blank can be cast, and each of them verifies", () => {
  for (const [count, min, max, blank] of [[1, 0, 1, false], [2, 1, 1, true], [3, 0, 2, false], [3, 2, 2, true], [2, 0, 0, true]]) {
    const question = { answers: answers(count), ...(blank ? { blank } : {}), min, max, question: "q" };
    const election = parseElection(electionText([question]));
    for (const choices of everyChoice(count + (blank ? 1 : 0))) {
      const chosen = choices.slice(blank ? 1 : 0).reduce((sum, bit) => sum + bit, 0);
      const legal = blank && choices[0] === 1 ? chosen === 0 : chosen >= min && chosen <= max;
      if (legal) verifyBallot(election, createBallot(election, TOKEN, [choices]).text);
      else assert.throws(() => createBallot(election, TOKEN, [choices]), ChoiceNotAllowed);
    }
  }
});

test("C15: a ciphertext of 2 or -1 has no proof", () => {
  const y = power(G, randomScalar());
  for (const m of [2n, -1n]) {
    const r = randomScalar();
    const honest = encryptWith(y, r, 0);
    const ciphertext = { alpha: honest.alpha, beta: m === 2n ? honest.beta.add(G.double()) : honest.beta.subtract(G) };
    for (const claimed of [0, 1]) {
      const proofs = proveInterval("s", y, { ciphertext, r, m: claimed }, 0, 1);
      assert.throws(() => verifyInterval("s", y, ciphertext, 0, 1, proofs, "It"), InvalidProof);
    }
  }
});

test("C4: a proof is bound to its statement", () => {
  const y = power(G, randomScalar());
  const r = randomScalar();
  const item = { ciphertext: encryptWith(y, r, 1), r, m: 1 };
  const proofs = proveInterval("phi|credential", y, item, 0, 1);
  verifyInterval("phi|credential", y, item.ciphertext, 0, 1, proofs, "It");
  assert.throws(() => verifyInterval("phi|credentiaL", y, item.ciphertext, 0, 1, proofs, "It"), InvalidProof);
});

test("C11: the identity is accepted in a ciphertext", () => {
  const zero = combine([]);
  assert.ok(parseCiphertext(encodeCiphertext(zero)).beta.is0());
});

test("C20: two ballots with the same choices share no number", () => {
  const election = parseElection(electionText([{ answers: answers(3), min: 0, max: 3, question: "q" }]));
  const numbers = (made) => made.text.match(/"[0-9]{50,}"|"[0-9a-f]{64}"/g).filter((text) => !text.includes(credential));
  const first = createBallot(election, TOKEN, [[1, 0, 1]]);
  const credential = JSON.parse(first.text).credential;
  const seen = new Set(numbers(first));
  assert.equal(numbers(createBallot(election, TOKEN, [[1, 0, 1]])).filter((text) => seen.has(text)).length, 0);
});

test("P11: the length of a ballot does not depend on the choices", () => {
  const election = parseElection(electionText([{ answers: answers(4), blank: true, min: 0, max: 4, question: "q" }]));
  const shape = (choices) => createBallot(election, TOKEN, [choices]).text.replace(/"[0-9]+"/g, '"n"').length;
  assert.equal(shape([1, 0, 0, 0, 0]), shape([0, 1, 1, 1, 1]));
  assert.equal(shape([0, 0, 0, 0, 0]), shape([0, 1, 0, 0, 1]));
});

test("P8: wiping leaves no randomness behind", () => {
  const election = parseElection(electionText([{ answers: answers(2), min: 0, max: 2, question: "q" }]));
  const { randomness } = encryptBallot(election, TOKEN, [[1, 0]]);
  const [row] = randomness;
  assert.ok(row.every((r) => r > 0n));
  wipe(randomness);
  assert.deepEqual(row, [0n, 0n]);
  assert.equal(randomness.length, 0);
});

test("an opened ballot is checked from its own text alone", () => {
  const text = electionText([{ answers: answers(2), blank: true, min: 0, max: 2, question: "q" }]);
  const made = encryptBallot(parseElection(text), TOKEN, [[0, 1, 0]]);
  const opened = encodeOpened(text, made.unsigned, [[0, 1, 0]], made.randomness);
  assert.deepEqual(verifyOpened(opened).choices, [[0, 1, 0]]);
  assert.equal(verifyOpened(` ${opened}\n`).checkNumber, made.checkNumber);
  assert.throws(() => verifyOpened(encodeOpened(text, made.unsigned, [[0, 0, 1]], made.randomness)), InvalidProof);
  for (const broken of ["", "{}", "null", "[1]", opened.slice(0, -1), opened.replace('"choices":[[0,1,0]]', '"choices":[]')]) {
    assert.throws(() => verifyOpened(broken), InvalidEncoding, broken.slice(0, 20));
  }
});

test("P8, B7: an opened ballot is not signed, and the number noted before is the one that its signature would name", () => {
  const text = electionText([{ answers: answers(2), min: 0, max: 2, question: "q" }]);
  const election = parseElection(text);
  const made = encryptBallot(election, TOKEN, [[1, 0]]);
  const opened = encodeOpened(text, made.unsigned, [[1, 0]], made.randomness);
  assert.ok(!opened.includes("signature"));
  assert.throws(() => verifyBallot(election, JSON.parse(opened).ballot), InvalidEncoding);
  const signed = signBallot(election, TOKEN, made.unsigned);
  verifyBallot(election, signed.text);
  assert.equal(JSON.parse(signed.text).signature.hash, made.checkNumber);
  assert.notEqual(signed.trackingNumber, made.checkNumber);
  // The proof of what is in a ballot that can be cast: all is right in it but the signature.
  const sellable = encodeOpened(text, signed.text, [[1, 0]], made.randomness);
  for (const number of [signed.trackingNumber, made.checkNumber]) {
    const record = { ...JSON.parse(sellable), check_number: number };
    assert.throws(() => verifyOpened(encode(record)), InvalidEncoding);
  }
});

test("B3: a ballot of another election or of an earlier draft is refused", () => {
  const key = { public_key: pointText(power(G, 7n)) };
  const questions = [{ answers: answers(2), min: 0, max: 2, question: "q" }];
  const made = createBallot(parseElection(electionText(questions, key)), TOKEN, [[1, 0]]);
  const draft = parseElection(electionText(questions, { ...key, name: "m" }));
  const other = parseElection(electionText(questions, { ...key, uuid: "jWTe3Nx6DNye1r" }));
  for (const election of [draft, other]) assert.throws(() => verifyBallot(election, made.text), InvalidProof);
});

test("election records that cannot be right are refused", () => {
  const good = [{ answers: answers(2), min: 0, max: 1, question: "q" }];
  const bad = [
    electionText(good, { version: 2 }),
    electionText(good, { group: "RFC-3526-2048" }),
    electionText(good, { public_key: pointText(power(G, 5n)).toUpperCase() }),
    electionText(good, { public_key: "0".repeat(63) + "1" }),
    electionText(good, { uuid: "short" }),
    electionText([]),
    electionText([{ ...good[0], max: 3 }]),
    electionText([{ ...good[0], min: 2 }]),
    electionText([{ ...good[0], blank: "yes" }]),
    electionText(good) + "\n",
  ];
  for (const text of bad) {
    assert.throws(() => parseElection(text), (e) => e instanceof InvalidEncoding || e instanceof Unsupported, text);
  }
});

test("C10: the identity as a credential is refused", () => {
  const election = parseElection(electionText([{ answers: answers(2), min: 0, max: 2, question: "q" }]));
  const ballot = JSON.parse(createBallot(election, TOKEN, [[1, 0]]).text);
  ballot.credential = "0".repeat(63) + "1";
  assert.throws(() => verifyBallot(election, encode(ballot)), InvalidEncoding);
});
