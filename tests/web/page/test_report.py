"""What people read: bars, percentages, checksums in groups, mails, and colours that stay apart."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest

from ballot.report import Line, bars, counted, in_groups, names_in_words, percent, render_text, slate_colours, text_bars
from ballot.report.bars import base_in_words

# Machado, Oliveira, Fernandes 2009, severity 1.0: how people without one kind of cone see linear RGB.
SEEING = {
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}


def test_words() -> None:
    assert in_groups("0123456789") == "0123 4567 89" and in_groups("") == ""
    assert (percent(1, 3), percent(1, 8), percent(2, 3), percent(0, 5)) == ("33.3 %", "12.5 %", "66.7 %", "0.0 %")
    assert percent(0, 0) == "no votes"
    assert percent(1, 2000) == "0.1 %"  # half a tenth goes up; floats would give 0.0 or 0.1 by chance
    assert (counted(1, "seat"), counted(3200, "member"), counted(2, "person", "people")) == (
        "1 seat",
        "3,200 members",
        "2 people",
    )
    assert (names_in_words(["A"]), names_in_words(["A", "B", "C"]), names_in_words([])) == ("A", "A, B and C", "")


def test_bars_are_sorted_scaled_and_marked() -> None:
    lines = [Line("Ola", "Blue", 1, 3), Line("Noor", "Red", 0, 6, elected=True), Line("Pia", "", 0, 3, tied=True)]
    rows = bars(lines, 12)
    assert [(row.name, row.votes, row.share, row.width) for row in rows] == [
        ("Noor", 6, "50.0 %", 500),
        ("Ola", 3, "25.0 %", 250),
        ("Pia", 3, "25.0 %", 250),
    ]
    printed = text_bars(rows, 10)
    assert "█" * 5 in printed[0] and "█" * 6 not in printed[0]
    assert printed[0].endswith("Elected") and printed[2].endswith("Tied: needs a lot")
    assert [row.width for row in bars([Line("A", "", 0, 0)], 0)] == [0]


def test_slates_keep_their_colour_and_wrap_after_eight() -> None:
    assert slate_colours(["Red", "Blue", "Red"]) == {"Red": 0, "Blue": 1}
    assert slate_colours(str(i) for i in range(9))["8"] == 0


def test_the_mail_names_link_token_and_checksums() -> None:
    values = {"name": "Ana", "election": "Chair <2027>", "opens_at": "now", "closes_at": "later", "contact": ""}
    values |= {"own_subject": "", "own_paragraph": "", "replaces": False, "help": "https://v.example/help"}
    text = render_text(
        "email/token.txt",
        link="https://v.example/vote/U#T",
        token="T",
        fingerprint="ab" * 21,
        setup_event="cd" * 32,
        **values,
    )
    assert text.startswith("Subject: Your ballot: Chair <2027>\n\n") and "\nhttps://v.example/vote/U\n" in text
    assert in_groups("ab" * 21) in text and in_groups("cd" * 32) in text and "Questions?" not in text


def _linear(part: int) -> float:
    value = part / 255
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _rgb(colour: str) -> tuple[float, ...]:
    return tuple(_linear(int(colour[i : i + 2], 16)) for i in (1, 3, 5))


def _luminance(colour: str) -> float:
    red, green, blue = _rgb(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _lab(rgb: tuple[float, ...], matrix: tuple[tuple[float, ...], ...]) -> tuple[float, float, float]:
    """Return a colour as somebody sees it, in CIELAB."""
    red, green, blue = (min(1.0, max(0.0, sum(a * b for a, b in zip(row, rgb, strict=True)))) for row in matrix)
    xyz = (
        (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047,
        0.2126 * red + 0.7152 * green + 0.0722 * blue,
        (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883,
    )
    x, y, z = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def themes(root: Path) -> dict[str, dict[str, str]]:
    """Return the tokens of the light and of the dark theme."""
    light, dark = re.findall(r":root \{(.*?)\}", (root / "ballot/static/css/ballot.css").read_text(), re.DOTALL)[:2]
    tokens = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6})", light))
    return {"light": tokens, "dark": {**tokens, **dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6})", dark))}}


def contrast(first: str, second: str) -> float:
    """Return the contrast of WCAG between two colours."""
    high, low = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("seeing", SEEING)
def test_slate_colours_keep_their_distance(repo_root: Path, theme: str, seeing: str) -> None:
    colours = [themes(repo_root)[theme][f"slate-{i}"] for i in range(8)]
    for first, second in itertools.combinations(colours, 2):
        a, b = _lab(_rgb(first), SEEING[seeing]), _lab(_rgb(second), SEEING[seeing])
        assert sum((x - y) ** 2 for x, y in zip(a, b, strict=True)) ** 0.5 > 20, (first, second)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_contrasts(repo_root: Path, theme: str) -> None:
    tokens = themes(repo_root)[theme]
    for text in ("ink", "muted", "accent", "good", "warn", "bad"):
        assert contrast(tokens[text], tokens["paper"]) >= 4.5, text
    for text in ("ink", "muted", "accent"):
        assert contrast(tokens[text], tokens["raised"]) >= 4.5, text
    for slate in range(8):
        assert contrast(tokens[f"slate-{slate}"], tokens["paper"]) >= 3, slate


def test_the_style_sheet_is_small_and_asks_no_other_host(repo_root: Path) -> None:
    css = (repo_root / "ballot/static/css/ballot.css").read_text()
    assert len(css.encode()) < 20 * 1024
    assert "url(" not in css and "@import" not in css and "http" not in css


def test_the_base_of_percentages_is_named() -> None:
    assert base_in_words(2080) == "100 % is 2,080: all ballots, blank ones too."
