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
    entry("0003", "The Apikey is whitelisted"),
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
    entry("7", "BalanceTooLow"),
    entry("8", "Dovecote is closed"),
    entry("-32602", "Invalid params"),
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
    assert lookup.results("acme 30005 on perpetual swaps")[:1] == ["acme-futures/30005/"]
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
        "your verification code is 50020",
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


def test_a_message_beside_the_name_of_its_venue_is_certain(lookup: Engine) -> None:
    assert lookup.results("bolt operation failed")[:1] == ["bolt-v5/1/"]
    assert lookup.results("acme balance isn't enough")[:1] == ["acme-spot/50020/"]
    assert "namedMessage" in lookup.find(["acme balance isn't enough"])[0][0]["evidence"]
    assert lookup.results("bolt.errors.SomethingFailed: bolt Incorrect signature!")[:1] == ["bolt-v5/0001/"]


def test_a_code_with_a_message_that_is_nearly_its_own_is_certain_without_a_venue(lookup: Engine) -> None:
    [answers] = lookup.find(["60000 withdrawal address empty"])
    assert [(each["page"], each["rank"]) for each in answers[:1]] == [("acme-futures/60000/", "result")]
    assert "onlyBoth" in answers[0]["evidence"]


def test_what_follows_the_prefix_of_a_code_finds_it(lookup: Engine) -> None:
    assert lookup.results("crow insufficient funds")[:1] == ["crow-spot/eorder-insufficient-funds/"]


def test_a_word_that_is_also_written_as_two_is_the_same(lookup: Engine) -> None:
    assert lookup.results("bolt the api key is white listed")[:1] == ["bolt-v5/0003/"]


def test_an_ordinary_word_that_begins_with_a_name_names_no_venue(lookup: Engine) -> None:
    assert lookup.understood("504 doves flew by")["venues"] == ["dove-v4"]
    assert lookup.understood("504 dovecote timeout")["venues"] == []


def test_keys_of_a_protocol_speak_for_no_venue(lookup: Engine) -> None:
    assert lookup.results('{"jsonrpc":"2.0","error":{"code":-32602,"message":"Invalid params"}}') == []
    assert lookup.results('dove {"jsonrpc":"2.0","error":{"code":-32602,"message":"Invalid params"}}') == [
        "dove-v4/-32602/"
    ]


def test_a_venue_that_is_named_is_answered_even_if_little_speaks_for_it(lookup: Engine) -> None:
    said = "something that I have never found before in the market"
    assert lookup.maybes(f"acme tells me {said}") == ["acme-spot/30000/"]
    assert lookup.find([f"somebody tells me {said}"]) == [[]]


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
        'acme {"code":50032,"message":"?"}\n'
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
        ("dove BalanceTooLo", "dove-v4/7/"),
        ("dove 1201", "dove-v4/-1021/"),
        ("bolt 50020", "bolt-v5/51020/"),
    ],
)
def test_a_code_that_is_nearly_one_is_offered_as_a_maybe(lookup: Engine, text: str, page: str) -> None:
    [answers] = lookup.find([text])
    assert page in [answer["page"] for answer in answers]
    assert text == "1021" or not [answer for answer in answers if answer["rank"] == "result"]


def test_a_slip_of_the_finger_is_offered_before_another_digit(lookup: Engine) -> None:
    assert lookup.maybes("acme 50002")[:2] == ["acme-spot/50020/", "acme-spot/50006/"], "swapped"
    assert lookup.maybes("acme 500006")[:1] == ["acme-spot/50006/"], "doubled"


def test_a_lost_sign_is_told(lookup: Engine) -> None:
    [answers] = lookup.find(["bolt error 1021"])
    assert answers[0]["page"] == "bolt-v5/-1021/" and answers[0]["evidence"]["lostSign"] == 1


def test_a_code_that_only_another_venue_has_is_unknown_at_the_one_named(lookup: Engine) -> None:
    assert lookup.understood("bolt error 50020")["codes"] == ["50020"]
    assert lookup.understood("error 50020")["codes"] == []


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
