"""The numbered checks, in order: the same numbers and words in the code, in the report and in docs/verification.md."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ballot.records.questions import HomomorphicQuestion, ListsQuestion, Question, RankedQuestion

PHASES: Final = {
    "V0": "Container",
    "V1": "Chain",
    "V2": "Election",
    "V3": "Trustees",
    "V4": "Credentials",
    "V5": "Ballots",
    "V6": "Tally",
    "V7": "Shuffles",
    "V8": "Partial decryptions",
    "V9": "Result",
}

CHECKS: Final = {
    "0.1": "the archive is complete and of the one permitted form",
    "0.2": "header version and times",
    "0.3": "every record has the hash in its name, stands once, and is needed",
    "0.4": "the archive is written exactly as the protocol writes it",
    "0.5": "every record is strict JSON in its one spelling",
    "1.1": "every event names its predecessor and its place",
    "1.2": "the events come in the permitted order",
    "1.3": "every event has its payload, of the right type",
    "1.4": "this archive extends the older copy",
    "1.5": "companion file and checkpoints belong to this archive",
    "2.1": "the Setup event names records that are there",
    "2.2": "protocol version, identifier and group",
    "2.3": "the election's public key",
    "2.4": "the questions",
    "2.5": "the charter contradicts neither itself nor the questions",
    "3.1": "each trustee's key and the proof that the trustee knows its secret",
    "3.2": "threshold groups: threshold, size, and one part from each trustee",
    "3.3": "the certificates of threshold trustees",
    "3.4": "the commitments to the polynomials of threshold trustees",
    "3.5": "threshold trustees signed the same certificates and their own commitments",
    "3.6": "the verification keys of threshold trustees",
    "3.7": "the election's key is made of the trustees' keys",
    "3.8": "all trustees' keys differ, and there are as many as the charter says",
    "3.9": "threshold trustees kept to the commitments that they published first",
    "4.1": "the form of the list of public credentials",
    "4.2": "public credentials are distinct, sorted members of the group",
    "4.3": "weights",
    "4.4": "the list is the one that the registrar announced",
    "4.5": "spare credentials, and the tokens that were replaced by them",
    "5.1": "each ballot has its one spelling",
    "5.2": "each ballot's credential is on the list",
    "5.3": "each ballot was made for this election",
    "5.4": "each ballot's signature",
    "5.5": "each ballot has the right number and kind of answers",
    "5.6": "every element is in the group, every number in range",
    "5.7": "each ballot's proofs that it is a permitted vote",
    "5.8": "each ranked answer's proof",
    "5.9": "each lists answer's proofs",
    "5.10": "no ballot twice, none copied from another voter",
    "5.11": "the last ballot of each voter counts",
    "5.12": "the published tracking numbers are those of the ballots that count",
    "5.13": "one ballot per voter, where the charter does not let them vote again",
    "5.14": "no ballot with a revoked token, none with a spare that was not issued",
    "5.15": "no ballot was accepted while the voting was stopped, and its end became later only",
    "6.1": "voting ended before the tally",
    "6.2": "the encrypted tally is the sum of the ballots that count",
    "6.3": "the tally's hash",
    "6.4": "number of ballots and total weight",
    "6.5": "at least as many ballots as the charter demands were opened together",
    "7.1": "one run of shuffles, closed by EndShuffles",
    "7.2": "who shuffled, as the charter says, each with a signature",
    "7.3": "the form of the shuffles",
    "7.4": "each shuffle starts from the result of the one before it",
    "7.5": "each shuffle's proof",
    "7.6": "each shuffle changes every list",
    "8.1": "whose the shares are",
    "8.2": "the form of the shares",
    "8.3": "the proof of each decryption factor",
    "8.4": "a share of every trustee, or of enough of a threshold group",
    "8.5": "strong proofs, commitments and trustees' signatures",
    "8.6": "shares beyond the threshold agree with the others",
    "9.1": "one result, at the end, of the right form",
    "9.2": "the result is what the shares open",
    "9.3": "each ranked paper is what the shares open",
    "9.4": "each ranked paper is what an honest voter encodes",
    "9.5": "the published count follows from the result by the charter's rule",
}

BALLOT_CHECKS: Final = ("5.1", "5.2", "5.3", "5.4", "5.5", "5.6", "5.7", "5.8", "5.9")  # of each ballot alone
PROOF_CHECKS: Final[dict[type, tuple[str, ...]]] = {
    HomomorphicQuestion: ("5.7",),
    RankedQuestion: ("5.8",),
    ListsQuestion: ("5.7", "5.9"),
}


def proof_checks(questions: Sequence[Question]) -> list[str]:
    """Return the checks of proofs that apply to ballots with these questions."""
    return sorted({check for question in questions for check in PROOF_CHECKS[type(question)]})


def phase_of(check: str) -> str:
    """Return "V5" for "5.10"."""
    return f"V{check.split('.')[0]}"


def order_of(check: str) -> tuple[int, int]:
    """Return what checks are sorted by."""
    major, minor = check.split(".")
    return int(major), int(minor)
