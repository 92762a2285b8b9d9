"""The offline copy works from files: pages, links, search and lookup, without a request to anywhere."""

import zipfile
from pathlib import Path

import pytest

from macros.programs import offline


@pytest.fixture(scope="module")
def copy(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked copy."""
    folder = tmp_path_factory.mktemp("offline")
    offline.pack(site, folder / "copy.zip")
    zipfile.ZipFile(folder / "copy.zip").extractall(folder)
    return folder / offline.FOLDER


@pytest.fixture
def open_file(browser, copy: Path):
    """Opens a file of the copy. Errors on a page fail the test, and so does a request to any host."""
    faults = []
    context = browser.new_context()
    context.set_default_timeout(10_000)
    context.on(
        "request", lambda request: request.url.startswith(("file:", "data:")) or faults.append(request.url)
    )

    def open_file(path: str):
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: said.type == "error" and faults.append(said.text))
        page.goto((copy / path).as_uri())
        return page

    yield open_file
    context.close()
    assert faults == []


def test_the_lookup_finds_a_pasted_error_and_leads_to_its_page(open_file):
    page = open_file("index.html")
    page.fill("#lookup-input", '{"code":"0001","msg":"Incorrect signature"}')
    page.locator("#lookup-results a.lookup-result").first.click()
    page.wait_for_url("**/hashkey-global/0001/index.html*")
    assert "0001" in page.locator("h1").inner_text()


def test_the_header_search_finds_a_code_and_leads_to_its_page(open_file):
    page = open_file("binance-coin-m/index.html")
    page.keyboard.press("/")
    page.locator("[data-md-component=search-query]").fill("-1021")
    page.locator(".md-search-result__link").first.click()
    page.wait_for_url("**/-1021/index.html*")


def test_the_copy_buttons_work(open_file):
    page = open_file("binance-coin-m/-1021/index.html")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy JSON").click()
    page.locator(".vec-copied", has_text="Copied").wait_for()
    assert '"code": "-1021"' in page.evaluate("navigator.clipboard.readText()")


def test_a_former_or_unsigned_address_leads_to_its_page(open_file):
    page = open_file("binance-coin-m/1021/index.html")
    page.wait_for_url("**/binance-coin-m/-1021/index.html")


def test_every_link_of_every_page_names_a_file_of_the_copy(copy: Path):
    for page in copy.rglob("*.html"):
        for _, href, _ in offline._LINK.findall(page.read_text("utf-8")):
            path = href.partition("#")[0].partition("?")[0]
            if path and ":" not in path:
                assert (page.parent / path).is_file(), f"{page.relative_to(copy)}: {href}"


def test_what_only_a_server_needs_is_left_out(copy: Path):
    assert not any(
        (copy / name).exists() for name in ("404.html", "sitemap.xml", "sitemap.xml.gz", "robots.txt")
    )
    assert (copy / "api/v1/codes.json").is_file()


def test_equal_sites_give_equal_copies(tmp_path: Path):
    site = tmp_path / "site"
    (site / "a").mkdir(parents=True)
    for name in ("index.html", "a/index.html"):
        (site / name).write_text("<title>x</title>")
    offline.pack(site, tmp_path / "one.zip")
    (site / "index.html").touch()
    offline.pack(site, tmp_path / "two.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


@pytest.mark.parametrize(
    ("href", "named"),
    [
        ("../", "../index.html"),
        ("..", "../index.html"),
        (".", "./index.html"),
        ("./", "./index.html"),
        ("../-1021/#entry-1", "../-1021/index.html#entry-1"),
        ("./?q=1", "./index.html?q=1"),
        ("../api/v1/codes.json", "../api/v1/codes.json"),
        ("#entry-1", "#entry-1"),
        ("https://example.org/a/", "https://example.org/a/"),
        ("", ""),
    ],
)
def test_a_link_to_a_folder_names_its_page(href, named):
    assert offline._named(href) == named
