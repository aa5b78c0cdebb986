// ballot: words of registrar.js (de), made by scripts/messages.py. Do not edit.
// SPDX-License-Identifier: Apache-2.0
globalThis.ballotMessages = {
"%(num)s letter": {
"one": "%(num)s Brief",
"other": "%(num)s Briefe"
},
"%(num)s letter is ready to be printed.": {
"one": "%(num)s Brief ist zum Drucken bereit.",
"other": "%(num)s Briefe sind zum Drucken bereit."
},
"%(num)s member is found.": {
"one": "%(num)s Mitglied ist gefunden.",
"other": "%(num)s Mitglieder sind gefunden. Verwenden Sie die Nummer oder die Adresse."
},
"%(num)s spare token is left.": {
"one": "%(num)s Ersatzcode ist übrig.",
"other": "%(num)s Ersatzcodes sind übrig."
},
"A new member": "Ein neues Mitglied",
"A table for your own mail merge: each member with the personal link and the token, and what the mail should say of the election. Destroy it when the mails are out.": "Eine Tabelle für Ihren eigenen Serienbrief: jedes Mitglied mit dem persönlichen Link und dem Wahlcode, und was die E-Mail über die Wahl sagen soll. Vernichten Sie sie, wenn die E-Mails versandt sind.",
"Ask the server again": "Den Server noch einmal fragen",
"Ask two officers to replace it": "Zwei Personen der Wahlleitung um Ersatz bitten",
"Asked for. One officer proposes it, another one confirms it; then the old token is dead. Open your file here again after that.": "Der Ersatz ist verlangt. Eine Person der Wahlleitung schlägt ihn vor, eine andere bestätigt ihn; dann gilt der alte Wahlcode nicht mehr. Öffnen Sie Ihre Datei danach hier noch einmal.",
"Check that the file is saved, and make a copy of it. It is nowhere else. Then hand in the public credentials.": "Prüfen Sie, ob die Datei gespeichert ist, und machen Sie eine Kopie davon. Es gibt sie sonst nirgends. Geben Sie dann die öffentlichen Berechtigungen ab.",
"Choose what happened to the token.": "Wählen Sie, was mit dem Wahlcode geschehen ist.",
"Close the letters": "Die Briefe schließen",
"Done: the old token is dead.": "Erledigt: Der alte Wahlcode gilt nicht mehr.",
"Find in the file": "In der Datei suchen",
"For an envelope with a window, on A4. Check a printed QR code with a telephone before you post them.": "Für einen Fensterumschlag, auf A4. Prüfen Sie einen gedruckten QR-Code mit einem Telefon, bevor Sie die Briefe absenden.",
"Handing in the public credentials…": "Die öffentlichen Berechtigungen werden abgegeben…",
"Handing in the states…": "Der Stand der Wahlcodes wird abgegeben…",
"Keep the file that was saved now, and destroy the earlier one. Print the letter, or send the new link yourself.": "Bewahren Sie die jetzt gespeicherte Datei auf, und vernichten Sie die frühere. Drucken Sie den Brief, oder senden Sie den neuen Link selbst.",
"Letters": "Briefe",
"Letters %(first)s to %(last)s of %(total)s": "Briefe %(first)s bis %(last)s von %(total)s",
"Mails": "E-Mails",
"Making tokens: %(done)s of %(total)s.": "Wahlcodes werden gemacht: %(done)s von %(total)s.",
"Membership number, e-mail address or name": "Mitgliedsnummer, E-Mail-Adresse oder Name",
"No spare token of this weight is left in your file.": "In Ihrer Datei ist kein Ersatzcode mit diesem Gewicht übrig.",
"Nobody in the file has this.": "Das trifft auf niemanden in der Datei zu.",
"Not possible any more. Ask again: another spare token is taken.": "Nicht mehr möglich. Verlangen Sie den Ersatz noch einmal: Es wird ein anderer Ersatzcode genommen.",
"One member": "Ein einzelnes Mitglied",
"Print the letters": "Die Briefe drucken",
"Public credential, if the officers ask for it:": "Öffentliche Berechtigung, falls die Wahlleitung danach fragt:",
"Put the new tokens into the file and save it": "Die neuen Wahlcodes in die Datei eintragen und sie speichern",
"Replace a lost token: what happened to it?": "Einen verlorenen Wahlcode ersetzen: Was ist mit ihm geschehen?",
"Replacements you have asked for": "Ersatz, den Sie verlangt haben",
"Save the file for a mail merge": "Die Datei für Serienbriefe speichern",
"Save the file of tokens": "Die Datei der Wahlcodes speichern",
"Show %(num)s letter: everybody": {
"one": "%(num)s Brief zeigen: alle",
"other": "%(num)s Briefe zeigen: alle"
},
"Show %(num)s letter: members without an e-mail address": {
"one": "%(num)s Brief zeigen: Mitglieder ohne E-Mail-Adresse",
"other": "%(num)s Briefe zeigen: Mitglieder ohne E-Mail-Adresse"
},
"Show the letter": "Den Brief zeigen",
"Show the next letters": "Die nächsten Briefe zeigen",
"Something went wrong on this device (%(error)s).": "Auf diesem Gerät ist etwas schiefgegangen (%(error)s).",
"Spare public credential:": "Öffentliche Ersatzberechtigung:",
"The file cannot be read as CSV.": "Die Datei lässt sich nicht als CSV lesen.",
"The file has no row with a state. Nothing was sent.": "Die Datei hat keine Zeile mit einem Stand. Nichts wurde gesendet.",
"The file has the token of %(num)s member.": {
"one": "Die Datei enthält den Wahlcode von %(num)s Mitglied.",
"other": "Die Datei enthält die Wahlcodes von %(num)s Mitgliedern."
},
"The file is not in UTF-8. Save it as “CSV UTF-8”.": "Die Datei ist nicht in UTF-8. Speichern Sie sie als „CSV UTF-8“.",
"The file is saved: hand in the public credentials": "Die Datei ist gespeichert: die öffentlichen Berechtigungen abgeben",
"The letters could not be loaded. Load the page again.": "Die Briefe konnten nicht geladen werden. Laden Sie die Seite neu.",
"The particulars of the election could not be loaded. Load the page again.": "Die Angaben zur Wahl konnten nicht geladen werden. Laden Sie die Seite neu.",
"The requests could not be loaded. Load the page again.": "Die Anfragen konnten nicht geladen werden. Laden Sie die Seite neu.",
"The roll could not be loaded. Load the page again.": "Das Wählerverzeichnis konnte nicht geladen werden. Laden Sie die Seite neu.",
"The tokens are made. Save the file first.": "Die Wahlcodes sind gemacht. Speichern Sie zuerst die Datei.",
"This browser has no secure source of random numbers, so it cannot encrypt anything. Use another browser or another device.": "Dieser Browser hat keine sichere Quelle für Zufallszahlen und kann deshalb nichts verschlüsseln. Nehmen Sie einen anderen Browser oder ein anderes Gerät.",
"This file of tokens is of another election, or somebody has changed it.": "Diese Datei mit Wahlcodes gehört zu einer anderen Wahl, oder jemand hat sie geändert.",
"This is how it stands now.": "So ist der Stand jetzt.",
"This is not a file of public credentials. Nothing was sent.": "Das ist keine Datei öffentlicher Berechtigungen. Nichts wurde gesendet.",
"This is not a file of tokens: it needs the columns %(columns)s.": "Dies ist keine Datei mit Wahlcodes: Sie braucht die Spalten %(columns)s.",
"Two officers add a member to the frozen roll, and ask you for a spare public credential. When it is confirmed, write the member into the row of this credential in your file, and open it here again.": "Zwei Personen der Wahlleitung nehmen ein Mitglied in das festgelegte Wählerverzeichnis auf und bitten Sie um eine öffentliche Ersatzberechtigung. Wenn es bestätigt ist, schreiben Sie das Mitglied in die Zeile dieser Berechtigung in Ihrer Datei, und öffnen Sie die Datei hier noch einmal.",
"Waits for an officer to propose it.": "Wartet darauf, dass eine Person der Wahlleitung es vorschlägt.",
"Waits for the second officer to confirm it.": "Wartet darauf, dass die zweite Person der Wahlleitung es bestätigt.",
"We could not reach the server. Check your connection and try again: nothing is lost.": "Wir konnten den Server nicht erreichen. Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal: Nichts ist verloren.",
"Weight %(weight)s:": "Gewicht %(weight)s:"
};
