"""All generated pages. A page is rendered only when it is asked for, so a large site is never in memory as a whole."""

from __future__ import annotations

from collections.abc import Iterator

from ..catalogue.addresses import AddressBook
from ..catalogue.view import View
from .code_pages import code_pages
from .condition_pages import condition_pages
from .gotcha_pages import gotcha_pages
from .page import Page
from .venue_pages import venue_pages


def pages(view: View, book: AddressBook) -> Iterator[Page]:
    """All generated pages of a view."""
    yield from venue_pages(view)
    yield from code_pages(view, book)
    yield from condition_pages(view, book)
    yield from gotcha_pages(view)
