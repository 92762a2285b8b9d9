"""What the machine does to a build: each fault gives one sentence and a status that is not 0, and leaves the site that
was there as it was."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import venv
from pathlib import Path

import pip
import pytest

from tests.support.project import ROOT
from tests.support.waiting import until

MKDOCS_YML = "site_name: Small\nhooks: [hook.py]\n"
HOOK = """\
import os, time

def on_post_page(output, page, config):
    time.sleep(float(os.environ.get("SECONDS", 0)))
    return output + "x" * int(os.environ.get("BYTES", 0))
"""
COMMAND = [sys.executable, "-m", "macros.generator.build"]
ENVIRONMENT = os.environ | {"NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": str(ROOT)}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A site of one page, built once. Its hook makes the page as slow or as large as a test wants it."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/index.md").write_text("# First\n", "utf-8")
    (tmp_path / "mkdocs.yml").write_text(MKDOCS_YML, "utf-8")
    (tmp_path / "hook.py").write_text(HOOK, "utf-8")
    assert build(tmp_path).returncode == 0
    (tmp_path / "docs/index.md").write_text("# Second\n", "utf-8")
    return tmp_path


def build(project: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        COMMAND, cwd=project, env=ENVIRONMENT | environment, capture_output=True, text=True, timeout=60
    )


def slow_build(project: Path) -> subprocess.Popen[str]:
    """A build that would take a minute, in the middle of its work."""
    process = subprocess.Popen(
        COMMAND, cwd=project, env=ENVIRONMENT | {"SECONDS": "60"}, stderr=subprocess.PIPE, text=True
    )
    until(lambda: (project / ".site.unfinished/css").exists())
    return process


def shown(project: Path) -> str:
    """Which state of the page the site holds. Fails where a build left anything beside it."""
    assert sorted(path.name for path in project.glob("*site*")) == ["site"]
    return next(
        word
        for word in ("First", "Second")
        if f">{word}<" in (project / "site/index.html").read_text("utf-8")
    )


def refused(done: subprocess.CompletedProcess[str], sentence: str) -> bool:
    """Whether a build failed, and said nothing but this after what it was doing."""
    said = [line for line in (done.stdout + done.stderr).splitlines() if not line.startswith("INFO")]
    assert done.returncode == 1 and len(said) == 1
    return sentence in said[0]


def test_a_build_takes_the_place_of_the_one_before(project: Path) -> None:
    assert build(project).returncode == 0
    assert shown(project) == "Second"


def test_a_build_that_fails_changes_nothing(project: Path) -> None:
    (project / "docs/index.md").write_text("[nowhere](nowhere.md)\n", "utf-8")
    done = build(project)
    assert done.returncode == 1 and "nowhere.md" in done.stderr
    assert shown(project) == "First"


def test_a_killed_build_changes_nothing_and_the_next_one_tidies_up(project: Path) -> None:
    process = slow_build(project)
    process.kill()
    process.wait()
    assert "First" in (project / "site/index.html").read_text("utf-8")
    assert build(project).returncode == 0
    assert shown(project) == "Second"


def test_a_build_killed_between_taking_away_and_bringing_is_mended_by_the_next(project: Path) -> None:
    (project / "site").rename(project / ".site.former")
    (project / "docs/index.md").write_text("[nowhere](nowhere.md)\n", "utf-8")
    assert build(project).returncode == 1
    assert shown(project) == "First"


def test_a_stopped_build_tidies_up(project: Path) -> None:
    process = slow_build(project)
    process.send_signal(signal.SIGINT)
    assert "Stopped; site/ stays as it was." in process.communicate(timeout=30)[1]
    assert process.returncode == 1
    assert shown(project) == "First"


def test_of_two_builds_at_once_the_second_is_refused(project: Path) -> None:
    first = slow_build(project)
    assert refused(
        build(project), "Another build is at work here. Wait until it has ended, then build again."
    )
    first.send_signal(signal.SIGINT)
    first.wait()
    assert shown(project) == "First"


def test_a_read_only_site_is_refused_at_once(project: Path) -> None:
    (project / "site").chmod(0o555)
    assert refused(build(project), "The folder site/ is read-only. Make it writable (chmod -R u+w site)")
    assert shown(project) == "First"


def test_the_changes_since_a_state_are_not_told_without_git() -> None:
    command = [sys.executable, "-m", "macros", "diff", "HEAD"]
    done = subprocess.run(command, cwd=ROOT, env=ENVIRONMENT | {"PATH": ""}, capture_output=True, text=True)
    assert refused(done, "git is missing, and the history is read with it. Install it, then try again.")


def mounted(project: Path, *commands: str) -> subprocess.CompletedProcess[str]:
    """Runs commands where `$build` builds, and where they may mount as they like without anyone else seeing it."""
    alone = ["unshare", "--map-root-user", "--mount"]
    if not shutil.which("unshare") or subprocess.run([*alone, "true"], capture_output=True).returncode:
        pytest.skip("This user may not mount anything here (unshare --map-root-user --mount).")
    script = "; ".join(["set -e", f"build() {{ {shlex.join(COMMAND)}; }}", *commands])
    return subprocess.run(
        [*alone, "sh", "-c", script], cwd=project, env=ENVIRONMENT, capture_output=True, text=True
    )


SMALL_DISK = (
    "mkdir disk",
    "mount -t tmpfs -o size=3m tmpfs disk",
    "cp -r docs hook.py mkdocs.yml site disk",
    "cd disk",
)


def test_a_full_disk_is_told_in_a_sentence(project: Path) -> None:
    done = mounted(
        project,
        *SMALL_DISK,
        "build=0; BYTES=3000000 build || build=$?",
        "ls -A",
        "cat site/index.html",
        "exit $build",
    )
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].endswith("No space left on device, so site/ stays as it was.")
    assert "Traceback" not in done.stderr and "ERROR" not in done.stderr
    assert ".site." not in done.stdout and ">First<" in done.stdout


def test_a_copy_that_finds_no_room_is_told_in_a_sentence(project: Path) -> None:
    (project / "site/noise.bin").write_bytes(os.urandom(1_000_000))
    pack = shlex.join([sys.executable, "-m", "macros.programs.offline", "site", "copy.zip"])
    done = mounted(project, *SMALL_DISK, f"pack=0; {pack} || pack=$?", "ls -A", "exit $pack")
    assert done.returncode == 1
    assert done.stderr == "copy.zip: No space left on device.\n"
    assert "copy.zip" not in done.stdout


def test_a_read_only_file_system_is_told_in_a_sentence(project: Path) -> None:
    done = mounted(project, *SMALL_DISK, "rm -r site", "mount -o remount,ro .", "build")
    assert refused(done, ".site.unfinished: Read-only file system, so site/ stays as it was.")


def test_a_site_that_is_mounted_is_told_in_a_sentence(project: Path) -> None:
    done = mounted(project, "mount -t tmpfs tmpfs site", "build")
    assert refused(done, "Device or resource busy, so site/ stays as it was.")
    assert shown(project) == "First"


# make


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A folder that has only what the targets need, and an environment that holds nothing but pip."""
    for name in ["Makefile", "requirements.txt"]:
        shutil.copy(ROOT / name, tmp_path)
    venv.create(tmp_path / ".venv")
    (tmp_path / ".venv/bin/pip").touch()
    (tmp_path / "alone").mkdir()
    (tmp_path / "alone/pip").symlink_to(Path(pip.__file__).parent)
    return tmp_path


def make(house: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    outer = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "PIP_"))}
    return subprocess.run(
        ["make", *arguments], cwd=house, env=outer | environment, capture_output=True, text=True
    )


def test_without_a_network_the_first_call_says_what_it_wanted(house: Path) -> None:
    nobody = {"PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_RETRIES": "0", "PIP_CONFIG_FILE": os.devnull}
    done = make(house, "build", PYTHONPATH=str(house / "alone"), **nobody)
    assert done.returncode != 0
    assert "The packages of requirements.txt could not be installed. Is there a network?" in done.stderr
    assert not (house / ".venv/site.stamp").exists()


def test_a_port_in_use_is_named_with_a_way_out(house: Path) -> None:
    (house / ".venv/site.stamp").touch()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = make(house, "serve", f"PORT={port}")
    assert done.returncode != 0
    assert f"Port {port} is in use. Choose another: make serve PORT=8001\n" in done.stderr


def test_whoever_ends_make_ends_the_preview(house: Path) -> None:
    (house / ".venv/site.stamp").touch()
    (house / "alone/mkdocs.py").write_text(
        "import os, pathlib, time\n"
        "pathlib.Path('pid').write_text(str(os.getpid()))\n"
        "os.rename('pid', 'began')\n"
        "time.sleep(60)\n",
        "utf-8",
    )
    environment = os.environ | {"PYTHONPATH": str(house / "alone")}
    process = subprocess.Popen(
        ["make", "serve", "PORT=0"], cwd=house, env=environment, stderr=subprocess.PIPE
    )
    until((house / "began").exists)
    process.terminate()
    process.wait()
    preview = int((house / "began").read_text("utf-8"))
    until(lambda: not Path(f"/proc/{preview}/stat").exists())
