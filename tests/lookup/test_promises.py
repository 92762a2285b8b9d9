"""What the lookup promises, on a small catalogue of its own: no venue that is added or changed can break these."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from macros.catalogue.model import Clues, Entry, InnerReply, Reply, Venue
from macros.catalogue.view import View
from tests.lookup.engine import Engine, engine
from tests.support import handmade
from tests.support.handmade import entry, section


def reply(code: str, message: str, example: str, *, is_string: bool = False, inner: str = "") -> Reply:
    return Reply(
        transport="rest",
        shape="An object.",
        code_key=code,
        message_key=message or None,
        code_type="string" if is_string else "number",
        inner=[InnerReply(where="each item", code_key=inner, message_key=inner.replace("Code", "Msg"))]
        if inner
        else [],
        example=example,
    )


def venue(id: str, operator: str, names: list[str], replies: list[Reply], *entries: Entry) -> Venue:
    made = handmade.venue(section(*entries), id=id, operator=operator)
    clues = Clues(
        names=[operator, *names],
        hosts=[f"api.{id}.example"],
        paths=[f"/{id}/v1/"],
        headers=[f"X-{operator}-KEY"],
    )
    return made.model_copy(update={"name": names[0], "replies": replies, "clues": clues})


ACME = [reply("code", "message", '{"code":50020,"message":"Balance not enough","trace":"1.2"}')]
BOLT = [
    reply(
        "code",
        "msg",
        '{"code":"1","data":[{"sCode":"51008","sMsg":"x"}],"msg":""}',
        is_string=True,
        inner="sCode",
    )
]
CROW = [reply("error", "", '{"error":["EOrder:Insufficient funds"],"result":{}}', is_string=True)]
DOVE = [reply("label", "message", '{"label":"INVALID_PARAM","message":"Wrong"}', is_string=True)]

ACME_SPOT = venue(
    "acme-spot",
    "Acme",
    ["Acme Spot"],
    ACME,
    entry("50020", "Balance not enough"),
    entry("50032", "Order does not exist (completed or cancelled)"),
    entry("50006", "Minimum size is %s"),
    entry("30005", "Header X-ACME-SIGN is wrong"),
    entry("1000", "OK", equivalent="success"),
    entry("30000", "Not found"),
)
ACME_FUTURES = venue(
    "acme-futures",
    "Acme",
    ["Acme Futures", "acme_perpetual"],
    ACME,
    entry("40035", "The order is not exist"),
    entry("40027", "You contract account available balance not enough"),
    entry("30005", "Header X-ACME-SIGN is wrong"),
    entry("60000", "Withdrawal address is empty"),
    entry("60000", "Currency is not supported"),
)
BOLT_V5 = venue(
    "bolt-v5",
    "Bolt",
    ["Bolt"],
    BOLT,
    entry("1", "Operation failed."),
    entry("51008_1000", "Order failed. Insufficient {param0} balance in account"),
    entry("51008_1001", "Order failed. Insufficient {param0} margin in account"),
    entry("51020", "Your order should meet or exceed the minimum order amount."),
    entry("1000", "Server is busy"),
    entry("58249", "Withdrawal from {0} to {1} is closed"),
    entry("0001", "Incorrect signature"),
    entry("0002", "MDReqID (262) is in use"),
    entry("-1021", "Timestamp for this request is outside of the recvWindow."),
)
CROW_SPOT = venue(
    "crow-spot",
    "Crow",
    ["Crow"],
    CROW,
    entry("EOrder:Insufficient funds", "EOrder:Insufficient funds"),
    entry("EGeneral:Invalid arguments", "EGeneral:Invalid arguments"),
)
DOVE_V4 = venue(
    "dove-v4",
    "Dove",
    ["Dove"],
    DOVE,
    entry("INVALID_PARAM", "Invalid parameter value"),
    entry("ORDER_NOT_FOUND", "Order not found"),
    entry("-1021", "Clock is wrong"),
)


@pytest.fixture(scope="module")
def lookup(browser: Any) -> Iterator[Engine]:
    view = View(handmade.catalogue(ACME_FUTURES, ACME_SPOT, BOLT_V5, CROW_SPOT, DOVE_V4))
    with engine(view, browser) as ready:
        yield ready


# ---- Two ranks ----


def test_a_labelled_code_with_another_wording_is_still_first(lookup: Engine) -> None:
    assert lookup.results('{"code": 40035,"message":"Order Not Exist"}')[:1] == ["acme-futures/40035/"]
    assert lookup.results("40035 order not exist")[:1] == ["acme-futures/40035/"]
    assert lookup.results('{"code":50020,"message":"Insufficient balance"}')[:1] == ["acme-spot/50020/"]


def test_a_named_venue_filters(lookup: Engine) -> None:
    for text in ("bolt -1021", "api.bolt-v5.example -1021", "X-Bolt-KEY: 1\nerror -1021"):
        assert lookup.results(text) == ["bolt-v5/-1021/"], text
    assert "dove-v4/-1021/" in lookup.maybes("bolt error -1021"), "and the others stay maybes"


def test_the_product_tells_sister_venues_apart(lookup: Engine) -> None:
    assert lookup.results("acme futures 30005")[:1] == ["acme-futures/30005/"]
    assert lookup.results("acme spot 30005")[:1] == ["acme-spot/30005/"]


def test_an_exchange_that_is_not_here_gives_at_most_maybes(lookup: Engine) -> None:
    text = 'bitstamp {"code":50020,"message":"Balance not enough"}'
    assert lookup.results(text) == []
    assert "acme-spot/50020/" in lookup.maybes(text)
    assert lookup.understood(text)["others"] == ["bitstamp"]


@pytest.mark.parametrize(
    "text",
    [
        "order 50020 filled at 40035.5",
        "Process finished with exit code 1000",
        "listening on 0.0.0.0:50020, pid 51020",
        "2025-01-02 10:21:10.021 INFO tick bid=50020 ask=51020",
        '{"code":1000,"message":"OK","trace":"x","data":{"order_id":"1181"}}',
        "hello",
    ],
)
def test_what_is_no_error_gets_no_certain_answer(lookup: Engine, text: str) -> None:
    assert lookup.results(text) == []


def test_what_went_well_is_no_error_of_a_venue_that_has_the_same_code(lookup: Engine) -> None:
    assert lookup.results('{"code":1000,"message":"OK"}') == ["acme-spot/1000/"]
    assert lookup.results('{"code":"1000","msg":"OK"}') == []


@pytest.mark.parametrize("message", ["x", "", "Something that no document has"])
def test_a_telling_code_in_a_reply_is_certain_whatever_the_message_says(lookup: Engine, message: str) -> None:
    assert lookup.results(f'{{"code":"-1021","msg":"{message}"}}')[:1] == ["bolt-v5/-1021/"]
    assert lookup.results(f'HTTP 429 {{"code":"-1021","msg":"{message}"}}')[:1] == ["bolt-v5/-1021/"]


# ---- Messages without a code ----


@pytest.mark.parametrize(
    "text",
    [
        "Timestamp for this request is outside of the recvWindow",
        "timestamp is outside the recv window",
        "Timstamp for this requst is outside of recvwindow",
        '{"mensaje":"Timestamp for this request is outside of the recvWindow."}',
        "outside of the recvWindow: the timestamp for this request",
    ],
)
def test_a_message_is_found_however_it_is_worded(lookup: Engine, text: str) -> None:
    [answers] = lookup.find([text])
    assert answers[0]["page"] == "bolt-v5/-1021/"


def test_anything_may_stand_for_a_placeholder(lookup: Engine) -> None:
    assert lookup.results("acme: Minimum size is 0.0001 BTC")[:1] == ["acme-spot/50006/"]
    assert lookup.results("Withdrawal from unified wallet to spot is closed")[:1] == ["bolt-v5/58249/"]


def test_a_number_of_a_message_is_no_code(lookup: Engine) -> None:
    assert lookup.results("MDReqID (262) is in use")[:1] == ["bolt-v5/0002/"]


def test_a_venue_that_is_named_finds_its_own_wording(lookup: Engine) -> None:
    [answers] = lookup.find(["acme order not found"])
    assert answers[0]["page"] in ("acme-spot/50032/", "acme-futures/40035/")


# ---- Structures ----


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ('{"code":40035,"message":"The order is n', "acme-futures/40035/"),
        (':40035,"message":"The order is not exist","trace":"1"}', "acme-futures/40035/"),
        ('"{\\"code\\":\\"0001\\",\\"msg\\":\\"Incorrect signature\\"}"', "bolt-v5/0001/"),
        ("%7B%22code%22%3A%220001%22%2C%22msg%22%3A%22Incorrect%20signature%22%7D", "bolt-v5/0001/"),
        ('{"error":["EOrder:Insufficient funds"]}', "crow-spot/eorder-insufficient-funds/"),
        ('{"error":["EGeneral:Invalid arguments:volume"]}', "crow-spot/egeneral-invalid-arguments/"),
        ('{"label":"INVALID_PARAM","message":"whatever"}', "dove-v4/invalid_param/".replace("_", "-")),
        ("ccxt.base.errors.OrderNotFound: dove ORDER_NOT_FOUND", "dove-v4/order-not-found/"),
        ("APIError(code=-1021): Timestamp for this request is outside of the recvWindow.", "bolt-v5/-1021/"),
        ("{ code: 50020, message: 'Balance not enough' }", "acme-spot/50020/"),
        ("Error(400, 50020, 'Balance not enough', {'Date': 'x'})", "acme-spot/50020/"),
        ("Error(400, 50020, 'Funds are too low', {'Date': 'x'})", "acme-spot/50020/"),
        ("一直出现50020错误", "acme-spot/50020/"),
    ],
)
def test_what_people_paste_is_read(lookup: Engine, text: str, page: str) -> None:
    assert lookup.results(text)[:1] == [page]


def test_the_code_inside_a_reply_outranks_the_outer_one(lookup: Engine) -> None:
    body = '{"code":"1","data":[{"sCode":"51020","sMsg":"Your order should meet or exceed the minimum order amount."}],"msg":""}'
    assert lookup.results(f"bolt {body}")[:1] == ["bolt-v5/51020/"]
    assert "bolt-v5/1/" not in lookup.results(f"bolt {body}")


def test_a_number_with_sub_codes_leads_to_its_page_and_the_sub_code_to_its_own(lookup: Engine) -> None:
    assert lookup.results("bolt 51008")[:1] == ["bolt-v5/51008/"]
    body = '{"sCode":"51008","sMsg":"Order failed. Insufficient USDT margin in account","subCode":"1001"}'
    assert lookup.results(f"bolt {body}")[:1] == ["bolt-v5/51008-1001/"]


def test_several_errors_are_answered_in_their_order(lookup: Engine) -> None:
    text = (
        'acme {"code":50032,"message":"Order does not exist (completed or cancelled)"}\n'
        'bolt {"code":"0001","msg":"Incorrect signature"}\n'
        'acme {"code":50020,"message":"Balance not enough"}'
    )
    assert lookup.results(text)[:3] == ["acme-spot/50032/", "bolt-v5/0001/", "acme-spot/50020/"]


# ---- No dead end ----


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("5002O", "acme-spot/50020/"),
        ("500020", "acme-spot/50020/"),
        ("50021", "acme-spot/50020/"),
        ("-10211", "bolt-v5/-1021/"),
        ("1021", "bolt-v5/-1021/"),
        ("INVALID_PARM", "dove-v4/invalid-param/"),
    ],
)
def test_a_code_that_is_nearly_one_is_offered_as_a_maybe(lookup: Engine, text: str, page: str) -> None:
    [answers] = lookup.find([text])
    assert page in [answer["page"] for answer in answers]
    assert text == "1021" or not [answer for answer in answers if answer["rank"] == "result"]


def test_a_miss_says_what_was_understood(lookup: Engine) -> None:
    understood = lookup.understood("acme spot 99999 balance is not enough today")
    assert understood["codes"] == ["99999"]
    assert "acme-spot" in understood["venues"]
    assert understood["words"]


# ---- What speaks for it is weighed ----


def test_more_evidence_never_weighs_less(lookup: Engine) -> None:
    texts = ["error 50020", 'acme {"code":50020}', 'acme {"code":50020,"message":"Balance not enough"}']
    scores = [answers[0]["score"] for answers in lookup.find(texts)]
    assert scores == sorted(scores)
