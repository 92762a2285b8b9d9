"""The real parts that tests use: the catalogue, the site built once, a server for it, and a browser."""

from __future__ import annotations

import fcntl
import os
import signal
from collections.abc import Callable, Iterator
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import settings

from macros.catalogue.model import Catalogue
from macros.catalogue.view import View
from macros.reading.gate import load
from tests.support.project import CHROMIUM, ROOT, build

# A shell that runs the suite in the background has it ignore interrupts, and so would all that the tests interrupt.
signal.signal(signal.SIGINT, signal.default_int_handler)

# The suite tries the same inputs every time; `make fuzz` takes the long form.
settings.register_profile("short", derandomize=True, deadline=None, max_examples=50)
settings.register_profile("long", deadline=None, max_examples=3000)
settings.load_profile("short")


def pytest_xdist_auto_num_workers() -> int:
    """One process more than there are processors, because browsers and servers are waited for."""
    return (os.cpu_count() or 1) + 1


LONGEST = (
    "website/test_browser.py",
    "contributing/test_sixth_venue.py",
    "history/test_ledger.py",
    "programs/test_api.py",
)
"""The files that take longest. They come first, so that no process is left alone with one of them."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the longest files first."""
    items.sort(key=lambda item: not str(item.path).endswith(LONGEST))


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load(ROOT)


@pytest.fixture(scope="session")
def view(catalogue: Catalogue) -> View:
    return View(catalogue)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built once for all tests and all processes that run them."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder = shared / "site"
    with (shared / "site.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            done = build(ROOT, shared / "unfinished")
            assert done.returncode == 0, done.stdout + done.stderr
            assert not done.stdout + done.stderr, "a strict build says nothing"
            (shared / "unfinished").rename(folder)
    return folder


class _Handler(SimpleHTTPRequestHandler):
    """Serves files, and the site's own page where there is none."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        if code != 404:
            return super().send_error(code, message, explain)
        content = Path(self.directory, "404.html").read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Path], str]]:
    """Serves a folder at the root of an address of this machine, which is returned without `/` at its end."""
    servers = []

    def start(folder: Path) -> str:
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(folder)))
        servers.append(server)
        Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def server(site: Path, serve: Callable[[Path], str]) -> str:
    """The address of the built site."""
    return serve(site)


@pytest.fixture(scope="session")
def browser():
    """The system's Chromium, which finds no host but this machine."""
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("There is no Chromium, and CI has to run the browser tests.")
        pytest.skip("There is no Chromium on this system.")
    from playwright.sync_api import sync_playwright

    from tests.bench.browser import FLAGS

    nowhere = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, nowhere])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def contexts(browser, server: str) -> Callable[..., Any]:
    """Gives a browser's context by its options. Each is used again, since a new one costs more than a page."""
    return cache(partial(browser.new_context, base_url=server))


@pytest.fixture
def open_page(contexts: Callable[..., Any], server: str):
    """Opens pages of the site by address. Errors on a page fail the test, and so does a request to any other host. A test
    finds nothing that another has kept in the browser."""
    pages, faults = [], []

    def watch(request) -> None:
        url = urlsplit(request.url)
        if url.netloc and url.netloc != urlsplit(server).netloc:
            faults.append(f"request to {request.url}")

    def open_page(url: str, *, width: int = 1280, height: int = 900, **options):
        lists = {name: tuple(value) for name, value in options.items() if isinstance(value, list)}
        page = contexts(**options | lists).new_page()
        pages.append(page)
        page.set_viewport_size({"width": width, "height": height})
        page.on("request", watch)
        page.on("pageerror", lambda error: faults.append(f"{url}: {error}"))
        page.on(
            "console",
            lambda said: (
                said.type == "error" and "404" not in said.text and faults.append(f"{url}: {said.text}")
            ),
        )
        page.goto(url)
        return page

    yield open_page
    for page in pages:
        page.evaluate("localStorage.clear(), sessionStorage.clear()")
        page.close()
    assert not faults
