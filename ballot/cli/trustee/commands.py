"""The trustee's commands. The key never leaves the trustee's machine, and opens only one tally of one election."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from ballot.cli.trustee.workspace import Bench


def _check_hash(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    cleaned = None if value is None else "".join(value.split()).lower()
    if cleaned is not None and not re.fullmatch("[0-9a-f]{64}", cleaned):
        raise click.BadParameter("it has 64 hexadecimal digits.")
    return cleaned


existing_file = click.Path(exists=True, dir_okay=False, path_type=Path)
_out_file = click.Path(dir_okay=False, path_type=Path)
passphrase_option = click.option(
    "--passphrase-file", type=existing_file, help="Read the passphrase from a file's first line; else it is asked."
)
_link_option = click.option(
    "--link", metavar="LINK|FILE", help="Your personal link, or a file that holds it.  [default: KEY.link]"
)
_handout_option = click.option(
    "--from", "handout", type=existing_file, metavar="FILE", help="What the officer sent you, instead of a link."
)
_answer_option = click.option(
    "--out", type=_out_file, help="Where the file to send back goes.  [default: beside the key file]"
)
_state_option = click.option(
    "--state", type=click.Path(file_okay=False, path_type=Path), help="Where this tool remembers what it did."
)
_archive_argument = click.argument("archive", required=False)
_companion_option = click.option(
    "--companion", type=existing_file, help="The companion file.  [default: the one beside the archive]"
)
_setup_option = click.option(
    "--setup-event",
    metavar="HASH",
    callback=_check_hash,
    help="The Setup event as you were told it, by telephone or on paper: another one is refused.",
)
_yes_option = click.option("--yes", is_flag=True, help="Do not ask before going on.")


def _on_a_key(command: Any) -> Any:
    """Give a command the options for the key file and for the source and target of its messages."""
    for decorate in (_state_option, passphrase_option, _answer_option, _handout_option, _link_option):
        command = decorate(command)
    return click.argument("key_file", type=existing_file)(command)


def _bench(**options: Any) -> Bench:
    from ballot.cli.trustee.workspace import Bench

    return Bench(**options)


@click.group()
def trustee() -> None:
    """Make a trustee's key, rehearse, shuffle, and decrypt the tally.

    With a personal link, each command says what it did and what comes next. Without one, files are carried to and fro.
    """


@trustee.command("keygen")
@click.argument("name", required=False)
@click.option("--link", metavar="LINK|FILE", help="Your personal link, or a file that holds it.")
@click.option("--threshold", is_flag=True, help="Without a link: a key for an election that any t of n trustees open.")
@click.option("--key-file", type=_out_file, help="Where the secret key goes.  [default: NAME.key]")
@click.option("--public-file", type=_out_file, help="Where the public key goes.  [default: NAME.public.json]")
@passphrase_option
def keygen(
    name: str | None,
    link: str | None,
    threshold: bool,
    key_file: Path | None,
    public_file: Path | None,
    passphrase_file: Path | None,
) -> None:
    """Make the keys of the trustee NAME on this machine, and hand in the public half if there is a link.

    The secret key is written encrypted with a passphrase. Without a link, send the public file to the officer.
    """
    from ballot.cli.trustee.setup import NewKey, make_key

    if name is None and link is None:
        raise click.UsageError("Give your NAME, or your personal --link.")
    make_key(NewKey(name, link, threshold, key_file, public_file, passphrase_file))


def file_stem(name: str) -> str:
    """Return a name in a form that is valid in a file name."""
    return re.sub(r"[^\w-]+", "-", name).strip("-") or "trustee"


@trustee.command("check")
@_on_a_key
def check(**options: Any) -> None:
    """Try that the passphrase opens KEY_FILE (or its copy); take the rehearsal if it is waiting.

    The rehearsal: a test that only this key can answer. An election cannot begin before every trustee has passed it.
    """
    from ballot.cli.trustee.setup import check_key

    check_key(_bench(**options))


@trustee.command("certificate")
@_on_a_key
def certificate(**options: Any) -> None:
    """Hand in the public half of the key; for a threshold key, certificate and commitment (step 1 of 3)."""
    from ballot.cli.trustee.setup import hand_in_key

    hand_in_key(_bench(**options))


@trustee.command("polynomial")
@_on_a_key
def polynomial(**options: Any) -> None:
    """Send this trustee's part of the common key, after checking everybody's certificates (step 2 of 3)."""
    from ballot.cli.trustee.setup import hand_in_polynomial

    hand_in_polynomial(_bench(**options))


@trustee.command("voutput")
@_on_a_key
def voutput(**options: Any) -> None:
    """Check what every other trustee sent, and finish the key (step 3 of 3). A liar is named."""
    from ballot.cli.trustee.setup import hand_in_voutput

    hand_in_voutput(_bench(**options))


@trustee.command("status")
@_on_a_key
@_setup_option
def status(**options: Any) -> None:
    """Ask the server what comes next, and who is being waited for."""
    from ballot.cli.trustee.setup import show_status

    show_status(_bench(**options))


@trustee.command("shuffle")
@_on_a_key
@_archive_argument
@_companion_option
@_setup_option
@_yes_option
def shuffle(archive: str | None, companion: Path | None, yes: bool, **options: Any) -> None:
    """Verify the whole election, then shuffle its ranked ballots so that nobody can tell whose is whose.

    ARCHIVE is a .bel file, or the address of the election's page; with a personal link it is not needed.
    """
    from ballot.cli.trustee.tally import shuffle_ballots

    shuffle_ballots(_bench(**options), archive, companion, yes)


@trustee.command("decrypt")
@_on_a_key
@_archive_argument
@_companion_option
@_setup_option
@_yes_option
@click.option("--wait", is_flag=True, help="Stay until enough trustees are ready, then send the share.")
def decrypt(archive: str | None, companion: Path | None, yes: bool, wait: bool, **options: Any) -> None:
    """Verify the whole election, then make this trustee's share of the decryption.

    ARCHIVE is a .bel file, or the address of the election's page; with a personal link it is not needed. Nothing is
    decrypted unless every check holds, and never a second, different tally of the same election.
    """
    from ballot.cli.trustee.tally import decrypt_tally

    decrypt_tally(_bench(**options), archive, companion, yes=yes, wait=wait)
