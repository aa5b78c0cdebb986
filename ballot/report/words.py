"""Numbers, checksums and rules in words."""

from collections.abc import Sequence
from fractions import Fraction

from ballot.language import _, decimal, isolated


def in_groups(text: str, size: int = 4) -> str:
    """Write a checksum or tracking number in groups, so that two people can compare it by reading it aloud.

    >>> in_groups("0123456789")
    '0123 4567 89'
    """
    return " ".join(text[start : start + size] for start in range(0, len(text), size))


def percent(part: int, whole: int) -> str:
    """Write `part` of `whole` as a percentage with one decimal, rounded half up on exact numbers.

    >>> percent(1, 3), percent(1, 8), percent(0, 0)
    ('33.3 %', '12.5 %', 'no votes')
    """
    if whole == 0:
        return _("no votes")
    tenths = (Fraction(part * 1000, whole) + Fraction(1, 2)).__floor__()
    return _("%(number)s %%", number=decimal(f"{tenths // 10}.{tenths % 10}"))


def counted(number: int, one: str, many: str | None = None) -> str:
    """Write a number with its noun.

    >>> counted(1, "seat"), counted(3200, "member"), counted(2, "person", "people")
    ('1 seat', '3,200 members', '2 people')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def names_in_words(names: Sequence[str]) -> str:
    """Write a list of names as people would say it: "Amina, Jonas and Li"."""
    shown = [isolated(name) for name in names]
    if len(shown) < 2:
        return "".join(shown)
    return _("%(names)s and %(last)s", names=_(", ").join(shown[:-1]), last=shown[-1])


def rounded(number: Fraction) -> str:
    """Write a number with at most two decimals, rounded half up.

    >>> rounded(Fraction(1, 3)), rounded(Fraction(5, 2)), rounded(Fraction(3))
    ('0.33', '2.50', '3')
    """
    hundredths = (number * 100 + Fraction(1, 2)).__floor__()
    return f"{hundredths // 100}.{hundredths % 100:02d}" if hundredths % 100 else str(hundredths // 100)
