"""Whole archives, good, odd and evil: what the independent implementation refuses, we do not call valid.

Not tested without belenios-tool: that our verifier is nowhere laxer.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.attacks.corpus import tampered
from tests.attacks.verdicts import examine
from tests.factory.container import Step, sha256_hex, with_record
from tests.factory.elections import Maker, question
from tests.factory.forging import forge_ballot
from tests.factory.tool import Tool, in_folder

FOREIGN: dict[str, Any] = {"with_charter": False}
CERTIFICATE = b'{"some":"certificate"}'


def certified(maker: Maker, steps: list[Step]) -> None:
    """Put the certificate that the Setup payload names where the protocol writes it."""
    steps[0].data.insert(3, CERTIFICATE)


# Odd, but right: both accept.
ODD: dict[str, dict[str, Any]] = {
    "superfluous EndShuffles": tampered("steps", lambda maker, s: [*s[:5], Step("EndShuffles"), *s[5:]]),
    "a share again with fresh proofs": tampered("shares", lambda maker, shares: [(1, maker.share(1)), *shares]),
    "a share again byte for byte": tampered("steps", lambda maker, s: [*s[:6], s[5], *s[6:]]),
    "shares in another order": {"trustees": 2, **tampered("shares", lambda maker, shares: shares[::-1])},
    "unsorted credentials": tampered("credentials", lambda maker, entries: entries[::-1]),
    "nobody on the roll": {"voters": 0, "votes": ()},
    "no questions": {"questions": (), "votes": ((0, []), (1, []))},
    "blank explicitly not allowed": {
        "questions": (type(question())(answers=("a",), blank=False, min=0, max=1, question=""),),
        "votes": ((0, [[1]]),),
    },
    "certificate of the credentials": {
        "tamper": {
            "setup_data": lambda maker, record: {**record, "credentials_certificate": sha256_hex(CERTIFICATE)},
            "steps": certified,
        }
    },
    "identity as ciphertext": tampered("ballots", lambda maker, ballots: [forge_ballot(maker, 0, [[0, 0]], [[0, 0]])]),
    "two answers of one name": {"questions": (type(question())(answers=("a", "a"), min=0, max=1, question=""),)},
}

# Not right, and refused by both.
WRONG: dict[str, dict[str, Any]] = {
    "the header's time is not the records'": tampered(
        "records", lambda maker, r: with_record(r, 0, content=b'{"version":1,"timestamp":"1795501746"}')
    ),
    "no trustees": {"votes": (), **tampered("trustees", lambda maker, entries: [])},
    "a share again, written once": tampered(
        "steps", lambda maker, s: [*s[:6], Step("PartialDecryption", s[5].payload), *s[6:]]
    ),
    "the tally respelt": tampered("tally", lambda maker, raw: raw.replace(b",", b", ")),
    "a certificate that is not there": tampered(
        "setup_data", lambda maker, r: {**r, "credentials_certificate": "ab" * 32}
    ),
    "a certificate that is no hash": tampered("setup_data", lambda maker, r: {**r, "credentials_certificate": "abc"}),
    "a certificate in the wrong place": {
        "tamper": {
            "setup_data": lambda maker, record: {**record, "credentials_certificate": sha256_hex(CERTIFICATE)},
            "steps": lambda maker, steps: steps[0].data.insert(0, CERTIFICATE),
        }
    },
}


def both(tool: Tool, maker: Maker, folder: Path) -> tuple[bool, str]:
    """What the tool says, what we say."""
    theirs = tool.verify(in_folder(folder, maker.uuid, maker.archive)).ok
    return theirs, examine(maker, companion=False).verdict


@pytest.mark.parametrize("name", ODD)
def test_odd_but_right(tool: Tool, name: str, tmp_path: Path) -> None:
    assert both(tool, Maker(**{**FOREIGN, **ODD[name]}).build(), tmp_path) == (True, "valid")


@pytest.mark.parametrize("name", WRONG)
def test_wrong(tool: Tool, name: str, tmp_path: Path) -> None:
    assert both(tool, Maker(**{**FOREIGN, **WRONG[name]}).build(), tmp_path) == (False, "invalid")


def test_a_bad_share_replaced_by_a_good_one(tool: Tool, tmp_path: Path) -> None:
    """Ours to decide: the owner's last share counts, so that one trustee's slip does not void an election."""
    from ballot.records.canonical import encode

    bad = encode({"decryption_factors": [[]], "decryption_proofs": [[]]})
    maker = Maker(**FOREIGN, **tampered("shares", lambda maker, shares: [(1, bad), *shares])).build()
    assert both(tool, maker, tmp_path)[1] == "valid"
