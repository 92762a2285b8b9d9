"""What must hold in the data beyond the shape of each record.

Each check is a generator of problems, in the module of its subject: about a file as it was read, a venue and its place,
or all that was read. A new check is such a function, its name in one of the lists, and its rules in rules.yml.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ...catalogue.model import Venue
from ..loader import ReadFile, Reading
from ..problems import Problem
from ..source import Place
from . import addresses, answers, conditions, errata, keyorder, texts, venues

OF_FILES: tuple[Callable[[ReadFile[Any]], Iterator[Problem]], ...] = (texts.texts, keyorder.key_order)

OF_VENUES: tuple[Callable[[Venue, Place], Iterator[Problem]], ...] = (
    addresses.sections,
    addresses.codes,
    addresses.anchors,
    venues.dates,
    venues.replies,
    venues.rows,
    venues.evidence,
    venues.names,
)

OF_ALL: tuple[Callable[[Reading], Iterator[Problem]], ...] = (
    addresses.names,
    addresses.categories,
    conditions.uses,
    conditions.neighbours,
    conditions.terms,
    conditions.meanings,
    conditions.catch_alls,
    answers.of_conditions,
    answers.of_entries,
    errata.operators,
    errata.findings,
)
