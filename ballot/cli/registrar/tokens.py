"""The registrar's commands: tokens are made on this machine, and only public credentials leave it.

These need no server; those that contact it are in `ballot.cli.registrar.server`.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

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
    write_tokens,
)
from ballot.cli.registrar.server import SERVER_COMMANDS
from ballot.errors import NotPermitted
from ballot.records.roll import COLUMNS as ROLL_COLUMNS
from ballot.records.roll import roll_hash

if TYPE_CHECKING:
    from ballot.cli.registrar.particulars import Particulars


@click.group()
def registrar() -> None:
    """Make tokens that the server never sees, letters for them, and replacements."""


@registrar.command("make")
@click.argument("roll", type=existing_file)
@click.option("--uuid", required=True, help="The identifier of the election, from the registrar's page.")
@click.option("--public-url", required=True, help="The server's address, as members open it.")
@click.option("--spares", type=click.IntRange(0, 10_000), default=None, help="[default: 2 % of the roll, or 10]")
@click.option("--tokens", type=new_file, required=True, help="Write the tokens here: keep this file to yourself.")
@click.option("--credentials", type=new_file, required=True, help="Write the public credentials here: hand these in.")
def make(roll: Path, uuid: str, public_url: str, spares: int | None, tokens: Path, credentials: Path) -> None:
    """Make a token for each member of ROLL, the CSV file from the registrar's page, and spare ones."""
    from ballot.records.registrar import make_credential_file
    from ballot.secret_file import refuse_tracked_path, write_secret

    for path in (tokens, credentials):
        refuse_tracked_path(path)
        if path.exists():
            raise NotPermitted(f"{path} is there already. Move it away, or choose another name.")
    members = list(read_rows(roll))
    if not members:
        raise NotPermitted(f"{roll} has no members.")
    weights = [_weight(row, number, roll) for number, row in enumerate(members, start=2)]
    rows = [_issue(uuid, public_url, row, weight) for row, weight in zip(members, weights, strict=True)]
    spare_rows = [_issue(uuid, public_url, {"name": ""}, weight) for weight in _spare_weights(weights, spares)]
    listed = {row["credential"]: int(row["weight"]) for row in [*rows, *spare_rows]}
    made_for = roll_hash([row.get(name, "") for name in ROLL_COLUMNS] for row in members)
    public = make_credential_file(uuid, made_for, listed, [row["credential"] for row in spare_rows])
    write_secret(tokens, table([*rows, *spare_rows]))
    write_file(credentials, public + b"\n")
    click.echo(f"{len(rows)} tokens and {len(spare_rows)} spare ones are in {tokens}. Whoever has this file can vote.")
    click.echo(f"Hand in {credentials} on the registrar's page. It holds no secret, and not whose a credential is.")


def _weight(row: Row, number: int, path: Path) -> int:
    text = row.get("weight") or "1"
    if not re.fullmatch("[1-9][0-9]{0,8}", text):
        raise NotPermitted(f"{path}, row {number}: the weight is “{text}”; it must be a whole number from 1 on.")
    return int(text)


def _spare_weights(weights: list[int], number: int | None) -> list[int]:
    from ballot.crypto.spare_numbers import numbers_by_weight, usual_number

    wanted = usual_number(len(weights)) if number is None else number
    return [weight for weight, count in numbers_by_weight(weights, wanted).items() for _ in range(count)]


def _issue(uuid: str, public_url: str, row: dict[str, str], weight: int) -> dict[str, str]:
    from ballot.crypto.credentials import new_token, public_credential
    from ballot.crypto.group import ED25519

    token = new_token()
    made = {"weight": str(weight), "token": token, "link": f"{public_url.rstrip('/')}/vote/{uuid}#{token}"}
    made["credential"] = str(public_credential(ED25519, uuid, token))
    return {**row, **made}


@registrar.command("letters")
@click.argument("tokens", type=existing_file)
@click.argument("particulars", type=existing_file)
@click.option("--to", "target", type=new_file, required=True, help="Write the PDF here.")
@click.option("--all", "everybody", is_flag=True, help="Also for members with an e-mail address.")
@click.option("--only", default="", help="For one member: the membership number or e-mail address.")
def letters(tokens: Path, particulars: Path, target: Path, everybody: bool, only: str) -> None:
    """Write letters for the members of TOKENS without an e-mail address, with the PARTICULARS from the page."""
    from ballot.cli.registrar.particulars import read_particulars
    from ballot.report.letters import by_post, letters_html
    from ballot.report.pdf import make_pdf_apart
    from ballot.secret_file import refuse_tracked_path, write_secret

    refuse_tracked_path(target)
    facts = read_particulars(particulars)
    rows = [row for row in read_tokens(tokens) if row["name"]]
    if only:
        rows = [row for row in rows if only in (row["member_id"], row["email"])]
    elif not everybody:
        rows = [row for row in rows if not row["email"]]
    if not rows:
        raise NotPermitted("No letter is to be written for anybody in this file.")
    rows.sort(key=lambda row: by_post(row["address"], row["country"], row["name"]))
    written = letters_html((_letter(facts, row) for row in rows), facts.look())
    write_secret(target, make_pdf_apart(written))
    letters = "1 letter is" if len(rows) == 1 else f"{len(rows):,} letters are"
    click.echo(f"{letters} in {target}. Whoever sees one can vote in its member's place.")


def _letter(facts: Particulars, row: dict[str, str]) -> str:
    import datetime as dt

    from ballot.language import in_language
    from ballot.moments import in_words
    from ballot.report.letters import Letter, address_lines, letter_html
    from ballot.report.qr import qr_path

    path, size = qr_path(row["link"])
    code = row["language"].strip().lower().replace("_", "-").partition("-")[0]
    with in_language(code if code in facts.languages else facts.languages[0]):
        opens, closes = (
            in_words(dt.datetime.fromisoformat(moment)) if moment else ""
            for moment in (facts.opens_at, facts.closes_at)
        )
        return letter_html(
            Letter(
                sender=facts.sender,
                name=row["name"],
                address=address_lines(row["address"], row["country"]),
                election=facts.name,
                booth=row["link"].partition("#")[0],
                token=row["token"],
                qr=path,
                qr_size=size,
                fingerprint=facts.fingerprint,
                setup_event=facts.setup_event,
                contact=facts.contact,
                opens_at=opens,
                closes_at=closes,
                replaces=row["credential"] in facts.spares,
            )
        )


@registrar.command("replace")
@click.argument("tokens", type=existing_file)
@click.argument("member")
@click.option("--confirmed", metavar="SPARE", help="Two officers have confirmed this spare public credential.")
def replace(tokens: Path, member: str, confirmed: str | None) -> None:
    """Show which spare token replaces that of MEMBER (number or e-mail address), for two officers to confirm.

    The file is changed only with --confirmed, and then has the token of the spare public credential that is said.
    """
    rows = read_tokens(tokens)
    lost = row_of(rows, member, tokens)
    spare = spare_of(rows, lost["weight"], tokens, confirmed)
    if confirmed is None:
        click.echo(f"Public credential of the lost token  {lost['credential']}")
        click.echo(f"Spare public credential              {spare['credential']}")
        return
    exchange(tokens, lost["credential"], spare["credential"])
    click.echo(f"{tokens} has the new token. Send it: ballot registrar letters {tokens} PARTICULARS --only {member}")


@registrar.command("admit")
@click.argument("tokens", type=existing_file)
@click.option("--name", required=True, help="Of the new member; like the rest as the officers enter it.")
@click.option("--member-id", default="", help="Member number; this or an e-mail address is needed.")
@click.option("--email", default="", help="E-mail address, if there is one.")
@click.option("--address", default="", help="Line by line, without the name.")
@click.option("--country", default="", help="Two letters, such as FR.")
@click.option("--language", default="", help="Such as en or pt-BR.")
@click.option("--weight", type=click.IntRange(1), default=1, show_default=True, help="How much the vote weighs.")
@click.option("--confirmed", metavar="SPARE", help="Two officers have confirmed this spare public credential.")
def admit(tokens: Path, weight: int, confirmed: str | None, **said: str) -> None:
    """Show which spare token a member gets who is added after the freeze, for two officers to confirm.

    The file is changed only with --confirmed, and then has the member beside the public credential that is said.
    """
    rows = read_tokens(tokens)
    key = said["member_id"] or said["email"]
    if not key:
        raise NotPermitted("Give the member's number or e-mail address: by it the file finds them again.")
    if any(key in (row["member_id"], row["email"]) for row in rows):
        raise NotPermitted(f"“{key}” is in {tokens} already.")
    spare = spare_of(rows, str(weight), tokens, confirmed)
    if confirmed is None:
        click.echo(f"Spare public credential  {spare['credential']}")
        return
    spare |= said
    write_tokens(tokens, rows)
    click.echo(f"{tokens} has the new member. Send it: ballot registrar letters {tokens} PARTICULARS --only {key}")


@registrar.command("remove")
@click.argument("tokens", type=existing_file)
@click.argument("member")
@click.option("--confirmed", is_flag=True, help="Two officers have confirmed it: take the member out of the file.")
def remove(tokens: Path, member: str, confirmed: bool) -> None:
    """Show the public credential of MEMBER (number or e-mail address), for two officers to take them off the roll."""
    rows = read_tokens(tokens)
    gone = row_of(rows, member, tokens)
    if not confirmed:
        click.echo(f"Public credential of the member’s token  {gone['credential']}")
        return
    rows.remove(gone)
    write_tokens(tokens, rows)
    click.echo(f"{tokens} does not have the member any more.")


for command in SERVER_COMMANDS:
    registrar.add_command(command)
