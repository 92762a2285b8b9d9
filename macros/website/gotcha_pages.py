"""What leads astray on each venue: the mistakes in its docs, and its codes that mean something else elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from typing import Any, NamedTuple

from ..catalogue import addresses, words
from ..catalogue.grouping import grouped
from ..catalogue.model import Annotation, AnomalyKind, Venue
from ..catalogue.permalinks import Permalink
from ..catalogue.view import View
from .comparison import in_order
from .page import ANOMALIES, COLLISIONS, Link, Page

MOST_MEANINGS, MOST_OTHERS = 6, 5
"""How many meanings of a code are listed, and how many venues for each meaning."""

MOST_NUMBERS = 40
"""How many numbers the overview of collisions shows."""


def gotcha_pages(view: View) -> Iterator[Page]:
    """Two pages for each venue: its anomalies and its collisions, where it has some."""
    noted, shared = annotations_by_venue(view), shared_codes(view)
    for venue in view.catalogue.venues:
        if noted[venue.id]:
            yield _anomalies_of(view, venue, noted[venue.id])
        if shared[venue.id]:
            yield _collisions_of(venue, shared[venue.id])


@lru_cache(maxsize=1)
def annotations_by_venue(view: View) -> dict[str, list[Annotation]]:
    """What is known to be wrong or odd in the docs of each venue, also where it is written down with another venue."""
    found = {venue.id: list(venue.annotations) for venue in view.catalogue.venues}
    for venue in view.catalogue.venues:
        for annotation in venue.annotations:
            for id in annotation.venues:
                if id in found:
                    found[id].append(annotation)
    return found


def in_kinds(notes: Sequence[Annotation]) -> list[tuple[AnomalyKind, list[Annotation]]]:
    """Annotations by kind, the kinds that mislead most first."""
    groups = [(kind, [note for note in notes if note.kind == kind]) for kind in words.KIND]
    return [(kind, group) for kind, group in groups if group]


def _anomalies_of(view: View, venue: Venue, found: list[Annotation]) -> Page:
    return Page(
        url=addresses.anomalies(venue.id),
        title=f"Mistakes in the docs of {venue.name}",
        summary=f"{len(found)} places where the error code docs of {venue.name} contradict themselves or mislead, and "
        "how to tell the cases apart.",
        heading="gotchas",
        template="anomalies_of.html",
        details=partial(_details_of_anomalies, view, venue, found),
        crumbs=(ANOMALIES, Link(venue.name, addresses.venue(venue.id))),
        venue=venue,
        scripts=("filter.js",),
        listed=False,
    )


def _details_of_anomalies(view: View, venue: Venue, found: list[Annotation]) -> dict[str, Any]:
    def pages(annotation: Annotation) -> list[Permalink]:
        known = ((venue.id, code) for code in annotation.codes)
        return [view.by_code[each] for each in known if each in view.by_code]

    return {"kinds": in_kinds(found), "pages": pages, "known": view.catalogue.conditions}


class Others(NamedTuple):
    """The pages of other venues that use a code, or its number, with one meaning."""

    same: bool
    """Whether it is the meaning that the code has on the venue itself."""
    pages: list[Permalink]


class Shared(NamedTuple):
    """A code of a venue that other venues use too."""

    page: Permalink
    others: list[Others]
    """By meaning; other meanings first."""

    @property
    def differs(self) -> bool:
        """Whether it means something else on some venue."""
        return not self.others[0].same


@lru_cache(maxsize=1)
def shared_codes(view: View) -> dict[str, list[Shared]]:
    """By venue the codes that other venues use, as the same text or as the same number; those that mean something
    else there come first."""
    meanings = {page.url: _meaning(page) for page in view.permalinks}
    found: dict[str, list[Shared]] = {venue.id: [] for venue in view.catalogue.venues}
    for page in view.permalinks:
        groups = grouped(
            (meanings[other.url], other)
            for _, pages in view.elsewhere(page)
            for other in pages
            if other.venue.id != page.venue.id
        )
        if groups:
            others = [Others(meaning == meanings[page.url], alike) for meaning, alike in groups.items()]
            others.sort(key=lambda each: (each.same, -len(each.pages)))
            found[page.venue.id].append(Shared(page, others))
    for shared in found.values():
        shared.sort(key=lambda each: not each.differs)
    return found


def _meaning(page: Permalink) -> frozenset[str]:
    return frozenset(condition.id for condition in page.conditions)


def _collisions_of(venue: Venue, shared: list[Shared]) -> Page:
    differing = sum(each.differs for each in shared)
    return Page(
        url=addresses.collisions(venue.id),
        title=f"Codes of {venue.name} that other venues use",
        summary=f"{len(shared)} codes of {venue.name} are used by other venues too, {differing} of them with another "
        "meaning.",
        heading="gotchas",
        template="collisions_of.html",
        details=lambda: {
            "shared": shared,
            "differing": differing,
            "most": MOST_MEANINGS,
            "most_others": MOST_OTHERS,
        },
        crumbs=(COLLISIONS, Link(venue.name, addresses.venue(venue.id))),
        venue=venue,
        scripts=("filter.js",),
        listed=False,
    )


def sharing_venues(view: View) -> list[tuple[Venue, int, int]]:
    """For the overview: each venue with how many codes it shares, and how many of them mean something else there."""
    counted = ((venue, shared_codes(view)[venue.id]) for venue in in_order(view.catalogue.venues))
    return [(venue, len(shared), sum(each.differs for each in shared)) for venue, shared in counted if shared]


def busiest_numbers(view: View) -> list[tuple[str, int, list[Permalink]]]:
    """For the overview: the codes that mean most different things, each with how many venues use it, and one page for
    each meaning."""
    found = []
    for collision in view.collisions:
        if collision.kind == "same-code" and not collision.same_condition:
            venues = {page.venue.id for page in collision.permalinks}
            meanings: dict[frozenset[str], Permalink] = {}
            for page in collision.permalinks:
                meanings.setdefault(_meaning(page), page)
            found.append((collision.key, len(venues), list(meanings.values())))
    return sorted(found, key=lambda each: -len(each[2]))[:MOST_NUMBERS]
