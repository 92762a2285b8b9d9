"""What the lookup in the browser knows: one file, made from the catalogue and from three lists beside this module.

`vocabulary.yml` holds the words that tell codes from other numbers, `signals.yml` what speaks for and against an answer
and how much, `wording.yml` what is said of answers. The scripts in `docs/assets/lookup/` read the file; docs/lookup.md
says how they decide.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

from ...catalogue.addresses import EXAMPLE, AddressBook
from ...catalogue.view import View
from .indexing import SIGNALS, index, signals
from .scripts import SCRIPTS, sent

__all__ = ["INDEX", "OPENSEARCH", "SCRIPTS", "SIGNALS", "artefacts", "index", "sent", "signals"]

INDEX = "/lookup/index.json"
OPENSEARCH = "/opensearch.xml"
"""With it a browser takes the site for a search engine of its own."""


def artefacts(view: View, book: AddressBook) -> Iterator[tuple[str, bytes]]:
    """The files of the lookup: for each its address and its content."""
    yield INDEX, index(view, book)
    description = Path(__file__).with_name("opensearch.xml").read_text("utf-8")
    yield OPENSEARCH, description.replace(EXAMPLE, escape(book.site)).encode()
