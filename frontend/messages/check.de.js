// ballot: words of check.js (de), made by scripts/messages.py. Do not edit.
// SPDX-License-Identifier: Apache-2.0
globalThis.ballotMessages = {
"%(num)s encrypted value was computed again from the choices and the random numbers, and all proofs and the signature of the ballot were verified. This page sends nothing and keeps nothing.": {
"one": "%(num)s verschlüsselter Wert wurde aus der Auswahl und den Zufallszahlen neu berechnet, und alle Beweise und die Unterschrift des Stimmzettels wurden geprüft. Diese Seite sendet nichts und behält nichts.",
"other": "%(num)s verschlüsselte Werte wurden aus der Auswahl und den Zufallszahlen neu berechnet, und alle Beweise und die Unterschrift des Stimmzettels wurden geprüft. Diese Seite sendet nichts und behält nichts."
},
"Checking…": "Wird geprüft…",
"Compare the choices and this tracking number with those that the booth showed before it opened the ballot. They must be equal.": "Vergleichen Sie die Auswahl und diese Prüfnummer mit dem, was vor dem Öffnen des Stimmzettels angezeigt wurde. Sie müssen gleich sein.",
"Election": "Wahl",
"Election fingerprint (compare it with the one in your message)": "Fingerabdruck der Wahl (vergleichen Sie ihn mit dem in Ihrer Nachricht)",
"If you pasted the text, make sure that nothing is missing. If it is complete, do not vote on that device, keep the file and tell the returning officer.": "Wenn Sie den Text eingefügt haben, achten Sie darauf, dass nichts fehlt. Ist er vollständig, wählen Sie nicht auf diesem Gerät, behalten Sie die Datei und sagen Sie es der Wahlleitung.",
"List:": "Liste:",
"Nobody (blank vote)": "Niemand (leere Stimme)",
"Nobody. You have left this open.": "Niemand. Sie haben dies offen gelassen.",
"Paste an opened ballot, or choose the file that the booth saved.": "Fügen Sie einen geöffneten Stimmzettel ein, oder wählen Sie die Datei, die Sie beim Wählen gespeichert haben.",
"Public credential": "Öffentliche Berechtigung",
"The check failed (%(error)s).": "Die Prüfung ist fehlgeschlagen (%(error)s).",
"The encryption is honest: the ballot holds exactly these choices.": "Die Verschlüsselung ist ehrlich: Der Stimmzettel enthält genau diese Auswahl.",
"The file could not be read. Choose the file that the booth saved, or paste its text.": "Die Datei konnte nicht gelesen werden. Wählen Sie die Datei, die Sie beim Wählen gespeichert haben, oder fügen Sie ihren Text ein.",
"This opened ballot is not right": "Dieser geöffnete Stimmzettel stimmt nicht",
"Your tracking number": "Ihre Prüfnummer",
"no number (0)": "keine Nummer (0)",
"number %(number)s": "Nummer %(number)s"
};
