"""Where the site meets MkDocs: the generated pages go in, the pieces go into hand-written pages, the guard rails go on.

MkDocs loads this file by its path and calls the functions named `on_...`. The catalogue is read once for each build.
"""

from __future__ import annotations

import base64
import gc
import hashlib
import re
import sys
from collections.abc import Callable
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import escape
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, PluginError
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import AnchorLink, TableOfContents
from mkdocs.utils import write_file

# The `mkdocs` command does not put the current folder on the path, but this package is not installed: it is the project.
_ROOT = Path(__file__).resolve().parent.parent.parent
if str(_ROOT) not in sys.path:
    sys.path.insert(0, str(_ROOT))

from macros.catalogue.addresses import AddressBook, root_of  # noqa: E402
from macros.catalogue.view import View  # noqa: E402
from macros.programs import api, feeds, lookup, redirects, twins  # noqa: E402
from macros.reading.loader import read_checked  # noqa: E402
from macros.reading.problems import BadData  # noqa: E402
from macros.website.pages import Page, pages  # noqa: E402
from macros.website.pieces import BadCall, Place, fill_blocks, fill_inline  # noqa: E402
from macros.website.render import render  # noqa: E402

_CHARSET = '<meta charset="utf-8">'
_LINK_TO_OTHERS = re.compile(r'<a (?=href="https?://)(?![^>]* rel=)')
_LINE_BREAK = re.compile(r"\s*\n\s*")
_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


class _Build:
    """What the events of one build share."""

    serving = False
    view: View
    book: AddressBook
    hand_written: list[twins.HandWritten]
    days: dict[str, str]
    """The day of the last review of what each generated page shows, for the sitemap."""
    around: Any = None
    """What the theme puts around the content follows from this."""
    theme: Environment | None = None
    finished: dict[str, tuple[int, str]] = {}
    """While serving: each generated page as it was last, after a hash of what it was made of, by its address."""


class _Generated(MkDocsPage):
    """A generated page as MkDocs knows it: with nothing to read, and no Markdown to render."""

    def __init__(self, page: Page, file: File, config: MkDocsConfig):
        super().__init__(None, file, config)
        self.generated = page

    def read_source(self, config: MkDocsConfig) -> None:
        """Gives the page what a hand-written one has in its front matter."""
        self.markdown = ""
        # Material prints titles and descriptions as they are, so they have to be HTML already.
        self.meta = {
            "title": str(escape(self.generated.title)),
            "description": str(escape(self.generated.description)),
            "hide": ["navigation", "toc"],
            "scripts": self.generated.scripts,
            "links": self.generated.links,
            "render_macros": False,  # mkdocs-macros-plugin would take a title for a template
        }

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Gives the page what the header search should know of it; that is taken before the page is built."""
        self.content = str(self.generated.searchable())
        self.toc = TableOfContents([AnchorLink(self.title, self.generated.heading, level=1)])
        self.present_anchor_ids = {self.generated.heading, *self.generated.anchors}

    @property
    def made_of(self) -> int:
        """A hash that stays while nothing has changed on the page."""
        return hash((self.content, repr(self.meta), repr(self.generated.schema)))


def on_startup(command: str, dirty: bool) -> None:
    """Notes whether the site is served while it is written, or built."""
    _Build.serving = command == "serve"


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Reads the catalogue. Bad data ends the build with the report of all that is wrong."""
    root = Path(config.config_file_path).parent
    try:
        reading = read_checked(root)
    except BadData as error:
        raise Abort(str(error)) from None
    _Build.view = View(reading.catalogue, reading.entry_lines)
    _Build.book = AddressBook(config.site_url or "", (config.repo_url or "").rstrip("/"))
    _Build.hand_written = []
    _Build.days = twins.lastmod(_Build.view)
    config.watch.append(str(root / "data"))
    if not gc.get_freeze_count():
        gc.freeze()  # All that is here will stay. Looking at it again and again would be a tenth of the time.
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Adds the generated pages and files."""
    for page in pages(_Build.view, _Build.book):
        file = File.generated(config, _source_of(page.url), content="", inclusion=InclusionLevel.NOT_IN_NAV)
        _Generated(page, file, config)
        files.append(file)
    given = _Build.view, _Build.book
    root = Path(config.config_file_path).parent
    for address, content in chain(
        api.artefacts(*given),
        redirects.artefacts(*given),
        feeds.artefacts(root, _Build.view.catalogue, _Build.book.site),
        lookup.artefacts(_Build.view.catalogue, _Build.book.site),
    ):
        files.append(File.generated(config, address.lstrip("/"), content=content))
    for file in [file for file in files if file.src_uri.startswith("assets/javascripts/lunr/")]:
        files.remove(file)  # A megabyte of other languages, which a search in English never loads.
    for file in [file for file in files if lookup.SCRIPTS.fullmatch(file.src_uri)]:
        files.remove(file)
        files.append(File.generated(config, file.src_uri, content=lookup.compact(file.content_string)))
    return files


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> None:
    """Forgets what the last build has finished where anything but the data has changed."""
    sources = [Path(config.config_file_path), *Path(config.theme.custom_dir).rglob("*")]
    around = [str(nav), *(file.stat().st_mtime_ns for file in sources)]
    if around != _Build.around:
        _Build.around, _Build.theme = around, None
        _Build.finished.clear()


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> Environment:
    """Takes the theme's templates as the last build has compiled them."""
    _Build.theme = _Build.theme or env
    return _Build.theme


def on_page_content(html: str, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:
    """Gives a page its day for the sitemap, and a hand-written one its short pieces, which the header search takes."""
    page.update_date = _Build.days.get(f"/{page.url}", "")
    if isinstance(page, _Generated):
        return html
    return _filled(fill_inline, _LINK_TO_OTHERS.sub('<a rel="noopener" ', html), page)


@event_priority(-100)
def on_page_context(
    context: dict[str, Any], page: MkDocsPage, config: MkDocsConfig, nav: Any
) -> dict[str, Any]:
    """Puts in the facts, now that the header search has taken what it needs. A page that is made of the same as in the
    last build is put into the template as it was then."""
    if isinstance(page, _Generated):
        page.content = str(page.generated.render())
        about = page.generated.schema
        made_of, finished = _Build.finished.get(page.url, (None, None))
        if made_of == page.made_of:
            context["finished"] = finished
    else:
        page.content = _filled(fill_blocks, page.content, page)
        _Build.hand_written.append(twins.HandWritten(f"/{page.url}", page.title, page.content))
        about = {"@type": "WebSite" if page.is_homepage else "TechArticle"}
    context["linked_data"] = {
        "@context": "https://schema.org",
        "name": page.title,
        "description": page.meta.get("description", config.site_description),
        **about,
        "url": page.canonical_url,
    }
    return context


def on_template_context(context: dict[str, Any], template_name: str, config: MkDocsConfig) -> dict[str, Any]:
    """Gives the 404 page its lookup. It is shown at any depth, so its addresses are absolute."""
    if template_name == "404.html":
        context["lookup"] = render("lookup.html", context["base_url"], not_found=True)
    return context


def on_post_build(config: MkDocsConfig) -> None:
    """Writes what MkDocs would take for pages: the Markdown twins."""
    for address, content in twins.artefacts(_Build.view, _Build.book, _Build.hand_written):
        write_file(content, str(Path(config.site_dir, address[1:])))


def on_post_page(output: str, page: MkDocsPage, config: MkDocsConfig) -> str:
    """Puts the guard rails on, and lets go of the content: at the end the site would be in memory twice."""
    _, finished = _Build.finished.get(page.url, (None, None))
    if output != finished:
        finished = _finished(*output.partition(page.content))
        if _Build.serving and isinstance(page, _Generated):
            _Build.finished[page.url] = page.made_of, finished
    page.content = None
    return finished


def on_post_template(output: str, template_name: str, config: MkDocsConfig) -> str:
    """Puts the guard rails on the 404 page."""
    return _finished(output) if template_name.endswith(".html") else output


def _filled(fill: Callable[[str, Place], str], html: str, page: MkDocsPage) -> str:
    try:
        return fill(html, Place(_Build.view, root_of(f"/{page.url}")))
    except BadCall as error:
        raise PluginError(f"docs/{page.file.src_uri}: {error}") from None


def _source_of(url: str) -> str:
    """The name under docs/ that a generated page would have as a file: `/a/` → `a/index.md`, `/a/b/` → `a/b.md`."""
    return f"{url[1:]}index.md" if url.count("/") == 2 else f"{url[1:-1]}.md"


def _finished(before: str, content: str = "", after: str = "") -> str:
    """A page made lighter, and guarded by a policy: only the site's own files may run, and the theme's inline scripts.

    What the theme puts around the content is a third white space. Scripts in the content are none of the theme's; were
    there any, they would not run.
    """
    before, after = _dense(before), _dense(after)
    if (
        not _Build.serving
    ):  # MkDocs adds a script for live reloading after the build, which the policy would stop.
        scripts = " ".join(dict.fromkeys(map(_hash, _INLINE_SCRIPT.findall(before + after))))
        policy = (
            f"default-src 'none'; script-src 'self' {scripts}; style-src 'self'; img-src 'self' data:; "
            "connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'"
        )
        before = before.replace(
            _CHARSET, f'{_CHARSET}\n<meta http-equiv="Content-Security-Policy" content="{policy}">', 1
        )
    return before + content + after


def _dense(html: str) -> str:
    """The same HTML without indentation, and without the namespace that pictures in a page do not need."""
    return _LINE_BREAK.sub("\n", html).replace(' xmlns="http://www.w3.org/2000/svg"', "")


@cache
def _hash(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
