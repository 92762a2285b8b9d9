"""Codes that are alike on different venues: computed from the data, with nothing written by a person.

The rules are tried on small catalogues.
"""

import pytest

from macros.catalogue import collisions
from macros.catalogue.permalinks import permalinks
from tests.support.handmade import catalogue, entry, section, venue


def found(*venues):
    """What is found, as (kind, key, addresses)."""
    alike = collisions.find(permalinks(catalogue(*venues)))
    return [(it.kind, it.key, [page.url for page in it.permalinks]) for it in alike]


def test_the_same_code_on_two_venues():
    assert found(venue(section(entry("-1")), id="a"), venue(section(entry("-1")), id="b")) == [
        ("same-code", "-1", ["/a/-1/", "/b/-1/"])
    ]


def test_the_same_number_once_signs_and_zeros_are_lost():
    assert found(venue(section(entry("0042")), id="a"), venue(section(entry("-42")), id="b")) == [
        ("same-number", "42", ["/a/0042/", "/b/-42/"])
    ]


def test_the_same_number_within_one_venue():
    assert found(venue(section(entry("0042"), entry("42")), id="a")) == [
        ("same-number", "42", ["/a/0042/", "/a/42/"])
    ]


def test_equal_codes_beside_one_that_is_merely_alike_are_both_kinds():
    a, b, c = (venue(section(entry(code)), id=id) for id, code in [("a", "7"), ("b", "7"), ("c", "-7")])
    assert found(a, b, c) == [
        ("same-code", "7", ["/a/7/", "/b/7/"]),
        ("same-number", "7", ["/a/7/", "/b/7/", "/c/-7/"]),
    ]


def test_several_rows_of_one_code_on_one_venue_are_no_collision():
    assert found(venue(section(entry("1"), entry("1", "b")), section(entry("1"), id="more"), id="a")) == []


@pytest.mark.parametrize(("one", "other"), [("1", "2"), ("10", "1"), ("E1", "1"), ("E1", "e1")])
def test_other_codes_do_not_collide(one, other):
    assert found(venue(section(entry(one)), id="a"), venue(section(entry(other)), id="b")) == []


def test_codes_that_are_no_numbers_collide_as_they_are_written():
    assert found(venue(section(entry("E1")), id="a"), venue(section(entry("E1")), id="b")) == [
        ("same-code", "E1", ["/a/e1/", "/b/e1/"])
    ]


def test_collisions_are_sorted_by_number_with_words_last():
    codes = [entry("E1"), entry("100"), entry("-20"), entry("3")]
    it = collisions.find(
        permalinks(catalogue(venue(section(*codes), id="a"), venue(section(*codes), id="b")))
    )
    assert [collision.key for collision in it] == ["3", "-20", "100", "E1"]


@pytest.mark.parametrize(
    ("ours", "theirs", "same"),
    [
        (["expired"], ["expired"], True),
        (["expired"], ["unknown"], False),
        (["expired", "unknown"], ["unknown", "expired"], True),
        (["expired", "unknown"], ["expired"], False),
    ],
)
def test_the_condition_is_the_same_where_all_rows_agree(ours, theirs, same):
    pair = (
        venue(section(*(entry("1", equivalent=condition) for condition in conditions)), id=id)
        for id, conditions in [("a", ours), ("b", theirs)]
    )
    [collision] = collisions.find(permalinks(catalogue(*pair)))
    assert collision.same_condition is same
