// SPDX-License-Identifier: Apache-2.0
// A page of long work: show how far it is, and load the page again when it is done.

import { number } from "../language.js";

const bar = document.querySelector("progress[data-address]");
const words = document.getElementById("progress-words");
const PAUSE = 1000;

async function look() {
  try {
    const answer = await fetch(bar.dataset.address, { headers: { Accept: "application/json" } });
    const { reading, rows, lines } = await answer.json();
    if (!reading) return window.location.reload();
    if (lines > 0) {
      bar.max = lines;
      bar.value = rows;
      words.textContent = words.dataset.words.replace("{rows}", number(rows)).replace("{lines}", number(lines));
    }
  } catch {
    // The server does not answer: it is asked again.
  }
  window.setTimeout(look, PAUSE);
}

if (bar !== null) window.setTimeout(look, PAUSE);
