// SPDX-License-Identifier: Apache-2.0
// A bridge for tests/frontend: reads one JSON request per line, answers one JSON line each.

import { createInterface } from "node:readline";

import { encryptBallot, signBallot, verifyBallot } from "../src/protocol/ballot.js";
import { encode } from "../src/crypto/canonical.js";
import { verifyOpened } from "../src/verify/opened_ballot.js";
import { encodeOpened } from "../src/protocol/opened_ballot.js";
import { publicCredential, secretExponent } from "../src/crypto/credentials.js";
import { displayLots } from "../src/booth/display_lots.js";
import { parseElection } from "../src/protocol/election.js";
import { parsePoint, parseScalar, pointText } from "../src/crypto/group.js";
import { auditArchive } from "../src/verify/audit.js";
import { signShuffle } from "../src/verify/shuffle_signatures.js";
import { decide } from "../src/trustee/decision.js";
import { makeShare } from "../src/protocol/decryption.js";
import { embed, extract, generator } from "../src/crypto/group.js";
import { encodeSecret, newSingleSecret, newThresholdSecret, openKeyFile, parseSecret, sealKeyFile } from "../src/crypto/keyfile.js";
import { makeShuffle, verifyShuffleRecord } from "../src/protocol/mixnet.js";
import { decodePaper, encodePaper, isCanonical } from "../src/crypto/embedding.js";
import { proveOwnership } from "../src/protocol/ownership.js";
import { encodeProof, parseProof, proveRehearsal, verifyRehearsal } from "../src/crypto/proofs.js";
import { signingKey } from "../src/crypto/signing.js";
import * as threshold from "../src/protocol/threshold.js";
import { parseToken } from "../src/crypto/token.js";
import { makeTrusteeKey, verifyTrustees } from "../src/protocol/trustees.js";
import { rollHash } from "../src/registrar/tokens.js";

const audit = ({ archive, companion = null }, report) => auditArchive(new Uint8Array(Buffer.from(archive, "base64")), { companion, report });
const ownCommitment = (seed, message) => threshold.commitToPolynomial(seed, JSON.parse(message).context);
const secretOf = ({ kind, secret }) => parseSecret(kind, secret);

async function privateKeyOf(secret, voutput) {
  return secret.kind === "single" ? secret.privateKey : threshold.openPrivateKey(secret.seed, voutput);
}

const handlers = {
  create({ election, token, choices }) {
    const parsed = parseElection(election);
    const { unsigned, checkNumber, randomness } = encryptBallot(parsed, token, choices);
    const { text, trackingNumber } = signBallot(parsed, token, unsigned);
    const opened = encodeOpened(election, unsigned, choices, randomness);
    return { ballot: text, tracking_number: trackingNumber, check_number: checkNumber, opened };
  },
  verify({ election, ballot }) {
    const { credential, trackingNumber } = verifyBallot(parseElection(election), ballot);
    return { credential, tracking_number: trackingNumber };
  },
  verify_opened({ opened }) {
    const { choices, checkNumber } = verifyOpened(opened);
    return { choices, check_number: checkNumber };
  },
  credential({ uuid, token }) {
    return { credential: pointText(publicCredential(secretExponent(uuid, token))) };
  },
  prove_ownership({ uuid, token }) {
    return { proof: proveOwnership(uuid, token) };
  },
  lots({ election, credential }) {
    return { lots: displayLots(parseElection(election), credential) };
  },
  roll_hash({ members }) {
    return { hash: rollHash(members) };
  },
  token({ typed }) {
    return { token: parseToken(typed) };
  },
  point({ text }) {
    return { text: pointText(parsePoint(text)) };
  },
  scalar({ text }) {
    return { text: String(parseScalar(text)) };
  },
  canonical({ value }) {
    return { text: encode(value) };
  },
  generator({ index }) {
    return { text: pointText(generator(index)) };
  },
  paper({ paper }) {
    const element = encodePaper(paper);
    return { text: pointText(element), canonical: isCanonical(element, paper.length) };
  },
  read_paper({ text, size }) {
    const element = parsePoint(text);
    return { paper: decodePaper(element, size), canonical: isCanonical(element, size), number: String(extract(element)) };
  },
  embed({ number }) {
    return { text: pointText(embed(BigInt(number))) };
  },
  new_secret({ kind }) {
    const secret = kind === "single" ? newSingleSecret() : newThresholdSecret();
    return { secret: encodeSecret(secret), signing_key: signingKey(secret.signingSeed) };
  },
  trustee_key({ secret, name }) {
    return { key: encode(makeTrusteeKey(parseSecret("single", secret).privateKey, name)) };
  },
  rehearse({ uuid, private_key: secret, challenge }) {
    return { proof: encodeProof(proveRehearsal(uuid, parseScalar(secret), challenge)) };
  },
  verify_rehearsal({ uuid, public_key: key, challenge, proof }) {
    verifyRehearsal(uuid, parsePoint(key), challenge, parseProof(proof));
    return {};
  },
  async seal({ passphrase, uuid, name, ...asked }) {
    return { text: await sealKeyFile(secretOf(asked), passphrase, { uuid, name }) };
  },
  async open({ kind, text, passphrase, uuid, signing_key: expected }) {
    const secret = await openKeyFile(kind, text, passphrase, { uuid, signingKey: expected });
    return { secret: encodeSecret(secret), signing_key: signingKey(secret.signingSeed) };
  },
  certificate({ seed, context }) {
    return { certificate: threshold.makeCertificate(seed, context), commitment: threshold.commitToPolynomial(seed, context) };
  },
  /** Without `commitments`, those of our own device: the protocol itself knows none. */
  async polynomial({ seed, certs, commitments = certs.map(({ message }) => ownCommitment(seed, message)), threshold: t }) {
    return { polynomial: await threshold.makePolynomial(seed, { certs, commitments }, t) };
  },
  async voutput({ seed, threshold: t, ...input }) {
    return { voutput: await threshold.makeVoutput(seed, input, t) };
  },
  async private_key({ seed, text }) {
    return { private_key: String(await threshold.openPrivateKey(seed, text)) };
  },
  trustees({ text }) {
    const { keys, publicKey } = verifyTrustees(text);
    return { keys: keys.map(pointText), public_key: pointText(publicKey) };
  },
  audit(asked) {
    const progress = [];
    const board = audit(asked, (...step) => progress.push(step));
    const { phi, tallyDigest: tally, numberOfBallots: ballots, shuffles, required, shuffle, isMixed, answers, setupEvent } = board;
    const mixers = shuffles.map(({ owner }) => owner);
    return { phi, tally, ballots, mixers, required, shuffle, is_mixed: isMixed, answers, setup_event: setupEvent, progress };
  },
  /** What a trustee's page decides on an archive: `uuid` of the personal link, `signing_key`, what is `asked`, `memory`. */
  decide({ uuid, signing_key: key, asked, memory = {}, ...files }) {
    return decide(audit(files), { uuid, signingKey: key, asked, memory });
  },
  shuffle(asked) {
    const board = audit(asked);
    const { text, after } = makeShuffle(board, board.lists);
    verifyShuffleRecord(board, board.lists, JSON.parse(text));
    const secret = secretOf(asked);
    const signature = signShuffle(secret.signingSeed, board, asked.owner, text);
    return { shuffle: text, size: after.map((list) => list.length), signature, parent: board.lastEvent };
  },
  async share(asked) {
    const board = audit(asked);
    const secret = secretOf(asked);
    return makeShare(board, asked.owner, await privateKeyOf(secret, asked.voutput), secret.signingSeed);
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  try {
    console.log(JSON.stringify({ ok: true, ...(await handlers[request.do](request)) }));
  } catch (error) {
    console.log(JSON.stringify({ ok: false, error: error.name, message: error.message }));
  }
}
