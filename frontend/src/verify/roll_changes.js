// SPDX-License-Identifier: Apache-2.0
// Changes of the roll since the freeze (checks 4.5 and 5.14): tokens replaced, members added and removed. No ballot may use
// a revoked credential, or a spare one that was issued to nobody. The protocol itself knows nothing of these changes.

import { decode, expectFields } from "../crypto/canonical.js";
import { InvalidProof } from "../errors.js";

const NEVER = Number.MAX_SAFE_INTEGER;
const KINDS = {
  replacement: {
    fields: ["record", "event", "number", "revoked", "spare", "reason"],
    reasons: ["lost", "not-received", "disclosed", "other"],
    name: "replacement of a token",
  },
  admission: {
    fields: ["record", "event", "number", "spare", "reason"],
    reasons: ["left-out", "joined", "put-back", "other"],
    name: "admission of a member",
  },
  removal: {
    fields: ["record", "event", "number", "revoked", "reason"],
    reasons: ["left", "died", "not-entitled", "twice", "other"],
    name: "removal of a member",
  },
};
const LINE = /^\{"record":"(replacement|admission|removal)",/;
const WHILE = ["Setup", "Ballot"];

function refuse(sentence) {
  throw new InvalidProof(sentence);
}

/** Return the charter's spares, each with the height of the event after which it is valid: so far NEVER. */
function readSpares(spares, weights) {
  const isSorted = spares.every((spare, at) => at === 0 || spares[at - 1] < spare);
  const isFew = spares.length > 0 && spares.length < weights.size;
  if (!isSorted || !isFew || !spares.every((spare) => weights.has(spare))) {
    refuse("The charter's list of spare credentials is not valid.");
  }
  return new Map(spares.map((spare) => [spare, NEVER]));
}

/** Return the lines of the companion file that change the roll; `isLate`: after the first line of the time after voting. */
function readRecords(archive, companion) {
  const lines = companion.split("\n");
  const late = archive.events.filter(({ type }) => !WHILE.includes(type)).map(({ hash }) => hash);
  const end = lines.findIndex((line) => late.some((hash) => line.includes(`"event":"${hash}"`)));
  return lines.flatMap((line, at) => {
    const kind = KINDS[LINE.exec(line)?.[1]];
    if (kind === undefined) return [];
    const record = decode(line, "A change of the roll in the companion file");
    expectFields(record, kind.fields, "A change of the roll in the companion file");
    return [{ ...record, kind, isLate: end !== -1 && at > end }];
  });
}

/** Return whether a credential can be revoked: it is in the list, valid, and not revoked yet. */
const isRevocable = ({ spares, revoked, weights }, credential) =>
  weights.has(credential) && !revoked.has(credential) && spares.get(credential) !== NEVER;

/** Apply one change. `height`: that of its event, or undefined if the change may not belong to that event. */
function carryOut(tokens, record, height, number) {
  const { spares, revoked, weights } = tokens;
  const [revokes, issues] = ["revoked" in record, "spare" in record];
  const holds =
    record.number === number &&
    record.kind.reasons.includes(record.reason) &&
    !record.isLate &&
    height !== undefined &&
    (!revokes || isRevocable(tokens, record.revoked)) &&
    (!issues || spares.get(record.spare) === NEVER) &&
    (!revokes || !issues || weights.get(record.revoked) === weights.get(record.spare));
  if (!holds) refuse(`Change ${number} of the roll, a ${record.kind.name}, does not hold.`);
  if (revokes) revoked.add(record.revoked);
  if (issues) spares.set(record.spare, height);
}

/**
 * Check the charter's `spares` (undefined: it has none) and the changes of the roll in the companion file.
 * Returns a function that refuses a ballot whose credential was not valid at the ballot's event.
 */
export function readTokens(archive, weights, spares, companion) {
  const tokens = { spares: spares === undefined ? new Map() : readSpares(spares, weights), revoked: new Set(), weights };
  const heights = new Map(archive.events.filter(({ type }) => WHILE.includes(type)).map(({ hash, height }) => [hash, height]));
  let last = 0;
  readRecords(archive, companion ?? "").forEach((record, at) => {
    const height = heights.get(record.event);
    carryOut(tokens, record, height >= last ? height : undefined, at + 1);
    last = height;
  });
  return (credential, height) => {
    if (tokens.revoked.has(credential)) refuse("A ballot was cast with a token that was revoked.");
    if ((tokens.spares.get(credential) ?? -1) >= height) refuse("A ballot was cast with a spare token that nobody had.");
  };
}
