"""The figures for readers: one table of Markdown, printed and put into docs/benchmarks.md."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from collections.abc import Callable
from datetime import date
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple

_FIGURES = re.compile(r"(?<=<!-- Written by `make bench`: -->\n).*(?=<!-- until here. -->)", re.DOTALL)

_Size = dict[str, Any]


class _Row(NamedTuple):
    """One line of the table."""

    label: str
    cell: Callable[[_Size, _Size], str]
    """From the figures of a size and those of the real catalogue."""
    limit: str = ""


def _times(name: str, rival: str | None = None) -> Callable[[_Size, _Size], str]:
    """What a run took, as a multiple of a rival's at the same size, or else of that with the real catalogue."""

    def cell(size: _Size, real: _Size) -> str:
        ours, theirs = size[name], size[rival] if rival else real[name]
        return f"{ours['seconds'] / theirs['seconds']:.2f} ({ours['processor'] / theirs['processor']:.2f})"

    return cell


def _cost(name: str) -> Callable[[_Size, _Size], str]:
    return lambda size, real: f"{size[name]['seconds']:.1f} s ({size[name]['processor']:.1f} s)"


def _memory(name: str) -> Callable[[_Size, _Size], str]:
    return lambda size, real: f"{size[name]['megabytes']:.0f} MB"


def _index(name: str) -> Callable[[_Size, _Size], str]:
    return lambda size, real: (
        f"{size[name]['bytes'] / 1000:.0f} kB ({size[name]['compressed'] / 1000:.0f} kB)"
    )


def _milliseconds(name: str) -> Callable[[_Size, _Size], str]:
    return lambda size, real: f"{size['browser'][name]:.1f} ms"


def _kilobytes(name: str) -> Callable[[_Size, _Size], str]:
    return lambda size, real: f"{size['browser'][name] / 1000:.0f} kB"


def _count(name: str) -> Callable[[_Size, _Size], str]:
    return lambda size, real: f"{size[name]:,}"


ROWS = [
    _Row("Codes", _count("codes")),
    _Row("Pages", _count("pages")),
    _Row("Files of the site", _count("files")),
    _Row("Size of the site", lambda size, real: f"{size['bytes'] / 1e6:.0f} MB"),
    _Row("Full build", _cost("build")),
    _Row("… as a multiple of the real size", _times("build"), "3.5 at 3 times"),
    _Row("… peak memory", _memory("build")),
    _Row("Stock Material, the same pages", _cost("material")),
    _Row("… our build as a multiple of it", _times("build", "material"), "0.5"),
    _Row("… peak memory", _memory("material")),
    _Row("Zensical, the same pages", _cost("zensical")),
    _Row("… our build as a multiple of it", _times("build", "zensical")),
    _Row("… peak memory", _memory("zensical")),
    _Row("`python -m macros check`", _cost("check")),
    _Row("… as a multiple of the real size", _times("check")),
    _Row("One changed line until the preview shows it", _cost("rebuild"), "2 s; 4 s at 3 times"),
    _Row("Index of the lookup", _index("lookup_index"), "120 kB compressed"),
    _Row("First load with the lookup, compressed", _kilobytes("first_load")),
    _Row("Lookup: first answer, index still to load", _milliseconds("lookup_first")),
    _Row("… answer to a key, median", _milliseconds("lookup_key_median")),
    _Row("… answer to a key, slowest", _milliseconds("lookup_key_worst"), "16 ms"),
    _Row("Index of the header search", _index("search_index")),
    _Row("Header search: load, compressed", _kilobytes("search_load")),
    _Row("… first result on a page just opened", _milliseconds("search_first"), "600 ms; 1000 ms at 3 times"),
]


def table(figures: dict[str, Any]) -> str:
    """All figures. What was not measured stands as a dash."""
    sizes = figures["sizes"]
    real = next(iter(sizes.values()))
    heads = ["", *("the real catalogue" if times == "1" else f"{times} times" for times in sizes), "limit"]
    lines = [heads, ["---"] * len(heads)]
    lines += [[row.label, *(_cell(row, size, real) for size in sizes.values()), row.limit] for row in ROWS]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def about(zensical: Path | None, chromium: str | None) -> dict[str, str]:
    """The day, the machine and the versions of what was measured."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    found = {
        "Day": date.today().isoformat(),
        "Machine": f"{os.cpu_count()} cores of {_processor()}, {memory:.0f} GB of memory, {platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
        "MkDocs": metadata.version("mkdocs"),
        "Material": metadata.version("mkdocs-material"),
    }
    for name, command in (("Zensical", zensical), ("Chromium", chromium)):
        if command:
            said = subprocess.run([command, "--version"], capture_output=True, text=True).stdout
            found[name] = re.search(r"\d[\d.]*", said)[0]
    return found


def write(path: Path, figures: dict[str, Any]) -> None:
    """Puts the figures between their marks in the page."""
    measured = "; ".join(f"{name}: {value}" for name, value in figures["about"].items())
    text, found = _FIGURES.subn(lambda _: f"\n{measured}.\n\n{table(figures)}\n\n", path.read_text("utf-8"))
    assert found == 1, f"{path} has lost the marks between which the figures stand"
    path.write_text(text, "utf-8")


def _cell(row: _Row, size: _Size, real: _Size) -> str:
    try:
        return row.cell(size, real)
    except KeyError:
        return "–"


def _processor() -> str:
    try:
        return re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text("utf-8"))[1]
    except (OSError, TypeError):
        return platform.processor() or "an unknown kind"
