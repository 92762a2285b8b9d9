"""The lookup's index, made from the same view as the pages, and the description that adds the site to a browser's search.

The index is one file, so that what is looked up never shows in a request. It is kept small: a text that several
entries share stands in it once, and what an entry leaves to its condition isn't repeated.
"""

from __future__ import annotations

import json
from typing import Any, Iterator
from xml.sax.saxutils import escape

from . import words
from .model import Catalogue, Reply, Venue
from .permalinks import Permalink, Row, permalinks

INDEX = "lookup/index.json"
OPENSEARCH = "opensearch.xml"

OTHER_EXCHANGES = (
    "ascendex bibox binance bingx bitbank bitfinex bitflyer bitforex bitget bithumb bitmart bitmex bitpanda bitrue "
    "bitso bitstamp bittrex bitvavo btcmarkets btcturk bybit cexio coinbase coinbasepro coincheck coindcx coinex "
    "coinone coinsph coinspot cryptocom cryptopia deribit digifinex dydx exmo ftx gateio gdax hashkey hitbtc hotcoin "
    "htx huobi hyperliquid independentreserve indodax korbit kraken kucoin latoken lbank liquid mexc ndax novadax "
    "okcoin okex okx orangex paradex phemex poloniex probit timex tokocrypto toobit upbit wavesexchange wazirx weex "
    "whitebit yobit zaif zonda"
).split()
"""Exchanges as client libraries call them. What is said of one that isn't in the catalogue is no error of a venue here."""


def artefacts(catalogue: Catalogue, site_url: str) -> Iterator[tuple[str, bytes]]:
    """The files of the lookup: for each its path from the site's root and its content."""
    yield INDEX, index(catalogue)
    yield OPENSEARCH, opensearch(site_url, "Venue Error Codes").encode()


def index(catalogue: Catalogue) -> bytes:
    """All that the lookup knows, as compact JSON. `docs/assets/lookup/catalogue.js` reads it.

    `meanings` are unique pairs of condition and wording; an entry refers to its own by number. Of a page there is the
    code and then its entries: [meaning, transport, name, number of documented messages, text, text, ...]. A number in
    place of a text refers to an earlier one, counted from the first of the index.
    """
    meanings: dict[tuple[str, str, str, int], int] = {}
    texts: dict[str, int] = {}
    codes: dict[str, list[Any]] = {venue.id: [] for venue in catalogue.venues}
    for page in permalinks(catalogue):
        codes[page.venue.id].append(_page(page, meanings, texts))
    return json.dumps(
        {
            "retry": {value: wording.sentence for value, wording in words.RETRY.items()},
            "outcome": {value: wording.sentence for value, wording in words.OUTCOME.items()},
            "venues": [_venue(venue) | {"codes": codes[venue.id]} for venue in catalogue.venues],
            "meanings": list(meanings),
            "others": _others(catalogue),
        },
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()


def _page(page: Permalink, meanings: dict[tuple[str, str, str, int], int], texts: dict[str, int]) -> list[Any]:
    return [page.code, *(_entry(row, meanings, texts) for row in page.rows)]


def _entry(row: Row, meanings: dict[tuple[str, str, str, int], int], texts: dict[str, int]) -> list[Any]:
    is_success = int(row.condition.crosswalk.grpc == "OK")
    meaning = (row.condition.title, row.retry, row.outcome, is_success)
    documented = row.entry.messages + row.entry.variants
    return [
        meanings.setdefault(meaning, len(meanings)),
        int(row.section.transport == "websocket"),
        row.entry.name or 0,
        len(documented),
        *(_once(text, texts) for text in documented + row.entry.observed_messages),
    ]


def _once(text: str, texts: dict[str, int]) -> str | int:
    if text in texts:
        return texts[text]
    texts[text] = len(texts)
    return text


def _venue(venue: Venue) -> dict[str, Any]:
    return {
        "id": venue.id,
        "name": venue.name,
        **venue.clues.model_dump(),
        "replies": [_reply(reply) for reply in venue.replies],
    }


def _reply(reply: Reply) -> dict[str, Any]:
    return {
        "transport": int(reply.transport == "websocket"),
        "code": reply.code_key,
        "message": reply.message_key,
        "string": reply.code_type == "string",
        "keys": _keys(reply.example),
    }


def _keys(example: str) -> list[str]:
    """All keys of the example reply, at any depth; none when it is no JSON."""
    keys: dict[str, None] = {}
    try:
        json.loads(example, object_pairs_hook=lambda pairs: keys.update(dict.fromkeys(key for key, _ in pairs)))
    except ValueError:
        return []
    return list(keys)


def _others(catalogue: Catalogue) -> list[str]:
    named = "".join(name.lower() for venue in catalogue.venues for name in [venue.id, venue.name, *venue.clues.names])
    return [exchange for exchange in OTHER_EXCHANGES if exchange not in named]


def opensearch(site_url: str, name: str) -> str:
    """The text of opensearch.xml, with which a browser takes the site for a search engine. Its addresses are absolute."""
    root = escape(site_url if site_url.endswith("/") else f"{site_url}/", {'"': "&quot;"})
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">\n'
        f"  <ShortName>{escape(name[:16].strip())}</ShortName>\n"
        f"  <LongName>{escape(name[:48].strip())}</LongName>\n"
        "  <Description>Look up an error code or message of a trading venue</Description>\n"
        "  <InputEncoding>UTF-8</InputEncoding>\n"
        f'  <Image width="16" height="16" type="image/svg+xml">{root}assets/favicon.svg</Image>\n'
        f'  <Url type="text/html" method="get" template="{root}?q={{searchTerms}}"/>\n'
        f'  <Url type="application/opensearchdescription+xml" rel="self" template="{root}{OPENSEARCH}"/>\n'
        "</OpenSearchDescription>\n"
    )
