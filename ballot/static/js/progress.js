// ballot: progress.js, built from frontend/src/page/progress.js by scripts/build_assets. Do not edit.
// SPDX-License-Identifier: Apache-2.0
// src/language.js
var messages = globalThis.ballotMessages ?? {};
var code = globalThis.document?.documentElement.lang || "en";
var locale = `${code}-u-nu-latn`;
var plurals = new Intl.PluralRules(locale);
var numbers = new Intl.NumberFormat(locale);
var number = (value) => numbers.format(value);

// src/page/progress.js
var bar = document.querySelector("progress[data-address]");
var words = document.getElementById("progress-words");
var form = document.getElementById("when-done");
var PAUSE = 1e3;
function finish() {
  if (form === null) return window.location.reload();
  bar.hidden = true;
  words.textContent = words.dataset.done;
  form.submit();
}
async function look() {
  try {
    const answer = await fetch(bar.dataset.address, { headers: { Accept: "application/json" } });
    const { reading, rows, lines } = await answer.json();
    if (!reading) return finish();
    if (lines > 0) {
      bar.max = lines;
      bar.value = rows;
      words.textContent = words.dataset.words.replace("{rows}", number(rows)).replace("{lines}", number(lines));
    }
  } catch {
  }
  window.setTimeout(look, PAUSE);
}
if (bar !== null) window.setTimeout(look, PAUSE);
