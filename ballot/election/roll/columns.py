"""What each column of a roll contains: guessed from its header in several languages, and corrected by the officer."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from ballot.errors import NotPermitted
from ballot.language import _, lazy, ngettext
from ballot.report import names_in_words

# What a column may contain, in the words of the page. Columns with no role are not read.
ROLES: Final = {
    "number": lazy("Member number"),
    "name": lazy("Name"),
    "given": lazy("First name"),
    "family": lazy("Family name"),
    "email": lazy("E-mail address"),
    "address": lazy("Postal address"),
    "postcode": lazy("Postcode"),
    "town": lazy("Town"),
    "country": lazy("Country"),
    "language": lazy("Language"),
    "weight": lazy("Weight of the vote"),
}
_OFTEN: Final = ("address",)  # several columns may be lines of it
_POSTAL: Final = ("address", "postcode", "town")
MAX_COLUMNS = 200

# Without spaces, marks and accents; English, French, Spanish, German, Arabic.
_NAMES: Final = {
    "number": """
        memberid id number membernumber membershipnumber membershipid memberno no membershipno nr
        numero numeroadherent numerodadherent nadherent ndadherent nodadherent numeromembre matricule
        numerodesocio numerosocio nsocio nosocio ndesocio nodesocio numerodeafiliado numeroafiliado
        mitgliedsnummer mitgliedernummer mitgliednr mitgliedsnr nummer
        رقم رقمالعضو رقمالعضوية
    """,
    "name": """
        name fullname membername nometprenom nomcomplet nombrecompleto nombreyapellidos vollername mitglied
        الاسم الاسمالكامل
    """,
    "given": """
        firstname givenname forename prenom nombre nombres vorname rufname الاسمالاول الاسمالشخصي
    """,
    "family": """
        lastname familyname surname nom nomdefamille apellido apellidos nachname familienname اسمالعائلة اللقب
    """,
    "email": """
        email emailaddress mail mailaddress courriel adressemail adressecourriel mel
        correo correoelectronico direcciondecorreo mailadresse emailadresse البريدالالكتروني البريد
    """,
    "address": """
        address postaladdress letteraddress street streetaddress address1 address2 address3 addressline1 addressline2
        addressline3 adresse adressepostale rue adresse1 adresse2 direccion direccionpostal calle domicilio
        anschrift postanschrift strasse strassehausnummer العنوان الشارع
    """,
    "postcode": """
        postcode zip zipcode postalcode codepostal cp codigopostal plz postleitzahl الرمزالبريدي
    """,
    "town": """
        town city locality ville localite commune ciudad localidad poblacion municipio ort stadt wohnort المدينة
    """,
    "country": "country countrycode pays codepays pais codigopais land landercode laendercode landescode البلد الدولة",
    "language": "language lang locale langue idioma lengua sprache اللغة",
    "weight": "weight votes poids voix peso votos gewicht stimmen الوزن الاصوات",
}


def guess_roles(header: Sequence[str]) -> tuple[str, ...]:
    """Return what each column seems to contain: a key of ROLES, or "".

    A column "nom" next to "prénom" is the family name; alone it is the full name.
    """
    roles = [_ROLE_OF.get(plain_title(title), "") for title in header]
    if "given" not in roles and "name" not in roles:
        roles = ["name" if role == "family" else role for role in roles]
    if "family" not in roles and "name" not in roles:
        roles = ["name" if role == "given" else role for role in roles]
    return tuple(roles)


def plain_title(title: str) -> str:
    """Return a column's title without spaces, marks, accents and capitals."""
    folded = unicodedata.normalize("NFKD", title.replace("ß", "ss")).casefold()
    return re.sub(r"[\W_]", "", "".join(c for c in folded if not unicodedata.combining(c)))


_ROLE_OF: Final = {plain_title(name): role for role, names in _NAMES.items() for name in names.split()}


def check_roles(roles: Sequence[str], header: Sequence[str]) -> None:
    """Refuse roles from which no member could be made.

    Raises: NotPermitted if a role is unknown or given twice, or name or address are missing.
    """
    if len(roles) != len(header) or len(header) > MAX_COLUMNS:
        raise NotPermitted(
            ngettext(
                "The file has %(num)s column; at most %(most)s can be read.",
                "The file has %(num)s columns; at most %(most)s can be read.",
                len(header),
                most=MAX_COLUMNS,
            )
        )
    if not set(roles) <= {"", *ROLES}:
        raise NotPermitted(_("A column is said to hold something that no column can hold."))
    for role, words in ROLES.items():
        if role not in _OFTEN and roles.count(role) > 1:
            both = names_in_words([f"“{title}”" for title, of in zip(header, roles, strict=True) if of == role])
            raise NotPermitted(
                _(
                    "Two columns seem to hold the same (%(what)s): %(both)s. Keep one of them.",
                    what=str(words).lower(),
                    both=both,
                )
            )
    if "name" in roles and {"given", "family"} & {*roles}:
        raise NotPermitted(_("The name is in one column, or in two (first and family name), not in both ways."))
    missing = [] if {"name", "given", "family"} & {*roles} else ["name"]
    if not {"email", *_POSTAL} & {*roles}:
        missing.append("email")
    if missing:
        raise NotPermitted(
            _(
                "The first row must name the columns. Missing: %(missing)s. Known columns: member_id, name, "
                "first name, last name, email, address, postcode, town, country, language, weight.",
                missing=names_in_words(missing),
            )
        )


def texts_of(fields: Sequence[str], roles: Sequence[str]) -> dict[str, str]:
    """Return what a row says about a member, parts joined: number, name, email, address, country, language, weight."""
    parts: dict[str, list[str]] = {}
    for role, field in zip(roles, fields, strict=True):
        if role and field.strip():
            parts.setdefault(role, []).append(field.strip())
    town = " ".join(text for role in ("postcode", "town") for text in parts.get(role, ()))
    lines = [line.strip() for text in [*parts.get("address", ()), town] for line in text.splitlines()]
    name = [text for role in ("name", "given", "family") for text in parts.get(role, ())]
    single = {role: parts.get(role, [""])[0] for role in ("number", "email", "country", "language", "weight")}
    return {**single, "name": " ".join(name), "address": "\n".join(filter(None, lines))}
