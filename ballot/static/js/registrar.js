// ballot: registrar.js, built from frontend/src/registrar/main.js by scripts/build_assets. Do not edit.
// SPDX-License-Identifier: Apache-2.0 AND MIT (@noble/curves 2.4.0, @noble/hashes 2.4.0, qr 0.7.0: MIT)
// src/page/dom.js
function el(tag, attributes = {}, ...children) {
  let node = document.createElement(tag);
  for (let [name, value] of Object.entries(attributes))
    name.startsWith("on") ? node.addEventListener(name.slice(2), value) : typeof value == "boolean" ? node.toggleAttribute(name, value) : node.setAttribute(name, String(value));
  return node.append(...children.filter((child) => child !== null)), node;
}
function button(text, onclick, kind = "") {
  return el("button", { type: "button", class: kind, onclick }, text);
}
function link(text, href, attributes = {}) {
  return el("a", { href, ...attributes }, text);
}
function saveAs(name, text, type = "application/json") {
  let address = URL.createObjectURL(new Blob([text], { type })), anchor = link("", address, { download: name, hidden: !0 });
  document.body.append(anchor), anchor.click(), anchor.remove(), setTimeout(() => URL.revokeObjectURL(address), 1e4);
}

// src/language.js
var messages = globalThis.ballotMessages ?? {}, code = globalThis.document?.documentElement.lang || "en", locale = `${code}-u-nu-latn`, fill = (message, values) => message.replace(/%(?:\((\w+)\)[sd]|%)/g, (place, name) => name === void 0 ? "%" : String(values[name])), plurals = new Intl.PluralRules(locale), numbers = new Intl.NumberFormat(locale);
function _(message, values = {}) {
  return fill(messages[message] ?? message, values);
}
var N_ = (message, values = {}) => ({ message, values });
function ngettext(one, many, number2, values = {}) {
  let forms = messages[one] ?? { one, other: many };
  return fill(forms[plurals.select(number2)] ?? forms.other, { num: numbers.format(number2), ...values });
}
var number = (value) => numbers.format(value);
var OTHER_WAY = /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
function isolated(name) {
  return globalThis.document?.documentElement.dir !== "rtl" && !OTHER_WAY.test(name) ? name : `⁨${name}⁩`;
}

// src/errors.js
var BallotError = class extends Error {
  constructor(reason, options) {
    super(typeof reason == "string" ? reason : fill(reason.message, reason.values), options), this.said = typeof reason == "string" ? null : reason;
  }
  get name() {
    return this.constructor.name;
  }
}, InvalidEncoding = class extends BallotError {
};
var RandomnessMissing = class extends BallotError {
}, Told = class extends BallotError {
}, Unreachable = class extends Told {
  constructor(sentence = _("We could not reach the server. Check your connection and try again: nothing is lost.")) {
    super(sentence);
  }
}, BROKEN = N_("Something went wrong on this device (%(error)s)."), around = (sentence, error) => ({ ...sentence, values: { ...sentence.values, error: error.message } }), saidOf = (error, otherwise = BROKEN) => error.said ?? around(otherwise, error);
function inWords({ message, values }) {
  return _(message, Object.fromEntries(Object.entries(values).map(([name, value]) => [name, isolated(String(value))])));
}
var explained = (error) => error instanceof Told ? error.message : inWords(saidOf(error));

// src/registrar/token_file.js
var COLUMNS = ["member_id", "name", "email", "address", "country", "language", "weight", "token", "link", "credential"], OF_TOKEN = ["token", "link", "credential"], FORMULA = /^[=+\-@\t\r]/, TO_QUOTE = /[",\r\n]/, GUARD = /^'(?=[=+\-@\t\r])/;
async function textOf(file) {
  let bytes = await file.arrayBuffer();
  try {
    return new TextDecoder("utf-8", { fatal: !0 }).decode(bytes);
  } catch {
    throw new Told(_("The file is not in UTF-8. Save it as “CSV UTF-8”."));
  }
}
function csvCell(text) {
  let safe = FORMULA.test(text) ? `'${text}` : text;
  return TO_QUOTE.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
var unguarded = (cell) => cell.replace(GUARD, "");
function csvFile(columns, rows) {
  let lines = rows.map((row) => columns.map((name) => csvCell(row[name] ?? "")).join(","));
  return `\uFEFF${[columns.join(","), ...lines].join(`\r
`)}\r
`;
}
function parseCsv(text) {
  let [header, ...rows] = cellsOf(text.replace(/^\ufeff/, "")), names = (header ?? []).map((name) => name.trim());
  return rows.filter((row) => row.some((cell) => cell !== "")).map((row) => Object.fromEntries(names.map((name, at) => [name, unguarded(row[at] ?? "")])));
}
function cellsOf(text) {
  let found = [...text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\r|\n|$)/gy)];
  if (found.reduce((length, [cell]) => length + cell.length, 0) !== text.length) throw new Told(_("The file cannot be read as CSV."));
  let rows = [], row = [];
  for (let [, quoted, plain, end] of found)
    row.push(quoted === void 0 ? plain : quoted.replaceAll('""', '"')), end !== "," && (rows.push(row), row = []);
  return rows;
}
function readTokens(text, booth) {
  let rows = parseCsv(text);
  if (!rows.length || !COLUMNS.every((name) => name in rows[0]))
    throw new Told(_("This is not a file of tokens: it needs the columns %(columns)s.", { columns: COLUMNS.join(", ") }));
  if (!rows.every(({ link: link2, token }) => link2 === `${booth}#${token}`)) throw new Told(_("This file of tokens is of another election, or somebody has changed it."));
  return rows;
}
var membersOf = (rows) => rows.filter(({ name }) => name);
function findMembers(rows, asked) {
  let wanted = asked.trim().toLowerCase(), exact = membersOf(rows).filter(({ member_id, email }) => [member_id, email].some((text) => text.toLowerCase() === wanted));
  return exact.length || !wanted ? exact : membersOf(rows).filter(({ name }) => name.toLowerCase().includes(wanted));
}
function spareFor(rows, lost, promised) {
  return rows.find(({ name, weight, credential }) => !name && weight === lost.weight && !promised.has(credential));
}
function exchanged(rows, { revoked, spare }) {
  let fresh = rows.find(({ credential }) => credential === spare), taken = Object.fromEntries(OF_TOKEN.map((name) => [name, fresh[name]]));
  return rows.filter((row) => row !== fresh).map((row) => row.credential === revoked ? { ...row, ...taken } : row);
}
var MERGED = ["member_id", "name", "email", "address", "country", "language", "link", "token"], FACTS = { election: "name", opens_at: "opens_at", closes_at: "closes_at", contact: "contact", fingerprint: "fingerprint", setup_event: "setup_event" };
function mergeFile(rows, particulars) {
  let facts = Object.fromEntries(Object.entries(FACTS).map(([column, fact]) => [column, particulars[fact]]));
  return csvFile([...MERGED, ...Object.keys(FACTS)], membersOf(rows).map((row) => ({ ...row, ...facts })));
}
var OF_STATES = ["member_id", "email", "state", "reason"];
function statesFile(text) {
  let rows = parseCsv(text).filter(({ state }) => state?.trim());
  if (!rows.length) throw new Told(_("The file has no row with a state. Nothing was sent."));
  return csvFile(OF_STATES, rows);
}

// node_modules/qr/index.js
/*!
 * Copyright (c) 2023 Paul Miller (paulmillr.com)
 * SPDX-License-Identifier: MIT OR Apache-2.0
 */
var BYTES = /* @__PURE__ */ (() => {
  let res = [];
  for (let ver = 1; ver <= 40; ver++) {
    let bits = (16 * ver + 128) * ver + 64;
    if (ver >= 2) {
      let align = Math.floor(ver / 7) + 2;
      bits -= (25 * align - 10) * align - 55, ver >= 7 && (bits -= 36);
    }
    res.push(bits >>> 3);
  }
  return res;
})(), ECC_LEVELS = ["low", "medium", "quartile", "high"], WORDS_PER_BLOCK = {
  low: [
    7,
    10,
    15,
    20,
    26,
    18,
    20,
    24,
    30,
    18,
    20,
    24,
    26,
    30,
    22,
    24,
    28,
    30,
    28,
    28,
    28,
    28,
    30,
    30,
    26,
    28,
    30,
    30,
    30,
    30,
    30,
    30,
    30,
    30,
    30,
    30,
    30,
    30,
    30,
    30
  ],
  medium: [
    10,
    16,
    26,
    18,
    24,
    16,
    18,
    22,
    22,
    26,
    30,
    22,
    22,
    24,
    24,
    28,
    28,
    26,
    26,
    26,
    26,
    28,
    28,
    28,
    28,
    28,
    28,
    28,
    28,
    28,
    28,
    28,
    28,
    28,
    28,
    28,
    28,
    28,
    28,
    28
  ],
  quartile: [
    13,
    22,
    18,
    26,
    18,
    24,
    18,
    22,
    20,
    24,
    28,
    26,
    24,
    20,
    30,
    24,
    28,
    28,
    26,
    30,
    28,
    30,
    30,
    30,
    30,
    28,
    30,
    30,
    30,
    30,
    30,
    30,
    30,
    30,
    30,
    30,
    30,
    30,
    30,
    30
  ],
  high: [
    17,
    28,
    22,
    16,
    22,
    28,
    26,
    26,
    24,
    28,
    24,
    28,
    22,
    24,
    24,
    30,
    28,
    28,
    26,
    28,
    30,
    24,
    30,
    30,
    30,
    30,
    30,
    30,
    30,
    30,
    30,
    30,
    30,
    30,
    30,
    30,
    30,
    30,
    30,
    30
  ]
}, ECC_BLOCKS = {
  low: [1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8, 8, 9, 9, 10, 12, 12, 12, 13, 14, 15, 16, 17, 18, 19, 19, 20, 21, 22, 24, 25],
  medium: [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49],
  quartile: [1, 1, 2, 2, 4, 4, 6, 6, 8, 8, 8, 10, 12, 16, 12, 17, 16, 18, 21, 20, 23, 23, 25, 27, 29, 34, 34, 35, 38, 40, 43, 45, 48, 51, 53, 56, 59, 62, 65, 68],
  high: [1, 1, 2, 4, 4, 4, 5, 6, 8, 8, 11, 11, 16, 16, 18, 16, 19, 21, 25, 25, 25, 34, 30, 32, 35, 37, 40, 42, 45, 48, 51, 54, 57, 60, 63, 66, 70, 74, 77, 81]
}, EC_CODE = { low: 1, medium: 0, quartile: 3, high: 2 }, ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
function alignmentPatterns(ver) {
  if (ver = asVersion(ver), ver === 1)
    return [];
  let last = 21 + 4 * (ver - 1) - 7, count = Math.ceil((last - 6) / 28), interval = Math.floor((last - 6) / count);
  interval % 2 ? interval += 1 : (last - 6) % count * 2 >= count && (interval += 2);
  let res = [6];
  for (let m = 1; m < count; m++)
    res.push(last - (count - m) * interval);
  return res.push(last), res;
}
function formatBits(ecc, mask) {
  let data = EC_CODE[ecc] << 3 | mask, d = data;
  for (let i = 0; i < 10; i++)
    d = d << 1 ^ (d >> 9) * 1335;
  return (data << 10 | d) ^ 21522;
}
function versionBits(ver) {
  let d = ver;
  for (let i = 0; i < 12; i++)
    d = d << 1 ^ (d >> 11) * 7973;
  return ver << 12 | d;
}
var MODE_BITS = { numeric: 1, alphanumeric: 2, byte: 4 }, LENGTH_BITS = {
  numeric: [10, 12, 14],
  alphanumeric: [9, 11, 13],
  byte: [8, 16, 16]
}, GF256 = /* @__PURE__ */ (() => {
  let exp = new Uint8Array(510), log = new Uint8Array(256);
  for (let i = 0, x = 1; i < 255; i++)
    exp[i] = exp[i + 255] = x, log[x] = i, x <<= 1, x & 256 && (x ^= 285);
  return { exp, log };
})();
function rsGenerator(eccWords) {
  let { exp: EXP, log: LOG } = GF256, gen = new Uint8Array(eccWords);
  gen[eccWords - 1] = 1;
  for (let i = 0, root = 1; i < eccWords; i++) {
    for (let j = 0; j < eccWords; j++) {
      let c = gen[j];
      gen[j] = (c ? EXP[LOG[c] + LOG[root]] : 0) ^ (j + 1 < eccWords ? gen[j + 1] : 0);
    }
    root = EXP[LOG[root] + 1];
  }
  return gen;
}
var RS_CACHE = [];
function rsCached(eccWords) {
  let cached = RS_CACHE[eccWords];
  if (cached !== void 0)
    return cached;
  let gen = rsGenerator(eccWords), { exp: EXP, log: LOG } = GF256, mul = new Uint8Array(256 * eccWords);
  for (let f = 1; f < 256; f++) {
    let lf = LOG[f], off = f * eccWords;
    for (let j = 0; j < eccWords; j++) {
      let c = gen[j];
      c && (mul[off + j] = EXP[LOG[c] + lf]);
    }
  }
  return RS_CACHE[eccWords] = { gen, mul };
}
function rsEcc(data, gen, mul) {
  let { exp: EXP, log: LOG } = GF256, eccWords = gen.length, res = new Uint8Array(eccWords);
  if (mul !== void 0) {
    let last = eccWords - 1;
    for (let i = 0; i < data.length; i++) {
      let off = (data[i] ^ res[0]) * eccWords;
      for (let j = 0; j < last; j++)
        res[j] = res[j + 1] ^ mul[off + j];
      res[last] = mul[off + last];
    }
    return res;
  }
  for (let i = 0; i < data.length; i++) {
    let f = data[i] ^ res[0];
    if (res.copyWithin(0, 1), res[eccWords - 1] = 0, f)
      for (let j = 0; j < eccWords; j++)
        gen[j] && (res[j] ^= EXP[LOG[gen[j]] + LOG[f]]);
  }
  return res;
}
function capacity(ver, ecc) {
  let bytes = BYTES[ver - 1], words = WORDS_PER_BLOCK[ecc][ver - 1], numBlocks = ECC_BLOCKS[ecc][ver - 1], blockLen = Math.floor(bytes / numBlocks) - words, shortBlocks = numBlocks - bytes % numBlocks;
  return { words, numBlocks, shortBlocks, blockLen, capacity: (bytes - words * numBlocks) * 8 };
}
var err = (msg) => {
  throw new Error(msg);
};
function asVersion(ver) {
  if (typeof ver != "number")
    throw new TypeError(`"ver" expected number, got type=${typeof ver}`);
  if (!Number.isSafeInteger(ver))
    throw new RangeError(`"ver" expected safe integer, got ${ver}`);
  if (ver < 1 || ver > 40)
    throw new RangeError(`Invalid version=${ver}. Expected number [1..40]`);
  return ver;
}
function detectType(str) {
  let type = "numeric";
  for (let i = 0; i < str.length; i++) {
    let v = ALNUM_VAL[str.charCodeAt(i)];
    if (!(v >= 0))
      return "byte";
    v > 9 && (type = "alphanumeric");
  }
  return type;
}
var ALNUM_VAL = /* @__PURE__ */ (() => {
  let t = new Int8Array(128).fill(-1);
  for (let i = 0; i < ALPHANUMERIC.length; i++)
    t[ALPHANUMERIC.charCodeAt(i)] = i;
  return t;
})();
function encodeData(ver, ecc, text, type, utf8) {
  let cap = capacity(ver, ecc), lengthBits = LENGTH_BITS[type][Math.floor((ver + 7) / 17)], dataLen = type === "byte" ? utf8.length : text.length;
  dataLen >= 1 << lengthBits && err("Capacity overflow");
  let bytes = new Uint8Array(cap.capacity >>> 3), acc = 0, accBits = 0, bytePos = 0, push = (value, len) => {
    for (acc = acc << len | value, accBits += len; accBits >= 8; )
      bytes[bytePos++] = acc >>> (accBits -= 8) & 255;
  };
  if (push(MODE_BITS[type], 4), push(dataLen, lengthBits), type === "numeric")
    for (let i = 0; i < dataLen; i += 3) {
      let n = Math.min(3, dataLen - i);
      push(Number(text.slice(i, i + n)), [0, 4, 7, 10][n]);
    }
  else if (type === "alphanumeric") {
    for (let i = 0; i + 1 < dataLen; i += 2)
      push(ALNUM_VAL[text.charCodeAt(i)] * 45 + ALNUM_VAL[text.charCodeAt(i + 1)], 11);
    dataLen & 1 && push(ALNUM_VAL[text.charCodeAt(dataLen - 1)], 6);
  } else
    for (let i = 0; i < utf8.length; i++)
      push(utf8[i], 8);
  let bitPos = bytePos * 8 + accBits;
  bitPos > cap.capacity && err("Capacity overflow"), accBits && (bytes[bytePos] = acc << 8 - accBits & 255), bitPos += Math.min(4, cap.capacity - bitPos), bitPos & 7 && (bitPos += 8 - (bitPos & 7));
  for (let i = bitPos >>> 3, pad = 0; i < bytes.length; i++, pad ^= 1)
    bytes[i] = pad ? 17 : 236;
  let { words, numBlocks, shortBlocks, blockLen } = cap, rs = rsCached(words), blocks = [], eccs = [];
  for (let i = 0, pos = 0; i < numBlocks; i++) {
    let len = blockLen + (i < shortBlocks ? 0 : 1);
    blocks.push(bytes.subarray(pos, pos + len)), eccs.push(rsEcc(blocks[i], rs.gen, rs.mul)), pos += len;
  }
  let res = new Uint8Array(bytes.length + words * numBlocks), p = 0;
  for (let i = 0; i <= blockLen; i++)
    for (let b of blocks)
      i < b.length && (res[p++] = b[i]);
  for (let i = 0; i < words; i++)
    for (let e of eccs)
      res[p++] = e[i];
  return res;
}
function maskBits(x, y) {
  let x2 = x % 2, y2 = y % 2, x3 = x % 3, xy3 = x3 * (y % 3) % 3, xy2 = x2 & y2, bits = 0;
  return x2 === y2 && (bits |= 1), y2 === 0 && (bits |= 2), x3 === 0 && (bits |= 4), (x + y) % 3 === 0 && (bits |= 8), (Math.floor(y / 2) + Math.floor(x / 3)) % 2 === 0 && (bits |= 16), xy2 + xy3 === 0 && (bits |= 32), (xy2 + xy3) % 2 === 0 && (bits |= 64), ((x2 ^ y2) + xy3) % 2 === 0 && (bits |= 128), bits;
}
var POP16 = /* @__PURE__ */ (() => {
  let t = new Uint8Array(65536);
  for (let i = 1; i < t.length; i++)
    t[i] = t[i >>> 1] + (i & 1);
  return t;
})(), popcnt = (n) => POP16[n & 65535] + POP16[n >>> 16], TRANSPOSE_TMP = /* @__PURE__ */ new Uint32Array(32);
function transpose32(a) {
  let masks = [1431655765, 858993459, 252645135, 16711935, 65535];
  for (let stage = 0; stage < 5; stage++) {
    let m = masks[stage] >>> 0, s = 1 << stage;
    for (let i = 0; i < 32; i += s << 1)
      for (let k = 0; k < s; k++) {
        let x = a[i + k] >>> 0, y = a[i + k + s] >>> 0, t = (x >>> s ^ y) & m;
        a[i + k] = (x ^ t << s) >>> 0, a[i + k + s] = (y ^ t) >>> 0;
      }
  }
}
var mat = (size) => {
  let words = size + 31 >>> 5;
  return { size, words, v: new Uint32Array(words * size) };
}, matGet = (m, x, y) => m.v[y * m.words + (x >>> 5)] >>> (x & 31) & 1, matSet = (m, x, y, bit) => {
  let i = y * m.words + (x >>> 5), b = 1 << (x & 31);
  m.v[i] = bit ? m.v[i] | b : m.v[i] & ~b;
};
function transposeMat(src, dst) {
  let { size, words, v } = src, tmp = TRANSPOSE_TMP;
  for (let by = 0; by < size; by += 32)
    for (let bx = 0; bx < words; bx++) {
      let rows = Math.min(32, size - by);
      for (let r = 0; r < rows; r++)
        tmp[r] = v[(by + r) * words + bx];
      tmp.fill(0, rows), transpose32(tmp);
      for (let i = 0, dstY = bx * 32; i < 32 && dstY < size; i++, dstY++)
        dst.v[dstY * dst.words + (by >>> 5)] = tmp[i];
    }
}
function runsPenaltyVertical(m) {
  let { size, words, v } = m, tail = size & 31 ? (1 << (size & 31)) - 1 >>> 0 : 4294967295, score = 0;
  for (let wi = 0; wi < words; wi++) {
    let valid = wi === words - 1 ? tail : 4294967295, r3 = v[3 * words + wi], dPrev = 4294967295, d0 = v[wi] ^ v[words + wi], d1 = v[words + wi] ^ v[2 * words + wi], d2 = v[2 * words + wi] ^ r3;
    for (let y = 0, idx = 4 * words + wi; y <= size - 5; y++, idx += words) {
      let r4 = v[idx], d3 = r3 ^ r4, w = ~(d0 | d1 | d2 | d3) & valid;
      w && (score += popcnt(w >>> 0) + 2 * popcnt((w & dPrev) >>> 0)), dPrev = d0, d0 = d1, d1 = d2, d2 = d3, r3 = r4;
    }
  }
  return score;
}
function finderPenaltyVertical(m) {
  let { size, words, v } = m, tail = size & 31 ? (1 << (size & 31)) - 1 >>> 0 : 4294967295, count = 0;
  for (let wi = 0; wi < words; wi++) {
    let valid = wi === words - 1 ? tail : 4294967295;
    for (let y = 0; y <= size - 11; y++) {
      let i = y * words + wi, r0 = v[i], r1 = v[i += words], r2 = v[i += words], r3 = v[i += words], r4 = v[i += words], r5 = v[i += words], r6 = v[i += words], r7 = v[i += words], r8 = v[i += words], r9 = v[i += words], r10 = v[i + words], m0 = valid & r0 & ~r1 & r2 & r3 & r4 & ~r5 & r6 & ~(r7 | r8 | r9 | r10), m1 = valid & ~(r0 | r1 | r2 | r3) & r4 & ~r5 & r6 & r7 & r8 & ~r9 & r10;
      count += popcnt(m0 >>> 0) + popcnt(m1 >>> 0);
    }
  }
  return count;
}
function penaltyScore(m, t, limit = 1 / 0) {
  let { size, words, v } = m, adjacent = runsPenaltyVertical(m) + runsPenaltyVertical(t);
  if (adjacent >= limit)
    return adjacent;
  let tail2 = (1 << size - 32 * (words - 1) - 1) - 1 >>> 0, boxes = 0, dark2 = 0;
  for (let y = 0; y < size; y++)
    for (let wi = 0; wi < words; wi++) {
      let a0 = v[y * words + wi];
      if (dark2 += popcnt(a0 >>> 0), y === size - 1)
        continue;
      let a1 = v[(y + 1) * words + wi], n0 = wi + 1 < words ? v[y * words + wi + 1] : 0, n1 = wi + 1 < words ? v[(y + 1) * words + wi + 1] : 0, eqV = ~(a0 ^ a1), eqH0 = ~(a0 ^ (a0 >>> 1 | n0 << 31)), eqH1 = ~(a1 ^ (a1 >>> 1 | n1 << 31)), w = eqV & eqH0 & eqH1;
      wi === words - 1 && (w &= tail2), boxes += popcnt(w >>> 0);
    }
  let total = size * size, darkSteps = Math.ceil(Math.max(0, Math.abs(dark2 * 100 - total * 50) - total * 5) / (total * 5)), partial = adjacent + 3 * boxes + 10 * darkSteps;
  return partial >= limit ? partial : partial + 40 * (finderPenaltyVertical(m) + finderPenaltyVertical(t));
}
function drawInfo(m, ver, ecc, mask) {
  let size = m.size, bits = formatBits(ecc, mask);
  for (let i = 0; i < 15; i++) {
    let bit = bits >> i & 1;
    i < 6 ? matSet(m, 8, i, bit) : i < 8 ? matSet(m, 8, i + 1, bit) : i === 8 ? matSet(m, 7, 8, bit) : matSet(m, 14 - i, 8, bit), i < 8 ? matSet(m, size - 1 - i, 8, bit) : matSet(m, 8, size - 15 + i, bit);
  }
  if (matSet(m, 8, size - 8, 1), ver >= 7) {
    let vbits = versionBits(ver);
    for (let i = 0; i < 18; i++) {
      let bit = vbits >> i & 1, x = size - 11 + i % 3, y = i / 3 | 0;
      matSet(m, x, y, bit), matSet(m, y, x, bit);
    }
  }
}
var symCache;
function buildSymCache(ver) {
  let size = 21 + 4 * (ver - 1), m = mat(size), fun = new Uint8Array(size * size), setF = (x, y, bit) => {
    matSet(m, x, y, bit), fun[y * size + x] = 1;
  };
  for (let [fx, fy] of [
    [0, 0],
    [size - 7, 0],
    [0, size - 7]
  ])
    for (let dy = -1; dy < 8; dy++)
      for (let dx = -1; dx < 8; dx++) {
        let x = fx + dx, y = fy + dy;
        if (x < 0 || y < 0 || x >= size || y >= size)
          continue;
        let on = dx >= 0 && dx < 7 && dy >= 0 && dy < 7 && (dx === 0 || dx === 6 || dy === 0 || dy === 6 || dx > 1 && dx < 5 && dy > 1 && dy < 5);
        setF(x, y, on ? 1 : 0);
      }
  let align = alignmentPatterns(ver);
  for (let ay of align)
    for (let ax of align)
      if (!fun[ay * size + ax])
        for (let dy = -2; dy <= 2; dy++)
          for (let dx = -2; dx <= 2; dx++) {
            let on = Math.max(Math.abs(dx), Math.abs(dy)) !== 1;
            setF(ax + dx, ay + dy, on ? 1 : 0);
          }
  for (let i = 0; i < size; i++)
    fun[6 * size + i] || setF(i, 6, i % 2 === 0 ? 1 : 0), fun[i * size + 6] || setF(6, i, i % 2 === 0 ? 1 : 0);
  for (let i = 0; i < 9; i++)
    i !== 6 && (setF(8, i, 0), setF(i, 8, 0)), i < 8 && (setF(size - 1 - i, 8, 0), setF(8, size - 1 - i, 0));
  if (ver >= 7)
    for (let i = 0; i < 18; i++) {
      let x = size - 11 + i % 3, y = i / 3 | 0;
      setF(x, y, 0), setF(y, x, 0);
    }
  let planes = [];
  for (let i = 0; i < 8; i++)
    planes.push(mat(size));
  let posBuf = new Uint16Array(size * size), n = 0;
  for (let xOffset = size - 1, dir = -1, y = size - 1; xOffset > 0; xOffset -= 2, dir = -dir)
    for (xOffset === 6 && (xOffset = 5); ; y += dir) {
      for (let j = 0; j < 2; j++) {
        let x = xOffset - j;
        if (fun[y * size + x])
          continue;
        let wi = y * m.words + (x >>> 5);
        posBuf[n++] = wi << 5 | x & 31;
        for (let p = 0, mb = maskBits(x, y); mb; p++, mb >>= 1)
          mb & 1 && (planes[p].v[wi] |= 1 << (x & 31));
      }
      if (y + dir < 0 || y + dir >= size)
        break;
    }
  let planesT = planes.map((p) => {
    let t = mat(size);
    return transposeMat(p, t), t.v;
  });
  return {
    ver,
    tpl: m.v,
    pos: posBuf.slice(0, n),
    planes: planes.map((p) => p.v),
    planesT,
    work: [mat(size), mat(size), mat(size), mat(size)]
  };
}
function drawSymbol(ver, ecc, data, maskIdx, test = !1) {
  (symCache === void 0 || symCache.ver !== ver) && (symCache = buildSymCache(ver));
  let { tpl, pos, planes, planesT, work } = symCache, [m, t, cand, candT] = work;
  m.v.set(tpl);
  let need = Math.min(8 * data.length, pos.length);
  for (let i = 0; i < need; i++)
    if (data[i >>> 3] & 128 >>> (i & 7)) {
      let p = pos[i];
      m.v[p >>> 5] |= 1 << (p & 31);
    }
  let mask = maskIdx;
  if (mask === void 0) {
    transposeMat(m, t);
    let bestScore = 1 / 0;
    for (let p = 0; p < 8; p++) {
      let pv2 = planes[p], ptv = planesT[p];
      for (let i = 0; i < cand.v.length; i++)
        cand.v[i] = m.v[i] ^ pv2[i], candT.v[i] = t.v[i] ^ ptv[i];
      let score = penaltyScore(cand, candT, bestScore);
      score < bestScore && (bestScore = score, mask = p);
    }
  }
  let pv = planes[mask];
  for (let i = 0; i < m.v.length; i++)
    m.v[i] ^= pv[i];
  return test || drawInfo(m, ver, ecc, mask), m;
}
var asNum = (n, title) => {
  if (typeof n != "number")
    throw new TypeError(`"${title}" expected number, got type=${typeof n}`);
  if (!Number.isSafeInteger(n))
    throw new RangeError(`"${title}" expected safe integer, got ${n}`);
  return n;
}, asString = (s, title) => {
  if (typeof s != "string")
    throw new TypeError(`"${title}" expected string, got type=${typeof s}`);
  return s;
};
function utf8Length(str) {
  let length = 0;
  for (let i = 0; i < str.length; i++) {
    let c = str.charCodeAt(i);
    if (c < 128)
      length++;
    else if (c < 2048)
      length += 2;
    else if (c < 55296 || c > 57343)
      length += 3;
    else if (c <= 56319 && i + 1 < str.length) {
      let next = str.charCodeAt(i + 1);
      next >= 56320 && next <= 57343 ? (length += 4, i++) : length += 3;
    } else
      length += 3;
  }
  return length;
}
function byteCapacity(ver, ecc) {
  let lengthBits = LENGTH_BITS.byte[Math.floor((ver + 7) / 17)];
  return Math.min((1 << lengthBits) - 1, Math.floor((capacity(ver, ecc).capacity - 4 - lengthBits) / 8));
}
function _isBytes(a) {
  return a instanceof Uint8Array || ArrayBuffer.isView(a) && a.constructor.name === "Uint8Array" && "BYTES_PER_ELEMENT" in a && a.BYTES_PER_ELEMENT === 1;
}
var dark = (r, x, y) => r.map[x] >= 0 && r.map[y] >= 0 && matGet(r.m, r.map[x], r.map[y]) === 1, CTRL = [10, 27], NL = /* @__PURE__ */ String.fromCharCode(CTRL[0]);
function renderRaw(r) {
  let W = r.W, res = new Array(W);
  for (let y = 0; y < W; y++) {
    let row = new Array(W);
    for (let x = 0; x < W; x++)
      row[x] = dark(r, x, y);
    res[y] = row;
  }
  return res;
}
function renderAscii(r) {
  let W = r.W, out = "";
  for (let y = 0; y < W; y += 2) {
    for (let x = 0; x < W; x++) {
      let first = dark(r, x, y), second = y + 1 >= W ? !0 : dark(r, x, y + 1);
      out += !first && !second ? "█" : !first && second ? "▀" : first && !second ? "▄" : " ";
    }
    out += NL;
  }
  return out;
}
function renderTerm(r) {
  let W = r.W, esc = String.fromCharCode(CTRL[1]), reset = esc + "[0m", out = "";
  for (let y = 0; y < W; y++) {
    for (let x = 0; x < W; x++)
      out += dark(r, x, y) ? `${esc}[40m  ${reset}` : `${esc}[1;47m  ${reset}`;
    out += NL;
  }
  return out;
}
function renderSvg(r, optimize) {
  let W = r.W, out = `<svg viewBox="0 0 ${W} ${W}" xmlns="http://www.w3.org/2000/svg">`, pathData = "", prev;
  for (let y = 0; y < W; y++)
    for (let x = 0; x < W; x++) {
      if (!dark(r, x, y))
        continue;
      if (!optimize) {
        out += `<rect x="${x}" y="${y}" width="1" height="1" />`;
        continue;
      }
      let mv = `M${x} ${y}`;
      if (prev) {
        let rel = `m${x - prev.x} ${y - prev.y}`;
        rel.length <= mv.length && (mv = rel);
      }
      pathData += `${mv}h1v1${x < 10 ? `H${x}` : "h-1"}Z`, prev = { x, y };
    }
  return optimize && (out += `<path d="${pathData}"/>`), out + "</svg>";
}
function renderGif(r) {
  let W = r.W, pixels = W * W, N = 126, fullChunks = Math.floor(pixels / N), tail = pixels % N, out = new Uint8Array(408 + fullChunks * (N + 2) + 2 + tail + 4), p = 0, u16 = (v) => {
    out[p++] = v & 255, out[p++] = v >>> 8;
  };
  for (let b of [71, 73, 70, 56, 55, 97])
    out[p++] = b;
  u16(W), u16(W), out[p++] = 246, p += 2, out[p++] = 255, out[p++] = 255, out[p++] = 255, p += 381, out[p++] = 44, p += 4, u16(W), u16(W), out[p++] = 0, out[p++] = 7;
  let { m, map } = r, row = new Uint8Array(W), prevMy = -2;
  for (let y = 0, i = 0; y < W; y++) {
    let my = map[y];
    if (my !== prevMy && (prevMy = my, row.fill(0), my >= 0))
      for (let x = 0; x < W; x++)
        map[x] >= 0 && (row[x] = matGet(m, map[x], my));
    for (let x = 0; x < W; ) {
      if (i % N === 0) {
        let rem = pixels - i;
        out[p++] = (rem < N ? rem : N) + 1, out[p++] = 128;
      }
      let n = Math.min(N - i % N, W - x);
      out.set(row.subarray(x, x + n), p), p += n, x += n, i += n;
    }
  }
  return tail === 0 && (out[p++] = 1, out[p++] = 128), out[p++] = 1, out[p++] = 129, out[p++] = 0, out[p++] = 59, out;
}
function gifDataUrl(gif) {
  let g = gif, b64;
  if (typeof g.toBase64 == "function")
    b64 = g.toBase64();
  else {
    let bin = "";
    for (let i = 0; i < g.length; i += 8192)
      bin += String.fromCharCode(...g.subarray(i, i + 8192));
    b64 = btoa(bin);
  }
  return "data:image/gif;base64," + b64;
}
function encodeQR(text, output = "raw", opts = {}) {
  if (asString(text, "text"), asString(output, "output"), typeof opts != "object" || opts === null || Array.isArray(opts))
    throw new TypeError(`"opts" expected object, got type=${typeof opts}`);
  let ver = opts.version;
  ver !== void 0 && (ver = asVersion(ver));
  let ecc = opts.ecc !== void 0 ? opts.ecc : "medium";
  ECC_LEVELS.includes(ecc) || err(`invalid ecc=${ecc}`);
  let encoding = opts.encoding !== void 0 ? opts.encoding : detectType(text);
  if (LENGTH_BITS[encoding] || err(`invalid encoding=${encoding}`), encoding !== "byte") {
    let alpha = encoding === "numeric" ? ALPHANUMERIC.slice(0, 10) : ALPHANUMERIC;
    for (let ch of text)
      alpha.includes(ch) || err(`Unknown letter: "${ch}". Allowed: ${alpha}`);
  }
  opts.mask !== void 0 && (asNum(opts.mask, "opts.mask") < 0 || opts.mask > 7) && err(`invalid mask=${opts.mask}`);
  let textEncoder = opts.textEncoder;
  if (encoding === "byte" && textEncoder === void 0) {
    let maxBytes = byteCapacity(ver === void 0 ? 40 : ver, ecc);
    (text.length > maxBytes || utf8Length(text) > maxBytes) && err("Capacity overflow");
  }
  let utf8 = encoding === "byte" ? (textEncoder !== void 0 ? textEncoder : (s) => new TextEncoder().encode(s))(text) : void 0;
  if (utf8 !== void 0 && !_isBytes(utf8))
    throw new TypeError(`"opts.textEncoder" expected Uint8Array, got type=${typeof utf8}`);
  let dataLen = encoding === "byte" ? utf8.length : text.length, encodedBits = encoding === "numeric" ? Math.floor(dataLen / 3) * 10 + [0, 4, 7][dataLen % 3] : encoding === "alphanumeric" ? Math.floor(dataLen / 2) * 11 + dataLen % 2 * 6 : dataLen * 8;
  if (ver === void 0) {
    for (ver = 1; ver <= 40; ver++) {
      let lengthBits = LENGTH_BITS[encoding][Math.floor((ver + 7) / 17)];
      if (dataLen < 1 << lengthBits && 4 + lengthBits + encodedBits <= capacity(ver, ecc).capacity)
        break;
    }
    ver > 40 && err("Capacity overflow");
  } else {
    let lengthBits = LENGTH_BITS[encoding][Math.floor((ver + 7) / 17)];
    (dataLen >= 1 << lengthBits || 4 + lengthBits + encodedBits > capacity(ver, ecc).capacity) && err("Capacity overflow");
  }
  let data = encodeData(ver, ecc, text, encoding, utf8), m = drawSymbol(ver, ecc, data, opts.mask), border = opts.border === void 0 ? 2 : asNum(opts.border, "opts.border");
  if (border <= 0)
    throw new RangeError(`invalid border=${border}`);
  let scale = opts.scale === void 0 ? 1 : asNum(opts.scale, "opts.scale");
  if (scale <= 0 || scale > 1024)
    throw new RangeError(`invalid scale factor: ${scale}`);
  let W = (m.size + 2 * border) * scale, maxOutputSize = output === "ascii" || output === "gif" || output === "data-url" ? 4096 : 1024;
  if (W > maxOutputSize)
    throw new RangeError(`invalid opts: output is ${W}x${W} (max ${maxOutputSize}), reduce border/scale`);
  let map = new Int32Array(W);
  for (let i = 0; i < W; i++) {
    let f = Math.floor(i / scale) - border;
    map[i] = f >= 0 && f < m.size ? f : -1;
  }
  let r = { m, W, map };
  return output === "raw" ? renderRaw(r) : output === "ascii" ? renderAscii(r) : output === "term" ? renderTerm(r) : output === "svg" ? renderSvg(r, opts.optimize === void 0 ? !0 : opts.optimize) : output === "gif" ? renderGif(r) : output === "data-url" ? gifDataUrl(renderGif(r)) : err(`Unknown output: ${output}`);
}
var qr_default = encodeQR;

// src/registrar/status.js
var OF_SESSION = { credentials: "same-origin", cache: "no-store", redirect: "manual" };
async function ask(address, options = {}) {
  try {
    return await fetch(address, { ...OF_SESSION, ...options });
  } catch {
    throw new Unreachable();
  }
}
async function reporting(status, act) {
  try {
    await act();
  } catch (error) {
    status.textContent = explained(error);
  }
}

// src/registrar/letters.js
var QUIET_ZONE = 4, POSTAL_CODE = /\b(?:\d{4,}|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})\b/g;
function qrPath(text) {
  let rows = qr_default(text, "raw", { ecc: "medium", border: QUIET_ZONE });
  return { path: rows.flatMap(
    (row, y) => [...row.map((dark2) => dark2 ? "1" : "0").join("").matchAll(/1+/g)].map(({ 0: run2, index }) => `M${index} ${y}h${run2.length}v1h-${run2.length}z`)
  ).join(""), size: rows.length };
}
function addressLines({ address, country }) {
  let lines = address.split(/\r\n|\r|\n/).filter(Boolean), place = countryName(country);
  return place && lines.at(-1)?.toUpperCase() !== place ? [...lines, place] : lines;
}
function countryName(code2) {
  return /^[A-Z]{2}$/.test(code2) ? new Intl.DisplayNames(["en"], { type: "region" }).of(code2).toUpperCase() : "";
}
function byPost(one, other) {
  let key = ({ address, country, name }) => [country, address.match(POSTAL_CODE)?.at(-1) ?? "", name].join("\0");
  return key(one) < key(other) ? -1 : 1;
}
var toWrite = (rows, everybody) => membersOf(rows).filter(({ email }) => everybody || !email).sort(byPost);
async function loadForms(address) {
  let response = await ask(address);
  if (!response.ok) throw new Told(_("The letters could not be loaded. Load the page again."));
  return [...new DOMParser().parseFromString(await response.text(), "text/html").querySelectorAll(".letter")];
}
function letter(forms, row, isReplaced) {
  let code2 = row.language.trim().toLowerCase().replace("_", "-").split("-")[0], form = document.importNode(forms.find(({ lang }) => lang === code2) ?? forms[0], !0);
  isReplaced || form.querySelector(".replaces").remove(), fill2(form, /* @__PURE__ */ new Map([["{name}", [row.name]], ["{token}", [row.token]], ["{address}", addressLines(row)]])), draw(form.querySelector(".qr"), row.link);
  let letterhead = document.getElementById("letterhead");
  return letterhead && form.prepend(letterhead.content.cloneNode(!0)), form;
}
function fill2(form, values) {
  for (let node of form.querySelectorAll("bdi, .token")) {
    let lines = values.get(node.textContent);
    if (!lines) continue;
    let parts = lines.flatMap((line, at) => at ? [el("br"), line] : [line]);
    node.replaceChildren(...parts);
  }
}
function draw(svg, link2) {
  let { path, size } = qrPath(link2);
  svg.setAttribute("viewBox", `0 0 ${size} ${size}`);
  for (let side of ["width", "height"]) svg.querySelector("rect").setAttribute(side, size);
  svg.querySelector("path").setAttribute("d", path);
}

// src/registrar/replacements.js
var notLoaded = () => new Told(_("The requests could not be loaded. Load the page again."));
async function loadRequests(root) {
  let response = await ask(root.dataset.requests);
  if (!response.ok) throw notLoaded();
  return (await response.json()).replacements;
}
async function askFor(root, rows, lost, why, requests) {
  let spare = spareFor(rows, lost, new Set(requests.map((one) => one.spare)));
  if (!spare) throw new Told(_("No spare token of this weight is left in your file."));
  let body = new FormData(), pair = { csrf_token: root.dataset.csrf, revoked: lost.credential, spare: spare.credential, why };
  for (let [name, value] of Object.entries(pair)) body.set(name, value);
  let response = await ask(root.dataset.ask, { method: "POST", body });
  if (!response.headers.get("Content-Type")?.startsWith("application/json")) throw notLoaded();
  let answer = await response.json();
  if (!response.ok) throw new Told(answer.error.message);
  return answer.replacements;
}
function openRequests(rows, requests) {
  let byCredential = new Map(rows.map((row) => [row.credential, row]));
  return requests.filter(({ revoked, spare }) => byCredential.has(revoked) && byCredential.has(spare)).map((request) => ({ request, row: byCredential.get(request.revoked) }));
}
function takeOver(rows, requests) {
  return openRequests(rows, requests).filter(({ request }) => request.state === "done").reduce((taken, { request }) => exchanged(taken, request), rows);
}
function inWords2(state) {
  return {
    waiting: _("Waits for an officer to propose it."),
    proposed: _("Waits for the second officer to confirm it."),
    done: _("Done: the old token is dead."),
    void: _("Not possible any more. Ask again: another spare token is taken.")
  }[state];
}

// src/registrar/token_file_page.js
var AT_ONCE = 200;
function offerFile(root) {
  let input = root.querySelector("input[type=file]"), status = root.querySelector("[role=status]"), desk = el("div");
  root.append(desk), input.disabled = !1, input.addEventListener(
    "change",
    () => reporting(status, async () => {
      clearLetters(), desk.replaceChildren();
      let [particulars, requests, forms] = await Promise.all([loadJson(root.dataset.particulars), loadRequests(root), loadForms(root.dataset.letters)]), booth = `${particulars.public_url.replace(/\/+$/, "")}/vote/${particulars.uuid}`, rows = readTokens(await textOf(input.files[0]), booth);
      show({ root, status, desk, particulars, forms, rows, requests }), status.textContent = opened(rows);
    })
  );
}
async function loadJson(address) {
  let response = await ask(address);
  if (!response.ok) throw new Told(_("The particulars of the election could not be loaded. Load the page again."));
  return response.json();
}
function opened(rows) {
  let members = membersOf(rows).length, tokens = ngettext("The file has the token of %(num)s member.", "The file has the tokens of %(num)s members.", members), spares = ngettext("%(num)s spare token is left.", "%(num)s spare tokens are left.", rows.length - members);
  return `${tokens} ${spares}`;
}
function show(bench) {
  bench.desk.replaceChildren(...lettersPart(bench), ...mergePart(bench), ...requestsPart(bench), ...memberPart(bench), ...newMemberPart(bench));
}
function lettersPart(bench) {
  let [byPost2, all] = [toWrite(bench.rows, !1), toWrite(bench.rows, !0)], offer = (rows, text) => rows.length > 0 && button(text, () => reporting(bench.status, () => showLetters(bench, rows)), "secondary"), buttons = [
    offer(byPost2, ngettext("Show %(num)s letter: members without an e-mail address", "Show %(num)s letters: members without an e-mail address", byPost2.length)),
    byPost2.length < all.length && offer(all, ngettext("Show %(num)s letter: everybody", "Show %(num)s letters: everybody", all.length))
  ];
  return [el("h2", {}, _("Letters")), el("p", {}, _("For an envelope with a window, on A4. Check a printed QR code with a telephone before you post them.")), el("div", { class: "actions" }, ...buttons.filter(Boolean))];
}
function showLetters(bench, rows, start = 0) {
  let { particulars, forms, status } = bench, spares = new Set(particulars.spares), part = rows.slice(start, start + AT_ONCE), made = part.map((row) => letter(forms, row, spares.has(row.credential))), end = start + part.length, print = button(_("Print the letters"), () => window.print()), next = end < rows.length && button(_("Show the next letters"), () => reporting(status, () => showLetters(bench, rows, end)), "secondary"), close = button(_("Close the letters"), clearLetters, "secondary"), title = end - start < rows.length ? _("Letters %(first)s to %(last)s of %(total)s", { first: number(start + 1), last: number(end), total: number(rows.length) }) : ngettext("%(num)s letter", "%(num)s letters", rows.length), heading = el("h2", { tabindex: "-1" }, title);
  document.getElementById("letters").replaceChildren(heading, el("div", { class: "actions" }, ...[print, next, close].filter(Boolean)), el("div", { class: "sheets" }, ...made)), document.documentElement.classList.add("has-letters"), status.textContent = ngettext("%(num)s letter is ready to be printed.", "%(num)s letters are ready to be printed.", part.length), heading.focus();
}
function clearLetters() {
  document.getElementById("letters").replaceChildren(), document.documentElement.classList.remove("has-letters");
}
function mergePart({ particulars, rows }) {
  let save = () => saveAs(`${particulars.uuid}-merge.csv`, mergeFile(rows, particulars), "text/csv");
  return [
    el("h2", {}, _("Mails")),
    el("p", {}, _("A table for your own mail merge: each member with the personal link and the token, and what the mail should say of the election. Destroy it when the mails are out.")),
    el("div", { class: "actions" }, button(_("Save the file for a mail merge"), save, "secondary"))
  ];
}
function requestsPart(bench) {
  let open = openRequests(bench.rows, bench.requests);
  if (!open.length) return [];
  let items = open.map(({ request, row }) => el("li", {}, el("strong", {}, el("bdi", {}, row.name)), ` ${inWords2(request.state)}`)), again = button(_("Ask the server again"), () => reporting(bench.status, () => lookAgain(bench)), "secondary"), take = open.some(({ request }) => request.state === "done") && button(_("Put the new tokens into the file and save it"), () => saveTaken(bench));
  return [el("h2", {}, _("Replacements you have asked for")), el("ul", {}, ...items), el("div", { class: "actions" }, ...[take, again].filter(Boolean))];
}
async function lookAgain(bench) {
  bench.requests = await loadRequests(bench.root), show(bench), bench.status.textContent = _("This is how it stands now.");
}
function saveTaken(bench) {
  let before = new Set(bench.rows.filter(({ name }) => name).map(({ token }) => token));
  bench.rows = takeOver(bench.rows, bench.requests), saveAs(`${bench.particulars.uuid}-tokens.csv`, csvFile(COLUMNS, bench.rows), "text/csv");
  let fresh = membersOf(bench.rows).filter(({ token }) => !before.has(token));
  show(bench), reporting(bench.status, () => {
    showLetters(bench, fresh), bench.status.textContent = _("Keep the file that was saved now, and destroy the earlier one. Print the letter, or send the new link yourself.");
  });
}
function memberPart(bench) {
  let input = el("input", { type: "text", id: "who", autocomplete: "off" }), found = el("div", { "aria-live": "polite" }), search = (event) => {
    event.preventDefault(), found.replaceChildren(...foundMembers(bench, input.value));
  };
  return [
    el("h2", {}, _("One member")),
    el(
      "form",
      { onsubmit: search, novalidate: !0 },
      el("div", { class: "field" }, el("label", { for: "who" }, _("Membership number, e-mail address or name")), input),
      el("div", { class: "actions" }, el("button", { class: "secondary" }, _("Find in the file")))
    ),
    found
  ];
}
function foundMembers(bench, asked) {
  let rows = findMembers(bench.rows, asked);
  if (rows.length !== 1) {
    let text = rows.length ? ngettext("%(num)s member is found.", "%(num)s members are found. Use the number or the address.", rows.length) : _("Nobody in the file has this.");
    return [el("p", {}, text)];
  }
  let [row] = rows, one = button(_("Show the letter"), () => reporting(bench.status, () => showLetters(bench, [row])), "secondary");
  return [el("h3", {}, el("bdi", {}, row.name)), el("p", {}, [row.member_id, row.email, row.address].filter(Boolean).join(" · ")), publicCredential(row, _("Public credential, if the officers ask for it:")), el("div", { class: "actions" }, one), lostForm(bench, row)];
}
var publicCredential = (row, words) => el("p", {}, `${words} `, el("code", {}, row.credential));
function newMemberPart({ rows, requests }) {
  let promised = new Set(requests.map(({ spare }) => spare)), weights = [...new Set(membersOf(rows).map(({ weight }) => weight))], said = weights.map((weight) => spareFor(rows, { weight }, promised)).filter(Boolean).map((row) => publicCredential(row, weights.length > 1 ? _("Weight %(weight)s:", { weight: row.weight }) : _("Spare public credential:")));
  return [el("h2", {}, _("A new member")), el("p", {}, _("Two officers add a member to the frozen roll, and ask you for a spare public credential. When it is confirmed, write the member into the row of this credential in your file, and open it here again.")), ...said];
}
function lostForm(bench, row) {
  let reasons = [...bench.root.querySelectorAll("[data-reasons] > li")].map(({ dataset, textContent }) => reasonChoice(dataset.value, textContent));
  return el("form", { onsubmit: (event) => {
    event.preventDefault();
    let why = new FormData(event.target).get("why");
    reporting(bench.status, async () => {
      if (!why) throw new Told(_("Choose what happened to the token."));
      bench.requests = await askFor(bench.root, bench.rows, row, why, bench.requests), show(bench), bench.status.textContent = _("Asked for. One officer proposes it, another one confirms it; then the old token is dead. Open your file here again after that.");
    });
  }, novalidate: !0 }, el("fieldset", { class: "field" }, el("legend", {}, _("Replace a lost token: what happened to it?")), ...reasons), el("div", { class: "actions" }, el("button", {}, _("Ask two officers to replace it"))));
}
function reasonChoice(value, text) {
  let id = `why-${value}`;
  return el("div", { class: "choice" }, el("input", { type: "radio", name: "why", value, id }), el("label", { for: id }, text));
}

// src/crypto/canonical.js
var SHORT = { '"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "	": "\\t" }, ESCAPED = /["\\\u0000-\u001f\u007f]/g;
function encodeString(text) {
  if (/\p{Surrogate}/u.test(text)) throw new InvalidEncoding("A text contains half of a character (a lone surrogate).");
  return `"${text.replace(ESCAPED, (c) => SHORT[c] ?? "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0"))}"`;
}
function encodeNumber(value) {
  if (!Number.isSafeInteger(value) || Object.is(value, -0))
    throw new InvalidEncoding("Only whole numbers are allowed in a record.");
  return String(value);
}
function encode(value) {
  return typeof value == "string" ? encodeString(value) : typeof value == "number" ? encodeNumber(value) : value === null || typeof value == "boolean" ? String(value) : Array.isArray(value) ? `[${value.map(encode).join(",")}]` : `{${Object.entries(value).map(([key, item]) => `${encodeString(key)}:${encode(item)}`).join(",")}}`;
}

// src/registrar/hand_in.js
var CREDENTIAL = /^[0-9a-f]{64}$/, listOf = (form) => (value) => Array.isArray(value) && value.every((item) => form.test(item)), FIELDS = {
  version: (value) => value === 2,
  uuid: (value) => /^[1-9A-HJ-NP-Za-km-z]{14,}$/.test(value),
  roll: (value) => CREDENTIAL.test(value),
  credentials: listOf(/^[0-9a-f]{64}(,[1-9][0-9]*)?$/),
  spares: listOf(CREDENTIAL)
};
function credentialsFile(text) {
  let found = parsed(text), fields = Object.entries(FIELDS);
  if (Object.keys(found).length !== fields.length || !fields.every(([name, isGood]) => isGood(found[name]))) throw notCredentials();
  return encode(Object.fromEntries(fields.map(([name]) => [name, found[name]])));
}
function parsed(text) {
  try {
    return Object(JSON.parse(text));
  } catch {
    throw notCredentials();
  }
}
var notCredentials = () => new Told(_("This is not a file of public credentials. Nothing was sent.")), guardCredentials = (form) => guard(form, async (file) => {
  let content = credentialsFile(await textOf(file));
  return { words: _("Handing in the public credentials…"), file: credentialsToSend(content) };
}), guardStates = (form) => guard(form, async (file) => {
  let content = statesFile(await textOf(file));
  return { words: _("Handing in the states…"), file: new File([content], "states.csv", { type: "text/csv" }) };
}), credentialsToSend = (content) => new File([content], "credentials.json", { type: "application/json" });
function send(form, file) {
  let chosen = new DataTransfer();
  chosen.items.add(file), form.elements.file.files = chosen.files, form.submit();
}
function guard(form, prepare2) {
  let status = form.querySelector("[role=status]");
  form.addEventListener("submit", (event) => {
    let chosen = form.elements.file.files[0];
    chosen && (event.preventDefault(), reporting(status, async () => {
      let { words, file } = await prepare2(chosen);
      status.textContent = words, send(form, file);
    }));
  });
  for (let control of [form.elements.file, form.querySelector("button")]) control.disabled = !1;
}

// node_modules/@noble/hashes/utils.js
function isBytes(a) {
  return a instanceof Uint8Array || ArrayBuffer.isView(a) && a.constructor.name === "Uint8Array" && "BYTES_PER_ELEMENT" in a && a.BYTES_PER_ELEMENT === 1;
}
var atitle = (title) => title ? `"${title}" ` : "";
function anumber(n, title = "") {
  if (typeof n != "number")
    throw new TypeError(atitle(title) + "expected number, got " + typeof n);
  if (!Number.isSafeInteger(n) || n < 0)
    throw new RangeError(atitle(title) + "expected integer >= 0, got " + n);
  return n;
}
function abytes(value, length, title = "") {
  if (isBytes(value) && (length === void 0 || value.length === length))
    return value;
  length !== void 0 && anumber(length, "length");
  let bytes = isBytes(value), ofLen = length !== void 0 ? ` of length ${length}` : "", got = bytes ? `length=${value.length}` : `type=${typeof value}`, message = atitle(title) + "expected Uint8Array" + ofLen + ", got " + got;
  throw bytes ? new RangeError(message) : new TypeError(message);
}
var aobject = (value, label) => {
  if (value === null || typeof value != "object" || Array.isArray(value))
    throw new TypeError((label === "object" ? "" : `"${label}" `) + "expected object, got type=" + typeof value);
}, aopts = (value, label) => {
  aobject(value, label);
  let proto = Object.getPrototypeOf(value);
  if (proto !== Object.prototype && proto !== null)
    throw new TypeError(`"${label}" expected plain object`);
  if (Object.hasOwn(value, "__proto__"))
    throw new TypeError(`"${label}.__proto__" is not allowed`);
};
function aexists(instance, checkFinished = !0) {
  if (instance.destroyed)
    throw new Error("hash was destroyed");
  if (checkFinished && instance.finished)
    throw new Error("digest() was already called");
}
function aoutput(out, instance) {
  abytes(out, void 0, "output");
  let min = instance.outputLen;
  if (!(out.length >= min))
    throw new RangeError('"output" expected length >= ' + min);
}
function clean(...arrays) {
  for (let i = 0; i < arrays.length; i++)
    arrays[i].fill(0);
}
function createView(arr) {
  return new DataView(arr.buffer, arr.byteOffset, arr.byteLength);
}
function rotr(word, shift) {
  return word << 32 - shift | word >>> shift;
}
var hasHexBuiltin = /* @ts-ignore */ typeof Uint8Array.from([]).toHex == "function" && typeof Uint8Array.fromHex == "function", hexes = /* @__PURE__ */ Array.from({ length: 256 }, (_2, i) => i.toString(16).padStart(2, "0"));
function bytesToHex(bytes) {
  if (abytes(bytes), hasHexBuiltin)
    return bytes.toHex();
  let hex2 = "";
  for (let i = 0; i < bytes.length; i++)
    hex2 += hexes[bytes[i]];
  return hex2;
}
function asciiToBase16(ch) {
  return ch >= 48 && ch <= 57 ? ch - 48 : ch >= 65 && ch <= 70 ? ch - 55 : ch >= 97 && ch <= 102 ? ch - 87 : void 0;
}
function hexToBytes(hex2) {
  if (typeof hex2 != "string")
    throw new TypeError("hex string expected, got " + typeof hex2);
  if (hasHexBuiltin)
    try {
      return Uint8Array.fromHex(hex2);
    } catch (error) {
      throw error instanceof SyntaxError ? new RangeError(error.message) : error;
    }
  let hl = hex2.length, al = hl / 2;
  if (hl % 2)
    throw new RangeError("hex string expected, got unpadded hex of length " + hl);
  let array = new Uint8Array(al);
  for (let ai = 0, hi = 0; ai < al; ai++, hi += 2) {
    let n1 = asciiToBase16(hex2.charCodeAt(hi)), n2 = asciiToBase16(hex2.charCodeAt(hi + 1));
    if (n1 === void 0 || n2 === void 0) {
      let char = hex2[hi] + hex2[hi + 1];
      throw new RangeError('hex string expected, got non-hex character "' + char + '" at index ' + hi);
    }
    array[ai] = n1 * 16 + n2;
  }
  return array;
}
function concatBytes(...arrays) {
  let sum = 0;
  for (let i = 0; i < arrays.length; i++) {
    let a = arrays[i];
    abytes(a), sum += a.length;
  }
  let res = new Uint8Array(sum);
  for (let i = 0, pad = 0; i < arrays.length; i++) {
    let a = arrays[i];
    res.set(a, pad), pad += a.length;
  }
  return res;
}
function checkOpts(defaults, opts, title = "opts") {
  return aopts(defaults, "defaults"), opts !== void 0 && aopts(opts, title), Object.assign(/* @__PURE__ */ Object.create(null), defaults, opts);
}
function createHasher(hashCons, info = {}) {
  if (typeof hashCons != "function")
    throw new TypeError('"hashCons" expected function, got type=' + typeof hashCons);
  info = checkOpts({}, info, "info");
  let hashC = (msg, opts) => hashCons(opts).update(msg).digest(), tmp = hashCons(void 0);
  return hashC.outputLen = tmp.outputLen, hashC.blockLen = tmp.blockLen, hashC.canXOF = tmp.canXOF, hashC.create = (opts) => hashCons(opts), Object.assign(hashC, info), Object.freeze(hashC);
}
function randomBytes(bytesLength = 32) {
  anumber(bytesLength, "bytesLength");
  let cr = typeof globalThis == "object" ? globalThis.crypto : null;
  if (typeof cr?.getRandomValues != "function")
    throw new Error("crypto.getRandomValues must be defined");
  if (bytesLength > 65536)
    throw new RangeError(`"bytesLength" expected <= 65536, got ${bytesLength}`);
  return cr.getRandomValues(new Uint8Array(bytesLength));
}
var oidNist = (suffix) => ({
  // Current NIST hashAlgs suffixes used here fit in one DER subidentifier octet.
  // Larger suffix values would need base-128 OID encoding and a different length byte.
  oid: Uint8Array.from([6, 9, 96, 134, 72, 1, 101, 3, 4, 2, suffix])
});

// node_modules/@noble/curves/utils.js
/*! noble-curves - MIT License (c) 2022 Paul Miller (paulmillr.com) */
function aarray(item, title, inner = () => {
}) {
  if (!Array.isArray(item))
    throw new TypeError(`"${title}" expected array, got type=${typeof item}`);
  for (let i = 0; i < item.length; i++)
    inner(item[i], `${title}[${i}]`);
  return item;
}
var abytes2 = (value, length, title) => abytes(value, length, title), anumber2 = anumber;
function aobject2(value, title = "object") {
  if (value === null || typeof value != "object" || Array.isArray(value))
    throw new TypeError(title === "object" ? "expected valid options object" : `"${title}" expected object, got type=${typeof value}`);
  return value;
}
function afunction(value, title) {
  if (typeof value != "function")
    throw new TypeError(`"${title}" is invalid: expected function, got ${typeof value}`);
  return value;
}
var bytesToHex2 = bytesToHex, concatBytes2 = (...arrays) => concatBytes(...arrays), hexToBytes2 = (hex2) => hexToBytes(hex2), isBytes2 = isBytes, randomBytes2 = (bytesLength) => randomBytes(bytesLength), _0n = /* @__PURE__ */ BigInt(0), _1n = /* @__PURE__ */ BigInt(1), atitle2 = (title) => title ? `"${title}" ` : "";
function abool(value, title = "") {
  if (typeof value != "boolean")
    throw new TypeError(atitle2(title) + "expected boolean, got type=" + typeof value);
  return value;
}
function abignumber(n) {
  if (typeof n == "bigint") {
    if (!isPosBig(n))
      throw new RangeError("positive bigint expected, got " + n);
  } else
    anumber2(n);
  return n;
}
function asafenumber(value, title = "") {
  if (typeof value != "number") {
    let prefix = title && `"${title}" `;
    throw new TypeError(prefix + "expected number, got type=" + typeof value);
  }
  if (!Number.isSafeInteger(value)) {
    let prefix = title && `"${title}" `;
    throw new RangeError(prefix + "expected safe integer, got " + value);
  }
}
function hexToNumber(hex2) {
  if (typeof hex2 != "string")
    throw new TypeError("hex string expected, got " + typeof hex2);
  return hex2 === "" ? _0n : BigInt("0x" + hex2);
}
function bytesToNumberBE(bytes) {
  return hexToNumber(bytesToHex(bytes));
}
function bytesToNumberLE(bytes) {
  return hexToNumber(bytesToHex(copyBytes(abytes(bytes)).reverse()));
}
function numberToBytesBE(n, len) {
  if (anumber(len), len === 0)
    throw new Error("zero output length is invalid");
  n = abignumber(n);
  let expectedLen = len * 2, hex2 = n.toString(16);
  if (hex2.length > expectedLen)
    throw new RangeError("number is too large");
  return hexToBytes(hex2.padStart(expectedLen, "0"));
}
function numberToBytesLE(n, len) {
  return numberToBytesBE(n, len).reverse();
}
function copyBytes(bytes) {
  return Uint8Array.from(abytes2(bytes));
}
function isPosBig(n) {
  return typeof n == "bigint" && _0n <= n;
}
function inRange(n, min, max) {
  return isPosBig(n) && isPosBig(min) && isPosBig(max) && min <= n && n < max;
}
function aInRange(title, n, min, max) {
  if (!inRange(n, min, max))
    throw new RangeError("expected valid " + title + ": " + min + " <= n < " + max + ", got " + n);
}
function bitLen(n) {
  if (n < _0n)
    throw new Error("expected non-negative bigint, got " + n);
  return n === _0n ? 0 : n.toString(2).length;
}
var bitMask = (n) => (asafenumber(n, "n"), (_1n << BigInt(n)) - _1n);
function validateObject(object, fields = {}, optFields = {}, title = "object") {
  aobject2(object, title), aobject2(fields, "fields"), aobject2(optFields, "optFields");
  function checkField(fieldName, expectedType, isOpt) {
    let label = title === "object" ? `param "${String(fieldName)}"` : `"${title}.${String(fieldName)}"`, val = object[fieldName];
    if (!Object.hasOwn(object, fieldName) && (isOpt ? val !== void 0 : expectedType !== "function"))
      throw new TypeError(`${label} is invalid: expected own property`);
    if (isOpt && val === void 0)
      return;
    let current = typeof val;
    if (current !== expectedType || val === null)
      throw new TypeError(`${label} is invalid: expected ${expectedType}, got ${current}`);
  }
  let iter = (f, isOpt) => Object.entries(f).forEach(([k, v]) => checkField(k, v, isOpt));
  iter(fields, !1), iter(optFields, !0);
}

// node_modules/@noble/curves/abstract/modular.js
/*! noble-curves - MIT License (c) 2022 Paul Miller (paulmillr.com) */
var _0n2 = /* @__PURE__ */ BigInt(0), _1n2 = /* @__PURE__ */ BigInt(1), _2n = /* @__PURE__ */ BigInt(2), _3n = /* @__PURE__ */ BigInt(3), _4n = /* @__PURE__ */ BigInt(4), _5n = /* @__PURE__ */ BigInt(5), _7n = /* @__PURE__ */ BigInt(7), _8n = /* @__PURE__ */ BigInt(8), _9n = /* @__PURE__ */ BigInt(9), _15n = /* @__PURE__ */ BigInt(15), _16n = /* @__PURE__ */ BigInt(16), POW_WINDOWED_MIN = /* @__PURE__ */ BigInt("0x10000000000000000");
function mod(a, b) {
  if (b <= _0n2)
    throw new Error("mod: expected positive modulus, got " + b);
  let result = a % b;
  return result >= _0n2 ? result : b + result;
}
function pow(num, power2, modulo) {
  if (modulo <= _1n2)
    throw new Error("pow: expected modulus > 1, got " + modulo);
  if (typeof power2 != "bigint")
    throw new TypeError("invalid exponent: expected bigint, got " + typeof power2);
  if (power2 < _0n2)
    throw new Error("invalid exponent, negatives unsupported");
  if (power2 === _0n2)
    return _1n2;
  if (power2 === _1n2)
    return num;
  let d = num % modulo;
  if (d < _0n2 && (d += modulo), power2 < POW_WINDOWED_MIN) {
    let p2 = _1n2;
    for (; power2 > _0n2; )
      power2 & _1n2 && (p2 = p2 * d % modulo), d = d * d % modulo, power2 >>= _1n2;
    return p2;
  }
  let digits = [];
  for (; power2 > _0n2; )
    digits.push(Number(power2 & _15n)), power2 >>= _4n;
  let table = new Array(16);
  table[0] = _1n2, table[1] = d;
  for (let i = 2; i < 16; i++)
    table[i] = table[i - 1] * d % modulo;
  let p = table[digits[digits.length - 1]];
  for (let w = digits.length - 2; w >= 0; w--) {
    p = p * p % modulo, p = p * p % modulo, p = p * p % modulo, p = p * p % modulo;
    let digit = digits[w];
    digit !== 0 && (p = p * table[digit] % modulo);
  }
  return p;
}
function pow2(x, power2, modulo) {
  if (modulo <= _1n2)
    throw new Error("pow2: expected modulus > 1, got " + modulo);
  if (power2 < _0n2)
    throw new Error("pow2: expected non-negative exponent, got " + power2);
  let res = x;
  for (; power2-- > _0n2; )
    res *= res, res %= modulo;
  return res;
}
function invert(number2, modulo) {
  if (number2 === _0n2)
    throw new Error("invert: expected non-zero number");
  if (modulo <= _1n2)
    throw new Error("invert: expected modulus > 1, got " + modulo);
  let a = mod(number2, modulo), b = modulo, x = _0n2, u = _1n2;
  for (; a !== _0n2; ) {
    let q = b / a, r = b - a * q, m = x - u * q;
    b = a, a = r, x = u, u = m;
  }
  if (b !== _1n2)
    throw new Error("invert: does not exist");
  return mod(x, modulo);
}
function assertIsSquare(Fp2, root, n) {
  let F = Fp2;
  if (!F.eql(F.sqr(root), n))
    throw new Error("Cannot find square root");
}
function aoddModulus(order, fnName) {
  if ((order & _1n2) === _0n2)
    throw new Error(fnName + ": expected odd modulus, got " + order);
}
function sqrt3mod4(Fp2, n) {
  let F = Fp2, p1div4 = (F.ORDER + _1n2) / _4n, root = F.pow(n, p1div4);
  return assertIsSquare(F, root, n), root;
}
function sqrt5mod8(Fp2, n) {
  let F = Fp2, p5div8 = (F.ORDER - _5n) / _8n, n2 = F.mul(n, _2n), v = F.pow(n2, p5div8), nv = F.mul(n, v), i = F.mul(F.mul(nv, _2n), v), root = F.mul(nv, F.sub(i, F.ONE));
  return assertIsSquare(F, root, n), root;
}
function sqrt9mod16(P) {
  let Fp_ = Field(P), tn = tonelliShanks(P), c1 = tn(Fp_, Fp_.neg(Fp_.ONE)), c2 = tn(Fp_, c1), c3 = tn(Fp_, Fp_.neg(c1)), c4 = (P + _7n) / _16n;
  return ((Fp2, n) => {
    let F = Fp2, tv1 = F.pow(n, c4), tv2 = F.mul(tv1, c1), tv3 = F.mul(tv1, c2), tv4 = F.mul(tv1, c3), e1 = F.eql(F.sqr(tv2), n), e2 = F.eql(F.sqr(tv3), n);
    tv1 = F.cmov(tv1, tv2, e1), tv2 = F.cmov(tv4, tv3, e2);
    let e3 = F.eql(F.sqr(tv2), n), root = F.cmov(tv1, tv2, e3);
    return assertIsSquare(F, root, n), root;
  });
}
function tonelliShanks(P) {
  if (P < _3n)
    throw new Error("sqrt is not defined for small field");
  aoddModulus(P, "tonelliShanks");
  let Q2 = P - _1n2, S = 0;
  for (; Q2 % _2n === _0n2; )
    Q2 /= _2n, S++;
  let Z = _2n, _Fp = Field(P);
  for (; FpLegendre(_Fp, Z) === 1; )
    if (Z++ > 1e3)
      throw new Error("Cannot find square root: probably non-prime P");
  if (S === 1)
    return sqrt3mod4;
  let cc = _Fp.pow(Z, Q2), Q1div2 = (Q2 + _1n2) / _2n;
  return function(Fp2, n) {
    let F = Fp2;
    if (F.is0(n))
      return n;
    if (FpLegendre(F, n) !== 1)
      throw new Error("Cannot find square root");
    let M = S, c = F.mul(F.ONE, cc), t = F.pow(n, Q2), R = F.pow(n, Q1div2);
    for (; !F.eql(t, F.ONE); ) {
      if (F.is0(t))
        throw new Error("Cannot find square root: probably non-prime P");
      let i = 1, t_tmp = F.sqr(t);
      for (; !F.eql(t_tmp, F.ONE); )
        if (i++, t_tmp = F.sqr(t_tmp), i === M)
          throw new Error("Cannot find square root");
      let exponent = _1n2 << BigInt(M - i - 1), b = F.pow(c, exponent);
      M = i, c = F.sqr(b), t = F.mul(t, c), R = F.mul(R, b);
    }
    return R;
  };
}
function FpSqrt(P) {
  return aoddModulus(P, "Fp.sqrt"), P % _4n === _3n ? sqrt3mod4 : P % _8n === _5n ? sqrt5mod8 : P % _16n === _9n ? sqrt9mod16(P) : tonelliShanks(P);
}
var isNegativeLE = (num, modulo) => (mod(num, modulo) & _1n2) === _1n2, FIELD_FIELDS = [
  "create",
  "isValid",
  "is0",
  "neg",
  "inv",
  "sqrt",
  "sqr",
  "eql",
  "add",
  "sub",
  "mul",
  "pow",
  "div",
  "addN",
  "subN",
  "mulN",
  "sqrN"
];
function validateField(field) {
  if (aobject2(field, "field"), typeof field.ORDER != "bigint")
    throw new TypeError('param "ORDER" is invalid: expected bigint, got ' + typeof field.ORDER);
  asafenumber(field.BYTES, "BYTES"), asafenumber(field.BITS, "BITS");
  for (let name of FIELD_FIELDS)
    afunction(field[name], "field." + name);
  if (field.BYTES < 1 || field.BITS < 1)
    throw new Error("invalid field: expected BYTES/BITS > 0");
  if (field.ORDER <= _1n2)
    throw new Error("invalid field: expected ORDER > 1, got " + field.ORDER);
  return field;
}
function FpInvertBatch(Fp2, nums, passZero = !1) {
  validateField(Fp2), aarray(nums, "nums"), abool(passZero, "passZero");
  let F = Fp2, inverted = new Array(nums.length).fill(passZero ? F.ZERO : void 0), multipliedAcc = nums.reduce((acc, num, i) => F.is0(num) ? acc : (inverted[i] = acc, F.mul(acc, num)), F.ONE), invertedAcc = F.inv(multipliedAcc);
  return nums.reduceRight((acc, num, i) => F.is0(num) ? acc : (inverted[i] = F.mul(acc, inverted[i]), F.mul(acc, num)), invertedAcc), inverted;
}
function FpLegendre(Fp2, n) {
  validateField(Fp2);
  let F = Fp2;
  aoddModulus(F.ORDER, "FpLegendre");
  let p1mod2 = (F.ORDER - _1n2) / _2n, powered = F.pow(n, p1mod2), yes = F.eql(powered, F.ONE), zero = F.eql(powered, F.ZERO), no = F.eql(powered, F.neg(F.ONE));
  if (!yes && !zero && !no)
    throw new Error("invalid Legendre symbol result");
  return yes ? 1 : zero ? 0 : -1;
}
function nLength(n, nBitLength) {
  if (nBitLength !== void 0 && anumber2(nBitLength), n <= _0n2)
    throw new Error("invalid n length: expected positive n, got " + n);
  if (nBitLength !== void 0 && nBitLength < 1)
    throw new Error("invalid n length: expected positive bit length, got " + nBitLength);
  let bits = bitLen(n);
  if (nBitLength !== void 0 && nBitLength < bits)
    throw new Error(`invalid n length: expected nBitLength (${nBitLength}) >= bitLen(n) (${bits})`);
  let _nBitLength = nBitLength !== void 0 ? nBitLength : bits, nByteLength = Math.ceil(_nBitLength / 8);
  return { nBitLength: _nBitLength, nByteLength };
}
var FIELD_SQRT = /* @__PURE__ */ new WeakMap(), _Field = class {
  ORDER;
  BITS;
  BYTES;
  isLE;
  ZERO = _0n2;
  ONE = _1n2;
  _lengths;
  _mod;
  constructor(ORDER, opts = {}) {
    if (ORDER <= _1n2)
      throw new Error("invalid field: expected ORDER > 1, got " + ORDER);
    let _nbitLength;
    this.isLE = !1, opts != null && typeof opts == "object" && (typeof opts.BITS == "number" && (_nbitLength = opts.BITS), typeof opts.sqrt == "function" && Object.defineProperty(this, "sqrt", { value: opts.sqrt, enumerable: !0 }), typeof opts.isLE == "boolean" && (this.isLE = opts.isLE), opts.allowedLengths && (this._lengths = Object.freeze(opts.allowedLengths.slice())), typeof opts.modFromBytes == "boolean" && (this._mod = opts.modFromBytes));
    let { nBitLength, nByteLength } = nLength(ORDER, _nbitLength);
    if (nByteLength > 2048)
      throw new Error("invalid field: expected ORDER of <= 2048 bytes");
    this.ORDER = ORDER, this.BITS = nBitLength, this.BYTES = nByteLength, Object.freeze(this);
  }
  create(num) {
    return mod(num, this.ORDER);
  }
  isValid(num) {
    if (typeof num != "bigint")
      throw new TypeError("invalid field element: expected bigint, got " + typeof num);
    return _0n2 <= num && num < this.ORDER;
  }
  is0(num) {
    return num === _0n2;
  }
  // is valid and invertible
  isValidNot0(num) {
    return !this.is0(num) && this.isValid(num);
  }
  isOdd(num) {
    return (num & _1n2) === _1n2;
  }
  neg(num) {
    return mod(-num, this.ORDER);
  }
  eql(lhs, rhs) {
    return lhs === rhs;
  }
  sqr(num) {
    return mod(num * num, this.ORDER);
  }
  add(lhs, rhs) {
    return mod(lhs + rhs, this.ORDER);
  }
  sub(lhs, rhs) {
    return mod(lhs - rhs, this.ORDER);
  }
  mul(lhs, rhs) {
    return mod(lhs * rhs, this.ORDER);
  }
  pow(num, power2) {
    return pow(num, power2, this.ORDER);
  }
  div(lhs, rhs) {
    return mod(lhs * invert(rhs, this.ORDER), this.ORDER);
  }
  // Same as above, but doesn't normalize
  sqrN(num) {
    return num * num;
  }
  addN(lhs, rhs) {
    return lhs + rhs;
  }
  subN(lhs, rhs) {
    return lhs - rhs;
  }
  mulN(lhs, rhs) {
    return lhs * rhs;
  }
  inv(num) {
    return invert(num, this.ORDER);
  }
  sqrt(num) {
    let sqrt = FIELD_SQRT.get(this);
    return sqrt || FIELD_SQRT.set(this, sqrt = FpSqrt(this.ORDER)), sqrt(this, num);
  }
  toBytes(num) {
    return this.isLE ? numberToBytesLE(num, this.BYTES) : numberToBytesBE(num, this.BYTES);
  }
  fromBytes(bytes, skipValidation = !1) {
    abytes2(bytes);
    let { _lengths: allowedLengths, BYTES: BYTES2, isLE, ORDER, _mod: modFromBytes } = this;
    if (allowedLengths) {
      if (bytes.length < 1 || !allowedLengths.includes(bytes.length) || bytes.length > BYTES2)
        throw new Error("Field.fromBytes: expected " + allowedLengths + " bytes, got " + bytes.length);
      let padded = new Uint8Array(BYTES2);
      padded.set(bytes, isLE ? 0 : padded.length - bytes.length), bytes = padded;
    }
    if (bytes.length !== BYTES2)
      throw new Error("Field.fromBytes: expected " + BYTES2 + " bytes, got " + bytes.length);
    let scalar = isLE ? bytesToNumberLE(bytes) : bytesToNumberBE(bytes);
    if (modFromBytes && (scalar = mod(scalar, ORDER)), !skipValidation && !this.isValid(scalar))
      throw new Error("invalid field element: outside of range 0..ORDER");
    return scalar;
  }
  // TODO: we don't need it here, move out to separate fn
  invertBatch(lst) {
    return FpInvertBatch(this, lst, !0);
  }
  // We can't move this out because Fp6, Fp12 implement it
  // and it's unclear what to return in there.
  cmov(a, b, condition) {
    return abool(condition, "condition"), condition ? b : a;
  }
};
function Field(ORDER, opts = {}) {
  return Object.freeze(_Field.prototype), new _Field(ORDER, opts);
}

// node_modules/@noble/curves/abstract/curve.js
/*! noble-curves - MIT License (c) 2022 Paul Miller (paulmillr.com) */
var _0n3 = /* @__PURE__ */ BigInt(0), _1n3 = /* @__PURE__ */ BigInt(1), _4n2 = /* @__PURE__ */ BigInt(4), BLIND_BYTES = 16, BLIND_BITS = 128, FW_WINDOW = 5, TABLE_BYTES_MAX = 2 ** 31;
function validatePointCons(Point2) {
  let pc = Point2;
  if (typeof pc != "function")
    throw new TypeError('"Point" expected constructor, got type=' + typeof Point2);
  afunction(pc.fromAffine, "Point.fromAffine"), afunction(pc.fromBytes, "Point.fromBytes"), afunction(pc.fromHex, "Point.fromHex"), aobject2(pc.BASE, "Point.BASE"), aobject2(pc.ZERO, "Point.ZERO"), validateField(pc.Fp), validateField(pc.Fn);
}
function normalizeZ(c, points) {
  validatePointCons(c), validateMSMPoints(points, c);
  let invertedZs = FpInvertBatch(c.Fp, points.map((p) => p.Z));
  return points.map((p, i) => c.fromAffine(p.toAffine(invertedZs[i])));
}
function validateW(W, bits, min = 1) {
  if (!Number.isSafeInteger(W) || W < min || W > bits)
    throw new Error("invalid window size, expected [" + min + ".." + bits + "], got W=" + W);
}
function validateTableBytes(numPoints, fpBytes) {
  let bytes = numPoints * (4 * fpBytes + 128);
  if (bytes > TABLE_BYTES_MAX)
    throw new Error("invalid window size: table would need ~" + Math.ceil(bytes / 2 ** 20) + " MiB, max " + TABLE_BYTES_MAX / 2 ** 20 + " MiB");
}
function probeRandomBytes(randomBytes4, length) {
  if (randomBytes4 !== void 0) {
    afunction(randomBytes4, "randomBytes");
    try {
      let probe = randomBytes4(length);
      if (!isBytes2(probe) || probe.length !== length)
        return;
    } catch {
      return;
    }
    return randomBytes4;
  }
}
function validateMSMPoints(points, c) {
  aarray(points, "points"), points.forEach((p, i) => {
    if (!(p instanceof c))
      throw new Error("invalid point at index " + i);
  });
}
function validateMSMScalars(scalars, field, maxScalar) {
  if (!Array.isArray(scalars))
    throw new Error("array of scalars expected");
  scalars.forEach((s, i) => {
    if (!(maxScalar === void 0 ? field.isValid(s) : isPosBig(s) && s < maxScalar))
      throw new Error("invalid scalar at index " + i);
  });
}
var pointWindowSizes = /* @__PURE__ */ new WeakMap();
function getWindowSize(P) {
  return pointWindowSizes.get(P) || 1;
}
function oddMultiples(p, size) {
  let dbl = p.double(), t = [p];
  for (let j = 1; j < size; j++)
    t.push(t[j - 1].add(dbl));
  return t;
}
function wnafDigits(n, W) {
  let size = 2 ** W, half = size / 2, mask = BigInt(size - 1), d = [];
  for (; n > _0n3; ) {
    let w = 0;
    n & _1n3 && (w = Number(n & mask), w >= half && (w -= size), n -= BigInt(w)), d.push(w), n >>= _1n3;
  }
  return d;
}
function signedWindowDigits(n, W, windows) {
  let size = 2 ** W, half = size / 2, mask = BigInt(size - 1), shiftBy = BigInt(W), d = [];
  for (let w = 0; w < windows; w++) {
    let v = Number(n & mask);
    n >>= shiftBy, v > half && (v -= size, n += _1n3), d.push(v);
  }
  if (n !== _0n3)
    throw new Error("invalid wnaf");
  return d;
}
function wnafWalk(zero, tables, digits) {
  let max = 0;
  for (let d of digits)
    max = Math.max(max, d.length);
  let acc = zero;
  for (let bit = max - 1; bit >= 0; bit--) {
    bit !== max - 1 && (acc = acc.double());
    for (let i = 0; i < digits.length; i++) {
      let w = digits[i][bit];
      if (w) {
        let item = tables[i][Math.abs(w) - 1 >> 1];
        acc = acc.add(w < 0 ? item.negate() : item);
      }
    }
  }
  return acc;
}
var ScalarMultiplier = class {
  Point;
  BASE;
  ZERO;
  randomBytes;
  wnafPrecomputes = /* @__PURE__ */ new WeakMap();
  baseCanBeBlinded;
  bits;
  // Parametrized with a given Point class (not individual point)
  constructor(Point2, randomBytes4) {
    validatePointCons(Point2), this.randomBytes = probeRandomBytes(randomBytes4, BLIND_BYTES), this.Point = Point2, this.BASE = Point2.BASE, this.ZERO = Point2.ZERO, this.bits = Point2.Fn.BITS;
  }
  /**
   * Creates a signed fixed-window wNAF precomputation table: for every window w, the
   * multiples `[1..2^(W−1)]⋅2^(w⋅W)⋅P`, flattened. All doublings are baked into the table,
   * so cached multiplication is additions-only. `windows = ceil(bits/W) + 1`: the extra
   * window absorbs the final carry of signed-digit recoding.
   * For a 256-bit curve and W=6, the table is 44⋅32 = 1408 points.
   * @param point - Point instance
   * @param W - window size
   * @param bits - scalar bitlength the table must cover
   */
  buildWnafTable(point, W, bits) {
    let windows = Math.ceil(bits / W) + 1, half = 2 ** (W - 1), comp = [], base = point;
    for (let w = 0; w < windows; w++) {
      let acc = base;
      for (let i = 0; i < half; i++)
        comp.push(acc), acc = acc.add(base);
      base = comp[comp.length - 1].double();
    }
    return { W, bits, windows, comp };
  }
  /**
   * Implements ec multiplication using precomputed signed fixed-window wNAF tables.
   * Constant-time: fixed window count with one table addition per window — zero digits feed
   * the fake accumulator — and no doublings; the lookup scans the whole window slice.
   * Scalar bounds are validated by the public entry points ({@link ScalarMultiplier.mulCT},
   * {@link ScalarMultiplier.mulCTBlinded}, {@link ScalarMultiplier.mulUnsafe});
   * signedWindowDigits throws if `n` exceeds the table.
   * @returns real and fake (for const-time) points
   */
  wnafCachedCT(precomputes, n) {
    let { W, windows, comp } = precomputes, half = 2 ** (W - 1), digits = signedWindowDigits(n, W, windows), p = this.ZERO, f = this.BASE;
    for (let w = 0; w < windows; w++) {
      let digit = digits[w], start = w * half, idx = Math.abs(digit) - 1, sel = comp[start];
      for (let i = 1; i < half; i++)
        sel = i === idx ? comp[start + i] : sel;
      let neg = sel.negate();
      digit === 0 ? f = f.add(comp[start]) : p = p.add(digit < 0 ? neg : sel);
    }
    return { p, f };
  }
  // Cache key is point identity plus (W, bits); at most two entries exist per point (public-width
  // `Fn.BITS` and blinded `Fn.BITS + BLIND_BITS`). Callers must not reuse the same point with
  // incompatible `transform(...)` layouts and expect a separate cache entry.
  getWnafPrecomputes(W, point, bits, transform) {
    let entries = this.wnafPrecomputes.get(point), comp = entries?.find((entry) => entry.W === W && entry.bits === bits);
    return comp || (comp = this.buildWnafTable(point, W, bits), typeof transform == "function" && (comp = { ...comp, comp: transform(comp.comp) }), entries || (entries = [], this.wnafPrecomputes.set(point, entries)), entries.push(comp)), comp;
  }
  assertPoint(point) {
    if (!(point instanceof this.Point))
      throw new TypeError('"point" expected Point instance, got type=' + typeof point);
  }
  // Shared prologue of the constant-time entry points. Rejects scalar 0: in key/signature-style
  // callers a zero scalar means broken upstream plumbing, and concrete Points already reject it.
  // Uses inRange instead of Fn.isValidNot0: validateField() only certifies the arithmetic subset.
  validateMulInput(point, scalar) {
    if (this.assertPoint(point), !inRange(scalar, _1n3, this.Point.Fn.ORDER))
      throw new Error("invalid scalar");
  }
  // Constant-time dispatch shared by mulCT / mulCTBlinded. Un-precomputed points (W===1, e.g.
  // ECDH peer keys) skip building a throwaway cached table in favor of a small fixed-window
  // multiply. `n` must be < 2^bits.
  runCT(point, n, bits, transform) {
    let W = getWindowSize(point);
    return W === 1 ? this.fixedWindowCT(point, n, bits) : this.wnafCachedCT(this.getWnafPrecomputes(W, point, bits, transform), n);
  }
  mulCT(point, scalar, transform) {
    return this.validateMulInput(point, scalar), this.runCT(point, scalar, this.bits, transform);
  }
  mulCTBlinded(point, scalar, transform) {
    if (this.validateMulInput(point, scalar), this.randomBytes === void 0)
      throw new Error("randomBytes is required for scalar blinding");
    let bits = this.Point.Fn.BITS + BLIND_BITS, blind = this.randomBytes(BLIND_BYTES);
    if (!isBytes2(blind) || blind.length !== BLIND_BYTES)
      throw new Error("randomBytes returned invalid byte array");
    blind[0] = blind[0] & 63 | 128;
    let n = scalar + bytesToNumberBE(blind) * this.Point.Fn.ORDER;
    return this.runCT(point, n, bits, transform);
  }
  /**
   * Constant-time multiplication `n*point` for an un-precomputed point, via a small fixed window.
   * A cached wNAF table only pays off when reused; a flat 2^FW_WINDOW table (`size-1` adds) is
   * far cheaper to build for a single use. The point-operation sequence is independent of `n`:
   * build the table, then per window exactly FW_WINDOW doublings, a data-oblivious scan over
   * every table entry, and one addition (adds the identity when the window digit is 0 — never
   * skipped).
   *
   * `n` must be `< 2^bits`. Assumes complete addition (adding the identity costs the same as any
   * add), which holds for the Weierstrass/Edwards point types used here. The table is left in
   * projective form (no normalizeZ): normalizing this small a table costs more than the
   * mixed-add savings it would buy for a single multiply.
   * @returns real point `p`; `f` duplicates it only to match {@link wnafCachedCT}'s return shape
   * (this path needs no fake accumulator — its op-count is already scalar-independent).
   */
  fixedWindowCT(point, n, bits) {
    let W = FW_WINDOW, size = 1 << W, mask = bitMask(W), table = new Array(size);
    table[0] = this.ZERO;
    for (let i = 1; i < size; i++)
      table[i] = table[i - 1].add(point);
    let windows = Math.ceil(bits / W), acc = this.ZERO;
    for (let window2 = windows - 1; window2 >= 0; window2--) {
      if (window2 !== windows - 1)
        for (let d = 0; d < W; d++)
          acc = acc.double();
      let digit = Number(n >> BigInt(window2 * W) & mask), sel = table[0];
      for (let i = 1; i < size; i++)
        sel = i === digit ? table[i] : sel;
      acc = acc.add(sel);
    }
    return { p: acc, f: acc };
  }
  shouldBlind(point, cofactor) {
    return this.randomBytes === void 0 ? !1 : cofactor === _1n3 ? !0 : point !== this.BASE ? !1 : (this.baseCanBeBlinded === void 0 && (this.baseCanBeBlinded = this.mulUnsafe(this.BASE, this.Point.Fn.ORDER).is0()), this.baseCanBeBlinded);
  }
  mulSecret(point, scalar, cofactor, transform) {
    return this.shouldBlind(point, cofactor) ? this.mulCTBlinded(point, scalar, transform) : this.mulCT(point, scalar, transform);
  }
  mulUnsafe(point, scalar, transform) {
    if (this.assertPoint(point), !isPosBig(scalar))
      throw new Error("invalid scalar");
    let W = getWindowSize(point);
    if (W === 1 || scalar >= this.Point.Fn.ORDER)
      return mulAddUnsafe(this.Point, [point], [scalar], !0);
    let precomputes = this.getWnafPrecomputes(W, point, this.bits, transform);
    return this.wnafCachedCT(precomputes, scalar).p;
  }
  // Remembers the window size used for precomputed wNAF multiplication of the given point
  // and drops any previously built tables. Usually only the base point is precomputed.
  // W=1 resets the point to the un-precomputed (table-less) paths.
  // W is additionally capped so tables stay under ~2 GiB ({@link TABLE_BYTES_MAX}).
  setWindowSize(point, W) {
    this.assertPoint(point), validateW(W, this.bits);
    let windows = Math.ceil((this.bits + BLIND_BITS) / W) + 1;
    validateTableBytes(windows * 2 ** (W - 1), this.Point.Fp.BYTES), pointWindowSizes.set(point, W), this.wnafPrecomputes.delete(point);
  }
  // True when a window size is set: tables themselves are built lazily on first multiply.
  hasWindowSize(point) {
    return getWindowSize(point) !== 1;
  }
};
function mulAddUnsafe(c, points, scalars, allowOversized = !1) {
  if (validatePointCons(c), validateMSMPoints(points, c), abool(allowOversized, "allowOversized"), validateMSMScalars(scalars, c.Fn, allowOversized ? c.Fn.ORDER ** _4n2 : void 0), points.length !== scalars.length)
    throw new Error("arrays of points and scalars must have equal length");
  let tables = points.map((p) => oddMultiples(p, 4)), digits = scalars.map((n) => wnafDigits(n, 4));
  return wnafWalk(c.ZERO, tables, digits);
}
function createField(order, field, isLE) {
  if (field) {
    if (field.ORDER !== order)
      throw new Error("Field.ORDER must match order: Fp == p, Fn == n");
    return validateField(field), field;
  } else
    return Field(order, { isLE });
}
function createCurveFields(type, CURVE, curveOpts = {}, FpFnLE) {
  if (type !== "weierstrass" && type !== "edwards")
    throw new Error('expected curve type "weierstrass" or "edwards"');
  if (FpFnLE === void 0 && (FpFnLE = type === "edwards"), !CURVE || typeof CURVE != "object")
    throw new Error(`expected valid ${type} CURVE object`);
  validateObject(curveOpts);
  for (let p of ["p", "n", "h"]) {
    let val = CURVE[p];
    if (!(isPosBig(val) && val !== _0n3))
      throw new Error(`CURVE.${p} must be positive bigint`);
  }
  let Fp2 = createField(CURVE.p, curveOpts.Fp, FpFnLE), Fn = createField(CURVE.n, curveOpts.Fn, FpFnLE), params = ["Gx", "Gy", "a", type === "weierstrass" ? "b" : "d"];
  for (let p of params)
    if (!Fp2.isValid(CURVE[p]))
      throw new Error(`CURVE.${p} must be valid field element of CURVE.Fp`);
  return CURVE = Object.freeze(Object.assign({}, CURVE)), { CURVE, Fp: Fp2, Fn };
}
function createKeygen(randomSecretKey, getPublicKey) {
  return function(seed) {
    let secretKey = randomSecretKey(seed);
    return { secretKey, publicKey: getPublicKey(secretKey) };
  };
}

// node_modules/@noble/hashes/_u64.js
var U32_MASK64 = BigInt(4294967295), _32n = /* @__PURE__ */ BigInt(32);
function fromBig(n, le = !1) {
  return le ? { h: Number(n & U32_MASK64), l: Number(n >> _32n & U32_MASK64) } : { h: Number(n >> _32n & U32_MASK64) | 0, l: Number(n & U32_MASK64) | 0 };
}
function split(lst, le = !1) {
  let len = lst.length, Ah = new Uint32Array(len), Al = new Uint32Array(len);
  for (let i = 0; i < len; i++) {
    let { h, l } = fromBig(lst[i], le);
    [Ah[i], Al[i]] = [h, l];
  }
  return [Ah, Al];
}
var fromNumH = (n) => n / 2 ** 32 | 0, fromNumL = (n) => n >>> 0;
function setU64FromNum(view, byteOffset, n, isLE) {
  let h = fromNumH(n), l = fromNumL(n);
  view.setUint32(byteOffset, isLE ? l : h, isLE), view.setUint32(byteOffset + 4, isLE ? h : l, isLE);
}
var shrSH = (h, _l, s) => h >>> s, shrSL = (h, l, s) => h << 32 - s | l >>> s, rotrSH = (h, l, s) => h >>> s | l << 32 - s, rotrSL = (h, l, s) => h << 32 - s | l >>> s, rotrBH = (h, l, s) => h << 64 - s | l >>> s - 32, rotrBL = (h, l, s) => h >>> s - 32 | l << 64 - s;
function add(Ah, Al, Bh, Bl) {
  let l = (Al >>> 0) + (Bl >>> 0);
  return { h: Ah + Bh + (l / 2 ** 32 | 0) | 0, l: l | 0 };
}
var add3L = (Al, Bl, Cl) => (Al >>> 0) + (Bl >>> 0) + (Cl >>> 0), add3H = (low, Ah, Bh, Ch) => Ah + Bh + Ch + (low / 2 ** 32 | 0) | 0, add4L = (Al, Bl, Cl, Dl) => (Al >>> 0) + (Bl >>> 0) + (Cl >>> 0) + (Dl >>> 0), add4H = (low, Ah, Bh, Ch, Dh) => Ah + Bh + Ch + Dh + (low / 2 ** 32 | 0) | 0, add5L = (Al, Bl, Cl, Dl, El) => (Al >>> 0) + (Bl >>> 0) + (Cl >>> 0) + (Dl >>> 0) + (El >>> 0), add5H = (low, Ah, Bh, Ch, Dh, Eh) => Ah + Bh + Ch + Dh + Eh + (low / 2 ** 32 | 0) | 0;

// node_modules/@noble/hashes/_md.js
function Chi(a, b, c) {
  return a & b ^ ~a & c;
}
function Maj(a, b, c) {
  return a & b ^ a & c ^ b & c;
}
var HashMD = class {
  blockLen;
  outputLen;
  canXOF = !1;
  padOffset;
  isLE;
  // For partial updates less than block size
  buffer;
  view;
  finished = !1;
  length = 0;
  pos = 0;
  destroyed = !1;
  constructor(blockLen, outputLen, padOffset, isLE) {
    this.blockLen = blockLen, this.outputLen = outputLen, this.padOffset = padOffset, this.isLE = isLE, this.buffer = new Uint8Array(blockLen), this.view = createView(this.buffer);
  }
  update(data) {
    aexists(this), abytes(data);
    let { view, buffer, blockLen } = this, len = data.length, processed = !1;
    for (let pos = 0; pos < len; ) {
      let take = Math.min(blockLen - this.pos, len - pos);
      if (take === blockLen) {
        let dataView = createView(data);
        for (; blockLen <= len - pos; pos += blockLen)
          this.process(dataView, pos);
        processed = !0;
        continue;
      }
      buffer.set(pos === 0 && take === len ? data : data.subarray(pos, pos + take), this.pos), this.pos += take, pos += take, this.pos === blockLen && (this.process(view, 0), this.pos = 0, processed = !0);
    }
    return this.length += data.length, processed && this.roundClean(), this;
  }
  digestInto(out) {
    aexists(this), aoutput(out, this), this.finished = !0;
    let { buffer, view, blockLen, isLE } = this, { pos } = this;
    buffer[pos++] = 128, buffer.fill(0, pos), this.padOffset > blockLen - pos && (this.process(view, 0), buffer.fill(0)), setU64FromNum(view, blockLen - 8, this.length * 8, isLE), this.process(view, 0), this.roundClean();
    let oview = out === buffer ? view : createView(out), len = this.outputLen, outLen = len / 4, state = this.get();
    if (len % 4 || outLen > state.length)
      throw new Error("invalid outputLen");
    for (let i = 0; i < outLen; i++)
      oview.setUint32(4 * i, state[i], isLE);
  }
  digest() {
    let { buffer, outputLen } = this;
    this.digestInto(buffer);
    let res = buffer.slice(0, outputLen);
    return this.destroy(), res;
  }
  _cloneIntoMeta(to) {
    let { buffer, length, finished, destroyed, pos } = this;
    return to.destroyed = destroyed, to.finished = finished, to.length = length, to.pos = pos, pos && to.buffer.set(buffer), to;
  }
  clone() {
    return this._cloneInto();
  }
}, SHA256_IV = /* @__PURE__ */ Uint32Array.from([
  1779033703,
  3144134277,
  1013904242,
  2773480762,
  1359893119,
  2600822924,
  528734635,
  1541459225
]);
var SHA512_IV = /* @__PURE__ */ Uint32Array.from([
  1779033703,
  4089235720,
  3144134277,
  2227873595,
  1013904242,
  4271175723,
  2773480762,
  1595750129,
  1359893119,
  2917565137,
  2600822924,
  725511199,
  528734635,
  4215389547,
  1541459225,
  327033209
]);

// node_modules/@noble/hashes/sha2.js
var SHA256_K = /* @__PURE__ */ Uint32Array.from([
  1116352408,
  1899447441,
  3049323471,
  3921009573,
  961987163,
  1508970993,
  2453635748,
  2870763221,
  3624381080,
  310598401,
  607225278,
  1426881987,
  1925078388,
  2162078206,
  2614888103,
  3248222580,
  3835390401,
  4022224774,
  264347078,
  604807628,
  770255983,
  1249150122,
  1555081692,
  1996064986,
  2554220882,
  2821834349,
  2952996808,
  3210313671,
  3336571891,
  3584528711,
  113926993,
  338241895,
  666307205,
  773529912,
  1294757372,
  1396182291,
  1695183700,
  1986661051,
  2177026350,
  2456956037,
  2730485921,
  2820302411,
  3259730800,
  3345764771,
  3516065817,
  3600352804,
  4094571909,
  275423344,
  430227734,
  506948616,
  659060556,
  883997877,
  958139571,
  1322822218,
  1537002063,
  1747873779,
  1955562222,
  2024104815,
  2227730452,
  2361852424,
  2428436474,
  2756734187,
  3204031479,
  3329325298
]), SHA256_W = /* @__PURE__ */ new Uint32Array(64), SHA2_32B = class extends HashMD {
  // We cannot use array here since array allows indexing by variable
  // which means optimizer/compiler cannot use registers.
  // Numeric initializers matter: starting the fields as `undefined` changes
  // V8's field representation and makes sha256 3x slower (measured).
  A = 0;
  B = 0;
  C = 0;
  D = 0;
  E = 0;
  F = 0;
  G = 0;
  H = 0;
  constructor(outputLen, IV) {
    super(64, outputLen, 8, !1), this.A = IV[0] | 0, this.B = IV[1] | 0, this.C = IV[2] | 0, this.D = IV[3] | 0, this.E = IV[4] | 0, this.F = IV[5] | 0, this.G = IV[6] | 0, this.H = IV[7] | 0;
  }
  get() {
    let { A, B, C, D, E, F, G: G2, H } = this;
    return [A, B, C, D, E, F, G2, H];
  }
  // prettier-ignore
  set(A, B, C, D, E, F, G2, H) {
    this.A = A | 0, this.B = B | 0, this.C = C | 0, this.D = D | 0, this.E = E | 0, this.F = F | 0, this.G = G2 | 0, this.H = H | 0;
  }
  _cloneInto(to) {
    return (to ||= new this.constructor()).set(...this.get()), this._cloneIntoMeta(to);
  }
  process(view, offset) {
    for (let i = 0; i < 16; i++, offset += 4)
      SHA256_W[i] = view.getUint32(offset, !1);
    for (let i = 16; i < 64; i++) {
      let W15 = SHA256_W[i - 15], W2 = SHA256_W[i - 2], s0 = rotr(W15, 7) ^ rotr(W15, 18) ^ W15 >>> 3, s1 = rotr(W2, 17) ^ rotr(W2, 19) ^ W2 >>> 10;
      SHA256_W[i] = s1 + SHA256_W[i - 7] + s0 + SHA256_W[i - 16] | 0;
    }
    let { A, B, C, D, E, F, G: G2, H } = this;
    for (let i = 0; i < 64; i++) {
      let sigma1 = rotr(E, 6) ^ rotr(E, 11) ^ rotr(E, 25), T1 = H + sigma1 + Chi(E, F, G2) + SHA256_K[i] + SHA256_W[i] | 0, T2 = (rotr(A, 2) ^ rotr(A, 13) ^ rotr(A, 22)) + Maj(A, B, C) | 0;
      H = G2, G2 = F, F = E, E = D + T1 | 0, D = C, C = B, B = A, A = T1 + T2 | 0;
    }
    A = A + this.A | 0, B = B + this.B | 0, C = C + this.C | 0, D = D + this.D | 0, E = E + this.E | 0, F = F + this.F | 0, G2 = G2 + this.G | 0, H = H + this.H | 0, this.set(A, B, C, D, E, F, G2, H);
  }
  roundClean() {
    clean(SHA256_W);
  }
  destroy() {
    this.destroyed = !0, this.set(0, 0, 0, 0, 0, 0, 0, 0), clean(this.buffer);
  }
}, _SHA256 = class extends SHA2_32B {
  constructor() {
    super(32, SHA256_IV);
  }
};
var K512 = split([
  "0x428a2f98d728ae22",
  "0x7137449123ef65cd",
  "0xb5c0fbcfec4d3b2f",
  "0xe9b5dba58189dbbc",
  "0x3956c25bf348b538",
  "0x59f111f1b605d019",
  "0x923f82a4af194f9b",
  "0xab1c5ed5da6d8118",
  "0xd807aa98a3030242",
  "0x12835b0145706fbe",
  "0x243185be4ee4b28c",
  "0x550c7dc3d5ffb4e2",
  "0x72be5d74f27b896f",
  "0x80deb1fe3b1696b1",
  "0x9bdc06a725c71235",
  "0xc19bf174cf692694",
  "0xe49b69c19ef14ad2",
  "0xefbe4786384f25e3",
  "0x0fc19dc68b8cd5b5",
  "0x240ca1cc77ac9c65",
  "0x2de92c6f592b0275",
  "0x4a7484aa6ea6e483",
  "0x5cb0a9dcbd41fbd4",
  "0x76f988da831153b5",
  "0x983e5152ee66dfab",
  "0xa831c66d2db43210",
  "0xb00327c898fb213f",
  "0xbf597fc7beef0ee4",
  "0xc6e00bf33da88fc2",
  "0xd5a79147930aa725",
  "0x06ca6351e003826f",
  "0x142929670a0e6e70",
  "0x27b70a8546d22ffc",
  "0x2e1b21385c26c926",
  "0x4d2c6dfc5ac42aed",
  "0x53380d139d95b3df",
  "0x650a73548baf63de",
  "0x766a0abb3c77b2a8",
  "0x81c2c92e47edaee6",
  "0x92722c851482353b",
  "0xa2bfe8a14cf10364",
  "0xa81a664bbc423001",
  "0xc24b8b70d0f89791",
  "0xc76c51a30654be30",
  "0xd192e819d6ef5218",
  "0xd69906245565a910",
  "0xf40e35855771202a",
  "0x106aa07032bbd1b8",
  "0x19a4c116b8d2d0c8",
  "0x1e376c085141ab53",
  "0x2748774cdf8eeb99",
  "0x34b0bcb5e19b48a8",
  "0x391c0cb3c5c95a63",
  "0x4ed8aa4ae3418acb",
  "0x5b9cca4f7763e373",
  "0x682e6ff3d6b2b8a3",
  "0x748f82ee5defb2fc",
  "0x78a5636f43172f60",
  "0x84c87814a1f0ab72",
  "0x8cc702081a6439ec",
  "0x90befffa23631e28",
  "0xa4506cebde82bde9",
  "0xbef9a3f7b2c67915",
  "0xc67178f2e372532b",
  "0xca273eceea26619c",
  "0xd186b8c721c0c207",
  "0xeada7dd6cde0eb1e",
  "0xf57d4f7fee6ed178",
  "0x06f067aa72176fba",
  "0x0a637dc5a2c898a6",
  "0x113f9804bef90dae",
  "0x1b710b35131c471b",
  "0x28db77f523047d84",
  "0x32caab7b40c72493",
  "0x3c9ebe0a15c9bebc",
  "0x431d67c49c100d4c",
  "0x4cc5d4becb3e42b6",
  "0x597f299cfc657e2a",
  "0x5fcb6fab3ad6faec",
  "0x6c44198c4a475817"
].map((n) => BigInt(n))), SHA512_Kh = K512[0], SHA512_Kl = K512[1], SHA512_W_H = /* @__PURE__ */ new Uint32Array(80), SHA512_W_L = /* @__PURE__ */ new Uint32Array(80), SHA2_64B = class extends HashMD {
  // We cannot use array here since array allows indexing by variable
  // which means optimizer/compiler cannot use registers.
  // h -- high 32 bits, l -- low 32 bits
  // Numeric initializers matter: starting the fields as `undefined` changes
  // V8's field representation and slows hashing down (measured on sha256).
  Ah = 0;
  Al = 0;
  Bh = 0;
  Bl = 0;
  Ch = 0;
  Cl = 0;
  Dh = 0;
  Dl = 0;
  Eh = 0;
  El = 0;
  Fh = 0;
  Fl = 0;
  Gh = 0;
  Gl = 0;
  Hh = 0;
  Hl = 0;
  constructor(outputLen, IV) {
    super(128, outputLen, 16, !1), this.Ah = IV[0] | 0, this.Al = IV[1] | 0, this.Bh = IV[2] | 0, this.Bl = IV[3] | 0, this.Ch = IV[4] | 0, this.Cl = IV[5] | 0, this.Dh = IV[6] | 0, this.Dl = IV[7] | 0, this.Eh = IV[8] | 0, this.El = IV[9] | 0, this.Fh = IV[10] | 0, this.Fl = IV[11] | 0, this.Gh = IV[12] | 0, this.Gl = IV[13] | 0, this.Hh = IV[14] | 0, this.Hl = IV[15] | 0;
  }
  // prettier-ignore
  get() {
    let { Ah, Al, Bh, Bl, Ch, Cl, Dh, Dl, Eh, El, Fh, Fl, Gh, Gl, Hh, Hl } = this;
    return [Ah, Al, Bh, Bl, Ch, Cl, Dh, Dl, Eh, El, Fh, Fl, Gh, Gl, Hh, Hl];
  }
  // prettier-ignore
  set(Ah, Al, Bh, Bl, Ch, Cl, Dh, Dl, Eh, El, Fh, Fl, Gh, Gl, Hh, Hl) {
    this.Ah = Ah | 0, this.Al = Al | 0, this.Bh = Bh | 0, this.Bl = Bl | 0, this.Ch = Ch | 0, this.Cl = Cl | 0, this.Dh = Dh | 0, this.Dl = Dl | 0, this.Eh = Eh | 0, this.El = El | 0, this.Fh = Fh | 0, this.Fl = Fl | 0, this.Gh = Gh | 0, this.Gl = Gl | 0, this.Hh = Hh | 0, this.Hl = Hl | 0;
  }
  _cloneInto(to) {
    return (to ||= new this.constructor()).set(...this.get()), this._cloneIntoMeta(to);
  }
  process(view, offset) {
    for (let i = 0; i < 16; i++, offset += 4)
      SHA512_W_H[i] = view.getUint32(offset), SHA512_W_L[i] = view.getUint32(offset += 4);
    for (let i = 16; i < 80; i++) {
      let W15h = SHA512_W_H[i - 15] | 0, W15l = SHA512_W_L[i - 15] | 0, s0h = rotrSH(W15h, W15l, 1) ^ rotrSH(W15h, W15l, 8) ^ shrSH(W15h, W15l, 7), s0l = rotrSL(W15h, W15l, 1) ^ rotrSL(W15h, W15l, 8) ^ shrSL(W15h, W15l, 7), W2h = SHA512_W_H[i - 2] | 0, W2l = SHA512_W_L[i - 2] | 0, s1h = rotrSH(W2h, W2l, 19) ^ rotrBH(W2h, W2l, 61) ^ shrSH(W2h, W2l, 6), s1l = rotrSL(W2h, W2l, 19) ^ rotrBL(W2h, W2l, 61) ^ shrSL(W2h, W2l, 6), SUMl = add4L(s0l, s1l, SHA512_W_L[i - 7], SHA512_W_L[i - 16]), SUMh = add4H(SUMl, s0h, s1h, SHA512_W_H[i - 7], SHA512_W_H[i - 16]);
      SHA512_W_H[i] = SUMh | 0, SHA512_W_L[i] = SUMl | 0;
    }
    let { Ah, Al, Bh, Bl, Ch, Cl, Dh, Dl, Eh, El, Fh, Fl, Gh, Gl, Hh, Hl } = this;
    for (let i = 0; i < 80; i++) {
      let sigma1h = rotrSH(Eh, El, 14) ^ rotrSH(Eh, El, 18) ^ rotrBH(Eh, El, 41), sigma1l = rotrSL(Eh, El, 14) ^ rotrSL(Eh, El, 18) ^ rotrBL(Eh, El, 41), CHIh = Eh & Fh ^ ~Eh & Gh, CHIl = El & Fl ^ ~El & Gl, T1ll = add5L(Hl, sigma1l, CHIl, SHA512_Kl[i], SHA512_W_L[i]), T1h = add5H(T1ll, Hh, sigma1h, CHIh, SHA512_Kh[i], SHA512_W_H[i]), T1l = T1ll | 0, sigma0h = rotrSH(Ah, Al, 28) ^ rotrBH(Ah, Al, 34) ^ rotrBH(Ah, Al, 39), sigma0l = rotrSL(Ah, Al, 28) ^ rotrBL(Ah, Al, 34) ^ rotrBL(Ah, Al, 39), MAJh = Ah & Bh ^ Ah & Ch ^ Bh & Ch, MAJl = Al & Bl ^ Al & Cl ^ Bl & Cl;
      Hh = Gh | 0, Hl = Gl | 0, Gh = Fh | 0, Gl = Fl | 0, Fh = Eh | 0, Fl = El | 0, { h: Eh, l: El } = add(Dh | 0, Dl | 0, T1h | 0, T1l | 0), Dh = Ch | 0, Dl = Cl | 0, Ch = Bh | 0, Cl = Bl | 0, Bh = Ah | 0, Bl = Al | 0;
      let All = add3L(T1l, sigma0l, MAJl);
      Ah = add3H(All, T1h, sigma0h, MAJh), Al = All | 0;
    }
    ({ h: Ah, l: Al } = add(this.Ah | 0, this.Al | 0, Ah | 0, Al | 0)), { h: Bh, l: Bl } = add(this.Bh | 0, this.Bl | 0, Bh | 0, Bl | 0), { h: Ch, l: Cl } = add(this.Ch | 0, this.Cl | 0, Ch | 0, Cl | 0), { h: Dh, l: Dl } = add(this.Dh | 0, this.Dl | 0, Dh | 0, Dl | 0), { h: Eh, l: El } = add(this.Eh | 0, this.El | 0, Eh | 0, El | 0), { h: Fh, l: Fl } = add(this.Fh | 0, this.Fl | 0, Fh | 0, Fl | 0), { h: Gh, l: Gl } = add(this.Gh | 0, this.Gl | 0, Gh | 0, Gl | 0), { h: Hh, l: Hl } = add(this.Hh | 0, this.Hl | 0, Hh | 0, Hl | 0), this.set(Ah, Al, Bh, Bl, Ch, Cl, Dh, Dl, Eh, El, Fh, Fl, Gh, Gl, Hh, Hl);
  }
  roundClean() {
    clean(SHA512_W_H, SHA512_W_L);
  }
  destroy() {
    this.destroyed = !0, clean(this.buffer), this.set(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  }
}, _SHA512 = class extends SHA2_64B {
  constructor() {
    super(64, SHA512_IV);
  }
};
var sha256 = /* @__PURE__ */ createHasher(
  () => new _SHA256(),
  /* @__PURE__ */ oidNist(1)
);
var sha512 = /* @__PURE__ */ createHasher(
  () => new _SHA512(),
  /* @__PURE__ */ oidNist(3)
);

// node_modules/@noble/curves/abstract/edwards.js
/*! noble-curves - MIT License (c) 2022 Paul Miller (paulmillr.com) */
var _0n4 = /* @__PURE__ */ BigInt(0), _1n4 = /* @__PURE__ */ BigInt(1), _2n2 = /* @__PURE__ */ BigInt(2), _4n3 = /* @__PURE__ */ BigInt(4), _8n2 = /* @__PURE__ */ BigInt(8);
function isEdValidXY(Fp2, CURVE, x, y) {
  let x2 = Fp2.sqr(x), y2 = Fp2.sqr(y), left = Fp2.add(Fp2.mul(CURVE.a, x2), y2), right = Fp2.add(Fp2.ONE, Fp2.mul(CURVE.d, Fp2.mul(x2, y2)));
  return Fp2.eql(left, right);
}
function edwards(params, extraOpts = {}) {
  validateObject(extraOpts, {}, {}, "extraOpts");
  let opts = extraOpts, validated = createCurveFields("edwards", params, opts, opts.FpFnLE), { Fp: Fp2, Fn } = validated, CURVE = validated.CURVE, { h: cofactor } = CURVE;
  if (FpLegendre(Fp2, CURVE.a) !== 1)
    throw new Error("edwards: CURVE.a must be a square in Fp for complete addition formulas");
  if (FpLegendre(Fp2, CURVE.d) !== -1)
    throw new Error("edwards: CURVE.d must be a non-square in Fp for complete addition formulas");
  validateObject(opts, {}, { uvRatio: "function", randomBytes: "function" });
  let randomBytes4 = opts.randomBytes === void 0 ? randomBytes2 : opts.randomBytes, MASK = _2n2 << BigInt(Fp2.BYTES * 8) - _1n4;
  function isOdd(n) {
    if (!Fp2.isOdd)
      throw new Error("Field does not have .isOdd()");
    return Fp2.isOdd(n);
  }
  let uvRatio2 = opts.uvRatio === void 0 ? (u, v) => {
    try {
      return { isValid: !0, value: Fp2.sqrt(Fp2.div(u, v)) };
    } catch {
      return { isValid: !1, value: _0n4 };
    }
  } : opts.uvRatio;
  if (!isEdValidXY(Fp2, CURVE, CURVE.Gx, CURVE.Gy))
    throw new Error("bad curve params: generator point");
  let mulA = Fp2.eql(CURVE.a, Fp2.neg(Fp2.ONE)) ? (x) => Fp2.neg(x) : Fp2.eql(CURVE.a, Fp2.ONE) ? (x) => x : (x) => Fp2.mul(CURVE.a, x);
  function acoord(title, n, banZero = !1) {
    let min = banZero ? _1n4 : _0n4;
    return aInRange("coordinate " + title, n, min, MASK), n;
  }
  function aedpoint(other) {
    if (!(other instanceof Point2))
      throw new Error("EdwardsPoint expected");
  }
  class Point2 {
    static BASE = new Point2(CURVE.Gx, CURVE.Gy, Fp2.ONE, Fp2.mul(CURVE.Gx, CURVE.Gy));
    static ZERO = new Point2(Fp2.ZERO, Fp2.ONE, Fp2.ONE, Fp2.ZERO);
    static Fp = Fp2;
    static Fn = Fn;
    X;
    Y;
    Z;
    T;
    constructor(X, Y, Z, T) {
      this.X = acoord("x", X), this.Y = acoord("y", Y), this.Z = acoord("z", Z, !0), this.T = acoord("t", T), Object.freeze(this);
    }
    static CURVE() {
      return CURVE;
    }
    /**
     * Create one extended Edwards point from affine coordinates.
     * Does NOT validate that the point is on-curve or torsion-free.
     * Use `.assertValidity()` on adversarial inputs.
     */
    static fromAffine(p) {
      if (p instanceof Point2)
        throw new Error("extended point not allowed");
      let { x, y } = p || {};
      return acoord("x", x), acoord("y", y), new Point2(x, y, Fp2.ONE, Fp2.mul(x, y));
    }
    // Uses algo from RFC8032 5.1.3.
    static fromBytes(bytes, zip215 = !1) {
      let len = Fp2.BYTES, { a, d } = CURVE;
      bytes = copyBytes(abytes2(bytes, len, "point")), abool(zip215, "zip215");
      let normed = copyBytes(bytes), lastByte = bytes[len - 1];
      normed[len - 1] = lastByte & -129;
      let y = bytesToNumberLE(normed), max = zip215 ? MASK : Fp2.ORDER;
      aInRange("point.y", y, _0n4, max);
      let y2 = Fp2.sqr(y), u = Fp2.sub(y2, Fp2.ONE), v = Fp2.sub(Fp2.mulN(d, y2), a), { isValid, value: x } = uvRatio2(u, v);
      if (!isValid)
        throw new Error("bad point: invalid y coordinate");
      let isXOdd = isOdd(x), isLastByteOdd = (lastByte & 128) !== 0;
      if (!zip215 && Fp2.is0(x) && isLastByteOdd)
        throw new Error("bad point: x=0 and x_0=1");
      return isLastByteOdd !== isXOdd && (x = Fp2.neg(x)), Point2.fromAffine({ x, y });
    }
    static fromHex(hex2, zip215 = !1) {
      return Point2.fromBytes(hexToBytes2(hex2), zip215);
    }
    get x() {
      return this.toAffine().x;
    }
    get y() {
      return this.toAffine().y;
    }
    precompute(windowSize = 6, isLazy = !0) {
      return wnaf.setWindowSize(this, windowSize), isLazy || this.multiply(_2n2), this;
    }
    // Useful in fromAffine() - not for fromBytes(), which always created valid points.
    assertValidity() {
      let p = this, { a, d } = CURVE;
      if (p.is0())
        throw new Error("bad point: ZERO");
      let { X, Y, Z, T } = p, X2 = Fp2.sqr(X), Y2 = Fp2.sqr(Y), Z2 = Fp2.sqr(Z), Z4 = Fp2.sqr(Z2), aX2 = Fp2.mul(X2, a), left = Fp2.mul(Fp2.add(aX2, Y2), Z2), right = Fp2.add(Z4, Fp2.mul(d, Fp2.mul(X2, Y2)));
      if (!Fp2.eql(left, right))
        throw new Error("bad point: equation left != right (1)");
      let XY = Fp2.mul(X, Y), ZT = Fp2.mul(Z, T);
      if (!Fp2.eql(XY, ZT))
        throw new Error("bad point: equation left != right (2)");
    }
    // Compare one point to another.
    equals(other) {
      aedpoint(other);
      let { X: X1, Y: Y1, Z: Z1 } = this, { X: X2, Y: Y2, Z: Z2 } = other, X1Z2 = Fp2.mul(X1, Z2), X2Z1 = Fp2.mul(X2, Z1), Y1Z2 = Fp2.mul(Y1, Z2), Y2Z1 = Fp2.mul(Y2, Z1);
      return Fp2.eql(X1Z2, X2Z1) && Fp2.eql(Y1Z2, Y2Z1);
    }
    is0() {
      return this.equals(Point2.ZERO);
    }
    negate() {
      return new Point2(Fp2.neg(this.X), this.Y, this.Z, Fp2.neg(this.T));
    }
    // Fast algo for doubling Extended Point.
    // https://hyperelliptic.org/EFD/g1p/auto-twisted-extended.html#doubling-dbl-2008-hwcd
    // Cost: 4M + 4S + 1*a + 6add + 1*2.
    double() {
      let { X: X1, Y: Y1, Z: Z1 } = this, A = Fp2.sqr(X1), B = Fp2.sqr(Y1), C = Fp2.mul(Fp2.sqr(Z1), _2n2), D = mulA(A), x1y1 = Fp2.addN(X1, Y1), E = Fp2.sub(Fp2.subN(Fp2.sqr(x1y1), A), B), G2 = Fp2.addN(D, B), F = Fp2.subN(G2, C), H = Fp2.subN(D, B), X3 = Fp2.mul(E, F), Y3 = Fp2.mul(G2, H), T3 = Fp2.mul(E, H), Z3 = Fp2.mul(F, G2);
      return new Point2(X3, Y3, Z3, T3);
    }
    // Fast algo for adding 2 Extended Points.
    // https://hyperelliptic.org/EFD/g1p/auto-twisted-extended.html#addition-add-2008-hwcd
    // Cost: 9M + 1*a + 1*d + 7add.
    add(other) {
      aedpoint(other);
      let { d } = CURVE, { X: X1, Y: Y1, Z: Z1, T: T1 } = this, { X: X2, Y: Y2, Z: Z2, T: T2 } = other, A = Fp2.mul(X1, X2), B = Fp2.mul(Y1, Y2), C = Fp2.mul(Fp2.mulN(T1, d), T2), D = Fp2.mul(Z1, Z2), E = Fp2.sub(Fp2.subN(Fp2.mulN(Fp2.addN(X1, Y1), Fp2.addN(X2, Y2)), A), B), F = Fp2.subN(D, C), G2 = Fp2.addN(D, C), H = Fp2.sub(B, mulA(A)), X3 = Fp2.mul(E, F), Y3 = Fp2.mul(G2, H), T3 = Fp2.mul(E, H), Z3 = Fp2.mul(F, G2);
      return new Point2(X3, Y3, Z3, T3);
    }
    subtract(other) {
      return aedpoint(other), this.add(other.negate());
    }
    // Constant-time multiplication.
    multiply(scalar) {
      if (!Fn.isValidNot0(scalar))
        throw new RangeError("invalid scalar: expected 1 <= sc < curve.n");
      let { p, f } = wnaf.mulSecret(this, scalar, cofactor, normalize);
      return normalize([p, f])[0];
    }
    // Non-constant-time multiplication. Uses double-and-add algorithm.
    // It's faster, but should only be used when you don't care about
    // an exposed private key e.g. sig verification.
    // Keeps the same subgroup-scalar contract: 0 is allowed for public-scalar callers, but
    // n and larger values are rejected instead of being reduced mod n to the identity point.
    multiplyUnsafe(scalar) {
      if (!Fn.isValid(scalar))
        throw new RangeError("invalid scalar: expected 0 <= sc < curve.n");
      return scalar === _0n4 ? Point2.ZERO : this.is0() || scalar === _1n4 ? this : wnaf.mulUnsafe(this, scalar, normalize);
    }
    // Checks if point is of small order.
    // If you add something to small order point, you will have "dirty"
    // point with torsion component.
    // Clears cofactor and checks if the result is 0.
    isSmallOrder() {
      return this.clearCofactor().is0();
    }
    // Multiplies point by curve order and checks if the result is 0.
    // Returns `false` is the point is dirty.
    isTorsionFree() {
      return wnaf.mulUnsafe(this, CURVE.n).is0();
    }
    // Converts Extended point to default (x, y) coordinates.
    // Can accept precomputed Z^-1 - for example, from invertBatch.
    toAffine(invertedZ) {
      let p = this, iz = invertedZ;
      if (iz != null && typeof iz != "bigint")
        throw new TypeError('"invertedZ" expected bigint, got type=' + typeof iz);
      let { X, Y, Z } = p, is0 = p.is0();
      iz == null && (iz = is0 ? Fp2.create(_8n2) : Fp2.inv(Z));
      let x = Fp2.mul(X, iz), y = Fp2.mul(Y, iz), zz = Fp2.mul(Z, iz);
      if (is0)
        return { x: Fp2.ZERO, y: Fp2.ONE };
      if (!Fp2.eql(zz, Fp2.ONE))
        throw new Error("invZ was invalid");
      return { x, y };
    }
    clearCofactor() {
      return cofactor === _1n4 ? this : cofactor === _2n2 ? this.double() : cofactor === _4n3 ? this.double().double() : cofactor === _8n2 ? this.double().double().double() : this.multiplyUnsafe(cofactor);
    }
    toBytes() {
      let { x, y } = this.toAffine(), bytes = Fp2.toBytes(y);
      return bytes[bytes.length - 1] |= isOdd(x) ? 128 : 0, bytes;
    }
    toHex() {
      return bytesToHex2(this.toBytes());
    }
    toString() {
      return `<Point ${this.is0() ? "ZERO" : this.toHex()}>`;
    }
  }
  let normalize = (points) => normalizeZ(Point2, points), wnaf = new ScalarMultiplier(Point2, randomBytes4);
  return wnaf.bits >= 6 && Point2.BASE.precompute(6), Object.freeze(Point2.prototype), Object.freeze(Point2), Point2;
}
function eddsa(Point2, cHash, eddsaOpts = {}) {
  if (validatePointCons(Point2), typeof cHash != "function")
    throw new Error('"hash" function param is required');
  let hash = cHash, opts = eddsaOpts;
  validateObject(opts, {}, {
    adjustScalarBytes: "function",
    randomBytes: "function",
    domain: "function",
    prehash: "function",
    zip215: "boolean",
    mapToCurve: "function",
    toMontgomery: "function",
    toMontgomerySecret: "function"
  });
  let { prehash } = opts, { BASE, Fp: Fp2, Fn } = Point2, outputLen = hash.outputLen, expectedLen = 2 * Fp2.BYTES;
  if (outputLen !== void 0 && (asafenumber(outputLen, "hash.outputLen"), outputLen !== expectedLen))
    throw new Error(`hash.outputLen must be ${expectedLen}, got ${outputLen}`);
  let randomBytes4 = opts.randomBytes === void 0 ? randomBytes2 : opts.randomBytes, toMontgomery2 = opts.toMontgomery, toMontgomerySecret2 = opts.toMontgomerySecret, adjustScalarBytes2 = opts.adjustScalarBytes === void 0 ? (bytes) => bytes : opts.adjustScalarBytes, domain = opts.domain === void 0 ? (data, ctx, phflag) => {
    if (abool(phflag, "phflag"), ctx.length || phflag)
      throw new Error("Contexts/pre-hash are not supported");
    return data;
  } : opts.domain;
  function modN_LE(hash2) {
    return Fn.create(bytesToNumberLE(hash2));
  }
  function getPrivateScalar(key) {
    let len = lengths.secretKey;
    abytes2(key, lengths.secretKey, "secretKey");
    let hashed = abytes2(hash(key), 2 * len, "hashedSecretKey"), head = adjustScalarBytes2(hashed.slice(0, len)), prefix = hashed.slice(len, 2 * len), scalar = modN_LE(head);
    return { head, prefix, scalar };
  }
  function getExtendedPublicKey(secretKey) {
    let { head, prefix, scalar } = getPrivateScalar(secretKey), point = BASE.multiply(scalar), pointBytes = point.toBytes();
    return { head, prefix, scalar, point, pointBytes };
  }
  function getPublicKey(secretKey) {
    return getExtendedPublicKey(secretKey).pointBytes;
  }
  function hashDomainToScalar(context = Uint8Array.of(), ...msgs) {
    let msg = concatBytes2(...msgs);
    return modN_LE(hash(domain(msg, abytes2(context, void 0, "context"), !!prehash)));
  }
  function sign(msg, secretKey, options = {}) {
    validateObject(options, {}, {}, "options"), msg = copyBytes(abytes2(msg, void 0, "message")), prehash && (msg = prehash(msg));
    let { prefix, scalar, pointBytes } = getExtendedPublicKey(secretKey), r = hashDomainToScalar(options.context, prefix, msg), R = BASE.multiply(r).toBytes(), k = hashDomainToScalar(options.context, R, pointBytes, msg), s = Fn.create(r + k * scalar);
    if (!Fn.isValid(s))
      throw new Error("sign failed: invalid s");
    let rs = concatBytes2(R, Fn.toBytes(s));
    return abytes2(rs, lengths.signature, "result");
  }
  let verifyOpts = {
    zip215: opts.zip215
  };
  function verify(sig, msg, publicKey, options = verifyOpts) {
    validateObject(options);
    let { context } = options, zip215 = options.zip215 === void 0 ? !!verifyOpts.zip215 : options.zip215, len = lengths.signature;
    sig = abytes2(sig, len, "signature"), msg = abytes2(msg, void 0, "message"), publicKey = abytes2(publicKey, lengths.publicKey, "publicKey"), zip215 !== void 0 && abool(zip215, "zip215"), prehash && (msg = prehash(msg));
    let mid = len / 2, r = sig.subarray(0, mid), s = bytesToNumberLE(sig.subarray(mid, len)), A, R, SB;
    try {
      A = Point2.fromBytes(publicKey, zip215), R = Point2.fromBytes(r, zip215), SB = BASE.multiplyUnsafe(s);
    } catch {
      return !1;
    }
    if (!zip215 && A.isSmallOrder())
      return !1;
    let k = hashDomainToScalar(context, r, publicKey, msg);
    return R.add(A.multiplyUnsafe(k)).subtract(SB).clearCofactor().is0();
  }
  let _size = Fp2.BYTES, lengths = {
    secretKey: _size,
    publicKey: _size,
    signature: 2 * _size,
    seed: _size
  };
  function randomSecretKey(seed) {
    return seed = seed === void 0 ? randomBytes4(lengths.seed) : seed, abytes2(seed, lengths.seed, "seed");
  }
  function isValidSecretKey(key) {
    return isBytes2(key) && key.length === lengths.secretKey;
  }
  function isValidPublicKey(key, zip215) {
    try {
      return !!Point2.fromBytes(key, zip215 === void 0 ? verifyOpts.zip215 : zip215);
    } catch {
      return !1;
    }
  }
  let utils = {
    getExtendedPublicKey,
    randomSecretKey,
    isValidSecretKey,
    isValidPublicKey,
    /** Converts an Edwards public key to a companion Montgomery public key. */
    toMontgomery(publicKey) {
      if (toMontgomery2 === void 0)
        throw new Error("Montgomery conversion is not supported for this curve");
      return toMontgomery2(Point2.fromBytes(publicKey));
    },
    toMontgomerySecret(secretKey) {
      if (toMontgomerySecret2 === void 0)
        throw new Error("Montgomery conversion is not supported for this curve");
      return toMontgomerySecret2(secretKey);
    }
  };
  return Object.freeze(lengths), Object.freeze(utils), Object.freeze({
    keygen: createKeygen(randomSecretKey, getPublicKey),
    getPublicKey,
    sign,
    verify,
    utils,
    Point: Point2,
    lengths
  });
}

// node_modules/@noble/curves/ed25519.js
/*! noble-curves - MIT License (c) 2022 Paul Miller (paulmillr.com) */
var _1n5 = /* @__PURE__ */ BigInt(1), _2n3 = /* @__PURE__ */ BigInt(2);
var _5n2 = /* @__PURE__ */ BigInt(5), _8n3 = /* @__PURE__ */ BigInt(8), ed25519_CURVE_p = /* @__PURE__ */ BigInt("0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed"), ed25519_CURVE = {
  p: ed25519_CURVE_p,
  n: BigInt("0x1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed"),
  h: _8n3,
  a: BigInt("0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffec"),
  d: BigInt("0x52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3"),
  Gx: BigInt("0x216936d3cd6e53fec0a4e231fdd6dc5c692cc7609525a7b2c9562d608f25d51a"),
  Gy: BigInt("0x6666666666666666666666666666666666666666666666666666666666666658")
};
function ed25519_pow_2_252_3(x) {
  let _10n = BigInt(10), _20n = BigInt(20), _40n = BigInt(40), _80n = BigInt(80), P = ed25519_CURVE_p, b2 = x * x % P * x % P, b4 = pow2(b2, _2n3, P) * b2 % P, b5 = pow2(b4, _1n5, P) * x % P, b10 = pow2(b5, _5n2, P) * b5 % P, b20 = pow2(b10, _10n, P) * b10 % P, b40 = pow2(b20, _20n, P) * b20 % P, b80 = pow2(b40, _40n, P) * b40 % P, b160 = pow2(b80, _80n, P) * b80 % P, b240 = pow2(b160, _80n, P) * b80 % P, b250 = pow2(b240, _10n, P) * b10 % P;
  return { pow_p_5_8: pow2(b250, _2n3, P) * x % P, b2 };
}
function adjustScalarBytes(bytes) {
  return bytes[0] &= 248, bytes[31] &= 127, bytes[31] |= 64, bytes;
}
var ED25519_SQRT_M1 = /* @__PURE__ */ BigInt("19681161376707505956807079304988542015446066515923890162744021073123829784752");
function uvRatio(u, v) {
  let P = ed25519_CURVE_p, v3 = mod(v * v * v, P), v7 = mod(v3 * v3 * v, P), pow3 = ed25519_pow_2_252_3(u * v7).pow_p_5_8, x = mod(u * v3 * pow3, P), vx2 = mod(v * x * x, P), root1 = x, root2 = mod(x * ED25519_SQRT_M1, P), useRoot1 = vx2 === u, useRoot2 = vx2 === mod(-u, P), noRoot = vx2 === mod(-u * ED25519_SQRT_M1, P);
  return useRoot1 && (x = root1), (useRoot2 || noRoot) && (x = root2), isNegativeLE(x, P) && (x = mod(-x, P)), { isValid: useRoot1 || useRoot2, value: x };
}
var ed25519_Point = /* @__PURE__ */ edwards(ed25519_CURVE, { uvRatio }), Fp = ed25519_Point.Fp;
function toMontgomery(point) {
  let { y } = point;
  return Fp.toBytes(Fp.div(_1n5 + y, _1n5 - y));
}
function toMontgomerySecret(secretKey) {
  let size = ed25519_Point.Fp.BYTES;
  return abytes(secretKey, size), adjustScalarBytes(sha512(secretKey.subarray(0, size))).subarray(0, size);
}
function ed(opts) {
  return eddsa(ed25519_Point, sha512, Object.assign({ adjustScalarBytes, toMontgomery, toMontgomerySecret, zip215: !0 }, opts));
}
var ed25519 = /* @__PURE__ */ ed({});

// src/crypto/random.js
function randomBytes3(length) {
  let source = globalThis.crypto;
  if (source === void 0 || typeof source.getRandomValues != "function")
    throw new RandomnessMissing(
      N_("This browser has no secure source of random numbers, so it cannot encrypt anything. Use another browser or another device.")
    );
  return source.getRandomValues(new Uint8Array(length));
}
function randomBelow(limit) {
  let bits = (limit - 1n).toString(2).length, length = Math.ceil(bits / 8), mask = (1n << BigInt(bits)) - 1n;
  for (; ; ) {
    let bytes = randomBytes3(length), candidate = 0n;
    for (let byte of bytes) candidate = candidate << 8n | BigInt(byte);
    if (bytes.fill(0), candidate &= mask, candidate < limit) return candidate;
  }
}

// src/crypto/group.js
var Point = ed25519.Point, WINDOW = 8, Q = Point.CURVE().n, G = Point.BASE, IDENTITY = Point.ZERO;
var DIGITS = Array.from({ length: 256 }, (_2, byte) => byte.toString(16).padStart(2, "0")), texts = /* @__PURE__ */ new WeakMap();
function pointText(point) {
  let text = texts.get(point);
  return text === void 0 && (text = Array.from(point.toBytes().reverse(), (byte) => DIGITS[byte]).join(""), texts.set(point, text)), text;
}
function normalized(points) {
  return normalizeZ(Point, points);
}
function sortKey(point) {
  return pointText(point).match(/../g).reverse().join("");
}
function prepare(base) {
  return base.precompute(WINDOW, !1);
}
function power(base, exponent) {
  return exponent === 0n || base.is0() ? IDENTITY : base.multiply(exponent);
}
prepare(G);

// src/crypto/hashing.js
var encoder = new TextEncoder();
function toBytes(data) {
  return typeof data == "string" ? encoder.encode(data) : data;
}
function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
function sha256Hex(data) {
  return hex(sha256(toBytes(data)));
}
function fromHex(digits) {
  return Uint8Array.from({ length: digits.length / 2 }, (_2, at) => parseInt(digits.slice(2 * at, 2 * at + 2), 16));
}

// src/crypto/credentials.js
function secretExponent(uuid, token) {
  let half = (index) => sha256Hex(`derive_credential|${uuid}|${index}|${token}`);
  return BigInt("0x" + half(0) + half(1)) % Q;
}
function publicCredential2(exponent) {
  return power(G, exponent);
}

// src/crypto/labels.js
function labelled(label, ...parts) {
  let fields = [label, ...parts].map(toBytes), bytes = new Uint8Array(fields.reduce((total, field) => total + 8 + field.length, 0)), view = new DataView(bytes.buffer), at = 0;
  for (let field of fields)
    view.setBigUint64(at, BigInt(field.length)), bytes.set(field, at + 8), at += 8 + field.length;
  return bytes;
}

// src/registrar/tokens.js
var BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz", GROUPS = [5, 6, 5, 6], EVERY = 25;
function newToken() {
  let letter2 = () => BASE58[Number(randomBelow(58n))];
  return GROUPS.map((size) => Array.from({ length: size }, letter2).join("")).join("-");
}
function rollHash(members) {
  let cells = (row) => row.map((cell) => unguarded(String(cell))), digests = members.map((row) => sha256Hex(labelled("ballot/roll-row/1", ...cells(row)))).sort();
  return sha256Hex(labelled("ballot/roll/1", fromHex(digests.join(""))));
}
async function makeTokens({ uuid, members, spares }, publicUrl, report) {
  let empty = ["", "", "", "", "", ""], wanted = [...members, ...spares.flatMap(([weight, number2]) => Array.from({ length: number2 }, () => [...empty, weight]))], made = [];
  for (let [at, row] of wanted.entries()) {
    let token = newToken();
    made.push({ row, token, point: publicCredential2(secretExponent(uuid, token)), isSpare: at >= members.length }), at % EVERY === 0 && await report(at, wanted.length);
  }
  normalized(made.map(({ point }) => point)).forEach((point, at) => made[at].point = point);
  let rows = made.map((one) => tokenRow(uuid, one, publicUrl));
  return { file: csvFile(COLUMNS, rows), credentials: credentialFile(uuid, rollHash(members), made) };
}
function tokenRow(uuid, { row, token, point }, publicUrl) {
  let link2 = `${publicUrl.replace(/\/+$/, "")}/vote/${uuid}#${token}`;
  return Object.fromEntries([...row.map(String), token, link2, pointText(point)].map((cell, at) => [COLUMNS[at], cell]));
}
function credentialFile(uuid, roll, made) {
  let keyed = made.map(({ row, point, isSpare }) => ({ key: sortKey(point), text: pointText(point), weight: row[6], isSpare }));
  keyed.sort((one, other) => one.key < other.key ? -1 : 1);
  let isWeighted = keyed.some(({ weight }) => weight !== 1);
  return encode({
    version: 2,
    uuid,
    roll,
    credentials: keyed.map(({ text, weight }) => isWeighted ? `${text},${weight}` : text),
    spares: keyed.filter(({ isSpare }) => isSpare).map(({ text }) => text).sort()
  });
}
async function fetchRoll(root) {
  let response = await ask(root.dataset.roll);
  if (!response.ok) throw new Told(_("The roll could not be loaded. Load the page again."));
  return response.json();
}
async function run(root, status, make) {
  make.disabled = !0;
  let { file, credentials } = await makeTokens(await fetchRoll(root), root.dataset.publicUrl, (done, total) => (status.textContent = _("Making tokens: %(done)s of %(total)s.", { done: number(done), total: number(total) }), new Promise((resolve) => setTimeout(resolve)))), save = () => {
    saveAs(`${root.dataset.name}-tokens.csv`, file, "text/csv"), hand.disabled = !1, status.textContent = _("Check that the file is saved, and make a copy of it. It is nowhere else. Then hand in the public credentials.");
  }, hand = button(_("The file is saved: hand in the public credentials"), () => reporting(status, () => send(document.getElementById("hand-in"), credentialsToSend(credentials))));
  hand.disabled = !0, status.textContent = _("The tokens are made. Save the file first."), make.parentElement.replaceWith(el("div", { class: "actions" }, button(_("Save the file of tokens"), save, "secondary"), hand));
}
function offerMaking(root) {
  let status = root.querySelector("[role=status]"), make = root.querySelector("[data-act=make]");
  make.disabled = !1, make.addEventListener("click", () => reporting(status, () => run(root, status, make)));
}

// src/registrar/main.js
for (let [id, begin] of Object.entries({ "make-tokens": offerMaking, "registrar-file": offerFile, "hand-in": guardCredentials, states: guardStates })) {
  let root = document.getElementById(id);
  root && begin(root);
}
