"""What nobody thinks of: random damage to everything that is read, and codes of any characters."""

from __future__ import annotations

import json
import multiprocessing
import re
import shutil
import time
import traceback
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from hypothesis import given, target
from hypothesis import strategies as st

from macros.catalogue import addresses
from macros.catalogue.permalinks import permalinks
from macros.contributing import fixer
from macros.reading.checks.addresses import codes as check_codes
from macros.reading.gate import inspect
from macros.reading.problems import github, report
from macros.reading.source import Place, YamlFile
from tests.support.damage import FRAGMENTS, codes, damaged
from tests.support.handmade import catalogue as handmade
from tests.support.handmade import entry, section, venue
from tests.support.project import ROOT
from tests.support.written import VENUE as FAULTLESS
from tests.support.written import Written
from tests.support.written import entry as entry_text

Survives = Callable[[Path, bytes], float]

# The loader: never a traceback, never more than a second or 200 MB for 100 kB

pytestmark = pytest.mark.whole  # How long reading takes is limited, and `make mutants` makes it slow.

MOST_BYTES = 100_000
MOST_SECONDS = 1
MOST_MEGABYTES = 200

VENUE = Path("data/venues/bitmart-futures.yml")
CATEGORIES = Path("data/equivalents/categories.yml")
CONDITION = Path("data/equivalents/order-lifecycle/order-not-found.yml")


def reader(questions: Connection) -> None:
    """Reads and checks the data in each folder that it is asked about. Answers with the seconds that it took, the
    megabytes that this process ever needed, and what went wrong."""
    while root := questions.recv():
        fault, begun = "", time.process_time()
        try:
            _, problems = inspect(root)
            report(problems), github(problems)
        except Exception:
            fault = traceback.format_exc()
        seconds = time.process_time() - begun
        # The peak that getrusage tells is inherited from the process that started this one; this is its own.
        peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
        assert peak
        questions.send((seconds, int(peak[1]) / 1024, fault))


@pytest.fixture(scope="module")
def survives(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Survives]:
    """Tries what the loader makes of one file that holds this, in a process whose time and memory are the loader's
    alone. Returns the seconds."""
    root = tmp_path_factory.mktemp("damaged")
    for each in (VENUE, CATEGORIES, CONDITION):
        (root / each).parent.mkdir(parents=True, exist_ok=True)
    questions, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=reader, args=(theirs,))
    process.start()

    def survives(name: Path, content: bytes) -> float:
        for each in (VENUE, CATEGORIES, CONDITION):
            shutil.copy(ROOT / each, root / each)
        (root / name).write_bytes(content)
        questions.send(root)
        seconds, megabytes, fault = questions.recv()
        assert not fault, fault
        assert seconds < MOST_SECONDS
        assert megabytes < MOST_MEGABYTES
        return seconds

    yield survives
    questions.send(None)
    process.join()


@given(damaged([(ROOT / VENUE).read_bytes()], MOST_BYTES))
def test_no_damage_to_a_venue_brings_the_loader_down(survives: Survives, content: bytes) -> None:
    target(survives(VENUE, content))


@pytest.mark.parametrize("name", [CATEGORIES, CONDITION], ids=["categories", "condition"])
@given(st.data())
def test_no_damage_to_the_conditions_brings_the_loader_down(
    survives: Survives, name: Path, data: st.DataObject
) -> None:
    target(survives(name, data.draw(damaged([(ROOT / name).read_bytes()], MOST_BYTES))))


ENTRIES = "sections:\n  - id: errors\n    title: Errors\n    transport: rest\n    entries:\n"


@pytest.mark.parametrize(
    "content",
    [
        f"{ENTRIES}      - code: 0x{'f' * 90_000}\n",
        f"{ENTRIES}      - code: 1{':59' * 30_000}\n",
        ENTRIES + '      - {code: " 1 ", messages: [" m "], equivalent: opne}\n' * 1500,
        ENTRIES + "      - {cod: 1, mesages: [m], equivalnt: a}\n" * 2000,
        "".join(f"statu{number}: 1\n" for number in range(9000)),
        "annotations:\n" + '  - {kind: shared-message, codes: ["1"], note: todo}\n' * 1800,
        "name: " + "[" * 90_000,
        'name: "' + "\\u200b" * 15_000,
    ],
    ids=["hexadecimal", "sexagesimal", "spaces", "misspelt", "unknown", "annotations", "nested", "invisible"],
)
def test_what_costs_most_is_read_in_time(survives: Survives, content: str) -> None:
    whole = (ROOT / VENUE).read_text("utf-8").partition("sections:")[0]
    survives(VENUE, (whole + content).encode()[:MOST_BYTES])


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    return Written(tmp_path_factory.mktemp("small"))


SMALL = (FAULTLESS + entry_text("2", "Twice")).format(id="alpha", name="Alpha")


@given(
    st.sampled_from([place.start() for place in re.finditer(r"(?<=: ).+", SMALL)]),
    st.sampled_from(FRAGMENTS) | st.text("-+.0123456789_:xobeE=<>~!,&*yn ", min_size=1, max_size=8),
)
def test_whatever_stands_in_the_place_of_a_value_is_read_or_refused(
    written: Written, start: int, value: str
) -> None:
    written.write("alpha", SMALL[:start] + re.sub("^.*", lambda _: value, SMALL[start:]))
    report(written.problems())


# Fixes: done at once, and never at the cost of the rest


@given(
    damaged(
        [SMALL.encode(), SMALL.replace("\n", "\r\n").encode(), SMALL.replace("\n  ", "\n\t").encode()], 4000
    )
)
def test_whatever_can_be_fixed_is_fixed_in_one_run(written: Written, content: bytes) -> None:
    written.write("alpha", content)
    readable = YamlFile(written.root, written.path()).data is not None
    fixed = fixer.fix(written.root)
    assert bool(fixed) == (written.path().read_bytes() != content)
    assert not fixer.fix(written.root)
    assert not readable or YamlFile(written.root, written.path()).data is not None


# Slugs: a name of its own for every code, on every system, for good


def problems_of(codes: list[str]) -> list[object]:
    """What the check says of the addresses of codes that stand beside each other."""
    one = venue(section(*map(entry, codes)))
    text = json.dumps(one.model_dump(exclude_none=True), ensure_ascii=False)
    file = YamlFile(Path("data"), Path("data/one.yml"), text)
    return list(check_codes(one, Place(file)))


@given(codes)
def test_codes_that_pass_the_check_have_addresses_that_every_system_can_hold(codes: list[str]) -> None:
    passed: list[str] = []
    for code in codes:
        passed += [code] if not problems_of([*passed, code]) else []
    slugs = (
        [page.slug for page in permalinks(handmade(venue(section(*map(entry, passed)))))] if passed else []
    )
    assert len(set(slugs)) == len(passed)
    for slug in slugs:
        assert re.fullmatch(r"[a-z0-9-]{1,100}", slug) and slug.strip("-")
        assert not re.fullmatch(r"index|con|prn|aux|nul|com[0-9]|lpt[0-9]", slug)
        assert addresses.slug(slug) == slug
