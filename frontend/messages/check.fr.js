// ballot: words of check.js (fr), made by scripts/messages.py. Do not edit.
// SPDX-License-Identifier: Apache-2.0
globalThis.ballotMessages = {
"%(num)s encrypted value was computed again from the choices and the random numbers, and all proofs of the ballot were verified. This page sends nothing and keeps nothing.": {
"one": "%(num)s valeur chiffrée a été recalculée à partir des choix et des nombres aléatoires, et toutes les preuves du bulletin ont été vérifiées. Cette page n’envoie rien et ne garde rien.",
"other": "%(num)s valeurs chiffrées ont été recalculées à partir des choix et des nombres aléatoires, et toutes les preuves du bulletin ont été vérifiées. Cette page n’envoie rien et ne garde rien."
},
"Check number": "Numéro de contrôle",
"Checking…": "Vérification…",
"Compare the choices and this check number with those that the booth showed before it opened the ballot. They must be equal.": "Comparez les choix et ce numéro de contrôle avec ceux qui étaient affichés avant l’ouverture du bulletin. Ils doivent être identiques.",
"Election": "Élection",
"Election fingerprint (compare it with the one in your message)": "Empreinte de l’élection (à comparer avec celle de votre message)",
"For whoever looks into it:": "Pour qui examine le problème :",
"If you pasted the text, make sure that nothing is missing. If it is complete, do not vote on that device, keep the file and tell the returning officer.": "Si vous avez collé le texte, assurez-vous qu’il ne manque rien. S’il est complet, ne votez pas sur cet appareil, gardez le fichier et prévenez le responsable de l’élection.",
"List:": "Liste :",
"Nobody (blank vote)": "Personne (vote blanc)",
"Nobody. You have left this open.": "Personne. Vous n’avez rien indiqué ici.",
"Paste an opened ballot, or choose the file that the booth saved.": "Collez un bulletin ouvert, ou choisissez le fichier enregistré pendant le vote.",
"Public credential": "Identifiant public",
"Something went wrong on this device (%(error)s).": "Une erreur s’est produite sur cet appareil (%(error)s).",
"The ballot paper in the opened ballot cannot be read.": "Le bulletin de vote contenu dans le bulletin ouvert ne peut pas être lu.",
"The check number in the file is not the check number of the ballot in it. Do not vote on that device.": "Le numéro de contrôle du fichier n’est pas celui du bulletin qu’il contient. Ne votez pas sur cet appareil.",
"The choices in the opened ballot do not fit its ballot paper.": "Les choix du bulletin ouvert ne correspondent pas à son bulletin de vote.",
"The encrypted ballot is not valid: a proof or its form is wrong. Do not vote on that device.": "Le bulletin chiffré n’est pas valable : une preuve ou sa forme est fausse. Ne votez pas sur cet appareil.",
"The encryption is honest: the ballot holds exactly these choices.": "Le chiffrement est honnête : le bulletin contient exactement ces choix.",
"The file could not be read. Choose the file that the booth saved, or paste its text.": "Le fichier n’a pas pu être lu. Choisissez le fichier enregistré pendant le vote, ou collez son texte.",
"The opened ballot is not written as the booth writes it: something was changed in it.": "Le bulletin ouvert n’est pas écrit comme l’isoloir l’écrit : quelque chose y a été modifié.",
"The random numbers in the opened ballot are not complete, or not written as the booth writes them.": "Les nombres aléatoires du bulletin ouvert sont incomplets, ou ne sont pas écrits comme l’isoloir les écrit.",
"This browser has no secure source of random numbers, so it cannot encrypt anything. Use another browser or another device.": "Ce navigateur n’a pas de source sûre de nombres aléatoires : il ne peut rien chiffrer. Utilisez un autre navigateur ou un autre appareil.",
"This is not an opened ballot of the kind that the booth saves.": "Ce n’est pas un bulletin ouvert tel que l’isoloir l’enregistre.",
"This is not an opened ballot: the text is incomplete or something was changed in it.": "Ce n’est pas un bulletin ouvert : le texte est incomplet, ou quelque chose y a été modifié.",
"This opened ballot is not right": "Ce bulletin ouvert n’est pas correct",
"We could not reach the server. Check your connection and try again: nothing is lost.": "Nous n’avons pas pu joindre le serveur. Vérifiez votre connexion et réessayez : rien n’est perdu.",
"no number (0)": "sans numéro (0)",
"number %(number)s": "numéro %(number)s",
"“%(contest)s”: the encrypted ballot does not hold the choices that the device showed you. Do not vote on that device.": "« %(contest)s » : le bulletin chiffré ne contient pas les choix que l’appareil vous a montrés. Ne votez pas sur cet appareil."
};
