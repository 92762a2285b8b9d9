"""Every address there is: of the site, its API, its twins and feeds, and of the repository.

Addresses of the site are relative to its root and begin with `/`; those of pages end with `/` too. Nothing else
spells an address.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, urlencode

RESERVED = frozenset(
    "404 about anomalies api assets benchmarks changes collisions compare contributing equivalents feeds guides "
    "hosting index licences llms lookup opensearch robots search sitemap style venues".split()
)
"""First parts of addresses that no venue may take."""

HOME = "/"
VENUES = "/venues/"
CONDITIONS = "/equivalents/"
ANOMALIES = "/anomalies/"
COLLISIONS = "/collisions/"
COMPARE = "/compare/"
API = "/api/v1/"
MANIFEST = "/manifest.webmanifest"

EXAMPLE = "https://example.com/"
"""What a file that is published as it is has in the place of the site."""

VENUE_FILES = "data/venues"
CONDITION_FILES = "data/equivalents"
"""Where the catalogue's files are in the repository."""


def slug(code: str) -> str:
    """The code as it is in an address: `-1021` → `-1021`, `HTTP ERROR CODE 403` → `http-error-code-403`."""
    return re.sub(r"[^a-z0-9-]+", "-", code.lower())


def venue(id: str) -> str:
    """The page of a venue."""
    return f"/{id}/"


def permalink(venue: str, code: str) -> str:
    """The one page of a (venue, code) pair."""
    return f"/{venue}/{slug(code)}/"


def condition(id: str) -> str:
    """The page that compares one condition across venues."""
    return f"{CONDITIONS}{id}/"


def anomalies(venue: str) -> str:
    """The annotated anomalies of one venue."""
    return f"{ANOMALIES}{venue}/"


def collisions(venue: str) -> str:
    """The codes of one venue that other venues use too."""
    return f"{COLLISIONS}{venue}/"


def section(venue: str, section: str, part: int = 1) -> str:
    """The page of one section of a venue that is too long for one page, or a later part of that section."""
    return f"{VENUES}{venue}/{section}/" + (f"{part}/" if part > 1 else "")


def comparison(venue: str) -> str:
    """What the page of comparisons loads of a venue."""
    return f"{COMPARE}{venue}.json"


def document(page: str) -> str:
    """The JSON of a venue's, code's or condition's page, by the page's address."""
    path = f"{page.strip('/')}.json"
    return API + (path if page.startswith(CONDITIONS) else f"venues/{path}")


def table(venue: str, form: str) -> str:
    """Every entry of a venue as a line of a file: `csv` or `ndjson`."""
    return f"{API}venues/{venue}.{form}"


def context(venue: str, part: int = 1) -> str:
    """All of a venue as text for a language model; of a large venue, the first or a later part."""
    return f"/{venue}/llms-{part}.txt" if part > 1 else f"/{venue}/llms.txt"


def changes(part: int | None = None) -> str:
    """The newest part of the change log, or an older one by its number."""
    return f"{API}changes/{part}.json" if part else f"{API}changes.json"


def schema(name: str) -> str:
    """The JSON Schema of one kind of document."""
    return f"{API}schemas/{name}.json"


def twin(page: str) -> str:
    """The Markdown twin of a page, by the page's address."""
    return f"{page}index.md"


def feed(venue: str | None = None) -> str:
    """The feed of changes of one venue, or of all."""
    return f"/feeds/{venue or 'changes'}.xml"


def card(name: str) -> str:
    """The picture for previews of links to a venue's pages; that of all others is named `site`."""
    return f"/assets/cards/{name}.png"


def icon(size: int) -> str:
    """The icon of a size in pixels."""
    return f"/assets/icons/{size}.png"


def root_of(address: str) -> str:
    """The way from a page's address to the site's top: `../../`, or `./` from the home page."""
    return "../" * (address.count("/") - 1) or "./"


@dataclass(frozen=True)
class AddressBook:
    """Where one publication of the catalogue is: its site and its repository, each an absolute address."""

    site: str = ""
    """With `/` at its end; empty where nobody has said it."""
    repository: str = ""
    """Without `/` at its end; empty where there is none."""

    def absolute(self, address: str) -> str:
        """An address of the site as one that works from anywhere."""
        return self.site + address[1:]

    def line(self, file: str, line: int) -> str:
        """A line of a file in the repository."""
        return f"{self.repository}/blob/main/{file}#L{line}"

    def report(self, venue: str, code: str) -> str:
        """The form that reports a fault of one code, filled in."""
        form = {
            "template": "missing-or-wrong-code.yml",
            "title": f"Code: {venue} {code}",
            "venue": venue,
            "code": code,
        }
        return f"{self.repository}/issues/new?{urlencode(form, quote_via=quote)}"
