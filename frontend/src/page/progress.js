// SPDX-License-Identifier: Apache-2.0
// A page that waits for long work: show the progress, and reload the page when the work is done; or, where there is a
// form for it, fetch what was made.

import { number } from "../language.js";

const bar = document.querySelector("progress[data-address]");
const words = document.getElementById("progress-words");
const form = document.getElementById("when-done");
const PAUSE = 1000;

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
    // no answer from the server: ask again later
  }
  window.setTimeout(look, PAUSE);
}

if (bar !== null) window.setTimeout(look, PAUSE);
