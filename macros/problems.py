"""What is wrong with the data: a place, a cause and its mending.

Reading and checking never stop at the first fault. They collect problems, which are then shown in one report.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Iterable, Literal


@dataclass(frozen=True)
class Edit:
    """The one right mending: replace the characters from `start` up to `end` (offsets in the file) by `text`."""

    start: int
    end: int
    text: str

    def apply(self, content: str) -> str:
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

    @property
    def place(self) -> str:
        return ":".join([self.file, *(str(number) for number in (self.line, self.column) if number)])


class BadData(Exception):
    """The data cannot be used; `problems` says all that is wrong with it."""

    def __init__(self, problems: list[Problem]):
        super().__init__(report(problems))
        self.problems = problems


def report(problems: Iterable[Problem]) -> str:
    """All problems as text for a terminal: by file and line, errors before suggestions, then a count."""
    ordered = sorted(problems, key=lambda problem: (problem.severity, problem.file, problem.line, problem.column))
    errors = sum(problem.severity == "error" for problem in ordered)
    blocks = [_block(problem) for problem in ordered]
    return "\n\n".join([*blocks, f"{_count(errors, 'error')}, {_count(len(ordered) - errors, 'suggestion')}"])


def github(problems: Iterable[Problem]) -> str:
    """All problems as workflow commands, which GitHub shows on the lines of a pull request."""
    return "\n".join(
        f"::{'error' if problem.severity == 'error' else 'notice'} file={_property(problem.file)},"
        f"line={problem.line or 1},col={problem.column or 1},title={_property(_first_sentence(problem.found))}"
        f"::{_escape(_message(problem))}"
        for problem in problems
    )


def _block(problem: Problem) -> str:
    lines = [f"{problem.place}: {problem.severity}: {problem.found}"]
    if problem.source:
        lines += ["", f"    {_clip(problem.source)}"]
        if 0 < problem.column <= 110:
            lines.append(f"    {' ' * (problem.column - 1)}^")
    lines.append(f"  {problem.expected}")
    lines += [f"  + {line}" for line in problem.corrected.splitlines()]
    return "\n".join(lines)


def _message(problem: Problem) -> str:
    corrected = f"\n{problem.corrected}" if problem.corrected else ""
    return f"{problem.found} {problem.expected}{corrected}"


def _clip(line: str) -> str:
    """The line without what a terminal would act on, and no longer than one would read."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in line[:120])


def _first_sentence(text: str) -> str:
    return text.split(". ")[0].rstrip(".")


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
