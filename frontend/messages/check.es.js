// ballot: words of check.js (es), made by scripts/messages.py. Do not edit.
// SPDX-License-Identifier: Apache-2.0
globalThis.ballotMessages = {
"%(num)s encrypted value was computed again from the choices and the random numbers, and all proofs of the ballot were verified. This page sends nothing and keeps nothing.": {
"one": "Se ha calculado de nuevo %(num)s valor cifrado a partir de las opciones y los números aleatorios, y se han verificado todas las pruebas de la papeleta. Esta página no envía ni guarda nada.",
"other": "Se han calculado de nuevo %(num)s valores cifrados a partir de las opciones y los números aleatorios, y se han verificado todas las pruebas de la papeleta. Esta página no envía ni guarda nada."
},
"Check number": "Número de control",
"Checking…": "Comprobando…",
"Compare the choices and this check number with those that the booth showed before it opened the ballot. They must be equal.": "Compare las opciones y este número de control con los que se mostraron antes de abrir la papeleta. Deben ser iguales.",
"Election": "Elección",
"Election fingerprint (compare it with the one in your message)": "Huella de la elección (compárela con la de su mensaje)",
"For whoever looks into it:": "Para quien lo investigue:",
"If you pasted the text, make sure that nothing is missing. If it is complete, do not vote on that device, keep the file and tell the returning officer.": "Si pegó el texto, asegúrese de que no falta nada. Si está completo, no vote en ese dispositivo, guarde el archivo y avise a la persona responsable de la elección.",
"List:": "Lista:",
"Nobody (blank vote)": "Nadie (voto en blanco)",
"Nobody. You have left this open.": "Nadie. Lo ha dejado abierto.",
"Paste an opened ballot, or choose the file that the booth saved.": "Pegue una papeleta abierta o elija el archivo que guardó al votar.",
"Public credential": "Credencial pública",
"Something went wrong on this device (%(error)s).": "Algo ha fallado en este dispositivo (%(error)s).",
"The ballot paper in the opened ballot cannot be read.": "No se puede leer el modelo de papeleta que contiene la papeleta abierta.",
"The check number in the file is not the check number of the ballot in it. Do not vote on that device.": "El número de control del archivo no es el de la papeleta que contiene. No vote en ese dispositivo.",
"The choices in the opened ballot do not fit its ballot paper.": "Las opciones de la papeleta abierta no corresponden a su modelo de papeleta.",
"The encrypted ballot is not valid: a proof or its form is wrong. Do not vote on that device.": "La papeleta cifrada no es válida: una prueba o su forma es incorrecta. No vote en ese dispositivo.",
"The encryption is honest: the ballot holds exactly these choices.": "El cifrado es honrado: la papeleta contiene exactamente estas opciones.",
"The file could not be read. Choose the file that the booth saved, or paste its text.": "No se ha podido leer el archivo. Elija el archivo que guardó al votar o pegue su texto.",
"The opened ballot is not written as the booth writes it: something was changed in it.": "La papeleta abierta no está escrita como la escribe la cabina: se ha cambiado algo en ella.",
"The random numbers in the opened ballot are not complete, or not written as the booth writes them.": "Los números aleatorios de la papeleta abierta están incompletos o no están escritos como los escribe la cabina.",
"This browser has no secure source of random numbers, so it cannot encrypt anything. Use another browser or another device.": "Este navegador no tiene una fuente segura de números aleatorios, así que no puede cifrar nada. Use otro navegador u otro dispositivo.",
"This is not an opened ballot of the kind that the booth saves.": "Esto no es una papeleta abierta como las que guarda la cabina.",
"This is not an opened ballot: the text is incomplete or something was changed in it.": "Esto no es una papeleta abierta: el texto está incompleto o se ha cambiado algo en él.",
"This opened ballot is not right": "Esta papeleta abierta no es correcta",
"We could not reach the server. Check your connection and try again: nothing is lost.": "No hemos podido conectar con el servidor. Compruebe su conexión e inténtelo de nuevo: no se ha perdido nada.",
"no number (0)": "sin número (0)",
"number %(number)s": "número %(number)s",
"“%(contest)s”: the encrypted ballot does not hold the choices that the device showed you. Do not vote on that device.": "«%(contest)s»: la papeleta cifrada no contiene las opciones que el dispositivo le mostró. No vote en ese dispositivo."
};
