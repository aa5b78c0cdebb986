"""The officer's actions around the count: withdrawals before, the lot, and afterwards recount, what-if and vacancies.

A contest is named by its number on the ballot paper or by its title, a candidate by name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ballot.cli.database import find_election, open_server
from ballot.election.scene import Scene
from ballot.errors import NotPermitted

if TYPE_CHECKING:
    from ballot.store.models.election import Election

uuid_argument = click.argument("uuid")
_contest_argument = click.argument("contest", metavar="CONTEST")
_name_argument = click.argument("name")
_reason_option = click.option("--reason", required=True, help="It is published and cannot be removed.")


@click.command("withdraw")
@uuid_argument
@_contest_argument
@_name_argument
@_reason_option
@click.option(
    "--read-back", is_flag=True, help="NAME and CONTEST were compared with the candidate's letter: do not ask."
)
def withdraw(uuid: str, contest: str, name: str, reason: str, read_back: bool) -> None:
    """Write down that candidate NAME has withdrawn from CONTEST. It cannot be undone.

    Possible between the freeze and the first shuffle or share, where the charter permits it. Where there is a second
    officer it takes two people, on the page of the election.
    """
    from ballot.election.acts import do_alone, require_alone
    from ballot.election.result.withdrawals import KIND, require_standing

    database = open_server().database
    with database.reading() as session:
        row = find_election(session, uuid)
        at = _contest(row, contest)
        place = _candidate(row, at, name)
        standing = require_standing(Scene(session, row), at, place)
        require_alone(Scene(session, row), KIND, {})
    if not read_back:
        click.echo(f"{standing.name} withdraws from “{standing.title}”: {reason}")
        click.echo("\n".join(standing.consequences))
        click.confirm("It cannot be taken back. Is this who withdraws, and from what?", abort=True)
    with database.session() as session:
        do_alone(Scene(session, find_election(session, uuid)), KIND, {"contest": at, "candidate": place}, reason)
    click.echo(f"{standing.name} has withdrawn from “{standing.title}”.")


@click.command("lot")
@uuid_argument
@_contest_argument
@click.argument("seed")
@click.option("--read-back", is_flag=True, help="Those who saw the draw have compared SEED with it: do not ask.")
def lot(uuid: str, contest: str, seed: str, read_back: bool) -> None:
    """Enter SEED, what was drawn in public, for the tie in CONTEST, and count it.

    Where the election has a second officer, SEED is proposed, and counts when the second officer has confirmed it.
    """
    from ballot.election import acts
    from ballot.election.result.counting import clean_seed, election_result
    from ballot.election.result.lots import KIND, reason_of

    database, drawn = open_server().database, clean_seed(seed)
    with database.session() as session:
        row = find_election(session, uuid)
        at = _contest(row, contest)
        payload, scene = {"contest": at, "seed": drawn}, Scene(session, row, person=row.officer)
        if acts.takes_two(scene, KIND, payload):
            acts.propose(scene, KIND, payload, reason_of(scene, at))
            click.echo("Proposed. It counts when the second officer has confirmed it, on the page of the election.")
            return
    if not read_back:
        click.echo(f"Drawn in public: {drawn}")
        click.confirm("It cannot be changed afterwards. Is this what was drawn, character by character?", abort=True)
    with database.session() as session:
        row = find_election(session, uuid)
        acts.do_alone(Scene(session, row, person=row.officer), KIND, payload, "")
        click.echo(election_result(Scene(session, row)).contests[at].sentence)


@click.command("recount")
@uuid_argument
def recount(uuid: str) -> None:
    """Count again from the board, and compare with every sheet. Exit code 1 if one differs."""
    from ballot.election.result.counting import recount
    from ballot.election.result.vacancies import recount_filled

    with open_server().database.reading() as session:
        row = find_election(session, uuid)
        found = [*recount(Scene(session, row)), *recount_filled(Scene(session, row))]
    for one in found:
        click.echo(f"{one.title}: {one.state}. {one.sentence}")
    if any(one.state == "different" for one in found):
        raise NotPermitted("A count is not the one that was published.")


@click.command("what-if")
@uuid_argument
@_contest_argument
@click.option("--rule", help="The rule to count by.  [default: the most telling one]")
@click.option("--without-quotas", is_flag=True, help="Leave the quotas by group out.")
@click.option("--seed", help="A lot to try, for ties.")
def what_if(uuid: str, contest: str, rule: str | None, without_quotas: bool, seed: str | None) -> None:
    """Count CONTEST by another rule. It is not the count, only what it would have been."""
    from ballot.cli.results import what_if_lines
    from ballot.election.result.contests import contest_counts
    from ballot.election.result.counting import election_result
    from ballot.election.result.what_if import Alternative, alternatives, what_if

    with open_server().database.reading() as session:
        row = find_election(session, uuid)
        at = _contest(row, contest)
        ways = alternatives(contest_counts(Scene(session, row))[at])
        if not ways:
            raise NotPermitted("No other rule can count these votes: they were only added up.")
        way = Alternative(rule, without_quotas) if rule else ways[0]
        found = what_if(Scene(session, row), at, way, seed=seed)
        click.echo(what_if_lines(election_result(Scene(session, row)).contests[at], found))


@click.command("vacancy")
@uuid_argument
@_contest_argument
@_name_argument
@_reason_option
@click.option("--seed", default="", help="What was drawn in public, if the recount comes to a tie.")
def vacancy(uuid: str, contest: str, name: str, reason: str, seed: str) -> None:
    """Fill the seat of member NAME of CONTEST by a recount, and publish it. It cannot be undone."""
    from ballot.election.result.vacancies import fill_vacancy
    from ballot.report import names_in_words

    server = open_server()
    with server.database.session() as session:
        row = find_election(session, uuid)
        at = _contest(row, contest)
        scene = Scene(session, row, identity=server.identity)
        filled = fill_vacancy(scene, at, _candidate(row, at, name), reason, seed)
    click.echo(f"The seat of {filled.departed} goes to {names_in_words(filled.successors) or 'nobody'}.")


def _contest(election: Election, named: str) -> int:
    """Return the index of the contest with this number (from 1) or title."""
    titles = [contest.title for contest in election.contests]
    if named in titles:
        return titles.index(named)
    if named.isascii() and named.isdecimal() and 1 <= int(named) <= len(titles):
        return int(named) - 1
    listed = "; ".join(f"{number}: {title}" for number, title in enumerate(titles, 1))
    raise NotPermitted(f"There is no contest {named!r}. This election has {listed}.")


def _candidate(election: Election, contest: int, name: str) -> int:
    """Return the index of a candidate or of a list."""
    from ballot.election.result.withdrawals import names_on_paper

    names = names_on_paper(election.contests[contest])
    if name not in names:
        raise NotPermitted(f"{name!r} does not stand in “{election.contests[contest].title}”: {', '.join(names)}.")
    return names.index(name)


COMMANDS = (withdraw, lot, recount, what_if, vacancy)
