"""Suggests the condition of a row from the rows that are classified already, from what the conditions say, and from how
venues tend to word them (wordings.yml).

Nothing is decided here: each suggestion has its evidence, and a person accepts it or not.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from heapq import nlargest
from pathlib import Path

import yaml

from ..catalogue.anomalies import fold
from ..catalogue.model import Catalogue, Entry, Venue
from ..reading.syntax import short
from .likeness import Learned, Nearest, Scale, Traits, traits

MOST = 5
"""How many conditions are suggested for a row."""

SAME_TEXT, SAME_NAME, SAME_CODE = 4.0, 2.0, 2.0
"""How much it counts that a row of the condition has the very same text, the same name, or the same name and code at
the same operator; that a condition is likely counts up to 1."""

TITLE, MEANING, NEIGHBOURS, STEPS, WORDING = 3.0, 1.0, 0.2, 0.3, 1.0
"""How much the texts about a condition count, where the text of a row counts 1."""

_WORDINGS = Path(__file__).with_name("wordings.yml")

_Row = tuple[Venue, Entry]
"""A row that is classified, with its venue."""


@dataclass(frozen=True)
class Suggestion:
    """A condition that may be meant, with why."""

    condition: str
    evidence: str
    score: float
    """How much speaks for it."""
    alike: float
    """How alike, from 0 to 1, is the text known of the condition that is most like the row's."""


class Suggestions:
    """All that is known, to be asked for the conditions of other rows."""

    def __init__(self, catalogue: Catalogue):
        self._rows = [
            (venue, entry)
            for venue in catalogue.venues
            for _, _, entry in venue.rows()
            if entry.equivalent in catalogue.conditions
        ]
        texts = [
            (traits_of(texts_of(entry), entry.name or ""), entry.equivalent, 1.0) for _, entry in self._rows
        ]
        about = list(_about_conditions(catalogue))
        self._scale = Scale([own for own, _, _ in (*texts, *about)])
        examples = [(self._scale.vector(own), id, worth) for own, id, worth in (*texts, *about)]
        self._learned = Learned(examples)
        self._nearest = Nearest([vector for vector, _, _ in examples])
        self._conditions = [id for _, id, _ in examples]
        self._by_text: defaultdict[str, list[_Row]] = defaultdict(list)
        self._by_name: defaultdict[str, list[_Row]] = defaultdict(list)
        for venue, entry in self._rows:
            for text in texts_of(entry):
                self._by_text[fold(text)].append((venue, entry))
            self._by_name[fold(entry.name or "")].append((venue, entry))

    def best(
        self, texts: Collection[str], name: str = "", codes: Collection[str] = (), operator: str = ""
    ) -> list[Suggestion]:
        """The likeliest conditions of a row, the best first."""
        vector = self._scale.vector(traits_of(texts, name))
        scores = self._learned.likely(vector)
        evidence: dict[str, str] = {}
        nearest: dict[str, float] = {}
        for index, alike in sorted(self._nearest.alike(vector).items(), key=lambda pair: (-pair[1], pair[0])):
            id = self._conditions[index]
            nearest.setdefault(id, alike)
            if index < len(self._rows) and id not in evidence:
                venue, entry = self._rows[index]
                evidence[id] = f"like {venue.id} {entry.code}: {short(next(iter(texts_of(entry)), ''))}"
        same_name = self._by_name[fold(name)] if name else []
        same_code = [row for row in same_name if row[0].operator == operator and row[1].code in codes]
        same_text = [row for text in texts for row in self._by_text[fold(text)]]
        for worth, rows, words in [
            (SAME_NAME, same_name, "the same name as"),
            (SAME_CODE, same_code, "the same code and name as"),
            (SAME_TEXT, same_text, "the same text as"),
        ]:
            for venue, entry in reversed(rows):
                evidence[entry.equivalent] = f"{words} {venue.id} {entry.code}"
            for id, number in Counter(entry.equivalent for _, entry in rows).items():
                scores[id] += worth * number / len(rows)
        return [
            Suggestion(id, evidence.get(id, "by what the condition says"), score, nearest.get(id, 0.0))
            for id, score in nlargest(MOST, scores.items(), key=lambda pair: pair[1])
        ]


def texts_of(entry: Entry) -> list[str]:
    """What the document says of a row: its messages, and what explains it."""
    return [*entry.messages, *filter(None, [entry.explanation])]


def traits_of(texts: Iterable[str], name: str) -> Traits:
    """The traits of a row."""
    return traits(f"{' '.join(texts)} {name.replace('_', ' ')}")


def _about_conditions(catalogue: Catalogue) -> Iterable[tuple[Traits, str, float]]:
    """What is said about each condition, with its id and how much it counts."""
    wordings: dict[str, str] = yaml.load(_WORDINGS.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    for id, condition in catalogue.conditions.items():
        yield traits(f"{condition.title} {id.replace('-', ' ')}"), id, TITLE
        yield traits(condition.meaning), id, MEANING
        # Its neighbours are named in backticks; their names would speak for them.
        yield traits(re.sub("`[^`]*`", "", condition.differs)), id, NEIGHBOURS
        yield traits(" ".join(condition.steps)), id, STEPS
        for wording in wordings.get(id, "").split(";"):
            yield traits(wording), id, WORDING
