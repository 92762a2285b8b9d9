"""The corpus: what people paste, each with the pages that are right.

A file is pastes, each below a line that says what is right:

    = okx-v5/51121                       this page has to come first
    = binance-*/-2019                    this code at one of these venues
    = bitmart-spot/50020 or code         or this code at any venue; `or message`: any page with the same message;
                                         `or both`: any page with the same code and message
    = kucoin/200004 also bitget/43012    the second has to be among the results too
    = none                               nothing is certain
    = none of Coinbase                   nothing is certain, unless this company is in the catalogue

Pages are named by their addresses. What a catalogue does not have is left out, so that a venue can come and go without a
change here. A third of the pastes, by a hash of their text, is kept out of the fitting of the weights.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path

from macros.catalogue.permalinks import Permalink
from macros.catalogue.view import View

CORPUS = Path(__file__).parent / "corpus"
_HEAD = re.compile(r"= (?P<pages>.*?)(?: or (?P<widened>code|message|both))?(?: also (?P<also>.*))?")
_NOTHING = re.compile(r"= none(?: of (?P<exchange>.+))?")


@dataclass(frozen=True)
class Case:
    """One paste with what is right."""

    file: str
    line: int
    paste: str
    pages: tuple[str, ...] = ()
    """Patterns of addresses; none where nothing is certain."""
    widened: str | None = None
    also: tuple[str, ...] = ()
    exchange: str | None = None

    @property
    def testing(self) -> bool:
        """Whether it is kept out of the fitting."""
        return hashlib.sha256(self.paste.encode()).digest()[0] % 3 == 0


def cases() -> list[Case]:
    """Every paste of the corpus."""
    return [case for file in sorted(CORPUS.glob("*.txt")) for case in _of_file(file)]


def _of_file(file: Path) -> Iterator[Case]:
    head, first, lines = "", 0, list[str]()
    for number, line in enumerate([*file.read_text("utf-8").split("\n"), "= "], start=1):
        if not line.startswith("= "):
            lines.append(line)
            continue
        if head:
            yield _case(file.name, first, head, "\n".join(lines).strip("\n"))
        head, first, lines = line, number, []


def _case(file: str, line: int, head: str, paste: str) -> Case:
    assert paste, f"{file}:{line} has no paste"
    if nothing := _NOTHING.fullmatch(head):
        return Case(file, line, paste, exchange=nothing["exchange"])
    said = _HEAD.fullmatch(head)
    assert said and said["pages"], f"{file}:{line} cannot be read: {head}"
    return Case(
        file, line, paste, tuple(said["pages"].split()), said["widened"], tuple((said["also"] or "").split())
    )


@dataclass(frozen=True)
class Judge:
    """Which pages of a catalogue are right for a paste."""

    view: View

    def right(self, case: Case) -> set[str]:
        """The addresses of the pages that may come first; empty where nothing is certain."""
        named = [page for page in self.view.permalinks if self._is_named(page, case.pages)]
        named += [page for page in self.view.sub_codes if self._is_named(page, case.pages)]
        if case.widened:
            named += [page for page in self.view.permalinks if self._is_like(page, named, case.widened)]
        return {page.url[1:] for page in named}

    def also(self, case: Case) -> list[set[str]]:
        """For each further page its addresses, one of which has to be among the results."""
        wanted = (
            {page.url[1:] for page in self.view.permalinks if self._is_named(page, [each])}
            for each in case.also
        )
        return [urls for urls in wanted if urls]

    def holds(self, case: Case) -> bool:
        """Whether the catalogue has what the paste is about."""
        if case.pages:
            return bool(self.right(case))
        return (case.exchange or "").lower() not in self._companies

    @staticmethod
    def _is_named(page: Permalink, patterns: tuple[str, ...] | list[str]) -> bool:
        return any(fnmatchcase(page.url.strip("/"), pattern.lower()) for pattern in patterns)

    def _is_like(self, page: Permalink, named: list[Permalink], how: str) -> bool:
        for other in named:
            same_code = page.code == other.code
            if how == "code" and same_code:
                return True
            if (same_code or how == "message") and self._texts[page.url] & self._texts.get(other.url, set()):
                return True
        return False

    @cached_property
    def _texts(self) -> dict[str, set[str]]:
        return {
            page.url: {
                re.sub(r"[^a-z0-9]+", " ", text.lower()).strip()
                for row in page.rows
                for text in [*row.entry.messages, *row.entry.variants, row.entry.explanation or ""]
            }
            - {""}
            for page in self.view.permalinks
        }

    @cached_property
    def _companies(self) -> set[str]:
        return {venue.operator.lower() for venue in self.view.catalogue.venues}
