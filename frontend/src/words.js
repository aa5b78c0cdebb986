// SPDX-License-Identifier: Apache-2.0
// Every sentence of the booth and of the checking page, so that translated catalogues can follow.

const plural = (count, one, many) => (count === 1 ? one : many);

export const words = {
  // start
  electionCloses: (when) => `Closes ${when}.`,
  oneBallot: "You have one ballot. It takes about two minutes.",
  mayVoteAgain: "It takes about two minutes. You may vote again until the election closes: your last ballot counts.",
  encrypted:
    "Your vote is encrypted on this device before it is sent; nobody, not even the returning officer, can read a single vote.",
  start: "Start",
  tokenLabel: "Your ballot token",
  tokenHint: "It is in the message that you received, and looks like XXXXX-XXXXXX-XXXXX-XXXXXX. You may leave out the dashes.",
  tokenFromLink: "Your ballot token was taken from your link.",
  checkingToken: "Checking your token…",
  weight: (weight) => `Your ballot counts ${weight} times.`,
  tokenErrors: {
    empty: () => "Enter your ballot token. It is in the message that you received.",
    length: (found) => `A ballot token has 22 letters and digits; this one has ${found}. Compare it with your message.`,
    lookalike: (found) =>
      `A ballot token never contains ${found}. Check for letters that look alike: ` +
      "the digit 0, the capital letters O and I, and the small letter l are never used.",
    character: (found) => `A ballot token never contains ${found}. Copy it again from your message.`,
  },
  unknownToken:
    "We do not know this token. Check for letters that look alike. " +
    "If it still fails, it may belong to another election, or may have been replaced: ask the returning officer.",
  spentToken: (when) => `This token has already been used${when}.`,
  spentOn: (when) => ` on ${when}`,
  spentAdvice:
    "If that was you, your ballot is in the ballot box, and you need to do nothing. " +
    "If it was not you, tell the returning officer at once.",
  spentButAgain: (when) => `You have already cast a ballot${when}. You can vote again: only your last ballot counts.`,

  // states of the election
  states: {
    draft: "This election has not been opened yet.",
    waiting: "This election has not been opened yet.",
    closed: "This election is closed. No more ballots can be cast.",
  },
  stateUnknown: "This election does not take ballots at the moment.",
  opensAt: (when) => `It opens on ${when}.`,
  closedAt: (when) => `It closed on ${when}.`,
  electionPage: "Go to the page of the election",

  // choose
  steps: ["choose", "review", "cast"],
  step: (number, name) => `Step ${number} of 3: ${name}`,
  chooseHeading: "Choose",
  chooseRange: (min, max, count) => {
    if (max === 0) return "Nobody can be chosen here.";
    if (min === max) return `Choose ${max} of ${count}.`;
    if (min === 0) return `Choose up to ${max} of ${count}.`;
    return `Choose ${min} to ${max} of ${count}.`;
  },
  counter: (chosen, max) => `${chosen} of ${max} chosen`,
  counterBlank: "Blank: you vote for nobody",
  tooMany: (max) => `You can choose ${max}. Remove one first.`,
  blank: "Vote for nobody (blank)",
  blankCleared: (count) => `${count} ${plural(count, "choice was", "choices were")} removed: a blank ballot names nobody.`,
  statement: "Read statement",
  statementOf: (name) => ` of ${name}`,
  slate: (name) => `Slate: ${name}`,
  withdrawn: "Withdrawn",
  withdrawnMeans: "Votes for this name do not count.",
  tooFew: (title, chosen, min, blank) =>
    `${title}: you have chosen ${chosen}. Choose at least ${min}` + (blank ? ", or vote for nobody (blank)." : "."),

  // choose: ranks, grades, lists
  rankHow: (limit, count) =>
    limit < count
      ? `Rank up to ${limit} of ${count} candidates in the order of your preference: number 1 is your favourite.`
      : "Rank as many candidates as you like in the order of your preference: number 1 is your favourite.",
  rankEqualHow: "Give each candidate a rank: 1 is the best. Several may have the same rank. Those without a rank come last.",
  gradeHow: (worst) => `Give each candidate a grade. Who gets none counts as “${worst}”.`,
  yourOrder: "Your order",
  nobodyRanked: "Nobody is ranked yet. Choose your favourite first.",
  notRanked: "Not ranked",
  notRankedNames: "Not ranked:",
  ranked: (given, count) => `${given} of ${count} ranked`,
  graded: (given, count) => `${given} of ${count} graded`,
  addAs: (place) => `Rank as number ${place}`,
  up: "Move up",
  down: "Move down",
  unrank: "Remove",
  placeOf: (name) => `Place of ${name}`,
  noRank: "Not ranked",
  noGrade: "(no grade given)",
  nowPlace: (name, place, count) => `${name}: number ${place} of ${count}`,
  nowUnranked: (name) => `${name}: not ranked`,
  rankingCleared: (count) => `${count} ${plural(count, "entry was", "entries were")} removed: a blank ballot names nobody.`,
  rankNobody: (title, blank) => `${title}: rank at least one candidate` + (blank ? ", or vote for nobody (blank)." : "."),
  gradeNobody: (title, blank) => `${title}: grade at least one candidate` + (blank ? ", or vote for nobody (blank)." : "."),
  listHow: "Choose one list, and then one or more candidates on it.",
  noList: "No list chosen",
  onList: (chosen, count, name) => `${name}: ${chosen} of ${count} chosen`,
  wholeList: "Choose all on this list",
  candidatesOf: (name) => `Candidates of ${name}`,
  listCleared: (count) => `${count} ${plural(count, "choice", "choices")} on the other list ${plural(count, "was", "were")} removed.`,
  chooseList: (title) => `${title}: choose a list.`,
  chooseOnList: (title, name) => `${title}: choose at least one candidate of ${name}.`,
  listName: "List:",
  review: "Review my ballot",
  summaryHeading: "There is a problem",

  // review
  reviewHeading: "Review your ballot",
  nobodyBlank: "Nobody (blank vote)",
  nobodyChosen: "Nobody. You have left this open.",
  change: "Change",
  encrypting: "Encrypting…",
  encryptingDone: "Encrypting… done.",
  trackingLabel: "Your tracking number",
  trackingHint: "With it you can find your encrypted ballot on the public board. It does not show how you vote.",
  cast: "Cast my ballot",
  castOnce: "Casting cannot be undone.",
  castAgain: "You may vote again until the election closes; your last ballot counts.",
  challenge: "Check that this device encrypts honestly",

  // challenge
  challengeHeading: "Check that this device encrypts honestly",
  challengeText:
    "This ballot will be opened and thrown away. You can then vote again. Checking works best on another device.",
  challengeFirst: "First write down or photograph this tracking number: the check must show the same one.",
  open: "Open this ballot and throw it away",
  back: "Back",
  openedHeading: "This ballot is open and will not be cast",
  openedText:
    "Save it, and check it on our checking page, best on another device. It contains the choices of this trial ballot, " +
    "the random numbers of its encryption, and the encrypted ballot. It must show the tracking number above.",
  openedLabel: "The opened ballot",
  saveOpened: "Save opened ballot",
  checkPage: "Go to the checking page",
  voteAgain: "Vote again",

  // cast
  castHeading: "Cast your ballot",
  sending: "Sending your ballot…",
  castDone: "Your ballot is in the ballot box.",
  alreadyArrived: "Your ballot had already arrived; here is its receipt.",
  saveReceipt: "Save receipt",
  seeBoard: "See it on the board",
  receiptMeaning: "The receipt proves that your ballot was accepted. It cannot show how you voted.",
  receiptVerified: "This page has verified the signature of the receipt, and that your ballot is part of the board.",
  boardFound: "Your ballot is on the public board.",
  boardMissing:
    "Your ballot is not yet on the public board, although the server has signed a receipt for it. Save the receipt, and look " +
    "for your tracking number on the board later. If it is still missing then, give the receipt to the returning officer.",
  boardUnknown: "The public board could not be reached just now. Look for your tracking number there later.",
  receiptBadHeading: "The receipt of the server is wrong",
  receiptBadAdvice:
    "Your ballot may not have been recorded as you sent it. Save this receipt and tell the returning officer and the " +
    "scrutineer of a candidate.",
  receiptProblems: {
    shape: "It is not in the form of a receipt.",
    trackingNumber: "It names another tracking number than the one that this device computed for your ballot.",
    election: "It belongs to another election.",
    serverKey: "It names another server key than this election's.",
    setupEvent: "It names another set-up of the election than the one that this page was given.",
    signature: "Its signature is not the server's.",
    event: "Its entry on the board is not your ballot.",
    checkpoint: "The server's signature under the state of the board is missing or wrong.",
    inclusion: "It does not prove that your ballot is part of the board.",
  },
  receiptSetup: "Setup event (compare it with the one in your message)",
  receiptHeight: "Place on the board",
  closePage: "You can close this page now. This device keeps nothing that could show how you voted.",
  unreachable: "We could not reach the server. Your ballot has not been cast. Try again: nothing is lost.",
  unreachableMore: "If it did arrive all the same, trying again shows its receipt; it can never be counted twice.",
  unreachableToken: "We could not reach the server. Check your connection and try again: nothing is lost.",
  tryAgain: "Try again",
  notCastHeading: "Your ballot has not been cast",
  refusals: {
    "not-open": "The election has not opened yet.",
    closed: "The election has closed. Your ballot came too late and was not accepted.",
    "unknown-token": "The server does not know this token any more. It may have been replaced: look for a newer message.",
    "too-large": "The server refused the ballot because of its size. Reload this page and vote again.",
    "invalid-ballot": "The server found a mistake in the encrypted ballot. Reload this page and vote again, or use another device.",
    "rate-limited": "Too many attempts came from your network. Wait a minute, then try again: nothing is lost.",
    unavailable: "The server cannot accept ballots at the moment. Wait a minute, then try again: nothing is lost.",
  },
  refusedOtherwise: "The server did not accept the ballot.",
  startAgain: "Start again",

  // loading and stopping
  loading: "Loading the ballot paper…",
  stoppedHeading: "This page cannot go on",
  reload: "Reload the page",
  mismatch: "The ballot paper on this page does not match the election record. Do not vote here; tell the returning officer.",
  workerFailed:
    "This browser could not start the program that encrypts your vote. Use another browser or a newer one, or another device.",

  // checking page
  checkEmpty: "Paste an opened ballot, or choose the file that the booth saved.",
  checkUnreadable: "The file could not be read. Choose the file that the booth saved, or paste its text.",
  checking: "Checking…",
  checkGood: "The encryption is honest: the ballot holds exactly these choices.",
  checkBad: "This opened ballot is not right",
  checkBadAdvice:
    "If you pasted the text, make sure that nothing is missing. If it is complete, do not vote on that device, keep the file " +
    "and tell the returning officer.",
  checkCompare:
    "Compare the choices and this tracking number with those that the booth showed before it opened the ballot. They must be equal.",
  checkNumber: (number) => `number ${number}`,
  checkNoNumber: "no number (0)",
  checkElection: "Election",
  checkPhi: "Election fingerprint (compare it with the one in your message)",
  checkCredential: "Public credential",
  checkScope: (ciphertexts) =>
    `${ciphertexts} encrypted values were computed again from the choices and the random numbers, and all proofs and the ` +
    "signature of the ballot were verified. This page sends nothing and keeps nothing.",
};
