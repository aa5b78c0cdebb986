"""V10, for people: the checksums that a person compares by eye, and what only a person can compare."""

from __future__ import annotations

from collections.abc import Iterator

from ballot.board.companion import LotSeedRecord, WithdrawalRecord
from ballot.crypto.hashing import hex_to_base64, sha256_base64
from ballot.records.canonical import encode
from ballot.records.event import EventType
from ballot.verify.case.case import Case
from ballot.verify.case.report import Checksum, some
from ballot.verify.v0_v1_file.server_keys import changes_to_compare
from ballot.verify.v9_result.recount import names_of

REMINDERS = (
    "The fingerprint and the Setup event: are they those in your invitation, on the election's page and your receipt?",
    "The credentials: has the registrar announced the same fingerprint and the same number of voters?",
    "The trustees' keys: does each trustee confirm their key, in person or by telephone?",
    "The questions and candidates: are they the ones that were nominated?",
    "The number of ballots: is it the number of members who are marked as having voted?",
    "The last event: does somebody else who downloaded this archive have the same one?",
    "Your own ballot: is its tracking number in the published list?",
)


def checksums(case: Case) -> tuple[Checksum, ...]:
    """Return the values to compare by eye, with where the other half of each comparison is found."""
    found = [
        Checksum("Election fingerprint", case.phi, "your invitation, the election's page"),
        Checksum("Setup event", case.setup_event, "your invitation, your receipt, the election's page"),
    ]
    if case.setup is not None:
        found.append(Checksum("Credentials", hex_to_base64(case.setup.credentials), "the registrar"))
        found.append(Checksum("Trustees", hex_to_base64(case.setup.trustees), "the trustees"))
    for number, key in enumerate(case.trustee_keys, 1):
        name = case.trustee_names[number - 1]
        value = "" if key is None else sha256_base64(encode(str(key)))  # as belenios-tool computes it
        whose = f"trustee {number}" + (f" ({name})" if name else "")
        if number in case.certificates:
            certificate = hex_to_base64(case.certificates[number])
            found.append(Checksum(f"Certificate of {whose}", certificate, "this trustee"))
        found.append(Checksum(f"Key of {whose}", value, "this trustee"))
    if case.tally_digest:
        found.append(Checksum("Encrypted tally", hex_to_base64(case.tally_digest), "the trustees"))
    for place, (owner, digest) in enumerate(case.shuffles, 1):
        found.append(Checksum(f"Shuffle {place}, of trustee {owner}", hex_to_base64(digest), "this trustee"))
    for owner, digest in sorted(case.share_digests.items()):
        found.append(Checksum(f"Share of trustee {owner}", hex_to_base64(digest), "this trustee"))
    if case.events:
        found.append(Checksum("Last event", case.events[-1].digest.hex(), "other copies of this archive"))
    return tuple(checksum for checksum in found if checksum.value)


def numbers(case: Case) -> tuple[tuple[str, str], ...]:
    """Return the figures of the election."""
    found = []
    if case.weights is not None:
        tokens = case.tokens
        voters = len(case.weights) - len(tokens.spares) + tokens.added - len(tokens.removed)
        found.append(("Voters", str(voters)))
        weight = case.weights.total_weight - tokens.spare_weight + tokens.moved_weight
        found.append(("Total weight of all voters", str(weight)))
        if tokens.spares:
            found.append(("Spare credentials", str(len(tokens.spares))))
            found.append(("Tokens that were replaced", str(len(tokens.replaced))))
        if tokens.added or tokens.removed:
            found.append(("Members added after the freeze", str(tokens.added)))
            found.append(("Members removed after the freeze", str(len(tokens.removed))))
    found.append(("Ballots", str(case.events.count(EventType.BALLOT))))
    if case.ballots is not None:
        found.append(("Ballots that count", str(case.ballots.voted)))
    found.append(("Events", str(len(case.events))))
    return tuple(found)


def reminders(case: Case) -> tuple[str, ...]:
    """Return what the reader still has to compare."""
    result = list(REMINDERS)
    if case.companion.checkpoints and case.options.server_key is None:
        result.append(
            "The server's key: checkpoints were compared with this archive, but their signature was not "
            "checked, since no server key was given (--server-key)."
        )
    return (*result, *changes_to_compare(case), *_decisions(case))


def _decisions(case: Case) -> Iterator[str]:
    """Yield what people decided after the vote: the companion file says so, and no mathematics can tell."""
    if case.questions is None or case.charter is None:
        return
    for record in case.companion.of(WithdrawalRecord):
        if record.contest < min(len(case.questions), len(case.charter.contests)):
            names = names_of(case.questions[record.contest], case.charter.contests[record.contest])
            name = names[record.candidate] if record.candidate < len(names) else f"candidate {record.candidate + 1}"
            yield f"The withdrawal of {name} (contest {record.contest + 1}): is it true, and was it before the count?"
    yield from _roll_changes(case)
    for seed in case.companion.of(LotSeedRecord):
        yield f"The lot of contest {seed.contest + 1}: was “{seed.seed}” drawn in public, after voting had ended?"


def _roll_changes(case: Case) -> Iterator[str]:
    tokens = case.tokens
    if tokens.replaced:
        replaced = some(len(tokens.replaced), "token")
        yield f"{replaced} replaced: have two officers confirmed each, for a member who asked for it?"
    if tokens.added or tokens.removed:
        was = "was" if tokens.added == 1 else "were"
        yield (
            f"{some(tokens.added, 'member')} {was} added and {len(tokens.removed)} removed after the roll was frozen: "
            "have two officers confirmed each, and is there a good reason for it?"
        )


def in_groups(value: str, size: int = 4) -> str:
    """Return a checksum in groups of four characters."""
    return " ".join(value[start : start + size] for start in range(0, len(value), size))
