// SPDX-License-Identifier: Apache-2.0
// Check 5.15: no ballot was cast during a stop or after an early closing, and the end of voting was only moved later.
// Nothing of an election that was called off is shuffled or decrypted.

import { decode, expectFields } from "../crypto/canonical.js";
import { InvalidProof } from "../errors.js";

const LINE = '{"record":"times",';
const WHAT = "A change of the times in the companion file";
const FIELDS = ["record", "event", "change", "at", "closes_at"];
const CHANGES = ["extended", "stopped", "resumed", "closed"];
const MOMENT = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$/;
const MAX_REASON = 1000;
const WHILE = ["Setup", "Ballot"];

function refuse(sentence) {
  throw new InvalidProof(sentence);
}

/** Return the changes in order, each with the height of the last event at that time. */
function readRecords(archive, companion) {
  const heights = new Map(archive.events.filter(({ type }) => WHILE.includes(type)).map(({ hash, height }) => [hash, height]));
  const lines = companion.split("\n").filter((line) => line.startsWith(LINE));
  return lines.map((line) => {
    const record = decode(line, WHAT);
    expectFields(record, "reason" in record ? [...FIELDS, "reason"] : FIELDS, WHAT);
    const { change, at, closes_at: end, reason = "?" } = record;
    if (change === "called-off") refuse(`The voting was called off at ${at}: nothing of it may be decrypted.`);
    const isReason = typeof reason === "string" && reason !== "" && [...reason].length <= MAX_REASON;
    const isGood = CHANGES.includes(change) && MOMENT.test(at) && MOMENT.test(end) && isReason && heights.has(record.event);
    if (!isGood) refuse("A change of the voting's times is not valid, or belongs to no event at which there was a voting.");
    return { change, at, end, height: heights.get(record.event) };
  });
}

/** Check the ends of voting. The times compare as texts, because all have the same format. */
function checkEnds(records) {
  records.forEach(({ change, at, end }, number) => {
    const earlier = records[number - 1];
    const isEndOfStop = change === "closed" && earlier?.change === "stopped";
    if (change !== "stopped" && !isEndOfStop && end <= at) refuse(`At ${at} the voting was ${change}, and its end ${end} had passed.`);
    if (earlier === undefined) return;
    if (at < earlier.at) refuse(`A change of the times at ${at} is written down after one at ${earlier.at}.`);
    const isLater = change === "extended" ? end > earlier.end : end >= earlier.end;
    if (earlier.change === "closed") refuse(`The voting was closed at ${earlier.at}, and a change of the times at ${at} comes after it.`);
    if (!isLater) refuse(`The end of the voting was moved from ${earlier.end} to ${end}, which is not later.`);
  });
}

function checkStops(records, last) {
  let stopped = null;
  const checkGrowth = (height) => {
    const hasGrown = stopped !== null && height !== stopped;
    if (hasGrown) refuse(`The voting was halted after event ${stopped}, and the board had grown to event ${height} meanwhile.`);
  };
  for (const { change, at, height } of records.filter((record) => record.change !== "extended")) {
    const isRepeated = change !== "closed" && (change === "stopped") === (stopped !== null);
    if (isRepeated) refuse(`The voting was ${change} at ${at}, and had been so before.`);
    checkGrowth(height);
    stopped = change === "resumed" ? null : height;
  }
  checkGrowth(last);
}

/** Check the changes of the times in a companion file. The archive has the end of the voting. */
export function checkTimes(archive, companion) {
  const records = readRecords(archive, companion);
  checkEnds(records);
  checkStops(records, archive.ofType("EndBallots")[0].height - 1);
}
