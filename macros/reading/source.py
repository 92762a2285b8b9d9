"""One YAML file, read defensively: its data as plain Python values, and the place of each value in the text.

Only the plain part of YAML is accepted: mappings, lists and scalars. What has surprised people (equal keys,
anchors, tags, unquoted codes that become numbers) is refused with the line that would be right. Nothing is
ever executed or expanded, so a hostile file costs no more than its size.
"""

from __future__ import annotations

import json
import re
from bisect import bisect
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, islice
from pathlib import Path
from typing import Any, TypeVar

import yaml
from yaml import MappingNode, Node, ScalarNode, SequenceNode

from .content import Unreadable, content, limit
from .problems import Edit, Problem, broken

MAX_DEPTH = 12
MAX_VALUES = 200_000
"""Keys, texts and lists of one file. A venue of 5,000 rows has half of it."""
MAX_REPORTED = 1000
"""Problems of one file that are worth reporting in one run; more of the same hides the cause."""
MAX_SHOWN = 10_000
"""Characters of a corrected line; no line that a person wrote is longer."""

CODE_KEYS = frozenset({"code", "codes", "former_codes", "duplicate_codes"})
"""Keys under which every scalar is a code and must be quoted, whatever YAML would make of it."""

MESSAGE_KEYS = frozenset({"messages", "variants", "observed_messages"})
"""Keys under which every scalar is a message, verbatim."""

INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""Control, zero-width and direction-changing characters: what they do to a text can't be seen in it. Among
them is every character that YAML refuses."""

_OTHER_LINE_ENDS = re.compile("[\r\x85\u2028\u2029]")
"""What ends a line for YAML and not for an editor. It is invisible, so refused; YAML gets a space for it."""

_TAB = re.compile(r"^ *\t[ \t]*(?=\S)", re.MULTILINE)
_CONFLICT = re.compile(r"^(<{7}|\|{7}|={7}|>{7})( .*)?$", re.MULTILINE)
_CURLY = re.compile(r"[“”„‟]([^“”„‟]*)[“”„‟]|[‘’‚‛]([^‘’‚‛]*)[‘’‚‛]")
_WITHIN_LINE = re.compile(r"[^\n]*")
_COMMENT = re.compile(r"[ \t]+#[^\n]*")

_WHOLE = Edit(0, 0, "")
"""The fix of what is not in `YamlFile.text` any more: to write that text to the file."""

Steps = tuple[str | int, ...]
"""The keys and list indexes (from 0) that lead from the top of a file to a value."""

Item = TypeVar("Item")


class YamlFile:
    """A file of the catalogue.

    `text` is what the file should hold: without byte order mark, line ends of Windows, and tabs before the
    first word of a line. `data` is None where the file can't be read at all; `problems` then says why.
    """

    def __init__(self, root: Path, path: Path, text: str | None = None):
        """Reads the file, or takes `text` as what it holds."""
        self.path = path
        self.name = path.relative_to(root).as_posix()
        self.text = ""
        self.root: Node | None = None
        self.data: Any = None
        self.problems: list[Problem] = []
        self.refused: set[Steps] = set()
        """Where the model refused a value, and all that such a value is in."""
        self.values = 0
        """How many keys, texts and lists it holds; a measure of what it costs."""
        self._pairs_of: dict[int, dict[Any, tuple[Node, Node]]] = {}
        try:
            self._read(content(path) if text is None else text)
        except Unreadable as refusal:
            self.report(self.problem(refusal.rule, refusal.line, refusal.column, **refusal.words))
        except yaml.MarkedYAMLError as error:
            self._report_invalid(error)
        except yaml.YAMLError:
            assert self.problems, "an invisible character is what the parser stumbled over"

    def _read(self, written: str) -> None:
        limit(len(written))
        self._tidy(written)
        self._report_invisible()
        if conflict := _CONFLICT.search(self.text):
            raise Unreadable("merge-conflict", self.line_of(conflict.start()))
        plain = _OTHER_LINE_ENDS.sub(" ", self.text)
        self._refuse_exotic(plain)
        self.root = yaml.compose(plain, Loader=yaml.CSafeLoader)
        if self.root is None:
            raise Unreadable("empty-file")
        if not isinstance(self.root, MappingNode):
            raise Unreadable(
                "wrong-type",
                1,
                1,
                what="The file",
                wanted="a mapping",
                given=kind_of(self.root),
                instead="Begin with a key, such as `id: example`.",
            )
        self.data = self._value(self.root, "")

    def problem(self, rule: str, line: int = 0, column: int = 0, **words: Any) -> Problem:
        """A rule that this file breaks. An edit shows as the corrected lines, unless there is `corrected`."""
        edit = words.get("edit")
        if edit and edit is not _WHOLE:
            words = {"corrected": self._corrected(edit), **words}
        return broken(rule, self.name, line, column, source=self._source(line), **words)

    def report(self, problem: Problem) -> None:
        """Adds a problem of this file, up to as many as anyone would read."""
        if len(self.problems) < MAX_REPORTED:
            self.problems.append(problem)
        elif len(self.problems) == MAX_REPORTED:
            self.problems.append(self.problem("more-problems", most=MAX_REPORTED))

    def node(self, path: Steps, *, key: bool = False) -> Node:
        """The node that `path` leads to (with `key`: the node of its last key), or the nearest around it. There
        is none in a file that can't be read."""
        assert self.root is not None
        node, key_node = self.root, None
        for step in path:
            if isinstance(node, MappingNode):
                found = self._pairs(node).get(step)
                if found is None:
                    return node
                key_node, node = found
            elif isinstance(node, SequenceNode) and isinstance(step, int):
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

    def rename(self, path: Steps, right: str) -> None:
        """Has the value of a misspelt key belong to the right one."""
        *owner, wrong = path
        holder: Any = self.data
        for step in owner:
            holder = holder[step]
        holder[right] = holder.pop(wrong)
        node = self.node(tuple(owner))
        assert isinstance(node, MappingNode)
        self._pairs(node)[right] = self._pairs(node)[wrong]

    def line(self, path: Steps) -> int:
        """The line, from 1, where the value at `path` begins, with its key where it has one."""
        return int(self.node(path, key=True).start_mark.line) + 1

    def end(self, node: Node) -> int:
        """The offset behind the last character of a value, whatever comments follow."""
        while isinstance(node, (MappingNode, SequenceNode)) and node.value and not node.flow_style:
            node = node.value[-1][1] if isinstance(node, MappingNode) else node.value[-1]
        return len(self.text[: node.end_mark.index].rstrip())

    def end_of_line(self, node: Node) -> int:
        """The offset where the last line of a value ends, with a comment that is on it."""
        found = _WITHIN_LINE.match(self.text, self.end(node))
        assert found is not None
        return found.end()

    def line_of(self, offset: int) -> int:
        """The line, from 1, that a character of the text is on."""
        return bisect(self._offsets, offset)

    def offset_with_comments(self, line: int) -> int:
        """The offset where a line (from 0) begins, or the comments and blank lines right above it. The first key
        of a file is further above."""
        while self.lines[line - 1].strip()[:1] in ("", "#"):
            line -= 1
        return self._offsets[line]

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the text, without their ends."""
        return self.text.split("\n")

    @cached_property
    def _offsets(self) -> list[int]:
        """Where each line begins, and last where one more would."""
        return list(accumulate((len(line) + 1 for line in self.lines), initial=0))

    def _source(self, line: int) -> str:
        """A line, from 1; there is none where the whole file is meant, or behind its end."""
        return next(iter(self.lines[line - 1 : line]), "")

    def _corrected(self, edit: Edit) -> str:
        """The lines that an edit changes, as they will be."""
        start, end = self._offsets[self.line_of(edit.start) - 1], self._offsets[self.line_of(edit.end)] - 1
        if end - start >= MAX_SHOWN:
            return ""
        return Edit(edit.start - start, edit.end - start, edit.text).apply(self.text[start:end])

    def _tidy(self, written: str) -> None:
        """Sets the text, and reports what an editor put into the file that does not belong there."""
        text = written.removeprefix("\ufeff").replace("\r\n", "\n")
        tab = _TAB.search(text)
        self.text = (
            next(filter(_is_yaml, (_spaced(text, width) for width in (2, 4, 8))), text) if tab else text
        )
        if written.startswith("\ufeff"):
            self.report(self.problem("byte-order-mark", edit=_WHOLE))
        if "\r\n" in written:
            self.report(self.problem("windows-line-ends", edit=_WHOLE))
        if tab:
            line = text.count("\n", 0, tab.start()) + 1
            if self.text == text:
                raise Unreadable("tab-indentation", line)
            self.report(self.problem("tab-indentation", line, edit=_WHOLE))

    def _report_invisible(self) -> None:
        for match in re.finditer(f"{INVISIBLE.pattern}+", self.text):
            line = self.line_of(match.start())
            column = match.start() - self._offsets[line - 1] + 1
            edit = Edit(match.start(), match.end(), "")
            code = ord(match[0][0])
            self.report(self.problem("invisible-character", line, column, edit=edit, where="line", code=code))
            if len(self.problems) > MAX_REPORTED:
                break

    def _refuse_exotic(self, plain: str) -> None:
        """Scans the events once, before anything is built, so that no size or depth can hurt."""
        depth = documents = 0
        for event in yaml.parse(plain, Loader=yaml.CSafeLoader):
            assert event.start_mark is not None
            place = event.start_mark.line + 1, event.start_mark.column + 1
            self.values += not isinstance(event, yaml.CollectionEndEvent)
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            documents += isinstance(event, yaml.DocumentStartEvent)
            anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
            if self.values > MAX_VALUES:
                cause = f"The file holds more than {MAX_VALUES} values"
                raise Unreadable("too-large", *place, cause=cause, limit="No venue needs that many")
            if depth > MAX_DEPTH:
                limit = f"Use at most {MAX_DEPTH} levels"
                raise Unreadable("too-large", *place, cause="The nesting is too deep", limit=limit)
            if documents > 1:
                feature, instead = "A second YAML document begins here", "Keep one document in one file"
            elif anchor:
                sign = "*" if isinstance(event, yaml.AliasEvent) else "&"
                feature = f"`{sign}{anchor}` is an anchor or alias of YAML"
                instead = "Write the value out, or put it in quotes if it is a text"
            elif tag:
                feature, instead = f"`{tag}` is a tag of YAML", "Leave it out; put a text in quotes"
            else:
                continue
            raise Unreadable("yaml-feature", *place, feature=feature, instead=instead)

    def _report_invalid(self, error: yaml.MarkedYAMLError) -> None:
        cause = error.problem or ""
        # A text without its end is reported where it begins.
        mark = error.context_mark if "unexpected end" in cause else error.problem_mark
        assert mark is not None
        told = f"{error.context}: {cause}"
        hint = next((hint for words, hint in _YAML_HINTS.items() if words in told), _YAML_HINT)
        corrected = _all_quoted(self._source(mark.line + 1))
        place = mark.line + 1, mark.column + 1
        self.report(self.problem("invalid-yaml", *place, corrected=corrected, cause=cause, hint=hint))

    # From nodes to values

    def _value(self, node: Node, key: str) -> Any:
        """What a node says; `key` is the one that it belongs to, for a list item that of the list."""
        if isinstance(node, MappingNode):
            return self._mapping(node)
        if isinstance(node, SequenceNode):
            return [self._value(item, key) for item in node.value]
        assert isinstance(node, ScalarNode)
        return self._scalar(node, key)

    def _mapping(self, node: MappingNode) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, ScalarNode):
                feature, instead = "This key is not a plain word", "Write a key such as `code:`"
                self._refuse(key, "yaml-feature", feature=feature, instead=instead)
            elif key.value in result:
                self._refuse(key, "duplicate-key", key=short(key.value))
            else:
                result[key.value] = self._value(value, key.value)
        return result

    def _scalar(self, node: ScalarNode, key: str) -> Any:
        text, plain = str(node.value), not node.style
        if key in CODE_KEYS | MESSAGE_KEYS and (quoted := _CURLY.fullmatch(text)):
            self._refuse(node, "curly-quotes", edit=self.quoted(node, quoted[1] or quoted[2] or ""))
            return text
        if key in CODE_KEYS and plain and text:
            misreading, edit = _misreading(node), self.quoted(node, text)
            self._refuse(node, "unquoted-code", edit=edit, code=short(text), misreading=misreading)
            return text
        if plain and key in MESSAGE_KEYS and (comment := _COMMENT.match(self.text, node.end_mark.index)):
            indent = " " * (node.start_mark.column - 2)
            self._refuse(
                node, "comment-in-message", corrected=f"{indent}- {quote(text + comment[0].rstrip())}"
            )
        written = self.text[node.start_mark.index : node.end_mark.index]
        if (invisible := INVISIBLE.search(text)) and not INVISIBLE.search(written):
            self._refuse(node, "invisible-character", where="text", code=ord(invisible[0]))
        if text != text.strip() and node.style in ("'", '"'):
            self._refuse(node, "surrounding-space", edit=self.quoted(node, text.strip()))
        tag = node.tag.rpartition(":")[2]
        if not plain or tag in ("str", "timestamp"):
            return text.rstrip("\n")
        if tag == "null":
            self._refuse(node, "empty-value", key=key)
            return None
        if tag == "int":
            return int(text) if re.fullmatch(r"[1-9]\d{0,8}|0", text) else Unquoted(text)
        if tag == "bool" and text in ("true", "false"):
            return text == "true"
        return Unquoted(text)

    def quoted(self, node: Node, text: str) -> Edit:
        """The edit that writes a text in double quotes in the place of a scalar."""
        return Edit(node.start_mark.index, node.end_mark.index, quote(text))

    def _refuse(self, node: Node, rule: str, **words: Any) -> None:
        if len(self.problems) <= MAX_REPORTED:
            self.report(self.problem(rule, *_start(node), **words))


@dataclass(frozen=True)
class Place:
    """A value in a file, by the keys and indexes that lead to it."""

    file: YamlFile
    steps: Steps = ()

    def __truediv__(self, step: str | int) -> Place:
        """The place below a key or index."""
        return Place(self.file, (*self.steps, step))

    def each(self, key: str, items: Iterable[Item]) -> Iterator[tuple[Item, Place]]:
        """The items of the list below a key, each with its place."""
        return ((item, self / key / index) for index, item in enumerate(items))

    @property
    def damaged(self) -> bool:
        """Whether the model refused something here, so that what is missing may be just that."""
        return self.steps in self.file.refused

    @property
    def node(self) -> Node:
        return self.file.node(self.steps)

    @property
    def line(self) -> int:
        return self.file.line(self.steps)

    def problem(self, rule: str, *, on_key: bool = False, **words: Any) -> Problem:
        """A rule broken by this value, or with `on_key` by its key; if that is not there, by what is around it."""
        return self.file.problem(rule, *_start(self.file.node(self.steps, key=on_key)), **words)


class Unquoted:
    """A plain scalar that YAML would turn into something else than what is written; no field accepts it."""

    def __init__(self, text: str):
        self.text = text


def key_of(steps: Steps) -> str:
    """The key that a value belongs to, for a list item that of the list."""
    return next(step for step in reversed(steps) if isinstance(step, str))


def _start(node: Node) -> tuple[int, int]:
    """The line and the column, from 1, where a node begins."""
    return node.start_mark.line + 1, node.start_mark.column + 1


_KINDS = {MappingNode: "a mapping", SequenceNode: "a list"}


def kind_of(node: Node) -> str:
    """What a node is, in a word of the report."""
    return next((name for kind, name in _KINDS.items() if isinstance(node, kind)), "a single value")


def quote(text: str) -> str:
    """The text in double quotes, as it is written in a file."""
    return json.dumps(text, ensure_ascii=False)


def short(text: str) -> str:
    """As much of a text as fits in a sentence about it."""
    return text if len(text) <= 60 else f"{text[:57]}..."


def _spaced(text: str, width: int) -> str:
    """The text with so many spaces for each tab before the first word of a line."""
    return _TAB.sub(lambda found: found[0].replace("\t", " " * width), text)


def _is_yaml(text: str) -> bool:
    """Whether YAML can parse what is before the limit of values."""
    try:
        return all(
            islice(yaml.parse(_OTHER_LINE_ENDS.sub(" ", text), Loader=yaml.CSafeLoader), 2 * MAX_VALUES)
        )
    except yaml.YAMLError:
        return False


_YAML_HINT = "Look at the indentation and the quotes of this line and the one before it."
_YAML_HINTS = {
    "quoted scalar: found unexpected": "A quote is opened here and never closed.",
    "unknown escape": "In double quotes, write each backslash twice.",
    "mapping values are not allowed": "Put a text with `: ` in double quotes, or correct the indentation.",
    "cannot start any token": "Put a text that begins with a sign in double quotes.",
    "alphabetic or numeric": "Put a text that begins with a sign in double quotes.",
    "sequence entries are not allowed": "Begin each item with `- ` on a line of its own, or quote the text.",
    "did not find expected": "Close the quote above, put a text that begins with a quote or bracket in double "
    "quotes, or correct the indentation.",
}
"""What to do about the mistakes that people make most, by the words of the parser."""


def _all_quoted(line: str) -> str:
    """The line with its text in quotes, where that must be what is missing."""
    parts = re.fullmatch(r"( *(?:- +)?+(?:[a-z_]+: +)?+)([^\s\"].*?)\s*", line)
    return parts[1] + quote(parts[2]) if parts and re.search(r": |^['@`%&*!|>]", parts[2]) else ""


def _misreading(node: ScalarNode) -> str:
    """What YAML would make of a plain scalar, as the end of a sentence."""
    if node.tag.rpartition(":")[2] not in ("int", "float", "bool"):
        return ""
    try:
        read = json.dumps(yaml.load(node.value, Loader=yaml.CSafeLoader))
    except (ValueError, OverflowError):
        return ""
    return f", so YAML would read it as {short(read)}"
