// SPDX-License-Identifier: Apache-2.0
// Messages from one trustee to another during the threshold key generation, carried by a server that cannot read
// them (section 4.6.1).

import { decode, encode, expectFields } from "./canonical.js";
import { InvalidEncoding, InvalidProof } from "../errors.js";
import { G, Q, parsePoint, pointText, power, randomScalar } from "./group.js";
import { fromHex, hex, sha256Bytes, sha256Hex, toBytes } from "./hashing.js";
import { encodeProof, parseProof, signMessage, verifyMessage } from "./proofs.js";
import { openBytes, sealBytes } from "./sealing.js";

const keyOf = (shared) => sha256Bytes(`key|${pointText(shared)}`);
const ivOf = (alpha) => sha256Bytes(`iv|${pointText(alpha)}`);

/** Return the keys behind a seed: the exponents sk (signing) and dk (decryption). */
export function deriveKeys(seed) {
  const [signing, decryption] = ["sk", "dk"].map((label) => BigInt(`0x${sha256Hex(`${label}|${seed}`)}`) % Q);
  return { signing, decryption };
}

/** Sign a text; returns a `signed_msg` record. */
export function signText(keys, message) {
  return { message, signature: encodeProof(signMessage(keys.signing, message)) };
}

/** Check a `signed_msg` record, and return its text. */
export function verifyText(verificationKey, record) {
  expectFields(record, ["message", "signature"], "A signed message");
  if (typeof record.message !== "string") throw new InvalidEncoding("A signed message must be a text.");
  verifyMessage(verificationKey, record.message, parseProof(record.signature));
  return record.message;
}

async function sealMessage(encryptionKey, text) {
  const [r, shared] = [randomScalar(), power(G, randomScalar())];
  const alpha = power(G, r);
  const data = await sealBytes(keyOf(shared), ivOf(alpha), toBytes(text));
  const beta = power(encryptionKey, r).add(shared);
  return encode({ algorithm: "AES-GCM", alpha: pointText(alpha), beta: pointText(beta), data: hex(data) });
}

async function openMessage(decryptionKey, text) {
  const sealed = decode(text, "An encrypted message");
  expectFields(sealed, ["algorithm", "alpha", "beta", "data"], "An encrypted message");
  if (sealed.algorithm !== "AES-GCM" || !/^([0-9a-f]{2})*$/.test(sealed.data)) {
    throw new InvalidEncoding("An encrypted message is not in the expected form.");
  }
  // Check both elements before the secret key is used with them (C8).
  const [alpha, beta] = [parsePoint(sealed.alpha), parsePoint(sealed.beta)];
  const shared = beta.subtract(power(alpha, decryptionKey));
  const problem = "The message is not encrypted to this key, or was changed.";
  const bytes = await openBytes(keyOf(shared), ivOf(alpha), fromHex(sealed.data), problem);
  return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
}

/** Send a record: signed by us, encrypted to the recipient. */
export async function send(keys, recipient, record) {
  const inner = encode({ recipient: pointText(recipient), message: encode(record) });
  return sealMessage(recipient, encode(signText(keys, inner)));
}

/** Receive a record from the owner of `sender`; returns its parsed JSON. */
export async function receive(keys, sender, text) {
  const message = decode(verifyText(sender, decode(await openMessage(keys.decryption, text), "A signed message")), "A message");
  expectFields(message, ["recipient", "message"], "A message");
  if (message.recipient !== pointText(power(G, keys.decryption))) {
    throw new InvalidProof("The message was written to somebody else.");
  }
  return decode(message.message, "A message");
}
