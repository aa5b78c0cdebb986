// SPDX-License-Identifier: Apache-2.0
// Every sentence of a trustee's page.

const ballots = (count) => `${count} ${count === 1 ? "ballot" : "ballots"}`;

export const words = {
  loading: "Loading…",
  heading: (name) => `Trustee of “${name}”`,
  greeting: (name) => `You are ${name}. You keep one part of the key that opens the result: without you and the other trustees nobody can.`,
  linkHeading: "Open your personal link",
  linkText: "This page needs your personal link from the message of the returning officer. Open that link again, or paste it here.",
  linkLabel: "Your personal link",
  linkBad: "This is not a personal link of this election. Copy the whole link from your message.",
  go: "Continue",
  stopped: "This cannot go on",
  tryAgain: "Try again",
  summaryHeading: "There is a problem",
  workerFailed: "This browser could not start the program that works with your key. Use another browser, or a newer one.",
  waitHeading: "Nothing to do just now",
  waitingFor: "Waiting for:",
  lookAgain: "Look again",
  looksItself: "This page looks again by itself. You can also close it and open your link later.",
  stepsHeading: "Your steps",
  steps: {
    key: "Make your key and save it",
    exchange: "Exchange keys with the other trustees",
    rehearsal: "Show that your key file opens",
    voting: "Wait for the end of the voting",
    shuffle: "Shuffle the ranked ballots",
    open: "Open the result together",
  },
  states: { done: "done", now: "now", later: "later" },

  // key
  keyHeading: "Make your key",
  keyText:
    "Your key is made on this device, and its secret part never leaves it unencrypted. You save it as a file that only your " +
    "passphrase opens. Keep the file until the result is published: without it the result may never be opened.",
  keyShared: (needed, size, place) =>
    `The key is made together: any ${needed} of ${size} trustees can open the result, and you are number ${place}. If you were ` +
    "told other numbers, stop, and ask the returning officer.",
  keyAlone: "Every trustee of this election is needed to open the result.",
  passphrase: "Passphrase",
  passphraseHint: "At least 10 characters. Four or five random words are good. Nobody can reset it: write it down, and keep it apart from the file.",
  passphraseAgain: "The passphrase again",
  makeKey: "Make my key",
  making: "Making your key…",
  short: "The passphrase is too short: use at least 10 characters.",
  different: "The two passphrases are different. Type them again.",
  saveHeading: "Save your key file",
  saveText:
    "Save the file now, in a place that you will find again, best in two places. Then hand in the public part of your key. " +
    "If you close this page before that, start again.",
  saveFile: "Save key file",
  handIn: "I have saved it: hand in my public key",
  saveFirst: "Save the key file first.",

  // unlock
  fileLabel: "Your key file",
  fileHint: "The file that you saved on this page. It begins with BALLOT SECRET.",
  openHeading: "Open your key file",
  opening: "Opening your key file…",
  noFile: "Choose your key file.",
  noPassphrase: "Type the passphrase of your key file.",

  // exchange
  exchangeHeading: "Exchange keys with the other trustees",
  exchangeText: {
    polynomial: "All trustees have made their keys. Now your device makes the parts that it sends to each of them, encrypted.",
    voutput: "The parts of all trustees are there. Now your device checks them, and makes your share of the common key.",
  },
  exchangeDo: "Open my key and continue",
  exchanging: "Computing…",
  exchangeBad: "The exchange of keys has failed",
  exchangeBadAdvice: "Nothing was handed in. Tell the returning officer what this page says: the keys must be made anew.",
  fingerprintHeading: "Compare this number with the other trustees",
  fingerprintText:
    "All trustees must see the same number here. Compare it by telephone or in person. If it differs, tell the returning " +
    "officer: do not go on.",
  fingerprintSame: "We have compared: hand in my share",

  // rehearsal
  rehearsalHeading: "Show that your key file opens",
  rehearsalText:
    "Before the election can open, this device decrypts a test message with your key file. So nobody finds out on the evening of " +
    "the count that a file or a passphrase is lost. Choose the file from where you keep it.",
  rehearse: "Open it and decrypt the test",
  rehearsing: "Decrypting the test message…",
  rehearsed: "It works. Keep the file and the passphrase until the result is published.",
  rehearsedAlready:
    "The server asks for another rehearsal, but you have done it on this device. A rehearsal decrypts what the server sends, " +
    "so this page does it once. Tell the returning officer.",
  rehearsalLate:
    "The server asks for a rehearsal, but the election has already been set up. A rehearsal decrypts what the server sends, so " +
    "this page does it only before. Tell the returning officer.",

  // verification
  verifyText: {
    shuffle: "Your device downloads all encrypted ballots, verifies every one, and then shuffles and re-encrypts them, so that nobody can link a ballot to a voter.",
    commit:
      "Your device downloads all encrypted ballots, verifies every one, adds them up itself, and makes your share of the decryption. " +
      "First it sends only a fingerprint of the share; the share follows when the fingerprints of enough trustees are there.",
    decrypt: "Enough trustees have sent their fingerprints. Your device verifies the ballots once more, and sends your share.",
  },
  readyText: "Enough trustees have sent their fingerprints. Your share is ready to be sent.",
  verify: "Open my key and verify the ballots",
  phases: {
    download: "Downloading",
    ballots: "Verifying ballots",
    shuffles: "Verifying shuffles",
    shuffle: "Shuffling and proving",
    check: "Checking the proof",
    decrypt: "Decrypting and proving",
  },
  progress: (phase, done, total) => `${phase}: ${done} of ${total}`,
  megabytes: (bytes) => `${(bytes / 1e6).toFixed(1)} MB`,
  verifiedHeading: (count) => `Everything is in order: ${ballots(count)}`,
  verifiedText: "Your device has verified every ballot, and computed the tally from them itself.",
  number: "Ballots that count",
  tally: "Hash of the encrypted tally",
  phi: "Election fingerprint",
  setup: "Setup event",
  compare: "Compare the number of ballots with what the returning officer announced.",
  doShuffle: (count) => `Shuffle ${ballots(count)}`,
  doCommit: (count) => `Make my share of ${ballots(count)}`,
  doDecrypt: "Send my share",
  sending: "Sending…",
  badElection: "The server sent the ballots of another election than the one that you keep a key for.",
  badArchive: "The ballots are not in order",
  badArchiveAdvice: "Nothing was shuffled or decrypted. Tell the returning officer what this page says.",
  otherTally:
    "This device has already decrypted another tally of this election. A second one could show how somebody voted, so it is " +
    "refused. Tell the returning officer and the other trustees.",
  noMemory:
    "This browser does not let the page remember which tally it decrypted (private window, or storage switched off). That memory " +
    "keeps the server from asking twice, so use an ordinary window.",

  // end
  doneHeading: "You have done everything",
  doneText: "Thank you. Keep your key file until the result is published; then you may destroy it.",
};
