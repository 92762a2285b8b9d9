"""Unfinished work as a catalogue, for a preview: what can be read is shown, and what nobody has judged yet says so."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import TypeVar

from ..catalogue.model import OPEN, Catalogue, Category, Condition, Entry, Venue
from .loader import Reading
from .problems import Problem
from .source import YamlFile

AnyRecord = TypeVar("AnyRecord", Condition, Venue)

SPOILING = frozenset(
    """contradictory-answer id-mismatch invalid-value missing-key missing-source missing-verify unknown-term
    wrong-type""".split()
)
"""Rules without which a file makes no sense to readers."""

NOT_JUDGED = Condition(
    id=OPEN,
    title="Not judged yet",
    meaning="Nobody has decided yet which condition this entry means, or its condition cannot be read.",
    differs="All answers on the page stand in for those that are still to be given.",
    steps=["Write the id of a condition as the entry's `equivalent`."],
    retry="verify-first",
    outcome="unknown",
    verify=["order"],
    acts="developer",
)


def draft(reading: Reading, problems: Iterable[Problem], before: Catalogue | None = None) -> Catalogue:
    """The catalogue as far as it was read and makes sense, with a condition for each entry. `problems` are the errors;
    of a file that makes no sense, what was shown before is shown again."""
    spoilt = {problem.file for problem in problems if problem.rule in SPOILING}

    def sound(
        files: dict[str, YamlFile], read: dict[str, AnyRecord], former: Iterable[AnyRecord]
    ) -> dict[str, AnyRecord]:
        known = {record.id: record for record in former} | {
            id: record for id, record in read.items() if files[id].name not in spoilt
        }
        return {id: known[id] for id in files if id in known}

    conditions = sound(
        reading.condition_files, reading.conditions, before.conditions.values() if before else ()
    )
    venues = sound(reading.venue_files, reading.venues, before.venues if before else ())
    found = replace(reading, conditions=conditions).catalogue
    drafts = Category(id="drafts", title=NOT_JUDGED.title, conditions=(NOT_JUDGED,))
    return Catalogue.model_construct(
        venues=tuple(_judged(venue, found.conditions.keys()) for venue in venues.values()),
        categories=(*found.categories, drafts),
        libraries=reading.libraries,
    )


def _judged(venue: Venue, conditions: Collection[str]) -> Venue:
    """The venue with a condition for each entry."""

    def judged(entry: Entry) -> Entry:
        return entry if entry.equivalent in conditions else entry.model_copy(update={"equivalent": OPEN})

    sections = [
        section.model_copy(update={"entries": list(map(judged, section.entries))})
        for section in venue.sections
    ]
    return venue.model_copy(update={"sections": sections})
