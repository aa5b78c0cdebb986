"""The same databases as the tests of the election layer."""

from tests.election.conftest import database, postgresql, sqlite, time
from tests.quick import quick_passwords

__all__ = ["database", "postgresql", "quick_passwords", "sqlite", "time"]
