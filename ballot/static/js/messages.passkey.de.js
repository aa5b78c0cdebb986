// ballot: words of passkey.js (de), made by scripts/messages.py. Do not edit.
// SPDX-License-Identifier: Apache-2.0
globalThis.ballotMessages = {
"Do what your browser asks for.": "Tun Sie, worum Ihr Browser Sie bittet.",
"No passkey was made: it was cancelled, or it took too long. Try again.": "Es wurde kein Passkey erzeugt: Es wurde abgebrochen oder dauerte zu lange. Versuchen Sie es noch einmal.",
"No passkey was used: it was cancelled, it took too long, or this device has none of your passkeys. Try again.": "Es wurde kein Passkey benutzt: Es wurde abgebrochen, dauerte zu lange, oder dieses Gerät hat keinen Ihrer Passkeys. Versuchen Sie es noch einmal.",
"Something went wrong on this device (%(error)s).": "Auf diesem Gerät ist etwas schiefgegangen (%(error)s).",
"The passkey did not work: your browser reports “%(name)s”. Try again, or use another way.": "Der Passkey hat nicht funktioniert: Ihr Browser meldet „%(name)s“. Versuchen Sie es noch einmal, oder nehmen Sie einen anderen Weg.",
"This browser cannot use passkeys. Use a newer one, or another device.": "Dieser Browser kann keine Passkeys benutzen. Nehmen Sie einen neueren oder ein anderes Gerät.",
"This device cannot keep a passkey. Use another one, or a security key with a PIN.": "Dieses Gerät kann keinen Passkey verwahren. Nehmen Sie ein anderes oder einen Sicherheitsschlüssel mit PIN.",
"This device does not check who holds it. Set up a PIN, a finger or a face in its settings, or use another device.": "Dieses Gerät prüft nicht, wer es in der Hand hat. Richten Sie in seinen Einstellungen eine PIN, einen Finger oder ein Gesicht ein, oder nehmen Sie ein anderes Gerät.",
"This device has a passkey of yours already. Add one on another device.": "Dieses Gerät hat schon einen Passkey von Ihnen. Fügen Sie einen auf einem anderen Gerät hinzu.",
"This is not the address that the passkeys of this site belong to. Open the site by its usual address.": "Das ist nicht die Adresse, zu der die Passkeys dieser Website gehören. Öffnen Sie die Website unter ihrer gewohnten Adresse.",
"We could not reach the server. Check your connection and try again: nothing is lost.": "Wir konnten den Server nicht erreichen. Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal: Nichts ist verloren."
};
