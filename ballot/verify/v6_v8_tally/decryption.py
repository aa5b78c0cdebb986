"""V8, the partial decryptions (checks 8.1 to 8.6)."""

from __future__ import annotations

from typing import NamedTuple

from ballot.errors import InvalidEncoding, InvalidProof
from ballot.protocol.ballots import ElectionContext
from ballot.protocol.decryption import Shares, parse_partial_decryption, verify_partial_decryption
from ballot.protocol.trustees import TrusteeItem, Trustees
from ballot.records.event import EventType
from ballot.records.tally import Owned
from ballot.verify.case.case import Case
from ballot.verify.case.index import ChainEvent
from ballot.verify.case.reading import WrongShape
from ballot.verify.case.report import some
from ballot.verify.v0_v1_file.file import File
from ballot.verify.v2_v4_setup.setup import Setup
from ballot.verify.v2_v4_setup.trustee_keys import TrusteeKeys
from ballot.verify.v6_v8_tally.published import Entries, PartialDecryptions, Shuffled, Tally
from ballot.verify.v6_v8_tally.share_proofs import ShareProofs

_ALL = ("8.1", "8.2", "8.3", "8.4", "8.5")
_Last = dict[int, tuple[ChainEvent, Owned]]  # owner -> the share that counts


def verify_decryptions(
    case: Case,
    file: File,
    setup: Setup,
    keys: TrusteeKeys | None,
    context: ElectionContext | None,
    tally: Tally | None,
    shuffled: Shuffled | None,
) -> PartialDecryptions:
    """Verify the trustees' shares; return the factors of the valid ones."""
    events = file.events_of(EventType.PARTIAL_DECRYPTION)
    finished = file.events.count(EventType.RESULT) > 0
    if not events:
        case.recorder.empty["V8"] = "not yet"
        if not finished:
            return PartialDecryptions()
    if context is None or keys is None or keys.trustees is None or not keys.keys:
        case.recorder.skip("the election or its trustees could not be read", *_ALL)
        return PartialDecryptions()
    last = _LastShares(case, file, keys)
    last.find(events)
    if shuffled is None or shuffled.entries is None:
        case.recorder.skip("what the trustees opened could not be read", "8.2", "8.3", "8.4", "8.5")
        return PartialDecryptions()
    examination = _Examination(case, file, keys, keys.trustees, context, shuffled.entries)
    found = examination.verify(last.shares)
    _Completeness(case, file, keys, keys.trustees, last, examination.problems).check(found, finished)
    ShareProofs(case, file, setup, keys, context, "" if tally is None else tally.digest, shuffled, found).check(
        {owner: event for owner, (event, _) in sorted(last.shares.items())}
    )
    examination.check_strays(last.shares)
    examination.read_superseded(last.superseded)
    case.recorder.checked["V8"] = f"{some(len(found.shares), 'share')} of {some(len(keys.keys), 'trustee')}"
    return found


# -- the owner of each share (8.1)


class _LastShares:
    """Finds each trustee's last share, which is the one that counts."""

    def __init__(self, case: Case, file: File, keys: TrusteeKeys) -> None:
        self.case, self.file, self.keys = case, file, keys
        self.shares: _Last = {}
        self.unassigned = 0  # shares whose owner is not known
        self.superseded: list[tuple[ChainEvent, Owned]] = []
        self.repeated: set[int] = set()  # heights of shares that replace an earlier one

    def find(self, events: list[ChainEvent]) -> None:
        """Note the last share of each trustee."""
        recorder, known = self.case.recorder, len(self.keys.keys)
        for event in events:
            owned = self._read_owned(event)
            if owned is None:
                self.unassigned += 1
                continue
            if not 1 <= owned.owner <= known:
                which = f"this share belongs to trustee {str(owned.owner)[:20]}"
                recorder.fail("8.1", f"{which}; there are trustees 1 to {known}", event.height)
                self.unassigned += 1
                continue
            if owned.owner in self.shares and event.height in self.file.index.borrowed:
                continue  # the same share, and not a new record (0.4)
            if owned.owner in self.shares:
                recorder.warn(
                    "8.1",
                    f"{self.keys.who(owned.owner)} published a share again; the last one counts, this one does not",
                    self.shares[owned.owner][0].height,
                )
                self.superseded.append(self.shares[owned.owner])
                self.repeated.add(event.height)
            self.shares[owned.owner] = (event, owned)
        recorder.passed("8.1", f"{some(len(events), 'share')}, each of a trustee of this election")

    def _read_owned(self, event: ChainEvent) -> Owned | None:
        recorder = self.case.recorder
        raw = self.file.content(event.payload)
        if raw is None:
            recorder.skip("a share could not be read", "8.1")
            return None
        try:
            return self.case.reader.read(Owned, raw, event.height)
        except WrongShape as error:
            keys = set(error.tree) if isinstance(error.tree, dict) else set()
            check = "8.1" if keys >= {"owner", "payload"} else "1.3"
            recorder.fail(check, f"the payload of this event does not say whose share it is: {error}", event.height)
        except InvalidEncoding as error:
            recorder.fail("0.5", f"the payload of this event: {error}", event.height)
        return None


# -- each share (8.2, 8.3, 8.6)


class _Problem(NamedTuple):
    """What is wrong with a share. It is only a warning if there are enough others."""

    check: str
    sentence: str


class _Examination:
    """Verifies each share that counts."""

    def __init__(
        self, case: Case, file: File, keys: TrusteeKeys, trustees: Trustees, context: ElectionContext, opened: Entries
    ) -> None:
        self.case, self.file, self.keys, self.trustees = case, file, keys, trustees
        self.context, self.opened = context, opened
        self.shares: dict[int, Shares] = {}
        self.digests: dict[int, str] = {}
        self.problems: dict[int, _Problem | None] = {}  # of trustees without a valid share; None: reported elsewhere

    def verify(self, last: _Last) -> PartialDecryptions:
        """Verify the shares, and report what is wrong with them."""
        recorder = self.case.recorder
        for done, (owner, (event, owned)) in enumerate(sorted(last.items())):
            self.case.progress("Verifying shares", done, len(last))
            if not self._verify_share(owner, event, owned):
                self.problems.setdefault(owner, None)
        self._report(last)
        recorder.passed("8.2", f"{some(len(last), 'share')} of the right form")
        recorder.passed("8.3", f"{some(len(last), 'share')}, every factor proved")
        return PartialDecryptions(self.shares, self.digests, not self.trustees.missing(list(self.shares)))

    def _verify_share(self, owner: int, event: ChainEvent, owned: Owned) -> bool:
        """Verify one share (8.2, 8.3). False: this trustee has none; why not is in `problems` or was reported."""
        recorder, who = self.case.recorder, self.keys.who(owner)
        raw = self._content(event, owned)
        if raw is None:
            return False
        self.digests[owner] = owned.payload
        key = self.keys.keys[owner - 1]
        try:
            shares = parse_partial_decryption(self.context, self.opened, raw, self.case.reader.at(event.height))
            if key is None:
                recorder.skip("a trustee's key could not be read", "8.3")
                return False
            verify_partial_decryption(self.context, self.opened, key, shares)
        except WrongShape as error:
            self.problems[owner] = _Problem("8.2", f"the share of {who} is malformed: {error}")
            return False
        except (InvalidEncoding, InvalidProof) as error:
            self.problems[owner] = _Problem(error.check or "8.2", f"the share of {who}: {error}")
            return False
        self.shares[owner] = shares
        return True

    def _content(self, event: ChainEvent, owned: Owned) -> bytes | None:
        """Return the bytes of a share, or None (which is reported)."""
        digest = bytes.fromhex(owned.payload)
        if event.height in self.file.index.borrowed:
            self.case.recorder.skip("a share is not written where its event stands", "8.2", "8.3")
            return None
        raw = self.file.content(digest)
        if raw is None and digest not in self.file.index:
            sentence = f"the share that this event names, {owned.payload}, is not in the archive"
            self.case.recorder.fail("1.3", sentence, event.height)
        elif raw is None:
            self.case.recorder.skip("a share could not be read", "8.2", "8.3")
        return raw

    def read_superseded(self, superseded: list[tuple[ChainEvent, Owned]]) -> None:
        """Read the shares that a later one of their owner replaced. They are records like any other (0.5), and cannot
        change the outcome: a wrong shape is only a warning, and their proofs are not verified."""
        for event, owned in superseded:
            raw = self._content(event, owned)
            if raw is None:
                continue
            try:
                parse_partial_decryption(self.context, self.opened, raw, self.case.reader.at(event.height))
            except InvalidEncoding as error:
                report = self.case.recorder.fail if error.check == "0.5" else self.case.recorder.warn
                who = self.keys.who(owned.owner)
                report(error.check or "8.2", f"an earlier share of {who}, which does not count: {error}", event.height)

    def _report(self, last: _Last) -> None:
        """Report wrong shares: failures, but warnings in a threshold group that has enough others."""
        good = set(self.shares)
        spared: set[int] = set()
        for item in self.trustees.items:
            if not item.is_single and len(good & set(item.owners)) >= item.threshold:
                spared.update(item.owners)
        for owner, problem in self.problems.items():
            if problem is None:
                continue
            height = last[owner][0].height
            if owner in spared and problem.check != "0.5":
                sentence = f"{problem.sentence}. It is set aside: enough others are there"
                self.case.recorder.warn(problem.check, sentence, height)
            else:
                self.case.recorder.fail(problem.check, problem.sentence, height)

    def check_strays(self, last: _Last) -> None:
        """Check that shares beyond the threshold lie on the polynomial that the others fix (8.6)."""
        extra = 0
        for item in self.trustees.items:
            extra += 0 if item.is_single else max(0, len(set(item.owners) & set(self.shares)) - item.threshold)
        if not extra:
            return
        factors = {owner: shares.factors for owner, shares in self.shares.items()}
        for owner in self.trustees.stray_shares(factors):
            self.case.recorder.fail(
                "8.6",
                f"the share of {self.keys.who(owner)} does not agree with those of the others of its group: "
                "one of them was made with false factors",
                last[owner][0].height,
            )
        others = f"{some(extra, 'share')} beyond the threshold"
        self.case.recorder.passed("8.6", f"{others}, in agreement with the others")


# -- whether there are enough (8.4)


class _Completeness:
    """Checks that there are good shares of every trustee, or of enough of a group, once there is a result."""

    def __init__(
        self,
        case: Case,
        file: File,
        keys: TrusteeKeys,
        trustees: Trustees,
        last: _LastShares,
        broken: dict[int, _Problem | None],
    ) -> None:
        self.case, self.file, self.keys, self.trustees = case, file, keys, trustees
        self.last, self.broken = last, broken

    def check(self, found: PartialDecryptions, finished: bool) -> None:
        """Check each trustee and each group (8.4)."""
        for item in self.trustees.items:
            self._check_item(item, finished)
        if finished:
            self.case.recorder.passed("8.4", f"{some(len(found.shares), 'share')}: all that are needed")

    def _check_item(self, item: TrusteeItem, finished: bool) -> None:
        there = [owner for owner in item.owners if owner in self.last.shares]
        wrong = [owner for owner in there if owner in self.broken]
        if len(there) - len(wrong) >= item.threshold:
            return
        recorder, who = self.case.recorder, self.keys.who
        for owner in wrong:
            height = self.last.shares[owner][0].height
            if height in self.last.repeated:
                sentence = f"{who(owner)} published a share again, and the last one, which counts, is not valid"
                recorder.fail("8.4", sentence, height)
        if wrong:
            recorder.skip(f"the share of {who(wrong[0])} is not valid, so that trustee has none", "8.4")
        if not finished or len(there) >= item.threshold:
            return
        if self.file.unreadable or self.last.unassigned:
            recorder.skip("a share could not be assigned to its trustee", "8.4")
        elif item.is_single:
            recorder.fail("8.4", f"there is a result, but no share of {who(item.owners[0])}")
        else:
            first, final = item.owners[0], item.owners[-1]
            found = f"only {some(len(there), 'share')} of trustees {first} to {final}"
            recorder.fail("8.4", f"there is a result, but {found}; {item.threshold} are needed")
