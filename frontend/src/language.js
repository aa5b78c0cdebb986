// SPDX-License-Identifier: Apache-2.0
// The texts of a page in its language. A page that is not in English loads messages.NAME.LANG.js before its script;
// scripts/messages.py makes that file from the same catalogues as the pages (docs/translating.md).

const messages = globalThis.ballotMessages ?? {};
const code = globalThis.document?.documentElement.lang || "en";
// Tracking numbers, dates and counts use the same digits in all languages, so that people can compare them.
const locale = `${code}-u-nu-latn`;

/** Return a message with its places %(name)s filled in. */
export const fill = (message, values) =>
  message.replace(/%(?:\((\w+)\)[sd]|%)/g, (place, name) => (name === undefined ? "%" : String(values[name])));

const plurals = new Intl.PluralRules(locale);
const numbers = new Intl.NumberFormat(locale);

/** Return a message in the language of the page, filled in; places are written %(name)s, and a per cent sign %%. */
export function _(message, values = {}) {
  return fill(messages[message] ?? message, values);
}

/** Mark a message for the catalogues; it is translated later, where it is shown. `values` fill its places. */
export const N_ = (message, values = {}) => ({ message, values });

/** Return a message in its singular or plural form for a number; %(num)s is the number as people write it. */
export function ngettext(one, many, number, values = {}) {
  const forms = messages[one] ?? { one, other: many };
  return fill(forms[plurals.select(number)] ?? forms.other, { num: numbers.format(number), ...values });
}

/** Write a number as is usual in the page's language. */
export const number = (value) => numbers.format(value);

/** Return a formatter of dates and times in the page's language, with the options of Intl.DateTimeFormat. */
export const moments = (options) => new Intl.DateTimeFormat(code === "en" ? "en-GB" : locale, options);

// Written from right to left, or changing directions.
const OTHER_WAY = /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** Isolate a name inside a sentence where its direction could otherwise rearrange the sentence. */
export function isolated(name) {
  const leftToRight = globalThis.document?.documentElement.dir !== "rtl";
  return leftToRight && !OTHER_WAY.test(name) ? name : `\u2068${name}\u2069`;
}
