"""A member's command: cast a ballot without a browser, through the same endpoint as the browser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from ballot.cli.database import Server
    from ballot.cli.member.paper import Paper
    from ballot.protocol.ballots import ElectionContext


@click.command()
@click.argument("uuid")
@click.option(
    "--choose",
    multiple=True,
    metavar="[CONTEST:]CHOICE",
    help='A candidate by number or name; in a ranked contest an order: "2: Ann > Bob"; of lists: "3: List / Ann, Bob".',
)
@click.option(
    "--blank", multiple=True, type=click.IntRange(1), metavar="CONTEST", help="Vote for nobody in this contest."
)
@click.option("--token-file", type=click.File("r"), help="Read the ballot token from a file, or - for standard input.")
@click.option("--receipt", type=click.Path(dir_okay=False, path_type=Path), help="Write the signed receipt here.")
@click.option("--show", is_flag=True, help="Show the ballot paper and stop.")
def vote(
    uuid: str, choose: tuple[str, ...], blank: tuple[int, ...], token_file: Any, receipt: Path | None, show: bool
) -> None:
    """Cast a ballot with a ballot token, on the server itself.

    The token is asked for, or read from a file: never given as an argument, which other users of the machine could see.
    """
    from ballot.cli.database import open_server
    from ballot.cli.member.paper import read_choices, show_paper
    from ballot.protocol.ballots import create_ballot

    server = open_server()
    context, paper = _context(server.database, uuid)
    if show:
        click.echo("\n".join(show_paper(paper)))
        return
    choices = read_choices(paper, choose, blank)
    token = token_file.readline() if token_file else click.prompt("Ballot token", hide_input=True)
    raw = create_ballot(context, token, choices)
    answer = _cast(server, uuid, raw)
    tracking_number = _check_receipt(raw, answer, server.identity.key.public_hex)
    if receipt is not None:
        receipt.write_bytes(answer)
    click.echo(f"Your ballot is in the ballot box. Tracking number {tracking_number}")


def _cast(server: Server, uuid: str, raw: bytes) -> bytes:
    """Cast, with the code from the mail if the election requires one."""
    from ballot.election.voting.ballot_box import Wishes
    from ballot.election.voting.casting import ask_casting_code, cast_ballot
    from ballot.errors import BallotRefused

    try:
        return cast_ballot(server.database, uuid, raw, server.identity)
    except BallotRefused as refused:
        if refused.code != "code-needed":
            raise
    ask_casting_code(server.database, uuid, raw, server.identity)
    click.echo("A code is on its way to the e-mail address that the roll has for you.")
    code = click.prompt("Code from the mail")
    return cast_ballot(server.database, uuid, raw, server.identity, Wishes(code=code))


def _context(database: Any, uuid: str) -> tuple[ElectionContext, Paper]:
    from ballot.cli.database import find_election
    from ballot.cli.member.paper import paper_of
    from ballot.election.board_facts import charter_of, election_record
    from ballot.election.scene import Scene
    from ballot.protocol.ballots import ElectionContext

    with database.reading() as session:
        election = find_election(session, uuid)
        # A voter needs no list of credentials: the server looks theirs up.
        context = ElectionContext.from_setup(election_record(Scene(session, election)), b"[]")
        return context, paper_of(context, charter_of(Scene(session, election)).contests)


def _check_receipt(raw: bytes, answer: bytes, server_key: str) -> str:
    """Verify the receipt of our own bytes and return the tracking number."""
    from ballot.board.checkpoint import Receipt, verify_receipt
    from ballot.records.canonical import decode

    receipt = decode(Receipt, answer)
    verify_receipt(receipt, server_key, raw)
    return receipt.tracking_number
