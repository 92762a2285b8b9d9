"""Addresses that were published go on resolving, whatever happens to the data."""

import re
import shutil
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
import yaml

from macros.catalogue.addresses import AddressBook
from macros.catalogue.anomalies import number_of
from macros.catalogue.model import Catalogue, Condition, Entry, Headings, Record, Venue, Withdrawal
from macros.catalogue.view import View
from macros.history import ledger
from macros.programs import redirects
from macros.reading.problems import BadData
from tests.support.handmade import catalogue as handmade
from tests.support.handmade import entry, section, venue
from tests.support.project import ROOT, build, copy_of_project

ONE, TWO = entry("1"), entry("2")


# The ledger of this repository


@pytest.mark.whole
def test_everything_published_resolves_in_the_built_site(site: Path):
    assert [address for address in ledger.published(ROOT) if not resolves(site, address)] == []


@pytest.mark.whole
def test_the_ledger_holds_the_documents_of_the_first_day():
    listed = [
        address for address in ledger.published(ROOT) if re.fullmatch(r"/[^/]+/[^/]+/#entry-\d+", address)
    ]
    assert len(listed) >= 800, "New addresses are recorded when they are published; recorded ones never go."


@pytest.mark.whole
def test_no_commit_ever_took_a_line_away():
    def git(*arguments: str) -> str:
        command = ["git", "-C", str(ROOT), "--git-dir=.git", *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout

    if git("rev-parse", "--is-shallow-repository").strip() != "false":
        pytest.skip("There is no whole git history here.")
    history = git("log", "--first-parent", "-m", "--format=", "--patch", "--no-renames", "--", ledger.LEDGER)
    assert re.findall(r"^-/.*", history, re.MULTILINE) == []


# Ways in which the data changes


def at(catalogue: Catalogue, choose: Callable[[Venue, int, Entry], bool]) -> tuple[int, int, int]:
    """Where the first entry is that fits: its venue, section and place, all from 0.

    It is alone on its page, and nothing else names its code.
    """
    for v, one in enumerate(catalogue.venues):
        codes = [row.code for _, _, row in one.rows()]
        named = {code for note in one.annotations for code in note.codes}
        named.update(one.client_order_id.duplicate_codes if one.client_order_id else [])
        for s, of_section in enumerate(one.sections):
            for e, row in enumerate(of_section.entries):
                if codes.count(row.code) == 1 and row.code not in named and choose(one, s, row):
                    return v, s, e
    raise LookupError


def with_venue(catalogue: Catalogue, index: int, change: Callable[[dict], None]) -> Catalogue:
    """The catalogue with one venue changed, as its file would be."""
    content = catalogue.venues[index].model_dump(exclude_unset=True)
    change(content)
    venues = list(catalogue.venues)
    venues[index] = Venue.model_validate(content)
    venues.sort(key=lambda venue: venue.id)
    return Catalogue(venues=tuple(venues), categories=catalogue.categories)


def withdraw(catalogue: Catalogue) -> Catalogue:
    v, s, e = at(catalogue, lambda venue, section, row: not row.withdrawn)

    def change(content: dict) -> None:
        content["sections"][s]["entries"][e]["withdrawn"] = {
            "date": "2026-11-21",
            "note": "The venue dropped it.",
        }

    return with_venue(catalogue, v, change)


def rename_code(catalogue: Catalogue) -> Catalogue:
    v, s, e = at(catalogue, lambda venue, section, row: row is venue.sections[section].entries[-1])

    def change(content: dict) -> None:
        row = content["sections"][s]["entries"][e]
        row["former_codes"] = [row["code"]]
        row["code"] = f"{row['code']}9"

    return with_venue(catalogue, v, change)


def rename_venue(catalogue: Catalogue) -> Catalogue:
    def change(content: dict) -> None:
        content["former_ids"] = [content["id"]]
        content["id"] = "renamed"

    named = {id for one in catalogue.venues for note in one.annotations for id in note.venues}
    alone = [index for index, one in enumerate(catalogue.venues) if one.id not in named]
    return with_venue(catalogue, alone[-1], change)


def rename_condition(catalogue: Catalogue) -> Catalogue:
    old = catalogue.categories[0].conditions[0].id
    new = f"{old}-0"

    def renamed(content: object) -> object:
        text = re.sub(rf"\b{old}\b(?!-)", new, yaml.safe_dump(content, width=10_000))
        return yaml.safe_load(text)

    def condition(before: Condition) -> Condition:
        content = renamed(before.model_dump())
        content["former_ids"] += [old] * (before.id == old)
        return Condition.model_validate(content)

    categories = tuple(
        category.model_copy(update={"conditions": tuple(map(condition, category.conditions))})
        for category in catalogue.categories
    )
    venues = [one.model_dump(exclude_unset=True) for one in catalogue.venues]
    for content in venues:
        for row in (row for part in content["sections"] for row in part["entries"]):
            row["equivalent"] = new if row["equivalent"] == old else row["equivalent"]
    return Catalogue(venues=tuple(map(Venue.model_validate, venues)), categories=categories)


def move_to_another_section(catalogue: Catalogue) -> Catalogue:
    def is_movable(venue: Venue, section: int, row: Entry) -> bool:
        following = venue.sections[section + 1 :][:1]
        return (
            bool(following)
            and following[0].transport == venue.sections[section].transport
            and row is venue.sections[section].entries[-1]
            and (number_of(row.code) or 0) < (number_of(following[0].entries[0].code) or 0)
        )

    v, s, e = at(catalogue, is_movable)

    def change(content: dict) -> None:
        sections = content["sections"]
        sections[s + 1]["entries"].insert(0, sections[s]["entries"].pop(e))

    return with_venue(catalogue, v, change)


def change_case(catalogue: Catalogue) -> Catalogue:
    v = next(
        v
        for v, one in enumerate(catalogue.venues)
        if not any(row.shared for part in one.sections for row in part.entries)
        and any(row.code != row.code.lower() for _, _, row in one.rows())
    )

    def change(content: dict) -> None:
        for row in (row for part in content["sections"] for row in part["entries"]):
            row["code"] = row["code"].lower()
        for note in content.get("annotations", []):
            note["codes"] = [code.lower() for code in note["codes"]]
        if rules := content.get("client_order_id"):
            rules["duplicate_codes"] = [code.lower() for code in rules.get("duplicate_codes", [])]

    return with_venue(catalogue, v, change)


EDITS = [withdraw, rename_code, rename_venue, rename_condition, move_to_another_section, change_case]


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_done_as_documented_loses_no_address(edit, catalogue: Catalogue):
    edited = edit(catalogue)
    assert edited != catalogue
    before, after = ledger.current(ROOT, catalogue), ledger.current(ROOT, edited)
    assert set(before) - set(after) == set()


@pytest.mark.whole
def test_every_address_of_today_resolves_in_the_site_after_all_edits(catalogue: Catalogue, tmp_path: Path):
    """Today's data is copied, edited in each way and built; what could be copied from today's site works."""
    edited = catalogue
    for edit in EDITS:
        edited = edit(edited)
    project = copy_of_project(tmp_path)
    today = ledger.current(project, catalogue)
    write(project, edited)
    follow_names(project, catalogue, edited)
    done = build(project, tmp_path / "site")
    assert done.returncode == 0, done.stdout + done.stderr
    assert [address for address in today if not resolves(tmp_path / "site", address)] == []


def write(project: Path, catalogue: Catalogue) -> None:
    """Puts the catalogue's files in the place of those of the project."""
    headings = Headings.model_validate(
        {"categories": [one.model_dump(include={"id", "title"}) for one in catalogue.categories]}
    )
    files: dict[str, Record] = {"equivalents/categories": headings}
    files |= {f"venues/{one.id}": one for one in catalogue.venues}
    for category in catalogue.categories:
        files |= {f"equivalents/{category.id}/{one.id}": one for one in category.conditions}
    for folder in ("venues", "equivalents"):
        shutil.rmtree(project / "data" / folder)
    for name, record in files.items():
        path = project / f"data/{name}.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dumped(record), "utf-8")


def follow_names(project: Path, before: Catalogue, catalogue: Catalogue) -> None:
    """Names venues, codes and conditions in the hand-written pages as they are called now."""
    codes = [{row.code for one in each.venues for _, _, row in one.rows()} for each in (before, catalogue)]
    now = {
        **{code: code.lower() for code in codes[0] - codes[1] if code.lower() in codes[1]},
        **{old: one.id for one in catalogue.venues for old in one.former_ids},
        **{old: condition.id for condition in catalogue.conditions.values() for old in condition.former_ids},
        **{old: row.code for one in catalogue.venues for _, _, row in one.rows() for old in row.former_codes},
    }
    for file in (project / "docs").rglob("*.md"):
        text = file.read_text("utf-8")
        for old, new in now.items():
            text = text.replace(f'"{old}"', f'"{new}"').replace(f"'{old}'", f"'{new}'")
        file.write_text(text, "utf-8")


def dumped(record: Record) -> str:
    """A record as a file, with every text in double quotes."""
    content = record.model_dump(exclude_defaults=True)
    return yaml.dump(content, Dumper=_Quoting, sort_keys=False, allow_unicode=True, width=100_000)


class _Quoting(yaml.SafeDumper):
    """Quotes every text that is a value, and leaves keys plain."""

    def represent_mapping(self, tag, mapping, flow_style=None):
        node = super().represent_mapping(tag, mapping, flow_style)
        for key, _ in node.value:
            key.style = None
        return node

    def ignore_aliases(self, data):
        return True


_Quoting.add_representer(
    str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')
)


def resolves(site: Path, address: str) -> bool:
    """Whether an address leads to a page that has the anchor: at once, or by the link of a redirecting page."""
    path, _, anchor = address.partition("#")
    html = page(site / path[1:] / "index.html")
    if html is None:
        return False
    moved = "<title>Moved to " in html
    if anchor and f'id="{anchor}"' not in html:
        return False
    if not moved:
        return True
    link = re.search(rf'<a {f"id=.{anchor}. " if anchor else ""}href="([^"]+)"', html)
    target = "/" + re.sub(r"^(\.\./)*", "", link[1])
    return "Moved to" not in (
        page(site / target.partition("#")[0][1:] / "index.html") or "Moved to"
    ) and resolves(site, target)


@cache
def page(file: Path) -> str | None:
    return file.read_text("utf-8") if file.is_file() else None


@pytest.mark.whole
def test_a_redirecting_page_leads_to_the_same_entry_in_a_browser(browser, serve, tmp_path: Path):
    old = venue(section(entry("1", "First"), entry("1", "Second"), TWO), id="old")
    content = old.model_dump()
    content |= {"id": "new", "former_ids": ["old"]}
    for row in content["sections"][0]["entries"][:2]:
        row |= {"code": "-3", "former_codes": ["1"]}
    catalogue = handmade(Venue.model_validate(content))
    site = tmp_path / "below/the/root"
    for address, html in redirects.artefacts(View(catalogue), AddressBook("https://example.org/")):
        file = site / address[1:]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(html)
    for target in ("new", "new/-3"):
        (site / target).mkdir(parents=True, exist_ok=True)
        (site / target / "index.html").write_text("<p id=entry-1>1<p id=entry-2>2<p id=errors>errors")
    address = f"{serve(tmp_path)}/below/the/root"
    tab = browser.new_page()
    for asked, reached in {
        "/old/1/": "/new/-3/",
        "/old/1/#entry-2": "/new/-3/#entry-2",
        "/old/-3/#entry-1": "/new/-3/#entry-1",
        "/new/1/#entry-2": "/new/-3/#entry-2",
        "/new/3/": "/new/-3/",
        "/old/#errors": "/new/#errors",
        "/old/1/?x=//evil.example#//evil.example": "/new/-3/#//evil.example",
    }.items():
        tab.goto(address + asked)
        tab.wait_for_url(address + reached)
    tab.close()


# Aliases


def former(*venues: Venue) -> dict[str, str]:
    return {alias.address: alias.target for alias in View(handmade(*venues)).former}


def test_former_codes_of_a_former_venue_lead_to_the_present_page():
    row = entry("3").model_copy(update={"former_codes": ["1", "2"]})
    one = venue(section(row), id="new").model_copy(update={"former_ids": ["old"]})
    assert former(one) == {
        "/new/1/": "/new/3/",
        "/new/2/": "/new/3/",
        "/old/": "/new/",
        "/old/1/": "/new/3/",
        "/old/2/": "/new/3/",
        "/old/3/": "/new/3/",
    }


def test_a_code_that_changed_its_case_needs_no_alias():
    row = entry("HTTP 403").model_copy(update={"former_codes": ["http 403"]})
    assert former(venue(section(row))) == {}


def test_an_entry_that_joined_another_page_is_found_by_its_old_anchor():
    joined = entry("5", "Other").model_copy(update={"former_codes": ["4"]})
    (alias,) = View(handmade(venue(section(entry("5"), joined)))).former
    assert (alias.address, alias.anchors) == ("/one/4/", {"entry-1": "entry-2"})


def test_a_pinned_anchor_is_the_same_under_the_former_code():
    rows = [entry("5", str(n)).model_copy(update={"former_codes": ["4"], "anchor": n}) for n in (2, 1)]
    (alias,) = View(handmade(venue(section(*rows)))).former
    assert alias.anchors == {"entry-1": "entry-1", "entry-2": "entry-2"}


def unsigned(*rows: Entry) -> list[str]:
    return [alias.address for alias in View(handmade(venue(section(*rows)))).unsigned]


def test_a_negative_code_is_found_without_its_sign():
    assert unsigned(entry("-1"), entry("2")) == ["/one/1/"]


def test_a_page_of_its_own_comes_before_a_lost_sign():
    assert unsigned(entry("-1"), entry("1")) == []


def test_a_former_code_comes_before_a_lost_sign():
    row = entry("5").model_copy(update={"former_codes": ["1"]})
    assert unsigned(entry("-1"), row) == []


def test_redirects_lead_nowhere_but_to_pages_of_the_catalogue(catalogue: Catalogue):
    known = set(ledger.current(ROOT, catalogue))
    view = View(catalogue)
    assert {alias.target for alias in view.former + view.unsigned} <= known


# The commands


def test_new_addresses_go_to_the_end(tmp_path: Path):
    assert ledger.append(tmp_path, handmade(venue(section(TWO)))) == published(tmp_path)
    first = published(tmp_path)
    assert ledger.append(tmp_path, handmade(venue(section(ONE, TWO)))) == ["/one/1/", "/one/1/#entry-1"]
    assert published(tmp_path) == [*first, "/one/1/", "/one/1/#entry-1"]


def published(root: Path) -> list[str]:
    return ledger.published(root)


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()


def test_pages_written_by_hand_are_published_too(tmp_path: Path):
    for name in ("index.md", "404.md", "about.md", "guides/index.md", "guides/clocks.md"):
        (tmp_path / "docs" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "docs" / name).touch()
    added = ledger.append(tmp_path, handmade(venue(section(ONE))))
    assert added[:4] == ["/about/", "/guides/clocks/", "/guides/", "/"]
    assert added[4:] == ["/one/", "/one/1/", "/one/1/#entry-1", "/equivalents/rejected/"]


def test_nothing_new_changes_nothing(tmp_path: Path):
    state = handmade(venue(section(ONE)))
    ledger.append(tmp_path, state)
    before = (tmp_path / ledger.LEDGER).stat()
    assert ledger.append(tmp_path, state) == []
    assert (tmp_path / ledger.LEDGER).stat() == before


def test_a_last_line_without_its_end_is_not_spoilt(tmp_path: Path):
    state = handmade(venue(section(ONE)))
    (tmp_path / ledger.LEDGER).write_text("/one/")
    ledger.append(tmp_path, state)
    assert published(tmp_path)[:2] == ["/one/", "/one/1/"]
    assert (tmp_path / ledger.LEDGER).read_text().endswith("/equivalents/rejected/\n")


def test_a_checkout_with_the_line_ends_of_windows_is_read(tmp_path: Path):
    (tmp_path / ledger.LEDGER).write_bytes(b"/one/\r\n/one/1/\r\n")
    assert published(tmp_path) == ["/one/", "/one/1/"]


CODE = (
    "A code that the venue dropped stays, with `withdrawn:`; one that changed names the old one in `former_codes:`; "
    "a page under docs/ stays where it is."
)
ENTRY = (
    "An entry that the venue dropped stays, with `withdrawn:`; one that moved keeps its number by `anchor:`; one whose "
    "code changed names the old one in `former_codes:`."
)
RENAMED_CODE = (
    'If /one/3/ is this code now, add to its entry: `former_codes: ["2"]`. If the venue dropped the code, its entry '
    "stays, with `withdrawn:`."
)
RENAMED_VENUE = (
    "new has the codes of one. Add to data/venues/new.yml: `former_ids: [one]`. Rename tests/documented/one.csv to "
    "new.csv."
)
RENAMED_CONDITION = "If `other` is this condition, add to its file: `former_ids: [rejected]`."


def with_condition(id: str) -> Catalogue:
    return handmade(venue(section(*(row.model_copy(update={"equivalent": id}) for row in (ONE, TWO)))))


@pytest.mark.parametrize(
    ("state", "lost"),
    [
        (handmade(venue(section(ONE))), {4: ("/one/2/", CODE)}),
        (handmade(venue(section(ONE, entry("3")))), {4: ("/one/2/", RENAMED_CODE)}),
        (handmade(venue(section(ONE, entry("3"), entry("4")))), {4: ("/one/2/", CODE)}),
        (handmade(venue(section(ONE, TWO), id="new")), {1: ("/one/", RENAMED_VENUE)}),
        (
            handmade(venue(section(ONE, TWO.model_copy(update={"anchor": 7})))),
            {5: ("/one/2/#entry-1", ENTRY)},
        ),
        (with_condition("other"), {6: ("/equivalents/rejected/", RENAMED_CONDITION)}),
    ],
)
def test_a_published_address_is_never_dropped(tmp_path: Path, state, lost):
    ledger.append(tmp_path, handmade(venue(section(ONE, TWO))))
    before = (tmp_path / ledger.LEDGER).read_text()
    with pytest.raises(BadData) as refused:
        ledger.append(tmp_path, state)
    told = [(one.rule, one.place, one.found, one.expected, one.source) for one in refused.value.problems]
    assert told == [
        (
            "lost-address",
            f"{ledger.LEDGER}:{line}:1",
            f"{address} was published and would no longer lead anywhere.",
            way_out,
            address,
        )
        for line, (address, way_out) in lost.items()
    ], "one problem for all that a renaming takes away"
    assert (tmp_path / ledger.LEDGER).read_text() == before


@pytest.mark.parametrize(
    "line",
    [
        "",
        "one/1/",
        "//evil.example/",
        "/one/1",
        "/../etc/",
        "/one/1/#",
        "/one/ /",
        "# note",
        "https://x.example/",
    ],
)
def test_a_line_that_is_no_address_is_refused_with_its_place(tmp_path: Path, line):
    assert refusal(tmp_path, f"/one/\n{line}\n/two/\n".encode()) == (
        f"{ledger.LEDGER}:2:1",
        "This is not an address of the site.",
        "Restore the line, or delete it.",
        line,
    )


def test_a_line_that_is_no_text_is_refused_with_its_place(tmp_path: Path):
    assert refusal(tmp_path, b"/one/\n/\xff/\n")[0] == f"{ledger.LEDGER}:2:1"


def test_a_line_that_stands_there_twice_is_refused(tmp_path: Path):
    assert refusal(tmp_path, b"/one/\n/two/\n/one/\n") == (
        f"{ledger.LEDGER}:3:1",
        "This address is here twice.",
        "Delete this line.",
        "/one/",
    )


def test_a_ledger_that_is_no_plain_file_is_refused(tmp_path: Path):
    path = tmp_path / ledger.LEDGER
    (tmp_path / "elsewhere").write_text("/one/\n")
    for make in (lambda: path.symlink_to(tmp_path / "elsewhere"), path.mkdir):
        make()
        assert refusal(tmp_path)[:2] == (ledger.LEDGER, "The file can't be read: it is not a plain file.")
        path.unlink() if path.is_symlink() else path.rmdir()


def test_a_ledger_of_more_than_20_mb_is_refused(tmp_path: Path):
    largest = b"/" + b"1" * 19_999_997 + b"/\n"
    (tmp_path / ledger.LEDGER).write_bytes(largest)
    assert len(ledger.published(tmp_path)) == 1
    told = (ledger.LEDGER, "The file is larger than 20 MB.", "Restore it.", "")
    assert refusal(tmp_path, largest + b"\n") == told


def refusal(root: Path, content: bytes | None = None) -> tuple[str, ...]:
    """The place, the cause, the fix and the line of the one problem of a ledger with this content."""
    if content is not None:
        (root / ledger.LEDGER).write_bytes(content)
    with pytest.raises(BadData) as refused:
        ledger.published(root)
    (problem,) = refused.value.problems
    return problem.place, problem.found, problem.expected, problem.source


def test_a_withdrawn_code_keeps_its_page_which_says_so(tmp_path: Path):
    gone = TWO.model_copy(update={"withdrawn": Withdrawal(date="2026-11-20", note="Gone.")})
    ledger.append(tmp_path, handmade(venue(section(ONE, TWO))))
    assert ledger.problems(tmp_path, handmade(venue(section(ONE, gone)))) == []
