// SPDX-License-Identifier: Apache-2.0
// Times for people: the election's (UTC) and the reader's own.

import { _, moments } from "../language.js";

const LONG = { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const SHORT = { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

function parts(date, options) {
  const found = moments(options).formatToParts(date);
  return Object.fromEntries(found.map(({ type, value }) => [type, value]));
}

/** "Sunday 14 March, 18:00 UTC: 19:00 where you are" */
export function moment(iso, zone = undefined) {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return String(iso);
  const utc = parts(date, { ...LONG, timeZone: "UTC" });
  const here = parts(date, { ...LONG, timeZone: zone });
  const values = { ...utc, here: `${here.hour}:${here.minute}`, there: here.weekday };
  if (here.hour === utc.hour && here.minute === utc.minute && here.day === utc.day) {
    return _("%(weekday)s %(day)s %(month)s, %(hour)s:%(minute)s UTC", values);
  }
  if (here.day === utc.day) return _("%(weekday)s %(day)s %(month)s, %(hour)s:%(minute)s UTC: %(here)s where you are", values);
  return _("%(weekday)s %(day)s %(month)s, %(hour)s:%(minute)s UTC: %(there)s %(here)s where you are", values);
}

/** "3 March at 10:12 UTC" */
export function shortMoment(iso) {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return String(iso);
  const utc = parts(date, { ...SHORT, timeZone: "UTC" });
  return _("%(day)s %(month)s at %(hour)s:%(minute)s UTC", utc);
}
