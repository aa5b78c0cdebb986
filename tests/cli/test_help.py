"""Every command explains itself."""

from __future__ import annotations

from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from ballot.cli.main import COMMANDS, main

OVERVIEW = """\
Usage: ballot [OPTIONS] COMMAND [ARGS]...

  Verifiable online elections: every ballot encrypted, every step checkable by
  anybody.

  The commands read BALLOT_… variables; `ballot doctor` shows what they are set
  to.

Options:
  --version   Show the version and exit.
  -h, --help  Show this message and exit.

Commands:
  serve       Serve the web application.
  doctor      Show versions and settings, and what is wrong with them.
  backup      Write an encrypted backup of the database.
  restore     Put a backup back, if no accepted ballot is missing in it.
  backup-key  Make the key that backups are encrypted to.
  mail        Send the mails that wait in the outbox; read those that came back.
  server-key  The server's signing key: show it, or change it.
  clock       The machine's clock: show whether it is in doubt, or accept it.
  officer     Accounts of returning officers.
  election    Run an election: create, freeze, open, close, count, publish.
  roll        Check a roll before it is imported.
  registrar   Make tokens that the server never sees.
  trustee     A trustee's key, rehearsal, shuffle and decryption.
  vote        Cast a ballot from the command line.
  count       Count a contest by its rule, or by another as what-if.
  verify      Verify an election's archive.
  demo        Run a whole election with made-up members.
"""


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command that can be typed, with the words that call it."""
    context = click.Context(main)
    waiting = [((name,), main.get_command(context, name)) for name in main.list_commands(context)]
    while waiting:
        words, command = waiting.pop(0)
        assert command is not None, f"ballot {' '.join(words)} has no command behind it"
        yield " ".join(words), command
        if isinstance(command, click.Group):
            waiting += [((*words, name), command.get_command(context, name)) for name in command.list_commands(context)]


def test_the_overview() -> None:
    done = CliRunner().invoke(main, ["--help"], prog_name="ballot", terminal_width=80)
    assert done.output == OVERVIEW


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_says_what_a_command_says_of_itself(name: str) -> None:
    command = dict(commands())[name]
    assert command.help and command.help.splitlines()[0].endswith(".")


def test_every_command_and_every_option_is_explained() -> None:
    silent = []
    for words, command in commands():
        if not (command.help or "").strip():
            silent.append(words)
        for parameter in command.params:
            if isinstance(parameter, click.Option) and not (parameter.help or "").strip():
                silent.append(f"{words} {parameter.opts[0]}")
    assert silent == []


def test_the_help_of_every_command_can_be_shown() -> None:
    for words, _ in commands():
        done = CliRunner().invoke(main, [*words.split(), "--help"])
        assert done.exit_code == 0, f"ballot {words} --help: {done.output}"
        assert done.output.startswith("Usage:")


def test_an_unknown_command_is_a_usage_error() -> None:
    done = CliRunner().invoke(main, ["cuont"])
    assert done.exit_code == 2
    assert "No such command 'cuont'" in done.output


def test_no_secret_can_be_given_as_an_argument() -> None:
    """Arguments are seen by every user of the machine, and kept in shells' histories."""
    suspects = [
        f"{words} {parameter.name}"
        for words, command in commands()
        for parameter in command.params
        if parameter.name in ("token", "password", "passphrase", "secret")
    ]
    assert suspects == []
