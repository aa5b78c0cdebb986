"""What `ballot doctor` checks of routine upkeep: backups, mails, and free disk space."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from ballot import clock
from ballot.cli.server.finding import Finding
from ballot.config import Config

if TYPE_CHECKING:
    from ballot.store.session import Database

LEAST_FREE = 500 * 10**6  # bytes; on a full disk no ballot is lost, but none is accepted either


def examine_upkeep(config: Config, database: Database) -> list[Finding]:
    """Check everything. A server for trying things out needs no backups."""
    backups = [_backups(config)] if config.is_production else []
    return [*backups, _mails(database), _space(config)]


def _backups(config: Config) -> Finding:
    from ballot.election.custody.health import BACKUP_LATE, last_backup

    made = last_backup(config.data_dir)
    shown = "none yet" if made is None else f"the last of {made:%Y-%m-%d %H:%M} UTC"
    problem = ""
    if config.backup_key is None:
        problem = "BALLOT_BACKUP_KEY is not set, so there are none. `ballot backup-key FILE` makes a key and shows it."
    elif made is None or clock.now() - made > BACKUP_LATE:
        problem = "There should be one every hour. Look at: systemctl status ballot-backup.timer ballot-backup.service"
    return Finding("backups", shown, problem)


def _mails(database: Database) -> Finding:
    from ballot.election.custody.health import overdue_mails
    from ballot.election.mail.delivery import outage_in_words

    with database.reading() as session:
        overdue, unreached = overdue_mails(session), outage_in_words(session)
    silent = "Does `ballot-mail` run, and does the mail server answer? `ballot mail` says so." if overdue else ""
    return Finding("mails that should have gone out", str(overdue), unreached or silent)


def _space(config: Config) -> Finding:
    folder = config.data_dir.absolute()
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    shown, least = f"{free // 10**6:,} MB in {folder}", f"{LEAST_FREE // 10**6} MB"
    return Finding(
        "free space", shown, f"Make room: below {least} a voting may stop at any time." if free < LEAST_FREE else ""
    )
