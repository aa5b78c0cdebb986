"""A member's command: cast a ballot without a browser, through the same door as the browser's ballots."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ballot.errors import InvalidEncoding, NotPermitted

if TYPE_CHECKING:
    from ballot.protocol.ballots import ElectionContext


@click.command()
@click.argument("uuid")
@click.option(
    "--choose", multiple=True, metavar="[CONTEST:]CANDIDATE", help="A choice by its numbers on the ballot paper."
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
    from ballot.election.casting import cast_ballot
    from ballot.protocol.ballots import create_ballot

    server = open_server()
    context = _context(server.database, uuid)
    if show:
        _show_paper(context)
        return
    choices = read_choices(context, choose, blank)
    token = token_file.readline() if token_file else click.prompt("Ballot token", hide_input=True)
    raw = create_ballot(context, token, choices)
    answer = cast_ballot(server.database, uuid, raw, server.identity)
    tracking_number = _check_receipt(raw, answer, server.identity.key.public_hex)
    if receipt is not None:
        receipt.write_bytes(answer)
    click.echo(f"Your ballot is in the ballot box. Tracking number {tracking_number}")


def _context(database: Any, uuid: str) -> ElectionContext:
    from ballot.cli.database import find_election
    from ballot.election.publishing import election_record
    from ballot.protocol.ballots import ElectionContext

    with database.reading() as session:
        # A voter needs no list of credentials: the server looks theirs up.
        return ElectionContext.from_setup(election_record(session, find_election(session, uuid)), b"[]")


def _show_paper(context: ElectionContext) -> None:
    for number, question in enumerate(context.questions, start=1):
        click.echo(f"{number}. {question.question}  (choose {question.min} to {question.max})")
        for position, answer in enumerate(question.answers, start=1):
            click.echo(f"   {number}:{position}  {answer}")


def read_choices(context: ElectionContext, choose: tuple[str, ...], blank: tuple[int, ...]) -> list[list[int]]:
    """Return the vector of 0 and 1 for each contest; a leading one says blank where the contest allows it.

    Raises:
        InvalidEncoding: a number that is not on the ballot paper.
        NotPermitted: blank where it is not allowed.
    """
    choices = [[0] * len(question.answers) for question in context.questions]
    for text in choose:
        contest, candidate = _numbers(text)
        if not (1 <= contest <= len(choices) and 1 <= candidate <= len(choices[contest - 1])):
            raise InvalidEncoding(f"There is no candidate {text} on this ballot paper. See: ballot vote --show")
        choices[contest - 1][candidate - 1] = 1
    for contest in blank:
        if contest > len(choices) or not context.questions[contest - 1].allows_blank:
            raise NotPermitted(f"Contest {contest} has no blank vote.")
    return [
        [int(number in blank), *chosen] if question.allows_blank else chosen
        for number, (question, chosen) in enumerate(zip(context.questions, choices, strict=True), start=1)
    ]


def _numbers(text: str) -> tuple[int, int]:
    contest, colon, candidate = text.rpartition(":")
    if not (candidate.isascii() and candidate.isdecimal()) or (
        colon and not (contest.isascii() and contest.isdecimal())
    ):
        raise InvalidEncoding(f"{text!r} is not a choice. Write CANDIDATE or CONTEST:CANDIDATE, in numbers.")
    return int(contest or 1), int(candidate)


def _check_receipt(raw: bytes, answer: bytes, server_key: str) -> str:
    """Verify the receipt of our own bytes and return the tracking number."""
    from ballot.board.checkpoint import Receipt, verify_receipt
    from ballot.records.canonical import decode

    receipt = decode(Receipt, answer)
    verify_receipt(receipt, server_key, raw)
    return receipt.tracking_number
