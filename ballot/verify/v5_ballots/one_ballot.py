"""V5 for one ballot alone (checks 5.1 to 5.9): quick for valid ballots; of the others, everything that is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from ballot.crypto import proofs
from ballot.crypto.elgamal import Ciphertext
from ballot.crypto.hashing import sha256_base64
from ballot.errors import InvalidEncoding, InvalidProof, Unsupported
from ballot.protocol.answers import read_ciphertexts, verify_answer
from ballot.protocol.ballots import ElectionContext, parse_ballot, verify_ballot
from ballot.records.ballot import CastBallot
from ballot.records.canonical import encode
from ballot.records.questions import Question
from ballot.verify.case.checks import PROOF_CHECKS, proof_checks
from ballot.verify.case.reading import parse_json

Choices = tuple[tuple[Ciphertext, ...], ...]


class _Glimpse(msgspec.Struct):
    credential: str


_glimpse: Final = msgspec.json.Decoder(_Glimpse)


def glimpse(raw: bytes) -> str | None:
    """Return the credential of a ballot without verifying anything, or None."""
    try:
        return _glimpse.decode(raw).credential
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


@dataclass
class Examined:
    """What is wrong with a ballot (check, sentence); what could not be checked; its ciphertexts where they parse."""

    problems: list[tuple[str, str]] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    choices: Choices | None = None


def examine(context: ElectionContext, raw: bytes) -> Examined:
    """Verify one ballot; if it fails, find out everything that is wrong with it."""
    try:
        return Examined(choices=verify_ballot(context, raw).choices)
    except (InvalidEncoding, InvalidProof, Unsupported) as error:
        examined = _examine_thoroughly(context, raw)
        if not examined.problems and not examined.skipped:  # the quick and the thorough way must never disagree
            examined.problems.append((getattr(error, "check", None) or "5.1", str(error)))
        return examined


def _examine_thoroughly(context: ElectionContext, raw: bytes) -> Examined:
    result = Examined()
    try:
        ballot = parse_ballot(raw)
    except InvalidEncoding as error:
        check = "5.1" if _resembles_ballot(raw) else "1.3"
        result.problems.append((check, f"this is not a ballot in its one spelling: {error}"))
        return result
    if ballot.credential not in context.weights:
        result.problems.append(("5.2", f"the credential {ballot.credential} is not on the list of public credentials"))
    own = ballot.election_uuid == context.uuid and ballot.election_hash == context.phi
    if not own:
        result.problems.append(("5.3", "the ballot was made for another election, or for another version of this one"))
    _check_signature(context, ballot, _has_one_spelling(raw), result)
    if len(ballot.answers) != len(context.questions):
        sentence = f"the ballot has {len(ballot.answers)} answers; the election has {len(context.questions)} questions"
        result.problems.append(("5.5", sentence))
        result.skipped += ["5.6", *proof_checks(context.questions)]
        return result
    result.choices = _check_answers(context, ballot, own, result)
    return result


def _resembles_ballot(raw: bytes) -> bool:
    """Tell a ballot that is wrongly written from a record of another type (check 1.3)."""
    try:
        tree = parse_json(raw)
    except InvalidEncoding:
        return True
    return isinstance(tree, dict) and bool({"answers", "credential", "election_hash"} & set(tree))


def _has_one_spelling(raw: bytes) -> bool:
    """Say whether the answers, too, are compact JSON: what is signed is the ballot in its one spelling."""
    try:
        return encode(msgspec.json.decode(raw)) == raw
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False


def _check_signature(context: ElectionContext, ballot: CastBallot, spelt: bool, result: Examined) -> None:
    if not spelt:
        result.skipped.append("5.4")  # reported with the answer that is not in its one spelling (5.1)
    elif sha256_base64(encode(ballot.unsigned)) != ballot.signature.hash:
        result.problems.append(("5.4", "the signature is for other content than that of this ballot"))
    try:
        proof = ballot.signature.proof.parse(context.group)
    except InvalidEncoding as error:
        result.problems.append(("5.6", f"a number in the signature: {error}"))
        return
    try:
        credential = context.group.parse(ballot.credential)
    except InvalidEncoding:  # an entry of the list that is no group element is check 4.2's, an unknown one 5.2's
        result.skipped.append("5.4")
        return
    try:
        proofs.verify_signature(context.group, credential, ballot.signature.hash, proof)
    except InvalidProof as error:
        result.problems.append(("5.4", f"{error}: it was not made with the ballot token of this credential"))


def _check_answers(context: ElectionContext, ballot: CastBallot, own: bool, result: Examined) -> Choices | None:
    """Check each answer; return the ciphertexts if all of them can be read, proved or not."""
    statement = context.statement(ballot.credential)
    choices: list[tuple[Ciphertext, ...]] = []
    for question, answer in zip(context.questions, ballot.answers, strict=True):
        raw = bytes(answer)
        try:
            verify_answer(statement, question, raw)
        except (InvalidEncoding, InvalidProof) as error:
            check = error.check or "5.1"
            if check in PROOF_CHECKS[type(question)] and not own:
                result.skipped.append(check)  # proofs for another election cannot be valid here
            else:
                result.problems.append((check, str(error)))
        readable = _read_choices(context, question, raw)
        if readable is not None:
            choices.append(readable)
    return tuple(choices) if len(choices) == len(context.questions) else None


def _read_choices(context: ElectionContext, question: Question, raw: bytes) -> tuple[Ciphertext, ...] | None:
    try:
        return tuple(read_ciphertexts(context.group, question, raw))
    except InvalidEncoding:
        pass
    return _read_choices_alone(context, question, raw)


def _read_choices_alone(context: ElectionContext, question: Question, raw: bytes) -> tuple[Ciphertext, ...] | None:
    """Return the ciphertexts of an answer whose proofs have the wrong shape."""
    try:
        found = tuple(
            Ciphertext(context.group.parse(choice["alpha"]), context.group.parse(choice["beta"]))
            for choice in _leaves(json.loads(raw)["choices"])
        )
    except (InvalidEncoding, ValueError, KeyError, TypeError, RecursionError):
        return None
    return found if len(found) == question.ciphertexts else None


# JSON of any shape: the answer was not read as one of its kind.
def _leaves(choices: Any) -> Iterator[Any]:
    """Yield ciphertexts: one of a ranked answer, a list of a homomorphic one, lists in rows of a lists answer."""
    if not isinstance(choices, list):
        yield choices
        return
    for choice in choices:
        yield from choice if isinstance(choice, list) else [choice]
