"""What must hold in the data beyond the shape of each record.

Each check is a generator from what was read to problems, in the module of its subject. A new check is such a
function, its name in CHECKS, and its rules in rules.yml.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..loader import Reading
from ..problems import Problem
from . import addresses, answers, conditions, errata, keyorder, texts, venues

CHECKS: tuple[Callable[[Reading], Iterator[Problem]], ...] = (
    addresses.names,
    addresses.sections,
    addresses.codes,
    addresses.anchors,
    conditions.uses,
    conditions.neighbours,
    conditions.terms,
    conditions.meanings,
    conditions.catch_alls,
    answers.of_conditions,
    answers.of_entries,
    venues.dates,
    venues.replies,
    venues.rows,
    venues.evidence,
    texts.texts,
    errata.names,
    errata.findings,
    errata.leftovers,
    keyorder.key_order,
)
