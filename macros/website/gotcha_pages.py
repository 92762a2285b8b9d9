"""What leads astray on each venue: the mistakes in its docs, and its codes that mean something else elsewhere."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from ..catalogue import addresses, words
from ..catalogue.model import Annotation, AnomalyKind, Venue
from ..catalogue.permalinks import Permalink
from ..catalogue.view import View
from .comparison import in_order
from .page import ANOMALIES, COLLISIONS, Crumb, Page, clip, feed_link

MOST_MEANINGS, MOST_OTHERS = 6, 5
"""How many meanings of a code are listed, and how many venues for each meaning."""

MOST_NUMBERS = 40
"""How many numbers the overview of collisions shows."""


def gotcha_pages(view: View) -> Iterator[Page]:
    """Two pages for each venue: its anomalies and its collisions, where it has some."""
    noted = annotations_by_venue(view)
    for venue in view.catalogue.venues:
        if noted[venue.id]:
            yield _anomalies_of(view, venue, noted[venue.id])
        if shared := shared_codes(view)[venue.id]:
            yield _collisions_of(venue, shared)


def annotations_by_venue(view: View) -> dict[str, list[Annotation]]:
    """What is known to be wrong or odd in the docs of each venue, also where it is written down with another venue."""
    found = {venue.id: list(venue.annotations) for venue in view.catalogue.venues}
    for venue in view.catalogue.venues:
        for annotation in venue.annotations:
            for id in annotation.venues:
                if id in found:
                    found[id].append(annotation)
    return found


def in_kinds(found: list[Annotation]) -> list[tuple[AnomalyKind, list[Annotation]]]:
    """Annotations by kind, the kinds that mislead most first."""
    groups: dict[AnomalyKind, list[Annotation]] = defaultdict(list)
    for annotation in found:
        groups[annotation.kind].append(annotation)
    return [(kind, groups[kind]) for kind in words.KIND if kind in groups]


def _anomalies_of(view: View, venue: Venue, found: list[Annotation]) -> Page:
    return Page(
        url=addresses.anomalies(venue.id),
        title=f"Mistakes in the docs of {venue.name}",
        description=clip(
            f"{len(found)} places where the error code docs of {venue.name} contradict themselves or mislead, and how "
            "to tell the cases apart."
        ),
        heading="gotchas",
        template="anomalies_of.html",
        subject={"venue": venue},
        details=partial(_details_of_anomalies, view, venue, found),
        crumbs=(ANOMALIES, Crumb(venue.name, addresses.venue(venue.id))),
        links=(feed_link(venue),),
        card=venue.id,
        scripts=("filter.js",),
        listed=False,
    )


def _details_of_anomalies(view: View, venue: Venue, found: list[Annotation]) -> dict[str, Any]:
    def pages(annotation: Annotation) -> list[Permalink]:
        known = ((venue.id, code) for code in annotation.codes)
        return [view.by_code[each] for each in known if each in view.by_code]

    return {"kinds": in_kinds(found), "pages": pages, "known": view.catalogue.conditions}


@dataclass(frozen=True)
class Others:
    """The pages of other venues that use a code, or its number, with one meaning."""

    same: bool
    """Whether it is the meaning that the code has on the venue itself."""
    pages: list[Permalink]

    @property
    def first(self) -> list[Permalink]:
        """Those that are named."""
        return self.pages[:MOST_OTHERS]

    @property
    def more(self) -> int:
        """How many are not named."""
        return len(self.pages) - len(self.first)


@dataclass(frozen=True)
class Shared:
    """A code of a venue that other venues use too."""

    page: Permalink
    others: list[Others]
    """By meaning; other meanings first."""

    @property
    def differs(self) -> bool:
        """Whether it means something else on some venue."""
        return any(not others.same for others in self.others)


@lru_cache(maxsize=1)
def shared_codes(view: View) -> dict[str, list[Shared]]:
    """By venue the codes that other venues use, as the same text or as the same number; those that mean something
    else there come first."""
    meanings = {page.url: _meaning(page) for page in view.permalinks}
    found: dict[str, list[Shared]] = {venue.id: [] for venue in view.catalogue.venues}
    for page in view.permalinks:
        groups: dict[frozenset[str], list[Permalink]] = defaultdict(list)
        for _, pages in view.elsewhere(page):
            for other in pages:
                if other.venue.id != page.venue.id:
                    groups[meanings[other.url]].append(other)
        if groups:
            others = [Others(meaning == meanings[page.url], alike) for meaning, alike in groups.items()]
            found[page.venue.id].append(
                Shared(page, sorted(others, key=lambda each: (each.same, -len(each.pages))))
            )
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
        description=clip(
            f"{len(shared)} codes of {venue.name} are used by other venues too, {differing} of them with "
            "another meaning."
        ),
        heading="gotchas",
        template="collisions_of.html",
        subject={"venue": venue},
        details=lambda: {"shared": shared, "differing": differing, "most": MOST_MEANINGS},
        crumbs=(COLLISIONS, Crumb(venue.name, addresses.venue(venue.id))),
        links=(feed_link(venue),),
        card=venue.id,
        scripts=("filter.js",),
        listed=False,
    )


def of_each_venue(view: View) -> list[tuple[Venue, int, list[tuple[AnomalyKind, int]]]]:
    """For the overview: each venue with its number of annotations, in all and by kind."""
    noted = annotations_by_venue(view)
    return [
        (venue, len(noted[venue.id]), [(kind, len(found)) for kind, found in in_kinds(noted[venue.id])])
        for venue in in_order(view.catalogue.venues)
        if noted[venue.id]
    ]


def kind_totals(view: View) -> list[tuple[AnomalyKind, int]]:
    """How many annotations of each kind there are."""
    totals = Counter(note.kind for venue in view.catalogue.venues for note in venue.annotations)
    return [(kind, totals[kind]) for kind in words.KIND if kind in totals]


def sharing_venues(view: View) -> list[tuple[Venue, int, int]]:
    """For the overview: each venue with how many codes it shares, and how many of them mean something else there."""
    found = shared_codes(view)
    counted = ((venue, found[venue.id]) for venue in in_order(view.catalogue.venues))
    return [(venue, len(shared), sum(each.differs for each in shared)) for venue, shared in counted if shared]


def busiest_numbers(view: View) -> list[tuple[str, int, list[Permalink]]]:
    """For the overview: the codes that mean most different things, each with how many and one page for each meaning."""
    found = []
    for collision in view.collisions:
        if collision.kind == "same-code":
            meanings: dict[frozenset[str], Permalink] = {}
            for page in collision.permalinks:
                meanings.setdefault(_meaning(page), page)
            if len(meanings) > 1:
                found.append(
                    (collision.key, len({p.venue.id for p in collision.permalinks}), list(meanings.values()))
                )
    return sorted(found, key=lambda each: -len(each[2]))[:MOST_NUMBERS]
