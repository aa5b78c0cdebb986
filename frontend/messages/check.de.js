// ballot: words of check.js (de), made by scripts/messages.py. Do not edit.
// SPDX-License-Identifier: Apache-2.0
globalThis.ballotMessages = {
"%(num)s encrypted value was computed again from the choices and the random numbers, and all proofs of the ballot were verified. This page sends nothing and keeps nothing.": {
"one": "%(num)s verschlüsselter Wert wurde aus der Auswahl und den Zufallszahlen neu berechnet, und alle Beweise des Stimmzettels wurden geprüft. Diese Seite sendet nichts und behält nichts.",
"other": "%(num)s verschlüsselte Werte wurden aus der Auswahl und den Zufallszahlen neu berechnet, und alle Beweise des Stimmzettels wurden geprüft. Diese Seite sendet nichts und behält nichts."
},
"Check number": "Vergleichsnummer",
"Checking…": "Wird geprüft…",
"Compare the choices and this check number with those that the booth showed before it opened the ballot. They must be equal.": "Vergleichen Sie die Auswahl und diese Vergleichsnummer mit dem, was vor dem Öffnen des Stimmzettels angezeigt wurde. Sie müssen gleich sein.",
"Election": "Wahl",
"Election fingerprint (compare it with the one in your message)": "Fingerabdruck der Wahl (vergleichen Sie ihn mit dem in Ihrer Nachricht)",
"For whoever looks into it:": "Für alle, die der Sache nachgehen:",
"If you pasted the text, make sure that nothing is missing. If it is complete, do not vote on that device, keep the file and tell the returning officer.": "Wenn Sie den Text eingefügt haben, achten Sie darauf, dass nichts fehlt. Ist er vollständig, wählen Sie nicht auf diesem Gerät, behalten Sie die Datei und sagen Sie es der Wahlleitung.",
"List:": "Liste:",
"Nobody (blank vote)": "Niemand (leere Stimme)",
"Nobody. You have left this open.": "Niemand. Sie haben dies offen gelassen.",
"Paste an opened ballot, or choose the file that the booth saved.": "Fügen Sie einen geöffneten Stimmzettel ein, oder wählen Sie die Datei, die Sie beim Wählen gespeichert haben.",
"Public credential": "Öffentliche Berechtigung",
"Something went wrong on this device (%(error)s).": "Auf diesem Gerät ist etwas schiefgegangen (%(error)s).",
"The ballot paper in the opened ballot cannot be read.": "Die Wahlunterlagen im geöffneten Stimmzettel lassen sich nicht lesen.",
"The check number in the file is not the check number of the ballot in it. Do not vote on that device.": "Die Vergleichsnummer in der Datei ist nicht die Vergleichsnummer des Stimmzettels darin. Wählen Sie nicht auf diesem Gerät.",
"The choices in the opened ballot do not fit its ballot paper.": "Die Auswahl im geöffneten Stimmzettel passt nicht zu seinen Wahlunterlagen.",
"The encrypted ballot is not valid: a proof or its form is wrong. Do not vote on that device.": "Der verschlüsselte Stimmzettel ist nicht gültig: Ein Beweis oder seine Form ist falsch. Wählen Sie nicht auf diesem Gerät.",
"The encryption is honest: the ballot holds exactly these choices.": "Die Verschlüsselung ist ehrlich: Der Stimmzettel enthält genau diese Auswahl.",
"The file could not be read. Choose the file that the booth saved, or paste its text.": "Die Datei konnte nicht gelesen werden. Wählen Sie die Datei, die Sie beim Wählen gespeichert haben, oder fügen Sie ihren Text ein.",
"The opened ballot is not written as the booth writes it: something was changed in it.": "Der geöffnete Stimmzettel ist nicht so geschrieben, wie die Wahlkabine ihn schreibt: Es wurde etwas daran geändert.",
"The random numbers in the opened ballot are not complete, or not written as the booth writes them.": "Die Zufallszahlen im geöffneten Stimmzettel sind unvollständig oder nicht so geschrieben, wie die Wahlkabine sie schreibt.",
"This browser has no secure source of random numbers, so it cannot encrypt anything. Use another browser or another device.": "Dieser Browser hat keine sichere Quelle für Zufallszahlen und kann deshalb nichts verschlüsseln. Nehmen Sie einen anderen Browser oder ein anderes Gerät.",
"This is not an opened ballot of the kind that the booth saves.": "Das ist kein geöffneter Stimmzettel, wie ihn die Wahlkabine speichert.",
"This is not an opened ballot: the text is incomplete or something was changed in it.": "Das ist kein geöffneter Stimmzettel: Der Text ist unvollständig, oder es wurde etwas daran geändert.",
"This opened ballot is not right": "Dieser geöffnete Stimmzettel stimmt nicht",
"We could not reach the server. Check your connection and try again: nothing is lost.": "Wir konnten den Server nicht erreichen. Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal: Nichts ist verloren.",
"no number (0)": "keine Nummer (0)",
"number %(number)s": "Nummer %(number)s",
"“%(contest)s”: the encrypted ballot does not hold the choices that the device showed you. Do not vote on that device.": "„%(contest)s“: Der verschlüsselte Stimmzettel enthält nicht die Auswahl, die das Gerät Ihnen gezeigt hat. Wählen Sie nicht auf diesem Gerät."
};
