"""Make the vectors anew with belenios-tool (the kept ones were made once; making them again gives other keys).

PYTHONPATH=. .venv/bin/python tests/vectors/make_vectors.py PATH-OF-BELENIOS-TOOL
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.factory.container import steps_of
from tests.factory.tool import ForeignElection, Tool

HERE = Path(__file__).parent
PLAIN = {"answers": ["Ada", "Grace", "Edsger"], "min": 0, "max": 2, "question": "Who?"}
BLANK = {"answers": ["Oui", "Non"], "blank": True, "min": 1, "max": 1, "question": "Êtes-vous d’accord ? 選挙"}
VOTES = ((0, [[1, 1, 0]]), (1, [[0, 0, 1]]))
RANKED = {"type": "NonHomomorphic", "value": {"answers": ["Ada", "Grace", "Edsger"], "question": "In what order?"}}
LISTS = {"type": "Lists", "value": {"answers": [["Sun", "Ada", "Grace"], ["Moon", "Edsger"]], "question": "List?"}}

# Name: why it is kept, how it is made, the verdict, the checks that fail.
VECTORS: dict[str, tuple[str, dict[str, Any], str, list[str]]] = {
    "ed25519": ("the default group, the plainest election", {}, "valid", []),
    "belenios-2048": ("a finite-field group, verified only", {"group": "BELENIOS-2048", "trustees": 2}, "valid", []),
    "rfc-3526-2048": (
        "the other finite-field group",
        {"group": "RFC-3526-2048", "voters": 2, "votes": VOTES[:1]},
        "valid",
        [],
    ),
    "blank-weights-revotes": (
        "blank votes, weights and totals above 2^30 - 1 (written as strings), re-votes, three trustees with names",
        {
            "questions": [PLAIN, BLANK],
            "voters": 3,
            "weights": (1, 2**30 - 1, 2**30),
            "trustees": 3,
            "trustee_names": True,
            "votes": (
                (0, [[1, 0, 0], [0, 1, 0]]),
                (1, [[0, 1, 1], [1, 0, 0]]),
                (2, [[0, 0, 0], [0, 0, 1]]),
                (0, [[0, 0, 1], [1, 0, 0]]),
                (1, [[1, 1, 0], [0, 1, 0]]),
            ),
        },
        "valid",
        [],
    ),
    "wrapped-question": (
        "a homomorphic question in its wrapped form with a hint, names of the roles, characters that must be escaped",
        {
            "questions": [{"type": "Homomorphic", "value": PLAIN, "extra": {"method": [1, "é", 2.5]}}],
            "template": {
                "administrator": 'A "quoted" \\ name',
                "credential_authority": "tab\tdelete\u007fseparator\u2028",
            },
        },
        "valid",
        [],
    ),
    "no-ballots": ("nobody voted: the tally is the identity", {"votes": (), "trustees": 2}, "valid", []),
    "unfinished": ("two ballots are cast, the vote goes on", {"until": "Ballot"}, "valid so far", []),
    "shares-but-no-result": (
        "all shares are there, the result is not",
        {"until": "PartialDecryption"},
        "valid so far",
        [],
    ),
    "minimum-above-maximum": (
        "nobody can cast a valid ballot",
        {"questions": [{**PLAIN, "min": 2, "max": 1}], "votes": ()},
        "invalid",
        ["2.4"],
    ),
    "ballot-twice": (
        "the same bytes cast twice",
        {"votes": (VOTES[0], "again", VOTES[1]), "until": "Ballot"},
        "invalid",
        ["5.10"],
    ),
    "ranked-and-threshold": (
        "a ranked and a plain question, three shuffles, a paper of zeros, 2 of 3 trustees and one who is always needed",
        {
            "questions": [PLAIN, RANKED],
            "voters": 3,
            "threshold": (2, 3),
            "mixers": (1, 2, 4),
            "decrypting": (4, 1, 2),
            "votes": ((0, [[1, 1, 0], [1, 2, 3]]), (1, [[0, 0, 1], [0, 0, 0]]), (2, [[0, 0, 0], [255, 1, 1]])),
        },
        "valid",
        [],
    ),
    "ranked-rfc-3526-2048": (
        "ranked papers in the finite-field group that has room for them",
        {"questions": [RANKED], "group": "RFC-3526-2048", "votes": ((0, [[1, 2, 3]]), (1, [[3, 1, 2]]))},
        "valid",
        [],
    ),
    "lists": (
        "a lists question, with weights",
        {
            "questions": [LISTS],
            "weights": (3, 2**30),
            "votes": ((0, [[[1, 1, 1], [0, 0]]]), (1, [[[0, 0, 0], [1, 1]]])),
        },
        "valid",
        [],
    ),
    "shuffled-twice-by-one": (
        "one trustee made both shuffles: the second is worth nothing",
        {
            "questions": [RANKED],
            "mixers": (1, 1),
            "votes": ((0, [[1, 2, 3]]), (1, [[3, 1, 2]])),
            "until": "EndShuffles",
        },
        "invalid",
        ["7.2"],
    ),
}


class Repeating(ForeignElection):
    """An election in which the vote "again" means: the ballot before it, byte for byte."""

    def do_ballot(self) -> None:
        last = b""
        for vote in self.votes:
            last = last if vote == "again" else self.ballot(*vote)
            self.add("Ballot", last)


def make(tool: Tool, name: str, index: dict[str, Any]) -> None:
    """Make one archive and its entry."""
    reason, arguments, verdict, failed = VECTORS[name]
    with tempfile.TemporaryDirectory() as folder:
        made = Repeating(tool, Path(folder) / "e", **{"questions": [PLAIN], "votes": VOTES, **arguments}).build()
        archive = made.archive
    (HERE / f"{name}.bel").write_bytes(archive)
    results = [json.loads(step.data[0])["result"] for step in steps_of(archive) if step.type == "Result"]
    index[name] = {"reason": reason, "verdict": verdict, "failed": failed, "result": results[0] if results else None}


def main() -> None:
    """Make all of them, or those that are named behind the tool's path."""
    os.environ["BELENIOS_USE_URANDOM"] = "1"
    path = HERE / "vectors.json"
    index: dict[str, Any] = json.loads(path.read_text()) if sys.argv[2:] else {}
    for name in sys.argv[2:] or VECTORS:
        make(Tool(Path(sys.argv[1]).resolve()), name, index)
    path.write_text(json.dumps(index, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
