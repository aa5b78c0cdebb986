// SPDX-License-Identifier: Apache-2.0
// In which order the paper shows its candidates or lists. It changes nothing about what is encrypted.

import { isBlankList } from "../../protocol/blank_list.js";

/**
 * Return the places of the answers as they are shown: those of the record, or, where the contest says "random", by the
 * voter's own `lots`, the lowest first. Lists change places with each other, and their candidates stay as the lists put
 * them up. Whoever stands for reopening nominations stays last, and so does the blank vote.
 */
export function displayOrder(question, { order, candidates = [], blank }, lots) {
  const { answers, kind } = question;
  const places = answers.map((_, answer) => answer);
  if (order !== "random") return places;
  const isLast = (answer) => (kind === "lists" ? blank && isBlankList(question, answer) : candidates[answer].reopens === true);
  const free = places.filter((answer) => !isLast(answer));
  return [...free.sort((one, other) => (lots[one] < lots[other] ? -1 : 1)), ...places.filter(isLast)];
}
