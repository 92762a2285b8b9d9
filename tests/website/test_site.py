"""The built site: it holds what the data holds, every link leads somewhere, and no page is longer than it may be."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from html import unescape
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree import ElementTree

import pytest

from macros.catalogue.model import Catalogue, Venue
from macros.catalogue.permalinks import Permalink
from macros.catalogue.view import View
from tests.support.generated import output
from tests.support.handmade import catalogue as handmade
from tests.support.pages import read, text, with_class, with_id
from tests.support.project import ROOT, build, copy_of_project

SITE_URL = "http://127.0.0.1:8000/"


@pytest.fixture(scope="module")
def view(catalogue: Catalogue) -> View:
    return View(catalogue)


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, str]:
    """The HTML of every page by its address; pages that only redirect are left out."""
    found = {}
    for path in site.rglob("*.html"):
        html = path.read_text(encoding="utf-8")
        if "Moved to" not in html[:400]:
            found["/" + path.relative_to(site).as_posix().removesuffix("index.html")] = html
    return found


@pytest.fixture(scope="module")
def some(view: View, site: Path) -> list[tuple[Permalink, ElementTree.Element]]:
    """Some permalinks of every venue with their trees: what holds for them is tried on all forms of pages elsewhere."""
    chosen = [
        page
        for of_venue in view.of_venue.values()
        for page in (*of_venue[:: max(1, len(of_venue) // 6)], max(of_venue, key=lambda page: len(page.rows)))
    ]
    return [(page, read(site / page.url[1:] / "index.html")) for page in chosen]


def attributes(html: str, *names: str) -> list[str]:
    """The values of attributes, in the order of the page."""
    return [unescape(value) for value in re.findall(rf' (?:{"|".join(names)})="([^"]*)"', html)]


def test_every_code_venue_and_condition_has_its_page(view: View, pages: dict[str, str]) -> None:
    wanted = {page.url for page in (*view.permalinks, *view.sub_codes)}
    wanted |= {f"/{venue.id}/" for venue in view.catalogue.venues}
    wanted |= {f"/equivalents/{id}/" for id in view.catalogue.conditions}
    assert not wanted - set(pages)


def test_a_permalink_shows_what_the_data_holds_character_by_character(some) -> None:
    for page, tree in some:
        assert text(next(with_class(tree, "vec-head__code"))) == page.code
        messages = {text(element) for element in with_class(tree, "vec-message")}
        said = text(tree)
        for row in page.rows:
            with_id(tree, row.anchor)
            wanted = {*row.entry.messages, *row.entry.variants, *row.entry.observed_messages}
            assert wanted <= messages, page.url
            for fact in (row.entry.name, row.entry.explanation, row.section.title):
                assert (fact or "") in said, page.url
        for prose in (
            *(step for row in page.rows for step in row.steps),
            *(note.note for note in page.annotations if note.codes),
        ):
            assert "`" in prose or prose in said, page.url


def test_every_permalink_has_an_anchor_for_each_of_its_entries(view: View, pages: dict[str, str]) -> None:
    for page in view.permalinks:
        ids = set(attributes(pages[page.url], "id"))
        assert {row.anchor for row in page.rows} <= ids, page.url


def test_a_condition_leads_to_every_venue_that_has_a_code_for_it(view: View, pages: dict[str, str]) -> None:
    for id, uses in view.uses.items():
        assert set(uses) <= set(attributes(pages[f"/equivalents/{id}/"], "id"))


def test_every_link_and_anchor_leads_somewhere(site: Path, pages: dict[str, str]) -> None:
    ids = {url: set(attributes(html, "id")) for url, html in pages.items()}
    there: dict[str, bool] = {}
    lost = set()
    for url, html in pages.items():
        for address in {*attributes(html, "href", "src")} - {""}:
            target = urlsplit(urljoin(SITE_URL + url[1:], address))
            if target.netloc != urlsplit(SITE_URL).netloc:
                continue
            path = unquote(target.path)
            if path not in there:
                there[path] = (
                    path in ids or (site / path[1:]).is_file() or (site / path[1:] / "index.html").is_file()
                )
            anchor = unquote(target.fragment)
            if not there[path] or (anchor and anchor not in ids.get(path, {anchor})):
                lost.add((url, address))
    assert not lost


def test_a_link_with_a_filter_names_a_choice_that_the_page_has(pages: dict[str, str]) -> None:
    lost = set()
    for url, html in pages.items():
        for address in (each for each in attributes(html, "href") if "?" in each):
            target = urlsplit(urljoin(SITE_URL + url[1:], address))
            found = re.fullmatch(r"(anomaly|category|condition|http)=([^&]+)", target.query)
            if found and f'value="{found[2]}"' not in pages[target.path]:
                lost.add((url, address))
    assert not lost


def test_no_page_has_an_id_twice_or_one_with_a_space(pages: dict[str, str]) -> None:
    for url, html in pages.items():
        ids = Counter(attributes(html, "id"))
        assert [id for id, number in ids.items() if number > 1 or re.search(r"\s", id)] == [], url


def test_every_page_has_a_title_of_its_own_a_description_and_one_main_heading(pages: dict[str, str]) -> None:
    titles = Counter(re.findall("<title>(.*?)</title>", html)[0] for html in pages.values())
    assert [title for title, number in titles.items() if number > 1] == []
    for url, html in pages.items():
        [description] = re.findall('<meta name="description" content="(.*?)">', html)
        assert 20 < len(unescape(description)) <= 300, url
        assert html.count("<h1") == 1, url


def test_the_head_tells_machines_what_the_page_is(some, site: Path) -> None:
    for page, tree in some:
        head = tree.find("head")
        links = {(link.get("rel"), link.get("type")): link.get("href") for link in head.iter("link")}
        assert links["canonical", None] == SITE_URL + page.url[1:]
        alternate = urljoin(page.url, links["alternate", "application/json"])
        assert json.loads((site / alternate[1:]).read_text(encoding="utf-8"))["code"] == page.code
        scripts = [script for script in head.iter("script") if script.get("type") == "application/ld+json"]
        said = {each["@type"]: each for each in (json.loads(text(script)) for script in scripts)}
        assert said["DefinedTerm"]["termCode"] == page.code
        way = [item["item"] for item in said["BreadcrumbList"]["itemListElement"]]
        assert way == [f"{SITE_URL}venues/", f"{SITE_URL}{page.venue.id}/", SITE_URL + page.url[1:]]
        meta = {each.get("property"): each.get("content") for each in head.iter("meta")}
        assert page.code in meta["og:title"] and page.venue.name in meta["og:title"]


def test_every_preview_picture_and_icon_is_there(site: Path, pages: dict[str, str]) -> None:
    for url, html in pages.items():
        for picture in re.findall('<meta property="og:image" content="(.*?)">', html):
            assert (site / picture.removeprefix(SITE_URL)).is_file(), url
    manifest = json.loads((site / "manifest.webmanifest").read_text("utf-8"))
    assert all((site / icon["src"]).is_file() for icon in manifest["icons"])


def test_no_page_allows_scripts_but_the_sites_own(pages: dict[str, str]) -> None:
    for url, html in pages.items():
        [policy] = re.findall('<meta http-equiv="Content-Security-Policy" content="(.*?)">', html)
        assert "default-src 'none'" in policy and "unsafe" not in policy, url
        assert not re.search(r"<[a-z][^<>]* (?:on[a-z]+|style)=", html), url


def test_no_page_is_longer_than_it_may_be(view: View, pages: dict[str, str]) -> None:
    entries = {page.url: len(page.rows) for page in view.permalinks}
    entries |= {parent.url: len(parent.pages) for parent in view.sub_codes}
    over = []
    for url, html in pages.items():
        further = max(0, entries.get(url, 0) - 8)
        size, packed = (24_000 + 1_500 * further, 7_000) if url in entries else (250_000, 40_000)
        length = len(html.encode())
        if length > size or (not further and len(gzip.compress(html.encode())) > packed):
            over.append((url, length))
    assert not over


def test_no_backtick_is_seen_outside_messages_and_code(pages: dict[str, str]) -> None:
    quoted = re.compile(r"<(code|pre|q|script|textarea)\b.*?</\1>|<[^<>]*>", re.DOTALL)
    assert [url for url, html in pages.items() if "`" in quoted.sub("", html)] == []


def test_a_permalink_leads_to_its_neighbours_in_the_document(view: View, pages: dict[str, str]) -> None:
    def neighbour(url: str, rel: str) -> str:
        [href] = re.findall(rf'<link rel="{rel}" href="(.*?)">', pages[url])
        return urljoin(url, href)

    for of_venue in view.of_venue.values():
        for before, after in pairwise(of_venue):
            assert neighbour(before.url, "next") == after.url
            assert neighbour(after.url, "prev") == before.url


def test_edit_this_entry_leads_to_the_line_where_the_entry_begins(view: View, pages: dict[str, str]) -> None:
    files: dict[str, list[str]] = {}
    for page in view.permalinks:
        link = re.search(r'/blob/main/(data/venues/[^"#]+)#L(\d+)"[^>]*>Edit this entry<', pages[page.url])
        assert link, page.url
        lines = files.setdefault(link[1], (ROOT / link[1]).read_text("utf-8").split("\n"))
        assert lines[int(link[2]) - 1] in (f'      - code: "{page.code}"', "      - codes:"), page.url


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
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of one retired venue, all of whose texts want to be something else; its last code is withdrawn."""
    entries = [
        {
            "code": str(number),
            "messages": [said],
            "equivalent": "rejected",
            "description": f"Told: {said}",
            "observed": f"Seen: {said}",
        }
        for number, said in enumerate(HOSTILE, start=700001)
    ]
    entries[-1]["withdrawn"] = {"date": "2026-01-02", "note": "Use `700001` instead."}
    venue = {
        "id": "hostile",
        "name": "H {{ 7*7 }} <b>",
        "operator": "Nobody",
        "product": "{% raw %} <i>",
        "status": "retired",
        "retired": "2026-01-03",
        "reviewed": "2026-11-20",
        "source": {"title": "<u>{{ 1 }}", "url": "https://example.com/?a=1&b=c", "version": "{# none #}"},
        "replies": [
            {
                "transport": "rest",
                "shape": "<script>alert(2)</script>",
                "code_key": "c",
                "code_type": "string",
                "example": "{{ x }}</code></pre>",
                "observed": "Made up for this test.",
            }
        ],
        "clues": {},
        "sections": [{"id": "errors", "title": "{{ 7*7 }}</h2>", "transport": "rest", "entries": entries}],
        "annotations": [
            {"kind": "wording", "codes": ["700001"], "note": "<script>alert(3)</script> {{ 7*7 }} *x*"}
        ],
    }
    site = tmp_path_factory.mktemp("hostile")
    output(handmade(Venue.model_validate(venue))).write(str(site))
    return site


def test_hostile_text_is_shown_as_the_text_that_it_is(hostile: Path) -> None:
    listed = read(hostile / "hostile/index.html")
    assert [text(each) for each in with_class(listed, "vec-message")] == HOSTILE
    assert text(listed.find("head/title")).startswith("H {{ 7*7 }} <b> error codes")
    for number, said in enumerate(HOSTILE, start=700001):
        tree = read(hostile / f"hostile/{number}/index.html")
        section = with_id(tree, "entry-1")
        assert [text(each) for each in with_class(section, "vec-message")] == [said]
        [meaning] = with_class(tree, "vec-meaning")
        assert text(meaning).count(said.replace("`", "")) + text(meaning).count(said) >= 3
    odd = text(read(hostile / "anomalies/hostile/index.html"))
    assert "<script>alert(3)</script> {{ 7*7 }} *x*" in odd


def test_hostile_text_adds_no_element(hostile: Path) -> None:
    for path in [*hostile.glob("hostile/**/*.html"), *hostile.glob("*/hostile/index.html")]:
        tree = read(path)
        assert not [
            script for script in tree.iter("script") if "alert" in text(script) and not script.get("type")
        ]
        assert not [element for element in tree.iter() if element.get("onerror")]
        assert not [link for link in tree.iter("a") if link.get("href", "").startswith("javascript")]


def test_pages_say_when_a_code_is_withdrawn_and_a_venue_retired(hostile: Path) -> None:
    said = text(read(hostile / f"hostile/{700000 + len(HOSTILE)}/index.html"))
    assert "Withdrawn:" in said and "2026-01-02" in said and "Use 700001 instead." in said
    assert "Retired on 2026-01-03" in said


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return copy_of_project(tmp_path)


def test_a_macro_that_is_not_there_ends_the_build_with_one_sentence(project: Path) -> None:
    with (project / "docs/about.md").open("a", encoding="utf-8") as page:
        page.write("\n{{ venue_tabel('one') }}\n")
    done = build(project, project.parent / "site")
    assert done.returncode != 0
    assert "docs/about.md uses `venue_tabel`, which is no macro." in done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_bad_data_ends_the_build_with_the_report(project: Path) -> None:
    venue = min((project / "data/venues").glob("*.yml"))
    code = re.search(r'- code: "(\d+|-\d+)"', venue.read_text(encoding="utf-8"))
    assert code
    content = venue.read_text(encoding="utf-8").replace(code[0], f"- code: {code[1]}", 1)
    venue.write_text(content, encoding="utf-8")
    done = build(project, project.parent / "site")
    said = done.stdout + done.stderr
    assert done.returncode != 0
    assert f"data/venues/{venue.name}:" in said and f'"{code[1]}"' in said
    assert "Traceback" not in said
