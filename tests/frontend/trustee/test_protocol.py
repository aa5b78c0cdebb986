# SPDX-License-Identifier: Apache-2.0
"""The trustees' JavaScript and the Python core agree: keys, key files, key generation, shuffles, shares, archives."""

from __future__ import annotations

import base64
import hashlib
import json
import random
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest

from ballot.board.archive import data_record
from ballot.board.companion import SHARE_LABEL, SignatureRecord, encode_line, share_message
from ballot.crypto.channel import derive_keys
from ballot.crypto.elgamal import Ciphertext
from ballot.crypto.group import ED25519, random_scalar
from ballot.crypto.hashing import sha256_hex
from ballot.crypto.proofs import verify_rehearsal
from ballot.crypto.shuffle import prove_shuffle
from ballot.crypto.signing import SigningKey
from ballot.crypto.signing import verify as verify_signature
from ballot.errors import InvalidProof
from ballot.protocol import mixnet, ranked
from ballot.protocol import threshold as dkg
from ballot.protocol.decryption import parse_partial_decryption, verify_partial_decryption
from ballot.protocol.setup import (
    KeyPlace,
    ThresholdSecret,
    TrusteeSecret,
    new_trustee,
    open_key_file,
    open_threshold_key_file,
)
from ballot.protocol.strong import StrongStatement, verify_strong
from ballot.protocol.trustees import verify_trustee_key, verify_trustees
from ballot.records.canonical import decode, encode
from ballot.records.charter import Charter
from ballot.records.event import EventType
from ballot.records.shuffle import OwnedShuffle, ShuffleRecord, shuffle_proof_record, shuffled_lists
from ballot.records.tally import Owned
from ballot.records.threshold import Context, PolynomialRecord, Secret, Vinput, Voutput
from ballot.records.trustees import SignedMessage, TrusteePublicKey, encode_trustees
from ballot.records.types import ProofRecord
from tests.factory.forging import forge_output
from tests.frontend.bridge import ROOT, Bridge
from tests.frontend.polls import CHOICES, QUESTIONS, TIMESTAMP, Poll, make_charter

G = ED25519
PASSPHRASE = "correct horse — Pferd"
UUID = "1" * 14


# -- elements


def test_C17_generators_agree_and_are_distinct(bridge: Bridge) -> None:
    ours = [bridge.accept("generator", index=index)["text"] for index in range(-1, 100)]
    assert ours == [str(G.generator(index)) for index in range(-1, 100)]
    assert len(set(ours)) == 101


@pytest.mark.parametrize("seed", range(4))
def test_papers_agree(bridge: Bridge, seed: int) -> None:
    chance = random.Random(seed)
    size = chance.choice([1, 2, 7, 30])
    paper = [chance.randint(0, 255) for _ in range(size)] if seed else [0] * size
    answer = bridge.accept("paper", paper=paper)
    assert answer == {"ok": True, "text": str(ranked.encode_paper(G, paper)), "canonical": True}
    assert bridge.accept("read_paper", text=answer["text"], size=size)["paper"] == paper


def test_both_read_any_element_as_the_same_numbers_and_flag_it(bridge: Bridge) -> None:
    for _ in range(5):
        element = G.g ** random_scalar(G)
        read = bridge.accept("read_paper", text=str(element), size=5)
        assert read["paper"] == ranked.decode_paper(G, element, 5)
        assert read["canonical"] is ranked.is_canonical(G, element, 5) is False


def test_more_candidates_than_fit_are_refused(bridge: Bridge) -> None:
    for paper in ([1] * 31, [256], [-1], [1.5]):
        assert bridge.refuse("paper", paper=paper) == "InvalidEncoding"


# -- secrets and key files


def new_secret(kind: str) -> tuple[TrusteeSecret | ThresholdSecret, str]:
    """Return a trustee's secret made in Python, and its public signing key."""
    secret = new_trustee()[0] if kind == "single" else ThresholdSecret(1, dkg.new_seed())
    return secret, secret.signing_key.public_hex


@pytest.mark.parametrize("place", [None, KeyPlace(UUID, "Zoë Ó Briain\u2029محمد")])
@pytest.mark.parametrize("kind", ["single", "threshold"])
def test_key_files_open_on_both_sides(bridge: Bridge, kind: str, place: KeyPlace | None) -> None:
    (secret, key), opener = new_secret(kind), open_key_file if kind == "single" else open_threshold_key_file
    whose = {"kind": kind, "uuid": UUID, "passphrase": PASSPHRASE}
    text = secret.seal(PASSPHRASE, place)
    for one in (text, text.replace("\n", "\r\n")):
        assert bridge.accept("open", text=one, signing_key=key, **whose)["secret"] == encode(secret).decode()
    made = bridge.accept("new_secret", kind=kind)
    text = bridge.accept("seal", secret=made["secret"], name="Zoë Ó Briain\u2029محمد", **whose)["text"]
    again = opener(text, PASSPHRASE)
    assert encode(again).decode() == made["secret"] and again.signing_key.public_hex == made["signing_key"]
    first, owner, *body = text.splitlines()
    assert first.startswith("BALLOT SECRET ") and "TRUSTEE KEY 1 " in first and max(map(len, body)) == 64
    assert owner == f"For election {UUID}, signing key {made['signing_key']}, trustee Zoë Ó Briain محمد"
    assert again.seal(PASSPHRASE, KeyPlace(UUID, "Zoë Ó Briain\u2029محمد")).splitlines()[1] == owner


def test_T21_a_wrong_file_or_passphrase_is_refused_with_the_reason(bridge: Bridge) -> None:
    secret, key = new_secret("single")
    text = secret.seal(PASSPHRASE)
    first, body = text.split("\n", 1)
    changed = body[:30] + ("A" if body[30] != "A" else "B") + body[31:]
    whose = {"kind": "single", "uuid": UUID, "signing_key": key}
    assert bridge.refuse("open", text=text, passphrase="wrong horse", **whose) == "InvalidProof"
    assert bridge.refuse("open", text=f"{first}\n{changed}", passphrase=PASSPHRASE, **whose) == "InvalidProof"
    for bad in ("", "hello", body, first, first + "\nAAAA\n", first + "\n***\n"):
        assert bridge.refuse("open", text=bad, passphrase=PASSPHRASE, **whose) == "InvalidEncoding"
    asked = {**whose, "secret": bridge.accept("new_secret", kind="single")["secret"], "name": "Amina"}
    assert bridge.refuse("seal", passphrase="short", **asked) == "InvalidEncoding"


@pytest.mark.parametrize("kind", ["single", "threshold"])
def test_T21_the_key_file_of_another_trustee_or_election_is_recognised(bridge: Bridge, kind: str) -> None:
    (secret, key), (_, other) = new_secret(kind), new_secret(kind)
    text, bare = secret.seal(PASSPHRASE, KeyPlace(UUID, "Amina")), secret.seal(PASSPHRASE)
    another_kind = "threshold" if kind == "single" else "single"
    asked = {"kind": kind, "text": text, "passphrase": PASSPHRASE, "uuid": UUID, "signing_key": key}
    bridge.accept("open", **asked)
    for change in (
        {"uuid": "2" * 14, "passphrase": "of the other file"},  # said before the passphrase of the right file is tried
        {"signing_key": other, "passphrase": "of the other file"},
        {"text": bare, "signing_key": other},
        {"signing_key": None},
        {"kind": another_kind},
    ):
        answer = bridge.ask("open", **{**asked, **change})
        assert answer["message"].startswith("This is the key file of another trustee or another election."), answer
    forged = text.replace(UUID, "2" * 14)
    assert bridge.refuse("open", **{**asked, "text": forged, "uuid": "2" * 14}) == "InvalidProof"
    with pytest.raises(InvalidProof):
        (open_key_file if kind == "single" else open_threshold_key_file)(forged, PASSPHRASE)


def test_python_accepts_our_single_keys(bridge: Bridge) -> None:
    made = bridge.accept("new_secret", kind="single")
    raw = bridge.accept("trustee_key", secret=made["secret"], name="Amina")["key"].encode()
    key = decode(TrusteePublicKey, raw)
    assert verify_trustee_key(key) == G.g ** decode(TrusteeSecret, made["secret"].encode()).exponent()


def test_T13_T21_proofs_of_the_rehearsal_agree(bridge: Bridge) -> None:
    vector = json.loads((ROOT / "tests" / "vectors" / "rehearsal.json").read_text())
    about = {"uuid": vector["election"], "challenge": vector["challenge"]}
    key, proof = vector["public_key"], vector["proof"]
    bridge.accept("verify_rehearsal", public_key=key, proof=proof, **about)
    made = bridge.accept("rehearse", private_key=vector["private_key"], **about)["proof"]
    parsed = decode(ProofRecord, encode(made)).parse(G)
    verify_rehearsal(G, G.parse(key), vector["election"], vector["challenge"], parsed)
    other = str(G.g**5)
    for change in (
        {"uuid": "2" * 14},
        {"challenge": "0" * 64},
        {"public_key": other},
        {"proof": {**proof, "response": "5"}},
    ):
        asked = {**about, "public_key": key, "proof": proof, **change}
        assert bridge.refuse("verify_rehearsal", **asked) == "InvalidProof", change


# -- threshold key generation: trustee 1 is ours


def context(index: int, size: int = 3, threshold: int = 2) -> dict[str, Any]:
    """Return the place of a trustee as the status says it."""
    return {"group": "Ed25519", "size": size, "threshold": threshold, "index": index}


class Generation:
    """A key generation 2 of 3 in which trustee 1 is JavaScript and the others are Python."""

    def __init__(self, bridge: Bridge) -> None:
        self.bridge = bridge
        self.seeds = [dkg.new_seed() for _ in range(3)]
        made = bridge.accept("certificate", seed=self.seeds[0], context=context(1))
        places = [Context("Ed25519", 3, 2, index) for index in (1, 2, 3)]
        assert made["commitment"] == dkg.commit_to_polynomial(G, self.seeds[0], places[0])
        self.certs = [decode(SignedMessage, encode(made["certificate"]))]
        self.certs += [dkg.make_certificate(G, self.seeds[i], places[i]) for i in (1, 2)]
        self.commitments = [dkg.commit_to_polynomial(G, self.seeds[i], places[i]) for i in range(3)]
        ours = bridge.accept("polynomial", seed=self.seeds[0], certs=self.plain(self.certs), threshold=2)
        self.polynomials = [decode(PolynomialRecord, encode(ours["polynomial"]))]
        self.polynomials += [dkg.make_polynomial(G, self.seeds[i], self.certs) for i in (1, 2)]

    @staticmethod
    def plain(value: Any) -> Any:
        """Return a record as JSON carries it."""
        return json.loads(encode(value))

    def vinput(self) -> Vinput:
        """Return what the server routes to trustee 1."""
        return dkg.make_vinput(self.polynomials, 1)

    def asked(self, **change: Any) -> dict[str, Any]:
        """Return what trustee 1 is asked in step 5."""
        good = {"certs": self.certs, "commitments": self.commitments, "vinput": self.vinput()}
        return {"seed": self.seeds[0], "threshold": 2, **self.plain({**good, **change})}

    def finish(self) -> tuple[Any, Voutput]:
        """Return the published parameters, and our voutput."""
        ours = decode(Voutput, encode(self.bridge.accept("voutput", **self.asked())["voutput"]))
        others = [
            dkg.make_voutput(G, self.seeds[i], self.certs, dkg.make_vinput(self.polynomials, i + 1)) for i in (1, 2)
        ]
        return dkg.make_parameters(G, self.certs, self.polynomials, [ours, *others]), ours


@pytest.fixture(scope="module")
def generation(bridge: Bridge) -> Generation:
    """Return a key generation after step 3."""
    return Generation(bridge)


def test_a_mixed_key_generation_succeeds(bridge: Bridge, generation: Generation) -> None:
    parameters, ours = generation.finish()
    _, keys = dkg.verify_parameters(G, parameters)
    opened = bridge.accept("private_key", seed=generation.seeds[0], text=ours.private_key)["private_key"]
    assert int(opened) == dkg.open_private_key(G, generation.seeds[0], ours.private_key)
    assert G.g ** int(opened) == keys[0]
    _, single = new_trustee("Server")
    raw = encode_trustees([single.trustee, parameters])
    checked, expected = bridge.accept("trustees", text=raw.decode()), verify_trustees(G, raw)
    assert checked["keys"] == list(map(str, expected.keys)) and checked["public_key"] == str(expected.public_key)


def refusal(bridge: Bridge, **asked: Any) -> str:
    """Return the sentence with which step 5 is refused."""
    answer = bridge.ask("voutput", **asked)
    assert not answer["ok"]
    message: str = answer["message"]
    return message


def send_secret(generation: Generation, sender: int, value: int) -> str:
    """Return a secret for trustee 1 from another trustee, with a value of the sender's choice."""
    keys = derive_keys(G, generation.seeds[sender - 1])
    recipient = G.g ** derive_keys(G, generation.seeds[0]).decryption
    return dkg._send(G, keys, recipient, Secret(str(value)))


def test_T4_a_wrong_secret_names_its_sender(bridge: Bridge, generation: Generation) -> None:
    vinput = generation.plain(generation.vinput())
    vinput["secrets"][1] = send_secret(generation, 2, 5)
    assert refusal(bridge, **generation.asked(vinput=vinput)).startswith("Trustee 2 sent a wrong secret")
    vinput["secrets"][1] = send_secret(generation, 3, 5)
    assert "Trustee 2 sent a secret that cannot be read" in refusal(bridge, **generation.asked(vinput=vinput))


def test_T3_other_coefficients_than_committed_to_name_their_owner(bridge: Bridge, generation: Generation) -> None:
    commitments = [generation.commitments[0], generation.commitments[1], "0" * 64]
    assert "trustee 3" in refusal(bridge, **generation.asked(commitments=commitments))


def test_T5_a_server_that_forks_certificates_or_polynomials_is_found(bridge: Bridge, generation: Generation) -> None:
    other = dkg.make_certificate(G, dkg.new_seed(), Context("Ed25519", 3, 2, 3))
    assert "trustee" in refusal(bridge, **generation.asked(certs=[*generation.certs[:2], other]))
    vinput = generation.plain(generation.vinput())
    vinput["polynomial"] = generation.polynomials[1].polynomial
    assert refusal(bridge, **generation.asked(vinput=vinput)) != ""


@pytest.mark.parametrize("change", [{"index": 2}, {"threshold": 3}, {"size": 4}, {"threshold": 0}, {"group": "x"}])
def test_T7_a_certificate_for_another_place_names_its_owner(
    bridge: Bridge, generation: Generation, change: dict[str, Any]
) -> None:
    place = Context(**{**context(3), **change})
    certs = [*generation.certs[:2], dkg.make_certificate(G, generation.seeds[2], place)]
    asked = {"seed": generation.seeds[0], "certs": generation.plain(certs), "threshold": 2}
    answer = bridge.ask("polynomial", **asked)
    assert not answer["ok"] and "trustee 3" in answer["message"]


def test_T6_certificates_of_an_earlier_generation_are_refused(bridge: Bridge, generation: Generation) -> None:
    asked = {"seed": dkg.new_seed(), "certs": generation.plain(generation.certs), "threshold": 2}
    assert bridge.refuse("polynomial", **asked) == "InvalidProof"


# -- an election through one single trustee and a threshold group; our trustee is owner 2


@dataclass(frozen=True)
class Parts:
    """The trustees of an election: one alone, and a group of three whose first is ours (owner 2)."""

    single: TrusteePublicKey
    group: Any
    voutput: Voutput
    signers: dict[int, SigningKey]
    commitments: list[str]

    def charter(self, mixers: tuple[int, ...] = (1, 2), minimum: int = 2, **policy: Any) -> Charter:
        """Return a charter that fits."""
        keys = [key.public_hex for key in self.signers.values()]
        return make_charter(keys, 3, mixers, minimum, self.commitments, **policy)

    def poll(self, charter: Charter | None = None, **about: Any) -> Poll:
        """Return an election without ballots."""
        return Poll([self.single, self.group], charter or self.charter(), signers=self.signers, **about)


@pytest.fixture(scope="module")
def parts(generation: Generation) -> Parts:
    """Return the trustees."""
    secret, single = new_trustee("Server")
    keys = [secret.signing_key, *(ThresholdSecret(1, seed).signing_key for seed in generation.seeds)]
    return Parts(single.trustee, *generation.finish(), dict(enumerate(keys, 1)), generation.commitments)


def new_poll(parts: Parts, minimum: int = 2, votes: int = 3, charter: Charter | None = None) -> Poll:
    """Return an election with some ballots, a re-vote among them, after the closing."""
    poll = parts.poll(charter or parts.charter(minimum=minimum))
    for voter, choices in enumerate(CHOICES[:votes]):
        poll.cast(voter, choices)
    if votes > 1:
        poll.cast(0, CHOICES[1])
    poll.close()
    return poll


def ours(generation: Generation, parts: Parts) -> dict[str, Any]:
    """Return our trustee as the bridge takes it."""
    secret = encode(ThresholdSecret(1, generation.seeds[0])).decode()
    return {"kind": "threshold", "secret": secret, "owner": 2, "voutput": parts.voutput.private_key}


def test_the_audit_finds_what_python_made(bridge: Bridge, parts: Parts) -> None:
    poll = new_poll(parts)
    found = bridge.accept("audit", **poll.asked)
    assert found["phi"] == poll.context.phi and found["setup_event"] == poll.setup_event
    assert found["tally"] == sha256_hex(poll.tally_raw) and found["ballots"] == 3
    assert found["mixers"] == [] and found["shuffle"] == ""


def test_weights_are_counted(bridge: Bridge, parts: Parts) -> None:
    charter = make_charter([parts.signers[1].public_hex], 1, (), 0)
    poll = Poll([parts.single], charter, QUESTIONS[1:3], weights=[1, 7, 2**31])
    for voter, choices in enumerate(CHOICES):
        poll.cast(voter, choices[1:3])
    poll.close()
    assert bridge.accept("audit", **poll.asked)["tally"] == sha256_hex(poll.tally_raw)


def test_our_shuffle_and_share_are_accepted(bridge: Bridge, generation: Generation, parts: Parts) -> None:
    poll, trustee = new_poll(parts), ours(generation, parts)
    poll.mix(1)
    made = bridge.accept("shuffle", **poll.asked, **trustee)
    before, raw = poll.lists, made["shuffle"].encode()
    after, proofs = mixnet.parse_shuffle(poll.context, before, raw)
    mixnet.verify_shuffles(poll.context, before, after, proofs)
    assert poll.head is not None and made["parent"] == poll.head[0]
    key = ThresholdSecret(1, generation.seeds[0]).signing_key.public_hex
    signed = share_message(poll.context.phi, poll.setup_event, 2, made["parent"], raw)
    verify_signature(key, bytes.fromhex(made["signature"]), "ballot/shuffle/1", *signed)
    poll.mix(2, raw, (parts.signers[2].public_hex, made["signature"]))
    answers = poll.add(EventType.END_SHUFFLES)
    share = bridge.accept("share", **poll.asked, **trustee)
    assert share == bridge.accept("share", **poll.asked, **trustee), "the share must be the same again (M3)"
    assert share["commitment"] == hashlib.sha256(share["text"].encode()).hexdigest()
    check_share(poll, share["text"], key, answers, sha256_hex(raw))


def test_T10_shares_of_others_stop_nobody(bridge: Bridge, generation: Generation, parts: Parts) -> None:
    """What another trustee has published, a good share, a replaced one or nonsense, is not read."""
    poll = Poll([parts.single], make_charter([parts.signers[1].public_hex], 1, (), 0), QUESTIONS[1:3])
    for voter, choices in enumerate(CHOICES):
        poll.cast(voter, choices[1:3])
    poll.close()
    good = bridge.accept("audit", **poll.asked)
    for share in (b"\xff no text", b'{"a":1,"a":2}', b"{ }", b"[1]"):
        owned = encode(Owned(1, sha256_hex(share)))
        for _ in range(2):  # the protocol writes the records of a share again that is published again
            poll.add(EventType.PARTIAL_DECRYPTION, owned, [share, owned])
            assert bridge.accept("audit", **poll.asked) == good
    poll.add(EventType.PARTIAL_DECRYPTION, b'{"owner": "nobody"}')
    assert bridge.accept("audit", **poll.asked) == good


def test_B21_a_superfluous_record_before_the_shares_is_refused(bridge: Bridge, parts: Parts) -> None:
    poll = Poll([parts.single], make_charter([parts.signers[1].public_hex], 1, (), 0), QUESTIONS[1:3])
    for voter, choices in enumerate(CHOICES):
        poll.cast(voter, choices[1:3])
    poll.records.append(data_record(b"1", TIMESTAMP))
    poll.close()
    assert "no event names" in refused(bridge, poll.asked)
    poll.add(EventType.PARTIAL_DECRYPTION, b'{"owner": "nobody"}')
    assert "no event names" in refused(bridge, poll.asked)


@pytest.mark.parametrize("votes", [0, 1])
def test_C18_no_ballot_and_one_ballot(bridge: Bridge, generation: Generation, parts: Parts, votes: int) -> None:
    poll, trustee = new_poll(parts, minimum=0, votes=votes), ours(generation, parts)
    poll.mix(1)
    made = bridge.accept("shuffle", **poll.asked, **trustee)
    raw = made["shuffle"].encode()
    after, proofs = mixnet.parse_shuffle(poll.context, poll.lists, raw)
    mixnet.verify_shuffles(poll.context, poll.lists, after, proofs)
    poll.mix(2, raw, (parts.signers[2].public_hex, made["signature"]))
    answers = poll.add(EventType.END_SHUFFLES)
    share = bridge.accept("share", **poll.asked, **trustee)["text"]
    key = ThresholdSecret(1, generation.seeds[0]).signing_key.public_hex
    check_share(poll, share, key, answers, sha256_hex(raw))


def check_share(poll: Poll, text: str, key: str, answers: str, shuffle: str) -> None:
    """Verify a share of owner 2 with the Python core."""
    bundle = json.loads(text)
    assert list(bundle) == [
        "owner", "partial_decryption", "strong_proof", "signing_key", "answers", "signature"
    ]  # fmt: skip
    assert bundle["owner"] == 2 and bundle["answers"] == answers and bundle["signing_key"] == key
    record = encode(bundle["partial_decryption"])
    shares = parse_partial_decryption(poll.context, poll.merged, record)
    public_key = verify_trustees(G, poll.setup.trustees).keys[1]
    verify_partial_decryption(poll.context, poll.merged, public_key, shares)
    statement = StrongStatement(
        G, poll.context.phi, poll.setup_event, sha256_hex(poll.tally_raw), shuffle, 2, public_key,
        [entry.alpha for row in poll.merged for entry in row], [factor for row in shares.factors for factor in row],
    )  # fmt: skip
    proof = ProofRecord(**bundle["strong_proof"]).parse(G)
    verify_strong(statement, proof)
    statement_without = StrongStatement(**{**{s: getattr(statement, s) for s in statement.__slots__}, "shuffle": ""})
    with pytest.raises(InvalidProof):
        verify_strong(statement_without, proof)
    signed = share_message(poll.context.phi, poll.setup_event, 2, answers, record)
    verify_signature(key, bytes.fromhex(bundle["signature"]), SHARE_LABEL, *signed)


# -- T13, T14, M8: what a trustee's page must not open


def refused(bridge: Bridge, asked: dict[str, Any]) -> str:
    """Return why an archive is refused."""
    answer = bridge.ask("audit", **asked)
    assert not answer["ok"], "the archive was accepted"
    assert answer["error"] in {"InvalidEncoding", "InvalidProof", "Unsupported"}, answer
    message: str = answer["message"]
    return message


def test_T15_too_few_ballots_are_not_opened(bridge: Bridge, parts: Parts) -> None:
    assert "Only 1 ballots" in refused(bridge, new_poll(parts, votes=1).asked)


def test_T16_the_charters_mixers_must_all_have_shuffled(bridge: Bridge, parts: Parts) -> None:
    poll = new_poll(parts)
    poll.mix(1)
    poll.add(EventType.END_SHUFFLES)
    assert "trustees 2 are missing" in refused(bridge, poll.asked)
    twice = new_poll(parts)
    twice.mix(1)
    twice.mix(1)
    assert "twice" in refused(bridge, twice.asked)


def test_T17_a_shuffle_that_re_encrypts_nothing_is_refused(bridge: Bridge, parts: Parts) -> None:
    poll = new_poll(parts)
    after, proofs = [], []
    for entries in poll.lists:
        psi = list(range(len(entries)))[::-1]
        after.append([entries[j] for j in psi])
        proof = prove_shuffle(G, poll.context.y, poll.context.phi, entries, after[-1], [0] * len(entries), psi)
        proofs.append(shuffle_proof_record(proof))
    poll.mix(1, encode(ShuffleRecord(shuffled_lists(after), tuple(proofs))))
    assert "unchanged" in refused(bridge, poll.asked)


@pytest.mark.parametrize("half", ["alpha", "beta"])
def test_C16_a_changed_output_proved_for_the_changed_list_is_refused(bridge: Bridge, parts: Parts, half: str) -> None:
    """Every equation of the proof holds but the one of this half of the ciphertexts."""
    poll = new_poll(parts)

    def change(entry: Ciphertext) -> Ciphertext:
        return entry._replace(**{half: getattr(entry, half) * G.g})

    maker = SimpleNamespace(group=G, y=poll.context.y, context=poll.context)
    poll.mix(1, forge_output(maker, poll.lists, lambda entry: entry)[0])
    bridge.accept("audit", **poll.asked)
    poll.mix(2, forge_output(maker, poll.lists, change)[0])
    assert not bridge.ask("audit", **poll.asked)["ok"]


def test_C16_a_shuffle_with_any_part_changed_is_refused(bridge: Bridge, parts: Parts) -> None:
    poll = new_poll(parts)
    poll.mix(1)
    good = json.loads(mixnet.make_shuffle(poll.context, poll.lists))
    assert poll.head is not None
    head, lists, records, lines = poll.head, poll.lists, list(poll.records), list(poll.lines)

    def accepted(record: Any) -> bool:
        raw = encode(record)
        poll.head, poll.lists, poll.records, poll.lines = head, lists, list(records), list(lines)
        owned = encode(OwnedShuffle(2, sha256_hex(raw)))
        event = poll.add(EventType.SHUFFLE, owned, [raw, owned])
        signature = poll.sign(parts.signers[2], 2, head[0], raw)  # whoever changes the shuffle signs what they made
        poll.lines.append(encode_line(SignatureRecord(event, 2, signature[0], head[0], signature[1])))
        return bool(bridge.ask("audit", **poll.asked)["ok"])

    assert accepted(good)
    proof = good["proofs"][0]
    paths: list[Any] = [(0, 0), (0, 1), (0, 2), (0, 3, 0), (0, 3, 1), (0, 4, 1), (1, 0), (1, 1), (1, 2), (1, 3)]
    paths += [(1, 4, 1), (1, 5, 1), (2, 1), (3, 1)]
    for path in paths:
        mutant = json.loads(json.dumps(good))
        parent = mutant["proofs"][0]
        for key in path[:-1]:
            parent = parent[key]
        parent[path[-1]] = proof[2][0] if len(parent[path[-1]]) == 64 else "7"
        assert not accepted(mutant), path
    for change in (lambda c: c[::-1], lambda c: c[:-1], lambda c: [*c, c[0]], lambda c: [c[0]] * len(c)):
        assert not accepted({**good, "ciphertexts": [change(good["ciphertexts"][0]), good["ciphertexts"][1]]})


def test_T18_a_tally_of_other_ballots_is_refused(bridge: Bridge, parts: Parts) -> None:
    poll, other = new_poll(parts), new_poll(parts)
    poll.records[-3:-1] = other.records[-3:-1]
    assert refused(bridge, poll.asked) != ""


def test_no_tally_no_work(bridge: Bridge, parts: Parts) -> None:
    poll = parts.poll()
    poll.cast(0, CHOICES[0])
    assert "Voting has not ended" in refused(bridge, poll.asked)


def test_a_charter_that_is_missing_or_another_one_is_refused(bridge: Bridge, parts: Parts) -> None:
    asked = new_poll(parts).asked
    assert "companion" in refused(bridge, {**asked, "companion": None})
    other = asked["companion"].replace('"minimum_ballots":2', '"minimum_ballots":0')
    assert other != asked["companion"] and "charter" in refused(bridge, {**asked, "companion": other})


def test_B21_B22_an_archive_with_any_byte_changed_or_cut_is_refused(bridge: Bridge, parts: Parts) -> None:
    poll = new_poll(parts)
    asked, raw = poll.asked, poll.raw
    chance = random.Random(7)
    places = [chance.randrange(len(raw)) for _ in range(25)] + [0, 124, 148, 156, 500, len(raw) - 1]
    mutants = [raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :] for at in places]
    mutants += [raw[: len(raw) - cut] for cut in (1, 100, 512)] + [raw + bytes(512), raw + bytes(1024), b"", b"x"]
    for mutant in mutants:
        refused(bridge, {**asked, "archive": base64.b64encode(mutant).decode()})


def test_an_orphan_record_is_refused(bridge: Bridge, parts: Parts) -> None:
    poll = new_poll(parts)
    poll.records.insert(-1, data_record(b'{"hidden":1}', 1_795_501_745))
    assert "no event names" in refused(bridge, poll.asked)


def test_signing_keys_agree(bridge: Bridge) -> None:
    made = bridge.accept("new_secret", kind="single")
    seed = bytes.fromhex(json.loads(made["secret"])["signing_seed"])
    assert SigningKey.from_seed(seed).public_hex == made["signing_key"]
