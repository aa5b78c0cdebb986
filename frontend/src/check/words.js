// SPDX-License-Identifier: Apache-2.0
// All sentences of the checking page, for the catalogues of translations.

import { _, ngettext } from "../language.js";

export const words = {
  checkEmpty: _("Paste an opened ballot, or choose the file that the booth saved."),
  checkUnreadable: _("The file could not be read. Choose the file that the booth saved, or paste its text."),
  checking: _("Checking…"),
  checkGood: _("The encryption is honest: the ballot holds exactly these choices."),
  checkTechnical: _("For whoever looks into it:"),
  checkBad: _("This opened ballot is not right"),
  checkBadAdvice:
    _("If you pasted the text, make sure that nothing is missing. If it is complete, do not vote on that device, keep the file " +
    "and tell the returning officer."),
  checkCompare:
    _("Compare the choices and this check number with those that the booth showed before it opened the ballot. They must be equal."),
  checkNumber: (number) => _("number %(number)s", { number }),
  checkNoNumber: _("no number (0)"),
  checkElection: _("Election"),
  checkPhi: _("Election fingerprint (compare it with the one in your message)"),
  checkCredential: _("Public credential"),
  checkScope: (ciphertexts) =>
    ngettext("%(num)s encrypted value was computed again from the choices and the random numbers, and all proofs of the ballot were verified. This page sends nothing and keeps nothing.", "%(num)s encrypted values were computed again from the choices and the random numbers, and all proofs of the ballot were verified. This page sends nothing and keeps nothing.", ciphertexts),
  listName: _("List:"),
  nobodyBlank: _("Nobody (blank vote)"),
  nobodyChosen: _("Nobody. You have left this open."),
  numberLabel: _("Check number"),
};
