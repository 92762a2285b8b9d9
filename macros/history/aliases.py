"""Addresses that lead elsewhere: those that pages had before, and those that people type without the minus sign.

From the former ids and codes in the catalogue come small pages that redirect. They hold their targets as links, so the
only places that they can lead to are pages of the catalogue, and they work without JavaScript too.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape

from ..catalogue import addresses
from ..catalogue.model import Catalogue
from ..catalogue.permalinks import Permalink, permalinks

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


@dataclass(frozen=True)
class Alias:
    """An address that has no page of its own and leads to one that has."""

    address: str
    target: str
    anchors: dict[str, str] = field(default_factory=dict)
    """The entry anchors of the address, each with the one that it is in the target."""


def former(catalogue: Catalogue) -> list[Alias]:
    """The addresses that venues, codes and conditions had before, sorted. They are as permanent as permalinks."""
    pages = permalinks(catalogue)
    found = [
        *(Alias(f"/{id}/", f"/{venue.id}/") for venue in catalogue.venues for id in venue.former_ids),
        *(alias for page in pages for alias in _of_page(page)),
        *(
            Alias(addresses.equivalent(id), addresses.equivalent(condition.id))
            for condition in catalogue.conditions.values()
            for id in condition.former_ids
        ),
    ]
    taken = {page.url for page in pages}
    return sorted((alias for alias in found if alias.address not in taken), key=lambda alias: alias.address)


def unsigned(catalogue: Catalogue) -> list[Alias]:
    """The addresses of negative codes without the minus sign, where nothing else has them. They are a convenience:
    should the venue document such a code one day, its page takes the place."""
    pages = [page for page in permalinks(catalogue) if page.slug.startswith("-")]
    found = [
        Alias(addresses.permalink(page.venue.id, page.slug.lstrip("-")), page.url, _own_anchors(page))
        for page in pages
    ]
    taken = {page.url for page in permalinks(catalogue)} | {alias.address for alias in former(catalogue)}
    wanted = Counter(alias.address for alias in found)
    return [alias for alias in found if wanted[alias.address] == 1 and alias.address not in taken]


def artefacts(catalogue: Catalogue, site_url: str) -> Iterator[tuple[str, bytes]]:
    """The redirecting pages: for each its path from the site's root and its content."""
    for alias in former(catalogue) + unsigned(catalogue):
        yield f"{alias.address[1:]}index.html", _html(alias, site_url).encode()


def _of_page(page: Permalink) -> Iterator[Alias]:
    """All addresses that a permalink had: each of its slugs under each id of its venue, but for the present one."""
    anchors_of = {page.slug: _own_anchors(page)}
    for row in page.rows:
        for code in row.entry.former_codes:
            anchors_of.setdefault(addresses.slug(code), _anchors_as(code, page))
    for id in [page.venue.id, *page.venue.former_ids]:
        for slug, anchors in anchors_of.items():
            yield Alias(f"/{id}/{slug}/", page.url, anchors)


def _own_anchors(page: Permalink) -> dict[str, str]:
    return {row.anchor: row.anchor for row in page.rows}


def _anchors_as(code: str, page: Permalink) -> dict[str, str]:
    """The anchors that the rows of a page had when their code was `code`: pinned ones stayed, the others counted."""
    rows = [row for row in page.rows if code in row.entry.former_codes]
    anchors = {row.anchor: row.anchor for row in rows if row.entry.anchor}
    for number, row in enumerate(rows, start=1):
        anchors.setdefault(f"entry-{number}", row.anchor)
    return anchors


def _html(alias: Alias, site_url: str) -> str:
    root = "../" * (alias.address.count("/") - 1)
    href = escape(root + alias.target[1:])
    return _PAGE.format(
        hash=base64.b64encode(hashlib.sha256(_SCRIPT.encode()).digest()).decode(),
        target=escape(alias.target),
        canonical=escape(site_url + alias.target[1:]),
        href=href,
        anchors="".join(
            _ANCHOR.format(anchor=anchor, href=f"{href}#{target}") for anchor, target in alias.anchors.items()
        ),
        script=_SCRIPT,
    )
