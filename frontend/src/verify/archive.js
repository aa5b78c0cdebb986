// SPDX-License-Identifier: Apache-2.0
// The archive of an election, read strictly: container and chain (section 4.4; checks 0.1 to 1.3).

import { decode, encode, expectFields } from "../crypto/canonical.js";
import { InvalidEncoding, InvalidProof } from "../errors.js";
import { sha256Hex } from "../crypto/hashing.js";

const BLOCK = 512;
const NAME = /^([0-9a-f]{64})\.(data|event)\.json$/;
const LARGEST_RECORD = 256_000_000;

const ascii = (bytes) => String.fromCharCode(...bytes);
const octal = (number, digits) => number.toString(8).padStart(digits, "0") + "\0";

/** Return the only header block that the protocol allows for a record. */
function headerBlock(name, size, time) {
  const block = new Uint8Array(BLOCK);
  const put = (at, text) => block.set(Array.from(text, (c) => c.charCodeAt(0)), at);
  put(0, name);
  put(100, octal(0o644, 7));
  put(108, octal(0, 7) + octal(0, 7));
  put(124, octal(size, 11));
  put(136, octal(time, 11));
  put(148, " ".repeat(8));
  put(156, "0");
  put(148, octal(block.reduce((sum, byte) => sum + byte, 0), 6) + " ");
  return block;
}

const same = (one, other) => one.length === other.length && one.every((byte, at) => byte === other[at]);

function parseOctal(bytes) {
  const text = ascii(bytes);
  if (!/^[0-7]{11}\0$/.test(text)) throw new InvalidEncoding("The archive is damaged: a number in it is not octal.");
  return parseInt(text, 8);
}

/** Yield name and content (bytes) of each record. */
function* readRecords(bytes) {
  let at = 0;
  while (at < bytes.length) {
    const block = bytes.subarray(at, at + BLOCK);
    if (block.length < BLOCK) throw new InvalidEncoding("The archive is incomplete.");
    const name = ascii(block.subarray(0, 100)).replace(/\0+$/, "");
    const [size, time] = [parseOctal(block.subarray(124, 136)), parseOctal(block.subarray(136, 148))];
    const end = at + BLOCK + size;
    const next = end + ((BLOCK - (size % BLOCK)) % BLOCK);
    if (next > bytes.length) throw new InvalidEncoding("The archive is incomplete.");
    const isPadded = bytes.subarray(end, next).every((byte) => byte === 0);
    if (!same(block, headerBlock(name, size, time)) || !isPadded) {
      throw new InvalidEncoding("The archive is not written as the protocol writes it.");
    }
    yield { name, time, content: bytes.subarray(at + BLOCK, end) };
    at = next;
  }
}

const FOLLOWERS = {
  "": ["Setup"],
  Setup: ["Ballot", "EndBallots"],
  Ballot: ["Ballot", "EndBallots"],
  EndBallots: ["EncryptedTally"],
  EncryptedTally: ["Shuffle", "PartialDecryption"],
  Shuffle: ["Shuffle", "EndShuffles"],
  EndShuffles: ["PartialDecryption"],
  PartialDecryption: ["PartialDecryption", "Result"],
  Result: [],
};
const WITHOUT_PAYLOAD = ["EndBallots", "EndShuffles"];

/** Check that an event continues the chain (checks 1.1, 1.2), and return it. */
function parseEvent(text, last) {
  const event = decode(text, "An event");
  const fields = [...(last === null ? [] : ["parent"]), "height", "type"];
  const isBare = WITHOUT_PAYLOAD.includes(event?.type);
  expectFields(event, isBare ? fields : [...fields, "payload"], "An event");
  const continues = last === null ? event.height === 0 : event.parent === last.hash && event.height === last.height + 1;
  if (!continues) throw new InvalidProof("The chain of events in the archive is broken.");
  if (!FOLLOWERS[last?.type ?? ""].includes(event.type)) {
    throw new InvalidProof(`In the archive, an event ${event.type} stands where it cannot stand.`);
  }
  return event;
}

const utf8 = (bytes) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);

/** A read archive: `events` in order (each with its `hash`), and `text(hash)` of the data records. */
class Archive {
  events = [];
  #data = new Map();
  #used = new Set();
  #beforeShares = null; // how many data records stand before those of the first share

  addData(digest, bytes) {
    // A share that its owner publishes again stands here again, with all its records.
    if (this.#data.has(digest) && this.#beforeShares === null) throw new InvalidEncoding("The archive has a record twice.");
    this.#data.set(digest, bytes);
  }

  addEvent(digest, text, dataBefore) {
    const event = parseEvent(text, this.events.at(-1) ?? null);
    if (event.payload !== undefined) this.#use(event.payload);
    if (event.type === "PartialDecryption") this.#beforeShares ??= dataBefore;
    this.events.push({ ...event, hash: digest });
  }

  get size() {
    return this.#data.size;
  }

  #use(digest) {
    const bytes = this.#data.get(digest);
    if (bytes === undefined) throw new InvalidEncoding("The archive lacks a record that an event names.");
    this.#used.add(digest);
    return bytes;
  }

  text(digest) {
    return utf8(this.#use(digest));
  }

  /** Return a data record, parsed. */
  record(digest, what) {
    return decode(this.text(digest), what, LARGEST_RECORD);
  }

  ofType(type) {
    return this.events.filter((event) => event.type === type);
  }

  /** Check that every record up to the shares was used (check 0.3): the archive contains nothing but the election.
   * What other trustees published after that is not read: a share, good or bad, stops no other trustee. */
  expectNothingElse() {
    const checked = [...this.#data.keys()].slice(0, this.#beforeShares ?? this.#data.size);
    if (!checked.every((digest) => this.#used.has(digest))) throw new InvalidEncoding("The archive has records that no event names.");
  }
}

/** Check the first record, and return the time that all records must have. */
function readHeader({ name, time, content }) {
  const isHeader = name === "BELENIOS" && new TextDecoder().decode(content) === encode({ version: 1, timestamp: String(time) });
  if (!isHeader) throw new InvalidEncoding("This is not the archive of an election.");
  return time;
}

/** Read an archive from its bytes. */
export function readArchive(bytes) {
  const archive = new Archive();
  let time = null;
  let dataBefore = 0; // before the event that was read last
  for (const record of readRecords(bytes)) {
    if (time === null) {
      time = readHeader(record);
      continue;
    }
    const [, digest, kind] = NAME.exec(record.name) ?? [];
    const good = digest !== undefined && record.time === time && sha256Hex(record.content) === digest;
    if (!good) throw new InvalidEncoding("A record of the archive does not have the hash in its name.");
    if (kind === "data") {
      archive.addData(digest, record.content);
    } else {
      archive.addEvent(digest, utf8(record.content), dataBefore);
      dataBefore = archive.size;
    }
  }
  if (archive.events.length === 0) throw new InvalidEncoding("The archive is empty.");
  return archive;
}
