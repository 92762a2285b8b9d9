"""The schemas for editors: made from the model alone, and as strict as the check where they can be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft7Validator

from macros.contributing.schemas import schemas
from tests.support.commands import refused, said
from tests.support.project import ROOT
from tests.support.written import Written

FOLDERS = {
    "venues/*.yml": "../schema/venue.json",
    "equivalents/*/*.yml": "../../schema/condition.json",
    "equivalents/categories.yml": "../schema/categories.json",
}


@pytest.fixture
def written(tmp_path: Path) -> Written:
    return Written(tmp_path)


def test_the_schemas_are_those_of_the_model() -> None:
    for name, text in schemas().items():
        assert (ROOT / name).read_text("utf-8") == text, "Run: python -m macros schema"


@pytest.mark.parametrize("name", schemas())
def test_every_key_is_described(name: str) -> None:
    schema = json.loads(schemas()[name])
    Draft7Validator.check_schema(schema)
    for kind, shape in {**schema.get("$defs", {}), name: schema}.items():
        if "properties" in shape:
            assert shape["additionalProperties"] is False
            for key, value in shape["properties"].items():
                assert value.get("description"), f"{kind}.{key} has no description"


@pytest.mark.parametrize(("files", "schema"), FOLDERS.items(), ids=FOLDERS)
def test_the_data_fits_the_schemas_and_names_them_in_its_first_line(files: str, schema: str) -> None:
    for path in (ROOT / "data").glob(files):
        text = path.read_text("utf-8")
        assert text.splitlines()[0] == f"# yaml-language-server: $schema={schema}"
        rules = json.loads((path.parent / schema).read_text("utf-8"))
        Draft7Validator(rules).validate(yaml.load(text, yaml.CSafeLoader))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('code: "1"', "code: 1"),
        ("http: 400", "htpp: 400"),
        ("status: active", "status: gone"),
        ("http: 400", "http:"),
        ("https://example.com/alpha", "https://user@example.com/alpha"),
    ],
)
def test_what_the_check_refuses_an_editor_marks(written: Written, old: str, new: str) -> None:
    rules = Draft7Validator(json.loads(schemas()["data/schema/venue.json"]))
    assert rules.is_valid(yaml.safe_load(written.text()))
    written.change(old, new)
    assert not rules.is_valid(yaml.safe_load(written.text()))
    assert written.problems()


def test_schema_writes_what_is_out_of_date_and_check_asks_for_it(written: Written) -> None:
    assert said(written.root, "schema") == "The schemas are up to date.\n"
    for name in ("venue", "condition"):
        written.path(f"schema/{name}.json").unlink()
    assert written.broken() == [
        "data/schema/venue.json: outdated-schema",
        "data/schema/condition.json: outdated-schema",
    ]
    assert (
        said(written.root, "schema") == "Wrote data/schema/venue.json.\nWrote data/schema/condition.json.\n"
    )
    assert written.problems() == []


def test_no_schema_is_written_through_a_link(
    written: Written, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    path = written.path("schema/venue.json")
    path.unlink()
    path.symlink_to(elsewhere / "venue.json")
    said(written.root, "schema")
    assert path.is_file() and not path.is_symlink() and not list(elsewhere.iterdir())
    path.parent.rename(elsewhere / "schema")
    path.parent.symlink_to(elsewhere / "schema")
    path.unlink()
    assert "symbolic link" in refused(written.root, "schema")
    assert not (elsewhere / "schema/venue.json").exists()
