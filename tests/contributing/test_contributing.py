"""The guide for contributors, done as it says: each command is run, and prints what the guide shows."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from macros.catalogue.model import Equivalents, Record, Venue, record_of
from macros.reading.checks import check
from macros.reading.loader import read
from tests.support.project import ROOT
from tests.support.written import Written, entry

GUIDE = (ROOT / "docs/contributing.md").read_text(encoding="utf-8")
EXAMPLE = ROOT / "docs/example-venue.yml"

RECIPES = dict(re.findall(r"^## (.+)\n((?:(?!## ).*\n)*)", GUIDE, re.MULTILINE))
FENCE = re.compile(r'^```(\w+)(?: title="([^"]+)")?\n(.*?)^```$', re.MULTILINE | re.DOTALL)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """What a contributor has, with the example venue among the others."""
    shutil.copytree(ROOT / "data", tmp_path / "data")
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    shutil.copy(EXAMPLE, tmp_path / "data/venues/example-spot.yml")
    return tmp_path


def transcript(shown: str) -> Iterator[tuple[str, str]]:
    """The commands of a block, each with what it prints."""
    for part in re.split(r"^\$ ", shown, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield command, output


def printed(project: Path, command: str) -> str:
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    }
    done = subprocess.run(
        command,
        cwd=project,
        env=environment,
        shell=True,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    return done.stdout


def edit(file: Path, change: str) -> None:
    """Makes the change that a block shows: lines that go begin with `-`, lines that come with `+`."""
    lines = change.splitlines(keepends=True)
    before = "".join(line[1:] for line in lines if line[0] in " -")
    after = "".join(line[1:] for line in lines if line[0] in " +")
    text = file.read_text(encoding="utf-8")
    assert text.count(before) == 1, f"stands {text.count(before)} times in {file.name}:\n{before}"
    file.write_text(text.replace(before, after), encoding="utf-8")


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_recipe_works_as_it_is_written(project: Path, recipe: str) -> None:
    for language, title, content in FENCE.findall(RECIPES[recipe]):
        if language == "diff":
            edit(project / title, content)
        elif language == "md":
            (project / title).write_text(content, encoding="utf-8")
        elif language == "console":
            for command, output in transcript(content):
                assert printed(project, command) == output, command


def test_every_recipe_that_changes_data_is_tried() -> None:
    tried = [name for name, text in RECIPES.items() if "```console" in text]
    assert tried == ["Check a change", "Add a code", "Correct a meaning", "Explain an anomaly", "Add a venue"]


def test_links_within_the_guide_lead_to_its_headings() -> None:
    anchors = {name.lower().replace(",", "").replace(" ", "-") for name in RECIPES}
    assert set(re.findall(r"\(#([a-z-]+)\)", GUIDE)) <= anchors


def test_the_example_venue_has_no_problem(project: Path) -> None:
    assert check(read(project)) == []


def keys(kind: type[Record]) -> set[str]:
    """Every key that a file of this kind may have, at any level."""
    found = set(kind.model_fields)
    for one in kind.model_fields.values():
        if inner := record_of(one.annotation):
            found |= keys(inner)
    return found


@pytest.mark.parametrize(
    ("kind", "name"), [(Venue, "example-venue.yml"), (Equivalents, "example-conditions.yml")]
)
def test_the_examples_show_every_key_there_is(kind: type[Record], name: str) -> None:
    shown = set(
        re.findall(r"^[ #-]*([a-z_]+):", (ROOT / "docs" / name).read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert keys(kind) <= shown


def test_the_example_of_conditions_has_no_problem(tmp_path: Path) -> None:
    written = Written(tmp_path)
    written.write("equivalents.yml", (ROOT / "docs/example-conditions.yml").read_bytes())
    for name in ("alpha", "beta"):
        text = (
            written.text(name)
            .replace("bad-symbol", "maintenance")
            .replace("rate-limit-exceeded", "maintenance")
        )
        written.write(name, text)
    written.add("".join(entry(str(number), f"Row {number}", "maintenance") for number in range(3, 40)))
    written.add(entry("40", "Row 40", "service-unavailable"))
    assert written.problems() == []


def test_the_page_shows_the_examples_as_they_are(site: Path) -> None:
    from pages import read as page
    from pages import text

    shown = text(page(site / "contributing/index.html"))
    for name in ("example-venue.yml", "example-conditions.yml"):
        assert (ROOT / "docs" / name).read_text(encoding="utf-8").strip() in shown
