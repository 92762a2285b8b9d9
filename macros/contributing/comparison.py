"""A newer state of a venue's document against the venue's file: which rows were added, changed, moved or dropped.

Rows are matched by section and code, then by their texts. Texts that are retold in a `description` are not compared,
since the file does not hold them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from ..catalogue.anomalies import fold
from ..catalogue.model import Entry, Venue
from .entries import explanation_of, is_as_imported, word
from .rows import MAX_EXPLANATION, DocumentedSection, Found, Place, Row


@dataclass
class Change:
    """What the document now says otherwise of a row that it had."""

    row: Row
    entry: Entry
    section: str
    new_messages: list[str]
    gone_messages: list[str]
    values: list[tuple[str, object, object]]
    """Other keys of the entry, with what it has and what the document says."""
    moved: bool
    """Whether the row is now in another section, or in another order there."""

    @property
    def texts(self) -> bool:
        """Whether anything but its place has changed."""
        return bool(self.new_messages or self.gone_messages or self.values)


@dataclass
class Comparison:
    """A newer state of a document beside the file of its venue."""

    venue: Venue
    found: Found
    reread: bool
    """Whether the document is the one that the file has, and only read in another way."""
    sections: dict[int, int] = field(default_factory=dict)
    """For sections of the document those of the file."""
    pairs: dict[Place, Place] = field(default_factory=dict)
    """For rows of the document the entries that they are."""
    changes: dict[Place, Change] = field(default_factory=dict)
    """By the entry."""
    added: list[Place] = field(default_factory=list)
    """Rows of the document that the file does not have."""
    dropped: list[Place] = field(default_factory=list)
    """Entries of the file that the document does not have."""
    settings: dict[int, dict[str, str]] = field(default_factory=dict)
    """For sections of the file the keys that options set otherwise."""

    @property
    def empty(self) -> bool:
        """Whether the document says what the file has."""
        return not (self.added or self.dropped or self.changes or self.settings)

    @property
    def removed(self) -> list[Place]:
        """The entries that go: those that were read wrongly and that nobody has judged."""
        return [place for place in self.dropped if self.reread and is_as_imported(self.entries[place])]

    @cached_property
    def entries(self) -> dict[Place, Entry]:
        """All entries that the file has."""
        return {
            (number, index): entry
            for number, section in enumerate(self.venue.sections)
            for index, entry in enumerate(section.entries)
        }


def compare(venue: Venue, found: Found, *, reread: bool = False) -> Comparison:
    """Compares what the documents hold with what the file has. Sections that the file has keep its id for them, unless
    an option gives another."""
    result = Comparison(venue, found, reread, _paired_sections(venue, found.sections))
    for number, own in result.sections.items():
        given, had = found.sections[number].given, venue.sections[own]
        found.sections[number].id = given.get("id", had.id)
        if changed := {key: value for key, value in given.items() if value != getattr(had, key)}:
            result.settings[own] = changed
    rows = found.rows
    entries = {
        place: entry for place, entry in result.entries.items() if not venue.sections[place[0]].observed
    }

    def current(row: Place, entry: Place) -> bool:
        return _is_documented(entries[entry])

    def same_section(row: Place, entry: Place) -> bool:
        return result.sections.get(row[0]) == entry[0]

    def same_texts(row: Place, entry: Place) -> bool:
        now, own = rows[row], entries[entry]
        texts = _folded(*now.messages, *now.explanations, now.name)
        return bool(texts & _folded(*own.messages, own.explanation, own.name))

    def one_code_each(row: Place, entry: Place) -> bool:
        return len(rows[row].codes) == 1 and not entries[entry].codes

    def pair(*tests: Callable[[Place, Place], bool], by_code: bool = True) -> None:
        """Pairs rows and entries that fit and are free, in their order; with `by_code` those of the same code."""
        free: defaultdict[tuple[str, ...], list[Place]] = defaultdict(list)
        taken = set(result.pairs.values())
        for place, entry in entries.items():
            if place not in taken:
                free[codes_of(entry) if by_code else ()].append(place)
        for place, row in rows.items():
            if place not in result.pairs:
                candidates = free[tuple(row.codes) if by_code else ()]
                fitting = (one for one in candidates if all(fits(place, one) for fits in tests))
                if match := next(fitting, None):
                    result.pairs[place] = match
                    candidates.remove(match)

    pair(current, same_section, same_texts)
    pair(current, same_texts)
    pair(current, same_section)
    pair(current)
    pair()
    if reread:
        # Then the codes may have been read from another column.
        pair(one_code_each, same_section, same_texts, by_code=False)

    moved = _moved(result)
    for row, entry in result.pairs.items():
        change = _change(rows[row], entries[entry], venue.sections[entry[0]].id, entry in moved)
        if change.texts or change.moved:
            result.changes[entry] = change
    result.added = [place for place in rows if place not in result.pairs]
    kept = set(result.pairs.values())
    result.dropped = [
        place for place, entry in entries.items() if place not in kept and _is_documented(entry)
    ]
    return result


def codes_of(entry: Entry) -> tuple[str, ...]:
    """The codes of an entry."""
    return tuple(entry.codes or [entry.code])


def _is_documented(entry: Entry) -> bool:
    return not (entry.documented and entry.documented.until)


def _folded(*texts: str | None) -> set[str]:
    return {fold(text) for text in texts if text}


def _paired_sections(venue: Venue, sections: list[DocumentedSection]) -> dict[int, int]:
    """The sections of the document that the file has: by id, by heading, and else by most of their codes."""
    pairs: dict[int, int] = {}
    codes = [{code for entry in own.entries for code in codes_of(entry)} for own in venue.sections]
    tests: list[Callable[[DocumentedSection, int], bool]] = [
        lambda section, index: section.id == venue.sections[index].id,
        lambda section, index: fold(section.title) == fold(venue.sections[index].title),
        lambda section, index: (
            2 * len({code for row in section.rows for code in row.codes} & codes[index]) > len(codes[index])
        ),
    ]
    for fits in tests:
        for number, section in enumerate(sections):
            taken = pairs.values()
            fitting = [one for one in range(len(venue.sections)) if one not in taken and fits(section, one)]
            if fitting and number not in pairs:
                pairs[number] = fitting[0]
    return pairs


def _change(row: Row, entry: Entry, section: str, moved: bool) -> Change:
    gone = {one.message for one in entry.documented_messages if one.until}
    had = [message for message in entry.messages if message not in gone]
    explanation, to_retell = explanation_of(row)
    values: list[tuple[str, object, object]] = [
        ("code", entry.code, "" if entry.codes else row.codes[0]),
        ("name", entry.name, word(row.name) or None),
        ("http", entry.http, row.http),
    ]
    if row.explanations and not _is_told(row, entry):
        values.append(("explanation", entry.explanation, explanation or None))
        if to_retell and not explanation and not entry.description:
            values.append(("description", None, " ".join(to_retell)))
    elif entry.explanation in row.messages:
        values.append(("explanation", entry.explanation, None))
    if not _is_documented(entry):
        values.append(("documented", entry.documented, None))
    if row.withdrawn and not entry.withdrawn:
        values.append(("withdrawn", None, "struck out"))
    return Change(
        row,
        entry,
        section,
        [message for message in row.messages if message not in had],
        [message for message in had if message not in row.messages],
        [(key, old, new) for key, old, new in values if old != new],
        moved,
    )


def _is_told(row: Row, entry: Entry) -> bool:
    """Whether the file has what explains a row: retold, or any part of a text that is too long to be quoted whole."""
    if not entry.explanation:
        return bool(entry.description)
    return any(len(text) > MAX_EXPLANATION and entry.explanation in text for text in row.explanations)


def _moved(result: Comparison) -> set[Place]:
    """The entries that stand elsewhere: in another section, or out of the longest run that keeps its order."""
    moved = set()
    for number in range(len(result.found.sections)):
        own = [entry for row, entry in sorted(result.pairs.items()) if row[0] == number]
        moved |= {entry for entry in own if entry[0] != result.sections.get(number)}
        staying = [entry for entry in own if entry not in moved]
        moved |= set(staying) - set(_longest_rising(staying))
    return moved


def _longest_rising(places: list[Place]) -> list[Place]:
    """The longest sequence in the order given that only rises."""
    best: list[list[Place]] = []
    for place in places:
        before = max((run for run in best if run[-1] < place), key=len, default=[])
        best.append([*before, place])
    return max(best, key=len, default=[])


def report(comparison: Comparison) -> str:
    """The comparison to be read: a line of counts, then every row."""
    if comparison.empty:
        return f"{comparison.venue.id}: the document says what the file has."
    added, dropped = comparison.added, comparison.dropped
    changed = [change for change in comparison.changes.values() if change.texts]
    moved = [change for change in comparison.changes.values() if change.moved]
    counts = f"{len(added)} added, {len(changed)} changed, {len(moved)} moved, {len(dropped)} dropped"
    lines = [f"{comparison.venue.id}: {counts}."]
    for number, index in added:
        section = comparison.found.sections[number]
        row = section.rows[index]
        lines += ["", f"+ {_named(row.codes, row.name)}  ({section.id}, row {index + 1})"]
        lines += [f"    + {text}" for text in [*row.messages, *row.explanations]]
    for change in changed:
        lines += ["", f"~ {_named(codes_of(change.entry))}  ({change.section})"]
        lines += [f"    {key}: {_shown(old)} → {_shown(new)}" for key, old, new in change.values]
        lines += [f"    - {message}" for message in change.gone_messages]
        lines += [f"    + {message}" for message in change.new_messages]
    for own, given in comparison.settings.items():
        had = comparison.venue.sections[own]
        lines += ["", f"~ section {had.id}"]
        lines += [f"    {key}: {getattr(had, key)} → {value}" for key, value in given.items()]
    for change in moved:
        lines += ["", f"> {_named(codes_of(change.entry))}  (moved; it was in {change.section})"]
    for place in dropped:
        entry, section_id = comparison.entries[place], comparison.venue.sections[place[0]].id
        judged = "; judged, so it stays" if comparison.reread and place not in comparison.removed else ""
        lines += ["", f"- {_named(codes_of(entry), entry.name)}  ({section_id}{judged})"]
        lines += [f"    - {text}" for text in [*entry.messages, *filter(None, [entry.explanation])]]
    return "\n".join(lines)


def _named(codes: Sequence[str], name: str | None = None) -> str:
    return f"{', '.join(codes)} {name or ''}".rstrip()


def _shown(value: object) -> object:
    return "none" if value is None else value
