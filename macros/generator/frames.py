"""Frames: what the theme puts around the content is the same for all pages of a kind, so it is made once for each kind.

A frame is a finished page with marks where pages of its kind differ. Filling it takes microseconds, where running the
theme takes milliseconds; with thousands of pages that is most of a build.
"""

from __future__ import annotations

import re
from typing import Any

from jinja2.utils import htmlsafe_json_dumps
from markupsafe import escape

from ..catalogue import addresses
from ..catalogue.addresses import AddressBook, root_of
from ..website.page import Link, Page
from ..website.render import href

TITLE, DESCRIPTION, HEAD, DATA, CONTENT, ADDRESS = (
    f"vec-frame-{part}" for part in ("title", "description", "head", "data", "content", "address")
)
"""What is in a frame in the place of a page's own parts."""

HEADED = f'<h1 id="{CONTENT}"></h1>'
"""The content of a frame for the theme, which would add a heading to a page without one."""

_MARK = re.compile(f"({TITLE}|{DESCRIPTION}|{HEAD}|{DATA}|{CONTENT}|{ADDRESS})")

Kind = tuple[str, int, tuple[str, ...]]
"""Pages of one kind have the template, the depth and the scripts in common."""

Frame = list[str]
"""A finished page, cut before and after each mark."""


def kind_of(page: Page) -> Kind:
    """The kind of a page."""
    return page.template, page.url.count("/"), page.scripts


def address_of(number: int, kind: Kind) -> str:
    """An address for a frame, as deep as the pages of its kind."""
    return f"/vec-frame-{number}/" + "in/" * (kind[1] - 2)


def frame(html: str, canonical: str) -> Frame:
    """The frame that a page with marks is, which has the address `canonical`."""
    return _MARK.split(html.replace(canonical, ADDRESS).replace(HEADED, CONTENT))


def fill(frame: Frame, page: Page, content: str, book: AddressBook) -> str:
    """The HTML of one page with its content."""
    url = book.absolute(page.url)
    values = {
        TITLE: escape(page.title),
        DESCRIPTION: escape(page.description),
        HEAD: _head(page, book),
        DATA: _script(about(page.title, page.description, page.schema, url)),
        CONTENT: content,
        ADDRESS: escape(url),
    }
    return "".join(values.get(part, part) for part in frame)


def _head(page: Page, book: AddressBook) -> str:
    """What a page's head links to, its picture for previews, and the way to it."""
    picture = addresses.card(page.venue.id if page.venue else "site")
    lines = [f'<meta property="og:image" content="{escape(book.absolute(picture))}">']
    links = []
    if page.listed:
        json = addresses.document(page.url)
        links.append(('rel="alternate" type="application/json" title="This page as JSON"', json))
    if page.venue:
        feed = addresses.feed(page.venue.id)
        links.append(('rel="alternate" type="application/atom+xml" title="Changes to this venue"', feed))
    links += [(f'rel="{relation}"', url) for relation, url in page.neighbours.items()]
    lines += [f'<link {what} href="{href(url, root_of(page.url))}">' for what, url in links]
    return "\n".join([*lines, _breadcrumb(page, book)])


def _breadcrumb(page: Page, book: AddressBook) -> str:
    way = [*page.crumbs, Link(page.schema.get("name", page.title), page.url)]
    items = [
        {"@type": "ListItem", "position": position, "name": link.title, "item": book.absolute(link.url)}
        for position, link in enumerate(way, start=1)
    ]
    listed = {"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": items}
    return f'<script type="application/ld+json">{_script(listed)}</script>'


def about(title: str, description: str, schema: dict[str, Any], url: str) -> dict[str, Any]:
    """What a page is about, as schema.org says it."""
    return {"@context": "https://schema.org", "name": title, "description": description, **schema, "url": url}


def _script(value: dict[str, Any]) -> str:
    """A value as JSON that can be in a script element."""
    return str(htmlsafe_json_dumps(value, separators=(",", ":")))
