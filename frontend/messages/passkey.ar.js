// ballot: words of passkey.js (ar), made by scripts/messages.py. Do not edit.
// SPDX-License-Identifier: Apache-2.0
globalThis.ballotMessages = {
"Do what your browser asks for.": "افعل ما يطلبه متصفحك.",
"No passkey was made: it was cancelled, or it took too long. Try again.": "لم يُنشأ مفتاح مرور: أُلغيت العملية أو استغرقت وقتًا طويلًا. حاول مرة أخرى.",
"No passkey was used: it was cancelled, it took too long, or this device has none of your passkeys. Try again.": "لم يُستخدم مفتاح مرور: أُلغيت العملية، أو استغرقت وقتًا طويلًا، أو ليس في هذا الجهاز أي من مفاتيحك. حاول مرة أخرى.",
"Something went wrong on this device (%(error)s).": "حدث خطأ على هذا الجهاز (%(error)s).",
"The passkey did not work: your browser reports “%(name)s”. Try again, or use another way.": "لم يعمل مفتاح المرور: أبلغ متصفحك عن «%(name)s». حاول مرة أخرى، أو استخدم طريقة أخرى.",
"This browser cannot use passkeys. Use a newer one, or another device.": "لا يستطيع هذا المتصفح استخدام مفاتيح المرور. استخدم متصفحًا أحدث أو جهازًا آخر.",
"This device cannot keep a passkey. Use another one, or a security key with a PIN.": "لا يستطيع هذا الجهاز حفظ مفتاح مرور. استخدم جهازًا آخر، أو مفتاح أمان له رقم PIN.",
"This device does not check who holds it. Set up a PIN, a finger or a face in its settings, or use another device.": "لا يتحقق هذا الجهاز ممن يحمله. اضبط رقم PIN أو إصبعًا أو وجهًا في إعداداته، أو استخدم جهازًا آخر.",
"This device has a passkey of yours already. Add one on another device.": "في هذا الجهاز مفتاح مرور لك من قبل. أضف واحدًا على جهاز آخر.",
"This is not the address that the passkeys of this site belong to. Open the site by its usual address.": "ليس هذا هو العنوان الذي ترتبط به مفاتيح مرور هذا الموقع. افتح الموقع بعنوانه المعتاد.",
"We could not reach the server. Check your connection and try again: nothing is lost.": "تعذّر الوصول إلى الخادم. تحقّق من الاتصال وحاول مرة أخرى: لم يضع شيء."
};
