// ballot: words of here.js (de), made by scripts/messages.py. Do not edit.
// SPDX-License-Identifier: Apache-2.0
globalThis.ballotMessages = {
"(%(day)s %(time)s where you are)": "(bei Ihnen %(day)s, %(time)s Uhr)",
"(%(time)s where you are)": "(bei Ihnen %(time)s Uhr)"
};
