"""The description with which a browser takes the site for a search engine of its own."""

from __future__ import annotations

from textwrap import shorten
from xml.sax.saxutils import escape


def opensearch(site_url: str, name: str, path: str) -> str:
    """The text of the description at `path`. Its addresses are absolute."""
    root = escape(site_url if site_url.endswith("/") else f"{site_url}/", {'"': "&quot;"})
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">\n'
        f"  <ShortName>{escape(shorten(name, 16, placeholder=''))}</ShortName>\n"
        f"  <LongName>{escape(shorten(name, 48, placeholder=''))}</LongName>\n"
        "  <Description>Look up an error code or message of a crypto exchange API</Description>\n"
        "  <InputEncoding>UTF-8</InputEncoding>\n"
        f'  <Image width="16" height="16" type="image/svg+xml">{root}assets/favicon.svg</Image>\n'
        f'  <Url type="text/html" method="get" template="{root}?q={{searchTerms}}"/>\n'
        f'  <Url type="application/opensearchdescription+xml" rel="self" template="{root}{path}"/>\n'
        "</OpenSearchDescription>\n"
    )
