"""Who has a code for a condition, in the order in which people look for it: by operator, then by product.

Venues always go down, so that a page reads the same with five of them and with a hundred.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..catalogue import addresses
from ..catalogue.anomalies import fold
from ..catalogue.model import Condition, Venue
from ..catalogue.permalinks import Permalink, Row
from ..catalogue.view import PageRow, Uses, View

MOST_WORDINGS = 500
"""How many wordings the page of a condition holds; where there are more, the longest lists are cut off."""


@dataclass(frozen=True)
class Wording:
    """The codes of a venue that come with one text and have the same answers."""

    pairs: tuple[PageRow, ...]

    @property
    def row(self) -> Row:
        """The first of its rows."""
        return self.pairs[0][1]

    @property
    def page(self) -> Permalink:
        return self.pairs[0][0]

    @property
    def pages(self) -> list[Permalink]:
        """Its codes, each once."""
        return list({page.code: page for page, _ in self.pairs}.values())


@dataclass(frozen=True)
class Listed:
    """What a venue has for a condition, as far as it is listed."""

    venue: Venue
    wordings: list[Wording]
    more: int
    """How many wordings are left out."""


def in_order(venues: Iterable[Venue]) -> list[Venue]:
    """Venues by operator, then by name; those that are retired come last."""
    return sorted(
        venues,
        key=lambda venue: (venue.status == "retired", venue.operator.casefold(), venue.name.casefold()),
    )


def by_operator(venues: Iterable[Venue]) -> dict[str, list[Venue]]:
    """Venues by operator, in order."""
    found: dict[str, list[Venue]] = {}
    for venue in in_order(venues):
        found.setdefault(venue.operator, []).append(venue)
    return found


def product_of(venue: Venue) -> str:
    """The venue's name without its operator's: `USDⓈ-M Futures`; the whole name where nothing else is left."""
    return venue.name.removeprefix(venue.operator).strip() or venue.name


def listed(uses: dict[str, Uses]) -> list[Listed]:
    """What each venue has for a condition, venues in order, equal wordings merged."""
    wordings = {venue.id: _wordings(uses[venue.id]) for venue in in_order(use.venue for use in uses.values())}
    most = _most_each([len(each) for each in wordings.values()])
    return [Listed(uses[id].venue, each[:most], len(each[most:])) for id, each in wordings.items()]


def _wordings(uses: Uses) -> list[Wording]:
    groups: dict[tuple[object, ...], list[PageRow]] = {}
    for page, row in uses.rows:
        key = (tuple(map(fold, row.texts)), row.outcome, row.retry, row.verify)
        groups.setdefault(key, []).append((page, row))
    return [Wording(tuple(pairs)) for pairs in groups.values()]


def _most_each(lengths: list[int]) -> int:
    """How many of each list fit so that all together are no more than MOST_WORDINGS."""
    most = max(lengths, default=0)
    while most > 1 and sum(min(length, most) for length in lengths) > MOST_WORDINGS:
        most -= 1
    return most


def first_choice(view: View) -> list[Venue]:
    """One venue of each operator, those with most entries first: where few are shown, these are."""
    sizes = {venue.id: sum(1 for _ in venue.rows()) for venue in view.catalogue.venues}
    largest = sorted(view.catalogue.venues, key=lambda venue: (venue.status == "retired", -sizes[venue.id]))
    found: dict[str, Venue] = {}
    for venue in largest:
        found.setdefault(venue.operator, venue)
    return list(found.values())


def artefacts(view: View) -> Iterator[tuple[str, bytes]]:
    """What the page of comparisons loads of a venue: for each condition its codes, each with its text and the answers
    in which it differs from the condition."""
    for venue in view.catalogue.venues:
        found = {
            condition.id: [
                _code(condition, wording) for wording in _wordings(view.uses[condition.id][venue.id])
            ]
            for condition in view.catalogue.conditions.values()
            if venue.id in view.uses[condition.id]
        }
        content = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
        yield addresses.comparison(venue.id), content.encode()


def _code(condition: Condition, wording: Wording) -> list[object]:
    row = wording.row
    differs = row.outcome != condition.outcome or row.retry != condition.retry
    answers = [row.outcome, row.retry] if differs else []
    return [[page.code for page in wording.pages], " ".join(row.texts), *answers]
