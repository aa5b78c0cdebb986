"""Random small contests for the property tests."""

from __future__ import annotations

from collections import Counter

from hypothesis import settings
from hypothesis import strategies as st

from ballot.count import Papers, papers_from_rows
from ballot.count.quotas import Quota

# Small contests, and no deadline: the machine that tests may be busy.
quick = settings(max_examples=50, deadline=None)
STV = ("scottish-stv", "ers97", "meek-prf", "nz-meek", "wigm-prf")
SEED = "7 31 44"


def papers_of(text: str) -> Papers:
    """`12 AB, 3 BC`: papers by the letters of the candidates."""
    rankings = {}
    for part in text.split(","):
        count, letters = part.split()
        rankings[tuple((ord(letter) - 65,) for letter in letters)] = int(count)
    size = 1 + max(c for ranking in rankings for (c,) in ranking)
    return Papers(tuple("ABCDEFGH"[:size]), rankings)


@st.composite
def strict_papers(draw: st.DrawFn, fewest: int = 3, most: int = 7, copies: int = 40) -> Papers:
    """Papers of single preferences, some short, with counts that let many candidates reach a quota."""
    size = draw(st.integers(fewest, most))
    ranking = st.permutations(range(size)).flatmap(
        lambda order: st.integers(1, size).map(lambda length: tuple((c,) for c in order[:length]))
    )
    listed = draw(st.lists(st.tuples(ranking, st.integers(1, copies)), min_size=1, max_size=12))
    rankings: Counter = Counter()
    for ballot, count in listed:
        rankings[ballot] += count
    return Papers(tuple(f"C{i}" for i in range(size)), rankings)


def close_papers(fewest: int = 2, most: int = 6) -> st.SearchStrategy[Papers]:
    """So few papers that candidates are often level."""
    return strict_papers(fewest, most, copies=3)


@st.composite
def complete_papers(draw: st.DrawFn) -> Papers:
    """Papers that rank every candidate, each differently from all others."""
    size = draw(st.integers(2, 6))
    orders = draw(st.lists(st.permutations(range(size)), min_size=1, max_size=9))
    rankings: Counter = Counter()
    for order in orders:
        rankings[tuple((c,) for c in order)] += draw(st.integers(1, 20))
    return Papers(tuple(f"C{i}" for i in range(size)), rankings)


@st.composite
def weak_papers(draw: st.DrawFn, size: int) -> Papers:
    """Papers with equal ranks and gaps."""
    row = st.lists(st.integers(0, size), min_size=size, max_size=size)
    rows = draw(st.lists(st.tuples(row, st.integers(1, 20)), min_size=1, max_size=8))
    return papers_from_rows([f"C{i}" for i in range(size)], [r for r, _ in rows], [n for _, n in rows])


def reordered(papers: Papers, order: list[int]) -> Papers:
    """The same papers with candidates listed in another order: candidate i becomes number order.index(i)."""
    place = {old: new for new, old in enumerate(order)}
    rankings = {tuple(tuple(place[c] for c in tier) for tier in r): n for r, n in papers.rankings.items()}
    return Papers(tuple(papers.names[old] for old in order), rankings)


@st.composite
def quotas_for(draw: st.DrawFn, size: int, seats: int) -> tuple[Quota, ...]:
    """Up to three bounds on sets that may cross in any way."""
    found = []
    for number in range(draw(st.integers(1, 3))):
        members = frozenset(draw(st.sets(st.integers(0, size - 1))))
        low = draw(st.integers(0, seats))
        found.append(Quota(f"g{number}", members, low, draw(st.integers(low, seats))))
    return tuple(found)


def texts(quotas: tuple[Quota, ...]) -> tuple[str, ...]:
    found = []
    for quota in quotas:
        members = ",".join(str(c + 1) for c in sorted(quota.members))
        found += [f"{quota.group}>={quota.minimum}: {members}", f"{quota.group}<={quota.maximum}: {members}"]
    return tuple(found)
