"""For readers that are programs: a Markdown twin of each page, llms.txt, robots.txt and the days for the sitemap.

The twins of generated pages are written from the catalogue with the templates beside this module, those of hand-written
ones from their content. A twin is `index.md` beside `index.html` and links to other twins.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ...catalogue import addresses, words
from ...catalogue.addresses import AddressBook
from ...catalogue.model import Venue
from ...catalogue.permalinks import Permalink, Row
from ...catalogue.view import View, codes_in
from ...markdown import cell, code, from_html, prose, target

MOST_MEANINGS = 3
"""How many meanings of a code fit into a line of a runbook."""

MOST_IN_CONTEXT = 96_000
"""How many bytes one part of a venue's llms.txt has, so that it fits into the context of a language model."""


@dataclass(frozen=True)
class HandWritten:
    """A page under docs/ as it was built."""

    url: str
    title: str
    html: str
    """The page's content."""


def artefacts(
    view: View, book: AddressBook, hand_written: Iterable[HandWritten]
) -> Iterator[tuple[str, bytes]]:
    """All files: for each its address and its content."""
    hand_written = sorted(hand_written, key=lambda page: page.url)
    yield "/robots.txt", f"User-agent: *\nAllow: /\n\nSitemap: {book.absolute('/sitemap.xml')}\n".encode()
    yield "/llms.txt", _render("llms.txt", view=view, book=book, hand_written=hand_written).encode()
    for page in hand_written:
        yield addresses.twin(page.url), of_content(page.html)
    for venue in view.catalogue.venues:
        for part, text in enumerate(_contexts(view, book, venue), start=1):
            yield addresses.context(venue.id, part), text.encode()
    for url, text in _twins(view):
        yield addresses.twin(url), text.encode()


def of_content(html: str) -> bytes:
    """The twin of a page that is not made from the catalogue, from the page's content."""
    return from_html(html, _twin_of).encode()


def lastmod(view: View) -> dict[str, str]:
    """The day of the last review of what each generated page shows, by the page's address."""
    days = {addresses.venue(venue.id): venue.reviewed for venue in view.catalogue.venues}
    days |= {page.url: page.venue.reviewed for page in view.permalinks}
    days |= {parent.url: parent.venue.reviewed for parent in view.sub_codes}
    for condition, uses in view.uses.items():
        reviewed = [each.venue.reviewed for each in uses.values()]
        days[addresses.condition(condition)] = max(reviewed, default="")
    return days


def runbook(page: Permalink, book: AddressBook, first_step: Callable[[Row], str]) -> str:
    """A code as a block of Markdown for a runbook. No line says two things: what differs depends on the message."""
    titles = [prose(condition.title) for condition in page.conditions]
    if len(titles) > MOST_MEANINGS:
        titles = [f"{len(titles)} meanings"]
    said = [(*decision_of(row), first_step(row)) for row in page.rows]
    answers = [
        each[0] if len(set(each)) == 1 else "It depends on the message." for each in zip(*said, strict=True)
    ]
    return (
        f"**{prose(page.venue.name)} {code(page.code)}**: {' / '.join(titles)}. <{book.absolute(page.url)}>\n"
        f"- Did it go through? {answers[0]}\n- Can I retry? {answers[1]}\n- First: {answers[2]}\n"
    )


def decision_of(row: Row) -> words.Decision:
    """What a reader has to know about a request that got this row."""
    return words.decision(row.outcome, row.retry, row.verify)


def _twin_of(href: str) -> str:
    """A link to a page of the site as one to its twin; any other as it is."""
    return re.sub(r"^(?![a-z]+:)([^?#]*/)(?=#|$)", r"\1index.md", href)


def _contexts(view: View, book: AddressBook, venue: Venue) -> Iterator[str]:
    """All that a language model needs on a venue, without following a link, in as many parts as it takes. Each part
    explains itself and the conditions that its codes mean."""
    head = _render("context.md", venue=venue, book=book)
    part = 1
    rows: list[str] = []
    meant: dict[str, str] = {}
    size = _bytes(head)
    for section, pairs in view.sections(venue):
        table = (
            f"\n## {prose(section.title)}\n\n"
            "| code | message | condition | outcome | next | verify |\n| --- | --- | --- | --- | --- | --- |\n"
        )
        rows.append(table)
        size += _bytes(table)
        for page, row in pairs:
            condition = row.condition
            line = (
                f"| {cell(page.code)} | {'; '.join(map(cell, row.texts))} | {condition.id} | {row.outcome} "
                f"| {row.next} | {', '.join(row.verify)} |\n"
            )
            about = f"- {condition.id}: {prose(condition.meaning)} {prose(' '.join(condition.steps))}\n"
            more = _bytes(line) + (0 if condition.id in meant else _bytes(about))
            if size + more > MOST_IN_CONTEXT:
                part += 1
                following = book.absolute(addresses.context(venue.id, part))
                yield "".join([head, *meant.values(), *rows, f"\nThe other codes are in {following}\n"])
                rows, meant = [table], {}
                size, more = _bytes(head + table), _bytes(line + about)
            rows.append(line)
            meant[condition.id] = about
            size += more
    yield "".join([head, *meant.values(), *rows])


def _bytes(text: str) -> int:
    return len(text.encode())


def _twins(view: View) -> Iterator[tuple[str, str]]:
    """The twin of every generated page by the page's address."""
    for page in view.permalinks:
        yield page.url, _render("code.md", page=page)
    for parent in view.sub_codes:
        yield parent.url, _render("sub_codes.md", parent=parent)
    for venue in view.catalogue.venues:
        yield addresses.venue(venue.id), _render("venue.md", venue=venue, view=view)
    for condition in view.catalogue.conditions.values():
        yield addresses.condition(condition.id), _render("condition.md", condition=condition, view=view)


def _render(template: str, **context: Any) -> str:
    """One of the templates beside this module. Whatever they show passes through a filter of `macros.markdown`."""
    return _environment().get_template(template).render(context)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    # What is said of a condition stands with each of its rows.
    environment.filters.update(prose=cache(prose), code=code, cell=cell, target=target)
    environment.globals.update(addresses=addresses, words=words, codes_in=codes_in)
    return environment
