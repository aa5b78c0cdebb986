// SPDX-License-Identifier: Apache-2.0
// Dragging cards with a mouse, a finger or a pen. It is a second way only: buttons and keyboard do the same.

import { el } from "../../page/dom.js";

const EDGE = 70; // px from the upper and lower edge of the screen: there the page scrolls
const STEP = 14;

/**
 * Return a handle that drags `item`. `spotAt(y)` says where it would land: null for nowhere, or { place, node, after }
 * with the card beside which a line shows the spot; `drop(spot)` is called when it is let go there.
 */
export function handle(item, spotAt, drop) {
  const node = el("span", { class: "grip", "aria-hidden": "true" }, "⠿");
  node.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault(); // neither a selection of text nor a drag of the browser's own
    follow(event.pointerId, item, spotAt, drop);
  });
  return node;
}

function follow(pointer, item, spotAt, drop) {
  let spot = null;
  const mark = (found) => {
    spot?.node.classList.remove("drop-before", "drop-after");
    spot = found;
    spot?.node.classList.add(spot.after ? "drop-after" : "drop-before");
  };
  const listeners = { pointermove: move, pointerup: () => end(true), pointercancel: () => end(false), keydown: key };

  function move(event) {
    if (event.pointerId !== pointer) return;
    if (event.clientY < EDGE) window.scrollBy(0, -STEP);
    if (event.clientY > window.innerHeight - EDGE) window.scrollBy(0, STEP);
    mark(spotAt(event.clientY));
  }

  function key(event) {
    if (event.key === "Escape") end(false);
  }

  function end(isDropped) {
    const found = spot;
    mark(null);
    item.classList.remove("dragged");
    for (const [name, listener] of Object.entries(listeners)) document.removeEventListener(name, listener);
    if (isDropped && found !== null) drop(found);
  }

  item.classList.add("dragged");
  for (const [name, listener] of Object.entries(listeners)) document.addEventListener(name, listener);
}
