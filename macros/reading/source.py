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
from bisect import bisect
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Any, Literal

import yaml
from yaml import MappingNode, Node, ScalarNode, SequenceNode

from .problems import Edit, Problem

MAX_BYTES = 2_000_000
MAX_DEPTH = 12
MAX_VALUES = 100_000
"""Keys, texts and lists of one file; the largest venue has a twentieth of it."""
MAX_REPORTED = 1000
"""Problems of one file that are worth reporting in one run; more of the same hides the cause."""
MAX_SHOWN = 10_000
"""Characters of a corrected line; no line that a person wrote is longer."""

CODE_KEYS = frozenset({"code", "codes", "former_codes"})
"""Keys under which every scalar is a code and must be quoted, whatever YAML would make of it."""

MESSAGE_KEYS = frozenset({"messages", "variants", "observed_messages"})
"""Keys under which every scalar is a message, verbatim."""

INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""Control, zero-width and direction-changing characters: what they do to a text can't be seen in it. Among them is every
character that YAML refuses."""

_OTHER_LINE_ENDS = re.compile("\r(?!\n)|[\x85\u2028\u2029]")
"""What ends a line for YAML and not for an editor. It is invisible, so refused; the rest is read as if it were a space."""

_WITHIN_LINE = re.compile(r"[^\r\n]*")
_COMMENT = re.compile(r"[ \t]+#[^\r\n]*")

Steps = tuple[str | int, ...]
"""The keys and list indexes (from 0) that lead from the top of a file to a value."""


class YamlFile:
    """A file of the catalogue.

    `data` is None where the file can't be read at all; `problems` then says why.
    """

    def __init__(self, root: Path, path: Path, text: str | None = None):
        """Reads the file, or takes `text` as what it holds."""
        self.path = path
        self.name = path.relative_to(root).as_posix()
        self.text = ""
        self.root: Node | None = None
        self.data: Any = None
        self.problems: list[Problem] = []
        self._pairs_of: dict[int, dict[Any, tuple[Node, Node]]] = {}
        self.values = 0
        """How many keys, texts and lists it holds; a measure of what it costs."""
        try:
            self.text = _read(path) if text is None else text
            _limit(len(self.text))
            self._report_invisible()
            plain = _OTHER_LINE_ENDS.sub(" ", self.text)
            self._refuse_exotic(plain)
            self.root = yaml.compose(plain, Loader=yaml.CSafeLoader)
        except _Refused as refusal:
            self._add(refusal.line, refusal.column, refusal.found, refusal.expected)
        except yaml.YAMLError as error:
            if not self.problems:  # else an invisible character is what the parser stumbled over
                self._add_invalid(error)
        else:
            if self.root is None:
                self.report(Problem.of_file(self.name, "The file is empty.", "Fill it, or delete it."))
            elif not isinstance(self.root, MappingNode):
                self._add(1, 1, "The file holds no mapping.", "Begin with a key, such as `id: example`.")
            else:
                self.data = self._value(self.root, ())

    def at(
        self,
        path: Steps,
        found: str,
        expected: str,
        *,
        edit: Edit | None = None,
        key: bool = False,
        corrected: str = "",
        severity: Literal["error", "suggestion"] = "error",
    ) -> Problem:
        """A problem at the value that `path` leads to, or at its key; where there is none, at what surrounds it.

        An edit that is given shows in the report as the corrected line, unless `corrected` says it better.
        """
        mark = self.node(path, key=key).start_mark
        return self._problem(mark.line + 1, mark.column + 1, found, expected, edit, corrected, severity)

    def node(self, path: Steps, *, key: bool = False) -> Node:
        """The node that `path` leads to (with `key`: the node of its last key), or the nearest around it. There is none
        in a file that can't be read."""
        assert self.root is not None
        node, key_node = self.root, None
        for step in path:
            if isinstance(node, MappingNode):
                found = self._pairs(node).get(step)
                if found is None:
                    return node
                key_node, node = found
            elif isinstance(node, SequenceNode):
                node, key_node = node.value[step], None
            else:
                return node
        return key_node if key and key_node is not None else node

    def _pairs(self, node: MappingNode) -> dict[Any, tuple[Node, Node]]:
        """The key and the value of each pair of a mapping, by the key's text."""
        if id(node) not in self._pairs_of:
            self._pairs_of[id(node)] = {
                pair[0].value: pair for pair in reversed(node.value) if isinstance(pair[0], ScalarNode)
            }
        return self._pairs_of[id(node)]

    def line(self, path: Steps) -> int:
        """The line, from 1, where the value at `path` begins, with its key where it has one."""
        return self.node(path, key=True).start_mark.line + 1

    def end(self, node: Node) -> int:
        """The offset behind the last character of a value, whatever comments follow."""
        while isinstance(node, (MappingNode, SequenceNode)) and node.value and not node.flow_style:
            node = node.value[-1][1] if isinstance(node, MappingNode) else node.value[-1]
        return len(self.text[: node.end_mark.index].rstrip())

    def end_of_line(self, node: Node) -> int:
        """The offset where the last line of a value ends, with a comment that stands on it."""
        return _WITHIN_LINE.match(self.text, self.end(node)).end()

    def line_of(self, offset: int) -> int:
        """The line, from 1, that a character of the text stands on."""
        return bisect(self._offsets, offset)

    def offset_with_comments(self, line: int) -> int:
        """The offset where a line begins, or the comments and blank lines right above it; lines count from 0. The first key
        of a file stands further above."""
        while self.lines[line - 1].strip()[:1] in ("", "#"):
            line -= 1
        return self._offsets[line]

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the text, without `\n`."""
        return self.text.split("\n")

    @cached_property
    def newline(self) -> str:
        """How this file ends its lines."""
        return "\r\n" if "\r\n" in self.text else "\n"

    def quoted(self, node: ScalarNode) -> Edit:
        """The edit that puts a plain scalar, as it is written, in double quotes."""
        return Edit(node.start_mark.index, node.end_mark.index, quote(node.value))

    def report(self, problem: Problem) -> None:
        """Adds a problem of this file, up to as many as anyone would read."""
        if len(self.problems) < MAX_REPORTED:
            self.problems.append(problem)
        elif len(self.problems) == MAX_REPORTED:
            more = f"There are more problems in this file than these {MAX_REPORTED}."
            self.problems.append(
                Problem.of_file(self.name, more, "Mend these first; the next run shows the others.")
            )

    def _report_invisible(self) -> None:
        # Of the line ends only that of Windows may stand beside `\n`.
        for match in re.finditer(f"{INVISIBLE.pattern}+", self.text.replace("\r\n", " \n")):
            line = self.line_of(match.start())
            self._add(
                line,
                match.start() - self._offsets[line - 1] + 1,
                f"There is an invisible character in this line: U+{ord(match[0][0]):04X}.",
                "Delete it; it would hide what the text says:",
                Edit(match.start(), match.end(), ""),
            )
            if len(self.problems) > MAX_REPORTED:
                break

    def _refuse_exotic(self, text: str) -> None:
        """Scans the events once, before anything is built, so that no size or depth can hurt."""
        depth = documents = 0
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            mark = event.start_mark
            self.values += not isinstance(event, yaml.CollectionEndEvent)
            if self.values > MAX_VALUES:
                raise _Refused(
                    f"The file holds more than {MAX_VALUES} values.", "No venue needs that many.", mark
                )
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
            elif getattr(event, "tag", None):
                raise _Refused(
                    f"`{event.tag}` is a tag of YAML.", "Leave it out; put a text in quotes.", mark
                )
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
                    f"The key `{short(key.value)}` stands here twice, and YAML would keep only the last.",
                    "Keep one of the two; two rows of a table are two list items, each beginning with `- `.",
                )
            else:
                result[key.value] = self._value(value, (*path, key.value))
        return result

    def _scalar(self, node: ScalarNode, path: Steps) -> Any:
        text = node.value
        key = key_of(path)
        plain = not node.style
        if key in CODE_KEYS and plain and text:
            self._add_at(
                node,
                f"The code {short(text)} is not in quotes{_misreading(node)}.",
                "Put every code in double quotes:",
                self.quoted(node),
            )
            return text
        if plain and key in MESSAGE_KEYS and (comment := _COMMENT.match(self.text, node.end_mark.index)):
            self._add_at(
                node,
                "YAML ends this message before the ` #` and takes the rest for a comment.",
                "Put the message in double quotes, with the rest or without it:",
                corrected=f"{' ' * (node.start_mark.column - 2)}- {quote(text + comment[0].rstrip())}",
            )
        self._check_escapes(node)
        if text != text.strip() and node.style in ("'", '"'):
            self._add_at(
                node,
                "This text begins or ends with white space.",
                "Leave it out:",
                Edit(node.start_mark.index, node.end_mark.index, quote(text.strip())),
            )
        tag = node.tag.rpartition(":")[2]
        if not plain or tag in ("str", "timestamp"):
            return text.rstrip("\n")
        if tag == "null":
            self._add_at(node, f"`{key}` is empty.", "Write its value, or leave it out.")
            return None
        if tag == "int":
            return int(text) if re.fullmatch(r"[1-9]\d{0,8}|0", text) else Unquoted(text)
        if tag == "bool" and text in ("true", "false"):
            return text == "true"
        return Unquoted(text)

    def _check_escapes(self, node: ScalarNode) -> None:
        """Refuses invisible characters that are written as escapes; those that stand in the text are known already."""
        written = self.text[node.start_mark.index : node.end_mark.index]
        found = INVISIBLE.search(node.value)
        if found and not INVISIBLE.search(written.replace("\r\n", " \n")):
            self._add_at(
                node,
                f"There is an invisible character in this text: U+{ord(found[0]):04X}.",
                "Delete it; it would hide what the text says.",
            )

    def _add_invalid(self, error: yaml.MarkedYAMLError) -> None:
        # A text without its end is told where it begins.
        mark = error.context_mark if "unexpected end" in error.problem else error.problem_mark
        told = f"{error.context}: {error.problem}"
        hint = next((hint for words, hint in _YAML_HINTS.items() if words in told), _YAML_HINT)
        self._add(
            mark.line + 1,
            mark.column + 1,
            f"This is not valid YAML: {error.problem}.",
            hint,
            corrected=_all_quoted(self._source(mark.line + 1)),
        )

    def _add_at(
        self, node: Node, found: str, expected: str, edit: Edit | None = None, corrected: str = ""
    ) -> None:
        self._add(node.start_mark.line + 1, node.start_mark.column + 1, found, expected, edit, corrected)

    def _add(
        self, line: int, column: int, found: str, expected: str, edit: Edit | None = None, corrected: str = ""
    ) -> None:
        self.report(self._problem(line, column, found, expected, edit, corrected, "error"))

    def _problem(self, line, column, found, expected, edit, corrected, severity) -> Problem:
        if edit and not corrected:
            start, end = (
                self._offsets[self.line_of(edit.start) - 1],
                self._offsets[self.line_of(edit.end)] - 1,
            )
            if end - start < MAX_SHOWN:
                corrected = (
                    Edit(edit.start - start, edit.end - start, edit.text)
                    .apply(self.text[start:end])
                    .removesuffix("\r")
                )
        return Problem(
            self.name, line, column, found, expected, self._source(line), corrected, edit, severity
        )

    def _source(self, line: int) -> str:
        """A line, from 1; there is none where the whole file is meant or can't be read."""
        return next(iter(self.lines[line - 1 : line]), "").removesuffix("\r")

    @cached_property
    def _offsets(self) -> list[int]:
        """Where each line begins, and last where one more would."""
        return list(accumulate((len(line) + 1 for line in self.lines), initial=0))


def key_of(steps: Steps) -> str:
    """The key that a value belongs to, for a list item that of the list."""
    return next(step for step in reversed(steps) if isinstance(step, str))


class Unquoted:
    """A plain scalar that YAML would turn into something else than what is written; no field accepts it."""

    def __init__(self, text: str):
        self.text = text


def quote(text: str) -> str:
    """The text in double quotes, as it is written in a file."""
    return json.dumps(text, ensure_ascii=False)


def short(text: str) -> str:
    """As much of a text as fits in a sentence about it."""
    return text if len(text) <= 60 else f"{text[:57]}..."


_YAML_HINT = "Look at the indentation and the quotes of this line and the one before it."
_YAML_HINTS = {
    "quoted scalar: found unexpected": "A quote is opened here and never closed.",
    "unknown escape": "In double quotes, write each backslash twice.",
    "mapping values are not allowed": "Put a text that holds `: ` in double quotes, or correct the indentation.",
    "cannot start any token": "Indent with spaces, not tabs, and put a text that begins with a sign in double quotes.",
    "alphabetic or numeric": "Put a text that begins with a sign in double quotes.",
    "sequence entries are not allowed": "Begin each item of a list with `- ` on a line of its own, or quote the text.",
    "did not find expected": "Close the quote above, put a text that begins with a quote or bracket in double quotes, or mend the indentation.",
}
"""What to do about the mistakes that people make most, by the words of the parser."""


def _all_quoted(line: str) -> str:
    """The line with its text in quotes, where that must be what is missing."""
    parts = re.fullmatch(r"( *(?:- +)?+(?:[a-z_]+: +)?+)([^\s\"].*?)\s*", line)
    return parts[1] + quote(parts[2]) if parts and re.search(r": |^['@`%&*!|>]", parts[2]) else ""


class _Refused(Exception):
    def __init__(self, found: str, expected: str, mark: yaml.Mark | None = None):
        self.found, self.expected = found, expected
        self.line, self.column = (mark.line + 1, mark.column + 1) if mark else (0, 0)


def _read(path: Path) -> str:
    """The file's text. Links are not followed, and nothing is read that is larger than the limit."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        if path.is_symlink():
            raise _Refused("This is a symbolic link.", "Put a plain file in its place.") from None
        raise _Refused(
            f"The file can't be opened: {error.strerror}.", "Make it a plain file that can be read."
        ) from None
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise _Refused("This is no plain file.", "Put a plain file in its place.")
        _limit(status.st_size)
        with open(descriptor, "rb", closefd=False) as file:
            content = file.read()
    finally:
        os.close(descriptor)
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        refusal = _Refused(f"The file is not UTF-8: byte 0x{content[error.start]:02X}.", "Save it as UTF-8.")
        refusal.line = line
        raise refusal from None
    if text.startswith("\ufeff"):
        raise _Refused("The file begins with a byte order mark.", "Save it as UTF-8 without one.")
    return text


def _limit(size: int) -> None:
    """Refuses a file of more bytes, or a text of more characters, than any venue needs."""
    if size > MAX_BYTES:
        raise _Refused(f"The file is larger than {MAX_BYTES // 1000} kB.", "No venue needs that much.")


def _misreading(node: ScalarNode) -> str:
    """What YAML would make of a plain scalar, as the end of a sentence."""
    if node.tag.rpartition(":")[2] not in ("int", "float", "bool"):
        return ""
    try:
        return (
            f", so YAML would read it as {short(json.dumps(yaml.load(node.value, Loader=yaml.CSafeLoader)))}"
        )
    except (ValueError, OverflowError):
        return ""
