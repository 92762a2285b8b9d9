"""Pictures of the catalogue: where a venue's codes lie, and what each venue has codes for.

They are made of letters, numbers and links, so that they can be read, selected and followed. Whatever a colour says, a
letter or a number says too.
"""

from __future__ import annotations

import string
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from ..catalogue.anomalies import number_of
from ..catalogue.model import Catalogue, Category
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


@dataclass(frozen=True)
class Kind:
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


@dataclass(frozen=True)
class Spot:
    """A code in its place: among which numbers, and which of them."""

    page: Permalink
    kind: Kind
    series: int
    number: int

    @property
    def odd(self) -> bool:
        """Whether the docs have something wrong about it."""
        return any(note.codes for note in self.page.annotations)


@dataclass(frozen=True)
class Block:
    """The codes of a map that begin alike."""

    title: str
    spots: list[Spot]
    kinds: list[tuple[Kind, int]]
    """The kinds of its codes with their numbers, the most frequent first."""


def code_map(catalogue: Catalogue, pages: Sequence[Permalink], root: str) -> Markup:
    """All codes of a venue by number, a block for each hundred, with the kind of each. Where there are more than a page
    can hold, the blocks only say how many there are."""
    by_category = kinds(catalogue.categories)
    spots = _spots(catalogue, by_category, pages)
    step = 100
    while len({(spot.series, spot.number // step) for spot in spots}) > max(12, len(spots) // 12):
        step *= 10
    blocks = [list(block) for _, block in groupby(spots, lambda spot: (spot.series, spot.number // step))]
    found = Counter(spot.kind for spot in spots)
    return render(
        "code_map.html",
        root,
        blocks=[
            Block(_title(block), block, Counter(spot.kind for spot in block).most_common())
            for block in blocks
        ],
        legend=[(kind, found[kind]) for kind in [*by_category.values(), SEVERAL] if kind in found],
        odd=sum(spot.odd for spot in spots),
        linked=len(spots) <= MOST_LINKS,
    )


def _spots(catalogue: Catalogue, by_category: dict[str, Kind], pages: Sequence[Permalink]) -> list[Spot]:
    """The codes of a venue by number. Those that are no numbers come last, in documented order."""
    by_condition = {
        condition.id: by_category[category.id]
        for category in catalogue.categories
        for condition in category.conditions
    }
    spots = []
    for page in pages:
        found = {by_condition[condition.id] for condition in page.conditions}
        kind = found.pop() if len(found) == 1 else SEVERAL
        number = number_of(page.code)
        if number is None:
            spots.append(Spot(page, kind, _NO_NUMBER, 0))
        else:
            spots.append(Spot(page, kind, _NEGATIVE if page.code.startswith("-") else _PLAIN, number))
    return sorted(spots, key=lambda spot: (spot.series, spot.number))


def _title(spots: list[Spot]) -> str:
    """Which codes these are, in words."""
    first, last = spots[0].page.code, spots[-1].page.code
    if spots[0].series == _NO_NUMBER:
        return "Not a number"
    return first if first == last else f"{first} to {last}"


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
