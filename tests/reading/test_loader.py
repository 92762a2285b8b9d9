"""Reading the data: what is right comes through unchanged, and what is wrong is refused with its place and its mending."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from macros.catalogue.model import Record
from macros.reading import loader
from macros.reading.loader import _record, load
from macros.reading.problems import BadData, Problem, github, report
from macros.reading.source import INVISIBLE, MAX_BYTES, MAX_REPORTED, MAX_SHOWN, MAX_VALUES, YamlFile
from tests.support.project import ROOT
from tests.support.written import VENUE, Written, entry

MEGABYTE = 2**20


@pytest.fixture
def written(tmp_path) -> Written:
    return Written(tmp_path)


def test_the_real_data_has_no_error():
    assert load(ROOT).venues


def test_what_is_right_is_read(written):
    catalogue = load(written.root)
    assert [venue.id for venue in catalogue.venues] == ["alpha", "beta"]
    assert [(e.code, e.http, e.messages) for _, _, e in catalogue.venues[0].rows()] == [
        ("1", 400, ["Unknown symbol"]),
        ("2", 429, ["Too many requests"]),
    ]
    assert list(catalogue.conditions) == ["bad-symbol", "rate-limit-exceeded"]


def test_venues_are_sorted_by_their_ids(written):
    written.write("alpha-z", VENUE.format(id="alpha-z", name="Z"))
    assert [venue.id for venue in load(written.root).venues] == ["alpha", "alpha-z", "beta"]


@pytest.mark.parametrize(
    "message",
    [
        "{{ 7*7 }}",
        "{% raw %}",
        "<script>alert(1)</script>",
        "a|b",
        "*x* _y_ [z](javascript:1) {#id} `code`",
        "Use {replacement} and %s, %d, %b",
        'it\'s "quoted" \\ and back',
        "مرحبا e\u0301 \u05d0",
        "x" * 2000,
        "null",
        "- 1: [2, {3}]  # 4",
    ],
)
def test_a_message_comes_through_as_the_text_that_it_is(written, message):

    written.change('"Unknown symbol"', json.dumps(message, ensure_ascii=False))
    assert load(written.root).venues[0].sections[0].entries[0].messages == [message]


def test_a_message_of_several_lines_comes_through_without_the_end_of_its_last(written):
    written.change(
        '          - "Unknown symbol"\n',
        "          - |\n            Unknown\n            symbol \n          - |\n            No XX\n",
    )
    assert load(written.root).venues[0].sections[0].entries[0].messages == ["Unknown\nsymbol ", "No XX"]


def test_a_day_needs_no_quotes_and_false_is_a_value(written):
    written.change('reviewed: "2026-11-20"', "reviewed: 2026-11-20")
    written.change("retry: later\n", "retry: later\n        unspecified: false\n", "equivalents.yml")
    catalogue = load(written.root)
    assert catalogue.venues[0].reviewed == "2026-11-20"
    assert [condition.unspecified for condition in catalogue.conditions.values()] == [False, False]


def test_line_ends_of_windows_make_no_difference(written):
    before = load(written.root)
    for name in ("alpha", "beta", "equivalents.yml"):
        written.write(name, written.text(name).replace("\n", "\r\n"))
    assert load(written.root) == before


def test_files_that_editors_leave_behind_do_no_harm(written):
    for name in (".alpha.yml.swp", "alpha.yml~", "#alpha.yml#", ".DS_Store"):
        (written.root / "data/venues" / name).write_text("left")
    (written.root / "data/venues/.#alpha.yml").symlink_to("nowhere")
    assert written.problems() == []


def test_an_unquoted_code_is_refused_with_the_line_that_is_right(written):
    written.change('code: "1"', "code: 0001")
    assert written.report() == (
        "data/venues/alpha.yml:27:15: error: The code 0001 is not in quotes, so YAML would read it as 1.\n"
        "   27 |       - code: 0001\n"
        "      |               ^\n"
        "  Put every code in double quotes:\n"
        '    + |       - code: "0001"\n'
        "\n"
        "1 error, 0 suggestions"
    )


@pytest.mark.parametrize(
    ("code", "misread"),
    [
        ("0102", 66),
        ("404.002", 404.002),
        ("12:30", 750),
        ("NO", "false"),
        ("0x1F", 31),
        ("-1021", -1021),
        ("1_000", 1000),
    ],
)
def test_the_report_says_what_yaml_would_make_of_a_code(written, code, misread):
    written.change('code: "1"', f"code: {code}")
    assert written.found()[0] == (
        f"data/venues/alpha.yml:27:15: The code {code} is not in quotes, so YAML would read it as {misread}."
    )
    assert written.problems()[0].corrected == f'      - code: "{code}"'


def test_a_code_in_words_needs_quotes_as_well(written):
    written.change('code: "1"', "code: HTTP ERROR CODE 403")
    assert written.problems()[0].corrected == '      - code: "HTTP ERROR CODE 403"'


def test_codes_of_annotations_need_quotes(written):
    written.add("annotations:\n  - kind: wording\n    codes:\n      - 1\n    note: Something is odd.\n")
    assert written.problems()[0].corrected == '      - "1"'


def test_equal_keys_are_refused(written):
    written.change("        http: 400\n", "        http: 400\n        http: 401\n")
    assert written.report() == (
        "data/venues/alpha.yml:29:9: error: The key `http` stands here twice, and YAML would keep only the last.\n"
        "   29 |         http: 401\n"
        "      |         ^\n"
        "  Keep one of the two; two rows of a table are two list items, each beginning with `- `.\n"
        "\n"
        "1 error, 0 suggestions"
    )


def test_a_misspelt_key_is_refused_with_the_right_one_and_not_reported_as_missing_too(written):
    written.change('messages:\n          - "Unknown symbol"', 'mesages:\n          - "Unknown symbol"')
    (problem,) = written.problems()
    assert problem.found == "There is no key `mesages` in an entry."
    assert "code, name, http, messages" in problem.expected
    assert problem.corrected == "        messages:"


def test_an_unknown_key_that_is_like_none_has_no_correction(written):
    written.change("        http: 400\n", "        severity: 400\n")
    (problem,) = written.problems()
    assert (problem.line, problem.column, problem.edit) == (28, 9, None)


def test_an_unknown_key_like_one_that_is_there_already_has_no_correction(written):
    written.change("        http: 400\n", "        http: 400\n        htttp: 401\n")
    assert written.problems()[0].edit is None


@pytest.mark.parametrize(
    ("old", "new", "place", "cause", "corrected"),
    [
        (
            "        equivalent: bad-symbol\n",
            "",
            "27:9",
            "The key `equivalent` is missing here.",
            "        equivalent: ...",
        ),
        ("name: Alpha\noper", "oper", "1:1", "The key `name` is missing here.", "name: ..."),
        ('"Unknown symbol"', '""', "30:13", "The text of `messages` is empty.", ""),
        (
            '"Unknown symbol"',
            '" \t"',
            "30:13",
            "This text begins or ends with white space.",
            '          - ""',
        ),
        (
            '"Unknown symbol"',
            '"Unknown symbol "',
            "30:13",
            "This text begins or ends with white space.",
            '          - "Unknown symbol"',
        ),
        ('"Unknown symbol"', "", "30:12", "`messages` is empty.", ""),
        (
            '"Unknown symbol"',
            "404",
            "30:13",
            "`404` is not in quotes, so YAML does not read it as text.",
            '          - "404"',
        ),
        (
            '"Unknown symbol"',
            "NO",
            "30:13",
            "`NO` is not in quotes, so YAML does not read it as text.",
            '          - "NO"',
        ),
        (
            '"Unknown symbol"',
            "Unknown symbol: x",
            "30:13",
            "`messages` is no text.",
            '          - "Unknown symbol: x"',
        ),
        (
            '"Unknown symbol"',
            "Unknown symbol: %s",
            "30:29",
            "This is not valid YAML: found character that cannot start any token.",
            '          - "Unknown symbol: %s"',
        ),
        (
            '"Unknown symbol"',
            "'Symbol' is unknown",
            "30:22",
            "This is not valid YAML: did not find expected '-' indicator.",
            "          - \"'Symbol' is unknown\"",
        ),
        (
            '"Unknown symbol"',
            "@symbol",
            "30:13",
            "This is not valid YAML: found character that cannot start any token.",
            '          - "@symbol"',
        ),
        (
            '"Unknown symbol"',
            "Symbol #5 is unknown",
            "30:13",
            "YAML ends this message before the ` #` and takes the rest for a comment.",
            '          - "Symbol #5 is unknown"',
        ),
        (
            'messages:\n          - "Unknown symbol"',
            'messages: "Unknown symbol"',
            "29:19",
            "`messages` is no list.",
            "",
        ),
        (
            'messages:\n          - "Unknown symbol"',
            "messages: []",
            "29:19",
            "The list `messages` is empty.",
            "",
        ),
        ("http: 400", 'http: "400"', "28:15", "`400` is no valid `http`.", "        http: 400"),
        ("http: 400", "http: 99", "28:15", "`99` is no valid `http`.", ""),
        ("http: 400", "http: 4xx", "28:15", "`4xx` is no valid `http`.", ""),
        ("http: 400", "http:", "28:14", "`http` is empty.", ""),
        ("status: active", "status: actve", "5:9", "`actve` is no `status`.", "status: active"),
        ("status: active", "status: gone", "5:9", "`gone` is no `status`.", ""),
        (
            "transport: rest\n    entries",
            "transport: REST\n    entries",
            "25:16",
            "`REST` is no `transport`.",
            "",
        ),
        ("url: https", "url: http", "9:8", "`http://example.com/alpha` is no valid `url`.", ""),
        ('"2026-11-20"', '"20.11.2026"', "6:11", "`20.11.2026` is no valid `reviewed`.", ""),
        ("id: general", "id: Gen_eral", "23:9", "`Gen_eral` is no valid `id`.", ""),
        (
            "source:\n  title: Errors\n",
            "source: x\nsourc:\n  title: Errors\n",
            "7:9",
            "`source` holds no keys here.",
            "",
        ),
        ('"Unknown symbol"', '"' + "x" * 4001 + '"', "30:13", "The text is longer than 4000 characters.", ""),
    ],
)
def test_a_wrong_value_is_refused_at_its_place(written, old, new, place, cause, corrected):
    written.change(old, new)
    problem = written.problems()[0]
    assert f"{problem.place}: {problem.found}" == f"data/venues/alpha.yml:{place}: {cause}"
    assert problem.corrected == corrected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("url: https", "url: http", "Write an address that begins with https://."),
        ('"2026-11-20"', '"20.11.2026"', 'Write a day as in "2026-11-20".'),
        (
            "id: general",
            "id: Gen_eral",
            "Use lower-case letters and digits, with single hyphens between words.",
        ),
        ("http: 400", "http: 99", "Write a status from 100 to 599, without quotes."),
        ("http: 400", "anchor: 0", "Write a whole number from 1."),
        ("status: active", "status: gone", "Choose one of: active, retired."),
        ("- Alpha", "- 7", "Put it in double quotes:"),
    ],
)
def test_the_report_says_what_would_be_right(written, old, new, expected):
    written.change(old, new)
    assert written.problems()[0].expected == expected


def test_a_record_in_the_place_of_a_text_is_not_taken_for_a_text(written):
    written.change('- "Unknown symbol"', "- text: Unknown symbol\n            note: for short")
    (problem,) = written.problems()
    assert (problem.found, problem.edit) == ("`messages` is no text.", None)


@pytest.mark.parametrize(
    ("content", "place", "cause"),
    [
        (b"# nothing but a comment\n", "", "The file is empty."),
        (b"id: a\n---\nid: b\n", ":2:1", "A second YAML document begins here."),
        (b"id: &x a\nname: *x\n", ":1:5", "`&x` is an anchor or alias of YAML."),
        (b"name: *x\n", ":1:7", "`*x` is an anchor or alias of YAML."),
        (
            b"id: !!python/object/apply:os.system [id]\n",
            ":1:5",
            "`tag:yaml.org,2002:python/object/apply:os.system` is a tag of YAML.",
        ),
        (b'id: ! "a"\n', ":1:5", "`!` is a tag of YAML."),
        (b"id: [[[[[[[[[[ [], [[]] ]]]]]]]]]]\n", ":1:21", "The nesting is too deep."),
        (b"? [a, b]\n: c\n", ":1:3", "This key is no plain word."),
        (b"? {a: b}\n: c\nnaem: d\n", ":1:3", "This key is no plain word."),
        (b'id: "a\n', ":1:5", "This is not valid YAML: found unexpected end of stream."),
        (b"id: a: b\n", ":1:6", "This is not valid YAML: mapping values are not allowed in this context."),
        (b"id:\n\tname: x\n", ":2:1", "This is not valid YAML: found character that cannot start any token."),
    ],
)
def test_a_file_that_is_no_plain_yaml_is_refused(written, content, place, cause):
    written.write("alpha", content)
    assert written.found()[0] == f"data/venues/alpha.yml{place}: {cause}"


def linked(path: Path, target: Path) -> None:
    """Moves what stands at the path and puts a link to it in its place."""
    path.rename(target)
    path.symlink_to(target)


SPOILT = {
    "no venue": (
        lambda written: [written.path(name).unlink() for name in ("alpha", "beta")],
        "data/venues: There is no venue.",
        "Add one: `python -m macros new venue <id>`.",
    ),
    "no folder": (
        lambda written: shutil.rmtree(written.root / "data/venues"),
        "data/venues: There is no venue.",
        "Add one: `python -m macros new venue <id>`.",
    ),
    "no conditions": (
        lambda written: written.path("equivalents.yml").unlink(),
        "data/equivalents.yml: The file can't be opened: No such file or directory.",
        "Make it a plain file that can be read.",
    ),
    "linked file": (
        lambda written: linked(written.path(), written.root / "moved"),
        "data/venues/alpha.yml: This is a symbolic link.",
        "Put a plain file in its place.",
    ),
    "linked venues": (
        lambda written: linked(written.root / "data/venues", written.root / "moved"),
        "data/venues: This is a symbolic link.",
        "Put a plain folder in its place.",
    ),
    "linked data": (
        lambda written: linked(written.root / "data", written.root / "moved"),
        "data: This is a symbolic link.",
        "Put a plain folder in its place.",
    ),
    "folder": (
        lambda written: written.path("folder").mkdir(),
        "data/venues/folder.yml: This is no plain file.",
        "Put a plain file in its place.",
    ),
    "pipe": (
        lambda written: os.mkfifo(written.path("pipe")),
        "data/venues/pipe.yml: This is no plain file.",
        "Put a plain file in its place.",
    ),
    "name": (
        lambda written: written.path("alpha").rename(written.path("al\u202epha")),
        r"data/venues/al\u202epha.yml: This is no name for a venue's file.",
        "Name it by the venue's id, in lower case with single hyphens, and `.yml`; nothing else belongs here.",
    ),
    "size": (
        lambda written: os.truncate(written.path(), MAX_BYTES + 1),
        "data/venues/alpha.yml: The file is larger than 2000 kB.",
        "No venue needs that much.",
    ),
    "empty": (
        lambda written: written.write("alpha", ""),
        "data/venues/alpha.yml: The file is empty.",
        "Fill it, or delete it.",
    ),
    "list": (
        lambda written: written.write("alpha", "\n- a\n"),
        "data/venues/alpha.yml:1:1: The file holds no mapping.",
        "Begin with a key, such as `id: example`.",
    ),
    "encoding": (
        lambda written: written.write("alpha", b"id: caf\xe9\nname: b\n"),
        "data/venues/alpha.yml:1: The file is not UTF-8: byte 0xE9.",
        "Save it as UTF-8.",
    ),
    "encoding further down": (
        lambda written: written.write("alpha", b"id: a\nname: caf\xe9\nproduct: b\nstatus: c\n"),
        "data/venues/alpha.yml:2: The file is not UTF-8: byte 0xE9.",
        "Save it as UTF-8.",
    ),
    "byte order mark": (
        lambda written: written.write("alpha", "\ufeff" + written.text()),
        "data/venues/alpha.yml: The file begins with a byte order mark.",
        "Save it as UTF-8 without one.",
    ),
    "values": (
        lambda written: written.write("alpha", "a:\n" + "- a\n" * MAX_VALUES),
        f"data/venues/alpha.yml:{MAX_VALUES - 3}:3: The file holds more than {MAX_VALUES} values.",
        "No venue needs that many.",
    ),
}


@pytest.mark.parametrize(("spoil", "found", "expected"), SPOILT.values(), ids=SPOILT)
def test_a_file_or_folder_of_another_kind_is_told_word_for_word(written, spoil, found, expected):
    spoil(written)
    problem = written.problems()[0]
    assert (f"{problem.place}: {problem.found}", problem.expected) == (found, expected)
    assert bool(problem.source) == found.startswith("data/venues/alpha.yml:9")


def test_what_cannot_be_read_does_not_hide_the_venues_that_can(written):
    written.write("alpha", "")
    written.change('code: "1"', "code: 1", "beta")
    assert [problem.file for problem in written.problems()] == [
        "data/venues/alpha.yml",
        "data/venues/beta.yml",
    ]


def test_a_file_may_be_as_large_as_the_limit(written):
    written.write("alpha", "# " + "x" * (MAX_BYTES - 3) + "\n")
    assert written.problems()[0].found == "The file is empty."


def test_files_that_hold_too_much_together_are_told_so_and_nothing_else(written, monkeypatch):
    values = sum(YamlFile(written.root, written.path(name)).values for name in ("alpha", "beta"))
    written.change('code: "1"', "code: 1")
    monkeypatch.setattr(loader, "MAX_VALUES_TOGETHER", values)
    assert [problem.line for problem in written.problems()] == [27], "as many as are allowed"
    monkeypatch.setattr(loader, "MAX_VALUES_TOGETHER", values - 1)
    assert written.problems() == [
        Problem(
            "data/venues",
            0,
            0,
            f"The files hold more than {values - 1} values together.",
            "Put only venues here.",
        )
    ]


def test_no_more_strange_names_are_told_than_anyone_reads(written):
    for number in range(MAX_REPORTED + 50):
        (written.root / f"data/venues/{number}.txt").touch()
    assert len(written.problems()) == MAX_REPORTED


@pytest.mark.parametrize(
    "char", ["\u202e", "\u2066", "\u200b", "\u00ad", "\ufeff", "\u2028", "\x85", "\x1b", "\x00", "\U000e0041"]
)
def test_invisible_characters_are_refused_wherever_they_stand(written, char):
    for text in (f'"Unknown{char} symbol"', f'"Unknown symbol" # see{char}'):
        written.change('"Unknown symbol"', text)
        problem = written.problems()[0]
        assert problem.found == f"There is an invisible character in this line: U+{ord(char):04X}."
        assert problem.line == 30
        assert problem.corrected == "          - " + text.replace(char, "")
        assert char not in written.report() and char not in github(written.problems())
        written.change(text, '"Unknown symbol"')


@pytest.mark.parametrize("end", ["\r", "\x85", "\u2028", "\u2029"])
def test_lines_are_counted_as_editors_count_them(written, end):
    written.write("alpha", f"# {end * 50}\n" + written.text().replace("http: 400", "htpp: 400"))
    *_, problem = written.problems()
    assert (
        f"{problem.place}: {problem.found}"
        == "data/venues/alpha.yml:29:9: There is no key `htpp` in an entry."
    )
    assert problem.corrected == "        http: 400"


@pytest.mark.parametrize("count", [MAX_REPORTED, MAX_REPORTED + 1, MAX_REPORTED + 2])
def test_no_more_invisible_characters_are_told_than_anyone_reads(written, count):
    written.write("alpha", "# a\u200b\n" * count + "id: [")
    problems = written.problems()
    assert len(problems) == min(count, MAX_REPORTED + 1)
    assert problems[-1].found.startswith("There are more problems") == (count > MAX_REPORTED)


def test_every_character_that_yaml_refuses_is_invisible():
    others = "".join(
        char
        for char in map(chr, range(0x110000))
        if not 0xD800 <= ord(char) < 0xE000 and not INVISIBLE.match(char)
    )
    node = yaml.compose(json.dumps(others, ensure_ascii=False), Loader=yaml.CSafeLoader)
    assert node.value == others


@pytest.mark.parametrize("escape", [r"\u202E", r"\0", r"\u200b", r"\e"])
def test_invisible_characters_are_refused_when_written_as_escapes(written, escape):
    written.change('"Unknown symbol"', f'"Unknown{escape} symbol"')
    assert "There is an invisible character in this text" in written.report()


def test_everything_is_said_in_one_run(written):
    written.change('code: "1"', "code: 1")
    written.change("        http: 400\n", "        htpp: 400\n")
    written.change("equivalent: rate-limit-exceeded", "equivalent: no-such")
    written.add(entry("2", "A second row"))
    written.change("status: active", "status: retird", "beta")
    written.change("retry: later\n", "retry: later\n        single: yes\n", "equivalents.yml")
    (written.root / "data/venues/Gamma.yml").write_text("")
    assert sorted(written.found()) == [
        "data/equivalents.yml:20:9: There is no key `single` in a condition.",
        "data/venues/Gamma.yml: This is no name for a venue's file.",
        "data/venues/alpha.yml:27:15: The code 1 is not in quotes, so YAML would read it as 1.",
        "data/venues/alpha.yml:28:9: There is no key `htpp` in an entry.",
        "data/venues/alpha.yml:36:21: There is no condition `no-such` in data/equivalents.yml.",
        "data/venues/alpha.yml:37:15: The code 2 stands more than once in section `general`. This duplicate-code is not annotated.",
        "data/venues/beta.yml:5:9: `retird` is no `status`.",
    ]


def test_a_missing_condition_does_not_hide_what_else_is_wrong(written):
    written.add(entry("2", "A second row").replace("        equivalent: bad-symbol\n", ""))
    written.add(entry("1", "Below"))
    assert written.found() == [
        "data/venues/alpha.yml:37:9: The key `equivalent` is missing here.",
        "data/venues/alpha.yml:40:15: The code 1 stands more than once in section `general`. This duplicate-code is not annotated.",
        "data/venues/alpha.yml:40:15: The code 1 is lower than the one before it. This out-of-order is not annotated.",
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("name: Alpha\noperator", "name: 404\noperator"),
        ("        http: 400\n", "        http: many\n"),
        ("        http: 400\n", "        htpp: 400\n"),
        ("clues:\n", "clues:\n  words: a\n"),
    ],
)
def test_what_is_refused_does_not_hide_what_else_is_wrong(written, old, new):
    written.change(old, new)
    assert len(written.problems()) == 1
    written.add(entry("1", "Below"))
    assert len(written.problems()) == 3, "the code stands twice, with another message, and out of order"


def test_an_entry_without_its_code_is_not_taken_for_a_lost_one(written):
    written.change('      - code: "1"\n        http', "      - http")
    written.add('annotations:\n  - kind: wording\n    codes:\n      - "1"\n    note: The wording is odd.\n')
    assert [problem.found for problem in written.problems()] == ["The key `code` is missing here."]


def test_a_limit_of_the_model_that_has_no_sentence_yet_is_told_in_its_own_words(written):
    class Sized(Record):
        size: float

    file = YamlFile(written.root, written.path(), "size:\n  - 1\n")
    assert _record(Sized, file) == (None, False)
    assert [(problem.place, problem.found, problem.expected) for problem in file.problems] == [
        ("data/venues/alpha.yml:2:3", "`[1]` does not fit `size`.", "The model says: float_type.")
    ]


def test_load_refuses_with_the_whole_report(written):
    written.change('code: "1"', "code: 1")
    written.change('code: "2"', "code: 2")
    with pytest.raises(BadData) as refusal:
        load(written.root)
    assert str(refusal.value) == written.report()
    assert str(refusal.value).endswith("2 errors, 0 suggestions")


def test_suggestions_do_not_keep_the_catalogue_from_loading(written):
    written.change("name: Alpha\noperator: Alpha\n", "operator: Alpha\nname: Alpha\n")
    assert [problem.severity for problem in written.problems()] == ["suggestion"]
    assert load(written.root)


def test_more_problems_than_anyone_reads_are_cut_off_and_that_is_said(written):
    written.write(
        "alpha", "id: alpha\n" + "".join(f"wrong{number}: 1\n" for number in range(MAX_REPORTED + 50))
    )
    problems = written.problems()
    assert len(problems) == MAX_REPORTED + 1
    assert problems[-1] == Problem(
        "data/venues/alpha.yml",
        0,
        0,
        f"There are more problems in this file than these {MAX_REPORTED}.",
        "Mend these first; the next run shows the others.",
    )


# Reports


def test_a_report_shows_the_part_of_a_long_line_that_is_meant(written):
    written.change('"Unknown symbol"', '"' + "x" * 300 + '\\q"')
    _, source, marker, *_ = written.report().splitlines()
    assert source == "   30 | " + "x" * 59 + '\\q"'
    assert source[marker.index("^") :] == '\\q"'


def test_the_corrected_line_is_shown_wherever_it_stands_unless_nobody_would_read_it(written):
    comment = f"# {'x' * 9000}\n"
    written.write("alpha", comment * 2 + written.text())
    written.change('code: "1"', "code: 1")
    assert [problem.corrected for problem in written.problems()] == ['      - code: "1"']
    rest = MAX_SHOWN - len("      - code: ")
    written.change("code: 1", f"code: {'1' * (rest - 1)}")
    assert len(written.problems()[0].corrected) == MAX_SHOWN + 1, "with two quotes"
    written.change("code: 1", "code: 11")
    assert written.problems()[0].corrected == ""


def test_annotations_for_github_are_one_line_each_and_nothing_in_the_data_can_end_them(written):
    written.change(
        "        http: 400\n", "        http: '%0A::error::x,y:z\n\n          ::stop-commands::t'\n"
    )
    lines = github(written.problems()).splitlines()
    assert lines == [
        "::error file=data/venues/alpha.yml,line=28,col=15,title=`%250A%3A%3Aerror%3A%3Ax%2Cy%3Az\N{REPLACEMENT CHARACTER}"
        "%3A%3Astop-commands%3A%3At` is no valid `http`::`%250A::error::x,y:z%0A::stop-commands::t` is no valid `http`."
        " Write a status from 100 to 599, without quotes."
    ]


def test_no_line_of_a_report_begins_as_a_command_to_githubs_runner(written):
    written.write("alpha", "id: alpha\n::add-matcher::x\n::set-output name=x::y: 1\n")
    assert not [line for line in written.report().splitlines() if line.lstrip().startswith("::")]


def test_suggestions_are_notices_and_come_after_errors(written):
    written.change("name: Alpha\noperator: Alpha\n", "operator: Alpha\nname: Alpha\n")
    written.change('code: "2"', "code: 2", "beta")
    kinds = [line.split(" ")[0] for line in github(written.problems()).splitlines()]
    assert kinds == ["::error", "::notice"]


# Hostile data


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


def refused(root: Path, cause: str) -> None:
    """The check ends in time with a report that names the cause, a status that is not 0, and no traceback."""
    done = hostile_check(root)
    assert cause in done.stdout, done.stdout[-2000:] + done.stderr[-2000:]
    assert (done.returncode, done.stderr) == (1, "")


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join(['*' + before] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi")
)


@pytest.mark.whole
@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (BOMB, "is an anchor or alias of YAML"),
        ("[" * 1_000_000, "The nesting is too deep"),
        ("".join(f"{' ' * depth}a:\n" for depth in range(1500)), "The nesting is too deep"),
        ("a:\n" + "- \n" * 600_000, "The file holds more than 100000 values"),
        (
            "{" + ",".join(f"k{number}: " for number in range(180_000)) + "}",
            "The file holds more than 100000 values",
        ),
        ("a: [" + "b," * 900_000 + "]", "The file holds more than 100000 values"),
        ("".join(f"k{number}: v\n" for number in range(24_000)), "There are more problems in this file"),
        ("? " + "k" * 1_900_000 + "\n: v\n", "There is no key"),
        ("id: " + "a-" * 900_000 + "\n", "The text is longer than 60 characters"),
        ("id: '" + "`" * 1_900_000 + "'\n", "The text is longer than 60 characters"),
        ("id: " + "9" * 1_900_000 + "\n", "is not in quotes"),
        ("\u202e" * 600_000, "There is an invisible character"),
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
    ],
)
def test_a_hostile_file_is_refused_in_time(written, content, cause):
    written.write("alpha", content)
    refused(written.root, cause)


@pytest.mark.whole
def test_a_file_of_100_megabytes_is_refused_unread(written):
    os.truncate(written.path("alpha"), 100 * MEGABYTE)
    refused(written.root, "data/venues/alpha.yml: error: The file is larger than 2000 kB.")


@pytest.mark.whole
def test_many_hostile_files_are_refused_together(written):
    for number in range(60):
        written.write(f"x{number}", "a:\n" + "- \n" * 90_000)
    refused(written.root, "The files hold more than 400000 values together.")


def hostile_rows(number: int) -> str:
    return "".join(entry(str(code // 2), f"m{code % 700}", f"unknown-{code}") for code in range(number))


@pytest.mark.whole
def test_thousands_of_faulty_rows_are_reported_in_time(written):
    written.add(hostile_rows(7000))
    written.add("annotations:\n")
    written.add(
        "".join(
            f'  - kind: duplicate-code\n    codes:\n      - "{code}"\n    note: n\n' for code in range(1500)
        )
    )
    refused(written.root, "There is no condition `unknown-6`")


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
def test_a_file_with_another_name_than_an_id_is_refused(written, name, shown):
    (written.root / "data/venues" / name).write_text("id: x\n")
    refused(written.root, f"data/venues/{shown}: error: This is no name for a venue's file.")


@pytest.mark.whole
def test_a_folder_without_data_is_told_in_a_sentence(tmp_path):
    done = hostile_check(tmp_path)
    assert done.returncode == 1
    assert done.stderr == "There is no folder data/ here. Run this from the repository's top folder.\n"


@pytest.mark.whole
def test_no_venues_and_no_conditions_are_told(tmp_path):
    (tmp_path / "data").mkdir()
    done = hostile_check(tmp_path)
    assert "data/equivalents.yml: error: The file can't be opened: No such file or directory." in done.stdout
    assert "data/venues: error: There is no venue." in done.stdout


def test_the_report_is_the_same_in_any_locale(written):
    written.change('"Unknown symbol"', '"Größe \u202e"')
    done = subprocess.run(
        [sys.executable, "-m", "macros", "check"],
        cwd=written.root,
        capture_output=True,
        env={"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "ascii"},
    )
    assert done.returncode == 1 and done.stderr == b""
    assert b"U+202E" in done.stdout


def test_reports_have_a_count_that_agrees_with_them():
    assert report([]) == "0 errors, 0 suggestions"
