"""V9: the result."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from ballot.records.canonical import encode
from tests.attacks.corpus.base import (
    edit_record,
    evil,
    of,
    tampered,
)
from tests.factory.elections import Maker
from tests.factory.forging import put


def result(change: Callable[[list[Any]], Any]) -> dict[str, Any]:
    """Another result than the shares open."""

    def apply(maker: Maker, raw: bytes) -> bytes:
        totals = json.loads(raw)["result"]
        changed = change(totals)
        return encode({"result": totals if changed is None else changed})

    return {"tamper": {"result": apply}, "with_charter": False}


evil("one total too many", "9.1", "T19", height=of("Result"), **result(lambda r: r[0].append(0)))
evil("one question too many", "9.1", "T19", height=of("Result"), **result(lambda r: r.append([0, 0])))
evil(
    "total as a string",
    "0.5~9.1",
    "T19",
    height=of("Result"),
    **tampered("result", lambda maker, raw: raw.replace(b"[[1,", b'[["1",')),
)
evil("total is a word", "9.1", "T19", height=of("Result"), **result(lambda r: put(r, (0, 0), "one")))
evil("total is a boolean", "9.1", "T19", height=of("Result"), **result(lambda r: put(r, (0, 0), True)))
evil("total is a fraction", "9.1", "T19", height=of("Result"), **result(lambda r: put(r, (0, 0), 1.5)))
evil("total below zero", "9.2", "T19", height=of("Result"), **result(lambda r: put(r, (0, 0), -1)))
evil("total of 10^30", "9.2", "T19 C24", height=of("Result"), **result(lambda r: put(r, (0, 0), str(10**30))))
evil("one vote moved", "9.2", "T19", height=of("Result"), **result(lambda r: [[2, 0]]))
evil("total plus the group's order", "9.2", "T19", height=of("Result"), **result(lambda r: [[0, 1]]))
evil(
    "another winner on the count sheet",
    "9.5",
    "W33",
    votes=((0, [[1, 0]]), (1, [[1, 0]])),
    **tampered(
        "companion",
        lambda maker, records: edit_record(
            records,
            "count_sheet",
            lambda r: r["sheet"].update(elected=["Candidate 2"], elected_groups=[["Candidate 2"]]),
        ),
    ),
)
evil(
    "more votes on the count sheet",
    "9.5",
    "W33",
    votes=((0, [[1, 0]]), (1, [[1, 0]])),
    **tampered(
        "companion",
        lambda maker, records: edit_record(
            records, "count_sheet", lambda r: put(r, ("sheet", "stages", 0, "totals", "Candidate 1"), "3")
        ),
    ),
)
