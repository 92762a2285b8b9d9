"""The commands for contributors, run as they run them: fixing, beginning a venue or a code, schemas, addresses."""

from __future__ import annotations

import errno
import json
import os
import re
import subprocess
import sys
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from macros.catalogue.model import Condition, Headings, Library, Record, Venue
from macros.contributing import fixer, schemas
from macros.reading.gate import load
from macros.reading.loader import read
from macros.reading.problems import Edit, broken
from tests.support import commands
from tests.support.project import ROOT
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


# check


def test_check_succeeds_with_suggestions_and_fails_with_errors(written):
    said(written, "schema")
    assert said(written, "check") == "0 errors, 0 suggestions\n"
    written.change("name: Alpha\noperator: Alpha\n", "operator: Alpha\nname: Alpha\n")
    assert "\n0 errors, 1 suggestion\n    1 key-order: " in said(written, "check")
    written.change('code: "1"', "code: 1")
    done = run(written, "check")
    assert done.returncode == 1
    assert "\n1 error, 1 suggestion\n" in done.stdout


def test_check_for_github_prints_annotations_alone(written):
    said(written, "schema")
    assert said(written, "check", "--format", "github") == "0 errors, 0 suggestions\n"
    written.change('code: "1"', "code: 1")
    assert run(written, "check", "--format", "github").stdout.startswith(
        "::error file=data/venues/alpha.yml,line=27,col=15,"
    )


@pytest.mark.whole
def test_a_reader_that_goes_away_does_no_harm(written):
    written.add("".join(entry("2", f"Row {number}") for number in range(2000)))
    with subprocess.Popen(
        [sys.executable, "-m", "macros", "check"],
        cwd=written.root,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        process.stdout.close()
        assert process.stderr.read() == b""


# check --fix


def fixed(written: Written) -> str:
    """Fixes, and proves that a second run finds nothing more to fix."""
    done = run(written, "check", "--fix")
    texts = [written.text(name) for name in ("alpha", "beta", "bad-symbol")]
    again = run(written, "check", "--fix")
    assert ": fixed: " not in again.stdout
    assert [written.text(name) for name in ("alpha", "beta", "bad-symbol")] == texts
    assert not [path.name for path in written.root.rglob(".*")], "nothing is left behind"
    return done.stdout


def test_fix_says_what_it_fixed_and_what_is_left(written):
    said(written, "schema")
    written.change('code: "1"', "code: 0001")
    written.change("equivalent: bad-symbol", "equivalent: open")
    out = fixed(written)
    assert out.startswith(
        "data/venues/alpha.yml:27:15: fixed: The code 0001 is not in quotes, so YAML would read it as 1. "
        "[unquoted-code]\n"
        "data/venues/alpha.yml:31:21: error: The condition of `0001` is still open. [open-condition]\n"
        "   31 |         equivalent: open\n"
        "      |                     ^\n"
    )
    assert "\n1 error, 0 suggestions\n" in out


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        (
            "      - code: 1  # the first\n        http: 400",
            '      - code: "1"  # the first\n        http: 400',
        ),
        ("      - code: '1 '\n        http: 400", '      - code: "1"\n        http: 400'),
        ('      - code: "1"\n        htpp: 400  # typo', '      - code: "1"\n        http: 400  # typo'),
        ('      - code: "1"\n        http: "400"', '      - code: "1"\n        http: 400'),
        ('      - code: "1"\u200b\n        http: 400', '      - code: "1"\n        http: 400'),
        (
            '      - http: 400  # a status\n        # The first code.\n        code: "1"',
            '      - # The first code.\n        code: "1"\n        http: 400  # a status',
        ),
    ],
    ids=["quotes", "space", "key", "number", "invisible", "order"],
)
def test_fix_changes_one_thing_and_leaves_comments_alone(written, wrong, right):
    before = written.text().replace('      - code: "1"\n        http: 400', right)
    written.change('      - code: "1"\n        http: 400', wrong)
    fixed(written)
    assert written.text() == before
    assert written.problems() == []


def test_fix_corrects_messages_values_and_conditions(written):
    written.change('"Unknown symbol"', "'  Unknown symbol '  # as documented")
    written.change('"Too many requests"', "Too many: requests")
    written.change("status: active", "status: actve")
    written.change("equivalent: bad-symbol", "equivalent: bad-symbols")
    fixed(written)
    assert '          - "Unknown symbol"  # as documented\n' in written.text()
    assert '          - "Too many: requests"\n' in written.text()
    assert written.problems() == []


def test_fix_guesses_nothing(written):
    for old, new in [
        ("status: active", "status: gone"),
        ("equivalent: bad-symbol", "equivalent: order-not-found"),
        ("        http: 400\n", "        http: 400\n        htttp: 401\n"),
        ('"Too many requests"', "Too many #requests: 5 # or more"),
    ]:
        written.change(old, new)
    before = written.text()
    fixed(written)
    assert written.text() == before


def test_fix_puts_keys_in_order_at_every_level_with_their_comments(written):
    written.change(
        """\
source:
  title: Errors
  url: https://example.com/alpha
  version: captured 2026-11
""",
        """\

# Where it is from.
source:
  version: >-
    captured
    # no comment

    2026-11

  url: https://example.com/alpha  # the address
  # its heading
  title: Errors
""",
    )
    written.change('reviewed: "2026-11-20"\n', "")
    written.change("clues:\n", "clues: # words\n")
    written.change("\nsections:", 'reviewed: "2026-11-20"  # by a person\n\nsections:')
    before = load(written.root)
    fixed(written)
    assert load(written.root) == before
    assert written.problems() == []
    assert """\
status: active
reviewed: "2026-11-20"  # by a person

# Where it is from.
source:
  # its heading
  title: Errors

  url: https://example.com/alpha  # the address
  version: >-
    captured
    # no comment

    2026-11
replies:
""" in written.text()


def test_fix_adds_missing_annotations_that_still_fail_until_they_are_written(written):
    said(written, "schema")
    written.add(entry("2", "A second row") + "  # the end\n\n")
    out = fixed(written)
    assert written.text().endswith(
        "        equivalent: bad-symbol\n"
        "  # the end\n"
        "\n"
        "annotations:\n"
        "  - kind: duplicate-code\n"
        "    codes:\n"
        '      - "2"\n'
        "    sections:\n"
        "      - general\n"
        '    note: "TODO: what is odd, what it means for the reader, and how to tell the cases apart."\n\n'
    )
    assert "[unwritten-text]" in out and "\n1 error, 0 suggestions\n" in out
    written.change(
        '"TODO: what is odd, what it means for the reader, and how to tell the cases apart."',
        "Tell them by text.",
    )
    assert said(written, "check") == "0 errors, 0 suggestions\n"
    written.add(entry("1", "A third row"), "beta")
    written.change("annotations:\n", "annotations:  # errata\n")
    written.change("    entries:\n", "    entries:\n" + entry("2", "A row before"))
    fixed(written)
    assert (
        written.text().count("kind: duplicate-code") == 1 and written.text().count("kind: out-of-order") == 1
    )
    assert "annotations:  # errata\n  - kind: duplicate-code" in written.text()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: f"\ufeff{text}",
        lambda text: text.replace("\n  - transport", "\n\t- transport").replace("\n    ", "\n\t\t"),
    ],
    ids=["Windows", "byte order mark", "tabs"],
)
def test_fix_takes_out_what_an_editor_put_in_and_keeps_the_files_mode(written, spoil):
    before = written.text()
    written.write("alpha", spoil(before))
    written.path().chmod(0o640)
    fixed(written)
    assert written.text() == before
    assert written.path().stat().st_mode & 0o777 == 0o640


def test_fix_changes_nothing_that_it_cannot_read(written):
    written.write("alpha", 'id: "alpha\ncode: 1\n')
    before = written.text()
    fixed(written)
    assert written.text() == before


def test_fix_writes_nothing_that_could_no_longer_be_read(written, monkeypatch):
    spoiling = broken("key-order", "data/venues/alpha.yml", 1, 1, record="a venue", edit=Edit(0, 2, "["))
    monkeypatch.setattr(fixer, "inspect", lambda root: (read(root), [spoiling]))
    before = written.text()
    assert fixer.fix(written.root) == []
    assert written.text() == before


def test_fix_leaves_files_alone_that_need_no_mending(written):
    written.change('code: "1"', "code: 1")
    before = written.path("beta").stat()
    fixed(written)
    assert written.path("beta").stat().st_ino == before.st_ino


def test_fix_writes_no_file_through_a_link(written, tmp_path_factory):
    target = tmp_path_factory.mktemp("elsewhere") / "alpha.yml"
    target.write_text(written.text().replace('code: "1"', "code: 1"))
    before = target.read_text()
    written.path().unlink()
    written.path().symlink_to(target)
    run(written, "check", "--fix")
    assert target.read_text() == before


def test_fix_leaves_the_file_as_it_was_when_the_disk_is_full(written, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "data/venues/alpha.yml")

    written.change('code: "1"', "code: 1")
    before = written.text()
    monkeypatch.setattr(os, "fsync", full)
    assert refused(written, "check", "--fix") == "data/venues/alpha.yml: No space left on device.\n"
    assert written.text() == before
    assert not list(written.root.rglob(".*")), "nothing is left behind"


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


# schema

KINDS: dict[str, type[Record]] = {
    "venue": Venue,
    "condition": Condition,
    "categories": Headings,
    "library": Library,
}


def schema_of(name: str) -> dict[str, Any]:
    """A schema as `python -m macros schema` writes it."""
    return json.loads(schemas.schemas()[f"data/schema/{name}.json"])


def test_the_schemas_are_those_of_the_model():
    assert set(schemas.schemas()) == {f"data/schema/{name}.json" for name in KINDS}
    for name, text in schemas.schemas().items():
        assert (ROOT / name).read_text(encoding="utf-8") == text, "Run: python -m macros schema"


@pytest.mark.parametrize("name", KINDS)
def test_every_key_is_described(name):
    schema = schema_of(name)
    Draft7Validator.check_schema(schema)
    for kind, shape in {**schema["$defs"], KINDS[name].__name__: schema}.items():
        assert shape["additionalProperties"] is False
        for key, value in shape["properties"].items():
            assert value.get("description"), f"{kind}.{key} has no description"


def test_the_data_fits_the_schemas_and_names_them_in_its_first_line():
    data = ROOT / "data"
    files = dict.fromkeys((data / "venues").glob("*.yml"), "venue")
    files |= dict.fromkeys((data / "equivalents").glob("*/*.yml"), "condition")
    files[data / "equivalents/categories.yml"] = "categories"
    for path, name in files.items():
        text = path.read_text(encoding="utf-8")
        place = "../" * len(path.parent.relative_to(data).parts)
        assert text.splitlines()[0] == f"# yaml-language-server: $schema={place}schema/{name}.json"
        Draft7Validator(schema_of(name)).validate(yaml.load(text, yaml.CSafeLoader))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('code: "1"', "code: 1"),
        ("http: 400", "htpp: 400"),
        ("status: active", "status: gone"),
        ("http: 400", "http:"),
    ],
)
def test_what_the_loader_refuses_an_editor_marks(written, old, new):
    rules = Draft7Validator(schema_of("venue"))
    assert rules.is_valid(yaml.safe_load(written.text()))
    written.change(old, new)
    assert not rules.is_valid(yaml.safe_load(written.text()))
    assert written.problems()


def test_schema_writes_what_is_out_of_date_and_check_asks_for_it(written):
    (written.root / "data/schema/venue.json").write_text("{}")
    assert "data/schema/venue.json: suggestion: This schema is out of date." in said(written, "check")
    assert said(written, "schema") == "Wrote data/schema/venue.json.\n"
    assert said(written, "schema") == "The schemas are up to date.\n"
    assert said(written, "check") == "0 errors, 0 suggestions\n"


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
