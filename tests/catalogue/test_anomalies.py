"""What is wrong in the venues' documents is found, explained, and explained no longer than it is there.

The detectors are tried on small catalogues, each with its near miss. Then the real one is changed in every
way that must be noticed: an annotation lost, an anomaly added.
"""

import re
import shutil
from collections import Counter
from typing import get_args

import pytest

from macros.catalogue import anomalies
from macros.catalogue.anomalies import EDITORIAL, Finding
from macros.catalogue.model import AnomalyKind
from macros.reading.gate import load
from macros.reading.problems import BadData
from tests.support.handmade import annotation, catalogue, entry, section, venue
from tests.support.project import ROOT

KINDS = [kind for kind in get_args(AnomalyKind) if kind not in EDITORIAL]
"""The kinds that are found by code."""


@pytest.fixture(scope="module")
def real():
    return load(ROOT)


def found(*sections):
    """What is found in a venue of these sections, as (kind, codes, sections)."""
    return [(it.kind, it.codes, it.sections) for it in anomalies.find(catalogue(venue(*sections)))]


# The detectors


def test_nothing_is_found_where_nothing_is_odd():
    assert found(section(entry("1"), entry("2")), section(entry("-3"), entry("4"), id="more")) == []


def test_the_same_code_twice_in_one_section():
    assert found(section(entry("1"), entry("1", "Another text"))) == [("duplicate-code", ("1",), ("errors",))]


def test_three_rows_of_one_code_are_one_duplicate():
    rows = entry("1"), entry("1", "b"), entry("1", "c")
    assert found(section(*rows)) == [("duplicate-code", ("1",), ("errors",))]


@pytest.mark.parametrize("near", ["-1", "01", "1 ", "１"])
def test_codes_that_only_look_alike_are_no_duplicates(near):
    assert "duplicate-code" not in [kind for kind, *_ in found(section(entry("1"), entry(near)))]


def test_the_same_code_with_different_messages_in_two_sections():
    sections = section(entry("1", "Not found"), id="rest"), section(entry("1", "Not funded"), id="websocket")
    assert found(*sections) == [("conflicting-code", ("1",), ("rest", "websocket"))]


def test_a_message_that_one_section_lacks_is_a_conflict():
    both, one = entry("1", "Not found", "Not funded"), entry("1", "Not found")
    sections = section(both, id="rest"), section(one, id="websocket")
    assert found(*sections) == [("conflicting-code", ("1",), ("rest", "websocket"))]


def test_the_same_code_with_the_same_message_in_two_sections():
    sections = section(entry("1", "Not found"), id="rest"), section(entry("1", "not-found!"), id="websocket")
    assert found(*sections) == [("repeated-code", ("1",), ("rest", "websocket"))]


def test_different_codes_with_the_same_message():
    assert found(section(entry("1", "Order %s not found."), entry("2", "ORDER %S: not found"))) == [
        ("shared-message", ("1", "2"), ("errors",))
    ]


def test_the_same_message_in_different_sections_is_shared():
    sections = section(entry("1", "Not found"), id="rest"), section(entry("2", "Not found"), id="websocket")
    assert found(*sections) == [("shared-message", ("1", "2"), ("rest", "websocket"))]


@pytest.mark.parametrize(
    "near", ["Order 2 not found", "Order s not found", "Order not found", "Örder %s not found"]
)
def test_letters_digits_and_percent_signs_tell_messages_apart(near):
    assert found(section(entry("1", "Order %s not found"), entry("2", near))) == []


def test_one_code_may_say_the_same_twice():
    assert found(section(entry("1", "Not found", "not found"))) == []


def test_messages_of_punctuation_alone_are_not_compared():
    assert found(section(entry("1", "..."), entry("2", "!"))) == []


def test_texts_in_other_scripts_are_compared():
    rows = entry("1", "余额不足"), entry("2", "余额不足。")
    assert found(section(*rows)) == [("shared-message", ("1", "2"), ("errors",))]


@pytest.mark.parametrize(
    ("before", "code"), [("2", "1"), ("-2", "-1"), ("-1138", "-1137"), ("0010", "2"), ("3", "-2")]
)
def test_a_lower_number_than_before_is_out_of_order(before, code):
    assert found(section(entry(before), entry(code))) == [("out-of-order", (code,), ("errors",))]


@pytest.mark.parametrize(
    ("before", "code"), [("1", "2"), ("-1", "-2"), ("0402", "-1000"), ("-1", "1"), ("0001", "1")]
)
def test_the_sign_and_leading_zeros_do_not_disturb_the_order(before, code):
    assert found(section(entry(before), entry(code))) == []


def test_each_section_has_an_order_of_its_own():
    assert found(section(entry("9")), section(entry("1"), id="more")) == []


def test_codes_without_a_number_have_no_place_in_the_order():
    kinds = [kind for kind, *_ in found(section(entry("2"), entry("HTTP 403"), entry("1")))]
    assert kinds == ["non-numeric-code"]


@pytest.mark.parametrize(
    "code", ["HTTP ERROR CODE 403", "E1", "1.5", "--1", "+1", "1e3", "١٢", "-", "9" * 19]
)
def test_a_code_that_is_no_number(code):
    assert ("non-numeric-code", (code,), ("errors",)) in found(section(entry(code)))


@pytest.mark.parametrize("code", ["0", "0001", "-1021", "9" * 18])
def test_a_code_that_is_a_number(code):
    assert found(section(entry(code))) == []


def test_venues_of_one_operator_with_different_rows_conflict():
    spot = venue(section(entry("1"), entry("2", http=400)), id="a-spot", operator="A")
    futures = venue(section(entry("1"), entry("2", http=403)), id="a-futures", operator="A")
    assert anomalies.find(catalogue(futures, spot)) == [
        Finding("conflicting-code", "a-futures", ("2",), ("errors",), "a-spot")
    ]


def test_a_row_that_only_one_of_the_venues_has_is_a_conflict():
    spot = venue(section(entry("1"), entry("1", "Another text")), id="a-spot", operator="A")
    futures = venue(section(entry("1")), id="a-futures", operator="A")
    assert Finding("conflicting-code", "a-futures", ("1",), ("errors",), "a-spot") in anomalies.find(
        catalogue(futures, spot)
    )


def test_venues_of_different_operators_do_not_conflict():
    pair = venue(section(entry("1", "a")), id="a"), venue(section(entry("1", "b")), id="b")
    assert anomalies.find(catalogue(*pair)) == []


# Explained or not

TWICE = (entry("1"), entry("1", "Another text"))


@pytest.mark.parametrize(
    "note",
    [
        annotation("duplicate-code", "1"),
        annotation("duplicate-code", "1", sections=["errors"]),
    ],
)
def test_an_annotation_of_the_kind_and_the_code_explains(note):
    it = catalogue(venue(section(*TWICE), annotations=(note,)))
    assert (anomalies.unexplained(it), anomalies.stale(it)) == ([], [])


@pytest.mark.parametrize(
    "note",
    [
        annotation("wording", "1"),
        annotation("repeated-code", "1"),
        annotation("duplicate-code"),
        annotation("duplicate-code", "2"),
        annotation("duplicate-code", "1", sections=["more"]),
        annotation("duplicate-code", "1", venues=["two"]),
    ],
    ids=lambda note: f"{note.kind} {note.codes} {note.sections} {note.venues}",
)
def test_any_other_annotation_does_not(note):
    it = catalogue(venue(section(*TWICE), section(entry("2"), id="more"), annotations=(note,)))
    assert anomalies.unexplained(it) == anomalies.find(it) != []


def test_one_annotation_may_explain_several_findings():
    note = annotation("duplicate-code", "1", "2")
    it = catalogue(venue(section(*TWICE, entry("2"), entry("2", "b")), annotations=(note,)))
    assert anomalies.unexplained(it) == anomalies.stale(it) == []


def test_a_shared_message_is_explained_only_with_all_its_codes():
    rows = section(*(entry(code, "Not found") for code in "123"))
    it = catalogue(venue(rows, annotations=(annotation("shared-message", "1", "2"),)))
    assert [finding.codes for finding in anomalies.unexplained(it)] == [("1", "2", "3")]
    assert [codes for _, _, codes in anomalies.stale(it)] == [("1", "2")]


@pytest.mark.parametrize("home", ["a-spot", "a-futures"])
def test_a_conflict_between_venues_is_explained_at_either_of_them(home):
    ids = ["a-futures", "a-spot"]
    note = annotation("conflicting-code", "1", venues=[id for id in ids if id != home])
    notes = {home: (note,)}
    it = catalogue(
        *(venue(section(entry("1", id)), id=id, operator="A", annotations=notes.get(id, ())) for id in ids)
    )
    assert anomalies.find(it) != []
    assert anomalies.unexplained(it) == anomalies.stale(it) == []


def test_what_outlived_its_finding_is_stale():
    notes = (
        annotation("duplicate-code", "1", "2"),
        annotation("out-of-order", "1"),
        annotation("duplicate-code"),
        annotation("wording", "2"),
    )
    odd = venue(section(*TWICE, entry("2")), annotations=notes)
    assert anomalies.stale(catalogue(odd)) == [(odd, 0, ("2",)), (odd, 1, ("1",)), (odd, 2, ())]


# The real documents

PINNED = [
    ("duplicate-code", "bitmart-spot", ("60000",)),
    ("duplicate-code", "bitmart-spot", ("30006",)),
    ("duplicate-code", "bitmart-spot", ("30007",)),
    ("duplicate-code", "hashkey-global", ("0001",)),
    ("conflicting-code", "okex-v1-spot", ("10001",)),
    ("repeated-code", "bitmart-spot", ("1000",)),
    ("shared-message", "hashkey-global", ("-2020", "-2021")),
    ("out-of-order", "bitmart-spot", ("60000",)),
    ("out-of-order", "okex-v1-spot", ("10049",)),
    ("out-of-order", "hashkey-global", ("-1137",)),
    ("out-of-order", "binance-coin-m", ("-4188",)),
]


@pytest.mark.parametrize(("kind", "venue_id", "codes"), PINNED)
def test_known_anomalies_are_found(real, kind, venue_id, codes):
    assert (kind, venue_id, codes) in [(it.kind, it.venue, it.codes) for it in anomalies.find(real)]


def test_the_two_venues_of_bitmart_conflict_in_two_codes(real):
    between = [finding for finding in anomalies.find(real) if finding.other]
    assert [(it.codes, {it.venue, it.other}) for it in between] == [
        (("30006",), {"bitmart-spot", "bitmart-futures"}),
        (("30007",), {"bitmart-spot", "bitmart-futures"}),
    ]


def test_every_finding_is_explained_and_every_explanation_has_its_finding(real):
    assert (anomalies.unexplained(real), anomalies.stale(real)) == ([], [])


def test_no_annotation_can_be_lost(real):
    kinds = set()
    for place in real.venues:
        for index, note in enumerate(place.annotations):
            if note.kind not in EDITORIAL:
                rest = place.annotations[:index] + place.annotations[index + 1 :]
                left = anomalies.unexplained(_with(real, place.model_copy(update={"annotations": rest})))
                lost = f"{place.id}: {note.kind} {note.codes}"
                assert {finding.kind for finding in left} == {note.kind}, lost
                assert {code for finding in left for code in finding.codes} <= set(note.codes), lost
                kinds.add(note.kind)
    assert kinds == {finding.kind for finding in anomalies.find(real)}


@pytest.mark.whole
def test_no_duplicate_can_be_added(real):
    """Any row whose code stands alone in its section, written a second time."""
    for place in real.venues:
        for number, part in enumerate(place.sections):
            counts = Counter(row.code for row in part.entries)
            for index, row in enumerate(part.entries):
                if counts[row.code] == 1:
                    entries = part.entries[: index + 1] + part.entries[index:]
                    left = anomalies.unexplained(catalogue(_with_entries(place, number, entries)))
                    expected = Finding("duplicate-code", place.id, (row.code,), (part.id,))
                    assert expected in left, f"{place.id}: {row.code} in {part.id}"


@pytest.mark.parametrize(
    ("kind", "alike"),
    [
        ("conflicting-code", lambda row: entry(row.code, "A text that stands nowhere else")),
        ("repeated-code", lambda row: row),
    ],
)
def test_no_code_can_be_added_in_another_section(real, kind, alike):
    """Any row whose code stands nowhere else in its venue, written into the next section too."""
    for place in real.venues:
        counts = Counter(row.code for _, _, row in place.rows())
        for number, part in enumerate(place.sections[1:], start=1):
            for row in place.sections[number - 1].entries:
                if counts[row.code] == 1:
                    changed = _with_entries(place, number, [*part.entries, alike(row)])
                    left = [(it.kind, it.codes) for it in anomalies.unexplained(catalogue(changed))]
                    assert (kind, (row.code,)) in left, f"{place.id}: {row.code}"


@pytest.mark.parametrize(
    ("kind", "another"),
    [
        ("shared-message", lambda row: entry("999999999", row.messages[-1])),
        ("out-of-order", lambda row: entry("0", "A text that stands nowhere else")),
        ("non-numeric-code", lambda row: entry("E1", "A text that stands nowhere else")),
    ],
)
def test_no_new_code_can_be_added_unnoticed(real, kind, another):
    """A row of a new code, written into the middle of any section."""
    for place in real.venues:
        for number, part in enumerate(place.sections):
            middle = len(part.entries) // 2
            new = another(part.entries[0])
            entries = [*part.entries[:middle], new, *part.entries[middle:]]
            left = anomalies.unexplained(catalogue(_with_entries(place, number, entries)))
            assert any(it.kind == kind and new.code in it.codes for it in left), f"{place.id}: {part.id}"


def test_venues_of_one_operator_cannot_drift_apart(real):
    """Any code that the two venues of BitMart share, changed in one of them."""
    futures, spot = (place for place in real.venues if place.operator == "BitMart")
    explained = {"30006", "30007"}
    shared = {row.code for _, _, row in spot.rows()} & {row.code for _, _, row in futures.rows()} - explained
    assert shared
    for number, part in enumerate(futures.sections):
        for index, row in enumerate(part.entries):
            if row.code in shared:
                entries = list(part.entries)
                entries[index] = row.model_copy(update={"http": 499})
                left = anomalies.unexplained(catalogue(_with_entries(futures, number, entries), spot))
                assert [(it.codes, it.other) for it in left] == [((row.code,), spot.id)]


def _with(real, changed):
    """The catalogue with one venue replaced by a changed one."""
    venues = tuple(changed if place.id == changed.id else place for place in real.venues)
    return real.model_copy(update={"venues": venues})


def _with_entries(place, number, entries):
    """The venue with other entries in one of its sections."""
    sections = list(place.sections)
    sections[number] = sections[number].model_copy(update={"entries": entries})
    return place.model_copy(update={"sections": sections})


# The reports


@pytest.fixture
def copy(tmp_path):
    """A folder with a copy of the data."""
    shutil.copytree(ROOT / "data", tmp_path / "data")
    return tmp_path


def problems(root):
    """What is reported of the data in a folder."""
    try:
        load(root)
    except BadData as bad:
        return bad.problems
    return []


@pytest.mark.parametrize("kind", KINDS)
def test_a_missing_annotation_is_reported_with_the_lines_to_paste(real, copy, kind):
    place = next(it for it in real.venues if kind in [note.kind for note in it.annotations])
    path = copy / "data/venues" / f"{place.id}.yml"
    before, *notes = re.split(r"(?m)^(?=  - kind: )", path.read_text("utf-8"))
    notes.remove(next(note for note in notes if note.startswith(f"  - kind: {kind}\n")))
    path.write_text(before + "".join(notes), "utf-8")

    missing = problems(copy)
    assert missing and all(kind in problem.found for problem in missing)
    for problem in missing:
        with (copy / problem.file).open("a", encoding="utf-8") as file:
            file.write(f"{problem.corrected}\n")

    unwritten = problems(copy)
    assert len(unwritten) == len(missing)
    assert all("not written yet" in problem.found for problem in unwritten)
    for path in {copy / problem.file for problem in unwritten}:
        path.write_text(path.read_text("utf-8").replace("TODO", "Odd"), "utf-8")
    assert problems(copy) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_stale_annotation_is_reported_with_the_lines_to_delete(real, copy, kind):
    place = real.venues[0]
    code = place.sections[0].entries[0].code
    path = copy / "data/venues" / f"{place.id}.yml"
    lines = path.read_text("utf-8").splitlines()
    stale = [f"  - kind: {kind}", "    codes:", f'      - "{code}"', "    note: This was so once."]
    path.write_text("\n".join(lines + stale) + "\n", "utf-8")

    [problem] = problems(copy)
    assert kind in problem.found and problem.line == len(lines) + 1
    assert problem.expected == f"Delete lines {len(lines) + 1} to {len(lines) + len(stale)}."
