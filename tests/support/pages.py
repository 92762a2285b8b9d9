"""Built pages as trees, for tests: what a browser would see, without one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from tinyhtml5.parser import HTMLParser


def read(path: Path) -> ElementTree.Element:
    """A page as a tree; its root is `html`. A page that is not valid HTML fails the test."""
    parser = HTMLParser(namespace_html_elements=False)
    tree = parser.parse(path.read_text(encoding="utf-8"))
    assert not parser.errors, (path, parser.errors)
    return tree


def text(element: ElementTree.Element) -> str:
    """All text in an element, as it stands."""
    return "".join(element.itertext())


def with_class(tree: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    """The elements of a class, in the order of the page."""
    return (element for element in tree.iter() if name in element.get("class", "").split())


def with_id(tree: ElementTree.Element, id: str) -> ElementTree.Element:
    """The element of this id; there has to be one."""
    return next(element for element in tree.iter() if element.get("id") == id)
