// ballot: words of trustee.js (ar), made by scripts/messages.py. Do not edit.
// SPDX-License-Identifier: Apache-2.0
globalThis.ballotMessages = {
"Election fingerprint": "بصمة الانتخاب",
"Setup event": "حدث الإعداد",
"There is a problem": "هناك مشكلة",
"Try again": "حاول مرة أخرى",
"We could not reach the server. Check your connection and try again: nothing is lost.": "تعذّر الوصول إلى الخادم. تحقّق من الاتصال وحاول مرة أخرى: لم يضع شيء."
};
