"""The record of changes: a publication adds what it changed, not what only the model changed, and nothing is lost."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from macros.__main__ import main
from macros.catalogue.addresses import AddressBook
from macros.catalogue.view import View
from macros.history import git, record, snapshot
from macros.history.diff import compare
from macros.programs import api
from macros.reading.gate import load
from macros.reading.problems import BadData
from macros.reading.source import YamlFile
from tests.support.project import ROOT
from tests.support.repository import Repository
from tests.support.written import BAD_SYMBOL, CATEGORIES, RATE_LIMIT, entry

YEAR = f"{record.FOLDER}/2025.jsonl"


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """The written catalogue, published once."""
    repository = Repository(tmp_path)
    publish(repository)
    return repository


def publish(repository: Repository) -> list[str]:
    """Commits what there is, records it, commits that too, and says what was recorded: kind and subject."""
    repository.commit()
    added = record.append(repository.root)
    repository.commit()
    return [f"{change.kind} {change.subject}" for change in added.changes] if added else []


# What is recorded


def test_each_publication_adds_what_it_has_changed(repository):
    assert [change.kind for change in record.publications(repository.root)[0].changes] == [
        *["venue-added"] * 2,
        *["condition-added"] * 2,
    ]
    repository.change('"Unknown symbol"', '"No such symbol"')
    repository.add(entry("3", "Third symbol"), "beta")
    assert publish(repository) == ["message-changed 1", "code-added 3"]
    repository.change('"No such symbol"', '"Unknown symbol"')
    assert publish(repository) == ["message-changed 1"]


def test_where_nothing_has_changed_nothing_is_written(repository):
    before = (repository.root / YEAR).read_bytes()
    repository.add("# Only a remark.\n")
    assert publish(repository) == []
    assert (repository.root / YEAR).read_bytes() == before


def test_only_what_is_committed_is_recorded(repository):
    repository.add(entry("3", "Third symbol"))
    assert record.append(repository.root) is None


def test_what_is_recorded_is_what_programs_are_told(repository):
    repository.change("retry: later", "retry: never", "rate-limit-exceeded")
    commit = repository.commit()
    record.append(repository.root)
    view, history = View(load(repository.root)), record.publications(repository.root)
    told = json.loads(dict(api.artefacts(view, AddressBook(), history))["/api/v1/changes.json"])["changes"]
    assert told[0] == {
        "day": "2025-11-03",
        "at": "2025-11-03T10:00:00Z",
        "commit": commit,
        "kind": "meaning-changed",
        "venue": "alpha",
        "codes": ["2"],
        "condition": None,
        "url": "/alpha/2/",
        "before": "rate-limit-exceeded (retry later, outcome rejected, acts venue)",
        "after": "rate-limit-exceeded (retry never, outcome rejected, acts venue)",
    }
    assert [change["kind"] for change in told] == [
        *["meaning-changed"] * 2,
        "condition-changed",
        *["venue-added"] * 2,
        *["condition-added"] * 2,
    ]


def test_a_line_names_only_what_there_is(repository):
    lines = (repository.root / YEAR).read_text("utf-8").splitlines()
    assert json.loads(lines[0]).keys() == {"at", "commit", "kind", "venue", "after"}
    assert json.loads(lines[2]).keys() == {"at", "commit", "kind", "condition", "after"}


@pytest.mark.whole
def test_two_machines_record_the_same(repository, tmp_path_factory):
    repository.change("retry: later", "retry: never", "rate-limit-exceeded")
    repository.add(entry("3", "Third symbol") + entry("4", "Fourth symbol"))
    repository.commit()
    files = []
    for seed in "12":
        copy = tmp_path_factory.mktemp("copy")
        repository.git("clone", "--quiet", repository.root.as_uri(), str(copy))
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        subprocess.run([sys.executable, "-m", "macros", "record"], cwd=copy, env=environment, check=True)
        files.append((copy / YEAR).read_bytes())
    assert files[0] == files[1] != (repository.root / YEAR).read_bytes()


def test_a_long_text_is_cut(repository):
    repository.change('"Unknown symbol"', f'"{"long " * 100}"'.replace(' "', '"'))
    publish(repository)
    (change,) = record.publications(repository.root)[0].changes
    assert len(change.after) == record.LONGEST and change.after.endswith("…")


def test_a_commit_of_another_year_goes_into_its_own_file(repository, monkeypatch):
    commit, _ = git.head(repository.root)
    repository.add(entry("3", "Third symbol"))
    commit = repository.commit()
    monkeypatch.setattr(git, "head", lambda root: (commit, "2026-01-01T00:00:00Z"))
    record.append(repository.root)
    assert (repository.root / record.FOLDER / "2026.jsonl").read_text("utf-8").count("\n") == 1
    assert [p.day for p in record.publications(repository.root)] == ["2026-01-01", "2025-11-01"]


@pytest.mark.parametrize("made", ["2025-01-01T00:00:00Z", "2999-01-01T00:00:00Z"])
def test_a_clock_that_is_wrong_makes_no_day_that_is_wrong(repository, monkeypatch, made):
    repository.add(entry("3", "Third symbol"))
    commit = repository.commit()
    monkeypatch.setattr(git, "head", lambda root: (commit, made))
    record.append(repository.root)
    assert record.problems(repository.root) == []
    newest, first = record.publications(repository.root)
    assert first.day <= newest.day <= datetime.now(UTC).date().isoformat()


# States of other times


def in_the_old_layout(repository: Repository) -> None:
    """Writes the conditions as they were before November 2026: in one file, without `acts`."""
    shutil.rmtree(repository.root / "data/equivalents")
    conditions = [yaml.safe_load(text) for text in (BAD_SYMBOL, RATE_LIMIT)]
    for condition in conditions:
        del condition["acts"]
        condition["single_venue"] = True
    together = {"categories": [{"id": "request", "title": "Request", "conditions": conditions}]}
    repository.write("equivalents.yml", yaml.safe_dump(together))


def in_the_new_layout(repository: Repository) -> None:
    """Writes them as they are now."""
    repository.path("equivalents.yml").unlink()
    (repository.root / "data/equivalents/request").mkdir(parents=True)
    repository.write("equivalents/categories.yml", CATEGORIES)
    repository.write("equivalents/request/bad-symbol.yml", BAD_SYMBOL)
    repository.write("equivalents/request/rate-limit-exceeded.yml", RATE_LIMIT)


def test_a_new_layout_and_new_required_keys_add_nothing(tmp_path):
    repository = Repository(tmp_path)
    in_the_old_layout(repository)
    assert len(publish(repository)) == 4
    in_the_new_layout(repository)
    for venue in ("alpha", "beta"):
        repository.add("founded: 1999\n", venue)
    assert publish(repository) == []


def test_what_changes_with_the_layout_is_recorded(tmp_path):
    repository = Repository(tmp_path)
    in_the_old_layout(repository)
    publish(repository)
    in_the_new_layout(repository)
    repository.change("retry: later", "retry: never", "rate-limit-exceeded")
    repository.add(entry("3", "Third symbol"), "beta")
    assert publish(repository) == [
        "meaning-changed 2",
        "meaning-changed 2",
        "code-added 3",
        "condition-changed rate-limit-exceeded",
    ]


@pytest.mark.whole
def test_the_first_states_of_this_repository_can_still_be_read():
    try:
        first = git.at(ROOT, "130f65a")
    except git.NoHistory as refusal:
        pytest.skip(str(refusal))
    assert (len(first.venues), len(first.conditions)) == (5, 120)
    differences = compare(first, snapshot.of_folder(ROOT))
    assert not [change for change in differences if change.kind in ("venue-removed", "code-removed")]


@pytest.mark.parametrize("content", ["[" * 100_000, "id: [\n", ""], ids=["deep", "no YAML", "empty"])
def test_a_state_that_cannot_be_read_is_named(repository, content):
    repository.write("alpha", content)
    commit = repository.commit()
    with pytest.raises(git.NoHistory, match=rf"data/venues/alpha\.yml.* at {commit} can't be read: "):
        git.at(repository.root, commit)


@pytest.mark.parametrize("ref", ["nothing", "--all", "HEAD:data", "", "main..main", "HEAD~100"])
def test_a_ref_that_is_no_commit_is_refused(repository, ref):
    with pytest.raises(git.NoHistory) as refused:
        git.at(repository.root, ref)
    assert str(refused.value) == f"There is no commit `{ref}` in this clone."


def test_a_state_is_read_by_any_name_of_its_commit(repository):
    before = snapshot.of_folder(repository.root)
    repository.add(entry("3", "Third symbol"))
    repository.git("tag", "old")
    publish(repository)
    assert git.at(repository.root, "old") == git.at(repository.root, "HEAD~2") == before
    assert git.at(repository.root, "HEAD") == snapshot.of_folder(repository.root)


def test_a_link_in_a_commit_is_no_file_of_a_state(repository):
    (repository.root / "data/venues/gamma.yml").symlink_to("alpha.yml")
    repository.commit()
    assert git.at(repository.root, "HEAD").venues.keys() == {"alpha", "beta"}


# Without a history


def test_a_shallow_copy_keeps_every_change_and_says_what_it_lacks(repository, tmp_path_factory):
    repository.add(entry("3", "Third symbol"))
    repository.commit()
    shallow = tmp_path_factory.mktemp("shallow")
    repository.git("clone", "--quiet", "--depth=1", repository.root.as_uri(), str(shallow))
    assert record.publications(shallow) == record.publications(repository.root)
    last = record.publications(shallow)[0].commit
    lacking = (
        f"There is no commit `{last}` in this clone. It is a shallow one: `git fetch --unshallow` brings the "
        "rest of the history."
    )
    with pytest.raises(git.NoHistory, match=re.escape(lacking)):
        git.at(shallow, last)
    with pytest.raises(
        git.NoHistory, match=re.escape(f"{lacking} It is the last commit in {record.FOLDER}/")
    ):
        record.append(shallow)
    assert record.publications(shallow) == record.publications(repository.root)


def test_a_folder_without_git_keeps_every_change(repository, tmp_path_factory):
    copy = tmp_path_factory.mktemp("copy")
    shutil.copytree(repository.root / "data", copy / "data")
    assert record.publications(copy) == record.publications(repository.root)
    with pytest.raises(git.NoHistory, match="This folder is no git repository"):
        record.append(copy)


def test_a_folder_inside_another_repository_has_no_history(repository):
    inner = repository.root / "inner"
    inner.mkdir()
    with pytest.raises(git.NoHistory, match="This folder is no git repository"):
        git.at(inner, "HEAD")


def test_the_length_of_the_history_is_no_matter(repository, monkeypatch):
    """Two hundred publications are read without git, without any state, and before one venue could be."""
    lines = [
        json.dumps(
            {
                "at": f"2025-12-{day:02}T{hour:02}:00:00Z",
                "commit": f"{day:02}{hour:02}".ljust(40, "0"),
                "kind": "meaning-changed",
                "venue": "alpha",
                "codes": [str(number)],
                "before": "a",
                "after": "b",
            }
        )
        for day in range(1, 26)
        for hour in range(8)
        for number in range(20)
    ]
    with (repository.root / YEAR).open("a") as file:
        file.write("".join(f"{line}\n" for line in lines))

    def refuse(*arguments: object, **options: object) -> None:
        raise AssertionError("The record needs neither git nor the files of a state.")

    monkeypatch.setattr(subprocess, "run", refuse)
    monkeypatch.setattr(YamlFile, "__init__", refuse)
    begun = datetime.now(UTC)
    assert len(record.publications(repository.root)) == 201
    assert datetime.now(UTC) - begun < timedelta(seconds=1), "It takes twenty milliseconds."


# Damage


FIRST = {"at": "2025-11-01T10:00:00Z", "commit": "a" * 40, "kind": "venue-added", "venue": "alpha"}


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("", "This is not a line of the record of changes."),
        ("{", "This is not a line of the record of changes."),
        ("[]", "This is not a line of the record of changes."),
        ({"at": None}, "This is not a line of the record of changes. `at`:"),
        ({"at": "yesterday"}, "This is not a line of the record of changes. `at`:"),
        ({"commit": "main"}, "This is not a line of the record of changes. `commit`:"),
        ({"codes": "1"}, "This is not a line of the record of changes. `codes`:"),
        ({"day": "2025-11-01"}, "This is not a line of the record of changes. `day`:"),
        ({"at": "2025-11-31T10:00:00Z"}, "2025-11-31T10:00:00Z is not a real day and time."),
        ({"at": "2025-11-01T25:00:00Z"}, "2025-11-01T25:00:00Z is not a real day and time."),
        ({"at": "9998-01-01T10:00:00Z"}, "9998-01-01 is in the future."),
        ({"at": "2024-12-31T10:00:00Z"}, "2024-12-31 is not in 2025."),
        (
            {"at": "2025-11-01T09:59:59Z"},
            "2025-11-01T09:59:59Z is before 2025-11-01T10:00:00Z of the line above.",
        ),
        ({"kind": "code-changed"}, "There is no kind of change `code-changed`."),
        ({"condition": "bad-symbol"}, "A change is one of a venue or one of a condition."),
        ({"venue": None}, "A change is one of a venue or one of a condition."),
    ],
)
def test_a_damaged_line_is_refused_with_its_place_and_cause(tmp_path, line, found):
    text = line if isinstance(line, str) else json.dumps(FIRST | line)
    write(tmp_path, f"{json.dumps(FIRST)}\n{text}\n{json.dumps(FIRST)}\n")
    (problem,) = record.problems(tmp_path)
    assert (problem.place, problem.source) == (f"{YEAR}:2:1", text)
    assert problem.found.startswith(found)
    with pytest.raises(BadData):
        record.publications(tmp_path)


def write(root: Path, content: str) -> Path:
    path = root / YEAR
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    return path


def test_today_is_no_future_day(tmp_path):
    now = datetime.now(UTC)
    path = write(tmp_path, "").with_name(f"{now.year}.jsonl")
    path.write_text(json.dumps(FIRST | {"at": now.strftime("%Y-%m-%dT%H:%M:%SZ")}) + "\n")
    assert record.problems(tmp_path) == []


@pytest.mark.parametrize("name", ["2025.json", "notes.txt", "1999.jsonl", "2025.jsonl~"])
def test_another_file_in_the_folder_is_refused(tmp_path, name):
    write(tmp_path, "").with_name(name).touch()
    (problem,) = record.problems(tmp_path)
    assert problem.place == f"{record.FOLDER}/{name}"
    assert problem.found == "This is not a file of the record of changes."


def test_a_link_is_not_followed(tmp_path):
    (tmp_path / "elsewhere").write_text(json.dumps(FIRST) + "\n")
    path = write(tmp_path, "")
    path.unlink()
    path.symlink_to(tmp_path / "elsewhere")
    (problem,) = record.problems(tmp_path)
    assert (problem.place, problem.found) == (YEAR, "The file can't be read: it is not a plain file.")


# The commands


def said(repository: Repository, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """The status of a command and all that it prints."""
    with contextlib.chdir(repository.root):
        status = main(list(arguments))
    printed = capsys.readouterr()
    return status, printed.out + printed.err


def test_record_says_what_it_added(repository, capsys):
    assert said(repository, capsys, "record") == (
        0,
        "Nothing has changed since the last commit in data/changes/.\n",
    )
    repository.add(entry("3", "Third symbol"))
    repository.commit()
    assert said(repository, capsys, "record") == (0, "Added to data/changes/: 1 code added.\n")


def test_a_damaged_record_is_reported_by_check_and_extended_by_nobody(repository, capsys):
    (repository.root / YEAR).write_text("{}\n")
    for command in ("check", "record"):
        status, report = said(repository, capsys, command)
        assert status == 1 and f"{YEAR}:1:1: error: This is not a line of the record of changes." in report
    assert (repository.root / YEAR).read_text() == "{}\n"


def test_diff_compares_with_a_state_of_the_old_layout(tmp_path, capsys):
    repository = Repository(tmp_path)
    in_the_old_layout(repository)
    repository.commit()
    in_the_new_layout(repository)
    repository.add(entry("3", "Third symbol"))
    status, told = said(repository, capsys, "diff", "HEAD")
    assert status == 0 and told.startswith("/alpha/3/  3: code added\n  + Third symbol\n")


# The record of this repository


def test_the_record_is_whole():
    assert record.problems(ROOT) == []
    assert len(record.publications(ROOT)) >= 5


@pytest.mark.whole
def test_no_commit_ever_took_a_line_away():
    command = [
        "git",
        "-C",
        str(ROOT),
        "--git-dir=.git",
        "log",
        "--first-parent",
        "-m",
        "--format=",
        "--patch",
    ]
    log = subprocess.run([*command, "--", record.FOLDER], capture_output=True, text=True)
    if log.returncode:
        pytest.skip("There is no git history here.")
    assert re.findall(r"^-\{.*", log.stdout, re.MULTILINE) == []


# The job that records


PUBLISH = yaml.safe_load((ROOT / ".github/workflows/publish.yml").read_text("utf-8"))["jobs"]
JOB = PUBLISH["record"]


def test_only_the_push_has_the_token():
    holders = [step for step in JOB["steps"] if "token" in json.dumps([step.get("env"), step.get("with")])]
    pushing = JOB["steps"][-1]
    assert [step["name"] for step in holders if "github.token" in str(step.get("env"))] == [pushing["name"]]
    assert "env" not in JOB and JOB["steps"][0]["with"]["persist-credentials"] is False
    assert [line.split()[:2] for line in pushing["run"].splitlines()[1:]] == [
        ["git", "pull"],
        ["git", "push"],
    ]


@pytest.mark.whole
def test_what_was_published_is_recorded_on_top_of_what_came_since(repository, tmp_path_factory):
    remote, runner = (tmp_path_factory.mktemp(name) for name in ("remote", "runner"))
    repository.add(entry("3", "Third symbol"))
    published = repository.commit()
    repository.git("clone", "--quiet", "--bare", repository.root.as_uri(), str(remote))
    repository.git("clone", "--quiet", remote.as_uri(), str(runner))
    repository.git("-C", str(runner), "checkout", "--quiet", "--detach", published)
    repository.add("# Somebody was quicker.\n")
    repository.commit()
    repository.git("push", "--quiet", remote.as_uri(), "main")
    for step in (step for step in JOB["steps"] if "run" in step):
        done = run(step["run"], runner, remote)
        assert done.returncode == 0, done.stderr
    files = repository.git("-C", str(remote), "show", "--name-only", "--format=%s", "main").split("\n")
    assert files[0] == "Record what was published"
    assert set(filter(None, files[2:])) == {"data/permalinks.txt", YEAR}
    repository.git("pull", "--quiet", remote.as_uri(), "main")
    (change,) = record.publications(repository.root)[0].changes
    assert (change.commit, change.kind, change.codes) == (published, "code-added", ("3",))


def run(script: str, folder: Path, remote: Path) -> subprocess.CompletedProcess[str]:
    """Runs a step's script as the workflow does; the repository is `remote`, and `make` sets nothing up."""
    tools = folder.parent / f"{folder.name}-tools"
    tools.mkdir(exist_ok=True)
    targets = f'for target; do {sys.executable} -m macros "$target" || exit 1; done'
    (tools / "make").write_text(f"#!/bin/sh\n{targets}\n")
    (tools / "make").chmod(0o755)
    environment = os.environ | {
        "PATH": f"{tools}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "TOKEN": "T",
        "GITHUB_REPOSITORY": "owner/name",
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{remote.as_uri()}.insteadOf",
        "GIT_CONFIG_VALUE_0": "https://x-access-token:T@github.com/owner/name",
    }
    command = ["bash", "-e", "-o", "pipefail", "-c", script]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
