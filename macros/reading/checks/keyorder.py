"""The order of keys: that of the model, in every record of a file, so that two files read alike.

What comes in another order is a suggestion only, with the edit that corrects it. The edit moves whole lines:
a comment goes with the key below it or on its line, and nothing else changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import yaml
from yaml import MappingNode, Node, ScalarNode, SequenceNode

from ...catalogue.model import Record, record_of
from ..loader import ReadFile
from ..problems import Edit, Problem
from ..source import Place, Steps, YamlFile


def key_order(read: ReadFile[Any]) -> Iterator[Problem]:
    """Keys come in the model's order; one suggestion for each record where they don't."""
    file = read.file
    for steps, node, record in _records(read.kind, file.root, ()):
        keys = [key.value for key, _ in node.value]
        ordered = sorted(keys, key=record.key_order().index)
        if keys != ordered:
            place = Place(file, steps)
            first = next(key for key, right in zip(keys, ordered, strict=True) if key != right)
            yield (place / first).problem(
                "key-order",
                on_key=True,
                corrected="\n".join(f"{' ' * node.start_mark.column}{key}: ..." for key in ordered),
                edit=_reordered(file, node, ordered),
                where=place.where,
            )


def _records(
    kind: type[Record], node: Node | None, steps: Steps
) -> Iterator[tuple[Steps, MappingNode, type[Record]]]:
    """The mappings below a node that are records, outermost first, with the steps to each and its class. One with an
    unknown key or with equal ones is left to those who report that."""
    if isinstance(node, SequenceNode):
        for index, item in enumerate(node.value):
            yield from _records(kind, item, (*steps, index))
    elif isinstance(node, MappingNode):
        keys = {key.value for key, _ in node.value if isinstance(key, ScalarNode)}
        if len(keys) == len(node.value) and keys <= kind.model_fields.keys():
            yield steps, node, kind
            for key, value in node.value:
                if inner := record_of(kind.model_fields[key.value].annotation):
                    yield from _records(inner, value, (*steps, key.value))


def _reordered(file: YamlFile, node: MappingNode, ordered: list[str]) -> Edit | None:
    """The edit that writes the keys of a block in this order, each with its lines."""
    begin, end, indent = node.start_mark.index, file.end_of_line(node), " " * node.start_mark.column
    cuts = [begin]
    for (_, before), (key, _) in pairwise(node.value):
        cuts.append(max(file.offset_with_comments(key.start_mark.line), file.end_of_line(before) + 1))
    parts = [file.text[start:stop].rstrip("\n") for start, stop in pairwise([*cuts, end])]
    parts[0] = indent + parts[0]
    by_key = {key.value: part for (key, _), part in zip(node.value, parts, strict=True)}
    text = "\n".join(by_key[key] for key in ordered).lstrip()
    return Edit(begin, end, text) if _same(indent + file.text[begin:end], indent + text) else None


def _same(one: str, other: str) -> bool:
    """Whether two blocks hold the same in any order. A block that is written in an exotic way may not."""
    try:
        return bool(yaml.load(one, yaml.CBaseLoader) == yaml.load(other, yaml.CBaseLoader))
    except yaml.YAMLError:
        return False
