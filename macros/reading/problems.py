"""What is wrong with the data: a place, a cause and its mending.

Reading and checking never stop at the first fault. They collect problems, which are then shown in one report.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Edit:
    """The one right mending: replace the characters from `start` up to `end` (offsets in the file) by `text`."""

    start: int
    end: int
    text: str

    def apply(self, content: str) -> str:
        """The content with this edit made."""
        return content[: self.start] + self.text + content[self.end :]


@dataclass(frozen=True)
class Problem:
    """One fault at one place, or one suggestion."""

    file: str
    """Relative to the repository, with `/`."""
    line: int
    """From 1; 0 where the whole file is meant."""
    column: int
    """From 1; 0 where the whole line is meant."""
    found: str
    """One sentence: what stands there and why that is wrong."""
    expected: str
    """What to do about it."""
    source: str = ""
    """The line as it stands."""
    corrected: str = ""
    """The line or lines as they should stand, where that is known."""
    edit: Edit | None = None
    severity: Literal["error", "suggestion"] = "error"

    @classmethod
    def of_file(
        cls, file: str, found: str, expected: str, severity: Literal["error", "suggestion"] = "error"
    ) -> Problem:
        """A fault of a whole file or folder."""
        return cls(file, 0, 0, found, expected, severity=severity)

    @property
    def place(self) -> str:
        return ":".join([self.file, *(str(number) for number in (self.line, self.column) if number)])


class Refused(Exception):
    """A command can't do what it was asked for; the message says why, and what to do instead."""


class BadData(Exception):
    """The data cannot be used; `problems` says all that is wrong with it."""

    def __init__(self, problems: list[Problem]):
        super().__init__(report(problems))
        self.problems = problems


def report(problems: Iterable[Problem]) -> str:
    """All problems as text for a terminal: by file and line, errors before suggestions, then a count."""
    ordered = _ordered(problems)
    errors = sum(problem.severity == "error" for problem in ordered)
    blocks = [_block(problem) for problem in ordered]
    return "\n\n".join([*blocks, f"{_count(errors, 'error')}, {_count(len(ordered) - errors, 'suggestion')}"])


def github(problems: Iterable[Problem]) -> str:
    """All problems as workflow commands, which GitHub shows on the lines of a pull request."""
    return "\n".join(
        f"::{'error' if problem.severity == 'error' else 'notice'} file={_property(problem.file)},"
        f"line={problem.line or 1},col={problem.column or 1},title={_property(_first_sentence(problem.found))}"
        f"::{_escape(_message(problem))}"
        for problem in _ordered(problems)
    )


def _ordered(problems: Iterable[Problem]) -> list[Problem]:
    return sorted(
        problems, key=lambda problem: (problem.severity, problem.file, problem.line, problem.column)
    )


def _block(problem: Problem) -> str:
    lines = [f"{problem.place}: {problem.severity}: {_clip(problem.found, 400)}"]
    if problem.source:
        shown, marker = _around(problem.source, problem.column)
        lines.append(f"{problem.line:5} | {shown}")
        if marker:
            lines.append(f"      | {' ' * (marker - 1)}^")
    lines.append(f"  {_clip(problem.expected, 400)}")
    # The gutter also keeps a line that begins with `::` from being a command to GitHub's runner.
    lines += [f"    + | {_clip(line, 5000)}" for line in problem.corrected.splitlines()]
    return "\n".join(lines)


def _message(problem: Problem) -> str:
    corrected = f"\n{problem.corrected}" if problem.corrected else ""
    return _clip(f"{problem.found} {problem.expected}{corrected}", 2000, keep="\n")


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


def _first_sentence(text: str) -> str:
    return _clip(text.split(". ")[0].rstrip("."))


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
