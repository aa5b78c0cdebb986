"""A server with threads: what is made on first use must survive that sixteen threads use it first."""

from __future__ import annotations

import subprocess
import sys

from tests.election.crowd import ROOT

PROGRAM = """
import sys, threading
from ballot.board.companion import CompanionRecord
from ballot.errors import InvalidEncoding
from ballot.records.ballot import CastBallot, HomomorphicAnswer
from ballot.records.canonical import decode
from ballot.records.election import Election

sys.setswitchinterval(1e-6)
start = threading.Barrier(16)

def use():
    start.wait()
    for type_ in (Election, CompanionRecord, CastBallot, HomomorphicAnswer):
        try:
            decode(type_, b'{"version":1,"record":"charter","value":{}}')
        except InvalidEncoding:
            pass

threads = [threading.Thread(target=use) for _ in range(16)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""


def test_records_are_decoded_for_the_first_time_by_many_threads() -> None:
    # Without the lock in `records.canonical` about one run in twenty ended in a segmentation fault.
    for _ in range(30):
        done = subprocess.run([sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
