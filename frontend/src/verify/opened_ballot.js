// SPDX-License-Identifier: Apache-2.0
// The verification of opened ballots, for the checking page (protocol/opened_ballot.js writes them in the booth).

import { checkChoices, plaintexts, width } from "../protocol/answers.js";
import { verifyUnsigned } from "../protocol/ballot.js";
import { expectArray, expectFields } from "../crypto/canonical.js";
import { parseElection } from "../protocol/election.js";
import { encryptElement } from "../crypto/elgamal.js";
import { InvalidEncoding, InvalidProof, orSay } from "../errors.js";
import { parseScalar } from "../crypto/group.js";
import { N_ } from "../language.js";
import { TYPE } from "../protocol/opened_ballot.js";

const FIELDS = ["type", "election", "ballot", "choices", "randomness", "check_number"];

function readJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidEncoding(N_("This is not an opened ballot: the text is incomplete or something was changed in it."));
  }
}

/** Parse pasted or loaded text; white space around and inside the outer object does no harm. */
function parseOpened(text) {
  const record = readJson(text);
  if (record?.type !== TYPE) throw new InvalidEncoding(N_("This is not an opened ballot of the kind that the booth saves."));
  return orSay(N_("The opened ballot is not written as the booth writes it: something was changed in it."), () => {
    expectFields(record, FIELDS, "The opened ballot");
    for (const name of ["election", "ballot", "check_number"]) {
      if (typeof record[name] !== "string") throw new InvalidEncoding(`The field ${name} must be a text.`);
    }
    return record;
  });
}

/** Return the random numbers of each contest, one for each ciphertext. */
function parseRandomness(election, { randomness }) {
  expectArray(randomness, election.questions.length, "The list of random numbers");
  return election.questions.map((question, q) => {
    expectArray(randomness[q], width(question), "The random numbers of a contest");
    return randomness[q].map(parseScalar);
  });
}

/** Check that the ballot paper allows the choices. */
function checkOpenedChoices(election, { choices }) {
  expectArray(choices, election.questions.length, "The list of choices");
  election.questions.forEach((question, q) => {
    if (!Array.isArray(choices[q])) throw new InvalidEncoding("The choices of a contest must be a list.");
    checkChoices(question, choices[q]);
  });
}

/** Encrypt the choices of a contest again, and compare. */
function recompute(election, question, choices, randomness, found) {
  plaintexts(question, choices).forEach((element, at) => {
    const expected = encryptElement(election.y, randomness[at], element);
    if (!expected.alpha.equals(found[at].alpha) || !expected.beta.equals(found[at].beta)) {
      const sentence = N_("“%(contest)s”: the encrypted ballot does not hold the choices that the device showed you. Do not vote on that device.", { contest: question.title });
      throw new InvalidProof(sentence);
    }
  });
}

/**
 * Check an opened ballot using only its own text: every ciphertext is computed again.
 * Returns { election, credential, checkNumber, choices }, choices as `answers.js` describes them.
 */
export function verifyOpened(text) {
  const record = parseOpened(text);
  const election = orSay(N_("The ballot paper in the opened ballot cannot be read."), () => parseElection(record.election));
  const verified = orSay(N_("The encrypted ballot is not valid: a proof or its form is wrong. Do not vote on that device."), () =>
    verifyUnsigned(election, record.ballot),
  );
  if (verified.checkNumber !== record.check_number) {
    throw new InvalidProof(N_("The check number in the file is not the check number of the ballot in it. Do not vote on that device."));
  }
  orSay(N_("The choices in the opened ballot do not fit its ballot paper."), () => checkOpenedChoices(election, record));
  const randomness = orSay(N_("The random numbers in the opened ballot are not complete, or not written as the booth writes them."), () =>
    parseRandomness(election, record),
  );
  election.questions.forEach((question, q) => recompute(election, question, record.choices[q], randomness[q], verified.choices[q]));
  return { election, credential: verified.credential, checkNumber: verified.checkNumber, choices: record.choices };
}
