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
from urllib.parse import quote, urlencode

from markupsafe import Markup

from ..catalogue import addresses, crosswalks, words
from ..catalogue.model import Category, Condition, Venue
from ..catalogue.permalinks import Permalink, Row
from ..catalogue.view import Site
from ..programs import api, feeds, twins
from ..reading.loader import VENUES
from . import pictures
from .render import render, root_of

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


def pages(site: Site) -> Iterator[Page]:
    """All generated pages of a site."""
    for venue in site.catalogue.venues:
        yield _of_venue(site, venue)
    for page in site.permalinks:
        yield _of_code(site, page)
    for category in site.catalogue.categories:
        for condition in category.conditions:
            yield _of_condition(site, category, condition)


@dataclass(frozen=True)
class Meaning:
    """Rows of one page that mean the same, with the same consequences."""

    condition: Condition
    retry: str
    outcome: str
    rows: tuple[Row, ...]


def meanings(page: Permalink) -> tuple[Meaning, ...]:
    """The rows of a page grouped by what they mean, in documented order."""
    groups: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in page.rows:
        groups[row.condition.id, row.retry, row.outcome].append(row)
    return tuple(
        Meaning(rows[0].condition, rows[0].retry, rows[0].outcome, tuple(rows)) for rows in groups.values()
    )


def _of_code(site: Site, page: Permalink) -> Page:
    row = page.rows[0]
    name = next((f" {row.entry.name}" for row in page.rows if row.entry.name), "")
    conditions = " / ".join(condition.title for condition in page.conditions)
    before, after = site.neighbours[page.url]
    return Page(
        url=page.url,
        title=f"{page.code}{name} · {page.venue.name} · {conditions}",
        description=_clip(
            f"{page.venue.name} {page.code}: {'; '.join(row.entry.messages)}. {row.condition.meaning} "
            f"{words.RETRY[row.retry].sentence}"
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
            "inDefinedTermSet": f"{site.address}{page.venue.id}/",
        },
        template="permalink.html",
        subject={"page": page},
        details=partial(_details_of_code, site, page),
        scripts=("permalink.js",),
    )


def _details_of_code(site: Site, page: Permalink) -> dict[str, Any]:
    before, after = site.neighbours[page.url]
    return {
        "meanings": meanings(page),
        "same_message": len({tuple(row.entry.messages) for row in page.rows}) == 1,
        "telling": _telling(page.rows),
        "notes": sorted((note for note in page.annotations if note.codes), key=lambda note: _RANK[note.kind]),
        "venue_notes": [note for note in page.annotations if not note.codes],
        "elsewhere": site.elsewhere(page),
        "same_condition": [
            (condition, [uses for id, uses in site.uses[condition.id].items() if id != page.venue.id])
            for condition in page.conditions
        ],
        "vocabularies": _vocabularies(page.conditions),
        "before": before,
        "after": after,
        "markdown": twins.runbook_row(page, site.address),
        "source": _source(site, page),
        "report": _report(site, page),
        "most": MOST_LISTED,
    }


def _telling(rows: Iterable[Row]) -> set[str]:
    """What besides the message tells rows apart: `transport`, `http` or `section`."""
    seen = {
        "transport": {row.section.transport for row in rows},
        "http": {row.entry.http for row in rows},
        "section": {row.section.id for row in rows},
    }
    return {name for name, values in seen.items() if len(values) > 1}


def _source(site: Site, page: Permalink) -> str | None:
    """Where the first entry of the page stands in the repository, to the line."""
    row = page.rows[0]
    line = site.entry_lines.get((page.venue.id, row.section.id, row.position))
    if not site.repository or line is None:
        return None
    return f"{site.repository}/blob/main/{VENUES}/{page.venue.id}.yml#L{line}"


def _report(site: Site, page: Permalink) -> str | None:
    """Where to report that something on the page is wrong, with the form filled in."""
    if not site.repository:
        return None
    form = {
        "template": "missing-or-wrong-code.yml",
        "title": f"Code: {page.venue.id} {page.code}",
        "venue": page.venue.id,
        "code": page.code,
    }
    return f"{site.repository}/issues/new?{urlencode(form, quote_via=quote)}"


def _of_venue(site: Site, venue: Venue) -> Page:
    url = f"/{venue.id}/"
    return Page(
        url=url,
        title=f"{venue.name} error codes",
        description=_clip(
            f"All {len(site.of_venue[venue.id])} error codes of {venue.name} ({venue.product}): messages, HTTP statuses, "
            "what each means and whether the request may be sent again."
        ),
        heading="venue",
        anchors=tuple(section.id for section in venue.sections),
        links=(_data(url), _feed(venue)),
        schema={"@type": "DefinedTermSet", "name": f"{venue.name} error codes", "description": venue.product},
        template="venue.html",
        subject={"venue": venue},
        details=partial(_details_of_venue, site, venue),
        scripts=("filter.js",),
    )


def _details_of_venue(site: Site, venue: Venue) -> dict[str, Any]:
    of_venue = site.of_venue[venue.id]
    conditions = {condition.id: condition for page in of_venue for condition in page.conditions}
    kinds = {note.kind for page in of_venue for note in page.annotations if note.codes}
    return {
        "codes": len(of_venue),
        "rows": sum(len(page.rows) for page in of_venue),
        "replies": [
            (reply, pictures.reply_parts(reply, number))
            for number, reply in enumerate(venue.replies, start=1)
        ],
        "map": pictures.code_map(site.catalogue, of_venue, root_of(f"/{venue.id}/")),
        "sections": site.sections(venue),
        "notes": [note for note in venue.annotations if not note.codes],
        "conditions": sorted(conditions.values(), key=lambda condition: condition.title),
        "statuses": sorted({entry.http for _, _, entry in venue.rows() if entry.http}),
        "kinds": sorted(kinds, key=_RANK.__getitem__),
    }


def _of_condition(site: Site, category: Category, condition: Condition) -> Page:
    url = addresses.equivalent(condition.id)
    uses = site.uses[condition.id]
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
            "inDefinedTermSet": f"{site.address}equivalents/",
        },
        template="condition.html",
        subject={"condition": condition},
        details=lambda: {
            "category": category,
            "vocabularies": _vocabularies([condition]),
            "known": site.catalogue.conditions,
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
        "href": api.FOLDER + api.path_of(url),
    }


def _feed(venue: Venue) -> dict[str, str]:
    return {
        "rel": "alternate",
        "type": "application/atom+xml",
        "title": "Changes to this venue",
        "href": feeds.path_of(venue.id),
    }


def _clip(text: str, most: int = 160) -> str:
    """The text, cut between words where it is too long for a description."""
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + "…"
