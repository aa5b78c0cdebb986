"""Delete a draft: what is in it goes, people and keys above all; its row and its log stay, and nothing finds it again.

A practice election is hidden instead: nobody in it is a person. What was frozen is public, and is called off.
"""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ballot import clock
from ballot.election import log
from ballot.election.state import require_draft
from ballot.errors import NotPermitted
from ballot.language import _
from ballot.store.models.election import Election, Trustee
from ballot.store.models.mail import MailWords, OutboxMessage
from ballot.store.models.paper import Candidate, Contest, Photograph
from ballot.store.models.people import ApiKey, Appointment, Invitation, JointAct
from ballot.store.models.roll import (
    Member,
    RegistrarList,
    RollUpload,
    RollUploadDuplicate,
    RollUploadProblem,
    RollUploadRow,
)

_PARTS = (
    OutboxMessage, MailWords, Invitation, JointAct, Appointment, ApiKey, RollUpload, RegistrarList, Member, Trustee,
    Photograph, Contest,
)  # fmt: skip


def delete_draft(session: Session, election: Election) -> None:
    """Delete a draft for good.

    Raises: NotPermitted if it is frozen, a practice election, or a mail about it is being sent.
    """
    require_draft(session, election)
    if election.practice:
        raise NotPermitted(_("A practice election is hidden, not deleted."))
    _refuse_while_sending(session, election)
    contests = select(Contest.id).where(Contest.election_id == election.id)
    session.execute(delete(Candidate).where(Candidate.contest_id.in_(contests)))
    uploads = select(RollUpload.id).where(RollUpload.election_id == election.id)
    for kind in (RollUploadRow, RollUploadProblem, RollUploadDuplicate):
        session.execute(delete(kind).where(kind.upload_id.in_(uploads)))
    for part in _PARTS:
        session.execute(delete(part).where(part.election_id == election.id))
    election.description = election.contact = ""
    election.administrator = election.credential_authority = None
    election.hidden_at = clock.now()
    log.write(session, election, log.OFFICER, "Deleted the draft.")
    session.flush()
    session.expire_all()


def _refuse_while_sending(session: Session, election: Election) -> None:
    mine = (OutboxMessage.election_id == election.id, OutboxMessage.state == "sending")
    if session.scalar(select(OutboxMessage.id).where(*mine).limit(1)) is not None:
        raise NotPermitted(_("A mail of this election is being sent at this moment. Look again in ten minutes."))
