"""Suggests the condition of a row from the rows that are classified already."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from heapq import nlargest
from math import log, sqrt

from ..catalogue.anomalies import fold
from ..catalogue.model import Catalogue

ALIKE = 0.2
"""How well a condition fits, from 0 to 1, before it is suggested."""


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
