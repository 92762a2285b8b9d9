"""What the site gives to readers that are programs: Markdown twins, llms.txt, robots.txt and a dated sitemap."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from macros import markdown
from macros.catalogue.addresses import AddressBook
from macros.catalogue.model import Catalogue
from macros.catalogue.permalinks import Row, permalinks
from macros.catalogue.view import View
from macros.programs import twins
from tests.support.handmade import annotation, entry, section, venue
from tests.support.handmade import catalogue as handmade

SITE = "https://example.org/codes/"
BOOK = AddressBook(SITE)


@pytest.fixture(scope="module")
def written(view: View) -> dict[str, str]:
    page = twins.HandWritten("/about/", "About", "<h1>About</h1><p>All of it.</p>")
    return {address[1:]: content.decode() for address, content in twins.artefacts(view, BOOK, [page])}


def test_every_page_has_a_twin_beside_it(site: Path):
    pages = [page for page in site.rglob("index.html") if "<title>Moved to " not in page.read_text("utf-8")]
    without = [page for page in pages if not page.with_name("index.md").is_file()]
    assert pages and without == []


def test_a_twin_begins_with_its_heading(site: Path):
    assert [twin for twin in site.rglob("index.md") if not twin.read_text("utf-8").startswith("# ")] == []


def test_a_twin_holds_every_fact_of_its_code(catalogue: Catalogue, written):
    for page in permalinks(catalogue):
        twin = written[f"{page.url[1:]}index.md"]
        assert markdown.code(page.code) in twin
        for row in page.rows:
            for message in row.entry.messages:
                assert f"- Message: {markdown.code(message)}\n" in twin
            assert f"(retry: {row.retry}" in twin and f"(outcome: {row.outcome})" in twin
            assert f"/equivalents/{row.condition.id}/index.md)" in twin


def test_every_link_between_twins_resolves(written, site: Path):
    for path, text in written.items():
        for target in re.findall(r"\]\(([^)#\s]+)", text):
            file = site / (
                target.removeprefix(SITE) if target.startswith(SITE) else f"{Path(path).parent}/{target}"
            )
            if "//" not in target or target.startswith(SITE):
                assert file.exists(), f"{path}: {target}"


def test_links_of_hand_written_pages_lead_to_twins_too():
    html = '<p><a href="../one/#entry-1">a</a> <a href="https://x.example/">b</a> <a href="#c">c</a> <a href="../">d</a></p>'
    one = View(handmade(venue(section(entry("1")))))
    files = dict(twins.artefacts(one, BOOK, [twins.HandWritten("/p/", "P", html)]))
    assert files["/p/index.md"].decode() == (
        "[a](../one/index.md#entry-1) [b](https://x.example/) [c](#c) [d](../index.md)\n"
    )


def test_the_address_of_a_document_cannot_leave_its_link():
    hostile = "https://evil.example/)<img/src=x/onerror=alert(1)>[x](javascript:alert(1)"
    one = venue(section(entry("1")))
    one = one.model_copy(update={"source": one.source.model_copy(update={"url": hostile})})
    twin = dict(twins.artefacts(View(handmade(one)), BOOK, []))["/one/index.md"].decode()
    (source,) = [line for line in twin.splitlines() if line.startswith("Source: ")]
    assert re.fullmatch(
        r"Source: \[Errors\]\(https://evil\.example/[^()<>\[\]\s]*\), captured 2025-11\.", source
    )


def test_llms_txt_has_the_form_that_llmstxt_org_describes(written, catalogue: Catalogue):
    heading, blank, summary, *rest = written["llms.txt"].splitlines()
    assert heading == "# Venue Error Codes" and blank == "" and summary.startswith("> ")
    assert [line for line in rest if line.startswith("#")] == [
        "## Venues",
        "## Data",
        "## Pages",
    ]
    listed = [line for line in rest if line.startswith("- ")]
    assert all(re.match(r"- \[.+\]\(https://\S+\)(: .+)?$", line) for line in listed)
    for one in catalogue.venues:
        assert f"({SITE}{one.id}/index.md)" in written["llms.txt"]
    assert f"- [About]({SITE}about/index.md)" in listed


def test_llms_txt_stays_short(written, catalogue: Catalogue):
    assert len(written["llms.txt"]) < 3_000 + 300 * len(catalogue.venues)


def test_a_venue_fits_into_a_context_with_every_code_and_condition(written, view: View):
    for one in view.catalogue.venues:
        parts = [text for path, text in written.items() if re.fullmatch(rf"{one.id}/llms(-\d+)?\.txt", path)]
        assert all(len(part.encode()) < 100_000 and part.startswith("# ") for part in parts)
        following = [f"The other codes are in {SITE}{one.id}/llms-{n}.txt" for n in range(2, len(parts) + 1)]
        assert [
            line for part in parts for line in part.splitlines() if line.startswith("The other")
        ] == following
        for page in view.of_venue[one.id]:
            for row in page.rows:
                line = f"| {markdown.cell(page.code)} | {'; '.join(map(markdown.cell, row.texts))} | {row.condition.id} |"
                assert any(line in part and f"\n- {row.condition.id}: " in part for part in parts), line


def test_robots_txt_names_the_sitemap(written):
    assert f"Sitemap: {SITE}sitemap.xml" in written["robots.txt"].splitlines()


def test_the_sitemap_dates_pages_by_the_data(site: Path, view: View):
    names = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    listed = {
        "/" + url.find("s:loc", names).text.split("/", 3)[3]: url.findtext("s:lastmod", None, names)
        for url in ElementTree.parse(site / "sitemap.xml").getroot()
    }
    assert {url: listed.get(url) for url in twins.lastmod(view)} == twins.lastmod(view)
    assert {permalink.url for permalink in view.permalinks} <= listed.keys()
    assert listed["/api/"] is None, "no data says when a hand-written page changed"


def test_a_condition_is_as_new_as_the_newest_review_of_its_venues():
    old = venue(section(entry("1"), entry("2", equivalent="own")), id="old").model_copy(
        update={"reviewed": "2026-01-01"}
    )
    new = venue(section(entry("1")), id="new")
    assert twins.lastmod(View(handmade(old, new))) == {
        "/old/": "2026-01-01",
        "/old/1/": "2026-01-01",
        "/old/2/": "2026-01-01",
        "/new/": "2026-11-20",
        "/new/1/": "2026-11-20",
        "/equivalents/rejected/": "2026-11-20",
        "/equivalents/own/": "2026-01-01",
    }


def first_of(row: Row) -> str:
    return row.steps[0]


def test_a_code_fits_into_a_runbook():
    (page,) = permalinks(handmade(venue(section(entry("-1")))))
    title, went_through, retry, first = twins.runbook(page, BOOK, first_of).splitlines()
    assert "-1" in title and title.endswith(" <https://example.org/codes/one/-1/>")
    assert went_through.startswith("- Did it go through? No") and retry.startswith("- Can I retry? No")
    assert first == "- First: Look."


def test_a_code_of_many_meanings_is_not_squeezed_into_one_line():
    conditions = ["rejected", "own", "third", "fourth"]
    rows = [entry("-1", f"Text {each}", equivalent=each) for each in conditions]
    (page,) = permalinks(handmade(venue(section(*rows))))
    block = twins.runbook(page, BOOK, lambda row: f"Read about {row.condition.id}.")
    assert "4 meanings" in block and "- Did it go through? No" in block
    assert block.endswith("- First: It depends on the message.\n")


HOSTILE = [
    "<script>alert(1)</script>",
    "a|b",
    "*x*",
    "[z](javascript:1)",
    "`code`",
    "``",
    "# x",
    "{{ 7*7 }}",
    "\\",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_of_the_data_is_only_text(text):
    one = venue(section(entry("1", text)), annotations=(annotation("wording", "1"),))
    files = {path[1:]: content.decode() for path, content in twins.artefacts(View(handmade(one)), BOOK, [])}
    assert markdown.code(text) in files["one/1/index.md"]
    (row,) = (line for line in files["one/index.md"].splitlines() if line.startswith("| [`1`]"))
    assert len(re.findall(r"(?<!\\)\|", row)) == 6


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "`plain`"),
        ("a`b", "``a`b``"),
        ("`", "`` ` ``"),
        ("`` x", "``` `` x ```"),
        (" ", "`   `"),
        ("two\nlines", "`two lines`"),
    ],
)
def test_a_code_span_holds_any_text(text, shown):
    assert markdown.code(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Use `recv_window` or my_own_name.", "Use `recv_window` or my_own_name."),
        ("An odd ` stays", "An odd \\` stays"),
        ("- no list", "\\- no list"),
        ("1. no list", "1\\. no list"),
        ("# no heading", "\\# no heading"),
        ("_a_ *b* <i> [c](d) | ~ &amp; & B", "\\_a\\_ \\*b\\* \\<i\\> \\[c\\](d) \\| \\~ \\&amp; & B"),
    ],
)
def test_prose_holds_any_text(text, shown):
    assert markdown.prose(text) == shown


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<h1>A <code>b`</code><a class='headerlink' href='#a'>#</a></h1><p>c</p>", "# A `` b` ``\n\nc\n"),
        (
            "<p>One <em>two</em> <strong>three</strong> <a href='../x/'>four</a></p>",
            "One *two* **three** [four](../x/)\n",
        ),
        ("<ul><li>a<ul><li>b</li></ul></li><li><p>c</p></li></ul><p>d</p>", "- a\n  - b\n- c\n\nd\n"),
        ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b\n"),
        (
            "<table><tr><th>a</th><th>b</th></tr><tr><td><p>c</p><code>d|e</code></td><td></td></tr></table>",
            "| a | b |\n| --- | --- |\n| c `d\\|e` |  |\n",
        ),
        ("<pre><span></span><code><b>x</b> = 1\n  y</code></pre>", "```\nx = 1\n  y\n```\n"),
        (
            "<p>a<script>b</script><svg><title>c</title></svg><button>d</button><i hidden>e</i></p><p>f</p>",
            "a\n\nf\n",
        ),
        ("<dl><dt>a</dt><dd>b &lt;c&gt; *d*</dd></dl>", "a\n\nb \\<c\\> \\*d\\*\n"),
    ],
)
def test_the_content_of_a_page_reads_as_markdown(html, text):
    assert markdown.from_html(html) == text
