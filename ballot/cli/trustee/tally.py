"""What a trustee's commands do after the vote: verify, shuffle, commit, decrypt."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import msgspec

from ballot.board.shuffles import parse_shuffle_bundle
from ballot.cli.archive import Case
from ballot.cli.transport import Door, LinkDoor, Status
from ballot.cli.trustee.decryption import (
    Files,
    examine_case,
    fetched,
    fetched_by_link,
    refuse_other_generation,
    refuse_to_open,
    refuse_wrong_key,
    share_for,
    shuffle_for,
)
from ballot.cli.trustee.setup import say_status
from ballot.cli.trustee.workspace import Bench
from ballot.cli.trustee_key import owner_of
from ballot.crypto.hashing import sha256_hex
from ballot.errors import NotPermitted
from ballot.protocol.rehearsal import exponent_of
from ballot.records.canonical import encode

PAUSE = 5.0  # seconds between two checks whether enough trustees are ready


def shuffle_ballots(bench: Bench, archive: str | None, companion: Path | None, yes: bool) -> None:
    """Verify, shuffle and submit."""
    door = _door(bench, archive)
    if door is not None:
        status = bench.status(door)
        if status.step != "shuffle":
            say_status(status)
            raise NotPermitted("It is not your turn to shuffle.")
    with _archive(door, archive, companion) as files:
        case, owner = _examine(bench, files)
    if not yes:
        click.confirm(f"Shuffle these {case.ballots} ballots as trustee {owner}?", abort=True)
    click.echo(f"Shuffling {case.ballots} papers and proving it; this can take a minute.")
    bundle = shuffle_for(case, owner, bench.secret, bench.memory(case.context.uuid))
    if door is None:
        path = bench.answer_file("shuffle")
        path.write_bytes(bundle)
        click.echo(f"Shuffle: {path}  (send this file to the returning officer; it contains no secret)")
        return
    made = parse_shuffle_bundle(bundle)
    message = {
        "shuffle": made.shuffle,
        "signing_key": made.signing_key,
        "parent": made.parent,
        "signature": made.signature,
    }
    click.echo(door.post("shuffle", msgspec.json.encode(message)))
    click.echo("The ballots are shuffled, and your proof was verified. The order you made is forgotten.")
    say_status(door.get("status", Status))


def decrypt_tally(bench: Bench, archive: str | None, companion: Path | None, *, yes: bool, wait: bool) -> None:
    """Verify, decrypt, and submit: first the commitment, then, when enough trustees are ready, the share (M3)."""
    door = _door(bench, archive)
    if door is not None:
        status = bench.status(door)
        if status.step not in ("commit", "decrypt") and not _has_committed(bench, door, status):
            say_status(status)
            raise NotPermitted("There is nothing for you to decrypt now.")
    with _archive(door, archive, companion) as files:
        case, owner = _examine(bench, files)
    memory = bench.memory(case.context.uuid)
    refuse_to_open(case, owner, bench.secret, memory)
    if not yes:
        click.confirm(f"Decrypt this tally of {case.ballots} ballots as trustee {owner}?", abort=True)
    exponent = exponent_of(bench.secret, bench.private_key())
    click.echo("Decrypting, with a proof for each factor.")
    share = share_for(case, owner, bench.secret, exponent, memory)
    if door is None:
        path = bench.answer_file("share")
        path.write_bytes(share)
        click.echo(f"Share: {path}  (send this file to the returning officer; it contains no secret)")
    else:
        _commit_and_reveal(door, share, wait)


def _examine(bench: Bench, files: Files) -> tuple[Case, int]:
    """Return the verified election and this trustee's place; key file, election and Setup event are the right ones."""
    refuse_wrong_key(files[0], bench.secret)
    case = examine_case(*files)
    owner = owner_of(case.trustees, bench.secret)
    bench.refuse_other_election(case.context.uuid)
    bench.pin_setup(case.context.uuid, case.setup_event)
    refuse_other_generation(case, owner, bench.memory(case.context.uuid))
    click.echo(case.sentence)
    return case, owner


def _has_committed(bench: Bench, door: Door, status: Status) -> bool:
    return status.step == "wait" and bench.memory(door.election).share() is not None


def _commit_and_reveal(door: LinkDoor, share: bytes, wait: bool) -> None:
    if door.get("status", Status).step == "commit":
        door.post("commitment", encode({"commitment": sha256_hex(share)}))
        click.echo("You have committed to your share. It is shown to nobody before enough trustees have done the same.")
    status = door.get("status", Status)
    while wait and status.step == "wait":
        click.echo(f"\rWaiting for {', '.join(status.waiting_for)} …", nl=False, err=True)
        time.sleep(PAUSE)
        status = door.get("status", Status)
    if status.step == "decrypt":
        click.echo(door.post("share", share))
        click.echo("Your share was verified.")
        status = door.get("status", Status)
    elif status.step == "wait":
        click.echo("Run this command again when they are ready, or now with --wait.")
    say_status(status)


def _door(bench: Bench, archive: str | None) -> LinkDoor | None:
    """Return the server behind the link; None when an archive is given as a file or a page."""
    if archive is not None:
        return None
    door = bench.need_door()
    if not isinstance(door, LinkDoor):
        raise NotPermitted("Give the archive as well: a .bel file, or the address of the election's page.")
    return door


@contextmanager
def _archive(door: LinkDoor | None, archive: str | None, companion: Path | None) -> Iterator[Files]:
    if door is None:
        with fetched(archive or "", companion) as files:
            yield files
    else:
        with fetched_by_link(door) as files:
            yield files
