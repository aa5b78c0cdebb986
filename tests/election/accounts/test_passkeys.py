"""Passkeys as rules: what is accepted, and each way in which an answer is not one to us, with real signatures."""

from __future__ import annotations

import json
import logging
import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from webauthn.helpers import bytes_to_base64url

from ballot.election.accounts import logins, recovery_codes
from ballot.election.accounts.officers import add_officer
from ballot.election.accounts.passkeys import (
    COPIED,
    KNOWN,
    MAX_NAME,
    MAX_PASSKEYS,
    TOO_LATE,
    Passkeys,
    Site,
    remove,
    site_of,
)
from ballot.election.accounts.second_factor import SecondFactor, is_on, turn_off
from ballot.errors import NotPermitted
from ballot.store.models.people import Login, Officer, Passkey
from tests.authenticator import PRESENT, VERIFIED, Authenticator

URL = "https://vote.example.org"
LOOK_ALIKE = "https://vote.examp1e.org"
KEY = "k" * 40
PASSWORD = "correct horse battery staple"


class Desk:
    """An account in a transaction, its log-ins, and the server's side of passkeys."""

    def __init__(self, session, email: str = "olga@example.org") -> None:
        self.session = session
        self.passkeys = Passkeys(URL)
        self.officer = add_officer(session, email, email.partition("@")[0], PASSWORD)

    def login(self, *, half: bool = False) -> Login:
        secret = logins.begin_login(self.session, self.officer, "", half=half)
        found = logins.find_login(self.session, secret, half=half)
        assert found is not None
        return found

    def add(self, device: Authenticator, name: str = "Phone", **changed: object) -> list[str]:
        login = self.login()
        return self.passkeys.add(
            self.session, login, name, device.make(self.passkeys.ask_for_new(self.session, login), **changed)
        )

    def use(self, device: Authenticator, **changed: object) -> None:
        half = self.login(half=True)
        self.passkeys.check(self.session, half, device.use(self.passkeys.ask_for_known(self.session, half), **changed))


@pytest.fixture
def desk(database):
    """An account, on each kind of database."""
    with database.session() as session:
        yield Desk(session)


@pytest.fixture
def phone(desk) -> Authenticator:
    """A passkey of the account."""
    device = Authenticator(URL)
    desk.add(device)
    return device


def stored(desk: Desk) -> Passkey:
    [passkey] = desk.officer.passkeys
    return passkey


def test_a_passkey_is_added_and_used(desk, time) -> None:
    device = Authenticator(URL)
    codes = desk.add(device, "  My phone ")
    assert len(set(codes)) == recovery_codes.NUMBER and is_on(desk.officer)
    passkey = stored(desk)
    assert (passkey.name, passkey.credential_id, passkey.sign_count) == ("My phone", device.credential, 0)
    desk.use(device)
    desk.use(device)
    assert passkey.sign_count == 2
    assert desk.add(Authenticator(URL), "x" * 100) == []  # the recovery codes stay those of before
    assert len(desk.officer.passkeys[1].name) == MAX_NAME


def test_a_passkey_that_does_not_count_is_used_again_and_again(desk) -> None:
    device = Authenticator(URL, step=0)
    desk.add(device)
    desk.use(device)
    desk.use(device)
    assert stored(desk).sign_count == 0


def test_what_the_browser_is_asked_for(desk) -> None:
    """A random handle instead of the address, no attestation, a person who is checked, and no other site's host."""
    asked = json.loads(desk.passkeys.ask_for_new(desk.session, desk.login()))
    assert asked["rp"]["id"] == "vote.example.org" and asked["attestation"] == "none"
    assert asked["authenticatorSelection"]["userVerification"] == "required"
    assert asked["user"]["id"] == bytes_to_base64url(desk.officer.passkey_handle)
    assert len(desk.officer.passkey_handle) == 32 and asked["excludeCredentials"] == []
    device = Authenticator(URL)
    desk.add(device)
    again = json.loads(desk.passkeys.ask_for_new(desk.session, desk.login()))
    assert again["user"]["id"] == asked["user"]["id"] and again["challenge"] != asked["challenge"]
    assert [one["id"] for one in again["excludeCredentials"]] == [bytes_to_base64url(device.credential)]
    known = json.loads(desk.passkeys.ask_for_known(desk.session, desk.login(half=True)))
    assert known["rpId"] == "vote.example.org" and known["userVerification"] == "required"
    assert [one["id"] for one in known["allowCredentials"]] == [bytes_to_base64url(device.credential)]


def test_the_hints_of_a_browser_are_kept_and_nothing_that_it_made_up(desk) -> None:
    device, login = Authenticator(URL), desk.login()
    answer = json.loads(device.make(desk.passkeys.ask_for_new(desk.session, login)))
    answer["response"]["transports"] = ["internal", "hybrid", "internal", "<script>", 7]
    desk.passkeys.add(desk.session, login, "", json.dumps(answer))
    assert stored(desk).transports == "hybrid internal"
    known = json.loads(desk.passkeys.ask_for_known(desk.session, desk.login(half=True)))
    assert known["allowCredentials"][0]["transports"] == ["hybrid", "internal"]


# What is wrong with an answer: the device's fields, and what its browser says instead.
WRONG = {
    "another origin": ({"origin": LOOK_ALIKE}, {}),
    "http": ({"origin": URL.replace("https", "http")}, {}),
    "another port": ({"origin": URL + ":8443"}, {}),
    "a subdomain": ({"origin": "https://evil.vote.example.org"}, {}),
    "another RP ID": ({"host": "vote.examp1e.org"}, {}),
    "the RP ID of the domain": ({"host": "example.org"}, {}),
    "inside another site's page": ({}, {"crossOrigin": True}),
    "another challenge": ({}, {"challenge": bytes_to_base64url(b"c" * 32)}),
    "no challenge": ({}, {"challenge": ""}),
    "another ceremony": ({}, {"type": "webauthn.other"}),
    "nobody there": ({"flags": VERIFIED}, {}),
    "nobody checked": ({"flags": PRESENT}, {}),
}


@pytest.mark.parametrize(("fields", "changed"), WRONG.values(), ids=WRONG)
def test_W6_a_passkey_that_was_not_made_for_us_is_not_added(desk, fields, changed) -> None:
    with pytest.raises(NotPermitted, match="could not be added"):
        desk.add(Authenticator(**{"origin": URL, **fields}), **changed)
    assert not is_on(desk.officer) and recovery_codes.left(desk.session, desk.officer) == 0


@pytest.mark.parametrize(("fields", "changed"), WRONG.values(), ids=WRONG)
def test_W6_a_passkey_that_signs_something_else_opens_nothing(desk, phone, fields, changed) -> None:
    with pytest.raises(NotPermitted, match="was not accepted"):
        desk.use(replace(phone, **fields), **changed)
    desk.use(phone)


def test_W6_an_answer_of_making_is_none_of_using_and_the_other_way_round(desk, phone) -> None:
    half, login = desk.login(half=True), desk.login()
    making = desk.passkeys.ask_for_new(desk.session, login)
    with pytest.raises(NotPermitted):
        desk.passkeys.check(desk.session, login, replace(phone).make(making))
    using = desk.passkeys.ask_for_known(desk.session, half)
    with pytest.raises(NotPermitted):
        desk.passkeys.add(desk.session, half, "", phone.use(using))


def test_W6_another_signature_opens_nothing(desk, phone) -> None:
    with pytest.raises(NotPermitted, match="was not accepted"):
        desk.use(replace(phone, key=Authenticator(URL).key))


def test_W6_a_replayed_answer_opens_nothing(desk, phone) -> None:
    half = desk.login(half=True)
    answer = phone.use(desk.passkeys.ask_for_known(desk.session, half))
    desk.passkeys.check(desk.session, half, answer)
    with pytest.raises(NotPermitted, match=TOO_LATE[:20]):
        desk.passkeys.check(desk.session, half, answer)
    other = desk.login(half=True)
    desk.passkeys.ask_for_known(desk.session, other)
    with pytest.raises(NotPermitted, match="was not accepted"):
        desk.passkeys.check(desk.session, other, answer)


def test_W18_the_same_answer_twice_at_once_is_taken_once(database) -> None:
    with database.session() as session:
        desk, device = Desk(session), Authenticator(URL)
        desk.add(device)
        secret = logins.begin_login(session, desk.officer, "", half=True)
        half = logins.find_login(session, secret, half=True)
        answer = device.use(desk.passkeys.ask_for_known(session, half))

    def send(_number: int) -> bool:
        with database.session() as session:
            half = logins.find_login(session, secret, half=True, lock=True)
            try:
                Passkeys(URL).check(session, half, answer)
            except NotPermitted:
                return False
            return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(send, range(4))) == [False, False, False, True]


def test_W6_a_challenge_is_spent_by_a_wrong_answer_too(desk, phone) -> None:
    half = desk.login(half=True)
    options = desk.passkeys.ask_for_known(desk.session, half)
    with pytest.raises(NotPermitted):
        desk.passkeys.check(desk.session, half, "{}")
    with pytest.raises(NotPermitted, match=TOO_LATE[:20]):
        desk.passkeys.check(desk.session, half, phone.use(options))


def test_W6_only_the_newest_challenge_is_good_and_only_for_five_minutes(desk, phone, time) -> None:
    half = desk.login(half=True)
    earlier = desk.passkeys.ask_for_known(desk.session, half)
    desk.passkeys.ask_for_known(desk.session, half)
    with pytest.raises(NotPermitted, match="was not accepted"):
        desk.passkeys.check(desk.session, half, phone.use(earlier))
    for minutes, good in ((4, True), (5, False)):
        options = desk.passkeys.ask_for_known(desk.session, half)
        time.move(minutes=minutes)
        if good:
            desk.passkeys.check(desk.session, half, phone.use(options))
        else:
            with pytest.raises(NotPermitted, match=TOO_LATE[:20]):
                desk.passkeys.check(desk.session, half, phone.use(options))


def test_W6_a_log_in_without_a_challenge_takes_no_answer(desk, phone) -> None:
    """Whoever has stolen a cookie, and knows no password, gets no challenge that a new passkey could sign."""
    for act in (desk.passkeys.check, lambda *given: desk.passkeys.add(given[0], given[1], "", given[2])):
        with pytest.raises(NotPermitted, match=TOO_LATE[:20]):
            act(desk.session, desk.login(), "{}")


def test_W6_a_passkey_of_another_account_opens_nothing(desk, phone) -> None:
    otto = Desk(desk.session, "otto@example.org")
    theirs = Authenticator(URL)
    otto.add(theirs)
    with pytest.raises(NotPermitted, match="was not accepted"):
        desk.use(theirs)
    with pytest.raises(NotPermitted, match="was not accepted"):
        desk.use(replace(phone, handle=theirs.handle))
    desk.use(replace(phone, handle=b""))  # a security key does not say whose it is
    with pytest.raises(NotPermitted, match=KNOWN[:20]):
        otto.add(phone)  # what is Olga's does not become Otto's
    assert [passkey.officer_id for passkey in desk.session.query(Passkey).order_by(Passkey.id)] == [
        desk.officer.id,
        otto.officer.id,
    ]


@pytest.mark.parametrize("step", [0, -1, -3])
def test_W6_a_counter_that_goes_back_is_refused_and_logged(desk, step, caplog) -> None:
    device = Authenticator(URL, counts=5)
    desk.add(device)
    desk.use(device)
    copy = replace(device, step=step)
    with caplog.at_level(logging.WARNING), pytest.raises(NotPermitted, match=COPIED[:40]):
        desk.use(copy)
    [line] = [record.getMessage() for record in caplog.records]
    assert line == f"passkey 1 of account {desk.officer.id}: it has signed {6 + step} times, 6 are known"
    assert stored(desk).sign_count == 6
    caplog.clear()
    with pytest.raises(NotPermitted, match="was not accepted"):
        desk.use(replace(copy, key=Authenticator(URL).key))
    assert caplog.records == []  # without the right signature nobody can cry wolf
    desk.use(device)


def test_a_removed_passkey_opens_nothing(desk, phone) -> None:
    other, half = Authenticator(URL), desk.login(half=True)
    desk.add(other)
    options = desk.passkeys.ask_for_known(desk.session, half)
    assert remove(desk.session, desk.officer, desk.officer.passkeys[0].id)
    with pytest.raises(NotPermitted, match="was not accepted"):
        desk.passkeys.check(desk.session, half, phone.use(options))
    desk.use(other)


def test_nobody_removes_the_passkey_of_another(desk, phone) -> None:
    otto = Desk(desk.session, "otto@example.org")
    assert not remove(desk.session, otto.officer, stored(desk).id)
    desk.use(phone)


def test_recovery_codes_go_with_the_last_second_factor(desk, phone, time) -> None:
    factor = SecondFactor(KEY)
    sealed = factor.new(desk.officer)
    codes = factor.turn_on(desk.session, desk.officer, sealed, code(factor.opened(desk.officer, sealed)))
    assert recovery_codes.left(desk.session, desk.officer) == recovery_codes.NUMBER  # the earlier ones are gone
    turn_off(desk.session, desk.officer)
    assert is_on(desk.officer) and factor.accepts(desk.session, desk.officer, codes[0])
    assert not factor.accepts(desk.session, desk.officer, code(factor.opened(desk.officer, sealed)))
    remove(desk.session, desk.officer, stored(desk).id)
    assert not is_on(desk.officer) and not factor.accepts(desk.session, desk.officer, codes[1])


def code(secret: str) -> str:
    import pyotp

    from ballot import clock

    return pyotp.TOTP(secret).at(int(clock.now().timestamp()))


def test_an_account_has_so_many_passkeys_and_no_more(desk) -> None:
    login = desk.login()
    options = desk.passkeys.ask_for_new(desk.session, login)
    for _ in range(MAX_PASSKEYS):
        desk.add(Authenticator(URL))
    with pytest.raises(NotPermitted, match="Remove one first"):
        desk.passkeys.ask_for_new(desk.session, desk.login())
    with pytest.raises(NotPermitted, match="Remove one first"):  # asked for while there was room
        desk.passkeys.add(desk.session, login, "", Authenticator(URL).make(options))


def test_an_account_without_passkeys_is_not_asked_for_any(desk) -> None:
    """An empty list would mean: any passkey that was ever made for this site."""
    with pytest.raises(NotPermitted):
        desk.passkeys.ask_for_known(desk.session, desk.login(half=True))


DEEP = "[" * 15_000
MALFORMED = [
    "", "null", "[]", "{", '"x"', DEEP, "x" * 100_000,
    '{"id": "a", "rawId": "b", "type": "public-key", "response": {}}',
    '{"id": "é", "rawId": "é", "type": "public-key", "response": {"clientDataJSON": "é", "attestationObject": "é", '
    '"authenticatorData": "é", "signature": "é", "userHandle": "é"}}',
]  # fmt: skip


@pytest.mark.parametrize("answer", MALFORMED, ids=range(len(MALFORMED)))
def test_what_no_browser_sends_is_refused_and_no_failure(desk, phone, answer) -> None:
    login, half = desk.login(), desk.login(half=True)
    desk.passkeys.ask_for_new(desk.session, login)
    desk.passkeys.ask_for_known(desk.session, half)
    with pytest.raises(NotPermitted):
        desk.passkeys.add(desk.session, login, "", answer)
    with pytest.raises(NotPermitted):
        desk.passkeys.check(desk.session, half, answer)


@pytest.mark.parametrize(
    "part", ["clientDataJSON", "authenticatorData", "attestationObject", "signature", "userHandle"]
)
def test_fuzzed_answers_are_refused_and_no_failure(desk, phone, part) -> None:
    """Every byte of every part is changed, one after the other; the signature, or the site, is then not right."""
    login, half = desk.login(), desk.login(half=True)
    made = part == "attestationObject"
    options = (
        desk.passkeys.ask_for_new(desk.session, login) if made else desk.passkeys.ask_for_known(desk.session, half)
    )
    answer = json.loads(Authenticator(URL).make(options) if made else phone.use(options))
    challenge = (login if made else half).challenge
    text = answer["response"][part]
    for at in range(0, len(text), 3):
        # Not B for A: of the last character only the upper bits count.
        answer["response"][part] = text[:at] + ("A" if text[at] != "A" else "Q") + text[at + 1 :]
        for one in (login, half):
            logins.new_challenge(one)
            one.challenge = challenge
        before = desk.session.query(Passkey).count()
        if made:
            added(desk, login, json.dumps(answer))
            # A changed key is a key all the same, if it is one at all: nobody but its owner is harmed.
            assert desk.session.query(Passkey).count() - before in (0, 1)
        else:
            with pytest.raises(NotPermitted):
                desk.passkeys.check(desk.session, half, json.dumps(answer))


def added(desk: Desk, login: Login, answer: str) -> None:
    try:
        desk.passkeys.add(desk.session, login, "", answer)
    except NotPermitted as refusal:
        assert str(refusal)


def test_a_key_on_no_curve_is_not_added(desk, monkeypatch) -> None:
    import cbor2

    nowhere = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: b"\1" * 32, -3: b"\1" * 32})
    monkeypatch.setattr(Authenticator, "_public_key", lambda self: nowhere)
    with pytest.raises(NotPermitted, match="could not be added"):
        desk.add(Authenticator(URL))


@pytest.mark.parametrize(("length", "taken"), [(1023, True), (1024, False)])
def test_a_key_whose_id_no_index_of_the_database_could_hold_is_not_added(desk, length, taken) -> None:
    device = Authenticator(URL, credential=secrets.token_bytes(length))
    if taken:
        assert desk.add(device)
    else:
        with pytest.raises(NotPermitted, match="could not be added"):
            desk.add(device)


def test_nothing_that_is_stored_signs(desk, phone) -> None:
    """A copy of the database holds the public halves: an attacker who has it and the password is no further."""
    passkey = stored(desk)
    secret = phone.key.private_numbers().private_value.to_bytes(32)
    assert secret not in passkey.public_key + passkey.credential_id + desk.officer.passkey_handle
    assert desk.officer.email.encode() not in desk.officer.passkey_handle


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://vote.example.org", Site("vote.example.org", "https://vote.example.org")),
        ("https://Vote.Example.org:443/elections", Site("vote.example.org", "https://vote.example.org")),
        ("https://vote.example.org:8443", Site("vote.example.org", "https://vote.example.org:8443")),
        ("http://localhost:8000", Site("localhost", "http://localhost:8000")),
        ("http://localhost:80", Site("localhost", "http://localhost")),
        ("http://127.0.0.1:8000", None),
        ("http://[::1]:8000", None),
        ("https://wählen.example.org", None),
    ],
)
def test_the_site_comes_from_the_public_address(url, site) -> None:
    assert site_of(url) == site


def test_without_a_name_there_are_no_passkeys(desk, phone) -> None:
    """Fail closed: a server whose address was changed to a number accepts none, and the second factor stays on."""
    elsewhere = Passkeys("https://192.0.2.1")
    assert not elsewhere.possible
    half = desk.login(half=True)
    answer = phone.use(desk.passkeys.ask_for_known(desk.session, half))
    for act in (
        lambda: elsewhere.ask_for_new(desk.session, desk.login()),
        lambda: elsewhere.ask_for_known(desk.session, half),
        lambda: elsewhere.check(desk.session, half, answer),
        lambda: elsewhere.add(desk.session, desk.login(), "", answer),
    ):
        with pytest.raises(NotPermitted, match="BALLOT_PUBLIC_URL"):
            act()
    assert is_on(desk.officer)


def test_a_second_factor_is_on_by_either(desk) -> None:
    officer: Officer = desk.officer
    assert not is_on(officer)
    desk.add(Authenticator(URL))
    assert is_on(officer)
