"""What must hold in the data beyond the shape of each record.

Each check is one small generator from what was read to problems. `check` runs them all, so that one run says
everything. A new check is one function in CHECKS.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any, get_args

from yaml import SequenceNode

from ..catalogue import anomalies, crosswalks
from ..catalogue.addresses import RESERVED, slug
from ..catalogue.model import RETRIES, Condition, Entry, Evidence, Headings, Venue, Verify
from . import keyorder
from .problems import Edit, Problem
from .source import MAX_REPORTED, MESSAGE_KEYS, Steps, YamlFile, key_of, quote

if TYPE_CHECKING:
    from .loader import Reading

UNSPECIFIED_SHARE = 0.05
"""At most this share of a venue's entries may mean a catch-all condition; more would tell readers nothing."""

UNSPECIFIED_FEW = 10
"""A small venue may have so many all the same."""

ANSWERS = ("outcome", "retry", "verify", "acts", "by_request")
"""What an entry may answer otherwise than its condition, with a reason."""

OPEN = "open"
"""What stands for the condition of an entry that nobody has classified yet."""

_NOTES = {
    "note": "Say what a reader must know, in a sentence.",
    "description": "Retell what the document says beyond the message, or leave the key out.",
    "observed": "Say what was seen and where, or leave the key out.",
}
"""Keys of texts by people, each with what belongs there."""
_UNWRITTEN = re.compile(r"(https://)?TODO\b")
_NO_NOTE = re.compile(r"\b(todo|tbd|fixme|xxx|lorem ipsum)\b|^\W*$", re.IGNORECASE)
_USABLE_SLUG = re.compile(r"(?=.*[a-z0-9])(?!index$).{1,100}")
_WINDOWS_NAMES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)


def check(reading: Reading) -> list[Problem]:
    """Every problem of what was read. Of what a line's own problem leads to, only that problem is reported."""
    known = {(problem.file, problem.line) for problem in reading.problems}
    found = (problem for run in CHECKS for problem in islice(run(reading), MAX_REPORTED))
    return [*reading.problems, *(problem for problem in found if (problem.file, problem.line) not in known)]


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
        for steps, name in [
            (("id",), venue.id),
            *((("former_ids", i), n) for i, n in enumerate(venue.former_ids)),
        ]:
            if name in RESERVED or _WINDOWS_NAMES.fullmatch(name):
                yield file.at(steps, f"`{name}` is an address of the site itself.", "Choose another id.")
            if former.setdefault(name, venue.id) != venue.id or (
                steps[0] == "former_ids" and name == venue.id
            ):
                yield file.at(
                    steps, f"The id `{name}` is in use already.", "Every id belongs to one venue, for good."
                )
        for index, name in _repeated([section.id for section in venue.sections]):
            yield file.at(
                ("sections", index, "id"),
                f"The section `{name}` stands here twice.",
                "Give this one another id, or move its entries to the other.",
            )


def days(reading: Reading) -> Iterator[Problem]:
    """Every day is one of the calendar, and only a retired venue has the day of its end."""
    for venue, file in _venues(reading):
        withdrawn = [
            ((*steps, "withdrawn", "date"), entry.withdrawn.date)
            for steps, entry in _entries(venue)
            if entry.withdrawn
        ]
        for steps, day in [(("reviewed",), venue.reviewed), (("retired",), venue.retired), *withdrawn]:
            if day and not _is_day(day):
                yield file.at(steps, f"There is no day `{day}`.", 'Write a day as in "2026-11-20".')
        if venue.retired and venue.status == "active":
            yield file.at(
                ("retired",),
                "An active venue has no day of retirement.",
                "Delete it, or write:",
                corrected="status: retired",
            )


def replies(reading: Reading) -> Iterator[Problem]:
    """There is one example of a reply for each transport that the venue's sections use."""
    for venue, file in _venues(reading):
        described = [reply.transport for reply in venue.replies]
        for index, transport in _repeated(described):
            yield file.at(
                ("replies", index), f"A second reply for {transport}.", "Keep one for each transport."
            )
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
        for steps, entry in _codes(venue):
            names = [((*steps, "code"), entry.code)]
            names += [
                ((*steps, "former_codes", index), code) for index, code in enumerate(entry.former_codes)
            ]
            for place, code in names:
                name = slug(code)
                if not _USABLE_SLUG.fullmatch(name) or _WINDOWS_NAMES.fullmatch(name):
                    yield file.at(
                        place,
                        f"The code `{code}` has no usable address: `{name}`.",
                        "A code needs a letter or digit, and no more than 100 characters.",
                    )
                elif owners.setdefault(name, entry.code) != entry.code:
                    yield file.at(
                        place,
                        f"The codes `{code}` and `{owners[name]}` would have the same address, `{name}`.",
                        "Check both against the document; if they are right, the rule for addresses must be extended.",
                    )


def anchors(reading: Reading) -> Iterator[Problem]:
    """The entries of one code have different anchors."""
    for venue, file in _venues(reading):
        seen: dict[str, set[int]] = {}
        rows: Counter[str] = Counter()
        for steps, entry in _codes(venue):
            rows[entry.code] += 1
            used = seen.setdefault(entry.code, set())
            number = entry.anchor or rows[entry.code]
            if number in used:
                yield file.at(
                    steps,
                    f"Two entries of `{entry.code}` have the anchor entry-{number}.",
                    "Give each entry of this code its own `anchor:`.",
                )
            used.add(number)


def categories(reading: Reading) -> Iterator[Problem]:
    """No category is named twice."""
    if reading.headings:
        for index, name in _repeated([heading.id for heading in reading.headings.categories]):
            yield reading.headings_file.at(
                ("categories", index, "id"), f"The category `{name}` is here twice.", "Delete one of the two."
            )


def conditions(reading: Reading) -> Iterator[Problem]:
    """The conditions are used, told apart and mapped to published terms, and their answers fit each other."""
    used = {entry.equivalent for venue, _ in _venues(reading) for _, entry in _entries(venue)}
    known = {condition.id for condition in reading.conditions.values()}
    taken = {OPEN}
    for name, condition in reading.conditions.items():
        file = reading.condition_files[name]
        if condition.id != name:
            yield file.at(
                ("id",),
                f"The id `{condition.id}` does not match the file's name.",
                f"Name the file {condition.id}.yml, or write:",
                corrected=f"id: {name}",
            )
        former = [(("former_ids", index), id) for index, id in enumerate(condition.former_ids)]
        for place, id in [(("id",), condition.id), *former]:
            if id in RESERVED or _WINDOWS_NAMES.fullmatch(id):
                yield file.at(place, f"`{id}` is an address of the site itself.", "Choose another id.")
            if id in taken:
                yield file.at(place, f"The id `{id}` is in use already.", "Choose another.")
            taken.add(id)
        if reading.whole and used <= known and condition.id not in used:
            yield file.at(("id",), f"No entry means `{condition.id}`.", "Use it, or delete the condition.")
        yield from _answer(file, (), condition.outcome, condition.retry, condition.verify)
        for index, answer in enumerate(condition.by_request):
            yield from _answer(file, ("by_request", index), answer.outcome, answer.retry, answer.verify)
        for id in re.findall(r"`([a-z]+(?:-[a-z]+)+)`", condition.differs):
            if id not in known or id == condition.id:
                yield file.at(("differs",), f"`{id}` is no other condition.", "Name the id of a condition.")
        yield from _crosswalk(file, ("crosswalk",), condition)


def equivalents(reading: Reading) -> Iterator[Problem]:
    """Every entry means a condition that exists, and differs from it only with a reason."""
    known = reading.catalogue.conditions
    for venue, file in _venues(reading):
        for steps, entry in _entries(venue):
            condition = known.get(entry.equivalent)
            if condition is None:
                if reading.headings or entry.equivalent == OPEN:
                    yield _unclassified(file, (*steps, "equivalent"), entry, list(known))
                continue
            for key in ANSWERS:
                own = getattr(entry, key)
                if own is None:
                    continue
                if own == getattr(condition, key):
                    yield file.at(
                        (*steps, key),
                        f"`{key}` says here what `{condition.id}` says already.",
                        "Delete it.",
                        key=True,
                    )
                elif not entry.note:
                    indent = " " * file.node((*steps, key), key=True).start_mark.column
                    yield file.at(
                        (*steps, key),
                        f"`{key}` differs from its condition `{condition.id}` without a reason.",
                        "Say why:",
                        key=True,
                        corrected=f"{indent}note: ...",
                    )
            if any(getattr(entry, key) is not None for key in ANSWERS):
                yield from _answer(
                    file,
                    steps,
                    entry.outcome or condition.outcome,
                    entry.retry or condition.retry,
                    condition.verify if entry.verify is None else entry.verify,
                )
            for index, answer in enumerate(entry.by_request or []):
                yield from _answer(
                    file, (*steps, "by_request", index), answer.outcome, answer.retry, answer.verify
                )


def rows(reading: Reading) -> Iterator[Problem]:
    """Every row has one code or several, and a text of the document."""
    for venue, file in _venues(reading):
        for steps, entry in _entries(venue):
            if bool(entry.code) == bool(entry.codes):
                yield file.at(
                    steps,
                    "This entry has neither `code` nor `codes`."
                    if not entry.code
                    else "This entry has `code` and `codes`.",
                    "Write `code`, or `codes` where the document gives one message for several codes.",
                )
            if not entry.messages and not entry.explanation:
                yield file.at(
                    steps,
                    f"The entry of `{entry.code or ', '.join(entry.codes)}` has no text of the document.",
                    "Write its `messages`, or the document's own phrase as `explanation`.",
                )
            for index, one in enumerate(entry.documented_messages):
                if one.message not in entry.messages:
                    yield file.at(
                        (*steps, "documented_messages", index, "message"),
                        "This is none of the entry's messages.",
                        "Copy one of `messages`.",
                    )


def evidence(reading: Reading) -> Iterator[Problem]:
    """Every fact about a venue that is not in its list of errors says where it comes from."""
    for venue, file in _venues(reading):
        facts: list[tuple[Steps, Evidence]] = [(("calls", i), call) for i, call in enumerate(venue.calls)]
        if venue.client_order_id:
            facts.append((("client_order_id",), venue.client_order_id))
        if venue.rate_limits:
            facts.append((("rate_limits",), venue.rate_limits))
        for steps, fact in facts:
            if not fact.source and not fact.observed:
                yield file.at(
                    steps,
                    f"This part of `{key_of(steps)}` has no source.",
                    "Add `source` with title, url and version, or say under `observed` where it was seen.",
                )
        codes = {entry.code for _, entry in _codes(venue)}
        for index, code in enumerate(venue.client_order_id.duplicate_codes if venue.client_order_id else []):
            if code not in codes:
                yield file.at(
                    ("client_order_id", "duplicate_codes", index),
                    f"`{code}` is no code of this venue.",
                    "Correct it, or delete it from the list.",
                )


def catch_alls(reading: Reading) -> Iterator[Problem]:
    """Few entries mean a condition that says nothing."""
    if not reading.whole:
        return
    known = reading.catalogue.conditions
    for venue, file in _venues(reading):
        uses = Counter(
            entry.equivalent in known and known[entry.equivalent].unspecified for _, entry in _entries(venue)
        )
        if uses[True] > max(UNSPECIFIED_FEW, UNSPECIFIED_SHARE * uses.total()):
            yield file.at(
                ("sections",),
                f"{uses[True]} of {uses.total()} entries mean an unspecified condition.",
                f"Classify them; at most {UNSPECIFIED_SHARE:.0%} of a venue's entries may stay so.",
                key=True,
            )


def texts(reading: Reading) -> Iterator[Problem]:
    """Every text is written, and notes say something else than the message."""
    for file in reading.files:
        written = [(steps, key_of(steps), text) for steps, text in _texts(file.data, ())]
        messages = {anomalies.fold(text) for _, key, text in written if key in MESSAGE_KEYS}
        for steps, key, text in written:
            if _UNWRITTEN.match(text) or (key in _NOTES and _NO_NOTE.search(text)):
                yield file.at(steps, f"This `{key}` is not written yet.", _NOTES.get(key, "Write it."))
            elif key in _NOTES and anomalies.fold(text) in messages:
                yield file.at(
                    steps,
                    f"This `{key}` only repeats a message.",
                    "Say in your own words what the message does not, or leave the key out.",
                )


def annotations(reading: Reading) -> Iterator[Problem]:
    """Annotations name codes, sections and venues that exist."""
    operators = {venue.id: venue.operator for venue, _ in _venues(reading)}
    unread = reading.venue_files.keys() - reading.venues.keys()
    for venue, file in _venues(reading):
        codes = {entry.code for _, entry in _codes(venue)}
        section_ids = {section.id for section in venue.sections}
        for index, annotation in enumerate(venue.annotations):
            steps: Steps = ("annotations", index)
            for number, code in enumerate(annotation.codes):
                if code not in codes:
                    yield file.at(
                        (*steps, "codes", number),
                        f"`{code}` is no code of this venue.",
                        "Correct it, or delete it from the list.",
                    )
            for number, section in enumerate(annotation.sections):
                if section not in section_ids:
                    yield file.at(
                        (*steps, "sections", number),
                        f"`{section}` is no section of this venue.",
                        f"Its sections are: {', '.join(sorted(section_ids))}.",
                    )
            for number, other in enumerate(annotation.venues):
                if other not in unread and (other == venue.id or operators.get(other) != venue.operator):
                    yield file.at(
                        (*steps, "venues", number),
                        f"`{other}` is no other venue of {venue.operator}.",
                        "Name a venue of the same operator, or delete the line.",
                    )


def errata(reading: Reading) -> Iterator[Problem]:
    """Every anomaly found by code is explained, and no explanation outlives its anomaly."""
    files = {venue.id: file for venue, file in _venues(reading)}
    last = {(venue.id, entry.code): steps for venue, _ in _venues(reading) for steps, entry in _codes(venue)}
    begun: set[str] = set()
    for finding in _together(anomalies.unexplained(reading.catalogue)):
        file = files[finding.venue]
        yield file.at(
            (*last[finding.venue, finding.codes[-1]], "code"),
            _told(finding),
            "Explain it under `annotations:` at the end of this file:",
            corrected="\n".join(f"  {line}" for line in _stub(finding)),
            edit=_added_annotation(file, _stub(finding), first=file.name not in begun),
        )
        begun.add(file.name)
    for venue, index, codes in anomalies.stale(reading.catalogue):
        file, annotation, steps = files[venue.id], venue.annotations[index], ("annotations", index)
        if annotation.venues and not reading.whole:
            continue
        if len(codes) == len(annotation.codes):
            first, last = _lines(file, steps)
            if len(venue.annotations) == 1:
                first = file.line(("annotations",))
            yield file.at(
                steps, f"This {annotation.kind} is no longer found.", f"Delete lines {first} to {last}."
            )
            continue
        for code in codes:
            place = (*steps, "codes", annotation.codes.index(code))
            yield file.at(
                place,
                f"`{code}` is no longer part of this {annotation.kind}.",
                f"Delete line {file.line(place)}.",
            )


def key_order(reading: Reading) -> Iterator[Problem]:
    """Keys come in the model's order."""
    yield from keyorder.unusual(Headings, reading.headings_file)
    for file in reading.condition_files.values():
        yield from keyorder.unusual(Condition, file)
    for file in reading.venue_files.values():
        yield from keyorder.unusual(Venue, file)


CHECKS: tuple[Callable[[Reading], Iterator[Problem]], ...] = (
    ids,
    days,
    replies,
    addresses,
    anchors,
    categories,
    conditions,
    equivalents,
    rows,
    evidence,
    catch_alls,
    texts,
    annotations,
    errata,
    key_order,
)


def _venues(reading: Reading) -> Iterator[tuple[Venue, YamlFile]]:
    return ((venue, reading.venue_files[name]) for name, venue in reading.venues.items())


def _entries(venue: Venue) -> Iterator[tuple[Steps, Entry]]:
    """Every entry as it is written, with the steps to it."""
    for section_index, section in enumerate(venue.sections):
        for index, entry in enumerate(section.entries):
            yield ("sections", section_index, "entries", index), entry


def _codes(venue: Venue) -> Iterator[tuple[Steps, Entry]]:
    """Every entry once for each of its codes, with the steps to it."""
    for index, section in enumerate(venue.sections):
        for position, entry in section.rows():
            yield ("sections", index, "entries", position - 1), entry


def _texts(value: Any, steps: Steps) -> Iterator[tuple[Steps, str]]:
    """Every text below a value, with the steps to it."""
    if isinstance(value, str):
        yield steps, value
    elif isinstance(value, dict | list):
        for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _texts(inner, (*steps, step))


def _repeated(names: list[str]) -> Iterator[tuple[int, str]]:
    """The names that stood before, with their indexes."""
    seen: set[str] = set()
    for index, name in enumerate(names):
        if name in seen:
            yield index, name
        seen.add(name)


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _unclassified(file: YamlFile, steps: Steps, entry: Entry, known: list[str]) -> Problem:
    """An entry whose condition is open or does not exist."""
    if entry.equivalent == OPEN:
        return file.at(
            steps,
            f"The condition of `{entry.code}` is still open.",
            "Write the id of a condition in data/equivalents that means the same.",
        )
    near = difflib.get_close_matches(entry.equivalent, known)
    sure = difflib.get_close_matches(entry.equivalent, near, cutoff=0.9)
    like = f" Did you mean {' or '.join(f'`{name}`' for name in sure or near)}?" if near else ""
    node = file.node(steps)
    return file.at(
        steps,
        f"There is no condition `{entry.equivalent}` in data/equivalents.{like}",
        "Choose one that is there, or add it.",
        edit=Edit(node.start_mark.index, node.end_mark.index, sure[0]) if len(sure) == 1 else None,
    )


def _answer(
    file: YamlFile, steps: Steps, outcome: str, retry: str, verify: list[Verify]
) -> Iterator[Problem]:
    """Outcome, retry and verify say one thing together."""
    if retry not in RETRIES[outcome]:
        yield file.at(
            steps,
            f"`retry: {retry}` does not go with `outcome: {outcome}`.",
            f"With this outcome it is {' or '.join(f'`{each}`' for each in RETRIES[outcome])}.",
        )
    elif retry == "verify-first" and not verify:
        yield file.at(
            steps,
            f"`outcome: {outcome}` needs `verify`: what has to be looked up.",
            f"Write one or more of {', '.join(get_args(Verify))} under `verify`.",
        )


def _crosswalk(file: YamlFile, steps: Steps, condition: Condition) -> Iterator[Problem]:
    walk = condition.crosswalk
    if walk.grpc and walk.grpc not in crosswalks.GRPC:
        yield file.at(
            (*steps, "grpc"),
            f"`{walk.grpc}` is no gRPC code.",
            f"One of: {', '.join(sorted(crosswalks.GRPC))}.",
        )
    if walk.ccxt and walk.ccxt not in crosswalks.CCXT:
        yield file.at(
            (*steps, "ccxt"), f"`{walk.ccxt}` is no exception of ccxt.", "Take one of ccxt's error hierarchy."
        )
    if walk.fix and walk.fix.value not in crosswalks.FIX[walk.fix.field]:
        yield file.at(
            (*steps, "fix", "value"),
            f"{walk.fix.field} has no value {walk.fix.value}.",
            f"Its values are: {', '.join(map(str, crosswalks.FIX[walk.fix.field]))}.",
        )


def _together(findings: list[anomalies.Finding]) -> Iterator[anomalies.Finding]:
    """The findings, with all codes that are repeated in the same sections as one, since one note will do for them."""
    repeated: dict[tuple[str, tuple[str, ...]], list[anomalies.Finding]] = {}
    for finding in findings:
        if finding.kind == "repeated-code":
            repeated.setdefault((finding.venue, finding.sections), []).append(finding)
        else:
            yield finding
    for group in repeated.values():
        yield replace(group[0], codes=tuple(code for finding in group for code in finding.codes))


def _told(finding: anomalies.Finding) -> str:
    shown, left = finding.codes[:8], len(finding.codes) - 8
    codes = ", ".join(shown) + (f" and {left} more" if left > 0 else "")
    told = {
        "duplicate-code": f"The code {codes} stands more than once in section `{finding.sections[0]}`.",
        "conflicting-code": f"The code {codes} has different messages in the sections {', '.join(finding.sections)}.",
        "repeated-code": f"In each of the sections {', '.join(finding.sections)} stands {codes}, with the same message.",
        "shared-message": f"The codes {codes} have the same message.",
        "out-of-order": f"The code {codes} is lower than the one before it.",
        "non-numeric-code": f"The code {codes} is no number.",
    }[finding.kind]
    if finding.other:
        told = f"The code {codes} has other rows at {finding.other}, which has the same operator."
    return f"{told} This {finding.kind} is not annotated."


def _stub(finding: anomalies.Finding) -> list[str]:
    """The annotation to paste, as lines without indentation. Its note still has to be written."""
    lines = [f"- kind: {finding.kind}", "  codes:", *(f"    - {quote(code)}" for code in finding.codes)]
    if finding.other:
        lines += ["  venues:", f"    - {finding.other}"]
    else:
        lines += ["  sections:", *(f"    - {section}" for section in finding.sections)]
    return [
        *lines,
        '  note: "TODO: what is odd, what it means for the reader, and how to tell the cases apart."',
    ]


def _added_annotation(file: YamlFile, lines: list[str], first: bool) -> Edit | None:
    """The edit that adds an annotation to the end of the list, or `first` begins the list where there is none."""
    node = file.node(("annotations",))
    if isinstance(node, SequenceNode) and node.value and not node.flow_style:
        place, indent, head = file.end_of_line(node), " " * (node.value[0].start_mark.column - 2), []
    elif node is file.root:
        place, indent, head = len(file.text.rstrip()), "  ", ["", "annotations:"] if first else []
    else:
        return None
    return Edit(
        place, place, "".join(file.newline + line for line in [*head, *(indent + line for line in lines)])
    )


def _lines(file: YamlFile, steps: Steps) -> tuple[int, int]:
    """The first and last line of a value."""
    node = file.node(steps)
    return node.start_mark.line + 1, file.line_of(file.end(node))
