"""What is wrong or surprising in the venues' documents, as far as code can find it.

Each detector is a small pure function from the model to findings. Whether a finding has been explained by a person is
compared here too; the kinds that only a person can judge (see EDITORIAL) have no detector. Sections that were observed
are no part of a document, and a message that the document gives for several codes at once is no row of any of them.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, combinations, pairwise
from typing import TypeVar

from .grouping import grouped
from .model import Annotation, AnomalyKind, Catalogue, Entry, Section, Venue

Item = TypeVar("Item")

EDITORIAL: frozenset[AnomalyKind] = frozenset({"odd-http-status", "wording", "capture"})

_LIST = re.compile(r"-?\d+(\s*[/,;|&]\s*-?\d+)+")
_RANGE = re.compile(r"-?(\d+)\s*(?:-|–|—|~|\.\.\.?|to)\s*-?(\d+)")


@dataclass(frozen=True)
class Finding:
    """One anomaly found by code. For a pair of venues it stands at the first of them, by id."""

    kind: AnomalyKind
    venue: str
    codes: tuple[str, ...]
    sections: tuple[str, ...]
    """Ids of this venue's sections that the codes were found in."""
    other: str | None = None
    """The other venue of the same operator, for a conflict between two venues."""

    def explained_by(self, venue: str, annotation: Annotation) -> bool:
        """Whether this annotation of this venue is about the finding."""
        if annotation.kind != self.kind or not set(self.codes) <= set(annotation.codes):
            return False
        if self.other:
            return {venue, *annotation.venues} == {self.venue, self.other}
        return (
            venue == self.venue
            and not annotation.venues
            and (not annotation.sections or set(self.sections) <= set(annotation.sections))
        )


def find(catalogue: Catalogue) -> list[Finding]:
    """All findings in all venues, and between venues of one operator."""
    findings = [finding for venue in catalogue.venues for detect in DETECTORS for finding in detect(venue)]
    for one, other in combinations(catalogue.venues, 2):
        if one.operator == other.operator:
            findings.extend(conflicting_venues(one, other))
    return list(dict.fromkeys(findings))


def duplicate_codes(venue: Venue) -> Iterator[Finding]:
    """The same code more than once in one section."""
    for section in _sections(venue):
        for code, times in Counter(entry.code for entry in section.entries).items():
            if code and times > 1:
                yield Finding("duplicate-code", venue.id, (code,), (section.id,))


def conflicting_codes(venue: Venue) -> Iterator[Finding]:
    """The same code in several sections with different messages."""
    for code, by_section in _by_code_and_section(venue).items():
        if not _all_same(by_section):
            yield Finding("conflicting-code", venue.id, (code,), tuple(by_section))


def repeated_codes(venue: Venue) -> Iterator[Finding]:
    """The same code in several sections with the same message or meaning."""
    for code, by_section in _by_code_and_section(venue).items():
        if len(by_section) > 1 and _all_same(by_section):
            yield Finding("repeated-code", venue.id, (code,), tuple(by_section))


def shared_messages(venue: Venue) -> Iterator[Finding]:
    """Different codes with the same message."""
    places = grouped(
        (fold(message), (entry.code, section.id))
        for section, entry in _rows(venue)
        for message in entry.messages
    )
    for message, sharing in places.items():
        codes, sections = (tuple(dict.fromkeys(each)) for each in zip(*sharing, strict=True))
        if message and len(codes) > 1:
            yield Finding("shared-message", venue.id, codes, sections)


def out_of_order(venue: Venue) -> Iterator[Finding]:
    """A code whose absolute number is lower than that of the entry before it in its section."""
    for (section_before, before), (section, entry) in pairwise(_rows(venue)):
        previous, number = number_of(before.code), number_of(entry.code)
        if section is section_before and previous is not None and number is not None and number < previous:
            yield Finding("out-of-order", venue.id, (entry.code,), (section.id,))


def non_numeric_codes(venue: Venue) -> Iterator[Finding]:
    """A code that is no number, several in one left out: those are a mistake of the file."""
    for section, _, entry in venue.rows():
        is_number = number_of(entry.code) is not None or names_several(entry.code)
        if entry.code and not is_number and not section.observed:
            yield Finding("non-numeric-code", venue.id, (entry.code,), (section.id,))


DETECTORS: tuple[Callable[[Venue], Iterator[Finding]], ...] = (
    duplicate_codes,
    conflicting_codes,
    repeated_codes,
    shared_messages,
    out_of_order,
    non_numeric_codes,
)


def conflicting_venues(one: Venue, other: Venue) -> Iterator[Finding]:
    """The same code in two venues of one operator with different rows, HTTP status included."""
    theirs = _by_code_and_section(other)
    for code, by_section in _by_code_and_section(one).items():
        rows, others = (list(chain(*each.values())) for each in (by_section, theirs.get(code, {})))
        if others and not _matched(rows, others, _same_row):
            yield Finding("conflicting-code", one.id, (code,), tuple(by_section), other.id)


Explained = tuple[Finding, list[tuple[str, int]]]
"""A finding with the annotations that are about it, each as venue and index in its list."""


def explained(catalogue: Catalogue) -> list[Explained]:
    """Every finding with the annotations that are about it."""
    about = grouped(
        ((annotation.kind, code), (venue.id, index, annotation))
        for venue, index, annotation in _annotations(catalogue)
        for code in dict.fromkeys(annotation.codes)
    )
    result = []
    for finding in find(catalogue):
        near = about.get((finding.kind, finding.codes[0]), [])
        places = [(venue, index) for venue, index, one in near if finding.explained_by(venue, one)]
        result.append((finding, places))
    return result


def stale(catalogue: Catalogue, found: Iterable[Explained]) -> Iterator[tuple[Venue, int, tuple[str, ...]]]:
    """Annotations (venue, index in its list) that outlived their finding, each with the codes no longer found.

    Where all of an annotation's codes are given, the whole annotation is stale.
    """
    needed: dict[tuple[str, int], set[str]] = defaultdict(set)
    for finding, places in found:
        for place in places:
            needed[place].update(finding.codes)
    for venue, index, annotation in _annotations(catalogue):
        left_over = tuple(code for code in annotation.codes if code not in needed[venue.id, index])
        if annotation.kind not in EDITORIAL and (left_over or not annotation.codes):
            yield venue, index, left_over


def fold(message: str) -> str:
    """The message without case and without everything but letters, digits and `%`: equal means the same message."""
    return re.sub(r"[^\w%]|_", "", message.casefold())


def alike(one: str, other: str) -> bool:
    """Whether two messages are the same but for a slip in the spelling of a word: `occured` and `occurred`."""
    if fold(one) == fold(other):
        return True
    words, others = (re.findall(r"[^\W_]+|%", message.casefold()) for message in (one, other))
    return len(words) == len(others) and all(map(_is_slip, words, others))


def names_several(code: str) -> bool:
    """Whether this is a list or a range of codes, such as `10001 / 10002` or `10003-10005`."""
    bounds = _RANGE.fullmatch(code)
    return bool(_LIST.fullmatch(code)) or bool(bounds and int(bounds[1]) < int(bounds[2]))


def number_of(code: str) -> int | None:
    """The absolute number of a code, or None where the code is no number: `-1021` → 1021, `0001` → 1."""
    return abs(int(code)) if re.fullmatch(r"-?[0-9]{1,18}", code) else None


def _annotations(catalogue: Catalogue) -> Iterator[tuple[Venue, int, Annotation]]:
    for venue in catalogue.venues:
        for index, annotation in enumerate(venue.annotations):
            yield venue, index, annotation


def _sections(venue: Venue) -> list[Section]:
    """The sections of the venue's document."""
    return [section for section in venue.sections if not section.observed]


def _rows(venue: Venue) -> Iterator[tuple[Section, Entry]]:
    """The rows of the venue's document that have a code of their own."""
    return ((section, entry) for section in _sections(venue) for entry in section.entries if entry.code)


def _by_code_and_section(venue: Venue) -> dict[str, dict[str, list[Entry]]]:
    """For each code the rows of each section that has it."""
    by_code = grouped((entry.code, (section.id, entry)) for section, entry in _rows(venue))
    return {code: grouped(rows) for code, rows in by_code.items()}


def _all_same(by_section: dict[str, list[Entry]]) -> bool:
    """Whether all sections say the same of a code."""
    first, *others = (
        [(message, entry) for entry in rows for message in entry.messages or [""]]
        for rows in by_section.values()
    )
    return all(_matched(first, texts, _same_text) for texts in others)


def _same_text(one: tuple[str, Entry], other: tuple[str, Entry]) -> bool:
    """Whether two rows with a message each say the same. Where a document only explains the code there is none: two
    such rows are compared by what they mean, for two explanations of one thing are seldom worded alike."""
    (message, entry), (text, own) = one, other
    if message and text:
        return alike(message, text)
    return _explained_alike(entry, own) if message or text else entry.equivalent == own.equivalent


def _same_row(one: Entry, other: Entry) -> bool:
    if one.http != other.http:
        return False
    lacks_messages = not (one.messages and other.messages)
    return _matched(one.messages, other.messages, alike) or (lacks_messages and _explained_alike(one, other))


def _explained_alike(one: Entry, other: Entry) -> bool:
    explanation = fold(one.explanation or "")
    return explanation != "" and explanation == fold(other.explanation or "")


def _matched(some: list[Item], others: list[Item], same: Callable[[Item, Item], bool]) -> bool:
    """Whether each item of both lists has its like in the other."""
    return all(any(same(one, other) for other in others) for one in some) and all(
        any(same(one, other) for one in some) for other in others
    )


def _is_slip(word: str, other: str) -> bool:
    """Whether two words are equal, or long ones in which one letter is missing, wrong or swapped with the next."""
    if word == other:
        return True
    if min(len(word), len(other)) < 5 or word[0] != other[0] or not (word + other).isalpha():
        return False
    pairs = enumerate(zip(word, other, strict=False))
    common = next((place for place, (one, two) in pairs if one != two), min(len(word), len(other)))
    left, right = word[common:], other[common:]
    swapped = left[:2] == right[1::-1] and left[2:] == right[2:]
    return swapped or left[1:] in (right, right[1:]) or left == right[1:]
