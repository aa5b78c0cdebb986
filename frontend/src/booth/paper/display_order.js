// SPDX-License-Identifier: Apache-2.0
// The order in which the paper shows its candidates or lists. It does not change what is encrypted.

import { isBlankList } from "../../protocol/blank_list.js";

/**
 * Return the answers' places in the order shown: that of the record or, if the contest says "random", by the voter's
 * own `lots`, lowest first. Lists swap places, but each list keeps the order of its candidates. "Reopen nominations"
 * and the blank vote stay last.
 */
export function displayOrder(question, { order, candidates = [], blank }, lots) {
  const { answers, kind } = question;
  const places = answers.map((_, answer) => answer);
  if (order !== "random") return places;
  const isLast = (answer) => (kind === "lists" ? blank && isBlankList(question, answer) : candidates[answer].reopens === true);
  const free = places.filter((answer) => !isLast(answer));
  return [...free.sort((one, other) => (lots[one] < lots[other] ? -1 : 1)), ...places.filter(isLast)];
}
