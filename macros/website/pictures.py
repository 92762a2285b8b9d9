"""Pictures of the catalogue: where a venue's codes lie, and what each venue has codes for.

They are made of letters, numbers and links, so that they can be read, selected and followed. Whatever a colour says, a
letter or a number says too.
"""

from __future__ import annotations

import string
from collections import Counter
from collections.abc import Iterable
from itertools import groupby
from typing import NamedTuple

from markupsafe import Markup

from ..catalogue.anomalies import number_of
from ..catalogue.model import Category, Venue
from ..catalogue.permalinks import Permalink
from ..catalogue.view import View
from .comparison import in_order
from .render import render

_HUES = 16
_PLAIN, _NEGATIVE, _NO_NUMBER = range(3)

MOST_LINKS = 1_500
"""How many codes a map links to; with more, it only counts them."""

DEPTHS = 4
"""How many shades a share can have."""


class Kind(NamedTuple):
    """A category of conditions as pictures show it: by a letter and a colour."""

    title: str
    letter: str
    style: str
    anchor: str = ""
    conditions: int = 0


SEVERAL = Kind("Several categories", "+", "vec-kind-several")


def kinds(categories: Iterable[Category]) -> dict[str, Kind]:
    """The kind of every category, by its id. Each has the first letter of its title that is still free."""
    free = dict.fromkeys(string.ascii_uppercase + string.digits)
    result = {}
    for index, category in enumerate(categories):
        letter = next((each for each in [*category.title.upper(), *free] if each in free), "*")
        free.pop(letter, None)
        style = f"vec-kind-{index % _HUES}"
        result[category.id] = Kind(category.title, letter, style, category.id, len(category.conditions))
    return result


# The map of a venue's codes


class Spot(NamedTuple):
    """A code in its place: among which numbers, and which of them."""

    page: Permalink
    kind: Kind
    series: int
    number: int

    @property
    def odd(self) -> bool:
        """Whether the docs have something wrong about it."""
        return any(note.codes for note in self.page.annotations)


class Block(NamedTuple):
    """The codes of a map that begin alike."""

    title: str
    spots: list[Spot]
    kinds: list[tuple[Kind, int]]
    """The kinds of its codes with their numbers, the most frequent first."""


def code_map(view: View, venue: Venue, root: str) -> Markup:
    """All codes of a venue by number, a block for each hundred, with the kind of each. Where there are more than a page
    can hold, the blocks only say how many there are."""
    known = kinds(view.catalogue.categories)
    spots = _spots(view, venue, known)
    step = 100

    def block_of(spot: Spot) -> tuple[int, int]:
        return spot.series, spot.number // step

    while len(set(map(block_of, spots))) > max(12, len(spots) // 12):
        step *= 10
    found = Counter(spot.kind for spot in spots)
    return render(
        "code_map.html",
        root,
        blocks=[_block(list(block)) for _, block in groupby(spots, block_of)],
        legend=[(kind, found[kind]) for kind in [*known.values(), SEVERAL] if kind in found],
        odd=sum(spot.odd for spot in spots),
        linked=len(spots) <= MOST_LINKS,
    )


def _spots(view: View, venue: Venue, known: dict[str, Kind]) -> list[Spot]:
    """The codes of a venue by number. Those that are no numbers come last, in documented order."""
    spots = []
    for page in view.of_venue[venue.id]:
        found = {known[view.category_of[condition.id].id] for condition in page.conditions}
        number = number_of(page.code)
        series = _NEGATIVE if page.code.startswith("-") else _PLAIN
        if number is None:
            series, number = _NO_NUMBER, 0
        spots.append(Spot(page, found.pop() if len(found) == 1 else SEVERAL, series, number))
    return sorted(spots, key=lambda spot: (spot.series, spot.number))


def _block(spots: list[Spot]) -> Block:
    first, last = spots[0].page.code, spots[-1].page.code
    title = first if first == last else f"{first} to {last}"
    if spots[0].series == _NO_NUMBER:
        title = "Not a number"
    return Block(title, spots, Counter(spot.kind for spot in spots).most_common())


# What each venue has codes for


def coverage(view: View, root: str) -> Markup:
    """How many conditions of each category each venue has a code for."""
    found = list(kinds(view.catalogue.categories).values())
    rows = []
    for venue in in_order(view.catalogue.venues):
        has = Counter(view.category_of[id].id for id, uses in view.uses.items() if venue.id in uses)
        rows.append((venue, [(kind, has[kind.anchor], _depth(has[kind.anchor], kind)) for kind in found]))
    return render("coverage.html", root, kinds=found, rows=rows)


def _depth(has: int, kind: Kind) -> int:
    """The shade of a share, from 1 for few to DEPTHS for all."""
    return -(-has * DEPTHS // max(kind.conditions, 1))
