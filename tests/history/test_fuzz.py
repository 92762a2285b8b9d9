"""Random damage to the ledger: what it holds, or what is wrong with it."""

from __future__ import annotations

import pytest
from hypothesis import given

from macros.history import ledger
from macros.reading.problems import BadData
from tests.support.damage import damaged


@given(damaged([b"/one/\n/one/-1/\n/one/-1/#entry-1\n/equivalents/a/\n"], 2000))
def test_no_damage_to_the_ledger_brings_it_down(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    root = tmp_path_factory.getbasetemp()
    (root / "data").mkdir(exist_ok=True)
    (root / ledger.LEDGER).write_bytes(content)
    try:
        assert (
            "".join(f"{address}\n" for address in ledger.published(root)).split() == content.decode().split()
        )
    except BadData as refusal:
        assert all(problem.line for problem in refusal.problems)
