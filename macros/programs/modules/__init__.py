"""Modules to download: one Python file and one TypeScript file that turn a venue's reply into what to do next.

Each is a whole program in this folder with no data in it; publishing puts the catalogue in. What they decide is what
the page of the code says, since both are made from the same view.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ...catalogue.addresses import API, EXAMPLE, AddressBook
from ...catalogue.model import Venue
from ...catalogue.permalinks import Permalink, Row
from ...catalogue.view import View

_NO_DATA = '{"answers": [], "venues": {}}'


def artefacts(view: View, book: AddressBook, data_version: str) -> Iterator[tuple[str, bytes]]:
    """Both modules: for each its address and its content."""
    data = json.dumps(_data(view), separators=(",", ":"))
    conditions = {id.upper().replace("-", "_"): id for id in view.catalogue.conditions}
    named = {id.title().replace("-", ""): _named(pages) for id, pages in view.of_venue.items()}
    both = {f'"{EXAMPLE}"': json.dumps(book.site), 'VERSION = ""': f'VERSION = "{data_version}"'}
    python = {
        "    # conditions": _lines("    {} = {}", conditions),
        "# codes": "\n\n\n".join(
            f"class {venue}:\n{_lines('    {} = {}', codes)}" for venue, codes in named.items() if codes
        ),
        _NO_DATA: data.replace('"""', '\\u0022""'),
    }
    typescript = {
        "  // conditions": _lines("  {}: {},", conditions),
        "// codes": "\n\n".join(
            f"export const {venue} = {{\n{_lines('  {}: {},', codes)}\n}} as const;"
            for venue, codes in named.items()
            if codes
        ),
        _NO_DATA: data.replace("\\", "\\\\").replace("'", "\\'"),
    }
    for name, own in [("venue_errors.py", python), ("venue-errors.ts", typescript)]:
        text = (Path(__file__).parent / name).read_text("utf-8")
        for place, value in (both | own).items():
            text = text.replace(place, value, 1)
        yield API + name, text.encode()


def _lines(form: str, constants: dict[str, str]) -> str:
    """The constants of a program, each in a line of this form."""
    return "\n".join(form.format(name, json.dumps(value)) for name, value in constants.items())


def _named(pages: Iterable[Permalink]) -> dict[str, str]:
    """The codes of a venue by their names, where the document has names and no two codes have the same."""
    names: dict[str, set[str]] = {}
    for page in pages:
        for row in page.rows:
            name = re.sub(r"\W+", "_", row.entry.name or page.code).strip("_")
            names.setdefault(name, set()).add(page.code)
    return {name: codes.pop() for name, codes in names.items() if len(codes) == 1 and name.isidentifier()}


def _data(view: View) -> dict[str, Any]:
    """All that the modules know: every decision once, and for each venue its keys and its entries by code."""
    numbers: dict[tuple[Any, ...], int] = {}

    def entry(row: Row) -> list[Any]:
        own_key = [row.section.code_key] if row.section.code_key else []
        return [row.texts, numbers.setdefault(_decision(row), len(numbers)), *own_key]

    venues: dict[str, Any] = {}
    for venue in view.catalogue.venues:
        codes = {page.code: [page.slug, list(map(entry, page.rows))] for page in view.of_venue[venue.id]}
        venues[venue.id] = {**_keys(venue), "codes": codes}
    return {"answers": list(numbers), "venues": venues}


def _keys(venue: Venue) -> dict[str, Any]:
    """Where the venue's replies hold codes, in their parts and as a whole; where messages; where messages without a
    code; and the keys that hold only the codes of sections of their own."""
    parts = [part for reply in venue.replies for part in reply.inner]
    outer = _once(reply.code_key for reply in venue.replies)
    own = _once(section.code_key for section in venue.sections)
    said = [part.message_key for part in parts] + [reply.message_key for reply in venue.replies]
    return {
        "codes_in": [_once(part.code_key for part in parts), outer],
        "messages_in": _once(said),
        "texts_in": _once(each.message_key for each in venue.replies if not each.code_key),
        "own_keys": [key for key in own if key not in outer],
    }


def _once(keys: Iterable[str | None]) -> list[str]:
    return list(dict.fromkeys(filter(None, keys)))


def _decision(row: Row) -> tuple[Any, ...]:
    by_request = ((each.request, each.outcome, each.retry, tuple(each.verify)) for each in row.by_request)
    return row.condition.id, row.outcome, row.retry, row.verify, row.acts, tuple(by_request)
