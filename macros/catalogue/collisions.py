"""Codes that more than one venue uses: the same string, or the same number once a sign or leading zeros are lost.

Nothing here is written by a person; it follows from the codes and their conditions.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from .anomalies import number_of
from .grouping import grouped
from .permalinks import Permalink


@dataclass(frozen=True)
class Collision:
    """Pages whose codes are alike."""

    kind: Literal["same-code", "same-number"]
    key: str
    """The code, or for `same-number` the number without sign and leading zeros."""
    permalinks: tuple[Permalink, ...]

    @property
    def same_condition(self) -> bool:
        """Whether the code means the same wherever it is used, all of its rows considered."""
        meanings = {frozenset(condition.id for condition in page.conditions) for page in self.permalinks}
        return len(meanings) == 1


def find(pages: Collection[Permalink]) -> tuple[Collision, ...]:
    """All collisions: first those of equal codes, then those of equal numbers, each sorted by number and code."""
    same_code = [
        Collision("same-code", code, tuple(sharing))
        for code, sharing in grouped((page.code, page) for page in pages).items()
        if len({page.venue.id for page in sharing}) > 1
    ]
    same_number = [
        Collision("same-number", str(number), tuple(sharing))
        for number, sharing in grouped((number_of(page.code), page) for page in pages).items()
        if number is not None and len({page.code for page in sharing}) > 1
    ]
    return (*sorted(same_code, key=_order), *sorted(same_number, key=_order))


def _order(collision: Collision) -> tuple[float, str]:
    number = number_of(collision.key)
    return (float("inf") if number is None else number, collision.key)
