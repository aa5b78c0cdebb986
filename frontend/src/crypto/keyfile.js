// SPDX-License-Identifier: Apache-2.0
// Trustees' secrets and their key file: a first line that says what the file is, a second one that says whose it is, then
// AES-256-GCM with a key from scrypt (RFC 7914), exactly as ballot/crypto/keyfile.py writes it. Both lines are authenticated.
// A file that was made without a personal link has no second line.

import { scrypt } from "@noble/hashes/scrypt.js";

import { decode, encode, expectFields } from "./canonical.js";
import { InvalidEncoding } from "../errors.js";
import { parseScalar, randomScalar } from "./group.js";
import { fromHex, hex, sha256Bytes, toBytes } from "./hashing.js";
import { labelled } from "./labels.js";
import { N_ } from "../language.js";
import { randomBelow, randomBytes } from "./random.js";
import { openBytes, sealBytes } from "./sealing.js";
import { signingKey } from "./signing.js";

const ADVICE = " - keep this file and its passphrase secret, and apart";
const KINDS = { single: "TRUSTEE KEY", threshold: "THRESHOLD TRUSTEE KEY" };
const [SALT, NONCE, TAG] = [16, 12, 16];
const COST = { N: 2 ** 15, r: 8, p: 1, dkLen: 32 };
const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const MIN_PASSPHRASE = 10;

const OWNED = "For election ";
const OWNER = /^For election ([1-9A-HJ-NP-Za-km-z]+), signing key ([0-9a-f]{64}), trustee /;
export const WRONG_FILE = N_("This is the key file of another trustee or another election. Choose the one that you saved for this election.");

const firstLine = (kind) => `BALLOT SECRET ${KINDS[kind]} 1${ADVICE}`;

// --- secrets

/** Make the secret of a trustee whose share is always needed: { kind, privateKey, signingSeed }. */
export function newSingleSecret() {
  return { kind: "single", privateKey: randomScalar(), signingSeed: randomBytes(32) };
}

/** Make the secret of a trustee of a threshold group: a fresh seed of 22 Base58 characters (T6). */
export function newThresholdSecret() {
  const seed = Array.from({ length: 22 }, () => BASE58[Number(randomBelow(58n))]).join("");
  return thresholdSecret(seed);
}

function thresholdSecret(seed) {
  return { kind: "threshold", seed, signingSeed: sha256Bytes(labelled("ballot/signing-key/1", seed)) };
}

export function encodeSecret(secret) {
  if (secret.kind === "threshold") return encode({ version: 1, seed: secret.seed });
  return encode({ version: 1, private_key: String(secret.privateKey), signing_seed: hex(secret.signingSeed) });
}

export function parseSecret(kind, text) {
  const record = decode(text, "The secret in the key file");
  if (record?.version !== 1) throw new InvalidEncoding(N_("The key file was made by another version of this program."));
  if (kind === "threshold") {
    expectFields(record, ["version", "seed"], "The secret in the key file");
    if (!/^[1-9A-HJ-NP-Za-km-z]{22}$/.test(record.seed)) throw new InvalidEncoding(N_("The seed in the key file is not valid."));
    return thresholdSecret(record.seed);
  }
  expectFields(record, ["version", "private_key", "signing_seed"], "The secret in the key file");
  if (!/^[0-9a-f]{64}$/.test(record.signing_seed)) throw new InvalidEncoding(N_("The signing seed in the key file is not valid."));
  return { kind: "single", privateKey: parseScalar(record.private_key), signingSeed: fromHex(record.signing_seed) };
}

// --- the file

function toBase64(bytes) {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

function fromBase64(text) {
  try {
    return Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  } catch {
    throw new InvalidEncoding(N_("The key file is damaged: what follows its first line cannot be read."));
  }
}

const deriveKey = (passphrase, salt) => scrypt(toBytes(passphrase), salt, COST);

/** The line that says whose the file is, so that people and pages recognise it before it is opened. */
function ownerLine(secret, { uuid, name }) {
  return `${OWNED}${uuid}, signing key ${signingKey(secret.signingSeed)}, trustee ${name.replace(/[\p{C}\p{Z}]+/gu, " ")}`;
}

/** Return the text of a key file that only the passphrase opens; `place`: { uuid, name } of election and trustee. */
export async function sealKeyFile(secret, passphrase, place) {
  if ([...passphrase].length < MIN_PASSPHRASE) {
    throw new InvalidEncoding(N_("The passphrase is too short: use at least 10 characters."));
  }
  const head = `${firstLine(secret.kind)}\n${ownerLine(secret, place)}`;
  const [salt, nonce] = [randomBytes(SALT), randomBytes(NONCE)];
  const sealed = await sealBytes(deriveKey(passphrase, salt), nonce, toBytes(encodeSecret(secret)), toBytes(head));
  const body = toBase64(Uint8Array.of(...salt, ...nonce, ...sealed));
  return [head, ...body.match(/.{1,64}/g), ""].join("\n");
}

/** Split a key file into the lines that say what it is (at most two) and its body. */
function split(kind, text) {
  const [first, ...rest] = text.replaceAll("\r\n", "\n").split("\n");
  if (first !== firstLine(kind)) {
    const other = Object.keys(KINDS).find((one) => first === firstLine(one));
    throw new InvalidEncoding(
      other === undefined
        ? N_("This is not a trustee's key file. Choose the file that you saved on this page; it begins with BALLOT SECRET.")
        : WRONG_FILE,
    );
  }
  const lines = rest[0]?.startsWith(OWNED) ? 1 : 0;
  const [, uuid, key] = OWNER.exec(rest[0]) ?? [];
  return { head: [first, ...rest.slice(0, lines)].join("\n"), uuid, key, body: rest.slice(lines).join("") };
}

async function openBody({ head, body }, passphrase) {
  const bytes = fromBase64(body.replace(/\s/g, ""));
  if (bytes.length < SALT + NONCE + TAG) throw new InvalidEncoding(N_("The key file is cut off."));
  const [salt, nonce, sealed] = [bytes.slice(0, SALT), bytes.slice(SALT, SALT + NONCE), bytes.slice(SALT + NONCE)];
  const problem = N_("The passphrase does not open this key file, or the file was changed.");
  return new TextDecoder().decode(await openBytes(deriveKey(passphrase, salt), nonce, sealed, problem, toBytes(head)));
}

/**
 * Return the secret inside a key file of this kind ("single" or "threshold"), if it is that of the trustee with the public
 * `signingKey` in election `uuid`. A file of somebody else is recognised by its second line, or else when it is open.
 */
export async function openKeyFile(kind, text, passphrase, { uuid, signingKey: expected }) {
  const file = split(kind, text);
  if (file.uuid !== undefined && (file.uuid !== uuid || file.key !== expected)) throw new InvalidEncoding(WRONG_FILE);
  const secret = parseSecret(kind, await openBody(file, passphrase));
  if (signingKey(secret.signingSeed) !== expected) throw new InvalidEncoding(WRONG_FILE);
  return secret;
}
