// ballot: here.js, built from frontend/src/page/local_times.js by scripts/build_assets. Do not edit.
// SPDX-License-Identifier: Apache-2.0
// src/language.js
var messages = globalThis.ballotMessages ?? {}, code = globalThis.document?.documentElement.lang || "en", locale = `${code}-u-nu-latn`, fill = (message, values) => message.replace(/%(?:\((\w+)\)[sd]|%)/g, (place, name) => name === void 0 ? "%" : String(values[name])), plurals = new Intl.PluralRules(locale), numbers = new Intl.NumberFormat(locale);
function _(message, values = {}) {
  return fill(messages[message] ?? message, values);
}
var moments = (options) => new Intl.DateTimeFormat(code === "en" ? "en-GB" : locale, options);

// src/page/local_times.js
var CLOCK = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }, DAY = { weekday: "long" };
function here(date) {
  let [time, utc] = [void 0, "UTC"].map((timeZone) => moments({ ...CLOCK, timeZone }).format(date)), [day, utcDay] = [void 0, "UTC"].map((timeZone) => moments({ ...DAY, timeZone }).format(date));
  return day !== utcDay ? _("(%(day)s %(time)s where you are)", { day, time }) : time === utc ? "" : _("(%(time)s where you are)", { time });
}
for (let element of document.querySelectorAll("time[datetime]")) {
  let said = here(new Date(element.dateTime));
  said && element.append(" ", said);
}
