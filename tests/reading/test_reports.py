"""Every fault that the check knows is reported under the name of its rule, word for word as in reports.yml, and every
rule is explained to contributors."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from macros.contributing import fixer
from macros.reading.content import MAX_BYTES
from macros.reading.problems import GUIDE, RULES, github, report
from macros.reading.source import MAX_REPORTED, MAX_SHOWN
from macros.reading.syntax import MAX_VALUES
from tests.support.project import ROOT
from tests.support.written import BAD_SYMBOL, Written, entry

CASES = yaml.safe_load((ROOT / "tests/reading/reports.yml").read_text("utf-8"))
CHANGED = [case for case in CASES if "changes" in case]


def linked(path: Path) -> None:
    """Moves a file or folder elsewhere and puts a link to it in its place."""
    elsewhere = path.parent.parent / "elsewhere"
    path.rename(elsewhere)
    path.symlink_to(elsewhere)


def in_two_categories(written: Written) -> None:
    written.add("  - id: service\n    title: Service\n", "equivalents/categories.yml")
    written.write("equivalents/service/bad-symbol.yml", BAD_SYMBOL)


def several_like_it(written: Written) -> None:
    for name in ("bad-symbol-a", "bad-symbol-b"):
        renamed = BAD_SYMBOL.replace("id: bad-symbol", f"id: {name}")
        written.write(f"equivalents/request/{name}.yml", renamed)
    written.add(entry("3", "A", "bad-symbol-a") + entry("4", "B", "bad-symbol-b"), "beta")
    written.change("equivalent: bad-symbol", "equivalent: bad-symbol-c")


TABLE = (
    "library: ccxt\ntables:\n  - venue: alpha\n    exchange: alpha\n    version: 4.5.90\n    classes:\n"
    "      - name: BadSymbol\n        codes: []\n"
)

SPOIL: dict[str, Callable[[Written], object]] = {
    "No venue": lambda written: [written.path(name).unlink() for name in ("alpha", "beta")],
    "No folder of venues": lambda written: shutil.rmtree(written.root / "data/venues"),
    "No categories": lambda written: written.path("equivalents/categories.yml").unlink(),
    "A link in the place of a file": lambda written: linked(written.path()),
    "A link in the place of the venues": lambda written: linked(written.root / "data/venues"),
    "A link in the place of the conditions": lambda written: linked(written.root / "data/equivalents"),
    "A link in the place of a category": lambda written: linked(written.root / "data/equivalents/request"),
    "A folder in the place of a file": lambda written: written.path("venues/gamma.yml").mkdir(),
    "A pipe in the place of a file": lambda written: os.mkfifo(written.path("venues/gamma.yml")),
    "A name that no file can have": lambda written: written.path().rename(
        written.path("venues/al\u202epha.yml")
    ),
    "A folder that is not a category": lambda written: written.write("equivalents/requests/x.txt", ""),
    "A condition in two categories": in_two_categories,
    "A file that is too large": lambda written: os.truncate(written.path(), MAX_BYTES + 1),
    "Too many values": lambda written: written.write("alpha", "a:\n" + "- a\n" * MAX_VALUES),
    "An empty file": lambda written: written.write("alpha", "# nothing but a comment\n"),
    "A list in the place of a file's keys": lambda written: written.write("alpha", "\n- a\n"),
    "Another encoding": lambda written: written.write("alpha", b"id: caf\xe9\nname: b\n"),
    "Another encoding further down": lambda written: written.write("alpha", b"id: a\nname: caf\xe9\nb: c\n"),
    "Line ends of Windows": lambda written: written.write("alpha", written.text().replace("\n", "\r\n")),
    "More problems than anyone reads": lambda written: written.write(
        "alpha", "# a\u200b\n" * (MAX_REPORTED + 1) + written.text()
    ),
    "A condition that is like several": several_like_it,
    "A class without codes in a library's table": lambda written: written.write("libraries/ccxt.yml", TABLE),
}
"""What brings in the faults that are more than a change of a text."""


@pytest.fixture
def written(tmp_path: Path) -> Written:
    return Written(tmp_path)


def bring_in(written: Written, case: dict[str, Any]) -> None:
    """Makes the fault of a case."""
    for change in case.get("changes", []):
        if isinstance(change, dict):
            written.add("".join(entry(*row) for row in change["rows"]))
        else:
            *file, old, new = change
            written.change(old, new, *file) if old else written.add(new, *file)
    if "changes" not in case:
        SPOIL[case["fault"]](written)


def said(written: Written) -> list[str]:
    """What is reported, without the lines of the files."""
    lines = []
    for problem in written.problems():
        lines.append(f"{problem.place}: {problem.severity}: {problem.found} [{problem.rule}]")
        lines += [f"  {problem.expected}", *(f"  + {line}" for line in problem.corrected.splitlines())]
    return lines


def named(cases: list[dict[str, Any]]) -> dict[str, Any]:
    return {"argvalues": cases, "ids": [case["fault"] for case in cases]}


@pytest.mark.parametrize("case", **named(CASES))
def test_every_fault_is_reported_word_for_word(written: Written, case: dict[str, Any]) -> None:
    bring_in(written, case)
    expected = case["says"].splitlines()
    assert (said(written)[-len(expected) :] if case.get("last") else said(written)) == expected


@pytest.mark.parametrize("case", **named(CHANGED))
def test_line_ends_of_windows_change_no_report_and_no_fix(tmp_path: Path, case: dict[str, Any]) -> None:
    unix, windows = Written(tmp_path / "unix"), Written(tmp_path / "windows")
    bring_in(unix, case)
    bring_in(windows, case)
    for path in (windows.root / "data").rglob("*.yml"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert [one for one in windows.problems() if one.rule != "windows-line-ends"] == unix.problems()
    fixer.fix(unix.root)
    fixer.fix(windows.root)
    for path in (unix.root / "data").rglob("*.yml"):
        assert (windows.root / path.relative_to(unix.root)).read_bytes() == path.read_bytes()


def test_data_without_a_fault_has_no_problem(written: Written) -> None:
    assert written.problems() == []


# Rules


def test_every_rule_is_provoked_by_a_case() -> None:
    provoked = {
        rule for case in CASES for rule in re.findall(r"\[([a-z0-9-]+)\]$", case["says"], re.MULTILINE)
    }
    assert provoked == set(RULES)


def test_every_rule_is_explained_to_contributors_and_nothing_else_is() -> None:
    guide = (ROOT / GUIDE).read_text("utf-8").partition("\n## Problems\n")[2]
    explained = re.findall(r'<a id="([a-z0-9-]+)"></a>', guide)
    assert sorted(explained) == sorted(RULES)


def test_every_rule_has_a_short_name_and_plain_sentences() -> None:
    for name, rule in RULES.items():
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) and len(name) <= 24
        assert re.fullmatch(r"[A-Z`].*\.", rule.rule), rule.rule
        assert rule.severity in ("error", "suggestion")


# The report


def test_a_report_shows_line_fix_rule_and_counts(written: Written) -> None:
    written.change('code: "1"', "code: 0001")
    written.change('code: "2"', "code: 0002")
    written.change("name: Alpha\noperator: Alpha\n", "operator: Alpha\nname: Alpha\n")
    assert written.report() == (
        "data/venues/alpha.yml:27:15: error: The code 0001 is not in quotes, so YAML would read it as 1. "
        "[unquoted-code]\n"
        "   27 |       - code: 0001\n"
        "      |               ^\n"
        "  Put every code in double quotes:\n"
        '    + |       - code: "0001"\n'
        "\n"
        "data/venues/alpha.yml:32:15: error: The code 0002 is not in quotes, so YAML would read it as 2. "
        "[unquoted-code]\n"
        "   32 |       - code: 0002\n"
        "      |               ^\n"
        "  Put every code in double quotes:\n"
        '    + |       - code: "0002"\n'
        "\n"
        "data/venues/alpha.yml:2:1: suggestion: The keys of this file are in an unusual order. [key-order]\n"
        "    2 | operator: Alpha\n"
        "      | ^\n"
        "  Readers expect this one:\n"
        "    + | id: ...\n"
        "    + | name: ...\n"
        "    + | operator: ...\n"
        "    + | product: ...\n"
        "    + | status: ...\n"
        "    + | reviewed: ...\n"
        "    + | source: ...\n"
        "    + | replies: ...\n"
        "    + | clues: ...\n"
        "    + | sections: ...\n"
        "\n"
        "2 errors, 1 suggestion\n"
        "    2 unquoted-code: Every code is in quotes. See docs/contributing.md#unquoted-code\n"
        "    1 key-order: Keys are in the usual order. See docs/contributing.md#key-order"
    )


def test_reports_have_a_count_that_agrees_with_them() -> None:
    assert report([]) == github([]) == "0 errors, 0 suggestions"


def test_a_report_shows_the_part_of_a_long_line_that_is_meant(written: Written) -> None:
    written.change('"Unknown symbol"', '"' + "x" * 300 + '\\q"')
    _, source, marker, *_ = written.report().splitlines()
    assert source == "   30 | " + "x" * 59 + '\\q"'
    assert source[marker.index("^") :] == '\\q"'


def test_the_corrected_line_is_shown_wherever_it_is_unless_nobody_would_read_it(written: Written) -> None:
    comment = f"# {'x' * 9000}\n"
    written.write("alpha", comment * 2 + written.text())
    written.change('code: "1"', "code: 1")
    assert [problem.corrected for problem in written.problems()] == ['      - code: "1"']
    rest = MAX_SHOWN - len("      - code: ")
    written.change("code: 1", f"code: {'1' * (rest - 1)}")
    assert len(written.problems()[0].corrected) == MAX_SHOWN + 1, "with two quotes"
    written.change("code: 1", "code: 11")
    assert written.problems()[0].corrected == ""


def test_annotations_for_github_are_one_line_each_and_nothing_in_the_data_can_end_them(
    written: Written,
) -> None:
    written.change(
        "        http: 400\n", "        http: '%0A::error::x,y:z\n\n          ::stop-commands::t'\n"
    )
    assert github(written.problems()).splitlines() == [
        "::error file=data/venues/alpha.yml,line=28,col=15,title=invalid-value::"
        "`%250A::error::x,y:z%0A::stop-commands::t` is not a valid `http`. Write a status from 100 to 599, without "
        "quotes.%0ASee docs/contributing.md#invalid-value",
        "1 error, 0 suggestions",
        "    1 invalid-value: Every value has the form that its key asks for. "
        "See docs/contributing.md#invalid-value",
    ]


def test_no_line_of_a_report_begins_as_a_command_to_githubs_runner(written: Written) -> None:
    written.write("alpha", "id: alpha\n::add-matcher::x\n::set-output name=x::y: 1\n")
    assert not [line for line in written.report().splitlines() if line.lstrip().startswith("::")]


def test_suggestions_are_notices_and_come_after_errors(written: Written) -> None:
    written.change("name: Alpha\noperator: Alpha\n", "operator: Alpha\nname: Alpha\n")
    written.change('code: "2"', "code: 2", "beta")
    kinds = [line.split(" ")[0] for line in github(written.problems()).splitlines()]
    assert kinds[:2] == ["::error", "::notice"]
