"""Measures the built site behind nginx under load, against plain files of the same sizes.

Needs nginx and wrk from Debian's packages and a built site. Each page is fetched compressed and with
all rules of `_headers`; its rival is a file of as many bytes without any rule. Both take turns and the
best round counts, because whatever else the machine does can only slow a round down. Exits with 1 on
any error, or where a page falls behind by more than a tenth.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from macros.hosting.nginx import configuration, prepare

ADDRESS = "127.0.0.1:8090"
PAGES = ["", "hashkey-global/", "hashkey-global/0001/", "api/v1/codes.json"]
ROUNDS = 5
MOST_ROUNDS = 20
"""On a busy machine, where a page seems slow."""
SECONDS = 1
SLOWEST = 0.9


def requests_per_second(path: str) -> float:
    """What wrk reaches for one address with 32 connections. Stops at the first failed request."""
    command = ["wrk", "--threads=1", "--connections=32", f"--duration={SECONDS}s"]
    command += ["--header=Accept-Encoding: gzip", f"http://{ADDRESS}/{path}"]
    report = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in report or "Socket errors" in report:
        sys.exit(f"/{path}: {report}")
    found = re.search(r"Requests/sec: +([\d.]+)", report)
    if not found:
        sys.exit(f"/{path}: wrk says nothing of its speed. {report}")
    return float(found[1])


def wait() -> None:
    """Returns as soon as the server answers."""
    for _ in range(100):
        try:
            urllib.request.urlopen(f"http://{ADDRESS}/").close()
            return
        except OSError:
            time.sleep(0.05)
    sys.exit("nginx does not answer")


def main(built: Path) -> None:
    """Serves a copy of the site, measures, and prints a table."""
    for command in ["nginx", "wrk"]:
        if not shutil.which(command):
            sys.exit(f"{command} is missing. Run: sudo apt-get install nginx-light wrk")
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        run = Path(folder)
        run.chmod(0o755)
        site = run / "site"
        shutil.copytree(built, site)
        prepare(site)
        (site / "plain").mkdir()
        for number, page in enumerate(PAGES):
            file = site / (page + "index.html" if page.endswith("/") or not page else page)
            size = file.with_name(file.name + ".gz").stat().st_size
            (site / "plain" / str(number)).write_bytes(b" " * size)
        plain = "    location /plain/ { gzip_static off; }\n"
        (run / "nginx.conf").write_text(configuration(site, ADDRESS, run, plain), "utf-8")
        server = subprocess.Popen(["nginx", "-e", "stderr", "-c", run / "nginx.conf", "-g", "daemon off;"])
        try:
            wait()
            ratios = [measured(number, page) for number, page in enumerate(PAGES)]
        finally:
            server.terminate()
            server.wait()
    if min(ratios) < SLOWEST:
        sys.exit(f"A page falls behind a plain file by more than {1 - SLOWEST:.0%}.")


def measured(number: int, page: str) -> float:
    """Prints a line for the page and returns how it compares with its rival: 1 is as fast."""
    ours = rival = 0.0
    for turn in range(1, MOST_ROUNDS + 1):
        ours = max(ours, requests_per_second(page))
        rival = max(rival, requests_per_second(f"plain/{number}"))
        if turn >= ROUNDS and ours >= SLOWEST * rival:
            break
    print(
        f"/{page:<24} {ours:8.0f} requests/s   plain file {rival:8.0f}   ratio {ours / rival:.2f}", flush=True
    )
    return ours / rival


if __name__ == "__main__":
    main(Path(sys.argv[1]))
