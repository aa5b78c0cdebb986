// ballot: words of passkey.js (es), made by scripts/messages.py. Do not edit.
// SPDX-License-Identifier: Apache-2.0
globalThis.ballotMessages = {
"Do what your browser asks for.": "Haga lo que le pide su navegador.",
"No passkey was made: it was cancelled, or it took too long. Try again.": "No se ha creado ninguna llave de acceso: se canceló o tardó demasiado. Inténtelo de nuevo.",
"No passkey was used: it was cancelled, it took too long, or this device has none of your passkeys. Try again.": "No se ha usado ninguna llave de acceso: se canceló, tardó demasiado o este dispositivo no tiene ninguna de las suyas. Inténtelo de nuevo.",
"Something went wrong on this device (%(error)s).": "Algo ha fallado en este dispositivo (%(error)s).",
"The passkey did not work: your browser reports “%(name)s”. Try again, or use another way.": "La llave de acceso no ha funcionado: su navegador indica «%(name)s». Inténtelo de nuevo o use otro medio.",
"This browser cannot use passkeys. Use a newer one, or another device.": "Este navegador no puede usar llaves de acceso. Use uno más reciente u otro dispositivo.",
"This device cannot keep a passkey. Use another one, or a security key with a PIN.": "Este dispositivo no puede guardar una llave de acceso. Use otro, o una llave de seguridad con PIN.",
"This device does not check who holds it. Set up a PIN, a finger or a face in its settings, or use another device.": "Este dispositivo no comprueba quién lo tiene. Configure un PIN, un dedo o la cara en sus ajustes, o use otro dispositivo.",
"This device has a passkey of yours already. Add one on another device.": "Este dispositivo ya tiene una llave de acceso suya. Añada una en otro dispositivo.",
"This is not the address that the passkeys of this site belong to. Open the site by its usual address.": "Esta no es la dirección a la que pertenecen las llaves de acceso de este sitio. Abra el sitio por su dirección habitual.",
"We could not reach the server. Check your connection and try again: nothing is lost.": "No hemos podido conectar con el servidor. Compruebe su conexión e inténtelo de nuevo: no se ha perdido nada."
};
