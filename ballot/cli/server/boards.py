"""What `ballot doctor` checks on the bulletin boards: chains, known checkpoints, and the related tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ballot import clock
from ballot.cli.server.finding import Finding
from ballot.cli.server.upkeep import examine_upkeep
from ballot.config import Config
from ballot.errors import BallotError

if TYPE_CHECKING:
    from ballot.election.custody.watch import Examined
    from ballot.store.session import Database


def examine_database(config: Config, database: Database) -> list[Finding]:
    """Check the schema and, if it is the newest, every board as a whole, and routine upkeep."""
    from ballot.store.session import known_revisions, schema_revision

    stored, newest = schema_revision(database), known_revisions()[0]
    if stored is None:
        return [_no_tables(config)]
    if stored != newest:
        return [
            Finding(
                "schema",
                f"{stored}; this version has {newest}",
                "Back up, and start the server: it brings the schema up to date, and the boards can be examined.",
            )
        ]
    upkeep = examine_upkeep(config, database)
    return [Finding("schema", f"{stored}, the newest"), _clock(database), *_boards(config, database), *upkeep]


def _no_tables(config: Config) -> Finding:
    """Distinguish a new database from one that was lost."""
    from ballot.election.custody.known_checkpoints import KnownCheckpoints

    problem = ""
    if KnownCheckpoints(config.keys_dir).uuids():
        problem = "The tables are missing, although boards are known. Is BALLOT_DATABASE right? Or restore a backup."
    return Finding("schema", "none yet: `ballot serve` makes the tables", problem)


def _clock(database: Database) -> Finding:
    """Compare the machine's clock with what is known of the time (W23)."""
    from ballot.election.custody.timekeeping import settle

    settle(database)
    shown = f"{clock.machine():%Y-%m-%d %H:%M:%S} UTC"
    if not clock.is_doubtful():
        return Finding("clock", shown)
    known = clock.machine() - clock.ahead()
    problem = (
        f"It is in doubt: by the boot clock and the database it is {known:%Y-%m-%d %H:%M:%S} UTC, or later if the "
        "machine was off. Nothing is opened or closed. Let NTP set the clock; if it is right: ballot clock accept"
    )
    return Finding("clock", shown, problem)


def _boards(config: Config, database: Database) -> list[Finding]:
    """Check everything; elections with a faulty board are barred from now on, and those with a correct one are not."""
    from ballot.election.custody.known_checkpoints import KnownCheckpoints
    from ballot.election.custody.watch import count_boards, examine_boards
    from ballot.election.identity import KEY_FILE, load_identity

    boards = count_boards(database)
    known = KnownCheckpoints(config.keys_dir)
    if not boards and not known.uuids():
        return [Finding("boards", "none yet")]
    if not (config.keys_dir / KEY_FILE).exists():
        problem = f"The server's key is not in {config.keys_dir}, although it has signed receipts. Put it back."
        return [Finding("boards", str(boards), problem)]
    try:
        found = examine_boards(database, load_identity(config.public_url, config.keys_dir), known)
    except BallotError as error:
        return [Finding("boards", str(boards), str(error))]
    return [_summary(found), *_problems(found)]


def _summary(found: Examined) -> Finding:
    words = "every chain holds, and continues what is known of it"
    if found.wrong or found.disagreements:
        words = "not all are as they should be"
    return Finding("boards", f"{found.boards}, with {found.events} events; {words}")


def _problems(found: Examined) -> list[Finding]:
    barred = [
        Finding(f"board of {uuid}", "its ballot box is closed until this is put right", reason)
        for uuid, reason in found.wrong.items()
    ]
    said = [
        Finding(f"tables of {uuid}", "they do not say what the board says", sentence)
        for uuid, sentences in found.disagreements.items()
        for sentence in sentences
    ]
    return [*barred, *said]
