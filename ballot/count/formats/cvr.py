"""Cast vote records in the common data format NIST SP 1500-103, version 1.0, as JSON; out only.

Each paper of a group of identical ones becomes a separate CVR, as the format requires. They are sorted by ranking, so
the order does not reveal the order in which papers were cast.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ballot.count.papers import Papers, Ranking
from ballot.errors import InvalidCount

_VERSION = "1.0.0"
_MAX_RECORDS = 1_000_000


def write_cvr(papers: Papers, title: str, seats: int, generated: str) -> str:
    """Return the papers as a cast vote record report; `generated` is the time in ISO 8601.

    Raises:
        InvalidCount: there are more papers than fit into one report.
    """
    if papers.number > _MAX_RECORDS:
        raise InvalidCount(
            f"A cast vote record has an entry for each paper; at most {_MAX_RECORDS} fit into one report, not "
            f"{papers.number}."
        )
    return json.dumps(_report(papers, title, seats, generated), ensure_ascii=False, indent=1) + "\n"


def _report(papers: Papers, title: str, seats: int, generated: str) -> dict[str, Any]:
    return {
        "@type": "CVR.CastVoteRecordReport",
        "Version": _VERSION,
        "GeneratedDate": generated,
        "GpUnit": [{"@type": "CVR.GpUnit", "@id": "unit", "Type": "other", "OtherType": "organization"}],
        "ReportGeneratingDeviceIds": ["device"],
        "ReportingDevice": [{"@type": "CVR.ReportingDevice", "@id": "device", "Application": "ballot"}],
        "Election": [_election(papers, title, seats)],
        "CVR": list(_records(papers)),
    }


def _election(papers: Papers, title: str, seats: int) -> dict[str, Any]:
    selections = [
        {"@type": "CVR.CandidateSelection", "@id": f"s{index}", "CandidateIds": [f"c{index}"]}
        for index in range(1, len(papers.names) + 1)
    ]
    return {
        "@type": "CVR.Election",
        "@id": "election",
        "ElectionScopeId": "unit",
        "Candidate": [
            {"@type": "CVR.Candidate", "@id": f"c{index}", "Name": name} for index, name in enumerate(papers.names, 1)
        ],
        "Contest": [
            {
                "@type": "CVR.CandidateContest",
                "@id": "contest",
                "Name": title or "Contest",
                "NumberElected": seats,
                "VoteVariation": "rcv",
                "ContestSelection": selections,
            }
        ],
    }


def _records(papers: Papers) -> Iterator[dict[str, Any]]:
    number = 0
    for ranking, count in sorted(papers.rankings.items()):
        for _ in range(count):
            number += 1
            yield _record(number, ranking)


def _record(number: int, ranking: Ranking) -> dict[str, Any]:
    selections = [
        {
            "@type": "CVR.CVRContestSelection",
            "ContestSelectionId": f"s{candidate + 1}",
            "SelectionPosition": [
                {"@type": "CVR.SelectionPosition", "HasIndication": "yes", "NumberVotes": 1, "Rank": rank}
            ],
        }
        for rank, tier in enumerate(ranking, 1)
        for candidate in tier
    ]
    contest = {"@type": "CVR.CVRContest", "ContestId": "contest", "CVRContestSelection": selections}
    snapshot = {"@type": "CVR.CVRSnapshot", "@id": f"p{number}-1", "Type": "original", "CVRContest": [contest]}
    return {
        "@type": "CVR.CVR",
        "BallotStyleUnitId": "unit",
        "CVRSnapshot": [snapshot],
        "CreatingDeviceId": "device",
        "CurrentSnapshotId": f"p{number}-1",
        "ElectionId": "election",
        "UniqueId": f"p{number}",
    }
