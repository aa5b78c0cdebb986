"""The command `ballot`: a list of commands, each with its module, which is imported when the command is run.

An auditor who runs `ballot verify` needs no web framework and no database, so modules are imported only when needed.
"""

from __future__ import annotations

import importlib
import sys
from typing import Any, Final

import click

from ballot import __version__
from ballot.errors import BallotError

# name: (module in ballot.cli, attribute, what it does), in the order of an election's life.
COMMANDS: Final = {
    "serve": ("server.serve", "serve", "Serve the web application."),
    "doctor": ("server.serve", "doctor", "Show versions and settings, and what is wrong with them."),
    "backup": ("server.backup", "backup", "Write an encrypted backup of the database."),
    "restore": ("server.backup", "restore", "Put a backup back, if no accepted ballot is missing in it."),
    "backup-key": ("server.backup", "backup_key", "Make the key that backups are encrypted to."),
    "mail": ("server.mail", "mail", "Send the mails that wait in the outbox; read those that came back."),
    "server-key": ("server.server_key", "server_key", "The server's signing key: show it, or change it."),
    "clock": ("server.clock", "clock", "The machine's clock: show whether it is in doubt, or accept it."),
    "officer": ("officer.elections", "officer", "Accounts of returning officers."),
    "election": (
        "officer.elections",
        "election",
        "Run an election: create, freeze, open, close, count, publish.",
    ),
    "roll": ("roll", "roll", "Check a roll before it is imported."),
    "registrar": (
        "registrar.tokens",
        "registrar",
        "Make tokens that the server never sees.",
    ),
    "trustee": ("trustee.commands", "trustee", "A trustee's key, rehearsal, shuffle and decryption."),
    "vote": ("member.vote", "vote", "Cast a ballot from the command line."),
    "count": ("auditor.count", "count", "Count a contest by its rule, or by another as what-if."),
    "verify": ("auditor.verify", "verify", "Verify an election's archive."),
    "demo": ("server.demo", "demo", "Run a whole election with made-up members."),
}


class _LazyGroup(click.Group):
    """A group that imports a command's module only to run the command or to show its help."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order of an election's life."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command's module."""
        if cmd_name not in COMMANDS:
            return None
        module, attribute, _ = COMMANDS[cmd_name]
        command = getattr(importlib.import_module(f"ballot.cli.{module}"), attribute)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, sentence) for name, (_, _, sentence) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; show our own errors as sentences for people, not as tracebacks."""
        try:
            return super().invoke(ctx)
        except BallotError as error:
            raise click.ClickException(str(error)) from None
        except ModuleNotFoundError as error:
            raise click.ClickException(
                f"This command needs the Python module {error.name}, which is not installed here."
            ) from None


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="ballot")
def main() -> None:
    """Verifiable online elections: every ballot encrypted, every step checkable by anybody.

    The commands read BALLOT_… variables; `ballot doctor` shows what they are set to.
    """
    # The same bytes everywhere: our output is UTF-8, whatever the locale of the shell.
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")


if __name__ == "__main__":
    main()
