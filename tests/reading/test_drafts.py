"""Unfinished work: what can be read is shown, and what nobody has judged says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from macros.catalogue.addresses import AddressBook
from macros.catalogue.view import View
from macros.reading.drafts import NOT_JUDGED, draft
from macros.reading.gate import inspect
from macros.reading.problems import errors
from macros.website.pages import pages
from tests.support.written import Written, entry


def rendered(written: Written) -> dict[str, str]:
    """Every generated page of a preview by its address."""
    reading, problems = inspect(written.root)
    view = View(draft(reading, errors(problems)), reading.entry_lines)
    return {page.url: str(page.render()) for page in pages(view, AddressBook("", ""))}


def test_entries_that_are_not_judged_are_shown_as_such(tmp_path: Path) -> None:
    written = Written(tmp_path)
    written.add(entry("3", "No idea", "open") + entry("4", "No such", "gone"))
    written.write("gamma", "id: [")
    shown = rendered(written)
    assert [NOT_JUDGED.title in shown[f"/alpha/{code}/"] for code in (1, 3, 4)] == [False, True, True]
    assert "/gamma/" not in shown


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("alpha", "status: active", "status: gone"),
        ("alpha", "        messages:\n          - \"Unknown symbol\"", "        messages: Unknown symbol"),
        ("bad-symbol", "retry: never", "retry: verify-first"),
        ("bad-symbol", "outcome: rejected", "outcome: partial"),
        ("rate-limit-exceeded", "  grpc: RESOURCE_EXHAUSTED", "  fix:\n    field: OrdRejReason\n    value: 77"),
        ("equivalents/categories.yml", "categories:\n", ""),
    ],
)  # fmt: skip
def test_a_file_that_makes_no_sense_hinders_no_other(tmp_path: Path, file: str, old: str, new: str) -> None:
    written = Written(tmp_path)
    written.change(old, new, file)
    assert "Beta" in rendered(written)["/beta/"]
