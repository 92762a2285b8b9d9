"""What has changed in the catalogue, one thing at a time, and how people and programs learn of it."""

from __future__ import annotations

import json
from collections.abc import Iterable

from ..catalogue import addresses
from ..catalogue.model import Record
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


class Change(Record):
    """One thing that is different."""

    kind: str
    """One of KINDS."""
    venue: str | None = None
    """The venue's id; None for a condition."""
    codes: tuple[str, ...] = ()
    """The code; several or none only for an anomaly, and none for the venue as a whole."""
    condition: str | None = None
    """The condition's id; None for a venue and its codes."""
    before: str = ""
    after: str = ""

    @property
    def subject(self) -> str:
        """What has changed, in a word."""
        return ", ".join(self.codes) or self.condition or self.venue or ""

    @property
    def url(self) -> str:
        """Where to read about it; what is gone or renamed had this address when it changed."""
        if self.condition:
            return addresses.condition(self.condition)
        venue = self.venue or ""
        return addresses.permalink(venue, self.codes[0]) if self.codes else addresses.venue(venue)


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
    told = [
        change.model_dump(mode="json", exclude={"before", "after"})
        | {"url": change.url, "before": change.before, "after": change.after}
        for change in changes
    ]
    return json.dumps({"summary": summary(changes), "changes": told}, indent=2)


def _item(change: Change) -> str:
    values = [code_span(value) for value in (change.before, change.after) if value]
    place = f"{change.venue} " if change.venue not in (None, change.subject) else ""
    return f"- {place}{code_span(change.subject)}{': ' if values else ''}{' → '.join(values)}"
