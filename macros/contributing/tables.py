"""The rows of a venue's table of errors, read from CSV or from the tables of a Markdown page.

Tables are read as they are found: columns in any order, empty columns, pipes that are never closed, Markdown escapes. What
can't be read for certain is refused with its line, and never guessed.
"""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ..reading.content import MAX_BYTES
from ..reading.problems import Refused
from ..reading.source import INVISIBLE, short

_HEADING = re.compile(r" {0,3}(#{1,6})\s+(.+)")
_LONE_LINE = re.compile(r"[\w &/()-]{1,60}")
_RULER = re.compile(r"\|?(\s*:?-+:?\s*\|)*\s*:?-+:?\s*\|?")
_CELL = re.compile(r"((?:[^|\\]|\\.?)*)(?:\||$)")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_COLUMNS = {
    "section": r"section|group|category",
    "http": r"http|^status",
    "code": r"code",
    "message": r"message|msg",
    "name": r"name|constant",
    "description": r"desc|meaning|reason",
}
"""Columns by what their heads say; the first that fits is taken."""


Cells = dict[str, str]
"""What one row has in each column that is known."""


@dataclass
class Row:
    """One documented row."""

    section: str
    """The title of its section; empty where the document has none."""
    transport: str
    code: str
    http: int | None
    name: str
    messages: list[str]


def read_table(path: Path) -> list[Row]:
    """The rows of a file, in the order documented."""
    read = {".csv": _csv_rows, ".md": _markdown_rows}.get(path.suffix.lower())
    if read is None:
        raise Refused(f"{path} is neither a .csv nor a .md file.")
    with path.open("rb") as file:
        content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise Refused(f"{path} is larger than {MAX_BYTES // 1000} kB.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(f"{path} is not UTF-8: byte 0x{content[error.start]:02X}. Save it as UTF-8.") from None
    text = INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    rows: list[Row] = []
    try:
        for line, section, transport, cells in read(text):
            _add(rows, f"{path}:{line}", section, transport, cells)
    except csv.Error as error:
        raise Refused(f"{path} is no CSV: {error}.") from None
    if not rows:
        raise Refused(f"{path} has no table with a column `code`. Its first line must name the columns.")
    return rows


def _add(rows: list[Row], place: str, section: str, transport: str, cells: Cells) -> None:
    """Adds a row, or to the row above the further message of a row without a code."""
    code, http = cells.get("code", cells.get("http", "")), cells.get("http", "")
    message = cells.get("message", cells.get("description", ""))
    if not any(cells.values()):
        return
    if not message:
        raise Refused(f"{place}: the code {code!a} has no message. Correct the table.")
    if http and not re.fullmatch(r"[1-5]\d\d", http):
        raise Refused(f"{place}: {http!a} is no HTTP status. Correct the table, or leave the cell empty.")
    section = cells.get("section") or section
    if not code:
        if not rows or rows[-1].section != section:
            raise Refused(f"{place}: the message {short(message)!a} has no code. Correct the table.")
        rows[-1].messages.append(message)
        return
    transport = "websocket" if "websocket" in section.casefold() else transport
    rows.append(Row(section, transport, code, int(http) if http else None, cells.get("name", ""), [message]))


def _csv_rows(text: str) -> Iterator[tuple[int, str, str, Cells]]:
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    columns = _columns(next(reader, []))
    for cells in reader:
        yield reader.line_num, "", "rest", _cells(columns, cells)


def _markdown_rows(text: str) -> Iterator[tuple[int, str, str, Cells]]:
    lines = text.split("\n")
    headings: list[tuple[int, str]] = []
    columns: list[str] | None = None
    for number, line in enumerate(lines):
        heading = _HEADING.fullmatch(line)
        if heading:
            level = len(heading[1])
            headings = [
                *(one for one in headings if one[0] < level),
                (level, _plain(heading[2].rstrip("# "))),
            ]
        elif "|" not in line:
            columns = None
            if _LONE_LINE.fullmatch(line.strip()) and line.strip():
                # Some documents write their headings as plain lines.
                headings = [*(one for one in headings if one[0] < 7), (7, _plain(line))]
        elif columns is None:
            if number + 1 < len(lines) and _RULER.fullmatch(lines[number + 1].strip()):
                columns = _columns([_plain(cell) for cell in _split(line)])
        elif not _RULER.fullmatch(line.strip()):
            titles = [title for _, title in headings]
            transport = "websocket" if "websocket" in " ".join(titles).casefold() else "rest"
            cells = _cells(columns, [_plain(cell) for cell in _split(line)])
            yield number + 1, titles[-1] if titles else "", transport, cells


def _split(line: str) -> list[str]:
    """The cells of a line of a table, whether or not its pipes are closed."""
    line = line.strip().removeprefix("|")
    return _CELL.findall(line)[:-1]


def _plain(text: str) -> str:
    """The text of a piece of Markdown: without escapes, entities, and the marks around the whole of it."""
    text = html.unescape(_ESCAPE.sub(r"\1", text)).strip()
    marked = re.fullmatch(r"(`+|\*\*|__)(.+)\1", text)
    return marked[2].strip() if marked else text


def _columns(heads: Iterable[str]) -> list[str]:
    """What each column holds; empty for one that is not needed."""
    result: list[str] = []
    for head in heads:
        found = (name for name, words in _COLUMNS.items() if re.search(words, head.strip(), re.IGNORECASE))
        name = next(found, "")
        result.append("" if name in result else name)
    return result


def _cells(columns: list[str], cells: list[str]) -> Cells:
    return {name: cell.strip() for name, cell in zip(columns, cells) if name}
