"""States of the catalogue in git. Nothing is checked out and no file is written."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from ..reading.problems import BadData
from ..reading.source import YamlFile
from .snapshot import PLACES, Snapshot, belongs, of_files


class NoHistory(Exception):
    """Git is missing, this is no repository of its own, or it has no such state; in one sentence."""


def at(root: Path, ref: str) -> Snapshot:
    """The state of the catalogue at a commit, branch or tag. Raises NoHistory where none can be read."""
    commit = _commit(root, ref)
    listed = (line.split("\t") for line in _git(root, "ls-tree", "-r", commit, "--", *PLACES).splitlines())
    blobs = {path: facts.split()[2] for facts, path in listed if facts.startswith("100") and belongs(path)}
    try:
        # What a commit held may be as hostile as any file.
        return of_files(YamlFile(root, root / path, text) for path, text in _contents(root, blobs).items())
    except BadData as refusal:
        problem = refusal.problems[0]
        raise NoHistory(f"{problem.place} at {ref} can't be read: {problem.found}") from None


def head(root: Path) -> tuple[str, str]:
    """The commit that is checked out, and when it was made, as in 2026-11-20T10:00:00Z. Raises NoHistory."""
    commit = _commit(root, "HEAD")
    seconds = int(_git(root, "show", "--no-patch", "--format=%ct", commit))
    return commit, datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _commit(root: Path, ref: str) -> str:
    """The id of the commit that a name means. Raises NoHistory where there is none."""
    shallow = _git(root, "rev-parse", "--is-shallow-repository").strip() == "true"
    try:
        return _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}").strip()
    except NoHistory:
        more = (
            " It is a shallow one: `git fetch --unshallow` brings the rest of the history." if shallow else ""
        )
        raise NoHistory(f"There is no commit `{ref}` in this clone.{more}") from None


def _contents(root: Path, blobs: dict[str, str]) -> dict[str, str]:
    """The text of each file, by its path."""
    wanted = "".join(f"{blob}\n" for blob in blobs.values())
    printed = BytesIO(_run(root, "cat-file", "--batch", given=wanted.encode()))
    found = {}
    for path in blobs:
        size = int(printed.readline().split()[2])
        found[path] = printed.read(size).decode(errors="replace")
        printed.read(1)
    return found


def _git(root: Path, *arguments: str) -> str:
    return _run(root, *arguments).decode(errors="replace")


def _run(root: Path, *arguments: str, given: bytes = b"") -> bytes:
    """What git prints. The repository must be `root` itself, not one that it happens to lie in."""
    if not (root / ".git").exists():
        raise NoHistory("This folder is no git repository, so there is no history to read.")
    command = ["git", "-C", str(root), "--git-dir=.git", *arguments]
    try:
        return subprocess.run(command, check=True, capture_output=True, input=given).stdout
    except FileNotFoundError:
        raise NoHistory(
            "git is missing, and the history is read with it. Install it, then try again."
        ) from None
    except subprocess.CalledProcessError as error:
        raise NoHistory(
            f"git could not read the history: {error.stderr.decode(errors='replace').strip()}"
        ) from None
