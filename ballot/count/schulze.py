"""`schulze`: the Schulze method (beatpaths) for one seat, or for the first places of a ranking.

Source: M. Schulze, "A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent single-winner
election method" (2011), with the strength of a link measured as Belenios, CIVS and Debian do: by winning votes, and
between equal ones by fewer losing votes.

A link leads from i to j if more papers rank i above j than j above i. A path is as strong as its weakest link. i is
ranked above j if the strongest path from i to j is stronger than the strongest from j to i. Candidates that a paper
does not rank are level below all that it does; level candidates count for neither. Skipped numbers mean nothing here.

The relation is transitive, and the ranking lists its levels. With a seat to fill among level candidates, the lot
decides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec

from ballot.count.papers import Papers
from ballot.count.seats import check_contest, ranked_sheet
from ballot.count.sheet import Rule, Sheet
from ballot.count.stv.poll import Conditions
from ballot.language import _

Link = tuple[int, int]  # winning and losing votes; (0, 0) where there is no link
NO_LINK: Link = (0, 0)


def describe(rule: Rule, minimum: int, maximum: int) -> str:
    """Return the rule in plain words."""
    return _(
        "You rank the candidates; several may have the same rank, and those whom you do not rank are below all others. "
        "Every two candidates are compared by the number of voters who prefer one to the other. Whoever beats all "
        "others is elected; if nobody does, the Schulze method drops the weakest defeats. "
        "A tie is broken by a public lot."
    )


def count(rule: Rule, papers: Papers, conditions: Conditions) -> Sheet:
    """Return the sheet with pairwise and beatpath matrices and the whole ranking.

    Raises:
        InvalidCount: the parameters make no sense. CountNeedsLot: a tie for the last seat, and there is no seed yet.
    """
    withdrawn = conditions.withdrawn | papers.withdrawn
    check_contest(rule, len(papers.names), withdrawn, ranking=True)
    standing = [c for c in range(len(papers.names)) if c not in withdrawn]
    blank = papers.rankings.get((), 0)
    pairwise = _compare_pairs(papers)
    paths = _strongest_paths(pairwise, standing)
    levels = rank(paths, standing)
    sheet = ranked_sheet(rule, papers.names, levels, withdrawn, conditions.seed, papers.number - blank, blank)
    return msgspec.structs.replace(sheet, pairwise=tuple(map(tuple, pairwise)), beatpaths=tuple(map(tuple, paths)))


def _compare_pairs(papers: Papers) -> list[list[int]]:
    """Return how many papers rank candidate i above candidate j."""
    size = len(papers.names)
    pairwise = [[0] * size for _ in range(size)]
    for ranking, count in papers.rankings.items():
        below = set(range(size))
        for tier in ranking:
            below.difference_update(tier)
            for i in tier:
                row = pairwise[i]
                for j in below:
                    row[j] += count
    return pairwise


def _strongest_paths(pairwise: Sequence[Sequence[int]], standing: Sequence[int]) -> list[list[Link]]:
    """Return the weakest link of the strongest path between every two candidates.

    Links are added from the strongest down. The link that first joins two candidates by a path is the weakest link of
    their strongest path.
    """
    best = [[NO_LINK] * len(pairwise) for _ in pairwise]
    before, after = ([1 << c for c in range(len(pairwise))] for _ in range(2))  # bits of those joined with c, and c
    for link, i, j in _links(pairwise, standing):
        for u in _bits(before[i] & ~before[j]):
            new = after[j] & ~after[u]
            after[u] |= new
            for v in _bits(new):
                best[u][v] = link
                before[v] |= 1 << u
    return best


def _links(pairwise: Sequence[Sequence[int]], standing: Sequence[int]) -> list[tuple[Link, int, int]]:
    found = [
        ((pairwise[i][j], pairwise[j][i]), i, j) for i in standing for j in standing if pairwise[i][j] > pairwise[j][i]
    ]
    return sorted(found, key=lambda item: _strength(item[0]), reverse=True)


def _bits(number: int) -> Iterator[int]:
    while number:
        yield (number & -number).bit_length() - 1
        number &= number - 1


def _strength(link: Link) -> Link:
    """Return the sort key of a link: more winning votes, then fewer losing votes; no link at all is weakest."""
    return link[0], -link[1]


def rank(paths: Sequence[Sequence[Link]], standing: Sequence[int]) -> list[list[int]]:
    """Return the levels of the ranking: each consists of the remaining candidates whom no other remaining one beats."""
    beaten = {i: [j for j in standing if _strength(paths[i][j]) > _strength(paths[j][i])] for i in standing}
    rivals = Counter(j for i in standing for j in beaten[i])
    left, levels = list(standing), []
    while left:
        top = [i for i in left if not rivals[i]]
        levels.append(top)
        left = [i for i in left if rivals[i]]
        rivals.subtract(j for i in top for j in beaten[i])
    return levels
