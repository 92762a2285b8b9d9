"""A copy of the built site for desks without internet: one zip whose pages open from file://, search and lookup too.

Browsers give a page that was opened from a file no modules, no workers and no data. So the copy gets a script that
hands out all of these from texts that classic scripts carry (offline.js), and its links name the page of each folder.
"""

from __future__ import annotations

import json
import re
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

FOLDER = "venue-error-codes"
"""The folder that the zip unpacks to."""

_SERVED_ONLY = re.compile(r"404\.html|robots\.txt|sitemap\.xml(\.gz)?|_headers|.*\.map")
_SCRIPT = re.compile(r"assets/(?!javascripts/(bundle|lunr)).*\.js")
_DATA = re.compile(r"(lookup|compare|api/v1/venues/[^/]+)/.*\.json")
_LINK = re.compile(r'(<(?:a|link)\b[^>]*?\shref=")([^"]*)(")')
_MODULE = re.compile(r'<script type="module"(?: async)? src="([^"]*)"></script>')
_DEFERRED = re.compile(r'<script defer src="([^"]*)"></script>')
_POLICY = re.compile(r'(<meta http-equiv="Content-Security-Policy" content=")([^"]*)(")')
_SHIM = "assets/offline.js"


def pack(site: Path, target: Path) -> None:
    """Writes the copy of the built site to the zip `target`. Equal sites give equal zips."""
    unfinished = target.with_name(f"{target.name}.part")
    try:
        with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive:
            for path, content in sorted(files(site)):
                archive.writestr(zipfile.ZipInfo(f"{FOLDER}/{path}"), content, zipfile.ZIP_DEFLATED)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def files(site: Path) -> Iterator[tuple[str, bytes]]:
    """The files of the copy: for each its path and its content."""
    scripts: dict[str, str] = {}
    for file in sorted(file for file in site.rglob("*") if file.is_file()):
        path = file.relative_to(site).as_posix()
        if _SERVED_ONLY.fullmatch(path):
            continue
        content = file.read_bytes()
        if path.endswith(".html"):
            content = _page(content.decode(), path).encode()
        elif _SCRIPT.fullmatch(path):
            scripts[path] = content.decode()
        elif path == "search/search_index.json":
            yield "search/search_index.js", b"var __index = " + content
        elif _DATA.fullmatch(path):
            yield f"{path}.js", f"offlineText({json.dumps(path)}, {json.dumps(content.decode())})".encode()
        yield path, content
    shim = Path(__file__).with_name("offline.js").read_text("utf-8")
    yield _SHIM, shim.replace("const texts = {};", f"const texts = {json.dumps(scripts)};", 1).encode()


def _page(html: str, path: str) -> str:
    """A page whose links name files, whose scripts wait for the shim, and whose policy allows what files need."""
    html = _LINK.sub(lambda match: match[1] + _named(match[2]) + match[3], html)
    html = _MODULE.sub(r'<script data-module="\1"></script>', html)
    html = _DEFERRED.sub(r'<script data-deferred="\1"></script>', html)
    html = _POLICY.sub(lambda match: match[1] + match[2].replace("'self'", "file: data:") + match[3], html, 1)
    if not re.search(r"<script\b[^>]* (src|data-module)=", html):
        return html
    return html.replace("</title>", f'</title><script src="{"../" * path.count("/")}{_SHIM}"></script>', 1)


def _named(href: str) -> str:
    """A link to a folder as one to its page; any other as it is."""
    folder = re.fullmatch(r"(?![a-z]+:|//)([^?#]*/|(?:[^?#]*/)?\.\.?)([?#].*)?", href)
    return f"{folder[1].rstrip('/')}/index.html{folder[2] or ''}" if folder else href


if __name__ == "__main__":
    built, packed = map(Path, sys.argv[1:])
    if not (built / "index.html").is_file():
        sys.exit(f"There is no built site in {built}/. Build it first: make build")
    try:
        pack(built, packed)
    except OSError as error:
        sys.exit(f"{packed}: {error.strerror}.")
    print(f"Wrote {packed}. Unpack it and open {FOLDER}/index.html.")
