"""Contributors who add something at the same time do not meet in one file: git merges what they add, and the result is
without a fault."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from macros.contributing import schemas
from tests.support.repository import Repository
from tests.support.written import BAD_SYMBOL, VENUE, entry


def add_condition(written: Repository, id: str, venue: str) -> None:
    """A condition, and the entry of a venue that means it."""
    written.write(f"equivalents/request/{id}.yml", BAD_SYMBOL.replace("id: bad-symbol", f"id: {id}"))
    written.add(entry("3", "Another text", id), venue)


def add_venue(written: Repository, id: str) -> None:
    """A venue with codes that others have too."""
    written.write(f"venues/{id}.yml", VENUE.format(id=id, name=id.title()))


def merged(written: Repository, one: str, other: str) -> None:
    """Puts each of two changes on a branch of its own, and merges one into the other."""
    main = written.commit()
    for number, (kind, id, *venue) in enumerate([one.split(), other.split()]):
        written.git("checkout", "--quiet", "-b", f"branch-{number}", main)
        add_venue(written, id) if kind == "venue" else add_condition(written, id, *venue)
        schemas.write(written.root)
        assert written.problems() == []
        written.commit()
    written.git("merge", "--quiet", "--no-edit", "branch-0")
    assert written.problems() == []


def test_two_branches_that_each_add_a_condition_merge(tmp_path: Path) -> None:
    merged(Repository(tmp_path), "condition bad-price alpha", "condition bad-size beta")


def test_two_branches_that_each_add_a_venue_merge(tmp_path: Path) -> None:
    merged(Repository(tmp_path), "venue gamma", "venue delta")


def test_a_branch_that_adds_a_venue_and_one_that_adds_a_condition_merge(tmp_path: Path) -> None:
    merged(Repository(tmp_path), "venue gamma", "condition bad-price alpha")


def test_what_git_leaves_of_a_conflict_is_called_so(tmp_path: Path) -> None:
    written = Repository(tmp_path)
    main = written.commit()
    for message in ("No such symbol", "Symbol not found"):
        written.git("checkout", "--quiet", "-b", message[:2], main)
        written.change("Unknown symbol", message)
        written.commit()
    with pytest.raises(subprocess.CalledProcessError):
        written.git("merge", "--quiet", "--no-edit", "No")
    assert written.broken() == ["alpha:30: merge-conflict"]
