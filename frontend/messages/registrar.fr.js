// ballot: words of registrar.js (fr), made by scripts/messages.py. Do not edit.
// SPDX-License-Identifier: Apache-2.0
globalThis.ballotMessages = {
"%(num)s letter": {
"one": "%(num)s lettre",
"other": "%(num)s lettres"
},
"%(num)s letter is ready to be printed.": {
"one": "%(num)s lettre est prête à être imprimée.",
"other": "%(num)s lettres sont prêtes à être imprimées."
},
"%(num)s member is found.": {
"one": "%(num)s membre trouvé.",
"other": "%(num)s membres trouvés. Utilisez le numéro ou l’adresse."
},
"%(num)s spare token is left.": {
"one": "Il reste %(num)s code de réserve.",
"other": "Il reste %(num)s codes de réserve."
},
"A new member": "Un nouveau membre",
"A table for your own mail merge: each member with the personal link and the token, and what the mail should say of the election. Destroy it when the mails are out.": "Un tableau pour votre propre publipostage : chaque membre avec son lien personnel et son code, et ce que le courriel doit dire de l’élection. Détruisez-le une fois les courriels envoyés.",
"Ask the server again": "Interroger de nouveau le serveur",
"Ask two officers to replace it": "Demander à deux responsables de le remplacer",
"Asked for. One officer proposes it, another one confirms it; then the old token is dead. Open your file here again after that.": "C’est demandé. Un responsable le propose, un autre le confirme ; l’ancien code n’est alors plus valable. Ouvrez ensuite de nouveau votre fichier ici.",
"Check that the file is saved, and make a copy of it. It is nowhere else. Then hand in the public credentials.": "Vérifiez que le fichier est enregistré, et faites-en une copie. Il n’existe nulle part ailleurs. Remettez ensuite les identifiants publics.",
"Choose what happened to the token.": "Choisissez ce qui est arrivé au code.",
"Close the letters": "Fermer les lettres",
"Done: the old token is dead.": "C’est fait : l’ancien code n’est plus valable.",
"Find in the file": "Chercher dans le fichier",
"For an envelope with a window, on A4. Check a printed QR code with a telephone before you post them.": "Pour une enveloppe à fenêtre, au format A4. Vérifiez un code QR imprimé avec un téléphone avant de les poster.",
"Handing in the public credentials…": "Remise des identifiants publics…",
"Handing in the states…": "Remise des états…",
"Keep the file that was saved now, and destroy the earlier one. Print the letter, or send the new link yourself.": "Gardez le fichier qui vient d’être enregistré, et détruisez le précédent. Imprimez la lettre, ou envoyez vous-même le nouveau lien.",
"Letters": "Lettres",
"Letters %(first)s to %(last)s of %(total)s": "Lettres %(first)s à %(last)s sur %(total)s",
"Mails": "Courriels",
"Making tokens: %(done)s of %(total)s.": "Création des codes : %(done)s sur %(total)s.",
"Membership number, e-mail address or name": "Numéro de membre, adresse de courriel ou nom",
"No spare token of this weight is left in your file.": "Il ne reste dans votre fichier aucun code de réserve de ce poids.",
"Nobody in the file has this.": "Personne dans le fichier ne correspond.",
"Not possible any more. Ask again: another spare token is taken.": "Ce n’est plus possible. Refaites la demande : un autre code de réserve sera pris.",
"One member": "Un seul membre",
"Print the letters": "Imprimer les lettres",
"Public credential, if the officers ask for it:": "Identifiant public, si les responsables le demandent :",
"Put the new tokens into the file and save it": "Mettre les nouveaux codes dans le fichier et l’enregistrer",
"Replace a lost token: what happened to it?": "Remplacer un code perdu : que lui est-il arrivé ?",
"Replacements you have asked for": "Remplacements que vous avez demandés",
"Save the file for a mail merge": "Enregistrer le fichier pour un publipostage",
"Save the file of tokens": "Enregistrer le fichier des codes",
"Show %(num)s letter: everybody": {
"one": "Afficher %(num)s lettre : tous les membres",
"other": "Afficher %(num)s lettres : tous les membres"
},
"Show %(num)s letter: members without an e-mail address": {
"one": "Afficher %(num)s lettre : membres sans adresse de courriel",
"other": "Afficher %(num)s lettres : membres sans adresse de courriel"
},
"Show the letter": "Afficher la lettre",
"Show the next letters": "Afficher les lettres suivantes",
"Something went wrong on this device (%(error)s).": "Une erreur s’est produite sur cet appareil (%(error)s).",
"Spare public credential:": "Identifiant public de réserve :",
"The file cannot be read as CSV.": "Le fichier ne peut pas être lu comme un fichier CSV.",
"The file has no row with a state. Nothing was sent.": "Le fichier n’a aucune ligne avec un état. Rien n’a été envoyé.",
"The file has the token of %(num)s member.": {
"one": "Le fichier contient le code de %(num)s membre.",
"other": "Le fichier contient les codes de %(num)s membres."
},
"The file is not in UTF-8. Save it as “CSV UTF-8”.": "Le fichier n’est pas en UTF-8. Enregistrez-le au format « CSV UTF-8 ».",
"The file is saved: hand in the public credentials": "Le fichier est enregistré : remettre les identifiants publics",
"The letters could not be loaded. Load the page again.": "Les lettres n’ont pas pu être chargées. Rechargez la page.",
"The particulars of the election could not be loaded. Load the page again.": "Les données de l’élection n’ont pas pu être chargées. Rechargez la page.",
"The requests could not be loaded. Load the page again.": "Les demandes n’ont pas pu être chargées. Rechargez la page.",
"The roll could not be loaded. Load the page again.": "La liste électorale n’a pas pu être chargée. Rechargez la page.",
"The tokens are made. Save the file first.": "Les codes sont créés. Enregistrez d’abord le fichier.",
"This browser has no secure source of random numbers, so it cannot encrypt anything. Use another browser or another device.": "Ce navigateur n’a pas de source sûre de nombres aléatoires : il ne peut rien chiffrer. Utilisez un autre navigateur ou un autre appareil.",
"This file of tokens is of another election, or somebody has changed it.": "Ce fichier des codes est celui d’une autre élection, ou quelqu’un l’a modifié.",
"This is how it stands now.": "Voici la situation actuelle.",
"This is not a file of public credentials. Nothing was sent.": "Ce n’est pas un fichier d’identifiants publics. Rien n’a été envoyé.",
"This is not a file of tokens: it needs the columns %(columns)s.": "Ce n’est pas un fichier des codes : il lui faut les colonnes %(columns)s.",
"Two officers add a member to the frozen roll, and ask you for a spare public credential. When it is confirmed, write the member into the row of this credential in your file, and open it here again.": "Deux responsables ajoutent un membre à la liste électorale figée, et vous demandent un identifiant public de réserve. Lorsque c’est confirmé, inscrivez le membre dans la ligne de cet identifiant de votre fichier, et ouvrez-le de nouveau ici.",
"Waits for an officer to propose it.": "Attend qu’un responsable le propose.",
"Waits for the second officer to confirm it.": "Attend que le second responsable le confirme.",
"We could not reach the server. Check your connection and try again: nothing is lost.": "Nous n’avons pas pu joindre le serveur. Vérifiez votre connexion et réessayez : rien n’est perdu.",
"Weight %(weight)s:": "Poids %(weight)s :"
};
