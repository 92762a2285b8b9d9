"""The small written catalogue in a git repository of its own."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from .written import Written


class Repository(Written):
    """A written catalogue whose states are committed, one a day from 2025-11-01 on."""

    def __init__(self, root: Path):
        super().__init__(root)
        self.commits = 0
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str) -> str:
        """What git prints."""
        day = f"2025-11-{self.commits % 30 + 1:02}T12:00:00+02:00"
        identity = {f"GIT_{who}_{what}": "x" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        environment = os.environ | identity | {"GIT_COMMITTER_DATE": day, "GIT_AUTHOR_DATE": day}
        command = ["git", *arguments]
        done = subprocess.run(
            command, cwd=self.root, env=environment, check=True, capture_output=True, text=True
        )
        return done.stdout

    def commit(self) -> str:
        """Commits everything as it is and returns the commit's id."""
        self.git("add", ".")
        self.git("commit", "--quiet", "--allow-empty", "--message", "x")
        self.commits += 1
        return self.git("rev-parse", "HEAD").strip()
