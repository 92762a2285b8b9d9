"""The pages of addresses that lead elsewhere. They hold their targets as links, so the only places that they can lead
to are pages of the catalogue, and they work without JavaScript too.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from html import escape

from ..catalogue.addresses import AddressBook, root_of
from ..catalogue.aliases import Alias
from ..catalogue.view import View

_SCRIPT = """\
const link = document.getElementById(location.hash.slice(1)) || document.links[0];
link.hash ||= location.hash;
location.replace(link.href);"""

_PAGE = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'sha256-{hash}'">
<meta name="viewport" content="width=device-width">
<title>Moved to {target}</title>
<link rel="canonical" href="{canonical}">
<noscript><meta http-equiv="refresh" content="0; url={href}"></noscript>
<p>This page is now at <a href="{href}">{target}</a>.</p>
{anchors}<script>{script}</script>
</html>
"""

_ANCHOR = '<p><a id="{anchor}" href="{href}">{anchor}</a></p>\n'


def artefacts(view: View, book: AddressBook) -> Iterator[tuple[str, bytes]]:
    """The redirecting pages: for each its address as a file and its content."""
    for alias in (*view.former, *view.unsigned):
        yield f"{alias.address}index.html", _html(alias, book).encode()


def _html(alias: Alias, book: AddressBook) -> str:
    href = escape(root_of(alias.address) + alias.target[1:])
    return _PAGE.format(
        hash=base64.b64encode(hashlib.sha256(_SCRIPT.encode()).digest()).decode(),
        target=escape(alias.target),
        canonical=escape(book.absolute(alias.target)),
        href=href,
        anchors="".join(
            _ANCHOR.format(anchor=anchor, href=f"{href}#{target}") for anchor, target in alias.anchors.items()
        ),
        script=_SCRIPT,
    )
