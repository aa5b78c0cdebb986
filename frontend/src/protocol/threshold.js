// SPDX-License-Identifier: Apache-2.0
// Threshold key generation, a trustee's side and its public verification (sections 3.1.1, 4.6):
// 1. certificate  3. polynomial  5. voutput. Each step checks its input, and names the trustee who sent something wrong.

import { deriveKeys, receive, send, signText, verifyText } from "../crypto/channel.js";
import { decode, encode, expectArray, expectFields } from "../crypto/canonical.js";
import { InvalidEncoding, InvalidProof, around } from "../errors.js";
import { G, IDENTITY, parseKey, parseScalar, pointText, power, powerVartime, reduce } from "../crypto/group.js";
import { sha256Hex } from "../crypto/hashing.js";
import { labelledScalar } from "../crypto/labels.js";
import { N_ } from "../language.js";
import { encodeProof, parseProof, proveKnowledge, signMessage, verifyKnowledge, verifyMessage } from "../crypto/proofs.js";

const CONTEXT = ["group", "size", "threshold", "index"];
const isCount = (number) => Number.isInteger(number) && number >= 1 && number <= 10_000;

/** Run a check; if it fails, the sentence around the reason names the trustee at fault. */
function blame(sentence, check) {
  try {
    return check();
  } catch (error) {
    throw new error.constructor(around(sentence, error));
  }
}

function checkContext(context) {
  expectFields(context, CONTEXT, "The context of a certificate");
  const { group, size, threshold, index } = context;
  if (group !== "Ed25519" || ![size, threshold, index].every(isCount) || threshold > size || index > size) {
    throw new InvalidEncoding("The context of the key generation is not possible.");
  }
}

// --- step 1: certificates

/** Return our certificate for the place that `context` names. */
export function makeCertificate(seed, context) {
  checkContext(context);
  const keys = deriveKeys(seed);
  const [verification, encryption] = [keys.signing, keys.decryption].map((key) => pointText(power(G, key)));
  return signText(keys, encode({ context, verification, encryption }));
}

function verifyCertificate(record) {
  expectFields(record, ["message", "signature"], "A certificate");
  const keys = decode(record.message, "A certificate");
  expectFields(keys, ["context", "verification", "encryption"], "A certificate");
  checkContext(keys.context);
  const certificate = { context: keys.context, verification: parseKey(keys.verification), encryption: parseKey(keys.encryption), record };
  verifyText(certificate.verification, record);
  return certificate;
}

/** Verify all certificates of one key generation together (checks 3.2, 3.3; T6, T7). */
function verifyCertificates(records, threshold) {
  const certificates = records.map((record, at) => blame(N_("The certificate of trustee %(number)s is wrong: %(error)s", { number: at + 1 }), () => verifyCertificate(record)));
  certificates.forEach(({ context }, at) => {
    const expected = { group: "Ed25519", size: records.length, threshold, index: at + 1 };
    if (encode(context) !== encode(expected)) {
      throw new InvalidEncoding(N_("The certificate of trustee %(number)s is for another place or another key generation.", { number: at + 1 }));
    }
  });
  const keys = certificates.flatMap((one) => [pointText(one.verification), pointText(one.encryption)]);
  if (new Set(keys).size !== keys.length) throw new InvalidEncoding(N_("Two certificates share a key."));
  return certificates;
}

/** Find our own certificate: its keys must be unchanged. Returns our number. */
function findSelf(keys, certificates) {
  const own = [keys.signing, keys.decryption].map((key) => pointText(power(G, key))).join();
  const at = certificates.findIndex((one) => [one.verification, one.encryption].map(pointText).join() === own);
  if (at < 0) throw new InvalidProof(N_("None of the certificates is of this key file. Is it the file of this election?"));
  return at + 1;
}

// --- step 3: polynomials

function coefficients(seed, context) {
  const at = (k) => labelledScalar("ballot/polynomial/1", seed, encode(context), String(k));
  return Array.from({ length: context.threshold }, (_, k) => at(k));
}

function evaluate(polynomial, x) {
  return polynomial.reduceRight((result, coefficient) => reduce(result * BigInt(x) + coefficient), 0n);
}

function evaluateInExponent(coefexps, x) {
  return coefexps.reduceRight((result, element) => powerVartime(result, BigInt(x)).add(element), IDENTITY);
}

const rawCoefexps = (polynomial) => ({ coefexps: polynomial.map((coefficient) => pointText(power(G, coefficient))) });
const certsMessage = (certs, coefexps) => `certs_sig|${encode({ certs, coefexps })}`;

/** Return M4, sent with the certificate: the hash of what step 3 will publish, so that nobody can adapt theirs (T3). */
export function commitToPolynomial(seed, context) {
  return sha256Hex(encode(rawCoefexps(coefficients(seed, context))));
}

/** Return the hash of what all trustees handed in in step 1: a tool remembers it, and refuses another later (T5). */
export const generationHash = (certs, commitments) => sha256Hex(encode([certs, commitments]));

function checkOwnCommitment(seed, { context }, commitments) {
  if (commitments[context.index - 1] !== commitToPolynomial(seed, context)) {
    throw new InvalidProof(N_("What came back from the server is not what your device made."));
  }
}

/** Return our `polynomial` record for these certificates and commitments. */
export async function makePolynomial(seed, { certs, commitments }, threshold) {
  const keys = deriveKeys(seed);
  const certificates = verifyCertificates(certs, threshold);
  const me = certificates[findSelf(keys, certificates) - 1];
  expectArray(commitments, certs.length, "The commitments of all trustees");
  checkOwnCommitment(seed, me, commitments);
  const polynomial = coefficients(seed, me.context);
  const raw = rawCoefexps(polynomial);
  const secrets = [];
  for (const [at, { encryption }] of certificates.entries()) {
    secrets.push(await send(keys, encryption, { secret: String(evaluate(polynomial, at + 1)) }));
  }
  return {
    polynomial: await send(keys, me.encryption, { polynomial: polynomial.map(String) }),
    secrets,
    coefexps: signText(keys, encode(raw)),
    signature: encodeProof(signMessage(keys.signing, certsMessage(certs, raw.coefexps))),
  };
}

/** Verify what one trustee committed to, and return it as group elements (checks 3.4, 3.5; T7, T8). */
function verifyCoefexps(certificates, at, coefexps, signature) {
  const { verification, context } = certificates[at];
  return blame(N_("The coefficients of trustee %(number)s are wrong: %(error)s", { number: at + 1 }), () => {
    const raw = decode(verifyText(verification, coefexps), "The list of coefficients");
    expectFields(raw, ["coefexps"], "The list of coefficients");
    expectArray(raw.coefexps, context.threshold, "The list of coefficients");
    const elements = raw.coefexps.map(parseKey);
    const message = certsMessage(certificates.map((one) => one.record), raw.coefexps);
    verifyMessage(verification, message, parseProof(signature));
    return elements;
  });
}

function verifyAllCoefexps(certificates, coefexps, signatures) {
  expectArray(coefexps, certificates.length, "The coefficients of all trustees");
  expectArray(signatures, certificates.length, "The signatures of all trustees");
  return coefexps.map((one, at) => verifyCoefexps(certificates, at, one, signatures[at]));
}

// --- step 5: voutput

/** Verify that every trustee published what they committed to in step 1 (M4, check 3.9). */
export function verifyCommitments(coefexps, commitments) {
  expectArray(commitments, coefexps.length, "The commitments of all trustees");
  coefexps.forEach(({ message }, at) => {
    if (sha256Hex(message) !== commitments[at]) {
      throw new InvalidProof(N_("The coefficients of trustee %(number)s are not those that they committed to.", { number: at + 1 }));
    }
  });
}

async function receiveSecret(keys, certificates, coefexps, secrets, at, me) {
  let secret;
  try {
    const record = await receive(keys, certificates[at].verification, secrets[at]);
    expectFields(record, ["secret"], "A secret");
    secret = parseScalar(record.secret);
  } catch (error) {
    throw new InvalidProof(around(N_("Trustee %(number)s sent a secret that cannot be read: %(error)s", { number: at + 1 }), error));
  }
  if (!power(G, secret).equals(evaluateInExponent(coefexps[at], me))) {
    throw new InvalidProof(N_("Trustee %(number)s sent a wrong secret: it does not fit what they committed to.", { number: at + 1 }));
  }
  return secret;
}

/** Check that the polynomial that comes back is ours (T5): it is derived from the seed. */
async function checkOwnPolynomial(seed, keys, certificate, text, coefexps) {
  const record = await receive(keys, certificate.verification, text);
  const own = coefficients(seed, certificate.context);
  const same = encode(record) === encode({ polynomial: own.map(String) });
  if (!same || !own.every((coefficient, k) => power(G, coefficient).equals(coefexps[k]))) {
    throw new InvalidProof(N_("What came back from the server is not what your device made."));
  }
}

/**
 * Check what all trustees sent, and return our `voutput`: our verification key, and our share of the private key,
 * encrypted to ourselves.
 */
export async function makeVoutput(seed, { certs, commitments, vinput }, threshold) {
  const keys = deriveKeys(seed);
  const certificates = verifyCertificates(certs, threshold);
  const me = findSelf(keys, certificates);
  expectFields(vinput, ["polynomial", "secrets", "coefexps", "signatures"], "The message of the server");
  expectArray(vinput.secrets, certs.length, "The secrets of all trustees");
  verifyCommitments(vinput.coefexps, commitments);
  const coefexps = verifyAllCoefexps(certificates, vinput.coefexps, vinput.signatures);
  await checkOwnPolynomial(seed, keys, certificates[me - 1], vinput.polynomial, coefexps[me - 1]);
  let share = 0n;
  for (let at = 0; at < certs.length; at += 1) {
    share = reduce(share + (await receiveSecret(keys, certificates, coefexps, vinput.secrets, at, me)));
  }
  return finish(keys, certificates[me - 1], share);
}

async function finish(keys, me, share) {
  const publicKey = power(G, share);
  return {
    private_key: await send(keys, me.encryption, { decryption_key: String(share) }),
    public_key: {
      pok: encodeProof(proveKnowledge(share, publicKey)),
      public_key: pointText(publicKey),
      signature: encodeProof(signMessage(keys.signing, pointText(publicKey))),
    },
  };
}

/** Return our share of the private key from our voutput's `private_key`. */
export async function openPrivateKey(seed, text) {
  const keys = deriveKeys(seed);
  const record = await receive(keys, power(G, keys.signing), text);
  expectFields(record, ["decryption_key"], "The private key");
  return parseScalar(record.decryption_key);
}

// --- step 6: the published parameters, verified by anybody

const PARAMETERS = ["threshold", "certs", "coefexps", "signatures", "verification_keys"];

/** Verify threshold parameters; returns the sub-key and all verification keys (checks 3.2 to 3.6). */
export function verifyParameters(parameters) {
  expectFields(parameters, PARAMETERS, "The threshold parameters");
  const { threshold, certs, coefexps, signatures, verification_keys: keys } = parameters;
  if (!isCount(threshold) || !Array.isArray(certs)) throw new InvalidEncoding("The threshold parameters are not possible.");
  const certificates = verifyCertificates(certs, threshold);
  const elements = verifyAllCoefexps(certificates, coefexps, signatures);
  expectArray(keys, certs.length, "The verification keys");
  const at = (x) => elements.reduce((product, one) => product.add(evaluateInExponent(one, x)), IDENTITY);
  const verified = keys.map((key, place) =>
    blame(N_("The verification key of trustee %(number)s is wrong: %(error)s", { number: place + 1 }), () => verifyKey(certificates[place], key, at(place + 1))),
  );
  return { subKey: at(0), keys: verified, needed: threshold, certs, coefexps };
}

function verifyKey({ verification }, record, expected) {
  expectFields(record, ["pok", "public_key", "signature", ...("name" in record ? ["name"] : [])], "A verification key");
  const key = parseKey(record.public_key);
  if (!key.equals(expected)) throw new InvalidProof("It does not follow from the coefficients.");
  verifyKnowledge(key, parseProof(record.pok));
  verifyMessage(verification, record.public_key, parseProof(record.signature));
  return key;
}
