"""Letters: tokens on paper, in batches, in the order of the post, wiped when they are printed (W17, W32, B11)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import segno

from ballot.election import log
from ballot.election.ballot_token import ballot_link
from ballot.election.roll.roll import accept_roll, read_roll
from ballot.election.setup import draft as setup
from ballot.election.tokens import ledger, letters
from ballot.election.voting.opening import open_voting
from ballot.errors import NotPermitted
from ballot.report.pdf import make_pdf
from ballot.report.qr import qr_path
from ballot.store.models.roll import Member, SealedToken
from tests.election.amendments.test_replacing import propose, replace
from tests.election.scenario import SEAL, URL, Scenario, draft, frozen

TOKEN = re.compile(r'class="token mono" dir="ltr">([^<]+)<')
ROLL = """member_id,name,email,address,country,language
M0,Zoë Zahn,,"Hauptstraße 5
10115 Berlin",DE,de
M1,Ana Alvarez,,"Calle Mayor 1
28013 Madrid",ES,es
M2,Bo Berg,bo@example.org,"Kirkegata 2
0153 Oslo",NO,
M3,Yann Yvon,,"Rue Haute 7
1000 Bruxelles",BE,fr
M4,Cem Can,,"Lange Straße 9
01067 Dresden",DE,
"""


def on_paper(database, channel: str = "mail", **values) -> Scenario:
    """A frozen election of four members without and one with an e-mail address."""
    uuid, _ = draft(database, administrator="Harbour Club", contact="elections@example.org")
    with database.session() as session:
        accept_roll(session, setup.find_election(session, uuid), read_roll(ROLL.encode()))
    return frozen(database, uuid=uuid, channel=channel, **values)


def pages(election: Scenario, batch: int) -> str:
    return election.look(letters.batch_html, batch, SEAL, URL)


def test_members_without_an_address_get_letters_in_the_order_of_the_post(database) -> None:
    election = on_paper(database)
    assert election.look(letters.letter_sums).waiting == 4
    assert election.look(ledger.ledger).waiting == 5
    batch = election.act(letters.prepare_batch)
    names = re.findall(r'class="to"><bdi>([^<]+)<', pages(election, batch.number))
    assert names == ["Yann Yvon", "Cem Can", "Zoë Zahn", "Ana Alvarez"]
    assert election.look(letters.letter_sums) == letters.LetterSums(waiting=0, batches=(batch,))


def test_a_batch_is_made_again_until_it_is_confirmed_and_then_never(database) -> None:
    election = on_paper(database)
    batch = election.act(letters.prepare_batch)
    tokens = TOKEN.findall(pages(election, batch.number))
    assert len(set(tokens)) == 4 and tokens == TOKEN.findall(pages(election, batch.number))
    assert election.act(letters.confirm_printed, batch.number) == 4
    assert election.look(ledger.ledger) == ledger.Ledger(roll=5, issued=4, waiting=1)
    for act in (letters.confirm_printed, lambda s, e, number: letters.batch_html(s, e, number, SEAL, URL)):
        with pytest.raises(NotPermitted, match="confirmed as printed"):
            election.act(act, batch.number)
    with pytest.raises(NotPermitted, match="No letter waits"):
        election.act(letters.prepare_batch)
    sentences = " ".join(entry.sentence for entry in election.look(log.entries, 100))
    assert f"Printed batch {batch.number} of 4 letters" in sentences and "Zahn" not in sentences


def test_W17_printed_tokens_are_not_kept(sqlite) -> None:
    election = on_paper(sqlite, "letters", spares=1)
    batch = election.act(letters.prepare_batch)
    tokens = TOKEN.findall(pages(election, batch.number))
    assert len(tokens) == 5
    election.act(letters.confirm_printed, batch.number)
    sqlite.forget_deleted()
    file = Path(sqlite.engine.url.database)
    kept = b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
    assert not any(token.encode() in kept for token in tokens)
    with sqlite.reading() as session:
        assert session.query(SealedToken).filter(SealedToken.member_id.is_not(None)).count() == 0


def test_the_tokens_on_paper_are_those_of_the_members(sqlite) -> None:
    from ballot.crypto.credentials import public_credential
    from ballot.crypto.group import ED25519

    election = on_paper(sqlite)
    page = pages(election, election.act(letters.prepare_batch).number)
    with sqlite.reading() as session:
        credentials = {member.name: member.credential for member in session.query(Member)}
    for section in page.split("<section")[1:]:
        name = re.search(r'class="to"><bdi>([^<]+)<', section)[1]
        token = TOKEN.search(section)[1]
        assert str(public_credential(ED25519, election.uuid, token)) == credentials[name]


def modules(path: str, size: int) -> list[list[int]]:
    """Paint a code's path."""
    painted = [[0] * size for _ in range(size)]
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", path):
        for column in range(int(x), int(x) + int(width)):
            painted[int(y)][column] = 1
    return painted


def test_B18_the_code_holds_the_link_with_the_token_in_the_fragment(sqlite) -> None:
    election = on_paper(sqlite)
    page = pages(election, election.act(letters.prepare_batch).number)
    for section in page.split("<section")[1:]:
        link = ballot_link(URL, election.uuid, TOKEN.search(section)[1])
        assert link.count("#") == 1
        size = int(re.search(r'viewBox="0 0 (\d+) ', section)[1])
        expected = [list(row) for row in segno.make(link, error="m", micro=False).matrix_iter(border=4)]
        assert modules(re.search(r'path d="([^"]+)"', section)[1], size) == expected
        assert qr_path(link)[1] == size


def test_W32_B11_the_letter_as_pdf_says_everything_on_one_page_in_the_members_language(sqlite) -> None:
    pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed: no PDF was read.")
    import io

    election = on_paper(sqlite)
    page = pages(election, election.act(letters.prepare_batch).number)
    reader = pypdf.PdfReader(io.BytesIO(make_pdf(page)))
    texts = [" ".join(sheet.extract_text().split()) for sheet in reader.pages]
    assert len(texts) == 4
    setup_event, fingerprint = election.look(lambda session, row: (row.setup_event, row.fingerprint))
    for text, token in zip(texts, TOKEN.findall(page), strict=True):
        packed = text.replace(" ", "")
        assert token in packed and setup_event in packed and fingerprint in packed
        assert f"{URL}/vote/{election.uuid}" in packed and "elections@example.org" in text
    assert "Rue Haute 7" in texts[0] and "1000 Bruxelles" in texts[0] and "BELGIUM" in texts[0]
    assert "Harbour Club" in texts[0]
    box = reader.pages[0].mediabox
    assert (round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)) == (210, 297)


def test_long_names_stay_in_their_places(sqlite) -> None:
    """A name without blanks and an address of seven lines neither leave the page nor make a second one."""
    pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed: no PDF was read.")
    import io

    uuid, _ = draft(sqlite, name="An election with a very long name " * 3, administrator="Club " * 20)
    lines = "\n".join(f"Line {number} of the address" for number in range(7))
    roll = f'name,address\n{"Maximilian" * 8},"{lines}"\n'
    with sqlite.session() as session:
        accept_roll(session, setup.find_election(session, uuid), read_roll(roll.encode()))
    election = frozen(sqlite, uuid=uuid, channel="letters")
    page = pages(election, election.act(letters.prepare_batch).number)
    assert len(pypdf.PdfReader(io.BytesIO(make_pdf(page))).pages) == 1


def test_held_letters_are_not_printed(sqlite) -> None:
    election = on_paper(sqlite)
    held = election.look(lambda session, row: session.query(Member).filter_by(number="M0").one().id)
    election.act(ledger.decide_tokens, [held], "held", "asked for it")
    batch = election.act(letters.prepare_batch)
    assert batch.letters == 3 and "Zahn" not in pages(election, batch.number)
    election.act(letters.confirm_printed, batch.number)
    election.act(ledger.decide_tokens, [held], "resume")
    assert election.act(letters.prepare_batch).letters == 1


def test_a_replaced_token_comes_by_letter_and_says_so(sqlite) -> None:
    election = on_paper(sqlite, spares=1)
    first = election.act(letters.prepare_batch)
    election.act(letters.confirm_printed, first.number)
    replace(election, 1, channel="letter")
    batch = election.act(letters.prepare_batch)
    page = pages(election, batch.number)
    assert batch.number != first.number and batch.letters == 1 and "Ana Alvarez" in page
    assert "can no longer be used" in page or "no puede" in page.lower() or "ya no" in page.lower()


def test_a_spare_that_is_in_no_letter_is_never_printed(sqlite) -> None:
    election = on_paper(sqlite, spares=5)
    assert election.act(letters.prepare_batch).letters == 4


def test_letters_for_all_need_a_postal_address_of_everybody(sqlite) -> None:
    uuid, _ = draft(sqlite)
    with pytest.raises(NotPermitted, match="4 members have no postal address.* Member 0.*, .*Member 3"):
        frozen(sqlite, uuid=uuid, channel="letters")
    with sqlite.session() as session:
        accept_roll(session, setup.find_election(session, uuid), read_roll(b"name,email\nAda,ada@example.org\n"))
        assert setup.find_election(session, uuid).state == "draft"
    with pytest.raises(NotPermitted, match="1 member has no postal address, so no letter can be sent: .*Ada"):
        frozen(sqlite, uuid=uuid, channel="letters")
    frozen(sqlite, uuid=uuid, channel="mail")


def test_a_letter_without_an_address_is_not_printed_and_does_not_count_as_issued(database) -> None:
    election = on_paper(database, "letters")
    _move(election, "Ana Alvarez", None)  # the roll was corrected meanwhile
    batch = election.act(letters.prepare_batch)
    assert batch.letters == 4 and "Ana Alvarez" not in pages(election, batch.number)
    _move(election, "Cem Can", "")  # and once more, with the batch in the printer
    assert election.act(letters.confirm_printed, batch.number) == 3
    assert election.look(ledger.ledger) == ledger.Ledger(roll=5, issued=3, missing=2)
    assert [one.name for one in election.look(ledger.members_to_decide)] == ["Ana Alvarez", "Cem Can"]
    with pytest.raises(NotPermitted, match="2 members have neither .* or get a letter and have no postal"):
        election.act(open_voting)
    _move(election, "Ana Alvarez", "Calle Mayor 2")
    assert "Calle Mayor 2" in pages(election, election.act(letters.prepare_batch).number)


def _move(election: Scenario, name: str, address: str | None) -> None:
    with election.database.session() as session:
        session.query(Member).filter_by(name=name).one().address = address


def test_a_lost_token_is_not_replaced_by_a_letter_to_nowhere(sqlite) -> None:
    election = frozen(sqlite, spares=1)
    with pytest.raises(NotPermitted, match="has no postal address. Correct the roll first, or send the token by mail"):
        propose(election, channel="letter")


def test_letters_of_a_batch_that_nobody_confirmed_count_as_issued_at_the_closing(sqlite) -> None:
    """They went out most probably; a member who has voted with one is not to stand there as unreached."""
    election = on_paper(sqlite, "letters")
    batch = election.act(letters.prepare_batch)
    with sqlite.session() as session:
        ledger.forget_tokens(session, setup.find_election(session, election.uuid))
    assert batch.letters == 5 and election.look(ledger.ledger) == ledger.Ledger(roll=5, issued=5)
    with sqlite.reading() as session:
        assert session.query(SealedToken).count() == 0
