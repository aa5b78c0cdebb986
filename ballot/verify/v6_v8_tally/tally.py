"""V6, the encrypted tally (checks 6.1 to 6.5)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ballot.crypto.elgamal import Ciphertext
from ballot.crypto.hashing import sha256_hex
from ballot.errors import InvalidEncoding
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
from ballot.verify.v5_ballots.arrays import NOBODY, BallotBox
from ballot.verify.v5_ballots.work import Examiner

_ALL = ("6.1", "6.2", "6.3", "6.4")


def verify_tally(case: Case) -> None:
    """Recompute the encrypted tally from the ballots and compare it with the published one."""
    events = case.events_of(EventType.ENCRYPTED_TALLY)
    if not events:
        return
    case.recorder.passed("6.1", "voting ended before the tally, and no ballot was added after that")
    event = events[0]
    sized = _read_sized(case, event)
    if sized is None:
        case.recorder.skip("the payload of the tally's event could not be read", "6.2", "6.3", "6.4")
    else:
        _read_tally(case, event, sized)
    box = case.ballots
    if box is None or box.aggregate is None:
        case.recorder.skip("the ballots could not be read", "6.2", "6.4", "6.5")
        return
    if box.missing or (box.unusable and not _leaves_out_faulty(case, box)):
        case.recorder.skip("some ballots could not be read, so their sum is not known", "6.2", "6.4", "6.5")
        _fall_back(case, box.aggregate)
        return
    published = case.tally
    match = _find_match(case, box, published, sized)
    _compare(case, event, match or box.aggregate, published, sized, box)
    case.total_weight = (match or box.aggregate).total_weight
    _fall_back(case, box.aggregate)
    _check_minimum(case, (match or box.aggregate).num_tallied, event)
    case.recorder.checked["V6"] = f"{some((match or box.aggregate).num_tallied, 'ballot')} added up"


def _fall_back(case: Case, aggregate: Aggregate) -> None:
    """Give later phases the recomputed tally where the published one cannot be read."""
    if case.tally is None and case.tally_digest == "":
        case.tally = aggregate.entries()
        case.tally_digest = sha256_hex(aggregate.records()[0])
    if case.total_weight is None and case.context is not None:
        case.total_weight = sum(case.context.weights.values())


def _read_sized(case: Case, event: ChainEvent) -> SizedEncryptedTally | None:
    raw = None if event.payload is None else case.content(event.payload)
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


def _read_tally(case: Case, event: ChainEvent, sized: SizedEncryptedTally) -> None:
    """Read the record that the payload names (6.3)."""
    digest = bytes.fromhex(sized.encrypted_tally)
    if digest not in case.index:
        case.recorder.fail(
            "6.3", f"the encrypted tally that this event names, {sized.encrypted_tally}, is not there", event.height
        )
        return
    raw = case.content(digest)
    if raw is None or case.context is None:
        case.recorder.skip("the encrypted tally could not be read", "6.2", "6.3")
        case.tally_digest = sized.encrypted_tally
        return
    case.tally_digest = sized.encrypted_tally
    try:
        tally = parse_tally(case.context, raw, case.reader.at(event.height))
    except WrongShape as error:
        case.recorder.fail("6.3", f"the encrypted tally is malformed: {error}", event.height)
        return
    except InvalidEncoding as error:
        if error.check == "0.5":
            case.recorder.fail("0.5", f"the encrypted tally: {error}", event.height)
        else:
            case.recorder.fail("6.2", f"the encrypted tally: {error}", event.height)
        return
    _check_bytes(case, event, raw, tally)
    case.recorder.passed("6.3", "the tally's record has the bytes and the hash that its ballots give")
    pairs = zip(case.context.questions, tally, strict=True)
    if any(len(row) != question.ciphertexts and not isinstance(question, RankedQuestion) for question, row in pairs):
        case.recorder.fail(
            "6.2", "the encrypted tally does not have one sum for each choice of each question", event.height
        )
        return
    case.tally = tally


def _check_bytes(case: Case, event: ChainEvent, raw: bytes, tally: list[list[Ciphertext]]) -> None:
    """Check that the record has its one spelling: a recomputed tally has another hash otherwise (6.3)."""
    assert case.context is not None
    rows = zip(case.context.questions, tally, strict=True)
    own = encode([nest(question, list(map(ciphertext_record, row))) for question, row in rows])
    if own != raw:
        case.recorder.fail("6.3", "the encrypted tally is written in other bytes than the ballots give", event.height)


# -- which ballots were added up


def _leaves_out_faulty(case: Case, box: BallotBox) -> bool:
    """Say whether the published tally is the sum of the ballots without fault."""
    return case.tally is not None and _aggregate_of(case, box, box.last_valid()).entries() == case.tally


def _find_match(case: Case, box: BallotBox, published: Any, sized: SizedEncryptedTally | None) -> Aggregate | None:
    """Return the aggregate that the published tally was made of: of all last ballots, or of those without fault.

    A faulty ballot is reported by its own check; whether the server then counted it is not another fault.
    """
    assert box.aggregate is not None
    own = box.aggregate
    if not box.faulty or published == own.entries():
        if box.faulty and sized is not None and sized.num_tallied != encode_number(own.num_tallied):
            other = _aggregate_of(case, box, box.last_valid())
            return other if other.entries() == published else own
        return own if published == own.entries() else None
    other = _aggregate_of(case, box, box.last_valid())
    return other if published == other.entries() else None


def _aggregate_of(case: Case, box: BallotBox, numbers: Iterable[int]) -> Aggregate:
    """Add up these ballots, reading again only those in which they differ from the last ones."""
    assert case.context is not None and box.aggregate is not None
    wanted, counted = set(numbers), set(box.counted())
    result = Aggregate(case.context)
    result.merge(box.aggregate)
    examiner = Examiner(box.work)
    try:
        for number in wanted ^ counted:
            choices = examiner.choices(box.task(case, number))
            if choices is not None:
                _shift(result, choices, box.weight(number), 1 if number in wanted else -1)
    finally:
        examiner.close()
    return result


def _shift(aggregate: Aggregate, choices: Any, weight: int, sign: int) -> None:
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


def _shift_papers(papers: list[Ciphertext], row: Any, sign: int) -> None:
    """Put encrypted papers into a tally, or take them out."""
    for paper in row:
        if sign == 1:
            papers.append(paper)
        else:
            papers.remove(paper)


# -- comparing


def _compare(
    case: Case, event: ChainEvent, own: Aggregate, published: Any, sized: SizedEncryptedTally | None, box: BallotBox
) -> None:
    if published is not None and published != own.entries():
        case.recorder.fail("6.2", "the encrypted tally is not the sum of the ballots that count", event.height)
        _look_for_earlier_ballots(case, box, published, event)
    elif published is not None:
        case.recorder.passed("6.2", f"the sum of {own.num_tallied} ballots is the published one")
    elif not case.recorder.has_failed("6.2"):
        case.recorder.skip("the published tally could not be read", "6.2")
    if sized is None:
        return
    for name, wanted in (("num_tallied", own.num_tallied), ("total_weight", own.total_weight)):
        _compare_number(case, event, name, getattr(sized, name), wanted)
    case.recorder.passed("6.4", f"{own.num_tallied} ballots, total weight {own.total_weight}")


def _compare_number(case: Case, event: ChainEvent, name: str, value: int | str, wanted: int) -> None:
    what = {"num_tallied": "the number of ballots", "total_weight": "the total weight"}[name]
    if value == encode_number(wanted):
        return
    if isinstance(value, int) and value == wanted:  # a large number that is not written as text
        case.reader.deviations.append((event.height, f"{what} in the tally is written as {value!r}"))
        return
    try:
        parse_number(value, what, MAX_TOTAL_WEIGHT)
        message = f"{what} in the tally is {value}; the ballots that count give {wanted}"
    except InvalidEncoding as error:
        message = str(error)
    case.recorder.fail("6.4", message, event.height)


def _look_for_earlier_ballots(case: Case, box: BallotBox, published: Any, event: ChainEvent) -> None:
    """Find out whether the tally counts the first ballot of each voter instead of the last (5.11)."""
    if not box.replaced:
        return
    candidates = [box.first(), (number for number, voter in enumerate(box.voters) if voter != NOBODY)]
    for numbers in candidates:
        if _aggregate_of(case, box, numbers).entries() == published:
            case.recorder.fail(
                "5.11",
                "the tally counts earlier ballots of voters who voted again, not only their last ones",
                event.height,
            )
            return


def _check_minimum(case: Case, number: int, event: ChainEvent) -> None:
    """Check that enough ballots were opened together (6.5)."""
    if case.charter is None:
        if not case.foreign:
            case.recorder.skip("the charter is not at hand", "6.5")
        return
    minimum = case.charter.policy.minimum_ballots
    if number < minimum:
        opened = case.events_of(EventType.PARTIAL_DECRYPTION)
        sentence = f"the tally is of {number} ballots; the charter demands at least {minimum}"
        if opened:
            case.recorder.fail("6.5", f"{sentence}, and trustees have begun to open it", event.height)
        else:
            case.recorder.warn("6.5", f"{sentence}: it must not be opened", event.height)
    case.recorder.passed("6.5", f"{number} ballots were added up; the charter demands {minimum}")
