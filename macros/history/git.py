"""The catalogue as it was: states of data/ read from git, and what each commit changed.

Nothing is checked out and no file is written. A state whose data does not fit today's model is passed over.
"""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from pydantic import ValidationError

from ..catalogue.model import Catalogue, Category, Condition, Headings, Record, Venue
from ..reading.loader import EQUIVALENTS, HEADINGS
from ..reading.source import YamlFile
from .diff import Change, compare

MOST_COMMITS = 100
"""How far back the changes go."""

_PATHS = ("data/venues", "data/equivalents")
_FILE = re.compile(r"data/(?:venues|equivalents(?:/[a-z0-9-]+)?)/[a-z0-9-]+\.yml")
_NOTHING = Catalogue.model_construct(venues=(), categories=())

Tree = dict[str, str]
"""The files of one state: each path with the id of its content in git."""


class NoHistory(Exception):
    """Git is missing, this is no repository of its own, or it has no such state."""


@dataclass(frozen=True)
class Commit:
    """One commit that changed the catalogue."""

    id: str
    date: str
    """In UTC, as in 2026-11-20T10:00:00Z."""
    changes: tuple[Change, ...]


def at(root: Path, ref: str) -> Catalogue:
    """The catalogue at a commit, branch or tag. Raises NoHistory where there is none that can be read."""
    commit = _git(root, "rev-parse", "--verify", "--end-of-options", f"{ref}^{{commit}}").strip()
    catalogue = _Reader(root).catalogue(_tree(root, commit))
    if catalogue is None:
        raise NoHistory(f"The data at {ref} does not fit today's model.")
    return catalogue


def commits(root: Path) -> tuple[Commit, ...]:
    """The commits that changed the catalogue, newest first; none where there is no history."""
    try:
        return _commits(root, _git(root, "rev-parse", "HEAD").strip())
    except NoHistory:
        return ()


@lru_cache(maxsize=4)
def _commits(root: Path, head: str) -> tuple[Commit, ...]:
    log = _git(
        root,
        "-c",
        "log.showRoot=true",
        "log",
        "--first-parent",
        "-m",
        "--raw",
        "--no-abbrev",
        "--no-renames",
        f"--max-count={MOST_COMMITS}",
        "--format=commit %H %ct",
        head,
        "--",
        *_PATHS,
    )
    tree = _tree(root, head)
    states: list[tuple[str, int, Tree]] = []
    for line in filter(None, log.splitlines()):
        if line.startswith("commit "):
            _, id, seconds, *_ = line.split()
            states.append((id, int(seconds), tree))
            tree = dict(tree)
            continue
        facts, path = line.split("\t")
        before = facts.split()[2]
        tree.pop(path, None)
        if before.strip("0") and _FILE.fullmatch(path):
            tree[path] = before
    reader = _Reader(root)
    complete = not tree and _git(root, "rev-parse", "--is-shallow-repository").strip() == "false"
    known = _NOTHING if complete else reader.catalogue(tree)
    found = []
    for id, seconds, state in reversed(states):
        catalogue = reader.catalogue(state)
        if catalogue and known:
            date = datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            found.append(Commit(id, date, tuple(compare(known, catalogue))))
        known = catalogue or known
    return tuple(commit for commit in reversed(found) if commit.changes)


class _Reader:
    """Reads states; a file that many of them share is parsed once."""

    def __init__(self, root: Path):
        self._root = root
        self._records: dict[str, Record | None] = {}

    def catalogue(self, tree: Tree) -> Catalogue | None:
        records = {path: self._record(path, blob) for path, blob in sorted(tree.items())}
        headings = records.pop(HEADINGS, None)
        if headings is None or None in records.values():
            return None
        conditions = {path: record for path, record in records.items() if path.startswith(EQUIVALENTS)}
        catalogue = Catalogue.model_construct(
            venues=tuple(record for path, record in records.items() if path not in conditions),
            categories=tuple(
                Category(
                    id=heading.id,
                    title=heading.title,
                    conditions=tuple(
                        record for path, record in conditions.items() if f"/{heading.id}/" in path
                    ),
                )
                for heading in headings.categories
            ),
        )
        used = {entry.equivalent for venue in catalogue.venues for _, _, entry in venue.rows()}
        return catalogue if used <= catalogue.conditions.keys() else None

    def _record(self, path: str, blob: str) -> Record | None:
        if blob not in self._records:
            kind = Headings if path == HEADINGS else Condition if path.startswith(EQUIVALENTS) else Venue
            # What a commit held may be as hostile as any file.
            file = YamlFile(self._root, self._root / path, _git(self._root, "cat-file", "blob", blob))
            try:
                self._records[blob] = kind.model_validate(file.data)
            except ValidationError:
                self._records[blob] = None
        return self._records[blob]


def _tree(root: Path, commit: str) -> Tree:
    listed = (line.split("\t") for line in _git(root, "ls-tree", "-r", commit, "--", *_PATHS).splitlines())
    return {path: facts.split()[2] for facts, path in listed if _FILE.fullmatch(path)}


def _git(root: Path, *arguments: str) -> str:
    """What git prints. The repository must be `root` itself, not one that it happens to lie in."""
    command = ["git", "-C", str(root), "--git-dir=.git", *arguments]
    try:
        return subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout
    except FileNotFoundError:
        raise NoHistory(
            "git is missing, and the history is read with it. Install it, then try again."
        ) from None
    except (OSError, subprocess.CalledProcessError, UnicodeDecodeError) as error:
        raise NoHistory((getattr(error, "stderr", None) or str(error)).strip()) from None
