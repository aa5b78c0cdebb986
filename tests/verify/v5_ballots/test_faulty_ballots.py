"""V5: everything that is wrong with a ballot is said, nothing that is not, and what could not be checked."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ballot.board.companion import TrackingNumbersRecord
from ballot.crypto import credentials
from ballot.crypto.hashing import sha256_base64
from ballot.errors import InvalidProof
from ballot.protocol.answers import read_ciphertexts
from ballot.protocol.ballots import create_ballot
from ballot.records.canonical import encode
from ballot.verify import Report, verify_archive
from ballot.verify.v5_ballots import ballots, one_ballot
from ballot.verify.v5_ballots.one_ballot import Examined, examine
from tests.attacks.corpus.ballots import for_another_election, same_ciphertexts
from tests.attacks.corpus.base import TWICE, edit_record, other_number, plus_q
from tests.factory.container import Step
from tests.factory.elections import Companion, Maker
from tests.factory.forging import edit_ballot, forge_ballot
from tests.verify.conftest import Verify
from tests.verify.test_companion import KEY, receipt_of, signed

WITHOUT_LIST = {"companion": lambda maker, records: [r for r in records if not isinstance(r, TrackingNumbersRecord)]}


def with_ballot(make: Any) -> Maker:
    """An election with one more ballot, before the good ones."""
    return Maker(tamper={"ballots": lambda maker, own: [make(maker), *own]}).build()


def skipped(report: Report) -> dict[str, str]:
    """What was not checked, and why."""
    return dict(report.not_checked)


def signed_wrongly(raw: bytes) -> bytes:
    """A ballot whose signature does not hold."""
    ballot = json.loads(raw)
    ballot["signature"]["proof"]["response"] = other_number(ballot["signature"]["proof"]["response"])
    return encode(ballot)


def of_a_stranger(maker: Maker) -> bytes:
    """A ballot of somebody who is not on the list, and not signed either."""
    public = credentials.public_credential(maker.group, maker.uuid, token := credentials.new_token())
    return signed_wrongly(create_ballot(replace(maker.context, weights={str(public): 1}), token, [[1, 0]]))


def for_another_uuid(maker: Maker) -> bytes:
    """A ballot for another identifier, and not signed either."""
    other = {"election_uuid": credentials.new_uuid()}
    return signed_wrongly(edit_ballot(maker, 0, maker.ballot(0, [[1, 0]]), lambda b: {**b, **other}))


def of_a_draft_out_of_range(maker: Maker) -> bytes:
    """A ballot for another version of the election, with a number that is too large."""

    def change(ballot: dict[str, Any]) -> None:
        first = ballot["answers"][0]["overall_proof"][0]
        first["response"] = plus_q(maker, first["response"])

    return edit_ballot(maker, 0, for_another_election(maker), change)


@pytest.mark.parametrize(
    ("make", "failed"),
    [
        (of_a_stranger, {"5.2", "5.4"}),
        (for_another_uuid, {"5.3", "5.4"}),
        (of_a_draft_out_of_range, {"5.3", "5.6"}),
        (lambda maker: signed_wrongly(forge_ballot(maker, 0, [[1, 1]])), {"5.4", "5.7"}),
    ],
    ids=["stranger", "other identifier", "draft", "over-vote"],
)
def test_two_faults_of_one_ballot_are_both_said(make: Any, failed: set[str], verify: Verify) -> None:
    report = verify(with_ballot(make))
    assert report.failed == failed, report.failures


@pytest.mark.parametrize(
    ("make", "check"),
    [
        (lambda maker: maker.ballot(0, [[1, 0]]).replace(b'"beta":', b'"beta": ', 1), "5.4"),
        (for_another_election, "5.7"),
    ],
    ids=["white space in an answer", "draft"],
)
def test_what_a_fault_leaves_unchecked_is_said(make: Any, check: str, verify: Verify) -> None:
    assert "since an earlier check failed" in skipped(verify(with_ballot(make)))[check]


def test_signature_of_a_listed_credential_that_is_no_key_is_not_checked() -> None:
    maker = Maker().build()
    raw = edit_ballot(maker, 0, maker.ballots[0], lambda b: {**b, "credential": "ff" * 32})
    examined = examine(replace(maker.context, weights={"ff" * 32: 1}), raw)
    assert "5.4" in examined.skipped
    assert "5.4" not in {check for check, _ in examined.problems}


@pytest.mark.parametrize(
    ("found", "checks"), [(Examined(), ["5.7"]), (Examined(skipped=["5.4"]), [])], ids=["nothing", "something"]
)
def test_ballot_that_was_refused_is_never_called_good(
    found: Examined, checks: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(context: Any, raw: bytes) -> Any:
        error = InvalidProof("not proved")
        error.check = "5.7"
        raise error

    monkeypatch.setattr(one_ballot, "verify_ballot", refuse)
    monkeypatch.setattr(one_ballot, "_examine_thoroughly", lambda context, raw: found)
    assert [check for check, _ in examine(None, b"").problems] == checks  # type: ignore[arg-type]


def test_ciphertexts_of_every_kind_are_read_without_their_proofs(everything: Maker) -> None:
    context = everything.context
    for question, answer in zip(context.questions, json.loads(everything.ballots[0])["answers"], strict=True):
        expected = tuple(read_ciphertexts(context.group, question, encode(answer)))
        bare = encode({"choices": answer["choices"]})
        assert one_ballot._read_choices(context, question, bare) == expected


def test_copy_that_the_server_left_out_is_one_failure(verify: Verify) -> None:
    tamper: dict[str, Any] = {
        "ballots": lambda maker, own: same_ciphertexts(maker),
        "counted": lambda maker, counted: [one for one in counted if one.credential == maker.public[0]],
        **WITHOUT_LIST,
    }
    assert verify(Maker(tamper=tamper).build()).failed == {"5.10"}


def test_unreadable_ballots_that_stand_there_twice_are_no_second_votes(verify: Verify) -> None:
    broken = [b'{"credential":1,"answers":[]}', b'{"credential":2,"answers":[]}']

    def twice(maker: Maker, steps: list[Step]) -> list[Step]:
        more = [Step("Ballot", raw, [raw]) for raw in broken] + [Step("Ballot", raw) for raw in broken]
        return [steps[0], *more, *steps[1:]]

    report = verify(Maker(re_voting=False, tamper={"steps": twice}).build())
    assert report.failed == {"5.1", "5.10"}, report.failures


def test_faulty_ballot_of_a_replaced_token_is_one_failure(verify: Verify) -> None:
    roll: dict[str, Any] = {"voters": 4, "spares": 2, "replaced": ((1, 2, 0),), "votes": ((0, [[1, 0]]), (2, [[0, 1]]))}
    report = verify(Maker(**roll).build())
    assert any(one.id == "5.14" and one.ok and "in force" in one.message for one in report.findings)
    tamper = {"ballots": lambda maker, own: [*own, forge_ballot(maker, 1, [[1, 1]])]}
    assert verify(Maker(**roll, tamper=tamper).build()).failed == {"5.7"}


def test_without_the_charter_its_rules_are_not_checked(verify: Verify) -> None:
    why = skipped(verify(Maker().build(), companion=False))
    assert [check for check in ("5.13", "5.14", "6.5") if "charter is not at hand" in why.get(check, "")] == [
        "5.13",
        "5.14",
        "6.5",
    ]


# -- what is not there, and what is too large


@pytest.mark.parametrize("step", [lambda raw: Step("Ballot", raw), lambda raw: Step("Ballot")], ids=["record", "name"])
def test_missing_ballot_is_one_failure(step: Any, verify: Verify) -> None:
    tamper = {"steps": lambda maker, steps: [steps[0], step(maker.ballots[0]), *steps[2:]]}
    report = verify(Maker(tamper=tamper).build())
    assert report.failed == {"1.3"}, report.failures
    assert "1 ballots are missing" in skipped(report)["5.10"]


@pytest.mark.parametrize(("over", "voted"), [(0, 2), (1, 1)], ids=["just fits", "one byte too long"])
def test_ballot_beyond_the_limit_is_nobodys(over: int, voted: int, verify: Verify, monkeypatch: Any) -> None:
    tamper = {"ballots": lambda maker, own: [own[0] + b" " * 100, own[1]]}
    maker = Maker(tamper=tamper).build()
    monkeypatch.setattr(ballots, "MAX_BALLOT_BYTES", len(maker.ballots[0]) - over)
    report = verify(maker)
    assert report.failed == {"5.1"}
    assert {phase.id: phase.checked for phase in report.phases}["V5"] == f"2 ballots, {voted} of them count"


def test_whether_the_ballot_of_a_receipt_counts_is_not_guessed(tmp_path: Path, verify: Verify) -> None:
    maker = signed(Maker(tamper={"ballots": lambda maker, own: [own[0], b"no ballot"]}).build())
    (tmp_path / "receipt.json").write_bytes(encode(receipt_of(maker, 2)))
    report = verify(maker, against=tmp_path / "receipt.json", server_key=KEY.public_hex)
    assert report.receipt[-1] == "Whether it counts could not be determined, since ballots could not be read."


# -- the list of tracking numbers


def respelt(number: str) -> str:
    """Another text for the same number: the last digit has two bits too many."""
    return number[:-1] + chr(ord(number[-1]) + 1)


# Until the end of the vote, the last record of the archive is a ballot that counts.
@pytest.mark.parametrize("until", ["EndBallots", "Result"])
@pytest.mark.parametrize(
    "change",
    [
        lambda maker, own: [own[0], own[0]],
        lambda maker, own: [own[0], "z" * 42 + "w"],
        lambda maker, own: [own[0], respelt(own[1])],
        lambda maker, own: sorted([sha256_base64(maker.ballots[0]), sha256_base64(maker.ballots[1])]),
        lambda maker, own: own[::-1],
    ],
    ids=["one twice", "an unknown one", "another spelling", "a replaced ballot's", "not sorted"],
)
def test_list_of_the_right_length_with_other_tracking_numbers(change: Any, until: str, verify: Verify) -> None:
    def edit(maker: Maker, records: list[Any]) -> list[Any]:
        return edit_record(
            records, "tracking_numbers", lambda line: line.update(numbers=change(maker, line["numbers"]))
        )

    report = verify(Maker(votes=TWICE, until=until, tamper={"companion": edit}).build())
    assert report.failed == {"5.12"}, report.failures


def test_foreign_election_needs_no_list_of_tracking_numbers(verify: Verify) -> None:
    maker = Maker(with_charter=False).build()
    assert "5.12" not in skipped(verify(maker))
    maker.companion = Companion([TrackingNumbersRecord(maker.hash_of("EndBallots"), ("A" * 43,))])
    assert "5.12" in verify(maker, companion=True).failed


def test_list_of_tracking_numbers_that_was_not_published_is_a_warning(verify: Verify) -> None:
    maker = Maker(tamper=WITHOUT_LIST).build()
    (warning,) = [one for one in verify(maker).warnings if one.id == "5.12"]
    assert "was not published" in warning.message
    assert warning.height == maker.height_of("EndBallots")


def test_progress_is_said_from_the_first_ballot_on(tmp_path: Path) -> None:
    archive, companion = Maker().build().write(tmp_path)
    seen: list[tuple[str, int, int]] = []
    verify_archive(archive, companion, jobs=1, progress=lambda *step: seen.append(step))
    assert [step for step in seen if step[0] == "Looking through the ballots"] == [
        ("Looking through the ballots", 0, 2)
    ]
