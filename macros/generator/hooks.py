"""Where the site meets MkDocs: generated pages and files go in, and pieces go into hand-written pages.

MkDocs loads this file by its path and calls the functions named `on_...`. It makes a frame of each kind of generated
page; the pages themselves are filled in afterwards. The catalogue is read once for each build.
"""

from __future__ import annotations

import gc
import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import AnchorLink, TableOfContents

# The `mkdocs` command does not put the current folder on the path, but this package is not installed: it is the
# project.
_ROOT = Path(__file__).resolve().parents[2]
if str(_ROOT) not in sys.path:
    sys.path.insert(0, str(_ROOT))

from macros.catalogue.addresses import AddressBook, root_of  # noqa: E402
from macros.catalogue.view import View  # noqa: E402
from macros.generator import frames, guardrails  # noqa: E402
from macros.generator.output import LINKED, Output  # noqa: E402
from macros.generator.preview import Preview, with_problems  # noqa: E402
from macros.history import record  # noqa: E402
from macros.programs import lookup, twins  # noqa: E402
from macros.reading.drafts import draft  # noqa: E402
from macros.reading.gate import inspect  # noqa: E402
from macros.reading.loader import Reading  # noqa: E402
from macros.reading.problems import BadData, Problem, errors, report  # noqa: E402
from macros.website.page import Page  # noqa: E402
from macros.website.pages import pages  # noqa: E402
from macros.website.pieces import BLOCK, INLINE, BadCall, Pieces, fill  # noqa: E402
from macros.website.render import render  # noqa: E402


class _Build:
    """What the events of one build share. In a preview some of it is still there when the next one begins."""

    preview: Preview | None = None
    reading: Reading | None = None
    problems: list[Problem]
    """What keeps the data from being published. A build with problems ends, a preview shows them."""
    output: Output
    days: dict[str, str]
    """The day of the last review of what each generated page shows, for the sitemap."""


class _FramePage(MkDocsPage):
    """A page of MkDocs with marks in the place of all that differs among the pages of a kind."""

    def __init__(self, page: Page, file: File, config: MkDocsConfig):
        super().__init__(None, file, config)
        self.example = page

    def read_source(self, config: MkDocsConfig) -> None:
        """Gives it what a hand-written page has in its front matter."""
        self.markdown = ""
        self.meta = {
            "title": frames.TITLE,
            "description": frames.DESCRIPTION,
            "head": frames.HEAD,
            "data": frames.DATA,
            "hide": ["navigation", "toc"],
            "scripts": self.example.scripts,
            "search": {"exclude": True},
            "render_macros": False,
        }

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Gives it a mark for content."""
        self.content = frames.HEADED
        self.toc = TableOfContents([AnchorLink("", self.example.heading, level=1)])
        self.present_anchor_ids = set()


def on_startup(command: str, dirty: bool) -> None:
    """Notes whether the site is served while it is written, or built."""
    # That a frame is not written is no news.
    logging.getLogger("mkdocs.commands.build").addFilter(lambda told: "vec-frame" not in told.getMessage())
    _Build.preview = Preview() if command == "serve" else None


def on_serve(server: LiveReloadServer, config: MkDocsConfig, builder: Callable[..., None]) -> None:
    """Has the server make each file when it is asked for it."""
    assert _Build.preview
    server.set_app(_Build.preview.application(server))


def on_config(config: MkDocsConfig) -> None:
    """Reads the catalogue. Bad data ends a build with the report of all that is wrong."""
    if _Build.preview:
        _Build.preview.begin()
    root = Path(config.config_file_path).parent
    try:
        view, history = _view(root), record.publications(root)
    except BadData as error:
        raise Abort(str(error)) from None
    book = AddressBook(config.site_url or "", (config.repo_url or "").rstrip("/"))
    search: Any = config.plugins["material/search"]
    _Build.output = Output(view, book, history, list(pages(view, book)), search)
    _Build.days = twins.lastmod(view)
    config.watch.append(str(root / "data"))
    if not gc.get_freeze_count():
        # All that is here will stay. To look at it again and again would be a tenth of the time.
        gc.freeze()
        gc.set_threshold(100_000)


def _view(root: Path) -> View:
    """What the files say. A preview shows unfinished work too, and what was there where a file makes no sense."""
    reading, problems = inspect(root, _Build.reading)
    _Build.reading, _Build.problems = reading, errors(problems)
    if not _Build.problems:
        return View(reading.catalogue, reading.entry_lines)
    if not _Build.preview:
        raise BadData(_Build.problems)
    print(report(_Build.problems), file=sys.stderr)
    before = getattr(_Build, "output", None)
    shown = draft(reading, _Build.problems, before and before.view.catalogue)
    return View(shown, reading.entry_lines)


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Adds a frame for each kind of generated page, and the generated files."""
    examples = {frames.kind_of(page): page for page in _Build.output.pages}
    for number, (kind, page) in enumerate(examples.items()):
        source = f"{frames.address_of(number, kind).strip('/')}.md"
        file = File.generated(config, source, content="", inclusion=InclusionLevel.NOT_IN_NAV)
        _FramePage(page, file, config)
        files.append(file)
    for address in LINKED:  # Empty, so that MkDocs can check links to them; they are written last.
        files.append(File.generated(config, address[1:], content=""))
    # A megabyte of other languages, which a search in English never loads.
    unused = [file for file in files if file.src_uri.startswith("assets/javascripts/lunr/")]
    scripts = [file for file in files if lookup.SCRIPTS.fullmatch(file.src_uri)]
    for file in unused + scripts:
        files.remove(file)
    for address, text in lookup.sent({file.src_uri: file.content_string for file in scripts}).items():
        files.append(File.generated(config, address, content=text))


def on_page_content(html: str, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:
    """Gives a hand-written page its short pieces, which the header search takes."""
    page.update_date = max(_Build.days.values())  # MkDocs would take today, and no two builds would be equal.
    return html if isinstance(page, _FramePage) else _filled(INLINE, guardrails.unopened(html), page)


@event_priority(-100)
def on_page_context(context: dict[str, Any], page: MkDocsPage, config: MkDocsConfig, nav: Any) -> None:
    """Puts the long pieces into a hand-written page, now that the header search has taken what it needs."""
    if isinstance(page, _FramePage):
        context["linked_data"] = page.example.schema
        return
    page.content = _filled(BLOCK, page.content or "", page)
    _Build.output.hand_written.append(twins.HandWritten(f"/{page.url}", page.title, page.content))
    description = page.meta.get("description", config.site_description)
    schema = {"@type": "WebSite" if page.is_homepage else "TechArticle"}
    context["linked_data"] = frames.about(page.title, description, schema, page.canonical_url or "")


def on_post_page(output: str, page: MkDocsPage, config: MkDocsConfig) -> str:
    """Puts the guard rails on. A frame is kept and not written: MkDocs leaves out what is empty."""
    before, content, after = output.partition(page.content or "")
    html = guardrails.dense(before) + content + guardrails.dense(after)
    html = _finished(html, root_of(f"/{page.url}"))
    if not isinstance(page, _FramePage):
        return html
    _Build.output.frames[frames.kind_of(page.example)] = frames.frame(html, page.canonical_url or "")
    return ""


def on_template_context(context: dict[str, Any], template_name: str, config: MkDocsConfig) -> None:
    """Gives the 404 page its lookup, with addresses that work at any depth, and the sitemap all pages."""
    if template_name == "404.html":
        context["lookup"] = render("lookup.html", context["base_url"], not_found=True)
    if template_name == "sitemap.xml":
        book = _Build.output.book
        listed = [file.page for file in context["pages"] if not isinstance(file.page, _FramePage)]
        context["addresses"] = [
            *((page.canonical_url, "") for page in listed),
            *((book.absolute(page.url), _Build.days.get(page.url, "")) for page in _Build.output.pages),
        ]


def on_post_template(output: str, template_name: str, config: MkDocsConfig) -> str:
    """Puts the guard rails on the 404 page."""
    is_page = template_name.endswith(".html")
    return _finished(guardrails.dense(output), config.site_url or "/") if is_page else output


def _finished(html: str, root: str) -> str:
    # MkDocs adds a script for live reloading to what it serves, which the policy would stop.
    return with_problems(html, _Build.problems, root) if _Build.preview else guardrails.guarded(html)


@event_priority(-100)
def on_post_build(config: MkDocsConfig) -> None:
    """Writes everything else, now that the search has its index of MkDocs' pages; a preview waits until it is asked."""
    if _Build.preview:
        _Build.preview.offer(_Build.output, config.site_dir)
    else:
        _Build.output.write(config.site_dir)


def _filled(tag: str, html: str, page: MkDocsPage) -> str:
    try:
        return fill(html, Pieces(_Build.output.view, root_of(f"/{page.url}")), tag)
    except BadCall as error:
        raise PluginError(f"docs/{page.file.src_uri}: {error}") from None
