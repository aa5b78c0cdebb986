// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { test } from "node:test";

import { encryptBallot, signBallot, verifyBallot } from "../../src/protocol/ballot.js";
import { encode } from "../../src/crypto/canonical.js";
import { verifyOpened } from "../../src/verify/opened_ballot.js";
import { encodeOpened } from "../../src/protocol/opened_ballot.js";
import { denseRanks } from "../../src/booth/paper/table.js";
import { makeShare, strongSeed, verifyStrong } from "../../src/protocol/decryption.js";
import { encryptElement } from "../../src/crypto/elgamal.js";
import { parseElection } from "../../src/protocol/election.js";
import { decodePaper, encodePaper, isCanonical } from "../../src/crypto/embedding.js";
import { ChoiceNotAllowed, InvalidEncoding, InvalidProof, Unsupported } from "../../src/errors.js";
import { G, embed, extract, generator, parsePoint, pointText, power, randomScalar } from "../../src/crypto/group.js";
import { checkPaper, paperStyle } from "../../src/protocol/papers.js";
import { parseProof } from "../../src/crypto/proofs.js";

const TOKEN = "abcde-fghijk-mnopq-rstuvw";
const RANKED = { type: "NonHomomorphic", value: { answers: ["A", "B", "C"], question: "Rank" } };
const GRADED = { ...RANKED, extra: { type: "MajorityJudgment", blank: false, grades: ["Good", "Bad"] } };
const LISTS = { type: "Lists", value: { answers: [["L1", "a", "b"], ["L2", "c"]], question: "Lists" } };
const CHOICES = [[2, 0, 1], [[0, 0, 0], [1, 1]], [1, 2, 2]];

function electionText(questions) {
  const fields = { version: 1, description: "", name: "n", group: "Ed25519" };
  return encode({ ...fields, public_key: pointText(power(G, 7n)), questions, uuid: "jWTe3Nx6DNye1q" });
}

const text = electionText([RANKED, LISTS, GRADED]);
const election = parseElection(text);
const createBallot = (election, token, choices) => signBallot(election, token, encryptBallot(election, token, choices).unsigned);

test("ballots with ranked, graded and lists contests are made, verified and opened", () => {
  const made = encryptBallot(election, TOKEN, CHOICES);
  const signed = signBallot(election, TOKEN, made.unsigned);
  assert.equal(verifyBallot(election, signed.text).trackingNumber, signed.trackingNumber);
  assert.deepEqual(verifyOpened(encodeOpened(text, made.unsigned, CHOICES, made.randomness)).choices, CHOICES);
  assert.deepEqual(made.randomness.map((row) => row.length), [1, 5, 1]);
  assert.deepEqual(election.questions[2].grades, ["Good", "Bad"]);
});

test("an answer of another voter, another question or with a changed part is refused", () => {
  const [one, other] = [TOKEN, "zbcde-fghijk-mnopq-rstuvw"].map((token) => JSON.parse(createBallot(election, token, CHOICES).text));
  const changes = [
    (b) => (b.answers[0].choices = other.answers[0].choices),
    (b) => (b.answers[0].proof = other.answers[0].proof),
    (b) => (b.answers[0] = b.answers[2]),
    (b) => (b.answers[1].list_proofs.reverse()),
    (b) => (b.answers[1].overall_proof = b.answers[1].list_proofs[0][0]),
    (b) => (b.answers[1].nonzero_proof.response.reverse()),
    (b) => (b.answers[1].nonzero_proof.commitment = pointText(G.subtract(G))), // C3
    (b) => b.answers[1].individual_proofs[0].pop(),
    (b) => b.answers[1].choices[1].push(b.answers[1].choices[1][0]),
  ];
  for (const change of changes) {
    const ballot = structuredClone(one);
    change(ballot);
    const wrong = () => verifyBallot(election, encode(ballot));
    assert.throws(wrong, (error) => error instanceof InvalidProof || error instanceof InvalidEncoding);
  }
});

test("choices on lists that are no vote are not encrypted", () => {
  const bad = [[[1, 1, 0], [1, 1]], [[0, 0, 0], [0, 0]], [[1, 0, 0], [0, 0]], [[1, 1, 0], [0, 1]], [[1, 2, 0], [0, 0]], [[1, 1], [0, 0]]];
  for (const rows of bad) assert.throws(() => createBallot(election, TOKEN, [CHOICES[0], rows, CHOICES[2]]), ChoiceNotAllowed);
});

test("questions that cannot be answered here are refused", () => {
  const many = { ...RANKED, value: { answers: Array.from({ length: 31 }, (_, at) => `C${at}`), question: "q" } };
  for (const question of [many, { ...RANKED, type: "constructor" }, { ...RANKED, type: "Other" }]) {
    assert.throws(() => parseElection(electionText([question])), Unsupported);
  }
  const flat = { ...LISTS, value: { answers: ["a", "b"], question: "q" } };
  const alone = { ...LISTS, value: { answers: [["L1"]], question: "q" } };
  for (const question of [flat, alone, { ...GRADED, extra: { type: "MajorityJudgment" } }, { ...RANKED, value: { answers: [], question: "q" } }]) {
    assert.throws(() => parseElection(electionText([question])), InvalidEncoding);
  }
});

test("papers survive their encoding, and only that one encoding is canonical", () => {
  for (const paper of [[0, 0, 0], [1, 2, 3], [255, 255, 255], Array(30).fill(255), [7]]) {
    const element = encodePaper(paper);
    assert.deepEqual(decodePaper(element, paper.length), paper);
    assert.ok(isCanonical(element, paper.length));
    assert.ok(!isCanonical(embed(extract(element) + 1n), paper.length), "the next element is another spelling");
  }
});

test("C17: generators come from their number alone, and are in the group", () => {
  for (const index of [-1, 0, 1, 99]) assert.ok(parsePoint(pointText(generator(index))).equals(generator(index)));
});

test("P4: what the rule does not count is refused", () => {
  const question = { answers: ["A", "B", "C"], grades: [] };
  const strict = paperStyle(question, { rule: "scottish-stv" });
  const equal = paperStyle(question, { rule: "schulze" });
  const graded = paperStyle({ ...question, grades: ["x", "y", "z"] }, { rule: "majority-judgment" });
  const good = [[strict, [1, 2, 3]], [strict, [0, 1, 0]], [strict, [0, 0, 0]], [equal, [1, 1, 2]], [graded, [3, 3, 1]]];
  const bad = [
    [strict, [1, 1, 2]], [strict, [1, 3, 0]], [strict, [2, 0, 0]], [strict, [1, 2, 4]], [strict, [1, 2, -1]],
    [equal, [1, 1, 3]], [equal, [2, 2, 2]], [graded, [0, 0, 0]], [graded, [1, 0, 2]], [graded, [1, 2, 4]],
    [paperStyle(question, { rule: "av", ranks: 2 }), [1, 2, 3]], [paperStyle(question, { rule: "av", blank: false }), [0, 0, 0]],
  ]; // prettier-ignore
  for (const [style, paper] of good) checkPaper("t", paper, style);
  for (const [style, paper] of bad) assert.throws(() => checkPaper("t", paper, style), ChoiceNotAllowed, String(paper));
});

test("P4: gaps between ranks are closed", () => {
  assert.deepEqual(denseRanks([7, 0, 2, 7]), [2, 0, 1, 2]);
  assert.deepEqual(denseRanks([0, 0]), [0, 0]);
});

const board = (entries) => ({
  phi: "phi",
  questions: [{ kind: "choice" }],
  tally: [entries],
  tallyDigest: "aa".repeat(32),
  shuffle: "",
  setupEvent: "bb".repeat(32),
  answers: "cc".repeat(32),
});

test("C20, M3: the same share again is the same bytes; another tally shares no nonce with it", () => {
  const [x, seed] = [randomScalar(), new Uint8Array(32).fill(3)];
  const y = power(G, x);
  const entries = [1, 2, 3].map(() => encryptElement(y, randomScalar(), G));
  const [one, again] = [0, 0].map(() => makeShare(board(entries), 1, x, seed));
  assert.equal(one.text, again.text);
  const other = JSON.parse(makeShare(board([entries[0], encryptElement(y, 5n, G)]), 1, x, seed).text);
  const proofs = JSON.parse(one.text).partial_decryption.decryption_proofs[0];
  assert.deepEqual(other.partial_decryption.decryption_proofs[0][0], proofs[0], "the same statement, the same proof");
  assert.notDeepEqual(other.strong_proof, JSON.parse(one.text).strong_proof);
  assert.equal(new Set(proofs.map(({ challenge }) => challenge)).size, 3);
});

test("M2: the strong proof holds for its own statement only", () => {
  const x = randomScalar();
  const entries = [1, 2].map(() => encryptElement(power(G, x), randomScalar(), G));
  const own = board(entries);
  const bundle = JSON.parse(makeShare(own, 4, x, new Uint8Array(32)).text);
  const alphas = entries.map(({ alpha }) => alpha);
  const factors = bundle.partial_decryption.decryption_factors[0].map(parsePoint);
  const check = (about, owner, list) =>
    verifyStrong(strongSeed(about, owner, power(G, x), alphas, list), power(G, x), alphas, list, parseProof(bundle.strong_proof));
  check(own, 4, factors);
  const wrong = [[own, 5, factors], [{ ...own, shuffle: "dd" }, 4, factors], [own, 4, [factors[0], factors[1].add(G)]]]; // prettier-ignore
  for (const [about, owner, list] of wrong) assert.throws(() => check(about, owner, list), InvalidProof);
});
