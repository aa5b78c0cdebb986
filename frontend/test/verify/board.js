// SPDX-License-Identifier: Apache-2.0
// What the tests of this folder share: a board of which only the events are known, and lines of its companion file.

import { encode } from "../../src/crypto/canonical.js";
import { sha256Hex } from "../../src/crypto/hashing.js";

/** Return the events of these types as an archive has them; the `hash` of one is told by its height. */
export function board(...types) {
  const events = types.map((type, height) => ({ type, height, hash: sha256Hex(`event ${height}`), parent: sha256Hex(`event ${height - 1}`) }));
  return { events, ofType: (type) => events.filter((event) => event.type === type) };
}

export const hashOf = (height) => sha256Hex(`event ${height}`);

/** Return a companion file: a first line that is no change of anything, and these records. */
export const companionOf = (...records) => ['{"record":"charter","value":{}}', ...records.map(encode), ""].join("\n");
