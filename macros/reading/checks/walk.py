"""The ways through what was read that several checks take: each record with its place in its file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...catalogue.model import Condition, Entry, Venue
from ..loader import Reading
from ..source import Place, Steps


def venues(reading: Reading) -> Iterator[tuple[Venue, Place]]:
    """Every venue."""
    return ((venue, Place(reading.venue_files[id])) for id, venue in reading.venues.items())


def conditions(reading: Reading) -> Iterator[tuple[Condition, Place]]:
    """Every condition."""
    return ((condition, Place(reading.condition_files[id])) for id, condition in reading.conditions.items())


def entries(venue: Venue, at: Place) -> Iterator[tuple[Entry, Place]]:
    """Every entry of a venue, as it is written."""
    for section, there in at.each("sections", venue.sections):
        yield from there.each("entries", section.entries)


def codes_of(entry: Entry, here: Place) -> Iterator[tuple[str, Place]]:
    """The code or codes of an entry."""
    if entry.code:
        yield entry.code, here / "code"
    yield from here.each("codes", entry.codes)


def texts(value: Any, steps: Steps = ()) -> Iterator[tuple[str, Steps]]:
    """Every text below a value as it is written, the form of the model aside, with the steps that lead to it."""
    if isinstance(value, str):
        yield value, steps
    elif isinstance(value, dict | list):
        for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from texts(inner, (*steps, step))
