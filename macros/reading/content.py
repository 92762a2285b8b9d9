"""The bytes of one file as text. What keeps a file from being read at all is refused here."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any

MAX_BYTES = 5_000_000
"""A venue of 5,000 rows with a description each has about half of it."""


class Unreadable(Exception):
    """A file breaks a rule so that nothing in it can be read. Has the place and the words to report it."""

    def __init__(self, rule: str, line: int = 0, column: int = 0, **words: Any):
        self.rule, self.line, self.column, self.words = rule, line, column, words


def content(path: Path) -> str:
    """The file's text. Links are not followed, and nothing is read that is larger than the limit."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        if path.is_symlink():
            raise Unreadable("symbolic-link", kind="file") from None
        raise Unreadable("unreadable-file", cause=error.strerror) from None
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable("unreadable-file", cause="it is not a plain file")
        limit(status.st_size)
        with open(descriptor, "rb", closefd=False) as file:
            raw = file.read()
    finally:
        os.close(descriptor)
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise Unreadable("not-utf8", line, byte=raw[error.start]) from None


def limit(size: int) -> None:
    """Refuses a file of more bytes, or a text of more characters, than any venue needs."""
    if size > MAX_BYTES:
        cause = f"The file is larger than {MAX_BYTES // 1000} kB"
        raise Unreadable("too-large", cause=cause, limit="No venue needs that much")
