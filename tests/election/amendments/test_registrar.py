"""B6: the registrar makes the tokens elsewhere; this server gets public credentials only, and runs the election."""

from __future__ import annotations

import base64
import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from ballot.board.companion import ReplacementRecord
from ballot.cli.main import main
from ballot.cli.registrar import server
from ballot.election import acts, roles
from ballot.election.accounts.officers import add_officer
from ballot.election.amendments import registrar
from ballot.election.amendments.admissions import ADMITTED
from ballot.election.amendments.admissions import KIND as ADMIT
from ballot.election.amendments.removals import KIND as REMOVE
from ballot.election.amendments.replacing import REASONS
from ballot.election.board_facts import context_of
from ballot.election.custody.agreement import disagreements
from ballot.election.notices.reminders import schedule_reminder
from ballot.election.result import publishing
from ballot.election.result.public_view import archive_stream, companion_stream
from ballot.election.roll.roll import accept_roll, read_roll
from ballot.election.scene import Scene
from ballot.election.setup import draft as setup
from ballot.election.setup.cautions import setup_warnings
from ballot.election.setup.freeze import Delivery, freeze
from ballot.election.tokens import ledger, registrar_list
from ballot.election.tokens.registrar_list import TokenMaker, token_maker, token_warnings
from ballot.election.voting import turnout
from ballot.election.voting.opening import open_voting
from ballot.errors import BallotRefused, InvalidEncoding, NotPermitted
from ballot.records.registrar import make_credential_file, parse_credential_file
from ballot.records.roll import COLUMNS, defuse, roll_hash
from ballot.store import board
from ballot.store.models.people import JointAct
from ballot.store.models.roll import Member
from ballot.verify import verify_archive
from tests.election.closing.test_times import confirm, confirming, with_two_officers
from tests.election.closing.test_times import propose as propose_act
from tests.election.scenario import URL, Scenario, draft
from tests.report.test_letterhead import logo

ROLL = "member_id,name,email,address,country,language,weight\n" + "".join(
    f"M{number},Member {number},member{number}@example.org,,,,1\n" for number in range(4)
)


def run(*arguments: object) -> str:
    done = CliRunner().invoke(main, [str(argument) for argument in ("registrar", *arguments)])
    assert done.exit_code == 0, done.output
    return done.output


def made(folder: Path, uuid: str, roll: str = ROLL, spares: int = 2) -> tuple[Path, bytes]:
    """Make tokens as the registrar does; return the private file, and what is handed in."""
    (folder / "roll.csv").write_text(roll)
    tokens, credentials = folder / "tokens.csv", folder / "credentials.json"
    files = ("--tokens", tokens, "--credentials", credentials)
    run("make", folder / "roll.csv", "--uuid", uuid, "--public-url", URL, "--spares", spares, *files)
    return tokens, credentials.read_bytes()


def rows(tokens: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(tokens.read_text(encoding="utf-8-sig"))))


def chosen(database) -> tuple[str, list]:
    uuid, secrets = draft(database, minimum_ballots=1)
    with database.session() as session:
        registrar_list.choose_registrar(Scene(session, setup.find_election(session, uuid)), chosen=True)
    return uuid, secrets


def frozen(database, folder: Path) -> tuple[Scenario, Path]:
    from ballot.crypto.signing import SigningKey
    from ballot.election.identity import ServerIdentity

    uuid, secrets = chosen(database)
    tokens, public = made(folder, uuid)
    with database.session() as session:
        election = setup.find_election(session, uuid)
        registrar_list.hand_in(Scene(session, election), public, roles.REGISTRAR)
        freeze(Scene(session, election), Delivery(channel="registrar", public_url=URL))
        context = context_of(Scene(session, election))
    identity = ServerIdentity(host="vote.example.org", key=SigningKey.generate())
    return Scenario(database, uuid, identity, context, [row["token"] for row in rows(tokens)], secrets), tokens


def test_the_registrars_election_from_list_to_valid_archive(database, tmp_path: Path) -> None:
    election, tokens = frozen(database, tmp_path)
    assert election.look(lambda scene: [m.credential for m in scene.session.query(Member)]) == [None] * 4
    with pytest.raises(NotPermitted, match="has not said what became of 4 tokens"):
        election.act(open_voting)
    states = "member_id,state,reason\nM0,issued,\nM1,issued,\nM2,held,on a journey\nM3,issued,\n"
    assert election.act(registrar.take_states, states.encode()) == {"issued": 3, "held": 1, "undeliverable": 0}
    election.act(open_voting)
    election.cast(election.ballot(0))
    replace(election, tokens, "M1")
    with pytest.raises(BallotRefused, match="was replaced"):
        election.cast(election.ballot(1))
    election.tokens = [row["token"] for row in rows(tokens)]
    election.cast(election.ballot(1))
    assert election.look(turnout.figures).voters == 2
    assert election.look(ledger.ledger) == ledger.Ledger(roll=4, issued=3, held=1, replaced=1)
    assert election.look(disagreements) == []
    election.close()
    election.count()
    election.act(publishing.declare_result)
    election.act(publishing.publish_result)
    archive = tmp_path / f"{election.uuid}.bel"
    archive.write_bytes(b"".join(election.look(lambda scene: list(archive_stream(scene)))))
    companion = b"".join(election.look(lambda scene: list(companion_stream(scene))))
    archive.with_name(f"{election.uuid}.companion.jsonl").write_bytes(companion)
    report = verify_archive(archive, jobs=1, voters=4)
    assert report.verdict == "valid", report.failures


def replace(election: Scenario, tokens: Path, member: str) -> None:
    """Let the registrar ask, one officer propose and the other confirm; then write the new token into the file."""
    said = run("replace", tokens, member)
    revoked, spare = (line.split()[-1] for line in said.splitlines())

    def act(scene) -> None:
        state, scene.election.state = scene.election.state, "draft"
        otto = add_officer(scene.session, "otto@example.org", "Otto", "correct horse")
        roles.appoint(scene.by(otto), roles.SECOND_OFFICER)
        scene.election.state = state
        payload = {"revoked": revoked, "spare": spare, "reason": "lost"}
        waiting = acts.propose(scene.by(scene.election.officer), registrar.KIND, payload, "They called")
        acts.confirm(scene.by(otto), waiting.id, waiting.digest)

    election.act(act)
    run("replace", tokens, member, "--confirmed", spare)


def refused(*arguments: object) -> str:
    done = CliRunner().invoke(main, [str(argument) for argument in ("registrar", *arguments)])
    assert done.exit_code == 1 and done.stderr.startswith("Error: "), done.output
    return done.stderr


def test_the_spare_token_that_two_officers_confirmed_is_taken_and_no_other(tmp_path: Path) -> None:
    tokens, _ = made(tmp_path, "AAAAAAAAAAAAAA", spares=4)
    before = rows(tokens)
    run("replace", tokens, "M1", "--confirmed", before[6]["credential"])
    assert rows(tokens)[1]["token"] == before[6]["token"]
    new = ("--name", "Nadia", "--member-id", "M7")
    run("admit", tokens, *new, "--confirmed", before[5]["credential"])
    after = rows(tokens)
    assert {row["token"] for row in after if row["name"] == "Nadia"} == {before[5]["token"]}
    for spare in (before[6]["credential"], before[0]["credential"], "00"):
        assert "Nothing was changed" in refused("replace", tokens, "M2", "--confirmed", spare)
        assert "Nothing was changed" in refused("admit", tokens, *new[:3], "M8", "--confirmed", spare)
    assert rows(tokens) == after


def test_a_file_that_cannot_be_written_or_read_is_said_and_the_old_one_stays(tmp_path: Path) -> None:
    tokens, _ = made(tmp_path, "AAAAAAAAAAAAAA")
    before = rows(tokens)
    (tmp_path / "tokens.csv.new").mkdir()
    said = refused("replace", tokens, "M1", "--confirmed", before[4]["credential"])
    assert "tokens.csv cannot be written" in said and "as it was before" in said and rows(tokens) == before
    for other in (tokens, tmp_path / "credentials.json"):
        said = refused("letters", tokens, other, "--to", tmp_path / "letters.pdf")
        assert "is not a file of particulars" in said and before[0]["token"] not in said
    (tmp_path / "weights.csv").write_text("name,weight\nAna,1\nBen,three\n")
    files = ("--tokens", tmp_path / "t.csv", "--credentials", tmp_path / "c.json")
    said = refused("make", tmp_path / "weights.csv", "--uuid", "AAAAAAAAAAAAAA", "--public-url", URL, *files)
    assert "row 3: the weight is “three”" in said and not (tmp_path / "t.csv").exists()


def test_W17_no_token_ever_reaches_the_database(sqlite, tmp_path: Path) -> None:
    election, tokens = frozen(sqlite, tmp_path)
    sqlite.forget_deleted()
    file = Path(sqlite.engine.url.database)
    kept = b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
    assert b"member0@example.org" in kept
    for row in rows(tokens):
        assert row["token"].encode() not in kept and row["token"].replace("-", "").encode() not in kept
    assert not any(row["token"].encode() in (tmp_path / "credentials.json").read_bytes() for row in rows(tokens))


def test_B14_what_is_handed_in_has_nothing_of_the_order_of_the_roll(tmp_path: Path) -> None:
    tokens, public = made(tmp_path, "AAAAAAAAAAAAAA", ROLL, 3)
    found = parse_credential_file(public)
    listed = [row["credential"] for row in rows(tokens)]
    assert sorted(found.credentials) == sorted(listed) and list(found.credentials) != listed
    assert list(found.spares) == sorted(listed[4:])
    assert tokens.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda d: d.update(uuid="BBBBBBBBBBBBBB"), "another election"),
        (lambda d: d["credentials"].reverse(), "not sorted"),
        (lambda d: d["credentials"].append(d["credentials"][-1]), "stands twice"),
        (lambda d: d.update(spares=[]), "credentials for 6"),
        (lambda d: d.update(spares=["0" * 64]), "not among the credentials"),
        (lambda d: d.update(tokens=["x"]), "another form"),
        (lambda d: d.update(credentials=[f"{key},7" for key in d["credentials"]]), "weights"),
        (lambda d: d.update(roll="0" * 64), "another state of the roll"),
        (lambda d: (d.pop("roll"), d.update(version=1)), "another form"),
    ],
)
def test_a_list_that_does_not_fit_is_refused(sqlite, tmp_path: Path, change, sentence: str) -> None:
    uuid, _ = chosen(sqlite)
    content = json.loads(made(tmp_path, uuid)[1])
    change(content)
    raw = json.dumps(content, separators=(",", ":")).encode()
    with sqlite.session() as session, pytest.raises(NotPermitted, match=sentence):
        election = setup.find_election(session, uuid)
        registrar_list.hand_in(Scene(session, election), raw, roles.REGISTRAR)


def test_B17_the_file_of_tokens_is_never_taken(sqlite, tmp_path: Path) -> None:
    uuid, _ = chosen(sqlite)
    tokens, _ = made(tmp_path, uuid)
    with sqlite.session() as session, pytest.raises(NotPermitted, match="another form") as refused:
        election = setup.find_election(session, uuid)
        registrar_list.hand_in(Scene(session, election), tokens.read_bytes(), roles.REGISTRAR)
    assert not any(row["token"] in str(refused.value) for row in rows(tokens))


def test_without_a_list_or_with_a_changed_roll_nothing_is_frozen(sqlite, tmp_path: Path) -> None:
    uuid, _ = chosen(sqlite)
    delivery = Delivery(channel="registrar", public_url=URL)
    with sqlite.session() as session:
        election = setup.find_election(session, uuid)
        with pytest.raises(NotPermitted, match="Waiting for the registrar"):
            freeze(Scene(session, election), delivery)
        registrar_list.hand_in(Scene(session, election), made(tmp_path, uuid)[1], roles.REGISTRAR)
        session.add(Member(election_id=election.id, name="Late", email="late@example.org", weight=1))
        session.flush()
        with pytest.raises(NotPermitted, match="does not fit the roll any more"):
            freeze(Scene(session, election), delivery)


def test_another_roll_needs_another_list_even_if_it_has_as_many_members(sqlite, tmp_path: Path) -> None:
    """Otherwise somebody who left the roll would have a token that works, and somebody on it none."""
    uuid, _ = chosen(sqlite)
    with sqlite.session() as session:
        election = setup.find_election(session, uuid)
        registrar_list.hand_in(Scene(session, election), made(tmp_path, uuid)[1], roles.REGISTRAR)
        members = [
            f"Other {number},other{number}@example.org" for number, _ in enumerate(roll_of(Scene(session, election)))
        ]
        accept_roll(Scene(session, election), read_roll("\n".join(["name,email", *members, ""]).encode()))
        with pytest.raises(NotPermitted, match="Waiting for the registrar"):
            freeze(Scene(session, election), Delivery(channel="registrar", public_url=URL))


@pytest.mark.parametrize(
    "column", ["number", "name", "email", "address", "country", "language"], ids=lambda column: f"another {column}"
)
def test_a_list_made_for_an_older_roll_of_the_same_size_is_refused(sqlite, tmp_path: Path, column: str) -> None:
    uuid, _ = chosen(sqlite)
    public = made(tmp_path, uuid)[1]
    with sqlite.session() as session:
        election = setup.find_election(session, uuid)
        registrar_list.hand_in(Scene(session, election), public, roles.REGISTRAR)
        setattr(roll_of(Scene(session, election))[1], column, "ZZ")
        session.flush()
        with pytest.raises(NotPermitted, match="does not fit the roll any more. The file was made for another state"):
            freeze(Scene(session, election), Delivery(channel="registrar", public_url=URL))
        with pytest.raises(NotPermitted, match="made for another state of the roll"):
            registrar_list.hand_in(Scene(session, election), public, roles.REGISTRAR)


def test_the_roll_that_the_page_hands_out_has_the_hash_that_the_server_computes(sqlite, tmp_path: Path) -> None:
    uuid, _ = chosen(sqlite)
    with sqlite.session() as session:
        election = setup.find_election(session, uuid)
        first, second, *_ = roll_of(Scene(session, election))
        first.name, first.address = "=cmd 't Hooft", 'Rue Haute 7\n"B", 1000'
        second.name, second.number = "'=Ünal", None
        session.flush()
        out = io.StringIO(newline="")
        rows = registrar_list.roll_rows(Scene(session, election))
        csv.writer(out).writerows([COLUMNS, *([defuse(cell) for cell in row] for row in reversed(rows))])
        public = made(tmp_path, uuid, out.getvalue())[1]
        assert registrar_list.hand_in(Scene(session, election), public, roles.REGISTRAR).roll == roll_hash(rows)


def test_a_list_of_an_earlier_version_is_made_again(sqlite, tmp_path: Path) -> None:
    uuid, _ = chosen(sqlite)
    with sqlite.session() as session:
        election = setup.find_election(session, uuid)
        registrar_list.hand_in(Scene(session, election), made(tmp_path, uuid)[1], roles.REGISTRAR)
        kept = registrar_list.registrar_list(Scene(session, election))
        assert kept is not None
        kept.content = kept.content.replace(b'"version":2', b'"version":1')
        with pytest.raises(NotPermitted, match="must make it again"):
            registrar_list.list_to_freeze(Scene(session, election))


def roll_of(scene) -> list[Member]:
    return scene.session.query(Member).filter_by(election_id=scene.election.id).all()


BY_SERVER, BY_NOBODY = "This server makes the tokens", "nobody has that role yet"
NOT_KEPT = "It is not kept who handed in the public credentials"
BY_ANOTHER = "not handed in from the account of a registrar"


def makers_warning(scene) -> str:
    """Return what the officer is told about the makers of the tokens; each of the three sentences names the remedy."""
    found = [one for one in setup_warnings(scene) if "another person than the returning officer" in one]
    assert found == token_warnings(scene) and len(found) <= 1
    return "".join(found)


def test_B6_the_officer_is_warned_unless_a_registrar_makes_the_tokens(sqlite, tmp_path: Path) -> None:
    uuid, _ = chosen(sqlite)
    public = made(tmp_path, uuid)[1]
    with sqlite.session() as session:
        election = setup.find_election(session, uuid)
        assert BY_NOBODY in makers_warning(Scene(session, election))
        rita = add_officer(session, "rita@example.org", "Rita Registrar", "a long password indeed")
        roles.appoint(Scene(session, election, person=rita), roles.REGISTRAR)
        assert makers_warning(Scene(session, election)) == ""
        for role in (roles.OFFICER, registrar_list.PROGRAM):
            registrar_list.hand_in(Scene(session, election), public, role)
            assert BY_ANOTHER in makers_warning(Scene(session, election)), "that there is a registrar does not help"
        registrar_list.hand_in(Scene(session, election), public, roles.REGISTRAR)
        assert makers_warning(Scene(session, election)) == ""
        registrar_list.registrar_list(Scene(session, election)).handed_in_as = None
        assert NOT_KEPT in makers_warning(Scene(session, election)), "handed in before it was kept by whom"
        registrar_list.choose_registrar(Scene(session, election), chosen=False)
        assert BY_SERVER in makers_warning(Scene(session, election))
        election.practice = True
        assert makers_warning(Scene(session, election)) == ""


@pytest.mark.parametrize("role", [roles.REGISTRAR, roles.OFFICER, registrar_list.PROGRAM])
def test_B6_who_handed_the_list_in_is_kept_beyond_the_freeze(sqlite, tmp_path: Path, role: str) -> None:
    uuid, _ = chosen(sqlite)
    with sqlite.session() as session:
        election = setup.find_election(session, uuid)
        assert token_maker(Scene(session, election)) is None
        registrar_list.hand_in(Scene(session, election, name="Rita Registrar"), made(tmp_path, uuid)[1], role)
        freeze(Scene(session, election), Delivery(channel="registrar", public_url=URL))
        assert token_maker(Scene(session, election)) == TokenMaker(role, "Rita Registrar")


def test_the_server_makes_no_tokens_then(sqlite, tmp_path: Path) -> None:
    uuid, _ = chosen(sqlite)
    with sqlite.session() as session:
        election = setup.find_election(session, uuid)
        registrar_list.hand_in(Scene(session, election), made(tmp_path, uuid)[1], roles.REGISTRAR)
        with pytest.raises(NotPermitted, match="Who issues the tokens"):
            freeze(Scene(session, election), Delivery(channel="merge", public_url=URL))


def test_nobody_is_reminded_since_nobody_knows_who_has_voted(sqlite, tmp_path: Path) -> None:
    election, _ = frozen(sqlite, tmp_path)
    with pytest.raises(NotPermitted, match="does not know who has voted"):
        election.act(schedule_reminder, None, {"en": "Vote!"})


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("member_id,state\nM9,issued\n", "Row 1 of those with a state: nobody on the roll"),
        ("member_id,state\nM0,issued\nM1,lost\n", "Row 2 of those with a state, “M1”: the state is “lost”"),
        ("a,b\n1,2\n", "must name the columns"),
        ("member_id,state,token\nM0,issued,x\n", "has tokens, which must never come here"),
    ],
)
def test_states_that_cannot_be_read_change_nothing(sqlite, tmp_path: Path, text: str, sentence: str) -> None:
    election, _ = frozen(sqlite, tmp_path)
    with pytest.raises(NotPermitted, match=sentence):
        election.act(registrar.take_states, text.encode())
    assert election.look(ledger.ledger).missing == 4


@pytest.mark.thorough
def test_letters_are_written_without_a_server(tmp_path: Path) -> None:
    pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed: no PDF was read.")
    roll = ROLL + 'M9,Yann Yvon,,"Rue Haute 7\n1000 Bruxelles",BE,fr,1\n'
    tokens, _ = made(tmp_path, "AAAAAAAAAAAAAA", roll)
    facts = {
        "uuid": "AAAAAAAAAAAAAA", "name": "Spring", "sender": "Club", "contact": "o@example.org",
        "languages": ["en", "fr"],
        "opens_at": "2027-03-01T12:00:00Z", "closes_at": "", "public_url": URL, "fingerprint": "F" * 43,
        "setup_event": "ab" * 32, "spares": [row["credential"] for row in rows(tokens) if row["member_id"] == "M9"],
        "organisation": "Liga Norte", "accent": "#7a1f5c", "logo": base64.b64encode(logo("PNG")).decode(),
    }  # fmt: skip
    (tmp_path / "particulars.json").write_text(json.dumps(facts))
    said = run("letters", tokens, tmp_path / "particulars.json", "--to", tmp_path / "letters.pdf")
    assert "1 letter is in" in said
    page = pypdf.PdfReader(tmp_path / "letters.pdf").pages[0]
    assert len(page.images) == 1 and "Liga Norte" in page.extract_text()
    text = page.extract_text().replace(" ", "").replace("\n", "")
    row = next(row for row in rows(tokens) if row["member_id"] == "M9")
    assert row["token"] in text and "abab" in text and "1000Bruxelles" in text
    assert "nouveaucode" in text, "the letter does not say that it brings another token"
    (tmp_path / "particulars.json").write_text(json.dumps({**facts, "accent": "#ffff00"}))
    said = refused("letters", tokens, tmp_path / "particulars.json", "--to", tmp_path / "other.pdf")
    assert "is not a file of particulars" in said and not (tmp_path / "other.pdf").exists()


def test_a_credential_file_of_nonsense_is_refused() -> None:
    for raw in (b"", b"{}", b'{"version":2,"uuid":"AAAAAAAAAAAAAA","roll":"00","credentials":[],"spares":[]}'):
        with pytest.raises(InvalidEncoding):
            parse_credential_file(raw)
    with pytest.raises(InvalidEncoding):
        make_credential_file("AAAAAAAAAAAAAA", "0" * 64, {"0" * 64: 1}, [])


def test_a_registrars_spare_is_issued_once(sqlite, tmp_path: Path) -> None:
    election, tokens = frozen(sqlite, tmp_path)
    replace(election, tokens, "M1")
    (record,) = election.on_board(board.companion_records_of, ReplacementRecord)
    payload = {"revoked": record.revoked, "spare": record.spare, "reason": "lost"}

    def again(scene):
        return acts.propose(scene.by(scene.election.officer), registrar.KIND, payload, "They called")

    with pytest.raises(NotPermitted, match="was replaced or revoked before"):
        election.act(again)
    payload["revoked"] = rows(tokens)[0]["credential"]
    with pytest.raises(NotPermitted, match="was issued before"):
        election.act(again)


# -- requests for a replacement


def pair(tokens: Path, lost: int, spare: int, reason: str = "lost") -> registrar.Exchange:
    listed = rows(tokens)
    revoked, fresh = listed[lost]["credential"], listed[spare]["credential"]
    return registrar.Exchange(revoked=revoked, spare=fresh, reason=reason)


def states_of(election: Scenario) -> list[str]:
    return [one.state for one in election.look(registrar.asked)]


def test_a_request_waits_for_both_officers_and_is_done_when_the_second_confirms(sqlite, tmp_path: Path) -> None:
    election, tokens = frozen(sqlite, tmp_path)
    wanted = pair(tokens, 1, 4)
    election.act(registrar.ask, wanted)
    assert states_of(election) == ["waiting"] and len(election.look(registrar.waiting_requests)) == 1
    payload = {"revoked": wanted.revoked, "spare": wanted.spare, "reason": "lost"}

    def propose(scene) -> int:
        otto = add_officer(scene.session, "otto@example.org", "Otto", "correct horse")
        roles.appoint(scene.by(otto), roles.SECOND_OFFICER)
        return acts.propose(scene.by(scene.election.officer), registrar.KIND, payload, "They called").id

    number = election.act(propose)
    assert states_of(election) == ["proposed"] and not election.look(registrar.waiting_requests)
    with pytest.raises(NotPermitted, match="waits for the second officer already"):
        election.act(registrar.ask, pair(tokens, 1, 5))  # the officers would still confirm the spare one of 4

    def confirm(scene) -> None:
        act = scene.session.get_one(JointAct, number)
        acts.confirm(scene.by(roles.second_officers(scene)[0]), number, act.digest)

    election.act(confirm)
    assert states_of(election) == ["done"]


def test_a_request_is_void_when_another_replacement_took_its_credentials(sqlite, tmp_path: Path) -> None:
    election, tokens = frozen(sqlite, tmp_path)
    election.act(registrar.ask, pair(tokens, 1, 5))
    replace(election, tokens, "M1")  # with the first spare one, by hand
    assert states_of(election) == ["void"]


def test_asked_again_a_request_takes_the_place_of_the_earlier_one(sqlite, tmp_path: Path) -> None:
    election, tokens = frozen(sqlite, tmp_path)
    for wanted in (pair(tokens, 1, 4), pair(tokens, 1, 5, "disclosed")):
        election.act(registrar.ask, wanted)
    (one,) = election.look(registrar.asked)
    assert (one.spare, one.reason) == (rows(tokens)[5]["credential"], "disclosed")
    with pytest.raises(NotPermitted, match="Another request has this spare credential"):
        election.act(registrar.ask, pair(tokens, 2, 5))


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ((1, 4, "because"), "The reason is “because”; it must be lost"),
        ((4, 5), "is a spare one that nobody has"),
        ((1, 2), "The spare credential is none"),
    ],
)
def test_credentials_that_cannot_be_exchanged_are_not_asked_for(sqlite, tmp_path: Path, wanted, sentence) -> None:
    election, tokens = frozen(sqlite, tmp_path)
    with pytest.raises(NotPermitted, match=sentence):
        election.act(registrar.ask, pair(tokens, *wanted))
    assert states_of(election) == []


def test_P5_asking_tells_the_registrar_nothing_of_who_has_voted(sqlite, tmp_path: Path) -> None:
    """The registrar knows whose a credential is; the officers, who do not, are told that a ballot was cast."""
    election, tokens = frozen(sqlite, tmp_path)
    states = "member_id,state\n" + "".join(f"M{number},issued\n" for number in range(4))
    election.act(registrar.take_states, states.encode())
    election.act(open_voting)
    election.cast(election.ballot(1))
    wanted = pair(tokens, 1, 4)
    election.act(registrar.ask, wanted)
    assert states_of(election) == ["waiting"]

    def propose(scene) -> None:
        payload = {"revoked": wanted.revoked, "spare": wanted.spare, "reason": "lost"}
        acts.propose(scene.by(scene.election.officer), registrar.KIND, payload, "They called")

    with pytest.raises(NotPermitted, match="A ballot was cast with this token"):
        election.act(propose)


@pytest.mark.parametrize("lost", [1, 2], ids=["one token", "one spare credential"])
def test_W19_two_requests_of_one_moment_are_heard_one_after_the_other(database, tmp_path: Path, lost) -> None:
    election, tokens = frozen(database, tmp_path)
    first, second = pair(tokens, 1, 4), pair(tokens, lost, 4, "disclosed")
    other = election.act_meanwhile(lambda scene: registrar.ask(scene, first), registrar.ask, second)
    if lost == 1:
        other.result()
    else:
        with pytest.raises(NotPermitted, match="Another request has this spare credential"):
            other.result()
    (one,) = election.look(registrar.asked)
    assert (one.revoked, one.reason) == (rows(tokens)[1]["credential"], "disclosed" if lost == 1 else "lost")


def test_W19_states_of_a_moment_in_which_somebody_is_removed(database, tmp_path: Path) -> None:
    election, tokens = frozen(database, tmp_path)
    with_two_officers(election)
    revoked = rows(tokens)[1]["credential"]
    removed = {"member": str(member_named(election, "Member 1")), "reason": "died", "revoked": revoked}
    number = propose(election, REMOVE, removed)
    states = b"member_id,state\nM0,issued\nM1,issued\n"
    taken = election.act_meanwhile(confirming(election, number), registrar.take_states, states)
    with pytest.raises(NotPermitted, match="Row 2 .*nobody on the roll is .*M1.*Nothing was changed"):
        taken.result()
    assert election.look(ledger.ledger) == ledger.Ledger(roll=3, missing=3, removed=1)


def test_the_reasons_of_the_command_line_are_those_of_the_server() -> None:
    assert set(server.REASONS) == set(REASONS)


def test_the_registrar_names_the_credentials_of_members_who_come_and_go(sqlite, tmp_path: Path) -> None:
    election, tokens = frozen(sqlite, tmp_path)
    with_two_officers(election)
    states = "member_id,state\n" + "".join(f"M{number},issued\n" for number in range(4))
    election.act(registrar.take_states, states.encode())
    election.act(open_voting)
    nadia = {**dict.fromkeys(ADMITTED, ""), "number": "M7", "name": "Nadia", "email": "nadia@example.org"}
    options = ("--name", "Nadia", "--member-id", "M7", "--email", "nadia@example.org")
    spare = run("admit", tokens, *options).split()[-1]
    used = rows(tokens)[0]["credential"]
    with pytest.raises(NotPermitted, match="The spare credential is none"):
        propose(election, ADMIT, {**nadia, "weight": "1", "reason": "joined", "spare": used})
    payload = {**nadia, "weight": "1", "reason": "joined", "spare": spare}
    assert "Added a member" in confirm(election, propose(election, ADMIT, payload))
    run("admit", tokens, *options, "--confirmed", spare)
    election.act(registrar.take_states, b"member_id,state\nM7,issued\n")
    revoked = run("remove", tokens, "M1").split()[-1]
    removed = {"member": str(member_named(election, "Member 1")), "reason": "died", "revoked": revoked}
    dead = election.ballot(1)
    assert "Removed a member" in confirm(election, propose(election, REMOVE, removed))
    run("remove", tokens, "M1", "--confirmed")
    with pytest.raises(BallotRefused, match="was revoked"):
        election.cast(dead)
    election.tokens = [row["token"] for row in rows(tokens) if row["name"]]
    assert [row["name"] for row in rows(tokens) if row["name"]] == ["Member 0", "Member 2", "Member 3", "Nadia"]
    election.cast(election.ballot(3))
    assert election.look(ledger.ledger) == ledger.Ledger(roll=4, issued=4, added=1, removed=1)
    assert election.look(disagreements) == []
    voted = rows(tokens)[3]["credential"]
    removed = {"member": str(member_named(election, "Nadia")), "reason": "left", "revoked": voted}
    number = propose(election, REMOVE, removed)
    with pytest.raises(NotPermitted, match="A ballot was cast with the token of Nadia"):
        confirm(election, number)


def propose(election: Scenario, kind: str, payload: dict[str, str]) -> int:
    return propose_act(election, kind, payload, "The registrar says so")


def member_named(election: Scenario, name: str) -> int:
    return election.look(lambda scene: scene.session.query(Member).filter_by(name=name).one().id)


def frozen_with_twins(database, folder: Path) -> Scenario:
    """A frozen election in which two members without a number have one address, as a roll may have it."""
    election, _ = frozen(database, folder)
    with database.session() as session:
        for member in session.query(Member).order_by(Member.id)[2:]:
            member.number, member.email = None, "twins@example.org"
    return election


def test_an_address_of_several_members_and_a_member_named_twice_are_refused(sqlite, tmp_path: Path) -> None:
    """The states of two members at one address went to the last one, twice, and the other one stayed missing."""
    election = frozen_with_twins(sqlite, tmp_path)
    for rows_, sentence in (
        ("twins@example.org,issued\ntwins@example.org,issued\n", "Row 1 .* several members have the address"),
        ("member0@example.org,issued\nMEMBER0@example.org,held\n", "Row 2 .* names “.*MEMBER0@example.org.*” again"),
    ):
        with pytest.raises(NotPermitted, match=sentence):
            election.act(registrar.take_states, f"email,state\n{rows_}".encode())
    with pytest.raises(NotPermitted, match="Row 2 .* again"):
        election.act(registrar.take_states, b"member_id,email,state\nM0,,issued\n,member0@example.org,held\n")
    assert election.look(ledger.ledger).missing == 4


def test_whoever_has_no_number_is_ticked_on_the_page(sqlite, tmp_path: Path) -> None:
    election = frozen_with_twins(sqlite, tmp_path)
    election.act(registrar.take_states, b"member_id,state\nM0,issued\nM1,issued\n")
    twins = [member.id for member in election.look(ledger.members_to_decide)]
    assert len(twins) == 2
    election.act(ledger.decide_tokens, twins[:1], "resume")
    election.act(ledger.decide_tokens, twins[1:], "held", "on a journey")
    assert election.look(ledger.ledger) == ledger.Ledger(roll=4, issued=3, held=1)
    with pytest.raises(NotPermitted, match="neither held nor undeliverable"):
        election.act(ledger.decide_tokens, twins[:1], "resume")
