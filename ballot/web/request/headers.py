"""Security and caching headers on every response, errors included (W4, W5, W29)."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, request
from flask_login import current_user

from ballot.web.request import assets
from ballot.web.request.bodies import current_view
from ballot.web.services import services

_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "worker-src {workers}",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
_PASSKEYS = ("publickey-credentials-create", "publickey-credentials-get")
_STRICT_TRANSPORT = "max-age=63072000; includeSubDomains"

PRIVATE = "no-store"
PUBLIC = "no-cache"
FOREVER = "public, max-age=31536000, immutable"


View = TypeVar("View", bound=Callable[..., Any])


def uses_passkeys(view: View) -> View:
    """Let the page of a view ask for a passkey. No other page can, whatever script may run there."""
    view.uses_passkeys = True  # type: ignore[attr-defined]
    return view


def starts_worker(view: View) -> View:
    """Let the page of a view start a worker from bytes that its script has verified (P7).

    Browsers check the integrity of a page's scripts, but not of a worker's file. So the page fetches the file with the
    hash that the build wrote into its script, and starts those bytes: `blob:` only, and no file of this server by its
    address. No other page starts a worker.
    """
    view.starts_worker = True  # type: ignore[attr-defined]
    return view


def init_app(app: Flask) -> None:
    """Put the headers on every response."""
    app.after_request(_add_headers)


def _add_headers(response: Response) -> Response:
    """Add the headers; caching headers that a page has set itself are kept."""
    for name, value in _ALWAYS.items():
        response.headers[name] = value
    response.headers["Content-Security-Policy"] = _content_security_policy()
    response.headers["Permissions-Policy"] = _permissions()
    if services().config.secure_cookies:
        response.headers["Strict-Transport-Security"] = _STRICT_TRANSPORT
    response.headers["Cache-Control"] = _caching(response)
    return response


def _content_security_policy() -> str:
    return _POLICY.format(workers="blob:" if getattr(current_view(), "starts_worker", False) else "'none'")


def _permissions() -> str:
    """Forbid features that our pages never use, and passkeys on all pages except those that use them."""
    allowed = "(self)" if getattr(current_view(), "uses_passkeys", False) else "()"
    return ", ".join((_PERMISSIONS, *(f"{name}={allowed}" for name in _PASSKEYS)))


def _caching(response: Response) -> str:
    """Cache files with a hash in the address permanently, have public pages revalidated, and store nothing else."""
    if request.endpoint == "static" and response.status_code in (200, 304):
        return FOREVER if assets.names_its_content(request.path, request.args.get("v", "")) else PUBLIC
    public = getattr(current_view(), "cacheable", False) and response.status_code in (200, 304)
    if public and getattr(current_view(), "immutable", False):
        return FOREVER
    return PUBLIC if public and not current_user.is_authenticated else PRIVATE
