"""What things cost, as ratios to what was measured beside them or as sizes, so that the machine does not matter.

`make bench` measures the same and more, on catalogues up to 20 times as large; docs/benchmarks.md holds its figures.
"""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from macros.catalogue.view import Site
from macros.programs import lookup
from macros.reading.gate import load
from macros.website.pages import pages
from tests.bench import builds
from tests.bench.enlarge import enlarged
from tests.support.project import ROOT


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with a hundred venues."""
    return enlarged(ROOT, tmp_path_factory.mktemp("large"), 20)


@pytest.fixture(scope="module")
def stock(site: Path, tmp_path_factory: pytest.TempPathFactory) -> builds.Cost:
    """What stock Material takes for the same pages."""
    pages = builds.same_pages(site, tmp_path_factory.mktemp("stock"))
    return builds.build(pages, tmp_path_factory.mktemp("material"))


def test_a_full_build_takes_no_more_than_two_and_a_half_stock_builds(
    stock: builds.Cost, tmp_path: Path
) -> None:
    ours = builds.build(ROOT, tmp_path)
    assert ours.processor <= 2.5 * stock.processor
    assert ours.megabytes <= 2.5 * stock.megabytes


def test_a_preview_shows_a_change_everywhere_for_less_than_a_full_build_may_cost(
    stock: builds.Cost, tmp_path: Path
) -> None:
    project = enlarged(ROOT, tmp_path / "project", 1)
    with builds.preview(project, tmp_path) as preview:
        cost = builds.best(2, change=preview.change)["change"]
        for page in [
            "hashkey-global/0001/",
            "hashkey-global/0001/index.md",
            "hashkey-global/",
            "equivalents/invalid-signature/",
            "api/v1/codes.json",
            "lookup/index.json",
            "search/search_index.json",
        ]:
            assert f"{preview.message} 2" in preview.read(page), page
            assert f"{preview.message} 1" not in preview.read(page), page
    assert cost.processor <= 1.5 * stock.processor  # 0.8 on a quiet machine; a full build may take 2.5


def test_the_check_takes_less_than_half_a_stock_build(stock: builds.Cost) -> None:
    assert builds.check(ROOT).processor <= 0.5 * stock.processor


def test_the_check_grows_no_faster_than_the_data(large: Path) -> None:
    assert builds.check(large).processor <= 22 * builds.check(ROOT).processor


def test_with_a_hundred_venues_the_searches_still_load_little(large: Path, site: Path) -> None:
    catalogue = load(large)
    assert len(gzip.compress(lookup.index(catalogue), 9)) <= 300_000
    headed = [{"title": page.title, "text": page.searchable()} for page in pages(Site(catalogue))]
    assert len(gzip.compress(json.dumps(headed).encode(), 9)) <= 1_400_000
