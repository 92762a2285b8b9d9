"""A new venue is one new YAML file: with nothing else changed it has its pages and its place in everything."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest

from macros.catalogue.model import Catalogue, Venue
from macros.catalogue.permalinks import Permalink, permalinks
from macros.history import record
from macros.reading.gate import load
from tests.bench import builds
from tests.support.commands import run, said
from tests.support.pages import read, text, with_class, with_id
from tests.support.project import ROOT, copy_of_project
from tests.support.written import entry

pytestmark = pytest.mark.whole

VENUE = "example-spot"
NAME = "Example Spot"


def git(project: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.com"]
    done = subprocess.run(
        ["git", *identity, *arguments], cwd=project, check=True, capture_output=True, text=True
    )
    return done.stdout


def add_venue(project: Path, sibling: Venue) -> None:
    """Adds the example venue as one of an operator that is there already, with a code that another venue of it has for
    something else; the annotations that this needs are added as a contributor does it."""
    code = next(entry.code for _, _, entry in sibling.rows() if entry.code)
    path = project / f"data/venues/{VENUE}.yml"
    text = (ROOT / "docs/example-venue.yml").read_text(encoding="utf-8")
    text = text.replace("operator: Example Exchange", f"operator: {sibling.operator}")
    text = text.replace('reviewed: "2026-11-20"', f'reviewed: "{date.today().isoformat()}"')
    text = text.replace(
        '      - code: "20001"', entry(code, "Something else", "invalid-symbol") + '      - code: "20001"'
    )
    path.write_text(text, encoding="utf-8")
    run(project, "check", "--fix")
    path.write_text(
        re.sub('"TODO:.*"', '"Tell them by their texts."', path.read_text("utf-8")), encoding="utf-8"
    )
    assert said(project, "check")


@pytest.fixture(scope="module")
def project(catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as if it were published for the first time, and then again with one more venue."""
    project = copy_of_project(tmp_path_factory.mktemp("sixth"))
    shutil.rmtree(project / "data/changes")
    git(project, "init", "--quiet")
    for message in ("As it is", "Record what was published", "One more venue"):
        if message == "One more venue":
            add_venue(project, catalogue.venues[-1])
        git(project, "add", "--all")
        git(project, "commit", "--quiet", "--message", message)
        record.append(project)
    return project


@pytest.fixture(scope="module")
def codes(project: Path) -> list[Permalink]:
    """The codes of the new venue."""
    return [page for page in permalinks(load(project)) if page.venue.id == VENUE]


@pytest.fixture(scope="module")
def grown(project: Path, codes: list[Permalink], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """What is looked at of its site. A preview makes it as a build does, and nothing else."""
    memory = tmp_path_factory.mktemp("memory")
    asked = [f"{VENUE}/", "example-v1/", f"anomalies/{VENUE}/", f"collisions/{VENUE}/", "lookup/index.json"]
    asked += ["api/v1/codes.json", "feeds/changes.xml", "llms.txt", "search/search_index.json"]
    asked += [page.url[1:] for page in codes]
    asked += [f"equivalents/{condition.id}/" for page in codes for condition in page.conditions]
    with builds.preview(project, memory) as served:
        for address in dict.fromkeys(asked):
            served.read(address)
        yield next(memory.glob("mkdocs_*"))


def test_one_file_is_all_that_changes(project: Path) -> None:
    assert git(project, "diff", "--name-only", "HEAD~", "HEAD").split() == [f"data/venues/{VENUE}.yml"]


def test_it_has_its_pages(grown: Path, codes: list[Permalink]) -> None:
    assert len(codes) == 9
    listed = read(grown / VENUE / "index.html")
    assert {page.code for page in codes} <= {text(code) for code in with_class(listed, "vec-code")}
    for page in codes:
        tree = read(grown / page.url[1:] / "index.html")
        assert text(next(with_class(tree, "vec-head__code"))) == page.code
        for row in page.rows:
            shown = text(with_id(tree, row.anchor))
            assert all(message in shown for message in row.entry.messages)


@pytest.mark.parametrize("page", ["index.html", "venues/index.html"])
def test_it_has_its_place_among_the_venues(grown: Path, page: str) -> None:
    links = [text(link) for link in read(grown / page).iter("a") if VENUE in link.get("href", "")]
    assert any(NAME in link for link in links)


def test_its_codes_stand_in_the_tables_of_their_conditions(grown: Path, codes: list[Permalink]) -> None:
    overview = text(read(grown / "equivalents/index.html"))
    assert NAME in overview
    for page in codes:
        for condition in page.conditions:
            links = {
                link.get("href") for link in read(grown / f"equivalents/{condition.id}/index.html").iter("a")
            }
            assert any(href and f"{VENUE}/{page.slug}/" in href for href in links), page.code


def test_its_anomalies_and_collisions_are_listed(grown: Path) -> None:
    assert "Two different errors share this code: bad credentials" in text(
        read(grown / f"anomalies/{VENUE}/index.html")
    )
    assert f"{VENUE}/10001/" in (grown / f"collisions/{VENUE}/index.html").read_text(encoding="utf-8")


def test_the_header_search_knows_its_codes(grown: Path, codes: list[Permalink]) -> None:
    index = json.loads((grown / "search/search_index.json").read_text(encoding="utf-8"))
    known = {entry["location"].partition("#")[0] for entry in index["docs"]}
    assert {page.url[1:] for page in codes} <= known


def test_the_lookup_finds_its_codes(browser, serve: Callable[[Path], str], grown: Path) -> None:
    page = browser.new_context(base_url=serve(grown)).new_page()
    for pasted in ("api.example.com 10001", "Example Exchange: Unkown symbol ABCXYZ."):
        page.goto("/")
        page.fill("#lookup-input", pasted)
        first = page.locator("#lookup-results a.lookup-result").first
        first.wait_for()
        assert first.get_attribute("href").endswith(f"{VENUE}/10001/"), pasted
    page.context.close()


def test_its_json_and_csv_are_there(grown: Path, codes: list[Permalink]) -> None:
    def data(name: str) -> dict:
        return json.loads((grown / "api/v1" / name).read_text(encoding="utf-8"))

    assert VENUE in [venue["id"] for venue in data("venues.json")["venues"]]
    assert [code["code"] for code in data(f"venues/{VENUE}.json")["codes"]] == [page.code for page in codes]
    assert [code["url"] for code in data("codes.json")["codes"] if code["venue"] == VENUE] == [
        page.url for page in codes
    ]
    assert data(f"venues/{VENUE}/10003.json")["entries"][0]["retry"] == "verify-first"
    assert VENUE in [entry["venue"] for entry in data("equivalents/rate-limit-exceeded.json")["entries"]]
    with (grown / "api/v1/codes.csv").open(encoding="utf-8-sig", newline="") as file:
        assert sum(VENUE in row for row in csv.reader(file)) == sum(len(page.rows) for page in codes)


def test_readers_of_its_feed_are_told(grown: Path) -> None:
    for feed in (VENUE, "changes"):
        entries = ElementTree.parse(grown / f"feeds/{feed}.xml").findall("{*}entry")
        assert any(NAME in "".join(entry.itertext()) for entry in entries), feed


def test_programs_and_crawlers_are_told(grown: Path, codes: list[Permalink]) -> None:
    assert VENUE in (grown / "llms.txt").read_text(encoding="utf-8")
    sitemap = (grown / "sitemap.xml").read_text(encoding="utf-8")
    for page in codes:
        assert f"{page.url}</loc>" in sitemap
        assert (grown / page.url[1:] / "index.md").is_file()


def test_its_former_id_redirects(grown: Path) -> None:
    assert f"{VENUE}/" in (grown / "example-v1/index.html").read_text(encoding="utf-8")


def test_the_others_stay_as_they_were(grown: Path, site: Path, catalogue: Catalogue) -> None:
    for venue in (one for one in catalogue.venues if one.operator != catalogue.venues[-1].operator):
        ours, theirs = (
            json.loads((each / f"api/v1/venues/{venue.id}.json").read_text("utf-8")) for each in (grown, site)
        )
        assert {**ours, "data_version": ""} == {**theirs, "data_version": ""}
