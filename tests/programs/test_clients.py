"""A client that a generator makes of openapi.json works. `make clients` installs the generator."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.support.project import ROOT

FOLDER = ROOT / ".venv/clients/bin"

USE = """
import sys
from made.api.default import code, index, venue
from made.client import Client
client = Client(base_url=sys.argv[1])
(entry,) = code.sync("binance-coin-m", "-1021", client=client).entries
whole = venue.sync("binance-coin-m", client=client)
print(entry.next_.value, entry.outcome.value, len(whole.codes), len(index.sync(client=client).documents))
"""


@pytest.mark.skipif(not FOLDER.is_dir(), reason="`make clients` installs the generator and runs this")
def test_a_generated_client_reads_the_api(site: Path, server: str, tmp_path: Path):
    api = site / "api/v1"
    options = ["--path", str(api / "openapi.json"), "--output-path", "made", "--meta", "none"]
    for command in (["openapi-python-client", "generate", *options], ["python", "-c", USE, server]):
        done = subprocess.run(
            [FOLDER / command[0], *command[1:]], cwd=tmp_path, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
    codes = json.loads((api / "venues/binance-coin-m.json").read_text("utf-8"))["codes"]
    documents = json.loads((api / "index.json").read_text("utf-8"))["documents"]
    assert done.stdout.split() == ["change", "rejected", str(len(codes)), str(len(documents))]
