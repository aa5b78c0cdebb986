"""A made-up revision after the newest one, as a later version of ballot would bring it: so every upgrade is tested.

It does what revisions do: fills a new column from what is there, adds an append-only table, and changes a check
constraint, for which SQLite has to rebuild the table.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import op

from ballot.store import session
from ballot.store.migrations.append_only import make_append_only

LATER = "later"
STATES = "state IN ('queued', 'sending', 'accepted', 'failed', 'bounced', 'stopped', 'read')"


def upgrade() -> None:
    """Carry the revision out."""
    op.add_column("election", sa.Column("motto", sa.Text(), nullable=False, server_default=""))
    op.execute("UPDATE election SET motto = name")
    op.create_table(
        "board_seal",
        sa.Column("election_id", sa.Integer(), sa.ForeignKey("election.id"), primary_key=True),
        sa.Column("seal", sa.LargeBinary(), nullable=False),
    )
    op.execute(
        "INSERT INTO board_seal (election_id, seal) SELECT election_id, content FROM board_event WHERE height = 0"
    )
    make_append_only("board_seal")
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("outbox_state", "outbox_message", type_="check")
        op.create_check_constraint("outbox_state", "outbox_message", STATES)
    else:
        # Alembic leaves the old check constraint out of the rebuilt table.
        with op.batch_alter_table("outbox_message", recreate="always") as batch:
            batch.create_check_constraint("outbox_state", sa.text(STATES))


def upgrade_and_fail() -> None:
    """Carry it out, and fail when everything is done."""
    upgrade()
    raise RuntimeError("the power went")


@contextmanager
def later_version(folder: Path, act: Callable[[], None] = upgrade) -> Iterator[None]:
    """Be a later version, which has one more revision: it does what `act`, a function of this module, does."""
    revision = {
        "revision": LATER,
        "down_revision": session.known_revisions()[0],
        "branch_labels": None,
        "depends_on": None,
    }
    migrations = folder / "migrations"
    shutil.copytree(session._MIGRATIONS, migrations)
    lines = [
        f"from {__name__} import {act.__name__} as upgrade",
        *(f"{name} = {value!r}" for name, value in revision.items()),
    ]
    (migrations / "versions" / f"{LATER}.py").write_text("\n".join(lines))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(session, "_MIGRATIONS", str(migrations))
        session._newest_revision.cache_clear()
        yield
    session._newest_revision.cache_clear()
    shutil.rmtree(migrations)
