"""An organisation's name, logo, colour, and links to its imprint and privacy pages. All are checked at startup.

Colours that would make pages unreadable are refused. The logo is a file on this machine, never an address: the server
fetches nothing (W14).
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from ballot.errors import ConfigurationError

_LONGEST_NAME = 80
LARGEST_LOGO = 256 * 1024  # bytes
LEAST_CONTRAST = 4.5  # of text on its background: WCAG 2.2, 1.4.3
PAPER, DARK_PAPER = "#ffffff", "#14171c"  # those of ballot.css
_SIGNATURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
_ADDRESS = re.compile(r"https://[!-~]+")  # the rest as browsers write it: no spaces, ASCII only
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True, slots=True)
class Accent:
    """The colour of links and buttons on one background, a stronger shade of it, and the colour of text on it."""

    colour: str
    strong: str
    words: str

    @property
    def rule(self) -> str:
        """The accent as a CSS rule."""
        return f":root {{ --accent: {self.colour}; --accent-strong: {self.strong}; --on-accent: {self.words}; }}"


@dataclass(frozen=True, slots=True)
class Look:
    """An organisation's branding; without it pages are plain. `logo`: the bytes of a PNG or JPEG file.

    `imprint` and `privacy` are addresses of the organisation's own pages: who it is, and how it handles people's data.
    """

    organisation: str = ""
    colour: str = ""
    logo: bytes = b""
    imprint: str = ""
    privacy: str = ""

    def __post_init__(self) -> None:
        """Refuse anything that could not be shown or read."""
        if len(self.organisation) > _LONGEST_NAME or not self.organisation.isprintable():
            raise ConfigurationError(f"BALLOT_ORGANISATION must be one line of at most {_LONGEST_NAME} characters.")
        if self.colour:
            _check_colour(self.colour)
        if self.logo and (len(self.logo) > LARGEST_LOGO or not self.logo_type):
            raise ConfigurationError(f"BALLOT_LOGO must be a PNG or JPEG file of at most {LARGEST_LOGO // 1024} KiB.")
        for name, address in (("BALLOT_IMPRINT_URL", self.imprint), ("BALLOT_PRIVACY_URL", self.privacy)):
            if address:
                _check_address(name, address)

    @property
    def logo_type(self) -> str:
        """The media type of the logo, from its first bytes; "" if it is neither PNG nor JPEG."""
        return next((kind for mark, kind in _SIGNATURES.items() if self.logo.startswith(mark)), "")

    @property
    def logo_inside(self) -> str:
        """The logo as a data URL, for self-contained documents."""
        return f"data:{self.logo_type};base64,{base64.b64encode(self.logo).decode()}" if self.logo else ""

    @property
    def style(self) -> str:
        """The accent as a style sheet that sets the tokens of ballot.css; "" without a colour."""
        if not self.colour:
            return ""
        light, dark = (accent.rule for accent in self.accents)
        return f"{light}\n@media screen and (prefers-color-scheme: dark) {{ {dark} }}\n"

    @property
    def version(self) -> str:
        """The start of a hash of colour and logo, for addresses that change with their content."""
        return hashlib.sha256(self.colour.encode() + b"\0" + self.logo).hexdigest()[:16]

    @property
    def accents(self) -> tuple[Accent, Accent]:
        """The accent on light and on dark paper. On dark paper it is lightened until it is readable."""
        return _accent(self.colour, PAPER, "#000000"), _accent(self.colour, DARK_PAPER, "#ffffff")


PLAIN = Look()


def read_look(env: Mapping[str, str]) -> Look:
    """Return the branding that the environment describes. Raises: ConfigurationError."""
    return Look(
        organisation=env.get("BALLOT_ORGANISATION", "").strip(),
        colour=env.get("BALLOT_ACCENT", ""),
        logo=_read_logo(env.get("BALLOT_LOGO", "")),
        imprint=env.get("BALLOT_IMPRINT_URL", "").strip(),
        privacy=env.get("BALLOT_PRIVACY_URL", "").strip(),
    )


def _read_logo(path: str) -> bytes:
    try:
        return Path(path).read_bytes() if path else b""
    except OSError as error:
        raise ConfigurationError(f"BALLOT_LOGO: {path} cannot be read ({error.strerror}).") from None


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21 (WCAG 2.2).

    >>> contrast("#ffffff", "#000000"), round(contrast("#767676", "#ffffff"), 2)
    (21.0, 4.54)
    """
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _check_address(name: str, address: str) -> None:
    try:
        host = urlsplit(address).hostname if _ADDRESS.fullmatch(address) else None
    except ValueError:  # half an IPv6 address
        host = None
    if not host:
        raise ConfigurationError(f"{name} is {address!r}. It must be an address such as https://example.org/privacy.")


def _check_colour(colour: str) -> None:
    if not _COLOUR.fullmatch(colour):
        raise ConfigurationError(f"BALLOT_ACCENT is {colour!r}. It must be a colour such as #1d4f91.")
    reached = contrast(colour, PAPER)
    if reached < LEAST_CONTRAST:
        raise ConfigurationError(
            f"BALLOT_ACCENT is {colour}, whose contrast on white is {reached:.1f}:1. It must be at least "
            f"{LEAST_CONTRAST}:1, or links and buttons cannot be read. Choose a darker tone of it."
        )


def _accent(colour: str, paper: str, towards: str) -> Accent:
    readable = next(tone for tone in _tones(colour, towards) if contrast(tone, paper) >= LEAST_CONTRAST)
    strong = next(tone for tone in _tones(readable, towards) if contrast(tone, paper) >= 1.5 * LEAST_CONTRAST)
    words = max((PAPER, DARK_PAPER), key=lambda tone: contrast(tone, readable))
    return Accent(readable, strong, words)


def _tones(colour: str, towards: str) -> list[str]:
    """Return the steps from one colour to another, both included."""
    pairs = list(zip(_channels(colour), _channels(towards), strict=True))
    return ["#" + "".join(f"{(a * (20 - k) + b * k) // 20:02x}" for a, b in pairs) for k in range(21)]


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    def linear(channel: int) -> float:
        share = channel / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(channel) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
