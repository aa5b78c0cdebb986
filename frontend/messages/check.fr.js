// ballot: words of check.js (fr), made by scripts/messages.py. Do not edit.
// SPDX-License-Identifier: Apache-2.0
globalThis.ballotMessages = {
"%(num)s encrypted value was computed again from the choices and the random numbers, and all proofs and the signature of the ballot were verified. This page sends nothing and keeps nothing.": {
"one": "%(num)s valeur chiffrée a été recalculée à partir des choix et des nombres aléatoires, et toutes les preuves ainsi que la signature du bulletin ont été vérifiées. Cette page n’envoie rien et ne garde rien.",
"other": "%(num)s valeurs chiffrées ont été recalculées à partir des choix et des nombres aléatoires, et toutes les preuves ainsi que la signature du bulletin ont été vérifiées. Cette page n’envoie rien et ne garde rien."
},
"Checking…": "Vérification…",
"Compare the choices and this tracking number with those that the booth showed before it opened the ballot. They must be equal.": "Comparez les choix et ce numéro de suivi avec ceux qui étaient affichés avant l’ouverture du bulletin. Ils doivent être identiques.",
"Election": "Élection",
"Election fingerprint (compare it with the one in your message)": "Empreinte de l’élection (à comparer avec celle de votre message)",
"If you pasted the text, make sure that nothing is missing. If it is complete, do not vote on that device, keep the file and tell the returning officer.": "Si vous avez collé le texte, assurez-vous qu’il ne manque rien. S’il est complet, ne votez pas sur cet appareil, gardez le fichier et prévenez le responsable de l’élection.",
"List:": "Liste :",
"Nobody (blank vote)": "Personne (vote blanc)",
"Nobody. You have left this open.": "Personne. Vous n’avez rien indiqué ici.",
"Paste an opened ballot, or choose the file that the booth saved.": "Collez un bulletin ouvert, ou choisissez le fichier enregistré pendant le vote.",
"Public credential": "Identifiant public",
"The check failed (%(error)s).": "La vérification a échoué (%(error)s).",
"The encryption is honest: the ballot holds exactly these choices.": "Le chiffrement est honnête : le bulletin contient exactement ces choix.",
"The file could not be read. Choose the file that the booth saved, or paste its text.": "Le fichier n’a pas pu être lu. Choisissez le fichier enregistré pendant le vote, ou collez son texte.",
"This opened ballot is not right": "Ce bulletin ouvert n’est pas correct",
"Your tracking number": "Votre numéro de suivi",
"no number (0)": "sans numéro (0)",
"number %(number)s": "numéro %(number)s"
};
