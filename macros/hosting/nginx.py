"""Gets a built site ready for nginx: compresses its files beforehand and prints a configuration.

The rules of the site's `_headers` file become maps from address to value, so that one list of rules
serves every kind of host. Run as `python macros/hosting/nginx.py <site> [<address>]`.
"""

from __future__ import annotations

import gzip
import re
import sys
from pathlib import Path

COMPRESSIBLE = frozenset(
    [".css", ".csv", ".html", ".js", ".json", ".md", ".svg", ".txt", ".webmanifest", ".xml"]
)

CONFIGURATION = """\
worker_processes auto;
pid {run}/nginx.pid;
error_log stderr;
events {{}}
http {{
  include /etc/nginx/mime.types;
  types {{ application/manifest+json webmanifest; text/csv csv; text/markdown md; }}
  default_type application/octet-stream;
  charset utf-8;
  charset_types text/css text/csv text/markdown text/plain text/xml application/javascript application/json;
  access_log off;
  server_tokens off;
  absolute_redirect off;
  sendfile on;
  tcp_nopush on;
  open_file_cache max=20000 inactive=60s;
  gzip_static on;
  gzip_vary on;
  client_body_temp_path {run}/body;
  fastcgi_temp_path {run}/fastcgi;
  proxy_temp_path {run}/proxy;
  scgi_temp_path {run}/scgi;
  uwsgi_temp_path {run}/uwsgi;
{maps}
  server {{
    listen {address};
    root {site};
    error_page 404 /404.html;
    location = /_headers {{ return 404; }}
    location / {{
{headers}
    }}
{locations}  }}
}}
"""


def precompress(site: Path) -> None:
    """Writes a compressed copy beside every text file, without the time, so that equal files stay equal."""
    for path in site.rglob("*"):
        if path.suffix in COMPRESSIBLE and path.is_file():
            path.with_name(path.name + ".gz").write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))


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
            headers.append(f"      add_header {name} {quoted(values['/*'])} always;")
            continue
        variable = "$header_" + re.sub(r"\W", "_", name.lower())
        headers.append(f"      add_header {name} {variable} always;")
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
    precompress(folder)
    print(configuration(folder, sys.argv[2] if len(sys.argv) > 2 else "8080"))
