"""V10, for people: checksums to compare by eye, figures, and everything else that only a person can compare."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from ballot.board.companion import ExcusedMixerRecord, LotSeedRecord, WithdrawalRecord
from ballot.crypto.hashing import hex_to_base64, sha256_base64
from ballot.records.canonical import encode
from ballot.records.charter import charter_hash
from ballot.records.event import EventType
from ballot.verify.case.case import Case
from ballot.verify.case.report import Checksum, some
from ballot.verify.v0_v1_file.file import File
from ballot.verify.v0_v1_file.server_keys import changes_to_compare
from ballot.verify.v2_v4_setup.candidates import names_of
from ballot.verify.v2_v4_setup.setup import Setup
from ballot.verify.v2_v4_setup.token_history import TokenHistory
from ballot.verify.v2_v4_setup.trustee_keys import TrusteeKeys
from ballot.verify.v2_v4_setup.voters import Voters
from ballot.verify.v5_ballots.ballot_list import Ballots
from ballot.verify.v6_v8_tally.excusals import reason_of
from ballot.verify.v6_v8_tally.published import PartialDecryptions, Shuffled, Tally

# Who shows a value in the very form that the report gives.
PAGE: Final = "the election's page"
TOOL: Final = "`ballot trustee`"
BOTH: Final = f"{PAGE}, or {TOOL},"
_REMINDERS: Final = (
    "The fingerprint and the Setup event: are they those in your invitation, on the election's page and your receipt?",
    "The credentials: has the registrar announced the same fingerprint and the same number of voters?",
    "The trustees' keys: does each trustee confirm their key, in person or by telephone?",
    "The questions and candidates, and the outcome: are they what was nominated, and what was announced?",
    "The number of ballots: is it the number of members who are marked as having voted?",
    "The last event: does somebody else who downloaded this archive have the same one?",
    "Your own ballot: is its tracking number in the published list?",
)


@dataclass(frozen=True, slots=True)
class Checksums:
    """The values to compare by eye, with where the other half of each comparison is found."""

    values: tuple[Checksum, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of the election: names and values."""

    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Reminders:
    """What the reader still has to compare."""

    sentences: tuple[str, ...]


def list_checksums(
    case: Case,
    file: File,
    setup: Setup,
    keys: TrusteeKeys | None,
    tally: Tally | None,
    shuffled: Shuffled | None,
    found: PartialDecryptions | None,
) -> Checksums:
    """Return the values to compare by eye. tests/cli looks for each where the report says that it is shown."""
    listed = list(_of_setup(file, setup))
    listed += () if keys is None else _of_keys(keys, setup)
    if tally is not None and tally.digest:
        listed.append(_hashed("Encrypted tally", tally.digest, "the trustees", BOTH))
    who = _who(keys)
    for place, (owner, digest) in enumerate(() if shuffled is None else shuffled.shuffles, 1):
        listed.append(
            _hashed(f"Shuffle {place}, of {who(owner)}", digest, "the trustees, who see it as the last shuffle", TOOL)
        )
    for owner, digest in sorted({} if found is None else found.digests.items()):
        listed.append(_hashed(f"Share of {who(owner)}", digest, "the election's page", PAGE))
    if file.events:
        last = file.events[-1].digest.hex()
        listed.append(Checksum("Last event", last, "other copies of this archive", last, PAGE))
    listed = [checksum for checksum in listed if checksum.value]
    if setup.foreign:  # no page of ours shows anything
        listed = [Checksum(checksum.name, checksum.value, checksum.compare_with) for checksum in listed]
    return Checksums(tuple(listed))


def _who(keys: TrusteeKeys | None) -> Callable[[int], str]:
    return "trustee {}".format if keys is None else keys.who


def _hashed(name: str, digest: str, compare_with: str, shown_by: str) -> Checksum:
    """Return the hash of a record: hexadecimal digits on our pages, Base64 in belenios-tool."""
    return Checksum(name, hex_to_base64(digest), compare_with, digest if shown_by else "", shown_by)


def _of_setup(file: File, setup: Setup) -> Iterator[Checksum]:
    yield Checksum("Election fingerprint", setup.phi, "your invitation, the election's page", setup.phi, PAGE)
    where = "your invitation, your receipt, the election's page"
    yield Checksum("Setup event", file.setup_event, where, file.setup_event, BOTH)
    if setup.charter is not None:
        charter = charter_hash(setup.charter)
        yield Checksum("Charter (rules)", charter, "the election's page", charter, PAGE)
    if setup.data is not None:
        yield _hashed("Credentials", setup.data.credentials, "the registrar", PAGE)
        yield _hashed("Trustees", setup.data.trustees, "the trustees", "")


def _of_keys(keys: TrusteeKeys, setup: Setup) -> Iterator[Checksum]:
    signing = () if setup.charter is None else setup.charter.signing_keys
    for number, key in enumerate(keys.keys, 1):
        whose = keys.who(number)
        is_threshold = number in keys.certificates
        if is_threshold:
            yield _hashed(f"Certificate of {whose}", keys.certificates[number], "this trustee", "")
        if key is not None:
            hashed = sha256_base64(encode(str(key)))  # as belenios-tool computes it
            # A threshold trustee's key follows from what all sent, and is in no key file.
            yield Checksum(f"Key of {whose}", hashed, "this trustee", str(key), PAGE if is_threshold else BOTH)
        if number <= len(signing):
            yield Checksum(f"Signing key of {whose}", signing[number - 1], "this trustee", signing[number - 1], BOTH)


def list_figures(
    case: Case, file: File, voters: Voters | None, tokens: TokenHistory | None, ballots: Ballots | None
) -> Figures:
    """Return the figures of the election."""
    listed = []
    if voters is not None:
        tokens = tokens or TokenHistory()
        number = len(voters) - len(tokens.spares) + tokens.added - len(tokens.removed)
        listed.append(("Voters", str(number)))
        weight = voters.total_weight - tokens.spare_weight + tokens.moved_weight
        listed.append(("Total weight of all voters", str(weight)))
        if tokens.spares:
            listed.append(("Spare credentials", str(len(tokens.spares))))
            listed.append(("Tokens that were replaced", str(len(tokens.replaced))))
        if tokens.added or tokens.removed:
            listed.append(("Members added after the freeze", str(tokens.added)))
            listed.append(("Members removed after the freeze", str(len(tokens.removed))))
    listed.append(("Ballots", str(file.events.count(EventType.BALLOT))))
    if ballots is not None:
        listed.append(("Ballots that count", str(ballots.cast.voted)))
    listed.append(("Events", str(len(file.events))))
    return Figures(tuple(listed))


def list_reminders(case: Case, setup: Setup, keys: TrusteeKeys | None, tokens: TokenHistory | None) -> Reminders:
    """Return what the reader still has to compare."""
    listed = list(_REMINDERS)
    if case.companion.checkpoints and case.options.server_key is None:
        listed.append(
            "The server's key: checkpoints were compared with this archive, but their signature was not "
            "checked, since no server key was given (--server-key)."
        )
    decisions = _decisions(case, setup, keys or TrusteeKeys(), tokens or TokenHistory())
    return Reminders((*listed, *changes_to_compare(case), *decisions))


def _decisions(case: Case, setup: Setup, keys: TrusteeKeys, tokens: TokenHistory) -> Iterator[str]:
    """Yield what people decided after the vote: it is in the companion file, and cannot be proved by mathematics."""
    if setup.questions is None or setup.charter is None:
        return
    for record in case.companion.of(WithdrawalRecord):
        if record.contest < min(len(setup.questions), len(setup.charter.contests)):
            names = names_of(setup.questions[record.contest], setup.charter.contests[record.contest])
            name = names[record.candidate] if record.candidate < len(names) else f"candidate {record.candidate + 1}"
            yield f"The withdrawal of {name} (contest {record.contest + 1}): is it true, and was it before the count?"
    yield from _roll_changes(tokens)
    for excusal in case.companion.of(ExcusedMixerRecord):
        whom, reason = keys.who(excusal.owner), reason_of(excusal)
        yield f"The excusal of {whom} from shuffling (“{reason}”): have two officers confirmed it, and is it true?"
    for seed in case.companion.of(LotSeedRecord):
        yield f"The lot of contest {seed.contest + 1}: was “{seed.seed}” drawn in public, after voting had ended?"


def _roll_changes(tokens: TokenHistory) -> Iterator[str]:
    if tokens.replaced:
        replaced = some(len(tokens.replaced), "token")
        yield f"{replaced} replaced: have two officers confirmed each, for a member who asked for it?"
    if tokens.added or tokens.removed:
        was = "was" if tokens.added == 1 else "were"
        yield (
            f"{some(tokens.added, 'member')} {was} added and {len(tokens.removed)} removed after the roll was frozen: "
            "have two officers confirmed each, and is there a good reason for it?"
        )
