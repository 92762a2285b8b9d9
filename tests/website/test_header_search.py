"""The header search, in a browser: codes first, names and messages near the top, and words as ever.

What is asked comes from the catalogue itself, so that the promises hold whatever venues it has.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from macros.catalogue.permalinks import Permalink
from macros.catalogue.view import View
from tests.support.typing_in import ready_to_search, search

Results = Callable[[Iterable[str]], dict[str, list[str]]]
Groups = dict[str, set[str]]
"""Queries, each with the addresses of the pages that are right."""


@pytest.fixture(scope="module")
def results(browser: Any, server: str) -> Iterator[Results]:
    """What is listed for each query, all typed into one page."""
    page = browser.new_page(base_url=server)
    page.goto("/about/")
    ready_to_search(page)

    def results(queries: Iterable[str]) -> dict[str, list[str]]:
        different = list(dict.fromkeys(queries))
        return dict(zip(different, search(page, different), strict=True))

    yield results
    page.close()


@pytest.fixture(scope="module")
def pages(view: View) -> list[Permalink]:
    """A part of the pages, of all venues."""
    return list(view.permalinks)[::41]


def sharing(view: View, pages: Iterable[Permalink], key: Callable[[str], str] = str) -> Groups:
    """The codes of some pages as `key` sees them, each with the addresses of all pages that share it."""
    shared = defaultdict(set)
    for page in view.permalinks:
        shared[key(page.code)].add(page.url[1:])
    return {key(page.code): shared[key(page.code)] for page in pages}


def words(message: str) -> str:
    """The words of a message. Venues that share one write it with and without a full stop."""
    return re.sub(r"[\W_]+", " ", message).strip().lower()


def misses(found: dict[str, list[str]], wanted: Groups) -> dict[str, list[str]]:
    """The queries whose first n results are not the n pages that are wanted; of more than ten, ten of them."""

    def is_hit(query: str, listed: list[str]) -> bool:
        first = listed[: min(len(wanted[query]), 10)]
        return len(set(first)) == min(len(wanted[query]), 10) and set(first) <= wanted[query]

    return {query: listed[:4] for query, listed in found.items() if not is_hit(query, listed)}


@pytest.mark.parametrize("form", ["{}", '"{}"'])
def test_a_code_lists_all_its_pages_first(
    results: Results, view: View, pages: list[Permalink], form: str
) -> None:
    wanted = {form.format(code): urls for code, urls in sharing(view, pages).items()}
    assert misses(results(wanted), wanted) == {}


def test_a_code_after_its_venue_lists_its_page_first(results: Results, pages: list[Permalink]) -> None:
    wanted = {f"{page.venue.name} {page.code}": {page.url[1:]} for page in pages}
    assert misses(results(wanted), wanted) == {}


def test_a_code_without_its_sign_lists_its_pages_too(results: Results, view: View) -> None:
    negative = [page for page in view.permalinks if page.code.startswith("-")][::29]
    wanted = {page.code[1:]: page.url[1:] for page in negative}
    found = results(wanted)
    assert {code: found[code][:4] for code, url in wanted.items() if url not in found[code]} == {}


def test_a_pasted_reply_lists_the_pages_of_its_code_first(
    results: Results, view: View, pages: list[Permalink]
) -> None:
    wanted = {json.dumps({"code": code, "msg": "..."}): urls for code, urls in sharing(view, pages).items()}
    found = results(wanted)
    assert {
        query: listed[:3] for query, listed in found.items() if not set(listed[:1]) <= wanted[query]
    } == {}


def test_a_name_finds_its_page_among_the_first_three(results: Results, pages: list[Permalink]) -> None:
    wanted = {
        f"{page.venue.name} {row.entry.name}": page.url[1:]
        for page in pages
        for row in page.rows
        if row.entry.name
    }
    assert wanted
    found = results(wanted)
    assert {name: found[name][:3] for name, url in wanted.items() if url not in found[name][:3]} == {}


def test_a_verbatim_message_finds_its_page_among_the_first_three(results: Results, view: View) -> None:
    asked, wanted = dict[str, str](), defaultdict(set)
    for page in view.permalinks:
        for row in page.rows:
            for message in row.entry.messages:
                asked[words(message)] = message
                wanted[words(message)].add(page.url[1:])
    some = [key for key in wanted if key.count(" ") > 1][::53]
    found = results(asked[key] for key in some)
    missed = {key: found[asked[key]][:3] for key in some if not wanted[key] & set(found[asked[key]][:3])}
    assert missed == {}


def test_words_go_on_working(results: Results) -> None:
    found = results(["insufficient balance", "signature", "rate limit ban", "clocks"])
    assert all(found.values()), found
    assert "equivalents/insufficient-balance/" in found["insufficient balance"][:4]
    assert "guides/clocks-and-recvwindow/" in found["clocks"][:3]


def test_words_of_a_message_find_pages_that_say_so_first(results: Results, view: View) -> None:
    said = {
        page.url[1:]: " ".join(text for row in page.rows for text in row.texts) for page in view.permalinks
    }
    listed = results(["order not exist"])["order not exist"]
    assert all({"order", "exist"} <= set(words(said[url]).split()) for url in listed[:3]), listed[:3]


def test_typing_errors_are_forgiven(results: Results) -> None:
    found = results(["insuficient", "signatur invlid", "insufficient"])
    assert all(len(listed) > 3 for listed in found.values()), found


def test_a_number_that_has_only_begun_lists_what_it_may_become(results: Results, view: View) -> None:
    digits = {page.url[1:]: page.code.lstrip("-0") for page in view.permalinks}
    found = results(["102", "5000"])
    for begun, listed in found.items():
        assert len(listed) >= 3
        assert all(digits[url].startswith(begun) for url in listed[:3]), (begun, listed[:3])


def test_nothing_found_leads_to_the_lookup(results: Results) -> None:
    assert results(["qqqwwwzzz"]) == {"qqqwwwzzz": [""]}


def test_what_is_pasted_with_the_mouse_is_searched(open_page: Any, pages: list[Permalink]) -> None:
    page = ready_to_search(open_page("/about/"))
    page.wait_for_timeout(
        50
    )  # Material reads the field shortly after it has the focus; a person takes longer
    page.keyboard.insert_text(f"{pages[0].venue.name} {pages[0].code}")  # sends no key, as a paste by mouse
    first = page.locator(".md-search-result__link").first
    first.wait_for(timeout=10_000)
    assert first.get_attribute("href").endswith(pages[0].url)


def test_no_query_breaks_the_search(results: Results, pages: list[Permalink]) -> None:
    known = f"{pages[0].venue.name} {pages[0].code}"
    odd = ["", "-", "*", "+ -", ":", "~1021", '"', "{" * 2000, "a\0b", "<script>", "__proto__", "\ud800"]
    found = results([query for each in odd for query in (known + " " * len(each), each)])
    assert not found[""], "nothing asked, nothing listed"
    for query in found:
        if query.startswith(known):
            assert found[query][:1] == [pages[0].url[1:]]
