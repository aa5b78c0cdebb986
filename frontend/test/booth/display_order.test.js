// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { test } from "node:test";

import { BLANK_LIST } from "../../src/protocol/blank_list.js";
import { displayLots } from "../../src/booth/display_lots.js";
import { displayOrder } from "../../src/booth/paper/display_order.js";

const question = { kind: "choice", answers: ["A", "B", "C", "D"] };
const election = { phi: "phi", questions: [question, question] };
const contest = { order: "random", candidates: question.answers.map(() => ({})) };
const credential = (number) => number.toString(16).padStart(64, "0");
const orders = (whose, about = contest) => displayLots(election, credential(whose)).map((lots) => displayOrder(question, about, lots));

test("a voter has one order in each contest, the same at every visit", () => {
  for (const whose of [1, 2, 3]) assert.deepEqual(orders(whose), orders(whose));
  const both = Array.from({ length: 40 }, (_, whose) => orders(whose));
  assert.ok(both.some(([one, other]) => one.join() !== other.join()));
  assert.notDeepEqual(displayLots(election, credential(1)), displayLots({ ...election, phi: "other" }, credential(1)));
});

test("over all voters every order is equally likely (chi square)", () => {
  const [counts, voters] = [new Map(), 4800];
  for (let whose = 0; whose < voters; whose += 1) {
    const name = orders(whose)[1].join();
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const expected = voters / 24;
  const chi = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  assert.equal(counts.size, 24);
  assert.ok(chi < 65, `chi square with 23 degrees of freedom: ${chi}`); // the credentials are fixed, and so is this
});

test("whoever stands for reopening nominations stays last, and so does the blank vote among lists", () => {
  const reopening = { ...contest, candidates: question.answers.map((_, at) => ({ reopens: at === 1 })) };
  for (let whose = 0; whose < 20; whose += 1) assert.equal(orders(whose, reopening)[0].at(-1), 1);
  const lists = { kind: "lists", answers: [["One", "a"], ["Two", "b"], [...BLANK_LIST]] };
  const told = { order: "random", blank: true };
  const firsts = new Set();
  for (let whose = 0; whose < 20; whose += 1) {
    const [lots] = displayLots({ phi: "phi", questions: [lists] }, credential(whose));
    const shown = displayOrder(lists, told, lots);
    assert.equal(shown.at(-1), 2);
    firsts.add(shown[0]);
  }
  assert.deepEqual([...firsts].sort(), [0, 1]);
});

test("without chance the order is that of the record", () => {
  assert.deepEqual(orders(1, { ...contest, order: "fixed" })[0], [0, 1, 2, 3]);
  assert.deepEqual(orders(1, { ...contest, order: "alphabetical" })[0], [0, 1, 2, 3]);
});
