"""From the files under data/ to the catalogue.

Every file is read, every problem collected: first what YAML and the model refuse, then, once the shapes are right, what
the checks find. Whoever uses `load` gets a catalogue without errors or one report of all of them.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from yaml import ScalarNode

from .checks import check
from .model import Catalogue, Equivalents, Record, Venue
from .problems import BadData, Edit, Problem
from .yamlfile import MAX_REPORTED, Steps, Unquoted, YamlFile

VENUES = "data/venues"
EQUIVALENTS = "data/equivalents.yml"
_FILE_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\.yml")

AnyRecord = TypeVar("AnyRecord", bound=Record)


@dataclass
class Reading:
    """What was read: the files, what is wrong with them, and the records of those that are right."""

    equivalents_file: YamlFile
    venue_files: dict[str, YamlFile]
    """By the venue's id as the file's name gives it."""
    venues: list[Venue] = field(default_factory=list)
    equivalents: Equivalents | None = None
    problems: list[Problem] = field(default_factory=list)

    @cached_property
    def catalogue(self) -> Catalogue:
        """The catalogue; only where nothing is wrong with the shapes."""
        return Catalogue.model_construct(venues=tuple(self.venues), equivalents=self.equivalents)

    def entry_line(self, venue: str, section: int, entry: int) -> int:
        """The line, from 1, of an entry in the venue's file; both indexes count from 0."""
        return self.venue_files[venue].line(("sections", section, "entries", entry))


def load(root: Path) -> Catalogue:
    """The catalogue of the repository at `root`. Raises BadData with every error that was found."""
    reading = read(root)
    errors = [problem for problem in check(reading) if problem.severity == "error"]
    if errors:
        raise BadData(errors)
    return reading.catalogue


def read(root: Path) -> Reading:
    """Reads all files under data/ of the repository at `root`; never raises for what they hold."""
    misplaced: list[Problem] = []
    venue_files: dict[str, YamlFile] = {}
    folder = root / VENUES
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        if _FILE_NAME.fullmatch(path.name):
            venue_files[path.stem] = YamlFile(root, path)
        else:
            misplaced.append(
                Problem(
                    f"{VENUES}/{ascii(path.name)[1:-1]}", 0, 0, "This is no name for a venue's file.",
                    "Name it by the venue's id, in lower case with single hyphens, and `.yml`; nothing else belongs here.",
                )  # fmt: skip
            )
    if not venue_files:
        misplaced.append(Problem(VENUES, 0, 0, "There is no venue.", "Add one: `python -m macros new venue <id>`."))
    reading = Reading(YamlFile(root, root / EQUIVALENTS), venue_files)
    reading.equivalents = _record(Equivalents, reading.equivalents_file)
    venues = (_record(Venue, file) for file in venue_files.values())
    reading.venues = [venue for venue in venues if venue is not None]
    reading.problems = [
        *misplaced,
        *(problem for file in [reading.equivalents_file, *venue_files.values()] for problem in file.problems),
    ]
    return reading


def _record(kind: type[AnyRecord], file: YamlFile) -> AnyRecord | None:
    """The file as a record; what the model refuses goes to the file's problems."""
    if file.data is None:
        return None
    try:
        return kind.model_validate(file.data)
    except ValidationError as refusal:
        known = {(problem.line, problem.column) for problem in file.problems}
        for error in refusal.errors(include_url=False)[:MAX_REPORTED]:
            problem = _problem(kind, file, error)
            if (problem.line, problem.column) not in known:
                file.problems.append(problem)
        return None


def _problem(kind: type[Record], file: YamlFile, error: ErrorDetails) -> Problem:
    """One refusal of the model, told in the terms of the file."""
    steps: Steps = error["loc"]
    key, value, context = steps[-1], error["input"], error.get("ctx", {})
    match error["type"]:
        case "missing":
            return file.at(steps[:-1], f"The key `{key}` is missing here.", "Add it:", corrected=f"{key}: ...")
        case "extra_forbidden":
            return _unknown_key(kind, file, steps)
        case "string_type" if isinstance(value, (Unquoted, int, bool)):
            node = file.node(steps)
            return file.at(
                steps,
                f"`{node.value}` is not in quotes, so YAML does not read it as text.",
                "Put it in double quotes:",
                edit=file.quoted(node),
            )
        case "string_type" if value is None:
            return file.at(steps, f"`{key}` is empty.", "Write the text, or leave the key out if it is optional.")
        case "string_too_short":
            return file.at(steps, f"The text of `{_owner(steps)}` is empty.", "Write the text, or leave the line out.")
        case "string_too_long":
            return file.at(steps, f"The text is longer than {context['max_length']} characters.", "Shorten it.")
        case "string_pattern_mismatch":
            return file.at(steps, f"{_shown(value)} is no valid `{_owner(steps)}`.", _form(context["pattern"]))
        case "literal_error":
            allowed = re.findall(r"'([^']*)'", context["expected"])
            return file.at(
                steps,
                f"{_shown(value)} is no `{_owner(steps)}`.",
                f"Choose one of: {', '.join(allowed)}.",
                edit=_nearest(file.node(steps), value, allowed),
            )
        case "too_short":
            return file.at(steps, f"The list `{key}` is empty.", "Add at least one item, or leave its parent out.")
        case "list_type":
            return file.at(steps, f"`{key}` is no list.", "Put each item on a line of its own that begins with `- `.")
        case "model_type" | "dict_type" | "model_attributes_type":
            return file.at(steps, f"`{_owner(steps)}` holds no keys.", "Write its keys below it, indented.")
        case "string_type":
            return file.at(steps, f"`{_owner(steps)}` is no text.", "Write one text, in quotes.")
        case "int_type" | "greater_than_equal" | "less_than_equal":
            return file.at(steps, f"{_shown(value)} is no valid `{key}`.", _range(key))
        case "bool_type":
            return file.at(steps, f"{_shown(value)} is neither true nor false.", "Write `true`, or leave the line out.")
        case other:
            return file.at(steps, f"{_shown(value)} does not fit `{_owner(steps)}`.", f"The model says: {other}.")


def _unknown_key(kind: type[Record], file: YamlFile, steps: Steps) -> Problem:
    owner: Any = kind
    for step in steps[:-1]:
        if isinstance(step, str):
            owner = _record_of(owner.model_fields[step].annotation)
    known = list(owner.model_fields)
    return file.at(
        steps,
        f"There is no key `{steps[-1]}` in {_article(owner.__name__)}.",
        f"Its keys are: {', '.join(known)}.",
        edit=_nearest(file.node(steps, key=True), str(steps[-1]), known),
        key=True,
    )


def _record_of(annotation: Any) -> Any:
    """The record class inside an annotation such as `list[Entry]` or `Withdrawn | None`."""
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return annotation
    inner = (_record_of(argument) for argument in getattr(annotation, "__args__", ()))
    return next((record for record in inner if record is not None), None)


def _nearest(node: Any, value: Any, allowed: list[str]) -> Edit | None:
    """The edit that puts the nearest allowed word in the place of a misspelt one."""
    near = difflib.get_close_matches(str(value), allowed, n=1)
    if not near or not isinstance(node, ScalarNode):
        return None
    return Edit(node.start_mark.index, node.end_mark.index, near[0])


def _owner(steps: Steps) -> str:
    """The name of the key that a value belongs to, for a list item that of the list."""
    return next((str(step) for step in reversed(steps) if isinstance(step, str)), "file")


def _shown(value: Any) -> str:
    text = value.text if isinstance(value, Unquoted) else "nothing" if value is None else str(value)
    return f"`{text if len(text) <= 60 else text[:57] + '...'}`"


def _form(pattern: str) -> str:
    """What a pattern of the model asks for, in words."""
    if "https" in pattern:
        return "Write an address that begins with https://."
    if r"\d" in pattern:
        return 'Write a day as in "2026-11-20".'
    return "Use lower-case letters and digits, with single hyphens between words."


def _range(key: Any) -> str:
    return "Write a status from 100 to 599." if key == "http" else "Write a whole number from 1."


def _article(name: str) -> str:
    word = name.lower()
    return f"an {word}" if word[0] in "aeiou" else f"a {word}"
