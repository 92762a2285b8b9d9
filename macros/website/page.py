"""A generated page: its address, what its head says, and how its content is rendered when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from markupsafe import Markup

from ..catalogue import addresses
from ..catalogue.addresses import root_of
from ..catalogue.model import Venue
from .render import render


class Crumb(NamedTuple):
    """A page above another one, as the way to it shows."""

    title: str
    url: str


VENUES = Crumb("Venues", addresses.VENUES)
CONDITIONS = Crumb("Equivalent codes", addresses.CONDITIONS)
ANOMALIES = Crumb("Mistakes in the docs", addresses.ANOMALIES)
COLLISIONS = Crumb("Same number, different meaning", addresses.COLLISIONS)


@dataclass(frozen=True)
class Page:
    """One generated page."""

    url: str
    title: str
    description: str
    heading: str
    """The id of its head, where its content begins."""
    template: str
    subject: dict[str, Any]
    """What it is about, for the template."""
    details: Callable[[], dict[str, Any]] = dict
    """What the template needs besides; worked out only for rendering."""
    crumbs: tuple[Crumb, ...] = ()
    """The pages above it, the highest first."""
    anchors: tuple[str, ...] = ()
    """What else on it can be linked to."""
    links: tuple[dict[str, str], ...] = ()
    """What its head links to, with addresses from the site's top without a leading `/`."""
    schema: dict[str, Any] = field(default_factory=lambda: {"@type": "CollectionPage"})
    """What it is about, in the words of schema.org."""
    card: str = "site"
    """The name of its picture for link previews."""
    scripts: tuple[str, ...] = ()
    """The modules it needs, by name under assets/."""
    listed: bool = True
    """Whether the header search reads more of it than its title, and a Markdown twin is made from the catalogue."""

    def render(self) -> Markup:
        """The page's content."""
        context = {"crumbs": self.crumbs, **self.subject, **self.details()}
        return render(self.template, root_of(self.url), **context)

    def searchable(self) -> Markup:
        """What the header search should know of the page: what is said here and nowhere else."""
        if not self.listed:
            return Markup("")
        return render(f"search_{self.template}", root_of(self.url), **self.subject)


def to_venue(venue: Venue) -> tuple[Crumb, ...]:
    """The way to a page below that of a venue."""
    return VENUES, Crumb(venue.name, addresses.venue(venue.id))


def data_link(url: str) -> dict[str, str]:
    """The link to the JSON of a page."""
    return {
        "rel": "alternate",
        "type": "application/json",
        "title": "This page as JSON",
        "href": addresses.document(url)[1:],
    }


def feed_link(venue: Venue) -> dict[str, str]:
    """The link to the feed of a venue's changes."""
    return {
        "rel": "alternate",
        "type": "application/atom+xml",
        "title": "Changes to this venue",
        "href": addresses.feed(venue.id)[1:],
    }


def clip(text: str, most: int = 160) -> str:
    """The text, cut between words where it is too long for a description."""
    text = " ".join(text.replace("`", "").split())
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + "…"
