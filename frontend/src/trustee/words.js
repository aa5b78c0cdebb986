// SPDX-License-Identifier: Apache-2.0
// All sentences of a trustee's page.

import { _, isolated, ngettext } from "../language.js";

export const words = {
  loading: _("Loading…"),
  heading: (name) => _("Trustee of “%(name)s”", { name: isolated(name) }),
  greeting: (name) => _("You are %(name)s. You keep one part of the key that opens the result: without you and the other trustees nobody can.", { name: isolated(name) }),
  linkHeading: _("Open your personal link"),
  linkText: _("This page needs your personal link from the message of the returning officer. Open that link again, or paste it here."),
  linkLabel: _("Your personal link"),
  linkBad: _("This is not a personal link of this election. Copy the whole link from your message."),
  reloaded: _("This page was loaded again. It keeps nothing secret on your device, so it has forgotten your personal link, and a key that was not handed in yet."),
  go: _("Continue"),
  stopped: _("This cannot go on"),
  tryAgain: _("Try again"),
  summaryHeading: _("There is a problem"),
  workerFailed: _("This browser could not start the program that works with your key. Use another browser, or a newer one."),
  waitHeading: _("Nothing to do just now"),
  waitingFor: _("Waiting for:"),
  lookAgain: _("Look again"),
  looksItself: _("This page looks again by itself. You can also close it and open your link later."),
  stepsHeading: _("Your steps"),
  steps: {
    key: _("Make your key and save it"),
    exchange: _("Exchange keys with the other trustees"),
    rehearsal: _("Show that your key file opens"),
    voting: _("Wait for the end of the voting"),
    shuffle: _("Shuffle the ranked ballots"),
    open: _("Open the result together"),
  },
  states: { done: _("done"), now: _("now"), later: _("later") },

  firstSetup:
    _("The election has been set up. Compare this Setup event with the other trustees now. From now on this device refuses a different one."),

  // key
  keyHeading: _("Make your key"),
  keyText:
    _("Your key is made on this device, and its secret part never leaves it unencrypted. You save it as a file that only your " +
    "passphrase opens. Keep the file until the result is published: without it the result may never be opened."),
  keyShared: (needed, size, place) =>
    _("The key is made together: any %(needed)s of %(size)s trustees can open the result, and you are number %(place)s. If you were " +
    "told other numbers, stop, and ask the returning officer.", { needed, size, place }),
  keyAlone: _("Every trustee of this election is needed to open the result."),
  passphrase: _("Passphrase"),
  passphraseHint: _("At least 10 characters. Four or five random words are good. Nobody can reset it: write it down, and keep it apart from the file."),
  passphraseAgain: _("The passphrase again"),
  makeKey: _("Make my key"),
  making: _("Making your key…"),
  short: _("The passphrase is too short: use at least 10 characters."),
  different: _("The two passphrases are different. Type them again."),
  saveHeading: _("Save your key file"),
  saveText:
    _("Save the file now, in a place that you will find again, best in two places. Then hand in the public part of your key. " +
    "If you close this page before that, start again."),
  saveFile: _("Save key file"),
  handIn: _("I have saved it: hand in my public key"),
  saveFirst: _("Save the key file first."),

  // unlock
  fileLabel: _("Your key file"),
  fileHint: _("The file that you saved on this page. It begins with BALLOT SECRET."),
  openHeading: _("Open your key file"),
  opening: _("Opening your key file…"),
  noFile: _("Choose your key file."),
  badPassphrase: _("The passphrase does not open this key file, or the file was changed."),
  isOpen: _("Your key file is open."),
  otherFile: _("Choose another key file"),
  noPassphrase: _("Type the passphrase of your key file."),

  // exchange
  exchangeHeading: _("Exchange keys with the other trustees"),
  exchangeText: {
    polynomial: _("All trustees have made their keys. Now your device makes the parts that it sends to each of them, encrypted."),
    voutput: _("The parts of all trustees are there. Now your device checks them, and makes your share of the common key."),
  },
  exchangeDo: _("Open my key and continue"),
  exchanging: _("Computing…"),
  exchangeBad: _("The exchange of keys has failed"),
  exchangeBadAdvice: _("Nothing was handed in. Tell the returning officer what this page says: the keys must be made anew."),
  fingerprintHeading: _("Compare this number with the other trustees"),
  fingerprintText:
    _("All trustees must see the same number here. Compare it by telephone or in person. If it differs, tell the returning " +
    "officer: do not go on."),
  fingerprintSame: _("We have compared: hand in my share"),

  // rehearsal
  rehearsalHeading: _("Show that your key file opens"),
  rehearsalText:
    _("Before the election can open, this device proves with your key file that the file and its passphrase work. Nothing is " +
    "decrypted. A lost file or passphrase is noticed now, not on the evening of the count. Choose the file from where you keep it."),
  rehearsing: _("Making the proof…"),
  rehearsed: _("It works. Keep the file and the passphrase until the result is published."),

  // verification
  verifyText: {
    shuffle: _("Your device downloads all encrypted ballots, verifies every one, and then shuffles and re-encrypts them, so that nobody can link a ballot to a voter."),
    commit:
      _("Your device downloads all encrypted ballots, verifies every one, adds them up itself, and makes your share of the decryption. " +
      "First it sends only a fingerprint of the share; the share follows when the fingerprints of enough trustees are there."),
    decrypt: _("Enough trustees have sent their fingerprints. Your device verifies the ballots once more, and sends your share."),
  },
  readyText: _("Enough trustees have sent their fingerprints. Your share is ready to be sent."),
  verify: _("Open my key and verify the ballots"),
  phases: {
    download: _("Downloading"),
    ballots: _("Verifying ballots"),
    shuffles: _("Verifying shuffles"),
    shuffle: _("Shuffling and proving"),
    check: _("Checking the proof"),
    decrypt: _("Decrypting and proving"),
  },
  progress: (phase, done, total) => _("%(phase)s: %(done)s of %(total)s", { phase, done, total }),
  megabytes: (bytes) => _("%(size)s MB", { size: (bytes / 1e6).toFixed(1) }),
  verifiedHeading: (count) => ngettext("Everything is in order: %(num)s ballot", "Everything is in order: %(num)s ballots", count),
  verifiedText: _("Your device has verified every ballot, and computed the tally from them itself."),
  number: _("Ballots that count"),
  tally: _("Hash of the encrypted tally"),
  phi: _("Election fingerprint"),
  setup: _("Setup event"),
  compare: _("Compare the number of ballots with what the returning officer announced."),
  doShuffle: (count) => ngettext("Shuffle %(num)s ballot", "Shuffle %(num)s ballots", count),
  doCommit: (count) => ngettext("Make my share of %(num)s ballot", "Make my share of %(num)s ballots", count),
  doDecrypt: _("Send my share"),
  sending: _("Sending…"),
  badArchive: _("The ballots are not in order"),
  badArchiveAdvice: _("Nothing was shuffled or decrypted. Tell the returning officer what this page says."),
  noMemory:
    _("This browser does not let the page remember what it has seen and done (private window, or storage switched off). That " +
    "memory protects the votes from a dishonest server, so use an ordinary window."),

  // end
  doneHeading: _("You have done everything"),
  doneText: _("Thank you. Keep your key file until the result is published; then you may destroy it."),
};
