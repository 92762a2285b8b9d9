"""The rows that a venue documents, from the pieces of its documents.

The head of a column says what it holds; where it misleads, the options of `import` (Rules) do. Whatever looks
like a row and can't be read for certain goes to `Found.unreadable` with its line; nothing is guessed, and the rest is
read.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..catalogue.anomalies import fold
from ..catalogue.model import Transport
from ..reading.problems import Refused
from ..reading.syntax import short
from .documents import Cell, Heading, Items, Paragraph, Piece, Table, read_document
from .ways import Role, Rules

MAX_EXPLANATION = 100
"""Characters of a document's own text that is not a message; what is longer is retold."""
MAX_CODE = 80
"""Characters of a code; the longest known has 67."""
MIN_REPEATED = 6
"""Rows from which on it is odd that most of them have the code of another."""
MAX_ID = 40
"""Characters of a section's id that is made from a heading."""


@dataclass(eq=False)
class Row:
    """One documented row."""

    place: str
    """The file and the line."""
    codes: list[str]
    """Several where the document gives the row for each of them."""
    http: int | None = None
    name: str = ""
    messages: list[str] = field(default_factory=list)
    explanations: list[str] = field(default_factory=list)
    """What the document says that the API does not return, each at full length."""
    withdrawn: bool = False
    """Whether the document strikes it out."""


@dataclass
class DocumentedSection:
    """The rows under one heading."""

    id: str
    title: str
    transport: str
    path: list[str]
    """The headings above, the highest first."""
    given: dict[str, str] = field(default_factory=dict)
    """Which of its keys an option gives, and what."""
    rows: list[Row] = field(default_factory=list)


Place = tuple[int, int]
"""A row by the index of its section and its own; an entry likewise."""


@dataclass
class Found:
    """What a venue's documents hold."""

    sections: list[DocumentedSection] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    """Rows that are not taken, each with its place and the reason."""
    left_out: list[str] = field(default_factory=list)
    """Tables that have no codes, each with its place."""
    joined: list[str] = field(default_factory=list)
    """Places of the lines that were joined to the cell above."""
    columns: dict[str, list[str]] = field(default_factory=dict)
    """What a person should know of how columns were taken, each with the sections where it is so."""

    @property
    def rows(self) -> dict[Place, Row]:
        """All rows in their order."""
        return {
            (number, index): row
            for number, section in enumerate(self.sections)
            for index, row in enumerate(section.rows)
        }


def read_rows(paths: list[Path], rules: Rules) -> Found:
    """The rows of all documents, in the order given. Refuses where there is none at all, or an option meets nothing."""
    found = Found()
    for path in paths:
        pieces = read_document(path)
        reader = _Reader(path.name, rules, found, any(isinstance(piece, Heading) for piece in pieces))
        for piece in pieces:
            reader.take(piece)
    ids, merged = dict(rules.options.get("id", [])), rules.options.get("merge", [])
    named = {section for values in rules.options.values() for section, _ in values}
    named |= {section for _, section in [*merged, *rules.options.get("skip", [])]}
    known = {section.id for section in found.sections}
    if unknown := sorted(named - known - {""}):
        raise Refused(f"There is no section {unknown[0]!a}. There are: {', '.join(sorted(known)) or 'none'}.")
    for one, other in merged:
        _merge(*(next(section for section in found.sections if section.id == id) for id in (one, other)))
    found.sections = [section for section in found.sections if section.rows]
    for section in found.sections:
        if id := ids.get(section.id):
            section.id = section.given["id"] = id
    if not found.sections and not found.unreadable:
        names = ", ".join(path.name for path in paths)
        mending = "A table needs a column whose head says `code`, or the option --column or --code."
        raise Refused("\n".join([f"{names}: no row with a code was found.", mending, *found.left_out]))
    return found


def _merge(section: DocumentedSection, into: DocumentedSection) -> None:
    """Moves the texts of a section to the rows of another that have the same code; rows of other codes stay."""
    rows = {code: row for row in reversed(into.rows) for code in row.codes}
    for row in [row for row in section.rows if row.codes[0] in rows]:
        target = rows[row.codes[0]]
        for texts, more in [(target.messages, row.messages), (target.explanations, row.explanations)]:
            known = {fold(text) for text in texts}
            texts += [text for text in more if fold(text) not in known]
        section.rows.remove(row)


# Codes

_CODE = r"-?\d+(?:_\d+)?"
_CODE_HEADING = re.compile(rf"`?({_CODE})`?(?![\w.%-])(?:\s*[-:–—]*\s+|\s*[:–—]\s*|$)(.*)")
_LABELS = r"[A-Z][A-Z0-9]+(?:_[A-Z0-9]+)+|[a-z]+(?:[-_.][a-z]+)+"
_BEHIND_CODE = r"(?:\s+[-=–—]+\s+|\s*:\s*|$)"
_ITEM_CODE = re.compile(rf"({_CODE}|{_LABELS}){_BEHIND_CODE}(.*)", re.DOTALL)
_LISTED = re.compile(r"(-?\d+)\s*[:：]\s*(.+?)\s*(?=[,，;；]\s*-?\d+\s*[:：]|$)")
_ABOUT_ERRORS = re.compile(r"error|code|status|reason|reject", re.IGNORECASE)
_DASH = re.compile(r"[-–—]+|N/?A", re.IGNORECASE)
"""What stands in a cell to say that it is empty."""
_CODE_LIKE = re.compile(r"[A-Za-z0-9_.:-]+")
_SEVERAL = re.compile(rf"({_CODE})(?:\s*[/,]\s*({_CODE}))+")
_RANGE = re.compile(r"-?\d+\s*(?:-|–|—|~|to|\.\.\.?)\s*-?\d+")
_STATUS = re.compile(r"[1-5]\d\d")


def codes_in(text: str) -> list[str]:
    """The codes of a cell: several where it gives several, none where it is no code."""
    text = text.strip("`\"' ")
    if _RANGE.fullmatch(text) or not re.fullmatch(r"-?[A-Za-z0-9].*", text) or len(text) > MAX_CODE:
        return []
    if absent := re.fullmatch(rf"({_CODE}) or absent", text):
        return [absent[1]]
    if _SEVERAL.fullmatch(text):
        return re.split(r"\s*[/,]\s*", text)
    return [text]


# Columns

_ROLES: list[tuple[str, Role]] = [
    (r"http", "http"),
    (r"message ?code|error ?type|\bname\b|constant|symbol|^event|identifier", "name"),
    (r"code|label", "code"),
    (r"message|^msg|reason text|error ?string|^text$", "message"),
    (r"desc|meaning|reason|info|explan|detail|cause|remark|note|comment", "explanation"),
    (r"solution|method|advice|action|handling|suggest", "explanation"),
    (r"", "none"),
]
"""What a column holds by the words of its head; the first that fits is taken."""

_EVIDENT: dict[Role, str] = {"http": "http|status", "message": "message|msg", "explanation": "desc|expl|mean"}
"""By what a column holds, the words of a head that tell everyone so; elsewhere it is the role's own name."""


# Headings

_GENERIC = re.compile(
    r"(the |details? of |each |list of |common )*(api |http )?"
    r"((error|return|response|reason|status|err)[ -]?)?(codes?|messages?|errors?)"
    r"( (lists?|tables?|examples?|explanations?|descriptions?|reference|code examples?))*",
    re.IGNORECASE,
)
"""Headings that say nothing of what is below; the one above them is the section's then."""

_NUMBERED = re.compile(r"^(\d+x+|x*\d+(\.\d+)*\.?)\s*[-–—:.]?\s+(?=\D)", re.IGNORECASE)
_SMALL = frozenset("a an and at by for from in of on or the to with".split())


def section_id(title: str) -> str:
    """A short id from a heading, cut between words: `10xx - General issues` → `general-issues`."""
    named = re.sub(r"\(?-?\d+x+\)?$|\(-?\d+\s*[-–]\s*-?\d+\)", "", _NUMBERED.sub("", title.casefold()))
    words = re.findall(r"[a-z0-9]+", re.sub(r"['’]", "", named))
    while len(words) > 1 and (len("-".join(words)) > MAX_ID or words[-1] in _SMALL):
        words.pop()
    return "-".join(words)[:MAX_ID].strip("-") or "errors"


_STREAM = r"web ?socket|\bws\b"


def _transport_of(path: list[str]) -> Transport:
    """What the headings say that the errors come on; the lowest that says something decides."""
    told = " / ".join(path).casefold()
    for heading in map(str.casefold, reversed(path)):
        stream, rest = re.search(_STREAM, heading), re.search(r"\brest\b", heading)
        closing = re.search(r"clos(e|ing)|terminat|disconnect", heading)
        if closing and re.search(rf"{_STREAM}|frame", told):
            return "websocket-close"
        if stream:
            return "any" if rest else "websocket"
        if rest:
            return "rest"
    return "rest"


@dataclass
class _Column:
    """A column of a table."""

    head: str
    roles: tuple[Role, ...]
    texts: list[str]
    """What its cells hold, without those that are empty."""

    @property
    def codes(self) -> int:
        """How many of its cells are plainly codes."""
        return sum(bool(re.fullmatch(_CODE, text)) for text in self.texts)


@dataclass
class _Reader:
    """Takes the pieces of one document one after another."""

    file: str
    rules: Rules
    found: Found
    has_headings: bool
    headings: list[Heading] = field(default_factory=list)
    section: DocumentedSection | None = None
    code: Row | None = None
    """The entry of a heading that is a code, to which the texts below it belong."""
    above: str = ""
    """The text above."""
    quoted: bool = False
    """Whether the messages of the table stand in quotation marks, even where one is never closed."""

    def take(self, piece: Piece) -> None:
        """Takes one piece."""
        match piece:
            case Heading():
                self._heading(piece)
            case Paragraph() if (codes := _CODE_HEADING.fullmatch(piece.text)) and not codes[2]:
                self._heading(Heading(piece.line, 7, piece.text))
            case Paragraph():
                self._paragraph(piece)
            case Items():
                self._items(piece)
            case Table():
                self._table(piece)

    def _place(self, line: int) -> str:
        return f"{self.file}:{line}" if line else self.file

    def _roles(self, *heads: str) -> list[tuple[Role, ...]]:
        """What each column holds; without a rule, each role that an entry has once is only the first column's."""
        given = self.rules.columns(self._section().id)
        taken: set[str] = {role for head in heads for role in given.get(head.casefold(), ())}
        several = sum("code" in head.casefold() for head in heads) > 1
        result: list[tuple[Role, ...]] = []
        for head in heads:
            role = next(role for words, role in _ROLES if re.search(words, head, re.IGNORECASE))
            if several and re.fullmatch(r"status( code)?", head, re.IGNORECASE):
                role = "http"
            if role in taken and role in ("code", "http", "name", "message"):
                role = "none"
            roles = given.get(head.casefold(), (role,))
            taken.update(roles)
            result.append(roles)
        return result

    def _heading(self, heading: Heading) -> None:
        code = _CODE_HEADING.fullmatch(heading.text)
        self.code = None
        if not heading.text:
            return
        above = [one for one in self.headings if one.level < heading.level]
        if not code or len(above) < len(self.headings):
            self.section = None
        self.headings = above if code else [*above, heading]
        if code:
            roles = self._roles("code", "name", "text")
            self.code = Row(self._place(heading.line), [code[1]])
            self._fill(self.code, roles[1], Cell(code[2].strip()))
            self._add(self.code)

    def _section(self) -> DocumentedSection:
        """The section of what stands here, with an id of its own."""
        if self.section is None:
            path = [heading.text for heading in self.headings]
            telling = [index for index, title in enumerate(path) if not _GENERIC.fullmatch(title)]
            index = telling[-1] if telling else len(path) - 1
            *above, title = path[: index + 1] or [""]
            id = self._free_id(title, above)
            chosen = self.rules.of("transport", id)
            given = {"transport": chosen[-1]} if chosen else {}
            transport = given.get("transport", _transport_of(path))
            self.section = DocumentedSection(id, title or "Errors", transport, path, given)
            self.found.sections.append(self.section)
        return self.section

    def _free_id(self, title: str, above: list[str]) -> str:
        """An id that no other section has: where the heading's own is taken, with one above that tells them apart."""
        id = section_id(title)
        known = {one.id: one.path for one in self.found.sections}
        telling = [section_id(f"{one} {title}") for one in reversed(above) if one not in known.get(id, [])]
        numbered = [f"{id}-{number}" for number in range(2, len(known) + 3)]
        return next(one for one in [id, *telling, *numbered] if one not in known)

    def _paragraph(self, piece: Paragraph) -> None:
        self.above = piece.text
        if self.code and not self.code.messages and not self.code.explanations:
            self.code.explanations.append(piece.text)

    def _items(self, piece: Items) -> None:
        if self.code:
            roles = self._roles("code", "name", "text")
            for _, text in piece.items:
                self._fill(self.code, roles[2], text)
            return
        parsed = [(line, text, _item(text)) for line, text in piece.items]
        if len(piece.items) == 1 and parsed[0][2] is None:
            # A single bullet above a table serves as its heading.
            self._heading(Heading(piece.line, 7, piece.items[0][1].text.rstrip(":")))
            return
        codes = [found[0] for _, _, found in parsed if found]
        if len(codes) * 3 < len(parsed) * 2 or not (
            all(re.fullmatch(_CODE, code) for code in codes)
            or any(_ABOUT_ERRORS.search(text) for text in [self.above, *(one.text for one in self.headings)])
        ):
            return
        section = self._section()
        roles = self._roles("code", "text")
        for line, text, found in parsed:
            if found is None:
                self._unreadable(line, f"`{short(text.text)}` does not begin with a code")
            elif found[1] or all([found[0]] != row.codes for row in section.rows):
                self._row(line, roles, [replace(text, text=one) for one in found])

    def _table(self, table: Table) -> None:
        self.code = None
        self.found.joined += map(self._place, table.joined)
        if not table.rows:
            return
        if not self.has_headings and self.above:
            # Then the text above a table serves as its heading.
            self._heading(Heading(table.line, 7, self.above.rstrip(":")))
            self.above = ""
        section = self._section()
        roles = self._roles(*table.heads)
        kinds = {kind for own in roles for kind in own}
        if "list" in kinds:
            for line, cells in table.rows:
                for own, cell in zip(roles, cells, strict=False):
                    if "list" in own:
                        self._listed(line, cell)
            return
        if not kinds & {"code", "http"} and not self._given(section):
            self.found.left_out.append(f"{self._place(table.line)}: {' | '.join(table.heads)}")
            return
        columns = [
            _Column(head, own, table.texts(at))
            for at, (head, own) in enumerate(zip(table.heads, roles, strict=True))
        ]
        self._refuse_swapped(table, columns)
        self._tell_columns(columns)
        messages = [text for one in columns if "message" in one.roles for text in one.texts]
        self.quoted = sum(text.startswith('"') for text in messages) * 2 > len(messages)
        for line, cells in table.rows:
            self._row(line, roles, cells)
        self.quoted = False

    def _listed(self, line: int, cell: Cell) -> None:
        """Adds the codes that a cell lists with their texts."""
        pairs = _LISTED.findall(cell.text)
        if not pairs:
            self._unreadable(line, f"{short(cell.text)!a} lists no codes")
        for pair in pairs:
            self._row(line, self._roles("code", "text"), [Cell(one.strip()) for one in pair])

    def _refuse_swapped(self, table: Table, columns: list[_Column]) -> None:
        """Refuses a table whose heads tell the wrong column, and says which is the right one."""
        right = max(columns, key=lambda one: one.codes)
        wrong = next((one for one in columns if "code" in one.roles), None)
        if wrong and "message" in right.roles and right.codes * 2 > len(table.rows) > wrong.codes * 2:
            raise Refused(
                f"{self._place(table.line)}: the column `{right.head}` holds the codes. If that is so, say: "
                f'--column "{right.head}:code" --column "{wrong.head}:message"'
            )

    def _tell_columns(self, columns: list[_Column]) -> None:
        """Notes the columns that are not used, and those that are taken for what their heads do not plainly say."""
        section = self._section().id
        given = self.rules.columns(section)
        codes = next((one.texts for one in columns if "code" in one.roles), [])
        repeated = len(codes) >= MIN_REPEATED and len(set(codes)) * 2 < len(codes)
        for head, role, texts in [(one.head, one.roles[0], one.texts) for one in columns if one.texts]:
            told = f"`{head}` is taken as {role}"
            evident = role != "none" and re.search(_EVIDENT.get(role, role), head, re.IGNORECASE)
            if evident or head.casefold() in given:
                continue
            if role == "none":
                told = f"`{head}` is not used"
                differ = len(set(texts)) * 10 > len(codes) * 9
                if repeated and differ and all(map(_CODE_LIKE.fullmatch, texts)):
                    option = shlex.quote(f"--column={section}={head}:code")
                    told += f", though it tells rows apart that have the same code. To take it as the code: {option}"
            places = self.found.columns.setdefault(told, [])
            places += [section] if section not in places else []

    def _given(self, section: DocumentedSection) -> list[str]:
        """The codes of a table that has no column for them: those of an option, or those that its heading names."""
        given = self.rules.of("code", section.id)
        return given[-1].split(",") if given else re.findall(r"(?<![\w-])-\d{3,}", section.title)

    def _row(self, line: int, roles: list[tuple[Role, ...]], cells: list[Cell]) -> None:
        """Adds a row, or to the row above the further text of a row without a code."""
        if not any(cell.text for cell in cells):
            return
        if any(cell.text for cell in cells[len(roles) :]):
            self._unreadable(line, f"this row has more cells than its table has columns ({len(roles)})")
            return
        row, section = Row(self._place(line), []), self._section()
        kinds = {kind for own in roles for kind in own}
        for own, cell in zip(roles, cells, strict=False):
            beside = own == ("http",) and "code" in kinds
            if beside and cell.text and not _DASH.fullmatch(cell.text) and not _STATUS.fullmatch(cell.text):
                self._unreadable(line, f"{short(cell.text)!a} is no HTTP status")
                return
            self._fill(row, own, cell)
        if "code" not in kinds:
            row.codes = codes_in(_first("http", roles, cells)) if "http" in kinds else self._given(section)
        if row.codes:
            self._add(row)
        elif text := _first("code", roles, cells):
            reason = "names a range of codes" if _RANGE.fullmatch(text) else "is no code"
            self._unreadable(line, f"{short(text)!a} {reason}")
        elif section.rows and not row.http:
            section.rows[-1].messages += row.messages
            section.rows[-1].explanations += row.explanations
        else:
            self._unreadable(line, "this row has no code")

    def _add(self, row: Row) -> None:
        section = self._section()
        lone = len(row.codes) == 1 and _STATUS.fullmatch(row.codes[0])
        if lone and row.http is None and re.search(r"\bhttp\b", " ".join(section.path), re.IGNORECASE):
            row.http = int(row.codes[0])
        if section.id not in self.rules.of("skip", ""):
            section.rows.append(row)

    def _fill(self, row: Row, roles: tuple[Role, ...], cell: Cell) -> None:
        """Puts what a cell says where it belongs."""
        empty = not cell.text or ("code" not in roles and _DASH.fullmatch(cell.text))
        explaining = self.rules.of("explains", self._section().id)
        for role in () if empty else roles:
            if role == "code":
                row.codes = codes_in(cell.text)
                row.withdrawn = cell.struck
            elif role == "http":
                row.http = int(cell.text) if _STATUS.fullmatch(cell.text) else None
            elif role == "name":
                row.name = cell.text
            elif role == "message":
                for whole in self._texts(cell.text):
                    starts = [at for one in explaining if (at := whole.find(one)) >= 0]
                    begun = min(starts, default=len(whole))
                    for texts, text in [(row.messages, whole[:begun]), (row.explanations, whole[begun:])]:
                        texts += [own] if (own := text.strip()) and own not in texts else []
            elif role == "explanation":
                row.explanations.append(cell.text)

    def _texts(self, text: str) -> list[str]:
        """The messages of a cell, without the quotation marks that part them."""
        separator = ["", *self.rules.of("split", self._section().id)][-1]
        parts = text.split(separator) if separator else re.split(r'(?<=")\s+/\s+(?=")', text)
        return [text for part in parts if (text := _unquoted(part.strip(), self.quoted))]

    def _unreadable(self, line: int, reason: str) -> None:
        self.found.unreadable.append(f"{self._place(line)}: {reason}.")


def _first(role: Role, roles: list[tuple[Role, ...]], cells: list[Cell]) -> str:
    """The text of the first column that holds something."""
    return next((cell.text for own, cell in zip(roles, cells, strict=False) if role in own), "")


def _item(item: Cell) -> tuple[str, str] | None:
    """An item of a list as code and text; None where it is neither."""
    if item.lead and (found := re.match(_BEHIND_CODE, item.text[len(item.lead) :])):
        return item.lead, item.text[len(item.lead) + found.end() :]
    found = _ITEM_CODE.fullmatch(item.text)
    return (found[1], found[2]) if found else None


def _unquoted(text: str, unclosed: bool) -> str:
    """The text without the quotation marks around the whole of it and a full stop behind them."""
    end = r"(?:[\"”]\.?)?" if unclosed else r"[\"”]\.?"
    quoted = re.fullmatch(rf"[\"“]([^\"“”]+){end}", text)
    return quoted[1].strip() if quoted else text
