// ballot: words of check.js (ar), made by scripts/messages.py. Do not edit.
// SPDX-License-Identifier: Apache-2.0
globalThis.ballotMessages = {
"%(num)s encrypted value was computed again from the choices and the random numbers, and all proofs and the signature of the ballot were verified. This page sends nothing and keeps nothing.": {
"few": "حُسبت %(num)s قيم مشفّرة من جديد من الخيارات والأرقام العشوائية، وتم التحقق من جميع البراهين ومن توقيع البطاقة. لا ترسل هذه الصفحة شيئًا ولا تحتفظ بشيء.",
"many": "حُسبت %(num)s قيمة مشفّرة من جديد من الخيارات والأرقام العشوائية، وتم التحقق من جميع البراهين ومن توقيع البطاقة. لا ترسل هذه الصفحة شيئًا ولا تحتفظ بشيء.",
"one": "حُسبت قيمة مشفّرة واحدة من جديد من الخيارات والأرقام العشوائية، وتم التحقق من جميع البراهين ومن توقيع البطاقة. لا ترسل هذه الصفحة شيئًا ولا تحتفظ بشيء.",
"other": "حُسبت %(num)s قيمة مشفّرة من جديد من الخيارات والأرقام العشوائية، وتم التحقق من جميع البراهين ومن توقيع البطاقة. لا ترسل هذه الصفحة شيئًا ولا تحتفظ بشيء.",
"two": "حُسبت قيمتان مشفّرتان من جديد من الخيارات والأرقام العشوائية، وتم التحقق من جميع البراهين ومن توقيع البطاقة. لا ترسل هذه الصفحة شيئًا ولا تحتفظ بشيء.",
"zero": "لم تُحسب أي قيمة. لا ترسل هذه الصفحة شيئًا ولا تحتفظ بشيء."
},
"Checking…": "جارٍ التحقق…",
"Compare the choices and this tracking number with those that the booth showed before it opened the ballot. They must be equal.": "قارن الخيارات ورقم التتبع هذا بما عُرض قبل فتح البطاقة. يجب أن تكون متطابقة.",
"Election": "الانتخاب",
"Election fingerprint (compare it with the one in your message)": "بصمة الانتخاب (قارنها بما في رسالتك)",
"If you pasted the text, make sure that nothing is missing. If it is complete, do not vote on that device, keep the file and tell the returning officer.": "إن ألصقت النص فتأكد من أنه لا ينقصه شيء. وإن كان كاملًا فلا تصوّت على ذلك الجهاز، واحتفظ بالملف وأخبر مسؤول الانتخاب.",
"List:": "القائمة:",
"Nobody (blank vote)": "لا أحد (صوت أبيض)",
"Nobody. You have left this open.": "لا أحد. تركت هذا مفتوحًا.",
"Paste an opened ballot, or choose the file that the booth saved.": "ألصق بطاقة مفتوحة، أو اختر الملف الذي حفظته عند التصويت.",
"Public credential": "بيانات الاعتماد العامة",
"The check failed (%(error)s).": "فشل التحقق (%(error)s).",
"The encryption is honest: the ballot holds exactly these choices.": "التشفير أمين: تحتوي البطاقة على هذه الخيارات بالضبط.",
"The file could not be read. Choose the file that the booth saved, or paste its text.": "تعذّرت قراءة الملف. اختر الملف الذي حفظته عند التصويت، أو ألصق نصه.",
"This opened ballot is not right": "هذه البطاقة المفتوحة غير صحيحة",
"Your tracking number": "رقم التتبع الخاص بك",
"no number (0)": "دون رقم (0)",
"number %(number)s": "الرقم %(number)s"
};
