"""Read a contest to count from a file of any kind: an archive, BLT, ABIF or JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import UnsetType

from ballot.board.archive import Archive
from ballot.board.companion import CharterRecord, LotSeedRecord, WithdrawalRecord, read_companion
from ballot.cli.archive import uncanonical
from ballot.count import Contest
from ballot.count.contest import contest_of_papers
from ballot.count.formats.abif import parse_abif
from ballot.count.formats.blt import parse_blt
from ballot.count.formats.case import contest_object, parse_json
from ballot.count.formats.con import parse_con
from ballot.count.formats.groups import Table, groups_in_csv, groups_in_json, table_of_states
from ballot.count.formats.json_values import located, parse_object
from ballot.count.quotas import parse_quotas
from ballot.errors import InvalidCount, InvalidEncoding
from ballot.protocol.ballots import ElectionContext
from ballot.protocol.decryption import Total, parse_result
from ballot.records.canonical import decode
from ballot.records.charter import ContestRule, charter_hash, split_description
from ballot.records.election import SetupData
from ballot.records.event import EventType
from ballot.records.questions import BLANK_LIST, ListsQuestion, Question, RankedQuestion, parse_grades
from ballot.verify import NO_RULE, ContestCount

_TAR_MAGIC = b"BELENIOS"
MAX_BYTES = 512 * 2**20


def read_contest(path: Path, chosen: str | None, companion: Path | None) -> Contest:
    """Return the contest in a file; `chosen` is its number from 1 or its title, if the file has several.

    Raises:
        InvalidCount: the file is of no known form; with line and column if they are known.
    """
    raw = _bytes_of(path)
    if raw.startswith(_TAR_MAGIC):
        return _read_archive(path, chosen, companion)
    text = _text(raw, path)
    kind = path.suffix.lower()
    if kind == ".json" or kind not in (".blt", ".abif") and text.lstrip().startswith("{") and '"candidates"' in text:
        return parse_json(text)
    if kind == ".abif" or kind != ".blt" and (">" in text or text.lstrip().startswith(("{", "="))):
        return contest_of_papers(parse_abif(text))
    return contest_of_papers(parse_blt(text))


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            magic = stream.read(len(_TAR_MAGIC))
            if magic == _TAR_MAGIC:
                return magic
            raw = magic + stream.read(MAX_BYTES)
    except OSError as error:
        raise InvalidCount(f"{path} cannot be read: {error.strerror}.") from None
    if len(raw) > MAX_BYTES:
        raise InvalidCount(f"{path.name} is larger than {MAX_BYTES >> 20} MiB; no contest that can be counted is.")
    return raw


def _text(raw: bytes, path: Path) -> str:
    try:
        return raw.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        start = raw.rfind(b"\n", 0, error.start) + 1
        line, column = raw.count(b"\n", 0, error.start) + 1, len(raw[start : error.start].decode().lstrip("\ufeff")) + 1
        raise InvalidCount(
            f"Line {line}, column {column}: {path.name} is not UTF-8 text here. Save the file as UTF-8."
        ) from None


# -- archives


def _read_archive(path: Path, chosen: str | None, companion: Path | None) -> Contest:
    """Return a contest from an election's archive, with the rule from the charter in its companion file."""
    with path.open("rb") as stream:
        archive = Archive(stream)
        setup = _setup(archive)
        context = ElectionContext.from_setup(archive.get(setup.election), archive.get(setup.credentials))
        index = _choose([question.question for question in context.questions], chosen)
        raw = archive.get(_payload(archive, EventType.RESULT))
        row = parse_result(context, raw, sum(context.weights.values()))[index]
        is_ranked = isinstance(context.questions[index], RankedQuestion)
        invalid = {place for question, place in uncanonical(archive) if question == index} if is_ranked else set()
    question, grades = context.questions[index], parse_grades(bytes(context.election.questions[index]))
    beside = companion or path.with_name(f"{context.uuid}.companion.jsonl")
    if not beside.exists():
        _refuse_unknown_blank(context, question, beside)
        return _with_result(question, NO_RULE, row, invalid, grades)
    records = _companion_records(beside)
    rule = _rule(records, index, beside, split_description(context.election.description)[1])
    return _with_rule(_with_result(question, rule, row, invalid, grades), rule, records, index)


def _setup(archive: Archive) -> SetupData:
    return decode(SetupData, archive.get(_payload(archive, EventType.SETUP)))


def _payload(archive: Archive, kind: EventType) -> str:
    for _, event in archive.events:
        if event.type == kind and isinstance(event.payload, str):
            return event.payload
    raise InvalidCount(f"The archive has no {kind.value} event yet: there is nothing to count.")


def _choose(titles: list[str], chosen: str | None) -> int:
    if chosen is None and len(titles) == 1:
        return 0
    if chosen in titles:
        return titles.index(chosen)
    if chosen is not None and chosen.isdecimal() and len(chosen) < 10 and 1 <= int(chosen) <= len(titles):
        return int(chosen) - 1
    listed = "; ".join(f"{number}: {title}" for number, title in enumerate(titles, 1))
    raise InvalidCount(f"Choose one of the contests with --contest. This archive has {listed}.")


def _refuse_unknown_blank(context: ElectionContext, question: Question, companion: Path) -> None:
    """Only the charter says whether a list is the blank vote; without it, blank votes could get seats."""
    has_charter = split_description(context.election.description)[1] is not None
    if has_charter and isinstance(question, ListsQuestion) and BLANK_LIST in question.answers:
        raise InvalidCount(
            f"The charter says whether the list “{BLANK_LIST[0]}” is the blank vote. It is in {companion.name}: put it "
            "beside the archive, or name it with --companion."
        )


def _with_result(
    question: Question, rule: ContestRule, row: Sequence[Total], invalid: set[int], grades: tuple[str, ...]
) -> Contest:
    """Return totals or papers as they are counted; papers that no honest voter would encode are left out (M1)."""
    count = ContestCount(question, rule, row, grades, invalid)
    return count.contest("majority-judgment" if grades else "")._replace(seats=None, grade_names=grades)


def _companion_records(path: Path) -> list[Any]:
    with path.open("rb") as stream:
        return [record for _, record in read_companion(stream)]


def _rule(records: list[Any], index: int, path: Path, digest: str | None) -> ContestRule:
    """Return the rule in the charter that the election's description names by its hash."""
    charter = next((record.value for record in records if isinstance(record, CharterRecord)), None)
    if charter is not None and charter_hash(charter) != digest:
        raise InvalidEncoding(f"The charter in {path.name} is not the one that the election names.")
    if charter is None or index >= len(charter.contests):
        raise InvalidEncoding(f"{path.name} holds no charter for this contest.")
    rule: ContestRule = charter.contests[index]
    return rule


def _with_rule(contest: Contest, rule: ContestRule, records: list[Any], index: int) -> Contest:
    withdrawn = [r.candidate for r in records if isinstance(r, WithdrawalRecord) and r.contest == index]
    seeds = [r.seed for r in records if isinstance(r, LotSeedRecord) and r.contest == index]
    return contest._replace(
        rule=rule.rule,
        seats=rule.seats,
        quotas=rule.quotas,
        groups=_groups(rule, len(contest.names)),
        withdrawn=frozenset(withdrawn),
        seed=seeds[0] if seeds else None,
        reopen=None if isinstance(rule.reopen, UnsetType) else rule.reopen - 1,
        slates=rule.slates,
        list_type="" if isinstance(rule.list_type, UnsetType) else rule.list_type,
        lift=0 if isinstance(rule.lift, UnsetType) else rule.lift,
    )


def _groups(rule: ContestRule, candidates: int) -> Mapping[str, frozenset[int]]:
    """Return the groups in the charter: each slate, and those of its quotas."""
    slates = {slate: frozenset(i for i, s in enumerate(rule.slates) if s == slate) for slate in rule.slates if slate}
    return slates | {quota.group: quota.members for quota in parse_quotas(rule.quotas, rule.seats, candidates)}


def read_table(path: Path) -> Table | None:
    """Return a table of candidates with groups and states (rule "stv-feasibility"), if the file contains one."""
    if path.suffix.lower() != ".json":
        return None
    text = _text(_bytes_of(path), path)
    with located(text):
        tree = contest_object(parse_object(text))
        candidates = tree.value.get("candidates")
        is_table = isinstance(candidates, list) and candidates and isinstance(candidates[0], dict)
        return table_of_states(tree) if is_table else None


# -- groups


def read_groups(path: Path, names: tuple[str, ...]) -> tuple[dict[str, frozenset[int]], list[str]]:
    """Return the groups in a file, and the quotas, if it is a constraints file.

    JSON: an object of group names and lists of candidates. CON: see ballot.count.formats.con. CSV: a candidate and a
    group on each line.

    Raises:
        InvalidCount: the file is not of these forms, or names an unknown candidate.
    """
    text = _text(_bytes_of(path), path)
    if path.suffix.lower() == ".con":
        return {}, parse_con(text, len(names))
    if text.lstrip().startswith("{"):
        return groups_in_json(text, names), []
    return groups_in_csv(text, names), []
