"""Static files under addresses that identify their content, and the hashes of the scripts for the audit page (P7).

They are sent compressed, because the booth must load over a slow connection. Nothing else is compressed, neither here
nor by the proxy (docs/deploy.md): the length of a compressed page reveals something about a secret in it (P11).
"""

import gzip
import hashlib
from functools import cache
from pathlib import Path

import msgspec
from flask import Flask, Response, current_app, request, url_for

_HASH_LENGTH = 16
_MANIFEST = "js/manifest.json"
_COMPRESSED = frozenset({"text/javascript", "application/javascript", "text/css", "image/svg+xml", "application/json"})
_decoder = msgspec.json.Decoder(dict[str, dict[str, str]])


def init_app(app: Flask) -> None:
    """Offer `asset("css/ballot.css")` to the templates."""
    app.add_template_global(asset, "asset")
    app.add_template_global(integrity, "integrity")
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    """Compress scripts, style sheets and drawings for browsers that accept it."""
    if request.endpoint != "static" or response.mimetype not in _COMPRESSED:
        return response
    response.vary.add("Accept-Encoding")
    if request.method == "GET" and response.status_code == 200 and request.accept_encodings["gzip"] > 0:
        file = _file(request.path.removeprefix("/static/"))
        stat = file.stat()
        etag, _ = response.get_etag()
        response.direct_passthrough = False
        response.set_data(_compressed(file, stat.st_mtime_ns, stat.st_size))
        response.content_encoding = "gzip"
        response.set_etag(etag or "", weak=True)  # the same content, but different bytes
    return response


@cache
def _compressed(file: Path, _changed: int, _size: int) -> bytes:
    return gzip.compress(file.read_bytes(), 9, mtime=0)


def asset(name: str) -> str:
    """Return the address of a static file, with the hash of its content."""
    return url_for("static", filename=name, v=_digest(_file(name)))


def integrity(name: str) -> str:
    """Return the integrity value of a script, as written by the build: the browser then runs no other content."""
    return _manifest().get("integrity", {}).get(name, "")


def names_its_content(path: str, version: str) -> bool:
    """Return whether the address of a static file has the hash of its current content."""
    file = _file(path.removeprefix("/static/"))
    return bool(version) and file.is_file() and version == _digest(file)


def script_hashes() -> dict[str, str]:
    """Return the SHA-256 of each script from the manifest of the build: file name to hex."""
    return dict(sorted(_manifest().get("files", {}).items()))


def _manifest() -> dict[str, dict[str, str]]:
    manifest = _file(_MANIFEST)
    return _decoder.decode(manifest.read_bytes()) if manifest.is_file() else {}


def _file(name: str) -> Path:
    return Path(current_app.static_folder or "") / name


def _digest(file: Path) -> str:
    """Return the start of a file's hash, recomputed when the file changes."""
    if not file.is_file():
        return "missing"
    stat = file.stat()
    return _digest_of(file, stat.st_mtime_ns, stat.st_size)


@cache
def _digest_of(file: Path, _changed: int, _size: int) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:_HASH_LENGTH]
