// SPDX-License-Identifier: Apache-2.0
// The election record (section 4.10), as far as a voter needs it.

import { decode } from "./canonical.js";
import { InvalidEncoding, Unsupported } from "./errors.js";
import { parseKey, prepare } from "./group.js";
import { sha256Base64 } from "./hashing.js";

const UUID = /^[1-9A-HJ-NP-Za-km-z]{14,64}$/;

/**
 * Parse the text of an election record.
 * The fingerprint phi is computed here, from the text itself, never taken from anybody's word.
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
    y: prepare(parseKey(record.public_key)),
    questions: record.questions.map(parseQuestion),
  };
}

/** Parse a homomorphic question, plain or wrapped (section 4.9.1). */
function parseQuestion(record, index) {
  const where = `Question ${index + 1}`;
  if (typeof record?.type === "string" && record.type !== "Homomorphic") {
    throw new Unsupported(`${where} is of the type ${record.type}, which this version does not support yet.`);
  }
  const plain = record?.type === "Homomorphic" ? record.value : record;
  const { answers, blank = false, min, max, question } = plain ?? {};
  if (!Array.isArray(answers) || !answers.every((answer) => typeof answer === "string") || typeof question !== "string") {
    throw new InvalidEncoding(`${where} has no title or no list of answers.`);
  }
  const bounds = Number.isSafeInteger(min) && Number.isSafeInteger(max) && min >= 0 && min <= max;
  if (typeof blank !== "boolean" || !bounds || max > answers.length) {
    throw new InvalidEncoding(`${where} has impossible limits for the number of choices.`);
  }
  return { title: question, answers, blank, min, max };
}

/** Return how many values an answer to this question has: one per answer, and a leading one for blank. */
export function width(question) {
  return question.answers.length + (question.blank ? 1 : 0);
}
