"""The catalogue by address: each (venue, code) pair with all its rows, and the answers that hold for each row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from . import addresses, words
from .grouping import grouped
from .model import (
    Acts,
    Annotation,
    Answer,
    Catalogue,
    Condition,
    Entry,
    Next,
    Outcome,
    Retry,
    Section,
    Venue,
    Verify,
    next_of,
)

_SUB_CODE = re.compile(r"(-?\d+)_\d+")


@dataclass(frozen=True)
class Row:
    """One entry in its place, with its condition and the answers that hold for it."""

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
    def outcome(self) -> Outcome:
        return self.entry.outcome or self.condition.outcome

    @property
    def retry(self) -> Retry:
        return self.entry.retry or self.condition.retry

    @property
    def verify(self) -> tuple[Verify, ...]:
        return tuple(self.condition.verify if self.entry.verify is None else self.entry.verify)

    @property
    def acts(self) -> Acts:
        return self.entry.acts or self.condition.acts

    @property
    def next(self) -> Next:
        return next_of(self.retry, self.verify)

    @property
    def by_request(self) -> tuple[Answer, ...]:
        """The answers for kinds of requests that differ from the row's own. Those of the condition hold with the
        condition's own answer only."""
        entry = self.entry
        own = entry.by_request
        if own is None and (entry.outcome, entry.retry, entry.verify) == (None, None, None):
            own = self.condition.by_request
        return tuple(own or ())

    @property
    def steps(self) -> tuple[str, ...]:
        """What to do, in order: first what is this venue's own. The condition's steps go with its own answers. Where
        the entry has others, its reason for them and what follows from them are there instead."""
        entry, condition = self.entry, self.condition
        if (self.outcome, self.retry) == (condition.outcome, condition.retry):
            return (*entry.steps, *condition.steps)
        reason = (entry.note,) if entry.note and not entry.steps else ()
        return (*entry.steps, *reason, words.LAST_STEP[self.outcome, self.retry])

    @property
    def texts(self) -> tuple[str, ...]:
        """What the document says: its messages, or the phrase that explains the code."""
        return tuple(self.entry.messages) or ((self.entry.explanation,) if self.entry.explanation else ())

    @property
    def documented(self) -> bool:
        """Whether a document lists it; False where it was only seen."""
        return self.section.observed is None


@dataclass(frozen=True)
class Permalink:
    """One page: a code of a venue, all its rows in documented order, and what is odd about it."""

    venue: Venue
    code: str
    rows: tuple[Row, ...]
    annotations: tuple[Annotation, ...]
    """Those that name this code, then those of its sections, then those that hold for the whole venue."""

    @cached_property
    def slug(self) -> str:
        return addresses.slug(self.code)

    @cached_property
    def url(self) -> str:
        return addresses.permalink(self.venue.id, self.code)

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        """The conditions of its rows, each once."""
        return tuple({row.condition.id: row.condition for row in self.rows}.values())

    @property
    def documented(self) -> bool:
        """Whether a document lists the code."""
        return any(row.documented for row in self.rows)


@dataclass(frozen=True)
class SubCodes:
    """The page of a number that a document lists only with sub-codes: `51008` for `51008_1000` and its kin."""

    venue: Venue
    code: str
    pages: tuple[Permalink, ...]

    @property
    def url(self) -> str:
        return addresses.permalink(self.venue.id, self.code)


def permalinks(catalogue: Catalogue) -> tuple[Permalink, ...]:
    """All pages of all venues, by venue, in the order in which each code is first documented."""
    from_others = grouped(
        (id, annotation)
        for venue in catalogue.venues
        for annotation in venue.annotations
        for id in set(annotation.venues)
    )
    return tuple(
        page
        for venue in catalogue.venues
        for page in _of_venue(venue, [*venue.annotations, *from_others.get(venue.id, [])], catalogue)
    )


def sub_codes(pages: tuple[Permalink, ...]) -> tuple[SubCodes, ...]:
    """The numbers that have sub-codes and no row of their own."""
    taken = {page.url for page in pages}
    found = grouped(
        ((page.venue.id, number[1]), page) for page in pages if (number := _SUB_CODE.fullmatch(page.code))
    )
    parents = (SubCodes(pages[0].venue, code, tuple(pages)) for (_, code), pages in found.items())
    return tuple(parent for parent in parents if parent.url not in taken)


def _of_venue(venue: Venue, annotations: list[Annotation], catalogue: Catalogue) -> Iterator[Permalink]:
    about_code = grouped((code, annotation) for annotation in annotations for code in annotation.codes)
    about_more = [annotation for annotation in annotations if not annotation.codes]
    about_more.sort(key=lambda annotation: not annotation.sections)
    by_code = grouped((entry.code, (section, position, entry)) for section, position, entry in venue.rows())
    for code, found in by_code.items():
        rows = tuple(
            Row(section, position, entry, catalogue.conditions[entry.equivalent], entry.anchor or number)
            for number, (section, position, entry) in enumerate(found, start=1)
        )
        sections = {row.section.id for row in rows}
        general = [one for one in about_more if not one.sections or sections.intersection(one.sections)]
        yield Permalink(venue, code, rows, (*about_code.get(code, []), *general))
