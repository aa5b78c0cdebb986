// SPDX-License-Identifier: Apache-2.0
// The election record (section 4.10): the parts that a voter needs.

import { decode } from "../crypto/canonical.js";
import { InvalidEncoding, Unsupported } from "../errors.js";
import { parseKey, prepare } from "../crypto/group.js";
import { sha256Base64 } from "../crypto/hashing.js";
import { CAPACITY } from "../crypto/embedding.js";

const UUID = /^[1-9A-HJ-NP-Za-km-z]{14,64}$/;

/**
 * Parse the text of an election record.
 * The fingerprint phi is computed here, from the text itself, and never taken from elsewhere.
 */
export function parseElection(text) {
  const record = decode(text, "The election record");
  if (record?.version !== 1) throw new Unsupported("The election uses a version of the protocol that is not supported.");
  if (record.group !== "Ed25519") throw new Unsupported(`Elections over the group ${record.group} are not supported here.`);
  if (typeof record.uuid !== "string" || !UUID.test(record.uuid)) {
    throw new InvalidEncoding("The identifier of the election is not valid.");
  }
  if (!Array.isArray(record.questions) || record.questions.length === 0) {
    throw new InvalidEncoding("The election has no questions.");
  }
  return {
    phi: sha256Base64(text),
    uuid: record.uuid,
    name: String(record.name),
    description: String(record.description),
    y: prepare(parseKey(record.public_key)),
    questions: record.questions.map(parseQuestion),
  };
}

const isTexts = (value) => Array.isArray(value) && value.length > 0 && value.every((text) => typeof text === "string");

/** Parse a question, plain or wrapped (section 4.9). */
function parseQuestion(record, index) {
  const where = `Question ${index + 1}`;
  const isPlain = record?.type === undefined;
  if (!isPlain && !Object.hasOwn(parsers, record.type)) throw new Unsupported(`${where} is of a type that is not known here.`);
  const parse = isPlain ? parseChoice : parsers[record.type];
  const value = isPlain ? record : record.value;
  if (typeof value?.question !== "string") throw new InvalidEncoding(`${where} has no title.`);
  return parse(value, where, record.extra);
}

function parseChoice({ answers, blank = false, min, max, question }, where) {
  if (!isTexts(answers)) throw new InvalidEncoding(`${where} has no list of answers.`);
  const bounds = Number.isSafeInteger(min) && Number.isSafeInteger(max) && min >= 0 && min <= max;
  if (typeof blank !== "boolean" || !bounds || max > answers.length) {
    throw new InvalidEncoding(`${where} has impossible limits for the number of choices.`);
  }
  return { kind: "choice", title: question, answers, blank, min, max };
}

/** For majority judgment, the names of the grades are in the question's `extra`, so that the fingerprint covers them. */
function parseRanked({ answers, question }, where, extra) {
  if (!isTexts(answers)) throw new InvalidEncoding(`${where} has no list of answers.`);
  if (answers.length > CAPACITY) {
    throw new Unsupported(`${where} has ${answers.length} candidates; a ranked question can have at most ${CAPACITY}.`);
  }
  const grades = extra?.type === "MajorityJudgment" ? extra.grades : [];
  if (!Array.isArray(grades) || (grades.length > 0 && !isTexts(grades))) throw new InvalidEncoding(`${where} has grades that are not texts.`);
  return { kind: "ranked", title: question, answers, grades };
}

/** Whether members tick nobody on the lists is in the question's `extra`, so that the fingerprint covers it. */
function parseLists({ answers, question }, where, extra) {
  if (!Array.isArray(answers) || answers.length === 0 || !answers.every((row) => isTexts(row) && row.length > 1)) {
    throw new InvalidEncoding(`${where} has no lists, or a list without candidates.`);
  }
  return { kind: "lists", title: question, answers, closed: extra?.type === "ClosedLists" };
}

const parsers = { Homomorphic: parseChoice, NonHomomorphic: parseRanked, Lists: parseLists };
