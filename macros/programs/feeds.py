"""Atom feeds of the changes that readers act on: one for the whole catalogue and one for each venue.

An entry is what one commit changed in one venue. Its id follows from the commit and the venue, so it stays the same
wherever and whenever the site is built. Without a git history the feeds are there, and empty.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby
from pathlib import Path
from xml.etree import ElementTree

from ..catalogue.model import Catalogue, Venue
from ..history.diff import KINDS, Change, summary
from ..history.git import Commit, commits

OVERALL = "changes"
"""The name of the feed of all venues; no venue may have this id."""

MOST_LISTED = 50
"""How many changes an entry lists; beyond that it says how many more there are."""

_TOLD = frozenset(
    [
        "venue-added",
        "code-added",
        "code-renamed",
        "code-withdrawn",
        "entry-added",
        "meaning-changed",
        "message-changed",
        "anomaly-annotated",
    ]
)
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NAMESPACE = uuid.UUID("5b0f7a8e-6a3c-5d0b-9d53-1f6c0a2f4e77")


def path_of(name: str) -> str:
    """The path of a feed from the site's root, by the venue's id or OVERALL."""
    return f"feeds/{name}.xml"


def artefacts(root: Path, catalogue: Catalogue, site_url: str) -> Iterator[tuple[str, bytes]]:
    """All feeds: for each its path from the site's root and its content. A venue's feed stays at its former ids too."""
    news = list(_news(commits(root), catalogue))
    reviewed = f"{max(venue.reviewed for venue in catalogue.venues)}T00:00:00Z"
    yield path_of(OVERALL), _feed(OVERALL, "Venue error codes: changes", "/", news, reviewed, site_url)
    for venue in catalogue.venues:
        title = f"{venue.name}: changes of its error codes"
        of_venue = [item for item in news if item[1] is venue]
        content = _feed(venue.id, title, f"/{venue.id}/", of_venue, f"{venue.reviewed}T00:00:00Z", site_url)
        for id in [venue.id, *venue.former_ids]:
            yield path_of(id), content


_Item = tuple[Commit, Venue, str, list[Change]]
"""A commit, the venue as it is now, its id at that time, and what readers are told."""


def _news(history: Iterable[Commit], catalogue: Catalogue) -> Iterator[_Item]:
    present = {id: venue for venue in catalogue.venues for id in [venue.id, *venue.former_ids]}
    for commit in history:
        told = [change for change in commit.changes if change.kind in _TOLD]
        for id, changes in groupby(told, key=lambda change: change.venue):
            if id in present:
                yield commit, present[id], id, list(changes)


def _feed(name: str, title: str, page: str, news: list[_Item], reviewed: str, site_url: str) -> bytes:
    feed = ElementTree.Element("feed", xmlns="http://www.w3.org/2005/Atom")
    _text(feed, "id", uuid.uuid5(_NAMESPACE, name).urn)
    _text(feed, "title", title)
    _text(feed, "updated", news[0][0].date if news else reviewed)
    _link(feed, "self", site_url + path_of(name), "application/atom+xml")
    _link(feed, "alternate", site_url + page[1:], "text/html")
    _text(ElementTree.SubElement(feed, "author"), "name", "Venue Error Codes")
    for commit, venue, id, changes in news:
        entry = ElementTree.SubElement(feed, "entry")
        _text(entry, "id", uuid.uuid5(_NAMESPACE, f"{commit.id}/{id}").urn)
        _text(entry, "title", f"{venue.name}: {summary(changes)}")
        _text(entry, "updated", commit.date)
        _link(entry, "alternate", f"{site_url}{venue.id}/", "text/html")
        _text(entry, "content", _list(changes, site_url), type="html")
    ElementTree.indent(feed)
    return ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)


def _list(changes: list[Change], site_url: str) -> str:
    """The changes as HTML. An address of that time still works: it has a page or redirects."""
    items = [
        f'<li><a href="{escape(site_url + change.url[1:])}">{escape(change.subject)}</a>: {_told(change)}</li>'
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
