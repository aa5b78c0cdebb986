"""What is to be shuffled or opened according to an archive: the tally, recomputed from its ballots, after its shuffles.

For archives that have just been verified: proofs are not checked here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from ballot.board.archive import Archive
from ballot.board.mixers import required_mixers
from ballot.board.shares import ShareCase
from ballot.crypto.elgamal import Ciphertext
from ballot.crypto.hashing import sha256_hex
from ballot.errors import InvalidProof, NotPermitted
from ballot.protocol import mixnet
from ballot.protocol.answers import read_ciphertexts
from ballot.protocol.ballots import ElectionContext, parse_ballot
from ballot.protocol.decryption import parse_partial_decryption, uncanonical_papers
from ballot.protocol.tally import Aggregate, parse_tally
from ballot.protocol.trustees import Trustees, verify_trustees
from ballot.records.canonical import decode
from ballot.records.charter import Charter
from ballot.records.election import SetupData
from ballot.records.event import EventType
from ballot.records.shuffle import OwnedShuffle
from ballot.records.tally import Owned, SizedEncryptedTally

Advance = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Case:
    """A closed election: its tally, and the progress of its mixnet. `head`: the hash of the last event.

    `charter`: None if it is not at hand, so that it is not known who has to shuffle. `excused`: mixers whom officers
    excused, in the order of the companion file.
    """

    context: ElectionContext
    trustees: Trustees
    setup_event: str
    tally: list[list[Ciphertext]]
    tally_digest: str
    tally_event: str
    ballots: int
    mixed: tuple[tuple[int, str], ...]  # owner and hash of each shuffle
    lists: list[list[Ciphertext]]  # the ranked ciphertexts after the last shuffle
    end_of_mixnet: str | None
    head: str
    charter: Charter | None = None
    excused: tuple[int, ...] = ()

    @property
    def has_mixnet(self) -> bool:
        """Whether ballots are shuffled in this election."""
        return bool(mixnet.ranked_questions(self.context))

    @property
    def share(self) -> ShareCase:
        """What is to be decrypted.

        Raises:
            NotPermitted: something is ranked, and not everybody who must has shuffled it (T16).
        """
        if self.has_mixnet:
            self._refuse_unmixed()
        return self.opened

    def _refuse_unmixed(self) -> None:
        if self.end_of_mixnet is None:
            raise NotPermitted("The ballots are still being shuffled, so there is nothing to decrypt yet.")
        mixed = {owner for owner, _ in self.mixed}
        missing = [owner for owner in self.required_mixers if owner not in mixed]
        if missing:
            raise NotPermitted(
                "Nothing was decrypted: by the charter these trustees have to shuffle the ballots, and have not: "
                f"{', '.join(map(str, missing))}. Tell the other trustees and the auditors."
            )

    @property
    def required_mixers(self) -> tuple[int, ...]:
        """The trustees, from 1, whose shuffles must be there before anything ranked is decrypted.

        Raises:
            NotPermitted: the charter is not at hand, or names nobody.
        """
        if self.charter is None or not self.charter.policy.mixers:
            raise NotPermitted(
                "Nothing was done: it is not known who has to shuffle the ballots, because no charter says it."
            )
        return required_mixers(self.charter.policy, self.excused, [owner for owner, _ in self.mixed]).owners

    @property
    def opened(self) -> ShareCase:
        """What a share is about, whoever has shuffled: for a tally that is open already."""
        return ShareCase(
            context=self.context,
            tally=mixnet.merge(self.context, self.tally, self.lists),
            tally_digest=self.tally_digest,
            setup_event=self.setup_event,
            answers=self.end_of_mixnet or self.tally_event,
            shuffle=self.mixed[-1][1] if self.mixed else "",
        )

    @property
    def sentence(self) -> str:
        """A sentence that the trustee should compare with what others see."""
        shuffles = f"; {len(self.mixed)} shuffles, the last is {self.mixed[-1][1]}" if self.mixed else ""
        return (
            f"{self.context.election.name}: every check holds.\n"
            f"{self.ballots} ballots; hash of the tally {self.tally_digest}{shuffles}\nSetup event {self.setup_event}"
        )


class Decided(NamedTuple):
    """What people decided according to a companion file: the charter, and which mixers were excused afterwards."""

    charter: Charter | None = None
    excused: tuple[int, ...] = ()


_NOTHING_DECIDED: Final = Decided()


def read_case(archive: Archive, decided: Decided = _NOTHING_DECIDED, advance: Advance | None = None) -> Case:
    """Return the case in an archive, with the aggregate recomputed from its ballots. `decided`: already verified.

    Raises:
        NotPermitted: the vote has not been closed. InvalidProof: the tally is not the sum of the ballots.
    """
    last = {event.type: (digest, event.payload) for digest, event in archive.events}
    if EventType.ENCRYPTED_TALLY not in last:
        raise NotPermitted("The voting has not been closed yet, so there is no tally to decrypt or to shuffle.")
    setup = decode(SetupData, archive.get(str(last[EventType.SETUP][1])))
    context = ElectionContext.from_setup(archive.get(setup.election), archive.get(setup.credentials))
    tally_event, sized_digest = last[EventType.ENCRYPTED_TALLY]
    sized = decode(SizedEncryptedTally, archive.get(str(sized_digest)))
    raw, ballots = _recompute_tally(archive, context, advance)
    if sha256_hex(raw) != sized.encrypted_tally:
        raise InvalidProof("Nothing was decrypted: the tally is not the sum of the ballots on the board.", "6.2")
    tally = parse_tally(context, raw)
    mixed, lists = _read_mixnet(archive, context, tally)
    end = last.get(EventType.END_SHUFFLES)
    return Case(
        context=context,
        trustees=verify_trustees(context.group, archive.get(setup.trustees)),
        setup_event=archive.events[0][0],
        tally=tally,
        tally_digest=sized.encrypted_tally,
        tally_event=tally_event,
        ballots=ballots,
        mixed=mixed,
        lists=lists,
        end_of_mixnet=None if end is None else end[0],
        head=archive.events[-1][0],
        charter=decided.charter,
        excused=decided.excused,
    )


def _recompute_tally(archive: Archive, context: ElectionContext, advance: Advance | None = None) -> tuple[bytes, int]:
    """Return the record `encrypted_tally` computed from the ballots of the archive, and how many of them count."""
    counting: dict[str, str] = {}
    for _, event in archive.events:
        if event.type is EventType.BALLOT:
            counting[parse_ballot(archive.get(str(event.payload))).credential] = str(event.payload)
    aggregate = Aggregate(context)
    for done, (credential, payload) in enumerate(counting.items(), start=1):
        aggregate.add(_ciphertexts(context, archive.get(payload)), context.weights[credential])
        if advance is not None:
            advance(done, len(counting))
    return aggregate.records()[0], len(counting)


def _ciphertexts(context: ElectionContext, raw: bytes) -> list[list[Ciphertext]]:
    answers = parse_ballot(raw).answers
    return [
        read_ciphertexts(context.group, question, bytes(answer))
        for question, answer in zip(context.questions, answers, strict=True)
    ]


def _read_mixnet(
    archive: Archive, context: ElectionContext, tally: list[list[Ciphertext]]
) -> tuple[tuple[tuple[int, str], ...], list[list[Ciphertext]]]:
    lists, mixed = mixnet.ranked_lists(context, tally), []
    for _, event in archive.events:
        if event.type is EventType.SHUFFLE:
            owned = decode(OwnedShuffle, archive.get(str(event.payload)))
            lists, _ = mixnet.parse_shuffle(context, lists, archive.get(owned.payload))
            mixed.append((owned.owner, owned.payload))
    return tuple(mixed), lists


def uncanonical(archive: Archive) -> list[tuple[int, int]]:
    """Return question and row of each decrypted paper that no honest voter would encode (M1): these are invalid."""
    case = read_case(archive)
    if not case.has_mixnet:
        return []
    share = case.opened
    factors: dict[int, Any] = {}
    for _, event in archive.events:
        if event.type is EventType.PARTIAL_DECRYPTION:
            owned = decode(Owned, archive.get(str(event.payload)))
            record = archive.get(owned.payload)
            factors[owned.owner] = parse_partial_decryption(case.context, share.tally, record).factors
    return uncanonical_papers(case.context, share.tally, case.trustees.combine(factors))
