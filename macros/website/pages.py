"""The generated pages: one for each venue, each code of a venue, and each condition.

A page knows its address and what its head says. Its HTML is rendered only when asked for, so that a large site is never
in memory as a whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from markupsafe import Markup

from ..catalogue import addresses, crosswalks, words
from ..catalogue.addresses import AddressBook, root_of
from ..catalogue.model import Call, Category, Condition, Venue
from ..catalogue.permalinks import Permalink, Row, SubCodes
from ..catalogue.view import View
from ..programs import twins
from . import pictures
from .guides import guide_of
from .render import render
from .replies import sample

MOST_LISTED = 5
"""How many venues or codes a permalink lists of what may be many; the full list is one link away."""

_RANK = {kind: rank for rank, kind in enumerate(words.KIND)}


@dataclass(frozen=True)
class Page:
    """One generated page."""

    url: str
    title: str
    description: str
    heading: str
    """The id of its head, where its content begins."""
    anchors: tuple[str, ...]
    """What else on it can be linked to."""
    links: tuple[dict[str, str], ...]
    """What its head links to, with addresses from the site's top without a leading `/`."""
    schema: dict[str, Any]
    """What it is about, in the words of schema.org."""
    template: str
    subject: dict[str, Any]
    """What it is about, for the template."""
    details: Callable[[], dict[str, Any]]
    """What the template needs besides; worked out only for rendering."""
    scripts: tuple[str, ...] = ()
    """The modules it needs, by name under assets/."""

    def render(self) -> Markup:
        """The page's content."""
        return render(self.template, root_of(self.url), **self.subject, **self.details())

    def searchable(self) -> Markup:
        """What the header search should know of the page: what is said here and nowhere else."""
        return render(f"search_{self.template}", root_of(self.url), **self.subject)


def pages(view: View, book: AddressBook) -> Iterator[Page]:
    """All generated pages of a view."""
    for venue in view.catalogue.venues:
        yield _of_venue(view, book, venue)
    for page in view.permalinks:
        yield _of_code(view, book, page)
    for parent in view.sub_codes:
        yield _of_sub_codes(book, parent)
    for category in view.catalogue.categories:
        for condition in category.conditions:
            yield _of_condition(view, book, category, condition)


@dataclass(frozen=True)
class Meaning:
    """Rows of one page that mean the same, with the same consequences."""

    rows: tuple[Row, ...]

    @property
    def condition(self) -> Condition:
        return self.rows[0].condition

    @property
    def decision(self) -> words.Decision:
        return twins.decision_of(self.rows[0])


def meanings(page: Permalink) -> tuple[Meaning, ...]:
    """The rows of a page grouped by what they mean, in documented order."""
    groups: dict[tuple[object, ...], list[Row]] = defaultdict(list)
    for row in page.rows:
        groups[row.condition.id, row.retry, row.outcome, row.verify, row.acts, row.entry.steps != []].append(
            row
        )
    return tuple(Meaning(tuple(rows)) for rows in groups.values())


def _of_code(view: View, book: AddressBook, page: Permalink) -> Page:
    row = page.rows[0]
    name = next((f" {row.entry.name}" for row in page.rows if row.entry.name), "")
    conditions = " / ".join(condition.title for condition in page.conditions)
    before, after = view.neighbours[page.url]
    return Page(
        url=page.url,
        title=f"{page.code}{name} · {page.venue.name} · {conditions}",
        description=_clip(
            f"{page.venue.name} {page.code}: {'; '.join(row.texts)}. {row.condition.meaning} "
            f"{twins.decision_of(row).again}"
        ),
        heading="code",
        anchors=("notes", *(row.anchor for row in page.rows)),
        links=(
            _data(page.url),
            _feed(page.venue),
            *([{"rel": "prev", "href": before.url[1:]}] if before else []),
            *([{"rel": "next", "href": after.url[1:]}] if after else []),
        ),
        schema={
            "@type": "DefinedTerm",
            "name": f"{page.venue.name} {page.code}",
            "termCode": page.code,
            "description": row.condition.meaning,
            "inDefinedTermSet": f"{book.absolute(addresses.venue(page.venue.id))}",
        },
        template="permalink.html",
        subject={"page": page},
        details=partial(_details_of_code, view, book, page),
        scripts=("permalink.js",),
    )


def _details_of_code(view: View, book: AddressBook, page: Permalink) -> dict[str, Any]:
    before, after = view.neighbours[page.url]
    return {
        "meanings": meanings(page),
        "same_message": len({row.texts for row in page.rows}) == 1,
        "telling": _telling(page.rows),
        "notes": sorted((note for note in page.annotations if note.codes), key=lambda note: _RANK[note.kind]),
        "venue_notes": [note for note in page.annotations if not note.codes],
        "elsewhere": view.elsewhere(page),
        "same_condition": [
            (condition, [uses for id, uses in view.uses[condition.id].items() if id != page.venue.id])
            for condition in page.conditions
        ],
        "vocabularies": _vocabularies(page.conditions),
        "before": before,
        "after": after,
        "copies": twins.copies(page, book),
        "calls": lambda row: calls(page.venue, row),
        "guides": {
            condition.id: guide_of(view.category_of[condition.id], condition) for condition in page.conditions
        },
        "reply": sample(page),
        "raises": view.raises(page),
        "source": _source(view, book, page),
        "report": book.report(page.venue.id, page.code) if book.repository else None,
        "most": MOST_LISTED,
    }


def calls(venue: Venue, row: Row) -> list[Call]:
    """What to run at this venue to look up what the row says must be checked: the best call for each thing."""
    by_purpose = {call.purpose: call for call in reversed(venue.calls)}
    wanted = ([by_purpose.get(purpose) for purpose in words.LOOKS_UP[thing]] for thing in row.verify)
    return [next(filter(None, found)) for found in wanted if any(found)]


def _telling(rows: Iterable[Row]) -> set[str]:
    """What besides the message tells rows apart: `transport`, `http` or `section`."""
    seen: dict[str, set[Any]] = {
        "transport": {row.section.transport for row in rows},
        "http": {row.entry.http for row in rows},
        "section": {row.section.id for row in rows},
    }
    return {name for name, values in seen.items() if len(values) > 1}


def _source(view: View, book: AddressBook, page: Permalink) -> str | None:
    """Where the first entry of the page is in the repository, to the line."""
    row = page.rows[0]
    line = view.entry_lines.get((page.venue.id, row.section.id, row.position))
    if not book.repository or line is None:
        return None
    return book.line(f"{addresses.VENUE_FILES}/{page.venue.id}.yml", line)


def _of_sub_codes(book: AddressBook, parent: SubCodes) -> Page:
    venue = parent.venue
    return Page(
        url=parent.url,
        title=f"{parent.code} · {venue.name} · {len(parent.pages)} sub-codes",
        description=_clip(
            f"{venue.name} {parent.code} is documented only with sub-codes: which one do you have?"
        ),
        heading="code",
        anchors=(),
        links=(_data(parent.url), _feed(venue)),
        schema={
            "@type": "DefinedTerm",
            "name": f"{venue.name} {parent.code}",
            "termCode": parent.code,
            "inDefinedTermSet": book.absolute(addresses.venue(venue.id)),
        },
        template="sub_codes.html",
        subject={"parent": parent},
        details=lambda: {"pairs": [(page, row) for page in parent.pages for row in page.rows]},
    )


def _of_venue(view: View, book: AddressBook, venue: Venue) -> Page:
    url = addresses.venue(venue.id)
    return Page(
        url=url,
        title=f"{venue.name} error codes",
        description=_clip(
            f"All {len(view.of_venue[venue.id])} error codes of {venue.name} ({venue.product}): messages, HTTP statuses, "
            "what each means and whether the request may be sent again."
        ),
        heading="venue",
        anchors=tuple(section.id for section in venue.sections),
        links=(_data(url), _feed(venue)),
        schema={"@type": "DefinedTermSet", "name": f"{venue.name} error codes", "description": venue.product},
        template="venue.html",
        subject={"venue": venue},
        details=partial(_details_of_venue, view, venue),
        scripts=("filter.js",),
    )


def _details_of_venue(view: View, venue: Venue) -> dict[str, Any]:
    of_venue = view.of_venue[venue.id]
    conditions = {condition.id: condition for page in of_venue for condition in page.conditions}
    kinds = {note.kind for page in of_venue for note in page.annotations if note.codes}
    return {
        "codes": len(of_venue),
        "rows": sum(len(page.rows) for page in of_venue),
        "map": pictures.code_map(view.catalogue, of_venue, root_of(addresses.venue(venue.id))),
        "sections": view.sections(venue),
        "notes": [note for note in venue.annotations if not note.codes],
        "conditions": sorted(conditions.values(), key=lambda condition: condition.title),
        "statuses": sorted({entry.http for _, _, entry in venue.rows() if entry.http}),
        "kinds": sorted(kinds, key=_RANK.__getitem__),
    }


def _of_condition(view: View, book: AddressBook, category: Category, condition: Condition) -> Page:
    url = addresses.condition(condition.id)
    uses = view.uses[condition.id]
    names = ", ".join(use.venue.name for use in uses.values())
    return Page(
        url=url,
        title=f"{condition.title} · equivalent error codes",
        description=_clip(f"{condition.meaning} The codes for it on {names}, side by side, and what to do."),
        heading="condition",
        anchors=(),
        links=(_data(url),),
        schema={
            "@type": "DefinedTerm",
            "name": condition.title,
            "termCode": condition.id,
            "description": condition.meaning,
            "inDefinedTermSet": f"{book.absolute(addresses.CONDITIONS)}",
        },
        template="condition.html",
        subject={"condition": condition},
        details=lambda: {
            "category": category,
            "decision": words.decision(condition.outcome, condition.retry, condition.verify),
            "vocabularies": _vocabularies([condition]),
            "known": view.catalogue.conditions,
            "venues": [use.venue for use in uses.values()],
            "rows": [(condition, uses)],
        },
    )


def _vocabularies(conditions: Iterable[Condition]) -> list[tuple[Condition, dict[str, str]]]:
    """What each condition is called elsewhere: its terms by the names of the vocabularies."""
    found = []
    for condition in conditions:
        crosswalk, terms = condition.crosswalk, {}
        if crosswalk.grpc:
            terms["gRPC"] = crosswalk.grpc
        if crosswalk.ccxt:
            terms["ccxt"] = crosswalk.ccxt
        if crosswalk.fix:
            field, value = crosswalk.fix.field, crosswalk.fix.value
            terms["FIX"] = f"{field} ({crosswalks.FIX_TAGS[field]}) = {value}: {crosswalks.FIX[field][value]}"
        if terms:
            found.append((condition, terms))
    return found


def _data(url: str) -> dict[str, str]:
    return {
        "rel": "alternate",
        "type": "application/json",
        "title": "This page as JSON",
        "href": addresses.document(url)[1:],
    }


def _feed(venue: Venue) -> dict[str, str]:
    return {
        "rel": "alternate",
        "type": "application/atom+xml",
        "title": "Changes to this venue",
        "href": addresses.feed(venue.id)[1:],
    }


def _clip(text: str, most: int = 160) -> str:
    """The text, cut between words where it is too long for a description."""
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + "…"
