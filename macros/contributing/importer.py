"""From a table of a venue's document to the venue's file and its witness.

The messages go over verbatim. What an error means is a person's judgement: every condition stays open, and what similar
messages of other venues mean stands beside it as a suggestion.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, defaultdict
from heapq import nlargest
from itertools import chain, count
from math import log, sqrt
from pathlib import Path

from ..catalogue.addresses import slug
from ..catalogue.anomalies import fold
from ..catalogue.model import OPEN, Catalogue
from ..reading.loader import read
from ..reading.problems import Refused
from ..reading.source import quote, short
from .fixer import write
from .scaffold import head, path_of_new
from .tables import Row, read_table

WITNESSES = "tests/documented"
ALIKE = 0.2
"""How well a condition fits, from 0 to 1, before it is suggested."""


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
    """Guesses the condition of a message from the messages that are classified and from what the conditions say.

    Texts are compared by the four-letter pieces that they share, rare ones counting more: that forgives typos, endings
    and word order.
    """

    def __init__(self, catalogue: Catalogue):
        self._of_message: dict[str, str] = {}
        pieces = {
            condition.id: Counter(_pieces(f"{condition.title} {condition.meaning}"))
            for condition in catalogue.conditions.values()
        }
        for venue in catalogue.venues:
            for _, _, entry in venue.rows():
                if entry.equivalent in pieces:
                    pieces[entry.equivalent].update(_pieces(f"{' '.join(entry.messages)} {entry.name or ''}"))
                    self._of_message.update((fold(message), entry.equivalent) for message in entry.messages)
        uses = Counter(piece for own in pieces.values() for piece in own)
        self._rarity = {piece: log(1 + len(pieces) / (1 + number)) for piece, number in uses.items()}
        self._conditions: dict[str, dict[str, float]] = {}
        """For each piece how much it speaks for each condition that has it."""
        for condition, own in pieces.items():
            weights = {piece: (1 + log(number)) * self._rarity[piece] for piece, number in own.items()}
            length = sqrt(sum(weight**2 for weight in weights.values()))
            for piece, weight in weights.items():
                self._conditions.setdefault(piece, {})[condition] = weight / length

    def best(self, messages: list[str], name: str) -> list[str]:
        """The condition that fits best, with the next best where that is nearly as good; none where nothing is alike."""
        for message in messages:
            if known := self._of_message.get(fold(message)):
                return [known]
        scores: defaultdict[str, float] = defaultdict(float)
        pieces = _pieces(f"{' '.join(messages)} {name}")
        for piece in pieces:
            for condition, weight in self._conditions.get(piece, {}).items():
                scores[condition] += weight * self._rarity[piece]
        length = sqrt(sum(self._rarity.get(piece, 0) ** 2 for piece in pieces)) or 1
        ranked = nlargest(2, scores.items(), key=lambda pair: pair[1])
        return [condition for condition, score in ranked if score >= max(ALIKE * length, 0.8 * ranked[0][1])]


def _pieces(text: str) -> set[str]:
    words = f" {' '.join(re.findall('[a-z]{2,}', text.casefold().replace('_', ' ')))} "
    return {words[start : start + 4] for start in range(len(words) - 3)}


def _sections(rows: list[Row]) -> dict[str, list[Row]]:
    """The rows by the id of their section, in the order documented."""
    of_heading: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        of_heading.setdefault((row.section, row.transport), []).append(row)
    result: dict[str, list[Row]] = {}
    for (heading, _), of_section in of_heading.items():
        id = slug(heading).strip("-")[:50].rstrip("-") or "errors"
        result[
            next(name for name in chain([id], map(f"{id}-{{}}".format, count(2))) if name not in result)
        ] = of_section
    return result


def _venue(
    venue: str, sections: dict[str, list[Row]], suggestions: Suggestions
) -> tuple[list[str], list[str]]:
    """The lines of the venue's file, and a line about each row that nothing known is like."""
    transports = list(dict.fromkeys(row.transport for rows in sections.values() for row in rows))
    lines, without = head(venue, transports).rstrip("\n").split("\n"), []
    for section, rows in sections.items():
        lines += [f"  - id: {section}", f"    title: {quote(rows[0].section or 'TODO')}"]
        lines += [f"    transport: {rows[0].transport}", "    entries:"]
        for row in rows:
            suggestion = " or ".join(suggestions.best(row.messages, row.name))
            if not suggestion:
                without.append(f"  line {len(lines) + 1}: {row.code} {short(row.messages[0])}")
            lines += _entry(row, suggestion)
    return lines, without


def _entry(row: Row, suggestion: str) -> list[str]:
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
            writer.writerows(
                [section, position, row.code, row.http or "", message] for message in row.messages
            )
    return out.getvalue()
