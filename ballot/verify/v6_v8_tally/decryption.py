"""V8, the partial decryptions (checks 8.1 to 8.6)."""

from __future__ import annotations

from typing import NamedTuple

from ballot.errors import InvalidEncoding, InvalidProof
from ballot.protocol.decryption import parse_partial_decryption, verify_partial_decryption
from ballot.protocol.trustees import TrusteeItem
from ballot.records.event import EventType
from ballot.records.tally import Owned
from ballot.verify.case.case import Case
from ballot.verify.case.index import ChainEvent
from ballot.verify.case.reading import WrongShape
from ballot.verify.case.report import some
from ballot.verify.v6_v8_tally.share_proofs import check_share_proofs

_ALL = ("8.1", "8.2", "8.3", "8.4", "8.5")
Last = dict[int, tuple[ChainEvent, Owned]]  # owner -> the share that counts


class Problem(NamedTuple):
    """What is wrong with a share: it is only a warning where enough others are there."""

    check: str
    sentence: str


def verify_decryptions(case: Case) -> None:
    """Verify the trustees' shares; keep the factors of each good one."""
    events = case.events_of(EventType.PARTIAL_DECRYPTION)
    finished = bool(case.events_of(EventType.RESULT))
    if not events and not finished:
        return
    if case.context is None or case.trustees is None or not case.trustee_keys:
        case.recorder.skip("the election or its trustees could not be read", *_ALL)
        return
    last = _last_of_each(case, events)
    if case.opened is None:
        case.recorder.skip("what the trustees opened could not be read", "8.2", "8.3", "8.4", "8.5")
        return
    problems: dict[int, Problem | None] = {}
    for done, (owner, (event, owned)) in enumerate(sorted(last.items())):
        if case.options.progress is not None:
            case.options.progress("Verifying shares", done, len(last))
        if not _verify_share(case, owner, event, owned, problems):
            problems.setdefault(owner, None)
    _report(case, last, problems)
    case.recorder.passed("8.2", f"{some(len(last), 'share')} of the right form")
    case.recorder.passed("8.3", f"{some(len(last), 'share')}, every factor proved")
    _check_all_there(case, last, list(problems), finished)
    check_share_proofs(case, {owner: event for owner, (event, _) in sorted(last.items())})
    _check_strays(case, last)
    case.recorder.checked["V8"] = f"{some(len(case.shares), 'share')} of {some(len(case.trustee_keys), 'trustee')}"


def _last_of_each(case: Case, events: list[ChainEvent]) -> Last:
    """Return each trustee's last share (8.1)."""
    last: Last = {}
    for event in events:
        owned = _read_owned(case, event)
        if owned is None:
            case.unassigned_shares += 1
            continue
        if not 1 <= owned.owner <= len(case.trustee_keys):
            case.recorder.fail(
                "8.1",
                f"this share belongs to trustee {str(owned.owner)[:20]}; "
                f"there are trustees 1 to {len(case.trustee_keys)}",
                event.height,
            )
            case.unassigned_shares += 1
            continue
        if owned.owner in last:
            case.recorder.warn(
                "8.1",
                f"{case.who(owned.owner)} published a share again; the last one counts, this one does not",
                last[owned.owner][0].height,
            )
            case.repeated_shares.add(event.height)
        last[owned.owner] = (event, owned)
    case.recorder.passed("8.1", f"{some(len(events), 'share')}, each of a trustee of this election")
    return last


def _read_owned(case: Case, event: ChainEvent) -> Owned | None:
    raw = None if event.payload is None else case.content(event.payload)
    if raw is None:
        case.recorder.skip("a share could not be read", "8.1")
        return None
    try:
        return case.reader.read(Owned, raw, event.height)
    except WrongShape as error:
        keys = set(error.tree) if isinstance(error.tree, dict) else set()
        check = "8.1" if keys >= {"owner", "payload"} else "1.3"
        case.recorder.fail(check, f"the payload of this event does not say whose share it is: {error}", event.height)
    except InvalidEncoding as error:
        case.recorder.fail("0.5", f"the payload of this event: {error}", event.height)
    return None


def _verify_share(case: Case, owner: int, event: ChainEvent, owned: Owned, problems: dict[int, Problem | None]) -> bool:
    """Verify one share (8.2, 8.3). False: this trustee has none; why not is in `problems` or was reported."""
    assert case.context is not None and case.opened is not None
    digest = bytes.fromhex(owned.payload)
    raw = case.content(digest)
    if raw is None:
        if digest not in case.index:
            case.recorder.fail(
                "1.3", f"the share that this event names, {owned.payload}, is not in the archive", event.height
            )
        else:
            case.recorder.skip("a share could not be read", "8.2", "8.3")
        return False
    case.share_digests[owner] = owned.payload
    key = case.trustee_keys[owner - 1]
    try:
        shares = parse_partial_decryption(case.context, case.opened, raw, case.reader.at(event.height))
        if key is None:
            case.recorder.skip("a trustee's key could not be read", "8.3")
            return False
        verify_partial_decryption(case.context, case.opened, key, shares)
    except WrongShape as error:
        problems[owner] = Problem("8.2", f"the share of {case.who(owner)} is malformed: {error}")
        return False
    except (InvalidEncoding, InvalidProof) as error:
        problems[owner] = Problem(error.check or "8.2", f"the share of {case.who(owner)}: {error}")
        return False
    case.shares[owner] = shares
    return True


def _report(case: Case, last: Last, problems: dict[int, Problem | None]) -> None:
    """Report wrong shares: failures, but warnings in a threshold group that has enough others."""
    assert case.trustees is not None
    good = set(case.shares)
    spared: set[int] = set()
    for item in case.trustees.items:
        if not item.is_single and len(good & set(item.owners)) >= item.threshold:
            spared.update(item.owners)
    for owner, problem in problems.items():
        if problem is None:
            continue
        height = last[owner][0].height
        if owner in spared and problem.check != "0.5":
            case.recorder.warn(problem.check, f"{problem.sentence}. It is set aside: enough others are there", height)
        else:
            case.recorder.fail(problem.check, problem.sentence, height)


def _check_all_there(case: Case, last: Last, broken: list[int], finished: bool) -> None:
    """Check that there are good shares of every trustee, or of enough of a group, once there is a result (8.4)."""
    assert case.trustees is not None
    case.shares_complete = not case.trustees.missing(list(case.shares))
    for item in case.trustees.items:
        _check_item(case, item, last, broken, finished)
    if finished:
        case.recorder.passed("8.4", f"{some(len(case.shares), 'share')}: all that are needed")


def _check_item(case: Case, item: TrusteeItem, last: Last, broken: list[int], finished: bool) -> None:
    there = [owner for owner in item.owners if owner in last]
    wrong = [owner for owner in there if owner in broken]
    if len(there) - len(wrong) >= item.threshold:
        return
    for owner in wrong:
        if last[owner][0].height in case.repeated_shares:
            case.recorder.fail(
                "8.4",
                f"{case.who(owner)} published a share again, and the last one, which counts, is not valid",
                last[owner][0].height,
            )
    if wrong:
        case.recorder.skip(f"the share of {case.who(wrong[0])} is not valid, so that trustee has none", "8.4")
    if not finished or len(there) >= item.threshold:
        return
    if case.unreadable_events or case.unassigned_shares:
        case.recorder.skip("a share could not be assigned to its trustee", "8.4")
    elif item.is_single:
        case.recorder.fail("8.4", f"there is a result, but no share of {case.who(item.owners[0])}")
    else:
        first, final = item.owners[0], item.owners[-1]
        case.recorder.fail(
            "8.4",
            f"there is a result, but only {some(len(there), 'share')} of trustees {first} to {final}; "
            f"{item.threshold} are needed",
        )


def _check_strays(case: Case, last: Last) -> None:
    """Check that shares beyond the threshold lie on the polynomial that the others fix (8.6)."""
    assert case.trustees is not None
    extra = 0
    for item in case.trustees.items:
        extra += 0 if item.is_single else max(0, len(set(item.owners) & set(case.shares)) - item.threshold)
    if not extra:
        return
    for owner in case.trustees.stray_shares({owner: shares.factors for owner, shares in case.shares.items()}):
        case.recorder.fail(
            "8.6",
            f"the share of {case.who(owner)} does not agree with those of the others of its group: "
            "one of them was made with false factors",
            last[owner][0].height,
        )
    case.recorder.passed("8.6", f"{some(extra, 'share')} beyond the threshold, in agreement with the others")
