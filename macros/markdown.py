"""Text as Markdown that shows just this text. What stands in the data can become no link, no markup and no HTML."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import ClassVar
from urllib.parse import quote

_SPECIAL = re.compile(r"[\\`*\[\]<>|~] | &(?=\#?\w+;) | (?<![^\W_])_ | _(?![^\W_])", re.VERBOSE)
_LEADING = re.compile(r"^([#+=-]|\d+(?=[.)]))")


def prose(text: str) -> str:
    """A text of ours, in one line, with what stands between backticks set as code."""
    parts = " ".join(text.split()).split("`")
    if len(parts) % 2 == 0:
        return _unlisted(_escape("`".join(parts)))
    return _unlisted("".join(code(part) if index % 2 else _escape(part) for index, part in enumerate(parts)))


def code(text: str) -> str:
    """A code span, in one line."""
    text = " ".join(text.splitlines())
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * (longest + 1)
    padding = " " if not text.strip(" ") or text[0] in "` " or text[-1] in "` " else ""
    return f"{fence}{padding}{text}{padding}{fence}"


def cell(text: str) -> str:
    """A code span for a cell of a table, where a bar would end the cell."""
    return code(text).replace("|", r"\|")


def target(url: str) -> str:
    """An address as the target of a link, which nothing in it can end."""
    return quote(url, safe="/:?#@!$&*+,;=%-._~")


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", text)


def _unlisted(line: str) -> str:
    """A line that begins no list and no heading."""
    marker = _LEADING.match(line)
    if marker and marker[0].isdigit():
        return f"{marker[0]}\\{line[marker.end() :]}"
    return f"\\{line}" if marker else line


def from_html(html: str, link: Callable[[str], str] = str) -> str:
    """A page's content as Markdown: headings, paragraphs, lists, tables, code and links, whose targets pass through
    `link`. What is only for looking at or clicking is left out."""
    writer = _Writer(link)
    writer.feed(html)
    writer.close()
    writer.end_block()
    return re.sub(r"\n{3,}", "\n\n", "".join(writer.written)).strip() + "\n"


class _Writer(HTMLParser):
    """Collects running text until a block ends, and writes it with the marker of its block."""

    _HIDDEN = frozenset("script style svg nav button template noscript textarea select label input".split())
    _VOID = frozenset("br hr img input link meta wbr".split())
    _INLINE = frozenset("a abbr b code em i kbd mark small span strong sub sup time var wbr".split())
    _EMPHASIS: ClassVar = {"strong": "**", "b": "**", "em": "*", "i": "*"}

    def __init__(self, link: Callable[[str], str]) -> None:
        super().__init__()
        self._link = link
        self.written: list[str] = []
        self._text: list[str] = []
        self._marker = ""
        self._lists: list[int | None] = []
        """The lists around, innermost last: the number of an ordered list's last item, None for an unordered one."""
        self._row: list[str] | None = None
        self._rows = 0
        self._verbatim: list[str] | None = None
        self._in_pre = False
        self._links: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if self._hidden or self._is_hidden(tag, given):
            self._hidden += tag not in self._VOID
        elif tag == "a":
            self._links.append(self._link(given.get("href") or ""))
            self._text.append("[")
        elif tag == "pre":
            self.end_block()
            self._in_pre, self._verbatim = True, []
        elif tag == "code" and not self._in_pre:
            self._verbatim = []
        elif tag in self._EMPHASIS:
            self._emphasise(tag)
        elif tag not in self._INLINE:
            self._start_block(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._hidden:
            self._hidden -= tag not in self._VOID
        elif tag == "a" and self._links:
            self._text.append(f"]({self._links.pop()})")
        elif tag == "pre":
            self.written.append(f"\n\n```\n{''.join(self._verbatim or []).strip()}\n```\n\n")
            self._in_pre, self._verbatim = False, None
        elif tag == "code" and not self._in_pre:
            self._text.append((code if self._row is None else cell)("".join(self._verbatim or [])))
            self._verbatim = None
        elif tag in self._EMPHASIS:
            self._emphasise(tag)
        elif tag not in self._INLINE:
            self._end_block(tag)

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        if self._verbatim is not None:
            self._verbatim.append(data)
        else:
            self._text.append(_escape(data))

    def end_block(self) -> None:
        """Writes the running text, if there is any."""
        text = _unlisted(" ".join("".join(self._text).split()))
        self._text.clear()
        if text:
            self.written.append(f"{self._marker}{text}\n" if self._lists else f"\n{self._marker}{text}\n\n")
            self._marker = "  " * len(self._lists)

    def _emphasise(self, tag: str) -> None:
        if self._verbatim is None:
            self._text.append(self._EMPHASIS[tag])

    def _start_block(self, tag: str) -> None:
        if self._row is not None and tag not in ("td", "th"):
            self._text.append(" ")
            return
        self.end_block()
        if tag in ("ul", "ol"):
            self._lists.append(0 if tag == "ol" else None)
        elif tag == "li" and self._lists:
            number = self._lists[-1]
            if number is not None:
                self._lists[-1] = number + 1
            self._marker = "  " * (len(self._lists) - 1) + ("- " if number is None else f"{number + 1}. ")
        elif tag == "table":
            self._rows = 0
        elif tag == "tr":
            self._row = []
        elif tag == "hr":
            self.written.append("\n\n---\n\n")
        elif re.fullmatch("h[1-6]", tag):
            self._marker = "#" * int(tag[1]) + " "

    def _end_block(self, tag: str) -> None:
        if tag in ("td", "th") and self._row is not None:
            self._row.append(" ".join("".join(self._text).split()))
            self._text.clear()
        elif tag == "tr" and self._row is not None:
            self.written.append(f"{'' if self._rows else chr(10)}| {' | '.join(self._row)} |\n")
            if not self._rows:
                self.written.append(f"|{' --- |' * len(self._row)}\n")
            self._row, self._rows = None, self._rows + 1
        elif self._row is not None:
            self._text.append(" ")
        else:
            self.end_block()
            if tag in ("ul", "ol") and self._lists:
                self._lists.pop()
                self._marker = "  " * len(self._lists)
            if tag in ("ul", "ol", "table") and not self._lists:
                self.written.append("\n")

    def _is_hidden(self, tag: str, given: dict[str, str | None]) -> bool:
        return (
            tag in self._HIDDEN
            or "hidden" in given
            or given.get("aria-hidden") == "true"
            or "headerlink" in (given.get("class") or "").split()
        )
