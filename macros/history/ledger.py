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
    """One problem for each page that was published and would be lost, for each entry of a page that stays, and for a
    venue that has another id now. Or what is wrong with the ledger itself."""
    try:
        known = dict.fromkeys(published(root))
    except BadData as refusal:
        return refusal.problems
    now = dict.fromkeys(current(root, catalogue))
    lost = dict.fromkeys(address for address in known if address not in now)
    renamed = _renamed(list(lost), [address for address in now if address not in known])
    told = []
    for number, address in enumerate(known, start=1):
        page, _, anchor = address.partition("#")
        if address not in lost or (anchor and page in lost) or (page.count("/") > 2 and _of(page) in renamed):
            continue
        remedy = _remedy(address, renamed.get(address))
        told.append(broken("lost-address", LEDGER, number, 1, source=address, address=address, remedy=remedy))
    return told


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


def _of(page: str) -> str:
    """The address of the venue that a page belongs to, or of all conditions."""
    return "/".join([*page.split("/")[:2], ""])


def _renamed(lost: list[str], new: list[str]) -> dict[str, str]:
    """For pages that would be lost those that they may be now: a venue with most of its codes under another id; codes
    of a venue, and conditions, where as many are new as are lost."""
    pages, came = ([one for one in each if "#" not in one] for each in (lost, new))
    result: dict[str, str] = {}
    for venue in (page for page in pages if page.count("/") == 2):
        own = [page for page in pages if page.startswith(venue) and page != venue]
        for other in (page for page in came if page.count("/") == 2):
            if 2 * sum(other + page.removeprefix(venue) in came for page in own) > len(own):
                result[venue] = other
    for parent in dict.fromkeys(map(_of, pages)):
        gone, found = ([page for page in each if _of(page) == parent != page] for each in (pages, came))
        if parent not in result and len(gone) == len(found):
            result |= dict(zip(gone, found, strict=True))
    return result


def _remedy(address: str, renamed: str | None) -> str:
    """What keeps an address alive, by what it is the address of and what that may be called now."""
    if "#entry-" in address:
        return (
            "An entry that the venue dropped stays, with `withdrawn:`; one that moved keeps its number by `anchor:`; "
            "one whose code changed names the old one in `former_codes:`."
        )
    name, other = (one.split("/")[-2] for one in (address, renamed or "//"))
    if address.startswith("/equivalents/"):
        line = f"`former_ids: [{name}]`"
        return (
            f"If `{other}` is this condition, add to its file: {line}."
            if renamed
            else "A condition that changed its id names the old one in `former_ids:`."
        )
    if address.count("/") == 2:
        return (
            f"{other} has the codes of {name}. Add to data/venues/{other}.yml: `former_ids: [{name}]`. Rename "
            f"tests/documented/{name}.csv to {other}.csv."
            if renamed
            else "A venue that changed its id names the old one in `former_ids:`; a page under docs/ stays where it is."
        )
    return (
        f'If {renamed} is this code now, add to its entry: `former_codes: ["{name}"]`. If the venue dropped the code, '
        "its entry stays, with `withdrawn:`."
        if renamed
        else "A code that the venue dropped stays, with `withdrawn:`; one that changed names the old one in "
        "`former_codes:`; a page under docs/ stays where it is."
    )
