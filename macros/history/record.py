"""The record of what changed in the catalogue: one change a line, oldest first, append-only, a file for each year.

A line is a JSON object: `at` (when the published commit was made, in UTC), `commit` (its id), and what changed, with
the keys of `Change`; what is empty is left out. Publishing compares what it publishes with the last recorded commit and
adds the difference. Feeds, change log and days are made from these lines alone, so they need no git history, and a
change of the model or of the files' layout leaves them as they are.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Annotated, Any

from pydantic import StringConstraints, ValidationError

from ..reading.problems import BadData, Problem, broken
from . import appended, git
from .changes import KINDS, Change
from .diff import compare
from .snapshot import Snapshot

FOLDER = "data/changes"
LONGEST = 400
"""Characters of a text in the record; the rest of a longer one is on its page."""

_FILE = re.compile(r"20\d\d\.jsonl")
_REMEDY = "Restore the line. Publishing writes this file, and nobody else has to."


class Line(Change):
    """One line of the record."""

    at: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")]
    commit: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{40,64}$")]


@dataclass(frozen=True)
class Publication:
    """What changed from one published state to the next."""

    commit: str
    """The commit that was published."""
    at: str
    """When that was made, in UTC, as in 2026-11-20T10:00:00Z."""
    changes: tuple[Line, ...]
    """By venue, then the conditions; never empty."""

    @property
    def day(self) -> str:
        """The day of it, as in 2026-11-20."""
        return self.at[:10]


def publications(root: Path) -> list[Publication]:
    """What changed with each publication, newest first. Raises BadData where the record is damaged."""
    grouped = groupby(_lines(root), key=lambda line: (line.commit, line.at))
    return [Publication(commit, at, tuple(changes)) for (commit, at), changes in grouped][::-1]


def problems(root: Path) -> list[Problem]:
    """What is wrong with the record."""
    try:
        _lines(root)
    except BadData as refusal:
        return refusal.problems
    return []


def append(root: Path) -> Publication | None:
    """Adds what changed from the last recorded commit to the one that is checked out; returns None if nothing did.

    Raises BadData where the record is damaged, and NoHistory where git does not have both commits.
    """
    commit, made = git.head(root)
    last = next(iter(publications(root)), None)
    found = compare(_recorded(root, last) if last else Snapshot(), git.at(root, commit))
    if not found:
        return None
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    # The clocks of committers differ; the record only goes forward, and never into the future.
    at = max(min(made, now), last.at if last else "")
    lines = [Line(at=at, commit=commit, **_shortened(change)) for change in found]
    appended.append(root, f"{FOLDER}/{at[:4]}.jsonl", map(_written, lines))
    return Publication(commit, at, tuple(lines))


def _recorded(root: Path, last: Publication) -> Snapshot:
    try:
        return git.at(root, last.commit)
    except git.NoHistory as refusal:
        raise git.NoHistory(
            f"{refusal} It is the last commit in {FOLDER}/, and what changed since can't be told without it. If the "
            "history was rewritten, write there the commit that holds the same data now."
        ) from None


def _shortened(change: Change) -> dict[str, Any]:
    facts = change.model_dump()
    for key in ("before", "after"):
        if len(facts[key]) > LONGEST:
            facts[key] = f"{facts[key][: LONGEST - 1]}…"
    return facts


def _written(line: Line) -> str:
    first = {"at": line.at, "commit": line.commit}
    return json.dumps(first | line.model_dump(exclude_defaults=True, exclude=set(first)), ensure_ascii=False)


def _lines(root: Path) -> list[Line]:
    """Every line, oldest first. Raises BadData where the record is damaged."""
    lines: list[Line] = []
    faults: list[Problem] = []
    folder = root / FOLDER
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        name = f"{FOLDER}/{ascii(path.name)[1:-1]}"
        if not _FILE.fullmatch(path.name):
            cause = "This is not a file of the record of changes."
            remedy = "Only one file a year belongs here, such as 2026.jsonl; move it."
            faults.append(broken("damaged-record", name, cause=cause, remedy=remedy))
            continue
        for number, text in enumerate(appended.read(root, name), start=1):
            try:
                line = Line.model_validate_json(text)
                cause = _misplaced(line, path.stem, lines[-1].at if lines else "")
            except ValidationError as refusal:
                cause = _malformed(refusal)
            if cause:
                faults.append(
                    broken("damaged-record", name, number, 1, source=text, cause=cause, remedy=_REMEDY)
                )
            else:
                lines.append(line)
    if faults:
        raise BadData(faults)
    return lines


def _malformed(refusal: ValidationError) -> str:
    """Why a text is no line of the record."""
    error = refusal.errors()[0]
    place = f"`{error['loc'][0]}`: " if error["loc"] else ""
    return f"This is not a line of the record of changes. {place}{error['msg']}."


def _misplaced(line: Line, year: str, previous: str) -> str:
    """Why a line can't be where it is; an empty text where it can."""
    try:
        day = datetime.fromisoformat(line.at).date()
    except ValueError:
        return f"{line.at} is not a real day and time."
    if day > datetime.now(UTC).date():
        return f"{day} is in the future."
    if line.at[:4] != year:
        return f"{day} is not in {year}."
    if line.at < previous:
        return f"{line.at} is before {previous} of the line above."
    if line.kind not in KINDS:
        return f"There is no kind of change `{line.kind}`."
    if bool(line.venue) == bool(line.condition):
        return "A change is one of a venue or one of a condition."
    return ""
