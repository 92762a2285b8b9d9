"""What every page gets last: a policy that lets only the site's own scripts run, and no more white space than needed.

Pure functions from a page's HTML to its HTML.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache

_CHARSET = '<meta charset="utf-8">'
_LINK_TO_OTHERS = re.compile(r'<a (?=href="https?://)(?![^>]* rel=)')
_LINE_BREAK = re.compile(r"\s*\n\s*")
_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def guarded(html: str) -> str:
    """A page with a policy: only the site's own files may run, and the inline scripts that the theme has in it."""
    scripts = " ".join(dict.fromkeys(map(_hash, _INLINE_SCRIPT.findall(html))))
    policy = (
        f"default-src 'none'; script-src 'self' {scripts}; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'"
    )
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    return html.replace(_CHARSET, f"{_CHARSET}\n{meta}", 1)


def dense(html: str) -> str:
    """The same HTML without indentation, and without the namespace that pictures in a page do not need. A third of what
    the theme writes is white space."""
    return _LINE_BREAK.sub("\n", html).replace(' xmlns="http://www.w3.org/2000/svg"', "")


def unopened(html: str) -> str:
    """Links to other sites, so that those get no hold on the page."""
    return _LINK_TO_OTHERS.sub('<a rel="noopener" ', html)


@cache
def _hash(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
