"""Import: documents of every form that venues publish become a venue's file and its witness, row by row."""

from __future__ import annotations

import csv
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.commands import refused, run, said
from tests.support.written import Written


@pytest.fixture
def written(tmp_path: Path) -> Written:
    return Written(tmp_path)


class Imported:
    """A venue `gamma`, imported from documents that are given as file names and texts."""

    def __init__(self, written: Written, documents: dict[str, str], *options: str):
        for name, text in documents.items():
            (written.root / name).write_text(text, encoding="utf-8")
        self.said = said(written.root, "import", "gamma", *documents, *options)
        self.text = written.text("gamma")
        self.venue = yaml.safe_load(self.text)
        with (written.root / "tests/documented/gamma.csv").open(encoding="utf-8", newline="") as file:
            self.witness = list(csv.reader(file))[1:]

    @property
    def entries(self) -> list[dict[str, Any]]:
        return [entry for section in self.venue["sections"] for entry in section["entries"]]

    @property
    def rows(self) -> list[tuple[str, ...]]:
        """Each row as code and texts."""
        return [
            (entry.get("code") or "+".join(entry["codes"]), *entry.get("messages", []))
            for entry in self.entries
        ]

    @property
    def sections(self) -> list[tuple[str, str, str]]:
        return [(one["id"], one["title"], one["transport"]) for one in self.venue["sections"]]


PIPES = r"""
# Gamma's errors

### REST errors

Example: {"code": 1}

| error message | | error code | http status |
| :-- | --- | --: | --- |
| Unknown symbol |  | 0100 | 404 |
| Param \[symbol\] must be a\_b \| c\* |  | 0101 | 400
| Use `x` &amp; %s|  | **0102** |
| or this | | | |

### WebSocket errors

Code | Description
---|---
-5|	Too many  requests
-6 | The connection
was closed.
"""


def test_pipe_tables_become_a_venue_and_its_witness(written: Written) -> None:
    got = Imported(written, {"errors.md": PIPES})
    assert got.said.startswith(
        "Wrote data/venues/gamma.yml: 5 rows, 5 codes, 2 sections.\n"
        "Wrote tests/documented/gamma.csv, its witness. Compare it with the document.\n"
    )
    assert "Lines that were joined to the cell above them:\n  errors.md:21\n" in got.said
    assert got.sections == [
        ("rest-errors", "REST errors", "rest"),
        ("websocket-errors", "WebSocket errors", "websocket"),
    ]
    assert got.entries[1:4] == [
        {"code": "0101", "http": 400, "messages": ["Param [symbol] must be a_b | c*"], "equivalent": "open"},
        {"code": "0102", "messages": ["Use x & %s", "or this"], "equivalent": "open"},
        {"code": "-5", "explanation": "Too many  requests", "equivalent": "open"},
    ]
    assert got.entries[4]["explanation"] == "The connection was closed."
    assert got.witness == [
        ["rest-errors", "1", "0100", "404", "Unknown symbol"],
        ["rest-errors", "2", "0101", "400", "Param [symbol] must be a_b | c*"],
        ["rest-errors", "3", "0102", "", "Use x & %s"],
        ["rest-errors", "3", "0102", "", "or this"],
        ["websocket-errors", "1", "-5", "", ""],
        ["websocket-errors", "2", "-6", "", ""],
    ]


FORMS: dict[str, tuple[str, list[tuple[str, ...]]]] = {
    "headings.md": (
        '## 10xx - General\n### -1000 UNKNOWN[​](/docs#x "Direct link")\n\n * An unknown `%s`.\n'
        " * See [docs](a.md#b).\n\n### -1001 SLOW\n\n* Wait.\n",
        [("-1000", "An unknown %s.", "See docs."), ("-1001", "Wait.")],
    ),
    "list.md": (
        "# Error codes\n\n- 100001 - signature failed\n- 100202: No `funds`\n- 7 — x\n",
        [("100001", "signature failed"), ("100202", "No funds"), ("7", "x")],
    ),
    "codes.md": (
        "# Errors\n\n100202\n\n- One\n- Two\n\n100203\n\n- Three\n",
        [("100202", "One", "Two"), ("100203", "Three")],
    ),
    "labels.md": (
        "**error** codes:\n* `notFound` \\- it is gone\n* `Server Error`: it failed\n",
        [("notFound", "it is gone"), ("Server Error", "it failed")],
    ),
    "values.md": ("# Reject reasons\n\n**Possible values:** [`A_B`, `C_D`]\n", [("A_B",), ("C_D",)]),
    "tabs.txt": (
        "HTTP Errors\nCode\tMessage\n400\tBad request\n401\tNo,\n\nreally\n402\tPay\n"
        "WS Errors\nCode\tMessage\n1\tx\nFutures Code\tMessage\n2\ty\n",
        [("400", "Bad request"), ("401", "No, really"), ("402", "Pay"), ("1", "x"), ("2", "y")],
    ),
    "page.html": (
        "<h2>Errors</h2><table><tr><th>Code<th>Message</tr><tr><td>1</td>"
        "<td>A <b>bad</b><br>day &lt;x&gt;</td></tr></table><ul><li>2: no code here</ul>",
        [("1", "A bad day <x>")],
    ),
    "page.mdx": (
        "---\ntitle: x\n---\nimport X from 'y'\n\n## Errors\n{/* | 9 | no | */}\n\n| code | msg |\n|--|--|\n| 1 | a |\n",
        [("1", "a")],
    ),
    "inside.md": ("# Errors\n\n<table>\n<tr><th>Code<th>Message\n<tr><td>1<td>a\n</table>\n", [("1", "a")]),
    "data.json": (
        '{"orders": [{"code": 1, "message": "a"}, {"code": -2, "message": "b"}]}',
        [("1", "a"), ("-2", "b")],
    ),
    "data.yml": ('general:\n  "0001": first\n  "0002": second\n', [("0001", "first"), ("0002", "second")]),
    "table.csv": ('Code;Message\n0100;"Says ""stop""; then"\n', [("0100", 'Says "stop"; then')]),
}


@pytest.mark.parametrize("name", FORMS)
def test_every_form_is_read(written: Written, name: str) -> None:
    text, rows = FORMS[name]
    assert Imported(written, {name: text}).rows == rows


def test_a_column_of_sections_stands_for_headings(written: Written) -> None:
    text = "section,code,message\nOrders,1,a\nOrders,2,b\nStreams,3,c\n,4\nOrders,5,d,e\nOrders,6,f\n"
    got = Imported(written, {"table.csv": text})
    assert [section[:2] for section in got.sections] == [("orders", "Orders"), ("streams", "Streams")]
    assert [row[:3] for row in got.witness] == [
        ["orders", "1", "1"],
        ["orders", "2", "2"],
        ["orders", "3", "6"],
        ["streams", "1", "3"],
        ["streams", "2", "4"],
    ]
    assert "table.csv:6: this row has more cells than its table has columns (2)." in got.said


PARTED = {
    "tabs.txt": "WS Error Code\nSpot Code\tAdvice\n1\ta\n2\tb\nFutures Code\tAdvice\n3\tc\n",
    "pipes.md": "# WS Error Code\n| Spot Code | Advice |\n|--|--|\n| 1 | a |\n| 2 | b |\n"
    "| Futures Code | Advice |\n|--|--|\n| 3 | c |\n",
    "page.html": "<h2>WS Error Code</h2><table><tr><th>Spot Code<th>Advice<tr><td>1<td>a<tr><td>2<td>b"
    "<tr><th>Futures Code<th>Advice<tr><td>3<td>c</table>",
    "table.csv": "Spot Code,Advice\n1,a\n2,b\nFutures Code,Advice\n3,c\n",
}


@pytest.mark.parametrize("name", PARTED)
def test_a_head_with_another_first_cell_begins_another_section(written: Written, name: str) -> None:
    got = Imported(written, {name: PARTED[name]})
    transport = "rest" if name == "table.csv" else "websocket"
    assert got.sections == [
        ("spot-code", "Spot Code", transport),
        ("futures-code", "Futures Code", transport),
    ]
    assert [row[:2] for row in got.witness] == [["spot-code", "1"], ["spot-code", "2"], ["futures-code", "1"]]


@pytest.mark.parametrize("name", PARTED)
def test_a_head_that_comes_again_as_it_was_is_no_row_and_no_section(written: Written, name: str) -> None:
    got = Imported(written, {name: PARTED[name].replace("Futures Code", "Spot Code")})
    assert [row[0] for row in got.rows] == ["1", "2", "3"]
    assert len(got.sections) == 1


def table(*rows: str, heads: str = "code | message") -> str:
    return "\n".join(
        [f"| {heads} |", "|---" * heads.count("|") + "|---|", *(f"| {row} |" for row in rows), ""]
    )


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("Use <a href='x'>this</a>, **now**", "Use this, now"),
        ("Price * QTY is 2*3*4", "Price * QTY is 2*3*4"),
        ("`GET` / **POST**", "GET / POST"),
        ("limit is <Limit>, `<Limit>`", "limit is <Limit>, <Limit>"),
        ("one<br/>two", "one two"),
        ("[a](b(c)d) ![i](j) [k]", "a  [k]"),
        ("snake_case_name __x__", "snake_case_name x"),
        ("zero\u200bwidth", "zerowidth"),
        ('"Unknown order."', "Unknown order."),
        ('the "order" is bad', 'the "order" is bad'),
        (r"min \< 5 \~ {0}%%", "min < 5 ~ {0}%%"),
    ],
)
def test_what_formats_is_taken_off_and_what_the_venue_wrote_stays(
    written: Written, cell: str, message: str
) -> None:
    assert Imported(written, {"t.md": table(f"1 | {cell}")}).rows == [("1", message)]


def test_struck_out_rows_are_withdrawn_and_stay_in_the_witness(written: Written) -> None:
    got = Imported(written, {"t.md": table("~~1~~ | ~~Old~~", "~~2~~ | Half", "3 | ~~a~~ b")})
    assert [("withdrawn" in entry) for entry in got.entries] == [True, True, False]
    assert got.rows == [("1", "Old"), ("2", "Half"), ("3", "a b")]
    assert len(got.witness) == 3


def test_a_status_is_the_code_where_a_table_has_no_other(written: Written) -> None:
    got = Imported(
        written,
        {
            "a.md": "# HTTP codes\n" + table("400 | Bad"),
            "b.md": "# Statuses\n" + table("418 | Banned", heads="HTTP status | message"),
        },
    )
    assert [(entry["code"], entry["http"]) for entry in got.entries] == [("400", 400), ("418", 418)]


def test_one_text_for_several_codes_is_one_entry_with_all_of_them(written: Written) -> None:
    shared = "## Messages for -1010 RECEIVED, -2010 NEW, and -2038 AMEND\n" + table(
        '"Unknown order." / "No order." | gone', '"Closed. | shut', heads="message | description"
    )
    got = Imported(written, {"t.md": shared + "\n## Other\n" + table("200/201 | Fine")})
    assert got.rows == [
        ("-1010+-2010+-2038", "Unknown order.", "No order."),
        ("-1010+-2010+-2038", "Closed."),
        ("200+201", "Fine"),
    ]
    assert [line[1:3] for line in got.witness[:4]] == [
        ["1", "-1010"],
        ["1", "-1010"],
        ["1", "-2010"],
        ["1", "-2010"],
    ]


def test_options_say_what_the_form_does_not(written: Written) -> None:
    document = "\n".join(
        [
            "# Swapped\n" + table("1 | Bad symbol", heads="error message | error code"),
            "# Filters\n"
            + table(
                "Too many: LOT | lots",
                "Too many: TICK | ticks",
                "Busy. For now | ",
                heads="message | description",
            ),
            "# Parts\n" + table("5 | one / two"),
            "# Reasons\n" + table("Tick | Price | off", heads="type | text | why"),
            "# Cells\n" + table("errorCode | 0:fine, 1:bad price, 2: late", heads="parameter | description"),
            "# Chatter\n" + table("9 | Not an error"),
            "# Old\n" + table("5 | uno", "6 | six"),
        ]
    )
    options = [
        "--column=swapped=error message:code",
        "--column=swapped=error code:message",
        "--code=filters=-1013",
        "--split=parts= / ",
        "--column=type:code",
        "--column=why:explanation",
        "--column=cells=description:list",
        "--transport=parts=any",
        "--skip=chatter",
        "--id=filters=filter-failures",
        "--merge=old=parts",
        "--explains=Too many: T",
        "--explains=For now",
    ]
    got = Imported(written, {"t.md": document}, *options)
    assert got.rows == [
        ("1", "Bad symbol"),
        ("-1013", "Too many: LOT"),
        ("-1013",),
        ("-1013", "Busy."),
        ("5", "one", "two", "uno"),
        ("Tick", "Price"),
        ("0", "fine"),
        ("1", "bad price"),
        ("2", "late"),
        ("6", "six"),
    ]
    assert [one[0] for one in got.sections] == [
        "swapped",
        "filter-failures",
        "parts",
        "reasons",
        "cells",
        "old",
    ]
    assert [one[2] for one in got.sections][2] == "any"
    assert "--code=filters=-1013" in got.venue["document"]["options"]


def test_it_is_told_which_columns_are_not_used_and_what_is_taken_for_what_it_does_not_say(
    written: Written,
) -> None:
    document = "# Orders\n" + table("1 | a | x | ", heads="code | message | extra | empty")
    document += "# Account\n" + table("2 | b | y", heads="code | advice | extra")
    assert Imported(written, {"t.md": document}).said.partition("\nColumns:\n")[2] == (
        "  orders, account: `extra` is not used\n  account: `advice` is taken as explanation\n"
    )


def test_a_column_that_tells_rows_of_one_code_apart_is_offered_ready_to_paste(written: Written) -> None:
    rows = [f"-{number // 4} | 10{number} | text {number}" for number in range(8)]
    (written.root / "t.md").write_text("# Orders\n" + table(*rows, heads="code | own code | message"))
    out = said(written.root, "import", "gamma", "t.md")
    told = "  orders: `own code` is not used, though it tells rows apart that have the same code. To take it as the code: "
    option = out.partition(told)[2].strip()
    assert option == "'--column=orders=own code:code'"
    assert Imported(
        written, {"t.md": (written.root / "t.md").read_text()}, "--write", *shlex.split(option)
    ).rows == [(f"10{number}", f"text {number}") for number in range(8)]


def test_no_column_is_offered_where_few_rows_have_the_code_of_another(written: Written) -> None:
    rows = [f"-{number // 2} | 10{number} | text {number}" for number in range(8)]
    out = Imported(written, {"t.md": table(*rows, heads="code | own code | message")}).said
    assert "`own code` is not used\n" in out


def test_swapped_columns_are_told_and_not_guessed(written: Written) -> None:
    (written.root / "t.md").write_text(table("Bad symbol | 1", "No funds | 2", heads="error code | message"))
    out = refused(written.root, "import", "gamma", "t.md")
    assert '--column "message:code" --column "error code:message"' in out
    assert not written.path("gamma").exists()


def test_all_unreadable_rows_are_named_in_one_run_and_the_rest_goes_in(written: Written) -> None:
    rows = table("1 | one", "10003-10005 | range", "=1 | sign", "2 | two | three", "3 | three")
    got = Imported(written, {"t.md": rows})
    assert got.rows == [("1", "one"), ("3", "three")]
    assert got.said.partition("write them by hand:\n")[2].splitlines()[:3] == [
        "  t.md:4: '10003-10005' names a range of codes.",
        "  t.md:5: '=1' is no code.",
        "  t.md:6: this row has more cells than its table has columns (2).",
    ]


def test_what_only_looks_like_errors_is_left_out(written: Written) -> None:
    document = (
        "# Errors\n\n  * `label`: the kind of error\n  * `message`(or `detail`): more\n\n"
        + table("id | string | its id", heads="Field | Type | Description")
        + "\n```\n| code | message |\n|---|---|\n| 7 | no |\n```\n\n# Codes\n"
        + table("1 | one")
        + "Code\n\n- 4XX codes say that the request is wrong.\n- 5XX codes are the venue's.\n"
    )
    got = Imported(written, {"t.md": document})
    assert got.rows == [("1", "one")]
    assert "Left out, for these tables have no codes:\n  t.md:6: Field | Type | Description\n" in got.said


@pytest.mark.parametrize(
    ("heading", "id"),
    [
        ("10xx - General Server or Network issues", "general-server-or-network-issues"),
        (
            "Messages for -1010 A, -2010 B, -2011 C, and -2038 D of the order",
            "messages-for-1010-a-2010-b-2011-c",
        ),
        ("WebSocket User’s (errors) & more", "websocket-users-errors-more"),
        ("错误", "errors"),
        ("Rate limits (429xxx)", "rate-limits"),
        ("Incomprehensibilities of an internationalization", "incomprehensibilities"),
    ],
)
def test_ids_are_short_and_never_cut_inside_a_word(written: Written, heading: str, id: str) -> None:
    assert Imported(written, {"t.md": f"# {heading}\n" + table("1 | one")}).sections[0][0] == id


def test_sections_take_the_name_that_tells_them_apart(written: Written) -> None:
    page = (
        "# REST\n## Public\n### General\n{}# WebSocket\n## Public\n### General\n{}#### Close codes\n{}"
        "# Account\n## Error Code\n{}"
    )
    got = Imported(written, {"t.md": page.format(*(table(f"{number} | x{number}") for number in range(4)))})
    assert got.sections == [
        ("general", "General", "rest"),
        ("websocket-general", "General", "websocket"),
        ("close-codes", "Close codes", "websocket-close"),
        ("account", "Account", "rest"),
    ]


def test_long_texts_come_along_and_are_refused_until_they_are_retold(written: Written) -> None:
    long = (
        "Request was refused. Common causes are a clock that is wrong, a window that is too small, and "
        + "x" * 30
    )
    got = Imported(written, {"t.md": table(f"1 | {long}", "2 | short", heads="code | meaning")})
    assert [entry["explanation"] for entry in got.entries] == ["Request was refused.", "short"]
    assert [entry.get("description") for entry in got.entries] == [f"TODO: retell: {long}", None]
    assert [
        it.line for it in written.problems() if it.rule == "unwritten-text" and "retell" in it.source
    ] == [1 + got.text[: got.text.index("TODO: retell")].count("\n")]


def test_a_venue_of_an_operator_that_is_there_is_begun_like_the_other(written: Written) -> None:
    written.change("operator: Beta", "operator: Beta Holding", "beta")
    (written.root / "t.md").write_text(table("1 | one"))
    said(written.root, "import", "beta-futures", "t.md")
    venue = yaml.safe_load(written.text("beta-futures"))
    assert venue["operator"] == "Beta Holding"
    assert venue["replies"] == [
        {
            "transport": "rest",
            "shape": "TODO: as at beta? The code stands in `code`.",
            "code_key": "code",
            "code_type": "number",
            "example": "TODO",
        }
    ]


def test_an_imported_venue_lacks_nothing_but_what_a_person_has_to_write(written: Written) -> None:
    Imported(written, {"errors.md": PIPES})
    run(written.root, "check", "--fix")
    assert {problem.rule for problem in written.problems()} <= {"unwritten-text", "open-condition"}
    text = re.sub(r"equivalent: open.*", "equivalent: bad-symbol", written.text("gamma"))
    text = re.sub(r"TODO[^\"\n]*", "Filled in", text).replace("https://Filled in", "https://x.org")
    written.write("gamma", text)
    assert written.problems() == []


@pytest.mark.parametrize(
    ("name", "content", "cause"),
    [
        ("t.pdf", "x", "t.pdf is in no form that is read. Those are: .md"),
        ("t.csv", "", "t.csv: no row with a code was found."),
        ("t.md", "| a | b |\n|---|---|\n| 1 | 2 |\n", "option --column or --code.\nt.md:1: a | b\n"),
        ("t.csv", 'code,message\n1,"a\n', "t.csv is no CSV"),
        ("t.json", "{", "t.json:1 is no JSON"),
        ("t.yml", "a: [", "t.yml:2 is no YAML"),
        ("t.csv", "code,message\n1,caf\udce9\n", "t.csv is not UTF-8: byte 0xE9."),
        ("t.csv", "code,message\n1,a\n" + "x" * 8_000_000, "t.csv is larger than 8 MB."),
        ("t.md", "#" * 1_900_000 + "a", "no row with a code was found"),
        ("t.md", "|" + "\\" * 900_000 + "\n|---|", "no row with a code was found"),
        ("t.md", "# " + "# a" * 600_000, "no row with a code was found"),
        ("t.md", "|a|\n" + "|-" * 200_000 + "x", "no row with a code was found"),
        ("t.md", "[" * 50_000, "no row with a code was found"),
        ("t.md", "<a " * 50_000, "no row with a code was found"),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else "",
)
def test_a_document_without_rows_is_refused_with_the_reason(
    written: Written, name: str, content: str, cause: str
) -> None:
    (written.root / name).write_bytes(content.encode("utf-8", "surrogateescape"))
    assert cause in refused(written.root, "import", "gamma", name)
    assert not written.path("gamma").exists()


@pytest.mark.parametrize(
    ("option", "cause"),
    [
        ("--skip=nowhere", "There is no section 'nowhere'. There are: errors."),
        ("--column=message:text", "--column 'message:text' is no HEAD:ROLE."),
        ("--transport=fax", "--transport 'fax' is none of rest,"),
    ],
)
def test_an_option_that_meets_nothing_is_refused(written: Written, option: str, cause: str) -> None:
    (written.root / "t.md").write_text(table("1 | one"))
    assert cause in refused(written.root, "import", "gamma", "t.md", option)


def test_a_witness_is_never_overwritten(written: Written) -> None:
    (written.root / "t.md").write_text(table("1 | one"))
    witness = written.root / "tests/documented/gamma.csv"
    witness.parent.mkdir(parents=True)
    witness.write_text("kept")
    assert "a witness is never overwritten" in refused(written.root, "import", "gamma", "t.md")
    assert witness.read_text() == "kept" and not written.path("gamma").exists()
    assert refused(written.root, "import", "delta", "none.md") == "none.md: No such file or directory.\n"
