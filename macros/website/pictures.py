"""Pictures of the catalogue: where a venue's codes lie, and which conditions a venue has.

Everything here is arithmetic that turns facts into places on paper; the templates draw the SVG. A picture never stands
alone: what it shows is also said in words beside it, and its colours are repeated by letters and shapes.
"""

from __future__ import annotations

import string
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count, groupby

from markupsafe import Markup

from ..catalogue import words
from ..catalogue.anomalies import number_of
from ..catalogue.model import Catalogue, Category
from ..catalogue.permalinks import Permalink
from .render import render

PITCH, SQUARE = 13, 12
"""From one square of a map to the next, and how large a square is."""

MOST_ROWS = 200
"""How many rows a map may have. Where there were more, a square stands for ten numbers, or for a hundred, and so on."""

DOT, MOST_DOTS, MARGIN = 7, 24, 14
"""From one condition to the next in a picture of coverage, how many may stand in a line, and the room before them."""


_HUES = 12
_PLAIN, _NEGATIVE, _NO_NUMBER = range(3)


@dataclass(frozen=True)
class Kind:
    """A category of conditions as pictures show it: by a letter and a colour."""

    title: str
    letter: str
    style: str
    anchor: str = ""


SEVERAL = Kind("several kinds", "+", "vec-kind-several")


def kinds(categories: Iterable[Category]) -> dict[str, Kind]:
    """The kind of every category, by its id. Each has the first letter of its title that is still free."""
    free = dict.fromkeys(string.ascii_uppercase + string.digits)
    result = {}
    for index, category in enumerate(categories):
        letter = next((each for each in [*category.title.upper(), *free] if each in free), "*")
        free.pop(letter, None)
        result[category.id] = Kind(category.title, letter, f"vec-kind-{index % _HUES}", category.id)
    return result


# The map of a venue's codes


@dataclass(frozen=True)
class _Spot:
    """A code in its place: among which numbers, and which of them."""

    page: Permalink
    kind: Kind
    series: int
    number: int

    @property
    def anomalies(self) -> set[str]:
        return {note.kind for note in self.page.annotations if note.codes}


@dataclass(frozen=True)
class Tally:
    """What some codes are, in numbers: the most frequent first."""

    codes: int
    kinds: list[tuple[Kind, int]]
    odd: int
    anomalies: list[tuple[str, int]]


@dataclass(frozen=True)
class Row:
    """A row of a map: what its numbers begin with, and the letters of its codes with their places."""

    y: int
    label: str
    letters: str
    places: str


@dataclass(frozen=True)
class Block:
    """The part of a map for codes that begin alike."""

    title: str
    tally: Tally
    numbered: bool
    height: int
    rows: list[Row]
    squares: dict[Kind, str]
    """For each kind the squares that it fills."""
    corners: str
    """The marks on codes with an anomaly."""


def code_map(catalogue: Catalogue, pages: Sequence[Permalink], root: str) -> Markup:
    """Where the codes of a venue lie, of which kind they are, and where something is odd about them.

    A row holds the ten numbers that differ in the last digit alone, a block the rows that differ in the last two.
    """
    by_category = kinds(catalogue.categories)
    spots = _spots(catalogue, by_category, pages)
    step = 1
    while len({(spot.series, spot.number // (10 * step)) for spot in spots}) > MOST_ROWS:
        step *= 10
    blocks = [
        list(block) for _, block in groupby(spots, lambda spot: (spot.series, spot.number // (100 * step)))
    ]
    margin = 4 + 6 * max(len(_label(block, block[0], step)) for block in blocks)
    tally = _tally(spots)
    found = dict(tally.kinds)
    return render(
        "code_map.html",
        root,
        blocks=[_block(block, step, margin) for block in blocks],
        digits=_places(range(10), margin),
        margin=margin,
        width=margin + 10 * PITCH,
        step=step,
        tally=tally,
        legend=[(kind, found[kind]) for kind in [*by_category.values(), SEVERAL] if kind in found],
    )


def _spots(catalogue: Catalogue, by_category: dict[str, Kind], pages: Sequence[Permalink]) -> list[_Spot]:
    """The codes of a venue in the order of their numbers. Those that are no numbers come last and are counted through."""
    by_condition = {
        condition.id: by_category[category.id]
        for category in catalogue.categories
        for condition in category.conditions
    }
    others = count()
    spots = []
    for page in pages:
        number = number_of(page.code)
        kind = _one({by_condition[condition.id] for condition in page.conditions})
        if number is None:
            spots.append(_Spot(page, kind, _NO_NUMBER, next(others)))
        else:
            spots.append(_Spot(page, kind, _NEGATIVE if page.code.startswith("-") else _PLAIN, number))
    return sorted(spots, key=lambda spot: (spot.series, spot.number))


def _block(spots: list[_Spot], step: int, margin: int) -> Block:
    squares: dict[Kind, str] = defaultdict(str)
    corners = ""
    rows: list[Row] = []
    y = above = 0
    for row, in_row in groupby(spots, lambda spot: spot.number // (10 * step)):
        y += PITCH if not rows or row == above + 1 else PITCH + 4
        above = row
        letters = {}
        for column, in_square in groupby(in_row, lambda spot: spot.number // step % 10):
            here = list(in_square)
            kind = _one({spot.kind for spot in here})
            letters[column] = kind.letter
            x = margin + column * PITCH
            squares[kind] += f"M{x} {y + SQUARE // 2}h{SQUARE}"
            if any(spot.anomalies for spot in here):
                corners += f"M{x + SQUARE} {y}v5l-5-5z"
        rows.append(Row(y, _label(spots, here[0], step), "".join(letters.values()), _places(letters, margin)))
    return Block(
        _title(spots), _tally(spots), spots[0].series != _NO_NUMBER, y + PITCH, rows, dict(squares), corners
    )


def _label(block: list[_Spot], spot: _Spot, step: int) -> str:
    """What the numbers in a spot's row begin with, as the venue writes them: `-112` for -1120 to -1129."""
    if spot.series == _NO_NUMBER:
        return ""
    width = max(len(each.page.code.lstrip("-")) for each in block)
    first = str(spot.number // (10 * step) * 10 * step).zfill(width)
    return "-" * (spot.series == _NEGATIVE) + first[: -len(str(step))]


def _title(spots: list[_Spot]) -> str:
    """Which codes these are, in words."""
    first, last = spots[0].page.code, spots[-1].page.code
    if spots[0].series == _NO_NUMBER:
        return "no number"
    return first if first == last else f"{first} to {last}"


def _tally(spots: list[_Spot]) -> Tally:
    return Tally(
        codes=len(spots),
        kinds=Counter(spot.kind for spot in spots).most_common(),
        odd=sum(bool(spot.anomalies) for spot in spots),
        anomalies=Counter(
            words.KIND[kind].short for spot in spots for kind in sorted(spot.anomalies)
        ).most_common(),
    )


def _one(found: set[Kind]) -> Kind:
    return next(iter(found)) if len(found) == 1 else SEVERAL


def _places(columns: Iterable[int], margin: int) -> str:
    """Where the letters of a row stand, each in the middle of its square."""
    return " ".join(str(margin + column * PITCH + SQUARE // 2) for column in columns)


# Which conditions each venue has


@dataclass(frozen=True)
class Share:
    """What a venue has of the conditions of one kind, with the squares that stand for them."""

    kind: Kind
    has: int
    all: int
    squares: str


def coverage(catalogue: Catalogue, root: str) -> Markup:
    """Which conditions each venue has a code for. The same condition is at the same place for every venue."""
    categories = catalogue.categories
    kind_of = kinds(categories)
    in_line = min(MOST_DOTS, max(len(category.conditions) for category in categories))
    places: dict[str, tuple[int, int]] = {}
    letters = []
    y = 0
    for category in categories:
        letters.append((kind_of[category.id], y + DOT))
        for index, condition in enumerate(category.conditions):
            places[condition.id] = MARGIN + index % in_line * DOT, y + index // in_line * DOT + DOT // 2
        y = places[condition.id][1] + DOT
    cards = []
    for venue in catalogue.venues:
        has = {entry.equivalent for _, _, entry in venue.rows()}
        shares = []
        for category in categories:
            found = [places[condition.id] for condition in category.conditions if condition.id in has]
            squares = "".join(f"M{x} {y}h{DOT - 1}" for x, y in found)
            shares.append(Share(kind_of[category.id], len(found), len(category.conditions), squares))
        cards.append((venue, len(has), shares))
    return render(
        "coverage.html",
        root,
        cards=cards,
        conditions=len(places),
        letters=letters,
        dots="".join(f"M{x + 2} {y}h2" for x, y in places.values()),
        width=MARGIN + in_line * DOT,
        height=y,
    )
