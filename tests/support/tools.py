"""Programs of the system that some tests need."""

from __future__ import annotations

import os
import shutil

import pytest

from tests.support.project import ROOT


def tool(*names: str, needed: bool = True) -> str:
    """The first of these programs that is installed. Without any, the test is skipped, but in CI it fails if needed."""
    for name in names:
        if found := shutil.which(name) or shutil.which(name, path=str(ROOT / "node_modules/.bin")):
            return found
    missing = f"There is no {' or '.join(names)} on this system."
    pytest.fail(missing) if needed and os.environ.get("CI") else pytest.skip(missing)
