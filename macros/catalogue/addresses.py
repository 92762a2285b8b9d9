"""Where everything is on the site. Addresses are relative to the site's root and begin and end with `/`."""

import re

RESERVED = frozenset(
    [
        "404",
        "about",
        "anomalies",
        "api",
        "assets",
        "benchmarks",
        "changes",
        "collisions",
        "contributing",
        "equivalents",
        "feeds",
        "guides",
        "hosting",
        "index",
        "licences",
        "llms",
        "lookup",
        "opensearch",
        "robots",
        "search",
        "sitemap",
        "venues",
    ]
)
"""First parts of addresses that no venue may take."""


def slug(code: str) -> str:
    """The code as it stands in an address: `-1021` → `-1021`, `HTTP ERROR CODE 403` → `http-error-code-403`."""
    return re.sub(r"[^a-z0-9-]+", "-", code.lower())


def permalink(venue: str, code: str) -> str:
    """The address of the one page of a (venue, code) pair."""
    return f"/{venue}/{slug(code)}/"


def equivalent(condition: str) -> str:
    """The address of the page that compares one condition across venues."""
    return f"/equivalents/{condition}/"
