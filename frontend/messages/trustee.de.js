// ballot: words of trustee.js (de), made by scripts/messages.py. Do not edit.
// SPDX-License-Identifier: Apache-2.0
globalThis.ballotMessages = {
"Election fingerprint": "Fingerabdruck der Wahl",
"Setup event": "Einrichtungsereignis",
"There is a problem": "Es gibt ein Problem",
"Try again": "Noch einmal versuchen",
"We could not reach the server. Check your connection and try again: nothing is lost.": "Wir konnten den Server nicht erreichen. Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal: Nichts ist verloren."
};
