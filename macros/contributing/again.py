"""Imports a newer state of a document into a venue that is there: says what has changed, and writes it on request."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..reading.loader import Reading
from ..reading.problems import Refused
from . import ways
from .comparison import Comparison, compare, report
from .fixer import write
from .importer import WITNESSES, unread, witness_of
from .rows import DocumentedSection, read_rows
from .updating import States, updated


def import_again(
    root: Path, reading: Reading, venue: str, paths: list[Path], given: argparse.Namespace, state: str
) -> str:
    """What the documents say otherwise than the venue's file. With `given.write` it is written there, `state` being the
    month or day when the documents said so. Without options on the command line those in the file hold."""
    record, file = reading.venue(venue)
    rules, words = ways.rules(given)
    if not words:
        rules = ways.kept(record.document.options if record.document else None)
    found = read_rows(paths, rules)
    comparison = compare(record, found)
    said = [report(comparison), *unread(found)]
    if comparison.empty:
        return "\n".join(said)
    if not given.write:
        return "\n".join([*said, "", "Write it into the file: --write"])
    old = record.source.date
    if old == state and record.earlier:
        old = record.earlier[-1].date
    if old is None:
        raise Refused(f"{file.name} does not say of when its document is. Add `date:` to its `source`.")
    text = updated(root, file, comparison, States(old, state))
    write(file.path, text)
    write(root / WITNESSES / f"{venue}.csv", witness_of(_with_own_ids(comparison)))
    return "\n".join(
        [*said, "", f"Wrote {file.name} and {WITNESSES}/{venue}.csv. Read both against the document."]
    )


def _with_own_ids(comparison: Comparison) -> list[DocumentedSection]:
    for number, section in enumerate(comparison.found.sections):
        if (own := comparison.sections.get(number)) is not None:
            section.id = comparison.venue.sections[own].id
    return comparison.found.sections
