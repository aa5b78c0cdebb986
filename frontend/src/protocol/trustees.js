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
  return { subKey: key, keys: [key], needed: 1, certs: [], coefexps: [] };
}

const kinds = { Single: verifySingle, Pedersen: verifyParameters };

/** The keys that must differ. Where one trustee of a group is enough, the protocol gives the same key to all of them. */
const distinct = ({ keys, needed }) => (needed === 1 ? keys.slice(0, 1) : keys).map(pointText);

/**
 * Verify a `trustees` record (checks 3.1 to 3.8). Returns { keys, publicKey, needed, groups }: owner n has keys[n - 1],
 * `needed` of all trustees open the tally, and `groups` has { certs, coefexps } of each key generation.
 */
export function verifyTrustees(text) {
  const record = decode(text, "The list of trustees");
  if (!Array.isArray(record) || record.length === 0) throw new InvalidEncoding("The list of trustees is empty.");
  const items = record.map((entry) => {
    expectArray(entry, 2, "A trustee");
    if (!Object.hasOwn(kinds, entry[0])) throw new Unsupported("A trustee is of a kind that is not known here.");
    return kinds[entry[0]](entry[1]);
  });
  const known = items.flatMap(distinct);
  if (new Set(known).size !== known.length) throw new InvalidProof("Two trustees have the same key.");
  return {
    keys: items.flatMap((item) => item.keys),
    publicKey: items.reduce((product, item) => product.add(item.subKey), IDENTITY),
    needed: items.reduce((sum, item) => sum + item.needed, 0),
    groups: items.filter(({ certs }) => certs.length > 0).map(({ certs, coefexps }) => ({ certs, coefexps })),
  };
}
