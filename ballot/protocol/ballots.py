"""Create and verify whole ballots (specification 4.16, 4.17): V5.1 to V5.7 of the verifier for one ballot."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from msgspec import Raw

from ballot.crypto import credentials, proofs
from ballot.crypto.elgamal import Ciphertext
from ballot.crypto.group import Group, Point, group
from ballot.crypto.hashing import sha256_base64
from ballot.errors import InvalidEncoding, InvalidProof
from ballot.protocol.answers import encrypt_answer, verify_answer
from ballot.protocol.homomorphic import Statement
from ballot.protocol.shape import Read
from ballot.records.ballot import CastBallot, Signature, UnsignedBallot
from ballot.records.canonical import decode, encode
from ballot.records.election import Election, decode_credentials, parse_public_credential
from ballot.records.questions import Question, parse_question
from ballot.records.types import proof_record

MAX_BALLOT_BYTES = 8 * 2**20


class Weights(Protocol):
    """The weight of each public credential: a dictionary, or what takes less memory."""

    def __len__(self) -> int: ...

    def __contains__(self, credential: object, /) -> bool: ...

    def __getitem__(self, credential: str, /) -> int: ...

    def get(self, credential: str, /) -> int | None:
        """Return the weight of a credential, or None if it is not on the list."""

    def values(self) -> Iterable[int]:
        """Return all weights."""


@dataclass(frozen=True, slots=True)
class ElectionContext:
    """What a ballot is made and checked against."""

    election: Election
    phi: str
    group: Group
    y: Point
    questions: tuple[Question, ...]
    weights: Weights  # public credential -> weight

    @property
    def uuid(self) -> str:
        """The election's identifier."""
        return self.election.uuid

    @classmethod
    def from_setup(cls, election_raw: bytes, credentials_raw: bytes, read: Read = decode) -> ElectionContext:
        """Return the context of an election from the bytes of its records.

        Raises:
            InvalidEncoding: a record is malformed.
            Unsupported: another group, or an unknown type of question.
        """
        election = read(Election, election_raw)
        entries = map(parse_public_credential, decode_credentials(credentials_raw, read))
        own = group(election.group)
        return cls(
            election,
            sha256_base64(election_raw),
            own,
            own.parse(election.public_key),
            tuple(parse_question(bytes(question), read) for question in election.questions),
            {entry.credential: 1 if entry.weight is None else entry.weight for entry in entries},
        )

    def statement(self, credential: str) -> Statement:
        """Return what every proof in a ballot of `credential` is bound to."""
        return Statement(self.group, self.y, f"{self.phi}|{credential}")


@dataclass(frozen=True, slots=True)
class VerifiedBallot:
    """A ballot that passed every check that it alone can pass."""

    credential: str
    tracking_number: str
    weight: int
    choices: tuple[tuple[Ciphertext, ...], ...]  # one tuple for each question


# The choices are numbers or rows of numbers, as each kind of question asks for.
def create_ballot(context: ElectionContext, token: str, choices: Sequence[Sequence[Any]]) -> bytes:
    """Encrypt, prove and sign one ballot; return its exact bytes.

    `choices`: for each question what `answers.encrypt_answer` takes; for a homomorphic one a list of 0 and 1, one for
    each answer, after one for a blank vote where that is allowed.

    Raises:
        InvalidEncoding: the choices are not allowed, or the token is malformed.
    """
    unsigned, _ = encrypt_ballot(context, token, choices)
    return sign_ballot(context, token, unsigned)


def encrypt_ballot(
    context: ElectionContext, token: str, choices: Sequence[Sequence[Any]]
) -> tuple[UnsignedBallot, list[list[int]]]:
    """Encrypt and prove one ballot without signing it; return it with the randomness of each ciphertext.

    Whoever has both can prove what is in the ballot: it is either opened for a challenge or signed, never both (P8).

    Raises:
        InvalidEncoding: the choices are not allowed, or the token is malformed.
    """
    if len(choices) != len(context.questions):
        raise InvalidEncoding(f"The election has {len(context.questions)} questions; {len(choices)} were answered.")
    credential = str(context.group.g ** _secret(context, token))
    statement = context.statement(credential)
    made = [
        encrypt_answer(statement, question, chosen) for question, chosen in zip(context.questions, choices, strict=True)
    ]
    answers = tuple(Raw(encode(answer)) for answer, _ in made)
    return UnsignedBallot(context.uuid, context.phi, credential, answers), [randomness for _, randomness in made]


def sign_ballot(context: ElectionContext, token: str, unsigned: UnsignedBallot) -> bytes:
    """Sign an encrypted ballot with its token, so that it can be cast; return its exact bytes."""
    digest = check_number(unsigned)
    signature = Signature(digest, proof_record(proofs.sign(context.group, _secret(context, token), digest)))
    return encode(
        CastBallot(unsigned.election_uuid, unsigned.election_hash, unsigned.credential, unsigned.answers, signature)
    )


def check_number(unsigned: UnsignedBallot) -> str:
    """Return what a voter writes down before a challenge, and a signature names: the hash of the unsigned ballot."""
    return sha256_base64(encode(unsigned))


def _secret(context: ElectionContext, token: str) -> int:
    return credentials.secret_exponent(context.group, context.uuid, credentials.parse_token(token))


def parse_ballot(raw: bytes) -> CastBallot:
    """Return the record of a ballot (check 5.1).

    Raises:
        InvalidEncoding: too large, or not in canonical form.
    """
    if len(raw) > MAX_BALLOT_BYTES:
        raise InvalidEncoding(f"the ballot has {len(raw)} bytes; {MAX_BALLOT_BYTES} are the limit", "5.1")
    try:
        return decode(CastBallot, raw)
    except InvalidEncoding as error:
        raise InvalidEncoding(str(error), "5.1") from None


def check_addressee(context: ElectionContext, ballot: CastBallot) -> None:
    """Check that a ballot is for this election and by one of its credentials: cheap, and before any proof.

    Raises:
        InvalidEncoding: unknown credential (5.2), another election (5.3), or not one answer for each question (5.5).
    """
    if ballot.credential not in context.weights:
        raise InvalidEncoding(f"the credential {ballot.credential} is not on the list of public credentials", "5.2")
    if ballot.election_uuid != context.uuid or ballot.election_hash != context.phi:
        raise InvalidEncoding("the ballot was made for another election, or for an earlier draft of this one", "5.3")
    if len(ballot.answers) != len(context.questions):
        raise InvalidEncoding(
            f"the ballot has {len(ballot.answers)} answers; the election has {len(context.questions)} questions", "5.5"
        )


def verify_ballot(context: ElectionContext, raw: bytes) -> VerifiedBallot:
    """Verify one ballot completely, apart from what only the board can tell (duplicates, order).

    Raises:
        InvalidEncoding, InvalidProof: with the number of the failed check (5.1 to 5.7) in `check`.
    """
    ballot = parse_ballot(raw)
    check_addressee(context, ballot)
    verify_signature(context, ballot)
    statement = context.statement(ballot.credential)
    choices = tuple(
        _verify_answer(statement, question, bytes(answer))
        for question, answer in zip(context.questions, ballot.answers, strict=True)
    )
    return VerifiedBallot(ballot.credential, sha256_base64(raw), context.weights[ballot.credential], choices)


def _verify_answer(statement: Statement, question: Question, raw: bytes) -> tuple[Ciphertext, ...]:
    """Verify an answer; an error that has no number yet is one of 5.1."""
    try:
        return tuple(verify_answer(statement, question, raw))
    except InvalidEncoding as error:
        raise InvalidEncoding(str(error), error.check or "5.1") from None


def verify_signature(context: ElectionContext, ballot: CastBallot) -> None:
    """Verify that a ballot was signed with the token of its credential.

    Raises:
        InvalidEncoding, InvalidProof: with the number of the failed check (5.4 or 5.6) in `check`.
    """
    if check_number(ballot.unsigned) != ballot.signature.hash:
        raise InvalidProof("the hash in the ballot's signature is not the ballot's", "5.4")
    try:
        proof = ballot.signature.proof.parse(context.group)
    except InvalidEncoding as error:
        raise InvalidEncoding(str(error), "5.6") from None
    try:
        proofs.verify_signature(context.group, context.group.parse(ballot.credential), ballot.signature.hash, proof)
    except InvalidProof as error:
        raise InvalidProof(f"{error}: it was not made with the ballot token of this credential", "5.4") from None
