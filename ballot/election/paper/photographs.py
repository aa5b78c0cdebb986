"""Candidates' photographs: an upload is decoded within limits and drawn again; nothing of the file is kept.

So no metadata (place, camera, name), no profile, no comment and nothing hidden behind the picture reaches a voter, and
what every browser gets was written by one encoder. The rows are named by the hash of their content.
"""

from __future__ import annotations

import hashlib
import io
import struct

from PIL import Image, ImageFile, ImageOps
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ballot.election import log
from ballot.election.paper import removed
from ballot.election.scene import Scene
from ballot.election.state import require_draft
from ballot.errors import NotPermitted
from ballot.language import _, lazy, lazy_plural
from ballot.store.models.election import Election
from ballot.store.models.paper import Candidate, Contest, Photograph

FORMATS = ("JPEG", "PNG", "WEBP")
MAX_UPLOAD = 8 * 1024 * 1024
_MAX_PIXELS = 25_000_000
_MAX_SCANS = 40  # a progressive JPEG from a camera or a program has about ten
SMALL, LARGE = 192, 640  # pixels along each side
SMALL_BYTES, LARGE_BYTES = 6 * 1024, 96 * 1024
_QUALITIES = (82, 74, 66, 58, 50, 40, 30, 20)
_HIGHER_THAN_MIDDLE = (0.5, 0.4)  # where a square is cut out of a picture: faces are rarely below the middle

_NOT_A_PICTURE = (OSError, SyntaxError, ValueError, EOFError, struct.error)
_TOO_LARGE = lazy_plural(
    "The photograph has more than %(num)s million pixel. Make it smaller and try again.",
    "The photograph has more than %(num)s million pixels. Make it smaller and try again.",
    _MAX_PIXELS // 10**6,
)
_UNREADABLE = lazy("This is not a photograph that can be read. Choose a file in the format JPEG, PNG or WebP.")


def keep_photograph(scene: Scene, candidate: Candidate, small: bytes, large: bytes) -> Photograph:
    """Keep a photograph as `redraw` returned it, and assign it to a candidate of a draft.

    Redrawing takes a second, so it is done before the transaction: on SQLite a writer blocks everybody else.
    """
    session, election = scene.session, scene.election
    require_draft(scene)
    digest = hashlib.sha256(large).hexdigest()
    kept = session.get(Photograph, (election.id, digest))
    if kept is None:
        kept = Photograph(
            election_id=election.id,
            digest=digest,
            small_digest=hashlib.sha256(small).hexdigest(),
            small=small,
            large=large,
        )
        session.add(kept)
    candidate.photograph = digest
    drop_unused(scene)
    log.write(scene, log.OFFICER, f"Changed the photograph of {candidate.name}.")
    return kept


def remove_photograph(scene: Scene, candidate: Candidate) -> None:
    """Remove the photograph from a candidate of a draft."""
    require_draft(scene)
    candidate.photograph = None
    drop_unused(scene)
    log.write(scene, log.OFFICER, f"Removed the photograph of {candidate.name}.")


def drop_unused(scene: Scene) -> None:
    """Delete the photographs of a draft that no candidate uses any more, neither here nor among those removed."""
    scene.session.flush()
    here = Contest.election_id == scene.election.id, Candidate.photograph.is_not(None)
    used = select(Candidate.photograph).join(Contest).where(*here)
    unused = (Photograph.digest.not_in(used), Photograph.digest.not_in(removed.spared(scene)))
    scene.session.execute(delete(Photograph).where(Photograph.election_id == scene.election.id, *unused))


def copy_photographs(session: Session, contest: Contest, election: Election) -> None:
    """Copy the photographs of another election's contest, for candidates who are about to be added."""
    used = [candidate.photograph for candidate in contest.candidates if candidate.photograph]
    here = photographs_of(Scene(session, election))
    query = select(Photograph).where(Photograph.election_id == contest.election_id, Photograph.digest.in_(used))
    for kept in session.scalars(query):
        if kept.digest not in here:
            session.add(
                Photograph(
                    election_id=election.id,
                    digest=kept.digest,
                    small_digest=kept.small_digest,
                    small=kept.small,
                    large=kept.large,
                )
            )
    session.flush()


def photographs_of(scene: Scene) -> dict[str, str]:
    """Return, for the hash of each photograph of an election, the hash of the small one."""
    rows = select(Photograph.digest, Photograph.small_digest).where(Photograph.election_id == scene.election.id)
    return dict(scene.session.execute(rows).all())


def picture(scene: Scene, digest: str) -> bytes | None:
    """Return the JPEG with this hash, small or large; None if there is none, or if the row's content does not match."""
    rows = select(Photograph).where(
        Photograph.election_id == scene.election.id, (Photograph.digest == digest) | (Photograph.small_digest == digest)
    )
    found = scene.session.scalars(rows).first()
    if found is None:
        return None
    content = found.large if found.digest == digest else found.small
    return content if hashlib.sha256(content).hexdigest() == digest else None


def redraw(upload: bytes) -> tuple[bytes, bytes]:
    """Return a photograph as a small square and as a larger picture of its own shape, both JPEG without metadata.

    Raises: NotPermitted with a sentence if it is too large or no photograph.
    """
    if len(upload) > MAX_UPLOAD:
        raise NotPermitted(
            _(
                "The photograph has more than %(most)s MB. Make it smaller and try again.",
                most=MAX_UPLOAD // 2**20,
            )
        )
    try:
        drawn = _decoded(upload)
    except Image.DecompressionBombError:
        raise NotPermitted(_TOO_LARGE) from None
    except _NOT_A_PICTURE:
        raise NotPermitted(_UNREADABLE) from None
    small = ImageOps.fit(drawn, (SMALL, SMALL), centering=_HIGHER_THAN_MIDDLE)
    drawn.thumbnail((LARGE, LARGE))
    return _encoded(small, SMALL_BYTES), _encoded(drawn, LARGE_BYTES)


def _decoded(upload: bytes) -> Image.Image:
    """Decode a picture in one of the three formats, recognised by content; its size is checked first (W12)."""
    _refuse_pixels(_webp_size(upload))
    if upload.startswith(b"\xff\xd8") and upload.count(b"\xff\xda") > _MAX_SCANS:
        raise NotPermitted(_UNREADABLE)
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint, where it was loaded, has made all decoders lenient
    with Image.open(io.BytesIO(upload), formats=FORMATS) as opened:
        _refuse_pixels(opened.size)
        opened.draft("RGB", (2 * LARGE, 2 * LARGE))  # a large JPEG is decoded at a fraction of its size
        opened.thumbnail((2 * LARGE, 2 * LARGE))  # all other pictures have few pixels
        upright = ImageOps.exif_transpose(opened).convert("RGBA")
    on_white = Image.new("RGBA", upright.size, "white")
    on_white.alpha_composite(upright)
    return on_white.convert("RGB")


def _refuse_pixels(size: tuple[int, int]) -> None:
    if size[0] * size[1] > _MAX_PIXELS:
        raise NotPermitted(_TOO_LARGE)


def _webp_size(upload: bytes) -> tuple[int, int]:
    """Return the size in a WebP's header, (0, 0) for anything else: its decoder uses memory as soon as it is made."""
    if upload[:4] != b"RIFF" or upload[8:12] != b"WEBP" or len(upload) < 30:
        return 0, 0
    if upload[12:16] == b"VP8X":
        return 1 + int.from_bytes(upload[24:27], "little"), 1 + int.from_bytes(upload[27:30], "little")
    if upload[12:16] == b"VP8L":
        bits = int.from_bytes(upload[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack("<HH", upload[26:30])
    return width & 0x3FFF, height & 0x3FFF


def _encoded(drawn: Image.Image, most: int) -> bytes:
    """Return the picture as JPEG of limited size in bytes, made from its bare pixels."""
    bare = Image.frombytes("RGB", drawn.size, drawn.tobytes())
    for quality in _QUALITIES:
        out = io.BytesIO()
        bare.save(out, "JPEG", quality=quality, optimize=True)
        if out.tell() <= most:
            return out.getvalue()
    raise NotPermitted(_("The photograph is too noisy to be made small. Choose another one."))
