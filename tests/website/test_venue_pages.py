"""The page of a venue: every row once and in documented order, however many there are."""

from __future__ import annotations

import re

from macros.catalogue.view import View
from macros.website.venue_pages import divided
from tests.support.handmade import annotation, catalogue, entry, section, venue
from tests.support.pages import text, with_class, with_id
from tests.support.rendered import Rendered, changed, links, said


def rows_of(tree) -> list[list[str]]:
    """The codes of each row of a page."""
    rows = (row for row in tree.iter("tr") if row.get("data-condition"))
    return [[text(code) for code in with_class(row, "vec-code")] for row in rows]


def test_the_rows_stand_in_documented_order_before_all_else() -> None:
    one = venue(section(entry("3"), entry("1")), section(entry("2"), id="more"))
    tree = Rendered(catalogue(one))["/one/"]
    assert rows_of(tree) == [["3"], ["1"], ["2"]]
    headings = [said(each) for each in tree.iter("h2")]
    assert headings[0].startswith("errors") and headings[2:4] == [
        "Code map",
        "What an error response looks like",
    ]


def test_a_row_for_several_codes_is_one_row() -> None:
    shared = changed(entry("1", "No funds"), code="", codes=["1", "2"])
    tree = Rendered(catalogue(venue(section(shared, entry("3")))))["/one/"]
    assert rows_of(tree) == [["1", "2"], ["3"]]
    assert "3 codes in 2 rows" in said(tree)


def test_the_usual_is_quiet_and_the_exception_is_marked() -> None:
    rows = [entry("1"), changed(entry("2"), retry="later", note="So it is.")]
    tree = Rendered(catalogue(venue(section(*rows))))["/one/"]
    usual, exception = (row for row in tree.iter("tr") if row.get("data-condition"))
    assert list(with_class(usual, "vec-usual")) and not list(with_class(usual, "vec-mark"))
    assert len(list(with_class(exception, "vec-mark"))) == 2


def test_rows_say_what_they_can_be_filtered_by() -> None:
    one = venue(section(entry("1", http=403)), annotations=(annotation("wording", "1"),))
    tree = Rendered(catalogue(one))["/one/"]
    [row] = [row for row in tree.iter("tr") if row.get("data-condition")]
    assert (row.get("data-condition"), row.get("data-http"), row.get("data-anomaly")) == (
        "rejected",
        "403",
        "wording",
    )
    choices = {
        each.get("name"): [text(option) for option in each.iter("option")] for each in tree.iter("select")
    }
    assert choices["http"] == ["any", "403"]
    assert choices["condition"] == ["any", "rejected"]
    assert "misleading wording" in choices["anomaly"]


def test_the_head_says_what_it_is_and_how_old_the_docs_are() -> None:
    one = changed(
        venue(section(entry("1"))), newer="There is a newer version.", complete="Not all are listed."
    )
    tree = Rendered(catalogue(one))["/one/"]
    [head] = with_class(tree, "vec-head")
    assert "Spot · 1 code in 1 row · docs: captured 2025-11 · newer version known" in said(head)
    assert "There is a newer version." in said(tree) and "Not all are listed." in said(tree)


def large(sections: int, rows: int):
    """A venue with that many sections of that many rows."""
    message = "Order failed. The order amount should be greater than the minimum of the instrument"
    return venue(
        *(
            section(*(entry(str(1000 * part + each), message) for each in range(rows)), id=f"part-{part}")
            for part in range(sections)
        )
    )


def test_what_does_not_fit_has_pages_of_its_own_and_no_row_is_lost() -> None:
    one = large(10, 500)
    page = Rendered(catalogue(one))
    own = [url for url in page.pages if url.startswith("/venues/one/")]
    assert own and all(re.fullmatch(r"/venues/one/part-\d(/\d)?/", url) for url in own)
    listed = [code for url in ["/one/", *own] for [code] in rows_of(page[url])]
    assert listed == [row.code for _, _, row in one.rows()]
    for url in ["/one/", *own]:
        assert len(page.html(url).encode()) < 238_000, url


def test_a_section_that_is_elsewhere_keeps_its_place_and_leads_there() -> None:
    page = Rendered(catalogue(large(3, 400)))
    tree = page["/one/"]
    for part in range(3):
        with_id(tree, f"part-{part}")
    assert "../venues/one/part-2/" in links(tree)
    away = [each for each in tree.iter("section") if each.get("data-away") is not None]
    assert away and all(links(each) for each in away)


def test_a_section_longer_than_a_page_goes_on_in_parts() -> None:
    view = View(catalogue(large(1, 2000)))
    parts = divided(view, view.catalogue.venues[0])
    assert [part.url for part in parts] == [
        "/venues/one/part-0/",
        *(f"/venues/one/part-0/{number}/" for number in range(2, len(parts) + 1)),
    ]
    assert sum(len(part.rows) for part in parts) == 2000


def test_a_venue_that_fits_is_one_page() -> None:
    view = View(catalogue(large(2, 50)))
    assert [part.url for part in divided(view, view.catalogue.venues[0])] == [None, None]
