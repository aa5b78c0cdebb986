"""C5: only the three named groups, with constants that are compiled in; group parameters are never read from data."""

from __future__ import annotations

import hashlib
import json

import pytest

from ballot.crypto.group import ED25519, group
from ballot.errors import BallotError, Unsupported
from ballot.protocol.ballots import ElectionContext
from ballot.records.canonical import encode
from tests.factory.elections import Maker


def test_constants_are_those_of_the_specification() -> None:
    assert ED25519.q == 2**252 + 27742317777372353535851937790883648493
    assert str(ED25519.g) == "66" * 31 + "58"
    pinned = {
        "BELENIOS-2048": "db292a518337ff4ed0259cc435f3e23e764423971065fc65cf93565d5015a44d",
        "RFC-3526-2048": "d7107caf3c6686ffd0ae4af3f056609ee9c07554c2a2b4c590866df7c3172b9c",
    }
    for name, digest in pinned.items():
        own = group(name)
        p, q, g = own.p, own.q, int(str(own.g))  # type: ignore[attr-defined]
        assert hashlib.sha256(f"{p},{q},{g}".encode()).hexdigest() == digest
        assert (p - 1) % q == 0
        assert pow(g, q, p) == 1 != g


@pytest.mark.parametrize(
    "name",
    [
        "Ed448",
        "ed25519",
        "ED25519",
        "Ed25519 ",
        "",
        "BELENIOS-2048\n",
        "RFC-3526-4096",
        '{"g":"2","p":"23","q":"11"}',
        "x" * 10**6,
    ],
)
def test_other_names_are_refused(name: str) -> None:
    with pytest.raises(Unsupported):
        group(name)


@pytest.mark.parametrize("value", [{"g": "2", "p": "23", "q": "11"}, ["Ed25519"], None, 1])
def test_group_parameters_in_the_election_are_refused(small: Maker, value: object) -> None:
    record = {**json.loads(small.election_raw), "group": value}
    with pytest.raises(BallotError):
        ElectionContext.from_setup(encode(record), small.credentials_raw)
