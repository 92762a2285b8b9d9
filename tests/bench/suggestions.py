"""How good the suggestions for a new venue are: each venue is left out in turn, and its rows are asked of the others.

`make suggestions` prints the table. Takes a few seconds a venue.
"""

from __future__ import annotations

import sys
from concurrent.futures import ProcessPoolExecutor
from typing import NamedTuple

from macros.catalogue.model import Catalogue
from macros.contributing.suggestions import Suggestions
from macros.reading.gate import load
from tests.support.project import ROOT


class Figures(NamedTuple):
    """Of how many rows of a venue the right condition came first, and was among the suggestions."""

    venue: str
    rows: int
    first: int
    among: int


def figures(venue_id: str) -> Figures:
    """The figures of one venue, from all others."""
    catalogue = load(ROOT)
    left_out = next(venue for venue in catalogue.venues if venue.id == venue_id)
    others = tuple(venue for venue in catalogue.venues if venue is not left_out)
    suggestions = Suggestions(
        Catalogue.model_construct(
            venues=others, categories=catalogue.categories, libraries=catalogue.libraries
        )
    )
    rows = first = among = 0
    for entry in (entry for section in left_out.sections for entry in section.entries):
        ids = [one.condition for one in suggestions.best(entry, left_out)]
        rows += 1
        first += ids[:1] == [entry.equivalent]
        among += entry.equivalent in ids
    return Figures(venue_id, rows, first, among)


def main() -> None:
    """Prints a table for all venues, or for those that are named."""
    venues = sys.argv[1:] or [venue.id for venue in load(ROOT).venues]
    print(f"{'left out':22}{'rows':>6}{'first':>8}{'in five':>9}")
    with ProcessPoolExecutor() as pool:
        every = []
        for own in pool.map(figures, venues):
            every.append(own)
            print(_line(own), flush=True)
    print(_line(Figures("all", *(sum(column) for column in list(zip(*every, strict=True))[1:]))))


def _line(own: Figures) -> str:
    return f"{own.venue:22}{own.rows:6}{own.first / own.rows:8.1%}{own.among / own.rows:9.1%}"


if __name__ == "__main__":
    main()
