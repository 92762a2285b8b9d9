"""Conditions: each is used, names neighbours and terms that exist, and every entry means one."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from ...catalogue import crosswalks
from ...catalogue.model import OPEN
from ..loader import Reading
from ..problems import Problem
from ..source import rewritten
from .walk import conditions, entries, venues

UNSPECIFIED_SHARE = 0.05
"""At most this share of a venue's entries may mean a catch-all condition; more would tell readers nothing."""

UNSPECIFIED_FEW = 10
"""A small venue may have so many all the same."""

_NAMED = re.compile(r"`([a-z]+(?:-[a-z]+)+)`")


def uses(reading: Reading) -> Iterator[Problem]:
    """Every condition has an entry. Where something could not be read, nobody knows."""
    used = {entry.equivalent for venue, at in venues(reading) for entry, _ in entries(venue, at)}
    if reading.whole and used <= reading.condition_files.keys():
        for _, at in conditions(reading):
            if (id := at.file.path.stem) not in used:
                yield (at / "id").problem("unused-condition", id=id)


def neighbours(reading: Reading) -> Iterator[Problem]:
    """What a condition says of its neighbours names conditions."""
    for condition, at in conditions(reading):
        for id in _NAMED.findall(condition.differs):
            if id not in reading.condition_files or id == condition.id:
                yield (at / "differs").problem("unknown-neighbour", id=id)


def terms(reading: Reading) -> Iterator[Problem]:
    """A crosswalk names published terms."""
    for condition, at in conditions(reading):
        walk, here = condition.crosswalk, at / "crosswalk"
        if walk.grpc and walk.grpc not in crosswalks.GRPC:
            known = f"Choose one of: {', '.join(sorted(crosswalks.GRPC))}."
            term = f"code `{walk.grpc}`"
            yield (here / "grpc").problem("unknown-term", vocabulary="gRPC", term=term, known=known)
        if walk.ccxt and walk.ccxt not in crosswalks.CCXT:
            known = "Choose a class of ccxt's error hierarchy."
            term = f"class `{walk.ccxt}`"
            yield (here / "ccxt").problem("unknown-term", vocabulary="ccxt", term=term, known=known)
        if (fix := walk.fix) and fix.field and fix.value not in crosswalks.FIX[fix.field]:
            known = f"Its values are: {', '.join(map(str, crosswalks.FIX[fix.field]))}."
            term, there = f"value {fix.value}", here / "fix" / "value"
            yield there.problem("unknown-term", vocabulary=fix.field, term=term, known=known)


def meanings(reading: Reading) -> Iterator[Problem]:
    """Every entry means a condition that exists."""
    known = list(reading.condition_files)
    for venue, at in venues(reading):
        for entry, here in entries(venue, at):
            place, id = here / "equivalent", entry.equivalent
            if id == OPEN:
                yield place.problem("open-condition", code=entry.code or ", ".join(entry.codes))
            elif known and id not in reading.condition_files:
                near = difflib.get_close_matches(id, known)
                sure = difflib.get_close_matches(id, near, cutoff=0.9)
                like = f" Did you mean {' or '.join(f'`{name}`' for name in sure or near)}?" if near else ""
                edit = rewritten(place.node, sure[0]) if len(sure) == 1 else None
                yield place.problem("unknown-condition", edit=edit, id=id, like=like)


def catch_alls(reading: Reading) -> Iterator[Problem]:
    """Few entries of a venue mean a condition that says nothing."""
    vague = {id for id, condition in reading.conditions.items() if condition.unspecified}
    for venue, at in venues(reading):
        meant = [entry.equivalent in vague for entry, _ in entries(venue, at)]
        words = {"count": sum(meant), "total": len(meant), "share": UNSPECIFIED_SHARE}
        if sum(meant) > max(UNSPECIFIED_FEW, UNSPECIFIED_SHARE * len(meant)):
            yield (at / "sections").problem("too-many-catch-alls", on_key=True, **words)
