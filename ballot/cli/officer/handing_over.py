"""The operator hands over an election whose returning officer cannot be reached."""

from __future__ import annotations

import click

from ballot.cli.database import find_election, open_server
from ballot.election.scene import Scene


@click.command("hand-over")
@click.argument("uuid")
@click.argument("address")
@click.option("--reason", required=True, help="One line for the election's officers, which stays in the log.")
@click.option("--administrator", help="Who runs it, as members read it.  [default: the old words, with the new name]")
@click.option("--contact", help="How members reach them.  [default: the old words, with the new address]")
@click.option("--left", is_flag=True, help="The former returning officer has left for good, and gets no role.")
@click.option("--yes", is_flag=True, help="Do not ask before going on.")
def hand_over(
    uuid: str, address: str, reason: str, administrator: str | None, contact: str | None, left: bool, yes: bool
) -> None:
    """Hand the election over to the second officer with this ADDRESS, if its returning officer cannot be reached.

    The two exchange roles. All officers are told by mail, and the log says that the operator did it.
    """
    from ballot.election.amendments.handing_over import Contact, hand_over_by_operator, successor_of, usual_contact
    from ballot.election.roles import second_officers

    database = open_server().database
    with database.reading() as session:
        row = find_election(session, uuid)
        successor = successor_of(Scene(session, row), address)
        usual = usual_contact(row, successor)
        words = Contact(
            usual.administrator if administrator is None else administrator,
            usual.contact if contact is None else contact,
        )
        click.echo(f"{row.name}: {successor.name} takes over from {row.officer.name}.")
        click.echo(f"Members are told to ask: {', '.join(filter(None, (words.administrator, words.contact))) or '-'}")
    if not yes:
        click.confirm("Hand the election over?", abort=True)
    with database.session() as session:
        row = find_election(session, uuid)
        hand_over_by_operator(Scene(session, row), address, words, reason, stays=not left)
        click.echo(f"{row.officer.name} is the returning officer now. All officers are told by mail.")
        if not second_officers(Scene(session, row)):
            click.echo("There is no second officer any more: one can be invited under “People and roles”.")


COMMANDS = (hand_over,)
