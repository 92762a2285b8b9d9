"""From a venue's documents to its file and its witness; and from a newer state of them to what has changed.

The messages go over verbatim. What an error means is a person's judgement: every condition stays open. What is too
long to be quoted is left to be retold.
"""

from __future__ import annotations

import argparse
import csv
import io
import shlex
from datetime import date
from itertools import chain
from pathlib import Path

from ..catalogue.model import Venue
from ..reading.loader import Reading
from ..reading.problems import Refused
from . import ways
from .comparison import compare, report
from .entries import entry_lines, head_lines
from .fixer import write
from .rows import DocumentedSection, Found, read_rows
from .scaffold import head, path_of_new
from .updating import States, updated

WITNESSES = "tests/documented"


def import_documents(
    root: Path, reading: Reading, venue: str, paths: list[Path], given: argparse.Namespace
) -> str:
    """Writes the file of a new venue and its witness from its documents. Returns what to say about it."""
    rules, path = ways.rules(given), path_of_new(root, venue)
    witness = root / WITNESSES / f"{venue}.csv"
    if witness.is_symlink() or witness.exists():
        raise Refused(
            f"{WITNESSES}/{venue}.csv exists already, and a witness is never overwritten. To begin again, delete it."
        )
    found = read_rows(paths, rules)
    transports = [section.transport for section in found.sections]
    lines = [
        line
        for section in found.sections
        for line in chain(head_lines(section), *map(entry_lines, section.rows))
    ]
    witness.parent.mkdir(parents=True, exist_ok=True)
    write(witness, witness_of(found.sections))
    write(path, head(reading.catalogue, venue, transports, rules.words) + "\n".join(lines) + "\n")
    codes = len({code for row in found.rows.values() for code in row.codes})
    counts = f"{len(found.rows)} rows, {codes} codes, {len(found.sections)} sections"
    said = [
        f"Wrote {path.relative_to(root).as_posix()}: {counts}.",
        f"Wrote {WITNESSES}/{venue}.csv, its witness. Compare it with the document.",
    ]
    return "\n".join([*said, *told(found)])


def import_again(
    root: Path, reading: Reading, venue: str, paths: list[Path], given: argparse.Namespace
) -> str:
    """What the documents say otherwise than the venue's file. With `given.write` it is written there. Without options
    on the command line those in the file hold; with others, and without a state, the same document is read again."""
    record, file = reading.venue(venue)
    rules = ways.rules(given)
    kept = (record.document and record.document.options) or ""
    other = bool(rules.words) and sorted(shlex.split(rules.words)) != sorted(shlex.split(kept))
    found = read_rows(paths, rules if rules.words else ways.kept(kept))
    comparison = compare(record, found, reread=other and not given.state)
    said = [report(comparison), *(told(found) if other else unread(found))]
    if not comparison.empty and given.write:
        states = States(None, None) if comparison.reread else _states(record, given.state, file.name)
        write(file.path, updated(root, file, comparison, states, rules.words if other else ""))
        write(root / WITNESSES / f"{venue}.csv", witness_of(found.sections))
        said += ["", f"Wrote {file.name} and {WITNESSES}/{venue}.csv. Read both against the document."]
    elif not comparison.empty:
        said += ["", "Write it into the file: --write"]
    return "\n".join(said)


def _states(record: Venue, state: str | None, file: str) -> States:
    new = state or date.today().isoformat()
    old = record.source.date
    if old == new and record.earlier:
        old = record.earlier[-1].date
    if old is None:
        raise Refused(f"{file} does not say of when its document is. Add `date:` to its `source`.")
    return States(old, new)


def told(found: Found) -> list[str]:
    """What a person has to know of how the documents were read: section by section, then what was not taken."""
    lines = ["", "Sections:"]
    for section in found.sections:
        numbers = {
            "rows": len(section.rows),
            "messages": sum(len(row.messages) for row in section.rows),
            "with an explanation": sum(bool(row.explanations) for row in section.rows),
            "struck out": sum(row.withdrawn for row in section.rows),
            "shared by several codes": sum(len(row.codes) > 1 for row in section.rows),
        }
        counts = ", ".join(f"{number} {what}" for what, number in numbers.items() if number)
        lines.append(f"  {section.id} ({section.transport}): {counts}")
    if found.columns:
        lines += ["", "Columns:"]
    for statement, sections in found.columns.items():
        shown = ", ".join(sections[:3]) + (f" and {len(sections) - 3} more" if sections[3:] else "")
        lines.append(f"  {shown}: {statement}")
    return [*lines, *unread(found)]


def unread(found: Found) -> list[str]:
    """What was not taken from the documents, or not as it stands."""
    lines: list[str] = []
    for heading, places in [
        ("Not taken; correct these in a copy of the document, or write them by hand:", found.unreadable),
        ("Left out, for these tables have no codes:", found.left_out),
        ("Lines that were joined to the cell above them:", found.joined),
    ]:
        if places:
            lines += ["", heading, *(f"  {place}" for place in places)]
    return lines


def witness_of(sections: list[DocumentedSection]) -> str:
    """The witness of what the documents hold, as tests/documented/README.md describes it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["section", "position", "code", "http", "message"])
    for section in sections:
        for position, row in enumerate(section.rows, start=1):
            writer.writerows(
                [section.id, position, code, row.http or "", message]
                for code in row.codes
                for message in row.messages or [""]
            )
    return out.getvalue()
