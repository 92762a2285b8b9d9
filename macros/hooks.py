"""Where the site meets MkDocs: the generated pages go in, the pieces go into hand-written pages, the guard rails go on.

MkDocs loads this file by its path and calls the functions named `on_...`. The catalogue is read once for each build.
"""

from __future__ import annotations

import base64
import hashlib
import re
import sys
from functools import lru_cache
from pathlib import Path
from typing import Any

from markupsafe import escape
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, PluginError
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import AnchorLink, TableOfContents

# The `mkdocs` command does not put the current folder on the path, but this package is not installed: it is the project.
_ROOT = Path(__file__).resolve().parent.parent
if str(_ROOT) not in sys.path:
    sys.path.insert(0, str(_ROOT))

from macros.loader import load  # noqa: E402
from macros.pieces import BadCall, Place, fill  # noqa: E402
from macros.problems import BadData  # noqa: E402
from macros.render import render, root_of  # noqa: E402
from macros.site import Page, Site  # noqa: E402

_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


class _Build:
    """What the events of one build share."""

    serving = False
    site: Site
    pages: dict[str, Page]
    """The generated pages by their source's name."""


def on_startup(command: str, dirty: bool) -> None:
    """Notes whether the site is served while it is written, or built."""
    _Build.serving = command == "serve"


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Reads the catalogue. Bad data ends the build with the report of all that is wrong."""
    root = Path(config.config_file_path).parent
    try:
        catalogue = load(root)
    except BadData as error:
        raise Abort(str(error)) from None
    _Build.site = Site(catalogue, address=config.site_url or "", repository=config.repo_url or "")
    config.watch.append(str(root / "data"))
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Adds the generated pages. They are empty for Markdown; `on_page_content` gives them their content."""
    _Build.pages = {f"{page.url[1:-1]}{'/index' if page.url.count('/') == 2 else ''}.md": page for page in _Build.site.pages()}
    for name in _Build.pages:
        files.append(File.generated(config, name, content="", inclusion=InclusionLevel.NOT_IN_NAV))
    return files


@event_priority(100)
def on_page_markdown(markdown: str, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:
    """Gives a generated page what a hand-written one has in its front matter."""
    generated = _Build.pages.get(page.file.src_uri)
    if generated:
        # Material prints titles and descriptions as they are, so they have to be HTML already.
        page.meta = {
            "title": str(escape(generated.title)),
            "description": str(escape(generated.description)),
            "hide": ["navigation", "toc"],
        }
    return markdown


def on_page_content(html: str, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:
    """Puts in the facts."""
    generated = _Build.pages.get(page.file.src_uri)
    if generated:
        page.toc = TableOfContents([AnchorLink(page.title, generated.heading, level=1)])
        return generated.render()
    try:
        return fill(html, Place(_Build.site, root_of(f"/{page.url}")))
    except BadCall as error:
        raise PluginError(f"docs/{page.file.src_uri}: {error}") from None


def on_page_context(context: dict[str, Any], page: MkDocsPage, config: MkDocsConfig, nav: Any) -> dict[str, Any]:
    """Gives the theme's templates the generated page, for the head."""
    context["generated"] = _Build.pages.get(page.file.src_uri)
    return context


def on_template_context(context: dict[str, Any], template_name: str, config: MkDocsConfig) -> dict[str, Any]:
    """Gives the 404 page its lookup. It is shown at any depth, so its addresses are absolute."""
    if template_name == "404.html":
        context["lookup"] = render("lookup.html", context["base_url"])
    return context


def on_post_page(output: str, page: MkDocsPage, config: MkDocsConfig) -> str:
    return _guarded(output)


def on_post_template(output: str, template_name: str, config: MkDocsConfig) -> str:
    return _guarded(output) if template_name.endswith(".html") else output


def _guarded(html: str) -> str:
    """The page with a policy that lets only the site's own files run, and by hash the scripts that stand in the page."""
    if _Build.serving:
        return html  # MkDocs adds a script for live reloading after the build, which the policy would stop.
    scripts = " ".join(dict.fromkeys(map(_hash, _INLINE_SCRIPT.findall(html))))
    policy = (
        f"default-src 'none'; script-src 'self' {scripts}; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'"
    )
    return html.replace(
        '<meta charset="utf-8">',
        f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy}">',
        1,
    )


@lru_cache(maxsize=None)
def _hash(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
