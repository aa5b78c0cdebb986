// ballot: here.js, built from frontend/src/page/local_times.js by scripts/build_assets. Do not edit.
// SPDX-License-Identifier: Apache-2.0
// src/language.js
var messages = globalThis.ballotMessages ?? {};
var code = globalThis.document?.documentElement.lang || "en";
var locale = `${code}-u-nu-latn`;
var fill = (message, values) => message.replace(/%(?:\((\w+)\)[sd]|%)/g, (place, name) => name === void 0 ? "%" : String(values[name]));
var plurals = new Intl.PluralRules(locale);
var numbers = new Intl.NumberFormat(locale);
function _(message, values = {}) {
  return fill(messages[message] ?? message, values);
}
var moments = (options) => new Intl.DateTimeFormat(code === "en" ? "en-GB" : locale, options);

// src/page/local_times.js
var CLOCK = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
var DAY = { weekday: "long" };
function here(date) {
  const [time, utc] = [void 0, "UTC"].map((timeZone) => moments({ ...CLOCK, timeZone }).format(date));
  const [day, utcDay] = [void 0, "UTC"].map((timeZone) => moments({ ...DAY, timeZone }).format(date));
  if (day !== utcDay) return _("(%(day)s %(time)s where you are)", { day, time });
  return time === utc ? "" : _("(%(time)s where you are)", { time });
}
for (const element of document.querySelectorAll("time[datetime]")) {
  const said = here(new Date(element.dateTime));
  if (said) element.append(" ", said);
}
