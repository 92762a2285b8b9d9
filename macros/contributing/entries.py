"""Rows of a document as entries of a venue's file, line by line."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from ..catalogue.model import OPEN, Entry
from ..reading.syntax import quote
from .rows import MAX_EXPLANATION, DocumentedSection, Row


def head_lines(section: DocumentedSection) -> list[str]:
    """The beginning of a section as it stands in a venue's file, up to its entries."""
    return [
        f"  - id: {section.id}",
        f"    title: {quote(section.title)}",
        f"    transport: {section.transport}",
        "    entries:",
    ]


def entry_lines(row: Row, *, since: str | None = None, anchor: int | None = None) -> list[str]:
    """A row as it stands in a venue's file; `since` is the state of the document that was the first to have it."""
    explanation, to_retell = explanation_of(row)
    entry = {
        "code": row.codes[0] if len(row.codes) == 1 else None,
        "codes": row.codes if len(row.codes) > 1 else None,
        "name": word(row.name),
        "http": row.http,
        "messages": row.messages,
        "explanation": explanation,
        "equivalent": Plain(OPEN),
        "description": retell(" ".join(to_retell)) if to_retell else None,
        "documented": {"since": since},
        "withdrawn": withdrawal() if row.withdrawn else None,
        "anchor": anchor,
    }
    return [f"      {line}" for line in _item_lines(entry)]


class Plain(str):
    """A text that is written without quotes."""


def key_lines(key: str, value: Any) -> list[str]:
    """A key as it stands in a file, line by line; none where its value is empty."""
    if isinstance(value, dict):
        inner = _record_lines(value)
    elif isinstance(value, list):
        inner = [line for item in value for line in _item_lines(item)]
    else:
        return [f"{key}: {_scalar(value)}"] if value else []
    return [f"{key}:", *(f"  {line}" for line in inner)] if inner else []


def _record_lines(record: dict[str, Any]) -> list[str]:
    return [line for key, value in record.items() for line in key_lines(key, value)]


def _item_lines(item: object) -> list[str]:
    first, *others = _record_lines(item) if isinstance(item, dict) else [_scalar(item)]
    return [f"- {first}", *(f"  {line}" for line in others)]


def _scalar(value: object) -> str:
    return quote(value) if isinstance(value, str) and not isinstance(value, Plain) else str(value)


def retell(text: str) -> str:
    """What the description says of a text that a person has to say in other words. The check refuses it until then."""
    return f"TODO: retell: {text}"


def is_as_imported(entry: Entry) -> bool:
    """Whether nobody has decided or written anything in an entry yet."""
    own = entry.note or entry.observed or entry.observed_messages
    return entry.equivalent == OPEN and not own and (entry.description or "TODO").startswith("TODO")


def withdrawal() -> dict[str, str]:
    """What an entry says of a row that the document strikes out."""
    note = "The document strikes this row out and does not say since when or why."
    return {"date": date.today().isoformat(), "note": Plain(note)}


def explanation_of(row: Row) -> tuple[str, list[str]]:
    """The phrase of the document to be quoted, and the texts that are too long for that."""
    texts = [text for text in row.explanations if text not in row.messages]
    short_ones = [text for text in texts if len(text) <= MAX_EXPLANATION]
    to_retell = [text for text in texts if text not in short_ones[:1]]
    if short_ones or row.messages:
        return (short_ones or [""])[0], to_retell
    if texts:
        return _beginning(texts[0]), to_retell
    return row.name[:MAX_EXPLANATION] or "TODO: the document gives no text", []


def _beginning(text: str) -> str:
    """As many of a text's first sentences as may be quoted, else as many clauses, else as many words."""
    begun = text[: MAX_EXPLANATION + 1]
    for end in (r"(?<![\W\d])[.!?](?=\s)", r"(?<!\d)[,;:](?=\s)"):
        if ends := [found.end() for found in re.finditer(end, begun)]:
            return begun[: ends[-1]].rstrip(",;:")
    return begun.rpartition(" ")[0] or text[:MAX_EXPLANATION]


def word(text: str) -> str:
    """A name; it needs no quotes where YAML can't take it for something else."""
    plain = re.fullmatch(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)+|[A-Z]{4,}(?<!NULL)(?<!TRUE)", text)
    return Plain(text) if plain else text
