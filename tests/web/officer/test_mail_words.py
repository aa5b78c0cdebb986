"""The officer's words in the token mail: shown in every language before they are kept, refused where they must be."""

from __future__ import annotations

from tests.web.world import OLGA, World


def test_words_are_shown_kept_and_refused(world: World) -> None:
    made = world.make("draft")
    officer, page = world.browser(OLGA), f"/officer/elections/{made.uuid}/mails/preview"
    first = officer.get(page).text
    assert first.count('class="mail"') >= 2 and 'id="subject-fr"' in first
    shown = officer.post(page, page, act="preview", **{"subject-en": "Vote!", "paragraph-en": "Dear <b>friends</b>"})
    assert "Vote!" in shown.text and "Dear &lt;b&gt;friends" in shown.text
    assert 'value="Vote!"' not in officer.get(page).text, "a preview is not kept"
    refused = officer.post(page, page, act="save", **{"subject-en": "Vote!", "paragraph-en": "{{secret}}"})
    assert refused.status_code == 422 and "nothing is filled in there" in refused.text and "Vote!" in refused.text
    officer.post(page, page, act="save", **{"subject-en": "Vote!", "paragraph-de": "Liebe Mitglieder"})
    kept = officer.get(page).text
    assert 'value="Vote!"' in kept and kept.count("Liebe Mitglieder") == 2
