"""What the booth shows in addition to the election record: times, rules in words, slates, lists and statements."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from ballot import clock
from ballot.election.board_facts import context_of, setup_event_of, withdrawn
from ballot.election.paper.photographs import photographs_of
from ballot.election.paper.quotas import rule_of
from ballot.election.paper.statements import statement_tree
from ballot.election.scene import Scene
from ballot.election.state import booth_state
from ballot.election.tokens.registrar_list import is_registrars
from ballot.report import rule_in_words, slate_colours
from ballot.store.models.election import Election
from ballot.store.models.paper import Candidate, Contest

_EQUAL_RANKS = ("schulze",)  # the rules that accept papers with several candidates at one rank


def booth_data(scene: Scene) -> dict[str, object]:
    """Return the JSON that `/vote/UUID/booth.json` serves: what the booth shows in addition to the record."""
    context = context_of(scene)
    small = {large: _photograph_address(scene.election, one) for large, one in photographs_of(scene).items()}
    gone = withdrawn(scene)
    colours = slate_colours(c.slate for contest in scene.election.contests for c in contest.candidates if c.slate)
    return {
        "state": booth_state(scene.election),
        "stop_reason": scene.election.stop_reason,
        "call_off_reason": scene.election.call_off_reason,
        "now": _iso(clock.now()),  # the time until the voting opens must not depend on the member's clock
        "uuid": scene.election.uuid,
        "phi": context.phi,
        "setup_event": setup_event_of(scene.election),
        "server_key": scene.signer.key.public_hex,
        "opens_at": _iso(scene.election.opens_at),
        "closes_at": _iso(scene.election.closes_at),
        "re_voting": scene.election.re_voting,
        "casting_code": scene.election.casting_code,
        "marked_register": scene.election.marked_register,
        "receipt_by_mail": not is_registrars(scene.election),  # with a registrar, the ballot's owner is not known here
        "contests": [
            _booth_contest(contest, _Looks(colours, small), gone.get(index, frozenset()))
            for index, contest in enumerate(scene.election.contests)
        ],
    }


class _Looks(NamedTuple):
    """How candidates look: `colours` of slates; `photographs`: the small one's address by the hash of the large."""

    colours: dict[str, int]
    photographs: dict[str, str]


def _photograph_address(election: Election, digest: str) -> str:
    """Return the address of a photograph: it contains the hash, so browsers can cache it permanently."""
    return f"/elections/{election.uuid}/photographs/{digest}.jpg"


def _booth_contest(contest: Contest, looks: _Looks, gone: frozenset[int]) -> dict[str, object]:
    text = rule_in_words(rule_of(contest), contest.minimum, contest.maximum, ranked=contest.kind == "ranked")
    return {
        "kind": contest.kind,
        "rule": contest.rule,
        "title": contest.title,
        "seats": contest.seats,
        "min": contest.minimum,
        "max": contest.maximum,
        "blank": contest.blank or contest.kind == "ranked",  # an empty paper is a blank vote under every rule
        "policy": {
            "under_vote": contest.under_vote,
            "rank_gaps": contest.rank_gaps,
            "equal_ranks": contest.equal_ranks,
        },
        "order": contest.candidate_order,
        "rule_text": text,
        **_paper(contest, looks, gone),
    }


def _paper(contest: Contest, looks: _Looks, gone: frozenset[int]) -> dict[str, object]:
    """Return the candidates on the paper of a contest, and what else its kind needs."""
    if contest.kind == "lists":
        return {"lists": _lists(contest, looks, gone)}
    candidates = [
        {**_booth_candidate(candidate, looks), **({"withdrawn": True} if index in gone else {})}
        for index, candidate in enumerate(contest.candidates)
    ]
    if contest.kind != "ranked":
        return {"candidates": candidates}
    equal = contest.rule in _EQUAL_RANKS and contest.equal_ranks != "blocked"
    grades = {"grades": contest.grades.splitlines()} if contest.grades else {}
    ranks = (
        min(contest.seats, len(candidates)) if contest.rule == "block" else len(candidates)
    )  # what else would not count
    return {"candidates": candidates, "ranks": ranks, "equal_ranks": equal, **grades}


def _lists(contest: Contest, looks: _Looks, gone: frozenset[int]) -> list[dict[str, object]]:
    return [
        {
            "name": name,
            "slate_colour": looks.colours.get(name, 0),
            "withdrawn": index in gone,
            "candidates": [_booth_candidate(candidate, looks) for candidate in candidates],
        }
        for index, (name, candidates) in enumerate(candidates_by_list(contest).items())
    ]


def candidates_by_list(contest: Contest) -> dict[str, list[Candidate]]:
    """Return the lists of a lists contest in the order of the record: by first appearance."""
    lists: dict[str, list[Candidate]] = {}
    for candidate in contest.candidates:
        lists.setdefault(candidate.slate, []).append(candidate)
    return lists


def _booth_candidate(candidate: Candidate, looks: _Looks) -> dict[str, object]:
    """Return what is known of a candidate; what there is none of is left out: every byte counts on a slow line."""
    known: dict[str, object] = {
        "name": candidate.name,
        "slate": candidate.slate,
        "groups": candidate.groups.splitlines(),
        "statement": statement_tree(candidate.statement),
        "photograph": looks.photographs.get(candidate.photograph or ""),
        "reopens": candidate.reopens,
    }
    known = {name: value for name, value in known.items() if value}
    if candidate.slate:
        known["slate_colour"] = looks.colours.get(candidate.slate, 0)
    return known


def _iso(moment: dt.datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
