"""The data for programs: valid, complete, small, and equal from build to build."""

import csv
import hashlib
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from macros.catalogue.addresses import AddressBook
from macros.catalogue.view import View
from macros.history.record import LONGEST, Line, Publication
from macros.programs import api, tables
from tests.support.handmade import annotation, entry, section, venue
from tests.support.handmade import catalogue as handmade
from tests.support.project import ROOT

SITE = "https://example.org/codes/"
PROMISED = Path(__file__).with_name("api_v1.json")
MOST_BYTES = 1_000_000
"""How large a document may be, but for codes.json."""


def history(changes: int, text: str = "Text") -> list[Publication]:
    """As many changes as are asked for, one a day, newest first."""
    lines = [
        Line(
            at=f"{2000 + day // 28}-01-{day % 28 + 1:02}T10:00:00Z",
            commit=f"{day:040x}",
            kind="meaning-changed",
            venue="one",
            codes=(str(day),),
            before=text,
            after=text,
        )
        for day in range(changes)
    ]
    return [Publication(line.commit, line.at, (line,)) for line in reversed(lines)]


@pytest.fixture(scope="module")
def files(view: View) -> dict[str, bytes]:
    past = history(api.MOST_CHANGES + 1)
    return {address[1:]: content for address, content in api.artefacts(view, AddressBook(SITE), past)}


@pytest.fixture(scope="module")
def documents(files: dict[str, bytes]) -> dict[str, dict]:
    """Every JSON document by its path from api/v1/, but for the schemas and openapi.json."""
    return {
        path.removeprefix("api/v1/"): json.loads(content)
        for path, content in files.items()
        if path.endswith(".json") and "/schemas/" not in path and not path.endswith("openapi.json")
    }


def schema_of(path: str) -> str:
    """The name of the schema of a document, by its path from api/v1/."""
    folders = path.split("/")
    if len(folders) == 1:
        return path.removesuffix(".json")
    kinds = {"venues": ["venue", "code"], "equivalents": ["equivalent"], "changes": ["changes"]}
    return kinds[folders[0]][len(folders) - 2]


def test_every_document_is_valid_by_its_published_schema(files, documents):
    validators = {}
    for number, (path, document) in enumerate(documents.items()):
        name = schema_of(path)
        if name == "code" and number % 10:
            continue  # The documents of the venues hold the same codes, and all of those are looked at.
        if name == "codes":
            document = document | {"codes": document["codes"][::10]}  # The same again.
        if name not in validators:
            schema = json.loads(files[f"api/v1/schemas/{name}.json"])
            Draft202012Validator.check_schema(schema)
            assert schema["$id"] == f"{SITE}api/v1/schemas/{name}.json"
            validators[name] = Draft202012Validator(schema)
        validators[name].validate(document)
    validators["line"] = Draft202012Validator(json.loads(files["api/v1/schemas/line.json"]))
    for path in (path for path in files if path.endswith(".ndjson")):
        for line in files[path].splitlines()[::10]:
            validators["line"].validate(json.loads(line))
    assert len(validators) == 12


def test_a_document_with_more_fields_is_still_valid(files, documents):
    schema = json.loads(files["api/v1/schemas/codes.json"])
    grown = json.loads(json.dumps(documents["codes.json"] | {"codes": documents["codes.json"]["codes"][:20]}))
    grown["added"] = grown["codes"][0]["added"] = grown["codes"][0]["entries"][0]["added"] = 1
    Draft202012Validator(schema).validate(grown)


def test_no_promised_field_is_lost_or_of_another_type(files):
    """`api_v1.json` holds every field that was ever published, with its type. It may only grow."""
    for name, promised in json.loads(PROMISED.read_text()).items():
        schema = json.loads(files[f"api/v1/schemas/{name}.json"])
        for owner, fields in promised.items():
            now = fields_of(schema, owner)
            assert fields.items() <= now.items(), f"{name}.json: {owner}"


def test_every_published_field_is_promised(files):
    promised = json.loads(PROMISED.read_text())
    for path in (path for path in files if "/schemas/" in path):
        schema = json.loads(files[path])
        for owner in [schema["title"], *schema.get("$defs", {})]:
            assert promised[Path(path).stem].get(owner) == fields_of(schema, owner), (
                f"Add the fields of {owner} in {Path(path).stem}.json to {PROMISED.name}; after that they have to stay."
            )


def fields_of(schema: dict, owner: str) -> dict[str, str]:
    """The fields of an object of a schema with their types, told briefly."""
    of_owner = schema if schema["title"] == owner else schema["$defs"][owner]
    return {name: kind_of(facts) for name, facts in of_owner["properties"].items()}


def kind_of(facts: dict) -> str:
    if "anyOf" in facts:
        return " or ".join(map(kind_of, facts["anyOf"]))
    if "$ref" in facts:
        return facts["$ref"].rpartition("/")[2]
    if facts.get("type") == "array":
        return f"list of {kind_of(facts['items'])}"
    return str(facts.get("const") or facts.get("enum") or facts["type"])


def test_codes_json_holds_every_entry_as_documented(catalogue, documents):
    published = {
        (code["venue"], code["code"], entry["section"], entry["position"]): entry
        for code in documents["codes.json"]["codes"]
        for entry in code["entries"]
    }
    rows = [(venue, *row) for venue in catalogue.venues for row in venue.rows()]
    assert len(published) == len(rows)
    for venue_, section_, position, row in rows:
        found = published[venue_.id, row.code, section_.id, position]
        assert (found["http"], found["name"], found["messages"]) == (row.http, row.name, row.messages)
        assert (found["transport"], found["equivalent"]) == (section_.transport, row.equivalent)


def test_a_code_alone_is_the_same_as_among_all(documents):
    for code in documents["codes.json"]["codes"]:
        alone = dict(documents[f"venues{code['url'][:-1]}.json"])
        assert alone.pop("schema_version") == 1
        assert alone.pop("data_version") == documents["codes.json"]["data_version"]
        assert alone == code


def test_a_venue_says_once_what_is_wrong_with_all_of_it(catalogue, documents):
    for one in catalogue.venues:
        document = documents[f"venues/{one.id}.json"]
        assert [note["note"] for note in document["anomalies"]] == [note.note for note in one.annotations]
        listed = [code for code in documents["codes.json"]["codes"] if code["venue"] == one.id]
        assert listed == document["codes"]
        notes = {note["note"] for code in listed for note in code["anomalies"]}
        assert {note.note for note in one.annotations if note.codes} <= notes
        assert notes.isdisjoint(note.note for note in one.annotations if not note.codes)


def test_no_document_but_the_list_of_all_codes_is_large(documents, files):
    sizes = {path: len(files[f"api/v1/{path}"]) for path in documents}
    assert {path for path, size in sizes.items() if size > MOST_BYTES} <= {"codes.json"}
    assert sum(sizes.values()) <= 20_000_000


def test_a_condition_alone_says_more_of_its_entries_than_among_all(documents):
    listed = documents["equivalents.json"]["equivalents"]
    assert [condition["id"] for condition in listed] == sorted(condition["id"] for condition in listed)
    for condition in listed:
        alone = documents[f"{condition['url'].strip('/')}.json"]
        short = [{key: entry[key] for key in ("venue", "code", "url")} for entry in alone["entries"]]
        assert condition.items() <= (alone | {"entries": short}).items()
        assert all(entry["next"] for entry in alone["entries"])


def test_every_document_has_the_versions(files, documents):
    versions = {(document["schema_version"], document["data_version"]) for document in documents.values()}
    assert len(versions) == 1
    assert json.loads(files["api/v1/openapi.json"])["info"]["x-data-version"] == versions.pop()[1]


def test_a_client_that_polls_reads_a_hundred_bytes(files, documents):
    assert documents["version.json"].keys() == {"schema_version", "data_version", "changed"}
    assert documents["version.json"]["changed"] == history(api.MOST_CHANGES + 1)[0].day
    assert len(files["api/v1/version.json"]) <= 100


def test_before_the_first_publication_the_last_review_is_the_newest_change():
    files = dict(api.artefacts(View(handmade(venue(section(entry("1"))))), AddressBook(SITE)))
    assert json.loads(files["/api/v1/version.json"])["changed"] == "2026-11-20"
    assert json.loads(files["/api/v1/changes.json"])["changes"] == []


def change_log(changes: int, text: str = "Text") -> dict[str, bytes]:
    """The parts of the change log after as many changes, by their addresses."""
    one = View(handmade(venue(section(entry("1")))))
    files = dict(api.artefacts(one, AddressBook(SITE), history(changes, text)))
    return {path: content for path, content in files.items() if path.startswith("/api/v1/changes")}


def test_every_change_is_in_the_change_log_newest_first():
    count = 2 * api.MOST_CHANGES + 3
    parts = {path: json.loads(content) for path, content in change_log(count).items()}
    read, address = [], "/api/v1/changes.json"
    while address:
        part = parts.pop(address)
        read += [change["codes"] for change in part["changes"]]
        address = part["older"]
    assert read == [[str(day)] for day in reversed(range(count))] and parts == {}


def test_a_full_part_of_the_change_log_stays_as_it_is():
    count = 2 * api.MOST_CHANGES
    assert change_log(count)["/api/v1/changes/1.json"] == change_log(count + 1)["/api/v1/changes/1.json"]


def test_no_part_of_the_change_log_is_large_even_with_the_longest_texts():
    assert max(map(len, change_log(api.MOST_CHANGES + 1, "x" * LONGEST).values())) <= MOST_BYTES


def test_the_data_version_follows_any_change_and_nothing_else():
    one = handmade(venue(section(entry("1"), entry("2"))))
    assert api.version(one) == api.version(handmade(venue(section(entry("1"), entry("2")))))
    assert api.version(one) != api.version(handmade(venue(section(entry("2"), entry("1")))))
    noted = venue(section(entry("1"), entry("2")), annotations=(annotation("wording", "1"),))
    assert api.version(one) != api.version(handmade(noted))


def test_two_builds_are_equal_byte_by_byte():
    script = (
        "import hashlib, pathlib\n"
        "from macros.catalogue.addresses import AddressBook\n"
        "from macros.catalogue.view import View\n"
        "from macros.programs import api, redirects, twins\n"
        "from macros.reading.gate import load\n"
        "root = pathlib.Path.cwd()\n"
        "view, book, digest = View(load(root)), AddressBook('https://example.org/'), hashlib.sha256()\n"
        "for write in (api.artefacts, redirects.artefacts, lambda *given: twins.artefacts(*given, [])):\n"
        "    for path, content in write(view, book):\n"
        "        digest.update(path.encode() + content)\n"
        "print(digest.hexdigest())\n"
    )
    builds = [
        subprocess.Popen(
            [sys.executable, "-c", script],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in "12"
    ]
    digests = {build.communicate()[0] for build in builds}
    assert len(digests) == 1 and digests != {""}


def test_a_code_of_one_row_is_a_small_document():
    one = View(handmade(venue(section(entry("1")))))
    files = dict(api.artefacts(one, AddressBook(SITE)))
    assert len(files["/api/v1/venues/one/1.json"]) <= 2_000


def test_the_index_leads_to_every_document_and_its_schema(files, documents):
    listed = {one["address"]: one for one in documents["index.json"]["documents"]}
    assert len(listed) == len(documents["index.json"]["documents"])
    described = json.loads(files["api/v1/openapi.json"])["paths"]
    assert listed.keys() == described.keys()
    for address, one in listed.items():
        assert list(described[address]["get"]["responses"]["200"]["content"]) == [one["type"]]
        has_schema = one["type"] in ("application/json", "application/x-ndjson")
        assert (one["schema"] is not None and one["schema"][1:] in files) == has_schema


def test_the_openapi_document_is_valid_and_describes_every_file(files):
    described = json.loads(files["api/v1/openapi.json"])
    OpenAPIV31SpecValidator(described).validate()
    patterns = {
        path: re.compile(re.sub(r"{\w+}", "[^/]+", path.replace(".", "[.]")) + "$")
        for path in described["paths"]
    }
    served = {f"/{path}" for path in files if "/schemas/" not in path} - {"/api/v1/openapi.json"}
    matched = {
        path: [address for address, pattern in patterns.items() if pattern.match(path)] for path in served
    }
    assert all(len(addresses) == 1 for addresses in matched.values())
    assert {addresses[0] for addresses in matched.values()} == set(patterns)
    assert described["servers"] == [{"url": SITE.rstrip("/")}]


def test_former_ids_go_on_answering():
    old = venue(section(entry("1"), entry("2")), id="old")
    new = old.model_copy(update={"id": "new", "former_ids": ["old"]})
    files = dict(api.artefacts(View(handmade(new)), AddressBook(SITE)))
    assert files["/api/v1/venues/old.json"] == files["/api/v1/venues/new.json"]
    assert files["/api/v1/venues/old/1.json"] == files["/api/v1/venues/new/1.json"]


def test_the_table_has_a_line_for_each_entry(catalogue, files):
    text = files["api/v1/codes.csv"].decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text, newline="")))
    rows = {
        (venue.id, row.code, section.id, str(position)): row
        for venue in catalogue.venues
        for section, position, row in venue.rows()
    }
    assert len(lines) == len(rows)
    for line in lines:
        row = rows[line["venue"], text_of(line["code"]), line["section"], line["position"]]
        assert text_of(line["message"]) == ("\n".join(row.messages) or row.explanation)
        assert line["http"] == str(row.http or "")
        assert line["equivalent"] == row.equivalent


def test_a_venue_has_every_entry_on_one_line(catalogue, documents, files):
    for one in catalogue.venues:
        entries = [
            {key: code[key] for key in ("venue", "code", "slug", "url")} | entry
            for code in documents[f"venues/{one.id}.json"]["codes"]
            for entry in code["entries"]
        ]
        lines = files[f"api/v1/venues/{one.id}.ndjson"].decode().split("\n")
        assert lines.pop() == "" and [json.loads(line) for line in lines] == entries
        table = files[f"api/v1/venues/{one.id}.csv"].decode("utf-8-sig").split("\r\n")
        assert table.pop() == "" and len(table) == len(entries) + 1
        assert all(len(next(csv.reader([line]))) == len(tables.COLUMNS) for line in table)


@given(st.text())
def test_a_text_that_spans_lines_comes_back_from_one(text):
    line = tables.in_one_line(text)
    assert "\n" not in line and "\r" not in line
    meant = {"\\n": "\n", "\\r": "\r", "\\\\": "\\"}
    assert re.sub(r"\\.", lambda escape: meant[escape[0]], line) == text


def test_the_table_begins_with_a_byte_order_mark_for_excel(files):
    assert files["api/v1/codes.csv"].startswith(b"\xef\xbb\xbfpermalink,")


@pytest.mark.parametrize(
    "text",
    [
        "0001",
        "-1021",
        "=1+1",
        "+1",
        "@SUM(1)",
        "\t=1",
        "1e5",
        "1-2",
        "10/12",
        "12:30",
        "1.0",
        "12345678901",
        "＝1",
        "'1",
        "TRUE",
        "false",
        "5%",
        "$5",
        "(5)",
        "1 1/2",
        "1 000",
        "MAR1",
        "Sept. 2",
        "3 June 2026",
        "10:30 PM",
        "7 a",
    ],
)
def test_a_cell_that_a_spreadsheet_would_run_or_change_is_marked_as_text(text):
    assert tables.cell(text) == f"'{text}"


@pytest.mark.parametrize(
    "text",
    [
        "50020",
        "0",
        "400",
        "",
        "HTTP ERROR CODE 403",
        "Order -1 failed",
        "%s is wrong",
        "5 May orders",
        "margin",
        "may",
        "Market closed",
        "truely",
        "%s",
        "pm",
    ],
)
def test_a_cell_that_a_spreadsheet_leaves_alone_has_no_mark(text):
    assert tables.cell(text) == text


@given(st.text())
def test_any_text_comes_back_from_the_table(text):
    written = io.StringIO()
    csv.writer(written).writerow([tables.cell(text), "x"])
    read = next(csv.reader(io.StringIO(written.getvalue(), newline="")))[0]
    assert text_of(read) == text
    assert not read.startswith(("=", "+", "-", "@", "\t", "\r"))


def text_of(cell: str) -> str:
    return cell.removeprefix("'")


def test_every_permalink_page_links_its_json(site: Path, documents):
    for code in documents["codes.json"]["codes"]:
        html = (site / code["url"][1:] / "index.html").read_text("utf-8")
        links = re.findall(r'<link rel="alternate" [^>]*application/json[^>]*>', html)
        assert any(f'href="../../api/v1/venues{code["url"][:-1]}.json"' in link for link in links), code[
            "url"
        ]
        assert (site / f"api/v1/venues{code['url'][:-1]}.json").is_file()


def test_the_site_serves_what_the_api_writes(site: Path, files):
    for path in files:
        assert (site / path).is_file() or path.startswith("api/v1/changes/"), path
    digest = hashlib.sha256((site / "api/v1/codes.json").read_bytes()).hexdigest()
    assert digest == hashlib.sha256(files["api/v1/codes.json"]).hexdigest()


def test_the_links_to_data_make_no_page_request_anything(open_page):
    page = open_page("/about/")
    requested = []
    page.on("request", lambda request: requested.append(request.url))
    page.goto("/binance-coin-m/-1021/", wait_until="networkidle")
    assert [url for url in requested if re.search(r"sitemap|/feeds/|/api/|\.md$", url)] == []
    assert page.locator('head link[rel="alternate"][type="application/json"]').count() == 1
