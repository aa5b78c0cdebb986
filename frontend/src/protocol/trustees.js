// SPDX-License-Identifier: Apache-2.0
// The trustees of an election: "Single" ones, who are all needed, and threshold groups, of which some suffice (4.5, 4.7).

import { decode, expectArray, expectFields } from "../crypto/canonical.js";
import { InvalidEncoding, InvalidProof, Unsupported } from "../errors.js";
import { G, IDENTITY, parseKey, pointText, power } from "../crypto/group.js";
import { encodeProof, parseProof, proveKnowledge, verifyKnowledge } from "../crypto/proofs.js";
import { verifyParameters } from "./threshold.js";

/** Return the `trustee_public_key` record of a private key. */
export function makeTrusteeKey(privateKey, name = null) {
  const publicKey = power(G, privateKey);
  const record = { pok: encodeProof(proveKnowledge(privateKey, publicKey)), public_key: pointText(publicKey) };
  return name === null ? record : { ...record, name };
}

function verifySingle(record) {
  expectFields(record, ["pok", "public_key", ...("name" in record ? ["name"] : [])], "A trustee's key");
  const key = parseKey(record.public_key);
  verifyKnowledge(key, parseProof(record.pok));
  return { subKey: key, keys: [key] };
}

const kinds = { Single: verifySingle, Pedersen: verifyParameters };

/** Verify a `trustees` record; returns { keys, publicKey }: owner n has keys[n - 1] (checks 3.1 to 3.8). */
export function verifyTrustees(text) {
  const record = decode(text, "The list of trustees");
  if (!Array.isArray(record) || record.length === 0) throw new InvalidEncoding("The list of trustees is empty.");
  const items = record.map((entry) => {
    expectArray(entry, 2, "A trustee");
    if (!Object.hasOwn(kinds, entry[0])) throw new Unsupported("A trustee is of a kind that is not known here.");
    return kinds[entry[0]](entry[1]);
  });
  const keys = items.flatMap((item) => item.keys);
  if (new Set(keys.map(pointText)).size !== keys.length) throw new InvalidProof("Two trustees have the same key.");
  return { keys, publicKey: items.reduce((product, item) => product.add(item.subKey), IDENTITY) };
}
