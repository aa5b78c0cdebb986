"""Archives made by the independent implementation pass our verifier; our tally and result equal theirs byte for byte.

Not tested without belenios-tool: elections that another program makes afresh (a handful is kept in tests/vectors).
"""

from __future__ import annotations

import json
import os
import random
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from ballot.crypto.elgamal import Ciphertext
from ballot.protocol import mixnet
from ballot.protocol.ballots import ElectionContext, create_ballot, verify_ballot
from ballot.protocol.decryption import (
    make_partial_decryption,
    open_result,
    parse_partial_decryption,
    verify_partial_decryption,
)
from ballot.protocol.tally import Aggregate, parse_tally
from ballot.protocol.trustees import verify_trustees
from ballot.verify import Report, verify_archive
from tests.factory.container import Step, cut, steps_of
from tests.factory.tool import ForeignElection, Tool, random_election, random_trustees

SEEDS = range(int(os.environ.get("BALLOT_SOAK", "12")))
PLAIN = {"answers": ["a", "b", "c"], "min": 0, "max": 2, "question": "Who?"}
BLANK = {"answers": ["é", "\u2028"], "blank": True, "min": 1, "max": 1, "question": "選?"}
RANKED = {"type": "NonHomomorphic", "value": {"answers": ["é", "b", "c"], "question": "Order?"}}
PAPERS = ((0, [[1, 2, 3]]), (1, [[0, 0, 0]]), (0, [[3, 1, 255]]))
LISTS = {"type": "Lists", "value": {"answers": [["L1", "a", "b"], ["L2", "c"]], "question": "List?"}}
LIST_VOTES = ((0, [[[1, 1, 1], [0, 0]]]), (1, [[[0, 0, 0], [1, 1]]]))
VOTES = ((0, [[1, 1, 0]]), (1, [[0, 0, 1]]), (0, [[0, 1, 0]]))


def payloads(steps: list[Step], kind: str) -> list[bytes]:
    """Payloads of one type."""
    return [step.payload for step in steps if step.type == kind and step.payload is not None]


def recompute(archive: bytes) -> tuple[bytes, bytes, bytes]:
    """Tally, its size and the result, computed by our core from setup, ballots, shuffles and shares."""
    steps = steps_of(archive)
    election, trustees_raw, public_credentials = steps[0].data[:3]
    context = ElectionContext.from_setup(election, public_credentials)
    trustees = verify_trustees(context.group, trustees_raw)
    last = {ballot.credential: ballot for ballot in (verify_ballot(context, raw) for raw in payloads(steps, "Ballot"))}
    aggregate = Aggregate(context)
    for ballot in last.values():
        aggregate.add(ballot.choices, ballot.weight)
    tally, sized = aggregate.records()
    opened = after_shuffles(context, steps)
    factors = {}
    for step in (step for step in steps if step.type == "PartialDecryption"):
        share = parse_partial_decryption(context, opened, step.data[0])
        owner = json.loads(step.data[1])["owner"]
        verify_partial_decryption(context, opened, trustees.keys[owner - 1], share)
        factors[owner] = share.factors
    return tally, sized, open_result(context, opened, trustees.combine(factors), aggregate.total_weight)


def after_shuffles(context: ElectionContext, steps: list[Step]) -> list[list[Ciphertext]]:
    """The tally on the board after the shuffles on the board, each verified."""
    tally = parse_tally(context, next(step.data[0] for step in steps if step.type == "EncryptedTally"))
    ranked = mixnet.ranked_lists(context, tally)
    for step in (step for step in steps if step.type == "Shuffle"):
        after, proofs = mixnet.parse_shuffle(context, ranked, step.data[0])
        mixnet.verify_shuffles(context, ranked, after, proofs)
        ranked = after
    return mixnet.merge(context, tally, ranked)


def check_everything(made: ForeignElection, warnings: set[str] | None = None) -> Report:
    """Our verifier on one of their archives, and our core against theirs."""
    report = verify_archive(made.archive_path, jobs=1)
    assert not report.failures, [(f.id, f.height, f.message) for f in report.failures]
    assert report.verdict == "valid"
    assert {finding.id for finding in report.warnings} == (warnings or {"8.5"})
    steps = steps_of(made.archive)
    tally, sized, result = recompute(made.archive)
    assert next(step.data for step in steps if step.type == "EncryptedTally") == [tally, sized]
    assert payloads(steps, "Result") == [result]
    return report


@pytest.mark.parametrize("seed", SEEDS)
def test_random_elections(tool: Tool, seed: int, tmp_path: Path) -> None:
    check_everything(ForeignElection(tool, tmp_path / "e", **random_election(random.Random(1000 + seed))).build())


@pytest.mark.parametrize("seed", SEEDS)
def test_random_ranked_elections(tool: Tool, seed: int, tmp_path: Path) -> None:
    """1 to 3 shuffles, lists and homomorphic questions beside."""
    rng = random.Random(4000 + seed)
    made = random_election(rng, "ranked", *rng.choice([(), ("lists",)]))
    mixers = rng.sample(range(1, made["trustees"] + 1), rng.randint(1, made["trustees"]))
    check_everything(ForeignElection(tool, tmp_path / "e", **made, mixers=mixers).build())


@pytest.mark.parametrize("seed", SEEDS)
def test_random_lists_and_threshold_elections(tool: Tool, seed: int, tmp_path: Path) -> None:
    rng = random.Random(5000 + seed)
    made = random_election(rng, *rng.choice([("lists",), ("ranked",), ()]))
    made["trustees"], group = random_trustees(rng)
    check_everything(ForeignElection(tool, tmp_path / "e", **made, threshold=group).build())


@pytest.mark.parametrize(("needed", "size"), [(2, 3), (3, 5)])
def test_large_enough_subsets_of_a_group(tool: Tool, needed: int, size: int, tmp_path: Path) -> None:
    """All of 2 of 3; a sample of 3 of 5."""
    first = ForeignElection(
        tool, tmp_path / "e", [PLAIN], VOTES, trustees=0, threshold=(needed, size), until="EncryptedTally"
    ).build()
    subsets = [s for number in range(needed, size + 1) for s in combinations(range(1, size + 1), number)]
    archive = first.archive
    for subset in random.Random(size).sample(subsets, min(len(subsets), 6)):
        first.archive_path.write_bytes(archive)
        first.decrypting = subset
        first.do_partialdecryption()
        first.do_result()
        report = check_everything(first)
        assert ("8.6" in {finding.id for finding in report.findings}) is (len(subset) > needed)


KINDS: dict[str, dict[str, Any]] = {
    "BELENIOS-2048": {"group": "BELENIOS-2048", "trustees": 2},
    "RFC-3526-2048": {"group": "RFC-3526-2048"},
    "three trustees with names": {"trustees": 3, "trustee_names": True},
    "weights above 2^30 - 1": {"weights": (2**30, 2**31)},
    "weights of one": {"weights": (1, 1)},
    "no ballots": {"votes": ()},
    "one ballot": {"votes": VOTES[:1]},
    "many ballots": {"voters": 20, "votes": tuple((i, [[i % 2, 0, 1]]) for i in range(20))},
    "blank": {"questions": [BLANK], "votes": ((0, [[1, 0, 0]]), (1, [[0, 0, 1]]))},
    "two questions": {"questions": [PLAIN, BLANK], "votes": ((0, [[1, 1, 0], [1, 0, 0]]), (1, [[0, 0, 0], [0, 1, 0]]))},
    "unicode": {"name": "🗳 Ünïcode \u202e", "template": {"description": 'a\u2028b\u007fc\td"e\\f'}},
    "roles": {"template": {"credential_authority": "CA é", "administrator": "Admin"}},
    "ranked": {"questions": [RANKED], "votes": PAPERS, "trustees": 3, "mixers": (1, 2, 3)},
    "ranked, no ballots": {"questions": [RANKED], "votes": ()},
    "ranked, one ballot": {"questions": [RANKED], "votes": PAPERS[:1]},
    "ranked in a finite field": {"questions": [RANKED], "votes": PAPERS[:2], "group": "RFC-3526-2048"},
    "ranked with a hint": {
        "questions": [{**RANKED, "extra": {"type": "MajorityJudgment", "blank": True, "grades": ["A", "B"]}}],
        "votes": PAPERS,
    },
    "lists": {"questions": [LISTS], "votes": LIST_VOTES, "weights": (3, 2**30)},
    "lists in a finite field": {"questions": [LISTS], "votes": LIST_VOTES[:1], "group": "BELENIOS-2048"},
    "lists, no ballots": {"questions": [LISTS], "votes": ()},
    "threshold in a finite field": {"trustees": 1, "threshold": (1, 2), "group": "BELENIOS-2048", "votes": VOTES[:1]},
    "one of three": {"trustees": 0, "threshold": (1, 3)},
    "all kinds, a group and a single trustee": {
        "questions": [PLAIN, RANKED, LISTS, RANKED],
        "votes": ((0, [[1, 0, 0], [1, 2, 0], [[1, 1, 0], [0, 0]], [3, 3, 3]]),) * 2,
        "threshold": (2, 3),
        "mixers": (1, 3),
        "decrypting": (4, 1, 2, 3),
    },
    "wrapped question": {"questions": [{"type": "Homomorphic", "value": PLAIN}]},
    "wrapped question with a hint": {
        "questions": [{"type": "Homomorphic", "value": PLAIN, "extra": {"x": [1, "é", 2.5]}}]
    },
    "wrapped question with blank": {
        "questions": [{"type": "Homomorphic", "value": BLANK, "extra": None}],
        "votes": ((0, [[1, 0, 0]]),),
    },
}


@pytest.mark.parametrize("name", KINDS)
def test_kinds_of_elections(tool: Tool, name: str, tmp_path: Path) -> None:
    arguments: dict[str, Any] = {"questions": [PLAIN], "votes": VOTES, **KINDS[name]}
    check_everything(ForeignElection(tool, tmp_path / "e", **arguments).build())


@pytest.mark.parametrize("until", ["Setup", "Ballot", "EndBallots", "EncryptedTally", "PartialDecryption"])
def test_unfinished_archives_are_valid_so_far(tool: Tool, until: str, tmp_path: Path) -> None:
    made = ForeignElection(tool, tmp_path / "e", [PLAIN], VOTES, until=until).build()
    report = verify_archive(made.archive_path, jobs=1)
    assert (report.verdict, report.failures) == ("valid so far", ())


def test_a_later_copy_continues_an_older_one(tool: Tool, tmp_path: Path) -> None:
    made = ForeignElection(tool, tmp_path / "e", [PLAIN], VOTES).build()
    older = tmp_path / "older.bel"
    for events in range(1, len(steps_of(made.archive)) + 1):
        older.write_bytes(cut(made.archive, events))
        assert verify_archive(made.archive_path, against=older, jobs=1).verdict == "valid"
    other = ForeignElection(tool, tmp_path / "f", [PLAIN], VOTES).build()
    assert verify_archive(made.archive_path, against=other.archive_path, jobs=1).failed == {"1.4"}


def test_our_ballots_in_their_archive(tool: Tool, tmp_path: Path) -> None:
    """Their election, tokens and decryption; every second ballot is ours."""
    for group in ("Ed25519", "BELENIOS-2048"):
        made = ForeignElection(tool, tmp_path / group, [PLAIN, BLANK], (), voters=4, group=group, until="Setup").build()
        setup = steps_of(made.archive)[0].data
        context = ElectionContext.from_setup(setup[0], setup[2])
        for voter, choices in enumerate([[[1, 0, 0], [1, 0, 0]], [[0, 1, 1], [0, 1, 0]]] * 2):
            ours = create_ballot(context, made.tokens[voter], choices)
            made.add("Ballot", ours if voter % 2 else made.ballot(voter, choices))
        made.do_endballots()
        made.do_encryptedtally()
        made.do_partialdecryption()
        made.do_result()
        assert tool.verify(made.folder).ok
        check_everything(made)
        assert json.loads(payloads(steps_of(made.archive), "Result")[0])["result"] == [[2, 2, 2], [2, 2, 0]]


def test_our_shares_in_their_archive(tool: Tool, tmp_path: Path) -> None:
    """Their election and ballots; the partial decryptions are made by our core with their private keys."""
    made = ForeignElection(tool, tmp_path / "e", [PLAIN], VOTES, trustees=2, until="EncryptedTally").build()
    steps = steps_of(made.archive)
    context = ElectionContext.from_setup(steps[0].data[0], steps[0].data[2])
    ciphertexts = parse_tally(context, steps[-1].data[0])
    for owner, path in enumerate(made.private_keys, 1):
        share = make_partial_decryption(context, ciphertexts, int(json.loads(path.read_text())))
        owned = tool.run("sha256-b64", stdin=share)
        assert owned.ok
        made.add("PartialDecryption", share + b"\n" + _owned(owner, share) + b"\n")
    made.do_result()
    assert tool.verify(made.folder).ok
    check_everything(made)


def _owned(owner: int, share: bytes) -> bytes:
    from ballot.records.canonical import encode
    from tests.factory.container import sha256_hex

    return encode({"owner": owner, "payload": sha256_hex(share)})


def test_their_ballots_in_our_archive(tool: Tool, tmp_path: Path) -> None:
    """Our election record, keys and decryption; every ballot is theirs."""
    import msgspec

    from ballot.records.questions import HomomorphicQuestion
    from tests.attacks.verdicts import examine
    from tests.factory.elections import Maker
    from tests.factory.tool import in_folder, only_setup

    questions = tuple(msgspec.convert(q, HomomorphicQuestion) for q in (PLAIN, BLANK))
    votes = ((0, [[1, 0, 0], [1, 0, 0]]), (1, [[0, 1, 1], [0, 0, 1]]))

    def theirs(maker: Maker, ballots: list[bytes]) -> list[bytes]:
        maker.make_archive_of_setup = None  # type: ignore[attr-defined]
        folder = in_folder(tmp_path, maker.uuid, _setup_only(maker))
        helper = ForeignElection(tool, folder, [], ())
        helper.tokens = maker.tokens
        return [helper.ballot(voter, choices) for voter, choices in votes]

    maker = Maker(questions=questions, votes=votes, trustees=2, tamper={"ballots": theirs}).build()
    assert only_setup(maker.archive)
    report = examine(maker)
    assert (report.verdict, report.failures, report.warnings) == ("valid", (), ())


def _setup_only(maker: Any) -> bytes:
    from tests.factory.container import chain, pack

    data = [maker.election_raw, maker.trustees_raw, maker.credentials_raw, maker.setup_raw]
    return pack(chain([Step("Setup", maker.setup_raw, data)]))
