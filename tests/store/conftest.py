"""The same databases as the tests of the election layer."""

from tests.election.conftest import database, sqlite, time

__all__ = ["database", "sqlite", "time"]
