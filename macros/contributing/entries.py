"""Rows of a document as entries of a venue's file, line by line."""

from __future__ import annotations

import re
from datetime import date

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
    lines = [f"code: {quote(row.codes[0])}"]
    if len(row.codes) > 1:
        lines = ["codes:", *(f"  - {quote(code)}" for code in row.codes)]
    if row.name:
        lines.append(f"name: {word(row.name)}")
    if row.http:
        lines.append(f"http: {row.http}")
    if row.messages:
        lines += ["messages:", *(f"  - {quote(message)}" for message in row.messages)]
    if explanation:
        lines.append(f"explanation: {quote(explanation)}")
    lines.append(f"equivalent: {OPEN}")
    if to_retell:
        lines.append(description_line(to_retell))
    if since:
        lines += ["documented:", f"  since: {quote(since)}"]
    if row.withdrawn:
        lines += withdrawn_lines()
    if anchor:
        lines.append(f"anchor: {anchor}")
    return [f"      - {lines[0]}", *(f"        {line}" for line in lines[1:])]


def description_line(to_retell: list[str]) -> str:
    """The texts of the document that a person has to say in other words. The check refuses them until then."""
    return f"description: {quote('TODO: retell: ' + ' '.join(to_retell))}"


def is_as_imported(entry: Entry) -> bool:
    """Whether nobody has decided or written anything in an entry yet."""
    own = entry.note or entry.observed or entry.observed_messages
    return entry.equivalent == OPEN and not own and (entry.description or "TODO").startswith("TODO")


def withdrawn_lines() -> list[str]:
    """What an entry says of a row that the document strikes out."""
    note = "The document strikes this row out and does not say since when or why."
    return ["withdrawn:", f'  date: "{date.today().isoformat()}"', f"  note: {note}"]


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
    """A name, in quotes where YAML might take it for something else."""
    plain = re.fullmatch(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)+|[A-Z]{4,}(?<!NULL)(?<!TRUE)", text)
    return text if plain else quote(text)
