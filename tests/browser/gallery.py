"""Elections that show between them every page of the application: in each state, and of each kind."""

from __future__ import annotations

from collections.abc import Iterator

from ballot.crypto.credentials import new_token, public_credential
from ballot.crypto.group import ED25519
from ballot.election.amendments.registrar import take_states
from ballot.election.practice import run
from ballot.election.result.counting import contests_without_sheet, enter_lot_seed
from ballot.election.result.open import open_count
from ballot.election.result.publishing import declare_result
from ballot.election.roles import REGISTRAR, SECOND_OFFICER
from ballot.election.setup.freeze import Delivery, freeze
from ballot.election.tally.tally import close_voting
from ballot.election.tokens import registrar_list
from ballot.election.tokens.letters import prepare_batch
from ballot.election.tokens.seal import TokenSeal
from ballot.election.voting.opening import open_voting
from ballot.records.registrar import make_credential_file
from ballot.records.roll import roll_hash
from ballot.store.models.election import CALLED_OFF
from ballot.store.models.people import Officer
from tests.web.world import OLGA, OTTO, STATES, World, found


def every_election(world: World) -> Iterator[tuple[str, str]]:
    """Yield what is special about an election, and its uuid; each is seen before the next one is made or moved on."""
    for state in (*STATES, CALLED_OFF):
        votes = (0, 0, 1, 1) if state == "tallied" else (0, 0, 1)  # the counted one waits for a public lot
        yield state, world.make(state, votes=votes, marked_register=state in ("open", "closed")).uuid
    yield "too few ballots", world.make("closed", votes=(0,)).uuid
    yield "two officers", with_second_officer(world)  # before all others who get a role: the walk asks for number 1
    yield from with_upload(world)
    yield from with_letters(world)
    yield from with_waiting_tokens(world)
    yield from with_registrar(world)
    yield from practice(world)


def with_second_officer(world: World) -> str:
    """An open election that can be handed over."""
    made = world.make("open", administrator="Olga Officer", contact=OLGA)
    world.appoint(made, "sam@example.org", SECOND_OFFICER)
    return made.uuid


def with_upload(world: World) -> Iterator[tuple[str, str]]:
    """Drafts with a roll file that waits: for its columns, and for the decision on its duplicates."""
    columns, duplicates = world.make("draft").uuid, world.make("draft").uuid
    olga = world.browser(OLGA)
    olga.upload(f"/officer/elections/{columns}", b"name,email\nA,a@example.org\n")
    yield "a roll file without columns", columns
    olga.upload_roll(f"/officer/elections/{duplicates}", b"name,email\nA,a@example.org\nA,a@example.org\nB,\n")
    yield "a roll file with duplicates", duplicates


def with_letters(world: World) -> Iterator[tuple[str, str]]:
    """An election with letters to be printed, then with a batch of them that is not confirmed."""
    made = world.make("draft")
    uuid = made.uuid
    world.freeze_for_letters(made)
    yield "letters that wait", uuid
    with world.database.session() as session:
        prepare_batch(session, found(session, uuid))
    yield "an open batch of letters", uuid


def with_waiting_tokens(world: World) -> Iterator[tuple[str, str]]:
    """Elections whose tokens nobody has sent yet: as mails, and in a file for a mail merge."""
    for channel in ("mail", "merge"):
        made = world.make("draft")
        delivery = Delivery(
            channel=channel, public_url=world.config.public_url, spares=1, seal=_seal(world), keep_file=True
        )
        with world.database.session() as session:
            freeze(session, found(session, made.uuid), delivery)
        yield f"tokens that wait, {channel}", made.uuid


def _seal(world: World) -> TokenSeal:
    seal: TokenSeal = world.app.extensions["ballot"].seal
    return seal


def with_registrar(world: World) -> Iterator[tuple[str, str]]:
    """An election whose tokens a registrar makes, in each state that shows the registrar's page."""
    made = world.make("draft")
    world.appoint(made, OTTO, REGISTRAR)
    with world.database.session() as session:
        registrar_list.choose_registrar(session, found(session, made.uuid), chosen=True)
    yield "registrar, draft", made.uuid
    with world.database.session() as session:
        election = found(session, made.uuid)
        listed = _credentials(registrar_list.roll_rows(session, election), made.uuid)
        registrar_list.hand_in(session, election, listed, REGISTRAR)
    yield "registrar, handed in", made.uuid
    with world.database.session() as session:
        delivery = Delivery(channel=registrar_list.CHANNEL, public_url=world.config.public_url)
        freeze(session, found(session, made.uuid), delivery)
    yield "registrar, frozen", made.uuid
    with world.database.session() as session:
        election = found(session, made.uuid)
        states = "".join(f"{row[0]},issued\n" for row in registrar_list.roll_rows(session, election))
        take_states(session, election, f"member_id,state\n{states}".encode())
        open_voting(session, election)
    yield "registrar, open", made.uuid


def _credentials(roll: list[tuple[str, ...]], uuid: str) -> bytes:
    keys = [str(public_credential(ED25519, uuid, new_token())) for _ in range(len(roll) + 2)]
    return make_credential_file(uuid, roll_hash(roll), dict.fromkeys(keys, 1), keys[-2:])


def practice(world: World) -> Iterator[tuple[str, str]]:
    """A practice election in every state that it has."""
    with world.database.session() as session:
        olga = session.query(Officer).filter_by(email=OLGA).one()
        uuid = run.begin_practice(session, olga, world.config.public_url, _seal(world)).uuid
    yield "practice, open", uuid
    run.vote(world.database, uuid, world.app.extensions["ballot"].identity, 4)
    with world.database.session() as session:
        close_voting(session, found(session, uuid))
    yield "practice, closed", uuid
    run.play_trustees(world.database, uuid)
    with world.database.session() as session:
        open_count(session, found(session, uuid))
    yield "practice, counted", uuid
    with world.database.session() as session:
        election = found(session, uuid)
        for tied in contests_without_sheet(session, election):
            enter_lot_seed(session, election, tied, "made up: 4 1 6 2 6 5")
        declare_result(session, election)
    yield "practice, declared", uuid
