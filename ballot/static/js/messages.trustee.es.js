// ballot: words of trustee.js (es), made by scripts/messages.py. Do not edit.
// SPDX-License-Identifier: Apache-2.0
globalThis.ballotMessages = {
"Election fingerprint": "Huella de la elección",
"Setup event": "Evento de preparación",
"There is a problem": "Hay un problema",
"Try again": "Intentar de nuevo",
"We could not reach the server. Check your connection and try again: nothing is lost.": "No hemos podido conectar con el servidor. Compruebe su conexión e inténtelo de nuevo: no se ha perdido nada."
};
