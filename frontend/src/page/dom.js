// SPDX-License-Identifier: Apache-2.0
// Building the page: elements and text nodes only, so that no text is ever read as markup.

const SVG = "http://www.w3.org/2000/svg";

/** Make an element. Attributes: `class`, `on…` handlers (functions), booleans and texts; children: nodes and texts. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (typeof value === "boolean") node.toggleAttribute(name, value);
    else node.setAttribute(name, String(value));
  }
  node.append(...children.filter((child) => child !== null));
  return node;
}

/** Isolate a name, so that its direction marks cannot rearrange the text around it. */
export function bdi(text) {
  return el("bdi", {}, text);
}

export function button(text, onclick, kind = "") {
  return el("button", { type: "button", class: kind, onclick }, text);
}

export function link(text, href, attributes = {}) {
  return el("a", { href, ...attributes }, text);
}

function drawn(tag, attributes, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/** A small sign of one shape; screen readers pass it by. */
export function svg(shape, attributes) {
  return drawn("svg", { class: "swatch", viewBox: "0 0 10 10", "aria-hidden": "true" }, drawn(shape, attributes));
}

/** A small square in a slate's colour; the slate's name is always next to it. */
export function swatch(colour) {
  return svg("rect", { width: "10", height: "10", class: `slate-${colour}` });
}

/** Return a tracking number or checksum in groups of four. */
export function grouped(text) {
  return text.match(/.{1,4}/gu).join(" ");
}

export function tracker(text) {
  return el("p", { class: "tracker", translate: "no", dir: "ltr" }, grouped(text));
}

/** A list of facts: pairs of a term and a node or text. */
export function facts(...pairs) {
  return el("dl", { class: "facts" }, ...pairs.flatMap(([term, value]) => [el("dt", {}, term), el("dd", {}, value)]));
}

/** Offer a text as a file. */
export function saveAs(name, text, type = "application/json") {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const anchor = link("", address, { download: name, hidden: true });
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** A summary of errors that links to each field; it takes the focus. */
export function errorSummary(heading, errors) {
  const items = errors.map(({ text, target }) => el("li", {}, target ? focusLink(text, target) : text));
  return el("div", { class: "error-summary", role: "alert", tabindex: "-1" }, el("h2", {}, heading), el("ul", {}, ...items));
}

function focusLink(text, target) {
  const onclick = (event) => {
    event.preventDefault(); // leave the address bar unchanged
    const field = document.getElementById(target);
    field?.closest("details")?.toggleAttribute("open", true); // a field inside closed details cannot take the focus
    field?.focus();
  };
  return link(text, `#${target}`, { onclick });
}
