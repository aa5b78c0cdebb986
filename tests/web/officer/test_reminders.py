"""Reminders on the officer's page: planned, previewed, sent, and shown in numbers only."""

from __future__ import annotations

import datetime as dt
import re

from ballot import clock
from tests.web.world import OLGA, World, until_sent


def sent(world: World) -> list[str]:
    """Wait until what is due is sent; return who was reminded."""
    until_sent()
    return sorted(mail.address for mail in world.post.sent if mail.subject.startswith("You can still vote"))


def test_those_who_have_not_voted_are_reminded_and_no_page_names_them(world: World) -> None:
    made = world.make("open")
    world.vote(made, (0, 1))
    officer, page = world.browser(OLGA), f"/officer/elections/{made.uuid}/reminders"
    assert "3 members have not voted" in officer.get(page).text
    typed = {"note-en": "Three seats are contested.", "note-fr": "Trois sièges sont disputés.", "note-tlh": "wej"}
    shown = officer.post(page, act="preview", **typed)
    assert shown.status_code == 200 and "wej" not in shown.text
    mails = re.findall(r'<section class="mail" aria-label="The mail in (.*?)">(.*?)</section>', shown.text, re.DOTALL)
    said = {name: [note for note in typed.values() if note in text] for name, text in mails}
    assert said == {
        "English": [typed["note-en"]],
        "Français": [typed["note-fr"]],
        "Español": [],
        "Deutsch": [],
        "العربية": [],
    }
    assert sent(world) == [] and "Maria Example" in shown.text
    assert officer.post(page, act="plan", when="now").status_code == 302
    assert sent(world) == [f"member{n}@example.org" for n in (2, 3, 4)]
    for address in (page, f"/officer/elections/{made.uuid}", f"/officer/elections/{made.uuid}/mails"):
        text = officer.get(address).text
        assert "Member " not in text.replace("Members", "") and "@example.org" not in text.replace(OLGA, "")
    assert "<td>Sent</td>" in officer.get(page).text


def test_P5_one_officer_cannot_find_out_by_a_mark_who_has_voted(world: World) -> None:
    made = world.make("open")
    world.vote(made, (0, 1))
    officer, home = world.browser(OLGA), f"/officer/elections/{made.uuid}"

    def shown() -> str:
        officer.get(home)  # says once what was done
        text = officer.get(f"{home}/reminders").text
        return re.sub(r'name="csrf_token" value="[^"]*"', "", text.partition("<main")[2])

    assert officer.post(f"{home}/reminders", act="plan", when="now").status_code == 302
    sent(world)
    before = shown()
    for member in (0, 4):
        marked = {"who": f"member{member}@example.org", "decision": "undeliverable", "reason": "They say so"}
        assert officer.post(f"{home}/mails/decide", f"{home}/mails", **marked).status_code == 302
        assert shown() == before


def test_a_reminder_is_planned_in_the_officers_zone_and_taken_back(world: World) -> None:
    made = world.make("open")
    officer, page = world.browser(OLGA), f"/officer/elections/{made.uuid}/reminders"
    soon = (clock.now() + dt.timedelta(hours=5)).replace(second=0, microsecond=0)
    local = (soon + dt.timedelta(hours=9)).strftime("%Y-%m-%dT%H:%M")
    answer = officer.post(page, act="plan", when="later", at=local, zone="Asia/Tokyo")
    assert answer.status_code == 302
    text = officer.get(page).text
    assert soon.strftime("%Y-%m-%dT%H:%M:%SZ") in text and "Planned" in text and sent(world) == []
    again = officer.post(page, act="plan", when="now", **{"note-es": "Sigue aquí"})
    assert again.status_code == 422 and "less than 24 hours" in again.text and ">Sigue aquí</textarea>" in again.text
    number = text.partition('name="number" value="')[2].partition('"')[0]
    assert officer.post(f"{page}/cancel", page, number="x").status_code == 400
    assert officer.post(f"{page}/cancel", page, number=number).status_code == 302
    assert "Planned" not in officer.get(page).text.partition("<h2>A reminder")[0].partition("taken back")[2]


def test_a_time_is_needed_for_later_and_must_lie_in_the_voting(world: World) -> None:
    made = world.make("open")
    officer, page = world.browser(OLGA), f"/officer/elections/{made.uuid}/reminders"
    answer = officer.post(page, act="plan", when="later", zone="UTC")
    assert answer.status_code == 422 and "Enter the day and the time" in answer.text
    answer = officer.post(page, act="plan", when="later", at="2001-01-01T10:00", zone="UTC")
    assert answer.status_code == 422 and "between the two dates" in answer.text


def test_the_token_mail_is_shown_before_the_freeze_with_a_made_up_token(world: World) -> None:
    for state in ("draft", "frozen"):
        made = world.make(state)
        text = world.browser(OLGA).get(f"/officer/elections/{made.uuid}/mails/preview").text
        assert "XXXXX-XXXXXX-XXXXX-XXXXXX" in text and "Subject: <bdi>Your ballot: Executive committee" in text
        assert not any(token in text for token in made.tokens) and ("????" in text) is (state == "draft")
