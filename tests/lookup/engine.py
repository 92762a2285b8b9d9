"""The lookup's scripts in Chromium, without the site: the modules of docs/assets/lookup and the index of a catalogue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from playwright.sync_api import Page, sync_playwright

from macros.catalogue.addresses import AddressBook
from macros.catalogue.view import View
from macros.programs import lookup
from tests.bench.browser import FLAGS
from tests.support.project import CHROMIUM, ROOT

BOOK = AddressBook("https://example.org/", "https://example.org/repository")

_START = """async () => {
  const modules = ["catalogue", "find", "reading", "evidence", "ranking"];
  const [{ open }, { prepare, find }, { read }, { claims, evidence }] =
    await Promise.all(modules.map((name) => import(`/assets/lookup/${name}.js`)));
  const index = await prepare(open(await (await fetch("/lookup/index.json")).json()));
  const shown = ({ page, rank, score, doubts, evidence }) => ({ page: page.path, rank, score, doubts, evidence });
  window.find = async (texts) => {
    const found = [];
    for (const text of texts) {
      const { results, maybes } = await find(index, text);
      found.push([...results, ...maybes].map(shown));
    }
    return found;
  };
  window.places = (texts) => texts.map((text) => {
    const reading = read(index, text);
    return reading.mentions.map((mention) =>
      claims(reading, mention).map((claim) => ({ page: claim.page.path, evidence: evidence(claim) })));
  });
}"""


class Engine:
    """The lookup, ready to be asked."""

    def __init__(self, page: Page):
        self._page = page

    def find(self, texts: Sequence[str]) -> list[list[dict[str, Any]]]:
        """For each text its answers, best first: page, rank, score, doubts and evidence."""
        answers: list[list[dict[str, Any]]] = self._page.evaluate("texts => find(texts)", list(texts))
        return answers

    def places(self, texts: Sequence[str]) -> list[list[list[dict[str, Any]]]]:
        """For each text its places, each with the pages that it may mean and what speaks for them."""
        places: list[list[list[dict[str, Any]]]] = self._page.evaluate("texts => places(texts)", list(texts))
        return places


class _Handler(SimpleHTTPRequestHandler):
    """Serves docs/ and one index."""

    def __init__(self, *arguments: Any, index: bytes, **options: Any):
        self.index = index
        super().__init__(*arguments, directory=str(ROOT / "docs"), **options)

    def do_GET(self) -> None:
        if self.path not in ("/", f"/{lookup.INDEX}"):
            return super().do_GET()
        content = self.index if self.path != "/" else b"<!doctype html>"
        self.send_response(200)
        self.send_header("Content-Type", "application/json" if self.path != "/" else "text/html")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        return None

    def log_message(self, *arguments: object) -> None:
        pass


@contextmanager
def engine(view: View) -> Iterator[Engine]:
    """The lookup over one catalogue."""
    handler = partial(_Handler, index=lookup.index(view, BOOK))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            page = browser.new_page()
            page.goto(f"http://127.0.0.1:{server.server_port}/")
            page.evaluate(_START)
            yield Engine(page)
            browser.close()
    finally:
        server.shutdown()
        server.server_close()
