"""The one door to the data: what was read is checked, and the result is the catalogue or the whole report."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from ..catalogue.model import Catalogue
from .checks import CHECKS
from .loader import Reading, read
from .problems import BadData, Problem, errors
from .source import MAX_REPORTED


def inspect(root: Path) -> tuple[Reading, list[Problem]]:
    """What the repository at `root` holds, as far as it can be read, and all that is wrong with it."""
    reading = read(root)
    return reading, check(reading)


def check(reading: Reading) -> list[Problem]:
    """Every problem of what was read. Consequences of a problem already reported on a line are dropped."""
    known = {(problem.file, problem.line) for problem in reading.problems}
    found = (problem for run in CHECKS for problem in islice(run(reading), MAX_REPORTED))
    return [*reading.problems, *(problem for problem in found if (problem.file, problem.line) not in known)]


def read_checked(root: Path) -> Reading:
    """What was read, files included. Raises BadData with every error that was found."""
    reading, problems = inspect(root)
    if wrong := errors(problems):
        raise BadData(wrong)
    return reading


def load(root: Path) -> Catalogue:
    """The catalogue. Raises BadData with every error that was found."""
    return read_checked(root).catalogue
