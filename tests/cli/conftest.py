"""A folder with a server of its own, and the commands run in it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ballot.cli.main import main
from tests.quick import quick_key_files, quick_passwords  # noqa: F401  (fixtures)

PASSPHRASE = "four words and a number 7"
PLAN = {
    "name": "Committee",
    "contests": [
        {
            "title": "Committee",
            "seats": 1,
            "minimum": 1,
            "blank": True,
            "candidates": [{"name": "Ana"}, {"name": "Björn"}],
        },
        {"title": "Treasurer", "seats": 1, "candidates": [{"name": "Chidi"}, {"name": "Dana"}]},
    ],
}
ROLL = "name,email\n" + "".join(f"Member {number},m{number}@example.org\n" for number in range(1, 6))


@dataclass(frozen=True)
class Desk:
    """Where the commands are run."""

    folder: Path

    def run(self, *arguments: str, typed: str = "") -> Result:
        """Run one command."""
        return CliRunner().invoke(main, list(arguments), input=typed)

    def must(self, *arguments: str, typed: str = "") -> str:
        """Run one command that has to succeed, and return what it printed on standard output."""
        done = self.run(*arguments, typed=typed)
        assert done.exit_code == 0, f"ballot {' '.join(arguments)}: {done.output}"
        return done.stdout

    def refused(self, *arguments: str, typed: str = "") -> str:
        """Run one command that has to be refused with a sentence, and return the sentence."""
        done = self.run(*arguments, typed=typed)
        assert done.exit_code == 1, f"ballot {' '.join(arguments)} was not refused: {done.output}"
        assert done.stderr.startswith("Error: "), done.output
        return done.stderr

    def path(self, name: str) -> Path:
        """A file of this folder."""
        return self.folder / name

    def write(self, name: str, content: str) -> str:
        """Write a file, and return its name."""
        self.path(name).write_text(content, encoding="utf-8")
        return name

    def create(self, roll: str = ROLL, plan: object = PLAN, options: Sequence[str] = ()) -> str:
        """Create an election with officer and roll, and return its identifier."""
        if not self.path("passphrase").exists():
            self.write("passphrase", f"{PASSPHRASE}\n")
            self.must("officer", "add", "rita@example.org", "--password-file", "passphrase")
        self.write("plan.json", json.dumps(plan))
        self.write("roll.csv", roll)
        dates = ("--opens", "now", "--closes", "+7d")
        return self.must(
            "election", "create", "plan.json", "--roll", "roll.csv", "--officer", "rita@example.org", *dates, *options
        ).strip()

    def keygen(self, *names: str) -> None:
        """Make the trustees' keys."""
        for name in names:
            self.must("trustee", "keygen", name, "--passphrase-file", "passphrase")

    def rehearse(self, uuid: str, *names: str) -> list[str]:
        """Add trustees by their public key files, let them answer the test, and return the names of the answers."""
        for name in names:
            self.must("election", "trustee-add", uuid, name, "--key", f"{name}.public.json")
            self.must(
                "trustee", "check", f"{name}.key", "--from", f"{name}.test.json", "--passphrase-file", "passphrase"
            )
        return [f"{name}.answer.json" for name in names]

    def open_election(self, plan: object = PLAN) -> str:
        """Create, freeze and open an election with two trustees."""
        uuid = self.create(plan=plan)
        self.keygen("Amina", "Jonas")
        answers = self.rehearse(uuid, "Amina", "Jonas")
        self.must("election", "freeze", uuid, "--accept-risk", *answers, "--merge-file", "tokens.csv")
        self.must("election", "open", uuid)
        return uuid

    def tokens(self) -> list[str]:
        """The tokens in the file for the mail merge."""
        text = self.path("tokens.csv").read_text(encoding="utf-8-sig")
        return [row["token"] for row in csv.DictReader(io.StringIO(text))]

    def vote(self, uuid: str, token: str, *choices: str) -> Result:
        """Cast a ballot with a token on standard input."""
        return self.run("vote", uuid, "--token-file", "-", *choices, typed=token + "\n")

    def decrypt(self, name: str, archive: str, *options: str) -> Result:
        """Make a trustee's share."""
        arguments = ("trustee", "decrypt", f"{name}.key", archive, "--passphrase-file", "passphrase", "--yes", *options)
        return self.run(*arguments)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """An empty folder, and no setting of the machine's own."""
    for name in (
        "BALLOT_ENV",
        "BALLOT_DATABASE",
        "BALLOT_PUBLIC_URL",
        "BALLOT_SECRET_KEY",
        "BALLOT_SMTP_URL",
        "FLASK_DEBUG",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("BALLOT_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("BALLOT_KEYS_DIR", str(tmp_path / "keys"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    return Desk(tmp_path)


@pytest.fixture
def closed(desk: Desk) -> tuple[Desk, str]:
    """An election that was closed with three ballots; its archive is in the folder."""
    uuid = desk.open_election()
    for token in desk.tokens()[:3]:
        assert desk.vote(uuid, token, "--choose", "1", "--choose", "2:2").exit_code == 0
    desk.must("election", "close", uuid, "--reason", "Everybody has voted.", "--export", ".")
    return desk, uuid
