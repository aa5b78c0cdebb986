"""The operator deletes an election's personal data, after the time for objections."""

from __future__ import annotations

import click

from ballot.cli.database import find_election, open_server
from ballot.election.scene import Scene


@click.command("forget-people")
@click.argument("uuid")
@click.option("--reason", required=True, help="Why it may be deleted now, for the log: name no member.")
@click.option("--yes", is_flag=True, help="Do not ask before going on.")
def forget_people(uuid: str, reason: str, yes: bool) -> None:
    """Delete the members' data of a published or called-off election, for good: names, addresses, mails, and who had
    which token. The board, the result and the figures stay. Wait until nobody can object any more."""
    from ballot.election.amendments import forgetting
    from ballot.election.log import OPERATOR
    from ballot.election.voting.turnout import figures
    from ballot.report.words import counted

    database = open_server().database
    with database.session() as session:
        row = find_election(session, uuid)
        forgetting.require_ended(Scene(session, row))
        click.echo(f"{row.name}: {counted(figures(Scene(session, row)).members, 'member')}.")
        click.echo(f"Usual from {forgetting.due_at(row):%Y-%m-%d} on, if no rule of the organisation says otherwise.")
    if not yes:
        click.confirm("Delete their data for good?", abort=True)
    with database.session() as session:
        done = forgetting.forget_people(Scene(session, find_election(session, uuid)), reason, OPERATOR)
    click.echo(done.in_words())  # before anything that may fail: the data has already been deleted
    forgetting.finish(database)


COMMANDS = (forget_people,)
