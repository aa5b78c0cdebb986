"""A result that stands alone: an HTML file that is whole, escapes every name, and loads nothing."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from ballot.count import Conditions, Papers, Rule, count_papers, count_totals
from ballot.report import CountedContest, ElectionCover, ResultDocument, SheetView, document_html, view_sheet
from ballot.report.bars import INKS
from ballot.report.document import WHAT_IF, WHAT_IF_NOTE
from ballot.report.rendering import render_page, render_text
from tests.count.strategies import SEED, papers_of
from tests.web.corpus import XSS
from tests.web.page.test_report import themes

VOID = {"meta", "rect", "br", "path", "line", "circle", "link"}


class Balanced(HTMLParser):
    """Raises where tags do not match; gathers texts, and elements with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text = ""
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text += data


def cover(**values: object) -> ElectionCover:
    """Return the cover of a made-up election."""
    usual: dict[str, object] = {
        "uuid": "WyPfTGZzLgeW8D",
        "state": "Declared and published.",
        "dates": (("Voting opened", "Monday 1 March 2027, 08:00 UTC"),),
        "members": 3200,
        "ballots": 2080,
        "weight": 2080,
        "fingerprint": "ab" * 20 + "c",
        "checksums": (("Setup event", "cd" * 32),),
        "address": "https://vote.example.org/elections/WyPfTGZzLgeW8D/audit",
        "officer": "Returning officer of the demo",
    }
    return ElectionCover(**{**usual, **values})  # type: ignore[arg-type]


def view(name: str = "scottish-stv", *, what_if: bool = False, papers: Papers | None = None) -> SheetView:
    """Return a sheet of a small contest."""
    listed = papers or papers_of("10 AB, 4 AC, 5 B, 4 C, 3 A")
    if name == "block":
        sheet = count_totals(Rule(name, 2), listed.names, (17, 15, 8))
    else:
        sheet = count_papers(Rule(name, 2), listed, Conditions(seed=SEED))
    return view_sheet(
        CountedContest(
            title="Delegates",
            rule=name,
            rule_text="The rule in words.",
            seats=2,
            votes=dict.fromkeys(listed.names, 0),
            sheet=sheet,
            slates={listed.names[0]: "North"},
            mark=WHAT_IF if what_if else "",
            note=WHAT_IF_NOTE if what_if else "",
        )
    )


def test_a_single_sheet_is_whole() -> None:
    page = Balanced(document_html(ResultDocument(title="Delegates", sheets=(view(),))))
    for words in (
        "Result sheet",
        "Elected",
        "The rule in words.",
        "Single transferable vote, Scottish rules",
        "The dashed line is the quota: 9.",
        "Flow of votes",
        "A passes on 8 votes: to B 4.71 and C 1.88; 1.41 not transferable.",
        "Stage by stage",
        "SHA-256 of this count’s record",
    ):
        assert words in page.text, words
    assert "Signed" not in page.text
    headings = [tag for tag, _ in page.elements if tag in ("h1", "h2", "h3")]
    assert headings[0] == "h1" and headings.count("h1") == 1


def test_the_drawings_are_for_the_eye_and_their_numbers_in_tables() -> None:
    page = Balanced(document_html(ResultDocument(title="Delegates", sheets=(view(),))))
    outer = [attributes for tag, attributes in page.elements if tag == "svg" and "class" in attributes]
    assert outer and all(attributes.get("aria-hidden") == "true" for attributes in outer)
    assert sum(tag == "caption" for tag, _ in page.elements) == sum(tag == "table" for tag, _ in page.elements) == 2


def test_a_whole_election_has_cover_sheets_what_ifs_and_lines_to_sign_on() -> None:
    document = ResultDocument(
        title="Board 2027", sheets=(view("block"),), others=(view("scottish-stv", what_if=True),), cover=cover()
    )
    page = Balanced(document_html(document, paper=True))
    order = [
        "Result of the election",
        "2,080 of 3,200 members voted: 65.0 %.",
        "A and B",
        "Side by side",
        WHAT_IF,
        "Signed",
        "Teller 3",
        "Checksums",
        "How to verify it",
        "ballot verify WyPfTGZzLgeW8D.bel",
    ]
    places = [page.text.index(words) for words in order]
    assert places == sorted(places)
    assert "Their votes weigh" not in page.text
    weighted = ResultDocument(title="Board 2027", sheets=(view("block"),), cover=cover(weight=4000))
    assert "Their votes weigh 4,000" in document_html(weighted)
    part = document_html(ResultDocument(title="Board 2027", sheets=(view("block"),), cover=cover(), complete=False))
    assert "Signed" not in part and "Fingerprint of the election" in part


def test_nothing_is_folded_away_on_paper_and_receivers_have_numbers() -> None:
    document = ResultDocument(title="Delegates", sheets=(view(),))
    paper, screen = document_html(document, paper=True), document_html(document)
    assert "<details>" in screen and "<details>" not in paper
    assert "17 × 0.47058 = 7.99986: no. 2: 10, no. 3: 4, none: 3" in paper
    assert re.search(r"<bdi>B</bdi> 10; <bdi>C</bdi> 4; no further preference 3", screen)


@pytest.mark.parametrize("paper", [False, True])
def test_W3_every_name_is_escaped_and_nothing_is_loaded(paper: bool) -> None:
    names = tuple(f"{text} {place}" for place, text in enumerate(XSS))
    rankings = {((place,), ((place + 1) % len(names),)): 20 - place for place in range(len(names))}
    sheet = view(papers=Papers(names, rankings))
    document = ResultDocument(title=XSS[0], sheets=(sheet,), cover=cover(officer=XSS[1], state=XSS[2]))
    page = Balanced(document_html(document, paper=paper))
    tags = {tag for tag, _ in page.elements}
    assert not tags & {"script", "img", "iframe", "a", "link", "object", "math", "form", "image", "use"}
    for tag, attributes in page.elements:
        assert not any(name.startswith("on") or name in ("src", "href", "style") for name in attributes), (
            tag,
            attributes,
        )
    assert all(name in page.text for name in names)


def test_the_printed_colours_are_those_of_the_light_theme(repo_root) -> None:
    light = themes(repo_root)["light"]
    assert {colour: INKS[colour] for colour in range(8)} == {i: light[f"slate-{i}"] for i in range(8)}
    assert INKS[-1] == light["muted"]


def test_pages_are_escaped_and_texts_are_not_pages() -> None:
    with pytest.raises(ValueError, match="not the template of a page"):
        render_page("email/token.txt")
    with pytest.raises(ValueError, match="not a plain-text template"):
        render_text("report/document.html")
