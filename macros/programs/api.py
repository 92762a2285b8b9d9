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
from ..catalogue.model import Catalogue, Venue, next_of
from ..catalogue.permalinks import Permalink, Row, SubCodes
from ..catalogue.view import View
from ..history.record import Publication
from . import documents, modules, openapi, tables
from .documents import Code, Versioned

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
    codes = {page.url: _code(view, page) for page in view.permalinks}
    found = _documents(view, codes, list(history), data_version)
    for alias in view.former:
        found[addresses.document(alias.address)] = found[addresses.document(alias.target)]
    for address, document in found.items():
        yield address, document.model_dump_json().encode()
    yield from tables.artefacts(view, book, codes)
    for name, document_class in documents.SCHEMAS.items():
        address = addresses.schema(name)
        head = {"$schema": openapi.DIALECT, "$id": book.absolute(address)}
        yield address, _json(head | document_class.model_json_schema(mode="serialization"))
    yield from modules.artefacts(view, book, data_version)
    yield f"{API}openapi.json", _json(openapi.description(book.site, data_version))


def _documents(
    view: View, codes: dict[str, Code], history: list[Publication], data_version: str
) -> dict[str, Versioned]:
    """Every JSON document by its address. `codes` are the published codes by their pages' addresses."""
    venues = [_venue(venue) for venue in view.catalogue.venues]
    equivalents = _equivalents(view, data_version)
    anomalies = [
        documents.VenueAnomaly.model_validate(dict(note) | {"venue": venue.id})
        for venue in view.catalogue.venues
        for note in venue.annotations
    ]
    # Before the first publication, the day of the last review.
    changed = history[0].day if history else max(venue.reviewed for venue in venues)

    def versioned(kind: type[Versioned], **fields: Any) -> Versioned:
        return kind.model_construct(data_version=data_version, **fields)

    found = {
        f"{API}index.json": versioned(documents.IndexDocument, documents=_listed()),
        f"{API}version.json": versioned(documents.VersionDocument, changed=changed),
        f"{API}codes.json": versioned(documents.CodesDocument, codes=list(codes.values())),
        f"{API}venues.json": versioned(documents.VenuesDocument, venues=venues),
        f"{API}equivalents.json": versioned(documents.EquivalentsDocument, equivalents=equivalents),
        f"{API}anomalies.json": versioned(documents.AnomaliesDocument, anomalies=anomalies),
        f"{API}collisions.json": versioned(documents.CollisionsDocument, collisions=_collisions(view)),
    }
    for venue in venues:
        of_venue = {
            "anomalies": [anomaly for anomaly in anomalies if anomaly.venue == venue.id],
            "codes": [codes[page.url] for page in view.of_venue[venue.id]],
        }
        found[addresses.document(venue.url)] = versioned(documents.VenueDocument, **dict(venue), **of_venue)
    for one in [*codes.values(), *map(_parent, view.sub_codes)]:
        found[addresses.document(one.url)] = versioned(documents.CodeDocument, **dict(one))
    for equivalent in equivalents:
        found[addresses.document(equivalent.url)] = equivalent
    for address, part in _change_log(history).items():
        found[address] = versioned(documents.ChangesDocument, **part)
    return found


def _listed() -> list[documents.Listed]:
    return [
        documents.Listed(
            address=API + endpoint.path,
            about=endpoint.about,
            type=endpoint.type,
            schema=endpoint.schema and addresses.schema(endpoint.schema),
        )
        for endpoint in openapi.ENDPOINTS
    ]


def _change_log(history: list[Publication]) -> dict[str, dict[str, Any]]:
    """The parts of the change log by their addresses. They are counted from the first change on, so that a part which
    is full stays as it is."""
    oldest_first = [
        documents.Change.model_validate(dict(change) | {"day": publication.day, "url": change.url})
        for publication in reversed(history)
        for change in reversed(publication.changes)
    ]
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


def _code(view: View, page: Permalink) -> Code:
    """One code as it is in codes.json."""
    former = dict.fromkeys(code for row in page.rows for code in row.entry.former_codes)
    raises = {
        each.library: {"class": each.name, "version": each.version} for each in view.raises(page) if each.name
    }
    # What concerns the whole venue would be a third of a document if it were repeated with each of a thousand codes.
    anomalies = [note for note in page.annotations if note.codes]
    return Code.model_validate(
        _of_code(page)
        | {
            "former_codes": list(former),
            "documented": _documented(page),
            "raises": raises or None,
            "entries": [documents.Entry.model_validate(_of_row(row)) for row in page.rows],
            "anomalies": anomalies,
        }
    )


def _parent(parent: SubCodes) -> Code:
    """A number that a document lists only with sub-codes."""
    own = {"sub_codes": [page.code for page in parent.pages], "entries": [], "anomalies": []}
    return Code.model_validate(_of_code(parent) | own)


def _documented(page: Permalink) -> documents.Documented | None:
    """Since and until which state of the document the code is listed: what holds for all of its rows together. None
    stands for all states."""
    states = [row.entry.documented for row in page.rows if row.documented]
    since = [state.since if state else None for state in states]
    until = [state.until if state else None for state in states]
    first = min(filter(None, since), default=None) if all(since) else None
    last = max(filter(None, until), default=None) if all(until) else None
    return documents.Documented(since=first, until=last) if first or last else None


def _of_code(page: Permalink | SubCodes) -> dict[str, Any]:
    """Which code it is."""
    return {"venue": page.venue.id, "code": page.code, "slug": addresses.slug(page.code), "url": page.url}


def _of_row(row: Row) -> dict[str, Any]:
    """All that is said of an entry, with its place and the answers that hold for it."""
    section, entry = row.section, row.entry
    own = {"section": section.id, "transport": section.transport, "shared": entry.shared}
    keys = "position anchor retry outcome verify acts next by_request".split()
    return dict(entry) | own | {key: getattr(row, key) for key in keys}


def _venue(venue: Venue) -> documents.Venue:
    sections = [dict(section) | {"entries": sum(1 for _ in section.rows())} for section in venue.sections]
    computed = {"url": addresses.venue(venue.id), "sections": sections}
    return documents.Venue.model_validate(dict(venue) | computed)


def _equivalents(view: View, data_version: str) -> list[documents.EquivalentDocument]:
    """Every condition with its entries. The list of all of them shows only what `Equivalent` has of these."""
    found = [
        documents.EquivalentDocument.model_validate(
            dict(condition)
            | {
                "data_version": data_version,
                "category": category.id,
                "url": addresses.condition(condition.id),
                "next": next_of(condition.retry, condition.verify),
                "entries": [
                    documents.EquivalentEntry.model_validate(
                        _of_row(row) | _of_code(page) | {"url": f"{page.url}#{row.anchor}"}
                    )
                    for of_venue in view.uses[condition.id].values()
                    for page, row in of_venue.rows
                ],
            }
        )
        for category in view.catalogue.categories
        for condition in category.conditions
    ]
    return sorted(found, key=lambda equivalent: equivalent.id)


def _collisions(view: View) -> list[documents.Collision]:
    return [
        documents.Collision.model_validate(
            {
                "kind": found.kind,
                "key": found.key,
                "same_condition": found.same_condition,
                "codes": [
                    _of_code(page) | {"equivalents": [condition.id for condition in page.conditions]}
                    for page in found.permalinks
                ],
            }
        )
        for found in view.collisions
    ]


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
