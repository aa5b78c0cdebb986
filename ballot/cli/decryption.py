"""What a trustee's tool does before it uses the key (M8): verify, recompute the tally, remember what it opened.

The server could ask a trustee to decrypt one single ballot and call it the tally. So nothing that the server says is
taken on trust: the archive is copied, verified whole, the aggregate is computed again from the ballots in the copy,
and a second, different tally of the same election is refused.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from ballot.board.archive import Archive
from ballot.board.shares import ShareCase
from ballot.crypto.hashing import sha256_hex
from ballot.errors import BoardInconsistent, ConfigurationError, InvalidEncoding, InvalidProof, NotPermitted
from ballot.protocol.ballots import ElectionContext, parse_ballot
from ballot.protocol.setup import TrusteeSecret, open_key_file
from ballot.protocol.tally import Aggregate, parse_tally
from ballot.records.ballot import HomomorphicAnswer
from ballot.records.canonical import decode
from ballot.records.election import SetupData
from ballot.records.event import EventType
from ballot.records.tally import SizedEncryptedTally
from ballot.records.trustees import TrusteePublicKey, parse_trustees

MAX_DOWNLOAD = 4 * 2**30
CHUNK = 2**20


@dataclass(frozen=True, slots=True)
class Case:
    """A verified election that waits for shares."""

    share: ShareCase
    name: str
    ballots: int
    trustees: list[TrusteePublicKey]

    @property
    def sentence(self) -> str:
        """What the trustee should compare with what others see."""
        return (
            f"{self.name}: every check holds.\n{self.ballots} ballots; hash of the tally {self.share.tally_digest}\n"
            f"Setup event {self.share.setup_event}"
        )


@contextmanager
def fetched(source: str, companion: Path | None) -> Iterator[tuple[Path, Path | None]]:
    """Give private copies of the archive and its companion: what is verified is what is decrypted."""
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
        yield archive_copy, companion_copy if companion_copy.exists() else None


def _copy(source: Path, target: Path) -> None:
    try:
        shutil.copyfile(source, target)
    except OSError as error:
        raise ConfigurationError(f"{source} cannot be read: {error.strerror}.") from error


def _download(url: str, target: Path) -> None:
    try:
        with urllib.request.urlopen(url, timeout=60) as answer, target.open("wb") as out:  # noqa: S310  (http or https)
            size = 0
            while chunk := answer.read(CHUNK):
                size += len(chunk)
                if size > MAX_DOWNLOAD:
                    raise InvalidEncoding(f"{url} is larger than {MAX_DOWNLOAD} bytes.")
                out.write(chunk)
    except OSError as error:
        raise ConfigurationError(f"{url} could not be downloaded: {error}.") from error


def examine_case(archive_path: Path, companion_path: Path | None) -> Case:
    """Verify the election and return what is to be decrypted.

    Raises:
        InvalidProof: a check fails, or the tally is not the sum of the ballots.
        NotPermitted: the voting has not been closed.
    """
    from ballot.verify import verify_archive

    report = verify_archive(archive_path, companion_path)
    failures = [finding for finding in report.findings if not finding.ok]
    if failures or report.verdict not in ("valid", "valid so far"):
        listed = "\n".join(f"  {failure.id}: {failure.message}" for failure in failures[:20])
        raise InvalidProof(f"Nothing was decrypted: the archive does not pass verification. {report.reason}\n{listed}")
    with archive_path.open("rb") as stream:
        return read_case(Archive(stream))


def read_case(archive: Archive) -> Case:
    """Return the case in an archive, with the aggregate computed again from its ballots."""
    payloads = {event.type: event.payload for _, event in archive.events if event.type is not EventType.BALLOT}
    if EventType.ENCRYPTED_TALLY not in payloads:
        raise NotPermitted("The voting has not been closed yet, so there is no tally to decrypt.")
    setup = decode(SetupData, archive.get(str(payloads[EventType.SETUP])))
    context = ElectionContext.from_setup(archive.get(setup.election), archive.get(setup.credentials))
    sized = decode(SizedEncryptedTally, archive.get(str(payloads[EventType.ENCRYPTED_TALLY])))
    tally, ballots = recompute_tally(archive, context)
    if sha256_hex(tally) != sized.encrypted_tally:
        raise InvalidProof("Nothing was decrypted: the tally is not the sum of the ballots on the board.", "6.2")
    share = ShareCase(
        context=context,
        tally=parse_tally(context, tally),
        tally_digest=sized.encrypted_tally,
        setup_event=archive.events[0][0],
        answers=_last_before_shares(archive),
    )
    return Case(share, context.election.name, ballots, parse_trustees(archive.get(setup.trustees)))


def _last_before_shares(archive: Archive) -> str:
    """Return the hash of the event that the first share follows."""
    last = {event.type: digest for digest, event in archive.events}
    return last.get(EventType.END_SHUFFLES) or last[EventType.ENCRYPTED_TALLY]


def recompute_tally(archive: Archive, context: ElectionContext) -> tuple[bytes, int]:
    """Return the record `encrypted_tally` as the ballots of the archive make it, and how many of them count."""
    counting: dict[str, str] = {}
    for _, event in archive.events:
        if event.type is EventType.BALLOT:
            counting[parse_ballot(archive.get(str(event.payload))).credential] = str(event.payload)
    aggregate = Aggregate(context)
    for credential, payload in counting.items():
        aggregate.add(_ciphertexts(context, archive.get(payload)), context.weights[credential])
    return aggregate.records()[0], len(counting)


def _ciphertexts(context: ElectionContext, raw: bytes) -> list[list[Any]]:
    answers = [decode(HomomorphicAnswer, bytes(answer)) for answer in parse_ballot(raw).answers]
    return [[choice.parse(context.group) for choice in answer.choices] for answer in answers]


def unlock(path: Path, passphrase: str) -> TrusteeSecret:
    """Open a trustee's key file.

    Raises:
        InvalidEncoding: not a key file. InvalidProof: the wrong passphrase.
    """
    return open_key_file(path.read_text(encoding="utf-8"), passphrase)


def owner_of(case: Case, secret: TrusteeSecret) -> int:
    """Return the place of this trustee, from 1.

    Raises:
        NotPermitted: the key belongs to no trustee of this election.
    """
    own = _public_key(case, secret)
    for owner, key in enumerate(case.trustees, start=1):
        if key.public_key == own:
            return owner
    raise NotPermitted("This key belongs to no trustee of this election. Was it made for another one?")


def _public_key(case: Case, secret: TrusteeSecret) -> str:
    group = case.share.context.group
    return str(group.g ** secret.exponent(group))


class Memorandum(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was opened with one key in one election."""

    election: str
    public_key: str
    setup_event: str
    tally: str


class Memory:
    """The folder in which a trustee's tool remembers what it has opened, one file for each election and key."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def refuse_another_tally(self, case: Case, secret: TrusteeSecret) -> None:
        """Refuse a tally other than the one that was opened before (attacks T13, T14).

        Raises:
            NotPermitted: this key has already opened a different tally of this election.
        """
        path = self._path(case, secret)
        if not path.exists():
            return
        try:
            before = msgspec.json.decode(path.read_bytes(), type=Memorandum)
        except msgspec.MsgspecError as error:
            raise BoardInconsistent(f"{path} is damaged, so nothing is decrypted: {error}") from None
        if before != self._memorandum(case, secret):
            raise NotPermitted(
                "Nothing was decrypted: this key has already opened a different tally of this election "
                f"({before.tally}). The difference between two tallies reveals single votes. Ask the other trustees "
                "what they were sent, and tell the auditors."
            )

    def remember(self, case: Case, secret: TrusteeSecret) -> None:
        """Write down which tally is being opened, durably, before the share exists."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._path(case, secret)
        temporary = path.with_suffix(".new")
        with temporary.open("wb") as out:
            out.write(msgspec.json.encode(self._memorandum(case, secret)))
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(path)

    def _path(self, case: Case, secret: TrusteeSecret) -> Path:
        name = sha256_hex(f"{case.share.context.uuid}|{_public_key(case, secret)}".encode())
        return self._folder / f"{name}.json"

    def _memorandum(self, case: Case, secret: TrusteeSecret) -> Memorandum:
        share = case.share
        return Memorandum(share.context.uuid, _public_key(case, secret), share.setup_event, share.tally_digest)


def default_state_folder() -> Path:
    """Return the folder for what programs remember, as the desktop's conventions name it."""
    base = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(base) / "ballot" / "trustee"
