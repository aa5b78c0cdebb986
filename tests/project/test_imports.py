"""The folder law: imports go down only, and the auditor's commands need no web framework and no database."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

BLOCKED = (
    "flask",
    "flask_login",
    "flask_wtf",
    "flask_limiter",
    "werkzeug",
    "wtforms",
    "sqlalchemy",
    "alembic",
    "psycopg",
)

# Run a command of ours in an interpreter in which these modules cannot be imported.
RUNNER = """
import sys
class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {blocked!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}} (blocked by the test)", name=name)
sys.meta_path.insert(0, Blocker())
sys.argv = {argv!r}
from ballot.cli.main import main
main()
"""


def run_blocked(*arguments: str) -> subprocess.CompletedProcess[str]:
    code = RUNNER.format(blocked=BLOCKED, argv=["ballot", *arguments])
    return subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)


@pytest.mark.parametrize(
    "arguments", [("--help",), ("--version",), ("verify", "--help"), ("trustee", "decrypt", "--help")]
)
def test_these_commands_run_without_web_framework_and_database(arguments: tuple[str, ...]) -> None:
    done = run_blocked(*arguments)
    assert done.returncode == 0, done.stderr
    assert "ballot" in done.stdout


def test_verify_runs_on_a_file_without_web_framework_and_database(tmp_path: Path) -> None:
    path = tmp_path / "nothing.bel"
    path.write_bytes(b"this is no archive")
    done = run_blocked("verify", str(path))
    assert done.returncode == 2, done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_trustee_keygen_runs_without_web_framework_and_database(tmp_path: Path) -> None:
    passphrase = tmp_path / "passphrase"
    passphrase.write_text("correct horse battery\n")
    key, public = tmp_path / "a.key", tmp_path / "a.json"
    done = run_blocked(
        *("trustee", "keygen", "Amina", "--passphrase-file", str(passphrase)),
        *("--key-file", str(key), "--public-file", str(public)),
    )
    assert done.returncode == 0, done.stderr
    assert key.read_text().startswith("BALLOT SECRET TRUSTEE KEY 1")
    assert "private" not in public.read_text()


def test_a_command_whose_package_is_missing_says_so() -> None:
    done = run_blocked("doctor")
    assert done.returncode == 1
    assert "which is not installed here" in done.stderr and "Traceback" not in done.stderr


def test_the_import_rules_hold(repo_root: Path) -> None:
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--config", "setup.cfg", "--no-cache"],
        check=False, capture_output=True, text=True, cwd=repo_root,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def modules(repo_root: Path) -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted((repo_root / "ballot").rglob("*.py")):
        yield path.relative_to(repo_root), ast.parse(path.read_text(encoding="utf-8"))


def test_the_package_itself_imports_nothing(repo_root: Path) -> None:
    tree = ast.parse((repo_root / "ballot" / "__init__.py").read_text())
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]


def test_C19_randomness_comes_from_secrets_only(repo_root: Path) -> None:
    allowed = {Path("ballot/election/practice/people.py")}  # the made-up choices of the demo
    users = {
        path
        for path, tree in modules(repo_root)
        for node in ast.walk(tree)
        if (isinstance(node, ast.Import) and any(name.name.split(".")[0] == "random" for name in node.names))
        or (isinstance(node, ast.ImportFrom) and node.module == "random")
    }
    assert users <= allowed


def test_time_enters_at_one_seam(repo_root: Path) -> None:
    users = {
        str(path)
        for path, tree in modules(repo_root)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in ("now", "utcnow", "today")
        and ast.unparse(node.value) != "clock"
    }
    assert users <= {"ballot/clock.py"}


def test_nothing_is_declared_safe_html(repo_root: Path) -> None:
    found = [
        str(path.relative_to(repo_root))
        for path in (repo_root / "templates").rglob("*.html")
        if "|safe" in path.read_text(encoding="utf-8").replace(" ", "")
    ]
    assert found == []


def test_no_broad_except(repo_root: Path) -> None:
    found = [
        f"{path}:{node.lineno}"
        for path, tree in modules(repo_root)
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in ("Exception", "BaseException"))
    ]
    # Three places may: the verifier's last line, so that a crash is never read as a verdict about the archive; the
    # ballot box, which raises what went wrong again in the thread of the ballot that it concerns; and the worker's
    # turn, which logs what went wrong with one election, so that all others still open and close.
    places = ("ballot/cli/auditor/verify.py", "ballot/election/isolation.py", "ballot/election/voting/ballot_box.py")
    assert sorted(place.split(":")[0] for place in found) == list(places)
