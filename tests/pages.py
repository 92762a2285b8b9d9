"""Built pages as trees, for tests: what a browser would see, without one."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from typing import Iterator
from xml.etree import ElementTree

VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.builder = ElementTree.TreeBuilder()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.builder.start(tag, {name: value or "" for name, value in attributes})
        self.open.append(tag)
        if tag in VOID:
            self.handle_endtag(tag)

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            while self.open.pop() != tag:
                self.builder.end(tag)
            self.builder.end(tag)

    def handle_data(self, data: str) -> None:
        if self.open:
            self.builder.data(data)


def read(path: Path) -> ElementTree.Element:
    """A page as a tree; its root is `html`."""
    reader = _Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    while reader.open:
        reader.builder.end(reader.open.pop())
    return reader.builder.close()


def text(element: ElementTree.Element) -> str:
    """All text in an element, as it stands."""
    return "".join(element.itertext())


def with_class(tree: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    """The elements of a class, in the order of the page."""
    return (element for element in tree.iter() if name in element.get("class", "").split())


def with_id(tree: ElementTree.Element, id: str) -> ElementTree.Element:
    """The element of this id; there has to be one."""
    return next(element for element in tree.iter() if element.get("id") == id)
