// SPDX-License-Identifier: Apache-2.0
// The charter: what the organisation decided before the vote, bound to the election record by the last line of its
// description (docs/spec/charter.md).

import { decode, encode } from "../crypto/canonical.js";
import { InvalidEncoding, InvalidProof } from "../errors.js";
import { sha256Hex } from "../crypto/hashing.js";
import { generationHash, verifyCommitments } from "../protocol/threshold.js";

const LINE = /(?:^|\n)Charter SHA-256: ([0-9a-f]{64})$/;
const WORDS = "charter sha-256";
const DIGEST = /^[0-9a-f]{64}$/;

const isCount = (number, least = 1) => Number.isSafeInteger(number) && number >= least;
const isListOf = (list, isOne) => Array.isArray(list) && list.every(isOne) && new Set(list).size === list.length;
const isDigest = (text) => typeof text === "string" && DIGEST.test(text);

/** Check the types of what is used here: a comparison with a text or a list could pass without meaning anything. */
function checkTypes({ policy, signing_keys: keys, commitments }) {
  const isPolicy =
    isCount(policy?.trustees) &&
    isCount(policy.threshold) &&
    isCount(policy.minimum_ballots, 0) &&
    typeof policy.re_voting === "boolean" &&
    isListOf(policy.mixers, (mixer) => isCount(mixer) && mixer <= policy.trustees) &&
    (policy.minimum_mixers === undefined || isCount(policy.minimum_mixers, 2));
  if (!isPolicy || !isListOf(keys, isDigest) || !Array.isArray(commitments) || !commitments.every(isDigest)) {
    throw new InvalidEncoding("The charter is not written as a charter is, or two trustees have the same signing key.");
  }
}

/** Return the hash in the description's last line (undefined: none). The words of that line are nowhere else. */
function charterDigest(description) {
  const match = LINE.exec(description);
  const text = match === null ? description : description.slice(0, match.index);
  if (text.toLowerCase().includes(WORDS)) {
    throw new InvalidProof("“Charter SHA-256” is in the election's description, and not in its exact last line.");
  }
  return match?.[1];
}

/** Return the charter's record, the first line of the companion file, or null if that line is another one. */
function charterRecord(companion) {
  const record = companion ? decode(companion.split("\n", 1)[0], "The first line of the companion file") : null;
  return record?.record === "charter" ? record : null;
}

/**
 * Return the charter from the first line of the companion file if the election names one, else null: then nothing was
 * promised.
 */
export function readCharter(description, companion) {
  const digest = charterDigest(description);
  if (digest !== undefined && companion === null) {
    throw new InvalidProof("The companion file with the charter of this election could not be loaded.");
  }
  const record = charterRecord(companion);
  if (digest === undefined) {
    if (record !== null) throw new InvalidProof("The companion file has a charter that the election does not name.");
    return null;
  }
  if (record === null || sha256Hex(encode(record.value)) !== digest) {
    throw new InvalidProof("The charter is not the one that the election was set up with.");
  }
  checkTypes(record.value);
  return record.value;
}

/**
 * Check that the trustees are as many, and as many needed, as the charter says (3.8), and kept to their commitments (3.9).
 * Returns the hash of each key generation, as its trustees' tools remember it.
 */
export function compareTrustees({ policy, signing_keys: signingKeys, commitments }, { keys, needed, groups }) {
  if (policy.trustees !== keys.length || signingKeys.length !== keys.length) {
    throw new InvalidProof(
      `The charter says ${policy.trustees} trustees and lists ${signingKeys.length} signing keys; the election has ${keys.length} trustees.`,
    );
  }
  if (policy.threshold !== needed) {
    throw new InvalidProof(`The charter says that ${policy.threshold} trustees can open the tally; here it takes ${needed}.`);
  }
  verifyCommitments(groups.flatMap(({ coefexps }) => coefexps), commitments);
  const rest = [...commitments];
  return groups.map(({ certs }) => generationHash(certs, rest.splice(0, certs.length)));
}
