"""The difference of two states of the catalogue, in the terms of its readers: which codes came, went or changed their
meaning. Venues and codes that changed their names are followed; a new order alone is no change.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass

from ..catalogue import addresses
from ..catalogue.model import Annotation, Catalogue, Venue
from ..catalogue.permalinks import Permalink, Row, permalinks
from ..markdown import code as code_span

KINDS = {
    "venue-added": ("venue added", "venues added"),
    "venue-removed": ("venue removed", "venues removed"),
    "venue-changed": ("venue's own facts changed", "venues' own facts changed"),
    "code-added": ("code added", "codes added"),
    "code-renamed": ("code renamed", "codes renamed"),
    "code-withdrawn": ("code withdrawn", "codes withdrawn"),
    "code-removed": ("code removed", "codes removed"),
    "entry-added": ("entry added to a code", "entries added to codes"),
    "entry-removed": ("entry removed from a code", "entries removed from codes"),
    "anchor-moved": ("anchor leads to another entry", "anchors lead to other entries"),
    "meaning-changed": ("meaning changed", "meanings changed"),
    "message-changed": ("documented message changed", "documented messages changed"),
    "details-changed": ("detail of an entry changed", "details of entries changed"),
    "anomaly-annotated": ("anomaly annotated", "anomalies annotated"),
    "anomaly-changed": ("note on an anomaly changed", "notes on anomalies changed"),
    "anomaly-removed": ("anomaly removed", "anomalies removed"),
    "condition-added": ("condition added", "conditions added"),
    "condition-removed": ("condition removed", "conditions removed"),
    "condition-changed": ("condition changed", "conditions changed"),
}
"""Every kind of change for one and for several, in the order in which a summary names them."""

_DETAILS = ("http", "name", "variants", "observed_messages", "description", "observed", "note")
_VENUE_FACTS = ("id", "name", "operator", "product", "status", "retired", "source", "replies", "clues")


@dataclass(frozen=True)
class Change:
    """One thing that is different."""

    kind: str
    """One of KINDS."""
    venue: str | None
    """The venue's id; None for a condition."""
    subject: str
    """The code, or the id of the venue or the condition."""
    url: str
    """Where to read about it; in the older state's addresses where it is gone."""
    before: str = ""
    after: str = ""


def compare(old: Catalogue, new: Catalogue) -> list[Change]:
    """All changes from one state to the other: by venue, then the conditions."""
    previous = {venue.id: venue for venue in old.venues}
    changes: list[Change] = []
    for venue in new.venues:
        id = next((id for id in [venue.id, *venue.former_ids] if id in previous), None)
        if id is None:
            codes = len({entry.code for _, _, entry in venue.rows()})
            changes.append(Change("venue-added", venue.id, venue.id, f"/{venue.id}/", after=f"{codes} codes"))
            continue
        before = previous.pop(id)
        if before is not venue or old.categories is not new.categories:
            changes += _in_venue(before, old, venue, new)
    changes += [Change("venue-removed", id, id, f"/{id}/") for id in previous]
    if old.categories is not new.categories:
        changes += _in_conditions(old, new)
    return changes


def summary(changes: Iterable[Change]) -> str:
    """How many of each kind: `2 codes added, 1 meaning changed`."""
    kinds = [change.kind for change in changes]
    counts = ((kinds.count(kind), one, several) for kind, (one, several) in KINDS.items())
    return ", ".join(f"{count} {one if count == 1 else several}" for count, one, several in counts if count)


def text(changes: list[Change]) -> str:
    """The changes for a terminal."""
    lines = []
    for change in changes:
        lines.append(f"{change.url}  {change.subject}: {KINDS[change.kind][0]}")
        lines += [f"  {sign} {value}" for sign, value in (("-", change.before), ("+", change.after)) if value]
    return "\n".join([*lines, summary(changes) or "No change of the catalogue."])


def markdown(changes: list[Change]) -> str:
    """The changes for a pull request's summary."""
    lines = ["## Changes of the catalogue", "", f"{summary(changes) or 'None'}.", ""]
    for kind, (_, several) in KINDS.items():
        of_kind = [change for change in changes if change.kind == kind]
        if of_kind:
            lines += [f"### {several.capitalize()}", "", *map(_item, of_kind), ""]
    return "\n".join(lines)


def as_json(changes: list[Change]) -> str:
    """The changes for programs."""
    return json.dumps(
        {"summary": summary(changes), "changes": [asdict(change) for change in changes]}, indent=2
    )


def _item(change: Change) -> str:
    values = [code_span(value) for value in (change.before, change.after) if value]
    place = f"{change.venue} " if change.venue not in (None, change.subject) else ""
    return f"- {place}{code_span(change.subject)}{': ' if values else ''}{' → '.join(values)}"


def _in_venue(before: Venue, old: Catalogue, after: Venue, new: Catalogue) -> Iterator[Change]:
    facts = [fact for fact in _VENUE_FACTS if getattr(before, fact) != getattr(after, fact)]
    if facts:
        yield Change("venue-changed", after.id, after.id, f"/{after.id}/", after=", ".join(facts))
    gone = {page.code: page for page in _pages(before, old)}
    for page in _pages(after, new):
        formerly = dict.fromkeys(code for row in page.rows for code in row.entry.former_codes)
        name = next((code for code in [page.code, *formerly] if code in gone), None)
        if name is None:
            yield Change("code-added", after.id, page.code, page.url, after=_said(page.rows[0]))
            continue
        if name != page.code:
            yield Change("code-renamed", after.id, page.code, page.url, name, page.code)
        yield from _in_code(gone.pop(name), page)
    for page in gone.values():
        yield Change("code-removed", after.id, page.code, page.url, _said(page.rows[0]))
    yield from _in_annotations(before, after)


def _in_code(before: Permalink, after: Permalink) -> Iterator[Change]:
    old = {row.anchor: row for row in before.rows}
    new = {row.anchor: row for row in after.rows}
    moved = {
        anchor: next(
            (other for other in new if _said(new[other]) == _said(row) != _said(old.get(other))), None
        )
        for anchor, row in old.items()
        if anchor in new and _said(new[anchor]) != _said(row)
    }

    def change(kind: str, was: str = "", now: str = "") -> Change:
        return Change(kind, after.venue.id, after.code, after.url, was, now)

    for anchor, row in new.items():
        was = old.get(anchor)
        if was is None:
            yield change("entry-added", now=_said(row))
        elif moved.get(anchor):
            yield change("anchor-moved", f"#{anchor} {_said(was)}", f"#{moved[anchor]} {_said(was)}")
        else:
            if _said(was) != _said(row):
                yield change("message-changed", _said(was), _said(row))
            if _meaning(was) != _meaning(row):
                yield change("meaning-changed", _meaning(was), _meaning(row))
            details = [
                detail for detail in _DETAILS if getattr(was.entry, detail) != getattr(row.entry, detail)
            ]
            details += ["section"] * (was.section.id != row.section.id)
            if details:
                yield change("details-changed", now=", ".join(details))
        if row.entry.withdrawn and not (was and was.entry.withdrawn):
            yield change("code-withdrawn", now=row.entry.withdrawn.note)
    for anchor in old.keys() - new.keys():
        yield change("entry-removed", _said(old[anchor]))


def _in_annotations(before: Venue, after: Venue) -> Iterator[Change]:
    old, new = ({_concerns(note): note for note in venue.annotations} for venue in (before, after))
    for concerns, note in new.items():
        if concerns not in old:
            yield _of_annotation("anomaly-annotated", after, note, after=note.note)
        elif old[concerns] != note:
            yield _of_annotation("anomaly-changed", after, note, old[concerns].note, note.note)
    for concerns, note in old.items():
        if concerns not in new:
            yield _of_annotation("anomaly-removed", after, note, note.note)


def _in_conditions(old: Catalogue, new: Catalogue) -> Iterator[Change]:
    gone = dict(old.conditions)
    for condition in new.conditions.values():
        before = next((gone.pop(id) for id in [condition.id, *condition.former_ids] if id in gone), None)
        url = addresses.condition(condition.id)
        if before is None:
            yield Change("condition-added", None, condition.id, url, after=condition.meaning)
        elif before != condition:
            fields = [name for name, value in condition if value != getattr(before, name)]
            yield Change("condition-changed", None, condition.id, url, after=", ".join(fields))
    for condition in gone.values():
        yield Change(
            "condition-removed", None, condition.id, addresses.condition(condition.id), condition.meaning
        )


def _of_annotation(kind: str, venue: Venue, note: Annotation, before: str = "", after: str = "") -> Change:
    url = addresses.permalink(venue.id, note.codes[0]) if note.codes else f"/{venue.id}/"
    subject = ", ".join(note.codes) or venue.id
    return Change(
        kind, venue.id, subject, url, *(f"{note.kind}: {text}" if text else "" for text in (before, after))
    )


def _concerns(note: Annotation) -> tuple:
    return note.kind, tuple(note.codes), tuple(note.sections), tuple(note.venues)


def _pages(venue: Venue, catalogue: Catalogue) -> list[Permalink]:
    return permalinks(Catalogue.model_construct(venues=(venue,), categories=catalogue.categories))


def _said(row: Row | None) -> str:
    return "; ".join(row.entry.messages) if row else ""


def _meaning(row: Row) -> str:
    return f"{row.condition.id} (retry {row.retry}, outcome {row.outcome})"
