"""The pictures show what the data holds, in words too, and stay small and well-formed whatever the data is."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros.catalogue.permalinks import Permalink, permalinks
from macros.catalogue.view import View
from macros.website.pictures import code_map, coverage, kinds
from macros.website.replies import marked
from tests.support.handmade import annotation, entry, section, venue
from tests.support.handmade import catalogue as handmade
from tests.support.project import ROOT

HOSTILE = ["<script>alert(1)</script>", "a\"b'c", "{{ 7*7 }}", "&amp;", "]]>", "</svg>", "שלום", "x" * 2000]


def read(markup: str) -> ElementTree.Element:
    """The pieces of a page as XML, which is stricter than HTML."""
    return ElementTree.fromstring(f"<div>{markup}</div>")


def text(element: ElementTree.Element) -> str:
    return " ".join("".join(element.itertext()).split())


def key(tree: ElementTree.Element) -> list[str]:
    """The legend of a picture."""
    return [text(item) for item in next(each for each in tree.iter("ul")).iter("li")]


def codes(tree: ElementTree.Element) -> list[str]:
    """The codes that a map shows, each as it is written."""
    return ["".join([link.text or "", *(mark.tail or "" for mark in link)]) for link in tree.iter("a")]


def odd(page: Permalink) -> bool:
    return any(note.codes for note in page.annotations)


def test_a_map_shows_every_code_of_a_venue_with_its_oddity(view: View) -> None:
    for one in view.catalogue.venues:
        pages = view.of_venue[one.id]
        tree = read(code_map(view.catalogue, pages, "../"))
        assert sorted(codes(tree)) == sorted(page.code for page in pages)
        by_slug = {f"{page.slug}/": page for page in pages}
        for link in tree.iter("a"):
            marks = [mark.text for mark in link.iter("i")]
            assert marks[1:] == (["!"] if odd(by_slug[link.get("href")]) else [])


def test_a_map_says_the_kinds_of_its_codes(view: View) -> None:
    for one in view.catalogue.venues:
        tree = read(code_map(view.catalogue, view.of_venue[one.id], "../"))
        shown = Counter(next(link.iter("i")).text for link in tree.iter("a"))
        assert shown == Counter(
            {said.split()[0]: int(said.split()[-1]) for said in key(tree) if said[0] != "!"}
        )


@pytest.mark.parametrize("code", ["0", "-0", "7", "0001", "99999", "-1021", "HTTP ERROR CODE 403", "9" * 30])
def test_one_code_alone_is_a_map(code: str) -> None:
    catalogue = handmade(venue(section(entry(code))))
    assert codes(read(code_map(catalogue, permalinks(catalogue), "../"))) == [code]


@pytest.mark.parametrize("spread", [1, 7, 10**9])
def test_a_map_of_15_000_codes_has_few_blocks(spread: int) -> None:
    entries = [entry(f"{'-' * (number % 2)}{number * spread}", "Same text") for number in range(15_000)]
    catalogue = handmade(venue(section(*entries)))
    tree = read(code_map(catalogue, permalinks(catalogue), "../"))
    assert len(codes(tree)) == 15_000
    assert len(list(tree.iter("dt"))) <= 15_000 / 12


@given(
    st.lists(
        st.one_of(
            st.integers().map(str), st.sampled_from(HOSTILE[:-1]), st.text("0123456789- a<", min_size=1)
        ),
        min_size=1,
    )
)
def test_any_codes_make_a_map(written: list[str]) -> None:
    notes = (annotation("wording", *set(written[::2])),)
    catalogue = handmade(venue(section(*map(entry, written)), annotations=notes))
    tree = read(code_map(catalogue, permalinks(catalogue), "../"))
    assert len(codes(tree)) == len(set(written))
    assert not [each for each in tree.iter() if each.tag in ("script", "style")]


def test_every_kind_has_a_letter_of_its_own_while_there_are_letters(view: View) -> None:
    letters = [kind.letter for kind in kinds(view.catalogue.categories).values()]
    assert len(letters) == len(set(letters))
    [example] = handmade(venue(section(entry("1")))).categories
    many = [example.model_copy(update={"id": f"c{number}", "title": "ß"}) for number in range(40)]
    found = Counter(kind.letter for kind in kinds(many).values())
    assert found.pop("*") == 4 and set(found.values()) == {1}


def test_coverage_counts_the_conditions_of_each_venue(view: View) -> None:
    tree = read(coverage(view, "../"))
    rows = [row for row in tree.iter("tr") if row.find("td") is not None]
    assert len(rows) == len(view.catalogue.venues)
    by_name = {venue.name: venue for venue in view.catalogue.venues}
    for row in rows:
        one = by_name[text(row.find("th"))]
        shown = [int(text(cell) or 0) for cell in row.iter("td")]
        has = {row.condition.id for page in view.of_venue[one.id] for row in page.rows}
        assert shown == [
            sum(condition.id in has for condition in category.conditions)
            for category in view.catalogue.categories
        ]


def test_the_parts_of_a_reply_are_marked(view: View) -> None:
    for one in view.catalogue.venues:
        for reply in one.replies:
            tree = read(marked(reply))
            assert "".join(tree.itertext()) == reply.example, "it is shown as it is sent"
            assert len(list(tree.iter("mark"))) <= 2 + 4 * len(reply.inner) + 4


@pytest.mark.parametrize("example", [*HOSTILE, "not\njson", "[" * 4000, '{"a":1}', "7"])
def test_any_example_is_shown(view: View, example: str) -> None:
    reply = view.catalogue.venues[0].replies[0].model_copy(update={"example": example})
    assert "".join(read(marked(reply)).itertext()) == example


def test_the_map_is_on_its_page(view: View, site: Path) -> None:
    for one in view.catalogue.venues:
        html = (site / one.id / "index.html").read_text("utf-8")
        assert html.count('class="vec-map"') == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_map_can_be_read_by_everyone(open_page: Any, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = open_page("/hashkey-global/", width=390, color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    found = Axe().run(page, context={"include": [".vec-map"]}).response["violations"]
    assert found == []


def test_the_readme_shows_small_pictures_that_are_there() -> None:
    names = re.findall(r"!\[[^]]{40,}\]\((.+?)\)", (ROOT / "README.md").read_text("utf-8"))
    assert names
    assert sum((ROOT / name).stat().st_size for name in names) <= 400_000
