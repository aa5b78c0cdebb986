"""The returning officer's commands about trustees: add them, exchange files, accept shuffles and shares."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ballot.cli.database import export, find_election, open_server, read_passphrase
from ballot.cli.officer.messages import called, make_handout, must_find, take_message
from ballot.cli.trustee_key import is_key_file
from ballot.election.scene import Scene
from ballot.errors import NotPermitted

if TYPE_CHECKING:
    from ballot.cli.database import Server
    from ballot.store.models.election import Trustee

existing_file = click.Path(exists=True, dir_okay=False, path_type=Path)
_any_file = click.Path(dir_okay=False, path_type=Path)
folder = click.Path(file_okay=False, path_type=Path)
uuid_argument = click.argument("uuid")
passphrase_option = click.option(
    "--passphrase-file", type=existing_file, help="Read the key file's passphrase from a file's first line."
)


@click.command("trustee-add")
@uuid_argument
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@click.option("--link", is_flag=True, help="Make a personal link for each, and show it once.")
@click.option("--mail", metavar="ADDRESS", help="Send one trustee's personal link to an e-mail address instead.")
@click.option(
    "--key", type=_any_file, help="The trustee's public key file; or a secret key file that you run yourself."
)
@click.option("--test", type=_any_file, help="Where the rehearsal's test goes.  [default: NAME.test.json]")
@click.option("--threshold", type=click.IntRange(1), help="How many of all trustees open the count.  [default: all]")
@passphrase_option
def trustee_add(
    uuid: str, names: tuple[str, ...], link: bool, mail: str | None, key: Path | None, test: Path | None,
    threshold: int | None, passphrase_file: Path | None,
) -> None:  # fmt: skip
    """Add trustees to a draft election; for one who is there already, --link makes a new link.

    --key FILE: a public key that a trustee sent by file gives a test to send back. A secret key file (made here if it
    is not there) is of a trustee whom you run yourself; the rehearsal is done at once.
    """
    from ballot.election.trustees.keygen import set_threshold
    from ballot.election.trustees.trustees import invite_trustee

    ways = [way for way in (link or None, mail, key) if way is not None]
    if len(ways) > 1 or (ways and not link and len(names) > 1):
        raise NotPermitted("Choose one of --link, --mail and --key; with --mail or --key, name one trustee.")
    server = open_server()
    with server.database.session() as session:
        scene = Scene(session, find_election(session, uuid))
        for name in names:
            trustee = called(scene.election, name)
            if key is not None and trustee is None and not key.exists():
                _make_own(scene, name, key, passphrase_file)
                continue
            trustee = trustee or invite_trustee(scene, name)
            if key is not None:
                _take_key(scene, trustee, key, test, passphrase_file)
            elif link:
                _show_link(server, scene, trustee)
            elif mail is not None:
                _mail_link(server, scene, trustee, mail)
            else:
                click.echo(f"Added {trustee.name}.")
        if threshold is not None:
            set_threshold(scene, threshold)
            click.echo(f"Any {threshold} of {len(scene.election.trustees)} trustees open the count.")


def _show_link(server: Server, scene: Scene, trustee: Trustee) -> None:
    from ballot.election.trustees.link import new_link

    link = new_link(scene, trustee, server.config.public_url)
    click.echo(f"{trustee.name}: {link}")


def _mail_link(server: Server, scene: Scene, trustee: Trustee, address: str) -> None:
    from ballot.election.notices.trustees import send_link
    from ballot.election.trustees.trustees import checked_address

    trustee.email = checked_address(address)
    send_link(scene, trustee, server.config.public_url)
    click.echo(f"{trustee.name}: the personal link waits in the outbox for {trustee.email}. `ballot mail` sends it.")


def _take_key(scene: Scene, trustee: Trustee, path: Path, test: Path | None, passphrase: Path | None) -> None:
    from ballot.election.trustees.trustees import accept_trustee_key

    raw = path.read_bytes() if path.exists() else b""
    if is_key_file(raw):
        _run_own(scene, trustee, path, passphrase)
        return
    accept_trustee_key(scene, trustee, raw)
    target = test or path.with_name(path.name.split(".")[0] + ".test.json")
    target.write_bytes(make_handout(scene, trustee))
    click.echo(f"{trustee.name}'s public key was verified. The test for the rehearsal: {target}  (send it to them)")


def _make_own(scene: Scene, name: str, path: Path, passphrase_file: Path | None) -> None:
    """Create the key of a trustee run by the officer, and rehearse with the file that was written."""
    from ballot.election.trustees.trustees import make_officer_trustee
    from ballot.secret_file import write_secret

    passphrase = read_passphrase(passphrase_file, "Passphrase for the key file", confirm=True)
    write_secret(path, make_officer_trustee(scene, name, passphrase).encode())
    click.echo(f"Secret key of {name}, encrypted: {path}  (keep it until the result is published)")
    _rehearse(scene, must_find(scene.election, name), path, passphrase)


def _run_own(scene: Scene, trustee: Trustee, path: Path, passphrase_file: Path | None) -> None:
    from ballot.cli.trustee_key import public_half, unlock
    from ballot.election.trustees.trustees import accept_trustee_key
    from ballot.protocol.setup import TrusteeSecret
    from ballot.records.canonical import encode

    passphrase = read_passphrase(passphrase_file, "Passphrase of the key file")
    secret = unlock(path, passphrase)
    if not isinstance(secret, TrusteeSecret):
        raise NotPermitted("This is a threshold key. Its owner uses a personal link: trustee-add --link.")
    accept_trustee_key(scene, trustee, encode(public_half(secret, trustee.name)))
    trustee.kind = "officer"
    _rehearse(scene, trustee, path, passphrase)


def _rehearse(scene: Scene, trustee: Trustee, path: Path, passphrase: str) -> None:
    from ballot.election.trustees.rehearsal import rehearse_with_secret
    from ballot.protocol.setup import open_key_file

    rehearse_with_secret(scene, trustee, open_key_file(path.read_text(encoding="utf-8"), passphrase))
    click.echo(f"{trustee.name} has passed the rehearsal: the key file opens.")


@click.command("mixers")
@uuid_argument
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@click.option(
    "--at-least",
    "fewest",
    type=click.IntRange(2),
    help="How many of them must shuffle, even if others are excused.  [default: one more than half]",
)
def mixers(uuid: str, names: tuple[str, ...], fewest: int | None) -> None:
    """Decide which trustees shuffle ranked ballots.

    Without this, all do where all are needed to decrypt, and else one more than are needed. Two officers can excuse
    one who cannot shuffle: `excuse-mixer`, or the page of the election.
    """
    from ballot.election.trustees.mixers import choose_mixers

    with open_server().database.session() as session:
        row = find_election(session, uuid)
        chosen = [must_find(row, name) for name in names]
        choose_mixers(Scene(session, row), [trustee.position for trustee in chosen], fewest)
        click.echo(f"Those who shuffle: {', '.join(trustee.name for trustee in chosen)}.")


@click.command("trustee-restart")
@uuid_argument
@click.option("--yes", is_flag=True, help="Do not ask before dropping the keys.")
def trustee_restart(uuid: str, yes: bool) -> None:
    """Start the key generation again after a trustee sent something wrong. Every trustee makes a fresh key."""
    from ballot.election.trustees.keygen import restart

    if not yes:
        click.confirm("Drop every key that was handed in?", abort=True)
    with open_server().database.session() as session:
        row = find_election(session, uuid)
        restart(Scene(session, row))
        say_waiting(Scene(session, row))


# -- exchanging files


@click.command("hand-out")
@uuid_argument
@click.argument("name")
@click.option("--to", "target", type=_any_file, help="Where the file goes.  [default: NAME.next.json]")
def hand_out(uuid: str, name: str, target: Path | None) -> None:
    """Write what the trustee NAME needs for the next step, for trustees who do not use a personal link."""
    with open_server().database.session() as session:
        row = find_election(session, uuid)
        trustee = must_find(row, name)
        path = target or Path(f"{trustee.name.replace(' ', '-')}.next.json")
        path.write_bytes(make_handout(Scene(session, row), trustee))
        click.echo(f"Wrote {path}  (send it to {trustee.name})")


@click.command("hand-in")
@uuid_argument
@click.argument("files", nargs=-1, required=True, type=existing_file)
def hand_in(uuid: str, files: tuple[Path, ...]) -> None:
    """Take FILES that trustees sent back: certificates, polynomials, voutputs, answers to the rehearsal."""
    with open_server().database.session() as session:
        row = find_election(session, uuid)
        for path in files:
            take_message(Scene(session, row), path)


# -- after the vote


@click.command("accept-shuffle")
@uuid_argument
@click.argument("files", nargs=-1, required=True, type=existing_file)
@click.option("--export", "target", type=folder, help="Write the archive for the next trustee into this folder.")
def accept_shuffle(uuid: str, files: tuple[Path, ...], target: Path | None) -> None:
    """Verify shuffles that trustees made, and put them on the board."""
    from ballot.election.tally.mixing import accept_shuffle

    server = open_server()
    with server.database.session() as session:
        row = find_election(session, uuid)
        for path in files:
            click.echo(f"The shuffle of {accept_shuffle(Scene(session, row), path.read_bytes()).name} is good.")
        say_waiting(Scene(session, row))
    write_export(server, uuid, target)


@click.command("accept-share")
@uuid_argument
@click.argument("files", nargs=-1, required=True, type=existing_file)
def accept_share(uuid: str, files: tuple[Path, ...]) -> None:
    """Verify shares of the decryption. They are published together, when enough are there."""
    from ballot.election.tally.shares import accept_partial_decryption

    with open_server().database.session() as session:
        row = find_election(session, uuid)
        for path in files:
            click.echo(
                f"The share of {accept_partial_decryption(Scene(session, row), path.read_bytes()).name} is good."
            )
        say_waiting(Scene(session, row))


@click.command("excuse-mixer")
@uuid_argument
@click.argument("name")
@click.option("--reason", required=True, help="It is published and cannot be removed.")
def excuse_mixer(uuid: str, name: str, reason: str) -> None:
    """Excuse the trustee NAME, who cannot shuffle, so that the count goes on without them. It cannot be undone.

    Possible while the ballots are being shuffled, down to the number of mixers that the charter demands. Where there is
    a second officer it takes two people, on the page of the election.
    """
    from ballot.election.acts import do_alone
    from ballot.election.tally.excusing import KIND

    server = open_server()
    with server.database.session() as session:
        scene = Scene(session, find_election(session, uuid), identity=server.identity)
        trustee = must_find(scene.election, name)
        click.echo(do_alone(scene, KIND, {"owner": trustee.position}, reason))
        say_waiting(scene)


@click.command("trustee-step")
@uuid_argument
@click.argument("name")
@click.option("--key", type=existing_file, required=True, help="The trustee's secret key file.")
@click.option("--export", "target", type=folder, help="Write the archive for the next trustee into this folder.")
@passphrase_option
def trustee_step(uuid: str, name: str, key: Path, target: Path | None, passphrase_file: Path | None) -> None:
    """Do what is next for a trustee whom you run yourself: the rehearsal, the shuffle, or the share."""
    from ballot.election.tally.shares import decrypt_with_key_file

    server = open_server()
    with server.database.session() as session:
        row = find_election(session, uuid)
        trustee = must_find(row, name)
        passphrase = read_passphrase(passphrase_file, "Passphrase of the key file")
        if row.state == "draft":
            _rehearse(Scene(session, row), trustee, key, passphrase)
        else:
            shuffled, decrypted = trustee.shuffled_at, trustee.decrypted_at
            decrypt_with_key_file(Scene(session, row), trustee, key.read_text(encoding="utf-8"), passphrase)
            if trustee.shuffled_at != shuffled:
                click.echo(f"{trustee.name} has shuffled the ballots; the proof was verified.")
            elif trustee.decrypted_at != decrypted:
                click.echo(f"{trustee.name}'s share was made and verified.")
        say_waiting(Scene(session, row))
    write_export(server, uuid, target)


def say_waiting(scene: Scene) -> None:
    """Say whom everybody is waiting for, if anybody."""
    from ballot.election.tally.turns import waits_for

    what, trustees = waits_for(scene)
    if trustees:
        click.echo(f"{what} Waiting for {', '.join(trustee.name for trustee in trustees)}.")


def write_export(server: Server, uuid: str, target: Path | None) -> None:
    """Write the complete archive and companion file in their current state."""
    if target is None:
        return
    with server.database.reading() as session:
        for path in export(Scene(session, find_election(session, uuid)), target, complete=True):
            click.echo(f"Wrote {path}")


COMMANDS = (
    trustee_add,
    mixers,
    trustee_restart,
    hand_out,
    hand_in,
    trustee_step,
    accept_shuffle,
    excuse_mixer,
    accept_share,
)
