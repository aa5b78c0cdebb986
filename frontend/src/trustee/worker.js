// SPDX-License-Identifier: Apache-2.0
// The worker of a trustee's page: it keeps the trustee's secret and the verified archive, and does the long work, so that
// the page never freezes. Its answers are public, except for the key file, which is encrypted.

import { SHUFFLE_LABEL, auditArchive, shuffleParts } from "../verify/audit.js";
import { encode } from "../crypto/canonical.js";
import { makeShare } from "../protocol/decryption.js";
import { BallotError, InvalidProof, saidOf } from "../errors.js";
import { G, parsePoint, pointText, power } from "../crypto/group.js";
import { sha256Hex } from "../crypto/hashing.js";
import { newSingleSecret, newThresholdSecret, openKeyFile, sealKeyFile } from "../crypto/keyfile.js";
import { N_ } from "../language.js";
import { makeShuffle, verifyShuffleRecord } from "../protocol/mixnet.js";
import { signParts, signingKey } from "../crypto/signing.js";
import * as threshold from "../protocol/threshold.js";
import { makeTrusteeKey } from "../protocol/trustees.js";

const BAD_ARCHIVE = N_("The reason, in the words of the protocol: %(error)s");
const BAD_MESSAGE = N_("What the server sent is not in order (%(error)s).");

let secret = null;
let board = null;
let share = null;

function needSecret() {
  if (secret === null) throw new InvalidProof(N_("Your key file is not open."));
  return secret;
}

function needBoard() {
  if (board === null) throw new InvalidProof(N_("The archive has not been verified."));
  return board;
}

/** Return the private key x of our verification key; a threshold trustee's is in the encrypted voutput. */
async function privateKeyOf(voutputKey) {
  const { kind, privateKey, seed } = needSecret();
  return kind === "single" ? privateKey : threshold.openPrivateKey(seed, voutputKey);
}

/** Check that the election has our key at our place; otherwise the share would belong to nobody. */
function checkPlace(owner, privateKey) {
  if (!needBoard().keys[owner - 1]?.equals(power(G, privateKey))) {
    throw new InvalidProof(N_("The election does not have your key at your place. Is this the key file of this election?"));
  }
}

const acts = {
  make({ kind }) {
    secret = kind === "single" ? newSingleSecret() : newThresholdSecret();
  },

  seal: ({ passphrase }) => sealKeyFile(needSecret(), passphrase),

  async open({ kind, text, passphrase }) {
    secret = null;
    secret = await openKeyFile(kind, text, passphrase);
  },

  isOpen: () => secret !== null,

  signingKey: () => signingKey(needSecret().signingSeed),

  key({ name }) {
    const { privateKey, signingSeed } = needSecret();
    return { trustee: makeTrusteeKey(privateKey, name), signing_key: signingKey(signingSeed) };
  },

  certificate({ context }) {
    const { seed, signingSeed } = needSecret();
    const certificate = threshold.makeCertificate(seed, context);
    return { certificate, commitment: threshold.commitToPolynomial(seed, context), signing_key: signingKey(signingSeed) };
  },

  async polynomial({ certs, size }) {
    return threshold.makePolynomial(needSecret().seed, certs, size);
  },

  /** Also return what trustees compare by telephone: it reveals a server that shows them different keys (T5). */
  async voutput({ input, size }) {
    const voutput = await threshold.makeVoutput(needSecret().seed, input, size);
    const { certs, vinput: { coefexps } } = input; // prettier-ignore
    return { voutput, fingerprint: sha256Hex(encode({ certs, coefexps })) };
  },

  async rehearse({ ciphertext, voutputKey }) {
    const privateKey = await privateKeyOf(voutputKey);
    const [alpha, beta] = [parsePoint(ciphertext.alpha), parsePoint(ciphertext.beta)];
    return pointText(beta.subtract(power(alpha, privateKey)));
  },

  audit({ archive, companion }, report) {
    board = null;
    share = null;
    board = auditArchive(new Uint8Array(archive), { companion, report });
    const { phi, uuid, numberOfBallots, tallyDigest, setupEvent, mixers, isMixed } = board;
    return { phi, uuid, numberOfBallots, tallyDigest, setupEvent, mixers, isMixed };
  },

  /** Shuffle, and verify our own proof before sending it: a fault of this device must not stop the election. */
  shuffle({ owner }, report) {
    const { signingSeed } = needSecret();
    const { text } = makeShuffle(needBoard(), board.lists, (done, total) => report("shuffle", done, total));
    report("check", 0, 1);
    const shuffle = JSON.parse(text);
    verifyShuffleRecord(board, board.lists, shuffle);
    const signature = signParts(signingSeed, SHUFFLE_LABEL, ...shuffleParts(board, owner, text));
    return encode({ owner, shuffle, signing_key: signingKey(signingSeed), parent: board.lastEvent, signature });
  },

  /** Make the share, and return its commitment (M3); the same tally always gives the same share. */
  async commit({ owner, voutputKey }, report) {
    const privateKey = await privateKeyOf(voutputKey);
    checkPlace(owner, privateKey);
    share = makeShare(board, owner, privateKey, secret.signingSeed, (done, total) => report("decrypt", done, total));
    return share.commitment;
  },

  share: () => share?.text ?? null,

  forget() {
    secret = null;
    board = null;
    share = null;
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
