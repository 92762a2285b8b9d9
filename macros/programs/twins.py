"""For readers that are programs: a Markdown twin of each page, llms.txt, robots.txt and the days for the sitemap.

The twins of generated pages are written from the catalogue, those of hand-written ones from their content. A twin is
`index.md` beside `index.html` and links to other twins.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from ..catalogue import addresses, words
from ..catalogue.addresses import API, AddressBook
from ..catalogue.model import Condition, Entry, Venue
from ..catalogue.permalinks import Permalink, Row, SubCodes
from ..catalogue.view import PageRow, View, codes_in
from ..markdown import cell, code, from_html, prose, target

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
    yield "/llms.txt", _overview(view, book, hand_written).encode()
    for page in hand_written:
        yield addresses.twin(page.url), of_content(page.html)
    for venue in view.catalogue.venues:
        for part, text in enumerate(_contexts(view, book, venue), start=1):
            yield addresses.context(venue.id, part), text.encode()
    for url, lines in _by_url(view):
        yield addresses.twin(url), ("\n".join(lines) + "\n").encode()


def of_content(html: str) -> bytes:
    """The twin of a page that is not made from the catalogue, from the page's content."""
    return from_html(html, _twin_of).encode()


def lastmod(view: View) -> dict[str, str]:
    """The day of the last review of what each generated page shows, by the page's address."""
    days = {addresses.venue(venue.id): venue.reviewed for venue in view.catalogue.venues}
    pages: tuple[Permalink | SubCodes, ...] = (*view.permalinks, *view.sub_codes)
    days |= {page.url: page.venue.reviewed for page in pages}
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


def _twin_of(href: str) -> str:
    """A link to a page of the site as one to its twin; any other as it is."""
    return re.sub(r"^(?![a-z]+:)([^?#]*/)(?=#|$)", r"\1index.md", href)


def _overview(view: View, book: AddressBook, hand_written: list[HandWritten]) -> str:
    """llms.txt, as https://llmstxt.org/ describes it."""
    catalogue = view.catalogue
    venues = []
    for venue in catalogue.venues:
        status = "" if venue.status == "active" else f", {venue.status}"
        link = f"[{prose(venue.name)}]({book.absolute(addresses.twin(addresses.venue(venue.id)))})"
        whole = f"[in one file]({book.absolute(addresses.context(venue.id))})"
        codes = codes_in(view.of_venue[venue.id])
        venues.append(f"- {link}: {codes} codes, {prose(venue.product)}{status}; {whole}\n")
    pages = (f"- [{prose(page.title)}]({book.absolute(addresses.twin(page.url))})\n" for page in hand_written)
    return f"""\
# Venue Error Codes

> What the {codes_in(view.permalinks)} documented error codes of {len(catalogue.venues)} crypto exchange APIs mean: \
whether the request went through, whether to retry, and which codes of other venues mean the same.

The page of a code is `{book.site}<venue>/<slug>/`, where slug is the code in lower case with every run of characters \
outside a-z, 0-9 and `-` replaced by one `-`; a minus sign stays. Every page has a Markdown twin, `index.md` in its \
folder. Messages are verbatim; conditions and answers are our judgement.

## Venues

{"".join(venues)}
## Data

- [codes.json]({book.absolute(API)}codes.json): every code of every venue
- [codes.csv]({book.absolute(API)}codes.csv): every entry as a line of a table
- [equivalents.json]({book.absolute(API)}equivalents.json): all {len(catalogue.conditions)} error conditions, each \
with what to do and the codes that mean it
- [openapi.json]({book.absolute(API)}openapi.json): all JSON documents, described
- [Changes]({book.absolute(addresses.feed())}): an Atom feed

## Pages

{"".join(pages)}"""


def _contexts(view: View, book: AddressBook, venue: Venue) -> Iterator[str]:
    """All that a language model needs on a venue, without following a link, in as many parts as it takes. Each part
    explains itself and the conditions that its codes mean."""
    head = "".join(f"{line}\n" for line in _about_venue(venue)) + (
        f"The page of a code is `{book.absolute(addresses.venue(venue.id))}<slug>/`. Messages are verbatim; the rest "
        "is our judgement. What to do next: check (look up what `verify` names, and send nothing before that), "
        "change (change the request or the account), wait (then send it again), go-on.\n\n## Conditions\n\n"
    )
    part = 1
    rows: list[str] = []
    meant: dict[str, str] = {}
    size = _bytes(head)
    for section, pairs in view.sections(venue):
        columns = "\n".join(_columns("code", "message", "condition", "outcome", "next", "verify"))
        table = f"\n## {prose(section.title)}\n\n{columns}\n"
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


def _columns(*names: str) -> list[str]:
    """The head of a table."""
    return [f"| {' | '.join(names)} |", "| --- " * len(names) + "|"]


def _by_url(view: View) -> Iterator[tuple[str, list[str]]]:
    """The twin of every generated page, line by line, by the page's address."""
    for page in view.permalinks:
        yield page.url, _of_code(page)
    for parent in view.sub_codes:
        yield parent.url, _of_sub_codes(parent)
    for venue in view.catalogue.venues:
        yield addresses.venue(venue.id), _of_venue(view, venue)
    for condition in view.catalogue.conditions.values():
        rows = [pair for uses in view.uses[condition.id].values() for pair in uses.rows]
        yield addresses.condition(condition.id), _of_condition(condition, rows)


def decision_of(row: Row) -> words.Decision:
    """What a reader has to know about a request that got this row."""
    return words.decision(row.outcome, row.retry, row.verify)


def _of_code(page: Permalink) -> list[str]:
    venue = page.venue
    lines = [f"# {code(page.code)} · {prose(venue.name)}", ""]
    if venue.status == "retired":
        lines += ["This API is retired.", ""]
    for note in page.annotations:
        whole = ", all codes of this venue" if note.about_all else ""
        observed = f" Seen in practice: {prose(note.observed)}" if note.observed else ""
        lines += [f"> {words.KIND[note.kind].short.capitalize()}{whole}: {prose(note.note)}{observed}", ""]
    for row in page.rows:
        entry, condition = row.entry, row.condition
        lines += [f"## {prose(condition.title)}", ""]
        if entry.withdrawn:
            lines += [f"Withdrawn, noticed {entry.withdrawn.date}: {prose(entry.withdrawn.note)}", ""]
        address = addresses.twin(addresses.condition(condition.id))
        lines += ["Documented:", "", *_facts(row), "", "Our judgement:", ""]
        lines.append(f"- Condition: [{prose(condition.title)}](../..{address}). {prose(condition.meaning)}")
        lines += _answers(decision_of(row), row)
        lines += [
            f"- {words.REQUEST[answer.request]}: {words.OUTCOME[answer.outcome].sentence} "
            f"{words.RETRY[answer.retry].sentence}"
            for answer in row.by_request
        ]
        if entry.note and entry.note not in row.steps:
            lines.append(f"- For this code: {prose(entry.note)}")
        lines += ["", *_steps(row.steps), ""]
        lines += _observed(entry)
    address = addresses.document(page.url)
    lines.append(f"Venue: [{prose(venue.name)}](../index.md) · JSON: [{page.slug}.json](../..{address})")
    return lines


def _answers(decision: words.Decision, answers: Row | Condition) -> list[str]:
    verify = f", verify: {', '.join(answers.verify)}" if answers.verify else ""
    return [
        f"- Did it go through? {decision.happened} (outcome: {answers.outcome})",
        f"- Can I retry? {decision.again} (retry: {answers.retry}{verify})",
        f"- Who can fix it? {words.ACTS[answers.acts].sentence}",
    ]


def _of_sub_codes(parent: SubCodes) -> list[str]:
    return [
        f"# {code(parent.code)} · {prose(parent.venue.name)}",
        "",
        "The document lists this number only with sub-codes:",
        "",
        *_columns("code", "message", "condition", "retry", "outcome"),
        *(
            f"| [{cell(page.code)}](../{page.slug}/index.md) | {_consequences(row)}"
            for page in parent.pages
            for row in page.rows
        ),
    ]


def _of_venue(view: View, venue: Venue) -> list[str]:
    lines = _about_venue(venue)
    for section, rows in view.sections(venue):
        lines += [f"## {prose(section.title)}", ""]
        lines += _columns("code", "message", "condition", "retry", "outcome")
        lines += [f"| [{cell(page.code)}]({page.slug}/index.md) | {_consequences(row)}" for page, row in rows]
        lines.append("")
    return lines[:-1]


def _about_venue(venue: Venue) -> list[str]:
    lines = [f"# {prose(venue.name)}", "", f"{prose(venue.product)}. Operator: {prose(venue.operator)}.", ""]
    lines += [
        f"Source: [{prose(venue.source.title)}]({target(venue.source.url)}), {prose(venue.source.version)}.",
        "",
    ]
    for reply in venue.replies:
        lines += [f"On {words.TRANSPORT[reply.transport]}: {prose(reply.shape)}", "", code(reply.example), ""]
    if venue.calls:
        lines += ["## What to run", ""]
        for call in venue.calls:
            product = f" ({prose(call.applies_to)})" if call.applies_to else ""
            lines.append(f"- {words.PURPOSE[call.purpose]}{product}: {code(call.request)}")
        lines.append("")
    return lines


def _of_condition(condition: Condition, rows: list[PageRow]) -> list[str]:
    decision = words.decision(condition.outcome, condition.retry, condition.verify)
    return [
        f"# {prose(condition.title)}",
        "",
        prose(condition.meaning),
        "",
        *_answers(decision, condition),
        f"- Easily confused with: {prose(condition.differs)}",
        "",
        *_steps(condition.steps),
        "",
        *_columns("venue", "code", "message", "condition", "retry", "outcome"),
        *(
            f"| {prose(page.venue.name)} | [{cell(page.code)}](../..{addresses.twin(page.url)}#{row.anchor}) "
            f"| {_consequences(row)}"
            for page, row in rows
        ),
    ]


def _facts(row: Row) -> list[str]:
    entry = row.entry
    lines = [f"- Message: {code(message)}" for message in entry.messages]
    lines += [f"- Explanation: {code(entry.explanation)}"] if entry.explanation else []
    lines += [f"- Sent as one of: {code(variant)}" for variant in entry.variants]
    if entry.name:
        lines.append(f"- Name: {code(entry.name)}")
    lines += [
        f"- HTTP status: {entry.http or 'not documented'}",
        f"- Transport: {words.TRANSPORT[row.section.transport]}",
        f"- Section: {prose(row.section.title)}, row {row.position}",
    ]
    if entry.description:
        lines.append(f"- Paraphrased from the docs: {prose(entry.description)}")
    return lines


def _observed(entry: Entry) -> list[str]:
    lines = [prose(entry.observed)] if entry.observed else []
    lines += [code(message) for message in entry.observed_messages]
    return ["Seen in practice, not documented:", "", *(f"- {line}" for line in lines), ""] if lines else []


def _steps(steps: Iterable[str]) -> list[str]:
    return [f"{number}. {prose(step)}" for number, step in enumerate(steps, start=1)]


def _consequences(row: Row) -> str:
    messages = "; ".join(map(cell, row.texts))
    return f"{messages} | {row.condition.id} | {row.retry} | {row.outcome} |"
