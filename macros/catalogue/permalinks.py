"""The catalogue seen by address: each (venue, code) pair with all its rows, resolved.

Pages, JSON and the lookup's index are all made from this view, so that they can't disagree.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from . import addresses
from .model import Annotation, Catalogue, Condition, Entry, Section, Venue


@dataclass(frozen=True)
class Row:
    """One entry in its place, with its condition and the retry and outcome that hold for it."""

    section: Section
    position: int
    """Counts from 1 within the section, as documented."""
    entry: Entry
    condition: Condition
    number: int
    """Tells the rows of one page apart, from 1."""

    @property
    def anchor(self) -> str:
        return f"entry-{self.number}"

    @property
    def retry(self) -> str:
        return self.entry.retry or self.condition.retry

    @property
    def outcome(self) -> str:
        return self.entry.outcome or self.condition.outcome


@dataclass(frozen=True)
class Permalink:
    """One page: a code of a venue, all its rows in documented order, and what is odd about it."""

    venue: Venue
    code: str
    rows: tuple[Row, ...]
    annotations: tuple[Annotation, ...]
    """Those that name this code, then those that hold for the whole venue."""

    @property
    def slug(self) -> str:
        return addresses.slug(self.code)

    @property
    def url(self) -> str:
        return addresses.permalink(self.venue.id, self.code)

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        """The conditions of its rows, each once."""
        return tuple({row.condition.id: row.condition for row in self.rows}.values())


def permalinks(catalogue: Catalogue) -> list[Permalink]:
    """All pages of all venues, by venue, in the order in which each code is first documented."""
    from_others: dict[str, list[Annotation]] = defaultdict(list)
    for venue in catalogue.venues:
        for annotation in venue.annotations:
            for id in set(annotation.venues):
                from_others[id].append(annotation)
    return [page for venue in catalogue.venues for page in _of_venue(venue, from_others[venue.id], catalogue)]


def _of_venue(venue: Venue, from_others: list[Annotation], catalogue: Catalogue) -> list[Permalink]:
    by_code: dict[str, list[tuple[Section, int, Entry]]] = {}
    for section, position, entry in venue.rows():
        by_code.setdefault(entry.code, []).append((section, position, entry))
    annotations = [*venue.annotations, *from_others]
    by_annotated_code: dict[str, list[Annotation]] = {}
    for annotation in annotations:
        for code in annotation.codes:
            by_annotated_code.setdefault(code, []).append(annotation)
    whole_venue = [annotation for annotation in annotations if not annotation.codes]
    return [
        Permalink(
            venue=venue,
            code=code,
            rows=tuple(
                Row(section, position, entry, catalogue.conditions[entry.equivalent], entry.anchor or number)
                for number, (section, position, entry) in enumerate(rows, start=1)
            ),
            annotations=tuple(by_annotated_code.get(code, []) + whole_venue),
        )
        for code, rows in by_code.items()
    ]
