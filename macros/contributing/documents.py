"""A venue's document as a sequence of headings, tables and lists, whatever form it is written in.

It reads Markdown and MDX, HTML, text with tabs, CSV, JSON and YAML. What each piece means is decided in rows.py; here
it is only found, with its line.

One rule for all texts: what only formats is taken off, and what the venue wrote stays. Off come the marks of links,
images, code, bold and struck-out text, escapes, entities, HTML tags that format, invisible characters and white space
around a text. Placeholders such as `<Limit>` stay, and so do typos, quotation marks inside a text and white space
between words.
"""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from itertools import islice
from pathlib import Path
from typing import Any

import yaml

from ..catalogue.grouping import grouped
from ..reading.problems import Refused
from ..reading.syntax import INVISIBLE

MAX_DOCUMENT = 8_000_000
"""Bytes of a document; some venues put their whole manual on one page."""


@dataclass(frozen=True)
class Cell:
    """One text of a document."""

    text: str
    struck: bool = False
    """Whether the document strikes it out."""
    lead: str = ""
    """What it begins with between backticks or quotation marks: in a list, the code."""


@dataclass
class Heading:
    """A heading, or a line that serves as one."""

    line: int
    level: int
    """1 is the highest; 7 for what only serves as a heading, 8 for the head of a table's first column."""
    text: str


@dataclass
class Table:
    """A table with its rows, each with the line it begins on."""

    line: int
    heads: list[str]
    rows: list[tuple[int, list[Cell]]] = field(default_factory=list)
    joined: list[int] = field(default_factory=list)
    """Lines that were joined by a blank to a cell that begins above."""

    def texts(self, column: int) -> list[str]:
        """What the cells of a column hold, without those that are empty."""
        return [cells[column].text for _, cells in self.rows if column < len(cells) and cells[column].text]


@dataclass
class Items:
    """A list of texts, or of codes with texts."""

    items: list[tuple[int, Cell]]

    @property
    def line(self) -> int:
        return self.items[0][0]


@dataclass
class Paragraph:
    """A text between the others."""

    line: int
    text: str


Piece = Heading | Table | Items | Paragraph


def read_document(path: Path) -> list[Piece]:
    """The pieces of a file in their order. Its form follows from the end of its name."""
    read = FORMS.get(path.suffix.lower())
    if read is None:
        raise Refused(f"{path} is in no form that is read. Those are: {', '.join(FORMS)}.")
    try:
        return [
            part
            for piece in read(_text_of(path))
            for part in (_parted(piece) if isinstance(piece, Table) else [piece])
        ]
    except csv.Error as error:
        raise Refused(f"{path} is no CSV: {error}.") from None
    except json.JSONDecodeError as error:
        raise Refused(f"{path}:{error.lineno} is no JSON: {error.msg}.") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Refused(f"{path}:{mark.line + 1 if mark else 1} is no YAML: {error.problem}.") from None
    except RecursionError:
        raise Refused(f"{path} is nested too deeply.") from None


def _parted(table: Table) -> Iterator[Piece]:
    """The tables that one is where its heads come again inside it. Where the first of them is another then, it tells
    the tables apart as a heading does."""
    tables = [Table(table.line, table.heads, joined=table.joined)]
    for line, cells in table.rows:
        heads = [one.text for one in cells]
        if any(heads[1:]) and heads[1:] == table.heads[1:] and not _is_code(heads[0]):
            tables.append(Table(line, heads))
        else:
            tables[-1].rows.append((line, cells))
    named = any(one.heads[0] != table.heads[0] for one in tables[1:])
    for one in tables:
        if named:
            yield Heading(one.line, 8, one.heads[0])
        yield one


def _text_of(path: Path) -> str:
    with path.open("rb") as file:
        content = file.read(MAX_DOCUMENT + 1)
    if len(content) > MAX_DOCUMENT:
        raise Refused(f"{path} is larger than {MAX_DOCUMENT // 1_000_000} MB.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(f"{path} is not UTF-8: byte 0x{content[error.start]:02X}. Save it as UTF-8.") from None
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")
    return INVISIBLE.sub("", text)


# Texts

_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_LINK = re.compile(r"(?<!\\)\[([^\[\]]*)\]\((?:[^()\s]|\([^()]*\))*(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)")
_BREAK = re.compile(r"\s*<(?:/?br\s*/?|/?p)>\s*", re.IGNORECASE)
_PAIRED = re.compile(
    r"<(a|b|i|u|em|strong|code|span|font|sub|sup|small|mark)\b[^<>]*>(.*?)</\1>", re.IGNORECASE | re.DOTALL
)
_STRUCK = re.compile(r"~~(.+?)~~|<(s|del|strike)>(.+?)</\2>", re.IGNORECASE | re.DOTALL)
_BOLD = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")


def plain(text: str) -> str:
    """The text of a piece of Markdown or HTML, without what only formats it."""
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        # Whatever stands between backticks is no markup.
        kept.append(match[2].strip())
        return f"\0{len(kept) - 1}\0"

    text = _IMAGE.sub("", _BREAK.sub(" ", _CODE.sub(keep, text)))
    while (without := _PAIRED.sub(r"\2", _LINK.sub(r"\1", text))) != text:
        text = without
    text = _BOLD.sub(r"\2", _STRUCK.sub(lambda match: match[1] or match[3], text))
    text = html.unescape(_ESCAPE.sub(r"\1", text))
    return re.sub("\0(\\d+)\0", lambda match: kept[int(match[1])], text).strip()


def cell(text: str) -> Cell:
    """A piece of Markdown or HTML as a text; it counts as struck out where nothing in it is left standing."""
    lead = re.match(r"\s*(?:`([^`]+)`|\"([^\"]+)\")", text)
    return Cell(plain(text), _is_struck(text), (lead[1] or lead[2]) if lead else "")


def _is_struck(text: str) -> bool:
    return bool(_STRUCK.search(text)) and not _STRUCK.sub("", text).strip()


# Markdown

_ATX = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*")
_ITEM = re.compile(r" {0,5}[*+-][ \t]+(\S.*)")
_RULER = re.compile(r"\|?(\s*:?-+:?\s*\|)*\s*:?-+:?\s*\|?")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})[^`~]*")
_TABLE_CELL = re.compile(r"((?:[^|\\`]|\\.?|`[^`|]*`|`)*)(?:\||$)")
_LABEL = re.compile(r"[ ↳]*\*\*([^*]+)\*\*(.*)")
_INLINE_LIST = re.compile(r"\[((?:`[^`]+`,\s*)+`[^`]+`)\]")
_ANYTHING = re.compile(r"[^\W_]")


Lines = deque[tuple[int, str]]
"""The lines that are still to be read, each with its number; whoever reads one takes it away."""


def _markdown(text: str) -> Iterator[Piece]:
    """Markdown, MDX and plain text with tabs."""
    lines: Lines = deque(enumerate(_without_comments(text).split("\n"), start=1))
    titled = any(_ATX.fullmatch(line) for _, line in lines)
    stripped = [line.strip() for _, line in lines]
    if stripped[0] == "---" and "---" in stripped[1:]:
        for _ in range(stripped.index("---", 1) + 1):
            lines.popleft()
    while lines:
        number, line = lines.popleft()
        following = lines[0][1] if lines else ""
        if fence := _FENCE.fullmatch(line):
            while lines and not lines.popleft()[1].strip().startswith(fence[1]):
                pass
        elif heading := _ATX.fullmatch(line):
            title = plain(heading[2] or "")
            while not _ANYTHING.search(title) and lines and not _ATX.fullmatch(lines[0][1]):
                # Some copies put a heading's text on one of the next lines.
                title = plain(re.sub(r"\[\]\([^)]*\)", "", lines.popleft()[1]))
            yield Heading(number, len(heading[1]), title)
        elif "<table" in line.lower():
            page = [line]
            while lines and "</table>" not in page[-1].lower():
                page.append(lines.popleft()[1])
            yield from _html("\n".join(page), number - 1)
        elif "|" in line and "-" in following and _RULER.fullmatch(following.strip()):
            lines.popleft()
            yield _pipe_table(number, line, lines)
        elif "\t" in line.strip():
            yield _tab_table(number, line, lines)
        elif (item := _ITEM.fullmatch(line)) and not _RULER.fullmatch(line.strip()):
            yield _items(number, item[1], lines)
        else:
            while line.lstrip(" ↳").startswith("**") and line.count("**") % 2 and lines:
                line = f"{line} {lines.popleft()[1].strip()}"
            yield from _paragraph(line, number, titled)


def _without_comments(text: str) -> str:
    """The text with its comments emptied, so that every line keeps its number."""
    return re.sub(
        r"<!--.*?-->|\{/\*.*?\*/\}", lambda match: "\n" * match[0].count("\n"), text, flags=re.DOTALL
    )


def _split(line: str) -> list[str]:
    """The cells of a line of a table, whether or not its pipes are closed."""
    return _TABLE_CELL.findall(line.strip().removeprefix("|"))[:-1]


def _pipe_table(number: int, head: str, lines: Lines) -> Table:
    """The table with this head; its ruler is taken away already."""
    table = Table(number, [plain(text) for text in _split(head)])
    rows: list[tuple[int, str]] = []
    while lines and (line := lines[0][1].strip()):
        # A cell that runs over several lines goes on here, unless pipes at the end say that it is closed.
        goes_on = "|" not in line and rows and not rows[-1][1].endswith("|") and not _ITEM.fullmatch(line)
        if _ATX.fullmatch(lines[0][1]) or line.startswith("```") or not ("|" in line or goes_on):
            break
        number, _ = lines.popleft()
        if goes_on:
            table.joined.append(number)
            rows[-1] = (rows[-1][0], f"{rows[-1][1]} {line}")
        elif not _RULER.fullmatch(line):
            rows.append((number, line))
    table.rows = [(at, [cell(text) for text in _split(line)]) for at, line in rows]
    return table


def _tab_table(number: int, head: str, lines: Lines) -> Table:
    """The table with this head, whose cells are separated by tabs."""
    table = Table(number, [plain(text) for text in head.split("\t")])
    while lines and ("\t" in lines[0][1] or (table.rows and _goes_on(lines))):
        number, line = lines.popleft()
        if "\t" in line:
            table.rows.append((number, [cell(text) for text in line.split("\t")]))
        elif line.strip():
            last = table.rows[-1][1]
            last[-1] = replace(last[-1], text=f"{last[-1].text} {plain(line)}")
            table.joined.append(number)
    return table


def _goes_on(lines: Lines) -> bool:
    """Whether the last cell goes on here, or behind an empty line. It goes on only where another row follows at once,
    and no title comes between."""
    ahead = [line for _, line in islice(lines, 3)]
    text, following, *_ = [*ahead[not ahead[0].strip() :], "", ""]
    is_row = "\t" in following and not re.search(r"\b(code|reason|status)\t", following, re.IGNORECASE)
    return bool(text.strip()) and "\t" not in text and is_row


def _items(number: int, text: str, lines: Lines) -> Items:
    """The list that begins with this item, empty lines between its items included."""
    items, apart = [(number, text)], False
    while lines:
        number, line = lines[0]
        if (item := _ITEM.fullmatch(line)) and not _RULER.fullmatch(line.strip()):
            items.append((number, item[1]))
        elif line.strip() and (apart or _ATX.fullmatch(line) or not line.startswith(" ")):
            break
        elif line.strip():
            items[-1] = (items[-1][0], f"{items[-1][1]} {line.strip()}")
        apart = not line.strip()
        lines.popleft()
    return Items([(at, cell(text)) for at, text in items])


_IDLE = re.compile(
    r"(note|info|tip|warning|code|json|example|copy( page)?|ask ai|last modified.*)s?", re.IGNORECASE
)
"""Short lines that are no titles, though they look like some."""


def _paragraph(line: str, number: int, titled: bool) -> Iterator[Piece]:
    """A line of text, which may serve as a heading: one in bold, or any short one where a text has no headings."""
    if listed := _INLINE_LIST.search(line):
        codes = [code.strip().strip("`") for code in listed[1].split(",")]
        yield Items([(number, Cell(code, lead=code)) for code in codes])
    elif label := _LABEL.fullmatch(line.rstrip()):
        yield Heading(number, 7, plain(label[1]).rstrip(":"))
    elif text := plain(line):
        title = re.fullmatch(r"[A-Z0-9][\w &/(),’'-]{0,59}(?<![.,;:])", text) and not _IDLE.fullmatch(text)
        serves = title and not titled and not line.startswith(" ")
        yield Heading(number, 7, text) if serves else Paragraph(number, text)


# HTML


class _Page(HTMLParser):
    """Collects the pieces of a page. What is struck out is marked as in Markdown; other tags that format drop out."""

    def __init__(self, offset: int):
        super().__init__(convert_charrefs=True)
        self.pieces: list[Piece] = []
        self.offset = offset
        self.text = ""
        self.table: Table | None = None
        self.row: list[Cell] | None = None
        self.row_line = 0
        self.in_cell = False
        self.items: list[tuple[int, Cell]] = []
        self.ignored = 0
        self.depth = 0

    @property
    def line(self) -> int:
        return self.getpos()[0] + self.offset

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.text += _MARKS.get(tag, "")
        if tag in _IGNORED:
            self.ignored += 1
        elif tag == "table":
            self._paragraph()
            self.table = Table(self.line, [])
        elif tag == "tr":
            self._end_row()
            self.row, self.row_line = [], self.line
        elif tag in ("td", "th"):
            self._end_cell()
            self.in_cell = True
        elif tag in ("ul", "ol"):
            self._paragraph()
            self.depth += 1
        elif tag == "li" or (_BLOCK.fullmatch(tag) and self.row is None and not self.depth):
            self._paragraph()

    def handle_endtag(self, tag: str) -> None:
        if tag in _IGNORED:
            self.ignored = max(0, self.ignored - 1)
        elif tag in ("td", "th"):
            self._end_cell()
        elif tag == "tr":
            self._end_row()
        elif tag == "table" and self.table is not None:
            self._end_row()
            self.pieces.append(self.table)
            self.table = None
        elif tag == "li" and self.row is None:
            self.items.append((self.line, self._cell()))
        elif tag in ("ul", "ol"):
            self.depth = max(0, self.depth - 1)
            if self.items and not self.depth:
                self.pieces.append(Items(self.items))
                self.items = []
        elif re.fullmatch("h[1-6]", tag):
            self.pieces.append(Heading(self.line, int(tag[1]), self._cell().text))
        elif tag in ("p", "div") and self.row is None and not self.depth:
            self._paragraph()
        else:
            self.text += _MARKS.get(tag, "").strip()

    def handle_data(self, data: str) -> None:
        if not self.ignored:
            self.text += re.sub(r"\s+", " ", data)

    def _end_cell(self) -> None:
        """Ends the cell that is open, whether or not the page says so."""
        if self.in_cell and self.row is not None:
            self.row.append(self._cell())
        self.in_cell, self.text = False, ""

    def _end_row(self) -> None:
        self._end_cell()
        if self.row and self.table is not None:
            if self.table.heads:
                self.table.rows.append((self.row_line, self.row))
            else:
                self.table.heads = [cell.text for cell in self.row]
        self.row = None

    def _cell(self) -> Cell:
        text, self.text = re.sub(r"  +", " ", self.text).strip(), ""
        return Cell(text.replace("~~", "").strip(), _is_struck(text))

    def _paragraph(self) -> None:
        if text := self._cell().text:
            self.pieces.append(Paragraph(self.line, text))


_IGNORED = ("script", "style", "svg")
_MARKS = {"br": " ", **dict.fromkeys(("s", "del", "strike"), "~~")}
_BLOCK = re.compile("h[1-6]|p|div|pre")


def _html(text: str, offset: int = 0) -> Iterator[Piece]:
    page = _Page(offset)
    page.feed(text)
    page.close()
    page._paragraph()
    yield from page.pieces


# CSV, JSON, YAML


def _delimited(text: str) -> Iterator[Piece]:
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    heads = [plain(head) for head in next(reader, [])]
    rows = [(reader.line_num, [cell(text) for text in cells]) for cells in reader if any(cells)]
    at = next((number for number, head in enumerate(heads) if head.casefold() == "section"), None)
    if at is None:
        yield Table(1, heads, rows)
        return
    # It stands for the headings that such a file has no place for.
    by_section = grouped((_text_at(at, cells), (line, cells[:at] + cells[at + 1 :])) for line, cells in rows)
    for section, own in by_section.items():
        if section:
            yield Heading(own[0][0], 2, section)
        yield Table(1, heads[:at] + heads[at + 1 :], own)


def _text_at(column: int, cells: list[Cell]) -> str:
    return cells[column].text if column < len(cells) else ""


def _json(text: str) -> Iterator[Piece]:
    return _values(json.loads(text), 1)


def _yaml(text: str) -> Iterator[Piece]:
    return _values(yaml.load(text, Loader=yaml.CBaseLoader), 1)


def _values(value: Any, level: int) -> Iterator[Piece]:
    """Lists of records are tables, and so are records by code; keys above them are headings. No line is known."""
    if isinstance(value, list) and all(isinstance(one, dict) for one in value):
        heads = list(dict.fromkeys(key for one in value for key in one))
        yield Table(0, heads, [(0, [Cell(_scalar(one.get(head))) for head in heads]) for one in value])
    elif isinstance(value, dict) and value and all(_is_code(key) for key in value):
        records = all(isinstance(one, dict) for one in value.values())
        told = {code: one if records else {"message": one} for code, one in value.items()}
        yield from _values([{"code": code, **one} for code, one in told.items()], level)
    elif isinstance(value, dict):
        for key, one in value.items():
            if isinstance(one, (dict, list)):
                yield Heading(0, min(level, 6), key)
                yield from _values(one, level + 1)


def _is_code(key: str) -> bool:
    return bool(re.fullmatch(r"-?\d+|[A-Z][A-Z0-9]*_[A-Z0-9_]+", key))


def _scalar(value: Any) -> str:
    """A value as the document writes it."""
    if value is None:
        return ""
    return value.strip() if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


FORMS: dict[str, Callable[[str], Iterator[Piece]]] = {
    **dict.fromkeys((".md", ".mdx", ".txt"), _markdown),
    **dict.fromkeys((".html", ".htm"), _html),
    **dict.fromkeys((".csv", ".tsv"), _delimited),
    ".json": _json,
    **dict.fromkeys((".yml", ".yaml"), _yaml),
}
"""How each form is read, by the end of a file's name."""
