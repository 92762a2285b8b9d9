"""How fast the lookup answers in a browser.

`make speed ARGS='tests/lookup -s'` prints the figures. Budgets are for one key from the event to the new results, for the
longest time that the page does not react while a megabyte is read, and for the answer to it.
"""

from __future__ import annotations

from statistics import quantiles
from typing import Any

import pytest

from tests.lookup.cases import cases
from tests.support.typing_in import LOOK_UP, look_up

pytestmark = pytest.mark.speed

LINE = "2025-01-02 10:11:12,345 INFO order {0} for 0.5 at 40010.{0} answered in {0} ms: user is logged in, balance 1002\n"
MEGABYTES = {
    "a log": "".join(LINE.format(number) for number in range(12000)),
    "one letter": "a" * 1_000_000,
    "one error, again and again": '{"code":-2019,"msg":"Margin is insufficient."},' * 21_000,
    "words with typing errors": "insuficient margn for this ordr, timstamp ahed of sever " * 18_000,
    "backslashes": "\\" * 1_000_000,
}

WATCH = """() => {
  window.longest = 0;
  new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => window.longest = Math.max(window.longest, duration)))
    .observe({ type: "longtask" });
}"""


TRIES = 5
"""The best of so many counts: whatever else the machine does can only slow one down."""


def test_a_key_is_answered_within_16_ms(open_page: Any) -> None:
    pastes = [case.paste[:2000] for case in cases()][::3]
    page = open_page("/")
    look_up(page, pastes[:50])  # so that the engine has compiled what it runs
    tries = [[answer["time"] for answer in look_up(page, pastes)] for _ in range(TRIES)]
    time = quantiles(map(min, zip(*tries, strict=True)), n=20)[-1]
    print(f"\na key, 95th percentile: {time:.1f} ms")
    assert time <= 16


@pytest.mark.parametrize("kind", MEGABYTES)
def test_a_megabyte_does_not_freeze_the_page(open_page: Any, kind: str) -> None:
    """The first paste on a page, so that opening the index counts too."""
    times, longest = [], []
    for _ in range(TRIES):
        page = open_page("/")
        page.evaluate("text => { window.text = text; }", MEGABYTES[kind][:1_000_000])
        page.evaluate(WATCH)
        # The text is there already: how it gets there is not what is measured.
        [answer] = page.evaluate(f"() => ({LOOK_UP})([window.text])")
        page.wait_for_timeout(100)
        times.append(answer["time"])
        longest.append(page.evaluate("window.longest"))
        page.close()
    print(f"\na megabyte of {kind}: read in {min(times):.0f} ms, longest task {min(longest):.0f} ms")
    assert min(longest) <= 50
    assert min(times) <= 3000
