"""Atom feeds of the changes that readers act on: one for the whole catalogue and one for each venue.

An entry is what one publication changed in one venue. Everything comes from the record of changes, and an entry's id
follows from the published commit and the venue, so it stays the same wherever and whenever the site is built.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby
from xml.etree import ElementTree

from ..catalogue import addresses
from ..catalogue.addresses import AddressBook
from ..catalogue.model import Catalogue, Venue
from ..catalogue.view import View
from ..history.changes import KINDS, Change, summary
from ..history.record import Publication

MOST_ENTRIES = 100
"""How many entries a feed has; older ones are in the change log."""

MOST_LISTED = 50
"""How many changes an entry lists; beyond that it says how many more there are."""

_TOLD = frozenset(
    "venue-added code-added code-renamed code-withdrawn entry-added meaning-changed message-changed "
    "anomaly-annotated".split()
)
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NAMESPACE = uuid.UUID("5b0f7a8e-6a3c-5d0b-9d53-1f6c0a2f4e77")


def artefacts(view: View, book: AddressBook, history: Iterable[Publication]) -> Iterator[tuple[str, bytes]]:
    """All feeds: for each its address and its content. A venue's feed stays at its former ids too.

    `history` is what changed with each publication, newest first.
    """
    catalogue = view.catalogue
    news = list(_news(history, catalogue))
    reviewed = max(venue.reviewed for venue in catalogue.venues)
    title = "Venue error codes: changes"
    yield addresses.feed(), _feed("changes", title, addresses.HOME, news, reviewed, book)
    for venue in catalogue.venues:
        own = [item for item in news if item[1] is venue]
        title = f"{venue.name}: changes of its error codes"
        content = _feed(venue.id, title, addresses.venue(venue.id), own, venue.reviewed, book)
        for id in [venue.id, *venue.former_ids]:
            yield addresses.feed(id), content


_Item = tuple[Publication, Venue, str, list[Change]]
"""A publication, the venue as it is now, its id at that time, and what readers are told."""


def _news(history: Iterable[Publication], catalogue: Catalogue) -> Iterator[_Item]:
    present = {id: venue for venue in catalogue.venues for id in [venue.id, *venue.former_ids]}
    for publication in history:
        told = [change for change in publication.changes if change.kind in _TOLD]
        for id, changes in groupby(told, key=lambda change: change.venue):
            if id in present:
                yield publication, present[id], id, list(changes)


def _feed(name: str, title: str, page: str, news: list[_Item], reviewed: str, book: AddressBook) -> bytes:
    """A feed named after its venue, or `changes`; `page` is where its readers find the rest."""
    feed = ElementTree.Element("feed", xmlns="http://www.w3.org/2005/Atom")
    _text(feed, "id", uuid.uuid5(_NAMESPACE, name).urn)
    _text(feed, "title", title)
    _text(feed, "updated", news[0][0].at if news else f"{reviewed}T00:00:00Z")
    _link(feed, "self", book.absolute(addresses.feed(name)), "application/atom+xml")
    _link(feed, "alternate", book.absolute(page), "text/html")
    _text(ElementTree.SubElement(feed, "author"), "name", "Venue Error Codes")
    for publication, venue, id, changes in news[:MOST_ENTRIES]:
        entry = ElementTree.SubElement(feed, "entry")
        _text(entry, "id", uuid.uuid5(_NAMESPACE, f"{publication.commit}/{id}").urn)
        _text(entry, "title", f"{venue.name}: {summary(changes)}")
        _text(entry, "updated", publication.at)
        _link(entry, "alternate", book.absolute(addresses.venue(venue.id)), "text/html")
        _text(entry, "content", _list(changes, book), type="html")
    ElementTree.indent(feed)
    content: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return content


def _list(changes: list[Change], book: AddressBook) -> str:
    """The changes as HTML. An address of that time still works: it has a page or redirects."""
    items = [
        f'<li><a href="{escape(book.absolute(change.url))}">{escape(change.subject)}</a>: {_told(change)}</li>'
        for change in changes[:MOST_LISTED]
    ]
    if len(changes) > MOST_LISTED:
        items.append(f"<li>and {len(changes) - MOST_LISTED} more</li>")
    return f"<ul>{''.join(items)}</ul>"


def _told(change: Change) -> str:
    values = [f"“{escape(value)}”" for value in (change.before, change.after) if value]
    return f"{KINDS[change.kind][0]}{': ' if values else ''}{' → '.join(values)}"


def _text(parent: ElementTree.Element, tag: str, text: str, **attributes: str) -> None:
    ElementTree.SubElement(parent, tag, attributes).text = _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def _link(parent: ElementTree.Element, relation: str, address: str, type: str) -> None:
    ElementTree.SubElement(parent, "link", rel=relation, href=address, type=type)
