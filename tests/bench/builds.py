"""What builds cost: ours, and those of others over the same pages."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ENVIRONMENT = os.environ | {"NO_MKDOCS_2_WARNING": "1"}

MATERIAL = """\
site_name: The same pages
site_url: http://127.0.0.1:8000/
theme: {name: material}
nav: [{Home: index.md}]
not_in_nav: "*"
validation: {links: {not_found: ignore, anchors: ignore, unrecognized_links: ignore}}
"""
"""A stock site. All pages but the first stay out of its navigation, as they do in ours: in it, they would cost it far more."""

UNSEARCHED = 100_000
"""Pages of so many characters, lists of everything in large catalogues, are more than Zensical's search can take."""


@dataclass(frozen=True)
class Cost:
    """What one run of a command took."""

    seconds: float
    processor: float
    """Seconds of all processors together, which other work on the machine changes little."""
    megabytes: float
    """The peak of its memory."""


def run(command: list[str | Path], folder: Path) -> Cost:
    """Runs a command and waits for its end. Raises CalledProcessError where it fails."""
    with tempfile.TemporaryFile("w+") as said:
        begun = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, env=ENVIRONMENT, stdout=said, stderr=said)
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            raise subprocess.CalledProcessError(process.returncode, command, said.read())
    return Cost(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def best(rounds: int, **runs: Callable[[], Cost]) -> dict[str, Cost]:
    """The cheapest round of each, because whatever else the machine does can only add to a run. They take turns."""
    costs = [{name: once() for name, once in runs.items()} for _ in range(rounds)]
    return {name: min((each[name] for each in costs), key=lambda cost: cost.processor) for name in runs}


def build(project: Path, site: Path) -> Cost:
    """A full build with MkDocs."""
    return run([sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", site], project)


def build_with_zensical(zensical: Path, project: Path) -> Cost:
    """A full build with Zensical, which has a folder of its own for what it makes."""
    return run([zensical, "build", "--clean"], project)


def check(project: Path) -> Cost:
    """The check of the data alone."""
    return run([sys.executable, "-m", "macros", "check"], project)


def same_pages(site: Path, folder: Path) -> Path:
    """Makes a stock project of the Markdown twins of a built site, one page for each of ours. Returns `folder`."""
    for twin in site.rglob("index.md"):
        page = folder / "docs" / twin.relative_to(site)
        page.parent.mkdir(parents=True, exist_ok=True)
        text = twin.read_text("utf-8")
        page.write_text(
            text if len(text) < UNSEARCHED else f"---\nsearch:\n  exclude: true\n---\n\n{text}", "utf-8"
        )
    (folder / "mkdocs.yml").write_text(MATERIAL, "utf-8")
    return folder


class Preview:
    """A project that is served while it is written."""

    file = Path("data/venues/hashkey-global.yml")
    page = "hashkey-global/0001/"
    message = "Incorrect signature"

    def __init__(self, project: Path, address: str, process: int):
        self.project, self.address, self.process = project, address, process
        self.changes = 0

    def change(self) -> Cost:
        """Changes one line and returns what it took until the page of its code shows it."""
        path, self.changes = self.project / self.file, self.changes + 1
        new = f"{self.message} {self.changes}"
        text, found = re.subn(f'- "{self.message}( [0-9]+)?"', f'- "{new}"', path.read_text("utf-8"))
        assert found == 1, f"{self.file} has lost the message that is changed here"
        begun, processor = time.perf_counter(), self._processor()
        path.write_text(text, "utf-8")
        self.wait(new)
        return Cost(time.perf_counter() - begun, self._processor() - processor, 0)

    def read(self, page: str) -> str:
        """What a page holds now. While building, the server lets this wait."""
        with urllib.request.urlopen(self.address + page) as reply:
            return reply.read().decode()

    def wait(self, text: str) -> None:
        """Returns as soon as the page of the code holds the text."""
        for _ in range(20_000):
            try:
                if text in self.read(self.page):
                    return
            except OSError:
                pass  # It does not answer yet.
            time.sleep(0.02)
        raise TimeoutError(f"{self.page} does not show {text!r}")

    def _processor(self) -> float:
        """The processor seconds of the server so far; where the system does not tell, the time."""
        told = Path(f"/proc/{self.process}/stat")
        if not told.exists():
            return time.perf_counter()
        user, system = told.read_text("utf-8").rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


@contextmanager
def preview(project: Path, memory: Path) -> Iterator[Preview]:
    """Serves a project as `make serve` does, with what it writes in the folder `memory`."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}/"
    server = subprocess.Popen(
        [sys.executable, "-m", "mkdocs", "serve", "--quiet", "--dev-addr", f"127.0.0.1:{port}"],
        cwd=project,
        env=ENVIRONMENT | {"SITE_URL": address, "TMPDIR": str(memory)},
    )
    try:
        served = Preview(project, address, server.pid)
        served.wait(Preview.message)
        yield served
    finally:
        server.terminate()
        server.wait()
