"""The kernel's part of the benchmark: bare curve arithmetic, shuffles and tallies, compared with belenios-tool.

The limit for curve arithmetic is the cost of curve25519-dalek's own functions on this machine, in this run.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from statistics import median
from typing import Any

from msgspec import Raw

from ballot.board.archive import read_records
from ballot.crypto import credentials, proofs
from ballot.crypto.elgamal import encrypt_all
from ballot.crypto.group import ED25519, group, random_scalar
from ballot.crypto.hashing import sha256_base64
from ballot.crypto.shuffle import prove_shuffle, shuffle, verify_shuffle
from ballot.protocol import ranked
from ballot.protocol.ballots import ElectionContext
from ballot.protocol.homomorphic import Statement
from ballot.protocol.tally import Aggregate, read_verified
from ballot.records.ballot import CastBallot, Signature, UnsignedBallot
from ballot.records.canonical import decode, encode
from ballot.records.election import Election, SetupData
from ballot.records.event import Event
from ballot.records.questions import RankedQuestion
from ballot.records.types import proof_record
from tests.factory.tool import ForeignElection, Tool

ROOT = Path(__file__).resolve().parent.parent
SIZE = 1000
PAPERS = {"type": "NonHomomorphic", "value": {"answers": [f"Candidate {n}" for n in range(10)], "question": "R"}}
Row = Callable[[str, float, str], None]
Cpu = Callable[..., float]


# -- the limit


def bare_arithmetic(row: Row) -> dict[str, float]:
    """Run the Rust crate's own measurements; return microseconds by name, or nothing without a toolchain."""
    if shutil.which("cargo") is None:
        print("  Not measured: bare curve25519-dalek, which needs cargo.")
        return {}
    command = ["cargo", "run", "--quiet", "--release", "--locked", "-p", "ballot-kernel", "--example", "bare"]
    done = subprocess.run(command, cwd=ROOT / "rust", check=True, capture_output=True, text=True)
    numbers: dict[str, float] = json.loads(done.stdout)
    del numbers["rounds"]
    for name, value in numbers.items():
        row(name, value, "µs")
    return numbers


def group_operations(numbers: dict[str, float]) -> float:
    """Return the seconds that the group operations of one ballot of W take with bare dalek.

    26 branches (ten times two, one times six) with two commitments each, and that of the signature; 20 elements and the
    credential to be read and checked; 53 commitments to be compressed for the hashes.
    """
    first, second = numbers["dalek: a G + c X"], numbers["dalek: b Y + c X"]
    reading = numbers["dalek: decompress"] + numbers["dalek: member of the subgroup"]
    return (27 * first + 26 * second + 21 * reading + 53 * numbers["dalek: compress"]) / 1e6


# -- tallies


def tally_of(context: ElectionContext, ballots: list[bytes]) -> bytes:
    """Read ballots, check every element, and add the ballots up; return the record of the tally."""
    aggregate = Aggregate(context)
    for _, choices in read_verified(context, ballots):
        aggregate.add(choices, 1)
    return aggregate.records()[0]


def bench_tally(
    row: Row, tool: Tool, context: ElectionContext, ballots: list[bytes], folders: tuple[Path, Path], cpu: Cpu
) -> None:
    """Add up the ballots of an archive. `folders`: those of the reference, without and with the ballots."""
    none, many = folders
    ours = median(timed(lambda: tally_of(context, ballots)) for _ in range(3))
    theirs = cpu(lambda: tool.encrypted_tally(many), 3) - cpu(lambda: tool.encrypted_tally(none), 3)
    tally = tool.encrypted_tally(many)
    assert tally_of(context, ballots) in tally, "the two tallies differ"
    compare(row, f"tally of {len(ballots)} ballots", ours, theirs)


# -- shuffles


def timed(work: Callable[[], Any]) -> float:
    """Return CPU seconds of one call in this process."""
    start = time.process_time()
    work()
    return time.process_time() - start


def bench_shuffle(row: Row, tool: Tool | None, folder: Path, cpu: Cpu) -> None:
    """Shuffle and prove, parse and verify, 1,000 ranked ciphertexts."""
    own, y = ED25519, ED25519.g ** random_scalar(ED25519)
    before = encrypt_all(own, y, [(random_scalar(own), number) for number in range(SIZE)])
    made: list[Any] = []

    def prove() -> None:
        after, randomness, psi = shuffle(own, y, before)
        made[:] = [after, prove_shuffle(own, y, "phi", before, after, randomness, psi)]

    prove()  # the generators are computed only once
    proving = median(timed(prove) for _ in range(5))
    after, proof = made
    texts = [str(point) for point in (*proof.c, *proof.c_hat, *proof.t[4], *(e for pair in after for e in pair))]

    def verify() -> None:
        own.parse_all(texts)
        verify_shuffle(own, y, "phi", before, after, proof)

    verifying = median(timed(verify) for _ in range(5))
    if tool is None:
        row(f"shuffle of {SIZE}, here", proving * 1000, "ms")
        row(f"verify shuffle of {SIZE}, here", verifying * 1000, "ms")
        return
    theirs = reference_shuffle(tool, folder, cpu)
    compare(row, f"shuffle of {SIZE}", proving, theirs[0])
    compare(row, f"verify shuffle of {SIZE}", verifying, theirs[1])


def reference_shuffle(tool: Tool, folder: Path, cpu: Cpu) -> tuple[float, float]:
    """Return the reference's seconds: shuffling many minus shuffling few; verifying with a shuffle minus without.

    The longest of several runs counts: run times on one archive differ, and only the long runs do all the work.
    """
    few, many = ranked_election(tool, folder / "few", 10), ranked_election(tool, folder / "many-ranked", SIZE)

    def shuffled(election: ForeignElection) -> bytes:
        return election.command("election", "shuffle", "--trustee-id=1")

    proving = cpu(lambda: shuffled(many), 3) - cpu(lambda: shuffled(few), 3)
    without = max(cpu(lambda: tool.verify(many.folder), 1) for _ in range(5))
    many.add("Shuffle", shuffled(many))
    return proving, max(cpu(lambda: tool.verify(many.folder), 1) for _ in range(5)) - without


def ranked_election(tool: Tool, folder: Path, voters: int) -> ForeignElection:
    """Return an election of the reference with ranked ballots, up to the encrypted tally."""
    from scripts.bench import add_ballots

    election = ForeignElection(tool, folder, [PAPERS], votes=[], voters=voters, trustees=1, name="R", until="Setup")
    election.build()
    election.archive_path.write_bytes(add_ballots(election.archive, ranked_ballots(election)))
    election.do_endballots()
    election.do_encryptedtally()
    return election


def ranked_ballots(election: ForeignElection) -> list[bytes]:
    """Return a ranked ballot of each voter."""
    records = {record.digest: record.content for record in read_records(BytesIO(election.archive))}
    events = [decode(Event, r.content) for r in read_records(BytesIO(election.archive)) if r.kind == "event"]
    raw = records[decode(SetupData, records[str(events[0].payload)]).election]
    record = decode(Election, raw)
    own = group(record.group)
    y, phi = own.parse(record.public_key), sha256_base64(raw)
    question = RankedQuestion(tuple(PAPERS["value"]["answers"]), "R")  # type: ignore[index]
    result = []
    for number, token in enumerate(election.tokens):
        secret = credentials.secret_exponent(own, record.uuid, token)
        credential = str(own.g**secret)
        paper = [(number + place) % 10 + 1 for place in range(10)]
        answer, _ = ranked.encrypt_answer(Statement(own, y, f"{phi}|{credential}"), question, paper)
        answers = (Raw(encode(answer)),)
        digest = sha256_base64(encode(UnsignedBallot(record.uuid, phi, credential, answers)))
        signature = Signature(digest, proof_record(proofs.sign(own, secret, digest)))
        result.append(encode(CastBallot(record.uuid, phi, credential, answers, signature)))
    return result


def compare(row: Row, what: str, ours: float, theirs: float) -> None:
    """Print both costs and their ratio."""
    row(f"{what}, here", ours * 1000, "ms")
    row(f"{what}, reference", theirs * 1000, "ms")
    row(f"{what}, ratio to reference", ours / theirs, "")
