"""Reading one file: what is right comes through unchanged, and what is wrong is refused at its place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from macros.catalogue import model
from macros.catalogue.model import Record
from macros.contributing import fixer
from macros.reading.content import MAX_BYTES
from macros.reading.gate import load
from macros.reading.problems import Edit, applied, github
from macros.reading.refusals import _choices, _hint, record
from macros.reading.source import MAX_REPORTED, YamlFile
from macros.reading.syntax import INVISIBLE
from tests.support.written import Written, entry


@pytest.fixture
def written(tmp_path: Path) -> Written:
    return Written(tmp_path)


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
        "“From” is not “To”",
        "the pilot’s symbol",
        "مرحبا e\u0301 \u05d0",
        "x" * 2000,
        "null",
        "- 1: [2, {3}]  # 4",
    ],
)
def test_a_message_comes_through_as_the_text_that_it_is(written: Written, message: str) -> None:
    written.change('"Unknown symbol"', json.dumps(message, ensure_ascii=False))
    assert load(written.root).venues[0].sections[0].entries[0].messages == [message]


def test_a_message_of_several_lines_comes_through_without_the_end_of_its_last(written: Written) -> None:
    written.change(
        '          - "Unknown symbol"\n',
        "          - |\n            Unknown\n            symbol \n          - |\n            No XX\n",
    )
    assert load(written.root).venues[0].sections[0].entries[0].messages == ["Unknown\nsymbol ", "No XX"]


def test_a_day_needs_no_quotes_and_false_is_a_value(written: Written) -> None:
    written.change('reviewed: "2026-11-20"', "reviewed: 2026-11-20")
    written.change("acts: venue\n", "acts: venue\nunspecified: false\n", "rate-limit-exceeded")
    catalogue = load(written.root)
    assert catalogue.venues[0].reviewed == "2026-11-20"
    assert [condition.unspecified for condition in catalogue.conditions.values()] == [False, False]


@pytest.mark.parametrize(
    ("code", "misread"),
    [
        ("0102", "66"),
        ("404.002", "404.002"),
        ("12:30", "750"),
        ("NO", "false"),
        ("0x1F", "31"),
        ("-1021", "-1021"),
        ("1_000", "1000"),
    ],
)
def test_the_report_says_what_yaml_would_make_of_a_code(written: Written, code: str, misread: str) -> None:
    written.change('code: "1"', f"code: {code}")
    problem = written.problems()[0]
    assert problem.rule == "unquoted-code" and problem.found.endswith(f"YAML would read it as {misread}.")
    assert problem.corrected == f'      - code: "{code}"'


@pytest.mark.parametrize(
    ("old", "new", "place", "rule", "corrected"),
    [
        ("name: Alpha\noper", "oper", "1:1", "missing-key", "name: TODO"),
        ('"Unknown symbol"', '""', "30:13", "empty-text", ""),
        ('"Unknown symbol"', '" \t"', "30:13", "surrounding-space", '          - ""'),
        ('"Unknown symbol"', '"A symbol "', "30:13", "surrounding-space", '          - "A symbol"'),
        ('"Unknown symbol"', "", "30:12", "empty-value", ""),
        ('"Unknown symbol"', "404", "30:13", "unquoted-text", '          - "404"'),
        ('"Unknown symbol"', "NO", "30:13", "unquoted-text", '          - "NO"'),
        ('"Unknown symbol"', "Unknown: x", "30:13", "wrong-type", '          - "Unknown: x"'),
        ('"Unknown symbol"', "Unknown: %s", "30:22", "invalid-yaml", '          - "Unknown: %s"'),
        ('"Unknown symbol"', "A #5 is so", "30:13", "comment-in-message", '          - "A #5 is so"'),
        ('"Unknown symbol"', "“Unknown”", "30:13", "curly-quotes", '          - "Unknown"'),
        ('"Unknown symbol"', "'“Unknown”'", "30:13", "curly-quotes", '          - "Unknown"'),
        ('code: "1"', "code: „1“", "27:15", "curly-quotes", '      - code: "1"'),
        ("http: 400", 'http: "400"', "28:15", "invalid-value", "        http: 400"),
        ("http: 400", "http: 4xx", "28:15", "invalid-value", ""),
        ("http: 400", "http:", "28:14", "empty-value", ""),
        ("status: active", "status: actve", "5:9", "invalid-value", "status: active"),
        ("transport: rest\n    entries", "transport: REST\n    entries", "25:16", "invalid-value", ""),
        ('"Unknown symbol"', '"' + "x" * 4001 + '"', "30:13", "text-too-long", ""),
        ("- Alpha", "- 7", "20:7", "unquoted-text", '    - "7"'),
        (
            'messages:\n          - "Unk',
            'mesages:\n          - "Unk',
            "29:9",
            "unknown-key",
            "        messages:",
        ),
        ("        http: 400\n", "        severity: 400\n", "28:9", "unknown-key", ""),
        ("http: 400\n", "http: 400\n        htttp: 401\n", "29:9", "unknown-key", ""),
        ('- "Unknown symbol"', "- a: b\n            c: d", "30:13", "wrong-type", ""),
    ],
)
def test_a_wrong_value_is_refused_once_at_its_place(
    written: Written, old: str, new: str, place: str, rule: str, corrected: str
) -> None:
    written.change(old, new)
    assert [(*each.split(": "),) for each in written.broken()] == [(f"alpha:{place}", rule)]
    assert written.problems()[0].corrected == corrected


@pytest.mark.parametrize(
    ("url", "rules"),
    [
        ("https://example.com", []),
        ("https://example.com:8443/a/b.html?c=d&e=%20#f/@g!~", []),
        ("https://xn--exmple-cua.com/", []),
        ("http://example.com/", ["invalid-value"]),
        ("https://", ["invalid-value"]),
        ("https://user@example.com/", ["invalid-value"]),
        ("https://user:word@example.com/", ["invalid-value"]),
        ("https://exämple.com/", ["invalid-value"]),
        ("https://example.com/ä", ["invalid-value"]),
        ("https://example.com/(a)", ["invalid-value"]),
        ("https://example.com/<a>", ["invalid-value"]),
        ("https://example.com/[a]", ["invalid-value"]),
        ('https://example.com/"a"', ["invalid-value"]),
        ("https://example.com/'a'", ["invalid-value"]),
        ("https://example.com/`a`", ["invalid-value"]),
        ("https://example.com/a b", ["invalid-value"]),
        ("https://example.com/\\", ["invalid-value"]),
    ],
)
def test_an_address_is_safe_as_it_is(written: Written, url: str, rules: list[str]) -> None:
    written.change("url: https://example.com/alpha", f"url: {json.dumps(url, ensure_ascii=False)}")
    assert [problem.rule for problem in written.problems()] == rules


@pytest.mark.parametrize(
    ("content", "place", "rule"),
    [
        ("# nothing but a comment\n", "alpha", "empty-file"),
        ("id: a\n---\nid: b\n", "alpha:2:1", "yaml-feature"),
        ("id: &x a\nname: *x\n", "alpha:1:5", "yaml-feature"),
        ("name: *x\n", "alpha:1:7", "yaml-feature"),
        ("id: !!python/object/apply:os.system [id]\n", "alpha:1:5", "yaml-feature"),
        ('id: ! "a"\n', "alpha:1:5", "yaml-feature"),
        ("id: [[[[[[[[[[ [], [[]] ]]]]]]]]]]\n", "alpha:1:21", "too-large"),
        ("? [a, b]\n: c\n", "alpha:1:3", "yaml-feature"),
        ("? {a: b}\n: c\nnaem: d\n", "alpha:1:3", "yaml-feature"),
        ('id: "a\n', "alpha:1:5", "invalid-yaml"),
        ("id: a: b\n", "alpha:1:6", "invalid-yaml"),
        ("id: [", "alpha:2:1", "invalid-yaml"),
        ("a: b\n\t\tc: d: e\n", "alpha:2", "tab-indentation"),
        ("=======\nid: a\n", "alpha:1", "merge-conflict"),
        ("id: a\n||||||| base\nid: b\n", "alpha:2", "merge-conflict"),
    ],
)
def test_a_file_that_is_no_plain_yaml_is_refused(
    written: Written, content: str, place: str, rule: str
) -> None:
    written.write("alpha", content)
    assert written.broken()[0] == f"{place}: {rule}"


def test_signs_that_only_look_like_a_conflict_are_text(written: Written) -> None:
    written.change("shape: The code", "shape: |\n      ======= and <<<<<<< and >>>>>>>\n      The code")
    assert written.problems() == []


def test_a_file_may_be_as_large_as_the_limit(written: Written) -> None:
    written.write("alpha", "# " + "x" * (MAX_BYTES - 3) + "\n")
    assert written.broken()[0] == "alpha: empty-file"
    written.add("#")
    assert written.broken()[0] == "alpha: too-large"


# What editors leave in a file


@pytest.mark.parametrize("width", [2, 4, 8])
def test_tabs_are_read_by_the_width_that_they_were_meant_to_have(written: Written, width: int) -> None:
    text = written.text().replace("clues:\n  names:\n    - Alpha\n", f"clues:\n{' ' * width}names: [Alpha]\n")
    written.write("alpha", text.replace("names: [Alpha]", f"names: [Alpha]\n{' ' * width}hosts: [a.example]"))
    before, text = load(written.root), written.text()
    written.change(f"\n{' ' * width}hosts:", "\n\thosts:")
    assert written.broken() == ["alpha:20: tab-indentation"]
    fixer.fix(written.root)
    assert (load(written.root), written.text()) == (before, text)


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        (lambda text: "\ufeff" + text, "byte-order-mark"),
        (lambda text: text.replace("\n", "\r\n"), "windows-line-ends"),
        (lambda text: text.replace("\n  ", "\n\t"), "tab-indentation"),
    ],
)
def test_what_an_editor_put_there_is_read_over_and_fixed(written: Written, wrong, rule: str) -> None:
    before, text = load(written.root), written.text()
    written.write("alpha", wrong(text))
    written.change('code: "1"', "code: 1")
    assert sorted(problem.rule for problem in written.problems()) == sorted([rule, "unquoted-code"])
    fixer.fix(written.root)
    assert load(written.root) == before
    assert written.text() == text


# Invisible characters


@pytest.mark.parametrize(
    "char", ["\u202e", "\u2066", "\u200b", "\u00ad", "\u2028", "\x85", "\x1b", "\x00", "\ufeff", "\U000e0041"]
)
def test_invisible_characters_are_refused_wherever_they_are(written: Written, char: str) -> None:
    for text in (f'"Unknown{char} symbol"', f'"Unknown symbol" # see{char}'):
        written.change('"Unknown symbol"', text)
        problem = written.problems()[0]
        assert (problem.rule, problem.line) == ("invisible-character", 30)
        assert problem.found.endswith(f"U+{ord(char):04X}.")
        assert problem.corrected == "          - " + text.replace(char, "")
        assert char not in written.report() and char not in github(written.problems())
        written.change(text, '"Unknown symbol"')


@pytest.mark.parametrize("escape", [r"\u202E", r"\0", r"\u200b", r"\e"])
def test_invisible_characters_are_refused_when_written_as_escapes(written: Written, escape: str) -> None:
    written.change('"Unknown symbol"', f'"Unknown{escape} symbol"')
    assert written.broken() == ["alpha:30:13: invisible-character"]


@pytest.mark.parametrize("end", ["\r", "\x85", "\u2028", "\u2029"])
def test_lines_are_counted_as_editors_count_them(written: Written, end: str) -> None:
    written.write("alpha", f"# {end * 50}.\n" + written.text().replace("http: 400", "htpp: 400"))
    assert written.broken() == ["alpha:1:3: invisible-character", "alpha:29:9: unknown-key"]
    assert written.problems()[-1].corrected == "        http: 400"


@pytest.mark.parametrize("count", [MAX_REPORTED, MAX_REPORTED + 1, MAX_REPORTED + 2])
def test_no_more_invisible_characters_are_reported_than_anyone_reads(written: Written, count: int) -> None:
    written.write("alpha", "# a\u200b\n" * count + "id: [")
    problems = written.problems()
    of_alpha = [problem for problem in problems if problem.file == "data/venues/alpha.yml"]
    assert len(of_alpha) == min(count, MAX_REPORTED) + 1
    assert of_alpha[-1].rule == "more-problems"


def test_every_character_that_yaml_refuses_is_invisible() -> None:
    others = "".join(
        char
        for char in map(chr, range(0x110000))
        if not 0xD800 <= ord(char) < 0xE000 and not INVISIBLE.match(char)
    )
    node = yaml.compose(json.dumps(others, ensure_ascii=False), Loader=yaml.CSafeLoader)
    assert node is not None and node.value == others


# What the model refuses


def test_every_field_of_the_model_says_what_is_right() -> None:
    kinds: list[type[Record]] = [model.Headings, model.Condition, model.Venue, model.Library]
    for kind in kinds:
        for name, field in kind.model_fields.items():
            if inner := model.record_of(field.annotation):
                kinds += [inner] if inner not in kinds else []
            else:
                assert _choices(field) or _hint(field), (kind, name)
    assert len(kinds) > 20


def test_a_record_that_is_refused_is_whole_but_for_stand_ins(written: Written) -> None:
    text = written.text().replace("id: general", "id: 7").replace("http: 400", "http: many")
    text = text.replace("name: Alpha\n", "").replace(
        "transport: rest\n    shape", "transport: REST\n    shape"
    )
    file = YamlFile(written.root, written.path(), text)
    venue, whole = record(model.Venue, file)
    assert venue is not None and not whole
    assert (venue.name, venue.operator, venue.replies[0].transport) == ("...", "Alpha", None)
    (section,) = venue.sections
    assert (section.id, [entry.http for entry in section.entries]) == ("7", [None, 429])
    assert [problem.rule for problem in file.problems] == [
        "missing-key",
        "invalid-value",
        "unquoted-text",
        "invalid-value",
    ]


def test_more_problems_than_anyone_reads_are_cut_off(written: Written) -> None:
    written.write(
        "alpha", "id: alpha\n" + "".join(f"wrong{number}: 1\n" for number in range(MAX_REPORTED + 50))
    )
    problems = written.problems()
    assert len(problems) == MAX_REPORTED + 1
    assert problems[-1].rule == "more-problems"


def test_rows_behind_a_wrong_one_keep_their_places(written: Written) -> None:
    written.change("    entries:\n", "    entries:\n      - just text\n")
    written.add(entry("2", "A second row"))
    assert written.broken() == ["alpha:27:9: wrong-type", "alpha:38:15: duplicate-code"]


def test_what_is_inserted_where_something_goes_stays_and_keeps_its_order() -> None:
    edits = [Edit(2, 2, "one "), Edit(2, 2, "two "), Edit(2, 6, ""), Edit(0, 1, "A")]
    assert applied("a dry day", edits) == "A one two day"
