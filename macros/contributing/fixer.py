"""Fixes what has one right answer, by the edits that the problems carry.

Nothing but those edits is changed: comments and formatting stay. A file is written whole or not at all, and only when
it is still readable afterwards.
"""

from __future__ import annotations

import os
from pathlib import Path

from ..reading.gate import inspect
from ..reading.problems import Edit, Problem, applied
from ..reading.source import YamlFile

MAX_ROUNDS = 10
"""One edit may lie inside another and wait for the next round; no file needs more than a few."""


def fix(root: Path) -> list[Problem]:
    """Fixes all that it can in the files under data/ and returns the problems that are gone."""
    fixed: list[Problem] = []
    reading = None
    for _ in range(MAX_ROUNDS):
        reading, problems = inspect(root, reading)
        before = len(fixed)
        for file in reading.files:
            fixed += _fix(root, file, [problem for problem in problems if problem.file == file.name])
        if len(fixed) == before:
            break
    return fixed


def write(path: Path, text: str) -> None:
    """Puts the text in the place of the file's content in one step, so that no reader ever sees half of it."""
    beside = path.parent.parent / f".{path.name}.{os.getpid()}"
    try:
        with beside.open("x", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            beside.chmod(path.stat().st_mode)
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def _fix(root: Path, file: YamlFile, problems: list[Problem]) -> list[Problem]:
    """Makes those edits that don't overlap, and returns their problems. The text of the file is already without what
    only an editor put there, so that writing it is the rest of the fix."""
    chosen: list[tuple[Edit, Problem]] = []
    behind = 0
    edits = [(problem.edit, problem) for problem in problems if problem.edit]
    for edit, problem in sorted(edits, key=lambda pair: (pair[0].start, pair[0].end)):
        if edit.start >= behind:
            chosen.append((edit, problem))
            behind = edit.end
    if not chosen:
        return []
    text = applied(file.text, [edit for edit, _ in chosen])
    if file.data is not None and YamlFile(root, file.path, text).data is None:
        return []
    write(file.path, text)
    return [problem for _, problem in chosen]
