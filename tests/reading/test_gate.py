"""The door to the data: the catalogue or one report of everything, whatever the files hold and however much of it."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from macros.reading import loader
from macros.reading.content import MAX_BYTES
from macros.reading.gate import load
from macros.reading.loader import read
from macros.reading.problems import BadData
from macros.reading.source import MAX_REPORTED, YamlFile
from macros.reading.syntax import MAX_VALUES
from tests.support.project import ROOT
from tests.support.written import BAD_SYMBOL, VENUE, Written, entry

MEGABYTE = 2**20


@pytest.fixture
def written(tmp_path: Path) -> Written:
    return Written(tmp_path)


def test_the_real_data_has_no_error() -> None:
    assert load(ROOT).venues


def test_what_is_right_is_read(written: Written) -> None:
    catalogue = load(written.root)
    assert [venue.id for venue in catalogue.venues] == ["alpha", "beta"]
    assert [(row.code, row.http, row.messages) for _, _, row in catalogue.venues[0].rows()] == [
        ("1", 400, ["Unknown symbol"]),
        ("2", 429, ["Too many requests"]),
    ]
    assert list(catalogue.conditions) == ["bad-symbol", "rate-limit-exceeded"]


def test_venues_are_sorted_by_their_ids_and_conditions_by_category_first(written: Written) -> None:
    written.write("venues/alpha-z.yml", VENUE.format(id="alpha-z", name="Z"))
    categories = "categories:\n  - id: symbol\n    title: Symbol\n  - id: request\n    title: Request\n"
    written.write("equivalents/categories.yml", categories)
    written.write("equivalents/symbol/worse-symbol.yml", BAD_SYMBOL.replace("bad-symbol", "worse-symbol"))
    catalogue = load(written.root)
    assert [venue.id for venue in catalogue.venues] == ["alpha", "alpha-z", "beta"]
    assert list(catalogue.conditions) == ["worse-symbol", "bad-symbol", "rate-limit-exceeded"]


def test_load_refuses_with_the_whole_report_of_errors(written: Written) -> None:
    written.change('code: "1"', "code: 1")
    written.change('code: "2"', "code: 2")
    with pytest.raises(BadData) as refusal:
        load(written.root)
    assert str(refusal.value) == written.report()


def test_suggestions_do_not_keep_the_catalogue_from_loading(written: Written) -> None:
    written.change("name: Alpha\noperator: Alpha\n", "operator: Alpha\nname: Alpha\n")
    assert written.broken() == ["alpha:2:1: key-order"]
    assert load(written.root)


def test_files_that_editors_leave_behind_do_no_harm(written: Written) -> None:
    for name in (".alpha.yml.swp", "alpha.yml~", "#alpha.yml#", ".DS_Store"):
        (written.root / "data/venues" / name).write_text("left")
    (written.root / "data/equivalents/.DS_Store").write_text("left")
    (written.root / "data/venues/.#alpha.yml").symlink_to("nowhere")
    assert written.problems() == []


# Everything in one run


def test_everything_is_said_in_one_run(written: Written) -> None:
    written.change('code: "1"', "code: 1")
    written.change("        http: 400\n", "        htpp: 400\n")
    written.change("equivalent: rate-limit-exceeded", "equivalent: no-such")
    written.add(entry("2", "A second row"))
    written.change("status: active", "status: retird", "beta")
    written.change("acts: venue\n", "acts: venue\nsingle: yes\n", "rate-limit-exceeded")
    written.write("venues/Gamma.yml", "")
    written.change('"$comment"', '"$remark"', "schema/venue.json")
    assert sorted(written.broken()) == [
        "alpha:27:15: unquoted-code",
        "alpha:28:9: unknown-key",
        "alpha:36:21: unknown-condition",
        "alpha:37:15: duplicate-code",
        "beta:5:9: invalid-value",
        "data/schema/venue.json: outdated-schema",
        "data/venues/Gamma.yml: file-name",
        "rate-limit-exceeded:10:1: unknown-key",
    ]


REFUSED = {
    "a required key is missing": ("name: Alpha\noperator", "operator"),
    "a required key is misspelt": ("operator: Alpha", "opertor: Alpha"),
    "the id is missing": ("id: alpha\n", ""),
    "a text is none": ("name: Alpha\noperator", "name: 404\noperator"),
    "a choice is none": ("status: active", "status: gone"),
    "a record is none": ("clues:\n  names:\n    - Alpha\n", "clues: none\n"),
    "an optional value is none": ("        http: 400\n", "        http: many\n"),
    "an unknown key": ("clues:\n", "clues:\n  words: a\n"),
    "an item is none": ("    entries:\n", "    entries:\n      - text\n"),
    "a message is none": ('          - "Unknown symbol"\n', "          - a: b\n"),
    "messages are no list": ('messages:\n          - "Unknown symbol"', "messages: Unknown symbol"),
    "a condition is missing": ("        equivalent: bad-symbol\n", ""),
    "a reply's transport is none": ("transport: rest\n    shape", "transport: REST\n    shape"),
    "a section's transport is none": ("transport: rest\n    entries", "transport: REST\n    entries"),
    "replies are none": ("  - transport: rest\n    shape", "  - x\n  - transport: rest\n    shape"),
    "a section's id is missing": ("  - id: general\n    title", "  - title"),
}


@pytest.mark.parametrize(("old", "new"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused_hides_nothing_and_has_no_consequences(written: Written, old: str, new: str) -> None:
    written.change(old, new)
    assert len(written.problems()) == 1
    written.add(entry("3", "Unknown", "no-such") + entry("1", "Below"))
    rules = {problem.rule for problem in written.problems()[1:]}
    assert rules == {"duplicate-code", "out-of-order", "unknown-condition"}


CONDITION = {
    "an answer is none": ("retry: later", "retry: latr"),
    "an answer is missing": ("outcome: rejected\n", ""),
    "a list is none": ("steps:\n  - Wait.\n", "steps: Wait.\n"),
    "an answer by request is none": ("acts: venue\n", "acts: venue\nby_request:\n  - request: place\n"),
    "a term is none": ("  grpc: RESOURCE_EXHAUSTED\n", "  fix: {field: Reason, value: 1}\n"),
}


@pytest.mark.parametrize(("old", "new"), CONDITION.values(), ids=CONDITION)
def test_a_condition_that_is_refused_in_part_is_still_one(written: Written, old: str, new: str) -> None:
    written.change(old, new, "rate-limit-exceeded")
    assert {problem.file for problem in written.problems()} == {
        "data/equivalents/request/rate-limit-exceeded.yml"
    }
    assert {problem.rule for problem in written.problems()} <= {"invalid-value", "missing-key", "wrong-type"}


@pytest.mark.parametrize("text", ["", "id: [", "- a\n"])
def test_a_condition_that_cannot_be_read_is_still_there_for_its_entries(written: Written, text: str) -> None:
    written.write("rate-limit-exceeded", text)
    assert [problem.file for problem in written.problems()] == [
        "data/equivalents/request/rate-limit-exceeded.yml"
    ]


def test_categories_that_cannot_be_read_hide_no_other_problem(written: Written) -> None:
    written.write("equivalents/categories.yml", "categories: none\n")
    written.change("equivalent: bad-symbol", "equivalent: no-such")
    written.change("retry: later", "retry: not-needed", "rate-limit-exceeded")
    assert [problem.rule for problem in written.problems()] == [
        "wrong-type",
        "unknown-condition",
        "contradictory-answer",
    ]


def test_a_category_that_is_refused_in_part_hides_no_other_problem(written: Written) -> None:
    written.change("id: request", "id: Re_quest", "equivalents/categories.yml")
    written.change("equivalent: bad-symbol", "equivalent: no-such")
    assert written.broken() == [
        "data/equivalents/categories.yml:2:9: invalid-value",
        "alpha:31:21: unknown-condition",
    ]


def test_an_entry_without_its_code_is_not_taken_for_a_lost_one(written: Written) -> None:
    written.change('      - code: "1"\n        http', "      - http")
    written.change('      - code: "2"\n        http', "      - http")
    assert written.broken() == ["alpha:27:9: code-or-codes", "alpha:31:9: code-or-codes"]


def test_a_lost_address_is_reported_beside_other_errors(written: Written) -> None:
    written.add("/alpha/3/\n", "permalinks.txt")
    written.add(entry("2", "A second row"))
    assert written.broken() == ["alpha:37:15: duplicate-code", "data/permalinks.txt:1:1: lost-address"]
    written.change("equivalent: rate-limit-exceeded", "equivalent: open")
    assert "lost-address" not in written.report(), "nobody knows the pages while a condition is open"


def test_a_wrong_id_is_one_problem_although_every_address_has_it(written: Written) -> None:
    written.write("permalinks.txt", "/alpha/\n/alpha/1/\n/alpha/2/\n")
    assert written.problems() == []
    written.change("id: alpha", "id: alfa")
    assert written.broken() == ["alpha:1:5: id-mismatch"]


# Size and hostility


def test_files_that_hold_too_much_together_are_refused_with_nothing_else(
    written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = sum(YamlFile(written.root, path).values for path in (written.root / "data").rglob("*.yml"))
    written.change('code: "1"', "code: 1")
    monkeypatch.setattr(loader, "MAX_VALUES_TOGETHER", values)
    assert written.broken() == ["alpha:27:15: unquoted-code"], "as many as are allowed"
    monkeypatch.setattr(loader, "MAX_VALUES_TOGETHER", values - 1)
    assert written.broken() == ["data/venues: too-large"]


def test_no_more_strange_names_are_reported_than_anyone_reads(written: Written) -> None:
    for number in range(MAX_REPORTED + 50):
        (written.root / f"data/venues/{number}.txt").touch()
    assert len(written.problems()) == MAX_REPORTED


def large_row(number: int) -> str:
    """A row with all that an entry usually has."""
    return (
        f'      - code: "{number}"\n        name: ERROR_{number}\n        http: 400\n        messages:\n'
        f'          - "The request number {number} was refused, since its parameter %s is not as it has to be."\n'
        "        equivalent: bad-symbol\n"
        f"        description: >-\n          {'What the document says beyond the message. ' * 6}{number}.\n"
    )


@pytest.mark.whole
def test_there_is_room_for_a_venue_of_5000_rows_and_a_catalogue_of_15000_codes(written: Written) -> None:
    for venue in ("gamma", "delta", "epsilon"):
        head = VENUE.format(id=venue, name=venue.title()).partition('      - code: "1"')[0]
        rows = "".join(large_row(number) for number in range(1, 5001))
        written.write(f"venues/{venue}.yml", head + rows)
    assert written.path("venues/gamma.yml").stat().st_size < MAX_BYTES / 1.5
    reading = read(written.root)
    assert reading.problems == [] and len(reading.venues) == 5
    files = reading.files
    assert max(file.values for file in files) < MAX_VALUES / 2
    assert sum(file.values for file in files) < loader.MAX_VALUES_TOGETHER / 2


def hostile_check(root: Path) -> subprocess.CompletedProcess[str]:
    """The check as a pull request would run it, with ten seconds of processor time and 500 MB of memory."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (10, 10))
        resource.setrlimit(resource.RLIMIT_AS, (500 * MEGABYTE, 500 * MEGABYTE))

    return subprocess.run(
        [sys.executable, "-m", "macros", "check"],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        preexec_fn=limit,
        capture_output=True,
        text=True,
    )


def refused(root: Path, rule: str) -> None:
    """The check ends in time with a report that names the rule, a status that is not 0, and no traceback."""
    done = hostile_check(root)
    assert f"[{rule}]" in done.stdout, done.stdout[-2000:] + done.stderr[-2000:]
    assert (done.returncode, done.stderr) == (1, "")


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join(['*' + before] * 9)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.whole
@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (BOMB, "yaml-feature"),
        ("[" * 1_000_000, "too-large"),
        ("".join(f"{' ' * depth}a:\n" for depth in range(1500)), "too-large"),
        ("a:\n" + "- \n" * (MAX_BYTES // 4), "too-large"),
        ("{" + ",".join(f"k{number}: " for number in range(MAX_BYTES // 11)) + "}", "too-large"),
        ("a: [" + "b," * (MAX_BYTES // 2 - 10) + "]", "too-large"),
        ("".join(f"k{number}: v\n" for number in range(MAX_VALUES // 2 - 5)), "more-problems"),
        ("? " + "k" * (MAX_BYTES - 10) + "\n: v\n", "unknown-key"),
        ("id: " + "a-" * (MAX_BYTES // 2 - 10) + "\n", "text-too-long"),
        ("id: '" + "`" * (MAX_BYTES - 10) + "'\n", "text-too-long"),
        ("id: " + "9" * (MAX_BYTES - 10) + "\n", "unquoted-text"),
        ("\u202e" * (MAX_BYTES // 4), "invisible-character"),
        ("a:\n" + "\t- b\n" * (MAX_BYTES // 6), "too-large"),
        ("a: b\n" + "\tc: [\n" * (MAX_BYTES // 8), "tab-indentation"),
    ],
    ids=[
        "bomb",
        "deep list",
        "deep mapping",
        "long list",
        "flow mapping",
        "flow list",
        "keys",
        "long key",
        "long id",
        "backticks",
        "digits",
        "invisible",
        "tabs",
        "tabs in vain",
    ],
)
def test_a_hostile_file_is_refused_in_time(written: Written, content: str, rule: str) -> None:
    written.write("alpha", content)
    refused(written.root, rule)


@pytest.mark.whole
def test_a_file_of_100_megabytes_is_refused_unread(written: Written) -> None:
    os.truncate(written.path(), 100 * MEGABYTE)
    refused(written.root, "too-large")


@pytest.mark.whole
def test_many_hostile_files_are_refused_together(written: Written) -> None:
    for number in range(60):
        written.write(f"venues/x{number}.yml", "a:\n" + "- \n" * (MAX_VALUES - 1000))
    refused(written.root, "too-large")


@pytest.mark.whole
def test_thousands_of_faulty_rows_are_reported_in_time(written: Written) -> None:
    rows = (entry(str(code // 2), f"m{code % 700}", f"unknown-{code}") for code in range(7000))
    codes = (f'  - kind: duplicate-code\n    codes:\n      - "{code}"\n    note: n\n' for code in range(1500))
    written.add("".join(rows) + "annotations:\n" + "".join(codes))
    refused(written.root, "unknown-condition")


@pytest.mark.whole
@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("..yml", "..yml"),
        ("..evil.yml", "..evil.yml"),
        ("a..b.yml", "a..b.yml"),
        ("Alpha.yml", "Alpha.yml"),
        ("alpha.yaml", "alpha.yaml"),
        ("al pha.yml", "al pha.yml"),
        ("a\nb.yml", "a\\nb.yml"),
        ("\x1b[2Jx.yml", "\\x1b[2Jx.yml"),
        ("a\u202eb.yml", "a\\u202eb.yml"),
        (os.fsdecode(b"\xff.yml"), "\\udcff.yml"),
        ("::error::x.yml", "::error::x.yml"),
    ],
)
def test_a_file_with_another_name_than_an_id_is_refused(written: Written, name: str, shown: str) -> None:
    (written.root / "data/venues" / name).write_text("id: x\n")
    refused(written.root, "file-name")
    assert f"data/venues/{shown}: error:" in hostile_check(written.root).stdout


@pytest.mark.whole
def test_a_folder_without_data_is_refused_in_a_sentence(tmp_path: Path) -> None:
    done = hostile_check(tmp_path)
    assert done.returncode == 1
    assert done.stderr == "There is no folder data/ here. Run this from the repository's top folder.\n"


@pytest.mark.whole
def test_no_venues_and_no_conditions_are_reported(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    refused(tmp_path, "no-venue")


def test_the_report_is_the_same_in_any_locale(written: Written) -> None:
    written.change('"Unknown symbol"', '"Größe \u202e"')
    done = subprocess.run(
        [sys.executable, "-m", "macros", "check"],
        cwd=written.root,
        capture_output=True,
        env={"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "ascii"},
    )
    assert done.returncode == 1 and done.stderr == b""
    assert b"U+202E" in done.stdout
