"""The lookup's scripts in Chromium, without the site: the modules of docs/assets/lookup and the index of a catalogue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from macros.catalogue.addresses import AddressBook
from macros.catalogue.view import View
from macros.programs import lookup
from tests.bench.browser import FLAGS
from tests.support.project import CHROMIUM, ROOT

BOOK = AddressBook("https://example.org/", "https://example.org/repository")

_START = """async () => {
  const modules = ["catalogue", "find", "reading", "evidence", "plain", "secrets"];
  const [{ open }, { prepare, find }, { read }, { claims, evidence }, { plain }, { mask }] =
    await Promise.all(modules.map((name) => import(`/assets/lookup/${name}.js`)));
  const index = await prepare(await open(await (await fetch("/lookup/index.json")).json()));
  const shown = ({ page, entry, rank, score, doubts, evidence }) =>
    ({ page: page.path, anchor: entry?.anchor, rank, score, doubts, evidence });
  window.find = async (texts) => {
    const found = [];
    for (const text of texts) {
      const { results, maybes } = await find(index, text);
      found.push([...results, ...maybes].map(shown));
    }
    return found;
  };
  window.understood = async (text) => {
    const { codes, venues, others, conditions, words } = (await find(index, text)).understood;
    return { codes, venues: venues.map(({ id }) => id), others, conditions: conditions.map(({ id }) => id), words };
  };
  window.masked = (text) => mask(plain(text));
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

    def results(self, text: str) -> list[str]:
        """The pages of the results for one text."""
        return [answer["page"] for answer in self.find([text])[0] if answer["rank"] == "result"]

    def maybes(self, text: str) -> list[str]:
        """The pages of the maybes for one text."""
        return [answer["page"] for answer in self.find([text])[0] if answer["rank"] == "maybe"]

    def understood(self, text: str) -> dict[str, Any]:
        """What was understood of one text: codes, venues, other exchanges, conditions, words."""
        understood: dict[str, Any] = self._page.evaluate("text => understood(text)", text)
        return understood

    def masked(self, text: str) -> str:
        """A text as it is shown again, without its secrets."""
        masked: str = self._page.evaluate("text => masked(text)", text)
        return masked

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
        if self.path not in ("/", lookup.INDEX):
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
def chromium() -> Iterator[Browser]:
    """The system's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def engine(view: View, browser: Browser) -> Iterator[Engine]:
    """The lookup over one catalogue."""
    handler = partial(_Handler, index=lookup.index(view, BOOK))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    Thread(target=server.serve_forever, daemon=True).start()
    page = browser.new_page()
    try:
        page.goto(f"http://127.0.0.1:{server.server_port}/")
        page.evaluate(_START)
        yield Engine(page)
    finally:
        page.close()
        server.shutdown()
        server.server_close()
