"""Delete a draft: its contents go, above all people and keys; its row and log stay, but no page finds it again.

A practice election is hidden instead: nobody in it is a person. A frozen election is public, and can only be called
off.
"""

from __future__ import annotations

from sqlalchemy import delete, select

from ballot import clock
from ballot.election import log
from ballot.election.scene import Scene
from ballot.election.state import require_draft
from ballot.errors import NotPermitted
from ballot.language import _
from ballot.store.models.election import Trustee
from ballot.store.models.mail import MailWords, OutboxMessage
from ballot.store.models.paper import Candidate, Contest, Photograph, Removal
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
    Photograph, Removal, Contest,
)  # fmt: skip


def delete_draft(scene: Scene) -> None:
    """Delete a draft permanently.

    Raises: NotPermitted if it is frozen, a practice election, or a mail about it is being sent.
    """
    require_draft(scene)
    if scene.election.practice:
        raise NotPermitted(_("A practice election is hidden, not deleted."))
    _refuse_while_sending(scene)
    contests = select(Contest.id).where(Contest.election_id == scene.election.id)
    scene.session.execute(delete(Candidate).where(Candidate.contest_id.in_(contests)))
    uploads = select(RollUpload.id).where(RollUpload.election_id == scene.election.id)
    for kind in (RollUploadRow, RollUploadProblem, RollUploadDuplicate):
        scene.session.execute(delete(kind).where(kind.upload_id.in_(uploads)))
    for part in _PARTS:
        scene.session.execute(delete(part).where(part.election_id == scene.election.id))
    scene.election.description = scene.election.contact = ""
    scene.election.administrator = scene.election.credential_authority = None
    scene.election.hidden_at = clock.now()
    log.write(scene, log.OFFICER, "Deleted the draft.")
    scene.session.flush()
    scene.session.expire_all()


def _refuse_while_sending(scene: Scene) -> None:
    mine = (OutboxMessage.election_id == scene.election.id, OutboxMessage.state == "sending")
    if scene.session.scalar(select(OutboxMessage.id).where(*mine).limit(1)) is not None:
        raise NotPermitted(_("A mail of this election is being sent at this moment. Look again in ten minutes."))
