"""Suggests the condition of a row from the rows that are classified already and from what the conditions say.

Nothing is decided here: each suggestion has its evidence, and a person accepts it or not.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from heapq import nlargest

from ..catalogue.anomalies import fold
from ..catalogue.model import Catalogue, Entry
from ..reading.syntax import short
from .likeness import Texts, Traits, traits

MOST = 5
"""How many conditions are suggested for a row."""

LIKELY = 0.35
"""How alike a condition is, from 0 to 1, that is worth a comment beside a row."""

OWN_WORDS, NEAREST, SAME_TEXT, SAME_NAME, SAME_CODE = 1.5, 0.5, 2.0, 1.0, 0.5
"""What counts: that the condition's texts together are alike, that one of them is; that a row of the condition has the
very same text, the same name, or the same code at the same operator."""


@dataclass(frozen=True)
class Suggestion:
    """A condition that may be meant, with why."""

    condition: str
    evidence: str
    score: float


@dataclass(frozen=True)
class _Known:
    """A row that is classified."""

    venue: str
    operator: str
    code: str
    name: str
    texts: frozenset[str]
    shown: str
    condition: str


class Suggestions:
    """All that is known, to be asked for the conditions of other rows."""

    def __init__(self, catalogue: Catalogue):
        conditions = catalogue.conditions
        self._rows = [
            _Known(
                venue.id,
                venue.operator,
                entry.code,
                fold(entry.name or ""),
                frozenset(map(fold, texts_of(entry))),
                short(next(iter(texts_of(entry)), "")),
                entry.equivalent,
            )
            for venue in catalogue.venues
            for _, _, entry in venue.rows()
            if entry.equivalent in conditions
        ]
        entries = [
            entry
            for venue in catalogue.venues
            for _, _, entry in venue.rows()
            if entry.equivalent in conditions
        ]
        self._texts = Texts(
            ((entry.equivalent, traits_of(texts_of(entry), entry.name or "")) for entry in entries),
            ((id, _described(f"{one.title} {id}", one.meaning)) for id, one in conditions.items()),
        )
        self._by_text: defaultdict[str, list[_Known]] = defaultdict(list)
        self._by_name: defaultdict[str, list[_Known]] = defaultdict(list)
        for row in self._rows:
            for text in row.texts:
                self._by_text[text].append(row)
            self._by_name[row.name].append(row)

    def best(
        self, texts: Iterable[str], name: str = "", codes: Collection[str] = (), operator: str = ""
    ) -> list[Suggestion]:
        """The likeliest conditions of a row, the best first."""
        texts = list(texts)
        labels, single = self._texts.like(traits_of(texts, name))
        scores = defaultdict(float, {id: OWN_WORDS * alike for id, alike in labels.items()})
        nearest: dict[str, tuple[float, _Known]] = {}
        for index, alike in single.items():
            row = self._rows[index]
            if alike > nearest.get(row.condition, (0.0,))[0]:
                nearest[row.condition] = alike, row
        for id, (alike, _) in nearest.items():
            scores[id] += NEAREST * alike
        evidence = {id: f"like {row.venue} {row.code}: {row.shown}" for id, (_, row) in nearest.items()}
        same_name = self._by_name[fold(name)] if name else []
        same_code = [row for row in same_name if row.operator == operator and row.code in codes]
        same_text = [row for text in texts for row in self._by_text[fold(text)]]
        for worth, rows, words in [
            (SAME_NAME, same_name, "the same name as"),
            (SAME_CODE, same_code, "the same code and name as"),
            (SAME_TEXT, same_text, "the same text as"),
        ]:
            share = Counter(row.condition for row in rows)
            for row in reversed(rows):
                evidence[row.condition] = f"{words} {row.venue} {row.code}"
            for id, number in share.items():
                scores[id] += worth * number / len(rows)
        return [
            Suggestion(id, evidence.get(id, "by what the condition says"), score)
            for id, score in nlargest(MOST, scores.items(), key=lambda pair: pair[1])
        ]


def texts_of(entry: Entry) -> list[str]:
    """What the document says of a row: its messages, and what explains it."""
    return [*entry.messages, *filter(None, [entry.explanation])]


def traits_of(texts: Iterable[str], name: str) -> Traits:
    """The traits of a row."""
    return traits(f"{' '.join(texts)} {name.replace('_', ' ')}")


def _described(title: str, meaning: str) -> Traits:
    """The traits of a condition: what it is called counts most."""
    result: defaultdict[str, float] = defaultdict(float)
    for text, weight in [(title.replace("-", " "), 2.0), (meaning, 0.3)]:
        for trait, own in traits(text).items():
            result[trait] += weight * own
    return result
