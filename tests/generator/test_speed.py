"""What things cost, as ratios to what was measured beside them or as budgets: `make speed`.

`make bench` measures the same and more, up to 15,000 codes; docs/benchmarks.md holds its figures.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from macros.catalogue.view import View
from macros.reading.gate import load
from tests.bench import builds
from tests.bench.enlarge import enlarged
from tests.support.project import ROOT

pytestmark = pytest.mark.speed


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with at least 15,000 codes."""
    times = -(-15_000 // len(View(load(ROOT)).permalinks))
    return enlarged(ROOT, tmp_path_factory.mktemp("large"), times)


@pytest.fixture(scope="module")
def stock(site: Path, tmp_path_factory: pytest.TempPathFactory) -> builds.Cost:
    """What stock Material takes for the same pages."""
    pages = builds.same_pages(site, tmp_path_factory.mktemp("stock"))
    return builds.build(pages, tmp_path_factory.mktemp("material"))


def test_a_full_build_takes_two_thirds_of_stock_material_at_most(stock: builds.Cost, tmp_path: Path) -> None:
    ours = builds.build(ROOT, tmp_path)
    print(f"\nours {ours}, stock {stock}")
    assert ours.processor <= 0.67 * stock.processor


def test_a_build_grows_no_faster_than_the_pages(large: Path, tmp_path: Path) -> None:
    times = len(View(load(large)).permalinks) / len(View(load(ROOT)).permalinks)
    ours, grown = builds.build(ROOT, tmp_path / "a"), builds.build(large, tmp_path / "b")
    print(f"\n{times:.1f} times the codes: {ours}, {grown}")
    assert grown.processor <= 1.25 * times * ours.processor


def test_the_check_grows_no_faster_than_the_data(large: Path) -> None:
    times = len(View(load(large)).permalinks) / len(View(load(ROOT)).permalinks)
    ours, grown = builds.check(ROOT), builds.check(large)
    print(f"\n{times:.1f} times the codes: {ours}, {grown}")
    assert grown.processor <= 1.25 * times * ours.processor
