"""Files for operations: alerting rules for Prometheus and a dashboard for Grafana that link the page of each code.

Each is a whole file in this folder; publishing puts the address of the site in.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ...catalogue.addresses import AddressBook

_SITE = "https://example.com/"
"""Where the site's address belongs."""


def artefacts(book: AddressBook) -> Iterator[tuple[str, bytes]]:
    """Both files: for each its address and its content."""
    for name in ("venue-errors.rules.yml", "venue-errors.dashboard.json"):
        text = (Path(__file__).parent / name).read_text("utf-8")
        yield f"/guides/{name}", text.replace(_SITE, book.site).encode()
