"""The kernel with its lanes, the kernel without them, and libsodium: one text of results, refusals and proofs."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ballot.crypto import _sodium, proofs
from ballot.crypto.elgamal import encrypt_all
from ballot.crypto.group import random_scalar

pytest.importorskip("ballot.crypto._native", reason="the Rust kernel is not built (see CONTRIBUTING.md)")


def run(repo_root: Path, backend: str, *program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *program],
        check=False,
        capture_output=True,
        text=True,
        cwd=repo_root,
        env={**os.environ, "BALLOT_GROUP_BACKEND": backend},
        timeout=300,
    )


def transcript(repo_root: Path, backend: str) -> list[str]:
    done = run(repo_root, backend, "-m", "tests.crypto.transcript")
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_three_backends_give_one_transcript(repo_root: Path) -> None:
    expected = transcript(repo_root, "sodium")
    refused = sum(line.startswith(("InvalidEncoding", "InvalidProof")) for line in expected)
    assert len(expected) > 1600 and refused > 1000 and len(expected) - refused > 300
    for backend in ("native", "dalek"):
        assert transcript(repo_root, backend) == expected, backend


def test_the_kernel_can_be_told_to_do_without_its_lanes(repo_root: Path) -> None:
    done = run(repo_root, "dalek", "-c", "from ballot.crypto.group import ED25519; print(ED25519.kernel.engine)")
    assert done.stdout == "curve25519-dalek\n", done.stderr


def test_a_backend_that_does_not_exist_is_refused(repo_root: Path) -> None:
    done = run(repo_root, "openssl", "-c", "import ballot.crypto.group")
    assert "It can be native, dalek, sodium, or unset." in done.stderr


OPERATIONS = ("_add", "_subtract", "_multiply", "_multiply_base")


def trace(monkeypatch: pytest.MonkeyPatch, work: Callable[[], object]) -> list[str]:
    """The names of libsodium's operations that some work calls, in order."""
    seen: list[str] = []

    def spy(name: str) -> Callable[..., bytes]:
        operation = getattr(_sodium.Point, name)

        def noted(*arguments: bytes) -> bytes:
            seen.append(name)
            result: bytes = operation(*arguments)
            return result

        return noted

    with monkeypatch.context() as patch:
        for name in OPERATIONS:
            patch.setattr(_sodium.Point, name, staticmethod(spy(name)))
        work()
    return seen


def test_a_vote_of_zero_takes_libsodium_s_steps_of_a_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same operations in the same order, whatever is encrypted and whichever branch of a proof is true."""
    group = _sodium.ED25519
    y, values = group.g**77, range(3)

    def cast(message: int) -> None:
        opening = proofs.Opening(random_scalar(group), message)
        ciphertext = encrypt_all(group, y, [(opening.randomness, message)])[0]
        proofs.prove_interval(group, y, "S", ciphertext, opening, values)

    traces = [trace(monkeypatch, lambda message=message: cast(message)) for message in values]  # type: ignore[misc]
    assert traces[0] == traces[1] == traces[2]
    assert len(traces[0]) == 6 + 3 * 5
