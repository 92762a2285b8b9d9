"""The difference of two states of the catalogue in the terms of its readers.

It says which codes came, went or changed their meaning. Venues and codes that changed their names are followed. A new
order alone is no change, and neither is a key that the model gave to every record or took from all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from .changes import Change
from .snapshot import Data, Row, Snapshot, records, rows, text, texts

_ANSWERS = ("retry", "outcome", "verify", "acts", "by_request")
_OF_VENUE = frozenset("former_ids reviewed sections annotations".split())
_OF_ENTRY = frozenset("code codes messages explanation equivalent withdrawn former_codes anchor".split())
"""Keys whose changes have kinds of their own, or are none."""


def compare(old: Snapshot, new: Snapshot) -> list[Change]:
    """All changes from one state to the other: by venue, then the conditions."""
    return list(_Comparison(old, new).changes())


class _Comparison:
    """Two states, and the keys of their records that can be compared."""

    def __init__(self, old: Snapshot, new: Snapshot):
        self._old, self._new = old, new
        self._venues = _comparable(old.venues.values(), new.venues.values()) - _OF_VENUE
        self._entries = _comparable(_entries(old), _entries(new)) - _OF_ENTRY - {*_ANSWERS}
        self._notes = _comparable(_notes(old), _notes(new))
        self._conditions = _comparable(old.conditions.values(), new.conditions.values()) - {"former_ids"}
        known = [_held([*state.conditions.values(), *_entries(state)]) for state in (old, new)]
        self._answers = [key for key in _ANSWERS if all(key in keys for keys in known)]

    def changes(self) -> Iterator[Change]:
        gone = dict(self._old.venues)
        for id, venue in self._new.venues.items():
            before = _former(id, venue, gone)
            if before is None:
                codes = len(rows(venue, {}))
                yield Change(kind="venue-added", venue=id, after=f"{codes} codes")
            else:
                yield from self._in_venue(id, before, venue)
        yield from (Change(kind="venue-removed", venue=id) for id in gone)
        yield from self._in_conditions()

    def _in_venue(self, id: str, before: Data, after: Data) -> Iterator[Change]:
        if facts := _different(self._venues, before, after):
            yield Change(kind="venue-changed", venue=id, after=facts)
        gone = rows(before, self._old.conditions)
        for code, now in rows(after, self._new.conditions).items():
            formerly = (former for row in now for former in texts(row.entry, "former_codes"))
            name = next((name for name in [code, *formerly] if name in gone), None)
            if name is None:
                yield Change(kind="code-added", venue=id, codes=(code,), after=now[0].said)
                continue
            if name != code:
                yield Change(kind="code-renamed", venue=id, codes=(code,), before=name, after=code)
            for kind, was, becomes in self._in_code(gone.pop(name), now):
                yield Change(kind=kind, venue=id, codes=(code,), before=was, after=becomes)
        for code, was_there in gone.items():
            yield Change(kind="code-removed", venue=id, codes=(code,), before=was_there[0].said)
        yield from self._in_annotations(id, before, after)

    def _in_code(self, before: list[Row], after: list[Row]) -> Iterator[tuple[str, str, str]]:
        """The kind of each change among the rows of one code, with what was and what is."""
        old, new = ({row.anchor: row for row in rows} for rows in (before, after))
        for anchor, row in new.items():
            was = old.get(anchor)
            if was is None:
                yield "entry-added", "", row.said
            elif moved := _moved(was, row, old, new):
                yield "anchor-moved", f"#{anchor} {was.said}", f"#{moved} {was.said}"
            else:
                if was.said != row.said:
                    yield "message-changed", was.said, row.said
                if self._meaning(was) != self._meaning(row):
                    yield "meaning-changed", self._meaning(was), self._meaning(row)
                facts = _different(self._entries, was.entry, row.entry)
                section = "section" if was.section != row.section else ""
                if details := ", ".join(filter(None, [facts, section])):
                    yield "details-changed", "", details
            withdrawn = row.entry.get("withdrawn")
            if isinstance(withdrawn, dict) and not (was and was.entry.get("withdrawn")):
                yield "code-withdrawn", "", text(withdrawn, "note")
        for anchor, row in old.items():
            if anchor not in new:
                yield "entry-removed", row.said, ""

    def _in_annotations(self, venue: str, before: Data, after: Data) -> Iterator[Change]:
        gone = _annotations(before)
        for concerns, note in _annotations(after).items():
            was = gone.pop(concerns, None)
            if was is None:
                yield _of_annotation("anomaly-annotated", venue, {}, note)
            elif _different(self._notes, was, note):
                yield _of_annotation("anomaly-changed", venue, was, note)
        yield from (_of_annotation("anomaly-removed", venue, note, {}) for note in gone.values())

    def _in_conditions(self) -> Iterator[Change]:
        gone = dict(self._old.conditions)
        for id, condition in self._new.conditions.items():
            before = _former(id, condition, gone)
            if before is None:
                yield Change(kind="condition-added", condition=id, after=text(condition, "meaning"))
            elif fields := _different(self._conditions, before, condition):
                yield Change(kind="condition-changed", condition=id, after=fields)
        for id, condition in gone.items():
            yield Change(kind="condition-removed", condition=id, before=text(condition, "meaning"))

    def _meaning(self, row: Row) -> str:
        answers = [
            f"{key.replace('_', ' ')} {_plain(value)}" for key in self._answers if (value := row.answer(key))
        ]
        return f"{text(row.entry, 'equivalent')} ({', '.join(answers)})"


def _comparable(old: Iterable[Data], new: Iterable[Data]) -> set[str]:
    """The keys of the records of two states, without those that all records of one state have and none of the other.

    Such a key came or went with the model, and says nothing about what is described.
    """
    each_old, each_new = ([_held([record]) for record in state] for state in (old, new))
    any_old, any_new = (set().union(*each) for each in (each_old, each_new))
    all_old, all_new = (set.intersection(*each) if each else set() for each in (each_old, each_new))
    return (any_old | any_new) - (all_old - any_new) - (all_new - any_old)


def _held(records: Iterable[Data]) -> set[str]:
    """The keys that hold something in at least one of the records."""
    return {key for record in records for key, value in record.items() if value}


def _entries(state: Snapshot) -> Iterator[Data]:
    for venue in state.venues.values():
        for section in records(venue, "sections"):
            yield from records(section, "entries")


def _notes(state: Snapshot) -> Iterator[Data]:
    for venue in state.venues.values():
        yield from records(venue, "annotations")


def _different(keys: set[str], before: Data, after: Data) -> str:
    """Which of the keys differ, in the order of the newer record."""
    ordered = [*after, *(key for key in before if key not in after)]
    return ", ".join(
        key for key in ordered if key in keys and (before.get(key) or None) != (after.get(key) or None)
    )


def _former(id: str, record: Data, gone: dict[str, Data]) -> Data | None:
    """Takes out of `gone` what this record was, whatever its id was then."""
    return next((gone.pop(name) for name in [id, *texts(record, "former_ids")] if name in gone), None)


def _moved(was: Row, row: Row, old: dict[str, Row], new: dict[str, Row]) -> str | None:
    """Where a row went whose anchor another has now."""
    if was.said == row.said:
        return None
    then, now = ([anchor for anchor, other in rows.items() if other.said == was.said] for rows in (old, new))
    return next((anchor for anchor in now if anchor not in then), None)


def _annotations(venue: Data) -> dict[tuple[object, ...], Data]:
    """The annotations of a venue by their kinds and by what they concern."""
    return {
        (text(note, "kind"), *(tuple(texts(note, key)) for key in ("codes", "sections", "venues"))): note
        for note in records(venue, "annotations")
    }


def _of_annotation(kind: str, venue: str, before: Data, after: Data) -> Change:
    was, now = (f"{text(note, 'kind')}: {text(note, 'note')}" if note else "" for note in (before, after))
    return Change(kind=kind, venue=venue, codes=tuple(texts(after or before, "codes")), before=was, after=now)


def _plain(value: Any) -> str:
    """A value in words, as far as an answer needs them."""
    if isinstance(value, list):
        return " and ".join(map(_plain, value))
    if isinstance(value, dict):
        return " ".join(_plain(part) for key, part in value.items() if key != "note")
    return str(value)
