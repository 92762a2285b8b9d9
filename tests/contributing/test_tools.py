"""The commands for contributors, run as they run them: fixing, beginning a venue or a code, schemas, addresses."""

from __future__ import annotations

import re
import subprocess

import pytest
import yaml

from tests.support import commands
from tests.support.written import Written, entry


@pytest.fixture
def written(tmp_path) -> Written:
    return Written(tmp_path)


def run(written: Written, *arguments: str) -> subprocess.CompletedProcess[str]:
    """What a command prints, and its status."""
    return commands.run(written.root, *arguments)


def said(written: Written, *arguments: str) -> str:
    """What a command prints that succeeds."""
    return commands.said(written.root, *arguments)


def refused(written: Written, *arguments: str) -> str:
    """What a command says that fails."""
    return commands.refused(written.root, *arguments)


# new


def test_a_new_venue_is_a_skeleton_whose_gaps_the_check_names(written):
    assert said(written, "new", "venue", "gamma-spot") == (
        "Wrote data/venues/gamma-spot.yml. Fill in what says TODO; `python -m macros check` tells what is left.\n"
    )
    text = written.text("gamma-spot")
    assert text.startswith("# yaml-language-server: $schema=../schema/venue.json\nid: gamma-spot\n")
    found = [problem for problem in written.problems() if problem.file == "data/venues/gamma-spot.yml"]
    gaps = [number for number, line in enumerate(text.splitlines(), 1) if "TODO" in line or "open" in line]
    assert sorted(problem.line for problem in found) == gaps


def test_a_new_venue_is_complete_once_its_gaps_are_filled(written):
    said(written, "new", "venue", "gamma")
    text = (
        written.text("gamma")
        .replace("https://TODO", "https://example.com")
        .replace("equivalent: open", "equivalent: bad-symbol")
    )
    written.write("gamma", re.sub(r"TODO(: the first row's message)?", "Filled in", text))
    assert written.problems() == []


@pytest.mark.parametrize(
    ("name", "cause"),
    [
        ("alpha", "data/venues/alpha.yml exists already."),
        ("api", "api is an address of the site itself."),
        ("Gamma", "'Gamma' is no id."),
        ("../gamma", "'../gamma' is no id."),
        ("a--b", "'a--b' is no id."),
        ("a\nb", "'a\\nb' is no id."),
        ("", "'' is no id."),
        ("x" * 61, "is no id."),
    ],
)
def test_a_new_venue_needs_an_id_that_can_be_one(written, name, cause):
    files = sorted(written.root.rglob("*"))
    said_why = refused(written, "new", "venue", name)
    assert cause in said_why and said_why.count("\n") == 1
    assert sorted(written.root.rglob("*")) == files


@pytest.mark.parametrize(
    ("codes", "new", "after"),
    [
        (["10", "20", "30"], "25", ["10", "20", "25", "30"]),
        (["10", "20", "30"], "40", ["10", "20", "30", "40"]),
        (["10", "20", "30"], "5", ["5", "10", "20", "30"]),
        (["-10", "-20", "-30"], "-25", ["-10", "-20", "-25", "-30"]),
        (["0001", "0102"], "0050", ["0001", "0050", "0102"]),
        (["10", "90", "20", "30"], "40", ["10", "90", "20", "30", "40"]),
        (["10", "90", "20", "30"], "95", ["10", "90", "95", "20", "30"]),
        (["10", "20"], "E5", ["10", "20", "E5"]),
        (["E1", "10"], "5", ["E1", "5", "10"]),
        (["10", "20"], "10", ["10", "10", "20"]),
    ],
)
def test_a_new_code_stands_where_its_number_belongs(written, codes, new, after):
    text = written.text()
    head = text[: text.index("      - code:")]
    commented = [f"      # {code} is about this.\n" + entry(code, f"Text {code}") for code in codes]
    written.write("alpha", head + "".join(commented))
    line = int(re.search(r"line (\d+)", said(written, "new", "code", "alpha", new))[1])
    rows = yaml.safe_load(written.text())["sections"][0]["entries"]
    assert [row["code"] for row in rows] == after
    added = [row["messages"][0].startswith("TODO") for row in rows].index(True)
    assert added == len(after) - 1 - after[::-1].index(new), "a further row of a code comes behind the others"
    assert written.text().splitlines()[line - 1] == f'      - code: "{new}"'
    assert [text for text in commented if text not in written.text()] == []
    assert {f"data/venues/alpha.yml:{line + 2}", f"data/venues/alpha.yml:{line + 3}"} <= {
        f"{problem.file}:{problem.line}" for problem in written.problems()
    }


def test_a_new_code_asks_for_the_section_where_there_are_several(written):
    written.add("  - id: stream\n    title: Stream\n    transport: rest\n    entries:\n" + entry("7", "Text"))
    before = written.text()
    assert (
        refused(written, "new", "code", "alpha", "3") == "Say in which section: --section general or stream\n"
    )
    assert (
        refused(written, "new", "code", "alpha", "3", "--section", "other")
        == "Say in which section: --section general or stream\n"
    )
    assert written.text() == before
    said(written, "new", "code", "alpha", "8", "--section", "stream")
    assert written.text().endswith(
        '      - code: "8"\n        messages:\n          - "TODO: the message of 8"\n        equivalent: open\n'
    )


def test_a_new_code_needs_a_venue_that_can_be_read(written):
    assert refused(written, "new", "code", "gamma", "1").startswith(
        "There is no venue 'gamma'. There are: alpha, beta."
    )
    assert refused(written, "new", "code", "alpha", " ") == "' ' is no code.\n"
    assert refused(written, "new", "code", "alpha", "1\u202e") == "'1\\u202e' is no code.\n"
    written.write("alpha", "id: [")
    assert refused(written, "new", "code", "alpha", "1").startswith("data/venues/alpha.yml has errors.")


# permalinks and diff


def test_permalinks_and_diff_refuse_bad_data_with_the_report(written):
    written.change('code: "1"', "code: 1")
    assert refused(written, "permalinks") == written.report() + "\n"
    assert refused(written, "diff", "HEAD") == written.report() + "\n"


def test_permalinks_adds_what_is_new(written):
    (written.root / "docs").mkdir()
    first = said(written, "permalinks")
    assert "/alpha/1/\n" in first and "/alpha/1/#entry-1\n" in first
    assert said(written, "permalinks") == "No address is new.\n"
    written.change('code: "2"', 'code: "3"')
    assert "data/permalinks.txt:5:1: error: /alpha/2/ was published" in run(written, "check").stdout
    assert "/alpha/2/ was published and would no longer lead anywhere." in refused(written, "permalinks")
    written.change('code: "3"', "code: “2”")
    assert "lost-address" not in run(written, "check").stdout, "the quotes are the cause, and said already"


def with_git(written: Written) -> None:
    """Commits the data as it is."""
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@example.com", "-C", str(written.root)]
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "first"]):
        subprocess.run([*git, *command], check=True)


def test_diff_compares_with_a_state_in_git(written):
    assert run(written, "diff", "HEAD").returncode == 1
    with_git(written)
    written.add(entry("3", "Third symbol"))
    assert "- alpha `3`: `Third symbol`" in said(written, "diff", "HEAD", "--format", "markdown")
    assert '"kind": "code-added"' in said(written, "diff", "HEAD", "--format", "json")
    assert "3" in said(written, "diff", "HEAD")
    assert run(written, "diff", "--output=x").returncode == 2
    assert run(written, "diff", "no-such-ref").returncode == 1


@pytest.mark.parametrize("command", ["", "new", "new venue", "chek", "check --fx"])
def test_half_a_command_is_answered_with_what_is_missing(written, command):
    done = run(written, *command.split())
    assert done.returncode == 2 and done.stderr.startswith("usage: python -m macros")


@pytest.mark.parametrize(
    "command",
    ["", "check", "new", "new venue", "new code", "import", "schema", "permalinks", "record", "diff"],
)
def test_every_command_explains_itself(written, command):
    assert f"usage: python -m macros {command}".strip() in said(written, *command.split(), "--help")
