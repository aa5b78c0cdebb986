"""Rate limits: guessing takes time, and one address cannot keep the server busy (W6).

All worker processes of a machine share their counts (`ballot.web.request.limits_store`). If that file cannot be
written, each process counts separately until it can.
"""

import hashlib
import ipaddress
from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Flask, Response, request, session
from flask_limiter import Limiter, RequestLimit
from flask_limiter.util import get_remote_address
from flask_login import current_user
from limits import parse

# Strict for each guesser (a known browser, or a network that names this account), loose for the account as a whole:
# otherwise anybody who knows the address could lock its owner out, at the worst moment (docs/decisions/0014).
LOGIN_PER_GUESSER = "10 per 15 minutes"
LOGIN_PER_ACCOUNT = "100 per 15 minutes"
LOGIN_PER_ADDRESS = "30 per 15 minutes"
# Many members may share one address: a party office, a mobile network, a proxy. Each booth first asks about its token.
# The limit is not what prevents guessing: a token has 128 bits.
LOOKUP = "600 per minute"
# The rate that one core can verify in a sixth of its time; a member who is stopped can try again and loses nothing.
CAST = "1200 per minute"
DOWNLOAD = "30 per minute"
UPLOAD = "60 per minute"
API = "300 per minute"
HEALTH = "120 per minute"
KEY_GUESSES = "20 per minute"
METRICS_GUESSES = "20 per minute"
PRACTICE = "10 per minute"
CODES_PER_ACCOUNT = "10 per 15 minutes"
CHALLENGES = "30 per minute"  # for one half-completed log-in
PASSWORDS_PER_ACCOUNT = "10 per 15 minutes"
MEMBER_CODES = "30 per 15 minutes"  # by network address: codes requested and codes entered
INVITATION_GUESSES = "20 per minute"
TRUSTEE_REQUESTS = "300 per minute"
TRUSTEE_GUESSES = "20 per minute"
# Prefix lengths of IPv6, and how many times as much as from a /64 is allowed from such a network.
_WIDER_NETWORKS = ((56, 4), (48, 16))

_ONCE = parse("1 per minute")

View = Callable[..., Any]


def address_key() -> str:
    """Return the key for counting the client's address: for IPv6 its /64, all of which may belong to one person.

    nginx counts the same way (`deploy/nginx/ballot.conf`).
    """
    address = _address()
    return _network(address, 64) if isinstance(address, ipaddress.IPv6Address) else str(address)


def _address() -> ipaddress.IPv4Address | ipaddress.IPv6Address | str:
    """Return the client's address; IPv4 inside IPv6 is IPv4."""
    text = get_remote_address()
    try:
        address = ipaddress.ip_address(text)
    except ValueError:  # another proxy, which appends something to the address
        return text
    return getattr(address, "ipv4_mapped", None) or address


def _network(address: ipaddress.IPv6Address, length: int) -> str:
    return str(ipaddress.IPv6Network((address.packed, length), strict=False))


limiter = Limiter(key_func=address_key, strategy="moving-window")


def limit_by_network(
    limit: str,
    *,
    exempt_when: Callable[[], bool] = lambda: False,
    deduct_when: Callable[[Response], bool] | None = None,
    on_breach: Callable[[RequestLimit], None] | None = None,
) -> Callable[[View], View]:
    """Limit a view by address; for IPv6 also by /56 and /48, which a household or a company has for itself."""

    always: dict[str, Any] = {"deduct_when": deduct_when, "on_breach": on_breach}

    def decorate(view: View) -> View:
        for length, times in _WIDER_NETWORKS:
            wider = f"{int(limit.split()[0]) * times} {limit.partition(' ')[2]}"
            key, exempt = partial(_wider_key, length), partial(_is_not_wider, exempt_when)
            view = limiter.limit(wider, key_func=key, exempt_when=exempt, **always)(view)
        return limiter.limit(limit, exempt_when=exempt_when, **always)(view)

    return decorate


def _wider_key(length: int) -> str:
    address = _address()
    return _network(address, length) if isinstance(address, ipaddress.IPv6Address) else str(address)


def _is_not_wider(exempt_when: Callable[[], bool]) -> bool:
    return exempt_when() or not isinstance(_address(), ipaddress.IPv6Address)


def init_app(app: Flask) -> None:
    """Count the requests of this application."""
    limiter.init_app(app)


def account_key() -> str:
    """Return the key for counting failed log-ins to the account named in the form."""
    return account_of(request.form.get("email", ""))


def account_of(address: str) -> str:
    """Return the key of the account with this e-mail address; the address itself is not stored."""
    return "account:" + hashlib.sha256(address.strip().lower().encode()).hexdigest()


def code_key() -> str:
    """Return the key for counting wrong codes: the account whose password was right."""
    return f"code:{session.get('half_of', address_key())}"


def half_key() -> str:
    """Return the key for counting challenges: not the account, because anybody who knows its password could exhaust it.

    Refused passkeys are not counted by account either: signatures cannot be guessed.
    """
    return "half:" + hashlib.sha256(session.get("half", address_key()).encode()).hexdigest()


def person_key() -> str:
    """Return the key for counting wrong passwords on the pages of an account."""
    return f"person:{getattr(current_user, 'officer_id', address_key())}"


def is_unknown_link(response: Response) -> bool:
    """Count only wrong links: 128 bits cannot be guessed, and an attempt costs the server little."""
    return response.status_code == 403


def is_wrong_key(response: Response) -> bool:
    """Count only wrong keys: 256 bits cannot be guessed, and an attempt costs the server little."""
    return response.status_code == 401


def is_failed_login(response: Response) -> bool:
    """Count only failures: entering the right password never locks the owner out.

    A log-in that found too many waiting counts as one, or a flood of log-ins would never reach a limit.
    """
    return response.status_code == 401 or (response.status_code == 503 and "Retry-After" in response.headers)


def is_first_in_a_minute(what: str, whose: str) -> bool:
    """Return whether this happens to somebody for the first time in a minute, so that a flood fills no log."""
    return not limiter.enabled or limiter.limiter.hit(_ONCE, what, whose)
