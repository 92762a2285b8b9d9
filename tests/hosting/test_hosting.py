"""The site behind nginx: the rules of `_headers` hold, and files go out compressed as they were before."""

from __future__ import annotations

import gzip
import os
import shutil
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

HEADERS = """\
# Rules of the test
/*
  X-Content-Type-Options: nosniff
  Cache-Control: no-cache
  Content-Security-Policy: default-src 'self'; img-src "x"
/assets/*
  Cache-Control: public, max-age=31536000, immutable
/api/*
  Access-Control-Allow-Origin: *
"""


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    """A small site behind nginx. Gives its address."""
    if not shutil.which("nginx"):
        if os.environ.get("CI"):
            pytest.fail("nginx is missing")
        pytest.skip("nginx is not installed (apt-get install nginx-light)")
    with tempfile.TemporaryDirectory() as folder:
        run = Path(folder)
        run.chmod(0o755)  # nginx reads the files as a user without rights
        for name, text in {
            "_headers": HEADERS,
            "index.html": "<p>home</p>" * 50,
            "404.html": "<p>nothing here</p>",
            "venue/-1021/index.html": "<p>−1021</p>" * 50,
            "assets/a.js": "1;" * 200,
            "api/v1/codes.json": '{"codes": []}',
        }.items():
            file = run / "site" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
        nginx.precompress(run / "site")
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        (run / "nginx.conf").write_text(nginx.configuration(run / "site", f"127.0.0.1:{port}", run), "utf-8")
        server = subprocess.Popen(["nginx", "-e", "stderr", "-c", run / "nginx.conf", "-g", "daemon off;"])
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


def fetch(url: str) -> tuple[int, HTTPMessage, bytes]:
    request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip"})
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


def test_what_is_not_there_is_the_404_page(served):
    status, headers, body = fetch(f"{served}/venue/none/")
    assert status == 404 and b"nothing here" in gzip.decompress(body)
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_the_rules_themselves_are_not_served(served):
    assert fetch(f"{served}/_headers")[0] == 404


def test_an_address_without_its_last_slash_leads_to_the_page(served):
    request = urllib.request.urlopen(f"{served}/venue/-1021")
    assert request.url == f"{served}/venue/-1021/"
