"""The lookup on its page: what a result says, honest misses, the address, bad input, and nothing that leaves the page."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote
from xml.etree import ElementTree

import pytest

from tests.support.typing_in import look_up

SECRET = "vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A"
MEGABYTE = 1_000_000


@pytest.fixture
def home(open_page: Any) -> Any:
    return open_page("/")


# ---- What is found ----


def test_a_result_says_what_it_is_what_to_do_and_why(open_page) -> None:
    body = '{"code":-1007,"msg":"Timeout waiting for response from backend server. Send status unknown"}'
    page = open_page("/?q=" + quote(f"https://dapi.binance.com/dapi/v1/order {body}"))
    first = page.locator("#lookup-results a").first
    first.wait_for()
    said = first.inner_text()
    for part in ("-1007", "Binance COIN-M Futures", "Execution status unknown", "check the order first"):
        assert part.lower() in said.lower(), part
    assert "/binance-coin-m/-1007/" in first.get_attribute("href")


def test_a_message_tells_which_meaning_of_a_code_is_meant(home) -> None:
    look_up(home, ['hashkey {"code":"0001","msg":"Incorrect signature"}'])
    first = home.locator("#lookup-results a").first
    assert "/hashkey-global/0001/#entry-" in first.get_attribute("href")
    assert "signature" in first.inner_text().lower()


def test_enter_opens_the_first_result_and_with_shift_begins_a_line(home) -> None:
    home.fill("#lookup-input", "hashkey 0001")
    first = home.locator("#lookup-results a.lookup-result").first
    first.wait_for()
    assert not home.locator(".vec-examples").is_visible(), "the examples are in the way"
    home.locator("#lookup-input").press("Shift+Enter")
    assert home.locator("#lookup-input").input_value() == "hashkey 0001\n"
    first.wait_for()
    home.locator("#lookup-input").press("Enter")
    home.wait_for_url("**/hashkey-global/0001/**")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_results_shut_nobody_out(open_page, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = open_page("/", width=390, height=844, color_scheme=scheme)
    look_up(
        page, ['https://fapi.binance.com {"code":-2019,"msg":"Position is not sufficient."} and okex 10001']
    )
    assert page.locator("a.lookup-result").count() > 1
    found = Axe().run(page).response["violations"]
    assert [(fault["id"], [node["html"][:120] for node in fault["nodes"]]) for fault in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


# ---- Honest misses ----


def test_an_unknown_code_is_said_to_be_unknown(home) -> None:
    for answer in look_up(home, ["-100012", "error 10021999"]):
        assert answer["results"] == []
        assert "100" in answer["status"], "the code is named"


def test_a_miss_offers_a_way_on(home) -> None:
    for text in ("bitmart 99999123", "bitmart order not foun", "5002O"):
        look_up(home, [text])
        assert home.locator("#lookup-results a, #lookup-leads a").count(), text


# ---- The address ----


def test_the_address_opens_the_lookup_and_follows_it(open_page) -> None:
    page = open_page("/?q=-1021")
    page.locator("a.lookup-result").first.wait_for()
    assert page.input_value("#lookup-input") == "-1021"
    assert not page.locator("[data-md-toggle=search]").is_checked(), "Material's search leaves ?q= alone"
    page.fill("#lookup-input", "bitmart 50020")
    page.wait_for_url("**/?q=bitmart*50020")
    page.fill("#lookup-input", "")
    page.wait_for_url(lambda url: "?" not in url)


@pytest.mark.parametrize(
    "text",
    [
        f'X-MBX-APIKEY: {SECRET}\n{{"code":-1022,"msg":"Signature for this request is not valid."}}',
        f"apiKey={SECRET}&signature={SECRET} -> error -1022",
        f"error -1022 {SECRET}",
        "error -1022, request ip: 203.0.113.10",
        "error -1022 " + "and so on " * 100,
    ],
)
def test_the_address_stays_short_and_free_of_secrets(home, text: str) -> None:
    look_up(home, [text])
    home.wait_for_timeout(800)
    assert len(home.url) <= 512
    assert SECRET[:12] not in unquote(home.url) and "203.0.113" not in home.url


def test_secrets_are_masked_before_they_are_shown_again(open_page) -> None:
    page = open_page("/?q=" + quote(f"binance secretKey={SECRET} error -1022"))
    page.locator("a.lookup-result").first.wait_for()
    assert SECRET not in page.content() and SECRET not in page.input_value("#lookup-input")
    for before in ("", "word " * 26):
        look_up(page, [f'{{"code":-2013,"msg":"{before}Nothing here for {SECRET} at 203.0.113.10"}}'])
        shown = page.locator("#lookup-results").inner_text() + page.locator("#lookup-status").inner_text()
        assert "-2013" in shown and SECRET[:8] not in shown and "203.0.113" not in shown
    page.goto(f"/nowhere/{SECRET}")
    assert SECRET not in page.input_value("#lookup-input")


def test_what_is_looked_up_stays_on_the_page(open_page, server: str) -> None:
    page = open_page("/")
    asked = []
    page.on("request", lambda request: asked.append(request.url + (request.post_data or "")))
    look_up(page, ["hashkey 0001 unmistakable", '{"code":-1021,"msg":"unmistakable"}', "unmistakable"])
    page.wait_for_timeout(400)
    assert asked and not [url for url in asked if "unmistakable" in url]
    stored = page.evaluate(
        "JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, history.state])"
    )
    assert "unmistakable" not in stored
    assert page.evaluate("indexedDB.databases()") == [] and page.evaluate("caches.keys()") == []


# ---- The 404 page ----


@pytest.mark.parametrize(
    ("path", "offered"),
    [
        ("/okex-v1-spot/HTTP ERROR CODE 403", "okex-v1-spot/http-error-code-403/"),
        ("/Binance-COIN-M/-1021", "binance-coin-m/-1021/"),
        ("/hashkey-global/0001x/0001", "hashkey-global/0001/"),
        ("/nowhere/%20", None),
        ("/%E0%A4%A/x", None),
        ("/<img src=x onerror=alert(1)>/", None),
    ],
)
def test_the_404_page_reads_the_address_and_offers_pages(open_page, path: str, offered: str | None) -> None:
    page = open_page(path)
    page.locator("#lookup-status:not(:empty)").wait_for()
    links = [a.get_attribute("href").split("/", 3)[3] for a in page.locator("#lookup-results a").all()]
    if offered:
        assert links[0].startswith(offered)
    assert page.locator("#lookup-results img").count() == 0


@pytest.mark.parametrize(
    ("path", "lead", "unsaid"),
    [
        ("/bitmrt-spot/", "All codes of BitMart Spot", "with “"),
        ("/binance-spot/-99999/", "All codes of Binance Spot", "document binance-spot"),
        ("/nowhere/99999/", "Report that 99999 is missing", "No documented error"),
    ],
)
def test_the_404_page_is_no_dead_end(open_page, path: str, lead: str, unsaid: str) -> None:
    page = open_page(path)
    page.locator("#lookup-leads").get_by_text(lead, exact=True).wait_for()
    assert unsaid not in page.locator("#lookup").inner_text()


# ---- Bad input ----


def test_no_input_breaks_the_page(home) -> None:
    texts = [
        "",
        " \n\t ",
        "\0",
        "a\0b\0-1021",
        "\ud800 \udfff",
        "<img src=x onerror=alert(1)>",
        "__proto__",
        "constructor",
        "toString -1",
        '{"__proto__":{"code":-1021}}',
        "%",
        "%%%E0%A4%A",
        "&#99999999999;",
        "\\" * 999,
        "\\u12",
        "-",
        "9" * 400,
        "%s %d %b",
        "𝟏𝟎𝟐𝟏",
        "🙂" * 99,
    ]
    for text in texts:
        look_up(home, [text])
        assert home.locator("#lookup-results img, #lookup-results script, #lookup-status *").count() == 0
        assert look_up(home, ["hashkey error 0001"])[0]["results"][:1] == ["hashkey-global/0001/"], text


def test_markup_is_shown_as_the_text_that_it_is(home) -> None:
    look_up(home, ['binance {"code":-1121,"msg":"<b>No such thing</b><img src=x>"}'])
    assert home.locator("#lookup-results a").count()
    assert home.locator("#lookup-results b:not(.lookup-condition), #lookup-results img").count() == 0


def test_a_thousand_codes_are_counted_and_the_likeliest_shown(home) -> None:
    [answer] = look_up(home, [" ".join(f"-{code}" for code in range(1000, 2000))])
    assert len(answer["results"]) + len(answer["maybes"]) <= 60


def test_a_megabyte_is_read_whole(home) -> None:
    line = "2025-01-02 10:11:12,345 INFO order 10009 placed at 40010.5\n"
    log = line * (MEGABYTE // len(line) - 3)
    body = '{"code":-2019,"msg":"Margin is insufficient."}'
    [answer] = look_up(home, [f"{log}POST https://dapi.binance.com/dapi/v1/order {body}"])
    assert answer["results"][:1] == ["binance-coin-m/-2019/"]
    assert "were read" in answer["status"]


def test_what_is_typed_meanwhile_counts(home) -> None:
    home.evaluate(
        """(log) => {
        const input = document.getElementById("lookup-input");
        for (const text of [log, "bitmart 50020"]) {
            input.value = text;
            input.dispatchEvent(new Event("input"));
        }
    }""",
        "hashkey error 0001 " * 20_000,
    )
    home.wait_for_timeout(3000)
    assert (
        home.locator("a.lookup-result")
        .first.get_attribute("href")
        .split("#")[0]
        .endswith("/bitmart-spot/50020/")
    )


def test_a_lost_index_is_told_and_loaded_at_the_next_try(open_page) -> None:
    page = open_page("/about/")
    page.context.route("**/lookup/index.json", lambda route: route.fulfill(status=200, body="half a fi"))
    page.evaluate("console.error = () => {}")
    page.goto("/")
    page.evaluate("console.error = () => {}")
    page.fill("#lookup-input", "-1021")
    page.get_by_text("could not be loaded").wait_for()
    page.context.unroute("**/lookup/index.json")
    page.fill("#lookup-input", "-1022")
    page.locator("#lookup-results a").first.wait_for()


# ---- Files ----


def compressed(file: Path) -> int:
    return len(gzip.compress(file.read_bytes(), 9))


def test_the_lookup_is_small(site: Path) -> None:
    scripts = [*(site / "assets/lookup").glob("*.js")]
    assert scripts and sum(map(compressed, scripts)) <= 34_000
    assert compressed(site / "assets/search-codes.js") <= 2_500
    assert compressed(site / "lookup/index.json") <= 120_000


def test_scripts_are_sent_whole_but_for_comments(site: Path) -> None:
    for script in [*(site / "assets/lookup").glob("*.js"), *(site / "assets").glob("*.js")]:
        sent = script.read_text("utf-8")
        assert "/**" not in sent and "// " not in sent, script.name
    assert "async function find(" in (site / "assets/lookup/lookup.js").read_text("utf-8")


def test_the_lookup_takes_two_requests_for_scripts(site: Path) -> None:
    assert {file.name for file in (site / "assets/lookup").glob("*.js")} == {"main.js", "lookup.js"}
    assert "import" not in (site / "assets/lookup/lookup.js").read_text("utf-8")


def test_only_pages_with_a_lookup_load_it(site: Path) -> None:
    having = {
        page.relative_to(site).as_posix()
        for page in site.rglob("*.html")
        if "lookup/main.js" in page.read_text("utf-8")
    }
    assert having == {"index.html", "404.html"}


def test_browsers_can_add_the_site_as_a_search_engine(site: Path) -> None:
    namespace = {"": "http://a9.com/-/spec/opensearch/1.1/"}
    description = ElementTree.parse(site / "opensearch.xml").getroot()
    template = description.find("Url[@type='text/html']", namespace).get("template")
    assert template.startswith("http") and template.endswith("/?q={searchTerms}")
    assert len(description.find("ShortName", namespace).text) <= 16
    for page in ("index.html", "hashkey-global/0001/index.html", "404.html"):
        assert 'type="application/opensearchdescription+xml"' in (site / page).read_text("utf-8")
