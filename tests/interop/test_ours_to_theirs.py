"""Our archives, checked by the independent implementation: each ballot, the whole, tally, result.

Not tested without belenios-tool: that a program which we did not write accepts what we make. More elections:
BALLOT_SOAK=200.
"""

from __future__ import annotations

import json
import os
import random
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from ballot.crypto.hashing import hex_to_base64
from ballot.records.canonical import encode
from ballot.records.questions import parse_question
from tests.attacks.corpus.roll_changes import MOVED, ONE
from tests.attacks.verdicts import examine
from tests.factory.container import BLOCK, cut
from tests.factory.elections import Maker, lists, question, ranked
from tests.factory.tool import Tool, in_folder, only_setup, random_election, random_trustees, until

SEEDS = range(int(os.environ.get("BALLOT_SOAK", "12")))


def from_seed(seed: int) -> Maker:
    """A random election of ours."""
    made = as_ours(random_election(random.Random(seed)))
    return Maker(**made, name=f'Élection {seed} “選挙” \\ " \x7f \u2028').build()


def as_ours(made: dict[str, Any]) -> dict[str, Any]:
    """Arguments with our own question records in them."""
    return {**made, "questions": tuple(parse_question(encode(question)) for question in made["questions"])}


def check_everything(tool: Tool, maker: Maker, folder: Path) -> None:
    """All that the tool can say about one of our archives."""
    report = examine(maker)
    assert report.verdict == "valid", report.failures
    setup = in_folder(folder / "setup", maker.uuid, only_setup(maker.archive))
    for ballot in maker.ballots:
        answer = tool.verify_ballot(setup, ballot)
        assert answer.ok, answer.err
    answer = tool.verify(in_folder(folder / "whole", maker.uuid, maker.archive))
    assert answer.ok, answer.err
    ended = in_folder(folder / "ended", maker.uuid, until(maker.archive, "EndBallots"))
    assert tool.encrypted_tally(ended) == maker.tally_raw + b"\n" + maker.sized_raw + b"\n"
    shared = in_folder(folder / "shared", maker.uuid, until(maker.archive, "PartialDecryption"))
    assert tool.result(shared) == maker.result_raw


@pytest.mark.parametrize("made", [ONE, MOVED], ids=["replaced", "added and removed"])
def test_an_election_whose_roll_changed_after_the_freeze(tool: Tool, made: dict[str, Any], tmp_path: Path) -> None:
    """A spare credential is one of the list: the tool takes its ballot, and 4.5 and 5.14 are ours alone."""
    check_everything(tool, Maker(**made).build(), tmp_path)


@pytest.mark.parametrize("seed", SEEDS)
def test_random_elections(tool: Tool, seed: int, tmp_path: Path) -> None:
    check_everything(tool, from_seed(seed), tmp_path)


@pytest.mark.parametrize("seed", SEEDS)
def test_random_ranked_elections(tool: Tool, seed: int, tmp_path: Path) -> None:
    """1 to 3 shuffles, lists and homomorphic questions beside."""
    rng = random.Random(2000 + seed)
    made = as_ours(random_election(rng, "ranked", *rng.choice([(), ("lists",)])))
    mixers = rng.sample(range(1, made["trustees"] + 1), rng.randint(1, made["trustees"]))
    check_everything(tool, Maker(**made, mixers=mixers).build(), tmp_path)


@pytest.mark.parametrize("seed", SEEDS)
def test_random_lists_and_threshold_elections(tool: Tool, seed: int, tmp_path: Path) -> None:
    rng = random.Random(3000 + seed)
    made = as_ours(random_election(rng, *rng.choice([("lists",), ("ranked",), ()])))
    made["trustees"], group = random_trustees(rng)
    check_everything(tool, Maker(**made, groups=(group,)).build(), tmp_path)


@pytest.mark.parametrize(("needed", "size"), [(2, 3), (3, 5)])
def test_every_large_enough_subset_of_a_group_opens(tool: Tool, needed: int, size: int, tmp_path: Path) -> None:
    everybody = range(1, size + 1)
    for number in range(needed, size + 1):
        for subset in combinations(everybody, number):
            made = Maker(trustees=0, groups=((needed, size),), decrypting=subset[::-1]).build()
            assert examine(made).verdict == "valid"
            answer = tool.verify(in_folder(tmp_path / "-".join(map(str, subset)), made.uuid, made.archive))
            assert answer.ok, (subset, answer.err)


EDGES: dict[str, dict[str, Any]] = {
    "no ballots": {"votes": ()},
    "one ballot": {"votes": ((0, [[0, 1]]),)},
    "one answer, all or nothing": {"questions": (question(1, 1, 1),), "votes": ((0, [[1]]),)},
    "nothing may be chosen": {"questions": (question(3, 0, 0),), "votes": ((0, [[0, 0, 0]]),)},
    "all must be chosen": {"questions": (question(12, 12, 12),), "votes": ((0, [[1] * 12]), (1, [[1] * 12]))},
    "all or blank": {"questions": (question(2, 2, 2, blank=True),), "votes": ((0, [[1, 0, 0]]), (1, [[0, 1, 1]]))},
    "blank and minimum 0": {
        "questions": (question(2, 0, 2, blank=True),),
        "votes": ((0, [[0, 0, 0]]), (1, [[1, 0, 0]])),
    },
    "weights above 2^30": {"weights": (2**30, 2**31 - 1)},
    "weights at 2^30 - 1": {"weights": (2**30 - 1, 1), "votes": ((0, [[1, 0]]),)},
    "re-votes": {"votes": ((0, [[1, 0]]), (0, [[0, 1]]), (1, [[1, 0]]), (0, [[0, 0]]))},
    "three trustees": {"trustees": 3},
    "one voter": {"voters": 1, "votes": ((0, [[1, 0]]),)},
    "roles named": {"optional_fields": {"administrator": "Ada “A”", "credential_authority": "é"}},
    "four questions": {
        "questions": (question(), question(3, 1, 1), question(2, 0, 1, blank=True), question(5, 2, 4)),
        "votes": ((1, [[1, 0], [0, 0, 1], [1, 0, 0], [1, 0, 1, 0, 1]]),),
    },
    "ranked, no ballots": {"questions": (ranked(3),), "votes": (), "trustees": 2},
    "ranked, one ballot": {"questions": (ranked(30),), "votes": ((0, [[*range(1, 31)]]),), "trustees": 3},
    "ranked by a group": {
        "questions": (ranked(2), ranked(3)),
        "votes": ((0, [[1, 2], [255, 0, 7]]), (1, [[1, 2], [255, 0, 7]]), (0, [[2, 2], [0, 0, 0]])),
        "trustees": 1,
        "groups": ((2, 3),),
        "mixers": (4, 1, 2),
    },
    "lists, no ballots": {"questions": (lists(1, 3),), "votes": ()},
    "lists, one candidate, weights": {
        "questions": (lists(1),),
        "votes": ((0, [[[1, 1]]]), (1, [[[1, 1]]])),
        "weights": (3, 2**31),
    },
    "two groups": {"trustees": 1, "groups": ((2, 3), (1, 2))},
    "empty texts": {"name": "", "description": "", "questions": (question(text=""),)},
}


@pytest.mark.parametrize("name", EDGES)
def test_edges(tool: Tool, name: str, tmp_path: Path) -> None:
    check_everything(tool, Maker(**EDGES[name]).build(), tmp_path)


def test_every_prefix_that_ends_with_an_event(tool: Tool, tmp_path: Path) -> None:
    """An auditor may look at any time."""
    maker = Maker(trustees=2).build()
    for events in range(1, len(maker.steps) + 1):
        folder = in_folder(tmp_path / str(events), maker.uuid, cut(maker.archive, events))
        assert tool.verify(folder).ok, events


def test_checksums_agree(tool: Tool, tmp_path: Path) -> None:
    """What the tool prints for people is what our report prints."""
    maker = Maker(
        questions=(question(), ranked(2)),
        votes=((0, [[1, 0], [1, 2]]), (1, [[1, 0], [2, 1]])),
        trustees=2,
        groups=((2, 3),),
        mixers=(2, 4),
    ).build()
    folder = in_folder(tmp_path, maker.uuid, maker.archive)
    theirs = json.loads(tool.must("election", "compute-checksums", "--dir", str(folder)))
    ours = {checksum.value for checksum in examine(maker).checksums}
    single = {"election", "public_credentials", "encrypted_tally", "final"}
    values = {theirs[name] for name in single} | {entry["checksum"] for entry in theirs["trustees"]}
    values |= {entry["checksum"] for entry in theirs["shuffles"]}
    members = theirs["trustees_threshold"][0]["trustees"]
    values |= {member[name] for member in members for name in ("pki_key", "verification_key")}
    assert len(values) == len(single) + 2 + 2 + 6
    assert {value for value in values if value not in ours and hex_to_base64(value) not in ours} == set()
    assert hex_to_base64(theirs["election"]) == maker.context.phi
    assert theirs["num_voters"] == maker.voters


def test_damage_that_they_see_we_see_too(tool: Tool, tmp_path: Path) -> None:
    """One flipped bit in each block: whatever the tool refuses, we refuse."""
    from tests.attacks.verdicts import examine_bytes

    maker = Maker().build()
    rng = random.Random(5)
    for start in range(0, len(maker.archive), 3 * BLOCK):
        changed = bytearray(maker.archive)
        changed[start + rng.randrange(BLOCK)] ^= 1 << rng.randrange(8)
        folder = in_folder(tmp_path / str(start), maker.uuid, bytes(changed))
        if not tool.verify(folder).ok:
            assert examine_bytes(bytes(changed)).verdict in ("invalid", "error"), start
