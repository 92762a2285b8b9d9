"""Codes that more than one venue uses: the same string, or the same number once a sign or leading zeros are lost.

Nothing here is written by a person; it follows from the codes and their conditions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Literal

from .anomalies import number_of
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
        return (
            len({frozenset(condition.id for condition in page.conditions) for page in self.permalinks}) == 1
        )


def find(pages: Iterable[Permalink]) -> tuple[Collision, ...]:
    """All collisions: first those of equal codes, then those of equal numbers, each sorted by number and code."""
    pages = list(pages)
    same_code = [
        Collision("same-code", str(code), tuple(sharing))
        for code, sharing in _shared(pages, lambda page: page.code)
        if len({page.venue.id for page in sharing}) > 1
    ]
    same_number = [
        Collision("same-number", str(number), tuple(sharing))
        for number, sharing in _shared(pages, lambda page: number_of(page.code))
        if len({page.code for page in sharing}) > 1
    ]
    return (*sorted(same_code, key=_order), *sorted(same_number, key=_order))


def _shared(
    pages: Iterable[Permalink], key: Callable[[Permalink], Hashable]
) -> Iterable[tuple[Hashable, list[Permalink]]]:
    groups: dict[Hashable, list[Permalink]] = defaultdict(list)
    for page in pages:
        groups[key(page)].append(page)
    return ((value, sharing) for value, sharing in groups.items() if value is not None and len(sharing) > 1)


def _order(collision: Collision) -> tuple[float, str]:
    number = number_of(collision.key)
    return (float("inf") if number is None else number, collision.key)
