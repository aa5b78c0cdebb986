"""W12: what is uploaded as a photograph is limited before it is decoded; nothing of the file but its pixels is kept."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zlib
from typing import Any

import pytest
from PIL import Image, ImageCms, ImageFile
from PIL.PngImagePlugin import PngInfo

from ballot.election.paper.photographs import LARGE, LARGE_BYTES, MAX_UPLOAD, SMALL, SMALL_BYTES, redraw
from ballot.errors import NotPermitted

SECRET = b"N 52.5200 E 13.4050 taken by somebody"


def saved(image: Image.Image, kind: str = "JPEG", **values: Any) -> bytes:
    """Return an image as a file."""
    out = io.BytesIO()
    image.save(out, kind, **values)
    return out.getvalue()


def portrait(width: int = 900, height: int = 1200, mode: str = "RGB") -> Image.Image:
    """Return a picture whose upper half is red and whose lower half is blue."""
    image = Image.new(mode, (width, height), "blue")
    image.paste(Image.new(mode, (width, height // 2), "red"), (0, 0))
    return image


def opened(content: bytes) -> Image.Image:
    """Read a picture of ours."""
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_each_format_becomes_two_jpegs(kind: str) -> None:
    small, large = map(opened, redraw(saved(portrait(), kind)))
    assert (small.format, small.size) == ("JPEG", (SMALL, SMALL))
    assert (large.format, large.size) == ("JPEG", (LARGE * 3 // 4, LARGE))
    red, _, blue = large.getpixel((10, 10))  # type: ignore[misc]
    assert red > 200 and blue < 60


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGBA", "CMYK", "1", "I;16"])
def test_each_kind_of_pixel_is_taken(mode: str) -> None:
    image = Image.new("RGB", (300, 300), "white").convert("L" if mode == "I;16" else mode)
    small, _ = redraw(saved(image.convert(mode), "JPEG" if mode == "CMYK" else "PNG"))
    assert opened(small).getpixel((5, 5)) == (255, 255, 255)


def test_what_is_transparent_is_white() -> None:
    small, _ = redraw(saved(Image.new("RGBA", (300, 300), (0, 0, 0, 0)), "PNG"))
    assert opened(small).getpixel((5, 5)) == (255, 255, 255)


def test_a_noisy_picture_stays_small() -> None:
    noise = Image.effect_noise((1000, 1000), 90).convert("RGB")
    small, large = redraw(saved(noise, "PNG"))
    assert len(small) <= SMALL_BYTES and len(large) <= LARGE_BYTES


def test_no_metadata_no_profile_and_no_comment_is_kept() -> None:
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    texts = PngInfo()
    texts.add_text("Comment", SECRET.decode())
    uploads = [
        saved(portrait(), exif=exif, icc_profile=profile, comment=SECRET, xmp=SECRET),
        saved(portrait(), "PNG", pnginfo=texts, exif=exif, icc_profile=profile),
        saved(portrait(), "WEBP", exif=exif, icc_profile=profile, xmp=SECRET),
        saved(portrait()) + b"PK\x03\x04 a file behind the picture " + SECRET,
    ]
    for upload in uploads:
        for content in redraw(upload):
            assert SECRET not in content and b"ICC_PROFILE" not in content and b"Exif" not in content
            assert set(opened(content).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
            assert content.endswith(b"\xff\xd9")


def test_a_picture_taken_sideways_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter
    _, large = redraw(saved(portrait(1200, 900), exif=exif))
    upright = opened(large)
    assert upright.size == (LARGE * 3 // 4, LARGE)
    red, _, blue = upright.getpixel((upright.width - 10, 10))  # type: ignore[misc]
    assert red > 200 and blue < 60


def png(width: int, height: int, data: bytes = b"", extra: bytes = b"") -> bytes:
    """Return a PNG whose header says what it wants."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = chunk(b"IDAT", zlib.compress(data))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + extra + pixels + chunk(b"IEND", b"")


def webp(width: int, height: int, kind: bytes) -> bytes:
    """Return the head of a WebP that says it is large."""
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    simple = b"\x00\x00\x00\x9d\x01\x2a" + struct.pack("<HH", width & 0x3FFF, height & 0x3FFF)
    bits = b"\x2f" + ((width - 1) & 0x3FFF | ((height - 1) & 0x3FFF) << 14).to_bytes(4, "little")
    body = {b"VP8X": b"\x00" * 4 + sides, b"VP8 ": simple, b"VP8L": bits}[kind] + b"\x00" * 40
    chunk = kind + struct.pack("<I", len(body)) + body
    return b"RIFF" + struct.pack("<I", 4 + len(chunk)) + b"WEBP" + chunk


@pytest.mark.parametrize(
    "bomb",
    [
        png(30_000, 30_000, b"\x00" * 1_000_000),
        png(2**31 - 1, 1),
        webp(16_383, 16_383, b"VP8X"),
        webp(16_383, 16_383, b"VP8 "),
        webp(16_383, 16_383, b"VP8L"),
        saved(Image.new("1", (6000, 6000)), "PNG"),
    ],
    ids=["png", "long", "VP8X", "VP8", "VP8L", "one-bit"],
)
def test_W12_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(bomb: bytes) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(NotPermitted, match="million pixels"):
            redraw(bomb)
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


def test_W12_text_that_unpacks_to_gigabytes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as WeasyPrint leaves it behind
    packed = zlib.compress(b"A" * 80_000_000, 9)
    content = b"Comment\x00\x00" + packed
    chunk = struct.pack(">I", len(content)) + b"zTXt" + content + struct.pack(">I", zlib.crc32(b"zTXt" + content))
    with pytest.raises(NotPermitted, match="not a photograph"):
        redraw(png(10, 10, extra=chunk))


def test_W12_a_jpeg_of_endless_scans_is_refused() -> None:
    upload = saved(portrait(), progressive=True)
    scan = upload[upload.rindex(b"\xff\xda") : -2]
    with pytest.raises(NotPermitted, match="not a photograph"):
        redraw(upload[:-2] + scan * 100 + upload[-2:])


def test_W12_a_large_file_is_refused_before_it_is_opened() -> None:
    with pytest.raises(NotPermitted, match="more than 8 MB"):
        redraw(b"\xff\xd8" + bytes(MAX_UPLOAD))


@pytest.mark.parametrize(
    "upload",
    [
        b"", b"\xff\xd8", b"RIFF1234WEBP", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<!doctype html><script>alert(1)</script>", b"%PDF-1.7", b"GIF89a" + bytes(40), b"PK\x03\x04",
        saved(portrait(), "GIF"), saved(portrait(), "TIFF"), saved(portrait(), "BMP"), saved(portrait(), "ICO"),
        saved(portrait())[:400], saved(portrait(), "PNG")[:-400], saved(portrait(), "WEBP")[:200],
    ],
)  # fmt: skip
def test_W3_only_three_formats_are_taken_and_by_their_content(upload: bytes) -> None:
    with pytest.raises(NotPermitted, match="not a photograph"):
        redraw(upload)


def test_every_damaged_picture_is_refused_or_drawn() -> None:
    refused = 0
    for kind in ("JPEG", "PNG", "WEBP"):
        content = saved(portrait(60, 80), kind)
        for at in range(0, len(content), max(1, len(content) // 60)):
            damaged = bytearray(content)
            damaged[at] ^= 0xFF
            try:
                redraw(bytes(damaged))
            except NotPermitted:
                refused += 1
    assert refused > 10
