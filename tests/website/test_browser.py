"""The built site in a real browser: what readers see, reach and hear, on a phone and at a desk, by day and by night."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1366, "height": 900}


@pytest.fixture(scope="module")
def addresses(site: Path) -> dict[str, str]:
    """One address of each kind of page, found in the built site, so that no code or venue has to stay."""

    def first(pattern: str, *holding: str, without: str = "Moved to") -> str | None:
        """The smallest page, so that the browser is not kept busy."""
        for path in sorted(site.glob(pattern), key=lambda path: path.stat().st_size):
            html = path.read_text("utf-8")
            if all(text in html for text in holding) and without not in html:
                return "/" + path.relative_to(site).as_posix().removesuffix("index.html")
        return None

    found = {
        "home": "/",
        "venues": "/venues/",
        "venue": first("*/index.html", 'id="venue"', without="data-away"),
        "divided venue": first("*/index.html", 'id="venue"', "data-away"),
        "section": first("venues/*/*/index.html", 'id="venue"'),
        "permalink": first("*/*/index.html", 'data-answer="outcome"', 'id="entry-1"', without="vec-which"),
        "permalink with a choice": first("*/*/index.html", 'data-answer="choice"', '<nav class="vec-which"'),
        "permalink with many meanings": first("*/*/index.html", "vec-choice"),
        "sub-codes": first("*/*/index.html", "Which sub-code do you have?"),
        "overview": "/equivalents/?category=authentication",  # The rows of the other categories are alike.
        "condition": "/equivalents/insufficient-balance/",
        "comparison": "/compare/",
        "anomalies": "/anomalies/",
        "anomalies of a venue": first("anomalies/*/index.html"),
        "collisions": "/collisions/",
        "collisions of a venue": first("collisions/*/index.html"),
        "guide": "/guides/did-my-order-go-through/",
        "about": "/about/",
        "not found": "/nowhere/9/",
    }
    return {kind: url for kind, url in found.items() if url}


KINDS = [
    "home",
    "venues",
    "venue",
    "divided venue",
    "section",
    "permalink",
    "permalink with a choice",
    "permalink with many meanings",
    "sub-codes",
    "overview",
    "condition",
    "comparison",
    "anomalies",
    "anomalies of a venue",
    "collisions",
    "collisions of a venue",
    "guide",
    "about",
    "not found",
]

MOVED = """() => new Promise((resolve) => {
    const told = ({ node, previousRect: from, currentRect: to }) => [node?.nodeName, node?.className, from.y, to.y];
    new PerformanceObserver((list) => resolve(list.getEntries().map(({ value, sources }) => [value, ...sources.map(told)])))
        .observe({ type: "layout-shift", buffered: true });
    setTimeout(() => resolve([]), 100);
})"""

SHORTENED = """() => {
    for (const list of document.querySelectorAll("tbody, ul, ol"))
        for (const item of [...list.children].slice(6)) item.remove();
}"""
"""Leaves the beginning of lists and tables, whose items look alike: axe takes seconds for thousands of them."""

CHOSEN = """scheme => {
    document.body.setAttribute("data-md-color-scheme", scheme);
    for (const link of document.links) getComputedStyle(link).color;
}"""
"""Chooses colours. What is not on the screen changes its own only when it is asked for them."""

SETTLED = """() => Promise.race([
    Promise.allSettled(document.getAnimations().map((one) => one.finished)),
    new Promise((resolve) => setTimeout(resolve, 1000)),
])"""


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_page_is_for_everyone(open_page, addresses: dict[str, str], kind: str) -> None:
    """One visit to each kind of page, which is then looked at in both schemes and at several widths. What neither scheme
    nor width can change is looked at once."""
    from axe_playwright_python.sync_playwright import Axe

    if kind not in addresses:
        pytest.skip("The catalogue has no such page now.")
    page = open_page(addresses[kind], **PHONE)
    page.wait_for_timeout(300)
    assert page.evaluate(MOVED) == [], "something moves while the page loads"
    for width in (1366, 390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate(SHORTENED)
    everything = {"rules": {"target-size": {"enabled": True}}}
    looks = {"runOnly": ["color-contrast", "target-size", "scrollable-region-focusable"]}
    for size, scheme, rules in ((PHONE, "default", everything), (DESK, "slate", looks)):
        page.set_viewport_size(size)
        page.evaluate(CHOSEN, scheme)
        assert (page.evaluate("getComputedStyle(document.body).colorScheme") == "dark") == (scheme == "slate")
        page.evaluate(SETTLED)
        found = Axe().run(page, options={**rules, "resultTypes": ["violations"]}).response["violations"]
        faults = [(fault["id"], [node["html"][:120] for node in fault["nodes"]][:3]) for fault in found]
        assert faults == [], (size, scheme)
    assert page.locator("h1").count() == 1
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Tab")
    first = page.evaluate("document.activeElement.className")
    assert "md-skip" in first or kind == "not found"


def within(page, name: str) -> bool:
    """Whether an answer is within the first screen of a phone."""
    box = page.locator(f"[data-answer={name}]").first.bounding_box()
    return box["y"] + box["height"] <= PHONE["height"]


def test_the_answers_are_in_the_first_screen_of_a_phone(open_page, addresses: dict[str, str]) -> None:
    page = open_page(addresses["permalink"], **PHONE)
    assert within(page, "outcome") and within(page, "retry") and within(page, "step")
    page = open_page(addresses["permalink with a choice"], **PHONE)
    assert within(page, "choice")
    if "permalink with many meanings" in addresses:
        assert within(open_page(addresses["permalink with many meanings"], **PHONE), "choice")


def test_an_entry_is_opened_by_its_address_and_found_by_its_message(
    open_page, addresses: dict[str, str]
) -> None:
    if "permalink with many meanings" not in addresses:
        pytest.skip("No code has many meanings now.")
    page = open_page(addresses["permalink with many meanings"])
    choices = page.locator(".vec-choice")
    last = choices.last
    anchor = last.locator("[id^=entry-]").first.get_attribute("id")
    message = last.locator("summary .vec-message, summary .vec-explanation").first.inner_text()
    page.get_by_label("Paste the message").fill(message)
    assert page.locator(".vec-choice:visible").count() < choices.count()
    assert last.is_visible()
    again = open_page(f"{addresses['permalink with many meanings']}#{anchor}", **PHONE)
    summary = again.locator(f".vec-choice:has(#{anchor}) summary").bounding_box()
    assert 0 <= summary["y"] < PHONE["height"]
    assert again.locator(f".vec-choice:has(#{anchor})").get_attribute("open") is not None


def test_a_venue_is_filtered_and_the_address_keeps_it(open_page, addresses: dict[str, str]) -> None:
    page = open_page(addresses["venue"], **PHONE)
    rows = page.locator("tr[data-row]")
    all_rows = rows.count()
    word = rows.last.locator("th").text_content().split()[0]
    page.get_by_label("Code or words").fill(word)
    shown = page.locator("tr[data-row]:visible").count()
    assert 0 < shown < all_rows
    assert f"{shown} of {all_rows} shown" in page.locator("[data-filter] [role=status]").inner_text()
    again = open_page(page.url, **PHONE)
    again.get_by_text(f"{shown} of {all_rows} shown").wait_for()
    assert again.locator("tr[data-row]:visible").count() == shown
    top = again.locator("tr[data-row]:visible").first.bounding_box()["y"]
    assert top < PHONE["height"], "a shared filter opens at the rows that it shows"
    again.get_by_role("button", name="Stop filtering by").click()
    again.get_by_text(f"{all_rows} shown", exact=True).wait_for()
    assert again.url.endswith(addresses["venue"])


def test_a_filter_that_a_page_does_not_have_is_said(open_page, addresses: dict[str, str]) -> None:
    page = open_page(f"{addresses['venue']}?condition=no-such-thing")
    status = page.locator("[data-filter] [role=status]")
    status.get_by_text("“no-such-thing” is not a choice of “Meaning” here.").wait_for()
    assert page.locator("tr[data-row][hidden]").count() == 0
    page = open_page("/anomalies/?anomaly=no-such-thing")
    page.get_by_text("“no-such-thing” is not a choice of “Kind” here.").wait_for()


def test_a_filter_reaches_sections_that_have_pages_of_their_own(open_page, addresses: dict[str, str]) -> None:
    if "divided venue" not in addresses:
        pytest.skip("No venue is divided now.")
    page = open_page(addresses["divided venue"])
    away = page.locator("[data-away]").count()
    page.get_by_label("Code or words").fill("e")
    page.locator("[data-filter] [role=status]").get_by_text("shown").wait_for()
    assert away > 0 and page.locator("[data-away]").count() == 0
    link = page.locator("tr[data-row]:visible th a").last
    assert page.request.get(link.evaluate("(link) => link.href")).ok


def test_venues_are_compared_without_a_request_to_anyone_and_the_address_keeps_them(
    open_page, site: Path
) -> None:
    first, second = sorted(path.stem for path in site.glob("compare/*.json"))[:2]
    page = open_page("/compare/", **PHONE)
    page.locator(f"input[value='{first}']").check()
    page.locator(f"input[value='{second}']").check()
    page.get_by_text("on both venues").wait_for()
    assert page.url.endswith(f"?venues={first},{second}")
    shown = page.locator(".vec-compared > section > ul > li:visible").count()
    codes = {id: json.loads((site / f"compare/{id}.json").read_text("utf-8")) for id in (first, second)}
    assert shown == len(set(codes[first]) | set(codes[second]))
    condition = next(id for id in codes[first] if id in codes[second])
    said = page.locator(f"#{condition}").inner_text()
    for id in (first, second):
        [code, *_], *_ = codes[id][condition][0]
        assert code in said
    again = open_page(page.url)
    again.get_by_text("on both venues").wait_for()
    again.get_by_label("Condition, code or words").fill("no such words at all")
    assert again.locator(".vec-compared > section > ul > li:visible").count() == 0


def test_a_venue_that_is_not_there_is_said(open_page) -> None:
    open_page("/compare/?venues=atlantis").get_by_text("There is no venue “atlantis”.").wait_for()


def test_the_head_of_a_long_table_stays_in_sight(open_page, addresses: dict[str, str]) -> None:
    page = open_page(addresses["venue"], **DESK)
    page.evaluate(
        "scrollTo(0, document.querySelector('.vec-table--codes').getBoundingClientRect().bottom - 200)"
    )
    page.wait_for_timeout(300)
    head = page.locator(".vec-table--codes thead th").first.bounding_box()
    assert 0 < head["y"] < 100


def test_a_permalink_is_copied_in_every_form(
    open_page, addresses: dict[str, str], server: str, site: Path
) -> None:
    url = addresses["permalink"]
    page = open_page(f"{url}?from=chat", permissions=["clipboard-read", "clipboard-write"])

    def copied(button: str, said: str) -> str:
        page.get_by_role("button", name=button, exact=True).click()
        page.get_by_text(said, exact=True).wait_for()
        return page.evaluate("navigator.clipboard.readText()")

    assert copied("Copy link", "Copied: link") == f"{server}{url}"
    canonical = page.locator("link[rel=canonical]").get_attribute("href")
    link = copied("Copy Markdown link", "Copied: Markdown link")
    assert link.startswith("[") and link.endswith(f"]({canonical})") and "`" not in link
    head, rule, row = copied("Copy table row", "Copied: table row").splitlines()
    assert head.count("|") == rule.count("|") == row.replace(r"\|", "").count("|") == 7
    runbook = copied("Copy runbook block", "Copied: runbook block").splitlines()
    assert len(runbook) == 4 and canonical in runbook[0]
    json_file = site / f"api/v1/venues{url.rstrip('/')}.json"
    published = json.loads(json_file.read_text("utf-8"))
    assert json.loads(copied("Copy JSON", "Copied: JSON")).items() <= published.items()


def test_the_colours_follow_the_system_until_the_reader_chooses(open_page) -> None:
    def is_dark(page) -> bool:
        page.evaluate(SETTLED)
        colour = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/g)")
        return sum(map(int, colour[:3])) < 300

    page = open_page("/about/", color_scheme="dark")
    assert is_dark(page)
    page.emulate_media(color_scheme="light")
    page.reload()
    assert not is_dark(page), "what was not chosen is not kept"
    for expected in (True, False, True):
        page.locator("[data-md-component=palette] label:visible").click()
        assert is_dark(page) == expected, "each click changes something"
    page.goto("/venues/")
    assert is_dark(page)


def test_the_colours_are_right_before_any_script_has_run(open_page) -> None:
    dark, light = (
        open_page("/about/", color_scheme=scheme, java_script_enabled=False).screenshot()
        for scheme in ("dark", "light")
    )
    assert dark != light


def test_without_javascript_nothing_is_dead(open_page, addresses: dict[str, str]) -> None:
    for kind in ("home", "venue", "permalink", "comparison", "overview", "anomalies"):
        page = open_page(addresses[kind], java_script_enabled=False, **PHONE)
        assert page.locator("input:visible, textarea:visible, select:visible, button:visible").count() == 0, (
            kind
        )
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    links = open_page(addresses["comparison"], java_script_enabled=False).locator(".vec-compared a:visible")
    assert links.count() > 100
    divided = addresses.get("divided venue")
    if divided:
        page = open_page(divided, java_script_enabled=False)
        assert page.locator("[data-away] a:visible").count() > 0


@pytest.mark.parametrize("kind", ["permalink", "about"])
def test_the_keyboard_opens_the_menu_of_a_phone(open_page, addresses: dict[str, str], kind: str) -> None:
    page = open_page(addresses[kind], **PHONE)
    page.locator(".md-header label[for=__drawer]").focus()
    page.keyboard.press("Enter")
    page.locator(".md-sidebar--primary a:visible").first.wait_for()
    assert page.locator("#__drawer").is_checked()


def test_the_keyboard_opens_the_search_of_a_phone(open_page, addresses: dict[str, str]) -> None:
    page = open_page(addresses["permalink"], **PHONE)
    page.locator(".md-header__inner > label[for=__search]").focus()
    page.keyboard.press("Enter")
    page.locator("input[name=query]:focus").wait_for()


def test_paper_shows_the_address_and_no_controls(open_page, addresses: dict[str, str]) -> None:
    page = open_page(addresses["permalink"])
    page.emulate_media(media="print")
    canonical = page.locator("link[rel=canonical]").get_attribute("href")
    paper = page.locator(".vec-paper")
    assert paper.is_visible() and canonical in paper.inner_text()
    for control in (".md-header", "button", ".vec-neighbours"):
        assert page.locator(f"{control}:visible").count() == 0, control
    assert page.locator("[data-answer=step]").is_visible()


def test_a_short_code_is_one_page_of_paper(open_page, addresses: dict[str, str]) -> None:
    page = open_page(addresses["permalink"])
    assert page.pdf(format="A4").count(b"/Type /Page\n") == 1


def test_a_first_view_of_a_permalink_is_light(open_page, addresses: dict[str, str]) -> None:
    import gzip

    loaded = []
    page = open_page("/about/")
    page.on("response", lambda response: response.ok and loaded.append(response.url))
    page.goto(addresses["permalink"], wait_until="networkidle")
    assert sum(len(gzip.compress(page.request.get(url).body())) for url in set(loaded)) <= 160_000
