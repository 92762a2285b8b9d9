"""The header search, in a browser: codes first, names and messages near the top, and words as ever."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

import pytest

from macros.catalogue.model import Catalogue
from macros.catalogue.permalinks import Permalink, permalinks
from tests.support.typing_in import ready_to_search, search

pytestmark = pytest.mark.unsettled


@pytest.fixture
def results(open_page) -> Callable[[Iterable[str]], dict[str, list[str]]]:
    """What is listed for each query, all typed into one page."""
    page = ready_to_search(open_page("/about/"))

    def results(queries: Iterable[str]) -> dict[str, list[str]]:
        different = list(dict.fromkeys(queries))
        return dict(zip(different, search(page, different)))

    return results


@pytest.fixture(scope="module")
def pages(catalogue: Catalogue) -> list[Permalink]:
    return permalinks(catalogue)


def sharing(pages: list[Permalink], key: Callable[[str], str] = str) -> dict[str, set[str]]:
    """Codes as `key` sees them, each with the addresses of all pages that share it."""
    shared = defaultdict(set)
    for page in pages:
        shared[key(page.code)].add(page.url[1:])
    return shared


def unsigned(code: str) -> str:
    return code.removeprefix("-")


def misses(found: dict[str, list[str]], wanted: dict[str, set[str]]) -> dict[str, list[str]]:
    """The queries whose first n results are not the n pages that are wanted."""
    return {
        query: listed[:4]
        for query, listed in found.items()
        if set(listed[: len(wanted[query])]) != wanted[query]
    }


@pytest.mark.parametrize("form", ["{}", '"{}"'])
def test_a_code_lists_all_its_pages_first(results, pages, form: str) -> None:
    wanted = {form.format(code): urls for code, urls in sharing(pages).items()}
    assert misses(results(wanted), wanted) == {}


def test_a_code_without_its_sign_lists_all_its_pages_first(results, pages) -> None:
    wanted = sharing(pages, unsigned)
    assert misses(results(wanted), wanted) == {}


def test_a_code_after_a_venue_lists_its_page_first(results, pages) -> None:
    wanted = {f"{page.venue.name} {page.code}": {page.url[1:]} for page in pages}
    assert misses(results(wanted), wanted) == {}


def test_a_pasted_body_lists_the_pages_of_its_code_first(results, pages) -> None:
    wanted = {f'{{"code":"{code}","msg":"..."}}': urls for code, urls in list(sharing(pages).items())[::6]}
    assert misses(results(wanted), wanted) == {}


def test_a_name_finds_its_page_among_the_first_three(results, pages) -> None:
    wanted = {row.entry.name: page.url[1:] for page in pages for row in page.rows if row.entry.name}
    found = results(wanted)
    assert {name: found[name][:3] for name, url in wanted.items() if url not in found[name][:3]} == {}


def test_a_verbatim_message_finds_its_page_among_the_first_three(results, pages) -> None:
    wanted = defaultdict(set)
    for page in pages:
        for row in page.rows:
            for message in row.entry.messages:
                wanted[message].add(page.url[1:])
    found = results(list(wanted)[::3])
    assert {
        message: found[message][:3] for message in found if not wanted[message] & set(found[message][:3])
    } == {}


def test_words_go_on_working(results) -> None:
    found = results(["insufficient balance", "signature", "rate limit ban", "clocks"])
    assert all(found.values()), found
    assert "equivalents/insufficient-balance/" in found["insufficient balance"][:3]
    assert "guides/clocks-and-recvwindow/" in found["clocks"][:3]


def test_a_number_that_has_only_begun_lists_what_it_may_become(results) -> None:
    found = results(["102", "7000"])
    assert {"binance-coin-m/-1021/", "hashkey-global/-1024/"} <= set(found["102"])
    assert found["7000"][:3] == ["bitmart-spot/70000/", "bitmart-spot/70001/", "bitmart-spot/70002/"]


def test_what_is_pasted_with_the_mouse_is_searched(open_page) -> None:
    page = ready_to_search(open_page("/about/"))
    page.wait_for_timeout(
        50
    )  # Material reads the field shortly after it has the focus; a person takes longer
    page.keyboard.insert_text("-1021")  # sends no key, as a paste by mouse
    first = page.locator(".md-search-result__link").first
    first.wait_for(timeout=10_000)
    assert first.get_attribute("href").endswith("/-1021/")


def test_no_query_breaks_the_search(results) -> None:
    odd = ["", "-", "*", "+ -", ":", "~1021", '"', "{" * 2000, "a\0b", "<script>", "__proto__", "\ud800"]
    found = results([query for each in odd for query in (f"-1021{' ' * len(each)}", each)])
    assert not found[""], "nothing asked, nothing listed"
    for query in found:
        if "-1021" in query:
            assert found[query][:2] == ["binance-coin-m/-1021/", "hashkey-global/-1021/"]
