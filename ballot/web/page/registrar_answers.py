"""What the registrar is told, on the page and by the API: particulars for letters, and what became of requests."""

from base64 import b64encode

from msgspec import UNSET
from msgspec.structs import asdict
from sqlalchemy.orm import Session

from ballot.election.amendments.registrar import asked
from ballot.election.board_facts import charter_of
from ballot.election.mail.texts import contact_of
from ballot.election.tokens.roll_changes import added_credentials
from ballot.language import LANGUAGES
from ballot.store.models.election import Election
from ballot.web.page.times import iso
from ballot.web.request.answers import Particulars, ReplacementAsked, ReplacementsAsked
from ballot.web.services import services


def particulars_of(session: Session, election: Election) -> Particulars:
    """Return what letters and mails say besides the token."""
    spares = charter_of(session, election).spares
    added = added_credentials(session, election)
    look = services().config.look
    return Particulars(
        uuid=election.uuid,
        name=election.name,
        sender=election.administrator or election.name,
        organisation=look.organisation,
        accent=look.colour,
        logo=b64encode(look.logo).decode(),
        contact=contact_of(election),
        languages=languages_of(election),
        opens_at=iso(election.opens_at) if election.opens_at else "",
        closes_at=iso(election.closes_at) if election.closes_at else "",
        public_url=services().config.public_url,
        fingerprint=election.fingerprint or "",
        setup_event=election.setup_event or "",
        # Those that come in the place of an earlier token; the new members' ones do not.
        spares=() if spares is UNSET else tuple(spare for spare in spares if spare not in added),
    )


def languages_of(election: Election) -> tuple[str, ...]:
    """Return the languages in which an election is offered, its own first."""
    return tuple(election.languages.split()) or tuple(LANGUAGES)


def replacements_asked(session: Session, election: Election) -> ReplacementsAsked:
    """Return all replacements that the registrar has asked for."""
    return ReplacementsAsked(replacements=tuple(ReplacementAsked(**asdict(one)) for one in asked(session, election)))
