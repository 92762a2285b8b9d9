"""Every entry as a line of a table: codes.csv, and for each venue a CSV and an NDJSON file."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator

from ..catalogue import addresses
from ..catalogue.addresses import API, AddressBook
from ..catalogue.permalinks import Permalink
from ..catalogue.view import View
from .documents import Code, EntryLine

COLUMNS = (
    "permalink venue code section position transport http name message equivalent retry outcome anomalies verify acts "
    "next"
).split()
"""The columns of every CSV file."""

_MONTH = (
    "(jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?"
    "|sept?(ember)?|oct(ober)?|nov(ember)?|dec(ember)?)"
)
_ALTERED = re.compile(
    rf"""
      ['=+\-@＝＋－＠\t\r\n].*                         # a formula, or what would be taken for our own mark
    | 0\d.*                                          # leading zeros
    | [\d\s.,:/eE+()%$€£¥-]*\d[\d\s.,:/eE+()%$€£¥-]*  # numbers, amounts, percentages, fractions, dates and times
    | [\d:.\s]+[ap]m?                                # times of day
    | (true|false)
    | \d+[\s./-]*{_MONTH}[\s.,/-]*\d*                # days of a month
    | {_MONTH}[\s./-]*\d[\d\s.,/-]*
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_PLAIN_NUMBER = re.compile(r"0|[1-9]\d{0,9}")


def artefacts(view: View, book: AddressBook, codes: dict[str, Code]) -> Iterator[tuple[str, bytes]]:
    """All tables: for each its address and its content. `codes` are the published codes by their pages' addresses."""
    yield f"{API}codes.csv", table(view.permalinks, book).encode()
    for id, pages in view.of_venue.items():
        yield addresses.table(id, "csv"), table(pages, book, in_one_line).encode()
        yield addresses.table(id, "ndjson"), "".join(_ndjson(codes[page.url]) for page in pages).encode()


def cell(text: str) -> str:
    """A cell that every spreadsheet shows as it is. What one would run as a formula, or turn into another number, a
    date or a truth value, is marked as text by an apostrophe in front; so is what begins with an apostrophe, and taking
    away one gives the text back."""
    return f"'{text}" if _ALTERED.fullmatch(text) and not _PLAIN_NUMBER.fullmatch(text) else text


def in_one_line(text: str) -> str:
    r"""The text with `\n` for a line break, `\r` for a carriage return and `\\` for a backslash."""
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")


def table(pages: Iterable[Permalink], book: AddressBook, written: Callable[[str], str] = str) -> str:
    """The CSV of these codes. It begins with a byte order mark, without which Excel doesn't read UTF-8."""
    lines = io.StringIO()
    lines.write("\ufeff")
    writer = csv.writer(lines)
    writer.writerow(COLUMNS)
    for page in pages:
        kinds = dict.fromkeys(note.kind for note in page.annotations)
        for row in page.rows:
            cells = [
                f"{book.absolute(page.url)}#{row.anchor}",
                page.venue.id,
                page.code,
                row.section.id,
                str(row.position),
                row.section.transport,
                str(row.entry.http or ""),
                row.entry.name or "",
                "\n".join(row.texts),
                row.condition.id,
                row.retry,
                row.outcome,
                " ".join(kinds),
                " ".join(row.verify),
                row.acts,
                row.next,
            ]
            writer.writerow(cell(written(text)) for text in cells)
    return lines.getvalue()


def _ndjson(code: Code) -> str:
    lines = (EntryLine.model_construct(**dict(code) | dict(entry)) for entry in code.entries)
    return "".join(f"{line.model_dump_json()}\n" for line in lines)
