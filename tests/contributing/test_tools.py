"""The commands for contributors, run as they run them: mending, beginning a venue or a code, importing a table, schemas."""

from __future__ import annotations

import contextlib
import csv
import errno
import io
import json
import os
import re
import subprocess
import sys

import pytest
import yaml
from jsonschema import Draft7Validator

from macros.__main__ import main
from macros.catalogue.model import Catalogue, Equivalents, Venue
from macros.contributing import fixer, schemas
from macros.contributing.importer import Suggestions
from macros.reading.gate import load
from macros.reading.problems import Edit, Problem
from tests.support.project import ROOT
from tests.support.written import Written, entry


@pytest.fixture
def written(tmp_path) -> Written:
    return Written(tmp_path)


def run(written: Written, *arguments: str) -> subprocess.CompletedProcess[str]:
    """What a command prints, and its status."""
    out, errors = io.StringIO(), io.StringIO()
    with contextlib.chdir(written.root), contextlib.redirect_stdout(out), contextlib.redirect_stderr(errors):
        try:
            status = main(list(arguments))
        except SystemExit as end:
            status = end.code
    return subprocess.CompletedProcess(arguments, status, out.getvalue(), errors.getvalue())


def said(written: Written, *arguments: str) -> str:
    """What a command prints that succeeds."""
    done = run(written, *arguments)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
    return done.stdout


def refused(written: Written, *arguments: str) -> str:
    """What a command says that fails."""
    done = run(written, *arguments)
    assert (done.returncode, done.stdout) == (1, ""), done.stdout + done.stderr
    return done.stderr


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


# import

MARKDOWN = r"""
# Gamma's errors

### REST errors

Example: {"code": 1}

| error message | | error code | http status |
| :-- | --- | --: | --- |
| Unknown symbol |  | 0100 | 404 |
| Param \[symbol\] must be a\_b \| c\* |  | 0101 | 400
| Use `x` &amp; %s|  | **0102** |
| or this | | | |

WebSocket errors

|Code	|Description|
|---|---|
|-5|	Too many  requests|
"""

CSV = """\
Section;Code;HTTP;Name;Message
General;0100;404;NO_SYMBOL;Unknown symbol
General;0101;;;"Says ""stop""; then stops"
Feed (WebSocket);0100;;;Unknown channel
"""


def test_a_markdown_page_becomes_a_venue_and_its_witness(written):
    (written.root / "errors.md").write_text(MARKDOWN, encoding="utf-8")
    out = said(written, "import", "gamma", "errors.md")
    assert out == (
        "Wrote data/venues/gamma.yml: 4 rows in 2 sections.\n"
        "Wrote tests/documented/gamma.csv, its witness. Compare it with the document.\n"
        "4 conditions are open, 3 of them with a suggestion to confirm.\n"
        "Nothing known is like these:\n"
        "  line 42: 0102 Use `x` & %s\n"
    )
    venue = yaml.safe_load(written.text("gamma"))
    assert [(s["id"], s["title"], s["transport"]) for s in venue["sections"]] == [
        ("rest-errors", "REST errors", "rest"),
        ("websocket-errors", "WebSocket errors", "websocket"),
    ]
    assert venue["sections"][0]["entries"][1:] == [
        {"code": "0101", "http": 400, "messages": ["Param [symbol] must be a_b | c*"], "equivalent": "open"},
        {"code": "0102", "messages": ["Use `x` & %s", "or this"], "equivalent": "open"},
    ]
    assert "        equivalent: open  # perhaps bad-symbol\n" in written.text("gamma")
    assert "        equivalent: open  # perhaps rate-limit-exceeded\n" in written.text("gamma")
    with (written.root / "tests/documented/gamma.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [
            ["section", "position", "code", "http", "message"],
            ["rest-errors", "1", "0100", "404", "Unknown symbol"],
            ["rest-errors", "2", "0101", "400", "Param [symbol] must be a_b | c*"],
            ["rest-errors", "3", "0102", "", "Use `x` & %s"],
            ["rest-errors", "3", "0102", "", "or this"],
            ["websocket-errors", "1", "-5", "", "Too many  requests"],
        ]


def test_a_csv_table_becomes_a_venue(written):
    (written.root / "errors.csv").write_text(CSV, encoding="utf-8-sig")
    said(written, "import", "gamma", "errors.csv")
    first, second = yaml.safe_load(written.text("gamma"))["sections"]
    assert (first["id"], second["id"], second["transport"]) == ("general", "feed-websocket", "websocket")
    assert first["entries"] == [
        {
            "code": "0100",
            "name": "NO_SYMBOL",
            "http": 404,
            "messages": ["Unknown symbol"],
            "equivalent": "open",
        },
        {"code": "0101", "messages": ['Says "stop"; then stops'], "equivalent": "open"},
    ]
    assert [reply["transport"] for reply in yaml.safe_load(written.text("gamma"))["replies"]] == [
        "rest",
        "websocket",
    ]


def test_an_imported_venue_lacks_nothing_but_what_a_person_has_to_write(written):
    (written.root / "errors.csv").write_text(CSV, encoding="utf-8")
    said(written, "import", "gamma", "errors.csv")
    run(written, "check", "--fix")
    left = {problem.found for problem in written.problems()}
    assert all("is not written yet" in found or "is still open" in found for found in left), left
    text = re.sub("open(  # perhaps .*)?\n", "bad-symbol\n", written.text("gamma"))
    written.write(
        "gamma",
        re.sub(r"TODO[^\"\n]*", "Filled in by a person", text).replace(
            "https://Filled in by a person", "https://x.org"
        ),
    )
    assert written.problems() == []


def test_sections_with_the_same_heading_on_two_transports_stay_apart(written):
    table = "### Codes\n\n| code | message |\n|---|---|\n| 1 | Text {0} |\n\n"
    (written.root / "t.md").write_text(f"## REST\n\n{table.format(1)}## WebSocket\n\n{table.format(2)}")
    said(written, "import", "gamma", "t.md")
    sections = yaml.safe_load(written.text("gamma"))["sections"]
    assert [(one["id"], one["title"], one["transport"]) for one in sections] == [
        ("codes", "Codes", "rest"),
        ("codes-2", "Codes", "websocket"),
    ]


@pytest.mark.parametrize("heading", ["## {}", "{}"])
def test_a_section_is_on_the_transport_that_its_own_headings_name(written, heading):
    table = "\n\n| code | message |\n|---|---|\n| {} | Text {} |\n\n"
    titles = ["REST errors", "WebSocket errors", "More errors"]
    page = "".join(
        heading.format(title) + table.format(number, number) for number, title in enumerate(titles)
    )
    (written.root / "t.md").write_text(f"# Errors\n\n{page}")
    said(written, "import", "gamma", "t.md")
    sections = yaml.safe_load(written.text("gamma"))["sections"]
    assert [(one["title"], one["transport"]) for one in sections] == list(
        zip(titles, ["rest", "websocket", "rest"])
    )


@pytest.mark.parametrize(
    ("name", "content", "cause"),
    [
        ("t.txt", "x", "t.txt is neither a .csv nor a .md file."),
        ("t.csv", "", "t.csv has no table with a column `code`."),
        ("t.csv", "a,b\n1,2\n", "t.csv has no table with a column `code`."),
        ("t.md", "| code | message |\n| 1 | a |\n", "t.md has no table with a column `code`."),
        ("t.csv", "code,message\n1,\n", "t.csv:2: the code '1' has no message."),
        ("t.csv", "code,message\n,a\n", "t.csv:2: the message 'a' has no code."),
        ("t.md", "| code | message |\n|---|---|\n| 1 |\n", "t.md:3: the code '1' has no message."),
        ("t.csv", "code,http,message\n1,4xx,a\n", "t.csv:2: '4xx' is no HTTP status."),
        ("t.csv", 'code,message\n1,"a\n', "t.csv is no CSV"),
        ("t.csv", "code,message\n1,caf\udce9\n", "t.csv is not UTF-8: byte 0xE9."),
        ("t.csv", "code,message\n1,a\n" + "x" * 2_000_000, "t.csv is larger than 2000 kB."),
        ("t.md", "#" * 1_900_000 + "a", "t.md has no table"),
        ("t.md", "|" + "\\" * 1_900_000 + "\n|---|", "t.md has no table"),
        ("t.md", "# " + "# a" * 600_000, "t.md has no table"),
        ("t.md", "|a|\n" + "|-" * 900_000 + "x", "t.md has no table"),
    ],
)
def test_a_table_that_cannot_be_read_for_certain_is_refused(written, name, content, cause):
    (written.root / name).write_bytes(content.encode("utf-8", "surrogateescape"))
    assert cause in refused(written, "import", "gamma", name)
    assert not written.path("gamma").exists()


def test_import_overwrites_neither_a_venue_nor_a_witness(written):
    (written.root / "t.csv").write_text(CSV)
    before = written.text("beta")
    assert "data/venues/beta.yml exists already." in refused(written, "import", "beta", "t.csv")
    assert written.text("beta") == before
    witness = written.root / "tests/documented/gamma.csv"
    witness.parent.mkdir(parents=True)
    witness.write_text("kept")
    assert "a witness is never overwritten" in refused(written, "import", "gamma", "t.csv")
    assert witness.read_text() == "kept" and not written.path("gamma").exists()
    assert refused(written, "import", "delta", "none.csv") == "none.csv: No such file or directory.\n"
    said(written, "import", "delta", "t.csv")


def test_the_suggestions_for_the_catalogues_own_messages_are_right(catalogue):
    suggestions = Suggestions(catalogue)
    rows = [entry for venue in catalogue.venues for _, _, entry in venue.rows()]
    right = sum(entry.equivalent in suggestions.best(entry.messages, entry.name or "") for entry in rows)
    assert right / len(rows) > 0.9


def test_the_suggestions_for_a_venue_that_is_not_known_help_more_often_than_not(catalogue):
    right = given = 0
    for venue in catalogue.venues:
        others = tuple(other for other in catalogue.venues if other.operator != venue.operator)
        suggestions = Suggestions(Catalogue.model_construct(venues=others, equivalents=catalogue.equivalents))
        for _, _, row in venue.rows():
            best = suggestions.best(row.messages, row.name or "")
            given += bool(best)
            right += row.equivalent in best
    assert right / given > 0.5


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
    assert "/alpha/2/ was published and would no longer resolve." in refused(written, "permalinks")


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
    "command", ["", "check", "new", "new venue", "new code", "import", "schema", "permalinks", "record", "diff"]
)
def test_every_command_explains_itself(written, command):
    assert f"usage: python -m macros {command}".strip() in said(written, *command.split(), "--help")
