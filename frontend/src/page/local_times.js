// SPDX-License-Identifier: Apache-2.0
// The times on a page are in UTC; add the reader's local time to each, if it differs.

import { _, moments } from "../language.js";

const CLOCK = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const DAY = { weekday: "long" };

/** "(19:00 where you are)", with the day if it differs too; "" if local time is UTC. */
function here(date) {
  const [time, utc] = [undefined, "UTC"].map((timeZone) => moments({ ...CLOCK, timeZone }).format(date));
  const [day, utcDay] = [undefined, "UTC"].map((timeZone) => moments({ ...DAY, timeZone }).format(date));
  if (day !== utcDay) return _("(%(day)s %(time)s where you are)", { day, time });
  return time === utc ? "" : _("(%(time)s where you are)", { time });
}

for (const element of document.querySelectorAll("time[datetime]")) {
  const said = here(new Date(element.dateTime));
  if (said) element.append(" ", said);
}
