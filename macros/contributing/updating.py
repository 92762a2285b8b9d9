"""Writes a newer state of a document into the file of its venue. Judgements, notes and comments stay; nothing is lost.

A row that the document has dropped stays as an entry that says until when it was documented, and so does a message.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from yaml import MappingNode

from ..catalogue.model import Document, DocumentedMessage, Entry, Section, State, Venue
from ..reading.problems import Edit, applied
from ..reading.source import Steps, YamlFile
from ..reading.syntax import quote
from .comparison import Change, Comparison, codes_of
from .entries import Plain, entry_lines, head_lines, key_lines, retell, withdrawal
from .rows import DocumentedSection, Place, Row


@dataclass
class States:
    """The state of the document that the file has, and the newer one; each a month or a day. None where it is the same
    document, so that nothing in it is newer or older."""

    old: str | None
    new: str | None


def updated(root: Path, file: YamlFile, comparison: Comparison, states: States, options: str) -> str:
    """The text of the venue's file with what the document says now. `options` are those to be kept, if they are new."""
    layout = _layout(comparison)
    anchors = _anchors(comparison, layout)
    edits = [*_source(file, comparison, states), *_settings(file, comparison, options)]
    for place in comparison.entries:
        steps: Steps = ("sections", place[0], "entries", place[1])
        keys = _keys(comparison, place, states)
        if anchor := anchors.get(place):
            keys["anchor"] = anchor
        order = Entry.key_order()
        edits += [_set(file, steps, key, key_lines(key, value), order) for key, value in keys.items()]
    edited = YamlFile(root, file.path, applied(file.text, edits))
    return _arranged(edited, comparison, layout, anchors, states)


Item = Place | Row
"""An entry that the file has, or a row that it is to have."""

Layout = list[tuple[int | DocumentedSection, list[Item]]]
"""What the file is to hold: each section that it has, by its index, and each new one, with their entries."""


def _layout(comparison: Comparison) -> Layout:
    """All sections with their entries as they are to come: in the document's order, and what the document no longer has
    behind the entry that it followed."""
    own: list[list[Item]] = [[] for _ in comparison.venue.sections]
    new: list[Layout] = [[] for _ in comparison.venue.sections]
    last = 0
    for number, section in enumerate(comparison.found.sections):
        items = [comparison.pairs.get((number, index), row) for index, row in enumerate(section.rows)]
        if number in comparison.sections:
            last = comparison.sections[number]
            own[last] += items
        else:
            new[last].append((section, items))
    gone = {*comparison.pairs.values(), *comparison.removed}
    for number, index in comparison.entries:
        if (number, index) not in gone:
            before, items = (number, index - 1), own[number]
            at = items.index(before) + 1 if before in items else len(items) if index else 0
            items.insert(at, (number, index))
    return [one for number, items in enumerate(own) for one in [(number, items), *new[number]]]


def _anchors(comparison: Comparison, layout: Layout) -> dict[Item, int]:
    """The anchors to be pinned, so that every published address goes on leading to its entry."""
    removed = set(comparison.removed)
    had: dict[tuple[Place, str], int] = {}
    last: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for place, entry in comparison.entries.items():
        for code in () if place in removed else codes_of(entry):
            seen[code] += 1
            had[place, code] = entry.anchor or seen[code]
            last[code] = max(had[place, code], last[code])
    result: dict[Item, int] = {}
    natural: Counter[str] = Counter()
    for item in [one for _, items in layout for one in items]:
        codes = item.codes if isinstance(item, Row) else codes_of(comparison.entries[item])
        for code in codes:
            natural[code] += 1
            if isinstance(item, Row):
                if natural[code] <= last[code]:
                    last[code] += 1
                    result[item] = last[code]
            elif not comparison.entries[item].anchor and natural[code] != had[item, code]:
                result[item] = had[item, code]
    return result


def _keys(comparison: Comparison, place: Place, states: States) -> dict[str, Any]:
    """The keys of an entry that change, with their values; None or nothing in it for a key to be taken away."""
    if place in comparison.dropped and not comparison.reread:
        documented = comparison.entries[place].documented
        return {"documented": {"since": documented and documented.since, "until": states.old}}
    change = comparison.changes.get(place)
    if change is None:
        return {}
    keys: dict[str, Any] = {key: new for key, _, new in change.values}
    if "description" in keys:
        keys["description"] = retell(keys["description"])
    if "withdrawn" in keys:
        keys["withdrawn"] = withdrawal()
    if change.new_messages or change.gone_messages:
        keys["messages"] = _messages(change, [] if comparison.reread else change.gone_messages)
        keys["documented_messages"] = _documented_messages(change, keys["messages"], states)
    return keys


def _messages(change: Change, kept: list[str]) -> list[str]:
    """The messages in the document's order; each that it no longer has and that is kept, or that an earlier state had,
    stands behind the one that it followed."""
    result = list(change.row.messages)
    before = None
    for message in change.entry.messages:
        if message in change.gone_messages and message not in kept:
            continue
        if message not in result:
            result.insert(result.index(before) + 1 if before else 0, message)
        before = message
    return result


def _documented_messages(change: Change, messages: list[str], states: States) -> list[dict[str, str | None]]:
    """Which states of the document give the messages that not all of them give."""
    told = {one.message: one for one in change.entry.documented_messages}
    result = []
    for message in messages:
        known = told.get(message, DocumentedMessage(message=message))
        since, until = known.since, known.until
        if message in change.gone_messages:
            until = states.old
        elif message in change.new_messages:
            since, until = since if message in told else states.new, None
        if since or until:
            result.append({"message": message, "since": since, "until": until})
    return result


def _source(file: YamlFile, comparison: Comparison, states: States) -> list[Edit]:
    """The edits that make the newer state the source of the file, and its present one an earlier one."""
    if not states.new or states.new == comparison.venue.source.date:
        return []
    source, order = file.node(("source",)), State.key_order()
    now = [
        _set(file, ("source",), key, key_lines(key, value), order)
        for key, value in [("version", Plain(f"snapshot from {states.new}")), ("date", states.new)]
    ]
    first, *others = file.text[source.start_mark.index : file.end_of_line(source)].splitlines()
    before = [f"  - {first}", *(f"  {line}" for line in others)]
    if comparison.venue.earlier:
        behind = file.end_of_line(file.node(("earlier",)))
        return [*now, Edit(behind, behind, "".join("\n" + line for line in before))]
    return [*now, _set(file, (), "earlier", ["earlier:", *before], Venue.key_order())]


def _settings(file: YamlFile, comparison: Comparison, options: str) -> Iterator[Edit]:
    """The edits that give sections other ids and transports, and the file the options to be kept."""
    for own, given in comparison.settings.items():
        for key, value in given.items():
            yield _set(file, ("sections", own), key, [f"{key}: {value}"], Section.key_order())
    if options:
        line = f"options: {quote(options)}"
        if comparison.venue.document:
            yield _set(file, ("document",), "options", [line], Document.key_order())
        else:
            yield _set(file, (), "document", ["document:", f"  {line}"], Venue.key_order())


def _set(file: YamlFile, record: Steps, key: str, lines: list[str], order: list[str]) -> Edit:
    """The edit that gives a record a key, in its place, or takes it away where there are no lines."""
    node = file.node(record)
    assert isinstance(node, MappingNode)
    indent = "\n" + " " * node.start_mark.column
    written = indent.join(lines)
    for own, value in node.value:
        if own.value == key:
            start, end = own.start_mark.index, file.end_of_line(value)
            return Edit(start, end, written) if lines else Edit(start - len(indent), end, "")
    before = [value for own, value in node.value if order.index(own.value) < order.index(key)]
    behind = file.end_of_line(before[-1])
    return Edit(behind, behind, indent + written if lines else "")


def _arranged(
    file: YamlFile, comparison: Comparison, layout: Layout, anchors: dict[Item, int], states: States
) -> str:
    """The text with its sections and entries as the layout has them."""
    parts: list[tuple[int, int, int]] = []
    blocks: dict[Place, list[str]] = {}
    for number, section in enumerate(comparison.venue.sections):
        entries = ("sections", number, "entries")
        cuts = [_begin(file, (*entries, index)) for index in range(len(section.entries))]
        cuts.append(_end(file, entries))
        for index, (start, end) in enumerate(pairwise(cuts)):
            blocks[number, index] = file.lines[start:end]
        parts.append((_begin(file, ("sections", number)), cuts[0], cuts[-1]))
    lines: list[str] = []
    copied = 0
    for own, items in layout:
        if isinstance(own, int):
            begin, first, end = parts[own]
            lines += file.lines[copied:begin]
            head, copied = file.lines[begin:first], end
        else:
            head = head_lines(own)
        lines += head if items else []
        for item in items:
            if isinstance(item, Row):
                lines += entry_lines(item, since=states.new, anchor=anchors.get(item))
            else:
                lines += blocks[item]
    return "\n".join([*lines, *file.lines[copied:]])


def _begin(file: YamlFile, steps: Steps) -> int:
    """The line, from 0, where an entry begins, with the comments right above that are not of the entry before."""
    mark = file.node(steps).start_mark
    line = mark.line
    while (above := file.lines[line - 1]).strip()[:1] == "#" and _indent(above) < mark.column:
        line -= 1
    return line


def _end(file: YamlFile, steps: Steps) -> int:
    """The line, from 0, behind the entries of a section and the comments that belong to the last of them."""
    node = file.node(steps)
    line = file.line_of(file.end(node))
    while file.lines[line].strip()[:1] == "#" and _indent(file.lines[line]) > node.start_mark.column:
        line += 1
    return line


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
