// SPDX-License-Identifier: Apache-2.0
// A candidate's statement: the server sends a tree (ballot/election/paper/statements.py), which is drawn element by element.

import { el, link } from "../../page/dom.js";

const REL = "noopener noreferrer nofollow";

/** Return the elements of a statement's blocks. */
export function blocks(nodes) {
  return nodes.map((node) => (node.kind === "list" ? list(node) : el("p", { dir: "auto" }, ...line(node.content))));
}

function list({ ordered, content }) {
  return el(ordered ? "ol" : "ul", {}, ...content.map((item) => el("li", {}, ...blocks(item.content))));
}

const inline = {
  text: ({ text }) => [text],
  break: () => [el("br")],
  strong: ({ content }) => [el("strong", {}, ...line(content))],
  emphasis: ({ content }) => [el("em", {}, ...line(content))],
  link: ({ address, host, content }) => {
    if (!address.startsWith("https://")) return line(content);
    const anchor = link("", address, { rel: REL, target: "_blank" });
    anchor.append(...line(content));
    return [anchor, el("span", { class: "muted" }, ` (${host})`)];
  },
};

function line(nodes) {
  return nodes.flatMap((node) => inline[node.kind](node));
}
