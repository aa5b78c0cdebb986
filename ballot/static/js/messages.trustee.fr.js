// ballot: words of trustee.js (fr), made by scripts/messages.py. Do not edit.
// SPDX-License-Identifier: Apache-2.0
globalThis.ballotMessages = {
"Election fingerprint": "Empreinte de l’élection",
"Setup event": "Événement de préparation",
"There is a problem": "Il y a un problème",
"Try again": "Réessayer",
"We could not reach the server. Check your connection and try again: nothing is lost.": "Nous n’avons pas pu joindre le serveur. Vérifiez votre connexion et réessayez : rien n’est perdu."
};
