"""The catalogue against the documents: what the YAML holds must be what the witness of each venue's document holds, row by
row and character by character. See tests/documented/README.md for how the witnesses are kept.
"""

from __future__ import annotations

import csv
from itertools import zip_longest
from typing import NamedTuple

import pytest

from macros.catalogue.model import Catalogue, Entry, Section, Venue
from macros.reading.gate import load
from tests.support.handmade import entry, section, venue
from tests.support.project import ROOT

WITNESSES = ROOT / "tests" / "documented"

ROWS = {
    "binance-coin-m": 155,
    "binance-spot": 162,
    "binance-usd-m": 201,
    "bingx": 118,
    "bitfinex-v2": 22,
    "bitget": 835,
    "bitmart-futures": 76,
    "bitmart-spot": 206,
    "bybit-v5": 726,
    "coinex": 64,
    "crypto-com-exchange": 89,
    "deribit": 182,
    "gate-v4": 185,
    "gemini": 93,
    "hashkey-global": 164,
    "htx-spot": 185,
    "hyperliquid": 17,
    "kraken-futures": 92,
    "kraken-spot": 40,
    "kucoin": 456,
    "mexc-futures": 103,
    "mexc-spot": 93,
    "okex-v1-spot": 203,
    "okx-v5": 1116,
    "phemex": 145,
    "woo-x": 63,
}
"""Rows of documents, counted in the documents themselves. A venue may be missing here, and one may be here that is not in the
catalogue yet."""

VENUES = sorted(file.stem for file in WITNESSES.glob("*.csv"))


class Line(NamedTuple):
    """One documented message in its place, as a line of a witness."""

    section: str
    position: str
    code: str
    http: str
    message: str


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load(ROOT)


@pytest.fixture
def own(catalogue: Catalogue, request: pytest.FixtureRequest) -> Venue:
    return next(venue for venue in catalogue.venues if venue.id == request.param)


def witnessed(venue_id: str) -> list[Line]:
    """The lines of a witness, in the document's order."""
    with (WITNESSES / f"{venue_id}.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file, strict=True)
        assert tuple(next(reader)) == Line._fields
        return [Line(*row) for row in reader]


def catalogued(venue: Venue) -> list[Line]:
    """The lines that a witness of the venue's entries would have: those of the newest state of the document."""
    return [
        Line(section.id, str(position), code, str(entry.http or ""), message)
        for section in venue.sections
        for position, entry in enumerate(current(section), start=1)
        for code in entry.codes or [entry.code]
        for message in messages(entry)
    ]


def current(section: Section) -> list[Entry]:
    """The entries that the newest state of the document has."""
    if section.observed:
        return []
    return [entry for entry in section.entries if not (entry.documented and entry.documented.until)]


def messages(entry: Entry) -> list[str]:
    """The messages that the newest state gives, or an empty one where it only explains."""
    gone = {one.message for one in entry.documented_messages if one.until}
    return [message for message in entry.messages if message not in gone] or [""]


def test_every_venue_has_a_witness_and_every_witness_a_venue(catalogue: Catalogue) -> None:
    documented = [one.id for one in catalogue.venues if any(not part.observed for part in one.sections)]
    assert documented == VENUES


@pytest.mark.parametrize("own", VENUES, indirect=True)
def test_nothing_documented_is_missing(own: Venue) -> None:
    missing = set(witnessed(own.id)) - set(catalogued(own))
    assert not missing, f"documented, but not in data/venues/{own.id}.yml: {sorted(missing)}"


@pytest.mark.parametrize("own", VENUES, indirect=True)
def test_nothing_is_invented(own: Venue) -> None:
    invented = set(catalogued(own)) - set(witnessed(own.id))
    assert not invented, f"in data/venues/{own.id}.yml, but not documented: {sorted(invented)}"


@pytest.mark.parametrize("own", VENUES, indirect=True)
def test_order_http_status_and_messages_agree(own: Venue) -> None:
    for number, (documented, found) in enumerate(zip_longest(witnessed(own.id), catalogued(own)), start=2):
        assert documented == found, (
            f"line {number} of {own.id}.csv: documented {documented}, catalogued {found}"
        )


@pytest.mark.parametrize("venue_id", [id for id in VENUES if id in ROWS])
def test_the_witness_has_as_many_rows_as_the_document(venue_id: str) -> None:
    assert len({(line.section, line.position) for line in witnessed(venue_id)}) == ROWS[venue_id]


def test_what_only_an_older_state_has_needs_no_line() -> None:
    older = {"documented": {"until": "2025-03"}}
    gone = {"message": "Gone", "until": "2025-03"}
    rows = section(
        entry("1", "Gone too").model_copy(
            update={"documented": Entry(code="1", equivalent="x", **older).documented}
        ),
        Entry(code="2", messages=["Gone", "Here"], documented_messages=[gone], equivalent="x"),
        Entry(codes=["3", "4"], explanation="What it means", http=400, equivalent="x"),
    )
    seen = Section(id="seen", title="Seen", transport="rest", observed="In use.", entries=[entry("9")])
    assert catalogued(venue(rows, seen)) == [
        Line("errors", "1", "2", "", "Here"),
        Line("errors", "2", "3", "400", ""),
        Line("errors", "2", "4", "400", ""),
    ]
