"""The rooms of the package: what each may use, and that nobody who reads it is led in a circle."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from tests.support.project import ROOT

PACKAGE = ROOT / "macros"

ROOMS = ("catalogue", "reading", "history", "programs", "website", "generator")
"""From the bottom to the top: each may use those before it."""

BESIDE = {"contributing": {"catalogue", "reading", "history"}, "hosting": set[str]()}
"""Rooms beside these, with those that they may use."""

MODULES = sorted(PACKAGE.rglob("*.py"))


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


NAMES = {name_of(path) for path in MODULES}


def imported(path: Path) -> set[str]:
    """The modules of the package that a module imports anywhere in its text, also for types alone."""
    package = name_of(path).split(".")[: None if path.name == "__init__.py" else -1]
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) + 1 - node.level] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            found |= {f"{module}.{alias.name}" for alias in node.names} | {module}
    return {
        max((one for one in NAMES if f"{name}.".startswith(f"{one}.")), key=len, default="") for name in found
    } - {""}


def room_of(module: str) -> str:
    """The room of a module; empty for what is at the top of the package."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and (PACKAGE / parts[1]).is_dir() else ""


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_uses_only_the_rooms_below_its_own(path: Path) -> None:
    room = room_of(name_of(path))
    if room:
        allowed = BESIDE[room] if room in BESIDE else set(ROOMS[: ROOMS.index(room)])
        used = {room_of(name) for name in imported(path)} - {"", room}
        assert used <= allowed, f"{name_of(path)} may not use {', '.join(sorted(used - allowed))}"


def test_no_import_goes_in_a_circle() -> None:
    uses = {name_of(path): imported(path) - {name_of(path)} for path in MODULES}
    # A package is its modules' roof: `from . import x` names the package, and means the module.
    graph = {
        name: {other for other in others if not f"{name}.".startswith(f"{other}.")}
        for name, others in uses.items()
    }
    list(TopologicalSorter(graph).static_order())


def test_checks_are_above_what_reads() -> None:
    reading = PACKAGE / "reading"
    for path in reading.glob("*.py"):
        uses_checks = any(name.startswith("macros.reading.checks") for name in imported(path))
        assert uses_checks == (path.name == "gate.py"), path.name
