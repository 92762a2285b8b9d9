"""One view of the catalogue, made once, that every writer reads: pages, JSON, CSV, twins, redirects, lookup.

Who has a condition, who shares a number, what comes before and after a code, which addresses lead elsewhere: each is
worked out here and nowhere a second time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from types import MappingProxyType

from . import aliases
from .collisions import Collision
from .collisions import find as find_collisions
from .grouping import grouped
from .model import Catalogue, Category, Raised, Section, Venue
from .permalinks import Permalink, Row, SubCodes, permalinks, sub_codes

PageRow = tuple[Permalink, Row]
"""A row with the page that it is on."""


@dataclass(frozen=True)
class Uses:
    """The rows of one venue that mean one condition."""

    venue: Venue
    rows: tuple[PageRow, ...]

    @property
    def pages(self) -> list[Permalink]:
        """The codes they are; one code may have several rows."""
        return list({page.code: page for page, _ in self.rows}.values())


class View:
    """One state of the catalogue, seen from every side."""

    def __init__(
        self,
        catalogue: Catalogue,
        entry_lines: Mapping[tuple[str, str, int], int] = MappingProxyType({}),
    ):
        self.catalogue = catalogue
        self.entry_lines = entry_lines
        """Where each entry begins in its venue's file, by venue, section and position; for links to its source."""
        self.permalinks = permalinks(catalogue)

    @cached_property
    def category_of(self) -> dict[str, Category]:
        """The category of each condition."""
        return {
            condition.id: category
            for category in self.catalogue.categories
            for condition in category.conditions
        }

    def raises(self, page: Permalink) -> list[Raised]:
        """What each library that knows the venue raises for a code."""
        return [
            Raised(library, self._raised.get((library, page.venue.id, page.code)), table.version)
            for library, tables in self.catalogue.libraries.items()
            for table in tables.tables
            if table.venue == page.venue.id
        ]

    @cached_property
    def _raised(self) -> dict[tuple[str, str, str], str]:
        """The class that a library raises, by library, venue and code."""
        return {
            (library, table.venue, code): raised.name
            for library, tables in self.catalogue.libraries.items()
            for table in tables.tables
            for raised in table.classes
            for code in raised.codes
        }

    @cached_property
    def sub_codes(self) -> tuple[SubCodes, ...]:
        """The numbers that lead to their sub-codes."""
        return sub_codes(self.permalinks)

    @cached_property
    def collisions(self) -> tuple[Collision, ...]:
        """The codes and numbers that several venues use."""
        return find_collisions(self.permalinks)

    @cached_property
    def former(self) -> tuple[aliases.Alias, ...]:
        """The addresses that venues, codes and conditions had before, sorted."""
        return aliases.former(self.catalogue, self.permalinks, self.sub_codes)

    @cached_property
    def unsigned(self) -> tuple[aliases.Alias, ...]:
        """The addresses of negative codes without their sign, where nothing else has them."""
        taken = chain((page.url for page in self.sub_codes), (alias.address for alias in self.former))
        return aliases.unsigned(self.permalinks, taken)

    @cached_property
    def of_venue(self) -> dict[str, list[Permalink]]:
        """The permalinks of each venue, in documented order."""
        pages = grouped((page.venue.id, page) for page in self.permalinks)
        return {venue.id: pages.get(venue.id, []) for venue in self.catalogue.venues}

    @cached_property
    def by_code(self) -> dict[tuple[str, str], Permalink]:
        """Every permalink by venue and code."""
        return {(page.venue.id, page.code): page for page in self.permalinks}

    @cached_property
    def uses(self) -> dict[str, dict[str, Uses]]:
        """Who has each condition: by condition, then by venue."""
        rows: dict[str, dict[str, list[PageRow]]] = {id: {} for id in self.catalogue.conditions}
        for page in self.permalinks:
            for row in page.rows:
                rows[row.condition.id].setdefault(page.venue.id, []).append((page, row))
        return {
            condition: {id: Uses(of_venue[0][0].venue, tuple(of_venue)) for id, of_venue in by_venue.items()}
            for condition, by_venue in rows.items()
        }

    @cached_property
    def neighbours(self) -> dict[str, tuple[Permalink | None, Permalink | None]]:
        """What comes before and after each permalink in its document, by its address."""
        return {
            page.url: (before, after)
            for pages in self.of_venue.values()
            for before, page, after in zip([None, *pages], pages, [*pages[1:], None], strict=False)
        }

    def sections(self, venue: Venue) -> list[tuple[Section, list[PageRow]]]:
        """Each section of a venue with its rows in documented order, and the page that each row is on."""
        return [(section, self._by_section.get((venue.id, section.id), [])) for section in venue.sections]

    def elsewhere(self, page: Permalink) -> list[tuple[Collision, list[Permalink]]]:
        """The collisions of a page, each with the other pages that no collision before it has named."""
        seen = {page.url}
        result = []
        for collision in self.collisions_of.get(page.url, []):
            others = [other for other in collision.permalinks if other.url not in seen]
            seen.update(other.url for other in others)
            if others:
                result.append((collision, others))
        return result

    @cached_property
    def collisions_of(self) -> dict[str, list[Collision]]:
        """The collisions that each permalink is part of, by its address."""
        return grouped(
            (page.url, collision) for collision in self.collisions for page in collision.permalinks
        )

    @cached_property
    def _by_section(self) -> dict[tuple[str, str], list[PageRow]]:
        found = grouped(
            ((page.venue.id, row.section.id), (page, row)) for page in self.permalinks for row in page.rows
        )
        return {place: sorted(rows, key=lambda pair: pair[1].position) for place, rows in found.items()}


def codes_in(pages: Iterable[Permalink]) -> int:
    """How many of the codes a document lists; those that were only seen do not count."""
    return sum(page.documented for page in pages)
