"""The mixnet of an election: what each mixer shuffles, one independent permutation for each ranked question (4.19)."""

from __future__ import annotations

from collections.abc import Sequence

from ballot.crypto.elgamal import Ciphertext
from ballot.crypto.shuffle import ShuffleProof, prove_shuffle, shuffle, verify_shuffle
from ballot.errors import InvalidEncoding, InvalidProof
from ballot.protocol.ballots import ElectionContext
from ballot.protocol.shape import Read
from ballot.records.canonical import decode, encode
from ballot.records.questions import RankedQuestion
from ballot.records.shuffle import ShuffleRecord, parse_shuffle_proof, shuffle_proof_record, shuffled_lists
from ballot.records.types import parse_ciphertexts

Lists = list[list[Ciphertext]]


def ranked_questions(context: ElectionContext) -> list[int]:
    """Return the indices of the ranked questions."""
    return [index for index, question in enumerate(context.questions) if isinstance(question, RankedQuestion)]


def ranked_lists(context: ElectionContext, tally: Sequence[Sequence[Ciphertext]]) -> Lists:
    """Return the ciphertexts of a tally that are shuffled (nh_ciphertexts)."""
    return [list(tally[index]) for index in ranked_questions(context)]


def merge(context: ElectionContext, tally: Sequence[Sequence[Ciphertext]], shuffled: Lists) -> Lists:
    """Return the tally with its ranked ciphertexts replaced by shuffled ones: what trustees decrypt."""
    merged = [list(row) for row in tally]
    for index, entries in zip(ranked_questions(context), shuffled, strict=True):
        merged[index] = list(entries)
    return merged


def make_shuffle(context: ElectionContext, before: Lists) -> bytes:
    """Shuffle every list on its own and prove it; return the `shuffle` record."""
    after, proofs = [], []
    for entries in before:
        out, randomness, psi = shuffle(context.group, context.y, entries)
        proof = prove_shuffle(context.group, context.y, context.phi, entries, out, randomness, psi)
        after.append(out)
        proofs.append(shuffle_proof_record(proof))
    return encode(ShuffleRecord(shuffled_lists(after), tuple(proofs)))


def parse_shuffle(
    context: ElectionContext, before: Lists, raw: bytes, read: Read = decode
) -> tuple[Lists, list[ShuffleProof]]:
    """Return the lists and proofs of a `shuffle` record of the right shape, every element in the group (check 7.3).

    Raises:
        InvalidEncoding: it is not.
    """
    record: ShuffleRecord = read(ShuffleRecord, raw)
    if len(record.proofs) != len(before) or [len(row) for row in record.ciphertexts] != [len(row) for row in before]:
        raise InvalidEncoding("the shuffle does not have a list of the same length for each ranked question", "7.3")
    try:
        after = [parse_ciphertexts(context.group, row) for row in record.ciphertexts]
        return after, [parse_shuffle_proof(context.group, proof) for proof in record.proofs]
    except InvalidEncoding as error:
        raise InvalidEncoding(str(error), "7.3") from None


def parse_lists(context: ElectionContext, raw: bytes) -> Lists:
    """Return the lists of a `shuffle` record that was verified before, without its proofs.

    Raises:
        InvalidEncoding: it is no such record.
    """
    return [parse_ciphertexts(context.group, row) for row in decode(ShuffleRecord, raw).ciphertexts]


def verify_shuffles(context: ElectionContext, before: Lists, after: Lists, proofs: Sequence[ShuffleProof]) -> None:
    """Verify the proof of each list (check 7.5).

    Raises:
        InvalidProof: names the question.
    """
    group, y, phi = context.group, context.y, context.phi
    for index, entries, shuffled, proof in zip(ranked_questions(context), before, after, proofs, strict=True):
        try:
            verify_shuffle(group, y, phi, entries, shuffled, proof)
        except InvalidProof as error:
            raise InvalidProof(f"question {index + 1}: {error}", "7.5") from None
