"""All of a published result in one file: the sheets, the archive, the companion file, and how to verify them.

The ZIP file is written while it is sent. Its entries have the moment of the publication, so that two downloads in one
language are the same file.
"""

import datetime as dt
import io
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from flask import Response, url_for
from sqlalchemy.orm import Session

from ballot.election.result.publishing import archive_stream, companion_stream, public_view
from ballot.report import document_html
from ballot.report.rendering import render_text
from ballot.store.models.election import Election
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


def send_bundle(session: Session, election: Election) -> Response:
    """Answer with the published result as one ZIP file."""
    view = public_view(session, election)
    address = services().public_address(url_for("public.audit", uuid=election.uuid))
    texts = {
        "README.txt": render_text("report/readme.txt", view=view, address=address).encode(),
        "result.html": document_html(print_of(session, election)).encode(),
    }
    stream = partial(_bundle, texts=texts)
    return download(services().database, election.id, stream, f"{election.uuid}-report.zip", "application/zip")


def _bundle(session: Session, election: Election, texts: Mapping[str, bytes]) -> Iterator[bytes]:
    files: list[File] = [
        *((name, [content]) for name, content in texts.items()),
        (f"{election.uuid}.bel", archive_stream(session, election)),
        (f"{election.uuid}.companion.jsonl", companion_stream(session, election)),
    ]
    assert election.published_at is not None
    return zip_stream(election.uuid, files, election.published_at)


def zip_stream(folder: str, files: Iterable[File], at: dt.datetime) -> Iterator[bytes]:
    """Yield a ZIP file of a folder with these files, piece by piece. `at`: the moment that its entries have."""
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
