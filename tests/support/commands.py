"""The command line as its users call it, in the folder of a small catalogue."""

from __future__ import annotations

import contextlib
import io
import subprocess
from pathlib import Path

from macros.__main__ import main


def run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """What a command prints, and its status."""
    out, errors = io.StringIO(), io.StringIO()
    with contextlib.chdir(root), contextlib.redirect_stdout(out), contextlib.redirect_stderr(errors):
        try:
            status = main(list(arguments))
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else 1
    return subprocess.CompletedProcess(arguments, status, out.getvalue(), errors.getvalue())


def said(root: Path, *arguments: str) -> str:
    """What a command prints that succeeds."""
    done = run(root, *arguments)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
    return done.stdout


def refused(root: Path, *arguments: str) -> str:
    """What a command says that fails."""
    done = run(root, *arguments)
    assert (done.returncode, done.stdout) == (1, ""), done.stdout + done.stderr
    return done.stderr
