"""One row of a roll: a member, or sentences that say what is wrong with it and what to do."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from encodings.idna import nameprep
from functools import cache
from typing import Final

import msgspec
from babel import Locale

from ballot.election.roll.columns import texts_of
from ballot.election.wording import is_control
from ballot.errors import NotPermitted
from ballot.language import LANGUAGES, _, ngettext

_MAX_FIELD = 300
_MAX_ADDRESS_LINES = 7  # what fits into the window of an envelope
_MAX_WEIGHT = 1_000_000

_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(r"([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")
_WEIGHT = re.compile(r"[1-9][0-9]{0,6}")


class RollRow(msgspec.Struct, frozen=True, kw_only=True):
    """One good row. `row` is its line in the file as a spreadsheet counts: the header is row 1.

    There is an e-mail address, or a postal address (of several lines, without the name), or both.
    """

    row: int
    name: str
    email: str = ""
    address: str | None = None
    country: str | None = None
    number: str | None = None
    language: str | None = None
    weight: int = 1


class RollProblem(msgspec.Struct, frozen=True, kw_only=True):
    """One fault of a row: in which field, and a sentence that says what to do."""

    row: int
    field: str
    sentence: str


Verdict = RollRow | list[RollProblem]


def verdicts(rows: Iterator[list[str]], roles: Sequence[str]) -> Iterator[Verdict]:
    """Yield the member or the faults of each row after the header; rows without any text are skipped."""
    for number, fields in enumerate(rows, start=2):
        if any(field.strip() for field in fields):
            yield read_row(number, fields, roles)


def read_row(number: int, fields: Sequence[str], roles: Sequence[str]) -> Verdict:
    """Return the member on a row, or what is wrong with it."""
    if len(fields) != len(roles):
        sentence = ngettext(
            "it has %(num)s field, but the header has %(columns)s. Check for a stray separator.",
            "it has %(num)s fields, but the header has %(columns)s. Check for a stray separator.",
            len(fields),
            columns=len(roles),
        )
        return [_problem(number, "row", sentence)]
    texts = texts_of(fields, roles)
    found = [(field, _complaint(field, text)) for field, text in texts.items()]
    if not texts["email"] and not texts["address"]:
        found.append(("email", _("no e-mail address and no postal address. Add one of them, or leave the member out.")))
    problems = [_problem(number, field, complaint) for field, complaint in found if complaint]
    if problems:
        return problems
    return RollRow(
        row=number,
        name=texts["name"],
        email=canonical_address(texts["email"]),
        address=texts["address"] or None,
        country=_country_code(texts["country"]),
        number=texts["number"] or None,
        language=texts["language"] or None,
        weight=int(texts["weight"] or "1"),
    )


def read_member(values: Mapping[str, str]) -> RollRow:
    """Return the member that a form describes, by the names of the columns. Raises: NotPermitted naming every fault."""
    row = read_row(0, list(values.values()), list(values))
    if not isinstance(row, RollRow):
        raise NotPermitted(" ".join(_sentence(problem.sentence.partition(": ")[2]) for problem in row))
    return row


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _problem(number: int, field: str, complaint: str) -> RollProblem:
    return RollProblem(
        row=number, field=field, sentence=_("Row %(row)s: %(complaint)s", row=number, complaint=complaint)
    )


def _complaint(field: str, text: str) -> str | None:
    """Return what is wrong with a field, or None."""
    if len(text) > _MAX_FIELD:
        return ngettext(
            "the %(field)s is longer than %(num)s character.",
            "the %(field)s is longer than %(num)s characters.",
            _MAX_FIELD,
            field=field,
        )
    line = text.replace("\n", " ") if field == "address" else text
    if not line.isprintable() and any(is_control(character) for character in line):
        return _("the %(field)s holds a line break or a control character. Remove it.", field=field)
    return _COMPLAINTS[field](text)


def _about_name(text: str) -> str | None:
    return None if text else _("no name. Add the member's name.")


def _about_email(text: str) -> str | None:
    return None if not text or is_address(text) else _("“%(text)s” is not an e-mail address. Correct it.", text=text)


def _about_postal_address(text: str) -> str | None:
    lines = text.count("\n") + 1
    return (
        ngettext(
            "the address has %(num)s line; at most %(most)s fit.",
            "the address has %(num)s lines; at most %(most)s fit.",
            lines,
            most=_MAX_ADDRESS_LINES,
        )
        if lines > _MAX_ADDRESS_LINES
        else None
    )


def _about_country(text: str) -> str | None:
    if not text or _country_code(text):
        return None
    return _("“%(text)s” is no country that we know. Use its two-letter code, such as FR or BR.", text=text)


def _about_language(text: str) -> str | None:
    if not text or _LANGUAGE.fullmatch(text):
        return None
    return _("“%(text)s” is not a language code such as en or pt-BR.", text=text)


def _about_weight(text: str) -> str | None:
    if not text or (_WEIGHT.fullmatch(text) and int(text) <= _MAX_WEIGHT):
        return None
    return _("the weight “%(text)s” is not a whole number from 1 to %(most)s.", text=text, most=_MAX_WEIGHT)


_COMPLAINTS: dict[str, Callable[[str], str | None]] = {
    "number": lambda text: None,
    "name": _about_name,
    "email": _about_email,
    "address": _about_postal_address,
    "country": _about_country,
    "language": _about_language,
    "weight": _about_weight,
}


def is_address(text: str) -> bool:
    """Return whether a text is one plain e-mail address that every mail server accepts."""
    local, at, _ = text.rpartition("@")
    if not at or len(text) > 254 or len(local) > 64 or not _LOCAL.fullmatch(local):
        return False
    return _DOMAIN.fullmatch(_ascii_domain(text)) is not None


def _ascii_domain(address: str) -> str:
    """Return the domain as mail servers write it; an empty text if there is no such form."""
    try:
        return ".".join(map(_ascii_label, re.split("[.\u3002\uff0e\uff61]", address.rpartition("@")[2])))
    except UnicodeError:
        return ""


def _ascii_label(label: str) -> str:
    """Return a part of a domain in ASCII.

    Python's codec (IDNA 2003) changes ß into ss and ς into σ: since IDNA 2008 these are domains of other people.
    """
    if not set(label) & {"ß", "ẞ", "ς"}:
        return label.encode("idna").decode("ascii") if label else ""
    kept = re.split("([ßς])", label.lower())
    plain = "".join(part if part in ("ß", "ς") else nameprep(part) for part in kept)
    return "xn--" + plain.encode("punycode").decode("ascii")


def canonical_address(address: str) -> str:
    """Return an e-mail address with its domain as mail servers write it; unchanged if its domain has no such form."""
    local, at, _domain = address.rpartition("@")
    domain = _ascii_domain(address).lower()
    return f"{local}@{domain}" if at and domain else address


_COUNTRIES: Final = frozenset(
    """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA
    CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA
    GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP
    KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS
    MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS
    RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW
    TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW
    """.split()
)
_ALSO: Final = {"USA": "US", "UK": "GB", "Great Britain": "GB", "England": "GB", "Holland": "NL", "UAE": "AE"}


def _country_code(text: str) -> str | None:
    """Return the code of a country that is given by its code or by its name in one of our languages; None if neither.

    >>> country_code("fr"), country_code("Deutschland"), country_code("Côte d'Ivoire"), country_code("Utopia")
    ('FR', 'DE', 'CI', None)
    """
    code = text.strip().upper()
    return code if code in _COUNTRIES else _names().get(_normal(text))


@cache
def _names() -> dict[str, str]:
    """Return the code of each name; a name that several countries have is not one."""
    found = {_normal(name): code for name, code in _ALSO.items()}
    several = set()
    for language in LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if code in _COUNTRIES and found.setdefault(_normal(name), code) != code:
                several.add(_normal(name))
    return {name: code for name, code in found.items() if name not in several}


def _normal(name: str) -> str:
    folded = unicodedata.normalize("NFKD", name).casefold()
    return re.sub(r"[\W_]", "", "".join(letter for letter in folded if not unicodedata.combining(letter)))
