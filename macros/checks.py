"""What must hold in the data beyond the shape of each record.

Each check is one small generator from what was read to problems. `check` runs them all, so that one run says
everything. A new check is one function in CHECKS.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Callable, Iterator

import yaml

from . import anomalies, crosswalks
from .addresses import RESERVED, slug
from .model import Condition, Entry, Venue
from .problems import Problem
from .yamlfile import Steps, YamlFile

if TYPE_CHECKING:
    from .loader import Reading

UNSPECIFIED_SHARE = 0.04
"""At most this share of all entries may mean a catch-all condition; more would tell readers nothing."""

_NO_NOTE = re.compile(r"\b(todo|tbd|fixme|xxx|lorem ipsum)\b|^\W*$", re.IGNORECASE)
_WINDOWS_NAMES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)


def check(reading: Reading) -> list[Problem]:
    """Every problem of what was read. Where a file can't be read or has the wrong shape, only that is reported,
    since everything else would follow from it."""
    if reading.problems:
        return reading.problems
    return [problem for run in CHECKS for problem in run(reading)]


def ids(reading: Reading) -> Iterator[Problem]:
    """A venue's id is its file's name and no address of the site; ids and former ids are not used twice."""
    former: dict[str, str] = {}
    for venue, file in _venues(reading):
        if venue.id != file.path.stem:
            yield file.at(
                ("id",),
                f"The id `{venue.id}` does not match the file's name.",
                f"Name the file {venue.id}.yml, or write:",
                corrected=f"id: {file.path.stem}",
            )
        for steps, name in [(("id",), venue.id), *((("former_ids", i), n) for i, n in enumerate(venue.former_ids))]:
            if name in RESERVED or _WINDOWS_NAMES.fullmatch(name):
                yield file.at(steps, f"`{name}` is an address of the site itself.", "Choose another id.")
            if former.setdefault(name, venue.id) != venue.id or (steps[0] == "former_ids" and name == venue.id):
                yield file.at(steps, f"The id `{name}` is in use already.", "Every id belongs to one venue, for good.")
        for index in _repeated([section.id for section in venue.sections]):
            yield file.at(
                ("sections", index, "id"),
                f"The section `{venue.sections[index].id}` stands here twice.",
                "Give this one another id, or move its entries to the other.",
            )


def status(reading: Reading) -> Iterator[Problem]:
    """Only a retired venue has the day of its end."""
    for venue, file in _venues(reading):
        if venue.retired and venue.status == "active":
            yield file.at(("retired",), "An active venue has no day of retirement.", "Delete it, or write:",
                          corrected="status: retired")  # fmt: skip


def replies(reading: Reading) -> Iterator[Problem]:
    """There is one example of a reply for each transport that the venue's sections use."""
    for venue, file in _venues(reading):
        described = [reply.transport for reply in venue.replies]
        for index in _repeated(described):
            yield file.at(("replies", index), f"A second reply for {described[index]}.", "Keep one for each transport.")
        for index, section in enumerate(venue.sections):
            if section.transport not in described:
                yield file.at(
                    ("sections", index, "transport"),
                    f"No reply shows how errors look on {section.transport}.",
                    f"Add one under `replies`, with `transport: {section.transport}`.",
                )


def addresses(reading: Reading) -> Iterator[Problem]:
    """Every code has an address of its own, also on file systems that know no case."""
    for venue, file in _venues(reading):
        owners: dict[str, str] = {}
        for steps, entry in _entries(venue):
            names = [((*steps, "code"), entry.code)]
            names += [((*steps, "former_codes", index), code) for index, code in enumerate(entry.former_codes)]
            for place, code in names:
                name = slug(code)
                if not name.strip("-") or name == "index" or _WINDOWS_NAMES.fullmatch(name) or len(name) > 100:
                    yield file.at(place, f"The code `{code}` has no usable address: `{name}`.",
                                  "A code needs a letter or digit, and no more than 100 characters.")  # fmt: skip
                elif owners.setdefault(name, entry.code) != entry.code:
                    yield file.at(
                        place,
                        f"The codes `{code}` and `{owners[name]}` would have the same address, `{name}`.",
                        "Check both against the document; if they are right, the rule for addresses must be extended.",
                    )


def anchors(reading: Reading) -> Iterator[Problem]:
    """The entries of one code have different anchors."""
    for venue, file in _venues(reading):
        seen: dict[str, list[int]] = {}
        for steps, entry in _entries(venue):
            used = seen.setdefault(entry.code, [])
            number = entry.anchor or len(used) + 1
            if number in used:
                yield file.at(
                    steps,
                    f"Two entries of `{entry.code}` have the anchor entry-{number}.",
                    "Give each entry of this code its own `anchor:`.",
                )
            used.append(number)


def conditions(reading: Reading) -> Iterator[Problem]:
    """The conditions are sorted, used, told apart and mapped to published terms."""
    file = reading.equivalents_file
    venues_of: dict[str, set[str]] = {}
    for venue in reading.venues:
        for _, entry in _entries(venue):
            venues_of.setdefault(entry.equivalent, set()).add(venue.id)
    known = [condition.id for _, condition in _conditions(reading)]
    for index, (steps, condition) in enumerate(_conditions(reading)):
        if condition.id in known[:index]:
            yield file.at((*steps, "id"), f"The condition `{condition.id}` stands here twice.", "Keep one of them.")
        users = venues_of.get(condition.id, set())
        if not users:
            yield file.at((*steps, "id"), f"No entry means `{condition.id}`.", "Use it, or delete the condition.")
        if len(users) == 1 and not condition.single_venue:
            yield file.at(
                (*steps, "id"),
                f"Only {min(users)} has the condition `{condition.id}`.",
                "Say why it stands alone:",
                corrected="single_venue: ...",
            )
        if len(users) > 1 and condition.single_venue:
            yield file.at(
                (*steps, "single_venue"),
                f"The condition `{condition.id}` is no longer that of a single venue.",
                "Delete `single_venue`.",
                key=True,
                severity="suggestion",
            )
        yield from _retry(file, (*steps, "retry"), condition.retry, condition.outcome)
        for name in re.findall(r"`([^`]*)`", condition.differs):
            if re.fullmatch(r"[a-z]+(-[a-z]+)+", name) and (name not in known or name == condition.id):
                yield file.at((*steps, "differs"), f"`{name}` is no other condition.", "Name an id of this file.")
        yield from _crosswalk(file, (*steps, "crosswalk"), condition)
    for number, category in enumerate(reading.catalogue.equivalents.categories):
        for index, (before, condition) in enumerate(pairwise(category.conditions), start=1):
            if condition.id < before.id:
                yield file.at(
                    ("categories", number, "conditions", index, "id"),
                    f"`{condition.id}` stands after `{before.id}`.",
                    "Sort the conditions of a category by id.",
                )


def equivalents(reading: Reading) -> Iterator[Problem]:
    """Every entry means a condition that exists, and differs from it only with a reason."""
    known = reading.catalogue.conditions
    for venue, file in _venues(reading):
        for steps, entry in _entries(venue):
            condition = known.get(entry.equivalent)
            if condition is None:
                yield file.at(
                    (*steps, "equivalent"),
                    f"There is no condition `{entry.equivalent}` in data/equivalents.yml.",
                    "Choose one that is there, or add it.",
                )
                continue
            for key in ("retry", "outcome"):
                own = getattr(entry, key)
                if own == getattr(condition, key):
                    yield file.at(
                        (*steps, key), f"`{key}: {own}` is what `{condition.id}` says already.", "Delete this line.",
                        key=True,
                    )  # fmt: skip
                elif own and not entry.note:
                    yield file.at(
                        (*steps, key),
                        f"`{key}: {own}` differs from its condition `{condition.id}` without a reason.",
                        "Say why:",
                        key=True,
                        corrected="note: ...",
                    )
            if entry.retry or entry.outcome:
                yield from _retry(
                    file, steps, entry.retry or condition.retry, entry.outcome or condition.outcome
                )


def catch_alls(reading: Reading) -> Iterator[Problem]:
    """Few entries mean a condition that says nothing."""
    known = reading.catalogue.conditions
    uses = Counter(
        entry.equivalent in known and known[entry.equivalent].unspecified
        for venue in reading.venues
        for _, entry in _entries(venue)
    )
    if uses[True] > UNSPECIFIED_SHARE * uses.total():
        yield reading.equivalents_file.at(
            (),
            f"{uses[True]} of {uses.total()} entries mean an unspecified condition.",
            f"Classify them; at most {UNSPECIFIED_SHARE:.0%} may stay so.",
        )


def texts(reading: Reading) -> Iterator[Problem]:
    """Notes say something, and something else than the message."""
    for venue, file in _venues(reading):
        messages = {anomalies.fold(message) for _, entry in _entries(venue) for message in entry.messages}
        notes = [((*steps, key), getattr(entry, key)) for steps, entry in _entries(venue)
                 for key in ("note", "description", "observed")]  # fmt: skip
        notes += [(("annotations", index, "note"), one.note) for index, one in enumerate(venue.annotations)]
        for steps, note in notes:
            if note is not None:
                yield from _note(file, steps, note, messages)


def annotations(reading: Reading) -> Iterator[Problem]:
    """Annotations name codes, sections and venues that exist."""
    operators = {venue.id: venue.operator for venue in reading.venues}
    for venue, file in _venues(reading):
        codes = {entry.code for _, entry in _entries(venue)}
        section_ids = {section.id for section in venue.sections}
        for index, annotation in enumerate(venue.annotations):
            steps: Steps = ("annotations", index)
            for number, code in enumerate(annotation.codes):
                if code not in codes:
                    yield file.at((*steps, "codes", number), f"`{code}` is no code of this venue.",
                                  "Correct it, or delete it from the list.")  # fmt: skip
            for number, section in enumerate(annotation.sections):
                if section not in section_ids:
                    yield file.at((*steps, "sections", number), f"`{section}` is no section of this venue.",
                                  f"Its sections are: {', '.join(sorted(section_ids))}.")  # fmt: skip
            for number, other in enumerate(annotation.venues):
                if other == venue.id or operators.get(other) != venue.operator:
                    yield file.at((*steps, "venues", number), f"`{other}` is no other venue of {venue.operator}.",
                                  "Name a venue of the same operator, or delete the line.")  # fmt: skip


def errata(reading: Reading) -> Iterator[Problem]:
    """Every anomaly found by code is explained, and no explanation outlives its anomaly."""
    files = {venue.id: file for venue, file in _venues(reading)}
    missing = anomalies.unexplained(reading.catalogue)
    for finding in missing:
        venue = next(venue for venue in reading.venues if venue.id == finding.venue)
        place = next(steps for steps, entry in reversed(list(_entries(venue))) if entry.code == finding.codes[-1])
        yield files[finding.venue].at(
            (*place, "code"),
            _told(finding),
            "Explain it under `annotations:` at the end of this file:",
            corrected=_annotation_lines(finding),
        )
    for venue, index, codes in anomalies.stale(reading.catalogue):
        file, annotation = files[venue.id], venue.annotations[index]
        steps: Steps = ("annotations", index)
        if len(codes) == len(annotation.codes):
            yield file.at(steps, f"This {annotation.kind} is no longer found.",
                          f"Delete lines {' to '.join(map(str, _lines(file, steps)))}.")  # fmt: skip
        else:
            for code in codes:
                number = annotation.codes.index(code)
                yield file.at(
                    (*steps, "codes", number),
                    f"`{code}` is no longer part of this {annotation.kind}.",
                    f"Delete line {file.line((*steps, 'codes', number))}.",
                )


CHECKS: tuple[Callable[[Reading], Iterator[Problem]], ...] = (
    ids,
    status,
    replies,
    addresses,
    anchors,
    conditions,
    equivalents,
    catch_alls,
    texts,
    annotations,
    errata,
)


def _venues(reading: Reading) -> Iterator[tuple[Venue, YamlFile]]:
    return zip(reading.venues, reading.venue_files.values(), strict=True)


def _entries(venue: Venue) -> Iterator[tuple[Steps, Entry]]:
    for section_index, section in enumerate(venue.sections):
        for index, entry in enumerate(section.entries):
            yield ("sections", section_index, "entries", index), entry


def _conditions(reading: Reading) -> Iterator[tuple[Steps, Condition]]:
    for number, category in enumerate(reading.catalogue.equivalents.categories):
        for index, condition in enumerate(category.conditions):
            yield ("categories", number, "conditions", index), condition


def _repeated(names: list[str]) -> Iterator[int]:
    """The indexes of names that stood before."""
    return (index for index, name in enumerate(names) if name in names[:index])


def _retry(file: YamlFile, steps: Steps, retry: str, outcome: str) -> Iterator[Problem]:
    if retry == "later" and outcome in ("unknown", "partial"):
        yield file.at(
            steps,
            f"`retry: later` with `outcome: {outcome}` would place an order twice.",
            "Write `retry: verify-first`, or correct the outcome.",
        )


def _crosswalk(file: YamlFile, steps: Steps, condition: Condition) -> Iterator[Problem]:
    walk = condition.crosswalk
    if walk.grpc and walk.grpc not in crosswalks.GRPC:
        yield file.at((*steps, "grpc"), f"`{walk.grpc}` is no gRPC code.", f"One of: {', '.join(sorted(crosswalks.GRPC))}.")
    if walk.ccxt and walk.ccxt not in crosswalks.CCXT:
        yield file.at((*steps, "ccxt"), f"`{walk.ccxt}` is no exception of ccxt.", "Take one of ccxt's error hierarchy.")
    if walk.fix and walk.fix.value not in crosswalks.FIX[walk.fix.field]:
        yield file.at(
            (*steps, "fix", "value"),
            f"{walk.fix.field} has no value {walk.fix.value}.",
            f"Its values are: {', '.join(map(str, crosswalks.FIX[walk.fix.field]))}.",
        )


def _note(file: YamlFile, steps: Steps, note: str, messages: set[str]) -> Iterator[Problem]:
    if _NO_NOTE.search(note):
        yield file.at(steps, f"This {steps[-1]} is not written yet.", "Say what a reader must know, in a sentence.")
    elif anomalies.fold(note) in messages:
        yield file.at(steps, f"This {steps[-1]} only repeats a message.",
                      "Say in your own words what the message does not, or leave the key out.")  # fmt: skip


def _told(finding: anomalies.Finding) -> str:
    codes = ", ".join(finding.codes)
    told = {
        "duplicate-code": f"The code {codes} stands more than once in section `{finding.sections[0]}`.",
        "conflicting-code": f"The code {codes} has different messages in the sections {', '.join(finding.sections)}.",
        "repeated-code": f"The code {codes} stands in the sections {', '.join(finding.sections)}.",
        "shared-message": f"The codes {codes} have the same message.",
        "out-of-order": f"The code {codes} is lower than the one before it.",
        "non-numeric-code": f"The code {codes} is no number.",
    }[finding.kind]
    if finding.other:
        told = f"The code {codes} has other rows at {finding.other}, which has the same operator."
    return f"{told} This {finding.kind} is not annotated."


def _annotation_lines(finding: anomalies.Finding) -> str:
    """The annotation to paste, indented as it stands in the file. Its note still has to be written."""
    record: dict[str, object] = {"kind": finding.kind, "codes": [_Quoted(code) for code in finding.codes]}
    if finding.other:
        record["venues"] = [finding.other]
    else:
        record["sections"] = list(finding.sections)
    record["note"] = "TODO: what is odd, what it means for the reader, and how to tell the cases apart."
    lines = yaml.dump([record], Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=1000).splitlines()
    return "\n".join(f"  {line}" for line in lines)


def _lines(file: YamlFile, steps: Steps) -> tuple[int, int]:
    """The first and last line of a list item."""
    node = file.node(steps)
    assert node is not None
    end = node.end_mark.line + (1 if node.end_mark.column else 0)
    return node.start_mark.line + 1, end


class _Quoted(str):
    """A text that is written in double quotes."""


class _Dumper(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        return super().increase_indent(flow, False)


_Dumper.add_representer(_Quoted, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, '"'))
