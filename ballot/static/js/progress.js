// ballot: progress.js, built from frontend/src/progress.js by scripts/build_assets. Do not edit.
// SPDX-License-Identifier: Apache-2.0
// src/progress.js
var bar = document.querySelector("progress[data-address]");
var words = document.getElementById("progress-words");
var PAUSE = 1e3;
async function look() {
  try {
    const answer = await fetch(bar.dataset.address, { headers: { Accept: "application/json" } });
    const { reading, rows, lines } = await answer.json();
    if (!reading) return window.location.reload();
    if (lines > 0) {
      bar.max = lines;
      bar.value = rows;
      words.textContent = words.dataset.words.replace("{rows}", rows.toLocaleString()).replace("{lines}", lines.toLocaleString());
    }
  } catch {
  }
  window.setTimeout(look, PAUSE);
}
if (bar !== null) window.setTimeout(look, PAUSE);
