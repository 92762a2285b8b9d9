"""How often the lookup is right, over the part of the corpus that its weights were not fitted to."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest

from macros.catalogue.permalinks import Permalink
from macros.catalogue.view import View
from tests.lookup.cases import Case, Judge, cases
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


def some(view: View) -> list[Permalink]:
    """Every seventh page, of all venues."""
    return list(view.permalinks)[::7]


def found(answer: dict[str, Any]) -> list[str]:
    return [*answer["results"], *answer["maybes"]]


@pytest.fixture
def home(open_page: Any) -> Any:
    return open_page("/")


def test_a_code_with_its_venue_finds_its_page_first(home: Any, view: View) -> None:
    pages = [page for page in some(view) if page.code not in ("200", "0")]
    answers = look_up(home, [f"{page.venue.name} error {page.code}" for page in pages])
    missed = [
        (page.url, found(answer)[:2])
        for page, answer in zip(pages, answers, strict=True)
        if found(answer)[:1] != [page.url[1:]]
    ]
    assert len(missed) <= 0.02 * len(pages), missed


def test_a_reply_as_its_venue_sends_it_finds_its_page(home: Any, view: View) -> None:
    cases = []
    for page in some(view):
        row = page.rows[0]
        reply = next(
            (each for each in page.venue.replies if each.transport == row.section.transport),
            page.venue.replies[0],
        )
        if not reply.message_key or not row.entry.messages or reply.code_key in ("", reply.message_key):
            continue
        is_number = reply.code_type == "number" and page.code.lstrip("-").isdigit()
        body = {reply.code_key: int(page.code) if is_number else page.code}
        body[reply.message_key] = row.entry.messages[0]
        cases.append((page, json.dumps(body)))
    assert len(cases) >= 300
    answers = look_up(home, [body for _, body in cases])
    missed = [
        (page.url, found(answer)[:2])
        for (page, _), answer in zip(cases, answers, strict=True)
        if page.url[1:] not in found(answer)
    ]
    assert len(missed) <= 0.02 * len(cases), missed
