"""Files that only ever grow, read defensively: lines of text, each ended by `\\n`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ..reading.problems import BadData, broken

MAX_BYTES = 20_000_000


def read(root: Path, name: str) -> list[str]:
    """The lines of a file, named from `root`; none where it does not exist. Raises BadData where it can't be read."""
    path = root / name
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise BadData([broken("unreadable-file", name, cause="it is not a plain file")])
    if not path.exists():
        return []
    if path.stat().st_size > MAX_BYTES:
        cause = f"The file is larger than {MAX_BYTES // 1_000_000} MB"
        raise BadData([broken("too-large", name, cause=cause, limit="Restore it")])
    lines = path.read_bytes().decode(errors="replace").replace("\r\n", "\n").split("\n")
    return lines if lines[-1] else lines[:-1]


def append(root: Path, name: str, lines: Iterable[str]) -> None:
    """Adds lines to the end of a file, which is made where there is none."""
    path = root / name
    content = path.read_bytes() if path.exists() else b""
    separator = "" if not content or content.endswith(b"\n") else "\n"
    path.parent.mkdir(exist_ok=True)
    with path.open("ab") as file:
        file.write((separator + "".join(f"{line}\n" for line in lines)).encode())
