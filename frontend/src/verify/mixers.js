// SPDX-License-Identifier: Apache-2.0
// Who must shuffle (check 7.2): the charter's mixers, except for those whom two officers have excused.

import { decode, expectFields } from "../crypto/canonical.js";
import { InvalidProof } from "../errors.js";

const LINE = '{"record":"excused_mixer",';
const EVENT = /^\{"record":"[a-z_]+","event":"([0-9a-f]{64})"/;
const WHAT = "An excusal in the companion file";
const FIELDS = ["record", "event", "owner", "reason"];
const WHILE = ["EncryptedTally", "Shuffle"];
const MAX_REASON = 1000;

function refuse(sentence) {
  throw new InvalidProof(sentence);
}

/**
 * Return the owners whose shuffles must be there: the charter's mixers without those who are excused.
 * `excused`: owners, in the order of the excusals; `mixed`: those who have shuffled.
 */
export function requiredMixers({ mixers, minimum_mixers: floor = mixers.length }, excused, mixed) {
  const required = new Set(mixers);
  for (const owner of excused) {
    if (mixed.includes(owner)) refuse(`Trustee ${owner} was excused from shuffling, and has shuffled.`);
    if (!required.has(owner)) refuse(`Trustee ${owner} was excused from shuffling twice, or does not shuffle by the charter.`);
    if (required.size <= floor) refuse(`Trustee ${owner} was excused from shuffling, and the charter demands ${floor} mixers at least.`);
    required.delete(owner);
  }
  return [...required];
}

/** Return who was excused, in order. Each must have been excused while the ballots were being shuffled. */
export function readExcused(archive, companion) {
  const events = new Map(archive.events.map((event) => [event.hash, event]));
  let reached = 0; // height of the latest event that a line up to here belongs to
  const excused = [];
  for (const line of (companion ?? "").split("\n")) {
    const event = events.get(EVENT.exec(line)?.[1]);
    if (line.startsWith(LINE)) excused.push(readExcusal(line, event, reached));
    reached = Math.max(reached, event?.height ?? 0);
  }
  return excused;
}

function readExcusal(line, event, reached) {
  const record = decode(line, WHAT);
  expectFields(record, FIELDS, WHAT);
  const { owner, reason } = record;
  const isReason = typeof reason === "string" && reason !== "" && [...reason].length <= MAX_REASON;
  const isInTime = event !== undefined && WHILE.includes(event.type) && event.height >= reached;
  if (!isReason || !isInTime || !Number.isInteger(owner)) {
    refuse("An excusal from shuffling is not valid, or was not made while the ballots were being shuffled.");
  }
  return owner;
}

/** Check that only mixers of the charter have shuffled, and all who must if no shuffle can follow (`ended`). */
export function checkMixers({ mixers }, required, owners, ended) {
  const strangers = owners.filter((owner) => !mixers.includes(owner));
  if (strangers.length > 0) refuse(`By the charter, trustee ${strangers[0]} is not one of those who shuffle.`);
  const missing = required.filter((mixer) => !owners.includes(mixer));
  if (ended && missing.length > 0) refuse(`The shuffles of trustees ${missing.join(", ")} are missing.`);
}
