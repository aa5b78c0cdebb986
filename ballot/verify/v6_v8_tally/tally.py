"""V6, the encrypted tally (checks 6.1 to 6.5)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ballot.crypto.elgamal import Ciphertext
from ballot.crypto.hashing import sha256_hex
from ballot.errors import InvalidEncoding
from ballot.protocol.ballots import ElectionContext
from ballot.protocol.shape import nest
from ballot.protocol.tally import Aggregate, parse_tally
from ballot.records.canonical import encode, encode_number, parse_number
from ballot.records.election import MAX_TOTAL_WEIGHT
from ballot.records.event import EventType
from ballot.records.questions import RankedQuestion
from ballot.records.tally import SizedEncryptedTally
from ballot.records.types import ciphertext_record
from ballot.verify.case.case import Case
from ballot.verify.case.index import ChainEvent
from ballot.verify.case.reading import WrongShape
from ballot.verify.case.report import some
from ballot.verify.v0_v1_file.file import File
from ballot.verify.v2_v4_setup.setup import Setup
from ballot.verify.v5_ballots.ballot_list import NOBODY, Ballots
from ballot.verify.v5_ballots.work import Examiner
from ballot.verify.v6_v8_tally.published import Entries, Tally

_ALL = ("6.1", "6.2", "6.3", "6.4")


def verify_tally(
    case: Case, file: File, setup: Setup, context: ElectionContext | None, ballots: Ballots | None
) -> Tally | None:
    """Recompute the encrypted tally from the ballots and compare it with the published one."""
    event = next(file.events.of(EventType.ENCRYPTED_TALLY), None)
    if event is None:
        case.recorder.empty["V6"] = "not yet"
        return None
    case.recorder.passed("6.1", "voting ended before the tally, and no ballot was added after that")
    sized = _read_sized(case, file, event)
    published = Tally()
    if sized is None:
        case.recorder.skip("the payload of the tally's event could not be read", "6.2", "6.3", "6.4")
    else:
        published = _read_tally(case, file, event, sized, context)
    if ballots is None or context is None:
        case.recorder.skip("the ballots could not be read", "6.2", "6.4", "6.5")
        return published
    comparison = _Comparison(case, event, context, ballots, published.entries, sized)
    own = comparison.own_sum()
    if own is not None:
        comparison.compare(own)
        _check_minimum(case, file, setup, own.num_tallied, event)
        case.recorder.checked["V6"] = f"{some(own.num_tallied, 'ballot')} added up"
    return _fall_back(context, published, ballots.aggregate, own)


def _fall_back(context: ElectionContext, published: Tally, aggregate: Aggregate, own: Aggregate | None) -> Tally:
    """Give later phases the recomputed tally where the published one cannot be read."""
    weight = sum(context.weights.values()) if own is None else own.total_weight
    if published.entries is None and published.digest == "":
        return Tally(aggregate.entries(), sha256_hex(aggregate.records()[0]), weight)
    return Tally(published.entries, published.digest, weight)


def _read_sized(case: Case, file: File, event: ChainEvent) -> SizedEncryptedTally | None:
    raw = file.content(event.payload)
    if raw is None:
        return None
    try:
        return case.reader.read(SizedEncryptedTally, raw, event.height)
    except WrongShape as error:
        keys = set(error.tree) if isinstance(error.tree, dict) else set()
        if not keys & {"num_tallied", "total_weight", "encrypted_tally"}:
            case.recorder.fail("1.3", "the payload of this event is not a sized encrypted tally", event.height)
        else:
            check = "6.4" if isinstance(error.tree.get("encrypted_tally"), str) else "6.3"
            case.recorder.fail(check, f"the payload of the tally's event is malformed: {error}", event.height)
    except InvalidEncoding as error:
        case.recorder.fail("0.5", f"the payload of the tally's event: {error}", event.height)
    return None


def _read_tally(
    case: Case, file: File, event: ChainEvent, sized: SizedEncryptedTally, context: ElectionContext | None
) -> Tally:
    """Return the record that the payload names (6.3)."""
    digest = bytes.fromhex(sized.encrypted_tally)
    if digest not in file.index:
        case.recorder.fail(
            "6.3", f"the encrypted tally that this event names, {sized.encrypted_tally}, is not there", event.height
        )
        return Tally()
    raw = file.content(digest)
    if raw is None or context is None:
        case.recorder.skip("the encrypted tally could not be read", "6.2", "6.3")
        return Tally(digest=sized.encrypted_tally)
    return Tally(_parse(case, event, raw, context), sized.encrypted_tally)


def _parse(case: Case, event: ChainEvent, raw: bytes, context: ElectionContext) -> Entries | None:
    """Return the tally's entries if they have the shape that the questions ask for."""
    try:
        tally = parse_tally(context, raw, case.reader.at(event.height))
    except WrongShape as error:
        case.recorder.fail("6.3", f"the encrypted tally is malformed: {error}", event.height)
        return None
    except InvalidEncoding as error:
        case.recorder.fail("0.5" if error.check == "0.5" else "6.2", f"the encrypted tally: {error}", event.height)
        return None
    _check_bytes(case, event, raw, tally, context)
    case.recorder.passed("6.3", "the tally's record has the bytes and the hash that its ballots give")
    pairs = zip(context.questions, tally, strict=True)
    if any(len(row) != question.ciphertexts and not isinstance(question, RankedQuestion) for question, row in pairs):
        case.recorder.fail(
            "6.2", "the encrypted tally does not have one sum for each choice of each question", event.height
        )
        return None
    return tally


def _check_bytes(case: Case, event: ChainEvent, raw: bytes, tally: Entries, context: ElectionContext) -> None:
    """Check that the record has its one spelling: a recomputed tally has another hash otherwise (6.3)."""
    rows = zip(context.questions, tally, strict=True)
    own = encode([nest(question, list(map(ciphertext_record, row))) for question, row in rows])
    if own != raw:
        case.recorder.fail("6.3", "the encrypted tally is written in other bytes than the ballots give", event.height)


class _Comparison:
    """Compares the published tally with the sum of the ballots that count."""

    def __init__(
        self,
        case: Case,
        event: ChainEvent,
        context: ElectionContext,
        ballots: Ballots,
        published: Entries | None,
        sized: SizedEncryptedTally | None,
    ) -> None:
        self.case, self.event, self.context, self.ballots = case, event, context, ballots
        self.published, self.sized = published, sized

    # -- which ballots were added up

    def own_sum(self) -> Aggregate | None:
        """Return the sum to compare with; None if it is not known."""
        ballots = self.ballots
        if ballots.missing or (ballots.unusable and not self._leaves_out_faulty()):
            self.case.recorder.skip("some ballots could not be read, so their sum is not known", "6.2", "6.4", "6.5")
            return None
        return self._find_match() or ballots.aggregate

    def _leaves_out_faulty(self) -> bool:
        """Say whether the published tally is the sum of the ballots without fault."""
        return self.published is not None and self._sum_of_valid().entries() == self.published

    def _sum_of_valid(self) -> Aggregate:
        return self._sum_of(self.ballots.last_valid())

    def _find_match(self) -> Aggregate | None:
        """Return the sum that the published tally is: of all last ballots, or of those without fault.

        A faulty ballot is reported by its own check; whether the server then counted it is not another fault.
        """
        own, published, sized = self.ballots.aggregate, self.published, self.sized
        if not self.ballots.faulty or published == own.entries():
            if self.ballots.faulty and sized is not None and sized.num_tallied != encode_number(own.num_tallied):
                other = self._sum_of_valid()
                return other if other.entries() == published else own
            return own if published == own.entries() else None
        other = self._sum_of_valid()
        return other if published == other.entries() else None

    def _sum_of(self, numbers: Iterable[int]) -> Aggregate:
        """Add up these ballots, reading again only those in which they differ from the last ones."""
        cast = self.ballots.cast
        wanted, counted = set(numbers), set(cast.counted())
        result = Aggregate(self.context)
        result.merge(self.ballots.aggregate)
        examiner = Examiner(self.ballots.work)
        try:
            for number in wanted ^ counted:
                choices = examiner.choices(cast.task(number))
                if choices is not None:
                    _shift(result, choices, cast.weight(number), 1 if number in wanted else -1)
        finally:
            examiner.close()
        return result

    # -- comparing

    def compare(self, own: Aggregate) -> None:
        """Compare sums (6.2) and numbers (6.4)."""
        recorder = self.case.recorder
        if self.published is not None and self.published != own.entries():
            recorder.fail("6.2", "the encrypted tally is not the sum of the ballots that count", self.event.height)
            self._look_for_earlier_ballots()
        elif self.published is not None:
            recorder.passed("6.2", f"the sum of {own.num_tallied} ballots is the published one")
        elif not recorder.has_failed("6.2"):
            recorder.skip("the published tally could not be read", "6.2")
        if self.sized is None:
            return
        self._compare_number("the number of ballots", self.sized.num_tallied, own.num_tallied)
        self._compare_number("the total weight", self.sized.total_weight, own.total_weight)
        recorder.passed("6.4", f"{own.num_tallied} ballots, total weight {own.total_weight}")

    def _compare_number(self, what: str, value: int | str, wanted: int) -> None:
        if value == encode_number(wanted):
            return
        height = self.event.height
        if isinstance(value, int) and value == wanted:  # a large number that is not written as text
            self.case.reader.deviations.append((height, f"{what} in the tally is written as {value!r}"))
            return
        try:
            parse_number(value, what, MAX_TOTAL_WEIGHT)
            message = f"{what} in the tally is {value}; the ballots that count give {wanted}"
        except InvalidEncoding as error:
            message = str(error)
        self.case.recorder.fail("6.4", message, height)

    def _look_for_earlier_ballots(self) -> None:
        """Find out whether the tally counts the first ballot of each voter instead of the last (5.11)."""
        cast = self.ballots.cast
        if not cast.replaced:
            return
        candidates = [cast.first(), (number for number, voter in enumerate(cast.voters) if voter != NOBODY)]
        for numbers in candidates:
            if self._sum_of(numbers).entries() == self.published:
                self.case.recorder.fail(
                    "5.11",
                    "the tally counts earlier ballots of voters who voted again, not only their last ones",
                    self.event.height,
                )
                return


def _shift(aggregate: Aggregate, choices: Sequence[Sequence[Ciphertext]], weight: int, sign: int) -> None:
    """Add a ballot to an aggregate (sign 1), or take it out (sign -1)."""
    aggregate.num_tallied += sign
    aggregate.total_weight += sign * weight
    for question, sums, row in zip(aggregate.questions, aggregate.sums, choices, strict=True):
        if isinstance(question, RankedQuestion):
            _shift_papers(sums, row, sign)
            continue
        sums[:] = [
            Ciphertext(total.alpha * c.alpha**weight, total.beta * c.beta**weight)
            if sign == 1
            else Ciphertext(total.alpha / c.alpha**weight, total.beta / c.beta**weight)
            for total, c in zip(sums, row, strict=True)
        ]


def _shift_papers(papers: list[Ciphertext], row: Sequence[Ciphertext], sign: int) -> None:
    """Put encrypted papers into a tally, or take them out."""
    for paper in row:
        if sign == 1:
            papers.append(paper)
        else:
            papers.remove(paper)


def _check_minimum(case: Case, file: File, setup: Setup, number: int, event: ChainEvent) -> None:
    """Check that enough ballots were opened together (6.5)."""
    if setup.charter is None:
        if not setup.foreign:
            case.recorder.skip("the charter is not at hand", "6.5")
        return
    minimum = setup.charter.policy.minimum_ballots
    if number < minimum:
        opened = file.events_of(EventType.PARTIAL_DECRYPTION)
        sentence = f"the tally is of {number} ballots; the charter demands at least {minimum}"
        if opened:
            case.recorder.fail("6.5", f"{sentence}, and trustees have begun to open it", event.height)
        else:
            case.recorder.warn("6.5", f"{sentence}: it must not be opened", event.height)
    case.recorder.passed("6.5", f"{number} ballots were added up; the charter demands {minimum}")
