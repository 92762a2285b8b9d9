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

COMPRESSIBLE = frozenset(
    ".css .csv .html .js .json .md .ndjson .py .svg .ts .txt .webmanifest .xml .yml".split()
)

CONFIGURATION = """\
worker_processes auto;
pid {run}/nginx.pid;
error_log stderr;
events {{}}
http {{
  include /etc/nginx/mime.types;
  types {{
    application/manifest+json webmanifest;
    application/x-ndjson ndjson;
    application/yaml yml;
    text/csv csv;
    text/markdown md;
    text/x-python py;
  }}
  default_type application/octet-stream;
  charset utf-8;
  charset_types
    text/css text/csv text/markdown text/plain text/typescript text/x-python text/xml
    application/atom+xml application/javascript application/json application/x-ndjson application/yaml;
  access_log off;
  server_tokens off;
  absolute_redirect off;
  sendfile on;
  tcp_nopush on;
  gzip_static on;
  gzip_vary on;
  # A file's time follows from its content and is no date. So is its ETag, which nginx makes of it.
  if_modified_since off;
  client_body_temp_path {run}/body;
  fastcgi_temp_path {run}/fastcgi;
  proxy_temp_path {run}/proxy;
  scgi_temp_path {run}/scgi;
  uwsgi_temp_path {run}/uwsgi;
{maps}
  server {{
    listen {address};
    root {site};
    index index.html index.json;
    error_page 403 404 =404 /404.html;
    add_header Last-Modified "";
{headers}
    # What a browser asks before a program of another site may send a condition with its request.
    if ($request_method = OPTIONS) {{ return 204; }}
    location = /_headers {{ return 404; }}
    location = /api/v1/venue-errors.ts {{ types {{ text/typescript ts; }} }}
    location /feeds/ {{ types {{ application/atom+xml xml; }} }}
{locations}  }}
}}
"""


def prepare(site: Path) -> None:
    """Writes a compressed copy beside every text file, and gives every file a time that follows from its content: equal
    files have equal ETags then, whenever and wherever they were built."""
    for path in [path for path in site.rglob("*") if path.is_file() and path.suffix != ".gz"]:
        content = path.read_bytes()
        seconds = int.from_bytes(hashlib.sha256(content).digest()[:4]) >> 1
        os.utime(path, (seconds, seconds))
        if path.suffix in COMPRESSIBLE:
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
    found.setdefault("Cache-Control", {}).setdefault(
        "/*", "no-cache"
    )  # as hosts do that read the file themselves
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
    return CONFIGURATION.format(
        site=site.resolve(),
        address=address,
        run=run,
        maps="\n".join(maps),
        headers="\n".join(headers),
        locations=locations,
    )


def quoted(text: str) -> str:
    """The text as nginx reads it between double quotes."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    prepare(folder)
    print(configuration(folder, sys.argv[2] if len(sys.argv) > 2 else "8080"))
