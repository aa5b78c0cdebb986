# SPDX-License-Identifier: Apache-2.0
"""The trustees' and the booth's JavaScript within elections of belenios-tool, and the tool's work read by ours."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from ballot.records.canonical import encode
from ballot.records.shuffle import OwnedShuffle
from ballot.records.tally import Owned
from tests.factory.tool import ForeignElection, Tool
from tests.frontend.bridge import Bridge

RANKED = {"type": "NonHomomorphic", "value": {"answers": ["Å", "B", "C", "D"], "question": "Rank \u0001 them"}}
FULL = {"type": "NonHomomorphic", "value": {"answers": [f"C{i}" for i in range(30)], "question": "Thirty"}}
LISTS = {"type": "Lists", "value": {"answers": [["L1", "a", "b"], ["L2", "c"]], "question": "Lists"}}
CHOICE = {"answers": ["yes", "no"], "blank": True, "min": 1, "max": 1, "question": "Statutes"}
QUESTIONS = [RANKED, CHOICE, LISTS, FULL]
VOTES: list[Any] = [
    [[1, 2, 3, 4], [0, 1, 0], [[1, 1, 0], [0, 0]], list(range(1, 31))],
    [[0, 0, 0, 0], [1, 0, 0], [[0, 0, 0], [1, 1]], [0] * 30],
    [[255, 1, 0, 7], [0, 0, 1], [[1, 1, 1], [0, 0]], [255] * 30],
]


class Half(ForeignElection):
    """An election of the tool whose ballots, shuffles and shares are partly ours."""

    bridge: Bridge

    def do_ballot(self) -> None:
        """Cast the first vote with the tool, the others with the booth."""
        election = self.record("election")
        for voter, choices in self.votes:
            raw = self.ballot(voter, choices) if voter == 0 else self.ours(election, voter, choices)
            self.bridge.accept("verify", election=election, ballot=raw.decode())
            self.add("Ballot", raw)

    def ours(self, election: str, voter: int, choices: Any) -> bytes:
        """A ballot of the booth, accepted by the tool."""
        made = self.bridge.accept("create", election=election, token=self.tokens[voter], choices=choices)
        assert self.bridge.accept("verify_opened", opened=made["opened"])["choices"] == choices
        raw: bytes = made["ballot"].encode()
        verdict = self.tool.verify_ballot(self.folder, raw)
        assert verdict.ok, verdict.err
        return raw

    def record(self, name: str) -> str:
        """The text of a set-up record."""
        return (self.folder / f"{name}.json").read_text(encoding="utf-8").removesuffix("\n")

    @property
    def asked(self) -> dict[str, Any]:
        """The archive as the bridge takes it."""
        return {"archive": base64.b64encode(self.archive).decode()}

    def secret(self, owner: int) -> dict[str, Any]:
        """A trustee of the tool as the bridge takes it."""
        private_key = json.loads(self.private_keys[owner - 1].read_text())
        secret = encode({"version": 1, "private_key": str(private_key), "signing_seed": "11" * 32}).decode()
        return {"kind": "single", "secret": secret, "owner": owner}

    def add_ours(self, kind: str, record: bytes, owned: bytes) -> None:
        """Append an event with two records, as the tool takes them: one on each line."""
        self.add(kind, record + b"\n" + owned + b"\n")


def digest(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


@pytest.fixture()
def election(bridge: Bridge, belenios_tool: Path, tmp_path: Path) -> Half:
    """An election with ballots of both programs, after the closing."""
    votes = [(voter, choices) for voter, choices in enumerate(VOTES)]
    made = Half(Tool(belenios_tool), tmp_path / "e", QUESTIONS, votes, voters=3, trustees=2, until="EncryptedTally")
    made.bridge = bridge
    made.build()
    return made


def test_a_shuffle_and_a_share_of_ours_within_an_election_of_the_tool(bridge: Bridge, election: Half) -> None:
    election.add("Shuffle", election.command("election", "shuffle", "--trustee-id", "1"))
    made = bridge.accept("shuffle", **election.asked, **election.secret(2))
    raw = made["shuffle"].encode()
    election.add_ours("Shuffle", raw, encode(OwnedShuffle(2, digest(raw))))
    assert election.tool.verify(election.folder).ok
    election.add("EndShuffles", b"")
    found = bridge.accept("audit", **election.asked)
    assert found["mixers"] == [1, 2] and found["shuffle"] == digest(raw) and found["ballots"] == 3
    share = bridge.accept("share", **election.asked, **election.secret(1))
    partial = encode(json.loads(share["text"])["partial_decryption"])
    election.add_ours("PartialDecryption", partial, encode(Owned(1, digest(partial))))
    arguments = ("election", "decrypt", "--privkey", election.private_keys[1].name, "--trustee-id", "2")
    election.add("PartialDecryption", election.command(*arguments))
    election.do_result()
    verdict = election.tool.verify(election.folder)
    assert verdict.ok, verdict.err
    result = json.loads(election.tool.result(election.folder))["result"]
    assert sorted(result[0]) == sorted(vote[0] for vote in VOTES)
    assert sorted(result[3]) == sorted(vote[3] for vote in VOTES)
    assert result[1] == [1, 1, 1] and result[2] == [[2, 2, 1], [1, 1]]
    bridge.accept("audit", **election.asked)


def test_a_share_of_ours_for_another_election_is_refused_by_the_tool(bridge: Bridge, election: Half) -> None:
    made = bridge.accept("shuffle", **election.asked, **election.secret(2))
    record = json.loads(made["shuffle"])
    record["ciphertexts"][0].reverse()
    raw = encode(record)
    election.add_ours("Shuffle", raw, encode(OwnedShuffle(2, digest(raw))))
    assert not election.tool.verify(election.folder).ok
    assert not bridge.ask("audit", **election.asked)["ok"]


@pytest.mark.parametrize("votes", [0, 1])
def test_T15_without_a_charter_two_ballots_are_the_least(
    bridge: Bridge, belenios_tool: Path, tmp_path: Path, votes: int
) -> None:
    cast = [(voter, [[1, 2, 3, 4]]) for voter in range(votes)]
    made = Half(Tool(belenios_tool), tmp_path / "e", [RANKED], cast, trustees=1, until="EncryptedTally")
    made.bridge = bridge
    made.build()
    assert "ballots would be opened" in bridge.ask("audit", **made.asked)["message"]


def test_a_trustee_of_ours_in_a_key_generation_of_the_tool(bridge: Bridge, belenios_tool: Path, tmp_path: Path) -> None:
    tool = Tool(belenios_tool)

    def step(*arguments: str, stdin: bytes = b"") -> bytes:
        command = ("setup", "generate-trustee-key-threshold", "--group", "Ed25519", *arguments)
        return tool.must(*command, folder=tmp_path, stdin=stdin)

    seed = json.loads(bridge.accept("new_secret", kind="threshold")["secret"])["seed"]
    context = {"group": "Ed25519", "size": 3, "threshold": 2, "index": 1}
    certificate = bridge.accept("certificate", seed=seed, context=context)["certificate"]
    names = [step("--threshold-context", f"{i}/2/3", "--step", "1").decode().strip() for i in (2, 3)]
    certs = [certificate, *(json.loads((tmp_path / f"{name}.cert").read_text()) for name in names)]
    (tmp_path / "certs.jsons").write_bytes(b"".join(encode(cert) + b"\n" for cert in certs))
    step("--certs", "certs.jsons", "--step", "2")
    polynomials = [bridge.accept("polynomial", seed=seed, certs=certs, threshold=2)["polynomial"]]
    for i, name in enumerate(names, 2):
        made = step("--threshold-context", f"{i}/2/3", "--certs", "certs.jsons", "--key", f"{name}.key", "--step", "3")
        polynomials.append(json.loads(made))
    (tmp_path / "polynomials.jsons").write_bytes(b"".join(encode(one) + b"\n" for one in polynomials))
    step("--certs", "certs.jsons", "--step", "4", "--polynomials", "polynomials.jsons")
    vinputs = {path.stem: path.read_bytes() for path in tmp_path.glob("*.vinput")}
    own = next(content for name, content in vinputs.items() if name not in names)
    commitments = [digest(polynomial["coefexps"]["message"].encode()) for polynomial in polynomials]
    asked = {"seed": seed, "threshold": 2, "certs": certs, "commitments": commitments, "vinput": json.loads(own)}
    voutputs = [encode(bridge.accept("voutput", **asked)["voutput"])]
    for name in names:
        arguments = ("--certs", "certs.jsons", "--key", f"{name}.key", "--step", "5")
        voutputs.append(step(*arguments, stdin=vinputs[name]).strip())
    last = ("--certs", "certs.jsons", "--step", "6", "--polynomials", "polynomials.jsons")
    parameters = json.loads(step(*last, stdin=b"".join(voutput + b"\n" for voutput in voutputs)))
    checked = bridge.accept("trustees", text=encode([["Pedersen", parameters]]).decode())
    assert checked["keys"] == [json.loads(voutput)["public_key"]["public_key"] for voutput in voutputs]
