"""The pictures show what the data holds, say the same in words, and stay small and well-formed whatever the data is."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros.catalogue.anomalies import number_of
from macros.catalogue.model import Catalogue, Category, Equivalents, Reply, Venue
from macros.catalogue.permalinks import Permalink, permalinks
from macros.catalogue.words import KIND
from macros.website.pictures import (
    MOST_LINES,
    MOST_ROWS,
    PITCH,
    SEVERAL,
    SQUARE,
    Kind,
    code_map,
    coverage,
    kinds,
    reply_parts,
)
from tests.support.handmade import annotation, entry, section, venue
from tests.support.handmade import catalogue as handmade
from tests.support.project import ROOT

HOSTILE = ["<script>alert(1)</script>", "a\"b'c", "{{ 7*7 }}", "&amp;", "]]>", "</svg>", "שלום", "x" * 2000]


def read(markup: str) -> ElementTree.Element:
    """The pieces of a page as XML, which is stricter than HTML."""
    return ElementTree.fromstring(f"<div>{markup}</div>")


def of_class(tree: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [element for element in tree.iter() if element.get("class") == name]


def pictures(tree: ElementTree.Element) -> list[ElementTree.Element]:
    return [svg for svg in tree.iter("svg") if svg.get("role") == "img"]


def assert_sound(tree: ElementTree.Element) -> None:
    """Every picture has a name and a description, and nothing in it runs or is styled on the spot."""
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    for svg in pictures(tree):
        assert svg.findtext("title").strip() and svg.findtext("desc").strip()
        assert svg.get("aria-labelledby") == svg.find("title").get("id")
        assert svg.get("aria-describedby") == svg.find("desc").get("id")
    for element in tree.iter():
        assert element.tag not in ("script", "style", "foreignObject", "image")
        assert not [name for name, _ in element.items() if name.startswith("on") or name == "style"]


def pages_of(one: Venue, catalogue: Catalogue) -> list[Permalink]:
    return [page for page in permalinks(catalogue) if page.venue.id == one.id]


def kind_of(page: Permalink, catalogue: Catalogue) -> Kind:
    """What a code should be shown as, worked out on another way than the pictures do."""
    by_category = kinds(catalogue.categories)
    found = {
        category.id
        for category in catalogue.categories
        for condition in category.conditions
        if condition in page.conditions
    }
    return by_category[found.pop()] if len(found) == 1 else SEVERAL


def is_odd(page: Permalink) -> bool:
    return any(note.codes for note in page.annotations)


def points(path: str) -> set[tuple[int, int]]:
    return {(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)", path)}


def shown(svg: ElementTree.Element) -> dict[str, tuple[str, str, bool]]:
    """The codes of a block of a map: for each its letter, the style of its square, and whether it is marked as odd."""
    stems = {text.get("y"): text.text for text in of_class(svg, "vec-stem")}
    margin = int(svg.get("viewBox").split()[2]) - 10 * PITCH
    styles = {point: path.get("class") for path in svg.iter("path") for point in points(path.get("d"))}
    corners = {point for path in of_class(svg, "vec-corner") for point in points(path.get("d"))}
    result = {}
    for text in svg.iter("text"):
        if text.get("class") is None:
            y = int(text.get("y")) - 9
            for letter, middle in zip(text.text, map(int, text.get("x").split()), strict=True):
                x = middle - SQUARE // 2
                code = f"{stems.get(text.get('y'), '')}{(x - margin) // PITCH}"
                result[code] = letter, styles[x, y + SQUARE // 2], (x + SQUARE, y) in corners
    return result


def words(tree: ElementTree.Element) -> list[list[str]]:
    """The table that says in words what a map shows."""
    return [["".join(cell.itertext()) for cell in row] for row in tree.iter("tr")][1:]


# The map of a venue's codes


def test_a_map_shows_every_code_of_a_venue_with_its_kind_and_its_oddity(catalogue: Catalogue) -> None:
    for one in catalogue.venues:
        pages = pages_of(one, catalogue)
        tree = read(code_map(catalogue, pages, "../"))
        assert_sound(tree)
        assert "Each square is a code" in "".join(tree.find("p").itertext())
        found = {
            code: said
            for svg in pictures(tree)
            if of_class(svg, "vec-stem")
            for code, said in shown(svg).items()
        }
        assert found == {
            page.code: (kind_of(page, catalogue).letter, kind_of(page, catalogue).style, is_odd(page))
            for page in pages
            if number_of(page.code) is not None
        }
        others = [
            said for svg in pictures(tree) if not of_class(svg, "vec-stem") for said in shown(svg).values()
        ]
        assert len(others) == len(pages) - len(found)


def test_the_key_of_a_map_counts_what_it_shows(catalogue: Catalogue) -> None:
    for one in catalogue.venues:
        pages = pages_of(one, catalogue)
        tree = read(code_map(catalogue, pages, "../"))
        key = {"".join(li.itertext()).split(maxsplit=1)[-1].strip() for li in of_class(tree, "vec-key")[0]}
        expected = Counter(kind_of(page, catalogue).title for page in pages)
        for title, number in expected.items():
            assert any(said.endswith(f"{title} {number}") for said in key), title


def test_the_words_of_a_map_are_the_data(catalogue: Catalogue) -> None:
    for one in catalogue.venues:
        pages = {page.code: page for page in pages_of(one, catalogue)}
        tree = read(code_map(catalogue, list(pages.values()), "../"))
        rows = words(tree)
        assert sum(int(number) for _, number, _, _ in rows) == len(pages)
        for svg, (title, number, said_kinds, said_odd) in zip(pictures(tree), rows, strict=True):
            assert svg.findtext("title") == f"Codes: {title}"
            plural = "code" if number == "1" else "codes"
            assert svg.findtext("desc") == f"{number} {plural}: {said_kinds}. Odd: {said_odd}."
            if not of_class(svg, "vec-stem"):
                continue
            here = [pages[code] for code in shown(svg)]
            assert len(here) == int(number)
            assert title.split(" to ")[0] in pages and title.split(" to ")[-1] in pages
            counted = Counter(kind_of(page, catalogue).title for page in here)
            assert sorted(said_kinds.split(", ")) == sorted(f"{kind} {n}" for kind, n in counted.items())
            odd = Counter(
                KIND[k].short for page in here for k in {note.kind for note in page.annotations if note.codes}
            )
            expected = ", ".join(sorted(f"{kind} {n}" for kind, n in odd.items()))
            total = sum(map(is_odd, here))
            assert ", ".join(sorted(said_odd.partition(": ")[2].split(", "))) == expected
            assert said_odd.partition(": ")[0] == (str(total) if total else "none")


@pytest.mark.parametrize(
    "code", ["0", "-0", "7", "0001", "99999", "-1021", "HTTP ERROR CODE 403", "9" * 18, "9" * 30]
)
def test_one_code_alone_is_a_map(code: str) -> None:
    catalogue = handmade(venue(section(entry(code))))
    tree = read(code_map(catalogue, permalinks(catalogue), "../"))
    assert_sound(tree)
    [svg] = pictures(tree)
    [found] = shown(svg)
    assert found == code or number_of(code) is None
    assert words(tree)[0][1:] == ["1", "All 1", "none"]


def test_a_gap_in_the_numbers_is_a_gap_in_the_map() -> None:
    catalogue = handmade(venue(section(*map(entry, ["1000", "1010", "1050"]))))
    [svg] = pictures(read(code_map(catalogue, permalinks(catalogue), "../")))
    ys = [int(text.get("y")) for text in of_class(svg, "vec-stem")]
    assert ys[1] - ys[0] == PITCH < ys[2] - ys[1]


def test_codes_that_share_a_square_keep_their_kinds_apart() -> None:
    one = venue(
        section(
            entry("1", equivalent="first"), entry("0001", equivalent="second"), entry("2", equivalent="first")
        )
    )
    flat = handmade(one)
    categories = [
        Category(id=condition.id, title=condition.id, conditions=[condition])
        for condition in flat.equivalents.categories[0].conditions
    ]
    catalogue = Catalogue(venues=(one,), equivalents=Equivalents(categories=categories))
    tree = read(code_map(catalogue, permalinks(catalogue), "../"))
    assert [letter for letter, _, _ in shown(pictures(tree)[0]).values()] == [SEVERAL.letter, "F"]
    assert words(tree) == [["1 to 2", "3", "first 2, second 1", "none"]]


@pytest.mark.parametrize("spread", [1, 7, 10**9])
def test_a_map_of_15_000_codes_is_still_small(spread: int) -> None:
    entries = [entry(f"{'-' * (number % 2)}{number * spread}", "Same text") for number in range(15_000)]
    catalogue = handmade(venue(section(*entries)))
    markup = code_map(catalogue, permalinks(catalogue), "../")
    tree = read(markup)
    assert len(of_class(tree, "vec-stem")) <= MOST_ROWS
    assert sum(int(number) for _, number, _, _ in words(tree)) == 15_000
    assert "numbers in a row" in markup
    assert len(markup) < 150_000


@given(
    st.lists(
        st.one_of(st.integers().map(str), st.sampled_from(HOSTILE), st.text("0123456789- a<", min_size=1)),
        min_size=1,
    )
)
def test_any_codes_make_a_map(codes: list[str]) -> None:
    notes = (annotation("wording", *set(codes[::2])),)
    catalogue = handmade(venue(section(*map(entry, codes)), annotations=notes))
    tree = read(code_map(catalogue, permalinks(catalogue), "../"))
    assert_sound(tree)
    assert sum(int(number) for _, number, _, _ in words(tree)) == len(set(codes))


def test_every_kind_has_a_letter_of_its_own_while_there_are_letters(catalogue: Catalogue) -> None:
    letters = [kind.letter for kind in kinds(catalogue.categories).values()]
    assert len(letters) == len(set(letters))
    [example] = handmade(venue(section(entry("1")))).equivalents.categories
    many = [example.model_copy(update={"id": f"c{number}", "title": "ß"}) for number in range(40)]
    found = Counter(kind.letter for kind in kinds(many).values())
    assert found.pop("*") == 4 and set(found.values()) == {1}


# Coverage


def test_coverage_shows_and_counts_the_conditions_of_each_venue(catalogue: Catalogue) -> None:
    tree = read(coverage(catalogue, "../"))
    assert_sound(tree)
    assert len(points(of_class(tree, "vec-dots")[0].get("d"))) == len(catalogue.conditions)
    places = {}
    for svg, one in zip(pictures(tree), catalogue.venues, strict=True):
        has = {row.equivalent for _, _, row in one.rows()}
        assert svg.findtext("title") == f"{one.name}: {len(has)} of {len(catalogue.conditions)} conditions"
        said = []
        for category, kind in zip(catalogue.categories, kinds(catalogue.categories).values()):
            found = [condition.id for condition in category.conditions if condition.id in has]
            said.append(f"{category.title} {len(found)} of {len(category.conditions)}")
            squares = [points(path.get("d")) for path in of_class(svg, kind.style)]
            drawn = sorted(squares[0], key=lambda point: point[::-1]) if squares else []
            assert len(drawn) == len(found)
            for condition, point in zip(found, drawn):
                assert places.setdefault(condition, point) == point, "the same place on every venue"
        assert svg.findtext("desc") == ", ".join(said) + "."
    assert len(set(places.values())) == len(places) == len(catalogue.conditions)


def test_coverage_of_a_long_category_goes_on_in_the_next_line() -> None:
    one = venue(section(*(entry(str(number), equivalent=f"c{number}") for number in range(100))))
    tree = read(coverage(handmade(one), "../"))
    [svg] = pictures(tree)
    width, height = map(int, svg.get("viewBox").split()[2:])
    drawn = points(of_class(svg, "vec-kind-0")[0].get("d"))
    assert len(drawn) == 100 and all(x < width and y < height for x, y in drawn)


# The parts of an error reply


def reply(example: str, **rest: str | None) -> Reply:
    facts = {"code_key": "code", "message_key": "msg", "code_type": "number"} | rest
    return Reply(transport="rest", shape="An object.", example=example, **facts)


def letters(svg: ElementTree.Element) -> str:
    """What a picture of a reply spells, without the names of its parts and without white space."""
    return "".join("".join(text.text.split()) for text in svg.iter("text") if text.get("class") != "vec-name")


def part(svg: ElementTree.Element, name: str) -> str:
    return "".join(text.text for text in svg.iter("text") if text.get("class") == f"vec-part-{name}")


def test_every_reply_is_drawn_whole_with_its_parts(catalogue: Catalogue) -> None:
    for one in catalogue.venues:
        for number, each in enumerate(one.replies, start=1):
            tree = read(reply_parts(each, number))
            assert_sound(tree)
            [svg] = pictures(tree)
            assert letters(svg) == "".join(each.example.split())
            assert str(json.loads(part(svg, "code"))) in each.example
            names = [text.text for text in of_class(svg, "vec-name")]
            assert f"the code, a {each.code_type}" in names
            assert ("the message" in names) == bool(each.message_key) == bool(part(svg, "message"))
            [said] = ["".join(p.itertext()) for p in tree.iter("p")]
            assert " ".join(said.split()) == " ".join(svg.findtext("desc").split())
            assert f"The code is in {each.code_key}, a {each.code_type}." in said
            assert (
                f"The message is in {each.message_key}." if each.message_key else "No message is sent."
            ) in said


def test_a_reply_is_drawn_as_it_is_sent() -> None:
    sent = r'[{"code" : -1.0e3, "msg":"a \"b\": {1, 2}", "list":[1,[],{}, "x"], "more":{"code":"2"}}]'
    [svg] = pictures(read(reply_parts(reply(sent), 1)))
    assert letters(svg) == "".join(sent.split())
    assert part(svg, "code") == '-1.0e3"2"'
    assert part(svg, "message") == r'"a \"b\": {1, 2}"'
    assert len(of_class(svg, "vec-name")) == 3
    assert svg.findtext("desc").endswith("Further keys: list, more.")


def test_a_code_that_is_an_object_is_not_named() -> None:
    [svg] = pictures(read(reply_parts(reply('{"code":{"a":1},"msg":"x"}'), 1)))
    assert [text.text for text in of_class(svg, "vec-name")] == ["the message"]


@pytest.mark.parametrize(
    "example", [*HOSTILE, "not\njson", "[" * 4000, json.dumps({"msg": "x" * 3900}), '{"a":1}', "7"]
)
def test_any_example_is_drawn_in_bounds(example: str) -> None:
    markup = reply_parts(reply(example, code_key=HOSTILE[0], message_key=HOSTILE[1]), 1)
    tree = read(markup)
    assert_sound(tree)
    [svg] = pictures(tree)
    width, height = map(float, svg.get("viewBox").split()[2:])
    for text in svg.iter("text"):
        assert float(text.get("x")) + float(text.get("textLength", 0)) <= width + 1
        assert float(text.get("y")) <= height
    assert len({text.get("y") for text in svg.iter("text")}) <= MOST_LINES + 1
    assert letters(svg).removesuffix("…") in "".join(example.split())
    assert len(markup) < 30_000


# On the site


def test_the_pictures_are_on_their_pages(catalogue: Catalogue, site: Path) -> None:
    for one in catalogue.venues:
        html = (site / one.id / "index.html").read_text("utf-8")
        assert html.count('class="vec-reply"') == len(one.replies)
        assert html.count('class="vec-map"') == 1
    html = (site / "equivalents/index.html").read_text("utf-8")
    assert html.count('id="coverage_') == 2 * len(catalogue.venues) + 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_words_of_a_map_can_be_read_by_everyone(open_page, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = open_page("/hashkey-global/", width=390, color_scheme=scheme)
    page.get_by_text("The map in words").click()
    assert page.get_by_role("cell", name="misleading wording 13").is_visible()
    assert (
        Axe()
        .run(page, context={"include": [".vec-words", ".vec-map", ".vec-replies"]})
        .response["violations"]
        == []
    )


def test_the_readme_shows_small_pictures_that_are_there() -> None:
    root = ROOT
    names = re.findall(r"!\[[^]]{40,}\]\((.+?)\)", (root / "README.md").read_text("utf-8"))
    assert names == [".github/readme.png", ".github/tour.png"]
    assert sum((root / name).stat().st_size for name in names) <= 400_000


def test_every_style_of_a_picture_has_its_colour(site: Path) -> None:
    styles = (site / "assets/site.css").read_text("utf-8")
    for number in range(12):
        assert f".vec-kind-{number} " in styles
    assert ".vec-kind-several" in styles
