"""The catalogue as files for programs: JSON, CSV, JSON Schemas and their OpenAPI description, all under api/v1/.

Everything follows from the catalogue alone, in a fixed order, so that two builds of one state are equal byte by byte.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterator
from typing import Any

from ..catalogue import addresses
from ..catalogue.addresses import API, AddressBook
from ..catalogue.model import Catalogue, Category, Condition, Venue, next_of
from ..catalogue.permalinks import Permalink, Row, SubCodes
from ..catalogue.view import Uses, View
from . import modules, openapi
from .documents import (
    SCHEMAS,
    AnomaliesDocument,
    Code,
    CodeAnomaly,
    CodeDocument,
    CodesDocument,
    CollidingCode,
    Collision,
    CollisionsDocument,
    Documented,
    Entry,
    Equivalent,
    EquivalentDocument,
    EquivalentEntry,
    EquivalentsDocument,
    RaisedClass,
    Section,
    VenueAnomaly,
    VenueDocument,
    VenuesDocument,
    Versioned,
)
from .documents import Venue as VenueOut

COLUMNS = [
    "permalink",
    "venue",
    "code",
    "section",
    "position",
    "transport",
    "http",
    "name",
    "message",
    "equivalent",
    "retry",
    "outcome",
    "anomalies",
    "verify",
    "acts",
    "next",
]
"""The columns of codes.csv."""

_ALTERED = re.compile(r"""['=+\-@＝＋－＠\t\r\n] | 0\d | [\d.,:/eE+-]+ $ """, re.VERBOSE)
_PLAIN_NUMBER = re.compile(r"0|[1-9]\d{0,9}")


def version(catalogue: Catalogue) -> str:
    """The data's version: it changes with anything in the catalogue and with nothing else."""
    canonical = json.dumps(catalogue.model_dump(), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]


def artefacts(view: View, book: AddressBook) -> Iterator[tuple[str, bytes]]:
    """All files of the API: for each its address and its content."""
    data_version = version(view.catalogue)
    found = documents(view, data_version)
    for address, document in found.items():
        yield address, document.model_dump_json().encode()
    for alias in view.former:
        target = found[addresses.document(alias.target)]
        yield addresses.document(alias.address), target.model_dump_json().encode()
    yield f"{API}codes.csv", table(view, book).encode()
    for name, document_class in SCHEMAS.items():
        address = f"{API}schemas/{name}.json"
        schema = {"$schema": openapi.DIALECT, "$id": book.absolute(address)} | openapi.schema(document_class)
        yield address, _json(schema)
    yield from modules.artefacts(view, book, data_version)
    yield f"{API}openapi.json", _json(openapi.description(book.site, data_version))


def documents(view: View, data_version: str) -> dict[str, Versioned]:
    """Every JSON document by its address."""
    codes = {page.url: code(view, page) for page in view.permalinks}
    venues = {venue.id: _venue(venue) for venue in view.catalogue.venues}
    equivalents = _equivalents(view)

    def versioned(kind: type[Versioned], fields: dict[str, Any]) -> Versioned:
        return kind.model_construct(data_version=data_version, **fields)

    found: dict[str, Versioned] = {
        f"{API}codes.json": versioned(CodesDocument, {"codes": list(codes.values())}),
        f"{API}venues.json": versioned(VenuesDocument, {"venues": list(venues.values())}),
        f"{API}equivalents.json": versioned(EquivalentsDocument, {"equivalents": equivalents}),
        f"{API}anomalies.json": versioned(AnomaliesDocument, {"anomalies": _anomalies(view.catalogue)}),
        f"{API}collisions.json": versioned(CollisionsDocument, {"collisions": _collisions(view)}),
    }
    for id, venue in venues.items():
        of_venue = [codes[page.url] for page in view.of_venue[id]]
        found[addresses.document(venue.url)] = versioned(VenueDocument, dict(venue) | {"codes": of_venue})
    for url, one in codes.items():
        found[addresses.document(url)] = versioned(CodeDocument, dict(one))
    for parent in view.sub_codes:
        found[addresses.document(parent.url)] = versioned(CodeDocument, dict(_parent(parent)))
    for equivalent in equivalents:
        found[addresses.document(equivalent.url)] = versioned(EquivalentDocument, dict(equivalent))
    return found


def code(view: View, page: Permalink) -> Code:
    """One code as it is in codes.json."""
    former = dict.fromkeys(code for row in page.rows for code in row.entry.former_codes)
    return Code(
        venue=page.venue.id,
        code=page.code,
        slug=page.slug,
        url=page.url,
        former_codes=list(former),
        documented=_documented(page),
        raises={
            raised.library: RaisedClass.model_validate({"class": raised.name, "version": raised.version})
            for raised in view.raises(page)
            if raised.name
        }
        or None,
        entries=[_entry(row) for row in page.rows],
        anomalies=[
            CodeAnomaly(kind=note.kind, note=note.note, observed=note.observed, venue_wide=not note.codes)
            for note in page.annotations
        ],
    )


def _parent(parent: SubCodes) -> Code:
    """A number that a document lists only with sub-codes."""
    return Code(
        venue=parent.venue.id,
        code=parent.code,
        slug=addresses.slug(parent.code),
        url=parent.url,
        sub_codes=[page.code for page in parent.pages],
        entries=[],
        anomalies=[],
    )


def _documented(page: Permalink) -> Documented:
    """Since and until which state of the document the code is listed: what holds for all of its rows together."""
    states = [row.entry.documented for row in page.rows if row.documented]
    since = [state.since if state else None for state in states]
    until = [state.until if state else None for state in states]
    return Documented(
        since=min(filter(None, since), default=None) if all(since) else None,
        until=max(filter(None, until), default=None) if all(until) else None,
    )


def table(view: View, book: AddressBook) -> str:
    """The CSV: one line for each entry. It begins with a byte order mark, without which Excel doesn't read UTF-8."""
    lines = io.StringIO()
    lines.write("\ufeff")
    writer = csv.writer(lines)
    writer.writerow(COLUMNS)
    for page in view.permalinks:
        kinds = dict.fromkeys(note.kind for note in page.annotations)
        for row in page.rows:
            cells = [
                f"{book.absolute(page.url)}#{row.anchor}",
                page.venue.id,
                page.code,
                row.section.id,
                str(row.position),
                row.section.transport,
                str(row.entry.http or ""),
                row.entry.name or "",
                "\n".join(row.texts),
                row.condition.id,
                row.retry,
                row.outcome,
                " ".join(kinds),
                " ".join(row.verify),
                row.acts,
                row.next,
            ]
            writer.writerow(cell(text) for text in cells)
    return lines.getvalue()


def cell(text: str) -> str:
    """A cell that every spreadsheet shows as it is. What one would run as a formula, or turn into another number or a
    date, is marked as text by an apostrophe in front; so is what begins with an apostrophe, and taking away one gives
    the text back."""
    return f"'{text}" if _ALTERED.match(text) and not _PLAIN_NUMBER.fullmatch(text) else text


def _entry(row: Row) -> Entry:
    entry = row.entry
    return Entry(
        section=row.section.id,
        position=row.position,
        anchor=row.anchor,
        transport=row.section.transport,
        http=entry.http,
        name=entry.name,
        messages=entry.messages,
        explanation=entry.explanation,
        shared=entry.shared,
        variants=entry.variants,
        observed_messages=entry.observed_messages,
        description=entry.description,
        observed=entry.observed,
        equivalent=row.condition.id,
        retry=row.retry,
        outcome=row.outcome,
        verify=list(row.verify),
        acts=row.acts,
        next=row.next,
        by_request=[dict(answer) for answer in row.by_request],
        steps=entry.steps,
        note=entry.note,
        documented=dict(entry.documented) if entry.documented else Documented(),
        documented_messages=[dict(message) for message in entry.documented_messages],
        withdrawn=entry.withdrawn and dict(entry.withdrawn),
    )


def _venue(venue: Venue) -> VenueOut:
    sections = [
        Section(
            id=section.id,
            title=section.title,
            transport=section.transport,
            observed=section.observed,
            entries=sum(1 for _ in section.rows()),
        )
        for section in venue.sections
    ]
    return VenueOut.model_validate(dict(venue) | {"url": addresses.venue(venue.id), "sections": sections})


def _equivalents(view: View) -> list[Equivalent]:
    found = [
        _equivalent(category, condition, view.uses[condition.id])
        for category in view.catalogue.categories
        for condition in category.conditions
    ]
    return sorted(found, key=lambda equivalent: equivalent.id)


def _equivalent(category: Category, condition: Condition, uses: dict[str, Uses]) -> Equivalent:
    entries = [
        EquivalentEntry(
            venue=page.venue.id,
            code=page.code,
            url=f"{page.url}#{row.anchor}",
            transport=row.section.transport,
            http=row.entry.http,
            messages=row.entry.messages,
            explanation=row.entry.explanation,
            retry=row.retry,
            outcome=row.outcome,
            verify=list(row.verify),
            acts=row.acts,
            next=row.next,
        )
        for of_venue in uses.values()
        for page, row in of_venue.rows
    ]
    computed = {
        "category": category.id,
        "url": addresses.condition(condition.id),
        "next": next_of(condition.retry, condition.verify),
        "entries": entries,
    }
    return Equivalent.model_validate(dict(condition) | computed)


def _anomalies(catalogue: Catalogue) -> list[VenueAnomaly]:
    return [
        VenueAnomaly.model_validate(dict(note) | {"venue": venue.id})
        for venue in catalogue.venues
        for note in venue.annotations
    ]


def _collisions(view: View) -> list[Collision]:
    return [
        Collision(
            kind=found.kind,
            key=found.key,
            same_condition=found.same_condition,
            codes=[
                CollidingCode(
                    venue=page.venue.id,
                    code=page.code,
                    url=page.url,
                    equivalents=[condition.id for condition in page.conditions],
                )
                for page in found.permalinks
            ],
        )
        for found in view.collisions
    ]


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
