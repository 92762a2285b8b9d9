"""Skeletons to begin with: a venue's file, and an entry in its right place.

What a person has to write stands there as TODO, and the check names each until it is written.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import islice
from pathlib import Path

from ..catalogue.addresses import CONDITION_FILES, RESERVED, VENUE_FILES
from ..catalogue.anomalies import number_of
from ..catalogue.model import Catalogue, Section, Venue
from ..reading.loader import read
from ..reading.problems import Refused
from ..reading.syntax import quote
from .entries import entry_lines, head_lines
from .fixer import write
from .rows import DocumentedSection, Row

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

_FORM = "Use lower-case letters and digits, with single hyphens between words."

_HEAD = """\
# yaml-language-server: $schema=../schema/venue.json
id: {id}
name: TODO
operator: {operator}
product: TODO
status: active
reviewed: "{today}"
source:
  title: TODO
  url: https://TODO
  version: TODO
replies:
{replies}
clues:
  names:
    - TODO
{document}
sections:
"""

_REPLY = """\
  - transport: {transport}
    shape: {shape}
    code_key: {code_key}
    code_type: {code_type}
    example: TODO"""

_CONDITION = """\
# yaml-language-server: $schema=../../schema/condition.json
id: {id}
title: TODO
meaning: TODO
differs: TODO
steps:
  - TODO
retry: never
outcome: rejected
acts: developer
"""


def new_venue(root: Path, venue: str) -> str:
    """Writes the skeleton of a venue's file. Returns what to say about it."""
    path = path_of_new(root, venue)
    row = Row("", ["1"], messages=["TODO: the first row's message"])
    section = [*head_lines(DocumentedSection("errors", "TODO", "rest", [])), *entry_lines(row), ""]
    return _begun(root, path, head(read(root).catalogue, venue, ["rest"]) + "\n".join(section))


def new_code(root: Path, venue: str, code: str, section: str | None) -> str:
    """Writes the skeleton of an entry into a venue's file. Returns what to say about it."""
    record, file = read(root).venue(venue)
    if not code.strip() or not code.isprintable():
        raise Refused(f"{code!a} is no code.")
    code, ids = code.strip(), [one.id for one in record.sections]
    if section not in ids and (section or len(ids) > 1):
        raise Refused(f"Say in which section: --section {' or '.join(ids)}")
    index = ids.index(section) if section else 0
    entries = file.node(("sections", index, "entries"))
    indent = " " * (entries.value[0].start_mark.column - 2)
    row = Row("", [code], messages=[f"TODO: the message of {code}"])
    added = [f"\n{indent}{line.removeprefix('      ')}" for line in entry_lines(row)]
    before = _before(record.sections[index], code)
    if before is None:
        end = file.offset_with_comments(entries.value[0].start_mark.line) - 1
    else:
        end = file.end_of_line(entries.value[before])
    write(file.path, "".join([file.text[:end], *added, file.text[end:]]))
    line = file.line_of(end) + 1
    return f"Wrote {code} to {file.name}, line {line}. Fill in its message and its condition."


def new_condition(root: Path, condition: str, category: str) -> str:
    """Writes the skeleton of a condition. Returns what to say about it."""
    reading = read(root)
    known = [heading.id for heading in reading.categories]
    if not _ID.fullmatch(condition) or len(condition) > 60:
        raise Refused(f"{condition!a} is no id. {_FORM}")
    if category not in known:
        raise Refused(f"There is no category {category!a}. There are: {', '.join(known)}.")
    if condition in reading.condition_files:
        raise Refused(f"{reading.condition_files[condition].name} exists already.")
    path = root / CONDITION_FILES / category / f"{condition}.yml"
    path.parent.mkdir(exist_ok=True)
    return _begun(root, path, _CONDITION.format(id=condition))


def _begun(root: Path, path: Path, text: str) -> str:
    write(path, text)
    name = path.relative_to(root).as_posix()
    return f"Wrote {name}. Fill in what says TODO; `python -m macros check` tells what is left."


def path_of_new(root: Path, venue: str) -> Path:
    """Where the file of a new venue belongs. Refuses an id that can't be one."""
    path = root / VENUE_FILES / f"{venue}.yml"
    if not _ID.fullmatch(venue) or len(venue) > 60:
        raise Refused(f"{venue!a} is no id. {_FORM}")
    if venue in RESERVED:
        raise Refused(f"{venue} is an address of the site itself. Choose another id.")
    if path.is_symlink() or path.exists():
        raise Refused(
            f"{VENUE_FILES}/{venue}.yml exists already. Add a code: python -m macros new code {venue} <code>"
        )
    return path


def head(catalogue: Catalogue, venue: str, transports: Sequence[str], options: str = "") -> str:
    """The beginning of a venue's file, up to its sections, with the options that its document is read with. Where there
    is a venue whose id begins alike, it is taken for one of the same operator, and its replies are proposed."""
    alike = [one for one in catalogue.venues if one.id.split("-")[0] == venue.split("-")[0]]
    own = {"rest" if transport == "websocket-close" else transport: None for transport in transports}
    replies = "\n".join(_reply(transport, alike) for transport in own)
    operator = quote(alike[0].operator) if alike else "TODO"
    document = f"document:\n  options: {quote(options)}\n" if options else ""
    today = date.today().isoformat()
    return _HEAD.format(id=venue, operator=operator, today=today, replies=replies, document=document)


def _reply(transport: str, alike: list[Venue]) -> str:
    """The skeleton of a reply; what it is at another venue of the operator is to be confirmed."""
    shape, code_key, code_type = "TODO", "TODO", "number"
    known = ((one.id, reply) for one in alike for reply in one.replies if reply.transport == transport)
    for venue, reply in islice(known, 1):
        shape = quote(f"TODO: as at {venue}? {reply.shape}")
        code_key = quote(reply.code_key) if reply.code_key else "TODO"
        code_type = reply.code_type
    return _REPLY.format(transport=transport, shape=shape, code_key=code_key, code_type=code_type)


def _before(section: Section, code: str) -> int | None:
    """The index of the entry that the code belongs behind: the one with the nearest lower number, or the last one for
    a code that is no number. None where it comes first."""
    number = number_of(code)
    if number is None:
        return len(section.entries) - 1
    numbers = [number_of(entry.code) or 0 for entry in section.entries]
    lower = [(own, index) for index, own in enumerate(numbers) if own <= number]
    return max(lower)[1] if lower else None
