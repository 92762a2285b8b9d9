"""From templates to HTML. Everything is escaped here and nowhere else; a text of the data can only become text.

The templates stand in macros/website/templates and get what they need by name. A name that is missing is an error.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from ..catalogue import addresses, words
from ..catalogue.model import Condition
from .replies import marked

_PLACEHOLDER = re.compile(r"%[sdb]|\{\w+\}")
_QUOTED = re.compile(r"`([^`]*)`")


def message(text: str) -> Markup:
    """A documented message, with its placeholders marked."""
    return Markup(_PLACEHOLDER.sub(r"<var>\g<0></var>", str(escape(text))))


def prose(text: str, root: str = "", known: Mapping[str, Condition] = MappingProxyType({})) -> Markup:
    """A text of ours, with what stands between backticks set as code, or as a link to the condition that it names."""

    def set_apart(found: re.Match[str]) -> str:
        part = found[1]
        if part in known:
            return f'<a href="{href(addresses.condition(part), root)}">{escape(known[part].title)}</a>'
        return f"<code>{part}</code>"

    escaped = str(escape(text))
    return Markup(escaped if text.count("`") % 2 else _QUOTED.sub(set_apart, escaped))


def href(address: str, root: str) -> str:
    """An address of the site as a link from a page; `root` leads from there to the site's top."""
    return root + address[1:]


def render(template: str, root: str, **context: Any) -> Markup:
    """One template as HTML. `root` leads from the page to the site's top: `../../`, or `./` on the home page."""
    return Markup(_environment().get_template(template).render(root=root, **context))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters.update(
        href=href,
        message=message,
        prose=prose,
        marked=marked,
        capital=lambda text: text[0].upper() + text[1:],
    )
    environment.globals.update(addresses=addresses, words=words)
    return environment
