"""Made-up people for the demo: members in many countries, two slates, and votes with realistic ticket splitting.

Everything here follows from a seed, so that a demo can be repeated. Keys, tokens and the randomness of encryption never
come from here: the rest of the program uses the operating system's generator.
"""

from __future__ import annotations

import csv
import io
import random
from dataclasses import dataclass
from fractions import Fraction

from ballot.election.paper.contests import CandidateDraft, ContestDraft

SEATS = 5
DELEGATES = 14
_TURNOUT = Fraction(65, 100)
# With ticket splitting, 61 of 100 voters who lean to the first slate give it 60 of 100 votes.
_LEANING = Fraction(61, 100)
BLANK = Fraction(1, 100)
SLATES = ("Horizon", "Common Ground")

_GIVEN = (
    "Amina Björn Chiara Daniel Elif Farid Greta Hiro Inês Jonas Kofi Leila Marek Nadia Oluwaseun Priya Quentin Rosa "
    "Samuel Thandiwe Ulla Viktor Wanjiru Ximena Yusuf Zofia Anaïs Bojan Camila Dimitra Emeka Fatima Giorgos Hanna "
    "Ivan Jelena Kaito Linh Mateo Noor Oksana Pablo Rania Sven Tariq Vera Wei Yara Zoltán Agnieszka"
).split()
_FAMILY = (
    "Abebe Andersson Bianchi Costa Dubois Eriksen Fernández García Haddad Ivanova Jansen Kowalska Lindqvist Mwangi "
    "Nakamura Okafor Papadopoulos Quispe Rossi Santos Tanaka Usman Virtanen Weber Xu Yılmaz Zhang Müller Novák Petrov "
    "Reyes Silva Torres Nguyen Khan Diallo Moreau Schmidt Larsen Mendoza Osei Ferrari Horvat Jovanović Kaya Ó-Briain"
).split()
_COUNTRIES = (
    "AR AT AU BE BG BO BR CA CH CI CL CM CN CO CR CY CZ DE DK DZ EC EE EG ES ET FI FR GB GE GH GR HR HU ID IE IL IN IS "
    "IT JO JP KE KR LB LT LU LV MA MX MY NG NL NO NZ PE PH PL PT RO RS SE SG SI SK SN TH TN TR TZ UA UG US UY VN ZA ZM"
).split()
_LANGUAGES = ("en", "fr", "es", "de", "ar", "pt")
_CANDIDATES = (
    ("Ines Ferreira", "Sections abroad need money of their own. I will publish every account, each quarter."),
    ("Tomasz Zieliński", "I ran three membership drives in Central Europe and want to do it for all of us."),
    ("Aïcha Diallo", "Meetings at hours when Asia and the Americas can be there, and minutes in four languages."),
    ("Henrik Solberg", "Treasurer for six years. I stand for boring, correct finances."),
    ("Marisol Quintana", "More of us should decide: a members' vote on every manifesto chapter that concerns us."),
    ("George Papadakis", "The party at home must hear us before it votes, not afterwards."),
    ("Naledi Khumalo", "A hardship fund for members who lose their right to vote by moving."),
    ("Oliver Whitmore", "A small, quick executive that answers within a week."),
    ("Yuki Tanabe", "Train a hundred local organisers in two years; I have trained twenty."),
    ("Lucía Benavides", "One voice for the section: fewer statements, better ones."),
)  # the first five are on SLATES[0]
_SECRETARY = (
    ("Elena Marković", "Minutes within a week, in plain words, and an answer to every letter."),
    ("Samuel Adeyemi", "I have kept the membership list of a section of 400 for five years."),
    ("Birgitta Sjöberg", "A secretary serves all of the members. I stand on no slate."),
)
_DELEGATES = (
    (
        SLATES[0],
        (
            "Paulo Andrade", "Signe Holm", "Amadou Keïta", "Rafael Ibáñez", "Katarzyna Wrona", "Dieter Vogel",
            "Luca Barbieri", "Meera Pillai", "Chen Yating", "Siobhán Walsh", "Olena Marchenko", "Joseph Kamau",
            "Teresa Vidal", "Benedikt Lang",
        ),
    ),
    (
        SLATES[1],
        (
            "Margaret Osei", "Frederik Maas", "Tarık Demirel", "Hélène Aubert", "David Rosenthal", "Ana Petrović",
            "Akiko Mori", "Noura Haddad",
        ),
    ),
    ("", ("Kwame Boateng", "Ingrid Sæther")),
)  # fmt: skip
WOMEN = "women"
_WOMEN = frozenset(
    (
        "Signe Holm", "Katarzyna Wrona", "Meera Pillai", "Siobhán Walsh", "Olena Marchenko", "Margaret Osei",
        "Hélène Aubert", "Ana Petrović", "Akiko Mori", "Noura Haddad", "Teresa Vidal", "Ingrid Sæther",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choices:
    """The votes of one made-up member.

    In the first two contests "blank" and each candidate, 1 where there is a tick; in the third the rank of each
    candidate, 0 for none.
    """

    executive: tuple[int, ...]
    secretary: tuple[int, ...]
    delegates: tuple[int, ...]


def demo_contests() -> tuple[ContestDraft, ContestDraft, ContestDraft]:
    """Return the ballot paper of the demo: five places by ticks, one single seat, fourteen by preferences."""
    return executive_contest(), secretary_contest(), delegates_contest()


def executive_contest() -> ContestDraft:
    """Return the first contest of the demo: a block vote for five places, ten candidates on two slates."""
    candidates = tuple(
        CandidateDraft(name=name, slate=SLATES[index // SEATS], statement=statement)
        for index, (name, statement) in enumerate(_CANDIDATES)
    )
    return ContestDraft(title="Executive committee", seats=SEATS, maximum=SEATS, blank=True, candidates=candidates)


def secretary_contest() -> ContestDraft:
    """Return the second contest: one seat, three candidates, one of each slate and one of none."""
    slates = (*SLATES, "")
    candidates = tuple(
        CandidateDraft(name=name, slate=slate, statement=statement)
        for (name, statement), slate in zip(_SECRETARY, slates, strict=True)
    )
    return ContestDraft(title="Secretary", blank=True, candidates=candidates)


def delegates_contest() -> ContestDraft:
    """Return the third contest: fourteen delegates by preferences, two slates and two people of none, half women.

    Counted by most votes (`what_if`), the same papers give one slate nearly all seats: the rule makes the result.
    """
    candidates = tuple(
        CandidateDraft(name=name, slate=slate, groups=(WOMEN,) if name in _WOMEN else ())
        for slate, names in _DELEGATES
        for name in names
    )
    return ContestDraft(
        title="Conference delegates",
        seats=DELEGATES,
        kind="ranked",
        rule="scottish-stv",
        candidates=candidates,
        quotas=(f"{WOMEN}>=half-up",),
    )


def roll_csv(members: int, seed: int) -> bytes:
    """Return the roll as a membership system would export it."""
    chooser = random.Random(f"roll {seed}")
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["Member ID", "Name", "E-mail", "Language"])
    for number in range(1, members + 1):
        given, family = chooser.choice(_GIVEN), chooser.choice(_FAMILY)
        country = _COUNTRIES[number % len(_COUNTRIES)]
        address = f"member{number:05}@{country.lower()}.example.org"
        writer.writerow([f"{country}-{number:05}", f"{given} {family}", address, chooser.choice(_LANGUAGES)])
    return out.getvalue().encode("utf-8")


def letters_csv(members: int) -> bytes:
    """Return the roll of a practice election: people without e-mail addresses, to whom no mail can ever be sent."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["Member ID", "Name", "Postal address", "Country", "Language"])
    for number in range(1, members + 1):
        country = _COUNTRIES[number % len(_COUNTRIES)]
        name = f"{_GIVEN[number % len(_GIVEN)]} {_FAMILY[number % len(_FAMILY)]}"
        writer.writerow([f"PRACTICE-{number:03}", name, f"Practice Street {number}", country, "en"])
    return out.getvalue().encode("utf-8")


def voters(members: int, seed: int) -> list[tuple[int, Choices]]:
    """Return who votes (index on the roll) and for whom, in the order of voting."""
    chooser = random.Random(f"votes {seed}")
    turnout = round(members * _TURNOUT)
    who = chooser.sample(range(members), turnout)
    blanks, first = round(turnout * BLANK), round(turnout * _LEANING)
    camps = [0] * first + [1] * (turnout - first - blanks) + [None] * blanks
    chooser.shuffle(camps)
    single, ranker = random.Random(f"secretary {seed}"), random.Random(f"rankings {seed}")
    return [
        (member, Choices(_ticks(_chosen(chooser, camp), 2 * SEATS), _one(single, camp), _ranking(ranker, camp)))
        for member, camp in zip(who, camps, strict=True)
    ]


def _ticks(chosen: list[int], candidates: int) -> tuple[int, ...]:
    """Return a paper with these ticks; with none of them, "blank" is ticked."""
    return (int(not chosen), *(int(index in chosen) for index in range(candidates)))


def _one(chooser: random.Random, camp: int | None) -> tuple[int, ...]:
    """Return a vote for the secretary: mostly the own slate's; a quarter prefers the one of no slate."""
    if camp is None:
        return _ticks([], len(_SECRETARY))
    return _ticks(chooser.choices((camp, 2, 1 - camp), weights=(66, 25, 9))[:1], len(_SECRETARY))


def _chosen(chooser: random.Random, camp: int | None) -> list[int]:
    """Return who gets a vote: mostly the whole slate, sometimes fewer names, sometimes names from the other one."""
    if camp is None:
        return []
    own = list(range(camp * SEATS, (camp + 1) * SEATS))
    other = [index for index in range(2 * SEATS) if index not in own]
    number = chooser.choices((5, 4, 3, 2, 1), weights=(80, 8, 7, 3, 2))[0]
    # A name at the head of a list is dropped less often than one at its end.
    chosen = sorted(own, key=lambda index: index % SEATS + chooser.gauss(0, 2.5))[:number]
    if chooser.random() < 0.28:
        for _ in range(min(number, chooser.choice((1, 1, 2)))):
            chosen.pop()
            chosen.append(other.pop(chooser.randrange(len(other))))
    return chosen


def _ranking(chooser: random.Random, camp: int | None) -> tuple[int, ...]:
    """Return the ranks of one paper: along the own slate, head first, then some independents, then some others."""
    sizes = [len(names) for _, names in _DELEGATES]
    first, second, alone = (list(range(sum(sizes[:i]), sum(sizes[: i + 1]))) for i in range(3))
    if camp is None:
        return (0,) * sum(sizes)
    own, other = (first, second) if camp == 0 else (second, first)
    order = _liked(chooser, own, 2.5)
    for favourite in chooser.sample(alone, chooser.choices((0, 1, 2), weights=(60, 30, 10))[0]):
        order.insert(chooser.randrange(1, 6), favourite)
    if chooser.random() < 0.35:
        order += _liked(chooser, other, 3.5)[: chooser.randint(1, 5)]
    # Most people rank all whom they know, some only a handful.
    length = chooser.choices((1, 3, 6, 10, len(order)), weights=(2, 5, 10, 13, 70))[0]
    ranks = [0] * sum(sizes)
    for rank, candidate in enumerate(order[:length], start=1):
        ranks[candidate] = rank
    return tuple(ranks)


def _liked(chooser: random.Random, slate: list[int], spread: float) -> list[int]:
    """Return a slate in one person's order: close to the printed one, with favourites of their own."""
    return sorted(slate, key=lambda candidate: slate.index(candidate) + chooser.gauss(0, spread))
