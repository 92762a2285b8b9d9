"""The pages of venues: every code in a table that can be filtered, then how the venue's API behaves around errors.

A page holds as many rows as its limit allows. The sections of a venue that no longer fit have pages of their own, and a
section that is too long for one page goes on in parts.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import groupby
from typing import Any, NamedTuple

from ..catalogue import addresses, words
from ..catalogue.addresses import root_of
from ..catalogue.model import Section, Venue
from ..catalogue.view import PageRow, View, codes_in
from . import pictures
from .gotcha_pages import annotations_by_venue, shared_codes
from .page import VENUES, Page, to_venue

ROOM = 150_000
"""How many characters of rows a page may hold, so that with all else it stays within 250 kB."""

_SAID = "what each means, whether your order went through and whether to retry."

Documented = tuple[PageRow, ...]
"""A row of a document with its page; with several pages where the row is for several codes at once."""


class Part(NamedTuple):
    """Rows of a section that are on one page."""

    section: Section
    rows: list[Documented]
    url: str | None
    """The page of its own that it has; None where it is on the venue's page."""


def venue_pages(view: View) -> Iterator[Page]:
    """The page of every venue, and those of the sections that do not fit on it."""
    for venue in view.catalogue.venues:
        parts = divided(view, venue)
        yield _of_venue(view, venue, parts)
        away = [part for part in parts if part.url]
        for before, part, after in zip([None, *away], away, [*away[1:], None], strict=False):
            yield _of_part(view, venue, part, before, after)


def divided(view: View, venue: Venue) -> list[Part]:
    """The sections of a venue in order: those that fit on its page, then the others, cut where one is too long."""
    parts: list[Part] = []
    left = ROOM  # It only shrinks: what follows a section that did not fit is not put before it.
    for section, pairs in view.sections(venue):
        rows = [tuple(same) for _, same in groupby(pairs, lambda pair: pair[1].position)]
        left -= sum(map(_size, rows))
        if left >= 0:
            parts.append(Part(section, rows, None))
        else:
            parts += [
                Part(section, piece, addresses.section(venue.id, section.id, number))
                for number, piece in enumerate(_pieces(rows), start=1)
            ]
    return parts


def _pieces(rows: list[Documented]) -> Iterator[list[Documented]]:
    piece: list[Documented] = []
    left = ROOM
    for row in rows:
        left -= _size(row)
        if left < 0 and piece:
            yield piece
            piece, left = [], ROOM - _size(row)
        piece.append(row)
    yield piece


def _size(documented: Documented) -> int:
    """About how many characters a row takes in HTML."""
    texts = documented[0][1].texts
    notes = sum(bool(note.codes) for page, _ in documented for note in page.annotations)
    return 280 + 60 * len(documented) + 35 * len(texts) + sum(map(len, texts)) + 90 * notes


def _of_venue(view: View, venue: Venue, parts: list[Part]) -> Page:
    codes = codes_in(view.of_venue[venue.id])
    return Page(
        url=addresses.venue(venue.id),
        title=f"{venue.name} error codes",
        summary=f"All {codes} documented error codes of {venue.name} ({venue.product}): {_SAID}",
        heading="venue",
        template="venue.html",
        details=partial(_details, view, venue, parts),
        crumbs=(VENUES,),
        venue=venue,
        schema={"@type": "DefinedTermSet", "name": f"{venue.name} error codes", "description": venue.product},
        scripts=("filter.js",),
    )


def _details(view: View, venue: Venue, parts: list[Part]) -> dict[str, Any]:
    rows = [row for part in parts for row in part.rows]
    return {
        "codes": codes_in(view.of_venue[venue.id]),
        "parts": parts,
        "map": pictures.code_map(view, venue, root_of(addresses.venue(venue.id))),
        "notes": [note for note in venue.annotations if not note.codes],
        "quirks": len(annotations_by_venue(view)[venue.id]),
        "shared": len(shared_codes(view)[venue.id]),
        "known": view.catalogue.conditions,
        **choices(view, rows),
    }


def choices(view: View, rows: list[Documented]) -> dict[str, Any]:
    """How many rows there are, and what they can be filtered by: the categories with their conditions, statuses,
    outcomes and anomalies."""
    pairs = [pair for row in rows for pair in row]
    conditions = {row.condition.id for _, row in pairs}
    found = [
        (category, [condition for condition in category.conditions if condition.id in conditions])
        for category in view.catalogue.categories
    ]
    kinds = {note.kind for page, _ in pairs for note in page.annotations if note.codes}
    outcomes = {row.outcome for _, row in pairs}
    return {
        "total": len(rows),
        "categories": [(category, listed) for category, listed in found if listed],
        "statuses": sorted({row.entry.http for _, row in pairs if row.entry.http}),
        "outcomes": [value for value in words.OUTCOME if value in outcomes and value != "rejected"],
        "kinds": [kind for kind in words.KIND if kind in kinds],
    }


def _of_part(view: View, venue: Venue, part: Part, before: Part | None, after: Part | None) -> Page:
    first, last = part.rows[0][0][0].code, part.rows[-1][-1][0].code
    assert part.url
    return Page(
        url=part.url,
        title=f"{venue.name} error codes: {part.section.title}, {first} to {last}",
        summary=f"{len(part.rows)} error codes of {venue.name}, from {first} to {last}: {_SAID}",
        heading="venue",
        template="section.html",
        subject={"part": part, "before": before, "after": after},
        details=partial(choices, view, part.rows),
        crumbs=to_venue(venue),
        venue=venue,
        scripts=("filter.js",),
        listed=False,
    )
