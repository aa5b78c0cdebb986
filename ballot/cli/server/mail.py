"""The mails: send those in the outbox, and read those that were returned."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from ballot import logs
from ballot.cli.database import occupy_until_the_end
from ballot.config import Config
from ballot.errors import BallotError, ConfigurationError, NotPermitted

if TYPE_CHECKING:
    from ballot.election.custody.timekeeping import Timekeeper
    from ballot.election.mail.bounces import ReturnPaths
    from ballot.election.mail.delivery import Delivered, Mailer
    from ballot.store.session import Database

_log = logging.getLogger(__name__)
PAUSE = 15.0  # seconds between two checks of the outbox
# While mails wait for the pace: those that it allows meanwhile are sent together.
_SHORTEST_PAUSE = 3.0


@click.group(invoke_without_command=True)
@click.option("--follow", is_flag=True, help="Stay and send what comes, until stopped.")
@click.option("--limit", type=click.IntRange(1), default=None, help="Send at most this many mails.")
@click.option("--resume", is_flag=True, help="Go on at once, although the mail server refused everybody.")
@click.pass_context
def mail(context: click.Context, follow: bool, limit: int | None, resume: bool) -> None:
    """Send the mails that wait in the outbox. Safe to stop at any time, and to start again."""
    if context.invoked_subcommand is None:
        _send(follow, limit, resume)


def _send(follow: bool, limit: int | None, resume: bool) -> None:
    from ballot.election.custody.timekeeping import settle
    from ballot.election.mail.kept import mailer_for
    from ballot.store.session import open_database

    config = Config.from_env()
    logs.of_command(config.environment)
    mailer = mailer_for(config)
    if mailer is None:
        raise ConfigurationError("BALLOT_SMTP_URL and BALLOT_MAIL_FROM are not set, so no mail can be sent.")
    occupy_until_the_end(config)
    database = open_database(config.database_url)
    settle(database)
    if resume:
        _resume(database)
    if follow:
        _follow(config, database, mailer, limit)
    done = _send_due(config, database, mailer, limit)
    unreached = _unreached(database)
    click.echo(f"{_in_words(done)} {unreached}".rstrip())
    if done.held_until:
        _say_held(database, config)
    raise SystemExit(1 if done.failed or unreached else 0)


def _resume(database: Database) -> None:
    from ballot.election.mail.delivery import forget_outage

    with database.session() as session:
        forget_outage(session)


def _follow(config: Config, database: Database, mailer: Mailer, limit: int | None) -> NoReturn:
    """Send mails permanently; report in the log, like every long-running program."""
    from ballot.election.custody.timekeeping import Timekeeper
    from ballot.worker.loop import forever

    _log.setLevel(logging.INFO)
    timekeeper = Timekeeper(database, None)
    timekeeper.settle()
    forever(partial(_turn, config, database, mailer, limit, timekeeper))


def _turn(config: Config, database: Database, mailer: Mailer, limit: int | None, timekeeper: Timekeeper) -> float:
    """Send the mails that are due, and return the number of seconds until the next check."""
    from ballot.worker.mails import seconds_held

    try:
        timekeeper.follow()
        done = _send_due(config, database, mailer, limit)
    except BallotError as error:
        _log.error("%s", error)
        raise SystemExit(1) from None
    if done.accepted or done.delayed or done.failed:
        _log.info("%s", f"{_in_words(done)} {_unreached(database)}".rstrip())
    held = seconds_held(done)
    return PAUSE if held is None else min(PAUSE, max(_SHORTEST_PAUSE, held))


def _send_due(config: Config, database: Database, mailer: Mailer, limit: int | None) -> Delivered:
    from ballot.election.tokens.seal import TokenSeal
    from ballot.worker.mails import send_due

    return send_due(config, database, TokenSeal(config.secret_key), mailer, limit)


def _in_words(done: Delivered) -> str:
    return f"Accepted by the mail server: {done.accepted}; later again: {done.delayed}; refused: {done.failed}."


def _unreached(database: Database) -> str:
    from ballot.election.mail.delivery import outage_in_words

    with database.reading() as session:
        return outage_in_words(session)


def _say_held(database: Database, config: Config) -> None:
    from ballot.election.mail.delivery import waiting_mails

    with database.reading() as session:
        waiting = waiting_mails(session)
    click.echo(
        f"{waiting} wait: no more than {config.mail_per_minute} go out in a minute (BALLOT_MAIL_PER_MINUTE). "
        "Run the command again, or with --follow."
    )


@mail.command("bounces")
@click.argument("source", type=click.Path(exists=True, allow_dash=True, path_type=Path))
@click.option("--delete", is_flag=True, help="Of a Maildir: delete what was read, tokens in returned mails included.")
def bounces(source: Path, delete: bool) -> None:
    """Read the mails that came back from SOURCE: an mbox, one mail, a Maildir, or - for standard input."""
    from ballot.election.mail.bounces import maildir_files, messages_in, take_reports
    from ballot.store.session import open_database

    if delete and not source.is_dir():
        raise NotPermitted(f"--delete is for a Maildir, a folder, and {source} is none.")
    config = Config.from_env()
    logs.of_command(config.environment)
    returns = _return_paths(config)
    occupy_until_the_end(config)
    database = open_database(config.database_url)
    files = maildir_files(source) if source.is_dir() else []
    with database.session() as session:
        messages = messages_in(files) if source.is_dir() else _messages(source)
        click.echo(take_reports(session, messages, returns).in_words())
    for file in files if delete else []:
        file.unlink()


def _return_paths(config: Config) -> ReturnPaths:
    from ballot.election.mail.bounces import return_paths

    returns = return_paths(config.bounce_address, config.secret_key)
    if returns is None:
        raise ConfigurationError(
            "BALLOT_BOUNCE_ADDRESS is not set, so no mail had a return address that names it. Set it to a mailbox for "
            "returned mails before the tokens are sent."
        )
    return returns


def _messages(source: Path) -> Iterable[bytes]:
    from ballot.election.mail.bounces import MAX_BYTES, split_messages

    with sys.stdin.buffer if str(source) == "-" else source.open("rb") as stream:
        return split_messages(stream.read(MAX_BYTES + 1))
