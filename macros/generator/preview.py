"""The preview: each file is made when a browser asks for it, and problems are shown on the pages.

So a changed line shows as soon as the changed file is read and the few pages of MkDocs are built. All else waits until
somebody wants to see it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any

from mkdocs.livereload import LiveReloadServer
from mkdocs.utils import write_file

from ..reading.problems import Problem
from ..website.render import render
from .output import Output

MOST_SHOWN = 20
"""How many problems a page lists; the terminal has all."""

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]
"""What answers a request, as WSGI has it."""


class Preview:
    """The files of the last build, written below a folder when they are first asked for."""

    def __init__(self) -> None:
        self._output: Output | None = None
        self._folder = ""
        self._made: set[str] = set()
        self._changed = threading.Condition()

    def begin(self) -> None:
        """Has all requests wait until a build is done."""
        with self._changed:
            self._output = None

    def offer(self, output: Output, folder: str) -> None:
        """Answers requests from what a build is made of."""
        with self._changed:
            self._output, self._folder = output, folder
            self._made.clear()
            self._changed.notify_all()

    def application(self, server: LiveReloadServer) -> Application:
        """The server's own application, with the file that is asked for made before."""

        def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
            path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")
            if path.startswith("/livereload/"):
                return server.serve_request(environ, start_response)
            told: list[Any] = []
            while True:
                made = self._make("/" + path.removeprefix(server.mount_path))
                content = server.serve_request(environ, lambda *head: told.append(head))
                if made is self._output:  # Otherwise a build has cleared the folder in between.
                    start_response(*told[-1])
                    return content

        return answer

    def _make(self, path: str) -> Output:
        # A page that is asked for without the last `/` is redirected, if it is there.
        wanted = [f"{path}index.html"] if path.endswith("/") else [path, f"{path}/index.html"]
        with self._changed:
            self._changed.wait_for(lambda: self._output)
            assert self._output
            for address in wanted:
                if address not in self._made:
                    self._made.add(address)  # Also where there is none, or where MkDocs has written it.
                    for made, content in self._output.make(address):
                        self._made.add(made)
                        write_file(content, f"{self._folder}{made}")
            return self._output


def with_problems(html: str, problems: list[Problem], root: str) -> str:
    """A page that tells what is wrong with the data, if anything is. `root` leads to the site's top."""
    if not problems:
        return html
    shown = render("problems.html", root, problems=problems, most=MOST_SHOWN)
    before, body, after = html.rpartition("</body>")
    return f"{before}{shown}{body}{after}"
