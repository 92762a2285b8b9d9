"""Classify: the open rows of a venue with the likeliest conditions, decided one after another in the terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from macros.contributing import classify
from macros.contributing.suggestions import Suggestions
from macros.reading.loader import read
from macros.reading.problems import Refused
from tests.support.commands import refused, said
from tests.support.written import Written, entry

OPEN_ROWS = [
    ("3", "Unknown symbol"),
    ("4", "Market orders are not supported for this symbol."),
    ("5", "Stop loss orders are not supported for this symbol."),
    ("6", "The price of this order is too high for it"),
    ("7", "The price of this order is too low for it"),
    ("8", "Slow down, so many requests"),
]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """A venue with open rows, two of which ask the same."""
    written = Written(tmp_path)
    written.add("".join(entry(code, text, "open  # perhaps bad-symbol") for code, text in OPEN_ROWS))
    return written


def answering(answers: list[str]) -> Callable[[str], str]:
    """Answers one after another, and ends the input then."""
    rest: Iterator[str] = iter(answers)

    def ask(prompt: str) -> str:
        try:
            return next(rest)
        except StopIteration:
            raise EOFError from None

    return ask


def walked(written: Written, *answers: str) -> str:
    """What is said when these answers are given."""
    told: list[str] = []
    classify.walk(written.root, "alpha", answering(list(answers)), told.append)
    return "\n".join(told)


def decided(written: Written) -> dict[str, str]:
    """The conditions of the rows that were open."""
    entries = read(written.root).venues["alpha"].sections[0].entries
    return {entry.code: entry.equivalent for entry in entries if int(entry.code) > 2}


def test_each_decision_is_written_at_once_and_the_rest_stays_open(written: Written) -> None:
    out = walked(written, "bad-symbol", "rate")
    assert decided(written) == {
        "3": "bad-symbol",
        "4": "rate-limit-exceeded",
        "5": "rate-limit-exceeded",
        "6": "open",
        "7": "open",
        "8": "open",
    }
    assert out.endswith("3 rows decided, 3 rows still open.")
    assert written.text().count("# perhaps") == 3, "what is decided is no suggestion any more"


def test_the_walk_is_taken_up_where_it_was_left(written: Written) -> None:
    walked(written, "bad-symbol")
    assert "5 rows left.\n  4: Market orders" in walked(written)


def test_a_number_takes_a_suggestion(written: Written) -> None:
    out = walked(written, "1")
    assert "    1  bad-symbol  (rejected, never)  the same text as alpha 1\n" in out
    assert decided(written)["3"] == "bad-symbol"


def test_back_undoes_skip_leaves_open_and_apart_splits(written: Written) -> None:
    walked(written, "1", "b", "s", "a", "bad-symbol", "s")
    assert decided(written) == {**dict.fromkeys("35678", "open"), "4": "bad-symbol"}


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("", "  1 to 5     take this suggestion"),
        ("?", "  bad-symbol: The symbol does not exist."),
        ("9", "There is no suggestion 9."),
        ("0", "There is no suggestion 0."),
        ("limit", "'limit' is no condition. Near: rate-limit-exceeded."),
        ("b", "Nothing is decided yet."),
    ],
)
def test_what_decides_nothing_is_answered_and_asked_again(written: Written, answer: str, said: str) -> None:
    out = walked(written, answer)
    assert said in out and out.count("6 rows left.") == 2
    assert set(decided(written).values()) == {"open"}


def test_a_file_that_changed_meanwhile_is_not_overwritten(written: Written) -> None:
    changed = written.text() + "# by somebody else\n"

    def ask(prompt: str) -> str:
        written.write("alpha", changed)
        return "1"

    with pytest.raises(Refused, match="was changed meanwhile"):
        classify.walk(written.root, "alpha", ask, lambda text: None)
    assert written.text() == changed


def test_rows_that_ask_the_same_are_listed_together_and_opposites_are_not(written: Written) -> None:
    out = said(written.root, "classify", "alpha", "--list")
    assert (
        "  4: Market orders are not supported for this symbol.\n"
        "  5: Stop loss orders are not supported for this symbol.\n    1  " in out
    )
    assert "too high for it\n    1  " in out
    assert out.endswith("6 rows open, 5 decisions.\n")


def test_open_rows_that_are_alike_and_fit_nothing_call_for_a_condition(written: Written) -> None:
    rows = [
        ("91", "Grid bot must first be stopped"),
        ("92", "Grid bot is stopped"),
        ("93", "Stopped grid bot"),
    ]
    written.add("".join(entry(code, text, "open") for code, text in rows))
    out = said(written.root, "classify", "alpha", "--list")
    assert (
        "These 3 rows are alike and fit nothing well. Perhaps a condition of their own:\n"
        "  91: Grid bot must first be stopped\n" in out
    )


def test_the_interactive_command_ends_with_the_input(
    written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("builtins.input", answering(["bad-symbol", "q"]))
    assert said(written.root, "classify", "alpha").endswith("1 row decided, 5 rows still open.\n")
    assert refused(written.root, "classify", "gamma").startswith("There is no venue 'gamma'")


# Suggestions


@pytest.mark.parametrize(
    ("texts", "name", "code", "operator", "evidence"),
    [
        (["UNKNOWN SYMBOL!"], "", "9", "Other", "the same text as alpha 1"),
        (["Nothing alike"], "BUSY", "9", "Other", "the same name as alpha 7"),
        (["Nothing alike"], "BUSY", "7", "Alpha", "the same code and name as alpha 7"),
        (["A symbol nobody knows"], "", "9", "Other", "like alpha 1: Unknown symbol"),
    ],
)
def test_a_suggestion_says_what_it_stands_on(
    tmp_path: Path, texts: list[str], name: str, code: str, operator: str, evidence: str
) -> None:
    written = Written(tmp_path)
    written.add(
        entry("7", "All is lost", "rate-limit-exceeded").replace("messages:", "name: BUSY\n        messages:")
    )
    best = Suggestions(read(tmp_path).catalogue).best(texts, name, [code], operator)
    assert best[0].evidence == evidence


def test_a_condition_that_no_row_has_is_suggested_by_what_it_says(tmp_path: Path) -> None:
    written = Written(tmp_path)
    written.write(
        "equivalents/request/expired-key.yml",
        written.text("bad-symbol").replace("bad-symbol", "expired-key").replace("Bad symbol", "Expired key"),
    )
    best = Suggestions(read(tmp_path).catalogue).best(["The key has expired"])
    assert (best[0].condition, best[0].evidence) == ("expired-key", "by what the condition says")


def test_a_new_condition_is_a_skeleton_whose_gaps_the_check_names(tmp_path: Path) -> None:
    written = Written(tmp_path)
    out = said(tmp_path, "new", "condition", "grid-bot-running", "--category", "request")
    assert out.startswith("Wrote data/equivalents/request/grid-bot-running.yml.")
    assert {problem.rule for problem in written.problems()} >= {"unwritten-text"}
    for arguments, cause in [
        (["grid-bot-running", "--category", "request"], "exists already"),
        (["Grid", "--category", "request"], "'Grid' is no id."),
        (["other", "--category", "bots"], "There is no category 'bots'. There are: request."),
    ]:
        assert cause in refused(tmp_path, "new", "condition", *arguments)
