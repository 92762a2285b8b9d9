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


class Link(NamedTuple):
    """A page of the site that others lead to."""

    title: str
    url: str


VENUES = Link("Venues", addresses.VENUES)
CONDITIONS = Link("Equivalent codes", addresses.CONDITIONS)
ANOMALIES = Link("Mistakes in the docs", addresses.ANOMALIES)
COLLISIONS = Link("Same number, different meaning", addresses.COLLISIONS)


@dataclass(frozen=True)
class Page:
    """One generated page."""

    url: str
    title: str
    summary: str
    heading: str
    """The id of its head, where its content begins."""
    template: str
    details: Callable[[], dict[str, Any]]
    """What the template needs besides the subject; worked out only for rendering."""
    crumbs: tuple[Link, ...]
    """The pages above it, the highest first."""
    venue: Venue | None = None
    """The venue that it is about, which has a feed and a picture for link previews."""
    subject: dict[str, Any] = field(default_factory=dict)
    """What else it is about, for the template."""
    neighbours: dict[str, str] = field(default_factory=dict)
    """The pages that its head names as `prev` and `next`."""
    schema: dict[str, Any] = field(default_factory=lambda: {"@type": "CollectionPage"})
    """What it is about, in the words of schema.org."""
    scripts: tuple[str, ...] = ()
    """The modules it needs, by name under assets/."""
    listed: bool = True
    """Whether the header search reads more of it than its title, and a Markdown twin is made from the catalogue."""

    @property
    def description(self) -> str:
        """The summary as plain text, cut between words where it is too long for a description."""
        text = " ".join(self.summary.replace("`", "").split())
        return text if len(text) <= 160 else text[:159].rsplit(" ", 1)[0] + "…"

    def render(self) -> Markup:
        """The page's content."""
        context = {"crumbs": self.crumbs, "venue": self.venue, **self.subject, **self.details()}
        return render(self.template, root_of(self.url), **context)

    def searchable(self) -> Markup:
        """What the header search should know of the page: what is said here and nowhere else."""
        if not self.listed:
            return Markup("")
        return render(f"search_{self.template}", root_of(self.url), venue=self.venue, **self.subject)


def to_venue(venue: Venue) -> tuple[Link, ...]:
    """The way to a page below that of a venue."""
    return VENUES, Link(venue.name, addresses.venue(venue.id))
