"""What is wrong with the data: the rule that is broken, the place, the cause and the fix.

Reading and checking never stop at the first fault. They collect problems, which are then shown in one report.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

import yaml

GUIDE = "docs/contributing.md"


@dataclass(frozen=True)
class Rule:
    """What the data must keep, and how a breach is reported."""

    rule: str
    """What holds, in a sentence."""
    found: str
    """What is wrong at one place and why, in a sentence; names in braces are filled in."""
    fix: str
    """What to do about it."""
    severity: str = "error"
    """Or `suggestion`, for what changes nothing for readers."""


_WRITTEN = yaml.load(Path(__file__).with_name("rules.yml").read_text("utf-8"), yaml.CSafeLoader)
RULES = {name: Rule(**told) for name, told in _WRITTEN.items()}
"""Every rule by its name."""


@dataclass(frozen=True)
class Edit:
    """The one right fix: replace the characters from `start` up to `end` (offsets in the file) by `text`."""

    start: int
    end: int
    text: str

    def apply(self, content: str) -> str:
        """The content with this edit made."""
        return content[: self.start] + self.text + content[self.end :]


def applied(content: str, edits: Iterable[Edit]) -> str:
    """The content with these edits made, none of which overlap. What is inserted at one place comes in the order given,
    before what is changed there."""
    last_first = reversed([*edits])
    for edit in sorted(last_first, key=lambda edit: (edit.start, edit.end), reverse=True):
        content = edit.apply(content)
    return content


@dataclass(frozen=True)
class Problem:
    """One rule that is broken at one place."""

    rule: str
    file: str
    """Relative to the repository, with `/`."""
    found: str
    expected: str
    line: int = 0
    """From 1; 0 where the whole file is meant."""
    column: int = 0
    """From 1; 0 where the whole line is meant."""
    source: str = ""
    """The line as it is."""
    corrected: str = ""
    """The line or lines as they should be, where that is known."""
    edit: Edit | None = None

    @property
    def severity(self) -> str:
        return RULES[self.rule].severity

    @property
    def place(self) -> str:
        return ":".join([self.file, *(str(number) for number in (self.line, self.column) if number)])


def broken(
    rule: str,
    file: str,
    line: int = 0,
    column: int = 0,
    *,
    source: str = "",
    corrected: str = "",
    edit: Edit | None = None,
    **words: object,
) -> Problem:
    """The problem that a broken rule is; `words` are filled into its sentences."""
    told = RULES[rule]
    found, expected = told.found.format(**words), told.fix.format(**words)
    return Problem(rule, file, found, expected, line, column, source, corrected, edit)


class Refused(Exception):
    """A command can't do what it was asked for; the message says why, and what to do instead."""


class BadData(Exception):
    """The data cannot be used; `problems` says all that is wrong with it."""

    def __init__(self, problems: list[Problem]):
        super().__init__(report(problems))
        self.problems = problems


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """The problems that keep the catalogue from being used."""
    return [problem for problem in problems if problem.severity == "error"]


def report(problems: Iterable[Problem]) -> str:
    """All problems as text for a terminal: by file and line, errors before suggestions, then the counts."""
    ordered = _ordered(problems)
    return "\n\n".join([*map(_block, ordered), _counts(ordered)])


def github(problems: Iterable[Problem]) -> str:
    """All problems as workflow commands, which GitHub shows on a pull request's lines, then the counts."""
    ordered = _ordered(problems)
    return "\n".join([*map(_command, ordered), _counts(ordered)])


def _ordered(problems: Iterable[Problem]) -> list[Problem]:
    return sorted(problems, key=attrgetter("severity", "file", "line", "column"))


def _block(problem: Problem) -> str:
    lines = [f"{problem.place}: {problem.severity}: {_clip(problem.found, 400)} [{problem.rule}]"]
    if problem.source:
        shown, marker = _around(problem.source, problem.column)
        lines.append(f"{problem.line:5} | {shown}")
        if marker:
            lines.append(f"      | {' ' * (marker - 1)}^")
    lines.append(f"  {_clip(problem.expected, 400)}")
    # The gutter also keeps a line that begins with `::` from being a command to GitHub's runner.
    lines += [f"    + | {_clip(line, 5000)}" for line in problem.corrected.splitlines()]
    return "\n".join(lines)


def _command(problem: Problem) -> str:
    level = "error" if problem.severity == "error" else "notice"
    corrected = f"\n{problem.corrected}" if problem.corrected else ""
    told = _clip(f"{problem.found} {problem.expected}{corrected}", 2000, keep="\n")
    message = _escape(f"{told}\nSee {GUIDE}#{problem.rule}")
    return (
        f"::{level} file={_property(problem.file)},line={problem.line or 1},col={problem.column or 1},"
        f"title={problem.rule}::{message}"
    )


def _counts(problems: list[Problem]) -> str:
    """How many problems there are, and of which rules, with the place that explains each."""
    wrong = len(errors(problems))
    lines = [f"{_count(wrong, 'error')}, {_count(len(problems) - wrong, 'suggestion')}"]
    for rule, count in Counter(problem.rule for problem in problems).most_common():
        lines.append(f"{count:5} {rule}: {RULES[rule].rule} See {GUIDE}#{rule}")
    return "\n".join(lines)


def _around(line: str, column: int) -> tuple[str, int]:
    """The part of a line that one would read, and the column of the marker in it; 0 for none."""
    start = max(0, column - 60) if column > 100 else 0
    return _clip(line[start:]), max(0, column - start)


def _clip(text: str, length: int = 160, keep: str = "") -> str:
    """The text without what a terminal would act on, and no longer than one would read."""
    shown = text if len(text) <= length else f"{text[: length - 3]}..."
    return "".join(
        char if char.isprintable() or char in keep else "\N{REPLACEMENT CHARACTER}" for char in shown
    )


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
