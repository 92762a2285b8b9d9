"""Generated pages of a handmade catalogue, as trees: what a page promises, without a build and without real data."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import tinyhtml5

from macros.catalogue.addresses import AddressBook
from macros.catalogue.model import Catalogue
from macros.catalogue.view import View
from macros.website.page import Page
from macros.website.pages import pages

BOOK = AddressBook("https://errors.example/", "https://code.example/errors")


def tree(html: str) -> ElementTree.Element:
    """A fragment as a browser would read it."""
    return tinyhtml5.parse(f"<!doctype html><body>{html}", namespace_html_elements=False)


class Rendered:
    """All generated pages of a catalogue by address."""

    def __init__(self, catalogue: Catalogue):
        self.view = View(catalogue)
        self.pages: dict[str, Page] = {page.url: page for page in pages(self.view, BOOK)}

    def html(self, url: str) -> str:
        """The content of a page."""
        return str(self.pages[url].render())

    def __getitem__(self, url: str) -> ElementTree.Element:
        return tree(self.html(url))


def said(element: ElementTree.Element) -> str:
    """All text in an element, each run of white space as one space."""
    return " ".join("".join(element.itertext()).split())


def answers(element: ElementTree.Element) -> list[str]:
    """The answers in an element, by name, in the order of the page."""
    return [each.get("data-answer", "") for each in element.iter() if each.get("data-answer")]


def links(element: ElementTree.Element) -> list[str]:
    """Where the links in an element lead, as they are written."""
    return [each.get("href", "") for each in element.iter("a")]


def changed(record: Any, **values: Any) -> Any:
    """A record with other values."""
    return record.model_copy(update=values)
