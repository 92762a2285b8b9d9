"""Gets a built site ready for nginx: compresses its files beforehand and prints a configuration.

The rules of the site's `_headers` file become maps from address to value, so that one list of rules
serves every kind of host. Run as `python macros/hosting/nginx.py <site> [<address>]`.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import sys
from pathlib import Path

_COMPRESSIBLE = frozenset(
    ".css .csv .html .js .json .md .ndjson .py .svg .ts .txt .webmanifest .xml .yml".split()
)
_TEMPLATE = Path(__file__).with_name("nginx.conf")
"""The configuration with gaps, as `{maps}`, for what depends on the site."""


def prepare(site: Path) -> None:
    """Writes a compressed copy beside every text file, and gives every file a time that follows from its content: equal
    files have equal ETags then, whenever and wherever they were built."""
    for path in [path for path in site.rglob("*") if path.is_file() and path.suffix != ".gz"]:
        content = path.read_bytes()
        seconds = int.from_bytes(hashlib.sha256(content).digest()[:4]) >> 1
        os.utime(path, (seconds, seconds))
        if path.suffix in _COMPRESSIBLE:
            copy = path.with_name(f"{path.name}.gz")
            copy.write_bytes(gzip.compress(content, 9, mtime=0))
            os.utime(copy, (seconds, seconds))


def rules(text: str) -> dict[str, dict[str, str]]:
    """Reads a `_headers` file: for each header, the value that every pattern of addresses gives it."""
    found: dict[str, dict[str, str]] = {}
    for line in text.splitlines():
        if line.startswith("/"):
            pattern = line.strip()
        elif ":" in line and not line.lstrip().startswith("#"):
            name, value = (part.strip() for part in line.split(":", 1))
            found.setdefault(name, {})[pattern] = value
    return found


def configuration(site: Path, address: str, run: Path = Path("/tmp"), locations: str = "") -> str:
    """The whole nginx configuration that serves the site at the address with the rules of its `_headers`."""
    maps, headers = [], []
    file = site / "_headers"
    found = rules(file.read_text("utf-8") if file.exists() else "")
    # As hosts do that read the file themselves.
    found.setdefault("Cache-Control", {}).setdefault("/*", "no-cache")
    for name, values in found.items():
        if set(values) == {"/*"}:
            headers.append(f"    add_header {name} {quoted(values['/*'])} always;")
            continue
        variable = "$header_" + re.sub(r"\W", "_", name.lower())
        headers.append(f"    add_header {name} {variable} always;")
        maps.append(f"  map $uri {variable} {{")
        for pattern in sorted(values, key=len, reverse=True):  # nginx takes the first that matches
            regex = "^" + ".*".join(re.escape(part) for part in pattern.split("*")) + "$"
            maps.append(f"    {quoted('~' + regex)} {quoted(values[pattern])};")
        maps.append("  }")
    gaps = {
        "site": site.resolve(),
        "address": address,
        "run": run,
        "maps": "\n".join(maps),
        "headers": "\n".join(headers),
        "locations": locations,
    }
    return re.sub(r"\{(\w+)\}", lambda gap: str(gaps[gap[1]]), _TEMPLATE.read_text("utf-8"))


def quoted(text: str) -> str:
    """The text as nginx reads it between double quotes."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    prepare(folder)
    print(configuration(folder, sys.argv[2] if len(sys.argv) > 2 else "8080"))
