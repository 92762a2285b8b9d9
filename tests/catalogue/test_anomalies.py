"""What is wrong in the venues' documents is found, explained, and explained no longer than it is there.

The detectors are tried on small catalogues, each with its near miss. Of the real documents only what was seen in them by
eye is asked for.
"""

from __future__ import annotations

import pytest

from macros.catalogue import anomalies
from macros.catalogue.anomalies import Finding, alike
from macros.catalogue.model import Catalogue, Entry, Section, Venue
from tests.support.handmade import annotation, catalogue, entry, section, venue


def found(*sections: Section) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """What is found in a venue of these sections, as (kind, codes, sections)."""
    return [(it.kind, it.codes, it.sections) for it in anomalies.find(catalogue(venue(*sections)))]


def unexplained(it: Catalogue) -> list[Finding]:
    """The findings that no annotation is about."""
    return [finding for finding, places in anomalies.explained(it) if not places]


def stale(it: Catalogue) -> list[tuple[Venue, int, tuple[str, ...]]]:
    """The annotations that outlived their finding."""
    return list(anomalies.stale(it, anomalies.explained(it)))


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


@pytest.mark.parametrize(("meaning", "kind"), [("rejected", "repeated-code"), ("own", "conflicting-code")])
def test_rows_that_are_only_explained_are_compared_by_what_they_mean(meaning: str, kind: str) -> None:
    def explained(text: str, equivalent: str) -> Entry:
        return Entry(code="1", explanation=text, equivalent=equivalent)

    rest = section(explained("No such order", "rejected"), id="rest")
    websocket = section(explained("The order is not there", meaning), id="websocket")
    assert found(rest, websocket) == [(kind, ("1",), ("rest", "websocket"))]


@pytest.mark.parametrize(
    ("explanation", "kind"), [("The order is gone!", "repeated-code"), ("No funds", "conflicting-code")]
)
def test_a_row_with_a_message_and_one_without_are_compared_by_their_explanations(
    explanation: str, kind: str
) -> None:
    told = Entry(code="1", messages=["Not found"], explanation="The order is gone", equivalent="rejected")
    only_explained = Entry(code="1", explanation=explanation, equivalent="rejected")
    for rows in [(told, only_explained), (only_explained, told)]:
        sections = [section(row, id=id) for row, id in zip(rows, ("rest", "websocket"), strict=True)]
        assert found(*sections) == [(kind, ("1",), ("rest", "websocket"))]
    venues = [venue(section(row), id=id, operator="A") for row, id in [(told, "a"), (only_explained, "b")]]
    assert bool(anomalies.find(catalogue(*venues))) == (kind == "conflicting-code")


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


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("An error occured.", "An error occurred"),
        ("Paramter %s is missing", "Parameter %s is missing"),
        ("The balnace is too low", "The balance is too low"),
        ("Order does not exists", "Order does not exist"),
        ("Too many requests", "TOO-MANY requests!"),
    ],
)
def test_a_slip_of_spelling_is_no_other_message(one: str, other: str) -> None:
    assert alike(one, other) and alike(other, one)
    sections = section(entry("1", one), id="rest"), section(entry("1", other), id="websocket")
    assert found(*sections) == [("repeated-code", ("1",), ("rest", "websocket"))]
    pair = (
        venue(section(entry("1", one)), id="a", operator="A"),
        venue(section(entry("1", other)), id="b", operator="A"),
    )
    assert anomalies.find(catalogue(*pair)) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Order not found", "Order not funded"),
        ("Position increased", "Position decreased"),
        ("The minimum is 5", "The maximum is 5"),
        ("Account disabled", "Account enabled"),
        ("Ask price", "Bid price"),
        ("Lower limit", "Power limit"),
        ("Wait 12345 seconds", "Wait 12346 seconds"),
        ("Not allowed", "Now allowed"),
        ("Order not found", "Order was not found"),
        ("Use %s", "Use"),
    ],
)
def test_another_word_is_another_message(one: str, other: str) -> None:
    assert not alike(one, other) and not alike(other, one)


def shared(*codes: str, message: str = "Refused") -> Entry:
    """A message that the document gives for several codes at once."""
    return Entry(codes=list(codes), messages=[message], equivalent="rejected")


def test_a_message_of_several_codes_is_no_row_of_any_of_them() -> None:
    rows = entry("1"), entry("2"), shared("2", "1", message="Refused"), shared("1", "2", message="REFUSED")
    assert found(section(*rows), section(shared("1", "2"), id="more")) == []


def test_a_code_that_only_has_shared_messages_may_be_no_number() -> None:
    assert found(section(shared("E1", "2"))) == [("non-numeric-code", ("E1",), ("errors",))]


def test_what_was_only_observed_is_no_anomaly_of_the_document() -> None:
    observed = section(entry("9"), entry("1"), entry("1", "b"), entry("E1"), id="seen").model_copy(
        update={"observed": "In public reports, November 2026."}
    )
    assert found(section(entry("1")), observed) == []


def test_the_same_finding_is_found_once() -> None:
    rows = [entry(code, f"Row {number}") for number, code in enumerate(["1", "2", "1", "2", "1"])]
    kinds = [kind for kind, *_ in found(section(*rows))]
    assert sorted(kinds) == ["duplicate-code", "duplicate-code", "out-of-order"]


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
    assert (unexplained(it), stale(it)) == ([], [])


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
    assert unexplained(it) == anomalies.find(it) != []


def test_one_annotation_may_explain_several_findings():
    note = annotation("duplicate-code", "1", "2")
    it = catalogue(venue(section(*TWICE, entry("2"), entry("2", "b")), annotations=(note,)))
    assert unexplained(it) == stale(it) == []


def test_a_shared_message_is_explained_only_with_all_its_codes():
    rows = section(*(entry(code, "Not found") for code in "123"))
    it = catalogue(venue(rows, annotations=(annotation("shared-message", "1", "2"),)))
    assert [finding.codes for finding in unexplained(it)] == [("1", "2", "3")]
    assert [codes for _, _, codes in stale(it)] == [("1", "2")]


@pytest.mark.parametrize("home", ["a-spot", "a-futures"])
def test_a_conflict_between_venues_is_explained_at_either_of_them(home):
    ids = ["a-futures", "a-spot"]
    note = annotation("conflicting-code", "1", venues=[id for id in ids if id != home])
    notes = {home: (note,)}
    it = catalogue(
        *(venue(section(entry("1", id)), id=id, operator="A", annotations=notes.get(id, ())) for id in ids)
    )
    assert anomalies.find(it) != []
    assert unexplained(it) == stale(it) == []


def test_what_outlived_its_finding_is_stale():
    notes = (
        annotation("duplicate-code", "1", "2"),
        annotation("out-of-order", "1"),
        annotation("duplicate-code"),
        annotation("wording", "2"),
    )
    odd = venue(section(*TWICE, entry("2")), annotations=notes)
    assert stale(catalogue(odd)) == [(odd, 0, ("2",)), (odd, 1, ("1",)), (odd, 2, ())]


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
"""Seen in the documents of the first venues."""


def test_known_anomalies_are_found(catalogue: Catalogue) -> None:
    findings = {(it.kind, it.venue, it.codes) for it in anomalies.find(catalogue)}
    assert set(PINNED) <= findings


def test_the_two_venues_of_bitmart_conflict_in_two_codes(catalogue: Catalogue) -> None:
    pair = {"bitmart-spot", "bitmart-futures"}
    between = [finding for finding in anomalies.find(catalogue) if {finding.venue, finding.other} == pair]
    assert [finding.codes for finding in between] == [("30006",), ("30007",)]


def test_every_finding_is_explained_and_every_explanation_has_its_finding(catalogue: Catalogue) -> None:
    assert (unexplained(catalogue), stale(catalogue)) == ([], [])
