"""The generated pages and files of a small catalogue, in frames of the tests' own: all that takes no MkDocs."""

from __future__ import annotations

from types import SimpleNamespace

from material.plugins.search.plugin import SearchIndex

from macros.catalogue.addresses import AddressBook
from macros.catalogue.model import Catalogue
from macros.catalogue.view import View
from macros.generator.frames import DATA, DESCRIPTION, HEAD, HEADED, TITLE, frame, kind_of
from macros.generator.output import Output
from macros.programs.twins import HandWritten
from macros.website.pages import pages

BOOK = AddressBook("https://example.com/", "https://example.com/repository")
FRAME = f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{TITLE}</title><meta name="description" content="{DESCRIPTION}">
{HEAD}<script type="application/ld+json">{DATA}</script></head>
<body>{HEADED}</body></html>"""


def output(catalogue: Catalogue) -> Output:
    """What a build of the catalogue would write, with one page written by hand."""
    view = View(catalogue)
    found = list(pages(view, BOOK))
    return Output(
        view,
        BOOK,
        [],
        found,
        SimpleNamespace(search_index=SearchIndex(lang=["en"], separator=" ", pipeline=[], fields={})),
        {kind_of(page): frame(FRAME, BOOK.site) for page in found},
        [HandWritten("/about/", "About", "<h1>About</h1>")],
    )
