// SPDX-License-Identifier: Apache-2.0
// Lost tokens that were replaced by spare ones (checks 4.5 and 5.14): no ballot with a replaced credential, none with a
// spare that was issued to nobody. The protocol itself does not know of it.

import { decode, expectFields } from "./canonical.js";
import { InvalidProof } from "./errors.js";

const NEVER = Number.MAX_SAFE_INTEGER;
const LINE = '{"record":"replacement",';
const FIELDS = ["record", "event", "number", "revoked", "spare", "reason"];
const REASONS = ["lost", "not-received", "disclosed", "other"];
const WHILE = ["Setup", "Ballot"];

function refuse(sentence) {
  throw new InvalidProof(sentence);
}

/** Return the charter's spares, each with the height of the event after which it is in force: so far never. */
function readSpares(spares, weights) {
  const isSorted = spares.every((spare, at) => at === 0 || spares[at - 1] < spare);
  const isFew = spares.length > 0 && spares.length < weights.size;
  if (!isSorted || !isFew || !spares.every((spare) => weights.has(spare))) {
    refuse("The charter's list of spare credentials is not valid.");
  }
  return new Map(spares.map((spare) => [spare, NEVER]));
}

/** The lines of the companion file that are replacements, and the place of the first line from after the voting. */
function readRecords(archive, companion) {
  const lines = companion.split("\n");
  const late = archive.events.filter(({ type }) => !WHILE.includes(type)).map(({ hash }) => hash);
  const end = lines.findIndex((line) => late.some((hash) => line.includes(`"event":"${hash}"`)));
  return lines.flatMap((line, at) => {
    if (!line.startsWith(LINE)) return [];
    const record = decode(line, "A replacement in the companion file");
    expectFields(record, FIELDS, "A replacement in the companion file");
    return [{ ...record, isLate: end !== -1 && at > end }];
  });
}

/** Carry one replacement out. */
function replace({ spares, revoked, weights }, record, height, number) {
  const holds =
    record.number === number &&
    REASONS.includes(record.reason) &&
    !record.isLate &&
    height !== undefined &&
    weights.has(record.revoked) &&
    !revoked.has(record.revoked) &&
    spares.get(record.revoked) !== NEVER &&
    spares.get(record.spare) === NEVER &&
    weights.get(record.revoked) === weights.get(record.spare);
  if (!holds) refuse(`Replacement ${number} of a lost token does not hold.`);
  revoked.add(record.revoked);
  spares.set(record.spare, height);
}

/**
 * Check the charter's `spares` (undefined: it has none) and the replacements in the companion file.
 * Returns a function that refuses a ballot's credential that was not in force at the ballot's event.
 */
export function readTokens(archive, weights, spares, companion) {
  const tokens = { spares: spares === undefined ? new Map() : readSpares(spares, weights), revoked: new Set(), weights };
  const heights = new Map(archive.events.filter(({ type }) => WHILE.includes(type)).map(({ hash, height }) => [hash, height]));
  let last = 0;
  readRecords(archive, companion ?? "").forEach((record, at) => {
    const height = heights.get(record.event);
    replace(tokens, record, height >= last ? height : undefined, at + 1);
    last = height;
  });
  return (credential, height) => {
    if (tokens.revoked.has(credential)) refuse("A ballot was cast with a token that was replaced.");
    if ((tokens.spares.get(credential) ?? -1) >= height) refuse("A ballot was cast with a spare token that nobody had.");
  };
}
