"""The built site in a real browser: what readers see, reach and hear, on a phone and at a desk, by day and by night."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}

KINDS = {
    "home": "/",
    "venues": "/venues/",
    "venue": "/bitmart-futures/",
    "permalink": "/binance-coin-m/-1021/",
    "permalink with several entries": "/hashkey-global/0001/",
    "permalink of a retired venue": "/okex-v1-spot/10001/",
    "overview": "/equivalents/",
    "condition": "/equivalents/insufficient-balance/",
    "anomalies": "/anomalies/",
    "collisions": "/collisions/",
    "guide": "/guides/clocks-and-recvwindow/",
    "about": "/about/",
    "not found": "/nowhere/9/",
}
every_kind = pytest.mark.parametrize("url", KINDS.values(), ids=KINDS)


@every_kind
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_no_page_shuts_anyone_out(open_page, url: str, scheme: str, size: dict) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = open_page(url, **size, color_scheme=scheme)
    # Colours that are still on their way from one scheme to the other are nobody's to read.
    page.evaluate("""() => Promise.race([
        Promise.allSettled(document.getAnimations().map((one) => one.finished)),
        new Promise((resolve) => setTimeout(resolve, 1000)),
    ])""")
    options = {"rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response["violations"]
    assert [(fault["id"], [node["html"][:120] for node in fault["nodes"]]) for fault in found] == []


@every_kind
def test_no_page_scrolls_sideways(open_page, url: str) -> None:
    page = open_page(url, **PHONE)
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@every_kind
def test_nothing_moves_while_a_page_loads(open_page, url: str) -> None:
    page = open_page(url, **PHONE)
    page.wait_for_timeout(300)
    moved = page.evaluate(
        """() => new Promise((resolve) => {
            const told = ({ node, previousRect: from, currentRect: to }) => [node?.nodeName, node?.className, from.y, to.y, from.height, to.height];
            new PerformanceObserver((list) => resolve(list.getEntries().map(({ value, sources }) => [value, ...sources.map(told)])))
                .observe({ type: "layout-shift", buffered: true });
            setTimeout(() => resolve([]), 100);
        })"""
    )
    assert moved == []


@every_kind
def test_every_page_has_one_main_heading_and_a_way_past_the_navigation(open_page, url: str) -> None:
    page = open_page(url)
    assert page.locator("h1").count() == 1
    page.keyboard.press("Tab")
    first = page.evaluate("document.activeElement.className")
    assert "md-skip" in first or url == KINDS["not found"]


def test_the_four_answers_are_in_the_first_screen_of_a_phone(open_page) -> None:
    page = open_page("/binance-coin-m/-1007/", **PHONE)
    tops = [
        page.get_by_text(question, exact=True).bounding_box()
        for question in (
            "What is it?",
            "Did anything happen?",
            "May I send it again?",
            "What do I do?",
        )
    ]
    assert [box["y"] for box in tops] == sorted(box["y"] for box in tops)
    first_step = page.locator(".vec-answers ol li").first.bounding_box()
    assert first_step["y"] + first_step["height"] <= PHONE["height"]


@pytest.mark.parametrize(
    "url",
    [
        "/bitmart-spot/60000/",
        "/hashkey-global/0001/",
        "/okex-v1-spot/10001/",
        "/okex-v1-spot/10049/",
        "/bitmart-spot/1000/",
        "/hashkey-global/-1137/",
    ],
)
def test_what_is_odd_about_a_code_is_read_without_scrolling(open_page, url: str) -> None:
    page = open_page(url, **PHONE)
    note = page.locator("#notes > p").first.bounding_box()
    assert note["y"] + note["height"] <= PHONE["height"]


def test_a_venue_is_filtered_and_the_address_keeps_it(open_page) -> None:
    page = open_page("/bitmart-spot/")
    page.get_by_label("Text").fill("too small")
    shown = page.locator("tr[data-anomaly]:visible")
    assert 0 < shown.count() < 20
    assert "text=too+small" in page.url
    again = open_page(page.url)
    assert again.locator("tr[data-anomaly]:visible").count() == shown.count()
    again.get_by_role("button", name="Show all").click()
    again.wait_for_function("document.querySelectorAll('tr[data-anomaly][hidden]').length === 0")
    assert again.url.endswith("/bitmart-spot/")


def test_a_venue_is_filtered_by_http_status_condition_and_anomaly(open_page) -> None:
    page = open_page("/bitmart-spot/?http=403&anomaly=any")
    rows = page.locator("tr[data-anomaly]:visible")
    assert rows.count() > 0
    for row in rows.all():
        assert row.get_attribute("data-http") == "403" and row.get_attribute("data-anomaly")


def test_the_anomalies_are_filtered_by_kind(open_page) -> None:
    page = open_page("/anomalies/")
    page.get_by_label("Kind").select_option("out-of-order")
    kinds = {item.get_attribute("data-anomaly") for item in page.locator("li[data-anomaly]:visible").all()}
    assert kinds == {"out-of-order"}
    assert page.url.endswith("?anomaly=out-of-order")


def test_the_head_of_a_long_table_stays_in_sight(open_page) -> None:
    page = open_page("/hashkey-global/", **DESK)
    page.mouse.wheel(0, 4000)
    page.wait_for_timeout(300)
    head = page.locator(".vec-table--codes thead th").first.bounding_box()
    assert 0 < head["y"] < 100


def test_a_permalink_is_copied_as_link_markdown_and_json(open_page, server: str, site: Path) -> None:
    page = open_page("/hashkey-global/0001/?from=chat", permissions=["clipboard-read", "clipboard-write"])

    def copied(button: str, said: str) -> str:
        page.get_by_role("button", name=button).click()
        page.get_by_text(said, exact=True).wait_for()
        return page.evaluate("navigator.clipboard.readText()")

    assert copied("Copy link", "Copied: link") == f"{server}/hashkey-global/0001/"
    assert copied("Copy as Markdown", "Copied: Markdown").startswith("| `0001` | ")
    published = json.loads((site / "api/v1/venues/hashkey-global/0001.json").read_text(encoding="utf-8"))
    assert json.loads(copied("Copy as JSON", "Copied: JSON")).items() <= published.items()


def test_each_entry_has_a_link_of_its_own(open_page) -> None:
    page = open_page("/hashkey-global/0001/")
    page.get_by_role("link", name="Link to entry 2").click()
    assert page.url.endswith("/hashkey-global/0001/#entry-2")


def test_the_colours_follow_the_system_until_the_reader_chooses(open_page) -> None:
    def paper(page) -> int:
        return sum(
            map(int, page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/g)")[:3])
        )

    page = open_page("/", color_scheme="dark")
    assert paper(page) < 150
    page.locator("label[for=__palette_1]").click()
    assert paper(page) > 600
    page.goto("/about/")
    assert paper(page) > 600


def test_the_colours_are_right_before_any_script_has_run(open_page) -> None:
    page = open_page("/about/", color_scheme="dark", java_script_enabled=False)
    assert (
        page.screenshot()
        != open_page("/about/", color_scheme="light", java_script_enabled=False).screenshot()
    )


def test_without_javascript_everything_but_filter_and_lookup_is_there(open_page) -> None:
    page = open_page("/hashkey-global/", java_script_enabled=False)
    assert page.locator("tr[data-anomaly]").count() == 164
    assert not page.locator("[data-filter]").is_visible()


@pytest.mark.parametrize("url", [KINDS["permalink"], KINDS["about"]])
def test_the_keyboard_opens_the_menu_of_a_phone(open_page, url: str) -> None:
    page = open_page(url, **PHONE)
    page.locator(".md-header label[for=__drawer]").focus()
    page.keyboard.press("Enter")
    page.locator(".md-sidebar--primary a:visible").first.wait_for()
    assert page.locator("#__drawer").is_checked()


def test_the_keyboard_opens_the_search_of_a_phone(open_page) -> None:
    page = open_page(KINDS["permalink"], **PHONE)
    page.locator(".md-header__inner > label[for=__search]").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.name === 'query'")


def test_a_page_of_several_meanings_prints_without_its_controls(open_page) -> None:
    page = open_page("/hashkey-global/0001/")
    page.emulate_media(media="print")
    assert not page.locator(".md-header").is_visible()
    assert not page.locator(".vec-actions").is_visible()
    assert page.locator("#entry-2").is_visible()


def test_a_first_view_of_a_permalink_is_light(open_page, site: Path) -> None:
    import gzip

    loaded = []
    page = open_page("/about/")
    page.on("response", lambda response: response.ok and loaded.append(response.url))
    page.goto("/hashkey-global/0001/", wait_until="networkidle")
    assert sum(len(gzip.compress(page.request.get(url).body())) for url in set(loaded)) <= 160_000
