"""Drive belenios-tool, the independent implementation: whole elections made by it, and single checks of ours.

Fixture `belenios_tool` (tests/conftest.py) gives its path, or skips with a sentence.
"""

from __future__ import annotations

import json
import random
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ballot.records.questions import BLANK_LIST
from tests.factory.container import cut, steps_of


@dataclass(frozen=True)
class Answer:
    """What the tool said."""

    code: int
    out: bytes
    err: str

    @property
    def ok(self) -> bool:
        """True if it accepted; an internal error (125) counts as a refusal."""
        return self.code == 0


@dataclass(frozen=True)
class Tool:
    """belenios-tool at a path."""

    path: Path

    def run(self, *arguments: str, folder: Path | None = None, stdin: bytes = b"") -> Answer:
        """Run one command in a folder."""
        done = subprocess.run([str(self.path), *arguments], cwd=folder, input=stdin, capture_output=True, check=False)
        return Answer(done.returncode, done.stdout, done.stderr.decode("utf-8", "replace"))

    def must(self, *arguments: str, folder: Path | None = None, stdin: bytes = b"") -> bytes:
        """Run one command that has to succeed; return its output."""
        answer = self.run(*arguments, folder=folder, stdin=stdin)
        assert answer.ok, f"belenios-tool {' '.join(arguments)}: {answer.err}"
        return answer.out

    # -- checks

    def verify(self, folder: Path) -> Answer:
        """`election verify`."""
        return self.run("election", "verify", "--dir", str(folder))

    def verify_ballot(self, folder: Path, ballot: bytes) -> Answer:
        """`election verify-ballot` against the archive in `folder`, which should hold the setup only."""
        path = folder / "ballot.json"
        path.write_bytes(ballot)
        return self.run("election", "verify-ballot", "--dir", str(folder), "--ballot", str(path))

    def encrypted_tally(self, folder: Path) -> bytes:
        """`election compute-encrypted-tally`: the tally, and the payload that names it, on two lines."""
        return self.must("election", "compute-encrypted-tally", "--dir", str(folder))

    def result(self, folder: Path) -> bytes:
        """`election compute-result`."""
        return self.must("election", "compute-result", "--dir", str(folder)).rstrip(b"\n")


def only_setup(archive: bytes) -> bytes:
    """A copy of an archive that ends with its Setup event."""
    return cut(archive, 1)


def until(archive: bytes, kind: str) -> bytes:
    """A copy of an archive that ends with its last event of a type."""
    steps = steps_of(archive)
    last = max(i for i, step in enumerate(steps) if step.type == kind)
    return cut(archive, last + 1)


def in_folder(folder: Path, uuid: str, archive: bytes) -> Path:
    """Put an archive into a folder of its own, as the tool wants it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{uuid}.bel").write_bytes(archive)
    return folder


@dataclass
class ForeignElection:
    """An election that the tool makes from start to end, in a folder."""

    tool: Tool
    folder: Path
    questions: list[Any]
    votes: Sequence[tuple[int, Any]]
    voters: int = 2
    weights: Sequence[int] | None = None
    trustees: int = 1
    threshold: tuple[int, int] | None = None  # needed, size; these trustees come behind the single ones
    mixers: Sequence[int] = (1,)  # where something is ranked
    decrypting: Sequence[int] | None = None
    group: str = "Ed25519"
    name: str = "Élection — 選挙"
    template: dict[str, Any] = field(default_factory=dict)
    trustee_names: bool = False
    until: str = "Result"

    def build(self) -> ForeignElection:
        """Make the archive, up to `until`."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.make_setup()
        stages: tuple[str, ...] = ("Setup", "Ballot", "EndBallots", "EncryptedTally", "PartialDecryption", "Result")
        if any(question.get("type") == "NonHomomorphic" for question in self.questions):
            stages = (*stages[:4], "Shuffle", "EndShuffles", *stages[4:])
        for stage in stages[1 : stages.index(self.until) + 1]:
            getattr(self, f"do_{stage.lower()}")()
        return self

    def command(self, *arguments: str, stdin: bytes = b"") -> bytes:
        """Run the tool in the folder."""
        return self.tool.must(*arguments, folder=self.folder, stdin=stdin)

    def add(self, kind: str, payload: bytes) -> None:
        """Append an event."""
        self.command("archive", "add-event", f"--type={kind}", stdin=payload)

    def make_setup(self) -> None:
        """Credentials, keys, election record, Setup event."""
        self.uuid = self.command("setup", "generate-token").decode().strip()
        common = ("--uuid", self.uuid, "--group", self.group)
        self.make_credentials(common)
        if self.threshold is not None:
            self.make_threshold(*self.threshold)
        for _ in range(self.trustees):
            self.command("setup", "generate-trustee-key", "--group", self.group)
        self.make_trustees()
        template = {"description": "Made by the tool", "name": self.name, "questions": self.questions, **self.template}
        (self.folder / "template.json").write_text(json.dumps(template, ensure_ascii=False))
        self.command("setup", "make-election", *common, "--template", "template.json")
        self.command("archive", "init")

    def make_credentials(self, common: tuple[str, ...]) -> None:
        """Ballot tokens by voter, and the list of public credentials."""
        identities = [f"v{i}@example.org,v{i}" for i in range(self.voters)]
        if self.weights is not None:
            identities = [f"{name},{weight}" for name, weight in zip(identities, self.weights, strict=True)]
        (self.folder / "voters.txt").write_text("".join(f"{line}\n" for line in identities))
        if self.voters:
            self.command("setup", "generate-credentials", *common, "--file", "voters.txt")
            next(self.folder.glob("*.pubcreds")).rename(self.folder / "public_creds.json")
            private = next(self.folder.glob("*.privcreds")).read_text()
        else:
            (self.folder / "public_creds.json").write_text("[]")
            private = "{}"
        self.tokens = list(json.loads(private).values())

    def make_threshold(self, needed: int, size: int) -> None:
        """The key generation of a threshold group; its members' identifiers in order."""

        def step(*arguments: str, stdin: bytes = b"") -> bytes:
            return self.command(
                "setup", "generate-trustee-key-threshold", "--group", self.group, *arguments, stdin=stdin
            )

        contexts = [f"{index}/{needed}/{size}" for index in range(1, size + 1)]
        self.members = [step("--threshold-context", c, "--step", "1").decode().strip() for c in contexts]
        certs, certificates = ("--certs", "certs.jsons"), [self.folder / f"{m}.cert" for m in self.members]
        (self.folder / "certs.jsons").write_bytes(b"".join(path.read_bytes() for path in certificates))
        step(*certs, "--step", "2")
        pairs = list(zip(contexts, (f"{m}.key" for m in self.members), strict=True))
        made = [step("--threshold-context", c, *certs, "--key", key, "--step", "3") for c, key in pairs]
        (self.folder / "polynomials.jsons").write_bytes(b"".join(made))
        polynomials = ("--polynomials", "polynomials.jsons")
        step(*certs, *polynomials, "--step", "4")
        outputs = [
            step(*certs, "--key", f"{m}.key", "--step", "5", stdin=(self.folder / f"{m}.vinput").read_bytes())
            for m in self.members
        ]
        parameters = step(*certs, *polynomials, "--step", "6", stdin=b"".join(outputs))
        (self.folder / "threshold.json").write_bytes(parameters)

    def make_trustees(self) -> None:
        """The trustees record, from the keys in the folder."""
        self.private_keys = sorted(self.folder.glob("*.privkey"))
        lines = []
        for number, path in enumerate(self.private_keys):
            key = json.loads(path.with_suffix(".pubkey").read_text())
            if self.trustee_names:
                key["name"] = f"Trustee № {number + 1}"
            lines.append(json.dumps(key, separators=(",", ":"), ensure_ascii=False) + "\n")
        (self.folder / "public_keys.jsons").write_text("".join(lines))
        self.command("setup", "make-trustees")

    def ballot(self, voter: int, choices: Any) -> bytes:
        """A ballot made by the tool."""
        (self.folder / "token").write_text(self.tokens[voter] + "\n")
        (self.folder / "choice.json").write_text(json.dumps(choices))
        arguments = ("election", "generate-ballot", "--privcred", "token", "--choice", "choice.json")
        return self.command(*arguments).rstrip(b"\n")

    def do_ballot(self) -> None:
        """Cast all votes."""
        for voter, choices in self.votes:
            self.add("Ballot", self.ballot(voter, choices))

    def do_endballots(self) -> None:
        """Close the ballot box."""
        self.add("EndBallots", b"")

    def do_encryptedtally(self) -> None:
        """Add the encrypted tally."""
        self.add("EncryptedTally", self.command("election", "compute-encrypted-tally"))

    def do_partialdecryption(self) -> None:
        """One share of each trustee who is needed, or of those who were chosen."""
        needed = 0 if self.threshold is None else self.threshold[0]
        owners = range(1, self.trustees + needed + 1) if self.decrypting is None else self.decrypting
        for owner in owners:
            self.add("PartialDecryption", self.share(owner))

    def share(self, owner: int) -> bytes:
        """The share of one trustee, made by the tool: two records on two lines."""
        number = ("--trustee-id", str(owner))
        if owner <= self.trustees:
            return self.command("election", "decrypt", "--privkey", self.private_keys[owner - 1].name, *number)
        member = self.members[owner - self.trustees - 1]
        keys = ("--key", f"{member}.key", "--decryption-key", f"{member}.dkey")
        return self.command("election", "decrypt-threshold", *keys, *number)

    def do_shuffle(self) -> None:
        """One shuffle of each mixer."""
        for owner in self.mixers:
            self.add("Shuffle", self.command("election", "shuffle", "--trustee-id", str(owner)))

    def do_endshuffles(self) -> None:
        """Close the mixnet."""
        self.add("EndShuffles", b"")

    def do_result(self) -> None:
        """Open the result."""
        self.add("Result", self.command("election", "compute-result"))

    @property
    def archive_path(self) -> Path:
        """The archive."""
        return self.folder / f"{self.uuid}.bel"

    @property
    def archive(self) -> bytes:
        """The bytes of the archive."""
        return self.archive_path.read_bytes()


def random_vote(rng: random.Random, question: dict[str, Any]) -> list[Any]:
    """A random allowed answer to a question, given as JSON."""
    kind, value = question.get("type", ""), question.get("value", question)
    if kind == "NonHomomorphic":
        return [rng.choice([0, 1, 2, 3, rng.randrange(256)]) for _ in value["answers"]]
    if kind == "Lists":
        return random_list_vote(rng, value["answers"])
    size = len(value["answers"])
    blank = bool(value.get("blank"))
    if blank and rng.random() < 0.3:
        return [1, *[0] * size]
    chosen = set(rng.sample(range(size), rng.randint(value["min"], value["max"])))
    vote = [int(i in chosen) for i in range(size)]
    return [0, *vote] if blank else vote


def random_list_vote(rng: random.Random, rows: list[list[str]]) -> list[list[int]]:
    """One list, and at least one candidate on it."""
    chosen = rng.randrange(len(rows))
    vote = [[0] * len(row) for row in rows]
    size = len(rows[chosen]) - 1
    people = rng.sample(range(1, size + 1), rng.randint(1, size))
    for place in (0, *people):
        vote[chosen][place] = 1
    return vote


def random_names(rng: random.Random, size: int) -> list[str]:
    """Names full of characters that are easily written wrongly."""
    alphabet = 'abcÀé選🗳\u2028"\\/<&\t\x7f '
    return [f"{i} " + "".join(rng.choice(alphabet) for _ in range(rng.randint(0, 8))) for i in range(size)]


def random_question(rng: random.Random) -> dict[str, Any]:
    """A random homomorphic question: 1 to 12 answers, often at an edge of min and max."""
    size = rng.choice([1, 2, 3, 5, 12, rng.randint(1, 12)])
    low = rng.choice([0, 1, size, rng.randint(0, size)])
    high = rng.choice([low, size, rng.randint(low, size)])
    blank = {"blank": True} if rng.random() < 0.4 else {}
    text = rng.choice(["Who?", "¿Quién? ", "誰"])
    return {"answers": random_names(rng, size), **blank, "min": low, "max": high, "question": text}


def random_ranked(rng: random.Random) -> dict[str, Any]:
    """A random ranked question: 1 to 30 candidates."""
    names = random_names(rng, rng.choice([1, 2, 5, 30, rng.randint(1, 30)]))
    return {"type": "NonHomomorphic", "value": {"answers": names, "question": "Order “é”?"}}


def random_lists(rng: random.Random) -> dict[str, Any]:
    """A random lists question: 1 to 4 lists of 1 to 4 candidates."""
    names = random_names(rng, rng.randint(1, 4))
    rows = [[name, *random_names(rng, rng.randint(1, 4))] for name in names]
    rows += [list(BLANK_LIST)] if rng.random() < 0.5 else []
    return {"type": "Lists", "value": {"answers": rows, "question": "List?"}}


def random_election(rng: random.Random, *kinds: str) -> dict[str, Any]:
    """Arguments of a random election: questions, voters, weights, votes with re-votes, trustees.

    `kinds`: "ranked" and "lists" add such questions; nobody has a weight where somebody ranks.
    """
    questions = [random_question(rng) for _ in range(rng.choice([1, 1, 2, 3]) if not kinds else rng.choice([0, 1]))]
    makers = {"ranked": random_ranked, "lists": random_lists}
    questions += [makers[kind](rng) for kind in kinds for _ in range(rng.choice([1, 1, 2]))]
    rng.shuffle(questions)
    voters = rng.choice([1, 2, 5, 8])
    weights = [rng.choice([1, 2, 7, 1000, 2**20]) for _ in range(voters)]
    number = rng.choice([0, 1, voters, voters + 3])
    votes = [(rng.randrange(voters), [random_vote(rng, q) for q in questions]) for _ in range(number)]
    return {
        "questions": questions,
        "voters": voters,
        "weights": weights if rng.random() < 0.4 and "ranked" not in kinds else None,
        "votes": votes,
        "trustees": rng.choice([1, 2, 3]),
    }


def random_trustees(rng: random.Random) -> tuple[int, tuple[int, int]]:
    """A number of single trustees, and a threshold group in which not everybody is needed."""
    size = rng.choice([2, 3, 5])
    return rng.choice([0, 0, 1, 2]), (rng.randint(1, size - 1), size)
