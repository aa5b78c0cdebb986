// SPDX-License-Identifier: Apache-2.0
// The charter: what the organisation decided before the vote, bound to the election record by the last line of its
// description (docs/spec/charter.md).

import { decode, encode } from "../crypto/canonical.js";
import { InvalidProof } from "../errors.js";
import { sha256Hex } from "../crypto/hashing.js";

const LINE = /(?:^|\n)Charter SHA-256: ([0-9a-f]{64})$/;
const DEFAULT_MINIMUM = 2;

/**
 * Return the policy of an election and its spare credentials, from the first line of its companion file if the election
 * names a charter. Without a charter nothing was promised; then the minimum is two ballots.
 */
export function readCharter(description, companion) {
  const digest = LINE.exec(description)?.[1];
  if (digest === undefined) return { policy: { minimum_ballots: DEFAULT_MINIMUM, mixers: null } };
  if (companion === null) throw new InvalidProof("The companion file with the charter of this election could not be loaded.");
  const record = decode(companion.split("\n", 1)[0], "The first line of the companion file");
  if (record?.record !== "charter" || sha256Hex(encode(record.value)) !== digest) {
    throw new InvalidProof("The charter is not the one that the election was set up with.");
  }
  return { policy: record.value.policy, spares: record.value.spares };
}
