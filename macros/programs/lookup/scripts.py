"""The scripts as they are sent: without the comments, which tell their readers and type checkers what is what."""

from __future__ import annotations

import re

SCRIPTS = re.compile(r"assets/(lookup/)?[a-z-]+\.js")
"""The addresses of the site's own scripts."""
_BLOCK = re.compile(r"^[ \t]*/\*\*(?:(?!\*/).)*\*/\n", re.DOTALL | re.MULTILINE)
_INLINE = re.compile(r"/\*\* .*? \*/ ?")
_REST = re.compile(r"^\s*// .*\n|[ \t]+// .*$|^\s+", re.MULTILINE)


def compact(script: str) -> str:
    """A script without its comments, its indentation and its empty lines. Everything else stays as it is."""
    return _REST.sub("", _INLINE.sub("", _BLOCK.sub("", script)))
