"""Import again: a newer state of a document is compared with the file, and written into it without losing anything."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import yaml

from tests.support.commands import refused, said
from tests.support.written import Written

HEAD = "| code | http | name | message |\n|---|---|---|---|\n"

OLD = f"""\
## Orders
{HEAD}| 1 | 400 | BAD | First text |
| 1 | | | Second text |
| 2 | 429 | BUSY | Too many requests |
| 2 | | | Far too many requests |
| | | | Slow down |
| 3 | | | Gone soon |
| 4 | | | Moving |
| 5 | | | Staying |

## Account
{HEAD}| 7 | | | No account |
"""

NEW = f"""\
## Orders
{HEAD}| 0 | | | New at the top |
| 1 | 401 | BAD | First text |
| 1 | | | Inserted text |
| 1 | | | Second text |
| 2 | 429 | BUSIER | Too many requests |
| 2 | | | Far too many requests, at last |
| | | | Slow down |
| 5 | | | Staying |
| 4 | | | Moving |

## Streams
{HEAD}| 9 | | | New section |

## Account
{HEAD}| 7 | | | No account |
| ~~8~~ | | | ~~Struck out~~ |
"""


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """A venue `gamma` from the older state, with everything decided and a note at one entry."""
    written = Written(tmp_path)
    (tmp_path / "errors.md").write_text(OLD, encoding="utf-8")
    (tmp_path / "newer.md").write_text(NEW, encoding="utf-8")
    said(tmp_path, "import", "gamma", "errors.md")
    text = written.text("gamma").replace("TODO", "Filled in").replace("https://Filled in", "https://x.org")
    text = text.replace("  version: Filled in", '  version: first\n  date: "2025-03"')
    lines = [
        line.split("open")[0] + "bad-symbol" if "equivalent:" in line else line for line in text.splitlines()
    ]
    written.write("gamma", "\n".join(lines) + "\n")
    written.change(
        '          - "Second text"\n        equivalent: bad-symbol\n',
        '          - "Second text"\n        equivalent: bad-symbol\n        note: "Our own words." # kept\n',
        "gamma",
    )
    written.change('      - code: "5"', '      # About five.\n      - code: "5"', "gamma")
    return written


def test_the_state_that_the_file_has_changes_nothing(written: Written) -> None:
    assert (
        said(written.root, "import", "gamma", "errors.md") == "gamma: the document says what the file has.\n"
    )


def test_what_changed_is_said_and_nothing_is_written(written: Written) -> None:
    before = written.text("gamma")
    assert (
        said(written.root, "import", "gamma", "newer.md")
        == """\
gamma: 4 added, 3 changed, 1 moved, 1 dropped.

+ 0  (orders, row 1)
    + New at the top

+ 1  (orders, row 3)
    + Inserted text

+ 9  (streams, row 1)
    + New section

+ 8  (account, row 2)
    + Struck out

~ 1  (orders)
    http: 400 → 401

~ 2  (orders)
    name: BUSY → BUSIER

~ 2  (orders)
    - Far too many requests
    + Far too many requests, at last

> 4  (moved; it was in orders)

- 3  (orders)
    - Gone soon

Write it into the file: --write
"""
    )
    assert written.text("gamma") == before


def test_written_it_keeps_every_judgement_and_loses_nothing(written: Written) -> None:
    said(written.root, "import", "gamma", "newer.md", "--write", "--state", "2026-07")
    venue = yaml.safe_load(written.text("gamma"))
    orders, streams, account = venue["sections"]
    shown = [(entry["code"], entry["messages"][0]) for entry in orders["entries"]]
    assert shown == [
        ("0", "New at the top"),
        ("1", "First text"),
        ("1", "Inserted text"),
        ("1", "Second text"),
        ("2", "Too many requests"),
        ("2", "Far too many requests"),
        ("3", "Gone soon"),
        ("5", "Staying"),
        ("4", "Moving"),
    ]
    new, changed, _, second = orders["entries"][:4]
    assert (new["equivalent"], new["documented"]) == ("open", {"since": "2026-07"})
    assert (changed["http"], changed["equivalent"]) == (401, "bad-symbol")
    assert second["note"] == "Our own words." and '"Our own words." # kept' in written.text("gamma")
    assert orders["entries"][5]["messages"] == [
        "Far too many requests",
        "Far too many requests, at last",
        "Slow down",
    ]
    assert orders["entries"][5]["documented_messages"] == [
        {"message": "Far too many requests", "until": "2025-03"},
        {"message": "Far too many requests, at last", "since": "2026-07"},
    ]
    assert orders["entries"][6]["documented"] == {"until": "2025-03"}
    assert '      # About five.\n      - code: "5"' in written.text("gamma")
    assert streams["entries"][0]["documented"] == {"since": "2026-07"}
    assert "withdrawn" in account["entries"][1]
    assert (venue["source"]["date"], venue["earlier"][0]["version"]) == ("2026-07", "first")


def test_addresses_of_entries_stay_when_others_come_before_them(written: Written) -> None:
    said(written.root, "import", "gamma", "newer.md", "--write", "--state", "2026-07")
    entries = yaml.safe_load(written.text("gamma"))["sections"][0]["entries"]
    anchors = {entry["messages"][0]: entry.get("anchor") for entry in entries if entry["code"] == "1"}
    assert anchors == {"First text": None, "Inserted text": 3, "Second text": 2}


def test_written_it_is_what_the_document_says(written: Written) -> None:
    said(written.root, "import", "gamma", "newer.md", "--write", "--state", "2026-07")
    text = written.text("gamma")
    assert said(written.root, "import", "gamma", "newer.md").startswith("gamma: the document says")
    assert said(written.root, "import", "gamma", "newer.md", "--write").startswith("gamma: the document says")
    assert written.text("gamma") == text
    with (written.root / "tests/documented/gamma.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))[1:]
    assert ["orders", "3", "1", "", "Inserted text"] in lines and len(lines) == 12
    assert not any("Gone soon" in line for line in lines)


def test_a_row_that_comes_back_is_documented_again(written: Written) -> None:
    said(written.root, "import", "gamma", "newer.md", "--write", "--state", "2026-07")
    assert "documented: {'until': '2025-03'} → none" not in said(written.root, "import", "gamma", "errors.md")
    said(written.root, "import", "gamma", "errors.md", "--write", "--state", "2026-09")
    entries = yaml.safe_load(written.text("gamma"))["sections"][0]["entries"]
    by_text = {entry["messages"][0]: entry for entry in entries}
    assert "documented" not in by_text["Gone soon"]
    assert by_text["New at the top"]["documented"] == {"since": "2026-07", "until": "2026-07"}
    assert [one["version"] for one in yaml.safe_load(written.text("gamma"))["earlier"]] == [
        "first",
        "snapshot from 2026-07",
    ]


def test_the_options_of_the_first_time_are_used_again(written: Written) -> None:
    (written.root / "odd.md").write_text("| number | words |\n|---|---|\n| 1 | one |\n| 2 | two |\n")
    options = ["--column=number:code", "--column=words:message"]
    said(written.root, "import", "delta", "odd.md", *options)
    assert said(written.root, "import", "delta", "odd.md").startswith("delta: the document says")


def judgements(written: Written) -> dict[str, tuple[str, str | None]]:
    """What is decided and noted of each text of gamma."""
    return {
        (entry.get("messages") or [entry["explanation"]])[0]: (entry["equivalent"], entry.get("note"))
        for section in yaml.safe_load(written.text("gamma"))["sections"]
        for entry in section["entries"]
    }


def test_a_section_that_is_divided_keeps_every_judgement(written: Written) -> None:
    before = judgements(written)
    divided = OLD.replace("| 2 | 429", f"## Limits\n{HEAD}| 2 | 429").replace("## Orders", "## Trading")
    (written.root / "errors.md").write_text(divided.replace("| 4 |", f"## Old ones\n{HEAD}| 4 |"), "utf-8")
    said(written.root, "import", "gamma", "errors.md", "--write", "--state", "2026-07")
    sections = yaml.safe_load(written.text("gamma"))["sections"]
    assert [(one["id"], len(one["entries"])) for one in sections] == [
        ("trading", 2),
        ("limits", 3),
        ("old-ones", 2),
        ("account", 1),
    ]
    assert judgements(written) == before
    assert '      # About five.\n      - code: "5"' in written.text("gamma")
    assert said(written.root, "import", "gamma", "errors.md").startswith("gamma: the document says")


def test_with_other_options_the_same_document_is_read_anew_and_every_judgement_stays(
    written: Written,
) -> None:
    before = judgements(written)
    options = ["--column=message:explanation", "--id=orders=trading", "--transport=orders=websocket"]
    shown = said(written.root, "import", "gamma", "errors.md", *options)
    assert "~ section orders\n    transport: rest → websocket\n    id: orders → trading\n" in shown
    assert "    explanation: none → First text\n    - First text\n" in shown
    assert judgements(written) == before
    said(written.root, "import", "gamma", "errors.md", *options, "--write")
    venue = yaml.safe_load(written.text("gamma"))
    section = venue["sections"][0]
    assert (section["id"], section["transport"]) == ("trading", "websocket")
    assert section["entries"][0] == {
        "code": "1",
        "name": "BAD",
        "http": 400,
        "explanation": "First text",
        "equivalent": "bad-symbol",
    }
    assert judgements(written) == before
    assert (venue["source"]["date"], "earlier" in venue) == ("2025-03", False)
    assert sorted(venue["document"]["options"].split()) == sorted(options)
    assert said(written.root, "import", "gamma", "errors.md").startswith("gamma: the document says")
    back = [*options[1:], "--column=message:message"]
    said(written.root, "import", "gamma", "errors.md", *back, "--write")
    assert "explanation" not in written.text("gamma").partition("sections:")[2]
    assert judgements(written) == before


def test_the_right_column_of_codes_takes_over_what_was_decided_under_the_wrong_one(written: Written) -> None:
    rows = "".join(f"| -5 | 10{number} | Text {number} |\n" for number in range(3))
    (written.root / "errors.md").write_text(f"| code | own code | message |\n|--|--|--|\n{rows}", "utf-8")
    said(written.root, "import", "delta", "errors.md")
    text = written.text("delta").replace("equivalent: open", "equivalent: bad-symbol", 2)
    written.write("delta", text)
    said(written.root, "import", "delta", "errors.md", "--column=own code:code", "--write")
    entries = yaml.safe_load(written.text("delta"))["sections"][0]["entries"]
    assert [(entry["code"], *entry["messages"], entry["equivalent"]) for entry in entries] == [
        ("100", "Text 0", "bad-symbol"),
        ("101", "Text 1", "bad-symbol"),
        ("102", "Text 2", "open"),
    ]


def test_a_row_that_is_no_longer_read_goes_if_nobody_has_judged_it(written: Written) -> None:
    first = '"First text"\n        equivalent: '
    written.change(f"{first}bad-symbol", f"{first}open", "gamma")
    without = ["--skip=orders", "--write"]
    out = said(written.root, "import", "gamma", "errors.md", *without)
    assert "\n- 1 BAD  (orders)\n" in out and "\n- 3  (orders; judged, so it stays)\n" in out
    orders = yaml.safe_load(written.text("gamma"))["sections"][0]
    assert [entry["messages"][0] for entry in orders["entries"]] == [
        *("Second text", "Too many requests", "Far too many requests", "Gone soon", "Moving", "Staying"),
    ]
    assert "documented" not in written.text("gamma")
    assert "anchor" not in written.text("gamma")


def test_a_file_with_errors_is_not_compared(written: Written) -> None:
    written.write("gamma", "id: gamma: no\n")
    assert "gamma.yml has errors" in refused(written.root, "import", "gamma", "newer.md")


def test_a_source_without_a_date_can_say_no_until(written: Written) -> None:
    written.change('  date: "2025-03"\n', "", "gamma")
    out = refused(written.root, "import", "gamma", "newer.md", "--write")
    assert out == "data/venues/gamma.yml does not say of when its document is. Add `date:` to its `source`.\n"


def test_the_result_breaks_no_rule_but_those_that_a_person_has_to_meet(written: Written) -> None:
    def rules() -> set[str]:
        return {problem.rule for problem in written.problems()}

    assert rules() == {"duplicate-code"}
    said(written.root, "import", "gamma", "newer.md", "--write", "--state", "2026-07")
    assert rules() == {"duplicate-code", "out-of-order", "open-condition"}


BULLETS = """\
# Error codes
## General
### -1003 TOO_MANY_REQUESTS
* Queue is full.
* Too many requests; current limit is %s.
### -2022 REDUCE_ONLY_REJECT
* Order refused.
### -4112 MARGIN_CHECK_FAILED
* Order failed.
"""
WHY = "This indicates that an open order closes the position already, so that this one would open the opposite one."


def test_a_yearly_state_shows_new_codes_dropped_messages_and_new_explanations(tmp_path: Path) -> None:
    written = Written(tmp_path)
    (tmp_path / "old.md").write_text(BULLETS, encoding="utf-8")
    new = BULLETS.replace("* Queue is full.\n", "").replace("* Order refused.", f"* Order refused.\n* {WHY}")
    new = new.replace("* Order failed.", "* Order failed.\n* This indicates a lack of margin.")
    new += "".join(f"### {code} NEW\n* Text of {code}.\n" for code in (-1008, -4120, -4220, -4189))
    (tmp_path / "new.md").write_text(new, encoding="utf-8")
    said(tmp_path, "import", "gamma", "old.md", "--explains=This indicates")
    written.change("  version: TODO", '  version: first\n  date: "2025-03"', "gamma")
    assert said(tmp_path, "import", "gamma", "new.md").startswith(
        "gamma: 4 added, 3 changed, 0 moved, 0 dropped."
    )
    out = said(tmp_path, "import", "gamma", "new.md", "--write", "--state", "2026-07")
    assert [line.split()[1] for line in out.splitlines() if line[:2] in ("+ ", "~ ")] == [
        *("-1008", "-4120", "-4220", "-4189"),
        *("-1003", "-2022", "-4112"),
    ]
    entries = {one["code"]: one for one in yaml.safe_load(written.text("gamma"))["sections"][0]["entries"]}
    assert entries["-1003"]["documented_messages"] == [{"message": "Queue is full.", "until": "2025-03"}]
    assert entries["-2022"]["description"] == f"TODO: retell: {WHY}"
    assert entries["-4112"]["explanation"] == "This indicates a lack of margin."
    assert said(tmp_path, "import", "gamma", "new.md").startswith("gamma: the document says")


def test_a_part_of_a_long_text_is_what_the_document_says_until_it_no_longer_does(tmp_path: Path) -> None:
    written = Written(tmp_path)
    table = "| code | description |\n|---|---|\n| 1 | {} |\n"
    long = f"Refused. {WHY}"
    (tmp_path / "errors.md").write_text(table.format(long), encoding="utf-8")
    said(tmp_path, "import", "gamma", "errors.md")
    written.change("  version: TODO", '  version: first\n  date: "2025-03"', "gamma")
    written.change('explanation: "Refused."', 'explanation: "an open order closes the position"', "gamma")
    assert said(tmp_path, "import", "gamma", "errors.md").startswith("gamma: the document says")
    (tmp_path / "errors.md").write_text(table.format("Refused."), encoding="utf-8")
    assert "explanation: an open order closes the position → Refused." in said(
        tmp_path, "import", "gamma", "errors.md"
    )


def test_an_explanation_that_repeats_the_message_leaves_nothing_to_retell(tmp_path: Path) -> None:
    Written(tmp_path)
    table = "| code | message | explanation |\n|---|---|---|\n| 1 | Bad | Bad |\n"
    (tmp_path / "errors.md").write_text(table, encoding="utf-8")
    said(tmp_path, "import", "gamma", "errors.md")
    assert said(tmp_path, "import", "gamma", "errors.md").startswith("gamma: the document says")
