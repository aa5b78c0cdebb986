"""What stands beside the archive: companion file, checkpoints, older copies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ballot.board import merkle
from ballot.board.checkpoint import Checkpoint, sign_checkpoint
from ballot.board.companion import CheckpointRecord, StrongProofRecord, companion_hash
from ballot.crypto.signing import SigningKey
from tests.attacks.corpus.base import (
    EVIL,
    Evil,
    edit_record,
    evil,
    file_in,
    replace_fields,
    tampered,
)
from tests.factory.container import cut
from tests.factory.elections import Companion, Maker

evil(
    "a charter that the election does not name",
    "1.5",
    "B11",
    **tampered(
        "companion",
        lambda maker, records: edit_record(records, "charter", lambda r: r["value"]["policy"].update(re_voting=False)),
    ),
)
LINE = "Charter SHA-256: " + "0" * 64


def described(change: Callable[[str], str]) -> dict[str, Any]:
    """Another description, under which everything else is made anew."""
    return tampered("election", lambda maker, record: record.update(description=change(record["description"])))


evil(
    "a companion file whose charter the description does not name",
    "1.5",
    "B11",
    height=lambda m: 0,
    **described(lambda text: "A test"),
)
MISPLACED: dict[str, dict[str, Any]] = {
    "in a line before": {"description": f"A test\n{LINE}"},
    "in the first line": {"description": LINE},
    "within a line": {"description": "See “Charter SHA-256” below"},
    "in another case": {"description": f"A test\n{LINE.upper()}"},
    "with an empty line behind it": described(lambda text: f"{text}\n"),
    "with a blank behind it": described(lambda text: f"{text} "),
    "with two blanks": described(lambda text: text.replace("SHA-256: ", "SHA-256:  ")),
    "in capital digits": described(lambda text: text[:-64] + text[-64:].upper()),
    "behind a line separator": described(lambda text: text.replace("\nCharter", "\u2028Charter")),
}
for where, made in MISPLACED.items():
    evil(f"the charter's line {where}", "1.5", "B11", height=lambda m: 0, **made)
evil(
    "the charter's line within a line of an election without a charter",
    "1.5",
    "B11",
    with_charter=False,
    description=f"{LINE}.",
)
evil(
    "a companion line in another spelling",
    "1.5",
    "B15",
    **tampered("companion", lambda maker, records: [*records, b'{ "record":"lot_seed"}']),
)
evil(
    "a companion record of an event that is not there",
    "1.5",
    "B19",
    **tampered("companion", lambda maker, records: [*records, StrongProofRecord("0" * 64, 1, "1", "1")]),
)
evil(
    "a companion record of an event of another type",
    "1.5",
    "B19",
    **tampered("companion", lambda maker, records: [*records, StrongProofRecord(maker.event_hashes[0], 1, "1", "1")]),
)
evil("the charter twice", "1.5", "B11", **tampered("companion", lambda maker, records: [*records, records[0]]))

SERVER = SigningKey.from_seed(bytes(range(32)))


def good_checkpoint(maker: Maker, records: list[Any]) -> Checkpoint:
    """The checkpoint of the whole board and of these records beside it."""
    frontier: list[bytes] = []
    events = [record.content for record in maker.records if record.kind == "event"]
    for size, content in enumerate(events):
        frontier = merkle.append(frontier, size, merkle.leaf_hash(content))
    origin, root = f"vote.example/{maker.uuid}", merkle.root(frontier).hex()
    return Checkpoint(origin, len(events), root, len(records), companion_hash(Companion(records).lines))


def checkpoint(key: SigningKey = SERVER, **change: Any) -> dict[str, Any]:
    """A checkpoint of the whole board at the end of the companion file, with some fields changed."""

    def apply(maker: Maker, records: list[Any]) -> list[Any]:
        note = sign_checkpoint(replace_fields(good_checkpoint(maker, records), change), key)
        return [*records, CheckpointRecord(maker.event_hashes[-1], note)]

    return {**tampered("companion", apply), "options": lambda maker, folder: {"server_key": SERVER.public_hex}}


evil("a checkpoint with another root", "1.5", "B23", **checkpoint(root="0" * 64))
evil("a checkpoint of another election", "1.5", "B23", **checkpoint(origin="vote.example/AAAAAAAAAAAAAA"))
evil("a checkpoint signed by another key", "1.5", "B23", **checkpoint(key=SigningKey.generate()))
evil("a checkpoint of another companion file", "1.5", "B23", **checkpoint(companion_hash="0" * 64))
evil("a checkpoint of fewer events than its line says", "1.5", "B23", **checkpoint(size=3))
evil(
    "credentials are not those that the registrar announced",
    "4.4",
    "B11",
    height=lambda m: 0,
    options=lambda maker, folder: {"credentials_fingerprint": "A" * 43},
)
evil(
    "more credentials than the registrar announced",
    "4.4",
    "B5",
    height=lambda m: 0,
    options=lambda maker, folder: {"voters": 1},
)
evil(
    "signature of a key that is not in the charter",
    "8.5",
    "T10",
    **tampered("charter", lambda maker, charter: replace_fields(charter, {"signing_keys": ("0" * 64,)})),
)


def rerooted() -> Maker:
    """Other weights than at the start, the same election and ballots: phi does not notice (B11)."""
    maker = Maker(weights=(1, 1)).build()
    maker.older = cut(maker.archive, 3)  # type: ignore[attr-defined]
    ballots = maker.ballots
    maker.weights = (5, 1)
    maker.tamper["ballots"] = lambda maker, made: ballots
    maker.make_setup()
    for stage in ("ballots", "tally", "shuffles", "shares", "result", "archive", "companion"):
        getattr(maker, f"make_{stage}")()
    return maker


EVIL.append(
    Evil(
        "re-rooted with other weights",
        frozenset({"1.4"}),
        rerooted,
        None,
        "B11",
        frozenset(),
        lambda maker, folder: {"against": file_in(folder, "older.bel", maker.older)},
    )
)  # type: ignore[attr-defined]
