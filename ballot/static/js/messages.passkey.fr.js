// ballot: words of passkey.js (fr), made by scripts/messages.py. Do not edit.
// SPDX-License-Identifier: Apache-2.0
globalThis.ballotMessages = {
"Do what your browser asks for.": "Faites ce que votre navigateur demande.",
"No passkey was made: it was cancelled, or it took too long. Try again.": "Aucune clé d’accès n’a été créée : l’opération a été annulée, ou a pris trop de temps. Réessayez.",
"No passkey was used: it was cancelled, it took too long, or this device has none of your passkeys. Try again.": "Aucune clé d’accès n’a été utilisée : l’opération a été annulée, a pris trop de temps, ou cet appareil n’a aucune de vos clés d’accès. Réessayez.",
"Something went wrong on this device (%(error)s).": "Une erreur s’est produite sur cet appareil (%(error)s).",
"The passkey did not work: your browser reports “%(name)s”. Try again, or use another way.": "La clé d’accès n’a pas fonctionné : votre navigateur signale « %(name)s ». Réessayez, ou utilisez un autre moyen.",
"This browser cannot use passkeys. Use a newer one, or another device.": "Ce navigateur ne sait pas utiliser les clés d’accès. Utilisez-en un plus récent, ou un autre appareil.",
"This device cannot keep a passkey. Use another one, or a security key with a PIN.": "Cet appareil ne peut pas garder de clé d’accès. Utilisez-en un autre, ou une clé de sécurité avec un code PIN.",
"This device does not check who holds it. Set up a PIN, a finger or a face in its settings, or use another device.": "Cet appareil ne vérifie pas qui le tient. Configurez un code PIN, un doigt ou un visage dans ses réglages, ou utilisez un autre appareil.",
"This device has a passkey of yours already. Add one on another device.": "Cet appareil a déjà une de vos clés d’accès. Ajoutez-en une sur un autre appareil.",
"This is not the address that the passkeys of this site belong to. Open the site by its usual address.": "Ce n’est pas l’adresse à laquelle les clés d’accès de ce site sont liées. Ouvrez le site par son adresse habituelle.",
"We could not reach the server. Check your connection and try again: nothing is lost.": "Nous n’avons pas pu joindre le serveur. Vérifiez votre connexion et réessayez : rien n’est perdu."
};
