// SPDX-License-Identifier: Apache-2.0
// Ranked papers: a small integer for each candidate, all in one group element (sections 4.11.2, 5.2.1).

import { InvalidEncoding } from "../errors.js";
import { embed, extract } from "./group.js";

export const CAPACITY = 30;
const PADDING = 14n;
const BITS = 8n;

/** Return the group element of a paper. */
export function encodePaper(paper) {
  if (paper.length > CAPACITY) {
    throw new InvalidEncoding(`A ranked contest can have at most ${CAPACITY} candidates; this one has ${paper.length}.`);
  }
  const number = paper.reduce((all, value) => {
    if (!Number.isInteger(value) || value < 0 || value > 255) throw new InvalidEncoding("A rank is a number from 0 to 255.");
    return (all << BITS) | BigInt(value);
  }, 0n);
  return embed(number << PADDING);
}

/** Return the `size` integers that an element stands for; every element stands for some. */
export function decodePaper(element, size) {
  let number = extract(element) >> PADDING;
  const paper = [];
  for (let at = 0; at < size; at += 1, number >>= BITS) paper.push(Number(number & 255n));
  return paper.reverse();
}

/** Return whether an element is exactly what an honest voter's paper is encoded as (M1). */
export function isCanonical(element, size) {
  try {
    return encodePaper(decodePaper(element, size)).equals(element);
  } catch {
    return false;
  }
}
