"""An organisation's name, logo, colour and own pages: shown everywhere, readable, from this machine only."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from ballot.config import Config
from ballot.errors import ConfigurationError
from ballot.look import DARK_PAPER, LARGEST_LOGO, LEAST_CONTRAST, PAPER, Look, contrast, read_look
from ballot.web import create_app
from tests.web.world import World

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


@pytest.fixture
def config(world: World) -> Config:
    """The configuration of an application."""
    found: Config = world.app.extensions["ballot"].config
    return found


def page(config: Config, world: World, look: Look) -> object:
    app = create_app(dataclasses.replace(config, look=look), database=world.database, rate_limits=False)
    return app.test_client()


def test_name_logo_and_colour_are_shown(world: World, config: Config) -> None:
    client = page(config, world, Look("Ligue <des> droits", "#7a1f5c", PNG))
    text = client.get("/").get_data(as_text=True)
    assert "<bdi>Ligue &lt;des&gt; droits</bdi>" in text and "· Ligue &lt;des&gt; droits</title>" in text
    assert 'src="/look/logo?v=' in text and 'href="/look/colours.css?v=' in text
    logo = client.get("/look/logo")
    assert (logo.status_code, logo.mimetype, logo.data) == (200, "image/png", PNG)
    assert logo.headers["X-Content-Type-Options"] == "nosniff"
    assert "--accent: #7a1f5c" in client.get("/look/colours.css").get_data(as_text=True)


def test_without_them_pages_are_plain(world: World) -> None:
    client = world.app.test_client()
    text = client.get("/").get_data(as_text=True)
    assert "/look/" not in text and "· ballot</title>" in text
    assert client.get("/look/logo").status_code == client.get("/look/colours.css").status_code == 404


def test_every_page_leads_to_imprint_and_privacy_notice_in_a_window_of_their_own(world: World, config: Config) -> None:
    """The booth has the same foot: nobody who reads them loses the token."""
    look = read_look(
        {"BALLOT_IMPRINT_URL": "https://liga.example/imprint", "BALLOT_PRIVACY_URL": "https://liga.example/d?a=1&b"}
    )
    client = page(config, world, look)
    for path in ("/", f"/vote/{world.make('open').uuid}", "/login", "/nothing-here"):
        text = client.get(path).get_data(as_text=True)
        assert '<a href="https://liga.example/imprint" target="_blank" rel="noopener">' in text
        assert '<a href="https://liga.example/d?a=1&amp;b" target="_blank" rel="noopener">Privacy</a>' in text


@pytest.mark.parametrize(
    "address", ["http://a.example", "javascript:alert(1)", "https://", "https://a b", "https://[a", "//a.example"]
)
@pytest.mark.parametrize("name", ["BALLOT_IMPRINT_URL", "BALLOT_PRIVACY_URL"])
def test_an_address_that_is_none_is_refused(name: str, address: str) -> None:
    with pytest.raises(ConfigurationError, match=f"{name} is .* such as https://"):
        read_look({name: address})


@pytest.mark.parametrize("colour", ["#1d4f91", "#7a1f5c", "#000000", "#00663d", "#b3121d", "#767676", "#0000ff"])
def test_every_accent_can_be_read_on_light_and_dark(colour: str) -> None:
    for accent, paper in zip(Look(colour=colour).accents, (PAPER, DARK_PAPER), strict=True):
        assert contrast(accent.colour, paper) >= LEAST_CONTRAST
        assert contrast(accent.strong, paper) >= LEAST_CONTRAST
        assert contrast(accent.words, accent.colour) >= LEAST_CONTRAST
    assert Look(colour=colour).accents[0].colour == colour


@pytest.mark.parametrize("colour", ["#ffd43b", "#8fbdff", "#787878", "red", "#12345", "#1d4f91; } body { x: y"])
def test_a_colour_that_cannot_be_read_is_refused(colour: str) -> None:
    with pytest.raises(ConfigurationError, match="BALLOT_ACCENT"):
        Look(colour=colour)


def test_W14_a_logo_is_a_small_picture_file_and_never_an_address(tmp_path: Path) -> None:
    file = tmp_path / "logo.png"
    file.write_bytes(PNG)
    assert read_look({"BALLOT_LOGO": str(file)}).logo == PNG
    for content in (b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a", PNG + bytes(LARGEST_LOGO)):
        file.write_bytes(content)
        with pytest.raises(ConfigurationError, match="PNG or JPEG"):
            read_look({"BALLOT_LOGO": str(file)})
    for address in ("https://example.org/logo.png", "file:///etc/passwd"):
        with pytest.raises(ConfigurationError, match="cannot be read"):
            read_look({"BALLOT_LOGO": address})


@pytest.mark.parametrize("name", ["x" * 81, "two\nlines"])
def test_a_name_is_one_short_line(name: str) -> None:
    with pytest.raises(ConfigurationError, match="BALLOT_ORGANISATION"):
        Look(name)


def test_mails_come_from_the_organisation(config: Config) -> None:
    mail = {"smtp_url": "smtp://localhost", "look": Look('Liga "Süd"')}
    assert dataclasses.replace(config, mail_from="vote@example.org", **mail).sender == (
        '"Liga \\"Süd\\"" <vote@example.org>'
    )
    own = "Elections <vote@example.org>"
    assert dataclasses.replace(config, mail_from=own, **mail).sender == own
    assert dataclasses.replace(config, look=Look("Liga")).sender is None
