"""Fixtures that spare the tests the work with which guessing secrets is made expensive: a third of the run was that.

A module about these costs takes the real ones: it overrides the fixture by one of the same name.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher

from ballot.crypto import keyfile
from ballot.election.accounts import passwords


@pytest.fixture(scope="module", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Hash passwords with the least work that Argon2 knows."""
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", hasher)
        patch.setattr(passwords, "_NOBODY", hasher.hash("nobody"))
        yield


@pytest.fixture(scope="module", autouse=True)
def quick_key_files() -> Iterator[None]:
    """Seal key files with little work, where no browser and no other process opens them: they do not say their cost."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keyfile, "_COST", 2)
        yield
