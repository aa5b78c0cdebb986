"""A process that casts ballots in several threads at once: a part of the web server, without the web.

    python -m tests.election.caster DATABASE_URL UUID SIGNING_SEED BALLOTS_FILE START_FILE

Reads one ballot per line, waits until START_FILE is there, casts every ballot in a thread of its own, and prints one
line per ballot, in their order: the receipt or the code of the refusal.
"""

from __future__ import annotations

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from ballot import clock
from ballot.crypto.signing import SigningKey
from ballot.election.identity import ServerIdentity
from ballot.election.voting.casting import cast_ballot
from ballot.errors import BallotRefused
from ballot.store.session import open_database
from tests.election.scenario import START

THREADS = 16


def main() -> None:
    """Cast everything and report."""
    url, uuid, seed, ballots, start = sys.argv[1:]
    clock.now = lambda: START
    database = open_database(url)
    identity = ServerIdentity(host="vote.example.org", key=SigningKey.from_seed(bytes.fromhex(seed)))

    def cast(raw: bytes) -> dict[str, str]:
        try:
            return {"receipt": cast_ballot(database, uuid, raw, identity).decode()}
        except BallotRefused as error:
            return {"refused": error.code}

    print("ready", flush=True)
    while not Path(start).exists():
        time.sleep(0.002)
    with ThreadPoolExecutor(THREADS) as pool:
        for answer in pool.map(cast, Path(ballots).read_bytes().splitlines()):
            print(json.dumps(answer), flush=True)
    print("done", flush=True)


if __name__ == "__main__":
    main()
