"""A whole election with a choice, a ranked and a lists contest, three mixers, any two of three trustees decrypting."""

from __future__ import annotations

import io
import json
import subprocess

import msgspec
import pytest

from ballot.crypto.group import ED25519
from ballot.crypto.hashing import sha256_hex
from ballot.election.result.counting import election_result
from ballot.election.result.open import open_count
from ballot.election.result.publishing import declare_result
from ballot.election.scene import Scene
from ballot.election.setup import draft as setup
from ballot.election.tally import mixing
from ballot.election.tally.shares import accept_partial_decryption, commit_to_share
from ballot.election.tally.turns import status
from ballot.election.trustees import keygen, rehearsal
from ballot.election.trustees.link import find_by_link, new_link
from ballot.election.voting.opening import open_voting
from ballot.errors import InvalidEncoding, InvalidProof, NotPermitted
from ballot.protocol.rehearsal import Rehearsal, answer_rehearsal
from ballot.protocol.setup import ThresholdSecret
from ballot.protocol.threshold import new_seed
from ballot.records.canonical import decode, encode
from ballot.records.threshold import PolynomialRecord, Voutput
from ballot.store import board
from tests.election.scenario import Scenario, contest, draft, frozen
from tests.election.threshold import Group

NAMES = ["Amina", "Jonas", "Rosa"]
CONTESTS = [
    contest(3, seats=1, maximum=1),
    contest(4, title="Delegates", kind="ranked", seats=2),
    contest(4, title="Council", kind="lists", seats=3),
]
CHOICES = [
    ([1, 0, 0], [1, 2, 0, 0], [[1, 1, 0], [0, 0, 0], [0, 0]]),
    ([0, 1, 0], [2, 1, 3, 4], [[1, 1, 1], [0, 0, 0], [0, 0]]),
    ([1, 0, 0], [2, 1, 3, 0], [[0, 0, 0], [1, 0, 1], [0, 0]]),
    ([0, 0, 1], [1, 2, 3, 0], [[0, 0, 0], [0, 0, 0], [1, 1]]),
]


def prepare(database, threshold: int = 2) -> Group:
    uuid, _ = draft(database, contests=CONTESTS)
    group = Group(database, uuid)
    group.invite(NAMES, threshold)
    return group


@pytest.fixture
def group(database) -> Group:
    return prepare(database)


def run(database, group: Group) -> Scenario:
    group.generate()
    scenario = frozen(database, uuid=group.uuid)
    scenario.act(open_voting)
    for member, chosen in enumerate(CHOICES):
        scenario.cast(scenario.ballot(member, *chosen))
    scenario.close()
    return scenario


def archive_of(scenario: Scenario) -> bytes:
    out = io.BytesIO()
    scenario.look(lambda scene: board.write_archive(scene.session, scene.election, out))
    return out.getvalue()


@pytest.mark.parametrize("owners", [(1, 2), (1, 3), (3, 2), (1, 2, 3)])
def test_any_two_of_three_open_the_count(database, owners, tmp_path, belenios_tool) -> None:
    group = prepare(database)
    scenario = run(database, group)
    group.mix()
    group.decrypt(owners)
    scenario.act(open_count)
    result = scenario.look(election_result)
    first, second, third = result.contests
    assert [c.votes for c in first.candidates] == [2, 1, 1]
    assert second.kind == "ranked"
    assert {c.name for c in second.candidates if c.elected} == {"Amina Okafor", "Jonas Berg"}
    assert third.sheet is not None and sum(third.sheet.allocation.values()) == 3
    assert (third.blank, third.sheet.blank) == (1, "1") and "Blank vote" not in third.sheet.allocation
    (tmp_path / f"{scenario.uuid}.bel").write_bytes(archive_of(scenario))
    done = subprocess.run([belenios_tool, "election", "verify", "--dir", tmp_path], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_one_share_is_not_enough_and_is_held_back(database, group) -> None:
    """T9, P10, T11: nothing is published before enough have committed; a wrong share is refused and names its owner."""
    scenario = run(database, group)
    with pytest.raises(NotPermitted, match="being shuffled"):
        group.act(commit_to_share, 1, "0" * 64)
    group.mix()
    share = group.share(1)
    scenario.act(accept_partial_decryption, share)
    assert b"PartialDecryption" not in archive_of(scenario)
    with pytest.raises(NotPermitted, match="1 more of Jonas and Rosa"):
        scenario.act(open_count)
    good = msgspec.json.decode(group.share(2))
    good["partial_decryption"]["decryption_factors"][0][0] = str(ED25519.g)
    with pytest.raises(InvalidProof, match="Jonas"):
        scenario.act(accept_partial_decryption, encode(good))
    assert b"PartialDecryption" not in archive_of(scenario)
    scenario.act(accept_partial_decryption, group.share(3))
    assert archive_of(scenario).count(b"PartialDecryption") == 2
    scenario.act(open_count)


def test_a_share_must_be_the_one_that_was_committed_to(database, group) -> None:
    scenario = run(database, group)
    group.mix()
    group.act(commit_to_share, 1, sha256_hex(group.share(1)))
    with pytest.raises(InvalidProof, match="not the one"):
        scenario.act(accept_partial_decryption, group.share(1))  # fresh randomness: another share
    with pytest.raises(NotPermitted, match="another share"):
        group.act(commit_to_share, 1, "0" * 64)


def test_shuffles_in_turn_and_once(database, group) -> None:
    """T16, T17, C16: an older state of the board, a mixer twice, a share before the mixnet, a false proof."""
    scenario = run(database, group)
    stale = group.shuffle(2)
    scenario.act(mixing.accept_shuffle, group.shuffle(1))
    with pytest.raises(NotPermitted, match="has changed"):
        scenario.act(mixing.accept_shuffle, stale)
    with pytest.raises(NotPermitted, match="Amina has shuffled already"):
        scenario.act(mixing.accept_shuffle, group.shuffle(1))
    bundle = msgspec.json.decode(group.shuffle(2))
    bundle["shuffle"]["ciphertexts"][0].reverse()
    with pytest.raises(InvalidProof, match="Jonas is refused"):
        scenario.act(mixing.accept_shuffle, encode(bundle))
    other = Group(database, group.uuid, [ThresholdSecret(1, new_seed())] * 3)
    with pytest.raises(InvalidProof, match="another key"):
        scenario.act(mixing.accept_shuffle, other.shuffle(2))


def test_links_say_whose_turn_it_is(database, group) -> None:
    """W16: the database has the hash of a link's secret only, and a new link kills the old one."""

    def step(owner: int) -> tuple[str, tuple[str, ...]]:
        with database.reading() as session:
            election = setup.find_election(session, group.uuid)
            found = status(Scene(session, election), election.trustees[owner - 1])
            return found.step, found.waiting_for

    link = group.act(new_link, 1, "https://vote.example.org")
    secret = link.partition("#")[2]
    with database.reading() as session:
        assert find_by_link(session, group.uuid, secret).name == "Amina"
    again = group.act(new_link, 1, "https://vote.example.org").partition("#")[2]
    with database.reading() as session:
        assert find_by_link(session, group.uuid, again).name == "Amina"
        for wrong in (secret, "x" * 22, ""):
            with pytest.raises(NotPermitted, match="not valid"):
                find_by_link(session, group.uuid, wrong)
    assert step(1) == ("certificate", ())
    group.act(keygen.accept_certificate, 1, group.certificate(1))
    assert step(1) == ("wait", ("Jonas", "Rosa"))
    for owner in (2, 3):
        group.act(keygen.accept_certificate, owner, group.certificate(owner))
    assert step(1)[0] == "polynomial"


def test_an_election_cannot_be_frozen_before_every_trustee_has_rehearsed(database, group) -> None:
    """T21: also a wrong key file is noticed in the rehearsal."""
    for make, accept in (
        (group.certificate, keygen.accept_certificate),
        (group.polynomial, keygen.accept_polynomial),
        (group.voutput, keygen.accept_voutput),
    ):
        for owner in group.owners:
            group.act(accept, owner, make(owner))
    with pytest.raises(NotPermitted, match="Amina to prove in the rehearsal"):
        frozen(database, uuid=group.uuid)
    test = group.act(rehearsal.rehearsal_for, 1)
    assert test == group.act(rehearsal.rehearsal_for, 1)  # the same challenge, until it is answered
    private_key = group.look(lambda scene: scene.election.trustees[1].voutput)
    jonas = Rehearsal(test.challenge, decode(Voutput, private_key).private_key)
    another = Rehearsal("00" * 32, test.voutput_private_key)
    for wrong in (
        answer_rehearsal(group.secrets[1], group.uuid, jonas),
        answer_rehearsal(group.secrets[0], group.uuid, another),
        answer_rehearsal(group.secrets[0], group.uuid + "1", test),
    ):
        with pytest.raises(InvalidProof, match="right key file"):
            group.act(rehearsal.accept_rehearsal, 1, encode(wrong))
    with pytest.raises(InvalidEncoding):
        group.act(rehearsal.accept_rehearsal, 1, encode({"plaintext": str(ED25519.g)}))
    assert group.look(lambda scene: scene.election.trustees[0].rehearsed_at) is None
    group.act(rehearsal.accept_rehearsal, 1, encode(answer_rehearsal(group.secrets[0], group.uuid, test)))
    assert group.look(lambda scene: scene.election.trustees[0].rehearsed_at) is not None


def test_liars_in_the_key_generation_are_named(database, group) -> None:
    """T2, T3, T4, T7 at the server: a shared key, an uncommitted polynomial, another's certificate, out of turn."""
    with pytest.raises(NotPermitted, match="certificate of Amina, Jonas and Rosa"):
        group.look(lambda scene: keygen.certificates(scene.election))
    group.act(keygen.accept_certificate, 1, group.certificate(1))
    with pytest.raises(NotPermitted, match="there already"):
        group.act(keygen.accept_certificate, 1, group.certificate(1))
    with pytest.raises(InvalidEncoding, match="another place"):
        group.act(keygen.accept_certificate, 2, group.certificate(3))
    signed_alike = json.loads(group.certificate(2)) | {"signing_key": group.secrets[0].signing_key.public_hex}
    with pytest.raises(NotPermitted, match="Jonas.* handed in the key of .*Amina"):
        group.act(keygen.accept_certificate, 2, encode(signed_alike))
    for owner in (2, 3):
        group.act(keygen.accept_certificate, owner, group.certificate(owner))
    honest = decode(PolynomialRecord, group.polynomial(1))
    other = decode(PolynomialRecord, group.polynomial(2))
    with pytest.raises((InvalidEncoding, InvalidProof), match="Amina"):
        group.act(keygen.accept_polynomial, 1, encode(msgspec.structs.replace(honest, coefexps=other.coefexps)))
    with pytest.raises(NotPermitted, match="Waiting for the polynomial"):
        group.look(lambda scene: keygen.vinput_for(scene.election, scene.election.trustees[0]))


def test_a_contest_in_which_nobody_ranked_anybody_elects_nobody(database, group) -> None:
    """Blank papers only: the election is declared all the same, and no lot is waited for."""
    group.generate()
    scenario = frozen(database, uuid=group.uuid)
    scenario.act(open_voting)
    for member in range(2):
        scenario.cast(scenario.ballot(member, [1, 0, 0], [0, 0, 0, 0], [[0, 0, 0], [0, 0, 0], [1, 1]]))
    scenario.close()
    group.mix()
    group.decrypt((1, 2))
    scenario.act(open_count)
    _, second, third = scenario.look(election_result).contests
    for one in (second, third):
        assert not any(candidate.elected for candidate in one.candidates) and not one.needs_lot
    assert third.blank == 2 and third.sheet is None
    scenario.act(declare_result)


def test_T17_a_shuffle_that_only_permutes_is_refused(database, group, monkeypatch) -> None:
    scenario = run(database, group)
    monkeypatch.setattr("ballot.crypto.shuffle.random_scalar", lambda own: 0)
    permuted = group.shuffle(1)
    monkeypatch.undo()
    with pytest.raises((InvalidProof, InvalidEncoding), match="Amina"):
        scenario.act(mixing.accept_shuffle, permuted)
