"""From a table of a venue's document to the venue's file and its witness.

The messages go over verbatim. What an error means is a person's judgement: every condition stays open, and the nearest
message that is classified already stands beside it as a suggestion.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from math import log, sqrt
from pathlib import Path
from typing import Iterable

from .addresses import slug
from .checks import OPEN
from .fixer import write
from .loader import read
from .model import Catalogue
from .problems import Refused
from .scaffold import head, path_of_new
from .tables import Row, read_table
from .yamlfile import INVISIBLE, quote, short

WITNESSES = "tests/documented"
ALIKE = 0.35
"""How alike two messages are, from 0 to 1, before one suggests the condition of the other."""


def import_table(root: Path, venue: str, table: Path) -> str:
    """Writes the venue's file and its witness from a table. Returns what to say about it."""
    path = path_of_new(root, venue)
    witness = root / WITNESSES / f"{venue}.csv"
    if witness.is_symlink() or witness.exists():
        raise Refused(f"{WITNESSES}/{venue}.csv exists already, and a witness is never overwritten.")
    rows = read_table(table)
    sections = _sections(rows)
    suggestions = Suggestions(read(root).catalogue)
    lines, without = _venue(venue, sections, suggestions)
    witness.parent.mkdir(parents=True, exist_ok=True)
    write(witness, _witness(sections))
    write(path, "\n".join(lines) + "\n")
    said = [
        f"Wrote {path.relative_to(root).as_posix()}: {len(rows)} rows in {len(sections)} sections.",
        f"Wrote {WITNESSES}/{venue}.csv, its witness. Compare it with the document.",
        f"{len(rows)} conditions are open, {len(rows) - len(without)} of them with a suggestion to confirm.",
    ]
    return "\n".join([*said, *(["Nothing known is like these:"] if without else []), *without])


class Suggestions:
    """Finds the classified message that is most like a new one, by the words that they share; rare words count more."""

    def __init__(self, catalogue: Catalogue):
        self._known = [
            (_words(message), entry.equivalent, f"{venue.id} {entry.code} says {quote(short(message))}")
            for venue in catalogue.venues
            for _, _, entry in venue.rows()
            for message in entry.messages
            if entry.equivalent in catalogue.conditions
        ]
        self._uses = Counter(word for words, _, _ in self._known for word in words)

    def best(self, messages: Iterable[str]) -> str | None:
        """A condition with its reason, as one line; None where nothing is alike."""
        found = max(
            ((self._likeness(_words(message), words), condition, reason)
             for message in messages for words, condition, reason in self._known),
            default=(0.0, "", ""),
        )  # fmt: skip
        return INVISIBLE.sub("", f"{found[1]}: {found[2]}") if found[0] >= ALIKE else None

    def _likeness(self, one: frozenset[str], other: frozenset[str]) -> float:
        """The cosine of the angle between two sets of weighed words."""
        shared = self._weight(one & other)
        return shared / sqrt(self._weight(one) * self._weight(other)) if shared else 0.0

    def _weight(self, words: frozenset[str]) -> float:
        return sum(log(1 + len(self._known) / (1 + self._uses[word])) ** 2 for word in words)


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z]{2,}", text.casefold()))


def _sections(rows: list[Row]) -> dict[str, list[Row]]:
    """The rows by the id of their section, in the order documented."""
    result: dict[str, list[Row]] = {}
    for row in rows:
        result.setdefault(slug(row.section).strip("-")[:60].rstrip("-") or "errors", []).append(row)
    return result


def _venue(venue: str, sections: dict[str, list[Row]], suggestions: Suggestions) -> tuple[list[str], list[str]]:
    """The lines of the venue's file, and a line about each row that nothing known is like."""
    transports = list(dict.fromkeys(row.transport for rows in sections.values() for row in rows))
    lines, without = head(venue, transports).rstrip("\n").split("\n"), []
    for section, rows in sections.items():
        lines += [f"  - id: {section}", f"    title: {quote(rows[0].section or 'TODO')}"]
        lines += [f"    transport: {rows[0].transport}", "    entries:"]
        for row in rows:
            suggestion = suggestions.best([*row.messages, row.name])
            if suggestion is None:
                without.append(f"  line {len(lines) + 1}: {row.code} {short(row.messages[0])}")
            lines += _entry(row, suggestion)
    return lines, without


def _entry(row: Row, suggestion: str | None) -> list[str]:
    lines = [f"      - code: {quote(row.code)}"]
    if row.name:
        lines.append(f"        name: {quote(row.name)}")
    if row.http:
        lines.append(f"        http: {row.http}")
    lines += ["        messages:", *(f"          - {quote(message)}" for message in row.messages)]
    return [*lines, f"        equivalent: {OPEN}" + (f"  # perhaps {suggestion}" if suggestion else "")]


def _witness(sections: dict[str, list[Row]]) -> str:
    """The witness: one line for each message, as tests/documented/README.md says."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["section", "position", "code", "http", "message"])
    for section, rows in sections.items():
        for position, row in enumerate(rows, start=1):
            writer.writerows([section, position, row.code, row.http or "", message] for message in row.messages)
    return out.getvalue()
