"""The page of a condition: venues go down, with as many of them as there may be; and what the comparison loads."""

from __future__ import annotations

import json

from macros.catalogue.model import Catalogue
from macros.catalogue.view import View
from macros.website.comparison import MOST_WORDINGS, artefacts, by_operator, first_choice, product_of
from tests.support.handmade import catalogue, entry, section, venue
from tests.support.pages import with_class, with_id
from tests.support.rendered import Rendered, changed, links, said


def many(number: int) -> Catalogue:
    """That many venues, of which each has the condition a dozen times."""
    rows = [entry(str(each), f"Wording {each}") for each in range(12)]
    return catalogue(*(venue(section(*rows), id=f"venue-{each:03}") for each in range(number)))


def test_each_venue_is_a_row_of_its_own() -> None:
    tree = Rendered(many(3))["/equivalents/rejected/"]
    assert not list(tree.iter("th"))
    for each in range(3):
        row = with_id(tree, f"venue-{each:03}")
        assert said(row).startswith(f"venue-{each:03} Spot")
        assert f"../../venue-{each:03}/7/" in links(row)


def test_venues_stand_by_operator_and_retired_ones_last() -> None:
    one = venue(section(entry("1")), id="z-spot", operator="Alpha")
    two = venue(section(entry("1")), id="a-spot", operator="Beta")
    old = changed(venue(section(entry("1")), id="a-old", operator="Alpha"), status="retired")
    tree = Rendered(catalogue(one, two, old))["/equivalents/rejected/"]
    [uses] = with_class(tree, "vec-uses")
    assert [each.get("id") for each in uses] == ["z-spot", "a-spot", "a-old"]
    assert list(by_operator([old, two, one])) == ["Alpha", "Beta"]


def test_equal_wordings_are_one_line_with_all_their_codes() -> None:
    rows = [entry("1", "No funds."), entry("2", "no funds"), entry("3", "Too little")]
    tree = Rendered(catalogue(venue(section(*rows))))["/equivalents/rejected/"]
    lines = [said(line) for line in with_id(tree, "one").iter("li")]
    assert lines == ["1 2 No funds.", "3 Too little"]


def test_the_exception_is_marked_and_the_rule_is_not() -> None:
    rows = [entry("1", "Plain"), changed(entry("2", "Odd"), retry="later", note="The docs say so.")]
    tree = Rendered(catalogue(venue(section(*rows))))["/equivalents/rejected/"]
    plain, odd = (said(line) for line in with_id(tree, "one").iter("li"))
    assert plain == "1 Plain" and "wait, then retry" in odd


def test_venues_without_a_code_are_one_sentence() -> None:
    one, two = venue(section(entry("1"))), venue(section(entry("1", equivalent="other")), id="two")
    tree = Rendered(catalogue(one, two))["/equivalents/rejected/"]
    assert "No code for it: two." in said(tree)


def test_with_a_hundred_venues_the_page_stays_within_its_limit_and_the_rest_is_one_link_away() -> None:
    page = Rendered(many(100))
    html = page.html("/equivalents/rejected/")
    assert len(html.encode()) < 230_000
    lines = list(with_class(page["/equivalents/rejected/"], "vec-message"))
    assert len(lines) <= MOST_WORDINGS
    assert "../../venue-099/?condition=rejected" in html


def test_a_product_is_named_without_its_operator() -> None:
    one = changed(venue(section(entry("1"))), name="Alpha Spot", operator="Alpha")
    assert product_of(one) == "Spot"
    assert product_of(changed(one, name="Alpha")) == "Alpha"
    assert product_of(changed(one, name="Beta")) == "Beta"


def test_where_few_venues_are_shown_each_operator_has_one_and_the_largest_come_first() -> None:
    small = venue(section(entry("1")), id="small", operator="Alpha")
    large = venue(section(entry("1"), entry("2")), id="large", operator="Alpha")
    other = venue(section(entry("1"), entry("2"), entry("3")), id="other", operator="Beta")
    assert [each.id for each in first_choice(View(catalogue(small, large, other)))] == ["other", "large"]


def test_the_comparison_loads_the_codes_of_a_venue_with_their_texts_and_what_differs() -> None:
    rows = [
        entry("1", "Plain"),
        entry("2", "plain"),
        changed(entry("3", "Odd"), retry="later", note="So it is."),
    ]
    files = dict(artefacts(View(catalogue(venue(section(*rows))))))
    found = json.loads(files["/compare/one.json"])
    assert found == {"rejected": [[["1", "2"], "Plain"], [["3"], "Odd", "rejected", "later"]]}
