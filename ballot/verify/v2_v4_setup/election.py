"""V2, the election record (checks 2.1 to 2.5)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Final

from ballot.crypto.group import Group, Point, group
from ballot.crypto.hashing import sha256_base64
from ballot.errors import InvalidEncoding, Unsupported
from ballot.records.charter import split_description
from ballot.records.election import Election, SetupData
from ballot.records.event import EventType
from ballot.records.questions import Question, RankedQuestion, parse_question
from ballot.verify.case.case import Case
from ballot.verify.case.reading import WrongShape
from ballot.verify.case.report import some
from ballot.verify.v0_v1_file.companion_file import find_charter
from ballot.verify.v0_v1_file.file import File
from ballot.verify.v2_v4_setup.charter import check_charter
from ballot.verify.v2_v4_setup.setup import Setup

_UUID: Final = re.compile(r"[1-9A-HJ-NP-Za-km-z]{14,}")
_ALL: Final = ("2.2", "2.3", "2.4")


def verify_setup(case: Case, file: File) -> Setup:
    """Check the election record and its charter."""
    setup = _verify_election(case, file)
    charter = find_charter(case, None if setup.election is None else setup.election.description)
    setup = replace(setup, charter=charter)
    check_charter(case, setup)
    return setup


def _verify_election(case: Case, file: File) -> Setup:
    data = _read_setup(case, file)
    if data is None:
        case.recorder.skip("the Setup event's payload could not be read", "2.1", *_ALL)
        return Setup()
    raw = _resolve_setup(case, file, data)
    if raw is None:
        case.recorder.skip("the election record could not be read", *_ALL)
        return Setup(data)
    setup = _read_election(case, raw, Setup(data, phi=sha256_base64(raw)))
    election = setup.election
    if election is None:
        case.recorder.skip("the election record could not be read completely", *_ALL)
        return setup
    own = _check_group(case, election)
    setup = replace(
        setup,
        group=own,
        public_key="" if own is None else election.public_key,
        y=_check_public_key(case, election, own),
        questions=_check_questions(case, election, own),
    )
    case.recorder.checked["V2"] = f"“{election.name}”, {some(len(election.questions), 'question')}"
    return setup


def _read_setup(case: Case, file: File) -> SetupData | None:
    """Return the payload of the first Setup event."""
    event = next(file.events.of(EventType.SETUP), None)
    raw = None if event is None else file.content(event.payload)
    if event is None or raw is None:
        return None
    try:
        data = case.reader.read(SetupData, raw, event.height)
        case.reader.check_spelling(raw, "the payload of the Setup event", event.height)
        return data
    except WrongShape as error:
        keys = set(error.tree) if isinstance(error.tree, dict) else set()
        if keys >= {"election", "trustees", "credentials"}:
            case.recorder.fail("2.1", f"the Setup event's payload does not name three hashes: {error}", event.height)
        else:
            case.recorder.fail("1.3", "the payload of the Setup event is of another type", event.height)
    except InvalidEncoding as error:
        case.recorder.fail("0.5", f"the payload of the Setup event: {error}", event.height)
    return None


def _resolve_setup(case: Case, file: File, data: SetupData) -> bytes | None:
    """Check that the records are in the archive (2.1), and return the election."""
    for name in ("election", "trustees", "credentials", "credentials_certificate"):
        digest = getattr(data, name)
        if isinstance(digest, str) and bytes.fromhex(digest) not in file.index:
            case.recorder.fail(
                "2.1", f"the record “{name}” that the Setup event names, {digest}, is not in the archive", 0
            )
    _check_certificate(case, file, data)
    case.recorder.passed("2.1", "election, trustees and public credentials are there")
    return file.content(bytes.fromhex(data.election))


def _check_certificate(case: Case, file: File, data: SetupData) -> None:
    """Check the spelling of the registrar's certificate, which nothing else reads."""
    digest = data.credentials_certificate
    raw = file.content(bytes.fromhex(digest)) if isinstance(digest, str) else None
    if raw is not None:
        case.reader.check_spelling(raw, "the registrar's certificate", 0)


def _read_election(case: Case, raw: bytes, setup: Setup) -> Setup:
    """Return the setup with the election record in it, or with what else could be learnt from it."""
    try:
        election = case.reader.read(Election, raw, 0)
    except WrongShape as error:
        tree = error.tree if isinstance(error.tree, dict) else {}
        description = tree.get("description")
        if isinstance(description, str):
            setup = replace(setup, foreign=split_description(description)[1] is None, origin_known=True)
        return _keep_going(setup, tree) if _blame_fields(case, tree, str(error)) else setup
    except InvalidEncoding as error:
        case.recorder.fail("0.5", f"the election record: {error}", 0)
        return setup
    return replace(
        setup, election=election, foreign=split_description(election.description)[1] is None, origin_known=True
    )


# JSON of any shape: an election record that is not one.
_Tree = dict[str, Any]


def _blame_fields(case: Case, tree: _Tree, message: str) -> bool:
    """Say which field keeps the election record from being read. True: not one of those that identify the election."""
    fail = case.recorder.fail
    blamed = False
    version, uuid = tree.get("version"), tree.get("uuid")
    if version != 1 or isinstance(version, bool | float):
        fail("2.2", f"the protocol version is {str(version)[:40]}; this program knows version 1 only", 0)
        blamed = True
    if not isinstance(uuid, str) or not _UUID.fullmatch(uuid) or len(uuid) > 64:
        fail("2.2", f"the election's identifier {str(uuid)[:80]!r} is not at least 14 Base58 characters", 0)
        blamed = True
    if not isinstance(tree.get("group"), str):
        fail("2.2", "the group is not one of the three known names: parameters are never taken from an archive", 0)
        blamed = True
    identified = not blamed
    key = tree.get("public_key")
    if not isinstance(key, str) or not re.fullmatch(r"[0-9a-f]{1,617}", key):
        fail("2.3", f"the election's public key {str(key)[:80]!r} is not a group element in canonical form", 0)
        blamed = True
    if not isinstance(tree.get("questions"), list):
        fail("2.4", "the election has no list of questions", 0)
        blamed = True
    if not blamed:
        fail("0.5", f"the election record: {message}", 0)
    return identified


def _keep_going(setup: Setup, tree: _Tree) -> Setup:
    """Let the checks of trustees and credentials run where only the key or the questions are unreadable."""
    key = tree.get("public_key")
    try:
        return replace(setup, group=group(tree["group"]), public_key=key if isinstance(key, str) else "")
    except Unsupported:
        return setup


def _check_group(case: Case, election: Election) -> Group | None:
    """Check the group (2.2); version and identifier are checked by their types."""
    own = None
    try:
        own = group(election.group)
    except Unsupported as error:
        case.recorder.fail("2.2", str(error), 0)
    case.recorder.passed("2.2", f"version 1, identifier {election.uuid}, group {election.group}")
    return own


def _check_public_key(case: Case, election: Election, own: Group | None) -> Point | None:
    if own is None:
        case.recorder.skip("the group is unknown", "2.3")
        return None
    try:
        y = own.parse(election.public_key)
    except InvalidEncoding as error:
        case.recorder.fail("2.3", f"the election's public key: {error}", 0)
        return None
    if y.is_identity:
        case.recorder.fail("2.3", "the election's public key is the identity: nothing would be encrypted", 0)
    case.recorder.passed("2.3", "the election's public key is in the group and not the identity")
    return y


def _check_questions(case: Case, election: Election, own: Group | None) -> tuple[Question, ...] | None:
    questions: list[Question] = []
    for number, raw in enumerate(election.questions, 1):
        try:
            question = parse_question(bytes(raw), case.reader.at(0))
            case.reader.check_spelling(bytes(raw), f"question {number}", 0)
        except (InvalidEncoding, Unsupported) as error:
            case.recorder.fail(getattr(error, "check", None) or "2.4", f"question {number}: {error}", 0)
            continue
        questions.append(question)
        _check_capacity(case, number, question, own)
    case.recorder.passed("2.4", f"{some(len(questions), 'question')}, each of them answerable")
    return tuple(questions) if len(questions) == len(election.questions) else None


def _check_capacity(case: Case, number: int, question: Question, own: Group | None) -> None:
    """Check that a ranked paper fits into one group element."""
    if own is None or not isinstance(question, RankedQuestion):
        return
    capacity = own.embedding.capacity
    if len(question.answers) > capacity:
        case.recorder.fail(
            "2.4",
            f"question {number} ranks {len(question.answers)} candidates; "
            f"a ranked paper of the group {own.name} holds at most {capacity}",
            0,
        )
