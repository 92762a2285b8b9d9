"""What nobody thinks of: random damage to everything that reads, shows or looks up.

The suite runs the short form, whose inputs are the same every time; `make fuzz` tries new ones for much longer.
"""

from __future__ import annotations

import csv
import io
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
import tinyhtml5
import yaml
from hypothesis import given, settings, target
from hypothesis import strategies as st

from macros.catalogue import addresses
from macros.catalogue.permalinks import permalinks
from macros.catalogue.view import Site
from macros.contributing import fixer, tables
from macros.history import ledger
from macros.programs import api, lookup
from macros.reading.checks import addresses as check_addresses
from macros.reading.checks import check
from macros.reading.loader import Reading, read
from macros.reading.problems import BadData, Refused, github, report
from macros.reading.source import INVISIBLE, YamlFile
from macros.website.pages import pages
from macros.website.render import message
from tests.support.handmade import catalogue as handmade
from tests.support.handmade import entry, section, venue
from tests.support.project import ROOT
from tests.support.written import VENUE as FAULTLESS
from tests.support.written import Written
from tests.support.written import entry as entry_text

FRAGMENTS = (
    "\t",
    "- ",
    ": ",
    "? ",
    "|\n",
    ">-\n",
    "&a ",
    "*a",
    "!!int ",
    "!!python/object/apply:os.abort []",
    "<<: ",
    "[",
    "]",
    "{",
    "}",
    '"',
    "'",
    " #",
    "%",
    "@",
    "`",
    "\n---\n",
    "\n...\n",
    "\r",
    "\r\n",
    "\n",
    "\n\n",
    "  ",
    "\0",
    "\x7f",
    "\x85",
    "\xa0",
    "\u2028",
    "\u202e",
    "\ufeff",
    "\U0001f600",
    "a" * 5000,
    "null",
    "~",
    "yes",
    "0001",
    "1e5",
    "12:30",
    ".inf",
    "2026-11-20",
    "[]",
    "{}",
    "code: ",
    "codes: [",
    '- code: "1"\n',
    "messages:",
    "equivalent: open",
    "TODO",
    "{{ x }}",
    "<b>",
    "..",
    "\\",
    '"\\u0000"',
    '"\\ud800"',
    '"\\xe9"',
    "&amp;",
    "::error::",
    "\x1b[31m",
    "-1021",
    "|",
    "=1+1",
    "%s",
    "</script>",
    "<!--",
    "]]>",
    "__proto__",
    "constructor",
    "=",
    "<<",
    "0x_",
    "binance ",
    "\u0301",
    "שלום",
    "错误码",
    "-",
    "#entry-1\n",
    "/",
)
"""What means something to one of the readers."""


@st.composite
def damaged(draw: st.DrawFn, contents: list[bytes], most: int) -> bytes:
    """One of some contents after a few accidents, no longer than `most`."""
    content = draw(st.sampled_from(contents))
    for _ in range(draw(st.integers(1, 6))):
        start, end = sorted(draw(st.tuples(*[st.integers(0, len(content))] * 2)))
        end = min(end, start + draw(st.sampled_from([0, 1, 20, 500, most])))
        before, part, after = content[:start], content[start:end], content[end:]
        fragment = draw(st.sampled_from(FRAGMENTS)).encode()
        unit = fragment + part[:50]
        accidents: dict[str, Callable[[], bytes]] = {
            "lost": lambda: b"",
            "replaced": lambda: fragment,
            "added": lambda: fragment + part,
            "random": lambda: draw(st.binary(max_size=20)),
            "repeated": lambda: part * 2,
            "multiplied": lambda: unit * min(draw(st.sampled_from([10, 1000, most])), most // len(unit)),
            "indented": lambda: part.replace(b"\n", b"\n" + b" " * draw(st.integers(1, 4))),
        }
        content = (before + accidents[draw(st.sampled_from(sorted(accidents)))]() + after)[:most]
    return content


# The loader: never a traceback, never more than a second or 200 MB for 100 kB

MOST_BYTES = 100_000
MOST_SECONDS = 1
MOST_MEGABYTES = 200

VENUE, CONDITIONS = Path("data/venues/bitmart-futures.yml"), Path("data/equivalents.yml")


def reader(questions: Connection) -> None:
    """Reads and checks the data in each folder that it is asked about. Answers with the seconds that it took, the
    megabytes that this process ever needed, and what went wrong."""
    while root := questions.recv():
        fault, begun = "", time.process_time()
        try:
            problems = check(read(root))
            report(problems), github(problems)
        except Exception:
            fault = traceback.format_exc()
        seconds = time.process_time() - begun
        # The peak that getrusage tells is inherited from the process that started this one; this is its own.
        peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
        questions.send((seconds, int(peak[1]) / 1024, fault))


@pytest.fixture(scope="module")
def survives(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path, bytes], float]]:
    """Tries what the loader makes of one file that holds this, in a process whose time and memory are the loader's alone.
    Returns the seconds."""
    root = tmp_path_factory.mktemp("damaged")
    (root / "data/venues").mkdir(parents=True)
    questions, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=reader, args=(theirs,))
    process.start()

    def survives(name: Path, content: bytes) -> float:
        for each in (VENUE, CONDITIONS):
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
def test_no_damage_to_a_venue_brings_the_loader_down(survives, content: bytes) -> None:
    target(survives(VENUE, content))


@given(damaged([(ROOT / CONDITIONS).read_bytes()], MOST_BYTES))
def test_no_damage_to_the_conditions_brings_the_loader_down(survives, content: bytes) -> None:
    target(survives(CONDITIONS, content))


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
def test_what_costs_most_is_read_in_time(survives, content: str) -> None:
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


# Mending: done at once, and never at the cost of the rest


@given(damaged([SMALL.encode()], 4000))
def test_whatever_can_be_mended_is_mended_in_one_run(written: Written, content: bytes) -> None:
    written.write("alpha", content)
    readable = YamlFile(written.root, written.path()).data is not None
    mended = fixer.fix(written.root)
    assert bool(mended) == (written.path().read_bytes() != content)
    assert not fixer.fix(written.root)
    assert not readable or YamlFile(written.root, written.path()).data is not None


# The ledger and imported tables: what they hold, or what is wrong with it


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


TABLES = {
    "csv": b'section,code,http,name,message\nOrders,-1021,400,TIME,"Too ""late"", by %s"\nOrders,0001,,,Again\n',
    "md": b"## Orders\n\n| Code | HTTP | Message |\n|---|:-:|---|\n| `-1021` | 400 | Too \\| late |\n| 0001 | | **Again**\n",
}


@pytest.mark.parametrize("kind", TABLES)
@given(st.data())
def test_no_damage_to_a_table_brings_the_import_down(
    tmp_path_factory: pytest.TempPathFactory, kind: str, data: st.DataObject
) -> None:
    path = tmp_path_factory.getbasetemp() / f"table.{kind}"
    path.write_bytes(data.draw(damaged([TABLES[kind]], 5000)))
    try:
        assert all(row.code and all(row.messages) for row in tables.read_table(path))
    except Refused as refusal:
        assert str(refusal).startswith(str(path))


# Texts: what is shown is what was given

texts = (
    st.lists(
        st.sampled_from(FRAGMENTS) | st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
        max_size=6,
    )
    .map("".join)
    .map(lambda text: INVISIBLE.sub("", text).strip()[:4000])
    .filter(bool)
)
"""Texts as the loader lets them through."""


def shown(html: str, name: str) -> list[str]:
    """The texts of the elements of a class, as a browser would read them."""
    tree = tinyhtml5.parse(f"<!doctype html><body>{html}", namespace_html_elements=False)
    return ["".join(each.itertext()) for each in tree.iter() if name in str(each.get("class", "")).split()]


@given(texts)
def test_a_message_reads_as_it_was_written(text: str) -> None:
    assert shown(f'<p class="here">{message(text)}</p>', "here") == [text]


@given(st.lists(texts, min_size=1, max_size=3), texts)
def test_every_page_shows_the_messages_as_they_were_written(messages: list[str], name: str) -> None:
    one = venue(section(entry("1", *messages).model_copy(update={"name": name[:100]}))).model_copy(
        update={"name": name}
    )
    html = {page.url: page.render() for page in pages(Site(handmade(one)))}
    assert shown(html["/one/1/"], "vec-message") == messages
    assert shown(html["/one/"], "vec-message") == messages
    assert shown(html["/equivalents/rejected/"], "vec-message")[0] == messages[0]


@given(st.lists(texts, min_size=1, max_size=3), texts)
def test_a_spreadsheet_reads_the_table_as_it_was_written(messages: list[str], code: str) -> None:
    written = api.table(
        handmade(venue(section(entry(code, *messages)))), "https://example.org/"
    ).removeprefix("\ufeff")
    (line,) = csv.DictReader(io.StringIO(written, newline=""))
    assert not [cell for cell in line.values() if re.match(r"[=+\-@\t\r]", cell)]
    assert line["code"].removeprefix("'") == code
    assert line["message"].removeprefix("'") == "\n".join(messages)


# Slugs: a name of its own for every code, on every system, for good

codes = st.lists(
    st.from_regex(r"-?[0-9]{1,6}", fullmatch=True)
    | st.sampled_from(
        [
            "CON",
            "nul",
            "COM1",
            "com¹",
            "INDEX",
            "readme",
            "İ",
            "K",
            "k",
            "-1",
            "1-",
            "-1-",
            "a.b",
            "a_b",
            "ＡＢ",
            "Ω",
            ".",
            "-",
        ]
    )
    | texts.map(lambda text: text[:150]),
    min_size=1,
    max_size=12,
    unique=True,
)


def problems_of(codes: list[str]) -> list[object]:
    """What the check says of the addresses of codes that stand beside each other."""
    one = venue(section(*map(entry, codes)))
    file = YamlFile(
        Path("data"), Path("data/one.yml"), json.dumps(one.model_dump(exclude_none=True), ensure_ascii=False)
    )
    return list(check_addresses(Reading(file, {"one": file}, {"one": one})))


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


# The lookup in the browser: never an exception, never longer than its budget

MOST_MILLISECONDS = 50
"""For what is typed or pasted as a few lines; on this catalogue nearly all take less than 16."""
LONGEST_FREEZE = 300
"""In milliseconds, for a megabyte."""

OPEN = """async () => {
  const [{ open }, { find }] = await Promise.all(["catalogue", "find"].map(name => import(`/assets/lookup/${name}.js`)));
  const index = open(await (await fetch("/lookup/index.json")).json());
  window.slugs = data => open(JSON.parse(data)).pages.map(({ slug }) => slug);
  window.look = async (text) => { // into how many parts the work falls
    let parts = 1;
    const { results } = await find(index, JSON.parse(text), () => { parts++; });
    if (!results.every(({ page, score, reasons }) => index.pages.includes(page) && score > 0 && reasons.length))
      throw Error("odd result");
    return parts;
  };
}"""

pastes = [
    case["paste"].encode()
    for case in yaml.safe_load((ROOT / "tests/programs/lookup_corpus.yml").read_text("utf-8"))
]


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
    index = lookup.index(handmade(venue(section(*map(entry, codes))))).decode()
    assert look.page.evaluate("data => slugs(data)", index) == [addresses.slug(code) for code in codes]
