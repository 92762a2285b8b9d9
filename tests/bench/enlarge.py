"""The project with a catalogue many times as large, made from the real one, to see what grows faster than the data.

Every copy of a venue is renamed wherever it says who it is, and in its messages words of the same length take each
other's places: they read as before and stay different, so that no index gets away with storing one text for all copies.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from yaml import MappingNode, Node, ScalarNode, SequenceNode

from macros.catalogue.model import MESSAGE_KEYS
from macros.reading.loader import EQUIVALENTS, VENUES
from macros.reading.problems import Edit
from macros.reading.source import Steps, YamlFile

_WORD = re.compile("[A-Z][a-z]{3,}|[a-z]{4,}")


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
    other_words = _other_words(files)
    for copy in range(times):
        for file in files:
            rename = partial(_renamed, copy, partial(other_words, copy)) if copy else lambda steps, text: text
            name = rename(("id",), file.path.stem)
            (folder / VENUES / f"{name}.yml").write_text(_with_scalars(file, rename), "utf-8")
    conditions = YamlFile(root, root / EQUIVALENTS)
    (folder / EQUIVALENTS).write_text(
        _without(conditions, "single_venue") if times > 1 else conditions.text, "utf-8"
    )
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
    return text


def _other_words(files: list[YamlFile]) -> Callable[[int, str], str]:
    """A function that replaces each word of a message by the one so many places further among those of its length."""
    lengths: dict[int, list[str]] = {}
    messages = (
        node.value for file in files for steps, node in _scalars(file.root, ()) if MESSAGE_KEYS & set(steps)
    )
    for word in sorted({word.lower() for text in messages for word in _WORD.findall(text)}):
        lengths.setdefault(len(word), []).append(word)
    places = {word: place for words in lengths.values() for place, word in enumerate(words)}

    def other(copy: int, found: re.Match[str]) -> str:
        word = found[0].lower()
        words = lengths[len(word)]
        new = words[(places[word] + copy) % len(words)]
        return new if found[0] == word else new.capitalize()

    return lambda copy, text: _WORD.sub(partial(other, copy), text)


def _with_scalars(file: YamlFile, rename: Callable[[Steps, str], str]) -> str:
    """The text of the file with its scalars renamed and everything else as it stands."""
    text = file.text
    for steps, node in reversed(list(_scalars(file.root, ()))):
        new = rename(steps, node.value)
        if new != node.value:
            text = Edit(
                node.start_mark.index, node.end_mark.index, json.dumps(new, ensure_ascii=False)
            ).apply(text)
    return text


def _without(file: YamlFile, key: str) -> str:
    """The text of the file without the lines of a key and its value."""
    lines = file.text.splitlines(keepends=True)
    for steps, node in reversed(list(_scalars(file.root, ()))):
        if steps[-1] == key:
            del lines[file.line(steps) - 1 : file.line_of(file.end(node))]
    return "".join(lines)


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
