"""Find the templates, and render mails, other plain texts and printed sheets, without a web framework."""

import textwrap
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

import ballot
from ballot.errors import ConfigurationError
from ballot.language import direction, grouped, isolated, language, translated, translated_plural
from ballot.report.bars import INKS
from ballot.report.words import counted, in_groups, names_in_words, percent

_MAIL_WIDTH = 85  # characters
_SLATE_CLASSES = {-1: "slate-none", -2: "slate-lost"}


@cache
def template_folder() -> Path:
    """Return the folder of the templates: in the checkout that runs, or inside the installed package.

    The checkout takes precedence: seen from a second working copy, the installed package is another state of the
    project.
    """
    checkout = Path(ballot.__file__).resolve().parent.parent
    if (checkout / "setup.cfg").is_file() and (checkout / "templates" / "base.html").is_file():
        return checkout / "templates"
    spec = find_spec("ballot.templates")
    for folder in map(Path, (spec.submodule_search_locations or []) if spec else []):
        if (folder / "base.html").is_file():
            return folder
    raise ConfigurationError("The page templates are missing. Install the package again: pip install .")


def filters() -> dict[str, Any]:
    """Return the filters that every template may use."""
    return {
        "groups": in_groups,
        "number": grouped,
        "isolated": isolated,
        "wrapped": wrapped,
        "percent": percent,
        "counted": counted,
        "names": names_in_words,
        "ink": INKS.__getitem__,
        "slate": _slate_class,
    }


def wrapped(text: str) -> str:
    """Wrap a paragraph of a mail; addresses and numbers are never broken."""
    return textwrap.fill(text, _MAIL_WIDTH, break_long_words=False, break_on_hyphens=False)


def speak_templates(environment: Environment) -> None:
    """Make an environment's templates use the current language; line breaks in a message are not part of it."""
    environment.add_extension("jinja2.ext.i18n")
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        translated, translated_plural, newstyle=True
    )
    with_number: Callable[..., object] = environment.globals["ngettext"]  # type: ignore[assignment]

    @pass_context
    def ngettext(context: Context, one: str, many: str, number: int, **values: object) -> object:
        """Fill in the number as is usual in the language."""
        return with_number(context, one, many, number, **{"num": grouped(number), **values})

    environment.globals.update(ngettext=ngettext, language=language, direction=direction)


def _slate_class(colour: int) -> str:
    """Return the CSS class for the colour of a slate.

    >>> slate_class(3), slate_class(-1), slate_class(-2)
    ('slate-3', 'slate-none', 'slate-lost')
    """
    return _SLATE_CLASSES.get(colour, f"slate-{colour}")


@cache
def _text_environment() -> Environment:
    """Create the environment for plain texts. They are never sent as HTML, so nothing is escaped."""
    return _prepared(Environment(autoescape=False))  # noqa: S701  (plain text only)


@cache
def _page_environment() -> Environment:
    """Create the environment for self-contained pages: everything is escaped. Style sheets are included unchanged."""
    return _prepared(Environment(autoescape=True))


def _prepared(environment: Environment) -> Environment:
    styles = Path(ballot.__file__).resolve().parent / "static" / "css"
    environment.loader = ChoiceLoader(
        [FileSystemLoader(template_folder()), PrefixLoader({"css": FileSystemLoader(styles)})]
    )
    environment.undefined = StrictUndefined
    environment.trim_blocks = environment.lstrip_blocks = environment.keep_trailing_newline = True
    environment.filters.update(filters())
    speak_templates(environment)
    return environment


def render_text(name: str, /, **values: object) -> str:
    """Render the plain-text template `name`, such as ``email/token.txt``.

    Raises:
        ValueError: if `name` is not a text template (only text may be sent unescaped).
    """
    if not name.endswith(".txt"):
        raise ValueError(f"{name} is not a plain-text template")
    return _text_environment().get_template(name).render(**values)


def render_page(name: str, /, **values: object) -> str:
    """Render the page `name`, such as ``report/document.html``; every value is escaped.

    Raises:
        ValueError: if `name` is not a page template.
    """
    if not name.endswith(".html"):
        raise ValueError(f"{name} is not the template of a page")
    return _page_environment().get_template(name).render(**values)
