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
from ..website.page import Crumb, Page

TITLE, DESCRIPTION, HEAD, DATA, CONTENT = (
    f"vec-frame-{part}" for part in ("title", "description", "head", "data", "content")
)
"""What is in a frame in the place of a page's own parts."""

HEADED = f'<h1 id="{CONTENT}"></h1>'
"""The content of a frame for the theme, which would add a heading to a page without one."""

_LINKED_DATA = re.compile(r'(?<=<script type="application/ld\+json">).*?(?=</script>)', re.DOTALL)
_MARK = re.compile(r"vec-frame-(?:title|description|head|data|content|address)")

Kind = tuple[str, int, tuple[str, ...]]
"""Pages of one kind have the template, the depth and the scripts in common."""


def kind_of(page: Page) -> Kind:
    """The kind of a page."""
    return page.template, page.url.count("/"), page.scripts


def address_of(number: int, kind: Kind) -> str:
    """An address for a frame, as deep as the pages of its kind."""
    return f"/vec-frame-{number}/" + "in/" * (kind[1] - 2)


class Frame:
    """A finished page with marks, which `fill` replaces."""

    def __init__(self, html: str, canonical: str):
        html = _LINKED_DATA.sub(DATA, html, count=1)
        html = html.replace(canonical, "vec-frame-address").replace(HEADED, CONTENT)
        self._texts = _MARK.split(html)
        self._parts = _MARK.findall(html)

    def fill(self, page: Page, content: str, book: AddressBook) -> str:
        """The HTML of one page with its content."""
        title = str(escape(page.title))
        values = {
            TITLE: title,
            DESCRIPTION: str(escape(page.description)),
            HEAD: head(page, book),
            DATA: linked_data(page, book),
            CONTENT: content,
            "vec-frame-address": str(escape(book.absolute(page.url))),
        }
        texts = iter(self._texts)
        filled = [next(texts)]
        for part, text in zip(self._parts, texts, strict=True):
            filled += [values[part], text]
        return "".join(filled)


def head(page: Page, book: AddressBook) -> str:
    """What a page's head links to, its picture for previews, and the way to it."""
    root = root_of(page.url)
    picture = f'<meta property="og:image" content="{escape(book.absolute(addresses.card(page.card)))}">'
    return "\n".join([picture, *(_link(root, **link) for link in page.links), _breadcrumb(page, book)])


def _breadcrumb(page: Page, book: AddressBook) -> str:
    way = [*page.crumbs, Crumb(page.schema.get("name", page.title), page.url)]
    items = [
        {"@type": "ListItem", "position": position, "name": crumb.title, "item": book.absolute(crumb.url)}
        for position, crumb in enumerate(way, start=1)
    ]
    about = {"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": items}
    return f'<script type="application/ld+json">{_script(about)}</script>'


def linked_data(page: Page, book: AddressBook) -> str:
    """What a page is about, as schema.org says it, for a script element."""
    about: dict[str, Any] = {
        "@context": "https://schema.org",
        "name": page.title,
        "description": page.description,
        **page.schema,
        "url": book.absolute(page.url),
    }
    return _script(about)


def _script(value: dict[str, Any]) -> str:
    """A value as JSON that can be in a script element."""
    return str(htmlsafe_json_dumps(value, separators=(",", ":")))


def _link(root: str, href: str, **attributes: str) -> str:
    written = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
    return f'<link{written} href="{root}{escape(href)}">'
