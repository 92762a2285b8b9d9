"""The lookup's index: the catalogue in columns, as small as plain JSON can be.

A text that several entries share stands in it once. Of a venue there is one list per fact, an item for each entry or
each text in the order of its pages; lists of equal items compress to nearly nothing. `docs/assets/lookup/catalogue.js`
puts the pages together again.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import yaml

from ...catalogue import words
from ...catalogue.addresses import AddressBook
from ...catalogue.model import Catalogue, Reply, Venue
from ...catalogue.permalinks import Permalink, Row
from ...catalogue.view import View
from .packing import packer

_HERE = Path(__file__).parent
SIGNALS = _HERE / "signals.yml"
_TRANSPORTS = ("any", "rest", "websocket", "websocket-close")

_NUMBER = re.compile(r"0|-?[1-9]\d*")
_FIRST = 0x23
"""The character of the most frequent meaning."""

Numbers = dict[Any, int]
"""Things numbered from 0."""


def index(view: View, book: AddressBook) -> bytes:
    """All that the lookup knows, as compact JSON."""
    dictionary, pack = packer(_words(view.permalinks))
    meanings = _meanings(view.permalinks)
    texts: Numbers = {}
    venues = [
        _venue(venue)
        | {"parents": [parent.code for parent in view.sub_codes if parent.venue is venue]}
        | _columns(view.of_venue[venue.id], meanings, texts, pack)
        for venue in view.catalogue.venues
    ]
    vocabulary = _vocabulary()
    return json.dumps(
        {
            "venues": venues,
            "meanings": [list(meaning) for meaning in meanings],
            "dictionary": dictionary,
            "texts": [pack(text) for text in texts],
            "vocabulary": vocabulary | {"others": _others(view.catalogue, vocabulary["others"])},
            "signals": {
                name: {key: value for key, value in signal.items() if key != "because"}
                for name, signal in signals().items()
            },
            "report": book.report("{venue}", "{code}") if book.repository else "",
            "wording": _read("wording")
            | {
                "outcome": {value: wording.short for value, wording in words.OUTCOME.items()},
                "retry": {value: wording.short for value, wording in words.RETRY.items()},
                "verify": words.VERIFY,
            },
        },
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()


def signals() -> dict[str, dict[str, Any]]:
    """What speaks for and against an answer: for each signal its weight, the reason, and what is said of it."""
    return _read("signals")


def _read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((_HERE / f"{name}.yml").read_text("utf-8"))
    return content


def _vocabulary() -> dict[str, Any]:
    """The lists of words, and the groups of such lists."""
    return {
        name: {key: words.split() for key, words in group.items()}
        if isinstance(group, dict)
        else group.split()
        for name, group in _read("vocabulary").items()
    }


def _columns(
    pages: Sequence[Permalink], meanings: Numbers, texts: Numbers, pack: Callable[[str], str]
) -> dict[str, Any]:
    """The pages of a venue. Of each page its code and how many entries it has; of each entry its meaning, a character,
    its transport, its anchor where that is not its place on the page, its name, and how many messages, explanations
    and observed texts it has; of each text its number, or 0 where it is the next new one. `observed` are the pages
    that no document lists.
    """
    placed = [(place, row) for page in pages for place, row in enumerate(page.rows, start=1)]
    rows = [row for _, row in placed]
    first_text = len(texts)
    numbers = []
    for text in chain.from_iterable(chain.from_iterable(map(_texts, rows))):
        numbers.append(texts[text] + 1 if text in texts else 0)
        texts.setdefault(text, len(texts))
    return {
        "sizes": [len(page.rows) for page in pages],
        "transports": [_TRANSPORTS.index(row.section.transport) for row in rows],
        "names": [pack(row.entry.name or "") for row in rows],
        "counts": [_count(*_texts(row)) for row in rows],
        "numbers": numbers,
        "codes": _steps((page.code for page in pages), pack),
        "meanings": "".join(chr(_FIRST + meanings[_meaning(row)]) for row in rows),
        "anchors": {number: row.number for number, (place, row) in enumerate(placed) if row.number != place},
        "observed": [number for number, page in enumerate(pages) if not page.documented],
        "firstText": first_text,
    }


def _texts(row: Row) -> tuple[list[str], list[str], list[str]]:
    """The messages, the explanation and the observed messages of an entry."""
    entry = row.entry
    return (
        entry.messages + entry.variants,
        [entry.explanation] if entry.explanation else [],
        entry.observed_messages,
    )


def _count(messages: list[str], explanations: list[str], observed: list[str]) -> int:
    """How many of each, as the digits of one number."""
    return len(messages) * 100 + len(explanations) * 10 + len(observed)


def _words(pages: Iterable[Permalink]) -> Iterator[str]:
    """Everything of some pages that is packed: codes that are words, names and texts, each once."""
    names = {row.entry.name or "" for page in pages for row in page.rows}
    texts = {text for page in pages for row in page.rows for text in chain.from_iterable(_texts(row))}
    codes = {page.code for page in pages if not _NUMBER.fullmatch(page.code)}
    yield from sorted(names | texts | codes)


def _steps(codes: Iterable[str], pack: Callable[[str], str]) -> list[int | str]:
    """Codes that are plain numbers as the distance from the one before, which is mostly 1; any other packed."""
    steps: list[int | str] = []
    last = 0
    for code in codes:
        if _NUMBER.fullmatch(code):
            steps.append(int(code) - last)
            last = int(code)
        else:
            steps.append(pack(code))
    return steps


def _meanings(pages: Iterable[Permalink]) -> Numbers:
    """Every meaning with its number, the most frequent first."""
    frequent = Counter(_meaning(row) for page in pages for row in page.rows).most_common()
    return {meaning: number for number, (meaning, _) in enumerate(frequent)}


def _meaning(row: Row) -> tuple[Any, ...]:
    """What a card says of an entry: its condition, the answers, and whether it is no error at all."""
    condition = row.condition
    is_success = int(condition.crosswalk.grpc == "OK")
    return (condition.id, condition.title, row.outcome, row.retry, ",".join(row.verify), is_success)


def _venue(venue: Venue) -> dict[str, Any]:
    return {
        "id": venue.id,
        "name": venue.name,
        "operator": venue.operator,
        "clues": {kind: texts for kind, texts in venue.clues.model_dump().items() if texts},
        "replies": [_reply(reply) for reply in venue.replies],
    }


def _reply(reply: Reply) -> dict[str, Any]:
    """How a reply looks: the key of the code, that of the message, whether the code is a string, on which transport,
    the keys of codes and messages further inside, and all keys of the example."""
    return {
        "code": reply.code_key or "",
        "message": reply.message_key or "",
        "string": int(reply.code_type == "string"),
        "transport": _TRANSPORTS.index(reply.transport),
        "inner": [[inner.code_key, inner.message_key or ""] for inner in reply.inner],
        "keys": _keys(reply.example),
    }


def _keys(example: str) -> list[str]:
    """All keys of an example reply, at any depth; none where it is not JSON.

    A reply that is a list beginning with "error" has no keys and counts as having the key `[error]`.
    """
    keys: dict[str, None] = {}
    try:
        reply = json.loads(
            example, object_pairs_hook=lambda pairs: keys.update(dict.fromkeys(key for key, _ in pairs))
        )
    except ValueError:
        return []
    return ["[error]"] if isinstance(reply, list) and reply[:1] == ["error"] else list(keys)


def _others(catalogue: Catalogue, others: list[str]) -> list[str]:
    """The exchanges that are not in the catalogue. What is said of one of them is no error of a venue here."""
    named = " ".join(
        name.lower() for venue in catalogue.venues for name in [venue.id, venue.name, *venue.clues.names]
    )
    return [exchange for exchange in others if exchange not in named]
