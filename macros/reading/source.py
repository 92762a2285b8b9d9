"""One YAML file: its data as plain Python values, the place of each value in the text, and what is wrong with it."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import accumulate
from operator import getitem
from pathlib import Path
from typing import Any, TypeVar

import yaml
from yaml import MappingNode, Node, ScalarNode, SequenceNode

from .content import Unreadable, content, limit
from .problems import Edit, Problem, broken
from .syntax import INVISIBLE, hint_for, parsed, quote, quoted_whole, tidied, value

MAX_REPORTED = 1000
"""Problems of one file that are worth reporting in one run; more of the same hides the cause."""
MAX_SHOWN = 10_000
"""Characters of a corrected line; no line that a person wrote is longer."""

_WHOLE = Edit(0, 0, "")
"""The fix of what is not in `YamlFile.text` any more: to write that text to the file."""

Steps = tuple[str | int, ...]
"""The keys and list indexes (from 0) that lead from the top of a file to a value."""

Item = TypeVar("Item")


class YamlFile:
    """A file of the catalogue.

    `text` is what the file should hold, without what only an editor put there. `data` is None where the file can't be
    read at all; `problems` then says why.
    """

    def __init__(self, root: Path, path: Path, text: str | None = None):
        """Reads the file, or takes `text` as what it holds."""
        self.path = path
        self.name = path.relative_to(root).as_posix()
        self.text = ""
        self.root: MappingNode | None = None
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
        self.text, untidy = tidied(written)
        for rule, line in untidy:
            self.report(self.problem(rule, line, edit=_WHOLE))
        self._report_invisible()
        self.root, self.values = parsed(self.text)
        self.data = value(self.root, "", self.text, self._refuse)

    def _report_invisible(self) -> None:
        for match in re.finditer(f"{INVISIBLE.pattern}+", self.text):
            line = self.line_of(match.start())
            place = line, match.start() - self._offsets[line - 1] + 1
            edit, code = Edit(match.start(), match.end(), ""), ord(match[0][0])
            self.report(self.problem("invisible-character", *place, edit=edit, where="line", code=code))
            if len(self.problems) > MAX_REPORTED:
                break

    def _report_invalid(self, error: yaml.MarkedYAMLError) -> None:
        cause = error.problem or ""
        # A text without its end is reported where it begins.
        mark = error.context_mark if "unexpected end" in cause else error.problem_mark
        assert mark is not None
        line, column = mark.line + 1, mark.column + 1
        words = {"cause": cause, "hint": hint_for(error), "corrected": quoted_whole(self._source(line))}
        self.report(self.problem("invalid-yaml", line, column, **words))

    def _refuse(self, node: Node, rule: str, *, right: str | None = None, **words: Any) -> None:
        if len(self.problems) <= MAX_REPORTED:
            edit = None if right is None else rewritten(node, quote(right))
            self.report(self.problem(rule, *_start(node), edit=edit, **words))

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
        node: Node = self.root
        key_node: Node | None = None
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
        holder = reduce(getitem, owner, self.data)
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
        return self._offsets[self.line_of(self.end(node))] - 1

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
    def where(self) -> str:
        """What the value is called in a report."""
        if not self.steps:
            return "this file"
        key = f"`{key_of(self.steps)}`"
        return f"this item of {key}" if isinstance(self.steps[-1], int) else key

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


def key_of(steps: Steps) -> str:
    """The key that a value belongs to, for a list item that of the list."""
    return next(step for step in reversed(steps) if isinstance(step, str))


def rewritten(node: Node, text: str) -> Edit:
    """The edit that writes a text in the place of a scalar."""
    return Edit(node.start_mark.index, node.end_mark.index, text)


def _start(node: Node) -> tuple[int, int]:
    """The line and the column, from 1, where a node begins."""
    return node.start_mark.line + 1, node.start_mark.column + 1
