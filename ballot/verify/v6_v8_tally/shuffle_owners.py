"""Check 7.2: who shuffled, whether these are the charter's mixers, and their signatures (M5)."""

from __future__ import annotations

from ballot.board.companion import SignatureRecord
from ballot.board.shuffles import SHUFFLE_LABEL, shuffle_message
from ballot.crypto.signing import fingerprint, verify
from ballot.errors import InvalidEncoding, InvalidProof
from ballot.records.charter import Charter
from ballot.records.shuffle import OwnedShuffle
from ballot.verify.case.case import Case
from ballot.verify.case.index import ChainEvent
from ballot.verify.case.report import some
from ballot.verify.v0_v1_file.file import File
from ballot.verify.v2_v4_setup.setup import Setup
from ballot.verify.v2_v4_setup.trustee_keys import TrusteeKeys

Owned = list[tuple[ChainEvent, OwnedShuffle | None]]


class Owners:
    """Checks owners and signatures. `required`: the mixers whom nobody excused.

    `ended`: no further shuffle can follow, so that all of them must be there.
    """

    def __init__(
        self,
        case: Case,
        file: File,
        setup: Setup,
        trustees: TrusteeKeys,
        owned: Owned,
        required: tuple[int, ...],
        *,
        ended: bool,
    ) -> None:
        self.case, self.file, self.setup, self.trustees = case, file, setup, trustees
        self.owned, self.required, self.ended = owned, required, ended
        self.seen: dict[int, int] = {}  # owner -> height of the first shuffle

    def check(self) -> None:
        """Check who shuffled (7.2)."""
        recorder = self.case.recorder
        if self.trustees.trustees is None:
            recorder.skip("the trustees could not be read", "7.2")
            return
        for event, record in self.owned:
            if record is not None:
                self._check_owner(event, record)
        if self.setup.charter is not None:
            self._check_mixers(self.setup.charter)
            self._check_signatures(self.setup.charter)
        elif not self.setup.foreign:
            recorder.skip("the charter is not at hand, so it is not known who was to shuffle", "7.2")
        recorder.passed("7.2", f"{some(len(self.owned), 'shuffle')}, each of another trustee of this election")

    def _fail(self, sentence: str, height: int) -> None:
        self.case.recorder.fail("7.2", sentence, height)

    def _check_owner(self, event: ChainEvent, record: OwnedShuffle) -> None:
        known = len(self.trustees.keys)
        if not 1 <= record.owner <= known:
            which = f"this shuffle belongs to trustee {str(record.owner)[:20]}"
            self._fail(f"{which}; there are trustees 1 to {known}", event.height)
            return
        earlier = self.seen.setdefault(record.owner, event.height)
        if earlier != event.height:
            self._fail(f"{self.trustees.who(record.owner)} has shuffled already, at event {earlier}", event.height)

    def _check_mixers(self, charter: Charter) -> None:
        mixers, who = charter.policy.mixers, self.trustees.who
        if not mixers:
            self._fail("the charter does not say who is to shuffle the ranked ballots", 0)
            return
        for owner, height in sorted(self.seen.items()):
            if owner not in mixers:
                self._fail(f"{who(owner)} is not one of those who shuffle by the charter", height)
        absent = [owner for owner in self.required if owner not in self.seen]
        if self.ended and absent and all(record is not None for _, record in self.owned):
            names = ", ".join(map(who, absent))
            self._fail(f"the charter demands a shuffle of {names}, which is missing", self.owned[-1][0].height)

    def _check_signatures(self, charter: Charter) -> None:
        """Verify that each mixer signed the shuffle and the event before it (M5)."""
        companion, skip = self.case.companion, self.case.recorder.skip
        if not companion.present:
            skip("there is no companion file", "7.2")
            return
        for event, record in self.owned:
            if record is None or not 1 <= record.owner <= len(self.trustees.keys):
                continue
            who = self.trustees.who(record.owner)
            found = companion.of(SignatureRecord, event.digest.hex())
            if not found and companion.problems:
                skip("the companion file could not be read completely", "7.2")
            elif not found:
                self._fail(f"the companion file has no signature of {who} on this shuffle", event.height)
            for signature in found:
                try:
                    self._verify(charter, event, record, signature)
                except (InvalidEncoding, InvalidProof) as error:
                    self._fail(f"the signature of {who} on this shuffle: {error}", event.height)

    def _verify(self, charter: Charter, event: ChainEvent, record: OwnedShuffle, signature: SignatureRecord) -> None:
        if signature.owner != record.owner:
            raise InvalidProof(f"it is of trustee {signature.owner}")
        keys = charter.signing_keys
        if record.owner > len(keys):
            raise InvalidProof("the charter lists no signing key of this trustee")
        if fingerprint(signature.signing_key) != keys[record.owner - 1]:
            raise InvalidProof("it was made with another key than the one in the charter")
        if not event.height or signature.answers != self.file.events[event.height - 1].digest.hex():
            raise InvalidProof("it was made for another state of the board")
        raw = self.file.content(bytes.fromhex(record.payload))
        if raw is None:
            self.case.recorder.skip("a shuffle could not be read", "7.2")
            return
        place = self.setup.phi, self.file.setup_event, record.owner, signature.answers
        parts = shuffle_message(*place, raw)
        verify(signature.signing_key, bytes.fromhex(signature.signature), SHUFFLE_LABEL, *parts)
