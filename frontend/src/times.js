// SPDX-License-Identifier: Apache-2.0
// Times for people: the election's (UTC) and the reader's own.

const LONG = { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const SHORT = { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const LANGUAGE = "en-GB";

function parts(date, options) {
  const found = new Intl.DateTimeFormat(LANGUAGE, options).formatToParts(date);
  return Object.fromEntries(found.map(({ type, value }) => [type, value]));
}

/** "Sunday 14 March, 18:00 UTC: 19:00 where you are" */
export function moment(iso, zone = undefined) {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return String(iso);
  const utc = parts(date, { ...LONG, timeZone: "UTC" });
  const here = parts(date, { ...LONG, timeZone: zone });
  const text = `${utc.weekday} ${utc.day} ${utc.month}, ${utc.hour}:${utc.minute} UTC`;
  if (here.hour === utc.hour && here.minute === utc.minute && here.day === utc.day) return text;
  const day = here.day === utc.day ? "" : `${here.weekday} `;
  return `${text}: ${day}${here.hour}:${here.minute} where you are`;
}

/** "3 March at 10:12 UTC" */
export function shortMoment(iso) {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return String(iso);
  const utc = parts(date, { ...SHORT, timeZone: "UTC" });
  return `${utc.day} ${utc.month} at ${utc.hour}:${utc.minute} UTC`;
}
