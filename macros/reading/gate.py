"""The one door to the data: what was read is checked, and the result is the catalogue or the whole report."""

from __future__ import annotations

from itertools import chain, islice
from pathlib import Path
from typing import Any

from ..catalogue.model import Catalogue, Venue
from .checks import OF_ALL, OF_FILES, OF_VENUES
from .loader import ReadFile, Reading, read
from .problems import BadData, Problem, errors
from .source import MAX_REPORTED, Place


def inspect(root: Path, before: Reading | None = None) -> tuple[Reading, list[Problem]]:
    """What the repository at `root` holds, as far as it can be read, and all that is wrong with it. Files that have not
    changed since `before` are not read again."""
    reading = read(root, before)
    return reading, check(reading)


def check(reading: Reading) -> list[Problem]:
    """Every problem of what was read. Consequences of a problem already reported on a line are dropped."""
    known = {(problem.file, problem.line) for problem in reading.problems}
    of_all = (problem for run in OF_ALL for problem in islice(run(reading), MAX_REPORTED))
    found = chain(*map(_alone, reading.read_files.values()), of_all)
    return [*reading.problems, *(problem for problem in found if (problem.file, problem.line) not in known)]


def _alone(read: ReadFile[Any]) -> list[Problem]:
    """What is wrong with a file whatever the others hold. That stays as long as the file does."""
    if read.problems is None:
        runs = [run(read) for run in OF_FILES]
        if isinstance(read.record, Venue):
            runs += [run(read.record, Place(read.file)) for run in OF_VENUES]
        read.problems = [problem for run in runs for problem in islice(run, MAX_REPORTED)]
    return read.problems


def read_checked(root: Path) -> Reading:
    """What was read, files included. Raises BadData with every error that was found."""
    reading, problems = inspect(root)
    if wrong := errors(problems):
        raise BadData(wrong)
    return reading


def load(root: Path) -> Catalogue:
    """The catalogue. Raises BadData with every error that was found."""
    return read_checked(root).catalogue
