"""The built site holds what the data holds, and every link on it leads somewhere."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from macros.catalogue.model import Catalogue
from macros.catalogue.permalinks import Permalink, permalinks
from macros.catalogue.view import View
from macros.website.code_pages import meanings
from tests.support.pages import read, text, with_class, with_id
from tests.support.project import ROOT, build, copy_of_project

SITE_URL = "http://127.0.0.1:8000/"


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, object]:
    """The pages by their addresses, as trees: of codes every twelfth, and all others. Those that only redirect are left out."""
    venues = {path.stem for path in (ROOT / "data/venues").glob("*.yml")}
    trees, of_codes = {}, 0
    for path in sorted(site.rglob("*.html")):
        parts = path.relative_to(site).parts
        if len(parts) == 3 and parts[0] in venues:
            of_codes += 1
            if of_codes % 12:
                continue
        if "Moved to" not in path.read_text(encoding="utf-8")[:400]:
            trees["/" + path.relative_to(site).as_posix().removesuffix("index.html")] = read(path)
    return trees


@pytest.fixture(scope="module")
def some(catalogue: Catalogue, pages: dict) -> list[Permalink]:
    """The permalinks whose pages are read."""
    return [page for page in permalinks(catalogue) if page.url in pages]


def test_every_code_has_its_page(catalogue: Catalogue, site: Path) -> None:
    missing = [
        page.url for page in permalinks(catalogue) if not (site / page.url[1:] / "index.html").is_file()
    ]
    assert not missing


def test_every_venue_and_condition_has_its_page(catalogue: Catalogue, pages: dict) -> None:
    assert {f"/{venue.id}/" for venue in catalogue.venues} <= set(pages)
    assert {f"/equivalents/{id}/" for id in catalogue.conditions} <= set(pages)


def test_a_permalink_shows_its_rows_character_by_character(some: list[Permalink], pages: dict) -> None:
    for page in some:
        tree = pages[page.url]
        assert page.code in text(next(tree.iter("h1"))), page.url
        said = text(next(with_class(tree, "md-content")))
        for row in page.rows:
            with_id(tree, row.anchor)
            for fact in (
                *row.entry.messages,
                *row.entry.variants,
                *row.entry.observed_messages,
                row.entry.explanation,
                row.entry.name,
                row.section.title,
            ):
                assert (fact or "") in said, (page.url, fact)
            assert f"HTTP status {row.entry.http or 'not documented'}" in said, page.url


def test_a_permalink_shows_meaning_answers_and_steps(some: list[Permalink], pages: dict) -> None:
    for page in some:
        said = [text(element) for element in with_class(pages[page.url], "vec-meaning")]
        found = meanings(page)
        assert len(said) == len(found), page.url
        whole = text(next(with_class(pages[page.url], "md-content")))
        for shown, meaning in zip(said, found, strict=True):
            assert meaning.condition.title in shown, page.url
            assert meaning.decision.happened in whole and meaning.decision.again in whole, page.url


def plain(said: str) -> str:
    """A text without the marks of its notation."""
    return re.sub(r"[`\s]+|\[|\]\([^)]*\)", "", said)


def test_a_permalink_shows_its_annotations(some: list[Permalink], pages: dict) -> None:
    for page in some:
        if page.annotations:
            notes = text(with_id(pages[page.url], "notes"))
            for annotation in page.annotations:
                assert plain(annotation.note) in plain(notes), page.url


def test_a_venue_lists_the_codes_of_all_its_rows(catalogue: Catalogue, pages: dict) -> None:
    for venue in catalogue.venues:
        listed = {
            text(code)
            for url, tree in pages.items()
            if url.startswith((f"/{venue.id}/", f"/venues/{venue.id}/"))
            for row in tree.iter("tr")
            if row.get("data-row") is not None and row.find("th") is not None
            for code in with_class(row.find("th"), "vec-code")
        }
        assert listed >= {page.code for page in View(catalogue).of_venue[venue.id]}, venue.id


def test_every_annotation_has_its_place(catalogue: Catalogue, pages: dict) -> None:
    for venue in catalogue.venues:
        if venue.annotations:
            said = plain(text(pages[f"/anomalies/{venue.id}/"]))
            for annotation in venue.annotations:
                assert plain(annotation.note) in said, (venue.id, annotation.note)


def test_a_condition_lists_every_code_that_means_it(catalogue: Catalogue, pages: dict) -> None:
    for id, uses in View(catalogue).uses.items():
        shown = {text(code) for code in with_class(pages[f"/equivalents/{id}/"], "vec-code")}
        assert {page.code for use in uses.values() for page, _ in use.rows} <= shown, id


def test_the_overview_has_every_condition(catalogue: Catalogue, pages: dict) -> None:
    said = text(pages["/equivalents/"])
    assert [condition.id for condition in catalogue.conditions.values() if condition.title not in said] == []


def test_every_link_and_anchor_leads_somewhere(site: Path, pages: dict) -> None:
    ids = {url: {element.get("id") for element in tree.iter()} for url, tree in pages.items()}
    lost = []
    for url, tree in pages.items():
        for element in tree.iter():
            for address in filter(None, (element.get("href"), element.get("src"))):
                target = urlsplit(urljoin(SITE_URL + url[1:], address))
                if target.netloc != urlsplit(SITE_URL).netloc:
                    continue
                path = unquote(target.path)
                file = site / path[1:] / "index.html" if path.endswith("/") else site / path[1:]
                if not (file.is_file() or (file / "index.html").is_file()) or (
                    target.fragment
                    and unquote(target.fragment) not in ids.get(path, {unquote(target.fragment)})
                ):
                    lost.append((url, address))
    assert not lost


def test_no_page_has_an_id_twice(pages: dict) -> None:
    for url, tree in pages.items():
        ids = Counter(element.get("id") for element in tree.iter() if element.get("id"))
        assert [id for id, number in ids.items() if number > 1] == [], url


def test_every_page_has_a_title_of_its_own_and_a_description(pages: dict) -> None:
    titles = Counter(text(tree.find("head/title")) for tree in pages.values())
    assert [title for title, number in titles.items() if number > 1] == []
    for url, tree in pages.items():
        [description] = [meta for meta in tree.iter("meta") if meta.get("name") == "description"]
        assert 20 < len(description.get("content")) <= 300, url


def test_the_head_tells_machines_what_the_page_is(some: list[Permalink], site: Path, pages: dict) -> None:
    for page in some:
        head = pages[page.url].find("head")
        links = {(link.get("rel"), link.get("type")): link.get("href") for link in head.iter("link")}
        assert links["canonical", None] == SITE_URL + page.url[1:]
        alternate = urljoin(page.url, links["alternate", "application/json"])
        assert json.loads((site / alternate[1:]).read_text(encoding="utf-8"))["code"] == page.code
        [data] = [script for script in head.iter("script") if script.get("type") == "application/ld+json"]
        assert json.loads(text(data))["termCode"] == page.code
        meta = {each.get("property"): each.get("content") for each in head.iter("meta")}
        assert page.code in meta["og:title"] and page.venue.name in meta["og:title"]


def test_no_page_allows_scripts_but_the_sites_own(pages: dict, site: Path) -> None:
    for url, tree in pages.items():
        [policy] = [meta.get("content") for meta in tree.iter("meta") if meta.get("http-equiv")]
        assert "default-src 'none'" in policy and "unsafe" not in policy, url
        for element in tree.iter():
            assert not [name for name, _ in element.items() if name.startswith("on") or name == "style"], url


def test_permalinks_are_small(catalogue: Catalogue, site: Path) -> None:
    for page in permalinks(catalogue):
        html = (site / page.url[1:] / "index.html").read_bytes()
        assert len(html) <= 24_000, page.url
        assert len(gzip.compress(html)) <= 7_000, page.url


def test_a_code_with_several_entries_says_first_how_to_tell_them_apart(
    some: list[Permalink], pages: dict
) -> None:
    for page in some:
        which = list(with_class(pages[page.url], "vec-which"))
        assert bool(which) == (len(meanings(page)) > 1), page.url
        for element in which:
            links = [link.get("href") for link in element.iter("a")]
            assert links == [f"#{row.anchor}" for row in page.rows]


HOSTILE = [
    "{{ 7*7 }}",
    "{% raw %}",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "a|b",
    "*x*",
    "_y_",
    "[z](javascript:1)",
    "{#id}",
    "Use {replacement}",
    "`tick` and ``two``",
    "%s and %d",
    "\"double\" and 'single'",
    "שלום עולם",
    "a\N{COMBINING ACUTE ACCENT}\N{COMBINING GRAVE ACCENT}",
    "&amp; &lt;b&gt;",
    "</title></textarea><!--",
    "]]>",
    "__proto__",
    "x" * 2000,
]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> Path:
    """A site with a sixth venue, all of whose texts want to be something else."""
    project = copy_of_project(tmp_path_factory.mktemp("hostile"))
    condition = next(id for id, uses in View(catalogue).uses.items() if len(uses) > 1)
    entries = [
        {
            "code": str(number),
            "messages": [said],
            "equivalent": condition,
            "description": f"Told: {said}",
            "observed": f"Seen: {said}",
        }
        for number, said in enumerate(HOSTILE, start=700001)
    ]
    venue = {
        "id": "hostile",
        "name": "H {{ 7*7 }} <b>",
        "operator": "Nobody",
        "product": "{% raw %} <i>",
        "status": "active",
        "reviewed": "2026-11-20",
        "source": {"title": "<u>{{ 1 }}", "url": "https://example.com/?a=1&b=<c>", "version": "{# none #}"},
        "replies": [
            {
                "transport": "rest",
                "shape": "<script>alert(2)</script>",
                "code_key": "c",
                "code_type": "string",
                "example": "{{ x }}</code></pre>",
            }
        ],
        "clues": {},
        "sections": [{"id": "errors", "title": "{{ 7*7 }}</h2>", "transport": "rest", "entries": entries}],
        "annotations": [
            {"kind": "wording", "codes": ["700001"], "note": "<script>alert(3)</script> {{ 7*7 }} *x*"}
        ],
    }
    # JSON is YAML, and says exactly which characters are meant.
    (project / "data/venues/hostile.yml").write_text(json.dumps(venue), encoding="utf-8")
    site = project.parent / "site"
    done = build(project, site)
    assert done.returncode == 0, done.stdout + done.stderr
    return site


def test_hostile_text_is_shown_as_the_text_that_it_is(hostile: Path) -> None:
    listed = read(hostile / "hostile/index.html")
    assert [text(each) for each in with_class(listed, "vec-message")] == HOSTILE
    assert text(listed.find("head/title")).startswith("H {{ 7*7 }} <b> error codes")
    for number, said in enumerate(HOSTILE, start=700001):
        tree = read(hostile / f"hostile/{number}/index.html")
        section = with_id(tree, "entry-1")
        assert [text(each) for each in with_class(section, "vec-message")] == [said]
        assert text(section).count(said) >= 3
    assert "<script>alert(3)</script> {{ 7*7 }} *x*" in text(read(hostile / "anomalies/index.html"))


def test_hostile_text_adds_no_element(hostile: Path) -> None:
    for path in [*hostile.glob("hostile/**/*.html"), hostile / "anomalies/index.html"]:
        tree = read(path)
        assert not [
            script for script in tree.iter("script") if "alert" in text(script) and not script.get("type")
        ]
        assert not [element for element in tree.iter() if element.get("onerror")]
        assert not [link for link in tree.iter("a") if link.get("href", "").startswith("javascript")]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return copy_of_project(tmp_path)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ('{{ venue_table("binance") }}', "There is no venue `binance`. Did you mean `binance-coin-m`?"),
        ('{{ entry("hashkey-global", "9") }}', "There is no code of hashkey-global `9`."),
        ('{{ comparison("insufficient-balances") }}', "There is no condition `insufficient-balances`."),
        ('{{ comparison(category="fund") }}', "There is no category `fund`. Did you mean `funds`?"),
        (
            "{{ count() }}",
            "The macro `count` cannot be called like this (missing a required argument: 'what').",
        ),
        ("{{ venue_tabel('hashkey-global') }}", "docs/about.md uses `venue_tabel`, which is no macro."),
    ],
)
def test_a_wrong_macro_call_is_refused_with_one_sentence(project: Path, call: str, said: str) -> None:
    with (project / "docs/about.md").open("a", encoding="utf-8") as page:
        page.write(f"\n{call}\n")
    done = build(project, project.parent / "site")
    assert done.returncode != 0
    assert said in done.stderr and "docs/about.md" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_bad_data_ends_the_build_with_the_report(project: Path) -> None:
    venue = project / "data/venues/hashkey-global.yml"
    venue.write_text(
        venue.read_text(encoding="utf-8").replace('code: "0001"', "code: 0001"), encoding="utf-8"
    )
    done = build(project, project.parent / "site")
    said = done.stdout + done.stderr
    assert done.returncode != 0
    assert "data/venues/hashkey-global.yml:" in said and '"0001"' in said
    assert "Traceback" not in said


def test_pages_say_when_a_code_is_withdrawn_and_a_venue_retired(project: Path) -> None:
    venue = project / "data/venues/hashkey-global.yml"
    content = venue.read_text(encoding="utf-8")
    withdrawn = '        withdrawn:\n          date: "2026-01-02"\n          note: Use `0103` instead.\n'
    content = re.sub(r'(      - code: "0102"\n(?:        .*\n)+)', rf"\1{withdrawn}", content, count=1)
    venue.write_text(
        content.replace("status: active", 'status: retired\nretired: "2026-01-03"'), encoding="utf-8"
    )
    site = project.parent / "site"
    done = build(project, site)
    assert done.returncode == 0, done.stdout + done.stderr
    said = text(read(site / "hashkey-global/0102/index.html"))
    assert "Withdrawn." in said and "2026-01-02" in said and "Use `0103` instead." in said
    assert "Retired on 2026-01-03" in said


def test_every_row_of_a_page_stands_under_one_meaning(catalogue: Catalogue) -> None:
    for page in permalinks(catalogue):
        numbers = [row.number for meaning in meanings(page) for row in meaning.rows]
        assert sorted(numbers) == sorted(row.number for row in page.rows)


def test_a_permalink_leads_to_its_neighbours_in_the_document(catalogue: Catalogue, pages: dict) -> None:
    for of_venue in View(catalogue).of_venue.values():
        for before, after in pairwise(of_venue):
            if before.url not in pages or after.url not in pages:
                continue
            links = {
                link.get("rel"): link.get("href") for link in pages[before.url].iter() if link.get("rel")
            }
            back = {link.get("rel"): link.get("href") for link in pages[after.url].iter() if link.get("rel")}
            assert urljoin(before.url, links["next"]) == after.url
            assert urljoin(after.url, back["prev"]) == before.url


def test_edit_this_entry_leads_to_the_line_where_the_entry_begins(site, catalogue):
    for page in permalinks(catalogue):
        html = (site / page.url[1:] / "index.html").read_text("utf-8")
        found = re.search(r'href="[^"]*/blob/main/(data/venues/[^"#]+)#L(\d+)"[^>]*>Edit this entry<', html)
        assert found, page.url
        line = (ROOT / found[1]).read_text("utf-8").split("\n")[int(found[2]) - 1]
        assert line == f'      - code: "{page.code}"', page.url
