"""Imports a newer state of a document into a venue that is there: says what has changed, and writes it on request."""

from __future__ import annotations

import argparse
import shlex
from datetime import date
from pathlib import Path

from ..catalogue.model import Venue
from ..reading.loader import Reading
from ..reading.problems import Refused
from . import ways
from .comparison import compare, report
from .fixer import write
from .importer import WITNESSES, told, unread, witness_of
from .rows import read_rows
from .updating import States, updated


def import_again(
    root: Path, reading: Reading, venue: str, paths: list[Path], given: argparse.Namespace
) -> str:
    """What the documents say otherwise than the venue's file. With `given.write` it is written there. Without options
    on the command line those in the file hold; with others, and without a state, the same document is read again."""
    record, file = reading.venue(venue)
    rules, words = ways.rules(given)
    kept = (record.document and record.document.options) or ""
    other = bool(words) and sorted(shlex.split(words)) != sorted(shlex.split(kept))
    if not words:
        rules = ways.kept(kept)
    found = read_rows(paths, rules)
    comparison = compare(record, found, reread=other and not given.state)
    said = [report(comparison), *(told(found) if other else unread(found))]
    if comparison.empty:
        return "\n".join(said)
    if not given.write:
        return "\n".join([*said, "", "Write it into the file: --write"])
    states = States(None, None) if comparison.reread else _states(record, given.state, file.name)
    text = updated(root, file, comparison, states, words if other else "")
    write(file.path, text)
    write(root / WITNESSES / f"{venue}.csv", witness_of(found.sections))
    return "\n".join(
        [*said, "", f"Wrote {file.name} and {WITNESSES}/{venue}.csv. Read both against the document."]
    )


def _states(record: Venue, state: str | None, file: str) -> States:
    new = state or date.today().isoformat()
    old = record.source.date
    if old == new and record.earlier:
        old = record.earlier[-1].date
    if old is None:
        raise Refused(f"{file} does not say of when its document is. Add `date:` to its `source`.")
    return States(old, new)
