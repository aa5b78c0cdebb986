// ballot: words of check.js (es), made by scripts/messages.py. Do not edit.
// SPDX-License-Identifier: Apache-2.0
globalThis.ballotMessages = {
"%(num)s encrypted value was computed again from the choices and the random numbers, and all proofs and the signature of the ballot were verified. This page sends nothing and keeps nothing.": {
"one": "Se ha calculado de nuevo %(num)s valor cifrado a partir de las opciones y los números aleatorios, y se han verificado todas las pruebas y la firma de la papeleta. Esta página no envía ni guarda nada.",
"other": "Se han calculado de nuevo %(num)s valores cifrados a partir de las opciones y los números aleatorios, y se han verificado todas las pruebas y la firma de la papeleta. Esta página no envía ni guarda nada."
},
"Checking…": "Comprobando…",
"Compare the choices and this tracking number with those that the booth showed before it opened the ballot. They must be equal.": "Compare las opciones y este número de seguimiento con los que se mostraron antes de abrir la papeleta. Deben ser iguales.",
"Election": "Elección",
"Election fingerprint (compare it with the one in your message)": "Huella de la elección (compárela con la de su mensaje)",
"If you pasted the text, make sure that nothing is missing. If it is complete, do not vote on that device, keep the file and tell the returning officer.": "Si pegó el texto, asegúrese de que no falta nada. Si está completo, no vote en ese dispositivo, guarde el archivo y avise a la persona responsable de la elección.",
"List:": "Lista:",
"Nobody (blank vote)": "Nadie (voto en blanco)",
"Nobody. You have left this open.": "Nadie. Lo ha dejado abierto.",
"Paste an opened ballot, or choose the file that the booth saved.": "Pegue una papeleta abierta o elija el archivo que guardó al votar.",
"Public credential": "Credencial pública",
"The check failed (%(error)s).": "La comprobación ha fallado (%(error)s).",
"The encryption is honest: the ballot holds exactly these choices.": "El cifrado es honrado: la papeleta contiene exactamente estas opciones.",
"The file could not be read. Choose the file that the booth saved, or paste its text.": "No se ha podido leer el archivo. Elija el archivo que guardó al votar o pegue su texto.",
"This opened ballot is not right": "Esta papeleta abierta no es correcta",
"Your tracking number": "Su número de seguimiento",
"no number (0)": "sin número (0)",
"number %(number)s": "número %(number)s"
};
