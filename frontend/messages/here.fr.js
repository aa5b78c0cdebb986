// ballot: words of here.js (fr), made by scripts/messages.py. Do not edit.
// SPDX-License-Identifier: Apache-2.0
globalThis.ballotMessages = {
"(%(day)s %(time)s where you are)": "(%(day)s %(time)s chez vous)",
"(%(time)s where you are)": "(%(time)s chez vous)"
};
