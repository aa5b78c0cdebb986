"""Find the templates, and render mails and other plain texts without a web framework."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

import ballot
from ballot.errors import ConfigurationError
from ballot.report.words import counted, in_groups, names_in_words, percent


@cache
def template_folder() -> Path:
    """Return the folder of the templates: inside the installed package, or beside it in a checkout."""
    spec = find_spec("ballot.templates")
    installed = [Path(place) for place in (spec.submodule_search_locations or [])] if spec else []
    checkout = Path(ballot.__file__).resolve().parent.parent / "templates"
    for folder in (*installed, checkout):
        if (folder / "base.html").is_file():
            return folder
    raise ConfigurationError("The page templates are missing. Install the package again: pip install .")


def filters() -> dict[str, Any]:
    """Return the filters that every template may use."""
    return {"groups": in_groups, "percent": percent, "counted": counted, "names": names_in_words}


@cache
def _text_environment() -> Environment:
    """Make the environment for plain texts. They are never sent as HTML, so nothing is escaped."""
    environment = Environment(
        loader=FileSystemLoader(template_folder()),
        autoescape=False,  # noqa: S701  (plain text only; pages are rendered by Flask, which escapes)
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(filters())
    return environment


def render_text(name: str, /, **values: object) -> str:
    """Render the plain-text template `name`, such as ``email/token.txt``.

    Raises:
        ValueError: if `name` is not a text template (only text may go out unescaped).
    """
    if not name.endswith(".txt"):
        raise ValueError(f"{name} is not a plain-text template")
    return _text_environment().get_template(name).render(**values)
