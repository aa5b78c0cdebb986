"""Invitations, roles, and acts of two people, as they are seen in a browser."""

from __future__ import annotations

import datetime as dt
import logging
import re
from collections.abc import Iterator

import pytest
from sqlalchemy import select, text, update

from ballot import clock
from ballot.election import acts, log
from ballot.election.mail.delivery import deliver_outbox
from ballot.election.roles import OBSERVER, SECOND_OFFICER
from ballot.election.scene import Scene
from ballot.store.models.base import Base
from ballot.store.models.mail import OutboxMessage
from ballot.store.models.people import Officer
from ballot.web import create_app
from tests.web.world import OLGA, OTTO, PASSWORD, Browser, Made, World

NEW = "nina@example.org"
ANSWERS = {"name": "Nina", "new": "a good long password", "again": "a good long password"}
GONE = "This invitation is not valid"


def invited(world: World, made: Made, email: str = NEW, role: str = SECOND_OFFICER) -> str:
    """Let Olga invite somebody, deliver the mail, and return the secret from its link."""
    home = f"/officer/elections/{made.uuid}/roles"
    answer = world.browser(OLGA).post(f"{home}/invite", home, email=email, role=role)
    assert answer.status_code == 302, answer.text
    deliver_outbox(world.database, world.post)
    [mail] = [mail for mail in world.post.sent if mail.address == email][-1:]
    found = re.search(r"/invitation#([1-9A-HJ-NP-Za-km-z]{22})\n", mail.text)
    assert found is not None
    return found[1]


@pytest.fixture
def sender(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test delivers the mails itself, so that no thread does it at the same time."""
    monkeypatch.setattr("ballot.web.worker.wake", lambda: None)


pytestmark = pytest.mark.usefixtures("sender")


def look_up(browser: Browser, code: str) -> tuple[int, str]:
    answer = browser.post("/invitation", code=code)
    return answer.status_code, answer.text


def accept(browser: Browser, code: str, **changes: str) -> tuple[int, str]:
    answer = browser.post("/invitation/accept", "/invitation", code=code, **(ANSWERS | changes))
    return answer.status_code, answer.headers.get("Location", answer.text)


def test_somebody_new_accepts_and_is_logged_in(world: World) -> None:
    made = world.make("draft")
    code = invited(world, made)
    browser = world.browser()
    status, page = look_up(browser, code)
    assert status == 200 and NEW in page and "second officer" in page and "Executive committee" in page
    assert accept(browser, code) == (302, f"/officer/elections/{made.uuid}")
    assert "You are second officer" in browser.get(f"/officer/elections/{made.uuid}").text
    assert "Nina has become second officer" in world.browser(OLGA).get(f"/officer/elections/{made.uuid}/log").text
    assert world.browser().post("/login", email=NEW, password=ANSWERS["new"]).status_code == 302


@pytest.mark.parametrize(
    ("state", "chip"), [("queued", "Mail waits"), ("failed", "Mail was refused"), ("bounced", "Mail came back")]
)
def test_an_invitation_whose_mail_has_not_arrived_says_so(world: World, state: str, chip: str) -> None:
    made = world.make("draft")
    invited(world, made)
    officer, page = world.browser(OLGA), f"/officer/elections/{made.uuid}/roles"
    assert 'class="chip' not in officer.get(page).text.partition("Invited")[2]
    with world.database.session() as session:
        session.execute(update(OutboxMessage).values(state=state))
    assert chip in officer.get(page).text.partition("Invited")[2]


def test_the_mail_of_another_invitation_says_nothing_of_this_one(world: World) -> None:
    made = world.make("draft")
    invited(world, made), invited(world, made, "tenth@example.org")
    with world.database.session() as session:
        first, tenth = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))
        tenth.key, tenth.state = f"{first.key}0", "bounced"
    page = world.browser(OLGA).get(f"/officer/elections/{made.uuid}/roles").text
    assert "Mail came back" not in page.partition("Invited")[2]


def test_the_whole_link_is_taken_too(world: World) -> None:
    code = invited(world, world.make("draft"))
    assert look_up(world.browser(), f" http://127.0.0.1:8000/invitation#{code} ")[0] == 200


def test_W8_looking_uses_nothing_up_and_accepting_does(world: World) -> None:
    code = invited(world, world.make("draft"))
    for _ in range(3):
        assert world.browser().get("/invitation").status_code == 200
        assert look_up(world.browser(), code)[0] == 200
    assert accept(world.browser(), code)[0] == 302
    for status, page in (look_up(world.browser(), code), accept(world.browser(), code, name="Thief")):
        assert status == 403 and GONE in page
    with world.database.reading() as session:
        assert session.query(Officer).filter_by(email=NEW).one().name == "Nina"


def test_W7_used_expired_replaced_and_unknown_invitations_are_answered_alike(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = world.make("draft")
    replaced, used = invited(world, made), invited(world, made)
    assert accept(world.browser(), used)[0] == 302
    expired = invited(world, made, "late@example.org", OBSERVER)
    later = clock.now() + dt.timedelta(days=7)
    monkeypatch.setattr(clock, "now", lambda: later)
    pages = {
        re.sub(r'value="[^"]*"', "", look_up(world.browser(), code)[1]) for code in (replaced, used, expired, "A" * 22)
    }
    assert len(pages) == 1 and GONE in pages.pop()


def test_an_invitation_that_is_taken_back_is_dead(world: World) -> None:
    made = world.make("draft")
    code = invited(world, made)
    home = f"/officer/elections/{made.uuid}/roles"
    browser = world.browser(OLGA)
    action = re.search(rf'action="({home}/invitations/\d+/take-back)"', browser.get(home).text)
    assert action is not None
    assert browser.post(action[1], home).status_code == 302
    assert look_up(world.browser(), code)[0] == 403


def test_a_weak_password_or_two_different_ones_are_refused_and_use_nothing_up(world: World) -> None:
    code = invited(world, world.make("draft"))
    assert accept(world.browser(), code, new="short", again="short")[0] == 422
    assert accept(world.browser(), code, again="another long password")[0] == 422
    assert accept(world.browser(), code, name="")[0] == 422
    status, page = accept(world.browser(), code, name="Nina\x07")
    assert status == 422 and "Your name holds a line break or a control character" in page
    assert accept(world.browser(), code)[0] == 302


def test_whoever_has_an_account_logs_in_and_finds_the_invitation(world: World) -> None:
    made = world.make("draft")
    code = invited(world, made, OTTO, OBSERVER)
    status, page = look_up(world.browser(), code)
    assert status == 200 and "There is an account with this address" in page
    status, page = accept(world.browser(), code)
    assert status == 422 and "already an account" in page  # no password of an account is ever set by an invitation
    browser = world.browser(OTTO)
    action = re.search(r'action="(/officer/invitations/\d+/accept)"', browser.get("/officer").text)
    assert action is not None
    assert world.browser(OLGA).post(action[1], "/account").status_code == 409  # it is not hers
    assert browser.post(action[1], "/account").headers["Location"] == f"/officer/elections/{made.uuid}"
    assert "You are observer" in browser.get(f"/officer/elections/{made.uuid}").text
    assert "New election" in browser.get("/officer").text


def test_without_a_mail_server_the_link_is_shown_once(world: World) -> None:
    made = world.make("draft")
    app = create_app(world.config, database=world.database, rate_limits=False)
    browser = Browser(app.test_client())
    browser.post("/login", email=OLGA, password=PASSWORD)
    home = f"/officer/elections/{made.uuid}/roles"
    answer = browser.post(f"{home}/invite", home, email=NEW, role=OBSERVER)
    found = re.search(r"/invitation#([1-9A-HJ-NP-Za-km-z]{22})", answer.text)
    assert answer.status_code == 200 and found is not None
    assert look_up(world.browser(), found[1])[0] == 200


@pytest.mark.parametrize("email", [OLGA, "not an address", "a@b", "x@example.org\r\nBcc: y@example.org"])
def test_W10_who_cannot_be_invited(world: World, email: str) -> None:
    home = f"/officer/elections/{world.make('draft').uuid}/roles"
    assert world.browser(OLGA).post(f"{home}/invite", home, email=email, role=OBSERVER).status_code == 422


def test_W16_the_secret_of_an_invitation_is_in_no_log_and_not_in_the_database(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    code = invited(world, world.make("draft"))
    assert look_up(world.browser(), code)[0] == 200
    assert accept(world.browser(), code)[0] == 302
    assert code not in caplog.text
    with world.database.reading() as session:
        for name in Base.metadata.tables:
            assert code not in repr(session.execute(text(f"SELECT * FROM {name}")).all()), name


def test_W6_codes_of_invitations_are_guessed_slowly(limited: World) -> None:
    browser = limited.browser()
    token = browser.token("/invitation")
    data = {"csrf_token": token, "code": "A" * 22}
    assert {browser.client.post("/invitation", data=data).status_code for _ in range(20)} == {403}
    assert browser.client.post("/invitation", data=data).status_code == 429


def test_the_public_page_names_both_officers(world: World) -> None:
    made = world.make("open")
    assert "There is no second officer" in world.browser().get(f"/elections/{made.uuid}").text
    world.appoint(made, OTTO, SECOND_OFFICER)
    page = world.browser().get(f"/elections/{made.uuid}").text
    assert "Olga Officer" in page and "Otto Other" in page


def test_stepping_down_and_being_removed(world: World) -> None:
    made = world.make("draft")
    for email, role in ((OTTO, SECOND_OFFICER), (NEW, OBSERVER)):
        world.appoint(made, email, role)
    home = f"/officer/elections/{made.uuid}/roles"
    otto, nina, olga = (world.browser(email) for email in (OTTO, NEW, OLGA))
    [first, second] = sorted(set(re.findall(rf'action="({home}/\d+/end)"', olga.get(home).text)))
    assert nina.post(first, "/account").status_code == 409  # not her own, and she is no officer
    assert olga.post(second, home).status_code == 302
    assert nina.get(home).status_code == 404
    assert otto.post(first, home).headers["Location"] == "/officer"
    assert otto.get(home).status_code == 404


@pytest.fixture
def kind(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A kind of joint act that writes down what it does."""
    done: list[str] = []
    kind = acts.Kind(
        title="Try something",
        check=lambda scene, payload: payload,
        detail=lambda scene, payload: f"Try it with {payload['what']}.",
        carry_out=lambda scene, payload: done.append(payload["what"]) or "Tried it.",  # type: ignore[func-returns-value]
    )
    monkeypatch.setattr(acts, "KINDS", {"try": kind})
    yield done


def test_two_people_do_what_one_has_proposed(world: World, kind: list[str]) -> None:
    made = world.make("open")
    world.appoint(made, OTTO, SECOND_OFFICER)
    with world.database.session() as session:
        olga = session.query(Officer).filter_by(email=OLGA).one()
        election = olga.elections[0]
        act = acts.propose(Scene(session, election, person=olga), "try", {"what": "<b>salt</b>"}, "A <i>reason</i>")
        number, digest = act.id, act.digest
    home = f"/officer/elections/{made.uuid}/joint-acts"
    olga_, otto = world.browser(OLGA), world.browser(OTTO)
    page = otto.get(home).text
    assert "Try it with &lt;b&gt;salt&lt;/b&gt;." in page and "A &lt;i&gt;reason&lt;/i&gt;" in page
    assert "1 waiting" in otto.get(f"/officer/elections/{made.uuid}").text
    assert "Confirm" not in olga_.get(home).text and "Take it back" in olga_.get(home).text
    assert olga_.post(f"{home}/{number}/confirm", home, digest=digest).status_code == 409
    assert otto.post(f"{home}/{number}/confirm", home, digest="0" * 64).status_code == 409
    assert kind == []
    assert otto.post(f"{home}/{number}/confirm", home, digest=digest).status_code == 302
    assert kind == ["<b>salt</b>"]
    assert otto.post(f"{home}/{number}/confirm", home, digest=digest).status_code == 409
    log = world.browser(OLGA).get(f"/officer/elections/{made.uuid}/log").text
    assert "Confirmed act 1, proposed by Olga Officer: Tried it." in log
    assert "reason" not in log and "salt" not in log


def test_the_dashboard_says_whose_confirmation_is_waited_for_and_to_them_first(world: World, kind: list[str]) -> None:
    made = world.make("open")
    for email, role in ((OTTO, SECOND_OFFICER), (NEW, OBSERVER)):
        world.appoint(made, email, role)
    home, act = f"/officer/elections/{made.uuid}", f'class="button" href="/officer/elections/{made.uuid}/joint-acts"'
    before = world.browser(OTTO).get(home).text
    assert "waits for you" not in before and act not in before
    with world.database.session() as session:
        olga = session.query(Officer).filter_by(email=OLGA).one()
        acts.propose(Scene(session, olga.elections[0], person=olga), "try", {"what": "salt"}, "A reason")
    page = world.browser(OTTO).get(home).text
    own, _, rest = page.partition("Next: ")
    assert "1 act waits for you to confirm it" in own and "“Try something”" in own and act in own
    assert "Waiting for" not in rest.partition("figures three")[0]
    for email in (OLGA, NEW):
        page = world.browser(email).get(home).text
        assert "waits for you" not in page and act not in page and "salt" not in page
        assert re.search(r"Olga Officer\W*: “Try something”. Waiting for \W*Otto Other\W* to confirm it", page)
    with world.database.session() as session:
        session.execute(text("DELETE FROM appointment WHERE role = 'second-officer'"))
    assert (
        "Nobody can confirm it: whoever could is no officer of this election any more."
        in world.browser(OLGA).get(home).text
    )


def test_refusing_and_taking_back(world: World, kind: list[str]) -> None:
    made = world.make("open")
    world.appoint(made, OTTO, SECOND_OFFICER)
    home = f"/officer/elections/{made.uuid}/joint-acts"
    for email, word in ((OTTO, "Refused"), (OLGA, "Taken back")):
        with world.database.session() as session:
            olga = session.query(Officer).filter_by(email=OLGA).one()
            number = acts.propose(Scene(session, olga.elections[0], person=olga), "try", {"what": "x"}, "Because").id
        assert world.browser(email).post(f"{home}/{number}/refuse", home).status_code == 302
        assert word in world.browser(OTTO).get(home).text
    assert kind == []


def test_the_whole_log_is_read_page_by_page(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ballot.web.officer.people.LOG_LINES", 10)
    made = world.make("draft")
    with world.database.session() as session:
        olga = session.query(Officer).filter_by(email=OLGA).one()
        for number in range(25):
            log.write(Scene(session, olga.elections[0]), log.OFFICER, f"Line {number:02}.")
        pages = -(-log.length(Scene(session, olga.elections[0])) // 10)
    officer, home = world.browser(OLGA), f"/officer/elections/{made.uuid}/log"
    texts = [officer.get(f"{home}?page={page}").text for page in range(1, pages + 1)]
    assert [sum(f"Line {number:02}." in text for text in texts) for number in range(25)] == [1] * 25
    assert "Line 24." in texts[0] and f"Page 1 of {pages}" in texts[0] and 'rel="prev"' not in texts[0]
    assert 'rel="next"' not in texts[-1] and f"Page {pages} of {pages}" in texts[-1]
    for strange in ("0", "-1", "x", "99999999", "9" * 30):
        assert officer.get(f"{home}?page={strange}").status_code == 200
