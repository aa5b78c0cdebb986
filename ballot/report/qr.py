"""QR codes as SVG paths: no picture file, nothing to fetch."""

from __future__ import annotations

import segno

_QUIET_ZONE = 4  # modules, as the standard requires


def qr_path(text: str) -> tuple[str, int]:
    """Return a QR code as the path of an SVG, one unit for each module, and its width with the quiet zone."""
    rows = [list(row) for row in segno.make(text, error="m", micro=False).matrix_iter(border=_QUIET_ZONE)]
    return "".join(_runs(y, row) for y, row in enumerate(rows)), len(rows)


def _runs(y: int, row: list[int]) -> str:
    """Return the dark modules of a row, each run as one rectangle."""
    found, start = [], None
    for x, module in enumerate([*row, 0]):
        if module and start is None:
            start = x
        elif not module and start is not None:
            found.append(f"M{start} {y}h{x - start}v1h-{x - start}z")
            start = None
    return "".join(found)
