"""What conditions are called in other vocabularies, as pages show it."""

from __future__ import annotations

from collections.abc import Iterable

from ..catalogue import crosswalks
from ..catalogue.model import Condition


def vocabularies(conditions: Iterable[Condition]) -> list[tuple[Condition, dict[str, str]]]:
    """The terms of each condition that has some, by the names of the vocabularies."""
    found = []
    for condition in conditions:
        crosswalk, terms = condition.crosswalk, {}
        if crosswalk.grpc:
            terms["gRPC"] = crosswalk.grpc
        if crosswalk.ccxt:
            terms["ccxt"] = crosswalk.ccxt
        if crosswalk.fix:
            field, value = crosswalk.fix.field, crosswalk.fix.value
            terms["FIX"] = f"{field} ({crosswalks.FIX_TAGS[field]}) = {value}: {crosswalks.FIX[field][value]}"
        if terms:
            found.append((condition, terms))
    return found
