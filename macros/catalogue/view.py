"""The catalogue with what its pages have in common, each thing worked out once.

Who shares a condition, who shares a number, what stands before and after a code: pages and pieces of pages ask here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from types import MappingProxyType

from . import collisions
from .model import Catalogue, Section, Venue
from .permalinks import Permalink, Row, permalinks


@dataclass(frozen=True)
class Uses:
    """The entries of one venue that mean one condition."""

    venue: Venue
    rows: tuple[tuple[Permalink, Row], ...]

    @property
    def pages(self) -> list[Permalink]:
        """The codes they are; one code may have several entries."""
        return list({page.code: page for page, _ in self.rows}.values())


class Site:
    """One state of the catalogue, as it is published."""

    def __init__(
        self,
        catalogue: Catalogue,
        *,
        address: str = "",
        repository: str = "",
        entry_lines: Mapping[tuple[str, str, int], int] = MappingProxyType({}),
    ):
        self.catalogue = catalogue
        self.address = address
        """Where the site is published, with `/` at its end; only what must be an absolute address uses it."""
        self.repository = repository.rstrip("/")
        self.entry_lines = entry_lines
        """Where each entry begins in its venue's file, for links to its source; see `Reading.entry_lines`."""
        self.permalinks = permalinks(catalogue)
        self.collisions = collisions.find(catalogue)

    @cached_property
    def of_venue(self) -> dict[str, list[Permalink]]:
        """The permalinks of each venue, in documented order."""
        result: dict[str, list[Permalink]] = {venue.id: [] for venue in self.catalogue.venues}
        for page in self.permalinks:
            result[page.venue.id].append(page)
        return result

    @cached_property
    def by_code(self) -> dict[tuple[str, str], Permalink]:
        """Every permalink by venue and code."""
        return {(page.venue.id, page.code): page for page in self.permalinks}

    @cached_property
    def uses(self) -> dict[str, dict[str, Uses]]:
        """Who has each condition: by condition, then by venue."""
        rows: dict[str, dict[str, list[tuple[Permalink, Row]]]] = {id: {} for id in self.catalogue.conditions}
        for page in self.permalinks:
            for row in page.rows:
                rows[row.condition.id].setdefault(page.venue.id, []).append((page, row))
        return {
            condition: {id: Uses(of_venue[0][0].venue, tuple(of_venue)) for id, of_venue in by_venue.items()}
            for condition, by_venue in rows.items()
        }

    @cached_property
    def neighbours(self) -> dict[str, tuple[Permalink | None, Permalink | None]]:
        """What stands before and after each permalink in its document, by its address."""
        return {
            page.url: (before, after)
            for pages in self.of_venue.values()
            for before, page, after in zip([None, *pages], pages, chain(pages[1:], [None]))
        }

    def sections(self, venue: Venue) -> list[tuple[Section, list[tuple[Permalink, Row]]]]:
        """Each section of a venue with its rows in documented order, and the page that each row is on."""
        by_section: dict[str, list[tuple[Permalink, Row]]] = {section.id: [] for section in venue.sections}
        for page in self.of_venue[venue.id]:
            for row in page.rows:
                by_section[row.section.id].append((page, row))
        for listed in by_section.values():
            listed.sort(key=lambda pair: pair[1].position)
        return [(section, by_section[section.id]) for section in venue.sections]

    def elsewhere(self, page: Permalink) -> list[tuple[collisions.Collision, list[Permalink]]]:
        """The collisions of a page, each with the other pages that no collision before it has named."""
        seen = {page.url}
        result = []
        for collision in self._collisions_of.get(page.url, []):
            others = [other for other in collision.permalinks if other.url not in seen]
            seen.update(other.url for other in others)
            if others:
                result.append((collision, others))
        return result

    @cached_property
    def _collisions_of(self) -> dict[str, list[collisions.Collision]]:
        """The collisions that each permalink is part of, by its address."""
        result: dict[str, list[collisions.Collision]] = defaultdict(list)
        for collision in self.collisions:
            for page in collision.permalinks:
                result[page.url].append(collision)
        return result
