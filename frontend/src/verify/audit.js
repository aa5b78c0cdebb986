// SPDX-License-Identifier: Apache-2.0
// A trustee's own verification of an archive before the secret key is used (M8): set-up, credentials, every ballot, the
// tally, computed again, and every shuffle. The shares of other trustees are not needed, and not checked.

import { nest } from "../protocol/decryption.js";
import { encode, expectFields } from "../crypto/canonical.js";
import { readArchive } from "./archive.js";
import { verifyBallot } from "../protocol/ballot.js";
import { compareTrustees, readCharter } from "./charter.js";
import { encodeCiphertext } from "../crypto/elgamal.js";
import { parseElection } from "../protocol/election.js";
import { InvalidEncoding, InvalidProof } from "../errors.js";
import { IDENTITY, normalized, parseCurvePoint, pointText, powerVartime, sortKey } from "../crypto/group.js";
import { sha256Hex } from "../crypto/hashing.js";
import { checkMixers, readExcused, requiredMixers } from "./mixers.js";
import { merge, rankedLists, verifyShuffleRecord } from "../protocol/mixnet.js";
import { verifySubgroup } from "../crypto/multiexp.js";
import { readTokens } from "./roll_changes.js";
import { checkSignatures } from "./shuffle_signatures.js";
import { verifyTrustees } from "../protocol/trustees.js";
import { checkTimes } from "./voting_times.js";
import { width } from "../protocol/answers.js";

const SMALL = 2 ** 30 - 1;
const MAX_TOTAL_WEIGHT = 2 ** 48;
const EVERY = 20;
const DEFAULT_MINIMUM = 2; // ballots, where there is no charter

const encodeNumber = (number) => (number > SMALL ? String(number) : number);

// --- set-up

const SETUP = ["election", "trustees", "credentials"];
const CERTIFICATE = "credentials_certificate"; // of a registrar; nothing here depends on what it says

const hasRanked = ({ questions }) => questions.some(({ kind }) => kind === "ranked");

function readSetup(archive, companion) {
  const setup = archive.events[0];
  const record = archive.record(setup.payload, "The set-up");
  const named = CERTIFICATE in record ? [...SETUP, CERTIFICATE] : SETUP;
  expectFields(record, named, "The set-up");
  named.forEach((name) => archive.text(record[name])); // each must be there
  const election = parseElection(archive.text(record.election));
  const trustees = verifyTrustees(archive.text(record.trustees));
  if (!trustees.publicKey.equals(election.y)) {
    throw new InvalidProof("The key of the election is not the product of the trustees' keys.");
  }
  const weights = readCredentials(archive.record(record.credentials, "The list of public credentials"));
  if (hasRanked(election) && [...weights.values()].some((weight) => weight !== 1)) {
    throw new InvalidProof("An election with a ranked question cannot have weights.");
  }
  const charter = readCharter(election.description, companion);
  const generations = charter === null ? [] : compareTrustees(charter, trustees);
  return { setupEvent: setup.hash, election, trustees, weights, charter, generations };
}

/** Read the public credentials; returns the weight of each (checks 4.1 to 4.3). */
function readCredentials(entries) {
  const weights = new Map();
  const points = [];
  for (const entry of entries) {
    const [, key, weight] = /^([0-9a-f]{64})(?:,([1-9][0-9]{0,14}))?$/.exec(entry) ?? [];
    if (key === undefined || weights.has(key)) throw new InvalidEncoding("A public credential is not valid, or stands twice.");
    points.push(parseCurvePoint(key));
    if (points.at(-1).is0()) throw new InvalidEncoding("A public credential is the identity element.");
    weights.set(key, Number(weight ?? 1));
  }
  if (new Set(entries.map((entry) => entry.includes(","))).size > 1) throw new InvalidEncoding("Only some credentials have a weight.");
  if ([...weights.values()].reduce((sum, weight) => sum + weight, 0) > MAX_TOTAL_WEIGHT) {
    throw new InvalidEncoding("The weights are too large.");
  }
  verifySubgroup(points, "The public credentials");
  return weights;
}

// --- ballots

/** Verify one ballot, except for the membership of its elements, which are added to `points`. */
function verifyBallotOf(election, text, points) {
  return verifyBallot(election, text, (element) => {
    points.push(parseCurvePoint(element));
    return points.at(-1);
  });
}

/** Refuse a ciphertext that occurs under two credentials (B1, check 5.10). */
function refuseCopies(ballots) {
  const owners = new Map();
  for (const { credential, choices } of ballots) {
    for (const { alpha } of choices.flat()) {
      const text = pointText(alpha);
      if (alpha.is0() || owners.get(text) === credential) continue;
      if (owners.has(text)) throw new InvalidProof("A ballot holds a copy of another voter's ciphertext.");
      owners.set(text, credential);
    }
  }
}

/** Ballots verified since the page was opened, by election fingerprint and hash: a trustee who shuffles and then
 * decrypts, or starts again, does not verify the same bytes twice. */
const verified = new Map();

function verifyNewBallots({ election }, keyed, report) {
  const points = [];
  const fresh = [];
  keyed.forEach(({ key, text }, at) => {
    if (!verified.has(key)) fresh.push([key, verifyBallotOf(election, text, points)]);
    if ((at + 1) % EVERY === 0) report(at + 1, keyed.length);
  });
  verifySubgroup(points, "The ballots"); // all together, which is several times faster
  fresh.forEach(([key, ballot]) => verified.set(key, ballot));
  report(keyed.length, keyed.length);
}

function readBallots(archive, setup, report) {
  const keyed = archive.ofType("Ballot").map(({ payload }) => ({ key: `${setup.election.phi}|${payload}`, text: archive.text(payload) }));
  if (new Set(keyed.map(({ key }) => key)).size !== keyed.length) throw new InvalidProof("A ballot stands twice in the archive.");
  verifyNewBallots(setup, keyed, report);
  const ballots = keyed.map(({ key }) => verified.get(key));
  if (!ballots.every(({ credential }) => setup.weights.has(credential))) {
    throw new InvalidProof("A ballot's credential is not on the list.");
  }
  refuseCopies(ballots);
  return ballots;
}

/** Refuse a voter's second ballot where the charter does not allow to vote again (5.13). */
function refuseSecondBallots({ policy }, ballots) {
  if (!policy.re_voting && new Set(ballots.map(({ credential }) => credential)).size !== ballots.length) {
    throw new InvalidProof("A voter has cast two ballots, and the charter allows one.");
  }
}

/** Refuse a ballot with a revoked token, or with a spare token that nobody had (5.14). */
function refuseDeadTokens(archive, ballots, refuseUnlessInForce) {
  archive.ofType("Ballot").forEach(({ height }, at) => refuseUnlessInForce(ballots[at].credential, height));
}

// --- tally

/** Return the last ballot of each credential, which is the one that counts. Their order does not matter. */
const lastBallots = (ballots) => [...new Map(ballots.map((ballot) => [ballot.credential, ballot])).values()];

const scale = ({ alpha, beta }, weight) =>
  weight === 1 ? { alpha, beta } : { alpha: powerVartime(alpha, BigInt(weight)), beta: powerVartime(beta, BigInt(weight)) };

const orderOf = ({ alpha, beta }) => sortKey(alpha) + sortKey(beta);

function tallyQuestion(question, answers) {
  if (question.kind === "ranked") {
    const keyed = answers.map(({ entries: [entry] }) => [orderOf(entry), entry]);
    return keyed.sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0)).map(([, entry]) => entry);
  }
  const sums = Array.from({ length: width(question) }, () => ({ alpha: IDENTITY, beta: IDENTITY }));
  for (const { entries, weight } of answers) {
    entries.forEach((entry, at) => {
      const { alpha, beta } = scale(entry, weight);
      sums[at] = { alpha: sums[at].alpha.add(alpha), beta: sums[at].beta.add(beta) };
    });
  }
  const flat = normalized(sums.flatMap(({ alpha, beta }) => [alpha, beta]));
  return sums.map((_, at) => ({ alpha: flat[2 * at], beta: flat[2 * at + 1] }));
}

/** Compute the encrypted tally from the ballots, and compare it with the board's, byte for byte (T18). */
function recomputeTally(archive, { election, weights }, ballots) {
  const counted = lastBallots(ballots).map((ballot) => ({ ...ballot, weight: weights.get(ballot.credential) }));
  const tally = election.questions.map((question, at) =>
    tallyQuestion(question, counted.map(({ choices, weight }) => ({ entries: choices[at], weight }))),
  );
  const text = encode(tally.map((entries, at) => nest(election.questions[at], entries.map(encodeCiphertext))));
  const totalWeight = counted.reduce((sum, { weight }) => sum + weight, 0);
  const tallyDigest = sha256Hex(text);
  const sized = { num_tallied: encodeNumber(counted.length), total_weight: encodeNumber(totalWeight), encrypted_tally: tallyDigest };
  const [event] = archive.ofType("EncryptedTally");
  if (archive.text(event.payload) !== encode(sized) || archive.text(tallyDigest) !== text) {
    throw new InvalidProof("The encrypted tally is not the sum of the ballots that count.");
  }
  return { tally, tallyDigest, numberOfBallots: counted.length };
}

// --- shuffles

/** Verify the proofs of all shuffles. Returns the last lists, and { event, owner, text, hash } of each shuffle. */
function verifyShuffles(archive, { election, trustees }, tally, report) {
  let lists = rankedLists(election, tally);
  const shuffles = [];
  const events = archive.ofType("Shuffle");
  for (const event of events) {
    const { owner, payload } = readOwned(archive, event, trustees);
    if (shuffles.some((earlier) => earlier.owner === owner)) throw new InvalidProof("One trustee shuffled twice.");
    lists = verifyShuffleRecord(election, lists, archive.record(payload, "A shuffle"));
    shuffles.push({ event, owner, hash: payload, text: archive.text(payload) });
    report(shuffles.length, events.length);
  }
  return { lists, shuffles };
}

function readOwned(archive, event, { keys }) {
  const owned = archive.record(event.payload, "The owner of a shuffle");
  expectFields(owned, ["owner", "payload"], "The owner of a shuffle");
  const isKnown = Number.isInteger(owned.owner) && owned.owner >= 1 && owned.owner <= keys.length;
  if (!isKnown) throw new InvalidProof("A shuffle belongs to nobody.");
  return owned;
}

/**
 * Check who shuffled, and that nothing ranked was opened before. Returns the owners who must shuffle; without a charter
 * nobody is known to.
 */
function checkMixnet(archive, { setupEvent, election, charter }, companion, shuffles) {
  const isRanked = hasRanked(election);
  const [closed, opened] = ["EndShuffles", "PartialDecryption"].map((type) => archive.ofType(type).length > 0);
  if (!isRanked && shuffles.length > 0) throw new InvalidProof("There are shuffles, but nothing to shuffle.");
  if (isRanked && opened && !closed) throw new InvalidProof("The ranked ballots were not shuffled.");
  if (charter === null) return [];
  const excused = readExcused(archive, companion);
  if (!isRanked && excused.length > 0) throw new InvalidProof("Somebody was excused from shuffling, but nothing is shuffled.");
  if (!isRanked) return [];
  const owners = shuffles.map(({ owner }) => owner);
  const required = requiredMixers(charter.policy, excused, owners);
  checkMixers(charter.policy, required, owners, closed);
  checkSignatures({ phi: election.phi, setupEvent, signingKeys: charter.signing_keys }, companion, shuffles);
  return required;
}

/**
 * Verify an archive up to the tally that may be opened.
 * `report(phase, done, total)` with phases "ballots" and "shuffles".
 * Returns what shuffling and decrypting need, and what a person compares.
 */
export function auditArchive(bytes, { companion = null, report = () => {} } = {}) {
  const archive = readArchive(bytes);
  const setup = readSetup(archive, companion);
  if (archive.ofType("EncryptedTally").length === 0) throw new InvalidProof("Voting has not ended: there is no tally yet.");
  const { charter } = setup;
  const ballots = readBallots(archive, setup, (done, total) => report("ballots", done, total));
  if (charter !== null) {
    refuseSecondBallots(charter, ballots);
    checkTimes(archive, companion);
    refuseDeadTokens(archive, ballots, readTokens(archive, setup.weights, charter.spares, companion));
  }
  const counted = recomputeTally(archive, setup, ballots);
  refuseTooFew(counted.numberOfBallots, charter?.policy.minimum_ballots ?? DEFAULT_MINIMUM);
  const mixed = verifyShuffles(archive, setup, counted.tally, (done, total) => report("shuffles", done, total));
  const required = checkMixnet(archive, setup, companion, mixed.shuffles);
  archive.expectNothingElse();
  return describe(archive, setup, { ...counted, ...mixed, required });
}

function refuseTooFew(number, least) {
  if (number >= least) return;
  throw new InvalidProof(
    `Only ${number} ballots would be opened, and the charter asks for ${least} at least: ` +
      "opening so few could show how somebody voted.",
  );
}

function describe(archive, { setupEvent, election, trustees, charter, generations }, found) {
  const before = archive.events.filter(({ type }) => type !== "PartialDecryption" && type !== "Result");
  return {
    phi: election.phi,
    uuid: election.uuid,
    name: election.name,
    y: election.y,
    questions: election.questions,
    keys: trustees.keys,
    charter,
    generations,
    setupEvent,
    tallyDigest: found.tallyDigest,
    numberOfBallots: found.numberOfBallots,
    lists: found.lists,
    shuffles: found.shuffles.map(({ owner, hash }) => ({ owner, hash })),
    required: found.required,
    shuffle: found.shuffles.at(-1)?.hash ?? "",
    tally: merge(election, found.tally, found.lists),
    answers: before.at(-1).hash,
    isRanked: hasRanked(election),
    isMixed: archive.ofType("EndShuffles").length > 0,
    lastEvent: archive.events.at(-1).hash,
  };
}
