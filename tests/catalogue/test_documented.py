"""The catalogue against the documents: what the YAML says of the newest state of each venue's document must be what a
second, independent reading of it found, row by row and character by character. See tests/documented/README.md for how
the witness is kept.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import zip_longest
from typing import NamedTuple

import pytest

from macros.catalogue.model import Catalogue, Entry, Venue
from tests.support.project import ROOT

WITNESSES = ROOT / "tests" / "documented"

ROWS = {
    "binance-coin-m": 155,
    "bitmart-futures": 76,
    "bitmart-spot": 206,
    "hashkey-global": 164,
    "okex-v1-spot": 203,
}
"""Rows of the first documents, counted in the documents themselves."""

VENUES = sorted(file.stem for file in WITNESSES.glob("*.csv"))


class Line(NamedTuple):
    """One documented message in its place, as a line of a witness file."""

    section: str
    position: str
    code: str
    http: str
    message: str


@pytest.fixture
def venue(catalogue: Catalogue, request: pytest.FixtureRequest) -> Venue:
    return next(venue for venue in catalogue.venues if venue.id == request.param)


def witnessed(venue_id: str) -> list[Line]:
    """The lines of a witness file, in the document's order."""
    with (WITNESSES / f"{venue_id}.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file, strict=True)
        assert tuple(next(reader)) == Line._fields
        return [Line(*row) for row in reader]


def catalogued(venue: Venue) -> list[Line]:
    """The lines that a witness of the venue's entries would have. What was only observed, or is in older states of the
    document alone, is in none. A message for several codes has a line for each, and a row without one an empty line."""
    return [
        Line(section.id, str(position), code, str(entry.http or ""), message)
        for section in venue.sections
        if not section.observed
        for position, entry in enumerate(filter(is_current, section.entries), start=1)
        for code in entry.codes or [entry.code]
        for message in list(current_messages(entry)) or [""]
    ]


def is_current(entry: Entry) -> bool:
    """Whether the newest state of the document has a row."""
    return entry.withdrawn is None and not (entry.documented and entry.documented.until)


def current_messages(entry: Entry) -> Iterator[str]:
    """The messages of a row in the newest state of the document."""
    gone = {one.message for one in entry.documented_messages if one.until}
    return (message for message in entry.messages if message not in gone)


def places(lines: list[Line]) -> list[tuple[str, str, str]]:
    """Each row once, whatever the number of its messages."""
    return list(dict.fromkeys(line[:3] for line in lines))


def test_every_venue_has_a_witness_and_every_witness_a_venue(catalogue: Catalogue) -> None:
    assert [venue.id for venue in catalogue.venues] == VENUES


@pytest.mark.parametrize("venue", VENUES, indirect=True)
def test_nothing_documented_is_missing(venue: Venue) -> None:
    missing = set(witnessed(venue.id)) - set(catalogued(venue))
    assert not missing, f"documented, but not in data/venues/{venue.id}.yml: {sorted(missing)}"


@pytest.mark.parametrize("venue", VENUES, indirect=True)
def test_nothing_is_invented(venue: Venue) -> None:
    invented = set(catalogued(venue)) - set(witnessed(venue.id))
    assert not invented, f"in data/venues/{venue.id}.yml, but not documented: {sorted(invented)}"


@pytest.mark.parametrize("venue", VENUES, indirect=True)
def test_order_http_status_and_messages_agree(venue: Venue) -> None:
    for number, (documented, found) in enumerate(
        zip_longest(witnessed(venue.id), catalogued(venue)), start=2
    ):
        assert documented == found, (
            f"line {number} of {venue.id}.csv: documented {documented}, catalogued {found}"
        )


@pytest.mark.parametrize("venue", ROWS, indirect=True)
def test_the_witness_has_as_many_rows_as_the_document(venue: Venue) -> None:
    assert len(places(witnessed(venue.id))) == ROWS[venue.id]


def test_sections_have_the_documented_sizes() -> None:
    sections = [section for section, _, _ in places(witnessed("okex-v1-spot"))]
    assert (sections.count("rest"), sections.count("websocket")) == (105, 98)
