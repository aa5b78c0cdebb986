"""Rate limits: guesses cost time, and one address cannot keep the server busy (W6).

All worker processes of a machine count together (`ballot.web.request.limits_store`); where that file cannot be
written, each
counts for itself until it can be.
"""

import hashlib
import ipaddress

from flask import Flask, Response, request, session
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import current_user

# Strict for each guesser (a known browser, or a network that names this account), loose for the account as a whole: it
# would keep its owner out, at the worst moment, for whoever knows the address (docs/decisions/0014).
LOGIN_PER_GUESSER = "10 per 15 minutes"
LOGIN_PER_ACCOUNT = "100 per 15 minutes"
LOGIN_PER_ADDRESS = "30 per 15 minutes"
# Many members may share one address: a party office, a mobile network, a proxy. Each asks about the token before
# anything else. That none is ever guessed does not depend on the pace: it has 128 bits.
LOOKUP = "600 per minute"
# The pace that one core verifies with a sixth of its time; whoever is stopped is told to try again, and loses nothing.
CAST = "1200 per minute"
DOWNLOAD = "30 per minute"
UPLOAD = "60 per minute"
API = "300 per minute"
HEALTH = "120 per minute"
KEY_GUESSES = "20 per minute"
METRICS_GUESSES = "20 per minute"
PRACTICE = "10 per minute"
CODES_PER_ACCOUNT = "10 per 15 minutes"
CHALLENGES = "30 per minute"  # of one half log-in
PASSWORDS_PER_ACCOUNT = "10 per 15 minutes"
MEMBER_CODES = "30 per 15 minutes"  # by address of the network: codes asked for and codes typed
INVITATION_GUESSES = "20 per minute"
TRUSTEE_REQUESTS = "300 per minute"
TRUSTEE_GUESSES = "20 per minute"


def address_key() -> str:
    """Return the key under which the address of who asks is counted: of IPv6 its /64, all of which one person may have.

    nginx counts in the same way (`deploy/nginx/ballot.conf`).
    """
    text = get_remote_address()
    try:
        address = ipaddress.ip_address(text)
    except ValueError:  # another proxy, which writes something else behind the address
        return text
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    return str(address.ipv4_mapped or ipaddress.IPv6Network((address.packed, 64), strict=False))


limiter = Limiter(key_func=address_key, strategy="moving-window")


def init_app(app: Flask) -> None:
    """Count the requests of this application."""
    limiter.init_app(app)


def account_key() -> str:
    """Return the key under which failed log-ins of the account that the form names are counted."""
    return account_of(request.form.get("email", ""))


def account_of(address: str) -> str:
    """Return the key of the account with this e-mail address; the address itself is not kept."""
    return "account:" + hashlib.sha256(address.strip().lower().encode()).hexdigest()


def code_key() -> str:
    """Return the key under which wrong codes are counted: the account whose password was right."""
    return f"code:{session.get('half_of', address_key())}"


def half_key() -> str:
    """Return the key under which challenges are counted: not the account, for who knows its password could use it up.

    Passkeys that are refused are not counted by account either: signatures cannot be guessed.
    """
    return "half:" + hashlib.sha256(session.get("half", address_key()).encode()).hexdigest()


def person_key() -> str:
    """Return the key under which wrong passwords on the pages of an account are counted."""
    return f"person:{getattr(current_user, 'officer_id', address_key())}"


def is_unknown_link(response: Response) -> bool:
    """Only wrong links are counted: 128 bits cannot be guessed, and trying costs the server little."""
    return response.status_code == 403


def is_wrong_key(response: Response) -> bool:
    """Only wrong keys are counted: 256 bits cannot be guessed, and trying costs the server little."""
    return response.status_code == 401


def is_failed_login(response: Response) -> bool:
    """Only failures are counted: a right password never locks its owner out."""
    return response.status_code == 401
