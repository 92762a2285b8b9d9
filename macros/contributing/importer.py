"""From a venue's documents to its file and its witness.

The messages go over verbatim. What an error means is a person's judgement: every condition stays open. What is too
long to be quoted is left to be retold.
"""

from __future__ import annotations

import csv
import io
from itertools import chain
from pathlib import Path

from ..catalogue.model import Catalogue
from ..reading.problems import Refused
from .entries import entry_lines, head_lines
from .fixer import write
from .rows import DocumentedSection, Found, Rules, read_rows
from .scaffold import head, path_of_new

WITNESSES = "tests/documented"


def import_documents(
    root: Path, catalogue: Catalogue, venue: str, paths: list[Path], rules: Rules, options: str
) -> str:
    """Writes the file of a new venue and its witness from its documents. `options` are those of the command, to be kept
    for the next time. Returns what to say about it."""
    path = path_of_new(root, venue)
    witness = root / WITNESSES / f"{venue}.csv"
    if witness.is_symlink() or witness.exists():
        raise Refused(
            f"{WITNESSES}/{venue}.csv exists already, and a witness is never overwritten. To begin again, delete it."
        )
    found = read_rows(paths, rules)
    transports = list(dict.fromkeys(section.transport for section in found.sections))
    lines: list[str] = []
    for section in found.sections:
        lines += chain(head_lines(section), *map(entry_lines, section.rows))
    witness.parent.mkdir(parents=True, exist_ok=True)
    write(witness, witness_of(found.sections))
    write(path, head(catalogue, venue, transports, options) + "\n".join(lines) + "\n")
    count = len(found.rows)
    codes = len({code for row in found.rows.values() for code in row.codes})
    return "\n".join(
        [
            f"Wrote {path.relative_to(root).as_posix()}: {count} rows, {codes} codes, {len(found.sections)} sections.",
            f"Wrote {WITNESSES}/{venue}.csv, its witness. Compare it with the document.",
            *told(found),
        ]
    )


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
