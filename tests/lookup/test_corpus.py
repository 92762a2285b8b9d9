"""How often the lookup is right, over the part of the corpus that its weights were not fitted to."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from macros.catalogue.permalinks import Permalink, Row
from macros.catalogue.view import View
from tests.lookup.cases import Case, Judge, cases
from tests.lookup.engine import Engine, engine
from tests.support.typing_in import look_up

pytestmark = pytest.mark.whole

MOST_MISSED = 0.03
"""Of pastes with an error: how many may have another page, or none, in first place."""
MOST_UNCERTAIN = 0.08
"""Of these: how many may have no certain answer, or a wrong one, in first place."""
MOST_DECEIVED = 0.05
"""Of pastes without an error that the catalogue has: how many may get a certain answer."""


@dataclass(frozen=True)
class Answered:
    """A paste, and what the lookup on the page answers."""

    case: Case
    right: set[str]
    results: list[str]
    maybes: list[str]

    @property
    def said(self) -> str:
        return f"{self.case.file}:{self.case.line} {[*self.results, *self.maybes][:2]}"


@pytest.fixture(scope="module")
def answered(browser: Any, server: str, view: View) -> list[Answered]:
    """The testing part, looked up on the home page."""
    judge = Judge(view)
    asked = [case for case in cases() if case.testing and judge.holds(case)]
    page = browser.new_page(base_url=server)
    page.goto("/")
    answers = look_up(page, [case.paste for case in asked])
    page.close()
    return [
        Answered(case, judge.right(case), answer["results"], answer["maybes"])
        for case, answer in zip(asked, answers, strict=True)
    ]


@pytest.fixture(scope="module")
def errors(answered: list[Answered]) -> list[Answered]:
    found = [each for each in answered if each.case.pages]
    assert len(found) >= 200
    return found


def test_the_right_page_comes_first(errors: list[Answered]) -> None:
    missed = [each.said for each in errors if not each.right & {*[*each.results, *each.maybes][:1]}]
    assert len(missed) <= MOST_MISSED * len(errors), missed


def test_the_right_page_comes_first_and_is_certain(errors: list[Answered]) -> None:
    missed = [each.said for each in errors if not each.right & {*each.results[:1]}]
    assert len(missed) <= MOST_UNCERTAIN * len(errors), missed


def test_what_has_no_documented_error_gets_no_certain_answer(answered: list[Answered]) -> None:
    others = [each for each in answered if not each.case.pages]
    assert len(others) >= 80
    deceived = [each.said for each in others if each.results]
    assert len(deceived) <= MOST_DECEIVED * len(others), deceived


# What the catalogue itself promises: every page can be found by its code and by its venue's reply


def replied(page: Permalink, row: Row, message: str) -> str:
    """A reply as the venue sends it; the bare code and message where that is no object with both."""
    replies = page.venue.replies
    reply = next((each for each in replies if each.transport == row.section.transport), replies[0])
    if not reply.message_key or reply.code_key in ("", reply.message_key):
        return f"error {page.code}: {message}"
    is_number = reply.code_type == "number" and page.code.lstrip("-").isdigit()
    return json.dumps(
        {reply.code_key: int(page.code) if is_number else page.code, reply.message_key: message}
    )


@pytest.fixture(scope="module")
def ready(browser: Any, view: View) -> Iterator[Engine]:
    with engine(view, browser) as ready:
        yield ready


PARTS = [pytest.param(12, id="a sample"), pytest.param(1, id="all", marks=pytest.mark.speed)]
"""Every so many pages of all venues, one after the other. All of them take a minute and are left to `make speed`."""


@pytest.mark.parametrize("step", PARTS)
def test_a_code_with_its_message_and_its_venue_is_certain_and_first(
    ready: Engine, view: View, step: int
) -> None:
    pages = view.permalinks[::step]
    wanted = {f"{page.venue.name} error {page.code}": page for page in pages}
    for page in pages:
        for row in page.rows:
            for message in row.entry.messages:
                wanted[f"{page.venue.name} {replied(page, row, message)}"] = page
    missed = [
        (text, answers[:2])
        for (text, page), answers in zip(wanted.items(), ready.find(list(wanted)), strict=True)
        if [(each["page"], each["rank"]) for each in answers[:1]] != [(page.url[1:], "result")]
    ]
    assert missed == []


@pytest.mark.parametrize("step", PARTS)
def test_a_reply_without_its_venue_finds_its_page(ready: Engine, view: View, step: int) -> None:
    wanted = {
        replied(page, page.rows[0], page.rows[0].entry.messages[0]): page.url[1:]
        for page in view.permalinks[::step]
        if page.rows[0].entry.messages
    }
    missed = [
        (text, answers[:2])
        for (text, url), answers in zip(wanted.items(), ready.find(list(wanted)), strict=True)
        if url not in [each["page"] for each in answers]
    ]
    assert len(missed) <= 0.01 * len(wanted), missed


# What readers tried and the lookup once failed: each leads to its page, as a result or as a maybe

TRACEBACK = (
    """\
Traceback (most recent call last):
  File "/srv/bot/main.py", line 88, in <module>
    asyncio.run(trade(settings))
"""
    + "".join(
        f'  File "/srv/bot/step_{number}.py", line {number + 100}, in step_{number}\n    await next_step()\n'
        for number in range(18)
    )
    + """\
  File "/srv/bot/exchange.py", line 1021, in _handle
    raise BinanceAPIException(response, response.status_code, response.text)
binance.exceptions.BinanceAPIException: APIError(code=-2019): Margin is insufficient.
"""
)

TRIED = [
    ("0401", "result", "hashkey-global/0401/"),
    (TRACEBACK, "result", "binance-coin-m/-2019/"),
    ("0001", "result", "hashkey-global/0001/"),
    ("-2019", "result", "binance-coin-m/-2019/"),
    ("50020", "result", "bitmart-spot/50020/"),
    ("10007", "result", "okex-v1-spot/10007/"),
    ("code=40035", "result", "bitmart-futures/40035/"),
    ('{"code": 40035,"message":"Order Not Exist"}', "result", "bitmart-futures/40035/"),
    ("40035 order not exist", "result", "bitmart-futures/40035/"),
    ('{"code":50020,"message":"Insufficient balance"}', "result", "bitmart-spot/50020/"),
    ('{"code":51008,"message":"Account 8812345 Balance not enough"}', "any", "bitmart-spot/51008/"),
    ("bitmart order not found", "any", "bitmart-futures/40035/"),
    ("timestamp is outside the recv window", "any", "binance-coin-m/-1021/"),
    ("margin insufficent for order", "any", "binance-coin-m/-2019/"),
    ("5002O", "maybe", "bitmart-spot/50020/"),
    ("-10211", "maybe", "binance-coin-m/-1021/"),
]


@pytest.mark.parametrize(("text", "rank", "page"), TRIED)
def test_what_readers_tried_leads_to_its_page(ready: Engine, text: str, rank: str, page: str) -> None:
    [answers] = ready.find([text])
    found = {answer["page"]: answer["rank"] for answer in answers}
    assert page in found, list(found)
    assert rank in ("any", found[page])


FIRST = [(text, page) for text, _, page in TRIED if re.search(r"[a-z]{4}", text) and "=40035" not in text]


@pytest.mark.parametrize(("text", "page"), FIRST)
def test_what_readers_tried_in_words_has_its_page_first(
    ready: Engine, view: View, text: str, page: str
) -> None:
    """A page of the same condition is as good where the text does not tell which."""
    conditions = {each.url[1:]: {row.entry.equivalent for row in each.rows} for each in view.permalinks}
    [answers] = ready.find([text])
    assert conditions[answers[0]["page"]] & conditions[page], answers[:2]


def test_a_code_that_no_venue_has_is_named_and_leads_on(ready: Engine) -> None:
    assert ready.understood("99999")["codes"] == ["99999"]
