"""How often the lookup is right, sure of it, and sure where nothing is certain."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.lookup.cases import Case, Judge

Answers = list[dict[str, Any]]


@dataclass
class Figures:
    """What came of some pastes."""

    positives: int = 0
    right: int = 0
    """A right page came first."""
    sure: int = 0
    """And it was a result, not a maybe; every further error of the paste was found too."""
    negatives: int = 0
    wrong: int = 0
    """There was a result where nothing is certain."""
    misses: list[tuple[Case, Answers]] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"right first {self.right / max(1, self.positives):.1%}, "
            f"confident and right {self.sure / max(1, self.positives):.1%} of {self.positives}; "
            f"confident on {self.wrong / max(1, self.negatives):.1%} of {self.negatives} negatives"
        )


def measure(judge: Judge, cases: Sequence[Case], answers: Iterable[Answers]) -> Figures:
    """Judges the answers to each paste."""
    figures = Figures()
    for case, found in zip(cases, answers, strict=True):
        wanted = judge.right(case)
        is_sure = bool(found) and found[0]["rank"] == "result"
        if not case.pages:
            figures.negatives += 1
            figures.wrong += is_sure
            is_miss = is_sure
        else:
            is_right = bool(found) and found[0]["page"] in wanted
            has_others = all(any(answer["page"] in urls for answer in found) for urls in judge.also(case))
            figures.positives += 1
            figures.right += is_right
            figures.sure += is_right and is_sure and has_others
            is_miss = not (is_right and is_sure and has_others)
        if is_miss:
            figures.misses.append((case, found))
    return figures
