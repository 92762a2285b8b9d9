"""`make serve` while somebody works: a change shows, unfinished work shows as such, and faults are told on the pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.bench import builds
from tests.support.project import build, copy_of_project
from tests.support.waiting import until

FILE = builds.Preview.file
PAGE = builds.Preview.page


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[builds.Preview]:
    """The project, served while it is written."""
    project = copy_of_project(tmp_path_factory.mktemp("preview"))
    with builds.preview(project, tmp_path_factory.mktemp("memory")) as preview:
        yield preview


@pytest.fixture
def written(served: builds.Preview) -> Iterator[Callable[[str, str], None]]:
    """Changes the venue's file once; the end of the test takes it back."""
    path = served.project / FILE
    before = path.read_text("utf-8")

    def write(old: str, new: str) -> None:
        assert old in before
        path.write_text(before.replace(old, new, 1), "utf-8")

    yield write
    path.write_text(before, "utf-8")


def test_a_changed_line_shows(served: builds.Preview) -> None:
    served.change()


def test_an_entry_that_nobody_has_judged_shows_as_such_and_is_not_built(
    served: builds.Preview, written: Callable[[str, str], None], tmp_path: Path
) -> None:
    text = (served.project / FILE).read_text("utf-8")
    entry = text.index('- code: "0001"')
    judged = text[entry : text.index("\n", text.index("equivalent:", entry))]
    written(judged, judged[: judged.index("equivalent:")] + "equivalent: open")
    served.wait("Not judged yet")
    line = text[:entry].count("\n") + judged.count("\n") + 1
    page = served.read(PAGE)
    assert f"<code>{FILE}:{line}:" in page and "open-condition</a>" in page
    assert f"<code>{FILE}:{line}:" in served.read(""), "every page tells what is wrong"
    refused = build(served.project, tmp_path / "site")
    assert refused.returncode and "[open-condition]" in refused.stdout + refused.stderr


def test_a_file_that_cannot_be_read_leaves_its_pages_and_they_say_why(
    served: builds.Preview, written: Callable[[str, str], None]
) -> None:
    written("sections:", "sections: [")
    served.wait("invalid-yaml</a>")
    assert served.message in served.read(PAGE)


def test_the_problems_go_when_they_are_mended(served: builds.Preview) -> None:
    until(lambda: "vec-problems" not in served.read(PAGE))
