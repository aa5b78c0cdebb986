"""Nothing secret is in the repository, and nothing secret can get into it."""

from __future__ import annotations

import re
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from ballot.errors import ConfigurationError
from ballot.secret_file import read_secret, refuse_tracked_path, write_secret

# The first line of every secret file of ours, and what other programs' private keys look like.
SECRET_MARKS = re.compile(
    rb"^BALLOT SECRET [A-Z ]+ \d+ - keep this file|-----BEGIN [A-Z ]*PRIVATE KEY-----|^AGE-SECRET-KEY-", re.MULTILINE
)
BALLOT_TOKEN = re.compile(
    rb"#[1-9A-HJ-NP-Za-km-z]{5}-[1-9A-HJ-NP-Za-km-z]{6}-[1-9A-HJ-NP-Za-km-z]{5}-[1-9A-HJ-NP-Za-km-z]{6}\b"
)


def git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["git", "-C", str(folder), *arguments], check=False, capture_output=True, text=True)


def tracked_files(repo_root: Path) -> list[Path]:
    if not (repo_root / ".git").exists():
        pytest.skip("not a git checkout, so nothing is tracked")
    return [repo_root / name for name in git(repo_root, "ls-files", "-z").stdout.split("\0") if name]


def test_git_would_track_nothing_secret_in_keys(repo_root: Path) -> None:
    tracked_files(repo_root)
    for name in ("server.key", "session.secret", "deep/down/trustee.key", "README.md.bak", ".env", "README"):
        assert git(repo_root, "check-ignore", "--no-index", f"keys/{name}").returncode == 0, (
            f"keys/{name} would be tracked"
        )


def test_only_the_readme_and_the_ignore_rule_are_tracked_in_keys(repo_root: Path) -> None:
    names = {path.name for path in tracked_files(repo_root) if path.parent == repo_root / "keys"}
    assert names == {".gitignore", "README.md"}


def test_the_places_of_generated_secrets_are_ignored(repo_root: Path) -> None:
    tracked_files(repo_root)
    for name in ("var/ballot.sqlite3", "var/demo/trustee.key", "demo/tokens.csv", "ballot.sqlite3"):
        assert git(repo_root, "check-ignore", "--no-index", name).returncode == 0, f"{name} would be tracked"


def test_no_tracked_file_is_a_secret(repo_root: Path) -> None:
    suspects = [
        str(path.relative_to(repo_root))
        for path in tracked_files(repo_root)
        if path.is_file() and SECRET_MARKS.search(path.read_bytes()) and path.suffix != ".py"
    ]
    assert suspects == []


def test_no_document_or_page_holds_a_ready_ballot_link(repo_root: Path) -> None:
    suspects = [
        str(path.relative_to(repo_root))
        for path in tracked_files(repo_root)
        if path.suffix in (".md", ".html", ".txt", ".csv", ".cfg", ".toml") and BALLOT_TOKEN.search(path.read_bytes())
    ]
    assert suspects == []


def test_no_file_with_a_secret_ending_is_tracked(repo_root: Path) -> None:
    endings = (".key", ".pem", ".secret", ".sqlite3", ".p12", ".env")
    assert [path.name for path in tracked_files(repo_root) if path.name.endswith(endings)] == []


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    assert git(tmp_path, "init", "-q").returncode == 0
    (tmp_path / ".gitignore").write_text("/keys/\n*.key\n")
    return tmp_path


def test_refuses_to_write_a_secret_where_git_would_track_it(checkout: Path) -> None:
    with pytest.raises(ConfigurationError, match="would be tracked by git"):
        write_secret(checkout / "new" / "folder" / "secret.txt", b"secret")
    assert not (checkout / "new").exists()


def test_writes_a_secret_where_git_ignores_it_for_its_owner_only(checkout: Path) -> None:
    path = checkout / "keys" / "server"
    write_secret(path, b"secret")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert read_secret(path) == b"secret"


def test_a_secret_that_git_tracks_already_is_refused_although_a_rule_ignores_its_name(checkout: Path) -> None:
    # `git add -f` has been done once: the rule no longer protects this path.
    path = checkout / "forced.key"
    path.write_text("old")
    git(checkout, "add", "-f", "forced.key")
    path.unlink()
    with pytest.raises(ConfigurationError, match="git"):
        write_secret(path, b"secret")


def test_outside_a_checkout_any_path_will_do(tmp_path: Path) -> None:
    refuse_tracked_path(tmp_path / "anything")
    write_secret(tmp_path / "anything", b"x")
    assert (tmp_path / "anything").read_bytes() == b"x"


def test_never_overwrites_a_secret(tmp_path: Path) -> None:
    write_secret(tmp_path / "a.key", b"first")
    with pytest.raises(ConfigurationError, match="is there already"):
        write_secret(tmp_path / "a.key", b"second")
    assert read_secret(tmp_path / "a.key") == b"first"


def test_refuses_a_secret_that_others_can_read(tmp_path: Path) -> None:
    write_secret(tmp_path / "a.key", b"x")
    (tmp_path / "a.key").chmod(0o640)
    with pytest.raises(ConfigurationError, match="chmod 600"):
        read_secret(tmp_path / "a.key")
