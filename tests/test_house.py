"""The project's own house: pinned packages, targets that set themselves up, and workflows that
give a pull request nothing to take."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import get_args

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from macros.catalogue.model import AnomalyKind
from tests.support.project import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
SITE = [Requirement(line) for line in PROJECT["dependencies"]]
TEST = SITE + [Requirement(line) for line in PROJECT["optional-dependencies"]["test"]]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
FORMS = sorted(path for path in (ROOT / ".github/ISSUE_TEMPLATE").glob("*.yml") if path.name != "config.yml")


def named(paths: list[Path]) -> dict:
    """Arguments that run a test once for each file, under the file's name."""
    return {"argvalues": paths, "ids": [path.stem for path in paths]}


# Packages


def pins(name: str) -> list[tuple[Requirement, list[str]]]:
    """The pins of a requirements file, each with its hashes. Refuses every line that is something else."""
    text = (ROOT / name).read_text("utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    assert lines.pop(0) == "--only-binary :all:"
    found = []
    for line in lines:
        requirement, *hashes = re.split(r"\s+--hash=sha256:", line.strip())
        found.append((Requirement(requirement), hashes))
    return found


def here(name: str) -> dict[str, str]:
    """The versions that a requirements file pins for this platform and Python."""
    return {
        canonicalize_name(pin.name): str(pin.specifier).removeprefix("==")
        for pin, _ in pins(name)
        if pin.marker is None or pin.marker.evaluate()
    }


def needed(requirements: list[Requirement]) -> Iterator[str]:
    """The packages that these requirements bring along on this platform, themselves included."""
    seen = set()
    pending = [(requirement, "") for requirement in requirements]
    while pending:
        requirement, extra = pending.pop()
        name = canonicalize_name(requirement.name)
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        yield name
        for extra in ["", *requirement.extras]:
            if (name, extra) not in seen:
                seen.add((name, extra))
                pending += [(Requirement(line), extra) for line in metadata.requires(name) or []]


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-test.txt"])
def test_every_pin_is_exact_and_hashed(name):
    for pin, hashes in pins(name):
        assert re.fullmatch(r"==[^=*,]+", str(pin.specifier)), pin
        assert pin.url is None
        assert hashes and all(re.fullmatch("[0-9a-f]{64}", digest) for digest in hashes), pin


@pytest.mark.parametrize(
    ("name", "requirements"), [("requirements.txt", SITE), ("requirements-test.txt", TEST)]
)
def test_the_pins_are_complete_and_are_what_is_installed(name, requirements):
    pinned = here(name)
    for package in needed(requirements):
        assert pinned.get(package) == metadata.version(package), package


def test_the_pins_fulfil_what_is_declared():
    pinned = here("requirements-test.txt")
    for requirement in TEST:
        assert requirement.specifier.contains(pinned[canonicalize_name(requirement.name)]), requirement


def test_site_and_tests_use_the_same_versions():
    assert here("requirements.txt").items() <= here("requirements-test.txt").items()


def test_the_installed_packages_agree_with_each_other():
    subprocess.run([sys.executable, "-m", "pip", "check"], check=True, capture_output=True)


def test_the_tools_for_javascript_are_pinned_exactly():
    package = json.loads((ROOT / "package.json").read_text("utf-8"))
    assert package.keys() == {"private", "type", "devDependencies"} and package["private"] is True
    for name, version in package["devDependencies"].items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version), name


def test_every_dependency_has_its_reason():
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    for requirement in PROJECT["dependencies"] + PROJECT["optional-dependencies"]["test"]:
        assert re.search(rf'^  # [A-Z].+\.\n  "{re.escape(requirement)}",$', text, re.MULTILINE), requirement


def test_no_file_names_a_package_index():
    hosts = ["pypi" + ".org", "python" + "hosted.org", "registry.npm" + "js.org", "registry.yarn" + "pkg.com"]
    command = ["git", "grep", "--files-with-matches", "--fixed-strings", *(f"-e{host}" for host in hosts)]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert (found.returncode, found.stdout) == (1, "")


def test_the_bill_of_materials_lists_every_pin(tmp_path):
    target = tmp_path / "sbom.json"
    command = [
        sys.executable,
        "-m",
        "cyclonedx_py",
        "requirements",
        "--output-file",
        target,
        "requirements.txt",
    ]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    listed = {(part["name"], part["version"]) for part in json.loads(target.read_text("utf-8"))["components"]}
    assert listed == {
        (pin.name, str(pin.specifier).removeprefix("==")) for pin, _ in pins("requirements.txt")
    }


def test_a_release_holds_the_data_and_is_the_same_each_time(tmp_path):
    """As `make release` packs it, once the site is built."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    sums = []
    for folder in ("data", "site/api/v1"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "codes").write_text("1021", "utf-8")
    for _ in range(2):
        for name in ("LICENSE", "sbom.json"):
            (tmp_path / name).write_text("{}", "utf-8")
        subprocess.run(["make", "--silent", "-o", "build", "-o", "sbom", "release"], cwd=tmp_path, check=True)
        subprocess.run(
            ["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=tmp_path / "release", check=True
        )
        sums.append((tmp_path / "release/SHA256SUMS").read_text("utf-8"))
        os.utime(tmp_path / "data/codes", (0, 2**31 - 1))
    assert sums[0] == sums[1] and re.findall(r"  (\S+)", sums[0]) == [
        "sbom.json",
        "venue-error-codes-data.tar.gz",
    ]
    with tarfile.open(tmp_path / "release/venue-error-codes-data.tar.gz") as archive:
        assert {"LICENSE", "data/codes", "api/v1/codes"} <= set(archive.getnames())


# Targets


@pytest.fixture
def house(tmp_path) -> Path:
    """A folder that has only what the targets need for their set-up."""
    for name in ["Makefile", "requirements.txt", "requirements-test.txt", "package.json"]:
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def make(house: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Calls make there, as a person would from a shell of their own."""
    outer = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.run(
        ["make", *arguments], cwd=house, env=outer | environment, capture_output=True, text=True
    )


def script(path: Path, text: str) -> Path:
    """Writes an executable shell script."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n", "utf-8")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize(("target", "stamp"), [("serve", "site"), ("build", "site"), ("test", "test")])
def test_a_second_call_installs_nothing(house, target, stamp):
    first = make(house, "--dry-run", target).stdout
    assert "-m venv" in first and "pip install" in first and "--require-hashes" in first

    (house / ".venv/bin").mkdir(parents=True)
    (house / ".venv/bin/pip").touch()
    (house / f".venv/{stamp}.stamp").touch()
    second = make(house, "--dry-run", target).stdout
    assert "-m venv" not in second and "pip install" not in second

    pinned = house / ("requirements-test.txt" if stamp == "test" else "requirements.txt")
    os.utime(pinned, (2**32, 2**32))
    assert "pip install" in make(house, "--dry-run", target).stdout


def test_too_old_a_python_is_named_in_one_sentence(house):
    old = script(house / "bin/python", "exit 1")
    result = make(house, ".venv/site.stamp", f"PYTHON={old}")
    assert result.returncode != 0
    assert "This needs Python 3.11 or newer. Name one: make PYTHON=/path/to/python3\n" in result.stderr


def test_a_python_without_venv_is_named_in_one_sentence(house):
    """Debian's python3 alone is such a one."""
    bare = script(
        house / "bin/python", f'case "$2" in *ensurepip*) exit 1;; esac; exec "{sys.executable}" "$@"'
    )
    script(house / "bin/id", "echo 1000")
    result = make(house, ".venv/site.stamp", f"PYTHON={bare}", PATH=f"{house / 'bin'}:{os.environ['PATH']}")
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    assert result.returncode != 0
    assert f"venv module is incomplete here. Run: sudo apt-get install {package}\n" in result.stderr


def test_a_missing_npm_is_named_in_one_sentence(house):
    for name in ["sh", "make"]:
        (house / "bin").mkdir(exist_ok=True)
        (house / "bin" / name).symlink_to(shutil.which(name))
    result = make(house, "node_modules/.stamp", PATH=str(house / "bin"))
    assert result.returncode != 0
    assert "Checking the JavaScript needs npm, which comes with Node.js." in result.stderr


def test_the_readme_explains_every_target():
    targets = re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    readme = (ROOT / "README.md").read_text("utf-8")
    assert [target for target in targets if f"`make {target}`" not in readme] == []


# Workflows


def steps(path: Path) -> Iterator[dict]:
    for job in yaml.safe_load(path.read_text("utf-8"))["jobs"].values():
        yield from job["steps"]


@pytest.mark.parametrize("path", **named(WORKFLOWS))
def test_every_action_is_pinned_to_a_commit(path):
    used = re.findall(r"uses: *(.+)", path.read_text("utf-8"))
    assert used
    for action in used:
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action)


@pytest.mark.parametrize("path", **named(WORKFLOWS))
def test_permissions_are_as_small_as_possible(path):
    workflow = yaml.safe_load(path.read_text("utf-8"))
    assert workflow["permissions"] == {}
    writable = {
        (path.stem, job, scope)
        for job, content in workflow["jobs"].items()
        for scope, access in content["permissions"].items()
        if access != "read"
    }
    assert writable <= {
        ("publish", "deploy", "pages"),
        ("publish", "deploy", "id-token"),
        ("publish", "release", "contents"),
        ("publish", "release", "id-token"),
        ("publish", "release", "attestations"),
        ("publish", "record", "contents"),
        ("watch", "report", "issues"),
    }


@pytest.mark.parametrize("path", **named(WORKFLOWS))
def test_no_text_from_outside_reaches_a_shell_or_a_token(path):
    workflow = yaml.safe_load(path.read_text("utf-8"))
    triggers = workflow[True]  # YAML 1.1 reads the key `on` as a boolean
    assert triggers == "pull_request" or triggers.keys() - {"schedule"} <= {"push", "workflow_dispatch"}
    for step in steps(path):
        assert "${{" not in step.get("run", "")
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False


def test_zizmor_finds_nothing():
    zizmor = Path(sys.executable).with_name("zizmor")
    command = [zizmor, "--offline", "--persona=auditor", "--no-progress", ".github"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout


@pytest.mark.skipif(not shutil.which("actionlint"), reason="actionlint is not on PATH; pull requests run it")
def test_actionlint_finds_nothing():
    result = subprocess.run(["actionlint", *WORKFLOWS], cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout


# Issue forms


@pytest.mark.parametrize("path", **named(FORMS))
def test_an_issue_form_is_one_that_a_link_can_prefill(path):
    form = yaml.safe_load(path.read_text("utf-8"))
    assert {"name", "description", "body"} <= form.keys() <= {"name", "description", "title", "body"}
    fields = [field for field in form["body"] if field["type"] != "markdown"]
    ids = [field["id"] for field in fields]
    assert len(ids) == len(set(ids)) and all(re.fullmatch("[a-z-]+", identifier) for identifier in ids)
    for field in fields:
        assert field["attributes"]["label"]
        options = field["attributes"].get("options", [])
        assert bool(options) == (field["type"] == "dropdown")
        assert all(isinstance(option, str) for option in options)


def test_the_form_for_anomalies_offers_every_kind():
    form = yaml.safe_load((ROOT / ".github/ISSUE_TEMPLATE/anomaly.yml").read_text("utf-8"))
    [kind] = [field for field in form["body"] if field.get("id") == "kind"]
    assert kind["attributes"]["options"] == [*get_args(AnomalyKind), "I do not know"]


# Licences


def bundled() -> set[str]:
    """The packages that went into the theme's scripts and styles, by its own source maps."""
    names = set()
    for path in (
        Path(metadata.distribution("mkdocs-material").locate_file("material/templates/assets"))
    ).rglob("*.map"):
        for source in json.loads(path.read_text("utf-8"))["sources"]:
            names.update(re.findall(r"node_modules/((?:@[^/]+/)?[^/]+)/", source))
    return names


def test_the_list_of_licences_names_all_that_the_theme_brings_along():
    listed = set(re.findall(r"^\| \[(.+?)\]", (ROOT / "docs/licences.md").read_text("utf-8"), re.MULTILINE))
    assert bundled() and bundled() <= listed
