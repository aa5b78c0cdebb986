# SPDX-License-Identifier: Apache-2.0
"""A trustee's page in a real browser: from the key to the share, and everything that it refuses."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Dialog, expect

from ballot.board.companion import SignatureRecord, encode_line, parse_line
from ballot.crypto.credentials import random_base58
from ballot.crypto.group import ED25519
from ballot.crypto.hashing import sha256_hex
from ballot.crypto.signing import SigningKey
from ballot.protocol import threshold as dkg
from ballot.protocol.setup import new_trustee, open_key_file, open_threshold_key_file
from ballot.records.canonical import encode
from ballot.records.event import EventType
from ballot.records.threshold import PolynomialRecord
from ballot.records.trustees import SignedMessage
from tests.frontend.polls import Poll
from tests.frontend.stage import Stage
from tests.frontend.trustee.scene import TrusteeScene

pytestmark = pytest.mark.browser
PASSPHRASE = "four random words here"
KINDS = ["single", "threshold"]
# The page also looks by itself, after a quarter of a minute; a slow machine would find the button gone.
NEVER_BY_ITSELF = """{
  const { setTimeout } = window;
  window.setTimeout = (act, wait, ...more) => setTimeout(act, wait === 15_000 ? 3_600_000 : wait, ...more);
}"""


class Trustee(Stage):
    """A trustee at the page."""

    def __init__(self, browser: Browser, kind: str, folder: Path, width: int = 360) -> None:
        super().__init__(browser, width=width)
        self.link = random_base58(22)
        self.server_side = TrusteeScene(self.scene.uuid, kind, self.link)
        self.scene.trustee = self.server_side
        self.folder = folder
        self.key_file = folder / "key.txt"
        self.page.add_init_script(NEVER_BY_ITSELF)
        self.asked: list[str] = []  # what the browser has asked, and
        self.leaves = True  # whether the trustee then leaves the page

    def _dialog(self, dialog: Dialog) -> None:
        self.asked.append(dialog.type)
        if self.leaves:
            dialog.accept()
        else:
            dialog.dismiss()

    @property
    def address(self) -> str:
        """The page's address, without the personal link."""
        return f"{self.server.address}/trustee/{self.scene.uuid}"

    def enter(self) -> None:
        """Open the personal link."""
        self.page.goto("about:blank")
        self.page.goto(f"{self.address}#{self.link}")

    def press(self, name: str) -> None:
        """Press a button."""
        self.page.get_by_role("button", name=name).click()

    def look_again(self) -> None:
        """Ask what is next now."""
        self.press("Look again")

    def heading(self, name: str) -> None:
        """Wait for a step."""
        self.page.get_by_role("heading", level=1, name=name).wait_for()

    def make_key(self) -> None:
        """Make the key, save it, hand in the public part."""
        self.heading("Make your key")
        self.page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
        self.page.get_by_label("The passphrase again").fill(PASSPHRASE)
        self.press("Make my key")
        self.heading("Save your key file")
        with self.page.expect_download() as download:
            self.press("Save key file")
        download.value.save_as(self.key_file)
        self.press("I have saved it: hand in my public key")

    def exchange(self) -> None:
        """Exchange keys with the other trustees; the key is still open from making it."""
        self.heading("Exchange keys with the other trustees")
        self.press("Open my key and continue")
        self.page.get_by_text("The parts of all trustees are there").wait_for()
        self.press("Open my key and continue")
        self.heading("Compare this number with the other trustees")
        self.press("We have compared: hand in my share")

    def unlock(self, passphrase: str = PASSPHRASE) -> None:
        """Give the key file and its passphrase."""
        self.page.get_by_label("Your key file").set_input_files(self.key_file)
        self.page.get_by_label("Passphrase", exact=True).fill(passphrase)

    def rehearse(self) -> None:
        """Show that the file opens."""
        self.heading("Show that your key file opens")
        self.unlock()
        self.press("Open my key and continue")
        self.heading("Nothing to do just now")

    @property
    def memory(self) -> Any:
        """What the device remembers of this election."""
        return json.loads(self.page.evaluate("(key) => localStorage.getItem(key)", f"ballot-trustee-{self.scene.uuid}"))

    def until_waiting(self) -> None:
        """Make the key, exchange, rehearse."""
        self.enter()
        self.make_key()
        if self.server_side.kind == "threshold":
            self.exchange()
        self.rehearse()

    def verify(self, unlock: bool = False) -> None:
        """Verify the archive."""
        self.page.get_by_role("button", name="Open my key and verify the ballots").wait_for()
        if unlock:
            self.unlock()
        self.press("Open my key and verify the ballots")


Trustees = Callable[..., Trustee]


def grouped(digest: str) -> str:
    """Return a hash as the page shows it."""
    return " ".join(re.findall(".{1,4}", digest))


def other_polynomial(seed: str, certs: list[SignedMessage]) -> tuple[PolynomialRecord, str]:
    """Return what a trustee sends, and commits to, who does not keep to the polynomial of the seed."""
    other = dkg.new_seed()
    with pytest.MonkeyPatch.context() as patch:
        honest = dkg._coefficients
        patch.setattr(dkg, "_coefficients", lambda group, _, context: honest(group, other, context))
        made = dkg.make_polynomial(ED25519, seed, certs)
    return made, sha256_hex(made.coefexps.message.encode())


@pytest.fixture()
def trustee(browser: Browser, tmp_path: Path) -> Iterator[Trustees]:
    """Return a maker of trustees; closing them fails for any console error, dialog or foreign request."""
    made: list[Trustee] = []

    def make(kind: str, **options: Any) -> Trustee:
        made.append(Trustee(browser, kind, tmp_path, **options))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.mark.parametrize("kind", KINDS)
def test_a_trustee_from_the_key_to_the_share(trustee: Trustees, kind: str) -> None:
    one = trustee(kind)
    one.until_waiting()
    page, server = one.page, one.server_side
    expect(page.get_by_text("It works.")).to_be_visible()
    expect(page.get_by_text("Waiting for: Jonas, <b>Zoë</b>")).to_be_visible()
    opened = (open_key_file if kind == "single" else open_threshold_key_file)(one.key_file.read_text(), PASSPHRASE)
    assert opened.signing_key.public_hex == server.signing_key
    server.hold_voting()
    one.look_again()
    one.heading("Shuffle the ranked ballots")
    one.verify()
    one.heading("Everything is in order: 3 ballots")
    assert one.accessibility_problems() == []
    one.press("Shuffle 3 ballots")
    one.heading("Open the result together")
    one.enter()  # the trustee comes back another day
    one.verify(unlock=True)
    one.press("Make my share of 3 ballots")
    page.get_by_text("Enough trustees have sent their fingerprints").wait_for()
    one.enter()  # and again: nothing was kept but the file
    one.verify(unlock=True)
    one.press("Send my share")
    one.heading("You have done everything")
    assert server.step == "done"
    assert one.accessibility_problems() == []
    assert server.poll is not None
    kept = page.evaluate("Object.fromEntries(Object.entries(localStorage))")
    memory = {name: json.loads(text) for name, text in kept.items()}
    tally, own = sha256_hex(server.poll.tally_raw), server.own_shuffle
    of_key = {"rehearsed": server.challenge, "shuffled": {"tally": tally, "hashes": [own]}}
    if kind == "threshold":
        generation = [json.loads(encode(server.certs)), server.commitments]
        of_key["generation"] = sha256_hex(encode(generation))
    assert memory == {
        f"ballot-trustee-{one.scene.uuid}": {
            "setupEvent": server.poll.setup_event,
            "keys": {server.signing_key: of_key},
            "opened": {"tally": tally, "shuffle": server.shuffle},
        }
    }


def test_the_personal_link_leaves_the_address_bar_at_once_and_no_address_holds_it(trustee: Trustees) -> None:
    one = trustee("single")
    one.enter()
    one.heading("Make your key")
    assert one.page.url == one.address
    assert not any(one.link in address for address in one.scene.addresses)


def test_T7_the_trustee_sees_how_many_open_the_result_before_making_a_key(trustee: Trustees) -> None:
    one = trustee("threshold")
    one.enter()
    one.heading("Make your key")
    one.page.get_by_text("any 2 of 3 trustees can open the result, and you are number 1").wait_for()


def test_without_a_link_the_page_asks_for_it(trustee: Trustees) -> None:
    one = trustee("single")
    one.page.goto(one.address)
    one.heading("Open your personal link")
    one.page.get_by_label("Your personal link").fill("nonsense")
    one.press("Continue")
    one.page.get_by_role("link", name="This is not a personal link of this election").wait_for()
    assert one.accessibility_problems() == []
    one.page.get_by_label("Your personal link").fill(f"{one.address}#{one.link}")
    one.press("Continue")
    one.heading("Make your key")


def to_french(one: Trustee) -> None:
    """Follow a link to another language of the page, which the application shows at the foot."""
    one.page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<a hreflang=fr href=' + location.pathname + '?lang=fr>fr</a>')"
    )
    one.page.get_by_role("link", name="fr", exact=True).click()


def test_another_language_takes_the_personal_link_along(trustee: Trustees) -> None:
    one = trustee("single")
    one.enter()
    one.heading("Make your key")
    to_french(one)
    expect(one.page).to_have_url(f"{one.address}?lang=fr")
    one.heading("Make your key")
    assert not any(one.link in address for address in one.scene.addresses)


@pytest.mark.parametrize("leaves", [True, False])
def test_another_language_asks_before_a_new_key_is_lost(trustee: Trustees, leaves: bool) -> None:
    one = trustee("single")
    one.enter()
    one.heading("Make your key")
    one.page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    one.page.get_by_label("The passphrase again").fill(PASSPHRASE)
    one.press("Make my key")
    one.heading("Save your key file")
    one.leaves = leaves
    to_french(one)
    one.heading("Make your key" if leaves else "Save your key file")
    assert one.asked == ["beforeunload"]


def test_a_page_that_was_loaded_again_says_what_it_has_forgotten(trustee: Trustees) -> None:
    one = trustee("single")
    one.page.goto(one.address)
    one.heading("Open your personal link")
    expect(one.page.get_by_text("This page was loaded again.")).to_have_count(0)
    one.enter()
    one.heading("Make your key")
    one.page.reload()
    one.heading("Open your personal link")
    expect(one.page.get_by_text("This page was loaded again.")).to_be_visible()
    assert one.accessibility_problems() == []


def test_a_link_that_was_replaced_is_said(trustee: Trustees) -> None:
    one = trustee("single")
    one.server_side.link = random_base58(22)
    one.enter()
    one.page.get_by_text("This personal link is not known").wait_for()


def test_a_key_needs_a_passphrase_typed_twice_and_a_saved_file(trustee: Trustees) -> None:
    one = trustee("single")
    page = one.page
    one.enter()
    one.heading("Make your key")
    assert one.accessibility_problems() == []
    page.get_by_label("Passphrase", exact=True).fill("short")
    one.press("Make my key")
    page.get_by_role("link", name="The passphrase is too short: use at least 10 characters.").click()
    assert page.evaluate("document.activeElement.id") == "passphrase"
    page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    one.press("Make my key")
    page.get_by_role("link", name="The two passphrases are different").wait_for()
    page.get_by_label("The passphrase again").fill(PASSPHRASE)
    one.press("Make my key")
    one.heading("Save your key file")
    one.press("I have saved it: hand in my public key")
    page.get_by_role("link", name="Save the key file first.").wait_for()
    assert one.server_side.received == {}


@pytest.mark.parametrize("kind", KINDS)
def test_T21_the_rehearsal_needs_the_file_and_its_passphrase(trustee: Trustees, kind: str) -> None:
    one = trustee(kind)
    page = one.page
    one.enter()
    one.make_key()
    if kind == "threshold":
        one.exchange()
    one.heading("Show that your key file opens")
    one.press("Open my key and continue")
    page.get_by_role("link", name="Choose your key file.").wait_for()
    one.unlock("wrong horse battery")
    one.press("Open my key and continue")
    page.get_by_role("link", name="The passphrase does not open this key file").wait_for()
    other = one.folder / "other.txt"
    other.write_text("my shopping list")
    page.get_by_label("Your key file").set_input_files(other)
    page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    one.press("Open my key and continue")
    page.get_by_role("link", name="This is not a trustee's key file").wait_for()
    assert "rehearsal" not in one.server_side.received
    assert one.accessibility_problems() == []
    one.rehearse()


def test_T13_a_rehearsal_proves_and_opens_nothing(trustee: Trustees) -> None:
    one = trustee("single")
    one.enter()
    one.make_key()
    one.heading("Show that your key file opens")
    server = one.server_side
    vote = {"alpha": str(ED25519.g**5), "beta": str(server.public_key**5 * ED25519.g)}

    def lie(name: str, value: Any) -> Any:  # an old server, or one that would like to have a vote opened
        return {**vote, "voutput_private_key": None} if name == "rehearsal" else value

    server.lie = lie
    one.unlock()
    one.press("Open my key and continue")
    one.page.get_by_text("The question of the rehearsal is not possible").wait_for()
    assert "rehearsal" not in server.received
    server.lie = lambda name, value: {**vote, **value} if name == "rehearsal" else value
    one.rehearse()
    assert set(json.loads(server.received["rehearsal"])) == {"proof"}
    assert str(ED25519.g) not in server.received["rehearsal"].decode()
    server.step = "rehearsal"  # another one reveals nothing either
    one.look_again()
    one.rehearse()


def test_T13_the_rehearsal_is_for_the_election_of_the_link(trustee: Trustees) -> None:
    one = trustee("single")
    one.enter()
    one.make_key()

    def lie(name: str, value: Any) -> Any:
        if name == "status":
            value["election"]["uuid"] = "2" * 14
        return value

    one.server_side.lie = lie
    one.rehearse()  # the server checks the proof for its own uuid
    kept = one.page.evaluate("Object.keys(localStorage)")
    assert kept == [f"ballot-trustee-{one.scene.uuid}"]


def test_T4_a_lying_trustee_is_named_and_nothing_is_handed_in(trustee: Trustees) -> None:
    one = trustee("threshold")
    one.enter()
    one.make_key()
    one.press("Open my key and continue")
    one.page.get_by_text("The parts of all trustees are there").wait_for()

    def lie(name: str, value: Any) -> Any:
        if name == "vinput":
            value["vinput"]["secrets"][2] = value["vinput"]["secrets"][1]
        return value

    one.server_side.lie = lie
    one.press("Open my key and continue")
    one.heading("The exchange of keys has failed")
    one.page.get_by_text("Trustee 3 sent a secret that cannot be read").wait_for()
    assert "voutput" not in one.server_side.received


def ready(trustee: Trustees, kind: str = "single") -> Trustee:
    """Return a trustee who has been asked for the commitment, with the key file open."""
    one = trustee(kind)
    one.until_waiting()
    one.server_side.hold_voting()
    one.look_again()
    one.verify()
    one.press("Shuffle 3 ballots")
    one.heading("Open the result together")
    return one


def forge(one: Trustee, votes: int = 3) -> Poll:
    """Let the server continue the Setup event otherwise, mixed again by all, as if it had the trustee's signing key."""
    server = one.server_side
    assert server.poll is not None
    opener = open_key_file if server.kind == "single" else open_threshold_key_file
    own = opener(one.key_file.read_text(), PASSPHRASE).signing_key
    server.poll = server.poll.fork(votes)
    server.poll.signers = {1: own, **server.poll.signers}
    server.received.clear()
    return server.poll


def test_T14_a_second_different_tally_is_refused(trustee: Trustees) -> None:
    one = ready(trustee)
    one.verify()
    one.press("Make my share of 3 ballots")
    one.page.get_by_text("Enough trustees have sent").wait_for()
    poll = forge(one, votes=2)  # "please redo": the same election, one ballot fewer
    one.server_side.phi = None  # a server that lies about the one lies about the other
    poll.mix(1)
    poll.mix(2)
    poll.add(EventType.END_SHUFFLES)
    for step in ("commit", "decrypt"):
        one.server_side.step = step
        one.enter()
        one.verify(unlock=True)
        one.page.get_by_text("This device has already decrypted another tally of this election.").wait_for()
    assert one.server_side.received == {}


def test_T14_T16_a_second_tally_is_not_shuffled_and_other_shuffles_are_not_decrypted(trustee: Trustees) -> None:
    one = ready(trustee)
    page, server = one.page, one.server_side
    first = server.poll
    forge(one, votes=2)
    server.step = "shuffle"
    one.enter()
    one.verify(unlock=True)
    page.get_by_text("This device has already shuffled another tally").wait_for()
    server.poll = first
    poll = forge(one)  # the same tally; the trustee's own shuffle is left out, and another one put in its place
    poll.mix(1)
    poll.mix(2)
    poll.add(EventType.END_SHUFFLES)
    server.step = "commit"
    one.enter()
    one.verify(unlock=True)
    page.get_by_text("your shuffle is not among those in the archive").wait_for()
    assert server.received == {} and one.accessibility_problems() == []


@pytest.mark.parametrize("step", ["commit", "decrypt"])
def test_T13_T16_ranked_ballots_that_nobody_shuffled_are_not_decrypted(trustee: Trustees, step: str) -> None:
    one = trustee("threshold")
    one.until_waiting()
    one.server_side.hold_voting()
    one.server_side.step = step  # a server that would like to have the ballots as they are
    one.server_side.received.clear()
    one.look_again()
    one.verify()
    one.page.get_by_text("The ballots are still being shuffled, so nothing is decrypted yet.").wait_for()
    assert one.server_side.received == {}
    assert "opened" not in one.memory


def test_T16_a_shuffle_under_another_trustees_name_is_refused(trustee: Trustees) -> None:
    one = ready(trustee)
    server, poll = one.server_side, one.server_side.poll
    assert poll is not None
    record = parse_line(poll.lines[-1])
    assert isinstance(record, SignatureRecord)
    key, signed = poll.sign(SigningKey.generate(), record.owner, record.answers, poll.last_shuffle)
    poll.lines[-1] = encode_line(SignatureRecord(record.event, record.owner, key, record.answers, signed))
    server.received.clear()
    one.verify()
    one.heading("The ballots are not in order")
    one.page.get_by_text("is not signed with the signing key in the charter").wait_for()
    assert server.received == {}


def test_T14_another_setup_event_is_refused_as_soon_as_it_is_seen(trustee: Trustees) -> None:
    one = trustee("single")
    one.until_waiting()
    page, server = one.page, one.server_side
    server.poll, server.state = server.new_poll(), "frozen"
    one.look_again()
    page.get_by_text("Compare this Setup event with the other trustees now").wait_for()
    page.get_by_text(grouped(server.poll.setup_event), exact=True).wait_for()
    assert one.accessibility_problems() == []
    assert one.memory["setupEvent"] == server.poll.setup_event
    seen = server.poll.setup_event
    server.hold_voting()  # set up again behind the trustee's back, with everything that follows
    server.received.clear()
    one.look_again()
    page.get_by_text("This device has seen another Setup event for this election.").wait_for()

    def lie(name: str, value: Any) -> Any:
        if name == "status":
            value["election"]["setup_event"] = seen
        return value

    server.lie = lie  # the status says what the trustee has seen, and the archive is the other one
    one.enter()
    one.verify(unlock=True)
    page.get_by_text("This device has seen another Setup event for this election.").wait_for()
    assert server.received == {} and one.memory["setupEvent"] == seen


def test_T5_commitments_that_change_after_the_polynomial_are_refused(trustee: Trustees) -> None:
    one = trustee("threshold")
    one.enter()
    one.make_key()
    one.heading("Exchange keys with the other trustees")
    one.press("Open my key and continue")
    one.page.get_by_text("The parts of all trustees are there").wait_for()
    server = one.server_side
    # Trustee 3 has seen the others' parts, and commits again, to another polynomial; all that follows fits to it.
    server.polynomials[2], server.commitments[2] = other_polynomial(server.seeds[1], server.certs)
    one.press("Open my key and continue")
    one.heading("The exchange of keys has failed")
    one.page.get_by_text("The server shows other keys of the trustees than it did before.").wait_for()
    assert "voutput" not in server.received
    one.page.evaluate("localStorage.clear()")  # on another device this is all in order: only the memory tells
    one.press("Try again")
    one.press("Open my key and continue")
    one.heading("Compare this number with the other trustees")


def test_T6_another_key_file_is_recognised_and_can_be_exchanged(trustee: Trustees) -> None:
    one, other = trustee("threshold"), trustee("threshold")
    other.key_file = one.folder / "other.txt"
    other.enter()
    other.make_key()
    other.heading("Exchange keys with the other trustees")
    one.enter()
    one.make_key()
    one.heading("Exchange keys with the other trustees")
    one.enter()  # another day, with the wrong file
    one.page.get_by_label("Your key file").set_input_files(other.key_file)
    one.page.get_by_label("Passphrase", exact=True).fill("that of the right file")
    one.press("Open my key and continue")
    one.page.get_by_role("link", name="This is the key file of another trustee or another election.").click()
    assert one.page.evaluate("document.activeElement.id") == "key-file"
    assert "polynomial" not in one.server_side.received
    one.unlock()
    one.press("Open my key and continue")
    one.page.get_by_text("The parts of all trustees are there").wait_for()
    one.page.get_by_text("Your key file is open.").wait_for()
    assert one.accessibility_problems() == []
    one.press("Choose another key file")
    one.page.get_by_label("Your key file").wait_for()


def test_T21_a_wrong_key_file_without_a_line_of_its_owner_is_recognised_too(trustee: Trustees) -> None:
    one = ready(trustee)
    right, wrong = one.key_file, one.folder / "wrong.key"
    wrong.write_text(new_trustee()[0].seal(PASSPHRASE))  # as the command line writes it without a link
    one.server_side.received.clear()
    one.enter()
    one.key_file = wrong
    one.verify(unlock=True)
    one.page.get_by_role("link", name="This is the key file of another trustee or another election.").wait_for()
    one.key_file = right
    one.verify(unlock=True)
    one.heading("Everything is in order: 3 ballots")
    assert one.server_side.received == {}


def test_T13_an_archive_that_is_not_in_order_stops_everything(trustee: Trustees) -> None:
    one = ready(trustee)
    poll = one.server_side.poll
    assert poll is not None
    lies = [
        (lambda name, raw: raw[:-512] if name == "archive" else raw, "The archive is incomplete."),
        (lambda name, raw: raw.replace(b'"num_tallied":3', b'"num_tallied":2'), "does not have the hash in its name"),
    ]
    one.server_side.received.clear()
    for lie, sentence in lies:
        one.server_side.lie = lambda name, value, lie=lie: lie(name, value) if name == "archive" else value
        one.verify()
        one.heading("The ballots are not in order")
        one.page.get_by_text(sentence).wait_for()
        one.press("Try again")
    one.page.get_by_role("button", name="Open my key and verify the ballots").wait_for()
    assert one.server_side.received == {}
    assert one.accessibility_problems() == []


def test_ballots_of_another_election_are_refused(trustee: Trustees) -> None:
    one = ready(trustee)
    other = trustee("single")
    other.until_waiting()
    other.server_side.hold_voting()
    one.server_side.poll = other.server_side.poll
    one.server_side.received.clear()
    one.verify()
    one.page.get_by_text("the ballots of another election").wait_for()
    assert one.server_side.received == {}


FORGETFUL = "void (Storage.prototype.setItem = () => { throw new Error('quota'); })"
NO_MEMORY = "This browser does not let the page remember"


def test_without_memory_nothing_is_decrypted(trustee: Trustees) -> None:
    one = ready(trustee)
    one.page.evaluate(FORGETFUL)
    one.verify()
    one.press("Make my share of 3 ballots")
    one.page.get_by_text(NO_MEMORY).wait_for()
    assert "commitment" not in one.server_side.received


def test_without_memory_nothing_is_exchanged_proved_or_shuffled(trustee: Trustees) -> None:
    one = trustee("threshold")
    one.enter()
    one.make_key()
    one.heading("Exchange keys with the other trustees")
    one.page.evaluate(FORGETFUL)
    one.press("Open my key and continue")
    one.page.get_by_text(NO_MEMORY).wait_for()
    assert "polynomial" not in one.server_side.received
    one = trustee("single")
    one.enter()
    one.make_key()
    one.heading("Show that your key file opens")
    one.page.evaluate("void (window.setItem = Storage.prototype.setItem)")
    one.page.evaluate(FORGETFUL)
    one.unlock()
    one.press("Open my key and continue")
    one.page.get_by_text(NO_MEMORY).wait_for()
    assert "rehearsal" not in one.server_side.received
    one.page.evaluate("void (Storage.prototype.setItem = window.setItem)")
    one.rehearse()
    one.server_side.hold_voting()
    one.look_again()
    one.verify()
    one.heading("Everything is in order: 3 ballots")
    one.page.evaluate(FORGETFUL)
    one.press("Shuffle 3 ballots")
    one.page.get_by_text(NO_MEMORY).wait_for()
    assert "shuffle" not in one.server_side.received


def test_a_refusal_of_the_server_is_shown_and_can_be_tried_again(trustee: Trustees) -> None:
    one = ready(trustee)
    one.verify()
    one.server_side.refusal = "Another trustee was faster. Try again."
    one.press("Make my share of 3 ballots")
    one.page.get_by_text("Another trustee was faster. Try again.").wait_for()
    one.press("Make my share of 3 ballots")
    one.page.get_by_text("Enough trustees have sent").wait_for()
    one.server_side.refusal = "The board is locked. Try again."
    one.press("Send my share")  # without another verification: it is the share that was committed to
    one.page.get_by_text("The board is locked. Try again.").wait_for()
    one.press("Send my share")
    one.heading("You have done everything")


def test_P7_another_worker_than_the_one_of_the_page_gets_no_key(trustee: Trustees) -> None:
    """The server sends one trustee a worker that is honest in all but a comment."""
    one = trustee("single")
    one.page.route(
        "**/js/trustee_worker.js",
        lambda route: route.fulfill(body=route.fetch().text() + "// evil\n", content_type="text/javascript"),
    )
    one.enter()
    one.heading("Make your key")
    one.page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    one.page.get_by_label("The passphrase again").fill(PASSPHRASE)
    one.press("Make my key")
    expect(one.page.locator(".error-summary")).to_contain_text("The server sent another program than the one that")
    assert one.page.workers == []
    refusals = [text for text in one.troubles if "integrity" in text]
    assert refusals
    one.troubles = [text for text in one.troubles if text not in refusals]
