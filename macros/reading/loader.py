"""From the files under data/ to the catalogue.

Every file is read and every problem collected: what YAML and the model refuse, and what the checks find. Whoever uses
`load` gets a catalogue without errors or one report of all of them.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cached_property, reduce
from operator import getitem
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from yaml import MappingNode, Node, ScalarNode

from ..catalogue.model import Catalogue, Category, Condition, Headings, Library, Record, Venue, record_of
from .checks import OPEN, check
from .problems import BadData, Edit, Problem
from .source import MAX_REPORTED, Steps, Unquoted, YamlFile, key_of, quote, short

VENUES = "data/venues"
EQUIVALENTS = "data/equivalents"
LIBRARIES = "data/libraries"
HEADINGS = f"{EQUIVALENTS}/categories.yml"
MAX_VALUES_TOGETHER = 400_000
"""Keys, texts and lists of all venues; a hundred venues of two hundred rows have two thirds of it."""

LONGEST_WORD = 100
"""Characters of a misspelt word that are compared with the right ones; none of those is longer."""

_FILE_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\.yml")
_LEFT_BY_EDITORS = re.compile(
    r"\.?[a-z0-9-]+\.yml(\.sw[a-p]|~)|#[a-z0-9-]+\.yml#|\.#[a-z0-9-]+\.yml|\.DS_Store"
)

AnyRecord = TypeVar("AnyRecord", bound=Record)


@dataclass
class Reading:
    """What was read: the files, what is wrong with them, and their records as far as they can be told."""

    headings_file: YamlFile
    condition_files: dict[str, YamlFile] = field(default_factory=dict)
    """By the condition's id as the file's name gives it; by category, then sorted."""
    venue_files: dict[str, YamlFile] = field(default_factory=dict)
    """By the venue's id as the file's name gives it."""
    headings: Headings | None = None
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
        by_category: dict[str, list[Condition]] = {}
        for id, condition in self.conditions.items():
            by_category.setdefault(category_of(self.condition_files[id]), []).append(condition)
        categories = tuple(
            Category(id=heading.id, title=heading.title, conditions=tuple(by_category.get(heading.id, [])))
            for heading in (self.headings.categories if self.headings else [])
        )
        return Catalogue.model_construct(
            venues=tuple(self.venues.values()), categories=categories, libraries=self.libraries
        )

    @property
    def files(self) -> list[YamlFile]:
        """All files, conditions first."""
        return [
            self.headings_file,
            *self.condition_files.values(),
            *self.venue_files.values(),
            *self.library_files.values(),
        ]

    @cached_property
    def entry_lines(self) -> dict[tuple[str, str, int], int]:
        """The line, from 1, where each entry begins in its venue's file; by venue, section and position (from 1)."""
        return {
            (venue.id, section.id, position): self.venue_files[id].line(
                ("sections", index, "entries", position - 1)
            )
            for id, venue in self.venues.items()
            for index, section in enumerate(venue.sections)
            for position in range(1, len(section.entries) + 1)
        }


def load(root: Path) -> Catalogue:
    """The catalogue of the repository at `root`. Raises BadData with every error that was found."""
    return read_checked(root).catalogue


def read_checked(root: Path) -> Reading:
    """What was read, files included, where there is no error. Raises BadData with every error that was found."""
    reading = read(root)
    errors = [problem for problem in check(reading) if problem.severity == "error"]
    if errors:
        raise BadData(errors)
    return reading


def read(root: Path) -> Reading:
    """Reads all files under data/ of the repository at `root`; never raises for what they hold."""
    reading = Reading(YamlFile(root, root / HEADINGS))
    reading.headings, reading.whole = _record(Headings, reading.headings_file)
    for path in _condition_paths(root, reading):
        file = reading.condition_files[path.stem] = YamlFile(root, path)
        condition, whole = _record(Condition, file)
        reading.whole &= whole
        if condition:
            reading.conditions[path.stem] = condition
    total = 0
    for path in _files_in(root, VENUES, reading.problems):
        file = YamlFile(root, path)
        total += file.values
        if total > MAX_VALUES_TOGETHER:
            too_much = Problem.of_file(
                VENUES,
                f"The files hold more than {MAX_VALUES_TOGETHER} values together.",
                "Put only venues here.",
            )
            return Reading(reading.headings_file, problems=[too_much])
        reading.venue_files[path.stem] = file
        venue, whole = _record(Venue, file)
        reading.whole &= whole
        if venue:
            reading.venues[path.stem] = venue
    for path in _files_in(root, LIBRARIES, reading.problems):
        file = reading.library_files[path.stem] = YamlFile(root, path)
        library, whole = _record(Library, file)
        reading.whole &= whole
        if library:
            reading.libraries[path.stem] = library
    if not reading.venue_files:
        reading.problems.append(
            Problem.of_file(VENUES, "There is no venue.", "Add one: `python -m macros new venue <id>`.")
        )
    for file in reading.files:
        reading.problems += file.problems
    return reading


def category_of(file: YamlFile) -> str:
    """The category of a condition: its file's folder."""
    return file.path.parent.name


def _condition_paths(root: Path, reading: Reading) -> Iterator[Path]:
    """The files of conditions, category by category in the order shown, each sorted. A file that stands in two
    categories goes to the problems, and so does a folder that is no category."""
    seen: dict[str, Path] = {}
    headings = [heading.id for heading in reading.headings.categories] if reading.headings else []
    for id in dict.fromkeys(headings):
        for path in _files_in(root, f"{EQUIVALENTS}/{id}", reading.problems):
            if first := seen.setdefault(path.stem, path):
                if first is path:
                    yield path
                    continue
                reading.problems.append(
                    Problem.of_file(
                        path.relative_to(root).as_posix(),
                        f"There is a condition of this name in {first.parent.relative_to(root).as_posix()} already.",
                        "Delete one of the two.",
                    )
                )
    folder = root / EQUIVALENTS
    for path in sorted(folder.iterdir()) if reading.headings and folder.is_dir() else []:
        if (
            path.name not in headings
            and path.name != Path(HEADINGS).name
            and not _LEFT_BY_EDITORS.fullmatch(path.name)
        ):
            reading.problems.append(
                Problem.of_file(
                    f"{EQUIVALENTS}/{ascii(path.name)[1:-1]}",
                    "This is no category.",
                    f"Name it in {HEADINGS}, or move its files to a category that is there.",
                )
            )


def _files_in(root: Path, name: str, problems: list[Problem]) -> Iterator[Path]:
    """The YAML files of a folder, sorted. What else stands among them goes to the problems."""
    folder = root / name
    for link in [folder.parent, folder]:
        if link.is_symlink():
            problems.append(
                Problem.of_file(
                    link.relative_to(root).as_posix(),
                    "This is a symbolic link.",
                    "Put a plain folder in its place.",
                )
            )
            return
    for path in sorted(folder.iterdir(), key=lambda path: path.stem) if folder.is_dir() else []:
        if _FILE_NAME.fullmatch(path.name):
            yield path
        elif len(problems) < MAX_REPORTED and not _LEFT_BY_EDITORS.fullmatch(path.name):
            problems.append(
                Problem.of_file(
                    f"{name}/{ascii(path.name)[1:-1]}",
                    "This is no name for a file of the catalogue.",
                    "Name it by its id, in lower case with single hyphens, and `.yml`; nothing else belongs here.",
                )
            )


def _record(kind: type[AnyRecord], file: YamlFile) -> tuple[AnyRecord | None, bool]:
    """The file as a record, and whether it is whole. What the model refuses goes to the file's problems and is left out
    of the record; there is none where that can't be done."""
    if file.data is None:
        return None, False
    try:
        return kind.model_validate(file.data), True
    except ValidationError as refusal:
        errors = refusal.errors()[: MAX_REPORTED + 1]
    known = {(problem.line, problem.column) for problem in file.problems}
    meant = _misspelt(kind, file, errors)
    follow = {(*steps[:-1], key) for steps, key in meant.items()}
    for error in errors:
        problem = _problem(kind, file, error, meant.get(error["loc"]))
        if (problem.line, problem.column) not in known and not (
            error["type"] == "missing" and error["loc"] in follow
        ):
            file.report(problem)
    return _salvaged(kind, file, errors), False


def _salvaged(kind: type[AnyRecord], file: YamlFile, errors: list[ErrorDetails]) -> AnyRecord | None:
    """The record without what was refused, so that the checks can say the rest in the same run."""
    try:
        for error in errors:
            *owner, key = error["loc"]
            holder = reduce(getitem, owner, file.data)
            node = file.node(error["loc"])
            if error["type"] == "missing" and key == "equivalent":
                holder[key] = OPEN
            elif error["type"] == "string_type" and isinstance(node, ScalarNode) and node.value:
                holder[key] = node.value
            elif isinstance(holder, dict):
                del holder[key]
            else:
                return None
        return kind.model_validate(file.data)
    except (LookupError, TypeError, ValidationError):
        return None


def _misspelt(kind: type[Record], file: YamlFile, errors: list[ErrorDetails]) -> dict[Steps, str]:
    """For each unknown key the one that it was meant to be, where that is certain and is not there already."""
    free: dict[Steps, set[str]] = {}
    meant: dict[Steps, str] = {}
    for error in errors:
        if error["type"] == "extra_forbidden":
            steps, key = error["loc"][:-1], str(error["loc"][-1])
            if steps not in free:
                free[steps] = (
                    _class_at(kind, steps).model_fields.keys() - reduce(getitem, steps, file.data).keys()
                )
            if right := _nearest(key, free[steps]):
                meant[error["loc"]] = right
                free[steps].remove(right)
    return meant


def _problem(kind: type[Record], file: YamlFile, error: ErrorDetails, meant: str | None) -> Problem:
    """One refusal of the model, told in the terms of the file; `meant` is the right form of a misspelt key."""
    steps: Steps = error["loc"]
    key, value = steps[-1], error["input"]
    node = file.node(steps)
    match error["type"]:
        case "missing":
            indent = " " * node.start_mark.column
            return file.at(
                steps[:-1],
                f"The key `{key}` is missing here.",
                "Add it:",
                corrected=f"{indent}{key}: {_sample(key)}",
            )
        case "extra_forbidden":
            owner = _class_at(kind, steps[:-1])
            return file.at(
                steps,
                f"There is no key {_shown(key)} in {_article(owner.__name__)}.",
                f"Its keys are: {', '.join(owner.model_fields)}.",
                edit=_corrected(file.node(steps, key=True), meant),
                key=True,
            )
        case "string_type" if isinstance(node, ScalarNode):
            return file.at(
                steps,
                f"{_shown(node.value)} is not in quotes, so YAML does not read it as text.",
                "Put it in double quotes:",
                edit=file.quoted(node),
            )
        case "string_type":
            return file.at(
                steps,
                f"{_shown(key_of(steps))} is no text.",
                "Write one text, in quotes:",
                edit=_as_text(file, node),
            )
        case "string_too_short":
            return file.at(
                steps, f"The text of `{key_of(steps)}` is empty.", "Write the text, or leave the line out."
            )
        case "string_too_long":
            return file.at(
                steps, f"The text is longer than {error['ctx']['max_length']} characters.", "Shorten it."
            )
        case "string_pattern_mismatch":
            return file.at(
                steps, f"{_shown(value)} is no valid `{key_of(steps)}`.", _form(error["ctx"]["pattern"])
            )
        case "literal_error":
            allowed = re.findall(r"'([^']*)'", error["ctx"]["expected"])
            return file.at(
                steps,
                f"{_shown(value)} is no `{key_of(steps)}`.",
                f"Choose one of: {', '.join(allowed)}.",
                edit=_corrected(node, _nearest(str(value), allowed)),
            )
        case "too_short":
            return file.at(
                steps, f"The list `{key}` is empty.", "Add at least one item, or leave its parent out."
            )
        case "list_type":
            return file.at(
                steps, f"`{key}` is no list.", "Put each item on a line of its own that begins with `- `."
            )
        case "model_type":
            return file.at(
                steps, f"`{key_of(steps)}` holds no keys here.", "Write its keys, each as `key: value`."
            )
        case "int_type" | "greater_than_equal" | "less_than_equal":
            right = value if isinstance(value, str) and re.fullmatch(r"[1-5]\d\d", value) else None
            return file.at(
                steps, f"{_shown(value)} is no valid `{key}`.", _range(key), edit=_corrected(node, right)
            )
        case "bool_type":
            return file.at(
                steps, f"{_shown(value)} is neither true nor false.", "Write `true`, or leave the line out."
            )
        case other:
            return file.at(
                steps, f"{_shown(value)} does not fit `{key_of(steps)}`.", f"The model says: {other}."
            )


def _class_at(kind: type[Record], steps: Steps) -> type[Record]:
    """The class of the record that `steps` leads to."""
    owner: Any = kind
    for step in steps:
        if isinstance(step, str):
            owner = record_of(owner.model_fields[step].annotation)
    return owner


def _nearest(word: str, allowed: Collection[str]) -> str | None:
    """The one allowed word that a misspelt one can mean; None where there are several or none."""
    near = difflib.get_close_matches(word[:LONGEST_WORD], allowed, cutoff=0.75)
    return near[0] if len(near) == 1 else None


def _corrected(node: Node | None, word: str | None) -> Edit | None:
    """The edit that writes a plain word in the place of a scalar."""
    if word is None or not isinstance(node, ScalarNode):
        return None
    return Edit(node.start_mark.index, node.end_mark.index, word)


def _as_text(file: YamlFile, node: Node | None) -> Edit | None:
    """The edit that quotes a line which YAML takes for a key with a value: `- Unknown symbol: %s`."""
    if not isinstance(node, MappingNode) or node.flow_style or len(node.value) != 1:
        return None
    start, end = node.start_mark.index, file.end(node)
    written = file.text[start:end]
    return None if "\n" in written else Edit(start, end, quote(written))


def _sample(key: Any) -> str:
    """What a line with a missing key looks like."""
    return '"..."' if key in ("code", "reviewed", "date") else "..."


def _shown(value: Any) -> str:
    return f"`{short(value.text if isinstance(value, Unquoted) else str(value))}`"


def _form(pattern: str) -> str:
    """What a pattern of the model asks for, in words."""
    if "https" in pattern:
        return "Write an address that begins with https://."
    if r"\d" in pattern:
        return 'Write a day as in "2026-11-20".'
    return "Use lower-case letters and digits, with single hyphens between words."


def _range(key: Any) -> str:
    return (
        "Write a status from 100 to 599, without quotes." if key == "http" else "Write a whole number from 1."
    )


def _article(name: str) -> str:
    word = name.lower()
    return f"an {word}" if re.match("[aeiou]", word) else f"a {word}"
