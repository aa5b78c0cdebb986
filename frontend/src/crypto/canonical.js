// SPDX-License-Identifier: Apache-2.0
// The one spelling of JSON that the protocol hashes: compact, fields in the specification's order, UTF-8.

import { InvalidEncoding } from "../errors.js";

const SHORT = { '"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t" };
// eslint-disable-next-line no-control-regex
const ESCAPED = /["\\\u0000-\u001f\u007f]/g;

/** Return a string in canonical JSON: quotes, backslash, control characters and DEL escaped, all else raw. */
function encodeString(text) {
  if (/\p{Surrogate}/u.test(text)) throw new InvalidEncoding("A text contains half of a character (a lone surrogate).");
  const body = text.replace(ESCAPED, (c) => SHORT[c] ?? "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0"));
  return `"${body}"`;
}

function encodeNumber(value) {
  if (!Number.isSafeInteger(value) || Object.is(value, -0)) {
    throw new InvalidEncoding("Only whole numbers are allowed in a record.");
  }
  return String(value);
}

/** Return a value in canonical JSON; object fields keep the order in which they were set. */
export function encode(value) {
  if (typeof value === "string") return encodeString(value);
  if (typeof value === "number") return encodeNumber(value);
  if (value === null || typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return `[${value.map(encode).join(",")}]`;
  const fields = Object.entries(value).map(([key, item]) => `${encodeString(key)}:${encode(item)}`);
  return `{${fields.join(",")}}`;
}

/**
 * Parse a text that must be canonical JSON, and return its value.
 * Duplicate keys, spaces, other escapes, floats and unknown spellings change the re-encoding and are refused.
 */
export function decode(text, what, limit = 4_000_000) {
  if (typeof text !== "string" || text.length > limit) throw new InvalidEncoding(`${what} is too large.`);
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    throw new InvalidEncoding(`${what} is not in the expected form (JSON).`);
  }
  if (encode(value) !== text) throw new InvalidEncoding(`${what} is not in its canonical form.`);
  return value;
}

/** Check that a value is an object with exactly these fields in this order. */
export function expectFields(value, names, what) {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  const found = isObject ? Object.keys(value).join(" ") : "";
  if (found !== names.join(" ")) throw new InvalidEncoding(`${what} must have the fields ${names.join(", ")}.`);
}

/** Check that a value is an array of exactly this length. */
export function expectArray(value, length, what) {
  if (!Array.isArray(value)) throw new InvalidEncoding(`${what} must be a list.`);
  if (value.length !== length) throw new InvalidEncoding(`${what} must have ${length} entries, not ${value.length}.`);
}
