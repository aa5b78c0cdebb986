# SPDX-License-Identifier: Apache-2.0
"""What a trustee's device decides on a verified archive, whatever the server asks for.

And the audit's checks of trustees, charter, mixers and voters: 3.8, 3.9, 5.13, 7.2.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

import pytest
from msgspec.structs import replace

from ballot.crypto.hashing import sha256_hex
from ballot.crypto.signing import SigningKey
from ballot.protocol.setup import new_trustee
from ballot.records.charter import Charter
from ballot.records.event import EventType
from ballot.records.trustees import TrusteePublicKey
from tests.attacks.corpus import EVIL, Evil
from tests.factory.elections import Maker, question, ranked
from tests.frontend.bridge import Bridge
from tests.frontend.polls import CHOICES, QUESTIONS, Poll, make_charter

OURS = [evil for evil in EVIL if evil.failed <= {"3.8", "3.9", "5.13", "7.2"}]
GOOD: dict[str, dict[str, Any]] = {
    "threshold": {"trustees": 1, "groups": ((2, 3),)},
    "one of a group is enough": {"trustees": 0, "groups": ((1, 2),)},
    "ranked": {"questions": (ranked(),), "votes": ((0, [[1, 2, 3]]), (1, [[3, 2, 1]])), "trustees": 3},
    "one ballot for each voter": {"re_voting": False},
}
TWICE = ((0, [[1, 0]]), (1, [[0, 1]]), (0, [[1, 0]]))


def asked(maker: Maker) -> dict[str, Any]:
    """Archive and companion as the bridge takes them."""
    return {"archive": base64.b64encode(maker.archive).decode(), "companion": maker.companion.raw.decode()}


# -- the audit


@pytest.mark.parametrize("made", GOOD.values(), ids=GOOD.keys())
def test_what_holds_is_accepted(bridge: Bridge, made: dict[str, Any]) -> None:
    assert bridge.accept("audit", **asked(Maker(**made).build()))["ballots"] == 2


@pytest.mark.parametrize("evil", OURS, ids=str)
def test_T2_T3_T7_T16_what_does_not_hold_is_refused(bridge: Bridge, evil: Evil) -> None:
    answer = bridge.ask("audit", **asked(evil.make()))
    assert not answer["ok"], "the archive was accepted"
    assert answer["error"] in {"InvalidEncoding", "InvalidProof"}, answer
    assert "Voting has not ended" not in answer["message"]  # some stop at the set-up; the fault is found before that


def test_T7_other_numbers_of_trustees_than_the_charters_are_refused(bridge: Bridge) -> None:
    for policy in ({"policy_trustees": 3, "policy_threshold": 2}, {"policy_threshold": 1}):
        message = bridge.ask("audit", **asked(Maker(trustees=2, **policy).build()))["message"]
        assert message.startswith("The charter says"), message


def test_B8_a_second_ballot_of_a_voter_is_refused_where_nobody_votes_again(bridge: Bridge) -> None:
    bridge.accept("audit", **asked(Maker(votes=TWICE, questions=(question(),)).build()))
    answer = bridge.ask("audit", **asked(Maker(votes=TWICE, questions=(question(),), re_voting=False).build()))
    assert "cast two ballots" in answer["message"]


# -- an election of two trustees who are both mixers; ours is the second


@dataclass(frozen=True)
class Two:
    """Two trustees."""

    keys: list[TrusteePublicKey]
    signers: dict[int, SigningKey]

    def charter(self, mixers: tuple[int, ...] = (1, 2)) -> Charter:
        """Return a charter that fits."""
        return make_charter([key.public_hex for key in self.signers.values()], 2, mixers, 2)

    def poll(self, charter: Charter | None = None, **about: Any) -> Poll:
        """Return an election with three ballots, after the closing."""
        poll = Poll(list(self.keys), charter or self.charter(), signers=dict(self.signers), **about)
        for voter, choices in enumerate(CHOICES):
            poll.cast(voter, choices if poll.questions is QUESTIONS else choices[1:3])
        poll.close()
        return poll


@pytest.fixture(scope="module")
def two() -> Two:
    """Return the trustees."""
    made = [new_trustee(name) for name in ("Server", "Amina")]
    return Two([key.trustee for _, key in made], {n: secret.signing_key for n, (secret, _) in enumerate(made, 1)})


def mix(poll: Poll, *owners: int, end: bool = True) -> Poll:
    """Let trustees shuffle."""
    for owner in owners:
        poll.mix(owner)
    if end:
        poll.add(EventType.END_SHUFFLES)
    return poll


def decide(bridge: Bridge, poll: Poll, act: str, owner: int = 2, **change: Any) -> Any:
    """Return what the device decides: the act, or the reason for doing nothing."""
    about = {"uuid": poll.uuid, "signing_key": poll.signers[owner].public_hex, "asked": act, **change}
    answer = bridge.ask("decide", **poll.asked, **about)
    if not answer["ok"]:
        assert answer["error"] == "InvalidProof", answer
        return answer["message"]
    assert answer["owner"] == owner and answer["act"] == act
    return True


def test_each_act_in_its_turn(bridge: Bridge, two: Two) -> None:
    poll = two.poll()
    assert decide(bridge, poll, "shuffle") is True
    assert decide(bridge, mix(poll, 2, end=False), "shuffle", 1) is True
    assert "in the archive already" in decide(bridge, poll, "shuffle")
    assert decide(bridge, mix(poll, 1), "share") is True
    assert "over" in decide(bridge, poll, "shuffle", 1)
    plain = two.poll(questions=QUESTIONS[1:3])
    assert decide(bridge, plain, "share") is True
    assert "Nothing of this election is shuffled" in decide(bridge, plain, "shuffle")


def test_T16_who_is_no_mixer_does_not_shuffle(bridge: Bridge, two: Two) -> None:
    poll = two.poll(two.charter(mixers=(1,)))
    assert "not one of those who shuffle" in decide(bridge, poll, "shuffle")
    mix(poll, 1)
    assert decide(bridge, poll, "share") is True


@pytest.mark.parametrize("owners", [(), (1,), (1, 2)])
def test_T13_T16_nothing_ranked_is_opened_before_all_mixers_have_shuffled(
    bridge: Bridge, two: Two, owners: tuple[int, ...]
) -> None:
    poll = mix(two.poll(), *owners, end=False)
    for act in ("share", "", "decrypt"):  # whatever the server calls it
        assert "still being shuffled" in str(bridge.ask("decide", **poll.asked, **_about(poll, act))["message"])


def _about(poll: Poll, act: str) -> dict[str, Any]:
    return {"uuid": poll.uuid, "signing_key": poll.signers[2].public_hex, "asked": act}


def test_T16_a_charter_without_mixers_opens_nothing_ranked(bridge: Bridge, two: Two) -> None:
    poll = two.poll(two.charter(mixers=()))
    assert "still being shuffled" in decide(bridge, poll, "share")
    assert "is not one of those who shuffle" in bridge.ask("audit", **mix(poll, 1).asked)["message"]


def test_T13_the_archive_of_another_election_or_without_a_charter_or_our_key_is_not_opened(
    bridge: Bridge, two: Two
) -> None:
    poll = two.poll(questions=QUESTIONS[1:3])
    assert "another election" in decide(bridge, poll, "share", uuid="2" * 14)
    stranger = SigningKey.generate().public_hex
    assert "Is this the key file of this election?" in decide(bridge, poll, "share", signing_key=stranger)
    foreign = Maker(trustees=2, with_charter=False, questions=(question(),)).build()
    about = {"uuid": foreign.uuid, "signing_key": foreign.secrets[0].signing_key.public_hex, "asked": "share"}
    answer = bridge.ask("decide", archive=base64.b64encode(foreign.archive).decode(), **about)
    assert "names no charter" in answer["message"]


def test_T5_T14_T16_the_memory_of_the_device_decides(bridge: Bridge, two: Two) -> None:
    poll = mix(two.poll(), 1, 2)
    tally, shuffle, other = sha256_hex(poll.tally_raw), sha256_hex(poll.last_shuffle), "0" * 64
    good: dict[str, Any] = {
        "setupEvent": poll.setup_event,
        "shuffled": {"tally": tally, "hashes": [other, shuffle]},
        "opened": {"tally": tally, "shuffle": shuffle},
    }
    assert decide(bridge, poll, "share", memory=good) is True
    for change, words in (
        ({"setupEvent": other}, "another Setup event"),
        ({"generation": other}, "other keys of the trustees than it did before"),
        ({"opened": {"tally": other, "shuffle": shuffle}}, "decrypted another tally"),
        ({"opened": {"tally": tally, "shuffle": other}}, "decrypted another tally"),
        ({"shuffled": {"tally": other, "hashes": [shuffle]}}, "shuffled another tally"),
        ({"shuffled": {"tally": tally, "hashes": [other]}}, "your shuffle is not among those"),
    ):
        assert words in decide(bridge, poll, "share", memory={**good, **change}), change


@pytest.mark.parametrize("owner", [1, 2])
def test_T16_a_shuffle_is_signed_with_the_mixers_own_key(bridge: Bridge, two: Two, owner: int) -> None:
    for thief in (two.signers[3 - owner], SigningKey.generate()):
        poll = two.poll()
        poll.signers[owner] = thief
        mix(poll, 1, 2)
        message = bridge.ask("audit", **poll.asked)["message"]
        assert message == f"The shuffle of trustee {owner} is not signed with the signing key in the charter."


def test_T2_signing_keys_that_are_not_distinct_are_refused(bridge: Bridge, two: Two) -> None:
    key = two.signers[1].public_hex
    poll = Poll(list(two.keys), make_charter([key, key], 2, (), 0), QUESTIONS[1:3])
    poll.close()
    assert "the same signing key" in bridge.ask("audit", **poll.asked)["message"]


@pytest.mark.parametrize(
    "change",
    [
        {"minimum_ballots": "few"},
        {"minimum_ballots": None},
        {"minimum_ballots": -1},
        {"mixers": "12"},
        {"mixers": (1, 2, 2)},
        {"mixers": (1, 2, 3)},
        {"re_voting": "no"},
        {"trustees": "2"},
        {"threshold": [2]},
    ],
)
def test_T15_a_policy_of_other_types_is_refused(bridge: Bridge, two: Two, change: dict[str, Any]) -> None:
    charter = two.charter()
    poll = two.poll(replace(charter, policy=replace(charter.policy, **change)))
    assert "not written as a charter is" in bridge.ask("audit", **poll.asked)["message"]
