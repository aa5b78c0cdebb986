"""Check 1.4 for a voter's receipt: whose word it is, of which election, and whether its ballot is where it says."""

from __future__ import annotations

from ballot.board.checkpoint import Receipt, parse_checkpoint
from ballot.crypto.hashing import sha256_hex
from ballot.errors import InvalidProof
from ballot.verify.case.case import Case
from ballot.verify.v0_v1_file.file import File
from ballot.verify.v0_v1_file.server_keys import key_in_force


def is_genuine(case: Case, receipt: Receipt) -> bool:
    """Say whose word the receipt is; False: not the server's, so that it proves nothing against this archive.

    The receipt's own signature was verified when it was read, under the key that it names.
    """
    said, key = case.recorder.receipt, receipt.server_key
    if case.options.server_key is None:
        said.append(f"It is whole, and signed with the key {key}.")
        said.append("Whether that is the server's key was not checked: name the key with --server-key.")
        return True
    try:
        wanted = key_in_force(case, parse_checkpoint(receipt.checkpoint))
    except InvalidProof as error:
        case.recorder.fail("1.4", f"the receipt: {error}")
        return False
    if key != wanted:
        whose = f"it is signed with the key {key}, which was not the server's"
        case.recorder.fail("1.4", f"the receipt is not genuine: {whose}. It proves nothing about this archive")
        return False
    said.append(f"It is genuine: the server signed it, with the key {key}.")
    return True


def is_of_this_election(case: Case, file: File, receipt: Receipt, uuid: str | None) -> bool:
    """Compare the election and the Setup event that the receipt names with those of the archive."""
    fail = case.recorder.fail
    if uuid is not None and receipt.election_uuid != uuid:
        fail("1.4", f"the receipt is of election {receipt.election_uuid}, this archive of {uuid}")
        return False
    if receipt.setup_event != file.setup_event:
        sentence = f"the receipt names the Setup event {receipt.setup_event}, which is not the one of this archive"
        fail("1.4", f"{sentence}: credentials, weights or trustees were changed", 0)
        return False
    case.recorder.receipt.append("It is of this election, with this Setup event.")
    return True


def find_ballot(case: Case, file: File, receipt: Receipt) -> None:
    """Look for the ballot that the server has confirmed: the very bytes of its event, at its place."""
    number = receipt.tracking_number
    promised = sha256_hex(receipt.event.encode("utf-8"))
    if receipt.height < len(file.events) and file.events[receipt.height].digest.hex() == promised:
        case.recorder.receipt.append(f"Its ballot {number} is on the board, as event {receipt.height}.")
        return
    whose = "the server's receipt" if case.options.server_key else "a receipt (its key was compared with none)"
    case.recorder.fail("1.4", f"the ballot {number}, of which this is {whose}, is not here: history was changed")
