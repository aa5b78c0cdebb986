"""Browsers that have logged in to an account before: a stranger's wrong passwords do not lock them out (W6).

They have a signed cookie, as in OWASP's "device cookies". It names nobody and gives no access: wrong passwords sent
with it are counted under it, instead of under account and network. It is sent only to the log-in page, so never
together with a ballot (P5).
"""

import hashlib
import secrets

from flask import Response, after_this_request, current_app, request, url_for
from itsdangerous import BadSignature, Signer

from ballot.web.request.limits import account_key, account_of, address_key

NAME = "ballot-known"
_LIFETIME = 180 * 24 * 3600  # seconds after the last log-in


def remember(address: str) -> None:
    """Mark the browser of the current request as known for the account with this e-mail address."""
    value = _signer(account_of(address)).sign(secrets.token_urlsafe(16)).decode()
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])

    @after_this_request
    def set_cookie(response: Response) -> Response:
        response.set_cookie(
            _name(), value, max_age=_LIFETIME, path=url_for("login.login"), secure=secure, httponly=True, samesite="Lax"
        )
        return response


def is_known() -> bool:
    """Whether this browser has logged in before to the account named in the log-in form."""
    return _number() is not None


def guesser_key() -> str:
    """Return the key for the strict count of failed log-ins: the known browser, or account and network."""
    number = _number()
    return f"browser:{number}" if number is not None else f"{account_key()} {address_key()}"


def _number() -> str | None:
    """Return the number of a known browser, if the cookie is ours and for the account that the form names."""
    try:
        return _signer(account_key()).unsign(request.cookies.get(_name(), "")).decode()
    except BadSignature:
        return None


def _signer(account: str) -> Signer:
    return Signer(str(current_app.secret_key), salt=f"ballot/known-browser/1 {account}", digest_method=hashlib.sha256)


def _name() -> str:
    return f"__Secure-{NAME}" if current_app.config["SESSION_COOKIE_SECURE"] else NAME
