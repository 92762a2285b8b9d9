"""Measures builds, checks, previews, sizes and searches on the real catalogue and on larger ones: `make bench`.

Everything is measured in one run, ours and others' side by side. The figures are printed as they come, written to
bench.json, and put into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import gzip
import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from macros.catalogue.permalinks import permalinks
from macros.programs.lookup import INDEX
from macros.reading.gate import load
from tests.bench import browser, builds, report
from tests.bench.enlarge import enlarged
from tests.support.project import CHROMIUM, ROOT

SIZES = {1: 2, 3: 1}
"""How many times the real catalogue, and in how many rounds each is measured. Three times it is what a hundred venues
would have, some 15,000 codes."""

SEARCH_INDEX = "search/search_index.json"


def measure(times: int, rounds: int, folder: Path, zensical: Path | None) -> dict[str, Any]:
    """All figures of a catalogue that is so many times as large as the real one."""
    project, site = enlarged(ROOT, folder / "project", times), folder / "site"
    catalogue = load(project)
    costs = builds.best(
        rounds, build=lambda: builds.build(project, site), check=lambda: builds.check(project)
    )
    stock = builds.same_pages(site, folder / "stock")
    rivals = {"material": lambda: builds.build(stock, folder / "material")}
    if zensical:
        rivals["zensical"] = lambda: builds.build_with_zensical(zensical, stock)
    costs |= builds.best(rounds, **rivals)
    files = [path for path in site.rglob("*") if path.is_file()]
    figures: dict[str, Any] = {
        "rows": sum(1 for venue in catalogue.venues for _ in venue.rows()),
        "codes": len(permalinks(catalogue)),
        "pages": sum(1 for _ in site.rglob("index.md")),
        "files": len(files),
        "bytes": sum(path.stat().st_size for path in files),
        "search_index": _sizes(site / SEARCH_INDEX),
        "lookup_index": _sizes(site / INDEX[1:]),
    }
    if CHROMIUM:
        figures["browser"] = browser.measure(site, CHROMIUM)
    for done in (site, stock, folder / "material"):
        shutil.rmtree(done)
    with builds.preview(project, folder) as preview:
        costs |= builds.best(rounds, rebuild=preview.change)
    return figures | {name: asdict(cost) for name, cost in costs.items()}


def _sizes(path: Path) -> dict[str, int]:
    content = path.read_bytes()
    return {"bytes": len(content), "compressed": len(gzip.compress(content, 9))}


def _folder() -> str | None:
    """Where there is room in memory, there: what is measured is the work, not this machine's disk."""
    memory = Path("/dev/shm")
    return str(memory) if memory.is_dir() and shutil.disk_usage(memory).free > 4 << 30 else None


def main() -> None:
    """Measures each size and writes the figures."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__.partition("\n")[0])
    parser.add_argument("--zensical", type=Path, help="the command `zensical`, where it could be installed")
    parser.add_argument(
        "--sizes", type=int, nargs="+", choices=SIZES, default=list(SIZES), help="which sizes to measure"
    )
    options = parser.parse_args()
    zensical = options.zensical.resolve() if options.zensical and options.zensical.exists() else None
    figures: dict[str, Any] = {"about": report.about(zensical, CHROMIUM), "sizes": {}}
    for times in options.sizes:
        with tempfile.TemporaryDirectory(dir=_folder()) as folder:
            print(f"Measuring {times} times the catalogue ...", file=sys.stderr, flush=True)
            figures["sizes"][str(times)] = measure(times, SIZES[times], Path(folder), zensical)
    Path("bench.json").write_text(json.dumps(figures, indent=2) + "\n", "utf-8")
    print(report.table(figures))
    if options.sizes == list(SIZES):
        report.write(ROOT / "docs/benchmarks.md", figures)


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(f"{error}\n{error.output}")
    except KeyboardInterrupt:
        sys.exit("Stopped.")
