// ballot: progress.js, built from frontend/src/page/progress.js by scripts/build_assets. Do not edit.
// SPDX-License-Identifier: Apache-2.0
// src/language.js
var messages = globalThis.ballotMessages ?? {}, code = globalThis.document?.documentElement.lang || "en", locale = `${code}-u-nu-latn`;
var plurals = new Intl.PluralRules(locale), numbers = new Intl.NumberFormat(locale);
var number = (value) => numbers.format(value);

// src/page/progress.js
var bar = document.querySelector("progress[data-address]"), words = document.getElementById("progress-words"), form = document.getElementById("when-done"), PAUSE = 1e3;
function finish() {
  if (form === null) return window.location.reload();
  bar.hidden = !0, words.textContent = words.dataset.done, form.submit();
}
async function look() {
  try {
    let answer = await fetch(bar.dataset.address, { headers: { Accept: "application/json" } }), { reading, rows, lines } = await answer.json();
    if (!reading) return finish();
    lines > 0 && (bar.max = lines, bar.value = rows, words.textContent = words.dataset.words.replace("{rows}", number(rows)).replace("{lines}", number(lines)));
  } catch {
  }
  window.setTimeout(look, PAUSE);
}
bar !== null && window.setTimeout(look, PAUSE);
