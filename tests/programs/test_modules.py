"""The modules to download decide what the pages say: each runs once on every documented row and every reply."""

from __future__ import annotations

import importlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from macros.catalogue.addresses import AddressBook
from macros.catalogue.model import Venue
from macros.catalogue.permalinks import Permalink, Row
from macros.catalogue.view import View
from macros.programs import modules
from tests.support.tools import tool

SITE = "https://errors.example/"
CARE = ["check", "change", "wait", "go-on"]
FIELDS = ["venue", "code", "condition", "outcome", "retry", "verify", "acts", "next", "url"]

PYTHON = """
import dataclasses, json, sys
from venue_errors import lookup
for line in sys.stdin:
    print(json.dumps(dataclasses.asdict(lookup(*json.loads(line)))))
"""
NODE = """
const { lookup } = require("./venue-errors.js");
for (const line of require("node:fs").readFileSync(0, "utf8").trim().split("\\n"))
  console.log(JSON.stringify(lookup(...JSON.parse(line))));
"""

Case = tuple[str, object, str | None]
"""A venue, its reply, and what was asked for: the arguments of `lookup`."""


class Modules:
    """Both modules with the real catalogue in a folder; each answers all cases in one process."""

    def __init__(self, view: View, folder: Path):
        self.folder = folder
        for address, content in modules.artefacts(view, AddressBook(SITE, ""), "version"):
            (folder / Path(address).name).write_bytes(content)

    def python(self, cases: list[Case]) -> list[dict[str, Any]]:
        """By the interpreter that MODULE_PYTHON names, so that any version can be tried."""
        return self._run([os.environ.get("MODULE_PYTHON", sys.executable), "-c", PYTHON], cases)

    def typescript(self, cases: list[Case]) -> list[dict[str, Any]]:
        """Compiled, since older versions of Node.js run no TypeScript."""
        node = tool("node", "nodejs")
        if not (self.folder / "venue-errors.js").exists():
            options = ["--strict", "--target", "es2022", "--module", "commonjs", "--lib", "es2022,dom"]
            self._run([tool("tsc"), *options, "venue-errors.ts"], [])
        return self._run([node, "-e", NODE], cases)

    def _run(self, command: list[str], cases: list[Case]) -> list[dict[str, Any]]:
        lines = "\n".join(map(json.dumps, cases))
        done = subprocess.run(
            command, cwd=self.folder, input=lines, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def both(view: View, tmp_path_factory: pytest.TempPathFactory) -> Modules:
    return Modules(view, tmp_path_factory.mktemp("modules"))


@pytest.fixture(params=["python", "typescript"])
def answers(request: pytest.FixtureRequest, both: Modules) -> Any:
    """Asks the module of one language for its answers to all cases."""
    return getattr(both, request.param)


def decision(page: Permalink, row: Row, request: str | None = None) -> dict[str, Any]:
    """What the page says of a row, as an answer."""
    said = next((each for each in row.by_request if each.request == request), row)
    after = {"never": "change", "later": "wait", "not-needed": "go-on", "verify-first": "check"}
    values = [
        page.venue.id,
        page.code,
        row.condition.id,
        said.outcome,
        said.retry,
        list(said.verify),
        row.acts,
    ]
    values += ["check" if said.verify else after[said.retry], SITE + page.url.removeprefix("/")]
    return dict(zip(FIELDS, values))


def most_careful(decisions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The decisions that a reply which means any of these may get: errors before successes, the most careful first."""
    open_ones = [each for each in decisions if each["next"] != "go-on"] or decisions
    first = min(CARE.index(each["next"]) for each in open_ones)
    return [each for each in open_ones if CARE.index(each["next"]) == first]


def folded(text: str) -> str:
    return re.sub(r"\W+", "", text.lower())


def rows(view: View) -> Iterator[tuple[Case, list[dict[str, Any]]]]:
    """Every documented row with each of its texts, in a reply of its venue, and the decisions that are right."""
    for page in view.permalinks:
        for row in page.rows:
            for text in row.texts:
                reply, said = reply_of(page.venue, row, page.code, text)
                found = [
                    other
                    for other in page.rows
                    if other.section.code_key == row.section.code_key
                    and (not said or folded(text) in map(folded, other.texts))
                ]
                for request in [None, *(answer.request for answer in row.by_request)]:
                    right = [decision(page, other, request) for other in found]
                    yield (page.venue.id, reply, request), most_careful(right)


def reply_of(venue: Venue, row: Row, code: str, text: str) -> tuple[object, bool]:
    """The shortest reply of a venue with a code and a message, in the keys of the row's section and transport; and
    whether such replies have a message."""
    replies = sorted(venue.replies, key=lambda reply: reply.transport != row.section.transport)
    reply = next((reply for reply in replies if reply.code_key), replies[0])
    if row.section.code_key:
        return {"result": [{row.section.code_key: code}]}, False
    if reply.code_key and reply.message_key:
        return {"error": {reply.code_key: code, reply.message_key: text}}, True
    return ({reply.code_key: code}, False) if reply.code_key else (["error", code, text], True)


def test_a_documented_row_gets_the_decision_of_its_page(view: View, answers):
    check(answers, list(rows(view)))


def test_a_bare_code_gets_the_most_careful_decision_of_its_page(view: View, answers):
    cases = [
        ((page.venue.id, page.code, None), most_careful([decision(page, row) for row in page.rows]))
        for page in view.permalinks
    ]
    check(answers, cases)


def check(answers: Any, cases: list[tuple[Case, list[dict[str, Any]]]]) -> None:
    given = answers([case for case, _ in cases])
    assert len(given) == len(cases)
    wrong = [(case, answer) for (case, right), answer in zip(cases, given) if answer not in right]
    assert not wrong, f"{len(wrong)} answers differ from the pages: {wrong[:5]}"


def test_the_example_of_every_reply_is_understood(view: View, answers):
    """As text and parsed; the answer is that of a page whose code or message stands in the reply."""
    pages = {(page.venue.id, page.code): page for page in view.permalinks}
    replies = [(venue.id, reply) for venue in view.catalogue.venues for reply in venue.replies]
    cases: list[Case] = [(id, reply.example, None) for id, reply in replies]
    given = answers(cases + [(id, json.loads(reply.example), None) for id, reply in replies])
    for (id, reply), answer, parsed in zip(replies, given, given[len(replies) :]):
        example = reply.example
        assert answer == parsed
        if not answer["code"]:
            assert not reply.code_key and answer["next"] == "check", "a message that no document has"
            continue
        page = pages[id, answer["code"]]
        assert answer in [decision(page, row) for row in page.rows]
        texts = [text for row in page.rows for text in row.texts]
        assert answer["code"].partition("_")[0] in example or any(text in example for text in texts)


UNKNOWN: list[object] = [
    *("", "no such reply", "{", "[]", "null", None, True, [], {}, "<html>Bad gateway</html>"),
    # What proxies and gateways say in words that venues use too, and lists that only look like errors.
    *(
        "OK",
        "success",
        "Forbidden",
        "Not Found",
        "Unauthorized",
        "Service Unavailable",
        "Internal Server Error",
    ),
    *({"message": "Forbidden"}, {"msg": "success"}, {"reason": "constructor"}, [1, 2, 3], ["error", "x"]),
    *("[" * 100_000, [{"id": 1}] * 200_000),
    *(
        {"code": 987654321, "msg": "Unknown"},
        {"error": "no such reply"},
        ["error", 987654321, "no such reply"],
    ),
]


def test_a_reply_that_is_not_known_is_checked(view: View, answers):
    small = [reply for reply in UNKNOWN if len(str(reply)) < 1000]
    cases: list[Case] = [(venue.id, reply, None) for venue in view.catalogue.venues for reply in small]
    cases += [("bybit-v5", reply, None) for reply in UNKNOWN if reply not in small]
    # A known message does not make a code known, and a known error in a batch not the one beside it.
    cases += [
        ("binance-coin-m", {"code": -987654, "msg": "Invalid symbol."}, None),
        ("okx-v5", {"code": "2", "data": [{"sCode": "51000", "sMsg": "x"}, {"sCode": "987654"}]}, None),
        ("okx-v5", {"id": "50001", "event": "error"}, None),
    ]
    for case, answer in zip(cases, answers(cases)):
        said = [answer[field] for field in ("code", "condition", "url", "next", "retry", "outcome")]
        assert said == [None, None, None, "check", "verify-first", "unknown"], (case, answer)


def test_a_message_alone_is_known_where_the_venue_sends_no_code(answers):
    reply = {
        "status": "ok",
        "response": {"data": {"statuses": [{"error": "Price must be divisible by tick size."}]}},
    }
    assert [each["code"] for each in answers([("hyperliquid", reply, None), ("bitget", reply, None)])] == [
        "Tick",
        None,
    ]


def test_conditions_and_named_codes_have_constants(view: View, both: Modules, monkeypatch):
    """In both languages: each condition, and each code whose document names it."""
    monkeypatch.syspath_prepend(both.folder)
    python = importlib.import_module("venue_errors")
    typescript = (both.folder / "venue-errors.ts").read_text("utf-8")
    assert {each.value for each in python.Condition} == set(view.catalogue.conditions)
    assert python.BinanceCoinM.TOO_MANY_REQUESTS == "-1003" and python.GateV4.INVALID_KEY == "INVALID_KEY"
    assert not hasattr(python, "OkxV5"), "its codes have no names"
    assert not hasattr(python.BinanceUsdM, "ISOLATED_REJECT_WITH_JOINT_MARGIN"), "two codes have that name"
    for name in ("Condition", "BinanceCoinM", "GateV4", "HtxSpot"):
        block = typescript.partition(f"export const {name} = {{\n")[2].partition("\n}")[0]
        of_python = {
            key: str.__str__(value) for key, value in vars(getattr(python, name)).items() if key[0] != "_"
        }
        assert dict(re.findall(r'^  (\w+): "(.*)",$', block, re.MULTILINE)) == of_python != {}
