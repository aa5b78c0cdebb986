// SPDX-License-Identifier: Apache-2.0
// Dragging cards with a mouse, a finger or a pen. It is only a second way: buttons and keyboard do the same.

import { el, svg } from "../../page/dom.js";

const EDGE = 70; // px: the page scrolls when the pointer is this close to the top or bottom of the screen
const STEP = 14;

/**
 * Return a handle that drags `item`. `spotAt(y)` says where it would land: null for nowhere, or { place, node, after }
 * with the card next to which a line marks the spot; `drop(spot)` is called when it is dropped there.
 */
export function handle(item, spotAt, drop) {
  const node = el("span", { class: "grip" }, svg("path", { class: "dots", d: "M3 2h0M7 2h0M3 5h0M7 5h0M3 8h0M7 8h0" }));
  node.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault(); // no text selection, and no drag by the browser itself
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
