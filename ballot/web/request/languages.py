"""The language of a page: the reader's choice, else the browser's preference, among those in which the page is offered.

The choice is a link, `?lang=fr`, and is stored in a cookie that contains nothing else. Public pages and members' pages
are offered in the languages of their election, the pages of officers and trustees in all languages of this server. The
API for programs is in English.
"""

from urllib.parse import urlencode

from flask import Flask, Response, g, request
from flask_babel import Babel

from ballot.language import LANGUAGES, SOURCE, language, speak
from ballot.report.rendering import speak_templates
from ballot.web.request.bodies import READING_METHODS, asks_api
from ballot.web.services import services

_ARGUMENT = "lang"
_KEPT_FOR = 365 * 24 * 3600  # seconds


def init_app(app: Flask) -> None:
    """Choose the language before anything is written; Flask-Babel follows, for the messages of libraries (WTForms)."""
    Babel(app, locale_selector=language, configure_jinja=False)
    app.before_request(choose)
    app.after_request(_remember)
    speak_templates(app.jinja_env)
    app.add_template_global(language_links)


def choose() -> None:
    """Set the language of this request."""
    g.offered = (SOURCE,) if asks_api() else services().config.languages
    speak(_best())


def offer(election_languages: str) -> None:
    """Limit the choice to the languages of an election; the first of them is the default."""
    wanted = tuple(code for code in election_languages.split() if code in g.offered)
    if wanted:
        g.offered = wanted
        speak(_best())


def _best() -> str:
    for chosen in (_asked(), request.cookies.get(_cookie())):
        if chosen in g.offered:
            return str(chosen)
    # Werkzeug's own choice would prefer "de;q=0.5" to "fr-CH".
    wanted = (code.lower().partition("-")[0] for code in request.accept_languages.values())
    return next((code for code in wanted if code in g.offered), g.offered[0])


def _asked() -> str | None:
    """Return the language named in the address, if it is one of ours."""
    code = request.args.get(_ARGUMENT) if request.method in READING_METHODS else None
    return code if code in LANGUAGES else None


def _cookie() -> str:
    return "__Host-language" if services().config.secure_cookies else "language"


def _remember(response: Response) -> Response:
    """Store a choice, and tell caches what the page depends on. Everything served afterwards is in that language."""
    if request.endpoint == "static":
        return response
    response.vary.update(("Accept-Language", "Cookie"))
    asked = _asked()
    if asked is not None and asked in g.get("offered", ()):
        response.set_cookie(
            _cookie(),
            asked,
            _KEPT_FOR,
            path="/",
            httponly=True,
            samesite="Lax",
            secure=services().config.secure_cookies,
        )
    return response


def language_links() -> list[tuple[str, str, str]]:
    """Return code, name and address of each language in which this page is offered; [] if there is no choice."""
    offered = g.get("offered", ())
    if len(offered) < 2 or request.method not in READING_METHODS:
        return []
    rest = [(name, value) for name, value in request.args.items(multi=True) if name != _ARGUMENT]
    return [(code, LANGUAGES[code], "?" + urlencode([*rest, (_ARGUMENT, code)])) for code in offered]
