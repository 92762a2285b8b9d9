"""The snippets of the guides do what the guides say; those that use the data are run against the built site."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from decimal import ROUND_CEILING
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from jinja2 import Environment

from macros.catalogue.model import Catalogue
from macros.catalogue.permalinks import permalinks
from tests.support.project import ROOT
from tests.support.tools import tool

SITE_URL = "http://127.0.0.1:8000/"
"""Where the built site says that it is; the modules link to it."""

FENCE = re.compile(r'^```(\w+)(?: title="([^"]+)")?\n(.*?)^```$', re.MULTILINE | re.DOTALL)


class Guide:
    """The snippets of one guide, with the address of the built site put in."""

    def __init__(self, name: str, site_url: str, folder: Path):
        text = (ROOT / f"docs/guides/{name}.md").read_text("utf-8")
        text = Environment().from_string(text).render(config={"site_url": site_url})
        self.folder = folder
        self.site_url = site_url
        self.files = {title: content for _, title, content in FENCE.findall(text) if title}
        self.unnamed = [(language, content) for language, title, content in FENCE.findall(text) if not title]
        for title, content in self.files.items():
            (folder / title).write_text(content, "utf-8")

    def examples(self, language: str) -> list[str]:
        return [content for name, content in self.unnamed if name == language]

    def run(self, *command: str) -> str:
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout + done.stderr


@pytest.fixture
def use(server: str, tmp_path: Path) -> Guide:
    return Guide("use-the-data", f"{server}/", tmp_path)


@pytest.fixture
def link(server: str, tmp_path: Path) -> Guide:
    return Guide("link-a-code", f"{server}/", tmp_path)


def run_typescript(guide: Guide, name: str, snippet: str) -> str:
    """What a snippet prints, run as it is by a Node.js that takes TypeScript: the one that Playwright brings."""
    from playwright._impl._driver import compute_driver_executable

    (guide.folder / name).write_text(snippet, "utf-8")
    return guide.run(compute_driver_executable()[0], name)


@pytest.fixture
def modules(site: Path) -> Callable[[Guide], Guide]:
    """Puts the downloaded modules beside the snippets of a guide."""

    def put(guide: Guide) -> Guide:
        for name in ("venue_errors.py", "venue-errors.ts"):
            shutil.copy(site / "api/v1" / name, guide.folder)
        return guide

    return put


def test_python_says_what_to_do_next(use: Guide, modules):
    first, named, second, _ = modules(use).examples("python")
    timeout, duplicate, unknown = use.run(sys.executable, "-c", first).splitlines()
    assert timeout == "execution-status-unknown check ('order',)"
    assert duplicate == "duplicate-client-order-id check ('order',)"
    assert unknown == "check"
    assert use.run(sys.executable, "-c", named).split() == ["-2018", "True"]
    assert use.run(sys.executable, "-c", second).split() == ["check", "wait"]


def test_a_program_that_knows_only_the_home_page_turns_a_reply_into_the_next_step(use: Guide):
    example = use.examples("python")[-1]
    assert use.run(sys.executable, "-c", example) == "change\n"
    unknown = example.replace('"code": -1021', '"code": -987654')
    assert unknown != example and use.run(sys.executable, "-c", unknown) == "check\n"


def test_typescript_says_what_to_do_next_without_being_compiled(use: Guide, modules):
    (example,) = modules(use).examples("typescript")
    assert run_typescript(use, "example.ts", example).split() == ["true", "change"]


def test_typescript_is_sound_and_says_what_to_do_next(use: Guide, modules):
    compiler, node = tool("tsc"), tool("node", "nodejs")
    (example,) = modules(use).examples("typescript")
    # Older compilers import no .ts file; all that differs is the name.
    (use.folder / "example.ts").write_text(example.replace("venue-errors.ts", "venue-errors"), "utf-8")
    options = ["--strict", "--target", "es2022", "--module", "commonjs", "--lib", "es2022,dom"]
    use.run(compiler, *options, "example.ts")
    assert use.run(node, "example.js").split() == ["true", "change"]


class Exchange:
    """An exchange with one order book: it counts what is placed, and answers as it is told to."""

    def __init__(self, *replies: object):
        self.replies = list(replies)
        self.orders: dict[str, dict[str, str]] = {}
        self.placed = 0

    def send(self) -> tuple[bool, object]:
        reply = self.replies.pop(0)
        if reply in ("accepted", "lost", "late"):
            self.orders["id"] = {"state": "new"}
            self.placed += 1
        if reply in ("lost", "gone"):
            raise TimeoutError
        return reply == "accepted", self.orders.get("id") if reply == "accepted" else reply

    def find(self) -> dict[str, str] | None:
        return self.orders.get("id")


def placing(use: Guide, modules: Callable[[Guide], Guide]) -> SimpleNamespace:
    """The functions of the guide's place_once.py."""
    folder = str(modules(use).folder)
    names = {"__name__": "place_once"}
    sys.path.insert(0, folder)
    sys.modules.pop("venue_errors", None)
    try:
        exec(use.files["place_once.py"], names)
    finally:
        sys.path.remove(folder)
    return SimpleNamespace(**names)


BUSY = {"code": -1003, "msg": "Too many requests queued."}
CLOCK = {"code": -1021, "msg": "Timestamp for this request is outside of the recvWindow."}
UNKNOWN = {
    "code": -1007,
    "msg": "Timeout waiting for response from backend server. Send status unknown; execution status unknown.",
}
DUPLICATE = {"code": 50042, "message": "The client order id is duplicated"}


@pytest.mark.parametrize(
    ("replies", "ends"),
    [
        (["accepted"], "placed"),
        (["lost"], "placed"),
        (["gone"], "undecided"),
        ([UNKNOWN], "undecided"),
        ([BUSY, "accepted"], "placed"),
        ([BUSY, "lost"], "placed"),
        ([BUSY, BUSY, BUSY], "refused"),
        ([CLOCK], "refused"),
        (["never seen before"], "undecided"),
    ],
)
def test_no_reply_makes_the_guides_function_place_an_order_twice(use: Guide, modules, replies, ends):
    guide, exchange = placing(use, modules), Exchange(*replies)
    try:
        guide.place_once("binance-coin-m", exchange.send, exchange.find, wait=lambda seconds: None)
        end = "placed"
    except guide.Undecided:
        end = "undecided"
    except guide.Refused:
        end = "refused"
    assert end == ends and exchange.placed == (ends == "placed")
    assert not exchange.replies, "it has sent as often as it should"


def test_a_duplicate_id_leads_to_the_earlier_order(use: Guide, modules):
    guide, exchange = placing(use, modules), Exchange(DUPLICATE, "accepted")
    exchange.orders["id"] = {"state": "filled"}
    order = guide.place_once("bitmart-spot", exchange.send, exchange.find, wait=lambda seconds: None)
    assert order == {"state": "filled"} and exchange.placed == 0


def test_a_refused_cancel_is_checked(use: Guide, modules):
    guide = placing(use, modules)
    answer = guide.lookup("binance-coin-m", {"code": -2011, "msg": "Unknown order sent."}, "cancel")
    assert answer.next.value == "check" and "order" in answer.verify


def test_jq_and_curl_answer(use: Guide, catalogue: Catalogue):
    tool("jq"), tool("curl")
    _, one, unknown, elsewhere, version = (use.run("bash", "-ec", each) for each in use.examples("bash"))
    signature = meant(catalogue, "hashkey-global", "0001", "Incorrect signature")
    assert f"Incorrect signature\t{signature}\tchange" in one.splitlines()
    assert set(unknown.splitlines()) == {
        f"{page.venue.id}\t{page.code}\t{page.url}"
        for page in permalinks(catalogue)
        if any(row.next == "check" for row in page.rows)
    }
    condition = meant(catalogue, "binance-coin-m", "-2018")
    assert elsewhere.splitlines() == [
        f"{page.venue.id}\t{page.code}"
        for page in permalinks(catalogue)
        for row in page.rows
        if row.condition.id == condition
    ]
    assert re.fullmatch(r"[0-9a-f]{16}\n", version)


def meant(catalogue: Catalogue, venue: str, code: str, message: str | None = None) -> str:
    """The condition of an entry, by a message as documented where the code has several."""
    (page,) = (page for page in permalinks(catalogue) if (page.venue.id, page.code) == (venue, code))
    return next(row.condition.id for row in page.rows if message is None or message in row.entry.messages)


@pytest.fixture
def rules(site: Path) -> list[dict[str, Any]]:
    """The alerts that are there to download."""
    (group,) = yaml.safe_load((site / "guides/venue-errors.rules.yml").read_text("utf-8"))["groups"]
    return group["rules"]


def test_every_alert_links_a_page(link: Guide, rules, site: Path):
    own = yaml.safe_load(link.files["annotation.yml"])["runbook_url"].replace(link.site_url, SITE_URL)
    assert [rule["annotations"]["runbook_url"] for rule in rules] == [own] * 2
    for venue, code in [("binance-coin-m", "-1021"), ("okex-v1-spot", "HTTP ERROR CODE 403")]:
        assert page_of(expanded(own, {"venue": venue, "code": code}), SITE_URL, site)


def expanded(template: str, labels: dict[str, str]) -> str:
    """What Prometheus makes of an annotation that uses only labels, toLower and reReplaceAll."""

    def expression(match: re.Match[str]) -> str:
        label, *functions = re.split(r"\s*\|\s*", match[1].strip())
        value = labels[label.removeprefix("$labels.")]
        for function in functions:
            name, *arguments = re.findall(r'"[^"]*"|\S+', function)
            if name == "toLower":
                value = value.lower()
            else:
                assert name == "reReplaceAll"
                pattern, replacement = (argument.strip('"') for argument in arguments)
                value = re.sub(pattern, replacement, value)
        return value

    return re.sub(r"{{(.*?)}}", expression, template)


def test_prometheus_accepts_the_rules_and_expands_them_so(rules, site: Path, link: Guide):
    promtool = tool("promtool", needed=False)
    shutil.copy(site / "guides/venue-errors.rules.yml", link.folder)
    code = "HTTP ERROR CODE 403"
    labels = {"venue": "okex-v1-spot", "code": code}
    tests = []
    for rule, next_, counted in [(rules[0], "check", "0+1x10"), (rules[1], "change", "0+20x10")]:
        alert = {
            "exp_labels": labels | rule["labels"],
            "exp_annotations": {name: expanded(text, labels) for name, text in rule["annotations"].items()},
        }
        series = f'venue_errors_total{{venue="okex-v1-spot",code="{code}",next="{next_}"}}'
        alerts = [
            {"eval_time": "8m", "alertname": each["alert"], "exp_alerts": [alert] if each is rule else []}
            for each in rules
        ]
        inputs = [{"series": series, "values": counted}]
        tests.append({"interval": "1m", "input_series": inputs, "alert_rule_test": alerts})
    test = {"rule_files": ["venue-errors.rules.yml"], "tests": tests}
    (link.folder / "test.yml").write_text(yaml.safe_dump(test), "utf-8")
    assert "SUCCESS" in link.run(promtool, "test", "rules", "test.yml")


def test_alertmanager_accepts_the_receiver(link: Guide):
    assert "SUCCESS" in link.run(tool("amtool", needed=False), "check-config", "alertmanager.yml")


def test_grafana_can_import_the_dashboard_whose_links_lead_to_pages(site: Path):
    """By the dashboard JSON model: https://grafana.com/docs/grafana/latest/visualizations/dashboards/build-dashboards/view-dashboard-json-model/"""
    dashboard = json.loads((site / "guides/venue-errors.dashboard.json").read_text("utf-8"))
    assert dashboard["title"] and len(dashboard["uid"]) <= 40 and type(dashboard["schemaVersion"]) is int
    assert "id" not in dashboard, "an id is one installation's own"
    variables = {variable["name"] for variable in dashboard["templating"]["list"]}
    panels = dashboard["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    places = [panel["gridPos"] for panel in panels]
    assert all(place.keys() == set("xywh") and place["x"] + place["w"] <= 24 for place in places)
    for panel in panels:
        assert panel["type"] and panel["title"]
        assert panel["datasource"] == {"type": "prometheus", "uid": "${source}"}
        for target in panel["targets"]:
            used = set(re.findall(r"\$(\w+)", target["expr"]))
            assert target["refId"] and used - {"__rate_interval", "__range"} <= variables
    (data_link,) = panels[-1]["fieldConfig"]["defaults"]["links"]
    fields = {"${__data.fields.venue}": "hashkey-global", "${__data.fields.code}": "0001"}
    url = data_link["url"]
    for field, value in fields.items():
        url = url.replace(field, value)
    assert "$" not in url and page_of(url, SITE_URL, site)


def test_the_slack_message_has_the_shape_that_slack_takes(link: Guide, site: Path, server: str):
    call = "import json, slack_message as s; print(json.dumps(s.message('okex-v1-spot', 'HTTP ERROR CODE 403', '<!here> & ' * 900)))"
    message = json.loads(link.run(sys.executable, "-c", call))
    assert message.keys() == {"text", "blocks"}
    (block,) = message["blocks"]
    assert block.keys() == {"type", "text"} and block["type"] == "section"
    assert block["text"]["type"] == "mrkdwn" and len(block["text"]["text"]) <= 3000
    (url,) = re.findall(r"<([^|<>]+)\|What it means>$", block["text"]["text"])
    assert "<!" not in block["text"]["text"], "nobody is called by the text of an error"
    assert page_of(url, server, site)


def test_the_pagerduty_event_has_what_the_events_api_requires(link: Guide, site: Path, server: str):
    call = "import json, pagerduty_event as p; print(json.dumps(p.event('key', 'okex-v1-spot', 'HTTP ERROR CODE 403', 'x')))"
    event = json.loads(link.run(sys.executable, "-c", call))
    assert event.keys() >= {"routing_key", "event_action", "payload"}
    assert event["event_action"] in ("trigger", "acknowledge", "resolve")
    assert event["payload"].keys() >= {"summary", "source", "severity"}
    assert event["payload"]["severity"] in ("critical", "error", "warning", "info")
    assert page_of(event["links"][0]["href"], server, site)


def test_the_logging_filter_adds_the_permalink_of_a_documented_code(
    link: Guide, modules, site: Path, server: str
):
    (example,) = modules(link).examples("python")
    said = [line for line in link.run(sys.executable, "-c", example).splitlines() if line.startswith("ERROR")]
    assert said == [f"ERROR Order refused ({SITE_URL}binance-coin-m/-2019/)", "ERROR Order refused"]


def test_javascript_turns_an_exception_into_a_permalink(link: Guide, modules, site: Path):
    (example,) = modules(link).examples("javascript")
    example += 'console.log(permalink("binance-coin-m", new DOMException("late", "TimeoutError")));'
    first, second, none, timeout = run_typescript(link, "example.mjs", example).splitlines()
    assert (first, second) == (f"{SITE_URL}hashkey-global/0001/", f"{SITE_URL}binance-coin-m/-1021/")
    assert none == timeout == "undefined", "400 is a status, and 23 a code of the browser's own"


def page_of(url: str, server: str, site: Path) -> bool:
    """Whether an address is one of a page of the site."""
    return url.startswith(server) and (site / url.removeprefix(server).lstrip("/") / "index.html").is_file()


STEPS_FIRST = [
    "did-my-order-go-through",
    "clocks-and-recvwindow",
    "rate-limits-and-bans",
    "signatures-and-api-keys",
    "precision-size-and-notional",
    "balances-margin-and-positions",
]


@pytest.mark.parametrize("name", STEPS_FIRST)
def test_a_guide_begins_with_what_to_do(name: str):
    _, lead, steps = (
        (ROOT / f"docs/guides/{name}.md").read_text("utf-8").partition("\n# ")[2].split("\n\n")[:3]
    )
    assert lead.endswith("In this order:")
    numbers = [int(number) for number in re.findall(r"^(\d+)\. ", steps, re.MULTILINE)]
    assert len(numbers) > 4 and numbers == list(range(1, len(numbers) + 1))


def defined(name: str) -> dict[str, Any]:
    """What the one snippet of a guide defines."""
    ((_, _, snippet),) = FENCE.findall((ROOT / f"docs/guides/{name}.md").read_text("utf-8"))
    assert len([line for line in snippet.splitlines() if line.strip()]) <= 12
    names: dict[str, Any] = {}
    exec(snippet, names)
    return names


def test_a_client_order_id_is_the_same_again_and_one_that_every_venue_takes():
    client_order_id = defined("did-my-order-go-through")["client_order_id"]
    assert client_order_id("grid", "BTC_USDT", 7) == client_order_id("grid", "BTC_USDT", 7)
    assert client_order_id("grid", "BTC_USDT", 7) != client_order_id("grid", "BTC_USDT", 8)
    assert re.fullmatch("[0-9a-z]{32}", client_order_id("grid", "BTC_USDT", 7))


def test_the_offset_comes_from_the_fastest_round_trip():
    snippet = defined("clocks-and-recvwindow")
    now = 1_700_000_000.0
    ways = iter([(0.9, 0.1), (0.02, 0.04), (0.1, 0.6)])

    def server_time_ms() -> float:
        """A server 1500 ms ahead, with other delays there and back each time."""
        nonlocal now
        there, back = next(ways)
        now += there
        answer = now * 1000 + 1500
        now += back
        return answer

    snippet["time"] = SimpleNamespace(time=lambda: now)
    assert abs(snippet["offset_ms"](server_time_ms, samples=3) - 1500) <= 30


def test_the_limiter_holds_in_every_window():
    snippet = defined("rate-limits-and-bans")
    now = 0.0

    def sleep(seconds: float) -> None:
        nonlocal now
        now += seconds

    snippet["time"] = SimpleNamespace(monotonic=lambda: now, sleep=sleep)
    window = snippet["Window"](limit=3, seconds=10)
    starts = []
    for pause in [0, 0, 9, 0, 0.5, 0, 0, 25, 0, 0, 0]:
        now += pause
        window.wait()
        starts.append(now)
    assert all(later - earlier >= 10 for earlier, later in zip(starts, starts[3:], strict=False))
    assert starts[:4] == [0, 0, 9, 10] and starts[7:10] == [starts[7]] * 3


def test_a_signature_is_that_of_the_text_which_is_sent():
    snippet = defined("signatures-and-api-keys")
    sent = snippet["signed"](
        "Jefe", {"symbol": "BTCUSD_PERP", "newClientOrderId": "a:b c", "timestamp": 1700000000000}
    )
    query, _, signature = sent.partition("&signature=")
    assert query == "symbol=BTCUSD_PERP&newClientOrderId=a%3Ab+c&timestamp=1700000000000"
    assert signature == snippet["hmac"].digest(b"Jefe", query.encode(), "sha256").hex()


@pytest.mark.parametrize(
    ("value", "step", "text"),
    [
        ("0.3", "0.1", "0.3"),
        ("1234", "10", "1230"),
        ("100.3", "0.5", "100.0"),
        ("0.123456789", "0.00100000", "0.123"),
        ("0.00001999", "1e-05", "0.00001"),
        ("0.0009", "0.001", "0.000"),
        ("-0", "0.1", "0.0"),
    ],
)
def test_a_value_is_rounded_to_its_step_as_plain_text(value: str, step: str, text: str):
    assert defined("precision-size-and-notional")["to_step"](value, step) == text


def test_a_price_is_rounded_up_when_asked():
    assert defined("precision-size-and-notional")["to_step"]("100.3", "0.5", ROUND_CEILING) == "100.5"
