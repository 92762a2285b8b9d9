"""The description with which a browser takes the site for a search engine of its own."""

from __future__ import annotations

from xml.sax.saxutils import escape

OPENSEARCH = "opensearch.xml"


def opensearch(site_url: str) -> str:
    """The text of the description. Its addresses are absolute."""
    root = escape(site_url, {'"': "&quot;"})
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">\n'
        "  <ShortName>Venue Error</ShortName>\n"
        "  <LongName>Venue Error Codes</LongName>\n"
        "  <Description>Look up an error code or message of a crypto exchange API</Description>\n"
        "  <InputEncoding>UTF-8</InputEncoding>\n"
        f'  <Image width="16" height="16" type="image/svg+xml">{root}assets/favicon.svg</Image>\n'
        f'  <Url type="text/html" method="get" template="{root}?q={{searchTerms}}"/>\n'
        f'  <Url type="application/opensearchdescription+xml" rel="self" template="{root}{OPENSEARCH}"/>\n'
        "</OpenSearchDescription>\n"
    )
