"""Finds the weights of the signals that make right answers likely and wrong ones unlikely, from the fitting part of the corpus.

A page's score is the sum of what speaks for and against it. Two things are wanted of scores: among the pages that one place
of a text may mean the right one has the highest, and it is above 0 where the page is right and below where it is not. Both are
logistic losses, so the weights follow by walking downhill. What speaks for a page never
gets to weigh against it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

Evidence = dict[str, float]
START = "start"

_ROUNDS = 400
_STEP = 0.05
_SHRINK = 0.0005
"""How strongly weights are held near 0, so that a signal that is rare in the corpus does not get a wild one."""
_LEAST = 0.1
"""No signal counts for less, so that it settles what is equal otherwise."""


@dataclass(frozen=True)
class Place:
    """The pages that one place of a text may mean: what speaks for each, and which are right."""

    pages: Sequence[Evidence]
    right: Sequence[bool]
    weight: float = 1.0


def fit(places: Sequence[Place], weights: dict[str, float]) -> dict[str, float]:
    """Better weights. Each keeps its sign."""
    names = list(weights)
    positive = {name: weights[name] >= 0 for name in names}
    now = dict(weights)
    mean = dict.fromkeys(names, 0.0)
    square = dict.fromkeys(names, 0.0)
    for turn in range(1, _ROUNDS + 1):
        slopes = _slopes(places, now)
        for name in names:
            slope = slopes.get(name, 0.0) / len(places) + _SHRINK * now[name]
            mean[name] = 0.9 * mean[name] + 0.1 * slope
            square[name] = 0.99 * square[name] + 0.01 * slope * slope
            step = (
                _STEP * (mean[name] / (1 - 0.9**turn)) / (math.sqrt(square[name] / (1 - 0.99**turn)) + 1e-6)
            )
            now[name] -= step
            if name != START:
                now[name] = max(_LEAST, now[name]) if positive[name] else min(-_LEAST, now[name])
    return now


def score(evidence: Evidence, weights: dict[str, float]) -> float:
    """What the evidence weighs."""
    return weights[START] + sum(value * weights[name] for name, value in evidence.items())


def _slopes(places: Sequence[Place], weights: dict[str, float]) -> dict[str, float]:
    """How the loss changes with each weight."""
    slopes: dict[str, float] = {}
    for place in places:
        scores = [score(evidence, weights) for evidence in place.pages]
        pulls = _pulls(scores, place.right)
        for evidence, pull in zip(place.pages, pulls, strict=True):
            if abs(pull) < 1e-4:
                continue
            pull *= place.weight
            slopes[START] = slopes.get(START, 0.0) + pull
            for name, value in evidence.items():
                slopes[name] = slopes.get(name, 0.0) + pull * value
    return slopes


def _pulls(scores: Sequence[float], right: Sequence[bool]) -> list[float]:
    """How the loss of one place changes with the score of each of its pages."""
    count = sum(right)
    pulls = []
    for value, is_right in zip(scores, right, strict=True):
        chance = 1 / (1 + math.exp(-max(-30.0, min(30.0, value))))
        pulls.append(
            (chance - 1) / max(count, 1) if is_right else chance / max(1, len(scores) - count) ** 0.5
        )
    if 0 < count < len(scores):
        highest = max(scores)
        odds = [math.exp(value - highest) for value in scores]
        total = sum(odds)
        rights = sum(value for value, is_right in zip(odds, right, strict=True) if is_right)
        for number, is_right in enumerate(right):
            pulls[number] += odds[number] / total - (odds[number] / rights if is_right else 0.0)
    return pulls
