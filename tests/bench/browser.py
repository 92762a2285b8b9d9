"""What the site costs in Chromium: what a first view loads, and how fast the lookup and the header search answer."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from threading import Thread
from urllib.parse import urlsplit

from playwright.sync_api import Page, Response, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

TYPED = (
    "bitmart 50020",
    "APIError(code=-2019): Margin is insufficient.",
    '{"code":"0001","msg":"Incorrect signature"}',
    "Timestamp for this request is outside of the recvWindow",
)
"""What is typed into the lookup: a code with its venue, a log line, JSON, and a message without its code."""

TYPE = """
async texts => {
  const [input, status, list] = ["input", "status", "results"].map(part => document.getElementById(`lookup-${part}`));
  const said = () => new Promise(resolve => {
    const observer = new MutationObserver(() => {
      if (/^Reading/.test(status.textContent)) return;
      observer.disconnect();
      resolve(list.offsetHeight);
    });
    observer.observe(status, { childList: true });
  });
  const type = async text => {
    const since = performance.now(), seen = said();
    input.value = text;
    input.dispatchEvent(new InputEvent("input"));
    await seen;
    return performance.now() - since;
  };
  const first = await type(texts[0]);
  const keys = [];
  for (const text of texts) {
    const rounds = [[], [], []];
    for (const round of rounds)
      for (let length = 1; length <= text.length; length++) round.push(await type(text.slice(0, length)));
    keys.push(...rounds[0].map((_, key) => Math.min(...rounds.map(round => round[key]))));
  }
  return { first, keys };
}
"""
"""Types texts into the lookup: how long until the first answer, with the index still to load, and then until the answer
to each key, laid out. Each text is typed three times and the fastest of each key counts."""


NOTE_FIRST_RESULT = """
addEventListener("DOMContentLoaded", () => new MutationObserver((_, observer) => {
  if (!document.querySelector(".md-search-result__item")) return;
  window.firstResult = performance.now();
  observer.disconnect();
}).observe(document.body, { subtree: true, childList: true }));
"""
"""Notes when the header search has its first result, which whoever waits outside of the page hears later."""


def measure(site: Path, chromium: str) -> dict[str, float]:
    """All figures of a built site: sizes in bytes, compressed; times in milliseconds."""
    with _served(site) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page()
        replies: list[Response] = []
        page.on("response", lambda reply: replies.append(reply))
        page.goto(address, wait_until="networkidle")
        typed = page.evaluate(TYPE, TYPED)
        loaded = {urlsplit(reply.url).path: len(gzip.compress(reply.body(), 9)) for reply in replies}
        search = {path: size for path, size in loaded.items() if "/search/" in path or "/workers/" in path}
        figures = {
            "first_load": sum(loaded.values()) - sum(search.values()),
            "lookup_first": typed["first"],
            "lookup_key_median": median(typed["keys"]),
            "lookup_key_worst": max(typed["keys"]),
            "search_load": sum(search.values()),
            "search_first": min(_search(browser.new_page(), address) for _ in range(5)),
        }
        browser.close()
    return figures


def _search(page: Page, address: str) -> float:
    """How long after a page was asked for its header search can have its first result."""
    page.add_init_script(NOTE_FIRST_RESULT)
    page.goto(address)
    page.fill("[data-md-component=search-query]", "-102")
    page.press("[data-md-component=search-query]", "1")  # a key, because Material waits for one
    page.wait_for_selector(".md-search-result__item", state="attached")
    milliseconds = page.evaluate("firstResult")
    page.close()
    return milliseconds


@contextmanager
def _served(site: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(site)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *arguments: object) -> None:
        pass
