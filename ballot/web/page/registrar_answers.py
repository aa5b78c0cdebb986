"""Data for the registrar, on the page and in the API: particulars for letters, and the status of requests."""

from base64 import b64encode

from msgspec import UNSET
from msgspec.structs import asdict

from ballot.election.amendments.registrar import asked
from ballot.election.board_facts import charter_of
from ballot.election.mail.texts import contact_of
from ballot.election.scene import Scene
from ballot.election.tokens.roll_changes import added_credentials
from ballot.language import LANGUAGES
from ballot.store.models.election import Election
from ballot.web.page.times import iso
from ballot.web.request.answers import Particulars, ReplacementAsked, ReplacementsAsked
from ballot.web.services import services


def particulars_of(scene: Scene) -> Particulars:
    """Return the contents of letters and mails except the token."""
    spares = charter_of(scene).spares
    added = added_credentials(scene)
    look = services().config.look
    return Particulars(
        uuid=scene.election.uuid,
        name=scene.election.name,
        sender=scene.election.administrator or scene.election.name,
        organisation=look.organisation,
        accent=look.colour,
        logo=b64encode(look.logo).decode(),
        contact=contact_of(scene.election),
        languages=languages_of(scene.election),
        opens_at=iso(scene.election.opens_at) if scene.election.opens_at else "",
        closes_at=iso(scene.election.closes_at) if scene.election.closes_at else "",
        public_url=services().config.public_url,
        fingerprint=scene.election.fingerprint or "",
        setup_event=scene.election.setup_event or "",
        # Those that replace an earlier token; new members' tokens do not.
        spares=() if spares is UNSET else tuple(spare for spare in spares if spare not in added),
    )


def languages_of(election: Election) -> tuple[str, ...]:
    """Return the languages in which an election is offered, its main language first."""
    return tuple(election.languages.split()) or tuple(LANGUAGES)


def replacements_asked(scene: Scene) -> ReplacementsAsked:
    """Return all replacements that the registrar has requested."""
    return ReplacementsAsked(replacements=tuple(ReplacementAsked(**asdict(one)) for one in asked(scene)))
