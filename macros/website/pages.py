"""All generated pages: one for each venue, each code of a venue, and each condition.

A page knows its address and what its head says. Its HTML is rendered only when asked for, so that a large site is never
in memory as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from ..catalogue import addresses, words
from ..catalogue.addresses import AddressBook, root_of
from ..catalogue.model import Category, Condition, Venue
from ..catalogue.view import View
from . import pictures
from .code_pages import KIND_RANK, code_pages
from .crosswalks import vocabularies
from .page import CONDITIONS, VENUES, Crumb, Page, clip, data_link, feed_link


def pages(view: View, book: AddressBook) -> Iterator[Page]:
    """All generated pages of a view."""
    for venue in view.catalogue.venues:
        yield _of_venue(view, venue)
    yield from code_pages(view, book)
    for category in view.catalogue.categories:
        for condition in category.conditions:
            yield _of_condition(view, book, category, condition)


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


def _of_condition(view: View, book: AddressBook, category: Category, condition: Condition) -> Page:
    url = addresses.condition(condition.id)
    uses = view.uses[condition.id]
    names = ", ".join(use.venue.name for use in uses.values())
    return Page(
        url=url,
        title=f"{condition.title} · equivalent error codes",
        description=clip(f"{condition.meaning} The codes for it on {names}, side by side, and what to do."),
        heading="condition",
        anchors=(),
        links=(data_link(url),),
        schema={
            "@type": "DefinedTerm",
            "name": condition.title,
            "termCode": condition.id,
            "description": condition.meaning,
            "inDefinedTermSet": f"{book.absolute(addresses.CONDITIONS)}",
        },
        template="condition.html",
        subject={"condition": condition},
        crumbs=(CONDITIONS, Crumb(category.title, f"{addresses.CONDITIONS}#{category.id}")),
        details=lambda: {
            "category": category,
            "decision": words.decision(condition.outcome, condition.retry, condition.verify),
            "vocabularies": vocabularies([condition]),
            "known": view.catalogue.conditions,
            "venues": [use.venue for use in uses.values()],
            "rows": [(condition, uses)],
        },
    )
