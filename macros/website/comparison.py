"""Who has a code for a condition, in the order in which people look for it: by operator, then by product.

Venues always go down, so that a page reads the same with five of them and with a hundred.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from ..catalogue import addresses
from ..catalogue.anomalies import fold
from ..catalogue.grouping import grouped
from ..catalogue.model import Venue
from ..catalogue.view import Uses, View

MOST_WORDINGS = 500
"""How many wordings the page of a condition holds; where there are more, the longest lists are cut off."""


def in_order(venues: Iterable[Venue]) -> list[Venue]:
    """Venues by operator, then by name; those that are retired come last."""
    return sorted(
        venues,
        key=lambda venue: (venue.status == "retired", venue.operator.casefold(), venue.name.casefold()),
    )


def by_operator(venues: Iterable[Venue]) -> dict[str, list[Venue]]:
    """Venues by operator, in order."""
    return grouped((venue.operator, venue) for venue in in_order(venues))


def product_of(venue: Venue) -> str:
    """The venue's name without its operator's: `USDⓈ-M Futures`; the whole name where nothing else is left."""
    return venue.name.removeprefix(venue.operator).strip() or venue.name


def listed(uses: dict[str, Uses]) -> list[tuple[Venue, list[Uses], int]]:
    """What each venue has for a condition, venues in order: its wordings, and how many of them are left out."""
    venues = in_order(use.venue for use in uses.values())
    wordings = [_wordings(uses[venue.id]) for venue in venues]
    most = _most_each([len(each) for each in wordings])
    return [(venue, each[:most], len(each[most:])) for venue, each in zip(venues, wordings, strict=True)]


def _wordings(uses: Uses) -> list[Uses]:
    """The rows of a venue, those together that come with one text and have the same answers."""
    alike = grouped(
        ((tuple(map(fold, row.texts)), row.outcome, row.retry, row.verify), (page, row))
        for page, row in uses.rows
    )
    return [Uses(uses.venue, tuple(rows)) for rows in alike.values()]


def _most_each(lengths: list[int]) -> int:
    """How many of each list fit so that all together are no more than MOST_WORDINGS."""
    most = max(lengths, default=0)
    while most > 1 and sum(min(length, most) for length in lengths) > MOST_WORDINGS:
        most -= 1
    return most


def first_choice(view: View) -> list[Venue]:
    """One venue of each operator, those with most entries first: where few are shown, these are."""
    sizes = {venue.id: sum(1 for _ in venue.rows()) for venue in view.catalogue.venues}
    found: dict[str, Venue] = {}
    for venue in sorted(view.catalogue.venues, key=lambda one: (one.status == "retired", -sizes[one.id])):
        found.setdefault(venue.operator, venue)
    return list(found.values())


def artefacts(view: View) -> Iterator[tuple[str, bytes]]:
    """What the page of comparisons loads of a venue: for each condition its codes, each with its text and the answers
    in which it differs from the condition."""
    for venue in view.catalogue.venues:
        found = {
            condition: [_codes(wording) for wording in _wordings(uses[venue.id])]
            for condition, uses in view.uses.items()
            if venue.id in uses
        }
        content = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
        yield addresses.comparison(venue.id), content.encode()


def _codes(wording: Uses) -> list[object]:
    _, row = wording.rows[0]
    usual = (row.outcome, row.retry) == (row.condition.outcome, row.condition.retry)
    answers = [] if usual else [row.outcome, row.retry]
    return [[page.code for page in wording.pages], " ".join(row.texts), *answers]
