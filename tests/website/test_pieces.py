"""What authors can put into hand-written pages: it holds what the catalogue holds, and a wrong call is one sentence."""

from __future__ import annotations

import pytest

from macros.catalogue.view import View
from macros.website.pieces import BLOCK, INLINE, MACROS, BadCall, Pieces, fill, placeholder
from tests.support.handmade import catalogue, entry, section, venue
from tests.support.rendered import changed, links, said, tree


@pytest.fixture
def pieces() -> Pieces:
    one = changed(venue(section(entry("1"), entry("0002")), operator="Alpha"), name="Alpha Spot")
    two = changed(
        venue(section(entry("1", equivalent="other")), id="two"), status="retired", retired="2026-01-02"
    )
    return Pieces(View(catalogue(one, two)), "../")


def block(pieces: Pieces, name: str, *arguments: object, **named: object) -> str:
    return fill(placeholder(name, *arguments, **named), pieces, BLOCK)


@pytest.mark.parametrize(
    ("name", "arguments", "refusal"),
    [
        ("entry", ["onee", "1"], "There is no venue `onee`. Did you mean `one`?"),
        ("entry", ["one", "9"], "There is no code of one `9`."),
        ("comparison", ["rejectedd"], "There is no condition `rejectedd`. Did you mean `rejected`?"),
        ("count", ["code"], "There is no thing to count `code`. Did you mean `codes`?"),
        ("count", [], "The macro `count` cannot be called like this (missing a required argument: 'what')."),
    ],
)
def test_a_wrong_call_is_refused_with_one_sentence(
    pieces: Pieces, name: str, arguments, refusal: str
) -> None:
    with pytest.raises(BadCall) as refused:
        fill(fill(placeholder(name, *arguments), pieces, INLINE), pieces, BLOCK)
    assert refusal in str(refused.value)


def test_every_macro_says_what_it_is() -> None:
    assert all(macro.__doc__ for macro in MACROS.values())


def test_counts_are_those_of_the_catalogue(pieces: Pieces) -> None:
    counts = {
        what: fill(placeholder("count", what), pieces, INLINE) for what in ("venues", "codes", "conditions")
    }
    assert counts == {"venues": "2", "codes": "3", "conditions": "2"}


def test_venues_stand_by_operator_with_retired_ones_apart(pieces: Pieces) -> None:
    for name in ("venues", "shelf"):
        shown = tree(block(pieces, name))
        assert links(shown) == ["../one/", "../two/"]
    listed = said(tree(block(pieces, "venues")))
    assert listed.index("In use") < listed.index("Alpha Spot") < listed.index("Retired")
    assert "2 codes · docs: captured 2025-11" in listed and "switched off 2026-01-02" in listed


def test_a_comparison_lists_the_codes_of_each_venue_below_each_condition(pieces: Pieces) -> None:
    shown = tree(block(pieces, "comparison", "rejected", "other"))
    lines = [said(line) for line in shown.iter("li")]
    assert lines == ["Alpha Spot: 1 0002", "two: 1"]
    only = tree(block(pieces, "comparison", category="all", venues=["two"]))
    assert [said(line) for line in only.iter("li")] == ["two: 1"]


def test_the_overview_shows_codes_with_the_answers_and_how_many_venues_more() -> None:
    venues = [venue(section(entry(str(each))), id=f"v{each}", operator=f"O{each}") for each in range(1, 8)]
    shown = tree(block(Pieces(View(catalogue(*venues)), "../"), "overview"))
    [row] = [row for row in shown.iter("tr") if row.get("data-category")]
    assert "did nothing, fix first v1 1 v2 2 v3 3 and 4 more venues" in said(row)


def test_the_comparison_page_can_do_without_scripts(pieces: Pieces) -> None:
    shown = tree(block(pieces, "compare"))
    assert {"../equivalents/rejected/", "../equivalents/other/"} <= set(links(shown))
    boxes = [each.get("value") for each in shown.iter("input") if each.get("type") == "checkbox"]
    assert boxes == ["one", "two"]
