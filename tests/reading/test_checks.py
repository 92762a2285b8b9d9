"""What must hold in the data beyond the shape of each record: each check finds its fault, says how to mend it, and is
silent where there is none."""

from __future__ import annotations

import pytest
import yaml

from macros.catalogue import addresses
from macros.reading import checks
from macros.reading.problems import Problem
from macros.reading.source import MAX_REPORTED
from tests.support.project import ROOT
from tests.support.written import VENUE, Written, entry

NOTE = "annotations:\n  - kind: {kind}\n    codes:\n{codes}    note: A note that says enough.\n"


@pytest.fixture
def written(tmp_path) -> Written:
    return Written(tmp_path)


def note(kind: str, *codes: str) -> str:
    return NOTE.format(kind=kind, codes="".join(f'      - "{code}"\n' for code in codes))


def only(written: Written) -> Problem:
    """The only problem of the data."""
    (problem,) = written.problems()
    return problem


def said(problem: Problem) -> str:
    return f"{problem.place}: {problem.severity}: {problem.found}"


REPORTS = yaml.safe_load((ROOT / "tests/reading/reports.yml").read_text("utf-8"))


@pytest.mark.parametrize("case", REPORTS, ids=[case["fault"] for case in REPORTS])
def test_every_fault_is_told_word_for_word(written, case):
    for *file, old, new in case["changes"]:
        written.change(old, new, *file) if old else written.add(new, *file)
    told = []
    for problem in written.problems():
        told += [
            said(problem),
            f"  {problem.expected}",
            *(f"  + {line}" for line in problem.corrected.splitlines()),
        ]
    assert told == case["says"].splitlines()


def shown(written: Written) -> list[tuple[str, list[str]]]:
    """The lines of each problem as they stand and as they should."""
    return [(problem.source, problem.corrected.split("\n")) for problem in written.problems()]


def each_mended(written: Written) -> list[str]:
    """The files of the problems that can be mended, each with that one edit."""
    mendable = [problem for problem in written.problems() if problem.edit]
    return [problem.edit.apply((written.root / problem.file).read_bytes().decode()) for problem in mendable]


@pytest.mark.parametrize("case", REPORTS, ids=[case["fault"] for case in REPORTS])
def test_a_fault_is_told_the_same_where_lines_end_as_on_windows(written, case):
    for *file, old, new in case["changes"]:
        written.change(old, new, *file) if old else written.add(new, *file)
    told, mended, lines = written.report(), each_mended(written), shown(written)
    for name in ("alpha", "beta", "equivalents.yml"):
        written.write(name, written.text(name).replace("\n", "\r\n"))
    assert (written.report(), shown(written)) == (told, lines)
    assert each_mended(written) == [text.replace("\n", "\r\n") for text in mended]


def test_data_without_a_fault_has_no_problem(written):
    assert written.problems() == []


def test_a_check_that_finds_more_than_anyone_reads_is_cut_off(written):
    steps = "".join(f"          - TODO {number}\n" for number in range(MAX_REPORTED + 50))
    written.change("          - Wait.\n", steps, "equivalents.yml")
    assert len(written.problems()) == MAX_REPORTED


@pytest.mark.whole
def test_every_check_is_run_and_says_what_must_hold():
    own = {
        name for name, value in vars(checks).items() if getattr(value, "__module__", "") == checks.__name__
    }
    generators = {name for name in own if not name.startswith("_") and name != "check"}
    assert generators == {run.__name__ for run in checks.CHECKS}
    assert all(run.__doc__ for run in checks.CHECKS)


# Ids


def test_an_id_is_that_of_its_file(written):
    written.change("id: alpha", "id: alfa")
    problem = only(written)
    assert said(problem) == "data/venues/alpha.yml:1:5: error: The id `alfa` does not match the file's name."
    assert (problem.expected, problem.corrected) == ("Name the file alfa.yml, or write:", "id: alpha")


@pytest.mark.parametrize(
    "name", ["api", "equivalents", "assets", "anomalies", "collisions", "feeds", "search", "con", "lpt1"]
)
def test_a_venue_cannot_take_an_address_of_the_site(written, name):
    written.write(name, VENUE.format(id=name, name="Site"))
    assert (
        said(only(written))
        == f"data/venues/{name}.yml:1:5: error: `{name}` is an address of the site itself."
    )


def test_every_address_of_the_sites_own_is_reserved():
    pages = {path.stem for path in (ROOT / "docs").iterdir() if path.suffix in ("", ".md")} - {
        "index",
        "_headers",
    }
    assert pages <= addresses.RESERVED, "a venue of this name would hide a page"


def test_former_ids_belong_to_one_venue(written):
    written.change("reviewed:", "former_ids:\n  - omega\nreviewed:")
    assert written.problems() == []
    written.change("reviewed:", "former_ids:\n  - omega\nreviewed:", "beta")
    assert said(only(written)) == "data/venues/beta.yml:7:5: error: The id `omega` is in use already."
    written.change("omega", "alpha", "beta")
    assert said(only(written)) == "data/venues/beta.yml:7:5: error: The id `alpha` is in use already."
    written.change("  - alpha", "  - beta", "beta")
    assert said(only(written)) == "data/venues/beta.yml:7:5: error: The id `beta` is in use already."


def test_sections_of_a_venue_have_different_ids(written):
    section = "  - id: {id}\n    title: Other\n    transport: rest\n    entries:\n"
    written.add(section.format(id="other") + entry("3", "Other symbol"))
    assert written.problems() == []
    written.change("id: other", "id: general")
    assert (
        said(only(written)) == "data/venues/alpha.yml:37:9: error: The section `general` stands here twice."
    )


# Days and replies


@pytest.mark.parametrize("day", ["2026-02-30", "2026-13-01", "0000-00-00"])
def test_days_are_those_of_the_calendar(written, day):
    written.change('"2026-11-20"', f'"{day}"')
    assert said(only(written)) == f"data/venues/alpha.yml:6:11: error: There is no day `{day}`."


def test_only_a_retired_venue_has_a_day_of_its_end(written):
    written.change("status: active", 'status: retired\nretired: "2019-07-15"')
    assert written.problems() == []
    written.change("status: retired", "status: active")
    assert (
        said(only(written)) == "data/venues/alpha.yml:6:10: error: An active venue has no day of retirement."
    )


def test_each_transport_has_one_reply(written):
    written.change("transport: rest\n    entries", "transport: websocket\n    entries")
    assert (
        said(only(written))
        == "data/venues/alpha.yml:25:16: error: No reply shows how errors look on websocket."
    )
    reply = "  - transport: {}\n    shape: As on REST.\n    code_key: code\n    code_type: number\n    example: '{{}}'\nclues:"
    written.change("clues:", reply.format("websocket"))
    assert written.problems() == []
    written.change("transport: websocket\n    shape", "transport: rest\n    shape")
    assert "data/venues/alpha.yml:18:5: A second reply for rest." in written.found()


# Addresses and anchors


@pytest.mark.parametrize("code", ["---", "日本", "%", "index", "CON", "x" * 101])
def test_a_code_needs_an_address(written, code):
    written.add(entry(code, "Other symbol") + note("non-numeric-code", code))
    assert said(only(written)).startswith(
        f"data/venues/alpha.yml:37:15: error: The code `{code}` has no usable address"
    )


@pytest.mark.parametrize("length", [100, 101])
def test_an_address_has_at_most_100_characters(written, length):
    written.change('code: "1"', f'code: "{"1" * length}"')
    assert ("has no usable address" in written.report()) == (length > 100)


@pytest.mark.parametrize(("one", "other"), [("A b", "a-b"), ("Abc", "ABC"), ("5_1", "5.1"), ("10", "10 ")])
def test_codes_that_would_share_an_address_are_refused(written, one, other):
    written.add(entry(one, "Symbol x") + entry(other, "Symbol y"))
    shared = [problem for problem in written.problems() if "would have the same address" in problem.found]
    if other.strip() == one:
        assert "begins or ends with white space" in written.report()
    else:
        assert [said(problem) for problem in shared] == [
            f"data/venues/alpha.yml:41:15: error: The codes `{other}` and `{one}` would have the same address, "
            f"`{addresses.slug(one)}`."
        ]


def test_a_former_code_cannot_be_another_code(written):
    written.change(
        'equivalent: bad-symbol\n      - code: "2"',
        'equivalent: bad-symbol\n        former_codes:\n          - "9"\n      - code: "2"',
    )
    assert written.problems() == []
    written.change('- "9"', '- "2"')
    assert said(only(written)) == (
        "data/venues/alpha.yml:34:15: error: The codes `2` and `1` would have the same address, `2`."
    )


def test_entries_of_one_code_have_different_anchors(written):
    written.add(
        entry("2", "Other").replace("bad-symbol", "bad-symbol\n        anchor: 3")
        + note("duplicate-code", "2")
    )
    assert written.problems() == []
    written.change("anchor: 3", "anchor: 1")
    assert (
        said(only(written))
        == "data/venues/alpha.yml:37:9: error: Two entries of `2` have the anchor entry-1."
    )


# Conditions


def test_conditions_are_used(written):
    for name in ("alpha", "beta"):
        written.change("equivalent: rate-limit-exceeded", "equivalent: bad-symbol", name)
    assert said(only(written)) == "data/equivalents.yml:13:13: error: No entry means `rate-limit-exceeded`."


def test_a_condition_of_one_venue_says_why(written):
    written.change("equivalent: rate-limit-exceeded", "equivalent: bad-symbol")
    problem = only(written)
    assert (
        said(problem)
        == "data/equivalents.yml:13:13: error: Only beta has the condition `rate-limit-exceeded`."
    )
    written.change(
        "        outcome: rejected\n        cross",
        "        outcome: rejected\n        single_venue: No other limits.\n        cross",
        "equivalents.yml",
    )
    assert written.problems() == []
    written.change(
        '"Too many requests"\n        equivalent: bad-symbol',
        '"Too many requests"\n        equivalent: rate-limit-exceeded',
    )
    assert said(only(written)) == (
        "data/equivalents.yml:21:9: suggestion: The condition `rate-limit-exceeded` is no longer that of a single venue."
    )


def test_conditions_have_ids_of_their_own(written):
    text = written.text("equivalents.yml")
    condition = text[text.index("      - id: rate-limit") :]
    written.add(condition, "equivalents.yml")
    assert (
        said(only(written))
        == "data/equivalents.yml:23:13: error: The id `rate-limit-exceeded` is in use already."
    )


def test_a_former_id_of_a_condition_cannot_be_that_of_another(written):
    written.add("        former_ids:\n          - bad-symbols\n", "equivalents.yml")
    assert written.problems() == []
    written.change("- bad-symbols", "- bad-symbol", "equivalents.yml")
    assert said(only(written)) == "data/equivalents.yml:24:13: error: The id `bad-symbol` is in use already."


def test_conditions_are_sorted_within_their_category(written):
    for name in ("alpha", "beta"):
        written.change("equivalent: rate-limit-exceeded", "equivalent: a-limit", name)
    for old, new in [
        ("id: rate-limit-exceeded", "id: a-limit"),
        ("its rate is `rate-limit-exceeded`", "its rate is `a-limit`"),
    ]:
        written.change(old, new, "equivalents.yml")
    assert said(only(written)) == "data/equivalents.yml:13:13: error: `a-limit` stands after `bad-symbol`."
    written.change(
        "      - id: a-limit",
        "  - id: service\n    title: Service\n    conditions:\n      - id: a-limit",
        "equivalents.yml",
    )
    assert written.problems() == []


def test_a_neighbour_that_is_named_exists(written):
    written.change("`bad-symbol`", "`worse-symbol`", "equivalents.yml")
    assert said(only(written)) == "data/equivalents.yml:16:18: error: `worse-symbol` is no other condition."
    written.change("`worse-symbol`", "`rate-limit-exceeded`", "equivalents.yml")
    assert (
        said(only(written))
        == "data/equivalents.yml:16:18: error: `rate-limit-exceeded` is no other condition."
    )


@pytest.mark.parametrize("outcome", ["unknown", "partial"])
def test_an_order_that_may_have_been_placed_is_not_sent_again(written, outcome):
    written.change(
        "retry: later\n        outcome: rejected",
        f"retry: later\n        outcome: {outcome}",
        "equivalents.yml",
    )
    assert said(only(written)) == (
        f"data/equivalents.yml:19:16: error: `retry: later` with `outcome: {outcome}` would place an order twice."
    )


def test_an_override_cannot_make_an_order_twice_either(written):
    written.change(
        "equivalent: rate-limit-exceeded",
        "equivalent: rate-limit-exceeded\n        outcome: unknown\n        note: It hung.",
    )
    assert said(only(written)) == (
        "data/venues/alpha.yml:32:9: error: `retry: later` with `outcome: unknown` would place an order twice."
    )


@pytest.mark.parametrize(
    ("right", "wrong", "cause"),
    [
        ("grpc: UNAVAILABLE", "grpc: UNAVAILBLE", "`UNAVAILBLE` is no gRPC code."),
        ("ccxt: RateLimitExceeded", "ccxt: RateLimit", "`RateLimit` is no exception of ccxt."),
        (
            "fix:\n            field: OrdRejReason\n            value: 1",
            "fix:\n            field: OrdRejReason\n            value: 77777",
            "OrdRejReason has no value 77777.",
        ),
    ],
)
def test_a_crosswalk_names_a_published_term(written, right, wrong, cause):
    written.change("grpc: RESOURCE_EXHAUSTED", right, "equivalents.yml")
    assert written.problems() == []
    written.change(right, wrong, "equivalents.yml")
    assert only(written).found == cause


# Entries and their conditions


def test_an_entry_means_a_condition_that_exists(written):
    written.change("equivalent: bad-symbol", "equivalent: bad-symbl")
    problem = only(written)
    assert said(problem) == (
        "data/venues/alpha.yml:31:21: error: There is no condition `bad-symbl` in data/equivalents.yml. "
        "Did you mean `bad-symbol`?"
    )
    assert problem.corrected == "        equivalent: bad-symbol"


def test_every_entry_without_a_condition_is_told(written):
    written.change("equivalent: bad-symbol", "equivalent: open")
    written.change("equivalent: rate-limit-exceeded", "equivalent: no-such")
    assert [problem.line for problem in written.problems()] == [31, 36]
    written.write("equivalents.yml", "")
    assert [problem.found for problem in written.problems()] == [
        "The file is empty.",
        "The condition of `1` is still open.",
    ]


def test_a_condition_that_is_like_none_is_not_guessed(written):
    written.change("equivalent: bad-symbol", "equivalent: insufficient-balance")
    problem = only(written)
    assert problem.found == "There is no condition `insufficient-balance` in data/equivalents.yml."
    assert problem.edit is None


def test_an_open_condition_is_refused(written):
    written.change("equivalent: bad-symbol", "equivalent: open")
    assert said(only(written)) == "data/venues/alpha.yml:31:21: error: The condition of `1` is still open."


@pytest.mark.parametrize("key", ["retry: never", "outcome: rejected"])
def test_an_override_that_changes_nothing_is_refused(written, key):
    written.change(
        "equivalent: bad-symbol", f"equivalent: bad-symbol\n        {key}\n        note: A reason."
    )
    problem = only(written)
    assert said(problem) == f"data/venues/alpha.yml:32:9: error: `{key}` is what `bad-symbol` says already."
    assert problem.expected == "Delete this line."


def test_an_override_has_a_reason(written):
    written.change("equivalent: bad-symbol", "equivalent: bad-symbol\n        outcome: unknown")
    assert said(only(written)) == (
        "data/venues/alpha.yml:32:9: error: `outcome: unknown` differs from its condition `bad-symbol` without a reason."
    )
    assert only(written).corrected == "        note: ..."
    written.change("outcome: unknown", "outcome: unknown\n        note: The order may stand already.")
    assert written.problems() == []


def test_few_entries_mean_a_catch_all(written):
    written.change(
        "outcome: rejected\n      - id: rate",
        "outcome: rejected\n        unspecified: true\n      - id: rate",
        "equivalents.yml",
    )
    assert only(written).found == "2 of 4 entries mean an unspecified condition."
    many = "".join(entry(str(code), f"Limit {code}", "rate-limit-exceeded") for code in range(3, 49))
    written.add(many)
    assert written.problems() == [], "2 of 50 are 4 %"
    written.add(entry("49", "Which symbol?"))
    assert only(written).found == "3 of 51 entries mean an unspecified condition."


# Texts


@pytest.mark.parametrize(
    "text", ["TODO", "todo: explain", "TBD", "Fixme later", "...", "-", "Lorem ipsum dolor"]
)
@pytest.mark.parametrize("key", ["note", "description", "observed"])
def test_a_note_that_says_nothing_is_refused(written, key, text):
    written.change("equivalent: bad-symbol", f'equivalent: bad-symbol\n        {key}: "{text}"')
    assert (
        said(only(written))
        == f"data/venues/alpha.yml:32:{11 + len(key)}: error: This `{key}` is not written yet."
    )


def test_a_note_that_repeats_the_message_is_refused(written):
    written.change("equivalent: bad-symbol", "equivalent: bad-symbol\n        description: unknown SYMBOL!")
    assert (
        said(only(written))
        == "data/venues/alpha.yml:32:22: error: This `description` only repeats a message."
    )
    written.change("unknown SYMBOL!", "The symbol was delisted or never existed.")
    assert written.problems() == []


def test_a_text_that_still_has_to_be_written_is_refused_in_any_file(written):
    written.change("title: Errors", "title: TODO")
    written.change("url: https://example.com/alpha", "url: https://TODO")
    written.change("meaning: Too many", "meaning: TODO many", "equivalents.yml")
    assert written.found() == [
        "data/equivalents.yml:15:18: This `meaning` is not written yet.",
        "data/venues/alpha.yml:8:10: This `title` is not written yet.",
        "data/venues/alpha.yml:9:8: This `url` is not written yet.",
    ]


# Annotations


@pytest.mark.parametrize(
    ("extra", "cause"),
    [
        ('    codes:\n      - "3"\n', "`3` is no code of this venue."),
        ("    sections:\n      - special\n", "`special` is no section of this venue."),
        ("    venues:\n      - beta\n", "`beta` is no other venue of Alpha."),
        ("    venues:\n      - alpha\n", "`alpha` is no other venue of Alpha."),
        ("    venues:\n      - gamma\n", "`gamma` is no other venue of Alpha."),
    ],
)
def test_an_annotation_names_what_exists(written, extra, cause):
    written.add(f"annotations:\n  - kind: wording\n{extra}    note: A note that says enough.\n")
    assert only(written).found == cause


def test_an_annotation_of_an_unknown_kind_is_refused(written):
    written.add(note("strange", "1"))
    assert only(written).found == "`strange` is no `kind`."


def test_a_missing_annotation_is_reported_with_the_lines_to_paste(written):
    written.add(entry("2", "A second row"))
    assert written.report() == (
        "data/venues/alpha.yml:37:15: error: The code 2 stands more than once in section `general`. "
        "This duplicate-code is not annotated.\n"
        '   37 |       - code: "2"\n'
        "      |               ^\n"
        "  Explain it under `annotations:` at the end of this file:\n"
        "    + |   - kind: duplicate-code\n"
        "    + |     codes:\n"
        '    + |       - "2"\n'
        "    + |     sections:\n"
        "    + |       - general\n"
        '    + |     note: "TODO: what is odd, what it means for the reader, and how to tell the cases apart."\n'
        "\n"
        "1 error, 0 suggestions"
    )


def test_missing_annotations_are_added_below_one_heading(written):
    written.add(entry("2", "Too many orders") + entry("1", "Below"))
    added = [problem.edit.text for problem in written.problems()]
    assert [text.count("annotations:") for text in added] == [1, 0, 0]
    assert [text.count("- kind:") for text in added] == [1, 1, 1]


def test_the_lines_to_paste_are_what_is_missing(written):
    written.add(entry("2", "A second row"))
    written.add("\nannotations:\n" + only(written).corrected.replace("TODO: what", "What") + "\n")
    assert written.problems() == []


SECOND = "  - id: stream\n    title: Stream\n    transport: rest\n    entries:\n"


@pytest.mark.parametrize(
    ("rows", "kind", "codes", "cause"),
    [
        (entry("2", "B"), "duplicate-code", ["2"], "The code 2 stands more than once in section `general`."),
        (
            SECOND + entry("2", "B"),
            "conflicting-code",
            ["2"],
            "The code 2 has different messages in the sections general, stream.",
        ),
        (
            SECOND + entry("2", "too many requests!"),
            "repeated-code",
            ["2"],
            "In each of the sections general, stream stands 2, with the same message.",
        ),
        (
            entry("3", "Unknown symbol."),
            "shared-message",
            ["1", "3"],
            "The codes 1, 3 have the same message.",
        ),
        (entry("-1", "B"), "out-of-order", ["-1"], "The code -1 is lower than the one before it."),
        (entry("E3", "B"), "non-numeric-code", ["E3"], "The code E3 is no number."),
    ],
)
def test_every_finding_is_explained_and_no_explanation_outlives_it(written, rows, kind, codes, cause):
    before = written.text()
    written.add(rows)
    assert only(written).found == f"{cause} This {kind} is not annotated."
    written.add(note(kind, *codes))
    assert written.problems() == []
    written.write("alpha", before)
    written.add(note(kind, "1", "2") if codes == ["1", "3"] else note(kind, "2"))
    problem = only(written)
    assert said(problem) == f"data/venues/alpha.yml:38:5: error: This {kind} is no longer found."
    lines = written.text().splitlines(keepends=True)
    assert problem.expected == f"Delete lines 37 to {len(lines)}."
    written.write("alpha", "".join(lines[:36]))
    assert written.problems() == []


def test_a_stale_annotation_among_others_is_deleted_alone(written):
    written.add(entry("2", "B") + note("duplicate-code", "2"))
    lines = written.text().splitlines(keepends=True)
    stale = note("shared-message", "1", "2").splitlines(keepends=True)[1:]
    written.write("alpha", "".join([*lines[:41], *stale, *lines[41:]]))
    problem = only(written)
    assert problem.expected == "Delete lines 42 to 46."
    written.write("alpha", "".join(lines))
    assert written.problems() == []


def test_codes_repeated_in_the_same_sections_are_one_problem(written):
    written.add(SECOND + entry("1", "Unknown symbol") + entry("2", "Too many requests"))
    assert only(written).found == (
        "In each of the sections general, stream stands 1, 2, with the same message. This repeated-code is not annotated."
    )


def test_codes_repeated_in_other_sections_are_another_problem(written):
    third = SECOND.replace("stream", "archive").replace("Stream", "Archive")
    written.add(SECOND + entry("1", "Unknown symbol") + third + entry("2", "Too many requests"))
    assert [problem.found.split(" stands ")[0] for problem in written.problems()] == [
        "In each of the sections general, stream",
        "In each of the sections general, archive",
    ]


def test_one_code_too_many_in_an_annotation_is_named_with_its_line(written):
    written.add(entry("2", "B") + note("duplicate-code", "2", "1"))
    problem = only(written)
    assert said(problem) == "data/venues/alpha.yml:45:9: error: `1` is no longer part of this duplicate-code."
    assert problem.expected == "Delete line 45."


def test_venues_of_one_operator_are_compared(written):
    written.change("operator: Beta", "operator: Alpha", "beta")
    written.change('"Unknown symbol"', '"No such symbol"', "beta")
    problem = only(written)
    assert said(problem) == (
        "data/venues/alpha.yml:27:15: error: The code 1 has other rows at beta, which has the same operator. "
        "This conflicting-code is not annotated."
    )
    assert "    venues:\n      - beta\n" in problem.corrected
    written.add("annotations:\n" + problem.corrected.replace("TODO: what", "What") + "\n")
    assert written.problems() == []


def test_every_stale_annotation_is_told(written):
    written.change("operator: Beta", "operator: Alpha", "beta")
    written.add(
        "annotations:\n"
        '  - kind: conflicting-code\n    codes:\n      - "1"\n    venues:\n      - beta\n    note: Rows differ.\n'
        '  - kind: duplicate-code\n    codes:\n      - "1"\n    note: It stands twice.\n'
        '  - kind: out-of-order\n    codes:\n      - "2"\n    note: It comes late.\n'
    )
    stale = [
        f"This {kind} is no longer found." for kind in ("conflicting-code", "duplicate-code", "out-of-order")
    ]
    assert [problem.found for problem in written.problems()] == stale
    written.write("beta", "id: [")
    assert [problem.found for problem in written.problems()][1:] == stale[1:], "who knows what beta has"


def test_a_note_on_a_venue_that_cannot_be_read_is_left_alone(written):
    written.change("operator: Beta", "operator: Alpha", "beta")
    written.change('"Unknown symbol"', '"No such symbol"', "beta")
    written.add("annotations:\n" + only(written).corrected.replace("TODO: what", "What") + "\n")
    written.write("beta", "id: [")
    assert [problem.file for problem in written.problems()] == ["data/venues/beta.yml"]


# Order of keys


def test_keys_below_equal_keys_are_left_alone(written):
    out_of_order = "  - title: Other\n    id: other\n    transport: rest\n    entries:\n" + entry(
        "3", "Other"
    )
    written.add("sections:\n" + out_of_order * 2)
    assert only(written).found == "The key `sections` stands here twice, and YAML would keep only the last."


def test_keys_in_an_unusual_order_are_a_suggestion(written):
    written.change('      - code: "1"\n        http: 400\n', '      - http: 400\n        code: "1"\n')
    assert written.report() == (
        "data/venues/alpha.yml:27:9: suggestion: The keys of this entry are in an unusual order.\n"
        "   27 |       - http: 400\n"
        "      |         ^\n"
        "  Readers expect this one:\n"
        "    + |         code: ...\n"
        "    + |         http: ...\n"
        "    + |         messages: ...\n"
        "    + |         equivalent: ...\n"
        "\n"
        "0 errors, 1 suggestion"
    )


@pytest.mark.whole
def test_a_new_check_of_the_real_data_costs_no_more_than_a_second_and_a_half():
    import time

    from macros.reading.loader import read

    start = time.process_time()
    checks.check(read(ROOT))
    assert time.process_time() - start < 1.5
