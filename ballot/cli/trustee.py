"""The trustee's commands. The key never leaves the trustee's machine, and opens one tally of one election only."""

from __future__ import annotations

import re
from pathlib import Path

import click

from ballot.cli.database import read_passphrase

existing_file = click.Path(exists=True, dir_okay=False, path_type=Path)
out_file = click.Path(dir_okay=False, path_type=Path)
passphrase_option = click.option(
    "--passphrase-file", type=existing_file, help="Read the passphrase from a file's first line; else it is asked."
)


@click.group()
def trustee() -> None:
    """Make a trustee's key, and decrypt the tally with it."""


@trustee.command("keygen")
@click.argument("name")
@click.option("--key-file", type=out_file, help="Where the secret key goes.  [default: NAME.key]")
@click.option("--public-file", type=out_file, help="Where the public key goes.  [default: NAME.public.json]")
@passphrase_option
def keygen(name: str, key_file: Path | None, public_file: Path | None, passphrase_file: Path | None) -> None:
    """Make the keys of the trustee NAME on this machine.

    The secret key is written encrypted with a passphrase. Send only the public file to the returning officer.
    """
    from ballot.protocol.setup import new_trustee
    from ballot.records.canonical import encode
    from ballot.secret_file import write_secret

    stem = re.sub(r"[^\w-]+", "-", name).strip("-") or "trustee"
    key_path, public_path = key_file or Path(f"{stem}.key"), public_file or Path(f"{stem}.public.json")
    secret, public = new_trustee(name)
    passphrase = read_passphrase(passphrase_file, "Passphrase for the key file", confirm=True)
    write_secret(key_path, secret.seal(passphrase).encode())
    public_path.write_bytes(encode(public) + b"\n")
    click.echo(f"Secret key, encrypted: {key_path}  (keep it and its passphrase, apart, until the result is published)")
    click.echo(f"Public key:            {public_path}  (send this file to the returning officer)")
    click.echo(f"Fingerprint of the signing key: {secret.signing_key.fingerprint}")


@trustee.command("check")
@click.argument("key_file", type=existing_file)
@passphrase_option
def check(key_file: Path, passphrase_file: Path | None) -> None:
    """Try that the passphrase opens the key file (or its copy), and show what the election's page must show."""
    from ballot.cli.decryption import unlock
    from ballot.crypto.group import ED25519

    secret = unlock(key_file, read_passphrase(passphrase_file, "Passphrase of the key file"))
    click.echo(f"The passphrase opens {key_file}.")
    click.echo(f"Public key:                     {ED25519.g ** secret.exponent()}")
    click.echo(f"Fingerprint of the signing key: {secret.signing_key.fingerprint}")


@trustee.command("decrypt")
@click.argument("key_file", type=existing_file)
@click.argument("archive")
@click.option("--companion", type=existing_file, help="The companion file.  [default: the one beside the archive]")
@click.option("--out", type=out_file, help="Where the share goes.  [default: beside the key file]")
@click.option(
    "--state", type=click.Path(file_okay=False, path_type=Path), help="Where this tool remembers what it opened."
)
@click.option("--yes", is_flag=True, help="Do not ask before decrypting.")
@passphrase_option
def decrypt(
    key_file: Path,
    archive: str,
    companion: Path | None,
    out: Path | None,
    state: Path | None,
    yes: bool,
    passphrase_file: Path | None,
) -> None:
    """Verify the whole election in ARCHIVE, then make this trustee's share of the decryption.

    ARCHIVE is a .bel file, or the address of the election's page, from which the archive is downloaded. Nothing is
    decrypted unless every check holds, and never a second, different tally of the same election.
    """
    from ballot.board.shares import make_share
    from ballot.cli import decryption

    with decryption.fetched(archive, companion) as files:
        case = decryption.examine_case(*files)
        click.echo(case.sentence)
        secret = decryption.unlock(key_file, read_passphrase(passphrase_file, "Passphrase of the key file"))
        owner = decryption.owner_of(case, secret)
        memory = decryption.Memory(state or decryption.default_state_folder())
        memory.refuse_another_tally(case, secret)
        if not yes:
            click.confirm(f"Decrypt this tally of {case.ballots} ballots as trustee {owner}?", abort=True)
        memory.remember(case, secret)
        share = make_share(case.share, owner, secret)
    path = out or key_file.with_suffix(".share.json")
    path.write_bytes(share)
    click.echo(f"Share: {path}  (send this file to the returning officer; it contains no secret)")
