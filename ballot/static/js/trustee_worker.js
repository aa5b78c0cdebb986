// ballot: trustee_worker.js, built from frontend/src/trustee/worker.js by scripts/build_assets. Do not edit.
// SPDX-License-Identifier: Apache-2.0 AND MIT (@noble/curves 2.4.0, @noble/hashes 2.4.0: MIT)
(() => {
  var __defProp = Object.defineProperty;
  var __export = (target, all) => {
    for (var name in all)
      __defProp(target, name, { get: all[name], enumerable: !0 });
  };

  // src/language.js
  var messages = globalThis.ballotMessages ?? {}, code = globalThis.document?.documentElement.lang || "en", locale = `${code}-u-nu-latn`, fill = (message, values) => message.replace(/%(?:\((\w+)\)[sd]|%)/g, (place, name) => name === void 0 ? "%" : String(values[name])), plurals = new Intl.PluralRules(locale), numbers = new Intl.NumberFormat(locale);
  var N_ = (message, values = {}) => ({ message, values });

  // src/errors.js
  var BallotError = class extends Error {
    constructor(reason, options) {
      super(typeof reason == "string" ? reason : fill(reason.message, reason.values), options), this.said = typeof reason == "string" ? null : reason;
    }
    get name() {
      return this.constructor.name;
    }
  }, InvalidEncoding = class extends BallotError {
  }, InvalidProof = class extends BallotError {
  }, ChoiceNotAllowed = class extends BallotError {
  }, Unsupported = class extends BallotError {
  }, RandomnessMissing = class extends BallotError {
  };
  var BROKEN = N_("Something went wrong on this device (%(error)s)."), around = (sentence, error) => ({ ...sentence, values: { ...sentence.values, error: error.message } }), saidOf = (error, otherwise = BROKEN) => error.said ?? around(otherwise, error);

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
  function decode(text, what, limit = 4e6) {
    if (typeof text != "string" || text.length > limit) throw new InvalidEncoding(`${what} is too large.`);
    let value;
    try {
      value = JSON.parse(text);
    } catch {
      throw new InvalidEncoding(`${what} is not in the expected form (JSON).`);
    }
    if (encode(value) !== text) throw new InvalidEncoding(`${what} is not in its canonical form.`);
    return value;
  }
  function expectFields(value, names, what) {
    if ((typeof value == "object" && value !== null && !Array.isArray(value) ? Object.keys(value).join(" ") : "") !== names.join(" ")) throw new InvalidEncoding(`${what} must have the fields ${names.join(", ")}.`);
  }
  function expectArray(value, length, what) {
    if (!Array.isArray(value)) throw new InvalidEncoding(`${what} must be a list.`);
    if (value.length !== length) throw new InvalidEncoding(`${what} must have ${length} entries, not ${value.length}.`);
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
  function ahash(h) {
    if (typeof h != "function" || typeof h.create != "function")
      throw new TypeError("expected hash wrapped by utils.createHasher");
    if (anumber(h.outputLen), anumber(h.blockLen), h.outputLen < 1 || h.blockLen < 1)
      throw new Error("hash blockLen / outputLen must be >= 1");
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
  function u32(arr) {
    return new Uint32Array(arr.buffer, arr.byteOffset, Math.floor(arr.byteLength / 4));
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
  function rotl(word, shift) {
    return word << shift | word >>> 32 - shift >>> 0;
  }
  var isLE = new Uint8Array(new Uint32Array([287454020]).buffer)[0] === 68;
  function byteSwap(word) {
    return word << 24 & 4278190080 | word << 8 & 16711680 | word >>> 8 & 65280 | word >>> 24 & 255;
  }
  function byteSwap32(arr) {
    for (let i = 0; i < arr.length; i++)
      arr[i] = byteSwap(arr[i]);
    return arr;
  }
  var swap32IfBE = isLE ? (u) => u : byteSwap32, hasHexBuiltin = /* @ts-ignore */ typeof Uint8Array.from([]).toHex == "function" && typeof Uint8Array.fromHex == "function", hexes = /* @__PURE__ */ Array.from({ length: 256 }, (_2, i) => i.toString(16).padStart(2, "0"));
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
  function utf8ToBytes(str) {
    if (typeof str != "string")
      throw new TypeError("string expected");
    let encoded = new TextEncoder().encode(str);
    try {
      return new Uint8Array(encoded);
    } finally {
      clean(encoded);
    }
  }
  function kdfInputToBytes(data, errorTitle = "") {
    return typeof data == "string" ? utf8ToBytes(data) : abytes(data, void 0, errorTitle);
  }
  function concatBytes(...arrays) {
    let sum2 = 0;
    for (let i = 0; i < arrays.length; i++) {
      let a = arrays[i];
      abytes(a), sum2 += a.length;
    }
    let res = new Uint8Array(sum2);
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
  function invert(number, modulo) {
    if (number === _0n2)
      throw new Error("invert: expected non-zero number");
    if (modulo <= _1n2)
      throw new Error("invert: expected modulus > 1, got " + modulo);
    let a = mod(number, modulo), b = modulo, x = _0n2, u = _1n2;
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
      let { _lengths: allowedLengths, BYTES, isLE: isLE2, ORDER, _mod: modFromBytes } = this;
      if (allowedLengths) {
        if (bytes.length < 1 || !allowedLengths.includes(bytes.length) || bytes.length > BYTES)
          throw new Error("Field.fromBytes: expected " + allowedLengths + " bytes, got " + bytes.length);
        let padded = new Uint8Array(BYTES);
        padded.set(bytes, isLE2 ? 0 : padded.length - bytes.length), bytes = padded;
      }
      if (bytes.length !== BYTES)
        throw new Error("Field.fromBytes: expected " + BYTES + " bytes, got " + bytes.length);
      let scalar = isLE2 ? bytesToNumberLE(bytes) : bytesToNumberBE(bytes);
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
      for (let window = windows - 1; window >= 0; window--) {
        if (window !== windows - 1)
          for (let d = 0; d < W; d++)
            acc = acc.double();
        let digit = Number(n >> BigInt(window * W) & mask), sel = table[0];
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
  function createField(order, field, isLE2) {
    if (field) {
      if (field.ORDER !== order)
        throw new Error("Field.ORDER must match order: Fp == p, Fn == n");
      return validateField(field), field;
    } else
      return Field(order, { isLE: isLE2 });
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
  function setU64FromNum(view, byteOffset, n, isLE2) {
    let h = fromNumH(n), l = fromNumL(n);
    view.setUint32(byteOffset, isLE2 ? l : h, isLE2), view.setUint32(byteOffset + 4, isLE2 ? h : l, isLE2);
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
    constructor(blockLen, outputLen, padOffset, isLE2) {
      this.blockLen = blockLen, this.outputLen = outputLen, this.padOffset = padOffset, this.isLE = isLE2, this.buffer = new Uint8Array(blockLen), this.view = createView(this.buffer);
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
      let { buffer, view, blockLen, isLE: isLE2 } = this, { pos } = this;
      buffer[pos++] = 128, buffer.fill(0, pos), this.padOffset > blockLen - pos && (this.process(view, 0), buffer.fill(0)), setU64FromNum(view, blockLen - 8, this.length * 8, isLE2), this.process(view, 0), this.roundClean();
      let oview = out === buffer ? view : createView(out), len = this.outputLen, outLen = len / 4, state = this.get();
      if (len % 4 || outLen > state.length)
        throw new Error("invalid outputLen");
      for (let i = 0; i < outLen; i++)
        oview.setUint32(4 * i, state[i], isLE2);
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
    function sign2(msg, secretKey, options = {}) {
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
      sign: sign2,
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
  function randomPermutation(size) {
    let pool = Array.from({ length: size }, (_2, at) => at), psi = [];
    for (let i = 0; i < size; i += 1) {
      let k = i + Number(randomBelow(BigInt(size - i)));
      psi.push(pool[k]), pool[k] = pool[i];
    }
    return psi;
  }

  // src/crypto/group.js
  var Point = ed25519.Point, WINDOW = 8, Q = Point.CURVE().n, G = Point.BASE, IDENTITY = Point.ZERO, POINT = /^[0-9a-f]{64}$/, SCALAR = /^(0|[1-9][0-9]{0,76})$/;
  function reduce(number) {
    let rest = number % Q;
    return rest < 0n ? rest + Q : rest;
  }
  function randomScalar() {
    return randomBelow(Q);
  }
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
  function decompress(bytes) {
    try {
      return Point.fromBytes(bytes, !1);
    } catch {
      return null;
    }
  }
  function parseCurvePoint(text) {
    if (typeof text != "string" || !POINT.test(text))
      throw new InvalidEncoding("A group element must be written as 64 lower-case hexadecimal digits.");
    let bytes = Uint8Array.from({ length: 32 }, (_2, at) => parseInt(text.slice(62 - 2 * at, 64 - 2 * at), 16)), point = decompress(bytes);
    if (point === null) throw new InvalidEncoding("A group element is not a point of the curve.");
    if (pointText(point) !== text) throw new InvalidEncoding("A group element is not in its canonical form.");
    return point;
  }
  function parsePoint(text) {
    let point = parseCurvePoint(text);
    if (!point.isTorsionFree()) throw new InvalidEncoding("A group element is outside the prime-order subgroup.");
    return point;
  }
  function parseKey(text) {
    let point = parsePoint(text);
    if (point.is0()) throw new InvalidEncoding("A key or credential must not be the identity element.");
    return point;
  }
  function parseScalar(text) {
    if (typeof text != "string" || !SCALAR.test(text))
      throw new InvalidEncoding("A number must be written in decimal digits, without sign or leading zeros.");
    let number = BigInt(text);
    if (number >= Q) throw new InvalidEncoding("A number is not smaller than the group order.");
    return number;
  }
  function prepare(base) {
    return base.precompute(WINDOW, !1);
  }
  function power(base, exponent) {
    return exponent === 0n || base.is0() ? IDENTITY : base.multiply(exponent);
  }
  function powerVartime(base, exponent) {
    return base.is0() ? IDENTITY : base.multiplyUnsafe(exponent);
  }
  function littleEndian(number) {
    let bytes = new Uint8Array(32);
    for (let at = 0; at < 32; at += 1, number >>= 8n) bytes[at] = Number(number & 255n);
    return bytes;
  }
  function find(start, accept) {
    for (let number = start; ; number += 1n) {
      let point = decompress(littleEndian(number)), found = point === null ? null : accept(point);
      if (found !== null) return found;
    }
  }
  function embed(number) {
    return find(number, (point) => point.isTorsionFree() ? point : null);
  }
  var generators = /* @__PURE__ */ new Map();
  function generator(index) {
    if (!generators.has(index)) {
      let start = BigInt(`0x${bytesToHex(sha256(new TextEncoder().encode(`ggen|${index}`)))}`) >> 2n;
      generators.set(index, find(start, (point) => point.double().double().double()));
    }
    return generators.get(index);
  }
  prepare(G);

  // src/crypto/hashing.js
  var ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", encoder = new TextEncoder();
  function toBytes(data) {
    return typeof data == "string" ? encoder.encode(data) : data;
  }
  function hex(bytes) {
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }
  function base64(bytes) {
    let text = "";
    for (let at = 0; at < bytes.length; at += 3) {
      let group = bytes[at] << 16 | (bytes[at + 1] ?? 0) << 8 | (bytes[at + 2] ?? 0), digits = Math.min(bytes.length - at, 3) + 1;
      for (let digit = 0; digit < digits; digit += 1) text += ALPHABET[group >> 18 - 6 * digit & 63];
    }
    return text;
  }
  function sha256Bytes(data) {
    return sha256(toBytes(data));
  }
  function sha256Hex(data) {
    return hex(sha256(toBytes(data)));
  }
  function sha256Base64(data) {
    return base64(sha256(toBytes(data)));
  }
  function hashToScalar(text) {
    return BigInt("0x" + sha256Hex(text)) % Q;
  }
  function fromHex(digits) {
    return Uint8Array.from({ length: digits.length / 2 }, (_2, at) => parseInt(digits.slice(2 * at, 2 * at + 2), 16));
  }

  // src/crypto/labels.js
  function labelled(label, ...parts) {
    let fields = [label, ...parts].map(toBytes), bytes = new Uint8Array(fields.reduce((total, field) => total + 8 + field.length, 0)), view = new DataView(bytes.buffer), at = 0;
    for (let field of fields)
      view.setBigUint64(at, BigInt(field.length)), bytes.set(field, at + 8), at += 8 + field.length;
    return bytes;
  }
  function labelledHash(label, ...parts) {
    return sha512(labelled(label, ...parts));
  }
  function labelledScalar(label, ...parts) {
    return BigInt(`0x${hex(labelledHash(label, ...parts))}`) % Q;
  }

  // src/crypto/multiexp.js
  var SMALL = 24;
  function windowBits(size) {
    return Math.max(4, Math.min(12, Math.floor(Math.log2(size)) - 2));
  }
  function digitsOf(exponents, bits, turns) {
    let mask = (1n << BigInt(bits)) - 1n;
    return exponents.map((exponent) => {
      let digits = new Uint16Array(turns);
      for (let turn = 0, rest = exponent; turn < turns; turn += 1, rest >>= BigInt(bits)) digits[turn] = Number(rest & mask);
      return digits;
    });
  }
  function collect(buckets) {
    let running = IDENTITY, total = IDENTITY;
    for (let digit = buckets.length - 1; digit > 0; digit -= 1)
      running = running.add(buckets[digit]), total = total.add(running);
    return total;
  }
  function powerProduct(bases, exponents) {
    if (bases.length < SMALL) return bases.reduce((sum2, base, at) => sum2.add(power(base, exponents[at])), IDENTITY);
    let bits = windowBits(bases.length), turns = Math.ceil(Q.toString(2).length / bits), digits = digitsOf(exponents, bits, turns), result = IDENTITY;
    for (let turn = turns - 1; turn >= 0; turn -= 1) {
      for (let i = 0; i < bits; i += 1) result = result.double();
      let buckets = new Array(1 << bits).fill(IDENTITY);
      for (let at = 0; at < bases.length; at += 1) {
        let digit = digits[at][turn];
        buckets[digit] = buckets[digit].add(bases[at]);
      }
      result = result.add(collect(buckets));
    }
    return result;
  }
  var DIGIT = 5, TURNS = 51;
  function signedDigits(exponent) {
    let digits = new Int8Array(TURNS), carry = 0;
    for (let turn = 0, rest = exponent; turn < TURNS; turn += 1, rest >>= 5n) {
      let digit = Number(rest & 31n) + carry;
      carry = digit > 16 ? 1 : 0, digits[turn] = digit - 32 * carry;
    }
    return digits;
  }
  function bucketsOf(ladder, exponent) {
    let buckets = new Array(17).fill(IDENTITY);
    return signedDigits(exponent).forEach((digit, turn) => {
      digit > 0 ? buckets[digit] = buckets[digit].add(ladder[turn]) : digit < 0 && (buckets[-digit] = buckets[-digit].subtract(ladder[turn]));
    }), buckets;
  }
  function powersVartime(base, exponents) {
    let ladder = [base];
    for (; ladder.length < TURNS; ) {
      let next = ladder.at(-1);
      for (let i = 0; i < DIGIT; i += 1) next = next.double();
      ladder.push(next);
    }
    return exponents.map((exponent) => collect(bucketsOf(ladder, exponent)));
  }
  var GROUP = 5, TRIALS = 128;
  function subsetSums(points) {
    let sums = [IDENTITY];
    for (let point of points) {
      let size = sums.length;
      for (let at = 0; at < size; at += 1) sums.push(sums[at].add(point));
    }
    return sums;
  }
  function verifySubgroup(points, where) {
    if (points.length < TRIALS) {
      if (points.every((point) => point.isTorsionFree())) return;
      throw new InvalidEncoding(`${where}: a group element is outside the prime-order subgroup.`);
    }
    let trials = new Array(TRIALS).fill(IDENTITY);
    for (let at = 0; at < points.length; at += GROUP) {
      let sums = subsetSums(points.slice(at, at + GROUP)), choices = randomBytes3(TRIALS);
      for (let trial = 0; trial < TRIALS; trial += 1)
        trials[trial] = trials[trial].add(sums[choices[trial] & sums.length - 1]);
    }
    if (!trials.every((point) => point.isTorsionFree()))
      throw new InvalidEncoding(`${where}: a group element is outside the prime-order subgroup.`);
  }

  // src/crypto/elgamal.js
  function encryptElement(y, r, element) {
    return { alpha: power(G, r), beta: power(y, r).add(element) };
  }
  function encryptWith(y, r, m) {
    return encryptElement(y, r, m === 1 ? G : IDENTITY);
  }
  function encrypt(y, m) {
    let r = randomScalar();
    return { ciphertext: encryptWith(y, r, m), r };
  }
  function combine(ciphertexts) {
    let start = { alpha: IDENTITY, beta: IDENTITY };
    return ciphertexts.reduce((sum2, c) => ({ alpha: sum2.alpha.add(c.alpha), beta: sum2.beta.add(c.beta) }), start);
  }
  function ciphertextText({ alpha, beta }) {
    return `${pointText(alpha)},${pointText(beta)}`;
  }
  function encodeCiphertext({ alpha, beta }) {
    return { alpha: pointText(alpha), beta: pointText(beta) };
  }
  function parseCiphertext(record, parse = parsePoint) {
    return expectFields(record, ["alpha", "beta"], "A ciphertext"), { alpha: parse(record.alpha), beta: parse(record.beta) };
  }

  // src/crypto/proofs.js
  function simulate(y, { value, r, m }) {
    let challenge = randomScalar(), response = randomScalar(), shift = reduce(response + r * challenge), b = power(y, shift).add(power(G, reduce(BigInt(m - value) * challenge)));
    return { a: power(G, shift), b, challenge, response };
  }
  function commit(y) {
    let w = randomScalar();
    return { a: power(G, w), b: power(y, w), w };
  }
  function proveDisjunction(y, branches, real, hash) {
    let drafts = branches.map((branch, at) => at === real ? commit(y) : simulate(y, branch)), total = hash(drafts.map(({ a, b }) => `${pointText(a)},${pointText(b)}`).join(",")), others = drafts.reduce((sum2, draft, at) => at === real ? sum2 : sum2 + draft.challenge, 0n), truth = drafts[real];
    return truth.challenge = reduce(total - others), truth.response = reduce(truth.w - branches[real].r * truth.challenge), truth.w = 0n, drafts.map(({ challenge, response }) => ({ challenge, response }));
  }
  function recomputeAll(y, { alpha, beta }, branches) {
    let challenges = branches.map(({ proof }) => proof.challenge), [alphas, betas] = [alpha, beta].map((base) => powersVartime(base, challenges));
    branches.forEach((branch, at) => {
      let { value, proof: { challenge, response } } = branch, a = powerVartime(G, response).add(alphas[at]), b = powerVartime(y, response).add(betas[at]).subtract(powerVartime(G, reduce(BigInt(value) * challenge)));
      branch.commitment = [a, b];
    });
  }
  function recompute(y, branches) {
    for (let ciphertext of new Set(branches.map((branch) => branch.ciphertext)))
      recomputeAll(y, ciphertext, branches.filter((branch) => branch.ciphertext === ciphertext));
    return normalized(branches.flatMap((branch) => branch.commitment)).map(pointText).join(",");
  }
  function verifyDisjunction(y, claims, proofs, hash, what) {
    let branches = claims.map((claim, at) => ({ ...claim, proof: proofs[at] })), commitments = recompute(y, branches), sum2 = reduce(proofs.reduce((total, proof) => total + proof.challenge, 0n));
    if (hash(commitments) !== sum2) throw new InvalidProof(`${what} is wrong.`);
  }
  function intervalHash(statement, ciphertext) {
    let head = `prove|${statement}|${ciphertextText(ciphertext)}|`;
    return (commitments) => hashToScalar(head + commitments);
  }
  function interval(item, low, high) {
    return Array.from({ length: high - low + 1 }, (_2, at) => ({ ...item, value: low + at }));
  }
  function proveInterval(statement, y, item, low, high) {
    return proveDisjunction(y, interval(item, low, high), item.m - low, intervalHash(statement, item.ciphertext));
  }
  function verifyInterval(statement, y, ciphertext, low, high, proofs, what) {
    verifyDisjunction(y, interval({ ciphertext }, low, high), proofs, intervalHash(statement, ciphertext), what);
  }
  function blankHash(label, statement) {
    return (commitments) => hashToScalar(`${label}|${statement}|${commitments}`);
  }
  var blankBranches = (blank, sum2) => [{ ...blank, value: 0 }, { ...sum2, value: 0 }], overallBranches = (blank, sum2, low, high) => [{ ...blank, value: 1 }, ...interval(sum2, low, high)];
  function proveBlank(statement, y, blank, sum2) {
    let real = blank.m === 0 ? 0 : 1;
    return proveDisjunction(y, blankBranches(blank, sum2), real, blankHash("bproof0", statement));
  }
  function proveBlankOverall(statement, y, blank, sum2, low, high) {
    let real = blank.m === 1 ? 0 : sum2.m - low + 1;
    return proveDisjunction(y, overallBranches(blank, sum2, low, high), real, blankHash("bproof1", statement));
  }
  function verifyBlank(statement, y, blank, sum2, proofs) {
    let branches = blankBranches({ ciphertext: blank }, { ciphertext: sum2 });
    verifyDisjunction(y, branches, proofs, blankHash("bproof0", statement), "The proof of the blank vote");
  }
  function verifyBlankOverall(statement, y, blank, sum2, low, high, proofs) {
    let branches = overallBranches({ ciphertext: blank }, { ciphertext: sum2 }, low, high), hash = blankHash("bproof1", statement);
    verifyDisjunction(y, branches, proofs, hash, "The proof of the number of choices");
  }
  var listBranches = (head, candidates) => [{ ...head, value: 1 }, { ...candidates, value: 0 }];
  function proveList(statement, y, head, candidates) {
    let real = head.m === 1 ? 0 : 1;
    return proveDisjunction(y, listBranches(head, candidates), real, blankHash("lproof", statement));
  }
  function verifyList(statement, y, head, candidates, proofs, what) {
    let branches = listBranches({ ciphertext: head }, { ciphertext: candidates });
    verifyDisjunction(y, branches, proofs, blankHash("lproof", statement), what);
  }
  var nonzeroHash = (statement, elements) => hashToScalar(`nonzero|${statement}|${elements.map(pointText).join(",")}`);
  function randomNonzeroScalar() {
    for (; ; ) {
      let scalar = randomScalar();
      if (scalar !== 0n) return scalar;
    }
  }
  function proveNonzero(statement, y, { ciphertext: { alpha, beta }, r }) {
    let s = randomNonzeroScalar(), [w1, w2] = [randomScalar(), randomScalar()], commitment = power(beta, s).add(power(y, reduce(-s * r))), first = power(alpha, w1).add(power(G, w2)), challenge = nonzeroHash(statement, [commitment, first, power(beta, w1).add(power(y, w2))]);
    return { commitment, challenge, response: [reduce(w1 - s * challenge), reduce(w2 + s * r * challenge)] };
  }
  function verifyNonzero(statement, y, { alpha, beta }, { commitment, challenge, response: [t1, t2] }) {
    if (commitment.is0()) throw new InvalidProof("The proof that somebody is chosen commits to the identity.");
    let first = powerVartime(alpha, t1).add(powerVartime(G, t2)), second = powerVartime(beta, t1).add(powerVartime(y, t2)).add(powerVartime(commitment, challenge));
    if (nonzeroHash(statement, [commitment, first, second]) !== challenge)
      throw new InvalidProof("The proof that somebody is chosen is wrong.");
  }
  function encodeNonzero({ commitment, challenge, response }) {
    return { commitment: pointText(commitment), challenge: String(challenge), response: response.map(String) };
  }
  function parseNonzero(record) {
    expectFields(record, ["commitment", "challenge", "response"], "The proof that somebody is chosen"), expectArray(record.response, 2, "The response of that proof");
    let challenge = parseScalar(record.challenge);
    return { commitment: parsePoint(record.commitment), challenge, response: record.response.map(parseScalar) };
  }
  function proveExponent(prefix, secret2, bases, w = randomScalar()) {
    let challenge = hashToScalar(prefix + bases.map((base) => pointText(power(base, w))).join(","));
    return { challenge, response: reduce(w - secret2 * challenge) };
  }
  function verifyExponent(prefix, pairs, { challenge, response }, what) {
    let commitments = pairs.map(([base, value]) => powerVartime(base, response).add(powersVartime(value, [challenge])[0]));
    if (hashToScalar(prefix + commitments.map(pointText).join(",")) !== challenge) throw new InvalidProof(`${what} is wrong.`);
  }
  function verifySignature(credential, hash, proof) {
    verifyExponent(`sig|${hash}|`, [[G, credential]], proof, "The signature of the ballot");
  }
  var randomnessPrefix = (statement, y, ciphertext) => `raweg|${statement}|${pointText(y)},${ciphertextText(ciphertext)}|`;
  function proveRandomness(statement, y, ciphertext, r) {
    return proveExponent(randomnessPrefix(statement, y, ciphertext), r, [G]);
  }
  function verifyRandomness(statement, y, ciphertext, proof) {
    let prefix = randomnessPrefix(statement, y, ciphertext);
    verifyExponent(prefix, [[G, ciphertext.alpha]], proof, "The proof of the ranked answer");
  }
  var knowledgePrefix = (publicKey) => `pok|Ed25519|${pointText(publicKey)}|`;
  function proveKnowledge(secret2, publicKey) {
    return proveExponent(knowledgePrefix(publicKey), secret2, [G]);
  }
  function verifyKnowledge(publicKey, proof) {
    verifyExponent(knowledgePrefix(publicKey), [[G, publicKey]], proof, "The proof of knowledge of a private key");
  }
  var rehearsalPrefix = (uuid, publicKey, challenge) => `ballot/rehearsal/1|${uuid}|${pointText(publicKey)}|${challenge}|`;
  function proveRehearsal(uuid, secret2, challenge) {
    return proveExponent(rehearsalPrefix(uuid, power(G, secret2), challenge), secret2, [G]);
  }
  function signMessage(secret2, message) {
    return proveExponent(`sigmsg|${message}|`, secret2, [G]);
  }
  function verifyMessage(verificationKey, message, proof) {
    verifyExponent(`sigmsg|${message}|`, [[G, verificationKey]], proof, "The signature of a trustee's message");
  }
  var decryptionPrefix = (phi, publicKey) => `decrypt|${phi}|${pointText(publicKey)}|`;
  function proveDecryption(phi, secret2, publicKey, alpha, w = randomScalar()) {
    return proveExponent(decryptionPrefix(phi, publicKey), secret2, [G, alpha], w);
  }
  function encodeProof({ challenge, response }) {
    return { challenge: String(challenge), response: String(response) };
  }
  function parseProof(record) {
    return expectFields(record, ["challenge", "response"], "A proof"), { challenge: parseScalar(record.challenge), response: parseScalar(record.response) };
  }
  function parseProofs(records, length, what) {
    return expectArray(records, length, what), records.map(parseProof);
  }

  // src/crypto/signing.js
  function signingKey(seed) {
    return hex(ed25519.getPublicKey(seed));
  }
  function signParts(seed, label, ...parts) {
    return hex(ed25519.sign(labelled(label, ...parts), seed));
  }
  function isSigned(publicHex, message, signature) {
    try {
      return ed25519.verify(signature, message, fromHex(publicHex), { zip215: !1 });
    } catch {
      return !1;
    }
  }
  var fingerprint = (publicHex) => sha256Hex(fromHex(publicHex));
  function recordParts(phi, setupEvent, owner, event, record) {
    return [phi, fromHex(setupEvent), String(owner), fromHex(event), sha256Bytes(record)];
  }

  // src/protocol/decryption.js
  var SHARE_LABEL = "ballot/share/1", NONCE_LABEL = "ballot/share-nonce/1", STRONG = "ballot/strong-decryption/1", nonce = (privateKey, ...parts) => labelledScalar(NONCE_LABEL, String(privateKey), ...parts);
  function nest(question, entries) {
    if (question.kind !== "lists") return entries;
    let rest = [...entries];
    return question.answers.map((row) => rest.splice(0, row.length));
  }
  function decryptAll(phi, privateKey, tally, report) {
    let publicKey = power(G, privateKey), total = tally.reduce((sum2, entries) => sum2 + entries.length, 0), done = 0, factors = tally.map((entries) => normalized(entries.map(({ alpha }) => (report(done += 1, 2 * total), power(alpha, privateKey))))), prove = ({ alpha }) => {
      report(done += 1, 2 * total);
      let w = nonce(privateKey, "factor", phi, pointText(publicKey), pointText(alpha));
      return proveDecryption(phi, privateKey, publicKey, alpha, w);
    };
    return { publicKey, factors, proofs: tally.map((entries) => entries.map(prove)) };
  }
  function strongSeed({ phi, setupEvent, tallyDigest, shuffle: shuffle2 }, owner, publicKey, alphas, factors) {
    let lists = [alphas, factors].map((points) => points.map(pointText).join(","));
    return labelledHash(`${STRONG}/seed`, "Ed25519", phi, setupEvent, tallyDigest, shuffle2, String(owner), pointText(publicKey), ...lists);
  }
  function batch(seed, alphas, factors) {
    let rho = alphas.map((_2, at) => labelledScalar(`${STRONG}/coefficient`, seed, String(at)));
    return [powerProduct(alphas, rho), powerProduct(factors, rho)];
  }
  var strongChallenge = (seed, ...elements) => labelledScalar(`${STRONG}/challenge`, seed, ...elements.map(pointText));
  function proveStrong(seed, alphas, factors, privateKey) {
    let [alpha, factor] = batch(seed, alphas, factors), w = nonce(privateKey, "strong", seed), challenge = strongChallenge(seed, alpha, factor, power(G, w), power(alpha, w));
    return { challenge, response: reduce(w - privateKey * challenge) };
  }
  function makeShare(board2, owner, privateKey, signingSeed, report = () => {
  }) {
    let { publicKey, factors, proofs } = decryptAll(board2.phi, privateKey, board2.tally, report), record = {
      decryption_factors: board2.questions.map((q, at) => nest(q, factors[at].map(pointText))),
      decryption_proofs: board2.questions.map((q, at) => nest(q, proofs[at].map(encodeProof)))
    }, alphas = board2.tally.flat().map(({ alpha }) => alpha), seed = strongSeed(board2, owner, publicKey, alphas, factors.flat()), parts = recordParts(board2.phi, board2.setupEvent, owner, board2.answers, encode(record)), text = encode({
      owner,
      partial_decryption: record,
      strong_proof: encodeProof(proveStrong(seed, alphas, factors.flat(), privateKey)),
      signing_key: signingKey(signingSeed),
      answers: board2.answers,
      signature: signParts(signingSeed, SHARE_LABEL, ...parts)
    });
    return { text, commitment: sha256Hex(text) };
  }

  // src/verify/archive.js
  var BLOCK = 512, NAME = /^([0-9a-f]{64})\.(data|event)\.json$/, LARGEST_RECORD = 256e6, ascii = (bytes) => String.fromCharCode(...bytes), octal = (number, digits) => number.toString(8).padStart(digits, "0") + "\0";
  function headerBlock(name, size, time) {
    let block = new Uint8Array(BLOCK), put = (at, text) => block.set(Array.from(text, (c) => c.charCodeAt(0)), at);
    return put(0, name), put(100, octal(420, 7)), put(108, octal(0, 7) + octal(0, 7)), put(124, octal(size, 11)), put(136, octal(time, 11)), put(148, " ".repeat(8)), put(156, "0"), put(148, octal(block.reduce((sum2, byte) => sum2 + byte, 0), 6) + " "), block;
  }
  var same = (one, other) => one.length === other.length && one.every((byte, at) => byte === other[at]);
  function parseOctal(bytes) {
    let text = ascii(bytes);
    if (!/^[0-7]{11}\0$/.test(text)) throw new InvalidEncoding("The archive is damaged: a number in it is not octal.");
    return parseInt(text, 8);
  }
  function* readRecords(bytes) {
    let at = 0;
    for (; at < bytes.length; ) {
      let block = bytes.subarray(at, at + BLOCK);
      if (block.length < BLOCK) throw new InvalidEncoding("The archive is incomplete.");
      let name = ascii(block.subarray(0, 100)).replace(/\0+$/, ""), [size, time] = [parseOctal(block.subarray(124, 136)), parseOctal(block.subarray(136, 148))], end = at + BLOCK + size, next = end + (BLOCK - size % BLOCK) % BLOCK;
      if (next > bytes.length) throw new InvalidEncoding("The archive is incomplete.");
      let isPadded = bytes.subarray(end, next).every((byte) => byte === 0);
      if (!same(block, headerBlock(name, size, time)) || !isPadded)
        throw new InvalidEncoding("The archive is not written as the protocol writes it.");
      yield { name, time, content: bytes.subarray(at + BLOCK, end) }, at = next;
    }
  }
  var FOLLOWERS = {
    "": ["Setup"],
    Setup: ["Ballot", "EndBallots"],
    Ballot: ["Ballot", "EndBallots"],
    EndBallots: ["EncryptedTally"],
    EncryptedTally: ["Shuffle", "PartialDecryption"],
    Shuffle: ["Shuffle", "EndShuffles"],
    EndShuffles: ["PartialDecryption"],
    PartialDecryption: ["PartialDecryption", "Result"],
    Result: []
  }, WITHOUT_PAYLOAD = ["EndBallots", "EndShuffles"];
  function parseEvent(text, last) {
    let event = decode(text, "An event"), fields = [...last === null ? [] : ["parent"], "height", "type"], isBare = WITHOUT_PAYLOAD.includes(event?.type);
    if (expectFields(event, isBare ? fields : [...fields, "payload"], "An event"), !(last === null ? event.height === 0 : event.parent === last.hash && event.height === last.height + 1)) throw new InvalidProof("The chain of events in the archive is broken.");
    if (!FOLLOWERS[last?.type ?? ""].includes(event.type))
      throw new InvalidProof(`In the archive, an event ${event.type} stands where it cannot stand.`);
    return event;
  }
  var utf8 = (bytes) => new TextDecoder("utf-8", { fatal: !0, ignoreBOM: !0 }).decode(bytes), Archive = class {
    events = [];
    #data = /* @__PURE__ */ new Map();
    #used = /* @__PURE__ */ new Set();
    #beforeShares = null;
    // how many data records stand before those of the first share
    addData(digest, bytes) {
      if (this.#data.has(digest) && this.#beforeShares === null) throw new InvalidEncoding("The archive has a record twice.");
      this.#data.set(digest, bytes);
    }
    addEvent(digest, text, dataBefore) {
      let event = parseEvent(text, this.events.at(-1) ?? null);
      event.payload !== void 0 && this.#use(event.payload), event.type === "PartialDecryption" && (this.#beforeShares ??= dataBefore), this.events.push({ ...event, hash: digest });
    }
    get size() {
      return this.#data.size;
    }
    #use(digest) {
      let bytes = this.#data.get(digest);
      if (bytes === void 0) throw new InvalidEncoding("The archive lacks a record that an event names.");
      return this.#used.add(digest), bytes;
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
      if (![...this.#data.keys()].slice(0, this.#beforeShares ?? this.#data.size).every((digest) => this.#used.has(digest))) throw new InvalidEncoding("The archive has records that no event names.");
    }
  };
  function readHeader({ name, time, content }) {
    if (!(name === "BELENIOS" && new TextDecoder().decode(content) === encode({ version: 1, timestamp: String(time) }))) throw new InvalidEncoding("This is not the archive of an election.");
    return time;
  }
  function readArchive(bytes) {
    let archive = new Archive(), time = null, dataBefore = 0;
    for (let record of readRecords(bytes)) {
      if (time === null) {
        time = readHeader(record);
        continue;
      }
      let [, digest, kind] = NAME.exec(record.name) ?? [];
      if (!(digest !== void 0 && record.time === time && sha256Hex(record.content) === digest)) throw new InvalidEncoding("A record of the archive does not have the hash in its name.");
      kind === "data" ? archive.addData(digest, record.content) : (archive.addEvent(digest, utf8(record.content), dataBefore), dataBefore = archive.size);
    }
    if (archive.events.length === 0) throw new InvalidEncoding("The archive is empty.");
    return archive;
  }

  // src/protocol/homomorphic.js
  var homomorphic_exports = {};
  __export(homomorphic_exports, {
    checkChoices: () => checkChoices,
    makeAnswer: () => makeAnswer,
    plaintexts: () => plaintexts,
    statementOf: () => statementOf,
    sumItems: () => sumItems,
    verifyAnswer: () => verifyAnswer,
    width: () => width
  });
  function width(question) {
    return question.answers.length + (question.blank ? 1 : 0);
  }
  function checkChoices(question, choices) {
    if (choices.length !== width(question) || !choices.every((value) => value === 0 || value === 1))
      throw new ChoiceNotAllowed(`“${question.title}”: the choices do not fit the ballot paper.`);
    let isBlank = question.blank && choices[0] === 1, chosen = choices.slice(question.blank ? 1 : 0).reduce((sum2, value) => sum2 + value, 0);
    if (isBlank ? chosen > 0 : chosen < question.min || chosen > question.max)
      throw new ChoiceNotAllowed(`“${question.title}”: ${chosen} chosen, which the ballot paper does not allow.`);
  }
  function plaintexts(question, choices) {
    return choices.map((value) => value === 1 ? G : IDENTITY);
  }
  function sumItems(items) {
    return {
      ciphertext: combine(items.map((item) => item.ciphertext)),
      r: reduce(items.reduce((sum2, item) => sum2 + item.r, 0n)),
      m: items.reduce((sum2, item) => sum2 + item.m, 0)
    };
  }
  function statementOf(base, ciphertexts) {
    return `${base}|${ciphertexts.map(ciphertextText).join(",")}`;
  }
  function makeAnswer(base, y, question, choices) {
    let items = choices.map((m) => ({ ...encrypt(y, m), m })), statement = statementOf(base, items.map((item) => item.ciphertext)), sum2 = sumItems(question.blank ? items.slice(1) : items), { min, max } = question, overall = question.blank ? proveBlankOverall(statement, y, items[0], sum2, min, max) : proveInterval(statement, y, sum2, min, max), record = {
      choices: items.map((item) => encodeCiphertext(item.ciphertext)),
      individual_proofs: items.map((item) => proveInterval(base, y, item, 0, 1).map(encodeProof)),
      overall_proof: overall.map(encodeProof)
    };
    return question.blank && (record.blank_proof = proveBlank(statement, y, items[0], sum2).map(encodeProof)), { record, randomness: items.map((item) => item.r) };
  }
  function verifyAnswer(base, y, question, record, parse) {
    let fields = ["choices", "individual_proofs", "overall_proof", ...question.blank ? ["blank_proof"] : []];
    expectFields(record, fields, `The answer to “${question.title}”`);
    let size = width(question);
    expectArray(record.choices, size, "The list of encrypted choices"), expectArray(record.individual_proofs, size, "The list of proofs");
    let choices = record.choices.map((choice) => parseCiphertext(choice, parse)), individual = record.individual_proofs.map((list) => parseProofs(list, 2, "A proof of a single choice"));
    return choices.forEach((c, at) => {
      verifyInterval(base, y, c, 0, 1, individual[at], `The proof of choice ${at + 1}`);
    }), verifyOverall(statementOf(base, choices), y, question, record, choices), choices;
  }
  function verifyOverall(statement, y, question, record, choices) {
    let { min, max, blank } = question, count = max - min + 1 + (blank ? 1 : 0), overall = parseProofs(record.overall_proof, count, "The proof of the number of choices");
    if (!blank) {
      verifyInterval(statement, y, combine(choices), min, max, overall, "The proof of the number of choices");
      return;
    }
    let sum2 = combine(choices.slice(1)), blankProof = parseProofs(record.blank_proof, 2, "The proof of the blank vote");
    verifyBlank(statement, y, choices[0], sum2, blankProof), verifyBlankOverall(statement, y, choices[0], sum2, min, max, overall);
  }

  // src/protocol/lists.js
  var lists_exports = {};
  __export(lists_exports, {
    checkChoices: () => checkChoices2,
    makeAnswer: () => makeAnswer2,
    plaintexts: () => plaintexts2,
    verifyAnswer: () => verifyAnswer2,
    width: () => width2
  });
  function width2(question) {
    return question.answers.reduce((sum2, row) => sum2 + row.length, 0);
  }
  function checkChoices2(question, rows) {
    if (!(rows.length === question.answers.length && rows.every((row, at) => row.length === question.answers[at].length && row.every((value) => value === 0 || value === 1)))) throw new ChoiceNotAllowed(`“${question.title}”: the choices do not fit the ballot paper.`);
    let isOnList = ([list, ...candidates]) => list === 1 ? candidates.includes(1) : !candidates.includes(1);
    if (rows.filter(([list]) => list === 1).length !== 1 || !rows.every(isOnList))
      throw new ChoiceNotAllowed(`“${question.title}”: choose one list, and at least one candidate on it.`);
  }
  function plaintexts2(question, rows) {
    return rows.flat().map((value) => value === 1 ? G : IDENTITY);
  }
  function makeAnswer2(base, y, question, choices) {
    let rows = choices.map((row) => row.map((m) => ({ ...encrypt(y, m), m }))), statement = statementOf(base, rows.flat().map((item) => item.ciphertext)), candidates = sumItems(rows.flatMap((row) => row.slice(1))), encode2 = (list) => list.map(encodeProof);
    return { record: {
      choices: rows.map((row) => row.map((item) => encodeCiphertext(item.ciphertext))),
      individual_proofs: rows.map((row) => row.map((item) => encode2(proveInterval(base, y, item, 0, 1)))),
      overall_proof: encode2(proveInterval(statement, y, sumItems(rows.map((row) => row[0])), 1, 1))[0],
      list_proofs: rows.map((row) => encode2(proveList(statement, y, row[0], sumItems(row.slice(1))))),
      nonzero_proof: encodeNonzero(proveNonzero(statement, y, candidates))
    }, randomness: rows.flat().map((item) => item.r) };
  }
  var FIELDS = ["choices", "individual_proofs", "overall_proof", "list_proofs", "nonzero_proof"];
  function parseRows(question, rows, parse, what) {
    return expectArray(rows, question.answers.length, what), rows.map((row, at) => (expectArray(row, question.answers[at].length, what), row.map(parse)));
  }
  function verifyAnswer2(base, y, question, record, parse) {
    expectFields(record, FIELDS, `The answer to “${question.title}”`);
    let rows = parseRows(question, record.choices, (choice) => parseCiphertext(choice, parse), "The list of encrypted choices"), parsePair = (list) => parseProofs(list, 2, "A proof of a single choice"), individual = parseRows(question, record.individual_proofs, parsePair, "The list of proofs");
    return rows.forEach(
      (row, at) => row.forEach((c, j) => verifyInterval(base, y, c, 0, 1, individual[at][j], `The proof of list ${at + 1}, entry ${j}`))
    ), verifyWhole(statementOf(base, rows.flat()), y, record, rows), rows.flat();
  }
  function verifyWhole(statement, y, record, rows) {
    let overall = [parseProof(record.overall_proof)];
    verifyInterval(statement, y, combine(rows.map((row) => row[0])), 1, 1, overall, "The proof that one list is chosen"), expectArray(record.list_proofs, rows.length, "The proofs of the lists"), rows.forEach((row, at) => {
      let proof = parseProofs(record.list_proofs[at], 2, "The proof of a list");
      verifyList(statement, y, row[0], combine(row.slice(1)), proof, `The proof of list ${at + 1}`);
    });
    let candidates = combine(rows.flatMap((row) => row.slice(1)));
    verifyNonzero(statement, y, candidates, parseNonzero(record.nonzero_proof));
  }

  // src/protocol/ranked.js
  var ranked_exports = {};
  __export(ranked_exports, {
    checkChoices: () => checkChoices3,
    makeAnswer: () => makeAnswer3,
    plaintexts: () => plaintexts3,
    verifyAnswer: () => verifyAnswer3,
    width: () => width3
  });

  // src/crypto/embedding.js
  var CAPACITY = 30, PADDING = 14n, BITS = 8n;
  function encodePaper(paper) {
    if (paper.length > CAPACITY)
      throw new InvalidEncoding(`A ranked contest can have at most ${CAPACITY} candidates; this one has ${paper.length}.`);
    let number = paper.reduce((all, value) => {
      if (!Number.isInteger(value) || value < 0 || value > 255) throw new InvalidEncoding("A rank is a number from 0 to 255.");
      return all << BITS | BigInt(value);
    }, 0n);
    return embed(number << PADDING);
  }

  // src/protocol/ranked.js
  var width3 = () => 1;
  function checkChoices3(question, paper) {
    if (paper.length !== question.answers.length || !paper.every((n) => Number.isInteger(n) && n >= 0 && n <= 255))
      throw new ChoiceNotAllowed(`“${question.title}” needs a small number for each candidate.`);
  }
  function plaintexts3(question, paper) {
    return [encodePaper(paper)];
  }
  function makeAnswer3(base, y, question, paper) {
    let r = randomScalar(), ciphertext = encryptElement(y, r, encodePaper(paper)), proof = proveRandomness(base, y, ciphertext, r);
    return { record: { choices: encodeCiphertext(ciphertext), proof: encodeProof(proof) }, randomness: [r] };
  }
  function verifyAnswer3(base, y, question, record, parse) {
    expectFields(record, ["choices", "proof"], `The answer to “${question.title}”`);
    let ciphertext = parseCiphertext(record.choices, parse);
    return verifyRandomness(base, y, ciphertext, parseProof(record.proof)), [ciphertext];
  }

  // src/protocol/answers.js
  var kinds = { choice: homomorphic_exports, ranked: ranked_exports, lists: lists_exports }, width4 = (question) => kinds[question.kind].width(question);
  var verifyAnswer4 = (base, y, question, record, parse) => kinds[question.kind].verifyAnswer(base, y, question, record, parse);

  // src/protocol/ballot.js
  var UNSIGNED = ["election_uuid", "election_hash", "credential", "answers"];
  function trackingNumber(ballotText) {
    return sha256Base64(ballotText);
  }
  function checkNumber(unsignedText) {
    return sha256Base64(unsignedText);
  }
  function verifyBallot(election, text, parse = parsePoint) {
    let ballot = decode(text, "The ballot");
    expectFields(ballot, [...UNSIGNED, "signature"], "The ballot"), checkAddressee(election, ballot), verifyBallotSignature(ballot, parse);
    let choices = verifyAnswers(election, ballot, parse);
    return { credential: ballot.credential, trackingNumber: trackingNumber(text), choices };
  }
  function checkAddressee(election, ballot) {
    if (ballot.election_uuid !== election.uuid) throw new InvalidProof("The ballot belongs to another election.");
    if (ballot.election_hash !== election.phi) throw new InvalidProof("The ballot names another election fingerprint.");
  }
  function verifyAnswers(election, { answers, credential }, parse) {
    expectArray(answers, election.questions.length, "The list of answers");
    let base = `${election.phi}|${credential}`;
    return election.questions.map((q, at) => verifyAnswer4(base, election.y, q, answers[at], parse));
  }
  function parseCredential({ credential }, parse) {
    let point = parse(credential);
    if (point.is0()) throw new InvalidEncoding("A credential must not be the identity element.");
    return point;
  }
  function verifyBallotSignature({ signature, ...unsigned }, parse) {
    if (expectFields(signature, ["hash", "proof"], "The signature"), typeof signature.hash != "string") throw new InvalidEncoding("The hash in the signature must be a text.");
    let credential = parseCredential(unsigned, parse);
    if (signature.hash !== checkNumber(encode(unsigned))) throw new InvalidProof("The hash in the signature is wrong.");
    verifySignature(credential, signature.hash, parseProof(signature.proof));
  }

  // src/crypto/sealing.js
  function subtle() {
    let found = globalThis.crypto?.subtle;
    if (found === void 0)
      throw new Unsupported(N_("This browser offers no encryption to this page. Open the page by its https address, in a newer browser."));
    return found;
  }
  async function importKey(key, use) {
    return subtle().importKey("raw", key, "AES-GCM", !1, [use]);
  }
  var parameters = (iv, label) => label === null ? { name: "AES-GCM", iv } : { name: "AES-GCM", iv, additionalData: label };
  async function sealBytes(key, iv, bytes, label = null) {
    return new Uint8Array(await subtle().encrypt(parameters(iv, label), await importKey(key, "encrypt"), bytes));
  }
  async function openBytes(key, iv, bytes, problem, label = null) {
    let imported = await importKey(key, "decrypt");
    try {
      return new Uint8Array(await subtle().decrypt(parameters(iv, label), imported, bytes));
    } catch {
      throw new InvalidProof(problem);
    }
  }

  // src/crypto/channel.js
  var keyOf = (shared) => sha256Bytes(`key|${pointText(shared)}`), ivOf = (alpha) => sha256Bytes(`iv|${pointText(alpha)}`);
  function deriveKeys(seed) {
    let [signing, decryption] = ["sk", "dk"].map((label) => BigInt(`0x${sha256Hex(`${label}|${seed}`)}`) % Q);
    return { signing, decryption };
  }
  function signText(keys, message) {
    return { message, signature: encodeProof(signMessage(keys.signing, message)) };
  }
  function verifyText(verificationKey, record) {
    if (expectFields(record, ["message", "signature"], "A signed message"), typeof record.message != "string") throw new InvalidEncoding("A signed message must be a text.");
    return verifyMessage(verificationKey, record.message, parseProof(record.signature)), record.message;
  }
  async function sealMessage(encryptionKey, text) {
    let [r, shared] = [randomScalar(), power(G, randomScalar())], alpha = power(G, r), data = await sealBytes(keyOf(shared), ivOf(alpha), toBytes(text)), beta = power(encryptionKey, r).add(shared);
    return encode({ algorithm: "AES-GCM", alpha: pointText(alpha), beta: pointText(beta), data: hex(data) });
  }
  async function openMessage(decryptionKey, text) {
    let sealed = decode(text, "An encrypted message");
    if (expectFields(sealed, ["algorithm", "alpha", "beta", "data"], "An encrypted message"), sealed.algorithm !== "AES-GCM" || !/^([0-9a-f]{2})*$/.test(sealed.data))
      throw new InvalidEncoding("An encrypted message is not in the expected form.");
    let [alpha, beta] = [parsePoint(sealed.alpha), parsePoint(sealed.beta)], shared = beta.subtract(power(alpha, decryptionKey)), bytes = await openBytes(keyOf(shared), ivOf(alpha), fromHex(sealed.data), "The message is not encrypted to this key, or was changed.");
    return new TextDecoder("utf-8", { fatal: !0 }).decode(bytes);
  }
  async function send(keys, recipient, record) {
    let inner = encode({ recipient: pointText(recipient), message: encode(record) });
    return sealMessage(recipient, encode(signText(keys, inner)));
  }
  async function receive(keys, sender, text) {
    let message = decode(verifyText(sender, decode(await openMessage(keys.decryption, text), "A signed message")), "A message");
    if (expectFields(message, ["recipient", "message"], "A message"), message.recipient !== pointText(power(G, keys.decryption)))
      throw new InvalidProof("The message was written to somebody else.");
    return decode(message.message, "A message");
  }

  // src/protocol/threshold.js
  var CONTEXT = ["group", "size", "threshold", "index"], isCount = (number) => Number.isInteger(number) && number >= 1 && number <= 1e4;
  function blame(sentence, check) {
    try {
      return check();
    } catch (error) {
      throw new error.constructor(around(sentence, error));
    }
  }
  function checkContext(context) {
    expectFields(context, CONTEXT, "The context of a certificate");
    let { group, size, threshold, index } = context;
    if (group !== "Ed25519" || ![size, threshold, index].every(isCount) || threshold > size || index > size)
      throw new InvalidEncoding("The context of the key generation is not possible.");
  }
  function makeCertificate(seed, context) {
    checkContext(context);
    let keys = deriveKeys(seed), [verification, encryption] = [keys.signing, keys.decryption].map((key) => pointText(power(G, key)));
    return signText(keys, encode({ context, verification, encryption }));
  }
  function verifyCertificate(record) {
    expectFields(record, ["message", "signature"], "A certificate");
    let keys = decode(record.message, "A certificate");
    expectFields(keys, ["context", "verification", "encryption"], "A certificate"), checkContext(keys.context);
    let certificate = { context: keys.context, verification: parseKey(keys.verification), encryption: parseKey(keys.encryption), record };
    return verifyText(certificate.verification, record), certificate;
  }
  function verifyCertificates(records, threshold) {
    let certificates = records.map((record, at) => blame(N_("The certificate of trustee %(number)s is wrong: %(error)s", { number: at + 1 }), () => verifyCertificate(record)));
    certificates.forEach(({ context }, at) => {
      let expected = { group: "Ed25519", size: records.length, threshold, index: at + 1 };
      if (encode(context) !== encode(expected))
        throw new InvalidEncoding(N_("The certificate of trustee %(number)s is for another place or another key generation.", { number: at + 1 }));
    });
    let keys = certificates.flatMap((one) => [pointText(one.verification), pointText(one.encryption)]);
    if (new Set(keys).size !== keys.length) throw new InvalidEncoding(N_("Two certificates share a key."));
    return certificates;
  }
  function findSelf(keys, certificates) {
    let own = [keys.signing, keys.decryption].map((key) => pointText(power(G, key))).join(), at = certificates.findIndex((one) => [one.verification, one.encryption].map(pointText).join() === own);
    if (at < 0) throw new InvalidProof(N_("None of the certificates is of this key file. Is it the file of this election?"));
    return at + 1;
  }
  function coefficients(seed, context) {
    let at = (k) => labelledScalar("ballot/polynomial/1", seed, encode(context), String(k));
    return Array.from({ length: context.threshold }, (_2, k) => at(k));
  }
  function evaluate(polynomial, x) {
    return polynomial.reduceRight((result, coefficient) => reduce(result * BigInt(x) + coefficient), 0n);
  }
  function evaluateInExponent(coefexps, x) {
    return coefexps.reduceRight((result, element) => powerVartime(result, BigInt(x)).add(element), IDENTITY);
  }
  var rawCoefexps = (polynomial) => ({ coefexps: polynomial.map((coefficient) => pointText(power(G, coefficient))) }), certsMessage = (certs, coefexps) => `certs_sig|${encode({ certs, coefexps })}`;
  function commitToPolynomial(seed, context) {
    return sha256Hex(encode(rawCoefexps(coefficients(seed, context))));
  }
  var generationHash = (certs, commitments) => sha256Hex(encode([certs, commitments]));
  function checkOwnCommitment(seed, { context }, commitments) {
    if (commitments[context.index - 1] !== commitToPolynomial(seed, context))
      throw new InvalidProof(N_("What came back from the server is not what your device made."));
  }
  async function makePolynomial(seed, { certs, commitments }, threshold) {
    let keys = deriveKeys(seed), certificates = verifyCertificates(certs, threshold), me = certificates[findSelf(keys, certificates) - 1];
    expectArray(commitments, certs.length, "The commitments of all trustees"), checkOwnCommitment(seed, me, commitments);
    let polynomial = coefficients(seed, me.context), raw = rawCoefexps(polynomial), secrets = [];
    for (let [at, { encryption }] of certificates.entries())
      secrets.push(await send(keys, encryption, { secret: String(evaluate(polynomial, at + 1)) }));
    return {
      polynomial: await send(keys, me.encryption, { polynomial: polynomial.map(String) }),
      secrets,
      coefexps: signText(keys, encode(raw)),
      signature: encodeProof(signMessage(keys.signing, certsMessage(certs, raw.coefexps)))
    };
  }
  function verifyCoefexps(certificates, at, coefexps, signature) {
    let { verification, context } = certificates[at];
    return blame(N_("The coefficients of trustee %(number)s are wrong: %(error)s", { number: at + 1 }), () => {
      let raw = decode(verifyText(verification, coefexps), "The list of coefficients");
      expectFields(raw, ["coefexps"], "The list of coefficients"), expectArray(raw.coefexps, context.threshold, "The list of coefficients");
      let elements = raw.coefexps.map(parseKey), message = certsMessage(certificates.map((one) => one.record), raw.coefexps);
      return verifyMessage(verification, message, parseProof(signature)), elements;
    });
  }
  function verifyAllCoefexps(certificates, coefexps, signatures) {
    return expectArray(coefexps, certificates.length, "The coefficients of all trustees"), expectArray(signatures, certificates.length, "The signatures of all trustees"), coefexps.map((one, at) => verifyCoefexps(certificates, at, one, signatures[at]));
  }
  function verifyCommitments(coefexps, commitments) {
    expectArray(commitments, coefexps.length, "The commitments of all trustees"), coefexps.forEach(({ message }, at) => {
      if (sha256Hex(message) !== commitments[at])
        throw new InvalidProof(N_("The coefficients of trustee %(number)s are not those that they committed to.", { number: at + 1 }));
    });
  }
  async function receiveSecret(keys, certificates, coefexps, secrets, at, me) {
    let secret2;
    try {
      let record = await receive(keys, certificates[at].verification, secrets[at]);
      expectFields(record, ["secret"], "A secret"), secret2 = parseScalar(record.secret);
    } catch (error) {
      throw new InvalidProof(around(N_("Trustee %(number)s sent a secret that cannot be read: %(error)s", { number: at + 1 }), error));
    }
    if (!power(G, secret2).equals(evaluateInExponent(coefexps[at], me)))
      throw new InvalidProof(N_("Trustee %(number)s sent a wrong secret: it does not fit what they committed to.", { number: at + 1 }));
    return secret2;
  }
  async function checkOwnPolynomial(seed, keys, certificate, text, coefexps) {
    let record = await receive(keys, certificate.verification, text), own = coefficients(seed, certificate.context);
    if (!(encode(record) === encode({ polynomial: own.map(String) })) || !own.every((coefficient, k) => power(G, coefficient).equals(coefexps[k])))
      throw new InvalidProof(N_("What came back from the server is not what your device made."));
  }
  async function makeVoutput(seed, { certs, commitments, vinput }, threshold) {
    let keys = deriveKeys(seed), certificates = verifyCertificates(certs, threshold), me = findSelf(keys, certificates);
    expectFields(vinput, ["polynomial", "secrets", "coefexps", "signatures"], "The message of the server"), expectArray(vinput.secrets, certs.length, "The secrets of all trustees"), verifyCommitments(vinput.coefexps, commitments);
    let coefexps = verifyAllCoefexps(certificates, vinput.coefexps, vinput.signatures);
    await checkOwnPolynomial(seed, keys, certificates[me - 1], vinput.polynomial, coefexps[me - 1]);
    let share2 = 0n;
    for (let at = 0; at < certs.length; at += 1)
      share2 = reduce(share2 + await receiveSecret(keys, certificates, coefexps, vinput.secrets, at, me));
    return finish(keys, certificates[me - 1], share2);
  }
  async function finish(keys, me, share2) {
    let publicKey = power(G, share2);
    return {
      private_key: await send(keys, me.encryption, { decryption_key: String(share2) }),
      public_key: {
        pok: encodeProof(proveKnowledge(share2, publicKey)),
        public_key: pointText(publicKey),
        signature: encodeProof(signMessage(keys.signing, pointText(publicKey)))
      }
    };
  }
  async function openPrivateKey(seed, text) {
    let keys = deriveKeys(seed), record = await receive(keys, power(G, keys.signing), text);
    return expectFields(record, ["decryption_key"], "The private key"), parseScalar(record.decryption_key);
  }
  var PARAMETERS = ["threshold", "certs", "coefexps", "signatures", "verification_keys"];
  function verifyParameters(parameters2) {
    expectFields(parameters2, PARAMETERS, "The threshold parameters");
    let { threshold, certs, coefexps, signatures, verification_keys: keys } = parameters2;
    if (!isCount(threshold) || !Array.isArray(certs)) throw new InvalidEncoding("The threshold parameters are not possible.");
    let certificates = verifyCertificates(certs, threshold), elements = verifyAllCoefexps(certificates, coefexps, signatures);
    expectArray(keys, certs.length, "The verification keys");
    let at = (x) => elements.reduce((product2, one) => product2.add(evaluateInExponent(one, x)), IDENTITY), verified2 = keys.map(
      (key, place) => blame(N_("The verification key of trustee %(number)s is wrong: %(error)s", { number: place + 1 }), () => verifyKey(certificates[place], key, at(place + 1)))
    );
    return { subKey: at(0), keys: verified2, needed: threshold, certs, coefexps };
  }
  function verifyKey({ verification }, record, expected) {
    expectFields(record, ["pok", "public_key", "signature", ..."name" in record ? ["name"] : []], "A verification key");
    let key = parseKey(record.public_key);
    if (!key.equals(expected)) throw new InvalidProof("It does not follow from the coefficients.");
    return verifyKnowledge(key, parseProof(record.pok)), verifyMessage(verification, record.public_key, parseProof(record.signature)), key;
  }

  // src/verify/charter.js
  var LINE = /(?:^|\n)Charter SHA-256: ([0-9a-f]{64})$/, WORDS = "charter sha-256", DIGEST = /^[0-9a-f]{64}$/, isCount2 = (number, least = 1) => Number.isSafeInteger(number) && number >= least, isListOf = (list, isOne) => Array.isArray(list) && list.every(isOne) && new Set(list).size === list.length, isDigest = (text) => typeof text == "string" && DIGEST.test(text);
  function checkTypes({ policy, signing_keys: keys, commitments }) {
    if (!(isCount2(policy?.trustees) && isCount2(policy.threshold) && isCount2(policy.minimum_ballots, 0) && typeof policy.re_voting == "boolean" && isListOf(policy.mixers, (mixer) => isCount2(mixer) && mixer <= policy.trustees) && (policy.minimum_mixers === void 0 || isCount2(policy.minimum_mixers, 2))) || !isListOf(keys, isDigest) || !Array.isArray(commitments) || !commitments.every(isDigest))
      throw new InvalidEncoding("The charter is not written as a charter is, or two trustees have the same signing key.");
  }
  function charterDigest(description) {
    let match = LINE.exec(description);
    if ((match === null ? description : description.slice(0, match.index)).toLowerCase().includes(WORDS))
      throw new InvalidProof("“Charter SHA-256” is in the election's description, and not in its exact last line.");
    return match?.[1];
  }
  function charterRecord(companion) {
    let record = companion ? decode(companion.split(`
`, 1)[0], "The first line of the companion file") : null;
    return record?.record === "charter" ? record : null;
  }
  function readCharter(description, companion) {
    let digest = charterDigest(description);
    if (digest !== void 0 && companion === null)
      throw new InvalidProof("The companion file with the charter of this election could not be loaded.");
    let record = charterRecord(companion);
    if (digest === void 0) {
      if (record !== null) throw new InvalidProof("The companion file has a charter that the election does not name.");
      return null;
    }
    if (record === null || sha256Hex(encode(record.value)) !== digest)
      throw new InvalidProof("The charter is not the one that the election was set up with.");
    return checkTypes(record.value), record.value;
  }
  function compareTrustees({ policy, signing_keys: signingKeys, commitments }, { keys, needed, groups }) {
    if (policy.trustees !== keys.length || signingKeys.length !== keys.length)
      throw new InvalidProof(
        `The charter says ${policy.trustees} trustees and lists ${signingKeys.length} signing keys; the election has ${keys.length} trustees.`
      );
    if (policy.threshold !== needed)
      throw new InvalidProof(`The charter says that ${policy.threshold} trustees can open the tally; here it takes ${needed}.`);
    verifyCommitments(groups.flatMap(({ coefexps }) => coefexps), commitments);
    let rest = [...commitments];
    return groups.map(({ certs }) => generationHash(certs, rest.splice(0, certs.length)));
  }

  // src/protocol/election.js
  var UUID = /^[1-9A-HJ-NP-Za-km-z]{14,64}$/;
  function parseElection(text) {
    let record = decode(text, "The election record");
    if (record?.version !== 1) throw new Unsupported("The election uses a version of the protocol that is not supported.");
    if (record.group !== "Ed25519") throw new Unsupported(`Elections over the group ${record.group} are not supported here.`);
    if (typeof record.uuid != "string" || !UUID.test(record.uuid))
      throw new InvalidEncoding("The identifier of the election is not valid.");
    if (!Array.isArray(record.questions) || record.questions.length === 0)
      throw new InvalidEncoding("The election has no questions.");
    return {
      phi: sha256Base64(text),
      uuid: record.uuid,
      name: String(record.name),
      description: String(record.description),
      y: prepare(parseKey(record.public_key)),
      questions: record.questions.map(parseQuestion)
    };
  }
  var isTexts = (value) => Array.isArray(value) && value.length > 0 && value.every((text) => typeof text == "string");
  function parseQuestion(record, index) {
    let where = `Question ${index + 1}`, isPlain = record?.type === void 0;
    if (!isPlain && !Object.hasOwn(parsers, record.type)) throw new Unsupported(`${where} is of a type that is not known here.`);
    let parse = isPlain ? parseChoice : parsers[record.type], value = isPlain ? record : record.value;
    if (typeof value?.question != "string") throw new InvalidEncoding(`${where} has no title.`);
    return parse(value, where, record.extra);
  }
  function parseChoice({ answers, blank = !1, min, max, question }, where) {
    if (!isTexts(answers)) throw new InvalidEncoding(`${where} has no list of answers.`);
    let bounds = Number.isSafeInteger(min) && Number.isSafeInteger(max) && min >= 0 && min <= max;
    if (typeof blank != "boolean" || !bounds || max > answers.length)
      throw new InvalidEncoding(`${where} has impossible limits for the number of choices.`);
    return { kind: "choice", title: question, answers, blank, min, max };
  }
  function parseRanked({ answers, question }, where, extra) {
    if (!isTexts(answers)) throw new InvalidEncoding(`${where} has no list of answers.`);
    if (answers.length > CAPACITY)
      throw new Unsupported(`${where} has ${answers.length} candidates; a ranked question can have at most ${CAPACITY}.`);
    let grades = extra?.type === "MajorityJudgment" ? extra.grades : [];
    if (!Array.isArray(grades) || grades.length > 0 && !isTexts(grades)) throw new InvalidEncoding(`${where} has grades that are not texts.`);
    return { kind: "ranked", title: question, answers, grades };
  }
  function parseLists({ answers, question }, where, extra) {
    if (!Array.isArray(answers) || answers.length === 0 || !answers.every((row) => isTexts(row) && row.length > 1))
      throw new InvalidEncoding(`${where} has no lists, or a list without candidates.`);
    return { kind: "lists", title: question, answers, closed: extra?.type === "ClosedLists" };
  }
  var parsers = { Homomorphic: parseChoice, NonHomomorphic: parseRanked, Lists: parseLists };

  // src/verify/mixers.js
  var LINE2 = '{"record":"excused_mixer",', EVENT = /^\{"record":"[a-z_]+","event":"([0-9a-f]{64})"/, WHAT = "An excusal in the companion file", FIELDS2 = ["record", "event", "owner", "reason"], WHILE = ["EncryptedTally", "Shuffle"], MAX_REASON = 1e3;
  function refuse(sentence) {
    throw new InvalidProof(sentence);
  }
  function requiredMixers({ mixers, minimum_mixers: floor = mixers.length }, excused, mixed) {
    let required = new Set(mixers);
    for (let owner of excused)
      mixed.includes(owner) && refuse(`Trustee ${owner} was excused from shuffling, and has shuffled.`), required.has(owner) || refuse(`Trustee ${owner} was excused from shuffling twice, or does not shuffle by the charter.`), required.size <= floor && refuse(`Trustee ${owner} was excused from shuffling, and the charter demands ${floor} mixers at least.`), required.delete(owner);
    return [...required];
  }
  function readExcused(archive, companion) {
    let events = new Map(archive.events.map((event) => [event.hash, event])), reached = 0, excused = [];
    for (let line of (companion ?? "").split(`
`)) {
      let event = events.get(EVENT.exec(line)?.[1]);
      line.startsWith(LINE2) && excused.push(readExcusal(line, event, reached)), reached = Math.max(reached, event?.height ?? 0);
    }
    return excused;
  }
  function readExcusal(line, event, reached) {
    let record = decode(line, WHAT);
    expectFields(record, FIELDS2, WHAT);
    let { owner, reason } = record, isReason = typeof reason == "string" && reason !== "" && [...reason].length <= MAX_REASON, isInTime = event !== void 0 && WHILE.includes(event.type) && event.height >= reached;
    return (!isReason || !isInTime || !Number.isInteger(owner)) && refuse("An excusal from shuffling is not valid, or was not made while the ballots were being shuffled."), owner;
  }
  function checkMixers({ mixers }, required, owners, ended) {
    let strangers = owners.filter((owner) => !mixers.includes(owner));
    strangers.length > 0 && refuse(`By the charter, trustee ${strangers[0]} is not one of those who shuffle.`);
    let missing = required.filter((mixer) => !owners.includes(mixer));
    ended && missing.length > 0 && refuse(`The shuffles of trustees ${missing.join(", ")} are missing.`);
  }

  // src/crypto/shuffle.js
  var ignore = () => {
  }, EVERY = 50, randomScalars = (size) => Array.from({ length: size }, randomScalar);
  function steps(size, make, report) {
    let list = new Array(size);
    for (let at = 0; at < size; at += 1)
      list[at] = make(at), (at + 1) % EVERY === 0 && report(EVERY);
    return report(size % EVERY), list;
  }
  function normalizedCiphertexts(ciphertexts) {
    let flat = normalized(ciphertexts.flatMap(({ alpha, beta }) => [alpha, beta]));
    return ciphertexts.map((_2, at) => ({ alpha: flat[2 * at], beta: flat[2 * at + 1] }));
  }
  function shuffle(y, before, report = ignore) {
    let psi = randomPermutation(before.length), randomness = randomScalars(before.length), reencrypt = (at) => {
      let r = randomness[at];
      return { alpha: before[at].alpha.add(power(G, r)), beta: before[at].beta.add(power(y, r)) };
    }, fresh = normalizedCiphertexts(steps(before.length, reencrypt, report));
    return { after: psi.map((at) => fresh[at]), randomness, psi };
  }
  var joinPoints = (points) => points.map((point) => `${pointText(point)},`).join(""), joinCiphertexts = (ciphertexts) => ciphertexts.map((entry) => `${ciphertextText(entry)},`).join("");
  function manyChallenges(size, statement) {
    let head = sha256Hex(statement);
    return Array.from({ length: size }, (_2, at) => hashToScalar(head + sha256Hex(String(at))));
  }
  var generators2 = (size) => Array.from({ length: size }, (_2, at) => generator(at));
  function makeStatement(phi, before, after, c) {
    let committed = joinCiphertexts(before) + joinCiphertexts(after) + joinPoints(c), u = manyChallenges(before.length, `shuffle-challenges|${phi}|${committed}`);
    return { h: prepare(generator(-1)), generators: generators2(before.length), committed, u };
  }
  function finalChallenge(phi, y, committed, [t1, t2, t3, [t41, t42], tHat], cHat) {
    let text = joinPoints([t1, t2, t3, t41, t42]) + joinPoints(tHat) + committed + joinPoints(cHat) + pointText(y);
    return hashToScalar(`shuffle-challenge|${phi}|${text}`);
  }
  function commitToPermutation(psi, report) {
    let r = randomScalars(psi.length), c = new Array(psi.length);
    return steps(psi.length, (i) => c[psi[i]] = power(G, r[psi[i]]).add(generator(i)), report), { c: normalized(c), r };
  }
  function chainExponents(r, u) {
    let a = [0n], b = [1n];
    for (let i = 0; i < u.length; i += 1)
      a.push(reduce(r[i] + u[i] * a[i])), b.push(reduce(u[i] * b[i]));
    return { a, b };
  }
  var twoPowers = (h, a, b) => power(G, a).add(power(h, b));
  function commit2(y, after, known, { omega: [w1, w2, w3, w4], hat, prime }, chain, report) {
    let t3 = power(G, w3).add(powerProduct(known.generators, prime)), t41 = power(y, reduce(-w4)).add(powerProduct(after.map((entry) => entry.beta), prime)), t42 = power(G, reduce(-w4)).add(powerProduct(after.map((entry) => entry.alpha), prime)), link = (i) => twoPowers(known.h, reduce(hat[i] + prime[i] * chain.a[i]), reduce(prime[i] * chain.b[i])), tHat = normalized(steps(after.length, link, report));
    return [power(G, w1), power(G, w2), t3, [t41, t42], tHat];
  }
  var sum = (numbers2) => reduce(numbers2.reduce((total, number) => total + number, 0n)), weigh = (numbers2, weights) => sum(numbers2.map((number, at) => number * weights[at]));
  function weighChain(r, u) {
    let behind = 1n, total = 0n;
    for (let i = u.length - 1; i >= 0; i -= 1)
      total = reduce(total + r[i] * behind), behind = reduce(behind * u[i]);
    return total;
  }
  function proveShuffle(y, phi, before, { after, randomness, psi }, report = ignore) {
    let size = before.length, { c, r } = commitToPermutation(psi, report), known = makeStatement(phi, before, after, c), uPrime = psi.map((at) => known.u[at]), rHat = randomScalars(size), chain = chainExponents(rHat, uPrime), cHat = normalized(steps(size, (i) => twoPowers(known.h, chain.a[i + 1], chain.b[i + 1]), report)), nonces = { omega: randomScalars(4), hat: randomScalars(size), prime: randomScalars(size) }, t = commit2(y, after, known, nonces, chain, report), own = finalChallenge(phi, y, known.committed, t, cHat), [w1, w2, w3, w4] = nonces.omega, s = [
      reduce(w1 + own * sum(r)),
      reduce(w2 + own * weighChain(rHat, uPrime)),
      reduce(w3 + own * weigh(r, known.u)),
      reduce(w4 + own * weigh(randomness, known.u)),
      nonces.hat.map((w, i) => reduce(w + own * rHat[i])),
      nonces.prime.map((w, i) => reduce(w + own * uPrime[i]))
    ];
    return { t, s, c, cHat };
  }
  var STEPS = 4, product = (points) => points.reduce((total, point) => total.add(point), IDENTITY), minus = (scalar) => reduce(-scalar);
  function randomCoefficient() {
    return randomBytes3(16).reduce((number, byte) => number << 8n | BigInt(byte), 0n);
  }
  function verifyChain({ t, s, cHat }, h, own) {
    let size = cHat.length, rho = Array.from({ length: size }, randomCoefficient), [tHat, sHat, sPrime] = [t[4], s[4], s[5]], ofG = weigh(sHat, rho), ofChain = cHat.map((_2, i) => reduce(-own * rho[i] + (i + 1 < size ? sPrime[i + 1] * rho[i + 1] : 0n))), ofH = size > 0 ? reduce(sPrime[0] * rho[0]) : 0n;
    return powerProduct([...cHat, ...tHat], [...ofChain, ...rho.map(minus)]).add(power(G, ofG)).add(power(h, ofH)).is0();
  }
  function equations(y, before, after, proof, known, own) {
    let { t: [t1, t2, t3, [t41, t42]], s: [s1, s2, s3, s4, , sPrime], c, cHat } = proof, { h, generators: hs, u } = known, against = (commitment, base, response) => power(commitment, minus(own)).add(power(base, response)), total = u.reduce((all, one) => reduce(all * one), 1n), last = cHat.length > 0 ? cHat.at(-1) : h, both = (name) => powerProduct([...before, ...after].map((entry) => entry[name]), [...u.map((x) => reduce(-own * x)), ...sPrime]);
    return [
      () => t1.equals(against(product(c).subtract(product(hs)), G, s1)),
      () => t2.equals(against(last.subtract(power(h, total)), G, s2)),
      () => t3.equals(power(G, s3).add(powerProduct([...c, ...hs], [...u.map((x) => reduce(-own * x)), ...sPrime]))),
      () => t41.equals(power(y, minus(s4)).add(both("beta"))),
      () => t42.equals(power(G, minus(s4)).add(both("alpha"))),
      () => verifyChain(proof, h, own)
    ];
  }
  function verifyShuffle(y, phi, before, after, proof) {
    let { t, s, c, cHat } = proof;
    if ([after, t[4], s[4], s[5], c, cHat].map((list) => list.length).some((length) => length !== before.length))
      throw new InvalidProof("The shuffle and its proof have lists of different lengths.");
    let known = makeStatement(phi, before, after, c), own = finalChallenge(phi, y, known.committed, t, cHat);
    if (!equations(y, before, after, proof, known, own).every((holds) => holds()))
      throw new InvalidProof("The proof of the shuffle does not hold.");
  }

  // src/protocol/mixnet.js
  function rankedLists({ questions }, tally) {
    return tally.filter((_2, at) => questions[at].kind === "ranked");
  }
  function merge({ questions }, tally, shuffled) {
    let rest = [...shuffled];
    return tally.map((entries, at) => questions[at].kind === "ranked" ? rest.shift() : entries);
  }
  function encodeShuffleProof({ t: [t1, t2, t3, [t41, t42], tHat], s: [s1, s2, s3, s4, sHat, sPrime], c, cHat }) {
    let [commitments, pair] = [[t1, t2, t3], [t41, t42]].map((points) => points.map(pointText)), responses = [s1, s2, s3, s4].map(String);
    return [
      [...commitments, pair, tHat.map(pointText)],
      [...responses, sHat.map(String), sPrime.map(String)],
      c.map(pointText),
      cHat.map(pointText)
    ];
  }
  function parseShuffleProof(record, size, parse) {
    expectArray(record, 4, "The proof of a shuffle");
    let [t, s, c, cHat] = record;
    expectArray(t, 5, "The first part of the proof of a shuffle"), expectArray(t[3], 2, "The fourth commitment of the proof of a shuffle"), expectArray(s, 6, "The second part of the proof of a shuffle");
    for (let list of [t[4], s[4], s[5], c, cHat]) expectArray(list, size, "A list in the proof of a shuffle");
    return {
      t: [parse(t[0]), parse(t[1]), parse(t[2]), t[3].map(parse), t[4].map(parse)],
      s: [...s.slice(0, 4).map(parseScalar), s[4].map(parseScalar), s[5].map(parseScalar)],
      c: c.map(parse),
      cHat: cHat.map(parse)
    };
  }
  function makeShuffle({ y, phi }, before, report = () => {
  }) {
    let total = before.reduce((sum2, entries) => sum2 + STEPS * entries.length, 0), done = 0, count = (steps2) => report(done += steps2, total), made = before.map((entries) => {
      let shuffled = shuffle(y, entries, count);
      return { after: shuffled.after, proof: proveShuffle(y, phi, entries, shuffled, count) };
    }), record = {
      ciphertexts: made.map(({ after }) => after.map(encodeCiphertext)),
      proofs: made.map(({ proof }) => encodeShuffleProof(proof))
    };
    return { text: encode(record), after: made.map(({ after }) => after) };
  }
  function verifyShuffleRecord({ y, phi }, before, record) {
    expectFields(record, ["ciphertexts", "proofs"], "The shuffle"), expectArray(record.ciphertexts, before.length, "The lists of a shuffle"), expectArray(record.proofs, before.length, "The proofs of a shuffle");
    let points = [], parse = (text) => (points.push(parseCurvePoint(text)), points.at(-1)), after = record.ciphertexts.map((entries, at) => (expectArray(entries, before[at].length, "A list of a shuffle"), entries.map((entry) => parseCiphertext(entry, parse)))), proofs = record.proofs.map((proof, at) => parseShuffleProof(proof, before[at].length, parse));
    return verifySubgroup(points, "The shuffle"), after.forEach((entries, at) => {
      verifyShuffle(y, phi, before[at], entries, proofs[at]), refuseSame(before[at], entries);
    }), after;
  }
  function refuseSame(before, after) {
    let known = new Set(before.map(({ alpha }) => pointText(alpha)));
    if (after.some(({ alpha }) => known.has(pointText(alpha))))
      throw new InvalidProof("The shuffle hands on a ciphertext unchanged.");
  }

  // src/verify/roll_changes.js
  var NEVER = Number.MAX_SAFE_INTEGER, KINDS = {
    replacement: {
      fields: ["record", "event", "number", "revoked", "spare", "reason"],
      reasons: ["lost", "not-received", "disclosed", "other"],
      name: "replacement of a token"
    },
    admission: {
      fields: ["record", "event", "number", "spare", "reason"],
      reasons: ["left-out", "joined", "put-back", "other"],
      name: "admission of a member"
    },
    removal: {
      fields: ["record", "event", "number", "revoked", "reason"],
      reasons: ["left", "died", "not-entitled", "twice", "other"],
      name: "removal of a member"
    }
  }, LINE3 = /^\{"record":"(replacement|admission|removal)",/, WHILE2 = ["Setup", "Ballot"];
  function refuse2(sentence) {
    throw new InvalidProof(sentence);
  }
  function readSpares(spares, weights) {
    let isSorted = spares.every((spare, at) => at === 0 || spares[at - 1] < spare), isFew = spares.length > 0 && spares.length < weights.size;
    return (!isSorted || !isFew || !spares.every((spare) => weights.has(spare))) && refuse2("The charter's list of spare credentials is not valid."), new Map(spares.map((spare) => [spare, NEVER]));
  }
  function readRecords2(archive, companion) {
    let lines = companion.split(`
`), late = archive.events.filter(({ type }) => !WHILE2.includes(type)).map(({ hash }) => hash), end = lines.findIndex((line) => late.some((hash) => line.includes(`"event":"${hash}"`)));
    return lines.flatMap((line, at) => {
      let kind = KINDS[LINE3.exec(line)?.[1]];
      if (kind === void 0) return [];
      let record = decode(line, "A change of the roll in the companion file");
      return expectFields(record, kind.fields, "A change of the roll in the companion file"), [{ ...record, kind, isLate: end !== -1 && at > end }];
    });
  }
  var isRevocable = ({ spares, revoked, weights }, credential) => weights.has(credential) && !revoked.has(credential) && spares.get(credential) !== NEVER;
  function carryOut(tokens, record, height, number) {
    let { spares, revoked, weights } = tokens, [revokes, issues] = ["revoked" in record, "spare" in record];
    record.number === number && record.kind.reasons.includes(record.reason) && !record.isLate && height !== void 0 && (!revokes || isRevocable(tokens, record.revoked)) && (!issues || spares.get(record.spare) === NEVER) && (!revokes || !issues || weights.get(record.revoked) === weights.get(record.spare)) || refuse2(`Change ${number} of the roll, a ${record.kind.name}, does not hold.`), revokes && revoked.add(record.revoked), issues && spares.set(record.spare, height);
  }
  function readTokens(archive, weights, spares, companion) {
    let tokens = { spares: spares === void 0 ? /* @__PURE__ */ new Map() : readSpares(spares, weights), revoked: /* @__PURE__ */ new Set(), weights }, heights = new Map(archive.events.filter(({ type }) => WHILE2.includes(type)).map(({ hash, height }) => [hash, height])), last = 0;
    return readRecords2(archive, companion ?? "").forEach((record, at) => {
      let height = heights.get(record.event);
      carryOut(tokens, record, height >= last ? height : void 0, at + 1), last = height;
    }), (credential, height) => {
      tokens.revoked.has(credential) && refuse2("A ballot was cast with a token that was revoked."), (tokens.spares.get(credential) ?? -1) >= height && refuse2("A ballot was cast with a spare token that nobody had.");
    };
  }

  // src/verify/shuffle_signatures.js
  var LABEL = "ballot/shuffle/1", LINE4 = '{"record":"signature",', WHAT2 = "A signature in the companion file", FIELDS3 = ["record", "event", "owner", "signing_key", "answers", "signature"], KEY = /^[0-9a-f]{64}$/, SIGNATURE = /^[0-9a-f]{128}$/, signShuffle = (seed, { phi, setupEvent, lastEvent }, owner, text) => signParts(seed, LABEL, ...recordParts(phi, setupEvent, owner, lastEvent, text));
  function readSignatures(companion) {
    return companion.split(`
`).filter((line) => line.startsWith(LINE4)).map((line) => {
      let record = decode(line, WHAT2);
      return expectFields(record, FIELDS3, WHAT2), record;
    });
  }
  function isSignatureOf({ owner, signing_key: key, answers, signature }, { phi, setupEvent, signingKeys }, { event, owner: mixer, text }) {
    if (!KEY.test(key) || !SIGNATURE.test(signature)) return !1;
    let isOfMixer = owner === mixer && fingerprint(key) === signingKeys[mixer - 1] && answers === event.parent, message = labelled(LABEL, ...recordParts(phi, setupEvent, mixer, event.parent, text));
    return isOfMixer && isSigned(key, message, fromHex(signature));
  }
  function checkSignatures(place, companion, shuffles) {
    let records = readSignatures(companion);
    for (let shuffle2 of shuffles) {
      let found = records.filter(({ event }) => event === shuffle2.event.hash);
      if (found.length === 0 || !found.every((record) => isSignatureOf(record, place, shuffle2)))
        throw new InvalidProof(`The shuffle of trustee ${shuffle2.owner} is not signed with the signing key in the charter.`);
    }
  }

  // src/protocol/trustees.js
  function makeTrusteeKey(privateKey, name = null) {
    let publicKey = power(G, privateKey), record = { pok: encodeProof(proveKnowledge(privateKey, publicKey)), public_key: pointText(publicKey) };
    return name === null ? record : { ...record, name };
  }
  function verifySingle(record) {
    expectFields(record, ["pok", "public_key", ..."name" in record ? ["name"] : []], "A trustee's key");
    let key = parseKey(record.public_key);
    return verifyKnowledge(key, parseProof(record.pok)), { subKey: key, keys: [key], needed: 1, certs: [], coefexps: [] };
  }
  var kinds2 = { Single: verifySingle, Pedersen: verifyParameters }, distinct = ({ keys, needed }) => (needed === 1 ? keys.slice(0, 1) : keys).map(pointText);
  function verifyTrustees(text) {
    let record = decode(text, "The list of trustees");
    if (!Array.isArray(record) || record.length === 0) throw new InvalidEncoding("The list of trustees is empty.");
    let items = record.map((entry) => {
      if (expectArray(entry, 2, "A trustee"), !Object.hasOwn(kinds2, entry[0])) throw new Unsupported("A trustee is of a kind that is not known here.");
      return kinds2[entry[0]](entry[1]);
    }), known = items.flatMap(distinct);
    if (new Set(known).size !== known.length) throw new InvalidProof("Two trustees have the same key.");
    return {
      keys: items.flatMap((item) => item.keys),
      publicKey: items.reduce((product2, item) => product2.add(item.subKey), IDENTITY),
      needed: items.reduce((sum2, item) => sum2 + item.needed, 0),
      groups: items.filter(({ certs }) => certs.length > 0).map(({ certs, coefexps }) => ({ certs, coefexps }))
    };
  }

  // src/verify/voting_times.js
  var LINE5 = '{"record":"times",', WHAT3 = "A change of the times in the companion file", FIELDS4 = ["record", "event", "change", "at", "closes_at"], CHANGES = ["extended", "stopped", "resumed", "closed"], MOMENT = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$/, MAX_REASON2 = 1e3, WHILE3 = ["Setup", "Ballot"];
  function refuse3(sentence) {
    throw new InvalidProof(sentence);
  }
  function readRecords3(archive, companion) {
    let heights = new Map(archive.events.filter(({ type }) => WHILE3.includes(type)).map(({ hash, height }) => [hash, height]));
    return companion.split(`
`).filter((line) => line.startsWith(LINE5)).map((line) => {
      let record = decode(line, WHAT3);
      expectFields(record, "reason" in record ? [...FIELDS4, "reason"] : FIELDS4, WHAT3);
      let { change, at, closes_at: end, reason = "?" } = record;
      change === "called-off" && refuse3(`The voting was called off at ${at}: nothing of it may be decrypted.`);
      let isReason = typeof reason == "string" && reason !== "" && [...reason].length <= MAX_REASON2;
      return CHANGES.includes(change) && MOMENT.test(at) && MOMENT.test(end) && isReason && heights.has(record.event) || refuse3("A change of the voting's times is not valid, or belongs to no event at which there was a voting."), { change, at, end, height: heights.get(record.event) };
    });
  }
  function checkEnds(records) {
    records.forEach(({ change, at, end }, number) => {
      let earlier = records[number - 1], isEndOfStop = change === "closed" && earlier?.change === "stopped";
      if (change !== "stopped" && !isEndOfStop && end <= at && refuse3(`At ${at} the voting was ${change}, and its end ${end} had passed.`), earlier === void 0) return;
      at < earlier.at && refuse3(`A change of the times at ${at} is written down after one at ${earlier.at}.`);
      let isLater = change === "extended" ? end > earlier.end : end >= earlier.end;
      earlier.change === "closed" && refuse3(`The voting was closed at ${earlier.at}, and a change of the times at ${at} comes after it.`), isLater || refuse3(`The end of the voting was moved from ${earlier.end} to ${end}, which is not later.`);
    });
  }
  function checkStops(records, last) {
    let stopped = null, checkGrowth = (height) => {
      stopped !== null && height !== stopped && refuse3(`The voting was halted after event ${stopped}, and the board had grown to event ${height} meanwhile.`);
    };
    for (let { change, at, height } of records.filter((record) => record.change !== "extended"))
      change !== "closed" && change === "stopped" == (stopped !== null) && refuse3(`The voting was ${change} at ${at}, and had been so before.`), checkGrowth(height), stopped = change === "resumed" ? null : height;
    checkGrowth(last);
  }
  function checkTimes(archive, companion) {
    let records = readRecords3(archive, companion);
    checkEnds(records), checkStops(records, archive.ofType("EndBallots")[0].height - 1);
  }

  // src/verify/audit.js
  var SMALL2 = 2 ** 30 - 1, MAX_TOTAL_WEIGHT = 2 ** 48, EVERY2 = 20, DEFAULT_MINIMUM = 2, encodeNumber2 = (number) => number > SMALL2 ? String(number) : number, SETUP = ["election", "trustees", "credentials"], CERTIFICATE = "credentials_certificate", hasRanked = ({ questions }) => questions.some(({ kind }) => kind === "ranked");
  function readSetup(archive, companion) {
    let setup = archive.events[0], record = archive.record(setup.payload, "The set-up"), named = CERTIFICATE in record ? [...SETUP, CERTIFICATE] : SETUP;
    expectFields(record, named, "The set-up"), named.forEach((name) => archive.text(record[name]));
    let election = parseElection(archive.text(record.election)), trustees = verifyTrustees(archive.text(record.trustees));
    if (!trustees.publicKey.equals(election.y))
      throw new InvalidProof("The key of the election is not the product of the trustees' keys.");
    let weights = readCredentials(archive.record(record.credentials, "The list of public credentials"));
    if (hasRanked(election) && [...weights.values()].some((weight) => weight !== 1))
      throw new InvalidProof("An election with a ranked question cannot have weights.");
    let charter = readCharter(election.description, companion), generations = charter === null ? [] : compareTrustees(charter, trustees);
    return { setupEvent: setup.hash, election, trustees, weights, charter, generations };
  }
  function readCredentials(entries) {
    let weights = /* @__PURE__ */ new Map(), points = [];
    for (let entry of entries) {
      let [, key, weight] = /^([0-9a-f]{64})(?:,([1-9][0-9]{0,14}))?$/.exec(entry) ?? [];
      if (key === void 0 || weights.has(key)) throw new InvalidEncoding("A public credential is not valid, or stands twice.");
      if (points.push(parseCurvePoint(key)), points.at(-1).is0()) throw new InvalidEncoding("A public credential is the identity element.");
      weights.set(key, Number(weight ?? 1));
    }
    if (new Set(entries.map((entry) => entry.includes(","))).size > 1) throw new InvalidEncoding("Only some credentials have a weight.");
    if ([...weights.values()].reduce((sum2, weight) => sum2 + weight, 0) > MAX_TOTAL_WEIGHT)
      throw new InvalidEncoding("The weights are too large.");
    return verifySubgroup(points, "The public credentials"), weights;
  }
  function verifyBallotOf(election, text, points) {
    return verifyBallot(election, text, (element) => (points.push(parseCurvePoint(element)), points.at(-1)));
  }
  function refuseCopies(ballots) {
    let owners = /* @__PURE__ */ new Map();
    for (let { credential, choices } of ballots)
      for (let { alpha } of choices.flat()) {
        let text = pointText(alpha);
        if (!(alpha.is0() || owners.get(text) === credential)) {
          if (owners.has(text)) throw new InvalidProof("A ballot holds a copy of another voter's ciphertext.");
          owners.set(text, credential);
        }
      }
  }
  var verified = /* @__PURE__ */ new Map();
  function verifyNewBallots({ election }, keyed, report) {
    let points = [], fresh = [];
    keyed.forEach(({ key, text }, at) => {
      verified.has(key) || fresh.push([key, verifyBallotOf(election, text, points)]), (at + 1) % EVERY2 === 0 && report(at + 1, keyed.length);
    }), verifySubgroup(points, "The ballots"), fresh.forEach(([key, ballot]) => verified.set(key, ballot)), report(keyed.length, keyed.length);
  }
  function readBallots(archive, setup, report) {
    let keyed = archive.ofType("Ballot").map(({ payload }) => ({ key: `${setup.election.phi}|${payload}`, text: archive.text(payload) }));
    if (new Set(keyed.map(({ key }) => key)).size !== keyed.length) throw new InvalidProof("A ballot stands twice in the archive.");
    verifyNewBallots(setup, keyed, report);
    let ballots = keyed.map(({ key }) => verified.get(key));
    if (!ballots.every(({ credential }) => setup.weights.has(credential)))
      throw new InvalidProof("A ballot's credential is not on the list.");
    return refuseCopies(ballots), ballots;
  }
  function refuseSecondBallots({ policy }, ballots) {
    if (!policy.re_voting && new Set(ballots.map(({ credential }) => credential)).size !== ballots.length)
      throw new InvalidProof("A voter has cast two ballots, and the charter allows one.");
  }
  function refuseDeadTokens(archive, ballots, refuseUnlessInForce) {
    archive.ofType("Ballot").forEach(({ height }, at) => refuseUnlessInForce(ballots[at].credential, height));
  }
  var lastBallots = (ballots) => [...new Map(ballots.map((ballot) => [ballot.credential, ballot])).values()], scale = ({ alpha, beta }, weight) => weight === 1 ? { alpha, beta } : { alpha: powerVartime(alpha, BigInt(weight)), beta: powerVartime(beta, BigInt(weight)) }, orderOf = ({ alpha, beta }) => sortKey(alpha) + sortKey(beta);
  function tallyQuestion(question, answers) {
    if (question.kind === "ranked")
      return answers.map(({ entries: [entry] }) => [orderOf(entry), entry]).sort(([one], [other]) => one < other ? -1 : one > other ? 1 : 0).map(([, entry]) => entry);
    let sums = Array.from({ length: width4(question) }, () => ({ alpha: IDENTITY, beta: IDENTITY }));
    for (let { entries, weight } of answers)
      entries.forEach((entry, at) => {
        let { alpha, beta } = scale(entry, weight);
        sums[at] = { alpha: sums[at].alpha.add(alpha), beta: sums[at].beta.add(beta) };
      });
    let flat = normalized(sums.flatMap(({ alpha, beta }) => [alpha, beta]));
    return sums.map((_2, at) => ({ alpha: flat[2 * at], beta: flat[2 * at + 1] }));
  }
  function recomputeTally(archive, { election, weights }, ballots) {
    let counted = lastBallots(ballots).map((ballot) => ({ ...ballot, weight: weights.get(ballot.credential) })), tally = election.questions.map(
      (question, at) => tallyQuestion(question, counted.map(({ choices, weight }) => ({ entries: choices[at], weight })))
    ), text = encode(tally.map((entries, at) => nest(election.questions[at], entries.map(encodeCiphertext)))), totalWeight = counted.reduce((sum2, { weight }) => sum2 + weight, 0), tallyDigest = sha256Hex(text), sized = { num_tallied: encodeNumber2(counted.length), total_weight: encodeNumber2(totalWeight), encrypted_tally: tallyDigest }, [event] = archive.ofType("EncryptedTally");
    if (archive.text(event.payload) !== encode(sized) || archive.text(tallyDigest) !== text)
      throw new InvalidProof("The encrypted tally is not the sum of the ballots that count.");
    return { tally, tallyDigest, numberOfBallots: counted.length };
  }
  function verifyShuffles(archive, { election, trustees }, tally, report) {
    let lists = rankedLists(election, tally), shuffles = [], events = archive.ofType("Shuffle");
    for (let event of events) {
      let { owner, payload } = readOwned(archive, event, trustees);
      if (shuffles.some((earlier) => earlier.owner === owner)) throw new InvalidProof("One trustee shuffled twice.");
      lists = verifyShuffleRecord(election, lists, archive.record(payload, "A shuffle")), shuffles.push({ event, owner, hash: payload, text: archive.text(payload) }), report(shuffles.length, events.length);
    }
    return { lists, shuffles };
  }
  function readOwned(archive, event, { keys }) {
    let owned = archive.record(event.payload, "The owner of a shuffle");
    if (expectFields(owned, ["owner", "payload"], "The owner of a shuffle"), !(Number.isInteger(owned.owner) && owned.owner >= 1 && owned.owner <= keys.length)) throw new InvalidProof("A shuffle belongs to nobody.");
    return owned;
  }
  function checkMixnet(archive, { setupEvent, election, charter }, companion, shuffles) {
    let isRanked = hasRanked(election), [closed, opened] = ["EndShuffles", "PartialDecryption"].map((type) => archive.ofType(type).length > 0);
    if (!isRanked && shuffles.length > 0) throw new InvalidProof("There are shuffles, but nothing to shuffle.");
    if (isRanked && opened && !closed) throw new InvalidProof("The ranked ballots were not shuffled.");
    if (charter === null) return [];
    let excused = readExcused(archive, companion);
    if (!isRanked && excused.length > 0) throw new InvalidProof("Somebody was excused from shuffling, but nothing is shuffled.");
    if (!isRanked) return [];
    let owners = shuffles.map(({ owner }) => owner), required = requiredMixers(charter.policy, excused, owners);
    return checkMixers(charter.policy, required, owners, closed), checkSignatures({ phi: election.phi, setupEvent, signingKeys: charter.signing_keys }, companion, shuffles), required;
  }
  function auditArchive(bytes, { companion = null, report = () => {
  } } = {}) {
    let archive = readArchive(bytes), setup = readSetup(archive, companion);
    if (archive.ofType("EncryptedTally").length === 0) throw new InvalidProof("Voting has not ended: there is no tally yet.");
    let { charter } = setup, ballots = readBallots(archive, setup, (done, total) => report("ballots", done, total));
    charter !== null && (refuseSecondBallots(charter, ballots), checkTimes(archive, companion), refuseDeadTokens(archive, ballots, readTokens(archive, setup.weights, charter.spares, companion)));
    let counted = recomputeTally(archive, setup, ballots);
    refuseTooFew(counted.numberOfBallots, charter?.policy.minimum_ballots ?? DEFAULT_MINIMUM);
    let mixed = verifyShuffles(archive, setup, counted.tally, (done, total) => report("shuffles", done, total)), required = checkMixnet(archive, setup, companion, mixed.shuffles);
    return archive.expectNothingElse(), describe(archive, setup, { ...counted, ...mixed, required });
  }
  function refuseTooFew(number, least) {
    if (!(number >= least))
      throw new InvalidProof(
        `Only ${number} ballots would be opened, and the charter asks for ${least} at least: opening so few could show how somebody voted.`
      );
  }
  function describe(archive, { setupEvent, election, trustees, charter, generations }, found) {
    let before = archive.events.filter(({ type }) => type !== "PartialDecryption" && type !== "Result");
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
      lastEvent: archive.events.at(-1).hash
    };
  }

  // src/trustee/refusals.js
  var OTHER_ELECTION = N_("The server sent the ballots of another election than the one that you keep a key for."), OTHER_SETUP = N_(
    "This device has seen another Setup event for this election. It may have been set up a second time, with other voters or trustees, so nothing is done. Tell the returning officer and the other trustees."
  ), NOT_OURS = N_("The election does not have your key at your place. Is this the key file of this election?"), OTHER_TALLY = N_(
    "This device has already decrypted another tally of this election. A second one could show how somebody voted, so it is refused. Tell the returning officer and the other trustees."
  ), OTHER_SHUFFLE = N_(
    "This device has already shuffled another tally of this election, so nothing is done. Tell the returning officer and the other trustees."
  ), STILL_SHUFFLING = N_("The ballots are still being shuffled, so nothing is decrypted yet."), LEFT_OUT = N_(
    "You shuffled the ballots on this device, but your shuffle is not among those in the archive. Without it the ballots could be traced, so nothing is decrypted. Tell the returning officer and the other trustees."
  ), OTHER_GENERATION = N_(
    "The server shows other keys of the trustees than it did before. Somebody has changed them in between, so nothing was sent."
  );

  // src/trustee/decision.js
  function insist(condition, sentence) {
    if (!condition) throw new InvalidProof(sentence);
  }
  function findOwner({ charter }, signingKey2) {
    insist(charter !== null, "The election names no charter, so nobody has said who the trustees and the mixers are.");
    let at = charter.signing_keys.indexOf(fingerprint(signingKey2));
    return insist(at >= 0, NOT_OURS), at + 1;
  }
  function compareWithMemory(board2, { setupEvent = board2.setupEvent, generation, shuffled, opened }) {
    insist(setupEvent === board2.setupEvent, OTHER_SETUP), insist(generation === void 0 || board2.generations.includes(generation), OTHER_GENERATION), insist(opened === void 0 || opened.tally === board2.tallyDigest && opened.shuffle === board2.shuffle, OTHER_TALLY), insist(shuffled === void 0 || shuffled.tally === board2.tallyDigest, OTHER_SHUFFLE);
  }
  function expectShuffle(board2, owner) {
    insist(board2.isRanked, "Nothing of this election is shuffled."), insist(!board2.isMixed, "The shuffling is over."), insist(board2.required.includes(owner), "By the charter, you are not one of those who shuffle."), insist(!board2.shuffles.some((shuffle2) => shuffle2.owner === owner), "Your shuffle is in the archive already.");
  }
  function expectShare({ required, isRanked, isMixed, shuffles }, { shuffled }) {
    if (!isRanked) return;
    let isComplete = required.length > 0 && required.every((mixer) => shuffles.some(({ owner }) => owner === mixer));
    insist(isMixed && isComplete, STILL_SHUFFLING), insist(shuffled === void 0 || shuffles.some(({ hash }) => shuffled.hashes.includes(hash)), LEFT_OUT);
  }
  function decide(board2, { uuid, signingKey: signingKey2, asked, memory }) {
    insist(board2.uuid === uuid, OTHER_ELECTION);
    let owner = findOwner(board2, signingKey2);
    return compareWithMemory(board2, memory), asked === "shuffle" ? expectShuffle(board2, owner) : expectShare(board2, memory), { act: asked === "shuffle" ? "shuffle" : "share", owner };
  }

  // node_modules/@noble/hashes/hmac.js
  var _HMAC = class {
    oHash;
    iHash;
    blockLen;
    outputLen;
    canXOF = !1;
    finished = !1;
    destroyed = !1;
    constructor(hash, key) {
      if (ahash(hash), abytes(key, void 0, "key"), this.iHash = hash.create(), typeof this.iHash.update != "function")
        throw new Error("expected Hash instance");
      this.blockLen = this.iHash.blockLen, this.outputLen = this.iHash.outputLen;
      let blockLen = this.blockLen, pad = new Uint8Array(blockLen);
      pad.set(key.length > blockLen ? hash.create().update(key).digest() : key);
      for (let i = 0; i < pad.length; i++)
        pad[i] ^= 54;
      this.iHash.update(pad), this.oHash = hash.create();
      for (let i = 0; i < pad.length; i++)
        pad[i] ^= 106;
      this.oHash.update(pad), clean(pad);
    }
    update(buf) {
      return aexists(this), this.iHash.update(buf), this;
    }
    digestInto(out) {
      aexists(this), aoutput(out, this), this.finished = !0;
      let buf = out.subarray(0, this.outputLen);
      this.iHash.digestInto(buf), this.oHash.update(buf), this.oHash.digestInto(buf), this.destroy();
    }
    digest() {
      let out = new Uint8Array(this.oHash.outputLen);
      return this.digestInto(out), out;
    }
    _cloneInto(to) {
      to ||= Object.create(Object.getPrototypeOf(this), {});
      let { oHash, iHash, finished, destroyed, blockLen, outputLen, canXOF } = this;
      return to = to, to.finished = finished, to.destroyed = destroyed, to.blockLen = blockLen, to.outputLen = outputLen, to.canXOF = canXOF, to.oHash = oHash._cloneInto(to.oHash), to.iHash = iHash._cloneInto(to.iHash), to;
    }
    clone() {
      return this._cloneInto();
    }
    destroy() {
      this.destroyed = !0, this.oHash.destroy(), this.iHash.destroy();
    }
  }, hmac = /* @__PURE__ */ (() => {
    let hmac_ = ((hash, key, message) => new _HMAC(hash, key).update(message).digest());
    return hmac_.create = (hash, key) => new _HMAC(hash, key), hmac_;
  })();

  // node_modules/@noble/hashes/pbkdf2.js
  function pbkdf2Init(hash, _password, _salt, _opts) {
    ahash(hash);
    let opts = checkOpts({ dkLen: 32, asyncTick: 10 }, _opts), { c, dkLen, asyncTick } = opts;
    if (anumber(c, "c"), anumber(dkLen, "dkLen"), anumber(asyncTick, "asyncTick"), c < 1)
      throw new Error('"c" (iterations) must be >= 1');
    if (dkLen < 1)
      throw new Error('"dkLen" must be >= 1');
    if (dkLen > (2 ** 32 - 1) * hash.outputLen)
      throw new Error("derived key too long");
    let p = kdfInputToBytes(_password, "password");
    try {
      let s = kdfInputToBytes(_salt, "salt");
      try {
        let DK = new Uint8Array(dkLen), { iHash, oHash, outputLen } = hmac.create(hash, p), u = new Uint8Array(outputLen), eng = pbkdf2Engine(iHash, oHash, s, u);
        return { c, dkLen, asyncTick, DK, outputLen, eng };
      } finally {
        typeof _salt == "string" && clean(s);
      }
    } finally {
      typeof _password == "string" && clean(p);
    }
  }
  function pbkdf2Engine(iHash, oHash, salt, u) {
    let counter = new Uint8Array(4), view = createView(counter), salted = iHash._cloneInto().update(salt), work = oHash._cloneInto(), iClone = iHash._cloneInto, oClone = oHash._cloneInto;
    return {
      u1: (ti, Ti) => {
        view.setInt32(0, ti, !1), salted._cloneInto(work).update(counter).digestInto(u), oHash._cloneInto(work).update(u).digestInto(u), Ti.set(u.subarray(0, Ti.length));
      },
      // Whole `F` inner loop for the sync variant: one optimized function owns the hot loop.
      rounds: (c, Ti) => {
        for (let ui = 1; ui < c; ui++) {
          iClone.call(iHash, work).update(u).digestInto(u), oClone.call(oHash, work).update(u).digestInto(u);
          for (let i = 0; i < Ti.length; i++)
            Ti[i] ^= u[i];
        }
      },
      output: (DK) => (iHash.destroy(), oHash.destroy(), salted.destroy(), work.destroy(), clean(u), DK)
    };
  }
  function pbkdf2(hash, password, salt, opts) {
    let { c, dkLen, DK, outputLen, eng } = pbkdf2Init(hash, password, salt, opts);
    for (let ti = 1, pos = 0; pos < dkLen; ti++, pos += outputLen) {
      let Ti = DK.subarray(pos, pos + outputLen);
      eng.u1(ti, Ti), eng.rounds(c, Ti);
    }
    return eng.output(DK);
  }

  // node_modules/@noble/hashes/scrypt.js
  function XorAndSalsa(prev, pi, input, ii, out, oi) {
    let y00 = prev[pi++] ^ input[ii++], y01 = prev[pi++] ^ input[ii++], y02 = prev[pi++] ^ input[ii++], y03 = prev[pi++] ^ input[ii++], y04 = prev[pi++] ^ input[ii++], y05 = prev[pi++] ^ input[ii++], y06 = prev[pi++] ^ input[ii++], y07 = prev[pi++] ^ input[ii++], y08 = prev[pi++] ^ input[ii++], y09 = prev[pi++] ^ input[ii++], y10 = prev[pi++] ^ input[ii++], y11 = prev[pi++] ^ input[ii++], y12 = prev[pi++] ^ input[ii++], y13 = prev[pi++] ^ input[ii++], y14 = prev[pi++] ^ input[ii++], y15 = prev[pi++] ^ input[ii++], x00 = y00, x01 = y01, x02 = y02, x03 = y03, x04 = y04, x05 = y05, x06 = y06, x07 = y07, x08 = y08, x09 = y09, x10 = y10, x11 = y11, x12 = y12, x13 = y13, x14 = y14, x15 = y15;
    for (let i = 0; i < 8; i += 2)
      x04 ^= rotl(x00 + x12 | 0, 7), x08 ^= rotl(x04 + x00 | 0, 9), x12 ^= rotl(x08 + x04 | 0, 13), x00 ^= rotl(x12 + x08 | 0, 18), x09 ^= rotl(x05 + x01 | 0, 7), x13 ^= rotl(x09 + x05 | 0, 9), x01 ^= rotl(x13 + x09 | 0, 13), x05 ^= rotl(x01 + x13 | 0, 18), x14 ^= rotl(x10 + x06 | 0, 7), x02 ^= rotl(x14 + x10 | 0, 9), x06 ^= rotl(x02 + x14 | 0, 13), x10 ^= rotl(x06 + x02 | 0, 18), x03 ^= rotl(x15 + x11 | 0, 7), x07 ^= rotl(x03 + x15 | 0, 9), x11 ^= rotl(x07 + x03 | 0, 13), x15 ^= rotl(x11 + x07 | 0, 18), x01 ^= rotl(x00 + x03 | 0, 7), x02 ^= rotl(x01 + x00 | 0, 9), x03 ^= rotl(x02 + x01 | 0, 13), x00 ^= rotl(x03 + x02 | 0, 18), x06 ^= rotl(x05 + x04 | 0, 7), x07 ^= rotl(x06 + x05 | 0, 9), x04 ^= rotl(x07 + x06 | 0, 13), x05 ^= rotl(x04 + x07 | 0, 18), x11 ^= rotl(x10 + x09 | 0, 7), x08 ^= rotl(x11 + x10 | 0, 9), x09 ^= rotl(x08 + x11 | 0, 13), x10 ^= rotl(x09 + x08 | 0, 18), x12 ^= rotl(x15 + x14 | 0, 7), x13 ^= rotl(x12 + x15 | 0, 9), x14 ^= rotl(x13 + x12 | 0, 13), x15 ^= rotl(x14 + x13 | 0, 18);
    out[oi++] = y00 + x00 | 0, out[oi++] = y01 + x01 | 0, out[oi++] = y02 + x02 | 0, out[oi++] = y03 + x03 | 0, out[oi++] = y04 + x04 | 0, out[oi++] = y05 + x05 | 0, out[oi++] = y06 + x06 | 0, out[oi++] = y07 + x07 | 0, out[oi++] = y08 + x08 | 0, out[oi++] = y09 + x09 | 0, out[oi++] = y10 + x10 | 0, out[oi++] = y11 + x11 | 0, out[oi++] = y12 + x12 | 0, out[oi++] = y13 + x13 | 0, out[oi++] = y14 + x14 | 0, out[oi++] = y15 + x15 | 0;
  }
  function BlockMix(input, ii, out, oi, r) {
    let head = oi + 0, tail = oi + 16 * r;
    for (let i = 0; i < 16; i++)
      out[tail + i] = input[ii + (2 * r - 1) * 16 + i];
    for (let i = 0; i < r; i++, head += 16, ii += 16)
      XorAndSalsa(out, tail, input, ii, out, head), i > 0 && (tail += 16), XorAndSalsa(out, head, input, ii += 16, out, tail);
  }
  var SCRYPT_DEFAULT_MAXMEM = 1024 * (2 ** 20 + 1 + 1);
  function scryptInit(password, salt, _opts) {
    let opts = checkOpts({
      dkLen: 32,
      asyncTick: 10,
      maxmem: SCRYPT_DEFAULT_MAXMEM
    }, _opts), { N, r, p, dkLen, asyncTick, maxmem, onProgress } = opts;
    if (anumber(N, "N"), anumber(r, "r"), anumber(p, "p"), anumber(dkLen, "dkLen"), anumber(asyncTick, "asyncTick"), anumber(maxmem, "maxmem"), onProgress !== void 0 && typeof onProgress != "function")
      throw new Error('"onProgress" must be a function');
    if (r < 1)
      throw new Error('"r" expected integer >= 1');
    let blockSize = 128 * r, blockSize32 = blockSize / 4, pow32 = Math.pow(2, 32);
    if (N <= 1 || (N & N - 1) !== 0 || N > pow32)
      throw new Error('"N" expected a power of 2, and 2^1 <= N <= 2^32');
    if (p < 1 || p > (pow32 - 1) * 32 / blockSize)
      throw new Error('"p" expected integer 1..((2^32 - 1) * 32) / (128 * r)');
    if (dkLen < 1 || dkLen > (pow32 - 1) * 32)
      throw new Error('"dkLen" expected integer 1..(2^32 - 1) * 32');
    let memUsed = blockSize * (N + p + 1);
    if (memUsed > maxmem)
      throw new Error('"maxmem" limit was hit: memUsed(128*r*(N+p+1))=' + memUsed + ", maxmem=" + maxmem);
    let B = pbkdf2(sha256, password, salt, { c: 1, dkLen: blockSize * p }), B32 = u32(B), V = u32(new Uint8Array(blockSize * N)), tmp = u32(new Uint8Array(blockSize)), blockMixCb = () => {
    };
    if (onProgress) {
      let totalBlockMix = 2 * N * p, callbackPer = Math.max(Math.floor(totalBlockMix / 1e4), 1), blockMixCnt = 0;
      blockMixCb = () => {
        if (blockMixCnt++, onProgress && (!(blockMixCnt % callbackPer) || blockMixCnt === totalBlockMix))
          try {
            onProgress(blockMixCnt / totalBlockMix);
          } catch (e) {
            throw clean(B, V, tmp), e;
          }
      };
    }
    return { N, r, p, dkLen, blockSize32, V, B32, B, tmp, blockMixCb, asyncTick };
  }
  function scryptOutput(password, dkLen, B, V, tmp) {
    let res = pbkdf2(sha256, password, B, { c: 1, dkLen });
    return clean(B, V, tmp), res;
  }
  function scrypt(password, salt, opts) {
    let { N, r, p, dkLen, blockSize32, V, B32, B, tmp, blockMixCb } = scryptInit(password, salt, opts);
    swap32IfBE(B32);
    for (let pi = 0; pi < p; pi++) {
      let Pi = blockSize32 * pi;
      for (let i = 0; i < blockSize32; i++)
        V[i] = B32[Pi + i];
      for (let i = 0, pos = 0; i < N - 1; i++)
        BlockMix(V, pos, V, pos += blockSize32, r), blockMixCb();
      BlockMix(V, (N - 1) * blockSize32, B32, Pi, r), blockMixCb();
      for (let i = 0; i < N; i++) {
        let j = (B32[Pi + blockSize32 - 16] & N - 1) >>> 0;
        for (let k = 0; k < blockSize32; k++)
          tmp[k] = B32[Pi + k] ^ V[j * blockSize32 + k];
        BlockMix(tmp, 0, B32, Pi, r), blockMixCb();
      }
    }
    return swap32IfBE(B32), scryptOutput(password, dkLen, B, V, tmp);
  }

  // src/crypto/keyfile.js
  var ADVICE = " - keep this file and its passphrase secret, and apart", KINDS2 = { single: "TRUSTEE KEY", threshold: "THRESHOLD TRUSTEE KEY" }, [SALT, NONCE, TAG] = [16, 12, 16], COST = { N: 2 ** 15, r: 8, p: 1, dkLen: 32 }, BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz", MIN_PASSPHRASE = 10, OWNED = "For election ", OWNER = /^For election ([1-9A-HJ-NP-Za-km-z]+), signing key ([0-9a-f]{64}), trustee /, WRONG_FILE = N_("This is the key file of another trustee or another election. Choose the one that you saved for this election."), firstLine = (kind) => `BALLOT SECRET ${KINDS2[kind]} 1${ADVICE}`;
  function newSingleSecret() {
    return { kind: "single", privateKey: randomScalar(), signingSeed: randomBytes3(32) };
  }
  function newThresholdSecret() {
    let seed = Array.from({ length: 22 }, () => BASE58[Number(randomBelow(58n))]).join("");
    return thresholdSecret(seed);
  }
  function thresholdSecret(seed) {
    return { kind: "threshold", seed, signingSeed: sha256Bytes(labelled("ballot/signing-key/1", seed)) };
  }
  function encodeSecret(secret2) {
    return secret2.kind === "threshold" ? encode({ version: 1, seed: secret2.seed }) : encode({ version: 1, private_key: String(secret2.privateKey), signing_seed: hex(secret2.signingSeed) });
  }
  function parseSecret(kind, text) {
    let record = decode(text, "The secret in the key file");
    if (record?.version !== 1) throw new InvalidEncoding(N_("The key file was made by another version of this program."));
    if (kind === "threshold") {
      if (expectFields(record, ["version", "seed"], "The secret in the key file"), !/^[1-9A-HJ-NP-Za-km-z]{22}$/.test(record.seed)) throw new InvalidEncoding(N_("The seed in the key file is not valid."));
      return thresholdSecret(record.seed);
    }
    if (expectFields(record, ["version", "private_key", "signing_seed"], "The secret in the key file"), !/^[0-9a-f]{64}$/.test(record.signing_seed)) throw new InvalidEncoding(N_("The signing seed in the key file is not valid."));
    return { kind: "single", privateKey: parseScalar(record.private_key), signingSeed: fromHex(record.signing_seed) };
  }
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
  var deriveKey = (passphrase, salt) => scrypt(toBytes(passphrase), salt, COST);
  function ownerLine(secret2, { uuid, name }) {
    return `${OWNED}${uuid}, signing key ${signingKey(secret2.signingSeed)}, trustee ${name.replace(/[\p{C}\p{Z}]+/gu, " ")}`;
  }
  async function sealKeyFile(secret2, passphrase, place) {
    if ([...passphrase].length < MIN_PASSPHRASE)
      throw new InvalidEncoding(N_("The passphrase is too short: use at least 10 characters."));
    let head = `${firstLine(secret2.kind)}
${ownerLine(secret2, place)}`, [salt, nonce2] = [randomBytes3(SALT), randomBytes3(NONCE)], sealed = await sealBytes(deriveKey(passphrase, salt), nonce2, toBytes(encodeSecret(secret2)), toBytes(head)), body = toBase64(Uint8Array.of(...salt, ...nonce2, ...sealed));
    return [head, ...body.match(/.{1,64}/g), ""].join(`
`);
  }
  function split2(kind, text) {
    let [first, ...rest] = text.replaceAll(`\r
`, `
`).split(`
`);
    if (first !== firstLine(kind)) {
      let other = Object.keys(KINDS2).find((one) => first === firstLine(one));
      throw new InvalidEncoding(
        other === void 0 ? N_("This is not a trustee's key file. Choose the file that you saved on this page; it begins with BALLOT SECRET.") : WRONG_FILE
      );
    }
    let lines = rest[0]?.startsWith(OWNED) ? 1 : 0, [, uuid, key] = OWNER.exec(rest[0]) ?? [];
    return { head: [first, ...rest.slice(0, lines)].join(`
`), uuid, key, body: rest.slice(lines).join("") };
  }
  async function openBody({ head, body }, passphrase) {
    let bytes = fromBase64(body.replace(/\s/g, ""));
    if (bytes.length < SALT + NONCE + TAG) throw new InvalidEncoding(N_("The key file is cut off."));
    let [salt, nonce2, sealed] = [bytes.slice(0, SALT), bytes.slice(SALT, SALT + NONCE), bytes.slice(SALT + NONCE)], problem = N_("The passphrase does not open this key file, or the file was changed.");
    return new TextDecoder().decode(await openBytes(deriveKey(passphrase, salt), nonce2, sealed, problem, toBytes(head)));
  }
  async function openKeyFile(kind, text, passphrase, { uuid, signingKey: expected }) {
    let file = split2(kind, text);
    if (file.uuid !== void 0 && (file.uuid !== uuid || file.key !== expected)) throw new InvalidEncoding(WRONG_FILE);
    let secret2 = parseSecret(kind, await openBody(file, passphrase));
    if (signingKey(secret2.signingSeed) !== expected) throw new InvalidEncoding(WRONG_FILE);
    return secret2;
  }

  // src/trustee/worker.js
  var BAD_ARCHIVE = N_("The reason, in the words of the protocol: %(error)s"), BAD_MESSAGE = N_("What the server sent is not in order (%(error)s)."), secret = null, board = null, decision = null, share = null;
  function needSecret() {
    if (secret === null) throw new InvalidProof(N_("Your key file is not open."));
    return secret;
  }
  function needDecision(act) {
    if (decision?.act !== act) throw new InvalidProof(N_("The archive has not been verified."));
    return decision.owner;
  }
  async function privateKeyOf(voutputKey) {
    let { kind, privateKey, seed } = needSecret();
    return kind === "single" ? privateKey : openPrivateKey(seed, voutputKey);
  }
  function checkPlace(owner, privateKey) {
    if (!board.keys[owner - 1].equals(power(G, privateKey)))
      throw new InvalidProof(N_("The election does not have your key at your place. Is this the key file of this election?"));
  }
  function forgetArchive() {
    board = null, decision = null, share = null;
  }
  function checkGeneration({ certs, commitments }, known) {
    let generation = generationHash(certs, commitments);
    if (known !== void 0 && known !== generation) throw new InvalidProof(OTHER_GENERATION);
    return generation;
  }
  var acts = {
    make({ kind }) {
      forgetArchive(), secret = kind === "single" ? newSingleSecret() : newThresholdSecret();
    },
    seal: ({ passphrase, place }) => sealKeyFile(needSecret(), passphrase, place),
    /** Open the key file of the trustee with this public signing key in this election, and no other. */
    async open({ kind, text, passphrase, uuid, signingKey: expected }) {
      secret = null, forgetArchive(), secret = await openKeyFile(kind, text, passphrase, { uuid, signingKey: expected });
    },
    isOpen: ({ signingKey: expected }) => secret !== null && signingKey(secret.signingSeed) === expected,
    key({ name }) {
      let { privateKey, signingSeed } = needSecret();
      return { trustee: makeTrusteeKey(privateKey, name), signing_key: signingKey(signingSeed) };
    },
    certificate({ context }) {
      let { seed, signingSeed } = needSecret();
      return { certificate: makeCertificate(seed, context), commitment: commitToPolynomial(seed, context), signing_key: signingKey(signingSeed) };
    },
    async polynomial({ certs, commitments, size, known }) {
      let generation = checkGeneration({ certs, commitments }, known);
      return { polynomial: await makePolynomial(needSecret().seed, { certs, commitments }, size), generation };
    },
    /** Also return what trustees compare by telephone: it reveals a server that shows them different keys (T5). */
    async voutput({ input, size, known }) {
      let generation = checkGeneration(input, known), voutput = await makeVoutput(needSecret().seed, input, size), { certs, vinput: { coefexps } } = input;
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
      let own = signingKey(needSecret().signingSeed);
      board = auditArchive(new Uint8Array(archive), { companion, report });
      let { phi, numberOfBallots, tallyDigest, setupEvent, shuffle: shuffle2 } = board;
      try {
        decision = decide(board, { uuid, signingKey: own, asked, memory });
      } catch (error) {
        return { refusal: saidBy(error, "audit") };
      }
      return { phi, numberOfBallots, tallyDigest, setupEvent, shuffle: shuffle2 };
    },
    /** Shuffle, and verify our own proof before sending it: a fault of this device must not stop the election. */
    shuffle(_2, report) {
      let owner = needDecision("shuffle"), { signingSeed } = secret, { text } = makeShuffle(board, board.lists, (done, total) => report("shuffle", done, total));
      report("check", 0, 1);
      let shuffle2 = JSON.parse(text);
      verifyShuffleRecord(board, board.lists, shuffle2);
      let signature = signShuffle(signingSeed, board, owner, text);
      return { body: encode({ owner, shuffle: shuffle2, signing_key: signingKey(signingSeed), parent: board.lastEvent, signature }), hash: sha256Hex(text) };
    },
    /** Make the share, and return its commitment (M3); the same tally always gives the same share. */
    async commit({ voutputKey }, report) {
      let owner = needDecision("share"), privateKey = await privateKeyOf(voutputKey);
      return checkPlace(owner, privateKey), share = makeShare(board, owner, privateKey, secret.signingSeed, (done, total) => report("decrypt", done, total)), share.commitment;
    },
    share: () => share?.text ?? null,
    forget() {
      secret = null, forgetArchive();
    }
  };
  function saidBy(error, what) {
    return error instanceof BallotError ? saidOf(error, what === "audit" ? BAD_ARCHIVE : BAD_MESSAGE) : saidOf(error);
  }
  self.addEventListener("message", async ({ data: { id, what, ...data } }) => {
    let report = (...progress) => self.postMessage({ id, progress });
    try {
      self.postMessage({ id, ok: !0, value: await acts[what](data, report) });
    } catch (error) {
      self.postMessage({ id, ok: !1, said: saidBy(error, what) });
    }
  });
})();
