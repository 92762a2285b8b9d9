"""Unfinished work as a catalogue, for a preview: entries that nobody has judged mean a condition that says so."""

from __future__ import annotations

from ..catalogue.model import Catalogue, Category, Condition
from .loader import Reading

NOT_JUDGED = Condition(
    id="open",
    title="Not judged yet",
    meaning="Nobody has decided yet which condition this entry means.",
    differs="All that is below stands in for the answers that are still to be given.",
    steps=["Write the id of a condition as the entry's `equivalent`."],
    retry="verify-first",
    outcome="unknown",
    verify=["order"],
    acts="developer",
)


def draft(reading: Reading) -> Catalogue:
    """What was read, with a condition in the place of each that is named and not there."""
    named = {entry.equivalent for venue in reading.venues.values() for _, _, entry in venue.rows()}
    missing = sorted(named - reading.catalogue.conditions.keys())
    if not missing:
        return reading.catalogue
    stand_ins = tuple(NOT_JUDGED.model_copy(update={"id": id}) for id in missing)
    drafts = Category(id="drafts", title=NOT_JUDGED.title, conditions=stand_ins)
    return Catalogue(
        venues=reading.catalogue.venues,
        categories=(*reading.catalogue.categories, drafts),
        libraries=reading.catalogue.libraries,
    )
