"""Quotas by group in the contest's form: in plain words, explained before they are saved, refused with the reason."""

from __future__ import annotations

import pytest

from ballot.web.officer.paper_forms import QuotaForm
from tests.web.world import OLGA, Browser, Made, World

PEOPLE = (("Amina", "women; under 30"), ("Ben", ""), ("Chen", "under 30"), ("Dora", "women"))
HALF = {"relation": "at least", "amount": "half", "rounding": "rounded up", "group": "women"}


def fields(*quotas: dict[str, str], **values: str) -> dict[str, str]:
    """The form of a contest of four people for three seats."""
    people = {f"candidates-{i}-name": name for i, (name, _) in enumerate(PEOPLE)}
    groups = {f"candidates-{i}-groups": text for i, (_, text) in enumerate(PEOPLE)}
    rows = {f"quotas-{i}-{key}": text for i, quota in enumerate(quotas) for key, text in quota.items()}
    common = {"title": "Board", "kind": "choice", "seats": "3", "minimum": "0", "maximum": "3", "withdrawals": "y"}
    return {**common, **people, **groups, **rows, **values}


def path(made: Made, page: str = "new") -> str:
    return f"/officer/elections/{made.uuid}/contests/{page}"


@pytest.fixture(scope="module")
def made(shared: World) -> Made:
    """A draft."""
    return shared.make("draft")


@pytest.fixture
def browser(shared: World) -> Browser:
    """The officer's browser."""
    return shared.browser(OLGA)


def test_what_a_quota_means_is_shown_before_it_is_saved(browser: Browser, made: Made) -> None:
    page = browser.post(path(made), more="quotas", **fields(HALF)).text
    assert "At least 2 of the 3 seats go to members of the group “women” (half of the seats, rounded up)." in page
    assert "Of 4 candidates, 2 belong to it." in page
    assert 'name="quotas-1-amount"' in page and 'name="quotas-2-amount"' not in page
    assert page.count('name="candidates-') == 4 * 6 and 'value="women; under 30"' in page


def test_a_quota_is_kept_and_can_be_changed(world: World) -> None:
    made, browser = world.make("draft", contests=()), world.browser(OLGA)
    young = {"relation": "at most", "amount": "40 %", "rounding": "rounded down", "group": "Under 30"}
    assert browser.post(path(made), **fields(HALF, young)).status_code == 302
    listed = browser.get(f"/officer/elections/{made.uuid}/contests").text
    assert "At least 2 of the 3 seats go to members of the group “women”" in listed
    assert "At most 1 of the 3 seats goes to members of the group “under 30” (40 % of the seats, " in listed
    assert "<bdi>women, under 30</bdi>" in listed
    form = browser.get(path(made, "1")).text
    assert '<option selected value="at most">' in form and 'value="40 %"' in form
    assert '<option selected value="rounded down">' in form and "Of 4 candidates, 2 belong to it." in form
    without = fields({"relation": "at least", "amount": "", "rounding": "rounded up", "group": ""})
    assert browser.post(path(made, "1"), **without).status_code == 302
    assert "members of the group" not in browser.get(f"/officer/elections/{made.uuid}/contests").text


@pytest.mark.parametrize(
    ("quota", "values", "sentence"),
    [
        ({**HALF, "group": ""}, {}, "Quota 1: It names no group"),
        ({**HALF, "amount": ""}, {}, "Quota 1: Write a number of seats, or a share"),
        ({**HALF, "amount": "some"}, {}, "Quota 1: Write a number of seats, or a share"),
        ({**HALF, "amount": "1.5"}, {}, "Quota 1: Write a number of seats, or a share"),
        ({**HALF, "amount": "1/0"}, {}, "neither a number nor a share"),
        ({**HALF, "relation": "about"}, {}, "Not a valid choice"),
        ({**HALF, "amount": "4"}, {}, "speaks of 4 seats; only 3 are filled"),
        ({**HALF, "amount": "3"}, {}, "cannot be met"),
        ({**HALF, "group": "men"}, {}, "no candidate belongs to the group “men”"),
        ({**HALF, "group": "a:b"}, {}, "Quota 1: The group “a:b” holds a sign"),
        (HALF, {"kind": "ranked", "rule": "schulze"}, "knows none"),
        (HALF, {"reopen": "y"}, "cannot be combined"),
        (HALF, {"candidates-0-groups": "a<b"}, "names of groups cannot have"),
        (HALF, {"candidates-4-groups": "women"}, "Candidate 5 has no name"),
    ],
)
def test_what_cannot_stand_is_refused_and_nothing_is_lost(
    browser: Browser, made: Made, quota: dict[str, str], values: dict[str, str], sentence: str
) -> None:
    answer = browser.post(path(made), **fields(quota, **values))
    assert answer.status_code == 422 and sentence in answer.text, answer.text
    assert 'value="Amina"' in answer.text and "There is a problem" in answer.text


def test_withdrawals_and_reopening_are_the_officers_choice(world: World) -> None:
    made, browser = world.make("draft", contests=()), world.browser(OLGA)
    choice = fields(reopen="y")
    del choice["withdrawals"]
    assert browser.post(path(made), **choice).status_code == 302
    listed = browser.get(f"/officer/elections/{made.uuid}/contests").text
    assert "<bdi>Reopen nominations</bdi>" in listed and "stands like a candidate" in listed
    form = browser.get(path(made, "1")).text
    assert 'checked id="reopen"' in form and 'checked id="withdrawals"' not in form
    assert 'value="Reopen nominations"' not in form
    assert browser.post(path(made, "1"), **fields()).status_code == 302
    assert "Reopen nominations" not in browser.get(f"/officer/elections/{made.uuid}/contests").text
    assert 'checked id="withdrawals"' in browser.get(path(made, "1")).text


@pytest.mark.parametrize("text", ["women>=7", "under 30<=40%-down", "x==1/3-up", "men>=half-down"])
def test_a_quota_comes_back_as_it_was_typed(text: str) -> None:
    form = QuotaForm(data=QuotaForm.values(text))
    assert form.text() == text
