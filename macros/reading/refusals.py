"""From the data of one file to a record: what the model refuses is reported in the words of the file.

What would be right is said by the model itself, in the hints and choices of its fields. The record that comes
out has stand-ins for what was refused, so that one run can check everything else.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator
from functools import reduce
from operator import getitem
from typing import Any, Literal, TypeVar, cast, get_args, get_origin

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails
from yaml import MappingNode, ScalarNode, SequenceNode

from ..catalogue.model import Hint, Record, record_of
from .problems import Edit, Problem
from .source import MAX_REPORTED, Place, Steps, YamlFile, key_of, rewritten
from .syntax import Unquoted, quote, short

LONGEST_WORD = 100
"""Characters of a misspelt word that are compared with the right ones; none of those is longer."""

STAND_IN = "..."
"""What a required text is taken to be while it is missing."""

_WANTED = {
    "string_type": ("text", "Write one text, in quotes."),
    "list_type": ("a list", "Put each item on a line of its own that begins with `- `."),
    "model_type": ("a mapping", "Write its keys, each as `key: value`."),
}

_GIVEN = {MappingNode: "a mapping", SequenceNode: "a list", ScalarNode: "a single value"}

AnyRecord = TypeVar("AnyRecord", bound=Record)


def record(kind: type[AnyRecord], file: YamlFile) -> tuple[AnyRecord | None, bool]:
    """The file as a record, if it holds any data, and whether the model takes it as it is."""
    if file.data is None:
        return None, False
    whole, errors = _validated(kind, file)
    if whole:
        return whole, True
    if misspelt := _misspelt(kind, file, errors[:MAX_REPORTED]):
        for steps, right in misspelt.items():
            file.report(_unknown_key(kind, Place(file, steps), right))
            file.rename(steps, right)
        _, errors = _validated(kind, file)
    known = {(problem.line, problem.column) for problem in file.problems}
    for error in errors[: MAX_REPORTED + 1]:
        problem = _problem(kind, Place(file, error["loc"]), error)
        if (problem.line, problem.column) not in known:
            file.report(problem)
    refused = {error["loc"] for error in errors}
    file.refused = {steps[:length] for steps in refused for length in range(len(steps) + 1)}
    return _salvaged(kind, file.data, Place(file), refused), False


def _validated(kind: type[AnyRecord], file: YamlFile) -> tuple[AnyRecord | None, list[ErrorDetails]]:
    """The record, or what the model refuses."""
    try:
        return kind.model_validate(file.data), []
    except ValidationError as refusal:
        return None, refusal.errors(include_url=False)


# What is reported


def _problem(kind: type[Record], place: Place, error: ErrorDetails) -> Problem:
    """One refusal of the model."""
    key, value, node = str(place.steps[-1]), error["input"], place.node
    match error["type"]:
        case "missing":
            indent = " " * node.start_mark.column
            return place.problem("missing-key", corrected=f"{indent}{key}: TODO", key=key)
        case "extra_forbidden":
            return _unknown_key(kind, place, None)
        case "string_type" if isinstance(node, ScalarNode):
            return place.problem(
                "unquoted-text", edit=rewritten(node, quote(node.value)), text=short(node.value)
            )
        case "string_type" | "list_type" | "model_type":
            wanted, instead = _WANTED[error["type"]]
            edit = _as_text(place) if wanted == "text" else None
            is_item = isinstance(place.steps[-1], int) and error["type"] == "model_type"
            what = f"{'An item of ' if is_item else ''}`{key_of(place.steps)}`"
            return place.problem(
                "wrong-type", edit=edit, what=what, wanted=wanted, given=_GIVEN[type(node)], instead=instead
            )
        case "string_too_short":
            return place.problem("empty-text", key=key_of(place.steps))
        case "string_too_long":
            return place.problem("text-too-long", most=error["ctx"]["max_length"])
        case "too_short":
            return place.problem("empty-list", key=key)
    field = _class_at(kind, place.steps).model_fields[key_of(place.steps)]
    choices = _choices(field)
    shown = short(value.text if isinstance(value, Unquoted) else str(value))
    right = _nearest(shown, choices) if choices else value if re.fullmatch(r"[1-5]\d\d", shown) else None
    hint = f"Choose one of: {', '.join(choices)}." if choices else _hint(field)
    edit = _corrected(place, right if isinstance(value, str) else None)
    return place.problem("invalid-value", edit=edit, value=shown, key=key_of(place.steps), hint=hint)


def _unknown_key(kind: type[Record], place: Place, right: str | None) -> Problem:
    *owner, key = place.steps
    keys = ", ".join(_class_at(kind, place.steps).model_fields)
    edit, where = _corrected(place, right, on_key=True), Place(place.file, tuple(owner)).where
    return place.problem("unknown-key", on_key=True, edit=edit, key=short(str(key)), where=where, keys=keys)


def _misspelt(kind: type[Record], file: YamlFile, errors: list[ErrorDetails]) -> dict[Steps, str]:
    """For each unknown key the one that it was meant to be, where that is certain and not there already."""
    free: dict[Steps, set[str]] = {}
    meant: dict[Steps, str] = {}
    for error in errors:
        if error["type"] == "extra_forbidden":
            steps = error["loc"][:-1]
            if steps not in free:
                there = reduce(getitem, steps, file.data)
                free[steps] = _class_at(kind, error["loc"]).model_fields.keys() - there.keys()
            if right := _nearest(str(error["loc"][-1]), free[steps]):
                meant[error["loc"]] = right
                free[steps].remove(right)
    return meant


def _nearest(word: str, allowed: Collection[str]) -> str | None:
    """The one allowed word that a misspelt one can mean; None where there are several or none."""
    near = difflib.get_close_matches(word[:LONGEST_WORD], allowed, cutoff=0.75)
    return near[0] if len(near) == 1 else None


def _corrected(place: Place, word: str | None, on_key: bool = False) -> Edit | None:
    """The edit that writes a plain word in the place of a scalar."""
    node = place.file.node(place.steps, key=on_key)
    if word is None or not isinstance(node, ScalarNode):
        return None
    return rewritten(node, word)


def _as_text(place: Place) -> Edit | None:
    """The edit that quotes a line which YAML takes for a key with a value: `- Unknown symbol: %s`."""
    node, file = place.node, place.file
    if not isinstance(node, MappingNode) or node.flow_style or len(node.value) != 1:
        return None
    start, end = node.start_mark.index, file.end(node)
    written = file.text[start:end]
    return None if "\n" in written else Edit(start, end, quote(written))


# What the model says of its fields


def _class_at(kind: type[Record], steps: Steps) -> type[Record]:
    """The class of the record that holds the last key of `steps`."""
    *owners, _ = (step for step in steps if isinstance(step, str))
    for step in owners:
        inner = record_of(kind.model_fields[step].annotation)
        assert inner is not None
        kind = inner
    return kind


def _parts(annotation: object) -> Iterator[object]:
    """An annotation and everything in it: of `list[Id] | None` also the hint of Id."""
    yield annotation
    for part in get_args(annotation):
        yield from _parts(part)


def _choices(field: FieldInfo) -> list[str]:
    """The words that a field allows; none where it takes more than a few."""
    return [
        word for part in _parts(field.annotation) if get_origin(part) is Literal for word in get_args(part)
    ]


def _hint(field: FieldInfo) -> str:
    """What to write in a field."""
    parts = [*field.metadata, *_parts(field.annotation)]
    return next(part.text for part in parts if isinstance(part, Hint))


# What is left of a record


def _salvaged(kind: type[AnyRecord], value: dict[str, Any], place: Place, refused: set[Steps]) -> AnyRecord:
    """The record, with stand-ins for what was refused or is missing."""
    parts = {}
    for name, field in kind.model_fields.items():
        if name in value:
            parts[name] = _kept(field, value[name], place / name, refused)
        elif field.is_required():
            parts[name] = _instead(field, place / name)
    return cast(AnyRecord, kind.model_construct(**parts))


def _kept(field: FieldInfo, value: Any, place: Place, refused: set[Steps]) -> Any:
    """A value of a field as the record holds it."""
    if place.steps in refused:
        return _instead(field, place)
    if isinstance(value, list):
        return [_kept(field, item, place / index, refused) for index, item in enumerate(value)]
    inner = record_of(field.annotation)
    return _salvaged(inner, value, place, refused) if inner else value


def _instead(field: FieldInfo, place: Place) -> Any:
    """What stands in for a value that is refused or missing. A text stays as it is; a choice is left open."""
    parts, node, is_item = list(_parts(field.annotation)), place.node, isinstance(place.steps[-1], int)
    if str in parts and not _choices(field) and isinstance(node, ScalarNode) and node.value:
        return node.value
    if not is_item and not field.is_required():
        return field.get_default()
    if not is_item and list in map(get_origin, parts):
        return []
    if inner := record_of(field.annotation):
        return _salvaged(inner, {}, place, set())
    return STAND_IN if is_item or str in parts else None
