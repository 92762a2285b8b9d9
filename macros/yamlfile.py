"""One YAML file, read defensively: its data as plain Python values, and the place of each value in the text.

Only the plain part of YAML is accepted: mappings, lists and scalars. What has surprised people (equal keys, anchors,
tags, unquoted codes that become numbers) is refused with the line that would be right. Nothing is ever executed
or expanded, so a hostile file costs no more than its size.
"""

from __future__ import annotations

import json
import os
import re
import stat
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from yaml import MappingNode, Node, ScalarNode, SequenceNode

from .problems import Edit, Problem

MAX_BYTES = 2_000_000
MAX_DEPTH = 12
MAX_REPORTED = 100
"""Problems of one file that are worth reading in one report; more of the same hides the cause."""

CODE_KEYS = frozenset({"code", "codes", "former_codes"})
"""Keys under which every scalar is a code and must be quoted, whatever YAML would make of it."""

INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
"""Control, zero-width and direction-changing characters: what they do to a text can't be seen in it."""

Steps = tuple[str | int, ...]
"""The keys and list indexes (from 0) that lead from the top of a file to a value."""


class YamlFile:
    """A file of the catalogue.

    `data` is None where the file can't be read at all; `problems` then says why.
    """

    def __init__(self, root: Path, path: Path):
        self.path = path
        self.name = path.relative_to(root).as_posix()
        self.text = ""
        self.root: Node | None = None
        self.data: Any = None
        self.problems: list[Problem] = []
        try:
            self.text = _read(path)
            self._refuse_exotic()
            self.root = yaml.compose(self.text, Loader=yaml.CSafeLoader)
        except _Refused as refusal:
            self._add(refusal.line, refusal.column, refusal.found, refusal.expected)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
            line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
            cause = getattr(error, "problem", None) or getattr(error, "reason", None) or "it can't be read"
            self._add(line, column, f"This is not valid YAML: {cause}.", _YAML_HINT)
        else:
            if self.root is None:
                self._add(0, 0, "The file is empty.", "Fill it, or delete it.")
            elif not isinstance(self.root, MappingNode):
                self._add(1, 1, "The file holds no mapping.", "Begin with a key, such as `id: example`.")
            else:
                self.data = self._value(self.root, ())

    def at(self, path: Steps, found: str, expected: str, *, edit: Edit | None = None, key: bool = False,
           corrected: str = "", severity: str = "error") -> Problem:  # fmt: skip
        """A problem at the value that `path` leads to, or at its key; where there is none, at what surrounds it."""
        node = self.node(path, key=key)
        line, column = (node.start_mark.line + 1, node.start_mark.column + 1) if node else (0, 0)
        return self._problem(line, column, found, expected, edit, corrected, severity)

    def node(self, path: Steps, *, key: bool = False) -> Node | None:
        """The node that `path` leads to (with `key`: the node of its last key), or the nearest around it."""
        node, key_node = self.root, None
        for step in path:
            if isinstance(node, MappingNode):
                found = next((pair for pair in node.value if pair[0].value == step), None)
                if found is None:
                    return node
                key_node, node = found
            elif isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
                node, key_node = node.value[step], None
            else:
                return node
        return key_node if key and key_node is not None else node

    def line(self, path: Steps) -> int:
        """The line, from 1, where the value at `path` begins."""
        node = self.node(path)
        return node.start_mark.line + 1 if node else 1

    def quoted(self, node: ScalarNode) -> Edit:
        """The edit that puts a plain scalar, as it is written, in double quotes."""
        start, end = node.start_mark.index, node.end_mark.index
        return Edit(start, end, json.dumps(self.text[start:end], ensure_ascii=False))

    def _refuse_exotic(self) -> None:
        """Scans the events once, before anything is built, so that no size or depth can hurt."""
        depth = documents = 0
        for event in yaml.parse(self.text, Loader=yaml.CSafeLoader):
            mark = event.start_mark
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _Refused("A second YAML document begins here.", "Keep one venue in one file.", mark)
            elif isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise _Refused(
                    f"`{'*' if isinstance(event, yaml.AliasEvent) else '&'}{event.anchor}` is an anchor or alias of YAML.",
                    "Write the value out, or put it in quotes if it is a text.",
                    mark,
                )
            elif getattr(event, "tag", None) not in (None, "!"):
                raise _Refused(f"`{event.tag}` is a tag of YAML.", "Leave it out; put a text in quotes.", mark)
            elif isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > MAX_DEPTH:
                    raise _Refused("The nesting is too deep.", f"Stay within {MAX_DEPTH} levels.", mark)
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1

    def _value(self, node: Node, path: Steps) -> Any:
        if isinstance(node, MappingNode):
            return self._mapping(node, path)
        if isinstance(node, SequenceNode):
            return [self._value(item, (*path, index)) for index, item in enumerate(node.value)]
        return self._scalar(node, path)

    def _mapping(self, node: MappingNode, path: Steps) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, ScalarNode):
                self._add_at(key, "This key is no plain word.", "Write a key such as `code:`.")
            elif key.value in result:
                self._add_at(
                    key,
                    f"The key `{_short(key.value)}` stands here twice, and YAML would keep only the last.",
                    "Keep one of the two; two rows of a table are two list items, each beginning with `- `.",
                )
            else:
                result[key.value] = self._value(value, (*path, key.value))
        return result

    def _scalar(self, node: ScalarNode, path: Steps) -> Any:
        text = node.value
        key = next((step for step in reversed(path) if isinstance(step, str)), "")
        plain = not node.style
        if key in CODE_KEYS and plain and text:
            self._add_at(
                node,
                f"The code {_short(text)} is not in quotes{_misreading(node)}.",
                "Put every code in double quotes:",
                self.quoted(node),
            )
            return text
        invisible = INVISIBLE.search(text)
        if invisible:
            self._add_at(
                node,
                f"There is an invisible character in this text: U+{ord(invisible[0]):04X}.",
                "Delete it; it would hide what the text says.",
            )
        elif text != text.strip() and node.style in ("'", '"'):
            self._add_at(
                node,
                "This text begins or ends with white space.",
                "Leave it out:",
                Edit(node.start_mark.index, node.end_mark.index, json.dumps(text.strip(), ensure_ascii=False)),
            )
        tag = node.tag.rpartition(":")[2]
        if not plain or tag in ("str", "timestamp"):
            return text.rstrip("\n")
        if tag == "int":
            return int(text) if re.fullmatch(r"[1-9]\d{0,8}|0", text) else Unquoted(text)
        if tag == "bool" and text in ("true", "false"):
            return text == "true"
        return None if tag == "null" else Unquoted(text)

    def _add_at(self, node: Node, found: str, expected: str, edit: Edit | None = None) -> None:
        self._add(node.start_mark.line + 1, node.start_mark.column + 1, found, expected, edit)

    def _add(self, line: int, column: int, found: str, expected: str, edit: Edit | None = None) -> None:
        if len(self.problems) < MAX_REPORTED:
            self.problems.append(self._problem(line, column, found, expected, edit, "", "error"))

    def _problem(self, line, column, found, expected, edit, corrected, severity) -> Problem:
        if edit and not corrected:
            start = self.text.rfind("\n", 0, edit.start) + 1
            end = self.text.find("\n", edit.end)
            end = len(self.text) if end < 0 else end
            corrected = Edit(edit.start - start, edit.end - start, edit.text).apply(self.text[start:end])
        return Problem(self.name, line, column, found, expected, self._source(line), corrected, edit, severity)

    def _source(self, line: int) -> str:
        lines = self._lines
        return lines[line - 1] if 0 < line <= len(lines) else ""

    @cached_property
    def _lines(self) -> list[str]:
        return self.text.split("\n")


class Unquoted:
    """A plain scalar that YAML would turn into something else than what is written; no field accepts it."""

    def __init__(self, text: str):
        self.text = text


_YAML_HINT = "Look at the indentation and the quotes of this line and the one before it."


class _Refused(Exception):
    def __init__(self, found: str, expected: str, mark: yaml.Mark | None = None):
        self.found, self.expected = found, expected
        self.line, self.column = (mark.line + 1, mark.column + 1) if mark else (0, 0)


def _read(path: Path) -> str:
    """The file's text. Links are not followed, and no more is read than the limit."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        raise _Refused(f"The file can't be opened: {error.strerror}.", "It must be a plain file, no link.") from None
    with open(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise _Refused("This is no plain file.", "Put a plain file in its place.")
        content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise _Refused(f"The file is larger than {MAX_BYTES // 1000} kB.", "No venue needs that much; split it.")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        refusal = _Refused(f"The file is not UTF-8: byte 0x{content[error.start]:02X}.", "Save it as UTF-8.")
        refusal.line = line
        raise refusal from None
    if text.startswith("\ufeff"):
        raise _Refused("The file begins with a byte order mark.", "Save it as UTF-8 without one.")
    return text.replace("\r\n", "\n")


def _misreading(node: ScalarNode) -> str:
    """What YAML would make of a plain scalar, as the end of a sentence."""
    tag = node.tag.rpartition(":")[2]
    if tag in ("str", "null", "timestamp"):
        return ""
    value = yaml.CSafeLoader("").construct_object(ScalarNode(node.tag, node.value))
    return f", so YAML would read it as {json.dumps(value)}"


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}..."

