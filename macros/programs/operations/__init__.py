"""Files for operations: alerting rules for Prometheus and a dashboard for Grafana that link the page of each code.

Each is a whole file in this folder; publishing puts the address of the site in.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ...catalogue.addresses import EXAMPLE, AddressBook

ADDRESSES = ("/guides/venue-errors.rules.yml", "/guides/venue-errors.dashboard.json")


def artefacts(book: AddressBook) -> Iterator[tuple[str, bytes]]:
    """Both files: for each its address and its content."""
    for address in ADDRESSES:
        text = (Path(__file__).parent / Path(address).name).read_text("utf-8")
        yield address, text.replace(EXAMPLE, book.site).encode()
