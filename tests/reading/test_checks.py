"""What must hold in the data beyond the shape of each record: each check finds its fault, and is silent next to it.

The sentences are in reports.yml. These tests ask for the rule and the place alone.
"""

from __future__ import annotations

import re
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from macros.catalogue import addresses
from macros.reading import checks, gate
from macros.reading.checks.addresses import RESERVED_ELEMENTS
from macros.reading.loader import read
from macros.reading.source import MAX_REPORTED
from tests.support.project import ROOT
from tests.support.written import VENUE, Written, entry


@pytest.fixture
def written(tmp_path: Path) -> Written:
    return Written(tmp_path)


def note(kind: str, *codes: str) -> str:
    """The lines of a venue's only annotation."""
    listed = "".join(f'      - "{code}"\n' for code in codes)
    return f"annotations:\n  - kind: {kind}\n    codes:\n{listed}    note: A note that says enough.\n"


def overridden(written: Written, *lines: str) -> None:
    """Adds lines to the first entry of alpha."""
    written.change("equivalent: bad-symbol", "\n        ".join(["equivalent: bad-symbol", *lines]))


SECOND = "  - id: stream\n    title: Stream\n    transport: rest\n    entries:\n"


def test_a_check_that_finds_more_than_anyone_reads_is_cut_off(written: Written) -> None:
    steps = "".join(f"  - TODO {number}\n" for number in range(MAX_REPORTED + 50))
    written.change("  - Wait.\n", steps, "rate-limit-exceeded")
    assert len(written.problems()) == MAX_REPORTED


def test_every_check_says_what_must_hold() -> None:
    listed = [*checks.OF_FILES, *checks.OF_VENUES, *checks.OF_ALL]
    assert all(check.__doc__ for check in listed)
    assert len(set(listed)) == len(listed)


# Ids


@pytest.mark.parametrize("name", sorted({*addresses.RESERVED, "con", "lpt1"}))
def test_a_venue_cannot_take_an_address_of_the_site(written: Written, name: str) -> None:
    quoted = VENUE.format(id=name, name="Site").replace(f"id: {name}\n", f'id: "{name}"\n')
    written.write(f"venues/{name}.yml", quoted)
    assert [problem.rule for problem in written.problems()] == ["reserved-id"]


def test_every_address_of_the_sites_own_is_reserved() -> None:
    pages = {path.stem for path in (ROOT / "docs").iterdir() if path.suffix in ("", ".md")}
    assert pages - {"index", "_headers"} <= addresses.RESERVED, "a venue of this name would hide a page"


def test_every_id_of_an_element_that_a_section_could_have_is_reserved() -> None:
    templates = (ROOT / "macros/website/templates").glob("*.html")
    ids = {id for path in templates for id in re.findall(r'\bid="([a-z0-9-]+)"', path.read_text("utf-8"))}
    assert ids == RESERVED_ELEMENTS


def test_a_condition_is_not_called_like_a_category(written: Written) -> None:
    written.add("  - id: bad-symbol\n    title: Bad symbols\n", "equivalents/categories.yml")
    assert written.broken() == ["bad-symbol:1:5: duplicate-id"]


def test_former_ids_belong_to_one_venue(written: Written) -> None:
    written.change("reviewed:", "former_ids:\n  - omega\nreviewed:")
    assert written.problems() == []
    written.change("reviewed:", "former_ids:\n  - omega\nreviewed:", "beta")
    assert written.broken() == ["beta:7:5: duplicate-id"]
    written.change("omega", "alpha", "beta")
    assert written.broken() == ["beta:7:5: duplicate-id"]
    written.change("  - alpha", "  - beta", "beta")
    assert written.broken() == ["beta:7:5: duplicate-id"]


def test_former_ids_belong_to_one_condition(written: Written) -> None:
    written.add("former_ids:\n  - bad-symbols\n", "rate-limit-exceeded")
    assert written.problems() == []
    written.add("former_ids:\n  - bad-symbols\n", "bad-symbol")
    assert written.broken() == ["rate-limit-exceeded:13:5: duplicate-id"]


def test_a_venue_may_be_called_like_a_condition(written: Written) -> None:
    written.write("venues/bad-symbol.yml", VENUE.format(id="bad-symbol", name="Bad Symbol"))
    assert written.problems() == []


def test_sections_of_a_venue_have_different_ids(written: Written) -> None:
    written.add(SECOND + entry("3", "Other symbol"))
    assert written.problems() == []
    written.change("id: stream", "id: general")
    assert written.broken() == ["alpha:37:9: duplicate-id"]


# Codes


@pytest.mark.parametrize("code", ["---", "日本", "%", "index", "CON", "x" * 101, "¿?"])
def test_a_code_needs_an_address(written: Written, code: str) -> None:
    written.add(entry(code, "Other symbol") + note("non-numeric-code", code))
    assert written.broken() == ["alpha:37:15: unusable-address"]


@pytest.mark.parametrize("length", [100, 101])
def test_an_address_has_at_most_100_characters(written: Written, length: int) -> None:
    written.change('code: "1"', f'code: "{"1" * length}"')
    assert ("alpha:27:15: unusable-address" in written.broken()) == (length > 100)


@pytest.mark.parametrize(("one", "other"), [("A b", "a-b"), ("Abc", "ABC"), ("5_1", "5.1")])
def test_codes_that_would_share_an_address_are_refused(written: Written, one: str, other: str) -> None:
    written.add(entry(one, "Symbol x") + entry(other, "Symbol y") + note("non-numeric-code", one, other))
    assert written.broken() == ["alpha:41:15: shared-address"]


def test_a_former_code_cannot_be_another_code(written: Written) -> None:
    overridden(written, "former_codes:", '  - "9"')
    assert written.problems() == []
    written.change('- "9"', '- "2"')
    assert written.broken() == ["alpha:34:15: shared-address"]


def test_entries_of_one_code_may_have_had_the_same_code_before(written: Written) -> None:
    overridden(written, "former_codes:", '  - "9"')
    again = entry("1", "Below").rstrip("\n") + '\n        former_codes:\n          - "9"\n'
    written.add(again + note("duplicate-code", "1"))
    assert written.broken() == ["alpha:39:15: out-of-order"]


@pytest.mark.parametrize(
    "code",
    ["10001 / 10002", "1,2", "1;2", "1|2", "1 & 2", "10003-10005", "1–3", "1~3", "1...3", "1 to 3", "-1/-2"],
)
def test_several_codes_are_not_one(written: Written, code: str) -> None:
    written.add(entry(code, "Other symbol"))
    assert written.broken() == ["alpha:37:15: several-codes"], "and nobody has to explain it as well"


@pytest.mark.parametrize("code", ["51008_1000", "-1021", "404.002", "2026-11", "12:30", "E 1-2", "5-5"])
def test_a_code_may_have_parts(written: Written, code: str) -> None:
    written.change('code: "2"', f'code: "{code}"')
    assert "several-codes" not in written.report()


def test_entries_of_one_code_have_different_anchors(written: Written) -> None:
    pinned = entry("2", "Other").rstrip("\n") + "\n        anchor: 3\n"
    written.add(pinned + note("duplicate-code", "2"))
    assert written.problems() == []
    written.change("anchor: 3", "anchor: 1")
    assert written.broken() == ["alpha:37:15: duplicate-anchor"]


def test_a_message_of_several_codes_is_an_entry_of_each(written: Written) -> None:
    shared = entry("3", "Refused").replace('code: "3"', 'codes:\n          - "1"\n          - "3"')
    written.add(shared)
    assert written.problems() == []
    written.change('- "3"', '- "%"')
    assert written.broken() == ["alpha:39:13: unusable-address", "alpha:39:13: non-numeric-code"]


# Dates and replies


@pytest.mark.parametrize("day", ["2026-02-30", "2026-13-01", "0000-00-00"])
def test_days_are_those_of_the_calendar(written: Written, day: str) -> None:
    written.change('"2026-11-20"', f'"{day}"')
    assert written.broken() == ["alpha:6:11: invalid-date"]


@pytest.mark.parametrize(("days", "rules"), [(0, []), (1, ["alpha:6:11: future-date"])])
def test_no_day_is_in_the_future_anywhere_on_earth(written: Written, days: int, rules: list[str]) -> None:
    now = datetime.now(timezone(timedelta(hours=14)))
    written.change("2026-11-20", (now + timedelta(days=days)).date().isoformat())
    assert written.broken() == rules


def test_a_state_of_a_document_may_have_a_month_alone(written: Written) -> None:
    written.change("version: captured 2026-11\n", 'version: captured 2026-11\n  date: "2026-11"\n')
    assert written.problems() == []
    written.change('date: "2026-11"', 'date: "2999-01"')
    assert written.broken() == ["alpha:11:9: future-date"]


def test_only_a_retired_venue_has_a_day_of_its_end(written: Written) -> None:
    written.change("status: active", 'status: retired\nretired: "2019-07-15"')
    assert written.problems() == []
    written.change("status: retired", "status: active")
    assert written.broken() == ["alpha:6:10: active-retired"]


def reply(transport: str) -> str:
    return (
        f"  - transport: {transport}\n    shape: An object.\n    code_key: code\n    code_type: number\n"
        "    example: '{}'\n"
    )


def test_each_transport_has_one_reply(written: Written) -> None:
    written.change("transport: rest\n    entries", "transport: websocket\n    entries")
    assert written.broken() == ["alpha:25:16: missing-reply"]
    written.change("clues:", reply("websocket") + "clues:")
    assert written.problems() == []
    written.change("transport: websocket\n    shape", "transport: rest\n    shape")
    assert written.broken() == ["alpha:18:5: duplicate-reply", "alpha:30:16: missing-reply"]


@pytest.mark.parametrize("transport", ["rest", "websocket", "any"])
def test_one_reply_may_be_that_of_every_transport(written: Written, transport: str) -> None:
    written.change("transport: rest\n    shape", "transport: any\n    shape")
    written.change("transport: rest\n    entries", f"transport: {transport}\n    entries")
    assert written.problems() == []


def test_codes_that_close_a_connection_come_without_a_reply(written: Written) -> None:
    written.change("transport: rest\n    entries", "transport: websocket-close\n    entries")
    assert written.problems() == []


# Sources


SOURCE = "    source:\n      title: Orders\n      url: https://example.com/orders\n      version: captured 2026-11\n"


@pytest.mark.parametrize("evidence", [SOURCE, "    observed: In public reports, November 2026.\n"])
def test_a_call_says_where_it_comes_from(written: Written, evidence: str) -> None:
    written.change(
        "\nsections:", f"calls:\n  - purpose: order\n    request: GET /order\n{evidence}\nsections:"
    )
    assert written.problems() == []
    written.change(evidence, "")
    assert written.broken() == ["alpha:22:5: missing-source"]


def test_a_call_is_for_sections_of_its_venue(written: Written) -> None:
    call = f"calls:\n  - purpose: order\n    sections:\n      - general\n    request: GET /order\n{SOURCE}"
    written.change("\nsections:", f"{call}\nsections:")
    assert written.problems() == []
    written.change("      - general\n", "      - special\n")
    assert written.broken() == ["alpha:24:9: unknown-section"]


# Conditions


def test_conditions_are_used(written: Written) -> None:
    written.change("equivalent: rate-limit-exceeded", "equivalent: bad-symbol")
    assert written.problems() == []
    written.change("equivalent: rate-limit-exceeded", "equivalent: bad-symbol", "beta")
    assert written.broken() == ["rate-limit-exceeded:1:5: unused-condition"]


def test_nobody_knows_what_is_used_while_something_cannot_be_read(written: Written) -> None:
    for name in ("alpha", "beta"):
        written.change("equivalent: rate-limit-exceeded", "equivalent: bad-symbol", name)
    written.add("  - x\n", "beta")
    assert [problem.rule for problem in written.problems()] == ["wrong-type"]


def test_a_neighbour_that_is_named_exists_and_is_another(written: Written) -> None:
    written.change("`bad-symbol`", "`worse-symbol`", "rate-limit-exceeded")
    assert written.broken() == ["rate-limit-exceeded:4:10: unknown-neighbour"]
    written.change("`worse-symbol`", "`rate-limit-exceeded`", "rate-limit-exceeded")
    assert written.broken() == ["rate-limit-exceeded:4:10: unknown-neighbour"]
    written.change("`rate-limit-exceeded`", "`code` and `recvWindow`", "rate-limit-exceeded")
    assert written.problems() == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("grpc: UNAVAILABLE", "grpc: UNAVAILBLE"),
        ("ccxt: RateLimitExceeded", "ccxt: RateLimit"),
        ("fix: {field: OrdRejReason, value: 1}", "fix: {field: OrdRejReason, value: 77777}"),
    ],
)
def test_a_crosswalk_names_a_published_term(written: Written, right: str, wrong: str) -> None:
    written.change("grpc: RESOURCE_EXHAUSTED", right, "rate-limit-exceeded")
    assert written.problems() == []
    written.change(right, wrong, "rate-limit-exceeded")
    assert [problem.rule for problem in written.problems()] == ["unknown-term"]


def test_every_entry_without_a_condition_is_reported(written: Written) -> None:
    written.change("equivalent: bad-symbol", "equivalent: open")
    written.change("equivalent: rate-limit-exceeded", "equivalent: no-such")
    assert written.broken() == ["alpha:31:21: open-condition", "alpha:36:21: unknown-condition"]


def test_only_a_condition_that_is_surely_meant_is_put_in_its_place(written: Written) -> None:
    for wrong, right in [
        ("bad-symbl", "bad-symbol"),
        ("bad-symbol-name", None),
        ("insufficient-balance", None),
    ]:
        written.change("equivalent: bad-symbol", f"equivalent: {wrong}")
        (problem,) = written.problems()
        assert (problem.edit and problem.edit.text) == right
        written.change(f"equivalent: {wrong}", "equivalent: bad-symbol")


def test_few_entries_mean_a_catch_all(written: Written) -> None:
    written.change("acts: developer\n", "acts: developer\nunspecified: true\n", "bad-symbol")
    written.add("".join(entry(str(code), f"Row {code}") for code in range(3, 12)))
    assert written.problems() == [], "ten of a small venue"
    written.add(entry("12", "Which symbol?"))
    assert written.broken() == ["alpha:22:1: too-many-catch-alls"]
    rest = "".join(entry(str(code), f"Row {code}", "rate-limit-exceeded") for code in range(13, 221))
    written.add(rest)
    assert written.problems() == [], "11 of 220 are 5 %"


def test_catch_alls_of_one_venue_cost_another_nothing(written: Written) -> None:
    written.change("acts: developer\n", "acts: developer\nunspecified: true\n", "bad-symbol")
    written.add("".join(entry(str(code), f"Row {code}") for code in range(3, 13)))
    assert {problem.file for problem in written.problems()} == {"data/venues/alpha.yml"}


# Answers

ALLOWED = {
    ("rejected", "never", False),
    ("rejected", "never", True),
    ("rejected", "later", False),
    ("rejected", "later", True),
    ("unknown", "verify-first", True),
    ("partial", "verify-first", True),
    ("done", "not-needed", False),
    ("done", "not-needed", True),
}
OUTCOMES = ("rejected", "unknown", "partial", "done")
RETRIES = ("never", "later", "verify-first", "not-needed")


@pytest.mark.parametrize("verify", [False, True], ids=["", "verify"])
@pytest.mark.parametrize("retry", RETRIES)
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_an_answer_says_one_thing(written: Written, outcome: str, retry: str, verify: bool) -> None:
    answer = f"retry: {retry}\noutcome: {outcome}\n" + ("verify:\n  - order\n" if verify else "")
    written.change("retry: never\noutcome: rejected\n", answer, "bad-symbol")
    rules = [problem.rule for problem in written.problems()]
    assert (rules == []) == ((outcome, retry, verify) in ALLOWED)
    assert rules in ([], ["contradictory-answer"], ["missing-verify"])


@pytest.mark.parametrize(
    ("lines", "rules"),
    [
        (["outcome: unknown"], ["contradictory-answer"]),
        (["retry: verify-first"], ["contradictory-answer"]),
        (["retry: verify-first", "outcome: unknown"], ["missing-verify"]),
        (["retry: verify-first", "outcome: unknown", "verify:", "  - order"], []),
        (["verify:", "  - order"], []),
        (["acts: operator"], []),
        (["retry: later"], []),
    ],
)
def test_an_override_fits_what_it_leaves_of_its_condition(
    written: Written, lines: list[str], rules: list[str]
) -> None:
    overridden(written, *lines, "note: A reason.")
    assert [problem.rule for problem in written.problems()] == rules


def test_what_a_condition_says_by_request_is_said_once(written: Written) -> None:
    answer = "  - request: cancel\n    outcome: rejected\n    retry: later\n"
    written.add(f"by_request:\n{answer}", "bad-symbol")
    assert written.problems() == []
    written.add(answer, "bad-symbol")
    assert written.broken() == ["bad-symbol:14:14: duplicate-request"]


@pytest.mark.parametrize("key", ["retry: never", "outcome: rejected", "acts: developer"])
def test_an_override_that_changes_nothing_is_refused(written: Written, key: str) -> None:
    overridden(written, key, "note: A reason.")
    assert written.broken() == ["alpha:32:9: needless-override"]


def test_an_override_has_a_reason(written: Written) -> None:
    overridden(written, "retry: later", "acts: venue")
    assert written.broken() == ["alpha:32:9: override-without-reason"], "one reason for all"
    written.change("acts: venue", "acts: venue\n        note: The symbol is listed a little later.")
    assert written.problems() == []


# Texts


@pytest.mark.parametrize(
    "text", ["TODO", "todo: explain", "TBD", "Fixme later", "...", "-", "Lorem ipsum dolor"]
)
@pytest.mark.parametrize("key", ["note", "description", "observed"])
def test_a_note_that_says_nothing_is_refused(written: Written, key: str, text: str) -> None:
    overridden(written, f'{key}: "{text}"')
    assert written.broken() == [f"alpha:32:{11 + len(key)}: unwritten-text"]


def test_a_note_that_repeats_the_message_is_refused(written: Written) -> None:
    overridden(written, "description: unknown SYMBOL!")
    assert written.broken() == ["alpha:32:22: repeated-message"]
    written.change("unknown SYMBOL!", "The symbol was delisted or never existed.")
    assert written.problems() == []


def test_a_text_that_is_not_written_is_refused_in_any_file(written: Written) -> None:
    written.change("title: Errors", "title: TODO")
    written.change("url: https://example.com/alpha", "url: https://TODO")
    written.change("meaning: Too many", "meaning: TODO many", "rate-limit-exceeded")
    assert written.broken() == [
        "rate-limit-exceeded:3:10: unwritten-text",
        "alpha:8:10: unwritten-text",
        "alpha:9:8: unwritten-text",
    ]


KEY = "vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A"


@pytest.mark.parametrize(
    "text",
    [
        f"Sent with {KEY}.",
        f"`apiKey={KEY}`",
        "c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71",
        "kQH5HW/8p1uGOVjbgWA7FunAmGO8lsSUXNsu3eow76sz84Q18fWxnyRzBHCd3pd5nE9qa99HAZtuZuj6F1huXg==",
        "The account is 0x3d3c42e5aac5ba805825da76410c181273ba90b1.",
    ],
)
@pytest.mark.parametrize("key", ["note", "description", "observed"])
def test_a_key_or_signature_in_a_text_is_refused(written: Written, key: str, text: str) -> None:
    overridden(written, f'{key}: "{text}"')
    assert written.broken() == [f"alpha:32:{11 + len(key)}: secret"]
    assert KEY[:10] not in written.report().replace(written.text().splitlines()[31].strip(), "")


@pytest.mark.parametrize(
    "text",
    [
        "Look at GET /sapi/v1/portfolio/interest-history/assets/v2/all",
        "MAX_NUM_ALGO_ORDERS_PER_SYMBOL_AND_ACCOUNT_2",
        "Donaudampfschifffahrtsgesellschaftskapitaen",
        "As of commit 3d3c42e5aac5ba805825da76410c181273ba90b1 of the library.",
        "123e4567-e89b-12d3-a456-426614174000",
        "11111111111111111111111111111111111",
    ],
)
def test_long_words_that_give_nothing_away_are_allowed(written: Written, text: str) -> None:
    overridden(written, f'note: "{text}"')
    assert written.problems() == []


def test_a_documented_message_may_hold_any_word(written: Written) -> None:
    written.change("Unknown symbol", f"Unknown symbol {KEY}")
    assert written.problems() == []


# Annotations


@pytest.mark.parametrize(
    ("extra", "rule"),
    [
        ('    codes:\n      - "3"\n', "unknown-code"),
        ("    sections:\n      - special\n", "unknown-section"),
        ("    venues:\n      - beta\n", "unknown-venue"),
        ("    venues:\n      - alpha\n", "unknown-venue"),
        ("    venues:\n      - gamma\n", "unknown-venue"),
    ],
)
def test_an_annotation_names_what_exists(written: Written, extra: str, rule: str) -> None:
    written.add(f"annotations:\n  - kind: wording\n{extra}    note: A note that says enough.\n")
    assert written.broken() == [f"alpha:40:9: {rule}"]


def test_missing_annotations_are_added_below_one_heading(written: Written) -> None:
    written.add(entry("2", "Too many orders") + entry("1", "Below"))
    added = [problem.edit.text for problem in written.problems() if problem.edit]
    assert [text.count("annotations:") for text in added] == [1, 0, 0]
    assert [text.count("- kind:") for text in added] == [1, 1, 1]


@pytest.mark.parametrize(
    ("rows", "kind", "codes"),
    [
        (entry("2", "B"), "duplicate-code", ["2"]),
        (SECOND + entry("2", "B"), "conflicting-code", ["2"]),
        (SECOND + entry("2", "too many requests!"), "repeated-code", ["2"]),
        (entry("3", "Unknown symbol."), "shared-message", ["1", "3"]),
        (entry("-1", "B"), "out-of-order", ["-1"]),
        (entry("E3", "B"), "non-numeric-code", ["E3"]),
    ],
)
def test_every_finding_is_explained_and_no_explanation_outlives_it(
    written: Written, rows: str, kind: str, codes: list[str]
) -> None:
    before = written.text()
    written.add(rows)
    (problem,) = written.problems()
    assert problem.rule == kind
    written.add(f"annotations:\n{problem.corrected.replace('TODO: what', 'What')}\n")
    assert written.problems() == [], "the lines to paste are what is missing"
    written.write("alpha", before + note(kind, *(["1", "2"] if len(codes) > 1 else ["2"])))
    assert written.broken() == ["alpha:38:5: stale-annotation"]
    lines = written.text().splitlines(keepends=True)
    assert written.problems()[0].expected == f"Delete lines 37 to {len(lines)}."
    written.write("alpha", "".join(lines[:36]))
    assert written.problems() == []


def test_a_stale_annotation_among_others_is_deleted_alone(written: Written) -> None:
    written.add(entry("2", "B") + note("duplicate-code", "2"))
    lines = written.text().splitlines(keepends=True)
    stale = note("shared-message", "1", "2").splitlines(keepends=True)[1:]
    written.write("alpha", "".join([*lines[:41], *stale, *lines[41:]]))
    (problem,) = written.problems()
    assert problem.expected == "Delete lines 42 to 46."
    written.write("alpha", "".join(lines))
    assert written.problems() == []


def test_one_code_too_many_in_an_annotation_is_named_with_its_line(written: Written) -> None:
    written.add(entry("2", "B") + note("duplicate-code", "2", "1"))
    assert written.broken() == ["alpha:45:9: stale-annotation"]
    assert written.problems()[0].expected == "Delete line 45."


def test_what_one_note_can_explain_is_one_problem(written: Written) -> None:
    third = SECOND.replace("stream", "archive").replace("Stream", "Archive")
    written.add(SECOND + entry("1", "Unknown symbol") + entry("2", "Too many requests"))
    assert written.broken() == ["alpha:45:15: repeated-code"]
    written.add(third + entry("2", "Too many requests"))
    assert written.broken() == ["alpha:41:15: repeated-code", "alpha:53:15: repeated-code"]


def test_venues_of_one_operator_are_compared(written: Written) -> None:
    written.change("operator: Beta", "operator: Alpha", "beta")
    written.change('"Unknown symbol"', '"No such symbol"', "beta")
    (problem,) = written.problems()
    assert (problem.file, problem.rule) == ("data/venues/alpha.yml", "conflicting-code")
    written.add(f"annotations:\n{problem.corrected.replace('TODO: what', 'What')}\n")
    assert written.problems() == []
    written.write("beta", "id: [")
    assert [problem.file for problem in written.problems()] == ["data/venues/beta.yml"], (
        "who knows what it has"
    )


@pytest.mark.parametrize(("older", "home"), [("alpha", "beta"), ("beta", "alpha")])
def test_what_is_missing_for_two_venues_belongs_to_the_one_reviewed_later(
    written: Written, older: str, home: str
) -> None:
    written.change("operator: Beta", "operator: Alpha", "beta")
    written.change('"Unknown symbol"', '"No such symbol"', "beta")
    written.change("2026-11-20", "2026-11-19", older)
    assert written.broken() == [f"{home}:27:15: conflicting-code"]
    (problem,) = written.problems()
    written.add(f"annotations:\n{problem.corrected.replace('TODO: what', 'What')}\n", home)
    assert written.problems() == []


def test_every_stale_annotation_is_reported(written: Written) -> None:
    written.change("operator: Beta", "operator: Alpha", "beta")
    written.add(
        "annotations:\n"
        '  - kind: conflicting-code\n    codes:\n      - "1"\n    venues:\n      - beta\n    note: Rows differ.\n'
        '  - kind: duplicate-code\n    codes:\n      - "1"\n    note: It is there twice.\n'
        '  - kind: out-of-order\n    codes:\n      - "2"\n    note: It comes late.\n'
    )
    places = ["alpha:38:5: stale-annotation", "alpha:44:5: stale-annotation", "alpha:48:5: stale-annotation"]
    assert written.broken() == places
    written.write("beta", "id: [")
    assert written.broken()[1:] == places[1:], "who knows what beta has"


# Order of keys


def test_keys_below_equal_keys_are_left_alone(written: Written) -> None:
    unusual = "  - title: Other\n    id: other\n    transport: rest\n    entries:\n" + entry("3", "Other")
    written.add("sections:\n" + unusual * 2)
    assert [problem.rule for problem in written.problems()] == ["duplicate-key"]


@pytest.mark.whole
def test_a_check_of_the_real_data_costs_no_more_than_a_millisecond_for_each_row() -> None:
    start = time.process_time()
    reading = read(ROOT)
    gate.check(reading)
    rows = sum(1 for venue in reading.venues.values() for _ in venue.rows())
    assert time.process_time() - start < 0.5 + rows / 1000
