"""A mixer is excused: from the officer's page of the count to the other officer, the trustees and the result."""

from __future__ import annotations

import pytest

from ballot.election.paper.contests import CandidateDraft, ContestDraft
from ballot.election.result.open import open_count
from ballot.election.roles import SECOND_OFFICER
from ballot.election.scene import Scene
from ballot.election.tally.shares import decrypt_with_key_file
from ballot.election.trustees.rehearsal import rehearse_with_secret
from ballot.election.trustees.trustees import make_officer_trustee
from ballot.protocol.setup import open_key_file
from tests.web.officer.test_times import SECOND, confirm
from tests.web.world import OLGA, PASSPHRASE, STATES, Made, World, found

REASON = "In hospital since <b> the close"
SHOWN = "In hospital since &lt;b&gt; the close"


@pytest.fixture
def made(world: World, monkeypatch: pytest.MonkeyPatch) -> Made:
    """A ranked election of three trustees whose voting has ended; nothing sends mails meanwhile."""
    monkeypatch.setattr("ballot.web.worker.wake", lambda: None)
    people = tuple(CandidateDraft(name=name) for name in ("Ana", "Bo", "Cem"))
    made = world.make("draft", contests=(ContestDraft(title="Chair", kind="ranked", candidates=people),))
    with world.database.session() as session:
        scene = Scene(session, found(session, made.uuid))
        made.key_files.append(make_officer_trustee(scene, "Trustee C", PASSPHRASE))
        rehearse_with_secret(scene, scene.election.trustees[2], open_key_file(made.key_files[2], PASSPHRASE))
    for state in STATES[1 : STATES.index("closed") + 1]:
        with world.database.session() as session:
            world.advance(session, state, made, (0, 0, 1))
    return made


def work(world: World, made: Made, *owners: int) -> None:
    """Let trustees do what is next for them."""
    for owner in owners:
        with world.database.session() as session:
            scene = Scene(session, found(session, made.uuid))
            decrypt_with_key_file(scene, scene.election.trustees[owner - 1], made.key_files[owner - 1], PASSPHRASE)


def test_T16_two_officers_excuse_a_mixer_and_everybody_reads_it(world: World, made: Made) -> None:
    world.appoint(made, SECOND, SECOND_OFFICER)
    officer, home = world.browser(OLGA), f"/officer/elections/{made.uuid}"
    page = f"{home}/count/2/excuse"
    assert f'href="{page}"' in officer.get(f"{home}/count").text
    shown = officer.get(page).text
    assert "These are left: Trustee A and Trustee C" in shown and "It takes two people" in shown
    for values, sentence in (({"sure": "y"}, "Give a reason"), ({"reason": REASON}, "Tick the box")):
        answer = officer.post(page, **values)
        assert answer.status_code == 422 and sentence in answer.text
    assert officer.post(page, reason=REASON, sure="y").headers["Location"].endswith("/joint-acts")
    assert "Shuffle is missing" in officer.get(f"{home}/count").text
    assert "is excused from shuffling" in confirm(world, home)
    count = officer.get(f"{home}/count").text
    assert "Excused from shuffling" in count and f'href="{page}"' not in count
    assert "Nobody waits for a shuffle of Trustee B" in officer.get(page).text
    assert "a least number of trustees who shuffle (2)" in officer.get(f"{home}/count/1/excuse").text
    assert "0 of 2 have shuffled" in officer.get(home).text
    assert SHOWN in world.browser().get(f"/elections/{made.uuid}/board").text
    work(world, made, 1, 3, 1, 2, 3)
    with world.database.session() as session:
        open_count(Scene(session, found(session, made.uuid)))
    for state in ("declared", "published"):
        with world.database.session() as session:
            world.advance(session, state, made, (0, 0, 1))
    assert SHOWN in officer.get(f"{home}/result").text
    assert SHOWN in world.browser().get(f"/elections/{made.uuid}/result").text
    companion = world.browser().get(f"/elections/{made.uuid}/{made.uuid}.companion.jsonl").data
    assert companion.count(b'"record":"excused_mixer"') == 1


def test_one_officer_alone_excuses_with_a_reason(world: World, made: Made) -> None:
    officer, home = world.browser(OLGA), f"/officer/elections/{made.uuid}"
    page = f"{home}/count/1/excuse"
    assert "two people" not in officer.get(page).text
    assert officer.post(page, reason=REASON, sure="y").headers["Location"].endswith("/count")
    assert "Trustee A was excused from shuffling." in officer.get(f"{home}/count").text
    assert "Trustee B" in officer.get(f"{home}/count").text.partition("Waiting for ")[2][:40]


def test_the_print_says_who_was_excused(world: World, made: Made) -> None:
    officer, home = world.browser(OLGA), f"/officer/elections/{made.uuid}"
    assert officer.post(f"{home}/count/2/excuse", reason=REASON, sure="y").status_code == 302
    work(world, made, 1, 3, 1, 2, 3)
    with world.database.session() as session:
        scene = Scene(session, found(session, made.uuid))
        open_count(scene)
        with world.app.test_request_context():
            from ballot.report import document_html
            from ballot.web.page.pdf import print_of

            html = document_html(print_of(scene), paper=True)
    assert "Excused from shuffling" in html and SHOWN in html


def test_T16_the_page_of_the_trustees_proposes_one_more_than_are_needed(world: World) -> None:
    people = tuple(CandidateDraft(name=name) for name in ("Ana", "Bo"))
    made = world.make("draft", contests=(ContestDraft(title="Chair", kind="ranked", candidates=people),))
    officer, home = world.browser(OLGA), f"/officer/elections/{made.uuid}"
    path = f"{home}/trustees"
    looked = officer.get(f"{home}/freeze").text
    assert "Nothing can be counted without Trustee A and Trustee B." in looked.partition("Look twice")[2]
    for _ in range(2):
        assert officer.post(f"{path}/1/remove", path).status_code == 302
    for name in ("Amina", "Jonas", "Rosa", "Theo"):
        assert officer.post(f"{path}/invite", path, **{"invite-name": name}).status_code == 302
    needed = {"needed-who": "some", "needed-number": "2"}
    assert officer.post(f"{path}/needed", path, **needed).status_code == 302
    page = officer.get(path).text
    assert "Proposed: 3. Any 2 could decrypt single ballots together anyway" in page and "(now 2)" in page
    assert [f'value="{owner}" checked' in page for owner in (1, 2, 3, 4)] == [True, True, True, False]
    for address in (home, f"{home}/freeze"):
        assert "unless at least 2 of Amina, Jonas and Rosa shuffle" in officer.get(address).text
    mixers = {"mixer": ["1", "2", "3"], "mixers-fewest": "3"}
    assert officer.post(f"{path}/mixers", path, **mixers).status_code == 302
    assert 'value="3"' in officer.get(path).text.partition('id="mixers-fewest"')[2][:120]
    assert "Nothing can be counted without Amina, Jonas and Rosa." in officer.get(f"{home}/freeze").text
