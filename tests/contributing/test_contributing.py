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

from macros.catalogue.model import Condition, Record, Venue, record_of
from macros.reading.gate import inspect
from macros.reading.loader import read
from tests.support.pages import read as page
from tests.support.pages import text
from tests.support.project import ROOT

GUIDE = (ROOT / "docs/contributing.md").read_text(encoding="utf-8")
EXAMPLE = ROOT / "docs/example-venue.yml"

RECIPES = dict(re.findall(r"^## (.+)\n((?:```.*\n(?:(?!```).*\n)*```\n|(?!## ).*\n)*)", GUIDE, re.MULTILINE))
FENCE = re.compile(r'^```(\w+)(?: title="([^"]+)")?\n(.*?)^```$', re.MULTILINE | re.DOTALL)
CHAPTERS = [
    ["Check a change"],
    ["Add a code"],
    ["Correct a meaning"],
    ["Explain an anomaly"],
    ["Bring in a venue", "When the document changes"],
]
"""The recipes that are tried, those that go on where the one before ended together."""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """What a contributor has: all conditions, the example venue, and no other whose rows could be suggested, so that no
    venue of the catalogue changes what the guide shows."""
    for name in ("equivalents", "schema"):
        shutil.copytree(ROOT / "data" / name, tmp_path / "data" / name)
    (tmp_path / "data/venues").mkdir()
    (tmp_path / "data/permalinks.txt").touch()
    shutil.copy(EXAMPLE, tmp_path / "data/venues/example-spot.yml")
    reading = read(tmp_path)
    used = {entry.equivalent for _, _, entry in reading.venues["example-spot"].rows()}
    example = EXAMPLE.read_text(encoding="utf-8")
    other = (
        example[: example.index("former_ids:")]
        + example[example.index("reviewed:") : example.index("calls:")]
    )
    rows = "".join(
        f'      - code: "{number}"\n        explanation: "."\n        equivalent: {id}\n'
        for number, id in enumerate(sorted(set(reading.conditions) - used), start=1)
    )
    (tmp_path / "data/venues/others.yml").write_text(
        other.replace("id: example-spot", "id: others").replace("Example Exchange", "Others")
        + "\nsections:\n  - id: all\n    title: All\n    transport: any\n    entries:\n"
        + rows,
        encoding="utf-8",
    )
    return tmp_path


def transcript(shown: str) -> Iterator[tuple[str, str]]:
    """The commands of a block, each with what it prints."""
    for part in re.split(r"^\$ ", shown, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield command, output


def printed(project: Path, command: str, typed: str) -> str:
    """What a command prints while this is typed, with what is typed after each prompt."""
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    }
    done = subprocess.run(
        command,
        cwd=project,
        env=environment,
        shell=True,
        input=typed,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    answers = iter(typed.splitlines())
    return re.sub(r"^> ", lambda prompt: f"> {next(answers, '')}\n", done.stdout, flags=re.MULTILINE)


def pattern(output: str) -> str:
    """What a command may print: what is shown, and anything where dots stand for suggestions that are left out."""
    return re.escape(output).replace(re.escape("    ...\n"), r"(?:    .*\n)*")


def edit(file: Path, change: str) -> None:
    """Makes the change that a block shows: lines that go begin with `-`, lines that come with `+`."""
    lines = change.splitlines(keepends=True)
    before = "".join(line[1:] for line in lines if line[0] in " -")
    after = "".join(line[1:] for line in lines if line[0] in " +")
    written = file.read_text(encoding="utf-8")
    assert written.count(before) == 1, f"stands {written.count(before)} times in {file.name}:\n{before}"
    file.write_text(written.replace(before, after), encoding="utf-8")


@pytest.mark.whole
@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter[0])
def test_a_recipe_works_as_it_is_written(project: Path, chapter: list[str]) -> None:
    for language, title, content in FENCE.findall("".join(RECIPES[name] for name in chapter)):
        if language == "diff":
            edit(project / title, content)
        elif language == "md":
            (project / title).write_text(content, encoding="utf-8")
        elif language == "console":
            for command, output in transcript(content):
                typed = "".join(re.findall(r"^> (.*\n)", output, re.MULTILINE))
                shown = printed(project, command, typed)
                assert re.fullmatch(pattern(output), shown), f"{command}\n{shown}"


def test_every_recipe_that_changes_data_is_tried() -> None:
    tried = [name for name, recipe in RECIPES.items() if "```console" in recipe]
    assert tried == [name for chapter in CHAPTERS for name in chapter]


def test_links_within_the_guide_lead_to_its_headings() -> None:
    anchors = {name.lower().replace(",", "").replace(" ", "-") for name in RECIPES}
    anchors |= set(re.findall(r'<a id="([a-z0-9-]+)"></a>', GUIDE))
    assert set(re.findall(r"\(#([a-z-]+)\)", GUIDE)) <= anchors


def test_the_example_venue_has_no_problem(project: Path) -> None:
    assert inspect(project)[1] == []


def test_the_example_of_a_condition_has_no_problem(project: Path) -> None:
    example = (ROOT / "docs/example-condition.yml").read_text(encoding="utf-8")
    (project / "data/equivalents/service/maintenance.yml").write_text(example, encoding="utf-8")
    assert [problem for problem in inspect(project)[1] if "maintenance" in problem.file] == []


def keys(kind: type[Record]) -> set[str]:
    """Every key that a file of this kind may have, at any level."""
    found = set(kind.model_fields)
    for one in kind.model_fields.values():
        if inner := record_of(one.annotation):
            found |= keys(inner)
    return found


@pytest.mark.parametrize(
    ("kind", "name"), [(Venue, "example-venue.yml"), (Condition, "example-condition.yml")]
)
def test_the_examples_show_every_key_there_is(kind: type[Record], name: str) -> None:
    example = (ROOT / "docs" / name).read_text(encoding="utf-8")
    shown = set(re.findall(r"(?:^[ #-]*|`)([a-z_]+):", example, re.MULTILINE))
    assert keys(kind) <= shown


def test_the_page_shows_the_examples_as_they_are(site: Path) -> None:
    shown = text(page(site / "contributing/index.html"))
    for name in ("example-venue.yml", "example-condition.yml"):
        assert (ROOT / "docs" / name).read_text(encoding="utf-8").strip() in shown
