"""The registrar's commands that contact the server: with a key for programs, and never with a token.

What leaves this machine: public credentials, the states of tokens, and pairs of public credentials to exchange.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import click
import msgspec

from ballot.cli.registrar.file import (
    Row,
    exchange,
    existing_file,
    new_file,
    read_rows,
    read_tokens,
    row_of,
    spare_of,
    table,
    write_file,
)
from ballot.errors import NotPermitted
from ballot.records.roll import COLUMNS as ROLL_COLUMNS

AT_ONCE: Final = 1000
WAITS: Final = 3  # the exit code if somebody is being waited for, as in `ballot count`
REASONS: Final = ("lost", "not-received", "disclosed", "other")
_STATES_COLUMNS: Final = ("member_id", "email", "state", "reason")
IN_WORDS: Final = {
    "waiting": "waits for an officer to propose it",
    "proposed": "waits for the second officer to confirm it",
    "void": "is not possible any more: ask again, with another spare token",
}


class Page(msgspec.Struct, frozen=True):
    """A part of the roll."""

    total: int
    members: tuple[dict[str, str | int | None], ...]


class Replacement(msgspec.Struct, frozen=True):
    """A requested replacement."""

    revoked: str
    spare: str
    state: str


class _Replacements(msgspec.Struct, frozen=True):
    """All requested replacements."""

    replacements: tuple[Replacement, ...]


def _on_a_server(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options for the election's address and the key file."""
    for option in (
        click.option("--key", type=existing_file, required=True, help="A file with the key, which the officer made."),
        click.option("--election", required=True, metavar="ADDRESS", help="https://HOST/elections/UUID, its page."),
    ):
        command = option(command)
    return command


def _api(election: str, key: Path) -> Any:
    from ballot.cli.registrar.api_client import Api, read_key

    return Api(election, read_key(key))


@click.command("roll")
@_on_a_server
@click.option("--to", "target", type=new_file, required=True, help="Write the roll here.")
def roll(election: str, key: Path, target: Path) -> None:
    """Take the roll from the server, for `ballot registrar make`. The key needs the right roll:read."""
    from ballot.report.words import counted
    from ballot.secret_file import write_secret

    members = list(_members(_api(election, key)))
    write_secret(target, table(members, ROLL_COLUMNS))
    click.echo(f"The roll is in {target}: {counted(len(members), 'member')}.")


def _members(api: Any) -> Iterator[Row]:
    offset, total = 0, 1
    while offset < total:
        page = api.get(f"roll?offset={offset}&limit={AT_ONCE}", Page)
        for one in page.members:
            cells = {"member_id": one["number"], **one}
            yield {name: "" if cells[name] is None else str(cells[name]) for name in ROLL_COLUMNS}
        offset, total = offset + AT_ONCE, page.total


@click.command("hand-in")
@click.argument("credentials", type=existing_file)
@_on_a_server
def hand_in(credentials: Path, election: str, key: Path) -> None:
    """Hand in CREDENTIALS, the public credentials that `ballot registrar make` wrote."""
    from ballot.cli.registrar.api_client import JSON
    from ballot.errors import InvalidEncoding
    from ballot.records.registrar import parse_credential_file

    raw = credentials.read_bytes()
    try:
        parse_credential_file(raw)  # so that a file of tokens, chosen by mistake, never leaves this machine
    except InvalidEncoding as error:
        raise NotPermitted(f"{credentials} is not a file of public credentials: {error}. Nothing was sent.") from None
    taken = _api(election, key).send("PUT", "registrar/credentials", JSON, raw, dict[str, int])
    click.echo(f"Taken: {taken['credentials']} public credentials and {taken['spares']} spare ones.")


@click.command("particulars")
@_on_a_server
@click.option("--to", "target", type=new_file, required=True, help="Write the particulars here.")
def particulars(election: str, key: Path, target: Path) -> None:
    """Take the particulars of the election from the server, for `ballot registrar letters`."""
    from ballot.cli.registrar.particulars import read_particulars

    if target.exists():
        read_particulars(target)  # replaces only an older version of the particulars, never another file
    facts = _api(election, key).get("registrar/particulars", dict[str, Any])
    write_file(target, msgspec.json.format(msgspec.json.encode(facts)) + b"\n")
    click.echo(f"The particulars of “{facts['name']}” are in {target}.")


@click.command("states")
@click.argument("file", type=existing_file)
@_on_a_server
def states(file: Path, election: str, key: Path) -> None:
    """Say what became of the tokens: FILE has member_id (or email), state and reason.

    Of each row that has a state these columns are sent, and no other: it may be the file of tokens with a new column.
    """
    from ballot.cli.registrar.api_client import CSV
    from ballot.report.words import counted

    rows = [row for row in read_rows(file) if row.get("state", "").strip()]
    if not rows:
        raise NotPermitted(f"{file} has no row with a state. Nothing was sent.")
    sums = _api(election, key).send("PUT", "registrar/states", CSV, table(rows, _STATES_COLUMNS), dict[str, int])
    click.echo(f"{sums['issued']} issued, {sums['held']} held, {sums['undeliverable']} undeliverable.")
    if sums["missing"]:
        click.echo(f"The voting cannot be opened yet: {counted(sums['missing'], 'member')} without a state.")


@click.command("ask")
@click.argument("tokens", type=existing_file)
@click.argument("member")
@click.option("--reason", type=click.Choice(REASONS), required=True, help="What happened to the token.")
@_on_a_server
def ask(tokens: Path, member: str, reason: str, election: str, key: Path) -> None:
    """Ask two officers to replace the token of MEMBER (number or e-mail address) by a spare one of TOKENS.

    Only two public credentials and the reason are sent. `ballot registrar replacements` says what became of it.
    """
    from ballot.cli.registrar.api_client import JSON

    rows, api = read_tokens(tokens), _api(election, key)
    promised = {one.spare for one in api.get("registrar/replacements", _Replacements).replacements}
    lost = row_of(rows, member, tokens)
    spare = spare_of([row for row in rows if row["credential"] not in promised], lost["weight"], tokens)
    pair = {"revoked": lost["credential"], "spare": spare["credential"], "reason": reason}
    api.send("POST", "registrar/replacements", JSON, msgspec.json.encode(pair), _Replacements)
    click.echo("Asked for. One officer proposes it, another one confirms it; then the old token is dead.")


@click.command("replacements")
@click.argument("tokens", type=existing_file)
@click.option("--take", is_flag=True, help="Write the new tokens of those that are done into the file.")
@_on_a_server
def replacements(tokens: Path, take: bool, election: str, key: Path) -> None:
    """Say what became of the replacements that were asked for. Exit 3 while one waits for the officers.

    After --take, `ballot registrar letters … --only MEMBER` writes the letter with the new token.
    """
    asked = _api(election, key).get("registrar/replacements", _Replacements).replacements
    rows = {row["credential"]: row for row in read_tokens(tokens)}
    known = [one for one in asked if {one.revoked, one.spare} <= rows.keys()]
    for one in known:
        lost = rows[one.revoked]
        click.echo(f"{lost['member_id'] or lost['email']} ({lost['name']}): {IN_WORDS.get(one.state, 'is done')}.")
    done = [one for one in known if one.state == "done"]
    for one in done if take else ():
        exchange(tokens, one.revoked, one.spare)
    if done:
        here = "are in" if take else "are not yet written (--take) into"
        click.echo(f"{len(done)} new tokens {here} {tokens}.")
    if any(one.state in ("waiting", "proposed") for one in known):
        raise SystemExit(WAITS)


SERVER_COMMANDS: Final = (roll, hand_in, particulars, states, ask, replacements)
