"""Addresses that lead elsewhere: those that pages had before, and those that people type without the minus sign."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from . import addresses
from .model import Catalogue
from .permalinks import Permalink, SubCodes


@dataclass(frozen=True)
class Alias:
    """An address that has no page of its own and leads to one that has."""

    address: str
    target: str
    anchors: dict[str, str] = field(default_factory=dict)
    """The entry anchors of the address, each with the one that it is in the target."""


def former(
    catalogue: Catalogue, pages: Collection[Permalink], parents: Collection[SubCodes]
) -> tuple[Alias, ...]:
    """The addresses that venues, codes and conditions had before, sorted. They are as permanent as permalinks."""
    taken = {page.url for page in pages} | {parent.url for parent in parents}
    wanted = (alias for alias in _moved(catalogue, pages, parents) if alias.address not in taken)
    return tuple(sorted(wanted, key=lambda alias: alias.address))


def _moved(catalogue: Catalogue, pages: Iterable[Permalink], parents: Iterable[SubCodes]) -> Iterator[Alias]:
    """Every former address, also one that has a page of its own again."""
    for venue in catalogue.venues:
        for id in venue.former_ids:
            yield Alias(addresses.venue(id), addresses.venue(venue.id))
    for page in pages:
        yield from _of_page(page)
    for parent in parents:
        for id in parent.venue.former_ids:
            yield Alias(addresses.permalink(id, parent.code), parent.url)
    for condition in catalogue.conditions.values():
        for id in condition.former_ids:
            yield Alias(addresses.condition(id), addresses.condition(condition.id))


def unsigned(pages: Collection[Permalink], taken: Iterable[str]) -> tuple[Alias, ...]:
    """The addresses of negative codes without the minus sign, where nothing else has them. They are a convenience:
    should the venue document such a code one day, its page takes the place. `taken` are other addresses in use."""
    found = [
        Alias(addresses.permalink(page.venue.id, page.slug.lstrip("-")), page.url, _own_anchors(page))
        for page in pages
        if page.slug.startswith("-")
    ]
    used = {page.url for page in pages} | set(taken)
    wanted = Counter(alias.address for alias in found)
    return tuple(alias for alias in found if wanted[alias.address] == 1 and alias.address not in used)


def _of_page(page: Permalink) -> Iterator[Alias]:
    """All addresses that a permalink had: each of its slugs under each id of its venue, but for the present one."""
    anchors_of = {page.slug: _own_anchors(page)}
    for row in page.rows:
        for code in row.entry.former_codes:
            anchors_of.setdefault(addresses.slug(code), _anchors_as(code, page))
    for id in [page.venue.id, *page.venue.former_ids]:
        for slug, anchors in anchors_of.items():
            yield Alias(addresses.permalink(id, slug), page.url, anchors)


def _own_anchors(page: Permalink) -> dict[str, str]:
    return {row.anchor: row.anchor for row in page.rows}


def _anchors_as(code: str, page: Permalink) -> dict[str, str]:
    """The anchors that the rows of a page had when their code was `code`: pinned ones stayed, the others counted."""
    rows = [row for row in page.rows if code in row.entry.former_codes]
    anchors = {row.anchor: row.anchor for row in rows if row.entry.anchor}
    for number, row in enumerate(rows, start=1):
        anchors.setdefault(f"entry-{number}", row.anchor)
    return anchors
