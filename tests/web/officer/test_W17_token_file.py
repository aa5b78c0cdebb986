"""The file with the tokens on the officer's pages: what is lost on the way can be asked for again (W17)."""

from __future__ import annotations

from tests.web.test_flow import make_key, saved_tokens, set_up
from tests.web.world import OLGA, World


def test_a_second_click_on_freeze_and_a_lost_download_lose_no_token(world: World) -> None:
    officer = world.browser(OLGA)
    home = set_up(officer)
    make_key(officer, home, "Amina"), make_key(officer, home, "Jonas")
    for status in (302, 409):
        assert officer.post(f"{home}/freeze", home, channel="merge", sure="y", secrecy="y").status_code == status
    dashboard = officer.get(home).text
    assert "Next: save the file with the tokens" in dashboard and f'href="{home}/token-file"' in dashboard
    page = f"{home}/token-file"
    lost, again = (officer.post(f"{page}/download", page) for _try in range(2))
    assert lost.data == again.data and lost.data.count(b"\n") == 4
    assert (
        again.headers["Content-Disposition"].startswith("attachment") and "no-store" in again.headers["Cache-Control"]
    )
    assert "0 issued" in officer.get(f"{home}/mails").text and "3 tokens wait here" in officer.get(f"{home}/mails").text
    assert "or in the saved file" in officer.post(f"{home}/open", sure="y").text
    assert saved_tokens(officer, home).encode() in lost.data
    assert "3 issued + 0 held" in officer.get(f"{home}/mails").text
    assert "No token waits" in officer.get(page).text and "Next: open the voting" in officer.get(home).text
    assert officer.post(f"{page}/download", page).status_code == 409


def test_the_file_is_saved_only_by_who_says_so(world: World) -> None:
    officer = world.browser(OLGA)
    home = set_up(officer)
    make_key(officer, home, "Amina"), make_key(officer, home, "Jonas")
    officer.post(f"{home}/freeze", channel="merge", sure="y", secrecy="y")
    page = f"{home}/token-file"
    unseen = officer.post(f"{page}/saved", page, saved="y")
    assert unseen.status_code == 422 and "The file was not downloaded yet" in unseen.text
    officer.post(f"{page}/download", page)
    unticked = officer.post(f"{page}/saved", page)
    assert unticked.status_code == 422 and "Tick the box when you have looked into the file" in unticked.text
    assert "3 tokens wait here" in officer.get(f"{home}/mails").text
