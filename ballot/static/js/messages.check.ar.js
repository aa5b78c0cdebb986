// ballot: words of check.js (ar), made by scripts/messages.py. Do not edit.
// SPDX-License-Identifier: Apache-2.0
globalThis.ballotMessages = {};
