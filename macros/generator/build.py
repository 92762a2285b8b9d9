"""Builds the site beside the one that is there, and puts it in its place when it is whole.

Run as `python -m macros.generator.build`. Whatever goes wrong, the site that was there stays as it was, and one
sentence says why. What a killed build leaves behind is cleared away by the next. `mkdocs build` does the same work
without these guards.
"""

from __future__ import annotations

import fcntl
import logging
import os
import shutil
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from mkdocs.__main__ import cli

from ..reading.problems import Refused


def build(root: Path) -> None:
    """Builds the project in `root` into its folder site/. Raises Refused where that should not even begin."""
    site = (root / "site").resolve()
    unfinished, former = site.with_name(".site.unfinished"), site.with_name(".site.former")
    with _alone(site.parent):
        _tidy(site, unfinished, former)
        _refuse_a_read_only(site)
        try:
            cli.main(["build", "--strict", "--site-dir", str(unfinished)], standalone_mode=False)
            if site.exists():
                site.rename(former)
            unfinished.rename(site)
        finally:
            _tidy(site, unfinished, former)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keeps every other build out of the folder. The system frees it even where this process is killed."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused(
                "Another build is at work here. Wait until it has ended, then build again."
            ) from None
        yield
    finally:
        os.close(handle)


def _tidy(site: Path, unfinished: Path, former: Path) -> None:
    """Puts the former site back if a build ended before it brought the new one, and clears the rest."""
    if former.exists() and not site.exists():
        former.rename(site)
    for folder in (unfinished, former):
        shutil.rmtree(folder, ignore_errors=True)


def _refuse_a_read_only(site: Path) -> None:
    # Root may write everywhere, but whoever took the right away meant it.
    if site.exists() and not (os.access(site, os.W_OK) and site.stat().st_mode & stat.S_IWUSR):
        raise Refused(
            "The folder site/ is read-only. Make it writable (chmod -R u+w site), then build again."
        )


def main() -> int:
    """Builds the project in the current folder and returns the exit status."""
    # MkDocs would tell an error of the system too, as one of the page that it was writing.
    logging.getLogger("mkdocs.commands.build").addFilter(
        lambda _: not getattr(sys.exception(), "errno", None)
    )
    try:
        build(Path.cwd())
        return 0
    except click.ClickException as error:
        error.show()
    except Refused as refusal:
        print(refusal, file=sys.stderr)
    except OSError as error:
        name = error.filename2 or error.filename
        place = f"{name}: " if name else ""
        print(f"{place}{error.strerror or error}, so site/ stays as it was.", file=sys.stderr)
    except (KeyboardInterrupt, click.Abort):
        print("Stopped; site/ stays as it was.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
