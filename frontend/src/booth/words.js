// SPDX-License-Identifier: Apache-2.0
// All sentences of the booth, for the catalogues of translations.

import { _, isolated, ngettext } from "../language.js";

export const words = {
  // start
  electionCloses: (when) => _("Closes %(when)s.", { when }),
  oneBallot: _("You have one ballot. It takes about two minutes."),
  mayVoteAgain: _("It takes about two minutes. You may vote again until the election closes: your last ballot counts."),
  encrypted:
    _("Your vote is encrypted on this device before it is sent; nobody, not even the returning officer, can read a single vote."),
  markedRegister:
    _("The rules of this election require a register of who has voted. Two officers may take it after the end. It says that you voted, never how."),
  start: _("Start"),
  tokenLabel: _("Your ballot token"),
  tokenHint: _("It is in the message that you received, and looks like XXXXX-XXXXXX-XXXXX-XXXXXX. You may leave out the dashes."),
  tokenFromLink: _("Your ballot token was taken from your link."),
  checkingToken: _("Checking your token…"),
  weight: (weight) => ngettext("Your ballot counts %(num)s time.", "Your ballot counts %(num)s times.", weight),
  tokenErrors: {
    empty: () => _("Enter your ballot token. It is in the message that you received."),
    length: (found) => _("A ballot token has 22 letters and digits; this one has %(found)s. Compare it with your message.", { found }),
    lookalike: (found) =>
      _("A ballot token never contains %(found)s. Check for letters that look alike: " +
      "the digit 0, the capital letters O and I, and the small letter l are never used.", { found }),
    character: (found) => _("A ballot token never contains %(found)s. Copy it again from your message.", { found }),
  },
  unknownToken:
    _("We do not know this token. Check for letters that look alike. " +
    "If it still fails, it may belong to another election, or may have been replaced: ask the returning officer."),
  spentToken: (when) => when ? _("This token has already been used on %(when)s.", { when }) : _("This token has already been used."),
  spentAdvice:
    _("If that was you, your ballot is in the ballot box, and you need to do nothing. " +
    "If it was not you, tell the returning officer at once."),
  replacedToken: (when) => _("This token was replaced on %(when)s, so it can no longer be used.", { when }),
  replacedAdvice:
    _("Look for the newer message, and use the token in it. " +
    "If you did not ask for a new token, tell the returning officer at once."),
  revokedToken: (when) => _("This token was revoked on %(when)s: its member was taken off the roll.", { when }),
  revokedAdvice: _("If that is not right, tell the returning officer at once: you can be put on the roll again while the voting lasts."),
  spentButAgain: (when) => _("You have already cast a ballot on %(when)s. You can vote again: only your last ballot counts.", { when }),

  // states of the election
  states: {
    draft: _("This election has not been opened yet."),
    waiting: _("This election has not been opened yet."),
    stopped: _("The voting is stopped for the time being. No ballot is accepted."),
    closed: _("This election is closed. No more ballots can be cast."),
    "called-off": _("This election was called off. No ballot is accepted."),
  },
  stoppedAdvice: _("Your token stays valid. The page of the election says when the voting goes on."),
  opensByItself: _("Keep this page open and do not load it again: it goes on by itself when the voting opens."),
  keepOpen: _("Keep this page open, do not load it again, and try again later."),
  stateUnknown: _("This election does not take ballots at the moment."),
  opensAt: (when) => _("It opens on %(when)s.", { when }),
  closedAt: (when) => _("It closed on %(when)s.", { when }),
  electionPage: _("Go to the page of the election"),

  // choose
  contestOf: (number, count) => _("Contest %(number)s of %(count)s", { number, count }),
  countHow: _("How the votes are counted"),
  chooseRange: (min, max, count) => {
    if (max === 0) return _("Nobody can be chosen here.");
    if (min === max) return _("Choose %(max)s of %(count)s.", { max, count });
    if (min === 0) return _("Choose up to %(max)s of %(count)s.", { max, count });
    return _("Choose %(min)s to %(max)s of %(count)s.", { min, max, count });
  },
  counter: (chosen, max) => _("%(chosen)s of %(max)s chosen", { chosen, max }),
  counterBlank: _("Blank: you vote for nobody"),
  tooMany: (max) => _("You can choose %(max)s. Remove one first.", { max }),
  blank: _("Vote for nobody (blank)"),
  blankCleared: (count) => ngettext("%(num)s choice was removed: a blank ballot names nobody.", "%(num)s choices were removed: a blank ballot names nobody.", count),
  more: _("More"),
  moreAbout: (name) => _(" about %(name)s", { name: isolated(name) }),
  slate: (name) => _("Slate: %(name)s", { name: isolated(name) }),
  withdrawn: _("Withdrawn"),
  withdrawnMeans: _("Votes for this name do not count."),
  tooFew: (chosen, min, blank) =>
    blank
      ? _("You have chosen %(chosen)s. Choose at least %(min)s, or vote for nobody (blank).", { chosen, min })
      : _("You have chosen %(chosen)s. Choose at least %(min)s.", { chosen, min }),

  // choose: what an organisation may warn of or block
  moreChoices: (count) => ngettext("You can choose %(num)s more.", "You can choose %(num)s more.", count),
  youRanked: (given, count) => _("You have ranked %(given)s of %(count)s.", { given, count }),
  rankAll: _("Rank all, or vote for nobody (blank)."),
  youGraded: (given, count) => _("You have graded %(given)s of %(count)s.", { given, count }),
  gradeAll: _("Grade all, or vote for nobody (blank)."),
  rankGap: _("A rank is left out. Only the order counts: your ranks are read as 1, 2, 3 without gaps."),
  sameRank: (rank) => _("Rank %(rank)s is given more than once.", { rank }),
  asItIs: _("You can also cast it as it is."),

  // choose: ranks, grades, lists
  rankHow: (limit, count) =>
    limit < count
      ? _("Choose up to %(limit)s names in your order, your favourite first.", { limit })
      : _("Choose the names in your order, your favourite first. Leave out whom you like."),
  rankAllHow: _("Give each candidate a rank: 1 is the best. None may be left out."),
  gradeAllHow: _("Give each candidate a grade. None may be left out."),
  rankEqualHow: _("Give each candidate a rank: 1 is the best. Ranks may be shared. Who gets none comes last."),
  gradeHow: (worst) => _("Give each candidate a grade. Who gets none counts as “%(worst)s”.", { worst: isolated(worst) }),
  yourOrder: _("Your order"),
  notRanked: _("Not ranked"),
  notRankedNames: _("Not ranked:"),
  ranked: (given, count) => _("%(given)s of %(count)s ranked", { given, count }),
  graded: (given, count) => _("%(given)s of %(count)s graded", { given, count }),
  rankOf: (rank) => _("Number %(rank)s", { rank }),
  placeOf: (name) => _("Place of %(name)s", { name: isolated(name) }),
  noRank: _("Not ranked"),
  noGrade: _("(no grade given)"),
  nowPlace: (name, place, count) => _("%(name)s: number %(place)s of %(count)s", { name: isolated(name), place, count }),
  nowUnranked: (name) => _("%(name)s: not ranked", { name: isolated(name) }),
  rankingCleared: (count) => ngettext("%(num)s entry was removed: a blank ballot names nobody.", "%(num)s entries were removed: a blank ballot names nobody.", count),
  rankNobody: (blank) => blank ? _("Rank at least one candidate, or vote for nobody (blank).") : _("Rank at least one candidate."),
  gradeNobody: (blank) => blank ? _("Grade at least one candidate, or vote for nobody (blank).") : _("Grade at least one candidate."),
  listHow: _("Choose one list, and then one or more candidates on it."),
  listHowClosed: _("Choose one list."),
  noList: _("No list chosen"),
  listChosen: (name) => _("Chosen: %(name)s", { name: isolated(name) }),
  onList: (chosen, count, name) => _("%(name)s: %(chosen)s of %(count)s chosen", { name: isolated(name), chosen, count }),
  wholeList: _("Choose all on this list"),
  candidatesOf: (name) => _("Candidates of %(name)s", { name: isolated(name) }),
  listLeft: _("Only the list that you choose counts. Choose the other one again to see what you have ticked on it."),
  chooseList: (blank) => blank ? _("Choose a list, or vote for nobody (blank).") : _("Choose a list."),
  chooseOnList: (name) => _("Choose at least one candidate of %(name)s.", { name: isolated(name) }),
  listName: _("List:"),
  next: _("Next"),
  review: _("Review my ballot"),
  summaryHeading: _("There is a problem"),

  // review
  reviewHeading: _("Review your ballot"),
  nobodyBlank: _("Nobody (blank vote)"),
  nobodyChosen: _("Nobody. You have left this open."),
  change: _("Change"),
  encrypting: _("Encrypting…"),
  notVoted: _("You have not voted yet."),
  numberLabel: _("Your check number"),
  numberHint: _("You need it only if you want to check this device. You get your tracking number when you cast."),
  whatIsNumber: _("What is my check number?"),
  trackingLabel: _("Your tracking number"),
  trackingHint: _("With it you can find your encrypted ballot on the public board. It does not show how you vote."),
  cast: _("Cast my ballot"),
  castOnce: _("Casting cannot be undone."),
  castAgain: _("You may vote again until the election closes; your last ballot counts."),
  challenge: _("Check that this device encrypts honestly"),

  // challenge
  challengeHeading: _("Check that this device encrypts honestly"),
  challengeText:
    _("This ballot will be opened and thrown away. You can then vote again. Checking works best on another device."),
  challengeFirst: _("First write down or photograph this check number: the check must show the same one."),
  open: _("Open this ballot and throw it away"),
  back: _("Back"),
  openedHeading: _("This ballot is open and will not be cast"),
  openedText:
    _("Save it, and check it on our checking page, best on another device. It contains the choices of this trial ballot, " +
    "the random numbers of its encryption, and the encrypted ballot without a signature: nobody can cast it. It must show the check number above."),
  openedLabel: _("The opened ballot"),
  saveOpened: _("Save opened ballot"),
  checkPage: _("Go to the checking page"),
  voteAgain: _("Vote again"),

  // the code by e-mail
  codeHeading: _("Type the code from your e-mail"),
  codeAsking: _("Asking for your code…"),
  codeSent: _("Your ballot is not cast yet. We have sent six digits to the e-mail address that the roll has for you."),
  codeLabel: _("Code"),
  codeHint: _("Six digits. They are good for ten minutes."),
  codeEmpty: _("Type the six digits from the mail."),
  codeAgain: _("Send another code"),
  codeKeep: _("Keep this page open while you look for the mail, among the spam too. Nothing is lost."),

  // cast
  castHeading: _("Cast your ballot"),
  sending: _("Sending your ballot…"),
  castDone: _("Your ballot is in the ballot box."),
  alreadyArrived: _("Your ballot had already arrived; here is its receipt."),
  saveReceipt: _("Save receipt"),
  seeBoard: _("See it on the board"),
  receiptMeaning: _("The receipt proves that your ballot was accepted. It cannot show how you voted."),
  receiptUnverified:
    _("This browser could not verify the signature of the receipt just now. Your ballot is cast all the same. Save the receipt."),
  receiptMailed: _("The receipt is on its way to the e-mail address that the roll has for you, if it has one."),
  byMail: _("Send the receipt to me by e-mail too"),
  byMailHint: _("It names your tracking number."),
  whatIsTracking: _("What is my tracking number?"),
  whenWrong: _("What to do when something looks wrong"),
  help: _("Help"),
  reloaded:
    _("This page was loaded again. It keeps nothing on your device, so it has forgotten your token and your choices, and nothing " +
    "was cast unless you saw a receipt. Open the link in your message again, or type your token."),
  receiptVerified: _("This page has verified the signature of the receipt, and that your ballot is part of the board."),
  boardFound: _("Your ballot is on the public board."),
  boardMissing:
    _("Your ballot is not yet on the public board, although the server has signed a receipt for it. Save the receipt, and look " +
    "for your tracking number on the board later. If it is still missing then, give the receipt to the returning officer."),
  boardUnknown: _("The public board could not be reached just now. Look for your tracking number there later."),
  receiptBadHeading: _("The receipt of the server is wrong"),
  receiptBadAdvice:
    _("Your ballot may not have been recorded as you sent it. Save this receipt and tell the returning officer and the " +
    "scrutineer of a candidate."),
  receiptProblems: {
    shape: _("It is not in the form of a receipt."),
    trackingNumber: _("It names another tracking number than the one that this device computed for your ballot."),
    election: _("It belongs to another election."),
    serverKey: _("It names another server key than this election's."),
    setupEvent: _("It names another set-up of the election than the one that this page was given."),
    signature: _("Its signature is not the server's."),
    event: _("Its entry on the board is not your ballot."),
    checkpoint: _("The server's signature under the state of the board is missing or wrong."),
    inclusion: _("It does not prove that your ballot is part of the board."),
  },
  receiptSetup: _("Setup event (compare it with the one in your message)"),
  receiptHeight: _("Place on the board"),
  receiptCheckNumber: _("Check number (the one that you saw before you cast)"),
  closePage: _("You can close this page now. This device keeps nothing that could show how you voted."),
  unreachable: _("We could not reach the server. Your ballot has not been cast. Try again: nothing is lost."),
  unreachableMore: _("If it did arrive all the same, trying again shows its receipt; it can never be counted twice."),
  tryAgain: _("Try again"),
  notCastHeading: _("Your ballot has not been cast"),
  refusals: {
    "code-needed": _("Type the six digits from the mail."),
    "code-wrong": _("This code is not right. Type the six digits of the newest mail."),
    "code-expired": _("This code is good no more. Ask for a new one: nothing is lost."),
    "too-many-codes": _("Too many codes were sent to you. The newest one is good for ten minutes; for another, wait an hour."),
    "no-address": _("The roll has no e-mail address for you, so no code can be sent. Ask the returning officer."),
    "not-open": _("The election has not opened yet."),
    closed: _("The election has closed. Your ballot came too late and was not accepted."),
    "called-off": _("This election was called off. No ballot is accepted."),
    "token-replaced": _("This token was replaced, so it can no longer be used. Look for the newer message."),
    "token-revoked": _("This token was revoked, because its member was taken off the roll. If that is not right, tell the returning officer at once."),
    "unknown-token": _("The server does not know this token any more. It may have been replaced: look for a newer message."),
    "too-large": _("The server refused the ballot because of its size. Reload this page and vote again."),
    "invalid-ballot": _("The server found a mistake in the encrypted ballot. Reload this page and vote again, or use another device."),
    "rate-limited": _("Too many attempts came from your network. Wait a minute, then try again: nothing is lost."),
    stopped: _("The voting is stopped for the time being. Keep this page open and try again later, or vote again when it goes on: your token stays valid."),
    unavailable: _("The server cannot accept ballots at the moment. Wait a minute, then try again: nothing is lost."),
  },
  refusedOtherwise: _("The server did not accept the ballot."),

  // stopping
  stoppedHeading: _("This page cannot go on"),
  reload: _("Reload the page"),
  mismatch: _("The ballot paper on this page does not match the election record. Do not vote here; tell the returning officer."),
  workerFailed:
    _("This browser could not start the program that encrypts your vote. Use another browser or a newer one, or another device."),
};
