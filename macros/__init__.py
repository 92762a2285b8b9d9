"""Venue Error Codes: the catalogue, the checks on it, and everything that is made from it.

This module is also what mkdocs-macros-plugin loads: `define_env` gives authors of hand-written pages the pieces of
`macros.website.pieces` as macros. A macro leaves only a placeholder in the page, so that no fact ever passes through
Markdown; `macros.generator.hooks` puts the piece in its place.
"""

from __future__ import annotations

from functools import partial
from typing import Any


def define_env(env: Any) -> None:
    """Registers the macros for authors; called by mkdocs-macros-plugin."""
    from .website.pieces import MACROS, placeholder

    for name in MACROS:
        env.macro(partial(placeholder, name), name)


def on_pre_page_macros(env: Any) -> None:
    """Refuses a page that calls a macro which does not exist; called by mkdocs-macros-plugin before each page."""
    from jinja2 import meta
    from mkdocs.exceptions import PluginError

    from .website.pieces import MACROS

    if "{" not in env.markdown:
        return
    used = meta.find_undeclared_variables(env.env.parse(env.markdown))
    unknown = sorted(used - {*env.env.globals, *env.variables, *env.page.meta})
    if unknown:
        raise PluginError(
            f"docs/{env.page.file.src_uri} uses `{unknown[0]}`, which is no macro. "
            f"The macros are: {', '.join(sorted(MACROS))}."
        )
