# SPDX-License-Identifier: Apache-2.0
"""M8: what a trustee's page verifies of set-up, ballots, tally and shuffles: each rule at its edge."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from ballot.crypto import proofs
from ballot.crypto.elgamal import Ciphertext
from ballot.crypto.group import ED25519, random_scalar
from ballot.crypto.hashing import sha256_hex
from ballot.protocol import mixnet
from ballot.protocol.setup import new_trustee
from ballot.records.ballot import RankedAnswer
from ballot.records.canonical import encode
from ballot.records.event import EventType
from ballot.records.types import CiphertextRecord, proof_record
from tests.attacks.corpus import EVIL, Evil, tampered
from tests.attacks.corpus.ranked import EXCUSED
from tests.factory.elections import Maker, ranked
from tests.factory.forging import forge_ballot, outside, sign_again
from tests.frontend.bridge import Bridge
from tests.frontend.polls import CHOICES, QUESTIONS, Poll, make_charter

NOT_THE_SUM = "The encrypted tally is not the sum of the ballots that count."
NO_CREDENTIAL = "A public credential is not valid, or stands twice."
CALLED_OFF = "The voting was called off at 2027-03-01T12:00:00Z: nothing of it may be decrypted."
TOO_FEW = (
    "Only 2 ballots would be opened, and the charter asks for 3 at least: opening so few could show how somebody voted."
)
SENTENCES = {
    "Setup names a certificate that is not there": "The archive lacks a record that an event names.",
    "public key is not the product": "The key of the election is not the product of the trustees' keys.",
    "voters with weights rank": "An election with a ranked question cannot have weights.",
    "weight in hexadecimal": NO_CREDENTIAL,
    "credential twice": NO_CREDENTIAL,
    "credential twice, with other weights": NO_CREDENTIAL,
    "only some have a weight": "Only some credentials have a weight.",
    "credential is the identity": "A public credential is the identity element.",
    "credential outside the group": "The public credentials: a group element is outside the prime-order subgroup.",
    "total weight above the cap": "The weights are too large.",
    "ballot of an unknown credential": "A ballot's credential is not on the list.",
    "a ciphertext under two credentials": "A ballot holds a copy of another voter's ciphertext.",
    "the same ballot twice, written once": "A ballot stands twice in the archive.",
    "the superseded ballot is tallied": NOT_THE_SUM,
    "wrong weights in the tally": NOT_THE_SUM,
    "one ballot more is said to be tallied": NOT_THE_SUM,
    "more weight is said to be tallied": NOT_THE_SUM,
    "ranked papers are not sorted in the tally": NOT_THE_SUM,
    "nobody shuffled, and no end of the shuffles": "The ranked ballots were not shuffled.",
    "a mixer is excused where nothing is shuffled": "Somebody was excused from shuffling, but nothing is shuffled.",
    "shuffle of owner 0": "A shuffle belongs to nobody.",
    "shuffle of owner 3": "A shuffle belongs to nobody.",
    "the same trustee shuffles twice": "One trustee shuffled twice.",
    # Each of these rules has tests of its own in the modules; here, that the audit asks for it.
    "orphan data": "The archive has records that no event names.",
    "shorter than the older copy": "Voting has not ended: there is no tally yet.",
    "two ballots of one credential": "A voter has cast two ballots, and the charter allows one.",
    "ballot by a replaced credential": "A ballot was cast with a token that was revoked.",
    "an election counted though it was called off": CALLED_OFF,
    "fewer ballots than the charter allows to open": TOO_FEW,
    "a charter's mixer did not shuffle": "The shuffles of trustees 2 are missing.",
    "a mixer's signature is missing": "The shuffle of trustee 1 is not signed with the signing key in the charter.",
}


def asked(maker: Maker) -> dict[str, Any]:
    """Archive and companion as the bridge takes them."""
    companion = maker.companion.raw.decode() if maker.with_charter else None
    return {"archive": base64.b64encode(maker.archive).decode(), "companion": companion}


def refusal(bridge: Bridge, request: dict[str, Any]) -> str:
    """Return why an archive is refused."""
    answer = bridge.ask("audit", **request)
    assert not answer["ok"], "the archive was accepted"
    message: str = answer["message"]
    return message


@pytest.mark.parametrize("evil", [evil for evil in EVIL if evil.name in SENTENCES], ids=str)
def test_what_does_not_hold_is_refused_with_its_own_sentence(bridge: Bridge, evil: Evil) -> None:
    assert refusal(bridge, asked(evil.make())) == SENTENCES[evil.name]


# -- what is accepted

PAPERS = ((0, [[1, 2, 3]]), (1, [[3, 2, 1]]))


@pytest.mark.parametrize(
    ("made", "mixers"),
    [
        pytest.param({}, [], id="a whole election"),
        pytest.param({"trustees": 2, "policy_mixers": (1, 2)}, [], id="mixers, and nothing to shuffle"),
        pytest.param({"minimum_ballots": 2}, [], id="just enough ballots"),
        pytest.param({"re_voting": False}, [], id="one ballot for each voter"),
        pytest.param({"questions": (ranked(),), "votes": PAPERS, "trustees": 2}, [1, 2], id="a shuffled election"),
        pytest.param(EXCUSED, [1, 3], id="a mixer was excused"),
    ],
)
def test_a_whole_election_is_accepted(bridge: Bridge, made: dict[str, Any], mixers: list[int]) -> None:
    maker = Maker(**made).build()
    found = bridge.accept("audit", **asked(maker))
    assert found["ballots"] == 2 and found["mixers"] == found["required"] == mixers
    assert found["answers"] == maker.hash_of("EndShuffles" if mixers else "EncryptedTally")
    assert found["is_mixed"] is bool(mixers)
    assert found["progress"] == [["ballots", 2, 2], *(["shuffles", done, 2] for done in (1, 2) if mixers)]


def test_without_a_charter_nobody_is_known_to_shuffle(bridge: Bridge) -> None:
    maker = Maker(questions=(ranked(),), votes=PAPERS, with_charter=False).build()
    found = bridge.accept("audit", **asked(maker))
    assert found["mixers"] == [1] and found["required"] == []


def test_the_page_tells_how_far_it_is_with_many_ballots(bridge: Bridge) -> None:
    maker = Maker(voters=41, votes=tuple((voter, [[0, 1]]) for voter in range(41)), until="EncryptedTally").build()
    found = bridge.accept("audit", **asked(maker))
    assert found["progress"] == [["ballots", done, 41] for done in (20, 40, 41)]


@pytest.mark.parametrize(
    "ballots",
    [
        pytest.param(lambda maker, made: [*made, sign_again(maker, 0, json.loads(made[0]))], id="one's own again"),
        pytest.param(
            lambda maker, made: [forge_ballot(maker, voter, [[1, 0]], [[0, 0]]) for voter in (0, 1)], id="the identity"
        ),
    ],
)
def test_B1_what_is_no_copy_of_another_voters_ciphertext_is_accepted(bridge: Bridge, ballots: Any) -> None:
    assert bridge.accept("audit", **asked(Maker(**tampered("ballots", ballots)).build()))["ballots"] == 2


def test_a_set_up_with_another_field_is_refused(bridge: Bridge) -> None:
    maker = Maker(**tampered("setup_data", lambda maker, record: {**record, "more": "0" * 64})).build()
    assert refusal(bridge, asked(maker)).startswith("The set-up must have the fields election, trustees, credentials")


def test_a_registrars_certificate_may_be_in_the_archive(bridge: Bridge) -> None:
    certificate = b'{"certificate":"of nobody"}'
    named = {"credentials_certificate": sha256_hex(certificate)}
    tamper = {
        "setup_data": lambda maker, record: {**record, **named},
        "steps": lambda maker, steps: [replace(steps[0], data=[certificate, *steps[0].data]), *steps[1:]],
    }
    assert bridge.accept("audit", **asked(Maker(tamper=tamper).build()))["ballots"] == 2


# -- elections that are not opened, so that no stage after the fault stops them


def new_poll(questions: Any = QUESTIONS[1:2], mixers: tuple[int, ...] = (), **about: Any) -> Poll:
    """Return an election of one trustee."""
    secret, key = new_trustee("Server")
    signer = secret.signing_key
    charter = make_charter([signer.public_hex], 1, mixers, 0)
    return Poll([key.trustee], charter, questions, signers={1: signer}, **about)


@pytest.mark.parametrize("total", [2**30 - 1, 2**30, 2**48])
def test_the_largest_weights_are_counted(bridge: Bridge, total: int) -> None:
    poll = new_poll(weights=[total - 2, 1, 1])
    for voter in range(3):
        poll.cast(voter, [[0, 1]])
    poll.close()
    assert bridge.accept("audit", **poll.asked)["tally"] == sha256_hex(poll.tally_raw)


PAPER = QUESTIONS[:1]


def test_ranked_papers_are_sorted(bridge: Bridge) -> None:
    poll = new_poll(PAPER, (1,), voters=7)  # they are in this order by chance once in 5,040 times
    for voter in range(7):
        poll.cast(voter, CHOICES[0][:1])
    poll.close()
    assert bridge.accept("audit", **poll.asked)["tally"] == sha256_hex(poll.tally_raw)


def test_T16_a_shuffle_where_nothing_is_ranked_is_refused(bridge: Bridge) -> None:
    poll = new_poll()
    poll.close()
    bridge.accept("audit", **poll.asked)
    raw = encode({"ciphertexts": [], "proofs": []})
    owned = encode({"owner": 1, "payload": sha256_hex(raw)})
    poll.add(EventType.SHUFFLE, owned, [raw, owned])
    assert refusal(bridge, poll.asked) == "There are shuffles, but nothing to shuffle."


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"owner": "1"}, "A shuffle belongs to nobody."),
        ({"more": 1}, "The owner of a shuffle must have the fields owner, payload."),
    ],
)
def test_T16_a_shuffle_whose_owner_is_written_in_another_way_is_refused(
    bridge: Bridge, change: dict[str, Any], sentence: str
) -> None:
    poll = new_poll(PAPER, (1,))
    poll.close()
    raw = mixnet.make_shuffle(poll.context, poll.lists)
    owned = encode({"owner": 1, "payload": sha256_hex(raw), **change})
    poll.add(EventType.SHUFFLE, owned, [raw, owned])
    assert refusal(bridge, poll.asked) == sentence


class Shifted(Ciphertext):
    """A ciphertext that is written with an element of order 8 in its second half."""

    def __str__(self) -> str:
        return f"{self.alpha},{outside(str(self.beta))}"


@pytest.mark.parametrize("kind", [Ciphertext, Shifted])
def test_C6_a_paper_outside_the_group_with_a_proof_that_holds_is_refused(bridge: Bridge, kind: Any) -> None:
    poll = new_poll(PAPER, (1,), voters=1)
    group, y, prefix = poll.context.statement(json.loads(poll.setup.public_credentials)[0])
    r = random_scalar(group)
    paper = kind(group.g**r, y**r)
    record = CiphertextRecord(*str(paper).split(","))
    answer = RankedAnswer(record, proof_record(proofs.prove_randomness(group, y, prefix, paper, r)))
    ballot = {"election_uuid": poll.uuid, "election_hash": poll.context.phi, "credential": prefix.split("|")[1]}
    owner = SimpleNamespace(group=ED25519, uuid=poll.uuid, tokens=poll.tokens)
    poll.add(EventType.BALLOT, sign_again(owner, 0, json.loads(encode({**ballot, "answers": [answer]}))))
    poll.add(EventType.END_BALLOTS)
    tally = encode([[record]])
    sized = encode({"num_tallied": 1, "total_weight": 1, "encrypted_tally": sha256_hex(tally)})
    poll.add(EventType.ENCRYPTED_TALLY, sized, [tally, sized])
    if kind is Ciphertext:
        bridge.accept("audit", **poll.asked)
    else:
        assert refusal(bridge, poll.asked) == "The ballots: a group element is outside the prime-order subgroup."
