"""The pages of codes: a permalink for each code, and a page for each number that is documented only with sub-codes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Any, TypeVar

from ..catalogue import addresses, words
from ..catalogue.addresses import AddressBook
from ..catalogue.grouping import grouped
from ..catalogue.model import Call, Condition, Entry, Purpose, Venue
from ..catalogue.permalinks import Permalink, Row, SubCodes
from ..catalogue.view import View
from ..markdown import code, prose
from ..programs import twins
from .crosswalks import vocabularies
from .guides import guide_of
from .page import Link, Page, to_venue
from .replies import sample

_Value = TypeVar("_Value")

MOST_VENUES, MOST_CODES = 5, 3
"""How many venues, and codes of each, a permalink lists of what may be many; the full list is one link away."""

MOST_OPEN = 3
"""How many meanings a permalink shows one below the other; where there are more, each opens on its own."""

MOST_TITLES = 3
"""How many conditions are named in a page's title."""

MOST_SAID, LINE = 300, 40
"""How many characters a phone shows above the answers, and how many are lost where a text ends."""


def code_pages(view: View, book: AddressBook) -> Iterator[Page]:
    """The page of every code, then of every number that leads to sub-codes."""
    for page in view.permalinks:
        yield _of_code(view, book, page)
    for parent in view.sub_codes:
        yield _of_sub_codes(book, parent)


@dataclass(frozen=True)
class Meaning:
    """Rows of one page that mean the same, with the same consequences."""

    rows: tuple[Row, ...]

    @property
    def first(self) -> Row:
        return self.rows[0]

    @property
    def condition(self) -> Condition:
        return self.first.condition

    @property
    def decision(self) -> words.Decision:
        return twins.decision_of(self.first)

    @property
    def texts(self) -> dict[tuple[str, ...], Row]:
        """What its rows say, each wording once, with the first row that says it."""
        found: dict[tuple[str, ...], Row] = {}
        for row in self.rows:
            found.setdefault(row.texts, row)
        return found

    @property
    def places(self) -> list[tuple[Row, ...]]:
        """Its rows by where they are documented: together where there is nothing else to say of them."""
        return [tuple(rows) for _, rows in groupby(self.rows, key=_place)]

    @property
    def long(self) -> bool:
        """Whether what its rows say would push the answers out of the first screen of a phone."""
        return sum(len(text) + LINE for texts in self.texts for text in texts) > MOST_SAID


def _place(row: Row) -> tuple[Any, ...]:
    """What rows have in common that are shown as one. One that has more to say is shown alone."""
    entry = row.entry
    own = (entry.withdrawn, entry.variants, entry.description, entry.observed, entry.observed_messages)
    more = any(own) or (entry.messages and entry.explanation) or entry.shared or states(entry)
    return (row.number if more else 0, row.section.id, entry.http, entry.name)


def meanings(page: Permalink) -> tuple[Meaning, ...]:
    """The rows of a page grouped by what they mean, in documented order."""
    groups = grouped((_meaning(row), row) for row in page.rows)
    return tuple(Meaning(tuple(rows)) for rows in groups.values())


def _meaning(row: Row) -> str:
    """What rows have in common that mean the same and have the same answers."""
    return repr((row.condition.id, row.retry, row.outcome, row.verify, row.acts, row.steps, row.by_request))


def _of_code(view: View, book: AddressBook, page: Permalink) -> Page:
    row = page.rows[0]
    name = next((f" {row.entry.name}" for row in page.rows if row.entry.name), "")
    decision = twins.decision_of(row)
    before, after = view.neighbours[page.url]
    return Page(
        url=page.url,
        title=f"{page.code}{name} · {page.venue.name} · {_conditions(page)}",
        summary=f"{page.venue.name} {page.code}: {'; '.join(row.texts).rstrip('.')}. "
        f"Did it go through? {decision.happened} Can I retry? {decision.again}",
        heading="code",
        template="permalink.html",
        subject={"page": page, "before": before, "after": after, "most_titles": MOST_TITLES},
        details=partial(_details, view, book, page),
        crumbs=to_venue(page.venue),
        venue=page.venue,
        neighbours={name: other.url for name, other in (("prev", before), ("next", after)) if other},
        schema={**_term(book, page), "description": row.condition.meaning},
        scripts=("permalink.js",),
    )


def _term(book: AddressBook, page: Permalink | SubCodes) -> dict[str, str]:
    """A code in the words of schema.org."""
    return {
        "@type": "DefinedTerm",
        "name": f"{page.venue.name} {page.code}",
        "termCode": page.code,
        "inDefinedTermSet": book.absolute(addresses.venue(page.venue.id)),
    }


def _heading(page: Permalink) -> str:
    """What the code means, in its heading; with many meanings, what the venue calls it."""
    if len(page.conditions) < 3:
        return _conditions(page)
    name = next((row.entry.name for row in page.rows if row.entry.name), None)
    return f"{name}, {_conditions(page, 2)}" if name else f"has {_conditions(page, 2)}"


def _conditions(page: Permalink, most: int = MOST_TITLES) -> str:
    titles = [condition.title for condition in page.conditions]
    return " / ".join(titles) if len(titles) <= most else f"{len(titles)} meanings"


def _details(view: View, book: AddressBook, page: Permalink) -> dict[str, Any]:
    found = meanings(page)
    notes = [note for note in page.annotations if not note.about_all]
    return {
        "crumbs": (*to_venue(page.venue), *_table(page)),
        "title": _heading(page),
        "meanings": found,
        "shared": {tuple(row.entry.codes) for row in page.rows if row.entry.shared},
        "decision": _agreed(meaning.decision for meaning in found),
        "explained": any(row.entry.explanation for row in page.rows),
        "telling": _telling(page.rows),
        "notes": sorted(notes, key=lambda note: [*words.KIND].index(note.kind)),
        "venue_wide": len(notes) < len(page.annotations),
        "elsewhere": view.elsewhere(page),
        "same_condition": [
            (condition, [uses for id, uses in view.uses[condition.id].items() if id != page.venue.id])
            for condition in page.conditions
        ],
        "vocabularies": vocabularies(page.conditions),
        "runbook": twins.runbook(page, book, partial(_first_step, page.venue)),
        "states": states,
        "checks": partial(checks, page.venue),
        "guide_of": partial(guide_of, view),
        "known": view.catalogue.conditions,
        "leads_elsewhere": partial(_leads_elsewhere, view),
        "reply": sample(page),
        "raises": view.raises(page),
        "source": _source(view, book, page),
        "report": book.report(page.venue.id, page.code) if book.repository else None,
        "most_venues": MOST_VENUES,
        "most_codes": MOST_CODES,
        "most_open": MOST_OPEN,
    }


def _agreed(values: Iterable[_Value]) -> _Value | None:
    """What all values are; None where they differ."""
    found = {*values}
    return found.pop() if len(found) == 1 else None


def _table(page: Permalink) -> Iterator[Link]:
    """The table of the docs that lists the code, where the venue has others: on many, a table belongs to a product."""
    listing = {row.section.id: row.section.title for row in page.rows}
    if len(page.venue.sections) > 1 and len(listing) == 1:
        [(id, title)] = listing.items()
        yield Link(title, f"{addresses.venue(page.venue.id)}#{id}")


def checks(venue: Venue, rows: Sequence[Row]) -> list[tuple[str, Call]]:
    """What to run at this venue to look up what rows with the same answers say must be checked. A venue with a call for
    each product gets the calls of all products that the rows may be about."""
    sections = dict.fromkeys(row.section.id for row in rows)
    return [
        (words.VERIFY[thing], call)
        for thing in rows[0].verify
        for call in _calls(venue, words.LOOKS_UP[thing], sections)
    ]


def _calls(venue: Venue, purposes: Iterable[Purpose], sections: Iterable[str]) -> Iterable[Call]:
    of_purposes = ([call for call in venue.calls if call.purpose == purpose] for purpose in purposes)
    known = next(filter(None, of_purposes), [])
    best: dict[str | None, Call] = {}
    for section in sections:
        for call in [call for call in known if section in call.sections] or known:
            best.setdefault(call.applies_to, call)
    return best.values()


def _leads_elsewhere(view: View, row: Row) -> bool:
    """Whether a row's note names another condition: then acting on the first answers could be wrong."""
    return any(part in view.catalogue.conditions for part in (row.entry.note or "").split("`")[1::2])


def _first_step(venue: Venue, row: Row) -> str:
    """What to do first, as Markdown: look up what must be checked, where the venue has a call for it."""
    for thing, call in checks(venue, (row,)):
        return f"Check {thing}: {code(call.request)}"
    return prose(row.steps[0])


def states(entry: Entry) -> list[tuple[str | None, str]]:
    """Which versions of the docs have the entry, or one of its messages, where not all have it."""
    given = [(None, entry.documented), *((one.message, one) for one in entry.documented_messages)]
    found = []
    for message, state in given:
        bounds = [("since", state.since), ("until", state.until)] if state else []
        said = " and ".join(f"{word} {date}" for word, date in bounds if date)
        if said:
            found.append((message, f"In the docs {said}."))
    return found


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
        summary=f"{venue.name} {parent.code} is documented only with sub-codes. Find out which one you have.",
        heading="code",
        template="sub_codes.html",
        subject={"parent": parent},
        details=partial(_details_of_sub_codes, parent),
        crumbs=to_venue(venue),
        venue=venue,
        schema=_term(book, parent),
        scripts=("permalink.js",),
    )


def _details_of_sub_codes(parent: SubCodes) -> dict[str, Any]:
    pairs = [(page, row) for page in parent.pages for row in page.rows]
    title = _agreed(row.condition.title for _, row in pairs)
    return {
        "title": title or f"has {len(parent.pages)} sub-codes",
        "same": title,
        "pairs": pairs,
        "first": pairs[0][1],
        "decision": _agreed(twins.decision_of(row) for _, row in pairs),
    }
