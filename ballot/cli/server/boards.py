"""What `ballot doctor` checks on the bulletin boards: chains, known checkpoints, and the related tables."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from ballot import clock
from ballot.cli.server.finding import Finding
from ballot.cli.server.upkeep import examine_upkeep
from ballot.config import Config
from ballot.errors import BallotError

if TYPE_CHECKING:
    from ballot.election.custody.watch import Examined
    from ballot.store.session import Database

_TOLERATED = timedelta(seconds=5)  # the clocks of several servers never agree exactly


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
    """Compare the machine's clock with the newest moment in the database (W23)."""
    from ballot.election.passed_time import newest_moment

    now, passed = clock.now(), newest_moment(database)
    shown = f"{now:%Y-%m-%d %H:%M:%S} UTC"
    if passed is None or passed - now < _TOLERATED:
        return Finding("clock", shown)
    problem = (
        f"It is behind the newest entry in the database ({passed:%Y-%m-%d %H:%M:%S} UTC): it was set back, or it was "
        "ahead before. Let the machine set its clock by NTP; until it has caught up, time stands still here."
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
