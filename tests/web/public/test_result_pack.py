"""The published result in one file: it stands alone, and what is in it verifies."""

from __future__ import annotations

import io
from pathlib import Path
from zipfile import ZipFile

import pytest

from ballot.verify import verify_archive
from ballot.web.public import result_pack
from tests.web.world import Made, World, found


@pytest.fixture(scope="module")
def published(shared: World) -> Made:
    return shared.make("published")


def unzip(world: World, made: Made) -> dict[str, bytes]:
    answer = world.browser().get(f"/elections/{made.uuid}/report.zip")
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    assert answer.headers["Content-Disposition"] == f"attachment; filename={made.uuid}-report.zip"
    with ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.testzip() is None
        return {name.removeprefix(f"{made.uuid}/"): archive.read(name) for name in archive.namelist()}


def test_there_is_none_before_the_publication(shared: World) -> None:
    for state in ("frozen", "open", "closed", "tallied", "declared"):
        made = shared.make(state)
        assert shared.browser().get(f"/elections/{made.uuid}/report.zip").status_code == 404, state


def test_everything_is_in_it_and_verifies(shared: World, published: Made, tmp_path: Path) -> None:
    files = unzip(shared, published)
    archive, companion = f"{published.uuid}.bel", f"{published.uuid}.companion.jsonl"
    assert list(files) == ["README.txt", "result.html", archive, companion]
    browser, home = shared.browser(), f"/elections/{published.uuid}"
    assert files[archive] == browser.get(f"{home}/{archive}").data
    for name in (archive, companion):
        (tmp_path / name).write_bytes(files[name])
    report = verify_archive(tmp_path / archive, companion=tmp_path / companion)
    assert report.verdict == "valid" and not report.failures
    page, readme = files["result.html"].decode(), files["README.txt"].decode()
    assert "Executive committee" in page and "Noor" in page
    assert "<script" not in page and "src=" not in page and "<link" not in page
    with shared.database.reading() as session:
        fingerprint = found(session, published.uuid).fingerprint or ""
    assert fingerprint[:4] in readme and f"ballot verify {archive} --companion {companion}" in readme


def test_two_downloads_are_the_same_file(shared: World, published: Made) -> None:
    first, second = (shared.browser().get(f"/elections/{published.uuid}/report.zip").data for _ in range(2))
    assert first == second


def test_it_speaks_the_readers_language(shared: World, published: Made) -> None:
    answer = shared.browser().get(f"/elections/{published.uuid}/report.zip?lang=fr")
    with ZipFile(io.BytesIO(answer.data)) as archive:
        assert "le fichier d’accompagnement" in archive.read(f"{published.uuid}/README.txt").decode()
        assert '<html lang="fr"' in archive.read(f"{published.uuid}/result.html").decode()


def test_it_is_sent_while_it_is_written(shared: World, published: Made) -> None:
    """However large the archive is, no more than a piece of it is kept."""
    with shared.database.reading() as session:
        at = found(session, published.uuid).published_at
    assert at is not None
    written = 0

    def pieces():
        nonlocal written
        for _ in range(100):
            written += 1
            yield bytes(range(256)) * 100

    stream = result_pack.zip_stream("folder", [("large", pieces())], at)
    next(stream)
    assert written == 1
    assert sum(map(len, stream)) > 0 and written == 100
