// SPDX-License-Identifier: Apache-2.0
// The charter: what the organisation decided before the vote, bound to the election record by the last line of its
// description (docs/spec/charter.md).

import { decode, encode } from "../crypto/canonical.js";
import { InvalidProof } from "../errors.js";
import { sha256Hex } from "../crypto/hashing.js";

const LINE = /(?:^|\n)Charter SHA-256: ([0-9a-f]{64})$/;
const WORDS = "charter sha-256";
const DEFAULT_MINIMUM = 2;

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
 * Return the policy of an election and its spare credentials, from the first line of its companion file if the election
 * names a charter. Without a charter nothing was promised; then the minimum is two ballots.
 */
export function readCharter(description, companion) {
  const digest = charterDigest(description);
  if (digest !== undefined && companion === null) {
    throw new InvalidProof("The companion file with the charter of this election could not be loaded.");
  }
  const record = charterRecord(companion);
  if (digest === undefined) {
    if (record !== null) throw new InvalidProof("The companion file has a charter that the election does not name.");
    return { policy: { minimum_ballots: DEFAULT_MINIMUM, mixers: null } };
  }
  if (record === null || sha256Hex(encode(record.value)) !== digest) {
    throw new InvalidProof("The charter is not the one that the election was set up with.");
  }
  return { policy: record.value.policy, spares: record.value.spares };
}
