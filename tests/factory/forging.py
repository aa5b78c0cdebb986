"""What an attacker would write: signed ballots with anything inside, false shares, bad points and numbers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any
from unittest import mock

from msgspec import UNSET
from nacl import bindings as sodium

from ballot.crypto import credentials, proofs
from ballot.crypto.disjunctions import Witness
from ballot.crypto.elgamal import Ciphertext, combine_all, encrypt
from ballot.crypto.group import Group, random_scalar
from ballot.crypto.hashing import challenge, sha256_base64
from ballot.crypto.proofs import Claim, Opening, Proof, prove_disjunction
from ballot.crypto.shuffle import prove_shuffle, reencrypt, shuffle
from ballot.protocol import lists
from ballot.records.ballot import HomomorphicAnswer, RankedAnswer
from ballot.records.canonical import encode
from ballot.records.shuffle import ShuffleRecord, shuffle_proof_record, shuffled_lists
from ballot.records.types import ciphertext_record, proof_record

if TYPE_CHECKING:
    from tests.factory.elections import Maker

P = 2**255 - 19

# Little-endian encodings of the eight points whose order divides 8, by order.
SMALL_ORDER = {
    1: ["01" + "00" * 31],
    2: ["ec" + "ff" * 30 + "7f"],
    4: ["00" * 32, "00" * 31 + "80"],
    8: [
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    ],
}


def as_text(little_endian_hex: str) -> str:
    """The specification's text of a point: the 256-bit number in hexadecimal, that is, the bytes reversed."""
    return bytes.fromhex(little_endian_hex)[::-1].hex()


IDENTITY = as_text(SMALL_ORDER[1][0])
SMALL_ORDER_TEXTS = [as_text(point) for order in (2, 4, 8) for point in SMALL_ORDER[order]]


def outside(point_text: str, order: int = 8) -> str:
    """A point outside the prime-order subgroup: the given one times an element of small order."""
    little = bytes.fromhex(point_text)[::-1]
    shifted = sodium.crypto_core_ed25519_add(little, bytes.fromhex(SMALL_ORDER[order][0]))
    return shifted[::-1].hex()


def non_canonical_points() -> list[str]:
    """Texts of points that are no canonical encoding: y >= p (with both signs), and the sign bit where x = 0."""
    high = [P + i for i in range(19)]
    texts = [f"{y:064x}" for y in high] + [f"{y | 1 << 255:064x}" for y in high]
    return [*texts, f"{1 | 1 << 255:064x}", f"{(P - 1) | 1 << 255:064x}"]


def misspelt_points(good: str) -> list[str]:
    """Other spellings of one good point that a lax parser would take."""
    return [
        good.upper(),
        good[1:],
        good[:-1],
        "0" + good,
        good + "00",
        "0x" + good,
        " " + good,
        good + "\n",
        "",
        good[:-1] + "g",
        "１" + good[1:],
        good[:-1] + "\0",
    ]


BAD_SCALARS = (
    "-1",
    "+5",
    "0x5",
    "1_0",
    "05",
    "00",
    " 5",
    "5 ",
    "5\n",
    "",
    "-0",
    "5.0",
    "5e0",
    "٣",
    "５",
    "1" * 618,
    "9" * 5000,
)


def scalars_out_of_range(group: Group) -> list[str]:
    """Canonical numbers that are not below q."""
    return [str(group.q), str(group.q + 1), str(2 * group.q), str(2**256), "9" * 617]


# -- ballots


def sign_again(maker: Any, voter: int, ballot: dict[str, Any]) -> bytes:
    """Give a ballot (without or with a signature) a new signature made with a voter's token."""
    unsigned = {name: value for name, value in ballot.items() if name != "signature"}
    digest = sha256_base64(encode(unsigned))
    secret = credentials.secret_exponent(maker.group, maker.uuid, maker.tokens[voter])
    proof = proofs.sign(maker.group, secret, digest)
    return encode({**unsigned, "signature": {"hash": digest, "proof": proof_record(proof)}})


def edit_ballot(maker: Any, voter: int, raw: bytes, change: Callable[[Any], Any]) -> bytes:
    """Change a ballot and sign it again, as its voter could."""
    ballot = json.loads(raw)
    changed = change(ballot)
    return sign_again(maker, voter, ballot if changed is None else changed)


def forge_answer(
    maker: Any, voter: int, question: Any, messages: Sequence[int], randomness: Sequence[int] | None = None
) -> Any:
    """An answer with any numbers in it, and the best proofs that an attacker can make without knowing a true branch."""
    group, y, prefix = maker.context.statement(maker.public[voter])
    chosen = randomness or [random_scalar(group) for _ in messages]
    openings = [Opening(r, message) for r, message in zip(chosen, messages, strict=True)]
    choices = [encrypt(group, y, o.message % group.q, o.randomness) for o in openings]
    individual = []
    for choice, opening in zip(choices, openings, strict=True):
        claims = [Claim(choice, 0), Claim(choice, 1)]
        true = opening.message if opening.message in (0, 1) else 0
        individual.append(prove_disjunction(group, y, f"prove|{prefix}|{choice}|", claims, [opening] * 2, true))
    overall, blank = _forge_sum(maker, prefix, question, choices, openings)
    return HomomorphicAnswer(
        tuple(map(ciphertext_record, choices)),
        tuple(tuple(map(proof_record, pair)) for pair in individual),
        tuple(map(proof_record, overall)),
        UNSET if blank is None else tuple(map(proof_record, blank)),
    )


def _forge_sum(
    maker: Any, prefix: str, question: Any, choices: list[Ciphertext], openings: list[Opening]
) -> tuple[list[Any], list[Any] | None]:
    group, y = maker.group, maker.y
    full = f"{prefix}|{','.join(map(str, choices))}"
    first = int(question.allows_blank)
    total = combine_all(group, choices[first:])
    opening = Opening(sum(o.randomness for o in openings[first:]), sum(o.message for o in openings[first:]))
    values = list(range(question.min, question.max + 1))
    claims = [Claim(total, value) for value in values]
    true = values.index(opening.message) if opening.message in values else 0
    if not first:
        prefix_sum = f"prove|{full}|{total}|"
        return prove_disjunction(group, y, prefix_sum, claims, [opening] * len(claims), true), None
    blank, is_blank = choices[0], openings[0].message == 1
    overall = prove_disjunction(
        group,
        y,
        f"bproof1|{full}|",
        [Claim(blank, 1), *claims],
        [openings[0], *[opening] * len(claims)],
        0 if is_blank else 1 + true,
    )
    pair = [Claim(blank, 0), Claim(total, 0)]
    zero = prove_disjunction(group, y, f"bproof0|{full}|", pair, [openings[0], opening], int(is_blank))
    return overall, zero


def forge_ballot(
    maker: Any, voter: int, messages: Sequence[Sequence[int]], randomness: Sequence[Sequence[int]] | None = None
) -> bytes:
    """A signed ballot with any numbers in it, encrypted with chosen randomness if that is given."""
    chosen = randomness or [None] * len(messages)
    answers = [forge_answer(maker, voter, q, m, r) for q, m, r in zip(maker.questions, messages, chosen, strict=True)]
    ballot = {
        "election_uuid": maker.uuid,
        "election_hash": maker.context.phi,
        "credential": maker.public[voter],
        "answers": answers,
    }
    return sign_again(maker, voter, json.loads(encode(ballot)))


# -- shares


def forge_share(maker: Any, owner: int) -> bytes:
    """A false share whose proofs of protocol version 1 hold (attacks C1, C2): its factors open to nothing.

    The challenge hashes neither ciphertext nor factor, so the factor is chosen last: with A = g^w, B = alpha^w g^k,
    c = H(A, B) and response = w - x c, the factor alpha^x g^(k/c) satisfies the verification equation.
    """
    group = maker.group
    x = maker.secrets[owner - 1].exponent(group)
    prefix = f"decrypt|{maker.context.phi}|{group.g**x}|"
    factors, made = [], []
    for row in maker.ciphertexts:
        pairs = [_forge_factor(group, prefix, x, ciphertext.alpha) for ciphertext in row]
        factors.append([str(factor) for factor, _ in pairs])
        made.append([proof for _, proof in pairs])
    return encode({"decryption_factors": factors, "decryption_proofs": made})


def _forge_factor(group: Group, prefix: str, x: int, alpha: Any) -> tuple[Any, Any]:
    w, k = random_scalar(group), random_scalar(group)
    own = challenge(group.q, prefix, [group.g**w, alpha**w * group.g**k])
    factor = alpha**x * group.g ** (k * pow(own, -1, group.q))
    return factor, proof_record(Proof(own, (w - x * own) % group.q))


# -- walking through records


def walk(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Yield every place inside a JSON value, the value itself first."""
    yield path, value
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        yield from walk(child, (*path, key))


def get(value: Any, path: Sequence[Any]) -> Any:
    """The value at a path."""
    for key in path:
        value = value[key]
    return value


def put(value: Any, path: Sequence[Any], new: Any) -> Any:
    """Set the value at a path (in place) and return the whole."""
    if not path:
        return new
    get(value, path[:-1])[path[-1]] = new
    return value


def remove(value: Any, path: Sequence[Any]) -> Any:
    """Remove what stands at a path (in place) and return the whole."""
    del get(value, path[:-1])[path[-1]]
    return value


# -- ranked papers, lists, shuffles


def forge_paper(maker: Maker, voter: int, element: Any) -> bytes:
    """A signed ballot for one ranked question whose plaintext is any group element (attack C1, row 9.4)."""
    group, y, prefix = maker.context.statement(maker.public[voter])
    randomness = random_scalar(group)
    ciphertext = Ciphertext(group.g**randomness, y**randomness * element)
    proof = proofs.prove_randomness(group, y, prefix, ciphertext, randomness)
    answer = RankedAnswer(ciphertext_record(ciphertext), proof_record(proof))
    return sign_again(maker, voter, _unsigned(maker, voter, [answer]))


def forge_lists(maker: Maker, voter: int, rows: Sequence[Sequence[int]]) -> bytes:
    """A signed ballot for one lists question with any 0 and 1 in it, and the best proofs that can be made for that."""

    def witness(opening: Opening, values: range) -> Any:
        true = values.index(opening.message) if opening.message in values else 0
        return Witness([opening] * len(values), true)

    statement = maker.context.statement(maker.public[voter])
    with mock.patch.object(lists, "check_choices"), mock.patch.object(proofs, "interval_witness", witness):
        answer, _ = lists.encrypt_answer(statement, maker.questions[0], rows)
    return sign_again(maker, voter, _unsigned(maker, voter, [answer]))


def _unsigned(maker: Maker, voter: int, answers: list[Any]) -> dict[str, Any]:
    ballot = {
        "election_uuid": maker.uuid,
        "election_hash": maker.context.phi,
        "credential": maker.public[voter],
        "answers": answers,
    }
    made: dict[str, Any] = json.loads(encode(ballot))
    return made


def forge_shuffle(
    maker: Maker, before: Sequence[Sequence[Ciphertext]], *, permute: bool, fresh: int = 0
) -> tuple[bytes, Any]:
    """A proved shuffle in which only the first `fresh` are encrypted anew, at most the order changed (C19, T17)."""
    group, after, made = maker.group, [], []
    for entries in before:
        psi = list(range(len(entries)))[:: -1 if permute else 1]
        randomness = [random_scalar(group) if i < fresh else 0 for i in range(len(entries))]
        anew = reencrypt(group, maker.y, entries, randomness)
        out = [anew[i] for i in psi]
        proof = prove_shuffle(group, maker.y, maker.context.phi, entries, out, randomness, psi)
        after.append(out)
        made.append(shuffle_proof_record(proof))
    return encode(ShuffleRecord(shuffled_lists(after), tuple(made))), after


def forge_output(
    maker: Maker, before: Sequence[Sequence[Ciphertext]], change: Callable[[Ciphertext], Ciphertext]
) -> tuple[bytes, Any]:
    """A shuffle whose first output is changed, and proved as well as it can be for the changed list (C16).

    Every equation of the proof holds but the one of the half of the ciphertext that was changed.
    """
    group, y, after, made = maker.group, maker.y, [], []
    for entries in before:
        out, randomness, psi = shuffle(group, y, entries)
        out[0] = change(out[0])
        after.append(out)
        made.append(shuffle_proof_record(prove_shuffle(group, y, maker.context.phi, entries, out, randomness, psi)))
    return encode(ShuffleRecord(shuffled_lists(after), tuple(made))), after


def other_values_of(group: Group, record: Any, path: Sequence[Any]) -> list[str]:
    """Good values of the same kind that differ from the one at a path: another number, another element."""
    value = get(record, path)
    if value.isdigit() and len(value) != 64:
        return [str((int(value) + 1) % group.q), str(int(value) + group.q)]
    return [str(group.parse(value) * group.g)]
