"""What is built and installed is complete: the wheel holds every template, and a page is rendered from it."""

from __future__ import annotations

import configparser
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ignored = ("__pycache__", ".pyc", ".so")  # a compiled kernel belongs to one machine

RENDER = """
import importlib.resources, pathlib, sys
import ballot, ballot.templates
from ballot.config import Config
from ballot.store.session import migrate, open_database
from ballot.web import create_app

home = pathlib.Path(sys.argv[1])
assert pathlib.Path(ballot.__file__).is_relative_to(sys.prefix), ballot.__file__
assert pathlib.Path(ballot.templates.__path__[0]).is_relative_to(sys.prefix), ballot.templates.__path__
config = Config.from_env({"BALLOT_DATA_DIR": str(home), "BALLOT_KEYS_DIR": str(home / "keys")})
database = open_database(config.database_url)
migrate(database)
client = create_app(config).test_client()
page = client.get("/")
assert page.status_code == 200, page.status_code
assert "<html" in page.text
style = client.get("/static/css/ballot.css")
assert style.status_code == 200 and len(style.data) > 1000
print("rendered")
"""


def wheel_names(wheel: Path) -> set[str]:
    return set(zipfile.ZipFile(wheel).namelist())


@pytest.fixture(scope="module")
def wheel(repo_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of what git would hand out, without a network."""
    source = tmp_path_factory.mktemp("source")
    names = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        check=True, capture_output=True, text=True, cwd=repo_root,
    ).stdout  # fmt: skip
    for name in filter(None, names.split("\0")):
        if (repo_root / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes((repo_root / name).read_bytes())
    out = tmp_path_factory.mktemp("dist")
    done = subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(source)],
        check=False, capture_output=True, text=True,
        env={**os.environ, "CARGO_TARGET_DIR": str(repo_root / "rust" / "target")},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return next(out.glob("*.whl"))


def test_the_wheel_holds_every_module_template_and_static_file(repo_root: Path, wheel: Path) -> None:
    wanted = {str(path.relative_to(repo_root)) for path in (repo_root / "ballot").rglob("*") if path.is_file()}
    wanted |= {
        f"ballot/templates/{path.relative_to(repo_root / 'templates')}"
        for path in (repo_root / "templates").rglob("*")
        if path.is_file()
    }
    wanted = {name for name in wanted if not any(mark in name for mark in ignored)}
    assert wanted - wheel_names(wheel) == set()


def test_the_wheel_holds_nothing_else(wheel: Path) -> None:
    strange = [name for name in wheel_names(wheel) if not name.startswith(("ballot/", "ballot-"))]
    assert strange == []
    assert [name for name in wheel_names(wheel) if "key" in Path(name).suffix or name.startswith("ballot/keys")] == []


def test_the_wheel_holds_the_kernel_where_it_can_be_built(wheel: Path) -> None:
    """CI has a Rust toolchain, and there the kernel may not go missing silently."""
    if shutil.which("cargo") is None:
        pytest.skip("there is no Rust toolchain (cargo)")
    assert "ballot/crypto/_native.abi3.so" in wheel_names(wheel)


def test_every_package_of_the_tree_is_listed_in_setup_cfg(repo_root: Path) -> None:
    settings = configparser.ConfigParser()
    settings.read(repo_root / "setup.cfg")
    listed = set(settings["options"]["packages"].split())
    found = {
        ".".join(path.parent.relative_to(repo_root).parts)
        for path in (repo_root / "ballot").rglob("__init__.py")
        if "migrations" not in path.relative_to(repo_root).parts
    }
    assert found | {"ballot.templates"} == listed


def can_reach_an_index(python: Path, folder: Path) -> bool:
    command = [python, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), "click"]
    return subprocess.run(command, check=False, capture_output=True, timeout=900).returncode == 0


@pytest.mark.slow
@pytest.mark.network
def test_a_page_is_rendered_from_the_wheel_in_an_empty_environment(
    repo_root: Path, wheel: Path, tmp_path: Path
) -> None:
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "env"], check=True)
    python = tmp_path / "env" / "bin" / "python"
    if not can_reach_an_index(python, tmp_path / "download"):
        pytest.skip("pip cannot reach a package index, so the wheel's dependencies cannot be installed")
    lock = repo_root / "scripts" / "requirements" / "server.lock"
    for arguments in (["--require-hashes", "-r", str(lock)], ["--no-deps", str(wheel)]):
        install = [python, "-m", "pip", "install", "--quiet", "--retries", "10", "--timeout", "60", *arguments]
        subprocess.run(install, check=True, cwd=tmp_path)
    checked = subprocess.run([python, "-m", "pip", "check"], check=False, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout  # the lock satisfies setup.cfg
    done = subprocess.run(
        [python, "-I", "-c", RENDER, str(tmp_path / "home")], check=False, capture_output=True, text=True, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "rendered\n"
    version = subprocess.run(
        [tmp_path / "env" / "bin" / "ballot", "--version"], check=True, capture_output=True, text=True
    )
    assert version.stdout.startswith("ballot, version")
