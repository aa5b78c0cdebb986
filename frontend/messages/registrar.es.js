// ballot: words of registrar.js (es), made by scripts/messages.py. Do not edit.
// SPDX-License-Identifier: Apache-2.0
globalThis.ballotMessages = {
"%(num)s letter": {
"one": "%(num)s carta",
"other": "%(num)s cartas"
},
"%(num)s letter is ready to be printed.": {
"one": "%(num)s carta está lista para imprimir.",
"other": "%(num)s cartas están listas para imprimir."
},
"%(num)s member is found.": {
"one": "Se ha encontrado %(num)s miembro.",
"other": "Se han encontrado %(num)s miembros. Use el número o la dirección."
},
"%(num)s spare token is left.": {
"one": "Queda %(num)s código de reserva.",
"other": "Quedan %(num)s códigos de reserva."
},
"A new member": "Un miembro nuevo",
"A table for your own mail merge: each member with the personal link and the token, and what the mail should say of the election. Destroy it when the mails are out.": "Una tabla para combinar correspondencia por su cuenta: cada miembro con su enlace personal y su código, y lo que el correo debe decir de la elección. Destrúyala cuando los correos hayan salido.",
"Ask the server again": "Consultar de nuevo al servidor",
"Ask two officers to replace it": "Pedir a dos personas responsables que lo sustituyan",
"Asked for. One officer proposes it, another one confirms it; then the old token is dead. Open your file here again after that.": "Pedido. Una persona responsable lo propone y otra lo confirma; entonces el código anterior deja de valer. Después abra aquí de nuevo su archivo.",
"Check that the file is saved, and make a copy of it. It is nowhere else. Then hand in the public credentials.": "Compruebe que el archivo está guardado y haga una copia. No está en ningún otro lugar. Después entregue las credenciales públicas.",
"Choose what happened to the token.": "Elija qué ha pasado con el código.",
"Close the letters": "Cerrar las cartas",
"Done: the old token is dead.": "Hecho: el código anterior ya no vale.",
"Find in the file": "Buscar en el archivo",
"For an envelope with a window, on A4. Check a printed QR code with a telephone before you post them.": "Para un sobre con ventana, en A4. Compruebe con un teléfono un código QR impreso antes de enviarlas por correo postal.",
"Handing in the public credentials…": "Entregando las credenciales públicas…",
"Handing in the states…": "Entregando los estados…",
"Keep the file that was saved now, and destroy the earlier one. Print the letter, or send the new link yourself.": "Conserve el archivo que se acaba de guardar y destruya el anterior. Imprima la carta o envíe usted mismo el nuevo enlace.",
"Letters": "Cartas",
"Letters %(first)s to %(last)s of %(total)s": "Cartas %(first)s a %(last)s de %(total)s",
"Mails": "Correos",
"Making tokens: %(done)s of %(total)s.": "Creando los códigos: %(done)s de %(total)s.",
"Membership number, e-mail address or name": "Número de miembro, dirección de correo o nombre",
"No spare token of this weight is left in your file.": "No queda en su archivo ningún código de reserva de este peso.",
"Nobody in the file has this.": "Nadie en el archivo lo tiene.",
"Not possible any more. Ask again: another spare token is taken.": "Ya no es posible. Pídalo de nuevo: se tomará otro código de reserva.",
"One member": "Un solo miembro",
"Print the letters": "Imprimir las cartas",
"Public credential, if the officers ask for it:": "Credencial pública, si las personas responsables la piden:",
"Put the new tokens into the file and save it": "Poner los nuevos códigos en el archivo y guardarlo",
"Replace a lost token: what happened to it?": "Sustituir un código perdido: ¿qué ha pasado con él?",
"Replacements you have asked for": "Sustituciones que ha pedido",
"Save the file for a mail merge": "Guardar el archivo para combinar correspondencia",
"Save the file of tokens": "Guardar el archivo de códigos",
"Show %(num)s letter: everybody": {
"one": "Mostrar %(num)s carta: todos los miembros",
"other": "Mostrar %(num)s cartas: todos los miembros"
},
"Show %(num)s letter: members without an e-mail address": {
"one": "Mostrar %(num)s carta: miembros sin dirección de correo",
"other": "Mostrar %(num)s cartas: miembros sin dirección de correo"
},
"Show the letter": "Mostrar la carta",
"Show the next letters": "Mostrar las cartas siguientes",
"Something went wrong on this device (%(error)s).": "Algo ha fallado en este dispositivo (%(error)s).",
"Spare public credential:": "Credencial pública de reserva:",
"The file cannot be read as CSV.": "El archivo no se puede leer como CSV.",
"The file has no row with a state. Nothing was sent.": "El archivo no tiene ninguna línea con un estado. No se ha enviado nada.",
"The file has the token of %(num)s member.": {
"one": "El archivo contiene el código de %(num)s miembro.",
"other": "El archivo contiene los códigos de %(num)s miembros."
},
"The file is not in UTF-8. Save it as “CSV UTF-8”.": "El archivo no está en UTF-8. Guárdelo como «CSV UTF-8».",
"The file is saved: hand in the public credentials": "El archivo está guardado: entregar las credenciales públicas",
"The letters could not be loaded. Load the page again.": "No se han podido cargar las cartas. Cargue la página de nuevo.",
"The particulars of the election could not be loaded. Load the page again.": "No se han podido cargar los datos de la elección. Cargue la página de nuevo.",
"The requests could not be loaded. Load the page again.": "No se han podido cargar las solicitudes. Cargue la página de nuevo.",
"The roll could not be loaded. Load the page again.": "No se ha podido cargar el censo. Cargue la página de nuevo.",
"The tokens are made. Save the file first.": "Los códigos están creados. Guarde antes el archivo.",
"This browser has no secure source of random numbers, so it cannot encrypt anything. Use another browser or another device.": "Este navegador no tiene una fuente segura de números aleatorios, así que no puede cifrar nada. Use otro navegador u otro dispositivo.",
"This file of tokens is of another election, or somebody has changed it.": "Este archivo de códigos es de otra elección, o alguien lo ha cambiado.",
"This is how it stands now.": "Esta es la situación actual.",
"This is not a file of public credentials. Nothing was sent.": "Esto no es un archivo de credenciales públicas. No se ha enviado nada.",
"This is not a file of tokens: it needs the columns %(columns)s.": "No es un archivo de códigos: necesita las columnas %(columns)s.",
"Two officers add a member to the frozen roll, and ask you for a spare public credential. When it is confirmed, write the member into the row of this credential in your file, and open it here again.": "Dos personas responsables añaden un miembro al censo ya fijado y le piden una credencial pública de reserva. Cuando esté confirmado, escriba el miembro en la fila de esta credencial de su archivo y ábralo aquí de nuevo.",
"Waits for an officer to propose it.": "Espera a que lo proponga una persona responsable.",
"Waits for the second officer to confirm it.": "Espera a que lo confirme la segunda persona responsable.",
"We could not reach the server. Check your connection and try again: nothing is lost.": "No hemos podido conectar con el servidor. Compruebe su conexión e inténtelo de nuevo: no se ha perdido nada.",
"Weight %(weight)s:": "Peso %(weight)s:"
};
