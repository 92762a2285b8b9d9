"""How tests type into the lookup and into the header search: many texts on one page, each answered before the next.

Both drivers run in the page. `LOOK_UP` gives for each text the addresses of the results and of the maybes, what the status
says and the milliseconds until then; `SEARCH` gives the addresses that the header search lists.
"""

from __future__ import annotations

from typing import Any

LOOK_UP = """async (texts) => {
  const [input, status] = ["input", "status"].map((part) => document.getElementById(`lookup-${part}`));
  const root = new URL("../../", document.querySelector("script[src*='lookup/main.js']").src).pathname;
  const addresses = (links) =>
    [...document.querySelectorAll(`#lookup-results ${links}`)].map((a) => a.pathname.slice(root.length));
  const answered = () => new Promise((resolve, reject) => {
    const watch = new MutationObserver(() => {
      if (status.textContent === "…") return; // still reading
      watch.disconnect();
      resolve();
    });
    watch.observe(status, { childList: true });
    setTimeout(() => reject(new Error("no answer")), 30000);
  });
  const answers = [];
  for (const text of texts) {
    status.textContent = "…";
    const answer = answered();
    const begun = performance.now();
    input.value = text;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    await answer;
    answers.push({
      time: performance.now() - begun,
      status: status.textContent,
      results: addresses("a.lookup-result"),
      maybes: addresses("a.lookup-maybe"),
    });
  }
  return answers;
}"""

SEARCH = """async (queries) => {
  const input = document.querySelector("[data-md-component=search-query]");
  const list = document.querySelector(".md-search-result__list");
  const root = new URL("../", document.querySelector("script[src*='search-codes.js']").src).pathname;
  const listed = [];
  for (const query of queries) {
    const answer = new Promise((resolve) => window.searchAnswered = resolve);
    input.value = query;
    input.dispatchEvent(new Event("keyup"));
    await answer;
    listed.push([...list.querySelectorAll("li > a:first-child")].map((a) => a.pathname.slice(root.length)));
  }
  return listed;
}"""

_REPORT_ANSWERS = """{
  const { Worker } = window;
  window.Worker = class extends Worker {
    constructor(...options) {
      super(...options);
      // Later than the site's own listener, which keeps some answers back and asks again.
      setTimeout(() =>
        this.addEventListener("message", ({ data }) => data.type === 3 && setTimeout(() => window.searchAnswered?.())));
    }
  };
}"""


def look_up(page: Any, texts: list[str]) -> list[dict[str, Any]]:
    """What the lookup on the page answers to each of the texts."""
    return page.evaluate(LOOK_UP, texts)


def ready_to_search(page: Any) -> Any:
    """The page, reloaded so that the end of each search can be awaited, with the header search in focus."""
    page.add_init_script(_REPORT_ANSWERS)
    page.reload()
    page.locator("[data-md-component=search-query]").focus()
    page.locator(".md-search-result__meta", has_not_text="Initializing").wait_for(state="attached")
    return page


def search(page: Any, queries: list[str]) -> list[list[str]]:
    """What the header search lists for each of the queries, which must differ from one to the next."""
    return page.evaluate(SEARCH, queries)
