"""The corpus of evil archives: each is a good election in which one thing is wrong, made by code.

Each entry says which checks must fail, and no others. Where one fault cannot but break two checks, the pair stands in
COUPLED with the reason. Rows of the attack catalogue that an entry covers stand in its `rows`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ballot.board import merkle
from ballot.board.checkpoint import Checkpoint, sign_checkpoint
from ballot.board.companion import CheckpointRecord, StrongProofRecord, companion_hash
from ballot.crypto import credentials
from ballot.crypto.proofs import prove_knowledge
from ballot.crypto.signing import SigningKey
from ballot.protocol.ballots import create_ballot, create_opened_ballot, verify_ballot
from ballot.protocol.setup import TrusteeSecret, combine_keys
from ballot.records.canonical import encode
from ballot.records.types import proof_record
from tests.factory.container import Step, chain, cut, pack, with_record
from tests.factory.elections import Companion, Maker, question
from tests.factory.forging import IDENTITY, edit_ballot, forge_ballot, forge_share, outside, put, sign_again

# One fault, two checks, and why.
COUPLED = {
    ("0.1", "0.4"): "without the header, no record stands where it would be written",
    ("0.5", "6.3"): "a respelt tally is no canonical record, and its hash is not the recomputed one",
    ("0.5", "9.1"): "a total in another spelling is no canonical record and no number as the protocol writes it",
    ("1.2", "6.1"): "ballots and tally on the wrong side of the end of the vote break the state machine as well",
    ("1.3", "0.4"): "a payload behind its event is not there when the event needs it, and is in the wrong place",
    ("2.3", "3.7"): "what is no good key is not the product of good keys",
    ("5.11", "6.2"): "a tally of superseded ballots is not the sum of the ballots that count",
    ("8.2", "8.4"): "a share that cannot be read does not count, so its trustee has none",
    ("8.3", "8.4"): "a share that is not proved does not count, so its trustee has none",
    ("6.2", "6.4"): "a ballot that is left out is missing in the sum and in the number",
}

TWICE = ((0, [[1, 0]]), (1, [[0, 1]]), (0, [[1, 0]]))


@dataclass(frozen=True)
class Evil:
    """One evil archive: its name, the checks that fail, and how it is made."""

    name: str
    failed: frozenset[str]
    make: Callable[[], Maker]
    height: Callable[[Maker], int | None] | None = None
    rows: str = ""
    coupled: frozenset[str] = frozenset()
    options: Callable[[Maker, Path], dict[str, Any]] | None = field(default=None, compare=False)

    def __str__(self) -> str:
        return f"{'+'.join(sorted(self.failed))}: {self.name}"


EVIL: list[Evil] = []


def evil(name: str, failed: str, rows: str = "", height: Any = None, options: Any = None, **arguments: Any) -> None:
    """Add an archive made by `Maker(**arguments)`.

    `failed` is "5.4", "1.2+6.1" (both must fail), or "2.3~3.7" (the second may fail as well).
    """
    must, _, may = failed.partition("~")
    sets = frozenset(must.split("+")), frozenset(may.split("+")) - {""}
    EVIL.append(Evil(name, sets[0], lambda: Maker(**arguments).build(), height, rows, sets[1], options))


def tampered(stage: str, change: Callable[[Maker, Any], Any]) -> dict[str, Any]:
    """The argument that lets `change` modify one stage."""
    return {"tamper": {stage: change}}


def setting(*path_and_value: Any) -> Callable[[Maker, Any], Any]:
    """A change that sets the value at a path of a JSON value."""
    *path, new = path_and_value
    return lambda maker, value: put(value, path, new)


def of(kind: str, number: int = 0) -> Callable[[Maker], int]:
    """The height of the n-th event of a type."""
    return lambda maker: maker.height_of(kind, number)


# -- V0: container


def record_field(index: int, **fields: Any) -> dict[str, Any]:
    """One record of the archive with other tar fields."""
    return tampered("records", lambda maker, records: with_record(records, index, fields=fields))


def extra_record(kind: str, content: bytes) -> dict[str, Any]:
    """One more record behind the Setup event."""

    def change(maker: Maker, records: Any) -> Any:
        new = type(records[0])(kind, content)
        return [*records[:6], new, *records[6:]]

    return tampered("records", change)


def on_bytes(change: Callable[[bytes], bytes]) -> dict[str, Any]:
    """The archive's bytes, changed."""
    return tampered("archive", lambda maker, archive: change(archive))


def stray(name: str) -> dict[str, Any]:
    """One more record, of any name."""

    def change(maker: Maker, records: Any) -> Any:
        return [*records[:6], type(records[0])("data", b"{}", name=name), *records[6:]]

    return tampered("records", change)


for label, fields in {
    "pax header": {"type": b"x"},
    "GNU long name": {"type": b"L"},
    "symbolic link": {"type": b"2", "link": b"/etc/passwd"},
    "sparse file": {"type": b"S"},
    "ustar magic": {"magic": b"ustar\x0000"},
    "directory": {"type": b"5"},
    "size in base 256": {"size": b"\x80" + bytes(10) + b"\x05"},
    "size with a space": {"size": b"      00046 "},
    "size above the cap": {"size": b"77777777777\0"},
    "prefix field": {"rest": b"some/where"},
}.items():
    evil(label, "0.1", "B21", **record_field(-1, **fields))
for label, name in {
    "absolute path": "/etc/passwd",
    "parent folder": "../" + "0" * 64 + ".data.json",
    "plain name": "election.json",
    "upper-case hash": "A" * 64 + ".data.json",
    "header twice": "BELENIOS",
}.items():
    evil(label, "0.1", "B21", **stray(name))
evil("end-of-archive blocks", "0.1", "B21", **on_bytes(lambda raw: raw + bytes(1024)))
evil("data after the end", "0.1", "B21", **on_bytes(lambda raw: raw + b"x" * 512))
evil("cut inside a header", "0.1", "B22", **on_bytes(lambda raw: raw[:-700]))
evil("cut inside a content", "0.1", "B22", **on_bytes(lambda raw: raw[:-1]))
evil("no header record", "0.1~0.4", "B21", **tampered("records", lambda maker, records: records[1:]))

evil("header of version 2", "0.2", "", **tampered(
    "records", lambda maker, r: with_record(r, 0, content=r[0].content.replace(b'"version":1', b'"version":2'))))  # fmt: skip
evil("one record with another time", "0.2", "", **record_field(3, mtime=b"15301244337\0"))
evil("content changed under its name", "0.3", "B19 B21", votes=(), **tampered(
    "records", lambda maker, r: with_record(r, 1, name=r[1].own_name(), content=r[1].content.replace(b"A test", b"a test"))))  # fmt: skip
evil("orphan data", "0.3", "B19", **extra_record("data", b'{"nobody":"names this"}'))
evil("a share again, written once", "0.4", "T10", height=of("PartialDecryption", 1), with_charter=False, **tampered(
    "steps", lambda maker, s: [*s[:6], Step("PartialDecryption", s[5].payload), *s[6:]]))  # fmt: skip
evil("data record twice", "0.3", "B19", **tampered("records", lambda maker, r: [*r[:3], r[2], *r[3:]]))
evil("permissions", "0.4", "B21", **record_field(3, mode=b"0000600\0"))
evil("owner", "0.4", "B21", **record_field(3, uid=b"0001750\0"))
evil("padding is not zero", "0.4", "B21", **tampered(
    "records", lambda maker, r: with_record(r, 3, fields={"padding": b"\x01" * (-len(r[3].content) % 512)})))  # fmt: skip
evil("wrong checksum of a block", "0.4", "B21", **record_field(3, checksum=b"000000\0 "))
evil("white space in the result", "0.5", "B15", height=of("Result"), **tampered(
    "result", lambda maker, raw: raw.replace(b":", b": ")))  # fmt: skip
evil("fields of the tally's size in another order", "0.5", "B15", height=of("EncryptedTally"), **tampered(
    "sized", lambda maker, record: dict(reversed(list(record.items())))))  # fmt: skip

# -- V1: chain


def event_change(at: int, **change: Any) -> dict[str, Any]:
    """Fields of one event."""

    def apply(maker: Maker, pair: tuple[int, dict[str, Any]]) -> None:
        height, event = pair
        if height == at:
            event.update(change)
            fields = [(name, event[name]) for name in ("parent", "height", "type", "payload") if name in event]
            event.clear()
            event.update(fields)

    return tampered("event", apply)


def moved(*order: int) -> dict[str, Any]:
    """The same events in another order, chained again."""
    return tampered("steps", lambda maker, steps: [steps[i] for i in order])


evil("wrong parent", "1.1", "B19", height=lambda m: 2, **event_change(2, parent="0" * 64))
evil("height skipped", "1.1", "B19", height=lambda m: 2, **event_change(2, height=3))
evil("height repeated", "1.1", "B19", height=lambda m: 2, **event_change(2, height=1))
evil("Setup with a parent", "1.1", "B19", height=lambda m: 0, **event_change(0, parent="0" * 64))
evil("end of the vote twice", "1.2", "B19 B20", height=of("EndBallots", 1), **tampered(
    "steps", lambda maker, steps: [*steps[:4], Step("EndBallots"), *steps[4:]]))  # fmt: skip
evil("Setup twice", "1.2", "B20", height=lambda m: 1, **tampered(
    "steps", lambda maker, steps: [steps[0], Step("Setup", steps[0].payload), *steps[1:]]))  # fmt: skip
evil("tally twice", "1.2", "B20", height=of("EncryptedTally", 1), until="EncryptedTally", **tampered(
    "steps", lambda maker, steps: [*steps, Step("EncryptedTally", steps[4].payload)]))  # fmt: skip
evil("no end of the vote", "1.2+6.1", "B20", **tampered(
    "steps", lambda maker, steps: [step for step in steps if step.type != "EndBallots"]))  # fmt: skip
evil("end of the vote with a payload", "1.3", "B19", height=of("EndBallots"), **tampered(
    "steps", lambda maker, steps: [Step("EndBallots", steps[1].payload) if s.type == "EndBallots" else s for s in steps]))  # fmt: skip
evil("ballot without a payload", "1.3", "B19", height=lambda m: 3, **tampered(
    "steps", lambda maker, steps: [*steps[:3], Step("Ballot"), *steps[3:]]))  # fmt: skip
evil("ballot whose payload is missing", "1.3", "B19", height=lambda m: 3, **tampered(
    "steps", lambda maker, steps: [*steps[:3], Step("Ballot", maker.ballot(0, [[0, 1]]), []), *steps[3:]]))  # fmt: skip
evil("payload after its event", "1.3~0.4", "B19", height=of("Ballot"), **tampered(
    "records", lambda maker, r: [*r[:6], r[7], r[6], *r[8:]]))  # fmt: skip
evil("not a continuation of the older copy", "1.4", "B11 B19", options=lambda maker, folder: {
    "against": _file(folder, "older.bel", cut(Maker().build().archive, 3))})  # fmt: skip
evil("shorter than the older copy", "1.4", "B19", until="EndBallots", options=lambda maker, folder: {
    "against": _file(folder, "older.bel", pack_more(maker))})  # fmt: skip


def _file(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def pack_more(maker: Maker) -> bytes:
    """The archive of the same election one step further on."""
    maker.until = "EncryptedTally"
    longer = pack(chain(maker.make_steps()))
    maker.until = "EndBallots"
    return longer


# -- V2: election


def bad_setup_hash(name: str) -> dict[str, Any]:
    """A Setup payload that names a record which is not there."""

    def change(maker: Maker, steps: list[Step]) -> None:
        absent = {"election": maker.election_raw, "trustees": maker.trustees_raw, "credentials": maker.credentials_raw}
        steps[0].data.remove(absent[name])

    return tampered("steps", change)


for name in ("election", "trustees", "credentials"):
    evil(f"Setup names {name} that are not there", "2.1", "B11", height=lambda m: 0, votes=(), **bad_setup_hash(name))


def other_uuid(uuid: str) -> dict[str, Any]:
    """An election with a chosen uuid."""

    def change(maker: Maker, record: dict[str, Any]) -> None:
        maker.uuid = record["uuid"] = uuid

    return tampered("election", change)


evil("version 2", "2.2", "", height=lambda m: 0, **tampered("election", setting("version", 2)))
evil("version 0", "2.2", "", height=lambda m: 0, **tampered("election", setting("version", 0)))
evil("uuid of 13 characters", "2.2", "", height=lambda m: 0, votes=(), **other_uuid("1" * 13))
evil("uuid with a zero", "2.2", "", height=lambda m: 0, votes=(), **other_uuid("0" * 14))
evil("unknown group", "2.2", "C5", height=lambda m: 0, votes=(), **tampered("election", setting("group", "Ed448")))
evil("group of another spelling", "2.2", "C5", height=lambda m: 0, votes=(), **tampered("election", setting("group", "ed25519")))
evil("group with parameters inside", "2.2", "C5", height=lambda m: 0, votes=(), **tampered(
    "election", setting("group", json.dumps({"g": "2", "p": "23", "q": "11"}))))  # fmt: skip


def cancelling_keys(maker: Maker, entries: list[Any]) -> list[Any]:
    """Make the second trustee's private key the negative of the first one's."""
    first = maker.secrets[0]
    maker.secrets[1] = TrusteeSecret(1, str(maker.group.q - first.exponent(maker.group)), maker.secrets[1].signing_seed)
    entries[1] = ["Single", trustee_entry(maker, 1)]
    maker.y = combine_keys([maker.group.g ** s.exponent(maker.group) for s in maker.secrets], maker.group)
    return entries


def trustee_entry(maker: Maker, index: int) -> dict[str, Any]:
    """The public key record of a trustee from its (replaced) secret."""
    x = maker.secrets[index].exponent(maker.group)
    key = maker.group.g**x
    proof = json.loads(encode(proof_record(prove_knowledge(maker.group, x, key))))
    return {"pok": proof, "public_key": str(key)}


evil("keys that cancel each other out", "2.3", "C10 T1", height=lambda m: 0, trustees=2, **tampered("trustees", cancelling_keys))
evil("public key outside the group", "2.3~3.7", "C3 C6", height=lambda m: 0, votes=(), **tampered(
    "election", lambda maker, record: record.update(public_key=outside(record["public_key"]))))  # fmt: skip
evil("public key is the identity", "2.3~3.7", "C10", height=lambda m: 0, votes=(), **tampered(
    "election", setting("public_key", IDENTITY)))  # fmt: skip
evil("public key in upper case", "2.3~3.7", "C9", height=lambda m: 0, votes=(), **tampered(
    "election", lambda maker, record: record.update(public_key="F" + record["public_key"][1:].upper())))  # fmt: skip

for label, path, value in (
    ("minimum above maximum", ("min",), 2),
    ("maximum above the number of answers", ("max",), 3),
    ("minimum below zero", ("min",), -1),
    ("no answers", ("answers",), []),
):
    evil(label, "2.4", "C13", height=lambda m: 0, votes=(), **tampered("election", setting("questions", 0, *path, value)))
evil("Setup names a certificate that is not there", "2.1", "B11", height=lambda m: 0, **tampered(
    "setup_data", lambda maker, record: record.update(credentials_certificate="ab" * 32)))  # fmt: skip
evil("unknown type of question", "2.4", "", height=lambda m: 0, votes=(), **tampered(
    "election", setting("questions", 0, {"type": "Surprise", "value": {}})))  # fmt: skip

# -- V3: trustees


def same_key_twice(maker: Maker, entries: list[Any]) -> list[Any]:
    """Let the second trustee use the key of the first one, proof and all (attack T2)."""
    maker.secrets[1] = type(maker.secrets[0])(1, maker.secrets[0].private_key, maker.secrets[1].signing_seed)
    entries[1] = ["Single", {**entries[0][1], "name": "Trustee 2"}]
    maker.y = combine_keys([maker.group.g ** s.exponent(maker.group) for s in maker.secrets], maker.group)
    return entries


def no_secret(maker: Maker, entries: list[Any]) -> list[Any]:
    """Let the second trustee's key be the identity."""
    maker.secrets[1] = type(maker.secrets[0])(1, "0", maker.secrets[1].signing_seed)
    entries[1] = ["Single", trustee_entry(maker, 1)]
    maker.y = combine_keys([maker.group.g ** s.exponent(maker.group) for s in maker.secrets], maker.group)
    return entries


evil("proof of knowledge altered", "3.1", "T1", height=lambda m: 0, **tampered(
    "trustees", lambda maker, e: put(e, (0, 1, "pok", "response"), _other(e[0][1]["pok"]["response"]))))  # fmt: skip
evil("proof of knowledge of another key", "3.1", "T1", height=lambda m: 0, trustees=2, **tampered(
    "trustees", lambda maker, e: put(e, (0, 1, "pok"), e[1][1]["pok"])))  # fmt: skip
evil("challenge not below q", "3.1", "C12", height=lambda m: 0, **tampered(
    "trustees", lambda maker, e: put(e, (0, 1, "pok", "challenge"), _plus_q(maker, e[0][1]["pok"]["challenge"]))))  # fmt: skip
evil("a trustee's key is the identity", "3.1", "C10", height=lambda m: 0, trustees=2, **tampered("trustees", no_secret))
evil("public key is not the product", "3.7", "T1", height=lambda m: 0, votes=(), **tampered(
    "election", lambda maker, r: r.update(public_key=str(maker.group.g**7))))  # fmt: skip
evil("one trustee with two keys alike", "3.8", "T2", height=lambda m: 0, trustees=2, **tampered("trustees", same_key_twice))
evil("fewer trustees than the charter says", "3.8", "T2", height=lambda m: 0, policy_trustees=2)


def _other(number: str) -> str:
    return str(int(number) ^ 1)


def _plus_q(maker: Maker, number: str) -> str:
    return str(int(number) + maker.group.q)


# -- V4: credentials


def entry(index: int, change: Callable[[Maker, str], str]) -> Callable[[Maker, list[str]], None]:
    """Change one entry of the list of credentials."""

    def apply(maker: Maker, entries: list[str]) -> None:
        entries[index] = change(maker, entries[index])

    return apply


WEIGHTED: dict[str, Any] = {"weights": (3, 4)}
for label, suffix in {"name in the list": ",1,Alice", "weight in hexadecimal": ",0x5", "weight with a sign": ",+5",
                      "weight with a leading zero": ",05", "empty weight": ","}.items():  # fmt: skip
    evil(label, "4.1", "B12 B13", height=lambda m: 0, votes=(), **tampered(
        "credentials", lambda maker, e, suffix=suffix: [entry + suffix for entry in e]))  # fmt: skip
evil("only some have a weight", "4.1", "B12", height=lambda m: 0, votes=(), **WEIGHTED, **tampered(
    "credentials", entry(0, lambda maker, text: text.split(",")[0])))  # fmt: skip


def sorted_with(maker: Maker, entries: list[str], new: str) -> list[str]:
    """The list with its first entry replaced by `new`, sorted by bytes as far as that is possible."""
    return sorted([*entries[1:], new], key=lambda text: bytes.fromhex(text)[::-1])


evil("credential twice", "4.2", "B10", height=lambda m: 0, votes=(), **tampered("credentials", lambda maker, e: [e[0], e[0]]))
evil("credential twice, with other weights", "4.2", "B10", height=lambda m: 0, votes=(), **WEIGHTED, **tampered(
    "credentials", lambda maker, e: [e[0], e[0].split(",")[0] + ",9"]))  # fmt: skip
evil("credential is the identity", "4.2", "C10 B10", height=lambda m: 0, votes=(), **tampered(
    "credentials", lambda maker, e: sorted_with(maker, e, IDENTITY)))  # fmt: skip
evil("credential outside the group", "4.2", "C3 B10", height=lambda m: 0, votes=(), **tampered(
    "credentials", lambda maker, e: sorted_with(maker, e, outside(e[0]))))  # fmt: skip
evil("credentials in the order of the roll", "4.2", "B14", height=lambda m: 0, **tampered(
    "credentials", lambda maker, e: e[::-1]))  # fmt: skip
evil("total weight above the cap", "4.3", "C24", height=lambda m: 0, votes=(), weights=(10**15 - 1, 5), )
evil("weight zero", "4.3", "B12", height=lambda m: 0, votes=(), weights=(0, 5))

# -- V5: ballots


def with_extra_ballot(make: Callable[[Maker], bytes], at: int = 0) -> dict[str, Any]:
    """A bad ballot on the board, before the good ones: whatever becomes of it, the tally is that of the good ones."""

    def change(maker: Maker, ballots: list[bytes]) -> list[bytes]:
        return [*ballots[:at], make(maker), *ballots[at:]]

    return {**tampered("ballots", change), "height": lambda maker: maker.height_of("Ballot", at)}


def edited(change: Callable[[Maker, Any], Any], voter: int = 0, choices: Any = ((1, 0),)) -> dict[str, Any]:
    """A bad ballot: a good one, changed, and signed again by its voter."""
    return with_extra_ballot(
        lambda maker: edit_ballot(maker, voter, maker.ballot(voter, choices), lambda b: change(maker, b))
    )


def respelt(old: bytes, new: bytes) -> dict[str, Any]:
    """A ballot in another spelling; what is signed is the canonical form."""
    return with_extra_ballot(lambda maker: maker.ballot(0, [[1, 0]]).replace(old, new, 1))


def stranger(maker: Maker) -> bytes:
    """A ballot signed with a token that is on no list."""
    public = credentials.public_credential(maker.group, maker.uuid, token := credentials.new_token())
    return create_ballot(replace(maker.context, weights={str(public): 1}), token, [[1, 0]])


def for_another_election(maker: Maker) -> bytes:
    """The ballot that the same token would cast in an earlier draft of the election (other phi)."""
    return create_ballot(replace(maker.context, phi="A" * 43), maker.tokens[0], [[1, 0]])


def copied(maker: Maker) -> bytes:
    """Voter 1's answers under voter 0's credential and signature."""
    other = json.loads(maker.ballot(1, [[0, 1]]))
    return sign_again(maker, 0, {**other, "credential": maker.public[0]})


def signed_by_another(maker: Maker) -> bytes:
    """Voter 0's ballot with a signature made with voter 1's token."""
    return sign_again(maker, 1, json.loads(maker.ballot(0, [[1, 0]])))


FIRST = ("answers", 0)
evil("ballot with white space", "5.1", "B15", **respelt(b'","', b'", "'))
evil("ballot with an escaped letter", "5.1", "B15", **respelt(b'"election_uuid"', b'"election\\u005fuuid"'))
evil("ballot with a field more", "5.1", "B15", **edited(lambda maker, b: {**b, "note": "hello"}))
evil("ballot with a field less", "5.1", "B15", **with_extra_ballot(
    lambda maker: encode({k: v for k, v in json.loads(maker.ballot(0, [[1, 0]])).items() if k != "signature"})))  # fmt: skip
evil("ballot that is no JSON", "5.1", "B15", **with_extra_ballot(lambda maker: maker.ballot(0, [[1, 0]])[:-1] + b"]"))
evil("ballot cut off", "5.1", "B15", **with_extra_ballot(lambda maker: maker.ballot(0, [[1, 0]])[:200]))
evil("another record in place of a ballot", "1.3", "B19", **with_extra_ballot(lambda maker: encode({"not": "a ballot"})))
evil("ballot with fields in another order", "5.1", "B15", **with_extra_ballot(
    lambda maker: encode(dict(reversed(list(json.loads(maker.ballot(0, [[1, 0]])).items()))))))  # fmt: skip
evil("ballot of an unknown credential", "5.2", "B5", **with_extra_ballot(stranger))
evil("ballot for an earlier draft", "5.3", "B3", **with_extra_ballot(for_another_election))
evil("ballot for another uuid", "5.3", "B3", **edited(lambda maker, b: {**b, "election_uuid": credentials.new_uuid()}))
evil("stuffed ballot: signature altered", "5.4", "B5", **with_extra_ballot(lambda maker: _bad_signature(maker)))
evil("stuffed ballot: signed by another token", "5.4", "B5", **with_extra_ballot(signed_by_another))
evil("signature over another hash", "5.4", "B5", **with_extra_ballot(lambda maker: _bad_hash(maker)))
evil("answers missing", "5.5", "C13", **edited(lambda maker, b: put(b, ("answers",), [])))
evil("one answer too many", "5.5", "C13", **edited(lambda maker, b: b["answers"].append(b["answers"][0])))
evil("one choice too many", "5.5", "C13", **edited(lambda maker, b: b["answers"][0]["choices"].append(b["answers"][0]["choices"][0])))
evil("no individual proof", "5.5", "C13", **edited(lambda maker, b: put(b, (*FIRST, "individual_proofs"), [])))
evil("overall proof too short", "5.5", "C13", **edited(lambda maker, b: b["answers"][0]["overall_proof"].pop() and None))
evil("blank proof where blank is not allowed", "5.5", "C14", **edited(
    lambda maker, b: put(b, (*FIRST, "blank_proof"), b["answers"][0]["overall_proof"][:2])))  # fmt: skip
evil("no blank proof where blank is allowed", "5.5", "C14",
     questions=(question(2, 0, 1, blank=True),), votes=((0, [[0, 1, 0]]), (1, [[1, 0, 0]])),
     **edited(lambda maker, b: _without(b, (*FIRST, "blank_proof")), choices=((0, 1, 0),)))  # fmt: skip
for part in ("alpha", "beta"):
    place = (*FIRST, "choices", 0, part)
    evil(f"{part} times a point of order 8", "5.6", "C3 C6", **edited(
        lambda maker, b, place=place: put(b, place, outside(_at(b, place)))))  # fmt: skip
    evil(f"{part} of order 2", "5.6", "C3 C6", **edited(
        lambda maker, b, place=place: put(b, place, "7f" + "ff" * 30 + "ec")))  # fmt: skip
evil("response not below q", "5.6", "C12", **edited(lambda maker, b: put(
    b, (*FIRST, "overall_proof", 0, "response"), _plus_q(maker, _at(b, (*FIRST, "overall_proof", 0, "response"))))))  # fmt: skip
evil("vote of two", "5.7", "C15", **with_extra_ballot(lambda maker: forge_ballot(maker, 0, [[2, 0]])))
evil("vote of minus one", "5.7", "C15", **with_extra_ballot(lambda maker: forge_ballot(maker, 0, [[-1, 1]])))
evil("over-vote", "5.7", "C15", **with_extra_ballot(lambda maker: forge_ballot(maker, 0, [[1, 1]])))
evil("copied answers", "5.7", "B1", **with_extra_ballot(copied))
evil("proof altered", "5.7", "B1", **edited(lambda maker, b: put(
    b, (*FIRST, "individual_proofs", 0, 1, "response"), _other(_at(b, (*FIRST, "individual_proofs", 0, 1, "response"))))))  # fmt: skip
evil("identity as ciphertext without a proof", "5.7", "C11", **edited(
    lambda maker, b: put(b, (*FIRST, "choices", 0), {"alpha": IDENTITY, "beta": IDENTITY})))  # fmt: skip


def _at(value: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        value = value[key]
    return value


def _without(value: Any, path: tuple[Any, ...]) -> Any:
    del _at(value, path[:-1])[path[-1]]
    return value


def _bad_signature(maker: Maker) -> bytes:
    ballot = json.loads(maker.ballot(0, [[1, 0]]))
    ballot["signature"]["proof"]["response"] = _other(ballot["signature"]["proof"]["response"])
    return encode(ballot)


def _bad_hash(maker: Maker) -> bytes:
    """A signature that holds, over the hash of another ballot of the same voter."""
    one, other = (json.loads(maker.ballot(0, [[1, 0]])) for _ in range(2))
    return encode({**one, "signature": other["signature"]})


def same_ciphertexts(maker: Maker) -> list[bytes]:
    """Two voters who help each other: the second encrypts the same choice with the same randomness."""
    raw, randomness = create_opened_ballot(maker.context, maker.tokens[0], [[1, 0]])
    return [raw, forge_ballot(maker, 1, [[1, 0]], randomness)]


evil("the same ballot twice", "5.10", "B2", height=of("Ballot", 2), **tampered(
    "steps", lambda maker, steps: [*steps[:3], steps[1], *steps[3:]]))  # fmt: skip
evil("the same ballot twice, written once", "5.10", "B2", height=of("Ballot", 2), **tampered(
    "steps", lambda maker, steps: [*steps[:3], Step("Ballot", steps[1].payload), *steps[3:]]))  # fmt: skip
evil("a ciphertext under two credentials", "5.10", "B1", height=of("Ballot", 1), **tampered(
    "ballots", lambda maker, ballots: same_ciphertexts(maker)))  # fmt: skip
evil("a tracking number is missing", "5.12", "B8", **tampered(
    "companion", lambda maker, records: _edit_record(records, "tracking_numbers", lambda r: r["numbers"].pop())))  # fmt: skip
evil("a tracking number too many", "5.12", "B7", **tampered(
    "companion", lambda maker, records: _edit_record(records, "tracking_numbers", lambda r: r["numbers"].append("z" * 43))))  # fmt: skip
evil("two ballots of one credential", "5.13", "B8", height=of("Ballot", 2), votes=TWICE, re_voting=False)


def _edit_record(records: list[Any], kind: str, change: Callable[[dict[str, Any]], Any]) -> list[Any]:
    """Change the records of one kind in the companion file."""
    result = []
    for record in records:
        line = json.loads(encode(record))
        if line["record"] == kind:
            change(line)
        result.append(encode(line))
    return result


# -- V6: tally


def superseded_counts(maker: Maker, counted: list[Any]) -> list[Any]:
    """Tally the first ballot of voter 0 in place of the last one (attack B8, T18)."""
    first = verify_ballot(maker.context, maker.ballots[0])
    return [first if ballot.credential == first.credential else ballot for ballot in counted]


REVOTE = ((0, [[1, 0]]), (1, [[1, 0]]), (0, [[0, 1]]))
evil("ballot after the end of the vote", "1.2+6.1", "B4 B20", height=of("Ballot", 1), **tampered(
    "steps", lambda maker, s: [s[0], s[1], s[3], s[2], *s[4:]]))  # fmt: skip
evil("the superseded ballot is tallied", "5.11+6.2", "T18 B8", height=of("EncryptedTally"), votes=REVOTE,
     **tampered("counted", superseded_counts))  # fmt: skip
evil("another's ballot is left out of the tally", "6.2+6.4", "T18", height=of("EncryptedTally"), **tampered(
    "counted", lambda maker, counted: counted[:1]))  # fmt: skip
evil("the tally is not there", "6.3", "T18", height=of("EncryptedTally"), until="EncryptedTally", **tampered(
    "steps", lambda maker, s: [*s[:-1], Step("EncryptedTally", s[-1].payload, [s[-1].payload])]))  # fmt: skip
evil("the tally in another spelling", "6.3+0.5", "T18", height=of("EncryptedTally"), **tampered(
    "tally", lambda maker, raw: raw.replace(b",", b", ")))  # fmt: skip
evil("the tally in another spelling, in a foreign archive", "6.3", "T18", with_charter=False, **tampered(
    "tally", lambda maker, raw: raw.replace(b",", b", ")))  # fmt: skip
evil("wrong weights in the tally", "6.2", "T18", height=of("EncryptedTally"), weights=(3, 4), **tampered(
    "counted", lambda maker, counted: _swap_weights(counted)))  # fmt: skip
evil("one ballot more is said to be tallied", "6.4", "T19", height=of("EncryptedTally"), **tampered(
    "sized", lambda maker, record: record.update(num_tallied=3)))  # fmt: skip
evil("more weight is said to be tallied", "6.4", "T19 C24", height=of("EncryptedTally"), **tampered(
    "sized", lambda maker, record: record.update(total_weight=str(10**18))))  # fmt: skip
evil("fewer ballots than the charter allows to open", "6.5", "T15", minimum_ballots=3)


def _swap_weights(counted: list[Any]) -> list[Any]:
    weights = [ballot.weight for ballot in counted][::-1]
    return [replace(ballot, weight=weight) for ballot, weight in zip(counted, weights, strict=True)]


# -- V8: shares


def extra_share(owner: int) -> dict[str, Any]:
    """One more share, under a wrong owner."""
    return tampered("shares", lambda maker, shares: [*shares, (owner, maker.share(1))])


def broken_share(change: Callable[[Maker, dict[str, Any]], Any]) -> dict[str, Any]:
    """The only share of the only trustee, changed."""

    def apply(maker: Maker, shares: list[tuple[int, bytes]]) -> list[tuple[int, bytes]]:
        record = json.loads(shares[0][1])
        change(maker, record)
        return [(1, encode(record))]

    return tampered("shares", apply)


for owner in (0, 2, -1, 2**62):
    evil(f"share of owner {owner}", "8.1", "T10", height=of("PartialDecryption", 1), **extra_share(owner))
evil("a factor is missing", "8.2~8.4", "T12", height=of("PartialDecryption"), **broken_share(
    lambda maker, record: record["decryption_factors"][0].pop()))  # fmt: skip
evil("factors transposed", "8.2~8.4", "T12", height=of("PartialDecryption"), **broken_share(
    lambda maker, record: record.update(decryption_factors=[[f] for f in record["decryption_factors"][0]])))  # fmt: skip
evil("a factor outside the group", "8.2~8.4", "C3", height=of("PartialDecryption"), **broken_share(
    lambda maker, record: put(record, ("decryption_factors", 0, 0), outside(record["decryption_factors"][0][0]))))  # fmt: skip
evil("a response not below q", "8.2~8.4", "C12", height=of("PartialDecryption"), **broken_share(
    lambda maker, record: put(record, ("decryption_proofs", 0, 0, "response"), str(maker.group.q))))  # fmt: skip
evil("factors in another order", "8.3~8.4", "T12", height=of("PartialDecryption"), **broken_share(
    lambda maker, record: record["decryption_factors"][0].reverse()))  # fmt: skip
evil("share for another tally", "8.3~8.4", "T12", height=of("PartialDecryption"), **tampered(
    "shares", lambda maker, shares: [(1, Maker().build().shares[0][1])]))  # fmt: skip
evil("shares under each other's owner", "8.3~8.4", "T10", trustees=2, **tampered(
    "shares", lambda maker, shares: [(1, shares[1][1]), (2, shares[0][1])]))  # fmt: skip
evil("result without one trustee's share", "8.4", "T9", trustees=2, **tampered("shares", lambda maker, shares: shares[:1]))
evil("strong proof altered", "8.5", "C2", height=of("PartialDecryption"), **tampered(
    "companion", lambda maker, records: _edit_record(records, "strong_proof", lambda r: r.update(response=_other(r["response"])))))  # fmt: skip
evil("strong proof missing", "8.5", "C2", **tampered(
    "companion", lambda maker, records: [r for r in records if type(r).__name__ != "StrongProofRecord"]))  # fmt: skip
evil("trustee's signature altered", "8.5", "T10", height=of("PartialDecryption"), **tampered(
    "companion", lambda maker, records: _edit_record(records, "signature", lambda r: r.update(signature="0" * 128))))  # fmt: skip
evil("trustee's signature missing", "8.5", "T10", **tampered(
    "companion", lambda maker, records: [r for r in records if type(r).__name__ != "SignatureRecord"]))  # fmt: skip
evil("false factors with proofs that hold", "8.5", "C1 C2", height=of("PartialDecryption"), until="PartialDecryption",
     **tampered("shares", lambda maker, shares: [(1, forge_share(maker, 1))]))  # fmt: skip

# -- V9: result


def result(change: Callable[[list[Any]], Any]) -> dict[str, Any]:
    """Another result than the shares open."""

    def apply(maker: Maker, raw: bytes) -> bytes:
        totals = json.loads(raw)["result"]
        changed = change(totals)
        return encode({"result": totals if changed is None else changed})

    return {"tamper": {"result": apply}, "with_charter": False}


evil("one total too many", "9.1", "T19", height=of("Result"), **result(lambda r: r[0].append(0)))
evil("one question too many", "9.1", "T19", height=of("Result"), **result(lambda r: r.append([0, 0])))
evil("total as a string", "0.5~9.1", "T19", height=of("Result"), **tampered(
    "result", lambda maker, raw: raw.replace(b"[[1,", b'[["1",')))  # fmt: skip
evil("total is a word", "9.1", "T19", height=of("Result"), **result(lambda r: put(r, (0, 0), "one")))
evil("total is a boolean", "9.1", "T19", height=of("Result"), **result(lambda r: put(r, (0, 0), True)))
evil("total is a fraction", "9.1", "T19", height=of("Result"), **result(lambda r: put(r, (0, 0), 1.5)))
evil("total below zero", "9.2", "T19", height=of("Result"), **result(lambda r: put(r, (0, 0), -1)))
evil("total of 10^30", "9.2", "T19 C24", height=of("Result"), **result(lambda r: put(r, (0, 0), str(10**30))))
evil("one vote moved", "9.2", "T19", height=of("Result"), **result(lambda r: [[2, 0]]))
evil("total plus the group's order", "9.2", "T19", height=of("Result"), **result(lambda r: [[0, 1]]))
evil("another winner on the count sheet", "9.5", "W33", votes=((0, [[1, 0]]), (1, [[1, 0]])), **tampered(
    "companion", lambda maker, records: _edit_record(
        records, "count_sheet", lambda r: r["sheet"].update(elected=["Candidate 2"], elected_groups=[["Candidate 2"]]))))  # fmt: skip
evil("more votes on the count sheet", "9.5", "W33", votes=((0, [[1, 0]]), (1, [[1, 0]])), **tampered(
    "companion", lambda maker, records: _edit_record(
        records, "count_sheet", lambda r: put(r, ("sheet", "stages", 0, "totals", "Candidate 1"), "3"))))  # fmt: skip
# -- what stands beside the archive

evil("a charter that the election does not name", "1.5", "B11", **tampered(
    "companion", lambda maker, records: _edit_record(
        records, "charter", lambda r: r["value"]["policy"].update(re_voting=False))))  # fmt: skip
evil("a companion line in another spelling", "1.5", "B15", **tampered(
    "companion", lambda maker, records: [*records, b'{ "record":"lot_seed"}']))  # fmt: skip
evil("a companion record of an event that is not there", "1.5", "B19", **tampered(
    "companion", lambda maker, records: [*records, StrongProofRecord("0" * 64, 1, "1", "1")]))  # fmt: skip
evil("a companion record of an event of another type", "1.5", "B19", **tampered(
    "companion", lambda maker, records: [*records, StrongProofRecord(maker.event_hashes[0], 1, "1", "1")]))  # fmt: skip
evil("the charter twice", "1.5", "B11", **tampered("companion", lambda maker, records: [*records, records[0]]))

SERVER = SigningKey.from_seed(bytes(range(32)))


def checkpoint(key: SigningKey = SERVER, **change: Any) -> dict[str, Any]:
    """A checkpoint of the whole board at the end of the companion file, with some fields changed."""

    def apply(maker: Maker, records: list[Any]) -> list[Any]:
        frontier: list[bytes] = []
        events = [record.content for record in maker.records if record.kind == "event"]
        for size, content in enumerate(events):
            frontier = merkle.append(frontier, size, merkle.leaf_hash(content))
        so_far = Companion(records)
        good = Checkpoint(f"vote.example/{maker.uuid}", len(events), merkle.root(frontier).hex(), len(records),
                          companion_hash(so_far.lines))  # fmt: skip
        note = sign_checkpoint(replace_fields(good, change), key)
        return [*records, CheckpointRecord(maker.event_hashes[-1], note)]

    return {**tampered("companion", apply), "options": lambda maker, folder: {"server_key": SERVER.public_hex}}


def replace_fields(value: Any, change: dict[str, Any]) -> Any:
    """A record with some fields changed."""
    return type(value)(**{**{name: getattr(value, name) for name in value.__struct_fields__}, **change})


evil("a checkpoint with another root", "1.5", "B23", **checkpoint(root="0" * 64))
evil("a checkpoint of another election", "1.5", "B23", **checkpoint(origin="vote.example/AAAAAAAAAAAAAA"))
evil("a checkpoint signed by another key", "1.5", "B23", **checkpoint(key=SigningKey.generate()))
evil("a checkpoint of another companion file", "1.5", "B23", **checkpoint(companion_hash="0" * 64))
evil("a checkpoint of fewer events than its line says", "1.5", "B23", **checkpoint(size=3))
evil("credentials are not those that the registrar announced", "4.4", "B11", height=lambda m: 0,
     options=lambda maker, folder: {"credentials_fingerprint": "A" * 43})  # fmt: skip
evil("more credentials than the registrar announced", "4.4", "B5", height=lambda m: 0,
     options=lambda maker, folder: {"voters": 1})  # fmt: skip
evil("signature of a key that is not in the charter", "8.5", "T10", **tampered(
    "charter", lambda maker, charter: replace_fields(charter, {"signing_keys": ("0" * 64,)})))  # fmt: skip


def rerooted() -> Maker:
    """Other weights than at the start, the same election record and the very same ballots: phi does not notice (B11)."""
    maker = Maker(weights=(1, 1)).build()
    maker.older = cut(maker.archive, 3)  # type: ignore[attr-defined]
    ballots = maker.ballots
    maker.weights = (5, 1)
    maker.tamper["ballots"] = lambda maker, made: ballots
    maker.make_setup()
    for stage in ("ballots", "tally", "shares", "result", "archive", "companion"):
        getattr(maker, f"make_{stage}")()
    return maker


EVIL.append(Evil("re-rooted with other weights", frozenset({"1.4"}), rerooted, None, "B11", frozenset(),
                 lambda maker, folder: {"against": _file(folder, "older.bel", maker.older)}))  # type: ignore[attr-defined]  # fmt: skip
