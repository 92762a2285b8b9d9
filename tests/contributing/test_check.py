"""The check as contributors run it, and what `--fix` does to their files: one right answer each, and nothing else."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from macros.contributing import fixer
from macros.reading.gate import load
from macros.reading.problems import Edit, broken
from tests.support.commands import refused, run, said
from tests.support.project import ROOT
from tests.support.written import Written, entry


@pytest.fixture
def written(tmp_path: Path) -> Written:
    return Written(tmp_path)


def test_check_succeeds_with_suggestions_and_fails_with_errors(written: Written) -> None:
    assert said(written.root, "check") == "0 errors, 0 suggestions\n"
    written.change("name: Alpha\noperator: Alpha\n", "operator: Alpha\nname: Alpha\n")
    assert "\n0 errors, 1 suggestion\n" in said(written.root, "check")
    written.change('code: "1"', "code: 1")
    done = run(written.root, "check")
    assert done.returncode == 1
    assert "\n1 error, 1 suggestion\n" in done.stdout


def test_check_for_github_prints_annotations_and_the_counts(written: Written) -> None:
    assert said(written.root, "check", "--format", "github") == "0 errors, 0 suggestions\n"
    written.change('code: "1"', "code: 1")
    first, *counts = run(written.root, "check", "--format", "github").stdout.splitlines()
    assert first.startswith("::error file=data/venues/alpha.yml,line=27,col=15,title=unquoted-code::")
    assert [line.split(":")[0].strip() for line in counts] == ["1 error, 0 suggestions", "1 unquoted-code"]


@pytest.mark.whole
def test_a_reader_that_goes_away_does_no_harm(written: Written) -> None:
    written.add("".join(entry("2", f"Row {number}", "open") for number in range(2000)))
    with subprocess.Popen(
        [sys.executable, "-m", "macros", "check"],
        cwd=written.root,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout and process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""


# check --fix


def texts(written: Written) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in (written.root / "data").rglob("*.yml")}


def fixed(written: Written) -> str:
    """Fixes, and proves that a second run finds nothing more to fix."""
    done = run(written.root, "check", "--fix")
    after = texts(written)
    assert ": fixed: " not in run(written.root, "check", "--fix").stdout
    assert texts(written) == after
    assert not [path.name for path in written.root.rglob(".*")], "nothing is left behind"
    return done.stdout


def test_fix_says_what_it_fixed_and_what_is_left(written: Written) -> None:
    written.change('code: "1"', "code: 0001")
    written.change("equivalent: bad-symbol", "equivalent: open")
    lines = fixed(written).splitlines()
    assert lines[0] == (
        "data/venues/alpha.yml:27:15: fixed: The code 0001 is not in quotes, so YAML would read it as 1. "
        "[unquoted-code]"
    )
    assert lines[1].endswith("[open-condition]") and lines[-2] == "1 error, 0 suggestions"


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        (
            "      - code: 1  # the first\n        http: 400",
            '      - code: "1"  # the first\n        http: 400',
        ),
        ("      - code: '1 '\n        http: 400", '      - code: "1"\n        http: 400'),
        ("      - code: “1”  # no\n        http: 400", '      - code: "1"  # no\n        http: 400'),
        ("      - code: “ 1”\n        http: 400", '      - code: "1"\n        http: 400'),
        ('      - code: "1"\n        htpp: 400  # typo', '      - code: "1"\n        http: 400  # typo'),
        ('      - code: "1"\n        http: "400"', '      - code: "1"\n        http: 400'),
        ('      - code: "1"\u200b\n        http: 400', '      - code: "1"\n        http: 400'),
        (
            '      - http: 400  # a status\n        # The first code.\n        code: "1"',
            '      - # The first code.\n        code: "1"\n        http: 400  # a status',
        ),
    ],
    ids=["quotes", "space", "curly", "curly and space", "key", "number", "invisible", "order"],
)
def test_fix_corrects_one_thing_and_leaves_comments_alone(written: Written, wrong: str, right: str) -> None:
    before = written.text().replace('      - code: "1"\n        http: 400', right)
    written.change('      - code: "1"\n        http: 400', wrong)
    fixed(written)
    assert written.text() == before
    assert written.problems() == []


def test_fix_corrects_messages_values_and_conditions(written: Written) -> None:
    written.change('"Unknown symbol"', "'  Unknown symbol '  # as documented")
    written.change('"Too many requests"', "Too many: requests")
    written.change("status: active", "status: actve")
    written.change("equivalent: bad-symbol", "equivalent: bad-symbols")
    fixed(written)
    assert '          - "Unknown symbol"  # as documented\n' in written.text()
    assert '          - "Too many: requests"\n' in written.text()
    assert written.problems() == []


def test_fix_guesses_nothing(written: Written) -> None:
    for old, new in [
        ("status: active", "status: gone"),
        ("equivalent: bad-symbol", "equivalent: order-not-found"),
        ("        http: 400\n", "        http: 400\n        htttp: 401\n"),
        ('"Too many requests"', "Too many #requests: 5 # or more"),
    ]:
        written.change(old, new)
    before = written.text()
    fixed(written)
    assert written.text() == before


def test_fix_puts_keys_in_order_at_every_level_with_their_comments(written: Written) -> None:
    written.change(
        """\
source:
  title: Errors
  url: https://example.com/alpha
  version: captured 2026-11
""",
        """\

# Where it is from.
source:
  version: >-
    captured
    # no comment

    2026-11

  url: https://example.com/alpha  # the address
  # its heading
  title: Errors
""",
    )
    written.change('reviewed: "2026-11-20"\n', "")
    written.change("clues:\n", "clues: # words\n")
    written.change("\nsections:", 'reviewed: "2026-11-20"  # by a person\n\nsections:')
    before = load(written.root)
    fixed(written)
    assert load(written.root) == before
    assert written.problems() == []
    assert """\
status: active
reviewed: "2026-11-20"  # by a person

# Where it is from.
source:
  # its heading
  title: Errors

  url: https://example.com/alpha  # the address
  version: >-
    captured
    # no comment

    2026-11
replies:
""" in written.text()


def test_fix_adds_missing_annotations_that_still_fail_until_they_are_written(written: Written) -> None:
    written.add(entry("2", "A second row") + "  # the end\n\n")
    fixed(written)
    assert written.text().endswith(
        "        equivalent: bad-symbol\n"
        "  # the end\n"
        "\n"
        "annotations:\n"
        "  - kind: duplicate-code\n"
        "    codes:\n"
        '      - "2"\n'
        "    sections:\n"
        "      - general\n"
        '    note: "TODO: what is odd, what it means for the reader, and how to tell the cases apart."\n\n'
    )
    assert [problem.rule for problem in written.problems()] == ["unwritten-text"]
    written.change(
        '"TODO: what is odd, what it means for the reader, and how to tell the cases apart."',
        "Tell them by text.",
    )
    assert written.problems() == []
    written.change("annotations:\n", "annotations:  # errata\n")
    written.change("    entries:\n", "    entries:\n" + entry("2", "A row before"))
    fixed(written)
    assert written.text().count("kind: duplicate-code") == written.text().count("kind: out-of-order") == 1
    assert "annotations:  # errata\n  - kind: duplicate-code" in written.text()


def test_fix_writes_lf_and_keeps_the_files_mode(written: Written) -> None:
    written.write("alpha", "\ufeff" + written.text().replace("\n", "\r\n"))
    written.change('      - code: "1"\r\n        http: 400', "      - http: 400\r\n        code: 1")
    written.add(entry("2", "A second row").replace("\n", "\r\n"))
    written.path().chmod(0o640)
    fixed(written)
    assert "\r" not in written.text() and written.text().startswith("id: alpha\n")
    assert '      - code: "1"\n        http: 400\n' in written.text()
    assert "annotations:\n  - kind: duplicate-code\n" in written.text()
    assert written.path().stat().st_mode & 0o777 == 0o640


def test_fix_changes_nothing_that_it_cannot_read(written: Written) -> None:
    written.write("alpha", 'id: "alpha\ncode: 1\n')
    before = written.text()
    fixed(written)
    assert written.text() == before


def test_fix_writes_nothing_that_could_no_longer_be_read(
    written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoiling = broken("empty-file", "data/venues/alpha.yml", 1, 1, edit=Edit(0, 2, "["))
    inspect = fixer.inspect
    monkeypatch.setattr(fixer, "inspect", lambda *given: (inspect(*given)[0], [spoiling]))
    before = written.text()
    assert fixer.fix(written.root) == []
    assert written.text() == before


def test_fix_leaves_files_alone_that_need_no_fix(written: Written) -> None:
    written.change('code: "1"', "code: 1")
    before = written.path("beta").stat()
    fixed(written)
    assert written.path("beta").stat().st_ino == before.st_ino


def test_fix_writes_no_file_through_a_link(
    written: Written, tmp_path_factory: pytest.TempPathFactory
) -> None:
    target = tmp_path_factory.mktemp("elsewhere") / "alpha.yml"
    target.write_text(written.text().replace('code: "1"', "code: 1"))
    before = target.read_text()
    written.path().unlink()
    written.path().symlink_to(target)
    run(written.root, "check", "--fix")
    assert target.read_text() == before


def test_fix_leaves_the_file_as_it_was_when_the_disk_is_full(
    written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "data/venues/alpha.yml")

    written.change('code: "1"', "code: 1")
    before = written.text()
    monkeypatch.setattr(os, "fsync", full)
    assert refused(written.root, "check", "--fix") == "data/venues/alpha.yml: No space left on device.\n"
    assert written.text() == before
    assert not list(written.root.rglob(".*")), "nothing is left behind"
