"""Static files under addresses that name their content, and the list of the scripts' hashes for the audit page (P7)."""

import hashlib
from functools import cache
from pathlib import Path

import msgspec
from flask import Flask, current_app, url_for

HASH_LENGTH = 16
MANIFEST = "js/manifest.json"
_decoder = msgspec.json.Decoder(dict[str, dict[str, str]])


def init_app(app: Flask) -> None:
    """Offer `asset("css/ballot.css")` to the templates."""
    app.add_template_global(asset, "asset")
    app.add_template_global(integrity, "integrity")


def asset(name: str) -> str:
    """Return the address of a static file, with the hash of its content."""
    return url_for("static", filename=name, v=_digest(_file(name)))


def integrity(name: str) -> str:
    """Return the integrity value of a script, as the build wrote it: a browser runs nothing else under this page."""
    return _manifest().get("integrity", {}).get(name, "")


def names_its_content(path: str, version: str) -> bool:
    """Return whether an address of a static file carries the hash of what is served there now."""
    file = _file(path.removeprefix("/static/"))
    return bool(version) and file.is_file() and version == _digest(file)


def script_hashes() -> dict[str, str]:
    """Return the SHA-256 of each script as the build wrote it into the manifest: file name to hex."""
    return dict(sorted(_manifest().get("files", {}).items()))


def _manifest() -> dict[str, dict[str, str]]:
    manifest = _file(MANIFEST)
    return _decoder.decode(manifest.read_bytes()) if manifest.is_file() else {}


def _file(name: str) -> Path:
    return Path(current_app.static_folder or "") / name


def _digest(file: Path) -> str:
    """Return the start of a file's hash, computed anew when the file changes."""
    if not file.is_file():
        return "missing"
    stat = file.stat()
    return _digest_of(file, stat.st_mtime_ns, stat.st_size)


@cache
def _digest_of(file: Path, _changed: int, _size: int) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:HASH_LENGTH]
