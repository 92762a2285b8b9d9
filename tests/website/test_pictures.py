"""The pictures show what the data holds, lead to it, and stay small whatever the data is."""

from __future__ import annotations

import re
from collections import Counter
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from macros.catalogue.model import Catalogue, Category
from macros.catalogue.view import View
from macros.website import cards
from macros.website.pictures import SEVERAL, code_map, coverage, kinds
from tests.support.handmade import annotation, entry, section, venue
from tests.support.handmade import catalogue as handmade
from tests.support.pages import with_class
from tests.support.project import ROOT
from tests.support.rendered import links, said, tree

HOSTILE = ["<script>alert(1)</script>", "a\"b'c", "{{ 7*7 }}", "&amp;", "]]>", "שלום", "x" * 2000]


def map_of(catalogue: Catalogue) -> str:
    return str(code_map(View(catalogue), catalogue.venues[0], "../"))


def by_category(catalogue: Catalogue) -> Catalogue:
    """The catalogue with a category for each condition."""
    conditions = catalogue.categories[0].conditions
    categories = tuple(Category(id=each.id, title=each.title, conditions=(each,)) for each in conditions)
    return catalogue.model_copy(update={"categories": categories})


def test_a_map_has_a_link_for_every_code_with_the_letter_of_its_category() -> None:
    rows = [
        entry("1001", equivalent="funds"),
        entry("-7", equivalent="orders"),
        entry("X", equivalent="funds"),
    ]
    shown = tree(map_of(by_category(handmade(venue(section(*rows))))))
    [codes] = with_class(shown, "vec-map")
    assert [(said(link), link.get("href")) for link in codes.iter("a")] == [
        ("F1001", "1001/"),
        ("O-7", "-7/"),
        ("FX", "x/"),
    ]


def test_a_map_marks_what_the_docs_have_wrong_and_codes_with_several_meanings() -> None:
    rows = [
        entry("1", equivalent="funds"),
        entry("1", "Other", equivalent="orders"),
        entry("2", equivalent="funds"),
    ]
    one = venue(section(*rows), annotations=(annotation("wording", "2"),))
    shown = tree(map_of(by_category(handmade(one))))
    [codes] = with_class(shown, "vec-map")
    assert [said(link) for link in codes.iter("a")] == [f"{SEVERAL.letter}1", "F2!"]
    [key] = with_class(shown, "vec-key")
    assert "funds 1" in said(key) and "Several categories 1" in said(key) and "quirk here 1" in said(key)


def test_a_map_groups_codes_that_begin_alike_and_counts_them() -> None:
    shown = tree(map_of(handmade(venue(section(*map(entry, ["1000", "1002", "1100", "HTTP 403"]))))))
    assert [said(each) for each in shown.iter("dt")] == [
        "1000 to 1002 2 codes: All 2",
        "1100 1 code: All 1",
        "Not a number 1 code: All 1",
    ]


@pytest.mark.parametrize("spread", [1, 7, 10**9])
def test_a_map_of_many_codes_only_counts_them(spread: int) -> None:
    entries = [entry(f"{'-' * (number % 2)}{number * spread}", "Same text") for number in range(5_000)]
    markup = map_of(handmade(venue(section(*entries))))
    assert "<a " not in markup
    assert sum(int(number) for number in re.findall(r"<small>(\d+) codes?:", markup)) == 5_000
    assert len(markup) < 80_000


@given(st.lists(st.one_of(st.integers().map(str), st.sampled_from(HOSTILE)), min_size=1, unique=True))
def test_any_codes_make_a_map(codes: list[str]) -> None:
    catalogue = handmade(venue(section(*map(entry, codes)), annotations=(annotation("wording", codes[0]),)))
    shown = tree(map_of(catalogue))
    [picture] = with_class(shown, "vec-map")
    assert Counter("".join(link.itertext()).strip("!")[1:] for link in picture.iter("a")) == Counter(codes)
    assert not list(shown.iter("script"))


def test_every_kind_has_a_letter_of_its_own_while_there_are_letters(catalogue: Catalogue) -> None:
    letters = [kind.letter for kind in kinds(catalogue.categories).values()]
    assert len(letters) == len(set(letters))
    [example] = handmade(venue(section(entry("1")))).categories
    many = [example.model_copy(update={"id": f"c{number}", "title": "ß"}) for number in range(40)]
    found = Counter(kind.letter for kind in kinds(many).values())
    assert found.pop("*") == 4 and set(found.values()) == {1}


def test_every_kind_has_its_colour(catalogue: Catalogue) -> None:
    styles = (ROOT / "docs/assets/site.css").read_text("utf-8")
    for kind in [*kinds(catalogue.categories).values(), SEVERAL]:
        assert f".{kind.style} " in styles


def test_coverage_counts_the_conditions_of_each_venue_and_leads_to_their_codes() -> None:
    one = venue(section(entry("1", equivalent="funds"), entry("2", equivalent="funds")))
    two = venue(section(entry("1", equivalent="orders")), id="two")
    shown = tree(coverage(View(by_category(handmade(one, two))), "../"))
    rows = [[said(cell) for cell in row] for row in shown.iter("tr")]
    assert rows == [["Venue", "F", "O"], ["one", "F1", ""], ["two", "", "O1"]]
    assert "../one/?category=funds" in links(shown)


def test_coverage_of_a_hundred_venues_is_small() -> None:
    conditions = [f"c{number}" for number in range(15)]
    rows = [entry(id, equivalent=id) for id in conditions]
    venues = [venue(section(*rows), id=f"venue-{number}") for number in range(100)]
    markup = coverage(View(by_category(handmade(*venues))), "../")
    assert len(markup) < 150_000


def test_cards_and_icons_are_pictures_of_the_size_that_is_asked_for() -> None:
    files = dict(cards.artefacts(View(handmade(venue(section(entry("1")))))))
    sizes = {
        address: Image.open(BytesIO(file)).size for address, file in files.items() if address.endswith("png")
    }
    assert sizes == {
        "/assets/cards/site.png": (1200, 630),
        "/assets/cards/one.png": (1200, 630),
        "/assets/icons/180.png": (180, 180),
        "/assets/icons/192.png": (192, 192),
        "/assets/icons/512.png": (512, 512),
    }
    assert all(len(file) < 60_000 for file in files.values())
    assert b'"src": "assets/icons/192.png"' in files["/manifest.webmanifest"]


@pytest.mark.parametrize("title", ["Binance USDⓈ-M Futures", "word " * 40, "x" * 200, "שלום"])
def test_any_name_makes_a_card(title: str) -> None:
    assert Image.open(BytesIO(cards.card(title, "What it is."))).size == (1200, 630)


def test_the_readme_shows_small_pictures_that_are_there() -> None:
    names = re.findall(r"!\[[^]]{40,}\]\((.+?)\)", (ROOT / "README.md").read_text("utf-8"))
    assert names == [".github/readme.png", ".github/tour.png"]
    assert sum((ROOT / name).stat().st_size for name in names) <= 400_000
