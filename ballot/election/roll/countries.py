"""Countries and territories: their two-letter codes, and the names under which a roll may have them.

The codes are ISO 3166-1 alpha-2, and XK, which everybody uses for Kosovo; the names are CLDR's, in our languages.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final

from babel import Locale

from ballot.language import LANGUAGES

COUNTRIES: Final = frozenset(
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


def country_code(text: str) -> str | None:
    """Return the code of a country that is given by its code or by its name in one of our languages; None if neither.

    >>> country_code("fr"), country_code("Deutschland"), country_code("Côte d'Ivoire"), country_code("Utopia")
    ('FR', 'DE', 'CI', None)
    """
    code = text.strip().upper()
    return code if code in COUNTRIES else _names().get(_normal(text))


@cache
def _names() -> dict[str, str]:
    """Return the code of each name; a name that several countries have is not one."""
    found = {_normal(name): code for name, code in _ALSO.items()}
    several = set()
    for language in LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if code in COUNTRIES and found.setdefault(_normal(name), code) != code:
                several.add(_normal(name))
    return {name: code for name, code in found.items() if name not in several}


def _normal(name: str) -> str:
    folded = unicodedata.normalize("NFKD", name).casefold()
    return re.sub(r"[\W_]", "", "".join(letter for letter in folded if not unicodedata.combining(letter)))
