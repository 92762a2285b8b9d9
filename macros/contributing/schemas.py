"""The JSON Schemas of the YAML files, for editors: completion, descriptions and red lines while typing.

They are made from the model. On top of it comes what an editor can offer besides: a sentence for each word of a
vocabulary, and the published terms of the crosswalks. No schema names an id, so that adding a condition changes none.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, get_args

from pydantic.json_schema import GenerateJsonSchema

from ..catalogue import crosswalks, words
from ..catalogue.model import AnomalyKind, Condition, Headings, Library, Outcome, Record, Retry, Venue
from ..reading.problems import Problem, Refused, broken
from .fixer import write as write_file

FOLDER = "data/schema"

_VOCABULARIES: list[tuple[Any, dict[Any, words.Wording]]] = [
    (Retry, words.RETRY),
    (Outcome, words.OUTCOME),
    (AnomalyKind, words.KIND),
]
_SENTENCES = {
    get_args(kind): [told[word].sentence for word in get_args(kind)] for kind, told in _VOCABULARIES
}


@cache
def schemas() -> dict[str, str]:
    """The text of each schema by its place in the repository."""
    condition = _schema(Condition)
    terms = condition["$defs"]["Crosswalk"]["properties"]
    terms["grpc"]["enum"] = sorted(crosswalks.GRPC)
    terms["ccxt"]["enum"] = sorted(crosswalks.CCXT)
    found = {
        "venue": _schema(Venue),
        "condition": condition,
        "categories": _schema(Headings),
        "library": _schema(Library),
    }
    return {
        f"{FOLDER}/{name}.json": json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
        for name, schema in found.items()
    }


def write(root: Path) -> list[str]:
    """Writes the schemas that are out of date and returns their names. Nothing is written through a link."""
    outdated, folder = _outdated(root), root / FOLDER
    if folder.is_symlink():
        raise Refused(f"{FOLDER} is a symbolic link. Put a plain folder in its place.")
    folder.mkdir(exist_ok=True)
    for name, text in outdated.items():
        write_file(root / name, text)
    return list(outdated)


def check(root: Path) -> list[Problem]:
    """A suggestion for each schema that is not what the model says now."""
    return [broken("outdated-schema", name) for name in _outdated(root)]


def _outdated(root: Path) -> dict[str, str]:
    return {
        name: text
        for name, text in schemas().items()
        if not (root / name).is_file() or (root / name).read_bytes() != text.encode()
    }


def _schema(kind: type[Record]) -> dict[str, Any]:
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$comment": "Made from macros/catalogue/model.py by `python -m macros schema`; never edited by hand.",
        **kind.model_json_schema(schema_generator=_ForEditors),
    }


class _ForEditors(GenerateJsonSchema):
    """Pydantic's schema without what an editor should not offer: a key is written with a value or left out."""

    def nullable_schema(self, schema: Any) -> Any:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: Any) -> Any:
        return self.generate_inner(schema["schema"])

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def literal_schema(self, schema: Any) -> Any:
        result = super().literal_schema(schema)
        sentences = _SENTENCES.get(tuple(schema["expected"]))
        return {**result, "enumDescriptions": sentences} if sentences else result
