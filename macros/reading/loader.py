"""From the files under data/ to records, or to what is wrong with the files. `checks` judges the records."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Generic

from ..catalogue.addresses import CONDITION_FILES, VENUE_FILES
from ..catalogue.grouping import grouped
from ..catalogue.model import Catalogue, Category, Condition, Heading, Headings, Library, Record, Venue
from .problems import Problem, Refused, broken
from .refusals import AnyRecord, record
from .source import MAX_REPORTED, YamlFile

LIBRARIES = "data/libraries"
HEADINGS = f"{CONDITION_FILES}/categories.yml"
MAX_VALUES_TOGETHER = 600_000
"""Keys, texts and lists of all files; 15,000 codes have half of it."""

_CATEGORY_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_FILE_NAME = re.compile(rf"{_CATEGORY_NAME.pattern}\.yml")
_LEFT_BY_EDITORS = re.compile(
    r"\.?[a-z0-9-]+\.yml(\.sw[a-p]|~)|#[a-z0-9-]+\.yml#|\.#[a-z0-9-]+\.yml|\.DS_Store"
)


@dataclass
class ReadFile(Generic[AnyRecord]):
    """A file with its record, as far as it can be told."""

    kind: type[AnyRecord]
    file: YamlFile
    record: AnyRecord | None
    whole: bool
    """Whether nothing of it had to be left out."""
    stamp: tuple[int, ...]
    """What the system says of the file; it changes when the file is written."""
    problems: list[Problem] | None = None
    """What the checks say of it alone, once they have."""


@dataclass
class Reading:
    """What was read: the files, what is wrong with them, and their records as far as they can be told."""

    headings_file: YamlFile
    read_files: dict[Path, ReadFile[Any]] = field(default_factory=dict)
    """Each file as it was read."""
    condition_files: dict[str, YamlFile] = field(default_factory=dict)
    """By the condition's id as the file's name gives it; by category, then sorted."""
    venue_files: dict[str, YamlFile] = field(default_factory=dict)
    """By the venue's id as the file's name gives it."""
    categories: list[Heading] = field(default_factory=list)
    """The headings of conditions, in the order shown."""
    conditions: dict[str, Condition] = field(default_factory=dict)
    """By the file's name as well."""
    venues: dict[str, Venue] = field(default_factory=dict)
    """By the file's name as well."""
    library_files: dict[str, YamlFile] = field(default_factory=dict)
    """By the library's name as the file's name gives it."""
    libraries: dict[str, Library] = field(default_factory=dict)
    """By the file's name as well."""
    problems: list[Problem] = field(default_factory=list)
    whole: bool = True
    """Whether nothing had to be left out, so that what is missing is really missing."""

    @cached_property
    def catalogue(self) -> Catalogue:
        """The catalogue as far as it was read."""
        by_folder = grouped(
            (self.condition_files[id].path.parent.name, condition)
            for id, condition in self.conditions.items()
        )
        categories = tuple(
            Category.model_construct(**dict(heading), conditions=tuple(by_folder.get(heading.id, [])))
            for heading in self.categories
        )
        return Catalogue.model_construct(
            venues=tuple(self.venues.values()), categories=categories, libraries=self.libraries
        )

    @cached_property
    def linked(self) -> bool:
        """Whether every entry's condition was read, so that its page can be told."""
        rows = (entry for venue in self.venues.values() for _, _, entry in venue.rows())
        return all(entry.equivalent in self.catalogue.conditions for entry in rows)

    def venue(self, id: str) -> tuple[Venue, YamlFile]:
        """A venue and its file. Refuses one that is not there, or that can't be read."""
        if id not in self.venue_files:
            known = ", ".join(self.venue_files) or "none"
            raise Refused(
                f"There is no venue {id!a}. There are: {known}. A new one: python -m macros new venue <id>"
            )
        if id not in self.venues:
            raise Refused(f"{self.venue_files[id].name} has errors. Mend them first: python -m macros check")
        return self.venues[id], self.venue_files[id]

    @property
    def files(self) -> list[YamlFile]:
        """All files, conditions first."""
        return [read.file for read in self.read_files.values()]

    @cached_property
    def entry_lines(self) -> dict[tuple[str, str, int], int]:
        """The line where each entry begins in its file: by venue, section and position, all from 1."""
        return {
            (venue.id, section.id, position): self.venue_files[id].line(
                ("sections", index, "entries", position - 1)
            )
            for id, venue in self.venues.items()
            for index, section in enumerate(venue.sections)
            for position in range(1, len(section.entries) + 1)
        }


def read(root: Path, before: Reading | None = None) -> Reading:
    """Reads all files under data/ of the repository at `root`; never raises for what they hold. Files that have not
    changed since `before` are not read again."""
    known = before.read_files if before else {}
    headings = _read_file(Headings, root, root / HEADINGS, known)
    reading = Reading(headings.file, {headings.file.path: headings}, whole=headings.whole)
    reading.categories = headings.record.categories if headings.record else []
    condition_paths = list(_condition_paths(root, reading))
    venue_paths = list(_files_in(root, root / VENUE_FILES, reading.problems))
    library_paths = list(_files_in(root, root / LIBRARIES, reading.problems))
    folders: list[tuple[type[Record], list[Path], dict[str, YamlFile], dict[str, Any]]] = [
        (Condition, condition_paths, reading.condition_files, reading.conditions),
        (Venue, venue_paths, reading.venue_files, reading.venues),
        (Library, library_paths, reading.library_files, reading.libraries),
    ]
    total = headings.file.values
    for kind, paths, files, records in folders:
        for path in paths:
            found = reading.read_files[path] = _read_file(kind, root, path, known)
            files[path.stem] = found.file
            if found.record:
                records[path.stem] = found.record
            reading.whole &= found.whole
            total += found.file.values
            if total > MAX_VALUES_TOGETHER:
                cause = f"The files hold more than {MAX_VALUES_TOGETHER} values"
                too_large = broken("too-large", VENUE_FILES, cause=cause, limit="Put only venues here")
                return Reading(reading.headings_file, problems=[too_large], whole=False)
    if not reading.venue_files:
        reading.problems.append(broken("no-venue", VENUE_FILES))
    for file in reading.files:
        reading.problems += file.problems
    return reading


def _read_file(
    kind: type[AnyRecord], root: Path, path: Path, known: dict[Path, ReadFile[Any]]
) -> ReadFile[AnyRecord]:
    stamp, before = _stamp(path), known.get(path)
    if before and before.stamp == stamp:
        return before
    file = YamlFile(root, path)
    return ReadFile(kind, file, *record(kind, file), stamp)


def _stamp(path: Path) -> tuple[int, ...]:
    try:
        status = path.lstat()
    except OSError:
        return ()  # Reading it tells why.
    return status.st_mode, status.st_ino, status.st_size, status.st_mtime_ns


def _condition_paths(root: Path, reading: Reading) -> Iterator[Path]:
    """The files of conditions by category, in the order shown, then by name. A file that is in two categories goes
    to the problems, and so does a folder that is not a category."""
    order = [heading.id for heading in reading.categories]
    folders = _listed(root, root / CONDITION_FILES, reading.problems)
    folders.sort(key=lambda path: ((*order, path.name).index(path.name), path.name))
    seen: dict[str, Path] = {}
    for category in folders:
        if reading.whole and category.name not in (*order, Path(HEADINGS).name):
            reading.problems.append(broken("unknown-category", _shown(root, category), headings=HEADINGS))
        if not _CATEGORY_NAME.fullmatch(category.name):
            continue
        for path in _files_in(root, category, reading.problems):
            first = seen.setdefault(path.stem, path)
            if first is path:
                yield path
            else:
                instead = f"Delete this file, or {_shown(root, first)}."
                reading.problems.append(
                    broken("duplicate-id", _shown(root, path), id=path.stem, instead=instead)
                )


def _files_in(root: Path, folder: Path, problems: list[Problem]) -> Iterator[Path]:
    """The YAML files of a folder, sorted. What else is among them goes to the problems."""
    for path in sorted(_listed(root, folder, problems), key=lambda path: path.stem):
        if _FILE_NAME.fullmatch(path.name):
            yield path
        elif len(problems) < MAX_REPORTED:
            problems.append(broken("file-name", _shown(root, path)))


def _listed(root: Path, folder: Path, problems: list[Problem]) -> list[Path]:
    """What is in a folder, but for what editors leave. If it or the one around it is a symbolic link, that goes to the
    problems instead."""
    if not folder.is_dir():
        return []
    if link := next((path for path in (folder.parent, folder) if path.is_symlink()), None):
        problems.append(broken("symbolic-link", _shown(root, link), kind="folder"))
        return []
    return [path for path in folder.iterdir() if not _LEFT_BY_EDITORS.fullmatch(path.name)]


def _shown(root: Path, path: Path) -> str:
    """A path as a report shows it, whatever its name holds."""
    return ascii(path.relative_to(root).as_posix())[1:-1]
