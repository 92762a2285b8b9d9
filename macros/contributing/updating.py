"""Writes a newer state of a document into the file of its venue. Judgements, notes and comments stay; nothing is lost.

A row that the document has dropped stays as an entry that says until when it was documented, and so does a message.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from yaml import MappingNode

from ..catalogue.model import DocumentedMessage, Entry, State, Venue
from ..reading.problems import Edit, applied
from ..reading.source import Steps, YamlFile
from ..reading.syntax import quote
from .comparison import Change, Comparison, Place, codes_of
from .entries import entry_lines, section_lines, withdrawn_lines, word
from .rows import DocumentedSection, Row


@dataclass
class States:
    """The state of the document that the file has, and the newer one; each a month or a day."""

    old: str
    new: str


def updated(root: Path, file: YamlFile, comparison: Comparison, states: States) -> str:
    """The text of the venue's file with the newer state of the document in it."""
    layout = _layout(comparison)
    anchors = _anchors(comparison, layout)
    edits = [*_source(file, comparison, states)]
    for place in [place for section in layout for place in section if isinstance(place, tuple)]:
        steps: Steps = ("sections", place[0], "entries", place[1])
        keys = _keys(comparison, place, states)
        if anchor := anchors.get(place):
            keys["anchor"] = [f"anchor: {anchor}"]
        node = file.node(steps)
        assert isinstance(node, MappingNode)
        edits += [_set(file, node, key, lines, Entry.key_order()) for key, lines in keys.items()]
    edited = YamlFile(root, file.path, applied(file.text, edits))
    return _arranged(edited, comparison, layout, anchors, states)


Item = Place | Row
"""An entry that the file has, or a row that it is to have."""


def _layout(comparison: Comparison) -> list[list[Item]]:
    """For each section of the file its entries as they are to come: in the document's order, and what the document no
    longer has behind the entry that it followed."""
    venue = comparison.venue
    kept = set(comparison.pairs.values())
    layout: list[list[Item]] = [[] for _ in venue.sections]
    for number, section in enumerate(comparison.found.sections):
        if (own := comparison.sections.get(number)) is not None:
            layout[own] += [
                comparison.pairs.get((number, index), row) for index, row in enumerate(section.rows)
            ]
    for number, own_section in enumerate(venue.sections):
        for index in range(len(own_section.entries)):
            if (number, index) not in kept:
                before, items = (number, index - 1), layout[number]
                at = items.index(before) + 1 if before in items else len(items) if index else 0
                items.insert(at, (number, index))
    return layout


def _anchors(comparison: Comparison, layout: list[list[Item]]) -> dict[Item | int, int]:
    """The anchors to be pinned, so that every published address goes on leading to its entry; rows by their `id()`."""
    had: dict[tuple[Place, str], int] = {}
    seen: Counter[str] = Counter()
    for number, section in enumerate(comparison.venue.sections):
        for index, entry in enumerate(section.entries):
            for code in codes_of(entry):
                seen[code] += 1
                had[(number, index), code] = entry.anchor or seen[code]
    last: dict[str, int] = {}
    for (_, code), anchor in had.items():
        last[code] = max(anchor, last.get(code, 0))
    result: dict[Item | int, int] = {}
    natural: Counter[str] = Counter()
    sections = comparison.found.sections
    new = [
        row for number, one in enumerate(sections) if number not in comparison.sections for row in one.rows
    ]
    for item in [*(one for section in layout for one in section), *new]:
        codes = item.codes if isinstance(item, Row) else codes_of(comparison.entry(item))
        for code in codes:
            natural[code] += 1
            if isinstance(item, Row):
                if natural[code] <= last.get(code, 0):
                    last[code] += 1
                    result[id(item)] = last[code]
            elif not comparison.entry(item).anchor and natural[code] != had[item, code]:
                result[item] = had[item, code]
    return result


def _keys(comparison: Comparison, place: Place, states: States) -> dict[str, list[str]]:
    """The keys of an entry that change, each with its lines; no lines for a key to be taken away."""
    entry = comparison.entry(place)
    if place in comparison.dropped:
        since = entry.documented.since if entry.documented else None
        return {"documented": _documented(since, states.old)}
    change = comparison.changes.get(place)
    if change is None:
        return {}
    keys: dict[str, list[str]] = {}
    for key, _, new in change.values:
        if key == "withdrawn":
            keys[key] = withdrawn_lines()
        elif key == "documented" or new is None:
            keys[key] = []
        elif key == "http":
            keys[key] = [f"http: {new}"]
        elif key == "description":
            keys[key] = [f"description: {quote(f'TODO: retell: {new}')}"]
        else:
            keys[key] = [f"{key}: {word(str(new)) if key == 'name' else quote(str(new))}"]
    if change.new_messages or change.gone_messages:
        messages = _messages(change)
        keys["messages"] = ["messages:", *(f"  - {quote(message)}" for message in messages)]
        keys["documented_messages"] = _documented_messages(change, messages, states)
    return keys


def _messages(change: Change) -> list[str]:
    """The messages in the document's order; each that it no longer has stands behind the one that it followed."""
    result = list(change.row.messages)
    had = change.entry.messages
    for index, message in enumerate(had):
        if message not in result:
            result.insert(result.index(had[index - 1]) + 1 if index else 0, message)
    return result


def _documented_messages(change: Change, messages: list[str], states: States) -> list[str]:
    """Which states of the document give the messages that not all of them give."""
    told = {one.message: one for one in change.entry.documented_messages}
    lines: list[str] = []
    for message in messages:
        one = told.get(message, DocumentedMessage(message=message))
        since, until = one.since, one.until
        if message in change.gone_messages:
            until = states.old
        elif message in change.new_messages:
            since, until = (since, None) if message in told else (states.new, None)
        if since or until:
            lines += [
                f"  - message: {quote(message)}",
                *(f"  {line}" for line in _documented(since, until)[1:]),
            ]
    return ["documented_messages:", *lines] if lines else []


def _documented(since: str | None, until: str | None) -> list[str]:
    lines = [f"  {key}: {quote(day)}" for key, day in [("since", since), ("until", until)] if day]
    return ["documented:", *lines]


def _source(file: YamlFile, comparison: Comparison, states: States) -> list[Edit]:
    """The edits that make the newer state the source of the file, and its present one an earlier one."""
    if comparison.venue.source.date == states.new:
        return []
    root, source = file.root, file.node(("source",))
    assert isinstance(root, MappingNode) and isinstance(source, MappingNode)
    order = State.key_order()
    now = [
        _set(file, source, key, [f"{key}: {value}"], order)
        for key, value in [("version", f"snapshot from {states.new}"), ("date", quote(states.new))]
    ]
    written = file.text[source.start_mark.index : file.end_of_line(source)].splitlines()
    before = [f"  - {written[0]}", *(f"  {line}" for line in written[1:])]
    if comparison.venue.earlier:
        behind = file.end_of_line(file.node(("earlier",)))
        return [*now, Edit(behind, behind, "".join("\n" + line for line in before))]
    return [*now, _set(file, root, "earlier", ["earlier:", *before], Venue.key_order())]


def _set(file: YamlFile, node: MappingNode, key: str, lines: list[str], order: list[str]) -> Edit:
    """The edit that gives a record a key, in its place, or takes it away where there are no lines."""
    indent = "\n" + " " * node.start_mark.column
    written = indent.join(lines)
    keys = [one.value for one, _ in node.value]
    for own, value in node.value:
        if own.value == key:
            start, end = own.start_mark.index, file.end_of_line(value)
            return Edit(start, end, written) if lines else Edit(start - len(indent), end, "")
    if not lines:
        return Edit(0, 0, "")
    before = [one for one in keys if order.index(one) < order.index(key)]
    behind = file.end_of_line(node.value[keys.index(before[-1])][1])
    return Edit(behind, behind, indent + written)


def _arranged(
    file: YamlFile,
    comparison: Comparison,
    layout: list[list[Item]],
    anchors: dict[Item | int, int],
    states: States,
) -> str:
    """The text with its entries as the layout has them, and the sections that are new."""
    blocks: dict[Place, list[str]] = {}
    ranges: list[tuple[int, int]] = []
    for number, section in enumerate(comparison.venue.sections):
        entries = ("sections", number, "entries")
        cuts = [_begin(file, (*entries, index)) for index in range(len(section.entries))]
        cuts.append(_end(file, entries))
        for index, (start, end) in enumerate(pairwise(cuts)):
            blocks[number, index] = "\n".join(file.lines[start:end]).rstrip().split("\n")
        ranges.append((cuts[0], cuts[-1]))
    lines = list(file.lines)
    for number, (start, end) in reversed(list(enumerate(ranges))):
        as_it_is = [(number, index) for index in range(len(comparison.venue.sections[number].entries))]
        written = lines[start:end]
        if layout[number] != as_it_is:
            written = []
            for item in layout[number]:
                if isinstance(item, Row):
                    written += entry_lines(item, since=states.new, anchor=anchors.get(id(item)))
                else:
                    written += blocks[item]
        for section_behind in _new_sections_behind(comparison, number):
            written += section_lines(section_behind, since=states.new)
        lines[start:end] = written
    return "\n".join(lines)


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


def _new_sections_behind(comparison: Comparison, number: int) -> list[DocumentedSection]:
    """The sections of the document that the file has not, and that follow one that it has."""
    result: list[DocumentedSection] = []
    last = 0
    for index, section in enumerate(comparison.found.sections):
        if index in comparison.sections:
            last = comparison.sections[index]
        elif last == number:
            result.append(section)
    return result
