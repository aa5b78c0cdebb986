"""Verifiable online elections: cast, tally, count and verify, on a protocol that others can check.

This module imports nothing, so that an auditor can run the verifier without a web framework or a database.
"""

__version__ = "0.1.0"
