"""What a forger would write: one lie, and everything behind it made anew: only the check in question finds it.

The part of the verifier that finds them stands above each group. Where that line is broken, the archive passes.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from typing import Any

from ballot.board.checkpoint import Checkpoint, sign_checkpoint
from ballot.board.companion import (
    CheckpointRecord,
    LotSeedRecord,
    ShareCommitmentRecord,
    SignatureRecord,
    StrongProofRecord,
    TrackingNumbersRecord,
    WithdrawalRecord,
)
from ballot.crypto.elgamal import Ciphertext
from ballot.crypto.signing import SigningKey
from tests.attacks.corpus.base import evil, file_in, of, replace_fields, tampered
from tests.attacks.corpus.beside import SERVER, good_checkpoint
from tests.attacks.corpus.ranked import RANKED, shuffled
from tests.attacks.corpus.roll_changes import moved, with_votes
from tests.factory.container import RawRecord
from tests.factory.elections import Maker
from tests.factory.forging import forge_output

Records = list[Any]
THIEF = SigningKey.from_seed(b"\x07" * 32)

# -- the two equations of the re-encryption (crypto/shuffle.py, t41 and t42): a vote is changed, the proof is honest


def changed(change: Callable[[Maker, Ciphertext], Ciphertext]) -> dict[str, Any]:
    """The last shuffle, with one output changed and proved; the trustees open what it gives."""
    return shuffled(lambda maker, lists: forge_output(maker, lists, lambda entry: change(maker, entry)))


# The other half of the changed ciphertext is a plain re-encryption.
evil(
    "a mixer changes a vote and proves the changed list",
    "7.5",
    "C16",
    **changed(lambda maker, entry: Ciphertext(entry.alpha, entry.beta * maker.group.g)),
)
evil(
    "a mixer changes the first half of a ciphertext and proves the changed list",
    "7.5",
    "C16",
    **changed(lambda maker, entry: Ciphertext(entry.alpha * maker.group.g, entry.beta)),
)

# -- signatures and proofs beside the board (v6_v8_tally/share_proofs.py, shuffle_owners.py)


def of_share(**lie: Any) -> dict[str, Any]:
    """The records of the first share made anew around a lie; the commitment is to what was handed in."""

    def apply(maker: Maker, records: Records) -> Records:
        event = maker.hash_of("PartialDecryption")
        told = {name: value(maker) if callable(value) else value for name, value in lie.items()}
        kinds = (StrongProofRecord, SignatureRecord, ShareCommitmentRecord)
        rest = [record for record in records if not (isinstance(record, kinds) and record.event == event)]
        return [*rest, *maker.share_records(0, *maker.shares[0], **told)]

    return {"height": of("PartialDecryption"), **tampered("companion", apply)}


def of_shuffle(**lie: Any) -> dict[str, Any]:
    """The signature of the first mixer made anew around a lie."""

    def apply(maker: Maker, records: Records) -> Records:
        event = maker.hash_of("Shuffle")
        told = {name: value(maker) if callable(value) else value for name, value in lie.items()}
        rest = [record for record in records if not (isinstance(record, SignatureRecord) and record.event == event)]
        return [*rest, maker.shuffle_record(0, *maker.shuffles[0], **told)]

    return {**RANKED, "height": of("Shuffle"), **tampered("companion", apply)}


def with_owner(kind: type, event: str, owner: int) -> dict[str, Any]:
    """A record that says that it is somebody else's; what it says otherwise is right."""

    def apply(maker: Maker, records: Records) -> Records:
        wanted = maker.hash_of(event)
        return [
            replace_fields(record, {"owner": owner}) if isinstance(record, kind) and record.event == wanted else record
            for record in records
        ]

    return {"height": of(event), **tampered("companion", apply)}


def in_another_election(maker: Maker) -> bytes:
    """A good share, but another one."""
    return Maker().build().shares[0][1]


evil("a trustee's signature of another share", "8.5", "T10", **of_share(signed=in_another_election))
evil("a share signed by a stranger", "8.5", "T10", **of_share(signer=THIEF))
evil("a share signed at another event", "8.5", "T12", **of_share(answers=lambda maker: maker.event_hashes[0]))
evil("a shuffle signed by a stranger", "7.2", "T16", **of_shuffle(signer=THIEF))
evil("a shuffle signed after another event", "7.2", "T16", **of_shuffle(parent=lambda maker: maker.event_hashes[0]))
evil("a strong proof said to be of another", "8.5", "T10", **with_owner(StrongProofRecord, "PartialDecryption", 2))
evil(
    "a share's signature said to be of another",
    "8.5",
    "T10",
    **with_owner(SignatureRecord, "PartialDecryption", 2),
)

# -- the charter (v2_v4_setup/trustees.py): threshold, signing keys and mixers are those of the trustees that there are

evil(
    "the charter speaks of more trustees than there are",
    "3.8",
    "T1",
    height=of("Setup"),
    trustees=2,
    policy_trustees=3,
    policy_threshold=2,
)
evil(
    "the charter has a signing key too many",
    "3.8",
    "T1",
    height=of("Setup"),
    **tampered(
        "charter", lambda maker, made: replace_fields(made, {"signing_keys": (*made.signing_keys, THIEF.fingerprint)})
    ),
)

# -- the list of tracking numbers (v5_ballots/tracking.py)


def numbers(change: Callable[[tuple[str, ...]], tuple[str, ...]]) -> dict[str, Any]:
    """The published list, changed."""

    def apply(maker: Maker, records: Records) -> Records:
        return [
            replace_fields(record, {"numbers": change(record.numbers)})
            if isinstance(record, TrackingNumbersRecord)
            else record
            for record in records
        ]

    return {"height": of("EndBallots"), **tampered("companion", apply)}


evil("a tracking number twice", "5.12", "B7 B8", **numbers(lambda sorted_: (sorted_[0], *sorted_)))
evil("tracking numbers out of order", "5.12", "B14", **numbers(lambda sorted_: sorted_[::-1]))

# -- what people decided (v9_result/withdrawals.py, counts.py): the count is made anew with it

WITHDRAWN: dict[str, Any] = {"may_withdraw": True, "withdrawn": ((0, 1),)}


def withdrawal(change: Callable[[Maker, WithdrawalRecord, Records], Records]) -> dict[str, Any]:
    """The withdrawal somewhere else; the count sheet still leaves the candidate out."""

    def apply(maker: Maker, records: Records) -> Records:
        found = next(record for record in records if isinstance(record, WithdrawalRecord))
        return change(maker, found, [record for record in records if record is not found])

    return {**WITHDRAWN, **tampered("companion", apply)}


evil(
    "a withdrawal written down behind the first share",
    "9.5",
    "T19",
    **withdrawal(lambda maker, found, rest: [*rest, found]),
)
evil(
    "a withdrawal at the first share",
    "9.5",
    "T19",
    **withdrawal(
        lambda maker, found, rest: [
            rest[0],
            replace_fields(found, {"event": maker.hash_of("PartialDecryption")}),
            *rest[1:],
        ]
    ),
)
evil(
    "two seeds of one lot, which was not needed",
    "9.5",
    "W33",
    height=of("Result"),
    votes=((0, [[1, 0]]), (1, [[1, 0]])),
    **tampered(
        "companion",
        lambda maker, records: [
            *records,
            *(LotSeedRecord(maker.hash_of("Result"), 0, seed) for seed in ("one", "two")),
        ],
    ),
)

# -- the file (v0_v1_file/payloads.py): every event and every hash stays as it is


def moved_before(maker: Maker, records: list[RawRecord]) -> list[RawRecord]:
    """The record of the second ballot before the event of the first."""
    second = next(i for i, record in enumerate(records) if record.content == maker.ballots[1])
    first = next(i for i, record in enumerate(records) if record.content == maker.ballots[0])
    rest = records[:second] + records[second + 1 :]
    return [*rest[: first + 1], records[second], *rest[first + 1 :]]


evil("a record before an earlier event", "0.4", "B19", height=lambda maker: 2, **tampered("records", moved_before))

# -- spares (v2_v4_setup/token_history.py): in force behind the event, not at it

evil(
    "a spare issued at the very event of its ballot",
    "5.14",
    "B5 B6",
    height=of("Ballot"),
    **with_votes(2, 0, replaced=((1, 2, 1),)),
)
evil(
    "a new member's spare issued at the very event of its ballot",
    "5.14",
    "B5 B6",
    height=of("Ballot"),
    **moved(("added", 2, 1), votes=(2, 0)),
)

# -- checkpoints (v0_v1_file/checkpoints.py, board/checkpoint.py): root, size, companion file and signature are right

ELSEWHERE = "elsewhere.example/"


def signed_as(name: str, good: Checkpoint) -> str:
    """A signed note whose signature says that it is of `name`, with the number that the key has there."""
    text = good.text()
    number = hashlib.sha256(name.encode() + b"\n\x01" + bytes.fromhex(SERVER.public_hex)).digest()[:4]
    return f"{text}\n— {name} {base64.b64encode(number + SERVER.sign_raw(text.encode())).decode()}\n"


def with_note(note: Callable[[Maker, Checkpoint], str]) -> dict[str, Any]:
    """A checkpoint of the whole board at the end of the companion file."""

    def apply(maker: Maker, records: Records) -> Records:
        return [*records, CheckpointRecord(maker.event_hashes[-1], note(maker, good_checkpoint(maker, records)))]

    return {**tampered("companion", apply), "options": lambda maker, folder: {"server_key": SERVER.public_hex}}


def of_another(maker: Maker, good: Checkpoint) -> str:
    """A good checkpoint of an election whose identifier ends like this one's."""
    return sign_checkpoint(replace_fields(good, {"origin": f"vote.example/not{maker.uuid}"}), SERVER)


evil("a checkpoint of another origin", "1.5", "B23", **with_note(of_another))
evil(
    "a checkpoint signed under another origin",
    "1.5",
    "B23",
    **with_note(lambda maker, good: signed_as(ELSEWHERE + maker.uuid, good)),
)
evil(
    "an older checkpoint of another origin",
    "1.4",
    "B23",
    **{
        **with_note(lambda maker, good: sign_checkpoint(good, SERVER)),
        "options": lambda maker, folder: {
            "against": file_in(folder, "older", of_another(maker, good_checkpoint(maker, [])).encode()),
            "server_key": SERVER.public_hex,
        },
    },
)
