"""A member's own page and the officers' list behind it: W1, W6, W7, W8, W15 and P5 for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event, select, update

from ballot import clock
from ballot.election.accounts import member_logins
from ballot.election.mail.delivery import deliver_outbox
from ballot.election.roles import REGISTRAR, SECOND_OFFICER
from ballot.store.models.mail import OutboxMessage
from ballot.store.models.roll import Member, MemberLogin, TokenRequest
from tests.web.world import OLGA, OTTO, Browser, Made, World, found, until_sent

COOKIE = "ballot-my"
WRONG = "This code is not right, or it is good no more."
RIGHT_AT, WRONG_AT = "/my", "/my?wrong=1"


@pytest.fixture(scope="module")
def made(shared: World) -> Made:
    """An open election in which the first two members have voted."""
    one = shared.make("open", name="Spring election", members=12)
    shared.vote(one, (0, 1))
    return one


def deliver(world: World) -> None:
    """Send what waits, once the thread that a request began has sent what it has."""
    until_sent()
    deliver_outbox(world.database, world.post)


def sent(world: World) -> list[str]:
    """Send what waits, and return the texts of the mails with codes."""
    deliver(world)
    mails = [mail.text for mail in world.post.sent if mail.subject == "Your code for your elections"]
    world.post.sent.clear()
    return mails


def ask(world: World, email: str) -> tuple[Browser, str | None]:
    """Type an address; return the browser and the code, if a mail came."""
    sent(world)
    browser = world.browser()
    answer = browser.post("/my", email=email)
    assert answer.status_code == 302 and answer.location == "/my"
    mails = sent(world)
    code = re.search(r"^    (\d{6})$", mails[0], re.MULTILINE) if mails else None
    return browser, code[1] if code else None


def enter(world: World, email: str) -> Browser:
    browser, code = ask(world, email)
    assert code is not None
    assert try_code(browser, code) == RIGHT_AT
    return browser


def try_code(browser: Browser, code: str) -> str:
    """Type a code, and return where it leads."""
    answer = browser.post("/my/code", "/my", code=code)
    assert answer.status_code == 302
    return answer.location


def other(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def plain(text: str, address: str) -> str:
    """Return a page without its random parts and the address that was typed."""
    return re.sub(r'name="csrf_token" value="[^"]+"', "", text).replace(address, "")


def test_a_member_sees_their_elections_and_whether_a_ballot_was_cast(shared: World, made: Made) -> None:
    page = enter(shared, " Member0@Example.org ").get("/my").text
    assert "Spring election" in page and "A ballot was cast with your token" in page and "1000" in page
    assert "lost my ballot token" not in page.partition("Spring election")[2].partition("</section>")[0]
    page = enter(shared, "member3@example.org").get("/my").text
    assert "No ballot was cast with your token." in page and "member0" not in page
    assert not any(token in page for token in made.tokens)


def cards(page: str) -> list[str]:
    """Return the elections of a page, each with its name and what can be done there."""
    return re.findall(r'<section class="card".*?</section>', page, re.DOTALL)


def test_two_members_with_one_mailbox_are_told_apart_by_their_names(world: World) -> None:
    made = world.make("open")
    world.vote(made, (0,))
    with world.database.session() as session:
        session.execute(update(Member).values(number=None))
        both = update(Member).where(Member.name.in_(("Member 0", "Member 1")))
        session.execute(both.values(email="family@example.org"))
    voted, other_one = cards(enter(world, "family@example.org").get("/my").text)
    assert "Member 0" in voted and "Member 1" not in voted and "A ballot was cast with your token." in voted
    assert "Member 1" in other_one and "No ballot was cast" in other_one and "I have lost my ballot token" in other_one


@pytest.mark.parametrize(
    ("state", "votes", "values", "leads"),
    [
        ("frozen", (), {}, False),
        ("open", (), {}, True),
        ("open", (0,), {}, False),
        ("open", (0,), {"re_voting": True}, True),
        ("closed", (), {}, False),
    ],
    ids=["waiting", "open", "has voted", "may vote again", "closed"],
)
def test_who_can_vote_is_led_to_the_booth(
    world: World, state: str, votes: tuple[int, ...], values: dict[str, object], leads: bool
) -> None:
    made = world.make(state, **values)
    world.vote(made, votes)
    [card] = cards(enter(world, "member0@example.org").get("/my").text)
    assert (f'href="/vote/{made.uuid}"' in card) is leads


def test_a_domain_in_other_letters_is_found_as_the_roll_has_it(world: World) -> None:
    world.make("frozen")
    with world.database.session() as session:
        one = update(Member).where(Member.email == "member1@example.org")
        session.execute(one.values(email="member1@xn--mnchen-3ya.example"))
    assert "Executive committee" in enter(world, "Member1@München.example").get("/my").text


def test_a_draft_is_nobodys_yet(shared: World) -> None:
    shared.make("draft", name="Not yet an election")
    assert "Not yet an election" not in enter(shared, "member1@example.org").get("/my").text


def test_W7_unknown_addresses_get_the_same_answers(shared: World, made: Made) -> None:
    pages = []
    for address in ("member2@example.org", "nobody@example.org"):
        browser, code = ask(shared, address)
        assert (code is None) == address.startswith("nobody")
        shown = browser.get("/my")
        refused = browser.post("/my/code", "/my", code="12 34 5x")
        pages.append([(one.status_code, plain(one.text, address)) for one in (shown, refused, browser.get(WRONG_AT))])
        assert refused.location == WRONG_AT and WRONG in pages[-1][-1][1]
    assert pages[0] == pages[1]


def test_W7_the_same_work_is_done_for_every_address(shared: World, made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever measures it learns of one row more at most, not of a mail that was written."""
    done: dict[str, list[str]] = {}
    services, write = shared.app.extensions["ballot"], member_logins.login_code_mail
    for address in ("member3@example.org", "nobody@example.org"):
        work = done[address] = []
        monkeypatch.setattr(member_logins, "login_code_mail", lambda *a, work=work: work.append("a mail") or write(*a))
        with shared.database.session() as session, heard(shared, work):
            member_logins.begin(session, address, services.identity, "https://vote.example.org")
    known, unknown = done.values()
    assert unknown.count("a mail") == 1 and len(unknown) > 3
    assert [one for one in known if not one.startswith("INSERT INTO outbox_message")] == unknown
    assert len(known) == len(unknown) + 1


@contextmanager
def heard(world: World, work: list[str]) -> Iterator[None]:
    """Write down every statement that reaches the database."""

    def hear(_connection, _cursor, statement: str, *_others) -> None:
        work.append(statement)

    event.listen(world.database.engine, "before_cursor_execute", hear)
    yield
    event.remove(world.database.engine, "before_cursor_execute", hear)


def test_W6_five_wrong_codes_end_it(shared: World, made: Made) -> None:
    browser, code = ask(shared, "member4@example.org")
    assert [try_code(browser, other(code)) for _ in range(5)] == [WRONG_AT] * 5
    assert try_code(browser, code) == WRONG_AT


def test_W6_a_code_is_good_once_for_ten_minutes_and_in_its_own_browser(
    shared: World, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, code = ask(shared, "member5@example.org")
    stranger, _ = ask(shared, "nobody@example.org")
    assert try_code(stranger, code) == WRONG_AT
    assert try_code(browser, code) == RIGHT_AT
    assert try_code(browser, code) == WRONG_AT
    late, code = ask(shared, "member5@example.org")
    at = clock.now() + member_logins.CODE_LIFETIME
    monkeypatch.setattr(clock, "now", lambda: at)
    assert try_code(late, code) == WRONG_AT
    assert WRONG in (page := late.get(WRONG_AT).text) and "Send me a code" in page


def test_W6_five_mails_an_hour_to_one_address_and_the_answer_stays_the_same(shared: World, made: Made) -> None:
    mails = [ask(shared, "member8@example.org")[1] for _ in range(7)]
    assert [code is not None for code in mails] == [True] * 5 + [False] * 2


def test_W8_looking_uses_nothing_up(shared: World, made: Made) -> None:
    browser, code = ask(shared, "member6@example.org")
    for _ in range(3):
        assert browser.get("/my").status_code == 200
        assert browser.client.head("/my").status_code == 200
        assert [browser.get(f"/my/{what}").location for what in ("code", "lost", "leave")] == ["/my"] * 3
    assert try_code(browser, code) == RIGHT_AT


def test_W1_the_cookie_changes_at_the_code_and_is_dead_afterwards(shared: World, made: Made) -> None:
    browser, code = ask(shared, "member7@example.org")
    before = browser.client.get_cookie(COOKIE)
    browser.post("/my/code", "/my", code=code)
    after = browser.client.get_cookie(COOKIE)
    assert before.value != after.value and after.http_only and after.same_site == "Lax"
    with shared.database.reading() as session:
        kept = [row.secret_hash for row in session.scalars(select(MemberLogin))]
    assert after.value not in kept
    browser.post("/my/leave", "/my")
    thief = shared.browser()
    thief.client.set_cookie(COOKIE, after.value)
    assert "Spring election" not in thief.get("/my").text


def test_the_page_is_apart_from_the_accounts_of_officers(shared: World, made: Made) -> None:
    member = enter(shared, "member9@example.org")
    assert member.get("/officer").status_code == 302
    officer = shared.browser(OLGA)
    assert "Send me a code" in officer.get("/my").text


def test_a_lost_token_is_asked_for_once_and_seen_by_the_officers(world: World) -> None:
    made = world.make("open")
    browser = enter(world, "member3@example.org")
    number = re.search(r'name="member" value="(\d+)"', browser.get("/my").text)[1]
    for _ in range(2):
        assert browser.post("/my/lost", "/my", member=number).status_code == 302
    assert "You have asked for a new ballot token." in browser.get("/my").text
    deliver(world)
    (mail,) = [mail for mail in world.post.sent if mail.subject.startswith("A member asks")]
    assert mail.address == OLGA and "Member 3" not in mail.text + mail.subject
    page = f"/officer/elections/{made.uuid}/token-requests"
    assert page in mail.text
    officer = world.browser(OLGA)
    text = officer.get(page).text
    assert "Member 3" in text and "1003" in text
    assert world.browser(OTTO).get(page).status_code == 404
    request = re.search(r"token-requests/(\d+)/end", text)[1]
    assert officer.post(f"{page}/{request}/end", page).status_code == 302
    assert "Nobody asks for a new token." in officer.get(page).text
    assert "Member 3" not in officer.get(f"/officer/elections/{made.uuid}/log").text


def test_members_who_ask_for_a_token_are_counted_wherever_officers_look_and_both_are_told(world: World) -> None:
    made = world.make("open")
    world.appoint(made, OTTO, SECOND_OFFICER)
    world.appoint(made, "rita@example.org", REGISTRAR)
    home = f"/officer/elections/{made.uuid}"
    pages = {OLGA: ("", "/mails", "/joint-acts"), OTTO: ("", "/joint-acts")}
    counted = "members say that their tokens are lost"
    for member in (2, 3):
        assert not any(counted in world.browser(OLGA).get(home + page).text for page in pages[OLGA])
        browser = enter(world, f"member{member}@example.org")
        number = re.search(r'name="member" value="(\d+)"', browser.get("/my").text)[1]
        browser.post("/my/lost", "/my", member=number)
    for email, theirs in pages.items():
        for page in theirs:
            seen = world.browser(email).get(home + page).text
            assert f"2 {counted}" in seen and f'href="{home}/token-requests"' in seen and "Member 3" not in seen
    assert counted not in world.browser("rita@example.org").get(f"{home}/mails").text
    deliver(world)
    told = [mail.address for mail in world.post.sent if mail.subject.startswith("A member asks")]
    assert sorted(told) == [OLGA, OTTO]
    with world.database.session() as session:
        found(session, made.uuid).token_channel = "registrar"
    asked = world.browser(OLGA).get(f"{home}/token-requests").text
    assert "tell the registrar who asks" in asked and "/replace?" not in asked
    with world.database.session() as session:
        found(session, made.uuid).state = "closed"
    assert counted not in world.browser(OLGA).get(home).text, "no token can be replaced any more"


def test_W15_nobody_asks_in_anothers_name_or_after_voting(world: World) -> None:
    made = world.make("open")
    world.vote(made, (0,))
    with world.database.reading() as session:
        ids = {member.email: member.id for member in session.scalars(select(Member))}
    browser = enter(world, "member3@example.org")
    browser.post("/my/lost", "/my", member=ids["member2@example.org"])
    voted = enter(world, "member0@example.org")
    voted.post("/my/lost", "/my", member=ids["member0@example.org"])
    world.browser().post("/my/lost", "/my", member=ids["member3@example.org"])
    with world.database.reading() as session:
        assert session.scalars(select(TokenRequest)).all() == []


def test_W15_a_request_of_another_election_is_not_ended(world: World) -> None:
    first, second = world.make("open", members=1), world.make("open", members=2)
    browser = enter(world, "member1@example.org")
    number = re.search(r'name="member" value="(\d+)"', browser.get("/my").text)[1]
    browser.post("/my/lost", "/my", member=number)
    page = f"/officer/elections/{first.uuid}/token-requests"
    assert world.browser(OLGA).post(f"{page}/1/end", page).status_code == 409
    assert "Member 1" in world.browser(OLGA).get(f"/officer/elections/{second.uuid}/token-requests").text


def test_P5_what_is_kept_of_a_log_in_names_no_election_and_no_ballot(shared: World, made: Made) -> None:
    deliver(shared)
    enter(shared, "member10@example.org")
    with shared.database.reading() as session:
        mails = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "login-code")).all()
        assert mails and all((mail.address, mail.name, mail.body, mail.secret) == ("", "", "", None) for mail in mails)
        columns = set(MemberLogin.__table__.columns.keys())
    assert columns == {
        "id", "address", "secret_hash", "code_hash", "tries", "began_at", "confirmed_at", "expires_at",
    }  # fmt: skip


def test_a_wrong_code_can_be_corrected_after_the_phone_has_dropped_the_page(shared: World, made: Made) -> None:
    """Its address is opened again, in whatever language; that uses no try up, and says once more what was wrong."""
    browser, code = ask(shared, "member11@example.org")
    assert try_code(browser, other(code)) == WRONG_AT
    for _ in range(6):
        page = browser.get(WRONG_AT).text
    assert WRONG in page and "Show my elections" in page and 'href="?wrong=1&amp;lang=fr"' in page
    assert WRONG not in browser.get("/my").text
    assert try_code(browser, code) == RIGHT_AT
    assert "Spring election" in browser.get(WRONG_AT).text


@pytest.mark.parametrize("typed", ["", "   ", "nobody", "@", "a" * 260 + "@example.org"])
def test_what_cannot_be_an_address_is_asked_for_again(shared: World, typed: str) -> None:
    answer = shared.browser().post("/my", email=typed)
    assert answer.status_code == 422 and "Enter your e-mail address." in answer.text
