"""A state of the catalogue as plain data: what its files hold, whatever the model is today or was then.

A state has to be readable long after the model has changed. So nothing is validated here: a value that is missing, or
that has another shape than expected, counts as nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..catalogue.addresses import CONDITION_FILES, VENUE_FILES
from ..reading.problems import BadData
from ..reading.source import YamlFile

PLACES = (VENUE_FILES, CONDITION_FILES, f"{CONDITION_FILES}.yml")
"""Where the files of a state are. Until November 2026 all conditions were in the last one."""

_FILE = re.compile(r"data/(venues/[a-z0-9-]+|equivalents(/[a-z0-9-]+){0,2})\.yml")

Data = Mapping[str, Any]
"""What stands under the keys of a record."""


@dataclass(frozen=True)
class Snapshot:
    """The venues and the conditions of one state, by their ids."""

    venues: Mapping[str, Data] = field(default_factory=dict)
    conditions: Mapping[str, Data] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """One entry under one of its codes."""

    anchor: str
    section: str
    entry: Data
    condition: Data

    @property
    def said(self) -> str:
        """What the document gives for it, in one line."""
        return "; ".join([*texts(self.entry, "messages"), *filter(None, [text(self.entry, "explanation")])])

    def answer(self, key: str) -> Any:
        """Its own answer, or that of its condition; None where there is none."""
        own = self.entry.get(key)
        return (self.condition.get(key) if own is None else own) or None


def belongs(path: str) -> bool:
    """Whether a file, named from the repository's top folder, holds a part of the catalogue."""
    return bool(_FILE.fullmatch(path))


def of_folder(root: Path) -> Snapshot:
    """The state that the working files hold. Raises BadData where one of them can't be read."""
    paths = (path for place in PLACES[:2] for path in (root / place).rglob("*.yml"))
    return of_files(YamlFile(root, path) for path in paths if belongs(path.relative_to(root).as_posix()))


def of_files(files: Iterable[YamlFile]) -> Snapshot:
    """The state that these files hold. Raises BadData where one of them can't be read."""
    venues: dict[str, Data] = {}
    conditions: dict[str, Data] = {}
    for file in sorted(files, key=lambda file: file.name):
        if file.data is None:
            raise BadData(file.problems)
        if file.name.startswith(PLACES[0]):
            venues[text(file.data, "id") or file.path.stem] = file.data
            continue
        together = (
            one for category in records(file.data, "categories") for one in records(category, "conditions")
        )
        conditions |= {text(one, "id"): one for one in (file.data, *together) if text(one, "id")}
    return Snapshot(venues, conditions)


def rows(venue: Data, conditions: Mapping[str, Data]) -> dict[str, list[Row]]:
    """The rows of each code of a venue, in documented order."""
    found: dict[str, list[Row]] = {}
    for section in records(venue, "sections"):
        for entry in records(section, "entries"):
            condition = conditions.get(text(entry, "equivalent"), {})
            for code in [text(entry, "code") or None, *texts(entry, "codes")]:
                if code is not None:
                    of_code = found.setdefault(code, [])
                    anchor = f"entry-{entry.get('anchor') or len(of_code) + 1}"
                    of_code.append(Row(anchor, text(section, "id"), entry, condition))
    return found


def records(holder: Data, key: str) -> Iterator[Data]:
    """The records in a list."""
    value = holder.get(key)
    return (item for item in (value if isinstance(value, list) else []) if isinstance(item, dict))


def texts(holder: Data, key: str) -> list[str]:
    """The texts in a list."""
    value = holder.get(key)
    return [item for item in (value if isinstance(value, list) else []) if isinstance(item, str)]


def text(holder: Data, key: str) -> str:
    """A text, or an empty one."""
    value = holder.get(key)
    return value if isinstance(value, str) else ""
