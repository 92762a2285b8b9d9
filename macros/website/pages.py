"""All generated pages: one for each venue, each code of a venue, and each condition.

A page knows its address and what its head says. Its HTML is rendered only when asked for, so that a large site is never
in memory as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from ..catalogue import addresses
from ..catalogue.addresses import AddressBook, root_of
from ..catalogue.model import Venue
from ..catalogue.view import View
from . import pictures
from .code_pages import KIND_RANK, code_pages
from .condition_pages import condition_pages
from .page import VENUES, Page, clip, data_link, feed_link


def pages(view: View, book: AddressBook) -> Iterator[Page]:
    """All generated pages of a view."""
    for venue in view.catalogue.venues:
        yield _of_venue(view, venue)
    yield from code_pages(view, book)
    yield from condition_pages(view, book)


def _of_venue(view: View, venue: Venue) -> Page:
    url = addresses.venue(venue.id)
    return Page(
        url=url,
        title=f"{venue.name} error codes",
        description=clip(
            f"All {len(view.of_venue[venue.id])} error codes of {venue.name} ({venue.product}): messages, HTTP statuses, "
            "what each means and whether the request may be sent again."
        ),
        heading="venue",
        anchors=tuple(section.id for section in venue.sections),
        links=(data_link(url), feed_link(venue)),
        schema={"@type": "DefinedTermSet", "name": f"{venue.name} error codes", "description": venue.product},
        template="venue.html",
        subject={"venue": venue},
        details=partial(_details_of_venue, view, venue),
        crumbs=(VENUES,),
        scripts=("filter.js",),
    )


def _details_of_venue(view: View, venue: Venue) -> dict[str, Any]:
    of_venue = view.of_venue[venue.id]
    conditions = {condition.id: condition for page in of_venue for condition in page.conditions}
    kinds = {note.kind for page in of_venue for note in page.annotations if note.codes}
    return {
        "codes": len(of_venue),
        "rows": sum(len(page.rows) for page in of_venue),
        "map": pictures.code_map(view.catalogue, of_venue, root_of(addresses.venue(venue.id))),
        "sections": view.sections(venue),
        "notes": [note for note in venue.annotations if not note.codes],
        "conditions": sorted(conditions.values(), key=lambda condition: condition.title),
        "statuses": sorted({entry.http for _, _, entry in venue.rows() if entry.http}),
        "kinds": sorted(kinds, key=KIND_RANK.__getitem__),
    }
