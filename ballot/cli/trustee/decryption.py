"""What a trustee's tool does before it uses the key (M8): copy, verify, recompute the tally, remember.

The server could ask a trustee to decrypt a single ballot and call it the tally. So nothing that the server says is
trusted: the archive is copied and fully verified, the aggregate is recomputed from the ballots in the copy, and a
second, different tally of the same election is refused.
"""

from __future__ import annotations

import shutil
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import click

from ballot.board.archive import Archive
from ballot.board.companion import CharterRecord, ExcusedMixerRecord, TimesRecord, read_companion
from ballot.board.shares import make_share, parse_share
from ballot.board.shuffles import bundle_shuffle
from ballot.cli.archive import Case, Decided, read_case
from ballot.cli.progress import Bar
from ballot.cli.transport import LinkDoor, save
from ballot.cli.trustee.state_file import Memorandum, Memory
from ballot.cli.trustee_key import Secret, owner_of
from ballot.crypto.group import ED25519
from ballot.crypto.hashing import sha256_hex
from ballot.errors import ConfigurationError, InvalidEncoding, InvalidProof, NotPermitted
from ballot.protocol import mixnet
from ballot.protocol.threshold import generation_hash
from ballot.protocol.trustees import verify_trustees
from ballot.records.canonical import decode
from ballot.records.election import SetupData

_SHOWN_AFTER = 1.0  # seconds; short work needs no bar
_GOOD = ("valid", "valid so far")
_DECISIONS = (CharterRecord, ExcusedMixerRecord, TimesRecord)

Files = tuple[Path, Path | None]


# -- private copies, so that what is verified is what is decrypted


@contextmanager
def fetched(source: str, companion: Path | None) -> Iterator[Files]:
    """Yield private copies of the archive and its companion, from files or from the election's page."""
    with tempfile.TemporaryDirectory(prefix="ballot-trustee-") as folder:
        archive_copy, companion_copy = Path(folder, "archive.bel"), Path(folder, "companion.jsonl")
        if urlsplit(source).scheme in ("http", "https"):
            base = source.rstrip("/")
            stem = f"{base}/{base.rsplit('/', 1)[-1]}"
            _download(f"{stem}.bel", archive_copy)
            _download(f"{stem}.companion.jsonl", companion_copy)
        else:
            _copy(Path(source), archive_copy)
            beside = companion or Path(source).with_suffix(".companion.jsonl")
            if companion is not None or beside.exists():
                _copy(beside, companion_copy)
            else:
                click.echo(f"There is no companion file {beside}.")
        yield archive_copy, companion_copy if companion_copy.exists() else None


@contextmanager
def fetched_by_link(door: LinkDoor) -> Iterator[Files]:
    """Yield private copies of the archive and its companion, as the server sends them to its trustees."""
    with tempfile.TemporaryDirectory(prefix="ballot-trustee-") as folder:
        archive_copy, companion_copy = Path(folder, "archive.bel"), Path(folder, "companion.jsonl")
        door.download("archive", archive_copy)
        click.echo(f"Downloaded the archive from {door.host}: {archive_copy.stat().st_size / 1e6:.1f} MB.")
        # Every server of ours has a companion file; without it, charter, signatures and strong proofs could be hidden.
        door.download("companion", companion_copy)
        yield archive_copy, companion_copy


def _copy(source: Path, target: Path) -> None:
    try:
        shutil.copyfile(source, target)
    except OSError as error:
        raise ConfigurationError(f"{source} cannot be read: {error.strerror}.") from error


def _download(url: str, target: Path) -> None:
    try:
        with urllib.request.urlopen(url, timeout=60) as answer:  # noqa: S310  (http or https)
            save(answer, target, url)
    except OSError as error:
        raise ConfigurationError(f"{url} could not be downloaded: {error}.") from error


# -- verification


def refuse_wrong_key(archive_path: Path, secret: Secret) -> None:
    """Refuse the key file of somebody else before the long verification.

    Raises:
        NotPermitted: the key belongs to no trustee of this election.
    """
    try:
        with archive_path.open("rb") as stream:
            archive = Archive(stream)
            payload = archive.events[0][1].payload if archive.events else None
            if not isinstance(payload, str):
                return
            setup = decode(SetupData, archive.get(payload))
            trustees = verify_trustees(ED25519, archive.get(setup.trustees))
    except (InvalidEncoding, InvalidProof):
        return  # what is wrong with the archive is said by its verification, which comes next
    owner_of(trustees, secret)


def examine_case(archive_path: Path, companion_path: Path | None) -> Case:
    """Verify the election and return what is to be shuffled or decrypted.

    Raises:
        InvalidProof: a check fails, or the tally is not the sum of the ballots.
        NotPermitted: the vote has not been closed, the election was called off, or its companion file is missing.
    """
    from ballot.verify import verify_archive

    with Bar(_SHOWN_AFTER) as bar:
        # If there is a companion file, anything missing from it counts as a failure too.
        strict = companion_path is not None
        report = verify_archive(archive_path, companion_path, strict=strict, progress=bar.update)
        failures = [finding for finding in report.findings if not finding.ok]
        if report.unchecked:  # only without a companion file, since the verification is strict with one
            missing = "; ".join(report.unchecked)
            raise NotPermitted(
                "Nothing was done: the election names a charter, and it is not at hand. It is in the companion file: "
                f"put that next to the archive, or give it with --companion. Not checked: {missing}."
            )
        if failures or report.verdict not in _GOOD:
            listed = "\n".join(f"  {failure.id}: {failure.message}" for failure in failures[:20])
            raise InvalidProof(
                f"Nothing was decrypted: the archive does not pass verification. {report.reason}\n{listed}"
            )
        decided = Decided() if companion_path is None else _read_companion(companion_path)
        with archive_path.open("rb") as stream:
            return read_case(Archive(stream), decided, lambda done, total: bar.update("Adding up", done, total))


def _read_companion(companion_path: Path) -> Decided:
    """Return what people decided. Raises: NotPermitted if the election was called off."""
    from ballot.verify import calling_off

    with companion_path.open("rb") as stream:
        records = [record for _, record in read_companion(stream) if isinstance(record, _DECISIONS)]
    off = calling_off(record for record in records if isinstance(record, TimesRecord))
    if off is not None:
        raise NotPermitted(f"The election was called off: {off.reason} Nothing of it is decrypted any more.")
    charter = next((record.value for record in records if isinstance(record, CharterRecord)), None)
    return Decided(charter, tuple(record.owner for record in records if isinstance(record, ExcusedMixerRecord)))


# -- the work itself


def shuffle_for(case: Case, owner: int, secret: Secret, memory: Memory) -> bytes:
    """Shuffle once, remember it, and return the bundle to submit.

    Raises:
        NotPermitted: there is nothing (left) to shuffle, or another tally was shuffled before.
    """
    if not case.has_mixnet:
        raise NotPermitted("No contest of this election is ranked, so nothing is shuffled.")
    _refuse_foreign_place(case, owner, secret)
    if owner not in case.required_mixers:
        raise NotPermitted("Nothing was shuffled: by the charter you do not shuffle, or you were excused.")
    if case.end_of_mixnet is not None:
        raise NotPermitted("The shuffling is over.")
    if owner in [mixer for mixer, _ in case.mixed]:
        raise NotPermitted("Your shuffle is on the bulletin board already. Nothing more to do until the decryption.")
    memory.refuse_another_mixnet(case.setup_event, case.tally_digest)
    record = mixnet.make_shuffle(case.context, case.lists)
    memory.remember_shuffle(case.setup_event, case.tally_digest, sha256_hex(record))
    return bundle_shuffle(case.context.phi, case.setup_event, owner, case.head, record, secret.signing_key)


def refuse_other_generation(case: Case, owner: int, memory: Memory) -> None:
    """Refuse an election whose threshold key was made of other parts than this tool was shown (T3, T5)."""
    group = next(item for item in case.trustees.items if owner in item.owners).parameters
    if group is not None and case.charter is not None:
        memory.refuse_another_generation(generation_hash(group.certs, case.charter.commitments))


def _refuse_foreign_place(case: Case, owner: int, secret: Secret) -> None:
    """Refuse a charter in which somebody else signs for this trustee (M5)."""
    keys = () if case.charter is None else case.charter.signing_keys
    if case.charter is not None and keys[owner - 1 : owner] != (secret.signing_key.fingerprint,):
        raise NotPermitted(
            "Nothing was done: the charter has another signing key in your place, so that somebody else could sign for "
            "you. Tell the other trustees and the auditors."
        )


def refuse_to_open(case: Case, owner: int, secret: Secret, memory: Memory) -> Memorandum:
    """Return the record of what is about to be opened, or refuse.

    Raises:
        NotPermitted: not everybody has shuffled who must, another tally was opened before, or this trustee's shuffle or
            signing key is missing.
    """
    share = case.share
    _refuse_foreign_place(case, owner, secret)
    opened = Memorandum(
        case.context.uuid, secret.signing_key.public_hex, case.setup_event, case.tally_digest, share.shuffle
    )
    memory.refuse_another_tally(opened)
    memory.refuse_another_mixnet(case.setup_event, case.tally_digest)
    memory.refuse_lost_shuffle(tuple(digest for _, digest in case.mixed))
    return opened


def share_for(case: Case, owner: int, secret: Secret, exponent: int, memory: Memory) -> bytes:
    """Return this trustee's share: the one made before, or a new one, whose tally is recorded before it exists."""
    opened = refuse_to_open(case, owner, secret, memory)
    if ED25519.g**exponent != case.trustees.keys[owner - 1]:
        raise InvalidProof("Nothing was decrypted: the private share from the server is not the one of this election.")
    before = memory.share()
    if before is not None and parse_share(before).owner == owner:
        return before
    memory.remember(opened)
    share = make_share(case.share, owner, exponent, secret.signing_key)
    memory.keep_share(share)
    return share
