"""One election, two programs: a shuffle and shares made by belenios-tool in ours, and ours in theirs.

Not tested without belenios-tool: that its mixers and trustees can take part in our elections.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ballot.crypto.group import group
from ballot.protocol import mixnet
from ballot.protocol.ballots import ElectionContext, create_ballot
from ballot.protocol.decryption import make_partial_decryption
from ballot.protocol.threshold import open_private_key
from ballot.records.canonical import encode
from tests.attacks.verdicts import examine
from tests.factory.container import Step, chain, pack, sha256_hex, steps_of
from tests.factory.elections import Maker, lists, owned_step, question, ranked
from tests.factory.tool import ForeignElection, Tool, in_folder
from tests.interop.test_theirs_to_ours import after_shuffles, check_everything

QUESTIONS = [
    {"answers": ["a", "b"], "min": 0, "max": 1, "question": "Who?"},
    {"type": "NonHomomorphic", "value": {"answers": ["é", "b", "c"], "question": "Order?"}},
    {"type": "Lists", "value": {"answers": [["L1", "a", "b"], ["L2", "c"]], "question": "List?"}},
]
CHOICES = (
    [[1, 0], [1, 2, 3], [[1, 1, 0], [0, 0]]],
    [[0, 1], [0, 0, 0], [[0, 0, 0], [1, 1]]],
    [[0, 0], [3, 255, 1], [[1, 1, 1], [0, 0]]],
)


def owned(owner: int, record: bytes) -> bytes:
    """What `archive add-event` takes: the record, and whose it is, on two lines."""
    return record + b"\n" + encode({"owner": owner, "payload": sha256_hex(record)}) + b"\n"


# -- theirs, with our work in it


@pytest.mark.parametrize("name", ["Ed25519", "RFC-3526-2048"])
def test_our_ballots_shuffles_and_shares_in_their_election(tool: Tool, tmp_path: Path, name: str) -> None:
    """Their keys and their board; of each kind of work the second piece is ours."""
    made = ForeignElection(
        tool, tmp_path / "e", QUESTIONS, (), voters=3, threshold=(2, 3), group=name, until="Setup"
    ).build()
    setup = steps_of(made.archive)[0].data
    context = ElectionContext.from_setup(setup[0], setup[2])
    for voter, choices in enumerate(CHOICES):
        ours = create_ballot(context, made.tokens[voter], choices)
        made.add("Ballot", ours if voter % 2 else made.ballot(voter, choices))
    made.do_endballots()
    made.do_encryptedtally()
    made.do_shuffle()
    before = mixnet.ranked_lists(context, after_shuffles(context, steps_of(made.archive)))
    made.add("Shuffle", owned(2, mixnet.make_shuffle(context, before)))
    made.add("Shuffle", made.command("election", "shuffle", "--trustee-id", "4"))
    made.do_endshuffles()
    opened = after_shuffles(context, steps_of(made.archive))
    made.add("PartialDecryption", owned(1, make_partial_decryption(context, opened, single_key(made))))
    made.add("PartialDecryption", owned(2, make_partial_decryption(context, opened, member_key(made, 0))))
    made.add("PartialDecryption", made.share(4))
    made.do_result()
    assert tool.verify(made.folder).ok
    check_everything(made)


def single_key(made: ForeignElection) -> int:
    """The private key of the single trustee, from the tool's file."""
    return int(json.loads(made.private_keys[0].read_text()))


def member_key(made: ForeignElection, index: int) -> int:
    """A member's share of the group's private key, from the tool's two files."""
    member = made.folder / made.members[index]
    seed = member.with_suffix(".key").read_text().strip()
    return open_private_key(group(made.group), seed, member.with_suffix(".dkey").read_text().strip())


# -- ours, with their work in it


class Office:
    """The tool's trustees in an election of ours."""

    def __init__(self, tool: Tool, folder: Path) -> None:
        self.tool, self.folder = tool, folder

    def board(self, maker: Maker, shuffles: list[tuple[int, bytes]], *, ended: bool) -> Path:
        """A folder with the archive as it is so far."""
        data = [maker.election_raw, maker.trustees_raw, maker.credentials_raw, maker.setup_raw]
        steps = [Step("Setup", maker.setup_raw, data), *(Step("Ballot", raw, [raw]) for raw in maker.ballots)]
        steps += [Step("EndBallots"), Step("EncryptedTally", maker.sized_raw, [maker.tally_raw, maker.sized_raw])]
        steps += [owned_step("Shuffle", *pair) for pair in shuffles]
        steps += [Step("EndShuffles")] if ended else []
        return in_folder(self.folder, maker.uuid, pack(chain(steps)))

    def shuffle(self, maker: Maker, good: list[tuple[int, bytes]]) -> list[tuple[int, bytes]]:
        """Our first shuffle, then the tool's."""
        folder = self.board(maker, good[:1], ended=False)
        arguments = ("election", "shuffle", "--trustee-id", "2", "--dir", str(folder))
        raw = self.tool.must(*arguments).splitlines()[0]
        before = mixnet.ranked_lists(maker.context, maker.before)
        first = mixnet.parse_shuffle(maker.context, before, good[0][1])[0]
        maker.open_instead(mixnet.parse_shuffle(maker.context, first, raw)[0])
        return [good[0], (2, raw)]

    def shares(self, maker: Maker, good: list[tuple[int, bytes]]) -> list[tuple[int, bytes]]:
        """The single trustee decrypts with the tool; the members of the group with ours."""
        folder = self.board(maker, maker.shuffles, ended=True)
        (folder / "key").write_text(f'"{maker.secrets[0].exponent(maker.group)}"')
        arguments = ("election", "decrypt", "--privkey", str(folder / "key"), "--trustee-id", "1", "--dir", str(folder))
        return [(1, self.tool.must(*arguments).splitlines()[0]), *good[1:]]


def test_their_shuffle_and_share_in_our_election(tool: Tool, tmp_path: Path) -> None:
    office = Office(tool, tmp_path / "office")
    tamper: dict[str, Any] = {"shuffles": office.shuffle, "shares": office.shares}
    maker = Maker(
        questions=(question(), ranked(3), lists(2, 1)),
        votes=tuple(enumerate(CHOICES)),
        voters=3,
        trustees=1,
        groups=((2, 3),),
        tamper=tamper,
    ).build()
    report = examine(maker, strict=True)
    assert (report.verdict, report.failures, report.warnings) == ("valid", (), ())
    assert tool.verify(in_folder(tmp_path / "whole", maker.uuid, maker.archive)).ok


def test_our_key_generation_with_members_who_use_the_tool(tool: Tool, tmp_path: Path) -> None:
    """Two of three members run the tool, one runs ours; the parameters are assembled by us and verified by both."""
    from msgspec.json import decode as plain

    from ballot.protocol import threshold as dkg
    from ballot.records.canonical import decode
    from ballot.records.threshold import Context, PolynomialRecord, Voutput
    from ballot.records.trustees import SignedMessage

    own = group("Ed25519")

    def step(number: int, *arguments: str, stdin: bytes = b"") -> bytes:
        common = ("setup", "generate-trustee-key-threshold", "--group", "Ed25519", "--step", str(number))
        return tool.must(*common, *arguments, folder=tmp_path, stdin=stdin)

    names = [step(1, "--threshold-context", f"{i}/2/3").decode().strip() for i in (1, 2)]
    seed = dkg.new_seed()
    certs = [decode(SignedMessage, (tmp_path / f"{name}.cert").read_bytes().strip()) for name in names]
    certs.append(dkg.make_certificate(own, seed, Context("Ed25519", 3, 2, 3)))
    (tmp_path / "certs").write_bytes(b"".join(encode(cert) + b"\n" for cert in certs))
    polynomials = [
        decode(
            PolynomialRecord,
            step(3, "--threshold-context", f"{i}/2/3", "--certs", "certs", "--key", f"{name}.key").strip(),
        )
        for i, name in enumerate(names, 1)
    ]
    polynomials.append(dkg.make_polynomial(own, seed, certs))
    outputs = [
        decode(
            Voutput,
            step(5, "--certs", "certs", "--key", f"{name}.key", stdin=encode(dkg.make_vinput(polynomials, i))).strip(),
        )
        for i, name in enumerate(names, 1)
    ]
    outputs.append(dkg.make_voutput(own, seed, certs, dkg.make_vinput(polynomials, 3)))
    parameters = dkg.make_parameters(own, certs, polynomials, outputs)
    (tmp_path / "polynomials").write_bytes(b"".join(encode(p) + b"\n" for p in polynomials))
    lines = b"".join(encode(output) + b"\n" for output in outputs)
    theirs = step(6, "--certs", "certs", "--polynomials", "polynomials", stdin=lines)
    assert plain(theirs) == plain(encode(parameters))
