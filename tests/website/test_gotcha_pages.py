"""The gotchas: every annotation on the page of its venue, and every code that several venues use on theirs."""

from __future__ import annotations

from macros.catalogue.view import View
from macros.website import gotcha_pages
from macros.website.pieces import BLOCK, Pieces, fill, placeholder
from tests.support.handmade import annotation, catalogue, entry, section, venue
from tests.support.pages import with_id
from tests.support.rendered import Rendered, links, said, tree


def test_a_venue_lists_its_annotations_by_kind_the_misleading_ones_first() -> None:
    notes = (annotation("out-of-order", "1"), annotation("duplicate-code", "2"), annotation("wording"))
    one = venue(section(entry("2"), entry("1")), annotations=notes)
    tree = Rendered(catalogue(one))["/anomalies/one/"]
    assert [each.get("id") for each in tree.iter("h2")] == ["duplicate-code", "wording", "out-of-order"]
    assert said(tree).count("What is odd, and what it means.") == 3
    assert "../../one/1/" in links(tree) and "All codes:" in said(tree)


def test_an_annotation_about_two_venues_is_on_both_pages() -> None:
    note = annotation("conflicting-code", "1", venues=["two"])
    one = venue(section(entry("1")), operator="Alpha", annotations=(note,))
    two = venue(section(entry("1", "Other words")), id="two", operator="Alpha")
    page = Rendered(catalogue(one, two))
    assert "../../one/1/" in links(page["/anomalies/one/"])
    assert "../../two/1/" in links(page["/anomalies/two/"])


def test_a_venue_without_annotations_and_shared_codes_has_no_such_pages() -> None:
    page = Rendered(catalogue(venue(section(entry("1")))))
    assert not [url for url in page.pages if "anomalies" in url or "collisions" in url]
    assert "quirks of these docs" not in said(page["/one/"])


def three_venues() -> Rendered:
    return Rendered(
        catalogue(
            venue(section(entry("0001"), entry("2"))),
            venue(section(entry("-1", equivalent="other")), id="two"),
            venue(section(entry("2")), id="three"),
        )
    )


def test_a_venue_lists_the_codes_that_others_use_those_with_another_meaning_first() -> None:
    tree = three_venues()["/collisions/one/"]
    rows = [each for each in tree.iter("div") if each.get("data-meaning")]
    assert [(each.get("id"), each.get("data-meaning")) for each in rows] == [
        ("code-0001", "different"),
        ("code-2", "same"),
    ]
    assert "other: two -1" in said(rows[0]) and "the same: three" in said(rows[1])


def test_the_overviews_count_and_lead_on() -> None:
    view = three_venues().view
    counted = [(one.id, *rest) for one, *rest in gotcha_pages.sharing_venues(view)]
    assert counted == [("one", 2, 1), ("three", 1, 0), ("two", 1, 1)]
    noted = venue(section(entry("1")), annotations=(annotation("wording", "1"), annotation("capture", "1")))
    overview = fill(placeholder("anomalies"), Pieces(View(catalogue(noted)), "../"), BLOCK)
    [line] = [each for each in tree(overview).iter("div") if each.get("id") == "one"]
    assert said(line) == "one 2 quirksmisleading wording 1 · damaged copy 1"


def test_the_code_with_most_meanings_is_named_with_a_page_for_each() -> None:
    venues = [venue(section(entry("1", equivalent=f"c{each}")), id=f"v{each}") for each in (1, 2, 3)]
    [(code, used, pages)] = gotcha_pages.busiest_numbers(View(catalogue(*venues)))
    assert (code, used, [page.venue.id for page in pages]) == ("1", 3, ["v1", "v2", "v3"])


def test_many_venues_with_one_code_are_counted_and_not_all_listed() -> None:
    venues = [venue(section(entry("1")), id=f"v{each:02}") for each in range(50)]
    row = with_id(Rendered(catalogue(*venues))["/collisions/v00/"], "code-1")
    assert f"and {49 - gotcha_pages.MOST_OTHERS} more" in said(row)
