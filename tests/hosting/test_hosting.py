"""The site behind nginx and in a container: the rules of `_headers` hold, files go out compressed as they were before, and
a correction is seen at once."""

from __future__ import annotations

import gzip
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.client import HTTPMessage
from pathlib import Path

import pytest

from macros.hosting import nginx
from tests.support.project import ROOT, copy_of_project
from tests.support.tools import tool

HEADERS = """\
# Rules of the test
/*
  X-Content-Type-Options: nosniff
  Cache-Control: no-cache
  Content-Security-Policy: default-src 'self'; img-src "x"
/assets/*
  Cache-Control: public, max-age=31536000, immutable
/api/*
  Access-Control-Allow-Headers: If-None-Match
  Access-Control-Allow-Origin: *
"""
FILES = {
    "_headers": HEADERS,
    "index.html": "<p>home</p>" * 50,
    "404.html": "<p>nothing here</p>",
    "venue/-1021/index.html": "<p>−1021</p>" * 50,
    "assets/a.js": "1;" * 200,
    "api/v1/index.json": '{"documents": []}',
    "api/v1/codes.json": '{"codes": []}',
    "api/v1/venue-errors.ts": "export {};",
    "api/v1/venues/one.ndjson": "{}\n",
    "feeds/changes.xml": "<feed/>",
    "sitemap.xml": "<urlset/>",
}


def deploy(site: Path, files: dict[str, str]) -> None:
    """Puts these files into the folder that nginx serves, as a deployment does."""
    for name, text in files.items():
        file = site / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    nginx.prepare(site)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """Where the small site is."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # nginx reads the files as a user without rights
        yield Path(folder)


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[str]:
    """A small site behind nginx. Gives its address."""
    program = tool("nginx")
    deploy(folder / "site", FILES)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    configuration = nginx.configuration(folder / "site", f"127.0.0.1:{port}", folder)
    (folder / "nginx.conf").write_text(configuration, "utf-8")
    server = subprocess.Popen([program, "-e", "stderr", "-c", folder / "nginx.conf", "-g", "daemon off;"])
    try:
        wait(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def wait(port: int) -> None:
    """Returns as soon as the server answers."""
    for _ in range(100):
        try:
            return socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.05)
    pytest.fail("nginx does not answer")


def fetch(url: str, method: str = "GET", **headers: str) -> tuple[int, HTTPMessage, bytes]:
    request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip"} | headers, method=method)
    try:
        with urllib.request.urlopen(request) as reply:
            return reply.status, reply.headers, reply.read()
    except urllib.error.HTTPError as reply:
        return reply.code, reply.headers, reply.read()


def test_pages_go_out_compressed_with_the_general_rules(served):
    status, headers, body = fetch(f"{served}/venue/-1021/")
    assert status == 200
    assert headers["Content-Encoding"] == "gzip" and gzip.decompress(body).decode() == "<p>−1021</p>" * 50
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-cache"
    assert headers["Content-Security-Policy"] == "default-src 'self'; img-src \"x\""
    assert headers["Access-Control-Allow-Origin"] is None


def test_a_longer_pattern_wins(served):
    assert fetch(f"{served}/assets/a.js")[1]["Cache-Control"] == "public, max-age=31536000, immutable"


def test_programs_of_other_sites_may_read_the_api(served):
    _, headers, _ = fetch(f"{served}/api/v1/codes.json")
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert headers["Content-Type"].startswith("application/json")


def test_a_program_of_another_site_may_ask_with_a_condition(served):
    status, headers, _ = fetch(f"{served}/api/v1/codes.json", "OPTIONS")
    assert (status, headers["Access-Control-Allow-Headers"]) == (204, "If-None-Match")


@pytest.mark.parametrize(
    ("path", "type"),
    [
        ("feeds/changes.xml", "application/atom+xml; charset=utf-8"),
        ("sitemap.xml", "text/xml; charset=utf-8"),
        ("api/v1/venue-errors.ts", "text/typescript; charset=utf-8"),
        ("api/v1/venues/one.ndjson", "application/x-ndjson; charset=utf-8"),
    ],
)
def test_a_file_goes_out_as_what_it_is(served, path: str, type: str):
    status, headers, _ = fetch(f"{served}/{path}")
    assert (status, headers["Content-Type"]) == (200, type)


def test_the_folder_of_the_api_answers_with_its_index(served):
    status, _, body = fetch(f"{served}/api/v1/")
    assert status == 200 and gzip.decompress(body).decode() == FILES["api/v1/index.json"]
    assert fetch(f"{served}/api/")[0] == 404


def test_a_correction_is_seen_at_once_and_what_has_not_changed_is_not_sent_again(served, folder: Path):
    page, data = f"{served}/venue/-1021/", f"{served}/api/v1/codes.json"
    tags = {url: fetch(url)[1]["ETag"] for url in (page, data)}
    assert fetch(page)[1]["Last-Modified"] is None
    # As long as before and in the same second: only the content tells them apart.
    deploy(folder / "site", FILES | {"venue/-1021/index.html": "<p>−1022</p>" * 50})
    status, headers, body = fetch(page, **{"If-None-Match": tags[page]})
    assert status == 200 and gzip.decompress(body).decode() == "<p>−1022</p>" * 50
    assert headers["ETag"] != tags[page]
    assert fetch(data, **{"If-None-Match": tags[data]})[0] == 304
    deploy(folder / "site", FILES)
    assert fetch(page)[1]["ETag"] == tags[page]


def test_the_container_takes_what_a_build_reads_and_nothing_of_the_host(tmp_path: Path):
    lines = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    read = {path.name for path in copy_of_project(tmp_path).iterdir()}
    assert rules[0] == "*" and rules[-1] == "**/__pycache__"
    assert {rule.removeprefix("!") for rule in rules[1:-1]} == read | {"Makefile", "requirements.txt"}


def test_what_is_not_there_is_the_404_page(served):
    status, headers, body = fetch(f"{served}/venue/none/")
    assert status == 404 and b"nothing here" in gzip.decompress(body)
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_the_rules_themselves_are_not_served(served):
    assert fetch(f"{served}/_headers")[0] == 404


def test_an_address_without_its_last_slash_leads_to_the_page(served):
    request = urllib.request.urlopen(f"{served}/venue/-1021")
    assert request.url == f"{served}/venue/-1021/"
