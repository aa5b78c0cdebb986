// SPDX-License-Identifier: Apache-2.0
// B11, T2, T7, T15, checks 1.5, 3.8 and 3.9: the charter is the one that the election names, and is written as a charter is.
import assert from "node:assert/strict";
import { test } from "node:test";

import { encode } from "../../src/crypto/canonical.js";
import { sha256Hex } from "../../src/crypto/hashing.js";
import { generationHash } from "../../src/protocol/threshold.js";
import { compareTrustees, readCharter } from "../../src/verify/charter.js";

const KEYS = ["one", "two"].map(sha256Hex);
const POLICY = { trustees: 2, threshold: 1, mixers: [1, 2], minimum_ballots: 0, re_voting: true };
const CHARTER = { policy: POLICY, signing_keys: KEYS, commitments: [] };

const line = (charter) => `Charter SHA-256: ${sha256Hex(encode(charter))}`;
const companionOf = (charter) => `${encode({ record: "charter", value: charter })}\n{"record":"other"}\n`;
const read = (charter) => readCharter(`About it\n${line(charter)}`, companionOf(charter));

test("the charter that the description names in its last line is returned, and null if it names none", () => {
  assert.deepEqual(read(CHARTER), CHARTER);
  assert.deepEqual(readCharter(line(CHARTER), companionOf(CHARTER)), CHARTER);
  for (const companion of [null, "", '{"record":"other"}\n']) assert.equal(readCharter("About it", companion), null);
});

test("a charter is at its edges what a charter can be", () => {
  for (const change of [{ trustees: 1, mixers: [1] }, { minimum_mixers: 2 }, { minimum_mixers: 3 }, { mixers: [] }, { re_voting: false }]) {
    read({ ...CHARTER, policy: { ...POLICY, ...change } });
  }
  read({ ...CHARTER, signing_keys: [], commitments: [KEYS[0], KEYS[0]] });
});

test("a charter that is not the election's is refused", () => {
  const refused = (description, companion, message) =>
    assert.throws(() => readCharter(description, companion), { name: "InvalidProof", message });
  const other = "The charter is not the one that the election was set up with.";
  refused(line(CHARTER), null, "The companion file with the charter of this election could not be loaded.");
  refused("About it", companionOf(CHARTER), "The companion file has a charter that the election does not name.");
  refused(line(CHARTER), "", other);
  refused(line(CHARTER), `{"record":"other"}\n${companionOf(CHARTER)}`, other);
  refused(line(CHARTER), companionOf({ ...CHARTER, more: 1 }), other);
  const place = "“Charter SHA-256” is in the election's description, and not in its exact last line.";
  for (const description of [`${line(CHARTER)}\n`, `${line(CHARTER)}\n${line(CHARTER)}`, "CHARTER sha-256", `x${line(CHARTER)}`]) {
    refused(description, companionOf(CHARTER), place);
  }
});

const OTHERWISE = {
  "no policy": { policy: null },
  "trustees in a text": { policy: { ...POLICY, trustees: "2" } },
  "no trustee": { policy: { ...POLICY, trustees: 0, mixers: [] } },
  "a threshold in a list": { policy: { ...POLICY, threshold: [1] } },
  "no threshold": { policy: { ...POLICY, threshold: 0 } },
  "a minimum in a text": { policy: { ...POLICY, minimum_ballots: "2" } },
  "a minimum below zero": { policy: { ...POLICY, minimum_ballots: -1 } },
  "voting again in a text": { policy: { ...POLICY, re_voting: "no" } },
  "mixers in a text": { policy: { ...POLICY, mixers: "12" } },
  "a mixer twice": { policy: { ...POLICY, mixers: [1, 1] } },
  "a mixer 0": { policy: { ...POLICY, mixers: [0] } },
  "a mixer who is no trustee": { policy: { ...POLICY, mixers: [3] } },
  "one mixer is enough": { policy: { ...POLICY, minimum_mixers: 1 } },
  "keys that are no list": { signing_keys: null },
  "a key twice": { signing_keys: [KEYS[0], KEYS[0]] },
  "a key that is none": { signing_keys: [KEYS[0], "key"] },
  "a key in a list": { signing_keys: [[KEYS[0]], KEYS[1]] },
  "no commitments": { commitments: null },
  "a commitment that is none": { commitments: [KEYS[0], 5] },
};
for (const [name, change] of Object.entries(OTHERWISE)) {
  test(`a charter of another form is refused: ${name}`, () => {
    const message = "The charter is not written as a charter is, or two trustees have the same signing key.";
    assert.throws(() => read({ ...CHARTER, ...change }), { name: "InvalidEncoding", message });
  });
}

// -- the trustees

const MESSAGES = ["coefficients 1", "coefficients 2", "coefficients 3"];
const COEFEXPS = MESSAGES.map((message) => ({ message }));
const COMMITMENTS = MESSAGES.map(sha256Hex);
const GROUPS = [{ certs: ["a", "b"], coefexps: COEFEXPS.slice(0, 2) }, { certs: ["c"], coefexps: COEFEXPS.slice(2) }];
const TRUSTEES = { keys: ["x", "y"], needed: 1, groups: GROUPS };

test("each key generation is told by its certificates and commitments", () => {
  assert.deepEqual(compareTrustees(CHARTER, { ...TRUSTEES, groups: [] }), []);
  assert.deepEqual(compareTrustees({ ...CHARTER, commitments: COMMITMENTS }, TRUSTEES), [
    generationHash(["a", "b"], COMMITMENTS.slice(0, 2)), generationHash(["c"], COMMITMENTS.slice(2)),
  ]);
});

test("other trustees than the charter's are refused", () => {
  const charter = { ...CHARTER, commitments: COMMITMENTS };
  const refused = (change, trustees, message) =>
    assert.throws(() => compareTrustees({ ...charter, ...change }, { ...TRUSTEES, ...trustees }), { name: "InvalidProof", message });
  const numbers = (said, listed) => `The charter says ${said} trustees and lists ${listed} signing keys; the election has 2 trustees.`;
  refused({ policy: { ...POLICY, trustees: 3 } }, {}, numbers(3, 2));
  refused({ signing_keys: KEYS.slice(1) }, {}, numbers(2, 1));
  refused({}, { needed: 2 }, "The charter says that 1 trustees can open the tally; here it takes 2.");
  refused({ commitments: COMMITMENTS.toReversed() }, {}, /^The coefficients of trustee 1 are not those/);
});
