"""The pages on which letters are made, downloaded and confirmed; the tokens are in the PDF and nowhere else."""

from __future__ import annotations

import re

from ballot.report import make_pdf
from tests.web.world import OLGA, World, found

BATCH = re.compile(r"letters/batches/(\d+)/pdf")


def test_letters_are_printed_and_count_as_issued(world: World) -> None:
    pages: list[str] = []
    press = world.worker.press
    press._make = lambda page: pages.append(page) or make_pdf("<title>x</title><p lang=en>x</p>")
    made = world.make("draft")
    world.freeze_for_letters(made)
    officer, home = world.browser(OLGA), f"/officer/elections/{made.uuid}"
    assert "5 letters wait to be printed" in officer.get(f"{home}/letters").text
    assert "5 letters wait to be printed" in officer.get(f"{home}/mails").text
    officer.post(f"{home}/letters/batches", f"{home}/letters")
    page = officer.get(f"{home}/letters").text
    number = BATCH.search(page)
    assert number and "0 letters wait" in page
    for _ in range(2):
        answer = world.printed(lambda: officer.post(f"{home}/letters/batches/{number[1]}/pdf", f"{home}/letters"))
        assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
        assert "no-store" in answer.headers["Cache-Control"]
    assert len(pages) == 2 and pages[0] == pages[1] and not press._prints, "a PDF with tokens is kept"
    printed = f"{home}/letters/batches/{number[1]}/printed"
    answer = officer.post(printed, f"{home}/letters")
    assert answer.status_code == 422 and "Tick the box" in answer.text
    officer.post(printed, f"{home}/letters", printed="y")
    assert "5 issued + 0 held + 0 undeliverable = 5 on the roll" in officer.get(f"{home}/mails").text
    assert officer.post(f"{home}/letters/batches/{number[1]}/pdf", f"{home}/letters").status_code == 409


def test_while_letters_are_made_the_page_asks_for_them_by_its_button(world: World) -> None:
    world.worker.press._make = lambda page: b"%PDF"
    made = world.make("draft")
    world.freeze_for_letters(made)
    officer, home = world.browser(OLGA), f"/officer/elections/{made.uuid}"
    officer.post(f"{home}/letters/batches", f"{home}/letters")
    token = officer.token(f"{home}/letters")
    number = BATCH.search(officer.get(f"{home}/letters").text)
    assert number is not None
    address = f"{home}/letters/batches/{number[1]}/pdf"
    answer = officer.client.post(address, data={"csrf_token": token}, headers={"Accept": "text/html"})
    assert answer.status_code == 202 and answer.headers["Cache-Control"] == "no-store"
    assert (
        f'<form id="when-done" method="post" action="{address}">' in answer.text and 'name="csrf_token"' in answer.text
    )
    assert world.printed(lambda: officer.post(address, f"{home}/letters")).data == b"%PDF"


def test_the_page_that_closes_names_letters_that_nobody_confirmed(world: World) -> None:
    made = world.make("draft")
    world.freeze_for_letters(made)
    officer, home = world.browser(OLGA), f"/officer/elections/{made.uuid}"
    with world.database.session() as session:  # nothing waits at an opening: the batch is a later replacement's
        found(session, made.uuid).state = "open"
    assert "not confirmed as printed" not in officer.get(f"{home}/close").text
    officer.post(f"{home}/letters/batches", f"{home}/letters")
    assert "Letters that were made are not confirmed as printed" in officer.get(f"{home}/close").text
