"""For readers that are programs: a Markdown twin of each page, llms.txt, robots.txt and the days for the sitemap.

The twins of generated pages are written from the catalogue, those of hand-written ones from their content. A twin is
`index.md` beside `index.html` and links to other twins.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..catalogue import addresses, words
from ..catalogue.model import Catalogue, Condition, Entry, Venue
from ..catalogue.permalinks import Permalink, Row, permalinks
from ..markdown import cell, code, from_html, prose
from . import api
from .feeds import OVERALL
from .feeds import path_of as feed_path


@dataclass(frozen=True)
class HandWritten:
    """A page under docs/ as it was built."""

    url: str
    title: str
    html: str
    """The page's content."""


def artefacts(
    catalogue: Catalogue, site_url: str, hand_written: Iterable[HandWritten]
) -> Iterator[tuple[str, bytes]]:
    """All files: for each its path from the site's root and its content."""
    hand_written = sorted(hand_written, key=lambda page: page.url)
    yield "robots.txt", f"User-agent: *\nAllow: /\n\nSitemap: {site_url}sitemap.xml\n".encode()
    yield "llms.txt", _overview(catalogue, site_url, hand_written).encode()
    for page in hand_written:
        yield f"{page.url[1:]}index.md", from_html(page.html, _twin_of).encode()
    by_url = _by_url(catalogue)
    for url, lines in by_url:
        yield f"{url[1:]}index.md", ("\n".join(lines) + "\n").encode()


def lastmod(catalogue: Catalogue) -> dict[str, str]:
    """The day of the last review of what each generated page shows, by the page's address."""
    pages = permalinks(catalogue)
    days = {f"/{venue.id}/": venue.reviewed for venue in catalogue.venues}
    days |= {page.url: page.venue.reviewed for page in pages}
    for page in pages:
        for condition in page.conditions:
            url = addresses.equivalent(condition.id)
            days[url] = max(days.get(url, ""), page.venue.reviewed)
    return days


def runbook_row(page: Permalink, site_url: str) -> str:
    """A row for the table of a runbook: code, meaning, action, link."""
    meanings = " / ".join(prose(condition.title) for condition in page.conditions)
    actions = dict.fromkeys(
        f"{words.RETRY[row.retry].sentence} {row.condition.steps[0]}" for row in page.rows
    )
    action = " / ".join(map(prose, actions))
    return f"| {cell(page.code)} | {meanings} | {action} | <{site_url}{page.url[1:]}> |"


def _twin_of(href: str) -> str:
    """A link to a page of the site as one to its twin; any other as it is."""
    return re.sub(r"^(?![a-z]+:)([^?#]*/)(?=#|$)", r"\1index.md", href)


def _overview(catalogue: Catalogue, site_url: str, hand_written: list[HandWritten]) -> str:
    """llms.txt, as https://llmstxt.org/ describes it."""
    pages = permalinks(catalogue)
    lines = [
        "# Venue Error Codes",
        "",
        f"> What the {len(pages)} documented error codes of {len(catalogue.venues)} trading venues mean, whether anything "
        "happened, whether the same request may be sent again, and which codes of other venues mean the same.",
        "",
        f"The page of a code is `{site_url}<venue>/<slug>/`, where slug is the code in lower case with every run of "
        "characters outside a-z, 0-9 and `-` replaced by one `-`; a minus sign stays. Every page has a Markdown twin, "
        "`index.md` in its folder. Messages are verbatim; conditions, retry and outcome are our judgement.",
        "",
        "## Venues",
        "",
    ]
    for venue in catalogue.venues:
        count = sum(page.venue is venue for page in pages)
        status = "" if venue.status == "active" else f", {words.STATUS[venue.status]}"
        link = f"[{prose(venue.name)}]({site_url}{venue.id}/index.md)"
        lines.append(f"- {link}: {count} codes, {prose(venue.product)}{status}")
    lines += ["", "## Data", ""]
    lines += [
        f"- [codes.json]({site_url}{api.FOLDER}codes.json): every code of every venue",
        f"- [codes.csv]({site_url}{api.FOLDER}codes.csv): every entry as a line of a table",
        f"- [openapi.json]({site_url}{api.FOLDER}openapi.json): all JSON documents, described",
        f"- [Changes]({site_url}{feed_path(OVERALL)}): an Atom feed",
        "",
        "## Pages",
        "",
    ]
    lines += [f"- [{prose(page.title)}]({site_url}{page.url[1:]}index.md)" for page in hand_written]
    lines += ["", "## Optional", ""]
    for condition in catalogue.conditions.values():
        address = addresses.equivalent(condition.id)[1:]
        lines.append(f"- [{prose(condition.title)}]({site_url}{address}index.md): {prose(condition.meaning)}")
    return "\n".join(lines) + "\n"


def _by_url(catalogue: Catalogue) -> Iterator[tuple[str, list[str]]]:
    """The twin of every generated page, line by line, by the page's address."""
    by_condition: dict[str, list[tuple[Permalink, Row]]] = {id: [] for id in catalogue.conditions}
    by_venue: dict[str, list[Permalink]] = {venue.id: [] for venue in catalogue.venues}
    for page in permalinks(catalogue):
        by_venue[page.venue.id].append(page)
        for row in page.rows:
            by_condition[row.condition.id].append((page, row))
        yield page.url, _of_code(page)
    for venue in catalogue.venues:
        yield f"/{venue.id}/", _of_venue(venue, by_venue[venue.id])
    for condition in catalogue.conditions.values():
        yield addresses.equivalent(condition.id), _of_condition(condition, by_condition[condition.id])


def _of_code(page: Permalink) -> list[str]:
    venue = page.venue
    lines = [f"# {code(page.code)} · {prose(venue.name)}", ""]
    if venue.status == "retired":
        lines += ["This API is retired and no longer answers.", ""]
    for note in page.annotations:
        whole = "" if note.codes else ", all codes of this venue"
        observed = f" Observed: {prose(note.observed)}" if note.observed else ""
        lines += [f"> {words.KIND[note.kind].short.capitalize()}{whole}: {prose(note.note)}{observed}", ""]
    for row in page.rows:
        entry, condition = row.entry, row.condition
        lines += [f"## {prose(condition.title)}", ""]
        if entry.withdrawn:
            lines += [f"Withdrawn, noticed {entry.withdrawn.date}: {prose(entry.withdrawn.note)}", ""]
        lines += ["Documented:", "", *_facts(row), "", "Our judgement:", ""]
        lines += [
            f"- Condition: [{condition.id}](../..{addresses.equivalent(condition.id)}index.md). "
            f"{prose(condition.meaning)}",
            f"- Did anything happen? {words.OUTCOME[row.outcome].sentence} (outcome: {row.outcome})",
            f"- May I send it again? {words.RETRY[row.retry].sentence} (retry: {row.retry})",
        ]
        if entry.note:
            lines.append(f"- Here in particular: {prose(entry.note)}")
        lines += ["", *_steps(condition), ""]
        lines += _observed(entry)
    lines.append(
        f"Venue: [{prose(venue.name)}](../index.md) · JSON: [{page.slug}.json](../../{api.FOLDER}"
        f"{api.path_of(page.url)})"
    )
    return lines


def _of_venue(venue: Venue, pages: list[Permalink]) -> list[str]:
    lines = [f"# {prose(venue.name)}", "", f"{prose(venue.product)}. Operator: {prose(venue.operator)}.", ""]
    lines += [
        f"Source: [{prose(venue.source.title)}]({venue.source.url}), {prose(venue.source.version)}.",
        "",
    ]
    for reply in venue.replies:
        lines += [f"On {words.TRANSPORT[reply.transport]}: {prose(reply.shape)}", "", code(reply.example), ""]
    rows = {(row.section.id, row.position): (page, row) for page in pages for row in page.rows}
    for section in venue.sections:
        lines += [
            f"## {prose(section.title)}",
            "",
            "| code | message | condition | retry | outcome |",
            _RULE * 5 + "|",
        ]
        for position in range(1, len(section.entries) + 1):
            page, row = rows[section.id, position]
            lines.append(f"| [{cell(page.code)}]({page.slug}/index.md) | {_consequences(row)}")
        lines.append("")
    return lines[:-1]


def _of_condition(condition: Condition, rows: list[tuple[Permalink, Row]]) -> list[str]:
    return [
        f"# {prose(condition.title)}",
        "",
        prose(condition.meaning),
        "",
        f"- Did anything happen? {words.OUTCOME[condition.outcome].sentence} (outcome: {condition.outcome})",
        f"- May I send it again? {words.RETRY[condition.retry].sentence} (retry: {condition.retry})",
        f"- Not to be mistaken for: {prose(condition.differs)}",
        "",
        *_steps(condition),
        "",
        "| venue | code | message | condition | retry | outcome |",
        _RULE * 6 + "|",
        *(
            f"| {prose(page.venue.name)} | [{cell(page.code)}](../..{page.url}index.md#{row.anchor}) | {_consequences(row)}"
            for page, row in rows
        ),
    ]


_RULE = "| --- "


def _facts(row: Row) -> list[str]:
    entry = row.entry
    lines = [f"- Message: {code(message)}" for message in entry.messages]
    lines += [f"- Sent as one of: {code(variant)}" for variant in entry.variants]
    if entry.name:
        lines.append(f"- Name: {code(entry.name)}")
    lines += [
        f"- HTTP status: {entry.http or 'not documented'}",
        f"- Transport: {words.TRANSPORT[row.section.transport]}",
        f"- Section: {prose(row.section.title)}, row {row.position}",
    ]
    if entry.description:
        lines.append(f"- Description, retold: {prose(entry.description)}")
    return lines


def _observed(entry: Entry) -> list[str]:
    lines = [prose(entry.observed)] if entry.observed else []
    lines += [code(message) for message in entry.observed_messages]
    return ["Observed, not documented:", "", *(f"- {line}" for line in lines), ""] if lines else []


def _steps(condition: Condition) -> list[str]:
    return [f"{number}. {prose(step)}" for number, step in enumerate(condition.steps, start=1)]


def _consequences(row: Row) -> str:
    messages = "; ".join(map(cell, row.entry.messages))
    return f"{messages} | {row.condition.id} | {row.retry} | {row.outcome} |"
