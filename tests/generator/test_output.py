"""What the site holds besides the pages of MkDocs: all of it in a build, one file at a time in a preview."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from threading import Thread
from types import SimpleNamespace

import pytest

from macros.generator.output import Output
from macros.generator.preview import Preview
from macros.generator.sharing import share
from tests.support import generated
from tests.support.handmade import annotation, catalogue, entry, section, venue
from tests.support.project import ROOT
from tests.support.waiting import until


def output(*messages: str) -> Output:
    """Two venues, of which the first has an annotation, a number with sub-codes, and a code with these messages."""
    shown = venue(
        section(entry("-1", *messages), entry("2_1"), entry("2_2"), entry("x")),
        annotations=(annotation("non-numeric-code", "2_1", "2_2", "x"),),
    )
    return generated.output(catalogue(shown, venue(section(entry("-1")), id="two")))


def files(folder: Path) -> dict[str, bytes]:
    """What is below a folder, by address."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {f"/{path.relative_to(folder).as_posix()}": path.read_bytes() for path in found}


def test_a_preview_makes_each_file_of_a_build_as_the_build_does(tmp_path: Path) -> None:
    made = output()
    once = {own: cache(lambda writer=writer: list(writer())) for own, writer in made._writers.items()}
    made.__dict__["_writers"] = once  # Made once for all files, or this would take a minute.
    made.write(str(tmp_path))
    written = files(tmp_path)
    assert {
        "/one/-1/index.html",
        "/one/-1/index.md",
        "/one/1/index.html",
        "/api/v1/codes.json",
    } <= written.keys()
    for address, content in written.items():
        assert dict(made.make(address))[address] == content, address


def test_nothing_is_made_for_an_address_that_is_not_there() -> None:
    for address in ("/favicon.ico", "/one/-1/style.css", "/.well-known/x.json", "/"):
        assert not list(output().make(address))


def test_the_work_is_done_once_whoever_does_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {0, 1, 2}, raising=False)

    def job(number: int) -> None:
        time.sleep(0.01)
        with (tmp_path / str(number)).open("a") as file:
            file.write(f"{os.getpid()}\n")

    share(job, 100)
    done = [(tmp_path / str(number)).read_text().split() for number in range(100)]
    assert all(len(each) == 1 for each in done) and len({each[0] for each in done}) == 3


def test_what_goes_wrong_in_a_helper_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {0, 1}, raising=False)
    parent, failed = os.getpid(), tmp_path / "failed"

    def job(number: int) -> None:
        if os.getpid() != parent:
            failed.touch()
        until(failed.exists)
        if os.getpid() != parent or number == 0:
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left on device"):
        share(job, 2)
    assert capfd.readouterr() == ("", "")


ENDLESS = """
import os, sys, time
from pathlib import Path
from macros.generator.sharing import share
def job(number):
    Path(sys.argv[1], str(os.getpid())).touch()
    time.sleep(0.2)
os.sched_getaffinity = lambda process: {0, 1, 2}
share(job, 250)
"""


def test_a_build_that_is_killed_leaves_nobody_at_work(tmp_path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", ENDLESS, tmp_path], cwd=ROOT)
    until(lambda: len(list(tmp_path.iterdir())) == 3, seconds=10)
    process.kill()
    process.wait()
    until(lambda: not any(alive(int(path.name)) for path in tmp_path.iterdir()), seconds=5)


def alive(process: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False


# The preview's server


class Server:
    """The part of MkDocs' server that the preview needs: it serves what is in its folder."""

    mount_path = "/"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def serve_request(self, environ: dict[str, str], start_response: Callable[..., None]) -> Iterable[bytes]:
        start_response("200 OK", [])
        path = self.folder / f"{environ['PATH_INFO']}index.html"[1:]
        return [path.read_bytes()] if path.is_file() else []


def ignore(*head: object) -> None:
    """What a server says before it answers."""


def test_a_file_is_made_when_it_is_asked_for_and_anew_after_a_change(tmp_path: Path) -> None:
    preview = Preview()
    answer = preview.application(Server(tmp_path))
    preview.offer(output("First text"), str(tmp_path))
    assert b"First text" in answer({"PATH_INFO": "/one/-1/"}, ignore)[0]
    assert sorted(files(tmp_path)) == ["/one/-1/index.html"]
    preview.begin()
    waiting = SimpleNamespace(content=None)
    thread = Thread(
        target=lambda: setattr(waiting, "content", answer({"PATH_INFO": "/one/-1/"}, ignore)[0]), daemon=True
    )
    thread.start()
    thread.join(0.2)
    assert waiting.content is None, "half a build was shown"
    preview.offer(output("Second text"), str(tmp_path))
    thread.join(10)
    assert b"Second text" in waiting.content


def test_a_page_asked_for_without_its_last_slash_is_there_to_be_redirected_to(tmp_path: Path) -> None:
    preview = Preview()
    preview.offer(output(), str(tmp_path))
    preview.application(Server(tmp_path))({"PATH_INFO": "/one/-1"}, ignore)
    assert (tmp_path / "one/-1/index.html").is_file()


def test_a_page_whose_file_a_new_build_has_cleared_is_made_again(tmp_path: Path) -> None:
    preview = Preview()
    preview.offer(output("First text"), str(tmp_path))

    class Slow(Server):
        def serve_request(
            self, environ: dict[str, str], start_response: Callable[..., None]
        ) -> Iterable[bytes]:
            if not (tmp_path / "cleared").exists():
                (tmp_path / "one/-1/index.html").unlink()
                (tmp_path / "cleared").touch()
                preview.offer(output("Second text"), str(tmp_path))
            return super().serve_request(environ, start_response)

    assert b"Second text" in preview.application(Slow(tmp_path))({"PATH_INFO": "/one/-1/"}, ignore)[0]
