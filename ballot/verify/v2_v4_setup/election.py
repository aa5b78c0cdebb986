"""V2, the election record (checks 2.1 to 2.4)."""

from __future__ import annotations

import re
from typing import Any, Final

from ballot.crypto.group import group
from ballot.crypto.hashing import sha256_base64
from ballot.errors import InvalidEncoding, Unsupported
from ballot.records.charter import split_description
from ballot.records.election import Election, SetupData
from ballot.records.event import EventType
from ballot.records.questions import Question, RankedQuestion, parse_question
from ballot.verify.case.case import Case
from ballot.verify.case.reading import WrongShape
from ballot.verify.case.report import some

_UUID: Final = re.compile(r"[1-9A-HJ-NP-Za-km-z]{14,}")
_ALL: Final = ("2.2", "2.3", "2.4")


def verify_election(case: Case) -> None:
    """Check the election record; what later phases need of it is kept in the case."""
    _read_setup(case)
    if case.setup is None:
        case.recorder.skip("the Setup event's payload could not be read", "2.1", *_ALL)
        return
    raw = _resolve_setup(case)
    if raw is None:
        case.recorder.skip("the election record could not be read", *_ALL)
        return
    case.election_raw, case.phi = raw, sha256_base64(raw)
    _read_election(case, raw)
    if case.election is None:
        case.recorder.skip("the election record could not be read completely", *_ALL)
        return
    _check_identity(case, case.election)
    _check_public_key(case, case.election)
    _check_questions(case, case.election)
    case.recorder.checked["V2"] = f"“{case.election.name}”, {some(len(case.election.questions), 'question')}"


def _read_setup(case: Case) -> None:
    """Read the payload of the first Setup event."""
    events = case.events_of(EventType.SETUP)
    raw = case.content(events[0].payload) if events and events[0].payload else None
    if raw is None:
        return
    try:
        case.setup = case.reader.read(SetupData, raw, events[0].height)
        case.reader.check_spelling(raw, "the payload of the Setup event", events[0].height)
    except WrongShape as error:
        keys = set(error.tree) if isinstance(error.tree, dict) else set()
        if keys >= {"election", "trustees", "credentials"}:
            case.recorder.fail(
                "2.1", f"the Setup event's payload does not name three hashes: {error}", events[0].height
            )
        else:
            case.recorder.fail("1.3", "the payload of the Setup event is of another type", events[0].height)
    except InvalidEncoding as error:
        case.recorder.fail("0.5", f"the payload of the Setup event: {error}", events[0].height)


def _resolve_setup(case: Case) -> bytes | None:
    """Check that the records are in the archive (2.1), and return the election."""
    assert case.setup is not None
    for name in ("election", "trustees", "credentials", "credentials_certificate"):
        digest = getattr(case.setup, name)
        if isinstance(digest, str) and bytes.fromhex(digest) not in case.index:
            case.recorder.fail(
                "2.1", f"the record “{name}” that the Setup event names, {digest}, is not in the archive", 0
            )
    _check_certificate(case)
    case.recorder.passed("2.1", "election, trustees and public credentials are there")
    return case.content(bytes.fromhex(case.setup.election))


def _check_certificate(case: Case) -> None:
    """Check the spelling of the registrar's certificate, which nothing else reads."""
    assert case.setup is not None
    digest = case.setup.credentials_certificate
    raw = case.content(bytes.fromhex(digest)) if isinstance(digest, str) else None
    if raw is not None:
        case.reader.check_spelling(raw, "the registrar's certificate", 0)


def _read_election(case: Case, raw: bytes) -> None:
    try:
        case.election = case.reader.read(Election, raw, 0)
        case.foreign = split_description(case.election.description)[1] is None
        case.known_kind = True
    except WrongShape as error:
        tree = error.tree if isinstance(error.tree, dict) else {}
        description = tree.get("description")
        case.foreign = isinstance(description, str) and split_description(description)[1] is None
        case.known_kind = isinstance(description, str)
        _blame_fields(case, tree, str(error))
    except InvalidEncoding as error:
        case.recorder.fail("0.5", f"the election record: {error}", 0)


def _blame_fields(case: Case, tree: dict[str, Any], message: str) -> None:
    """Say which field keeps the election record from being read."""
    fail = case.recorder.fail
    blamed = False
    version, uuid, name = tree.get("version"), tree.get("uuid"), tree.get("group")
    if version != 1 or isinstance(version, bool | float):
        fail("2.2", f"the protocol version is {str(version)[:40]}; this program knows version 1 only", 0)
        blamed = True
    if not isinstance(uuid, str) or not _UUID.fullmatch(uuid) or len(uuid) > 64:
        fail("2.2", f"the election's identifier {str(uuid)[:80]!r} is not at least 14 Base58 characters", 0)
        blamed = True
    if not isinstance(name, str):
        fail("2.2", "the group is not one of the three known names: parameters are never taken from an archive", 0)
        blamed = True
    _keep_going(case, tree, blamed)
    key = tree.get("public_key")
    if not isinstance(key, str) or not re.fullmatch(r"[0-9a-f]{1,617}", key):
        fail("2.3", f"the election's public key {str(key)[:80]!r} is not a group element in canonical form", 0)
        blamed = True
    if not isinstance(tree.get("questions"), list):
        fail("2.4", "the election has no list of questions", 0)
        blamed = True
    if not blamed:
        fail("0.5", f"the election record: {message}", 0)


def _keep_going(case: Case, tree: dict[str, Any], blamed: bool) -> None:
    """Let the checks of trustees and credentials run where only the key or the questions are unreadable."""
    name, key = tree.get("group"), tree.get("public_key")
    if blamed or not isinstance(name, str):
        return
    try:
        case.group = group(name)
    except Unsupported:
        return
    case.public_key_text = key if isinstance(key, str) else ""


def _check_identity(case: Case, election: Election) -> None:
    """Check group (2.2); version and identifier are checked by their types."""
    try:
        case.group = group(election.group)
    except Unsupported as error:
        case.recorder.fail("2.2", str(error), 0)
    case.recorder.passed("2.2", f"version 1, identifier {election.uuid}, group {election.group}")


def _check_public_key(case: Case, election: Election) -> None:
    if case.group is None:
        case.recorder.skip("the group is unknown", "2.3")
        return
    case.public_key_text = election.public_key
    try:
        case.y = case.group.parse(election.public_key)
    except InvalidEncoding as error:
        case.recorder.fail("2.3", f"the election's public key: {error}", 0)
        return
    if case.y.is_identity:
        case.recorder.fail("2.3", "the election's public key is the identity: nothing would be encrypted", 0)
    case.recorder.passed("2.3", "the election's public key is in the group and not the identity")


def _check_questions(case: Case, election: Election) -> None:
    questions: list[Question] = []
    for number, raw in enumerate(election.questions, 1):
        try:
            question = parse_question(bytes(raw), case.reader.at(0))
            case.reader.check_spelling(bytes(raw), f"question {number}", 0)
        except (InvalidEncoding, Unsupported) as error:
            case.recorder.fail(getattr(error, "check", None) or "2.4", f"question {number}: {error}", 0)
            continue
        questions.append(question)
        _check_capacity(case, number, question)
    if len(questions) == len(election.questions):
        case.questions = tuple(questions)
    case.recorder.passed("2.4", f"{some(len(questions), 'question')}, each of them answerable")


def _check_capacity(case: Case, number: int, question: Question) -> None:
    """Check that a ranked paper fits into one group element."""
    if case.group is None or not isinstance(question, RankedQuestion):
        return
    capacity = case.group.embedding.capacity
    if len(question.answers) > capacity:
        case.recorder.fail(
            "2.4",
            f"question {number} ranks {len(question.answers)} candidates; "
            f"a ranked paper of the group {case.group.name} holds at most {capacity}",
            0,
        )
