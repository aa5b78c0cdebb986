"""A made-up board, whose payloads nobody decrypts: what V0 and V1 read, in a millisecond."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from ballot.records.canonical import encode
from ballot.verify.case.case import Case, Options
from ballot.verify.v0_v1_file.chain import read_archive
from ballot.verify.v0_v1_file.file import File
from ballot.verify.v0_v1_file.references import References
from tests.factory.container import RawRecord, Step, chain, pack, sha256_hex

ZEROS = "0" * 64
Records = list[RawRecord]
Fault = tuple[str, int | None, str]  # check, height, words


def made_up(text: str) -> bytes:
    """A record that nobody reads here."""
    return encode({"made": text})


def naming(payload: dict[str, Any], *records: bytes) -> tuple[bytes, list[bytes]]:
    """A payload that names records, and what stands before its event."""
    raw = encode(payload)
    return raw, [*records, raw]


def owned(owner: int, record: bytes) -> tuple[bytes, list[bytes]]:
    """The payload of a shuffle or a share."""
    return naming({"owner": owner, "payload": sha256_hex(record)}, record)


ELECTION, TRUSTEES, CREDENTIALS = map(made_up, ("election", "trustees", "credentials"))
NAMES = {"election": ELECTION, "trustees": TRUSTEES, "credentials": CREDENTIALS}
SETUP = Step("Setup", *naming({name: sha256_hex(raw) for name, raw in NAMES.items()}, *NAMES.values()))
BALLOTS = [Step("Ballot", made_up(text), [made_up(text)]) for text in ("one", "two")]
TALLY = made_up("tally")
SIZED = naming({"num_tallied": 2, "total_weight": 2, "encrypted_tally": sha256_hex(TALLY)}, TALLY)
END, OPENED = Step("EndBallots"), Step("EncryptedTally", *SIZED)
SHUFFLES = [Step("Shuffle", *owned(1, made_up("shuffle"))), Step("EndShuffles")]
SHARE = Step("PartialDecryption", *owned(1, made_up("share")))
RESULT = Step("Result", made_up("result"), [made_up("result")])
GOOD = [SETUP, *BALLOTS, END, OPENED, *SHUFFLES, SHARE, RESULT]
# Places among the records: header, four records of the Setup event and itself, two of each ballot, and so on.
FIRST_BALLOT, FIRST_EVENT, SECOND_BALLOT, SECOND_EVENT, END_EVENT = 6, 7, 8, 9, 10
TALLY_EVENT, SHUFFLE_EVENT, RESULT_EVENT = 13, 16, 22


def read(raw: bytes, path: Path) -> tuple[Case, File]:
    """V0 and V1 of an archive."""
    path.write_bytes(raw)
    with path.open("rb") as stream:
        case = Case(path, stream, Options())
        return case, read_archive(case, References())


def faults(raw: bytes, folder: Path) -> list[Fault]:
    """What fails."""
    case, _ = read(raw, folder / "x.bel")
    return [(one.id, one.height, one.message) for one in case.recorder.findings() if not one.ok]


def assert_faults(raw: bytes, folder: Path, expected: Sequence[Fault]) -> None:
    """These failures, each with these words, and no others."""
    found = faults(raw, folder)
    assert [one[:2] for one in found] == [one[:2] for one in expected], found
    for (_, _, said), (_, _, words) in zip(found, expected, strict=True):
        assert words in said


def event_change(at: int, **change: Any) -> bytes:
    """Other fields of one event, chained again; None: without the field."""

    def apply(height: int, event: dict[str, Any]) -> None:
        if height == at:
            fields = {**event, **change}
            event.clear()
            order = ("parent", "height", "type", "payload")
            event.update({name: fields[name] for name in order if fields.get(name) is not None})

    return pack(chain(GOOD, apply))


def records(change: Callable[[Records], Records]) -> bytes:
    """The records of the good board, changed."""
    return pack(change(chain(GOOD)))


def steps(*chosen: Step) -> bytes:
    """An archive of these steps."""
    return pack(chain(list(chosen)))
