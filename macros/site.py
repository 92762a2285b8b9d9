"""From the catalogue to the generated pages: one for each venue, each code of a venue, and each condition.

A page knows its address and what its head says, and renders its HTML when asked. What several pages need (who shares a
condition, who shares a number, what stands before and after) is worked out once.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import Any, Iterable, Iterator
from urllib.parse import quote, urlencode

from markupsafe import Markup

from . import addresses, api, collisions, crosswalks, feeds, twins, words
from .model import Annotation, Catalogue, Category, Condition, Venue
from .permalinks import Permalink, Row, permalinks
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
    template: str
    context: dict[str, Any]
    heading: str
    """The id of its head, where its content begins."""
    anchors: tuple[str, ...]
    """What else on it can be linked to."""
    data: str
    """The address of the same facts as JSON."""
    feed: str | None = None
    """The address of the feed of changes to its venue."""
    before: str | None = None
    after: str | None = None
    """The addresses of its neighbours."""
    scripts: tuple[str, ...] = ()
    """The modules it needs, by name under assets/."""
    schema: dict[str, Any] = field(default_factory=dict)
    """What the page is about, in the words of schema.org."""

    @property
    def links(self) -> list[dict[str, str]]:
        """What the page's head links to, with addresses from the site's top without a leading `/`."""
        found = [
            {"rel": "alternate", "type": "application/json", "title": "This page as JSON", "href": self.data},
            {"rel": "alternate", "type": "application/atom+xml", "title": "Changes to this venue", "href": self.feed},
            {"rel": "prev", "href": self.before},
            {"rel": "next", "href": self.after},
        ]
        return [link | {"href": link["href"][1:]} for link in found if link["href"]]

    def render(self) -> Markup:
        """The page's content."""
        return render(self.template, root_of(self.url), **self.context)

    def searchable(self) -> Markup:
        """What the header search should know of the page: what is said here and nowhere else."""
        return render(f"search_{self.template}", root_of(self.url), **self.context)


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


@dataclass(frozen=True)
class Uses:
    """The entries of one venue that mean one condition."""

    venue: Venue
    rows: tuple[tuple[Permalink, Row], ...]

    @property
    def pages(self) -> list[Permalink]:
        """The codes they are; one code may have several entries."""
        return list({page.code: page for page, _ in self.rows}.values())


class Site:
    """The catalogue with everything that its pages have in common."""

    def __init__(self, catalogue: Catalogue, *, address: str = "", repository: str = ""):
        self.catalogue = catalogue
        self.address = address
        """Where the site is published, with `/` at its end; only what must be an absolute address uses it."""
        self.repository = repository.rstrip("/")
        self.permalinks = permalinks(catalogue)
        self.collisions = collisions.find(catalogue)

    def pages(self) -> Iterator[Page]:
        """All generated pages."""
        for venue in self.catalogue.venues:
            yield self._venue(venue)
        for page in self.permalinks:
            yield self._permalink(page)
        for category in self.catalogue.equivalents.categories:
            for condition in category.conditions:
                yield self._condition(category, condition)

    @cached_property
    def by_code(self) -> dict[tuple[str, str], Permalink]:
        """Every permalink by venue and code."""
        return {(page.venue.id, page.code): page for page in self.permalinks}

    @cached_property
    def of_venue(self) -> dict[str, list[Permalink]]:
        """The permalinks of each venue, in documented order."""
        result: dict[str, list[Permalink]] = {venue.id: [] for venue in self.catalogue.venues}
        for page in self.permalinks:
            result[page.venue.id].append(page)
        return result

    @cached_property
    def uses(self) -> dict[str, dict[str, Uses]]:
        """Who has each condition: by condition, then by venue."""
        rows: dict[str, dict[str, list[tuple[Permalink, Row]]]] = {id: {} for id in self.catalogue.conditions}
        for page in self.permalinks:
            for row in page.rows:
                rows[row.condition.id].setdefault(page.venue.id, []).append((page, row))
        return {
            condition: {id: Uses(of_venue[0][0].venue, tuple(of_venue)) for id, of_venue in by_venue.items()}
            for condition, by_venue in rows.items()
        }

    @cached_property
    def _elsewhere(self) -> dict[str, list[collisions.Collision]]:
        """The collisions that each permalink is part of, by its address."""
        result: dict[str, list[collisions.Collision]] = defaultdict(list)
        for collision in self.collisions:
            for page in collision.permalinks:
                result[page.url].append(collision)
        return result

    @cached_property
    def _neighbours(self) -> dict[str, tuple[Permalink | None, Permalink | None]]:
        """What stands before and after each permalink in its document, by its address."""
        return {
            page.url: (before, after)
            for pages in self.of_venue.values()
            for before, page, after in zip([None, *pages], pages, chain(pages[1:], [None]))
        }

    def _permalink(self, page: Permalink) -> Page:
        groups = meanings(page)
        titles = " / ".join(condition.title for condition in page.conditions)
        first = groups[0]
        said = "; ".join(page.rows[0].entry.messages)
        before, after = self._neighbours[page.url]
        name = next((f" {row.entry.name}" for row in page.rows if row.entry.name), "")
        return Page(
            url=page.url,
            title=f"{page.code}{name} · {page.venue.name} · {titles}",
            description=_clip(
                f"{page.venue.name} {page.code}: {said}. {first.condition.meaning} {words.RETRY[first.retry].sentence}"
            ),
            template="permalink.html",
            heading="code",
            anchors=("notes", *(row.anchor for row in page.rows)),
            data=f"/{api.FOLDER}{api.path_of(page.url)}",
            feed=f"/{feeds.path_of(page.venue.id)}",
            before=before.url if before else None,
            after=after.url if after else None,
            scripts=("permalink.js",),
            schema={
                "@type": "DefinedTerm",
                "name": f"{page.venue.name} {page.code}",
                "termCode": page.code,
                "description": first.condition.meaning,
                "inDefinedTermSet": f"{self.address}{page.venue.id}/",
            },
            context={
                "page": page,
                "meanings": groups,
                "same_message": len({tuple(row.entry.messages) for row in page.rows}) == 1,
                "telling": _telling(page.rows),
                "notes": sorted((note for note in page.annotations if note.codes), key=_rank),
                "venue_notes": [note for note in page.annotations if not note.codes],
                "elsewhere": self._numbers_elsewhere(page),
                "same_condition": [
                    (condition, self._other_venues(condition, page.venue)) for condition in page.conditions
                ],
                "before": before,
                "after": after,
                "markdown": twins.runbook_row(page, self.address),
                "vocabularies": _vocabularies(page.conditions),
                "report": self._report(page),
                "most": MOST_LISTED,
            },
        )

    def _numbers_elsewhere(self, page: Permalink) -> list[tuple[collisions.Collision, list[Permalink]]]:
        """The collisions of a page, each with the other pages that no collision before it has named."""
        seen = {page.url}
        result = []
        for collision in self._elsewhere.get(page.url, []):
            others = [other for other in collision.permalinks if other.url not in seen]
            seen.update(other.url for other in others)
            if others:
                result.append((collision, others))
        return result

    def _other_venues(self, condition: Condition, venue: Venue) -> list[Uses]:
        return [uses for id, uses in self.uses[condition.id].items() if id != venue.id]

    def _report(self, page: Permalink) -> str | None:
        """Where to report that something on the page is wrong, with the form filled in."""
        if not self.repository:
            return None
        form = {
            "template": "missing-or-wrong-code.yml",
            "title": f"Code: {page.venue.id} {page.code}",
            "venue": page.venue.id,
            "code": page.code,
        }
        return f"{self.repository}/issues/new?{urlencode(form, quote_via=quote)}"

    def _venue(self, venue: Venue) -> Page:
        pages = self.of_venue[venue.id]
        rows = sum(len(section.entries) for section in venue.sections)
        return Page(
            url=f"/{venue.id}/",
            title=f"{venue.name} error codes",
            description=_clip(
                f"All {len(pages)} error codes of {venue.name} ({venue.product}): messages, HTTP statuses, what each "
                "means and whether the request may be sent again."
            ),
            template="venue.html",
            heading="venue",
            anchors=tuple(section.id for section in venue.sections),
            data=f"/{api.FOLDER}{api.path_of(f'/{venue.id}/')}",
            feed=f"/{feeds.path_of(venue.id)}",
            scripts=("filter.js",),
            schema={"@type": "DefinedTermSet", "name": f"{venue.name} error codes", "description": venue.product},
            context={
                "venue": venue,
                "codes": len(pages),
                "rows": rows,
                "sections": self.sections(venue),
                "notes": [note for note in venue.annotations if not note.codes],
                "conditions": sorted(
                    {row.condition.id: row.condition for page in pages for row in page.rows}.values(),
                    key=lambda condition: condition.title,
                ),
                "statuses": sorted({entry.http for _, _, entry in venue.rows() if entry.http}),
                "kinds": sorted({note.kind for page in pages for note in page.annotations if note.codes}, key=_RANK.get),
            },
        )

    def sections(self, venue: Venue) -> list[tuple[Any, list[tuple[Permalink, Row]]]]:
        """Each section of a venue with its rows in documented order, and the page that each row is on."""
        by_section: dict[str, list[tuple[Permalink, Row]]] = {section.id: [] for section in venue.sections}
        for page in self.of_venue[venue.id]:
            for row in page.rows:
                by_section[row.section.id].append((page, row))
        for listed in by_section.values():
            listed.sort(key=lambda pair: pair[1].position)
        return [(section, by_section[section.id]) for section in venue.sections]

    def _condition(self, category: Category, condition: Condition) -> Page:
        uses = self.uses[condition.id]
        venues = [use.venue for use in uses.values()]
        names = ", ".join(venue.name for venue in venues)
        return Page(
            url=addresses.equivalent(condition.id),
            title=f"{condition.title} · equivalent error codes",
            description=_clip(f"{condition.meaning} The codes for it on {names}, side by side, and what to do."),
            template="condition.html",
            heading="condition",
            anchors=(),
            data=f"/{api.FOLDER}{api.path_of(addresses.equivalent(condition.id))}",
            schema={
                "@type": "DefinedTerm",
                "name": condition.title,
                "termCode": condition.id,
                "description": condition.meaning,
                "inDefinedTermSet": f"{self.address}equivalents/",
            },
            context={
                "condition": condition,
                "category": category,
                "vocabularies": _vocabularies([condition]),
                "known": self.catalogue.conditions,
                "venues": venues,
                "rows": [(condition, uses)],
            },
        )


def _telling(rows: tuple[Row, ...]) -> set[str]:
    """What besides the message tells rows apart: `transport`, `http` or `section`."""
    seen = {
        "transport": {row.section.transport for row in rows},
        "http": {row.entry.http for row in rows},
        "section": {row.section.id for row in rows},
    }
    return {name for name, values in seen.items() if len(values) > 1}


def _vocabularies(conditions: Iterable[Condition]) -> list[tuple[Condition, list[tuple[str, str]]]]:
    """What each condition is called elsewhere: names of vocabularies with their terms."""
    found = []
    for condition in conditions:
        crosswalk = condition.crosswalk
        reason = crosswalk.fix
        terms = {
            "gRPC": crosswalk.grpc,
            "ccxt": crosswalk.ccxt,
            "FIX": reason
            and f"{reason.field} ({crosswalks.FIX_TAGS[reason.field]}) = {reason.value}: "
            + crosswalks.FIX[reason.field][reason.value],
        }
        if any(terms.values()):
            found.append((condition, [(name, term) for name, term in terms.items() if term]))
    return found


def _rank(note: Annotation) -> int:
    return _RANK[note.kind]


def _clip(text: str, most: int = 160) -> str:
    """The text, cut between words where it is too long for a description."""
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + "…"
