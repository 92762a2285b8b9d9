"""The guard rails of the built site: only its own files run and load, whatever a page does, and hosts are told the same."""

from __future__ import annotations

import base64
import hashlib
import re
from itertools import chain
from pathlib import Path

import pytest

from macros.catalogue.model import Catalogue
from macros.catalogue.permalinks import permalinks
from macros.catalogue.view import View
from macros.hosting.nginx import rules

OWN = "http://127.0.0.1:8000/"
"""The address that a build of the tests has in its absolute links."""


@pytest.fixture(scope="module")
def html(site: Path) -> dict[str, str]:
    """The HTML of every page by its path, with those that only redirect."""
    return {path.relative_to(site).as_posix(): path.read_text("utf-8") for path in site.rglob("*.html")}


def directives(policy: str) -> dict[str, set[str]]:
    return {name: set(sources) for name, *sources in (part.split() for part in policy.split(";"))}


# What stands in the pages


def test_every_page_allows_its_own_scripts_by_hash_and_no_others(html: dict[str, str]) -> None:
    for path, page in html.items():
        [(before, policy)] = re.findall(
            r'^(.*?)<meta http-equiv="Content-Security-Policy" content="([^"]*)">', page, re.DOTALL
        )
        assert not re.search(r"<(script|link|style|img|base)\b", before), f"{path}: the policy comes first"
        allowed = directives(policy)
        assert allowed["default-src"] == {"'none'"}, path
        assert set(chain(*allowed.values())) <= allowed["script-src"] | {"'none'", "'self'", "data:"}, path
        assert {name for name, sources in allowed.items() if "data:" in sources} <= {"img-src"}, path
        scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
        hashes = {base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts}
        assert allowed["script-src"] - {"'self'"} == {f"'sha256-{digest}'" for digest in hashes}, path


def test_no_page_has_handlers_styles_or_scripts_in_its_markup(html: dict[str, str]) -> None:
    handler = re.compile(
        r"""<[a-z][^<>]*?\s(on[a-z]+|style|srcdoc)\s*=|<style\b|["']\s*javascript:|<base\b|<iframe\b""",
        re.IGNORECASE,
    )
    assert {path: found[0] for path, page in html.items() if (found := handler.search(page))} == {}


def test_no_page_loads_or_prepares_anything_from_another_host(html: dict[str, str], site: Path) -> None:
    loading = re.compile(
        r'<(?!a\b)[a-z][^<>]*?\s(?:src|srcset|href|poster|data|action|formaction|manifest)="((?:https?:)?//[^"]*)"[^<>]*>'
    )
    found = [
        (path, link[0])
        for path, page in html.items()
        for link in loading.finditer(page)
        if not link[1].startswith(OWN)
    ]
    assert [(path, tag) for path, tag in found if 'rel="canonical"' not in tag] == []
    for sheet in site.rglob("*.css"):
        assert not re.search(r"""(url\(\s*|@import\s+)["']?(https?:)?//""", sheet.read_text("utf-8")), (
            sheet.name
        )


def test_links_to_others_give_them_no_hold_on_the_page(html: dict[str, str]) -> None:
    for path, page in html.items():
        for link in re.findall(r'<a\b[^>]*\shref="https?://[^>]*>', page):
            assert OWN in link or re.search(r'\srel="[^"]*\bnoopener\b', link), f"{path}: {link}"
        assert '<meta name="referrer" content="no-referrer">' in page or "Moved to" in page, path


# What hosts are told


def test_the_headers_say_what_only_headers_can(site: Path) -> None:
    headers = rules((site / "_headers").read_text("utf-8"))
    assert headers["Content-Security-Policy"] == {"/*": "frame-ancestors 'none'"}
    assert headers["Referrer-Policy"] == {"/*": "no-referrer"}
    assert headers["X-Content-Type-Options"] == {"/*": "nosniff"}
    assert headers["X-Frame-Options"] == {"/*": "DENY"}
    assert headers["Access-Control-Allow-Origin"] == {"/api/*": "*", "/feeds/*": "*"}
    assert headers["Access-Control-Expose-Headers"] == {"/api/*": "ETag", "/feeds/*": "ETag"}


def test_only_what_has_a_hash_in_its_name_is_kept_for_good(site: Path) -> None:
    patterns = rules((site / "_headers").read_text("utf-8"))["Cache-Control"]
    kept = [path for pattern in patterns for path in (site / pattern[1:-1]).rglob("*") if path.is_file()]
    assert kept and not [
        path.name for path in kept if not re.search(r"\.[0-9a-f]{8}\.min\.(js|css)(\.map)?$", path.name)
    ]
    assert set(patterns.values()) == {"public, max-age=31536000, immutable"}


# What happens in a browser


def test_a_walk_through_the_site_asks_no_other_host_and_breaks_no_rule(
    open_page, site: Path, catalogue: Catalogue, view: View
) -> None:
    """Every page written by hand, and of each kind of generated page a few; then all that can be clicked.
    `open_page` reports requests to other hosts, which are not found, and what a policy stopped."""
    codes = permalinks(catalogue)
    others = {venue.id for venue in catalogue.venues[2:-2]}
    walk = [
        *(
            "/" + path.relative_to(site).as_posix().removesuffix("index.html")
            for path in site.glob("guides/*/index.html")
        ),
        *(
            "/" + path.relative_to(site).as_posix().removesuffix("index.html")
            for path in site.glob("*/index.html")
            if path.parent.name not in others
        ),
        *(
            page.url
            for page in [*codes[:: len(codes) // 8], *(page for page in codes if len(page.rows) > 1)][:12]
        ),
        *(f"/equivalents/{id}/" for id in list(catalogue.conditions)[::40]),
        *(alias.address for alias in (view.former + view.unsigned)[::60]),
        "/no/such/page/",
    ]
    page = open_page("/")
    faults: list[str] = []
    page.on("websocket", lambda socket: faults.append(socket.url))
    page.on(
        "response",
        lambda reply: reply.status >= 400 and "/no/such/" not in reply.url and faults.append(reply.url),
    )
    for url in walk:
        page.goto(url)
    page.goto("/")
    page.fill(
        "#lookup-input", '{"code":-1021,"msg":"Timestamp for this request is outside of the recvWindow."}'
    )
    page.locator("a.lookup-result").first.click()
    page.wait_for_url("**/-1021/*")
    for button in page.locator("main button:visible").all():
        button.click()
    page.locator("[data-md-component=search-query]").fill("too many requests")
    page.locator(".md-search-result__link").first.wait_for()
    page.keyboard.press("Escape")
    for toggle in page.locator("form[data-md-component=palette] label:visible").all():
        toggle.click()
    assert faults == []
