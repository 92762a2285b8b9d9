"""Suggests the condition of a row from the rows that are classified already, from what the conditions say, and from how
venues tend to word them (wordings/).

Nothing is decided here: each suggestion has its evidence, and a person accepts it or not.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import nlargest
from math import log
from pathlib import Path

import yaml

from ..catalogue.anomalies import fold
from ..catalogue.model import Catalogue, Entry, Venue
from ..reading.syntax import short
from .likeness import Learned, Nearest, Scale, Traits, Vector, alike, stem, traits

MOST = 5
"""How many conditions are suggested for a row."""

SAME_TEXT, SAME_NAME, SAME_CODE = 4.0, 2.0, 2.0
"""How much it counts that a row of the condition has the very same text, the same name, or the same name and code at
the same operator; that a condition is likely counts up to 1."""

TITLE, MEANING, NEIGHBOURS, STEPS, WORDING = 3.0, 1.0, 0.2, 0.3, 1.0
"""How much the texts about a condition count, where the text of a row counts 1."""

_WORDINGS = Path(__file__).with_name("wordings")
"""For each category a file with the wordings of its conditions, parted by semicolons: how an exchange might say it, in
words of our own. A bag of words knows no language; from these it learns which words may mean what. They were written
without a look at any venue's rows, so that leaving a venue out still measures what a new venue gets."""


@dataclass(frozen=True)
class Suggestion:
    """A condition that may be meant, with why."""

    condition: str
    evidence: str
    alike: float
    """How alike, from 0 to 1, is the text known of the condition that is most like the row's."""


@dataclass(frozen=True)
class Decided:
    """A row of the same venue that has its condition."""

    entry: Entry
    vector: Vector


class Suggestions:
    """All that is known, to be asked for the conditions of other rows."""

    def __init__(self, catalogue: Catalogue):
        rows = [
            (venue, entry)
            for venue in catalogue.venues
            for _, _, entry in venue.rows()
            if entry.equivalent in catalogue.conditions
        ]
        texts = [(traits_of(entry), entry.equivalent, 1.0) for _, entry in rows]
        wordings: dict[str, str] = {}
        for file in sorted(_WORDINGS.glob("*.yml")):
            wordings |= yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        about = list(_about_conditions(catalogue, wordings))
        self._scale = Scale([own for own, _, _ in (*texts, *about)])
        examples = [(self._scale.vector(own), id, worth) for own, id, worth in (*texts, *about)]
        self._learned = Learned(examples)
        self._nearest = Nearest([vector for vector, _, _ in examples])
        self._known = [(entry.equivalent, _like(venue, entry)) for venue, entry in rows]
        self._known += [(id, "") for _, id, _ in about]
        self._by_text: defaultdict[str, list[tuple[Venue, Entry]]] = defaultdict(list)
        self._by_name: defaultdict[str, list[tuple[Venue, Entry]]] = defaultdict(list)
        for venue, entry in rows:
            for text in texts_of(entry):
                self._by_text[fold(text)].append((venue, entry))
            self._by_name[fold(entry.name or "")].append((venue, entry))
        self._said = {
            id: (one, f"{id} {one.title} {one.meaning} {wordings.get(id)}".casefold())
            for id, one in catalogue.conditions.items()
        }

    def search(self, words: str) -> list[Suggestion]:
        """The conditions of which most of these words are said, the best first; a rare word counts more."""
        scores: defaultdict[str, float] = defaultdict(float)
        for word in map(stem, words.casefold().split()):
            having = [id for id, (_, said) in self._said.items() if word in said]
            for id in having:
                scores[id] += log(1 + len(self._said) / len(having)) * (1 + (word in id))
        found = [self._said[id][0] for id in nlargest(MOST, scores, key=scores.__getitem__)]
        return [Suggestion(one.id, f"{one.title}: {one.meaning}", 0.0) for one in found]

    def decided(self, entry: Entry) -> Decided:
        """A row of the venue that is asked for, so that it counts as well."""
        return Decided(entry, self._scale.vector(traits_of(entry)))

    def best(self, entry: Entry, of: Venue, own: Sequence[Decided] = ()) -> list[Suggestion]:
        """The likeliest conditions of a row of a venue, also from its `own` rows that are decided; the best first."""
        vector = self._scale.vector(traits_of(entry))
        scores = self._learned.likely(vector)
        evidence: dict[str, str] = {}
        nearest: dict[str, float] = {}
        lifts: defaultdict[str, float] = defaultdict(float)
        near = [(share, *self._known[index]) for index, share in sorted(self._nearest.alike(vector).items())]
        for known in own:
            if share := alike(vector, known.vector):
                id = known.entry.equivalent
                lifts[id] = max(lifts[id], share**2)
                near.append((share, id, _like(of, known.entry)))
        for id, lift in lifts.items():
            scores[id] += lift
        for share, id, like in sorted(near, key=lambda one: -one[0]):
            nearest.setdefault(id, share)
            if like:
                evidence.setdefault(id, like)
        same_name = self._by_name[fold(entry.name)] if entry.name else []
        codes = (entry.code, *entry.codes)
        same_code = [row for row in same_name if row[0].operator == of.operator and row[1].code in codes]
        same_text = [row for text in texts_of(entry) for row in self._by_text[fold(text)]]
        for worth, rows, words in [
            (SAME_NAME, same_name, "the same name as"),
            (SAME_CODE, same_code, "the same code and name as"),
            (SAME_TEXT, same_text, "the same text as"),
        ]:
            for venue, other in reversed(rows):
                evidence[other.equivalent] = f"{words} {venue.id} {other.code}"
            for id, number in Counter(other.equivalent for _, other in rows).items():
                scores[id] += worth * number / len(rows)
        return [
            Suggestion(id, evidence.get(id) or "by what the condition says", nearest.get(id, 0.0))
            for id in nlargest(MOST, scores, key=scores.__getitem__)
        ]


def _like(venue: Venue, entry: Entry) -> str:
    return f"like {venue.id} {entry.code or entry.codes[0]}: {short(next(iter(texts_of(entry)), ''))}"


def texts_of(entry: Entry) -> list[str]:
    """What the document says of a row: its messages, and what explains it."""
    return [*entry.messages, *filter(None, [entry.explanation])]


def traits_of(entry: Entry) -> Traits:
    """The traits of a row."""
    return traits(". ".join([*texts_of(entry), (entry.name or "").replace("_", " ")]))


def _about_conditions(catalogue: Catalogue, wordings: dict[str, str]) -> Iterable[tuple[Traits, str, float]]:
    """What is said about each condition, with its id and how much it counts."""
    for id, condition in catalogue.conditions.items():
        yield traits(f"{condition.title} {id.replace('-', ' ')}"), id, TITLE
        yield traits(condition.meaning), id, MEANING
        # Its neighbours are named in backticks; their names would speak for them.
        yield traits(re.sub("`[^`]*`", "", condition.differs)), id, NEIGHBOURS
        yield traits(" ".join(condition.steps)), id, STEPS
        for wording in wordings.get(id, "").split(";"):
            yield traits(wording), id, WORDING
