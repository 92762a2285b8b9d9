"""Texts of any characters in the table for spreadsheets, and damaged pastes in the lookup."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings, target
from hypothesis import strategies as st

from macros.catalogue import addresses
from macros.catalogue.addresses import AddressBook
from macros.catalogue.view import View
from macros.programs import lookup, tables
from tests.lookup.cases import cases
from tests.lookup.engine import BOOK
from tests.support.damage import codes, damaged, texts
from tests.support.handmade import catalogue as handmade
from tests.support.handmade import entry, section, venue


@given(st.lists(texts, min_size=1, max_size=3), texts)
def test_a_spreadsheet_reads_the_table_as_it_was_written(messages: list[str], code: str) -> None:
    view = View(handmade(venue(section(entry(code, *messages)))))
    written = tables.table(view.permalinks, AddressBook("https://example.org/")).removeprefix("\ufeff")
    (line,) = csv.DictReader(io.StringIO(written, newline=""))
    assert not [cell for cell in line.values() if re.match(r"[=+\-@\t\r]", cell)]
    assert line["code"].removeprefix("'") == code
    assert line["message"].removeprefix("'") == "\n".join(messages)


# The lookup in the browser: never an exception, never longer than its budget

MOST_MILLISECONDS = 200
"""For what is typed or pasted as a few lines; nearly all take less than 30."""
LONGEST_FREEZE = 300
"""In milliseconds, for a megabyte."""

OPEN = """async () => {
  const { open, find, prepare } = await import("/assets/lookup/lookup.js");
  const catalogue = await open(await (await fetch("/lookup/index.json")).json());
  const index = await prepare(catalogue);
  window.slugs = async (data) => (await open(JSON.parse(data))).pages.map(({ path }) => path.split("/")[1]);
  window.texts = async (data) => (await open(JSON.parse(data))).pages[0].entries[0].texts.map(({ text }) => text);
  window.look = async (text) => { // into how many parts the work falls
    let parts = 1;
    const { results, maybes } = await find(index, JSON.parse(text), { pause: () => { parts++; } });
    if (![...results, ...maybes].every(({ page }) => catalogue.pages.includes(page))) throw Error("a page of no venue");
    if (!results.every(({ score, rank }) => rank === "result" && score > 0)) throw Error("an odd result");
    return parts;
  };
}"""

pastes = [case.paste.encode() for case in cases()]


@pytest.fixture(scope="module")
def look(browser, server: str) -> Iterator[Callable[[str], float]]:
    """Looks a text up without showing it. Returns the milliseconds that the page works without a pause, by the processor's
    time, for the machine has other work."""
    page = browser.new_page(base_url=server)
    page.goto("/about/")
    page.evaluate(OPEN)
    clock = page.context.new_cdp_session(page)
    clock.send("Performance.enable", {"timeDomain": "threadTicks"})

    def worked() -> float:
        metrics = clock.send("Performance.getMetrics")["metrics"]
        return next(metric["value"] for metric in metrics if metric["name"] == "ThreadTime")

    def look(text: str) -> float:
        begun = worked()
        parts = page.evaluate("text => look(text)", json.dumps(text))
        return (worked() - begun) * 1000 / parts

    look.page = page
    yield look
    page.close()


@given(damaged(pastes, 2000), st.sampled_from(["", "\ud800", "\udfff\ud800"]))
def test_no_damage_to_a_paste_brings_the_lookup_down(look, paste: bytes, surrogates: str) -> None:
    milliseconds = look(paste.decode("utf-8", "replace") + surrogates)
    assert milliseconds < MOST_MILLISECONDS
    target(milliseconds)


@settings(max_examples=settings.default.max_examples // 10)
@given(damaged(pastes, 2000))
def test_a_megabyte_never_freezes_the_page(look, paste: bytes) -> None:
    text = paste.decode("utf-8", "replace") or "1"
    milliseconds = look(text * (1_000_000 // len(text)))
    assert milliseconds < LONGEST_FREEZE
    target(milliseconds)


@given(codes)
def test_the_lookup_leads_to_the_addresses_of_the_pages(look, codes: list[str]) -> None:
    index = lookup.index(View(handmade(venue(section(*map(entry, codes))))), BOOK).decode()
    assert look.page.evaluate("data => slugs(data)", index) == [addresses.slug(code) for code in codes]


@given(
    st.lists(
        st.one_of(texts, st.text(st.sampled_from('aAbB1 _~{}|.é錯\n"'), min_size=1)),
        min_size=1,
        max_size=5,
        unique=True,
    )
)
def test_texts_come_back_as_they_were_packed(look, messages: list[str]) -> None:
    index = lookup.index(View(handmade(venue(section(entry("1", *messages))))), BOOK).decode()
    assert look.page.evaluate("data => texts(data)", index) == messages
