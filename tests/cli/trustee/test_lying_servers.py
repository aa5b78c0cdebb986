"""A server that asks a trustee's tool for what must not be done: the tool decides by what it verified (M8)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from ballot.board.archive import Archive
from ballot.board.companion import SignatureRecord
from ballot.board.shuffles import SHUFFLE_LABEL, shuffle_message
from ballot.cli.archive import Decided, read_case
from ballot.cli.trustee.decryption import share_for
from ballot.cli.trustee.state_file import Memory
from ballot.crypto.credentials import new_token, public_credential
from ballot.crypto.hashing import sha256_hex
from ballot.crypto.signing import SigningKey
from ballot.errors import InvalidProof, NotPermitted
from ballot.protocol.threshold import generation_hash
from tests.attacks.corpus.trustees import one_signing_key
from tests.cli.conftest import PASSPHRASE, Desk
from tests.cli.trustee.lying_server import PAPERS, PASS, LyingServer, tampered
from tests.factory.elections import Maker


def paper_election(until: str = "EndShuffles", **values: Any) -> Maker:
    """An election with ranked papers, two trustees who both shuffle, and no share yet."""
    return Maker(**{**PAPERS, "until": until, **values}).build()


def other_shuffles(maker: Maker) -> Maker:
    """The same election, the same tally, and other shuffles of it: everything behind the tally is made anew."""
    maker.make_shuffles()
    maker.make_shares()
    maker.make_archive()
    maker.make_companion()
    return maker


def with_one_voter_more(maker: Maker) -> None:
    """Set up the same election a second time, by the same charter and trustees, with a voter who does not exist."""
    maker.tokens.append(new_token())
    maker.public.append(str(public_credential(maker.group, maker.uuid, maker.tokens[-1])))
    maker.voters, maker.votes = 3, (*maker.votes, (2, [[3, 1, 2]]))
    maker.make_setup()
    maker.make_ballots()
    maker.make_tally()
    other_shuffles(maker)


def opened(maker: Maker, folder: Path, decided: Decided) -> bytes:
    """What the core makes of an archive that nobody has verified."""
    archive, _ = maker.write(folder)
    with archive.open("rb") as stream:
        case = read_case(Archive(stream), decided)
    secret = maker.secrets[0]
    memory = Memory(folder / "state", maker.uuid, secret.signing_key.public_hex)
    return share_for(case, 1, secret, secret.exponent(), memory)


# -- ranked ballots that were not shuffled, or not by all


@pytest.mark.parametrize("step", ["commit", "decrypt"])
def test_T16_ballots_that_nobody_shuffled_are_not_decrypted_whatever_the_server_asks(
    lying: LyingServer, step: str
) -> None:
    lying.serve(paper_election("EncryptedTally"), step)
    assert "still being shuffled" in lying.refused("decrypt")
    lying.serve(paper_election("Shuffle"), step)
    assert "still being shuffled" in lying.refused("decrypt")


@pytest.mark.parametrize("step", ["commit", "decrypt"])
def test_T16_the_end_of_the_shuffles_is_not_the_server_s_word(lying: LyingServer, step: str, tmp_path: Path) -> None:
    """One of the charter's two mixers has shuffled, and EndShuffles follows."""
    maker = paper_election(mixers=(2,), policy_mixers=(1, 2))
    lying.serve(maker, step)
    assert "7.2" in lying.refused("decrypt")
    with pytest.raises(NotPermitted, match="have to shuffle the ballots, and have not: 1"):
        opened(maker, tmp_path, Decided(maker.charter))
    with pytest.raises(NotPermitted, match="not known who has to shuffle"):
        opened(maker, tmp_path, Decided())
    assert not list(tmp_path.rglob("*.share"))


def test_T16_without_the_charter_it_is_not_known_who_has_to_shuffle(lying: LyingServer, desk: Desk) -> None:
    maker = paper_election()
    lying.serve(maker, "commit")
    desk.path("alone.bel").write_bytes(maker.archive)
    for command in ("decrypt", "shuffle"):
        done = desk.refused("trustee", command, "Amina.key", "alone.bel", *PASS, "--yes")
        assert "names a charter, and it is not at hand" in done
    foreign = paper_election(with_charter=False)
    lying.serve(foreign, "commit")
    desk.path("foreign.bel").write_bytes(foreign.archive)
    done = desk.refused("trustee", "decrypt", "Amina.key", "foreign.bel", *PASS, "--yes")
    assert "not known who has to shuffle" in done
    assert not list(desk.folder.rglob("*.share*"))


def test_T16_a_mixer_is_excused_only_as_the_charter_permits(lying: LyingServer, desk: Desk, tmp_path: Path) -> None:
    def floor_of_two(made: Maker, charter: Any) -> Any:
        return msgspec.structs.replace(charter, policy=msgspec.structs.replace(charter.policy, minimum_mixers=2))

    values = {"trustees": 3, "policy_mixers": (1, 2, 3), **tampered("charter", floor_of_two)}
    lying.serve(paper_election(mixers=(2, 3), excused=(1,), **values), "commit")
    desk.refused(*lying.command("decrypt", "--yes"))
    assert [what for what, _ in lying.sent] == ["commitment"]  # two are enough, and the third was excused
    maker = paper_election(mixers=(3,), excused=(1, 2), **values)
    lying.serve(maker, "commit")
    assert "7.2" in desk.refused(*lying.command("decrypt", "--yes")) and lying.sent == []
    with pytest.raises(NotPermitted, match="have to shuffle the ballots, and have not: 2"):
        opened(maker, tmp_path, Decided(maker.charter, (1, 2)))
    maker = paper_election("EncryptedTally", mixers=(2, 3), excused=(1,), **values)
    lying.serve(maker, "shuffle")
    assert "or you were excused" in desk.refused(*lying.command("shuffle", "--yes")) and lying.sent == []


def signed_by_somebody(maker: Maker, records: list[Any]) -> list[Any]:
    """Let another key sign the second trustee's shuffle, over everything that it must sign."""
    key = SigningKey.generate()
    for place, record in enumerate(records):
        if isinstance(record, SignatureRecord) and record.owner == 2:
            setup, raw = maker.event_hashes[0], dict(maker.shuffles)[2]
            message = shuffle_message(maker.context.phi, setup, 2, record.answers, raw)
            signature = key.sign(SHUFFLE_LABEL, *message).hex()
            records[place] = msgspec.structs.replace(record, signing_key=key.public_hex, signature=signature)
    return records


def test_T16_every_mixer_s_signature_is_verified_with_the_charter_s_key(lying: LyingServer) -> None:
    lying.serve(paper_election(**tampered("companion", signed_by_somebody)), "commit")
    assert "7.2" in lying.refused("decrypt")
    maker = paper_election("Shuffle", mixers=(2,), policy_mixers=(1, 2), **tampered("companion", signed_by_somebody))
    lying.serve(maker, "shuffle")
    assert "7.2" in lying.refused("shuffle")


def test_T16_nobody_else_signs_in_a_trustee_s_place(lying: LyingServer, tmp_path: Path) -> None:
    """The charter has another signing key for Amina, and her shuffle is signed with that."""
    maker = paper_election()
    own = maker.secrets[0]

    def replaced(made: Maker, charter: Any) -> Any:
        stranger = SigningKey.generate()
        made.secrets[0] = msgspec.structs.replace(made.secrets[0], signing_seed=stranger.seed.hex())
        return msgspec.structs.replace(charter, signing_keys=(stranger.fingerprint, charter.signing_keys[1]))

    maker = paper_election(**tampered("charter", replaced))
    lying.serve(maker, "commit")
    honest = msgspec.structs.replace(own, private_key=maker.secrets[0].private_key)
    lying.desk.write("Amina.key", honest.seal(PASSPHRASE))
    lying.status["trustee"]["signing_key"] = honest.signing_key.public_hex
    assert "another signing key in your place" in lying.refused("decrypt")


def test_T2_two_trustees_with_one_signing_key_are_refused(lying: LyingServer) -> None:
    lying.serve(paper_election(**tampered("charter", one_signing_key)), "commit")
    assert "3.8: Two trustees have the same signing key" in lying.refused("decrypt")


# -- the tool's memory


def test_T16_a_shuffle_is_remembered_before_it_is_sent_and_missed_later(lying: LyingServer, desk: Desk) -> None:
    maker = paper_election("EncryptedTally")
    lying.serve(maker, "shuffle")
    desk.refused(*lying.command("shuffle", "--yes"))  # the server takes it, and says that it failed
    ((what, body),) = lying.sent
    sent = sha256_hex(bytes(msgspec.json.decode(body, type=dict[str, msgspec.Raw])["shuffle"]))
    (note,) = desk.path("state").rglob("*.shuffle.json")
    assert what == "shuffle" and json.loads(note.read_text())["shuffles"] == [sent]
    maker.until = "EndShuffles"
    lying.serve(other_shuffles(maker), "commit")  # with another shuffle in Amina's name
    assert "your shuffle is not on the bulletin board" in lying.refused("decrypt")


def test_T14_the_last_shuffle_is_remembered_too(lying: LyingServer, desk: Desk) -> None:
    """Two mixes of one tally would show which paper is which, if one of them was not honest."""
    maker = paper_election()
    lying.serve(maker, "commit")
    desk.refused(*lying.command("decrypt", "--yes"))
    assert [what for what, _ in lying.sent] == ["commitment"]
    (share,) = desk.path("state").rglob("*.share")
    before = share.read_bytes()
    lying.serve(other_shuffles(maker), "commit")
    assert "already opened a different tally" in desk.refused(*lying.command("decrypt", "--yes"))
    assert lying.sent == [] and share.read_bytes() == before


def test_T14_the_memory_belongs_to_the_election_of_the_link(lying: LyingServer, desk: Desk) -> None:
    """A server cannot get a second tally by calling the election another one."""
    maker = paper_election()
    lying.serve(maker, "commit")
    lying.status["election"]["uuid"] = "Another1Election"
    for command in ("decrypt", "shuffle", "status", "check"):
        assert "about another election than your personal link" in lying.refused(command)
    lying.serve(maker, "commit", link="Another1Election")
    lying.status["election"]["uuid"] = "Another1Election"
    assert "the archive is of another election" in lying.refused("decrypt")
    desk.path("file.bel").write_bytes(maker.archive)
    desk.path("file.companion.jsonl").write_bytes(maker.companion.raw)
    assert "the archive is of another election" in lying.desk.refused(
        "trustee", "decrypt", "Amina.key", "file.bel", "--link", "link", *PASS, "--yes"
    )


# -- the Setup event


def test_T5_the_setup_event_is_pinned_when_it_is_first_seen(lying: LyingServer, desk: Desk) -> None:
    maker = paper_election()
    first = maker.event_hashes[0]
    lying.serve(maker, "commit")
    shown = desk.must(*lying.command("status"))
    assert first in shown and "This is the first time" in shown
    assert "This is the first time" not in desk.must(*lying.command("status"))
    lying.status["election"]["setup_event"] = "ab" * 32
    for command in ("status", "check", "decrypt", "shuffle"):
        refusal = lying.refused(command)
        assert first in refusal and "ab" * 32 in refusal and "Nothing was done" in refusal


def test_T5_a_second_setup_of_the_election_is_refused_in_the_archive_too(lying: LyingServer, desk: Desk) -> None:
    """Another list of voters, and everything behind it made anew; the status repeats the old event."""
    maker = paper_election()
    lying.serve(maker, "commit")
    desk.must(*lying.command("status"))
    first = maker.event_hashes[0]
    with_one_voter_more(maker)
    lying.serve(maker, "commit")
    lying.status["election"]["setup_event"] = first
    assert maker.event_hashes[0] in lying.refused("decrypt")


def test_T5_a_setup_event_that_was_told_is_pinned(lying: LyingServer, desk: Desk) -> None:
    maker = paper_election()
    lying.serve(maker, "commit")
    told = "AB " * 32
    for command in ("status", "decrypt", "shuffle"):
        assert "ab" * 32 in lying.refused(command, "--setup-event", told)
    assert "ab" * 32 in lying.refused("decrypt")  # from now on
    wrong = desk.run(*lying.command("status", "--setup-event", "abc"))
    assert wrong.exit_code == 2 and "64 hexadecimal digits" in wrong.output


def test_T5_a_setup_event_that_was_told_and_is_right(lying: LyingServer, desk: Desk) -> None:
    maker = paper_election()
    lying.serve(maker, "commit")
    shown = desk.must(*lying.command("status", "--setup-event", maker.event_hashes[0]))
    assert "This is the first time" not in shown


def test_T3_T5_the_key_is_made_of_the_parts_that_were_shown(lying: LyingServer, desk: Desk) -> None:
    """A server that showed one trustee other certificates, or other commitments, than it published."""
    maker = Maker(trustees=0, groups=((2, 3),), until="EncryptedTally").build()
    certs, commitments = maker.made_groups[0].parameters.certs, maker.charter.commitments
    key = maker.secrets[0].signing_key.public_hex
    for state, shown in {"certs": (certs[::-1], commitments), "commitments": (certs, commitments[::-1])}.items():
        lying.serve(maker, "commit")
        Memory(desk.path(state), maker.uuid, key).remember_generation(generation_hash(*shown))
        assert "are not those that the server showed before" in lying.refused("decrypt", "--state", state)
    Memory(desk.path("honest"), maker.uuid, key).remember_generation(generation_hash(certs, commitments))
    lying.serve(maker, "commit")
    desk.refused(*lying.command("decrypt", "--yes", "--state", "honest"))
    assert lying.asked[-1] == "private-key"  # all was right until the key was needed


# -- a wrong key file


def test_T21_a_wrong_key_file_is_recognised_before_anything_else(lying: LyingServer, desk: Desk) -> None:
    lying.serve(paper_election(), "commit")
    for command in ("decrypt", "shuffle", "check"):
        lying.asked.clear()
        assert "This is the key file of another trustee or another election" in lying.refused(command, key="Jonas")
        assert lying.asked == ["status"]
    assert not list(desk.path("state").rglob("*"))


def test_T21_a_wrong_key_file_is_recognised_before_an_archive_is_verified(lying: LyingServer, desk: Desk) -> None:
    """The archive is bad too: who picked a wrong file is told that first."""
    maker = paper_election(**tampered("companion", signed_by_somebody))
    lying.serve(maker, "commit")
    desk.write("Rosa.key", paper_election().secrets[0].seal(PASSPHRASE))
    desk.path("file.bel").write_bytes(maker.archive)
    desk.path("file.companion.jsonl").write_bytes(maker.companion.raw)
    for command in ("decrypt", "shuffle"):
        assert desk.refused("trustee", command, "Rosa.key", "file.bel", *PASS, "--yes").startswith(
            "Error: This is the key file of another trustee or another election"
        )


def test_T13_a_private_share_of_another_key_opens_nothing(tmp_path: Path) -> None:
    maker = paper_election()
    archive, _ = maker.write(tmp_path)
    with archive.open("rb") as stream:
        case = read_case(Archive(stream), Decided(maker.charter))
    secret = maker.secrets[0]
    memory = Memory(tmp_path / "state", maker.uuid, secret.signing_key.public_hex)
    with pytest.raises(InvalidProof, match="not the one of this election"):
        share_for(case, 1, secret, secret.exponent() + 1, memory)
    assert not list(tmp_path.rglob("*.share"))
