"""Annotations: every anomaly that code finds is explained by one, and none outlives its anomaly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from yaml import SequenceNode

from ...catalogue import anomalies
from ...catalogue.anomalies import Explained, Finding
from ...catalogue.grouping import grouped
from ..loader import Reading
from ..problems import Edit, Problem
from ..source import YamlFile
from ..syntax import quote
from .walk import codes_of, venues

ONE_NOTE = frozenset({"repeated-code", "out-of-order", "non-numeric-code"})
"""Kinds of which one note explains all codes in the same sections; so does one on all codes of two venues."""


def operators(reading: Reading) -> Iterator[Problem]:
    """The venues that annotations name have the same operator."""
    operators = {venue.id: venue.operator for venue, _ in venues(reading)}
    unread = reading.venue_files.keys() - reading.venues.keys()
    for venue, at in venues(reading):
        for annotation, here in at.each("annotations", venue.annotations):
            for other, place in here.each("venues", annotation.venues):
                if other not in unread and (other == venue.id or operators.get(other) != venue.operator):
                    yield place.problem("unknown-venue", venue=other, operator=venue.operator)


def findings(reading: Reading) -> Iterator[Problem]:
    """Every anomaly found by code is explained, and no explanation outlives its anomaly."""
    found = anomalies.explained(reading.catalogue)
    yield from _unexplained(reading, [finding for finding, places in found if not places])
    yield from _leftovers(reading, found)


def _unexplained(reading: Reading, found: list[Finding]) -> Iterator[Problem]:
    files = {venue.id: at.file for venue, at in venues(reading)}
    reviewed = {venue.id: venue.reviewed for venue, _ in venues(reading)}
    last = {
        (venue.id, code): place
        for venue, at in venues(reading)
        for section, there in at.each("sections", venue.sections)
        if not section.observed
        for entry, here in there.each("entries", section.entries)
        for code, place in codes_of(entry, here)
    }
    begun: set[str] = set()
    for finding in _together(found):
        # Of two venues the one that was worked on last is that of whoever reads this.
        home, other = finding.venue, finding.other
        if other and reviewed[other] > reviewed[home]:
            home, other = other, home
        file, lines = files[home], _stub(finding, other)
        yield last[home, finding.codes[-1]].problem(
            finding.kind,
            corrected="\n".join(f"  {line}" for line in lines),
            edit=_added(file, lines, first=file.name not in begun),
            **_words(finding, other),
        )
        begun.add(file.name)


def _leftovers(reading: Reading, found: list[Explained]) -> Iterator[Problem]:
    places = {venue.id: at for venue, at in venues(reading)}
    for venue, index, gone in anomalies.stale(reading.catalogue, found):
        annotation, here = venue.annotations[index], places[venue.id] / "annotations" / index
        if annotation.venues and not reading.whole:
            continue  # who knows what the other venue has
        if len(gone) == len(annotation.codes):
            alone = len(venue.annotations) == 1
            first = places[venue.id] / "annotations" if alone else here
            lines = f"lines {first.line} to {here.file.line_of(here.file.end(here.node))}"
            yield here.problem(
                "stale-annotation", what=f"This {annotation.kind} is no longer found", lines=lines
            )
            continue
        for code in gone:
            place = here / "codes" / annotation.codes.index(code)
            what = f"`{code}` is no longer a part of this {annotation.kind}"
            yield place.problem("stale-annotation", what=what, lines=f"line {place.line}")


def _explained_by_one(finding: Finding) -> object:
    """What findings of a venue and a kind have in common that one note explains."""
    return finding.other or (finding.kind in ONE_NOTE and finding.sections) or finding


def _together(found: list[Finding]) -> Iterator[Finding]:
    """The findings, with those as one that one note will explain."""
    groups = grouped(((one.kind, one.venue, _explained_by_one(one)), one) for one in found)
    for group in groups.values():
        yield replace(group[0], codes=tuple(dict.fromkeys(code for one in group for code in one.codes)))


def _words(finding: Finding, other: str | None) -> dict[str, Any]:
    """How a finding is worded. `other` is the venue that the file does not belong to, if there are two."""
    shown, left = finding.codes[:8], len(finding.codes) - 8
    codes = ", ".join(shown) + (f" and {left} more" if left > 0 else "")
    sections = ", ".join(finding.sections)
    places = f"This venue and {other}, which has the same operator," if other else f"The sections {sections}"
    return {"codes": codes, "sections": sections, "places": places}


def _stub(finding: Finding, other: str | None) -> list[str]:
    """The annotation to paste, as lines without indentation. Its note still has to be written."""
    key, names = ("venues", (other,)) if other else ("sections", finding.sections)
    return [
        f"- kind: {finding.kind}",
        "  codes:",
        *(f"    - {quote(code)}" for code in finding.codes),
        f"  {key}:",
        *(f"    - {name}" for name in names),
        '  note: "TODO: what is odd, what it means for the reader, and how to tell the cases apart."',
    ]


def _added(file: YamlFile, lines: list[str], first: bool) -> Edit | None:
    """The edit that adds an annotation to the end of the list, or with `first` begins the list."""
    node = file.node(("annotations",))
    if isinstance(node, SequenceNode) and node.value and not node.flow_style:
        place, indent, head = file.end_of_line(node), " " * (node.value[0].start_mark.column - 2), ""
    elif node is file.root:
        place, indent, head = len(file.text.rstrip()), "  ", "\n\nannotations:" if first else ""
    else:
        return None
    return Edit(place, place, head + "".join(f"\n{indent}{line}" for line in lines))
