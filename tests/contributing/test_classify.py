"""Classify: the open rows of a venue with the likeliest conditions, decided one after another in the terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from macros.catalogue.model import Entry
from macros.contributing import classify
from macros.contributing.suggestions import Suggestion, Suggestions
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
    assert "Learning from all rows" in walked(written)
    assert "5 rows left, 3 decided.\n  4: Market orders" in walked(written)


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
        ("", "  1, 2, ...  take this condition"),
        ("?", "  bad-symbol: The symbol does not exist."),
        ("9", "There is no suggestion 9."),
        ("0", "There is no suggestion 0."),
        ("limit", "'limit' is no condition. Near: rate-limit-exceeded."),
        ("bed-symbl", "'bed-symbl' is no condition. Near: bad-symbol."),
        ("1 # \x1b[D", "There is an invisible character in this note"),
        ("1 # \udcff", "There is an invisible character in this note"),
        ("? nowhere", "No condition has one of these words."),
        ("b", "Nothing is decided yet."),
    ],
)
def test_what_decides_nothing_is_answered_and_asked_again(written: Written, answer: str, said: str) -> None:
    out = walked(written, answer)
    assert said in out and out.count("6 rows left, 2 decided.") == 2
    assert set(decided(written).values()) == {"open"}


def test_conditions_are_looked_for_by_words_and_taken_by_number(written: Written) -> None:
    for number in range(4):
        written.write(
            f"equivalents/request/other-{number}.yml",
            written.text("bad-symbol").replace("bad-symbol", f"other-{number}"),
        )
    change = {"bad-symbol": "debt-first", "The symbol does not exist.": "Something borrowed must be repaid."}
    text = written.text("bad-symbol").replace("title: Bad symbol", "title: Arrears")
    for old, new in change.items():
        text = text.replace(old, new)
    written.write("equivalents/request/debt-first.yml", text)
    for words in ("debts", "arrears", "BORROWED and repaid"):
        out = walked(written, f"? {words}")
        assert "    6  debt-first  (rejected, never)  Arrears: Something borrowed must be repaid.\n" in out, (
            words
        )
    assert "  debt-first: Something borrowed" in walked(written, "? arrears", "?")
    walked(written, "? arrears", "6")
    assert decided(written)["3"] == "debt-first"


def test_a_reason_is_written_as_a_note_and_undone_with_the_answer(written: Written) -> None:
    before = written.text()
    walked(written, "bad-symbol # no", "b")
    assert written.text() == before
    walked(written, '1 # It\'s a "symbol": see # 2\\', "rate#both")
    notes = {entry.code: entry.note for entry in read(written.root).venues["alpha"].sections[0].entries}
    assert notes == {"3": 'It\'s a "symbol": see # 2\\', "4": "both", "5": "both"} | dict.fromkeys("12678")
    assert {problem.rule for problem in written.problems()} == {"open-condition", "shared-message"}


def test_a_note_that_is_there_is_not_written_twice(written: Written) -> None:
    written.add(entry("9", "Other", "open") + "        note: Known.\n")
    out = walked(written, *"sssss", "bad-symbol # why")
    assert "There is a `note` already." in out and decided(written)["9"] == "open"


def test_the_whole_explanation_is_shown_also_what_is_still_to_be_retold(written: Written) -> None:
    begun = "Currently in protection period"
    long = f"{begun}, only Maker Only orders and cancellations are supported {{}}"
    auction, unknown, short = map(
        long.format, ["until the call auction.", "for a bad symbol, an unknown symbol.", "now."]
    )
    for code, explanation, to_retell in [
        ("91", begun, auction),
        ("92", begun, unknown),
        ("93", "No.", short),
    ]:
        row = entry(code, explanation, "open").replace("messages:\n          -", "explanation:")
        written.add(f'{row}        description: "TODO: retell: {to_retell}"\n')
    out = said(written.root, "classify", "alpha", "--list")
    assert f"  91: {auction}\n    1  " in out, "92 asks something else"
    assert f"  92: {unknown}\n    1  bad-symbol" in out
    assert f"  93: No. {short}\n    1  " in out


def test_a_code_of_two_rows_is_shown_with_its_section(written: Written) -> None:
    second = "  - id: stream\n    title: Stream\n    transport: rest\n    entries:\n"
    written.add(second + entry("3", "Unknown symbol", "open"))
    out = walked(written)
    assert "  3 [general]: Unknown symbol\n  3 [stream]: Unknown symbol\n" in out
    assert "  4: Market" in said(written.root, "classify", "alpha", "--list")


def test_what_was_just_decided_is_known_for_the_next_row(written: Written) -> None:
    written.add(entry("91", "Expired request signature", "open") + entry("92", "Signature expired", "open"))
    still_open, skipped = written.text(), ["s"] * 5
    for id, retry in [("bad-symbol", "never"), ("rate-limit-exceeded", "later")]:
        first = f"  92: Signature expired\n    1  {id}  (rejected, {retry})  like alpha 91: Expired request signature\n"
        assert first in walked(written, *skipped, id)
        assert first in walked(written, *skipped), "also in the next session"
        written.write("alpha", still_open)
    assert "like alpha 91" not in walked(written, *skipped, "bad-symbol", "b", "s").split("  92: Sig")[-1]


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


def test_open_rows_that_are_not_alike_call_for_no_condition(written: Written) -> None:
    rows = [
        ("91", "Can not request withdrawal settlement, you need to deposit other arrears first."),
        ("92", "Can not place/cancel orders, it may be because of internal network error."),
        ("93", "same with TRADE_NOT_FOUND with different ErrorCodes"),
    ]
    written.add("".join(entry(code, text, "open") for code, text in rows))
    assert "Perhaps a condition of their own" not in said(written.root, "classify", "alpha", "--list")


def test_the_interactive_command_ends_with_the_input(
    written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("builtins.input", answering(["bad-symbol", "q"]))
    assert said(written.root, "classify", "alpha").endswith("1 row decided, 5 rows still open.\n")
    assert refused(written.root, "classify", "gamma").startswith("There is no venue 'gamma'")


# Suggestions


def suggested(
    root: Path, text: str, name: str | None = None, code: str = "9", venue: str = "beta"
) -> list[Suggestion]:
    """What is suggested for a row of a venue."""
    reading = read(root)
    row = Entry(code=code, name=name, messages=[text], equivalent="open")
    return Suggestions(reading.catalogue).best(row, reading.venues[venue])


@pytest.mark.parametrize(
    ("text", "name", "code", "operator", "evidence"),
    [
        ("UNKNOWN SYMBOL!", None, "9", "beta", "the same text as alpha 1"),
        ("Nothing alike", "BUSY", "9", "beta", "the same name as alpha 7"),
        ("Nothing alike", "BUSY", "7", "alpha", "the same code and name as alpha 7"),
        ("A symbol nobody knows", None, "9", "beta", "like alpha 1: Unknown symbol"),
    ],
)
def test_a_suggestion_says_what_it_stands_on(
    tmp_path: Path, text: str, name: str | None, code: str, operator: str, evidence: str
) -> None:
    written = Written(tmp_path)
    written.add(
        entry("7", "All is lost", "rate-limit-exceeded").replace("messages:", "name: BUSY\n        messages:")
    )
    assert suggested(tmp_path, text, name, code, operator)[0].evidence == evidence


def test_a_condition_that_no_row_has_is_suggested_by_what_it_says(tmp_path: Path) -> None:
    written = Written(tmp_path)
    written.write(
        "equivalents/request/expired-key.yml",
        written.text("bad-symbol").replace("bad-symbol", "expired-key").replace("Bad symbol", "Expired key"),
    )
    best = suggested(tmp_path, "The key has expired")
    assert (best[0].condition, best[0].evidence) == ("expired-key", "by what the condition says")


@pytest.mark.parametrize("advice", ["", ", please try again later", ". Please contact customer service"])
def test_what_a_message_says_counts_more_than_what_it_advises(tmp_path: Path, advice: str) -> None:
    written = Written(tmp_path)
    polite = ["Service busy, please try again later", "Closed, please contact customer service"]
    written.add("".join(entry(f"1{at}", text, "rate-limit-exceeded") for at, text in enumerate(polite * 3)))
    assert suggested(tmp_path, f"Symbol expired{advice}")[0].condition == "bad-symbol"
    # Where there is nothing but advice, it is what the message says.
    assert suggested(tmp_path, "Please try again later")[0].condition == "rate-limit-exceeded"


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
