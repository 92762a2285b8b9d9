"""Waiting for what another process does."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest


def until(holds: Callable[[], bool], seconds: float = 30) -> None:
    """Returns as soon as something holds. Fails the test where it does not in time."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            pytest.fail("It never came to that.")
        time.sleep(0.02)
