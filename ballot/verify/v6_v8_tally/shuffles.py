"""V7, the shuffles of ranked ballots (checks 7.1 to 7.6), one after the other: only one is in memory at a time."""

from __future__ import annotations

import hashlib

from ballot.crypto.elgamal import Ciphertext
from ballot.crypto.shuffle import ShuffleProof
from ballot.errors import InvalidEncoding, InvalidProof
from ballot.protocol import mixnet
from ballot.protocol.ballots import ElectionContext
from ballot.records.event import EventType
from ballot.records.shuffle import OwnedShuffle
from ballot.verify.case.case import Case
from ballot.verify.case.index import ChainEvent
from ballot.verify.case.reading import WrongShape
from ballot.verify.case.report import some
from ballot.verify.v0_v1_file.file import File
from ballot.verify.v2_v4_setup.setup import Setup
from ballot.verify.v2_v4_setup.trustee_keys import TrusteeKeys
from ballot.verify.v6_v8_tally.excusals import check_excusals
from ballot.verify.v6_v8_tally.published import Entries, Shuffled, Tally
from ballot.verify.v6_v8_tally.shuffle_owners import Owned, Owners

_ALL = ("7.1", "7.2", "7.3", "7.4", "7.5", "7.6")
_OPENING = (EventType.PARTIAL_DECRYPTION, EventType.RESULT)


def verify_shuffles(
    case: Case,
    file: File,
    setup: Setup,
    keys: TrusteeKeys | None,
    context: ElectionContext | None,
    tally: Tally | None,
) -> Shuffled:
    """Verify the mixnet, and return the tally after it, which is what trustees decrypt."""
    events = file.events_of(EventType.SHUFFLE)
    entries = None if tally is None else tally.entries
    if setup.questions is None and events:
        case.recorder.skip("the questions could not be read", *_ALL)
    keys = keys or TrusteeKeys()
    if not setup.has_ranked:
        _report_superfluous(case, file, setup, events)
        check_excusals(case, file, setup, keys, ())
        return Shuffled(entries)
    owned = [(event, _read_owned(case, file, event)) for event in events]
    required = check_excusals(case, file, setup, keys, [record.owner for _, record in owned if record is not None])
    begun = _check_run(case, file, events)
    if not events:
        case.recorder.empty["V7"] = "not yet"
        if begun:
            case.recorder.skip("there is no shuffle", *_ALL[1:])
        return Shuffled(entries)
    Owners(case, file, setup, keys, owned, required, ended=begun).check()
    if context is None or entries is None:
        case.recorder.skip("the encrypted tally could not be read", *_ALL[2:])
        return Shuffled(entries)
    papers = sum(map(len, mixnet.ranked_lists(context, entries)))
    case.recorder.checked["V7"] = f"{some(len(events), 'shuffle')} of {some(papers, 'ranked paper')}"
    return _Mixnet(case, file, context, entries).run(owned)


def _report_superfluous(case: Case, file: File, setup: Setup, events: list[ChainEvent]) -> None:
    """Report shuffles where nothing is ranked (1.2)."""
    if setup.questions is None:
        return
    for event in events:
        case.recorder.fail("1.2", "an election without ranked questions has no shuffles", event.height)
    for height in file.superfluous_ends:
        case.recorder.warn(
            "1.2", "an event EndShuffles without any shuffle is superfluous in this kind of election", height
        )


def _check_run(case: Case, file: File, events: list[ChainEvent]) -> bool:
    """Check that there is one unbroken run of shuffles, closed by EndShuffles (7.1). True: the mixnet is over."""
    ends = file.events_of(EventType.END_SHUFFLES)
    opening = [event for kind in _OPENING for event in file.events_of(kind)]
    fail = case.recorder.fail
    if not ends and not opening:
        return False
    place = (ends or opening)[0].height
    if not events:
        fail("7.1", "nobody shuffled the ranked ballots: whoever opens them sees who voted how", place)
    elif not ends:
        fail("7.1", "the shuffles were not closed by an event EndShuffles before the tally was opened", place)
    run = [event.height for event in events]
    if run and run[-1] - run[0] != len(run) - 1:
        fail(
            "7.1", "another event stands between the shuffles", next(h for h in range(run[0], run[-1]) if h not in run)
        )
    if run and ends and run[-1] > ends[0].height:
        fail("7.1", "a shuffle follows the end of the shuffles, so that it is not part of what is opened", run[-1])
    case.recorder.passed("7.1", f"{some(len(events), 'shuffle')} in one run, closed by EndShuffles")
    return True


def _read_owned(case: Case, file: File, event: ChainEvent) -> OwnedShuffle | None:
    raw = file.content(event.payload)
    if raw is None:
        case.recorder.skip("a shuffle could not be read", *_ALL[1:])
        return None
    try:
        return case.reader.read(OwnedShuffle, raw, event.height)
    except WrongShape as error:
        keys = set(error.tree) if isinstance(error.tree, dict) else set()
        check = "7.2" if keys >= {"owner", "payload"} else "1.3"
        case.recorder.fail(check, f"the payload of this event does not say whose shuffle it is: {error}", event.height)
    except InvalidEncoding as error:
        case.recorder.fail("0.5", f"the payload of this event: {error}", event.height)
    case.recorder.skip("a shuffle could not be read", *_ALL[1:])
    return None


class _Mixnet:
    """Follows the ranked ciphertexts through the shuffles."""

    def __init__(self, case: Case, file: File, context: ElectionContext, tally: Entries) -> None:
        self.case, self.file, self.context, self.tally = case, file, context, tally
        self.shuffles: list[tuple[int, str]] = []
        self.lists = mixnet.ranked_lists(self.context, tally)
        self.seen: set[bytes] = set()  # fingerprints of all ciphertexts so far
        self.earlier: list[set[bytes]] = [set() for _ in self.lists]  # of the lists of each question
        self.broken = False
        self._remember(self.lists)

    def run(self, owned: Owned) -> Shuffled:
        """Verify all shuffles (7.3 to 7.6)."""
        case = self.case
        for number, (event, record) in enumerate(owned):
            case.progress("Verifying shuffles", number, len(owned))
            if record is None:
                self.broken = True
            else:
                self._verify(event, record)
        count = some(len(owned), "shuffle")
        case.recorder.passed("7.3", f"{count} of the right form, every element in the group")
        case.recorder.passed("7.4", f"{count}, each starting from the result of the one before it")
        case.recorder.passed("7.5", f"{count}, each proved to open to the same papers")
        case.recorder.passed("7.6", f"{count}, each with lists that were not there before")
        opened = None if self.broken else mixnet.merge(self.context, self.tally, self.lists)
        return Shuffled(opened, tuple(self.shuffles))

    def _verify(self, event: ChainEvent, owned: OwnedShuffle) -> None:
        after, proofs = self._read(event, owned)
        if after is None:
            self.broken = True
            self.case.recorder.skip("a shuffle could not be read", *_ALL[3:])
            return
        self.shuffles.append((owned.owner, owned.payload))
        if self.broken:
            self.case.recorder.skip("an earlier shuffle could not be read", "7.4", "7.5")
        else:
            self._check_proof(event, after, proofs)
        self._check_change(event, after)
        self.lists, self.broken = after, False
        self._remember(after)

    def _read(self, event: ChainEvent, owned: OwnedShuffle) -> tuple[mixnet.Lists | None, list[ShuffleProof]]:
        """Return lists and proofs of a shuffle (7.3)."""
        case, digest = self.case, bytes.fromhex(owned.payload)
        raw = self.file.content(digest)
        if raw is None:
            if digest not in self.file.index:
                sentence = f"the shuffle that this event names, {owned.payload}, is not in the archive"
                case.recorder.fail("1.3", sentence, event.height)
            else:
                case.recorder.skip("a shuffle could not be read", "7.3")
            return None, []
        try:
            return mixnet.parse_shuffle(self.context, self.lists, raw, case.reader.at(event.height))
        except WrongShape as error:
            case.recorder.fail("7.3", f"the shuffle is malformed: {error}", event.height)
        except InvalidEncoding as error:
            case.recorder.fail(error.check or "7.3", f"the shuffle: {error}", event.height)
        return None, []

    def _check_proof(self, event: ChainEvent, after: mixnet.Lists, proofs: list[ShuffleProof]) -> None:
        """Check that output and input are the same papers (7.5), or say what else was shuffled (7.4)."""
        try:
            mixnet.verify_shuffles(self.context, self.lists, after, proofs)
        except InvalidProof as error:
            source = self._find_source(after, proofs)
            if source is None:
                self.case.recorder.fail("7.5", f"this shuffle could have changed papers: {error}", event.height)
            else:
                sentence = f"this shuffle does not start from the result of the one before it, but from {source}"
                self.case.recorder.fail("7.4", sentence, event.height)

    def _find_source(self, after: mixnet.Lists, proofs: list[ShuffleProof]) -> str | None:
        """Return what else in this archive was shuffled: the tally, or the output of any other shuffle."""
        candidates = [(mixnet.ranked_lists(self.context, self.tally), "the encrypted tally itself")]
        for event in self.file.events_of(EventType.SHUFFLE):
            lists = self._read_quietly(event)
            if lists is not None:
                candidates.append((lists, f"the result of the shuffle at event {event.height}"))
        for lists, name in candidates:
            try:
                mixnet.verify_shuffles(self.context, lists, after, proofs)
            except InvalidProof:
                continue
            return name
        return None

    def _read_quietly(self, event: ChainEvent) -> mixnet.Lists | None:
        quiet = self.case.quiet
        try:
            raw = self.file.content(event.payload)
            owned = None if raw is None else quiet.read(OwnedShuffle, raw)
            raw = None if owned is None else self.file.content(bytes.fromhex(owned.payload))
            return None if raw is None else mixnet.parse_shuffle(self.context, self.lists, raw, quiet.read)[0]
        except InvalidEncoding:
            return None

    # -- 7.6

    def _remember(self, lists: mixnet.Lists) -> None:
        for known, entries in zip(self.earlier, lists, strict=True):
            prints = [_fingerprint(entry) for entry in entries]
            known.add(_digest(prints))
            self.seen.update(prints)

    def _check_change(self, event: ChainEvent, after: mixnet.Lists) -> None:
        """Check that every list is a new one (7.6). One ciphertext that stayed the same is a warning."""
        questions = mixnet.ranked_questions(self.context)
        for index, known, entries in zip(questions, self.earlier, after, strict=True):
            prints = [_fingerprint(entry) for entry in entries]
            same = sum(one in self.seen for one in prints)
            if prints and _digest(prints) in known:
                sentence = f"question {index + 1}: this shuffle gives a list that was there before: nothing was hidden"
                self.case.recorder.fail("7.6", sentence, event.height)
            elif same:
                sentence = f"question {index + 1}: {some(same, 'ciphertext')} came out of this shuffle unchanged"
                self.case.recorder.warn("7.6", sentence, event.height)


def _fingerprint(entry: Ciphertext) -> bytes:
    return hashlib.sha256(str(entry).encode()).digest()


def _digest(prints: list[bytes]) -> bytes:
    """Fingerprint of a list in any order: reordering alone hides nothing."""
    return hashlib.sha256(b"".join(sorted(prints))).digest()
