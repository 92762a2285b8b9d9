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

from ...catalogue.addresses import API, AddressBook
from ...catalogue.model import Venue
from ...catalogue.permalinks import Row
from ...catalogue.view import View

_SITE = re.compile(r'(?<=SITE = )"[^"]*"')
_VERSION = re.compile(r'(?<=DATA_VERSION = )"[^"]*"')
_PYTHON_DATA = re.compile(r'(?<=json\.loads\(r""").*(?="""\))')
_TYPESCRIPT_DATA = re.compile(r"(?<=JSON\.parse\(').*(?='\);)")


def artefacts(view: View, book: AddressBook, data_version: str) -> Iterator[tuple[str, bytes]]:
    """Both modules: for each its address and its content."""
    content = _json(_data(view))
    quoted = content.replace("\\", "\\\\").replace("'", "\\'")
    for name, pattern, data in [
        ("venue_errors.py", _PYTHON_DATA, content.replace('"""', '\\u0022""')),
        ("venue-errors.ts", _TYPESCRIPT_DATA, quoted),
    ]:
        text = (Path(__file__).parent / name).read_text("utf-8")
        text = _put(_SITE, text, json.dumps(book.site))
        text = _put(_VERSION, text, json.dumps(data_version))
        yield API + name, _put(pattern, text, data).encode()


def _put(place: re.Pattern[str], text: str, value: str) -> str:
    """The text with the value in the first place that fits."""
    return place.sub(lambda _: value, text, count=1)


def _data(view: View) -> dict[str, Any]:
    """All that the modules know: every decision once, and for each venue its keys and its entries by code."""
    numbers: dict[str, int] = {}
    venues: dict[str, Any] = {}
    for venue in view.catalogue.venues:
        codes = {
            page.code: [
                page.slug,
                [
                    [
                        row.texts,
                        numbers.setdefault(_decision(row), len(numbers)),
                        *_once([row.section.code_key]),
                    ]
                    for row in page.rows
                ],
            ]
            for page in view.of_venue[venue.id]
        }
        venues[venue.id] = {**_keys(venue), "codes": codes}
    return {"answers": [json.loads(decision) for decision in numbers], "venues": venues}


def _keys(venue: Venue) -> dict[str, Any]:
    """Where the venue's replies hold codes, in their parts and as a whole, and where messages; and the keys that hold
    only the codes of sections of their own."""
    parts = [part for reply in venue.replies for part in reply.inner]
    outer = _once(reply.code_key for reply in venue.replies)
    own = _once(section.code_key for section in venue.sections)
    return {
        "codes_in": [_once(part.code_key for part in parts), outer],
        "messages_in": _once(
            [each.message_key for each in parts] + [each.message_key for each in venue.replies]
        ),
        "own_keys": [key for key in own if key not in outer],
    }


def _once(keys: Iterable[str | None]) -> list[str]:
    return list(dict.fromkeys(filter(None, keys)))


def _decision(row: Row) -> str:
    by_request = [[each.request, each.outcome, each.retry, each.verify] for each in row.by_request]
    return _json([row.condition.id, row.outcome, row.retry, row.verify, row.acts, by_request])


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"))
