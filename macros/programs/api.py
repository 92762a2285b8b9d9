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

from ..catalogue import addresses, aliases, collisions
from ..catalogue.model import Catalogue, Category, Condition, Venue
from ..catalogue.permalinks import Permalink, Row, permalinks
from . import openapi
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
    Entry,
    Equivalent,
    EquivalentDocument,
    EquivalentEntry,
    EquivalentsDocument,
    Section,
    VenueAnomaly,
    VenueDocument,
    VenuesDocument,
    Versioned,
)
from .documents import Venue as VenueOut

FOLDER = "api/v1/"

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
]
"""The columns of codes.csv."""

_ALTERED = re.compile(r"""['=+\-@＝＋－＠\t\r\n] | 0\d | [\d.,:/eE+-]+ $ """, re.VERBOSE)
_PLAIN_NUMBER = re.compile(r"0|[1-9]\d{0,9}")


def version(catalogue: Catalogue) -> str:
    """The data's version: it changes with anything in the catalogue and with nothing else."""
    canonical = json.dumps(catalogue.model_dump(), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]


def artefacts(catalogue: Catalogue, site_url: str) -> Iterator[tuple[str, bytes]]:
    """All files of the API: for each its path from the site's root and its content."""
    data_version = version(catalogue)
    found = documents(catalogue, data_version)
    for path, document in found.items():
        yield FOLDER + path, document.model_dump_json().encode()
    for alias in aliases.former(catalogue):
        yield FOLDER + path_of(alias.address), found[path_of(alias.target)].model_dump_json().encode()
    yield f"{FOLDER}codes.csv", table(catalogue, site_url).encode()
    for name, document_class in SCHEMAS.items():
        path = f"{FOLDER}schemas/{name}.json"
        yield (
            path,
            _json({"$schema": openapi.DIALECT, "$id": site_url + path} | openapi.schema(document_class)),
        )
    yield f"{FOLDER}openapi.json", _json(openapi.description(site_url, data_version))


def path_of(address: str) -> str:
    """The JSON of a venue's, code's or condition's page, by the page's address: its path from api/v1/."""
    path = f"{address.strip('/')}.json"
    return path if path.startswith("equivalents/") else f"venues/{path}"


def documents(catalogue: Catalogue, data_version: str) -> dict[str, Versioned]:
    """Every JSON document by its path from api/v1/."""
    pages = permalinks(catalogue)
    codes = {page.url: code(page) for page in pages}
    venues = [_venue(venue) for venue in catalogue.venues]
    equivalents = _equivalents(catalogue, pages)

    def versioned(kind: type[Versioned], fields: dict[str, Any]) -> Versioned:
        return kind.model_construct(data_version=data_version, **fields)

    found: dict[str, Versioned] = {
        "codes.json": versioned(CodesDocument, {"codes": list(codes.values())}),
        "venues.json": versioned(VenuesDocument, {"venues": venues}),
        "equivalents.json": versioned(EquivalentsDocument, {"equivalents": equivalents}),
        "anomalies.json": versioned(AnomaliesDocument, {"anomalies": _anomalies(catalogue)}),
        "collisions.json": versioned(CollisionsDocument, {"collisions": _collisions(catalogue)}),
    }
    of_venue: dict[str, list[Code]] = {venue.id: [] for venue in venues}
    for one in codes.values():
        of_venue[one.venue].append(one)
    for venue in venues:
        found[path_of(venue.url)] = versioned(VenueDocument, dict(venue) | {"codes": of_venue[venue.id]})
    for url, one in codes.items():
        found[path_of(url)] = versioned(CodeDocument, dict(one))
    for equivalent in equivalents:
        found[path_of(equivalent.url)] = versioned(EquivalentDocument, dict(equivalent))
    return found


def code(page: Permalink) -> Code:
    """One code as it stands in codes.json."""
    return Code(
        venue=page.venue.id,
        code=page.code,
        url=page.url,
        entries=[_entry(row) for row in page.rows],
        anomalies=[
            CodeAnomaly(kind=note.kind, note=note.note, observed=note.observed, venue_wide=not note.codes)
            for note in page.annotations
        ],
    )


def table(catalogue: Catalogue, site_url: str) -> str:
    """The CSV: one line for each entry. It begins with a byte order mark, without which Excel doesn't read UTF-8."""
    lines = io.StringIO()
    lines.write("\ufeff")
    writer = csv.writer(lines)
    writer.writerow(COLUMNS)
    for page in permalinks(catalogue):
        kinds = dict.fromkeys(note.kind for note in page.annotations)
        for row in page.rows:
            cells = [
                f"{site_url}{page.url[1:]}#{row.anchor}",
                page.venue.id,
                page.code,
                row.section.id,
                str(row.position),
                row.section.transport,
                str(row.entry.http or ""),
                row.entry.name or "",
                "\n".join(row.entry.messages),
                row.condition.id,
                row.retry,
                row.outcome,
                " ".join(kinds),
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
        variants=entry.variants,
        observed_messages=entry.observed_messages,
        description=entry.description,
        observed=entry.observed,
        equivalent=row.condition.id,
        retry=row.retry,
        outcome=row.outcome,
        note=entry.note,
        withdrawn=entry.withdrawn and dict(entry.withdrawn),
    )


def _venue(venue: Venue) -> VenueOut:
    sections = [
        Section(id=section.id, title=section.title, transport=section.transport, entries=len(section.entries))
        for section in venue.sections
    ]
    return VenueOut.model_validate(dict(venue) | {"url": f"/{venue.id}/", "sections": sections})


def _equivalents(catalogue: Catalogue, pages: list[Permalink]) -> list[Equivalent]:
    entries: dict[str, list[EquivalentEntry]] = {id: [] for id in catalogue.conditions}
    for page in pages:
        for row in page.rows:
            entries[row.condition.id].append(
                EquivalentEntry(
                    venue=page.venue.id,
                    code=page.code,
                    url=f"{page.url}#{row.anchor}",
                    transport=row.section.transport,
                    http=row.entry.http,
                    messages=row.entry.messages,
                    retry=row.retry,
                    outcome=row.outcome,
                )
            )
    found = [
        _equivalent(category, condition, entries[condition.id])
        for category in catalogue.categories
        for condition in category.conditions
    ]
    return sorted(found, key=lambda equivalent: equivalent.id)


def _equivalent(category: Category, condition: Condition, entries: list[EquivalentEntry]) -> Equivalent:
    return Equivalent.model_validate(
        dict(condition)
        | {"category": category.id, "url": addresses.equivalent(condition.id), "entries": entries}
    )


def _anomalies(catalogue: Catalogue) -> list[VenueAnomaly]:
    return [
        VenueAnomaly.model_validate(dict(note) | {"venue": venue.id})
        for venue in catalogue.venues
        for note in venue.annotations
    ]


def _collisions(catalogue: Catalogue) -> list[Collision]:
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
        for found in collisions.find(catalogue)
    ]


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
