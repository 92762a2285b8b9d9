"""The lookup, in a browser: every code, whatever people paste, honest misses, and nothing that leaves the page."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from urllib.parse import quote, unquote
from xml.etree import ElementTree

import pytest
import yaml

from macros.catalogue.addresses import permalink
from macros.catalogue.model import Catalogue
from macros.catalogue.permalinks import Permalink, permalinks
from tests.support.typing_in import look_up

CORPUS = yaml.safe_load((Path(__file__).parent / "lookup_corpus.yml").read_text("utf-8"))
SECRET = "vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A"
MEGABYTE = 1_000_000


@pytest.fixture
def home(open_page):
    return open_page("/")


@pytest.fixture(scope="module")
def pages(catalogue: Catalogue) -> list[Permalink]:
    return permalinks(catalogue)


def address(venue_and_code: str) -> str:
    """The corpus's `hashkey-global/0001` as the results show it."""
    return permalink(*venue_and_code.split("/", 1))[1:]


# ---- What is found ----


def test_of_realistic_pastes_95_percent_get_a_right_answer_first(home) -> None:
    pastes = [case for case in CORPUS if "first" in case]
    assert len(CORPUS) >= 120
    missed = []
    for case, answer in zip(pastes, look_up(home, [case["paste"] for case in pastes])):
        found = answer["results"]
        if (
            not found
            or found[0] not in map(address, case["first"])
            or not set(map(address, case.get("also", []))) <= set(found)
        ):
            missed.append((case["paste"], found[:4]))
    assert len(missed) <= 0.05 * len(pastes), missed


def test_of_texts_without_an_error_at_most_one_in_ten_gets_an_answer(home) -> None:
    texts = [case["paste"] for case in CORPUS if "first" not in case]
    assert len(texts) >= 30
    wrong = [
        (text, answer["results"]) for text, answer in zip(texts, look_up(home, texts)) if answer["results"]
    ]
    assert len(wrong) <= 0.1 * len(texts), wrong


@pytest.mark.parametrize("form", ["{code}", " {code}\n", '"{code}"'])
def test_a_code_finds_every_page_that_has_it(home, pages, form: str) -> None:
    answers = look_up(home, [form.format(code=page.code) for page in pages])
    sharing = {page.code: {each.url[1:] for each in pages if each.code == page.code} for page in pages}
    missed = [
        (page.code, answer["results"][:4])
        for page, answer in zip(pages, answers)
        if set(answer["results"][: len(sharing[page.code])]) != sharing[page.code]
    ]
    assert missed == []


def test_a_code_without_its_sign_is_found(home, pages) -> None:
    answers = look_up(home, [page.code.removeprefix("-") for page in pages])
    assert [page.code for page, answer in zip(pages, answers) if page.url[1:] not in answer["results"]] == []


@pytest.mark.parametrize("form", ["{name} {code}", "{id}: error {code}"])
def test_a_code_with_its_venue_finds_its_page_first(home, pages, form: str) -> None:
    answers = look_up(
        home, [form.format(name=page.venue.name, id=page.venue.id, code=page.code) for page in pages]
    )
    assert [page.url for page, answer in zip(pages, answers) if answer["results"][:1] != [page.url[1:]]] == []


def test_a_reply_as_the_venue_sends_it_finds_its_page_first(home, pages) -> None:
    cases = []
    for page in pages:
        for row in page.rows:
            reply = next(
                (each for each in page.venue.replies if each.transport == row.section.transport),
                page.venue.replies[0],
            )
            is_number = reply.code_type == "number" and page.code.lstrip("-").isdigit()
            for message in row.entry.messages:
                body = {reply.code_key: int(page.code) if is_number else page.code}
                body |= {reply.message_key: message} if reply.message_key else {"result": False}
                cases.append(
                    (page, json.dumps(body | ({"trace": "1.2"} if '"trace"' in reply.example else {})))
                )
    # Both venues of BitMart document some codes with the same message: nothing in the reply tells them apart.
    twins = {
        page.url[1:]: {
            each.url[1:]
            for each in pages
            if each.venue.operator == page.venue.operator and each.code == page.code
        }
        for page in pages
    }
    answers = look_up(home, [body for _, body in cases])
    missed = [
        (body, answer["results"][:3])
        for (page, body), answer in zip(cases, answers)
        if page.url[1:] not in answer["results"] or answer["results"][0] not in twins[page.url[1:]]
    ]
    assert missed == []


def test_every_message_finds_its_page_without_a_code(home, pages) -> None:
    cases = [
        (page, text.replace("%s", "XBT7").replace("%d", "12").replace("%b", "true"))
        for page in pages
        for row in page.rows
        for text in row.entry.messages + row.entry.variants + row.entry.observed_messages
    ]
    answers = look_up(home, [text for _, text in cases])
    assert [
        text for (page, text), answer in zip(cases, answers) if page.url[1:] not in answer["results"]
    ] == []


def test_a_result_says_what_it_is_what_to_do_and_why(open_page) -> None:
    page = open_page(
        "/?q="
        + quote(
            'binance {"code":-1007,"msg":"Timeout waiting for response from backend server. Send status unknown"}'
        )
    )
    said = page.locator("#lookup-results li").first.inner_text()
    for part in (
        "-1007",
        "Binance COIN-M Futures",
        "execution status unknown",
        "It may have been executed",
        "the code -1007",
        "code, msg",
        "binance",
    ):
        assert part in said, part
    assert page.locator("a.lookup-result").first.get_attribute("href").endswith("/binance-coin-m/-1007/")


def test_a_code_with_several_meanings_shows_all_unless_the_message_tells(home) -> None:
    look_up(home, ["okex 10001"])
    assert home.locator(".lookup-condition").count() == 2
    look_up(home, ['{"code":"0001","msg":"Incorrect signature"}'])
    assert home.locator(".lookup-condition").all_inner_texts() == ["Invalid signature"]


def test_a_disagreement_is_shown_and_said(home) -> None:
    [answer] = look_up(home, ['{"code":-2019,"msg":"Position is not sufficient."}'])
    assert {"binance-coin-m/-2019/", "binance-coin-m/-2024/"} <= set(answer["results"])
    assert (
        "“Position is not sufficient.” is not its documented message"
        in home.locator("#lookup-results").inner_text()
    )


def test_another_api_of_the_operator_is_pointed_out(home) -> None:
    look_up(home, ['https://fapi.binance.com/fapi/v1/order {"code":-2013,"msg":"Order does not exist."}'])
    assert (
        "fapi.binance.com, which is not Binance COIN-M Futures"
        in home.locator("#lookup-results").inner_text()
    )
    [answer] = look_up(
        home,
        [
            'https://fapi.binance.com/fapi/v1/order {"code":-4087,"msg":"User can only place reduce only order"}'
        ],
    )
    assert answer["results"] == ["binance-coin-m/-4089/", "binance-coin-m/-4087/"], (
        "the message tells more than another API's number"
    )


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
    for answer in look_up(
        home, ["-100012", '{"code":-100012,"msg":"Parameter symbol [String] missing!"}', "error 10021999"]
    ):
        assert answer["results"] == [] and "in no document of these venues" in answer["status"]


def test_the_message_of_an_unknown_code_is_offered_as_such(home) -> None:
    [answer] = look_up(
        home,
        [
            '{"code":-4164,"msg":"Order\'s notional must be no smaller than 5 (unless you choose reduce only)"}'
        ],
    )
    assert answer["results"] == ["binance-coin-m/-4178/"]
    assert "-4164 is in no document" in answer["status"]
    assert "the text gives -4164" in home.locator("#lookup-results").inner_text()


def test_a_success_within_a_reply_with_data_is_no_error(home) -> None:
    [answer] = look_up(
        home, ['{"code":1000,"message":"OK","trace":"x","data":{"order_id":"118100034543076010"}}']
    )
    assert answer["results"] == [] and "1000 means success" in answer["status"]


# ---- The address ----


def test_the_address_opens_the_lookup_and_follows_it(open_page) -> None:
    page = open_page("/?q=-1021")
    page.locator("a.lookup-result").first.wait_for()
    assert page.input_value("#lookup-input") == "-1021"
    assert not page.locator("[data-md-toggle=search]").is_checked(), "Material's search leaves ?q= alone"
    page.fill("#lookup-input", "bitmart 50020")
    page.wait_for_url("**/?q=bitmart+50020")
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
    home.wait_for_url("**/?q=*")
    assert len(home.url) <= 512
    assert SECRET[:12] not in unquote(home.url) and "203.0.113" not in home.url
    assert "-1022" in home.url, "what was found can be shared"


def test_secrets_are_masked_before_they_are_shown_again(open_page) -> None:
    page = open_page("/?q=" + quote(f"secretKey={SECRET} error -1022"))
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
        ("/binance/1021", ["binance-coin-m/-1021/"]),
        ("/1021", ["binance-coin-m/-1021/", "hashkey-global/-1021/"]),
        ("/okex-v1-spot/HTTP ERROR CODE 403", ["okex-v1-spot/http-error-code-403/"]),
        ("/okex-v1-spot/http_error_code_403/", ["okex-v1-spot/http-error-code-403/"]),
        ("/Binance-COIN-M/-1021/", ["binance-coin-m/-1021/"]),
        ("/hashkey/0001/index.html", ["hashkey-global/0001/"]),
        ("/nowhere/9", []),
        ("/https:/example.com/1021x", []),
        ("/%E0%A4%A/x", []),
        ("/<img src=x onerror=alert(1)>/", []),
    ],
)
def test_the_404_page_reads_the_address_and_offers_pages(open_page, path: str, offered: list[str]) -> None:
    page = open_page(path)
    page.locator("#lookup-status:not(:empty)").wait_for()
    assert [
        a.get_attribute("href").split("/", 3)[3] for a in page.locator("a.lookup-result").all()
    ] == offered


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
        assert look_up(home, ["hashkey 0001"])[0]["results"] == ["hashkey-global/0001/"], text


def test_markup_is_shown_as_the_text_that_it_is(home) -> None:
    look_up(home, ['{"code":-1121,"msg":"<b>No such thing</b><img src=x>"}'])
    assert "<b>No such thing</b><img src=x>" in home.locator(".lookup-why").first.inner_text()


def test_a_thousand_codes_are_counted_and_the_likeliest_shown(home) -> None:
    [answer] = look_up(home, [" ".join(f"-{code}" for code in range(1000, 2000))])
    assert len(answer["results"]) == 50
    assert "these are the likeliest 50" in answer["status"]


def test_a_megabyte_is_read_whole_and_what_is_left_of_it_is_said(home) -> None:
    line = "2025-01-02 10:11:12,345 INFO order 10009 placed at 40010.5\n"
    log = line * (MEGABYTE // len(line) - 2)
    [answer] = look_up(home, [log + '{"code":-2019,"msg":"Margin is insufficient."}'])
    assert answer["results"] == ["binance-coin-m/-2019/"]
    assert "characters were read" in answer["status"]


def test_what_is_typed_meanwhile_counts(home) -> None:
    home.evaluate(
        """(log) => {
        const input = document.getElementById("lookup-input");
        for (const text of [log, "bitmart 50020"]) {
            input.value = text;
            input.dispatchEvent(new Event("input"));
        }
    }""",
        "hashkey error 0001 " * 20000,
    )
    home.wait_for_timeout(1000)
    assert home.locator("a.lookup-result").get_attribute("href").endswith("/bitmart-spot/50020/")


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
    page.locator("a.lookup-result").wait_for()


# ---- Files ----


def compressed(file: Path) -> int:
    return len(gzip.compress(file.read_bytes(), 9))


def test_the_lookup_is_small(site: Path) -> None:
    scripts = [*(site / "assets/lookup").glob("*.js")]
    assert scripts and sum(map(compressed, scripts)) <= 12_000
    assert compressed(site / "assets/search-codes.js") <= 2_000
    assert compressed(site / "lookup/index.json") <= 48_000


def test_scripts_are_sent_whole_but_for_comments(site: Path) -> None:
    sent = (site / "assets/lookup/find.js").read_text("utf-8")
    assert "/*" not in sent and " // " not in sent
    assert "export async function find(" in sent


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
