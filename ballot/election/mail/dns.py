"""What DNS says about our sender: may this mail server send for the domain, and what should receivers do if not?

SPF (RFC 7208), DKIM (RFC 6376) and DMARC (RFC 7489) decide whether token mails reach the inbox. Only the records are
read, and only on request: a test mail, whose details every provider shows, tells whether mails pass.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import msgspec

from ballot.election.wording import is_control
from ballot.errors import BallotError
from ballot.language import _

_SELECTOR = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,61}[A-Za-z0-9])?")
LIFETIME = 5.0  # seconds for one question
Lookup = Callable[[str, str], list[str]]  # name and type of the record -> its values; empty if there is none


class DnsUnavailable(BallotError):
    """No name server answers from here."""


class DnsFinding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was looked up: what was found, and what is wrong or needs attention; empty when nothing is."""

    name: str
    found: str
    problem: str = ""


def look_up(name: str, kind: str) -> list[str]:
    """Return the values of a record; a TXT record's parts are joined. Raises: DnsUnavailable."""
    import dns.exception  # only here: nothing else needs it
    import dns.resolver

    try:
        answer = dns.resolver.resolve(name, kind, lifetime=LIFETIME)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    except (dns.exception.DNSException, OSError) as error:
        raise DnsUnavailable(_("The name servers did not answer for %(name)s.", name=name)) from error
    if kind == "TXT":
        return [b"".join(record.strings).decode("utf-8", "replace") for record in answer]
    return [record.to_text() for record in answer]


def check_sender(domain: str, selector: str, bounce_domain: str, lookup: Lookup) -> list[DnsFinding]:
    """Return what the records of a sender's domain say. `selector`: of the DKIM key, as the mail server names it.

    If no name server answers, that is the only finding.
    """
    if selector and not _SELECTOR.fullmatch(selector):
        problem = _("A selector is made of letters, digits, hyphens and dots. Correct it.")
        return [DnsFinding(name="DKIM", found=_("not looked up"), problem=problem)]
    try:
        return [
            _spf(bounce_domain or domain, lookup),
            _dkim(domain, selector, lookup),
            _dmarc(domain, bounce_domain, lookup),
            _mailbox(bounce_domain or domain, lookup),
        ]
    except DnsUnavailable as error:
        problem = _(
            "%(error)s Is this machine connected to the network? Look again later, or from another machine.",
            error=error,
        )
        return [DnsFinding(name=_("Name servers"), found=_("no answer"), problem=problem)]


def _spf(domain: str, lookup: Lookup) -> DnsFinding:
    """Check SPF, which applies to the domain of the return address."""
    name = _("SPF of %(domain)s", domain=domain)
    records = [text for text in lookup(domain, "TXT") if text.lower().split(" ")[0] == "v=spf1"]
    if len(records) != 1:
        problem = (
            _("Several SPF records count as none. Keep one.") if records else _("Any server may send for this domain.")
        )
        return DnsFinding(name=name, found=_plain(" | ".join(records)) or _("none"), problem=problem)
    last = records[0].lower().split()[-1]
    problem = {
        "+all": _("It allows every server of the world. End it with -all."),
        "all": _("It allows every server of the world. End it with -all."),
        "?all": _("It says nothing about other servers. End it with -all or ~all."),
    }.get(last, "")
    if not problem and not last.endswith("all") and not last.startswith("redirect="):
        problem = _("It says nothing about other servers. End it with -all or ~all.")
    return DnsFinding(name=name, found=_plain(records[0]), problem=problem)


def _dkim(domain: str, selector: str, lookup: Lookup) -> DnsFinding:
    if not selector:
        return DnsFinding(
            name="DKIM",
            found=_("not looked up"),
            problem=_("Enter the selector: ask the people who run the mail server, or look for “s=” in a test mail."),
        )
    name = f"{selector}._domainkey.{domain}"
    fields = _fields(" ".join(lookup(name, "TXT")))
    if not fields.get("p"):
        problem = _("There is no key (or it was revoked), so no signature is believed. Publish the mail server's key.")
        return DnsFinding(name=_("DKIM key %(name)s", name=name), found=_("none"), problem=problem)
    return DnsFinding(
        name=_("DKIM key %(name)s", name=name), found=_("a key of type %(kind)s", kind=_plain(fields.get("k", "rsa")))
    )


def _dmarc(domain: str, bounce_domain: str, lookup: Lookup) -> DnsFinding:
    records = [text for text in lookup(f"_dmarc.{domain}", "TXT") if text.lower().startswith("v=dmarc1")]
    name = _("DMARC of %(domain)s", domain=domain)
    if len(records) != 1:
        problem = _("Large providers want one record. Begin with: v=DMARC1; p=none")
        return DnsFinding(name=name, found=_plain(" | ".join(records)) or _("none"), problem=problem)
    policy = _fields(records[0]).get("p", "").lower()
    problem = ""
    if policy not in ("none", "quarantine", "reject"):
        problem = _("It has no valid policy (p=).")
    elif policy == "none":
        problem = _(
            "It asks nobody to refuse forged mails. When your own mails pass, raise it to quarantine or reject."
        )
    elif bounce_domain and not _related(bounce_domain, domain):
        problem = _(
            "The return address lies in %(bounce_domain)s: SPF does not help there, and DKIM alone must pass.",
            bounce_domain=bounce_domain,
        )
    return DnsFinding(name=name, found=_plain(records[0]), problem=problem)


def _mailbox(domain: str, lookup: Lookup) -> DnsFinding:
    """Check whether returned mails can be delivered at all."""
    found = lookup(domain, "MX")
    problem = "" if found else _("There is no MX record, so mails that come back may be lost. Publish one.")
    return DnsFinding(
        name=_("Mail server of %(domain)s", domain=domain),
        found=_plain(", ".join(sorted(found))) or _("none"),
        problem=problem,
    )


def _related(one: str, other: str) -> bool:
    first, second = f".{one.lower()}", f".{other.lower()}"
    return first.endswith(second) or second.endswith(first)


def _fields(record: str) -> dict[str, str]:
    """Return the tags of a record such as “v=DKIM1; k=rsa; p=…”."""
    pairs = (part.partition("=") for part in record.split(";"))
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


def _plain(text: str) -> str:
    return "".join(" " if is_control(character) else character for character in text)[:400]
