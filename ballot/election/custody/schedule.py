"""Open and close the voting at the times that were announced, by the server's clock; let portions of ballots come out.

The voting opens only if the ledger of tokens adds up, no matter who opens it. As long as it does not add up, the
officers are notified once a day, for the last time when the end has passed; the voting opens as soon as it does.
Closing waits a little, so that every ballot whose last byte arrived in time is on the board first. A stopped voting is
neither opened nor closed by the clock: two people decide. While the machine's clock is in doubt, nothing is opened or
closed (W23).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from sqlalchemy import ColumnElement, insert, select

from ballot import clock
from ballot.election import acts, log
from ballot.election.accounts.member_logins import forget_old_logins
from ballot.election.amendments import forgetting
from ballot.election.custody.known_checkpoints import KnownCheckpoints
from ballot.election.identity import ServerIdentity
from ballot.election.isolation import Apart
from ballot.election.mail.outbox import is_queued
from ballot.election.mail.texts import unopened_mail
from ballot.election.roles import second_officers
from ballot.election.roll.upload import forget_old_uploads
from ballot.election.scene import Scene
from ballot.election.tally.tally import close_voting
from ballot.election.voting import portions
from ballot.election.voting.opening import open_voting
from ballot.errors import BallotError, NotPermitted
from ballot.store.models.election import Election
from ballot.store.models.mail import OutboxMessage
from ballot.store.session import Database

Act = Callable[[Scene], None]
_BY_CLOCK = (Election.by_schedule.is_(True), Election.stopped_at.is_(None))
_A_DAY = dt.timedelta(days=1)
GRACE = dt.timedelta(seconds=30)  # longer than it takes to verify and write a ballot that arrived at the last moment

PAUSE = dt.timedelta(hours=1)  # after a failed rewrite, which reads and writes the whole database


class Schedule:
    """Checks what is due. Several processes may check at once: each act takes the writer's lock, and is done once."""

    def __init__(self, database: Database, identity: ServerIdentity, known: KnownCheckpoints, public_url: str) -> None:
        self._database, self._identity, self._known, self._public_url = database, identity, known, public_url
        self._apart = Apart()
        self._rewriting_from = clock.now()

    def keep(self) -> None:
        """Do what is due now for every election, whatever happens to another one.

        Raises: BallotError if an election failed, when everything else is done.
        """
        failed = [] if clock.is_doubtful() else self._by_the_clock()
        with self._database.session() as session:
            forget_old_uploads(session)
            forget_old_logins(session)
            acts.forget_expired(session)
        self._finish_forgetting()
        if failed:
            raise BallotError(f"the voting of {', '.join(failed)} was not opened, closed or shown")

    def _by_the_clock(self) -> list[str]:
        """Open, close and show what is due, and return the elections that failed."""
        now = clock.now()
        # An opening time before the freeze was announced to nobody: then the officer opens the voting.
        opening = (Election.state == "frozen", Election.opens_at <= now, Election.frozen_at <= Election.opens_at)
        # For a day after the end the voting can no longer be opened, but the officers are notified of it.
        failed = self._for_each(self._open, *_BY_CLOCK, *opening, Election.closes_at > now - _A_DAY)
        ending = (Election.state == "open", Election.closes_at <= now - GRACE)
        failed += self._for_each(self._close, *_BY_CLOCK, *ending)
        return failed + self._for_each(lambda scene: portions.come_out(scene, now), *portions.may_come_out(now))

    def _finish_forgetting(self) -> None:
        """Rewrite the database if it is due. A failure affects nothing else, and is not repeated all the time."""
        with self._database.reading() as session:
            due = clock.now() >= self._rewriting_from and forgetting.should_finish(session)
        finish = partial(forgetting.finish, self._database)
        if due and not self._apart.does("The database could not be written anew", finish):
            self._rewriting_from = clock.now() + PAUSE

    def _for_each(self, act: Act, *conditions: ColumnElement[bool]) -> list[str]:
        """Do an act for each election that is due, and return those that failed; barred ones wait (W26)."""
        due = select(Election.id, Election.uuid).where(*conditions)
        with self._database.reading() as session:
            found = [(row.id, row.uuid) for row in session.execute(due.order_by(Election.id))]
        what = "The voting of {} could not be opened, closed or shown"
        return [
            uuid
            for number, uuid in found
            if not self._apart.does(what.format(uuid), partial(self._do, act, number, uuid))
        ]

    def _do(self, act: Act, number: int, uuid: str) -> None:
        """Do an act for one election, in a transaction of its own, unless it is barred."""
        if self._known.reason(uuid) is None:
            with self._database.session() as session:
                act(Scene(session, session.get_one(Election, number), identity=self._identity, name=log.SYSTEM))

    def _open(self, scene: Scene) -> None:
        try:
            with scene.session.begin_nested():
                open_voting(scene)
        except NotPermitted as error:
            scene.session.refresh(scene.election)
            if scene.election.state == "frozen":
                self._tell_officers(scene, str(error))

    def _close(self, scene: Scene) -> None:
        with (
            suppress(NotPermitted),
            scene.session.begin_nested(),
        ):  # another process was first, or the voting was extended or stopped
            close_voting(scene, by_schedule=True)

    def _tell_officers(self, scene: Scene, why: str) -> None:
        day = clock.now().strftime("%Y-%m-%d")
        for person in (scene.election.officer, *second_officers(scene)):
            key = f"unopened:{person.id}:{day}"
            if not is_queued(scene, key):
                mail = unopened_mail(scene.election, person, key, why, self._public_url)
                scene.session.connection().execute(insert(OutboxMessage), [mail])
