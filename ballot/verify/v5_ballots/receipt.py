"""What became of the ballot of a receipt: whether it counts, or a later one of the same voter replaced it."""

from __future__ import annotations

from ballot.verify.case.case import Case
from ballot.verify.v0_v1_file.references import References
from ballot.verify.v5_ballots.ballot_list import Ballots


def follow_receipt(case: Case, references: References, ballots: Ballots | None) -> None:
    """Say whether the ballot of the receipt counts; if it is not on the board, 1.4 has said so."""
    receipt = None if references.older is None else references.older.receipt
    if receipt is None or case.recorder.has_failed("1.4"):
        return
    said = case.recorder.receipt
    last = None if ballots is None else ballots.cast.last_of_voter_at(receipt.height)
    if last is None:
        said.append("Whether it counts could not be determined, since ballots could not be read.")
    elif last == receipt.height:
        said.append("No later ballot of the same voter replaced it.")
    else:
        said.append(f"A later ballot of the same voter replaced it: event {last}, which is the one that counts.")
