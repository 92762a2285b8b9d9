"""The project with a catalogue many times as large, made from the real one, to see what grows faster than the data.

Every copy of a venue is renamed wherever it says who it is, and in its messages other letters take the places of all
letters: words stay as long and as different as they were, and no index gets away with storing one text for all copies.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from yaml import MappingNode, Node, ScalarNode, SequenceNode

from macros.catalogue.addresses import VENUE_FILES as VENUES
from macros.catalogue.model import MESSAGE_KEYS
from macros.reading.problems import Edit
from macros.reading.source import Steps, YamlFile

_LETTERS = ("aeiou", "bcdfghjklmnpqrstvwxyz")
_PLACEHOLDER = re.compile(r"(%[a-z]|\{\w+\})")


def enlarged(root: Path, folder: Path, times: int) -> Path:
    """Writes what a build of the project in `root` reads to `folder`, with as many times the venues. Returns `folder`."""
    for name in ("docs", "macros", "data", ".git"):
        if (root / name).is_dir():
            shutil.copytree(
                root / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "venues")
            )
    shutil.copy(root / "mkdocs.yml", folder)
    (folder / VENUES).mkdir()
    files = [YamlFile(root, path) for path in sorted((root / VENUES).glob("*.yml"))]
    for copy in range(times):
        for file in files:
            rename = (
                partial(_renamed, copy, partial(_other_words, copy)) if copy else lambda steps, text: text
            )
            name = rename(("id",), file.path.stem)
            (folder / VENUES / f"{name}.yml").write_text(_with_scalars(file, rename), "utf-8")
    return folder


def _renamed(copy: int, other_words: Callable[[str], str], steps: Steps, text: str) -> str:
    """What a text of a venue becomes in one of its copies, by where it stands."""
    match steps:
        case ("id",) | ("former_ids", _) | ("annotations", _, "venues", _) | ("clues", "headers", _):
            return f"{text}-{copy}"
        case ("name",) | ("operator",) | ("clues", "names", _):
            return f"{text} {copy}"
        case ("clues", "hosts", _):
            return f"v{copy}.{text}"
        case (*_, key, int()) if key in MESSAGE_KEYS:
            return other_words(text)
        case (*_, "documented_messages", _, "message"):
            return other_words(text)
    return text


def _other_words(copy: int, text: str) -> str:
    """A message with other words, as alike or unlike as they were: each letter is another one, vowels stay vowels."""
    turned = "".join(letters[copy % len(letters) :] + letters[: copy % len(letters)] for letters in _LETTERS)
    table = str.maketrans("".join(_LETTERS) + "".join(_LETTERS).upper(), turned + turned.upper())
    parts = _PLACEHOLDER.split(text)
    return "".join(part if place % 2 else part.translate(table) for place, part in enumerate(parts))


def _with_scalars(file: YamlFile, rename: Callable[[Steps, str], str]) -> str:
    """The text of the file with its scalars renamed and everything else as it stands."""
    text = file.text
    for steps, node in reversed(list(_scalars(file.root, ()))):
        new = rename(steps, node.value)
        if new != node.value:
            start, end = node.start_mark.index, file.end(node)
            text = Edit(start, end, json.dumps(new, ensure_ascii=False)).apply(text)
    return text


def _scalars(node: Node, steps: Steps) -> Iterator[tuple[Steps, ScalarNode]]:
    """All scalars below a node, in the order of the file, each with the keys and indexes that lead there."""
    if isinstance(node, MappingNode):
        for key, value in node.value:
            yield from _scalars(value, (*steps, key.value))
    elif isinstance(node, SequenceNode):
        for index, item in enumerate(node.value):
            yield from _scalars(item, (*steps, index))
    elif isinstance(node, ScalarNode):
        yield steps, node
