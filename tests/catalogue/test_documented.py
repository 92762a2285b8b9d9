"""The catalogue against the documents: what the YAML holds must be what a second, independent reading of each venue's
document found, row by row and character by character. See tests/documented/README.md for how the witness is kept.
"""

import csv
from itertools import zip_longest
from typing import NamedTuple

import pytest

from macros.reading.gate import load
from tests.support.project import ROOT

WITNESSES = ROOT / "tests" / "documented"

ROWS = {
    "binance-coin-m": 151,
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


@pytest.fixture(scope="module")
def catalogue():
    return load(ROOT)


@pytest.fixture
def venue(catalogue, request):
    return next(venue for venue in catalogue.venues if venue.id == request.param)


def witnessed(venue_id: str) -> list[Line]:
    """The lines of a witness file, in the document's order."""
    with (WITNESSES / f"{venue_id}.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file, strict=True)
        assert tuple(next(reader)) == Line._fields
        return [Line(*row) for row in reader]


def catalogued(venue) -> list[Line]:
    """The lines that a witness of the venue's entries would have. What was withdrawn is documented no longer."""
    return [
        Line(section.id, str(position), entry.code, str(entry.http or ""), message)
        for section in venue.sections
        for position, entry in enumerate((e for e in section.entries if e.withdrawn is None), start=1)
        for message in entry.messages
    ]


def places(lines: list[Line]) -> list[tuple[str, str, str]]:
    """Each row once, whatever the number of its messages."""
    return list(dict.fromkeys(line[:3] for line in lines))


def test_every_venue_has_a_witness_and_every_witness_a_venue(catalogue):
    assert [venue.id for venue in catalogue.venues] == VENUES


@pytest.mark.parametrize("venue", VENUES, indirect=True)
def test_nothing_documented_is_missing(venue):
    missing = set(witnessed(venue.id)) - set(catalogued(venue))
    assert not missing, f"documented, but not in data/venues/{venue.id}.yml: {sorted(missing)}"


@pytest.mark.parametrize("venue", VENUES, indirect=True)
def test_nothing_is_invented(venue):
    invented = set(catalogued(venue)) - set(witnessed(venue.id))
    assert not invented, f"in data/venues/{venue.id}.yml, but not documented: {sorted(invented)}"


@pytest.mark.parametrize("venue", VENUES, indirect=True)
def test_order_http_status_and_messages_agree(venue):
    for number, (documented, found) in enumerate(
        zip_longest(witnessed(venue.id), catalogued(venue)), start=2
    ):
        assert documented == found, (
            f"line {number} of {venue.id}.csv: documented {documented}, catalogued {found}"
        )


@pytest.mark.parametrize("venue", ROWS, indirect=True)
def test_the_witness_has_as_many_rows_as_the_document(venue):
    assert len(places(witnessed(venue.id))) == ROWS[venue.id]


def test_sections_have_the_documented_sizes():
    sizes = {}
    for venue_id in ROWS:
        for section, _, _ in places(witnessed(venue_id)):
            sizes[venue_id, section] = sizes.get((venue_id, section), 0) + 1
    assert sizes["okex-v1-spot", "rest"] == 105
    assert sizes["okex-v1-spot", "websocket"] == 98


def test_binance_documents_several_messages_for_some_codes():
    assert len(witnessed("binance-coin-m")) == 185


def test_the_whole_catalogue_has_800_rows_on_728_pages():
    rows = [(venue_id, code) for venue_id in ROWS for _, _, code in places(witnessed(venue_id))]
    assert len(rows) == 800
    assert len(set(rows)) == 728
