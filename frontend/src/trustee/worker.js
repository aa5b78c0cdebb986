// SPDX-License-Identifier: Apache-2.0
// The worker of a trustee's page: it keeps the trustee's secret and the verified archive, and does the long work, so that
// the page never freezes. Its answers are public, except for the key file, which is encrypted.

import { auditArchive } from "../verify/audit.js";
import { decide } from "./decision.js";
import { OTHER_GENERATION } from "./refusals.js";
import { encode } from "../crypto/canonical.js";
import { makeShare } from "../protocol/decryption.js";
import { BallotError, InvalidEncoding, InvalidProof, saidOf } from "../errors.js";
import { G, power } from "../crypto/group.js";
import { sha256Hex } from "../crypto/hashing.js";
import { newSingleSecret, newThresholdSecret, openKeyFile, sealKeyFile } from "../crypto/keyfile.js";
import { N_ } from "../language.js";
import { signShuffle } from "../verify/shuffle_signatures.js";
import { makeShuffle, verifyShuffleRecord } from "../protocol/mixnet.js";
import { encodeProof, proveRehearsal } from "../crypto/proofs.js";
import { signingKey } from "../crypto/signing.js";
import * as threshold from "../protocol/threshold.js";
import { makeTrusteeKey } from "../protocol/trustees.js";

const BAD_ARCHIVE = N_("The reason, in the words of the protocol: %(error)s");
const BAD_MESSAGE = N_("What the server sent is not in order (%(error)s).");

let secret = null;
let board = null; // the verified archive
let decision = null; // what may be done with it
let share = null;

function needSecret() {
  if (secret === null) throw new InvalidProof(N_("Your key file is not open."));
  return secret;
}

/** Return our number among the trustees, if it was decided that this may be done with the archive. */
function needDecision(act) {
  if (decision?.act !== act) throw new InvalidProof(N_("The archive has not been verified."));
  return decision.owner;
}

/** Return the private key x of our verification key; a threshold trustee's is in the encrypted voutput. */
async function privateKeyOf(voutputKey) {
  const { kind, privateKey, seed } = needSecret();
  return kind === "single" ? privateKey : threshold.openPrivateKey(seed, voutputKey);
}

/** Check that the election has our key at our place; otherwise the share would belong to nobody. */
function checkPlace(owner, privateKey) {
  if (!board.keys[owner - 1].equals(power(G, privateKey))) {
    throw new InvalidProof(N_("The election does not have your key at your place. Is this the key file of this election?"));
  }
}

function forgetArchive() {
  board = null;
  decision = null;
  share = null;
}

/** Refuse certificates and commitments other than those that this device has seen before (T5). */
function checkGeneration({ certs, commitments }, known) {
  const generation = threshold.generationHash(certs, commitments);
  if (known !== undefined && known !== generation) throw new InvalidProof(OTHER_GENERATION);
  return generation;
}

const acts = {
  make({ kind }) {
    forgetArchive();
    secret = kind === "single" ? newSingleSecret() : newThresholdSecret();
  },

  seal: ({ passphrase, place }) => sealKeyFile(needSecret(), passphrase, place),

  /** Open the key file of the trustee with this public signing key in this election, and no other. */
  async open({ kind, text, passphrase, uuid, signingKey: expected }) {
    secret = null;
    forgetArchive();
    secret = await openKeyFile(kind, text, passphrase, { uuid, signingKey: expected });
  },

  isOpen: ({ signingKey: expected }) => secret !== null && signingKey(secret.signingSeed) === expected,

  key({ name }) {
    const { privateKey, signingSeed } = needSecret();
    return { trustee: makeTrusteeKey(privateKey, name), signing_key: signingKey(signingSeed) };
  },

  certificate({ context }) {
    const { seed, signingSeed } = needSecret();
    const certificate = threshold.makeCertificate(seed, context);
    return { certificate, commitment: threshold.commitToPolynomial(seed, context), signing_key: signingKey(signingSeed) };
  },

  async polynomial({ certs, commitments, size, known }) {
    const generation = checkGeneration({ certs, commitments }, known);
    return { polynomial: await threshold.makePolynomial(needSecret().seed, { certs, commitments }, size), generation };
  },

  /** Also return what trustees compare by telephone: it reveals a server that shows them different keys (T5). */
  async voutput({ input, size, known }) {
    const generation = checkGeneration(input, known);
    const voutput = await threshold.makeVoutput(needSecret().seed, input, size);
    const { certs, vinput: { coefexps } } = input; // prettier-ignore
    return { voutput, generation, fingerprint: sha256Hex(encode({ certs, coefexps })) };
  },

  /** Prove that we know the private key. Nothing that the server sends is decrypted for it, except our own part (T13). */
  async rehearse({ uuid, challenge, voutputKey }) {
    if (!/^[0-9a-f]{64}$/.test(challenge)) throw new InvalidEncoding("The question of the rehearsal is not possible.");
    return encodeProof(proveRehearsal(uuid, await privateKeyOf(voutputKey), challenge));
  },

  /** Verify an archive, and decide whether what is `asked` ("shuffle" or "share") may be done; if not, say why. */
  audit({ archive, companion, uuid, asked, memory }, report) {
    forgetArchive();
    const own = signingKey(needSecret().signingSeed);
    board = auditArchive(new Uint8Array(archive), { companion, report });
    const { phi, numberOfBallots, tallyDigest, setupEvent, shuffle } = board;
    try {
      decision = decide(board, { uuid, signingKey: own, asked, memory });
    } catch (error) {
      return { refusal: saidBy(error, "audit") };
    }
    return { phi, numberOfBallots, tallyDigest, setupEvent, shuffle };
  },

  /** Shuffle, and verify our own proof before sending it: a fault of this device must not stop the election. */
  shuffle(_, report) {
    const owner = needDecision("shuffle");
    const { signingSeed } = secret;
    const { text } = makeShuffle(board, board.lists, (done, total) => report("shuffle", done, total));
    report("check", 0, 1);
    const shuffle = JSON.parse(text);
    verifyShuffleRecord(board, board.lists, shuffle);
    const signature = signShuffle(signingSeed, board, owner, text);
    const body = encode({ owner, shuffle, signing_key: signingKey(signingSeed), parent: board.lastEvent, signature });
    return { body, hash: sha256Hex(text) };
  },

  /** Make the share, and return its commitment (M3); the same tally always gives the same share. */
  async commit({ voutputKey }, report) {
    const owner = needDecision("share");
    const privateKey = await privateKeyOf(voutputKey);
    checkPlace(owner, privateKey);
    share = makeShare(board, owner, privateKey, secret.signingSeed, (done, total) => report("decrypt", done, total));
    return share.commitment;
  },

  share: () => share?.text ?? null,

  forget() {
    secret = null;
    forgetArchive();
  },
};

/** Return what to say about an error: one of our sentences if the input was wrong, another if this device failed. */
function saidBy(error, what) {
  if (!(error instanceof BallotError)) return saidOf(error);
  return saidOf(error, what === "audit" ? BAD_ARCHIVE : BAD_MESSAGE);
}

self.addEventListener("message", async ({ data: { id, what, ...data } }) => {
  const report = (...progress) => self.postMessage({ id, progress });
  try {
    self.postMessage({ id, ok: true, value: await acts[what](data, report) });
  } catch (error) {
    self.postMessage({ id, ok: false, said: saidBy(error, what) });
  }
});
