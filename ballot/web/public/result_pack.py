"""A whole published result in one file: the sheets, the archive, the companion file, and how to verify them.

The ZIP file is written while it is sent. Its entries have the time of publication, so that two downloads in the same
language are identical.
"""

import datetime as dt
import io
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from flask import Response, url_for

from ballot.election.result.public_view import archive_stream, companion_stream, public_view
from ballot.election.scene import Scene
from ballot.report import document_html
from ballot.report.rendering import render_text
from ballot.web.page.pdf import print_of
from ballot.web.request.streams import download
from ballot.web.services import services

File = tuple[str, Iterable[bytes]]


class _Sink(io.RawIOBase):
    """Keeps what is written until it is sent."""

    def __init__(self) -> None:
        self._pieces = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._pieces += data
        return len(data)

    def take(self) -> bytes:
        taken = bytes(self._pieces)
        self._pieces.clear()
        return taken


def send_bundle(scene: Scene) -> Response:
    """Respond with the published result as one ZIP file."""
    view = public_view(scene)
    address = services().public_address(url_for("public.audit", uuid=scene.election.uuid))
    texts = {
        "README.txt": render_text("report/readme.txt", view=view, address=address).encode(),
        "result.html": document_html(print_of(scene)).encode(),
    }
    stream = partial(_bundle, texts=texts)
    return download(
        services().database, scene.election.id, stream, f"{scene.election.uuid}-report.zip", "application/zip"
    )


def _bundle(scene: Scene, texts: Mapping[str, bytes]) -> Iterator[bytes]:
    files: list[File] = [
        *((name, [content]) for name, content in texts.items()),
        (f"{scene.election.uuid}.bel", archive_stream(scene)),
        (f"{scene.election.uuid}.companion.jsonl", companion_stream(scene)),
    ]
    assert scene.election.published_at is not None
    return zip_stream(scene.election.uuid, files, scene.election.published_at)


def zip_stream(folder: str, files: Iterable[File], at: dt.datetime) -> Iterator[bytes]:
    """Yield a ZIP file of a folder with these files, piece by piece. `at`: the time of its entries."""
    sink = _Sink()
    with ZipFile(sink, "w") as archive:
        for name, pieces in files:
            entry = ZipInfo(f"{folder}/{name}", at.timetuple()[:6])
            entry.compress_type, entry.external_attr = ZIP_DEFLATED, 0o644 << 16
            with archive.open(entry, "w", force_zip64=True) as out:
                for piece in pieces:
                    out.write(piece)
                    yield sink.take()
    yield sink.take()
