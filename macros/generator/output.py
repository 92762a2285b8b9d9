"""What the site holds besides the pages of MkDocs: thousands of pages and files, each from one of a few writers.

A build makes them all, with every processor. A preview makes a file when it is asked for it, so that a change shows at
once however large the catalogue is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property, partial
from types import SimpleNamespace
from typing import Any

from markupsafe import escape
from mkdocs.structure.toc import AnchorLink, TableOfContents
from mkdocs.utils import write_file

from ..catalogue import addresses
from ..catalogue.addresses import AddressBook
from ..catalogue.view import View
from ..history.record import Publication
from ..programs import api, feeds, lookup, openapi, operations, redirects, twins
from ..website import cards, comparison
from ..website.page import Page
from . import frames
from .sharing import share

SEARCH_INDEX = "/search/search_index.json"
"""What the header search reads. Material writes it of the pages that it knows; here it gets all others too."""

SLICES = 64
"""In how many parts the pages are shared out, so that no process waits long for the last."""

LINKED = (
    addresses.feed(),
    addresses.schema("codes"),
    *operations.ADDRESSES,
    *(addresses.API + endpoint.path for endpoint in openapi.ENDPOINTS if "{" not in endpoint.path),
    f"{addresses.API}openapi.json",
)
"""What hand-written pages may link to, besides pages of their own kind."""

Files = Iterator[tuple[str, bytes]]
"""For each file its address and its content."""


@dataclass(frozen=True)
class Output:
    """All files of one state of the catalogue that MkDocs does not write itself."""

    view: View
    book: AddressBook
    history: list[Publication]
    """What changed with each publication, newest first."""
    pages: list[Page]
    """The generated pages."""
    search: Any
    """Material's plugin for the header search; in the end its index has the hand-written pages in it."""
    frames: dict[frames.Kind, frames.Frame] = field(default_factory=dict)
    """What is around the content of the generated pages."""
    hand_written: list[twins.HandWritten] = field(default_factory=list)

    def write(self, folder: str) -> None:
        """Writes all files below `folder`."""
        slices = [partial(self._pages, self.pages[start::SLICES]) for start in range(SLICES)]
        jobs: list[Callable[[], Files]] = [*self._writers.values(), *slices]

        def write(number: int) -> None:
            for address, content in jobs[number]():
                write_file(content, f"{folder}{address}")

        share(write, len(jobs))

    def make(self, address: str) -> Files:
        """The file of an address, and what is made together with it. Nothing where the site has no such file."""
        folder, name = address.rsplit("/", 1)
        page = self._page_at.get(f"{folder}/")
        if page and (name == "index.html" or not page.listed):
            return self._pages([page])
        own = (writer() for pattern, writer in self._writers.items() if re.fullmatch(pattern, address))
        return next(own, iter(()))

    @cached_property
    def _page_at(self) -> dict[str, Page]:
        return {page.url: page for page in self.pages}

    @cached_property
    def _writers(self) -> dict[str, Callable[[], Files]]:
        """Each writer but that of the pages, the dearest first, with the addresses of its files. An address belongs to
        the first that fits."""
        given = self.view, self.book
        return {
            r".*\.(md|txt)": lambda: twins.artefacts(*given, self.hand_written),
            SEARCH_INDEX: self._search,
            f"{addresses.API}.*": lambda: api.artefacts(*given, self.history),
            r"/feeds/.*": lambda: feeds.artefacts(*given, self.history),
            rf"/assets/(cards|icons)/.*|{addresses.MANIFEST}": lambda: cards.artefacts(self.view),
            f"{addresses.COMPARE}.*json": lambda: comparison.artefacts(self.view),
            r"/guides/.*": lambda: operations.artefacts(self.book),
            f"{lookup.INDEX}|{lookup.OPENSEARCH}": lambda: lookup.artefacts(*given),
            r".*/index\.html": lambda: redirects.artefacts(*given),
        }

    def _pages(self, pages: list[Page]) -> Files:
        for page in pages:
            content = str(page.render())
            html = frames.fill(self.frames[frames.kind_of(page)], page, content, self.book)
            yield f"{page.url}index.html", html.encode()
            if not page.listed:
                yield addresses.twin(page.url), twins.of_content(content)

    def _search(self) -> Files:
        index = copy(self.search.search_index)
        index.entries = [*index.entries]
        for page in self.pages:
            index.add_entry_from_context(_searchable(page))
        yield SEARCH_INDEX, index.generate_search_index(None).encode()


def _searchable(page: Page) -> SimpleNamespace:
    """What the header search should know of a page, in the form of a page of MkDocs."""
    title = str(escape(page.title))  # Material shows it as it is.
    return SimpleNamespace(
        content=str(page.searchable()),
        meta={"title": title},
        title=title,
        toc=TableOfContents([AnchorLink(title, page.heading, level=1)]),
        url=page.url[1:],
    )
