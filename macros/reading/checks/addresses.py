"""Ids and codes: each is an address of its own, on every file system."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from ...catalogue.addresses import RESERVED, slug
from ...catalogue.anomalies import names_several
from ...catalogue.model import OPEN, Condition, Venue
from ..loader import Reading
from ..problems import Problem
from ..source import Place
from .walk import codes_of, conditions, entries, venues

RESERVED_ELEMENTS = frozenset(
    "code codes condition gotchas lookup lookup-help lookup-input lookup-leads lookup-results lookup-status notes "
    "quirks venue which".split()
)
"""Ids of elements on the pages, which nothing may take that is an element there: no section, venue or condition."""

_WINDOWS_NAMES = re.compile(r"con|prn|aux|nul|com\d|lpt\d", re.IGNORECASE)
_USABLE_SLUG = re.compile(r"(?=.*[a-z0-9])(?!index$).{1,100}")


def names(reading: Reading) -> Iterator[Problem]:
    """Venues and conditions have the id of their file; no id, former or present, is reserved or in use."""
    yield from _names(conditions(reading), {OPEN, *(each.id for each in reading.categories)})
    yield from _names(venues(reading), set())


def _names(records: Iterable[tuple[Condition | Venue, Place]], taken: set[str]) -> Iterator[Problem]:
    for record, at in records:
        name = at.file.path.stem
        if record.id != name:
            yield (at / "id").problem("id-mismatch", corrected=f"id: {name}", id=record.id)
        ids = [(record.id, at / "id"), *at.each("former_ids", record.former_ids)]
        yield from _unfit(ids, _is_reserved, taken, "Every id belongs to one thing, for good.")


def sections(venue: Venue, at: Place) -> Iterator[Problem]:
    """The sections of a venue have different ids."""
    ids = [(section.id, here / "id") for section, here in at.each("sections", venue.sections)]
    instead = "Give this section another id, or move its entries to the other."
    yield from _unfit(ids, RESERVED_ELEMENTS.__contains__, set(), instead)


def categories(reading: Reading) -> Iterator[Problem]:
    """The categories have different ids."""
    listed = Place(reading.headings_file).each("categories", reading.categories)
    yield from _unfit(((each.id, here / "id") for each, here in listed), _is_reserved, set(), "Keep one.")


def _unfit(
    ids: Iterable[tuple[str, Place]], reserved: Callable[[str], bool], taken: set[str], instead: str
) -> Iterator[Problem]:
    """What is wrong with ids that must differ from each other and from those taken. Adds them to those."""
    for id, place in ids:
        if reserved(id):
            yield place.problem("reserved-id", id=id)
        if id in taken:
            yield place.problem("duplicate-id", id=id, instead=instead)
        taken.add(id)


def _is_reserved(id: str) -> bool:
    return id in RESERVED | RESERVED_ELEMENTS or bool(_WINDOWS_NAMES.fullmatch(id))


def codes(venue: Venue, at: Place) -> Iterator[Problem]:
    """Every code is a single one and has an address of its own, also on file systems that know no case."""
    owners: dict[str, str] = {}
    for entry, here in entries(venue, at):
        own = list(codes_of(entry, here))
        for code, place in own:
            if names_several(code):
                yield place.problem("several-codes", code=code)
        former = here.each("former_codes", entry.former_codes)
        for owner, code, place in [
            *((code, code, place) for code, place in own),
            *((own[0][0] if own else "", code, place) for code, place in former),
        ]:
            name = slug(code)
            if not _USABLE_SLUG.fullmatch(name) or _WINDOWS_NAMES.fullmatch(name):
                yield place.problem("unusable-address", code=code, slug=name)
            elif owners.setdefault(name, owner) != owner:
                yield place.problem("shared-address", code=code, other=owners[name], slug=name)


def anchors(venue: Venue, at: Place) -> Iterator[Problem]:
    """The entries of one code have different anchors."""
    used: set[tuple[str, int]] = set()
    rows: Counter[str] = Counter()
    for entry, here in entries(venue, at):
        for code, place in codes_of(entry, here):
            rows[code] += 1
            number = entry.anchor or rows[code]
            if (code, number) in used:
                yield place.problem("duplicate-anchor", code=code, number=number)
            used.add((code, number))
