"""Watch: documents are fetched from a server, and what has changed in them is said without changing anything."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml

from macros.contributing import watch
from tests.support.commands import refused, run
from tests.support.project import ROOT
from tests.support.written import Written

OLD = "# General\n\n| code | message |\n|---|---|\n| 1 | Unknown symbol |\n| 2 | Too many requests |\n"
NEW = OLD + "| 3 | Brand ``` new |\n"
PAGES = {
    "/old.md": ("text/plain", OLD),
    "/new.md": ("text/plain", NEW),
    "/page": (
        "text/html; charset=utf-8",
        "<h1>General</h1><table><tr><td>code<td>message<tr><td>1<td>Unknown symbol"
        "<tr><td>2<td>Too many requests</table>",
    ),
    "/other.md": ("text/plain", "# Jobs\n\n| code | message |\n|---|---|\n| 77 | We are hiring |\n"),
    "/empty.md": ("text/plain", "Gone."),
}


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        kind, text = PAGES.get(self.path, ("", ""))
        self.send_response(200 if kind else 404)
        self.send_header("Content-Type", kind or "text/plain")
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format: str, *arguments: object) -> None:
        pass


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a server that has each document in its old and its new state."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def written(tmp_path: Path) -> Written:
    return Written(tmp_path)


def watching(written: Written, *urls: str) -> None:
    """Lets the venue `alpha` name these addresses."""
    files = "".join(f"    - {url}\n" for url in urls)
    written.change("\nsections:\n", f"document:\n  files:\n{files}\nsections:\n")
    written.change("        http: 400\n", "")
    written.change("        http: 429\n", "")


@pytest.mark.parametrize("page", ["old.md", "page"])
def test_a_document_that_is_as_it_was_is_no_news(written: Written, server: str, page: str) -> None:
    watching(written, f"{server}/{page}")
    done = run(written.root, "watch")
    assert (done.returncode, done.stdout) == (
        0,
        "## As they were\n\nalpha\n\n## Not watched\n\nbeta\n",
    )


def test_what_changed_is_said_and_nothing_is_changed(written: Written, server: str) -> None:
    watching(written, f"{server}/new.md")
    before = written.text()
    done = run(written.root, "watch", "alpha")
    assert done.returncode == 1
    assert done.stdout == (
        "## Changed\n\n### alpha\n\n````text\nalpha: 1 added, 0 changed, 0 moved, 0 dropped.\n\n"
        "+ 3  (general, row 3)\n    + Brand ``` new\n````\n"
    ), "texts of documents stand in fences that they cannot close"
    assert written.text() == before


@pytest.mark.parametrize(
    ("page", "cause"),
    [
        ("gone.md", "could not be fetched: the server answers 404 Not Found."),
        ("empty.md", "could not be read: empty.md: no row with a code was found."),
        ("other.md", "has 0 of the 2 rows of this venue. Perhaps it is another page now"),
    ],
)
def test_a_document_that_cannot_be_read_is_said_and_not_guessed(
    written: Written, server: str, page: str, cause: str
) -> None:
    watching(written, f"{server}/old.md", f"{server}/{page}") if page == "gone.md" else watching(
        written, f"{server}/{page}"
    )
    done = run(written.root, "watch", "alpha")
    assert done.returncode == 1
    assert done.stdout.startswith("## Could not be read\n\n### alpha\n") and cause in done.stdout


def test_a_server_that_cannot_be_reached_is_said(written: Written) -> None:
    watching(written, "http://127.0.0.1:1/errors.md")
    assert "could not be fetched: [Errno" in run(written.root, "watch", "alpha").stdout


def test_a_document_without_end_is_refused(
    written: Written, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "MAX_DOCUMENT", 20)
    watching(written, f"{server}/old.md")
    assert "could not be fetched: it is larger than" in run(written.root, "watch", "alpha").stdout


def test_a_venue_that_is_not_there_is_refused(written: Written) -> None:
    assert refused(written.root, "watch", "gamma").startswith(
        "There is no venue 'gamma'. There are: alpha, beta."
    )


# The workflow

STEPS = {
    step["name"]: step["run"]
    for job in yaml.safe_load((ROOT / ".github/workflows/watch.yml").read_text(encoding="utf-8"))[
        "jobs"
    ].values()
    for step in job["steps"]
    if "run" in step
}
GH = '#!/bin/sh\necho "$@" >> gh.log\ncase "$*" in *"issue list"*) cat open;; esac\n'


def step(written: Written, name: str, **values: str) -> None:
    """Runs a step of the workflow as a runner does, with a `gh` that only notes what it is asked for."""
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "PATH": f"{written.root}:{os.environ['PATH']}",
        **values,
    }
    subprocess.run(["bash", "-e", "-c", STEPS[name]], cwd=written.root, env=environment, check=True)


@pytest.mark.whole
@pytest.mark.parametrize(
    ("page", "open_issue", "asked"),
    [
        ("old.md", "", []),
        ("old.md", "7", ["issue edit 7", "issue close 7"]),
        ("new.md", "", ["issue create"]),
        ("new.md", "7", ["issue edit 7"]),
        ("gone.md", "", ["issue create"]),
    ],
)
def test_the_workflow_keeps_one_issue(
    written: Written, server: str, page: str, open_issue: str, asked: list[str]
) -> None:
    watching(written, f"{server}/{page}")
    before = written.text()
    (written.root / ".venv").symlink_to(sys.prefix)
    (written.root / "gh").write_text(GH)
    (written.root / "gh").chmod(0o755)
    (written.root / "open").write_text(open_issue)
    step(written, "Fetch each document and compare it with its venue", GITHUB_OUTPUT="output")
    output = (written.root / "output").read_text()
    wrote = re.fullmatch(r"news=(\w+)\nreport<<(?P<end>\S+)\n(.*)\n(?P=end)\n", output, re.DOTALL)
    assert wrote
    news, report = wrote.group(1, 3)
    step(written, "Write what has changed, or close the issue where nothing has", NEWS=news, REPORT=report)
    calls = (written.root / "gh.log").read_text().splitlines()[2:]
    assert [
        " ".join(call.split()[: len(words.split())]) for call, words in zip(calls, asked, strict=True)
    ] == asked
    assert (written.root / "report.md").read_text() == run(written.root, "watch").stdout
    assert written.text() == before
