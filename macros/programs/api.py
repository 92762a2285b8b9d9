"""The catalogue as files for programs: JSON, tables, JSON Schemas and their OpenAPI description, all under api/v1/.

Everything follows from the catalogue and the record of its changes alone, in a fixed order, so that two builds of one
state are equal byte by byte.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

from ..catalogue import addresses
from ..catalogue.addresses import API, AddressBook
from ..catalogue.model import Catalogue, Category, Condition, Venue, next_of
from ..catalogue.permalinks import Permalink, Row, SubCodes
from ..catalogue.view import Uses, View
from ..history import record
from ..history.record import Publication
from . import modules, openapi, tables
from .documents import (
    SCHEMAS,
    AnomaliesDocument,
    Change,
    ChangesDocument,
    Code,
    CodeAnomaly,
    CodeDocument,
    CodesDocument,
    CollidingCode,
    Collision,
    CollisionsDocument,
    Documented,
    Entry,
    EquivalentDocument,
    EquivalentEntry,
    EquivalentsDocument,
    IndexDocument,
    Listed,
    RaisedClass,
    Section,
    VenueAnomaly,
    VenueDocument,
    VenuesDocument,
    VersionDocument,
    Versioned,
)
from .documents import Venue as VenueOut

MOST_CHANGES = 800
"""How many changes one part of the change log has; with the longest texts that is a little less than 1 MB."""


def version(catalogue: Catalogue) -> str:
    """The data's version: it changes with anything in the catalogue and with nothing else."""
    canonical = json.dumps(catalogue.model_dump(), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]


def artefacts(
    view: View, book: AddressBook, history: Iterable[Publication] = ()
) -> Iterator[tuple[str, bytes]]:
    """All files of the API: for each its address and its content.

    `history` is what changed with each publication, newest first.
    """
    data_version = version(view.catalogue)
    codes = {page.url: code(view, page) for page in view.permalinks}
    found = documents(view, codes, list(history), data_version)
    for address, document in found.items():
        yield address, document.model_dump_json().encode()
    for alias in view.former:
        target = found[addresses.document(alias.target)]
        yield addresses.document(alias.address), target.model_dump_json().encode()
    yield from tables.artefacts(view, book, codes)
    for name, document_class in SCHEMAS.items():
        address = addresses.schema(name)
        schema = {"$schema": openapi.DIALECT, "$id": book.absolute(address)} | openapi.schema(document_class)
        yield address, _json(schema)
    yield from modules.artefacts(view, book, data_version)
    yield f"{API}openapi.json", _json(openapi.description(book.site, data_version))


def documents(
    view: View, codes: dict[str, Code], history: list[Publication], data_version: str
) -> dict[str, Versioned]:
    """Every JSON document by its address. `codes` are the published codes by their pages' addresses."""
    venues = {venue.id: _venue(venue) for venue in view.catalogue.venues}
    equivalents = _equivalents(view, data_version)
    anomalies = _anomalies(view.catalogue)

    def versioned(kind: type[Versioned], fields: dict[str, Any]) -> Versioned:
        return kind.model_construct(data_version=data_version, **fields)

    found: dict[str, Versioned] = {
        f"{API}index.json": versioned(IndexDocument, {"documents": _listed()}),
        f"{API}version.json": versioned(VersionDocument, {"changed": _changed(view, history)}),
        f"{API}codes.json": versioned(CodesDocument, {"codes": list(codes.values())}),
        f"{API}venues.json": versioned(VenuesDocument, {"venues": list(venues.values())}),
        f"{API}equivalents.json": versioned(EquivalentsDocument, {"equivalents": equivalents}),
        f"{API}anomalies.json": versioned(AnomaliesDocument, {"anomalies": anomalies}),
        f"{API}collisions.json": versioned(CollisionsDocument, {"collisions": _collisions(view)}),
    }
    for id, venue in venues.items():
        of_venue = {
            "anomalies": [anomaly for anomaly in anomalies if anomaly.venue == id],
            "codes": [codes[page.url] for page in view.of_venue[id]],
        }
        found[addresses.document(venue.url)] = versioned(VenueDocument, dict(venue) | of_venue)
    for url, one in codes.items():
        found[addresses.document(url)] = versioned(CodeDocument, dict(one))
    for parent in view.sub_codes:
        found[addresses.document(parent.url)] = versioned(CodeDocument, dict(_parent(parent)))
    for equivalent in equivalents:
        found[addresses.document(equivalent.url)] = equivalent
    for address, part in _change_log(history).items():
        found[address] = versioned(ChangesDocument, part)
    return found


def _listed() -> list[Listed]:
    return [
        Listed(
            address=API + endpoint.path,
            about=endpoint.about,
            type=endpoint.type,
            schema=endpoint.schema and addresses.schema(endpoint.schema),
        )
        for endpoint in openapi.ENDPOINTS
    ]


def _changed(view: View, history: list[Publication]) -> str:
    """The day of the newest change; before the first publication, that of the last review."""
    return history[0].day if history else max(venue.reviewed for venue in view.catalogue.venues)


def _change_log(history: list[Publication]) -> dict[str, dict[str, Any]]:
    """The parts of the change log by their addresses. They are counted from the first change on, so that a part which
    is full stays as it is."""
    oldest_first = [Change.model_construct(**change) for change in record.listed(history)][::-1]
    parts = [
        oldest_first[start : start + MOST_CHANGES] for start in range(0, len(oldest_first), MOST_CHANGES)
    ] or [[]]
    return {
        addresses.changes(number if number < len(parts) else None): {
            "changes": part[::-1],
            "older": addresses.changes(number - 1) if number > 1 else None,
        }
        for number, part in enumerate(parts, start=1)
    }


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
            CodeAnomaly(kind=note.kind, note=note.note, observed=note.observed)
            for note in page.annotations
            if note.codes  # Repeated with each of a thousand codes, the others would be a third of a document.
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


def _documented(page: Permalink) -> Documented | None:
    """Since and until which state of the document the code is listed: what holds for all of its rows together. None
    stands for all states."""
    states = [row.entry.documented for row in page.rows if row.documented]
    since = [state.since if state else None for state in states]
    until = [state.until if state else None for state in states]
    first = min(filter(None, since), default=None) if all(since) else None
    last = max(filter(None, until), default=None) if all(until) else None
    return Documented(since=first, until=last) if first or last else None


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
        documented=entry.documented and dict(entry.documented),
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


def _equivalents(view: View, data_version: str) -> list[EquivalentDocument]:
    """Every condition with its entries. The list of all of them shows only what `Equivalent` has of these."""
    found = [
        _equivalent(category, condition, view.uses[condition.id], data_version)
        for category in view.catalogue.categories
        for condition in category.conditions
    ]
    return sorted(found, key=lambda equivalent: equivalent.id)


def _equivalent(
    category: Category, condition: Condition, uses: dict[str, Uses], data_version: str
) -> EquivalentDocument:
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
        "data_version": data_version,
        "category": category.id,
        "url": addresses.condition(condition.id),
        "next": next_of(condition.retry, condition.verify),
        "entries": entries,
    }
    return EquivalentDocument.model_validate(dict(condition) | computed)


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
