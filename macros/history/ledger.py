"""The ledger of published addresses, data/permalinks.txt: one address a line, pages and entry anchors, append-only.

Whoever copied a link from the site relies on it. So the ledger only ever grows, and what stands in it must go on
resolving: to a page, to the note on a page that its code was withdrawn, or to an alias that redirects.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from ..catalogue import addresses
from ..catalogue.model import Catalogue
from ..catalogue.view import View
from ..reading.problems import BadData, Problem, broken
from . import appended

LEDGER = "data/permalinks.txt"

_ADDRESS = re.compile(r"/([A-Za-z0-9_-][A-Za-z0-9_.-]*/)*(#[a-z0-9-]+)?")


def current(root: Path, catalogue: Catalogue) -> list[str]:
    """Every address that the site of this catalogue has for good: hand-written pages, then venues with their codes and
    entries, conditions, and what venues, codes and conditions were called before."""
    return list(dict.fromkeys(chain(_hand_written(root), _of_catalogue(catalogue))))


def published(root: Path) -> list[str]:
    """The addresses in the ledger. Raises BadData where a line is no address or stands there twice."""
    lines = appended.read(root, LEDGER)
    if faults := list(_faults(lines)):
        raise BadData(faults)
    return lines


def missing(root: Path, catalogue: Catalogue) -> list[str]:
    """What was published and would no longer resolve in the site of this catalogue."""
    kept = set(current(root, catalogue))
    return [address for address in published(root) if address not in kept]


def append(root: Path, catalogue: Catalogue) -> list[str]:
    """Adds the addresses that are new to the end of the ledger and returns them. Raises BadData and writes nothing when
    the catalogue would drop any that was published."""
    if lost := problems(root, catalogue):
        raise BadData(lost)
    known = set(published(root))
    added = [address for address in current(root, catalogue) if address not in known]
    if added:
        appended.append(root, LEDGER, added)
    return added


def problems(root: Path, catalogue: Catalogue) -> list[Problem]:
    """One problem for each address that was published and would be lost, or what is wrong with the ledger itself."""
    try:
        lost = set(missing(root, catalogue))
    except BadData as refusal:
        return refusal.problems
    return [
        broken("lost-address", LEDGER, number, 1, source=address, address=address, remedy=_remedy(address))
        for number, address in enumerate(published(root), start=1)
        if address in lost
    ]


def _hand_written(root: Path) -> Iterator[str]:
    """The addresses of the pages under docs/."""
    docs = root / "docs"
    for path in sorted(docs.rglob("*.md")):
        parts = path.relative_to(docs).with_suffix("").parts
        if parts != ("404",):
            yield "/" + "".join(f"{part}/" for part in parts if part != "index")


def _of_catalogue(catalogue: Catalogue) -> Iterator[str]:
    view = View(catalogue)
    yield from (addresses.venue(venue.id) for venue in catalogue.venues)
    for page in view.permalinks:
        yield page.url
        yield from (f"{page.url}#{row.anchor}" for row in page.rows)
    yield from (parent.url for parent in view.sub_codes)
    yield from map(addresses.condition, catalogue.conditions)
    for alias in view.former:
        yield alias.address
        yield from (f"{alias.address}#{anchor}" for anchor in alias.anchors)


def _faults(lines: list[str]) -> Iterator[Problem]:
    seen: set[str] = set()
    for number, line in enumerate(lines, start=1):
        if not _ADDRESS.fullmatch(line):
            cause, remedy = "This is not an address of the site.", "Restore the line, or delete it."
        elif line in seen:
            cause, remedy = "This address is here twice.", "Delete this line."
        else:
            seen.add(line)
            continue
        yield broken("damaged-record", LEDGER, number, 1, source=line, cause=cause, remedy=remedy)


def _remedy(address: str) -> str:
    """What keeps an address alive, by what it is the address of."""
    if "#entry-" in address:
        return (
            "An entry that the venue dropped stays, with `withdrawn:`; one that moved keeps its number by `anchor:`; "
            "one whose code changed names the old one in `former_codes:`."
        )
    if address.startswith("/equivalents/"):
        return "A condition that changed its id names the old one in `former_ids:`."
    if address.count("/") == 2:
        return "A venue that changed its id names the old one in `former_ids:`; a page under docs/ stays where it is."
    return (
        "A code that the venue dropped stays, with `withdrawn:`; one that changed names the old one in "
        "`former_codes:`; a page under docs/ stays where it is."
    )
