"""Fetches the venues' documents and says what has changed in them since they were imported. It changes nothing.

A document that can't be reached, can't be read, or looks like another one is named with the reason; nothing is guessed
from it.
"""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Literal
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from ..catalogue.model import Document, Venue
from ..reading.loader import Reading
from ..reading.problems import Refused
from . import ways
from .comparison import Comparison, compare, report
from .documents import FORMS, MAX_DOCUMENT
from .rows import read_rows

TIMEOUT = 30.0
"""Seconds that a server may stay silent."""

SAME_DOCUMENT = 0.5
"""The share of a venue's rows that a document must have before its differences are taken for changes."""

MAX_REPORT = 50_000
"""Characters of all changes in Markdown; an issue holds 65,536."""

_SUFFIXES = {
    "text/html": ".html",
    "text/markdown": ".md",
    "text/plain": ".md",
    "text/csv": ".csv",
    "application/json": ".json",
    "application/yaml": ".yml",
}


@dataclass(frozen=True)
class News:
    """What is to be said of one venue."""

    venue: str
    kind: Literal["same", "changed", "unread", "unwatched"]
    text: str


def watch(reading: Reading, venues: list[str]) -> list[News]:
    """Reads the documents of the venues again, of all where none is named. Refuses a venue that is not there."""
    return [_news(reading.venue(id)[0]) for id in venues or reading.venues]


def _news(venue: Venue) -> News:
    if not venue.document or not venue.document.files:
        return News(venue.id, "unwatched", "Its file names no address under `document: files:`.")
    try:
        comparison = _compared(venue, venue.document)
    except Refused as refusal:
        return News(venue.id, "unread", str(refusal))
    text = "\n".join([report(comparison), *(f"Not taken: {place}" for place in comparison.found.unreadable)])
    return News(venue.id, "same" if comparison.empty else "changed", text)


def _compared(venue: Venue, document: Document) -> Comparison:
    """The documents as they are now beside the venue's file. Refuses where they can't be what they were."""
    files = ", ".join(document.files)
    with tempfile.TemporaryDirectory() as folder:
        paths = [_fetched(url, Path(folder, str(number))) for number, url in enumerate(document.files)]
        try:
            comparison = compare(venue, read_rows(paths, ways.kept(document.options)))
        except Refused as refusal:
            raise Refused(f"{files} could not be read: {refusal}") from None
    had = sum(len(section.entries) for section in venue.sections if not section.observed)
    if len(comparison.pairs) < SAME_DOCUMENT * had:
        raise Refused(
            f"{files} has {len(comparison.pairs)} of the {had} rows of this venue. Perhaps it is another page now, or "
            "has another form. Look at it, and correct `document:`."
        )
    return comparison


def _fetched(url: str, folder: Path) -> Path:
    """The document as a file whose name tells its form."""
    accepted = "text/markdown, text/html, */*"
    try:
        request = Request(url, headers={"User-Agent": "venue-error-codes", "Accept": accepted})
        with urlopen(request, timeout=TIMEOUT) as reply:
            content = reply.read(MAX_DOCUMENT + 1)
            kind = reply.headers.get_content_type()
    except (OSError, HTTPException, ValueError) as error:
        raise Refused(f"{url} could not be fetched: {_reason(error)}.") from None
    if len(content) > MAX_DOCUMENT:
        raise Refused(f"{url} could not be fetched: it is larger than {MAX_DOCUMENT // 1_000_000} MB.")
    name = Path(urlsplit(url).path)
    suffix = name.suffix.lower() if name.suffix.lower() in FORMS else _SUFFIXES.get(kind, ".html")
    folder.mkdir()
    path = folder / f"{re.sub(r'[^A-Za-z0-9_-]+', '-', name.stem) or 'document'}{suffix}"
    path.write_bytes(content)
    return path


def _reason(error: Exception) -> str:
    if isinstance(error, HTTPError):
        return f"the server answers {error.code} {error.reason}"
    return str(error.reason if isinstance(error, URLError) else error) or type(error).__name__


def told(news: list[News]) -> bool:
    """Whether there is anything that a person has to look at."""
    return any(one.kind in ("changed", "unread") for one in news)


_HEADINGS = {
    "changed": "Changed",
    "unread": "Could not be read",
    "same": "As they were",
    "unwatched": "Not watched",
}


def as_markdown(news: list[News]) -> str:
    """The news for a terminal and for an issue. Texts of documents stand in fences, where they can mention nobody and
    link nowhere."""
    blocks: list[str] = []
    most = MAX_REPORT // max(1, sum(one.kind in ("changed", "unread") for one in news))
    for kind, heading in _HEADINGS.items():
        if not (own := [one for one in news if one.kind == kind]):
            continue
        blocks.append(f"## {heading}")
        if kind in ("same", "unwatched"):
            blocks.append(", ".join(one.venue for one in own))
            continue
        for one in own:
            shown = one.text if len(one.text) <= most else f"{one.text[:most]}\n(and more)"
            fence = "`" * max([3, *(len(run) + 1 for run in re.findall("`+", shown))])
            blocks += [f"### {one.venue}", f"{fence}text\n{shown}\n{fence}"]
    return "\n\n".join(blocks)
